// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyconnector.h"

#include "core/channels/bluesky/blueskyblob.h"
#include "core/channels/bluesky/blueskysend.h"
#include "core/channels/http/httpaddress.h"
#include "core/channels/http/httpretry.h"
#include "core/channels/pending.h"

#include <QCryptographicHash>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr qsizetype kMaxHomes = 200;

} // namespace

BlueskyConnector::BlueskyConnector(const Account &account, Secrets *secrets, const Clock &clock,
                                   QObject *parent)
    : Connector(parent)
    , m_account(account)
    , m_settings(BlueskySettings::fromJson(account.settings))
    , m_secrets(secrets)
    , m_clock(clock)
    , m_api(m_settings)
    , m_files{.ownServer =
                  httpOriginOf(m_settings.server.isEmpty() ? m_settings.pds : m_settings.server),
              .trust = m_settings.trust}
{
    if (m_settings.did.isEmpty() && isBlueskyDid(account.address))
        m_settings.did = account.address;
    for (QTimer *timer : {&m_pollTimer, &m_retryTimer})
        timer->setSingleShot(true);
    connect(&m_pollTimer, &QTimer::timeout, this, &BlueskyConnector::refresh);
    connect(&m_retryTimer, &QTimer::timeout, this, &BlueskyConnector::connectAccount);
}

BlueskyConnector::~BlueskyConnector()
{
    tearDown();
}

void BlueskyConnector::setDeadline(std::chrono::milliseconds deadline)
{
    m_api.setDeadline(deadline);
    m_files.deadline = deadline;
}

Capabilities BlueskyConnector::capabilities() const
{
    Capabilities c;
    c.canSend = true;
    c.canWriteFirst = true;
    c.hasLanguage = true;
    c.hasVisibility = true;
    c.isAlwaysPublic = true;
    c.hasThreading = true;
    c.hasRemovals = true;
    c.history = Capabilities::History::All;
    c.canAttach = true;
    c.maxAttachmentBytes = kBlueskyMaxImageBytes;
    c.formatting = Capabilities::Formatting::Plain;
    c.lengthUnit = Capabilities::LengthUnit::Graphemes;
    c.maxLength = kBlueskyMaxLength;
    return c;
}

Rendition BlueskyConnector::render(const OutgoingMessage &message) const
{
    Rendition rendition = renderForBluesky(message, m_did.isEmpty() ? m_settings.did : m_did);
    rendition.language = languageOf(message);
    return rendition;
}

QString BlueskyConnector::languageOf(const OutgoingMessage &message) const
{
    return message.language.isEmpty() ? m_settings.language : message.language;
}

void BlueskyConnector::tearDown()
{
    m_pollTimer.stop();
    m_retryTimer.stop();
    m_sync.reset();
}

void BlueskyConnector::start(const Cursors &cursors, FetchMode mode)
{
    tearDown();
    ++m_generation;
    m_cursors = cursors;
    m_mode = mode;
    m_isRunning = true;
    m_isCaughtUp = false;
    m_failures = 0;
    if (const QString problem = m_settings.problem(); !problem.isEmpty()) {
        m_isRunning = false;
        return setState(LinkState::NeedsPerson, problem);
    }
    connectAccount();
}

void BlueskyConnector::stop()
{
    ++m_generation;
    m_isRunning = false;
    tearDown();
    setState(LinkState::Stopped);
}

void BlueskyConnector::refresh()
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

void BlueskyConnector::committed(quint64 batch)
{
    if (m_sync)
        m_sync->committed(batch);
}

/// Finds the server and signs in, once; those who come meanwhile get the same answer.
void BlueskyConnector::whenReady(const Ready &ready)
{
    if (m_api.isSignedIn() && !m_did.isEmpty())
        return ready(BlueskySession{.did = m_did, .handle = {}});
    m_waiting += ready;
    if (m_waiting.size() > 1)
        return;
    if (const QString problem = m_settings.problem(); !problem.isEmpty())
        return concludeReady(fail(ErrorKind::Invalid, problem));
    m_secrets->read(m_account.uid, kBlueskyAppPassword)
        .then(this, [this](const Result<QString> &password) {
            if (!password || password->isEmpty())
                return concludeReady(
                    fail(ErrorKind::AuthRequired,
                         QStringLiteral("The app password of %1 could not be read: %2")
                             .arg(m_settings.account, password ? QStringLiteral("it is empty.")
                                                               : password.error().detail)));
            auto *finder = new BlueskyFinder(m_settings, this);
            connect(finder, &BlueskyFinder::finished, this,
                    [this, password = *password](const Result<BlueskyHome> &home) {
                        if (!home)
                            return concludeReady(std::unexpected(home.error()));
                        signIn(*home, password);
                    });
            finder->start();
        });
}

