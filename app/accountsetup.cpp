// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/accountsetup.h"

#include "app/certificatelook.h"
#include "app/liveness.h"
#include "core/channels/email/autoconfig.h"
#include "core/channels/email/emailsettings.h"
#include "core/channels/email/imaplink.h"
#include "core/desk/desk.h"

#include <QNetworkAccessManager>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

QString whereFrom(const EmailProposal &proposal)
{
    switch (proposal.source) {
    case EmailProposal::Source::Autoconfig:
        return u"the provider's own settings file (%1)"_s.arg(proposal.origin);
    case EmailProposal::Source::Dns:
        return u"the DNS records of %1"_s.arg(proposal.origin);
    case EmailProposal::Source::Guess:
        break;
    }
    return u"the usual names of servers"_s;
}

ProbeOutcome outcomeOf(const Result<std::optional<CertificateProblem>> &look)
{
    if (!look)
        return {.error = look.error(), .certificate = {}};
    if (!*look)
        return {};
    return {.error = Error{ErrorKind::Certificate, (*look)->reason}, .certificate = *look};
}

Error unknownChannel(const QString &channel)
{
    return {ErrorKind::Invalid,
            u"This Casement does not know accounts of the kind “%1”."_s.arg(channel)};
}

} // namespace

WorkstationAccountSetup::WorkstationAccountSetup(Desk &desk, Secrets &secrets,
                                                 const Liveness &liveness)
    : m_desk(desk)
    , m_secrets(secrets)
    , m_liveness(liveness)
    , m_network(new QNetworkAccessManager(this))
{
}

QFuture<Result<QList<AccountCandidate>>> WorkstationAccountSetup::discover(const QString &channel,
                                                                           const QString &address)
{
    if (channel != u"email")
        return QtFuture::makeReadyValueFuture(
            Result<QList<AccountCandidate>>(std::unexpected(unknownChannel(channel))));
    auto *const autoconfig = new Autoconfig(m_network, Autoconfig::Sources(), this);
    const auto promise = std::make_shared<QPromise<Result<QList<AccountCandidate>>>>();
    promise->start();
    connect(autoconfig, &Autoconfig::finished, this,
            [autoconfig, promise](const QList<EmailProposal> &proposals) {
                QList<AccountCandidate> candidates;
                for (const EmailProposal &proposal : proposals)
                    candidates +=
                        AccountCandidate{.source = whereFrom(proposal),
                                         .settings = proposal.settings.toJson(),
                                         .isGuess = proposal.source == EmailProposal::Source::Guess,
                                         .needsConfirmation = proposal.needsConfirmation};
                promise->addResult(candidates);
                promise->finish();
                autoconfig->deleteLater();
            });
    autoconfig->discover(address);
    return promise->future();
}

Result<void> WorkstationAccountSetup::validate(const QString &channel, const QJsonObject &settings)
{
    if (channel != u"email")
        return std::unexpected(unknownChannel(channel));
    if (const QString problem = EmailSettings::fromJson(settings).problem(); !problem.isEmpty())
        return fail(ErrorKind::Invalid, problem);
    return {};
}

/// Both certificates, and a login at the IMAP server. The SMTP server's login shows with the first
/// mail: most servers have only one password, and logging in twice doubles what a mistyped one
/// costs where servers lock out.
QFuture<ProbeOutcome> WorkstationAccountSetup::probe(const Account &account,
                                                     const QHash<QString, QString> &secrets)
{
    if (const auto valid = validate(account.channel, account.settings); !valid)
        return QtFuture::makeReadyValueFuture(
            ProbeOutcome{.error = valid.error(), .certificate = {}});
    const EmailSettings settings = EmailSettings::fromJson(account.settings);
    const QString password = secrets.value(u"imap-password"_s);
    return CertificateLook::look(CertificateLook::Protocol::Imap, settings.imap, settings, this)
        .then(this,
              [this, settings, password](const Result<std::optional<CertificateProblem>> &look) {
                  const ProbeOutcome outcome = outcomeOf(look);
                  return outcome.error ? QtFuture::makeReadyValueFuture(outcome)
                                       : logIn(settings, password);
              })
        .unwrap()
        .then(this,
              [this, settings](const ProbeOutcome &outcome) {
                  if (outcome.error || settings.smtp.host.isEmpty())
                      return QtFuture::makeReadyValueFuture(outcome);
                  return CertificateLook::look(CertificateLook::Protocol::Smtp, settings.smtp,
                                               settings, this)
                      .then(outcomeOf);
              })
        .unwrap();
}

