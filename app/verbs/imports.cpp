// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

/// Rows that are shown to people without being asked for.
constexpr qsizetype shownProblems = 5;

QString progressText(const ImportProgress &progress)
{
    const QLocale locale = QLocale::c();
    return u"%1 of %2 MB, %3 messages read, %4 new"_s.arg(
        locale.toString(double(progress.bytesDone) / 1e6, 'f', 1),
        locale.toString(double(progress.bytesTotal) / 1e6, 'f', 1),
        QString::number(progress.messages), QString::number(progress.added));
}

QString toText(const ImportRow &row)
{
    const QString place =
        row.part.isEmpty() ? row.path : u"%1 (%2)"_s.arg(row.path, oneLine(row.part));
    QString text =
        u"%1, row %2: %3"_s.arg(place, QString::number(row.row), casement::toString(row.outcome));
    if (row.message.isValid())
        text += u"  "_s + name(row.message);
    if (row.person.isValid())
        text += u"  "_s + name(row.person);
    if (!row.reason.isEmpty())
        text += u"  "_s + oneLine(row.reason);
    if (!row.excerpt.isEmpty())
        text += u"  “%1”"_s.arg(oneLine(row.excerpt));
    return text;
}

QString toText(const ImportFileReport &file)
{
    QStringList lines{
        u"%1: %2, %3 new, %4 already there, %5 skipped, %6 unreadable; %7 people"_s.arg(
            file.path.isEmpty() ? u"single mails"_s : file.path, file.format,
            QString::number(file.added), QString::number(file.known), QString::number(file.skipped),
            QString::number(file.unreadable), QString::number(file.people))};
    if (file.newPeople > 0)
        lines.last() += u" (%1 of them new)"_s.arg(file.newPeople);
    if (file.conversations > 0)
        lines.last() += u", %1 conversations"_s.arg(file.conversations);
    if (file.dates)
        lines += u"  Dates: %1. %2%3"_s.arg(
            wordsFor(file.dates->order), file.dates->reason,
            file.dates->isCertain ? QString()
                                  : u" If it is wrong, say --date-order dmy, mdy or ymd."_s);
    if (file.conversations > 0 && !file.hasOurs)
        lines += u"  Nobody in it is known to be you; --ours NAME says who is."_s;
    for (const ImportRow &row : file.problems.first(std::min(file.problems.size(), shownProblems)))
        lines += u"  "_s + toText(row);
    if (file.problems.size() > shownProblems)
        lines += u"  … --rows shows every row."_s;
    return lines.join(u'\n');
}

QString toText(const ImportRun &run)
{
    const QString state = run.undoneAt     ? u"undone "_s + toIso(*run.undoneAt)
                          : run.finishedAt ? u"finished "_s + toIso(*run.finishedAt)
                                           : u"not finished"_s;
    QStringList paths;
    for (const QString &path : run.paths)
        paths += oneLine(path);
    return u"%1  %2  %3  %4 messages, %5 conversations, %6 people  %7"_s.arg(
        name(run.id), toIso(run.startedAt), state, QString::number(run.messages),
        QString::number(run.conversations), QString::number(run.people), paths.join(u", "));
}

int listImports(VerbContext &context)
{
    const auto runs = context.await(context.desk().importer.runs());
    if (!runs)
        return context.fail(runs.error());
    for (const ImportRun &run : *runs)
        context.put(toJson(run), toText(run));
    return ExitOk;
}

int undoImport(VerbContext &context)
{
    const QString given = context.call().value(u"undo"_s);
    const auto id = numberOf(u'i', given);
    if (!id)
        return context.fail(
            ExitUsage, {ErrorKind::Invalid,
                        u"“%1” is no import; “casement import --list” shows them."_s.arg(given)});
    Importer *const importer = &context.desk().importer;
    const auto undone =
        context.awaitOnMain([importer, id] { return importer->undo(ImportId{*id}); });
    if (!undone)
        return context.fail(undone.error());
    QJsonArray kept;
    QStringList names;
    for (const ConversationId each : undone->kept) {
        kept.append(name(each));
        if (names.size() < 20)
            names += name(each);
    }
    context.put({{u"type"_s, u"import_undone"_s},
                 {u"id"_s, name(ImportId{*id})},
                 {u"messages"_s, undone->messages},
                 {u"conversations"_s, undone->conversations},
                 {u"people"_s, undone->people},
                 {u"addresses"_s, undone->addresses},
                 {u"kept_messages"_s, undone->keptMessages},
                 {u"kept_conversations"_s, kept}},
                u"%1 messages, %2 conversations and %3 people were taken out again."_s.arg(
                    QString::number(undone->messages), QString::number(undone->conversations),
                    QString::number(undone->people)));
    if (undone->kept.isEmpty())
        return ExitOk;
    context.say(u"%1 conversations stay with all of their messages, because somebody has worked "
                "on them since: %2."_s.arg(QString::number(undone->kept.size()), names.join(u' ')));
    return ExitPartial;
}

} // namespace

