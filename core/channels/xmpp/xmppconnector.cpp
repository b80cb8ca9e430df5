// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppconnector.h"

#include <QRandomGenerator>
#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kCoalesce = 30ms;
constexpr auto kLongestDelay = 5min;
constexpr auto kLongestWait = 15min; ///< whatever a server asks for
constexpr size_t kBatchSize = 200;
/// Behind this many the server has to wait, until the store has caught up.
constexpr size_t kMaxParcels = 2000;
constexpr size_t kFewParcels = 400;
constexpr auto kAccountStream = "account"_L1;

std::chrono::milliseconds delayAfter(int failures)
{
    const auto delay = 1s * (1 << std::min(failures, 9));
    const double jitter = 0.5 + QRandomGenerator::global()->generateDouble() / 2;
    const std::chrono::milliseconds longest =
        std::min<std::chrono::milliseconds>(delay, kLongestDelay);
    return std::chrono::milliseconds(
        static_cast<qint64>(static_cast<double>(longest.count()) * jitter));
}

} // namespace

bool xmppNeedsPerson(ErrorKind kind)
{
    return kind == ErrorKind::AuthRequired || kind == ErrorKind::Certificate ||
           kind == ErrorKind::Forbidden || kind == ErrorKind::Invalid;
}

XmppConnector::XmppConnector(const Account &account, Secrets *secrets, const Clock &clock,
                             QObject *parent)
    : Connector(parent)
    , m_account(account)
    , m_settings(XmppSettings::fromJson(account.settings))
    , m_ourBare(xmppBare(m_settings.address))
    , m_secrets(secrets)
    , m_clock(clock)
    , m_startedAt(clock())
    // The same for all sessions of this run: a new one takes the place of one that the server still
    // holds after a cut, in rooms too.
    , m_resource(u"casement."_s + QString::number(QRandomGenerator::system()->generate64(), 36))
{
    for (QTimer *timer : {&m_flushTimer, &m_retryTimer, &m_idleTimer, &m_jobTimer})
        timer->setSingleShot(true);
    connect(&m_flushTimer, &QTimer::timeout, this, &XmppConnector::flush);
    connect(&m_retryTimer, &QTimer::timeout, this, &XmppConnector::connectNow);
    connect(&m_idleTimer, &QTimer::timeout, this, &XmppConnector::endIfIdle);
    connect(&m_jobTimer, &QTimer::timeout, this, [this] {
        const QList<Job> jobs = std::exchange(m_jobs, {});
        for (const Job &job : jobs)
            job.drop({.kind = ErrorKind::Timeout,
                      .detail = u"No connection to %1 could be made in time."_s.arg(
                          m_settings.domain())});
    });
}

XmppConnector::~XmppConnector()
{
    ++m_generation;
    dropSession();
}

Capabilities XmppConnector::capabilities() const
{
    Capabilities c;
    c.canSend = true;
    c.canWriteFirst = true;
    c.hasLanguage = true;
    c.hasVisibility = true;
    c.hasThreading = true;
    c.hasPush = true;
    c.hasEdits = true;
    c.hasRemovals = true;
    c.history = !m_session || !m_session->isReady() || m_session->hasArchive()
                    ? Capabilities::History::Some
                    : Capabilities::History::None;
    // Only what the server has said.
    c.canAttach = m_uploader && !m_uploader->service().isEmpty();
    c.maxAttachmentBytes = c.canAttach ? m_uploader->maxBytes() : 0;
    c.formatting = Capabilities::Formatting::Plain;
    c.lengthUnit = Capabilities::LengthUnit::Bytes;
    c.maxLength = kXmppMaxText;
    return c;
}

// --- state ------------------------------------------------------------------------------------

void XmppConnector::start(const Cursors &cursors, FetchMode mode)
{
    if (m_isRunning)
        return;
    ++m_generation;
    dropSession();
    m_isRunning = true;
    m_isCaughtUp = false;
    m_mode = mode;
    m_failures = 0;
    m_fetched = 0;
    m_parcels.clear();
    m_underWay.clear();
    m_positions.clear();
    m_handedCursors = cursors;
    for (auto cursor = cursors.begin(); cursor != cursors.end(); ++cursor)
        m_positions.insert(cursor.key(), XmppPosition::fromBytes(cursor.value()));
    connectNow();
}

