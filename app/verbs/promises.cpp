// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"
#include "core/domain/duetext.h"

#include <QJsonArray>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int pageOfPromises = 500;

QJsonValue dueOrNull(const std::optional<PromiseDue> &due)
{
    if (!due)
        return {};
    return QJsonObject{{u"at"_s, toIso(due->at)},
                       {u"day"_s, due->day().toString(Qt::ISODate)},
                       {u"zone"_s, QString::fromUtf8(due->zone)},
                       {u"has_time"_s, due->hasTime}};
}

QString dueText(const std::optional<PromiseDue> &due)
{
    if (!due)
        return u"no day"_s;
    return due->local().toString(due->hasTime ? u"yyyy-MM-dd HH:mm"_s : u"yyyy-MM-dd"_s);
}

QString standingOf(const Promise &promise)
{
    if (promise.isLate(systemNow()))
        return u"late"_s;
    return promise.isBeingKept ? u"open, being kept"_s : toString(promise.state);
}

template <typename Id>
QJsonValue idOrNull(Id id)
{
    return id.isValid() ? QJsonValue(name(id)) : QJsonValue();
}

Result<PromiseId> findPromise(VerbContext &context)
{
    const QString &text = context.words().first();
    const auto number = numberOf(u'r', text);
    if (!number)
        return fail(ErrorKind::Invalid,
                    u"“%1” is not the name of a promise; they are called r1, r2, … as “casement "
                    "promise list” shows them."_s.arg(text));
    const auto promise = context.await(context.desk().promises.get(PromiseId{*number}));
    if (!promise && promise.error().kind == ErrorKind::NotFound)
        return fail(ErrorKind::NotFound,
                    u"There is no promise %1 in this workspace; nothing was changed."_s.arg(text));
    if (!promise)
        return std::unexpected(promise.error());
    return promise->id;
}

/// What --due says; none: it says that there is no day.
Result<std::optional<PromiseDue>> dueFrom(VerbContext &context)
{
    const QString text = context.call().value(u"due"_s);
    if (text.compare(u"none"_s, Qt::CaseInsensitive) == 0)
        return std::nullopt;
    if (const auto due = parseDueText(text, QLocale().bcp47Name(), QDateTime::currentDateTime()))
        return due;
    return fail(ErrorKind::Invalid,
                u"“%1” names no day; write it as 2026-12-24, “friday”, “in two weeks”, “end of "
                "the month”, or none."_s.arg(text));
}

/// An act on a promise that needs nothing but a reason.
template <typename Act>
int settle(VerbContext &context, Act act)
{
    const auto id = findPromise(context);
    if (!id)
        return context.fail(id.error());
    return tellChange(context, context.await(act(context.desk().promises, *id)));
}

} // namespace

QString name(PromiseId id)
{
    return u'r' + QString::number(id.value);
}

QJsonObject toJson(const Promise &promise)
{
    QJsonArray terms;
    for (const PromiseTerm &term : promise.terms)
        terms.append(QJsonObject{{u"words"_s, term.words},
                                 {u"due"_s, dueOrNull(term.due)},
                                 {u"reason"_s, term.reason},
                                 {u"by"_s, term.by},
                                 {u"at"_s, toIso(term.at)}});
    return {{u"type"_s, u"promise"_s},
            {u"id"_s, name(promise.id)},
            {u"uid"_s, promise.uid.toString()},
            {u"person"_s, name(promise.person)},
            {u"person_name"_s, promise.personName},
            {u"is_ours"_s, promise.isOurs},
            {u"words"_s, promise.words},
            {u"owner"_s, promise.ownerName},
            {u"message"_s, idOrNull(promise.source)},
            {u"conversation"_s, idOrNull(promise.conversation)},
            {u"quote"_s, promise.quote},
            {u"ask"_s, idOrNull(promise.ask)},
            {u"due"_s, dueOrNull(promise.due)},
            {u"state"_s, toString(promise.state)},
            {u"is_late"_s, promise.isLate(systemNow())},
            {u"is_being_kept"_s, promise.isBeingKept},
            {u"state_by"_s, promise.stateBy},
            {u"state_at"_s, toIso(promise.stateAt)},
            {u"reason"_s, promise.reason},
            {u"kept_by"_s, idOrNull(promise.keptBy)},
            {u"created_at"_s, toIso(promise.createdAt)},
            {u"terms"_s, terms}};
}

QString toText(const Promise &promise)
{
    QString text = u"%1  %2  %3  %4: %5"_s.arg(
        name(promise.id).leftJustified(5), standingOf(promise).leftJustified(8),
        dueText(promise.due).leftJustified(16),
        promise.isOurs ? u"to "_s + oneLine(promise.personName)
                       : oneLine(promise.personName) + u" to us"_s,
        promise.words.isEmpty() ? u"(taken back)"_s : oneLine(promise.words));
    if (!promise.reason.isEmpty())
        text += u"  ["_s + oneLine(promise.reason) + u']';
    for (const PromiseTerm &term : promise.terms)
        text += u"\n       before: %1, %2%3"_s.arg(
            dueText(term.due), oneLine(term.words),
            term.reason.isEmpty() ? QString() : u"  ["_s + oneLine(term.reason) + u']');
    return text;
}

