// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"
#include "core/domain/snoozetext.h"

#include <QFile>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

int misusedSession(VerbContext &context, const QString &sentence)
{
    return context.fail(ExitUsage, {ErrorKind::Invalid, sentence});
}

/// An empty or absent time: none.
Result<std::optional<Timestamp>> timeFrom(VerbContext &context, const QString &option,
                                          const QByteArray &zoneName)
{
    const QString text = context.call().value(option).trimmed();
    if (text.isEmpty() || text == u"none")
        return std::optional<Timestamp>();
    const QTimeZone named(zoneName);
    const QTimeZone zone = named.isValid() ? named : QTimeZone::systemTimeZone();
    QDateTime at = QDateTime::fromString(text, Qt::ISODate);
    if (at.isValid() && at.timeSpec() == Qt::LocalTime)
        at.setTimeZone(zone);
    if (!at.isValid())
        at = parseSnoozeText(text, toLocalDateTime(systemNow()).toTimeZone(zone))
                 .value_or(QDateTime());
    if (!at.isValid())
        return fail(
            ErrorKind::Invalid,
            u"--%1 takes a time such as 2026-12-03T18:00, or “next tuesday 18:00”."_s.arg(option));
    return std::optional(fromDateTime(at));
}

/// Whose words inspire a session without their being in it.
void sayWhoIsNotInvited(VerbContext &context, const QList<MessageId> &sources)
{
    QList<PersonId> authors;
    for (const MessageId source : sources) {
        const auto item = context.await(context.desk().conversations.message(source));
        if (item && item->direction == Direction::Incoming && !authors.contains(item->person))
            authors.append(item->person);
    }
    const auto checks = context.await(context.desk().consents.check(ConsentKind::Invite, authors));
    for (const ConsentCheck &check : checks.value_or(QList<ConsentCheck>())) {
        if (!check.isAllowed)
            context.say(refusalOf(check));
    }
}

/// Tells the last of several changes; the one before it is undone by itself.
int tellLast(VerbContext &context, const QList<Result<AppliedChange>> &changes)
{
    Result<AppliedChange> last = AppliedChange{.verb = u"edit-session"_s};
    for (const Result<AppliedChange> &change : changes) {
        if (!change)
            return context.fail(change.error());
        if (change->id.isValid())
            last = change;
    }
    return tellChange(context, last);
}

} // namespace

int sessionList(VerbContext &context)
{
    const auto sessions = context.await(context.desk().sessions.list());
    if (!sessions)
        return context.fail(sessions.error());
    for (const SessionSummary &session : *sessions)
        context.put(toJson(session), toText(session));
    return ExitOk;
}

int sessionShow(VerbContext &context)
{
    const auto session = findSession(context, context.words().first());
    if (!session)
        return context.fail(session.error());
    context.put(toJson(*session), toText(*session));
    return ExitOk;
}

int sessionCreate(VerbContext &context)
{
    QList<MessageId> sources;
    for (const QString &text : context.call().values(u"message"_s)) {
        const Result<MessageId> message = findMessage(context, text);
        if (!message)
            return context.fail(message.error());
        sources += *message;
    }
    if (sources.isEmpty() && !context.call().has(u"title"_s))
        return misusedSession(context, u"Name the messages that inspired it (--message m1 "
                                       "--message m2), or a --title."_s);
    auto session = context.await(context.desk().sessions.create(sources));
    if (!session)
        return context.fail(session.error());
    if (context.call().has(u"title"_s) || context.call().has(u"purpose"_s)) {
        if (context.call().has(u"title"_s))
            session->title = context.call().value(u"title"_s);
        session->purpose = context.call().value(u"purpose"_s);
        if (const auto saved = context.await(context.desk().sessions.save(*session)); !saved)
            return context.fail(saved.error());
    }
    sayWhoIsNotInvited(context, sources);
    context.put(toJson(*session), toText(*session));
    return ExitOk;
}

