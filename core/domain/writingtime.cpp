// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/writingtime.h"

#include <QRegularExpression>
#include <QTimeZone>

namespace casement
{

QString toString(const QuietHours &hours)
{
    const auto clock = [](int minutes) {
        return QStringLiteral("%1:%2")
            .arg(minutes / 60, 2, 10, QChar(u'0'))
            .arg(minutes % 60, 2, 10, QChar(u'0'));
    };
    return hours.isSet() ? clock(hours.from) + u'-' + clock(hours.until) : QString();
}

std::optional<QuietHours> quietHoursFromString(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral("^(\\d{1,2}):(\\d{2})\\s*[-–]\\s*(\\d{1,2}):(\\d{2})$"));
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const QTime from(match.captured(1).toInt(), match.captured(2).toInt());
    const QTime until(match.captured(3).toInt(), match.captured(4).toInt());
    if (!from.isValid() || !until.isValid())
        return std::nullopt;
    return QuietHours{.from = from.hour() * 60 + from.minute(),
                      .until = until.hour() * 60 + until.minute()};
}

std::optional<int> WritingTime::quietNow(Timestamp now) const
{
    const QTimeZone there(zone);
    if (!quiet.isSet() || zone.isEmpty() || !there.isValid())
        return std::nullopt;
    const QTime time = QDateTime::fromMSecsSinceEpoch(toMilliseconds(now), there).time();
    const int minute = time.hour() * 60 + time.minute();
    return quiet.contains(minute) ? std::optional(minute) : std::nullopt;
}

} // namespace casement
