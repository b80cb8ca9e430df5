// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/channels/certificatelook.h"
#include "app/channels/channel.h"
#include "core/channels/email/autoconfig.h"
#include "core/channels/email/emailconnector.h"
#include "core/channels/email/emailsettings.h"
#include "core/channels/email/imaplink.h"

#include <QCoreApplication>
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

QFuture<ProbeOutcome> logIn(const EmailSettings &settings, const QString &password, QObject *parent)
{
    auto *const link = new ImapLink(settings, parent);
    const auto promise = std::make_shared<QPromise<ProbeOutcome>>();
    promise->start();
    const auto finish = [link, promise](const ProbeOutcome &outcome) {
        promise->addResult(outcome);
        promise->finish();
        link->close();
        link->deleteLater();
    };
    QObject::connect(link, &ImapLink::ready, link, [finish] { finish({}); });
    QObject::connect(link, &ImapLink::failed, link,
                     [finish](const Error &error) { finish({.error = error}); });
    link->open(password);
    return promise->future();
}

class EmailChannel final : public Channel
{
public:
    [[nodiscard]] QString id() const override { return u"email"_s; }

    [[nodiscard]] ChannelInfo info() const override
    {
        return {.id = id(),
                .name = QCoreApplication::translate("Channel", "Email"),
                .what = QCoreApplication::translate("Channel", "A mailbox of yours, by IMAP and "
                                                               "SMTP"),
                .address = {.option = u"address"_s,
                            .label = QCoreApplication::translate("Channel", "Email address"),
                            .placeholder = u"hello@example.org"_s},
                .fields = {{.key = u"imap-password"_s,
                            .option = u"secret-file"_s,
                            .label = QCoreApplication::translate("Channel", "Password"),
                            .kind = AccountField::Kind::Secret,
                            .isRequired = true}},
                .hasSenderName = true,
                .hasMailServers = true};
    }

    [[nodiscard]] Capabilities capabilities() const override
    {
        Account account;
        account.settings = {{u"smtp"_s, QJsonObject{{u"host"_s, u"mail.example.org"_s}}}};
        return makeConnector(account, nullptr)->capabilities();
    }

    [[nodiscard]] std::unique_ptr<Connector> makeConnector(const Account &account,
                                                           Secrets *secrets) const override
    {
        return std::make_unique<EmailConnector>(account, secrets);
    }

    [[nodiscard]] int fits(const QString &typed) const override
    {
        return typed.count(u'@') == 1 && typed.indexOf(u'@') > 0 && !typed.contains(u'/') ? 2 : 0;
    }

    [[nodiscard]] QString problem(const QJsonObject &settings) const override
    {
        return EmailSettings::fromJson(settings).problem();
    }

    [[nodiscard]] QJsonObject withPinned(const QJsonObject &settings,
                                         const CertificateProblem &certificate) const override
    {
        EmailSettings pinned = EmailSettings::fromJson(settings);
        pinned.pinnedCertificates.insert(pinKey({.host = certificate.host,
                                                 .port = quint16(certificate.port),
                                                 .security = TransportSecurity::Tls}),
                                         certificate.sha256);
        return pinned.toJson();
    }

    [[nodiscard]] Uid accountUid(const Account &account) const override
    {
        const EmailSettings settings = EmailSettings::fromJson(account.settings);
        return Uid::derive(
            {"imap", settings.imap.host.toLower().toUtf8(), settings.imapUser.toUtf8()});
    }

    QFuture<Result<QList<AccountCandidate>>> discover(const QString &typed,
                                                      QObject *parent) override
    {
        auto *const network = new QNetworkAccessManager(parent);
        auto *const autoconfig = new Autoconfig(network, Autoconfig::Sources(), network);
        const auto promise = std::make_shared<QPromise<Result<QList<AccountCandidate>>>>();
        promise->start();
        QObject::connect(autoconfig, &Autoconfig::finished, network,
                         [network, promise](const QList<EmailProposal> &proposals) {
                             QList<AccountCandidate> candidates;
                             for (const EmailProposal &proposal : proposals)
                                 candidates += AccountCandidate{
                                     .source = whereFrom(proposal),
                                     .settings = proposal.settings.toJson(),
                                     .isGuess = proposal.source == EmailProposal::Source::Guess,
                                     .needsConfirmation = proposal.needsConfirmation};
                             promise->addResult(candidates);
                             promise->finish();
                             network->deleteLater();
                         });
        autoconfig->discover(typed);
        return promise->future();
    }

    /// Both certificates, and a login at the IMAP server. The SMTP server's login shows with the
    /// first mail: most servers have only one password, and logging in twice doubles what a
    /// mistyped one costs where servers lock out.
    QFuture<ProbeOutcome> probe(const Account &account, const AccountSecrets &secrets,
                                QObject *parent) override
    {
        const EmailSettings settings = EmailSettings::fromJson(account.settings);
        const QString password = secrets.value(u"imap-password"_s);
        const auto look = [settings, parent](CertificateLook::Protocol protocol,
                                             const ServerAddress &server) {
            return CertificateLook::look(
                protocol, server,
                {.caPem = settings.caPem, .pin = settings.pinnedCertificates.value(pinKey(server))},
                parent);
        };
        return look(CertificateLook::Protocol::Imap, settings.imap)
            .then(parent,
                  [settings, password,
                   parent](const Result<std::optional<CertificateProblem>> &seen) {
                      const ProbeOutcome outcome = outcomeOf(seen);
                      return outcome.error ? QtFuture::makeReadyValueFuture(outcome)
                                           : logIn(settings, password, parent);
                  })
            .unwrap()
            .then(parent,
                  [settings, look](const ProbeOutcome &outcome) {
                      if (outcome.error || settings.smtp.host.isEmpty())
                          return QtFuture::makeReadyValueFuture(outcome);
                      return look(CertificateLook::Protocol::Smtp, settings.smtp).then(outcomeOf);
                  })
            .unwrap();
    }
};

} // namespace

std::unique_ptr<Channel> makeEmailChannel()
{
    return std::make_unique<EmailChannel>();
}

} // namespace casement
