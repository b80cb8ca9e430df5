// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/outboxstore.h"
#include "core/storage/askstore.h"
#include "core/storage/promisestore.h"

#include "core/domain/ingest.h"
#include "core/storage/accountstore.h"
#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/derivedstore.h"
#include "core/storage/draftstore.h"
#include "core/storage/json.h"
#include "core/storage/passagestore.h"
#include "core/storage/searchstore.h"
#include "core/storage/sessionchanges.h"
#include "core/storage/sqlite.h"

#include <ranges>

namespace casement
{

namespace
{

/// Removes a message of ours that never went out.
void removeUnsentMessage(Db &db, MessageId id)
{
    removeFromSearch(db, id);
    db.run("DELETE FROM attachment WHERE message_id = ?", id);
    db.run("DELETE FROM session_message WHERE message_id = ?", id);
    db.run("DELETE FROM message_body WHERE message_id = ?", id);
    db.run("DELETE FROM message WHERE id = ?", id);
}

void removeEmptyConversation(Db &db, ConversationId id)
{
    if (db.number("SELECT count(*) FROM message WHERE conversation_id = ?", 0, id) > 0 ||
        db.number("SELECT count(*) FROM note WHERE conversation_id = ?", 0, id) > 0 ||
        db.number("SELECT count(*) FROM conversation WHERE split_from = ? AND split_from > 0", 0,
                  id) > 0)
        return;
    db.run("DELETE FROM title_search WHERE rowid = ?", id);
    for (const char *sql :
         {"DELETE FROM thread_key WHERE conversation_id = ?",
          "DELETE FROM conversation_person WHERE conversation_id = ?",
          "DELETE FROM conversation_tag WHERE conversation_id = ?",
          "DELETE FROM change_conversation WHERE conversation_id = ?",
          "DELETE FROM draft WHERE conversation_id = ?", "DELETE FROM conversation WHERE id = ?"})
        db.run(sql, id);
}

constexpr const char *itemColumns = R"(
    SELECT id, uid, conversation_id, account_id, state, reason, attempts, created_at, not_before, content, basis_at, message_id,
           chain_id, part, (SELECT max(part) FROM outbox c WHERE c.chain_id = o.chain_id AND c.chain_id > 0)
    FROM outbox o )";

// "chain_id > 0" is the condition of the partial index, as "state <= 2 OR state >= 5" is of the
// other.
constexpr const char *dueSql = R"(
    SELECT id FROM outbox o
    WHERE (state <= 2 OR state >= 5) AND state <= 2 AND not_before <= ?
        AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.chain_id = o.chain_id AND p.chain_id > 0 AND p.part = o.part - 1
                        AND p.state NOT IN (3, 4))
    ORDER BY not_before, id)";
constexpr const char *nextDueSql = R"(
    SELECT not_before FROM outbox o
    WHERE (state <= 2 OR state >= 5) AND state <= 2 AND not_before > ?
        AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.chain_id = o.chain_id AND p.chain_id > 0 AND p.part = o.part - 1
                        AND p.state NOT IN (3, 4))
    ORDER BY not_before, id LIMIT 1)";
constexpr const char *mayStartSql = R"(
    SELECT count(*) FROM outbox o
    WHERE id = ? AND state <= 1 AND not_before <= ?
        AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.chain_id = o.chain_id AND p.chain_id > 0 AND p.part = o.part - 1
                        AND p.state NOT IN (3, 4)))";
/// The parts after ?1 in its chain that may be taken back, in their order.
constexpr const char *laterPartsSql = R"(
    SELECT c.id FROM outbox o JOIN outbox c ON c.chain_id = o.chain_id AND c.chain_id > 0 AND c.part > o.part
    WHERE o.id = ? AND c.state IN (0, 1, 5, 6, 7) ORDER BY c.part)";
constexpr const char *remoteIdSql = R"(
    SELECT o.remote_id FROM message m JOIN outbox o ON o.id = m.outbox_id
    WHERE m.message_key = ? AND m.message_key <> 0 AND m.outbox_id > 0 LIMIT 1)";

/// What the parts that wait for an item in \a state say.
QString reasonToWait(OutboxState state)
{
    switch (state) {
    case OutboxState::Failed:
        return QStringLiteral("It waits: the part before it was not sent.");
    case OutboxState::Unknown:
        return QStringLiteral("It waits until it is known whether the part before it was sent.");
    case OutboxState::NeedsYou:
        return QStringLiteral("It waits: the part before it needs you.");
    default:
        return {};
    }
}