void BlueskyConnector::signIn(const BlueskyHome &home, const QString &password)
{
    m_api.setServer(home.pds);
    m_files.ownServer = home.pds;
    // By the DID, so that another handle is the same account.
    const QString name = home.did.isEmpty() ? blueskyHandleOf(m_settings.account) : home.did;
    m_api.signIn(name, password, home.did, this,
                 [this](const Result<BlueskySession> &session) { concludeReady(session); });
}

void BlueskyConnector::concludeReady(const Result<BlueskySession> &session)
{
    if (session)
        m_did = session->did;
    for (const Ready &ready : std::exchange(m_waiting, {}))
        ready(session);
}

void BlueskyConnector::connectAccount()
{
    if (m_sync && m_isRunning) {
        setState(m_isCaughtUp ? LinkState::Connecting : LinkState::Fetching);
        return m_sync->run();
    }
    setState(LinkState::Connecting);
    whenReady([this, generation = m_generation](const Result<BlueskySession> &session) {
        if (generation != m_generation || !m_isRunning || m_sync)
            return;
        session ? beginSync() : failed(session.error());
    });
}

void BlueskyConnector::beginSync()
{
    setState(LinkState::Fetching);
    m_sync = std::make_unique<BlueskySync>(
        &m_api, m_did,
        BlueskySync::Limits{.backfillDays = m_settings.backfillDays,
                            .backfillMentions = m_settings.backfillMentions},
        m_clock, nullptr);
    m_sync->setNumbers([this] { return ++m_lastBatch; });
    m_sync->restore(m_cursors.value(BlueskySync::kStream));
    connect(m_sync.get(), &BlueskySync::batchReady, this, [this](const IncomingBatch &batch) {
        m_cursors.insert(batch.stream, batch.cursor);
        Q_EMIT received(batch);
    });
    connect(m_sync.get(), &BlueskySync::progressed, this,
            [this](qint64 done) { Q_EMIT progressed(done, -1, BlueskySync::kStream); });
    connect(m_sync.get(), &BlueskySync::failed, this, &BlueskyConnector::failed,
            Qt::QueuedConnection);
    connect(m_sync.get(), &BlueskySync::finished, this, &BlueskyConnector::roundFinished,
            Qt::QueuedConnection);
    m_sync->run();
}

void BlueskyConnector::roundFinished()
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
    m_pollTimer.start(std::chrono::seconds(m_settings.pollSeconds));
    setState(LinkState::Online);
    m_isCaughtUp = true;
    Q_EMIT caughtUp();
}

void BlueskyConnector::failed(const Error &error)
{
    if (!m_isRunning)
        return;
    m_pollTimer.stop();
    switch (error.kind) {
    case ErrorKind::AuthRequired:
    case ErrorKind::Certificate:
    case ErrorKind::Forbidden:
    case ErrorKind::Invalid:
    case ErrorKind::NotFound: // the account itself
        m_isRunning = false;
        tearDown();
        m_did.clear(); // the next start signs in anew
        return setState(LinkState::NeedsPerson, error.detail);
    default:
        break;
    }
    const auto delay = std::max<std::chrono::milliseconds>(jittered(retryDelay(m_failures++)),
                                                           error.retryAfter.value_or(0s));
    m_retryTimer.start(delay);
    setState(LinkState::Waiting, error.detail);
}

