// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/htmltokenizer.h"

#include "core/text/characters.h"
#include "core/text/htmlentities.h"

#include <array>

namespace casement
{

namespace
{

constexpr qsizetype longestTagName = 32;

GumboTag tagNamed(QStringView name)
{
    if (name.size() > longestTagName) {
        return GUMBO_TAG_UNKNOWN;
    }
    std::array<char, longestTagName> latin{};
    for (qsizetype i = 0; i < name.size(); ++i) {
        const char16_t c = name[i].unicode();
        if (c >= 0x80) {
            return GUMBO_TAG_UNKNOWN;
        }
        latin.at(i) = static_cast<char>(c >= u'A' && c <= u'Z' ? c + 32 : c);
    }
    return gumbo_tagn_enum(latin.data(), static_cast<unsigned>(name.size()));
}

bool isLetter(char16_t c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isRawTextElement(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_XMP:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_NOEMBED:
    case GUMBO_TAG_NOFRAMES:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_PLAINTEXT:
        return true;
    default:
        return false;
    }
}

/// What a number between 0x80 and 0x9f means in a numeric reference (HTML standard,
/// section 13.2.5.80).
constexpr std::array<char16_t, 32> windows1252{
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

/// Decodes the reference that starts at the `&` at \a start; returns its length, 0 when there is
/// none.
qsizetype decodeReference(QStringView text, qsizetype start, QString &out)
{
    qsizetype i = start + 1;
    if (i < text.size() && text[i] == u'#') {
        ++i;
        const bool isHex = i < text.size() && (text[i] == u'x' || text[i] == u'X');
        i += isHex ? 1 : 0;
        const qsizetype digits = i;
        char32_t code = 0;
        for (; i < text.size(); ++i) {
            const char16_t c = text[i].unicode();
            const int digit = c >= u'0' && c <= u'9'            ? c - u'0'
                              : isHex && c >= u'a' && c <= u'f' ? c - u'a' + 10
                              : isHex && c >= u'A' && c <= u'F' ? c - u'A' + 10
                                                                : -1;
            if (digit < 0) {
                break;
            }
            code = qMin<char32_t>(code * (isHex ? 16U : 10U) + static_cast<char32_t>(digit),
                                  0x110000U);
        }
        if (i == digits) {
            return 0;
        }
        if (code >= 0x80 && code <= 0x9f) {
            code = windows1252.at(code - 0x80);
        }
        if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
            code = 0xfffd;
        }
        out += QStringView(QChar::fromUcs4(code));
    } else {
        const qsizetype name = i;
        while (i < text.size() && i - name < longestEntityName && text[i].unicode() < 0x80 &&
               text[i].isLetterOrNumber()) {
            ++i;
        }
        const char16_t code = entityNamed(text.sliced(name, i - name));
        if (code == 0) {
            return 0;
        }
        out += QChar(code);
    }
    if (i < text.size() && text[i] == u';') {
        ++i;
    }
    return i - start;
}

} // namespace

HtmlTokenizer::HtmlTokenizer(QStringView html) : m_html(html)
{
}

HtmlTokenizer::Token HtmlTokenizer::next()
{
    if (m_rawText != GUMBO_TAG_LAST) {
        const GumboTag inside = m_rawText;
        m_rawText = GUMBO_TAG_LAST;
        const qsizetype start = m_position;
        qsizetype end = inside == GUMBO_TAG_PLAINTEXT ? -1 : start;
        while (end >= 0) {
            end = m_html.indexOf(u"</", end);
            if (end >= 0) {
                qsizetype nameEnd = end + 2;
                while (nameEnd < m_html.size() && nameEnd - end < longestTagName &&
                       isLetter(m_html[nameEnd].unicode())) {
                    ++nameEnd;
                }
                if (tagNamed(m_html.sliced(end + 2, nameEnd - end - 2)) == inside) {
                    break;
                }
                end += 2;
            }
        }
        m_position = end < 0 ? m_html.size() : end;
        if (m_position > start) {
            return {.kind = Kind::RawText,
                    .tag = inside,
                    .text = m_html.sliced(start, m_position - start)};
        }
    }
    while (m_position < m_html.size()) {
        const qsizetype start = m_position;
        if (m_html[start] == u'<' && start + 1 < m_html.size()) {
            const char16_t c = m_html[start + 1].unicode();
            if (isLetter(c)) {
                return tagAt(start, false);
            }
            if (c == u'/' && start + 2 < m_html.size() && isLetter(m_html[start + 2].unicode())) {
                return tagAt(start, true);
            }
            if (c == u'!' || c == u'?' || c == u'/') {
                skipMarkup();
                continue;
            }
        }
        qsizetype end = start + 1;
        while (true) {
            end = m_html.indexOf(u'<', end);
            if (end < 0 || end + 1 >= m_html.size()) {
                end = m_html.size();
                break;
            }
            const char16_t c = m_html[end + 1].unicode();
            if (isLetter(c) || c == u'!' || c == u'?' || c == u'/') {
                break;
            }
            ++end;
        }
        m_position = end;
        return {.kind = Kind::Text,
                .tag = GUMBO_TAG_UNKNOWN,
                .text = m_html.sliced(start, end - start)};
    }
    return {};
}

HtmlTokenizer::Token HtmlTokenizer::tagAt(qsizetype start, bool isEnd)
{
    qsizetype i = start + (isEnd ? 2 : 1);
    const qsizetype name = i;
    while (i < m_html.size() && !isHtmlSpace(m_html[i].unicode()) && m_html[i] != u'>' &&
           m_html[i] != u'/') {
        ++i;
    }
    Token token{.kind = isEnd ? Kind::EndTag : Kind::StartTag,
                .tag = tagNamed(m_html.sliced(name, i - name))};
    const qsizetype attributes = i;
    // A quote opens a value only after `=`; elsewhere it is part of a name.
    bool afterEquals = false;
    for (; i < m_html.size(); ++i) {
        const char16_t c = m_html[i].unicode();
        if (c == u'>') {
            break;
        }
        if (afterEquals && (c == u'"' || c == u'\'')) {
            const qsizetype close = m_html.indexOf(QChar(c), i + 1);
            if (close < 0) {
                i = m_html.size();
                break;
            }
            i = close;
            afterEquals = false;
        } else if (c == u'=') {
            afterEquals = true;
        } else if (!isHtmlSpace(c)) {
            afterEquals = false;
        }
    }
    token.attributes = m_html.sliced(attributes, qMin(i, m_html.size()) - attributes);
    m_position = qMin(i + 1, m_html.size());
    token.text = m_html.sliced(start, m_position - start);
    if (!isEnd && isRawTextElement(token.tag)) {
        m_rawText = token.tag;
    }
    return token;
}

void HtmlTokenizer::skipMarkup()
{
    qsizetype end = -1;
    qsizetype length = 1;
    if (m_html.sliced(m_position).startsWith(u"<!--")) {
        const QStringView rest = m_html.sliced(m_position + 4);
        if (rest.startsWith(u'>') || rest.startsWith(u"->")) { // an empty comment, abruptly closed
            end = m_html.indexOf(u'>', m_position + 4);
        } else {
            // One forward search for either end: searching for each of them would make many
            // comments quadratic.
            end = m_html.indexOf(u"--", m_position + 4);
            while (end >= 0) {
                const QStringView after = m_html.sliced(end + 2);
                if (after.startsWith(u'>') || after.startsWith(u"!>")) {
                    length = after.startsWith(u'>') ? 3 : 4;
                    break;
                }
                end = m_html.indexOf(u"--", end + 1);
            }
        }
    } else {
        end = m_html.indexOf(u'>', m_position);
    }
    m_position = end < 0 ? m_html.size() : end + length;
}

AttributeWalker::AttributeWalker(QStringView attributes) : m_text(attributes)
{
}

bool AttributeWalker::next()
{
    const auto at = [this](qsizetype i) { return m_text[i].unicode(); };
    const qsizetype size = m_text.size();
    qsizetype i = m_position;
    while (i < size && (isHtmlSpace(at(i)) || at(i) == u'/')) {
        ++i;
    }
    if (i >= size) {
        m_position = size;
        return false;
    }
    const qsizetype name = i++;
    while (i < size && !isHtmlSpace(at(i)) && at(i) != u'=' && at(i) != u'/') {
        ++i;
    }
    m_name = m_text.sliced(name, i - name);
    m_value = {};
    qsizetype equals = i;
    while (equals < size && isHtmlSpace(at(equals))) {
        ++equals;
    }
    if (equals < size && at(equals) == u'=') {
        i = equals + 1;
        while (i < size && isHtmlSpace(at(i))) {
            ++i;
        }
        if (i < size && (at(i) == u'"' || at(i) == u'\'')) {
            const qsizetype close = m_text.indexOf(m_text[i], i + 1);
            const qsizetype end = close < 0 ? size : close;
            m_value = m_text.sliced(i + 1, end - i - 1);
            i = qMin(end + 1, size);
        } else {
            const qsizetype value = i;
            while (i < size && !isHtmlSpace(at(i))) {
                ++i;
            }
            m_value = m_text.sliced(value, i - value);
        }
    }
    m_position = i;
    return true;
}

bool isVoidElement(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_AREA:
    case GUMBO_TAG_BASE:
    case GUMBO_TAG_BASEFONT:
    case GUMBO_TAG_BGSOUND:
    case GUMBO_TAG_BR:
    case GUMBO_TAG_COL:
    case GUMBO_TAG_EMBED:
    case GUMBO_TAG_FRAME:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_IMAGE:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_KEYGEN:
    case GUMBO_TAG_LINK:
    case GUMBO_TAG_META:
    case GUMBO_TAG_PARAM:
    case GUMBO_TAG_SOURCE:
    case GUMBO_TAG_SPACER:
    case GUMBO_TAG_TRACK:
    case GUMBO_TAG_WBR:
        return true;
    default:
        return false;
    }
}

