// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversesync.h"

#include "core/channels/http/httpaddress.h"

#include <QJsonDocument>
#include <QtConcurrentRun>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr int kPageSize = 40;
constexpr int kMaxPages = 200;
constexpr qsizetype kMaxDown = 2000;
constexpr qsizetype kMaxRecent = 200;
constexpr qsizetype kMaxContext = 100;
constexpr qsizetype kBatch = 50;
constexpr qsizetype kThreadsPerRound = 2;
constexpr qsizetype kConfirmations = 5;
/// How long a post of ours is left alone that did not go out from here as far as is known: its
/// answer may be on the way.
constexpr auto kOursSettle = 2min;

} // namespace

FediverseSync::FediverseSync(FediverseApi *api, const FediverseServer &server, const Limits &limits,
                             const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_features(server.features)
    , m_context{.domain = server.features.domain,
                .accountId = server.self.accountId,
                .address = server.self.address,
                .blursDirect = server.features.blursDirect,
                .now = {},
                .sent = {}}
    , m_limits(limits)
    , m_clock(clock)
{
}

void FediverseSync::restore(const QByteArray &cursor)
{
    m_handedOut = cursor;
    const QJsonObject json = QJsonDocument::fromJson(cursor).object();
    m_newest = fediverseId(json[u"newest"]);
    m_recent.clear();
    for (const QJsonValue id : json[u"recent"].toArray())
        m_recent += fediverseId(id);
    m_recentSet = QSet<QString>(m_recent.cbegin(), m_recent.cend());
    m_threads.restore(json[u"threads"].toArray());
}

QByteArray FediverseSync::cursor() const
{
    return QJsonDocument(
               QJsonObject{{QStringLiteral("version"), 1},
                           {QStringLiteral("newest"), m_newest},
                           {QStringLiteral("recent"), QJsonArray::fromStringList(m_recent)},
                           {QStringLiteral("threads"), m_threads.toJson()}})
        .toJson(QJsonDocument::Compact);
}

void FediverseSync::run()
{
    if (m_isRunning) {
        m_again = true;
        return;
    }
    m_isRunning = true;
    begin();
}

void FediverseSync::begin()
{
    m_again = false;
    m_skipsContexts = false;
    m_pages = 0;
    m_maxId.clear();
    m_down.clear();
    m_downSeen.clear();
    m_context.now = m_clock();
    m_isFirstFetch = m_recent.isEmpty() && m_newest.isEmpty();
    if (m_features.hasMinId && m_recent.size() >= 2 && m_recent.last() == m_newest)
        readUp();
    else
        readDown();
}

void FediverseSync::giveUp(const Error &error)
{
    m_isRunning = false;
    m_toTake.clear();
    m_toLookAt.clear();
    m_toConfirm.clear();
    m_batch = {};
    m_inBatch.clear();
    m_whenRoom = {};
    restore(m_handedOut); // what was read and not handed out has to be read again
    Q_EMIT failed(error);
}

void FediverseSync::page(const QUrlQuery &query,
                         const std::function<void(const Mentions &, const QString &)> &then)
{
    QUrlQuery full = query;
    full.addQueryItem(QStringLiteral("limit"), QString::number(kPageSize));
    full.addQueryItem(QStringLiteral("types[]"), QStringLiteral("mention"));
    m_api->get(QStringLiteral("/api/v1/notifications"), full, this,
               [this, then](const Result<FediverseAnswer> &answer) {
                   if (!answer)
                       return giveUp(answer.error());
                   if (!answer->json.isArray())
                       return giveUp({ErrorKind::Protocol,
                                      QStringLiteral("The server sent no list of notifications.")});
                   // HTML to text is work: not on the thread of the window.
                   QtConcurrent::run([json = answer->json.toArray(), context = m_context] {
                       Mentions mentions;
                       for (const QJsonValue each : json) {
                           FediverseMention mention = mapNotification(each.toObject(), context);
                           if (!mention.id.isEmpty())
                               mentions += mention;
                       }
                       return mentions;
                   }).then(this, [then, next = answer->nextMaxId](const Mentions &mentions) {
                       then(mentions, next);
                   });
               });
}

/// Page after page upwards from the newest that is known: what is in one page is on disk before the
/// cursor passes it, however long the outage was.
void FediverseSync::readUp()
{
    if (++m_pages > kMaxPages)
        return lookAtNextThread();
    // From the last but one: the last one itself must be in the answer. Where it is not, the server
    // does not listen to min_id, or it was dismissed; a gap could not be seen then.
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("min_id"), m_recent.at(m_recent.size() - 2));
    page(query, [this](Mentions mentions, const QString &) {
        if (std::ranges::none_of(mentions,
                                 [this](const auto &each) { return each.id == m_newest; }))
            return readDown();
        mentions.removeIf(
            [this](const FediverseMention &mention) { return !isOlderId(m_newest, mention.id); });
        if (mentions.isEmpty()) {
            m_toLookAt = m_hinted.values() + m_threads.due(m_context.now, kThreadsPerRound);
            return lookAtNextThread();
        }
        std::ranges::stable_sort(
            mentions, [](const auto &a, const auto &b) { return isOlderId(a.id, b.id); });
        take(std::move(mentions), [this] { readUp(); });
    });
}

