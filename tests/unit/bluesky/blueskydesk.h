// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/bluesky/blueskyconnector.h"
#include "core/domain/messageid.h"
#include "tests/support/memorysecrets.h"

#include <QSet>

namespace casement
{

inline BlueskySettings blueskySettingsFor(const QString &server, const QString &did)
{
    BlueskySettings settings;
    settings.account = QStringLiteral("team.test");
    settings.did = did;
    settings.server = server;
    settings.pollSeconds = 1;
    return settings;
}

inline Account blueskyAccountFor(const BlueskySettings &settings)
{
    Account account;
    account.uid = Uid::derive({"bluesky", settings.did.toUtf8()});
    account.channel = QStringLiteral("bluesky");
    account.address = blueskyOwnAddress(settings).address;
    account.settings = settings.toJson();
    return account;
}

/// Someone who listens to a connector, and keeps what it hands out as a store would.
class BlueskyDesk final : public QObject
{
public:
    explicit BlueskyDesk(const BlueskySettings &settings, const Clock &clock = systemNow,
                         const QString &password = QStringLiteral("good-app-password"))
        : secrets({{QString(kBlueskyAppPassword), password}})
        , account(blueskyAccountFor(settings))
        , connector(account, &secrets, clock)
    {
        connect(&connector, &Connector::received, this, [this](const IncomingBatch &batch) {
            messages += batch.messages;
            removals += batch.removals;
            largestBatch = std::max(largestBatch, batch.messages.size());
            mostUnderWay = std::max(mostUnderWay, ++underWay);
            cursors.insert(batch.stream, batch.cursor);
            if (commits)
                QMetaObject::invokeMethod(
                    this,
                    [this, number = batch.number] {
                        --underWay;
                        connector.committed(number);
                    },
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

    const IncomingMessage *find(const QString &part) const
    {
        for (const IncomingMessage &message : messages) {
            if (message.text.contains(part))
                return &message;
        }
        return nullptr;
    }
    bool hasTwice() const
    {
        QSet<QByteArray> keys;
        for (const IncomingMessage &message : messages)
            keys.insert(message.remoteKey);
        return keys.size() != messages.size();
    }
    /// An answer of staff to what they read.
    OutgoingMessage answer(const IncomingMessage &to, const QString &text) const
    {
        OutgoingMessage message = words(text);
        message.recipients = {{RecipientRole::To, to.author}};
        message.inReplyTo = {to.messageId};
        message.visibility = to.visibility;
        return message;
    }
    /// What nobody has asked for.
    OutgoingMessage words(const QString &text) const
    {
        OutgoingMessage message;
        message.queuedAt = systemNow();
        message.uid = Uid::create(message.queuedAt);
        message.account = account;
        message.from = {QStringLiteral("bluesky"), account.address, {}};
        message.markdown = text;
        message.messageId = makeMessageId(message.uid, "key", account.address);
        message.visibility = Visibility::Public;
        return message;
    }

    MemorySecrets secrets;
    Account account;
    BlueskyConnector connector;
    bool commits = true;
    QList<IncomingMessage> messages;
    QList<IncomingRemoval> removals;
    qsizetype largestBatch = 0;
    int underWay = 0;
    int mostUnderWay = 0;
    Cursors cursors;
    LinkState state = LinkState::Stopped;
    QString detail;
    QStringList details;
    bool isCaughtUp = false;
};

} // namespace casement
