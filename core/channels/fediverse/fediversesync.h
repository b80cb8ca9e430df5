// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediversefeatures.h"
#include "core/channels/fediverse/fediversemapping.h"
#include "core/channels/fediverse/fediversethreads.h"

#include <QObject>
#include <QSet>
#include <functional>

namespace casement
{

/// Fetches what was said to us, with its threads, and hands it out in batches. One round at a time:
/// first mentions, from the newest one known on, then a look at open threads for answers that do
/// not name us, edits and deletions.
///
/// A mention comes together with the thread around it, so that the pipeline files all of it as one
/// conversation. The cursor has the newest mention handed out, the ids of the last ones (for
/// servers that cannot be asked for newer ones only), and the open threads.
class FediverseSync final : public QObject
{
    Q_OBJECT
public:
    struct Limits {
        int backfillDays = 30;
        int backfillMentions = 200;
    };

    FediverseSync(FediverseApi *api, const FediverseServer &server, const Limits &limits,
                  const Clock &clock, QObject *parent);

    void restore(const QByteArray &cursor);
    [[nodiscard]] QByteArray cursor() const;
    /// Where the numbers of batches come from.
    void setNumbers(const std::function<quint64()> &next) { m_nextNumber = next; }
    void setSent(const QHash<QString, QByteArray> &sent) { m_context.sent = sent; }

    /// Begins a round; while one runs, another follows it.
    void run();
    /// The batch with this number is on disk.
    void committed(quint64 number);

    /// What a stream tells; ids that mean nothing here are ignored.
    void statusDeleted(const QString &statusId);
    void statusChanged(const QString &statusId);

    static constexpr QLatin1StringView kStream{"mentions"};

Q_SIGNALS:
    void batchReady(casement::IncomingBatch batch);
    void progressed(qint64 done);
    void finished();
    void failed(const casement::Error &error);

private:
    struct Context {
        QString root;
        QList<FediverseStatus> statuses; ///< oldest first
        bool isWhole = true;
    };
    using Mentions = QList<FediverseMention>;

    void begin();
    void readUp();
    void readDown();
    void page(const QUrlQuery &query,
              const std::function<void(const Mentions &, const QString &)> &then);
    void take(Mentions mentions, const std::function<void()> &then);
    void takeNext();
    void addMention(const FediverseMention &mention, const Context *context);
    void add(const QString &root, FediverseStatus status, bool isMention = false);
    void readContext(const QString &statusId,
                     const std::function<void(const Result<Context> &)> &then);
    void lookAtNextThread();
    void lookAtContext(const QString &root, const QString &from,
                       const QList<FediverseStatus> &known);
    void compare(const QString &root, const Context &context);
    void skipThread(const Error &error);
    void confirmNext();
    void flush(const std::function<void()> &then);
    void giveUp(const Error &error);
    void done();
    [[nodiscard]] bool isTooYoungOfOurs(const FediverseStatus &status) const;

    FediverseApi *m_api;
    FediverseFeatures m_features;
    FediverseContext m_context;
    Limits m_limits;
    Clock m_clock;
    FediverseThreads m_threads;
    QString m_newest;
    QStringList m_recent; ///< notification ids, oldest first
    QSet<QString> m_recentSet;

    bool m_isRunning = false;
    bool m_again = false;
    bool m_isFirstFetch = false;
    bool m_skipsContexts = false; ///< for the rest of this round
    int m_pages = 0;
    QString m_maxId;
    Mentions m_down; ///< newest first, while the walk down goes on
    QSet<QString> m_downSeen;
    Mentions m_toTake;
    std::function<void()> m_afterTake;
    QStringList m_toLookAt;
    QSet<QString> m_hinted;
    QStringList m_toConfirm;
    IncomingBatch m_batch;
    QSet<QString> m_inBatch; ///< status ids
    std::function<void()> m_whenRoom;
    QSet<quint64> m_underWay;
    std::function<quint64()> m_nextNumber;
    QByteArray m_handedOut; ///< the cursor of the last batch: what a failed round falls back to
    qint64 m_count = 0;
};

} // namespace casement
