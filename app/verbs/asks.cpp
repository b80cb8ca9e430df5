// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int pageOfAsks = 500;

QJsonValue nameOrNull(AskId id)
{
    return id.isValid() ? QJsonValue(name(id)) : QJsonValue();
}

QJsonObject toJson(const AskVoice &voice)
{
    return {{u"id"_s, name(voice.id)},
            {u"ask"_s, name(voice.ask)},
            {u"person"_s, name(voice.person)},
            {u"person_name"_s, voice.personName},
            {u"message"_s, name(voice.quote.message)},
            {u"conversation"_s, name(voice.conversation)},
            {u"channel"_s, voice.channel},
            {u"quote"_s, voice.quote.text},
            {u"quote_start"_s, qint64(voice.quote.start)},
            {u"quote_end"_s, qint64(voice.quote.end)},
            {u"is_taken_back"_s, voice.isTakenBack},
            {u"heard_at"_s, toIso(voice.heardAt)},
            {u"told"_s, toString(voice.telling)},
            {u"told_at"_s, voice.toldAt ? QJsonValue(toIso(*voice.toldAt)) : QJsonValue()},
            {u"told_by"_s, voice.toldBy},
            {u"reason"_s, voice.reason},
            {u"outbox"_s, voice.outbox.isValid() ? QJsonValue(name(voice.outbox)) : QJsonValue()},
            {u"is_of_earlier_end"_s, voice.isOfEarlierEnd}};
}

/// "done, told 7 of 9"
QString standing(AskState state, qint64 settled, qint64 voices)
{
    if (!isEnd(state) || state == AskState::Duplicate)
        return toString(state);
    return u"%1, told %2 of %3"_s.arg(toString(state)).arg(settled).arg(voices);
}

Result<AskId> findAsk(VerbContext &context, const QString &text)
{
    const auto number = numberOf(u'k', text);
    if (!number)
        return fail(ErrorKind::Invalid,
                    u"“%1” is not the name of an ask; they are called k1, k2, … as “casement ask "
                    "list” shows them."_s.arg(text));
    const auto ask = context.await(context.desk().asks.get(AskId{*number}));
    if (!ask && ask.error().kind == ErrorKind::NotFound)
        return fail(ErrorKind::NotFound,
                    u"There is no ask %1 in this workspace; nothing was changed."_s.arg(text));
    if (!ask)
        return std::unexpected(ask.error());
    return ask->id;
}

/// A voice of the ask that is named first.
Result<AskVoiceId> findVoice(VerbContext &context)
{
    const auto ask = findAsk(context, context.words().at(0));
    if (!ask)
        return std::unexpected(ask.error());
    const QString &text = context.words().at(1);
    const auto number = numberOf(u'v', text);
    if (!number)
        return fail(ErrorKind::Invalid,
                    u"“%1” is not the name of a voice; they are called v1, v2, … as “casement ask "
                    "show” shows them."_s.arg(text));
    const auto whole = context.await(context.desk().asks.get(*ask));
    if (!whole)
        return std::unexpected(whole.error());
    const AskVoiceId id{*number};
    if (std::ranges::none_of(whole->voices, [id](const AskVoice &voice) { return voice.id == id; }))
        return fail(ErrorKind::NotFound,
                    u"%1 has no voice %2; nothing was changed."_s.arg(name(*ask), text));
    return id;
}

Result<AskQuote> quoteFrom(VerbContext &context, const QString &message)
{
    const auto id = findMessage(context, message);
    if (!id)
        return std::unexpected(id.error());
    if (context.call().value(u"quote"_s).trimmed().isEmpty())
        return fail(ErrorKind::Invalid,
                    u"Name the words of the message that say it: --quote TEXT."_s);
    return context.await(context.desk().asks.locate(*id, context.call().value(u"quote"_s), true));
}

int misusedAsk(VerbContext &context, const QString &sentence)
{
    return context.fail(ExitUsage, {ErrorKind::Invalid, sentence});
}

const QString unknownKind = u"--kind is one of wish, problem, question, offer, thanks, worry."_s;

} // namespace

QString name(AskId id)
{
    return u'k' + QString::number(id.value);
}

QString name(AskVoiceId id)
{
    return u'v' + QString::number(id.value);
}

QJsonObject toJson(const AskSummary &line)
{
    QJsonArray people;
    for (const QString &person : line.people)
        people.append(person);
    return {{u"type"_s, u"ask_line"_s},
            {u"id"_s, name(line.id)},
            {u"restated"_s, line.restated},
            {u"kind"_s, toString(line.kind)},
            {u"state"_s, toString(line.state)},
            {u"place"_s, toString(line.place)},
            {u"reason"_s, line.reason},
            {u"heard_at"_s, toIso(line.heardAt)},
            {u"state_at"_s, toIso(line.stateAt)},
            {u"voices"_s, line.voices},
            {u"untold"_s, line.untold},
            {u"duplicate_of"_s, nameOrNull(line.duplicateOf)},
            {u"people"_s, people}};
}

