// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/importstore.h"

#include "core/storage/contactstore.h"
#include "core/storage/json.h"
#include "core/storage/removal.h"
#include "core/storage/sqlite.h"

namespace casement
{

namespace
{

/// Fills temp.worked_conversation with the conversations of import \a id that stay.
void findWorked(Db &db, ImportId id)
{
    db.exec("CREATE TEMP TABLE IF NOT EXISTS worked_conversation (id INTEGER PRIMARY KEY);"
            "DELETE FROM worked_conversation");
    for (const char *sql : {
             // Changed by staff, and not changed back.
             R"(INSERT OR IGNORE INTO worked_conversation
                SELECT cc.conversation_id FROM import_conversation ic
                JOIN import_run r ON r.id = ic.import_id
                JOIN change_conversation cc ON cc.conversation_id = ic.conversation_id
                JOIN change c ON c.id = cc.change_id
                WHERE ic.import_id = ? AND c.id > r.last_change_id AND c.undone_by = 0 AND c.undo_of = 0)",
             // A passage was split off or put back, so that its row before the import says nothing
             // of
             // the messages that are in it now. What was done and undone since the import is even.
             R"(INSERT OR IGNORE INTO worked_conversation
                SELECT cc.conversation_id FROM import_conversation ic
                JOIN import_run r ON r.id = ic.import_id
                JOIN change_conversation cc ON cc.conversation_id = ic.conversation_id
                JOIN change c ON c.id = cc.change_id
                WHERE ic.import_id = ? AND c.id > r.last_change_id AND (
                    c.verb IN ('split-off', 'put-back')
                        AND (SELECT u.undone_by FROM change u WHERE u.id = c.undone_by) IS NOT 0
                    OR c.verb = 'undo' AND c.detail IN ('split-off', 'put-back', 'undo')
                        AND c.undo_of <= r.last_change_id))",
             R"(INSERT OR IGNORE INTO worked_conversation
                SELECT ic.conversation_id FROM import_conversation ic
                JOIN import_run r ON r.id = ic.import_id
                WHERE ic.import_id = ? AND (
                    EXISTS (SELECT 1 FROM note n WHERE n.conversation_id = ic.conversation_id
                            AND n.deleted_at = 0 AND n.created_at >= r.started_at)
                    OR EXISTS (SELECT 1 FROM draft d WHERE d.conversation_id = ic.conversation_id
                               AND d.updated_at >= r.started_at)
                    OR EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = ic.conversation_id
                               AND o.created_at >= r.started_at)))",
             // Messages from elsewhere came behind those of the import: answers, or a later import.
             R"(INSERT OR IGNORE INTO worked_conversation
                SELECT m.conversation_id FROM import_conversation ic
                JOIN message m ON m.conversation_id = ic.conversation_id
                WHERE ic.import_id = ?1
                  AND NOT EXISTS (SELECT 1 FROM import_message im WHERE im.message_id = m.id AND im.import_id = ?1)
                  AND (ic.before = '' OR m.id > (
                      SELECT min(o.id) FROM message o JOIN import_message im ON im.message_id = o.id
                      WHERE o.conversation_id = ic.conversation_id AND im.import_id = ?1)))",
             R"(INSERT OR IGNORE INTO worked_conversation
                SELECT m.conversation_id FROM session_message sm
                JOIN import_message im ON im.message_id = sm.message_id
                JOIN message m ON m.id = sm.message_id
                WHERE im.import_id = ? AND sm.add_hlc > sm.rem_hlc)",
             R"(INSERT OR IGNORE INTO worked_conversation
                SELECT m.conversation_id FROM fact f
                JOIN import_message im ON im.message_id = f.source_message_id
                JOIN message m ON m.id = f.source_message_id
                WHERE im.import_id = ? AND f.deleted_at = 0)",
             R"(INSERT OR IGNORE INTO worked_conversation
                SELECT m.conversation_id FROM consent c
                JOIN import_message im ON im.message_id = c.proof_message_id
                JOIN message m ON m.id = c.proof_message_id
                WHERE im.import_id = ? AND c.deleted_at = 0)",
         })
        db.run(sql, id);
}

