// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/timestamp.h"
#include "core/domain/uid.h"

#include <QByteArray>
#include <QJsonValue>
#include <QString>
#include <optional>

namespace casement
{

/// Where a record is (https://atproto.com/specs/at-uri-scheme).
struct BlueskyUri {
    QString did;
    QString collection;
    QString key;

    bool operator==(const BlueskyUri &) const = default;

    [[nodiscard]] QString toString() const;
};

inline constexpr QLatin1StringView kBlueskyPost("app.bsky.feed.post");

/// Nothing where \a text is no at:// URI of a record in the repository of a DID.
[[nodiscard]] std::optional<BlueskyUri> blueskyUri(const QString &text);
/// \a value where it is the URI of a post, else empty.
[[nodiscard]] QString blueskyPostUri(const QJsonValue &value);

/// The key of the record that the outbox item \a uid becomes: a TID
/// (https://atproto.com/specs/tid) of the moment in \a uid (of \a queuedAt where it has none) whose
/// low 20 bits are of its hash. The same for every attempt on every desk, so that a second attempt
/// meets the record of the first.
[[nodiscard]] QString blueskyRecordKey(const Uid &uid, Timestamp queuedAt);

/// Which message a post is, within our account: two accounts of one desk keep to themselves what
/// was said to each. The blanks keep such a key apart from every Message-ID of mail, so that no
/// mail can name it.
[[nodiscard]] QByteArray blueskyKey(const QString &ourDid, const QString &uri);
/// The URI in a key made with \a ourDid, else empty.
[[nodiscard]] QString blueskyUriOf(const QByteArray &key, const QString &ourDid);

/// The post that the outbox item with this Message-ID became, if it became one; empty where the id
/// is not of our making.
[[nodiscard]] QString blueskyUriOfSent(const QByteArray &messageId, const QString &ourDid);

/// Where a post says which message of the outbox it is. It counts only in our own repository. So a
/// post of ours is recognised on every desk, after any crash, without anything being remembered.
inline constexpr QLatin1StringView kBlueskyMessageId("casementMessageId");

/// RFC 3339 as records have it; nothing for what is no time or lies outside of the years 1970 to
/// 9999.
[[nodiscard]] std::optional<Timestamp> blueskyTime(const QJsonValue &value);

} // namespace casement
