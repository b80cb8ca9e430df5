// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/email/emailconnector.h"
#include "tests/live/emailaccount.h"

#include <QHash>
#include <QSet>

namespace casement
{

/// Someone who listens to a connector of the team, and keeps all that it hands out as a store
/// would.
class Desk final : public QObject
{
public:
    explicit Desk(const EmailSettings &settings) : connector(accountFor(settings), &secrets)
    {
        connect(&connector, &Connector::received, this, [this](const IncomingBatch &batch) {
            batches += batch.number;
            messages += batch.messages;
            byStream[batch.stream] += batch.messages;
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
                });
        connect(&connector, &Connector::caughtUp, this, [this] { isCaughtUp = true; });
    }

    QSet<QByteArray> keys() const
    {
        QSet<QByteArray> result;
        for (const IncomingMessage &message : messages)
            result.insert(message.remoteKey);
        return result;
    }

    TestSecrets secrets;
    EmailConnector connector;
    bool commits = true;
    QList<quint64> batches;
    QList<IncomingMessage> messages; ///< in the order in which they came
    QHash<QString, QList<IncomingMessage>> byStream;
    qsizetype largestBatch = 0;
    Cursors cursors;
    LinkState state = LinkState::Stopped;
    QString detail;
    bool isCaughtUp = false;
};

} // namespace casement
