// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/error.h"

#include <QDateTime>
#include <QFuture>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <optional>

namespace casement
{

/// Settings that may work for an address, found by discovery.
struct AccountCandidate {
    QString source;       ///< where it was found, for people: "the provider's own settings file"
    QJsonObject settings; ///< for Account::settings
    bool isGuess = false; ///< only a usual name, not confirmed by anyone
    /// A server lies outside of the address's domain and nobody trustworthy vouches for it: no
    /// password goes there without a person's yes.
    bool needsConfirmation = false;
};

/// A certificate that could not be verified, with what a person needs to decide.
struct CertificateProblem {
    QString host;
    int port = 0;
    QString subject;
    QString issuer;
    QDateTime validFrom;
    QDateTime validUntil;
    QString sha256; ///< fingerprint in hex, without colons
    QString reason; ///< one sentence
};

/// What came of trying an account against its server.
struct ProbeOutcome {
    std::optional<Error> error; ///< none: everything works
    std::optional<CertificateProblem> certificate;
};

/// What the account dialog and `account add` need from a channel, without knowing which. The
/// composition root implements it.
class AccountSetup
{
public:
    AccountSetup() = default;
    virtual ~AccountSetup() = default;
    AccountSetup(const AccountSetup &) = delete;
    AccountSetup &operator=(const AccountSetup &) = delete;

    /// Candidates for \a address, best first, ending with a guess; never connects without TLS.
    virtual QFuture<Result<QList<AccountCandidate>>> discover(const QString &channel,
                                                              const QString &address) = 0;
    /// One sentence when \a settings cannot work.
    virtual Result<void> validate(const QString &channel, const QJsonObject &settings) = 0;
    /// Logs in (and out again) with \a secrets, which are not kept.
    virtual QFuture<ProbeOutcome> probe(const Account &account,
                                        const QHash<QString, QString> &secrets) = 0;
    /// Settings with \a certificate pinned for its host and port: the explicit act.
    virtual QJsonObject withPinned(const QString &channel, const QJsonObject &settings,
                                   const CertificateProblem &certificate) = 0;
    /// Saves the account and its \a secrets, and starts it. Secrets go to the keychain first:
    /// without them nothing is saved.
    virtual QFuture<Result<Account>> add(const Account &account,
                                         const QHash<QString, QString> &secrets) = 0;
    /// Removes the account, its login and its secrets; its conversations stay.
    virtual QFuture<Result<void>> remove(const Account &account) = 0;
};

} // namespace casement
