// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

constexpr int personPageSize = 200;
constexpr int mostListed = 1'000'000;

} // namespace

int personList(VerbContext &context)
{
    const Result<int> limit = context.number(u"limit"_s, mostListed);
    if (!limit)
        return context.fail(ExitUsage, limit.error());
    const auto people = context.await(context.desk().people.find(context.words().value(0), *limit));
    if (!people)
        return context.fail(people.error());
    for (const PersonSummary &person : *people) {
        const bool hasSaid = toMilliseconds(person.lastMessageAt) > 0;
        context.put({{u"type"_s, u"person"_s},
                     {u"id"_s, name(person.id)},
                     {u"name"_s, person.name},
                     {u"address"_s, person.address},
                     {u"last_message_at"_s,
                      hasSaid ? QJsonValue(toIso(person.lastMessageAt)) : QJsonValue()}},
                    u"%1  %2  %3"_s.arg(name(person.id), oneLine(person.name).left(60),
                                        oneLine(person.address)));
    }
    return ExitOk;
}

int personTimeline(VerbContext &context)
{
    const Result<int> limit = context.number(u"limit"_s, std::numeric_limits<int>::max());
    if (!limit)
        return context.fail(ExitUsage, limit.error());
    const auto person = findPerson(context, context.words().first());
    if (!person)
        return context.fail(person.error());
    const Result<Names> names = readNames(context);
    if (!names)
        return context.fail(names.error());
    // Pages come newest first, and are shown in the order of time.
    QList<TimelineItem> items;
    std::optional<PageKey> before;
    int left = *limit;
    do {
        const auto page = context.await(context.desk().conversations.personTimeline(
            *person, before, std::min(left, personPageSize)));
        if (!page)
            return context.fail(page.error());
        items = page->items + items;
        before = page->older;
        left -= personPageSize;
    } while (before && left > 0 && !context.isCancelled());
    for (const TimelineItem &item : std::as_const(items))
        context.put(toJson(item, *names), toText(item, *names) + u'\n');
    return ExitOk;
}

int personExport(VerbContext &context)
{
    const QString given = context.call().value(u"to"_s);
    if (given.isEmpty())
        return context.fail(
            ExitUsage, {ErrorKind::Invalid,
                        u"Say with --to which file it goes into, or - for standard output."_s});
    QList<PersonId> people;
    for (const QString &word : context.words()) {
        const auto person = findPerson(context, word);
        if (!person)
            return context.fail(person.error());
        people.append(*person);
    }
    const bool isOutput = given == u"-";
    const QString path = isOutput ? given : context.path(given);
    if (!isOutput && QFileInfo::exists(path))
        return context.fail(
            {ErrorKind::Invalid, u"%1 is there already; nothing was saved."_s.arg(path)});
    const auto cards = context.await(context.desk().people.vCards(people));
    if (!cards)
        return context.fail(cards.error());
    const auto count = cards->count("BEGIN:VCARD");
    if (isOutput && !context.isJson()) {
        context.putBytes(*cards);
        return ExitOk;
    }
    QJsonObject object{{u"type"_s, u"contacts"_s}, {u"people"_s, count}};
    if (isOutput) {
        object.insert(u"vcards"_s, QString::fromUtf8(*cards));
    } else {
        if (const auto written = writeFile(path, *cards); !written)
            return context.fail(written.error());
        object.insert(u"file"_s, path);
    }
    context.put(object, u"%1 people are saved as %2"_s.arg(QString::number(count), path));
    return ExitOk;
}

int personLetter(VerbContext &context)
{
    const QString given = context.call().value(u"to"_s);
    if (given.isEmpty())
        return context.fail(
            ExitUsage, {ErrorKind::Invalid, u"Say with --to which new folder it goes into."_s});
    const auto person = findPerson(context, context.words().first());
    if (!person)
        return context.fail(person.error());
    const QString folder = context.path(given);
    const auto files = context.await(context.desk().people.writeLetter(*person, folder));
    if (!files)
        return context.fail(files.error());
    context.put({{u"type"_s, u"letter"_s},
                 {u"person"_s, name(*person)},
                 {u"folder"_s, folder},
                 {u"files"_s, *files}},
                u"The letter is in %1: letter.html to read, letter.json with every row, and %2 "
                "files."_s.arg(folder, QString::number(*files)));
    return ExitOk;
}

} // namespace casement::verb
