// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>
#include <functional>

namespace casement
{

/// Whether \a part can go out as message number \a index (from 0): the channel's own count, with
/// what it puts around the words.
using PartFits = std::function<bool(const QString &part, qsizetype index)>;

/// Cuts \a text (Markdown) into parts that all fit, in their order, without the white space at the
/// cuts. A part ends with a paragraph where that fills it by a third, else with a line, a sentence
/// (Unicode UAX #29), a word (UAX #14), a grapheme; within a link, an address, a mention or code
/// only where that alone does not fit.
///
/// Empty where it would be more than \a most parts, where not even one grapheme fits, and for a
/// text of over longestSplitText UTF-16 code units.
[[nodiscard]] QStringList splitText(const QString &text, const PartFits &fits, qsizetype most);

inline constexpr qsizetype longestSplitText = 400'000;

} // namespace casement