OutboxItem itemFromRow(const Statement &row)
{
    const QJsonObject content = objectFromText(row.text(9));
    return {.id = row.id<OutboxId>(0),
            .uid = row.uid(1),
            .conversation = row.id<ConversationId>(2),
            .account = row.id<AccountId>(3),
            .state = static_cast<OutboxState>(row.integer(4)),
            .reason = row.text(5),
            .attempts = int(row.integer(6)),
            .createdAt = row.time(7),
            .notBefore = row.time(8),
            .subject = content.value(QStringLiteral("subject")).toString(),
            .markdown = content.value(QStringLiteral("markdown")).toString(),
            .language = content.value(QStringLiteral("language")).toString(),
            .recipients =
                recipientsFromJson(content.value(QStringLiteral("recipients")).toString()),
            .chain = row.id<OutboxId>(12),
            .part = int(row.integer(13)),
            .parts = int(row.integer(14))};
}

} // namespace

std::optional<OutboxEntry> outboxEntry(ReadContext &context, OutboxId id)
{
    Db &db = context.db;
    OutboxEntry entry;
    QJsonObject content;
    {
        Statement row = db.prepare(QByteArray(itemColumns) + "WHERE id = ?");
        row.bind(id);
        if (!row.next())
            return std::nullopt;
        entry.item = itemFromRow(row);
        content = objectFromText(row.text(9));
        entry.basis = row.time(10);
        entry.inTimeline = row.id<MessageId>(11);
    }
    OutgoingMessage &message = entry.message;
    message.uid = entry.item.uid;
    if (const auto account = accountById(db, entry.item.account))
        message.account = *account;
    message.from = {.kind = message.account.channel,
                    .address = content.value(QStringLiteral("from_address")).toString(),
                    .name = content.value(QStringLiteral("from_name")).toString()};
    message.recipients = entry.item.recipients;
    message.subject = entry.item.subject;
    message.markdown = entry.item.markdown;
    message.language = entry.item.language;
    message.messageId = content.value(QStringLiteral("message_id")).toString().toUtf8();
    message.inReplyTo = idsFromJson(content.value(QStringLiteral("in_reply_to")));
    if (!message.inReplyTo.isEmpty()) {
        Statement answered = db.prepare(remoteIdSql);
        answered.bind(messageKey(message.inReplyTo.last()));
        if (answered.next())
            message.inReplyToRemote = answered.blob(0);
    }
    message.references = idsFromJson(content.value(QStringLiteral("references")));
    message.conversationKey = content.value(QStringLiteral("conversation_key")).toString();
    message.visibility =
        static_cast<Visibility>(content.value(QStringLiteral("visibility")).toInt());
    message.queuedAt = entry.item.createdAt;
    Statement attached = db.prepare(
        "SELECT name, media_type, blob_id FROM draft_file WHERE outbox_id = ? ORDER BY id");
    attached.bind(id);
    message.attachments = storedFiles(db, context.blobs, attached);
    entry.change = ChangeId{content.value(QStringLiteral("change")).toInteger()};
    const QJsonObject origin = content.value(QStringLiteral("draft")).toObject();
    entry.draft = draftFromJson(origin);
    entry.draft.kind = static_cast<Draft::Kind>(origin.value(QStringLiteral("kind")).toInt());
    entry.draft.attachments = message.attachments;
    if (entry.draft.kind == Draft::Kind::Reply)
        entry.draft.conversation = entry.item.conversation;
    return entry;
}

QList<OutboxItem> outboxItems(Db &db, bool withFinished)
{
    // The two texts differ so that the list of what is open can use its partial index.
    Statement rows = db.prepare(
        QByteArray(itemColumns) +
        (withFinished ? "ORDER BY id"
                      : "WHERE (state <= 2 OR state >= 5) AND state <= 7 ORDER BY not_before, id"));
    QList<OutboxItem> items;
    while (rows.next())
        items.append(itemFromRow(rows));
    return items;
}

QList<OutboxId> dueItems(Db &db, Timestamp now)
{
    Statement rows = db.prepare(dueSql);
    rows.bind(now);
    QList<OutboxId> ids;
    while (rows.next())
        ids.append(rows.id<OutboxId>(0));
    return ids;
}

std::optional<Timestamp> nextDue(Db &db, Timestamp after)
{
    const qint64 at = db.number(nextDueSql, -1, after);
    return at < 0 ? std::nullopt : std::optional(fromMilliseconds(at));
}

