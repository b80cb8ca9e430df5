// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/storage/store.h"

#include <QCborArray>
#include <QString>

namespace casement
{

class Statement;

/// The registers: groups of columns that win together when two desks have written them, and that
/// undo takes back together. The numbers are stored: never renumber, never change what one covers.
enum class Register : int {
    ConversationState = 1,  ///< state, state_by, state_at, waiting_since, woke_because
    ConversationSnooze = 2, ///< snoozed_until, snooze_zone, snooze_keep, snooze_reason
    ConversationAssignee = 3,
    ConversationStarred = 4,
    ConversationMuted = 5,
    NoteBody = 10, ///< body, edited_at
    NoteDeleted = 11,
    PersonName = 20,
    PersonPronouns = 21,
    PersonHowWeMet = 22,
    PersonLanguage = 23,
    PersonZone = 24,
    PersonMergedInto = 25,
    PersonVerdict = 26, ///< verdict, until, said_by, said_at; of a row of person_verdict
    JoinReplaced = 27,
    ConversationOrigin = 28, ///< split_from, split_at, merged_into
    MessagePassage = 29,
    FactDeleted = 30,
    FactBody = 31,         ///< body, edited_at
    FactReview = 32,       ///< review_at, review_months, confirmed_at
    FactAbout = 33,        ///< kind, day_month, day_of_month, day_year, other_person_id
    FactSource = 34,       ///< source_message_id, quote, quote_start, quote_end
    PersonPreferred = 35,  ///< preferred_identity_id, preferred_message_id
    PersonQuietHours = 36, ///< quiet_from, quiet_until
    ConsentDeleted = 37,
    FactWord = 38, ///< state, reason; of a row of list_word
    PromiseDeleted = 39,
    PromiseWords = 40,
    PromiseDue = 41,   ///< due_at, due_zone, due_has_time
    PromiseState = 42, ///< state, state_by, state_at, reason, kept_message_id, kept_outbox
    PromiseOwner = 43,
    PromiseSide = 44, ///< is_ours
    PromiseAsk = 45,
    PromiseTermDeleted = 46, ///< of a row of promise_term
    SessionTitle = 50,
    SessionPurpose = 51,
    SessionAsk = 52,
    SessionGive = 53,
    SessionPlace = 54,
    SessionStartsAt = 55,
    SessionHost = 56,
    SessionStage = 57,
    SessionState = 58,
    SessionNotebook = 59,
    SessionOutcome = 60,
    SessionDeleted = 61,
    SessionParticipant = 62, ///< status, consent, told; of (session, person). Only consent is read
    AskDeleted = 63,
    AskRestated = 64,
    AskKind = 65,
    AskState = 66, ///< state, state_by, state_at, reason, duplicate_of
    AskOwner = 67,
    AskVoiceDeleted = 68,
    AskVoiceTold = 69, ///< told, told_at, told_by, told_reason, told_outbox
    SessionEndsAt = 70,
    SessionZone = 71,
    SessionCollaboration = 72,
    CollaborationDeleted = 73,
    CollaborationTitle = 74,
    CollaborationPurpose = 75,
    SessionItemDeleted = 76,
    SessionItemWhat = 77, ///< title, minutes, lead
    SessionItemState = 78,
    SessionItemPosition = 79,
    SessionOutcomeDeleted = 80,
    SessionOutcomeBody = 81, ///< body, line_id, url
    /// invited, invited_at, invited_by, invited_reason, invite_outbox; of (session, person)
    SessionInvitation = 82,
    SessionAnswer = 83,     ///< answer, answered_at, answer_message_id; of (session, person)
    SessionAttendance = 84, ///< came, came_at; of (session, person)
    /// report, report_at, report_by, report_reason, report_outbox; of (session, person)
    SessionReport = 85,
    SessionThanks = 86,    ///< thanks, thanked_at; of (session, person)
    ConversationTag = 100, ///< membership of (conversation, tag)
    SessionPerson = 101,   ///< membership of (session, person)
    SessionMessage = 102,  ///< membership of (session, message)
    SessionAskLink = 123,  ///< membership of (session, ask)
};

/// The one door for what staff change: records one change while it is made. Each write reads what
/// was there, writes what is new with the clock of the transaction, and remembers both; finish()
/// appends the change to the history.
class ChangeRecorder
{
public:
    /// \a verb is a stable name ("done", "tag", …), \a detail what a person would add
    /// ("sensor-kit").
    ChangeRecorder(WriteContext &context, const QString &verb, const QString &detail = {});

    /// Writes \a values to the columns of \a reg, in the order of its comment. Writing what is
    /// there already does nothing.
    void set(Register reg, qint64 row, const QCborArray &values) { set(reg, row, 0, values); }
    void set(Register reg, qint64 row, qint64 second, const QCborArray &values);
    /// Makes (\a row, \a second) a member or not; false when it was so already.
    bool setMember(Register reg, qint64 row, qint64 second, bool isMember);

    /// The change belongs into the history of this conversation, and its row is to be shown again.
    void touch(ConversationId id);
    /// Counts something that is not a register write (a new row).
    void countInsert() { ++m_inserts; }

    /// Appends the change unless nothing was changed.
    [[nodiscard]] AppliedChange finish();

    /// What (\a row, \a second) of \a reg holds now.
    [[nodiscard]] static QCborArray current(Db &db, Register reg, qint64 row, qint64 second = 0);

private:
    friend Result<AppliedChange> undoChange(WriteContext &context, ChangeId id);
    void mark(Register reg, qint64 row, qint64 second);
    void afterwards(Register reg, qint64 row, qint64 second);

    WriteContext &m_context;
    QString m_verb;
    QString m_detail;
    QCborArray m_writes;
    QSet<ConversationId> m_conversations;
    qint64 m_undoOf = 0;
    qsizetype m_inserts = 0;
    qsizetype m_skipped = 0;
};

/// Writes back what \a id replaced, where it is still what \a id wrote; counts the rest as skipped.
[[nodiscard]] Result<AppliedChange> undoChange(WriteContext &context, ChangeId id);

/// The table in which the rows of \a reg are; of a membership that of its pairs. Empty for a number
/// that is no register.
[[nodiscard]] QByteArray tableOf(Register reg);

/// Of a row that begins with id, verb, detail and actor_id of a change, the actor's name, at and
/// undone_by.
[[nodiscard]] HistoryEntry historyEntry(const Statement &row);

/// The newest \a limit changes of a conversation, newest first.
[[nodiscard]] QList<HistoryEntry> conversationHistory(Db &db, ConversationId id, Timestamp before,
                                                      int limit);

} // namespace casement
