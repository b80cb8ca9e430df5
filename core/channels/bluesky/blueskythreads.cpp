// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskythreads.h"

#include "core/channels/bluesky/blueskyrecord.h"

#include <algorithm>
#include <utility>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kSilence = std::chrono::days(14);
constexpr auto kLookAgain = 60s;

} // namespace

const BlueskyThreads::Thread *BlueskyThreads::find(const QString &root) const
{
    const auto it = std::ranges::find(m_threads, root, &Thread::root);
    return it == m_threads.end() ? nullptr : &*it;
}

BlueskyThreads::Thread *BlueskyThreads::find(const QString &root)
{
    return const_cast<Thread *>(std::as_const(*this).find(root));
}

void BlueskyThreads::restore(const QJsonArray &json)
{
    m_threads.clear();
    m_roots.clear();
    for (const QJsonValue each : json) {
        const QString root = blueskyPostUri(each[u"root"]);
        const Timestamp at = fromMilliseconds(each[u"at"].toInteger());
        const QJsonArray posts = each[u"posts"].toArray();
        for (qsizetype i = 0; i + 1 < posts.size(); i += 2) {
            const QString uri = blueskyPostUri(posts.at(i));
            if (!root.isEmpty() && !uri.isEmpty())
                note(root, uri, posts.at(i + 1).toString().toUtf8(), at);
        }
    }
}

QJsonArray BlueskyThreads::toJson() const
{
    QJsonArray json;
    for (const Thread &thread : m_threads) {
        QJsonArray posts;
        for (const QString &uri : thread.order) {
            posts.append(uri);
            posts.append(QString::fromUtf8(thread.posts.value(uri)));
        }
        json.append(QJsonObject{{QStringLiteral("root"), thread.root},
                                {QStringLiteral("at"), toMilliseconds(thread.activeAt)},
                                {QStringLiteral("posts"), posts}});
    }
    return json;
}

bool BlueskyThreads::isFull(const QString &root) const
{
    const Thread *thread = find(root);
    return thread && thread->order.size() >= kMaxPosts;
}

void BlueskyThreads::note(const QString &root, const QString &uri, const QByteArray &sentId,
                          Timestamp at)
{
    Thread *thread = find(root);
    if (!thread) {
        if (m_threads.size() >= kMaxThreads) {
            for (const QString &post : m_threads.front().order)
                m_roots.remove(post);
            m_threads.pop_front();
        }
        m_threads.push_back(
            {.root = root, .posts = {}, .order = {}, .activeAt = at, .lookedAt = {}});
        thread = &m_threads.back();
    }
    if (!thread->posts.contains(uri)) {
        thread->order += uri;
        if (thread->order.size() > kMaxPosts) {
            const QString oldest = thread->order.takeFirst();
            thread->posts.remove(oldest);
            m_roots.remove(oldest);
        }
    }
    thread->posts.insert(uri, sentId);
    thread->activeAt = std::max(thread->activeAt, at);
    m_roots.insert(uri, root);
    std::ranges::stable_sort(m_threads, {}, &Thread::activeAt);
}

void BlueskyThreads::forget(const QString &uri)
{
    if (Thread *thread = find(m_roots.take(uri))) {
        thread->posts.remove(uri);
        thread->order.removeAll(uri);
    }
}

QStringList BlueskyThreads::postsOf(const QString &root) const
{
    const Thread *thread = find(root);
    return thread ? thread->order : QStringList();
}

QByteArray BlueskyThreads::sentIdOf(const QString &uri) const
{
    const Thread *thread = find(m_roots.value(uri));
    return thread ? thread->posts.value(uri) : QByteArray();
}

QStringList BlueskyThreads::due(Timestamp now, qsizetype count) const
{
    QList<const Thread *> open;
    for (const Thread &thread : m_threads) {
        if (now - thread.activeAt < kSilence && now - thread.lookedAt > kLookAgain &&
            !thread.order.isEmpty())
            open.append(&thread);
    }
    std::ranges::stable_sort(open, {}, [](const Thread *thread) { return thread->lookedAt; });
    QStringList roots;
    for (const Thread *thread : open.first(std::min(count, open.size())))
        roots += thread->root;
    return roots;
}

void BlueskyThreads::looked(const QString &root, Timestamp now)
{
    if (Thread *thread = find(root))
        thread->lookedAt = now;
}

} // namespace casement
