// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/telegram/telegramapi.h"
#include "core/channels/telegram/telegrammapping.h"

#include <QHash>
#include <QSet>
#include <QTimer>
#include <functional>
#include <memory>

namespace casement
{

/// Fetches what was said to a bot, by getUpdates. The server forgets an update when a later request
/// names a higher one, so the next request is made only when the batch is on disk: everything comes
/// at least once, and what comes twice is left out here, or by the store after a crash.
///
/// Telegram's times are whole seconds, and our own words have the desk's clock: within a chat the
/// numbers of the messages tell their order (IncomingMessage::laterThan).
class TelegramUpdates final : public QObject
{
    Q_OBJECT
public:
    static constexpr QLatin1StringView kStream{"updates"};

    /// \a api must outlive this.
    TelegramUpdates(TelegramApi *api, const TelegramBot &bot, int pollSeconds, const Clock &clock,
                    QObject *parent);

    void restore(const QByteArray &cursor);
    void setNumbers(const std::function<quint64()> &next) { m_nextNumber = next; }
    void setSent(const QHash<QByteArray, QByteArray> &sent);
    /// Looks once without waiting, again and again while something comes; then finished().
    void catchUp();
    /// Goes on with requests that the server holds. finished() after each that brought nothing.
    void watch();
    void committed(quint64 batch);

    /// The id under which \a chat is spoken to now.
    [[nodiscard]] qint64 currentChat(qint64 chat) const;
    void noteMigration(qint64 from, qint64 to);

Q_SIGNALS:
    void batchReady(const casement::IncomingBatch &batch);
    void finished();
    void failed(const casement::Error &error, bool isConflict);

private:
    void poll();
    void take(const QJsonArray &updates);
    void handOut(const QList<TelegramUpdate> &updates);
    [[nodiscard]] QByteArray cursor() const;
    void noteOrder(IncomingMessage &message);

    TelegramApi *m_api;
    TelegramContext m_context;
    int m_pollSeconds;
    Clock m_clock;
    std::function<quint64()> m_nextNumber;
    bool m_isWatching = false;
    bool m_isPolling = false;
    quint64 m_awaited = 0;  ///< the batch that has to be on disk first; 0: none
    qint64 m_next = 0;      ///< the first update that is not on disk; 0: whatever is there
    QList<qint64> m_recent; ///< ids of updates that were handed out, oldest first
    QSet<qint64> m_recentSet;
    struct Newest {
        qint64 number = 0;
        QByteArray messageId;
    };
    QHash<qint64, Newest> m_newest; ///< by chat: what has the highest number of all that is known
    QTimer m_pause;
    QElapsedTimer m_asked;
};

} // namespace casement
