// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/htmltotext.h"

#include "core/text/characters.h"
#include "core/text/htmltokenizer.h"
#include "core/text/inlinestyle.h"

#include <array>
#include <vector>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

constexpr std::size_t deepestTree = 512;
constexpr int deepestQuote = 8;

bool isParagraph(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
        return true;
    default:
        return false;
    }
}

class Extractor
{
public:
    explicit Extractor(qsizetype size) { m_out.reserve(size / 4); }

    void open(const HtmlTokenizer::Token &token)
    {
        const GumboTag tag = token.tag;
        closeImplied(tag);
        State state = m_open.empty() ? State{} : m_open.back();
        state.tag = tag;
        readStyle(token.attributes, state);
        if (isVoidElement(tag)) {
            if (!state.hidden) {
                openVoid(tag);
            }
            return;
        }
        state.hidden = state.hidden || isDroppedElement(tag);
        if (!state.hidden) {
            if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) {
                m_cellPending = !m_lineEmpty;
            } else if (tag == GUMBO_TAG_LI) {
                lines(1);
                m_bulletPending = true;
            } else if (isBlockElement(tag)) {
                lines(isParagraph(tag) ? 2 : 1);
            }
            if (tag == GUMBO_TAG_BLOCKQUOTE) {
                state.quotes = static_cast<quint8>(qMin(state.quotes + 1, deepestQuote));
            }
            state.preformatted = state.preformatted || tag == GUMBO_TAG_PRE ||
                                 tag == GUMBO_TAG_XMP || tag == GUMBO_TAG_PLAINTEXT ||
                                 tag == GUMBO_TAG_LISTING;
        }
        if (m_open.size() < deepestTree) {
            m_open.push_back(state);
        }
    }

    void close(GumboTag tag)
    {
        // An end tag that nothing opened must not cost more than a look around.
        const std::size_t furthest = m_open.size() > 64 ? m_open.size() - 64 : 0;
        for (std::size_t i = m_open.size(); i-- > furthest;) {
            if (m_open[i].tag == tag) {
                closeTo(i);
                return;
            }
            // What stands in a cell cannot close what is outside of it.
            const bool bounds = m_open[i].tag == GUMBO_TAG_TD || m_open[i].tag == GUMBO_TAG_TH;
            if (bounds && tag != GUMBO_TAG_TR && tag != GUMBO_TAG_TABLE && tag != GUMBO_TAG_TBODY) {
                return;
            }
        }
        if (tag == GUMBO_TAG_BR || tag == GUMBO_TAG_P) {
            lines(1);
        }
    }

    void text(QStringView raw)
    {
        const State &state = m_open.empty() ? m_root : m_open.back();
        if (state.hidden || state.invisible || state.zeroFont) {
            return;
        }
        if (raw.contains(u'&')) {
            const QString decoded = decodeEntities(raw);
            append(decoded, state);
        } else {
            append(raw, state);
        }
    }

    [[nodiscard]] QString take()
    {
        while (m_out.endsWith(u' ') || m_out.endsWith(u'\n')) {
            m_out.chop(1);
        }
        return std::move(m_out);
    }

