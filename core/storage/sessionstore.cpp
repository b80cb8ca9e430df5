// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/sessionstore.h"

#include "core/storage/changelog.h"
#include "core/storage/joinstore.h"
#include "core/storage/sqlite.h"
#include "core/text/quotes.h"

#include <QCborValue>

namespace casement
{

namespace
{

constexpr int quoteLength = 200;

constexpr const char *participantsSql = R"(
    SELECT p.id, p.name, p.language, sp.consent, sp.answer, sp.answered_at, sp.answer_message_id, coalesce(am.conversation_id, 0),
           sp.came, sp.came_at, sp.thanks, sp.thanked_at,
           sp.invited, coalesce(i.sending, 3), sp.invited_at, coalesce(si.name, ''), sp.invited_reason, coalesce(i.id, 0),
           coalesce(i.reason, ''),
           sp.report, coalesce(t.sending, 3), sp.report_at, coalesce(st.name, ''), sp.report_reason, coalesce(t.id, 0),
           coalesce(t.reason, '')
    FROM session_person sp JOIN person_root r ON r.id = sp.person_id JOIN person p ON p.id = r.root_id
         LEFT JOIN message am ON am.id = sp.answer_message_id
         LEFT JOIN outbox_outcome i ON i.uid = sp.invite_outbox AND sp.invite_outbox <> x''
         LEFT JOIN outbox_outcome t ON t.uid = sp.report_outbox AND sp.report_outbox <> x''
         LEFT JOIN staff si ON si.id = sp.invited_by LEFT JOIN staff st ON st.id = sp.report_by
    WHERE sp.session_id = ? AND sp.add_hlc > sp.rem_hlc ORDER BY p.name COLLATE NOCASE, p.id, sp.person_id)";
/// What they said in the conversation of the invitation since.
constexpr const char *offeredSql = R"(
    SELECT m.id, m.conversation_id, substr(b.text, 1, 2000), m.at
    FROM outbox o CROSS JOIN message m ON m.conversation_id = o.conversation_id JOIN identity i ON i.id = m.identity_id
         JOIN person_root r ON r.id = i.person_id JOIN message_body b ON b.message_id = m.id
    WHERE o.id = ? AND o.conversation_id > 0 AND m.at >= ? AND r.root_id = ? AND m.direction = 0 AND m.is_automatic = 0
      AND m.is_context = 0 AND m.deleted_at = 0
    ORDER BY m.at DESC LIMIT 1)";
constexpr const char *linesSql = R"(
    SELECT l.id, l.uid, l.kind, l.author, coalesce(r.root_id, 0), l.author_staff_id, l.text, l.message_id, l.ask_id, l.number
    FROM session_line l LEFT JOIN person_root r ON r.id = l.author_person_id
    WHERE l.session_id = ? AND l.deleted_at = 0 ORDER BY l.number, l.id)";
constexpr const char *withPersonSql = R"(
    SELECT DISTINCT s.id, s.title, s.state, s.starts_at FROM session_person sp JOIN session s ON s.id = sp.session_id
    WHERE sp.person_id IN (SELECT member_id FROM person_member WHERE root_id = ?) AND sp.add_hlc > sp.rem_hlc
      AND s.deleted_at = 0 ORDER BY s.starts_at DESC, s.id DESC)";

/// From \a column on: way, sending, at, by, reason, outbox, the outbox's reason.
Telling letterFromRow(const Statement &row, int column)
{
    Telling letter{.telling = tellingOf(static_cast<TellingWay>(row.integer(column)),
                                        row.integer(column + 1))};
    if (letter.telling == VoiceTelling::Untold)
        return letter;
    letter.at = row.timeOrNone(column + 2);
    letter.by = row.text(column + 3);
    const bool isOurs = static_cast<TellingWay>(row.integer(column)) == TellingWay::Outbox;
    letter.reason = row.text(isOurs ? column + 6 : column + 4);
    letter.outbox = row.id<OutboxId>(column + 5);
    return letter;
}

