// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>

namespace casement
{

struct SanitizeOptions {
    bool allowRemoteImages = false; ///< after a click, for one message: `https:` images stay
    bool keepColors =
        false; ///< the author's colours; off, text has the theme's and is legible in each
    bool splitQuotes = true;              ///< fill SanitizedHtml::quotedHtml
    qsizetype maxInput = 6 * 1024 * 1024; ///< UTF-16 units read, and written
    qsizetype maxDataImage = 1024 * 1024; ///< characters of one `data:` image
};

struct SanitizedHtml {
    QString html;       ///< well-formed; the new words when `quotedHtml` has the old ones
    QString quotedHtml; ///< what is quoted at the end, with its attribution; empty when nothing is
    QStringList blockedRemote; ///< remote addresses that were removed (images, style sheets), each
                               ///< once, at most 200
    bool wasTruncated = false; ///< something was left out for its size; the original has it
    int trackingPixels = 0;    ///< remote images too small to be seen
    QStringList warnings; ///< "shown → real" for each link that names another host than it opens;
                          ///< at most 50
};

/// Makes hostile HTML safe to show in a QTextDocument: parsed as the HTML standard says, cut to an
/// allow-list, written anew as a well-formed subset. Nothing remote, active, positioned or
/// invisible survives:
/// - elements: div p h1–h6 blockquote pre ul ol li table tr td th hr, a b i u s strong em del ins
/// sub sup small big
///   code kbd samp var cite q span br img; other elements leave their text, scripts and the like do
///   not;
/// - `a` has `href` (http, https, mailto, xmpp, tel) and the same in `title`. After a link whose
/// text names another
///   host stands `<span class="link-warning"> [really: host]</span>`; that class is never taken
///   from the input;
/// - `img` has a `cid:` or a bounded `data:` source (png, jpeg, gif, webp), `alt`, `width`,
/// `height`;
/// - `code` may have `class="language-NAME"`, NAME of `A–Z a–z 0–9 + # . _ -`, at most 32 long;
/// - `style` has only font-weight, font-style, text-decoration and, if asked for, color and
/// background-color;
/// - tables nest at most 6 deep and those of one column become lines; elements nest at most 96
/// deep. Sanitising `html` or `quotedHtml` again gives the same. Linear in time and memory,
/// thread-safe.
[[nodiscard]] SanitizedHtml sanitizeHtml(QStringView html, const SanitizeOptions &options = {});

} // namespace casement
