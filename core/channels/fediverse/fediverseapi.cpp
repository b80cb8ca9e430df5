// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediverseapi.h"

#include "core/text/plaintext.h"

#include <QHttpMultiPart>
#include <QJsonDocument>
#include <QLocale>
#include <QNetworkReply>
#include <QPointer>
#include <QRegularExpression>
#include <QRestReply>
#include <QTimeZone>
#include <QtConcurrentRun>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr qsizetype kParsedHere = 128 * 1024;

/// RFC 9110, section 5.6.7; only the form that is still written.
QDateTime httpDate(const QByteArray &text)
{
    QDateTime at = QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()),
                                           QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    at.setTimeZone(QTimeZone::UTC);
    return at;
}

/// A request body that can be read once. The library repeats a request by itself when a connection
/// ends before the answer; with this it cannot, and how much was read tells whether the server can
/// have all of it.
class OnceBody final : public QIODevice
{
public:
    OnceBody(QByteArray bytes, QObject *parent) : QIODevice(parent), m_bytes(std::move(bytes))
    {
        open(ReadOnly | Unbuffered);
    }
    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override
    {
        return m_bytes.size() - m_at + QIODevice::bytesAvailable();
    }
    bool hasLeft() const { return m_at >= m_bytes.size(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qint64 count = std::min<qint64>(maxSize, m_bytes.size() - m_at);
        if (count <= 0)
            return -1;
        std::copy_n(m_bytes.constData() + m_at, count, data);
        m_at += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

QString nextIn(const QByteArray &link)
{
    static const QRegularExpression next(
        QStringLiteral(R"(<[^<>]*[?&]max_id=([^&<>]{1,200})[^<>]*>\s*;\s*rel="?next"?)"));
    const auto match =
        next.match(QString::fromUtf8(link.first(std::min<qsizetype>(4000, link.size()))));
    return QUrl::fromPercentEncoding(match.captured(1).toUtf8());
}

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

} // namespace

QString fediversePath(QStringView before, const QString &id, QStringView after)
{
    return before + QString::fromLatin1(QUrl::toPercentEncoding(id)) + after;
}

FediverseWait fediverseWait(const QByteArray &retryAfter, const QByteArray &reset, Timestamp now)
{
    const auto seconds = [now](const QByteArray &text) -> std::optional<double> {
        bool isNumber = false;
        const double value = text.trimmed().toDouble(&isNumber);
        if (isNumber)
            return value;
        QDateTime at = httpDate(text);
        if (!at.isValid())
            at = QDateTime::fromString(QString::fromLatin1(text.trimmed()), Qt::ISODateWithMs);
        if (!at.isValid())
            return std::nullopt;
        return static_cast<double>(at.toMSecsSinceEpoch() - toMilliseconds(now)) / 1000;
    };
    const std::optional<double> asked = retryAfter.isEmpty()
                                            ? (reset.isEmpty() ? std::nullopt : seconds(reset))
                                            : seconds(retryAfter);
    if (!asked || !(*asked >= 0)) // also what is not a number
        return {.wait = 60s};
    const double longest = static_cast<double>(kLongestRetryAfter.count());
    if (*asked > longest)
        return {.wait = kLongestRetryAfter, .isCapped = true};
    return {.wait = std::chrono::seconds(static_cast<qint64>(std::max(1.0, *asked)))};
}

Error fediverseRefusal(int status, const QByteArray &body, const QString &host)
{
    QString words;
    if (body.size() < 64 * 1024) {
        const QJsonObject object = QJsonDocument::fromJson(body).object();
        words = object[u"error_description"].toString();
        if (words.isEmpty())
            words = object[u"error"].toString();
        words = displayName(words);
    }
    const QString said =
        words.isEmpty() ? QStringLiteral("HTTP %1").arg(status) : QStringLiteral("“%1”").arg(words);
    switch (status) {
    case 401:
        return {ErrorKind::AuthRequired,
                QStringLiteral("%1 does not accept the login any more (%2); sign in again.")
                    .arg(host, said)};
    case 403:
        return {ErrorKind::Forbidden,
                QStringLiteral("%1 does not allow this: %2.").arg(host, said)};
    case 404:
    case 410:
        return {ErrorKind::NotFound, QStringLiteral("%1 does not have it: %2.").arg(host, said)};
    case 429:
        return {ErrorKind::RateLimited, QStringLiteral("%1 asks us to wait.").arg(host)};
    default:
        break;
    }
    if (status >= 500)
        return {ErrorKind::Offline,
                QStringLiteral("%1 has trouble at the moment (HTTP %2).").arg(host).arg(status)};
    if (status >= 300 && status < 400)
        return {ErrorKind::Invalid,
                QStringLiteral("%1 sends us elsewhere, which is not followed; check the address "
                               "of the server.")
                    .arg(host)};
    if (status >= 400)
        return {ErrorKind::Invalid, QStringLiteral("%1 refused it: %2.").arg(host, said)};
    return {
        ErrorKind::Protocol,
        QStringLiteral("%1 gave an answer that means nothing (HTTP %2).").arg(host).arg(status)};
}

FediverseApi::FediverseApi(const FediverseSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_network(settings)
    , m_onceNetwork(settings)
    , m_rest(&m_network)
    , m_onceRest(&m_onceNetwork)
    , m_requests(settings.baseUrl())
{
}

FediverseApi::~FediverseApi() = default;

void FediverseApi::setToken(const QString &token)
{
    m_requests.setBearerToken(token.toUtf8());
}

void FediverseApi::setDeadline(std::chrono::milliseconds deadline)
{
    m_network.setDeadline(deadline);
    m_onceNetwork.setDeadline(deadline);
}

void FediverseApi::get(const QString &path, const QUrlQuery &query, QObject *context,
                       const FediverseDone &done)
{
    QNetworkReply *reply =
        m_rest.get(m_requests.createRequest(path, query), this, [](QRestReply &) {});
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, guard = QPointer(context), done] { finish(reply, guard, done); });
}

void FediverseApi::postForm(const QString &path, const QUrlQuery &form, QObject *context,
                            const FediverseDone &done)
{
    QNetworkRequest request = m_requests.createRequest(path);
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QStringLiteral("application/x-www-form-urlencoded"));
    QByteArray body = form.toString(QUrl::FullyEncoded).toUtf8();
    body.replace('+', "%2B");
    QNetworkReply *reply = m_rest.post(request, body, this, [](QRestReply &) {});
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, guard = QPointer(context), done] { finish(reply, guard, done); });
}

