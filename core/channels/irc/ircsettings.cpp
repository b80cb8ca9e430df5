// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircsettings.h"

#include "core/channels/host.h"
#include "core/channels/irc/ircmapping.h"

#include <QJsonArray>
#include <QSslCertificate>
#include <algorithm>
#include <array>

namespace casement
{

namespace
{

struct LoginName {
    IrcLogin login;
    QLatin1StringView name;
};

constexpr std::array kLogins{
    LoginName{IrcLogin::Automatic, QLatin1StringView("automatic")},
    LoginName{IrcLogin::Plain, QLatin1StringView("plain")},
    LoginName{IrcLogin::ScramSha256, QLatin1StringView("scram-sha-256")},
    LoginName{IrcLogin::External, QLatin1StringView("external")},
    LoginName{IrcLogin::Pass, QLatin1StringView("pass")},
    LoginName{IrcLogin::None, QLatin1StringView("none")},
};

bool hasControlCharacter(const QString &text)
{
    return std::ranges::any_of(text,
                               [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

bool isNick(const QString &nick)
{
    if (nick.isEmpty() || nick.size() > 64 || nick.front().isDigit() || nick.startsWith(u'-'))
        return false;
    return std::ranges::none_of(nick, [](QChar c) {
        return c.isSpace() || c.unicode() < 0x20 || c.unicode() == 0x7f ||
               QStringView(u"!@:,*?.#&$+~").contains(c);
    });
}

bool isChannel(const QString &name)
{
    return name.size() > 1 && name.size() <= 200 && QStringView(u"#&+!").contains(name.front()) &&
           !name.contains(u' ') && !name.contains(u',') && !hasControlCharacter(name);
}

} // namespace

IrcSettings IrcSettings::fromJson(const QJsonObject &json)
{
    IrcSettings s;
    s.host = json[u"host"].toString();
    const int port = json[u"port"].toInt(s.port);
    s.port = static_cast<quint16>(port > 0 && port <= 65535 ? port : 0);
    s.isPlain = json[u"security"].toString() == u"plain";
    s.network = json[u"network"].toString();
    s.nick = json[u"nick"].toString();
    s.realName = json[u"realName"].toString();
    for (const LoginName &each : kLogins) {
        if (json[u"login"].toString() == each.name)
            s.login = each.login;
    }
    s.user = json[u"user"].toString();
    for (const QJsonValue &channel : json[u"channels"].toArray())
        s.channels += channel.toString();
    s.caPem = json[u"caPem"].toString();
    s.pinnedCertificate = json[u"pinnedCertificate"].toString().toLower();
    s.clientCertificatePem = json[u"clientCertificatePem"].toString();
    s.backfillDays = json[u"backfillDays"].toInt(s.backfillDays);
    s.backfillMessages = json[u"backfillMessages"].toInt(s.backfillMessages);
    return s;
}

QJsonObject IrcSettings::toJson() const
{
    QString loginName;
    for (const LoginName &each : kLogins) {
        if (each.login == login)
            loginName = each.name;
    }
    return {{QStringLiteral("host"), host},
            {QStringLiteral("port"), port},
            {QStringLiteral("security"), isPlain ? QStringLiteral("plain") : QStringLiteral("tls")},
            {QStringLiteral("network"), network},
            {QStringLiteral("nick"), nick},
            {QStringLiteral("realName"), realName},
            {QStringLiteral("login"), loginName},
            {QStringLiteral("user"), user},
            {QStringLiteral("channels"), QJsonArray::fromStringList(channels)},
            {QStringLiteral("caPem"), caPem},
            {QStringLiteral("pinnedCertificate"), pinnedCertificate},
            {QStringLiteral("clientCertificatePem"), clientCertificatePem},
            {QStringLiteral("backfillDays"), backfillDays},
            {QStringLiteral("backfillMessages"), backfillMessages}};
}

QString IrcSettings::problem() const
{
    if (!isHostName(host))
        return QStringLiteral("“%1” is not the name of a host; enter the IRC server as, for "
                              "example, irc.example.org.")
            .arg(host);
    if (port == 0)
        return QStringLiteral("The port must be a number from 1 to 65535.");
    if (isPlain && !isThisComputer(host))
        return QStringLiteral("The connection to %1 must be encrypted; choose TLS.").arg(host);
    if (!isNick(nick))
        return QStringLiteral("“%1” cannot be a nick on IRC: it has to start with a letter, and "
                              "cannot have spaces or any of ! @ : , * ? . # & $ + ~.")
            .arg(nick);
    if (network.contains(u'@') || std::ranges::any_of(network, [](QChar c) { return c.isSpace(); }))
        return QStringLiteral("The name of the network cannot have spaces or an @.");
    if (user.contains(u' ') || user.contains(u'@') ||
        hasControlCharacter(user + realName + network))
        return QStringLiteral("A name has a character that IRC cannot carry; enter it again.");
    if (login != IrcLogin::Automatic && login != IrcLogin::None && login != IrcLogin::Pass &&
        login != IrcLogin::External && user.isEmpty())
        return QStringLiteral("This kind of login needs a user name.");
    if (login == IrcLogin::External && clientCertificatePem.isEmpty())
        return QStringLiteral("To log in with a certificate, the account needs the certificate.");
    if (login == IrcLogin::External && isPlain)
        return QStringLiteral("To log in with a certificate, the connection must be encrypted.");
    for (const QString &pem : {caPem, clientCertificatePem}) {
        if (!pem.isEmpty() && QSslCertificate::fromData(pem.toUtf8(), QSsl::Pem).isEmpty())
            return QStringLiteral("A file with certificates holds none in PEM form.");
    }
    if (!pinnedCertificate.isEmpty() &&
        (pinnedCertificate.size() != 64 ||
         QByteArray::fromHex(pinnedCertificate.toLatin1()).size() != 32))
        return QStringLiteral("A pinned certificate is not named by its SHA-256 fingerprint (64 "
                              "hexadecimal digits).");
    for (const QString &channel : channels) {
        if (!isChannel(channel))
            return QStringLiteral("“%1” is not the name of a channel; it would be, for example, "
                                  "#casement.")
                .arg(channel);
    }
    if (backfillDays < 0 || backfillMessages < 0)
        return QStringLiteral("How far back messages are fetched cannot be negative.");
    return {};
}

QString IrcSettings::networkName() const
{
    return (network.isEmpty() ? host : network).toLower();
}

bool IrcSettings::wantsSasl() const
{
    switch (login) {
    case IrcLogin::Automatic:
        return !user.isEmpty();
    case IrcLogin::Pass:
    case IrcLogin::None:
        return false;
    default:
        return true;
    }
}

Address ircOwnAddress(const IrcSettings &settings)
{
    const bool hasAccount = settings.wantsSasl() && !settings.user.isEmpty();
    return {.kind = QStringLiteral("irc"),
            .address = hasAccount
                           ? ircAccountAddress(settings.user, settings.networkName())
                           : ircNickAddress(settings.nick.toUtf8(), {}, settings.networkName()),
            .name = settings.nick};
}

} // namespace casement
