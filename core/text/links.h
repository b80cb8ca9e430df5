// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <optional>

namespace casement
{

/// A link target that may be opened.
struct SafeLink {
    QString url;  ///< fully encoded, ASCII; parsing it again gives the same
    QString host; ///< ASCII (IDNA), lower case, for mailto and xmpp the domain of the address;
                  ///< empty for tel
};

/// \a given as a link if its scheme is http, https, mailto, xmpp or tel and it parses; anything
/// else (javascript:, data:, file:, relative, without a host) gives nothing. User names and
/// passwords are removed: they serve to pass one host off as another.
[[nodiscard]] std::optional<SafeLink> safeLink(QStringView given);

/// The host in ASCII that a link's \a text claims by looking like an address, or nothing when it
/// does not.
[[nodiscard]] QString claimedHost(QStringView text);

/// Whether a reader of \a text would think to go elsewhere than to \a host: the text names an
/// unrelated host, or the host's international letters pass for Latin ones.
[[nodiscard]] bool isMisleading(QStringView text, const QString &host);

} // namespace casement
