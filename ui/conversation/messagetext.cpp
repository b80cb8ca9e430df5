// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/messagetext.h"

#include "core/text/quotes.h"
#include "ui/conversation/safedocument.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <QCoreApplication>
#include <QFontDatabase>
#include <QTextBlock>
#include <QTextCursor>
#include <QUrl>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype longestColouredCode = 20'000;
constexpr qsizetype shortQuoteLines = 3;

class FormatCollector final : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    QList<QTextLayout::FormatRange> collect(const QString &code)
    {
        KSyntaxHighlighting::State state;
        qsizetype start = 0;
        for (const QStringView line : QStringView(code).tokenize(u'\n')) {
            m_start = static_cast<int>(start);
            state = highlightLine(line, state);
            start += line.size() + 1;
        }
        return m_ranges;
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        if (length == 0 || format.isDefaultTextStyle(theme()))
            return;
        QTextCharFormat text;
        if (format.hasTextColor(theme()))
            text.setForeground(format.textColor(theme()));
        if (format.isBold(theme()))
            text.setFontWeight(QFont::DemiBold);
        if (format.isItalic(theme()))
            text.setFontItalic(true);
        m_ranges.append({m_start + offset, length, text});
    }

private:
    int m_start = 0;
    QList<QTextLayout::FormatRange> m_ranges;
};

QString bodyText(const char *text)
{
    return QCoreApplication::translate("casement::MessageText", text);
}

QString toggleText(const QString &quoted)
{
    const int lines = static_cast<int>(quoted.count(u'\n')) + 1;
    return QCoreApplication::translate("casement::MessageText", "… %n quoted line(s)", nullptr,
                                       lines);
}

QTextCharFormat linkFormat(const QString &url, const QPalette &palette)
{
    QTextCharFormat format;
    format.setAnchor(true);
    format.setAnchorHref(url);
    format.setForeground(color(ColorRole::Accent, palette));
    format.setFontUnderline(true);
    return format;
}

bool isUrlCharacter(QChar c)
{
    return !c.isSpace() && c != u'<' && c != u'>' && c != u'"' && !c.isNull() && c != u'\u201d' &&
           c != u'\u00bb';
}

struct Found {
    qsizetype start = -1;
    qsizetype end = -1;
};

/// The next http(s) address in \a text from \a from on. Looks for the scheme only: patterns that
/// start with any letter take quadratic time on hostile text.
Found nextUrl(QStringView text, qsizetype from)
{
    for (qsizetype at = text.indexOf(u"http", from, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(u"http", at + 4, Qt::CaseInsensitive)) {
        const QStringView rest = text.sliced(at);
        const qsizetype scheme = rest.startsWith(u"https://", Qt::CaseInsensitive)  ? 8
                                 : rest.startsWith(u"http://", Qt::CaseInsensitive) ? 7
                                                                                    : 0;
        if (scheme == 0)
            continue;
        qsizetype end = at + scheme;
        int open = 0;
        while (end < text.size() && isUrlCharacter(text.at(end)) && end - at < 2000) {
            if (text.at(end) == u'(')
                ++open;
            else if (text.at(end) == u')' && --open < 0)
                break;
            ++end;
        }
        while (end > at + scheme && u".,;:!?'*_)]}"_s.contains(text.at(end - 1)) &&
               !(text.at(end - 1) == u')' && open >= 0))
            --end;
        if (end > at + scheme)
            return {at, end};
    }
    return {};
}

void insertLinked(QTextCursor &cursor, QStringView text, const QTextCharFormat &format,
                  const QPalette &palette)
{
    qsizetype done = 0;
    for (Found found = nextUrl(text, 0); found.start >= 0; found = nextUrl(text, found.end)) {
        const QString given = text.sliced(found.start, found.end - found.start).toString();
        const QUrl url(given, QUrl::TolerantMode);
        cursor.insertText(text.sliced(done, found.start - done).toString(), format);
        if (url.isValid() && !url.host().isEmpty()) {
            QTextCharFormat link = format;
            link.merge(
                linkFormat(url.toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo), palette));
            cursor.insertText(given, link);
        } else {
            cursor.insertText(given, format);
        }
        done = found.end;
    }
    cursor.insertText(text.sliced(done).toString(), format);
}

