// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediverseconnector.h"
#include "tests/support/memorysecrets.h"

#include <QHash>
#include <QSet>

namespace casement
{

inline FediverseSettings fediverseSettingsFor(const QString &url)
{
    FediverseSettings settings;
    settings.server = url;
    settings.allowPlainHttp = true;
    settings.pollSeconds = 5;
    return settings;
}

inline Account fediverseAccountFor(const FediverseSettings &settings, const QString &address)
{
    Account account;
    account.uid = Uid::derive({"fediverse", address.toUtf8()});
    account.channel = QStringLiteral("fediverse");
    account.address = address;
    account.settings = settings.toJson();
    return account;
}

/// Someone who listens to a connector of the team, and keeps what it hands out as a store would.
class FediverseDesk final : public QObject
{
public:
    explicit FediverseDesk(const FediverseSettings &settings,
                           const QString &address = QStringLiteral("team@social.example"),
                           const Clock &clock = systemNow)
        : account(fediverseAccountFor(settings, address))
        , connector(account, &secrets, clock)
    {
        connect(&connector, &Connector::received, this, [this](const IncomingBatch &batch) {
            messages += batch.messages;
            removals += batch.removals;
            largestBatch = std::max(largestBatch, batch.messages.size());
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

    /// Only the words, in the order in which they came.
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
    /// An answer of staff to what they read.
    OutgoingMessage answer(const IncomingMessage &to, const QString &text) const
    {
        OutgoingMessage message;
        message.queuedAt = systemNow();
        message.uid = Uid::create(message.queuedAt);
        message.account = account;
        message.from = {QStringLiteral("fediverse"), account.address, {}};
        message.recipients = {{RecipientRole::To, to.author}};
        message.subject = to.subject.isEmpty() ? QString() : u"Re: " + to.subject;
        message.markdown = text;
        message.messageId = message.uid.toString().toLatin1() + ".0123456789abcdef@social.example";
        message.inReplyTo = {to.messageId};
        message.visibility = to.visibility;
        return message;
    }

    MemorySecrets secrets{{{QStringLiteral("fediverse-token"), QStringLiteral("good-token")}}};
    Account account;
    FediverseConnector connector;
    bool commits = true;
    QList<IncomingMessage> messages;
    QList<IncomingRemoval> removals;
    qsizetype largestBatch = 0;
    Cursors cursors;
    LinkState state = LinkState::Stopped;
    QString detail;
    QStringList details;
    bool isCaughtUp = false;
};

} // namespace casement
