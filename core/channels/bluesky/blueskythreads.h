// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/timestamp.h"

#include <QByteArray>
#include <QHash>
#include <QJsonArray>
#include <QString>
#include <QStringList>
#include <deque>

namespace casement
{

/// The threads in which we were spoken to lately, and which posts of them were handed out: what an
/// answer that does not name us, or a deletion, is seen by. Bounded in threads and in posts.
class BlueskyThreads
{
public:
    static constexpr std::size_t kMaxThreads = 12;
    static constexpr qsizetype kMaxPosts = 200;

    void restore(const QJsonArray &json);
    [[nodiscard]] QJsonArray toJson() const;

    [[nodiscard]] bool hasPost(const QString &uri) const { return m_roots.contains(uri); }
    [[nodiscard]] bool isFull(const QString &root) const;
    /// \a sentId is the Message-ID of the outbox where the post is one of its own, else empty.
    void note(const QString &root, const QString &uri, const QByteArray &sentId, Timestamp at);
    void forget(const QString &uri);
    [[nodiscard]] QStringList postsOf(const QString &root) const;
    [[nodiscard]] QByteArray sentIdOf(const QString &uri) const;

    /// Up to \a count roots that were not looked at for longest, of those that are not silent for
    /// long.
    [[nodiscard]] QStringList due(Timestamp now, qsizetype count) const;
    void looked(const QString &root, Timestamp now);

private:
    struct Thread {
        QString root;
        QHash<QString, QByteArray> posts; ///< URI → Message-ID of the outbox
        QStringList order;                ///< as they were noted, for the limit
        Timestamp activeAt;
        Timestamp lookedAt;
    };
    [[nodiscard]] const Thread *find(const QString &root) const;
    [[nodiscard]] Thread *find(const QString &root);

    std::deque<Thread> m_threads; ///< the longest silent first
    QHash<QString, QString> m_roots;
};

} // namespace casement
