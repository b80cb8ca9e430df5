// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/feed/feedparser.h"

#include "core/channels/feed/feedcleaner.h"
#include "core/channels/feed/feedsettings.h"
#include "core/text/htmltotext.h"
#include "core/text/plaintext.h"

#include <QCryptographicHash>
#include <QMimeDatabase>
#include <Syndication/Enclosure>
#include <Syndication/Feed>
#include <Syndication/Item>
#include <Syndication/ParserCollection>
#include <Syndication/Person>
#include <Syndication/Syndication>
#include <mutex>

namespace casement
{

namespace
{

constexpr qsizetype kMaxId = 4000;
constexpr qsizetype kMaxHtml = 1024 * 1024;
constexpr qsizetype kMaxEnclosures = 20;
constexpr qint64 kLastYear = 253402300799; // 9999-12-31, in seconds

std::optional<Timestamp> timeOf(time_t seconds)
{
    if (seconds <= 0 || seconds > kLastYear)
        return std::nullopt;
    return fromMilliseconds(static_cast<qint64>(seconds) * 1000);
}

QString hashOf(const FeedItem &item)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray(item.title.toUtf8() + '\0' + item.html.toUtf8()));
    return u"sha256:" + QString::fromLatin1(hash.result().toHex());
}

QList<FeedEnclosure> enclosuresOf(const Syndication::Item &item, const QUrl &base)
{
    static const QMimeDatabase types;
    QList<FeedEnclosure> enclosures;
    const auto given = item.enclosures();
    for (qsizetype i = 0; i < std::min(given.size(), kMaxEnclosures); ++i) {
        // Without encryption it is not fetched; most of what is written so can be had with it.
        FeedEnclosure each{
            .url = feedUrlOf(feedLink(given.at(i)->url(), base).toString(QUrl::FullyEncoded)),
            .name = {},
            .mediaType = displayName(given.at(i)->type().left(100)).toLower(),
            .size = std::max<qint64>(0, given.at(i)->length())};
        if (!each.url.isValid())
            continue;
        // Not by its title, which has no suffix to tell what it is.
        each.name = displayFileName(each.url.fileName());
        if (each.name.isEmpty())
            each.name = QStringLiteral("file");
        if (!each.mediaType.contains(u'/'))
            each.mediaType = types.mimeTypeForFile(each.name, QMimeDatabase::MatchExtension).name();
        enclosures.append(each);
    }
    return enclosures;
}

FeedItem itemFrom(const Syndication::ItemPtr &given, const QUrl &url)
{
    FeedItem item;
    item.title = displayName(htmlToText(given->title().left(20'000)));
    item.link = feedLink(given->link(), url);
    item.html = given->content().left(kMaxHtml);
    if (item.html.isEmpty())
        item.html = given->description().left(kMaxHtml);
    for (const Syndication::PersonPtr &person : given->authors()) {
        if (item.author.isEmpty())
            item.author = displayName(htmlToText(
                (person->name().isEmpty() ? person->email() : person->name()).left(2000)));
    }
    item.published = timeOf(given->datePublished());
    item.updated = timeOf(given->dateUpdated());
    item.commentsFeed = feedLink(given->commentsFeed(), url);
    item.commentsCount = given->commentsCount();
    item.enclosures = enclosuresOf(*given, url);
    item.id = given->id().trimmed().left(kMaxId);
    // What the library makes up would change with the words.
    if (item.id.isEmpty() || item.id.startsWith(u"hash:"))
        item.id = item.link.isEmpty() ? hashOf(item) : item.link.toString(QUrl::FullyEncoded);
    return item;
}

/// Each id once. What has the same id and another link is another item.
void separate(QList<FeedItem> &items)
{
    QHash<QString, QSet<QUrl>> links;
    for (const FeedItem &item : std::as_const(items))
        links[item.id].insert(item.link);
    QSet<QString> seen;
    for (FeedItem &item : items) {
        if (links.value(item.id).size() > 1)
            item.id += u'\n' + item.link.toString(QUrl::FullyEncoded);
    }
    items.removeIf([&](const FeedItem &item) {
        const qsizetype before = seen.size();
        seen.insert(item.id);
        return seen.size() == before;
    });
}

} // namespace

Result<FeedDocument> parseFeed(const QByteArray &bytes, const QByteArray &contentType,
                               const QUrl &url)
{
    const Result<CleanFeed> clean = cleanFeed(bytes, contentType, url);
    if (!clean)
        return std::unexpected(clean.error());
    // The library's collection of parsers is one for the whole program.
    static std::mutex parsing;
    Syndication::FeedPtr feed;
    {
        const std::lock_guard lock(parsing);
        feed = Syndication::parse(
            Syndication::DocumentSource(clean->xml, url.toString(QUrl::FullyEncoded)));
    }
    if (!feed)
        return fail(ErrorKind::Protocol,
                    QStringLiteral("What %1 sent is neither RSS nor Atom; check the address of "
                                   "the feed.")
                        .arg(url.host()));
    FeedDocument document;
    document.title = displayName(htmlToText(feed->title().left(20'000)));
    document.link = feedLink(feed->link(), url);
    document.ttl = clean->ttl;
    // A feed that may never be asked for means nothing by it.
    if (clean->skipHours.size() < 24)
        document.skipHours = clean->skipHours;
    const QList<Syndication::ItemPtr> items = feed->items();
    for (qsizetype i = 0; i < std::min(items.size(), kMaxFeedItems); ++i) {
        FeedItem item = itemFrom(items.at(i), url);
        if (items.size() == clean->items.size())
            item.raw = clean->items.at(i);
        document.items += item;
    }
    separate(document.items);
    return document;
}

} // namespace casement