bool isBlockElement(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_DIR:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_HGROUP:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_LEGEND:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_MENU:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_P:
    case GUMBO_TAG_PLAINTEXT:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_XMP:
        return true;
    default:
        return false;
    }
}

bool isDroppedElement(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_APPLET:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_BASE:
    case GUMBO_TAG_BASEFONT:
    case GUMBO_TAG_BGSOUND:
    case GUMBO_TAG_CANVAS:
    case GUMBO_TAG_COL:
    case GUMBO_TAG_DATALIST:
    case GUMBO_TAG_EMBED:
    case GUMBO_TAG_FRAME:
    case GUMBO_TAG_FRAMESET:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_KEYGEN:
    case GUMBO_TAG_LINK:
    case GUMBO_TAG_MATH:
    case GUMBO_TAG_META:
    case GUMBO_TAG_NOEMBED:
    case GUMBO_TAG_NOFRAMES:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_PARAM:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_SOURCE:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_TRACK:
    case GUMBO_TAG_VIDEO:
        return true;
    default:
        return false;
    }
}

QString decodeEntities(QStringView text)
{
    QString out;
    out.reserve(text.size());
    qsizetype from = 0;
    while (from < text.size()) {
        const qsizetype ampersand = text.indexOf(u'&', from);
        if (ampersand < 0) {
            break;
        }
        out += text.sliced(from, ampersand - from);
        const qsizetype length = decodeReference(text, ampersand, out);
        if (length == 0) {
            out += u'&';
        }
        from = ampersand + qMax<qsizetype>(1, length);
    }
    out += text.sliced(from);
    return out;
}

} // namespace casement
