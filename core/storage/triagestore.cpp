// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/triagestore.h"

#include "core/storage/conversationstore.h"
#include "core/storage/placestore.h"
#include "core/storage/sqlite.h"

#include <array>

namespace casement
{

namespace
{

/// Told apart in light and dark; the delegate derives legible text colours from them.
constexpr std::array tagColours{"#3b82f6", "#10b981", "#f59e0b", "#ef4444", "#8b5cf6",
                                "#ec4899", "#14b8a6", "#84cc16", "#f97316", "#6366f1"};

Tag tagFromRow(const Statement &row)
{
    return {.id = row.id<TagId>(0), .uid = row.uid(1), .name = row.text(2), .colour = row.text(3)};
}

Staff staffFromRow(const Statement &row)
{
    return {
        .id = row.id<StaffId>(0), .uid = row.uid(1), .name = row.text(2), .isMe = row.boolean(3)};
}

} // namespace

QList<Tag> allTags(Db &db)
{
    Statement rows = db.prepare("SELECT id, uid, name, colour FROM tag WHERE deleted_at = 0 ORDER "
                                "BY name COLLATE NOCASE, id");
    QList<Tag> tags;
    while (rows.next())
        tags.append(tagFromRow(rows));
    return tags;
}

Tag ensureTag(WriteContext &context, const QString &name)
{
    const QString clean = name.simplified();
    for (const Tag &tag : allTags(context.db)) {
        if (tag.name.compare(clean, Qt::CaseInsensitive) == 0)
            return tag;
    }
    Tag tag{.id = {}, .uid = Uid::create(context.now), .name = clean, .colour = {}};
    const qint64 count = context.db.number("SELECT count(*) FROM tag", 0);
    tag.colour = QString::fromLatin1(tagColours.at(size_t(count) % tagColours.size()));
    context.db.run("INSERT INTO tag (uid, name, colour) VALUES (?, ?, ?)", tag.uid, tag.name,
                   tag.colour);
    tag.id = TagId{context.db.lastInsertId()};
    context.changed.tags = true;
    return tag;
}

QList<Staff> allStaff(Db &db)
{
    Statement rows = db.prepare("SELECT id, uid, name, is_me FROM staff WHERE deleted_at = 0 ORDER "
                                "BY is_me DESC, name COLLATE NOCASE, id");
    QList<Staff> staff;
    while (rows.next())
        staff.append(staffFromRow(rows));
    return staff;
}

Staff ensureStaff(WriteContext &context, const QString &name)
{
    const QString clean = name.simplified();
    for (const Staff &staff : allStaff(context.db)) {
        if (staff.name.compare(clean, Qt::CaseInsensitive) == 0)
            return staff;
    }
    Staff staff{.id = {}, .uid = Uid::create(context.now), .name = clean};
    context.db.run("INSERT INTO staff (uid, name) VALUES (?, ?)", staff.uid, staff.name);
    staff.id = StaffId{context.db.lastInsertId()};
    context.changed.accounts = true;
    return staff;
}

void renameMe(WriteContext &context, const QString &name)
{
    context.db.run("UPDATE staff SET name = ? WHERE is_me = 1", name.simplified());
    context.changed.accounts = true;
}

NoteId addHiddenNote(WriteContext &context, ConversationId id, StaffId author, const QString &body,
                     Timestamp at)
{
    context.db.run(
        "INSERT INTO note (uid, conversation_id, author_id, body, created_at, deleted_at, "
        "passage_id) SELECT ?, id, ?, ?, ?, ?, CASE WHEN split_from > 0 THEN id ELSE 0 END FROM "
        "conversation WHERE id = ?",
        Uid::create(context.now), author, body, at, context.now, id);
    return NoteId{context.db.lastInsertId()};
}

ConversationId conversationOfNote(Db &db, NoteId id)
{
    return ConversationId{db.number("SELECT conversation_id FROM note WHERE id = ?", 0, id)};
}

QList<ConversationId> conversationsToWake(Db &db, Timestamp now)
{
    Statement rows = db.prepare("SELECT id FROM conversation WHERE state = 3 AND snoozed_until <= "
                                "? ORDER BY snoozed_until, id");
    rows.bind(now);
    QList<ConversationId> ids;
    while (rows.next())
        ids.append(rows.id<ConversationId>(0));
    return ids;
}

std::optional<Timestamp> nextSnoozeEnd(Db &db)
{
    const qint64 at = db.number(
        "SELECT snoozed_until FROM conversation WHERE state = 3 ORDER BY snoozed_until, id LIMIT 1",
        never);
    return at == never ? std::nullopt : std::optional(fromMilliseconds(at));
}

bool markConversationRead(WriteContext &context, ConversationId id)
{
    return markConversationRead(
        context, id,
        fromMilliseconds(context.db.number(
            "SELECT last_person_message_at FROM conversation WHERE id = ?", 0, id)));
}

bool markConversationRead(WriteContext &context, ConversationId id, Timestamp until)
{
    const Timestamp before = fromMilliseconds(
        context.db.number("SELECT read_until FROM conversation WHERE id = ?", never, id));
    if (before >= until)
        return false;
    context.db.run("UPDATE conversation SET read_until = ? WHERE id = ?", until, id);
    dropReadPlaces(context.db, id, before, until);
    context.changed.conversations.insert(id);
    return true;
}

} // namespace casement
