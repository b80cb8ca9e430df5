// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/feed/feedmapping.h"

#include "core/text/htmltotext.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace casement
{

namespace
{

const QString kKind = QStringLiteral("feed");

QByteArray sha256(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

QByteArray wordsHash(const FeedItem &item)
{
    return sha256(item.title.toUtf8() + '\0' + item.author.toUtf8() + '\0' + item.html.toUtf8());
}

/// A name within the feed's host: nobody vouches for more.
Address authorOf(const FeedItem &item, const FeedContext &context)
{
    QString name = item.author;
    name.removeIf([](QChar c) { return c == u'@'; });
    const QString local = name.simplified().replace(u' ', u'.').left(100);
    return {.kind = kKind,
            .address = normalizedAddress(kKind, local.isEmpty() ? context.host
                                                                : local + u'@' + context.host),
            .name = item.author.isEmpty() ? context.host : item.author};
}

} // namespace

QByteArray feedKey(const QString &account, const QString &itemId)
{
    return "feed item " + sha256(account.toUtf8() + '\n' + itemId.toUtf8()).toHex();
}

QString feedConversation(const QUrl &link, const QString &itemId)
{
    if (link.isEmpty())
        return u"item:" + QString::fromLatin1(sha256(itemId.toUtf8()).toHex());
    const QString address =
        link.toString(QUrl::RemoveScheme | QUrl::RemoveFragment | QUrl::FullyEncoded);
    return u"article:" + address;
}

QByteArray feedItemKey(const FeedItem &item)
{
    return sha256(item.id.toUtf8()).first(8);
}

QByteArray feedItemVersion(const FeedItem &item)
{
    return wordsHash(item).first(8);
}

IncomingMessage mapFeedItem(const FeedItem &item, const FeedContext &context)
{
    IncomingMessage message;
    message.raw = item.raw;
    message.rawFormat = RawFormat::Text;
    if (message.raw.isEmpty()) { // the parser counted otherwise than we did
        message.rawFormat = RawFormat::Json;
        message.raw = QJsonDocument(QJsonObject{{QStringLiteral("id"), item.id},
                                                {QStringLiteral("title"), item.title},
                                                {QStringLiteral("link"), item.link.toString()},
                                                {QStringLiteral("author"), item.author},
                                                {QStringLiteral("html"), item.html}})
                          .toJson(QJsonDocument::Compact);
    }
    message.remoteKey = sha256(item.id.toUtf8()).toHex();
    message.messageId = feedKey(context.account, item.id);
    message.visibility = Visibility::Public;
    message.author = authorOf(item, context);
    message.recipients = {{RecipientRole::To, {kKind, context.account, {}}}};
    message.sentAt = item.published ? item.published : item.updated;
    message.receivedAt = std::min(message.sentAt.value_or(context.now), context.now);
    message.isContext = message.receivedAt < context.newsFrom;
    message.subject = item.title;
    message.html = item.html;
    message.text = htmlToText(item.html);
    if (message.text.isEmpty())
        message.text = item.title;
    message.link = item.link.toString(QUrl::FullyEncoded);
    for (const FeedEnclosure &each : item.enclosures)
        message.attachments.append({.name = each.name,
                                    .mediaType = each.mediaType,
                                    .size = each.size,
                                    .contentId = {},
                                    .part = each.url.toString(QUrl::FullyEncoded),
                                    .data = {}});
    if (context.article.isEmpty()) {
        message.conversationKey = feedConversation(item.link, item.id);
    } else {
        message.conversationKey = context.article;
        message.inReplyTo = {context.articleId};
    }
    message.contentHash = wordsHash(item).first(16);
    return message;
}

} // namespace casement
