// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/sessions.h"

#include "core/storage/askstore.h"
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
constexpr int longestItem = 24 * 60;

std::unexpected<Error> noSuchSession()
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("This session is not in the workspace; nothing was changed."));
}

std::unexpected<Error> tooLong()
{
    return fail(
        ErrorKind::Invalid,
        QStringLiteral("That is longer than %1 characters; nothing was changed.").arg(maxLine));
}

/// Unless somebody with whom they are joined stands there already.
void addParticipantTo(ChangeRecorder &recorder, WriteContext &context, SessionId id,
                      PersonId person)
{
    if (participantsBehind(context.db, id, person).isEmpty())
        recorder.setMember(Register::SessionPerson, id.value, person.value, true);
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

QCborArray itemColumns(const SessionItem &item)
{
    return {item.title.simplified(), std::clamp(item.minutes, 0, longestItem),
            item.lead.simplified()};
}

void addItem(ChangeRecorder &recorder, WriteContext &context, SessionId id, const SessionItem &item)
{
    const qint64 row = addHiddenItem(context, id).value;
    recorder.set(Register::SessionItemWhat, row, itemColumns(item));
    recorder.set(Register::SessionItemState, row, {int(item.state)});
    recorder.set(Register::SessionItemDeleted, row, {0});
}

/// A change of one session, by \a work, which may refuse.
template <typename Work>
QFuture<Result<AppliedChange>> changeSession(Store &store, SessionId id, const char *verb,
                                             Work work)
{
    return store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto session = sessionById(context.db, id);
        if (!session)
            return noSuchSession();
        ChangeRecorder recorder(context, QString::fromLatin1(verb), session->title);
        if (const Result<void> done = work(context, recorder, *session); !done)
            return std::unexpected(done.error());
        context.changed.sessions.insert(id);
        return recorder.finish();
    });
}

} // namespace

Sessions::Sessions(Store &store) : m_store(store)
{
}

QFuture<Result<QList<SessionSummary>>> Sessions::list()
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

QFuture<Result<QList<PersonSession>>> Sessions::ofPerson(PersonId person)
{
    return m_store.read(
        [person](ReadContext &context) { return sessionsWith(context.db, person); });
}

