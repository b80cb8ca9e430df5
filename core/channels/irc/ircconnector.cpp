// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircconnector.h"

#include "core/channels/irc/ircsplit.h"

#include <QRandomGenerator>
#include <algorithm>
#include <chrono>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kCoalesce = 30ms;
constexpr auto kLongestDelay = 5min;
constexpr auto kThrottled = 60s;
constexpr size_t kBatchSize = 200;
/// Behind this many the server has to wait, until the store has caught up.
constexpr size_t kMaxParcels = 2000;
constexpr size_t kFewParcels = 400;
constexpr qsizetype kMaxAccounts = 20'000;
constexpr qsizetype kMaxSentIds = 1000;
constexpr qsizetype kJoinLine = 400;

std::chrono::milliseconds delayAfter(int failures)
{
    const auto delay = 1s * (1 << std::min(failures, 9));
    const double jitter = 0.5 + QRandomGenerator::global()->generateDouble() / 2;
    const std::chrono::milliseconds longest =
        std::min<std::chrono::milliseconds>(delay, kLongestDelay);
    return std::chrono::milliseconds(
        static_cast<qint64>(static_cast<double>(longest.count()) * jitter));
}

bool isJoinError(const QByteArray &command)
{
    static const QSet<QByteArray> errors{"403", "405", "407", "437", "471", "473", "474",
                                         "475", "476", "477", "479", "480", "489", "520"};
    return errors.contains(command);
}

} // namespace

bool ircNeedsPerson(ErrorKind kind)
{
    return kind == ErrorKind::AuthRequired || kind == ErrorKind::Certificate ||
           kind == ErrorKind::Forbidden || kind == ErrorKind::Invalid;
}

IrcConnector::IrcConnector(const Account &account, Secrets *secrets, const Clock &clock,
                           QObject *parent)
    : Connector(parent)
    , m_account(account)
    , m_settings(IrcSettings::fromJson(account.settings))
    , m_secrets(secrets)
    , m_clock(clock)
    , m_startedAt(clock())
{
    for (QTimer *timer : {&m_flushTimer, &m_retryTimer, &m_idleTimer, &m_jobTimer})
        timer->setSingleShot(true);
    connect(&m_flushTimer, &QTimer::timeout, this, &IrcConnector::flush);
    connect(&m_retryTimer, &QTimer::timeout, this, &IrcConnector::connectNow);
    connect(&m_idleTimer, &QTimer::timeout, this, &IrcConnector::endIfIdle);
    connect(&m_jobTimer, &QTimer::timeout, this, [this] {
        const QList<Job> jobs = std::exchange(m_jobs, {});
        for (const Job &job : jobs)
            job.drop({.kind = ErrorKind::Timeout,
                      .detail = QStringLiteral("No connection to %1 could be made in time.")
                                    .arg(m_settings.host)});
    });
}

IrcConnector::~IrcConnector()
{
    ++m_generation;
    dropSession();
}

Capabilities IrcConnector::capabilities() const
{
    Capabilities c;
    c.canSend = true;
    c.canWriteFirst = true;
    c.hasVisibility = true;
    c.hasPush = true;
    c.history = Capabilities::History::Some;
    c.formatting = Capabilities::Formatting::Plain;
    c.lengthUnit = Capabilities::LengthUnit::Bytes;
    // What one line holds in the worst case; longer texts become several.
    c.maxLength = ircTextBytes(m_settings.nick.toUtf8().size() + 76, QByteArray(32, '#'));
    c.splitsLongText = true;
    return c;
}

// --- state ------------------------------------------------------------------------------------

void IrcConnector::start(const Cursors &cursors, FetchMode mode)
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
        m_positions.insert(cursor.key(), IrcPosition::fromBytes(cursor.value()));
    connectNow();
}

void IrcConnector::stop()
{
    if (!m_isRunning && !m_session)
        return setState(LinkState::Stopped);
    ++m_generation;
    m_isRunning = false;
    if (m_session && m_session->isReady())
        m_session->quit("Casement");
    dropSession();
    m_parcels.clear();
    setState(LinkState::Stopped);
}

