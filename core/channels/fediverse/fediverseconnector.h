// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/channels/fediverse/fediversefeatures.h"
#include "core/channels/fediverse/fediversesettings.h"
#include "core/channels/fediverse/fediversestream.h"
#include "core/channels/fediverse/fediversesync.h"
#include "core/channels/http/httpfile.h"
#include "core/channels/secrets.h"
#include "core/domain/timestamp.h"

#include <QPointer>
#include <QSet>
#include <QTimer>
#include <deque>
#include <functional>
#include <memory>

namespace casement
{

/// One account on a server with the Mastodon API. Streams: "mentions" (FediverseSync), and "sent",
/// which remembers which statuses went out from here, so that the outbox's own message is
/// recognised when its thread is read again.
///
/// A reply goes to the status that OutgoingMessage::inReplyTo names (fediverseKey()). Recipients
/// are mentioned in front of the text, the subject is the content warning.
class FediverseConnector final : public Connector
{
    Q_OBJECT
public:
    /// \a secrets must outlive this.
    FediverseConnector(const Account &account, Secrets *secrets, const Clock &clock = systemNow,
                       QObject *parent = nullptr);
    ~FediverseConnector() override;

    [[nodiscard]] Capabilities capabilities() const override;
    void start(const Cursors &cursors, FetchMode mode) override;
    void stop() override;
    void refresh() override;
    void committed(quint64 batch) override;
    [[nodiscard]] Rendition render(const OutgoingMessage &message) const override;
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) override;
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &message) override;
    [[nodiscard]] QByteArray remoteIdOf(const OutgoingMessage &message) const override;
    /// From where our server says that the file is, which needs no login; else, where it keeps no
    /// copy, from where it comes.
    QFuture<Result<FileAnswer>> fetchFile(const FileRequest &request) override;

    /// For tests: how long a request may take in all.
    void setDeadline(std::chrono::milliseconds deadline);

private:
    using Ready = std::function<void(const Result<FediverseServer> &)>;

    void whenReady(const Ready &ready);
    void concludeReady(const Result<FediverseServer> &server);
    void connectAccount();
    void beginSync(const FediverseServer &server);
    void roundFinished();
    void openStream();
    void failed(const Error &error);
    void tearDown();
    void remember(const QString &statusId, const OutgoingMessage &message);
    [[nodiscard]] QString sentAs(const QByteArray &messageId) const;
    /// As which \a message is marked: what it says itself, else the account's.
    [[nodiscard]] QString languageOf(const OutgoingMessage &message) const;
    [[nodiscard]] OutgoingMessage placed(const OutgoingMessage &message) const;
    [[nodiscard]] QSet<QString> claimedBut(const OutgoingMessage &message) const;

    Account m_account;
    FediverseSettings m_settings;
    Secrets *m_secrets;
    Clock m_clock;
    FediverseApi m_api;
    HttpFileTerms m_files;
    QString m_token;
    std::optional<FediverseServer> m_server;
    QList<Ready> m_waiting; ///< for the probe under way

    FetchMode m_mode = FetchMode::Watch;
    bool m_isRunning = false;
    bool m_isCaughtUp = false;
    bool m_hasStarted = false;
    quint64 m_generation = 0; ///< of start(); answers of an earlier one are dropped
    Cursors m_cursors;
    quint64 m_lastBatch = 0;
    std::unique_ptr<FediverseSync> m_sync;
    std::unique_ptr<FediverseStream> m_stream;
    QTimer m_pollTimer;
    QTimer m_retryTimer;
    int m_failures = 0;

    std::deque<std::pair<QString, QByteArray>> m_sent; ///< status id, Message-ID; oldest first
    QSet<QByteArray> m_unsent; ///< uids of messages whose last attempt provably did not go out
    QHash<QByteArray, Timestamp> m_attempts; ///< by uid
};

} // namespace casement