/// How much of \a text is laid out in the time of \a limit letters.
qsizetype sizeWithin(QStringView text, qsizetype limit)
{
    constexpr qsizetype costOfLine = 32; // at least, however short it is
    constexpr qsizetype costOfLink = 32; // a run of its own, with an address that is parsed
    qsizetype cost = 0;
    qsizetype costBefore = 0; // up to where the line begins
    for (qsizetype i = 0; i < text.size(); ++i) {
        cost += layoutCost(text.at(i));
        if (text.at(i) == u':' && text.sliced(i).startsWith(u"://"))
            cost += costOfLink;
        if (text.at(i) == u'\n') {
            cost = qMax(cost, costBefore + costOfLine);
            costBefore = cost;
        }
        if (cost > limit)
            return i;
    }
    return text.size();
}

/// Breaking lines between words reads a word to its end for each line of it: one of 30,000
/// characters would stop the window for a second.
void chooseWrapping(SafeDocument &document, QStringView text, bool hasTags)
{
    constexpr int longestWord = 400;
    int length = 0;
    const bool isEndless = std::ranges::any_of(text, [&length, hasTags](QChar c) {
        length = c.isSpace() || (hasTags && (c == u'<' || c == u'>')) ? 0 : length + 1;
        return length > longestWord;
    });
    QTextOption option = document.defaultTextOption();
    option.setWrapMode(isEndless ? QTextOption::WrapAnywhere
                                 : QTextOption::WrapAtWordBoundaryOrAnywhere);
    document.setDefaultTextOption(option);
}

class Writer
{
public:
    Writer(SafeDocument &document, const TextOptions &options, CodeHighlighter &code)
        : m_cursor(&document)
        , m_options(options)
        , m_code(code)
    {
        m_plain.setForeground(options.palette.color(QPalette::Text));
        m_dim.setForeground(color(ColorRole::MutedText, options.palette));
        m_cursor.beginEditBlock();
    }
    ~Writer() { m_cursor.endEditBlock(); }
    Q_DISABLE_COPY_MOVE(Writer)

    void text(const QString &text)
    {
        startBlock({}, m_plain);
        insertLinked(m_cursor, text, m_plain, m_options.palette);
    }
    void dimmed(const QString &text)
    {
        startBlock({}, m_dim);
        insertLinked(m_cursor, text, m_dim, m_options.palette);
    }
    void quote(const QString &text, int depth)
    {
        QTextBlockFormat block;
        block.setLeftMargin(12.0 * qBound(1, depth, 6));
        block.setProperty(quoteDepthProperty, qBound(1, depth, 6));
        startBlock(block, m_dim);
        insertLinked(m_cursor, text, m_dim, m_options.palette);
    }
    void code(const QString &text, const QString &language)
    {
        QTextBlockFormat block;
        block.setBackground(codeColor(m_options.palette));
        block.setLeftMargin(8);
        block.setRightMargin(8);
        QTextCharFormat format = m_plain;
        format.setFontFamilies({QFontDatabase::systemFont(QFontDatabase::FixedFont).family()});
        startBlock(block, format);
        const int start = m_cursor.position();
        m_cursor.insertText(text, format);
        const int end = m_cursor.position();
        for (const QTextLayout::FormatRange &range :
             m_code.formats(text, language, m_options.palette)) {
            m_cursor.setPosition(start + range.start);
            m_cursor.setPosition(start + range.start + range.length, QTextCursor::KeepAnchor);
            m_cursor.mergeCharFormat(range.format);
        }
        m_cursor.setPosition(end);
    }
    void link(const QString &text, const QString &url)
    {
        startBlock({}, m_dim);
        QTextCharFormat format = linkFormat(url, m_options.palette);
        format.setForeground(color(ColorRole::MutedText, m_options.palette));
        m_cursor.insertText(text, format);
    }

private:
    void startBlock(const QTextBlockFormat &block, const QTextCharFormat &format)
    {
        if (m_isFirst)
            m_cursor.setBlockFormat(block);
        else
            m_cursor.insertBlock(block, format);
        m_cursor.setBlockCharFormat(format);
        m_isFirst = false;
    }

