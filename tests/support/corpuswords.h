// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/random.h"

#include <QByteArray>
#include <QList>
#include <vector>

namespace casement::testing
{

/// Draws 0 … count-1 with probability proportional to 1/(n+1)^exponent, in constant time (Walker's
/// alias method).
class ZipfDraw final
{
public:
    ZipfDraw(int count, double exponent);
    [[nodiscard]] int draw(Random &random) const
    {
        const int slot = random.below(static_cast<int>(m_keep.size()));
        return random.real() < m_keep[static_cast<std::size_t>(slot)]
                   ? slot
                   : m_alias[static_cast<std::size_t>(slot)];
    }

private:
    std::vector<double> m_keep;
    std::vector<int> m_alias;
};

/// Words that nobody ever said, with the letters and lengths of a language, as common and as rare
/// as real ones.
class Vocabulary final
{
public:
    enum class Language { English, German, Polish, French, Greek };
    static constexpr int languageCount = 5;

    Vocabulary(Language language, int size, quint64 seed);

    [[nodiscard]] const QByteArray &word(Random &random) const
    {
        return m_words.at(m_draw.draw(random));
    }
    [[nodiscard]] Language language() const { return m_language; }

    /// \a count words as a sentence with capital and full stop, UTF-8, appended to \a text.
    void appendSentence(QByteArray &text, int count, Random &random) const;
    /// Paragraphs separated by blank lines, unwrapped, about \a bytes long.
    [[nodiscard]] QByteArray paragraphs(int bytes, Random &random) const;

private:
    Language m_language;
    QList<QByteArray> m_words; ///< most common first, UTF-8
    ZipfDraw m_draw;
};

/// A first name and a family name made like the words of \a vocabulary, UTF-8.
[[nodiscard]] QByteArray inventedName(Vocabulary::Language language, Random &random);

/// Everything but ASCII letters and digits taken out or replaced: for addresses and domains.
[[nodiscard]] QByteArray asciiOnly(const QByteArray &utf8);

} // namespace casement::testing
