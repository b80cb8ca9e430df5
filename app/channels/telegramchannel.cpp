// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/channels/certificatelook.h"
#include "app/channels/channel.h"
#include "core/channels/http/httptrust.h"
#include "core/channels/telegram/telegramconnector.h"
#include "core/channels/telegram/telegramsettings.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

class TelegramChannel final : public Channel
{
public:
    [[nodiscard]] QString id() const override { return u"telegram"_s; }

    [[nodiscard]] ChannelInfo info() const override
    {
        const auto say = [](const char *text) {
            return QCoreApplication::translate("Channel", text);
        };
        using Kind = AccountField::Kind;
        return {
            .id = id(),
            .name = u"Telegram"_s,
            .what = say(QT_TRANSLATE_NOOP(
                "Channel", "Private talks and groups of a bot of yours, which @BotFather makes")),
            .fields = {{.key = QString(kTelegramToken),
                        .option = u"secret-file"_s,
                        .label = say(QT_TRANSLATE_NOOP("Channel", "Bot token")),
                        .placeholder = u"123456:ABC-DEF…"_s,
                        .help = u"read the bot's token from this file (mode 0600)"_s,
                        .kind = Kind::Secret,
                        .isRequired = true},
                       {.key = u"server"_s,
                        .option = u"server"_s,
                        .label = say(QT_TRANSLATE_NOOP("Channel", "Server")),
                        .placeholder = u"https://api.telegram.org"_s,
                        .help = u"a Bot API server of our own"_s,
                        .isAdvanced = true}}};
    }

    [[nodiscard]] std::unique_ptr<Connector> makeConnector(const Account &account,
                                                           Secrets *secrets) const override
    {
        return std::make_unique<TelegramConnector>(account, secrets);
    }

    [[nodiscard]] int fits(const QString &typed) const override
    {
        return isTelegramToken(typed.trimmed()) ? 3 : 0;
    }

    [[nodiscard]] QString problem(const QJsonObject &settings) const override
    {
        return TelegramSettings::fromJson(settings).problem();
    }

    [[nodiscard]] QJsonObject withPinned(const QJsonObject &settings,
                                         const CertificateProblem &certificate) const override
    {
        TelegramSettings pinned = TelegramSettings::fromJson(settings);
        pinned.pinnedCertificates.insert(httpPinKey(pinned.baseUrl()), certificate.sha256);
        return pinned.toJson();
    }

    [[nodiscard]] Uid accountUid(const Account &account) const override
    {
        return Uid::derive(
            {"telegram", TelegramSettings::fromJson(account.settings).botId.toUtf8()});
    }

    QFuture<Result<QList<AccountCandidate>>> discover(const QString &typed, QObject *) override
    {
        TelegramSettings settings;
        if (!typed.trimmed().isEmpty())
            settings.server = typed.trimmed();
        return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(
            {{.source = u"what was typed"_s, .settings = settings.toJson()}}));
    }

    QFuture<ProbeOutcome> probe(const Account &account, const AccountSecrets &secrets,
                                QObject *parent) override
    {
        const TelegramSettings settings = TelegramSettings::fromJson(account.settings);
        const QUrl url = settings.baseUrl();
        return afterCertificate(
            CertificateLook::Protocol::Tls, serverOf(url),
            {.caPem = settings.caPem, .pin = settings.pinnedCertificates.value(httpPinKey(url))},
            parent, [settings, account, token = secrets.value(kTelegramToken), parent] {
                return probeTelegram(settings, token, parent)
                    .then([settings, account](const Result<TelegramBot> &bot) {
                        if (!bot)
                            return ProbeOutcome{.error = bot.error()};
                        TelegramSettings found = settings;
                        found.botId = bot->id;
                        found.botName = bot->username;
                        Account known = account;
                        known.address = bot->id;
                        if (known.name.isEmpty())
                            known.name = u'@' + bot->username;
                        known.settings = found.toJson();
                        return ProbeOutcome{.account = known};
                    });
            });
    }
};

} // namespace

std::unique_ptr<Channel> makeTelegramChannel()
{
    return std::make_unique<TelegramChannel>();
}

} // namespace casement
