// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/joinstore.h"

#include "core/storage/changelog.h"
#include "core/storage/json.h"
#include "core/storage/sqlite.h"

#include <QHash>
#include <array>

namespace casement
{

namespace
{

/// More changed rows than these are told as "everything".
constexpr qsizetype mostTold = 500;

struct Field {
    Register reg;
    const char *name; ///< in person_join.replaced
    bool JoinChoice::*fromOther;
    std::optional<QString> PersonJoin::*restored;
};

constexpr std::array fields{
    Field{Register::PersonName, "name", &JoinChoice::name, &PersonJoin::nameBefore},
    Field{Register::PersonPronouns, "pronouns", &JoinChoice::pronouns, &PersonJoin::pronounsBefore},
    Field{Register::PersonHowWeMet, "how_we_met", &JoinChoice::howWeMet,
          &PersonJoin::howWeMetBefore},
    Field{Register::PersonLanguage, "language", &JoinChoice::language, &PersonJoin::languageBefore},
    Field{Register::PersonZone, "zone", &JoinChoice::zone, &PersonJoin::zoneBefore},
};

PersonId mergedInto(Db &db, PersonId person)
{
    return PersonId{db.number("SELECT merged_into FROM person WHERE id = ?", 0, person)};
}

Uid uidOf(Db &db, PersonId person)
{
    Statement row = db.prepare("SELECT uid FROM person WHERE id = ?");
    row.bind(person);
    return row.next() ? row.uid(0) : Uid();
}

/// The end of the chain of merged_into; of a circle the member with the smallest uid.
PersonId rootOf(Db &db, PersonId person)
{
    QList<PersonId> path;
    for (PersonId at = person;;) {
        if (const qsizetype circle = path.indexOf(at); circle >= 0) {
            const QList<PersonId> members = path.sliced(circle);
            return *std::ranges::min_element(members, {},
                                             [&](PersonId each) { return uidOf(db, each); });
        }
        path.append(at);
        const PersonId next = mergedInto(db, at);
        if (!next.isValid() || uidOf(db, next).isNull()) // not here yet
            return at;
        at = next;
    }
}

QList<ConversationId> conversationsOf(Db &db, PersonId person)
{
    Statement rows = db.prepare("SELECT conversation_id FROM conversation_person WHERE person_id = "
                                "? AND is_joined = 0");
    rows.bind(person);
    QList<ConversationId> ids;
    while (rows.next())
        ids.append(rows.id<ConversationId>(0));
    return ids;
}

/// The newest record of how \a merged was joined with \a survivor: its id, what it replaced.
std::pair<qint64, QJsonObject> recordOf(Db &db, PersonId merged, PersonId survivor)
{
    Statement row = db.prepare("SELECT id, replaced FROM person_join WHERE merged_id = ? AND "
                               "survivor_id = ? ORDER BY id DESC LIMIT 1");
    row.bind(merged, survivor);
    if (!row.next())
        return {};
    return {row.integer(0), objectFromText(row.text(1))};
}

QString textOf(Db &db, Register reg, PersonId person)
{
    return ChangeRecorder::current(db, reg, person.value).at(0).toString();
}

} // namespace

PersonId shownPerson(Db &db, PersonId person)
{
    return PersonId{
        db.number("SELECT root_id FROM person_root WHERE id = ?", person.value, person)};
}

QList<PersonId> membersOf(Db &db, PersonId root)
{
    QList<PersonId> members{root};
    Statement rows = db.prepare("SELECT id FROM person WHERE shown_in = ?1 AND shown_in <> 0 AND "
                                "id <> ?1 ORDER BY id");
    rows.bind(root);
    while (rows.next())
        members.append(rows.id<PersonId>(0));
    return members;
}

void refreshJoinedConversations(Db &db, PersonId person)
{
    const PersonId root = shownPerson(db, person);
    db.run("DELETE FROM conversation_person WHERE person_id = ? AND is_joined = 1", root);
    db.run(R"(
        INSERT OR IGNORE INTO conversation_person (conversation_id, person_id, last_message_at, is_joined)
        SELECT cp.conversation_id, ?1, cp.last_message_at, 1
        FROM person p JOIN conversation_person cp ON cp.person_id = p.id
        WHERE p.shown_in = ?1 AND p.shown_in <> 0 AND cp.is_joined = 0)",
           root);
}

