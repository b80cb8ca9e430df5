// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/http/httptrust.h"
#include "core/domain/message.h"

#include <QJsonObject>
#include <QString>
#include <QUrl>

namespace casement
{

/// Account::settings of a Bluesky account, as JSON. Keys: `account`, the handle ("team.example") or
/// the DID that a person typed; `did`, whose account that was found to be: it stays when the handle
/// changes; `server`, where the account's server is, when it is not to be looked for (empty: found
/// from the DID; a bare host means https); `pds`, where it was found last, which serves when the
/// directory cannot be asked; `directory`, of did:plc (empty: https://plc.directory); `language`,
/// BCP 47 code that our posts are marked with, or empty; `pollSeconds`; `backfillDays`, how far
/// back the first fetch goes (0: only its number limits it); `backfillMentions`, how many
/// notifications it takes; `caPem` and `pinnedCertificates`, see HttpTrust.
///
/// The keychain has the app password as "bluesky-app-password". The tokens that it is exchanged for
/// live in memory only.
struct BlueskySettings {
    QString account;
    QString did;
    QString server;
    QString pds;
    QString directory;
    QString language;
    int pollSeconds = 15;
    int backfillDays = 30;
    int backfillMentions = 200;
    HttpTrust trust;

    bool operator==(const BlueskySettings &) const = default;

    [[nodiscard]] static BlueskySettings fromJson(const QJsonObject &json);
    [[nodiscard]] QJsonObject toJson() const;
    /// What is wrong, in one sentence for people; empty when all is well.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QUrl directoryUrl() const;
};

inline constexpr QLatin1StringView kBlueskyAppPassword("bluesky-app-password");

/// Our own address on the network, the DID: what Account::address of the account has to be. Without
/// one in \a settings it is empty.
[[nodiscard]] Address blueskyOwnAddress(const BlueskySettings &settings);

/// The handle that a person means by "@team.example", "team.example" or
/// "https://bsky.app/profile/team.example", in lower case; empty for anything else
/// (https://atproto.com/specs/handle).
[[nodiscard]] QString blueskyHandleOf(const QString &typed);

/// Whether \a text is a DID of a method that is in use: did:plc or did:web
/// (https://atproto.com/specs/did).
[[nodiscard]] bool isBlueskyDid(const QString &text);

} // namespace casement
