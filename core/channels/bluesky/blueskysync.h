// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/bluesky/blueskyapi.h"
#include "core/channels/bluesky/blueskymapping.h"
#include "core/channels/bluesky/blueskythreads.h"

#include <QObject>
#include <QSet>
#include <deque>
#include <functional>

namespace casement
{

/// Fetches what was said to us, with its threads, and hands it out in batches. One round at a time:
/// first the notifications from the newest down to those that are known, handed out upwards; then a
/// look at open threads for answers that do not name us and for deletions. Nothing is ever marked
/// as seen on the server.
///
/// The server lists notifications by a time that their authors have a hand in, so a late one can
/// lie below those that are known: each walk goes on for six hours (three days in the first round
/// after a start) below the newest known one, and what is known is told by its URI.
class BlueskySync final : public QObject
{
    Q_OBJECT
public:
    struct Limits {
        int backfillDays = 30;
        int backfillMentions = 200;
    };

    BlueskySync(BlueskyApi *api, const QString &did, const Limits &limits, const Clock &clock,
                QObject *parent);

    void restore(const QByteArray &cursor);
    [[nodiscard]] QByteArray cursor() const;
    /// Where the numbers of batches come from.
    void setNumbers(const std::function<quint64()> &next) { m_nextNumber = next; }

    /// Begins a round; while one runs, another follows it.
    void run();
    /// The batch with this number is on disk.
    void committed(quint64 number);

    static constexpr QLatin1StringView kStream{"notifications"};

Q_SIGNALS:
    void batchReady(casement::IncomingBatch batch);
    void progressed(qint64 done);
    void finished();
    void failed(const casement::Error &error);

private:
    using Notifications = QList<BlueskyNotification>;
    struct Known {
        QByteArray hash; ///< of the URI
        Timestamp at;
    };

    void begin();
    void readPage();
    void takePage(const Notifications &page, const QString &next);
    [[nodiscard]] Timestamp horizon() const;
    void takeChunk();
    void hydrate(const QStringList &uris, const Notifications &chunk);
    void mapChunk(const Notifications &chunk, const QHash<QString, QJsonObject> &views);
    void takeNext();
    void takeMention(const BlueskyPost &post, Timestamp at, const BlueskyThread *thread);
    void add(BlueskyPost post, bool isMention);
    void readThread(const QString &uri, int parents,
                    const std::function<void(const Result<BlueskyThread> &)> &then);
    void lookAtNextThread();
    void compare(const QString &root, const BlueskyThread &thread);
    void confirm();
    void confirmNext();
    void skipThread(const Error &error);
    void flush(const std::function<void()> &then);
    void giveUp(const Error &error);
    void done();
    void know(const QString &uri, Timestamp at);

    BlueskyApi *m_api;
    BlueskyContext m_context;
    Limits m_limits;
    Clock m_clock;
    BlueskyThreads m_threads;
    Timestamp m_newest;
    Timestamp m_floor;          ///< how far back the first fetch went; 0: there was none
    std::deque<Known> m_recent; ///< in the order in which they were handed out
    QSet<QByteArray> m_recentSet;

    bool m_isRunning = false;
    bool m_again = false;
    bool m_isFirstFetch = false;
    bool m_isFirstRound = true;  ///< since the start
    bool m_skipsThreads = false; ///< for the rest of this round
    int m_pages = 0;
    int m_bareRounds = 0; ///< that failed because posts could not be read in full
    QString m_next;
    Notifications m_down; ///< newest first, while the walk down goes on
    QSet<QString> m_downSeen;
    Notifications m_toTake; ///< oldest first
    struct Mapped {
        BlueskyPost post;
        Timestamp at;
    };
    std::deque<Mapped> m_mapped;
    QStringList m_toLookAt;
    QStringList m_toConfirm;
    IncomingBatch m_batch;
    QSet<QString> m_inBatch;
    std::function<void()> m_whenRoom;
    QSet<quint64> m_underWay;
    std::function<quint64()> m_nextNumber;
    QByteArray m_handedOut; ///< the cursor of the last batch: what a failed round falls back to
    qint64 m_count = 0;
};

} // namespace casement
