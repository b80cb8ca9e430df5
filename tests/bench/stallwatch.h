// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QApplication>
#include <QEvent>
#include <QMetaEnum>
#include <QTimer>
#include <algorithm>
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

/// For how long the event loop did not come round. The two longest need not be the same one.
struct Stall {
    std::chrono::nanoseconds wall{};
    std::chrono::nanoseconds processor{};
    QString where; ///< whose event had most of the processor's time
};

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

/// Watches the event loop of this thread.
class StallWatch final : public QObject
{
public:
    StallWatch()
    {
        m_heart.setTimerType(Qt::PreciseTimer);
        connect(&m_heart, &QTimer::timeout, this, &StallWatch::beat);
        m_heart.start(std::chrono::milliseconds(1));
    }
    /// Since it was asked last.
    Stall longest() { return std::exchange(m_longest, {}); }

private:
    void beat()
    {
        const auto now = std::chrono::steady_clock::now();
        const auto processor = threadTime();
        auto *const app = dynamic_cast<WatchedApplication *>(qApp);
        const QString where = app ? app->longest() : QString();
        m_longest.wall = std::max(m_longest.wall, now - m_last);
        if (processor - m_lastTime > m_longest.processor) {
            m_longest.processor = processor - m_lastTime;
            m_longest.where = where;
        }
        m_last = now;
        m_lastTime = processor;
    }

    QTimer m_heart;
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
    std::chrono::nanoseconds m_lastTime = threadTime();
    Stall m_longest;
};

} // namespace casement::bench
