// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/sessions.h"

#include "core/desk/textlimit.h"
#include "core/storage/accountstore.h"
#include "core/storage/changelog.h"
#include "core/storage/consentstore.h"
#include "core/storage/letterstore.h"
#include "core/storage/outboxstore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/store.h"

#include <algorithm>

namespace casement
{

namespace
{

using namespace std::chrono_literals;

constexpr qsizetype longestWords = 2'000;
constexpr std::chrono::milliseconds longestLetterHold = 60s;

std::unexpected<Error> notInSession()
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("They are not part of this session (any more); nothing was "
                               "changed."));
}

/// The session, and whom somebody is shown as in it.
struct Seat {
    Session session;
    Participant participant;
    QList<PersonId> rows; ///< everybody behind them who stands in it
};

Result<Seat> seatOf(Db &db, SessionId id, PersonId person)
{
    const auto session = sessionById(db, id);
    if (!session)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("This session is not in the workspace; nothing was changed."));
    const QList<PersonId> rows = participantsBehind(db, id, person);
    for (const Participant &each : session->participants) {
        if (!rows.isEmpty() && participantsBehind(db, id, each.person) == rows)
            return Seat{.session = *session, .participant = each, .rows = rows};
    }
    return notInSession();
}

/// Writes \a values for everybody behind them: what is true of the one is true of the other.
void setForAll(ChangeRecorder &recorder, const Seat &place, Register reg, const QCborArray &values)
{
    for (const PersonId each : place.rows)
        recorder.set(reg, place.session.id.value, each.value, values);
}

/// A change of one participant, by \a work, which may refuse.
template <typename Work>
QFuture<Result<AppliedChange>> changeParticipant(Store &store, SessionId id, PersonId person,
                                                 const char *verb, Work work)
{
    return store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto place = seatOf(context.db, id, person);
        if (!place)
            return std::unexpected(place.error());
        ChangeRecorder recorder(context, QString::fromLatin1(verb), place->participant.name);
        if (const Result<void> done = work(context, recorder, *place); !done)
            return std::unexpected(done.error());
        return recorder.finish();
    });
}

Result<QString> checkedWords(const QString &words)
{
    const QString clean = words.trimmed();
    if (const auto fits = checkLength(clean, longestWords); !fits)
        return std::unexpected(fits.error());
    return clean;
}

/// An invitation, or what came of it.
enum class LetterKind { Invitation, Report };

Register registerOf(LetterKind kind)
{
    return kind == LetterKind::Invitation ? Register::SessionInvitation : Register::SessionReport;
}

const Telling &letterOf(LetterKind kind, const Participant &participant)
{
    return kind == LetterKind::Invitation ? participant.invitation : participant.report;
}

QString verbOf(LetterKind kind)
{
    return kind == LetterKind::Invitation ? QStringLiteral("invite-participant")
                                          : QStringLiteral("report-participant");
}

/// Whether it is the time for such a letter to them.
Result<void> mayBeWritten(Db &db, LetterKind kind, const Seat &place)
{
    if (kind == LetterKind::Report) {
        if (place.session.state >= SessionState::Held)
            return {};
        return fail(ErrorKind::Invalid,
                    QStringLiteral("The session has not been held yet: there is nothing to tell. "
                                   "Nothing was changed."));
    }
    if (const auto open = checkStillOpen(place.session); !open)
        return open;
    return mayDo(db, ConsentKind::Invite, place.participant.person);
}

Result<SessionLetter> draftLetter(Db &db, LetterKind kind, SessionId id, PersonId person)
{
    const auto place = seatOf(db, id, person);
    if (!place)
        return std::unexpected(place.error());
    for (const auto &allowed :
         {mayBeWritten(db, kind, *place), checkLetter(letterOf(kind, place->participant))}) {
        if (!allowed)
            return std::unexpected(allowed.error());
    }
    const Participant &to = place->participant;
    const LetterPlan plan = letterPlan(db, to.person, place->session.title);
    const QString language = to.language.isEmpty() ? plan.draft.language : to.language;
    SessionLetter letter{.person = to.person,
                         .name = to.name,
                         .text = kind == LetterKind::Invitation
                                     ? sessionInvitation(place->session, language)
                                     : sessionReport(place->session, to, language),
                         .channel = plan.channel,
                         .recipients = plan.draft.recipients,
                         .visibility = plan.draft.visibility.value_or(Visibility::Direct),
                         .account = accountById(db, plan.draft.account).value_or(Account{}),
                         .basis = plan.basis,
                         .impediment = plan.impediment,
                         .draft = plan.draft};
    letter.draft.markdown = letter.text;
    return letter;
}