Participant participantFromRow(const Statement &row)
{
    return {.person = row.id<PersonId>(0),
            .name = row.text(1),
            .language = row.text(2),
            .invitation = letterFromRow(row, 12),
            .answer = static_cast<SessionAnswer>(row.integer(4)),
            .answeredAt = row.timeOrNone(5),
            .answerMessage = row.id<MessageId>(6),
            .answerConversation = row.id<ConversationId>(7),
            .attendance = static_cast<Attendance>(row.integer(8)),
            .attendedAt = row.timeOrNone(9),
            .consent = row.text(3),
            .report = letterFromRow(row, 19),
            .thanks = row.text(10),
            .thankedAt = row.timeOrNone(11)};
}

/// Two who were joined, and both stand in the session: they are invited and came when one of them
/// is and did, the newest answer counts, the stricter consent holds, and they have been told when
/// both have.
Participant joined(Participant participant, const Participant &other)
{
    if (!participant.isInvited() && other.invitation.telling != VoiceTelling::Untold)
        participant.invitation = other.invitation;
    if (other.answeredAt > participant.answeredAt) {
        participant.answer = other.answer;
        participant.answeredAt = other.answeredAt;
        participant.answerMessage = other.answerMessage;
        participant.answerConversation = other.answerConversation;
    }
    if (participant.attendance != Attendance::Came && other.attendance != Attendance::Unknown) {
        participant.attendance = other.attendance;
        participant.attendedAt = other.attendedAt;
    }
    if (isSettled(participant.report.telling) && other.isToBeTold())
        participant.report = other.report;
    if (other.thankedAt > participant.thankedAt) {
        participant.thanks = other.thanks;
        participant.thankedAt = other.thankedAt;
    }
    if (participant.consent.isEmpty() || other.consent.isEmpty())
        participant.consent.clear(); // who was not asked has agreed to nothing
    else if (participant.consent != other.consent)
        participant.consent += QStringLiteral("; ") + other.consent;
    return participant;
}

QList<Participant> participantsOf(Db &db, SessionId id)
{
    QList<Participant> participants;
    {
        Statement rows = db.prepare(participantsSql);
        rows.bind(id);
        while (rows.next()) {
            const Participant row = participantFromRow(rows);
            if (!participants.isEmpty() && participants.last().person == row.person)
                participants.last() = joined(participants.last(), row);
            else
                participants.append(row);
        }
    }
    for (Participant &each : participants) {
        const bool hasDecided =
            each.answer == SessionAnswer::Yes || each.answer == SessionAnswer::No;
        if (hasDecided || !each.isInvited() || !each.invitation.outbox.isValid())
            continue;
        Statement row = db.prepare(offeredSql);
        row.bind(each.invitation.outbox,
                 std::max(each.invitation.at.value_or(Timestamp{}),
                          each.answeredAt.value_or(Timestamp{})),
                 each.person);
        if (row.next() && row.id<MessageId>(0) != each.answerMessage)
            each.offered = OfferedAnswer{.message = row.id<MessageId>(0),
                                         .conversation = row.id<ConversationId>(1),
                                         .snippet = makeSnippet(row.text(2), quoteLength),
                                         .at = row.time(3)};
    }
    return participants;
}

QList<SessionLine> linesOf(Db &db, SessionId id, const QString &notebook)
{
    QList<SessionLine> lines;
    Statement rows = db.prepare(linesSql);
    rows.bind(id);
    while (rows.next())
        lines.append({.id = rows.id<SessionLineId>(0),
                      .uid = rows.uid(1),
                      .kind = static_cast<NotebookLine::Kind>(rows.integer(2)),
                      .author = rows.text(3),
                      .authorPerson = rows.id<PersonId>(4),
                      .authorStaff = rows.id<StaffId>(5),
                      .text = rows.text(6),
                      .message = rows.id<MessageId>(7),
                      .ask = rows.id<AskId>(8),
                      .number = int(rows.integer(9))});
    if (!lines.isEmpty())
        return lines;
    // Written before lines had names of their own: they get them when it is saved.
    for (const NotebookLine &line : typedLines(notebook))
        lines.append({.id = {},
                      .uid = {},
                      .kind = line.kind,
                      .author = line.author,
                      .authorPerson = {},
                      .authorStaff = {},
                      .text = line.text,
                      .message = {},
                      .ask = {},
                      .number = line.number});
    return lines;
}

