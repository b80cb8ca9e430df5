// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/outbox.h"
#include "core/storage/store.h"

#include <QList>
#include <optional>

namespace casement
{

/// An outbox item with what it needs to be sent.
struct OutboxEntry {
    OutboxItem item;
    OutgoingMessage message;
    Draft draft;     ///< what it came from, for cancelling
    ChangeId change; ///< the change that set the conversation waiting; undone by cancelling
    MessageId inTimeline;
    Timestamp basis;
};

/// Freezes \a draft into an item and a message in the timeline; the draft is removed. With several
/// \a parts of its text each is an item that answers the one before it and waits until that was
/// accepted; files go with the first.
[[nodiscard]] Result<QList<OutboxEntry>> enqueue(WriteContext &context, const Draft &draft,
                                                 const QStringList &parts,
                                                 const QByteArray &messageIdKey,
                                                 Timestamp notBefore);
[[nodiscard]] std::optional<OutboxEntry> outboxEntry(ReadContext &context, OutboxId id);
[[nodiscard]] QList<OutboxItem> outboxItems(Db &db, bool withFinished);
/// What may go out now: held, queued and (after a crash) sending, oldest first; of a chain only the
/// part whose predecessor was accepted.
[[nodiscard]] QList<OutboxId> dueItems(Db &db, Timestamp now);
/// When the first of those that may go out later than \a after becomes due.
[[nodiscard]] std::optional<Timestamp> nextDue(Db &db, Timestamp after);
/// Whether a person has written in the item's conversation since its basis.
[[nodiscard]] bool hasNewWords(Db &db, OutboxId id);

/// The sentence of a part that waits for one that needs a person; empty when it does not.
[[nodiscard]] QString whyItWaits(Db &db, OutboxId id);

/// The person has seen them: the basis of the item, and of the parts after it, is now.
void acknowledgeNewWords(WriteContext &context, OutboxId id);
/// Whether an item that was due is so still: not when it was taken back or is held longer since, or
/// its turn in the chain has not come.
[[nodiscard]] bool mayStart(WriteContext &context, OutboxId id);

/// Moves the item and writes the journal, in this transaction. Of the parts that wait for it the
/// reason says so.
void setOutboxState(WriteContext &context, OutboxId id, OutboxState state, const QString &reason,
                    std::optional<Timestamp> notBefore = std::nullopt, bool countsAttempt = false);
/// The server has it: keeps the bytes that went out as the message's original, and what the server
/// calls it. \a remoteKey: as in IncomingMessage, made of the bytes.
void setAccepted(WriteContext &context, OutboxId id, const SendReceipt &receipt,
                 const QByteArray &remoteKey);
void applyDeliveryReport(WriteContext &context, OutboxId id, const DeliveryReport &report);
/// Takes the item back, and the parts after it: its draft is there again (from the first part on
/// the whole one), above what was begun meanwhile; the message is gone from the timeline, the
/// conversation is as it was.
[[nodiscard]] Result<Draft> cancelOutboxItem(WriteContext &context, OutboxId id);

} // namespace casement