Result<OutboxItem> sendLetter(WriteContext &context, const QByteArray &key, LetterKind kind,
                              SessionId id, PersonId person, const QString &text,
                              std::chrono::milliseconds hold, Timestamp basis,
                              const QStringList &parts)
{
    Db &db = context.db;
    const auto letter = draftLetter(db, kind, id, person);
    if (!letter)
        return std::unexpected(letter.error());
    if (!letter->impediment.isEmpty())
        return fail(ErrorKind::Invalid, letter->impediment);
    const auto place = seatOf(db, id, person);
    if (!place)
        return std::unexpected(place.error());
    Draft draft = letter->draft;
    draft.markdown = text;
    draft.basis = basis;
    const auto entries = enqueue(context, draft, parts, key, context.now + hold);
    if (!entries)
        return std::unexpected(entries.error());
    ChangeRecorder recorder(context, verbOf(kind), place->participant.name);
    for (const PersonId each : place->rows) {
        // Of two who are joined the one who has heard it already keeps how.
        const QCborArray now = ChangeRecorder::current(db, registerOf(kind), id.value, each.value);
        const auto way = static_cast<TellingWay>(now.at(0).toInteger());
        const Uid item = Uid::fromBytes(now.at(4).toByteArray());
        if (tellingOf(way, sendingOf(db, item)) != VoiceTelling::Told)
            recorder.set(registerOf(kind), id.value, each.value,
                         {int(TellingWay::Outbox), toMilliseconds(context.now), context.actor.value,
                          QString(), entries->first().message.uid.toBytes()});
    }
    if (entries->first().item.conversation.isValid())
        recorder.touch(entries->first().item.conversation);
    std::ignore = recorder.finish();
    return entries->first().item;
}

QFuture<Result<AppliedChange>> saidOtherwise(Store &store, LetterKind kind, SessionId id,
                                             PersonId person, const QString &how)
{
    return changeParticipant(
        store, id, person,
        kind == LetterKind::Invitation ? "invite-participant" : "report-participant",
        [=](WriteContext &context, ChangeRecorder &recorder, const Seat &place) -> Result<void> {
            const auto words = checkedWords(how);
            if (!words)
                return std::unexpected(words.error());
            const Telling &letter = letterOf(kind, place.participant);
            const bool isStopped =
                letter.telling == VoiceTelling::Failed || letter.telling == VoiceTelling::Unknown;
            if (const auto may = mayBeWritten(context.db, kind, place); !may)
                return may;
            if (const auto may = checkLetter(letter); !may && !isStopped)
                return may;
            setForAll(recorder, place, registerOf(kind),
                      {int(TellingWay::Otherwise), toMilliseconds(context.now), context.actor.value,
                       *words, QByteArray()});
            return {};
        });
}

} // namespace

