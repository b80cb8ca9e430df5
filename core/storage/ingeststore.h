// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ingest.h"
#include "core/domain/message.h"
#include "core/storage/store.h"
#include "core/text/likeness.h"

#include <QHash>
#include <QList>
#include <optional>
#include <unordered_map>

namespace casement
{

/// A message with everything that can be computed before the writer thread has it.
struct PreparedMessage {
    IncomingMessage message;
    Blobs::Packed raw;
    QString snippet;
    QList<IdentityTrait> traits; ///< what it tells of its author
    qint64 row = 0;              ///< which row of a file it was; 0: none, or nobody asks
};

/// An identity as the pipeline knows it.
struct KnownIdentity {
    IdentityId id;
    PersonId person;
    bool isNew = false; ///< nobody knew of it before this look
};

// What is looked up to see whether a message is here; also for those who do not write.
/// Invalid when there is none.
[[nodiscard]] MessageId messageWithUid(Db &db, const Uid &uid);
[[nodiscard]] QByteArray contentHash(Db &db, const Uid &uid);
/// A message with this key and content, or one of ours that the outbox sent under this key;
/// invalid when there is none.
[[nodiscard]] MessageId duplicate(Db &db, qint64 messageKey, const QByteArray &contentHash);
[[nodiscard]] bool hasIdentity(Db &db, const Address &address);

/// The SQL of the ingest pipeline, for one batch in one transaction. Conversations are loaded once,
/// changed in memory, and written once by flush(): a batch of a long thread costs one update of its
/// row and its indexes, not one a message.
class IngestStore
{
public:
    explicit IngestStore(WriteContext &context);

    /// A conversation of this batch.
    struct Conversation {
        ConversationId id;
        Uid uid;
        ConversationFlow flow;
        Timestamp wasReadUntil; ///< as the row has it
        PersonId person;
        QString subject;
        QString snippet;
        Direction lastDirection = Direction::Incoming;
        qint64 messageCount = 0;
        qint64 attachmentCount = 0;
        QSet<PersonId> people; ///< seen in this batch
        bool reopened = false;
        bool titleChanged = false;
        bool isSplitOff = false; ///< from another one
    };

    /// The key with which this workspace signs its Message-IDs.
    [[nodiscard]] QByteArray messageIdKey();
    /// The conversation that one of \a keys leads to; the first that does decides.
    [[nodiscard]] std::optional<ConversationId> conversationByKeys(const QList<qint64> &keys);
    /// The conversation that was split off from the one that \a room (conversationKey()) leads to,
    /// and has the message that is answered; nothing where that stands elsewhere. \a answered:
    /// answeredKeys(); a message of ours is also known by what its server calls it.
    [[nodiscard]] std::optional<ConversationId> passageAnswered(qint64 room,
                                                                const QList<qint64> &answered,
                                                                const QByteArrayList &inReplyTo,
                                                                AccountId account);
    /// Whether the message id \a key was sent by our outbox.
    [[nodiscard]] std::optional<OutboxId> outboxByKey(qint64 key);
    /// Where the message of \a account with the message id \a key stands; the epoch when it is not
    /// here.
    [[nodiscard]] Timestamp timeOf(qint64 key, AccountId account);

    [[nodiscard]] KnownIdentity identity(const Address &address, const QString &source,
                                         Timestamp at);
    [[nodiscard]] Conversation &conversation(ConversationId id);
    [[nodiscard]] Conversation &addConversation(AccountId account, const Uid &uid,
                                                const QString &subject);

    struct NewMessage {
        Uid uid;
        AccountId account;
        IdentityId author;
        qint64 messageKey = 0;
        OutboxId outbox;
    };
    MessageId addMessage(Conversation &conversation, const PreparedMessage &prepared,
                         const NewMessage &facts);
    void addThreadKeys(ConversationId conversation, const QList<qint64> &keys);
    /// The first message of theirs after \a after.
    [[nodiscard]] std::optional<Timestamp> firstPersonMessageAfter(ConversationId id,
                                                                   Timestamp after);

    /// Writes the changed conversations.
    void flush();

private:
    [[nodiscard]] qint64 nextSearchKey(Timestamp at);
    [[nodiscard]] bool hasPassages();

    WriteContext &m_context;
    Db &m_db;
    std::unordered_map<qint64, Conversation> m_conversations;
    QHash<QString, KnownIdentity> m_identities;
    std::optional<bool> m_hasPassages; ///< cannot change within a write that only takes in
};

void addAttachments(WriteContext &context, MessageId message, const QList<Attachment> &attachments);

/// What is looked up for every arriving message, for the test that reads the plans.
[[nodiscard]] QList<const char *> ingestLookups();

} // namespace casement