/// Conversations that were there before the import, and are not worked on, get their row back.
void restoreConversations(Db &db, ImportId id)
{
    for (
        const char *sql : {
            R"(UPDATE conversation SET
                    state = ic.before ->> '$.state', state_by = ic.before ->> '$.state_by',
                    state_at = ic.before ->> '$.state_at',
                    waiting_since = ic.before ->> '$.waiting_since',
                    woke_because = ic.before ->> '$.woke_because',
                    last_message_at = ic.before ->> '$.last_message_at',
                    last_person_message_at = ic.before ->> '$.last_person_message_at',
                    last_reply_at = ic.before ->> '$.last_reply_at',
                    read_until = ic.before ->> '$.read_until',
                    person_id = ic.before ->> '$.person_id',
                    snippet = ic.before ->> '$.snippet',
                    last_direction = ic.before ->> '$.last_direction',
                    message_count = ic.before ->> '$.message_count',
                    attachment_count = ic.before ->> '$.attachment_count',
                    last_activity_at = ic.before ->> '$.last_activity_at'
                FROM import_conversation ic
                WHERE ic.conversation_id = conversation.id AND ic.import_id = ? AND ic.before <> ''
                  AND conversation.id NOT IN (SELECT id FROM worked_conversation))",
            R"(DELETE FROM conversation_person WHERE conversation_id IN (
                    SELECT conversation_id FROM import_conversation WHERE import_id = ? AND before <> ''
                    AND conversation_id NOT IN (SELECT id FROM worked_conversation)))",
            R"(INSERT INTO conversation_person (conversation_id, person_id, last_message_at)
                SELECT ic.conversation_id, p.value, ic.before ->> '$.last_message_at'
                FROM import_conversation ic, json_each(ic.before, '$.people') p
                WHERE ic.import_id = ? AND ic.before <> ''
                  AND ic.conversation_id NOT IN (SELECT id FROM worked_conversation))",
            R"(INSERT OR IGNORE INTO conversation_person (conversation_id, person_id, last_message_at, is_joined)
                SELECT cp.conversation_id, p.shown_in, cp.last_message_at, 1
                FROM import_conversation ic JOIN conversation_person cp ON cp.conversation_id = ic.conversation_id
                JOIN person p ON p.id = cp.person_id
                WHERE ic.import_id = ? AND ic.before <> '' AND p.shown_in <> 0
                  AND ic.conversation_id NOT IN (SELECT id FROM worked_conversation))",
            R"(UPDATE conversation_tag SET last_message_at = ic.before ->> '$.last_message_at'
                FROM import_conversation ic
                WHERE ic.conversation_id = conversation_tag.conversation_id AND ic.import_id = ? AND ic.before <> ''
                  AND ic.conversation_id NOT IN (SELECT id FROM worked_conversation))",
            R"(INSERT OR REPLACE INTO title_search (rowid, title)
                SELECT t.id, t.title
                FROM import_conversation ic JOIN conversation_title t ON t.id = ic.conversation_id
                WHERE ic.import_id = ? AND ic.before <> ''
                  AND t.id NOT IN (SELECT id FROM worked_conversation))",
        })
        db.run(sql, id);
}

