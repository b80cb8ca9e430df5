// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QUrl>

namespace casement
{

/// The server that a person means by a host, "host:port" or a URL, without path; https unless they
/// wrote http. Invalid for anything else, and where a user name stands in it.
[[nodiscard]] QUrl httpOriginOf(const QString &typed);

/// Whether both have the same scheme, host and port (RFC 6454).
[[nodiscard]] bool isSameOrigin(const QUrl &a, const QUrl &b);

/// Whether nobody on the way can read or change what goes to \a url: https, or http to this
/// computer.
[[nodiscard]] bool isSafeTransport(const QUrl &url);

/// \a before, \a id as one segment of a path, \a after.
[[nodiscard]] QString httpPath(QStringView before, const QString &id, QStringView after = {});

} // namespace casement
