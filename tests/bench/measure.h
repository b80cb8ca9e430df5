// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QString>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace casement::bench
{

/// Durations of one thing done again and again, in milliseconds.
class Series
{
public:
    explicit Series(QString name) : m_name(std::move(name)) {}

    void add(std::chrono::nanoseconds time) { m_times.append(double(time.count()) / 1e6); }
    [[nodiscard]] qsizetype count() const { return m_times.size(); }
    /// The \a share (0 to 1) of the times is at most this; 0 without any.
    [[nodiscard]] double quantile(double share) const
    {
        if (m_times.isEmpty())
            return 0;
        QList<double> sorted = m_times;
        std::ranges::sort(sorted);
        const auto at = qsizetype(std::ceil(share * double(sorted.size()))) - 1;
        return sorted.at(std::clamp<qsizetype>(at, 0, sorted.size() - 1));
    }

    /// One line of the report. The goal is met when the median is at most \a goal milliseconds (0:
    /// there is none): on a shared machine the tail is that of whoever else works.
    [[nodiscard]] bool report(double goal = 0) const
    {
        const double median = quantile(0.5);
        std::printf("%-44s n %4lld   p50 %8.2f   p95 %8.2f   max %8.2f ms", qUtf8Printable(m_name),
                    qlonglong(count()), median, quantile(0.95), quantile(1));
        if (goal > 0)
            std::printf("   goal %6.0f   %.2f of it", goal, median / goal);
        std::printf("\n");
        return count() > 0 && (goal <= 0 || median <= goal);
    }

private:
    QString m_name;
    QList<double> m_times;
};

} // namespace casement::bench
