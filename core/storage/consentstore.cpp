// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/consentstore.h"

#include "core/storage/joinstore.h"
#include "core/storage/peoplestore.h"
#include "core/storage/sqlite.h"

namespace casement
{

namespace
{

constexpr const char *consentsOfSql = R"(
    SELECT c.id, c.person_id, c.kind, c.answer, c.basis, c.proof_message_id, coalesce(m.conversation_id, 0), coalesce(m.at, 0),
           coalesce(s.name, ''), c.at
    FROM person_member pm JOIN consent c ON c.person_id = pm.member_id
         LEFT JOIN message m ON m.id = c.proof_message_id LEFT JOIN staff s ON s.id = c.author_id
    WHERE pm.root_id = ? AND c.deleted_at = 0 ORDER BY c.at, c.uid)";
constexpr const char *hasWrittenSql = R"(
    SELECT 1 FROM person_member pm JOIN identity i ON i.person_id = pm.member_id JOIN message m ON m.identity_id = i.id
    WHERE pm.root_id = ? AND m.direction = 0 AND m.is_automatic = 0 LIMIT 1)";
constexpr const char *tookPartSql = R"(
    SELECT 1 FROM person_member pm JOIN session_person sp ON sp.person_id = pm.member_id JOIN session s ON s.id = sp.session_id
    WHERE pm.root_id = ? AND sp.add_hlc > sp.rem_hlc AND sp.came = 1 AND s.deleted_at = 0 LIMIT 1)";
constexpr const char *wasMetSql = R"(
    SELECT 1 FROM person_member pm JOIN conversation_person cp ON cp.person_id = pm.member_id WHERE pm.root_id = ? LIMIT 1)";
constexpr const char *newestConsentSql =
    "SELECT max(at) FROM consent WHERE person_id = ? AND kind = ?";
constexpr const char *byProofSql = "SELECT id, person_id, basis FROM consent WHERE "
                                   "proof_message_id = ? AND proof_message_id > 0";

} // namespace

QList<ConsentEntry> consentsOf(Db &db, PersonId root)
{
    Statement rows = db.prepare(consentsOfSql);
    rows.bind(root);
    QList<ConsentEntry> entries;
    while (rows.next()) {
        entries.append({.id = rows.id<ConsentId>(0),
                        .person = rows.id<PersonId>(1),
                        .kind = static_cast<ConsentKind>(rows.integer(2)),
                        .answer = static_cast<ConsentAnswer>(rows.integer(3)),
                        .basis = rows.text(4),
                        .proof = rows.id<MessageId>(5),
                        .proofConversation = rows.id<ConversationId>(6),
                        .saidAt = rows.integer(7) > 0 ? std::optional(rows.time(7)) : std::nullopt,
                        .author = rows.text(8),
                        .at = rows.time(9)});
    }
    return entries;
}

ConsentId addHiddenConsent(WriteContext &context, PersonId person, ConsentKind kind,
                           ConsentAnswer answer, const QString &basis, MessageId proof)
{
    // Also later than what was taken back, so that no order depends on the clock of a desk.
    const Timestamp newest = fromMilliseconds(context.db.number(newestConsentSql, 0, person, kind));
    const Timestamp at = std::max(context.now, newest + std::chrono::milliseconds(1));
    context.db.run("INSERT INTO consent (uid, person_id, kind, answer, basis, proof_message_id, "
                   "author_id, at, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   Uid::create(at), person, kind, answer, basis, proof, context.actor, at,
                   context.now);
    return ConsentId{context.db.lastInsertId()};
}

PersonId personOfConsent(Db &db, ConsentId id)
{
    return PersonId{db.number("SELECT person_id FROM consent WHERE id = ?", 0, id)};
}

ConsentCheck consentCheck(Db &db, ConsentKind kind, PersonId person)
{
    const PersonId root = shownPerson(db, person);
    const ConsentState state = currentConsent(consentsOf(db, root), kind);
    // Only who is written to unasked needs to have had to do with us.
    const bool isUnasked = kind == ConsentKind::ContactFirst || kind == ConsentKind::Invite;
    const ConsentContext context =
        isUnasked ? ConsentContext{.hasWritten = db.number(hasWrittenSql, 0, root) != 0,
                                   .tookPart = db.number(tookPartSql, 0, root) != 0,
                                   .isStranger = db.number(wasMetSql, 0, root) == 0}
                  : ConsentContext{};
    ConsentCheck check = checkConsent(kind, state, context);
    check.person = root;
    Statement name = db.prepare("SELECT name FROM person WHERE id = ?");
    name.bind(root);
    if (name.next())
        check.name = name.text(0);
    return check;
}

Result<void> mayDo(Db &db, ConsentKind kind, PersonId person)
{
    const ConsentCheck check = consentCheck(db, kind, person);
    if (check.isAllowed)
        return {};
    return fail(ErrorKind::Forbidden, refusalOf(check));
}

Result<void> mayReach(Db &db, ConsentKind kind, const QList<Recipient> &recipients)
{
    for (const Recipient &recipient : recipients) {
        const PersonId person = personWith(db, recipient.address);
        if (!person.isValid())
            continue;
        if (const auto may = mayDo(db, kind, person); !may)
            return may;
    }
    return {};
}

Result<void> mayStillReach(Db &db, ConsentKind kind, const QList<Recipient> &recipients)
{
    for (const Recipient &recipient : recipients) {
        const PersonId person = personWith(db, recipient.address);
        if (!person.isValid())
            continue;
        const ConsentState state = currentConsent(consentsOf(db, shownPerson(db, person)), kind);
        if (state && state->answer == ConsentAnswer::No)
            return mayDo(db, kind, person);
    }
    return {};
}

void purgeConsentsFrom(WriteContext &context, MessageId message)
{
    Db &db = context.db;
    struct Row {
        ConsentId id;
        PersonId person;
        QString basis;
    };
    QList<Row> entries;
    {
        Statement rows = db.prepare(byProofSql);
        rows.bind(message);
        while (rows.next())
            entries.append(
                {rows.id<ConsentId>(0), rows.id<PersonId>(1), rows.text(2).simplified()});
    }
    for (const Row &entry : std::as_const(entries)) {
        Statement words = db.prepare("SELECT text FROM message_version WHERE message_id = ?");
        words.bind(message);
        bool isRepeated = false;
        while (words.next())
            isRepeated |= words.text(0).simplified().contains(entry.basis, Qt::CaseInsensitive);
        if (isRepeated && !entry.basis.isEmpty())
            db.run("UPDATE consent SET basis = '' WHERE id = ?", entry.id);
        context.changed.people.insert(entry.person);
    }
}

QList<const char *> consentLookups()
{
    return {consentsOfSql, hasWrittenSql, tookPartSql, wasMetSql, newestConsentSql, byProofSql};
}

} // namespace casement
