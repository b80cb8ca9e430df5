// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/domain/promise.h"
#include "core/text/promisephrases.h"

#include <QFuture>
#include <QHash>

namespace casement
{

class Store;

/// The list of phrases with which somebody promises something.
inline constexpr auto promiseWordList = "promises";

/// Which promises are listed; what is not set does not narrow it down.
struct PromiseQuery {
    std::optional<bool> isOurs = {};
    std::optional<bool> isOpen = {};
    bool isLate = false;  ///< only what is open and past its day
    PersonId person = {}; ///< of whom everybody behind them counts
    ConversationId conversation = {};
    AskId ask = {}; ///< that they are about
};

/// A promise that was written down, and the change that did it.
struct RecordedPromise {
    Promise promise;
    AppliedChange change;
};

/// Who owes whom what by when. Each change is one: one transaction, a line in the history of the
/// promise and of its conversation, one undo.
class Promises
{
public:
    explicit Promises(Store &store);

    /// Without PromiseDraft::person it is whoever wrote the source, or of what we wrote whom the
    /// conversation is with. Invalid without words, without anybody, or where the source does not
    /// say the quote.
    QFuture<Result<RecordedPromise>> record(const PromiseDraft &draft);
    /// \a item says it: it points at that message, and is gone while the message is taken back.
    QFuture<Result<RecordedPromise>> recordSaid(OutboxId item, const PromiseDraft &draft);
    /// Puts it in other words; what was promised stays the same.
    QFuture<Result<AppliedChange>> edit(PromiseId id, const QString &words);
    QFuture<Result<AppliedChange>> setOwner(PromiseId id, StaffId staff);
    QFuture<Result<AppliedChange>> setOurs(PromiseId id, bool isOurs);
    /// An invalid \a ask: about none.
    QFuture<Result<AppliedChange>> setAsk(PromiseId id, AskId ask);
    /// Something else is promised now, or by another day; what it was is kept with \a reason. See
    /// checkRenegotiation().
    QFuture<Result<AppliedChange>> renegotiate(PromiseId id, const QString &words,
                                               const std::optional<PromiseDue> &due,
                                               const QString &reason);
    /// It was kept, with \a message where one says so.
    QFuture<Result<AppliedChange>> keep(PromiseId id, MessageId message = {});
    /// \a item keeps them: they are kept when its server has it, and open while it has not.
    QFuture<Result<AppliedChange>> keepWith(const QList<PromiseId> &ids, OutboxId item);
    /// See checkPromiseStep(), also for the next two.
    QFuture<Result<AppliedChange>> breakIt(PromiseId id, const QString &reason);
    QFuture<Result<AppliedChange>> release(PromiseId id, const QString &reason);
    QFuture<Result<AppliedChange>> reopen(PromiseId id);
    QFuture<Result<AppliedChange>> remove(PromiseId id);

    /// Up to \a limit promises in the order of the list; see promisePlaces(). \a after: the last of
    /// the page before.
    QFuture<Result<QList<Promise>>> list(const PromiseQuery &query, int limit,
                                         const std::optional<Promise> &after = {});
    /// The first \a most of each place in which some stand, and how many there are.
    QFuture<Result<QList<PromiseSection>>> sections(int most);
    /// With what it was before.
    QFuture<Result<Promise>> get(PromiseId id);
    /// Which of \a conversations have an open promise of ours, and whether one there is late.
    QFuture<Result<QHash<ConversationId, bool>>> openIn(const QList<ConversationId> &conversations);
    /// The same of every conversation.
    QFuture<Result<QHash<ConversationId, bool>>> openEverywhere();
    /// Who did what when, the newest first.
    QFuture<Result<QList<HistoryEntry>>> history(PromiseId id, int limit = 200);

    /// The sentences of \a text in which somebody promises something, by the team's list of phrases
    /// in \a language (else in English), with the day that each names as it is seen from here. With
    /// an empty \a language the first of all lists that knows something of it.
    QFuture<Result<QList<PromisePhrase>>> phrases(const QString &text, const QString &language);

    /// Every promise with a day as a calendar file (iCalendar, RFC 5545, a VTODO each), readable
    /// everywhere: its uid is that of the promise, so that importing it again updates what is
    /// there.
    /// \a summaries: how ours and theirs are called, %1 the name, %2 the words.
    struct Summaries {
        QString ours = QStringLiteral("To %1: %2");
        QString theirs = QStringLiteral("%1 to us: %2");
    };
    QFuture<Result<QByteArray>> calendar(const Summaries &summaries);

private:
    QFuture<Result<AppliedChange>> setState(PromiseId id, PromiseState state, const QString &reason,
                                            MessageId kept, const QString &verb);

    Store &m_store;
};

} // namespace casement
