// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <optional>

namespace casement
{

/// An XMPP address (RFC 7622) in its normal form: two of them are the same address exactly if they
/// are equal. What is before the "@" and the domain are lower case; a resource (in a room: the
/// nick) keeps its case.
struct XmppJid {
    QString local; ///< empty for servers and services
    QString domain;
    QString resource;

    /// Nothing for what is no address.
    [[nodiscard]] static std::optional<XmppJid> parse(QStringView text);

    [[nodiscard]] QString bare() const;
    [[nodiscard]] QString full() const;

    bool operator==(const XmppJid &) const = default;
};

/// XmppJid::bare() of \a text, empty for what is no address.
[[nodiscard]] QString xmppBare(QStringView text);

} // namespace casement
