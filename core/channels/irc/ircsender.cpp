// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircsender.h"

#include "core/channels/irc/ircsplit.h"

#include <algorithm>
#include <chrono>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

/// From the last line that went out; a long text is written at the pace of IrcSession.
constexpr auto kAnswerTimeout = 60s;
/// An echo may come from behind a bouncer, after its PONG.
constexpr auto kEchoTimeout = 20s;
constexpr qsizetype kMaxParts = 100;

/// Errors that a PRIVMSG is answered with: RFC 2812 section 3.3.1, and what servers added.
bool isSendError(const QByteArray &command)
{
    static const QSet<QByteArray> errors{"401", "402", "403", "404", "407", "411", "412", "413",
                                         "414", "415", "416", "417", "421", "437", "439", "442",
                                         "461", "477", "480", "481", "482", "484", "486", "487",
                                         "488", "489", "494", "531", "716", "717", "754"};
    return errors.contains(command);
}

} // namespace

IrcSender::IrcSender(IrcSession *session, const QString &networkName, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_networkName(networkName)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        finish(
            fail(ErrorKind::Protocol,
                 QStringLiteral("unknown: The server did not say whether it took the message.")));
    });
    connect(session, &IrcSession::written, this, [this](const QByteArray &line) {
        if (m_queue.empty())
            return;
        Item &item = m_queue.front();
        if (item.lines.contains(line))
            ++item.written;
        if (item.lines.contains(line) || line == item.barrierLine)
            m_timer.start(kAnswerTimeout);
    });
}

void IrcSender::send(const OutgoingMessage &message, const QByteArray &target,
                     const Promise &promise)
{
    m_queue.push_back({.message = message, .target = target, .promise = promise});
    if (m_queue.size() == 1)
        begin();
}

Result<void> IrcSender::prepare(Item &item) const
{
    if (!item.message.attachments.isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("IRC cannot carry files; nothing was sent."));
    item.texts =
        splitForIrc(item.message.markdown, ircTextBytes(m_session->sourceLength(), item.target));
    if (item.texts.isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("There is nothing to send: the text is empty."));
    if (item.texts.size() > kMaxParts)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("The text would be %1 lines on IRC, which would be taken for a "
                                   "flood; shorten it. Nothing was sent.")
                        .arg(item.texts.size()));
    const bool hasTags = m_session->has("message-tags");
    const bool tellsItem = hasTags && m_session->network().passesClientTag(kIrcOutboxTag);
    const bool tellsReply = hasTags && m_session->network().passesClientTag("draft/reply");
    const QByteArray origin = ircMessageId({}, m_networkName);
    for (qsizetype i = 0; i < item.texts.size(); ++i) {
        IrcTags tags;
        if (m_session->has("labeled-response")) {
            item.labels += m_session->newLabel();
            tags.insert("label", item.labels.last());
        }
        if (tellsItem)
            tags.insert(QByteArray("+") + kIrcOutboxTag,
                        ircOutboxTagValue({.messageId = item.message.messageId,
                                           .part = static_cast<int>(i + 1),
                                           .parts = static_cast<int>(item.texts.size())}));
        const QByteArray parent = item.message.inReplyTo.value(0);
        if (tellsReply && i == 0 && parent.endsWith(origin))
            tags.insert("+draft/reply", parent.chopped(origin.size()));
        const auto line = ircLine("PRIVMSG", {item.target, item.texts.at(i)}, tags);
        if (!line)
            return std::unexpected(line.error());
        item.lines += *line;
        item.accepted += false;
    }
    return {};
}

void IrcSender::begin()
{
    Item &item = m_queue.front();
    if (const auto prepared = prepare(item); !prepared)
        return finish(std::unexpected(prepared.error()));
    item.barrier = "casement-" + QByteArray::number(++m_barriers);
    item.barrierLine = ircLine("PING", {item.barrier}).value_or(QByteArray());
    m_timer.start(kAnswerTimeout);
    const QByteArrayList lines = item.lines + QByteArrayList{item.barrierLine};
    for (const QByteArray &line : lines)
        m_session->send(line);
}

