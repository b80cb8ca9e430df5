// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace casement
{

/// The words of a post with what its facets say of them
/// (https://docs.bsky.app/docs/advanced-guides/post-richtext).
struct BlueskyWords {
    QString text;          ///< plain; where a link stands under other words it follows in brackets
    QString html;          ///< the same, escaped, with links that may be opened
    QStringList mentioned; ///< DIDs, each once
};

/// \a text with \a facets, whose places are offsets into its UTF-8 form. A facet that lies outside
/// of the text, within a character or over an earlier one is not there.
[[nodiscard]] BlueskyWords readFacets(const QString &text, const QJsonArray &facets);

/// What of a text that goes out becomes a facet.
struct BlueskySpan {
    enum class Kind { Link, Mention };
    Kind kind = Kind::Link;
    qint64 byteStart = 0; ///< in UTF-8
    qint64 byteEnd = 0;   ///< behind the last one
    QString target;       ///< the URL, or the handle in lower case

    bool operator==(const BlueskySpan &) const = default;
};
/// The http and https addresses and the @handles in \a text, in their order.
[[nodiscard]] QList<BlueskySpan> blueskySpans(const QString &text);
/// One facet, for app.bsky.richtext.facet; of a mention \a target is the DID.
[[nodiscard]] QJsonObject blueskyFacet(const BlueskySpan &span, const QString &target);

/// \a text as it goes out to those with \a handles: who is not named in it is named in front.
[[nodiscard]] QString withBlueskyGreeting(const QString &text, const QStringList &handles);

/// The server's two limits (app.bsky.feed.post): extended grapheme clusters, and bytes in UTF-8.
inline constexpr qsizetype kBlueskyMaxLength = 300;
inline constexpr qsizetype kBlueskyMaxBytes = 3000;
/// How long \a text is against kBlueskyMaxLength: its grapheme clusters, or where they are larger
/// than both limits together allow for, what its bytes take up.
[[nodiscard]] qint64 blueskyLength(const QString &text);

} // namespace casement
