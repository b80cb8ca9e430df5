// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/conversations.h"

#include "core/mail/mailmapping.h"
#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/persontimeline.h"
#include "core/storage/searchstore.h"
#include "core/storage/store.h"
#include "core/storage/versionstore.h"
#include "core/text/htmlsanitizer.h"

namespace casement
{

namespace
{

constexpr qint64 countCap = 10'000;

std::unexpected<Error> notThere(const QString &what)
{
    return fail(ErrorKind::NotFound, QStringLiteral("This %1 is not in the workspace.").arg(what));
}

/// What there is to show of a message.
Result<MessageSource> sourceToShow(Db &db, MessageId id)
{
    const auto source = messageSource(db, id);
    if (!source)
        return notThere(QStringLiteral("message"));
    if (source->isRemoved)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("Its author took this message back, so it is not shown."));
    return *source;
}

Result<QByteArray> originalBytes(ReadContext &context, MessageId id)
{
    const auto source = sourceToShow(context.db, id);
    if (!source)
        return std::unexpected(source.error());
    if (source->rawBlob == 0)
        return source->text.toUtf8(); // ours, before it has gone out; or written by hand
    return context.blobs.get(context.db, source->rawBlob);
}

} // namespace

Conversations::Conversations(Store &store) : m_store(store)
{
}

QFuture<Result<ConversationPage>> Conversations::page(const ViewQuery &query,
                                                      std::optional<PageKey> after, int limit)
{
    return m_store.read(
        [=](ReadContext &context) { return conversationPage(context.db, query, after, limit); });
}

QFuture<Result<ViewCount>> Conversations::count(const ViewQuery &query)
{
    return m_store.read(
        [=](ReadContext &context) { return conversationCount(context.db, query, countCap); });
}

QFuture<Result<QList<ViewCount>>> Conversations::counts(const QList<ViewQuery> &queries)
{
    return m_store.read([=](ReadContext &context) {
        QList<ViewCount> counts;
        for (const ViewQuery &query : queries)
            counts.append(conversationCount(context.db, query, countCap));
        return counts;
    });
}

QFuture<Result<ConversationSummary>> Conversations::summary(ConversationId id)
{
    return m_store.read([=](ReadContext &context) -> Result<ConversationSummary> {
        if (auto summary = conversationSummary(context.db, id))
            return *summary;
        return notThere(QStringLiteral("conversation"));
    });
}

QFuture<Result<QList<ConversationSummary>>>
Conversations::summaries(const QList<ConversationId> &ids)
{
    return m_store.read([=](ReadContext &context) {
        QList<ConversationSummary> rows;
        for (const ConversationId id : ids) {
            if (auto row = conversationSummary(context.db, id))
                rows.append(std::move(*row));
        }
        return rows;
    });
}

QFuture<Result<QList<ConversationId>>> Conversations::all(const ViewQuery &query)
{
    return m_store.read([=](ReadContext &context) { return conversationIds(context.db, query); });
}

QFuture<Result<TimelinePage>>
Conversations::timeline(ConversationId id, std::optional<PageKey> before, int limit, bool withAudit)
{
    return m_store.read([=](ReadContext &context) {
        return conversationTimeline(context.db, id, before, limit, withAudit);
    });
}

QFuture<Result<TimelinePage>>
Conversations::personTimeline(PersonId id, std::optional<PageKey> before, int limit)
{
    return m_store.read([=](ReadContext &context) -> Result<TimelinePage> {
        return casement::personTimeline(context.db, id, before, limit);
    });
}

QFuture<Result<TimelineItem>> Conversations::message(MessageId id)
{
    return m_store.read([=](ReadContext &context) -> Result<TimelineItem> {
        if (auto item = timelineMessage(context.db, id))
            return *item;
        return notThere(QStringLiteral("message"));
    });
}

QFuture<Result<ConversationId>> Conversations::conversationOf(MessageId id)
{
    return m_store.read([=](ReadContext &context) -> Result<ConversationId> {
        if (const auto source = messageSource(context.db, id))
            return source->conversation;
        return notThere(QStringLiteral("message"));
    });
}

QFuture<Result<RenderedMessage>> Conversations::rendered(MessageId id, bool allowRemote)
{
    return m_store.read([=](ReadContext &context) -> Result<RenderedMessage> {
        const auto source = sourceToShow(context.db, id);
        if (!source)
            return std::unexpected(source.error());
        QString html = source->html;
        if (html.isEmpty() && source->rawBlob != 0 && source->format == RawFormat::Rfc5322) {
            const auto raw = context.blobs.get(context.db, source->rawBlob);
            if (!raw)
                return std::unexpected(raw.error());
            html = mapMail(*raw, {.fallbackTime = source->at}).html;
        }
        const SanitizedHtml safe = sanitizeHtml(html, {.allowRemoteImages = allowRemote});
        RenderedMessage rendered{.html = safe.html,
                                 .quotedHtml = safe.quotedHtml,
                                 .blockedRemote = safe.blockedRemote,
                                 .warnings = safe.warnings};
        if (safe.wasTruncated)
            rendered.warnings << QStringLiteral(
                "The message is too large to be shown whole; “Show original” has all of it.");
        return rendered;
    });
}

QFuture<Result<QByteArray>> Conversations::original(MessageId id)
{
    return m_store.read([=](ReadContext &context) { return originalBytes(context, id); });
}

QFuture<Result<QByteArray>> Conversations::attachment(MessageId id, int index)
{
    return m_store.read([=](ReadContext &context) -> Result<QByteArray> {
        const auto source = sourceToShow(context.db, id);
        if (!source)
            return std::unexpected(source.error());
        const auto place = attachmentPlace(context.db, id, index);
        if (!place)
            return notThere(QStringLiteral("attachment"));
        if (place->blob != 0)
            return context.blobs.get(context.db, place->blob);
        if (source->format != RawFormat::Rfc5322)
            return fail(ErrorKind::NotFound,
                        QStringLiteral("The message names this file, and the file has not been "
                                       "fetched yet."));
        const auto raw = originalBytes(context, id);
        if (!raw)
            return raw;
        if (auto part = extractPart(*raw, place->part))
            return *part;
        return fail(
            ErrorKind::NotFound,
            QStringLiteral(
                "The attachment cannot be read from the message; “Show original” has its bytes."));
    });
}

QFuture<Result<QList<MessageVersion>>> Conversations::versions(MessageId id)
{
    return m_store.read([=](ReadContext &context) -> Result<QList<MessageVersion>> {
        if (const auto source = sourceToShow(context.db, id); !source)
            return std::unexpected(source.error());
        return messageVersions(context.db, id);
    });
}

QFuture<Result<std::optional<Timestamp>>> Conversations::purgeRemoved()
{
    return m_store.write([](WriteContext &context) {
        purgeRemovedMessages(context, context.now - removalGrace);
        return nextPurge(context.db);
    });
}

QFuture<Result<QList<HistoryEntry>>> Conversations::history(ConversationId id, int limit)
{
    return m_store.read([=](ReadContext &context) {
        return conversationHistory(context.db, id, fromMilliseconds(never), limit);
    });
}

QFuture<Result<SearchPage>> Conversations::search(const SearchQuery &query,
                                                  std::optional<PageKey> after, int limit)
{
    return m_store.read(
        [=](ReadContext &context) { return searchMessages(context.db, query, after, limit); });
}

} // namespace casement