bool hasNewWords(Db &db, OutboxId id)
{
    return db.number("SELECT c.last_person_message_at > o.basis_at FROM outbox o JOIN conversation "
                     "c ON c.id = o.conversation_id WHERE o.id = ?",
                     0, id) != 0;
}

QString whyItWaits(Db &db, OutboxId id)
{
    Statement before = db.prepare(
        "SELECT p.state FROM outbox o JOIN outbox p ON p.chain_id = o.chain_id AND p.chain_id > 0 "
        "AND p.part < o.part WHERE o.id = ? AND p.state NOT IN (3, 4) ORDER BY p.part LIMIT 1");
    before.bind(id);
    return before.next() ? reasonToWait(static_cast<OutboxState>(before.integer(0))) : QString();
}

void acknowledgeNewWords(WriteContext &context, OutboxId id)
{
    context.db.run(R"(
        UPDATE outbox AS o SET
            basis_at = coalesce((SELECT max(o.basis_at, last_person_message_at) FROM conversation c WHERE c.id = o.conversation_id),
                                basis_at)
        WHERE o.id = ?1 OR o.chain_id > 0 AND o.chain_id = (SELECT chain_id FROM outbox WHERE id = ?1)
            AND o.part > (SELECT part FROM outbox WHERE id = ?1))",
                   id);
}

bool mayStart(WriteContext &context, OutboxId id)
{
    return context.db.number(mayStartSql, 0, id, context.now) != 0;
}

void setOutboxState(WriteContext &context, OutboxId id, OutboxState state, const QString &reason,
                    std::optional<Timestamp> notBefore, bool countsAttempt)
{
    Db &db = context.db;
    const bool isFinished = state == OutboxState::Accepted || state == OutboxState::Delivered ||
                            state == OutboxState::Cancelled;
    db.run("UPDATE outbox SET state = ?, reason = ?, attempts = attempts + ?, not_before = "
           "coalesce(?, not_before), finished_at = ? WHERE id = ?",
           state, reason, countsAttempt ? 1 : 0, notBefore,
           isFinished ? toMilliseconds(context.now) : 0, id);
    db.run("INSERT INTO outbox_journal (outbox_id, phase, detail, at) VALUES (?, ?, ?, ?)", id,
           toString(state), reason, context.now);
    context.changed.outbox.insert(id);
    if (const qint64 conversation =
            db.number("SELECT conversation_id FROM outbox WHERE id = ?", 0, id))
        context.changed.conversations.insert(ConversationId{conversation});
    // They cannot be taken for held any more once their undo time is over.
    db.run(R"(
        UPDATE outbox SET reason = ?2, state = CASE WHEN state = 0 AND not_before <= ?3 THEN 1 ELSE state END
        WHERE chain_id > 0 AND chain_id = (SELECT chain_id FROM outbox WHERE id = ?1)
            AND part > (SELECT part FROM outbox WHERE id = ?1) AND state <= 1)",
           id, reasonToWait(state), context.now);
    refreshAskOfItem(context, id);
    refreshPromisesOfItem(context, id);
    announceSessionsOfItem(context, id);
}

void setAccepted(WriteContext &context, OutboxId id, const SendReceipt &receipt,
                 const QByteArray &remoteKey)
{
    Db &db = context.db;
    setOutboxState(context, id, OutboxState::Accepted, receipt.warning);
    db.run("UPDATE outbox SET remote_id = ? WHERE id = ?", receipt.remoteId, id);
    db.run("DELETE FROM draft_file WHERE outbox_id = ?", id);
    if (receipt.raw.isEmpty())
        return;
    const qint64 blob = context.blobs.put(db, receipt.raw);
    const qint64 message = db.number("SELECT message_id FROM outbox WHERE id = ?", 0, id);
    db.run("UPDATE message SET raw_blob_id = ? WHERE id = ?", blob, message);
    if (remoteKey.isEmpty())
        return;
    // From now on it has the uid under which every desk that reads the Sent folder will know it.
    Uid account;
    Timestamp sentAt;
    {
        Statement row = db.prepare("SELECT a.uid, o.created_at FROM outbox o JOIN account a ON "
                                   "a.id = o.account_id WHERE o.id = ?");
        row.bind(id);
        if (row.next()) {
            account = row.uid(0);
            sentAt = row.time(1);
        }
    }
    // A mail's Date has whole seconds.
    const Uid uid = Uid::derive(account, "message", remoteKey,
                                std::chrono::floor<std::chrono::seconds>(sentAt));
    if (db.number("SELECT 1 FROM message WHERE uid = ?", 0, uid) == 0)
        db.run("UPDATE message SET uid = ? WHERE id = ?", uid, message);
}

