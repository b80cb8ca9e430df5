// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/pipeline.h"

#include "core/domain/ingest.h"
#include "core/domain/messageid.h"
#include "core/domain/outbox.h"
#include "core/storage/accountstore.h"
#include "core/storage/importstore.h"
#include "core/storage/likenessstore.h"
#include "core/storage/outboxstore.h"
#include "core/storage/placestore.h"
#include "core/storage/versionstore.h"
#include "core/text/plaintext.h"
#include "core/text/quotes.h"

#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype maxTextLength = 4 * 1024 * 1024;
constexpr qsizetype maxSubjectLength = 1000;
constexpr qsizetype maxNameLength = 300;
constexpr qsizetype maxLinkLength = 2000;
constexpr std::chrono::minutes maxClockAhead{10};

QString bounded(QString text, qsizetype length)
{
    if (text.size() > length)
        text.truncate(length);
    return text.remove(QChar(0));
}

class Batch
{
public:
    Batch(WriteContext &context, const Account &account, const IngestOptions &options)
        : m_context(context)
        , m_account(account)
        , m_options(options)
        , m_store(context)
        , m_idKey(m_store.messageIdKey())
    {
    }

    void take(PreparedMessage &prepared)
    {
        IncomingMessage &message = prepared.message;
        const qint64 ownKey = message.messageId.isEmpty() ? 0 : messageKey(message.messageId);
        const KnownIdentity author = identity(message.author, message.receivedAt);
        if (isVersion(message, ownKey, author.id)) {
            m_versions.append({ownKey, author.id, prepared});
            return;
        }
        const auto uid = lookForMessage(m_context.db, m_account, message);
        if (!uid) {
            ++m_counts.duplicates;
            recordOutcome(prepared, uid.error(), false);
            // It lies in another place as well, and may have been read there.
            if (message.place > 0 && message.isSeen)
                m_readElsewhere.append(uid.error());
            else if (message.place > 0)
                m_placed.append({message.place, uid.error()});
            return;
        }
        if (!message.laterThan.isEmpty())
            message.receivedAt = std::max(
                message.receivedAt, m_store.timeOf(messageKey(message.laterThan), m_account.id) +
                                        std::chrono::milliseconds(1));
        const QList<qint64> answered = answeredKeys(message.inReplyTo, message.references, m_idKey);
        const auto room =
            message.conversationKey.isEmpty()
                ? std::nullopt
                : std::optional(conversationKey(m_account.uid, message.conversationKey));
        // To look a conversation up with, best first: the channel's own, what it answers, then
        // itself: an answer may have come before what it answers.
        QList<qint64> keys = message.staysInPlace ? QList<qint64>() : answered;
        if (room)
            keys.prepend(*room);
        if (ownKey)
            keys.append(ownKey);
        // Of what stays in its place the id leads nowhere: others may have claimed to answer it.
        const QList<qint64> leads = message.staysInPlace ? keys.first(room ? 1 : 0) : keys;
        const auto known =
            report(message)
                .or_else([&] {
                    return room ? m_store.passageAnswered(*room, answered, message.inReplyTo,
                                                          m_account.id)
                                : std::nullopt;
                })
                .or_else([&] { return m_store.conversationByKeys(leads); });
        auto &conversation =
            known ? m_store.conversation(*known)
                  : m_store.addConversation(m_account.id,
                                            Uid::derive({"conversation", uid->toBytes()}),
                                            message.subject);
        if (m_options.import.isValid() && !m_touched.contains(conversation.id)) {
            m_touched.insert(conversation.id);
            recordImportedConversation(m_context.db, m_options.import, conversation.id,
                                       !known.has_value());
        }
        const MessageId id = m_store.addMessage(conversation, prepared,
                                                {.uid = *uid,
                                                 .account = m_account.id,
                                                 .author = author.id,
                                                 .messageKey = ownKey,
                                                 .outbox = {}});
        if (message.direction == Direction::Incoming)
            addTraits(m_context.db, author.id, id, prepared.traits, message.authorProfile.isWhole);
        if (message.place > 0 && !message.isSeen)
            m_placed.append({message.place, id});
        if (ownKey && message.rawFormat != RawFormat::Rfc5322)
            m_added.append(ownKey);
        if (m_options.import.isValid())
            recordImportedMessage(m_context.db, m_options.import, id);
        recordOutcome(prepared, id, true);
        // What is said in a room goes on leading there, also where this answer went elsewhere.
        if (room && conversation.isSplitOff)
            keys.removeOne(*room);
        m_store.addThreadKeys(conversation.id, keys);
        applyTo(conversation, prepared, author.person);
        ++m_counts.added;
        if (!message.quarantineReason.isEmpty())
            ++m_counts.quarantined;
    }

