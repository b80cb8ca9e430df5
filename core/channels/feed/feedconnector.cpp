// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/feed/feedconnector.h"

#include "core/channels/http/httpfile.h"
#include "core/channels/http/httpretry.h"
#include "core/channels/pending.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>
#include <QtConcurrentRun>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr qsizetype kBatch = 50;
constexpr std::size_t kMaxKnown = 3000;
constexpr qsizetype kKeyBytes = 8;
/// Comments feeds that are read in one round.
constexpr qsizetype kMaxCommentFeeds = 20;
constexpr auto kFirstRetry = 30s;

} // namespace

FeedConnector::FeedConnector(const Account &account, const Clock &clock, QObject *parent)
    : Connector(parent)
    , m_account(account)
    , m_settings(FeedSettings::fromJson(account.settings))
    , m_clock(clock)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FeedConnector::round);
}

FeedConnector::~FeedConnector()
{
    tearDown();
}

Capabilities FeedConnector::capabilities() const
{
    Capabilities c;
    c.subject = Capabilities::Subject::Subject;
    c.hasVisibility = true;
    c.hasThreading = true;
    c.hasEdits = true;
    c.history = Capabilities::History::Some;
    return c;
}

void FeedConnector::tearDown()
{
    m_timer.stop();
    m_round.reset();
    m_messages.clear();
    m_seen.clear();
    m_comments.clear();
    m_whenCommitted = {};
    m_awaited = 0;
}

void FeedConnector::start(const Cursors &cursors, FetchMode mode)
{
    tearDown();
    m_mode = mode;
    m_isRunning = true;
    m_failures = 0;
    if (const QString problem = m_settings.problem(); !problem.isEmpty()) {
        m_isRunning = false;
        return setState(LinkState::NeedsPerson, problem);
    }
    restore(cursors.value(kStream));
    setState(LinkState::Fetching);
    round();
}

void FeedConnector::stop()
{
    m_isRunning = false;
    tearDown();
    setState(LinkState::Stopped);
}

void FeedConnector::refresh()
{
    if (m_isRunning && !m_round)
        round();
}

void FeedConnector::committed(quint64 batch)
{
    if (m_awaited == 0 || batch < m_awaited)
        return;
    m_awaited = 0;
    if (const auto next = std::exchange(m_whenCommitted, {}))
        next();
}

void FeedConnector::restore(const QByteArray &cursor)
{
    m_stored = cursor;
    m_position = {};
    const QJsonObject json = QJsonDocument::fromJson(cursor).object();
    // Validators of another feed would hide what this one has.
    if (json[u"feed"].toString() != feedAddress(m_settings))
        return;
    m_position.movedTo = feedUrlOf(json[u"movedTo"].toString());
    m_position.etag = json[u"etag"].toString().toLatin1();
    m_position.modified = json[u"modified"].toString().toLatin1();
    const QByteArray known = QByteArray::fromBase64(json[u"known"].toString().toLatin1());
    for (qsizetype at = 0; at + 2 * kKeyBytes <= known.size(); at += 2 * kKeyBytes)
        remember(known.sliced(at, kKeyBytes), known.sliced(at + kKeyBytes, kKeyBytes));
    const QJsonObject comments = json[u"comments"].toObject();
    for (auto each = comments.begin(); each != comments.end(); ++each)
        m_position.comments.insert(QByteArray::fromHex(each.key().toLatin1()),
                                   each.value().toInt(-1));
}

QByteArray FeedConnector::cursor() const
{
    QByteArray known;
    QJsonObject comments;
    for (const QByteArray &key : m_position.order) {
        known += key + m_position.known.value(key);
        if (const int count = m_position.comments.value(key, -1); count >= 0)
            comments.insert(QString::fromLatin1(key.toHex()), count);
    }
    return QJsonDocument(
               QJsonObject{{QStringLiteral("version"), 1},
                           {QStringLiteral("feed"), feedAddress(m_settings)},
                           {QStringLiteral("movedTo"), m_position.movedTo.toString()},
                           {QStringLiteral("etag"), QString::fromLatin1(m_position.etag)},
                           {QStringLiteral("modified"), QString::fromLatin1(m_position.modified)},
                           {QStringLiteral("known"), QString::fromLatin1(known.toBase64())},
                           {QStringLiteral("comments"), comments}})
        .toJson(QJsonDocument::Compact);
}

void FeedConnector::remember(const QByteArray &key, const QByteArray &version)
{
    if (!m_position.known.contains(key))
        m_position.order.push_back(key);
    m_position.known.insert(key, version);
    while (m_position.order.size() > kMaxKnown) {
        m_position.known.remove(m_position.order.front());
        m_position.comments.remove(m_position.order.front());
        m_position.order.pop_front();
    }
}