QFuture<ProbeOutcome> WorkstationAccountSetup::logIn(const EmailSettings &settings,
                                                     const QString &password)
{
    auto *const link = new ImapLink(settings, this);
    const auto promise = std::make_shared<QPromise<ProbeOutcome>>();
    promise->start();
    const auto finish = [link, promise](const ProbeOutcome &outcome) {
        promise->addResult(outcome);
        promise->finish();
        link->close();
        link->deleteLater();
    };
    connect(link, &ImapLink::ready, this, [finish] { finish({}); });
    connect(link, &ImapLink::failed, this,
            [finish](const Error &error) { finish({.error = error, .certificate = {}}); });
    link->open(password);
    return promise->future();
}

QJsonObject WorkstationAccountSetup::withPinned(const QString &channel, const QJsonObject &settings,
                                                const CertificateProblem &certificate)
{
    if (channel != u"email")
        return settings;
    EmailSettings pinned = EmailSettings::fromJson(settings);
    pinned.pinnedCertificates.insert(pinKey({.host = certificate.host,
                                             .port = quint16(certificate.port),
                                             .security = TransportSecurity::Tls}),
                                     certificate.sha256);
    return pinned.toJson();
}

QFuture<Result<void>> WorkstationAccountSetup::writeSecrets(const Uid &account,
                                                            QHash<QString, QString> secrets)
{
    if (secrets.isEmpty())
        return QtFuture::makeReadyValueFuture(Result<void>());
    const QString name = secrets.constBegin().key();
    const QString secret = secrets.take(name);
    return m_secrets.write(account, name, secret)
        .then(this,
              [this, account, secrets](const Result<void> &written) {
                  return written ? writeSecrets(account, secrets)
                                 : QtFuture::makeReadyValueFuture(written);
              })
        .unwrap();
}

QFuture<Result<Account>> WorkstationAccountSetup::add(const Account &account,
                                                      const QHash<QString, QString> &secrets)
{
    if (const auto valid = validate(account.channel, account.settings); !valid)
        return QtFuture::makeReadyValueFuture(Result<Account>(std::unexpected(valid.error())));
    Account named = account;
    if (named.uid.isNull()) {
        // Over protocol, host and login, so that two desks with one mailbox agree.
        const EmailSettings settings = EmailSettings::fromJson(account.settings);
        named.uid = Uid::derive(
            {"imap", settings.imap.host.toLower().toUtf8(), settings.imapUser.toUtf8()});
    }
    return writeSecrets(named.uid, secrets)
        .then(this,
              [this, named](const Result<void> &written) {
                  if (!written)
                      return QtFuture::makeReadyValueFuture(
                          Result<Account>(std::unexpected(written.error())));
                  return m_desk.accounts.save(named);
              })
        .unwrap()
        .then(this, [this](const Result<Account> &saved) {
            if (saved && m_liveness.isLive())
                m_desk.accounts.start(FetchMode::Watch, saved->id);
            return saved;
        });
}

QFuture<Result<void>> WorkstationAccountSetup::remove(const Account &account)
{
    return m_desk.accounts.remove(account.id)
        .then(this,
              [this, account](const Result<void> &removed) {
                  return removed ? m_secrets.remove(account.uid)
                                 : QtFuture::makeReadyValueFuture(removed);
              })
        .unwrap();
}

} // namespace casement
