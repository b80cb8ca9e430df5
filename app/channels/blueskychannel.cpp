// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/channels/certificatelook.h"
#include "app/channels/channel.h"
#include "core/channels/bluesky/blueskyconnector.h"
#include "core/channels/bluesky/blueskyidentity.h"
#include "core/channels/bluesky/blueskysettings.h"
#include "core/channels/pending.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

CertificateLook::Trust trustFor(const BlueskySettings &settings, const QUrl &url)
{
    return {.caPem = settings.trust.caPem,
            .pin = settings.trust.pinnedCertificates.value(httpPinKey(url))};
}

/// Where the account lives, or, where that cannot be found out for its certificate, who would say.
QFuture<Result<QUrl>> metServer(const BlueskySettings &settings, QObject *parent)
{
    const Pending<QUrl> pending;
    auto *finder = new BlueskyFinder(settings, parent);
    QObject::connect(finder, &BlueskyFinder::finished, parent,
                     [pending, settings](const Result<BlueskyHome> &home) {
                         if (home)
                             pending.finish(home->pds);
                         else if (home.error().kind == ErrorKind::Certificate)
                             pending.finish(
                                 blueskyDocumentUrl(settings, blueskyOwnAddress(settings).address));
                         else
                             pending.finish(std::unexpected(home.error()));
                     });
    finder->start();
    return pending.future();
}

/// \a outcome of a login that ended at a certificate, with that certificate to show.
QFuture<ProbeOutcome> withCertificate(const ProbeOutcome &outcome, const BlueskySettings &settings,
                                      QObject *parent)
{
    return metServer(settings, parent)
        .then(parent,
              [outcome, settings, parent](const Result<QUrl> &url) {
                  if (!url || !url->isValid())
                      return QtFuture::makeReadyValueFuture(outcome);
                  return CertificateLook::look(CertificateLook::Protocol::Tls, serverOf(*url),
                                               trustFor(settings, *url), parent)
                      .then([outcome](const Result<std::optional<CertificateProblem>> &look) {
                          return look && *look ? outcomeOf(look) : outcome;
                      });
              })
        .unwrap();
}

class BlueskyChannel final : public Channel
{
public:
    [[nodiscard]] QString id() const override { return u"bluesky"_s; }

    [[nodiscard]] ChannelInfo info() const override
    {
        const auto say = [](const char *text) {
            return QCoreApplication::translate("Channel", text);
        };
        using Kind = AccountField::Kind;
        return {.id = id(),
                .name = u"Bluesky"_s,
                .what = say(QT_TRANSLATE_NOOP("Channel", "Mentions, replies and quotes; everything "
                                                         "there is public")),
                .address = {.option = u"handle"_s,
                            .label = say(QT_TRANSLATE_NOOP("Channel", "Your handle")),
                            .placeholder = u"team.bsky.social"_s,
                            .help = u"our own handle or DID"_s},
                .fields = {{.key = QString(kBlueskyAppPassword),
                            .option = u"secret-file"_s,
                            .label = say(QT_TRANSLATE_NOOP("Channel", "App password")),
                            .placeholder = say(QT_TRANSLATE_NOOP(
                                "Channel", "made in the settings of your account")),
                            .help = u"read the app password from this file (mode 0600)"_s,
                            .kind = Kind::Secret,
                            .isRequired = true},
                           {.key = u"server"_s,
                            .option = u"server"_s,
                            .label = say(QT_TRANSLATE_NOOP("Channel", "Server")),
                            .placeholder = say(QT_TRANSLATE_NOOP("Channel", "found by the handle")),
                            .help = u"the server that knows the handle"_s,
                            .isAdvanced = true},
                           {.key = u"language"_s,
                            .option = u"language"_s,
                            .label = say(QT_TRANSLATE_NOOP("Channel", "Language of your posts")),
                            .placeholder = u"en"_s,
                            .help = u"the language that our posts are marked with"_s,
                            .isAdvanced = true},
                           {.key = u"backfillDays"_s,
                            .option = u"backfill-days"_s,
                            .label = say(QT_TRANSLATE_NOOP("Channel", "Days of history")),
                            .placeholder = u"30"_s,
                            .help = u"how far back to fetch at first"_s,
                            .kind = Kind::Number,
                            .isAdvanced = true}}};
    }

