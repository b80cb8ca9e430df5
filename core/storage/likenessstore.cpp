// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/likenessstore.h"

#include "core/storage/changelog.h"
#include "core/storage/joinstore.h"
#include "core/storage/sqlite.h"

#include <QMap>
#include <QSet>
#include <algorithm>

namespace casement
{

namespace
{

constexpr int mostTraits = 60;     // of an identity: hostile words may name thousands
constexpr int mostHolders = 3;     // people: what more have in common says nothing
constexpr int mostIdentities = 60; // of a person that are looked at
constexpr int mostNames = 8;
constexpr int mostEvidence = 6;

constexpr const char *traitsSql =
    "SELECT kind, value, place, message_id FROM identity_trait WHERE identity_id = ? ORDER BY kind";
// One more than would say something, for each of them may have several identities.
constexpr const char *holdersSql = "SELECT identity_id, place, message_id FROM identity_trait "
                                   "WHERE kind = ? AND value = ? LIMIT 12";
constexpr const char *addressSql = "SELECT id FROM identity WHERE kind IN ('email', 'fediverse', "
                                   "'xmpp', 'bluesky') AND address = ?";
constexpr const char *ownerSql = "SELECT person_id, kind, address, name FROM identity WHERE id = ?";
constexpr const char *identitiesSql =
    "SELECT id FROM identity WHERE person_id = ? ORDER BY id LIMIT ?";
constexpr const char *verdictsSql =
    "SELECT first_id, second_id, verdict, until FROM person_verdict WHERE first_id = ?1 "
    "UNION ALL "
    "SELECT second_id, first_id, verdict, until FROM person_verdict WHERE second_id = ?1";
constexpr const char *forgetProfileSql = R"(
    DELETE FROM identity_trait WHERE identity_id = ?1 AND place <= ?2
        AND NOT (kind = 1 AND value = (SELECT handle_key(kind, address) FROM identity WHERE id = ?1)))";
// Both walk the index alone; pairs are never formed.
constexpr const char *sharedSql = R"(
    SELECT kind, value FROM identity_trait WHERE kind IN (1, 2)
    GROUP BY kind, value HAVING count(*) BETWEEN 2 AND 12)";
constexpr const char *pointedSql = R"(
    SELECT t.identity_id FROM identity_trait t WHERE t.kind = 3 AND (
        EXISTS (SELECT 1 FROM identity i WHERE i.kind IN ('email', 'fediverse', 'xmpp', 'bluesky') AND i.address = t.value)
        OR EXISTS (SELECT 1 FROM identity_trait o WHERE o.kind = 2 AND o.value = t.value)))";

struct Owner {
    PersonId person; ///< as whom they are shown
    Address address;
};

/// Looks for whom one person, with everybody behind them, may be as well.
class Look
{
public:
    Look(Db &db, PersonId person) : m_db(db), m_root(shownPerson(db, person)) {}

    /// By person.
    QMap<PersonId, QList<MatchEvidence>> find()
    {
        for (const IdentityId identity : identitiesOf(m_root))
            lookFrom(identity);
        return std::move(m_found);
    }

    [[nodiscard]] PersonId root() const { return m_root; }

    QList<IdentityId> identitiesOf(PersonId root)
    {
        QList<IdentityId> identities;
        for (const PersonId member : membersOf(m_db, root)) {
            Statement rows = m_db.prepare(identitiesSql);
            rows.bind(member, mostIdentities);
            while (rows.next() && identities.size() < mostIdentities)
                identities.append(rows.id<IdentityId>(0));
        }
        return identities;
    }

    /// What \a root is called, here and there.
    QStringList namesOf(PersonId root)
    {
        QStringList names;
        QStringList addresses; // stand in for a name that nobody told
        Statement person = m_db.prepare("SELECT name FROM person WHERE id = ?");
        person.bind(root);
        if (person.next())
            names.append(person.text(0));
        for (const IdentityId identity : identitiesOf(root)) {
            const Owner owner = ownerOf(identity);
            addresses.append(owner.address.address);
            if (!names.contains(owner.address.name) && names.size() < mostNames)
                names.append(owner.address.name);
        }
        names.removeIf([&](const QString &name) { return addresses.contains(name); });
        return names;
    }

