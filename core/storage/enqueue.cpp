// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How a draft becomes items of the outbox.

#include "core/domain/ingest.h"
#include "core/domain/messageid.h"
#include "core/storage/accountstore.h"
#include "core/storage/changelog.h"
#include "core/storage/consentstore.h"
#include "core/storage/conversationstore.h"
#include "core/storage/draftstore.h"
#include "core/storage/ingeststore.h"
#include "core/storage/json.h"
#include "core/storage/outboxstore.h"
#include "core/storage/passagestore.h"
#include "core/storage/replystore.h"
#include "core/storage/sqlite.h"
#include "core/text/quotes.h"

namespace casement
{

namespace
{

/// What all parts of \a draft have in common: from whom, to whom, how wide, and what the first one
/// answers.
Result<OutgoingMessage> frozen(WriteContext &context, const Draft &draft)
{
    Db &db = context.db;
    OutgoingMessage message;
    message.subject = draft.subject;
    message.language = draft.language;
    AccountId accountId = draft.account;
    if (draft.conversation.isValid()) {
        const auto plan = replyPlan(db, draft.conversation);
        if (!plan)
            return std::unexpected(plan.error());
        if (!plan->impediment.isEmpty() && !draft.account.isValid())
            return fail(ErrorKind::Invalid, plan->impediment);
        if (!accountId.isValid())
            accountId = plan->account;
        if (message.subject.isEmpty() && !draft.isSubjectRemoved)
            message.subject = plan->subject;
        message.recipients = draft.recipients.isEmpty() ? plan->recipients : draft.recipients;
        const MessageId replyTo = draft.replyTo.isValid() ? draft.replyTo : plan->replyTo;
        if (const auto parent = answeredMessage(db, replyTo)) {
            message.inReplyTo = parent->inReplyTo;
            message.references = parent->references;
            message.conversationKey = parent->conversationKey;
            if (message.language.isEmpty())
                message.language = parent->language;
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
    // Of what answers nothing they did not write, the first word is ours.
    const auto kind =
        draft.conversation.isValid() ? ConsentKind::Answer : ConsentKind::ContactFirst;
    if (const auto may = mayReach(db, kind, message.recipients); !may)
        return std::unexpected(may.error());
    message.account = *account;
    message.from = senderOf(*account);
    message.queuedAt = context.now;
    return message;
}

/// Makes the items of one draft.
class Enqueuing
{
public:
    Enqueuing(WriteContext &context, const Draft &draft, Timestamp notBefore)
        : m_context(context)
        , m_db(context.db)
        , m_draft(draft)
        , m_notBefore(notBefore)
        , m_store(context)
        , m_conversation(draft.conversation)
    {
    }

    /// Invalid where they have written since the draft was begun.
    [[nodiscard]] Result<void> begin(const OutgoingMessage &first)
    {
        if (!m_conversation.isValid()) {
            IngestStore::Conversation &added = m_store.addConversation(
                first.account.id, Uid::derive({"conversation", first.uid.toBytes()}),
                first.subject);
            m_conversation = added.id;
            const KnownIdentity to =
                m_store.identity(first.recipients.first().address,
                                 QStringLiteral("we wrote to them"), m_context.now);
            added.person = to.person;
            added.people.insert(to.person);
        }
        const Timestamp theirs = m_store.conversation(m_conversation).flow.lastPersonMessageAt;
        m_basis = toMilliseconds(m_draft.basis) > 0 ? m_draft.basis : theirs;
        if (theirs > m_basis)
            return fail(ErrorKind::Invalid,
                        QStringLiteral(
                            "They have written since you started this answer. It was not sent, and "
                            "is kept as a draft: read their words, then send again."));
        return {};
    }

    /// \a origin: what taking it back gives.
    OutboxEntry add(const OutgoingMessage &message, Draft origin, int part)
    {
        OutboxEntry entry{.message = message, .draft = origin};
        addRow(entry, part);
        addToTimeline(entry);
        setWaiting(entry);
        for (const Attachment &file : message.attachments)
            m_db.run("INSERT INTO draft_file (outbox_id, name, media_type, blob_id) VALUES (?, ?, "
                     "?, ?)",
                     entry.item.id, file.name, file.mediaType,
                     m_context.blobs.put(m_db, file.data));
        QJsonObject draft = toJson(origin);
        draft.insert(QStringLiteral("kind"), int(origin.kind));
        const QJsonObject content{
            {QStringLiteral("from_address"), message.from.address},
            {QStringLiteral("from_name"), message.from.name},
            {QStringLiteral("recipients"), recipientsToJson(message.recipients)},
            {QStringLiteral("subject"), message.subject},
            {QStringLiteral("markdown"), message.markdown},
            {QStringLiteral("language"), message.language},
            {QStringLiteral("message_id"), QString::fromUtf8(message.messageId)},
            {QStringLiteral("in_reply_to"), idsToJson(message.inReplyTo)},
            {QStringLiteral("references"), idsToJson(message.references)},
            {QStringLiteral("conversation_key"), message.conversationKey},
            {QStringLiteral("visibility"), int(message.visibility)},
            {QStringLiteral("change"), entry.change.value},
            {QStringLiteral("draft"), draft}};
        m_db.run("UPDATE outbox SET content = ?, message_id = ? WHERE id = ?", toText(content),
                 entry.inTimeline, entry.item.id);
        m_context.changed.outbox.insert(entry.item.id);
        m_context.changed.conversations.insert(m_conversation);
        return entry;
    }

    [[nodiscard]] ConversationId conversation() const { return m_conversation; }

private:
    void addRow(OutboxEntry &entry, int part)
    {
        const auto state = m_notBefore > m_context.now ? OutboxState::Held : OutboxState::Queued;
        m_db.run("INSERT INTO outbox (uid, conversation_id, account_id, state, content, basis_at, "
                 "created_at, not_before, chain_id, part) VALUES (?, ?, ?, ?, '{}', ?, ?, ?, ?, ?)",
                 entry.message.uid, m_conversation, entry.message.account.id, state, m_basis,
                 m_context.now, m_notBefore, m_chain, part);
        const OutboxId id{m_db.lastInsertId()};
        if (part == 1) {
            m_chain = id;
            m_db.run("UPDATE outbox SET chain_id = id WHERE id = ?", id);
        }
        entry.basis = m_basis;
        entry.item = {.id = id,
                      .uid = entry.message.uid,
                      .conversation = m_conversation,
                      .account = entry.message.account.id,
                      .state = state,
                      .createdAt = m_context.now,
                      .notBefore = m_notBefore,
                      .subject = entry.message.subject,
                      .markdown = entry.message.markdown,
                      .language = entry.message.language,
                      .recipients = entry.message.recipients,
                      .chain = m_chain,
                      .part = part};
    }

    void addToTimeline(OutboxEntry &entry)
    {
        const OutgoingMessage &message = entry.message;
        const KnownIdentity author =
            m_store.identity(message.from, QStringLiteral("our account"), m_context.now);
        IngestStore::Conversation &target = m_store.conversation(m_conversation);
        // Ours stands after what it answers, also where a clock runs behind.
        const Timestamp at =
            std::max(m_context.now, target.flow.lastMessageAt + std::chrono::milliseconds(1));
        const PreparedMessage prepared{.message = {.remoteKey = message.uid.toBytes(),
                                                   .raw = {},
                                                   .direction = Direction::Outgoing,
                                                   .visibility = message.visibility,
                                                   .author = message.from,
                                                   .recipients = message.recipients,
                                                   .sentAt = m_context.now,
                                                   .receivedAt = at,
                                                   .subject = message.subject,
                                                   .text = message.markdown,
                                                   .html = {},
                                                   .language = message.language,
                                                   .attachments = message.attachments,
                                                   .messageId = message.messageId,
                                                   .inReplyTo = message.inReplyTo,
                                                   .references = message.references,
                                                   .conversationKey = message.conversationKey,
                                                   .contentHash = message.uid.toBytes()},
                                       .raw = {},
                                       .snippet = makeSnippet(message.markdown, snippetLength)};
        entry.inTimeline = m_store.addMessage(target, prepared,
                                              {.uid = message.uid,
                                               .account = message.account.id,
                                               .author = author.id,
                                               .messageKey = messageKey(message.messageId),
                                               .outbox = entry.item.id});
        m_store.addThreadKeys(m_conversation, {messageKey(message.messageId)});
        target.flow.isNew = false;
        target.flow.lastMessageAt = at;
        target.flow.lastReplyAt = at;
        target.flow.readUntil = std::max(target.flow.readUntil, target.flow.lastPersonMessageAt);
        target.snippet = prepared.snippet;
        target.lastDirection = Direction::Outgoing;
        m_store.flush();
    }

    void setWaiting(OutboxEntry &entry)
    {
        ChangeRecorder recorder(m_context, QStringLiteral("reply"));
        QCborArray state =
            ChangeRecorder::current(m_db, Register::ConversationState, m_conversation.value);
        if (static_cast<ConversationState>(state.at(0).toInteger()) != ConversationState::Done)
            state[0] = int(ConversationState::Waiting);
        state[1] = m_context.actor.value;
        state[2] = toMilliseconds(m_context.now);
        state[3] = never;
        state[4] = QString();
        recorder.set(Register::ConversationState, m_conversation.value, state);
        recorder.touch(m_conversation);
        entry.change = recorder.finish().id;
    }

    WriteContext &m_context;
    Db &m_db;
    const Draft &m_draft;
    Timestamp m_notBefore;
    Timestamp m_basis;
    IngestStore m_store;
    ConversationId m_conversation;
    OutboxId m_chain;
};

} // namespace

Result<QList<OutboxEntry>> enqueue(WriteContext &context, const Draft &asWritten,
                                   const QStringList &parts, const QByteArray &messageIdKey,
                                   Timestamp notBefore)
{
    // What it answers may have been put back into another conversation meanwhile.
    Draft draft = asWritten;
    if (draft.conversation.isValid())
        draft.conversation = livingConversation(context.db, draft.conversation);
    if (draft.kind == Draft::Kind::Note)
        return fail(
            ErrorKind::Invalid,
            QStringLiteral("A note is internal and cannot be sent; it is kept as a draft."));
    if (draft.markdown.trimmed().isEmpty() && draft.attachments.isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("There is nothing to send: the message is empty."));
    Result<OutgoingMessage> message = frozen(context, draft);
    if (!message)
        return std::unexpected(message.error());

    const bool isSplit = parts.size() > 1;
    Enqueuing enqueuing(context, draft, notBefore);
    QList<OutboxEntry> entries;
    Draft origin = draft;
    for (const QString &text : isSplit ? parts : QStringList{draft.markdown}) {
        message->uid = Uid::create(context.now);
        message->messageId =
            makeMessageId(message->uid, messageIdKey, message->account.address.section(u'@', -1));
        message->markdown = text;
        message->attachments = entries.isEmpty() ? draft.attachments : QList<Attachment>();
        if (entries.isEmpty()) {
            if (const auto begun = enqueuing.begin(*message); !begun)
                return std::unexpected(begun.error());
        } else {
            const QByteArray &before = entries.last().message.messageId;
            message->inReplyTo = {before};
            message->references.append(before);
            origin.kind = Draft::Kind::Reply;
            origin.conversation = enqueuing.conversation();
            origin.replyTo = entries.last().inTimeline;
            origin.markdown = text;
            origin.attachments.clear();
        }
        entries.append(
            enqueuing.add(*message, origin, isSplit ? static_cast<int>(entries.size()) + 1 : 0));
    }
    for (OutboxEntry &entry : entries)
        entry.item.parts = isSplit ? static_cast<int>(entries.size()) : 0;
    if (draft.id.isValid())
        removeDraft(context, draft.id);
    return entries;
}

} // namespace casement
