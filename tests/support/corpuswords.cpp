// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/corpuswords.h"

#include <QSet>
#include <QString>

namespace casement::testing
{

namespace
{

struct Sounds {
    const char *starts; ///< separated by blanks; the common ones stand more than once
    const char *middles;
    const char *ends;
};

const Sounds &soundsOf(Vocabulary::Language language)
{
    static const Sounds sounds[] = {
        {"b c d f g h l m n p r s t w th st pr tr ch sh br wh", "a e i o u ea ou ai e a i o",
         "- - n r s t l d ng nd st ck ly ed er ing tion"},
        {"b d f g h k l m n r s t w sch st sp tr ein ver ge z pf", "a e i o u ei ie au ä ö ü e e",
         "- n r t en er st ch ung lich keit ß tz nd cht"},
        {"b c d g k ł m n p r s t w z prz sz cz st wy po na ś ż", "a e i o u y ą ę ó ie a o",
         "- - ć ł m ś ni ch wać nie ego owy ość sz"},
        {"b c d f l m n p qu r s t v ch pr br tr dé re en é", "a e i o u ou eau ai é è ê e e",
         "- - s t r nt lle que tion ment ç eur ère"},
        {"β γ δ θ κ λ μ ν π ρ σ τ φ χ στ πρ τρ κα", "α ε η ι ο υ ω ου ει αι ά έ ό",
         "- - ς ν ρ κη της μα ση ται"},
    };
    return sounds[static_cast<int>(language)];
}

QByteArray oneOf(const QByteArrayList &from, Random &random)
{
    const QByteArray &sound = from.at(random.below(static_cast<int>(from.size())));
    return sound == "-" ? QByteArray() : sound;
}

QByteArray inventedWord(Vocabulary::Language language, int syllables, Random &random)
{
    static const QList<QByteArrayList> starts = [] {
        QList<QByteArrayList> all;
        for (int i = 0; i < Vocabulary::languageCount * 3; ++i) {
            const Sounds &sounds = soundsOf(static_cast<Vocabulary::Language>(i / 3));
            all.append(QByteArray(i % 3 == 0   ? sounds.starts
                                  : i % 3 == 1 ? sounds.middles
                                               : sounds.ends)
                           .split(' '));
        }
        return all;
    }();
    const int at = static_cast<int>(language) * 3;
    QByteArray word;
    for (int i = 0; i < syllables; ++i)
        word += oneOf(starts.at(at), random) + oneOf(starts.at(at + 1), random);
    return word + oneOf(starts.at(at + 2), random);
}

QByteArray capitalised(const QByteArray &utf8)
{
    QString text = QString::fromUtf8(utf8);
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text.toUtf8();
}

} // namespace

ZipfDraw::ZipfDraw(int count, double exponent)
    : m_keep(static_cast<std::size_t>(count))
    , m_alias(static_cast<std::size_t>(count))
{
    std::vector<double> share(m_keep.size());
    double sum = 0;
    for (std::size_t i = 0; i < share.size(); ++i)
        sum += share[i] = 1.0 / std::pow(static_cast<double>(i + 1), exponent);
    std::vector<int> small;
    std::vector<int> large;
    for (std::size_t i = 0; i < share.size(); ++i) {
        share[i] *= count / sum;
        m_keep[i] = 1.0;
        m_alias[i] = static_cast<int>(i);
        (share[i] < 1.0 ? small : large).push_back(static_cast<int>(i));
    }
    while (!small.empty() && !large.empty()) {
        const auto low = static_cast<std::size_t>(small.back());
        const auto high = static_cast<std::size_t>(large.back());
        small.pop_back();
        m_keep[low] = share[low];
        m_alias[low] = static_cast<int>(high);
        share[high] -= 1.0 - share[low];
        if (share[high] < 1.0) {
            large.pop_back();
            small.push_back(static_cast<int>(high));
        }
    }
}

Vocabulary::Vocabulary(Language language, int size, quint64 seed)
    : m_language(language)
    , m_draw(size, 1.05)
{
    Random random(seed + static_cast<quint64>(language) * 7919);
    QSet<QByteArray> known;
    m_words.reserve(size);
    while (m_words.size() < size) {
        // Common words are short.
        const int rank = static_cast<int>(m_words.size());
        const int syllables = rank < 60     ? 1
                              : rank < 2000 ? random.between(1, 2)
                                            : random.between(2, 4);
        const QByteArray word = inventedWord(language, syllables, random);
        if (known.contains(word) && !random.chance(0.001))
            continue;
        known.insert(word);
        m_words.append(word);
    }
}

void Vocabulary::appendSentence(QByteArray &text, int count, Random &random) const
{
    for (int i = 0; i < count; ++i) {
        const QByteArray &chosen = word(random);
        if (i == 0) {
            text += capitalised(chosen);
        } else {
            text += random.below(12) == 0 ? ", " : " ";
            text += chosen;
        }
    }
    text += random.below(6) == 0 ? '?' : '.';
}

QByteArray Vocabulary::paragraphs(int bytes, Random &random) const
{
    QByteArray text;
    text.reserve(bytes + 400);
    while (text.size() < bytes) {
        if (!text.isEmpty())
            text += "\n\n";
        const int sentences = random.between(1, 6);
        for (int i = 0; i < sentences; ++i) {
            if (i)
                text += ' ';
            appendSentence(text, random.between(3, 18), random);
        }
        if (random.below(8) == 0)
            text += " https://www." + asciiOnly(word(random)) + ".example/" +
                    asciiOnly(word(random)) + "/" + QByteArray::number(random.below(100000));
    }
    return text;
}

QByteArray inventedName(Vocabulary::Language language, Random &random)
{
    return capitalised(inventedWord(language, random.between(1, 2), random)) + ' ' +
           capitalised(inventedWord(language, 2, random));
}

QByteArray asciiOnly(const QByteArray &utf8)
{
    QByteArray ascii;
    for (const QChar letter :
         QString::fromUtf8(utf8).normalized(QString::NormalizationForm_D).toLower()) {
        if (letter.unicode() < 128 && letter.isLetterOrNumber())
            ascii += static_cast<char>(letter.unicode());
        else if (letter.isSpace())
            ascii += '.';
        else if (letter.isLetter()) // Greek, ł, ß
            ascii += static_cast<char>('a' + letter.unicode() % 26);
    }
    return ascii;
}

} // namespace casement::testing
