// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace casement
{

/// What the team says of a word of a list. Stored as its number: never renumber.
enum class ListWordState { AsProgram = 0, Added = 1, Removed = 2 };

/// A word or phrase of a list, with why it stands there: "rumour", "diagnosis", "demographic", or
/// whatever the team says. A trailing * stands for any ending.
struct ListWord {
    QString word;
    QString reason;

    bool operator==(const ListWord &) const = default;
};

/// A word of a list, found in a text.
struct WordMatch {
    qsizetype start = 0; ///< in UTF-16 code units of the text
    qsizetype length = 0;
    QString word; ///< as the list has it
    QString reason;

    bool operator==(const WordMatch &) const = default;
};

/// \a word in the one spelling in which words are compared: case and diacritics do not count, white
/// space is single. A * is kept only at the end, and only behind at least two letters (one where
/// words are not separated by spaces).
[[nodiscard]] QString foldedWord(QStringView word);

/// Reads a file of words: an entry a line, under a line `[reason]`; # begins a comment.
[[nodiscard]] QList<ListWord> parseWordList(QStringView text);

/// Finds the words of a list. Words are found whole, phrases as the same words in a row; where a
/// script does not separate words (Han, kana, Thai, …), wherever the characters stand.
class WordMatcher
{
public:
    WordMatcher() = default;
    explicit WordMatcher(const QList<ListWord> &words);

    [[nodiscard]] bool isEmpty() const { return m_byFirst.isEmpty() && m_inRunningText.isEmpty(); }
    /// In the order of the text, no two over each other; the longer one where two begin together.
    /// Takes time proportional to the text.
    [[nodiscard]] QList<WordMatch> find(QStringView text) const;

private:
    struct Entry {
        QStringList words;   ///< folded
        bool isStem = false; ///< of the last one
        ListWord origin;
    };

    QList<Entry> m_entries;
    QMultiHash<QString, qsizetype> m_byFirst; ///< by the first word, of a stem by its first letters
    QList<std::pair<QString, ListWord>> m_inRunningText;
};

} // namespace casement
