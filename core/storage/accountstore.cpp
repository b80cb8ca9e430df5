// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/accountstore.h"

#include "core/storage/json.h"
#include "core/storage/removal.h"
#include "core/storage/sqlite.h"

namespace casement
{

namespace
{

constexpr const char *accountColumns =
    "SELECT id, uid, channel, name, address, from_name, settings, paused FROM account ";

Account accountFromRow(const Statement &row)
{
    return {.id = row.id<AccountId>(0),
            .uid = row.uid(1),
            .channel = row.text(2),
            .name = row.text(3),
            .address = row.text(4),
            .fromName = row.text(5),
            .settings = objectFromText(row.text(6)),
            .paused = row.boolean(7)};
}

} // namespace

QList<Account> allAccounts(Db &db)
{
    Statement rows = db.prepare(QByteArray(accountColumns) + "WHERE removed_at = 0 ORDER BY id");
    QList<Account> accounts;
    while (rows.next())
        accounts.append(accountFromRow(rows));
    return accounts;
}

std::optional<Account> accountById(Db &db, AccountId id)
{
    Statement row = db.prepare(QByteArray(accountColumns) + "WHERE id = ?");
    row.bind(id);
    return row.next() ? std::optional(accountFromRow(row)) : std::nullopt;
}

std::optional<Account> accountByUid(Db &db, const Uid &uid)
{
    Statement row = db.prepare(QByteArray(accountColumns) + "WHERE uid = ? AND removed_at = 0");
    row.bind(uid);
    return row.next() ? std::optional(accountFromRow(row)) : std::nullopt;
}

Account saveAccount(WriteContext &context, Account account, bool isSample)
{
    const QString settings = toText(account.settings);
    context.db.run("INSERT INTO account (uid, channel, name, address, from_name, settings, paused, "
                   "is_sample, created_at) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                   "ON CONFLICT (uid) DO UPDATE SET name = excluded.name, address = "
                   "excluded.address, from_name = excluded.from_name, "
                   "settings = excluded.settings, paused = excluded.paused, removed_at = 0",
                   account.uid, account.channel, account.name, account.address, account.fromName,
                   settings, account.paused, isSample, context.now);
    account.id =
        AccountId{context.db.number("SELECT id FROM account WHERE uid = ?", 0, account.uid)};
    context.changed.accounts = true;
    return account;
}

void markAccountRemoved(WriteContext &context, AccountId id)
{
    context.db.run("UPDATE account SET removed_at = ?, settings = '{}' WHERE id = ?", context.now,
                   id);
    context.db.run("DELETE FROM account_cursor WHERE account_id = ?", id);
    context.db.run("DELETE FROM unread_place WHERE account_id = ?", id);
    context.changed.accounts = true;
}

void setAccountPaused(WriteContext &context, AccountId id, bool paused)
{
    context.db.run("UPDATE account SET paused = ? WHERE id = ?", paused, id);
    context.changed.accounts = true;
}

void setAccountSuccess(WriteContext &context, AccountId id)
{
    context.db.run("UPDATE account SET last_success_at = ? WHERE id = ?", context.now, id);
}

std::optional<Timestamp> accountSuccess(Db &db, AccountId id)
{
    const qint64 at = db.number("SELECT last_success_at FROM account WHERE id = ?", 0, id);
    return at ? std::optional(fromMilliseconds(at)) : std::nullopt;
}

Cursors accountCursors(Db &db, AccountId id)
{
    Statement rows = db.prepare("SELECT stream, cursor FROM account_cursor WHERE account_id = ?");
    rows.bind(id);
    Cursors cursors;
    while (rows.next())
        cursors.insert(rows.text(0), rows.blob(1));
    return cursors;
}

void saveAccountCursor(WriteContext &context, AccountId id, const QString &stream,
                       const QByteArray &cursor)
{
    context.db.run(
        "INSERT INTO account_cursor (account_id, stream, cursor, updated_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (account_id, stream) DO UPDATE SET cursor = excluded.cursor, updated_at = "
        "excluded.updated_at",
        id, stream, cursor, context.now);
}

QSet<QString> ourAddresses(Db &db)
{
    Statement rows = db.prepare("SELECT lower(address) FROM account WHERE address <> ''");
    QSet<QString> addresses;
    while (rows.next())
        addresses.insert(rows.text(0));
    return addresses;
}

bool hasSample(Db &db)
{
    return db.number("SELECT 1 FROM account WHERE is_sample = 1 LIMIT 1", 0) != 0;
}

void removeSample(WriteContext &context)
{
    Db &db = context.db;
    beginRemoval(db);
    db.exec("CREATE TEMP TABLE IF NOT EXISTS gone_tag (id INTEGER PRIMARY KEY);"
            "DELETE FROM gone_tag");
    db.run("INSERT INTO gone_conversation SELECT id FROM conversation WHERE account_id IN (SELECT "
           "id FROM account WHERE is_sample = 1)");
    db.run("INSERT INTO gone_message SELECT id FROM message WHERE conversation_id IN (SELECT id "
           "FROM gone_conversation)");
    db.run("INSERT INTO gone_tag SELECT DISTINCT tag_id FROM conversation_tag WHERE "
           "conversation_id IN (SELECT id FROM gone_conversation)");
    // Sessions and people that exist only because of the sample.
    db.run("INSERT INTO gone_person SELECT p.id FROM person p WHERE p.id IN "
           "(SELECT person_id FROM conversation_person WHERE is_joined = 0 AND conversation_id IN "
           "(SELECT id FROM gone_conversation) UNION "
           " SELECT i.person_id FROM message m JOIN identity i ON i.id = m.identity_id WHERE m.id "
           "IN (SELECT id FROM gone_message) UNION "
           " SELECT person_id FROM identity WHERE source = 'sample') "
           "AND NOT EXISTS (SELECT 1 FROM message m JOIN identity i ON i.id = m.identity_id "
           "WHERE i.person_id = p.id AND m.id NOT IN (SELECT id FROM gone_message)) "
           "AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.person_id = p.id AND c.id NOT IN "
           "(SELECT id FROM gone_conversation))");
    db.run("INSERT INTO gone_session SELECT s.id FROM session s WHERE EXISTS "
           "(SELECT 1 FROM session_message sm WHERE sm.session_id = s.id AND sm.message_id IN "
           "(SELECT id FROM gone_message)) "
           "AND NOT EXISTS (SELECT 1 FROM session_message sm WHERE sm.session_id = s.id AND "
           "sm.message_id NOT IN (SELECT id FROM gone_message))");
    removeGone(context);
    for (const char *sql : {
             "DELETE FROM tag WHERE id IN (SELECT id FROM gone_tag) AND id NOT IN (SELECT tag_id "
             "FROM conversation_tag)",
             "DELETE FROM staff WHERE is_me = 0 AND id NOT IN (SELECT assignee_id FROM "
             "conversation) AND id NOT IN (SELECT author_id FROM note) "
             "AND id NOT IN (SELECT host_id FROM session)",
             "DELETE FROM account_cursor WHERE account_id IN (SELECT id FROM account WHERE "
             "is_sample = 1)",
             "DELETE FROM account WHERE is_sample = 1",
         })
        db.run(sql);
    context.changed.accounts = true;
    context.changed.tags = true;
}

} // namespace casement
