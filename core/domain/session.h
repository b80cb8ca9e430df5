// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ask.h"
#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/notebook.h"
#include "core/domain/telling.h"
#include "core/domain/timestamp.h"
#include "core/domain/uid.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

namespace casement
{

using CollaborationId = Id<struct CollaborationTag>;
using SessionItemId = Id<struct SessionItemTag>;
using SessionOutcomeId = Id<struct SessionOutcomeTag>;

/// Stored as their numbers: never renumber.
enum class SessionStage { Imagine = 0, Decide = 1, Work = 2, Create = 3 };
enum class SessionState {
    Idea = 0,
    Invited = 1,
    Held = 2,
    WrittenUp = 3,
    ReportedBack = 4,
    Closed = 5
};
enum class SessionAnswer { None = 0, Yes = 1, No = 2, Maybe = 3 };
enum class Attendance { Unknown = 0, Came = 1, Absent = 2 };
enum class AgendaState { Planned = 0, Done = 1, Dropped = 2 };

/// Where somebody stands in a session: what is known of them last.
enum class ParticipantStatus { Listed, Invited, Accepted, Declined, Maybe, Came, Absent };

[[nodiscard]] QString toString(SessionStage stage);
[[nodiscard]] QString toString(SessionState state);
[[nodiscard]] QString toString(SessionAnswer answer);
[[nodiscard]] QString toString(Attendance attendance);
[[nodiscard]] QString toString(AgendaState state);
[[nodiscard]] QString toString(ParticipantStatus status);
[[nodiscard]] std::optional<SessionStage> sessionStageFromString(const QString &text);
[[nodiscard]] std::optional<SessionState> sessionStateFromString(const QString &text);
[[nodiscard]] std::optional<SessionAnswer> sessionAnswerFromString(const QString &text);
[[nodiscard]] std::optional<AgendaState> agendaStateFromString(const QString &text);
[[nodiscard]] std::optional<ParticipantStatus> participantStatusFromString(const QString &text);

/// Words of theirs that came after an invitation: perhaps their answer, which a person decides.
struct OfferedAnswer {
    MessageId message;
    ConversationId conversation;
    QString snippet; ///< hostile
    Timestamp at;

    bool operator==(const OfferedAnswer &) const = default;
};

struct Participant {
    PersonId person;
    QString name;
    QString language = {}; ///< BCP 47; may be empty
    Telling invitation = {};
    SessionAnswer answer = SessionAnswer::None;
    std::optional<Timestamp> answeredAt = {};
    MessageId answerMessage = {}; ///< that says so; may be invalid
    ConversationId answerConversation = {};
    std::optional<OfferedAnswer> offered = {}; ///< while they have not answered yes or no
    Attendance attendance = Attendance::Unknown;
    std::optional<Timestamp> attendedAt = {}; ///< when it was written down
    QString consent = {};                     ///< what they agreed to, in words; empty: not asked
    Telling report = {};                      ///< what they heard came of it
    QString thanks = {};                      ///< what they were thanked for
    std::optional<Timestamp> thankedAt = {};

    [[nodiscard]] ParticipantStatus status() const;
    [[nodiscard]] bool isInvited() const { return invitation.telling == VoiceTelling::Told; }
    /// Invited, answered or came: they hear what came of it.
    [[nodiscard]] bool isToBeTold() const;

    bool operator==(const Participant &) const = default;
};

/// A link back to the words that inspired a session.
struct SessionSource {
    MessageId message;
    ConversationId conversation;
    QString authorName;
    QString snippet;
    Timestamp at;

    bool operator==(const SessionSource &) const = default;
};

/// An ask that inspired a session, or that it decides.
struct SessionAskRef {
    AskId id;
    QString restated;
    AskState state = AskState::Heard;

    bool operator==(const SessionAskRef &) const = default;
};

/// A point of the agenda.
struct SessionItem {
    SessionItemId id;
    Uid uid;
    QString title;
    int minutes = 0; ///< 0: as long as it takes
    QString lead;    ///< a name as somebody wrote it; may be empty
    AgendaState state = AgendaState::Planned;

    bool operator==(const SessionItem &) const = default;
};

/// A typed line of the notebook, with a name of its own that stays while it is edited.
struct SessionLine {
    SessionLineId id; ///< invalid where the notebook was not saved since lines have names
    Uid uid;
    NotebookLine::Kind kind = NotebookLine::Kind::Idea;
    QString author;        ///< as written; of a decision who decided it
    PersonId authorPerson; ///< as whom they are shown; invalid for staff, and where nobody is named
    StaffId authorStaff;
    QString text;
    MessageId message; ///< to which it links; may be invalid
    AskId ask;
    int number = 0; ///< of the notebook's lines, from 0

    bool operator==(const SessionLine &) const = default;
};

/// Something that was made.
struct SessionOutcome {
    SessionOutcomeId id;
    Uid uid;
    QString text;
    SessionLineId line; ///< the decision or idea that it comes from; may be invalid
    QString url;        ///< where it can be seen; never fetched

