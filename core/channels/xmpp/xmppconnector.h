// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/channels/secrets.h"
#include "core/channels/xmpp/xmpparchive.h"
#include "core/channels/xmpp/xmppmapping.h"
#include "core/channels/xmpp/xmpprooms.h"
#include "core/channels/xmpp/xmppsender.h"
#include "core/channels/xmpp/xmppsession.h"
#include "core/channels/xmpp/xmppsettings.h"
#include "core/channels/xmpp/xmppupload.h"

#include <QPointer>
#include <QSet>
#include <QTimer>
#include <deque>

namespace casement
{

/// One XMPP account: one session, on which it listens, fetches archives and sends. A stream is
/// "account" or "room:" and a room's address; a cursor is XmppPosition's JSON.
///
/// A message that is sent while the account is not started makes a session of its own for it, which
/// shows no presence and ends when there is nothing left to send.
class XmppConnector final : public Connector
{
    Q_OBJECT
public:
    /// \a secrets must outlive this.
    XmppConnector(const Account &account, Secrets *secrets, const Clock &clock = systemNow,
                  QObject *parent = nullptr);
    ~XmppConnector() override;

    [[nodiscard]] Capabilities capabilities() const override;
    void start(const Cursors &cursors, FetchMode mode) override;
    void stop() override;
    void refresh() override;
    void committed(quint64 batch) override;
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) override;
    /// Looks into the archive, of the room or ours, for the id that the message carries. "Not sent"
    /// is only said where that archive is known to keep our words, and the connection that may have
    /// carried them has been gone for settleTime.
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &message) override;
    QFuture<Result<FileAnswer>> fetchFile(const FileRequest &request) override;

    /// How long bytes of a broken connection may still be on their way. Tests shorten it.
    std::chrono::milliseconds settleTime = std::chrono::minutes(2);

private:
    /// What waits for a session, or is prepared on one: one of the two is called, once.
    struct Job {
        std::function<void()> begin;
        std::function<void(const Error &)> drop;
    };
    struct Parcel {
        QString stream;
        std::optional<IncomingMessage> message = std::nullopt;
        std::optional<IncomingRemoval> removal = std::nullopt;
        QByteArray cursor = {};
    };

    void connectNow();
    void openSession(const QString &password);
    void sessionReady();
    void sessionFailed(const Error &error);
    void dropSession();
    void showOnline();
    void fetch();
    void fetched();
    void checkCaughtUp();

    void take(const QDomElement &stanza);
    void takeMapped(const XmppMapped &mapped, bool isLive);
    void takePage(const QString &stream, const QList<XmppArchived> &results, bool isKnown);
    [[nodiscard]] XmppContext context() const;

    void post(Parcel parcel);
    void flush();

    void whenReady(const Job &job);
    /// Calls \a drop if the session ends before release() of the returned number.
    quint64 hold(const std::function<void(const Error &)> &drop);
    void release(quint64 number) { m_held.remove(number); }
    void deliver(const OutgoingMessage &message, const XmppTarget &target,
                 const XmppSender::Promise &promise);
    void upload(const OutgoingMessage &message, const XmppTarget &target,
                const XmppSender::Promise &promise, quint64 held);
    void search(const OutgoingMessage &message, const XmppTarget &target,
                const std::function<void(const Result<SendState> &)> &done);
    /// Whether our archive keeps everything (XEP-0441).
    void withPreferences(const std::function<void(bool keepsAll)> &use);
    [[nodiscard]] Result<XmppTarget> targetOf(const OutgoingMessage &message) const;
    [[nodiscard]] QStringList roomList() const;
    void endIfIdle();

    Account m_account;
    XmppSettings m_settings;
    QString m_ourBare;
    Secrets *m_secrets;
    Clock m_clock;
    Timestamp m_startedAt;
    QString m_resource;
    FetchMode m_mode = FetchMode::Watch;
    bool m_isRunning = false;
    bool m_isCaughtUp = false;
    bool m_isConnecting = false; ///< the secret is being read, or the session is not ready
    bool m_isSettled = false;    ///< archives are read, and rooms have answered
    quint64 m_generation = 0;
    QPointer<XmppSession> m_session;
    QPointer<XmppRooms> m_roomsDoor;
    QPointer<XmppArchive> m_archive;
    QPointer<XmppSender> m_sender;
    QPointer<XmppUploader> m_uploader;

    QHash<QString, XmppRoom> m_rooms;
    XmppMemory m_memory;
    QHash<QString, XmppPosition> m_positions;
    QHash<QString, QByteArray> m_handedCursors;
    std::deque<Parcel> m_parcels;
    QSet<quint64> m_underWay;
    quint64 m_batches = 0;
    qint64 m_fetched = 0;
    QTimer m_flushTimer;

    QList<Job> m_jobs;
    QHash<quint64, std::function<void(const Error &)>> m_held;
    quint64 m_holds = 0;
    QTimer m_retryTimer;
    static constexpr std::chrono::seconds kSendingIdle{
        3}; ///< a session made only for sending ends after this
    QTimer m_idleTimer;
    QTimer m_jobTimer;
    int m_failures = 0;
    QSet<QByteArray> m_unsent; ///< uids of messages whose last attempt provably did not go out
    QHash<QByteArray, Timestamp> m_brokenAt; ///< uid → when the connection of its attempt ended
    QHash<QByteArray, QString> m_sentTo;     ///< Message-ID → where it went, of this run
};

/// Whether an account that failed so waits for a person instead of trying again.
[[nodiscard]] bool xmppNeedsPerson(ErrorKind kind);

/// Logs in, finds our own address and logs out; shows no presence. \a parent owns what is under
/// way.
[[nodiscard]] QFuture<Result<Address>> probeXmpp(const XmppSettings &settings,
                                                 const QString &password, QObject *parent);

} // namespace casement
