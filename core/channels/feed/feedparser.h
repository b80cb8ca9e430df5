// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/timestamp.h"

#include <QByteArray>
#include <QList>
#include <QSet>
#include <QString>
#include <QUrl>
#include <optional>

namespace casement
{

/// A file that belongs to an item: an episode, a picture.
struct FeedEnclosure {
    QUrl url;          ///< see feedUrlOf()
    QString name;      ///< plain text, never empty
    QString mediaType; ///< as the feed says, else by the name
    qint64 size = 0;   ///< as the feed says; 0: not told
};

/// One item of a feed, in its own words: nothing of it is to be trusted.
struct FeedItem {
    QByteArray raw; ///< its XML, in UTF-8
    QString id;     ///< guid or atom:id, else the link, else a hash of the words
    QString title;  ///< plain text
    QUrl link;      ///< http or https, else empty
    QString author; ///< a name for a label, may be empty
    QString html;
    std::optional<Timestamp> published;
    std::optional<Timestamp> updated;
    QUrl commentsFeed;      ///< wfw:commentRss; empty where there is none
    int commentsCount = -1; ///< slash:comments; -1: not told
    QList<FeedEnclosure> enclosures = {};
};

/// A feed: RSS 0.9x, 1.0, 2.0, or Atom.
struct FeedDocument {
    QString title;
    QUrl link;
    std::chrono::minutes ttl{0}; ///< how long it is good for; 0: not told
    QSet<int> skipHours;         ///< of the day in UTC, when nobody shall ask
    QList<FeedItem> items;       ///< as they stand in it, each id once
};

/// How much of a feed is read: see cleanFeed().
inline constexpr qsizetype kMaxFeedItems = 1000;

/// Reads the bytes of a feed from \a url. \a contentType is the HTTP header, of which the charset
/// counts (RFC 7303, section 3). Takes time, so not for the main thread; thread-safe. Protocol
/// where it is none, in one sentence.
[[nodiscard]] Result<FeedDocument> parseFeed(const QByteArray &bytes, const QByteArray &contentType,
                                             const QUrl &url);

} // namespace casement