FeedContext FeedConnector::contextFor() const
{
    QString host = m_settings.feedUrl().host();
    if (host.startsWith(u"www."))
        host = host.sliced(4);
    const Timestamp now = m_clock();
    // Only the first fetch has history: what is new later is news, whatever date it has.
    const bool isFirst = m_position.known.isEmpty();
    return {.account = feedAddress(m_settings),
            .host = host,
            .kind = m_settings.kind,
            .now = now,
            .newsFrom = isFirst ? now - std::chrono::days(m_settings.backfillDays) : Timestamp{},
            .article = {},
            .articleId = {}};
}

Result<FeedConnector::Parsed> FeedConnector::read(const FeedPage &page, const FeedContext &context,
                                                  const QHash<QByteArray, QByteArray> &known,
                                                  const QHash<QByteArray, int> &comments,
                                                  bool followsComments)
{
    const Result<FeedDocument> feed = parseFeed(page.bytes, page.contentType, page.url);
    if (!feed)
        return std::unexpected(feed.error());
    Parsed parsed{.ttl = feed->ttl,
                  .skipHours = feed->skipHours,
                  .messages = {},
                  .seen = {},
                  .comments = {},
                  .title = feed->title};
    for (const FeedItem &item : feed->items) {
        const QByteArray key = feedItemKey(item);
        const QByteArray version = feedItemVersion(item);
        IncomingMessage message = mapFeedItem(item, context);
        // Only from where the feed itself is: a feed must not make us ask others.
        const bool hasComments = followsComments && !item.commentsFeed.isEmpty() &&
                                 item.commentsFeed.host() == page.url.host();
        if (hasComments && item.commentsCount != comments.value(key, 0) &&
            parsed.comments.size() < kMaxCommentFeeds)
            parsed.comments += {.url = feedUrlOf(item.commentsFeed.toString(QUrl::FullyEncoded)),
                                .article = key,
                                .count = item.commentsCount,
                                .conversation = message.conversationKey,
                                .messageId = message.messageId};
        const auto before = known.constFind(key);
        if (before != known.cend() && *before == version)
            continue;
        if (before != known.cend())
            message.editedAt = std::min(item.updated.value_or(context.now), context.now);
        parsed.messages += message;
        parsed.seen += {key, version};
    }
    // Feeds have the newest on top.
    std::ranges::reverse(parsed.messages);
    std::ranges::reverse(parsed.seen);
    return parsed;
}

void FeedConnector::round()
{
    if (!m_isRunning || m_round)
        return;
    m_timer.stop();
    m_round = std::make_unique<QObject>();
    auto *fetch = new FeedFetch(m_settings.trust(), m_deadline, m_round.get());
    connect(fetch, &FeedFetch::finished, this, &FeedConnector::fetched, Qt::QueuedConnection);
    fetch->get(m_position.movedTo.isEmpty() ? m_settings.feedUrl() : m_position.movedTo,
               m_position.etag, m_position.modified);
}

void FeedConnector::fetched(const Result<FeedPage> &page, bool isGone)
{
    if (!m_isRunning || !m_round)
        return;
    if (!page)
        return failed(page.error(), isGone);
    if (page->status == 304)
        return roundFinished();
    QtConcurrent::run([page = *page, context = contextFor(), known = m_position.known,
                       comments = m_position.comments, follows = m_settings.followComments] {
        return read(page, context, known, comments, follows);
    }).then(m_round.get(), [this, page = *page](const Result<Parsed> &parsed) {
        parsed ? take(page, *parsed) : failed(parsed.error(), false);
    });
}

void FeedConnector::take(const FeedPage &page, Parsed parsed)
{
    m_ttl = parsed.ttl;
    m_skipHours = parsed.skipHours;
    m_messages = std::move(parsed.messages);
    m_seen = std::move(parsed.seen);
    m_comments = std::move(parsed.comments);
    handOut([this, page] {
        // Now that all of it is on disk it need not be sent again.
        m_position.etag = page.etag;
        m_position.modified = page.modified;
        if (!page.movedTo.isEmpty())
            m_position.movedTo = page.movedTo;
        readNextComments();
    });
}

/// What is to be handed out, batch after batch, each when the one before is on disk.
void FeedConnector::handOut(const std::function<void()> &then)
{
    if (m_messages.isEmpty())
        return then();
    IncomingBatch batch;
    batch.number = ++m_lastBatch;
    batch.stream = kStream;
    const qsizetype count = std::min(kBatch, m_messages.size());
    batch.messages = m_messages.first(count);
    for (const auto &[key, version] : m_seen.first(count))
        remember(key, version);
    m_messages.remove(0, count);
    m_seen.remove(0, count);
    m_stored = batch.cursor = cursor();
    m_awaited = batch.number;
    m_whenCommitted = [this, then] { handOut(then); };
    Q_EMIT received(batch);
}

