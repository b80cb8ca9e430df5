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

/// The threads in which we were spoken to lately, and what of them is on this desk: what an edit or
/// a deletion is seen by, and how a reply finds its root without asking the server. Bounded in
/// threads and in statuses.
class FediverseThreads
{
public:
    static constexpr std::size_t kMaxThreads = 24;
    static constexpr qsizetype kMaxStatuses = 100;

    void restore(const QJsonArray &json);
    [[nodiscard]] QJsonArray toJson() const;

    /// Empty where the status is in none.
    [[nodiscard]] QString rootOf(const QString &statusId) const;
    [[nodiscard]] bool has(const QString &statusId, const QByteArray &version) const;
    void note(const QString &root, const QString &statusId, const QByteArray &version,
              Timestamp at);
    void forget(const QString &statusId);
    [[nodiscard]] QStringList statusesOf(const QString &root) const;

    /// Up to \a count roots that were not looked at for longest, of those that are not silent for
    /// long.
    [[nodiscard]] QStringList due(Timestamp now, qsizetype count) const;
    void looked(const QString &root, Timestamp now);

private:
    struct Thread {
        QString root;
        QHash<QString, QByteArray> known; ///< status id → version, shortened
        QStringList order;                ///< oldest first, for the limit
        Timestamp activeAt;
        Timestamp lookedAt;
    };
    [[nodiscard]] Thread *find(const QString &root);

    std::deque<Thread> m_threads; ///< the longest silent first
    QHash<QString, QString> m_roots;
};

} // namespace casement
