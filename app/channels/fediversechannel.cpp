// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/channels/certificatelook.h"
#include "app/channels/channel.h"
#include "core/channels/fediverse/fediverseconnector.h"
#include "core/channels/fediverse/fediversefeatures.h"
#include "core/channels/fediverse/fediversesettings.h"
#include "core/channels/fediverse/fediversesignin.h"
#include "core/channels/host.h"
#include "core/channels/http/httpaddress.h"
#include "core/channels/http/httptrust.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

class FediverseBrowserSignIn final : public BrowserSignIn
{
public:
    explicit FediverseBrowserSignIn(const QJsonObject &settings)
        : m_signIn(FediverseSettings::fromJson(settings))
    {
        connect(&m_signIn, &FediverseSignIn::openBrowser, this, &BrowserSignIn::openBrowser);
        connect(&m_signIn, &FediverseSignIn::finished, this,
                [this](const Result<FediverseLogin> &login) {
                    if (!login) {
                        Q_EMIT finished(std::unexpected(login.error()));
                        return;
                    }
                    BrowserLogin done{.settings = login->settings.toJson(),
                                      .secrets = {{kFediverseToken, login->token}}};
                    if (!login->clientSecret.isEmpty())
                        done.secrets.insert(kFediverseClientSecret, login->clientSecret);
                    Q_EMIT finished(done);
                });
    }

    void start(bool pasted) override
    {
        m_signIn.start(pasted ? FediverseSignIn::Way::Paste : FediverseSignIn::Way::Loopback);
    }
    void paste(const QString &code) override { m_signIn.paste(code); }

private:
    FediverseSignIn m_signIn;
};

class FediverseChannel final : public Channel
{
public:
    [[nodiscard]] QString id() const override { return u"fediverse"_s; }

    [[nodiscard]] ChannelInfo info() const override
    {
        const auto say = [](const char *text) {
            return QCoreApplication::translate("Channel", text);
        };
        using Kind = AccountField::Kind;
        return {
            .id = id(),
            .name = say(QT_TRANSLATE_NOOP("Channel", "Fediverse")),
            .what = say(QT_TRANSLATE_NOOP(
                "Channel", "Mentions, replies and direct messages on Mastodon, GoToSocial, snac, "
                           "Pleroma and others")),
            .address = {.option = u"server"_s,
                        .label = say(QT_TRANSLATE_NOOP("Channel", "Your address")),
                        .placeholder = u"@team@social.example"_s,
                        .help = u"our address (@team@social.example), or the server as HOST, "
                                "HOST:PORT or URL"_s},
            .fields =
                {{.key = QString(kFediverseToken),
                  .option = u"secret-file"_s,
                  .label = say(QT_TRANSLATE_NOOP("Channel", "Access token")),
                  .placeholder =
                      say(QT_TRANSLATE_NOOP("Channel", "only if you made one on the server")),
                  .help = u"an access token that was made on the server, instead of --sign-in"_s,
                  .kind = Kind::Secret,
                  .isAdvanced = true},
                 {.key = u"language"_s,
                  .option = u"language"_s,
                  .label = say(QT_TRANSLATE_NOOP("Channel", "Language of your posts")),
                  .placeholder = u"en"_s,
                  .help = u"the language that our posts are marked with (default: the server's)"_s,
                  .isAdvanced = true},
                 {.key = u"backfillDays"_s,
                  .option = u"backfill-days"_s,
                  .label = say(QT_TRANSLATE_NOOP("Channel", "Days of history")),
                  .placeholder = u"30"_s,
                  .help =
                      u"how far back mentions are fetched at first; 0: only their number limits "
                      "it"_s,
                  .kind = Kind::Number,
                  .isAdvanced = true},
                 {.key = u"pollSeconds"_s,
                  .option = u"poll-seconds"_s,
                  .label = say(QT_TRANSLATE_NOOP("Channel", "Seconds between looks")),
                  .placeholder = u"30"_s,
                  .help = u"how often to look on servers that tell nothing by themselves"_s,
                  .kind = Kind::Number,
                  .isAdvanced = true}},
            .hasBrowserSignIn = true};
    }

