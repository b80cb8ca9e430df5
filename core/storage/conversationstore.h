// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/domain/outbox.h"
#include "core/storage/store.h"

#include <QByteArray>
#include <QList>
#include <optional>

namespace casement
{

/// `waiting_since` where nobody waits, and `snoozed_until` for "until they reply".
inline constexpr qint64 never = std::numeric_limits<qint64>::max();

/// The SQL of a list: parameters are what `bindFilter` binds, then the key (at, id), then the
/// limit. Its rows are (at, id) of conversations. Views that are no lists of conversations (outbox,
/// drafts) have theirs elsewhere.
struct ListSql {
    const char *sql = nullptr;
    bool isAscending = false;
    std::optional<qint64> filter; ///< the first parameter, where there is one
};
[[nodiscard]] ListSql listSql(const ViewQuery &query);
/// Every list there is, for the test that reads their plans.
[[nodiscard]] QList<ViewQuery> allLists();

[[nodiscard]] ConversationPage conversationPage(Db &db, const ViewQuery &query,
                                                std::optional<PageKey> after, int limit);
/// Counts the rows of the same SQL, up to \a cap.
[[nodiscard]] ViewCount conversationCount(Db &db, const ViewQuery &query, qint64 cap = 10'000);
[[nodiscard]] QList<ConversationId> conversationIds(Db &db, const ViewQuery &query);
[[nodiscard]] std::optional<ConversationSummary> conversationSummary(Db &db, ConversationId id);

[[nodiscard]] TimelinePage conversationTimeline(Db &db, ConversationId id,
                                                std::optional<PageKey> before, int limit,
                                                bool withAudit);
[[nodiscard]] std::optional<TimelineItem> timelineMessage(Db &db, MessageId id);
[[nodiscard]] std::optional<TimelineItem> timelineNote(Db &db, NoteId id);
/// Notes, audit lines and passages stand after messages of the same millisecond: their kind is in
/// the upper bits of PageKey::id.
inline constexpr qint64 noteKey = qint64(1) << 56;

/// Where a message's original bytes are, and what is needed to show it.
struct MessageSource {
    ConversationId conversation;
    AccountId account;
    RawFormat format = RawFormat::Rfc5322;
    qint64 rawBlob = 0; ///< 0: none
    QString html;       ///< where the raw message cannot give it
    QString text;
    Timestamp at;
    bool isRemoved = false; ///< taken back by its author: nothing of it is shown
};
[[nodiscard]] std::optional<MessageSource> messageSource(Db &db, MessageId id);

/// Where the attachment with this index in TimelineItem::attachments is.
struct AttachmentPlace {
    qint64 row = 0;  ///< of the attachment itself; never used again for another one
    qint64 blob = 0; ///< 0: in the raw message, or only named by it
    QString part;
    QString name;
    QString mediaType;
    qint64 size = 0; ///< as the message says
};
[[nodiscard]] std::optional<AttachmentPlace> attachmentPlace(Db &db, MessageId id, int index);
/// Keeps \a packed as the bytes of the attachment in \a row, from now on like any other file.
/// NotFound when its author has changed it or taken it back meanwhile.
[[nodiscard]] Result<void> keepAttachment(WriteContext &context, qint64 row,
                                          const Blobs::Packed &packed);

/// Recipients to and from the JSON of their column.
[[nodiscard]] QString recipientsToJson(const QList<Recipient> &recipients);
[[nodiscard]] QList<Recipient> recipientsFromJson(const QString &json);

} // namespace casement
