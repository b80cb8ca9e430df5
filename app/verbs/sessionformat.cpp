// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/format.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

template <typename T>
QJsonValue namedOrNull(T id)
{
    return id.isValid() ? QJsonValue(name(id)) : QJsonValue();
}

QJsonValue timeOrNull(const std::optional<Timestamp> &at)
{
    return at ? QJsonValue(toIso(*at)) : QJsonValue();
}

QString itemName(SessionItemId id)
{
    return u'g' + QString::number(id.value);
}

QString lineName(SessionLineId id)
{
    return u'l' + QString::number(id.value);
}

QString outcomeName(SessionOutcomeId id)
{
    return u't' + QString::number(id.value);
}

QJsonObject toJson(const Telling &letter)
{
    return {{u"state"_s, toString(letter.telling)},
            {u"at"_s, timeOrNull(letter.at)},
            {u"by"_s, letter.by},
            {u"reason"_s, letter.reason},
            {u"outbox"_s, namedOrNull(letter.outbox)}};
}

QJsonObject toJson(const Participant &each)
{
    return {{u"person"_s, name(each.person)},
            {u"name"_s, each.name},
            {u"status"_s, toString(each.status())},
            {u"invited"_s, toJson(each.invitation)},
            {u"answer"_s, toString(each.answer)},
            {u"answered_at"_s, timeOrNull(each.answeredAt)},
            {u"answer_message"_s, namedOrNull(each.answerMessage)},
            {u"offered_message"_s,
             each.offered ? QJsonValue(name(each.offered->message)) : QJsonValue()},
            {u"attendance"_s, toString(each.attendance)},
            {u"consent"_s, each.consent},
            {u"report"_s, toJson(each.report)},
            {u"thanks"_s, each.thanks}};
}

QJsonObject nextOf(const Session &session)
{
    const auto next = nextStep(session.state);
    if (!next)
        return {};
    const auto allowed = checkSessionStep(session, *next);
    return {{u"state"_s, toString(*next)},
            {u"is_possible"_s, allowed.has_value()},
            {u"lacks"_s, allowed ? QString() : allowed.error().detail}};
}

QString letterText(const QString &what, const Telling &letter)
{
    if (letter.telling == VoiceTelling::Untold)
        return {};
    return u"; %1: %2"_s.arg(what, toString(letter.telling)) +
           (letter.reason.isEmpty() ? QString() : u" ("_s + oneLine(letter.reason) + u')');
}

} // namespace

QJsonObject toJson(const SessionSummary &session)
{
    return {{u"type"_s, u"session_line"_s},
            {u"id"_s, name(session.id)},
            {u"title"_s, session.title},
            {u"state"_s, toString(session.state)},
            {u"stage"_s, toString(session.stage)},
            {u"starts_at"_s, timeOrNull(session.startsAt)},
            {u"collaboration"_s, session.collaborationTitle},
            {u"people"_s, session.people},
            {u"told"_s, session.settled},
            {u"to_tell"_s, session.toTell}};
}

QString toText(const SessionSummary &session)
{
    QString text =
        u"%1  %2  %3"_s.arg(name(session.id).leftJustified(5),
                            toString(session.state).leftJustified(13), oneLine(session.title));
    if (!session.collaborationTitle.isEmpty())
        text += u"  ("_s + oneLine(session.collaborationTitle) + u')';
    if (session.state >= SessionState::Held && session.toTell > 0)
        text += u"  told %1 of %2"_s.arg(session.settled).arg(session.toTell);
    return text;
}