    Owner ownerOf(IdentityId identity)
    {
        Statement row = m_db.prepare(ownerSql);
        row.bind(identity);
        if (!row.next())
            return {};
        return {.person = shownPerson(m_db, row.id<PersonId>(0)),
                .address = {.kind = row.text(1), .address = row.text(2), .name = row.text(3)}};
    }

private:
    struct Holder {
        IdentityId identity;
        PersonId person;
        TraitPlace place = TraitPlace::Address;
        MessageId message;
    };
    QList<Holder> holders(TraitKind kind, const QString &value)
    {
        QList<Holder> found;
        Statement rows = m_db.prepare(holdersSql);
        rows.bind(kind, value);
        while (rows.next())
            found.append({.identity = rows.id<IdentityId>(0),
                          .person = {},
                          .place = static_cast<TraitPlace>(rows.integer(1)),
                          .message = rows.id<MessageId>(2)});
        for (Holder &holder : found)
            holder.person = ownerOf(holder.identity).person;
        return found;
    }
    static qsizetype countPeople(const QList<Holder> &holders)
    {
        QSet<PersonId> people;
        for (const Holder &holder : holders)
            people.insert(holder.person);
        return people.size();
    }

    void add(PersonId person, const MatchEvidence &evidence)
    {
        if (!person.isValid() || person == m_root)
            return;
        QList<MatchEvidence> &list = m_found[person];
        const auto known = std::ranges::find_if(list, [&](const MatchEvidence &each) {
            return each.reason == evidence.reason && each.value == evidence.value &&
                   each.isTheirs == evidence.isTheirs;
        });
        if (known == list.end() && list.size() < mostEvidence)
            list.append(evidence);
        else if (known != list.end() && evidence.place < known->place)
            *known = evidence;
    }

    /// Somebody named a place that is another's.
    void addPointer(PersonId person, const QString &value, TraitPlace place, MessageId message,
                    bool isTheirs, bool isCommon)
    {
        // What a role answers to stands in many signatures.
        const bool isRole = isRoleHandle(handleKey(Address{QStringLiteral("email"), value, {}}));
        if ((isCommon || isRole) && place != TraitPlace::VerifiedLink)
            place = TraitPlace::Words;
        add(person, {.reason = place == TraitPlace::VerifiedLink ? MatchReason::VerifiedLink
                                                                 : MatchReason::SaidAddress,
                     .value = value,
                     .place = static_cast<MatchPlace>(place),
                     .message = message,
                     .isTheirs = isTheirs});
    }

    void lookFrom(IdentityId identity)
    {
        struct Row {
            TraitKind kind;
            QString value;
            TraitPlace place;
            MessageId message;
        };
        QList<Row> traits;
        {
            Statement rows = m_db.prepare(traitsSql);
            rows.bind(identity);
            while (rows.next())
                traits.append({static_cast<TraitKind>(rows.integer(0)), rows.text(1),
                               static_cast<TraitPlace>(rows.integer(2)), rows.id<MessageId>(3)});
        }
        QStringList own{ownerOf(identity).address.address};
        for (const Row &trait : std::as_const(traits)) {
            switch (trait.kind) {
            case TraitKind::Handle:
                lookForHandle(trait.value);
                break;
            case TraitKind::Page:
                own.append(trait.value);
                lookForPage(trait.value);
                break;
            case TraitKind::Pointer:
                lookWhere(trait.value, trait.place, trait.message);
                break;
            }
        }
        for (const QString &value : std::as_const(own))
            lookWhoNames(value);
    }

    void lookForHandle(const QString &value)
    {
        const QList<Holder> found = holders(TraitKind::Handle, value);
        if (countPeople(found) > mostHolders)
            return;
        for (const Holder &holder : found)
            add(holder.person, {.reason = MatchReason::SameHandle, .value = value});
    }

    void lookForPage(const QString &value)
    {
        const QList<Holder> found = holders(TraitKind::Page, value);
        if (countPeople(found) > mostHolders)
            return;
        for (const Holder &holder : found)
            add(holder.person, {.reason = MatchReason::VerifiedLink, .value = value});
    }

    void lookWhere(const QString &value, TraitPlace place, MessageId message)
    {
        const bool isCommon = countPeople(holders(TraitKind::Pointer, value)) > mostHolders;
        QList<IdentityId> pointed;
        Statement rows = m_db.prepare(addressSql);
        rows.bind(value);
        while (rows.next())
            pointed.append(rows.id<IdentityId>(0));
        for (const Holder &holder : holders(TraitKind::Page, value))
            pointed.append(holder.identity);
        for (const IdentityId each : std::as_const(pointed))
            addPointer(ownerOf(each).person, value, place, message, false, isCommon);
    }

    void lookWhoNames(const QString &value)
    {
        const QList<Holder> found = holders(TraitKind::Pointer, value);
        const bool isCommon = countPeople(found) > mostHolders;
        for (const Holder &holder : found)
            addPointer(holder.person, value, holder.place, holder.message, true, isCommon);
    }

    Db &m_db;
    PersonId m_root;
    QMap<PersonId, QList<MatchEvidence>> m_found;
};

bool has(const QList<MatchEvidence> &evidence, MatchReason reason)
{
    return std::ranges::any_of(evidence,
                               [&](const MatchEvidence &each) { return each.reason == reason; });
}

