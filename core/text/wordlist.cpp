// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/wordlist.h"

#include <algorithm>

namespace casement
{

namespace
{

/// Of a stem that is the first word of its entry, what it is looked up by.
constexpr qsizetype stemKey = 2;

/// What NFKD leaves as letters of their own although readers take them for one with a mark.
QString plainLetters(char16_t c)
{
    switch (c) {
    case u'ß':
        return QStringLiteral("ss");
    case u'ł':
        return QStringLiteral("l");
    case u'ø':
        return QStringLiteral("o");
    case u'đ':
        return QStringLiteral("d");
    case u'æ':
        return QStringLiteral("ae");
    case u'œ':
        return QStringLiteral("oe");
    case u'ı':
        return QStringLiteral("i");
    default:
        return {};
    }
}

bool isDroppedMark(QChar c)
{
    return c.category() == QChar::Mark_NonSpacing || c.category() == QChar::Mark_SpacingCombining ||
           c.category() == QChar::Mark_Enclosing;
}

/// Whether the script of \a c writes words without spaces between them.
bool isRunningScript(char32_t c)
{
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Hangul: // spaced, but endings are glued to the words
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return false;
    }
}

bool hasRunningScript(QStringView text)
{
    const QList<uint> characters = text.toUcs4();
    return std::ranges::any_of(characters, [](uint c) { return isRunningScript(c); });
}

/// \a text folded, and for each unit of it where in \a text it comes from.
struct Folded {
    QString text;
    QList<qsizetype> places;

    void append(QStringView letters, qsizetype place)
    {
        text += letters;
        places.insert(places.size(), letters.size(), place);
    }
};

Folded fold(QStringView text)
{
    Folded folded;
    folded.text.reserve(text.size());
    folded.places.reserve(text.size() + 1);
    for (qsizetype i = 0; i < text.size();) {
        const qsizetype length =
            text.at(i).isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate()
                ? 2
                : 1;
        const QString lower = text.sliced(i, length).toString().toCaseFolded();
        // A sign for a soft hyphen or a joiner stands in no word of a list.
        if (lower.size() == 1 && lower.at(0).category() == QChar::Other_Format) {
            i += length;
            continue;
        }
        const QString plain = lower.size() == 1 ? plainLetters(lower.at(0).unicode()) : QString();
        if (!plain.isEmpty()) {
            folded.append(plain, i);
        } else {
            const QString parts = lower.normalized(QString::NormalizationForm_KD).toCaseFolded();
            for (const QChar part : parts) {
                if (!isDroppedMark(part))
                    folded.append(QStringView(&part, 1), i);
            }
        }
        i += length;
    }
    folded.places.append(text.size());
    return folded;
}

bool isListLetter(QChar c)
{
    return c.isLetterOrNumber() || c.isSurrogate();
}

struct ListToken {
    qsizetype start;
    qsizetype end;
};

QList<ListToken> listTokensOf(QStringView folded)
{
    QList<ListToken> tokens;
    for (qsizetype i = 0; i < folded.size();) {
        if (!isListLetter(folded.at(i))) {
            ++i;
            continue;
        }
        const qsizetype start = i;
        // An apostrophe belongs to a word when letters stand on both sides.
        while (i < folded.size() && (isListLetter(folded.at(i)) ||
                                     ((folded.at(i) == u'\'' || folded.at(i) == u'\u2019') &&
                                      i + 1 < folded.size() && isListLetter(folded.at(i + 1)))))
            ++i;
        tokens.append({start, i});
    }
    return tokens;
}

} // namespace

QString foldedWord(QStringView word)
{
    QString folded = fold(word).text.simplified();
    folded.replace(u'\u2019', u'\'');
    const bool isStem = folded.endsWith(u'*');
    folded.remove(u'*');
    folded = folded.trimmed();
    const qsizetype fewest = hasRunningScript(folded) ? 1 : 2;
    return isStem && folded.size() >= fewest ? QString(folded + u'*') : folded;
}

