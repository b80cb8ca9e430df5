// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskysync.h"

#include "core/channels/bluesky/blueskyrecord.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QtConcurrentRun>
#include <algorithm>
#include <optional>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr int kPageSize = 100;
constexpr qsizetype kLargestPage = 1000;
constexpr int kMaxPages = 2000;
constexpr qsizetype kMaxDown = 2000;
constexpr std::size_t kMaxRecent = 2500; // more than are taken in one round
constexpr qsizetype kMaxSent = 2000;
constexpr qsizetype kPostsPerCall = 25;
constexpr qsizetype kBatch = 50;
constexpr qsizetype kThreadsPerRound = 2;
constexpr qsizetype kConfirmations = 5;
constexpr int kBareAfter = 2;
constexpr auto kOverlap = 6h;
constexpr auto kOverlapAtStart = 72h;
constexpr int kAncestors = 100;
constexpr int kDepth = 10;

QByteArray hashOf(const QString &uri)
{
    return QCryptographicHash::hash(uri.toUtf8(), QCryptographicHash::Sha256)
        .first(9)
        .toBase64(QByteArray::Base64UrlEncoding);
}

Error unreadable()
{
    return {ErrorKind::Protocol, QStringLiteral("The server sent no list of notifications.")};
}

} // namespace

BlueskySync::BlueskySync(BlueskyApi *api, const QString &did, const Limits &limits,
                         const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_context{.did = did, .now = {}, .sent = {}}
    , m_limits(limits)
    , m_clock(clock)
{
}

void BlueskySync::restore(const QByteArray &cursor)
{
    m_handedOut = cursor;
    const QJsonObject json = QJsonDocument::fromJson(cursor).object();
    m_newest = fromMilliseconds(std::max<qint64>(0, json[u"newest"].toInteger()));
    m_floor = fromMilliseconds(std::max<qint64>(0, json[u"floor"].toInteger()));
    m_recent.clear();
    m_recentSet.clear();
    const QJsonArray recent = json[u"recent"].toArray();
    for (qsizetype i = 0; i + 1 < recent.size(); i += 2) {
        const QByteArray hash = recent.at(i).toString().toLatin1();
        m_recent.push_back({hash, fromMilliseconds(recent.at(i + 1).toInteger())});
        m_recentSet.insert(hash);
    }
    m_threads.restore(json[u"threads"].toArray());
}

QByteArray BlueskySync::cursor() const
{
    QJsonArray recent;
    for (const Known &each : m_recent) {
        recent.append(QString::fromLatin1(each.hash));
        recent.append(toMilliseconds(each.at));
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), 1},
                                     {QStringLiteral("newest"), toMilliseconds(m_newest)},
                                     {QStringLiteral("floor"), toMilliseconds(m_floor)},
                                     {QStringLiteral("recent"), recent},
                                     {QStringLiteral("threads"), m_threads.toJson()}})
        .toJson(QJsonDocument::Compact);
}

void BlueskySync::run()
{
    if (m_isRunning) {
        m_again = true;
        return;
    }
    m_isRunning = true;
    begin();
}

void BlueskySync::begin()
{
    m_again = false;
    m_skipsThreads = false;
    m_pages = 0;
    m_next.clear();
    m_down.clear();
    m_downSeen.clear();
    m_context.now = m_clock();
    if (m_context.sent.size() > kMaxSent)
        m_context.sent.clear();
    m_isFirstFetch = m_floor == Timestamp{};
    readPage();
}

void BlueskySync::giveUp(const Error &error)
{
    m_isRunning = false;
    m_down.clear();
    m_toTake.clear();
    m_mapped.clear();
    m_toLookAt.clear();
    m_toConfirm.clear();
    m_batch = {};
    m_inBatch.clear();
    m_whenRoom = {};
    restore(QByteArray(m_handedOut)); // what was read and not handed out has to be read again
    Q_EMIT failed(error);
}