void XmppConnector::stop()
{
    if (!m_isRunning && !m_session)
        return setState(LinkState::Stopped);
    ++m_generation;
    m_isRunning = false;
    dropSession();
    m_parcels.clear();
    setState(LinkState::Stopped);
}

void XmppConnector::refresh()
{
    if (!m_isRunning)
        return;
    if (state() == LinkState::Waiting) {
        m_retryTimer.stop();
        return connectNow();
    }
    if (m_session && m_session->isReady() && m_isSettled && !m_archive->isRunning()) {
        m_isSettled = false;
        m_isCaughtUp = false;
        m_roomsDoor->enterAll();
    }
}

void XmppConnector::showOnline()
{
    if (!m_isRunning || !m_session || !m_session->isReady())
        return;
    QString detail = m_roomsDoor->problem();
    if (detail.isEmpty())
        detail = m_archive->problem();
    if (detail.isEmpty() && m_isSettled && !m_session->hasArchive())
        detail = u"%1 keeps no archive for this account, so what is said to it while Casement is "
                 "not connected may be missing."_s.arg(m_settings.domain());
    setState(m_isCaughtUp ? LinkState::Online : LinkState::Fetching, detail);
}

void XmppConnector::connectNow()
{
    if (m_session || m_isConnecting)
        return;
    if (m_isRunning)
        setState(LinkState::Connecting);
    if (const QString problem = m_settings.problem(); !problem.isEmpty())
        return sessionFailed({.kind = ErrorKind::Invalid, .detail = problem});
    m_isConnecting = true;
    m_secrets->read(m_account.uid, kXmppPassword)
        .then(this, [this, generation = m_generation](const Result<QString> &secret) {
            if (generation != m_generation || m_session)
                return;
            if (!secret)
                return sessionFailed({.kind = ErrorKind::AuthRequired,
                                      .detail = u"The password for %1 could not be read: %2"_s.arg(
                                          m_settings.address, secret.error().detail)});
            openSession(*secret);
        });
}

void XmppConnector::openSession(const QString &password)
{
    m_session = new XmppSession(m_settings, password, m_resource,
                                m_isRunning ? XmppPresence::Available : XmppPresence::None, this);
    m_roomsDoor = new XmppRooms(m_session, m_settings, &m_rooms, &m_memory, m_session);
    m_archive = new XmppArchive(m_session, &m_positions, m_settings, m_clock, m_session);
    m_sender = new XmppSender(m_session, &m_memory, m_session);
    m_uploader = new XmppUploader(m_session, m_settings, m_session);
    connect(m_session, &XmppSession::ready, this, &XmppConnector::sessionReady);
    connect(m_session, &XmppSession::failed, this, &XmppConnector::sessionFailed);
    connect(m_session, &XmppSession::messageReceived, this, &XmppConnector::take);
    connect(m_session, &XmppSession::presenceReceived, m_roomsDoor,
            [door = m_roomsDoor](const QDomElement &stanza) { door->takePresence(stanza); });
    connect(m_roomsDoor, &XmppRooms::settled, this, &XmppConnector::fetch);
    connect(m_roomsDoor, &XmppRooms::changed, this, &XmppConnector::showOnline);
    connect(m_archive, &XmppArchive::page, this, &XmppConnector::takePage);
    connect(m_archive, &XmppArchive::finished, this, &XmppConnector::fetched);
    m_session->open();
}

void XmppConnector::sessionReady()
{
    m_isConnecting = false;
    m_jobTimer.stop();
    m_isSettled = false;
    if (m_isRunning) {
        showOnline();
        m_uploader->discover();
        m_roomsDoor->enterAll();
    } else {
        m_idleTimer.start(kSendingIdle);
    }
    const QList<Job> jobs = std::exchange(m_jobs, {});
    for (const Job &job : jobs)
        job.begin();
}

