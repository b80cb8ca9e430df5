// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/conversationstore.h"

#include "core/storage/askstore.h"
#include "core/storage/changelog.h"
#include "core/storage/joinstore.h"
#include "core/storage/json.h"
#include "core/storage/passagestore.h"
#include "core/storage/sqlite.h"

#include <QJsonDocument>
#include <algorithm>

namespace casement
{

namespace
{

constexpr const char *inboxSql = R"(
    SELECT last_message_at, id FROM conversation
    WHERE state <= 1 AND (last_message_at, id) < (?, ?)
    ORDER BY last_message_at DESC, id DESC LIMIT ?)";
constexpr const char *inboxWaitingSql = R"(
    SELECT waiting_since, id FROM conversation
    WHERE state <= 1 AND (waiting_since, id) > (?, ?)
    ORDER BY waiting_since, id LIMIT ?)";
constexpr const char *assigneeSql = R"(
    SELECT last_message_at, id FROM conversation
    WHERE state <= 1 AND assignee_id = ? AND (last_message_at, id) < (?, ?)
    ORDER BY last_message_at DESC, id DESC LIMIT ?)";
constexpr const char *assigneeWaitingSql = R"(
    SELECT waiting_since, id FROM conversation
    WHERE state <= 1 AND assignee_id = ? AND (waiting_since, id) > (?, ?)
    ORDER BY waiting_since, id LIMIT ?)";
constexpr const char *stateSql = R"(
    SELECT last_message_at, id FROM conversation
    WHERE state >= 2 AND state = ? AND (last_message_at, id) < (?, ?)
    ORDER BY last_message_at DESC, id DESC LIMIT ?)";
constexpr const char *snoozedSql = R"(
    SELECT snoozed_until, id FROM conversation
    WHERE state = 3 AND (snoozed_until, id) > (?, ?)
    ORDER BY snoozed_until, id LIMIT ?)";
constexpr const char *starredSql = R"(
    SELECT last_message_at, id FROM conversation
    WHERE starred = 1 AND state <= 4 AND (last_message_at, id) < (?, ?)
    ORDER BY last_message_at DESC, id DESC LIMIT ?)";
constexpr const char *unreadSql = R"(
    SELECT last_message_at, id FROM conversation
    WHERE last_person_message_at > read_until AND state <= 4 AND (last_message_at, id) < (?, ?)
    ORDER BY last_message_at DESC, id DESC LIMIT ?)";
constexpr const char *allSql = R"(
    SELECT last_message_at, id FROM conversation
    WHERE state <= 4 AND (last_message_at, id) < (?, ?)
    ORDER BY last_message_at DESC, id DESC LIMIT ?)";
constexpr const char *accountSql = R"(
    SELECT last_message_at, id FROM conversation
    WHERE account_id = ? AND state <= 4 AND (last_message_at, id) < (?, ?)
    ORDER BY last_message_at DESC, id DESC LIMIT ?)";
constexpr const char *tagSql = R"(
    SELECT last_message_at, conversation_id FROM conversation_tag
    WHERE tag_id = ? AND add_hlc > rem_hlc AND (last_message_at, conversation_id) < (?, ?)
    ORDER BY last_message_at DESC, conversation_id DESC LIMIT ?)";
constexpr const char *personSql = R"(
    SELECT last_message_at, conversation_id FROM conversation_person
    WHERE person_id = ? AND (last_message_at, conversation_id) < (?, ?)
    ORDER BY last_message_at DESC, conversation_id DESC LIMIT ?)";

constexpr const char *summarySql = R"(
    SELECT c.id, c.uid, c.account_id, a.channel, c.subject, c.snippet, coalesce(r.root_id, 0), coalesce(p.name, ''), c.state,
           c.assignee_id, c.starred, c.muted, c.last_person_message_at > c.read_until, c.attachment_count, c.message_count,
           c.last_direction, c.last_message_at, c.last_person_message_at, c.waiting_since, c.snoozed_until, c.snooze_reason,
           c.woke_because, EXISTS (SELECT 1 FROM draft d WHERE d.conversation_id = c.id), c.read_until, c.split_from, c.merged_into
    FROM conversation c JOIN account a ON a.id = c.account_id LEFT JOIN person_root r ON r.id = c.person_id
         LEFT JOIN person p ON p.id = r.root_id
    WHERE c.id = ?)";

