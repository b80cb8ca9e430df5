// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/htmltree.h"

#include "core/text/characters.h"
#include "core/text/htmltokenizer.h"
#include "core/text/links.h"
#include "core/text/quotes.h"

#include <algorithm>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

constexpr qsizetype mostBlocked = 200;
constexpr qsizetype longestBlocked = 2048;

void *arenaAllocate(void *arena, size_t size)
{
    return static_cast<std::pmr::monotonic_buffer_resource *>(arena)->allocate(
        size, alignof(std::max_align_t));
}

void arenaRelease(void *, void *)
{
}

const char *attributeOf(const GumboNode *element, const char *name)
{
    const GumboAttribute *found = gumbo_get_attribute(&element->v.element.attributes, name);
    return found ? found->value : nullptr;
}

bool isElement(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

/// At most \a most pixels in both directions, by attributes or style.
bool isTiny(const GumboNode *image, const InlineStyle &style)
{
    const auto small = [image](const char *name) {
        const char *value = attributeOf(image, name);
        bool ok = false;
        const int number = value ? QByteArrayView(value).trimmed().toInt(&ok) : 0;
        return ok && number <= 2;
    };
    return style.tiny || (small("width") && small("height"));
}

bool hasClass(const GumboNode *element, QLatin1StringView wanted)
{
    const char *classes = attributeOf(element, "class");
    if (!classes) {
        return false;
    }
    const QString text = QString::fromUtf8(classes);
    return std::ranges::any_of(QStringView(text).split(u' ', Qt::SkipEmptyParts),
                               [wanted](QStringView name) { return name.trimmed() == wanted; });
}

enum class QuoteMark { None, Element, RestOfMessage };

/// How mail programs mark what they quote.
QuoteMark quoteMark(const GumboNode *element)
{
    const char *id = attributeOf(element, "id");
    if (id) {
        const QLatin1StringView value(id);
        // Outlook: all that follows is the old message.
        if (value.endsWith("divRplyFwdMsg"_L1) || value.endsWith("appendonsend"_L1) ||
            value.endsWith("mail-editor-reference-message-container"_L1)) {
            return QuoteMark::RestOfMessage;
        }
        if (value.startsWith("yahoo_quoted"_L1) || value == "OLK_SRC_BODY_SECTION"_L1) {
            return QuoteMark::Element;
        }
    }
    if (element->v.element.tag == GUMBO_TAG_BLOCKQUOTE) {
        const char *type = attributeOf(element, "type");
        if (type && qstricmp(type, "cite") == 0) {
            return QuoteMark::Element;
        }
    }
    static constexpr auto classes = std::to_array<QLatin1StringView>(
        {"gmail_quote"_L1, "gmail_quote_container"_L1, "gmail_attr"_L1, "yahoo_quoted"_L1,
         "moz-cite-prefix"_L1, "protonmail_quote"_L1, "moz-forward-container"_L1,
         "OutlookMessageHeader"_L1, "tutanota_quote"_L1});
    if (attributeOf(element, "class") &&
        std::ranges::any_of(
            classes, [element](QLatin1StringView name) { return hasClass(element, name); })) {
        return QuoteMark::Element;
    }
    return QuoteMark::None;
}

bool isBlank(const char *text)
{
    const QByteArrayView bytes(text);
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == '\xc2' && i + 1 < bytes.size() && bytes[i + 1] == '\xa0') {
            ++i; // a no-break space
        } else if (!isHtmlSpace(static_cast<unsigned char>(bytes[i]))) {
            return false;
        }
    }
    return true;
}

/// Whether any of \a text is left after cleaning and collapsing.
bool leavesText(const char *text)
{
    for (const QChar c : QString::fromUtf8(text)) {
        const char16_t u = c.unicode();
        if (!isHtmlSpace(u) && !isForbiddenCharacter(u) && !isBidiControl(u)) {
            return true;
        }
    }
    return false;
}

} // namespace