int import(VerbContext &context)
{
    const bool lists = context.call().has(u"list"_s);
    const bool undoes = context.call().has(u"undo"_s);
    if (context.words().isEmpty() == !(lists || undoes) || (lists && undoes))
        return context.fail(ExitUsage,
                            {ErrorKind::Invalid, u"Say either what to import, or --list, or "
                                                 "--undo IMPORT; nothing was done."_s});
    if (lists)
        return listImports(context);
    if (undoes)
        return undoImport(context);

    QStringList paths;
    for (const QString &word : context.words()) {
        const QString path = context.path(word);
        if (!QFileInfo::exists(path))
            return context.fail(
                {ErrorKind::NotFound, u"There is no %1; nothing was imported."_s.arg(path)});
        if (!QFileInfo(path).isReadable())
            return context.fail(
                {ErrorKind::Invalid,
                 u"%1 cannot be read with your rights; nothing was imported."_s.arg(path)});
        paths += path;
    }
    ImportOptions options{.ourAddresses =
                              context.call().values(u"me"_s) + context.call().values(u"ours"_s),
                          .asHistory = context.call().has(u"history"_s),
                          .dryRun = context.call().has(u"dry-run"_s)};
    if (context.call().has(u"date-order"_s)) {
        options.dateOrder = dateOrderFromString(context.call().value(u"date-order"_s));
        if (!options.dateOrder)
            return context.fail(ExitUsage,
                                {ErrorKind::Invalid, u"--date-order takes dmy, mdy or ymd; nothing "
                                                     "was imported."_s});
    }
    if (context.call().has(u"rows"_s))
        options.rows = std::make_shared<ImportRows>();
    const auto putRows = [&] {
        if (!options.rows)
            return;
        for (const ImportRow &row : options.rows->take())
            context.put(toJson(row), toText(row));
    };

    Importer *const importer = &context.desk().importer;
    const bool tellsProgress = context.isJson() && context.call().has(u"progress"_s);
    QElapsedTimer sinceProgress;
    QObject::connect(importer, &Importer::progressed, &context,
                     [&](const ImportProgress &progress) {
                         putRows();
                         if (tellsProgress) {
                             QJsonObject object = toJson(progress);
                             object.insert(u"type"_s, u"import_progress"_s);
                             context.putJson(object);
                         } else if (!sinceProgress.isValid() || sinceProgress.elapsed() >= 100) {
                             context.sayProgress(progressText(progress));
                             sinceProgress.start();
                         }
                     });
    const auto result = context.awaitOnMain([=] { return importer->start(paths, options); });
    if (context.isCancelled()) {
        context.onMain([importer] { importer->cancel(); });
        return context.fail(
            {ErrorKind::Cancelled,
             u"Stopped. What was imported stays; the same command goes on where it stopped."_s});
    }
    if (!result)
        return context.fail(result.error());
    putRows();
    QJsonObject object = toJson(*result);
    object.insert(u"type"_s, options.dryRun ? u"import_plan"_s : u"imported"_s);
    QStringList lines;
    for (const ImportFileReport &file : result->files) {
        // Of a mailbox all is said by the sum.
        if (options.dryRun || (file.format != u"mbox" && file.format != u"mail"))
            lines += toText(file);
    }
    if (result->cards > 0)
        lines +=
            u"%1 contact cards read: %2 new people, %3 new addresses of people who were here."_s
                .arg(QString::number(result->cards), QString::number(result->newPeople),
                     QString::number(result->newAddresses));
    lines += options.dryRun
                 ? u"Nothing was written. %1 messages read: %2 would be new, %3 are already there, "
                   "%4 would be kept as raw text."_s
                 : u"%1 messages read: %2 new, %3 already there, %4 kept as raw text."_s;
    lines.last() =
        lines.last().arg(QString::number(result->messages), QString::number(result->added),
                         QString::number(result->duplicates), QString::number(result->quarantined));
    if (!options.dryRun && result->added + result->newPeople + result->newAddresses > 0)
        lines += u"“casement import --undo %1” takes them out again."_s.arg(name(result->import));
    context.put(object, lines.join(u'\n'));
    if (result->problems.isEmpty() && result->unreadable == 0)
        return ExitOk;
    for (const QString &problem : result->problems)
        context.say(problem);
    return result->messages + result->cards > 0 ? ExitPartial : ExitFailed;
}

} // namespace casement::verb
