// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/channels/certificatelook.h"
#include "app/channels/channel.h"
#include "core/channels/irc/ircconnector.h"
#include "core/channels/irc/ircsettings.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

/// "irc.libera.chat", "irc.libera.chat:6697", "ircs://irc.libera.chat/#casement".
QJsonObject settingsFromTyped(QString typed)
{
    QJsonObject settings;
    typed = typed.trimmed();
    for (const QString &scheme : {u"ircs://"_s, u"irc://"_s}) {
        if (typed.startsWith(scheme, Qt::CaseInsensitive))
            typed.remove(0, scheme.size());
    }
    const QString channel = typed.section(u'/', 1);
    const QString server = typed.section(u'/', 0, 0);
    settings.insert(u"host"_s, server.section(u':', 0, 0).toLower());
    bool isNumber = false;
    if (const int port = server.section(u':', 1).toInt(&isNumber); isNumber)
        settings.insert(u"port"_s, port);
    if (!channel.isEmpty())
        settings.insert(u"channels"_s,
                        QJsonArray{channel.startsWith(u'#') ? channel : u'#' + channel});
    return settings;
}

class IrcChannel final : public Channel
{
public:
    [[nodiscard]] QString id() const override { return u"irc"_s; }

    [[nodiscard]] ChannelInfo info() const override
    {
        const auto say = [](const char *text) {
            return QCoreApplication::translate("Channel", text);
        };
        using Kind = AccountField::Kind;
        return {
            .id = id(),
            .name = u"IRC"_s,
            .what = say(QT_TRANSLATE_NOOP("Channel", "Private messages and channels of a network")),
            .address = {.option = u"server"_s,
                        .label = say(QT_TRANSLATE_NOOP("Channel", "Server")),
                        .placeholder = u"irc.example.org"_s,
                        .help = u"the server as HOST, HOST:PORT or ircs://HOST/CHANNEL"_s},
            .fields = {
                {.key = u"nick"_s,
                 .option = u"nick"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Nick")),
                 .placeholder = u"casement"_s,
                 .help = u"how we are called there"_s,
                 .isRequired = true},
                {.key = u"channels"_s,
                 .option = u"channel"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Channels")),
                 .placeholder = u"#casement #help"_s,
                 .help = u"a channel to be in; may be repeated"_s,
                 .kind = Kind::List},
                {.key = u"user"_s,
                 .option = u"user"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Account")),
                 .placeholder = say(QT_TRANSLATE_NOOP("Channel", "where the nick is registered")),
                 .help = u"the registered account to log in to (SASL)"_s},
                {.key = u"irc-password"_s,
                 .option = u"secret-file"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Password")),
                 .kind = Kind::Secret},
                {.key = u"login"_s,
                 .option = u"login"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Login")),
                 .help = u"how to log in (default: automatic)"_s,
                 .kind = Kind::Choice,
                 .choices = {u"automatic"_s, u"scram-sha-256"_s, u"plain"_s, u"external"_s,
                             u"pass"_s, u"none"_s},
                 .isAdvanced = true},
                {.key = u"clientCertificatePem"_s,
                 .option = u"client-certificate"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Client certificate")),
                 .placeholder = u"-----BEGIN CERTIFICATE-----"_s,
                 .help = u"the certificate for --login external, a PEM file"_s,
                 .kind = Kind::Pem,
                 .isAdvanced = true},
                {.key = u"irc-client-key"_s,
                 .option = u"client-key"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Its private key")),
                 .placeholder = u"-----BEGIN PRIVATE KEY-----"_s,
                 .help = u"its private key, a PEM file with mode 0600"_s,
                 .kind = Kind::SecretPem,
                 .isAdvanced = true},
                {.key = u"realName"_s,
                 .option = u"real-name"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Real name")),
                 .help = u"what others see beside the nick"_s,
                 .isAdvanced = true},
                {.key = u"network"_s,
                 .option = u"network"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Network")),
                 .placeholder = u"example.org"_s,
                 .help = u"how addresses there end (default: the server)"_s,
                 .isAdvanced = true},
                {.key = u"security"_s,
                 .option = u"security"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Encryption")),
                 .help = u"how the connection is encrypted (default: tls); plain only on this "
                         "computer"_s,
                 .kind = Kind::Choice,
                 .choices = {u"tls"_s, u"plain"_s},
                 .isAdvanced = true},
                {.key = u"backfillDays"_s,
                 .option = u"backfill-days"_s,
                 .label = say(QT_TRANSLATE_NOOP("Channel", "Days of history")),
                 .placeholder = u"90"_s,
                 .help = u"how far back to fetch, where the server keeps history"_s,
                 .kind = Kind::Number,
                 .isAdvanced = true}}};
    }

    [[nodiscard]] std::unique_ptr<Connector> makeConnector(const Account &account,
                                                           Secrets *secrets) const override
    {
        return std::make_unique<IrcConnector>(account, secrets);
    }

    [[nodiscard]] int fits(const QString &typed) const override
    {
        if (typed.startsWith(u"irc://") || typed.startsWith(u"ircs://"))
            return 3;
        if (typed.contains(u'@') || !typed.contains(u'.') || typed.contains(u"://"))
            return 0;
        return typed.startsWith(u"irc.", Qt::CaseInsensitive) ? 3 : 1;
    }

    [[nodiscard]] QString problem(const QJsonObject &settings) const override
    {
        return IrcSettings::fromJson(settings).problem();
    }

    [[nodiscard]] QJsonObject withPinned(const QJsonObject &settings,
                                         const CertificateProblem &certificate) const override
    {
        IrcSettings pinned = IrcSettings::fromJson(settings);
        pinned.pinnedCertificate = certificate.sha256;
        return pinned.toJson();
    }

    [[nodiscard]] Uid accountUid(const Account &account) const override
    {
        const IrcSettings settings = IrcSettings::fromJson(account.settings);
        return Uid::derive(
            {"irc", settings.networkName().toUtf8(), ircOwnAddress(settings).address.toUtf8()});
    }

    QFuture<Result<QList<AccountCandidate>>> discover(const QString &typed, QObject *) override
    {
        return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(
            {{.source = u"what was typed"_s, .settings = settingsFromTyped(typed)}}));
    }

    QFuture<ProbeOutcome> probe(const Account &account, const AccountSecrets &secrets,
                                QObject *parent) override
    {
        const IrcSettings settings = IrcSettings::fromJson(account.settings);
        Account known = account;
        known.address = ircOwnAddress(settings).address;
        if (known.name.isEmpty())
            known.name = u"%1 (%2)"_s.arg(settings.nick, settings.networkName());
        known.settings = settings.toJson();
        const IrcCredentials credentials{.password = secrets.value(u"irc-password"_s),
                                         .clientKeyPem =
                                             secrets.value(u"irc-client-key"_s).toUtf8()};
        const ServerAddress server{.host = settings.host,
                                   .port = settings.port,
                                   .security = settings.isPlain ? TransportSecurity::Plain
                                                                : TransportSecurity::Tls};
        return afterCertificate(CertificateLook::Protocol::Tls, server,
                                {.caPem = settings.caPem, .pin = settings.pinnedCertificate},
                                parent, [=] {
                                    return probeIrc(settings, credentials, parent)
                                        .then([known](const Result<void> &done) {
                                            if (!done)
                                                return ProbeOutcome{.error = done.error()};
                                            return ProbeOutcome{.account = known};
                                        });
                                });
    }
};

} // namespace

std::unique_ptr<Channel> makeIrcChannel()
{
    return std::make_unique<IrcChannel>();
}

} // namespace casement
