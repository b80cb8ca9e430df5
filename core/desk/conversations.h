// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/conversation.h"
#include "core/domain/error.h"
#include "core/domain/search.h"

#include <QFuture>

namespace casement
{

class Store;

/// A message's HTML, safe to lay out: sanitised, nothing remote.
struct RenderedMessage {
    QString html;              ///< what the message says
    QString quotedHtml;        ///< what it quotes; shown collapsed; may be empty
    QStringList blockedRemote; ///< remote content that was left out
    QStringList warnings; ///< one sentence each, about links that say one thing and go elsewhere, …
};

/// Everything that reads conversations. Asynchronous; may be called from any thread.
class Conversations
{
public:
    explicit Conversations(Store &store);

    QFuture<Result<ConversationPage>> page(const ViewQuery &query, std::optional<PageKey> after,
                                           int limit);
    QFuture<Result<ViewCount>> count(const ViewQuery &query);
    QFuture<Result<QList<ViewCount>>> counts(const QList<ViewQuery> &queries);
    QFuture<Result<ConversationSummary>> summary(ConversationId id);
    /// The rows of \a ids that still exist, in the same order.
    QFuture<Result<QList<ConversationSummary>>> summaries(const QList<ConversationId> &ids);
    /// All conversations of a view (for "select all 1,240 matching").
    QFuture<Result<QList<ConversationId>>> all(const ViewQuery &query);

    /// The newest \a limit items older than \a before (none: the newest of all), oldest first.
    /// Messages and notes; with \a withAudit also who did what.
    QFuture<Result<TimelinePage>> timeline(ConversationId id, std::optional<PageKey> before,
                                           int limit, bool withAudit = false);
    /// The same of a person: what they and we said to each other, on every channel, under a
    /// heading wherever the conversation changes.
    QFuture<Result<TimelinePage>> personTimeline(PersonId id, std::optional<PageKey> before,
                                                 int limit);
    QFuture<Result<TimelineItem>> message(MessageId id);
    QFuture<Result<ConversationId>> conversationOf(MessageId id);
    /// \a allowRemote: a person clicked "load remote images" for this message.
    QFuture<Result<RenderedMessage>> rendered(MessageId id, bool allowRemote = false);
    /// The bytes as they came.
    QFuture<Result<QByteArray>> original(MessageId id);
    /// The decoded bytes of the attachment with that \a index in TimelineItem::attachments, where
    /// they are in the workspace; see Attachments for the others.
    QFuture<Result<QByteArray>> attachment(MessageId id, int index);
    /// What a message said before it was changed, oldest first.
    QFuture<Result<QList<MessageVersion>>> versions(MessageId id);
    /// Erases the words of messages that were taken back more than a day ago; says when the next is
    /// due.
    QFuture<Result<std::optional<Timestamp>>> purgeRemoved();
    QFuture<Result<QList<HistoryEntry>>> history(ConversationId id, int limit);

    QFuture<Result<SearchPage>> search(const SearchQuery &query, std::optional<PageKey> after,
                                       int limit);

private:
    Store &m_store;
};

} // namespace casement
