// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/wordlists.h"

#include "core/storage/changelog.h"
#include "core/storage/store.h"
#include "core/storage/wordstore.h"

#include <QDir>
#include <QFile>

namespace casement
{

namespace
{

constexpr auto wordsFolder = ":/casement/words/";
constexpr qsizetype longestListWord = 100;

QList<ListWord> programWords(const QString &list, const QString &language)
{
    QFile file(QLatin1StringView(wordsFolder) + list + u'-' + language + u".txt");
    return file.open(QIODevice::ReadOnly) ? parseWordList(QString::fromUtf8(file.readAll()))
                                          : QList<ListWord>();
}

QList<ListedWord> listedWords(Db &db, const QString &list, const QString &language)
{
    QList<ListedWord> words;
    for (const ListWord &word : programWords(list, language))
        words.append({.word = word});
    for (const TeamWord &team : teamWords(db, list, language)) {
        const auto known = std::ranges::find(words, team.word.word,
                                             [](const ListedWord &each) { return each.word.word; });
        if (known != words.end()) {
            known->state = team.state == ListWordState::Removed ? ListWordState::Removed
                                                                : ListWordState::AsProgram;
        } else if (team.state == ListWordState::Added) {
            words.append({.word = team.word, .state = ListWordState::Added});
        }
    }
    std::ranges::stable_sort(words, {}, [](const ListedWord &each) {
        return std::pair(each.word.reason, each.word.word);
    });
    return words;
}

} // namespace

WordMatcher wordsInUse(Db &db, const QString &list, const QString &language)
{
    QList<ListWord> used;
    for (const ListedWord &each : listedWords(db, list, language)) {
        if (each.state != ListWordState::Removed)
            used.append(each.word);
    }
    return WordMatcher(used);
}

WordLists::WordLists(Store &store) : m_store(store)
{
}

QStringList WordLists::languages(const QString &list)
{
    QStringList found;
    const QString start = list + u'-';
    const QStringList names =
        QDir(QLatin1StringView(wordsFolder)).entryList({start + u"*.txt"}, QDir::Files, QDir::Name);
    for (const QString &name : names)
        found.append(name.sliced(start.size()).chopped(4));
    return found;
}

QString WordLists::languageFor(const QString &list, const QStringList &wanted)
{
    const QStringList known = languages(list);
    for (const QString &tag : wanted) {
        const QString language = tag.section(u'-', 0, 0).section(u'_', 0, 0).toLower();
        if (known.contains(language))
            return language;
    }
    return QStringLiteral("en");
}

QFuture<Result<QList<ListedWord>>> WordLists::words(const QString &list, const QString &language)
{
    return m_store.read(
        [list, language](ReadContext &context) { return listedWords(context.db, list, language); });
}

QFuture<Result<WordMatcher>> WordLists::matcher(const QString &list, const QString &language)
{
    return m_store.read(
        [list, language](ReadContext &context) { return wordsInUse(context.db, list, language); });
}

QFuture<Result<AppliedChange>> WordLists::add(const QString &list, const QString &language,
                                              const QString &word, const QString &reason)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const QString folded = foldedWord(word);
        if (folded.isEmpty() || folded.size() > longestListWord)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("A word of a list has 1 to %1 characters; nothing was "
                                       "saved.")
                            .arg(longestListWord));
        const QList<ListWord> program = programWords(list, language);
        const bool isProgram =
            std::ranges::any_of(program, [&](const ListWord &each) { return each.word == folded; });
        ChangeRecorder recorder(context, QStringLiteral("add-word"), folded);
        recorder.set(Register::FactWord, ensureListWord(context, list, language, folded),
                     {int(isProgram ? ListWordState::AsProgram : ListWordState::Added),
                      isProgram ? QString() : reason.trimmed()});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> WordLists::remove(const QString &list, const QString &language,
                                                 const QString &word)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const QString folded = foldedWord(word);
        const QList<ListedWord> words = listedWords(context.db, list, language);
        const auto found =
            std::ranges::find(words, folded, [](const ListedWord &each) { return each.word.word; });
        if (found == words.end() || found->state == ListWordState::Removed)
            return fail(ErrorKind::NotFound,
                        QStringLiteral("“%1” is not in the list; nothing was changed.")
                            .arg(folded.left(longestListWord)));
        const auto state = found->state == ListWordState::Added ? ListWordState::AsProgram
                                                                : ListWordState::Removed;
        ChangeRecorder recorder(context, QStringLiteral("remove-word"), folded);
        recorder.set(Register::FactWord, ensureListWord(context, list, language, folded),
                     {int(state), QString()});
        return recorder.finish();
    });
}

} // namespace casement
