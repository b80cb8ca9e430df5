// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/channels/irc/irchistory.h"
#include "core/channels/irc/ircmapping.h"
#include "core/channels/irc/ircsender.h"
#include "core/channels/irc/ircsession.h"
#include "core/channels/irc/ircsettings.h"
#include "core/channels/secrets.h"

#include <QPointer>
#include <QSet>
#include <QTimer>
#include <deque>

namespace casement
{

/// One IRC account: one connection, on which it listens, fetches history and sends. A stream is a
/// channel or "private", a cursor is IrcPosition's JSON.
///
/// A message that is sent while the account is not started makes a connection of its own for it,
/// without joining channels, which ends when there is nothing left to send.
class IrcConnector final : public Connector
{
    Q_OBJECT
public:
    /// \a secrets must outlive this.
    IrcConnector(const Account &account, Secrets *secrets, const Clock &clock = systemNow,
                 QObject *parent = nullptr);
    ~IrcConnector() override;

    [[nodiscard]] Capabilities capabilities() const override;
    void start(const Cursors &cursors, FetchMode mode) override;
    void stop() override;
    void refresh() override;
    void committed(quint64 batch) override;
    /// Until the server has said who we are, lines are as short as they may have to be.
    [[nodiscard]] Rendition render(const OutgoingMessage &message) const override;
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) override;
    /// Looks into the server's history for the tag that every part carries. "Not sent" is only said
    /// where that history is known to keep our words, and the connection that may have carried them
    /// has been gone for settleTime.
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &message) override;

    /// How long bytes of a broken connection may still be on their way. Tests shorten it.
    std::chrono::milliseconds settleTime = std::chrono::minutes(2);

private:
    /// What waits for a connection: one of the two is called, once.
    struct Job {
        std::function<void()> begin;
        std::function<void(const Error &)> drop;
    };
    struct Parcel {
        QString stream;
        std::optional<IncomingMessage> message;
        QByteArray cursor;
    };

    void connectNow();
    void openSession(const IrcCredentials &credentials);
    void sessionReady();
    void sessionFailed(const Error &error);
    void dropSession();
    void showOnline();

    void take(const IrcMessage &message, const IrcFrame &frame);
    void takeJoins(const IrcMessage &message);
    void takeAccounts(const IrcMessage &message);
    void rememberAccount(const QByteArray &nick, const QByteArray &account);
    void takeLive(const IrcMessage &message, const IrcFrame &frame, const QByteArray &messageId);
    void takePage(const QString &stream, const QList<IrcMessage> &lines);
    void joinsComplete();
    void historyFinished();
    void checkCaughtUp();
    [[nodiscard]] IrcContext context(bool isHistory);

    void post(const QString &stream, std::optional<IncomingMessage> message,
              const QByteArray &cursor);
    void flush();

    void whenReady(const Job &job);
    void deliver(const OutgoingMessage &message, const IrcTarget &target,
                 const IrcSender::Promise &promise);
    [[nodiscard]] Result<IrcTarget> targetOf(const OutgoingMessage &message) const;
    void withNickOf(const QByteArray &account,
                    const std::function<void(const Result<QByteArray> &)> &use);
    void endIfIdle();

    Account m_account;
    IrcSettings m_settings;
    Secrets *m_secrets;
    Clock m_clock;
    Timestamp m_startedAt;
    FetchMode m_mode = FetchMode::Watch;
    bool m_isRunning = false;
    bool m_isCaughtUp = false;
    bool m_isConnecting = false; ///< secrets are being read, or the session is not ready
    quint64 m_generation = 0;
    QPointer<IrcSession> m_session;
    QPointer<IrcHistory> m_history;
    QPointer<IrcSender> m_sender;

    QHash<QString, IrcPosition> m_positions;
    QHash<QString, QByteArray> m_handedCursors;
    std::deque<Parcel> m_parcels;
    QSet<quint64> m_underWay;
    quint64 m_batches = 0;
    quint64 m_serial = 0;
    qint64 m_fetched = 0;
    QTimer m_flushTimer;

    QSet<QByteArray> m_joined;                 ///< folded
    QHash<QByteArray, QString> m_joinProblems; ///< folded channel → sentence
    QByteArray m_joinBarrier;
    QHash<QByteArray, QByteArray> m_accounts; ///< folded nick → account
    struct Whois {
        QByteArray account;
        std::function<void(const Result<QByteArray> &)> use;
        bool isThem = false;
    };
    std::deque<Whois> m_whois;

    QList<Job> m_jobs;
    QTimer m_retryTimer;
    static constexpr std::chrono::seconds kSendingIdle{
        3}; ///< a connection made only for sending ends after this
    QTimer m_idleTimer;
    QTimer m_jobTimer;
    int m_failures = 0;
    QSet<QByteArray> m_unsent; ///< uids of messages whose last attempt provably did not go out
    QHash<QByteArray, Timestamp> m_brokenAt; ///< uid → when the connection of its attempt ended
    QHash<QByteArray, QByteArray> m_sentIds; ///< msgid → Message-ID, where tags are not passed on
};

/// Whether an account that failed so waits for a person instead of trying again.
[[nodiscard]] bool ircNeedsPerson(ErrorKind kind);

/// Connects, logs in and disconnects: empty when an account with these settings would work.
/// \a parent owns what is under way.
QFuture<Result<void>> probeIrc(const IrcSettings &settings, const IrcCredentials &credentials,
                               QObject *parent);

} // namespace casement
