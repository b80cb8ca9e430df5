// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/http/httpclient.h"

#include "core/channels/confidence.h"
#include "core/channels/http/httpretry.h"
#include "core/text/plaintext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QPointer>
#include <QtConcurrentRun>

namespace casement
{

namespace
{

constexpr qsizetype kParsedHere = 128 * 1024;
/// The slowest line on which a file is still sent.
constexpr qint64 kBytesPerSecond = 32 * 1024;

Result<QJsonValue> parsed(const QByteArray &body, const QString &host)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError) {
        const bool isPage = body.trimmed().startsWith('<');
        return fail(ErrorKind::Protocol,
                    isPage
                        ? QStringLiteral("%1 answered with a web page instead of data.").arg(host)
                        : QStringLiteral("%1 sent an answer that cannot be read.").arg(host));
    }
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

/// What a server says of its refusal, under one of the names that are in use; without \a secret.
QString wordsIn(const QByteArray &body, const QString &secret)
{
    if (body.size() >= 64 * 1024)
        return {};
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    for (const QLatin1StringView name :
         {QLatin1StringView("error_description"), QLatin1StringView("description"),
          QLatin1StringView("message"), QLatin1StringView("error")}) {
        if (const QString words = displayName(withoutSecret(object[name].toString(), secret));
            !words.isEmpty())
            return words;
    }
    return {};
}

Error lost(const QString &host)
{
    return {
        ErrorKind::Offline,
        QStringLiteral("The connection to %1 was lost before the answer was complete.").arg(host)};
}

Error failureOf(const QNetworkReply *reply, const QByteArray &body, const QString &host)
{
    if (const auto reason = HttpNetwork::reasonOf(reply))
        return *reason;
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status >= 300) {
        const QString secret =
            QString::fromUtf8(reply->request().rawHeader("Authorization")).section(u' ', 1);
        const Error error = httpRefusal(status, wordsIn(body, secret), host);
        const bool asksToWait =
            status == 429 || (status == 503 && reply->headers().contains("Retry-After"));
        return asksToWait ? withWait(error, httpWait(reply->headers(), systemNow())) : error;
    }
    switch (reply->error()) {
    case QNetworkReply::OperationCanceledError: // the transfer timeout
    case QNetworkReply::TimeoutError:
        return {ErrorKind::Timeout, QStringLiteral("%1 gave no answer.").arg(host)};
    case QNetworkReply::HostNotFoundError:
        return {ErrorKind::Offline,
                QStringLiteral("%1 cannot be found; is the network up?").arg(host)};
    case QNetworkReply::ConnectionRefusedError:
        return {ErrorKind::Offline, QStringLiteral("%1 cannot be reached.").arg(host)};
    case QNetworkReply::InsecureRedirectError:
    case QNetworkReply::TooManyRedirectsError:
        return {ErrorKind::Protocol,
                QStringLiteral("%1 sends us elsewhere, which is not followed.").arg(host)};
    default:
        return lost(host);
    }
}

/// What is known of a request that was read up to its end, or not, when it failed.
Error withFate(Error error, bool hasLeft)
{
    const bool isRefused = error.kind != ErrorKind::Offline && error.kind != ErrorKind::Timeout &&
                           error.kind != ErrorKind::Protocol;
    if (isRefused)
        return error;
    if (hasLeft)
        return {ErrorKind::Protocol,
                QStringLiteral("unknown: the answer of the server was lost. ") + error.detail};
    if (error.kind == ErrorKind::Protocol)
        error.kind = ErrorKind::Offline;
    return error;
}

} // namespace

HttpClient::HttpClient(const HttpRules &rules, QObject *parent) : QObject(parent), m_network(rules)
{
}

QNetworkRequest HttpClient::requestFor(const HttpCall &call) const
{
    QNetworkRequest request(call.url);
    request.setHeaders(call.headers);
    if (!m_bearer.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_bearer);
    if (!call.followsRedirects)
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                             QNetworkRequest::ManualRedirectPolicy);
    if (call.silence.count() > 0)
        request.setTransferTimeout(call.silence);
    if (call.deadline.count() > 0)
        request.setAttribute(kDeadlineAttribute, qint64(call.deadline.count()));
    return request;
}

