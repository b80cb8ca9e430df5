// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The side of XmppConnector that sends.

#include "core/channels/xmpp/xmppconnector.h"

#include "core/channels/xmpp/xmppfiles.h"

#include <QXmppIq.h>
#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kJobTimeout = 90s;
constexpr auto kBeforeQueued = 10min; ///< clocks differ
constexpr qsizetype kMaxSent = 2000;

template <typename T>
void settle(const std::shared_ptr<QPromise<Result<T>>> &promise, const Result<T> &result)
{
    if (promise->future().isFinished())
        return;
    promise->addResult(result);
    promise->finish();
}

/// An error after which the message has provably not gone out.
Error unsent(const Error &error)
{
    const bool isForPerson = xmppNeedsPerson(error.kind) || error.kind == ErrorKind::RateLimited ||
                             error.kind == ErrorKind::Timeout || error.kind == ErrorKind::NotFound;
    Error result = error;
    result.kind = isForPerson ? error.kind : ErrorKind::Offline;
    return result;
}

} // namespace

void XmppConnector::whenReady(const Job &job)
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

quint64 XmppConnector::hold(const std::function<void(const Error &)> &drop)
{
    m_held.insert(++m_holds, drop);
    return m_holds;
}

void XmppConnector::endIfIdle()
{
    if (m_isRunning || !m_session)
        return;
    if ((m_sender && m_sender->isBusy()) || !m_held.isEmpty() || !m_jobs.isEmpty()) {
        m_idleTimer.start(kSendingIdle);
        return;
    }
    dropSession();
}

QStringList XmppConnector::roomList() const
{
    QStringList rooms = m_rooms.keys();
    for (const QString &room : m_settings.rooms)
        rooms += xmppBare(room);
    return rooms;
}

Result<XmppTarget> XmppConnector::targetOf(const OutgoingMessage &message) const
{
    const XmppTarget target = xmppTarget(message, roomList());
    if (target.kind != XmppTarget::Kind::None)
        return target;
    const bool isToRoom =
        std::ranges::any_of(message.recipients, [this](const Recipient &recipient) {
            return roomList().contains(xmppBare(recipient.address.address));
        });
    if (isToRoom)
        return fail(ErrorKind::Invalid, u"A message to one person alone cannot go to a room, where "
                                        "all would read it; nothing was sent."_s);
    return fail(ErrorKind::Invalid,
                u"No recipient of the message has an XMPP address; nothing was sent."_s);
}

void XmppConnector::deliver(const OutgoingMessage &message, const XmppTarget &target,
                            const XmppSender::Promise &promise)
{
    const quint64 held = hold([promise](const Error &error) {
        settle<SendReceipt>(promise, std::unexpected(unsent(error)));
    });
    if (target.kind == XmppTarget::Kind::Chat)
        return upload(message, target, promise, held);
    const XmppJid jid = XmppJid::parse(target.jid).value_or(XmppJid{});
    m_roomsDoor->enter(
        jid.bare(), [this, message, target, jid, promise, held](const Result<void> &entered) {
            const auto refuse = [&](const Error &error) {
                release(held);
                settle<SendReceipt>(promise, std::unexpected(unsent(error)));
            };
            if (!m_uploader)
                return; // the session has ended, and the promise with it
            if (!entered)
                return refuse(entered.error());
            if (target.kind == XmppTarget::Kind::Private) {
                const XmppRoom room = m_rooms.value(jid.bare());
                const auto there = room.occupants.constFind(jid.resource);
                const QString wanted = message.recipients.isEmpty()
                                           ? QString()
                                           : message.recipients.first().address.address;
                const bool isKnown = !wanted.contains(u'/') && !wanted.isEmpty();
                if (there == room.occupants.cend() ||
                    (isKnown && !there->realJid.isEmpty() && there->realJid != wanted))
                    return refuse({.kind = ErrorKind::NotFound,
                                   .detail = u"%1 is not in %2 at the moment, so nothing was sent: "
                                             "whoever has the nick next may be someone else."_s.arg(
                                                 jid.resource, jid.bare())});
            }
            upload(message, target, promise, held);
        });
}

void XmppConnector::upload(const OutgoingMessage &message, const XmppTarget &target,
                           const XmppSender::Promise &promise, quint64 held)
{
    m_uploader->upload(message.attachments, [this, message, target, promise,
                                             held](const Result<QStringList> &links) {
        release(held);
        if (!links)
            return settle<SendReceipt>(promise, std::unexpected(unsent(links.error())));
        if (m_sentTo.size() >= kMaxSent)
            m_sentTo.clear();
        if (target.kind != XmppTarget::Kind::Room)
            m_sentTo.insert(xmppWireId(message), target.jid);
        m_sender->send(message, target, *links, promise);
    });
}

