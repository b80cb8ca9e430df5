// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QJsonArray>
#include <limits>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

constexpr int pageSize = 200;

Result<ViewQuery> viewQuery(VerbContext &context)
{
    ViewQuery query;
    const VerbCall &call = context.call();
    if (call.has(u"view"_s)) {
        const auto view = viewFromString(call.value(u"view"_s));
        if (!view)
            return fail(ErrorKind::Invalid,
                        u"There is no view “%1”; “casement list --help” names them."_s.arg(
                            call.value(u"view"_s)));
        query.view = *view;
    }
    switch (query.view) {
    case View::Outbox:
    case View::NeedsYou:
        return fail(ErrorKind::Invalid, u"The outbox is shown by “casement outbox”."_s);
    default:
        break;
    }
    if (int(call.has(u"view"_s)) + int(call.has(u"tag"_s)) + int(call.has(u"account"_s)) > 1)
        return fail(ErrorKind::Invalid,
                    u"--view, --tag and --account each name a list; give one of them."_s);
    if (call.has(u"tag"_s)) {
        const Result<Tag> tag = findTag(context, call.value(u"tag"_s));
        if (!tag)
            return std::unexpected(tag.error());
        query.view = View::TagView;
        query.tag = tag->id;
    }
    if (call.has(u"account"_s)) {
        const Result<Account> account = findAccount(context, call.value(u"account"_s));
        if (!account)
            return std::unexpected(account.error());
        query.view = View::AccountView;
        query.account = account->id;
    }
    if ((query.view == View::AccountView && !query.account.isValid()) ||
        (query.view == View::TagView && !query.tag.isValid()) || query.view == View::PersonView)
        return fail(ErrorKind::Invalid,
                    u"Name the account with --account or the tag with --tag."_s);
    if (call.has(u"order"_s)) {
        const QString order = call.value(u"order"_s);
        if (order != u"waiting" && order != u"last")
            return fail(ErrorKind::Invalid, u"--order is “waiting” or “last”."_s);
        const bool canWait =
            query.view == View::Inbox || query.view == View::Mine || query.view == View::Unassigned;
        if (order == u"waiting" && !canWait)
            return fail(ErrorKind::Invalid,
                        u"Only inbox, mine and unassigned can be ordered by who waits longest."_s);
        query.order = order == u"waiting" ? ListOrder::LongestWaiting : ListOrder::LastMessage;
    }
    return query;
}

int listDrafts(VerbContext &context, int limit)
{
    const auto drafts = context.await(context.desk().outbox.drafts());
    if (!drafts)
        return context.fail(drafts.error());
    for (const Draft &draft : drafts->first(qMin(qsizetype(limit), drafts->size()))) {
        const bool isNote = draft.kind == Draft::Kind::Note;
        context.put(
            {{u"type"_s, u"draft"_s},
             {u"id"_s, u"d%1"_s.arg(draft.id.value)},
             {u"conversation"_s,
              draft.conversation.isValid() ? QJsonValue(name(draft.conversation)) : QJsonValue()},
             {u"kind"_s, isNote ? u"note"_s : u"reply"_s},
             {u"subject"_s, draft.subject},
             {u"text"_s, draft.markdown},
             {u"language"_s, draft.language},
             {u"updated_at"_s, toIso(draft.updatedAt)}},
            u"%1  %2  %3"_s.arg(draft.conversation.isValid() ? name(draft.conversation) : u"new"_s,
                                isNote ? u"note "_s : u"reply"_s,
                                oneLine(draft.markdown).left(100)));
    }
    return ExitOk;
}

/// Everything of a conversation, oldest first.
Result<QList<TimelineItem>> wholeTimeline(VerbContext &context, ConversationId id, bool withAudit)
{
    QList<QList<TimelineItem>> pages;
    std::optional<PageKey> before;
    do {
        const auto page =
            context.await(context.desk().conversations.timeline(id, before, pageSize, withAudit));
        if (!page)
            return std::unexpected(page.error());
        pages += page->items;
        before = page->older;
    } while (before);
    QList<TimelineItem> items;
    for (auto page = pages.crbegin(); page != pages.crend(); ++page)
        items += *page;
    return items;
}

/// \a quoted stands after what the message says, as the window shows it when it is unfolded.
QString htmlOf(const RenderedMessage &rendered)
{
    return rendered.html + rendered.quotedHtml;
}

