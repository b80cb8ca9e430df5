// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/versionstore.h"

#include "core/domain/ingest.h"
#include "core/domain/passage.h"
#include "core/storage/askstore.h"
#include "core/storage/consentstore.h"
#include "core/storage/conversationstore.h"
#include "core/storage/derivedstore.h"
#include "core/storage/factstore.h"
#include "core/storage/likenessstore.h"
#include "core/storage/promisestore.h"
#include "core/storage/searchstore.h"
#include "core/storage/sessionchanges.h"
#include "core/storage/sqlite.h"
#include "core/text/quotes.h"

namespace casement
{

namespace
{

constexpr const char *editableSql = R"(
    SELECT id, uid, edited_at, content_hash, deleted_at FROM message
    WHERE message_key = ? AND message_key <> 0 AND account_id = ? AND identity_id = ? ORDER BY id LIMIT 1)";
constexpr const char *removedSql = R"(
    SELECT m.id, m.uid, m.content_hash FROM message m JOIN identity i ON i.id = m.identity_id
    WHERE m.message_key = ?1 AND m.message_key <> 0 AND m.account_id = ?2 AND m.deleted_at = 0
      AND (?3 = '' OR (i.kind = ?3 AND i.address = ?4)))";
constexpr const char *earlySql =
    "SELECT kind, address, at FROM early_removal WHERE account_id = ? AND message_key = ?";
constexpr const char *toPurgeSql = "SELECT id FROM message WHERE deleted_at > 0 AND purged_at = 0 "
                                   "AND deleted_at < ? ORDER BY deleted_at";
constexpr const char *nextPurgeSql = "SELECT min(deleted_at) FROM message WHERE deleted_at > 0 "
                                     "AND purged_at = 0";

/// The list and the window show what has become of it.
void announceVersion(WriteContext &context, MessageId message)
{
    const ConversationId conversation{
        context.db.number("SELECT conversation_id FROM message WHERE id = ?", 0, message)};
    refreshSnippet(context.db, conversation);
    context.db.run("UPDATE conversation SET last_activity_at = ? WHERE id = ?", context.now,
                   conversation);
    context.changed.conversations.insert(conversation);
}

Uid versionUid(const Uid &message, const QByteArray &contentHash)
{
    return Uid::derive({"version", message.toBytes(), contentHash});
}

void insertVersion(Db &db, const EditableMessage &message, const PreparedMessage &prepared,
                   qint64 blob, Timestamp at)
{
    const IncomingMessage &words = prepared.message;
    db.run(R"(
        INSERT OR IGNORE INTO message_version (uid, message_id, at, subject, text, html, content_hash, raw_blob_id, raw_format)
        SELECT ?, m.id, ?, ?, ?, ?, ?, ?, ? FROM message m WHERE m.id = ?)",
           versionUid(message.uid, words.contentHash), at, words.subject, words.text, words.html,
           words.contentHash, blob ? std::optional(blob) : std::nullopt, words.rawFormat,
           message.id);
}

/// The words that \a message has now become a version.
void keepWords(Db &db, const EditableMessage &message)
{
    db.run(R"(
        INSERT OR IGNORE INTO message_version (uid, message_id, at, subject, text, html, content_hash, raw_blob_id, raw_format)
        SELECT ?, m.id, CASE WHEN m.edited_at > 0 THEN m.edited_at ELSE m.at END, m.subject, b.text, b.html, m.content_hash,
               m.raw_blob_id, m.raw_format
        FROM message m JOIN message_body b ON b.message_id = m.id WHERE m.id = ?)",
           versionUid(message.uid, message.contentHash), message.id);
}

/// Removes a blob that nothing needs any more.
void removeUnusedBlob(WriteContext &context, qint64 blob)
{
    for (const char *sql :
         {"SELECT 1 FROM message WHERE raw_blob_id = ? AND raw_format <> 0 LIMIT 1",
          "SELECT 1 FROM message_version WHERE raw_blob_id = ? LIMIT 1",
          "SELECT 1 FROM attachment WHERE blob_id = ? LIMIT 1",
          "SELECT 1 FROM draft_file WHERE blob_id = ? LIMIT 1"}) {
        if (context.db.number(sql, 0, blob))
            return;
    }
    context.blobs.remove(context.db, blob);
}

