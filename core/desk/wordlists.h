// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/text/wordlist.h"

#include <QFuture>
#include <QStringList>

namespace casement
{

class Db;
class Store;

/// The list of words that are looked at twice before they become a fact: rumours, diagnoses, what
/// people are rather than what they told us.
inline constexpr auto factWordList = "facts";

/// A word of a list as the team sees it.
struct ListedWord {
    ListWord word;
    ListWordState state = ListWordState::AsProgram; ///< Removed: of the program's, and not used

    bool operator==(const ListedWord &) const = default;
};

/// The words of \a list in \a language that are in use, ready to be looked for.
[[nodiscard]] WordMatcher wordsInUse(Db &db, const QString &list, const QString &language);

/// The lists of words that the program brings for some languages, with what the team added and took
/// out.
class WordLists
{
public:
    explicit WordLists(Store &store);

    /// The languages ("de") for which the program brings \a list, by code.
    [[nodiscard]] static QStringList languages(const QString &list);
    /// The language of a list that fits best: the first of \a wanted (BCP 47) for which there are
    /// words, else English.
    [[nodiscard]] static QString languageFor(const QString &list, const QStringList &wanted);

    /// Every word, by reason and word; those that were taken out too.
    QFuture<Result<QList<ListedWord>>> words(const QString &list, const QString &language);
    /// The words that are in use, ready to be looked for.
    QFuture<Result<WordMatcher>> matcher(const QString &list, const QString &language);
    /// Adds a word, or puts one back that was taken out. Invalid when there is nothing to add.
    QFuture<Result<AppliedChange>> add(const QString &list, const QString &language,
                                       const QString &word, const QString &reason);
    /// NotFound when the list has no such word.
    QFuture<Result<AppliedChange>> remove(const QString &list, const QString &language,
                                          const QString &word);

private:
    Store &m_store;
};

} // namespace casement
