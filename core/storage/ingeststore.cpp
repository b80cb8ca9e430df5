// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/ingeststore.h"

#include "core/domain/language.h"
#include "core/storage/conversationstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/json.h"
#include "core/storage/likenessstore.h"
#include "core/storage/passagestore.h"
#include "core/storage/placestore.h"
#include "core/storage/searchstore.h"
#include "core/storage/sqlite.h"

namespace casement
{

namespace
{

/// Room for this many messages of one millisecond in the search keys.
constexpr qsizetype maxStoredReferences = 100;
constexpr qsizetype longestId = 998; // a line of RFC 5322

// "message_key <> 0" is the condition of the partial index: without it SQLite reads the whole table
// for each arriving mail.
constexpr const char *duplicateSql = R"(
    SELECT id FROM message WHERE message_key = ? AND message_key <> 0 AND (content_hash = ? OR outbox_id > 0) LIMIT 1)";
constexpr const char *outboxByKeySql = R"(
    SELECT outbox_id FROM message WHERE message_key = ? AND message_key <> 0 AND outbox_id > 0 LIMIT 1)";
constexpr const char *parentSql = "SELECT conversation_id FROM thread_key WHERE key = ? LIMIT 1";
// Where a message stands is asked only in workspaces in which something was split off.
constexpr const char *standsInSql = R"(
    SELECT conversation_id FROM message WHERE message_key = ? AND message_key <> 0 ORDER BY id LIMIT 1)";
constexpr const char *sentAsSql = R"(
    SELECT m.conversation_id FROM outbox o JOIN message m ON m.id = o.message_id
    WHERE o.remote_id = ? AND o.remote_id <> x'' AND o.account_id = ? LIMIT 1)";
constexpr const char *passagesSql = "SELECT 1 FROM conversation WHERE split_from > 0 LIMIT 1";
constexpr const char *identitySql =
    "SELECT id, person_id, name FROM identity WHERE kind = ? AND address = ?";
constexpr const char *timeSql =
    "SELECT max(at) FROM message WHERE message_key = ? AND message_key <> 0 AND account_id = ?";
constexpr const char *uidSql = "SELECT id FROM message WHERE uid = ?";

/// What a hostile mail may fill a row with.
QByteArrayList bounded(const QByteArrayList &ids)
{
    QByteArrayList newest = ids.sliced(std::max<qsizetype>(0, ids.size() - maxStoredReferences));
    for (QByteArray &id : newest)
        id.truncate(longestId);
    return newest;
}

QString headersToJson(const IncomingMessage &message)
{
    QJsonObject headers;
    if (!message.messageId.isEmpty())
        headers.insert(QStringLiteral("message_id"),
                       QString::fromUtf8(message.messageId.first(
                           std::min<qsizetype>(message.messageId.size(), longestId))));
    if (!message.inReplyTo.isEmpty())
        headers.insert(QStringLiteral("in_reply_to"), idsToJson(bounded(message.inReplyTo)));
    if (!message.references.isEmpty())
        headers.insert(QStringLiteral("references"), idsToJson(bounded(message.references)));
    if (!message.conversationKey.isEmpty())
        headers.insert(QStringLiteral("conversation_key"), message.conversationKey);
    if (const QString language = languageTag(message.language); !language.isEmpty())
        headers.insert(QStringLiteral("language"), language);
    return toText(headers);
}

} // namespace

QList<const char *> ingestLookups()
{
    return {duplicateSql, outboxByKeySql, parentSql, standsInSql, sentAsSql,
            passagesSql,  identitySql,    timeSql,   uidSql};
}

IngestStore::IngestStore(WriteContext &context) : m_context(context), m_db(context.db)
{
}

QByteArray IngestStore::messageIdKey()
{
    Statement row = m_db.prepare("SELECT value FROM meta WHERE key = 'message_id_key'");
    return row.next() ? row.blob(0) : QByteArray();
}

QByteArray contentHash(Db &db, const Uid &uid)
{
    Statement row = db.prepare("SELECT content_hash FROM message WHERE uid = ?");
    row.bind(uid);
    return row.next() ? row.blob(0) : QByteArray();
}

MessageId messageWithUid(Db &db, const Uid &uid)
{
    return MessageId{db.number(uidSql, 0, uid)};
}