/// What lies below is known, or older than what is fetched.
Timestamp BlueskySync::horizon() const
{
    if (m_isFirstFetch)
        return m_limits.backfillDays > 0 ? m_context.now - std::chrono::days(m_limits.backfillDays)
                                         : Timestamp{};
    const Timestamp overlap =
        std::max(m_floor, m_newest - (m_isFirstRound ? kOverlapAtStart : kOverlap));
    if (m_recent.size() < kMaxRecent)
        return overlap;
    const Known &oldest = *std::ranges::min_element(m_recent, {}, &Known::at);
    return std::max(overlap, oldest.at);
}

void BlueskySync::readPage()
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QString::number(kPageSize));
    // Whoever has set their app to show only some would leave the others without an answer.
    query.addQueryItem(QStringLiteral("priority"), QStringLiteral("false"));
    for (const char *reason : {"mention", "reply", "quote"})
        query.addQueryItem(QStringLiteral("reasons"), QLatin1StringView(reason));
    if (!m_next.isEmpty())
        query.addQueryItem(QStringLiteral("cursor"),
                           QString::fromLatin1(QUrl::toPercentEncoding(m_next)));
    m_api->query(QLatin1StringView("app.bsky.notification.listNotifications"), query, this,
                 [this](const Result<QJsonObject> &answer, const QString &) {
                     if (!answer)
                         return giveUp(answer.error());
                     const QJsonValue list = (*answer)[u"notifications"];
                     if (!list.isArray() || list.toArray().size() > kLargestPage)
                         return giveUp(unreadable());
                     QtConcurrent::run([list = list.toArray(), now = m_context.now] {
                         Notifications page;
                         for (const QJsonValue each : list) {
                             if (const auto notification =
                                     blueskyNotification(each.toObject(), now))
                                 page += *notification;
                         }
                         return page;
                     })
                         .then(this, [this, next = (*answer)[u"cursor"].toString().left(2000)](
                                         const Notifications &page) { takePage(page, next); });
                 });
}

void BlueskySync::takePage(const Notifications &page, const QString &next)
{
    const Timestamp oldest = horizon();
    bool isPast = !page.isEmpty();
    std::optional<Timestamp> stoppedAt;
    for (const BlueskyNotification &each : page) {
        isPast = isPast && each.at < oldest;
        if (each.at < oldest || m_downSeen.contains(each.uri) ||
            m_recentSet.contains(hashOf(each.uri)))
            continue;
        if (m_isFirstFetch && m_down.size() >= m_limits.backfillMentions) {
            stoppedAt = each.at;
            break;
        }
        m_downSeen.insert(each.uri);
        m_down += each;
    }
    // A page can be empty where the server left out what is muted or of another kind; its cursor is
    // a time.
    if (const auto at = page.isEmpty() ? blueskyTime(next) : std::nullopt; at && *at < oldest)
        isPast = true;
    // The oldest of a long absence first: the newer ones are read again in the next round.
    while (m_down.size() > kMaxDown) {
        m_down.removeFirst();
        m_again = true;
    }
    if (!isPast && !stoppedAt && !next.isEmpty() && next != m_next) {
        if (++m_pages >= kMaxPages)
            return giveUp({ErrorKind::Protocol,
                           QStringLiteral("The server's list of notifications has no end.")});
        m_next = next;
        return readPage();
    }
    if (m_isFirstFetch)
        m_floor = std::max(stoppedAt ? *stoppedAt + 1ms : oldest, fromMilliseconds(1));
    m_downSeen.clear();
    m_toTake = std::exchange(m_down, {});
    std::ranges::reverse(m_toTake);
    std::ranges::stable_sort(m_toTake, {}, &BlueskyNotification::at);
    takeChunk();
}

