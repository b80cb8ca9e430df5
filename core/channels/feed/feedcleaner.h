// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QSet>
#include <QUrl>
#include <chrono>

namespace casement
{

/// A feed that can be given to a parser which builds a tree of all of it.
struct CleanFeed {
    QByteArray xml;       ///< UTF-8
    QByteArrayList items; ///< of it, the XML of each item, in order
    std::chrono::minutes ttl{0};
    QSet<int> skipHours;
};

/// \a text as an address that a browser may be given, relative to \a base as many feeds write it:
/// http or https without a password; empty for anything else.
[[nodiscard]] QUrl feedLink(const QString &text, const QUrl &base);

/// Reads \a bytes as XML once, in linear time, and writes anew what is harmless: no document type
/// (one with declarations is refused: entities that grow are how a small file fills a memory), no
/// processing instructions, at most kMaxFeedItems items, elements at most 64 deep and 400,000 in
/// all. Names of HTML's characters (&nbsp;) are read, although XML does not know them; links of
/// items are made whole.
[[nodiscard]] Result<CleanFeed> cleanFeed(const QByteArray &bytes, const QByteArray &contentType,
                                          const QUrl &url);

} // namespace casement
