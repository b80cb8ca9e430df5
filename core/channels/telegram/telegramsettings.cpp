// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/telegram/telegramsettings.h"

#include "core/channels/http/httpaddress.h"

#include <algorithm>

namespace casement
{

TelegramSettings TelegramSettings::fromJson(const QJsonObject &json)
{
    TelegramSettings s;
    s.server = json[u"server"].toString();
    s.botId = json[u"botId"].toString();
    s.botName = json[u"botName"].toString();
    const HttpTrust trust = HttpTrust::fromJson(json);
    s.caPem = trust.caPem;
    s.pinnedCertificates = trust.pinnedCertificates;
    s.pollSeconds = json[u"pollSeconds"].toInt(s.pollSeconds);
    return s;
}

QJsonObject TelegramSettings::toJson() const
{
    QJsonObject json{{QStringLiteral("server"), server},
                     {QStringLiteral("botId"), botId},
                     {QStringLiteral("botName"), botName},
                     {QStringLiteral("pollSeconds"), pollSeconds}};
    HttpTrust{.caPem = caPem, .pinnedCertificates = pinnedCertificates}.writeTo(json);
    return json;
}

QUrl TelegramSettings::baseUrl() const
{
    return httpOriginOf(server.trimmed().isEmpty() ? QStringLiteral("https://api.telegram.org")
                                                   : server);
}

HttpRules TelegramSettings::rules() const
{
    return {.origins = {baseUrl()},
            .trust = {.caPem = caPem, .pinnedCertificates = pinnedCertificates}};
}

QString TelegramSettings::problem() const
{
    const QUrl url = baseUrl();
    if (!url.isValid())
        return QStringLiteral("“%1” is not the address of a server; leave it empty for "
                              "api.telegram.org.")
            .arg(server);
    if (!isSafeTransport(url))
        return QStringLiteral("The connection to %1 must be encrypted; use https.").arg(url.host());
    if (const QString problem = rules().trust.problem(); !problem.isEmpty())
        return problem;
    if (!std::ranges::all_of(botId, [](QChar c) { return c >= u'0' && c <= u'9'; }))
        return QStringLiteral("The id of a bot is a number; sign in again.");
    if (pollSeconds < 1 || pollSeconds > 50)
        return QStringLiteral("A request can be held for 1 to 50 seconds.");
    return {};
}

bool isTelegramToken(const QString &token)
{
    const qsizetype colon = token.indexOf(u':');
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    const auto isLetter = [&](QChar c) {
        return isDigit(c) || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_' ||
               c == u'-';
    };
    return colon > 0 && token.size() <= 200 && token.size() - colon > 20 &&
           std::ranges::all_of(QStringView(token).first(colon), isDigit) &&
           std::ranges::all_of(QStringView(token).sliced(colon + 1), isLetter);
}

} // namespace casement