MessageId duplicate(Db &db, qint64 messageKey, const QByteArray &contentHash)
{
    return MessageId{db.number(duplicateSql, 0, messageKey, contentHash)};
}

bool hasIdentity(Db &db, const Address &address)
{
    return db.number(identitySql, 0, address.kind, address.address) != 0;
}

std::optional<ConversationId> IngestStore::conversationByKeys(const QList<qint64> &keys)
{
    for (const qint64 key : keys) {
        // Of a conversation and one that was split off from it both may refer to a message.
        const qint64 standsIn = hasPassages() ? m_db.number(standsInSql, 0, key) : 0;
        if (const qint64 id = standsIn ? standsIn : m_db.number(parentSql, 0, key))
            return ConversationId{id};
    }
    return std::nullopt;
}

bool IngestStore::hasPassages()
{
    if (!m_hasPassages)
        m_hasPassages = m_db.number(passagesSql, 0) != 0;
    return *m_hasPassages;
}

std::optional<ConversationId> IngestStore::passageAnswered(qint64 room,
                                                           const QList<qint64> &answered,
                                                           const QByteArrayList &inReplyTo,
                                                           AccountId account)
{
    if (answered.isEmpty() || !hasPassages())
        return std::nullopt;
    qint64 standsIn = 0;
    for (auto key = answered.begin(); key != answered.end() && !standsIn; ++key)
        standsIn = m_db.number(standsInSql, 0, *key);
    for (auto id = inReplyTo.begin(); id != inReplyTo.end() && !standsIn; ++id)
        standsIn = m_db.number(sentAsSql, 0, *id, account);
    // Anybody can claim to answer anything: what is said in a room does not leave it for another.
    const ConversationId passage{standsIn};
    const qint64 roomIs = m_db.number(parentSql, 0, room);
    if (!standsIn || standsIn == roomIs || originOf(m_db, passage).value != roomIs)
        return std::nullopt;
    return passage;
}

std::optional<OutboxId> IngestStore::outboxByKey(qint64 key)
{
    const qint64 id = m_db.number(outboxByKeySql, 0, key);
    return id ? std::optional(OutboxId{id}) : std::nullopt;
}

Timestamp IngestStore::timeOf(qint64 key, AccountId account)
{
    return fromMilliseconds(m_db.number(timeSql, 0, key, account));
}

KnownIdentity IngestStore::identity(const Address &address, const QString &source, Timestamp at)
{
    const QString key = address.kind + u'\n' + address.address;
    if (const auto it = m_identities.constFind(key); it != m_identities.cend())
        return *it;
    KnownIdentity known;
    QString knownName;
    {
        Statement row = m_db.prepare(identitySql);
        row.bind(address.kind, address.address);
        if (row.next()) {
            known = {row.id<IdentityId>(0), row.id<PersonId>(1)};
            knownName = row.text(2);
        }
    }
    if (known.id.isValid()) {
        if (knownName.isEmpty() && !address.name.isEmpty()) {
            m_db.run("UPDATE identity SET name = ? WHERE id = ?", address.name, known.id);
            m_db.run("UPDATE person SET name = ? WHERE id = ? AND name = ?", address.name,
                     known.person, address.address);
            refreshTitles(m_context, known.person);
            m_context.changed.people.insert(known.person);
        }
    } else {
        const QString name = address.name.isEmpty() ? address.address : address.name;
        m_db.run("INSERT INTO person (uid, name, created_at) VALUES (?, ?, ?)",
                 Uid::derive({"person", address.kind.toUtf8(), address.address.toUtf8()}), name,
                 m_context.now);
        known.person = PersonId{m_db.lastInsertId()};
        m_db.run("INSERT INTO identity (uid, kind, address, name, person_id, source, "
                 "first_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                 Uid::derive({"identity", address.kind.toUtf8(), address.address.toUtf8()}),
                 address.kind, address.address, address.name, known.person, source, at);
        known.id = IdentityId{m_db.lastInsertId()};
        if (const QString handle = handleKey(address); !handle.isEmpty())
            addTraits(m_db, known.id, {}, {{.kind = TraitKind::Handle, .value = handle}});
        m_identities.insert(key, known);
        known.isNew = true;
        return known;
    }
    m_identities.insert(key, known);
    return known;
}

