// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/telegram/telegramsend.h"

#include "core/channels/telegram/telegrammapping.h"

#include <QJsonDocument>
#include <QTimer>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

/// How long the rest of a message waits for a server that asks for patience, and how often.
constexpr auto kLongestWait = 60s;
constexpr int kMaxWaits = 3;

} // namespace

Result<TelegramTarget> telegramTargetOf(const OutgoingMessage &message, const QString &bot)
{
    TelegramTarget target;
    qint64 person = 0;
    for (const Recipient &recipient : message.recipients) {
        const qint64 id = recipient.address.address.toLongLong();
        if (id < 0 && target.chat == 0)
            target.chat = id;
        else if (id > 0 && person == 0 && recipient.address.address != bot)
            person = id;
    }
    if (target.chat == 0)
        target.chat = person;
    if (target.chat == 0)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("No recipient of the message is on Telegram; nothing was "
                                   "sent."));
    if (target.chat < 0 && message.visibility == Visibility::Direct)
        return fail(ErrorKind::Forbidden,
                    QStringLiteral("The answer is for one person and would be heard by a group; it "
                                   "was not sent."));
    const auto conversation = TelegramConversation::fromKey(message.conversationKey);
    const bool isThere = conversation.chat == target.chat;
    if (isThere)
        target.topic = conversation.topic;
    for (const QByteArray &key : message.inReplyTo) {
        const auto place = telegramPlaceOf(key, bot);
        if (!place || target.replyTo != 0)
            continue;
        // A group that became a supergroup has another number, and begins to count anew.
        if (place->first == target.chat)
            target.replyTo = place->second;
    }
    return target;
}

TelegramSend::TelegramSend(TelegramApi *api, const QString &bot, const OutgoingMessage &message,
                           const TelegramTarget &target, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_bot(bot)
    , m_message(message)
    , m_target(target)
{
}

void TelegramSend::conclude(const Result<SendReceipt> &receipt)
{
    deleteLater();
    Q_EMIT sent(receipt, m_target.chat, m_sent);
}

void TelegramSend::send()
{
    const QString text = m_message.markdown.trimmed();
    if (text.isEmpty() && m_message.attachments.isEmpty())
        return conclude(fail(ErrorKind::Invalid, QStringLiteral("There is nothing to send.")));
    if (text.size() > kTelegramTextLength)
        return conclude(fail(ErrorKind::Invalid,
                             QStringLiteral("The text is longer than the %1 characters that a "
                                            "message on Telegram can have; shorten or split it.")
                                 .arg(kTelegramTextLength)));
    for (const Attachment &file : std::as_const(m_message.attachments)) {
        if (file.data.isEmpty() || file.data.size() > kTelegramFileSize)
            return conclude(fail(ErrorKind::Invalid,
                                 QStringLiteral("A bot cannot send “%1”: files are from 1 byte to "
                                                "50 MB. Nothing was sent.")
                                     .arg(file.name)));
    }
    const bool isCaption =
        m_message.attachments.size() == 1 && text.size() <= kTelegramCaptionLength;
    if (!text.isEmpty() && !isCaption)
        m_parts += {.method = QStringLiteral("sendMessage"), .text = text, .file = {}};
    for (const Attachment &file : std::as_const(m_message.attachments))
        m_parts += {.method = QStringLiteral("sendDocument"),
                    .text = isCaption ? text : QString(),
                    .file = file};
    sendNext();
}

HttpBody TelegramSend::bodyOf(const Part &part, bool isFirst) const
{
    QJsonObject parameters{{QStringLiteral("chat_id"), m_target.chat}};
    if (m_target.topic > 0)
        parameters.insert(QStringLiteral("message_thread_id"), m_target.topic);
    if (m_target.replyTo > 0 && isFirst)
        parameters.insert(QStringLiteral("reply_parameters"),
                          QJsonObject{{QStringLiteral("message_id"), m_target.replyTo},
                                      {QStringLiteral("allow_sending_without_reply"), true}});
    if (!part.text.isEmpty())
        parameters.insert(part.file ? QStringLiteral("caption") : QStringLiteral("text"),
                          part.text);
    if (!part.file)
        return httpJson(parameters);
    QList<HttpPart> fields;
    for (auto each = parameters.constBegin(); each != parameters.constEnd(); ++each) {
        const QByteArray value =
            each->isObject()   ? QJsonDocument(each->toObject()).toJson(QJsonDocument::Compact)
            : each->isDouble() ? QByteArray::number(each->toInteger())
                               : each->toString().toUtf8();
        fields += {.name = each.key(), .fileName = {}, .mediaType = {}, .bytes = value};
    }
    fields += {.name = QStringLiteral("document"),
               .fileName = part.file->name.isEmpty() ? QStringLiteral("file") : part.file->name,
               .mediaType = part.file->mediaType,
               .bytes = part.file->data};
    return httpMultipart(fields);
}

void TelegramSend::sendNext()
{
    if (m_next >= m_parts.size())
        return conclude(m_receipt);
    const Part &part = m_parts.at(m_next);
    const HttpBody body = bodyOf(part, m_next == 0);
    if (!part.file)
        m_receipt.raw = body.bytes;
    m_api->callOnce(part.method, body, this, [this](const TelegramReply &reply) { taken(reply); });
}

void TelegramSend::taken(const TelegramReply &reply)
{
    if (reply.result) {
        const qint64 id = telegramNumber((*reply.result)[u"message_id"]);
        if (id > 0) {
            m_sent += id;
            if (m_sent.size() == 1) {
                m_receipt.remoteId = telegramRemoteId(m_target.chat, id);
                m_receipt.serverAnswer =
                    QStringLiteral("message %1 in chat %2").arg(id).arg(m_target.chat);
            }
            ++m_next;
            return sendNext();
        }
    }
    Error error = reply.result ? Error{ErrorKind::Protocol,
                                       QStringLiteral("unknown: the server's answer does not say "
                                                      "what became of the message.")}
                               : reply.result.error();
    if (reply.migratedTo != 0 && !std::exchange(m_hasMigrated, true)) {
        Q_EMIT migrated(m_target.chat, reply.migratedTo);
        m_target.chat = reply.migratedTo;
        m_target.replyTo = 0; // the supergroup counts anew
        return sendNext();
    }
    if (m_sent.isEmpty())
        return conclude(std::unexpected(error));
    // A part is there already, so the whole is not tried again.
    const auto wait = error.retryAfter.value_or(0s);
    if (error.kind == ErrorKind::RateLimited && wait <= kLongestWait && m_waits++ < kMaxWaits)
        return QTimer::singleShot(wait, this, &TelegramSend::sendNext);
    const QString name = m_parts.at(m_next).file ? m_parts.at(m_next).file->name : QString();
    m_receipt.warning =
        error.detail.startsWith(u"unknown:")
            ? QStringLiteral("The text was sent; whether “%1” arrived cannot be told.").arg(name)
            : QStringLiteral("The text was sent, and “%1” and what follows it was not: %2")
                  .arg(name, error.detail);
    conclude(m_receipt);
}

} // namespace casement
