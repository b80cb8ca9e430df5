// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/htmlsanitizer.h"

#include "core/text/characters.h"
#include "core/text/htmllimiter.h"
#include "core/text/htmltokenizer.h"
#include "core/text/htmltree.h"
#include "core/text/links.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

constexpr std::size_t deepest = 96;
constexpr int mostNestedTables = 6; // QTextDocument lays out nested tables in exponential time
constexpr int mostColumns = 64;     // a row of 10,000 cells takes QTextDocument most of a second
constexpr int mostElements =
    100'000; // table cells are not counted: a table with holes would lose its columns
constexpr int mostLineBreaks = 3; // in a row
constexpr qsizetype mostWarnings = 50;
constexpr qsizetype longestLinkText = 512;
constexpr qsizetype longestAlt = 300;

/// The elements that stand for formatting of the letters alone.
QLatin1StringView inlineName(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_B:
        return "b"_L1;
    case GUMBO_TAG_STRONG:
        return "strong"_L1;
    case GUMBO_TAG_I:
        return "i"_L1;
    case GUMBO_TAG_EM:
        return "em"_L1;
    case GUMBO_TAG_U:
        return "u"_L1;
    case GUMBO_TAG_S:
    case GUMBO_TAG_STRIKE:
        return "s"_L1;
    case GUMBO_TAG_DEL:
        return "del"_L1;
    case GUMBO_TAG_INS:
        return "ins"_L1;
    case GUMBO_TAG_SUB:
        return "sub"_L1;
    case GUMBO_TAG_SUP:
        return "sup"_L1;
    case GUMBO_TAG_SMALL:
        return "small"_L1;
    case GUMBO_TAG_BIG:
        return "big"_L1;
    case GUMBO_TAG_CODE:
        return "code"_L1;
    case GUMBO_TAG_TT:
        return "code"_L1;
    case GUMBO_TAG_KBD:
        return "kbd"_L1;
    case GUMBO_TAG_SAMP:
        return "samp"_L1;
    case GUMBO_TAG_VAR:
        return "var"_L1;
    case GUMBO_TAG_CITE:
        return "cite"_L1;
    case GUMBO_TAG_Q:
        return "q"_L1;
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_SPAN:
        return "span"_L1;
    default:
        return {};
    }
}

QLatin1StringView blockName(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_P:
        return "p"_L1;
    case GUMBO_TAG_H1:
        return "h1"_L1;
    case GUMBO_TAG_H2:
        return "h2"_L1;
    case GUMBO_TAG_H3:
        return "h3"_L1;
    case GUMBO_TAG_H4:
        return "h4"_L1;
    case GUMBO_TAG_H5:
        return "h5"_L1;
    case GUMBO_TAG_H6:
        return "h6"_L1;
    case GUMBO_TAG_BLOCKQUOTE:
        return "blockquote"_L1;
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_PLAINTEXT:
    case GUMBO_TAG_XMP:
        return "pre"_L1;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_DIR:
    case GUMBO_TAG_MENU:
        return "ul"_L1;
    case GUMBO_TAG_OL:
        return "ol"_L1;
    default:
        return "div"_L1;
    }
}

/// A whole number of at least 1 and at most \a most in the attribute \a name, else 0.
int numberIn(const HtmlNode &node, const char *name, int most)
{
    const char *value = HtmlTree::attribute(node, name);
    bool ok = false;
    const int number = value ? QByteArrayView(value).trimmed().toInt(&ok) : 0;
    return ok && number >= 1 ? qMin(number, most) : 0;
}

/// Writes the tree anew. What it does at a node depends on the node and on what has been written,
/// on nothing else: that makes its output a fixpoint.
class Writer
{
public:
    Writer(const HtmlTree &tree, const SanitizeOptions &options, SanitizedHtml &result)
        : m_nodes(tree.nodes())
        , m_options(options)
        , m_result(result)
        , m_elementLimit(options.maxInput - qMin<qsizetype>(65536, options.maxInput / 4))
        , m_textLimit(options.maxInput - qMin<qsizetype>(32768, options.maxInput / 8))
    {
    }