constexpr const char *messageColumns = R"(
    SELECT m.id, m.direction, m.visibility, r.root_id, m.identity_id, coalesce(nullif(b.author_name, ''), i.name), i.address,
           m.subject, b.text, m.has_html, m.is_automatic, m.quarantine_reason, b.recipients, m.at, m.outbox_id,
           coalesce(o.state, -1), coalesce(o.reason, ''), m.attachment_count, m.is_context, m.edited_at, m.deleted_at, m.link
    FROM message m JOIN message_body b ON b.message_id = m.id JOIN identity i ON i.id = m.identity_id
         JOIN person_root r ON r.id = i.person_id LEFT JOIN outbox o ON o.id = m.outbox_id)";

constexpr qint64 passageKey = qint64(3) << 56;

TimelineItem messageFromRow(const Statement &row)
{
    TimelineItem item{.kind = TimelineItem::Kind::Message};
    item.message = row.id<MessageId>(0);
    item.direction = static_cast<Direction>(row.integer(1));
    item.visibility = static_cast<Visibility>(row.integer(2));
    item.person = row.id<PersonId>(3);
    item.identity = row.id<IdentityId>(4);
    item.authorName = row.text(5);
    item.authorAddress = row.text(6);
    item.subject = row.text(7);
    item.text = row.text(8);
    item.hasHtml = row.boolean(9);
    item.isAutomatic = row.boolean(10);
    item.quarantineReason = row.text(11);
    item.isQuarantined = !item.quarantineReason.isEmpty();
    item.recipients = recipientsFromJson(row.text(12));
    item.at = row.time(13);
    item.outbox = row.id<OutboxId>(14);
    if (row.integer(15) >= 0) {
        item.deliveryState = toString(static_cast<OutboxState>(row.integer(15)));
        if (const QString reason = row.text(16); !reason.isEmpty())
            item.deliveryState += QStringLiteral(": ") + reason;
    }
    item.isContext = row.boolean(18);
    if (row.integer(19) > 0)
        item.editedAt = row.time(19);
    item.link = row.text(21);
    if (row.integer(20) > 0) {
        item.removedAt = row.time(20);
        item.link.clear();
        item.hasHtml = false;
    }
    return item;
}

constexpr const char *noteColumns = R"(
    SELECT n.id, n.author_id, coalesce(s.name, ''), n.body, n.created_at FROM note n LEFT JOIN staff s ON s.id = n.author_id)";

TimelineItem noteFromRow(const Statement &row)
{
    TimelineItem item{.kind = TimelineItem::Kind::Note};
    item.note = row.id<NoteId>(0);
    item.staff = row.id<StaffId>(1);
    item.authorName = row.text(2);
    item.text = row.text(3);
    item.at = row.time(4);
    return item;
}

void addDetails(Db &db, TimelineItem &item, bool hasAttachments)
{
    if (hasAttachments) {
        Statement rows =
            db.prepare("SELECT name, media_type, size, content_id, part, is_inline FROM attachment "
                       "WHERE message_id = ? ORDER BY id");
        rows.bind(item.message);
        while (rows.next()) {
            item.attachments.append({.name = rows.text(0),
                                     .mediaType = rows.text(1),
                                     .size = rows.integer(2),
                                     .contentId = rows.text(3),
                                     .part = rows.text(4),
                                     .isInline = rows.boolean(5),
                                     .data = {}});
        }
    }
    Statement sessions = db.prepare(
        "SELECT sm.session_id FROM session_message sm JOIN session s ON s.id = sm.session_id "
        "WHERE sm.message_id = ? AND sm.add_hlc > sm.rem_hlc AND s.deleted_at = 0");
    sessions.bind(item.message);
    while (sessions.next())
        item.sessions.append(sessions.id<SessionId>(0));
    item.asks = askMarks(db, item.message);
}

PageKey keyOf(const TimelineItem &item)
{
    qint64 id = noteKey + item.note.value;
    if (item.kind == TimelineItem::Kind::Message)
        id = item.message.value;
    else if (item.kind == TimelineItem::Kind::Passage)
        id = passageKey + item.passage.value;
    return {.at = toMilliseconds(item.at), .id = id};
}

bool isOlder(const TimelineItem &left, const TimelineItem &right)
{
    const PageKey a = keyOf(left);
    const PageKey b = keyOf(right);
    return std::pair(a.at, a.id) < std::pair(b.at, b.id);
}

} // namespace

