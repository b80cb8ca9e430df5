// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/emailconnector.h"

#include "core/channels/email/sentfolder.h"
#include "core/channels/email/smtpsender.h"
#include "core/mail/mailcomposer.h"
#include "core/mail/mailtext.h"
#include "core/text/markdown.h"

#include <KIMAP/IdleJob>
#include <KIMAP/Session>
#include <QPromise>
#include <QRandomGenerator>
#include <algorithm>
#include <chrono>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

/// A server may end IDLE after 30 minutes (RFC 2177).
constexpr auto kIdleRenewal = 25min;
/// How long a change of flags waits for others: "mark all as read" comes as one line a mail.
constexpr auto kFlagsDelay = 200ms;
/// When the next round begins after INBOX got a new UIDVALIDITY. Not at once: a server that makes
/// one for each connection would keep us at it.
constexpr auto kHistoryDelay = 2s;

constexpr QLatin1StringView kInbox("INBOX");

} // namespace

std::chrono::milliseconds reconnectDelay(int failures)
{
    return std::min<std::chrono::milliseconds>(5min, 1s * (1 << std::clamp(failures, 0, 10)));
}

/// Numbers the batches and counts those that are not on disk yet.
class EmailConnector::Outlet final : public BatchOutlet
{
public:
    explicit Outlet(EmailConnector *owner) : BatchOutlet(owner), m_owner(owner) {}

    bool hasRoom() const override { return m_underWay.size() < 2; }

    void hand(IncomingBatch batch) override
    {
        batch.number = ++m_last;
        m_underWay.insert(batch.number);
        m_owner->m_failures = 0;
        Q_EMIT m_owner->received(batch);
    }

    void committed(quint64 number)
    {
        if (m_underWay.remove(number))
            Q_EMIT roomMade();
    }

    void forget() { m_underWay.clear(); }

private:
    EmailConnector *m_owner;
    QSet<quint64> m_underWay;
    quint64 m_last = 0;
};

EmailConnector::EmailConnector(const Account &account, Secrets *secrets, const Clock &clock,
                               QObject *parent)
    : Connector(parent)
    , m_account(account)
    , m_settings(EmailSettings::fromJson(account.settings))
    , m_secrets(secrets)
    , m_clock(clock)
    , m_outlet(new Outlet(this))
{
    for (QTimer *timer : {&m_idleTimer, &m_flagsTimer, &m_pollTimer, &m_retryTimer})
        timer->setSingleShot(true);
    connect(&m_idleTimer, &QTimer::timeout, this, &EmailConnector::endIdle);
    connect(&m_flagsTimer, &QTimer::timeout, this, &EmailConnector::endIdle);
    connect(&m_pollTimer, &QTimer::timeout, this, &EmailConnector::refresh);
    connect(&m_retryTimer, &QTimer::timeout, this, &EmailConnector::connectFetcher);
}

EmailConnector::~EmailConnector()
{
    dropLinks();
}

Capabilities EmailConnector::capabilities() const
{
    Capabilities c;
    c.canSend = !m_settings.smtp.host.isEmpty();
    c.canWriteFirst = true;
    c.subject = Capabilities::Subject::Subject;
    c.hasLanguage = true;
    c.hasCarbonCopy = true;
    c.hasThreading = true;
    c.hasPush = true;
    c.history = Capabilities::History::All;
    c.canAttach = true;
    c.formatting = Capabilities::Formatting::Markdown;
    return c;
}

Rendition EmailConnector::render(const OutgoingMessage &message) const
{
    return {.texts = {cleanText(message.markdown)},
            .html = markdownToHtml(message.markdown),
            .heading = message.subject,
            .language = message.language};
}

void EmailConnector::start(const Cursors &cursors, FetchMode mode)
{
    dropLinks();
    ++m_generation;
    m_outlet->forget();
    m_folders.clear();
    m_cursors = cursors;
    m_mode = mode;
    m_isRunning = true;
    m_isCaughtUp = false;
    m_failures = 0;
    if (const QString problem = m_settings.problem(); !problem.isEmpty()) {
        m_isRunning = false;
        return setState(LinkState::NeedsPerson, problem);
    }
    connectFetcher();
}

void EmailConnector::stop()
{
    ++m_generation;
    m_isRunning = false;
    dropLinks();
    setState(LinkState::Stopped);
}

void EmailConnector::refresh()
{
    if (!m_isRunning)
        return;
    if (m_retryTimer.isActive()) { // somebody is waiting: try now
        m_retryTimer.stop();
        return connectFetcher();
    }
    if (!m_fetcher || m_isRoundRunning || !m_isCaughtUp)
        return;
    endIdle();
    fetcherReady();
}