/// From the top down to the first that is known, all of it in memory, then handed out upwards.
void FediverseSync::readDown()
{
    QUrlQuery query;
    if (!m_maxId.isEmpty())
        query.addQueryItem(QStringLiteral("max_id"), m_maxId);
    page(query, [this](const Mentions &mentions, const QString &next) {
        const Timestamp oldest = m_limits.backfillDays > 0
                                     ? m_context.now - std::chrono::days(m_limits.backfillDays)
                                     : Timestamp{};
        bool isEnd = mentions.isEmpty();
        qsizetype fresh = 0;
        for (const FediverseMention &mention : mentions) {
            if (m_downSeen.contains(mention.id))
                continue;
            if (m_recentSet.contains(mention.id) || mention.id == m_newest ||
                (m_isFirstFetch &&
                 (m_down.size() >= m_limits.backfillMentions || mention.at < oldest))) {
                isEnd = true;
                break;
            }
            m_downSeen.insert(mention.id);
            m_down += mention;
            ++fresh;
        }
        // A server that gives the same page for ever has no further one.
        const QString last = !next.isEmpty()      ? next
                             : mentions.isEmpty() ? QString()
                                                  : mentions.last().id;
        if (!isEnd && fresh > 0 && last != m_maxId && ++m_pages < kMaxPages &&
            m_down.size() < kMaxDown) {
            m_maxId = last;
            return readDown();
        }
        std::ranges::reverse(m_down);
        m_downSeen.clear();
        take(std::exchange(m_down, {}), [this] {
            m_toLookAt = m_hinted.values() + m_threads.due(m_context.now, kThreadsPerRound);
            lookAtNextThread();
        });
    });
}

void FediverseSync::take(Mentions mentions, const std::function<void()> &then)
{
    m_toTake = std::move(mentions);
    m_afterTake = then;
    takeNext();
}

void FediverseSync::takeNext()
{
    if (m_toTake.isEmpty())
        return flush(m_afterTake);
    if (m_batch.messages.size() >= kBatch)
        return flush([this] { takeNext(); });
    const FediverseMention mention = m_toTake.takeFirst();
    // At the first fetch also what was answered long ago: it waits for nobody.
    const bool needsContext = mention.status && m_threads.rootOf(mention.status->id).isEmpty() &&
                              (mention.status->inReplyToId.isEmpty()
                                   ? m_isFirstFetch && mention.status->hasReplies
                                   : m_threads.rootOf(mention.status->inReplyToId).isEmpty());
    if (!needsContext || m_skipsContexts || !m_api->hasRoom()) {
        addMention(mention, nullptr);
        // Not deeper and deeper into the stack.
        return void(
            QMetaObject::invokeMethod(this, &FediverseSync::takeNext, Qt::QueuedConnection));
    }
    readContext(mention.status->id, [this, mention](const Result<Context> &context) {
        if (!context && context.error().kind == ErrorKind::AuthRequired)
            return giveUp(context.error());
        if (!context && context.error().kind != ErrorKind::NotFound)
            m_skipsContexts = true; // what was said to us does not wait for what is around it
        addMention(mention, context ? &*context : nullptr);
        takeNext();
    });
}

