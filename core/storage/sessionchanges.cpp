// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/sessionchanges.h"

#include "core/storage/joinstore.h"
#include "core/storage/letterstore.h"
#include "core/storage/outboxstore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/sqlite.h"

#include <QCborValue>

namespace casement
{

namespace
{

/// The columns of Register::SessionInvitation and SessionReport, by position.
enum LetterColumn { LetterWay, LetterAt, LetterBy, LetterReason, LetterOutbox };

/// Whom an author in the notebook can mean.
struct NotebookName {
    QString name;
    PersonId person;
    StaffId staff;
};

QList<NotebookName> namesOf(Db &db, SessionId session)
{
    QList<NotebookName> names;
    {
        Statement rows = db.prepare(
            "SELECT p.name, p.id FROM session_person sp JOIN person_root r ON r.id = sp.person_id "
            "JOIN person p ON p.id = r.root_id WHERE sp.session_id = ? AND sp.add_hlc > sp.rem_hlc "
            "ORDER BY p.id");
        rows.bind(session);
        while (rows.next())
            names.append(
                {.name = rows.text(0).simplified(), .person = rows.id<PersonId>(1), .staff = {}});
    }
    Statement rows = db.prepare("SELECT name, id FROM staff ORDER BY id");
    while (rows.next())
        names.append(
            {.name = rows.text(0).simplified(), .person = {}, .staff = rows.id<StaffId>(1)});
    return names;
}

/// Who \a author is: somebody of that name, or the only one whose first name it is. Of several the
/// first that is named.
NotebookName authorNamed(const QList<NotebookName> &names, const QString &author)
{
    for (QString wanted : author.split(u',')) {
        wanted = wanted.simplified();
        if (wanted.startsWith(u'@'))
            wanted = wanted.mid(1).trimmed();
        if (wanted.isEmpty())
            continue;
        const NotebookName *only = nullptr;
        bool isUnique = true;
        for (const NotebookName &each : names) {
            if (each.name.compare(wanted, Qt::CaseInsensitive) == 0)
                return each;
            if (each.name.section(u' ', 0, 0).compare(wanted, Qt::CaseInsensitive) == 0) {
                isUnique = only == nullptr;
                only = &each;
            }
        }
        if (only && isUnique)
            return *only;
    }
    return {};
}

qint64 linkedRow(Db &db, const QString &text, NotebookLink::Kind kind, const char *sql)
{
    for (const NotebookLink &link : linksIn(text)) {
        if (link.kind == kind)
            return db.number(sql, 0, link.uid);
    }
    return 0;
}

void refreshLines(WriteContext &context, SessionId session)
{
    Db &db = context.db;
    QList<KnownLine> known;
    QList<qint64> ids;
    QString notebook;
    {
        Statement row = db.prepare("SELECT notebook FROM session WHERE id = ?");
        row.bind(session);
        if (!row.next())
            return;
        notebook = row.text(0);
    }
    {
        Statement rows = db.prepare("SELECT id, kind, author, text, number, deleted_at > 0 FROM "
                                    "session_line WHERE session_id = ? ORDER BY deleted_at > 0, "
                                    "number, id");
        rows.bind(session);
        while (rows.next()) {
            ids.append(rows.integer(0));
            known.append({.line = {.kind = static_cast<NotebookLine::Kind>(rows.integer(1)),
                                   .author = rows.text(2),
                                   .text = rows.text(3),
                                   .number = int(rows.integer(4))},
                          .isGone = rows.boolean(5)});
        }
    }
    const QList<NotebookLine> lines = typedLines(notebook);
    const QList<NotebookName> names = namesOf(db, session);
    const QList<qsizetype> which = matchLines(known, lines);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const NotebookLine &line = lines.at(i);
        qint64 id = which.at(i) < 0 ? 0 : ids.at(which.at(i));
        if (id == 0) {
            db.run("INSERT INTO session_line (uid, session_id, kind, created_at) VALUES (?, ?, ?, "
                   "?)",
                   Uid::create(context.now), session, line.kind, context.now);
            id = db.lastInsertId();
        }
        const NotebookName author = authorNamed(names, line.author);
        db.run(
            "UPDATE session_line SET kind = ?, author = ?, author_person_id = ?, "
            "author_staff_id = ?, text = ?, message_id = ?, ask_id = ?, number = ?, deleted_at "
            "= 0 WHERE id = ?",
            line.kind, line.author, author.person, author.staff, line.text,
            linkedRow(db, line.text, NotebookLink::Kind::Message,
                      "SELECT id FROM message WHERE uid = ?"),
            linkedRow(db, line.text, NotebookLink::Kind::Ask, "SELECT id FROM ask WHERE uid = ?"),
            line.number, id);
    }
    for (qsizetype i = 0; i < known.size(); ++i) {
        if (!known.at(i).isGone && !which.contains(i))
            db.run("UPDATE session_line SET deleted_at = ? WHERE id = ?", context.now, ids.at(i));
    }
}

void refreshSessionWords(Db &db, SessionId session)
{
    db.run("DELETE FROM session_search WHERE rowid = ?", session);
    db.run("INSERT INTO session_search (rowid, words) SELECT id, words FROM session_words WHERE id "
           "= ?",
           session);
}

bool isOfParticipant(Register reg)
{
    return reg == Register::SessionParticipant || reg == Register::SessionPerson ||
           (reg >= Register::SessionInvitation && reg <= Register::SessionThanks);
}

SessionId sessionOf(Db &db, Register reg, qint64 row)
{
    if (reg >= Register::SessionItemDeleted && reg <= Register::SessionItemPosition)
        return sessionOfItem(db, SessionItemId{row});
    if (reg == Register::SessionOutcomeDeleted || reg == Register::SessionOutcomeBody)
        return sessionOfOutcome(db, SessionOutcomeId{row});
    return SessionId{row};
}

bool hasSomebodyToTell(const Session &session)
{
    return std::ranges::any_of(session.participants, [](const Participant &each) {
        return each.isToBeTold() || each.invitation.telling != VoiceTelling::Untold;
    });
}

/// Whether the outbox item of a letter is taken back, or was.
bool takesLetterBack(WriteContext &context, const QCborArray &letter)
{
    Db &db = context.db;
    if (letter.at(LetterWay).toInteger() != int(TellingWay::Outbox))
        return true;
    const Uid uid = Uid::fromBytes(letter.at(LetterOutbox).toByteArray());
    const OutboxId item{db.number("SELECT id FROM outbox WHERE uid = ?", 0, uid)};
    if (sendingOf(db, uid) == qint64(OutboxState::Cancelled))
        return true;
    return item.isValid() && cancelOutboxItem(context, item).has_value();
}

/// \a text as it is compared with a message: without links, quotation marks and other white space.
QString comparable(const QString &text)
{
    QString clean = withoutLinks(text).simplified();
    while (!clean.isEmpty() && QStringView(u"\"'“”„‚‘’«»‹›").contains(clean.front()))
        clean.removeFirst();
    while (!clean.isEmpty() && QStringView(u"\"'“”„‚‘’«»‹›").contains(clean.back()))
        clean.chop(1);
    return clean.trimmed();
}

/// Words of a message that are taken back.
struct TakenBack {
    Uid message;
    QStringList texts; ///< simplified