/// As many as can be read with one call, with the posts of ours that they answer: those say which
/// message of the outbox they are.
void BlueskySync::takeChunk()
{
    if (m_toTake.isEmpty()) {
        m_isFirstRound = false;
        m_bareRounds = 0;
        m_toLookAt = m_threads.due(m_context.now, kThreadsPerRound);
        return flush([this] { lookAtNextThread(); });
    }
    QStringList uris;
    Notifications chunk;
    while (!m_toTake.isEmpty()) {
        QStringList wanted{m_toTake.first().uri};
        const QJsonValue reply = m_toTake.first().json[u"record"][u"reply"];
        for (const QLatin1StringView above :
             {QLatin1StringView("parent"), QLatin1StringView("root")}) {
            const auto uri = blueskyUri(blueskyPostUri(reply[above][u"uri"]));
            if (uri && uri->did == m_context.did && !m_context.sent.contains(uri->toString()))
                wanted += uri->toString();
        }
        wanted.removeIf([&](const QString &uri) { return uris.contains(uri); });
        wanted.removeDuplicates();
        if (uris.size() + wanted.size() > kPostsPerCall)
            break;
        uris += wanted;
        chunk += m_toTake.takeFirst();
    }
    hydrate(uris, chunk);
}

void BlueskySync::hydrate(const QStringList &uris, const Notifications &chunk)
{
    QUrlQuery query;
    for (const QString &uri : uris)
        query.addQueryItem(QStringLiteral("uris"), uri);
    m_api->query(
        QLatin1StringView("app.bsky.feed.getPosts"), query, this,
        [this, chunk](const Result<QJsonObject> &answer, const QString &) {
            if (!answer) {
                const ErrorKind kind = answer.error().kind;
                const bool mayPass = kind == ErrorKind::Offline || kind == ErrorKind::Timeout ||
                                     kind == ErrorKind::RateLimited;
                if (kind == ErrorKind::AuthRequired || kind == ErrorKind::Certificate ||
                    (mayPass && m_bareRounds++ < kBareAfter))
                    return giveUp(answer.error());
                // What was said to us does not wait for ever for what it shows beside it.
                return mapChunk(chunk, {});
            }
            QHash<QString, QJsonObject> views;
            const QJsonArray posts = (*answer)[u"posts"].toArray();
            for (qsizetype i = 0; i < std::min(posts.size(), kLargestPage); ++i) {
                const QJsonObject view = posts.at(i).toObject();
                const QString uri = blueskyPostUri(view[u"uri"]);
                views.insert(uri, view);
                if (const QByteArray sent = blueskySentId(view, m_context.did); !sent.isEmpty())
                    m_context.sent.insert(uri, sent);
            }
            mapChunk(chunk, views);
        });
}

void BlueskySync::mapChunk(const Notifications &chunk, const QHash<QString, QJsonObject> &views)
{
    QtConcurrent::run([chunk, views, context = m_context] {
        std::deque<Mapped> mapped;
        for (const BlueskyNotification &each : chunk) {
            auto post = mapBlueskyPost(views.value(each.uri, each.json), context);
            if (!post)
                continue;
            if (each.names && !post->isOurs) {
                post->isForUs = true;
                post->message.isContext = false;
            }
            mapped.push_back({*post, each.at});
        }
        return mapped;
    }).then(this, [this](const std::deque<Mapped> &mapped) {
        m_mapped = mapped;
        takeNext();
    });
}

void BlueskySync::takeNext()
{
    if (m_mapped.empty())
        return takeChunk();
    if (m_batch.messages.size() >= kBatch)
        return flush([this] { takeNext(); });
    const Mapped next = m_mapped.front();
    m_mapped.pop_front();
    const BlueskyPost &post = next.post;
    // At the first fetch also what was answered long ago: it waits for nobody.
    const bool needsThread =
        !m_threads.hasPost(post.uri) && (post.parent.isEmpty() ? m_isFirstFetch && post.hasReplies
                                                               : !m_threads.hasPost(post.parent));
    if (!needsThread || m_skipsThreads || !m_api->hasRoom()) {
        takeMention(post, next.at, nullptr);
        // Not deeper and deeper into the stack.
        return void(QMetaObject::invokeMethod(this, &BlueskySync::takeNext, Qt::QueuedConnection));
    }
    readThread(post.uri, kAncestors, [this, next](const Result<BlueskyThread> &thread) {
        if (!thread && thread.error().kind == ErrorKind::AuthRequired)
            return giveUp(thread.error());
        if (!thread && thread.error().kind != ErrorKind::NotFound)
            m_skipsThreads = true; // what was said to us does not wait for what is around it
        takeMention(next.post, next.at, thread ? &*thread : nullptr);
        takeNext();
    });
}

