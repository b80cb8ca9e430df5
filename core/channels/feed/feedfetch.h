// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/http/httpclient.h"

#include <QObject>
#include <QUrl>
#include <functional>

namespace casement
{

/// What came from an address on the web, wherever it lies by now.
struct FeedPage {
    int status = 0; ///< 200, or 304: it is as it was
    QUrl url;       ///< where it was found
    QUrl movedTo;   ///< where it is to be asked for from now on; empty: where it was asked for
    QByteArray contentType;
    QByteArray bytes;
    QByteArray etag;
    QByteArray modified;

    bool operator==(const FeedPage &) const = default;
};

/// Fetches one page over HTTP, across redirects to other hosts: at most five, only encrypted unless
/// to this computer, and never from the web into the own network. Used once; deletes itself
/// afterwards.
class FeedFetch final : public QObject
{
    Q_OBJECT
public:
    FeedFetch(const HttpTrust &trust, std::chrono::milliseconds deadline, QObject *parent);

    /// \a etag and \a modified: what came with it the last time, or empty.
    void get(const QUrl &url, const QByteArray &etag, const QByteArray &modified);

Q_SIGNALS:
    /// NotFound with `isGone`: it is gone for good (410).
    void finished(const casement::Result<casement::FeedPage> &page, bool isGone);

private:
    void ask(const QUrl &url);
    void redirect(const QUrl &from, const HttpAnswer &answer);
    void conclude(const Result<FeedPage> &page, bool isGone = false);

    HttpTrust m_trust;
    HttpClient m_http;
    QUrl m_first;
    QByteArray m_etag;
    QByteArray m_modified;
    QUrl m_movedTo;
    bool m_isPermanent = true; ///< every redirect up to here was
    int m_redirects = 0;
};

/// Whether a page at \a from may send us to \a to.
[[nodiscard]] bool mayFeedRedirect(const QUrl &from, const QUrl &to);

} // namespace casement
