// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/channels/feed/feeddiscovery.h"
#include "core/channels/feed/feedfetch.h"
#include "core/channels/feed/feedmapping.h"
#include "core/channels/feed/feedsettings.h"

#include <QHash>
#include <QTimer>
#include <deque>
#include <functional>
#include <memory>

namespace casement
{

/// A feed that is read from time to time. One stream, "items": its cursor has the validators of
/// HTTP, which items are known in which words, and how many comments each article had.
///
/// Nothing can be sent: an item is answered in the browser, at IncomingMessage::link.
class FeedConnector final : public Connector
{
    Q_OBJECT
public:
    static constexpr QLatin1StringView kStream{"items"};

    FeedConnector(const Account &account, const Clock &clock = systemNow,
                  QObject *parent = nullptr);
    ~FeedConnector() override;

    [[nodiscard]] Capabilities capabilities() const override;
    void start(const Cursors &cursors, FetchMode mode) override;
    void stop() override;
    void refresh() override;
    void committed(quint64 batch) override;
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) override;
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &message) override;
    QFuture<Result<FileAnswer>> fetchFile(const FileRequest &request) override;

    /// For tests: how long a request may take in all.
    void setDeadline(std::chrono::milliseconds deadline) { m_deadline = deadline; }

private:
    /// What is left open between two rounds; the cursor has it.
    struct Position {
        QUrl movedTo; ///< where the feed is asked for; empty: where the settings say
        QByteArray etag;
        QByteArray modified;
        QHash<QByteArray, QByteArray> known; ///< feedItemKey() → feedItemVersion()
        std::deque<QByteArray> order;        ///< of `known`, oldest first
        QHash<QByteArray, int> comments;     ///< feedItemKey() of an article → slash:comments
    };
    struct CommentsToRead {
        QUrl url;
        QByteArray article; ///< feedItemKey()
        int count = -1;
        QString conversation;
        QByteArray messageId;
    };
    struct Parsed {
        std::chrono::minutes ttl{0};
        QSet<int> skipHours;
        QList<IncomingMessage> messages;               ///< new or changed, oldest first
        QList<std::pair<QByteArray, QByteArray>> seen; ///< for `known`, in the same order
        QList<CommentsToRead> comments;
        QString title;
    };

    [[nodiscard]] static Result<Parsed> read(const FeedPage &page, const FeedContext &context,
                                             const QHash<QByteArray, QByteArray> &known,
                                             const QHash<QByteArray, int> &comments,
                                             bool followsComments);
    void restore(const QByteArray &cursor);
    [[nodiscard]] QByteArray cursor() const;
    void remember(const QByteArray &key, const QByteArray &version);

    void round();
    void fetched(const Result<FeedPage> &page, bool isGone);
    void take(const FeedPage &page, Parsed parsed);
    void handOut(const std::function<void()> &then);
    void readNextComments();
    void roundFinished();
    void failed(const Error &error, bool isGone);
    [[nodiscard]] std::chrono::milliseconds untilNextRound() const;
    void tearDown();
    [[nodiscard]] FeedContext contextFor() const;

    Account m_account;
    FeedSettings m_settings;
    Clock m_clock;
    std::chrono::milliseconds m_deadline{std::chrono::seconds(90)};

    FetchMode m_mode = FetchMode::Watch;
    bool m_isRunning = false;
    QTimer m_timer;
    int m_failures = 0;

    std::unique_ptr<QObject> m_round; ///< context of what is under way
    Position m_position;
    QByteArray m_stored; ///< the cursor that was handed out last
    std::chrono::minutes m_ttl{0};
    QSet<int> m_skipHours;
    QList<IncomingMessage> m_messages; ///< to be handed out
    QList<std::pair<QByteArray, QByteArray>> m_seen;
    QList<CommentsToRead> m_comments;
    std::function<void()> m_whenCommitted;
    quint64 m_awaited = 0;
    quint64 m_lastBatch = 0;
};

} // namespace casement