QFuture<Result<SendReceipt>> XmppConnector::send(const OutgoingMessage &message)
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
                           settle<SendReceipt>(promise, std::unexpected(unsent(error)));
                       }});
    }
    return promise->future().then(this, [this, uid](const Result<SendReceipt> &result) {
        if (!result && result.error().detail.startsWith("unknown:"_L1))
            m_brokenAt.insert(uid, m_clock());
        else if (!result)
            m_unsent.insert(uid);
        return result;
    });
}

void XmppConnector::withPreferences(const std::function<void(bool)> &use)
{
    QXmppIq question(QXmppIq::Get);
    question.setExtensions({xmppElement(u"prefs"_s, u"urn:xmpp:mam:2"_s)});
    m_session->request(std::move(question), [use](const Result<QDomElement> &answer) {
        const QDomElement prefs = answer ? answer->firstChildElement(u"prefs"_s) : QDomElement();
        use(prefs.attribute(u"default"_s) == "always"_L1 &&
            prefs.firstChildElement(u"never"_s).firstChildElement().isNull());
    });
}

void XmppConnector::search(const OutgoingMessage &message, const XmppTarget &target,
                           const std::function<void(const Result<SendState> &)> &done)
{
    const QByteArray id = xmppWireId(message);
    const bool isRoom = target.kind == XmppTarget::Kind::Room;
    if (!m_session || !m_archive)
        return done(fail(ErrorKind::Offline, u"The connection has ended."_s));
    if (isRoom ? !m_rooms.value(target.jid).hasArchive : !m_session->hasArchive())
        return done(SendState::Unknown);
    const Timestamp brokenAt = m_brokenAt.value(message.uid.toBytes(), m_startedAt);
    const QString speaker = isRoom ? target.jid : m_ourBare;
    const auto judge = [this, done, brokenAt, isRoom](const Result<bool> &found) {
        if (!found)
            return done(std::unexpected(found.error()));
        if (*found)
            return done(SendState::Sent);
        if (m_clock() - brokenAt < settleTime)
            return done(
                fail(ErrorKind::Timeout,
                     u"The last of it may still be on its way to %1."_s.arg(m_settings.domain())));
        if (isRoom)
            return done(SendState::NotSent);
        if (!m_session)
            return done(fail(ErrorKind::Offline, u"The connection has ended."_s));
        withPreferences(
            [done](bool keepsAll) { done(keepsAll ? SendState::NotSent : SendState::Unknown); });
    };
    m_archive->search({.jid = isRoom ? target.jid : m_ourBare,
                       .isOwn = !isRoom,
                       .with = isRoom ? QString() : target.jid,
                       .since = message.queuedAt - kBeforeQueued,
                       .isIt =
                           [id, speaker](const QDomElement &stanza) {
                               return stanza.attribute(u"id"_s).toUtf8() == id &&
                                      xmppBare(stanza.attribute(u"from"_s)) == speaker;
                           },
                       .done = judge});
}

QFuture<Result<SendState>> XmppConnector::lookUp(const OutgoingMessage &message)
{
    const auto promise = std::make_shared<QPromise<Result<SendState>>>();
    promise->start();
    const auto target = targetOf(message);
    if (m_unsent.contains(message.uid.toBytes())) {
        settle<SendState>(promise, SendState::NotSent);
        return promise->future();
    }
    if (!target) {
        settle<SendState>(promise, SendState::Unknown);
        return promise->future();
    }
    const auto drop = [promise](const Error &error) {
        settle<SendState>(promise, std::unexpected(error));
    };
    const auto begin = [this, message, target = *target, promise, drop] {
        const quint64 held = hold(drop);
        const auto done = [this, promise, held](const Result<SendState> &state) {
            release(held);
            settle<SendState>(promise, state);
        };
        if (target.kind == XmppTarget::Kind::Chat)
            return search(message, target, done);
        // Only from inside a room its archive can be read.
        m_roomsDoor->enter(xmppBare(target.jid),
                           [this, message, target, done](const Result<void> &entered) {
                               if (!entered && target.kind == XmppTarget::Kind::Room)
                                   return done(std::unexpected(entered.error()));
                               search(message, target, done);
                           });
    };
    whenReady({.begin = begin, .drop = drop});
    return promise->future();
}

QFuture<Result<FileAnswer>> XmppConnector::fetchFile(const FileRequest &request)
{
    auto *job = new FileJob(this);
    auto future = job->future();
    fetchXmppFile(job, request, m_settings);
    return future;
}

} // namespace casement
