// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace casement
{

/// How a connection is protected. There is no "TLS if possible": StartTls is refused unless the
/// server does it.
enum class TransportSecurity {
    Tls,      ///< from the first byte (RFC 8314)
    StartTls, ///< required before anything else is said
    Plain,    ///< only to this computer itself
};

enum class AuthMechanism {
    Automatic, ///< LOGIN, or PLAIN where the server switched LOGIN off
    Plain,
    Login,
};

/// One server of an account.
struct ServerAddress {
    QString host;
    quint16 port = 0;
    TransportSecurity security = TransportSecurity::Tls;

    bool operator==(const ServerAddress &) const = default;
};

/// Account::settings of an email account. Passwords are in the keychain as "imap-password" and
/// "smtp-password" (the latter only where it differs).
struct EmailSettings {
    ServerAddress imap{.host = {}, .port = 993, .security = TransportSecurity::Tls};
    QString imapUser;
    ServerAddress smtp{
        .host = {}, .port = 465, .security = TransportSecurity::Tls}; ///< empty host: cannot send
    QString smtpUser; ///< empty: the server wants no login
    AuthMechanism authMechanism = AuthMechanism::Automatic;
    QString caPem; ///< certificates of a private authority, PEM, trusted for this account beside
                   ///< the system's
    QHash<QString, QString>
        pinnedCertificates; ///< "host:port" → SHA-256 of the one certificate that is accepted there
    QStringList folders;    ///< empty: INBOX and the Sent folder
    QString sentFolder;     ///< empty: the one the server marks \Sent (RFC 6154)
    bool saveSentCopy = true;     ///< off for servers that keep a copy by themselves
    int backfillDays = 90;        ///< 0: without limit
    int backfillMessages = 20000; ///< per folder
    int pollSeconds = 120;        ///< how often folders without IDLE are looked at

    bool operator==(const EmailSettings &) const = default;

    [[nodiscard]] static EmailSettings fromJson(const QJsonObject &json);
    [[nodiscard]] QJsonObject toJson() const;
    /// What is wrong, in one sentence for people; empty when all is well.
    [[nodiscard]] QString problem() const;
};

/// How a server is named in EmailSettings::pinnedCertificates.
[[nodiscard]] QString pinKey(const ServerAddress &server);

[[nodiscard]] QString toString(TransportSecurity security);

} // namespace casement
