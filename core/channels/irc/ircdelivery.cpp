// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The side of IrcConnector that sends.

#include "core/channels/irc/ircconnector.h"
#include "core/channels/irc/ircsplit.h"

#include <QPromise>
#include <chrono>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kJobTimeout = 60s;
constexpr auto kBeforeQueued = 10min; ///< clocks differ

template <typename T>
void settle(const std::shared_ptr<QPromise<Result<T>>> &promise, const Result<T> &result)
{
    promise->addResult(result);
    promise->finish();
}

} // namespace

void IrcConnector::whenReady(const Job &job)
{
    if (m_session && m_session->isReady()) {
        if (!m_isRunning)
            m_idleTimer.start(kSendingIdle);
        return job.begin();
    }
    if (state() == LinkState::Waiting || state() == LinkState::NeedsPerson)
        return job.drop(
            {.kind = state() == LinkState::Waiting ? ErrorKind::Offline : ErrorKind::AuthRequired,
             .detail = stateDetail()});
    m_jobs += job;
    if (!m_jobTimer.isActive())
        m_jobTimer.start(kJobTimeout);
    connectNow();
}

void IrcConnector::endIfIdle()
{
    if (m_isRunning || !m_session)
        return;
    if ((m_sender && m_sender->isBusy()) || !m_whois.empty() || !m_jobs.isEmpty()) {
        m_idleTimer.start(kSendingIdle);
        return;
    }
    m_session->quit("Casement");
    dropSession();
}

Result<IrcTarget> IrcConnector::targetOf(const OutgoingMessage &message) const
{
    const QString network = m_settings.networkName();
    std::optional<IrcTarget> person;
    for (const Recipient &recipient : message.recipients) {
        const IrcTarget target = ircTarget(recipient.address.address, network);
        // To a channel only when the channel is among those it was written to: an answer "to the
        // author alone" has the channel's conversation, too.
        if (target.kind == IrcTarget::Kind::Channel)
            return target;
        if (target.kind != IrcTarget::Kind::None && !person)
            person = target;
    }
    if (person)
        return *person;
    return fail(
        ErrorKind::Invalid,
        QStringLiteral("No recipient of the message is on %1; nothing was sent.").arg(network));
}

Rendition IrcConnector::render(const OutgoingMessage &message) const
{
    const auto target = targetOf(message);
    const bool isKnown = m_session && target && target->kind != IrcTarget::Kind::Account;
    const QByteArrayList lines = splitForIrc(
        message.markdown,
        isKnown ? ircTextBytes(m_session->sourceLength(), target->name) : capabilities().maxLength);
    Rendition rendition;
    for (const QByteArray &line : lines) {
        rendition.texts += QString::fromUtf8(line);
        rendition.length += line.size();
    }
    return rendition;
}

void IrcConnector::withNickOf(const QByteArray &account,
                              const std::function<void(const Result<QByteArray> &)> &use)
{
    const QByteArray folded = m_session->network().fold(account);
    for (auto each = m_accounts.cbegin(); each != m_accounts.cend(); ++each) {
        if (m_session->network().fold(each.value()) == folded)
            return use(each.key());
    }
    // Most people are called as their account is; the server says whether it is really them.
    const auto line = ircLine("WHOIS", {account});
    if (!line)
        return use(std::unexpected(line.error()));
    m_whois.push_back({.account = account, .use = use});
    m_session->sendNow(*line);
}

void IrcConnector::deliver(const OutgoingMessage &message, const IrcTarget &target,
                           const IrcSender::Promise &promise)
{
    // Most channels take words only from those who are in them; the answer comes in this order.
    if (target.kind == IrcTarget::Kind::Channel &&
        !m_joined.contains(m_session->network().fold(target.name))) {
        if (const auto join = ircLine("JOIN", {target.name}))
            m_session->sendNow(*join);
    }
    if (target.kind != IrcTarget::Kind::Account)
        return m_sender->send(message, target.name, promise);
    withNickOf(target.name, [this, message, promise](const Result<QByteArray> &nick) {
        if (!nick)
            return settle<SendReceipt>(promise, std::unexpected(nick.error()));
        m_sender->send(message, *nick, promise);
    });
}

QFuture<Result<SendReceipt>> IrcConnector::send(const OutgoingMessage &message)
{
    const auto promise = std::make_shared<QPromise<Result<SendReceipt>>>();
    promise->start();
    const QByteArray uid = message.uid.toBytes();
    m_unsent.remove(uid);
    if (const auto target = targetOf(message); !target) {
        settle<SendReceipt>(promise, std::unexpected(target.error()));
    } else {
        whenReady({.begin = [this, message, target = *target,
                             promise] { deliver(message, target, promise); },
                   .drop =
                       [promise](const Error &error) {
                           const bool isForLater =
                               ircNeedsPerson(error.kind) || error.kind == ErrorKind::RateLimited;
                           settle<SendReceipt>(
                               promise,
                               fail(isForLater ? error.kind : ErrorKind::Offline, error.detail));
                       }});
    }
    return promise->future().then(this, [this, uid](const Result<SendReceipt> &result) {
        if (!result && result.error().detail.startsWith(u"unknown:"))
            m_brokenAt.insert(uid, m_clock());
        else if (!result)
            m_unsent.insert(uid);
        return result;
    });
}

QFuture<Result<SendState>> IrcConnector::lookUp(const OutgoingMessage &message)
{
    const auto promise = std::make_shared<QPromise<Result<SendState>>>();
    promise->start();
    const QByteArray uid = message.uid.toBytes();
    const auto target = targetOf(message);
    if (m_unsent.contains(uid)) {
        settle<SendState>(promise, SendState::NotSent);
        return promise->future();
    }
    if (!target) {
        settle<SendState>(promise, SendState::Unknown);
        return promise->future();
    }
    const Timestamp brokenAt = m_brokenAt.value(uid, m_startedAt);
    const auto judge = [this, promise, brokenAt](const IrcSighting &seen) {
        if (!seen.isComplete)
            return settle<SendState>(
                promise,
                fail(ErrorKind::Timeout,
                     QStringLiteral("%1 did not deliver its history.").arg(m_settings.host)));
        if (seen.ofParts > 0)
            return settle<SendState>(promise, seen.parts >= seen.ofParts ? SendState::Sent
                                                                         : SendState::Unknown);
        if (!seen.sawOurs)
            return settle<SendState>(promise, SendState::Unknown);
        if (m_clock() - brokenAt < settleTime)
            return settle<SendState>(
                promise, fail(ErrorKind::Timeout,
                              QStringLiteral("The last of it may still be on its way to %1.")
                                  .arg(m_settings.host)));
        settle<SendState>(promise, SendState::NotSent);
    };
    const auto search = [this, promise, message, judge](const Result<QByteArray> &name) {
        if (!name || !m_session->hasHistory() || !m_session->has("message-tags") ||
            !m_session->network().passesClientTag(kIrcOutboxTag))
            return settle<SendState>(promise, SendState::Unknown);
        m_history->lookUp(*name, message.messageId, message.queuedAt - kBeforeQueued, judge);
    };
    whenReady(
        {.begin =
             [this, target = *target, search] {
                 if (target.kind == IrcTarget::Kind::Account)
                     withNickOf(target.name, search);
                 else
                     search(target.name);
             },
         .drop = [promise](
                     const Error &error) { settle<SendState>(promise, std::unexpected(error)); }});
    return promise->future();
}

} // namespace casement
