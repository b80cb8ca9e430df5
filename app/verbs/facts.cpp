// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QJsonArray>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

QJsonValue timeOrNull(const std::optional<Timestamp> &at)
{
    return at ? QJsonValue(toIso(*at)) : QJsonValue();
}

/// "f1" or "1".
Result<Fact> findFact(VerbContext &context, const QString &text)
{
    const auto number = numberOf(u'f', text);
    if (!number)
        return fail(ErrorKind::Invalid,
                    u"“%1” is not the name of a fact; they are called f1, f2, … as “casement fact "
                    "list” shows them."_s.arg(text));
    return context.await(context.desk().facts.get(FactId{*number}));
}

/// What the options say of a fact that was \a draft before.
Result<FactDraft> factFrom(VerbContext &context, FactDraft draft)
{
    const VerbCall &call = context.call();
    if (call.has(u"kind"_s)) {
        const auto kind = factKindFromString(call.value(u"kind"_s));
        if (!kind)
            return fail(ErrorKind::Invalid, u"--kind is one of words, date, relationship."_s);
        draft.kind = *kind;
    }
    if (call.has(u"day"_s)) {
        const auto day = factDayFromString(call.value(u"day"_s));
        if (!day)
            return fail(ErrorKind::Invalid,
                        u"--day takes a day such as 03-14, or 1987-03-14 with its year."_s);
        draft.day = *day;
        if (!call.has(u"kind"_s))
            draft.kind = FactKind::Date;
    }
    if (call.has(u"other"_s)) {
        const auto other = findPerson(context, call.value(u"other"_s));
        if (!other)
            return std::unexpected(other.error());
        draft.other = *other;
        if (!call.has(u"kind"_s))
            draft.kind = FactKind::Relationship;
    }
    if (call.has(u"message"_s)) {
        const auto message = findMessage(context, call.value(u"message"_s));
        if (!message)
            return std::unexpected(message.error());
        draft.source = *message;
        draft.quote.clear();
    }
    if (call.has(u"quote"_s)) {
        if (!draft.source.isValid())
            return fail(ErrorKind::Invalid,
                        u"Name the message that --quote is a passage of, with --message."_s);
        draft.quote = call.value(u"quote"_s);
    }
    if (call.has(u"review"_s)) {
        bool isNumber = false;
        draft.reviewMonths =
            call.value(u"review"_s) == u"never" ? 0 : call.value(u"review"_s).toInt(&isNumber);
        if (call.value(u"review"_s) != u"never" && (!isNumber || draft.reviewMonths < 1))
            return fail(ErrorKind::Invalid, u"--review takes a number of months, or never."_s);
    }
    return draft;
}

int misused(VerbContext &context, const Error &error)
{
    return error.kind == ErrorKind::Invalid ? context.fail(ExitUsage, error) : context.fail(error);
}

/// What is said of words that are looked at twice; never a reason not to go on.
void sayFlagged(VerbContext &context, PersonId person, const QString &text)
{
    const auto panel = context.await(context.desk().people.panel(person));
    const QString list = QString::fromLatin1(factWordList);
    const QString language =
        WordLists::languageFor(list, {panel ? panel->language : QString(), QLocale().bcp47Name()});
    const auto matcher = context.await(context.desk().wordLists.matcher(list, language));
    if (!matcher)
        return;
    for (const WordMatch &match : matcher->find(text))
        context.say(
            u"“%1” is on the list of words to look at twice (%2); they may read it one "
            "day."_s.arg(oneLine(text.sliced(match.start, match.length)),
                         match.reason.isEmpty() ? u"the team's own"_s : oneLine(match.reason)));
}

QString languageOption(const VerbContext &context)
{
    return context.call().has(u"language"_s) ? context.call().value(u"language"_s).toLower()
                                             : u"en"_s;
}
QString listOption(const VerbContext &context)
{
    return context.call().has(u"list"_s) ? context.call().value(u"list"_s)
                                         : QString::fromLatin1(factWordList);
}

} // namespace

