// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/http/httptrust.h"

#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QUrl>

namespace casement
{

/// Account::settings of a feed ("feed"). Keys: `url` of the feed (https; plain http only on this
/// computer, elsewhere https is taken instead); `kind`, "articles" or "comments": the items of the
/// latter belong to the article that they stand under; `followComments`, also fetch the comments
/// feeds that articles name; `pollMinutes`, how often is looked at most; `backfillDays`, older
/// items of the first fetch are history; `caPem` and `pinnedCertificates`, see HttpTrust.
///
/// A feed has no secrets. Account::address is feedAddress().
struct FeedSettings {
    enum class Kind { Articles, Comments };

    QString url;
    Kind kind = Kind::Articles;
    bool followComments = true;
    int pollMinutes = 30;
    int backfillDays = 30;
    QString caPem;
    QHash<QString, QString> pinnedCertificates;

    bool operator==(const FeedSettings &) const = default;

    [[nodiscard]] static FeedSettings fromJson(const QJsonObject &json);
    [[nodiscard]] QJsonObject toJson() const;
    /// What is wrong, in one sentence for people; empty when all is well.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QUrl feedUrl() const;
    [[nodiscard]] HttpTrust trust() const;
};

/// \a typed as an address on the web that may be fetched: https, or http to this computer. Without
/// a scheme, and where another computer would be asked without encryption, https is taken. Invalid
/// for anything else.
[[nodiscard]] QUrl feedUrlOf(const QString &typed);

/// Our own address: the feed's, without scheme and fragment.
[[nodiscard]] QString feedAddress(const FeedSettings &settings);

} // namespace casement