void EmailConnector::committed(quint64 batch)
{
    m_outlet->committed(batch);
}

void EmailConnector::readPassword(const QString &name, const UsePassword &use)
{
    m_secrets->read(m_account.uid, name)
        .then(this, [this, name, use](const Result<QString> &secret) {
            if (!secret && secret.error().kind == ErrorKind::NotFound && name == u"smtp-password")
                return readPassword(QStringLiteral("imap-password"), use);
            use(secret);
        });
}

void EmailConnector::connectFetcher()
{
    setState(LinkState::Connecting);
    readPassword(QStringLiteral("imap-password"), [this, generation = m_generation](
                                                      const Result<QString> &password) {
        if (generation != m_generation || !m_isRunning || m_fetcher)
            return;
        if (!password) {
            return linkFailed({.kind = ErrorKind::AuthRequired,
                               .detail = QStringLiteral("The password of %1 could not be read: %2")
                                             .arg(m_settings.imapUser, password.error().detail)});
        }
        m_fetcher = new ImapLink(m_settings, this);
        m_fetcher->askForVanished();
        connect(m_fetcher, &ImapLink::failed, this, &EmailConnector::linkFailed);
        connect(m_fetcher, &ImapLink::ready, this, &EmailConnector::fetcherReady);
        m_fetcher->open(*password);
    });
}

void EmailConnector::rememberFolder(const QString &name, bool isSent)
{
    auto &state = m_folders[name];
    if (!state) {
        state = std::make_unique<ImapFolderState>();
        state->name = name;
        state->restore(m_cursors.value(name));
    }
    state->direction = isSent ? Direction::Outgoing : Direction::Incoming;
}

/// Begins a round through all folders: first for news everywhere, then for history.
void EmailConnector::fetcherReady()
{
    m_pollTimer.stop();
    m_isRoundRunning = true;
    m_isHistoryRound = false;
    if (!m_isCaughtUp)
        setState(LinkState::Fetching);
    m_queue = m_settings.folders;
    if (m_queue.isEmpty())
        m_queue = {kInbox, m_fetcher->sentFolder()};
    m_queue.removeIf([this](const QString &name) { return !m_fetcher->folders().contains(name); });
    for (const QString &name : std::as_const(m_queue))
        rememberFolder(name, name == m_fetcher->sentFolder());
    const bool canIdle = !m_isWatchOff && m_mode == FetchMode::Watch &&
                         m_fetcher->can(QLatin1StringView("IDLE")) && m_queue.contains(kInbox);
    if (canIdle && !m_watcher)
        connectWatcher();
    syncNextFolder();
}

void EmailConnector::syncNextFolder()
{
    if (m_queue.isEmpty()) {
        if (m_isHistoryRound)
            return allSynced();
        m_isHistoryRound = true;
        for (const auto &[name, state] : m_folders) {
            if (!state->isBackfilled)
                m_queue += name;
        }
        // INBOX first: it is what people wait for.
        if (const qsizetype inbox = m_queue.indexOf(kInbox); inbox > 0)
            m_queue.move(inbox, 0);
        return syncNextFolder();
    }
    const QString name = m_queue.takeFirst();
    // The watcher fetches what is new in INBOX; two of them would hand it out twice.
    const bool isWatched = m_watcher && name == kInbox;
    if (isWatched && !m_isHistoryRound)
        return syncNextFolder();
    m_fetch = new ImapFolderSync(m_fetcher, m_folders.at(name).get(), m_outlet, m_settings, m_clock,
                                 m_fetcher);
    connect(m_fetch, &ImapFolderSync::failed, this, &EmailConnector::linkFailed);
    connect(m_fetch, &ImapFolderSync::finished, this, &EmailConnector::folderSynced);
    connect(m_fetch, &ImapFolderSync::progressed, this,
            [this, name](qint64 done, qint64 total) { Q_EMIT progressed(done, total, name); });
    m_fetch->start({.news = !isWatched, .history = m_isHistoryRound});
}

void EmailConnector::folderSynced()
{
    if (m_fetch)
        m_fetch->deleteLater();
    m_failures = 0;
    syncNextFolder();
}

void EmailConnector::allSynced()
{
    m_isRoundRunning = false;
    if (m_mode == FetchMode::Once) {
        m_isRunning = false;
        dropLinks();
        setState(LinkState::Stopped);
        Q_EMIT caughtUp();
        return;
    }
    if (m_folders.contains(kInbox) && !m_folders.at(kInbox)->isBackfilled)
        m_pollTimer.start(kHistoryDelay);
    else
        m_pollTimer.start(std::chrono::seconds(m_settings.pollSeconds));
    setState(LinkState::Online);
    m_isCaughtUp = true;
    Q_EMIT caughtUp();
}