void dropFiles(WriteContext &context, MessageId message)
{
    Db &db = context.db;
    QList<qint64> blobs;
    {
        Statement rows = db.prepare(
            "SELECT blob_id FROM attachment WHERE message_id = ? AND blob_id IS NOT NULL");
        rows.bind(message);
        while (rows.next())
            blobs.append(rows.integer(0));
    }
    db.run("DELETE FROM attachment WHERE message_id = ?", message);
    for (const qint64 blob : std::as_const(blobs))
        removeUnusedBlob(context, blob);
}

void unname(Db &db, qint64 conversation)
{
    db.run("UPDATE conversation SET subject = '' WHERE id = ?", conversation);
    db.run("INSERT OR REPLACE INTO title_search (rowid, title) SELECT id, title FROM "
           "conversation_title WHERE id = ?",
           conversation);
}

/// Whether the name of \a conversation comes from a message that said \a words under \a subject,
/// and from no other one.
bool isNamedBy(Db &db, qint64 conversation, const QString &words, const QString &subject)
{
    Statement row = db.prepare("SELECT subject FROM conversation WHERE id = ?");
    row.bind(conversation);
    const QString name = row.next() ? row.text(0) : QString();
    if (name.isEmpty())
        return false;
    if (name == makeSnippet(words, longestProposedSubject))
        return true;
    return name == subject &&
           !db.number("SELECT 1 FROM message WHERE conversation_id = ? AND subject = ? LIMIT 1", 0,
                      conversation, name);
}

/// Nothing shows, finds or quotes the words from here on; for the grace they are a version.
void markRemoved(WriteContext &context, const EditableMessage &removed, Timestamp at)
{
    Db &db = context.db;
    const MessageId message = removed.id;
    QString words;
    QString subject;
    bool isSplitOff = false;
    {
        Statement row = db.prepare(
            "SELECT b.text, m.subject, c.split_from FROM message m JOIN message_body b ON "
            "b.message_id = m.id JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ?");
        row.bind(message);
        if (row.next()) {
            words = row.text(0);
            subject = row.text(1);
            isSplitOff = row.boolean(2);
        }
    }
    keepWords(db, removed);
    removeFromSearch(db, message);
    removeTraitsOf(db, message);
    db.run("UPDATE message SET subject = '' WHERE id = ?", message);
    db.run("UPDATE message_body SET text = '', html = '' WHERE message_id = ?", message);
    addToSearch(db, message);
    // 0 means "not removed"; a clock that runs ahead must not keep the text longer.
    const Timestamp removedAt = std::clamp(at, fromMilliseconds(1), context.now);
    db.run("UPDATE message SET deleted_at = ? WHERE id = ?", removedAt, message);
    // Nobody waits for an answer to words that they took back.
    db.run("UPDATE conversation SET waiting_since = coalesce((SELECT min(m.at) FROM message m "
           "WHERE m.conversation_id = conversation.id AND m.at > conversation.last_reply_at AND "
           "m.direction = 0 AND m.is_automatic = 0 AND m.is_context = 0 AND m.deleted_at = 0), ?2) "
           "WHERE id = (SELECT conversation_id FROM message WHERE id = ?1) AND waiting_since <> ?2",
           message, never);
    // A conversation that is named by these words is named so no more.
    const qint64 conversation =
        db.number("SELECT conversation_id FROM message WHERE id = ?", 0, message);
    const qint64 first =
        db.number("SELECT id FROM message WHERE conversation_id = ? ORDER BY at, id LIMIT 1", 0,
                  conversation);
    if (first == message.value && !isSplitOff)
        unname(db, conversation);
    // What was split off has the name that somebody gave it, or its first words; and what it is
    // from may have its name from words that stand in it.
    for (qint64 id = isSplitOff ? conversation : 0; id;
         id = db.number("SELECT split_from FROM conversation WHERE id = ?", 0, id)) {
        if (isNamedBy(db, id, words, subject))
            unname(db, id);
    }
    refreshAsksOfMessage(context, message);
    refreshPromisesOfMessage(context, message);
    announceVersion(context, message);
}

