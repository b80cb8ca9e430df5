// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/persontimeline.h"

#include "core/storage/conversationstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/sqlite.h"

#include <algorithm>

namespace casement
{

namespace
{

constexpr const char *addressesOfPersonSql = R"(
    SELECT i.id, i.kind, i.address FROM person_member pm JOIN identity i ON i.person_id = pm.member_id
    WHERE pm.root_id = ?)";
constexpr const char *theirsSql = R"(
    SELECT at, id, conversation_id FROM message
    WHERE identity_id = ? AND is_context = 0 AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?)";
// conversation_person has those of everybody behind a person under the one who is shown.
constexpr const char *oursSql = R"(
    SELECT m.at, m.id, m.conversation_id
    FROM conversation_person cp JOIN message m ON m.conversation_id = cp.conversation_id
    WHERE cp.person_id = ?1 AND cp.last_message_at >= ?2 AND m.direction = 1 AND m.at >= ?2 AND (m.at, m.id) < (?3, ?4)
    ORDER BY m.at DESC, m.id DESC)";
constexpr const char *notesSql = R"(
    SELECT n.created_at, n.id, n.conversation_id
    FROM conversation_person cp JOIN conversation c ON c.id = cp.conversation_id JOIN person_root r ON r.id = c.person_id
         JOIN note n ON n.conversation_id = cp.conversation_id
    WHERE cp.person_id = ?1 AND r.root_id = ?1 AND n.deleted_at = 0 AND n.created_at >= ?2 AND (n.created_at, n.id) < (?3, ?4)
    ORDER BY n.created_at DESC, n.id DESC LIMIT ?5)";
constexpr const char *otherInItSql = R"(
    SELECT 1 FROM conversation_person cp JOIN person_root r ON r.id = cp.person_id
    WHERE cp.conversation_id = ? AND r.root_id <> ? LIMIT 1)";

/// A line of the timeline before it is read.
struct Line {
    PageKey key;
    ConversationId conversation;
};

bool isNewer(const Line &left, const Line &right)
{
    return std::pair(left.key.at, left.key.id) > std::pair(right.key.at, right.key.id);
}

class PersonLines
{
public:
    PersonLines(Db &db, PersonId person) : m_db(db), m_person(person)
    {
        Statement rows = db.prepare(addressesOfPersonSql);
        rows.bind(person);
        while (rows.next()) {
            m_identities.append(rows.id<IdentityId>(0));
            m_addresses.insert({rows.text(1), rows.text(2)});
        }
    }

    /// Of ours all.
    QList<Line> ours()
    {
        QList<Line> lines;
        addOurs(lines, {never, never}, 0, std::numeric_limits<int>::max());
        return lines;
    }

    /// The newest \a limit before \a key, the newest first.
    QList<Line> before(PageKey key, int limit)
    {
        QList<Line> lines;
        for (const IdentityId identity : std::as_const(m_identities)) {
            Statement rows = m_db.prepare(theirsSql);
            rows.bind(identity, key.at, key.id, limit);
            while (rows.next())
                lines.append(lineOf(rows));
        }
        shorten(lines, limit);
        // What is older than all of a full page cannot be in it, however much there is.
        const qint64 floor = lines.size() < limit ? 0 : lines.last().key.at;
        addOurs(lines, key, floor, limit);
        Statement notes = m_db.prepare(notesSql);
        notes.bind(m_person, floor, key.at, isNoteKey(key) ? key.id - noteKey : afterMessages(key),
                   limit);
        while (notes.next()) {
            Line line = lineOf(notes);
            line.key.id += noteKey;
            lines.append(line);
        }
        shorten(lines, limit);
        return lines;
    }

private:
    static Line lineOf(const Statement &row)
    {
        return {.key = {.at = row.integer(0), .id = row.integer(1)},
                .conversation = row.id<ConversationId>(2)};
    }