int sessionNext(VerbContext &context)
{
    const auto session = findSession(context, context.words().first());
    if (!session)
        return context.fail(session.error());
    const auto when = timeFrom(context, u"when"_s, session->zone);
    if (!when)
        return context.fail(ExitUsage, when.error());
    const auto next = context.await(context.desk().sessions.repeat(session->id, *when));
    if (!next)
        return context.fail(next.error());
    context.put(toJson(*next), toText(*next));
    return ExitOk;
}

int sessionSet(VerbContext &context)
{
    const VerbCall &call = context.call();
    const auto found = findSession(context, context.words().first());
    if (!found)
        return context.fail(found.error());
    Session session = *found;
    const auto take = [&call](const QString &option, QString &into) {
        if (call.has(option))
            into = call.value(option);
    };
    take(u"title"_s, session.title);
    take(u"purpose"_s, session.purpose);
    take(u"ask"_s, session.ask);
    take(u"give"_s, session.give);
    take(u"place"_s, session.place);
    take(u"outcome"_s, session.outcome);
    if (call.has(u"zone"_s)) {
        session.zone = call.value(u"zone"_s).toUtf8();
        if (!session.zone.isEmpty() && !QTimeZone::isTimeZoneIdAvailable(session.zone))
            return misusedSession(context, u"--zone takes a time zone such as Europe/Berlin."_s);
    }
    if (call.has(u"stage"_s)) {
        const auto stage = sessionStageFromString(call.value(u"stage"_s));
        if (!stage)
            return misusedSession(context, u"--stage is one of imagine, decide, work, create."_s);
        session.stage = *stage;
    }
    for (const auto &[option, time] :
         {std::pair(u"when"_s, &session.startsAt), std::pair(u"until"_s, &session.endsAt)}) {
        if (!call.has(option))
            continue;
        const auto at = timeFrom(context, option, session.zone);
        if (!at)
            return context.fail(ExitUsage, at.error());
        *time = *at;
    }
    if (call.has(u"notebook-file"_s)) {
        const Result<QString> text = context.readText(call.value(u"notebook-file"_s));
        if (!text)
            return context.fail(text.error());
        session.notebook = *text;
    }
    Sessions &sessions = context.desk().sessions;
    QList<Result<AppliedChange>> changes{context.await(sessions.save(session))};
    if (changes.last() && call.has(u"collaboration"_s))
        changes.append(
            context.await(sessions.setCollaboration(session.id, call.value(u"collaboration"_s))));
    for (const auto &[option, isLinked] :
         {std::pair(u"link-ask"_s, true), std::pair(u"unlink-ask"_s, false)}) {
        if (!changes.last() || !call.has(option))
            continue;
        const auto ask = numberOf(u'k', call.value(option));
        if (!ask)
            return misusedSession(context, u"--%1 takes the name of an ask (k3)."_s.arg(option));
        changes.append(context.await(sessions.setAsk(session.id, AskId{*ask}, isLinked)));
    }
    return tellLast(context, changes);
}

int sessionState(VerbContext &context)
{
    const auto session = findSession(context, context.words().first());
    if (!session)
        return context.fail(session.error());
    const auto state = sessionStateFromString(context.words().at(1));
    if (!state)
        return misusedSession(context, u"A state is one of idea, invited, held, written-up, "
                                       "reported-back, closed."_s);
    return tellChange(context,
                      context.await(context.desk().sessions.setState(session->id, *state)));
}

int sessionOutcome(VerbContext &context)
{
    const VerbCall &call = context.call();
    const auto session = findSession(context, context.words().first());
    if (!session)
        return context.fail(session.error());
    if (call.has(u"remove"_s)) {
        const auto number = numberOf(u't', context.words().at(1));
        if (!number)
            return misusedSession(context,
                                  u"Name an outcome as “casement session show” does (t2)."_s);
        return tellChange(context, context.await(context.desk().sessions.removeOutcome(
                                       SessionOutcomeId{*number})));
    }
    SessionLineId line;
    if (call.has(u"line"_s)) {
        const auto number = numberOf(u'l', call.value(u"line"_s));
        if (!number)
            return misusedSession(context, u"--line takes the name of a line (l5)."_s);
        line = SessionLineId{*number};
    }
    return tellChange(context, context.await(context.desk().sessions.saveOutcome(
                                   session->id, {.id = {},
                                                 .uid = {},
                                                 .text = context.words().at(1),
                                                 .line = line,
                                                 .url = call.value(u"url"_s)})));
}