void XmppConnector::dropSession()
{
    m_retryTimer.stop();
    m_idleTimer.stop();
    m_jobTimer.stop();
    m_isConnecting = false;
    m_isSettled = false;
    const Error lost{.kind = ErrorKind::Offline,
                     .detail = u"The connection to %1 has ended."_s.arg(m_settings.domain())};
    if (m_session) {
        XmppSession *old = m_session;
        m_session.clear();
        old->disconnect(this);
        if (m_sender)
            m_sender->connectionLost(lost);
        old->quit();
        // So long the farewell has to get out.
        QTimer::singleShot(2s, old, &QObject::deleteLater);
    }
    // Their timers must not outlive the session; we may have been called out of one of them.
    for (QObject *part : {static_cast<QObject *>(m_archive), static_cast<QObject *>(m_roomsDoor),
                          static_cast<QObject *>(m_sender), static_cast<QObject *>(m_uploader)}) {
        if (part) {
            part->disconnect(this);
            part->deleteLater();
        }
    }
    m_archive.clear();
    m_roomsDoor.clear();
    m_sender.clear();
    m_uploader.clear();
    const auto held = std::exchange(m_held, {});
    for (const auto &drop : held)
        drop(lost);
    const QList<Job> jobs = std::exchange(m_jobs, {});
    for (const Job &job : jobs)
        job.drop(lost);
}

void XmppConnector::sessionFailed(const Error &error)
{
    if (m_sender)
        m_sender->connectionLost(error);
    const auto held = std::exchange(m_held, {});
    const QList<Job> jobs = std::exchange(m_jobs, {});
    dropSession();
    for (const auto &drop : held)
        drop(error);
    for (const Job &job : jobs)
        job.drop(error);
    if (!m_isRunning)
        return;
    if (xmppNeedsPerson(error.kind)) {
        // Trying again by itself would lock the account, or wear the warning out.
        m_isRunning = false;
        return setState(LinkState::NeedsPerson, error.detail);
    }
    std::chrono::milliseconds delay = delayAfter(m_failures++);
    if (error.retryAfter)
        delay = std::clamp<std::chrono::milliseconds>(*error.retryAfter, delay, kLongestWait);
    m_retryTimer.start(delay);
    setState(LinkState::Waiting, error.detail);
}

// --- what comes in ----------------------------------------------------------------------------

XmppContext XmppConnector::context() const
{
    return {.ourBare = m_ourBare,
            .ourName = m_account.fromName.isEmpty() ? m_settings.nick : m_account.fromName,
            .hasStanzaIds = m_session && m_session->hasStanzaIds(),
            .now = m_clock(),
            .rooms = m_rooms,
            .nameOf =
                [session = m_session](const QString &jid) {
                    return session ? session->nameOf(jid) : QString();
                },
            .confidence = m_session ? &m_session->confidence() : nullptr};
}

void XmppConnector::take(const QDomElement &stanza)
{
    if (!m_session || m_archive->take(stanza))
        return;
    if (m_sender->takeError(stanza))
        return;
    const XmppContext known = context();
    const auto sentTo = [this](const QByteArray &id) { return m_sentTo.value(id); };
    if (auto report = xmppReport(stanza, known, sentTo)) {
        if (m_isRunning)
            post({.stream = kAccountStream, .message = std::move(*report)});
        return;
    }
    const QDomElement carbon = xmppCarbon(stanza, m_ourBare);
    const XmppOrigin origin{.way =
                                carbon.isNull() ? XmppOrigin::Way::Live : XmppOrigin::Way::Carbon};
    takeMapped(mapXmppMessage(carbon.isNull() ? stanza : carbon, origin, known, m_memory), true);
    if (m_roomsDoor)
        m_roomsDoor->takeMessage(stanza);
}

void XmppConnector::takeMapped(const XmppMapped &mapped, bool isLive)
{
    if (!mapped.message && !mapped.removal)
        return;
    const QString stream =
        mapped.room.isEmpty() ? QString(kAccountStream) : QString(u"room:" + mapped.room);
    QByteArray cursor;
    if (isLive && m_isRunning && m_archive->isComplete(stream) && !mapped.stanzaId.isEmpty()) {
        // Nothing is missing between the position and this. Before that, only the archive moves it.
        XmppPosition &position = m_positions[stream];
        position.newest = mapped.stanzaId;
        if (mapped.message)
            position.time =
                std::max(position.time, std::min(mapped.message->receivedAt, m_clock()));
        cursor = position.toBytes();
    }
    const bool isEcho = isLive && mapped.message && !mapped.room.isEmpty() &&
                        mapped.message->direction == Direction::Outgoing;
    if (m_isRunning)
        post({.stream = stream,
              .message = mapped.message,
              .removal = mapped.removal,
              .cursor = cursor});
    if (isEcho)
        m_sender->takeEcho(mapped.room, mapped.message->messageId, mapped.stanzaId);
}