void IrcConnector::refresh()
{
    if (!m_isRunning)
        return;
    if (state() == LinkState::Waiting) {
        m_retryTimer.stop();
        return connectNow();
    }
    if (m_session && m_session->isReady() && m_joinBarrier.isEmpty() &&
        (!m_history || !m_history->isRunning()))
        sessionReady();
}

void IrcConnector::showOnline()
{
    if (!m_isRunning || !m_session || !m_session->isReady())
        return;
    QString detail = m_session->nickProblem();
    if (detail.isEmpty() && m_history)
        detail = m_history->problem();
    if (detail.isEmpty() && !m_joinProblems.isEmpty())
        detail = m_joinProblems.constBegin().value();
    setState(m_isCaughtUp ? LinkState::Online : LinkState::Fetching, detail);
}

void IrcConnector::connectNow()
{
    if (m_session || m_isConnecting)
        return;
    if (m_isRunning)
        setState(LinkState::Connecting);
    if (const QString problem = m_settings.problem(); !problem.isEmpty())
        return sessionFailed({.kind = ErrorKind::Invalid, .detail = problem});
    m_isConnecting = true;
    const auto credentials = std::make_shared<IrcCredentials>();
    const quint64 generation = m_generation;
    const auto read = [this, generation](const QString &name, bool isNeeded, const auto &use) {
        if (!isNeeded)
            return use(QString());
        m_secrets->read(m_account.uid, name)
            .then(this, [this, generation, use](const Result<QString> &secret) {
                if (generation != m_generation)
                    return;
                if (!secret)
                    return sessionFailed(
                        {.kind = ErrorKind::AuthRequired,
                         .detail = QStringLiteral("The password for %1 could not be read: %2")
                                       .arg(m_settings.host, secret.error().detail)});
                use(*secret);
            });
    };
    const bool hasPassword = (m_settings.wantsSasl() && m_settings.login != IrcLogin::External) ||
                             m_settings.login == IrcLogin::Pass;
    read(QStringLiteral("irc-password"), hasPassword, [=, this](const QString &password) {
        credentials->password = password;
        read(QStringLiteral("irc-client-key"), !m_settings.clientCertificatePem.isEmpty(),
             [=, this](const QString &key) {
                 credentials->clientKeyPem = key.toUtf8();
                 openSession(*credentials);
             });
    });
}

void IrcConnector::openSession(const IrcCredentials &credentials)
{
    if (m_session)
        return;
    m_session = new IrcSession(m_settings, credentials, this);
    m_sender = new IrcSender(m_session, m_settings.networkName(), m_session);
    m_history = new IrcHistory(m_session, &m_positions, m_settings, m_clock, m_session);
    connect(m_session, &IrcSession::ready, this, &IrcConnector::sessionReady);
    connect(m_session, &IrcSession::failed, this, &IrcConnector::sessionFailed);
    connect(m_session, &IrcSession::received, this, &IrcConnector::take);
    connect(m_session, &IrcSession::batchEnded, m_history, &IrcHistory::batchEnded);
    connect(m_session, &IrcSession::nickChanged, this, &IrcConnector::showOnline);
    connect(m_history, &IrcHistory::page, this, &IrcConnector::takePage);
    connect(m_history, &IrcHistory::finished, this, &IrcConnector::historyFinished);
    m_session->open();
}