void EmailConnector::connectWatcher()
{
    m_watcher = new ImapLink(m_settings, this);
    m_watcher->askForVanished();
    // Some servers allow one connection only: then the other one looks at INBOX as well, every
    // pollSeconds.
    connect(m_watcher, &ImapLink::failed, this, [this, link = m_watcher](const Error &error) {
        if (m_isWatching)
            return linkFailed(error);
        m_isWatchOff = true;
        m_watcher.clear();
        link->deleteLater();
    });
    connect(m_watcher, &ImapLink::ready, this, [this] {
        m_isWatching = true;
        watchInbox();
    });
    readPassword(QStringLiteral("imap-password"),
                 [this, link = m_watcher](const Result<QString> &password) {
                     if (link && password)
                         link->open(*password);
                     else if (link)
                         linkFailed(password.error());
                 });
}

void EmailConnector::watchInbox()
{
    if (m_watch)
        m_watch->deleteLater();
    m_watch = new ImapFolderSync(m_watcher, m_folders.at(kInbox).get(), m_outlet, m_settings,
                                 m_clock, m_watcher);
    connect(m_watch, &ImapFolderSync::failed, this, &EmailConnector::linkFailed);
    // Only an EXAMINE that found nothing leaves no gap before IDLE in which KIMAP would drop the
    // server's word of a mail.
    connect(m_watch, &ImapFolderSync::finished, this, [this](bool found) {
        if (!m_isRoundRunning && m_isCaughtUp && !m_folders.at(kInbox)->isBackfilled)
            m_pollTimer.start(kHistoryDelay); // all UIDs are new ones
        found ? watchInbox() : idle();
    });
    m_watch->start({.news = true, .history = false});
}

void EmailConnector::idle()
{
    m_idle = new KIMAP::IdleJob(m_watcher->session());
    connect(m_idle, &KIMAP::IdleJob::mailBoxStats, this, &EmailConnector::endIdle);
    // The line itself is not enough: it need not have the UID (RFC 3501, section 7.4.2).
    if (m_watcher->hasModSequences())
        connect(m_idle, &KIMAP::IdleJob::mailBoxMessageFlagsChanged, this, [this] {
            if (m_idle && !m_flagsTimer.isActive())
                m_flagsTimer.start(kFlagsDelay);
        });
    // The end of an IDLE on a link that was dropped says nothing of the one that came after it.
    connect(m_idle, &KJob::result, this, [this, link = m_watcher](KJob *job) {
        if (!link || link != m_watcher)
            return;
        m_idle = nullptr;
        m_idleTimer.stop();
        m_flagsTimer.stop();
        if (job->error())
            return linkFailed(link->jobError(job));
        watchInbox();
    });
    m_idle->start();
    m_idleTimer.start(kIdleRenewal);
}

void EmailConnector::endIdle()
{
    m_idleTimer.stop();
    m_flagsTimer.stop();
    if (!m_idle)
        return;
    disconnect(m_idle, &KIMAP::IdleJob::mailBoxStats, this, nullptr);
    m_idle->stop();
    m_idle = nullptr;
}

void EmailConnector::dropLinks()
{
    for (QTimer *timer : {&m_idleTimer, &m_flagsTimer, &m_pollTimer, &m_retryTimer})
        timer->stop();
    if (m_idle)
        m_idle->disconnect(this);
    m_idle = nullptr;
    m_isRoundRunning = false;
    m_isWatching = false;
    m_isWatchOff = false;
    m_queue.clear();
    for (ImapFolderSync *sync : {m_fetch.data(), m_watch.data()}) {
        if (sync)
            sync->abandon();
    }
    m_fetch.clear();
    m_watch.clear();
    for (QPointer<ImapLink> *link : {&m_fetcher, &m_watcher}) {
        if (ImapLink *old = link->data()) {
            link->clear();
            old->disconnect(this);
            old->close();
            old->deleteLater();
        }
    }
}

void EmailConnector::linkFailed(const Error &error)
{
    if (!m_isRunning)
        return;
    dropLinks();
    switch (error.kind) {
    case ErrorKind::AuthRequired:
    case ErrorKind::Certificate:
    case ErrorKind::Forbidden:
    case ErrorKind::Invalid:
        m_isRunning =
            false; // trying again by itself would lock the account, or wear the warning out
        return setState(LinkState::NeedsPerson, error.detail);
    default:
        return waitAndReconnect(error);
    }
}

void EmailConnector::waitAndReconnect(const Error &error)
{
    const auto delay = reconnectDelay(m_failures++);
    const double jitter = 0.5 + QRandomGenerator::global()->generateDouble() / 2;
    m_retryTimer.start(std::chrono::milliseconds(
        static_cast<qint64>(static_cast<double>(delay.count()) * jitter)));
    setState(LinkState::Waiting, error.detail);
}

