// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppsettings.h"

#include "core/channels/host.h"
#include "core/channels/xmpp/xmppjid.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QSslCertificate>
#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

struct SecurityName {
    XmppSecurity security;
    QLatin1StringView name;
};

constexpr std::array kSecurities{
    SecurityName{XmppSecurity::Automatic, "automatic"_L1},
    SecurityName{XmppSecurity::Tls, "tls"_L1},
    SecurityName{XmppSecurity::StartTls, "starttls"_L1},
    SecurityName{XmppSecurity::Plain, "plain"_L1},
};

bool isHost(const QString &host)
{
    const auto jid = XmppJid::parse(host);
    return !QHostAddress(host).isNull() || (jid && jid->local.isEmpty() && jid->resource.isEmpty());
}

} // namespace

XmppSettings XmppSettings::fromJson(const QJsonObject &json)
{
    XmppSettings s;
    s.address = json["address"_L1].toString();
    s.host = json["host"_L1].toString();
    const int port = json["port"_L1].toInt();
    s.port = static_cast<quint16>(port > 0 && port <= 65535 ? port : 0);
    for (const SecurityName &each : kSecurities) {
        if (json["security"_L1].toString() == each.name)
            s.security = each.security;
    }
    s.nick = json["nick"_L1].toString();
    for (const QJsonValue &room : json["rooms"_L1].toArray())
        s.rooms += room.toString();
    s.caPem = json["caPem"_L1].toString();
    s.pinnedCertificate = json["pinnedCertificate"_L1].toString().toLower();
    s.backfillDays = json["backfillDays"_L1].toInt(s.backfillDays);
    s.backfillMessages = json["backfillMessages"_L1].toInt(s.backfillMessages);
    return s;
}

QJsonObject XmppSettings::toJson() const
{
    QString securityName;
    for (const SecurityName &each : kSecurities) {
        if (each.security == security)
            securityName = each.name;
    }
    return {{u"address"_s, address},
            {u"host"_s, host},
            {u"port"_s, port},
            {u"security"_s, securityName},
            {u"nick"_s, nick},
            {u"rooms"_s, QJsonArray::fromStringList(rooms)},
            {u"caPem"_s, caPem},
            {u"pinnedCertificate"_s, pinnedCertificate},
            {u"backfillDays"_s, backfillDays},
            {u"backfillMessages"_s, backfillMessages}};
}

QString XmppSettings::problem() const
{
    const auto own = XmppJid::parse(address);
    if (!own || own->local.isEmpty() || !own->resource.isEmpty())
        return u"“%1” is not an XMPP address; enter it as, for example, team@example.org."_s.arg(
            address);
    if (!host.isEmpty() && !isHost(host))
        return u"“%1” is not the name of a host; enter the server as, for example, "
               "xmpp.example.org."_s.arg(host);
    if (security == XmppSecurity::Plain && !isThisComputer(host))
        return u"The connection to %1 must be encrypted; choose TLS."_s.arg(
            host.isEmpty() ? domain() : host);
    if (!XmppJid::parse(QString(u"room@example.org/" + roomNick())))
        return u"“%1” cannot be a nick in a room; choose another one."_s.arg(nick);
    for (const QString &room : rooms) {
        const auto jid = XmppJid::parse(room);
        if (!jid || jid->local.isEmpty() || !jid->resource.isEmpty())
            return u"“%1” is not the address of a room; it would be, for example, "
                   "casement@rooms.example.org."_s.arg(room);
    }
    if (!caPem.isEmpty() && QSslCertificate::fromData(caPem.toUtf8(), QSsl::Pem).isEmpty())
        return u"A file with certificates holds none in PEM form."_s;
    if (!pinnedCertificate.isEmpty() &&
        (pinnedCertificate.size() != 64 ||
         QByteArray::fromHex(pinnedCertificate.toLatin1()).size() != 32))
        return u"A pinned certificate is not named by its SHA-256 fingerprint (64 hexadecimal "
               "digits)."_s;
    if (backfillDays < 0 || backfillMessages < 0)
        return u"How far back messages are fetched cannot be negative."_s;
    return {};
}

QString XmppSettings::domain() const
{
    const auto jid = XmppJid::parse(address);
    return jid ? jid->domain : QString();
}

QString XmppSettings::roomNick() const
{
    if (!nick.isEmpty())
        return nick;
    const auto jid = XmppJid::parse(address);
    return jid ? jid->local : QString();
}

Address xmppOwnAddress(const XmppSettings &settings)
{
    return {.kind = u"xmpp"_s, .address = xmppBare(settings.address), .name = settings.nick};
}

} // namespace casement
