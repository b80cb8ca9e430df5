// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/emailsettings.h"

#include "core/channels/host.h"

#include <QJsonArray>
#include <QSslCertificate>
#include <algorithm>

namespace casement
{

namespace
{

TransportSecurity securityFrom(const QString &name)
{
    if (name == u"starttls")
        return TransportSecurity::StartTls;
    return name == u"plain" ? TransportSecurity::Plain : TransportSecurity::Tls;
}

QString mechanismName(AuthMechanism mechanism)
{
    switch (mechanism) {
    case AuthMechanism::Plain:
        return QStringLiteral("plain");
    case AuthMechanism::Login:
        return QStringLiteral("login");
    case AuthMechanism::Automatic:
        break;
    }
    return QStringLiteral("automatic");
}

AuthMechanism mechanismFrom(const QString &name)
{
    if (name == u"plain")
        return AuthMechanism::Plain;
    return name == u"login" ? AuthMechanism::Login : AuthMechanism::Automatic;
}

QJsonObject toObject(const ServerAddress &server, const QString &user)
{
    return {{QStringLiteral("host"), server.host},
            {QStringLiteral("port"), server.port},
            {QStringLiteral("security"), toString(server.security)},
            {QStringLiteral("user"), user}};
}

ServerAddress serverFrom(const QJsonObject &object, const ServerAddress &fallback)
{
    const int port = object[u"port"].toInt(fallback.port);
    return {.host = object[u"host"].toString(),
            .port = static_cast<quint16>(port > 0 && port <= 65535 ? port : 0),
            .security = securityFrom(object[u"security"].toString())};
}

bool hasControlCharacter(const QString &text)
{
    return std::ranges::any_of(text,
                               [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

QString serverProblem(const ServerAddress &server, const QString &name)
{
    if (!isHostName(server.host))
        return QStringLiteral("“%1” is not the name of a host; enter the %2 server as, for "
                              "example, mail.example.org.")
            .arg(server.host, name);
    if (server.port == 0)
        return QStringLiteral("The %1 port must be a number from 1 to 65535.").arg(name);
    if (server.security == TransportSecurity::Plain && !isThisComputer(server.host))
        return QStringLiteral("The %1 connection to %2 must be encrypted; choose TLS or STARTTLS.")
            .arg(name, server.host);
    return {};
}

} // namespace

EmailSettings EmailSettings::fromJson(const QJsonObject &json)
{
    EmailSettings s;
    const QJsonObject imapObject = json[u"imap"].toObject();
    const QJsonObject smtpObject = json[u"smtp"].toObject();
    s.imap = serverFrom(imapObject, s.imap);
    s.imapUser = imapObject[u"user"].toString();
    s.smtp = serverFrom(smtpObject, s.smtp);
    s.smtpUser = smtpObject[u"user"].toString();
    s.authMechanism = mechanismFrom(json[u"authMechanism"].toString());
    s.caPem = json[u"caPem"].toString();
    const QJsonObject pins = json[u"pinnedCertificates"].toObject();
    for (auto pin = pins.begin(); pin != pins.end(); ++pin)
        s.pinnedCertificates.insert(pin.key(), pin.value().toString().toLower());
    for (const QJsonValue &folder : json[u"folders"].toArray())
        s.folders += folder.toString();
    s.sentFolder = json[u"sentFolder"].toString();
    s.saveSentCopy = json[u"saveSentCopy"].toBool(s.saveSentCopy);
    s.backfillDays = json[u"backfillDays"].toInt(s.backfillDays);
    s.backfillMessages = json[u"backfillMessages"].toInt(s.backfillMessages);
    s.pollSeconds = json[u"pollSeconds"].toInt(s.pollSeconds);
    return s;
}

QJsonObject EmailSettings::toJson() const
{
    QJsonObject pins;
    for (auto pin = pinnedCertificates.begin(); pin != pinnedCertificates.end(); ++pin)
        pins.insert(pin.key(), pin.value());
    return {{QStringLiteral("imap"), toObject(imap, imapUser)},
            {QStringLiteral("smtp"), toObject(smtp, smtpUser)},
            {QStringLiteral("authMechanism"), mechanismName(authMechanism)},
            {QStringLiteral("caPem"), caPem},
            {QStringLiteral("pinnedCertificates"), pins},
            {QStringLiteral("folders"), QJsonArray::fromStringList(folders)},
            {QStringLiteral("sentFolder"), sentFolder},
            {QStringLiteral("saveSentCopy"), saveSentCopy},
            {QStringLiteral("backfillDays"), backfillDays},
            {QStringLiteral("backfillMessages"), backfillMessages},
            {QStringLiteral("pollSeconds"), pollSeconds}};
}

QString EmailSettings::problem() const
{
    if (imap.host.isEmpty())
        return QStringLiteral("The account needs an IMAP server to read mail from.");
    if (const QString text = serverProblem(imap, QStringLiteral("IMAP")); !text.isEmpty())
        return text;
    if (imapUser.isEmpty())
        return QStringLiteral("The account needs a user name for the IMAP server.");
    if (!smtp.host.isEmpty()) {
        if (const QString text = serverProblem(smtp, QStringLiteral("SMTP")); !text.isEmpty())
            return text;
    }
    if (hasControlCharacter(imapUser) || hasControlCharacter(smtpUser))
        return QStringLiteral(
            "A user name has a line break or another control character in it; enter it again.");
    if (!caPem.isEmpty() && QSslCertificate::fromData(caPem.toUtf8(), QSsl::Pem).isEmpty())
        return QStringLiteral(
            "The file with the certificate authority holds no certificate in PEM form.");
    for (const QString &pin : pinnedCertificates) {
        if (pin.size() != 64 || QByteArray::fromHex(pin.toLatin1()).size() != 32)
            return QStringLiteral("A pinned certificate is not named by its SHA-256 fingerprint "
                                  "(64 hexadecimal digits).");
    }
    if (std::ranges::any_of(folders + QStringList{sentFolder}, hasControlCharacter))
        return QStringLiteral(
            "A folder name has a line break or another control character in it; enter it again.");
    if (backfillDays < 0 || backfillMessages < 0)
        return QStringLiteral("How far back mail is fetched cannot be negative.");
    if (pollSeconds < 10)
        return QStringLiteral("Folders cannot be looked at more often than every 10 seconds.");
    return {};
}

QString pinKey(const ServerAddress &server)
{
    return server.host.toLower() + u':' + QString::number(server.port);
}

QString toString(TransportSecurity security)
{
    switch (security) {
    case TransportSecurity::StartTls:
        return QStringLiteral("starttls");
    case TransportSecurity::Plain:
        return QStringLiteral("plain");
    case TransportSecurity::Tls:
        break;
    }
    return QStringLiteral("tls");
}

} // namespace casement