void applyDeliveryReport(WriteContext &context, OutboxId id, const DeliveryReport &report)
{
    const QString reason = report.recipient.isEmpty()
                               ? report.reason
                               : report.recipient + QStringLiteral(": ") + report.reason;
    switch (report.action) {
    case DeliveryReport::Action::Failed:
        setOutboxState(context, id, OutboxState::Failed, reason);
        break;
    case DeliveryReport::Action::Delivered:
        setOutboxState(context, id, OutboxState::Delivered, reason);
        break;
    case DeliveryReport::Action::Delayed:
        setOutboxState(context, id, OutboxState::Accepted, QStringLiteral("delayed: ") + reason);
        break;
    }
}

namespace
{

void takeBack(WriteContext &context, const OutboxEntry &entry)
{
    setOutboxState(context, entry.item.id, OutboxState::Cancelled, {});
    context.db.run("UPDATE outbox SET message_id = 0 WHERE id = ?", entry.item.id);
    context.db.run("DELETE FROM draft_file WHERE outbox_id = ?", entry.item.id);
    // Split off or put back since: what it had answered then is another conversation now.
    const bool isMoved =
        !context.db.number("SELECT 1 FROM change_conversation WHERE change_id = ? AND "
                           "conversation_id = ?",
                           0, entry.change, entry.item.conversation);
    const auto undone = entry.change.isValid() && !isMoved ? undoChange(context, entry.change)
                                                           : Result<AppliedChange>();
    removeUnsentMessage(context.db, entry.inTimeline);
    refreshDerived(context.db, entry.item.conversation);
    if (isMoved || !undone || undone->skipped > 0)
        reopenUnanswered(context, entry.item.conversation);
}

/// \a draft above what has been begun in its place since.
Draft withBegun(ReadContext &context, Draft draft)
{
    if (!draft.conversation.isValid())
        return draft;
    const auto begun = draftOf(context, draft.conversation, draft.kind);
    if (!begun || begun->markdown == draft.markdown)
        return draft;
    if (!begun->markdown.trimmed().isEmpty())
        draft.markdown += u"\n\n" + begun->markdown;
    draft.attachments += begun->attachments;
    return draft;
}

} // namespace

Result<Draft> cancelOutboxItem(WriteContext &context, OutboxId id)
{
    Db &db = context.db;
    ReadContext read{.db = db, .blobs = context.blobs, .now = context.now};
    auto entry = outboxEntry(read, id);
    if (!entry)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no such item in the outbox; nothing was changed."));
    switch (entry->item.state) {
    case OutboxState::Held:
    case OutboxState::Queued:
    case OutboxState::Failed:
    case OutboxState::Unknown:
    case OutboxState::NeedsYou:
        break;
    case OutboxState::Sending:
        return fail(ErrorKind::Invalid,
                    QStringLiteral("It is being sent right now and cannot be taken back."));
    default:
        return fail(ErrorKind::Invalid,
                    QStringLiteral("It has gone out already and cannot be taken back."));
    }
    QList<OutboxEntry> all{*entry};
    {
        Statement later = db.prepare(laterPartsSql);
        later.bind(id);
        QList<OutboxId> ids;
        while (later.next())
            ids.append(later.id<OutboxId>(0));
        for (const OutboxId part : std::as_const(ids)) {
            if (const auto each = outboxEntry(read, part))
                all.append(*each);
        }
    }
    for (const OutboxEntry &each : std::as_const(all) | std::views::reverse)
        takeBack(context, each);
    if (entry->draft.kind == Draft::Kind::NewMessage) {
        for (const OutboxEntry &each : std::as_const(all))
            db.run("UPDATE outbox SET conversation_id = 0 WHERE id = ?", each.item.id);
        removeEmptyConversation(db, entry->item.conversation);
        context.changed.everything = true;
    }
    Draft draft = entry->draft;
    draft.id = {};
    // The first part has the draft of the whole; what is not taken back must not come with it.
    if (all.size() > 1 && all.size() < entry->item.parts) {
        QStringList texts;
        for (const OutboxEntry &each : std::as_const(all))
            texts.append(each.item.markdown);
        draft.markdown = texts.join(u"\n\n");
    } else if (entry->item.part == 1 && all.size() == 1) {
        draft.markdown = entry->item.markdown;
    }
    return saveDraft(context, withBegun(read, draft));
}

} // namespace casement