void HttpClient::get(const HttpCall &call, QObject *context, const HttpDone &done)
{
    QNetworkReply *reply = m_network.get(requestFor(call));
    connect(context, &QObject::destroyed, reply, &QNetworkReply::abort);
    if (call.progress)
        connect(reply, &QNetworkReply::downloadProgress, context, call.progress);
    connect(
        reply, &QNetworkReply::finished, this,
        [this, reply, call, guard = QPointer(context), done] { finish(reply, call, guard, done); });
}

void HttpClient::post(const HttpCall &call, const HttpBody &body, QObject *context,
                      const HttpDone &done)
{
    QNetworkRequest request = requestFor(call);
    request.setRawHeader("Content-Type", body.contentType);
    const auto base = call.deadline.count() > 0 ? call.deadline : rules().deadline;
    request.setAttribute(kDeadlineAttribute,
                         qint64(base.count() + body.bytes.size() * 1000 / kBytesPerSecond));
    QNetworkReply *reply = m_network.post(request, body.bytes);
    connect(context, &QObject::destroyed, reply, &QNetworkReply::abort);
    connect(
        reply, &QNetworkReply::finished, this,
        [this, reply, call, guard = QPointer(context), done] { finish(reply, call, guard, done); });
}

void HttpClient::postOnce(const HttpCall &call, const HttpBody &body, QObject *context,
                          const HttpDone &done)
{
    QNetworkRequest request = requestFor(call);
    request.setRawHeader("Content-Type", body.contentType);
    request.setHeader(QNetworkRequest::ContentLengthHeader, body.bytes.size());
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    const auto base = call.deadline.count() > 0 ? call.deadline : rules().deadline;
    request.setAttribute(kDeadlineAttribute,
                         qint64(base.count() + body.bytes.size() * 1000 / kBytesPerSecond));
    // A connection that was kept may be closed by the server just now.
    auto *network = new HttpNetwork(rules(), this);
    auto *once = new HttpOnceBody(body.bytes, network);
    QNetworkReply *reply = network->post(request, once);
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, network, once, call, guard = QPointer(context), done] {
                const bool hasLeft = once->hasLeft();
                network->deleteLater(); // with reply and body
                finish(reply, call, guard, [hasLeft, done](const Result<HttpAnswer> &answer) {
                    if (answer)
                        return done(answer);
                    done(std::unexpected(withFate(answer.error(), hasLeft)));
                });
            });
}

void HttpClient::finish(QNetworkReply *reply, const HttpCall &call, QObject *context,
                        const HttpDone &done)
{
    reply->deleteLater();
    const QByteArray body = reply->isOpen() ? reply->readAll() : QByteArray();
    if (!context)
        return;
    HttpAnswer answer{
        .status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
        .headers = reply->headers(),
        .body = {},
        .json = {},
    };
    const QPointer<HttpClient> self(this);
    Q_EMIT headersArrived(answer.headers);
    const QString host = call.url.host();
    // A refusal is an error to the library and may be an answer to the caller.
    const bool isWhole = reply->error() == QNetworkReply::NoError ||
                         (answer.status >= 300 && !HttpNetwork::reasonOf(reply));
    if (!self || !context)
        return;
    if (!isWhole || !call.isAnswer(answer.status))
        return done(std::unexpected(failureOf(reply, body, host)));
    const QByteArrayView length = answer.headers.value("Content-Length");
    // What is not modified has the length that it would have.
    if (!length.isEmpty() && answer.status != 304 && length.toLongLong() != body.size())
        return done(std::unexpected(lost(host)));
    deliver(std::move(answer), body, call, context, done);
}

void HttpClient::deliver(HttpAnswer answer, const QByteArray &body, const HttpCall &call,
                         QObject *context, const HttpDone &done)
{
    if (call.wants == HttpCall::Wants::Bytes) {
        answer.body = body;
        return done(answer);
    }
    const auto conclude = [answer, done](const Result<QJsonValue> &json) {
        if (!json && answer.status < 300)
            return done(std::unexpected(json.error()));
        HttpAnswer whole = answer;
        whole.json = json.value_or(QJsonValue());
        done(whole);
    };
    const QString host = call.url.host();
    if (body.size() <= kParsedHere)
        return conclude(parsed(body, host));
    QtConcurrent::run([body, host] { return parsed(body, host); }).then(context, conclude);
}

} // namespace casement
