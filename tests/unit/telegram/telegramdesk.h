// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/telegram/telegramconnector.h"
#include "tests/support/memorysecrets.h"
#include "tests/unit/telegram/scriptedbotapi.h"

namespace casement
{

inline Account telegramAccountFor(const QString &url)
{
    TelegramSettings settings;
    settings.server = url;
    settings.pollSeconds = 20;
    Account account;
    account.uid = Uid::derive({"telegram", "4242"});
    account.channel = QStringLiteral("telegram");
    account.address = QStringLiteral("4242");
    account.settings = settings.toJson();
    return account;
}

/// Someone who listens to the connector of a bot, and keeps what it hands out as a store would.
class TelegramDesk final : public QObject
{
public:
    explicit TelegramDesk(const QString &url, const Clock &clock = systemNow)
        : account(telegramAccountFor(url))
        , connector(account, &secrets, clock)
    {
        connect(&connector, &Connector::received, this, [this](const IncomingBatch &batch) {
            batches += batch;
            messages += batch.messages;
            cursors.insert(batch.stream, batch.cursor);
            if (commits)
                QMetaObject::invokeMethod(
                    this, [this, number = batch.number] { connector.committed(number); },
                    Qt::QueuedConnection);
        });
        connect(&connector, &Connector::stateChanged, this,
                [this](LinkState to, const QString &why) {
                    state = to;
                    detail = why;
                    details += why;
                });
        connect(&connector, &Connector::caughtUp, this, [this] { isCaughtUp = true; });
    }

    QStringList texts() const
    {
        QStringList result;
        for (const IncomingMessage &message : messages)
            result += message.text;
        return result;
    }
    const IncomingMessage *find(const QString &part) const
    {
        for (const IncomingMessage &message : messages) {
            if (message.text.contains(part))
                return &message;
        }
        return nullptr;
    }
    /// An answer of staff to what they read, to all who heard it.
    OutgoingMessage answer(const IncomingMessage &to, const QString &text) const
    {
        OutgoingMessage message;
        message.queuedAt = systemNow();
        message.uid = Uid::create(message.queuedAt);
        message.account = account;
        message.from = {QStringLiteral("telegram"), account.address, {}};
        message.recipients = {{RecipientRole::To, to.author}};
        for (const Recipient &recipient : to.recipients) {
            if (recipient.address.address != account.address)
                message.recipients.append({RecipientRole::Cc, recipient.address});
        }
        message.markdown = text;
        message.messageId = message.uid.toString().toLatin1() + ".0123456789abcdef@localhost";
        message.inReplyTo = {to.messageId};
        message.conversationKey = to.conversationKey;
        message.visibility = to.visibility;
        return message;
    }

    MemorySecrets secrets{{{QStringLiteral("telegram-token"), ScriptedBotApi::kToken}}};
    Account account;
    TelegramConnector connector;
    bool commits = true;
    QList<IncomingBatch> batches;
    QList<IncomingMessage> messages;
    Cursors cursors;
    LinkState state = LinkState::Stopped;
    QString detail;
    QStringList details;
    bool isCaughtUp = false;
};

} // namespace casement
