// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversesettings.h"

#include <QHostAddress>
#include <QSslCertificate>
#include <algorithm>

namespace casement
{

namespace
{

bool isHostName(const QString &host)
{
    if (!QHostAddress(host).isNull())
        return true;
    const QByteArray ace = QUrl::toAce(host);
    return !ace.isEmpty() && ace.size() <= 253 && !ace.startsWith('.') && !ace.startsWith('-') &&
           std::ranges::all_of(ace, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '.';
           });
}

bool isThisComputer(const QString &host)
{
    return host.compare(u"localhost", Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}

} // namespace

FediverseSettings FediverseSettings::fromJson(const QJsonObject &json)
{
    FediverseSettings s;
    s.server = json[u"server"].toString();
    s.account = json[u"account"].toString();
    s.clientId = json[u"clientId"].toString();
    s.caPem = json[u"caPem"].toString();
    const QJsonObject pins = json[u"pinnedCertificates"].toObject();
    for (auto pin = pins.begin(); pin != pins.end(); ++pin)
        s.pinnedCertificates.insert(pin.key(), pin.value().toString().toLower());
    s.allowPlainHttp = json[u"allowPlainHttp"].toBool(s.allowPlainHttp);
    s.language = json[u"language"].toString();
    s.stream = json[u"stream"].toBool(s.stream);
    s.pollSeconds = json[u"pollSeconds"].toInt(s.pollSeconds);
    s.backfillDays = json[u"backfillDays"].toInt(s.backfillDays);
    s.backfillMentions = json[u"backfillMentions"].toInt(s.backfillMentions);
    return s;
}

QJsonObject FediverseSettings::toJson() const
{
    QJsonObject pins;
    for (auto pin = pinnedCertificates.begin(); pin != pinnedCertificates.end(); ++pin)
        pins.insert(pin.key(), pin.value());
    return {{QStringLiteral("server"), server},
            {QStringLiteral("account"), account},
            {QStringLiteral("clientId"), clientId},
            {QStringLiteral("caPem"), caPem},
            {QStringLiteral("pinnedCertificates"), pins},
            {QStringLiteral("allowPlainHttp"), allowPlainHttp},
            {QStringLiteral("language"), language},
            {QStringLiteral("stream"), stream},
            {QStringLiteral("pollSeconds"), pollSeconds},
            {QStringLiteral("backfillDays"), backfillDays},
            {QStringLiteral("backfillMentions"), backfillMentions}};
}

QUrl FediverseSettings::baseUrl() const
{
    const QString typed = server.trimmed();
    if (typed.isEmpty())
        return {};
    QUrl url(typed.contains(u"://") ? typed : QStringLiteral("https://") + typed, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != u"https" && url.scheme() != u"http") ||
        !isHostName(url.host()) || !url.userInfo().isEmpty())
        return {};
    url.setPath({});
    url.setQuery(QString());
    url.setFragment({});
    return url;
}

QString FediverseSettings::problem() const
{
    if (server.isEmpty())
        return QStringLiteral("The account needs a server, for example https://social.example.");
    const QUrl url = baseUrl();
    if (!url.isValid())
        return QStringLiteral(
                   "“%1” is not the address of a server; enter, for example, social.example.")
            .arg(server);
    if (url.scheme() == u"http" && !(allowPlainHttp && isThisComputer(url.host())))
        return QStringLiteral("The connection to %1 must be encrypted; use https.").arg(url.host());
    if (!caPem.isEmpty() && QSslCertificate::fromData(caPem.toUtf8(), QSsl::Pem).isEmpty())
        return QStringLiteral(
            "The file with the certificate authority holds no certificate in PEM form.");
    for (const QString &pin : pinnedCertificates) {
        if (pin.size() != 64 || QByteArray::fromHex(pin.toLatin1()).size() != 32)
            return QStringLiteral("A pinned certificate is not named by its SHA-256 fingerprint "
                                  "(64 hexadecimal digits).");
    }
    if (!account.isEmpty() && fediverseHostOf(account).isEmpty())
        return QStringLiteral("“%1” is not a fediverse address; it looks like team@social.example.")
            .arg(account);
    const bool isLanguage =
        language.size() <= 12 && std::ranges::all_of(language, [](QChar c) {
            return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'-';
        });
    if (!isLanguage)
        return QStringLiteral("“%1” is not a language code; use, for example, en or de.")
            .arg(language);
    if (backfillDays < 0 || backfillMentions < 0)
        return QStringLiteral("How far back mentions are fetched cannot be negative.");
    if (pollSeconds < 5)
        return QStringLiteral("The server cannot be asked more often than every 5 seconds.");
    return {};
}

QString fediversePinKey(const QUrl &url)
{
    const bool isPlain = url.scheme() == u"http" || url.scheme() == u"ws";
    return url.host().toLower() + u':' + QString::number(url.port(isPlain ? 80 : 443));
}

QString fediverseHostOf(const QString &typed)
{
    QString text = typed.trimmed();
    if (text.size() > 500)
        return {};
    if (text.contains(u"://")) {
        const QUrl url(text, QUrl::StrictMode);
        if (url.scheme() != u"https" || !isHostName(url.host()))
            return {};
        return url.port() < 0 ? url.host() : url.host() + u':' + QString::number(url.port());
    }
    if (text.startsWith(u'@'))
        text.remove(0, 1);
    const qsizetype at = text.lastIndexOf(u'@');
    if (at == 0 || text.count(u'@') > 1)
        return {};
    const QString host = text.sliced(at + 1).toLower();
    const QString name = host.section(u':', 0, 0);
    return isHostName(name) && (at > 0 || name.contains(u'.') || name == u"localhost") ? host
                                                                                       : QString();
}

} // namespace casement