QFuture<Result<SendReceipt>> EmailConnector::send(const OutgoingMessage &message)
{
    const auto promise = std::make_shared<QPromise<Result<SendReceipt>>>();
    QFuture<Result<SendReceipt>> future = promise->future();
    promise->start();
    const auto finish = [promise](const Result<SendReceipt> &result) {
        promise->addResult(result);
        promise->finish();
    };
    if (m_settings.smtp.host.isEmpty()) {
        finish(fail(ErrorKind::Forbidden,
                    QStringLiteral("The account has no SMTP server to send with.")));
        return future;
    }
    const Result<QByteArray> mail =
        composeMail(message, [](const QString &markdown) { return markdownToHtml(markdown); });
    const Result<QStringList> recipients = envelopeRecipients(message);
    const Result<QString> from = wireAddress(message.from.address);
    for (const Error &error :
         {mail ? Error{} : mail.error(), recipients ? Error{} : recipients.error(),
          from ? Error{} : from.error()}) {
        if (!error.detail.isEmpty()) {
            finish(std::unexpected(error));
            return future;
        }
    }
    m_unsent.remove(message.uid.toBytes());
    const auto transmit = [this, message, promise, finish, mail = *mail, recipients = *recipients,
                           from = *from](const QString &password) {
        auto *sender = new SmtpSender(m_settings, this);
        connect(sender, &SmtpSender::done, this, [=, this](const Result<QString> &answer) {
            sender->deleteLater();
            if (!answer) {
                if (!answer.error().detail.startsWith(u"unknown:"))
                    m_unsent.insert(message.uid.toBytes());
                return finish(std::unexpected(answer.error()));
            }
            SendReceipt receipt;
            receipt.serverAnswer = *answer;
            receipt.raw = mail;
            if (!m_settings.saveSentCopy)
                return finish(receipt);
            keepSentCopy(message, receipt, promise);
        });
        sender->send({.from = from, .recipients = recipients, .bytes = mail}, password);
    };
    if (m_settings.smtpUser.isEmpty()) {
        transmit({});
        return future;
    }
    readPassword(QStringLiteral("smtp-password"),
                 [finish, transmit](const Result<QString> &password) {
                     password ? transmit(*password) : finish(std::unexpected(password.error()));
                 });
    return future;
}

void EmailConnector::keepSentCopy(const OutgoingMessage &message, const SendReceipt &receipt,
                                  const std::shared_ptr<QPromise<Result<SendReceipt>>> &promise)
{
    const auto finish = [promise, receipt](const Result<bool> &kept) {
        SendReceipt result = receipt;
        if (!kept)
            result.warning =
                QStringLiteral(
                    "The message was sent, but its copy could not be put into the Sent folder: %1")
                    .arg(kept.error().detail);
        promise->addResult(Result<SendReceipt>(result));
        promise->finish();
    };
    readPassword(QStringLiteral("imap-password"), [this, message, receipt,
                                                   finish](const Result<QString> &password) {
        if (!password)
            return finish(std::unexpected(password.error()));
        auto *sent = new SentFolder(m_settings, this);
        connect(sent, &SentFolder::done, this, [sent, finish](const Result<bool> &kept) {
            sent->deleteLater();
            finish(kept);
        });
        sent->keepCopy(message.messageId, receipt.raw, *password);
    });
}

QFuture<Result<SendState>> EmailConnector::lookUp(const OutgoingMessage &message)
{
    const auto promise = std::make_shared<QPromise<Result<SendState>>>();
    QFuture<Result<SendState>> future = promise->future();
    promise->start();
    const auto finish = [promise](const Result<SendState> &state) {
        promise->addResult(state);
        promise->finish();
    };
    const bool isUnsent = m_unsent.contains(message.uid.toBytes());
    readPassword(QStringLiteral("imap-password"), [this, message, finish,
                                                   isUnsent](const Result<QString> &password) {
        if (!password)
            return finish(std::unexpected(password.error()));
        auto *sent = new SentFolder(m_settings, this);
        connect(sent, &SentFolder::done, this, [sent, finish, isUnsent](const Result<bool> &found) {
            sent->deleteLater();
            if (!found)
                return finish(std::unexpected(found.error()));
            // That no folder has it proves nothing: the copy is filed after the mail was accepted.
            finish(*found ? SendState::Sent : isUnsent ? SendState::NotSent : SendState::Unknown);
        });
        sent->find(message.messageId, m_settings.folders, *password);
    });
    return future;
}

} // namespace casement