    IngestCounts finish()
    {
        m_store.flush();
        for (const Version &version : std::as_const(m_versions)) {
            const auto message =
                editableMessage(m_context.db, version.key, m_account.id, version.author);
            if (message && addVersion(m_context, *message, version.prepared))
                ++m_counts.edited;
            else
                ++m_counts.duplicates;
        }
        for (const qint64 key : std::as_const(m_added))
            applyEarlyRemoval(m_context, m_account.id, key);
        // Only now is it known what of the batch this desk has still to read.
        for (const auto &[place, id] : std::as_const(m_placed))
            addPlace(m_context.db,
                     {.account = m_account.id, .stream = m_options.stream, .place = place}, id);
        markReadElsewhere(m_context, m_readElsewhere);
        return m_counts;
    }

private:
    QString source() const
    {
        return m_options.isImport ? QStringLiteral("import") : m_account.address;
    }

    /// Whether \a message is what an earlier one says now, or said before it was changed.
    bool isVersion(const IncomingMessage &message, qint64 ownKey, IdentityId author)
    {
        if (!ownKey || message.rawFormat == RawFormat::Rfc5322) // mail is never changed
            return false;
        const auto known = editableMessage(m_context.db, ownKey, m_account.id, author);
        return known && (message.editedAt || known->editedAt > Timestamp{});
    }

    KnownIdentity identity(const Address &address, Timestamp at)
    {
        const KnownIdentity known = m_store.identity(address, source(), at);
        if (known.isNew && m_options.import.isValid())
            recordImportedPerson(m_context.db, m_options.import, known.person);
        return known;
    }

    void recordOutcome(const PreparedMessage &prepared, MessageId message, bool isNew)
    {
        if (prepared.row > 0)
            m_counts.outcomes.append({.row = prepared.row, .message = message, .isNew = isNew});
    }

    /// A bounce or delivery report belongs to the send that it is about.
    std::optional<ConversationId> report(const IncomingMessage &message)
    {
        if (!message.deliveryReport || message.deliveryReport->originalMessageId.isEmpty())
            return std::nullopt;
        const QByteArray &original = message.deliveryReport->originalMessageId;
        if (!isOurMessageId(original, m_idKey))
            return std::nullopt;
        const qint64 key = messageKey(original);
        if (const auto item = m_store.outboxByKey(key))
            applyDeliveryReport(m_context, *item, *message.deliveryReport);
        return m_store.conversationByKeys({key});
    }

    void applyTo(IngestStore::Conversation &conversation, const PreparedMessage &prepared,
                 PersonId person)
    {
        const IncomingMessage &message = prepared.message;
        const bool isOurs = message.direction == Direction::Outgoing;
        const bool isNewest = message.receivedAt >= conversation.flow.lastMessageAt;
        const FlowResult result =
            applyMessage(conversation.flow, {.direction = message.direction,
                                             .isAutomatic = message.isAutomatic,
                                             .isContext = message.isContext,
                                             .isSeen = message.isSeen,
                                             .isAnswered = message.isAnswered,
                                             .isHistory = m_options.isHistory,
                                             .at = message.receivedAt,
                                             .now = m_context.now});
        if (result.needsWaitingSince)
            conversation.flow.waitingSince =
                m_store.firstPersonMessageAfter(conversation.id, conversation.flow.lastReplyAt);
        const bool isContext = message.isContext && !isOurs;
        // The line in a list says what was said to us, unless nothing was yet.
        if (isNewest && (!isContext || conversation.snippet.isEmpty())) {
            conversation.snippet = prepared.snippet;
            conversation.lastDirection = message.direction;
        }
        if (isContext)
            return; // whom the conversation is with is decided by who speaks to us
        if (!isOurs) {
            conversation.people.insert(person);
            if (!conversation.person.isValid()) {
                conversation.person = person;
                conversation.titleChanged = true;
            }
            if (!message.isAutomatic)
                m_context.changed.newMessages.append(conversation.id);
        } else if (!conversation.person.isValid()) {
            // We wrote first: it is with whom we wrote to.
            for (const Recipient &recipient : message.recipients) {
                if (recipient.role != RecipientRole::To ||
                    m_options.ourAddresses.contains(recipient.address.address))
                    continue;
                const KnownIdentity to = identity(recipient.address, message.receivedAt);
                conversation.person = to.person;
                conversation.people.insert(to.person);
                conversation.titleChanged = true;
                break;
            }
        }
    }

