// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ask.h"
#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/domain/outbox.h"

#include <QFuture>
#include <chrono>

namespace casement
{

class Store;

/// Which asks are listed; what is not set does not narrow it down.
struct AskQuery {
    std::optional<AskPlace> place = {};
    PersonId person = {}; ///< of whom everybody behind them counts
    QString text = {};    ///< words that are all in it, the last one perhaps only begun
    bool isOpen = false;  ///< only what is not settled
};

/// How one person would be told what became of what they asked.
struct AskAnswer {
    AskVoice voice;
    QString text; ///< a first draft, from their own quote; see askAnswer()
    QString channel;
    QList<Recipient> recipients; ///< whoever hears it there, never more than heard the words
    Visibility visibility = Visibility::Direct;
    Account account;    ///< from which; without an id where there is none
    Timestamp basis;    ///< the newest words of theirs there; see Draft::basis
    QString impediment; ///< not empty: why they cannot be told from here, and what to do
    /// For Outbox::split() and render(): what \c text is a draft of.
    Draft draft;
};

/// What people asked of us, and what became of it. Each change is one: one transaction, a line in
/// the history of the conversations in which it was said, one undo.
class Asks
{
public:
    explicit Asks(Store &store);

    /// Where \a words stand in the text of \a message, the place next to \a around of several.
    /// Invalid when they do not and \a isExact; else they are quoted without a place, as where a
    /// mail shows HTML that says it otherwise.
    QFuture<Result<AskQuote>> locate(MessageId message, const QString &words, bool isExact,
                                     qsizetype around = 0);
    /// A new ask, of whoever said \a quote; an empty \a restated takes its words. Invalid where we
    /// said it ourselves, or it was taken back.
    QFuture<Result<Ask>> create(const AskQuote &quote, AskKind kind, const QString &restated);
    /// Whoever said \a quote asks for it, too.
    QFuture<Result<AppliedChange>> addVoice(AskId id, const AskQuote &quote);
    QFuture<Result<AppliedChange>> restate(AskId id, const QString &words);
    QFuture<Result<AppliedChange>> setKind(AskId id, AskKind kind);
    /// Who looks after it; nobody with an invalid \a staff.
    QFuture<Result<AppliedChange>> setOwner(AskId id, StaffId staff);
    /// See checkAskStep(); \a step needs no AskStep::leadsTo. A reason without another state is
    /// written, too, and does not make it a new end.
    QFuture<Result<AppliedChange>> setState(AskId id, const AskStep &step);

    /// Up to \a limit asks in the order of the ledger: by place as in askPlaces(), and there what
    /// was heard first before the rest. \a after: the last of the page before.
    QFuture<Result<QList<AskSummary>>> list(const AskQuery &query, int limit,
                                            const std::optional<AskSummary> &after = {});
    /// The first \a most of each place in which some stand, and how many there are.
    QFuture<Result<QList<AskSection>>> ledger(const QString &text, int most);
    QFuture<Result<Ask>> get(AskId id);
    /// Asks that are not settled and share words with \a text, the most alike first.
    QFuture<Result<QList<AskSummary>>> similar(const QString &text, int limit);
    /// How many asks of \a conversations are open, or ended without their person having heard.
    QFuture<Result<qint64>> unsettledIn(const QList<ConversationId> &conversations);
    /// Who did what when, the newest first.
    QFuture<Result<QList<HistoryEntry>>> history(AskId id, int limit = 200);

    /// How \a voice would be told; Invalid where nothing is to be told, see checkTelling().
    QFuture<Result<AskAnswer>> draftFor(AskVoiceId voice);
    /// Sends \a text to the person of \a voice: an answer to the message in which they said it, on
    /// its channel and as wide at most, one item of the outbox (or several, with the \a parts of
    /// Outbox::split()). They count as told when their server has taken it. With a \a basis it is
    /// refused when they have written since.
    QFuture<Result<OutboxItem>> tell(AskVoiceId voice, const QString &text,
                                     std::chrono::milliseconds undoTime, Timestamp basis = {},
                                     const QStringList &parts = {});
    /// They are not told, and this is why; see checkSkipping().
    QFuture<Result<AppliedChange>> skip(AskVoiceId voice, const QString &reason);

private:
    Store &m_store;
};

} // namespace casement
