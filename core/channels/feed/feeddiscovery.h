// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/feed/feedsettings.h"
#include "core/domain/error.h"

#include <QFuture>
#include <QList>
#include <QString>
#include <QUrl>

namespace casement
{

struct DiscoveredFeed {
    QUrl url;
    QString title; ///< plain text, may be empty
    bool operator==(const DiscoveredFeed &) const = default;
};

/// The feeds that a web page names by <link rel="alternate"> (HTML standard, section 4.6.7.1), in
/// its order, each once; at most 20.
[[nodiscard]] QList<DiscoveredFeed> feedsIn(const QByteArray &html, const QByteArray &contentType,
                                            const QUrl &page);

/// The feeds of a page, or the feed that is there itself. Fetches nothing but \a url. Empty where
/// there are none. \a parent: when it goes, the question ends.
[[nodiscard]] QFuture<Result<QList<DiscoveredFeed>>>
discoverFeeds(const QUrl &url, const HttpTrust &trust, QObject *parent);

/// Fetches the feed of \a settings and tells where it is by now and how it calls itself.
[[nodiscard]] QFuture<Result<DiscoveredFeed>> probeFeed(const FeedSettings &settings,
                                                        QObject *parent);

} // namespace casement