void FediverseApi::postOnce(const QString &path, const QJsonObject &object,
                            const QByteArray &idempotencyKey, QObject *context,
                            const FediverseDone &done)
{
    const QByteArray bytes = QJsonDocument(object).toJson(QJsonDocument::Compact);
    QNetworkRequest request = m_requests.createRequest(path);
    // A truncated form would still be one; truncated JSON is not.
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setHeader(QNetworkRequest::ContentLengthHeader, bytes.size());
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    request.setRawHeader("Idempotency-Key", idempotencyKey);
    // A connection that was kept may be closed by the server just now.
    m_onceNetwork.clearConnectionCache();
    auto *body = new OnceBody(bytes, this);
    QNetworkReply *reply = m_onceRest.post(request, body, this, [](QRestReply &) {});
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, body, guard = QPointer(context), done] {
                const bool hasLeft = body->hasLeft();
                body->deleteLater();
                finish(reply, guard, [hasLeft, done](const Result<FediverseAnswer> &answer) {
                    if (answer)
                        return done(answer);
                    Error error = answer.error();
                    const bool isRefused = error.kind != ErrorKind::Offline &&
                                           error.kind != ErrorKind::Timeout &&
                                           error.kind != ErrorKind::Protocol;
                    if (!hasLeft && error.kind == ErrorKind::Protocol)
                        error.kind = ErrorKind::Offline;
                    else if (hasLeft && !isRefused)
                        error = {ErrorKind::Protocol,
                                 QStringLiteral("unknown: the answer of the server was lost. ") +
                                     error.detail};
                    done(std::unexpected(error));
                });
            });
}

