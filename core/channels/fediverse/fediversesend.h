// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediversefeatures.h"
#include "core/channels/fediverse/fediversemapping.h"

#include <QObject>
#include <QSet>

namespace casement
{

/// Sends one message, or looks for it. Used once; deletes itself afterwards.
class FediverseSend final : public QObject
{
    Q_OBJECT
public:
    struct Account {
        FediverseServer server;
        QString language;
        QSet<QString> claimed; ///< statuses that are known to be other messages of ours
    };

    FediverseSend(FediverseApi *api, const Account &account, const OutgoingMessage &message,
                  const Clock &clock, QObject *parent);

    void send();
    /// \a attemptedAt: when it was last tried, as far as this process knows.
    void lookUp(Timestamp attemptedAt);

Q_SIGNALS:
    void sent(const casement::Result<casement::SendReceipt> &receipt);
    /// \a statusId: where it was found.
    void lookedUp(const casement::Result<casement::SendState> &state, const QString &statusId);

private:
    void askParent();
    void uploadNext();
    void awaitMedia(const QString &id, int attempt);
    void post();
    void finish(const Result<SendReceipt> &receipt);
    void lookInContext();
    void lookInOwn(const QString &maxId, int page);
    [[nodiscard]] QString findIn(const QJsonArray &statuses) const;
    void conclude(const Result<SendState> &state, const QString &statusId = {});

    FediverseApi *m_api;
    Account m_account;
    OutgoingMessage m_message;
    Clock m_clock;
    QString m_inReplyTo;
    QJsonArray m_media;
    qsizetype m_nextFile = 0;
    Timestamp m_earliest;
    Timestamp m_attemptedAt;
};

} // namespace casement