void purge(WriteContext &context, MessageId message)
{
    Db &db = context.db;
    QList<qint64> blobs;
    {
        Statement rows = db.prepare(
            "SELECT raw_blob_id FROM message WHERE id = ?1 AND raw_blob_id IS NOT NULL UNION "
            "SELECT raw_blob_id FROM message_version WHERE message_id = ?1 AND raw_blob_id IS NOT "
            "NULL");
        rows.bind(message);
        while (rows.next())
            blobs.append(rows.integer(0));
    }
    purgeFactsFrom(context, message);
    purgeConsentsFrom(context, message);
    purgePromisesFrom(context, message);
    purgeLinesFrom(context, message);
    db.run("DELETE FROM message_version WHERE message_id = ?", message);
    purgeQuotes(context, message);
    db.run("UPDATE message SET has_html = 0, attachment_count = 0, "
           "quarantine_reason = '', raw_blob_id = NULL, link = '', purged_at = ? WHERE id = ?",
           context.now, message);
    dropFiles(context, message);
    for (const qint64 blob : std::as_const(blobs))
        removeUnusedBlob(context, blob);
    const qint64 conversation =
        db.number("SELECT conversation_id FROM message WHERE id = ?", 0, message);
    db.run("UPDATE conversation SET attachment_count = (SELECT coalesce(sum(attachment_count), 0) "
           "FROM message WHERE conversation_id = ?1) WHERE id = ?1",
           conversation);
    context.changed.conversations.insert(ConversationId{conversation});
}

/// Takes back what \a by (empty kind: whoever) said under \a key; false when that is not here.
bool takeBackRemoval(WriteContext &context, AccountId account, qint64 key, const Address &by,
                     Timestamp at)
{
    Db &db = context.db;
    QList<EditableMessage> messages;
    {
        Statement rows = db.prepare(removedSql);
        rows.bind(key, account, by.kind, by.address);
        while (rows.next())
            messages.append({.id = rows.id<MessageId>(0),
                             .uid = rows.uid(1),
                             .editedAt = {},
                             .contentHash = rows.blob(2)});
    }
    for (const EditableMessage &message : std::as_const(messages))
        markRemoved(context, message, at);
    return !messages.isEmpty();
}

} // namespace

QList<const char *> versionLookups()
{
    return {editableSql, removedSql, earlySql, toPurgeSql, nextPurgeSql};
}

std::optional<EditableMessage> editableMessage(Db &db, qint64 messageKey, AccountId account,
                                               IdentityId author)
{
    Statement row = db.prepare(editableSql);
    row.bind(messageKey, account, author);
    if (!row.next())
        return std::nullopt;
    return EditableMessage{.id = row.id<MessageId>(0),
                           .uid = row.uid(1),
                           .editedAt = row.time(2),
                           .contentHash = row.blob(3),
                           .isRemoved = row.integer(4) > 0};
}

