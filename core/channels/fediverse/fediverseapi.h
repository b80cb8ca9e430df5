// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediversesettings.h"
#include "core/channels/http/httpclient.h"
#include "core/domain/error.h"
#include "core/domain/message.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QNetworkRequestFactory>
#include <QObject>
#include <QUrlQuery>
#include <functional>

namespace casement
{

/// What a server said to one request that it did not refuse.
struct FediverseAnswer {
    int status = 0;
    QJsonValue json;   ///< an object or an array
    QString nextMaxId; ///< of the Link header, empty where there is none
};

using FediverseDone = std::function<void(const Result<FediverseAnswer> &)>;

/// Requests to the Mastodon API of one server.
class FediverseApi final : public QObject
{
    Q_OBJECT
public:
    explicit FediverseApi(const FediverseSettings &settings, QObject *parent = nullptr);

    void setToken(const QString &token) { m_http.setBearerToken(token); }
    /// How long a request may take in all; for tests.
    void setDeadline(std::chrono::milliseconds deadline);

    /// \a done is called once, unless \a context is gone by then.
    void get(const QString &path, const QUrlQuery &query, QObject *context,
             const FediverseDone &done);
    /// For requests that may be repeated (app registration).
    void postForm(const QString &path, const QUrlQuery &form, QObject *context,
                  const FediverseDone &done);
    /// See HttpClient::postOnce().
    void postOnce(const QString &path, const QJsonObject &body, const QByteArray &idempotencyKey,
                  QObject *context, const FediverseDone &done);
    void upload(const QString &path, const Attachment &file, QObject *context,
                const FediverseDone &done);

    /// Whether the server still lets us ask for what nobody waits for.
    [[nodiscard]] bool hasRoom() const { return m_remaining < 0 || m_remaining > 30; }

private:
    [[nodiscard]] HttpCall call(const QString &path, const QUrlQuery &query = {}) const;

    HttpClient m_http;
    QNetworkRequestFactory m_requests;
    int m_remaining = -1; ///< requests left in this window, -1 while the server says nothing
};

} // namespace casement
