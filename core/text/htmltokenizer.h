// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <gumbo.h>

namespace casement
{

/// A linear-time HTML tokenizer after the tokenization stage of the HTML standard (section 13.2.5),
/// for what must be fast or must look before the tree builder does: text extraction and the
/// limiter. It decides nothing about safety.
class HtmlTokenizer
{
public:
    enum class Kind { StartTag, EndTag, Text, RawText, End };
    struct Token {
        Kind kind = Kind::End;
        GumboTag tag =
            GUMBO_TAG_UNKNOWN; ///< of a tag; GUMBO_TAG_UNKNOWN for names that HTML does not have
        QStringView text = {}; ///< the text, entities not decoded; the whole tag for tags
        QStringView attributes = {}; ///< what stands between a tag's name and its `>`
    };

    /// \a html must outlive the tokenizer.
    explicit HtmlTokenizer(QStringView html);

    /// The next token; Kind::End for ever after the last. Comments, doctypes and CDATA never come
    /// out.
    [[nodiscard]] Token next();

private:
    [[nodiscard]] Token tagAt(qsizetype start, bool isEnd);
    void skipMarkup();

    QStringView m_html;
    qsizetype m_position = 0;
    GumboTag m_rawText = GUMBO_TAG_LAST; // the element whose text is not markup, while inside it
};

/// Walks the attributes of a tag: `while (walker.next()) …`.
class AttributeWalker
{
public:
    explicit AttributeWalker(QStringView attributes);

    bool next();
    [[nodiscard]] QStringView name() const { return m_name; }
    [[nodiscard]] QStringView value() const { return m_value; } ///< entities not decoded

private:
    QStringView m_text;
    QStringView m_name;
    QStringView m_value;
    qsizetype m_position = 0;
};

/// Elements that never have content (HTML standard, section 13.1.2).
[[nodiscard]] bool isVoidElement(GumboTag tag);

/// Elements that start on a line of their own.
[[nodiscard]] bool isBlockElement(GumboTag tag);

/// Elements whose content is never shown as text: scripts, styles, foreign content, embedded
/// objects, form fields.
[[nodiscard]] bool isDroppedElement(GumboTag tag);

/// \a text with character references replaced (HTML 4's names, `&apos;`, numbers; windows-1252
/// numbers as browsers read them). An unknown name stays as it is.
[[nodiscard]] QString decodeEntities(QStringView text);

} // namespace casement