    /// A quote, or a line that links to it, says nothing but its words; of any other line that has
    /// to be clear: a short one may be anybody's.
    [[nodiscard]] bool isSaidBy(const NotebookLine &line) const
    {
        constexpr qsizetype tellingLength = 20;
        const QString words = comparable(line.text);
        if (words.isEmpty())
            return false;
        const auto links = linksIn(line.text);
        const bool isClose =
            line.kind == NotebookLine::Kind::Quote ||
            std::ranges::any_of(links, [this](const auto &link) { return link.uid == message; });
        return std::ranges::any_of(texts, [&](const QString &text) {
            return text.compare(words, Qt::CaseInsensitive) == 0 ||
                   ((isClose || words.size() >= tellingLength) &&
                    text.contains(words, Qt::CaseInsensitive));
        });
    }

    /// \a notebook with such lines as "quote @Ada:".
    [[nodiscard]] QString takenOutOf(const QString &notebook) const
    {
        QStringList lines = notebook.split(u'\n');
        for (const NotebookLine &line : typedLines(notebook)) {
            if (isSaidBy(line)) {
                QString &written = lines[line.number];
                written = written.left(written.indexOf(u':') + 1);
            }
        }
        return lines.join(u'\n');
    }
};

void scrubNotebooks(Db &db, const QSet<qint64> &sessions, const TakenBack &taken)
{
    QList<std::pair<qint64, QByteArray>> scrubbed;
    {
        Statement rows = db.prepare("SELECT id, writes FROM change WHERE verb IN ('edit-session', "
                                    "'undo', 'sample')");
        while (rows.next()) {
            QCborArray writes = QCborValue::fromCbor(rows.blob(1)).toArray();
            bool isTouched = false;
            for (qsizetype i = 0; i < writes.size(); ++i) {
                QCborArray write = writes.at(i).toArray();
                if (write.at(0).toInteger() != int(Register::SessionNotebook) ||
                    !sessions.contains(write.at(1).toInteger()))
                    continue;
                for (const qsizetype side : {3, 4}) {
                    const QString before = write.at(side).toArray().at(0).toString();
                    const QString after = taken.takenOutOf(before);
                    isTouched |= before != after;
                    write[side] = QCborArray{after};
                }
                writes[i] = write;
            }
            if (isTouched)
                scrubbed.append({rows.integer(0), writes.toCborValue().toCbor()});
        }
    }
    for (const auto &[change, writes] : std::as_const(scrubbed))
        db.run("UPDATE change SET writes = ? WHERE id = ?", writes, change);
}

} // namespace

