// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace casement
{

/// Embedding, override and isolate controls (Unicode UAX #9): they reorder what stands around them,
/// so inbound text never keeps them.
[[nodiscard]] constexpr bool isBidiControl(char16_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/// Characters that no text of ours contains: C0 and C1 controls other than tab and line feed, the
/// byte order mark, and the two non-characters that XML 1.0 forbids.
[[nodiscard]] constexpr bool isForbiddenCharacter(char16_t c)
{
    return (c < 0x20 && c != u'\n' && c != u'\t') || (c >= 0x7f && c <= 0x9f) || c == 0xfeff ||
           c >= 0xfffe;
}

/// White space that HTML collapses: not the no-break space.
[[nodiscard]] constexpr bool isHtmlSpace(char16_t c)
{
    return c == u' ' || (c >= u'\t' && c <= u'\r' && c != u'\v');
}

/// \a text without forbidden characters, bidirectional controls and unpaired surrogates; CR and
/// CRLF become LF.
[[nodiscard]] QString cleaned(QStringView text);

/// Appends \a text with `&`, `<`, `>` and, for attribute values, `"` written as entities.
void appendEscaped(QString &out, QStringView text, bool inAttribute = false);

/// The largest length not over \a length at which \a text can be cut without splitting a grapheme
/// cluster.
[[nodiscard]] qsizetype graphemeBoundary(QStringView text, qsizetype length);

/// How many extended grapheme clusters (Unicode UAX #29) \a text has.
[[nodiscard]] qsizetype graphemeCount(QStringView text);

} // namespace casement