/// Adds the likeness of names to what was found, and says whether all of it is enough to ask.
bool isEnough(QList<MatchEvidence> &evidence, const QStringList &names, const QStringList &others)
{
    bool areDifferent = false;
    QString similar;
    for (const QString &name : names) {
        for (const QString &other : others) {
            if (similar.isEmpty() && areSimilarNames(name, other))
                similar = other;
            areDifferent |= areDifferentNames(name, other);
        }
    }
    if (!similar.isEmpty())
        evidence.append({.reason = MatchReason::SimilarName, .value = similar});
    for (const MatchEvidence &each : std::as_const(evidence)) {
        if (each.reason == MatchReason::VerifiedLink ||
            (each.reason == MatchReason::SaidAddress && each.place < MatchPlace::Words))
            return true;
    }
    const bool isHandle = has(evidence, MatchReason::SameHandle);
    if (has(evidence, MatchReason::SaidAddress))
        return isHandle || !similar.isEmpty();
    if (!isHandle)
        return false; // a name alone
    const bool isTelling = std::ranges::any_of(evidence, [](const MatchEvidence &each) {
        return each.reason == MatchReason::SameHandle && !isCommonHandle(each.value);
    });
    return !similar.isEmpty() || (isTelling && !areDifferent);
}

/// Pairs of whom \a root is one, and whom staff do not want to be asked about now.
QMap<PersonId, PersonVerdict> verdictsOf(Db &db, Timestamp now, PersonId root)
{
    QMap<PersonId, PersonVerdict> verdicts;
    for (const PersonId member : membersOf(db, root)) {
        Statement rows = db.prepare(verdictsSql);
        rows.bind(member);
        while (rows.next()) {
            const auto verdict = static_cast<PersonVerdict>(rows.integer(2));
            const bool isOver = verdict == PersonVerdict::Later && rows.time(3) <= now;
            if (verdict == PersonVerdict::None || isOver)
                continue;
            PersonVerdict &known = verdicts[shownPerson(db, rows.id<PersonId>(1))];
            if (known != PersonVerdict::NotTheSame)
                known = verdict;
        }
    }
    return verdicts;
}

bool isOurs(Db &db, Look &look, PersonId root)
{
    for (const IdentityId identity : look.identitiesOf(root)) {
        if (db.number("SELECT 1 FROM account WHERE lower(address) = ? AND removed_at = 0", 0,
                      look.ownerOf(identity).address.address))
            return true;
    }
    return false;
}

PersonSuggestion describe(Db &db, Look &look, PersonId person)
{
    PersonSuggestion suggestion{.person = person};
    Statement row = db.prepare("SELECT name FROM person WHERE id = ? AND deleted_at = 0");
    row.bind(person);
    if (!row.next())
        return {};
    suggestion.name = row.text(0);
    if (const auto identities = look.identitiesOf(person); !identities.isEmpty())
        suggestion.address = look.ownerOf(identities.first()).address;
    return suggestion;
}

void addConversations(Db &db, QList<MatchEvidence> &evidence)
{
    for (MatchEvidence &each : evidence) {
        if (each.message.isValid())
            each.conversation = ConversationId{
                db.number("SELECT conversation_id FROM message WHERE id = ?", 0, each.message)};
    }
    std::ranges::stable_sort(
        evidence, {}, [](const MatchEvidence &each) { return std::pair(each.reason, each.place); });
}

Uid verdictUid(const Uid &first, const Uid &second)
{
    return Uid::derive({"person-verdict", first.toBytes(), second.toBytes()});
}

} // namespace

QList<const char *> likenessLookups()
{
    return {traitsSql, holdersSql, addressSql, ownerSql, identitiesSql};
}

void addTraits(Db &db, IdentityId identity, MessageId message, const QList<IdentityTrait> &traits,
               bool isWholeProfile)
{
    // A profile that is told again takes the place of what it said before, also when it is empty
    // now: handles move on to others. What they are called by their address stays theirs.
    if (isWholeProfile)
        db.run(forgetProfileSql, identity, TraitPlace::Profile);
    for (const IdentityTrait &trait : traits) {
        db.run(R"(
            INSERT INTO identity_trait (identity_id, kind, value, place, message_id)
            SELECT ?1, ?2, ?3, ?4, ?5
            WHERE (SELECT count(*) FROM identity_trait WHERE identity_id = ?1) < ?6
            ON CONFLICT (kind, value, identity_id) DO UPDATE SET place = excluded.place, message_id = excluded.message_id
                WHERE excluded.place < place)",
               identity, trait.kind, trait.value, trait.place,
               message.isValid() && trait.place >= TraitPlace::Signature
                   ? std::optional(message.value)
                   : std::nullopt, // a profile does not go with a message that is taken back
               mostTraits);
    }
}