bool addVersion(WriteContext &context, const EditableMessage &message,
                const PreparedMessage &prepared)
{
    Db &db = context.db;
    const IncomingMessage &words = prepared.message;
    if (message.isRemoved || words.contentHash == message.contentHash ||
        db.number("SELECT 1 FROM message_version WHERE message_id = ? AND content_hash = ? AND at "
                  "= ?",
                  0, message.id, words.contentHash, words.editedAt.value_or(words.receivedAt)))
        return false;
    const Timestamp at = words.editedAt.value_or(Timestamp{});
    const qint64 blob = prepared.raw.sha256.isEmpty() ? 0 : context.blobs.put(db, prepared.raw);
    if (at < message.editedAt) {
        insertVersion(db, message, prepared, blob, words.editedAt.value_or(words.receivedAt));
        return true;
    }
    keepWords(db, message);
    removeFromSearch(db, message.id);
    db.run("UPDATE message SET subject = ?, has_html = ?, attachment_count = ?, content_hash = ?, "
           "raw_blob_id = ?, raw_format = ?, edited_at = ? WHERE id = ?",
           words.subject, !words.html.isEmpty(), words.attachments.size(), words.contentHash,
           blob ? std::optional(blob) : std::nullopt, words.rawFormat,
           std::min(at, context.now + std::chrono::minutes(10)), message.id);
    db.run("UPDATE message_body SET text = ?, html = ? WHERE message_id = ?", words.text,
           words.rawFormat == RawFormat::Rfc5322 ? QString() : words.html, message.id);
    dropFiles(context, message.id);
    addAttachments(context, message.id, words.attachments);
    addToSearch(db, message.id);
    removeTraitsOf(db, message.id);
    if (words.direction == Direction::Incoming)
        addTraits(
            db,
            IdentityId{db.number("SELECT identity_id FROM message WHERE id = ?", 0, message.id)},
            message.id, prepared.traits, words.authorProfile.isWhole);
    db.run("UPDATE conversation SET attachment_count = (SELECT coalesce(sum(attachment_count), 0) "
           "FROM message WHERE conversation_id = conversation.id) WHERE id = (SELECT "
           "conversation_id FROM message WHERE id = ?)",
           message.id);
    announceVersion(context, message.id);
    return true;
}

QList<MessageVersion> messageVersions(Db &db, MessageId id)
{
    Statement rows =
        db.prepare("SELECT at, subject, text FROM message_version WHERE message_id = ? "
                   "ORDER BY at, id");
    rows.bind(id);
    QList<MessageVersion> versions;
    while (rows.next())
        versions.append({.at = rows.time(0), .subject = rows.text(1), .text = rows.text(2)});
    return versions;
}

void applyRemoval(WriteContext &context, AccountId account, const IncomingRemoval &removal)
{
    if (removal.messageId.isEmpty())
        return;
    Db &db = context.db;
    const qint64 key = messageKey(removal.messageId);
    const Address by = removal.by.value_or(Address{});
    if (takeBackRemoval(context, account, key, by, removal.at))
        return;
    if (!db.number("SELECT 1 FROM message WHERE message_key = ? AND message_key <> 0 AND "
                   "account_id = ? LIMIT 1",
                   0, key, account))
        db.run("INSERT OR IGNORE INTO early_removal (account_id, message_key, kind, address, at) "
               "VALUES (?, ?, ?, ?, ?)",
               account, key, by.kind, by.address, removal.at);
}

void applyEarlyRemoval(WriteContext &context, AccountId account, qint64 messageKey)
{
    if (messageKey == 0)
        return;
    Db &db = context.db;
    struct Early {
        Address by;
        Timestamp at;
    };
    QList<Early> early;
    {
        Statement rows = db.prepare(earlySql);
        rows.bind(account, messageKey);
        while (rows.next())
            early.append(
                {{.kind = rows.text(0), .address = rows.text(1), .name = {}}, rows.time(2)});
    }
    for (const Early &each : std::as_const(early))
        takeBackRemoval(context, account, messageKey, each.by, each.at);
    // Whoever else claimed to take it back did not write it.
    db.run("DELETE FROM early_removal WHERE account_id = ? AND message_key = ?", account,
           messageKey);
}

qsizetype purgeRemovedMessages(WriteContext &context, Timestamp before)
{
    QList<MessageId> messages;
    {
        Statement rows = context.db.prepare(toPurgeSql);
        rows.bind(before);
        while (rows.next())
            messages.append(rows.id<MessageId>(0));
    }
    for (const MessageId message : std::as_const(messages))
        purge(context, message);
    return messages.size();
}

std::optional<Timestamp> nextPurge(Db &db)
{
    const qint64 first = db.number(nextPurgeSql, 0);
    return first ? std::optional(fromMilliseconds(first) + removalGrace) : std::nullopt;
}

} // namespace casement
