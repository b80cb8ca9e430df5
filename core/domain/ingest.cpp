// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/ingest.h"

#include "core/domain/messageid.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace casement
{

namespace
{

constexpr qsizetype maxReferences = 50;

qint64 first64(const QByteArray &digest)
{
    const qint64 key = qFromBigEndian<qint64>(digest.constData());
    return key == 0 ? 1 : key;
}

} // namespace

FlowResult applyMessage(ConversationFlow &flow, const FlowMessage &message)
{
    FlowResult result;
    if (message.isContext && message.direction == Direction::Incoming) {
        if (flow.isNew)
            flow.state = ConversationState::Done;
        flow.lastMessageAt = std::max(flow.lastMessageAt, message.at);
        return result;
    }
    const bool isOurs = message.direction == Direction::Outgoing;
    const bool isNewest = message.at >= flow.lastMessageAt;
    const bool wasNew = std::exchange(flow.isNew, false);
    const bool asks = !isOurs && !message.isAutomatic && !message.isHistory && !message.isAnswered;
    const bool isOldNews =
        message.isHistory || (message.isSeen && message.now - message.at > staysOpenFor);

    if (wasNew) {
        flow.state = isOurs ? ConversationState::Waiting : ConversationState::New;
        if (isOldNews)
            flow.state = ConversationState::Done;
        else if (message.isAnswered)
            flow.state = ConversationState::Waiting;
    } else if (isOurs) {
        if (isNewest &&
            (flow.state == ConversationState::New || flow.state == ConversationState::Open))
            flow.state = ConversationState::Waiting;
    } else if (asks && !isOldNews && !flow.isMuted && message.at >= flow.lastPersonMessageAt) {
        const bool sleeps = flow.state == ConversationState::Snoozed && !flow.keepsSnooze;
        if (sleeps || flow.state == ConversationState::Done ||
            flow.state == ConversationState::Waiting) {
            result.reopened = flow.state != ConversationState::Waiting;
            flow.wokeBecause = sleeps ? QStringLiteral("they wrote") : QString();
            flow.state = ConversationState::Open;
        }
    }

    if (isOurs && !message.isAutomatic) {
        if (message.at > flow.lastReplyAt) {
            flow.lastReplyAt = message.at;
            if (flow.waitingSince && *flow.waitingSince <= message.at) {
                flow.waitingSince.reset();
                result.needsWaitingSince = flow.lastPersonMessageAt > message.at;
            }
        }
    } else if (asks && message.at > flow.lastReplyAt && flow.state != ConversationState::Spam &&
               !isOldNews) {
        const bool wasConsciouslyClosed = flow.state == ConversationState::Done;
        if (!wasConsciouslyClosed && (!flow.waitingSince || message.at < *flow.waitingSince))
            flow.waitingSince = message.at;
    }

    if (!isOurs && !message.isAutomatic)
        flow.lastPersonMessageAt = std::max(flow.lastPersonMessageAt, message.at);
    if (isOurs || message.isSeen || message.isHistory)
        flow.readUntil = std::max(flow.readUntil, message.at);
    flow.lastMessageAt = std::max(flow.lastMessageAt, message.at);
    return result;
}

qint64 messageKey(QByteArrayView messageId)
{
    return first64(QCryptographicHash::hash(messageId, QCryptographicHash::Sha256));
}

qint64 conversationKey(const Uid &account, const QString &key)
{
    return first64(QCryptographicHash::hash(QByteArray(account.toBytes() + '\n' + key.toUtf8()),
                                            QCryptographicHash::Sha256));
}

QList<qint64> answeredKeys(const QByteArrayList &inReplyTo, const QByteArrayList &references,
                           const QByteArray &idKey)
{
    QList<qint64> keys;
    const auto add = [&](const QByteArray &id) {
        if (!id.isEmpty() && (!looksLikeOurMessageId(id) || isOurMessageId(id, idKey)))
            keys.append(messageKey(id));
    };
    for (const QByteArray &id : inReplyTo)
        add(id);
    const qsizetype count = references.size();
    for (qsizetype i = count - 1; i >= std::max<qsizetype>(0, count - maxReferences); --i)
        add(references.at(i));
    return keys;
}

} // namespace casement
