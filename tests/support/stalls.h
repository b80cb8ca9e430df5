// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>

namespace casement
{

/// The longest time that the main thread did not come to itself, in milliseconds: on the clock of
/// the wall, and how much of a processor it had meanwhile. On a machine that others use too only
/// the second is the program's own doing.
class Stalls final : public QObject
{
public:
    explicit Stalls(std::chrono::milliseconds beat = std::chrono::milliseconds(5))
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            longest = std::max(longest, m_last.restart());
            const qint64 now = work();
            const QString whose = whoseWork ? whoseWork() : QString();
            if (now - m_lastWork > longestWork) {
                longestWork = now - m_lastWork;
                where = whose;
            }
            m_lastWork = now;
        });
        m_last.start();
        m_timer.start(beat);
    }
    /// Counts from here.
    void forget()
    {
        longest = longestWork = 0;
        where.clear();
    }

    qint64 longest = 0;
    qint64 longestWork = 0;
    QString where; ///< what whoseWork said of longestWork
    /// Asked with each beat, where it is set: who has worked since the last one.
    std::function<QString()> whoseWork;

private:
    /// Milliseconds that this thread has had.
    static qint64 work()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return qint64(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
    }

    QTimer m_timer;
    QElapsedTimer m_last;
    qint64 m_lastWork = work();
};

} // namespace casement