void refreshTitles(WriteContext &context, PersonId person)
{
    const QList<PersonId> members = membersOf(context.db, shownPerson(context.db, person));
    for (const PersonId member : members) {
        const QList<ConversationId> conversations = conversationsOf(context.db, member);
        for (const ConversationId id : conversations)
            context.db.run("INSERT OR REPLACE INTO title_search (rowid, title) SELECT id, title "
                           "FROM conversation_title WHERE id = ?",
                           id);
        if (conversations.size() > mostTold)
            context.changed.everything = true;
        else
            context.changed.conversations.unite({conversations.begin(), conversations.end()});
        context.changed.people.insert(member);
    }
}

void refreshJoined(WriteContext &context, PersonId person)
{
    Db &db = context.db;
    // All whom this can be about: those who were shown together, and those who are from now on.
    QList<PersonId> people = membersOf(db, shownPerson(db, person));
    for (const PersonId each : {person, mergedInto(db, person)}) {
        for (const PersonId member : membersOf(db, shownPerson(db, each))) {
            if (member.isValid() && !people.contains(member))
                people.append(member);
        }
    }
    // A circle may have been opened or closed by this, so that each of them is looked at.
    QSet<PersonId> roots;
    for (const PersonId each : std::as_const(people)) {
        const PersonId root = rootOf(db, each);
        db.run("DELETE FROM conversation_person WHERE person_id = ? AND is_joined = 1", each);
        db.run("UPDATE person SET shown_in = ? WHERE id = ?", root == each ? PersonId() : root,
               each);
        roots.insert(root);
    }
    for (const PersonId root : std::as_const(roots)) {
        refreshJoinedConversations(db, root);
        refreshTitles(context, root);
    }
}

void separateGone(WriteContext &context)
{
    Db &db = context.db;
    QList<PersonId> separated;
    {
        Statement rows = db.prepare(
            "SELECT id FROM person WHERE merged_into <> 0 AND (id IN (SELECT id FROM gone_person) "
            "OR merged_into IN (SELECT id FROM gone_person))");
        while (rows.next())
            separated.append(rows.id<PersonId>(0));
    }
    for (const PersonId each : std::as_const(separated)) {
        db.run("UPDATE person SET merged_into = 0 WHERE id = ?", each);
        refreshJoined(context, each);
    }
    db.run("DELETE FROM person_join WHERE survivor_id IN (SELECT id FROM gone_person) OR "
           "merged_id IN (SELECT id FROM gone_person)");
    db.run("DELETE FROM person_verdict WHERE first_id IN (SELECT id FROM gone_person) OR "
           "second_id IN (SELECT id FROM gone_person)");
}

void joinPeople(ChangeRecorder &recorder, WriteContext &context, PersonId survivor, PersonId other,
                const JoinChoice &choice)
{
    Db &db = context.db;
    QJsonObject replaced;
    for (const Field &field : fields) {
        const QString before = textOf(db, field.reg, survivor);
        const QString after = textOf(db, field.reg, other);
        if (!(choice.*field.fromOther) || before == after)
            continue;
        replaced.insert(QLatin1StringView(field.name), QJsonArray{before, after});
        recorder.set(field.reg, survivor.value, {after});
    }
    db.run("INSERT INTO person_join (uid, survivor_id, merged_id, replaced, author_id, at) VALUES "
           "(?, ?, ?, ?, ?, ?)",
           Uid::create(context.now), survivor, other, toText(replaced), context.actor, context.now);
    // Last, so that an undo meets it first.
    recorder.set(Register::PersonMergedInto, other.value, {survivor.value});
}