void FediverseSync::addMention(const FediverseMention &mention, const Context *context)
{
    if (mention.status) {
        QString root = m_threads.rootOf(mention.status->id);
        if (root.isEmpty())
            root = m_threads.rootOf(mention.status->inReplyToId);
        if (root.isEmpty() && mention.status->inReplyToId.isEmpty())
            root = mention.status->id;
        if (root.isEmpty() && context)
            root = context->root;
        if (context) {
            for (const FediverseStatus &status : context->statuses) {
                if (status.id != mention.status->id)
                    add(root, status);
            }
        }
        FediverseStatus status = *mention.status;
        if (root.isEmpty()) // the thread could not be read: its parent's key still files it
            root = status.inReplyToId;
        add(root, status, true);
    }
    m_newest = mention.id;
    m_recent += mention.id;
    m_recentSet.insert(mention.id);
    while (m_recent.size() > kMaxRecent)
        m_recentSet.remove(m_recent.takeFirst());
    ++m_count;
    Q_EMIT progressed(m_count);
}

bool FediverseSync::isTooYoungOfOurs(const FediverseStatus &status) const
{
    return status.isOurs && !m_context.sent.contains(status.id) &&
           m_clock() - status.message.receivedAt < kOursSettle;
}

void FediverseSync::add(const QString &root, FediverseStatus status, bool isMention)
{
    if (isTooYoungOfOurs(status) || m_inBatch.contains(status.id))
        return;
    if (!isMention && m_threads.has(status.id, status.version))
        return;
    // Words for us of long ago that come along with a thread are history.
    if (!isMention && !status.isOurs && m_limits.backfillDays > 0 &&
        status.message.receivedAt < m_context.now - std::chrono::days(m_limits.backfillDays))
        status.message.isContext = true;
    m_inBatch.insert(status.id);
    status.message.conversationKey = root;
    m_threads.note(root, status.id, status.version, status.message.receivedAt);
    m_batch.messages.append(status.message);
}

void FediverseSync::readContext(const QString &statusId,
                                const std::function<void(const Result<Context> &)> &then)
{
    m_api->get(
        httpPath(u"/api/v1/statuses/", statusId, u"/context"), {}, this,
        [this, then, statusId](const Result<FediverseAnswer> &answer) {
            if (!answer)
                return then(std::unexpected(answer.error()));
            QtConcurrent::run([json = answer->json.toObject(), context = m_context, statusId] {
                Context result;
                const auto addAll = [&](const QJsonArray &list, qsizetype limit) {
                    qsizetype count = 0;
                    for (const QJsonValue each : list) {
                        const auto status = mapStatus(each.toObject(), context);
                        if (!status)
                            continue;
                        // Of a thread that is too long at least what was said to us and by us.
                        if (++count > limit && !status->isForUs && !status->isOurs) {
                            result.isWhole = false;
                            continue;
                        }
                        if (result.statuses.size() >= 4 * kMaxContext) {
                            result.isWhole = false;
                            break;
                        }
                        result.statuses += *status;
                    }
                };
                const QJsonArray ancestors = json[u"ancestors"].toArray();
                result.root =
                    ancestors.isEmpty() ? statusId : fediverseId(ancestors.first()[u"id"]);
                addAll(ancestors, kMaxContext);
                addAll(json[u"descendants"].toArray(), kMaxContext);
                return result;
            }).then(this, [then](const Context &context) { then(context); });
        });
}

