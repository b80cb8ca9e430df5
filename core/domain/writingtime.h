// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/timestamp.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace casement
{

/// When somebody does not want to be written to, in minutes of the day where they are; the end may
/// be on the next day. Equal: never said.
struct QuietHours {
    int from = 0;
    int until = 0;

    [[nodiscard]] bool isSet() const { return from != until; }
    [[nodiscard]] bool contains(int minute) const
    {
        return from < until ? minute >= from && minute < until
                            : isSet() && (minute >= from || minute < until);
    }
    bool operator==(const QuietHours &) const = default;
};

/// "18:00-09:00"; empty when they are not set.
[[nodiscard]] QString toString(const QuietHours &hours);
/// Reads that form; none for anything else.
[[nodiscard]] std::optional<QuietHours> quietHoursFromString(const QString &text);

/// When it is all right to write to somebody.
struct WritingTime {
    QString name;
    QByteArray zone; ///< IANA id; empty when unknown
    QuietHours quiet;

    /// The minute of the day where they are, when that is quiet; else none.
    [[nodiscard]] std::optional<int> quietNow(Timestamp now) const;
    bool operator==(const WritingTime &) const = default;
};

} // namespace casement