namespace verb
{

int promiseList(VerbContext &context)
{
    const VerbCall &call = context.call();
    PromiseQuery query{.isLate = call.has(u"late"_s)};
    if (call.has(u"ours"_s) != call.has(u"theirs"_s))
        query.isOurs = call.has(u"ours"_s);
    if (call.has(u"open"_s) != call.has(u"settled"_s))
        query.isOpen = call.has(u"open"_s);
    if (call.has(u"person"_s)) {
        const auto person = findPerson(context, call.value(u"person"_s));
        if (!person)
            return context.fail(person.error());
        query.person = *person;
    }
    if (call.has(u"conversation"_s)) {
        const auto conversation = findConversation(context, call.value(u"conversation"_s));
        if (!conversation)
            return context.fail(conversation.error());
        query.conversation = *conversation;
    }
    std::optional<Promise> after;
    do {
        const auto page = context.await(context.desk().promises.list(query, pageOfPromises, after));
        if (!page)
            return context.fail(page.error());
        for (const Promise &promise : *page)
            context.put(toJson(promise), toText(promise));
        after = page->size() == pageOfPromises ? std::optional(page->last()) : std::nullopt;
    } while (after && !context.isCancelled());
    return ExitOk;
}

int promiseShow(VerbContext &context)
{
    const auto id = findPromise(context);
    if (!id)
        return context.fail(id.error());
    const auto promise = context.await(context.desk().promises.get(*id));
    if (!promise)
        return context.fail(promise.error());
    context.put(toJson(*promise), toText(*promise));
    return ExitOk;
}

int promiseNew(VerbContext &context)
{
    const VerbCall &call = context.call();
    PromiseDraft draft{.isOurs = !call.has(u"theirs"_s),
                       .words = context.words().at(1),
                       .quote = call.value(u"quote"_s)};
    const QString &whom = context.words().first();
    if (whom.startsWith(u'm') && numberOf(u'm', whom)) {
        const auto message = findMessage(context, whom);
        if (!message)
            return context.fail(message.error());
        draft.source = *message;
    } else {
        const auto person = findPerson(context, whom);
        if (!person)
            return context.fail(person.error());
        draft.person = *person;
        if (call.has(u"quote"_s))
            return context.fail(
                ExitUsage,
                {ErrorKind::Invalid, u"Name the message (m34) that says it, for --quote."_s});
    }
    if (call.has(u"due"_s)) {
        const auto due = dueFrom(context);
        if (!due)
            return context.fail(ExitUsage, due.error());
        draft.due = *due;
    }
    if (call.has(u"ask"_s)) {
        const auto ask = numberOf(u'k', call.value(u"ask"_s));
        if (!ask)
            return context.fail(ExitUsage,
                                {ErrorKind::Invalid, u"--ask takes an ask, such as k3."_s});
        draft.ask = AskId{*ask};
    }
    const auto made = context.await(context.desk().promises.record(draft));
    if (!made)
        return context.fail(made.error());
    context.put(toJson(made->promise), toText(made->promise));
    return ExitOk;
}

int promiseEdit(VerbContext &context)
{
    return settle(context, [&](Promises &promises, PromiseId id) {
        return promises.edit(id, context.words().at(1));
    });
}

int promiseKeep(VerbContext &context)
{
    MessageId message;
    if (context.call().has(u"message"_s)) {
        const auto found = findMessage(context, context.call().value(u"message"_s));
        if (!found)
            return context.fail(found.error());
        message = *found;
    }
    return settle(context, [message](Promises &promises, PromiseId id) {
        return promises.keep(id, message);
    });
}

int promiseRenegotiate(VerbContext &context)
{
    const VerbCall &call = context.call();
    if (!call.has(u"due"_s) && !call.has(u"words"_s))
        return context.fail(
            ExitUsage, {ErrorKind::Invalid, u"Say by when it is due now: --due TEXT, or none."_s});
    const auto id = findPromise(context);
    if (!id)
        return context.fail(id.error());
    const auto promise = context.await(context.desk().promises.get(*id));
    if (!promise)
        return context.fail(promise.error());
    std::optional<PromiseDue> due = promise->due;
    if (call.has(u"due"_s)) {
        const auto named = dueFrom(context);
        if (!named)
            return context.fail(ExitUsage, named.error());
        due = *named;
    }
    return tellChange(context, context.await(context.desk().promises.renegotiate(
                                   *id, call.value(u"words"_s), due, call.value(u"reason"_s))));
}

int promiseBreak(VerbContext &context)
{
    return settle(context, [&](Promises &promises, PromiseId id) {
        return promises.breakIt(id, context.call().value(u"reason"_s));
    });
}

int promiseRelease(VerbContext &context)
{
    return settle(context, [&](Promises &promises, PromiseId id) {
        return promises.release(id, context.call().value(u"reason"_s));
    });
}

int promiseReopen(VerbContext &context)
{
    return settle(context, [](Promises &promises, PromiseId id) { return promises.reopen(id); });
}

int promiseRemove(VerbContext &context)
{
    return settle(context, [](Promises &promises, PromiseId id) { return promises.remove(id); });
}

int promiseCalendar(VerbContext &context)
{
    const auto file = context.await(context.desk().promises.calendar({}));
    if (!file)
        return context.fail(file.error());
    const QString out = context.call().value(u"out"_s);
    if (out.isEmpty() || out == u"-") {
        context.putBytes(*file);
        return ExitOk;
    }
    if (const auto written = writeFile(context.path(out), *file); !written)
        return context.fail(written.error());
    const qsizetype count = file->count("BEGIN:VTODO");
    context.put({{u"type"_s, u"calendar"_s}, {u"promises"_s, count}, {u"path"_s, out}},
                u"%1 promises written."_s.arg(count));
    return ExitOk;
}

} // namespace verb

} // namespace casement
