// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediverseconnector.h"

#include "core/channels/fediverse/fediversesend.h"
#include "core/channels/http/httpretry.h"
#include "core/channels/pending.h"

#include <QJsonDocument>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr std::size_t kMaxSent = 300;
constexpr qsizetype kMaxAddress = 4000;
/// While a stream is open the rest is looked at more rarely: it only fills what a stream dropped.
constexpr auto kPollBesideStream = 5min;
constexpr QLatin1StringView kSentStream("sent");

} // namespace

FediverseConnector::FediverseConnector(const Account &account, Secrets *secrets, const Clock &clock,
                                       QObject *parent)
    : Connector(parent)
    , m_account(account)
    , m_settings(FediverseSettings::fromJson(account.settings))
    , m_secrets(secrets)
    , m_clock(clock)
    , m_api(m_settings)
    , m_files{.ownServer = m_settings.baseUrl(), .trust = m_settings.trust()}
{
    for (QTimer *timer : {&m_pollTimer, &m_retryTimer})
        timer->setSingleShot(true);
    connect(&m_pollTimer, &QTimer::timeout, this, &FediverseConnector::refresh);
    connect(&m_retryTimer, &QTimer::timeout, this, &FediverseConnector::connectAccount);
}

FediverseConnector::~FediverseConnector()
{
    tearDown();
}

void FediverseConnector::setDeadline(std::chrono::milliseconds deadline)
{
    m_api.setDeadline(deadline);
    m_files.deadline = deadline;
}

Capabilities FediverseConnector::capabilities() const
{
    Capabilities c;
    c.canSend = true;
    c.canWriteFirst = true;
    c.subject = Capabilities::Subject::ContentWarning;
    c.hasLanguage = true;
    c.hasVisibility = true;
    c.hasThreading = true;
    c.hasPush = m_settings.stream && (!m_server || m_server->features.streaming.isValid());
    c.hasEdits = true;
    c.hasRemovals = true;
    c.history = Capabilities::History::All;
    c.canAttach = true;
    c.maxAttachmentBytes = m_server ? m_server->features.maxAttachmentBytes : 0;
    c.formatting = Capabilities::Formatting::Plain;
    c.lengthUnit = m_server && m_server->features.charactersPerUrl > 0
                       ? Capabilities::LengthUnit::Graphemes
                       : Capabilities::LengthUnit::Characters;
    c.isLimitAssumed = !m_server;
    c.maxLength = m_server ? m_server->features.maxCharacters : FediverseFeatures().maxCharacters;
    return c;
}

Rendition FediverseConnector::render(const OutgoingMessage &message) const
{
    const QString text = composeStatus(message);
    const QString warning = contentWarningOf(message);
    return {.texts = {text},
            .html = {},
            .heading = warning,
            .length =
                statusLength(text, warning, m_server ? m_server->features.charactersPerUrl : 0),
            .language = languageOf(message)};
}

QString FediverseConnector::languageOf(const OutgoingMessage &message) const
{
    return message.language.isEmpty() ? m_settings.language : message.language;
}

QByteArray FediverseConnector::remoteIdOf(const OutgoingMessage &message) const
{
    return message.messageId.isEmpty() ? QByteArray() : sentAs(message.messageId).toUtf8();
}

/// The status that the message of the outbox became, where that is remembered.
QString FediverseConnector::sentAs(const QByteArray &messageId) const
{
    const auto sent = std::ranges::find(m_sent, messageId, &std::pair<QString, QByteArray>::second);
    return sent == m_sent.end() ? QString() : sent->first;
}

/// What an answer to words of ours says of them: their status, where only its Message-ID is known.
OutgoingMessage FediverseConnector::placed(const OutgoingMessage &message) const
{
    OutgoingMessage result = message;
    for (const QByteArray &id : message.inReplyTo) {
        if (result.inReplyToRemote.isEmpty())
            result.inReplyToRemote = sentAs(id).toUtf8();
    }
    return result;
}

void FediverseConnector::tearDown()
{
    m_pollTimer.stop();
    m_retryTimer.stop();
    m_stream.reset();
    m_sync.reset();
}

