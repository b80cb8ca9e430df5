// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/feed/feeddiscovery.h"

#include "core/channels/feed/feedfetch.h"
#include "core/channels/feed/feedparser.h"
#include "core/channels/pending.h"
#include "core/text/htmltokenizer.h"
#include "core/text/plaintext.h"

#include <QStringDecoder>
#include <QThreadPool>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kDeadline = 60s;
constexpr qsizetype kMaxFeeds = 20;
constexpr qsizetype kMaxHead = 1024 * 1024; ///< where links to feeds stand

struct Link {
    QStringList rel;
    QString type;
    QString href;
    QString title;
};

Link linkFrom(QStringView attributes)
{
    Link link;
    AttributeWalker walker(attributes);
    while (walker.next()) {
        const QString value = decodeEntities(walker.value().left(4000)).trimmed();
        const QString name = walker.name().toString().toLower();
        if (name == u"rel")
            link.rel = value.toLower().split(u' ', Qt::SkipEmptyParts);
        else if (name == u"type")
            link.type = value.toLower().section(u';', 0, 0).trimmed();
        else if (name == u"href")
            link.href = value;
        else if (name == u"title")
            link.title = displayName(value);
    }
    return link;
}

} // namespace

QList<DiscoveredFeed> feedsIn(const QByteArray &html, const QByteArray &contentType,
                              const QUrl &page)
{
    QStringDecoder decoder = QStringDecoder::decoderForHtml(html.left(1024));
    if (const qsizetype at = contentType.toLower().indexOf("charset="); at >= 0) {
        QStringDecoder told(contentType.sliced(at + 8).trimmed().constData());
        if (told.isValid())
            decoder = std::move(told);
    }
    const QString text = decoder.decode(html.left(kMaxHead));
    QList<DiscoveredFeed> feeds;
    QUrl base = page;
    HtmlTokenizer tokenizer(text);
    for (auto token = tokenizer.next();
         token.kind != HtmlTokenizer::Kind::End && feeds.size() < kMaxFeeds;
         token = tokenizer.next()) {
        if (token.kind != HtmlTokenizer::Kind::StartTag)
            continue;
        if (token.tag == GUMBO_TAG_BODY)
            break;
        if (token.tag == GUMBO_TAG_BASE) {
            const QString href = linkFrom(token.attributes).href;
            if (!href.isEmpty())
                base = page.resolved(QUrl(href));
        }
        if (token.tag != GUMBO_TAG_LINK)
            continue;
        const Link link = linkFrom(token.attributes);
        const bool isFeed = link.type == u"application/rss+xml" ||
                            link.type == u"application/atom+xml" ||
                            link.type == u"application/rdf+xml";
        if (!isFeed || !link.rel.contains(QStringLiteral("alternate")) || link.href.isEmpty())
            continue;
        const QUrl url = feedUrlOf(base.resolved(QUrl(link.href)).toString(QUrl::FullyEncoded));
        const auto isSame = [&](const DiscoveredFeed &each) { return each.url == url; };
        // A page on the web has no feed inside of the network that we are in.
        if (url.isValid() && mayFeedRedirect(page, url) && std::ranges::none_of(feeds, isSame))
            feeds += {.url = url, .title = link.title};
    }
    return feeds;
}

QFuture<Result<QList<DiscoveredFeed>>> discoverFeeds(const QUrl &url, const HttpTrust &trust,
                                                     QObject *parent)
{
    const Pending<QList<DiscoveredFeed>> pending;
    const QUrl page = feedUrlOf(url.toString(QUrl::FullyEncoded));
    if (!page.isValid()) {
        pending.finish(
            fail(ErrorKind::Invalid, QStringLiteral("This is not the address of a web page.")));
        return pending.future();
    }
    auto *fetch = new FeedFetch(trust, kDeadline, parent);
    QObject::connect(fetch, &FeedFetch::finished, parent, [pending](const Result<FeedPage> &got) {
        if (!got)
            return pending.finish(std::unexpected(got.error()));
        QThreadPool::globalInstance()->start([pending, got] {
            if (const auto feed = parseFeed(got->bytes, got->contentType, got->url))
                return pending.finish(
                    QList<DiscoveredFeed>{{.url = got->url, .title = feed->title}});
            pending.finish(feedsIn(got->bytes, got->contentType, got->url));
        });
    });
    fetch->get(page, {}, {});
    return pending.future();
}

QFuture<Result<DiscoveredFeed>> probeFeed(const FeedSettings &settings, QObject *parent)
{
    const Pending<DiscoveredFeed> pending;
    if (const QString problem = settings.problem(); !problem.isEmpty()) {
        pending.finish(fail(ErrorKind::Invalid, problem));
        return pending.future();
    }
    auto *fetch = new FeedFetch(settings.trust(), kDeadline, parent);
    QObject::connect(fetch, &FeedFetch::finished, parent, [pending](const Result<FeedPage> &got) {
        if (!got)
            return pending.finish(std::unexpected(got.error()));
        QThreadPool::globalInstance()->start([pending, got] {
            const auto feed = parseFeed(got->bytes, got->contentType, got->url);
            if (!feed)
                return pending.finish(std::unexpected(feed.error()));
            pending.finish(DiscoveredFeed{.url = got->movedTo.isEmpty() ? got->url : got->movedTo,
                                          .title = feed->title});
        });
    });
    fetch->get(settings.feedUrl(), {}, {});
    return pending.future();
}

} // namespace casement