qsizetype IrcSender::partOf(const IrcMessage &message, const IrcFrame &frame) const
{
    if (m_queue.empty())
        return -1;
    const Item &item = m_queue.front();
    if (!frame.label.isEmpty())
        return item.labels.indexOf(frame.label);
    if (message.command != "PRIVMSG" || !m_session->isMe(message.nick()) ||
        m_session->network().fold(message.param(0)) != m_session->network().fold(item.target))
        return -1;
    if (const auto part = ircOutboxPart(message))
        return part->messageId == item.message.messageId && part->part <= item.lines.size()
                   ? part->part - 1
                   : -1;
    for (qsizetype i = 0; i < item.texts.size(); ++i) {
        if (!item.accepted.at(i) && item.texts.at(i) == message.param(1))
            return i;
    }
    return -1;
}

QByteArray IrcSender::messageIdOf(const IrcMessage &message, const IrcFrame &frame) const
{
    return message.command == "PRIVMSG" && partOf(message, frame) >= 0
               ? m_queue.front().message.messageId
               : QByteArray();
}

void IrcSender::watch(const IrcMessage &message, const IrcFrame &frame)
{
    if (m_queue.empty() || m_queue.front().lines.isEmpty())
        return;
    Item &item = m_queue.front();
    const QByteArray &command = message.command;
    if (command == "PONG" && message.last() == item.barrier) {
        if (!m_session->has("echo-message")) {
            for (qsizetype i = 0; i < item.accepted.size(); ++i)
                item.accepted[i] = true;
            return accept(0, {});
        }
        m_timer.start(kEchoTimeout);
        return;
    }
    const qsizetype part = partOf(message, frame);
    if (command == "PRIVMSG") {
        if (part >= 0)
            accept(part, message.tags.value("msgid"));
    } else if (command == "ACK") {
        if (part >= 0)
            accept(part, {});
    } else if (isSendError(command) || command == "FAIL") {
        const bool isLabelled = part >= 0;
        const bool isAbout =
            m_session->network().fold(message.param(1)) == m_session->network().fold(item.target) ||
            message.param(0) == "PRIVMSG" || message.param(1) == "PRIVMSG" || command == "412" ||
            command == "417";
        if (isLabelled || (frame.label.isEmpty() && isAbout && item.written > 0))
            refuse(message);
    }
}

void IrcSender::accept(qsizetype part, const QByteArray &remoteId)
{
    Item &item = m_queue.front();
    item.accepted[part] = true;
    if (item.remoteId.isEmpty())
        item.remoteId = remoteId;
    if (!std::ranges::all_of(item.accepted, [](bool each) { return each; }))
        return;
    SendReceipt receipt;
    if (!item.remoteId.isEmpty())
        receipt.remoteId = ircMessageId(item.remoteId, m_networkName);
    receipt.serverAnswer = item.remoteId.isEmpty() ? QStringLiteral("accepted")
                                                   : QString(u"msgid " + decodeIrc(item.remoteId));
    receipt.raw = item.lines.join();
    finish(receipt);
}

void IrcSender::refuse(const IrcMessage &error)
{
    const Item &item = m_queue.front();
    const auto accepted = std::ranges::count(item.accepted, true);
    QString detail = QStringLiteral("%1 did not take the message for %2: %3")
                         .arg(m_networkName, decodeIrc(item.target), ircWords(error.last()));
    if (accepted > 0)
        detail = QStringLiteral("Only the first %1 of %2 parts went out. %3")
                     .arg(accepted)
                     .arg(item.lines.size())
                     .arg(detail);
    const bool isUnknownName = error.command == "401" || error.command == "403";
    finish(fail(isUnknownName ? ErrorKind::NotFound : ErrorKind::Forbidden, detail));
}

void IrcSender::connectionLost(const Error &error)
{
    m_timer.stop();
    for (auto queue = std::exchange(m_queue, {}); Item & item : queue) {
        const bool isUnsent = item.written == 0;
        item.promise->addResult(
            isUnsent ? Result<SendReceipt>(fail(error.kind == ErrorKind::RateLimited
                                                    ? ErrorKind::RateLimited
                                                    : ErrorKind::Offline,
                                                error.detail))
                     : Result<SendReceipt>(
                           fail(ErrorKind::Protocol,
                                u"unknown: The connection ended before the server answered. " +
                                    error.detail)));
        item.promise->finish();
    }
}

void IrcSender::finish(const Result<SendReceipt> &result)
{
    m_timer.stop();
    if (m_queue.empty())
        return;
    const Item item = std::move(m_queue.front());
    m_queue.pop_front();
    for (const QByteArray &line : item.lines + QByteArrayList{item.barrierLine})
        m_session->takeBack(line); // what has no answer by now must not go out any more
    item.promise->addResult(result);
    item.promise->finish();
    if (!m_queue.empty())
        begin();
}

} // namespace casement
