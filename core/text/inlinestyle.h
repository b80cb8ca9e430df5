// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>
#include <optional>

namespace casement
{

/// What of a `style` attribute matters to us: whether the element can be seen, and a few harmless
/// declarations.
struct InlineStyle {
    enum class Scope { All, Visibility };
    enum class FontSize { Inherited, Zero, Relative, Shown };

    bool hidden = false;           ///< display:none, opacity:0, mso-hide:all, or clipped to nothing
    std::optional<bool> invisible; ///< `visibility`; inherited, and a descendant may turn it back
    FontSize fontSize = FontSize::Inherited; ///< layouts set 0 on a wrapper and reset it inside
    bool tiny = false;                       ///< at most 2 px wide and high
    QString color;           ///< canonical `#rrggbb`, `rgb(r,g,b)` or a colour name; empty: none
    QString backgroundColor; ///< likewise
    std::optional<bool> bold;
    std::optional<bool> italic;
    bool underline = false;
    bool strikeOut = false;
    QString align;    ///< left, right, center, justify or empty
    QStringList urls; ///< what url() and image-set() name; at most 20

    /// Whether text is seen when its element inherits \a parentZero (an effective font size of
    /// nothing).
    [[nodiscard]] bool zeroFont(bool parentZero) const;
};

/// Parses a list of declarations (CSS Syntax 3, section 5.4.5). What is not understood is left out;
/// values with escapes are left out too, since nobody writes them but to deceive. With
/// Scope::Visibility only what hides is worked out.
[[nodiscard]] InlineStyle parseInlineStyle(QStringView style,
                                           InlineStyle::Scope scope = InlineStyle::Scope::All);

/// The canonical form of a CSS colour, empty for anything that is not plainly one.
[[nodiscard]] QString canonicalColor(QStringView value);

/// The addresses in `url(…)` and `@import "…"` of a style sheet, at most \a limit.
[[nodiscard]] QStringList styleUrls(QStringView css, qsizetype limit);

} // namespace casement
