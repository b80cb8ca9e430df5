// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/excerpt.h"

#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype lookedAt = 200'000;

/// One folded character for each of \a text, so that positions agree: lower case, without its
/// marks.
QString folded(const QString &text)
{
    QString result(text.size(), Qt::Uninitialized);
    for (qsizetype i = 0; i < text.size(); ++i) {
        QChar c = text.at(i);
        if (c.unicode() >= 0x80 && c.decompositionTag() == QChar::Canonical)
            c = c.decomposition().at(0);
        result[i] = c.isSpace() ? QChar(u' ') : c.toLower();
    }
    return result;
}

bool beginsWord(const QString &text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber() || text.at(at).unicode() >= 0x2E80;
}

qsizetype findWord(const QString &text, const QString &word, qsizetype from)
{
    for (qsizetype at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
        if (beginsWord(text, at))
            return at;
    }
    return -1;
}

} // namespace

Excerpt makeExcerpt(const QString &text, const QStringList &words, int length)
{
    const QString source = text.first(std::min(text.size(), lookedAt)).simplified();
    const QString searched = folded(source);
    QStringList wanted;
    for (const QString &word : words) {
        if (!word.isEmpty())
            wanted.append(folded(word.simplified()));
    }
    qsizetype first = -1;
    for (const QString &word : std::as_const(wanted)) {
        const qsizetype at = findWord(searched, word, 0);
        if (at >= 0 && (first < 0 || at < first))
            first = at;
    }
    qsizetype start = std::max<qsizetype>(0, first - length / 4);
    if (start > 0) {
        const qsizetype space = source.indexOf(u' ', start);
        if (space >= 0 && space < first)
            start = space + 1;
        if (source.at(start).isLowSurrogate())
            ++start;
    }
    qsizetype end = std::min<qsizetype>(source.size(), start + length);
    if (end < source.size()) {
        const qsizetype space = source.lastIndexOf(u' ', end);
        if (space > start + length / 2)
            end = space;
        else if (source.at(end).isLowSurrogate())
            --end;
    }
    Excerpt excerpt;
    const QString before = start > 0 ? QStringLiteral("…") : QString();
    excerpt.text = before + source.sliced(start, end - start) +
                   (end < source.size() ? QStringLiteral("…") : QString());
    for (const QString &word : std::as_const(wanted)) {
        for (qsizetype at = findWord(searched, word, start); at >= 0 && at + word.size() <= end;
             at = findWord(searched, word, at + 1))
            excerpt.marks.append({int(at - start + before.size()), int(word.size())});
    }
    std::ranges::sort(excerpt.marks);
    return excerpt;
}

} // namespace casement