void XmppConnector::takePage(const QString &stream, const QList<XmppArchived> &results,
                             bool isKnown)
{
    if (!m_isRunning || !m_session)
        return;
    const XmppContext known = context();
    // The archive of a room speaks of that room only.
    const QString room = stream.startsWith("room:"_L1) ? stream.sliced(5) : QString();
    for (const XmppArchived &each : results) {
        const XmppOrigin origin{
            .way = XmppOrigin::Way::Archive, .archiveId = each.id, .archivedAt = each.at};
        const XmppMapped mapped =
            mapXmppMessage(each.message.documentElement(), origin, known, m_memory);
        if (!isKnown && mapped.room == room)
            takeMapped(mapped, false);
    }
    if (isKnown)
        return;
    post({.stream = stream, .cursor = m_positions.value(stream).toBytes()});
    m_fetched += results.size();
    Q_EMIT progressed(m_fetched, -1, room.isEmpty() ? m_ourBare : room);
}

void XmppConnector::fetch()
{
    if (!m_isRunning || !m_session || !m_session->isReady())
        return;
    QList<XmppArchive::Source> sources;
    if (m_session->hasArchive())
        sources += {.stream = kAccountStream, .jid = m_ourBare, .isOwn = true};
    for (const XmppRoom &room : std::as_const(m_rooms)) {
        if (room.hasArchive && m_roomsDoor->isIn(room.jid))
            sources += {.stream = QString(u"room:" + room.jid), .jid = room.jid};
    }
    m_archive->start(sources);
}

void XmppConnector::fetched()
{
    if (!m_isRunning)
        return;
    m_failures = 0;
    m_isSettled = true;
    m_isCaughtUp = false;
    flush();
    checkCaughtUp();
}

void XmppConnector::checkCaughtUp()
{
    if (!m_isRunning || m_isCaughtUp || !m_isSettled || !m_parcels.empty() || !m_session ||
        !m_session->isReady() || m_archive->isRunning())
        return;
    m_isCaughtUp = true;
    if (m_mode == FetchMode::Once) {
        const QString detail =
            m_archive->problem().isEmpty() ? m_roomsDoor->problem() : m_archive->problem();
        m_isRunning = false;
        ++m_generation;
        if (!m_sender->isBusy() && m_held.isEmpty())
            dropSession();
        else
            m_idleTimer.start(kSendingIdle);
        setState(LinkState::Stopped, detail);
    } else {
        showOnline();
    }
    Q_EMIT caughtUp();
}

// --- batches ----------------------------------------------------------------------------------

void XmppConnector::post(Parcel parcel)
{
    m_parcels.push_back(std::move(parcel));
    if (m_parcels.size() > kMaxParcels && m_session) {
        m_session->setPaused(true);
        m_archive->setPaused(true);
    }
    if (!m_flushTimer.isActive())
        m_flushTimer.start(kCoalesce);
}

void XmppConnector::flush()
{
    while (m_underWay.size() < 2 && !m_parcels.empty()) {
        IncomingBatch batch;
        batch.number = ++m_batches;
        batch.stream = m_parcels.front().stream;
        batch.cursor = m_handedCursors.value(batch.stream);
        while (!m_parcels.empty() && m_parcels.front().stream == batch.stream &&
               batch.messages.size() + batch.removals.size() < qsizetype(kBatchSize)) {
            Parcel &parcel = m_parcels.front();
            if (parcel.message)
                batch.messages += std::move(*parcel.message);
            if (parcel.removal)
                batch.removals += std::move(*parcel.removal);
            if (!parcel.cursor.isEmpty())
                batch.cursor = parcel.cursor;
            m_parcels.pop_front();
        }
        m_handedCursors.insert(batch.stream, batch.cursor);
        m_underWay.insert(batch.number);
        Q_EMIT received(batch);
    }
    if (m_parcels.size() < kFewParcels && m_session) {
        m_session->setPaused(false);
        m_archive->setPaused(false);
    }
}

void XmppConnector::committed(quint64 batch)
{
    m_underWay.remove(batch);
    flush();
    checkCaughtUp();
}

} // namespace casement
