// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace casement
{

/// \a text as HTML that shows it as it stands: line ends and runs of spaces kept, lines wrapped,
/// and http, https and mailto addresses as links with their target in `title` (a host in
/// international letters that pass for Latin ones is followed by its ASCII form). Within the subset
/// of sanitizeHtml().
[[nodiscard]] QString plainTextToHtml(QStringView text);

/// A name that the other side chose, for a label: on one line, without control, format and
/// bidirectional characters, white space collapsed, at most 80 graphemes. Still plain text: never
/// show it as rich text.
[[nodiscard]] QString displayName(QStringView name);

/// displayName() of a file that the other side named, without any folder: neither / nor \ is in it.
/// Empty where nothing is left.
[[nodiscard]] QString displayFileName(QStringView path);

/// \a text with a space between neighbouring characters of scripts that are written without spaces
/// (Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar, Tibetan), so that a word-based index finds
/// each of them. Combining marks stay with their letter. Other text comes back as it is, unshared
/// only if changed.
[[nodiscard]] QString segmentCjk(const QString &text);

} // namespace casement
