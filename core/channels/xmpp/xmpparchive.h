// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/xmpp/xmppmapping.h"
#include "core/channels/xmpp/xmppsession.h"
#include "core/domain/timestamp.h"

#include <QObject>
#include <QSet>
#include <deque>

namespace casement
{

/// How far an archive has been read; the cursor of its stream.
struct XmppPosition {
    QString newest; ///< id of the newest that was fetched, with everything before it down to oldest
    Timestamp time; ///< of it; the epoch: nothing was fetched yet
    QString oldest;
    Timestamp oldestTime;
    int backfilled = 0;
    bool isBackfilled = false;

    [[nodiscard]] static XmppPosition fromBytes(const QByteArray &bytes);
    [[nodiscard]] QByteArray toBytes() const;
};

/// Reads archives (XEP-0313): for each, what has come since the position, a page at a time; then,
/// of all of them, what is older, the newest first, down to the limits of the settings. A page
/// counts only if it comes from the archive that was asked, under the id of the question.
class XmppArchive final : public QObject
{
    Q_OBJECT
public:
    static constexpr int kPageSize = 200; ///< servers give 250 at most

    struct Source {
        QString stream;
        QString jid; ///< of the archive
        bool isOwn = false;
    };
    struct Search {
        QString jid;
        bool isOwn = false;
        QString with; ///< empty: everybody
        Timestamp since;
        /// Whether this is what is looked for: ends the search.
        std::function<bool(const QDomElement &message)> isIt;
        /// Found or not; an error when the archive could not be read to its end.
        std::function<void(const Result<bool> &)> done;
    };

    XmppArchive(XmppSession *session, QHash<QString, XmppPosition> *positions,
                const XmppSettings &settings, Clock clock, QObject *parent = nullptr);

    void start(const QList<Source> &sources);
    void search(const Search &search);
    /// Whether \a stanza is a result, ours or not: it has been dealt with.
    [[nodiscard]] bool take(const QDomElement &stanza);
    void setPaused(bool paused);
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    /// Whether nothing is missing between the position of \a stream and now.
    [[nodiscard]] bool isComplete(const QString &stream) const
    {
        return m_complete.contains(stream);
    }
    /// What could not be fetched, in one sentence; empty when all is well.
    [[nodiscard]] QString problem() const { return m_problem; }

    /// How long an archive may take for a page. Tests shorten it.
    std::chrono::milliseconds answerTimeout = std::chrono::seconds(60);

Q_SIGNALS:
    /// The position of \a stream covers it already. \a isKnown: it was handed out in an earlier
    /// run, and is here only to be remembered.
    void page(const QString &stream, const QList<casement::XmppArchived> &results, bool isKnown);
    void finished();

private:
    struct Task {
        enum class Kind { Recent, Latest, News, Older, Search };
        Kind kind = Kind::Latest;
        Source source;
        Timestamp since = {};
        QString after = {};    ///< where news by time, or (backwards) a search, goes on
        bool isByTime = false; ///< the archive does not know the position's id any more
        int pages = 0;
        Search query = {};
        bool isFound = false;
    };

    void next();
    void request();
    void answered(const QString &queryId, const Result<QDomElement> &answer);
    void pageComplete(bool isLast);
    void taskDone();
    void taskFailed(const Error &error);

    XmppSession *m_session;
    QHash<QString, XmppPosition> *m_positions;
    XmppSettings m_settings;
    Clock m_clock;
    std::deque<Task> m_tasks;
    QString m_queryId; ///< not empty: an answer is waited for
    quint64 m_queries = 0;
    QList<XmppArchived> m_results; ///< copies, that have their own documents
    QSet<QString> m_ids;           ///< of the running task, so that the same page for ever ends
    QTimer m_timer;
    bool m_isRunning = false;
    bool m_isPaused = false;
    QSet<QString> m_complete;
    QString m_problem;
};

} // namespace casement

Q_DECLARE_METATYPE(casement::XmppArchived)