int sessionAgenda(VerbContext &context)
{
    const VerbCall &call = context.call();
    const auto session = findSession(context, context.words().first());
    if (!session)
        return context.fail(session.error());
    Sessions &sessions = context.desk().sessions;
    SessionItem item;
    if (call.has(u"item"_s)) {
        const auto number = numberOf(u'g', call.value(u"item"_s));
        const auto known =
            std::ranges::find(session->items, SessionItemId{number.value_or(0)}, &SessionItem::id);
        if (known == session->items.end())
            return context.fail(
                {ErrorKind::NotFound,
                 u"%1 has no point “%2”; “casement session show” lists them (g4)."_s.arg(
                     name(session->id), call.value(u"item"_s))});
        item = *known;
    }
    if (call.has(u"remove"_s) || call.has(u"place"_s)) {
        if (!item.id.isValid())
            return misusedSession(context, u"Name the point with --item."_s);
        if (call.has(u"remove"_s))
            return tellChange(context, context.await(sessions.removeItem(item.id)));
        bool isNumber = false;
        const int place = call.value(u"place"_s).toInt(&isNumber);
        if (!isNumber || place < 1)
            return misusedSession(context, u"--place takes a number from 1 on."_s);
        return tellChange(context, context.await(sessions.moveItem(item.id, place - 1)));
    }
    if (context.words().size() > 1)
        item.title = context.words().at(1);
    if (call.has(u"lead"_s))
        item.lead = call.value(u"lead"_s);
    if (call.has(u"minutes"_s)) {
        bool isNumber = false;
        item.minutes = call.value(u"minutes"_s).toInt(&isNumber);
        if (!isNumber || item.minutes < 0)
            return misusedSession(context, u"--minutes takes a number."_s);
    }
    if (call.has(u"state"_s)) {
        const auto state = agendaStateFromString(call.value(u"state"_s));
        if (!state)
            return misusedSession(context, u"--state is one of planned, done, dropped."_s);
        item.state = *state;
    }
    return tellChange(context, context.await(sessions.saveItem(session->id, item)));
}

int sessionRecord(VerbContext &context)
{
    const VerbCall &call = context.call();
    const QString out = call.value(u"out"_s);
    QString format = call.value(u"format"_s).toLower();
    if (format.isEmpty())
        format = out.endsWith(u".html", Qt::CaseInsensitive) ? u"html"_s : u"md"_s;
    if (out.isEmpty() || (format != u"md" && format != u"html"))
        return misusedSession(context, u"Say where to and in which form: --out FILE (- for "
                                       "standard output) --format md or html."_s);
    const auto session = findSession(context, context.words().first());
    if (!session)
        return context.fail(session.error());
    const auto record = context.await(context.desk().sessions.record(session->id));
    if (!record)
        return context.fail(record.error());
    const QByteArray bytes =
        (format == u"html" ? recordHtml(*record) : recordMarkdown(*record)).toUtf8();
    if (out == u"-") {
        context.putBytes(bytes);
        return ExitOk;
    }
    QFile file(context.path(out));
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) ||
        file.write(bytes) != bytes.size() || !file.flush())
        return context.fail({ErrorKind::Storage,
                             u"%1 was not written: %2"_s.arg(file.fileName(), file.errorString())});
    context.put({{u"type"_s, u"recorded"_s},
                 {u"session"_s, name(session->id)},
                 {u"format"_s, format},
                 {u"file"_s, file.fileName()}},
                u"The record of %1 is in %2."_s.arg(name(session->id), out));
    return ExitOk;
}

} // namespace casement::verb
