// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QApplication>
#include <QEvent>
#include <QMetaEnum>
#include <chrono>
#include <ctime>
#include <utility>

namespace casement::bench
{

/// What this thread has had of a processor: what a stall costs on a machine that is shared.
[[nodiscard]] inline std::chrono::nanoseconds threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// Tells which event took how long.
class WatchedApplication final : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        // What is sent while an event is dealt with is part of it, but the innermost that has most
        // of the time says more.
        const QEvent::Type type = event->type();
        const char *const name = receiver->metaObject()->className();
        const auto before = threadTime();
        const bool isDone = QApplication::notify(receiver, event);
        const auto took = threadTime() - before;
        if (took > std::chrono::milliseconds(10) && took > m_longest + m_longest / 4) {
            m_longest = took;
            m_where = QString::fromLatin1(name) + u' ' +
                      QString::fromLatin1(QMetaEnum::fromType<QEvent::Type>().valueToKey(type));
        }
        return isDone;
    }
    /// Since it was asked last.
    QString longest()
    {
        m_longest = {};
        return std::exchange(m_where, {});
    }

private:
    std::chrono::nanoseconds m_longest{};
    QString m_where;
};

} // namespace casement::bench
