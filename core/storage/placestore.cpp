// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/placestore.h"

#include "core/storage/conversationstore.h"
#include "core/storage/sqlite.h"
#include "core/storage/triagestore.h"

#include <QSet>
#include <tuple>

namespace casement
{

namespace
{

constexpr const char *messageAtSql =
    "SELECT message_id FROM unread_place WHERE account_id = ? AND stream = ? AND place = ?";
// Automatic messages and ours never make a conversation unread, so they do not hold it up either.
constexpr const char *firstUnreadSql = R"(
    SELECT at FROM message WHERE conversation_id = ? AND at > ? AND direction = 0 AND is_automatic = 0 AND is_context = 0
      AND read_elsewhere = 0
    ORDER BY at LIMIT 1)";
constexpr const char *lastReadSql = R"(
    SELECT at FROM message WHERE conversation_id = ? AND at > ? AND at < ? AND direction = 0 AND is_automatic = 0 AND is_context = 0
    ORDER BY at DESC LIMIT 1)";
constexpr const char *dropSql = R"(
    DELETE FROM unread_place WHERE message_id IN (SELECT id FROM message WHERE conversation_id = ? AND at > ? AND at <= ?))";

} // namespace

QList<const char *> placeLookups()
{
    return {messageAtSql, firstUnreadSql, lastReadSql, dropSql};
}

void addPlace(Db &db, const Place &place, MessageId message)
{
    db.run(R"(
        INSERT OR REPLACE INTO unread_place (account_id, stream, place, message_id)
        SELECT ?, ?, ?, m.id FROM message m JOIN conversation c ON c.id = m.conversation_id
        WHERE m.id = ? AND m.direction = 0 AND m.is_automatic = 0 AND m.is_context = 0 AND m.read_elsewhere = 0 AND m.at > c.read_until)",
           place.account, place.stream, place.place, message);
}

void forgetPlaces(Db &db, AccountId account, const QString &stream)
{
    db.run("DELETE FROM unread_place WHERE account_id = ? AND stream = ?", account, stream);
}

void removePlaces(Db &db, AccountId account, const QString &stream, const PlaceRange &range)
{
    db.run("DELETE FROM unread_place WHERE account_id = ? AND stream = ? AND place >= ? AND place "
           "<= ?",
           account, stream, range.first, range.last);
}

void dropReadPlaces(Db &db, ConversationId conversation, Timestamp before, Timestamp until)
{
    if (until > before)
        db.run(dropSql, conversation, before, until);
}

QList<MessageId> messagesAt(Db &db, AccountId account, const QString &stream,
                            const QList<qint64> &places)
{
    QList<MessageId> ids;
    for (const qint64 place : places) {
        if (const qint64 id = db.number(messageAtSql, 0, account, stream, place))
            ids.append(MessageId{id});
    }
    return ids;
}

void markReadElsewhere(WriteContext &context, const QList<MessageId> &ids)
{
    Db &db = context.db;
    QSet<ConversationId> conversations;
    for (const MessageId id : ids) {
        const ConversationId conversation{
            db.number("SELECT conversation_id FROM message WHERE id = ? AND direction = 0 AND "
                      "is_automatic = 0 AND is_context = 0 AND read_elsewhere = 0",
                      0, id)};
        if (!conversation.isValid())
            continue;
        db.run("UPDATE message SET read_elsewhere = 1 WHERE id = ?", id);
        db.run("DELETE FROM unread_place WHERE message_id = ?", id);
        conversations.insert(conversation);
    }
    for (const ConversationId id : std::as_const(conversations))
        readWhatIsRead(context, id);
}

void readWhatIsRead(WriteContext &context, ConversationId id)
{
    Db &db = context.db;
    const qint64 readUntil = db.number("SELECT read_until FROM conversation WHERE id = ?", 0, id);
    const qint64 firstUnread = db.number(firstUnreadSql, never, id, readUntil);
    // Two messages may have the same time, so it never goes as far as that of an unread one.
    if (const qint64 lastRead = db.number(lastReadSql, 0, id, readUntil, firstUnread))
        std::ignore = markConversationRead(context, id, fromMilliseconds(lastRead));
}

} // namespace casement
