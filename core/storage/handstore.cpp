// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/handstore.h"

#include "core/domain/ingest.h"
#include "core/storage/joinstore.h"
#include "core/storage/sqlite.h"

namespace casement
{

Result<Address> handIdentity(WriteContext &context, PersonId person, const QString &name)
{
    Db &db = context.db;
    QString called = name;
    if (person.isValid()) {
        // Of people who are joined the one who is shown is meant: what is said now was said to
        // both.
        person = shownPerson(db, person);
        Statement row = db.prepare("SELECT p.name, coalesce((SELECT i.address FROM identity i "
                                   "WHERE i.person_id = p.id AND i.kind = 'hand' LIMIT 1), '') "
                                   "FROM person p WHERE p.id = ? AND p.deleted_at = 0");
        row.bind(person);
        if (!row.next())
            return fail(ErrorKind::NotFound,
                        QStringLiteral("This person is not in the workspace any more."));
        called = row.text(0);
        if (!row.text(1).isEmpty())
            return Address{.kind = QStringLiteral("hand"), .address = row.text(1), .name = called};
    } else {
        db.run("INSERT INTO person (uid, name, created_at) VALUES (?, ?, ?)",
               Uid::create(context.now), name, context.now);
        person = PersonId{db.lastInsertId()};
    }
    // Nobody has an address by hand: it only names the row, for every desk.
    const Uid uid = Uid::create(context.now);
    db.run("INSERT INTO identity (uid, kind, address, name, person_id, source, first_seen_at) "
           "VALUES (?, 'hand', ?, ?, ?, '', ?)",
           uid, uid.toString(), called, person, context.now);
    context.changed.people.insert(person);
    return Address{.kind = QStringLiteral("hand"), .address = uid.toString(), .name = called};
}

QString joinByHand(WriteContext &context, const Account &account, ConversationId conversation)
{
    QString key;
    {
        Statement row = context.db.prepare("SELECT uid FROM conversation WHERE id = ?");
        row.bind(conversation);
        if (row.next())
            key = row.uid(0).toString();
    }
    context.db.run("INSERT OR IGNORE INTO thread_key (key, conversation_id) VALUES (?, ?)",
                   conversationKey(account.uid, key), conversation);
    return key;
}

MessageId newestHandMessage(Db &db, AccountId account)
{
    return MessageId{db.number("SELECT max(id) FROM message WHERE account_id = ?", 0, account)};
}

} // namespace casement