    QTextCursor m_cursor;
    const TextOptions &m_options;
    CodeHighlighter &m_code;
    QTextCharFormat m_plain;
    QTextCharFormat m_dim;
    bool m_isFirst = true;
};

/// Colours what setHtml() has made of code whose language is known: a block for each line of it.
void colourCode(SafeDocument &document, const QPalette &palette, CodeHighlighter &code)
{
    const auto languageOf = [](const QTextBlock &block) {
        return block.blockFormat().stringProperty(QTextFormat::BlockCodeLanguage);
    };
    QTextBlock block = document.begin();
    while (block.isValid()) {
        const QString language = languageOf(block);
        const int start = block.position();
        QStringList lines{block.text()};
        for (block = block.next();
             block.isValid() && !language.isEmpty() && languageOf(block) == language;
             block = block.next())
            lines.append(block.text());
        if (language.isEmpty())
            continue;
        QTextCursor cursor(&document);
        for (const QTextLayout::FormatRange &range : code.formats(
                 lines.join(u'\n').replace(QChar::LineSeparator, u'\n'), language, palette)) {
            cursor.setPosition(start + range.start);
            cursor.setPosition(start + range.start + range.length, QTextCursor::KeepAnchor);
            cursor.mergeCharFormat(range.format);
        }
    }
}

QString withoutEdges(QStringView text)
{
    while (text.startsWith(u'\n'))
        text = text.sliced(1);
    return text.toString().trimmed().isEmpty()
               ? QString()
               : QString(text).remove(QRegularExpression(u"\\s+\\z"_s));
}

} // namespace

CodeHighlighter::CodeHighlighter() = default;
CodeHighlighter::~CodeHighlighter() = default;

KSyntaxHighlighting::Repository &CodeHighlighter::repository()
{
    if (!m_repository)
        m_repository = std::make_unique<KSyntaxHighlighting::Repository>();
    return *m_repository;
}

QList<QTextLayout::FormatRange>
CodeHighlighter::formats(const QString &code, const QString &language, const QPalette &palette)
{
    if (language.isEmpty() || code.size() > longestColouredCode)
        return {};
    KSyntaxHighlighting::Definition definition = repository().definitionForName(language);
    if (!definition.isValid())
        definition = repository().definitionForFileName(u"x."_s + language);
    if (!definition.isValid())
        return {};
    FormatCollector collector;
    collector.setDefinition(definition);
    collector.setTheme(repository().themeForPalette(palette));
    return collector.collect(code);
}

