// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/feed/feedfetch.h"

#include "core/channels/feed/feedsettings.h"
#include "core/channels/host.h"
#include "core/channels/http/httpaddress.h"

namespace casement
{

namespace
{

constexpr int kMaxRedirects = 5;
constexpr qint64 kMaxFeedBytes = qint64(8) * 1024 * 1024;

HttpRules rulesFor(const QUrl &url, const HttpTrust &trust, std::chrono::milliseconds deadline)
{
    return {.origins = {url}, .trust = trust, .maxReplyBytes = kMaxFeedBytes, .deadline = deadline};
}

} // namespace

bool mayFeedRedirect(const QUrl &from, const QUrl &to)
{
    return to.isValid() && isSafeTransport(to) && (!isNearby(to.host()) || isNearby(from.host()));
}

FeedFetch::FeedFetch(const HttpTrust &trust, std::chrono::milliseconds deadline, QObject *parent)
    : QObject(parent)
    , m_trust(trust)
    , m_http(rulesFor({}, trust, deadline))
{
}

void FeedFetch::conclude(const Result<FeedPage> &page, bool isGone)
{
    deleteLater();
    Q_EMIT finished(page, isGone);
}

void FeedFetch::get(const QUrl &url, const QByteArray &etag, const QByteArray &modified)
{
    m_first = url;
    m_etag = etag;
    m_modified = modified;
    ask(url);
}

void FeedFetch::ask(const QUrl &url)
{
    m_http.setRules(rulesFor(url, m_trust, m_http.rules().deadline));
    HttpCall call{.url = url};
    call.wants = HttpCall::Wants::Bytes;
    call.followsRedirects = false;
    call.isAnswer = [](int status) { return (status >= 200 && status < 400) || status == 410; };
    call.headers.append("Accept",
                        "application/atom+xml, application/rss+xml, application/xml;q=0.9, "
                        "text/xml;q=0.8, text/html;q=0.5, */*;q=0.1");
    if (!m_etag.isEmpty())
        call.headers.append("If-None-Match", m_etag);
    if (!m_modified.isEmpty())
        call.headers.append("If-Modified-Since", m_modified);
    m_http.get(call, this, [this, url](const Result<HttpAnswer> &answer) {
        if (!answer)
            return conclude(std::unexpected(answer.error()));
        if (answer->status == 410)
            return conclude(fail(ErrorKind::NotFound,
                                 QStringLiteral("The feed at %1 is gone for good; remove the "
                                                "account or give it another address.")
                                     .arg(url.host())),
                            true);
        const bool isConditional = !m_etag.isEmpty() || !m_modified.isEmpty();
        if (answer->status >= 300 && answer->status != 304)
            return redirect(url, *answer);
        if (answer->status == 304 && !isConditional)
            return conclude(fail(ErrorKind::Protocol,
                                 QStringLiteral("%1 says that nothing is new, although nothing was "
                                                "fetched yet.")
                                     .arg(url.host())));
        const auto header = [&](QByteArrayView name) {
            return answer->headers.value(name).toByteArray().left(500);
        };
        conclude(FeedPage{.status = answer->status,
                          .url = url,
                          .movedTo = m_movedTo,
                          .contentType = header("Content-Type"),
                          .bytes = answer->body,
                          .etag = header("ETag"),
                          .modified = header("Last-Modified")});
    });
}

void FeedFetch::redirect(const QUrl &from, const HttpAnswer &answer)
{
    const QUrl to = feedUrlOf(
        from.resolved(QUrl(QString::fromUtf8(answer.headers.value("Location").left(4000))))
            .toString(QUrl::FullyEncoded));
    if (++m_redirects > kMaxRedirects || !mayFeedRedirect(from, to))
        return conclude(fail(
            ErrorKind::Protocol,
            QStringLiteral("%1 sends us to where a feed is not fetched from.").arg(from.host())));
    m_isPermanent = m_isPermanent && (answer.status == 301 || answer.status == 308);
    if (m_isPermanent)
        m_movedTo = to;
    if (!isSameOrigin(from, to)) { // what another host said of it means nothing here
        m_etag.clear();
        m_modified.clear();
    }
    ask(to);
}

} // namespace casement