ListSql listSql(const ViewQuery &query)
{
    const bool byWaiting = query.order == ListOrder::LongestWaiting;
    switch (query.view) {
    case View::Inbox:
        return byWaiting ? ListSql{inboxWaitingSql, true, {}} : ListSql{inboxSql, false, {}};
    case View::Mine:
    case View::Unassigned: // the caller has put the assignee into `person`'s place: see
                           // conversationPage()
        return byWaiting ? ListSql{assigneeWaitingSql, true, 0} : ListSql{assigneeSql, false, 0};
    case View::Waiting:
        return {stateSql, false, qint64(ConversationState::Waiting)};
    case View::Snoozed:
        return {snoozedSql, true, {}};
    case View::Done:
        return {stateSql, false, qint64(ConversationState::Done)};
    case View::Spam:
        return {stateSql, false, qint64(ConversationState::Spam)};
    case View::Starred:
        return {starredSql, false, {}};
    case View::Unread:
        return {unreadSql, false, {}};
    case View::AccountView:
        return {accountSql, false, query.account.value};
    case View::TagView:
        return {tagSql, false, query.tag.value};
    case View::PersonView:
        return {personSql, false, query.person.value};
    case View::All:
        return {allSql, false, {}};
    case View::Drafts:
    case View::Outbox:
    case View::NeedsYou:
        break;
    }
    return {};
}

QList<ViewQuery> allLists()
{
    QList<ViewQuery> queries;
    for (const View view : {View::Inbox, View::Mine, View::Unassigned, View::Waiting, View::Snoozed,
                            View::Done, View::Spam, View::Starred, View::Unread, View::All,
                            View::AccountView, View::TagView, View::PersonView})
        queries.append(
            {.view = view, .account = AccountId{1}, .tag = TagId{1}, .person = PersonId{1}});
    for (const View view : {View::Inbox, View::Mine, View::Unassigned})
        queries.append({.view = view, .order = ListOrder::LongestWaiting});
    return queries;
}

namespace
{

/// The list's SQL with its filter resolved: Mine asks the workspace who sits here, and a person may
/// be joined with another.
ListSql resolved(Db &db, const ViewQuery &query)
{
    ListSql list = listSql(query);
    if (query.view == View::Mine)
        list.filter = db.number("SELECT id FROM staff WHERE is_me = 1 ORDER BY id", 0);
    if (query.view == View::PersonView)
        list.filter = shownPerson(db, query.person).value;
    return list;
}

void bindList(Statement &statement, const ListSql &list, std::optional<PageKey> after, qint64 limit)
{
    if (list.filter)
        statement.bindOne(*list.filter);
    const PageKey key = after.value_or(list.isAscending ? PageKey{-1, -1} : PageKey{never, never});
    statement.bind(key.at, key.id, limit);
}

} // namespace

ConversationPage conversationPage(Db &db, const ViewQuery &query, std::optional<PageKey> after,
                                  int limit)
{
    ConversationPage page;
    const ListSql list = resolved(db, query);
    if (!list.sql)
        return page;
    QList<PageKey> keys;
    {
        Statement rows = db.prepare(list.sql);
        bindList(rows, list, after, limit + 1);
        while (rows.next())
            keys.append({rows.integer(0), rows.integer(1)});
    }
    if (keys.size() > limit) {
        keys.removeLast();
        page.next = keys.last();
    }
    page.rows.reserve(keys.size());
    for (const PageKey &key : std::as_const(keys)) {
        if (auto row = conversationSummary(db, ConversationId{key.id}))
            page.rows.append(std::move(*row));
    }
    return page;
}

ViewCount conversationCount(Db &db, const ViewQuery &query, qint64 cap)
{
    const ListSql list = resolved(db, query);
    if (query.view == View::Drafts)
        return {.count = db.number("SELECT count(*) FROM draft", 0)};
    if (query.view == View::Outbox)
        return {
            .count = db.number(
                "SELECT count(*) FROM outbox WHERE state <= 2 OR state >= 5 AND state <= 7", 0)};
    if (query.view == View::NeedsYou)
        return {.count =
                    db.number("SELECT count(*) FROM outbox WHERE state >= 5 AND state <= 7", 0)};
    // The list's own text inside a count, so that the two cannot drift apart.
    Statement rows = db.prepare(QByteArray("SELECT count(*) FROM (") + list.sql + ')');
    bindList(rows, list, {}, cap + 1);
    const qint64 count = rows.next() ? rows.integer(0) : 0;
    return {.count = std::min(count, cap), .isCapped = count > cap};
}

QList<ConversationId> conversationIds(Db &db, const ViewQuery &query)
{
    const ListSql list = resolved(db, query);
    QList<ConversationId> ids;
    if (!list.sql)
        return ids;
    Statement rows = db.prepare(list.sql);
    bindList(rows, list, {}, -1);
    while (rows.next())
        ids.append(rows.id<ConversationId>(1));
    return ids;
}

