// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QJsonArray>
#include <array>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int mostSuggestions = 200;

struct FieldName {
    const char *name;
    bool JoinChoice::*field;
};
constexpr std::array fieldNames{
    FieldName{"name", &JoinChoice::name}, FieldName{"pronouns", &JoinChoice::pronouns},
    FieldName{"how-we-met", &JoinChoice::howWeMet}, FieldName{"language", &JoinChoice::language},
    FieldName{"zone", &JoinChoice::zone}};

QString orDash(const QString &name)
{
    return name.isEmpty() ? u"?"_s : oneLine(name).left(60);
}

QString because(const MatchEvidence &evidence, const QString &person, const QString &other)
{
    const QString value = oneLine(evidence.value).left(80);
    const QString &who = evidence.isTheirs ? other : person;
    switch (evidence.reason) {
    case MatchReason::VerifiedLink:
        return u"%1 is verified to belong to both"_s.arg(value);
    case MatchReason::SaidAddress:
        return u"%1 named %2 (%3)"_s.arg(who, value, toString(evidence.place));
    case MatchReason::SameHandle:
        return u"both are called “%1”"_s.arg(value);
    case MatchReason::SimilarName:
        return u"the names are alike"_s;
    }
    return {};
}

Result<std::pair<PersonId, PersonId>> findTwo(VerbContext &context)
{
    const auto one = findPerson(context, context.words().at(0));
    if (!one)
        return std::unexpected(one.error());
    const auto other = findPerson(context, context.words().at(1));
    if (!other)
        return std::unexpected(other.error());
    return std::pair(*one, *other);
}

int judge(VerbContext &context, PersonVerdict verdict)
{
    const auto two = findTwo(context);
    if (!two)
        return context.fail(two.error());
    return tellChange(context,
                      context.await(context.desk().people.judge(two->first, two->second, verdict)));
}

} // namespace

QJsonObject toJson(const SuggestedPair &pair)
{
    QJsonArray reasons;
    for (const MatchEvidence &evidence : pair.other.evidence) {
        reasons.append(QJsonObject{
            {u"reason"_s, toString(evidence.reason)},
            {u"value"_s, evidence.value},
            {u"place"_s, toString(evidence.place)},
            {u"message"_s,
             evidence.message.isValid() ? QJsonValue(name(evidence.message)) : QJsonValue()},
            {u"named_by"_s,
             evidence.reason == MatchReason::SaidAddress
                 ? QJsonValue(name(evidence.isTheirs ? pair.other.person : pair.person.person))
                 : QJsonValue()}});
    }
    return {{u"type"_s, u"suggestion"_s},
            {u"person"_s, name(pair.person.person)},
            {u"person_name"_s, pair.person.name},
            {u"person_channel"_s, pair.person.address.kind},
            {u"person_address"_s, pair.person.address.address},
            {u"other"_s, name(pair.other.person)},
            {u"other_name"_s, pair.other.name},
            {u"other_channel"_s, pair.other.address.kind},
            {u"other_address"_s, pair.other.address.address},
            {u"reasons"_s, reasons}};
}

QString toText(const SuggestedPair &pair)
{
    const auto who = [](const PersonSuggestion &person) {
        return u"%1  %2 (%3 %4)"_s.arg(name(person.person), orDash(person.name),
                                       person.address.kind, oneLine(person.address.address));
    };
    QString text = u"%1\n%2"_s.arg(who(pair.person), who(pair.other));
    for (const MatchEvidence &evidence : pair.other.evidence)
        text += u"\n    "_s + because(evidence, orDash(pair.person.name), orDash(pair.other.name));
    return text;
}

QJsonObject toJson(const PersonJoin &join)
{
    QJsonArray addresses;
    for (const Address &address : join.addresses)
        addresses.append(
            QJsonObject{{u"channel"_s, address.kind}, {u"address"_s, address.address}});
    QJsonObject restores;
    const auto add = [&](const QString &field, const std::optional<QString> &before) {
        if (before)
            restores.insert(field, *before);
    };
    add(u"name"_s, join.nameBefore);
    add(u"pronouns"_s, join.pronounsBefore);
    add(u"how_we_met"_s, join.howWeMetBefore);
    add(u"language"_s, join.languageBefore);
    add(u"zone"_s, join.zoneBefore);
    return {{u"type"_s, u"join"_s},
            {u"person"_s, name(join.person)},
            {u"person_name"_s, join.name},
            {u"survivor"_s, name(join.survivor)},
            {u"survivor_name"_s, join.survivorName},
            {u"joined_at"_s, toIso(join.joinedAt)},
            {u"joined_by"_s, join.joinedBy},
            {u"addresses"_s, addresses},
            {u"facts"_s, join.facts},
            {u"sessions"_s, join.sessions},
            {u"conversations"_s, join.conversations},
            {u"restores"_s, restores}};
}

