// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/whatsappdates.h"

namespace casement
{

namespace
{

constexpr std::array orders{DateOrder::DayMonthYear, DateOrder::MonthDayYear,
                            DateOrder::YearMonthDay};
constexpr int firstYear = 2009; // of WhatsApp
/// Phones are set right and wrong: so far back time may go and still be the same order.
constexpr qint64 unevenMinutes = 24 * 60;

} // namespace

DateOrderVote::DateOrderVote(Timestamp now)
    : m_latest(
          QDateTime::fromMSecsSinceEpoch(toMilliseconds(now), QTimeZone::UTC).date().addDays(2))
{
}

QDate DateOrderVote::day(const WhatsAppHeader &header, DateOrder order)
{
    const auto &[a, b, c] = header.date;
    const bool yearIsFirst = order == DateOrder::YearMonthDay;
    const int yearDigits = header.digits[yearIsFirst ? 0 : 2];
    int year = yearIsFirst ? a : c;
    const int month = order == DateOrder::MonthDayYear ? a : b;
    const int date = order == DateOrder::DayMonthYear   ? a
                     : order == DateOrder::MonthDayYear ? b
                                                        : c;
    if (yearDigits == 2)
        year += 2000;
    else if (yearDigits != 4)
        return {};
    if (year >= firstYear + 543 && year < 2700)
        year -= 543;
    return QDate(year, month, date);
}

void DateOrderVote::add(const WhatsAppHeader &header)
{
    if (m_count++ == 0)
        m_first = header;
    m_withHalf += header.hasHalf;
    for (size_t i = 0; i < orders.size(); ++i) {
        Candidate &candidate = m_candidates[i];
        const QDate date = day(header, orders[i]);
        if (!date.isValid() || date.year() < firstYear || date > m_latest) {
            ++candidate.impossible;
            continue;
        }
        const qint64 minutes = date.toJulianDay() * 24 * 60 + header.hour * 60 + header.minute;
        candidate.backwards += candidate.last - minutes > unevenMinutes;
        candidate.last = minutes;
    }
}

DateReading DateOrderVote::decide() const
{
    const auto faults = [](const Candidate &each) { return each.impossible + each.backwards; };
    const auto best = std::ranges::min(m_candidates, {}, faults);
    QList<DateOrder> left;
    for (size_t i = 0; i < orders.size(); ++i) {
        if (faults(m_candidates[i]) == faults(best))
            left.append(orders[i]);
    }
    DateReading reading;
    if (left.size() == 1) {
        reading.order = left.first();
        const bool byDays = std::ranges::count_if(m_candidates, [&](const Candidate &each) {
                                return each.impossible > best.impossible;
                            }) == 2;
        reading.reason =
            byDays ? QStringLiteral("Read any other way, the file has dates that do not exist.")
                   : QStringLiteral("Read any other way, time runs backwards in the file.");
        return reading;
    }
    // Nothing in the file decides: by the form, as the places of the world use it.
    reading.isCertain = false;
    DateOrder guess = DateOrder::DayMonthYear;
    if (m_first.digits[0] == 4)
        guess = DateOrder::YearMonthDay;
    else if (m_first.separator == u'/' && m_withHalf * 2 > m_count && m_first.digits[2] == 2)
        guess = DateOrder::MonthDayYear;
    reading.order = left.contains(guess) ? guess : left.first();
    reading.reason =
        QStringLiteral("Nothing in the file decides it; it was guessed from how the dates look.");
    return reading;
}

} // namespace casement
