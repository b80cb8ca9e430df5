// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/uid.h"

#include <QByteArray>
#include <QString>

namespace casement
{

/// Our own Message-IDs, without angle brackets: "<uid>.<16 hex digits>@domain". The digits are
/// HMAC-SHA256 of the uid under the workspace's \a key, so that nobody else can make an id that
/// files their mail under words of ours.
/// \a domain is that of the sending address; what is no host name becomes "localhost".
[[nodiscard]] QByteArray makeMessageId(const Uid &uid, const QByteArray &key,
                                       const QString &domain);

/// Whether \a id (without angle brackets) was made with \a key. Compares in constant time.
[[nodiscard]] bool isOurMessageId(QByteArrayView id, const QByteArray &key);

/// Whether \a id has the form of ours; nothing is proved by that.
[[nodiscard]] bool looksLikeOurMessageId(QByteArrayView id);

} // namespace casement