    /// Everything that is not a quote, or only the quotes.
    [[nodiscard]] QString write(bool quoted)
    {
        for (std::size_t i = 0; i < m_nodes.size();) {
            closeUntil(static_cast<int>(i));
            const HtmlNode &node = m_nodes[i];
            if (quoted && m_open.empty() && !node.isQuote) {
                ++i; // only the quotes' own subtrees
                continue;
            }
            if (quoted && m_open.empty()) {
                breakLine();
            }
            if (!quoted && node.isQuote) {
                breakLine();
                i = static_cast<std::size_t>(node.end);
                continue;
            }
            if (node.isText) {
                if (!node.unseen) {
                    writeText(QString::fromUtf8(node.source->v.text.text));
                }
            } else {
                openNode(static_cast<int>(i), node);
            }
            ++i;
        }
        closeUntil(static_cast<int>(m_nodes.size()));
        return m_out;
    }

private:
    /// A node whose end has not been reached, and what was written for it.
    struct OpenNode {
        int end;
        std::size_t written; ///< how many elements of m_names it opened
        bool isBlock;
        bool isLink;
    };

    void closeUntil(int index)
    {
        while (!m_open.empty() && m_open.back().end <= index) {
            const OpenNode node = m_open.back();
            m_open.pop_back();
            for (std::size_t i = 0; i < node.written; ++i) {
                closeElement();
            }
            if (node.isLink) {
                warnOfLink();
            }
            if (node.isBlock && node.written == 0) {
                breakLine();
            }
        }
    }

    void push(const HtmlNode &node, std::size_t written, bool isBlock, bool isLink = false)
    {
        m_open.push_back({node.end, written, isBlock, isLink});
    }

    [[nodiscard]] QLatin1StringView top() const
    {
        return m_names.empty() ? QLatin1StringView() : m_names.back();
    }
    [[nodiscard]] bool inTableFrame() const { return top() == "table"_L1 || top() == "tr"_L1; }
    [[nodiscard]] bool isOpen(QLatin1StringView name) const
    {
        return std::ranges::contains(m_names, name);
    }
    [[nodiscard]] bool hasRoom(std::size_t levels) const
    {
        return m_names.size() + levels <= deepest && m_elements < mostElements &&
               m_out.size() < m_elementLimit;
    }

    /// A line starts here once something follows on it.
    void breakLine() { m_breakPending = m_breakPending || !m_atLineStart; }

    void resolveBreak()
    {
        if (m_breakPending && !m_atLineStart) {
            if (canBreak()) {
                m_out += "<br />"_L1;
                ++m_breaks;
                ++m_elements;
                m_atLineStart = true;
            } else if (!m_afterSpace) {
                m_out += u' ';
            }
            m_afterSpace = true;
        }
        m_breakPending = false;
    }

    void openElement(QLatin1StringView name, const QString &attributes, bool isBlock)
    {
        m_out += u'<';
        m_out += name;
        m_out += attributes;
        m_out += u'>';
        m_names.push_back(name);
        m_elements += name == "td"_L1 || name == "tr"_L1 || name == "th"_L1 ? 0 : 1;
        m_tables += name == "table"_L1 ? 1 : 0;
        m_preformatted += name == "pre"_L1 ? 1 : 0;
        m_afterPreTag = name == "pre"_L1;
        if (isBlock) {
            startBlock();
            m_fresh = true;
        } else {
            m_fresh = false;
        }
    }

    void startBlock()
    {
        m_breakPending = false;
        m_atLineStart = true;
        m_afterSpace = true;
        m_breaks = 0;
    }