void FediverseApi::upload(const QString &path, const Attachment &file, QObject *context,
                          const FediverseDone &done)
{
    auto *parts = new QHttpMultiPart(QHttpMultiPart::FormDataType, this);
    QHttpPart part;
    QString name = file.name;
    name.removeIf([](QChar c) { return c.unicode() < 0x20 || c == u'"' || c == u'\\'; });
    part.setHeader(QNetworkRequest::ContentTypeHeader, file.mediaType);
    part.setHeader(QNetworkRequest::ContentDispositionHeader,
                   QString(QStringLiteral("form-data; name=\"file\"; filename=\"") + name + u'"'));
    part.setBody(file.data);
    parts->append(part);
    QNetworkReply *reply =
        m_rest.post(m_requests.createRequest(path), parts, this, [](QRestReply &) {});
    parts->setParent(reply);
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, guard = QPointer(context), done] { finish(reply, guard, done); });
}

void FediverseApi::noteLimits(const QNetworkReply *reply)
{
    bool isNumber = false;
    const int remaining = reply->rawHeader("X-RateLimit-Remaining").toInt(&isNumber);
    if (isNumber && remaining >= 0)
        m_remaining = remaining;
}

Error FediverseApi::failureOf(const QNetworkReply *reply, const QByteArray &body) const
{
    const QString host = m_settings.baseUrl().host();
    const QString reason = FediverseNetwork::reasonOf(reply);
    if (FediverseNetwork::isCertificateTrouble(reply))
        return {ErrorKind::Certificate,
                reason.isEmpty() ? QStringLiteral("No encrypted connection to %1 can be made; "
                                                  "check the server's certificate.")
                                       .arg(host)
                                 : reason};
    if (!reason.isEmpty())
        return {ErrorKind::Protocol, reason};
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status >= 300) {
        Error error = fediverseRefusal(status, body, host);
        const QByteArray retryAfter = reply->rawHeader("Retry-After");
        if (status == 429 || (status == 503 && !retryAfter.isEmpty())) {
            const FediverseWait wait =
                fediverseWait(retryAfter, reply->rawHeader("X-RateLimit-Reset"), systemNow());
            error.retryAfter = wait.wait;
            if (wait.isCapped)
                error.detail += QStringLiteral(" It asked for longer than %1 minutes; it is asked "
                                               "again after these.")
                                    .arg(wait.wait.count() / 60);
        }
        return error;
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
        return {ErrorKind::Offline,
                QStringLiteral("The connection to %1 was lost before the answer was complete.")
                    .arg(host)};
    }
}

void FediverseApi::finish(QNetworkReply *reply, QObject *context, const FediverseDone &done)
{
    // The reply itself belongs to QRestAccessManager, which lets it go after its own callback.
    noteLimits(reply);
    const QByteArray body = reply->isOpen() ? reply->readAll() : QByteArray();
    if (!context)
        return;
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (reply->error() != QNetworkReply::NoError || status < 200 || status >= 300)
        return done(std::unexpected(failureOf(reply, body)));
    const QByteArray length = reply->rawHeader("Content-Length");
    const QString host = m_settings.baseUrl().host();
    if (!length.isEmpty() && length.toLongLong() != body.size())
        return done(fail(ErrorKind::Offline,
                         QStringLiteral("The connection to %1 was lost before the answer was "
                                        "complete.")
                             .arg(host)));
    FediverseAnswer answer{.status = status, .json = {}, .nextMaxId = {}, .serverTime = {}};
    answer.nextMaxId = nextIn(reply->rawHeader("Link"));
    const QDateTime date = httpDate(reply->rawHeader("Date"));
    if (date.isValid())
        answer.serverTime = fromDateTime(date);
    const auto deliver = [answer, done](const Result<QJsonValue> &json) {
        if (!json)
            return done(std::unexpected(json.error()));
        FediverseAnswer whole = answer;
        whole.json = *json;
        done(whole);
    };
    if (body.size() <= kParsedHere)
        return deliver(parsed(body, host));
    QtConcurrent::run([body, host] { return parsed(body, host); }).then(context, deliver);
}

} // namespace casement
