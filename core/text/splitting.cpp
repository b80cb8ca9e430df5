// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/splitting.h"

#include "core/text/characters.h"

#include <QList>
#include <QRegularExpression>
#include <QTextBoundaryFinder>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype firstGuess = 256;
/// What comes after a cut decides whether it is one: boundaries are looked for with so much more.
constexpr qsizetype lookAhead = 64;
/// A part that ends sooner than this share of what fits reads worse than one with a ragged end.
constexpr qsizetype leastShare = 3;

/// What is not cut: [begin, end).
struct Whole {
    qsizetype begin = 0;
    qsizetype end = 0;
};

/// In their order, none over another.
QList<Whole> wholesOf(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral(
            "^ {0,3}(?<fence>```|~~~)[^\\n]*\\n(?:.*?\\n)?? {0,3}\\k<fence>[`~]*[ \\t]*$|"   // code
            "(?<tick>`{1,3})[^`\\n]{1,2000}\\k<tick>|"                                       // code
            "!?\\[[^\\[\\]\\n]{0,1000}\\]\\([^()\\s]{1,2000}(?:\\s\"[^\"\\n]{0,300}\")?\\)|" // link
            "<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\\s]{1,2000}>|"              // address
            "\\b[A-Za-z][A-Za-z0-9+.-]{1,31}://[^\\s<>\"]+|"                // address
            "(?<![\\w@])@\\w(?:[\\w.-]{0,200}\\w)?(?:@[\\w.-]{0,200}\\w)?|" // mention
            "[\\w.+-]{1,200}@[\\w.-]{1,200}\\w"),                           // mail
        QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption |
            QRegularExpression::UseUnicodePropertiesOption);
    QList<Whole> wholes;
    for (auto it = form.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        wholes.append({match.capturedStart(), match.capturedEnd()});
    }
    return wholes;
}

qsizetype withoutLeadingSpace(const QString &text, qsizetype from)
{
    while (from < text.size() && text.at(from).isSpace())
        ++from;
    return from;
}

/// How far from \a start on it fits, at a grapheme boundary; \a start where nothing does. The
/// length that a channel counts grows with the text, so that halving finds it.
qsizetype reachOf(const QString &text, qsizetype start, qsizetype index, const PartFits &fits)
{
    const QStringView rest = QStringView(text).sliced(start);
    const auto fitsUpTo = [&](qsizetype length) {
        return fits(rest.first(length).trimmed().toString(), index);
    };
    qsizetype good = 0;
    qsizetype bad = 0;
    for (qsizetype length = firstGuess;; length *= 2) {
        const qsizetype at = graphemeBoundary(rest, std::min(length, rest.size()));
        if (at > good && fitsUpTo(at)) {
            good = at;
            if (at == rest.size())
                return text.size();
        } else if (at > good) {
            bad = at;
            break;
        }
    }
    while (true) {
        const qsizetype middle = graphemeBoundary(rest, good + (bad - good) / 2);
        if (middle > good && middle < bad) {
            (fitsUpTo(middle) ? good : bad) = middle;
            continue;
        }
        // Only a cluster that is longer than half of the gap is between them.
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, rest.data() + good,
                                   std::min(bad + lookAhead, rest.size()) - good);
        const qsizetype next = good + std::max<qsizetype>(finder.toNextBoundary(), 1);
        if (next >= bad || !fitsUpTo(next))
            return start + good;
        good = next;
    }
}

/// Where a part that begins at \a start and fits up to \a reach ends best.
class Cut
{
public:
    Cut(const QString &text, const QList<Whole> &wholes, qsizetype start, qsizetype reach)
        : m_text(text)
        , m_wholes(wholes)
        , m_start(start)
        , m_reach(reach)
        , m_window(
              QStringView(text).sliced(start, std::min(reach + lookAhead, text.size()) - start))
    {
    }

    [[nodiscard]] qsizetype best() const
    {
        const qsizetype least = m_start + (m_reach - m_start) / leastShare;
        for (const qsizetype at :
             {lineEnd(true), lineEnd(false), boundary(QTextBoundaryFinder::Sentence),
              boundary(QTextBoundaryFinder::Line)}) {
            if (at > least)
                return at;
        }
        const Whole *const whole = wholeAround(m_reach);
        if (!whole)
            return m_reach;
        if (whole->begin > m_start)
            return whole->begin;
        // It does not fit even alone: code between its lines, the rest where it must.
        const qsizetype line = m_text.lastIndexOf(u'\n', m_reach - 1) + 1;
        return line > least ? line : m_reach;
    }

private:
    [[nodiscard]] const Whole *wholeAround(qsizetype at) const
    {
        const auto after = std::ranges::upper_bound(m_wholes, at, {}, &Whole::begin);
        if (after == m_wholes.begin())
            return nullptr;
        const Whole &before = *std::prev(after);
        return before.begin < at && at < before.end ? &before : nullptr;
    }

    /// After the last line feed; \a isParagraph: only of an empty line.
    [[nodiscard]] qsizetype lineEnd(bool isParagraph) const
    {
        for (qsizetype at = m_reach; at > m_start; --at) {
            if (m_text.at(at - 1) != u'\n' || wholeAround(at))
                continue;
            qsizetype before = at - 1;
            while (before > m_start && m_text.at(before - 1).isSpace() &&
                   m_text.at(before - 1) != u'\n')
                --before;
            if (!isParagraph || (before > m_start && m_text.at(before - 1) == u'\n'))
                return at;
        }
        return m_start;
    }

    [[nodiscard]] qsizetype boundary(QTextBoundaryFinder::BoundaryType type) const
    {
        QTextBoundaryFinder finder(type, m_window.data(), m_window.size());
        finder.setPosition(m_reach - m_start);
        qsizetype at = finder.isAtBoundary() ? m_reach : m_start + finder.toPreviousBoundary();
        while (at > m_start && wholeAround(at))
            at = m_start + finder.toPreviousBoundary();
        return at;
    }

    const QString &m_text;
    const QList<Whole> &m_wholes;
    qsizetype m_start;
    qsizetype m_reach;
    QStringView m_window;
};

} // namespace

QStringList splitText(const QString &given, const PartFits &fits, qsizetype most)
{
    const QString text = given.trimmed();
    if (text.size() > longestSplitText)
        return {};
    const QList<Whole> wholes = wholesOf(text);
    QStringList parts;
    for (qsizetype start = 0; start < text.size();) {
        if (parts.size() == most)
            return {};
        qsizetype end = reachOf(text, start, parts.size(), fits);
        if (end < text.size() && end > start)
            end = Cut(text, wholes, start, end).best();
        QString part = text.sliced(start, end - start).trimmed();
        // Cut elsewhere than where it was measured, an address may count for more.
        while (!part.isEmpty() && !fits(part, parts.size())) {
            part.truncate(graphemeBoundary(part, part.size() - 1));
            end = start + part.size();
        }
        if (part.isEmpty())
            return {};
        parts.append(part);
        start = withoutLeadingSpace(text, end);
    }
    return parts;
}

} // namespace casement