QString toText(const AskSummary &line)
{
    QString people = line.people.join(u", "_s);
    if (line.voices > line.people.size())
        people += u" and others"_s;
    return u"%1  %2  %3  (%4; %5)"_s.arg(
        name(line.id).leftJustified(5),
        standing(line.state, line.voices - line.untold, line.voices).leftJustified(12),
        oneLine(line.restated), toString(line.kind), oneLine(people));
}

QJsonObject toJson(const Ask &ask)
{
    QJsonArray voices;
    for (const AskVoice &voice : ask.voices)
        voices.append(toJson(voice));
    QJsonArray duplicates;
    for (const AskSummary &duplicate : ask.duplicates)
        duplicates.append(name(duplicate.id));
    return {{u"type"_s, u"ask"_s},
            {u"id"_s, name(ask.id)},
            {u"uid"_s, ask.uid.toString()},
            {u"restated"_s, ask.restated},
            {u"kind"_s, toString(ask.kind)},
            {u"state"_s, toString(ask.state)},
            {u"place"_s, toString(ask.place)},
            {u"state_by"_s, ask.stateByName},
            {u"state_at"_s, toIso(ask.stateAt)},
            {u"reason"_s, ask.reason},
            {u"duplicate_of"_s, nameOrNull(ask.duplicateOf)},
            {u"owner"_s, ask.ownerName},
            {u"created_at"_s, toIso(ask.createdAt)},
            {u"heard_at"_s, toIso(ask.heardAt)},
            {u"told"_s, qint64(ask.settled())},
            {u"is_closed"_s, ask.isClosed()},
            {u"voices"_s, voices},
            {u"duplicates"_s, duplicates}};
}

QString toText(const Ask &ask)
{
    QString text =
        u"%1  %2\n    %3, %4"_s.arg(name(ask.id), oneLine(ask.restated), toString(ask.kind),
                                    standing(ask.state, ask.settled(), ask.voices.size()));
    if (ask.state == AskState::Duplicate && ask.duplicateOf.isValid())
        text += u" of "_s + name(ask.duplicateOf);
    if (!ask.reason.isEmpty())
        text += u": "_s + oneLine(ask.reason);
    for (const AskVoice &voice : ask.voices) {
        text += u"\n    %1  %2, %3, %4: %5"_s.arg(
            name(voice.id), oneLine(voice.personName), voice.channel, name(voice.quote.message),
            voice.isTakenBack ? u"(taken back)"_s : u"“%1”"_s.arg(oneLine(voice.quote.text)));
        if (isEnd(ask.state) || voice.telling != VoiceTelling::Untold)
            text += u"  ["_s + toString(voice.telling) +
                    (voice.isOfEarlierEnd ? u" of an earlier end"_s : QString()) +
                    (voice.reason.isEmpty() ? QString() : u": "_s + oneLine(voice.reason)) + u']';
    }
    for (const AskSummary &duplicate : ask.duplicates)
        text += u"\n    duplicate: %1  %2"_s.arg(name(duplicate.id), oneLine(duplicate.restated));
    return text;
}

