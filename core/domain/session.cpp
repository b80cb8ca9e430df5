// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/session.h"

#include <algorithm>
#include <array>
#include <utility>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

template <typename Enum, size_t Count>
using Names = std::array<std::pair<Enum, QLatin1StringView>, Count>;

constexpr Names<SessionStage, 4> stageNames{{
    {SessionStage::Imagine, "imagine"_L1},
    {SessionStage::Decide, "decide"_L1},
    {SessionStage::Work, "work"_L1},
    {SessionStage::Create, "create"_L1},
}};

constexpr Names<SessionState, 6> stateNames{{
    {SessionState::Idea, "idea"_L1},
    {SessionState::Invited, "invited"_L1},
    {SessionState::Held, "held"_L1},
    {SessionState::WrittenUp, "written-up"_L1},
    {SessionState::ReportedBack, "reported-back"_L1},
    {SessionState::Closed, "closed"_L1},
}};

constexpr Names<SessionAnswer, 4> sessionAnswerNames{{
    {SessionAnswer::None, "none"_L1},
    {SessionAnswer::Yes, "yes"_L1},
    {SessionAnswer::No, "no"_L1},
    {SessionAnswer::Maybe, "maybe"_L1},
}};

constexpr Names<Attendance, 3> attendanceNames{{
    {Attendance::Unknown, "unknown"_L1},
    {Attendance::Came, "came"_L1},
    {Attendance::Absent, "absent"_L1},
}};

constexpr Names<AgendaState, 3> agendaNames{{
    {AgendaState::Planned, "planned"_L1},
    {AgendaState::Done, "done"_L1},
    {AgendaState::Dropped, "dropped"_L1},
}};

constexpr Names<ParticipantStatus, 7> statusNames{{
    {ParticipantStatus::Listed, "listed"_L1},
    {ParticipantStatus::Invited, "invited"_L1},
    {ParticipantStatus::Accepted, "accepted"_L1},
    {ParticipantStatus::Declined, "declined"_L1},
    {ParticipantStatus::Maybe, "maybe"_L1},
    {ParticipantStatus::Came, "came"_L1},
    {ParticipantStatus::Absent, "absent"_L1},
}};

template <typename Enum, size_t Count>
QString nameOf(const Names<Enum, Count> &names, Enum value)
{
    for (const auto &[each, name] : names) {
        if (each == value)
            return QString(name);
    }
    return {};
}

template <typename Enum, size_t Count>
std::optional<Enum> valueOf(const Names<Enum, Count> &names, QStringView text)
{
    for (const auto &[each, name] : names) {
        if (text.compare(name, Qt::CaseInsensitive) == 0)
            return each;
    }
    return std::nullopt;
}

bool isHeard(const Participant &participant)
{
    return isSettled(participant.report.telling);
}

QString namesInSentence(QStringList names)
{
    constexpr qsizetype named = 3;
    const qsizetype others = names.size() - named;
    if (others > 0)
        names = names.first(named) + QStringList{u"%1 more"_s.arg(others)};
    return names.join(u", "_s);
}

} // namespace

QString toString(SessionStage stage)
{
    return nameOf(stageNames, stage);
}

QString toString(SessionState state)
{
    return nameOf(stateNames, state);
}

QString toString(SessionAnswer answer)
{
    return nameOf(sessionAnswerNames, answer);
}

QString toString(Attendance attendance)
{
    return nameOf(attendanceNames, attendance);
}

QString toString(AgendaState state)
{
    return nameOf(agendaNames, state);
}

QString toString(ParticipantStatus status)
{
    return nameOf(statusNames, status);
}

std::optional<SessionStage> sessionStageFromString(const QString &text)
{
    return valueOf(stageNames, text);
}

std::optional<SessionState> sessionStateFromString(const QString &text)
{
    return valueOf(stateNames, text);
}

std::optional<SessionAnswer> sessionAnswerFromString(const QString &text)
{
    return valueOf(sessionAnswerNames, text);
}

std::optional<AgendaState> agendaStateFromString(const QString &text)
{
    return valueOf(agendaNames, text);
}

std::optional<ParticipantStatus> participantStatusFromString(const QString &text)
{
    return valueOf(statusNames, text);
}

ParticipantStatus Participant::status() const
{
    if (attendance == Attendance::Came)
        return ParticipantStatus::Came;
    if (attendance == Attendance::Absent && answer != SessionAnswer::No)
        return ParticipantStatus::Absent;
    switch (answer) {
    case SessionAnswer::Yes:
        return ParticipantStatus::Accepted;
    case SessionAnswer::No:
        return ParticipantStatus::Declined;
    case SessionAnswer::Maybe:
        return ParticipantStatus::Maybe;
    case SessionAnswer::None:
        break;
    }
    return isInvited() ? ParticipantStatus::Invited : ParticipantStatus::Listed;
}

bool Participant::isToBeTold() const
{
    return isInvited() || answer != SessionAnswer::None || attendance == Attendance::Came;
}

qsizetype Session::toTell() const
{
    return std::ranges::count_if(participants, &Participant::isToBeTold);
}