    void closeElement()
    {
        const QLatin1StringView name = m_names.back();
        m_names.pop_back();
        m_out += "</"_L1;
        m_out += name;
        m_out += u'>';
        m_tables -= name == "table"_L1 ? 1 : 0;
        m_preformatted -= name == "pre"_L1 ? 1 : 0;
        m_afterPreTag = false;
        m_fresh = false;
        static constexpr auto blocks = std::to_array<QLatin1StringView>(
            {"div"_L1, "p"_L1, "h1"_L1, "h2"_L1, "h3"_L1, "h4"_L1, "h5"_L1, "h6"_L1,
             "blockquote"_L1, "pre"_L1, "ul"_L1, "ol"_L1, "li"_L1, "table"_L1, "tr"_L1, "td"_L1,
             "th"_L1});
        if (std::ranges::contains(blocks, name)) {
            startBlock();
        }
    }

    void wroteInline()
    {
        m_fresh = false;
        m_atLineStart = false;
        m_afterPreTag = false;
        m_breaks = 0;
    }

    void openNode(int index, const HtmlNode &node)
    {
        if (index == 0) {
            push(node, 0, false);
            return;
        }
        const bool isBlock = isBlockElement(node.tag);
        switch (node.tag) {
        case GUMBO_TAG_BR:
            writeBreak();
            return push(node, 0, false);
        case GUMBO_TAG_HR:
            writeRule();
            return push(node, 0, false);
        case GUMBO_TAG_IMG:
            writeImage(node);
            return push(node, 0, false);
        case GUMBO_TAG_INPUT:
            if (!node.unseen) {
                writeText(HtmlTree::attribute(node, "checked") ? u"\u2611 "_s : u"\u2610 "_s);
            }
            return push(node, 0, false);
        case GUMBO_TAG_TR:
            if (top() == "table"_L1) {
                openElement("tr"_L1, {}, true);
                return push(node, 1, true);
            }
            break;
        case GUMBO_TAG_CAPTION:
            if (top() == "table"_L1 && node.hasContent) {
                openElement("tr"_L1, {}, true);
                openElement("td"_L1, {}, true);
                return push(node, 2, true);
            }
            break;
        case GUMBO_TAG_TD:
        case GUMBO_TAG_TH:
            if (top() == "tr"_L1) {
                openElement(node.tag == GUMBO_TAG_TD ? "td"_L1 : "th"_L1, cellAttributes(node),
                            true);
                return push(node, 1, true);
            }
            break;
        default:
            break;
        }
        // An empty element is left out, but what surrounds it stays apart.
        if (!node.hasContent || inTableFrame()) {
            if (isBlock) {
                breakLine();
            }
            return push(node, 0, isBlock);
        }
        if (isBlock) {
            openBlock(node);
        } else {
            openInline(node);
        }
    }

    void openBlock(const HtmlNode &node)
    {
        const QString attributes = alignment(node) % styleOf(node);
        switch (node.tag) {
        case GUMBO_TAG_TABLE:
            if (node.columns > 1 && node.columns <= mostColumns && m_tables < mostNestedTables &&
                hasRoom(4)) {
                openElement("table"_L1, tableAttributes(node), true);
                return push(node, 1, true);
            }
            break;
        case GUMBO_TAG_LI:
            if ((top() == "ul"_L1 || top() == "ol"_L1) && hasRoom(1)) {
                openElement("li"_L1, attributes, true);
                return push(node, 1, true);
            }
            [[fallthrough]];
        default:
            if (hasRoom(1)) {
                QLatin1StringView name = blockName(node.tag);
                const bool holdsWordsOnly =
                    name == "p"_L1 || (name.size() == 2 && name[0] == QLatin1Char('h'));
                if ((holdsWordsOnly && node.hasBlock) || (name == "pre"_L1 && m_preformatted > 0)) {
                    name = "div"_L1;
                }
                if (name == "div"_L1 && attributes.isEmpty() &&
                    (m_fresh || (m_out.isEmpty() && m_names.empty()))) {
                    break; // a box that starts where its container starts
                }
                openElement(name, attributes, true);
                return push(node, 1, true);
            }
        }
        breakLine();
        push(node, 0, true);
    }