QFuture<Result<SendReceipt>> BlueskyConnector::send(const OutgoingMessage &message)
{
    const Pending<SendReceipt> pending;
    const QByteArray uid = message.uid.toBytes();
    m_unsent.remove(uid);
    const auto finish = [this, uid, pending](const Result<SendReceipt> &receipt) {
        if (!receipt && !receipt.error().detail.startsWith(u"unknown:"))
            m_unsent.insert(uid);
        pending.finish(receipt);
    };
    whenReady([this, message, finish](const Result<BlueskySession> &session) {
        if (!session) {
            Error error = session.error();
            if (error.kind == ErrorKind::Protocol)
                error.kind = ErrorKind::Offline; // nothing went out yet
            return finish(std::unexpected(error));
        }
        auto *sender = new BlueskySend(&m_api, m_did, languageOf(message), message, m_clock, this);
        connect(sender, &BlueskySend::sent, this, finish);
        sender->send();
    });
    return pending.future();
}

QFuture<Result<SendState>> BlueskyConnector::lookUp(const OutgoingMessage &message)
{
    const Pending<SendState> pending;
    if (m_unsent.contains(message.uid.toBytes())) {
        pending.finish(SendState::NotSent);
        return pending.future();
    }
    whenReady([this, message, pending](const Result<BlueskySession> &session) {
        if (!session)
            return pending.finish(std::unexpected(session.error()));
        auto *sender = new BlueskySend(&m_api, m_did, languageOf(message), message, m_clock, this);
        connect(sender, &BlueskySend::lookedUp, this,
                [pending](const Result<SendState> &state) { pending.finish(state); });
        sender->lookUp();
    });
    return pending.future();
}

/// Where the repository of \a did is; \a job ends otherwise.
void BlueskyConnector::findHome(FileJob *job, const QString &did, const FileRequest &request,
                                const std::function<void(const QUrl &pds)> &then)
{
    if (did == m_settings.did && m_files.ownServer.isValid())
        return then(m_files.ownServer);
    if (const auto known = m_homes.constFind(did); known != m_homes.cend())
        return then(*known);
    if (did.startsWith(u"did:web:")) { // a host of somebody else has the document
        const QUrl host = httpOriginOf(QUrl::fromPercentEncoding(did.sliced(8).toLatin1()));
        if (const QString problem = httpFileProblem(host, m_files.ownServer); !problem.isEmpty())
            return job->finish(fail(ErrorKind::Invalid, problem));
        if (const QString name = httpHostName(host); !request.hosts.contains(name))
            return job->finish(FileAnswer{.bytes = {}, .host = name});
    }
    BlueskySettings theirs;
    theirs.account = did;
    theirs.did = did;
    theirs.directory = m_settings.directory;
    theirs.trust = m_settings.trust;
    auto *finder = new BlueskyFinder(theirs, job);
    connect(finder, &BlueskyFinder::finished, job,
            [this, job, did, then](const Result<BlueskyHome> &home) {
                if (!home)
                    return job->finish(std::unexpected(home.error()));
                if (m_homes.size() >= kMaxHomes)
                    m_homes.clear();
                m_homes.insert(did, home->pds);
                then(home->pds);
            });
    finder->start();
}

QFuture<Result<FileAnswer>> BlueskyConnector::fetchFile(const FileRequest &request)
{
    auto *job = new FileJob(this);
    auto future = job->future();
    const auto blob = blueskyBlobOf(jsonOf(request.raw), request.attachment.part);
    if (!blob) {
        job->finish(std::unexpected(blob.error()));
        return future;
    }
    findHome(job, blob->did, request, [this, job, request, blob = *blob](const QUrl &pds) {
        QUrl url = pds;
        url.setPath(QStringLiteral("/xrpc/com.atproto.sync.getBlob"));
        url.setQuery(QUrlQuery{
            // a did:web may have a percent sign of its own
            {QStringLiteral("did"), QString::fromLatin1(QUrl::toPercentEncoding(blob.did))},
            {QStringLiteral("cid"), blob.cid}});
        fetchHttpFile(job, url, request, m_files,
                      [cid = blob.cid, host = httpHostName(pds)](const QByteArray &bytes) {
                          using Hash = QCryptographicHash;
                          if (Hash::hash(bytes, Hash::Sha256) == blueskyBlobHash(cid))
                              return Result<void>();
                          return Result<void>(
                              fail(ErrorKind::Protocol,
                                   QStringLiteral("What %1 sent is not the file that the post "
                                                  "names, so it was not kept.")
                                       .arg(host)));
                      });
    });
    return future;
}

} // namespace casement