    [[nodiscard]] std::unique_ptr<Connector> makeConnector(const Account &account,
                                                           Secrets *secrets) const override
    {
        return std::make_unique<FediverseConnector>(account, secrets);
    }

    [[nodiscard]] int fits(const QString &typed) const override
    {
        if (typed.startsWith(u'@') && typed.count(u'@') == 2)
            return 3;
        if (typed.startsWith(u"https://") && typed.contains(u"/@"))
            return 3;
        return fediverseHostOf(typed).isEmpty() ? 0 : 1;
    }

    [[nodiscard]] QString problem(const QJsonObject &settings) const override
    {
        return FediverseSettings::fromJson(settings).problem();
    }

    [[nodiscard]] QJsonObject withPinned(const QJsonObject &settings,
                                         const CertificateProblem &certificate) const override
    {
        FediverseSettings pinned = FediverseSettings::fromJson(settings);
        pinned.pinnedCertificates.insert(httpPinKey(pinned.baseUrl()), certificate.sha256);
        return pinned.toJson();
    }

    [[nodiscard]] Uid accountUid(const Account &account) const override
    {
        return Uid::derive({"fediverse", account.address.toUtf8()});
    }

    QFuture<Result<QList<AccountCandidate>>> discover(const QString &typed, QObject *) override
    {
        // A server on this computer has no certificate, and is for trying things out.
        const QUrl url(typed.trimmed());
        FediverseSettings settings;
        if (url.scheme() == u"http" && isThisComputer(url.host())) {
            settings.server = typed.trimmed();
            settings.allowPlainHttp = true;
        } else {
            settings.server = fediverseHostOf(typed);
        }
        if (settings.server.isEmpty())
            return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(
                fail(ErrorKind::Invalid,
                     u"“%1” is not a fediverse address; it looks like @team@social.example."_s.arg(
                         typed))));
        return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(
            {{.source = u"what was typed"_s, .settings = settings.toJson()}}));
    }

    QFuture<ProbeOutcome> probe(const Account &account, const AccountSecrets &secrets,
                                QObject *parent) override
    {
        const FediverseSettings settings = FediverseSettings::fromJson(account.settings);
        const QUrl url = settings.baseUrl();
        return afterCertificate(
            CertificateLook::Protocol::Tls, serverOf(url),
            {.caPem = settings.caPem, .pin = settings.pinnedCertificates.value(httpPinKey(url))},
            parent, [settings, account, token = secrets.value(kFediverseToken), parent] {
                return askServer(settings, account, token, parent);
            });
    }

    std::unique_ptr<BrowserSignIn> signIn(const QJsonObject &settings) override
    {
        return std::make_unique<FediverseBrowserSignIn>(settings);
    }

private:
    /// What the server is, and with a token who we are there.
    static QFuture<ProbeOutcome> askServer(const FediverseSettings &settings,
                                           const Account &account, const QString &token,
                                           QObject *parent)
    {
        const auto promise = std::make_shared<QPromise<ProbeOutcome>>();
        promise->start();
        auto *const api = new FediverseApi(settings, parent);
        api->setToken(token);
        auto *const probe = new FediverseProbe(api, settings.baseUrl(), api);
        QObject::connect(probe, &FediverseProbe::finished, api,
                         [=](const Result<FediverseServer> &server) {
                             ProbeOutcome outcome;
                             if (!server) {
                                 outcome.error = server.error();
                             } else if (!token.isEmpty()) {
                                 Account known = account;
                                 FediverseSettings found = settings;
                                 found.account = server->self.address;
                                 known.address = server->self.address;
                                 if (known.name.isEmpty())
                                     known.name = u'@' + server->self.address;
                                 known.settings = found.toJson();
                                 outcome.account = known;
                             }
                             promise->addResult(outcome);
                             promise->finish();
                             api->deleteLater();
                         });
        probe->start(!token.isEmpty());
        return promise->future();
    }
};

} // namespace

std::unique_ptr<Channel> makeFediverseChannel()
{
    return std::make_unique<FediverseChannel>();
}

} // namespace casement
