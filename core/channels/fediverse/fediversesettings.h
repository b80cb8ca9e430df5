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

/// Account::settings of a fediverse account, as JSON. Keys: `server`, where the API is (a bare host
/// means https); `account`, our own address "team@social.example" (empty: whoever the token is
/// for); `clientId` of the app registration, not secret; `caPem` and `pinnedCertificates`, see
/// HttpTrust; `allowPlainHttp`, http:// is accepted, for a host that is this computer only;
/// `language`, ISO 639 code that our posts are marked with (empty: the server's default); `stream`,
/// false: never open a streaming connection; `pollSeconds`, how often is looked where nothing
/// streams; `backfillDays`, how far back the first fetch goes (0: only its number limits it);
/// `backfillMentions`, how many mentions it takes.
///
/// The keychain has the access token as "fediverse-token" and the app's secret as
/// "fediverse-client-secret".
struct FediverseSettings {
    QString server;
    QString account;
    QString clientId;
    QString caPem;
    QHash<QString, QString> pinnedCertificates;
    bool allowPlainHttp = false;
    QString language;
    bool stream = true;
    int pollSeconds = 30;
    int backfillDays = 30;
    int backfillMentions = 200;

    bool operator==(const FediverseSettings &) const = default;

    [[nodiscard]] static FediverseSettings fromJson(const QJsonObject &json);
    [[nodiscard]] QJsonObject toJson() const;
    /// What is wrong, in one sentence for people; empty when all is well.
    [[nodiscard]] QString problem() const;
    /// The server as a URL without path; invalid when there is none in `server`.
    [[nodiscard]] QUrl baseUrl() const;
    [[nodiscard]] HttpTrust trust() const;
    [[nodiscard]] HttpRules rules() const;
};

inline constexpr QLatin1StringView kFediverseToken("fediverse-token");
inline constexpr QLatin1StringView kFediverseClientSecret("fediverse-client-secret");

/// The host that a person means by "@team@social.example", "team@social.example",
/// "https://social.example/@team" or "social.example"; empty for anything else.
[[nodiscard]] QString fediverseHostOf(const QString &typed);

} // namespace casement
