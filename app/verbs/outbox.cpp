// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

constexpr std::chrono::milliseconds lookAgain(100);

Result<OutboxId> findItem(VerbContext &context, const QString &text)
{
    const auto number = numberOf(u'o', text);
    if (!number)
        return fail(ErrorKind::Invalid,
                    u"“%1” is not the name of an outbox item; they are called o1, o2, … "
                    "as “casement outbox” shows them."_s.arg(text));
    const auto items = context.await(context.desk().outbox.items(true));
    if (!items)
        return std::unexpected(items.error());
    for (const OutboxItem &item : *items) {
        if (item.id.value == *number)
            return item.id;
    }
    return fail(ErrorKind::NotFound,
                u"There is no outbox item %1; nothing was changed."_s.arg(text));
}

int tellItem(VerbContext &context, OutboxId id, const Result<void> &done, const QString &text)
{
    if (!done)
        return context.fail(done.error());
    const auto items = context.await(context.desk().outbox.items(true));
    if (!items)
        return context.fail(items.error());
    for (const OutboxItem &item : *items) {
        if (item.id == id)
            context.put(toJson(item), text);
    }
    return ExitOk;
}

/// How the items stand that `send` works on.
struct Standing {
    QSet<OutboxId> underWay;   ///< held, being sent, or due
    QSet<OutboxId> backingOff; ///< tried without success, and waiting to be tried again
    QString reason;            ///< of one that backs off
};

/// Items that are tried again before \a patient count as under way.
Standing standing(const QList<OutboxItem> &items, Timestamp now, Timestamp patient)
{
    Standing result;
    for (const OutboxItem &item : items) {
        const bool waits = item.notBefore > now;
        const bool mayStillGo =
            item.state == OutboxState::Queued || item.state == OutboxState::Sending;
        if (mayStillGo && waits && item.attempts > 0 && item.notBefore <= patient) {
            result.underWay += item.id;
        } else if (mayStillGo && waits && item.attempts > 0) {
            result.backingOff += item.id;
            result.reason = item.reason;
        } else if (item.state == OutboxState::Held || item.state == OutboxState::Sending ||
                   (item.state == OutboxState::Queued && !waits)) {
            result.underWay += item.id;
        }
    }
    return result;
}

/// Prints what became of \a worked, and gives the exit code.
int tellSent(VerbContext &context, const QSet<OutboxId> &worked, const Standing &left)
{
    const auto items = context.await(context.desk().outbox.items(true));
    if (!items)
        return context.fail(items.error());
    int accepted = 0;
    int troubled = 0;
    for (const OutboxItem &item : *items) {
        if (!worked.contains(item.id))
            continue;
        if (item.state == OutboxState::Accepted || item.state == OutboxState::Delivered)
            ++accepted;
        else if (item.state == OutboxState::Failed || item.state == OutboxState::Unknown ||
                 item.state == OutboxState::NeedsYou)
            ++troubled;
        context.put(toJson(item), toText(item));
    }
    const qsizetype queued = left.backingOff.size();
    context.put(
        {{u"type"_s, u"sent"_s},
         {u"accepted"_s, accepted},
         {u"troubled"_s, troubled},
         {u"still_queued"_s, queued}},
        u"%1 accepted, %2 need a look, %3 still queued."_s.arg(accepted).arg(troubled).arg(queued));
    if (queued > 0)
        return context.fail(
            accepted > 0 ? ExitPartial : ExitNetwork,
            {ErrorKind::Offline,
             u"%1 messages could not be sent yet and stay in the outbox: %2 They go out with "
             "the next “casement send” or while the window is open."_s.arg(QString::number(queued),
                                                                           left.reason)});
    if (troubled > 0)
        return context.fail(
            accepted > 0 ? ExitPartial : ExitFailed,
            {ErrorKind::Invalid,
             u"%1 messages need a look: “casement outbox” says why; nothing of them is lost."_s.arg(
                 troubled)});
    return ExitOk;
}

} // namespace

int outboxList(VerbContext &context)
{
    const auto items = context.await(context.desk().outbox.items(context.call().has(u"all"_s)));
    if (!items)
        return context.fail(items.error());
    for (const OutboxItem &item : *items)
        context.put(toJson(item), toText(item));
    return ExitOk;
}

int outboxCancel(VerbContext &context)
{
    const auto id = findItem(context, context.words().first());
    if (!id)
        return context.fail(id.error());
    const auto draft = context.await(context.desk().outbox.cancel(*id));
    return tellItem(context, *id, draft.transform([](const Draft &) {}),
                    u"%1 was taken back; its text is a draft again."_s.arg(name(*id)));
}

int outboxRetry(VerbContext &context)
{
    const auto id = findItem(context, context.words().first());
    if (!id)
        return context.fail(id.error());
    return tellItem(context, *id, context.await(context.desk().outbox.retry(*id)),
                    u"%1 is queued again."_s.arg(name(*id)));
}

int outboxSent(VerbContext &context)
{
    const auto id = findItem(context, context.words().first());
    if (!id)
        return context.fail(id.error());
    return tellItem(context, *id, context.await(context.desk().outbox.markSent(*id)),
                    u"%1 is marked as sent."_s.arg(name(*id)));
}

int send(VerbContext &context)
{
    bool ok = true;
    const VerbCall &call = context.call();
    const int patience = call.has(u"wait"_s) ? call.value(u"wait"_s).toInt(&ok) : 0;
    if (!ok || patience < 0)
        return context.fail(ExitUsage,
                            {ErrorKind::Invalid, u"--wait takes a number of seconds."_s});
    const Timestamp patient = systemNow() + std::chrono::seconds(patience);
    Outbox *const outbox = &context.desk().outbox;
    bool hasNews = false;
    QObject::connect(outbox, &Outbox::finished, &context, [&] {
        hasNews = true;
        context.wake();
    });
    if (!context.isLive())
        context.onMain([outbox] { outbox->start(); });
    QSet<OutboxId> worked;
    while (true) {
        const auto items = context.await(outbox->items());
        if (!items)
            return context.fail(items.error());
        const Standing now = standing(*items, systemNow(), patient);
        worked.unite(now.underWay).unite(now.backingOff);
        if (now.underWay.isEmpty()) {
            if (!context.isLive())
                context.onMain([outbox] { outbox->stop(); });
            return tellSent(context, worked, now);
        }
        hasNews = false;
        std::ignore = context.waitUntil([&] { return hasNews; }, lookAgain);
    }
}

} // namespace casement::verb
