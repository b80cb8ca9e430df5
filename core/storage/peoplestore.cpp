// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/peoplestore.h"

#include "core/storage/consentstore.h"
#include "core/storage/conversationstore.h"
#include "core/storage/factstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/likenessstore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/sqlite.h"

namespace casement
{

namespace
{

constexpr int panelConversations = 20;
constexpr qsizetype panelSuggestions = 3;

// Of people who are joined the one that is shown decides, and where they said nothing the others.
constexpr const char *hoursSql = R"(
    SELECT p.name, p.zone, p.quiet_from, p.quiet_until FROM person_member pm JOIN person p ON p.id = pm.member_id
    WHERE pm.root_id = ?1 AND p.deleted_at = 0 ORDER BY p.id <> ?1, p.id)";
constexpr const char *preferredSql = R"(
    SELECT p.preferred_identity_id, p.preferred_message_id, coalesce(m.conversation_id, 0)
    FROM person_member pm JOIN person p ON p.id = pm.member_id LEFT JOIN message m ON m.id = p.preferred_message_id
    WHERE pm.root_id = ?1 AND p.preferred_identity_id > 0 ORDER BY p.id <> ?1, p.id LIMIT 1)";

QString likePattern(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', QStringLiteral("\\\\"))
        .replace(u'%', QStringLiteral("\\%"))
        .replace(u'_', QStringLiteral("\\_"));
    return escaped + u'%';
}

} // namespace

std::optional<PersonPanel> personPanel(Db &db, PersonId person, Timestamp now)
{
    const PersonId id = shownPerson(db, person);
    PersonPanel panel;
    panel.members = membersOf(db, id);
    panel.canBeSplit = panel.members.size() > 1;
    panel.suggestions = suggestionsFor(db, now, id, panelSuggestions);
    {
        Statement row = db.prepare("SELECT id, uid, name, pronouns, language, zone, how_we_met "
                                   "FROM person WHERE id = ? AND deleted_at = 0");
        row.bind(id);
        if (!row.next())
            return std::nullopt;
        panel.id = row.id<PersonId>(0);
        panel.uid = row.uid(1);
        panel.name = row.text(2);
        panel.pronouns = row.text(3);
        panel.language = row.text(4);
        panel.zone = row.text(5).toLatin1();
        panel.howWeMet = row.text(6);
    }
    {
        Statement rows = db.prepare("SELECT id, kind, address, name, source, first_seen_at, "
                                    "person_id FROM identity WHERE person_id IN (SELECT member_id "
                                    "FROM person_member WHERE root_id = ?) ORDER BY id");
        rows.bind(id);
        while (rows.next()) {
            panel.identities.append(
                {.id = rows.id<IdentityId>(0),
                 .person = rows.id<PersonId>(6),
                 .address = {.kind = rows.text(1), .address = rows.text(2), .name = rows.text(3)},
                 .source = rows.text(4),
                 .firstSeenAt = rows.time(5)});
        }
    }
    for (const Identity &identity : std::as_const(panel.identities)) {
        const qint64 first = db.number(
            "SELECT at FROM message WHERE identity_id = ? ORDER BY at, id LIMIT 1", 0, identity.id);
        if (first > 0 && (!panel.firstMessageAt || fromMilliseconds(first) < *panel.firstMessageAt))
            panel.firstMessageAt = fromMilliseconds(first);
    }
    panel.facts = factsOf(db, id);
    panel.consents = consentsOf(db, id);
    panel.quiet = writingTime(db, id).quiet;
    {
        Statement row = db.prepare(preferredSql);
        row.bind(id);
        // It may have gone with somebody who was split off.
        if (row.next() && std::ranges::any_of(panel.identities, [&](const Identity &each) {
                return each.id == row.id<IdentityId>(0);
            })) {
            panel.preferred = row.id<IdentityId>(0);
            panel.preferredProof = row.id<MessageId>(1);
            panel.preferredConversation = row.id<ConversationId>(2);
        }
    }
    panel.sessions = sessionsOf(db, id);
    const ConversationPage page =
        conversationPage(db, {.view = View::PersonView, .person = id}, {}, panelConversations);
    panel.conversations = page.rows;
    panel.hasMoreConversations = page.next.has_value();
    for (const ConversationSummary &conversation : page.rows) {
        if (conversation.waitingSince && conversation.state <= ConversationState::Open &&
            conversation.person == id)
            panel.waiting.append(conversation.id);
    }
    return panel;
}

QList<PersonSummary> findPeople(Db &db, const QString &text, int limit)
{
    QList<PersonSummary> people;
    QSet<PersonId> seen;
    const auto take = [&](Statement &rows) {
        while (people.size() < limit && rows.next()) {
            const auto id = rows.id<PersonId>(0);
            if (seen.contains(id))
                continue;
            seen.insert(id);
            people.append({.id = id,
                           .name = rows.text(1),
                           .address = rows.text(2),
                           .lastMessageAt = rows.time(3)});
        }
    };
    if (text.trimmed().isEmpty()) {
        Statement rows = db.prepare(R"(
            SELECT p.id, p.name, coalesce((SELECT address FROM identity i WHERE i.person_id = p.id ORDER BY i.id LIMIT 1), ''),
                   max(p.last_message_at, coalesce((SELECT max(o.last_message_at) FROM person o WHERE o.shown_in = p.id AND o.shown_in <> 0), 0))
            FROM person p WHERE p.deleted_at = 0 AND p.shown_in = 0 ORDER BY p.name COLLATE NOCASE, p.id LIMIT ?)");
        rows.bind(limit);
        take(rows);
        return people;
    }
    const QString start = likePattern(text.trimmed());
    Statement rows = db.prepare(R"(
        SELECT p.id, p.name, i.address,
               max(p.last_message_at, coalesce((SELECT max(o.last_message_at) FROM person o WHERE o.shown_in = p.id AND o.shown_in <> 0), 0))
        FROM identity i JOIN person_root r ON r.id = i.person_id JOIN person p ON p.id = r.root_id
        WHERE p.deleted_at = 0
          AND (p.name LIKE ?1 ESCAPE '\' OR p.name LIKE '% ' || ?1 ESCAPE '\' OR i.address LIKE '%' || ?1 ESCAPE '\' OR i.name LIKE ?1 ESCAPE '\')
        ORDER BY p.name COLLATE NOCASE, p.id LIMIT ?2)");
    rows.bind(start, limit * 4);
    take(rows);
    return people;
}

bool hasPerson(Db &db, PersonId id)
{
    return db.number("SELECT 1 FROM person WHERE id = ? AND deleted_at = 0", 0, id) != 0;
}

PersonId personWith(Db &db, const Address &address)
{
    return PersonId{db.number("SELECT person_id FROM identity WHERE kind = ? AND address = ?", 0,
                              address.kind, address.address)};
}

WritingTime writingTime(Db &db, PersonId person)
{
    const PersonId id = shownPerson(db, person);
    WritingTime time;
    Statement rows = db.prepare(hoursSql);
    rows.bind(id);
    while (rows.next()) {
        if (time.name.isEmpty())
            time.name = rows.text(0);
        if (time.zone.isEmpty())
            time.zone = rows.text(1).toLatin1();
        const QuietHours quiet{.from = int(rows.integer(2)), .until = int(rows.integer(3))};
        if (!time.quiet.isSet())
            time.quiet = quiet;
    }
    return time;
}

QList<const char *> panelLookups()
{
    return {hoursSql, preferredSql};
}

} // namespace casement