void IrcConnector::sessionReady()
{
    m_isConnecting = false;
    m_jobTimer.stop();
    if (m_isRunning) {
        showOnline();
        m_joinProblems.clear();
        QByteArray names;
        const auto join = [&] {
            if (const auto line = ircLine("JOIN", {names}); line && !names.isEmpty())
                m_session->sendNow(*line);
            names.clear();
        };
        for (const QString &channel : std::as_const(m_settings.channels)) {
            const QByteArray name = channel.toUtf8();
            if (m_joined.contains(m_session->network().fold(name)))
                continue;
            if (names.size() + name.size() > kJoinLine)
                join();
            names += (names.isEmpty() ? QByteArray() : QByteArray(",")) + name;
        }
        join();
        // The answer to it comes after those to all JOINs.
        m_joinBarrier = "joined-" + QByteArray::number(++m_serial);
        if (const auto line = ircLine("PING", {m_joinBarrier}))
            m_session->sendNow(*line);
    } else {
        m_idleTimer.start(kSendingIdle);
    }
    const QList<Job> jobs = std::exchange(m_jobs, {});
    for (const Job &job : jobs)
        job.begin();
}

void IrcConnector::dropSession()
{
    m_retryTimer.stop();
    m_idleTimer.stop();
    m_jobTimer.stop();
    m_isConnecting = false;
    m_joined.clear();
    m_joinProblems.clear();
    m_joinBarrier.clear();
    m_accounts.clear();
    const Error lost{.kind = ErrorKind::Offline,
                     .detail =
                         QStringLiteral("The connection to %1 has ended.").arg(m_settings.host)};
    for (const Whois &whois : std::exchange(m_whois, {}))
        whois.use(std::unexpected(lost));
    if (m_session) {
        IrcSession *old = m_session;
        m_session.clear();
        old->disconnect(this);
        if (m_sender)
            m_sender->connectionLost(lost);
        old->close();
        old->deleteLater();
    }
    m_history.clear();
    m_sender.clear();
    const QList<Job> jobs = std::exchange(m_jobs, {});
    for (const Job &job : jobs)
        job.drop(lost);
}

void IrcConnector::sessionFailed(const Error &error)
{
    if (m_sender)
        m_sender->connectionLost(error);
    const QList<Job> jobs = std::exchange(m_jobs, {});
    dropSession();
    for (const Job &job : jobs)
        job.drop(error);
    if (!m_isRunning)
        return;
    if (ircNeedsPerson(error.kind)) {
        // Trying again by itself would lock the account, or wear the warning out.
        m_isRunning = false;
        return setState(LinkState::NeedsPerson, error.detail);
    }
    std::chrono::milliseconds delay = delayAfter(m_failures++);
    if (error.kind == ErrorKind::RateLimited)
        delay = std::max<std::chrono::milliseconds>(delay, kThrottled);
    m_retryTimer.start(delay);
    setState(LinkState::Waiting, error.detail);
}

// --- what comes in ----------------------------------------------------------------------------

IrcContext IrcConnector::context(bool isHistory)
{
    return {.networkName = m_settings.networkName(),
            .network = m_session->network(),
            .nick = m_session->nick(),
            .account = m_session->account(),
            .ownAddress = ircOwnAddress(m_settings),
            .now = m_clock(),
            .accounts = &m_accounts,
            .serial = ++m_serial,
            .isHistory = isHistory};
}

void IrcConnector::take(const IrcMessage &message, const IrcFrame &frame)
{
    if (m_history && m_history->take(message, frame))
        return;
    takeAccounts(message);
    takeJoins(message);
    if (!m_session || !m_session->isReady())
        return;
    const QByteArray messageId = m_sender->messageIdOf(message, frame);
    if (!messageId.isEmpty() && !message.tags.value("msgid").isEmpty()) {
        if (m_sentIds.size() >= kMaxSentIds)
            m_sentIds.clear();
        m_sentIds.insert(message.tags.value("msgid"), messageId);
    }
    if (m_isRunning)
        takeLive(message, frame, messageId);
    m_sender->watch(message, frame);
}

