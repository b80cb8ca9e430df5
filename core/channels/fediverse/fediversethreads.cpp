// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversethreads.h"

#include "core/channels/fediverse/fediversemapping.h"

#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kQuietFor = std::chrono::days(14);
constexpr auto kLookAgain = 60s;
constexpr qsizetype kVersionBytes = 4;

} // namespace

FediverseThreads::Thread *FediverseThreads::find(const QString &root)
{
    const auto it = std::ranges::find(m_threads, root, &Thread::root);
    return it == m_threads.end() ? nullptr : &*it;
}

void FediverseThreads::restore(const QJsonArray &json)
{
    m_threads.clear();
    m_roots.clear();
    for (const QJsonValue each : json) {
        const QString root = fediverseId(each[u"root"]);
        const Timestamp at = fromMilliseconds(each[u"at"].toInteger());
        const QJsonArray known = each[u"known"].toArray();
        for (qsizetype i = 0; i + 1 < known.size(); i += 2) {
            const QString id = fediverseId(known.at(i));
            if (!root.isEmpty() && !id.isEmpty())
                note(root, id, QByteArray::fromHex(known.at(i + 1).toString().toLatin1()), at);
        }
    }
}

QJsonArray FediverseThreads::toJson() const
{
    QJsonArray json;
    for (const Thread &thread : m_threads) {
        QJsonArray known;
        for (const QString &id : thread.order) {
            known.append(id);
            known.append(QString::fromLatin1(thread.known.value(id).toHex()));
        }
        json.append(QJsonObject{{QStringLiteral("root"), thread.root},
                                {QStringLiteral("at"), toMilliseconds(thread.activeAt)},
                                {QStringLiteral("known"), known}});
    }
    return json;
}

QString FediverseThreads::rootOf(const QString &statusId) const
{
    return m_roots.value(statusId);
}

bool FediverseThreads::has(const QString &statusId, const QByteArray &version) const
{
    const auto it = std::ranges::find(m_threads, m_roots.value(statusId), &Thread::root);
    return it != m_threads.end() && it->known.value(statusId) == version.first(kVersionBytes);
}

void FediverseThreads::note(const QString &root, const QString &statusId, const QByteArray &version,
                            Timestamp at)
{
    Thread *thread = find(root);
    if (!thread) {
        if (m_threads.size() >= kMaxThreads) {
            for (const QString &id : m_threads.front().order)
                m_roots.remove(id);
            m_threads.pop_front();
        }
        m_threads.push_back(
            {.root = root, .known = {}, .order = {}, .activeAt = at, .lookedAt = {}});
        thread = &m_threads.back();
    }
    if (!thread->known.contains(statusId)) {
        thread->order += statusId;
        if (thread->order.size() > kMaxStatuses) {
            const QString oldest = thread->order.takeFirst();
            thread->known.remove(oldest);
            m_roots.remove(oldest);
        }
    }
    thread->known.insert(statusId, version.first(std::min(kVersionBytes, version.size())));
    thread->activeAt = std::max(thread->activeAt, at);
    m_roots.insert(statusId, root);
    std::ranges::stable_sort(m_threads, {}, &Thread::activeAt);
}

void FediverseThreads::forget(const QString &statusId)
{
    if (Thread *thread = find(m_roots.take(statusId))) {
        thread->known.remove(statusId);
        thread->order.removeAll(statusId);
    }
}

QStringList FediverseThreads::statusesOf(const QString &root) const
{
    const auto it = std::ranges::find(m_threads, root, &Thread::root);
    return it == m_threads.end() ? QStringList() : it->order;
}

QStringList FediverseThreads::due(Timestamp now, qsizetype count) const
{
    QList<const Thread *> open;
    for (const Thread &thread : m_threads) {
        if (now - thread.activeAt < kQuietFor && now - thread.lookedAt > kLookAgain &&
            !thread.order.isEmpty())
            open.append(&thread);
    }
    std::ranges::stable_sort(open, {}, [](const Thread *thread) { return thread->lookedAt; });
    QStringList roots;
    for (const Thread *thread : open.first(std::min(count, open.size())))
        roots += thread->root;
    return roots;
}

void FediverseThreads::looked(const QString &root, Timestamp now)
{
    if (Thread *thread = find(root))
        thread->lookedAt = now;
}

} // namespace casement
