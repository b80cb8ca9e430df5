// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/http/httpbody.h"
#include "core/channels/http/httpnetwork.h"
#include "core/domain/error.h"

#include <QHttpHeaders>
#include <QJsonValue>
#include <QObject>
#include <QUrl>
#include <functional>

namespace casement
{

/// What a server said to one request that it did not refuse.
struct HttpAnswer {
    int status = 0;
    QHttpHeaders headers;
    QByteArray body; ///< where the call wants bytes
    QJsonValue json; ///< where it wants JSON: an object or an array
};

/// One request.
struct HttpCall {
    enum class Wants { Json, Bytes };

    QUrl url;
    QHttpHeaders headers = {}; ///< beside those that every request has
    Wants wants = Wants::Json;
    /// Redirects of a GET within the same origin are followed by themselves.
    bool followsRedirects = true;
    /// Which statuses are an answer; others are an Error. With JSON only what answers with 2xx has
    /// to be some: a refusal is one without it.
    std::function<bool(int status)> isAnswer = [](int status) {
        return status >= 200 && status < 300;
    };
    std::chrono::milliseconds silence{0};  ///< without a byte from the server; 0: 30 seconds
    std::chrono::milliseconds deadline{0}; ///< in all; 0: that of the rules
    /// How many bytes of the answer have come, of how many (-1: not told); may be empty.
    std::function<void(qint64 done, qint64 total)> progress = {};
};

using HttpDone = std::function<void(const Result<HttpAnswer> &)>;

/// Requests to the servers of one account. Bodies above 128 KB are parsed on another thread. No
/// error has a URL in it, only the host: a secret may stand in a path.
class HttpClient final : public QObject
{
    Q_OBJECT
public:
    explicit HttpClient(const HttpRules &rules, QObject *parent = nullptr);

    void setRules(const HttpRules &rules) { m_network.setRules(rules); }
    [[nodiscard]] const HttpRules &rules() const { return m_network.rules(); }
    /// Sent as Authorization: Bearer with every request; empty: none.
    void setBearerToken(const QString &token) { m_bearer = token.toUtf8(); }

    /// \a done is called once, unless \a context is gone by then, which ends the request.
    void get(const HttpCall &call, QObject *context, const HttpDone &done);
    /// For requests that may be repeated.
    void post(const HttpCall &call, const HttpBody &body, QObject *context, const HttpDone &done);
    /// For the one request that must not happen twice: it goes out on a connection of its own, is
    /// never repeated by the library, and an error says whether the server can have it (see
    /// Connector::send()). \a body is not empty.
    void postOnce(const HttpCall &call, const HttpBody &body, QObject *context,
                  const HttpDone &done);

Q_SIGNALS:
    /// Of every answer, also of those that refuse.
    void headersArrived(const QHttpHeaders &headers);

private:
    [[nodiscard]] QNetworkRequest requestFor(const HttpCall &call) const;
    void finish(QNetworkReply *reply, const HttpCall &call, QObject *context, const HttpDone &done);
    void deliver(HttpAnswer answer, const QByteArray &body, const HttpCall &call, QObject *context,
                 const HttpDone &done);

    HttpNetwork m_network;
    QByteArray m_bearer;
};

} // namespace casement