    WriteContext &m_context;
    const Account &m_account;
    const IngestOptions &m_options;
    IngestStore m_store;
    QByteArray m_idKey;
    IngestCounts m_counts;
    struct Placed {
        qint64 place = 0;
        MessageId message;
    };
    QList<Placed> m_placed;
    /// Applied when the conversations of the batch are written, whose lines they change.
    struct Version {
        qint64 key = 0;
        IdentityId author;
        PreparedMessage prepared;
    };
    QList<Version> m_versions;
    QList<qint64> m_added; ///< keys of what may have been taken back already
    QList<MessageId> m_readElsewhere;
    QSet<ConversationId> m_touched; ///< recorded for the import
};

} // namespace

std::expected<Uid, MessageId> lookForMessage(Db &db, const Account &account,
                                             const IncomingMessage &message)
{
    const qint64 ownKey = message.messageId.isEmpty() ? 0 : messageKey(message.messageId);
    if (const MessageId known = ownKey ? duplicate(db, ownKey, message.contentHash) : MessageId{};
        known.isValid())
        return std::unexpected(known);
    const Timestamp claimed = message.sentAt.value_or(Timestamp{});
    const Uid uid = Uid::derive(account.uid, "message", message.remoteKey, claimed);
    const MessageId sameHeader = messageWithUid(db, uid);
    if (!sameHeader.isValid())
        return uid;
    // The same header block over another body: two messages, and both are kept.
    const Uid other = Uid::derive(account.uid, "message",
                                  QByteArray(message.remoteKey + message.contentHash), claimed);
    if (contentHash(db, uid) == message.contentHash)
        return std::unexpected(sameHeader);
    if (const MessageId known = messageWithUid(db, other); known.isValid())
        return std::unexpected(known);
    return other;
}

PreparedMessage prepareMessage(IncomingMessage message, Timestamp now)
{
    message.subject = bounded(message.subject, maxSubjectLength).simplified();
    message.text = bounded(message.text, maxTextLength);
    message.html = bounded(message.html, maxTextLength * 2);
    message.author.name = displayName(bounded(message.author.name, maxNameLength));
    if (message.author.address.isEmpty())
        message.author.address = QStringLiteral("unknown");
    for (Recipient &recipient : message.recipients)
        recipient.address.name = displayName(bounded(recipient.address.name, maxNameLength));
    if (message.recipients.size() > 200)
        message.recipients.resize(200);
    if (!message.link.startsWith(u"https://") && !message.link.startsWith(u"http://"))
        message.link.clear();
    message.link = bounded(message.link, maxLinkLength);
    // A clock that runs ahead must not pin a message to the top for years.
    message.receivedAt = std::clamp(message.receivedAt, Timestamp{}, now + maxClockAhead);
    PreparedMessage prepared{.message = std::move(message), .raw = {}, .snippet = {}};
    if (!prepared.message.raw.isEmpty())
        prepared.raw = Blobs::pack(prepared.message.raw);
    prepared.snippet = makeSnippet(prepared.message.text, snippetLength);
    if (prepared.message.direction == Direction::Incoming && !prepared.message.isAutomatic)
        prepared.traits = traitsOf(prepared.message.author, prepared.message.authorProfile,
                                   prepared.message.text);
    else
        prepared.message.authorProfile = {}; // not looked at
    if (prepared.snippet.isEmpty() && !prepared.message.attachments.isEmpty())
        prepared.snippet =
            QStringLiteral("📎 ") + displayName(prepared.message.attachments.first().name);
    return prepared;
}

IngestCounts ingest(WriteContext &context, const Account &account, QList<PreparedMessage> messages,
                    const IngestOptions &options)
{
    // FTS5 starts a new segment at every rowid out of order, and the rules read easier in the order
    // of time.
    std::ranges::stable_sort(messages, {},
                             [](const PreparedMessage &each) { return each.message.receivedAt; });
    Batch batch(context, account, options);
    for (PreparedMessage &each : messages) {
        if (options.isImport && options.ourAddresses.contains(each.message.author.address))
            each.message.direction = Direction::Outgoing;
        batch.take(each);
        if (context.db.error())
            break;
    }
    return batch.finish();
}

IngestCounts ingestBatch(WriteContext &context, const Account &account, const IncomingBatch &batch,
                         const QList<PreparedMessage> &prepared)
{
    if (batch.forgetsPlaces)
        forgetPlaces(context.db, account.id, batch.stream);
    const IngestCounts counts =
        ingest(context, account, prepared,
               {.ourAddresses = ourAddresses(context.db), .stream = batch.stream});
    for (const IncomingRemoval &removal : batch.removals)
        applyRemoval(context, account.id, removal);
    markReadElsewhere(context, messagesAt(context.db, account.id, batch.stream, batch.seen));
    for (const PlaceRange &range : batch.vanished)
        removePlaces(context.db, account.id, batch.stream, range);
    // The position travels with the rows that it covers, in one transaction.
    if (!batch.stream.isEmpty())
        saveAccountCursor(context, account.id, batch.stream, batch.cursor);
    return counts;
}

} // namespace casement
