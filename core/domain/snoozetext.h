// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDateTime>
#include <QList>
#include <QLocale>
#include <QString>
#include <optional>

namespace casement
{

/// A moment that is offered for snoozing.
struct SnoozePreset {
    enum class Kind { LaterToday, Afternoon, Evening, Tomorrow, Weekend, NextWeek, UntilReply };
    Kind kind = Kind::LaterToday;
    std::optional<QDateTime> until; ///< none: until they reply

    bool operator==(const SnoozePreset &) const = default;
};

/// What can be offered at \a now, in its time zone: later today +3 h, afternoon 13:00, evening
/// 19:00, tomorrow 08:00, weekend Sat 10:00, next week Mon 08:00, until reply. What has passed, or
/// is not today any more, is left out.
[[nodiscard]] QList<SnoozePreset> snoozePresets(const QDateTime &now);

/// The moment that \a text means, seen from \a now: "tomorrow", "next tuesday 3pm", "in 2 hours",
/// "3d", "24 dec 9:30", "2026-12-01", … in English and with the weekdays and months of \a locale.
/// None when it is not understood or has passed.
///
/// Days, weeks and months keep the wall clock whatever daylight saving does; hours and minutes are
/// real ones. A wall-clock time that does not exist is moved on by the length of the gap. A day
/// without a time is 08:00. "next tuesday" is the one of the next calendar week (from Monday),
/// "tuesday" the first that comes.
[[nodiscard]] std::optional<QDateTime> parseSnoozeText(const QString &text, const QDateTime &now,
                                                       const QLocale &locale = QLocale());

/// What a text says of when: a day, and the moment where it names a time of that day.
struct SpokenTime {
    QDate day;
    std::optional<QDateTime> moment; ///< none: the day is all it says
    bool namesDay = false;           ///< else only a clock, whose day follows from now
    bool isSpan = false;             ///< it is counted from now: "2 weeks"

    bool operator==(const SpokenTime &) const = default;
};

/// As parseSnoozeText(), of any day: one that is named may have passed, and "today" is today.
[[nodiscard]] std::optional<SpokenTime> parseSpokenTime(const QString &text, const QDateTime &now,
                                                        const QLocale &locale = QLocale());

} // namespace casement