QString toText(const PersonJoin &join)
{
    QStringList addresses;
    for (const Address &address : join.addresses)
        addresses.append(oneLine(address.address));
    return u"%1  %2, joined with %3 %4: %5; %6 conversations, %7 facts, %8 sessions"_s
        .arg(name(join.person), orDash(join.name), name(join.survivor), orDash(join.survivorName),
             addresses.join(u", "_s))
        .arg(join.conversations)
        .arg(join.facts)
        .arg(join.sessions);
}

namespace verb
{

int personSuggestions(VerbContext &context)
{
    QList<SuggestedPair> pairs;
    if (context.words().isEmpty()) {
        const auto found = context.await(context.desk().people.suggestions(mostSuggestions));
        if (!found)
            return context.fail(found.error());
        pairs = *found;
    } else {
        const auto id = findPerson(context, context.words().first());
        if (!id)
            return context.fail(id.error());
        const auto panel = context.await(context.desk().people.panel(*id));
        if (!panel)
            return context.fail(panel.error());
        PersonSuggestion person{.person = panel->id, .name = panel->name};
        if (!panel->identities.isEmpty())
            person.address = panel->identities.first().address;
        for (const PersonSuggestion &other : panel->suggestions)
            pairs.append({person, other});
    }
    for (const SuggestedPair &pair : std::as_const(pairs))
        context.put(toJson(pair), toText(pair));
    return ExitOk;
}

int personJoin(VerbContext &context)
{
    const auto two = findTwo(context);
    if (!two)
        return context.fail(two.error());
    const auto both = context.await(context.desk().people.compare(two->first, two->second));
    if (!both)
        return context.fail(both.error());
    JoinChoice choice = suggestedChoice(both->person, both->other);
    for (const auto &[option, takes] : {std::pair(u"take"_s, true), std::pair(u"keep"_s, false)}) {
        for (const QString &value : context.call().values(option)) {
            const auto field = std::ranges::find_if(fieldNames, [&](const FieldName &each) {
                return value == QLatin1StringView(each.name);
            });
            if (field == fieldNames.end())
                return context.fail(
                    ExitUsage,
                    {ErrorKind::Invalid,
                     u"--%1 takes name, pronouns, how-we-met, language or zone."_s.arg(option)});
            choice.*field->field = takes;
        }
    }
    return tellChange(context, context.await(context.desk().people.join(both->person.id,
                                                                        both->other.id, choice)));
}

int personSplit(VerbContext &context)
{
    const auto id = findPerson(context, context.words().first());
    if (!id)
        return context.fail(id.error());
    const auto joins = context.await(context.desk().people.joins(*id));
    if (!joins)
        return context.fail(joins.error());
    if (context.call().has(u"list"_s)) {
        for (const PersonJoin &join : *joins)
            context.put(toJson(join), toText(join));
        return ExitOk;
    }
    const auto named = std::ranges::find(*joins, *id, &PersonJoin::person);
    if (joins->isEmpty())
        return context.fail({ErrorKind::Invalid,
                             u"Nobody is joined with %1; nothing was changed."_s.arg(name(*id))});
    if (named == joins->end() && joins->size() > 1)
        return context.fail(
            {ErrorKind::Invalid,
             u"%1 people are joined with %2; name who is to be taken off (“casement person split "
             "--list %2” shows them)."_s.arg(joins->size())
                 .arg(name(*id))});
    const PersonJoin &join = named == joins->end() ? joins->first() : *named;
    return tellChange(context, context.await(context.desk().people.split(
                                   join.person, context.call().has(u"not-same"_s))));
}

int personNotSame(VerbContext &context)
{
    return judge(context, PersonVerdict::NotTheSame);
}

int personLater(VerbContext &context)
{
    return judge(context, PersonVerdict::Later);
}

} // namespace verb

} // namespace casement