bool fillWithText(SafeDocument &document, const QString &text, const TextOptions &options,
                  CodeHighlighter &code)
{
    document.clear();
    document.setDefaultFont(options.font);
    const qsizetype shownSize = sizeWithin(text, options.limit);
    const QString shown = drawableText(text.first(shownSize));

    chooseWrapping(document, shown, false);

    bool isHidden = false;
    Writer writer(document, options, code);
    const QList<TextSegment> segments = segmentText(shown);
    QString attribution;
    for (qsizetype i = 0; i < segments.size(); ++i) {
        const TextSegment &segment = segments.at(i);
        const QString content = withoutEdges(segment.text);
        if (content.isEmpty())
            continue;
        switch (segment.kind) {
        case TextSegment::Kind::Text:
            writer.text(content);
            break;
        case TextSegment::Kind::Attribution:
            attribution = content;
            if (options.showQuotes)
                writer.dimmed(content);
            break;
        case TextSegment::Kind::Quote: {
            // A line or two between answers is what the answer is to: it stays in sight.
            const bool isLast =
                i + 1 == segments.size() || segments.at(i + 1).kind == TextSegment::Kind::Signature;
            const bool isShort =
                content.count(u'\n') < shortQuoteLines && content.size() < 400 && !isLast;
            if (options.showQuotes || isShort) {
                if (!options.showQuotes && !attribution.isEmpty())
                    writer.dimmed(attribution);
                writer.quote(content, segment.depth);
            } else if (!isHidden || !isLast) {
                writer.link(toggleText(content), quoteToggleLink + QString::number(i));
                isHidden = true;
            }
            attribution.clear();
            break;
        }
        case TextSegment::Kind::Signature:
            writer.dimmed(content);
            break;
        case TextSegment::Kind::CodeBlock:
            writer.code(content, segment.language);
            break;
        }
    }
    if (options.showQuotes && std::ranges::any_of(segments, [](const TextSegment &segment) {
            return segment.kind == TextSegment::Kind::Quote;
        }))
        writer.link(bodyText(QT_TRANSLATE_NOOP("casement::MessageText", "Hide quoted text")),
                    quoteToggleLink);
    if (shownSize < text.size()) {
        writer.link(bodyText(QT_TRANSLATE_NOOP("casement::MessageText", "Show more (%1 in all)"))
                        .arg(Words::size(text.size())),
                    showMoreLink);
    }
    return isHidden;
}

void fillWithHtml(SafeDocument &document, const QString &html, const QString &quotedHtml,
                  const TextOptions &options, CodeHighlighter &code)
{
    document.clear();
    document.setDefaultFont(options.font);
    const QString muted = color(ColorRole::MutedText, options.palette).name();
    document.setDefaultStyleSheet(
        u"a { color: %1; } blockquote { color: %2; margin: 4px 0 4px 16px; } .link-warning { "
        u"color: %3; }"
        u"pre { background-color: %4; } code { background-color: %4; } td, th { padding: 2px 8px "
        u"2px 0; }"
        u"a.toggle { color: %2; }"_s.arg(color(ColorRole::Accent, options.palette).name(), muted,
                                         color(ColorRole::Danger, options.palette).name(),
                                         codeColor(options.palette).name()));
    QString all = drawableText(html);
    if (!quotedHtml.isEmpty()) {
        const QString label =
            options.showQuotes
                ? bodyText(QT_TRANSLATE_NOOP("casement::MessageText", "Hide quoted text"))
                : bodyText(QT_TRANSLATE_NOOP("casement::MessageText", "… quoted text"));
        all += u"<p><a class=\"toggle\" href=\""_s + quoteToggleLink + u"\">"_s +
               label.toHtmlEscaped() + u"</a></p>"_s;
        if (options.showQuotes)
            all += u"<blockquote>"_s + drawableText(quotedHtml) + u"</blockquote>"_s;
    }
    chooseWrapping(document, all, true);
    // The sanitiser names the language where HTML 5 does; QTextDocument looks for it one level up.
    static const QRegularExpression named(u"<pre><code class=\"language-([^\"]+)\">"_s);
    document.setHtml(all.replace(named, u"<pre class=\"language-\\1\"><code>"_s));
    colourCode(document, options.palette, code);
}

qsizetype layoutCost(QChar c)
{
    constexpr qsizetype ofPicture = 400;
    constexpr qsizetype ofTab = 16;
    return c.isHighSurrogate() ? ofPicture : c == u'\t' ? ofTab : 1;
}

QString linkText(const SafeDocument &document, const QUrl &url)
{
    QString text;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            if (it.fragment().charFormat().isAnchor() &&
                QUrl(it.fragment().charFormat().anchorHref()) == url)
                text += it.fragment().text();
        }
    }
    return text;
}

} // namespace casement