void removeTraitsOf(Db &db, MessageId message)
{
    db.run("DELETE FROM identity_trait WHERE message_id = ?", message);
}

QList<PersonSuggestion> suggestionsFor(Db &db, Timestamp now, PersonId person, qsizetype limit)
{
    Look look(db, person);
    auto found = look.find();
    if (found.isEmpty() || isOurs(db, look, look.root()))
        return {};
    const auto verdicts = verdictsOf(db, now, look.root());
    const QStringList names = look.namesOf(look.root());
    QList<PersonSuggestion> suggestions;
    for (auto it = found.begin(); it != found.end(); ++it) {
        if (verdicts.contains(it.key()) || !isEnough(it.value(), names, look.namesOf(it.key())) ||
            isOurs(db, look, it.key()))
            continue;
        PersonSuggestion suggestion = describe(db, look, it.key());
        if (!suggestion.person.isValid())
            continue;
        suggestion.evidence = it.value();
        addConversations(db, suggestion.evidence);
        suggestions.append(suggestion);
    }
    std::ranges::stable_sort(suggestions, {}, [](const PersonSuggestion &each) {
        return std::tuple(each.evidence.first().reason, each.evidence.first().place,
                          -each.evidence.size());
    });
    return suggestions.first(std::min(limit, suggestions.size()));
}

QList<SuggestedPair> allSuggestions(Db &db, Timestamp now, qsizetype limit)
{
    QSet<PersonId> people;
    const auto take = [&](Statement &rows) {
        while (rows.next())
            people.insert(
                shownPerson(db, PersonId{db.number("SELECT person_id FROM identity WHERE id = ?", 0,
                                                   rows.integer(0))}));
    };
    QList<std::pair<qint64, QString>> shared;
    {
        Statement rows = db.prepare(sharedSql);
        while (rows.next())
            shared.append({rows.integer(0), rows.text(1)});
    }
    for (const auto &[kind, value] : std::as_const(shared)) {
        Statement rows = db.prepare(holdersSql);
        rows.bind(kind, value);
        take(rows);
    }
    {
        Statement rows = db.prepare(pointedSql);
        take(rows);
    }
    QList<PersonId> ordered = people.values();
    std::ranges::sort(ordered);
    QList<SuggestedPair> pairs;
    for (const PersonId person : std::as_const(ordered)) {
        if (pairs.size() >= limit || db.error())
            break;
        Look look(db, person);
        for (const PersonSuggestion &suggestion : suggestionsFor(db, now, person, limit)) {
            const bool isKnown = std::ranges::any_of(pairs, [&](const SuggestedPair &each) {
                return each.person.person == suggestion.person && each.other.person == person;
            });
            if (!isKnown && pairs.size() < limit)
                pairs.append({.person = describe(db, look, person), .other = suggestion});
        }
    }
    return pairs;
}

PersonSuggestion compared(Db &db, PersonId person, PersonId other)
{
    Look look(db, person);
    const PersonId root = shownPerson(db, other);
    auto evidence = look.find().value(root);
    std::ignore = isEnough(evidence, look.namesOf(look.root()), look.namesOf(root));
    PersonSuggestion suggestion = describe(db, look, root);
    suggestion.evidence = evidence;
    addConversations(db, suggestion.evidence);
    return suggestion;
}

PersonVerdict verdictOf(Db &db, Timestamp now, PersonId one, PersonId other)
{
    return verdictsOf(db, now, shownPerson(db, one)).value(shownPerson(db, other));
}

void setVerdict(ChangeRecorder &recorder, WriteContext &context, PersonId one, PersonId other,
                PersonVerdict verdict, Timestamp until)
{
    Db &db = context.db;
    const auto uidOf = [&](PersonId person) {
        Statement row = db.prepare("SELECT uid FROM person WHERE id = ?");
        row.bind(person);
        return row.next() ? row.uid(0) : Uid();
    };
    for (PersonId first : membersOf(db, shownPerson(db, one))) {
        for (PersonId second : membersOf(db, shownPerson(db, other))) {
            PersonId a = first;
            PersonId b = second;
            if (uidOf(b) < uidOf(a))
                std::swap(a, b);
            const Uid uid = verdictUid(uidOf(a), uidOf(b));
            qint64 row = db.number("SELECT id FROM person_verdict WHERE uid = ?", 0, uid);
            if (row == 0 && verdict == PersonVerdict::None)
                continue;
            if (row == 0) {
                db.run("INSERT INTO person_verdict (uid, first_id, second_id) VALUES (?, ?, ?)",
                       uid, a, b);
                row = db.lastInsertId();
            }
            recorder.set(Register::PersonVerdict, row,
                         {int(verdict), toMilliseconds(until), context.actor.value,
                          toMilliseconds(context.now)});
        }
    }
}

} // namespace casement