void IrcConnector::takeJoins(const IrcMessage &message)
{
    const IrcNetwork &network = m_session->network();
    const QByteArray &command = message.command;
    const QByteArray channel = network.fold(message.param(0));
    if (command == "JOIN" && m_session->isMe(message.nick())) {
        m_joined.insert(channel);
        m_joinProblems.remove(channel);
    } else if (command == "PART" && m_session->isMe(message.nick())) {
        m_joined.remove(channel);
    } else if (command == "KICK" && m_session->isMe(message.param(1))) {
        m_joined.remove(channel);
        m_joinProblems.insert(channel,
                              QStringLiteral("%1 was removed from %2 by %3: %4")
                                  .arg(decodeIrc(m_session->nick()), decodeIrc(message.param(0)),
                                       decodeIrc(message.nick()), ircWords(message.param(2))));
        showOnline();
    } else if (isJoinError(command) && network.isChannel(message.param(1))) {
        const QByteArray wanted = network.fold(message.param(1));
        if (!m_joinBarrier.isEmpty() && !m_joined.contains(wanted) && m_joinProblems.size() < 200) {
            m_joinProblems.insert(wanted,
                                  QStringLiteral("%1 could not be joined: %2")
                                      .arg(ircWords(message.param(1)), ircWords(message.last())));
        }
    } else if (command == "PONG" && !m_joinBarrier.isEmpty() && message.last() == m_joinBarrier) {
        m_joinBarrier.clear();
        joinsComplete();
    }
}

void IrcConnector::rememberAccount(const QByteArray &nick, const QByteArray &account)
{
    const QByteArray key = m_session->network().fold(nick);
    if (account.isEmpty() || account == "*") {
        m_accounts.remove(key);
        return;
    }
    if (m_accounts.size() >= kMaxAccounts)
        m_accounts.clear();
    m_accounts.insert(key, account);
}

/// Who is logged in as whom, as far as the server tells.
void IrcConnector::takeAccounts(const IrcMessage &message)
{
    const QByteArray &command = message.command;
    const QByteArray nick = message.nick();
    if (command == "330" || command == "318") {
        if (m_whois.empty())
            return;
        const auto &network = m_session->network();
        Whois &whois = m_whois.front();
        if (command == "330") {
            if (network.fold(message.param(2)) == network.fold(whois.account)) {
                whois.isThem = true;
                rememberAccount(message.param(1), message.param(2));
            }
            return;
        }
        const Whois done = std::move(whois);
        m_whois.pop_front();
        if (done.isThem)
            return done.use(message.param(1));
        return done.use(
            fail(ErrorKind::NotFound,
                 QStringLiteral(
                     "%1 is not on %2 under a nick that could be verified, so nothing was sent: "
                     "whoever has the nick now may be someone else.")
                     .arg(decodeIrc(done.account), m_settings.host)));
    }
    if (nick.isEmpty() || !message.source.contains('!'))
        return;
    if (command == "JOIN" && message.params.size() >= 2)
        rememberAccount(nick, message.param(1));
    else if (command == "ACCOUNT")
        rememberAccount(nick, message.param(0));
    else if (command == "QUIT")
        rememberAccount(nick, {});
    else if (command == "NICK") {
        const QByteArray account = m_accounts.value(m_session->network().fold(nick));
        rememberAccount(nick, {});
        rememberAccount(message.param(0), account);
    } else if (m_session->has("account-tag") && !message.tags.contains("batch")) {
        rememberAccount(nick, message.tags.value("account"));
    }
}

void IrcConnector::takeLive(const IrcMessage &message, const IrcFrame &frame,
                            const QByteArray &messageId)
{
    const bool isPast = !frame.batchType.isEmpty();
    auto mapped = mapIrcMessage(message, context(isPast));
    if (!mapped)
        return;
    if (!messageId.isEmpty())
        mapped->messageId = messageId;
    const QString stream = mapped->visibility == Visibility::Public ? mapped->conversationKey
                                                                    : QString(ircPrivateStream);
    IrcPosition &position = m_positions[stream];
    // Before the gap is closed, only history moves the position; and a line from a clock that runs
    // ahead must not hide what comes between.
    const bool hasNoGap = m_history->isComplete(stream) || !m_session->hasHistory();
    if (hasNoGap && !isPast) {
        position.messageId = message.tags.value("msgid");
        position.time = std::max(position.time, std::min(mapped->receivedAt, m_clock()));
        position.isBackfilled = position.isBackfilled || !m_session->hasHistory();
    }
    post(stream, std::move(*mapped), position.toBytes());
}

