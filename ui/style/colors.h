// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QPalette>

namespace casement
{

/// What a colour is for. Nothing in the window names a colour by its value, and nothing is told by
/// colour alone.
enum class ColorRole {
    Text,
    MutedText,  ///< times, snippets, hints
    Accent,     ///< links, the unread dot, the default button
    AccentText, ///< on Accent
    Separator,
    Panel,   ///< behind the views and the person
    Surface, ///< behind lists and conversations
    Hover,
    Selection,      ///< a chosen row of the list that has the keyboard
    SelectionQuiet, ///< a chosen row elsewhere
    Positive,
    Warning,
    Danger,
    NoteSurface, ///< behind internal notes
    Marker,      ///< behind the words that a search found
};

/// Whether \a palette is a dark one.
[[nodiscard]] bool isDark(const QPalette &palette);
[[nodiscard]] QColor color(ColorRole role, const QPalette &palette);

/// The two palettes that the window is designed in.
[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

/// WCAG 2.2 contrast ratio, 1 to 21.
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);

/// A chip of a tag: the tag's own hue, toned so that its text is legible on it in both palettes.
struct ChipColors {
    QColor background;
    QColor text;
};
[[nodiscard]] ChipColors chipColors(const QColor &hue, const QPalette &palette);
/// The circle of a person's initials; the hue belongs to \a seed and stays.
[[nodiscard]] ChipColors avatarColors(qint64 seed, const QPalette &palette);

} // namespace casement
