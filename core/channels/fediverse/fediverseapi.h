// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediversenetwork.h"
#include "core/channels/fediverse/fediversesettings.h"
#include "core/domain/error.h"
#include "core/domain/message.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QNetworkRequestFactory>
#include <QObject>
#include <QRestAccessManager>
#include <QUrlQuery>
#include <functional>

namespace casement
{

/// What a server said to one request that it did not refuse.
struct FediverseAnswer {
    int status = 0;
    QJsonValue json;      ///< an object or an array
    QString nextMaxId;    ///< of the Link header, empty where there is none
    Timestamp serverTime; ///< the Date header, 1970 where there is none
};

using FediverseDone = std::function<void(const Result<FediverseAnswer> &)>;

/// Requests to the Mastodon API of one server. Replies above 128 KB are parsed on another thread.
class FediverseApi final : public QObject
{
    Q_OBJECT
public:
    explicit FediverseApi(const FediverseSettings &settings, QObject *parent = nullptr);
    ~FediverseApi() override;

    void setToken(const QString &token);
    /// How long a request may take in all; for tests.
    void setDeadline(std::chrono::milliseconds deadline);

    /// \a done is called once, unless \a context is gone by then.
    void get(const QString &path, const QUrlQuery &query, QObject *context,
             const FediverseDone &done);
    /// For requests that may be repeated (app registration). \a form as x-www-form-urlencoded.
    void postForm(const QString &path, const QUrlQuery &form, QObject *context,
                  const FediverseDone &done);
    /// For the one request that must not happen twice: it goes out on a connection of its own, is
    /// never repeated by the library, and an error says whether the server can have it (see
    /// Connector::send()).
    void postOnce(const QString &path, const QJsonObject &body, const QByteArray &idempotencyKey,
                  QObject *context, const FediverseDone &done);
    void upload(const QString &path, const Attachment &file, QObject *context,
                const FediverseDone &done);

    /// Whether the server still lets us ask for what nobody waits for.
    [[nodiscard]] bool hasRoom() const { return m_remaining < 0 || m_remaining > 30; }

private:
    void finish(QNetworkReply *reply, QObject *context, const FediverseDone &done);
    void noteLimits(const QNetworkReply *reply);
    [[nodiscard]] Error failureOf(const QNetworkReply *reply, const QByteArray &body) const;

    FediverseSettings m_settings;
    FediverseNetwork m_network;
    FediverseNetwork m_onceNetwork;
    QRestAccessManager m_rest;
    QRestAccessManager m_onceRest;
    QNetworkRequestFactory m_requests;
    int m_remaining = -1; ///< requests left in this window, -1 while the server says nothing
};

/// How long a server may make us wait at most, whatever it says.
inline constexpr std::chrono::seconds kLongestRetryAfter = std::chrono::minutes(15);

/// Retry-After (RFC 9110, section 10.2.3), as seconds or as a date, or Mastodon's
/// X-RateLimit-Reset; one minute where neither can be read.
struct FediverseWait {
    std::chrono::seconds wait{0};
    bool isCapped = false; ///< the server asked for more
};
[[nodiscard]] FediverseWait fediverseWait(const QByteArray &retryAfter, const QByteArray &reset,
                                          Timestamp now);

/// What an HTTP status that refuses means. \a body is its JSON, for the server's own words.
[[nodiscard]] Error fediverseRefusal(int status, const QByteArray &body, const QString &host);

/// \a path with \a id as one segment.
[[nodiscard]] QString fediversePath(QStringView before, const QString &id, QStringView after = {});

} // namespace casement
