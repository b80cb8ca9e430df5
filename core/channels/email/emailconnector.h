// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/channels/email/emailsettings.h"
#include "core/channels/email/imapfoldersync.h"
#include "core/channels/secrets.h"
#include "core/domain/timestamp.h"

#include <QPointer>
#include <QSet>
#include <QTimer>
#include <map>
#include <memory>

namespace KIMAP
{
class IdleJob;
}

namespace casement
{

/// One email account: IMAP for reading, SMTP for sending. A stream is a folder, a cursor is
/// ImapFolderState's JSON.
///
/// While it watches, two connections are open: one goes through all folders, first for news, then
/// for history, and looks again every EmailSettings::pollSeconds; the other waits in IDLE on INBOX
/// and fetches what arrives at once, also while history is still coming in. Where the server has
/// CONDSTORE, what was read in another client is told as well: of INBOX at once, of other folders
/// with the next look. Nothing here ever changes a mail on the server.
class EmailConnector final : public Connector
{
    Q_OBJECT
public:
    /// \a secrets must outlive this.
    EmailConnector(const Account &account, Secrets *secrets, const Clock &clock = systemNow,
                   QObject *parent = nullptr);
    ~EmailConnector() override;

    [[nodiscard]] Capabilities capabilities() const override;
    void start(const Cursors &cursors, FetchMode mode) override;
    void stop() override;
    void refresh() override;
    void committed(quint64 batch) override;
    [[nodiscard]] Rendition render(const OutgoingMessage &message) const override;
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) override;
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &message) override;

private:
    class Outlet;

    using UsePassword = std::function<void(const Result<QString> &)>;
    void readPassword(const QString &name, const UsePassword &use);
    void connectFetcher();
    void fetcherReady();
    void syncNextFolder();
    void folderSynced();
    void allSynced();
    void connectWatcher();
    void watchInbox();
    void idle();
    void endIdle();
    void linkFailed(const Error &error);
    void dropLinks();
    void waitAndReconnect(const Error &error);
    void rememberFolder(const QString &name, bool isSent);
    void keepSentCopy(const OutgoingMessage &message, const SendReceipt &receipt,
                      const std::shared_ptr<QPromise<Result<SendReceipt>>> &promise);

    Account m_account;
    EmailSettings m_settings;
    Secrets *m_secrets;
    Clock m_clock;
    Outlet *m_outlet;
    FetchMode m_mode = FetchMode::Watch;
    bool m_isRunning = false;
    quint64 m_generation = 0; ///< of start(); answers of an earlier one are dropped
    Cursors m_cursors;
    std::map<QString, std::unique_ptr<ImapFolderState>> m_folders;

    QPointer<ImapLink> m_fetcher;
    QPointer<ImapFolderSync> m_fetch;
    QStringList m_queue; ///< folders that the round under way still has to visit
    bool m_isHistoryRound = false;
    bool m_isCaughtUp = false;
    bool m_isRoundRunning = false;

    QPointer<ImapLink> m_watcher;
    bool m_isWatching = false; ///< it has logged in
    bool m_isWatchOff = false; ///< it could not, while the other one could
    QPointer<ImapFolderSync> m_watch;
    KIMAP::IdleJob *m_idle = nullptr; ///< while the server waits with us
    QTimer m_idleTimer;
    QTimer m_flagsTimer;

    QTimer m_pollTimer;
    QTimer m_retryTimer;
    int m_failures = 0;
    QSet<QByteArray> m_unsent; ///< uids of messages whose last attempt provably did not go out
};

/// How long to wait before attempt number \a failures + 1, without jitter: 1 s, 2 s, … 5 min.
[[nodiscard]] std::chrono::milliseconds reconnectDelay(int failures);

} // namespace casement