void splitPerson(ChangeRecorder &recorder, WriteContext &context, PersonId merged)
{
    Db &db = context.db;
    const PersonId survivor = mergedInto(db, merged);
    const auto [join, replaced] = recordOf(db, merged, survivor);
    struct Later {
        qint64 id;
        QJsonObject replaced;
    };
    QList<Later> later; // joins of the same survivor since, which are still in force
    {
        Statement rows = db.prepare(R"(
            SELECT j.id, j.replaced FROM person_join j JOIN person p ON p.id = j.merged_id
            WHERE j.survivor_id = ?1 AND j.id > ?2 AND p.merged_into = ?1 AND j.id = (
                SELECT max(o.id) FROM person_join o WHERE o.merged_id = j.merged_id AND o.survivor_id = ?1)
            ORDER BY j.id)");
        rows.bind(survivor, join);
        while (rows.next())
            later.append({rows.integer(0), objectFromText(rows.text(1))});
    }
    for (const Field &field : fields) {
        const QString key = QLatin1StringView(field.name);
        const QJsonArray values = replaced.value(key).toArray();
        if (values.size() != 2)
            continue;
        const QString before = values.at(0).toString();
        const QString after = values.at(1).toString();
        const auto next = std::ranges::find_if(
            later, [&](const Later &each) { return each.replaced.contains(key); });
        if (next != later.end()) {
            // What a later join replaced was ours: it gives back what was there before us.
            const QJsonArray theirs = next->replaced.value(key).toArray();
            if (theirs.at(0).toString() != after)
                continue;
            next->replaced.insert(key, QJsonArray{before, theirs.at(1)});
            recorder.set(Register::JoinReplaced, next->id, {toText(next->replaced)});
        } else if (textOf(db, field.reg, survivor) == after) {
            recorder.set(field.reg, survivor.value, {before});
        }
    }
    recorder.set(Register::PersonMergedInto, merged.value, {0});
}

QList<PersonJoin> joinsOf(Db &db, PersonId person)
{
    const PersonId root = shownPerson(db, person);
    QList<PersonJoin> joins;
    for (const PersonId member : membersOf(db, root)) {
        const PersonId survivor = mergedInto(db, member);
        if (!survivor.isValid() || member == root)
            continue;
        PersonJoin join{.person = member, .survivor = survivor};
        const auto [id, replaced] = recordOf(db, member, survivor);
        {
            Statement row = db.prepare(
                "SELECT p.name, o.name, coalesce(j.at, 0), coalesce(s.name, ''), coalesce(j.id, 0) "
                "FROM person p JOIN person o ON o.id = p.merged_into LEFT JOIN person_join j ON "
                "j.id = ?2 LEFT JOIN staff s ON s.id = j.author_id WHERE p.id = ?1");
            row.bind(member, id);
            if (!row.next())
                continue;
            join.name = row.text(0);
            join.survivorName = row.text(1);
            join.joinedAt = row.time(2);
            join.joinedBy = row.text(3);
            join.record = row.integer(4);
        }
        for (const Field &field : fields) {
            const QJsonArray values = replaced.value(QLatin1StringView(field.name)).toArray();
            if (values.size() == 2 && textOf(db, field.reg, survivor) == values.at(1).toString())
                join.*field.restored = values.at(0).toString();
        }
        // Whoever was joined with them before goes along.
        for (const PersonId each : membersOf(db, root)) {
            QList<PersonId> path;
            PersonId at = each;
            while (at.isValid() && at != member && !path.contains(at)) {
                path.append(at);
                at = mergedInto(db, at);
            }
            if (at != member)
                continue;
            Statement rows = db.prepare(
                "SELECT kind, address, name FROM identity WHERE person_id = ? ORDER BY id");
            rows.bind(each);
            while (rows.next())
                join.addresses.append(
                    {.kind = rows.text(0), .address = rows.text(1), .name = rows.text(2)});
            join.facts += db.number(
                "SELECT count(*) FROM fact WHERE person_id = ? AND deleted_at = 0", 0, each);
            join.sessions += db.number("SELECT count(*) FROM session_person WHERE person_id = ? "
                                       "AND add_hlc > rem_hlc",
                                       0, each);
            join.conversations += db.number("SELECT count(*) FROM conversation_person WHERE "
                                            "person_id = ? AND is_joined = 0",
                                            0, each);
        }
        joins.append(join);
    }
    std::ranges::sort(joins, std::greater(), &PersonJoin::record);
    return joins;
}

} // namespace casement
