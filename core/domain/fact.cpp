// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/fact.h"

#include <QDate>
#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

namespace casement
{

QString toString(FactKind kind)
{
    switch (kind) {
    case FactKind::Words:
        return QStringLiteral("words");
    case FactKind::Date:
        return QStringLiteral("date");
    case FactKind::Relationship:
        return QStringLiteral("relationship");
    }
    return {};
}

std::optional<FactKind> factKindFromString(const QString &text)
{
    for (const FactKind kind : {FactKind::Words, FactKind::Date, FactKind::Relationship}) {
        if (toString(kind) == text)
            return kind;
    }
    return std::nullopt;
}

bool FactDay::isValid() const
{
    constexpr int leapYear = 2000;
    return year >= 0 && QDate(year > 0 ? year : leapYear, month, day).isValid();
}

QString toString(const FactDay &day)
{
    const QString monthAndDay =
        QStringLiteral("%1-%2").arg(day.month, 2, 10, QChar(u'0')).arg(day.day, 2, 10, QChar(u'0'));
    return day.year > 0 ? QStringLiteral("%1-%2").arg(day.year, 4, 10, QChar(u'0')).arg(monthAndDay)
                        : monthAndDay;
}

std::optional<FactDay> factDayFromString(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^(?:(\\d{4})-)?(\\d{2})-(\\d{2})$"));
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const FactDay day{.month = match.captured(2).toInt(),
                      .day = match.captured(3).toInt(),
                      .year = match.captured(1).toInt()};
    return day.isValid() ? std::optional(day) : std::nullopt;
}

std::optional<Timestamp> reviewAfter(Timestamp now, int months)
{
    if (months <= 0)
        return std::nullopt;
    return fromDateTime(QDateTime::fromMSecsSinceEpoch(toMilliseconds(now), QTimeZone::UTC)
                            .addMonths(std::min(months, longestReviewMonths)));
}

Result<void> checkFact(const FactDraft &draft)
{
    if (draft.text.trimmed().isEmpty() || draft.text.size() > longestFact)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("A fact has 1 to 10,000 characters; nothing was saved."));
    if (draft.quote.size() > longestFactQuote)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("The passage is longer than 10,000 characters; nothing was "
                                   "saved."));
    if (draft.kind == FactKind::Date && !draft.day.isValid())
        return fail(ErrorKind::Invalid, QStringLiteral("There is no such day; nothing was saved."));
    if (draft.kind == FactKind::Relationship && !draft.other.isValid())
        return fail(ErrorKind::Invalid, QStringLiteral("Say with whom; nothing was saved."));
    if (draft.reviewMonths < 0 || draft.reviewMonths > longestReviewMonths)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("A fact is asked about again after 1 to 120 months, or never; "
                                   "nothing was saved."));
    return {};
}

} // namespace casement