void FediverseConnector::start(const Cursors &cursors, FetchMode mode)
{
    tearDown();
    ++m_generation;
    m_cursors = cursors;
    m_mode = mode;
    m_isRunning = true;
    m_isCaughtUp = false;
    m_failures = 0;
    m_hasStarted = true;
    for (auto stream = cursors.cbegin(); stream != cursors.cend(); ++stream) {
        if (!stream.key().startsWith(kSentStream))
            continue;
        for (const QJsonValue pair : QJsonDocument::fromJson(stream.value()).array()) {
            const QString id = fediverseId(pair[0]);
            const auto isThere = [&](const auto &each) { return each.first == id; };
            if (!id.isEmpty() && std::ranges::none_of(m_sent, isThere))
                m_sent.emplace_back(id, pair[1].toString().toUtf8());
        }
    }
    if (const QString problem = m_settings.problem(); !problem.isEmpty()) {
        m_isRunning = false;
        return setState(LinkState::NeedsPerson, problem);
    }
    connectAccount();
}

void FediverseConnector::stop()
{
    ++m_generation;
    m_isRunning = false;
    tearDown();
    setState(LinkState::Stopped);
}

void FediverseConnector::refresh()
{
    if (!m_isRunning)
        return;
    if (m_retryTimer.isActive()) { // somebody is waiting: try now
        m_retryTimer.stop();
        return connectAccount();
    }
    if (m_sync && m_isCaughtUp)
        m_sync->run();
}

void FediverseConnector::committed(quint64 batch)
{
    if (m_sync)
        m_sync->committed(batch);
}

/// Reads the token and asks the server what it is and who we are, once; those who come meanwhile
/// get the same answer.
void FediverseConnector::whenReady(const Ready &ready)
{
    if (m_server)
        return ready(*m_server);
    m_waiting += ready;
    if (m_waiting.size() > 1)
        return;
    if (const QString problem = m_settings.problem(); !problem.isEmpty())
        return concludeReady(fail(ErrorKind::Invalid, problem));
    m_secrets->read(m_account.uid, kFediverseToken)
        .then(this, [this](const Result<QString> &token) {
            if (!token || token->isEmpty())
                return concludeReady(
                    fail(ErrorKind::AuthRequired,
                         QStringLiteral("The login of %1 could not be read: %2")
                             .arg(m_account.address,
                                  token ? QStringLiteral("it is empty.") : token.error().detail)));
            m_token = *token;
            m_api.setToken(m_token);
            auto *probe = new FediverseProbe(&m_api, m_settings.baseUrl(), this);
            connect(probe, &FediverseProbe::finished, this, &FediverseConnector::concludeReady);
            probe->start(true);
        });
}

void FediverseConnector::concludeReady(const Result<FediverseServer> &answer)
{
    Result<FediverseServer> server = answer;
    const QString wanted = normalizedAddress(QStringLiteral("fediverse"), m_settings.account);
    if (server && !wanted.isEmpty() && wanted != server->self.address)
        server = fail(ErrorKind::AuthRequired,
                      QStringLiteral("The login is for %1, not for %2; sign in again.")
                          .arg(server->self.address, wanted));
    if (server)
        m_server = *server;
    for (const Ready &ready : std::exchange(m_waiting, {}))
        ready(server);
}

void FediverseConnector::connectAccount()
{
    if (m_sync && m_isRunning) {
        setState(m_isCaughtUp ? LinkState::Connecting : LinkState::Fetching);
        return m_sync->run();
    }
    setState(LinkState::Connecting);
    whenReady([this, generation = m_generation](const Result<FediverseServer> &server) {
        if (generation != m_generation || !m_isRunning || m_sync)
            return;
        server ? beginSync(*server) : failed(server.error());
    });
}

