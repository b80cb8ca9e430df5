// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/maintenancestore.h"

#include "core/storage/migrations.h"
#include "core/storage/sqlite.h"

#include <array>

namespace casement
{

namespace
{

struct Invariant {
    const char *sql; ///< counts the rows that break it
    const char *sentence;
};

constexpr std::array invariants{
    Invariant{"SELECT count(*) FROM message m WHERE NOT EXISTS (SELECT 1 FROM message_body b WHERE "
              "b.message_id = m.id)",
              "%1 messages have no body."},
    Invariant{"SELECT count(*) FROM conversation c WHERE c.message_count <> (SELECT count(*) FROM "
              "message m WHERE m.conversation_id = c.id)",
              "%1 conversations count other messages than they have."},
    Invariant{"SELECT count(*) FROM conversation c WHERE c.message_count > 0 AND c.last_message_at "
              "<> (SELECT max(at) FROM message m WHERE m.conversation_id = c.id)",
              "%1 conversations have another time than their last message."},
    Invariant{
        "SELECT count(*) FROM conversation c WHERE c.waiting_since < 9223372036854775807 AND NOT "
        "EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = c.id AND m.direction = 0)",
        "%1 conversations wait although nobody wrote."},
    Invariant{"SELECT count(*) FROM outbox o WHERE o.state IN (0, 1, 2) AND NOT EXISTS (SELECT 1 "
              "FROM message m WHERE m.id = o.message_id)",
              "%1 outbox items have no message."},
    Invariant{"SELECT count(*) FROM outbox o WHERE o.chain_id > 0 AND (o.part < 1 OR NOT EXISTS "
              "(SELECT 1 FROM outbox f WHERE f.id = o.chain_id AND f.part = 1) OR o.part > 1 AND "
              "NOT EXISTS (SELECT 1 FROM outbox p WHERE p.chain_id = o.chain_id AND p.part = "
              "o.part - 1))",
              "%1 parts of long texts have no part before them."},
    Invariant{
        "SELECT count(*) FROM outbox o JOIN outbox p ON p.chain_id = o.chain_id AND p.part = "
        "o.part - 1 WHERE o.chain_id > 0 AND o.state IN (2, 3, 4) AND p.state IN (0, 1, 2, 8)",
        "%1 parts of long texts went out before the part before them."},
    Invariant{
        "SELECT count(*) FROM message m WHERE m.message_key <> 0 AND NOT EXISTS (SELECT 1 FROM "
        "thread_key t WHERE t.key = m.message_key AND t.conversation_id = m.conversation_id)",
        "%1 messages cannot be found by their answers."},
    Invariant{"SELECT count(*) FROM conversation_tag ct JOIN conversation c ON c.id = "
              "ct.conversation_id WHERE ct.last_message_at <> c.last_message_at",
              "%1 tagged conversations stand at the wrong place in their tag's list."},
    Invariant{
        "SELECT count(*) FROM unread_place p JOIN message m ON m.id = p.message_id JOIN "
        "conversation c ON c.id = m.conversation_id WHERE m.direction <> 0 OR "
        "m.is_automatic = 1 OR m.is_context = 1 OR m.read_elsewhere = 1 OR m.at <= c.read_until",
        "%1 messages that are read are still followed on their server."},
    Invariant{"SELECT count(*) FROM unread_place p WHERE NOT EXISTS (SELECT 1 FROM account_cursor "
              "ac WHERE ac.account_id = p.account_id AND ac.stream = p.stream)",
              "%1 messages are followed in a place that is read no more."},
    Invariant{"SELECT count(*) FROM message m JOIN message_body b ON b.message_id = m.id WHERE "
              "m.deleted_at > 0 AND (b.text <> '' OR b.html <> '' OR m.subject <> '' OR "
              "m.purged_at > 0 AND m.raw_blob_id IS NOT NULL)",
              "%1 messages that were taken back still have their words."},
    Invariant{
        "SELECT count(*) FROM message_version v JOIN message m ON m.id = v.message_id WHERE "
        "m.deleted_at = 0 AND v.at >= m.edited_at OR m.purged_at > 0",
        "%1 earlier versions of messages are newer than what replaced them, or should be gone."},
    Invariant{"SELECT count(*) FROM import_conversation WHERE before <> '' AND NOT "
              "json_valid(before)",
              "%1 conversations could not be restored by the undo of their import."},
    Invariant{"SELECT count(*) FROM import_message im JOIN message m ON m.id = im.message_id WHERE "
              "NOT EXISTS (SELECT 1 FROM import_conversation ic WHERE ic.import_id = im.import_id)",
              "%1 messages belong to an import that knows none of its conversations."},
    Invariant{"SELECT count(*) FROM person p WHERE p.merged_into <> 0 AND NOT EXISTS (SELECT 1 "
              "FROM person o WHERE o.id = p.merged_into)",
              "%1 people are joined with somebody who is not there."},
    Invariant{"SELECT count(*) FROM person p LEFT JOIN person_root r ON r.id = p.id LEFT JOIN "
              "person_root o ON o.id = p.merged_into WHERE (p.merged_into = 0 AND p.shown_in <> 0) "
              "OR (p.merged_into <> 0 AND r.root_id <> o.root_id) OR (p.shown_in <> 0 AND (SELECT "
              "s.shown_in FROM person s WHERE s.id = p.shown_in) IS NOT 0)",
              "%1 people are not shown as whom they are joined with."},
    Invariant{"SELECT count(*) FROM conversation_person cp JOIN person p ON p.id = cp.person_id "
              "WHERE cp.is_joined = 0 AND p.shown_in <> 0 AND NOT EXISTS (SELECT 1 FROM "
              "conversation_person o WHERE o.conversation_id = cp.conversation_id AND o.person_id "
              "= p.shown_in)",
              "%1 conversations are missing in the list of whom somebody is joined with."},
    Invariant{"SELECT count(*) FROM conversation_person cp WHERE cp.is_joined = 1 AND NOT EXISTS "
              "(SELECT 1 FROM conversation_person o JOIN person p ON p.id = o.person_id WHERE "
              "o.conversation_id = cp.conversation_id AND o.is_joined = 0 AND p.shown_in = "
              "cp.person_id)",
              "%1 conversations stand in the list of somebody who is not joined with who takes "
              "part."},
    Invariant{"SELECT count(*) FROM conversation_person cp JOIN conversation c ON c.id = "
              "cp.conversation_id WHERE cp.last_message_at <> c.last_message_at",
              "%1 conversations stand at the wrong place in a person's list."},
    Invariant{"SELECT count(*) FROM person_verdict v JOIN person a ON a.id = v.first_id JOIN "
              "person b ON b.id = v.second_id WHERE a.uid >= b.uid",
              "%1 pairs of people are written down the wrong way round."},
    Invariant{
        "WITH RECURSIVE place(id, at) AS (SELECT id, id FROM conversation WHERE split_from > 0 "
        "UNION SELECT place.id, c.merged_into FROM place JOIN conversation c ON c.id = "
        "place.at WHERE c.merged_into > 0) SELECT count(*) FROM message m WHERE m.passage_id > "
        "0 AND NOT EXISTS (SELECT 1 FROM place JOIN conversation c ON c.id = place.at WHERE "
        "place.id = m.passage_id AND c.merged_into = 0 AND c.id = m.conversation_id)",
        "%1 messages do not stand where their passage is."},
    Invariant{
        "WITH RECURSIVE place(id, at) AS (SELECT id, id FROM conversation WHERE split_from > 0 "
        "UNION SELECT place.id, c.merged_into FROM place JOIN conversation c ON c.id = "
        "place.at WHERE c.merged_into > 0) SELECT count(*) FROM note n WHERE n.passage_id > 0 "
        "AND NOT EXISTS (SELECT 1 FROM place JOIN conversation c ON c.id = place.at WHERE "
        "place.id = n.passage_id AND c.merged_into = 0 AND c.id = n.conversation_id)",
        "%1 notes do not stand where their passage is."},
    Invariant{"SELECT (SELECT count(*) FROM message m JOIN conversation c ON c.id = "
              "m.conversation_id WHERE c.split_from > 0 AND m.passage_id = 0) + (SELECT count(*) "
              "FROM note n JOIN conversation c ON c.id = n.conversation_id WHERE c.split_from > 0 "
              "AND n.passage_id = 0)",
              "%1 messages and notes stand in a passage that they do not belong to."},
    Invariant{
        "SELECT count(*) FROM conversation c WHERE c.split_from > 0 AND (c.merged_into = 0 AND "
        "c.message_count = 0 OR c.merged_into NOT IN (0, c.split_from) OR NOT EXISTS (SELECT 1 "
        "FROM conversation o WHERE o.id = c.split_from))",
        "%1 passages are empty, or do not know where they are from."},
    Invariant{
        "SELECT count(*) FROM conversation c WHERE (c.merged_into > 0) <> (c.state = 6) OR "
        "c.merged_into > 0 AND (c.waiting_since < 9223372036854775807 OR c.message_count > 0 "
        "OR EXISTS (SELECT 1 FROM draft d WHERE d.conversation_id = c.id) OR EXISTS (SELECT 1 "
        "FROM thread_key t WHERE t.conversation_id = c.id) OR EXISTS (SELECT 1 FROM "
        "conversation_tag t WHERE t.conversation_id = c.id AND t.add_hlc > t.rem_hlc))",
        "%1 conversations that were put back still stand by themselves."},
    Invariant{"SELECT count(*) FROM outbox o JOIN message m ON m.id = o.message_id WHERE "
              "o.conversation_id <> m.conversation_id",
              "%1 outbox items stand elsewhere than their messages."},
    Invariant{"SELECT count(*) FROM person_join WHERE NOT json_valid(replaced)",
              "%1 joins of people do not say what they replaced."},
    Invariant{"SELECT count(*) FROM ask WHERE state IN (5, 6) AND trim(reason) = '' OR state = 7 "
              "AND (duplicate_of = 0 OR duplicate_of = id OR duplicate_of NOT IN (SELECT id FROM "
              "ask))",
              "%1 asks came to an end without a reason, or as duplicates of nothing."},
    Invariant{"SELECT count(*) FROM ask a WHERE a.deleted_at = 0 AND NOT EXISTS (SELECT 1 FROM "
              "ask_voice v WHERE v.ask_id = a.id AND v.deleted_at = 0)",
              "%1 asks are asked by nobody."},
    Invariant{"SELECT count(*) FROM ask_voice v JOIN ask a ON a.id = v.ask_id WHERE v.deleted_at = "
              "0 AND a.deleted_at > 0",
              "%1 people ask for something that was taken out."},
    Invariant{"SELECT count(*) FROM ask a LEFT JOIN ask t ON t.id = a.duplicate_of AND "
              "t.deleted_at = 0 WHERE a.root_id <> CASE WHEN a.state = 7 AND a.deleted_at = 0 AND "
              "t.id IS NOT NULL THEN (CASE WHEN t.root_id > 0 THEN t.root_id ELSE t.id END) ELSE 0 "
              "END AND NOT (a.root_id = 0 AND t.root_id = a.id)",
              "%1 asks do not hear of the ask that they are a duplicate of."},
    Invariant{
        "SELECT count(*) FROM ask a WHERE a.deleted_at = 0 AND (a.voices, a.untold, a.heard_at) IS "
        "NOT (SELECT count(*), coalesce(sum(NOT (t.told = 2 OR t.told = 1 AND t.sending IN (3, "
        "4))), 0), coalesce(min(v.heard_at), a.created_at) FROM ask_voice v JOIN ask_voice_told t "
        "ON t.id = v.id WHERE v.deleted_at = 0 AND v.ask_id IN (SELECT id FROM ask g WHERE g.id = "
        "a.id OR g.root_id = a.id AND g.deleted_at = 0))",
        "%1 asks count other people than ask for them."},
    Invariant{"SELECT count(*) FROM ask WHERE deleted_at = 0 AND place <> CASE WHEN state >= 4 AND "
              "root_id = 0 AND untold > 0 THEN 8 ELSE state END",
              "%1 asks stand at the wrong place of the ledger."},
    Invariant{
        "SELECT count(*) FROM ask_voice WHERE told = 2 AND trim(told_reason) = '' OR told = 1 "
        "AND told_outbox = x''",
        "%1 people were told of an ask by nothing, or skipped without a reason."},
    Invariant{"SELECT count(*) FROM ask_voice v JOIN message m ON m.id = v.message_id WHERE "
              "m.purged_at > 0 AND v.quote <> ''",
              "%1 quotes of asks were taken back by their authors."},
    Invariant{"SELECT count(*) FROM promise WHERE state NOT BETWEEN 0 AND 3 OR state IN (2, 3) AND "
              "trim(reason) = ''",
              "%1 promises came to nothing without a reason."},
    Invariant{"SELECT count(*) FROM promise p WHERE p.deleted_at = 0 AND (p.standing <> (SELECT "
              "s.standing FROM promise_standing s WHERE s.id = p.id) OR EXISTS (SELECT 1 FROM "
              "message m WHERE m.id = p.source_message_id AND m.conversation_id <> "
              "p.conversation_id))",
              "%1 promises stand at the wrong place."},
    Invariant{"SELECT count(*) FROM promise p WHERE p.deleted_at = 0 AND (p.words = '' AND NOT "
              "EXISTS (SELECT 1 FROM message m WHERE m.id = p.source_message_id AND m.purged_at > "
              "0) OR p.due_at = 0 AND (p.due_zone <> '' OR p.due_has_time = 1))",
              "%1 promises do not say what was promised, or by when."},
    Invariant{"SELECT count(*) FROM promise p WHERE p.ask_id > 0 AND p.ask_id NOT IN (SELECT id "
              "FROM ask)",
              "%1 promises are about an ask that is not there."},
    Invariant{"SELECT count(*) FROM promise p JOIN message m ON m.id = p.source_message_id WHERE "
              "m.purged_at > 0 AND p.quote <> ''",
              "%1 promises still have words that were taken back."},
    Invariant{"SELECT count(*) FROM fact f JOIN message m ON m.id = f.source_message_id WHERE "
              "m.purged_at > 0 AND (f.quote <> '' OR f.quote_end > 0)",
              "%1 facts still have words that were taken back."},
    Invariant{"SELECT count(*) FROM fact WHERE kind NOT BETWEEN 0 AND 2 OR quote_start > quote_end "
              "OR (deleted_at = 0 AND body = '')",
              "%1 facts say nothing, or not what they are."},
    Invariant{"SELECT count(*) FROM consent c WHERE c.kind NOT BETWEEN 0 AND 5 OR c.answer NOT "
              "BETWEEN 0 AND 2 OR EXISTS (SELECT 1 FROM consent o WHERE o.person_id = c.person_id "
              "AND o.kind = c.kind AND o.at = c.at AND o.id < c.id)",
              "%1 consents do not say what somebody agreed to, or since when."},
    Invariant{"SELECT count(*) FROM person p WHERE p.preferred_identity_id > 0 AND NOT EXISTS "
              "(SELECT 1 FROM identity i WHERE i.id = p.preferred_identity_id)",
              "%1 people like to be written to by an address that is not there."},
    Invariant{
        "SELECT count(*) FROM session_person WHERE invited NOT IN (0, 1, 3) OR (invited = 1) <> "
        "(invite_outbox <> x'') OR report NOT BETWEEN 0 AND 3 OR (report = 1) <> "
        "(report_outbox <> x'') OR report = 2 AND trim(report_reason) = '' OR answer NOT "
        "BETWEEN 0 AND 3 OR came NOT BETWEEN 0 AND 2",
        "%1 people were invited or told of a session by nothing, or skipped without a reason."},
    Invariant{"SELECT count(*) FROM session s JOIN session_person sp ON sp.session_id = s.id WHERE "
              "s.deleted_at = 0 AND s.state >= 4 AND sp.add_hlc > sp.rem_hlc AND sp.came = 1 AND "
              "sp.report = 0 AND NOT EXISTS (SELECT 1 FROM session_person o JOIN person_root a ON "
              "a.id = o.person_id JOIN person_root b ON b.id = sp.person_id AND b.root_id = "
              "a.root_id WHERE o.session_id = s.id AND o.report > 0)",
              "%1 people came to a session that was closed without their having been told."},
    Invariant{"SELECT count(*) FROM session_outcome o LEFT JOIN session_line l ON l.id = o.line_id "
              "WHERE o.deleted_at = 0 AND (trim(o.body) = '' OR o.line_id > 0 AND l.session_id IS "
              "NOT o.session_id)",
              "%1 outcomes of sessions say nothing, or come from a line that is not there."},
    Invariant{"SELECT count(*) FROM session WHERE collaboration_id > 0 AND collaboration_id NOT IN "
              "(SELECT id FROM collaboration)",
              "%1 sessions belong to a collaboration that is not there."},
    Invariant{"SELECT count(*) FROM list_word WHERE state NOT BETWEEN 0 AND 2 OR word = ''",
              "%1 words of the team's lists are none."},
};

} // namespace

QJsonObject workspaceStats(Db &db)
{
    QJsonObject stats;
    const auto count = [&](const char *name, const char *sql) {
        stats.insert(QLatin1StringView(name), db.number(sql, 0));
    };
    count("messages", "SELECT count(*) FROM message");
    count("conversations", "SELECT count(*) FROM conversation WHERE state <> 6");
    count("people", "SELECT count(*) FROM person WHERE deleted_at = 0 AND shown_in = 0");
    count("identities", "SELECT count(*) FROM identity");
    count("accounts", "SELECT count(*) FROM account WHERE removed_at = 0");
    count("tags", "SELECT count(*) FROM tag WHERE deleted_at = 0");
    count("notes", "SELECT count(*) FROM note WHERE deleted_at = 0");
    count("drafts", "SELECT count(*) FROM draft");
    count("outbox_open", "SELECT count(*) FROM outbox WHERE state <= 2 OR state BETWEEN 5 AND 7");
    count("facts", "SELECT count(*) FROM fact WHERE deleted_at = 0");
    count("consents", "SELECT count(*) FROM consent WHERE deleted_at = 0");
    count("sessions", "SELECT count(*) FROM session WHERE deleted_at = 0");
    count("promises", "SELECT count(*) FROM promise WHERE deleted_at = 0 AND standing < 4");
    count("asks", "SELECT count(*) FROM ask WHERE deleted_at = 0");
    count("attachments", "SELECT count(*) FROM attachment");
    count("quarantined", "SELECT count(*) FROM message WHERE quarantine_reason <> ''");
    count("changes", "SELECT count(*) FROM change");
    count("blobs", "SELECT count(*) FROM blob");
    count("blob_bytes", "SELECT coalesce(sum(size), 0) FROM blob");
    count("database_bytes",
          "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
    count("schema", "PRAGMA user_version");
    return stats;
}

QStringList verifyWorkspace(ReadContext &context)
{
    Db &db = context.db;
    QStringList problems;
    // FTS5 looks whether another connection has written only when a query begins; without one the
    // integrity check would compare what this connection remembers of the index with today's rows.
    for (const char *sql :
         {"SELECT rowid FROM message_search LIMIT 1", "SELECT rowid FROM title_search LIMIT 1"})
        std::ignore = db.number(sql, 0);
    {
        Statement rows = db.prepare("PRAGMA integrity_check(20)");
        while (rows.next()) {
            if (rows.text(0) != u"ok")
                problems.append(
                    QStringLiteral("The database file is damaged: %1").arg(rows.text(0)));
        }
    }
    {
        Statement rows = db.prepare("PRAGMA foreign_key_check");
        qint64 broken = 0;
        while (rows.next())
            ++broken;
        if (broken > 0)
            problems.append(
                QStringLiteral("%1 rows refer to something that is not there.").arg(broken));
    }
    for (const Invariant &invariant : invariants) {
        if (const qint64 count = db.number(invariant.sql, 0))
            problems.append(QString::fromLatin1(invariant.sentence).arg(count));
    }
    QList<qint64> blobs;
    {
        Statement rows = db.prepare("SELECT id FROM blob ORDER BY id");
        while (rows.next())
            blobs.append(rows.integer(0));
    }
    qint64 damaged = 0;
    for (const qint64 blob : std::as_const(blobs)) {
        if (!context.blobs.verify(db, blob))
            ++damaged;
    }
    if (damaged > 0)
        problems.append(
            QStringLiteral("%1 original messages or files are missing or damaged.").arg(damaged));
    return problems;
}

QStringList verifySearchIndex(WriteContext &context)
{
    // rank 1: compares the index with the content as well (https://www.sqlite.org/fts5.html,
    // integrity-check).
    context.db.run(
        "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)");
    if (!context.db.error())
        return {};
    const QString detail = context.db.error()->detail;
    context.db.clearError();
    return {QStringLiteral("The search index does not agree with the messages: %1").arg(detail)};
}

QList<MessageId> messageIdsAfter(Db &db, MessageId after, int limit)
{
    Statement rows = db.prepare("SELECT id FROM message WHERE id > ? ORDER BY id LIMIT ?");
    rows.bind(after, limit);
    QList<MessageId> ids;
    while (rows.next())
        ids.append(rows.id<MessageId>(0));
    return ids;
}

qint64 importPosition(Db &db, const QString &path, qint64 size, const QByteArray &fingerprint)
{
    return db.number("SELECT position FROM import_file WHERE path = ? AND size = ? AND fingerprint "
                     "= ? AND position < size",
                     0, path, size, fingerprint);
}

void saveImportPosition(WriteContext &context, const QString &path, qint64 size,
                        const QByteArray &fingerprint, qint64 position, qint64 messages)
{
    context.db.run("INSERT INTO import_file (path, size, fingerprint, position, messages, "
                   "updated_at) VALUES (?, ?, ?, ?, ?, ?) "
                   "ON CONFLICT (path) DO UPDATE SET size = excluded.size, fingerprint = "
                   "excluded.fingerprint, position = excluded.position, "
                   "messages = messages + excluded.messages, updated_at = excluded.updated_at",
                   path, size, fingerprint, position, messages, context.now);
}

} // namespace casement
