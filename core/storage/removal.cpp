// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/removal.h"

#include "core/storage/askstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/passagestore.h"
#include "core/storage/promisestore.h"
#include "core/storage/sessionchanges.h"
#include "core/storage/sqlite.h"

namespace casement
{

void beginRemoval(Db &db)
{
    db.exec("CREATE TEMP TABLE IF NOT EXISTS gone_conversation (id INTEGER PRIMARY KEY);"
            "CREATE TEMP TABLE IF NOT EXISTS gone_message (id INTEGER PRIMARY KEY);"
            "CREATE TEMP TABLE IF NOT EXISTS gone_session (id INTEGER PRIMARY KEY);"
            "CREATE TEMP TABLE IF NOT EXISTS gone_person (id INTEGER PRIMARY KEY);"
            "CREATE TEMP TABLE IF NOT EXISTS gone_change (id INTEGER PRIMARY KEY);"
            "DELETE FROM gone_conversation; DELETE FROM gone_message; DELETE FROM gone_session;"
            "DELETE FROM gone_person; DELETE FROM gone_change;");
}

void removeGone(WriteContext &context)
{
    Db &db = context.db;
    separateGone(context);
    separateGonePassages(db);
    removeGoneVoices(context);
    removeGonePromises(context);
    removeGoneOfSessions(context);
    db.run("INSERT INTO gone_change SELECT DISTINCT change_id FROM change_conversation WHERE "
           "conversation_id IN (SELECT id FROM gone_conversation)");
    // The index has no content of its own: it is told what it must forget.
    db.run("INSERT INTO message_search (message_search, rowid, subject, sender, recipients, body) "
           "SELECT 'delete', v.search_key, v.subject, v.sender, v.recipients, v.body FROM "
           "message_search_content v "
           "WHERE v.search_key IN (SELECT search_key FROM message WHERE id IN (SELECT id FROM "
           "gone_message))");
    for (const char *sql : {
             "DELETE FROM title_search WHERE rowid IN (SELECT id FROM gone_conversation)",
             "DELETE FROM fact WHERE person_id IN (SELECT id FROM gone_person) OR other_person_id "
             "IN (SELECT id FROM gone_person) OR source_message_id IN (SELECT id FROM "
             "gone_message)",
             "DELETE FROM consent WHERE person_id IN (SELECT id FROM gone_person)",
             "UPDATE consent SET proof_message_id = 0 WHERE proof_message_id IN (SELECT id FROM "
             "gone_message)",
             "UPDATE person SET preferred_message_id = 0 WHERE preferred_message_id IN (SELECT id "
             "FROM gone_message)",
             "DELETE FROM draft_file WHERE draft_id IN (SELECT id FROM draft WHERE conversation_id "
             "IN (SELECT id FROM gone_conversation))",
             "DELETE FROM draft WHERE conversation_id IN (SELECT id FROM gone_conversation)",
             "DELETE FROM note WHERE conversation_id IN (SELECT id FROM gone_conversation)",
             "DELETE FROM change_conversation WHERE conversation_id IN (SELECT id FROM "
             "gone_conversation)",
             "DELETE FROM conversation_tag WHERE conversation_id IN (SELECT id FROM "
             "gone_conversation)",
             "DELETE FROM conversation_person WHERE conversation_id IN (SELECT id FROM "
             "gone_conversation)",
             "DELETE FROM thread_key WHERE conversation_id IN (SELECT id FROM gone_conversation)",
             "DELETE FROM attachment WHERE message_id IN (SELECT id FROM gone_message)",
             "DELETE FROM message_body WHERE message_id IN (SELECT id FROM gone_message)",
             "DELETE FROM message_version WHERE message_id IN (SELECT id FROM gone_message)",
             "DELETE FROM draft_file WHERE outbox_id IN (SELECT id FROM outbox WHERE "
             "conversation_id IN (SELECT id FROM gone_conversation))",
             "DELETE FROM outbox_journal WHERE outbox_id IN (SELECT id FROM outbox WHERE "
             "conversation_id IN (SELECT id FROM gone_conversation))",
             "DELETE FROM outbox WHERE conversation_id IN (SELECT id FROM gone_conversation)",
             "DELETE FROM message WHERE id IN (SELECT id FROM gone_message)",
             "DELETE FROM conversation WHERE id IN (SELECT id FROM gone_conversation)",
             "DELETE FROM identity WHERE person_id IN (SELECT id FROM gone_person)",
             "DELETE FROM person WHERE id IN (SELECT id FROM gone_person)",
             "DELETE FROM promise_change WHERE change_id IN (SELECT id FROM gone_change) AND "
             "change_id NOT IN (SELECT change_id FROM change_conversation)",
             "DELETE FROM change WHERE id IN (SELECT id FROM gone_change) AND id NOT IN (SELECT "
             "change_id FROM change_conversation)",
         })
        db.run(sql);
    Statement unused =
        db.prepare("SELECT id FROM blob WHERE id NOT IN (SELECT raw_blob_id FROM message WHERE "
                   "raw_blob_id IS NOT NULL) "
                   "AND id NOT IN (SELECT blob_id FROM attachment WHERE blob_id IS NOT NULL) "
                   "AND id NOT IN (SELECT raw_blob_id FROM message_version WHERE raw_blob_id IS "
                   "NOT NULL) "
                   "AND id NOT IN (SELECT blob_id FROM draft_file)");
    QList<qint64> blobs;
    while (unused.next())
        blobs.append(unused.integer(0));
    for (const qint64 blob : std::as_const(blobs))
        context.blobs.remove(db, blob);
    context.changed.everything = true;
}

} // namespace casement