void BlueskySync::know(const QString &uri, Timestamp at)
{
    const QByteArray hash = hashOf(uri);
    m_recent.push_back({hash, at});
    m_recentSet.insert(hash);
    m_newest = std::max(m_newest, at);
    while (m_recent.size() > kMaxRecent || m_recent.front().at < m_newest - kOverlapAtStart) {
        m_recentSet.remove(m_recent.front().hash);
        m_recent.pop_front();
    }
}

void BlueskySync::takeMention(const BlueskyPost &mention, Timestamp at, const BlueskyThread *thread)
{
    BlueskyPost post = mention;
    if (thread) {
        for (const BlueskyPost &each : thread->posts) {
            if (each.uri != mention.uri) {
                add(each, false);
                continue;
            }
            // As seen in its thread it also says what is missing above it.
            const bool isContext = post.message.isContext;
            post = each;
            post.message.isContext = isContext;
        }
    }
    if (!m_threads.hasPost(post.uri))
        add(post, true);
    know(post.uri, at);
    ++m_count;
    Q_EMIT progressed(m_count);
}

void BlueskySync::add(BlueskyPost post, bool isMention)
{
    if (m_inBatch.contains(post.uri) || (!isMention && m_threads.hasPost(post.uri)))
        return;
    // Words for us of long ago that come along with a thread are history.
    if (!isMention && !post.isOurs && m_limits.backfillDays > 0 &&
        post.message.receivedAt < m_context.now - std::chrono::days(m_limits.backfillDays))
        post.message.isContext = true;
    m_inBatch.insert(post.uri);
    const bool isSent = post.message.messageId != blueskyKey(m_context.did, post.uri);
    m_threads.note(post.root, post.uri, isSent ? post.message.messageId : QByteArray(),
                   post.message.receivedAt);
    m_batch.messages.append(post.message);
}

void BlueskySync::readThread(const QString &uri, int parents,
                             const std::function<void(const Result<BlueskyThread> &)> &then)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("uri"), uri);
    query.addQueryItem(QStringLiteral("depth"), QString::number(kDepth));
    query.addQueryItem(QStringLiteral("parentHeight"), QString::number(parents));
    m_api->query(
        QLatin1StringView("app.bsky.feed.getPostThread"), query, this,
        [this, then](const Result<QJsonObject> &answer, const QString &) {
            if (!answer)
                return then(std::unexpected(answer.error()));
            QtConcurrent::run([json = (*answer)[u"thread"].toObject(), context = m_context] {
                return mapBlueskyThread(json, context);
            }).then(this, [then](const BlueskyThread &thread) { then(thread); });
        });
}

void BlueskySync::lookAtNextThread()
{
    if (m_toLookAt.isEmpty() || !m_api->hasRoom()) {
        m_toLookAt.clear();
        return flush([this] { done(); });
    }
    const QString root = m_toLookAt.takeFirst();
    m_threads.looked(root, m_context.now);
    readThread(root, 0, [this, root](const Result<BlueskyThread> &thread) {
        if (!thread && thread.error().kind != ErrorKind::NotFound)
            return skipThread(thread.error());
        compare(root, thread.value_or(BlueskyThread{}));
    });
}

/// A thread that cannot be read does not stop the account: what was said to us has been fetched,
/// and whether the server is there at all is seen by the next round.
void BlueskySync::skipThread(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::AuthRequired:
    case ErrorKind::Certificate:
        return giveUp(error);
    case ErrorKind::Offline:
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
        m_toLookAt.clear();
        break;
    default:
        break;
    }
    m_toConfirm.clear();
    flush([this] { lookAtNextThread(); });
}

