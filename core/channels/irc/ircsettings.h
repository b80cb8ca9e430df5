// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace casement
{

enum class IrcLogin {
    Automatic,   ///< SASL with a user name: SCRAM-SHA-256 where the server has it, else PLAIN
    Plain,       ///< SASL PLAIN (RFC 4616)
    ScramSha256, ///< SASL SCRAM-SHA-256 (RFC 7677), nothing weaker
    External,    ///< SASL EXTERNAL: the client certificate is the login
    Pass,        ///< a password for the whole server (PASS), as small and old ones have
    None,
};

/// Account::settings of an IRC account ("irc"). Keys of the JSON: `host`, `port`, `security`
/// ("tls" or "plain"), `network`, `nick`, `realName`, `login` ("automatic", "plain",
/// "scram-sha-256", "external", "pass", "none"), `user`, `channels` (array), `caPem`,
/// `pinnedCertificate`, `clientCertificatePem`, `backfillDays`, `backfillMessages`.
///
/// Secrets in the keychain: "irc-password" (of the user name, or of the server for "pass"), and
/// "irc-client-key", the PEM private key of `clientCertificatePem`.
struct IrcSettings {
    QString host;
    quint16 port = 6697;
    bool isPlain = false; ///< without TLS: only to this computer itself
    /// How addresses of this network end. Empty: the host. It is not what the server says of
    /// itself: that comes late, can change, and could claim to be another network.
    QString network;
    QString nick;
    QString realName;
    IrcLogin login = IrcLogin::Automatic;
    QString user; ///< the account's name at the server; with Automatic, empty means no login
    QStringList channels;
    QString caPem; ///< certificates of a private authority, PEM, trusted beside the system's
    QString pinnedCertificate;    ///< SHA-256 of the one certificate that is accepted
    QString clientCertificatePem; ///< for External
    int backfillDays = 90;        ///< 0: no history before the first connection
    int backfillMessages = 5000;  ///< per channel

    bool operator==(const IrcSettings &) const = default;

    [[nodiscard]] static IrcSettings fromJson(const QJsonObject &json);
    [[nodiscard]] QJsonObject toJson() const;
    /// What is wrong, in one sentence for people; empty when all is well.
    [[nodiscard]] QString problem() const;

    [[nodiscard]] QString networkName() const; ///< lower case
    [[nodiscard]] bool wantsSasl() const;
};

/// Our own address on the network: what Account::address of the account has to be.
[[nodiscard]] Address ircOwnAddress(const IrcSettings &settings);

} // namespace casement
