// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversesettings.h"

#include "core/channels/host.h"
#include "core/channels/http/httpaddress.h"
#include "core/domain/language.h"

namespace casement
{

FediverseSettings FediverseSettings::fromJson(const QJsonObject &json)
{
    FediverseSettings s;
    s.server = json[u"server"].toString();
    s.account = json[u"account"].toString();
    s.clientId = json[u"clientId"].toString();
    const HttpTrust trust = HttpTrust::fromJson(json);
    s.caPem = trust.caPem;
    s.pinnedCertificates = trust.pinnedCertificates;
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
    QJsonObject json{{QStringLiteral("server"), server},
                     {QStringLiteral("account"), account},
                     {QStringLiteral("clientId"), clientId},
                     {QStringLiteral("allowPlainHttp"), allowPlainHttp},
                     {QStringLiteral("language"), language},
                     {QStringLiteral("stream"), stream},
                     {QStringLiteral("pollSeconds"), pollSeconds},
                     {QStringLiteral("backfillDays"), backfillDays},
                     {QStringLiteral("backfillMentions"), backfillMentions}};
    trust().writeTo(json);
    return json;
}

QUrl FediverseSettings::baseUrl() const
{
    return httpOriginOf(server);
}

HttpTrust FediverseSettings::trust() const
{
    return {.caPem = caPem, .pinnedCertificates = pinnedCertificates};
}

HttpRules FediverseSettings::rules() const
{
    return {.origins = {baseUrl()}, .trust = trust()};
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
    if (const QString problem = trust().problem(); !problem.isEmpty())
        return problem;
    if (!account.isEmpty() && fediverseHostOf(account).isEmpty())
        return QStringLiteral("“%1” is not a fediverse address; it looks like team@social.example.")
            .arg(account);
    if (!language.isEmpty() && languageTag(language).isEmpty())
        return QStringLiteral("“%1” is not a language code; use, for example, en or de.")
            .arg(language);
    if (backfillDays < 0 || backfillMentions < 0)
        return QStringLiteral("How far back mentions are fetched cannot be negative.");
    if (pollSeconds < 5)
        return QStringLiteral("The server cannot be asked more often than every 5 seconds.");
    return {};
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
