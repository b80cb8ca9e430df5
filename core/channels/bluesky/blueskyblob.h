// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QJsonValue>
#include <QString>

namespace casement
{

/// A blob of the AT protocol: in whose repository it is, and what it is called there.
struct BlueskyBlob {
    QString did;
    QString cid;

    bool operator==(const BlueskyBlob &) const = default;
};

/// The blob behind the view that \a part names in \a post (see mapBlueskyPost()); nothing where the
/// record has none there.
[[nodiscard]] Result<BlueskyBlob> blueskyBlobOf(const QJsonValue &post, const QString &part);

/// The SHA-256 in \a cid, 32 bytes; empty for anything but what names blobs: version 1, codec raw,
/// in lower-case base32 (https://atproto.com/specs/data-model#link-and-cid-formats, and
/// https://github.com/multiformats/cid).
[[nodiscard]] QByteArray blueskyBlobHash(const QString &cid);

} // namespace casement
