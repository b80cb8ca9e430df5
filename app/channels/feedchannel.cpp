// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/channels/certificatelook.h"
#include "app/channels/channel.h"
#include "core/channels/feed/feedconnector.h"
#include "core/channels/feed/feeddiscovery.h"
#include "core/channels/feed/feedsettings.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

class FeedChannel final : public Channel
{
public:
    [[nodiscard]] QString id() const override { return u"feed"_s; }

    [[nodiscard]] ChannelInfo info() const override
    {
        const auto say = [](const char *text) {
            return QCoreApplication::translate("Channel", text);
        };
        using Kind = AccountField::Kind;
        return {
            .id = id(),
            .name = say(QT_TRANSLATE_NOOP("Channel", "Feed")),
            .what = say(QT_TRANSLATE_NOOP("Channel", "Articles and comments of a site, by RSS or "
                                                     "Atom; answered in the browser")),
            .address = {.option = u"server"_s,
                        .label = say(QT_TRANSLATE_NOOP("Channel", "Address of the site or feed")),
                        .placeholder = u"https://blog.example.org"_s,
                        .help = u"the address of the feed, or of a page that names it"_s},
            .fields = {{.key = u"kind"_s,
                        .option = u"kind"_s,
                        .label = say(QT_TRANSLATE_NOOP("Channel", "What it has")),
                        .help = u"articles, or the comments on one (default: articles)"_s,
                        .kind = Kind::Choice,
                        .choices = {u"articles"_s, u"comments"_s},
                        .isAdvanced = true},
                       {.key = u"pollMinutes"_s,
                        .option = u"poll-minutes"_s,
                        .label = say(QT_TRANSLATE_NOOP("Channel", "Minutes between looks")),
                        .placeholder = u"30"_s,
                        .help = u"how often to look (default: 30)"_s,
                        .kind = Kind::Number,
                        .isAdvanced = true},
                       {.key = u"backfillDays"_s,
                        .option = u"backfill-days"_s,
                        .label = say(QT_TRANSLATE_NOOP("Channel", "Days of history")),
                        .placeholder = u"30"_s,
                        .help = u"how far back to take what is there at first"_s,
                        .kind = Kind::Number,
                        .isAdvanced = true}}};
    }

    [[nodiscard]] std::unique_ptr<Connector> makeConnector(const Account &account,
                                                           Secrets *) const override
    {
        return std::make_unique<FeedConnector>(account);
    }

    [[nodiscard]] int fits(const QString &typed) const override
    {
        if (!typed.startsWith(u"https://") && !typed.startsWith(u"http://"))
            return 0;
        return typed.contains(u"feed") || typed.contains(u"rss") || typed.contains(u"atom") ||
                       typed.endsWith(u".xml")
                   ? 3
                   : 2;
    }

    [[nodiscard]] QString problem(const QJsonObject &settings) const override
    {
        return FeedSettings::fromJson(settings).problem();
    }

    [[nodiscard]] QJsonObject withPinned(const QJsonObject &settings,
                                         const CertificateProblem &certificate) const override
    {
        FeedSettings pinned = FeedSettings::fromJson(settings);
        pinned.pinnedCertificates.insert(httpPinKey(pinned.feedUrl()), certificate.sha256);
        return pinned.toJson();
    }

    [[nodiscard]] Uid accountUid(const Account &account) const override
    {
        return Uid::derive(
            {"feed", feedAddress(FeedSettings::fromJson(account.settings)).toUtf8()});
    }

    /// The typed address may be the feed, or a page that names its feeds. What cannot be fetched is
    /// left to the probe, which can show a certificate.
    QFuture<Result<QList<AccountCandidate>>> discover(const QString &typed,
                                                      QObject *parent) override
    {
        const QUrl url = feedUrlOf(typed);
        if (!url.isValid())
            return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(fail(
                ErrorKind::Invalid,
                u"“%1” is not the address of a site; it looks like https://blog.example.org."_s.arg(
                    typed))));
        const auto candidate = [](const QUrl &feed, const QString &source) {
            FeedSettings settings;
            settings.url = feed.toString();
            return AccountCandidate{.source = source, .settings = settings.toJson()};
        };
        return discoverFeeds(url, {}, parent)
            .then([url, candidate](const Result<QList<DiscoveredFeed>> &found) {
                QList<AccountCandidate> candidates;
                if (found) {
                    for (const DiscoveredFeed &feed : *found)
                        candidates.append(candidate(feed.url, feed.title));
                }
                if (candidates.isEmpty())
                    candidates.append(candidate(url, u"what was typed"_s));
                return Result<QList<AccountCandidate>>(candidates);
            });
    }

    QFuture<ProbeOutcome> probe(const Account &account, const AccountSecrets &,
                                QObject *parent) override
    {
        const FeedSettings settings = FeedSettings::fromJson(account.settings);
        const QUrl url = settings.feedUrl();
        return afterCertificate(
            CertificateLook::Protocol::Tls, serverOf(url),
            {.caPem = settings.caPem, .pin = settings.pinnedCertificates.value(httpPinKey(url))},
            parent, [settings, account, parent] {
                return probeFeed(settings, parent)
                    .then([settings, account](const Result<DiscoveredFeed> &feed) {
                        if (!feed)
                            return ProbeOutcome{.error = feed.error()};
                        FeedSettings found = settings;
                        found.url = feed->url.toString();
                        Account known = account;
                        known.address = feedAddress(found);
                        if (known.name.isEmpty())
                            known.name = feed->title.isEmpty() ? known.address : feed->title;
                        known.settings = found.toJson();
                        return ProbeOutcome{.account = known};
                    });
            });
    }
};

} // namespace

std::unique_ptr<Channel> makeFeedChannel()
{
    return std::make_unique<FeedChannel>();
}

} // namespace casement
