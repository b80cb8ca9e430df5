// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/liveness.h"
#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

constexpr std::chrono::minutes longestRefresh(10);
constexpr qsizetype rememberedMessages = 10000;

QString toString(LinkState state)
{
    switch (state) {
    case LinkState::Stopped:
        return u"stopped"_s;
    case LinkState::Connecting:
        return u"connecting"_s;
    case LinkState::Fetching:
        return u"fetching"_s;
    case LinkState::Online:
        return u"online"_s;
    case LinkState::Waiting:
        return u"waiting"_s;
    case LinkState::NeedsPerson:
        return u"needs_person"_s;
    }
    return u"stopped"_s;
}

QJsonObject toJson(const AccountStatus &status)
{
    return {{u"type"_s, u"account_status"_s},
            {u"id"_s, name(status.account.id)},
            {u"name"_s, status.account.name},
            {u"state"_s, toString(status.state)},
            {u"detail"_s, status.detail},
            {u"fetched"_s, status.fetched},
            {u"to_fetch"_s, status.toFetch < 0 ? QJsonValue() : QJsonValue(status.toFetch)},
            {u"last_success_at"_s,
             status.lastSuccess ? QJsonValue(toIso(*status.lastSuccess)) : QJsonValue()}};
}

QString toText(const AccountStatus &status)
{
    QString text = u"%1  %2  %3"_s.arg(name(status.account.id), oneLine(status.account.name),
                                       toString(status.state).replace(u'_', u' '));
    if (status.fetched > 0)
        text += u"  %1 fetched"_s.arg(status.fetched);
    if (!status.detail.isEmpty())
        text += u"  "_s + oneLine(status.detail);
    return text;
}

bool hasTrouble(const AccountStatus &status)
{
    return status.state == LinkState::Waiting || status.state == LinkState::NeedsPerson;
}

/// The statuses of the accounts with a server that are not paused, or of \a only.
QList<AccountStatus> statuses(VerbContext &context, AccountId only)
{
    Accounts *const accounts = &context.desk().accounts;
    QList<AccountStatus> all = context.onMain([accounts] { return accounts->statuses(); });
    all.removeIf([only](const AccountStatus &status) {
        return only.isValid() ? status.account.id != only : status.account.paused;
    });
    return all;
}

/// What has happened and was not printed yet.
struct Events {
    QList<ConversationId> newMessages;
    QList<AccountId> accounts;
    QList<QJsonObject> outbox;
    bool everything = false;

    [[nodiscard]] bool isEmpty() const
    {
        return newMessages.isEmpty() && accounts.isEmpty() && outbox.isEmpty() && !everything;
    }
};

/// Prints the newest messages of people in \a id that were not printed before.
Result<void> putNewMessages(VerbContext &context, ConversationId id, int count,
                            QSet<MessageId> &printed)
{
    const auto summary = context.await(context.desk().conversations.summary(id));
    if (!summary)
        return summary.error().kind == ErrorKind::NotFound ? Result<void>()
                                                           : std::unexpected(summary.error());
    const auto page = context.await(context.desk().conversations.timeline(id, std::nullopt, count));
    if (!page)
        return std::unexpected(page.error());
    for (const TimelineItem &item : page->items) {
        if (item.kind != TimelineItem::Kind::Message || item.direction != Direction::Incoming ||
            printed.contains(item.message))
            continue;
        if (printed.size() >= rememberedMessages)
            printed.clear();
        printed.insert(item.message);
        context.put(
            {{u"type"_s, u"message_received"_s},
             {u"conversation"_s, name(id)},
             {u"message"_s, name(item.message)},
             {u"channel"_s, summary->channel},
             {u"author_name"_s, item.authorName},
             {u"author_address"_s, item.authorAddress},
             {u"subject"_s, summary->subject},
             {u"at"_s, toIso(item.at)}},
            u"%1  %2  %3 wrote: %4"_s.arg(
                name(id), name(item.message),
                oneLine(item.authorName.isEmpty() ? item.authorAddress : item.authorName),
                oneLine(summary->subject.isEmpty() ? item.text : summary->subject).left(80)));
    }
    return {};
}

Result<void> putEvents(VerbContext &context, const Events &events, QSet<MessageId> &printed)
{
    QHash<ConversationId, int> counts;
    QList<ConversationId> order;
    for (const ConversationId id : events.newMessages) {
        if (++counts[id] == 1)
            order += id;
    }
    for (const ConversationId id : std::as_const(order)) {
        if (const auto put = putNewMessages(context, id, counts[id] + 4, printed); !put)
            return put;
    }
    if (!events.accounts.isEmpty()) {
        for (const AccountId id : events.accounts) {
            for (const AccountStatus &status : statuses(context, id))
                context.put(toJson(status), toText(status));
        }
    }
    for (const QJsonObject &object : events.outbox)
        context.put(object,
                    u"%1  %2  %3"_s.arg(object[u"id"_s].toString(), object[u"state"_s].toString(),
                                        object[u"reason"_s].toString()));
    if (events.everything)
        context.put({{u"type"_s, u"everything_changed"_s}},
                    u"Much has changed at once (an import)."_s);
    return {};
}

} // namespace

