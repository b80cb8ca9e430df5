// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace casement
{

/// Whether \a host can be the name of a host, or is an IP address.
[[nodiscard]] bool isHostName(const QString &host);

/// Whether \a host is this computer by its very spelling: "localhost" or a loopback address. Only
/// there may anything go unencrypted.
[[nodiscard]] bool isThisComputer(const QString &host);

/// Whether \a host is this computer or one in its own network, by its spelling: what a name
/// resolves to is not known here. What came from elsewhere cannot be allowed to send us there.
[[nodiscard]] bool isNearby(const QString &host);

} // namespace casement