void IrcConnector::takePage(const QString &stream, const QList<IrcMessage> &lines)
{
    if (!m_isRunning || !m_session)
        return;
    const IrcContext past = context(true);
    // A private page covers its partner only; the position of all moves at the end.
    const QByteArray cursor = m_positions.value(stream).toBytes();
    const QByteArray before = m_handedCursors.value(stream);
    QList<IncomingMessage> messages;
    for (const IrcMessage &line : lines) {
        if (auto mapped = mapIrcMessage(line, past)) {
            if (const auto sent = m_sentIds.constFind(line.tags.value("msgid"));
                sent != m_sentIds.cend() && mapped->direction == Direction::Outgoing)
                mapped->messageId = *sent;
            messages += std::move(*mapped);
        }
    }
    for (IncomingMessage &message : messages)
        post(stream, std::move(message), {});
    if (cursor != before)
        post(stream, std::nullopt, cursor);
    m_fetched += messages.size();
    Q_EMIT progressed(m_fetched, -1, stream);
}

void IrcConnector::joinsComplete()
{
    if (!m_session->hasHistory()) {
        m_isCaughtUp = m_isCaughtUp || m_mode == FetchMode::Watch;
        return historyFinished();
    }
    QByteArrayList channels;
    for (const QString &channel : std::as_const(m_settings.channels)) {
        if (m_joined.contains(m_session->network().fold(channel.toUtf8())))
            channels += channel.toUtf8();
    }
    m_history->start(channels);
}

void IrcConnector::historyFinished()
{
    if (!m_isRunning)
        return;
    m_failures = 0;
    m_isCaughtUp = false;
    flush();
    checkCaughtUp();
}

void IrcConnector::checkCaughtUp()
{
    if (!m_isRunning || m_isCaughtUp || !m_parcels.empty() || !m_session || !m_session->isReady() ||
        !m_joinBarrier.isEmpty() || m_history->isRunning())
        return;
    m_isCaughtUp = true;
    if (m_mode == FetchMode::Once) {
        const QString detail = m_history->problem();
        m_isRunning = false;
        ++m_generation;
        if (!m_sender->isBusy()) {
            m_session->quit("Casement");
            dropSession();
        } else {
            m_idleTimer.start(kSendingIdle);
        }
        setState(LinkState::Stopped, detail);
    } else {
        showOnline();
    }
    Q_EMIT caughtUp();
}

// --- batches ----------------------------------------------------------------------------------

void IrcConnector::post(const QString &stream, std::optional<IncomingMessage> message,
                        const QByteArray &cursor)
{
    m_parcels.push_back({.stream = stream, .message = std::move(message), .cursor = cursor});
    if (m_parcels.size() > kMaxParcels && m_session) {
        m_session->setPaused(true);
        m_history->setPaused(true);
    }
    if (!m_flushTimer.isActive())
        m_flushTimer.start(kCoalesce);
}

void IrcConnector::flush()
{
    while (m_underWay.size() < 2 && !m_parcels.empty()) {
        IncomingBatch batch;
        batch.number = ++m_batches;
        batch.stream = m_parcels.front().stream;
        batch.cursor = m_handedCursors.value(batch.stream);
        while (!m_parcels.empty() && m_parcels.front().stream == batch.stream &&
               batch.messages.size() < qsizetype(kBatchSize)) {
            Parcel &parcel = m_parcels.front();
            if (parcel.message)
                batch.messages += std::move(*parcel.message);
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
        m_history->setPaused(false);
    }
}

void IrcConnector::committed(quint64 batch)
{
    m_underWay.remove(batch);
    flush();
    checkCaughtUp();
}

} // namespace casement
