// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/sessions.h"

#include "core/storage/changelog.h"
#include "core/storage/consentstore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/store.h"

namespace casement
{

namespace
{

constexpr qsizetype maxLine = 1000;
constexpr qsizetype maxNotebook = 2'000'000;

std::unexpected<Error> noSuchSession()
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("This session is not in the workspace; nothing was changed."));
}

/// Unless somebody with whom they are joined stands there already.
void addParticipantTo(ChangeRecorder &recorder, WriteContext &context, SessionId id,
                      PersonId person)
{
    if (participantsBehind(context.db, id, person).isEmpty())
        recorder.setMember(Register::SessionPerson, id.value, person.value, true);
    context.changed.people.insert(person);
}

/// Links a message and, where a person wrote it, its author.
void link(ChangeRecorder &recorder, WriteContext &context, SessionId id, MessageId message)
{
    const auto author = authorOf(context.db, message);
    if (!author)
        return;
    recorder.setMember(Register::SessionMessage, id.value, message.value, true);
    // Their words may inspire a session to which they do not want to be invited.
    if (author->direction == Direction::Incoming &&
        mayDo(context.db, ConsentKind::Invite, author->person))
        addParticipantTo(recorder, context, id, author->person);
    recorder.touch(author->conversation);
}

} // namespace

Sessions::Sessions(Store &store) : m_store(store)
{
}

QFuture<Result<QList<SessionRef>>> Sessions::list()
{
    return m_store.read([](ReadContext &context) { return allSessions(context.db); });
}

QFuture<Result<Session>> Sessions::get(SessionId id)
{
    return m_store.read([id](ReadContext &context) -> Result<Session> {
        if (auto session = sessionById(context.db, id))
            return *session;
        return fail(ErrorKind::NotFound, QStringLiteral("This session is not in the workspace."));
    });
}

QFuture<Result<Session>> Sessions::create(const QList<MessageId> &sources)
{
    return m_store.write([sources](WriteContext &context) -> Result<Session> {
        QString title = QStringLiteral("New session");
        if (const auto first =
                sources.isEmpty() ? std::nullopt : authorOf(context.db, sources.first());
            first && !first->subject.isEmpty())
            title = first->subject;
        ChangeRecorder recorder(context, QStringLiteral("session"), title);
        const SessionId id = addHiddenSession(context, title);
        recorder.set(Register::SessionDeleted, id.value, {0});
        for (const MessageId message : sources)
            link(recorder, context, id, message);
        context.changed.sessions.insert(id);
        std::ignore = recorder.finish();
        if (auto session = sessionById(context.db, id))
            return *session;
        return noSuchSession();
    });
}

QFuture<Result<AppliedChange>> Sessions::save(const Session &session)
{
    return m_store.write([session](WriteContext &context) -> Result<AppliedChange> {
        const auto before = sessionById(context.db, session.id);
        if (!before)
            return noSuchSession();
        if (session.notebook.size() > maxNotebook || session.title.size() > maxLine)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The notebook is longer than two million characters; the "
                                       "last saved version is kept."));
        ChangeRecorder recorder(context, QStringLiteral("edit-session"), session.title);
        const qint64 id = session.id.value;
        recorder.set(Register::SessionTitle, id, {session.title});
        recorder.set(Register::SessionPurpose, id, {session.purpose});
        recorder.set(Register::SessionAsk, id, {session.ask});
        recorder.set(Register::SessionGive, id, {session.give});
        recorder.set(Register::SessionPlace, id, {session.place});
        recorder.set(Register::SessionStartsAt, id,
                     {session.startsAt ? toMilliseconds(*session.startsAt) : 0});
        recorder.set(Register::SessionHost, id, {session.host.value});
        recorder.set(Register::SessionStage, id, {int(session.stage)});
        recorder.set(Register::SessionNotebook, id, {session.notebook});
        recorder.set(Register::SessionOutcome, id, {session.outcome});
        context.changed.sessions.insert(session.id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::setState(SessionId id, SessionState state)
{
    return m_store.write([id, state](WriteContext &context) -> Result<AppliedChange> {
        const auto session = sessionById(context.db, id);
        if (!session)
            return noSuchSession();
        if (const auto allowed = checkSessionStep(*session, state); !allowed)
            return std::unexpected(allowed.error());
        ChangeRecorder recorder(context, QStringLiteral("session-state"), toString(state));
        recorder.set(Register::SessionState, id.value, {int(state)});
        context.changed.sessions.insert(id);
        for (const Participant &participant : session->participants)
            context.changed.people.insert(participant.person);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::addSource(SessionId id, MessageId message)
{
    return m_store.write([id, message](WriteContext &context) {
        ChangeRecorder recorder(context, QStringLiteral("link-session"));
        link(recorder, context, id, message);
        context.changed.sessions.insert(id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::removeSource(SessionId id, MessageId message)
{
    return m_store.write([id, message](WriteContext &context) {
        ChangeRecorder recorder(context, QStringLiteral("unlink-session"));
        recorder.setMember(Register::SessionMessage, id.value, message.value, false);
        context.changed.sessions.insert(id);
        if (const auto author = authorOf(context.db, message))
            recorder.touch(author->conversation);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::addParticipant(SessionId id, PersonId person)
{
    return m_store.write([id, person](WriteContext &context) -> Result<AppliedChange> {
        if (const auto may = mayDo(context.db, ConsentKind::Invite, person); !may)
            return std::unexpected(may.error());
        ChangeRecorder recorder(context, QStringLiteral("add-participant"));
        addParticipantTo(recorder, context, id, person);
        context.changed.sessions.insert(id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::removeParticipant(SessionId id, PersonId person)
{
    return m_store.write([id, person](WriteContext &context) {
        ChangeRecorder recorder(context, QStringLiteral("remove-participant"));
        for (const PersonId each : participantsBehind(context.db, id, person)) {
            recorder.setMember(Register::SessionPerson, id.value, each.value, false);
            context.changed.people.insert(each);
        }
        context.changed.sessions.insert(id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::setParticipant(SessionId id,
                                                        const Participant &participant)
{
    return m_store.write([id, participant](WriteContext &context) {
        ChangeRecorder recorder(context, QStringLiteral("participant"), participant.name);
        // Of people who are joined, each is told: what is true of the one is true of the other.
        for (const PersonId each : participantsBehind(context.db, id, participant.person)) {
            recorder.set(
                Register::SessionParticipant, id.value, each.value,
                {int(participant.status), participant.consent, participant.toldOutcome ? 1 : 0});
            context.changed.people.insert(each);
        }
        context.changed.sessions.insert(id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::remove(SessionId id)
{
    return m_store.write([id](WriteContext &context) -> Result<AppliedChange> {
        const auto session = sessionById(context.db, id);
        if (!session)
            return noSuchSession();
        ChangeRecorder recorder(context, QStringLiteral("remove-session"), session->title);
        recorder.set(Register::SessionDeleted, id.value, {toMilliseconds(context.now)});
        context.changed.sessions.insert(id);
        for (const SessionSource &source : session->sources)
            recorder.touch(source.conversation);
        return recorder.finish();
    });
}

} // namespace casement