    [[nodiscard]] std::unique_ptr<Connector> makeConnector(const Account &account,
                                                           Secrets *secrets) const override
    {
        return std::make_unique<BlueskyConnector>(account, secrets);
    }

    [[nodiscard]] int fits(const QString &typed) const override
    {
        const QString handle = blueskyHandleOf(typed);
        if (isBlueskyDid(typed.trimmed()) || handle.endsWith(u".bsky.social"))
            return 3;
        return !handle.isEmpty() && !typed.contains(u'@') && !typed.contains(u"://") ? 1 : 0;
    }

    [[nodiscard]] QString problem(const QJsonObject &settings) const override
    {
        return BlueskySettings::fromJson(settings).problem();
    }

    [[nodiscard]] QJsonObject withPinned(const QJsonObject &settings,
                                         const CertificateProblem &certificate) const override
    {
        BlueskySettings pinned = BlueskySettings::fromJson(settings);
        QUrl server(pinned.server.isEmpty() ? pinned.pds : pinned.server);
        if (!certificate.host.isEmpty()) { // one that was found by the handle, or its directory
            server.setScheme(u"https"_s);
            server.setHost(certificate.host);
            server.setPort(certificate.port);
        }
        pinned.trust.pinnedCertificates.insert(httpPinKey(server), certificate.sha256);
        return pinned.toJson();
    }

    [[nodiscard]] Uid accountUid(const Account &account) const override
    {
        return Uid::derive({"bluesky", BlueskySettings::fromJson(account.settings).did.toUtf8()});
    }

    QFuture<Result<QList<AccountCandidate>>> discover(const QString &typed, QObject *) override
    {
        BlueskySettings settings;
        settings.account = isBlueskyDid(typed.trimmed()) ? typed.trimmed() : blueskyHandleOf(typed);
        if (settings.account.isEmpty())
            return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(
                fail(ErrorKind::Invalid,
                     u"“%1” is not a handle; it looks like team.bsky.social."_s.arg(typed))));
        return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(
            {{.source = u"what was typed"_s, .settings = settings.toJson()}}));
    }

    QFuture<ProbeOutcome> probe(const Account &account, const AccountSecrets &secrets,
                                QObject *parent) override
    {
        const BlueskySettings settings = BlueskySettings::fromJson(account.settings);
        const auto logIn = [settings, account, parent,
                            password = secrets.value(kBlueskyAppPassword)] {
            return probeBluesky(settings, password, parent)
                .then([account](const Result<BlueskyLogin> &login) {
                    if (!login)
                        return ProbeOutcome{.error = login.error()};
                    Account known = account;
                    known.address = blueskyOwnAddress(login->settings).address;
                    if (known.name.isEmpty())
                        known.name = u'@' + login->settings.account;
                    known.settings = login->settings.toJson();
                    return ProbeOutcome{.account = known};
                });
        };
        if (!settings.server.isEmpty())
            return afterCertificate(CertificateLook::Protocol::Tls, serverOf(QUrl(settings.server)),
                                    trustFor(settings, QUrl(settings.server)), parent, logIn);
        // A server that is looked for is met by the login itself.
        return logIn()
            .then(parent,
                  [settings, parent](const ProbeOutcome &outcome) {
                      const bool isRefused =
                          outcome.error && outcome.error->kind == ErrorKind::Certificate;
                      return isRefused ? withCertificate(outcome, settings, parent)
                                       : QtFuture::makeReadyValueFuture(outcome);
                  })
            .unwrap();
    }
};

} // namespace

std::unique_ptr<Channel> makeBlueskyChannel()
{
    return std::make_unique<BlueskyChannel>();
}

} // namespace casement