    void openInline(const HtmlNode &node)
    {
        if (node.tag == GUMBO_TAG_A) {
            const char *href = HtmlTree::attribute(node, "href");
            const auto link = href ? safeLink(QString::fromUtf8(href)) : std::nullopt;
            if (link && !isOpen("a"_L1) && hasRoom(2)) {
                QString attributes = u" href=\""_s;
                appendEscaped(attributes, link->url, true);
                attributes += u"\" title=\"";
                appendEscaped(attributes, link->url, true);
                attributes += u'"';
                openElement("a"_L1, attributes, false);
                m_link = *link;
                m_linkText.clear();
                return push(node, 1, false, true);
            }
            return push(node, 0, false);
        }
        const QLatin1StringView name = inlineName(node.tag);
        QString attributes = styleOf(node);
        if (node.tag == GUMBO_TAG_CODE) {
            attributes = languageClass(node) % attributes;
        }
        const bool pointless =
            name.isEmpty() || (attributes.isEmpty() && (name == "span"_L1 || isOpen(name)));
        if (pointless || !hasRoom(1)) {
            return push(node, 0, false);
        }
        openElement(name, attributes, false);
        push(node, 1, false);
    }

    void writeText(const QString &given)
    {
        if (inTableFrame()) {
            return;
        }
        if (m_out.size() > m_textLimit) {
            m_result.wasTruncated = true;
            return;
        }
        QString text;
        if (m_preformatted > 0) {
            text = cleaned(given);
        } else {
            const QString clean = cleaned(given);
            bool afterSpace = m_afterSpace || m_breakPending;
            text.reserve(clean.size());
            for (const QChar c : clean) {
                if (!isHtmlSpace(c.unicode())) {
                    text += c;
                    afterSpace = false;
                } else if (!afterSpace) {
                    text += u' ';
                    afterSpace = true;
                }
            }
        }
        if (text.isEmpty()) {
            return;
        }
        // Bounded, so that no single text overshoots what is written; `&` becomes five characters.
        const qsizetype room =
            m_options.maxInput - qMin<qsizetype>(8192, m_options.maxInput / 16) - m_out.size();
        if (text.size() * 5 > room) {
            qsizetype kept = 0;
            for (qsizetype size = 0; kept < text.size(); ++kept) {
                const QChar c = text[kept];
                size += c == u'&' ? 5 : c == u'<' || c == u'>' ? 4 : 1;
                if (size > room) {
                    break;
                }
            }
            if (kept < text.size()) {
                m_result.wasTruncated = true;
                text.truncate(kept > 0 && text[kept - 1].isHighSurrogate() ? kept - 1 : kept);
            }
            if (text.isEmpty()) {
                return;
            }
        }
        if (m_preformatted == 0 || !text.startsWith(u'\n')) {
            resolveBreak();
        }
        if (m_afterPreTag && text.startsWith(u'\n')) {
            m_out += u'\n'; // the parser takes one away
        }
        appendEscaped(m_out, text);
        m_afterSpace = isHtmlSpace(text.back().unicode());
        wroteInline();
        if (m_linkText.size() < longestLinkText) {
            m_linkText += text.left(longestLinkText);
        }
    }

    void writeBreak()
    {
        if (inTableFrame() || !canBreak()) {
            return;
        }
        m_out += "<br />"_L1;
        ++m_breaks;
        ++m_elements;
        m_breakPending = false;
        m_fresh = false;
        m_afterPreTag = false;
        m_atLineStart = true;
        m_afterSpace = true;
    }

    /// At any depth: where no element has room any more, line breaks keep the words apart.
    [[nodiscard]] bool canBreak() const
    {
        return m_breaks < mostLineBreaks && m_elements < mostElements &&
               m_out.size() < m_elementLimit;
    }