/// Fills temp.gone_…; conversations that stay have been restored.
void collectGone(Db &db, ImportId id)
{
    for (const char *sql : {
             R"(INSERT INTO gone_message
                SELECT im.message_id FROM import_message im JOIN message m ON m.id = im.message_id
                WHERE im.import_id = ?1
                  AND m.conversation_id IN (SELECT conversation_id FROM import_conversation WHERE import_id = ?1)
                  AND m.conversation_id NOT IN (SELECT id FROM worked_conversation))",
             R"(INSERT INTO gone_conversation
                SELECT ic.conversation_id FROM import_conversation ic
                WHERE ic.import_id = ? AND ic.before = ''
                  AND ic.conversation_id NOT IN (SELECT id FROM worked_conversation)
                  AND NOT EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = ic.conversation_id
                                  AND m.id NOT IN (SELECT id FROM gone_message)))",
             // A person goes when nothing is left that speaks of them, and nobody wrote anything
             // about them.
             R"(INSERT INTO gone_person
                SELECT p.id FROM import_person ip JOIN person p ON p.id = ip.person_id
                WHERE ip.import_id = ? AND p.merged_into = 0
                  AND NOT EXISTS (SELECT 1 FROM identity i JOIN message m ON m.identity_id = i.id
                                  WHERE i.person_id = p.id AND m.id NOT IN (SELECT id FROM gone_message))
                  AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.person_id = p.id AND i.source <> 'import')
                  AND NOT EXISTS (SELECT 1 FROM conversation_person cp WHERE cp.person_id = p.id
                                  AND cp.conversation_id NOT IN (SELECT id FROM gone_conversation))
                  AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.person_id = p.id AND f.deleted_at = 0)
                  AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.other_person_id = p.id AND f.other_person_id > 0 AND f.deleted_at = 0)
                  AND NOT EXISTS (SELECT 1 FROM promise r WHERE r.person_id = p.id AND r.deleted_at = 0)
                  AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id AND c.deleted_at = 0)
                  AND NOT EXISTS (SELECT 1 FROM session_person sp WHERE sp.person_id = p.id)
                  AND NOT EXISTS (SELECT 1 FROM session_line l WHERE l.author_person_id = p.id AND l.author_person_id > 0)
                  AND NOT EXISTS (SELECT 1 FROM sync_clock sc WHERE sc.row_uid = p.uid)
                  AND NOT EXISTS (SELECT 1 FROM person_verdict v WHERE v.first_id = p.id OR v.second_id = p.id)
                  AND NOT EXISTS (SELECT 1 FROM person o WHERE o.merged_into = p.id AND o.merged_into <> 0))",
         })
        db.run(sql, id);
}

} // namespace

ImportId beginImport(WriteContext &context, const QStringList &paths)
{
    Db &db = context.db;
    const QString asked = toText(QJsonArray::fromStringList(paths));
    if (const qint64 id = db.number("SELECT max(id) FROM import_run WHERE paths = ? AND "
                                    "finished_at = 0 AND undone_at = 0",
                                    0, asked))
        return ImportId{id};
    db.run("INSERT INTO import_run (paths, started_at, last_change_id) "
           "VALUES (?, ?, (SELECT coalesce(max(id), 0) FROM change))",
           asked, context.now);
    return ImportId{db.lastInsertId()};
}

void finishImport(WriteContext &context, ImportId id)
{
    context.db.run("UPDATE import_run SET finished_at = ? WHERE id = ?", context.now, id);
}

void recordImportedMessage(Db &db, ImportId id, MessageId message)
{
    db.run("INSERT OR IGNORE INTO import_message (message_id, import_id) VALUES (?, ?)", message,
           id);
}

void recordImportedConversation(Db &db, ImportId id, ConversationId conversation, bool isNew)
{
    if (isNew) {
        db.run("INSERT OR IGNORE INTO import_conversation (import_id, conversation_id) "
               "VALUES (?, ?)",
               id, conversation);
        return;
    }
    db.run(R"(
        INSERT OR IGNORE INTO import_conversation (import_id, conversation_id, before)
        SELECT ?, c.id, json_object('state', state, 'state_by', state_by, 'state_at', state_at,
            'waiting_since', waiting_since, 'woke_because', woke_because, 'last_message_at', last_message_at,
            'last_person_message_at', last_person_message_at, 'last_reply_at', last_reply_at,
            'read_until', read_until, 'person_id', person_id, 'snippet', snippet, 'last_direction', last_direction,
            'message_count', message_count, 'attachment_count', attachment_count, 'last_activity_at', last_activity_at,
            'people', json((SELECT json_group_array(person_id) FROM conversation_person WHERE conversation_id = c.id AND is_joined = 0)))
        FROM conversation c WHERE c.id = ?)",
           id, conversation);
}