    bool operator==(const SessionOutcome &) const = default;
};

/// What several sessions are about: they imagine, decide, work on and create one thing.
struct Collaboration {
    CollaborationId id;
    Uid uid;
    QString title;
    QString purpose; ///< what it is for

    bool operator==(const Collaboration &) const = default;
};

/// A line of the list of sessions.
struct SessionSummary {
    SessionId id;
    QString title;
    SessionState state = SessionState::Idea;
    SessionStage stage = SessionStage::Imagine;
    std::optional<Timestamp> startsAt = {};
    CollaborationId collaboration = {};
    QString collaborationTitle = {};
    qint64 people = 0;
    qint64 toTell = 0;  ///< who is to hear what came of it …
    qint64 settled = 0; ///< … and has, or was skipped for a reason

    bool operator==(const SessionSummary &) const = default;
};

/// A session that somebody is part of.
struct PersonSession {
    SessionId id;
    QString title;
    SessionState state = SessionState::Idea;
    std::optional<Timestamp> startsAt = {};
    ParticipantStatus status = ParticipantStatus::Listed;
    QList<SessionLine> lines = {}; ///< what they contributed
    QString thanks = {};

    bool operator==(const PersonSession &) const = default;
};

/// A collaboration session: something that people and we imagine, decide, work on or create
/// together.
struct Session {
    SessionId id;
    Uid uid;
    QString title;
    QString purpose;
    QString ask;  ///< what we ask of people
    QString give; ///< what they get
    QString place;
    std::optional<Timestamp> startsAt;
    std::optional<Timestamp> endsAt = {};
    QByteArray zone = {}; ///< of intent, IANA; empty: that of whoever looks
    StaffId host;
    QString hostName = {};
    SessionStage stage = SessionStage::Imagine;
    SessionState state = SessionState::Idea;
    QString notebook; ///< Markdown; typed lines as parseNotebook() reads them
    QString outcome;  ///< what came of it, in words that everyone can be told
    Timestamp createdAt;
    CollaborationId collaboration = {};
    QString collaborationTitle = {};
    SessionId follows = {}; ///< the session that it repeats
    QString followsTitle = {};
    QList<Participant> participants;
    QList<SessionSource> sources;
    QList<SessionAskRef> asks = {};
    QList<SessionItem> items = {}; ///< the agenda, in order
    QList<SessionLine> lines = {}; ///< in the order of the notebook
    QList<SessionOutcome> outcomes = {};

    [[nodiscard]] qsizetype toTell() const;
    [[nodiscard]] qsizetype settled() const;
    /// The typed lines of \a person, none of their decisions.
    [[nodiscard]] QList<SessionLine> linesOf(PersonId person) const;

    bool operator==(const Session &) const = default;
};

/// Why a session cannot take a step.
enum class SessionLack {
    Nothing,       ///< it can
    SkipsAStep,    ///< one at a time
    NobodyInvited, ///< nobody has been invited yet
    NobodyKnown,   ///< it is not written down who came
    NotWritten,    ///< neither notebook nor outcome says anything
    NotAllTold,    ///< somebody who was invited or came has not heard what came of it
};

struct SessionLacks {
    SessionLack lack = SessionLack::Nothing;
    QStringList names = {}; ///< for NotAllTold: who has not heard

    bool operator==(const SessionLacks &) const = default;
};

/// What \a session lacks for the step to \a to. Steps are idea → invited → held → written up →
/// reported back → closed, one at a time, and back again by any number of them, which loses
/// nothing.
[[nodiscard]] SessionLacks lacksFor(const Session &session, SessionState to);
/// The same as a result: Invalid with a sentence.
[[nodiscard]] Result<void> checkSessionStep(const Session &session, SessionState to);
/// The step that comes next; none after the last one.
[[nodiscard]] std::optional<SessionState> nextStep(SessionState state);

/// Whether somebody may be invited now, or it may be said who came: not once everybody was told.
[[nodiscard]] Result<void> checkStillOpen(const Session &session);
/// Whether \a letter may be sent (again): not while one is on its way, or has arrived.
[[nodiscard]] Result<void> checkLetter(const Telling &letter);
/// Whether \a participant may be passed over in the report for \a reason.
[[nodiscard]] Result<void> checkSkippingReport(const Participant &participant,
                                               const QString &reason);

/// A first draft of the invitation, in \a language where there is a text (en, de, fr, es, pl), else
/// in English, with times in the session's zone. Nothing internal is in it: it says the title, the
/// purpose, when and where, what we ask and what they get.
[[nodiscard]] QString sessionInvitation(const Session &session, const QString &language);
/// A first draft of what \a participant is told came of it, with their own lines quoted.
[[nodiscard]] QString sessionReport(const Session &session, const Participant &participant,
                                    const QString &language);

} // namespace casement