std::optional<ConversationSummary> conversationSummary(Db &db, ConversationId id)
{
    ConversationSummary summary;
    {
        Statement row = db.prepare(summarySql);
        row.bind(id);
        if (!row.next())
            return std::nullopt;
        summary.id = row.id<ConversationId>(0);
        summary.uid = row.uid(1);
        summary.account = row.id<AccountId>(2);
        summary.channel = row.text(3);
        summary.subject = row.text(4);
        summary.snippet = row.text(5);
        summary.person = row.id<PersonId>(6);
        summary.personName = row.text(7);
        summary.state = static_cast<ConversationState>(row.integer(8));
        summary.assignee = row.id<StaffId>(9);
        summary.starred = row.boolean(10);
        summary.muted = row.boolean(11);
        summary.unread = row.boolean(12) && !summary.muted;
        summary.hasAttachments = row.boolean(13);
        summary.messageCount = int(row.integer(14));
        summary.lastDirection = static_cast<Direction>(row.integer(15));
        summary.lastMessageAt = row.time(16);
        if (row.integer(17) > 0)
            summary.lastPersonMessageAt = row.time(17);
        if (row.integer(18) != never)
            summary.waitingSince = row.time(18);
        if (row.integer(19) != never && row.integer(19) > 0)
            summary.snoozedUntil = row.time(19);
        summary.snoozeReason = row.text(20);
        summary.wokeBecause = row.text(21);
        summary.hasDraft = row.boolean(22);
        summary.readUntil = row.time(23);
        summary.splitFrom = row.id<ConversationId>(24);
        summary.mergedInto = row.id<ConversationId>(25);
    }
    if (summary.mergedInto.isValid())
        summary.mergedInto = livingConversation(db, id);
    if (summary.splitFrom.isValid()) {
        summary.splitFrom = livingConversation(db, summary.splitFrom);
        Statement from = db.prepare("SELECT subject FROM conversation WHERE id = ?");
        from.bind(summary.splitFrom);
        if (from.next())
            summary.splitFromSubject = from.text(0);
    }
    Statement tags = db.prepare(
        "SELECT tag_id FROM conversation_tag WHERE conversation_id = ? AND add_hlc > rem_hlc");
    tags.bind(id);
    while (tags.next())
        summary.tags.append(tags.id<TagId>(0));
    return summary;
}

TimelinePage conversationTimeline(Db &db, ConversationId id, std::optional<PageKey> before,
                                  int limit, bool withAudit)
{
    const PageKey key = before.value_or(PageKey{never, never});
    QList<TimelineItem> items;
    QList<qint64> attachmentCounts;
    {
        Statement rows = db.prepare(QByteArray(messageColumns) +
                                    " WHERE m.conversation_id = ? AND (m.at, m.id) < (?, ?) ORDER "
                                    "BY m.at DESC, m.id DESC LIMIT ?");
        rows.bind(id, key.at, key.id, limit + 1);
        while (rows.next()) {
            items.append(messageFromRow(rows));
            attachmentCounts.append(items.last().removedAt ? 0 : rows.integer(17));
        }
    }
    for (qsizetype i = 0; i < items.size(); ++i)
        addDetails(db, items[i], attachmentCounts[i] > 0);
    {
        Statement rows = db.prepare(QByteArray(noteColumns) + R"(
            WHERE n.conversation_id = ? AND n.deleted_at = 0 AND (n.created_at, n.id) < (?, ?)
            ORDER BY n.created_at DESC, n.id DESC LIMIT ?)");
        rows.bind(id, key.at, key.id == never ? never : key.id - noteKey, limit + 1);
        while (rows.next())
            items.append(noteFromRow(rows));
    }
    for (const Passage &passage : passagesOf(db, id)) {
        TimelineItem item{.kind = TimelineItem::Kind::Passage};
        item.passage = passage.conversation;
        item.passageMessages = passage.messages;
        item.text = passage.subject;
        item.at = passage.from;
        item.until = passage.until;
        const PageKey place = keyOf(item);
        if (std::pair(place.at, place.id) < std::pair(key.at, key.id))
            items.append(item);
    }
    std::ranges::sort(items, isOlder);
    TimelinePage page;
    if (items.size() > limit) {
        items.remove(0, items.size() - limit);
        page.older = keyOf(items.first());
    }
    if (withAudit) {
        const Timestamp from = page.older ? items.first().at : Timestamp{};
        for (const HistoryEntry &entry :
             conversationHistory(db, id, fromMilliseconds(key.at), limit)) {
            if (entry.at < from)
                continue;
            TimelineItem item{.kind = TimelineItem::Kind::Audit};
            item.note = NoteId{entry.id.value + noteKey};
            item.staff = entry.staff;
            item.authorName = entry.staffName;
            item.text = entry.detail.isEmpty() ? entry.verb
                                               : entry.verb + QStringLiteral(": ") + entry.detail;
            item.at = entry.at;
            items.append(item);
        }
        std::ranges::sort(items, isOlder);
    }
    page.items = std::move(items);
    return page;
}

