// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/outboxstore.h"

#include "core/domain/ingest.h"
#include "core/domain/messageid.h"
#include "core/storage/accountstore.h"
#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/draftstore.h"
#include "core/storage/ingeststore.h"
#include "core/storage/json.h"
#include "core/storage/replystore.h"
#include "core/storage/searchstore.h"
#include "core/storage/sqlite.h"
#include "core/text/quotes.h"

namespace casement
{

namespace
{

/// Recomputes what is derived from a conversation's messages after one was taken back.
void recompute(Db &db, ConversationId id)
{
    db.run(R"(
        UPDATE conversation SET
            message_count = (SELECT count(*) FROM message WHERE conversation_id = ?1),
            attachment_count = (SELECT coalesce(sum(attachment_count), 0) FROM message WHERE conversation_id = ?1),
            last_message_at = (SELECT coalesce(max(at), 0) FROM message WHERE conversation_id = ?1),
            last_reply_at = (SELECT coalesce(max(at), 0) FROM message WHERE conversation_id = ?1 AND direction = 1),
            last_direction = coalesce((SELECT direction FROM message WHERE conversation_id = ?1 ORDER BY at DESC, id DESC LIMIT 1), 0)
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
        db.number("SELECT count(*) FROM note WHERE conversation_id = ?", 0, id) > 0)
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

} // namespace

Result<OutboxEntry> enqueue(WriteContext &context, const Draft &draft,
                            const QByteArray &messageIdKey, Timestamp notBefore)
{
    Db &db = context.db;
    if (draft.kind == Draft::Kind::Note)
        return fail(
            ErrorKind::Invalid,
            QStringLiteral("A note is internal and cannot be sent; it is kept as a draft."));
    if (draft.markdown.trimmed().isEmpty() && draft.attachments.isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("There is nothing to send: the message is empty."));

    OutboxEntry entry{.draft = draft};
    OutgoingMessage &message = entry.message;
    QString subject = draft.subject;
    AccountId accountId = draft.account;
    if (draft.conversation.isValid()) {
        const auto plan = replyPlan(db, draft.conversation);
        if (!plan)
            return std::unexpected(plan.error());
        if (!plan->impediment.isEmpty() && !draft.account.isValid())
            return fail(ErrorKind::Invalid, plan->impediment);
        if (!accountId.isValid())
            accountId = plan->account;
        if (subject.isEmpty())
            subject = plan->subject;
        message.recipients = draft.recipients.isEmpty() ? plan->recipients : draft.recipients;
        const MessageId replyTo = draft.replyTo.isValid() ? draft.replyTo : plan->replyTo;
        if (const auto parent = answeredMessage(db, replyTo)) {
            message.inReplyTo = parent->inReplyTo;
            message.references = parent->references;
            message.conversationKey = parent->conversationKey;
            const auto visibility =
                answerVisibility(parent->visibility, draft.visibility, draft.mayWiden);
            if (!visibility)
                return std::unexpected(visibility.error());
            message.visibility = *visibility;
        }
    } else {
        message.recipients = draft.recipients;
        message.visibility = draft.visibility.value_or(Visibility::Direct);
        if (!accountId.isValid())
            accountId = sendingAccount(db, QStringLiteral("email"));
    }
    const auto account = accountById(db, accountId);
    if (!account || !canSend(*account))
        return fail(ErrorKind::Invalid,
                    QStringLiteral(
                        "There is no account that could send this; add one. The draft is kept."));
    if (message.recipients.isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Nobody would get this: add a recipient. The draft is kept."));

    message.uid = Uid::create(context.now);
    message.account = *account;
    message.from = {.kind = account->channel,
                    .address = account->address,
                    .name = account->fromName.isEmpty() ? account->name : account->fromName};
    message.subject = subject;
    message.markdown = draft.markdown;
    message.messageId =
        makeMessageId(message.uid, messageIdKey, account->address.section(u'@', -1));
    message.attachments = draft.attachments;
    message.queuedAt = context.now;

    // The conversation, and the message in its timeline.
    IngestStore store(context);
    ConversationId conversation = draft.conversation;
    IncomingMessage shown{.remoteKey = message.uid.toBytes(),
                          .raw = {},
                          .direction = Direction::Outgoing,
                          .visibility = message.visibility,
                          .author = message.from,
                          .recipients = message.recipients,
                          .sentAt = context.now,
                          .receivedAt = context.now,
                          .subject = subject,
                          .text = draft.markdown,
                          .html = {},
                          .attachments = draft.attachments,
                          .messageId = message.messageId,
                          .inReplyTo = message.inReplyTo,
                          .references = message.references,
                          .conversationKey = message.conversationKey,
                          .contentHash = message.uid.toBytes()};
    const KnownIdentity author =
        store.identity(message.from, QStringLiteral("our account"), context.now);
    IngestStore::Conversation *target = nullptr;
    if (conversation.isValid()) {
        target = &store.conversation(conversation);
    } else {
        target = &store.addConversation(
            account->id, Uid::derive({"conversation", message.uid.toBytes()}), subject);
        conversation = target->id;
        const KnownIdentity to = store.identity(message.recipients.first().address,
                                                QStringLiteral("we wrote to them"), context.now);
        target->person = to.person;
        target->people.insert(to.person);
    }
    const Timestamp basis =
        toMilliseconds(draft.basis) > 0 ? draft.basis : target->flow.lastPersonMessageAt;
    if (target->flow.lastPersonMessageAt > basis) {
        return fail(
            ErrorKind::Invalid,
            QStringLiteral("They have written since you started this answer. It was not sent, and "
                           "is kept as a draft: read their words, then send again."));
    }
    // Ours stands after what it answers, also where a clock runs behind.
    shown.receivedAt =
        std::max(context.now, target->flow.lastMessageAt + std::chrono::milliseconds(1));

    db.run("INSERT INTO outbox (uid, conversation_id, account_id, state, content, basis_at, "
           "created_at, not_before) VALUES (?, ?, ?, ?, '{}', ?, ?, ?)",
           message.uid, conversation, account->id,
           notBefore > context.now ? OutboxState::Held : OutboxState::Queued, basis, context.now,
           notBefore);
    const OutboxId outbox{db.lastInsertId()};
    const PreparedMessage prepared{
        .message = shown, .raw = {}, .snippet = makeSnippet(draft.markdown, snippetLength)};
    entry.inTimeline = store.addMessage(*target, prepared,
                                        {.uid = message.uid,
                                         .account = account->id,
                                         .author = author.id,
                                         .messageKey = messageKey(message.messageId),
                                         .outbox = outbox});
    store.addThreadKeys(conversation, {messageKey(message.messageId)});
    target->flow.isNew = false;
    target->flow.lastMessageAt = shown.receivedAt;
    target->flow.lastReplyAt = shown.receivedAt;
    target->flow.readUntil = std::max(target->flow.readUntil, target->flow.lastPersonMessageAt);
    target->snippet = prepared.snippet;
    target->lastDirection = Direction::Outgoing;
    store.flush();

    ChangeRecorder recorder(context, QStringLiteral("reply"));
    QCborArray state = ChangeRecorder::current(db, Register::ConversationState, conversation.value);
    if (static_cast<ConversationState>(state.at(0).toInteger()) != ConversationState::Done)
        state[0] = int(ConversationState::Waiting);
    state[1] = context.actor.value;
    state[2] = toMilliseconds(context.now);
    state[3] = never;
    state[4] = QString();
    recorder.set(Register::ConversationState, conversation.value, state);
    recorder.touch(conversation);
    entry.change = recorder.finish().id;

    for (const Attachment &file : draft.attachments)
        db.run("INSERT INTO draft_file (outbox_id, name, media_type, blob_id) VALUES (?, ?, ?, ?)",
               outbox, file.name, file.mediaType, context.blobs.put(db, file.data));
    QJsonObject origin = toJson(draft);
    origin.insert(QStringLiteral("kind"), int(draft.kind));
    const QJsonObject content{{QStringLiteral("from_address"), message.from.address},
                              {QStringLiteral("from_name"), message.from.name},
                              {QStringLiteral("recipients"), recipientsToJson(message.recipients)},
                              {QStringLiteral("subject"), subject},
                              {QStringLiteral("markdown"), message.markdown},
                              {QStringLiteral("message_id"), QString::fromUtf8(message.messageId)},
                              {QStringLiteral("in_reply_to"), idsToJson(message.inReplyTo)},
                              {QStringLiteral("references"), idsToJson(message.references)},
                              {QStringLiteral("conversation_key"), message.conversationKey},
                              {QStringLiteral("visibility"), int(message.visibility)},
                              {QStringLiteral("change"), entry.change.value},
                              {QStringLiteral("draft"), origin}};
    db.run("UPDATE outbox SET content = ?, message_id = ? WHERE id = ?", toText(content),
           entry.inTimeline, outbox);
    if (draft.id.isValid())
        removeDraft(context, draft.id);
    context.changed.outbox.insert(outbox);
    context.changed.conversations.insert(conversation);
    entry.item = {.id = outbox,
                  .uid = message.uid,
                  .conversation = conversation,
                  .account = account->id,
                  .state = notBefore > context.now ? OutboxState::Held : OutboxState::Queued,
                  .createdAt = context.now,
                  .notBefore = notBefore,
                  .subject = subject,
                  .markdown = message.markdown,
                  .recipients = message.recipients};
    return entry;
}

namespace
{

constexpr const char *itemColumns =
    "SELECT id, uid, conversation_id, account_id, state, reason, attempts, created_at, not_before, "
    "content, basis_at, message_id FROM outbox ";

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
            .recipients =
                recipientsFromJson(content.value(QStringLiteral("recipients")).toString())};
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
    message.messageId = content.value(QStringLiteral("message_id")).toString().toUtf8();
    message.inReplyTo = idsFromJson(content.value(QStringLiteral("in_reply_to")));
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
    Statement rows = db.prepare("SELECT id FROM outbox WHERE (state <= 2 OR state >= 5) AND state "
                                "<= 2 AND not_before <= ? ORDER BY not_before, id");
    rows.bind(now);
    QList<OutboxId> ids;
    while (rows.next())
        ids.append(rows.id<OutboxId>(0));
    return ids;
}

std::optional<Timestamp> nextDue(Db &db, Timestamp after)
{
    const qint64 at = db.number("SELECT not_before FROM outbox WHERE (state <= 2 OR state >= 5) "
                                "AND state <= 2 AND not_before > ? ORDER BY not_before, id LIMIT 1",
                                -1, after);
    return at < 0 ? std::nullopt : std::optional(fromMilliseconds(at));
}

bool hasNewWords(Db &db, OutboxId id)
{
    return db.number("SELECT c.last_person_message_at > o.basis_at FROM outbox o JOIN conversation "
                     "c ON c.id = o.conversation_id WHERE o.id = ?",
                     0, id) != 0;
}

void acknowledgeNewWords(WriteContext &context, OutboxId id)
{
    context.db.run(
        "UPDATE outbox SET basis_at = coalesce((SELECT max(basis_at, last_person_message_at) FROM "
        "conversation c WHERE c.id = conversation_id), basis_at) WHERE id = ?",
        id);
}

bool startSending(WriteContext &context, OutboxId id)
{
    if (context.db.number("SELECT state FROM outbox WHERE id = ?", -1, id) >
        qint64(OutboxState::Queued))
        return false;
    setOutboxState(context, id, OutboxState::Sending, {}, context.now);
    return true;
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
}

void setAccepted(WriteContext &context, OutboxId id, const QByteArray &raw,
                 const QByteArray &remoteKey, const QString &answer)
{
    Db &db = context.db;
    setOutboxState(context, id, OutboxState::Accepted, answer);
    db.run("DELETE FROM draft_file WHERE outbox_id = ?", id);
    if (raw.isEmpty())
        return;
    const qint64 blob = context.blobs.put(db, raw);
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
    setOutboxState(context, id, OutboxState::Cancelled, {});
    db.run("UPDATE outbox SET message_id = 0 WHERE id = ?", id);
    db.run("DELETE FROM draft_file WHERE outbox_id = ?", id);
    if (entry->change.isValid())
        std::ignore = undoChange(context, entry->change);
    removeUnsentMessage(db, entry->inTimeline);
    recompute(db, entry->item.conversation);
    if (entry->draft.kind == Draft::Kind::NewMessage) {
        db.run("UPDATE outbox SET conversation_id = 0 WHERE id = ?", id);
        removeEmptyConversation(db, entry->item.conversation);
        context.changed.everything = true;
    }
    entry->draft.id = {};
    return saveDraft(context, entry->draft);
}

} // namespace casement
