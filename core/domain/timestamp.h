// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDateTime>
#include <QTimeZone>
#include <chrono>
#include <functional>

namespace casement
{

/// A moment, in milliseconds since 1970-01-01 UTC, as the store keeps it.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where a piece of the program gets the time from; tests own theirs.
using Clock = std::function<Timestamp()>;

[[nodiscard]] inline Timestamp systemNow()
{
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
}

[[nodiscard]] constexpr Timestamp fromMilliseconds(qint64 ms)
{
    return Timestamp(std::chrono::milliseconds(ms));
}

[[nodiscard]] constexpr qint64 toMilliseconds(Timestamp at)
{
    return at.time_since_epoch().count();
}

[[nodiscard]] inline QDateTime toLocalDateTime(Timestamp at)
{
    return QDateTime::fromMSecsSinceEpoch(toMilliseconds(at));
}

[[nodiscard]] inline Timestamp fromDateTime(const QDateTime &at)
{
    return fromMilliseconds(at.toMSecsSinceEpoch());
}

/// ISO 8601 in UTC with milliseconds, as `--json` output and exports write it.
[[nodiscard]] inline QString toIso(Timestamp at)
{
    return QDateTime::fromMSecsSinceEpoch(toMilliseconds(at), QTimeZone::UTC)
        .toString(Qt::ISODateWithMs);
}

} // namespace casement
