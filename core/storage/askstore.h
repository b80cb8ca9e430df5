// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ask.h"
#include "core/storage/changelog.h"
#include "core/storage/store.h"

#include <QCborArray>
#include <QList>
#include <optional>

namespace casement
{

// An ask and its voices are rows; which ask decides for a duplicate, where an ask stands in the
// ledger and how many have not heard is derived from them (root_id, place, heard_at, voices,
// untold), and brought up to date whenever a register of them or the state of an outbox item that
// tells somebody is written.

/// Which asks are meant.
struct AskFilter {
    std::optional<AskPlace> place = {};
    PersonId person = {}; ///< of whom everybody behind them counts
    QString text = {};    ///< words that are all in it, the last one perhaps only begun
    bool isOpen = false;  ///< only what is not settled
};

/// Up to \a limit asks, in the order of the ledger: by place, and there the one that was heard
/// first before the others. \a after: the last line of the page before, in the same place.
[[nodiscard]] QList<AskSummary> askLines(Db &db, const AskFilter &filter, int limit,
                                         const std::optional<AskSummary> &after = {});
/// The ledger: the first \a most asks of each place in which some stand, in the order of
/// askPlaces(), and how many there are. AskFilter::place does not count.
[[nodiscard]] QList<AskSection> askLedger(Db &db, const AskFilter &filter, int most);
/// The ask with everything, also one that is a duplicate; none where nobody sees it.
[[nodiscard]] std::optional<Ask> askById(Db &db, AskId id);
/// With the end that it hears: of the ask that decides. None where nobody sees it.
[[nodiscard]] std::optional<AskVoice> askVoiceById(Db &db, AskVoiceId id);
[[nodiscard]] AskId askOfVoice(Db &db, AskVoiceId id);
/// The ask that decides for \a id.
[[nodiscard]] AskId rootOfAsk(Db &db, AskId id);
/// The asks to which \a id leads, itself first.
[[nodiscard]] QList<AskId> whereAskLeads(Db &db, AskId id);
/// Asks that are not settled and share words with \a text, the most alike first.
[[nodiscard]] QList<AskSummary> similarAsks(Db &db, const QString &text, int limit);
[[nodiscard]] QList<AskMark> askMarks(Db &db, MessageId message);
/// Asks with a voice in one of \a conversations that are open, or of which that voice has not heard
/// the end.
[[nodiscard]] qint64 unsettledAsks(Db &db, const QList<ConversationId> &conversations);
/// The changes of \a id and its voices, the newest first.
[[nodiscard]] QList<HistoryEntry> askHistory(Db &db, AskId id, int limit);
/// The conversations in which its voices spoke, and those of the asks for which it decides.
[[nodiscard]] QList<ConversationId> conversationsOfAsk(Db &db, AskId id);

/// A new ask, and a new voice, that nobody sees yet; the change that shows them (AskDeleted,
/// AskVoiceDeleted) is what undo takes back.
[[nodiscard]] AskId addHiddenAsk(WriteContext &context, const QString &restated, AskKind kind);
[[nodiscard]] AskVoiceId addHiddenVoice(WriteContext &context, AskId ask, PersonId person,
                                        const AskQuote &quote, Timestamp heardAt);

[[nodiscard]] bool isOfAsk(Register reg);
/// The ask that (\a reg, \a row) is of.
[[nodiscard]] AskId askOf(Db &db, Register reg, qint64 row);
/// Brings all that is derived of \a id, and of what decides for it or what it decides for, up to
/// date.
void refreshAsk(WriteContext &context, AskId id);
/// After the state of an outbox item was written: of the ask whose voice it tells.
void refreshAskOfItem(WriteContext &context, OutboxId item);
/// After the words of \a message were taken back: the index of words.
void refreshAsksOfMessage(WriteContext &context, MessageId message);
/// Erases what was quoted from \a message.
void purgeQuotes(WriteContext &context, MessageId message);
/// Whether an undo of \a writes may write \a before over \a after. What somebody was told is not
/// untold again: of what is not out yet this takes the outbox item back. An ask does not go while
/// others say it, or are duplicates of it, nor its last voice without it; and it becomes no
/// duplicate in a circle.
[[nodiscard]] bool mayTakeBack(WriteContext &context, const QCborArray &writes, Register reg,
                               qint64 row, const QCborArray &before, const QCborArray &after);

/// Before messages and people (temp.gone_message, gone_person) are removed: their voices go, and
/// asks that nobody says any more. A duplicate of what is gone is heard again.
void removeGoneVoices(WriteContext &context);

/// The queries of the ledger, of a person's asks and of a message's, for a test of their plans.
[[nodiscard]] QList<const char *> askLookups();

} // namespace casement