void BlueskySync::compare(const QString &root, const BlueskyThread &thread)
{
    QSet<QString> there;
    for (const BlueskyPost &post : thread.posts) {
        there.insert(post.uri);
        // Beyond its limit a thread is followed by what names us only.
        if (post.root == root && !m_threads.isFull(root))
            add(post, false);
    }
    m_toConfirm.clear();
    for (const QString &uri : m_threads.postsOf(root)) {
        if (!there.contains(uri) && m_toConfirm.size() < kPostsPerCall)
            m_toConfirm += uri;
    }
    confirm();
}

/// What is not in a thread any more may be hidden, far down or late: only where its repository says
/// that there is no such record it was deleted.
void BlueskySync::confirm()
{
    if (m_toConfirm.isEmpty())
        return flush([this] { lookAtNextThread(); });
    QUrlQuery query;
    for (const QString &uri : std::as_const(m_toConfirm))
        query.addQueryItem(QStringLiteral("uris"), uri);
    m_api->query(QLatin1StringView("app.bsky.feed.getPosts"), query, this,
                 [this](const Result<QJsonObject> &answer, const QString &) {
                     if (!answer)
                         return skipThread(answer.error());
                     const QJsonValue posts = (*answer)[u"posts"];
                     if (!posts.isArray())
                         m_toConfirm.clear(); // not what was asked for: it says nothing
                     for (const QJsonValue post : posts.toArray())
                         m_toConfirm.removeAll(blueskyPostUri(post[u"uri"]));
                     if (m_toConfirm.size() > kConfirmations)
                         m_toConfirm.resize(kConfirmations);
                     confirmNext();
                 });
}

void BlueskySync::confirmNext()
{
    if (m_toConfirm.isEmpty())
        return flush([this] { lookAtNextThread(); });
    const auto uri = blueskyUri(m_toConfirm.takeFirst());
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("repo"), uri->did);
    query.addQueryItem(QStringLiteral("collection"), uri->collection);
    query.addQueryItem(QStringLiteral("rkey"), uri->key);
    m_api->query(
        QLatin1StringView("com.atproto.repo.getRecord"), query, this,
        [this, uri = uri->toString()](const Result<QJsonObject> &answer, const QString &name) {
            if (name == u"RecordNotFound") {
                const QByteArray sent = m_threads.sentIdOf(uri);
                m_batch.removals.append(
                    {.messageId = sent.isEmpty() ? blueskyKey(m_context.did, uri) : sent,
                     .at = m_context.now,
                     .by = std::nullopt});
                m_threads.forget(uri);
            } else if (!answer && answer.error().kind != ErrorKind::Invalid &&
                       answer.error().kind != ErrorKind::NotFound) {
                return skipThread(answer.error());
            }
            confirmNext();
        });
}

/// Hands the batch out as soon as there is room, and goes on then.
void BlueskySync::flush(const std::function<void()> &then)
{
    if (m_underWay.size() >= 2) {
        m_whenRoom = [this, then] { flush(then); };
        return;
    }
    const QByteArray position = cursor();
    if (!m_batch.messages.isEmpty() || !m_batch.removals.isEmpty() || m_handedOut != position) {
        IncomingBatch batch = std::exchange(m_batch, {});
        m_inBatch.clear();
        m_handedOut = position;
        batch.number = m_nextNumber();
        batch.stream = kStream;
        batch.cursor = position;
        m_underWay.insert(batch.number);
        Q_EMIT batchReady(batch);
    }
    then();
}

void BlueskySync::committed(quint64 number)
{
    if (!m_underWay.remove(number) || !m_whenRoom)
        return;
    const auto next = std::exchange(m_whenRoom, {});
    next();
}

void BlueskySync::done()
{
    if (m_again)
        return begin();
    m_isRunning = false;
    Q_EMIT finished();
}

} // namespace casement