QFuture<Result<QList<HistoryEntry>>> Sessions::history(SessionId id, int limit)
{
    return m_store.read(
        [=](ReadContext &context) { return sessionHistory(context.db, id, limit); });
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

QFuture<Result<Session>> Sessions::repeat(SessionId id, std::optional<Timestamp> startsAt)
{
    return m_store.write([=](WriteContext &context) -> Result<Session> {
        Db &db = context.db;
        const auto before = sessionById(db, id);
        if (!before)
            return noSuchSession();
        ChangeRecorder recorder(context, QStringLiteral("repeat-session"), before->title);
        const SessionId next = addHiddenSession(context, before->title, id);
        const qint64 row = next.value;
        recorder.set(Register::SessionDeleted, row, {0});
        recorder.set(Register::SessionPurpose, row, {before->purpose});
        recorder.set(Register::SessionAsk, row, {before->ask});
        recorder.set(Register::SessionGive, row, {before->give});
        recorder.set(Register::SessionPlace, row, {before->place});
        recorder.set(Register::SessionZone, row, {QString::fromUtf8(before->zone)});
        recorder.set(Register::SessionHost, row, {before->host.value});
        recorder.set(Register::SessionStage, row, {int(before->stage)});
        recorder.set(Register::SessionCollaboration, row, {before->collaboration.value});
        if (startsAt) {
            recorder.set(Register::SessionStartsAt, row, {toMilliseconds(*startsAt)});
            if (before->startsAt && before->endsAt)
                recorder.set(Register::SessionEndsAt, row,
                             {toMilliseconds(*startsAt + (*before->endsAt - *before->startsAt))});
        }
        for (SessionItem item : before->items) {
            item.state = AgendaState::Planned;
            addItem(recorder, context, next, item);
        }
        for (const Participant &each : before->participants) {
            if (mayDo(db, ConsentKind::Invite, each.person))
                addParticipantTo(recorder, context, next, each.person);
        }
        std::ignore = recorder.finish();
        if (auto session = sessionById(db, next))
            return *session;
        return noSuchSession();
    });
}

QFuture<Result<AppliedChange>> Sessions::save(const Session &session)
{
    return m_store.write([session](WriteContext &context) -> Result<AppliedChange> {
        if (!sessionById(context.db, session.id))
            return noSuchSession();
        if (session.notebook.size() > maxNotebook || session.title.size() > maxLine)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The notebook is longer than two million characters; the "
                                       "last saved version is kept."));
        if (session.startsAt && session.endsAt && *session.endsAt < *session.startsAt)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("It would end before it begins; nothing was changed."));
        ChangeRecorder recorder(context, QStringLiteral("edit-session"), session.title);
        const qint64 id = session.id.value;
        recorder.set(Register::SessionTitle, id, {session.title});
        recorder.set(Register::SessionPurpose, id, {session.purpose});
        recorder.set(Register::SessionAsk, id, {session.ask});
        recorder.set(Register::SessionGive, id, {session.give});
        recorder.set(Register::SessionPlace, id, {session.place});
        recorder.set(Register::SessionStartsAt, id,
                     {session.startsAt ? toMilliseconds(*session.startsAt) : 0});
        recorder.set(Register::SessionEndsAt, id,
                     {session.endsAt ? toMilliseconds(*session.endsAt) : 0});
        recorder.set(Register::SessionZone, id, {QString::fromUtf8(session.zone)});
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
        for (const Participant &participant : session->participants)
            context.changed.people.insert(participant.person);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::remove(SessionId id)
{
    return changeSession(
        m_store, id, "remove-session",
        [id](WriteContext &context, ChangeRecorder &recorder, const Session &session) {
            recorder.set(Register::SessionDeleted, id.value, {toMilliseconds(context.now)});
            for (const SessionSource &source : session.sources)
                recorder.touch(source.conversation);
            for (const Participant &participant : session.participants)
                context.changed.people.insert(participant.person);
            return Result<void>();
        });
}

QFuture<Result<QList<Collaboration>>> Sessions::collaborations()
{
    return m_store.read([](ReadContext &context) { return allCollaborations(context.db); });
}

QFuture<Result<AppliedChange>> Sessions::setCollaboration(SessionId id, const QString &title)
{
    const QString wanted = title.simplified();
    return changeSession(
        m_store, id, "session-collaboration",
        [=](WriteContext &context, ChangeRecorder &recorder, const Session &) -> Result<void> {
            if (wanted.size() > maxLine)
                return tooLong();
            CollaborationId collaboration;
            for (const Collaboration &each : allCollaborations(context.db)) {
                if (each.title.compare(wanted, Qt::CaseInsensitive) == 0)
                    collaboration = each.id;
            }
            if (!wanted.isEmpty() && !collaboration.isValid()) {
                collaboration = addHiddenCollaboration(context, wanted);
                recorder.set(Register::CollaborationDeleted, collaboration.value, {0});
            }
            recorder.set(Register::SessionCollaboration, id.value,
                         {wanted.isEmpty() ? 0 : collaboration.value});
            return {};
        });
}

QFuture<Result<AppliedChange>> Sessions::editCollaboration(const Collaboration &collaboration)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (!collaborationById(context.db, collaboration.id))
            return fail(ErrorKind::NotFound, QStringLiteral("This collaboration is not in the "
                                                            "workspace; nothing was changed."));
        if (collaboration.title.trimmed().isEmpty())
            return fail(ErrorKind::Invalid,
                        QStringLiteral("A collaboration needs a name; nothing was changed."));
        if (collaboration.title.size() > maxLine)
            return tooLong();
        ChangeRecorder recorder(context, QStringLiteral("session-collaboration"),
                                collaboration.title);
        recorder.set(Register::CollaborationTitle, collaboration.id.value,
                     {collaboration.title.simplified()});
        recorder.set(Register::CollaborationPurpose, collaboration.id.value,
                     {collaboration.purpose.trimmed()});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::addSource(SessionId id, MessageId message)
{
    return m_store.write([id, message](WriteContext &context) {
        ChangeRecorder recorder(context, QStringLiteral("link-session"));
        link(recorder, context, id, message);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::removeSource(SessionId id, MessageId message)
{
    return m_store.write([id, message](WriteContext &context) {
        ChangeRecorder recorder(context, QStringLiteral("unlink-session"));
        recorder.setMember(Register::SessionMessage, id.value, message.value, false);
        if (const auto author = authorOf(context.db, message))
            recorder.touch(author->conversation);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::setAsk(SessionId id, AskId ask, bool isLinked)
{
    return changeSession(
        m_store, id, isLinked ? "link-session" : "unlink-session",
        [=](WriteContext &context, ChangeRecorder &recorder, const Session &) -> Result<void> {
            if (!askById(context.db, ask))
                return fail(
                    ErrorKind::NotFound,
                    QStringLiteral("This ask is not in the workspace; nothing was changed."));
            recorder.setMember(Register::SessionAskLink, id.value, ask.value, isLinked);
            context.changed.asks.insert(ask);
            return {};
        });
}

QFuture<Result<AppliedChange>> Sessions::saveItem(SessionId id, const SessionItem &item)
{
    return changeSession(
        m_store, id, "session-agenda",
        [=](WriteContext &context, ChangeRecorder &recorder,
            const Session &session) -> Result<void> {
            if (item.title.trimmed().isEmpty())
                return fail(ErrorKind::Invalid,
                            QStringLiteral("Say what the point is about; nothing was changed."));
            if (item.title.size() > maxLine || item.lead.size() > maxLine)
                return tooLong();
            if (!item.id.isValid()) {
                addItem(recorder, context, id, item);
                return {};
            }
            if (std::ranges::find(session.items, item.id, &SessionItem::id) == session.items.end())
                return noSuchSession();
            recorder.set(Register::SessionItemWhat, item.id.value, itemColumns(item));
            recorder.set(Register::SessionItemState, item.id.value, {int(item.state)});
            return {};
        });
}

QFuture<Result<AppliedChange>> Sessions::moveItem(SessionItemId item, qsizetype place)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto session = sessionById(context.db, sessionOfItem(context.db, item));
        if (!session)
            return noSuchSession();
        QList<SessionItemId> order;
        for (const SessionItem &each : session->items) {
            if (each.id != item)
                order.append(each.id);
        }
        if (order.size() == session->items.size())
            return noSuchSession();
        order.insert(std::clamp<qsizetype>(place, 0, order.size()), item);
        ChangeRecorder recorder(context, QStringLiteral("session-agenda"), session->title);
        for (qsizetype i = 0; i < order.size(); ++i)
            recorder.set(Register::SessionItemPosition, order.at(i).value, {i + 1});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::removeItem(SessionItemId item)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto session = sessionById(context.db, sessionOfItem(context.db, item));
        if (!session)
            return noSuchSession();
        ChangeRecorder recorder(context, QStringLiteral("session-agenda"), session->title);
        recorder.set(Register::SessionItemDeleted, item.value, {toMilliseconds(context.now)});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Sessions::saveOutcome(SessionId id, const SessionOutcome &outcome)
{
    return changeSession(
        m_store, id, "session-outcome",
        [=](WriteContext &context, ChangeRecorder &recorder,
            const Session &session) -> Result<void> {
            if (outcome.text.trimmed().isEmpty())
                return fail(ErrorKind::Invalid,
                            QStringLiteral("Say what was made; nothing was changed."));
            if (outcome.text.size() > maxLine || outcome.url.size() > maxLine)
                return tooLong();
            if (outcome.line.isValid() &&
                std::ranges::find(session.lines, outcome.line, &SessionLine::id) ==
                    session.lines.end())
                return fail(ErrorKind::NotFound,
                            QStringLiteral("The notebook has no such line (any more); nothing was "
                                           "changed."));
            SessionOutcomeId row = outcome.id;
            if (row.isValid() && std::ranges::find(session.outcomes, row, &SessionOutcome::id) ==
                                     session.outcomes.end())
                return noSuchSession();
            if (!row.isValid())
                row = addHiddenOutcome(context, id);
            recorder.set(Register::SessionOutcomeBody, row.value,
                         {outcome.text.trimmed(), outcome.line.value, outcome.url.trimmed()});
            recorder.set(Register::SessionOutcomeDeleted, row.value, {0});
            return {};
        });
}

QFuture<Result<AppliedChange>> Sessions::removeOutcome(SessionOutcomeId outcome)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto session = sessionById(context.db, sessionOfOutcome(context.db, outcome));
        if (!session)
            return noSuchSession();
        ChangeRecorder recorder(context, QStringLiteral("session-outcome"), session->title);
        recorder.set(Register::SessionOutcomeDeleted, outcome.value, {toMilliseconds(context.now)});
        return recorder.finish();
    });
}

} // namespace casement
