// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/contactstore.h"

#include "core/storage/importstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/peoplestore.h"
#include "core/storage/sqlite.h"

#include <algorithm>

namespace casement
{

namespace
{

QString nameOf(Db &db, PersonId person)
{
    Statement row = db.prepare("SELECT name FROM person WHERE id = ?");
    row.bind(person);
    return row.next() ? row.text(0) : QString();
}

IdentityId addIdentity(WriteContext &context, PersonId person, const Address &address,
                       const QString &name)
{
    context.db.run("INSERT INTO identity (uid, kind, address, name, person_id, source, "
                   "first_seen_at) VALUES (?, ?, ?, ?, ?, 'import', ?)",
                   Uid::create(context.now), address.kind, address.address, name, person,
                   context.now);
    return IdentityId{context.db.lastInsertId()};
}

} // namespace

ContactPlan planContact(Db &db, const ContactCard &card, PlannedAddresses *planned)
{
    ContactPlan plan;
    QList<PersonId> owners;
    for (const Address &address : card.addresses) {
        PersonId owner = personWith(db, address);
        if (owner.isValid())
            owner = shownPerson(db, owner);
        else if (planned)
            owner = planned->value({address.kind, address.address});
        if (owner.value == 0)
            plan.missing.append(address);
        else if (!owners.contains(owner))
            owners.append(owner);
    }
    for (const PersonId owner : std::as_const(owners))
        plan.people.append(owner.isValid() ? nameOf(db, owner) : card.name);
    if (card.addresses.isEmpty()) {
        plan.kind = ContactPlan::Kind::NoAddress;
    } else if (owners.size() > 1) {
        plan.kind = ContactPlan::Kind::Several;
        plan.missing.clear();
    } else if (owners.isEmpty()) {
        plan.kind = ContactPlan::Kind::NewPerson;
    } else {
        plan.person = owners.first();
        plan.kind =
            plan.missing.isEmpty() ? ContactPlan::Kind::Known : ContactPlan::Kind::Addresses;
    }
    if (planned && !plan.missing.isEmpty()) {
        const PersonId owner = plan.kind == ContactPlan::Kind::NewPerson
                                   ? PersonId{-planned->size() - 1}
                                   : plan.person;
        for (const Address &address : std::as_const(plan.missing))
            planned->insert({address.kind, address.address}, owner);
    }
    return plan;
}

ContactPlan takeContact(WriteContext &context, const ContactCard &card, ImportId import)
{
    Db &db = context.db;
    ContactPlan plan = planContact(db, card);
    if (plan.kind == ContactPlan::Kind::NewPerson) {
        db.run(
            "INSERT INTO person (uid, name, pronouns, language, created_at) VALUES (?, ?, ?, ?, ?)",
            Uid::create(context.now), card.name, card.pronouns, card.language, context.now);
        plan.person = PersonId{db.lastInsertId()};
        for (const Address &address : std::as_const(plan.missing))
            addIdentity(context, plan.person, address, card.name);
        recordImportedPerson(db, import, plan.person);
    } else if (plan.kind == ContactPlan::Kind::Addresses) {
        for (const Address &address : std::as_const(plan.missing))
            db.run("INSERT INTO import_identity (identity_id, import_id) VALUES (?, ?)",
                   addIdentity(context, plan.person, address, card.name), import);
    }
    if (plan.person.isValid() && !plan.missing.isEmpty())
        context.changed.people.insert(plan.person);
    return plan;
}

qint64 removeImportedAddresses(WriteContext &context, ImportId import)
{
    Db &db = context.db;
    constexpr const char *unused = R"(
        FROM import_identity ii JOIN identity i ON i.id = ii.identity_id
        WHERE ii.import_id = ? AND NOT EXISTS (SELECT 1 FROM message m WHERE m.identity_id = i.id)
          AND NOT EXISTS (SELECT 1 FROM person p WHERE p.preferred_identity_id = i.id AND p.preferred_identity_id > 0))";
    QList<std::pair<IdentityId, PersonId>> gone;
    {
        Statement rows = db.prepare(QByteArray("SELECT i.id, i.person_id") + unused);
        rows.bind(import);
        while (rows.next())
            gone.append({rows.id<IdentityId>(0), rows.id<PersonId>(1)});
    }
    for (const auto &[identity, person] : std::as_const(gone)) {
        db.run("DELETE FROM identity WHERE id = ?", identity);
        context.changed.people.insert(person);
    }
    return gone.size();
}

QList<ContactCard> contactCards(Db &db, const QList<PersonId> &people)
{
    QList<PersonId> shown;
    if (people.isEmpty()) {
        Statement rows = db.prepare("SELECT id FROM person WHERE deleted_at = 0 AND shown_in = 0 "
                                    "ORDER BY name COLLATE NOCASE, id");
        while (rows.next())
            shown.append(rows.id<PersonId>(0));
    }
    for (const PersonId person : people) {
        if (const PersonId root = shownPerson(db, person); !shown.contains(root))
            shown.append(root);
    }
    QList<ContactCard> cards;
    for (const PersonId person : std::as_const(shown)) {
        Statement row =
            db.prepare("SELECT uid, name, pronouns, language FROM person WHERE id = ? AND "
                       "deleted_at = 0");
        row.bind(person);
        if (!row.next())
            continue;
        ContactCard card{.uid = QStringLiteral("urn:uuid:") + row.uid(0).toString(),
                         .name = row.text(1),
                         .pronouns = row.text(2),
                         .language = row.text(3)};
        Statement identities = db.prepare(R"(
            SELECT i.kind, i.address FROM person_member pm JOIN identity i ON i.person_id = pm.member_id
                   JOIN person p ON p.id = pm.root_id
            WHERE pm.root_id = ? AND i.kind <> 'hand' ORDER BY i.id <> p.preferred_identity_id, i.id)");
        identities.bind(person);
        while (identities.next())
            card.addresses.append(
                {.kind = identities.text(0), .address = identities.text(1), .name = {}});
        cards.append(card);
    }
    return cards;
}

} // namespace casement
