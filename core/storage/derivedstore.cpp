// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/derivedstore.h"

#include "core/domain/conversation.h"
#include "core/storage/accountstore.h"
#include "core/storage/conversationstore.h"
#include "core/storage/peoplestore.h"
#include "core/storage/sqlite.h"
#include "core/text/plaintext.h"
#include "core/text/quotes.h"

namespace casement
{

namespace
{

/// Messages that are not only here so that the whole can be read: see IncomingMessage::isContext.
constexpr const char *newestSql = R"(
    SELECT m.id, b.text FROM message m JOIN message_body b ON b.message_id = m.id
    WHERE m.conversation_id = ? AND (m.is_context = 0 OR m.direction = 1) AND m.deleted_at = 0
    ORDER BY m.at DESC, m.id DESC LIMIT 1)";
constexpr const char *firstSql = R"(
    SELECT m.id, b.text FROM message m JOIN message_body b ON b.message_id = m.id
    WHERE m.conversation_id = ? AND m.deleted_at = 0
    ORDER BY m.at, m.id LIMIT 1)";

/// Whom the conversation is with: who spoke to us first, or to whom we spoke before that.
PersonId partnerOf(Db &db, ConversationId id)
{
    // In the order in which they came in, which is what decided it at first.
    const qint64 first = db.number("SELECT min(id) FROM message WHERE conversation_id = ? AND "
                                   "direction = 0 AND is_context = 0",
                                   0, id);
    const QSet<QString> ours = ourAddresses(db);
    Statement rows = db.prepare(R"(
        SELECT b.recipients FROM message m JOIN message_body b ON b.message_id = m.id
        WHERE m.conversation_id = ?1 AND m.direction = 1 AND (?2 = 0 OR m.id < ?2) ORDER BY m.id)");
    rows.bind(id, first);
    while (rows.next()) {
        for (const Recipient &recipient : recipientsFromJson(rows.text(0))) {
            if (recipient.role != RecipientRole::To || ours.contains(recipient.address.address))
                continue;
            if (const PersonId person = personWith(db, recipient.address); person.isValid())
                return person;
            break;
        }
    }
    return PersonId{db.number("SELECT i.person_id FROM message m JOIN identity i ON i.id = "
                              "m.identity_id WHERE m.id = ?",
                              0, first)};
}

} // namespace

void refreshSnippet(Db &db, ConversationId id)
{
    MessageId message;
    QString text;
    for (const char *sql : {newestSql, firstSql}) {
        Statement row = db.prepare(sql);
        row.bind(id);
        if (!message.isValid() && row.next()) {
            message = row.id<MessageId>(0);
            text = row.text(1);
        }
    }
    QString snippet = makeSnippet(text, snippetLength);
    if (snippet.isEmpty() && message.isValid()) {
        Statement file =
            db.prepare("SELECT name FROM attachment WHERE message_id = ? ORDER BY id LIMIT 1");
        file.bind(message);
        if (file.next())
            snippet = QStringLiteral("📎 ") + displayName(file.text(0));
    }
    db.run("UPDATE conversation SET snippet = ? WHERE id = ?", snippet, id);
}

void refreshDerived(Db &db, ConversationId id)
{
    db.run(R"(
        UPDATE conversation SET
            message_count = (SELECT count(*) FROM message WHERE conversation_id = ?1),
            attachment_count = (SELECT coalesce(sum(attachment_count), 0) FROM message WHERE conversation_id = ?1),
            last_message_at = (SELECT coalesce(max(at), 0) FROM message WHERE conversation_id = ?1),
            last_person_message_at = (SELECT coalesce(max(at), 0) FROM message WHERE conversation_id = ?1 AND direction = 0
                                      AND is_automatic = 0 AND is_context = 0),
            last_reply_at = (SELECT coalesce(max(at), 0) FROM message WHERE conversation_id = ?1 AND direction = 1
                             AND is_automatic = 0),
            last_direction = coalesce((SELECT direction FROM message WHERE conversation_id = ?1
                                       ORDER BY is_context = 1 AND direction = 0, at DESC, id DESC LIMIT 1), 0)
        WHERE id = ?1)",
           id);
    refreshSnippet(db, id);
    db.run("UPDATE conversation_person SET last_message_at = (SELECT last_message_at FROM "
           "conversation WHERE id = ?1) WHERE conversation_id = ?1",
           id);
    db.run("UPDATE conversation_tag SET last_message_at = (SELECT last_message_at FROM "
           "conversation WHERE id = ?1) WHERE conversation_id = ?1",
           id);
}

void refreshParticipants(WriteContext &context, ConversationId id)
{
    Db &db = context.db;
    db.run("UPDATE conversation SET person_id = ? WHERE id = ?", partnerOf(db, id), id);
    db.run("DELETE FROM conversation_person WHERE conversation_id = ?", id);
    db.run(R"(
        INSERT INTO conversation_person (conversation_id, person_id, last_message_at)
        SELECT c.id, p.person_id, c.last_message_at
        FROM conversation c JOIN (
            SELECT i.person_id AS person_id FROM message m JOIN identity i ON i.id = m.identity_id
            WHERE m.conversation_id = ?1 AND m.direction = 0 AND m.is_context = 0
            UNION SELECT person_id FROM conversation WHERE id = ?1 AND person_id <> 0) p
        WHERE c.id = ?1)",
           id);
    db.run(R"(
        INSERT OR IGNORE INTO conversation_person (conversation_id, person_id, last_message_at, is_joined)
        SELECT cp.conversation_id, p.shown_in, cp.last_message_at, 1
        FROM conversation_person cp JOIN person p ON p.id = cp.person_id
        WHERE cp.conversation_id = ? AND p.shown_in <> 0)",
           id);
    db.run("DELETE FROM title_search WHERE rowid = ?1 AND EXISTS (SELECT 1 FROM conversation WHERE "
           "id = ?1 AND message_count = 0)",
           id);
    db.run("INSERT OR REPLACE INTO title_search (rowid, title) SELECT t.id, t.title FROM "
           "conversation_title t JOIN conversation c ON c.id = t.id WHERE t.id = ? AND "
           "c.message_count > 0",
           id);
}

} // namespace casement
