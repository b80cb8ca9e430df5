// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace casement
{

/// What a tree builder may be given without using more than linear time: see limitHtml().
struct HtmlLimits {
    qsizetype depth = 200; ///< open elements
    qsizetype formatting =
        32; ///< of them formatting elements, which the tree builder re-opens after each block
    qsizetype work = 400'000;  ///< elements and text runs, with re-opened ones
    qsizetype attributes = 48; ///< of one tag
};

/// Makes \a html safe in time and memory, not in content. A tree builder after the HTML standard is
/// quadratic, or worse, in open elements, in formatting elements left open and in attributes of one
/// tag. Returns a null string when
/// \a html is within \a limits; else a copy without the tags that exceed them, all text kept.
[[nodiscard]] QString limitHtml(QStringView html, const HtmlLimits &limits = {});

} // namespace casement
