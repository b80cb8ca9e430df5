// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where messages, notes, drafts and outbox items stand after a passage was split off or put back.

#include "core/domain/ingest.h"
#include "core/storage/conversationstore.h"
#include "core/storage/derivedstore.h"
#include "core/storage/draftstore.h"
#include "core/storage/ingeststore.h"
#include "core/storage/json.h"
#include "core/storage/passagestore.h"
#include "core/storage/placestore.h"
#include "core/storage/promisestore.h"
#include "core/storage/replystore.h"
#include "core/storage/sqlite.h"

#include <algorithm>

namespace casement
{

namespace
{

constexpr const char *unreadSinceSql = R"(
    SELECT coalesce(min(at), 9223372036854775807) FROM message
    WHERE conversation_id = ?1 AND at > (SELECT read_until FROM conversation WHERE id = ?1) AND direction = 0
      AND is_automatic = 0 AND is_context = 0 AND read_elsewhere = 0)";

qint64 readUntil(Db &db, ConversationId id)
{
    return db.number("SELECT read_until FROM conversation WHERE id = ?", 0, id);
}

/// \a id and what was put back into it: where one of them stands, all do.
QList<ConversationId> familyOf(Db &db, ConversationId id)
{
    Statement rows = db.prepare(R"(
        WITH RECURSIVE part(id) AS (
            SELECT ?1 UNION
            SELECT c.id FROM part CROSS JOIN conversation c ON c.merged_into = part.id WHERE c.merged_into > 0)
        SELECT id FROM part)");
    rows.bind(id);
    QList<ConversationId> family;
    while (rows.next())
        family.append(rows.id<ConversationId>(0));
    return family;
}

class Mover
{
public:
    explicit Mover(WriteContext &context)
        : m_context(context)
        , m_db(context.db)
        , m_idKey(IngestStore(context).messageIdKey())
    {
    }

    void move(MessageId message, ConversationId to)
    {
        ConversationId from;
        OutboxId outbox;
        qint64 ownKey = 0;
        QJsonObject headers;
        Uid account;
        {
            Statement row = m_db.prepare(
                "SELECT m.conversation_id, m.outbox_id, m.message_key, b.headers, a.uid FROM "
                "message m JOIN message_body b ON b.message_id = m.id JOIN account a ON a.id = "
                "m.account_id WHERE m.id = ?");
            row.bind(message);
            if (!row.next())
                return;
            from = row.id<ConversationId>(0);
            outbox = row.id<OutboxId>(1);
            ownKey = row.integer(2);
            headers = objectFromText(row.text(3));
            account = row.uid(4);
        }
        m_db.run("UPDATE message SET conversation_id = ? WHERE id = ?", to, message);
        refreshPromisesOfMessage(m_context, message);
        if (outbox.isValid()) {
            m_db.run("UPDATE outbox SET conversation_id = ? WHERE id = ?", to, outbox);
            m_context.changed.outbox.insert(outbox);
        }
        QList<qint64> keys = answeredKeys(idsFromJson(headers.value(u"in_reply_to")),
                                          idsFromJson(headers.value(u"references")), m_idKey);
        if (ownKey)
            keys.append(ownKey);
        // What is written down by hand names the conversation that it was written down in.
        const QString room = headers.value(u"conversation_key").toString();
        if (room == uidOf(to))
            keys.append(takeKey(from, conversationKey(account, room)));
        for (const qint64 key : std::as_const(keys))
            m_db.run("INSERT OR IGNORE INTO thread_key (key, conversation_id) VALUES (?, ?)", key,
                     to);
        m_db.run("DELETE FROM thread_key WHERE key = ?1 AND conversation_id = ?2 AND NOT EXISTS "
                 "(SELECT 1 FROM message WHERE message_key = ?1 AND message_key <> 0 AND "
                 "conversation_id = ?2)",
                 ownKey, from);
    }

private:
    QString uidOf(ConversationId id)
    {
        if (m_uidOf != id) {
            m_uidOf = id;
            Statement row = m_db.prepare("SELECT uid FROM conversation WHERE id = ?");
            row.bind(id);
            m_uid = row.next() ? row.uid(0).toString() : QString();
        }
        return m_uid;
    }

    qint64 takeKey(ConversationId from, qint64 key)
    {
        m_db.run("DELETE FROM thread_key WHERE key = ? AND conversation_id = ?", key, from);
        return key;
    }

