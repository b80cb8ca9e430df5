// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <optional>

namespace casement
{

/// What the mapping has to know of us.
struct FediverseContext {
    QString domain;    ///< what local addresses lack after their @
    QString accountId; ///< ours
    QString address;   ///< ours
    bool blursDirect = false;
    Timestamp now;
    /// Statuses that went out from here, by id: the Message-ID that the outbox gave each. They are
    /// in the conversation already.
    QHash<QString, QByteArray> sent;
};

/// A status of the Mastodon API, mapped.
struct FediverseStatus {
    QString id; ///< on our server
    QString inReplyToId;
    bool isOurs = false;
    bool hasReplies = false;
    bool isForUs = false; ///< it mentions us or answers words of ours
    QByteArray version;   ///< changes with every edit, not with counts
    IncomingMessage message;
};

/// \a json as a message; nothing when it has no usable id. A status that lacks what a message needs
/// is quarantined.
///
/// The content warning is the subject, which a reply keeps as is the custom, and also the first
/// line of text and HTML: list, notification and search show it in front of the words, as its
/// author wants. An edit has the same Message-ID, and says when it was made.
/// Media are only named: an attachment's `part` is the place of its description in the raw JSON
/// (RFC 6901), where `url` is.
[[nodiscard]] std::optional<FediverseStatus> mapStatus(const QJsonObject &json,
                                                       const FediverseContext &context);

/// A notification of a mention.
struct FediverseMention {
    QString id; ///< of the notification; empty when there is none
    Timestamp at;
    std::optional<FediverseStatus> status; ///< none: it was about something else
};
[[nodiscard]] FediverseMention mapNotification(const QJsonObject &json,
                                               const FediverseContext &context);

/// An id that servers write as a string or as a number; empty for anything else.
[[nodiscard]] QString fediverseId(const QJsonValue &value);

/// Ids in the order of their making, for servers with hasMinId: by length, then by character.
[[nodiscard]] bool isOlderId(const QString &a, const QString &b);

/// Statuses are known by their id on our server and only within our account: a reply needs that id,
/// and two accounts of one desk keep to themselves what was said to each. The blanks keep such a
/// key apart from every Message-ID of mail, so that no mail can name it.
[[nodiscard]] QByteArray fediverseKey(const QString &ourAddress, const QString &statusId);
/// The status id in a key made with \a ourAddress, else empty.
[[nodiscard]] QString statusIdOf(const QByteArray &key, const QString &ourAddress);

[[nodiscard]] Visibility visibilityFrom(const QString &word, bool blursDirect);
[[nodiscard]] QString toWire(Visibility visibility);

/// The text of \a message as it goes out: whom it is for is mentioned in front unless it names
/// them.
[[nodiscard]] QString composeStatus(const OutgoingMessage &message);
/// The content warning of \a message: its subject without "Re:".
[[nodiscard]] QString contentWarningOf(const OutgoingMessage &message);

/// How long a server takes a status with \a text and \a warning to be. Where
/// \a charactersPerUrl is not 0 it counts as Mastodon does: grapheme clusters, so many for every
/// web address, and mentions without their host; else every Unicode character. What not every
/// version takes for an address counts in full.
[[nodiscard]] qint64 statusLength(const QString &text, const QString &warning,
                                  int charactersPerUrl);

/// Letters and digits only, mentions without their host: what is left equal of a text after a
/// server has rendered it.
[[nodiscard]] QString essenceOf(const QString &text);
/// Whether \a json is \a message as it went out to \a inReplyToId, not before \a earliest.
[[nodiscard]] bool isSameStatus(const QJsonObject &json, const OutgoingMessage &message,
                                const QString &inReplyToId, Timestamp earliest);

} // namespace casement