void FediverseConnector::beginSync(const FediverseServer &server)
{
    setState(LinkState::Fetching);
    m_sync = std::make_unique<FediverseSync>(
        &m_api, server,
        FediverseSync::Limits{.backfillDays = m_settings.backfillDays,
                              .backfillMentions = m_settings.backfillMentions},
        m_clock, nullptr);
    m_sync->setNumbers([this] { return ++m_lastBatch; });
    m_sync->setSent(QHash<QString, QByteArray>(m_sent.cbegin(), m_sent.cend()));
    m_sync->restore(m_cursors.value(FediverseSync::kStream));
    connect(m_sync.get(), &FediverseSync::batchReady, this, [this](const IncomingBatch &batch) {
        m_cursors.insert(batch.stream, batch.cursor);
        Q_EMIT received(batch);
    });
    connect(m_sync.get(), &FediverseSync::progressed, this,
            [this](qint64 done) { Q_EMIT progressed(done, -1, FediverseSync::kStream); });
    connect(m_sync.get(), &FediverseSync::failed, this, &FediverseConnector::failed,
            Qt::QueuedConnection);
    connect(m_sync.get(), &FediverseSync::finished, this, &FediverseConnector::roundFinished,
            Qt::QueuedConnection);
    m_sync->run();
}

void FediverseConnector::roundFinished()
{
    if (!m_isRunning || m_retryTimer.isActive())
        return;
    m_failures = 0;
    if (m_mode == FetchMode::Once) {
        m_isRunning = false;
        tearDown();
        setState(LinkState::Stopped);
        Q_EMIT caughtUp();
        return;
    }
    const bool isStreaming = m_stream && m_stream->isOpen();
    m_pollTimer.start(isStreaming ? std::chrono::milliseconds(kPollBesideStream)
                                  : std::chrono::seconds(m_settings.pollSeconds));
    setState(LinkState::Online);
    m_isCaughtUp = true;
    Q_EMIT caughtUp();
    openStream();
}

void FediverseConnector::openStream()
{
    if (m_stream || !m_settings.stream || !m_server->features.streaming.isValid())
        return;
    m_stream = std::make_unique<FediverseStream>(m_settings, m_server->features.streaming, m_token,
                                                 nullptr);
    FediverseStream *stream = m_stream.get();
    const auto run = [this] {
        if (m_isRunning && m_sync && !m_retryTimer.isActive())
            m_sync->run();
    };
    connect(stream, &FediverseStream::opened, this, run);
    connect(stream, &FediverseStream::notified, this, run);
    connect(stream, &FediverseStream::closed, this, [this] {
        if (m_isRunning && !m_retryTimer.isActive())
            m_pollTimer.start(std::chrono::seconds(m_settings.pollSeconds));
    });
    connect(stream, &FediverseStream::statusChanged, this, [this](const QString &id) {
        if (m_isRunning && m_sync && !m_retryTimer.isActive())
            m_sync->statusChanged(id);
    });
    connect(stream, &FediverseStream::statusDeleted, this, [this](const QString &id) {
        if (m_isRunning && m_sync && !m_retryTimer.isActive())
            m_sync->statusDeleted(id);
    });
    stream->open();
}

void FediverseConnector::failed(const Error &error)
{
    if (!m_isRunning)
        return;
    m_pollTimer.stop();
    switch (error.kind) {
    case ErrorKind::AuthRequired:
    case ErrorKind::Certificate:
    case ErrorKind::Forbidden:
    case ErrorKind::Invalid:
        m_isRunning = false;
        m_server.reset(); // another login may have other rights
        tearDown();
        return setState(LinkState::NeedsPerson, error.detail);
    default:
        break;
    }
    const auto delay = std::max<std::chrono::milliseconds>(jittered(retryDelay(m_failures++)),
                                                           error.retryAfter.value_or(0s));
    m_retryTimer.start(delay);
    setState(LinkState::Waiting, error.detail);
}

QSet<QString> FediverseConnector::claimedBut(const OutgoingMessage &message) const
{
    QSet<QString> claimed;
    for (const auto &[id, messageId] : m_sent) {
        if (messageId != message.messageId)
            claimed.insert(id);
    }
    return claimed;
}

