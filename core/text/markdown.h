// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace casement
{

/// \a markdown (CommonMark with GitHub's tables, strike-through, task lists and bare links; HTML in
/// it is text) as the same safe subset that sanitizeHtml() gives. A fenced block with an info
/// string becomes
/// `<pre><code class="language-NAME">…</code></pre>`: NAME is the first word, safe for an
/// attribute, and there for whoever highlights it; the class is left out when the word is not a
/// name.
[[nodiscard]] QString markdownToHtml(QStringView markdown);

} // namespace casement