qsizetype Session::settled() const
{
    return std::ranges::count_if(
        participants, [](const Participant &each) { return each.isToBeTold() && isHeard(each); });
}

QList<SessionLine> Session::linesOf(PersonId person) const
{
    QList<SessionLine> theirs;
    for (const SessionLine &line : lines) {
        if (person.isValid() && line.authorPerson == person &&
            line.kind != NotebookLine::Kind::Decision)
            theirs.append(line);
    }
    return theirs;
}

std::optional<SessionState> nextStep(SessionState state)
{
    if (state == SessionState::Closed)
        return std::nullopt;
    return static_cast<SessionState>(std::to_underlying(state) + 1);
}

SessionLacks lacksFor(const Session &session, SessionState to)
{
    if (to <= session.state)
        return {};
    if (to != nextStep(session.state))
        return {.lack = SessionLack::SkipsAStep};
    switch (to) {
    case SessionState::Invited:
        if (std::ranges::none_of(session.participants, &Participant::isInvited))
            return {.lack = SessionLack::NobodyInvited};
        break;
    case SessionState::Held:
        if (std::ranges::all_of(session.participants, [](const Participant &each) {
                return each.attendance == Attendance::Unknown;
            }))
            return {.lack = SessionLack::NobodyKnown};
        break;
    case SessionState::WrittenUp:
        if (session.notebook.trimmed().isEmpty() && session.outcome.trimmed().isEmpty() &&
            session.outcomes.isEmpty())
            return {.lack = SessionLack::NotWritten};
        break;
    case SessionState::ReportedBack:
    case SessionState::Closed: {
        SessionLacks lacks;
        for (const Participant &participant : session.participants) {
            if (participant.isToBeTold() && !isHeard(participant))
                lacks.names.append(participant.name.isEmpty() ? u"somebody without a name"_s
                                                              : participant.name);
        }
        if (!lacks.names.isEmpty())
            lacks.lack = SessionLack::NotAllTold;
        return lacks;
    }
    case SessionState::Idea:
        break;
    }
    return {};
}

Result<void> checkSessionStep(const Session &session, SessionState to)
{
    const SessionLacks lacks = lacksFor(session, to);
    switch (lacks.lack) {
    case SessionLack::Nothing:
        return {};
    case SessionLack::SkipsAStep:
        return fail(ErrorKind::Invalid,
                    u"A session goes one step at a time: after \"%1\" comes \"%2\"."_s.arg(
                        toString(session.state),
                        toString(nextStep(session.state).value_or(session.state))));
    case SessionLack::NobodyInvited:
        return fail(ErrorKind::Invalid,
                    u"Nobody has been invited yet: an invitation counts when their server has "
                    "it, or when you write down that they were invited otherwise."_s);
    case SessionLack::NobodyKnown:
        return fail(ErrorKind::Invalid, u"Say first who came."_s);
    case SessionLack::NotWritten:
        return fail(ErrorKind::Invalid,
                    u"Neither the notebook nor an outcome says anything yet."_s);
    case SessionLack::NotAllTold:
        break;
    }
    return fail(ErrorKind::Invalid,
                u"The session stays open until everyone who was invited or came has been told what "
                "came of it, or was skipped with a reason. Not told yet: %1."_s.arg(
                    namesInSentence(lacks.names)));
}

Result<void> checkStillOpen(const Session &session)
{
    if (session.state < SessionState::ReportedBack)
        return {};
    return fail(ErrorKind::Invalid,
                u"Everyone has been told what came of this session. Set it back to “held” or "
                "“written up” first; nothing is lost by that. Nothing was changed."_s);
}

Result<void> checkLetter(const Telling &letter)
{
    switch (letter.telling) {
    case VoiceTelling::Untold:
    case VoiceTelling::Skipped:
        return {};
    case VoiceTelling::Told:
        return fail(ErrorKind::Invalid, u"They have been told already. Nothing was sent."_s);
    case VoiceTelling::OnItsWay:
        return fail(ErrorKind::Invalid,
                    u"A message about this is on its way to them already. Nothing was sent."_s);
    case VoiceTelling::NeedsYou:
    case VoiceTelling::Failed:
    case VoiceTelling::Unknown:
        break;
    }
    return fail(ErrorKind::Invalid,
                u"The last message about this waits in the outbox: send it again or take it back "
                "there first. Nothing was sent."_s);
}

Result<void> checkSkippingReport(const Participant &participant, const QString &reason)
{
    if (reason.trimmed().isEmpty())
        return fail(ErrorKind::Invalid, u"Say why they are not told. Nothing was changed."_s);
    switch (participant.report.telling) {
    case VoiceTelling::Told:
        return fail(ErrorKind::Invalid, u"They have been told already. Nothing was changed."_s);
    case VoiceTelling::OnItsWay:
        return fail(ErrorKind::Invalid, u"A message about this is on its way to them already. "
                                        "Nothing was changed."_s);
    case VoiceTelling::NeedsYou: // it could go out after all
        return fail(ErrorKind::Invalid,
                    u"The last message about this waits in the outbox: send it again or take it "
                    "back there first. Nothing was changed."_s);
    default:
        return {};
    }
}

} // namespace casement
