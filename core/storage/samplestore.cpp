// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/samplestore.h"

#include "core/storage/likenessstore.h"
#include "core/storage/sqlite.h"

namespace casement
{

PersonId addSamplePerson(WriteContext &context, const QString &name, const QString &pronouns,
                         const QString &language, const QString &zone, const QString &howWeMet,
                         const QList<Address> &addresses)
{
    Db &db = context.db;
    db.run("INSERT INTO person (uid, name, pronouns, language, zone, how_we_met, created_at) "
           "VALUES (?, ?, ?, ?, ?, ?, ?)",
           Uid::create(context.now), name, pronouns, language, zone, howWeMet, context.now);
    const PersonId person{db.lastInsertId()};
    for (const Address &address : addresses) {
        db.run("INSERT OR IGNORE INTO identity (uid, kind, address, name, person_id, source, "
               "first_seen_at) VALUES (?, ?, ?, ?, ?, 'sample', ?)",
               Uid::derive({"identity", address.kind.toUtf8(), address.address.toUtf8()}),
               address.kind, address.address, name, person, context.now);
        const QString handle = handleKey(address);
        if (db.changes() > 0 && !handle.isEmpty())
            addTraits(db, IdentityId{db.lastInsertId()}, {},
                      {{.kind = TraitKind::Handle, .value = handle}});
    }
    return person;
}

MessageId messageByUid(Db &db, const Uid &uid)
{
    return MessageId{db.number("SELECT id FROM message WHERE uid = ?", 0, uid)};
}

ConversationId conversationOfMessage(Db &db, MessageId id)
{
    return ConversationId{db.number("SELECT conversation_id FROM message WHERE id = ?", 0, id)};
}

void addSampleReply(WriteContext &context, const QString &name, const QString &body)
{
    if (context.db.number("SELECT 1 FROM saved_reply WHERE name = ? AND deleted_at = 0", 0, name) ==
        0)
        context.db.run("INSERT INTO saved_reply (uid, name, body) VALUES (?, ?, ?)",
                       Uid::create(context.now), name, body);
}

} // namespace casement