QList<ListWord> parseWordList(QStringView text)
{
    QList<ListWord> words;
    QString reason;
    for (const QStringView raw : text.split(u'\n')) {
        const QStringView line = raw.trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (line.startsWith(u'[') && line.endsWith(u']')) {
            reason = line.sliced(1, line.size() - 2).toString();
            continue;
        }
        if (const QString word = foldedWord(line); !word.isEmpty())
            words.append({.word = word, .reason = reason});
    }
    return words;
}

WordMatcher::WordMatcher(const QList<ListWord> &words)
{
    for (const ListWord &word : words) {
        QString folded = foldedWord(word.word);
        if (folded.isEmpty())
            continue;
        const bool isStem = folded.endsWith(u'*');
        if (isStem)
            folded.chop(1);
        if (hasRunningScript(folded)) {
            m_inRunningText.append({folded, word});
            continue;
        }
        Entry entry{.words = {}, .isStem = isStem, .origin = word};
        for (const ListToken &token : listTokensOf(folded))
            entry.words.append(folded.sliced(token.start, token.end - token.start));
        if (entry.words.isEmpty())
            continue;
        const bool isFirstOpen = isStem && entry.words.size() == 1;
        m_byFirst.insert(isFirstOpen ? entry.words.first().left(stemKey) + u'*'
                                     : entry.words.first(),
                         m_entries.size());
        m_entries.append(entry);
    }
}

QList<WordMatch> WordMatcher::find(QStringView text) const
{
    const Folded folded = fold(text);
    QString plain = folded.text;
    plain.replace(u'\u2019', u'\'');
    const QList<ListToken> tokens = listTokensOf(plain);
    const auto wordAt = [&](qsizetype i) {
        return QStringView(plain).sliced(tokens.at(i).start, tokens.at(i).end - tokens.at(i).start);
    };
    QList<WordMatch> found;
    const auto add = [&](qsizetype start, qsizetype end, const ListWord &word) {
        const qsizetype from = folded.places.at(start);
        found.append({.start = from,
                      .length = folded.places.at(end) - from,
                      .word = word.word,
                      .reason = word.reason});
    };
    const auto stands = [&](const Entry &entry, qsizetype at) {
        if (at + entry.words.size() > tokens.size())
            return false;
        for (qsizetype i = 0; i < entry.words.size(); ++i) {
            const bool isOpen = entry.isStem && i == entry.words.size() - 1;
            const QStringView word = wordAt(at + i);
            if (isOpen ? !word.startsWith(entry.words.at(i)) : word != entry.words.at(i))
                return false;
        }
        return true;
    };
    for (qsizetype i = 0; i < tokens.size(); ++i) {
        const QString word = wordAt(i).toString();
        for (const QString &key : {word, QString(word.left(stemKey) + u'*')}) {
            const auto [from, until] = m_byFirst.equal_range(key);
            for (auto it = from; it != until; ++it) {
                const Entry &entry = m_entries.at(*it);
                if (stands(entry, i))
                    add(tokens.at(i).start, tokens.at(i + entry.words.size() - 1).end,
                        entry.origin);
            }
        }
    }
    for (const auto &[word, origin] : m_inRunningText) {
        for (qsizetype at = plain.indexOf(word); at >= 0;
             at = plain.indexOf(word, at + word.size()))
            add(at, at + word.size(), origin);
    }
    std::ranges::sort(found, [](const WordMatch &left, const WordMatch &right) {
        return std::tuple(left.start, -left.length, left.word) <
               std::tuple(right.start, -right.length, right.word);
    });
    QList<WordMatch> apart;
    for (const WordMatch &match : std::as_const(found)) {
        if (apart.isEmpty() || match.start >= apart.last().start + apart.last().length)
            apart.append(match);
    }
    return apart;
}

} // namespace casement