void FediverseSync::lookAtNextThread()
{
    if (m_toLookAt.isEmpty() || !m_api->hasRoom()) {
        m_toLookAt.clear();
        return flush([this] { done(); });
    }
    const QString root = m_toLookAt.takeFirst();
    m_hinted.remove(root);
    m_threads.looked(root, m_context.now);
    // The root itself is not in its context.
    m_api->get(httpPath(u"/api/v1/statuses/", root), {}, this,
               [this, root](const Result<FediverseAnswer> &answer) {
                   if (answer) {
                       const auto status = mapStatus(answer->json.toObject(), m_context);
                       return lookAtContext(root, root,
                                            status ? QList{*status} : QList<FediverseStatus>());
                   }
                   if (answer.error().kind != ErrorKind::NotFound)
                       return skipThread(answer.error());
                   const QStringList known = m_threads.statusesOf(root);
                   const QString from =
                       known.isEmpty() || known.last() == root ? QString() : known.last();
                   lookAtContext(root, from, {});
               });
}

/// One thread that cannot be read does not stop the account; a server that cannot be reached does.
void FediverseSync::skipThread(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::AuthRequired:
    case ErrorKind::Certificate:
    case ErrorKind::Offline:
    case ErrorKind::Timeout:
        return giveUp(error);
    case ErrorKind::RateLimited:
        m_toLookAt.clear();
        break;
    default:
        break;
    }
    flush([this] { lookAtNextThread(); });
}

void FediverseSync::lookAtContext(const QString &root, const QString &from,
                                  const QList<FediverseStatus> &known)
{
    if (from.isEmpty())
        return compare(root, {.statuses = known});
    readContext(from, [this, root, known](const Result<Context> &context) {
        if (!context && context.error().kind != ErrorKind::NotFound)
            return skipThread(context.error());
        Context all = context ? *context : Context{};
        all.statuses = known + all.statuses;
        compare(root, all);
    });
}

void FediverseSync::compare(const QString &root, const Context &context)
{
    QSet<QString> there;
    for (const FediverseStatus &each : context.statuses) {
        there.insert(each.id);
        if (m_threads.has(each.id, each.version))
            continue;
        FediverseStatus status = each;
        // Another version of words that were told already asks for nothing new.
        if (!m_threads.rootOf(each.id).isEmpty())
            status.message.isContext = !status.isOurs;
        add(root, status);
    }
    if (context.isWhole) {
        for (const QString &id : m_threads.statusesOf(root)) {
            if (!there.contains(id) && m_toConfirm.size() < kConfirmations)
                m_toConfirm += id;
        }
    }
    confirmNext();
}

/// What is not in a thread any more may be hidden, moved or late: only its own 404 says that it was
/// deleted.
void FediverseSync::confirmNext()
{
    if (m_toConfirm.isEmpty())
        return flush([this] { lookAtNextThread(); });
    const QString id = m_toConfirm.takeFirst();
    m_api->get(httpPath(u"/api/v1/statuses/", id), {}, this,
               [this, id](const Result<FediverseAnswer> &answer) {
                   if (!answer && answer.error().kind == ErrorKind::NotFound) {
                       m_threads.forget(id);
                       m_batch.removals.append({.messageId = fediverseKey(m_context.address, id),
                                                .at = m_clock(),
                                                .by = {}});
                       if (const QByteArray ours = m_context.sent.value(id); !ours.isEmpty())
                           m_batch.removals.append({.messageId = ours, .at = m_clock(), .by = {}});
                   } else if (!answer) {
                       m_toConfirm.clear();
                       return skipThread(answer.error());
                   }
                   confirmNext();
               });
}

/// Hands the batch out as soon as there is room, and goes on then.
void FediverseSync::flush(const std::function<void()> &then)
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

void FediverseSync::committed(quint64 number)
{
    if (!m_underWay.remove(number) || !m_whenRoom)
        return;
    const auto next = std::exchange(m_whenRoom, {});
    next();
}

void FediverseSync::done()
{
    if (m_again)
        return begin();
    m_isRunning = false;
    Q_EMIT finished();
}

void FediverseSync::statusDeleted(const QString &statusId)
{
    if (m_threads.rootOf(statusId).isEmpty())
        return;
    m_hinted.insert(m_threads.rootOf(statusId)); // confirmed by asking for it
    run();
}

void FediverseSync::statusChanged(const QString &statusId)
{
    const QString root = m_threads.rootOf(statusId);
    if (root.isEmpty())
        return;
    m_hinted.insert(root);
    run();
}

} // namespace casement
