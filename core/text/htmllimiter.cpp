// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/htmllimiter.h"

#include "core/text/htmltokenizer.h"

#include <vector>

namespace casement
{

namespace
{

bool isFormatting(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_NOBR:
    case GUMBO_TAG_S:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_STRIKE:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_TT:
    case GUMBO_TAG_U:
        return true;
    default:
        return false;
    }
}

/// Elements at whose end the list of active formatting elements is cleared up to a marker.
bool isMarker(GumboTag tag)
{
    return tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH || tag == GUMBO_TAG_CAPTION;
}

bool isForeignRoot(GumboTag tag)
{
    return tag == GUMBO_TAG_SVG || tag == GUMBO_TAG_MATH;
}

/// What end tags and implied ends do not reach beyond (section 13.2.4.2).
bool isScopeMarker(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_APPLET:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_MARQUEE:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_TH:
        return true;
    default:
        return isForeignRoot(tag);
    }
}

bool isTablePart(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TR:
        return true;
    default:
        return false;
    }
}

/// The category "special" of section 13.2.4.2, generously.
bool isSpecial(GumboTag tag)
{
    return isBlockElement(tag) || isScopeMarker(tag) || isDroppedElement(tag);
}

/// A close upper estimate of the tree builder's stack: formatting elements that a block's end
/// leaves behind stay.
class OpenElements
{
public:
    [[nodiscard]] qsizetype depth() const { return static_cast<qsizetype>(m_open.size()); }
    [[nodiscard]] qsizetype formatting() const { return m_formatting; }

    /// How many elements are opened again by the next text or tag.
    qsizetype reopened()
    {
        const qsizetype count = m_orphans;
        if (count > 0) {
            for (Entry &entry : m_open) {
                entry.orphan = false;
            }
            m_orphans = 0;
        }
        return count;
    }

    void open(GumboTag tag)
    {
        // In foreign content nothing closes by implication.
        if (m_foreign == 0) {
            closeImplied(tag);
        }
        m_open.push_back({tag, false});
        m_formatting += isFormatting(tag) ? 1 : 0;
        m_foreign += isForeignRoot(tag) ? 1 : 0;
    }

    /// Returns how much work the end tag \a tag makes.
    qsizetype close(GumboTag tag)
    {
        bool isAround = false; // an element that only its own end tag closes is within what ends
        for (std::size_t i = m_open.size(); i-- > 0;) {
            const GumboTag open = m_open[i].tag;
            if (open == tag) {
                if (isFormatting(tag) && isAround) {
                    // The adoption agency (section 13.2.6.4.7): the blocks inside stay open, with
                    // copies in them.
                    m_orphans -= m_open[i].orphan ? 1 : 0;
                    m_open.erase(m_open.begin() + static_cast<std::ptrdiff_t>(i));
                    --m_formatting;
                    return 8;
                }
                cut(i);
                return 1;
            }
            if (isForeignRoot(open) || open == GUMBO_TAG_TEMPLATE) {
                return 1;
            }
            if (isScopeMarker(open) &&
                (!isTablePart(tag) || (open == GUMBO_TAG_TABLE && tag != GUMBO_TAG_TABLE))) {
                return 1;
            }
            if (isSpecial(open)) {
                isAround = true;
                if (!isSpecial(tag) && !isFormatting(tag)) {
                    return 1; // the end of an ordinary element cannot close a special one
                }
            }
        }
        return 1;
    }

private:
    struct Entry {
        GumboTag tag;
        bool orphan;
    };

    void closeImplied(GumboTag tag)
    {
        const auto listScope = [](GumboTag open) {
            return isScopeMarker(open) || (isSpecial(open) && open != GUMBO_TAG_ADDRESS &&
                                           open != GUMBO_TAG_DIV && open != GUMBO_TAG_P);
        };
        const auto tableScope = [](GumboTag open) {
            return open == GUMBO_TAG_TABLE || open == GUMBO_TAG_TEMPLATE;
        };
        const auto anyScope = [](GumboTag open) { return isScopeMarker(open); };
        switch (tag) {
        case GUMBO_TAG_A:
            close(tag);
            break;
        case GUMBO_TAG_LI:
            closeBack(tag, listScope);
            break;
        case GUMBO_TAG_DT:
        case GUMBO_TAG_DD:
            closeBack(GUMBO_TAG_DT, listScope);
            closeBack(GUMBO_TAG_DD, listScope);
            break;
        case GUMBO_TAG_TD:
        case GUMBO_TAG_TH:
            closeBack(GUMBO_TAG_TD, tableScope);
            closeBack(GUMBO_TAG_TH, tableScope);
            break;
        case GUMBO_TAG_TR:
            closeBack(tag, tableScope);
            break;
        case GUMBO_TAG_TBODY:
        case GUMBO_TAG_THEAD:
        case GUMBO_TAG_TFOOT:
            closeBack(GUMBO_TAG_TR, tableScope);
            closeBack(tag, tableScope);
            break;
        case GUMBO_TAG_TABLE:
            break;
        default:
            if (isBlockElement(tag)) {
                closeBack(GUMBO_TAG_P, anyScope);
            }
        }
    }