QJsonObject toJson(const Fact &fact)
{
    return {
        {u"type"_s, u"fact"_s},
        {u"id"_s, name(fact.id)},
        {u"person"_s, name(fact.person)},
        {u"kind"_s, casement::toString(fact.kind)},
        {u"text"_s, fact.text},
        {u"day"_s, fact.day.isValid() ? QJsonValue(casement::toString(fact.day)) : QJsonValue()},
        {u"other"_s, fact.other.isValid() ? QJsonValue(name(fact.other)) : QJsonValue()},
        {u"other_name"_s, fact.otherName},
        {u"message"_s, fact.source.isValid() ? QJsonValue(name(fact.source)) : QJsonValue()},
        {u"quote"_s, fact.quote},
        {u"quote_start"_s, qint64(fact.quoteStart)},
        {u"quote_end"_s, qint64(fact.quoteEnd)},
        {u"said_at"_s, timeOrNull(fact.saidAt)},
        {u"author"_s, fact.author},
        {u"created_at"_s, toIso(fact.createdAt)},
        {u"edited_at"_s, timeOrNull(fact.editedAt)},
        {u"confirmed_at"_s, timeOrNull(fact.confirmedAt)},
        {u"review_at"_s, timeOrNull(fact.reviewAt)},
        {u"review_months"_s, fact.reviewMonths},
        {u"due"_s, fact.isDue(systemNow())}};
}

QString toText(const Fact &fact)
{
    QString text = u"%1  %2"_s.arg(name(fact.id), oneLine(fact.text));
    if (fact.kind == FactKind::Date)
        text += u"  (%1)"_s.arg(casement::toString(fact.day));
    if (fact.kind == FactKind::Relationship)
        text += u"  (%1 %2)"_s.arg(fact.other.isValid() ? name(fact.other) : u"?"_s,
                                   oneLine(fact.otherName));
    if (fact.source.isValid())
        text += u", said in %1"_s.arg(name(fact.source));
    if (fact.isDue(systemNow()))
        text += u"; still true?"_s;
    return text;
}

namespace verb
{

int factAdd(VerbContext &context)
{
    const auto person = findPerson(context, context.words().at(0));
    if (!person)
        return context.fail(person.error());
    const auto draft = factFrom(context, {.text = context.words().at(1)});
    if (!draft)
        return misused(context, draft.error());
    const auto added = context.await(context.desk().facts.add(*person, *draft));
    if (added)
        sayFlagged(context, *person, draft->text);
    return tellChange(context, added);
}

int factEdit(VerbContext &context)
{
    const auto fact = findFact(context, context.words().first());
    if (!fact)
        return context.fail(fact.error());
    FactDraft before{.kind = fact->kind,
                     .text = context.words().size() > 1 ? context.words().at(1) : fact->text,
                     .day = fact->day,
                     .other = fact->other,
                     .source = fact->source,
                     .quote = fact->quote,
                     .reviewMonths = fact->reviewMonths};
    const auto draft = factFrom(context, before);
    if (!draft)
        return misused(context, draft.error());
    const auto edited = context.await(context.desk().facts.edit(fact->id, *draft));
    if (edited)
        sayFlagged(context, fact->person, draft->text);
    return tellChange(context, edited);
}

int factRemove(VerbContext &context)
{
    const auto fact = findFact(context, context.words().first());
    if (!fact)
        return context.fail(fact.error());
    return tellChange(context, context.await(context.desk().facts.remove(fact->id)));
}

int factConfirm(VerbContext &context)
{
    const auto fact = findFact(context, context.words().first());
    if (!fact)
        return context.fail(fact.error());
    return tellChange(context, context.await(context.desk().facts.confirm(fact->id)));
}

int factList(VerbContext &context)
{
    const auto person = findPerson(context, context.words().first());
    if (!person)
        return context.fail(person.error());
    const auto panel = context.await(context.desk().people.panel(*person));
    if (!panel)
        return context.fail(panel.error());
    for (const Fact &fact : panel->facts)
        context.put(toJson(fact), toText(fact));
    return ExitOk;
}

int wordsList(VerbContext &context)
{
    const auto words =
        context.await(context.desk().wordLists.words(listOption(context), languageOption(context)));
    if (!words)
        return context.fail(words.error());
    for (const ListedWord &each : *words) {
        const QString state = each.state == ListWordState::Added     ? u"added"_s
                              : each.state == ListWordState::Removed ? u"removed"_s
                                                                     : u"program"_s;
        context.put({{u"type"_s, u"word"_s},
                     {u"word"_s, each.word.word},
                     {u"reason"_s, each.word.reason},
                     {u"state"_s, state}},
                    u"%1  (%2%3)"_s.arg(oneLine(each.word.word), oneLine(each.word.reason),
                                        each.state == ListWordState::AsProgram ? QString()
                                                                               : u"; "_s + state));
    }
    return ExitOk;
}

int wordsAdd(VerbContext &context)
{
    return tellChange(context, context.await(context.desk().wordLists.add(
                                   listOption(context), languageOption(context),
                                   context.words().first(), context.call().value(u"reason"_s))));
}

int wordsRemove(VerbContext &context)
{
    return tellChange(context,
                      context.await(context.desk().wordLists.remove(
                          listOption(context), languageOption(context), context.words().first())));
}

} // namespace verb

} // namespace casement