int showHtml(VerbContext &context, const QList<MessageId> &messages)
{
    for (const MessageId id : messages) {
        const auto rendered = context.await(context.desk().conversations.rendered(id));
        if (!rendered)
            return context.fail(rendered.error());
        if (context.isJson())
            context.putJson(
                {{u"type"_s, u"html"_s},
                 {u"message"_s, name(id)},
                 {u"html"_s, rendered->html},
                 {u"quoted_html"_s, rendered->quotedHtml},
                 {u"blocked_remote"_s, QJsonArray::fromStringList(rendered->blockedRemote)},
                 {u"warnings"_s, QJsonArray::fromStringList(rendered->warnings)}});
        else
            context.putBytes(htmlOf(*rendered).toUtf8() + '\n');
    }
    return ExitOk;
}

int showRaw(VerbContext &context, MessageId id)
{
    const auto original = context.await(context.desk().conversations.original(id));
    if (!original)
        return context.fail(original.error());
    if (context.isJson())
        context.putJson({{u"type"_s, u"raw"_s},
                         {u"message"_s, name(id)},
                         {u"raw_base64"_s, QString::fromLatin1(original->toBase64())}});
    else
        context.putBytes(*original);
    return ExitOk;
}

int showConversation(VerbContext &context, ConversationId id, const Names &names)
{
    const auto summary = context.await(context.desk().conversations.summary(id));
    if (!summary)
        return context.fail(summary.error());
    const auto items = wholeTimeline(context, id, context.call().has(u"audit"_s));
    if (!items)
        return context.fail(items.error());
    if (context.call().has(u"html"_s)) {
        QList<MessageId> messages;
        for (const TimelineItem &item : *items) {
            if (item.kind == TimelineItem::Kind::Message && item.message.isValid())
                messages += item.message;
        }
        return showHtml(context, messages);
    }
    context.put(toJson(*summary, names), toText(*summary, names));
    for (const TimelineItem &item : *items)
        context.put(toJson(item, names), u'\n' + toText(item, names));
    return ExitOk;
}

} // namespace

int list(VerbContext &context)
{
    const Result<int> limit = context.number(u"limit"_s, std::numeric_limits<int>::max());
    if (!limit)
        return context.fail(ExitUsage, limit.error());
    const Result<ViewQuery> query = viewQuery(context);
    if (!query)
        return context.fail(
            query.error().kind == ErrorKind::Invalid ? ExitUsage : exitCodeFor(query.error().kind),
            query.error());
    if (query->view == View::Drafts)
        return listDrafts(context, *limit);
    const Result<Names> names = readNames(context);
    if (!names)
        return context.fail(names.error());

    int left = *limit;
    std::optional<PageKey> after;
    do {
        const auto page =
            context.await(context.desk().conversations.page(*query, after, qMin(left, pageSize)));
        if (!page)
            return context.fail(page.error());
        for (const ConversationSummary &row : page->rows)
            context.put(toJson(row, *names), toText(row, *names));
        left -= int(page->rows.size());
        after = page->next;
    } while (after && left > 0 && !context.isCancelled());
    return ExitOk;
}

int show(VerbContext &context)
{
    const auto what = findEither(context, context.words().first());
    if (!what)
        return context.fail(what.error());
    const bool asHtml = context.call().has(u"html"_s);
    const bool asRaw = context.call().has(u"raw"_s);
    if (asHtml && asRaw)
        return context.fail(ExitUsage, {ErrorKind::Invalid, u"Give --html or --raw, not both."_s});
    const Result<Names> names = readNames(context);
    if (!names)
        return context.fail(names.error());

    if (const auto *const conversation = std::get_if<ConversationId>(&*what)) {
        if (asRaw)
            return context.fail(ExitUsage, {ErrorKind::Invalid,
                                            u"--raw shows one message: name it as m1, m2, …"_s});
        return showConversation(context, *conversation, *names);
    }
    const MessageId message = std::get<MessageId>(*what);
    if (asRaw)
        return showRaw(context, message);
    if (asHtml)
        return showHtml(context, {message});
    const auto item = context.await(context.desk().conversations.message(message));
    if (!item)
        return context.fail(item.error());
    context.put(toJson(*item, *names), toText(*item, *names));
    return ExitOk;
}

int search(VerbContext &context)
{
    const Result<int> limit = context.number(u"limit"_s, 50);
    if (!limit)
        return context.fail(ExitUsage, limit.error());
    const SearchQuery query = parseSearch(context.words().join(u' '));
    for (const QString &problem : query.problems)
        context.say(problem);

    int left = *limit;
    std::optional<PageKey> after;
    do {
        const auto page =
            context.await(context.desk().conversations.search(query, after, qMin(left, pageSize)));
        if (!page)
            return context.fail(page.error());
        for (const SearchHit &hit : page->hits)
            context.put(toJson(hit), toText(hit));
        left -= int(page->hits.size());
        after = page->next;
    } while (after && left > 0 && !context.isCancelled());
    return ExitOk;
}

} // namespace casement::verb
