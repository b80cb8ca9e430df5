// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/xmpp/xmppconnector.h"
#include "core/domain/messageid.h"

#include <QDeadlineTimer>
#include <QSet>
#include <QTest>

namespace casement
{

/// Gives what must not happen the time to happen.
inline void rest(std::chrono::milliseconds time)
{
    const QDeadlineTimer end(time);
    QTRY_VERIFY_WITH_TIMEOUT(end.hasExpired(), 60'000);
}

class XmppTestSecrets final : public Secrets
{
public:
    QFuture<Result<QString>> read(const Uid &, const QString &name) override
    {
        const auto found = secrets.constFind(name);
        return QtFuture::makeReadyValueFuture(
            found == secrets.cend()
                ? Result<QString>(fail(ErrorKind::NotFound, QStringLiteral("There is none.")))
                : Result<QString>(*found));
    }
    QFuture<Result<void>> write(const Uid &, const QString &, const QString &) override
    {
        return QtFuture::makeReadyValueFuture(Result<void>());
    }
    QFuture<Result<void>> remove(const Uid &) override
    {
        return QtFuture::makeReadyValueFuture(Result<void>());
    }

    QHash<QString, QString> secrets{{QString(kXmppPassword), QStringLiteral("teampw")}};
};

inline Account xmppAccount(const XmppSettings &settings)
{
    Account account;
    account.uid = Uid::derive({"xmpp", settings.address.toUtf8()});
    account.channel = QStringLiteral("xmpp");
    account.address = xmppOwnAddress(settings).address;
    account.settings = settings.toJson();
    return account;
}

/// Someone who listens to an XMPP account, and keeps what it hands out as a store would: once.
class XmppDesk final : public QObject
{
public:
    explicit XmppDesk(const XmppSettings &settings, const Clock &clock = systemNow)
        : account(xmppAccount(settings))
        , connector(account, &secrets, clock)
    {
        connect(&connector, &Connector::received, this, [this](const IncomingBatch &batch) {
            for (const IncomingMessage &message : batch.messages) {
                const QByteArray words = message.messageId + message.contentHash;
                const bool isNew = !keys.contains(message.remoteKey) && !keys.contains(words) &&
                                   !(message.direction == Direction::Outgoing &&
                                     !message.editedAt && outbox.contains(message.messageId));
                duplicates += isNew ? 0 : 1;
                keys.insert(message.remoteKey);
                if (!message.messageId.isEmpty())
                    keys.insert(words);
                if (isNew)
                    messages += message;
            }
            removals += batch.removals;
            if (!batch.stream.isEmpty())
                cursors.insert(batch.stream, batch.cursor);
            largestBatch = std::max(largestBatch, batch.messages.size());
            ++batches;
            if (commits)
                QMetaObject::invokeMethod(
                    this, [this, number = batch.number] { connector.committed(number); },
                    Qt::QueuedConnection);
        });
        connect(&connector, &Connector::stateChanged, this,
                [this](LinkState to, const QString &why) {
                    state = to;
                    detail = why;
                    states += to;
                    details += why;
                });
        connect(&connector, &Connector::caughtUp, this, [this] { isCaughtUp = true; });
    }

    OutgoingMessage message(const QString &to, const QString &text,
                            Visibility visibility = Visibility::Direct)
    {
        OutgoingMessage out;
        out.uid = Uid::create(systemNow());
        out.account = account;
        out.recipients = {{RecipientRole::To, {QStringLiteral("xmpp"), to, {}}}};
        out.markdown = text;
        out.visibility = visibility;
        out.messageId = makeMessageId(out.uid, "key", QStringLiteral("chat.test"));
        out.queuedAt = systemNow();
        outbox.insert(out.messageId);
        return out;
    }
    /// An answer of staff to what they read.
    OutgoingMessage answer(const IncomingMessage &to, const QString &text)
    {
        OutgoingMessage out =
            message(to.visibility == Visibility::Direct ? to.author.address
                                                        : to.recipients.first().address.address,
                    text, to.visibility);
        out.inReplyTo = {to.messageId};
        out.conversationKey = to.conversationKey;
        return out;
    }

    QStringList texts() const
    {
        QStringList result;
        for (const IncomingMessage &each : messages)
            result += each.text;
        return result;
    }
    const IncomingMessage *find(const QString &text) const
    {
        for (const IncomingMessage &each : messages) {
            if (each.text == text)
                return &each;
        }
        return nullptr;
    }

    XmppTestSecrets secrets;
    Account account;
    XmppConnector connector;
    bool commits = true;
    int batches = 0;
    int duplicates = 0;
    qsizetype largestBatch = 0;
    QSet<QByteArray> keys;
    QSet<QByteArray> outbox; ///< Message-IDs that the store has already
    QList<IncomingMessage> messages;
    QList<IncomingRemoval> removals;
    Cursors cursors;
    LinkState state = LinkState::Stopped;
    QList<LinkState> states;
    QString detail;
    QStringList details;
    bool isCaughtUp = false;
};

} // namespace casement
