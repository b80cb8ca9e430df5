// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircsplit.h"

#include <QTextBoundaryFinder>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype kLeast = 16;

bool isLineEnd(QChar c)
{
    return c == u'\n' || c == u'\r' || c == QChar::LineSeparator ||
           c == QChar::ParagraphSeparator || c == u'\v' || c == u'\f' || c == QChar(0x85);
}

qsizetype utf8Length(QStringView text)
{
    return text.toUtf8().size();
}

/// Cuts a grapheme that does not fit between its code points.
void appendCodePoints(QByteArrayList &lines, QStringView grapheme, qsizetype maxBytes)
{
    QByteArray line;
    for (const char32_t point : grapheme.toUcs4()) {
        const QByteArray bytes = QString::fromUcs4(&point, 1).toUtf8();
        if (line.size() + bytes.size() > maxBytes)
            lines += std::exchange(line, QByteArray());
        line += bytes;
    }
    if (!line.isEmpty())
        lines += line;
}

void appendLine(QByteArrayList &lines, QStringView text, qsizetype maxBytes)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    qsizetype start = 0;  // of the line that is being filled
    qsizetype length = 0; // its bytes up to here
    qsizetype space = -1; // after the last space in it
    qsizetype from = 0;
    const auto cut = [&](qsizetype end) {
        const QByteArray line = text.sliced(start, end - start).trimmed().toUtf8();
        if (!line.isEmpty())
            lines += line;
        start = end;
        space = -1;
    };
    for (qsizetype to = finder.toNextBoundary(); to >= 0; to = finder.toNextBoundary()) {
        const QStringView grapheme = text.sliced(from, to - from);
        const qsizetype bytes = utf8Length(grapheme);
        if (length + bytes > maxBytes) {
            // A word that fills most of the line is cut: a line of three letters reads worse.
            if (space > start && utf8Length(text.sliced(start, space - start)) > maxBytes / 2)
                cut(space);
            else
                cut(from);
            length = utf8Length(text.sliced(start, from - start));
        }
        if (bytes > maxBytes) {
            appendCodePoints(lines, grapheme, maxBytes);
            start = to;
            length = 0;
        } else {
            length += bytes;
            if (grapheme.back().isSpace())
                space = to;
        }
        from = to;
    }
    if (start < text.size())
        cut(text.size());
}

} // namespace

QByteArrayList splitForIrc(const QString &text, qsizetype maxBytes)
{
    maxBytes = std::max(maxBytes, kLeast);
    // What is no Unicode (half a surrogate pair) becomes U+FFFD here, so that lengths are right.
    QString clean = QString::fromUtf8(text.toUtf8());
    clean.replace(u'\t', u' ');
    QByteArrayList lines;
    QString line;
    const auto finishLine = [&] {
        if (!QStringView(line).trimmed().isEmpty())
            appendLine(lines, line, maxBytes);
        line.clear();
    };
    for (const QChar c : std::as_const(clean)) {
        if (isLineEnd(c))
            finishLine();
        else if (c.category() != QChar::Other_Control)
            line += c;
    }
    finishLine();
    return lines;
}

qsizetype ircTextBytes(qsizetype sourceLength, const QByteArray &target)
{
    constexpr qsizetype kLine = 510; // without CRLF
    const qsizetype around = 1 + sourceLength + QByteArrayView(" PRIVMSG ").size() + target.size() +
                             QByteArrayView(" :").size();
    return std::max(kLine - around, kLeast);
}

} // namespace casement