namespace verb
{

int askList(VerbContext &context)
{
    AskQuery query{.text = context.call().value(u"text"_s),
                   .isOpen = context.call().has(u"open"_s)};
    if (context.call().has(u"state"_s)) {
        query.place = askPlaceFromString(context.call().value(u"state"_s));
        if (!query.place)
            return misusedAsk(context, u"--state is one of untold, heard, understood, considering, "
                                       "promised, done, declined, not-ours, duplicate."_s);
    }
    if (context.call().has(u"person"_s)) {
        const auto person = findPerson(context, context.call().value(u"person"_s));
        if (!person)
            return context.fail(person.error());
        query.person = *person;
    }
    std::optional<AskSummary> after;
    do {
        const auto lines = context.await(context.desk().asks.list(query, pageOfAsks, after));
        if (!lines)
            return context.fail(lines.error());
        for (const AskSummary &line : *lines)
            context.put(toJson(line), toText(line));
        after = lines->size() == pageOfAsks ? std::optional(lines->last()) : std::nullopt;
    } while (after && !context.isCancelled());
    return ExitOk;
}

int askShow(VerbContext &context)
{
    const auto id = findAsk(context, context.words().first());
    if (!id)
        return context.fail(id.error());
    const auto ask = context.await(context.desk().asks.get(*id));
    if (!ask)
        return context.fail(ask.error());
    context.put(toJson(*ask), toText(*ask));
    return ExitOk;
}

int askNew(VerbContext &context)
{
    AskKind kind = AskKind::Wish;
    if (context.call().has(u"kind"_s)) {
        const auto named = askKindFromString(context.call().value(u"kind"_s));
        if (!named)
            return misusedAsk(context, unknownKind);
        kind = *named;
    }
    const auto quote = quoteFrom(context, context.words().first());
    if (!quote)
        return context.fail(quote.error());
    const auto ask = context.await(
        context.desk().asks.create(*quote, kind, context.call().value(u"restated"_s)));
    if (!ask)
        return context.fail(ask.error());
    context.put(toJson(*ask), toText(*ask));
    return ExitOk;
}

int askAdd(VerbContext &context)
{
    const auto id = findAsk(context, context.words().at(0));
    if (!id)
        return context.fail(id.error());
    const auto quote = quoteFrom(context, context.words().at(1));
    if (!quote)
        return context.fail(quote.error());
    return tellChange(context, context.await(context.desk().asks.addVoice(*id, *quote)));
}

int askState(VerbContext &context)
{
    const auto id = findAsk(context, context.words().at(0));
    if (!id)
        return context.fail(id.error());
    const auto state = askStateFromString(context.words().at(1));
    if (!state)
        return misusedAsk(context, u"A state is one of heard, understood, considering, promised, "
                                   "done, declined, not-ours, duplicate."_s);
    AskStep step{.state = *state, .reason = context.call().value(u"reason"_s)};
    if (context.call().has(u"duplicate-of"_s)) {
        const auto other = findAsk(context, context.call().value(u"duplicate-of"_s));
        if (!other)
            return context.fail(other.error());
        step.duplicateOf = *other;
    }
    return tellChange(context, context.await(context.desk().asks.setState(*id, step)));
}

int askTell(VerbContext &context)
{
    if (!context.call().has(u"text-file"_s))
        return misusedAsk(context,
                          u"Name the text with --text-file FILE, or - for standard input."_s);
    const auto voice = findVoice(context);
    if (!voice)
        return context.fail(voice.error());
    const Result<QString> text = context.readText(context.call().value(u"text-file"_s));
    if (!text)
        return context.fail(text.error());
    const auto answer = context.await(context.desk().asks.draftFor(*voice));
    if (!answer)
        return context.fail(answer.error());
    if (!answer->impediment.isEmpty())
        return context.fail({ErrorKind::Invalid, answer->impediment +
                                                     u" With “casement ask skip” they are passed "
                                                     "over, for a reason."_s});
    Draft draft = answer->draft;
    draft.markdown = *text;
    Desk *const desk = &context.desk();
    const QStringList parts = context.onMain(
        [desk, draft, account = answer->account] { return desk->outbox.split(account, draft); });
    if (parts.isEmpty())
        return context.fail(
            {ErrorKind::Invalid,
             u"The text is too long: it would be more than %1 messages. Nothing was "
             "sent."_s.arg(Outbox::mostParts)});
    const auto item = context.await(context.desk().asks.tell(
        *voice, *text, {}, answer->basis, parts.size() > 1 ? parts : QStringList()));
    if (!item)
        return context.fail(item.error());
    context.put(toJson(*item), toText(*item));
    return ExitOk;
}

int askSkip(VerbContext &context)
{
    const auto voice = findVoice(context);
    if (!voice)
        return context.fail(voice.error());
    return tellChange(context, context.await(context.desk().asks.skip(
                                   *voice, context.call().value(u"reason"_s))));
}

int askRestate(VerbContext &context)
{
    const auto id = findAsk(context, context.words().at(0));
    if (!id)
        return context.fail(id.error());
    return tellChange(context,
                      context.await(context.desk().asks.restate(*id, context.words().at(1))));
}

int askDraft(VerbContext &context)
{
    const auto voice = findVoice(context);
    if (!voice)
        return context.fail(voice.error());
    const auto answer = context.await(context.desk().asks.draftFor(*voice));
    if (!answer)
        return context.fail(answer.error());
    QJsonArray recipients;
    for (const Recipient &recipient : answer->recipients)
        recipients.append(recipient.address.address);
    context.put({{u"type"_s, u"ask_draft"_s},
                 {u"voice"_s, name(answer->voice.id)},
                 {u"channel"_s, answer->channel},
                 {u"recipients"_s, recipients},
                 {u"text"_s, answer->text},
                 {u"impediment"_s, answer->impediment}},
                answer->impediment.isEmpty()
                    ? printable(answer->text)
                    : answer->impediment + u"\n\n"_s + printable(answer->text));
    return ExitOk;
}

} // namespace verb

} // namespace casement