std::optional<TimelineItem> timelineMessage(Db &db, MessageId id)
{
    std::optional<TimelineItem> item;
    bool hasAttachments = false;
    {
        Statement row = db.prepare(QByteArray(messageColumns) + " WHERE m.id = ?");
        row.bind(id);
        if (row.next()) {
            item = messageFromRow(row);
            hasAttachments = row.integer(17) > 0 && !item->removedAt;
        }
    }
    if (item)
        addDetails(db, *item, hasAttachments);
    return item;
}

std::optional<TimelineItem> timelineNote(Db &db, NoteId id)
{
    Statement row = db.prepare(QByteArray(noteColumns) + " WHERE n.id = ? AND n.deleted_at = 0");
    row.bind(id);
    return row.next() ? std::optional(noteFromRow(row)) : std::nullopt;
}

std::optional<MessageSource> messageSource(Db &db, MessageId id)
{
    Statement row =
        db.prepare("SELECT m.conversation_id, m.raw_format, coalesce(m.raw_blob_id, 0), b.html, "
                   "b.text, m.at, m.deleted_at, m.account_id "
                   "FROM message m JOIN message_body b ON b.message_id = m.id WHERE m.id = ?");
    row.bind(id);
    if (!row.next())
        return std::nullopt;
    return MessageSource{.conversation = row.id<ConversationId>(0),
                         .account = row.id<AccountId>(7),
                         .format = static_cast<RawFormat>(row.integer(1)),
                         .rawBlob = row.integer(2),
                         .html = row.text(3),
                         .text = row.text(4),
                         .at = row.time(5),
                         .isRemoved = row.integer(6) > 0};
}

std::optional<AttachmentPlace> attachmentPlace(Db &db, MessageId id, int index)
{
    Statement rows =
        db.prepare("SELECT id, coalesce(blob_id, 0), part, name, media_type, size FROM attachment "
                   "WHERE message_id = ? ORDER BY id");
    rows.bind(id);
    while (rows.next()) {
        if (index-- == 0)
            return AttachmentPlace{.row = rows.integer(0),
                                   .blob = rows.integer(1),
                                   .part = rows.text(2),
                                   .name = rows.text(3),
                                   .mediaType = rows.text(4),
                                   .size = rows.integer(5)};
    }
    return std::nullopt;
}

Result<void> keepAttachment(WriteContext &context, qint64 row, const Blobs::Packed &packed)
{
    Db &db = context.db;
    const qint64 conversation =
        db.number("SELECT m.conversation_id FROM attachment a JOIN message m ON m.id = "
                  "a.message_id WHERE a.id = ? AND m.deleted_at = 0",
                  0, row);
    if (conversation == 0)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("Its author changed the message or took it back meanwhile, so "
                                   "the file was not kept."));
    db.run("UPDATE attachment SET blob_id = ?, size = ? WHERE id = ?",
           context.blobs.put(db, packed), packed.size, row);
    context.changed.conversations.insert(ConversationId{conversation});
    return {};
}

QString recipientsToJson(const QList<Recipient> &recipients)
{
    QJsonArray array;
    for (const Recipient &recipient : recipients) {
        array.append(QJsonArray{int(recipient.role), recipient.address.kind,
                                recipient.address.address, recipient.address.name});
    }
    return toText(array);
}

QList<Recipient> recipientsFromJson(const QString &json)
{
    QList<Recipient> recipients;
    const QJsonArray array = QJsonDocument::fromJson(json.toUtf8()).array();
    for (const QJsonValue &value : array) {
        const QJsonArray each = value.toArray();
        recipients.append({.role = static_cast<RecipientRole>(each.at(0).toInt()),
                           .address = {.kind = each.at(1).toString(),
                                       .address = each.at(2).toString(),
                                       .name = each.at(3).toString()}});
    }
    return recipients;
}

} // namespace casement
