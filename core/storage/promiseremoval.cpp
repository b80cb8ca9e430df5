// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What goes of promises with the words that they were said in, and with people.

#include "core/storage/promisestore.h"
#include "core/storage/sqlite.h"
#include "core/storage/takenwords.h"

namespace casement
{

void purgePromisesFrom(WriteContext &context, MessageId message)
{
    Db &db = context.db;
    struct Row {
        PromiseId id;
        bool isOurs;
        bool isRepeated;
    };
    QList<Row> promises;
    {
        const bool isTheirs =
            db.number("SELECT direction = 0 FROM message WHERE id = ?", 0, message) != 0;
        QStringList said;
        Statement rows = db.prepare("SELECT id, is_ours, words FROM promise WHERE "
                                    "source_message_id = ? AND source_message_id > 0");
        rows.bind(message);
        while (rows.next()) {
            if (said.isEmpty())
                said = everythingSaid(db, message);
            promises.append(
                {rows.id<PromiseId>(0), rows.boolean(1), isTheirs && repeats(said, rows.text(2))});
        }
        QList<qint64> terms;
        Statement old = db.prepare("SELECT t.id, t.words FROM promise_term t JOIN promise p ON "
                                   "p.id = t.promise_id WHERE p.source_message_id = ? AND "
                                   "p.source_message_id > 0");
        old.bind(message);
        while (isTheirs && old.next()) {
            if (repeats(said, old.text(1)))
                terms.append(old.integer(0));
        }
        for (const qint64 term : std::as_const(terms))
            db.run("UPDATE promise_term SET words = '' WHERE id = ?", term);
    }
    QSet<qint64> inHistory;
    for (const Row &promise : std::as_const(promises)) {
        db.run("UPDATE promise SET quote = '', quote_start = 0, quote_end = 0 WHERE id = ?",
               promise.id);
        if (promise.isRepeated) {
            inHistory.insert(promise.id.value);
            // The time differs from that of any removal by staff, so that no undo shows it again.
            db.run("UPDATE promise SET words = '', deleted_at = CASE WHEN is_ours = 1 THEN "
                   "deleted_at ELSE ? END WHERE id = ?",
                   context.now, promise.id);
        }
        refreshPromise(context, promise.id);
    }
    if (!inHistory.isEmpty())
        scrubHistory(db, {QStringLiteral("promise-edit"), QStringLiteral("promise-renegotiate")},
                     {{.reg = Register::PromiseWords, .column = 0, .rows = inHistory}});
}

void removeGonePromises(WriteContext &context)
{
    Db &db = context.db;
    db.exec("CREATE TEMP TABLE IF NOT EXISTS gone_promise (id INTEGER PRIMARY KEY);"
            "DELETE FROM gone_promise;");
    db.run("INSERT INTO gone_promise SELECT id FROM promise WHERE person_id IN (SELECT id FROM "
           "gone_person) OR source_message_id IN (SELECT id FROM gone_message) OR "
           "about_conversation_id IN (SELECT id FROM gone_conversation) AND source_message_id = 0");
    for (const char *sql :
         {"DELETE FROM promise_term WHERE promise_id IN (SELECT id FROM gone_promise)",
          "DELETE FROM promise_change WHERE promise_id IN (SELECT id FROM gone_promise)",
          "DELETE FROM promise WHERE id IN (SELECT id FROM gone_promise)",
          "UPDATE promise SET about_conversation_id = 0 WHERE about_conversation_id IN (SELECT id "
          "FROM gone_conversation)",
          "UPDATE promise SET ask_id = 0 WHERE ask_id > 0 AND ask_id NOT IN (SELECT id FROM ask)"})
        db.run(sql);
    QList<PromiseId> left;
    {
        Statement rows = db.prepare("SELECT id FROM promise WHERE kept_message_id IN (SELECT id "
                                    "FROM gone_message)");
        while (rows.next())
            left.append(rows.id<PromiseId>(0));
    }
    for (const PromiseId id : std::as_const(left)) {
        db.run("UPDATE promise SET kept_message_id = 0, kept_outbox = x'' WHERE id = ?", id);
        refreshPromise(context, id);
    }
}

} // namespace casement