    static bool isNoteKey(PageKey key) { return key.id >= noteKey && key.id != never; }
    /// Notes stand after messages of the same time: before a message none of them is.
    static qint64 afterMessages(PageKey key) { return key.id == never ? never : 0; }

    static void shorten(QList<Line> &lines, int limit)
    {
        std::ranges::sort(lines, isNewer);
        if (lines.size() > limit)
            lines.resize(limit);
    }

    void addOurs(QList<Line> &lines, PageKey key, qint64 floor, int limit)
    {
        Statement rows = m_db.prepare(oursSql);
        rows.bind(m_person, floor, key.at, key.id);
        for (int found = 0; found < limit && rows.next();) {
            const Line line = lineOf(rows);
            if (isWithThemAlone(line.conversation) || isAddressed(MessageId{line.key.id})) {
                lines.append(line);
                ++found;
            }
        }
    }

    bool isWithThemAlone(ConversationId conversation)
    {
        const auto known = m_isAlone.constFind(conversation);
        if (known != m_isAlone.cend())
            return *known;
        const bool isAlone = m_db.number(otherInItSql, 0, conversation, m_person) == 0;
        m_isAlone.insert(conversation, isAlone);
        return isAlone;
    }

    bool isAddressed(MessageId message)
    {
        Statement row = m_db.prepare("SELECT recipients FROM message_body WHERE message_id = ?");
        row.bind(message);
        return row.next() &&
               std::ranges::any_of(recipientsFromJson(row.text(0)),
                                   [this](const Recipient &recipient) {
                                       return m_addresses.contains(
                                           {recipient.address.kind, recipient.address.address});
                                   });
    }

    Db &m_db;
    PersonId m_person;
    QList<IdentityId> m_identities;
    QSet<std::pair<QString, QString>> m_addresses;
    QHash<ConversationId, bool> m_isAlone;
};

TimelineItem headingOf(Db &db, ConversationId conversation, Timestamp at)
{
    TimelineItem heading{.kind = TimelineItem::Kind::Heading};
    heading.passage = conversation;
    heading.at = at;
    Statement row = db.prepare("SELECT c.subject, a.channel FROM conversation c JOIN account a ON "
                               "a.id = c.account_id WHERE c.id = ?");
    row.bind(conversation);
    if (row.next()) {
        heading.text = row.text(0);
        heading.channel = row.text(1);
    }
    return heading;
}

} // namespace

TimelinePage personTimeline(Db &db, PersonId person, std::optional<PageKey> before, int limit)
{
    const PersonId root = shownPerson(db, person);
    // One more than is shown says whether there is more, and whether the first needs a heading.
    const QList<Line> lines =
        PersonLines(db, root).before(before.value_or(PageKey{never, never}), limit + 1);
    const qsizetype shown = std::min<qsizetype>(lines.size(), limit);
    TimelinePage page;
    ConversationId conversation =
        lines.size() > limit ? lines.last().conversation : ConversationId();
    for (qsizetype i = shown - 1; i >= 0; --i) {
        const Line &line = lines.at(i);
        const auto item = line.key.id >= noteKey ? timelineNote(db, NoteId{line.key.id - noteKey})
                                                 : timelineMessage(db, MessageId{line.key.id});
        if (!item)
            continue;
        if (line.conversation != conversation)
            page.items.append(headingOf(db, line.conversation, item->at));
        conversation = line.conversation;
        page.items.append(*item);
    }
    if (lines.size() > limit)
        page.older = lines.at(shown - 1).key;
    return page;
}

QList<MessageId> messagesTo(Db &db, PersonId person)
{
    QList<MessageId> messages;
    for (const Line &line : PersonLines(db, shownPerson(db, person)).ours())
        messages.append(MessageId{line.key.id});
    return messages;
}

QList<const char *> personTimelineLookups()
{
    return {addressesOfPersonSql, theirsSql, oursSql, notesSql, otherInItSql};
}

} // namespace casement