void readSources(Db &db, Session &session)
{
    Statement rows = db.prepare(R"(
        SELECT m.id, m.conversation_id, coalesce(nullif(b.author_name, ''), i.name, i.address), substr(b.text, 1, 2000), m.at
        FROM session_message sm JOIN message m ON m.id = sm.message_id JOIN message_body b ON b.message_id = m.id
             JOIN identity i ON i.id = m.identity_id
        WHERE sm.session_id = ? AND sm.add_hlc > sm.rem_hlc ORDER BY m.at, m.id)");
    rows.bind(session.id);
    while (rows.next())
        session.sources.append({.message = rows.id<MessageId>(0),
                                .conversation = rows.id<ConversationId>(1),
                                .authorName = rows.text(2),
                                .snippet = makeSnippet(rows.text(3), quoteLength),
                                .at = rows.time(4)});
}

void readRows(Db &db, Session &session)
{
    {
        Statement rows = db.prepare(R"(
            SELECT a.id, a.restated, a.state FROM session_ask sa JOIN ask a ON a.id = sa.ask_id
            WHERE sa.session_id = ? AND sa.add_hlc > sa.rem_hlc AND a.deleted_at = 0 ORDER BY a.id)");
        rows.bind(session.id);
        while (rows.next())
            session.asks.append({.id = rows.id<AskId>(0),
                                 .restated = rows.text(1),
                                 .state = static_cast<AskState>(rows.integer(2))});
    }
    {
        Statement rows =
            db.prepare("SELECT id, uid, title, minutes, lead, state FROM session_item WHERE "
                       "session_id = ? AND deleted_at = 0 ORDER BY position, id");
        rows.bind(session.id);
        while (rows.next())
            session.items.append({.id = rows.id<SessionItemId>(0),
                                  .uid = rows.uid(1),
                                  .title = rows.text(2),
                                  .minutes = int(rows.integer(3)),
                                  .lead = rows.text(4),
                                  .state = static_cast<AgendaState>(rows.integer(5))});
    }
    Statement rows = db.prepare("SELECT id, uid, body, line_id, url FROM session_outcome WHERE "
                                "session_id = ? AND deleted_at = 0 ORDER BY id");
    rows.bind(session.id);
    while (rows.next())
        session.outcomes.append({.id = rows.id<SessionOutcomeId>(0),
                                 .uid = rows.uid(1),
                                 .text = rows.text(2),
                                 .line = rows.id<SessionLineId>(3),
                                 .url = rows.text(4)});
}

} // namespace

QList<const char *> sessionLookups()
{
    return {participantsSql, offeredSql, linesSql, withPersonSql};
}

QList<SessionSummary> allSessions(Db &db)
{
    QList<SessionSummary> sessions;
    {
        Statement rows = db.prepare(R"(
            SELECT s.id, s.title, s.state, s.stage, s.starts_at, coalesce(c.id, 0), coalesce(c.title, '')
            FROM session s LEFT JOIN collaboration c ON c.id = s.collaboration_id AND c.deleted_at = 0
            WHERE s.deleted_at = 0 ORDER BY s.state = 5, s.starts_at DESC, s.id DESC)");
        while (rows.next())
            sessions.append({.id = rows.id<SessionId>(0),
                             .title = rows.text(1),
                             .state = static_cast<SessionState>(rows.integer(2)),
                             .stage = static_cast<SessionStage>(rows.integer(3)),
                             .startsAt = rows.timeOrNone(4),
                             .collaboration = rows.id<CollaborationId>(5),
                             .collaborationTitle = rows.text(6)});
    }
    for (SessionSummary &session : sessions) {
        const Session people{.id = session.id, .participants = participantsOf(db, session.id)};
        session.people = people.participants.size();
        session.toTell = people.toTell();
        session.settled = people.settled();
    }
    return sessions;
}