    void writeRule()
    {
        if (!inTableFrame() && hasRoom(1)) {
            m_out += "<hr />"_L1;
            ++m_elements;
            startBlock();
            m_fresh = false;
            m_afterPreTag = false;
        }
    }

    void writeImage(const HtmlNode &node)
    {
        if (!node.showsImage || inTableFrame()) {
            return;
        }
        const char *alternative = HtmlTree::attribute(node, "alt");
        const QString alt =
            alternative ? cleaned(QString::fromUtf8(alternative)).simplified() : QString();
        const QString shortAlt = alt.first(graphemeBoundary(alt, longestAlt));
        const QString &source = node.imageSource;
        if (source.isEmpty()) {
            writeText(u'[' + shortAlt + u']');
            return;
        }
        if (!hasRoom(1) || m_out.size() + source.size() > m_elementLimit) {
            m_result.wasTruncated = true;
            return;
        }
        resolveBreak();
        m_out += "<img src=\""_L1;
        appendEscaped(m_out, source, true);
        m_out += u'"';
        if (!shortAlt.isEmpty()) {
            m_out += " alt=\""_L1;
            appendEscaped(m_out, shortAlt, true);
            m_out += u'"';
        }
        for (const char *name : {"width", "height"}) {
            if (const int size = numberIn(node, name, 2000); size > 0) {
                m_out += u' ' + QLatin1StringView(name) + u"=\"" + QString::number(size) + u'"';
            }
        }
        m_out += " />"_L1;
        ++m_elements;
        m_afterSpace = false;
        wroteInline();
    }

    void warnOfLink()
    {
        if (!isMisleading(m_linkText, m_link.host)) {
            return;
        }
        m_out += "<span class=\"link-warning\"> [really: "_L1;
        appendEscaped(m_out, m_link.host);
        m_out += "]</span>"_L1;
        ++m_elements;
        m_afterSpace = false;
        m_breakPending = false;
        wroteInline();
        const QString warning = m_linkText.simplified().left(100) + u" \u2192 " + m_link.host;
        if (m_result.warnings.size() < mostWarnings && !m_result.warnings.contains(warning)) {
            m_result.warnings += warning;
        }
    }

    [[nodiscard]] static QString alignment(const HtmlNode &node)
    {
        QString value = node.style.align;
        if (value.isEmpty()) {
            const char *given = HtmlTree::attribute(node, "align");
            const QString align =
                given ? QString::fromLatin1(given).trimmed().toLower() : QString();
            if (align == u"left" || align == u"right" || align == u"center" ||
                align == u"justify") {
                value = align;
            } else if (node.tag == GUMBO_TAG_CENTER) {
                value = u"center"_s;
            }
        }
        // A list or a table that is moved aside reads badly; left is what everything has anyway.
        if (value.isEmpty() || value == u"left" || node.tag == GUMBO_TAG_TABLE ||
            node.tag == GUMBO_TAG_UL || node.tag == GUMBO_TAG_OL) {
            return {};
        }
        return u" align=\"" % value % u'"';
    }

    [[nodiscard]] QString styleOf(const HtmlNode &node) const
    {
        QString css;
        if (m_options.keepColors) {
            QString color = node.style.color;
            QString background = node.style.backgroundColor;
            if (const char *given = HtmlTree::attribute(node, "color");
                color.isEmpty() && given && node.tag == GUMBO_TAG_FONT) {
                color = canonicalColor(QString::fromUtf8(given));
            }
            if (const char *given = HtmlTree::attribute(node, "bgcolor");
                background.isEmpty() && given) {
                background = canonicalColor(QString::fromUtf8(given));
            }
            if (!color.isEmpty()) {
                css += u"color:" % color % u';';
            }
            if (!background.isEmpty()) {
                css += u"background-color:" % background % u';';
            }
        }
        if (node.style.bold) {
            css += *node.style.bold ? u"font-weight:bold;" : u"font-weight:normal;";
        }
        if (node.style.italic) {
            css += *node.style.italic ? u"font-style:italic;" : u"font-style:normal;";
        }
        if (node.style.underline || node.style.strikeOut) {
            css += u"text-decoration:";
            css += node.style.underline ? u"underline" : u"";
            css += node.style.underline && node.style.strikeOut ? u" " : u"";
            css += node.style.strikeOut ? u"line-through" : u"";
            css += u';';
        }
        if (css.isEmpty()) {
            return {};
        }
        css.chop(1);
        return u" style=\"" % css % u'"';
    }