/// Keeps which message of the outbox the status is, on disk with the next batch.
void FediverseConnector::remember(const QString &statusId, const OutgoingMessage &message)
{
    if (statusId.isEmpty() || message.messageId.isEmpty())
        return;
    std::erase_if(m_sent, [&](const auto &each) { return each.first == statusId; });
    m_sent.emplace_back(statusId, message.messageId);
    while (m_sent.size() > kMaxSent)
        m_sent.pop_front();
    if (m_sync)
        m_sync->setSent(QHash<QString, QByteArray>(m_sent.cbegin(), m_sent.cend()));
    QJsonArray pairs;
    for (const auto &[id, messageId] : m_sent)
        pairs.append(QJsonArray{id, QString::fromUtf8(messageId)});
    IncomingBatch batch;
    batch.number = ++m_lastBatch;
    // Without the earlier ones at hand they must not be written over.
    batch.stream =
        m_hasStarted ? QString(kSentStream) : kSentStream + u'-' + message.uid.toString();
    batch.cursor = QJsonDocument(pairs).toJson(QJsonDocument::Compact);
    m_cursors.insert(batch.stream, batch.cursor);
    Q_EMIT received(batch);
}

QFuture<Result<SendReceipt>> FediverseConnector::send(const OutgoingMessage &message)
{
    const Pending<SendReceipt> pending;
    const QByteArray uid = message.uid.toBytes();
    m_unsent.remove(uid);
    m_attempts.insert(uid, m_clock());
    const auto finish = [this, uid, pending](const Result<SendReceipt> &receipt) {
        if (!receipt && !receipt.error().detail.startsWith(u"unknown:"))
            m_unsent.insert(uid);
        pending.finish(receipt);
    };
    whenReady([this, message, finish](const Result<FediverseServer> &server) {
        if (!server) {
            Error error = server.error();
            if (error.kind == ErrorKind::Protocol)
                error.kind = ErrorKind::Offline; // nothing went out yet
            return finish(std::unexpected(error));
        }
        auto *sender = new FediverseSend(
            &m_api,
            {.server = *server, .language = languageOf(message), .claimed = claimedBut(message)},
            placed(message), m_clock, this);
        connect(sender, &FediverseSend::sent, this,
                [this, message, finish](const Result<SendReceipt> &receipt) {
                    if (receipt)
                        remember(QString::fromUtf8(receipt->remoteId), message);
                    else if (receipt.error().kind == ErrorKind::AuthRequired)
                        m_server.reset(); // a new login is read from the keychain
                    finish(receipt);
                });
        sender->send();
    });
    return pending.future();
}

QFuture<Result<SendState>> FediverseConnector::lookUp(const OutgoingMessage &message)
{
    const Pending<SendState> pending;
    const QByteArray uid = message.uid.toBytes();
    if (m_unsent.contains(uid)) {
        pending.finish(SendState::NotSent);
        return pending.future();
    }
    whenReady([this, message, pending, uid](const Result<FediverseServer> &server) {
        if (!server)
            return pending.finish(std::unexpected(server.error()));
        auto *sender = new FediverseSend(
            &m_api,
            {.server = *server, .language = languageOf(message), .claimed = claimedBut(message)},
            placed(message), m_clock, this);
        connect(sender, &FediverseSend::lookedUp, this,
                [this, message, pending](const Result<SendState> &state, const QString &statusId) {
                    remember(statusId, message);
                    pending.finish(state);
                });
        sender->lookUp(m_attempts.value(uid));
    });
    return pending.future();
}

QFuture<Result<FileAnswer>> FediverseConnector::fetchFile(const FileRequest &request)
{
    auto *job = new FileJob(this);
    auto future = job->future();
    const QJsonValue media = jsonAt(jsonOf(request.raw), request.attachment.part);
    QString address = media[u"url"].toString();
    if (address.isEmpty())
        address = media[u"remote_url"].toString();
    if (address.isEmpty() || address.size() > kMaxAddress)
        job->finish(fail(ErrorKind::NotFound,
                         QStringLiteral("The message does not say where this file is; open it in "
                                        "the browser.")));
    else
        fetchHttpFile(job, m_files.ownServer.resolved(QUrl(address)), request, m_files);
    return future;
}

} // namespace casement
