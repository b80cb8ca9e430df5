// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/characters.h"

#include <QTextBoundaryFinder>

namespace casement
{

QString cleaned(QStringView text)
{
    const auto isPlain = [](QChar c) {
        const char16_t u = c.unicode();
        return u != u'\r' && !QChar::isSurrogate(u) && !isForbiddenCharacter(u) &&
               !isBidiControl(u);
    };
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size();) {
        const qsizetype start = i;
        while (i < text.size() && isPlain(text[i])) {
            ++i;
        }
        out += text.sliced(start, i - start);
        if (i == text.size()) {
            break;
        }
        const QChar c = text[i++];
        if (c == u'\r') {
            if (i >= text.size() || text[i] != u'\n') {
                out += u'\n';
            }
        } else if (c.isHighSurrogate() && i < text.size() && text[i].isLowSurrogate()) {
            out += text.sliced(i - 1, 2);
            ++i;
        }
    }
    return out;
}

void appendEscaped(QString &out, QStringView text, bool inAttribute)
{
    qsizetype plain = 0;
    const auto replace = [&](qsizetype i, QLatin1StringView by) {
        out += text.sliced(plain, i - plain);
        out += by;
        plain = i + 1;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        switch (text[i].unicode()) {
        case u'&':
            replace(i, QLatin1StringView("&amp;"));
            break;
        case u'<':
            replace(i, QLatin1StringView("&lt;"));
            break;
        case u'>':
            replace(i, QLatin1StringView("&gt;"));
            break;
        case u'"':
            if (inAttribute) {
                replace(i, QLatin1StringView("&quot;"));
            }
            break;
        default:
            break;
        }
    }
    out += text.sliced(plain);
}

qsizetype graphemeBoundary(QStringView text, qsizetype length)
{
    if (length >= text.size()) {
        return text.size();
    }
    // Finding boundaries analyses all that it is given; a cluster that matters is shorter than this
    // margin.
    constexpr qsizetype margin = 64;
    const QStringView head = text.first(qMin(text.size(), length + margin));
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, head.data(), head.size());
    finder.setPosition(length);
    if (finder.isAtBoundary()) {
        return length;
    }
    return qMax<qsizetype>(0, finder.toPreviousBoundary());
}

qsizetype graphemeCount(QStringView text)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text.data(), text.size());
    qsizetype count = 0;
    while (finder.toNextBoundary() >= 0) {
        ++count;
    }
    return count;
}

} // namespace casement
