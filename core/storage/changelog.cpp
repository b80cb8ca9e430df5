// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/changelog.h"

#include "core/storage/askstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/passagestore.h"
#include "core/storage/promisestore.h"
#include "core/storage/sessionchanges.h"
#include "core/storage/sqlite.h"

#include <QCborValue>
#include <array>
#include <cctype>

namespace casement
{

namespace
{

/// How a register is read and written. Parameters: ?1 the row, ?2 the second row where there is
/// one, the values after them in the update.
struct RegisterSql {
    Register reg;
    const char *uid;    ///< the uid of its row; nullptr for rows named by two
    const char *select; ///< ?1 row, ?2 second
    const char *update; ///< values, then row, then second
    bool isMembership = false;
    const char *insert = nullptr; ///< membership: row, second
};

constexpr const char *conversationUid = "SELECT uid FROM conversation WHERE id = ?";
constexpr const char *noteUid = "SELECT uid FROM note WHERE id = ?";
constexpr const char *personUid = "SELECT uid FROM person WHERE id = ?";
constexpr const char *factUid = "SELECT uid FROM fact WHERE id = ?";
constexpr const char *sessionUid = "SELECT uid FROM session WHERE id = ?";
constexpr const char *askUid = "SELECT uid FROM ask WHERE id = ?";
constexpr const char *promiseUid = "SELECT uid FROM promise WHERE id = ?";
constexpr const char *collaborationUid = "SELECT uid FROM collaboration WHERE id = ?";
constexpr const char *itemUid = "SELECT uid FROM session_item WHERE id = ?";
constexpr const char *outcomeUid = "SELECT uid FROM session_outcome WHERE id = ?";
constexpr const char *voiceUid = "SELECT uid FROM ask_voice WHERE id = ?";

constexpr std::array registers{
    RegisterSql{Register::ConversationState, conversationUid,
                "SELECT state, state_by, state_at, waiting_since, woke_because FROM conversation "
                "WHERE id = ?",
                "UPDATE conversation SET state = ?, state_by = ?, state_at = ?, waiting_since = ?, "
                "woke_because = ? WHERE id = ?"},
    RegisterSql{Register::ConversationSnooze, conversationUid,
                "SELECT snoozed_until, snooze_zone, snooze_keep, snooze_reason FROM conversation "
                "WHERE id = ?",
                "UPDATE conversation SET snoozed_until = ?, snooze_zone = ?, snooze_keep = ?, "
                "snooze_reason = ? WHERE id = ?"},
    RegisterSql{Register::ConversationAssignee, conversationUid,
                "SELECT assignee_id FROM conversation WHERE id = ?",
                "UPDATE conversation SET assignee_id = ? WHERE id = ?"},
    RegisterSql{Register::ConversationStarred, conversationUid,
                "SELECT starred FROM conversation WHERE id = ?",
                "UPDATE conversation SET starred = ? WHERE id = ?"},
    RegisterSql{Register::ConversationMuted, conversationUid,
                "SELECT muted FROM conversation WHERE id = ?",
                "UPDATE conversation SET muted = ? WHERE id = ?"},
    RegisterSql{Register::NoteBody, noteUid, "SELECT body, edited_at FROM note WHERE id = ?",
                "UPDATE note SET body = ?, edited_at = ? WHERE id = ?"},
    RegisterSql{Register::NoteDeleted, noteUid, "SELECT deleted_at FROM note WHERE id = ?",
                "UPDATE note SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::PersonName, personUid, "SELECT name FROM person WHERE id = ?",
                "UPDATE person SET name = ? WHERE id = ?"},
    RegisterSql{Register::PersonPronouns, personUid, "SELECT pronouns FROM person WHERE id = ?",
                "UPDATE person SET pronouns = ? WHERE id = ?"},
    RegisterSql{Register::PersonHowWeMet, personUid, "SELECT how_we_met FROM person WHERE id = ?",
                "UPDATE person SET how_we_met = ? WHERE id = ?"},
    RegisterSql{Register::PersonLanguage, personUid, "SELECT language FROM person WHERE id = ?",
                "UPDATE person SET language = ? WHERE id = ?"},
    RegisterSql{Register::PersonZone, personUid, "SELECT zone FROM person WHERE id = ?",
                "UPDATE person SET zone = ? WHERE id = ?"},
    RegisterSql{Register::PersonMergedInto, personUid,
                "SELECT merged_into FROM person WHERE id = ?",
                "UPDATE person SET merged_into = ? WHERE id = ?"},
    RegisterSql{
        Register::PersonVerdict, "SELECT uid FROM person_verdict WHERE id = ?",
        "SELECT verdict, until, said_by, said_at FROM person_verdict WHERE id = ?",
        "UPDATE person_verdict SET verdict = ?, until = ?, said_by = ?, said_at = ? WHERE id = ?"},
    RegisterSql{Register::JoinReplaced, "SELECT uid FROM person_join WHERE id = ?",
                "SELECT replaced FROM person_join WHERE id = ?",
                "UPDATE person_join SET replaced = ? WHERE id = ?"},
    RegisterSql{
        Register::ConversationOrigin, conversationUid,
        "SELECT split_from, split_at, merged_into FROM conversation WHERE id = ?",
        "UPDATE conversation SET split_from = ?, split_at = ?, merged_into = ? WHERE id = ?"},
    RegisterSql{Register::MessagePassage, "SELECT uid FROM message WHERE id = ?",
                "SELECT passage_id FROM message WHERE id = ?",
                "UPDATE message SET passage_id = ? WHERE id = ?"},
    RegisterSql{Register::FactDeleted, factUid, "SELECT deleted_at FROM fact WHERE id = ?",
                "UPDATE fact SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::FactBody, factUid, "SELECT body, edited_at FROM fact WHERE id = ?",
                "UPDATE fact SET body = ?, edited_at = ? WHERE id = ?"},
    RegisterSql{Register::FactReview, factUid,
                "SELECT review_at, review_months, confirmed_at FROM fact WHERE id = ?",
                "UPDATE fact SET review_at = ?, review_months = ?, confirmed_at = ? WHERE id = ?"},
    RegisterSql{Register::FactAbout, factUid,
                "SELECT kind, day_month, day_of_month, day_year, other_person_id FROM fact WHERE "
                "id = ?",
                "UPDATE fact SET kind = ?, day_month = ?, day_of_month = ?, day_year = ?, "
                "other_person_id = ? WHERE id = ?"},
    RegisterSql{Register::FactSource, factUid,
                "SELECT source_message_id, quote, quote_start, quote_end FROM fact WHERE id = ?",
                "UPDATE fact SET source_message_id = ?, quote = ?, quote_start = ?, quote_end = ? "
                "WHERE id = ?"},
    RegisterSql{Register::PersonPreferred, personUid,
                "SELECT preferred_identity_id, preferred_message_id FROM person WHERE id = ?",
                "UPDATE person SET preferred_identity_id = ?, preferred_message_id = ? WHERE id = "
                "?"},
    RegisterSql{Register::PersonQuietHours, personUid,
                "SELECT quiet_from, quiet_until FROM person WHERE id = ?",
                "UPDATE person SET quiet_from = ?, quiet_until = ? WHERE id = ?"},
    RegisterSql{Register::ConsentDeleted, "SELECT uid FROM consent WHERE id = ?",
                "SELECT deleted_at FROM consent WHERE id = ?",
                "UPDATE consent SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::FactWord, "SELECT uid FROM list_word WHERE id = ?",
                "SELECT state, reason FROM list_word WHERE id = ?",
                "UPDATE list_word SET state = ?, reason = ? WHERE id = ?"},
    RegisterSql{Register::PromiseDeleted, promiseUid, "SELECT deleted_at FROM promise WHERE id = ?",
                "UPDATE promise SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::PromiseWords, promiseUid, "SELECT words FROM promise WHERE id = ?",
                "UPDATE promise SET words = ? WHERE id = ?"},
    RegisterSql{Register::PromiseDue, promiseUid,
                "SELECT due_at, due_zone, due_has_time FROM promise WHERE id = ?",
                "UPDATE promise SET due_at = ?, due_zone = ?, due_has_time = ? WHERE id = ?"},
    RegisterSql{Register::PromiseState, promiseUid,
                "SELECT state, state_by, state_at, reason, kept_message_id, kept_outbox FROM "
                "promise WHERE id = ?",
                "UPDATE promise SET state = ?, state_by = ?, state_at = ?, reason = ?, "
                "kept_message_id = ?, kept_outbox = ? WHERE id = ?"},
    RegisterSql{Register::PromiseOwner, promiseUid, "SELECT owner_id FROM promise WHERE id = ?",
                "UPDATE promise SET owner_id = ? WHERE id = ?"},
    RegisterSql{Register::PromiseSide, promiseUid, "SELECT is_ours FROM promise WHERE id = ?",
                "UPDATE promise SET is_ours = ? WHERE id = ?"},
    RegisterSql{Register::PromiseAsk, promiseUid, "SELECT ask_id FROM promise WHERE id = ?",
                "UPDATE promise SET ask_id = ? WHERE id = ?"},
    RegisterSql{Register::PromiseTermDeleted, "SELECT uid FROM promise_term WHERE id = ?",
                "SELECT deleted_at FROM promise_term WHERE id = ?",
                "UPDATE promise_term SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::SessionTitle, sessionUid, "SELECT title FROM session WHERE id = ?",
                "UPDATE session SET title = ? WHERE id = ?"},
    RegisterSql{Register::SessionPurpose, sessionUid, "SELECT purpose FROM session WHERE id = ?",
                "UPDATE session SET purpose = ? WHERE id = ?"},
    RegisterSql{Register::SessionAsk, sessionUid, "SELECT ask FROM session WHERE id = ?",
                "UPDATE session SET ask = ? WHERE id = ?"},
    RegisterSql{Register::SessionGive, sessionUid, "SELECT give FROM session WHERE id = ?",
                "UPDATE session SET give = ? WHERE id = ?"},
    RegisterSql{Register::SessionPlace, sessionUid, "SELECT place FROM session WHERE id = ?",
                "UPDATE session SET place = ? WHERE id = ?"},
    RegisterSql{Register::SessionStartsAt, sessionUid, "SELECT starts_at FROM session WHERE id = ?",
                "UPDATE session SET starts_at = ? WHERE id = ?"},
    RegisterSql{Register::SessionHost, sessionUid, "SELECT host_id FROM session WHERE id = ?",
                "UPDATE session SET host_id = ? WHERE id = ?"},
    RegisterSql{Register::SessionStage, sessionUid, "SELECT stage FROM session WHERE id = ?",
                "UPDATE session SET stage = ? WHERE id = ?"},
    RegisterSql{Register::SessionState, sessionUid, "SELECT state FROM session WHERE id = ?",
                "UPDATE session SET state = ? WHERE id = ?"},
    RegisterSql{Register::SessionNotebook, sessionUid, "SELECT notebook FROM session WHERE id = ?",
                "UPDATE session SET notebook = ? WHERE id = ?"},
    RegisterSql{Register::SessionOutcome, sessionUid, "SELECT outcome FROM session WHERE id = ?",
                "UPDATE session SET outcome = ? WHERE id = ?"},
    RegisterSql{Register::SessionDeleted, sessionUid, "SELECT deleted_at FROM session WHERE id = ?",
                "UPDATE session SET deleted_at = ? WHERE id = ?"},
    RegisterSql{
        Register::SessionParticipant, nullptr,
        "SELECT status, consent, told FROM session_person WHERE session_id = ?1 AND person_id = ?2",
        "UPDATE session_person SET status = ?, consent = ?, told = ? WHERE session_id = ? AND "
        "person_id = ?"},
    RegisterSql{Register::SessionEndsAt, sessionUid, "SELECT ends_at FROM session WHERE id = ?",
                "UPDATE session SET ends_at = ? WHERE id = ?"},
    RegisterSql{Register::SessionZone, sessionUid, "SELECT zone FROM session WHERE id = ?",
                "UPDATE session SET zone = ? WHERE id = ?"},
    RegisterSql{Register::SessionCollaboration, sessionUid,
                "SELECT collaboration_id FROM session WHERE id = ?",
                "UPDATE session SET collaboration_id = ? WHERE id = ?"},
    RegisterSql{Register::CollaborationDeleted, collaborationUid,
                "SELECT deleted_at FROM collaboration WHERE id = ?",
                "UPDATE collaboration SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::CollaborationTitle, collaborationUid,
                "SELECT title FROM collaboration WHERE id = ?",
                "UPDATE collaboration SET title = ? WHERE id = ?"},
    RegisterSql{Register::CollaborationPurpose, collaborationUid,
                "SELECT purpose FROM collaboration WHERE id = ?",
                "UPDATE collaboration SET purpose = ? WHERE id = ?"},
    RegisterSql{Register::SessionItemDeleted, itemUid,
                "SELECT deleted_at FROM session_item WHERE id = ?",
                "UPDATE session_item SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::SessionItemWhat, itemUid,
                "SELECT title, minutes, lead FROM session_item WHERE id = ?",
                "UPDATE session_item SET title = ?, minutes = ?, lead = ? WHERE id = ?"},
    RegisterSql{Register::SessionItemState, itemUid, "SELECT state FROM session_item WHERE id = ?",
                "UPDATE session_item SET state = ? WHERE id = ?"},
    RegisterSql{Register::SessionItemPosition, itemUid,
                "SELECT position FROM session_item WHERE id = ?",
                "UPDATE session_item SET position = ? WHERE id = ?"},
    RegisterSql{Register::SessionOutcomeDeleted, outcomeUid,
                "SELECT deleted_at FROM session_outcome WHERE id = ?",
                "UPDATE session_outcome SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::SessionOutcomeBody, outcomeUid,
                "SELECT body, line_id, url FROM session_outcome WHERE id = ?",
                "UPDATE session_outcome SET body = ?, line_id = ?, url = ? WHERE id = ?"},
    RegisterSql{
        Register::SessionInvitation, nullptr,
        "SELECT invited, invited_at, invited_by, invited_reason, invite_outbox FROM session_person "
        "WHERE session_id = ?1 AND person_id = ?2",
        "UPDATE session_person SET invited = ?, invited_at = ?, invited_by = ?, invited_reason = "
        "?, invite_outbox = ? WHERE session_id = ? AND person_id = ?"},
    RegisterSql{
        Register::SessionAnswer, nullptr,
        "SELECT answer, answered_at, answer_message_id FROM session_person WHERE session_id = ?1 "
        "AND person_id = ?2",
        "UPDATE session_person SET answer = ?, answered_at = ?, answer_message_id = ? WHERE "
        "session_id = ? AND person_id = ?"},
    RegisterSql{
        Register::SessionAttendance, nullptr,
        "SELECT came, came_at FROM session_person WHERE session_id = ?1 AND person_id = ?2",
        "UPDATE session_person SET came = ?, came_at = ? WHERE session_id = ? AND person_id = ?"},
    RegisterSql{
        Register::SessionReport, nullptr,
        "SELECT report, report_at, report_by, report_reason, report_outbox FROM session_person "
        "WHERE session_id = ?1 AND person_id = ?2",
        "UPDATE session_person SET report = ?, report_at = ?, report_by = ?, report_reason = ?, "
        "report_outbox = ? WHERE session_id = ? AND person_id = ?"},
    RegisterSql{
        Register::SessionThanks, nullptr,
        "SELECT thanks, thanked_at FROM session_person WHERE session_id = ?1 AND person_id = ?2",
        "UPDATE session_person SET thanks = ?, thanked_at = ? WHERE session_id = ? AND person_id = "
        "?"},
    RegisterSql{
        Register::SessionAskLink, nullptr,
        "SELECT add_hlc, rem_hlc FROM session_ask WHERE session_id = ?1 AND ask_id = ?2",
        "UPDATE session_ask SET add_hlc = ?, rem_hlc = ? WHERE session_id = ? AND ask_id = ?", true,
        "INSERT INTO session_ask (session_id, ask_id) VALUES (?1, ?2)"},
    RegisterSql{Register::AskDeleted, askUid, "SELECT deleted_at FROM ask WHERE id = ?",
                "UPDATE ask SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::AskRestated, askUid, "SELECT restated FROM ask WHERE id = ?",
                "UPDATE ask SET restated = ? WHERE id = ?"},
    RegisterSql{Register::AskKind, askUid, "SELECT kind FROM ask WHERE id = ?",
                "UPDATE ask SET kind = ? WHERE id = ?"},
    RegisterSql{Register::AskState, askUid,
                "SELECT state, state_by, state_at, reason, duplicate_of FROM ask WHERE id = ?",
                "UPDATE ask SET state = ?, state_by = ?, state_at = ?, reason = ?, duplicate_of = "
                "? WHERE id = ?"},
    RegisterSql{Register::AskOwner, askUid, "SELECT owner_id FROM ask WHERE id = ?",
                "UPDATE ask SET owner_id = ? WHERE id = ?"},
    RegisterSql{Register::AskVoiceDeleted, voiceUid,
                "SELECT deleted_at FROM ask_voice WHERE id = ?",
                "UPDATE ask_voice SET deleted_at = ? WHERE id = ?"},
    RegisterSql{Register::AskVoiceTold, voiceUid,
                "SELECT told, told_at, told_by, told_reason, told_outbox FROM ask_voice WHERE id = "
                "?",
                "UPDATE ask_voice SET told = ?, told_at = ?, told_by = ?, told_reason = ?, "
                "told_outbox = ? WHERE id = ?"},
    RegisterSql{
        Register::ConversationTag, nullptr,
        "SELECT add_hlc, rem_hlc FROM conversation_tag WHERE conversation_id = ?1 AND tag_id = ?2",
        "UPDATE conversation_tag SET add_hlc = ?, rem_hlc = ? WHERE conversation_id = ? AND tag_id "
        "= ?",
        true,
        "INSERT INTO conversation_tag (conversation_id, tag_id, last_message_at) "
        "SELECT ?1, ?2, last_message_at FROM conversation WHERE id = ?1"},
    RegisterSql{
        Register::SessionPerson, nullptr,
        "SELECT add_hlc, rem_hlc FROM session_person WHERE session_id = ?1 AND person_id = ?2",
        "UPDATE session_person SET add_hlc = ?, rem_hlc = ? WHERE session_id = ? AND person_id = ?",
        true, "INSERT INTO session_person (session_id, person_id) VALUES (?1, ?2)"},
    RegisterSql{
        Register::SessionMessage, nullptr,
        "SELECT add_hlc, rem_hlc FROM session_message WHERE session_id = ?1 AND message_id = ?2",
        "UPDATE session_message SET add_hlc = ?, rem_hlc = ? WHERE session_id = ? AND message_id = "
        "?",
        true, "INSERT INTO session_message (session_id, message_id) VALUES (?1, ?2)"},
};

const RegisterSql *find(Register reg)
{
    const auto it = std::ranges::find(registers, reg, &RegisterSql::reg);
    return it == registers.end() ? nullptr : it;
}

void bindValue(Statement &statement, const QCborValue &value)
{
    if (value.isString())
        statement.bindOne(value.toString());
    else if (value.isByteArray())
        statement.bindOne(value.toByteArray());
    else
        statement.bindOne(value.toInteger());
}

/// Bound only as far as the statement has parameters for rows.
void bindRows(Statement &statement, const RegisterSql &sql, qint64 row, qint64 second)
{
    statement.bindOne(row);
    if (!sql.uid)
        statement.bindOne(second);
}

bool isPersonField(Register reg)
{
    return reg >= Register::PersonName && reg <= Register::PersonZone;
}

/// What the undo of a change that split a passage off, or put it back, has to know.
struct MovedBefore {
    bool isOvertaken = false; ///< it stands elsewhere since, or there is nothing to move any more
    KnownStates states;       ///< to write back; empty where something happened in them since
};

/// Nothing when \a writes moved no passage.
std::optional<MovedBefore> movedBefore(Db &db, const QCborArray &writes)
{
    std::optional<MovedBefore> moved;
    ConversationId comesOut;
    QList<MessageId> joining;
    KnownStates states;
    bool isSame = true;
    for (const QCborValue &value : writes) {
        const QCborArray write = value.toArray();
        const auto reg = static_cast<Register>(write.at(0).toInteger());
        const qint64 row = write.at(1).toInteger();
        if (reg != Register::ConversationOrigin && reg != Register::ConversationState &&
            reg != Register::MessagePassage)
            continue;
        const QCborArray before = write.at(3).toArray();
        const bool isAsWritten = ChangeRecorder::current(db, reg, row) == write.at(4).toArray();
        if (reg == Register::MessagePassage) {
            if (isAsWritten)
                joining.append(MessageId{row});
        } else if (reg == Register::ConversationState) {
            isSame &= isAsWritten;
            states.insert(row, before);
        } else {
            moved = MovedBefore{.isOvertaken = !isAsWritten, .states = {}};
            if (before.at(2).toInteger() == 0)
                comesOut = ConversationId{row};
        }
    }
    if (comesOut.isValid())
        moved->isOvertaken |= !canTakeOutAgain(db, comesOut, joining);
    if (moved && isSame)
        moved->states = states;
    return moved;
}

} // namespace

ChangeRecorder::ChangeRecorder(WriteContext &context, const QString &verb, const QString &detail)
    : m_context(context)
    , m_verb(verb)
    , m_detail(detail)
{
}

QCborArray ChangeRecorder::current(Db &db, Register reg, qint64 row, qint64 second)
{
    QCborArray values;
    const RegisterSql *sql = find(reg);
    Statement select = db.prepare(sql->select);
    bindRows(select, *sql, row, second);
    if (!select.next())
        return values;
    constexpr int sqliteText = 3;
    constexpr int sqliteBlob = 4;
    for (int column = 0; column < select.columnCount(); ++column) {
        if (select.columnType(column) == sqliteText)
            values.append(select.text(column));
        else if (select.columnType(column) == sqliteBlob)
            values.append(select.blob(column));
        else
            values.append(select.integer(column));
    }
    return values;
}

void ChangeRecorder::mark(Register reg, qint64 row, qint64 second)
{
    Db &db = m_context.db;
    QByteArray uid;
    if (const RegisterSql *sql = find(reg); sql->uid) {
        Statement select = db.prepare(sql->uid);
        select.bind(row);
        if (select.next())
            uid = select.blob(0);
    } else {
        uid = QByteArray::number(row) + '/' + QByteArray::number(second);
    }
    db.run("INSERT INTO sync_clock (register, row_uid, hlc, author, dirty) VALUES (?, ?, ?, ?, 1) "
           "ON CONFLICT (register, row_uid) DO UPDATE SET hlc = excluded.hlc, author = "
           "excluded.author, dirty = 1",
           reg, uid, m_context.hlc, m_context.actor);
}

void ChangeRecorder::set(Register reg, qint64 row, qint64 second, const QCborArray &values)
{
    const QCborArray before = current(m_context.db, reg, row, second);
    if (before.isEmpty() || before == values)
        return;
    const RegisterSql *sql = find(reg);
    {
        Statement update = m_context.db.prepare(sql->update);
        for (const QCborValue &value : values)
            bindValue(update, value);
        bindRows(update, *sql, row, second);
        update.run();
    }
    mark(reg, row, second);
    m_writes.append(QCborArray{int(reg), row, second, before, values});
    afterwards(reg, row, second);
}

/// What is derived from a register, and whom it is told about.
void ChangeRecorder::afterwards(Register reg, qint64 row, qint64 second)
{
    Db &db = m_context.db;
    QSet<PersonId> &people = m_context.changed.people;
    if (isPersonField(reg) || reg == Register::PersonPreferred || reg == Register::PersonQuietHours)
        people.insert(PersonId{row});
    if (reg == Register::PersonName)
        refreshTitles(m_context, PersonId{row});
    else if (reg == Register::PersonMergedInto)
        refreshJoined(m_context, PersonId{row});
    else if (reg == Register::ConversationOrigin)
        refreshPassage(m_context, ConversationId{row});
    else if (reg == Register::MessagePassage)
        refreshPlace(m_context, MessageId{row});
    else if (reg >= Register::FactDeleted && reg <= Register::FactSource)
        people.insert(PersonId{db.number("SELECT person_id FROM fact WHERE id = ?", 0, row)});
    else if (isOfAsk(reg))
        refreshAsk(m_context, askOf(db, reg, row));
    else if (isOfPromise(reg))
        refreshPromise(m_context, promiseOf(db, reg, row));
    else if (isOfSession(reg))
        refreshSession(m_context, reg, row, second);
    else if (reg == Register::ConsentDeleted)
        people.insert(PersonId{db.number("SELECT person_id FROM consent WHERE id = ?", 0, row)});
    else if (reg == Register::PersonVerdict) {
        for (const char *sql : {"SELECT first_id FROM person_verdict WHERE id = ?",
                                "SELECT second_id FROM person_verdict WHERE id = ?"})
            people.insert(shownPerson(db, PersonId{db.number(sql, 0, row)}));
    }
}

bool ChangeRecorder::setMember(Register reg, qint64 row, qint64 second, bool isMember)
{
    Db &db = m_context.db;
    const RegisterSql *sql = find(reg);
    QCborArray clocks = current(db, reg, row, second);
    if (clocks.isEmpty()) {
        if (!isMember)
            return false;
        db.run(sql->insert, row, second);
        clocks = {0, 0};
    }
    const qint64 added = clocks.at(0).toInteger();
    const qint64 removed = clocks.at(1).toInteger();
    const bool wasMember = added > removed;
    if (wasMember == isMember)
        return false;
    const qint64 clock = std::max(m_context.hlc, std::max(added, removed) + 1);
    db.run(sql->update, isMember ? clock : added, isMember ? removed : clock, row, second);
    mark(reg, row, second);
    m_writes.append(QCborArray{int(reg), row, second, QCborArray{wasMember}, QCborArray{isMember}});
    if (isOfSession(reg))
        refreshSession(m_context, reg, row, second);
    return true;
}

void ChangeRecorder::touch(ConversationId id)
{
    m_conversations.insert(id);
    m_context.changed.conversations.insert(id);
}

AppliedChange ChangeRecorder::finish()
{
    AppliedChange applied{
        .id = {}, .verb = m_verb, .count = m_conversations.size(), .skipped = m_skipped};
    if (applied.count == 0)
        applied.count = m_writes.isEmpty() && m_inserts == 0 ? 0 : 1;
    if (m_writes.isEmpty() && m_inserts == 0) {
        applied.count = 0;
        return applied;
    }
    Db &db = m_context.db;
    db.run("INSERT INTO change (uid, at, hlc, actor_id, verb, detail, writes, undo_of) VALUES (?, "
           "?, ?, ?, ?, ?, ?, ?)",
           Uid::create(m_context.now), m_context.now, m_context.hlc, m_context.actor, m_verb,
           m_detail, m_writes.toCborValue().toCbor(), m_undoOf);
    applied.id = ChangeId{db.lastInsertId()};
    for (const ConversationId id : std::as_const(m_conversations)) {
        db.run("INSERT INTO change_conversation (conversation_id, change_id) VALUES (?, ?)", id,
               applied.id);
        db.run("UPDATE conversation SET last_activity_at = ? WHERE id = ?", m_context.now, id);
    }
    if (m_undoOf)
        db.run("UPDATE change SET undone_by = ? WHERE id = ?", applied.id, m_undoOf);
    return applied;
}

QByteArray tableOf(Register reg)
{
    const auto found = std::ranges::find(registers, reg, &RegisterSql::reg);
    if (found == registers.end())
        return {};
    const QByteArray select(found->select);
    const qsizetype from = select.indexOf(" FROM ") + 6;
    qsizetype end = from;
    while (end < select.size() &&
           (std::isalnum(static_cast<unsigned char>(select.at(end))) || select.at(end) == '_'))
        ++end;
    return select.sliced(from, end - from);
}

Result<AppliedChange> undoChange(WriteContext &context, ChangeId id)
{
    Db &db = context.db;
    QString verb;
    QString detail;
    QCborArray writes;
    {
        Statement change =
            db.prepare("SELECT verb, detail, writes, undone_by FROM change WHERE id = ?");
        change.bind(id);
        if (!change.next())
            return fail(
                ErrorKind::NotFound,
                QStringLiteral("There is no such change in this workspace; nothing was undone."));
        if (change.integer(3) != 0)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("This change was undone before; nothing was changed."));
        verb = change.text(0);
        detail = change.text(1);
        writes = QCborValue::fromCbor(change.blob(2)).toArray();
    }
    ChangeRecorder recorder(context, QStringLiteral("undo"), verb);
    recorder.m_undoOf = id.value;
    bool isJoinSettled = false; // its fields are dealt with, or stay
    const std::optional<MovedBefore> moved = movedBefore(db, writes);
    for (qsizetype i = writes.size() - 1; i >= 0; --i) {
        const QCborArray write = writes.at(i).toArray();
        const auto reg = static_cast<Register>(write.at(0).toInteger());
        const qint64 row = write.at(1).toInteger();
        const qint64 second = write.at(2).toInteger();
        const QCborArray before = write.at(3).toArray();
        const QCborArray after = write.at(4).toArray();
        const RegisterSql *sql = find(reg);
        if (!sql)
            continue;
        QCborArray now = ChangeRecorder::current(db, reg, row, second);
        if (sql->isMembership)
            now = {now.at(0).toInteger() > now.at(1).toInteger()};
        if (isJoinSettled && (reg == Register::JoinReplaced || isPersonField(reg)))
            continue;
        if (moved && (reg == Register::ConversationOrigin || reg == Register::ConversationState ||
                      reg == Register::MessagePassage)) {
            if (moved->isOvertaken) {
                ++recorder.m_skipped;
                continue;
            }
            if (reg == Register::ConversationState) // goes with the passage
                continue;
            if (reg == Register::ConversationOrigin) {
                const bool goesBack = before.at(2).toInteger() != 0;
                (goesBack ? putBack : takeOutAgain)(recorder, context, ConversationId{row},
                                                    moved->states);
                continue;
            }
        }
        if (reg == Register::PersonMergedInto) {
            const PersonId survivor{before.at(0).toInteger()};
            // Joined with another since, or with each other the other way round.
            const bool isOvertaken =
                now != after || (survivor.isValid() && shownPerson(db, survivor).value == row);
            isJoinSettled = isOvertaken || !survivor.isValid();
            if (isOvertaken) {
                ++recorder.m_skipped;
                continue;
            }
            if (!survivor.isValid()) {
                // Other joins may have built on what this one wrote: only a split sorts that out.
                splitPerson(recorder, context, PersonId{row});
                continue;
            }
        }
        if (isOfAsk(reg) && now == after &&
            !mayTakeBack(context, writes, reg, row, before, after)) {
            ++recorder.m_skipped;
            continue;
        }
        if (reg == Register::PromiseTermDeleted && now == after &&
            !mayTakeBackTerm(db, row, before)) {
            ++recorder.m_skipped;
            continue;
        }
        if (isOfSession(reg) && now == after &&
            !mayTakeBackOfSession(context, writes, reg, row, second, before, after)) {
            ++recorder.m_skipped;
            continue;
        }
        if (now != after) {
            ++recorder.m_skipped; // somebody has changed it since: that is newer than our regret
            continue;
        }
        if (sql->isMembership)
            recorder.setMember(reg, row, second, before.at(0).toBool());
        else
            recorder.set(reg, row, second, before);
    }
    Statement conversations =
        db.prepare("SELECT conversation_id FROM change_conversation WHERE change_id = ?");
    conversations.bind(id);
    QList<ConversationId> touched;
    while (conversations.next())
        touched.append(conversations.id<ConversationId>(0));
    if (!recorder.m_writes.isEmpty()) {
        for (const ConversationId conversation : std::as_const(touched))
            recorder.touch(conversation);
    }
    context.changed.tags = true;
    return recorder.finish();
}

HistoryEntry historyEntry(const Statement &row)
{
    return {.id = row.id<ChangeId>(0),
            .verb = row.text(1),
            .detail = row.text(2),
            .staff = row.id<StaffId>(3),
            .staffName = row.text(4),
            .at = row.time(5),
            .isUndone = row.integer(6) != 0};
}

QList<HistoryEntry> conversationHistory(Db &db, ConversationId id, Timestamp before, int limit)
{
    Statement rows = db.prepare(R"(
        SELECT c.id, c.verb, c.detail, c.actor_id, coalesce(s.name, ''), c.at, c.undone_by
        FROM change_conversation cc JOIN change c ON c.id = cc.change_id LEFT JOIN staff s ON s.id = c.actor_id
        WHERE cc.conversation_id = ? AND c.at < ?
        ORDER BY cc.change_id DESC LIMIT ?)");
    rows.bind(id, before, limit);
    QList<HistoryEntry> entries;
    while (rows.next()) {
        entries.append(historyEntry(rows));
    }
    return entries;
}

} // namespace casement
