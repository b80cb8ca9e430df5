// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/telegram/telegramapi.h"
#include "core/domain/message.h"

#include <QList>
#include <QObject>
#include <optional>

namespace casement
{

/// Where an answer goes.
struct TelegramTarget {
    qint64 chat = 0;
    qint64 topic = 0;
    qint64 replyTo = 0; ///< a message of that chat; 0: none

    bool operator==(const TelegramTarget &) const = default;
};

/// The group where it is among the recipients, else the person: an answer "to the author alone" has
/// the group's conversation, too. An error where it would be heard wider than it may, or nowhere.
[[nodiscard]] Result<TelegramTarget> telegramTargetOf(const OutgoingMessage &message,
                                                      const QString &bot);

/// Telegram's limits, in UTF-16 code units and bytes.
inline constexpr qsizetype kTelegramTextLength = 4096;
inline constexpr qsizetype kTelegramCaptionLength = 1024;
inline constexpr qint64 kTelegramFileSize = qint64(50) * 1024 * 1024;

/// One message on its way: a text, then each file as a message of its own, or a single file with
/// the text as its caption. Used once; deletes itself afterwards. Once a part has arrived the whole
/// counts as sent, and what did not follow is in SendReceipt::warning: it is never said twice.
class TelegramSend final : public QObject
{
    Q_OBJECT
public:
    TelegramSend(TelegramApi *api, const QString &bot, const OutgoingMessage &message,
                 const TelegramTarget &target, QObject *parent);

    void send();

Q_SIGNALS:
    void migrated(qint64 from, qint64 to);
    /// \a messages: their numbers in \a chat.
    void sent(const casement::Result<casement::SendReceipt> &receipt, qint64 chat,
              const QList<qint64> &messages);

private:
    struct Part {
        QString method;
        QString text;
        std::optional<Attachment> file;
    };
    [[nodiscard]] HttpBody bodyOf(const Part &part, bool isFirst) const;
    void sendNext();
    void taken(const TelegramReply &reply);
    void conclude(const Result<SendReceipt> &receipt);

    TelegramApi *m_api;
    QString m_bot;
    OutgoingMessage m_message;
    TelegramTarget m_target;
    QList<Part> m_parts;
    qsizetype m_next = 0;
    int m_waits = 0;
    bool m_hasMigrated = false;
    SendReceipt m_receipt;
    QList<qint64> m_sent;
};

} // namespace casement
