// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/snoozetext.h"

#include <QRegularExpression>
#include <QTimeZone>
#include <algorithm>
#include <array>
#include <utility>

namespace casement
{

namespace
{

const QTime morning(8, 0);
const QTime afternoon(13, 0);
const QTime evening(19, 0);
const QTime saturdayMorning(10, 0);
/// Beyond this it is a typing mistake.
constexpr int mostUnits = 5000;

QDateTime wallClock(const QDate &date, const QTime &time, const QDateTime &now)
{
    return QDateTime(date, time, now.timeZone(), QDateTime::TransitionResolution::RelativeToBefore);
}

QDate followingWeekday(const QDate &today, int weekday)
{
    const int days = (weekday - today.dayOfWeek() + 7) % 7;
    return today.addDays(days == 0 ? 7 : days);
}

std::optional<int> indexIn(QStringView word, const QLocale &locale, int count,
                           QString (QLocale::*name)(int, QLocale::FormatType) const)
{
    for (const QLocale &language : {QLocale::c(), locale}) {
        for (int i = 1; i <= count; ++i) {
            for (const auto format : {QLocale::LongFormat, QLocale::ShortFormat}) {
                QString known = (language.*name)(i, format).toLower();
                if (known.endsWith(u'.'))
                    known.chop(1);
                if (!known.isEmpty() && word == known)
                    return i;
            }
        }
    }
    return std::nullopt;
}

std::optional<int> weekdayOf(QStringView word, const QLocale &locale)
{
    if (word == u"tues")
        return 2;
    if (word == u"thur" || word == u"thurs")
        return 4;
    return indexIn(word, locale, 7, &QLocale::dayName);
}

std::optional<int> monthOf(QStringView word, const QLocale &locale)
{
    if (word == u"sept")
        return 9;
    return indexIn(word, locale, 12, &QLocale::monthName);
}

enum class Unit { Minute, Hour, Day, Week, Month };

std::optional<Unit> unitOf(QStringView word)
{
    static constexpr std::array<std::pair<QStringView, Unit>, 20> units{{
        {u"m", Unit::Minute},      {u"min", Unit::Minute},     {u"mins", Unit::Minute},
        {u"minute", Unit::Minute}, {u"minutes", Unit::Minute}, {u"h", Unit::Hour},
        {u"hr", Unit::Hour},       {u"hrs", Unit::Hour},       {u"hour", Unit::Hour},
        {u"hours", Unit::Hour},    {u"d", Unit::Day},          {u"day", Unit::Day},
        {u"days", Unit::Day},      {u"w", Unit::Week},         {u"wk", Unit::Week},
        {u"week", Unit::Week},     {u"weeks", Unit::Week},     {u"mo", Unit::Month},
        {u"month", Unit::Month},   {u"months", Unit::Month},
    }};
    const auto found = std::find_if(units.begin(), units.end(),
                                    [word](const auto &unit) { return unit.first == word; });
    return found == units.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int> numberOf(QStringView word)
{
    static constexpr std::array<QStringView, 13> words{
        u"zero",  u"one",   u"two",  u"three", u"four",   u"five",  u"six",
        u"seven", u"eight", u"nine", u"ten",   u"eleven", u"twelve"};
    if (word == u"a" || word == u"an")
        return 1;
    for (size_t i = 0; i < words.size(); ++i) {
        if (words[i] == word)
            return static_cast<int>(i);
    }
    bool ok = false;
    const int number = word.toInt(&ok);
    return ok && number >= 0 && number <= mostUnits ? std::optional(number) : std::nullopt;
}

QTime withHalf(int hour, int minute, QStringView half)
{
    if (half.isEmpty())
        return QTime(hour, minute);
    if (hour < 1 || hour > 12)
        return {};
    return QTime(hour % 12 + (half.startsWith(u'p') ? 12 : 0), minute);
}

/// Reads the words one after the other; what it cannot read makes the whole text not understood.
class Reader
{
public:
    Reader(const QString &text, const QDateTime &now, const QLocale &locale)
        : m_now(now)
        , m_locale(locale)
    {
        QString plain = text.toLower().simplified();
        plain.replace(u',', u' ');
        // "3 pm" and "3pm", "2 d" and "2d" are the same words.
        static const QRegularExpression spacedHalf(QStringLiteral("(\\d) ([ap])\\.?m\\.?(?= |$)"));
        plain.replace(spacedHalf, QStringLiteral("\\1\\2m"));
        m_words = plain.split(u' ', Qt::SkipEmptyParts);
    }

    std::optional<QDateTime> read() { return readAll() ? result() : std::nullopt; }

    std::optional<SpokenTime> readSpoken()
    {
        if (!readAll() || (m_hasAmount && m_date))
            return std::nullopt;
        const bool hasTime = m_time || m_seconds > 0;
        if (m_date)
            return SpokenTime{.day = *m_date,
                              .moment = hasTime ? std::optional(wallClock(*m_date, *m_time, m_now))
                                                : std::nullopt,
                              .namesDay = true,
                              .isSpan = false};
        const std::optional<QDateTime> moment = result();
        if (!moment)
            return std::nullopt;
        return SpokenTime{.day = moment->date(),
                          .moment = hasTime ? moment : std::nullopt,
                          .namesDay = m_hasAmount,
                          .isSpan = m_hasAmount};
    }

private:
    bool readAll()
    {
        while (m_at < m_words.size()) {
            if (!readWord())
                return false;
        }
        return !m_words.isEmpty();
    }

    [[nodiscard]] QStringView word(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_words.size() ? QStringView(m_words.at(m_at + ahead))
                                             : QStringView();
    }
    bool used(qsizetype count)
    {
        m_at += count;
        return true;
    }
    bool setDate(const QDate &date, qsizetype words)
    {
        if (m_date || !date.isValid())
            return false;
        m_date = date;
        return used(words);
    }
    bool setTime(const QTime &time, qsizetype words)
    {
        if (m_time || !time.isValid())
            return false;
        m_time = time;
        return used(words);
    }

    bool readWord()
    {
        const QStringView current = word();
        if (current == u"on" || current == u"until" || current == u"till" || current == u"the" ||
            current == u"this" || current == u"in" || current == u"and" || current == u"for")
            return used(1);
        return readAt() || readDayWord() || readAmount() || readDate() || readClock();
    }

    bool readAt()
    {
        if (word() != u"at" && word() != u"um" && word() != u"@")
            return false;
        bool ok = false;
        const int hour = word(1).toInt(&ok);
        if (ok && hour >= 0 && hour < 24)
            return setTime(QTime(hour, 0), word(2) == u"uhr" ? 3 : 2);
        return used(1);
    }

    bool readDayWord()
    {
        const QDate today = m_now.date();
        const QStringView current = word();
        if (current == u"today")
            return setDate(today, 1);
        if (current == u"tonight")
            return setDate(today, 0) && setTime(evening, 1);
        if (current == u"tomorrow" || current == u"tmrw" || current == u"tmr")
            return setDate(today.addDays(1), 1);
        if (current == u"day" && word(1) == u"after" && word(2) == u"tomorrow")
            return setDate(today.addDays(2), 3);
        if (current == u"morning")
            return setTime(morning, 1);
        if (current == u"noon" || current == u"midday")
            return setTime(QTime(12, 0), 1);
        if (current == u"afternoon")
            return setTime(afternoon, 1);
        if (current == u"evening")
            return setTime(evening, 1);
        const bool isNext = current == u"next";
        const QStringView day = isNext ? word(1) : current;
        const qsizetype words = isNext ? 2 : 1;
        if (day == u"weekend") {
            m_defaultTime = saturdayMorning;
            const QDate saturday = followingWeekday(today, 6);
            return setDate(isNext && today.dayOfWeek() < 6 ? saturday.addDays(7) : saturday, words);
        }
        if (isNext && day == u"week")
            return setDate(followingWeekday(today, 1), 2);
        if (isNext && day == u"month")
            return setDate(QDate(today.year(), today.month(), 1).addMonths(1), 2);
        if (const auto weekday = weekdayOf(day, m_locale)) {
            const QDate nextMonday = followingWeekday(today, 1);
            return setDate(isNext ? nextMonday.addDays(*weekday - 1)
                                  : followingWeekday(today, *weekday),
                           words);
        }
        return false;
    }

    bool readAmount()
    {
        static const QRegularExpression joined(QStringLiteral("^(\\d+)([a-z]+)$"));
        const auto match = joined.matchView(word());
        std::optional<int> number =
            match.hasMatch() ? numberOf(match.capturedView(1)) : numberOf(word());
        const std::optional<Unit> unit =
            match.hasMatch() ? unitOf(match.capturedView(2)) : unitOf(word(1));
        if (!number || !unit)
            return false;
        switch (*unit) {
        case Unit::Minute:
            m_seconds += *number * 60LL;
            break;
        case Unit::Hour:
            m_seconds += *number * 3600LL;
            break;
        case Unit::Day:
            m_days += *number;
            break;
        case Unit::Week:
            m_days += *number * 7;
            break;
        case Unit::Month:
            m_months += *number;
            break;
        }
        m_hasAmount = true;
        return used(match.hasMatch() ? 1 : 2);
    }

    bool readDate()
    {
        const QDate today = m_now.date();
        if (const QDate iso = QDate::fromString(word().toString(), Qt::ISODate); iso.isValid())
            return setDate(iso, 1);
        static const QRegularExpression dotted(
            QStringLiteral("^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})?$"));
        if (const auto match = dotted.matchView(word()); match.hasMatch()) {
            const int year =
                match.capturedView(3).isEmpty() ? today.year() : match.capturedView(3).toInt();
            const QDate date(year, match.capturedView(2).toInt(), match.capturedView(1).toInt());
            return setDate(
                match.capturedView(3).isEmpty() && date < today ? date.addYears(1) : date, 1);
        }
        const auto dayNumber = [](QStringView text) {
            static const QRegularExpression ordinal(
                QStringLiteral("^(\\d{1,2})(st|nd|rd|th|\\.)?$"));
            const auto match = ordinal.matchView(text);
            return match.hasMatch() ? match.capturedView(1).toInt() : 0;
        };
        int day = dayNumber(word());
        std::optional<int> month = monthOf(word(1), m_locale);
        if (day == 0 || !month) {
            day = dayNumber(word(1));
            month = monthOf(word(), m_locale);
        }
        if (day == 0 || !month)
            return false;
        bool hasYear = false;
        const int year = word(2).size() == 4 ? word(2).toInt(&hasYear) : 0;
        const QDate date(hasYear ? year : today.year(), *month, day);
        return setDate(!hasYear && date < today ? date.addYears(1) : date, hasYear ? 3 : 2);
    }

    bool readClock()
    {
        static const QRegularExpression clock(
            QStringLiteral("^(\\d{1,2})(?:[:.](\\d{2}))?([ap]m)?$"));
        const auto match = clock.matchView(word());
        if (!match.hasMatch())
            return false;
        const bool isBareNumber =
            match.capturedView(2).isEmpty() && match.capturedView(3).isEmpty();
        if (isBareNumber && word(1) != u"uhr" && !m_date)
            return false; // "3" alone may be anything
        return setTime(withHalf(match.capturedView(1).toInt(), match.capturedView(2).toInt(),
                                match.capturedView(3)),
                       word(1) == u"uhr" ? 2 : 1);
    }

    [[nodiscard]] std::optional<QDateTime> result() const
    {
        if (m_hasAmount && m_date)
            return std::nullopt;
        QDateTime moment;
        if (m_hasAmount) {
            const QDate date = m_now.date().addDays(m_days).addMonths(m_months);
            moment =
                m_days == 0 && m_months == 0 && !m_time
                    ? m_now
                    : wallClock(date,
                                m_time.value_or(QTime(m_now.time().hour(), m_now.time().minute())),
                                m_now);
            moment = moment.addSecs(m_seconds);
        } else if (m_date) {
            if (*m_date == m_now.date() && !m_time)
                moment = m_now.addSecs(3 * 3600);
            else
                moment = wallClock(*m_date, m_time.value_or(m_defaultTime), m_now);
        } else if (m_time) {
            moment = wallClock(m_now.date(), *m_time, m_now);
            if (moment <= m_now)
                moment = wallClock(m_now.date().addDays(1), *m_time, m_now);
        }
        return moment.isValid() && moment > m_now ? std::optional(moment) : std::nullopt;
    }

    QDateTime m_now;
    QLocale m_locale;
    QStringList m_words;
    qsizetype m_at = 0;
    std::optional<QDate> m_date;
    std::optional<QTime> m_time;
    QTime m_defaultTime = morning;
    qint64 m_seconds = 0;
    int m_days = 0;
    int m_months = 0;
    bool m_hasAmount = false;
};

} // namespace

QList<SnoozePreset> snoozePresets(const QDateTime &now)
{
    using Kind = SnoozePreset::Kind;
    QList<SnoozePreset> presets;
    const QDate today = now.date();
    const auto offer = [&presets, &now](Kind kind, const QDateTime &until) {
        if (until > now)
            presets.append({.kind = kind, .until = until});
    };
    if (const QDateTime later = now.addSecs(3 * 3600); later.date() == today)
        offer(Kind::LaterToday, later);
    offer(Kind::Afternoon, wallClock(today, afternoon, now));
    offer(Kind::Evening, wallClock(today, evening, now));
    offer(Kind::Tomorrow, wallClock(today.addDays(1), morning, now));
    offer(Kind::Weekend, wallClock(followingWeekday(today, 6), saturdayMorning, now));
    offer(Kind::NextWeek, wallClock(followingWeekday(today, 1), morning, now));
    presets.append({.kind = Kind::UntilReply, .until = std::nullopt});
    return presets;
}

std::optional<QDateTime> parseSnoozeText(const QString &text, const QDateTime &now,
                                         const QLocale &locale)
{
    return Reader(text.left(200), now, locale).read();
}

std::optional<SpokenTime> parseSpokenTime(const QString &text, const QDateTime &now,
                                          const QLocale &locale)
{
    return Reader(text.left(200), now, locale).readSpoken();
}

} // namespace casement
