// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/promise.h"
#include "core/storage/changelog.h"
#include "core/storage/store.h"

#include <QCborArray>
#include <QList>
#include <optional>

namespace casement
{

// A promise is a row; how it stands (a message that keeps it may not be out yet, one that makes it
// may have been taken back) and in which conversation are derived, and brought up to date whenever
// a register of it, the state of such an outbox item or the place of its message is written.

/// Which promises are meant; what is not set does not narrow it down.
struct PromiseFilter {
    std::optional<bool> isOurs = {};
    std::optional<bool> isOpen = {};
    bool isLate = false;
    PersonId person = {}; ///< of whom everybody behind them counts
    ConversationId conversation = {};
    AskId ask = {}; ///< that they are about
};

/// Up to \a limit promises in the order of the list: by place as in promisePlaces(), there by when
/// they are due (what has no day last, the settled newest first). \a after: the last of the page
/// before.
[[nodiscard]] QList<Promise> promiseLines(Db &db, const PromiseFilter &filter, Timestamp now,
                                          int limit, const std::optional<Promise> &after = {});
/// The first \a most of each place in which some stand, and how many there are.
[[nodiscard]] QList<PromiseSection> promiseSections(Db &db, Timestamp now, int most);
/// With what it was before; none where nobody sees it.
[[nodiscard]] std::optional<Promise> promiseById(Db &db, PromiseId id);
/// Which of \a conversations have an open promise of ours, and whether one there is late.
[[nodiscard]] QHash<ConversationId, bool>
openPromisesIn(Db &db, const QList<ConversationId> &conversations, Timestamp now);
/// The same of every conversation.
[[nodiscard]] QHash<ConversationId, bool> openPromises(Db &db, Timestamp now);
/// Whom a conversation is with, where it is now; invalid when nobody knows.
[[nodiscard]] PersonId partnerIn(Db &db, ConversationId conversation);
[[nodiscard]] bool isSomebody(Db &db, PersonId person);
/// What an outbox item says, in the timeline; invalid when it was taken back.
[[nodiscard]] MessageId messageOfItem(Db &db, OutboxId item);
/// The changes of \a id, the newest first.
[[nodiscard]] QList<HistoryEntry> promiseHistory(Db &db, PromiseId id, int limit);

/// A new promise that nobody sees yet; the change that shows it (PromiseDeleted) is what undo takes
/// back. \a start, \a end: where its quote stands.
[[nodiscard]] PromiseId addHiddenPromise(WriteContext &context, const PromiseDraft &draft,
                                         std::pair<qsizetype, qsizetype> place);
/// What \a promise is now, to be kept when it becomes another one; hidden likewise.
[[nodiscard]] qint64 addHiddenTerm(WriteContext &context, const Promise &promise,
                                   const QString &reason);
/// The values of Register::PromiseDue.
[[nodiscard]] QCborArray dueValues(const std::optional<PromiseDue> &due);
/// The values of Register::PromiseState; \a kept is the message with which it was kept.
[[nodiscard]] QCborArray stateValues(WriteContext &context, PromiseState state,
                                     const QString &reason, MessageId kept = {});
/// The change is one of this promise.
void nameChange(WriteContext &context, PromiseId promise, ChangeId change);

[[nodiscard]] bool isOfPromise(Register reg);
/// The promise that (\a reg, \a row) is of.
[[nodiscard]] PromiseId promiseOf(Db &db, Register reg, qint64 row);
/// Brings what is derived of \a id up to date.
void refreshPromise(WriteContext &context, PromiseId id);
/// After the state of an outbox item was written: what it keeps, and what it says.
void refreshPromisesOfItem(WriteContext &context, OutboxId item);
/// After \a message came to stand elsewhere.
void refreshPromisesOfMessage(WriteContext &context, MessageId message);
/// After a passage was split off or put back: of promises that no message says.
void refreshPromisesOfPlaces(WriteContext &context);
/// Before the words of \a message are purged: no promise quotes it any more, and where they wrote
/// it, none repeats it, also in the history. One of theirs that says just that goes with it; one of
/// ours stays, without its words.
void purgePromisesFrom(WriteContext &context, MessageId message);
/// Whether an undo may hide what a promise was: not while it was renegotiated again since.
[[nodiscard]] bool mayTakeBackTerm(Db &db, qint64 term, const QCborArray &before);

/// Before conversations, messages and people (temp.gone_…) are removed: their promises go. Asks
/// are gone already.
void removeGonePromises(WriteContext &context);

/// The queries of the list, for a test of their plans.
[[nodiscard]] QList<const char *> promiseLookups();

} // namespace casement