    [[nodiscard]] QString cellAttributes(const HtmlNode &node) const
    {
        QString attributes = alignment(node);
        for (const char *name : {"colspan", "rowspan"}) {
            if (const int span = numberIn(node, name, 30); span > 1) {
                attributes +=
                    u' ' + QLatin1StringView(name) + u"=\"" + QString::number(span) + u'"';
            }
        }
        return attributes + styleOf(node);
    }

    [[nodiscard]] QString tableAttributes(const HtmlNode &node) const
    {
        const QString border = numberIn(node, "border", 1) > 0 ? u" border=\"1\""_s : QString();
        return border + styleOf(node);
    }

    /// The language of a code block, for highlighting.
    [[nodiscard]] static QString languageClass(const HtmlNode &node)
    {
        const char *given = HtmlTree::attribute(node, "class");
        if (!given) {
            return {};
        }
        for (const QString &name : QString::fromUtf8(given).split(u' ', Qt::SkipEmptyParts)) {
            const QStringView language =
                QStringView(name).sliced(name.startsWith(u"language-") ? 9 : name.size());
            const bool good = !language.isEmpty() && language.size() <= 32 &&
                              std::ranges::all_of(language, [](QChar c) {
                                  const char16_t u = c.unicode();
                                  return (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') ||
                                         (u >= u'0' && u <= u'9') || u == u'+' || u == u'#' ||
                                         u == u'.' || u == u'_' || u == u'-';
                              });
            if (good) {
                return u" class=\"language-" + language + u'"';
            }
        }
        return {};
    }

    const std::vector<HtmlNode> &m_nodes;
    const SanitizeOptions &m_options;
    SanitizedHtml &m_result;
    const qsizetype
        m_elementLimit; ///< of what is written, so that writing it again meets no limit earlier
    const qsizetype m_textLimit;
    QString m_out;
    std::vector<QLatin1StringView> m_names;
    std::vector<OpenNode> m_open;
    SafeLink m_link;
    QString m_linkText;
    int m_elements = 0;
    int m_tables = 0;
    int m_preformatted = 0;
    int m_breaks = 0;
    bool m_breakPending = false;
    bool m_atLineStart = true;
    bool m_afterSpace = true;
    bool m_fresh = true;
    bool m_afterPreTag = false;
};

} // namespace

SanitizedHtml sanitizeHtml(QStringView html, const SanitizeOptions &options)
{
    const QStringView input = html.first(qMin(html.size(), options.maxInput));
    const QString limited = limitHtml(input);
    HtmlTree tree(limited.isNull() ? input : QStringView(limited), options);
    SanitizedHtml result = tree.findings();
    result.wasTruncated = input.size() < html.size() || !limited.isNull();
    tree.markContent(false);
    if (tree.hasQuotes()) {
        if (tree.nodes().front().hasContent) {
            tree.markContent(true);
            result.quotedHtml = Writer(tree, options, result).write(true);
            tree.markContent(false);
        } else {
            tree.forgetQuotes(); // nothing but a quote: that is the message
            tree.markContent(false);
        }
    }
    result.html = Writer(tree, options, result).write(false);
    return result;
}

} // namespace casement