private:
    struct State {
        GumboTag tag = GUMBO_TAG_HTML;
        bool hidden = false;
        bool invisible = false;
        bool zeroFont = false;
        bool preformatted = false;
        quint8 quotes = 0;
    };

    static void readStyle(QStringView attributes, State &state)
    {
        // Most tags have neither; looking is cheaper than walking.
        if (!attributes.contains("style"_L1, Qt::CaseInsensitive) &&
            !attributes.contains("hidden"_L1, Qt::CaseInsensitive)) {
            return;
        }
        AttributeWalker walker(attributes);
        for (int count = 0; count < 48 && walker.next(); ++count) {
            if (walker.name().compare("hidden"_L1, Qt::CaseInsensitive) == 0) {
                state.hidden = true;
            } else if (walker.name().compare("style"_L1, Qt::CaseInsensitive) == 0) {
                const InlineStyle style =
                    parseInlineStyle(walker.value(), InlineStyle::Scope::Visibility);
                state.hidden = state.hidden || style.hidden;
                state.invisible = style.invisible.value_or(state.invisible);
                state.zeroFont = style.zeroFont(state.zeroFont);
            }
        }
    }

    void openVoid(GumboTag tag)
    {
        if (tag == GUMBO_TAG_BR) {
            lines(m_lineEmpty ? m_newlines + 1 : 1);
        } else if (tag == GUMBO_TAG_HR) {
            lines(2);
        }
    }

    /// End tags that the standard lets authors leave out.
    void closeImplied(GumboTag tag)
    {
        switch (tag) {
        case GUMBO_TAG_LI:
            closeBack({GUMBO_TAG_LI, GUMBO_TAG_LI}, {GUMBO_TAG_UL, GUMBO_TAG_OL});
            break;
        case GUMBO_TAG_TD:
        case GUMBO_TAG_TH:
            closeBack({GUMBO_TAG_TD, GUMBO_TAG_TH}, {GUMBO_TAG_TR, GUMBO_TAG_TABLE});
            break;
        case GUMBO_TAG_TR:
            closeBack({GUMBO_TAG_TR, GUMBO_TAG_TR}, {GUMBO_TAG_TABLE, GUMBO_TAG_TABLE});
            break;
        case GUMBO_TAG_OPTION:
            closeBack({GUMBO_TAG_OPTION, GUMBO_TAG_OPTION}, {GUMBO_TAG_SELECT, GUMBO_TAG_SELECT});
            break;
        default:
            if (isBlockElement(tag)) {
                closeBack({GUMBO_TAG_P, GUMBO_TAG_P}, {GUMBO_TAG_TD, GUMBO_TAG_TABLE});
            }
        }
    }

    void closeBack(std::array<GumboTag, 2> tags, std::array<GumboTag, 2> scopes)
    {
        const std::size_t furthest = m_open.size() > 16 ? m_open.size() - 16 : 0;
        for (std::size_t i = m_open.size(); i-- > furthest;) {
            const GumboTag tag = m_open[i].tag;
            if (tag == tags[0] || tag == tags[1]) {
                closeTo(i);
                return;
            }
            if (tag == scopes[0] || tag == scopes[1]) {
                return;
            }
        }
    }

    void closeTo(std::size_t index)
    {
        int needed = 0;
        for (std::size_t i = index; i < m_open.size(); ++i) {
            const State &state = m_open[i];
            if (!state.hidden && isBlockElement(state.tag) && state.tag != GUMBO_TAG_TD &&
                state.tag != GUMBO_TAG_TH) {
                needed = qMax(needed, isParagraph(state.tag) ? 2 : 1);
            }
        }
        m_open.resize(index);
        if (needed > 0) {
            lines(needed);
        }
    }

    /// At least \a count line feeds come before what follows; two make an empty line, and more are
    /// not wanted.
    void lines(int count)
    {
        m_newlines = qMin(2, qMax(m_newlines, count));
        m_spacePending = false;
        m_cellPending = false;
        m_lineEmpty = true;
    }

    void beginWord(const State &state)
    {
        if (m_newlines > 0 || m_out.isEmpty()) {
            if (!m_out.isEmpty()) {
                m_out += u'\n';
                if (m_newlines > 1) {
                    const int quotes = qMin<int>(state.quotes, m_quotes);
                    m_out += QString(quotes, u'>');
                    m_out += u'\n';
                }
            }
            if (state.quotes > 0) {
                m_out += QString(state.quotes, u'>') + u' ';
            }
            m_quotes = state.quotes;
            m_newlines = 0;
        } else if (m_cellPending) {
            m_out += u'\t';
        } else if (m_spacePending) {
            m_out += u' ';
        }
        if (m_bulletPending) {
            m_out += u"- ";
        }
        m_bulletPending = false;
        m_cellPending = false;
        m_spacePending = false;
        m_lineEmpty = false;
    }

    void append(QStringView text, const State &state)
    {
        const char16_t *const data = text.utf16();
        const qsizetype size = text.size();
        qsizetype i = 0;
        while (i < size) {
            const char16_t c = data[i];
            if (isHtmlSpace(c) || c == 0xa0) {
                if (state.preformatted && c == u'\n') {
                    if (m_lineEmpty) {
                        m_newlines = qMin(2, m_newlines + 1);
                    } else {
                        lines(1);
                    }
                } else if (state.preformatted && (c == u' ' || c == u'\t')) {
                    beginWord(state);
                    m_out += QChar(c);
                } else {
                    m_spacePending = !m_lineEmpty;
                }
                ++i;
                continue;
            }
            qsizetype end = i;
            while (end < size && isWordCharacter(data[end])) {
                ++end;
            }
            if (end > i) {
                beginWord(state);
                m_out += text.sliced(i, end - i);
                i = end;
                continue;
            }
            // A surrogate, or something that no text of ours has.
            if (QChar::isHighSurrogate(c) && i + 1 < size && QChar::isLowSurrogate(data[i + 1])) {
                beginWord(state);
                m_out += text.sliced(i, 2);
                i += 2;
            } else {
                ++i;
            }
        }
    }

    static bool isWordCharacter(char16_t c)
    {
        return (c > 0x20 && c < 0x7f) || (c > 0xa0 && !QChar::isSurrogate(c) && !isBidiControl(c) &&
                                          !isForbiddenCharacter(c));
    }

    QString m_out;
    std::vector<State> m_open;
    const State m_root;
    int m_newlines = 0;
    int m_quotes = 0;
    bool m_spacePending = false;
    bool m_cellPending = false;
    bool m_bulletPending = false;
    bool m_lineEmpty = true;
};

} // namespace

QString htmlToText(QStringView html)
{
    Extractor extractor(html.size());
    HtmlTokenizer tokenizer(html);
    for (auto token = tokenizer.next(); token.kind != HtmlTokenizer::Kind::End;
         token = tokenizer.next()) {
        switch (token.kind) {
        case HtmlTokenizer::Kind::StartTag:
            extractor.open(token);
            break;
        case HtmlTokenizer::Kind::EndTag:
            extractor.close(token.tag);
            break;
        case HtmlTokenizer::Kind::Text:
        case HtmlTokenizer::Kind::RawText:
            extractor.text(token.text);
            break;
        case HtmlTokenizer::Kind::End:
            break;
        }
    }
    return extractor.take();
}

} // namespace casement
