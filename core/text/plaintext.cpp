// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/plaintext.h"

#include "core/text/characters.h"
#include "core/text/links.h"

#include <QTextBoundaryFinder>
#include <algorithm>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

constexpr int longestShownName = 80;

bool endsAddress(QChar c)
{
    return c.isSpace() || c == u'<' || c == u'>' || c == u'"' || c == u'`' || c == u'|' ||
           c == u'\\' || c == u'^' || isBidiControl(c.unicode());
}

/// How much of \a text, which starts with an address, belongs to it: not the punctuation of the
/// sentence around it.
qsizetype addressLength(QStringView text)
{
    qsizetype end = 0;
    while (end < text.size() && end < 2048 && !endsAddress(text[end])) {
        ++end;
    }
    qsizetype open = text.first(end).count(u'(');
    qsizetype closed = text.first(end).count(u')');
    while (end > 0) {
        const QChar last = text[end - 1];
        if (last == u')' && closed > open) {
            --closed;
        } else if (!QStringView(u".,;:!?'*_~\u3002\uff0c").contains(last)) {
            break;
        }
        --end;
    }
    return end;
}

/// Where the next address starts that is at or after \a from, or -1. It does not start within a
/// word.
qsizetype nextAddress(QStringView text, qsizetype from)
{
    for (qsizetype colon = text.indexOf(u':', from); colon >= 0;
         colon = text.indexOf(u':', colon + 1)) {
        for (const QLatin1StringView scheme : {"https"_L1, "http"_L1, "mailto"_L1}) {
            const qsizetype start = colon - scheme.size();
            if (start < from ||
                text.sliced(start, scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0) {
                continue;
            }
            const bool hasSlashes =
                scheme == "mailto"_L1 || text.sliced(colon + 1).startsWith(u"//");
            if (hasSlashes && (start == 0 || !text[start - 1].isLetterOrNumber())) {
                return start;
            }
        }
    }
    return -1;
}

void appendLines(QString &out, QStringView text, bool &afterSpace)
{
    for (const QChar c : text) {
        switch (c.unicode()) {
        case u'\n':
            out += "<br />"_L1;
            afterSpace = true;
            break;
        case u'\t':
            out += u"\u00a0\u00a0\u00a0 ";
            afterSpace = true;
            break;
        case u' ':
            // Only a no-break space survives next to another, and only an ordinary one lets the
            // line wrap.
            out += afterSpace ? QChar(0xa0) : u' ';
            afterSpace = !afterSpace;
            break;
        default:
            appendEscaped(out, QStringView(&c, 1));
            afterSpace = false;
        }
    }
}

bool isUnspaced(char32_t c)
{
    if (c < 0xe00) {
        return false;
    }
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
    case QChar::Script_Tibetan:
        return QChar::isLetterOrNumber(c);
    default:
        return false;
    }
}

} // namespace

QString plainTextToHtml(QStringView given)
{
    const QString text = cleaned(given);
    QString out;
    out.reserve(text.size() + text.size() / 8);
    bool afterSpace = true;
    qsizetype from = 0;
    while (from < text.size()) {
        const qsizetype start = nextAddress(text, from);
        if (start < 0) {
            break;
        }
        const QStringView address =
            QStringView(text).sliced(start, addressLength(QStringView(text).sliced(start)));
        const auto link = safeLink(address);
        const qsizetype end = start + qMax<qsizetype>(1, address.size());
        appendLines(out, QStringView(text).sliced(from, start - from), afterSpace);
        from = end;
        if (!link) {
            appendLines(out, QStringView(text).sliced(start, end - start), afterSpace);
            continue;
        }
        QString target;
        appendEscaped(target, link->url, true);
        out += u"<a href=\"" + target + u"\" title=\"" + target + u"\">";
        appendEscaped(out, address);
        out += "</a>"_L1;
        if (isMisleading(address, link->host)) {
            out += u"<span class=\"link-warning\"> [really: " + link->host.toHtmlEscaped() +
                   u"]</span>";
        }
        afterSpace = false;
    }
    appendLines(out, QStringView(text).sliced(from), afterSpace);
    return out;
}

QString displayName(QStringView name)
{
    // Bounded before it is analysed: a name may be megabytes long.
    const QStringView head = name.first(qMin<qsizetype>(name.size(), 4096));
    QString out;
    bool spacePending = false;
    QChar joiner; // part of an emoji or of a script's spelling, but only between two characters
    const auto add = [&](QStringView character) {
        if (spacePending && !out.isEmpty())
            out += u' ';
        else if (!joiner.isNull())
            out += joiner;
        spacePending = false;
        joiner = {};
        out += character;
    };
    for (qsizetype i = 0; i < head.size(); ++i) {
        const QChar c = head[i];
        if (c.isHighSurrogate() && i + 1 < head.size() && head[i + 1].isLowSurrogate()) {
            add(head.sliced(i, 2));
            ++i;
        } else if (c.isSpace()) {
            spacePending = true;
        } else if (c.category() == QChar::Other_Format) {
            if ((c == QChar(0x200d) || c == QChar(0x200c)) && !out.isEmpty() && joiner.isNull())
                joiner = c;
        } else if (c.category() != QChar::Other_Control && !c.isSurrogate() &&
                   !c.isNonCharacter()) {
            add(head.sliced(i, 1));
        }
    }
    // One letter with a thousand marks is a single grapheme: bounded in length too, before the
    // graphemes are counted.
    constexpr qsizetype longest = longestShownName * 8;
    if (out.size() > longest) {
        const qsizetype boundary = graphemeBoundary(out, longest);
        out.truncate(boundary > 0 ? boundary : longest);
    }
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, out);
    for (int graphemes = 0; graphemes < longestShownName; ++graphemes) {
        if (finder.toNextBoundary() < 0) {
            break;
        }
    }
    if (finder.position() >= 0)
        out.truncate(finder.position());
    // A joiner or a space that was inside is at the end now.
    while (!out.isEmpty() &&
           (out.back().isSpace() || out.back() == QChar(0x200d) || out.back() == QChar(0x200c)))
        out.chop(1);
    return out;
}

QString displayFileName(QStringView path)
{
    const qsizetype slash = std::max(path.lastIndexOf(u'/'), path.lastIndexOf(u'\\'));
    return displayName(path.sliced(slash + 1).left(300));
}

QString segmentCjk(const QString &text)
{
    const bool isNeeded = std::ranges::any_of(text, [](QChar c) { return c.unicode() >= 0xe00; });
    if (!isNeeded) {
        return text;
    }
    QString out;
    out.reserve(text.size() + text.size() / 2);
    bool afterUnspaced = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isPair =
            text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        const char32_t c =
            isPair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode();
        const bool unspaced = isUnspaced(c);
        if (unspaced && afterUnspaced) {
            out += u' ';
        }
        if (QChar::category(c) != QChar::Mark_NonSpacing &&
            QChar::category(c) != QChar::Mark_SpacingCombining) {
            afterUnspaced = unspaced;
        }
        out += text[i];
        if (isPair) {
            out += text[++i];
        }
    }
    return out;
}

} // namespace casement
