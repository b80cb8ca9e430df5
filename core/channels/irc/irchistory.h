// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/irc/ircsession.h"
#include "core/domain/timestamp.h"

#include <QSet>
#include <deque>
#include <functional>

namespace casement
{

/// The stream of all private conversations; see IrcPosition.
inline constexpr QLatin1StringView ircPrivateStream("private");

/// Up to where a stream is complete; Cursors has it as JSON. A channel is a stream
/// ("channel:#name"), and all private conversations together are one, of which only
/// `time` counts.
struct IrcPosition {
    QByteArray messageId; ///< of the newest line; empty when the server gives none
    Timestamp time;       ///< of that line; 0: nothing was fetched yet
    QByteArray oldestId;  ///< of the oldest line, while older ones are still to come
    Timestamp oldestTime;
    int backfilled = 0; ///< lines fetched backwards so far
    bool isBackfilled = false;

    [[nodiscard]] static IrcPosition fromBytes(const QByteArray &json);
    [[nodiscard]] QByteArray toBytes() const;
    bool operator==(const IrcPosition &) const = default;
};

/// What the server's history says of an item of the outbox.
struct IrcSighting {
    int parts = 0;          ///< distinct parts that were found
    int ofParts = 0;        ///< how many the item has; 0: nothing was found
    bool sawOurs = false;   ///< other lines of ours are there: it does keep what we say
    bool isComplete = true; ///< the search went up to now
};

/// Fetches what was said while nobody listened, with CHATHISTORY: forwards from where each stream
/// was left, then backwards for channels that are new here. One request at a time; the position
/// moves with the page that it covers, and a page that brings nothing new ends it.
class IrcHistory final : public QObject
{
    Q_OBJECT
public:
    IrcHistory(IrcSession *session, QHash<QString, IrcPosition> *positions,
               const IrcSettings &settings, Clock clock, QObject *parent = nullptr);

    /// Begins a round through \a channels and the private conversations.
    void start(const QByteArrayList &channels);
    void lookUp(const QByteArray &target, const QByteArray &messageId, Timestamp since,
                const std::function<void(const IrcSighting &)> &done);

    /// Returns whether the line belongs to a request of this.
    bool take(const IrcMessage &message, const IrcFrame &frame);
    void batchEnded(const IrcFrame &frame);
    /// The stream has no gap up to now: what arrives may move its position.
    [[nodiscard]] bool isComplete(const QString &stream) const
    {
        return m_complete.contains(stream);
    }
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] const QString &problem() const { return m_problem; }
    void setPaused(bool paused);

Q_SIGNALS:
    /// The position of \a stream covers the \a lines from now on.
    void page(const QString &stream, const QList<casement::IrcMessage> &lines);
    void finished();

private:
    struct Task {
        enum class Kind { News, Latest, Older, Targets, Partner, LookUp };
        Kind kind = Kind::News;
        QByteArray target;
        QString stream;
        Timestamp since;
        Timestamp until;
        bool withoutIds = false; ///< the server did not know our msgid
        int pages = 0;
        QByteArray lastId;
        Timestamp lastTime;
        QSet<QByteArray> seen = {};
        QByteArray wanted = {}; ///< LookUp: the Message-ID
        QSet<int> found = {};
        IrcSighting sighting = {};
        std::function<void(const IrcSighting &)> done = {};
    };

    void next();
    void request();
    void pageComplete();
    void targetsComplete();
    void taskDone(bool isComplete);
    void taskFailed(const QString &why);
    void searchPage(const QList<IrcMessage> &lines);
    [[nodiscard]] int limit() const;

    IrcSession *m_session;
    QHash<QString, IrcPosition> *m_positions;
    IrcSettings m_settings;
    Clock m_clock;
    std::deque<Task> m_tasks; ///< the first one is under way
    bool m_isRunning = false;
    bool m_isRequested = false;
    bool m_isPaused = false;
    QByteArray m_label;
    QByteArray m_batchRef; ///< of the answer, once it has begun
    QList<IrcMessage> m_lines;
    QSet<QString> m_complete;
    QString m_problem;
    bool m_arePartnersComplete = true;
    Timestamp m_privateUntil;
    QTimer m_timer;
};

} // namespace casement
