// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace casement
{

/// The name of the password in the keychain.
inline constexpr QLatin1StringView kXmppPassword("xmpp-password");

enum class XmppSecurity {
    Automatic, ///< what the domain's SRV records say, direct TLS first (XEP-0368), else STARTTLS
    Tls,       ///< TLS from the first byte
    StartTls,  ///< RFC 6120, section 5, never without
    Plain,     ///< without TLS: only to this computer itself
};

/// Account::settings of an XMPP account ("xmpp"). Keys of the JSON: `address`, `host`, `port`,
/// `security` ("automatic", "tls", "starttls", "plain"), `nick`, `rooms` (array of addresses),
/// `caPem`, `pinnedCertificate`, `backfillDays`, `backfillMessages`.
///
/// Secret in the keychain: kXmppPassword.
struct XmppSettings {
    QString address;  ///< our own bare JID
    QString host;     ///< where to connect; empty: what the domain's records say
    quint16 port = 0; ///< 0: 5222, with direct TLS 5223
    XmppSecurity security = XmppSecurity::Automatic;
    QString nick;      ///< in rooms; empty: what is before the @ of the address
    QStringList rooms; ///< room@service
    QString caPem;     ///< certificates of a private authority, PEM, trusted beside the system's
    QString pinnedCertificate;   ///< SHA-256 of the one certificate that is accepted
    int backfillDays = 90;       ///< 0: no history before the first connection
    int backfillMessages = 5000; ///< per archive: ours, and that of each room

    bool operator==(const XmppSettings &) const = default;

    [[nodiscard]] static XmppSettings fromJson(const QJsonObject &json);
    [[nodiscard]] QJsonObject toJson() const;
    /// What is wrong, in one sentence for people; empty when all is well.
    [[nodiscard]] QString problem() const;

    [[nodiscard]] QString domain() const; ///< of the address; the name that TLS verifies
    [[nodiscard]] QString roomNick() const;
};

/// Our own address: what Account::address of the account has to be.
[[nodiscard]] Address xmppOwnAddress(const XmppSettings &settings);

} // namespace casement