bool isOfSession(Register reg)
{
    return (reg >= Register::SessionTitle && reg <= Register::SessionParticipant) ||
           (reg >= Register::SessionEndsAt && reg <= Register::SessionThanks) ||
           reg == Register::SessionPerson || reg == Register::SessionMessage ||
           reg == Register::SessionAskLink;
}

void refreshSession(WriteContext &context, Register reg, qint64 row, qint64 second)
{
    Db &db = context.db;
    if (reg >= Register::CollaborationDeleted && reg <= Register::CollaborationPurpose) {
        Statement rows = db.prepare(
            "SELECT id FROM session WHERE collaboration_id = ? AND collaboration_id > 0");
        rows.bind(row);
        while (rows.next())
            context.changed.sessions.insert(rows.id<SessionId>(0));
        return;
    }
    const SessionId session = sessionOf(db, reg, row);
    context.changed.sessions.insert(session);
    if (isOfParticipant(reg))
        context.changed.people.insert(shownPerson(db, PersonId{second}));
    if (reg == Register::SessionNotebook || reg == Register::SessionPerson) {
        refreshLines(context, session);
        Statement rows = db.prepare("SELECT DISTINCT author_person_id FROM session_line WHERE "
                                    "session_id = ? AND author_person_id > 0");
        rows.bind(session);
        while (rows.next())
            context.changed.people.insert(rows.id<PersonId>(0));
    }
    switch (reg) {
    case Register::SessionTitle:
    case Register::SessionPurpose:
    case Register::SessionOutcome:
    case Register::SessionNotebook:
    case Register::SessionDeleted:
    case Register::SessionOutcomeDeleted:
    case Register::SessionOutcomeBody:
        refreshSessionWords(db, session);
        break;
    default:
        break;
    }
}

void announceSessionsOfItem(WriteContext &context, OutboxId item)
{
    Statement rows = context.db.prepare(R"(
        WITH first AS (SELECT f.uid AS uid FROM outbox o JOIN outbox f ON f.id = CASE WHEN o.chain_id > 0 THEN o.chain_id ELSE o.id END
                       WHERE o.id = ?)
        SELECT sp.session_id, r.root_id FROM first CROSS JOIN session_person sp ON sp.invite_outbox = first.uid AND sp.invite_outbox <> x''
            JOIN person_root r ON r.id = sp.person_id
        UNION
        SELECT sp.session_id, r.root_id FROM first CROSS JOIN session_person sp ON sp.report_outbox = first.uid AND sp.report_outbox <> x''
            JOIN person_root r ON r.id = sp.person_id)");
    rows.bind(item);
    while (rows.next()) {
        context.changed.sessions.insert(rows.id<SessionId>(0));
        context.changed.people.insert(rows.id<PersonId>(1));
    }
}

bool mayTakeBackOfSession(WriteContext &context, const QCborArray &writes, Register reg, qint64 row,
                          qint64 second, const QCborArray &before, const QCborArray &after)
{
    Q_UNUSED(writes)
    Q_UNUSED(second)
    const auto session = sessionById(context.db, sessionOf(context.db, reg, row));
    if (!session) // nobody sees it: only showing it again matters
        return reg == Register::SessionDeleted ||
               (reg >= Register::CollaborationDeleted && reg <= Register::CollaborationPurpose);
    switch (reg) {
    case Register::SessionDeleted:
        return before.at(0).toInteger() == 0 || !hasSomebodyToTell(*session);
    case Register::SessionState: {
        const auto state = static_cast<SessionState>(before.at(0).toInteger());
        if (state <= session->state || state < SessionState::ReportedBack)
            return true;
        Session almost = *session;
        almost.state = SessionState::WrittenUp;
        return lacksFor(almost, SessionState::ReportedBack).lack == SessionLack::Nothing;
    }
    case Register::SessionInvitation:
    case Register::SessionReport:
        return session->state < SessionState::ReportedBack && takesLetterBack(context, after);
    case Register::SessionAnswer:
    case Register::SessionAttendance:
    case Register::SessionPerson:
        return session->state < SessionState::ReportedBack;
    default:
        return true;
    }
}

