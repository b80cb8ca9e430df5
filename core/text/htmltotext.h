// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace casement
{

/// The words of an HTML message as readable plain text, for search, snippets and quoting: blocks
/// become lines, paragraphs are set apart by an empty line, list items start with `- `, table cells
/// are set apart by a tab, quotes have
/// `> `; hidden text, scripts and the like are left out. White space is collapsed, references are
/// decoded; there are no control or bidirectional characters in it and no line feed at its ends.
/// One pass in linear time, thread-safe.
[[nodiscard]] QString htmlToText(QStringView html);

} // namespace casement
