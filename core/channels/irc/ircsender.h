// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/channels/irc/ircmapping.h"
#include "core/channels/irc/ircsession.h"

#include <QPromise>
#include <deque>
#include <memory>

namespace casement
{

/// Says messages of the outbox, one at a time, and finds out what became of each: by the echo of
/// every part where the server has echo-message, else by a PONG to a PING behind it, which a server
/// answers only when it has dealt with what came before. When the connection ends after the first
/// byte and before that, nobody can tell: the answer is "unknown:".
class IrcSender final : public QObject
{
    Q_OBJECT
public:
    using Promise = std::shared_ptr<QPromise<Result<SendReceipt>>>;

    IrcSender(IrcSession *session, const QString &networkName, QObject *parent = nullptr);

    /// \a target: a nick or a channel on the server's side.
    void send(const OutgoingMessage &message, const QByteArray &target, const Promise &promise);
    /// Looks at everything that arrives outside of history; takes nothing away.
    void watch(const IrcMessage &message, const IrcFrame &frame);
    void connectionLost(const Error &error);
    [[nodiscard]] bool isBusy() const { return !m_queue.empty(); }
    /// The Message-ID of the item whose echo \a message is, also where tags are not passed on.
    [[nodiscard]] QByteArray messageIdOf(const IrcMessage &message, const IrcFrame &frame) const;

private:
    struct Item {
        OutgoingMessage message;
        QByteArray target;
        Promise promise;
        QByteArrayList lines = {};
        QByteArrayList texts = {};
        QByteArrayList labels = {};
        QList<bool> accepted = {};
        QByteArray barrier = {};
        QByteArray barrierLine = {};
        QByteArray remoteId = {};
        int written = 0;
    };

    void begin();
    [[nodiscard]] Result<void> prepare(Item &item) const;
    void accept(qsizetype part, const QByteArray &remoteId);
    void refuse(const IrcMessage &error);
    void finish(const Result<SendReceipt> &result);
    [[nodiscard]] qsizetype partOf(const IrcMessage &message, const IrcFrame &frame) const;

    IrcSession *m_session;
    QString m_networkName;
    std::deque<Item> m_queue; ///< the first one is under way
    quint64 m_barriers = 0;
    QTimer m_timer;
};

} // namespace casement