QJsonObject toJson(const Session &session)
{
    QJsonArray participants;
    for (const Participant &participant : session.participants)
        participants.append(toJson(participant));
    QJsonArray agenda;
    for (const SessionItem &item : session.items)
        agenda.append(QJsonObject{{u"id"_s, itemName(item.id)},
                                  {u"title"_s, item.title},
                                  {u"minutes"_s, item.minutes},
                                  {u"lead"_s, item.lead},
                                  {u"state"_s, toString(item.state)}});
    QJsonArray lines;
    for (const SessionLine &line : session.lines)
        lines.append(QJsonObject{
            {u"id"_s, line.id.isValid() ? QJsonValue(lineName(line.id)) : QJsonValue()},
            {u"uid"_s, line.uid.isNull() ? QJsonValue() : QJsonValue(line.uid.toString())},
            {u"kind"_s, toString(line.kind)},
            {u"author"_s, line.author},
            {u"person"_s, namedOrNull(line.authorPerson)},
            {u"text"_s, line.text},
            {u"number"_s, line.number}});
    QJsonArray outcomes;
    for (const SessionOutcome &outcome : session.outcomes)
        outcomes.append(QJsonObject{
            {u"id"_s, outcomeName(outcome.id)},
            {u"text"_s, outcome.text},
            {u"line"_s, outcome.line.isValid() ? QJsonValue(lineName(outcome.line)) : QJsonValue()},
            {u"url"_s, outcome.url}});
    QJsonArray asks;
    for (const SessionAskRef &ask : session.asks)
        asks.append(name(ask.id));
    QJsonArray sources;
    for (const SessionSource &source : session.sources)
        sources.append(QJsonObject{{u"message"_s, name(source.message)},
                                   {u"conversation"_s, name(source.conversation)},
                                   {u"author_name"_s, source.authorName},
                                   {u"snippet"_s, source.snippet},
                                   {u"at"_s, toIso(source.at)}});
    return {{u"type"_s, u"session"_s},
            {u"id"_s, name(session.id)},
            {u"uid"_s, session.uid.toString()},
            {u"title"_s, session.title},
            {u"collaboration"_s, session.collaborationTitle},
            {u"purpose"_s, session.purpose},
            {u"ask"_s, session.ask},
            {u"give"_s, session.give},
            {u"place"_s, session.place},
            {u"starts_at"_s, timeOrNull(session.startsAt)},
            {u"ends_at"_s, timeOrNull(session.endsAt)},
            {u"zone"_s, QString::fromUtf8(session.zone)},
            {u"host"_s, session.hostName},
            {u"stage"_s, toString(session.stage)},
            {u"state"_s, toString(session.state)},
            {u"next"_s, nextOf(session)},
            {u"follows"_s, namedOrNull(session.follows)},
            {u"notebook"_s, session.notebook},
            {u"outcome"_s, session.outcome},
            {u"created_at"_s, toIso(session.createdAt)},
            {u"told"_s, qint64(session.settled())},
            {u"to_tell"_s, qint64(session.toTell())},
            {u"participants"_s, participants},
            {u"agenda"_s, agenda},
            {u"lines"_s, lines},
            {u"outcomes"_s, outcomes},
            {u"asks"_s, asks},
            {u"sources"_s, sources}};
}

QString toText(const Session &session)
{
    QString text = u"%1  %2  (%3, %4)"_s.arg(name(session.id), oneLine(session.title),
                                             toString(session.stage), toString(session.state));
    const auto add = [&text](const QString &line) { text += u"\n    "_s + line; };
    if (!session.collaborationTitle.isEmpty())
        add(u"part of: "_s + oneLine(session.collaborationTitle));
    if (!session.purpose.isEmpty())
        add(oneLine(session.purpose));
    if (session.startsAt)
        add(u"when: "_s + toIso(*session.startsAt));
    if (!session.place.isEmpty())
        add(u"where: "_s + oneLine(session.place));
    for (const Participant &each : session.participants) {
        add(u"%1  %2, %3"_s.arg(name(each.person), oneLine(each.name), toString(each.status())) +
            letterText(u"invitation"_s, each.invitation) + letterText(u"report"_s, each.report));
        if (each.offered)
            add(u"    %1 answered? “%2”"_s.arg(name(each.offered->message),
                                               oneLine(each.offered->snippet)));
    }
    for (const SessionSource &source : session.sources)
        add(u"from %1  %2: %3"_s.arg(name(source.message), oneLine(source.authorName),
                                     oneLine(source.snippet)));
    for (const SessionAskRef &ask : session.asks)
        add(u"ask %1  %2"_s.arg(name(ask.id), oneLine(ask.restated)));
    for (const SessionItem &item : session.items)
        add(u"%1  %2"_s.arg(itemName(item.id), oneLine(item.title)) +
            (item.minutes > 0 ? u" (%1 min)"_s.arg(item.minutes) : QString()) +
            (item.state == AgendaState::Planned ? QString()
                                                : u" ["_s + toString(item.state) + u']'));
    for (const QString &line : session.notebook.split(u'\n', Qt::SkipEmptyParts))
        add(u"| "_s + oneLine(line));
    if (!session.outcome.isEmpty())
        add(u"Outcome: "_s + oneLine(session.outcome));
    for (const SessionOutcome &outcome : session.outcomes)
        add(u"%1  %2"_s.arg(outcomeName(outcome.id), oneLine(outcome.text)) +
            (outcome.url.isEmpty() ? QString() : u"  "_s + oneLine(outcome.url)));
    if (const auto next = nextStep(session.state)) {
        const auto allowed = checkSessionStep(session, *next);
        add(u"next: "_s + toString(*next) +
            (allowed ? QString() : u" – "_s + oneLine(allowed.error().detail)));
    }
    return text;
}

} // namespace casement