IngestStore::Conversation &IngestStore::conversation(ConversationId id)
{
    const auto [it, isNew] = m_conversations.try_emplace(id.value);
    Conversation &result = it->second;
    if (!isNew)
        return result;
    result.id = id;
    Statement row = m_db.prepare(R"(
        SELECT uid, state, state_at, muted, snooze_keep, woke_because, last_message_at, last_person_message_at, last_reply_at,
               waiting_since, read_until, person_id, subject, snippet, last_direction, message_count, attachment_count, split_from
        FROM conversation WHERE id = ?)");
    row.bind(id);
    if (!row.next())
        return result;
    result.uid = row.uid(0);
    ConversationFlow &flow = result.flow;
    flow.state = static_cast<ConversationState>(row.integer(1));
    flow.stateAt = row.time(2);
    flow.isMuted = row.boolean(3);
    flow.keepsSnooze = row.boolean(4);
    flow.wokeBecause = row.text(5);
    flow.lastMessageAt = row.time(6);
    flow.lastPersonMessageAt = row.time(7);
    flow.lastReplyAt = row.time(8);
    if (row.integer(9) != never)
        flow.waitingSince = row.time(9);
    flow.readUntil = row.time(10);
    result.wasReadUntil = flow.readUntil;
    result.person = row.id<PersonId>(11);
    result.subject = row.text(12);
    result.snippet = row.text(13);
    result.lastDirection = static_cast<Direction>(row.integer(14));
    result.messageCount = row.integer(15);
    result.attachmentCount = row.integer(16);
    result.isSplitOff = row.boolean(17);
    flow.isNew = result.messageCount == 0;
    return result;
}

IngestStore::Conversation &IngestStore::addConversation(AccountId account, const Uid &uid,
                                                        const QString &subject)
{
    m_db.run("INSERT INTO conversation (uid, account_id, subject, state_at) VALUES (?, ?, ?, ?)",
             uid, account, subject, m_context.now);
    const ConversationId id{m_db.lastInsertId()};
    Conversation &added = m_conversations[id.value];
    added.id = id;
    added.uid = uid;
    added.subject = subject;
    added.titleChanged = true;
    return added;
}

qint64 IngestStore::nextSearchKey(Timestamp at)
{
    const qint64 first = std::max<qint64>(toMilliseconds(at), 0) << searchKeyBits;
    const qint64 last = first + (qint64(1) << searchKeyBits) - 1;
    return m_db.number("SELECT coalesce(max(search_key) + 1, ?1) FROM message WHERE search_key >= "
                       "?1 AND search_key <= ?2",
                       first, first, last);
}

MessageId IngestStore::addMessage(Conversation &conversation, const PreparedMessage &prepared,
                                  const NewMessage &facts)
{
    const IncomingMessage &message = prepared.message;
    const qint64 blob = prepared.raw.sha256.isEmpty() ? 0 : m_context.blobs.put(m_db, prepared.raw);
    const qint64 searchKey = nextSearchKey(message.receivedAt);
    m_db.run(R"(
        INSERT INTO message (uid, conversation_id, account_id, identity_id, direction, visibility, at, sent_at, search_key, subject,
                             is_automatic, has_html, attachment_count, quarantine_reason, message_key, content_hash, raw_blob_id,
                             raw_format, outbox_id, is_context, edited_at, link, passage_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))",
             facts.uid, conversation.id, facts.account, facts.author, message.direction,
             message.visibility, message.receivedAt, message.sentAt.value_or(Timestamp{}),
             searchKey, message.subject, message.isAutomatic, !message.html.isEmpty(),
             message.attachments.size(), message.quarantineReason, facts.messageKey,
             message.contentHash, blob ? std::optional(blob) : std::nullopt, message.rawFormat,
             facts.outbox, message.isContext, message.editedAt.value_or(Timestamp{}), message.link,
             conversation.isSplitOff ? conversation.id : ConversationId());
    const MessageId id{m_db.lastInsertId()};
    const QString recipients = recipientsToJson(message.recipients);
    // What a raw mail can give again is not kept twice.
    const QString html = message.rawFormat == RawFormat::Rfc5322 ? QString() : message.html;
    m_db.run("INSERT INTO message_body (message_id, text, html, author_name, recipients, headers) "
             "VALUES (?, ?, ?, ?, ?, ?)",
             id, message.text, html, message.author.name, recipients, headersToJson(message));
    m_db.run("INSERT INTO message_search (rowid, subject, sender, recipients, body) "
             "VALUES (?, search_text(?), search_text(?), search_text(recipients_text(?)), "
             "search_text(?))",
             searchKey, message.subject,
             QString(message.author.name + u' ' + message.author.address), recipients,
             message.text);
    addAttachments(m_context, id, message.attachments);
    ++conversation.messageCount;
    conversation.attachmentCount += message.attachments.size();
    return id;
}

