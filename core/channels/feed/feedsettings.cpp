// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/feed/feedsettings.h"

#include "core/channels/http/httpaddress.h"

namespace casement
{

FeedSettings FeedSettings::fromJson(const QJsonObject &json)
{
    FeedSettings s;
    s.url = json[u"url"].toString();
    s.kind = json[u"kind"].toString() == u"comments" ? Kind::Comments : Kind::Articles;
    s.followComments = json[u"followComments"].toBool(s.followComments);
    s.pollMinutes = json[u"pollMinutes"].toInt(s.pollMinutes);
    s.backfillDays = json[u"backfillDays"].toInt(s.backfillDays);
    const HttpTrust trust = HttpTrust::fromJson(json);
    s.caPem = trust.caPem;
    s.pinnedCertificates = trust.pinnedCertificates;
    return s;
}

QJsonObject FeedSettings::toJson() const
{
    QJsonObject json{{QStringLiteral("url"), url},
                     {QStringLiteral("kind"), kind == Kind::Comments ? QStringLiteral("comments")
                                                                     : QStringLiteral("articles")},
                     {QStringLiteral("followComments"), followComments},
                     {QStringLiteral("pollMinutes"), pollMinutes},
                     {QStringLiteral("backfillDays"), backfillDays}};
    trust().writeTo(json);
    return json;
}

QUrl FeedSettings::feedUrl() const
{
    return feedUrlOf(url);
}

HttpTrust FeedSettings::trust() const
{
    return {.caPem = caPem, .pinnedCertificates = pinnedCertificates};
}

QString FeedSettings::problem() const
{
    if (!feedUrl().isValid())
        return QStringLiteral("“%1” is not the address of a feed; it would be, for example, "
                              "https://blog.example/feed.")
            .arg(url);
    if (const QString problem = trust().problem(); !problem.isEmpty())
        return problem;
    if (pollMinutes < 5)
        return QStringLiteral("A feed cannot be looked at more often than every 5 minutes.");
    if (backfillDays < 0)
        return QStringLiteral("How far back items count as news cannot be negative.");
    return {};
}

QUrl feedUrlOf(const QString &typed)
{
    const QString text = typed.trimmed();
    if (text.size() > 4000)
        return {};
    QUrl url(text.contains(u"://") ? text : QStringLiteral("https://") + text, QUrl::StrictMode);
    if (url.scheme() == u"feed") // as browsers once handed them on
        url.setScheme(QStringLiteral("https"));
    if (!httpOriginOf(url.toString(QUrl::FullyEncoded)).isValid())
        return {};
    if (!isSafeTransport(url)) {
        url.setScheme(QStringLiteral("https"));
        if (url.port() == 80)
            url.setPort(-1);
    }
    url.setFragment({});
    return url;
}

QString feedAddress(const FeedSettings &settings)
{
    const QUrl url = settings.feedUrl();
    return url.toString(QUrl::RemoveScheme | QUrl::RemoveFragment | QUrl::FullyEncoded)
        .sliced(url.isValid() ? 2 : 0);
}

} // namespace casement
