// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/domain/account.h"
#include "core/domain/error.h"

#include <QDateTime>
#include <QFuture>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QUrl>
#include <memory>
#include <optional>

namespace casement
{

/// One thing that an account of a channel has to be told. The dialog and `account add` are made
/// from it, so that neither can do what the other cannot.
struct AccountField {
    enum class Kind {
        Text,
        Number,
        List,      ///< of words, in the dialog separated by blanks
        Choice,    ///< one of `choices`
        Pem,       ///< a PEM file, whose text is the value
        Secret,    ///< goes to the keychain
        SecretPem, ///< a private key, likewise
    };
    QString key = {};    ///< in Account::settings; of a secret its name in the keychain
    QString option = {}; ///< on the command line, without dashes
    QString label = {};
    QString placeholder = {};
    QString help = {}; ///< one line
    Kind kind = Kind::Text;
    QStringList choices = {};
    bool isRequired = false;
    bool isAdvanced = false; ///< has a default that fits nearly everybody
};

[[nodiscard]] inline bool isSecret(const AccountField &field)
{
    return field.kind == AccountField::Kind::Secret || field.kind == AccountField::Kind::SecretPem;
}

/// A channel, for people who are about to add an account on it.
struct ChannelInfo {
    QString id = {};   ///< as in Account::channel
    QString name = {}; ///< "IRC"
    QString what = {}; ///< one line: what comes in by it
    /// What is asked for first, and the rest is found from; `key` is not used. An empty label: the
    /// secret says it all.
    AccountField address = {};
    QList<AccountField> fields = {};
    bool hasBrowserSignIn = false; ///< a person allows it in a browser, instead of a secret
    bool hasSenderName = false;    ///< outgoing messages carry a name of our choice
    bool hasMailServers = false;   ///< two servers, which can be entered by hand
};

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
    std::optional<Account> account; ///< as the server knows it, where it told more than was typed
};

/// What a sign-in in the browser ends with.
struct BrowserLogin {
    QJsonObject settings; ///< for Account::settings
    QHash<QString, QString> secrets;

    bool operator==(const BrowserLogin &) const = default;
};

/// A sign-in that a person allows in their browser (OAuth 2 with PKCE).
class BrowserSignIn : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// With \a pasted the server shows a code, which goes to paste(); otherwise the browser comes
    /// back to this computer by itself. A new call replaces one under way.
    virtual void start(bool pasted) = 0;
    virtual void paste(const QString &code) = 0;

Q_SIGNALS:
    void openBrowser(const QUrl &url);
    void finished(const casement::Result<casement::BrowserLogin> &login);
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

    /// Every channel that this program has, in the order in which they are offered.
    virtual QList<ChannelInfo> channels() const = 0;
    /// What \a channel can do on a usual server.
    virtual Capabilities capabilities(const QString &channel) = 0;
    /// The channels that \a typed may be an address on, best first.
    virtual QStringList channelsFor(const QString &typed) const = 0;
    /// Candidates for \a address, best first, ending with a guess; never connects without TLS.
    virtual QFuture<Result<QList<AccountCandidate>>> discover(const QString &channel,
                                                              const QString &address) = 0;
    /// One sentence when \a settings cannot work.
    virtual Result<void> validate(const QString &channel, const QJsonObject &settings) = 0;
    /// Logs in (and out again) with \a secrets, which are not kept. For an account that is there
    /// already, those that are missing are the ones that it has.
    virtual QFuture<ProbeOutcome> probe(const Account &account,
                                        const QHash<QString, QString> &secrets) = 0;
    /// Settings with \a certificate pinned for its host and port: the explicit act.
    virtual QJsonObject withPinned(const QString &channel, const QJsonObject &settings,
                                   const CertificateProblem &certificate) = 0;
    /// Null where the channel has none.
    virtual std::unique_ptr<BrowserSignIn> signIn(const QString &channel,
                                                  const QJsonObject &settings) = 0;
    /// Saves the account and its \a secrets, and starts it. Secrets go to the keychain first:
    /// without them nothing is saved.
    virtual QFuture<Result<Account>> add(const Account &account,
                                         const QHash<QString, QString> &secrets) = 0;
    /// Removes the account, its login and its secrets; its conversations stay.
    virtual QFuture<Result<void>> remove(const Account &account) = 0;
};

} // namespace casement