QFuture<Result<AppliedChange>> Sessions::addParticipant(SessionId id, PersonId person)
{
    return m_store.write([id, person](WriteContext &context) -> Result<AppliedChange> {
        if (const auto may = mayDo(context.db, ConsentKind::Invite, person); !may)
            return std::unexpected(may.error());
        ChangeRecorder recorder(context, QStringLiteral("add-participant"));
        if (participantsBehind(context.db, id, person).isEmpty())
            recorder.setMember(Register::SessionPerson, id.value, person.value, true);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::removeParticipant(SessionId id, PersonId person)
{
    return changeParticipant(
        m_store, id, person, "remove-participant",
        [](WriteContext &, ChangeRecorder &recorder, const Seat &place) -> Result<void> {
            if (place.participant.invitation.telling == VoiceTelling::OnItsWay)
                return fail(ErrorKind::Invalid,
                            QStringLiteral("An invitation is on its way to them: take it back in "
                                           "the outbox first. Nothing was changed."));
            if (place.participant.isToBeTold() && !isSettled(place.participant.report.telling))
                return fail(ErrorKind::Invalid,
                            QStringLiteral("They were invited, and are to hear what came of it: "
                                           "tell them, or skip them with a reason. Nothing was "
                                           "changed."));
            for (const PersonId each : place.rows)
                recorder.setMember(Register::SessionPerson, place.session.id.value, each.value,
                                   false);
            return {};
        });
}

QFuture<Result<AppliedChange>> Sessions::setAgreed(SessionId id, PersonId person,
                                                   const QString &words)
{
    return changeParticipant(
        m_store, id, person, "participant",
        [=](WriteContext &, ChangeRecorder &recorder, const Seat &place) -> Result<void> {
            const auto clean = checkedWords(words);
            if (!clean)
                return std::unexpected(clean.error());
            setForAll(recorder, place, Register::SessionParticipant, {0, *clean, 0});
            return {};
        });
}

QFuture<Result<AppliedChange>> Sessions::setAnswer(SessionId id, PersonId person,
                                                   SessionAnswer answer, MessageId proof)
{
    return changeParticipant(
        m_store, id, person, "participant-answer",
        [=](WriteContext &context, ChangeRecorder &recorder, const Seat &place) -> Result<void> {
            if (const auto open = checkStillOpen(place.session); !open)
                return open;
            if (proof.isValid() && !authorOf(context.db, proof))
                return fail(ErrorKind::NotFound,
                            QStringLiteral("The message that says so is not in the workspace; "
                                           "nothing was changed."));
            const bool isSame =
                place.participant.answer == answer && place.participant.answerMessage == proof;
            if (!isSame)
                setForAll(recorder, place, Register::SessionAnswer,
                          {int(answer),
                           answer == SessionAnswer::None ? 0 : toMilliseconds(context.now),
                           answer == SessionAnswer::None ? 0 : proof.value});
            return {};
        });
}

QFuture<Result<AppliedChange>> Sessions::setAttendance(SessionId id, PersonId person,
                                                       Attendance attendance)
{
    return changeParticipant(
        m_store, id, person, "participant-attendance",
        [=](WriteContext &context, ChangeRecorder &recorder, const Seat &place) -> Result<void> {
            if (const auto open = checkStillOpen(place.session); !open)
                return open;
            if (place.participant.attendance != attendance)
                setForAll(recorder, place, Register::SessionAttendance,
                          {int(attendance),
                           attendance == Attendance::Unknown ? 0 : toMilliseconds(context.now)});
            return {};
        });
}

QFuture<Result<AppliedChange>> Sessions::thank(SessionId id, PersonId person, const QString &words)
{
    return changeParticipant(
        m_store, id, person, "thank-participant",
        [=](WriteContext &context, ChangeRecorder &recorder, const Seat &place) -> Result<void> {
            const auto clean = checkedWords(words);
            if (!clean)
                return std::unexpected(clean.error());
            if (place.participant.thanks != *clean)
                setForAll(recorder, place, Register::SessionThanks,
                          {*clean, clean->isEmpty() ? 0 : toMilliseconds(context.now)});
            return {};
        });
}

QFuture<Result<SessionLetter>> Sessions::draftInvitation(SessionId id, PersonId person)
{
    return m_store.read([=](ReadContext &context) {
        return draftLetter(context.db, LetterKind::Invitation, id, person);
    });
}

QFuture<Result<OutboxItem>> Sessions::invite(SessionId id, PersonId person, const QString &text,
                                             std::chrono::milliseconds undoTime, Timestamp basis,
                                             const QStringList &parts)
{
    return m_store.write([=, key = m_store.messageIdKey()](WriteContext &context) {
        return sendLetter(context, key, LetterKind::Invitation, id, person, text,
                          std::clamp(undoTime, 0ms, longestLetterHold), basis, parts);
    });
}

QFuture<Result<AppliedChange>> Sessions::invitedOtherwise(SessionId id, PersonId person,
                                                          const QString &how)
{
    return saidOtherwise(m_store, LetterKind::Invitation, id, person, how);
}

QFuture<Result<SessionLetter>> Sessions::draftReport(SessionId id, PersonId person)
{
    return m_store.read([=](ReadContext &context) {
        return draftLetter(context.db, LetterKind::Report, id, person);
    });
}

QFuture<Result<OutboxItem>> Sessions::report(SessionId id, PersonId person, const QString &text,
                                             std::chrono::milliseconds undoTime, Timestamp basis,
                                             const QStringList &parts)
{
    return m_store.write([=, key = m_store.messageIdKey()](WriteContext &context) {
        return sendLetter(context, key, LetterKind::Report, id, person, text,
                          std::clamp(undoTime, 0ms, longestLetterHold), basis, parts);
    });
}

QFuture<Result<AppliedChange>> Sessions::reportedOtherwise(SessionId id, PersonId person,
                                                           const QString &how)
{
    return saidOtherwise(m_store, LetterKind::Report, id, person, how);
}

QFuture<Result<AppliedChange>> Sessions::skipReport(SessionId id, PersonId person,
                                                    const QString &reason)
{
    return changeParticipant(
        m_store, id, person, "skip-participant",
        [=](WriteContext &context, ChangeRecorder &recorder, const Seat &place) -> Result<void> {
            if (const auto may = mayBeWritten(context.db, LetterKind::Report, place); !may)
                return may;
            if (const auto may = checkSkippingReport(place.participant, reason); !may)
                return may;
            const auto words = checkedWords(reason);
            if (!words)
                return std::unexpected(words.error());
            setForAll(recorder, place, Register::SessionReport,
                      {int(TellingWay::Skipped), toMilliseconds(context.now), context.actor.value,
                       *words, QByteArray()});
            return {};
        });
}

QFuture<Result<SessionRecord>> Sessions::record(SessionId id)
{
    return m_store.read([id](ReadContext &context) -> Result<SessionRecord> {
        Db &db = context.db;
        const auto session = sessionById(db, id);
        if (!session)
            return fail(ErrorKind::NotFound,
                        QStringLiteral("This session is not in the workspace."));
        QSet<PersonId> people;
        for (const Participant &each : session->participants)
            people.insert(each.person);
        for (const SessionLine &line : session->lines) {
            if (line.authorPerson.isValid())
                people.insert(line.authorPerson);
        }
        QSet<PersonId> named;
        QSet<PersonId> quotable;
        for (const PersonId person : std::as_const(people)) {
            if (consentCheck(db, ConsentKind::QuoteByName, person).isAllowed)
                named.insert(person);
            if (named.contains(person) ||
                consentCheck(db, ConsentKind::QuoteAnonymously, person).isAllowed)
                quotable.insert(person);
        }
        return makeRecord(*session, named, quotable);
    });
}

} // namespace casement
