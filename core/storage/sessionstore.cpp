// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/sessionstore.h"

#include "core/storage/joinstore.h"
#include "core/storage/sqlite.h"
#include "core/text/quotes.h"

namespace casement
{

namespace
{

constexpr int quoteLength = 200;

QList<SessionRef> refs(Statement &rows)
{
    QList<SessionRef> sessions;
    while (rows.next()) {
        SessionRef ref{.id = rows.id<SessionId>(0),
                       .title = rows.text(1),
                       .state = toString(static_cast<SessionState>(rows.integer(2))),
                       .startsAt = {}};
        if (rows.integer(3) > 0)
            ref.startsAt = rows.time(3);
        sessions.append(ref);
    }
    return sessions;
}

/// Two who were joined, and both stand in the session: the stricter consent holds, and they have
/// been told when both have.
Participant joined(Participant participant, const Participant &other)
{
    participant.status = std::max(participant.status, other.status);
    participant.toldOutcome = participant.toldOutcome && other.toldOutcome;
    if (participant.consent.isEmpty() || other.consent.isEmpty())
        participant.consent.clear(); // who was not asked has agreed to nothing
    else if (participant.consent != other.consent)
        participant.consent += QStringLiteral("; ") + other.consent;
    return participant;
}

} // namespace

QList<SessionRef> allSessions(Db &db)
{
    Statement rows = db.prepare("SELECT id, title, state, starts_at FROM session WHERE deleted_at "
                                "= 0 ORDER BY state = 5, starts_at DESC, id DESC");
    return refs(rows);
}

QList<SessionRef> sessionsOf(Db &db, PersonId person)
{
    Statement rows = db.prepare(R"(
        SELECT DISTINCT s.id, s.title, s.state, s.starts_at FROM session_person sp JOIN session s ON s.id = sp.session_id
        WHERE sp.person_id IN (SELECT member_id FROM person_member WHERE root_id = ?) AND sp.add_hlc > sp.rem_hlc
          AND s.deleted_at = 0 ORDER BY s.starts_at DESC, s.id DESC)");
    rows.bind(person);
    return refs(rows);
}

std::optional<Session> sessionById(Db &db, SessionId id)
{
    Session session;
    {
        Statement row = db.prepare(R"(
            SELECT id, uid, title, purpose, ask, give, place, starts_at, host_id, stage, state, notebook, outcome, created_at
            FROM session WHERE id = ? AND deleted_at = 0)");
        row.bind(id);
        if (!row.next())
            return std::nullopt;
        session.id = row.id<SessionId>(0);
        session.uid = row.uid(1);
        session.title = row.text(2);
        session.purpose = row.text(3);
        session.ask = row.text(4);
        session.give = row.text(5);
        session.place = row.text(6);
        if (row.integer(7) > 0)
            session.startsAt = row.time(7);
        session.host = row.id<StaffId>(8);
        session.stage = static_cast<SessionStage>(row.integer(9));
        session.state = static_cast<SessionState>(row.integer(10));
        session.notebook = row.text(11);
        session.outcome = row.text(12);
        session.createdAt = row.time(13);
    }
    {
        Statement rows = db.prepare(R"(
            SELECT p.id, p.name, sp.status, sp.consent, sp.told
            FROM session_person sp JOIN person_root r ON r.id = sp.person_id JOIN person p ON p.id = r.root_id
            WHERE sp.session_id = ? AND sp.add_hlc > sp.rem_hlc ORDER BY p.name COLLATE NOCASE, p.id)");
        rows.bind(id);
        while (rows.next()) {
            const Participant row{.person = rows.id<PersonId>(0),
                                  .name = rows.text(1),
                                  .status = static_cast<ParticipantStatus>(rows.integer(2)),
                                  .consent = rows.text(3),
                                  .toldOutcome = rows.boolean(4)};
            if (!session.participants.isEmpty() && session.participants.last().person == row.person)
                session.participants.last() = joined(session.participants.last(), row);
            else
                session.participants.append(row);
        }
    }
    Statement rows = db.prepare(R"(
        SELECT m.id, m.conversation_id, coalesce(nullif(b.author_name, ''), i.name, i.address), substr(b.text, 1, 2000), m.at
        FROM session_message sm JOIN message m ON m.id = sm.message_id JOIN message_body b ON b.message_id = m.id
             JOIN identity i ON i.id = m.identity_id
        WHERE sm.session_id = ? AND sm.add_hlc > sm.rem_hlc ORDER BY m.at, m.id)");
    rows.bind(id);
    while (rows.next()) {
        session.sources.append({.message = rows.id<MessageId>(0),
                                .conversation = rows.id<ConversationId>(1),
                                .authorName = rows.text(2),
                                .snippet = makeSnippet(rows.text(3), quoteLength),
                                .at = rows.time(4)});
    }
    return session;
}

QList<PersonId> participantsBehind(Db &db, SessionId session, PersonId person)
{
    QList<PersonId> people;
    for (const PersonId member : membersOf(db, shownPerson(db, person))) {
        if (db.number("SELECT add_hlc > rem_hlc FROM session_person WHERE session_id = ? AND "
                      "person_id = ?",
                      0, session, member))
            people.append(member);
    }
    return people;
}

SessionId addHiddenSession(WriteContext &context, const QString &title)
{
    context.db.run(
        "INSERT INTO session (uid, title, host_id, created_at, deleted_at) VALUES (?, ?, ?, ?, ?)",
        Uid::create(context.now), title, context.actor, context.now, context.now);
    return SessionId{context.db.lastInsertId()};
}

std::optional<MessageAuthor> authorOf(Db &db, MessageId id)
{
    Statement row = db.prepare(R"(
        SELECT i.person_id, m.conversation_id, c.subject, m.direction FROM message m JOIN identity i ON i.id = m.identity_id
        JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ?)");
    row.bind(id);
    if (!row.next())
        return std::nullopt;
    return MessageAuthor{row.id<PersonId>(0), row.id<ConversationId>(1), row.text(2),
                         static_cast<Direction>(row.integer(3))};
}

} // namespace casement
