// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QHash>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <optional>

namespace casement
{

/// What the mapping has to know of us.
struct TelegramContext {
    qint64 botId = 0;
    QString username; ///< of the bot, without @
    Timestamp now;
    /// Groups that became supergroups: new id → the id that their conversation began with.
    QHash<qint64, qint64> origins;
    /// What went out from here, by telegramKey(): the Message-ID that the outbox gave it.
    QHash<QByteArray, QByteArray> sent;
};

/// One update (Bot API, "Getting updates"), mapped.
struct TelegramUpdate {
    qint64 id = 0;                          ///< 0: not usable
    std::optional<IncomingMessage> message; ///< none: it is about something else
    /// The group `migratedFrom` goes on as `migratedTo`; 0: nothing of that kind.
    qint64 migratedFrom = 0;
    qint64 migratedTo = 0;
};

/// A private chat is a direct conversation. A group, a topic of a group and a channel are each one
/// running conversation, in which what names the bot, answers it or commands it is for us, and
/// everything else is context. An edit is the same message with editedAt. Files are only named: an
/// attachment's `part` is the place of its description in the raw update (RFC 6901), where
/// `file_id` is. A message that lacks what it needs is quarantined, as the server does not tell it
/// again.
[[nodiscard]] TelegramUpdate mapTelegramUpdate(const QJsonObject &json,
                                               const TelegramContext &context);

/// A whole number of JSON within what a double holds exactly; 0 for anything else.
[[nodiscard]] qint64 telegramNumber(const QJsonValue &value);

/// Messages are numbered within their chat. The bot keeps accounts of one desk apart, and the
/// blanks keep such a key apart from every Message-ID of mail.
[[nodiscard]] QByteArray telegramKey(const QString &bot, qint64 chat, qint64 message);
/// The same in SendReceipt::remoteId.
[[nodiscard]] QByteArray telegramRemoteId(qint64 chat, qint64 message);
/// Where a key made for \a bot points: chat and message, or nothing.
[[nodiscard]] std::optional<std::pair<qint64, qint64>> telegramPlaceOf(const QByteArray &key,
                                                                       const QString &bot);

/// "chat:-100123", "chat:-100123/topic:7".
struct TelegramConversation {
    qint64 chat = 0;
    qint64 topic = 0; ///< message_thread_id; 0: none

    bool operator==(const TelegramConversation &) const = default;
    [[nodiscard]] QString toKey() const;
    /// A chat of 0 for anything else.
    [[nodiscard]] static TelegramConversation fromKey(const QString &key);
};

} // namespace casement
