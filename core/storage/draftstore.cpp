// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/draftstore.h"

#include "core/storage/conversationstore.h"
#include "core/storage/json.h"
#include "core/storage/passagestore.h"
#include "core/storage/sqlite.h"

namespace casement
{

namespace
{

Draft draftFromRow(ReadContext &context, const Statement &row)
{
    Draft draft = draftFromJson(objectFromText(row.text(3)));
    draft.id = row.id<DraftId>(0);
    draft.conversation = row.id<ConversationId>(1);
    draft.kind = static_cast<Draft::Kind>(row.integer(2));
    draft.updatedAt = row.time(4);
    Statement attached = context.db.prepare(
        "SELECT name, media_type, blob_id FROM draft_file WHERE draft_id = ? ORDER BY id");
    attached.bind(draft.id);
    draft.attachments = storedFiles(context.db, context.blobs, attached);
    return draft;
}

constexpr const char *draftColumns =
    "SELECT id, coalesce(conversation_id, 0), kind, content, updated_at FROM draft ";

void announce(WriteContext &context, ConversationId conversation)
{
    context.changed.drafts = true;
    if (conversation.isValid())
        context.changed.conversations.insert(conversation);
}

} // namespace

QJsonObject toJson(const Draft &draft)
{
    return {{QStringLiteral("account"), draft.account.value},
            {QStringLiteral("subject"), draft.subject},
            {QStringLiteral("is_subject_removed"), draft.isSubjectRemoved},
            {QStringLiteral("markdown"), draft.markdown},
            {QStringLiteral("language"), draft.language},
            {QStringLiteral("cursor"), draft.cursor},
            {QStringLiteral("recipients"), recipientsToJson(draft.recipients)},
            {QStringLiteral("visibility"), draft.visibility ? int(*draft.visibility) : -1},
            {QStringLiteral("may_widen"), draft.mayWiden},
            {QStringLiteral("is_split"), draft.isSplit},
            {QStringLiteral("reply_to"), draft.replyTo.value},
            {QStringLiteral("basis"), toMilliseconds(draft.basis)}};
}

Draft draftFromJson(const QJsonObject &json)
{
    Draft draft;
    draft.account = AccountId{json.value(QStringLiteral("account")).toInteger()};
    draft.subject = json.value(QStringLiteral("subject")).toString();
    draft.isSubjectRemoved = json.value(QStringLiteral("is_subject_removed")).toBool();
    draft.markdown = json.value(QStringLiteral("markdown")).toString();
    draft.language = json.value(QStringLiteral("language")).toString();
    draft.cursor = json.value(QStringLiteral("cursor")).toInt();
    draft.recipients = recipientsFromJson(json.value(QStringLiteral("recipients")).toString());
    if (const int visibility = json.value(QStringLiteral("visibility")).toInt(-1);
        visibility >= 0 && visibility <= int(Visibility::Public))
        draft.visibility = static_cast<Visibility>(visibility);
    draft.mayWiden = json.value(QStringLiteral("may_widen")).toBool();
    draft.isSplit = json.value(QStringLiteral("is_split")).toBool();
    draft.replyTo = MessageId{json.value(QStringLiteral("reply_to")).toInteger()};
    draft.basis = fromMilliseconds(json.value(QStringLiteral("basis")).toInteger());
    return draft;
}

QList<Attachment> storedFiles(Db &db, const Blobs &blobs, Statement &rows)
{
    QList<Attachment> attachments;
    while (rows.next()) {
        Attachment file{.name = rows.text(0), .mediaType = rows.text(1)};
        if (auto data = blobs.get(db, rows.integer(2)))
            file.data = *data;
        file.size = file.data.size();
        attachments.append(file);
    }
    return attachments;
}

std::optional<Draft> draftById(ReadContext &context, DraftId id)
{
    Statement row = context.db.prepare(QByteArray(draftColumns) + "WHERE id = ?");
    row.bind(id);
    return row.next() ? std::optional(draftFromRow(context, row)) : std::nullopt;
}

std::optional<Draft> draftOf(ReadContext &context, ConversationId id, Draft::Kind kind)
{
    Statement row =
        context.db.prepare(QByteArray(draftColumns) + "WHERE conversation_id = ? AND kind = ?");
    row.bind(id, kind);
    return row.next() ? std::optional(draftFromRow(context, row)) : std::nullopt;
}

QList<Draft> allDrafts(ReadContext &context)
{
    Statement rows =
        context.db.prepare(QByteArray(draftColumns) + "ORDER BY updated_at DESC, id DESC");
    QList<Draft> drafts;
    while (rows.next())
        drafts.append(draftFromRow(context, rows));
    return drafts;
}

Draft saveDraft(WriteContext &context, Draft draft)
{
    Db &db = context.db;
    // What it was begun in may have been put back into another conversation meanwhile.
    if (draft.conversation.isValid())
        draft.conversation = livingConversation(db, draft.conversation);
    const auto conversation =
        draft.conversation.isValid() ? std::optional(draft.conversation.value) : std::nullopt;
    if (!draft.id.isValid() && conversation)
        draft.id = DraftId{db.number("SELECT id FROM draft WHERE conversation_id = ? AND kind = ?",
                                     0, *conversation, draft.kind)};
    const bool isKnown =
        draft.id.isValid() && db.number("SELECT 1 FROM draft WHERE id = ?", 0, draft.id) != 0;
    draft.updatedAt = context.now;
    if (isKnown) {
        db.run("UPDATE draft SET content = ?, updated_at = ? WHERE id = ?", toText(toJson(draft)),
               context.now, draft.id);
    } else {
        db.run("INSERT INTO draft (conversation_id, kind, content, updated_at) VALUES (?, ?, ?, ?)",
               conversation, draft.kind, toText(toJson(draft)), context.now);
        draft.id = DraftId{db.lastInsertId()};
    }
    db.run("DELETE FROM draft_file WHERE draft_id = ?", draft.id);
    for (const Attachment &file : std::as_const(draft.attachments))
        db.run("INSERT INTO draft_file (draft_id, name, media_type, blob_id) VALUES (?, ?, ?, ?)",
               draft.id, file.name, file.mediaType, context.blobs.put(db, file.data));
    announce(context, isKnown ? ConversationId{} : draft.conversation);
    return draft;
}

void removeDraft(WriteContext &context, DraftId id)
{
    const ConversationId conversation{
        context.db.number("SELECT coalesce(conversation_id, 0) FROM draft WHERE id = ?", 0, id)};
    context.db.run("DELETE FROM draft_file WHERE draft_id = ?", id);
    context.db.run("DELETE FROM draft WHERE id = ?", id);
    announce(context, conversation);
}

} // namespace casement
