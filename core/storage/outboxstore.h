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

/// Freezes \a draft into an item and a message in the timeline; the draft is removed.
[[nodiscard]] Result<OutboxEntry> enqueue(WriteContext &context, const Draft &draft,
                                          const QByteArray &messageIdKey, Timestamp notBefore);
[[nodiscard]] std::optional<OutboxEntry> outboxEntry(ReadContext &context, OutboxId id);
[[nodiscard]] QList<OutboxItem> outboxItems(Db &db, bool withFinished);
/// What may go out now: held, queued and (after a crash) sending, oldest first.
[[nodiscard]] QList<OutboxId> dueItems(Db &db, Timestamp now);
/// When the first of those that may go out later than \a after becomes due.
[[nodiscard]] std::optional<Timestamp> nextDue(Db &db, Timestamp after);
/// Whether a person has written in the item's conversation since its basis.
[[nodiscard]] bool hasNewWords(Db &db, OutboxId id);

/// The person has seen them: the item's basis is now.
void acknowledgeNewWords(WriteContext &context, OutboxId id);
/// Moves a held or queued item to Sending; false when it is neither any more (it was taken back
/// meanwhile).
[[nodiscard]] bool startSending(WriteContext &context, OutboxId id);

/// Moves the item and writes the journal, in this transaction.
void setOutboxState(WriteContext &context, OutboxId id, OutboxState state, const QString &reason,
                    std::optional<Timestamp> notBefore = std::nullopt, bool countsAttempt = false);
/// The server has it: keeps the bytes that went out as the message's original.
void setAccepted(WriteContext &context, OutboxId id, const QByteArray &raw,
                 const QByteArray &remoteKey, const QString &answer);
void applyDeliveryReport(WriteContext &context, OutboxId id, const DeliveryReport &report);
/// Takes the item back: its draft is there again, the message is gone from the timeline, the
/// conversation is as it was.
[[nodiscard]] Result<Draft> cancelOutboxItem(WriteContext &context, OutboxId id);

} // namespace casement