    /// Closes the innermost \a tag that no scope stands before.
    template <typename IsScope>
    void closeBack(GumboTag tag, IsScope isScope)
    {
        for (std::size_t i = m_open.size(); i-- > 0;) {
            if (m_open[i].tag == tag) {
                cut(i);
                return;
            }
            if (isScope(m_open[i].tag)) {
                return;
            }
        }
    }

    void cut(std::size_t from)
    {
        const bool dropsAll = isMarker(m_open[from].tag) || m_open[from].tag == GUMBO_TAG_TR ||
                              m_open[from].tag == GUMBO_TAG_TABLE;
        std::size_t kept = from;
        for (std::size_t i = from; i < m_open.size(); ++i) {
            Entry entry = m_open[i];
            const bool formatting = isFormatting(entry.tag);
            if (formatting && i != from && !dropsAll) {
                m_orphans += entry.orphan ? 0 : 1;
                entry.orphan = true;
                m_open[kept++] = entry;
            } else {
                m_formatting -= formatting ? 1 : 0;
                m_orphans -= entry.orphan ? 1 : 0;
                m_foreign -= isForeignRoot(entry.tag) ? 1 : 0;
            }
        }
        m_open.resize(kept);
    }

    std::vector<Entry> m_open;
    qsizetype m_formatting = 0;
    qsizetype m_orphans = 0;
    qsizetype m_foreign = 0;
};

qsizetype attributeCount(QStringView attributes, qsizetype limit)
{
    qsizetype count = 0;
    AttributeWalker walker(attributes);
    while (count <= limit && walker.next()) {
        ++count;
    }
    return count;
}

} // namespace

QString limitHtml(QStringView html, const HtmlLimits &limits)
{
    QString out;
    bool copying = false;
    qsizetype work = 0;
    OpenElements open;
    HtmlTokenizer tokenizer(html);
    bool rawTextKept = true;
    const auto leaveOut = [&](const HtmlTokenizer::Token &token) {
        if (!copying) {
            copying = true;
            out.reserve(html.size());
            out += html.first(token.text.data() - html.data());
        }
    };
    for (auto token = tokenizer.next(); token.kind != HtmlTokenizer::Kind::End;
         token = tokenizer.next()) {
        bool keep = true;
        switch (token.kind) {
        case HtmlTokenizer::Kind::StartTag:
            if (work > limits.work) {
                keep = false;
                break;
            }
            work += 1 + open.reopened();
            // More attributes than any real tag has make the duplicate check quadratic.
            keep = attributeCount(token.attributes, limits.attributes) <= limits.attributes;
            if (keep && !isVoidElement(token.tag)) {
                keep = open.depth() < limits.depth &&
                       (!isFormatting(token.tag) || open.formatting() < limits.formatting);
                if (keep) {
                    open.open(token.tag);
                }
            }
            break;
        case HtmlTokenizer::Kind::EndTag:
            keep = work <= limits.work;
            if (keep) {
                work += open.close(token.tag);
            }
            break;
        case HtmlTokenizer::Kind::RawText:
            keep = rawTextKept;
            break;
        case HtmlTokenizer::Kind::Text:
        case HtmlTokenizer::Kind::End:
            work += open.reopened();
            break;
        }
        if (token.kind == HtmlTokenizer::Kind::StartTag) {
            rawTextKept = keep;
        }
        if (!keep) {
            leaveOut(token);
            if (isBlockElement(token.tag)) {
                out += u'\n'; // words of different blocks stay apart
            }
        } else if (copying) {
            out += token.text;
        }
    }
    return out;
}

} // namespace casement