void recordImportedPerson(Db &db, ImportId id, PersonId person)
{
    db.run("INSERT OR IGNORE INTO import_person (import_id, person_id) VALUES (?, ?)", id, person);
}

QList<ImportRun> importRuns(Db &db)
{
    Statement rows = db.prepare(R"(
        SELECT r.id, r.paths, r.started_at, r.finished_at, r.undone_at,
               (SELECT count(*) FROM import_message im WHERE im.import_id = r.id),
               (SELECT count(*) FROM import_conversation ic WHERE ic.import_id = r.id AND ic.before = ''),
               (SELECT count(*) FROM import_person ip WHERE ip.import_id = r.id)
        FROM import_run r ORDER BY r.id DESC)");
    QList<ImportRun> runs;
    while (rows.next()) {
        ImportRun run{.id = rows.id<ImportId>(0),
                      .paths = {},
                      .startedAt = rows.time(2),
                      .finishedAt = rows.timeOrNone(3),
                      .undoneAt = rows.timeOrNone(4),
                      .messages = rows.integer(5),
                      .conversations = rows.integer(6),
                      .people = rows.integer(7)};
        const QJsonArray paths = QJsonDocument::fromJson(rows.text(1).toUtf8()).array();
        for (const QJsonValue &path : paths)
            run.paths.append(path.toString());
        runs.append(run);
    }
    return runs;
}

Result<ImportUndone> undoImport(WriteContext &context, ImportId id, const QList<Uid> &accounts)
{
    Db &db = context.db;
    const qint64 startedAt = db.number("SELECT started_at FROM import_run WHERE id = ?", -1, id);
    if (startedAt < 0)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no such import in this workspace."));
    ImportUndone undone;
    findWorked(db, id);
    {
        Statement rows = db.prepare("SELECT id FROM worked_conversation ORDER BY id");
        while (rows.next())
            undone.kept.append(rows.id<ConversationId>(0));
    }
    restoreConversations(db, id);
    beginRemoval(db);
    collectGone(db, id);
    db.exec("CREATE TEMP TABLE IF NOT EXISTS left_person (id INTEGER PRIMARY KEY);"
            "DELETE FROM left_person");
    db.run("INSERT OR IGNORE INTO left_person SELECT i.person_id FROM gone_message g JOIN message "
           "m ON m.id = g.id JOIN identity i ON i.id = m.identity_id");
    undone.messages = db.number("SELECT count(*) FROM gone_message", 0);
    undone.conversations = db.number("SELECT count(*) FROM gone_conversation", 0);
    undone.people = db.number("SELECT count(*) FROM gone_person", 0);
    removeGone(context);
    undone.addresses = removeImportedAddresses(context, id);
    db.run("UPDATE person SET last_message_at = coalesce((SELECT max(cp.last_message_at) FROM "
           "conversation_person cp WHERE cp.person_id = person.id), 0) "
           "WHERE id IN (SELECT id FROM left_person)");
    // Where they were restored, there is nothing left to go back to.
    db.run("DELETE FROM import_conversation WHERE import_id = ? AND conversation_id NOT IN (SELECT "
           "id FROM worked_conversation)",
           id);
    undone.keptMessages =
        db.number("SELECT count(*) FROM import_message WHERE import_id = ?", 0, id);
    // The files are new again: an import of them must not go on in their middle.
    db.run("DELETE FROM import_file WHERE updated_at >= ?", startedAt);
    for (const Uid &account : accounts)
        db.run("DELETE FROM account WHERE uid = ?1 AND settings = '{}' "
               "AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.account_id = account.id) "
               "AND NOT EXISTS (SELECT 1 FROM message m WHERE m.account_id = account.id) "
               "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.account_id = account.id)",
               account);
    db.run("UPDATE import_run SET undone_at = ?, finished_at = max(finished_at, started_at) WHERE "
           "id = ?",
           context.now, id);
    context.changed.accounts = true;
    return undone;
}

} // namespace casement
