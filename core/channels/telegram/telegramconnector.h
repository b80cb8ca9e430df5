// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/channels/secrets.h"
#include "core/channels/telegram/telegramapi.h"
#include "core/channels/telegram/telegramsend.h"
#include "core/channels/telegram/telegramupdates.h"
#include "core/domain/timestamp.h"

#include <QSet>
#include <QTimer>
#include <deque>
#include <functional>
#include <memory>

namespace casement
{

class FileJob;

/// Asks whose \a token it is, and whether its messages can be fetched. \a parent: when it goes, the
/// question ends.
[[nodiscard]] QFuture<Result<TelegramBot>> probeTelegram(const TelegramSettings &settings,
                                                         const QString &token, QObject *parent);

/// A Telegram bot over the Bot API. Streams: "updates" (TelegramUpdates), and "sent", which
/// remembers which messages went out from here, so that answers to them find their place.
///
/// Telegram tells bots no history and knows no idempotency key: a lost answer is "unknown", for
/// ever. Nobody can be written to who has not written to the bot.
class TelegramConnector final : public Connector
{
    Q_OBJECT
public:
    /// \a secrets must outlive this.
    TelegramConnector(const Account &account, Secrets *secrets, const Clock &clock = systemNow,
                      QObject *parent = nullptr);
    ~TelegramConnector() override;

    [[nodiscard]] Capabilities capabilities() const override;
    void start(const Cursors &cursors, FetchMode mode) override;
    void stop() override;
    void refresh() override;
    void committed(quint64 batch) override;
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) override;
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &message) override;
    [[nodiscard]] QByteArray remoteIdOf(const OutgoingMessage &message) const override;
    /// Telegram gives a bot files of 20 MB at most (Bot API, "getFile").
    QFuture<Result<FileAnswer>> fetchFile(const FileRequest &request) override;

    /// For tests: how long a request may take in all.
    void setDeadline(std::chrono::milliseconds deadline) { m_api.setDeadline(deadline); }

private:
    using Ready = std::function<void(const Result<TelegramBot> &)>;

    void whenReady(const Ready &ready);
    void concludeReady(const Result<TelegramBot> &bot);
    void connectAccount();
    void beginUpdates();
    void roundFinished();
    void failed(const Error &error, bool isConflict);
    void explainConflict(const Error &error);
    void tearDown();
    void deliver(const OutgoingMessage &message,
                 const std::function<void(const Result<SendReceipt> &)> &finish);
    void download(FileJob *job, const QString &id, qint64 limit);
    void remember(const OutgoingMessage &message, qint64 chat, const QList<qint64> &numbers);
    [[nodiscard]] QHash<QByteArray, QByteArray> sentByKey() const;
    [[nodiscard]] QByteArray sentAs(const QByteArray &messageId) const;
    [[nodiscard]] OutgoingMessage placed(const OutgoingMessage &message) const;

    Account m_account;
    TelegramSettings m_settings;
    Secrets *m_secrets;
    Clock m_clock;
    TelegramApi m_api;
    std::optional<TelegramBot> m_bot;
    QList<Ready> m_waiting; ///< for the question under way

    FetchMode m_mode = FetchMode::Watch;
    bool m_isRunning = false;
    bool m_isCaughtUp = false;
    bool m_hasStarted = false;
    quint64 m_generation = 0; ///< of start(); answers of an earlier one are dropped
    Cursors m_cursors;
    quint64 m_lastBatch = 0;
    std::unique_ptr<TelegramUpdates> m_updates;
    QTimer m_retryTimer;
    int m_failures = 0;

    std::deque<std::pair<QByteArray, QByteArray>>
        m_sent;                    ///< telegramKey(), Message-ID; oldest first
    QHash<qint64, qint64> m_moved; ///< groups that moved while only sending
    QSet<QByteArray> m_unsent;     ///< uids of messages whose last attempt provably did not go out
};

} // namespace casement