void purgeLinesFrom(WriteContext &context, MessageId message)
{
    Db &db = context.db;
    TakenBack taken;
    {
        Statement row = db.prepare("SELECT uid FROM message WHERE id = ?");
        row.bind(message);
        if (!row.next())
            return;
        taken.message = row.uid(0);
    }
    {
        Statement rows = db.prepare("SELECT text FROM message_version WHERE message_id = ?");
        rows.bind(message);
        while (rows.next())
            taken.texts.append(rows.text(0).simplified());
    }
    QSet<qint64> sessions;
    for (const char *sql : {"SELECT session_id FROM session_message WHERE message_id = ?",
                            "SELECT session_id FROM session_line WHERE message_id = ?"}) {
        Statement rows = db.prepare(sql);
        rows.bind(message);
        while (rows.next())
            sessions.insert(rows.integer(0));
    }
    if (sessions.isEmpty() || taken.texts.isEmpty())
        return;
    for (const qint64 session : std::as_const(sessions)) {
        QString notebook;
        QList<qint64> lines;
        {
            Statement row = db.prepare("SELECT notebook FROM session WHERE id = ?");
            row.bind(session);
            if (row.next())
                notebook = row.text(0);
            Statement rows =
                db.prepare("SELECT id, kind, text FROM session_line WHERE session_id = ?");
            rows.bind(session);
            while (rows.next()) {
                if (taken.isSaidBy({.kind = static_cast<NotebookLine::Kind>(rows.integer(1)),
                                    .author = {},
                                    .text = rows.text(2)}))
                    lines.append(rows.integer(0));
            }
        }
        for (const qint64 line : std::as_const(lines))
            db.run("UPDATE session_line SET text = '', message_id = 0 WHERE id = ?", line);
        db.run("UPDATE session SET notebook = ? WHERE id = ?", taken.takenOutOf(notebook), session);
        refreshSessionWords(db, SessionId{session});
        context.changed.sessions.insert(SessionId{session});
    }
    scrubNotebooks(db, sessions, taken);
}

void removeGoneOfSessions(WriteContext &context)
{
    Db &db = context.db;
    db.exec("CREATE TEMP TABLE IF NOT EXISTS gone_collaboration (id INTEGER PRIMARY KEY);"
            "DELETE FROM gone_collaboration;");
    for (const char *sql : {
             "DELETE FROM session_search WHERE rowid IN (SELECT id FROM gone_session)",
             "DELETE FROM session_item WHERE session_id IN (SELECT id FROM gone_session)",
             "DELETE FROM session_line WHERE session_id IN (SELECT id FROM gone_session)",
             "DELETE FROM session_outcome WHERE session_id IN (SELECT id FROM gone_session)",
             "DELETE FROM session_ask WHERE session_id IN (SELECT id FROM gone_session)",
             "DELETE FROM session_message WHERE session_id IN (SELECT id FROM gone_session) OR "
             "message_id IN (SELECT id FROM gone_message)",
             "DELETE FROM session_person WHERE session_id IN (SELECT id FROM gone_session) OR "
             "person_id IN (SELECT id FROM gone_person)",
             "UPDATE session_person SET answer_message_id = 0 WHERE answer_message_id IN (SELECT "
             "id FROM gone_message)",
             "UPDATE session_line SET message_id = 0 WHERE message_id IN (SELECT id FROM "
             "gone_message)",
             "UPDATE session_line SET author_person_id = 0 WHERE author_person_id IN (SELECT id "
             "FROM gone_person)",
             "UPDATE session SET follows_session_id = 0 WHERE follows_session_id IN (SELECT id "
             "FROM gone_session)",
             "INSERT INTO gone_collaboration SELECT DISTINCT collaboration_id FROM session WHERE "
             "collaboration_id > 0 AND id IN (SELECT id FROM gone_session)",
             "DELETE FROM session WHERE id IN (SELECT id FROM gone_session)",
             "DELETE FROM collaboration WHERE id IN (SELECT id FROM gone_collaboration) AND id NOT "
             "IN (SELECT collaboration_id FROM session)",
         })
        db.run(sql);
}

} // namespace casement