void addAttachments(WriteContext &context, MessageId message, const QList<Attachment> &attachments)
{
    for (const Attachment &attachment : attachments) {
        const qint64 file =
            attachment.data.isEmpty() ? 0 : context.blobs.put(context.db, attachment.data);
        context.db.run("INSERT INTO attachment (message_id, name, media_type, size, content_id, "
                       "part, is_inline, blob_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                       message, attachment.name, attachment.mediaType, attachment.size,
                       attachment.contentId, attachment.part, attachment.isInline,
                       file ? std::optional(file) : std::nullopt);
    }
}

void IngestStore::addThreadKeys(ConversationId conversation, const QList<qint64> &keys)
{
    for (const qint64 key : keys)
        m_db.run("INSERT OR IGNORE INTO thread_key (key, conversation_id) VALUES (?, ?)", key,
                 conversation);
}

std::optional<Timestamp> IngestStore::firstPersonMessageAfter(ConversationId id, Timestamp after)
{
    const qint64 at = m_db.number(
        "SELECT min(at) FROM message WHERE conversation_id = ? AND at > ? AND direction = 0 "
        "AND is_automatic = 0 AND is_context = 0",
        0, id, after);
    return at ? std::optional(fromMilliseconds(at)) : std::nullopt;
}

void IngestStore::flush()
{
    for (auto &[id, conversation] : m_conversations) {
        const ConversationFlow &flow = conversation.flow;
        m_db.run(R"(
            UPDATE conversation SET state = ?, waiting_since = ?, woke_because = ?, last_message_at = ?, last_person_message_at = ?,
                last_reply_at = ?, read_until = ?, person_id = ?, snippet = ?, last_direction = ?, message_count = ?,
                attachment_count = ?, last_activity_at = ?
            WHERE id = ?)",
                 flow.state, flow.waitingSince ? toMilliseconds(*flow.waitingSince) : never,
                 flow.wokeBecause, flow.lastMessageAt, flow.lastPersonMessageAt, flow.lastReplyAt,
                 flow.readUntil, conversation.person, conversation.snippet,
                 conversation.lastDirection, conversation.messageCount,
                 conversation.attachmentCount, m_context.now, id);
        dropReadPlaces(m_db, ConversationId{id}, conversation.wasReadUntil, flow.readUntil);
        for (const PersonId person : std::as_const(conversation.people)) {
            // Where somebody they are joined with took part before, they do so themselves now.
            m_db.run(
                "INSERT INTO conversation_person (conversation_id, person_id, last_message_at) "
                "VALUES (?, ?, ?) ON CONFLICT (conversation_id, person_id) DO UPDATE SET "
                "is_joined = 0",
                id, person, flow.lastMessageAt);
            m_db.run(
                "INSERT OR IGNORE INTO conversation_person (conversation_id, person_id, "
                "last_message_at, is_joined) SELECT ?, shown_in, ?, 1 FROM person WHERE id = ? "
                "AND shown_in <> 0",
                id, flow.lastMessageAt, person);
            m_db.run("UPDATE person SET last_message_at = max(last_message_at, ?) WHERE id = ?",
                     flow.lastMessageAt, person);
        }
        m_db.run("UPDATE conversation_person SET last_message_at = ? WHERE conversation_id = ?",
                 flow.lastMessageAt, id);
        m_db.run("UPDATE conversation_tag SET last_message_at = ? WHERE conversation_id = ?",
                 flow.lastMessageAt, id);
        if (conversation.titleChanged) {
            m_db.run("INSERT OR REPLACE INTO title_search (rowid, title) SELECT id, title FROM "
                     "conversation_title WHERE id = ?",
                     id);
        }
        m_context.changed.conversations.insert(ConversationId{id});
        // The line that stands for it there says how much is in it.
        if (conversation.isSplitOff)
            m_context.changed.conversations.insert(splitFrom(m_db, ConversationId{id}));
    }
    m_conversations.clear();
}

} // namespace casement