void FeedConnector::readNextComments()
{
    if (m_comments.isEmpty()) {
        if (cursor() == m_stored)
            return roundFinished();
        IncomingBatch batch;
        batch.number = ++m_lastBatch;
        batch.stream = kStream;
        m_stored = batch.cursor = cursor();
        m_awaited = batch.number;
        m_whenCommitted = [this] { roundFinished(); };
        return Q_EMIT received(batch);
    }
    const CommentsToRead comments = m_comments.takeFirst();
    auto *fetch = new FeedFetch(m_settings.trust(), m_deadline, m_round.get());
    const auto done = [this, comments](const Result<Parsed> &parsed) {
        if (!parsed) // one article's comments do not stop the feed; the next round looks again
            return readNextComments();
        m_messages = parsed->messages;
        m_seen = parsed->seen;
        handOut([this, comments] {
            if (comments.count >= 0)
                m_position.comments.insert(comments.article, comments.count);
            readNextComments();
        });
    };
    connect(
        fetch, &FeedFetch::finished, m_round.get(),
        [this, comments, done](const Result<FeedPage> &page, bool) {
            if (!page)
                return done(std::unexpected(page.error()));
            FeedContext context = contextFor();
            context.article = comments.conversation;
            context.articleId = comments.messageId;
            context.newsFrom = m_clock() - std::chrono::days(m_settings.backfillDays);
            QtConcurrent::run([page = *page, context, known = m_position.known] {
                return read(page, context, known, {}, false);
            }).then(m_round.get(), done);
        },
        Qt::QueuedConnection);
    fetch->get(comments.url, {}, {});
}

std::chrono::milliseconds FeedConnector::untilNextRound() const
{
    const std::chrono::minutes wait = std::max(std::chrono::minutes(m_settings.pollMinutes), m_ttl);
    QDateTime next =
        QDateTime::fromMSecsSinceEpoch(toMilliseconds(m_clock() + wait), QTimeZone::UTC);
    for (int i = 0; i < 24 && m_skipHours.contains(next.time().hour()); ++i)
        next = QDateTime(next.date(), QTime(next.time().hour(), 0), QTimeZone::UTC).addSecs(3600);
    return fromDateTime(next) - m_clock();
}

void FeedConnector::roundFinished()
{
    if (!m_isRunning)
        return;
    m_failures = 0;
    m_round.release()->deleteLater(); // it may be on the stack below us
    if (m_mode == FetchMode::Once) {
        m_isRunning = false;
        tearDown();
        setState(LinkState::Stopped);
        Q_EMIT caughtUp();
        return;
    }
    m_timer.start(untilNextRound());
    setState(LinkState::Online,
             m_position.movedTo.isEmpty()
                 ? QString()
                 : QStringLiteral("The feed has moved to %1 for good and is fetched from there.")
                       .arg(m_position.movedTo.toDisplayString().left(300)));
    Q_EMIT caughtUp();
}

void FeedConnector::failed(const Error &error, bool isGone)
{
    if (!m_isRunning)
        return;
    const bool needsPerson = isGone || error.kind == ErrorKind::AuthRequired ||
                             error.kind == ErrorKind::Certificate ||
                             error.kind == ErrorKind::Forbidden || error.kind == ErrorKind::Invalid;
    if (m_round)
        m_round.release()->deleteLater();
    tearDown();
    restore(QByteArray(m_stored)); // what was read and not handed out has to be read again
    if (needsPerson) {
        m_isRunning = false;
        return setState(LinkState::NeedsPerson, error.detail);
    }
    const auto longest = std::chrono::minutes(m_settings.pollMinutes);
    const auto delay =
        std::min<std::chrono::milliseconds>(longest, kFirstRetry * (1 << std::min(m_failures, 10)));
    ++m_failures;
    m_timer.start(
        std::max<std::chrono::milliseconds>(jittered(delay), error.retryAfter.value_or(0s)));
    setState(LinkState::Waiting, error.detail);
}

QFuture<Result<SendReceipt>> FeedConnector::send(const OutgoingMessage &)
{
    const Pending<SendReceipt> pending;
    pending.finish(fail(ErrorKind::Invalid,
                        QStringLiteral("A feed only tells; answer where it stands on the web. "
                                       "Nothing was sent.")));
    return pending.future();
}

QFuture<Result<SendState>> FeedConnector::lookUp(const OutgoingMessage &)
{
    const Pending<SendState> pending;
    pending.finish(SendState::NotSent);
    return pending.future();
}

QFuture<Result<FileAnswer>> FeedConnector::fetchFile(const FileRequest &request)
{
    auto *job = new FileJob(this);
    auto future = job->future();
    fetchHttpFile(job, QUrl(request.attachment.part), request,
                  {.ownServer = m_settings.feedUrl(), .trust = m_settings.trust()});
    return future;
}

} // namespace casement
