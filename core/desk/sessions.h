// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/domain/outbox.h"
#include "core/domain/person.h"
#include "core/domain/session.h"
#include "core/domain/sessionrecord.h"

#include <QFuture>
#include <chrono>

namespace casement
{

class Store;

/// What one person of a session would be sent.
struct SessionLetter {
    PersonId person;
    QString name;
    QString text; ///< a first draft; see sessionInvitation() and sessionReport()
    QString channel;
    QList<Recipient> recipients; ///< whoever hears it there
    Visibility visibility = Visibility::Direct;
    Account account;    ///< from which; without an id where there is none
    Timestamp basis;    ///< the newest words of theirs there; see Draft::basis
    QString impediment; ///< not empty: why they cannot be written to from here, and what to do
    Draft draft;        ///< for Outbox::split() and render(): what \c text is a draft of
};

/// Collaboration sessions. Each change is one: one transaction, a line in the history, one undo.
class Sessions
{
public:
    explicit Sessions(Store &store);

    /// What is not closed first, the newest first.
    QFuture<Result<QList<SessionSummary>>> list();
    QFuture<Result<Session>> get(SessionId id);
    /// The sessions that \a person is part of, with what they contributed.
    QFuture<Result<QList<PersonSession>>> ofPerson(PersonId person);
    /// Who did what when, the newest first.
    QFuture<Result<QList<HistoryEntry>>> history(SessionId id, int limit = 200);
    /// A new session that \a sources inspired; their authors stand in it (not yet invited by
    /// anyone) unless they do not want to be invited; the title comes from the first conversation's
    /// subject.
    QFuture<Result<Session>> create(const QList<MessageId> &sources);
    /// The next of its series: the same title, purpose, people, agenda and place at another time.
    /// Who does not want to be invited any more is left out.
    QFuture<Result<Session>> repeat(SessionId id, std::optional<Timestamp> startsAt);
    /// Saves title, purpose, ask, give, place, times, zone, host, stage, notebook and outcome; each
    /// is one register.
    QFuture<Result<AppliedChange>> save(const Session &session);
    /// One step; see checkSessionStep().
    QFuture<Result<AppliedChange>> setState(SessionId id, SessionState state);
    QFuture<Result<AppliedChange>> remove(SessionId id);

    QFuture<Result<QList<Collaboration>>> collaborations();
    /// The session belongs to the collaboration called \a title, which is made where there is none
    /// of that name; an empty one: to none.
    QFuture<Result<AppliedChange>> setCollaboration(SessionId id, const QString &title);
    QFuture<Result<AppliedChange>> editCollaboration(const Collaboration &collaboration);

    QFuture<Result<AppliedChange>> addSource(SessionId id, MessageId message);
    QFuture<Result<AppliedChange>> removeSource(SessionId id, MessageId message);
    QFuture<Result<AppliedChange>> setAsk(SessionId id, AskId ask, bool isLinked);

    /// Adds a point behind all others, or changes the one that \a item names; its place stays.
    QFuture<Result<AppliedChange>> saveItem(SessionId id, const SessionItem &item);
    /// Puts it at \a place, from 0; the others close up.
    QFuture<Result<AppliedChange>> moveItem(SessionItemId item, qsizetype place);
    QFuture<Result<AppliedChange>> removeItem(SessionItemId item);
    /// Adds what was made, or changes the one that \a outcome names.
    QFuture<Result<AppliedChange>> saveOutcome(SessionId id, const SessionOutcome &outcome);
    QFuture<Result<AppliedChange>> removeOutcome(SessionOutcomeId outcome);

    /// Forbidden when they do not want to be invited; see checkConsent().
    QFuture<Result<AppliedChange>> addParticipant(SessionId id, PersonId person);
    QFuture<Result<AppliedChange>> removeParticipant(SessionId id, PersonId person);
    /// What they agreed to, in words.
    QFuture<Result<AppliedChange>> setAgreed(SessionId id, PersonId person, const QString &words);
    /// What they answered, and the message that says so, where there is one.
    QFuture<Result<AppliedChange>> setAnswer(SessionId id, PersonId person, SessionAnswer answer,
                                             MessageId proof = {});
    QFuture<Result<AppliedChange>> setAttendance(SessionId id, PersonId person,
                                                 Attendance attendance);
    /// What they are thanked for; an empty text takes it back.
    QFuture<Result<AppliedChange>> thank(SessionId id, PersonId person, const QString &words);

    /// How \a person would be invited: by the address that they prefer, or where they spoke last.
    /// Forbidden when they do not want to be.
    QFuture<Result<SessionLetter>> draftInvitation(SessionId id, PersonId person);
    /// Sends \a text to \a person as an invitation; they count as invited when their server has it.
    /// Refused when they have written since \a basis. \a parts are those of Outbox::split().
    QFuture<Result<OutboxItem>> invite(SessionId id, PersonId person, const QString &text,
                                       std::chrono::milliseconds undoTime, Timestamp basis = {},
                                       const QStringList &parts = {});
    /// They were invited without us sending anything, and \a how.
    QFuture<Result<AppliedChange>> invitedOtherwise(SessionId id, PersonId person,
                                                    const QString &how);
    /// The same of what came of it.
    QFuture<Result<SessionLetter>> draftReport(SessionId id, PersonId person);
    QFuture<Result<OutboxItem>> report(SessionId id, PersonId person, const QString &text,
                                       std::chrono::milliseconds undoTime, Timestamp basis = {},
                                       const QStringList &parts = {});
    QFuture<Result<AppliedChange>> reportedOtherwise(SessionId id, PersonId person,
                                                     const QString &how);
    /// They are not told, and this is why; see checkSkippingReport().
    QFuture<Result<AppliedChange>> skipReport(SessionId id, PersonId person, const QString &reason);

    /// What may be shown of it to everybody: names only of who agreed to be quoted by name.
    QFuture<Result<SessionRecord>> record(SessionId id);

private:
    Store &m_store;
};

} // namespace casement