QList<SessionRef> sessionsOf(Db &db, PersonId person)
{
    Statement rows = db.prepare(withPersonSql);
    rows.bind(shownPerson(db, person));
    QList<SessionRef> sessions;
    while (rows.next())
        sessions.append({.id = rows.id<SessionId>(0),
                         .title = rows.text(1),
                         .state = toString(static_cast<SessionState>(rows.integer(2))),
                         .startsAt = rows.timeOrNone(3)});
    return sessions;
}

QList<PersonSession> sessionsWith(Db &db, PersonId person)
{
    const PersonId shown = shownPerson(db, person);
    QList<PersonSession> sessions;
    for (const SessionRef &ref : sessionsOf(db, shown)) {
        const auto session = sessionById(db, ref.id);
        if (!session)
            continue;
        const auto self = std::ranges::find(session->participants, shown, &Participant::person);
        if (self == session->participants.end())
            continue;
        PersonSession with{.id = session->id,
                           .title = session->title,
                           .state = session->state,
                           .startsAt = session->startsAt,
                           .status = self->status(),
                           .lines = {},
                           .thanks = self->thanks};
        for (const SessionLine &line : std::as_const(session->lines)) {
            if (line.authorPerson == shown)
                with.lines.append(line);
        }
        sessions.append(with);
    }
    return sessions;
}

std::optional<Session> sessionById(Db &db, SessionId id)
{
    Session session;
    {
        Statement row = db.prepare(R"(
            SELECT s.id, s.uid, s.title, s.purpose, s.ask, s.give, s.place, s.starts_at, s.host_id, s.stage, s.state, s.notebook,
                   s.outcome, s.created_at, s.ends_at, s.zone, coalesce(c.id, 0), coalesce(c.title, ''), coalesce(h.name, ''),
                   coalesce(f.id, 0), coalesce(f.title, '')
            FROM session s LEFT JOIN collaboration c ON c.id = s.collaboration_id AND c.deleted_at = 0
                 LEFT JOIN staff h ON h.id = s.host_id LEFT JOIN session f ON f.id = s.follows_session_id AND f.deleted_at = 0
            WHERE s.id = ? AND s.deleted_at = 0)");
        row.bind(id);
        if (!row.next())
            return std::nullopt;
        session = {.id = row.id<SessionId>(0),
                   .uid = row.uid(1),
                   .title = row.text(2),
                   .purpose = row.text(3),
                   .ask = row.text(4),
                   .give = row.text(5),
                   .place = row.text(6),
                   .startsAt = row.timeOrNone(7),
                   .endsAt = row.timeOrNone(14),
                   .zone = row.text(15).toUtf8(),
                   .host = row.id<StaffId>(8),
                   .hostName = row.text(18),
                   .stage = static_cast<SessionStage>(row.integer(9)),
                   .state = static_cast<SessionState>(row.integer(10)),
                   .notebook = row.text(11),
                   .outcome = row.text(12),
                   .createdAt = row.time(13),
                   .collaboration = row.id<CollaborationId>(16),
                   .collaborationTitle = row.text(17),
                   .follows = row.id<SessionId>(19),
                   .followsTitle = row.text(20),
                   .participants = {},
                   .sources = {}};
    }
    session.participants = participantsOf(db, id);
    session.lines = linesOf(db, id, session.notebook);
    readSources(db, session);
    readRows(db, session);
    return session;
}

QList<Collaboration> allCollaborations(Db &db)
{
    Statement rows = db.prepare("SELECT id, uid, title, purpose FROM collaboration WHERE "
                                "deleted_at = 0 ORDER BY title COLLATE NOCASE, id");
    QList<Collaboration> all;
    while (rows.next())
        all.append({.id = rows.id<CollaborationId>(0),
                    .uid = rows.uid(1),
                    .title = rows.text(2),
                    .purpose = rows.text(3)});
    return all;
}

std::optional<Collaboration> collaborationById(Db &db, CollaborationId id)
{
    for (const Collaboration &each : allCollaborations(db)) {
        if (each.id == id)
            return each;
    }
    return std::nullopt;
}

