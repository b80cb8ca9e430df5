// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/http/httpnetwork.h"

#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QUrl>

namespace casement
{

/// Account::settings of a Telegram bot ("telegram"). Keys: `server`, where the Bot API is (empty:
/// https://api.telegram.org; plain http only on this computer); `botId` and `botName` (without @)
/// as the probe found them; `caPem` and `pinnedCertificates`, see HttpTrust; `pollSeconds`, how
/// long the server holds a request while there is nothing new.
///
/// The keychain has the bot's token as "telegram-token".
struct TelegramSettings {
    QString server;
    QString botId;
    QString botName;
    QString caPem;
    QHash<QString, QString> pinnedCertificates;
    int pollSeconds = 50;

    bool operator==(const TelegramSettings &) const = default;

    [[nodiscard]] static TelegramSettings fromJson(const QJsonObject &json);
    [[nodiscard]] QJsonObject toJson() const;
    /// What is wrong, in one sentence for people; empty when all is well.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QUrl baseUrl() const;
    [[nodiscard]] HttpRules rules() const;
};

inline constexpr QLatin1StringView kTelegramToken("telegram-token");

/// Whether \a token looks like one that @BotFather gives: digits, a colon, letters. Nothing else
/// goes into a path.
[[nodiscard]] bool isTelegramToken(const QString &token);

} // namespace casement