QString safeImageSource(QStringView given, const SanitizeOptions &options)
{
    const QStringView source = given.trimmed();
    if (source.startsWith("cid:"_L1, Qt::CaseInsensitive)) {
        const QStringView id = source.sliced(4);
        const bool good = !id.isEmpty() && id.size() <= 512 && std::ranges::all_of(id, [](QChar c) {
            return c.unicode() > 0x20 && c.unicode() < 0x7f && c != u'"' && c != u'<' &&
                   c != u'>' && c != u'\\';
        });
        return good ? u"cid:"_s + id : QString();
    }
    if (source.startsWith("data:"_L1, Qt::CaseInsensitive)) {
        if (source.size() > options.maxDataImage) {
            return {};
        }
        static constexpr auto types = std::to_array<QLatin1StringView>(
            {"data:image/png;base64,"_L1, "data:image/jpeg;base64,"_L1, "data:image/jpg;base64,"_L1,
             "data:image/gif;base64,"_L1, "data:image/webp;base64,"_L1});
        for (const QLatin1StringView type : types) {
            if (!source.startsWith(type, Qt::CaseInsensitive)) {
                continue;
            }
            QString out(type);
            for (const QChar c : source.sliced(type.size())) {
                const char16_t u = c.unicode();
                if ((u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') ||
                    (u >= u'0' && u <= u'9') || u == u'+' || u == u'/' || u == u'=') {
                    out += c;
                } else if (!isHtmlSpace(u)) {
                    return {};
                }
            }
            return out.size() > type.size() ? out : QString();
        }
        return {};
    }
    if (options.allowRemoteImages && source.startsWith("https://"_L1, Qt::CaseInsensitive)) {
        const auto link = safeLink(source);
        return link ? link->url : QString();
    }
    return {};
}

bool isRemote(QStringView given)
{
    const QStringView address = given.trimmed();
    return address.startsWith("http:"_L1, Qt::CaseInsensitive) ||
           address.startsWith("https:"_L1, Qt::CaseInsensitive) ||
           address.startsWith("ftp:"_L1, Qt::CaseInsensitive) || address.startsWith(u"//") ||
           address.startsWith(u"\\\\");
}

HtmlTree::HtmlTree(QStringView html, const SanitizeOptions &options) : m_arena(64 * 1024)
{
    const QByteArray bytes = html.toUtf8();
    GumboOptions gumbo = kGumboDefaultOptions;
    gumbo.allocator = arenaAllocate;
    gumbo.deallocator = arenaRelease;
    gumbo.userdata = &m_arena;
    gumbo.max_errors = 0;
    // The parsed tree lives in the arena and goes with it: destroying it node by node would cost as
    // much as parsing.
    const GumboOutput *output =
        gumbo_parse_with_options(&gumbo, bytes.constData(), static_cast<size_t>(bytes.size()));
    if (output && output->root) {
        build(output->root, options);
        markShape();
        if (options.splitQuotes) {
            findQuotes();
        }
    }
}

HtmlTree::~HtmlTree() = default;

const char *HtmlTree::attribute(const HtmlNode &node, const char *name)
{
    return attributeOf(node.source, name);
}

bool HtmlTree::drops(const GumboNode *element)
{
    const GumboElement &data = element->v.element;
    if (data.tag_namespace != GUMBO_NAMESPACE_HTML || element->type == GUMBO_NODE_TEMPLATE) {
        return true;
    }
    if (data.tag == GUMBO_TAG_HEAD || isDroppedElement(data.tag)) {
        return true;
    }
    if (data.tag == GUMBO_TAG_INPUT) {
        const char *type = attributeOf(element, "type");
        return !type || qstricmp(type, "checkbox") != 0;
    }
    if (data.tag == GUMBO_TAG_SPAN && hasClass(element, "link-warning"_L1)) {
        return true; // ours alone: it is made again for every link that earns it
    }
    return attributeOf(element, "hidden") != nullptr;
}

void HtmlTree::noteAddress(QStringView url)
{
    const QString address =
        cleaned(url.trimmed().first(qMin(longestBlocked, url.trimmed().size())));
    if (m_findings.blockedRemote.size() < mostBlocked && isRemote(address) &&
        !m_findings.blockedRemote.contains(address)) {
        m_findings.blockedRemote += address;
    }
}

void HtmlTree::noteRemote(const GumboNode *element, const InlineStyle &style, bool isHidden)
{
    if (!isElement(element)) {
        return;
    }
    const GumboElement &data = element->v.element;
    for (const QString &url : style.urls) {
        noteAddress(url);
    }
    if (data.tag == GUMBO_TAG_STYLE && data.children.length > 0) {
        const auto *text = static_cast<const GumboNode *>(data.children.data[0]);
        if (text->type == GUMBO_NODE_TEXT) {
            for (const QString &url :
                 styleUrls(QString::fromUtf8(text->v.text.text), mostBlocked)) {
                noteAddress(url);
            }
        }
    }
    for (unsigned i = 0; i < data.attributes.length; ++i) {
        const auto *attribute = static_cast<const GumboAttribute *>(data.attributes.data[i]);
        const QByteArrayView name(attribute->name);
        const bool isLinkTarget =
            name == "href" && (data.tag == GUMBO_TAG_A || data.tag == GUMBO_TAG_AREA);
        if (name == "src" || name == "background" || name == "poster" || name == "lowsrc" ||
            name == "dynsrc" || name == "data" || name == "xlink:href" ||
            (name == "href" && !isLinkTarget)) {
            noteAddress(QString::fromUtf8(attribute->value));
        } else if (name == "srcset") {
            for (const QString &candidate : QString::fromUtf8(attribute->value).split(u',')) {
                noteAddress(candidate.trimmed().section(u' ', 0, 0));
            }
        }
    }
    if (data.tag == GUMBO_TAG_IMG) {
        const char *source = attributeOf(element, "src");
        if (source && isRemote(QString::fromUtf8(source)) && (isHidden || isTiny(element, style))) {
            ++m_findings.trackingPixels;
        }
    }
}

void HtmlTree::build(const GumboNode *root, const SanitizeOptions &options)
{
    struct Frame {
        const GumboNode *node;
        unsigned child;
        int index; // -1: dropped, walked only for what it would have loaded
        bool invisible;
        bool zeroFont;
    };
    m_nodes.push_back({.source = root, .tag = GUMBO_TAG_HTML});
    std::vector<Frame> stack{{root, 0, 0, false, false}};
    while (!stack.empty()) {
        Frame &frame = stack.back();
        const GumboVector &children = frame.node->v.element.children;
        if (frame.child >= children.length) {
            if (frame.index >= 0) {
                m_nodes[static_cast<std::size_t>(frame.index)].end =
                    static_cast<int>(m_nodes.size());
            }
            stack.pop_back();
            continue;
        }
        const auto *child = static_cast<const GumboNode *>(children.data[frame.child++]);
        if (!isElement(child)) {
            const bool isText = child->type == GUMBO_NODE_TEXT ||
                                child->type == GUMBO_NODE_WHITESPACE ||
                                child->type == GUMBO_NODE_CDATA;
            if (isText && frame.index >= 0) {
                const int next = static_cast<int>(m_nodes.size()) + 1;
                m_nodes.push_back({.source = child,
                                   .parent = frame.index,
                                   .end = next,
                                   .isText = true,
                                   .unseen = frame.invisible || frame.zeroFont});
            }
            continue;
        }
        const char *style = attributeOf(child, "style");
        InlineStyle parsed = style ? parseInlineStyle(QString::fromUtf8(style)) : InlineStyle();
        const bool dropped = frame.index < 0 || parsed.hidden || drops(child);
        const bool invisible = parsed.invisible.value_or(frame.invisible);
        const bool zeroFont = parsed.zeroFont(frame.zeroFont);
        const bool keepsRemote =
            options.allowRemoteImages && !dropped && child->v.element.tag == GUMBO_TAG_IMG;
        if (!keepsRemote) {
            noteRemote(child, parsed, dropped);
        }
        int index = -1;
        if (!dropped) {
            index = static_cast<int>(m_nodes.size());
            const GumboTag tag = child->v.element.tag;
            m_nodes.push_back({.source = child,
                               .tag = tag,
                               .parent = frame.index,
                               .unseen = invisible,
                               .style = std::move(parsed)});
            if (tag == GUMBO_TAG_IMG && !invisible) {
                m_nodes.back().imageSource =
                    safeImageSource(QString::fromUtf8(attributeOf(child, "src")), options);
                const char *alt = attributeOf(child, "alt");
                m_nodes.back().showsImage =
                    !m_nodes.back().imageSource.isEmpty() ||
                    (alt && leavesText(alt) && !isTiny(child, m_nodes.back().style));
            }
        }
        stack.push_back({child, 0, index, invisible, zeroFont});
    }
}

void HtmlTree::markShape()
{
    std::vector<int> cells(m_nodes.size(), 0);
    for (std::size_t i = m_nodes.size(); i-- > 1;) {
        const HtmlNode &node = m_nodes[i];
        HtmlNode &parent = m_nodes[static_cast<std::size_t>(node.parent)];
        const bool isBlock = !node.isText && isBlockElement(node.tag);
        parent.hasBlock |= node.hasBlock || isBlock;
        if (node.tag == GUMBO_TAG_TD || node.tag == GUMBO_TAG_TH) {
            ++cells[static_cast<std::size_t>(node.parent)];
        } else if (node.tag == GUMBO_TAG_TR) {
            // A row stands in a table, or in a section of one.
            parent.columns = std::max(parent.columns, cells[i]);
        } else if (node.tag == GUMBO_TAG_TBODY || node.tag == GUMBO_TAG_THEAD ||
                   node.tag == GUMBO_TAG_TFOOT) {
            parent.columns = std::max(parent.columns, node.columns);
        }
    }
}

void HtmlTree::findQuotes()
{
    // Candidates, topmost only, in document order.
    std::vector<std::size_t> roots;
    for (std::size_t i = 1; i < m_nodes.size();) {
        const HtmlNode &node = m_nodes[i];
        const QuoteMark mark = node.isText ? QuoteMark::None : quoteMark(node.source);
        if (mark == QuoteMark::Element) {
            roots.push_back(i);
            i = static_cast<std::size_t>(node.end);
        } else if (mark == QuoteMark::RestOfMessage) {
            // It, and what follows it in its container.
            const auto end =
                static_cast<std::size_t>(m_nodes[static_cast<std::size_t>(node.parent)].end);
            while (i < end) {
                roots.push_back(i);
                i = static_cast<std::size_t>(m_nodes[i].end);
            }
        } else {
            ++i;
        }
    }
    // Answers between quoted passages must be read with them: only what no words follow is folded
    // away.
    std::size_t next = m_nodes.size();
    for (auto root = roots.rbegin(); root != roots.rend(); ++root) {
        const auto end = static_cast<std::size_t>(m_nodes[*root].end);
        const bool wordsFollow = std::any_of(
            m_nodes.begin() + static_cast<std::ptrdiff_t>(end),
            m_nodes.begin() + static_cast<std::ptrdiff_t>(next), [](const HtmlNode &node) {
                return node.isText && !node.unseen && !isBlank(node.source->v.text.text);
            });
        if (wordsFollow) {
            break;
        }
        m_nodes[*root].isQuote = true;
        m_hasQuotes = true;
        next = *root;
    }
    if (!m_hasQuotes) {
        return;
    }
    // "On … wrote:" just before it belongs to it, where no class says so.
    const auto first = std::ranges::find_if(m_nodes, &HtmlNode::isQuote) - m_nodes.begin();
    for (std::ptrdiff_t i = first; i-- > 1;) {
        const HtmlNode &node = m_nodes[static_cast<std::size_t>(i)];
        if (!node.isText || isBlank(node.source->v.text.text)) {
            continue;
        }
        std::ptrdiff_t block = i;
        while (block > 0 && (m_nodes[static_cast<std::size_t>(block)].isText ||
                             !isBlockElement(m_nodes[static_cast<std::size_t>(block)].tag))) {
            block = m_nodes[static_cast<std::size_t>(block)].parent;
        }
        HtmlNode &holder = m_nodes[static_cast<std::size_t>(block)];
        if (block > 0 && holder.end <= first && !holder.hasBlock) {
            QString line;
            for (std::ptrdiff_t part = block + 1; part < holder.end; ++part) {
                const HtmlNode &text = m_nodes[static_cast<std::size_t>(part)];
                line += text.isText ? QString::fromUtf8(text.source->v.text.text) : QString();
            }
            holder.isQuote = isAttributionLine(line.simplified());
        }
        break;
    }
}

void HtmlTree::markContent(bool quoted)
{
    for (HtmlNode &node : m_nodes) {
        node.hasContent = false;
    }
    // Whether a node is within a quote, by document order: quotes do not nest.
    std::vector<bool> inQuote(m_nodes.size(), false);
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        inQuote[i] = m_nodes[i].isQuote || (m_nodes[i].parent >= 0 &&
                                            inQuote[static_cast<std::size_t>(m_nodes[i].parent)]);
    }
    for (std::size_t i = m_nodes.size(); i-- > 1;) {
        HtmlNode &node = m_nodes[i];
        if (inQuote[i] != quoted) {
            continue;
        }
        if (node.isText) {
            node.hasContent = !node.unseen && leavesText(node.source->v.text.text);
        } else if (node.tag == GUMBO_TAG_IMG) {
            node.hasContent = node.showsImage;
        } else if (node.tag == GUMBO_TAG_BR || node.tag == GUMBO_TAG_HR ||
                   node.tag == GUMBO_TAG_INPUT) {
            node.hasContent = true;
        }
        HtmlNode &parent = m_nodes[static_cast<std::size_t>(node.parent)];
        parent.hasContent |=
            node.hasContent && inQuote[static_cast<std::size_t>(node.parent)] == quoted;
    }
}

void HtmlTree::forgetQuotes()
{
    for (HtmlNode &node : m_nodes) {
        node.isQuote = false;
    }
    m_hasQuotes = false;
}

} // namespace casement
