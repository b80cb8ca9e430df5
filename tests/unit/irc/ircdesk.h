// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/irc/ircconnector.h"

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

class IrcTestSecrets final : public Secrets
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

    QHash<QString, QString> secrets{{QStringLiteral("irc-password"), QStringLiteral("teampw")}};
};

inline Account ircAccount(const IrcSettings &settings)
{
    Account account;
    account.uid = Uid::derive({"irc", settings.host.toUtf8(), settings.nick.toUtf8()});
    account.channel = QStringLiteral("irc");
    account.address = ircOwnAddress(settings).address;
    account.settings = settings.toJson();
    return account;
}

/// Someone who listens to an IRC account, and keeps what it hands out as a store would: once.
class IrcDesk final : public QObject
{
public:
    explicit IrcDesk(const IrcSettings &settings)
        : account(ircAccount(settings))
        , connector(account, &secrets)
    {
        connect(&connector, &Connector::received, this, [this](const IncomingBatch &batch) {
            for (const IncomingMessage &message : batch.messages) {
                const bool isNew = !keys.contains(message.remoteKey) &&
                                   !(message.direction == Direction::Outgoing &&
                                     outbox.contains(message.messageId));
                duplicates += isNew ? 0 : 1;
                keys.insert(message.remoteKey);
                if (isNew)
                    messages += message;
            }
            if (!batch.stream.isEmpty())
                cursors.insert(batch.stream, batch.cursor);
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
                });
        connect(&connector, &Connector::caughtUp, this, [this] { isCaughtUp = true; });
    }

    OutgoingMessage message(const QString &to, const QString &text)
    {
        OutgoingMessage out;
        out.uid = Uid::create(systemNow());
        out.account = account;
        out.recipients = {{RecipientRole::To, {QStringLiteral("irc"), to, {}}}};
        out.markdown = text;
        out.messageId = out.uid.toString().toLatin1() + "@casement";
        out.queuedAt = systemNow();
        outbox.insert(out.messageId);
        return out;
    }

    QStringList texts() const
    {
        QStringList result;
        for (const IncomingMessage &each : messages)
            result += each.text;
        return result;
    }

    IrcTestSecrets secrets;
    Account account;
    IrcConnector connector;
    bool commits = true;
    int batches = 0;
    int duplicates = 0;
    QSet<QByteArray> keys;
    QSet<QByteArray> outbox; ///< Message-IDs that the store has already
    QList<IncomingMessage> messages;
    Cursors cursors;
    LinkState state = LinkState::Stopped;
    QList<LinkState> states;
    QString detail;
    bool isCaughtUp = false;
};

} // namespace casement
