// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversefeatures.h"

#include "core/text/plaintext.h"

#include <QJsonArray>
#include <algorithm>

namespace casement
{

namespace
{

using Software = FediverseFeatures::Software;

Software softwareFrom(const QString &name)
{
    const QString lower = name.toLower();
    if (lower.contains(u"gotosocial"))
        return Software::GoToSocial;
    if (lower.contains(u"pleroma") || lower.contains(u"akkoma"))
        return Software::Pleroma;
    if (lower.contains(u"snac"))
        return Software::Snac;
    if (lower == u"mastodon" || lower == u"hometown")
        return Software::Mastodon;
    return Software::Other;
}

/// A streaming server may stand beside the instance, but only below its own name: the token goes
/// there.
QUrl streamingFrom(const QString &text, const QUrl &base)
{
    QUrl url(text, QUrl::StrictMode);
    if (url.scheme() == u"https")
        url.setScheme(QStringLiteral("wss"));
    if (url.scheme() == u"http")
        url.setScheme(QStringLiteral("ws"));
    const bool isSafe =
        url.scheme() == u"wss" || (url.scheme() == u"ws" && base.scheme() == u"http");
    const bool isNear = url.host() == base.host() || url.host().endsWith(u'.' + base.host());
    if (!isSafe || !isNear || !url.userInfo().isEmpty())
        return {};
    url.setPath(QStringLiteral("/api/v1/streaming"));
    url.setQuery(QString());
    url.setFragment({});
    return url;
}

int boundedInt(const QJsonValue &value, int fallback, int largest)
{
    const double number = value.toDouble(fallback);
    return number >= 1 && number <= largest ? static_cast<int>(number) : fallback;
}

} // namespace

FediverseFeatures featuresFrom(const QJsonObject &instance, const QString &nodeinfo,
                               const QUrl &base)
{
    FediverseFeatures f;
    f.version = displayName(instance[u"version"].toString());
    f.software = softwareFrom(nodeinfo);
    if (f.software == Software::Other && nodeinfo.isEmpty())
        f.software = softwareFrom(f.version);
    const bool looksLikeMastodon =
        !f.version.isEmpty() &&
        std::ranges::all_of(f.version, [](QChar c) { return c.isDigit() || c == u'.'; });
    if (f.software == Software::Other && nodeinfo.isEmpty() && looksLikeMastodon)
        f.software = Software::Mastodon;

    QString domain = instance[u"account_domain"].toString();
    if (domain.isEmpty())
        domain = instance[u"domain"].toString();
    if (domain.isEmpty())
        domain = instance[u"uri"].toString();
    if (domain.contains(u"://"))
        domain = QUrl(domain).authority().section(u'@', -1);
    f.domain = fediverseHostOf(domain);
    if (f.domain.isEmpty())
        f.domain = base.authority();

    const QJsonObject configuration = instance[u"configuration"].toObject();
    QString streaming = configuration[u"urls"][u"streaming"].toString();
    if (streaming.isEmpty())
        streaming = instance[u"urls"][u"streaming_api"].toString();
    f.streaming = streamingFrom(streaming, base);
    f.maxCharacters = boundedInt(
        configuration[u"statuses"][u"max_characters"],
        boundedInt(instance[u"max_toot_chars"], f.maxCharacters, 10'000'000), 10'000'000);
    f.maxAttachmentBytes =
        boundedInt(configuration[u"media_attachments"][u"image_size_limit"], 0, 1 << 30);

    // Others state the number and count every character all the same.
    if (f.software == Software::Mastodon)
        f.charactersPerUrl =
            boundedInt(configuration[u"statuses"][u"characters_reserved_per_url"], 23, 10'000);
    switch (f.software) {
    case Software::Mastodon:
    case Software::GoToSocial:
    case Software::Pleroma:
        f.hasMinId = true;
        f.isIdempotent = true;
        break;
    case Software::Snac:
        f.blursDirect = true;
        f.streaming = {};
        break;
    case Software::Other:
        break;
    }
    return f;
}

FediverseProbe::FediverseProbe(FediverseApi *api, const QUrl &base, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_base(base)
{
}

void FediverseProbe::start(bool withLogin)
{
    m_withLogin = withLogin;
    askInstance(QStringLiteral("/api/v1/instance"));
}

void FediverseProbe::conclude(const Result<FediverseServer> &server)
{
    deleteLater();
    Q_EMIT finished(server);
}

void FediverseProbe::askInstance(const QString &path)
{
    m_api->get(path, {}, this, [this, path](const Result<FediverseAnswer> &answer) {
        const bool isFirst = path.contains(u"/v1/");
        if (!answer && answer.error().kind == ErrorKind::NotFound) {
            // Mastodon calls the first one outdated; some servers have only one of them.
            if (isFirst)
                return askInstance(QStringLiteral("/api/v2/instance"));
            return conclude(
                fail(ErrorKind::Invalid,
                     QStringLiteral("%1 is no server of the fediverse that this program can speak "
                                    "with: it does not have the Mastodon API.")
                         .arg(m_base.host())));
        }
        if (!answer)
            return conclude(std::unexpected(answer.error()));
        m_instance = answer->json.toObject();
        if (m_instance.isEmpty())
            return conclude(
                fail(ErrorKind::Protocol,
                     QStringLiteral("%1 does not say what server it is.").arg(m_base.host())));
        askNodeinfo();
    });
}

void FediverseProbe::askNodeinfo()
{
    m_api->get(QStringLiteral("/.well-known/nodeinfo"), {}, this,
               [this](const Result<FediverseAnswer> &links) {
                   QUrl url;
                   if (links) {
                       for (const QJsonValue link : links->json[u"links"].toArray()) {
                           if (link[u"rel"].toString().startsWith(
                                   u"http://nodeinfo.diaspora.software/ns/schema/2."))
                               url = QUrl(link[u"href"].toString(), QUrl::StrictMode);
                       }
                   }
                   // Whatever host it names, only our own is asked.
                   if (url.path().isEmpty() ||
                       (!url.host().isEmpty() && url.host() != m_base.host()))
                       return askSelf();
                   m_api->get(url.path(), {}, this, [this](const Result<FediverseAnswer> &info) {
                       if (info)
                           m_software = info->json[u"software"][u"name"].toString().left(100);
                       askSelf();
                   });
               });
}

void FediverseProbe::askSelf()
{
    m_server.features = featuresFrom(m_instance, m_software, m_base);
    if (!m_withLogin)
        return conclude(m_server);
    m_api->get(
        QStringLiteral("/api/v1/accounts/verify_credentials"), {}, this,
        [this](const Result<FediverseAnswer> &answer) {
            if (!answer)
                return conclude(std::unexpected(answer.error()));
            FediverseSelf &self = m_server.self;
            const QJsonValue id = answer->json[u"id"];
            self.accountId = id.isDouble() ? QString::number(id.toInteger()) : id.toString();
            QString acct = answer->json[u"acct"].toString();
            if (acct.isEmpty())
                acct = answer->json[u"username"].toString();
            if (self.accountId.isEmpty() || acct.isEmpty() || acct.size() > 500)
                return conclude(fail(
                    ErrorKind::Protocol,
                    QStringLiteral("%1 does not say whose login this is.").arg(m_base.host())));
            if (!acct.contains(u'@'))
                acct += u'@' + m_server.features.domain;
            self.address = normalizedAddress(QStringLiteral("fediverse"), acct);
            self.name = displayName(answer->json[u"display_name"].toString());
            conclude(m_server);
        });
}

} // namespace casement
