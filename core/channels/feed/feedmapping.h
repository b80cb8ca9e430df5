// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/feed/feedparser.h"
#include "core/channels/feed/feedsettings.h"
#include "core/domain/message.h"

namespace casement
{

/// What the mapping has to know.
struct FeedContext {
    QString account; ///< feedAddress(): the feed that the account is for
    QString host;    ///< of it, without a leading "www."
    FeedSettings::Kind kind = FeedSettings::Kind::Articles;
    Timestamp now;
    /// What is older is history; 1970: nothing is.
    Timestamp newsFrom;
    /// For the comments of one article: the key of its conversation and its messageId.
    QString article;
    QByteArray articleId;
};

/// \a item as a message. An article is a conversation of its own, and comments join the one of
/// their article: both are known by its address. Content is HTML that nobody has looked at.
/// Attachment::part of an enclosure is its address.
[[nodiscard]] IncomingMessage mapFeedItem(const FeedItem &item, const FeedContext &context);

/// Items are known by their id, within the account. The blanks keep such a key apart from every
/// Message-ID of mail.
[[nodiscard]] QByteArray feedKey(const QString &account, const QString &itemId);
/// The conversation of the article at \a link; that of the item itself where there is none.
[[nodiscard]] QString feedConversation(const QUrl &link, const QString &itemId);
/// 8 bytes each: which item it is, and which words.
[[nodiscard]] QByteArray feedItemKey(const FeedItem &item);
[[nodiscard]] QByteArray feedItemVersion(const FeedItem &item);

} // namespace casement