int fetch(VerbContext &context)
{
    AccountId only;
    if (context.call().has(u"account"_s)) {
        const Result<Account> account = findAccount(context, context.call().value(u"account"_s));
        if (!account)
            return context.fail(account.error());
        only = account->id;
    }
    Accounts *const accounts = &context.desk().accounts;
    const Timestamp began = systemNow();
    bool caughtUp = false;
    bool looked = false;
    QObject::connect(accounts, &Accounts::allCaughtUp, &context, [&] {
        caughtUp = true;
        context.wake();
    });
    QObject::connect(accounts, &Accounts::statusChanged, &context, [&] {
        looked = true;
        context.wake();
    });
    const auto tellProgress = [&] {
        for (const AccountStatus &status : statuses(context, only)) {
            if (status.state == LinkState::Fetching)
                context.sayProgress(toText(status));
        }
    };

    if (context.isLive()) {
        context.onMain([accounts] { accounts->refresh(); });
        QElapsedTimer waited;
        waited.start();
        const auto isDone = [&](const AccountStatus &status) {
            return hasTrouble(status) || status.account.paused ||
                   (status.lastSuccess && *status.lastSuccess >= began);
        };
        while (!context.isCancelled() &&
               !waited.hasExpired(longestRefresh / std::chrono::milliseconds(1))) {
            looked = false;
            const QList<AccountStatus> all = statuses(context, only);
            if (std::ranges::all_of(all, isDone))
                break;
            tellProgress();
            std::ignore = context.waitUntil([&] { return looked; }, std::chrono::seconds(1));
        }
    } else {
        context.onMain([=] { accounts->start(FetchMode::Once, only); });
        while (!caughtUp && !context.isCancelled()) {
            std::ignore = context.waitUntil([&] { return caughtUp; }, std::chrono::seconds(1));
            tellProgress();
        }
    }
    if (context.isCancelled()) {
        if (!context.isLive())
            context.onMain([accounts] { accounts->stop(); });
        return context.fail(
            {ErrorKind::Cancelled,
             u"Stopped. What was fetched stays; the next fetch goes on where this one stopped."_s});
    }

    const QList<AccountStatus> all = statuses(context, only);
    if (all.isEmpty())
        return context.fail(
            {ErrorKind::NotFound,
             u"There is no account to fetch from; “casement account add email” adds one."_s});
    int failed = 0;
    for (const AccountStatus &status : all) {
        const bool isFailed = !status.lastSuccess || *status.lastSuccess < began;
        context.put(toJson(status), toText(status));
        if (!isFailed)
            continue;
        ++failed;
        context.say(u"%1 could not be fetched: %2 What was fetched before is kept."_s.arg(
            status.account.name,
            status.detail.isEmpty() && status.account.paused ? u"It is paused."_s : status.detail));
    }
    if (failed == 0)
        return ExitOk;
    return failed == all.size() ? ExitNetwork : ExitPartial;
}

int watch(VerbContext &context)
{
    Desk *const desk = &context.desk();
    Events events;
    QObject::connect(desk, &Desk::changed, &context, [&](const StoreChange &change) {
        events.newMessages += change.newMessages;
        events.everything |= change.everything;
        if (!events.isEmpty())
            context.wake();
    });
    QObject::connect(&desk->accounts, &Accounts::statusChanged, &context, [&](AccountId id) {
        if (!events.accounts.contains(id))
            events.accounts += id;
        context.wake();
    });
    QObject::connect(&desk->outbox, &Outbox::finished, &context,
                     [&](OutboxId id, OutboxState state, const QString &reason) {
                         events.outbox += QJsonObject{{u"type"_s, u"outbox_finished"_s},
                                                      {u"id"_s, name(id)},
                                                      {u"state"_s, casement::toString(state)},
                                                      {u"reason"_s, reason}};
                         context.wake();
                     });
    Liveness *const liveness = &context.liveness();
    context.onMain([liveness] { liveness->acquire(); });
    context.put({{u"type"_s, u"watching"_s}}, u"Watching; Ctrl+C ends it."_s);

    int code = ExitOk;
    QSet<MessageId> printed;
    while (context.waitUntil([&] { return !events.isEmpty(); })) {
        const Events now = std::exchange(events, {});
        if (const auto put = putEvents(context, now, printed); !put && !context.isCancelled())
            code = context.fail(put.error());
        if (context.isCancelled() || code != ExitOk)
            break;
    }
    context.onMain([liveness] { liveness->release(); });
    return code;
}

} // namespace casement::verb
