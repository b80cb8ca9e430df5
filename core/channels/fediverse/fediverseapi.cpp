// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediverseapi.h"

#include <QRegularExpression>
#include <algorithm>

namespace casement
{

namespace
{

QString nextIn(QByteArrayView link)
{
    static const QRegularExpression next(
        QStringLiteral(R"(<[^<>]*[?&]max_id=([^&<>]{1,200})[^<>]*>\s*;\s*rel="?next"?)"));
    const auto match =
        next.match(QString::fromUtf8(link.first(std::min<qsizetype>(4000, link.size()))));
    return QUrl::fromPercentEncoding(match.captured(1).toUtf8());
}

HttpDone mapped(const FediverseDone &done)
{
    return [done](const Result<HttpAnswer> &answer) {
        done(answer.transform([](const HttpAnswer &http) {
            return FediverseAnswer{.status = http.status,
                                   .json = http.json,
                                   .nextMaxId = nextIn(http.headers.value("Link"))};
        }));
    };
}

} // namespace

FediverseApi::FediverseApi(const FediverseSettings &settings, QObject *parent)
    : QObject(parent)
    , m_http(settings.rules())
    , m_requests(settings.baseUrl())
{
    connect(&m_http, &HttpClient::headersArrived, this, [this](const QHttpHeaders &headers) {
        bool isNumber = false;
        const int remaining = headers.value("X-RateLimit-Remaining").toInt(&isNumber);
        if (isNumber && remaining >= 0)
            m_remaining = remaining;
    });
}

void FediverseApi::setDeadline(std::chrono::milliseconds deadline)
{
    HttpRules rules = m_http.rules();
    rules.deadline = deadline;
    m_http.setRules(rules);
}

HttpCall FediverseApi::call(const QString &path, const QUrlQuery &query) const
{
    return {.url = m_requests.createRequest(path, query).url()};
}

void FediverseApi::get(const QString &path, const QUrlQuery &query, QObject *context,
                       const FediverseDone &done)
{
    m_http.get(call(path, query), context, mapped(done));
}

void FediverseApi::postForm(const QString &path, const QUrlQuery &form, QObject *context,
                            const FediverseDone &done)
{
    m_http.post(call(path), httpForm(form), context, mapped(done));
}

void FediverseApi::postOnce(const QString &path, const QJsonObject &body,
                            const QByteArray &idempotencyKey, QObject *context,
                            const FediverseDone &done)
{
    HttpCall once = call(path);
    once.headers.append("Idempotency-Key", idempotencyKey);
    // A truncated form would still be one; truncated JSON is not.
    m_http.postOnce(once, httpJson(body), context, mapped(done));
}

void FediverseApi::upload(const QString &path, const Attachment &file, QObject *context,
                          const FediverseDone &done)
{
    m_http.post(
        call(path),
        httpMultipart({{.name = QStringLiteral("file"),
                        .fileName = file.name.isEmpty() ? QStringLiteral("file") : file.name,
                        .mediaType = file.mediaType,
                        .bytes = file.data}}),
        context, mapped(done));
}

} // namespace casement