SessionId sessionOfItem(Db &db, SessionItemId id)
{
    return SessionId{db.number("SELECT session_id FROM session_item WHERE id = ?", 0, id)};
}

SessionId sessionOfOutcome(Db &db, SessionOutcomeId id)
{
    return SessionId{db.number("SELECT session_id FROM session_outcome WHERE id = ?", 0, id)};
}

QList<HistoryEntry> sessionHistory(Db &db, SessionId id, int limit)
{
    QSet<qint64> items;
    QSet<qint64> outcomes;
    for (const auto &[sql, ids] :
         {std::pair("SELECT id FROM session_item WHERE session_id = ?", &items),
          std::pair("SELECT id FROM session_outcome WHERE session_id = ?", &outcomes)}) {
        Statement rows = db.prepare(sql);
        rows.bind(id);
        while (rows.next())
            ids->insert(rows.integer(0));
    }
    // Sessions are few, and so are the changes of them; nothing else begins with their verbs.
    Statement rows = db.prepare(R"(
        SELECT c.id, c.verb, c.detail, c.actor_id, coalesce(s.name, ''), c.at, c.undone_by, c.writes
        FROM change c LEFT JOIN staff s ON s.id = c.actor_id
        WHERE c.verb GLOB '*session*' OR c.verb GLOB '*participant*'
           OR c.verb = 'undo' AND (c.detail GLOB '*session*' OR c.detail GLOB '*participant*') ORDER BY c.id DESC)");
    QList<HistoryEntry> entries;
    while (entries.size() < limit && rows.next()) {
        bool isOurs = false;
        for (const QCborValue &value : QCborValue::fromCbor(rows.blob(7)).toArray()) {
            const QCborArray write = value.toArray();
            const auto reg = static_cast<Register>(write.at(0).toInteger());
            const qint64 row = write.at(1).toInteger();
            if (reg >= Register::SessionItemDeleted && reg <= Register::SessionItemPosition)
                isOurs |= items.contains(row);
            else if (reg == Register::SessionOutcomeDeleted || reg == Register::SessionOutcomeBody)
                isOurs |= outcomes.contains(row);
            else if (reg < Register::CollaborationDeleted || reg > Register::CollaborationPurpose)
                isOurs |= row == id.value;
        }
        if (isOurs)
            entries.append(historyEntry(rows));
    }
    return entries;
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

SessionId addHiddenSession(WriteContext &context, const QString &title, SessionId follows)
{
    context.db.run("INSERT INTO session (uid, title, host_id, follows_session_id, created_at, "
                   "deleted_at) VALUES (?, ?, ?, ?, ?, ?)",
                   Uid::create(context.now), title, context.actor, follows, context.now,
                   context.now);
    return SessionId{context.db.lastInsertId()};
}

CollaborationId addHiddenCollaboration(WriteContext &context, const QString &title)
{
    context.db.run("INSERT INTO collaboration (uid, title, created_at, deleted_at) VALUES (?, ?, "
                   "?, ?)",
                   Uid::create(context.now), title, context.now, context.now);
    return CollaborationId{context.db.lastInsertId()};
}

SessionItemId addHiddenItem(WriteContext &context, SessionId session)
{
    context.db.run(
        "INSERT INTO session_item (uid, session_id, position, created_at, deleted_at) VALUES (?1, "
        "?2, (SELECT coalesce(max(position), 0) + 1 FROM session_item WHERE session_id = ?2), ?3, "
        "?4)",
        Uid::create(context.now), session, context.now, context.now);
    return SessionItemId{context.db.lastInsertId()};
}

SessionOutcomeId addHiddenOutcome(WriteContext &context, SessionId session)
{
    context.db.run("INSERT INTO session_outcome (uid, session_id, created_at, deleted_at) VALUES "
                   "(?, ?, ?, ?)",
                   Uid::create(context.now), session, context.now, context.now);
    return SessionOutcomeId{context.db.lastInsertId()};
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
