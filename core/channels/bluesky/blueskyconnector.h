// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/bluesky/blueskyapi.h"
#include "core/channels/bluesky/blueskyidentity.h"
#include "core/channels/bluesky/blueskysettings.h"
#include "core/channels/bluesky/blueskysync.h"
#include "core/channels/connector.h"
#include "core/channels/http/httpfile.h"
#include "core/channels/secrets.h"
#include "core/domain/timestamp.h"

#include <QFuture>
#include <QSet>
#include <QTimer>
#include <functional>
#include <memory>

namespace casement
{

/// One account on the AT protocol, as Bluesky uses it. Its stream is "notifications" (BlueskySync).
///
/// A reply goes to the post that OutgoingMessage::inReplyTo names (blueskyKey(), or the Message-ID
/// of a message that went out from here). Everything is public: a message that was meant for fewer
/// is not sent. The direct messages of Bluesky (chat.bsky.*) are no part of this channel: they are
/// a service of one company without a server that anybody else could run, they need an app password
/// with a right of its own, and what is said there can only be answered there. Posts cannot be
/// changed once they are out, here or there.
class BlueskyConnector final : public Connector
{
    Q_OBJECT
public:
    /// \a secrets must outlive this.
    BlueskyConnector(const Account &account, Secrets *secrets, const Clock &clock = systemNow,
                     QObject *parent = nullptr);
    ~BlueskyConnector() override;

    [[nodiscard]] Capabilities capabilities() const override;
    void start(const Cursors &cursors, FetchMode mode) override;
    void stop() override;
    void refresh() override;
    void committed(quint64 batch) override;
    [[nodiscard]] Rendition render(const OutgoingMessage &message) const override;
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) override;
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &message) override;
    /// The blob in its author's repository, from the server where that is, and only what its CID
    /// says. Where the server of somebody else is, the directory is asked, as for the login.
    QFuture<Result<FileAnswer>> fetchFile(const FileRequest &request) override;

    /// For tests: how long a request may take in all.
    void setDeadline(std::chrono::milliseconds deadline);

private:
    using Ready = std::function<void(const Result<BlueskySession> &)>;

    void whenReady(const Ready &ready);
    void signIn(const BlueskyHome &home, const QString &password);
    void findHome(FileJob *job, const QString &did, const FileRequest &request,
                  const std::function<void(const QUrl &pds)> &then);
    void concludeReady(const Result<BlueskySession> &session);
    void connectAccount();
    void beginSync();
    void roundFinished();
    void failed(const Error &error);
    /// As which \a message is marked: what it says itself, else the account's.
    [[nodiscard]] QString languageOf(const OutgoingMessage &message) const;
    void tearDown();

    Account m_account;
    BlueskySettings m_settings;
    Secrets *m_secrets;
    Clock m_clock;
    BlueskyApi m_api;
    HttpFileTerms m_files;
    QHash<QString, QUrl> m_homes; ///< of people whose files were looked at, by DID
    QString m_did;
    QList<Ready> m_waiting; ///< for the login under way

    FetchMode m_mode = FetchMode::Watch;
    bool m_isRunning = false;
    bool m_isCaughtUp = false;
    quint64 m_generation = 0; ///< of start(); answers of an earlier one are dropped
    Cursors m_cursors;
    quint64 m_lastBatch = 0;
    std::unique_ptr<BlueskySync> m_sync;
    QTimer m_pollTimer;
    QTimer m_retryTimer;
    int m_failures = 0;
    QSet<QByteArray> m_unsent; ///< uids of messages whose last attempt provably did not go out
};

/// What a sign-in ends with: settings to save, with the DID, the handle and the server.
struct BlueskyLogin {
    BlueskySettings settings;
    QString name; ///< as the account calls itself, or the handle

    bool operator==(const BlueskyLogin &) const = default;
};

/// Finds the account that \a settings name, signs in with \a appPassword, and out again. Our own
/// address is blueskyOwnAddress() of the settings that come back. \a testHost: see
/// BlueskyFinder::setHostForTests().
[[nodiscard]] QFuture<Result<BlueskyLogin>> probeBluesky(const BlueskySettings &settings,
                                                         const QString &appPassword,
                                                         QObject *parent,
                                                         const QUrl &testHost = {});

} // namespace casement