    WriteContext &m_context;
    Db &m_db;
    QByteArray m_idKey;
    ConversationId m_uidOf;
    QString m_uid;
};

/// A draft, as far as it matters where it belongs.
struct Begun {
    DraftId id;
    Draft draft;
};

QList<Begun> draftsIn(Db &db, ConversationId id)
{
    Statement rows = db.prepare("SELECT id, kind, content FROM draft WHERE conversation_id = ?");
    rows.bind(id);
    QList<Begun> drafts;
    while (rows.next()) {
        Begun begun{.id = rows.id<DraftId>(0),
                    .draft = draftFromJson(objectFromText(rows.text(2)))};
        begun.draft.kind = static_cast<Draft::Kind>(rows.integer(1));
        drafts.append(begun);
    }
    return drafts;
}

void writeDraft(Db &db, const Begun &begun, ConversationId conversation)
{
    db.run("UPDATE draft SET conversation_id = ?, content = ? WHERE id = ?", conversation,
           toText(toJson(begun.draft)), begun.id);
}

/// Drafts are bound to what they answer: nobody gets words that were meant for another.
void moveDraftsOut(WriteContext &context, ConversationId rest, ConversationId passage,
                   MessageId answeredByDefault)
{
    Db &db = context.db;
    for (Begun begun : draftsIn(db, rest)) {
        if (begun.draft.kind != Draft::Kind::Reply)
            continue;
        if (!begun.draft.replyTo.isValid())
            begun.draft.replyTo = answeredByDefault;
        const ConversationId now{
            db.number("SELECT conversation_id FROM message WHERE id = ?", 0, begun.draft.replyTo)};
        if (now != passage ||
            db.number("SELECT 1 FROM draft WHERE conversation_id = ? AND kind = ?", 0, passage,
                      begun.draft.kind))
            continue;
        writeDraft(db, begun, passage);
        context.changed.drafts = true;
    }
}

void moveDraftsBack(WriteContext &context, ConversationId passage, ConversationId target,
                    const Result<ReplyPlan> &plan)
{
    Db &db = context.db;
    const QList<Begun> others = draftsIn(db, target);
    for (Begun begun : draftsIn(db, passage)) {
        context.changed.drafts = true;
        const auto other = std::ranges::find_if(
            others, [&](const Begun &each) { return each.draft.kind == begun.draft.kind; });
        if (other == others.end()) {
            // It goes on to answer what it answered.
            if (begun.draft.kind == Draft::Kind::Reply && plan && !begun.draft.replyTo.isValid()) {
                begun.draft.replyTo = plan->replyTo;
                if (begun.draft.recipients.isEmpty())
                    begun.draft.recipients = plan->recipients;
            }
            writeDraft(db, begun, target);
            continue;
        }
        Begun both = *other;
        both.draft.markdown += u"\n\n" + begun.draft.markdown;
        both.draft.basis = std::min(both.draft.basis, begun.draft.basis);
        writeDraft(db, both, target);
        db.run("UPDATE draft_file SET draft_id = ? WHERE draft_id = ?", both.id, begun.id);
        db.run("DELETE FROM draft WHERE id = ?", begun.id);
    }
}

/// How far \a passage and \a target are read as one: to the first message that nobody has read.
void joinReadMarks(Db &db, ConversationId passage, ConversationId target)
{
    const qint64 unread = std::min(db.number(unreadSinceSql, never, passage),
                                   db.number(unreadSinceSql, never, target));
    const qint64 read =
        std::min(std::max(readUntil(db, passage), readUntil(db, target)), unread - 1);
    // What was read behind it is known to be read by itself, as where a server says so.
    for (const ConversationId each : {passage, target})
        db.run("UPDATE message SET read_elsewhere = 1 WHERE conversation_id = ? AND at > ? AND at "
               "<= ? AND direction = 0 AND is_automatic = 0 AND is_context = 0",
               each, read, readUntil(db, each));
    db.run("UPDATE conversation SET read_until = ? WHERE id = ?", read, target);
}

void refreshBoth(WriteContext &context, ConversationId one, ConversationId other)
{
    for (const ConversationId id : {one, other}) {
        refreshDerived(context.db, id);
        refreshParticipants(context, id);
        readWhatIsRead(context, id);
        context.changed.conversations.insert(id);
    }
}

} // namespace

void refreshPassage(WriteContext &context, ConversationId id)
{
    Db &db = context.db;
    const ConversationId from = splitFrom(db, id);
    const ConversationId now = livingConversation(db, id);
    const bool isOut = now == id;
    const Result<ReplyPlan> plan = replyPlan(db, isOut ? from : id);
    if (!isOut)
        joinReadMarks(db, id, now);
    else if (!db.number("SELECT message_count FROM conversation WHERE id = ?", 0, id))
        db.run("UPDATE conversation SET read_until = ? WHERE id = ?", readUntil(db, from), id);
    Mover mover(context);
    for (const ConversationId member : familyOf(db, id)) {
        QList<MessageId> messages;
        {
            Statement rows = db.prepare("SELECT id FROM message WHERE passage_id = ? AND "
                                        "passage_id > 0 AND conversation_id <> ? ORDER BY id");
            rows.bind(member, now);
            while (rows.next())
                messages.append(rows.id<MessageId>(0));
        }
        for (const MessageId message : std::as_const(messages))
            mover.move(message, now);
        db.run("UPDATE note SET conversation_id = ? WHERE passage_id = ? AND passage_id > 0", now,
               member);
    }
    if (isOut) {
        if (plan)
            moveDraftsOut(context, from, id, plan->replyTo);
    } else {
        moveDraftsBack(context, id, now, plan);
        db.run("INSERT OR IGNORE INTO thread_key (key, conversation_id) SELECT key, ? FROM "
               "thread_key WHERE conversation_id = ?",
               now, id);
        db.run("DELETE FROM thread_key WHERE conversation_id = ?", id);
    }
    refreshBoth(context, id, isOut ? from : now);
    refreshPromisesOfPlaces(context);
}

void refreshPlace(WriteContext &context, MessageId message)
{
    Db &db = context.db;
    const ConversationId passage{
        db.number("SELECT passage_id FROM message WHERE id = ?", 0, message)};
    const ConversationId from{
        db.number("SELECT conversation_id FROM message WHERE id = ?", 0, message)};
    const ConversationId now = passage.isValid() ? livingConversation(db, passage) : from;
    if (now == from)
        return;
    Mover(context).move(message, now);
    refreshBoth(context, from, now);
}

} // namespace casement
