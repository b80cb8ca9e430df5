// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/markdownhighlighter.h"

#include <Sonnet/Speller>

#include <QTextBoundaryFinder>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype longestChecked = 4000; // characters of one paragraph

/// Whether the word from \a start to \a end is written for people: not an address, a name after @,
/// code, or in capitals.
bool isProse(QStringView text, qsizetype start, qsizetype end)
{
    const QStringView word = text.sliced(start, end - start);
    if (word.size() < 2 || word.size() > 60)
        return false;
    bool hasLower = false;
    for (const QChar c : word) {
        if (c.isDigit() || c == u'_')
            return false;
        hasLower |= c.isLower() || c.category() == QChar::Letter_Other;
    }
    const auto around = [&](qsizetype at) {
        return at >= 0 && at < text.size() ? text.at(at) : QChar(u' ');
    };
    const QString touching = u"@#/:\\&{}<>=`_~"_s;
    return hasLower && !touching.contains(around(start - 1)) &&
           !u"@/\\(_=`"_s.contains(around(end)) &&
           !(around(end) == u'.' && around(end + 1).isLetter()) &&
           !(around(end) == u':' && around(end + 1) == u'/');
}

} // namespace

MarkdownHighlighter::MarkdownHighlighter(QTextDocument *document) : SyntaxHighlighter(document)
{
}
MarkdownHighlighter::~MarkdownHighlighter() = default;

void MarkdownHighlighter::startSpelling(const QString &language)
{
    auto speller = std::make_unique<Sonnet::Speller>();
    const QStringList available = speller->availableLanguages();
    if (available.isEmpty())
        return;
    const QString wanted = QString(language).replace(u'-', u'_');
    QString chosen;
    for (const QString &each : available) {
        if (each == wanted ||
            (chosen.isEmpty() && !wanted.isEmpty() && each.startsWith(wanted.section(u'_', 0, 0))))
            chosen = each;
    }
    if (!chosen.isEmpty())
        speller->setLanguage(chosen);
    else if (!wanted.isEmpty())
        return; // the wrong dictionary would underline every word
    if (!speller->isValid())
        return;
    m_speller = std::move(speller);
    rehighlight();
}

bool MarkdownHighlighter::isMisspelled(const QString &word) const
{
    return m_speller && m_speller->isMisspelled(word);
}

QStringList MarkdownHighlighter::suggestions(const QString &word) const
{
    return m_speller ? m_speller->suggest(word).mid(0, 6) : QStringList();
}

void MarkdownHighlighter::addToDictionary(const QString &word)
{
    if (m_speller && m_speller->addToPersonal(word))
        rehighlight();
}

void MarkdownHighlighter::highlightBlock(const QString &text)
{
    SyntaxHighlighter::highlightBlock(text);
    if (!m_speller || text.size() > longestChecked || text.startsWith(u'>') ||
        text.startsWith(u"    "_s))
        return;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, text);
    for (qsizetype at = 0; at >= 0; at = finder.toNextBoundary()) {
        if (!(finder.boundaryReasons() & QTextBoundaryFinder::StartOfItem))
            continue;
        const qsizetype start = at;
        qsizetype end = finder.toNextBoundary();
        if (end < 0)
            break;
        finder.setPosition(start);
        if (!isProse(text, start, end) || !m_speller->isMisspelled(text.sliced(start, end - start)))
            continue;
        for (qsizetype i = start; i < end; ++i) {
            QTextCharFormat wrong = format(static_cast<int>(i));
            wrong.setUnderlineStyle(QTextCharFormat::SpellCheckUnderline);
            wrong.setUnderlineColor(QColor(0xc0, 0x30, 0x30));
            setFormat(static_cast<int>(i), 1, wrong);
        }
    }
}

} // namespace casement
