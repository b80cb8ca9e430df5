// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/snoozetext.h"

#include <QTest>
#include <QTimeZone>

using namespace casement;

namespace
{

const QTimeZone berlin("Europe/Berlin");

QDateTime at(const char *text, const QTimeZone &zone = berlin)
{
    const QDateTime local =
        QDateTime::fromString(QString::fromLatin1(text), QStringLiteral("yyyy-MM-dd hh:mm"));
    return QDateTime(local.date(), local.time(), zone);
}

} // namespace

class SnoozeTextTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textMeansAMoment_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: not understood
        const auto row = [](const char *text, const char *expected) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromLatin1(expected);
        };
        // Seen from Saturday, 21 November 2026, 14:20.
        row("tomorrow", "2026-11-22 08:00");
        row("Tomorrow 3pm", "2026-11-22 15:00");
        row("tomorrow at 9", "2026-11-22 09:00");
        row("tmrw 9:30", "2026-11-22 09:30");
        row("day after tomorrow", "2026-11-23 08:00");
        row("tonight", "2026-11-21 19:00");
        row("today", "2026-11-21 17:20");
        row("today 18:00", "2026-11-21 18:00");
        row("this evening", "2026-11-21 19:00");
        row("tuesday", "2026-11-24 08:00");
        row("next tuesday 3pm", "2026-11-24 15:00");
        row("next tuesday, 3 p.m.", "2026-11-24 15:00");
        row("saturday", "2026-11-28 08:00");
        row("next saturday", "2026-11-28 08:00");
        row("on fri at 12:05 pm", "2026-11-27 12:05");
        row("fri 12am", "2026-11-27 00:00");
        row("Dienstag um 15 Uhr", "2026-11-24 15:00");
        row("weekend", "2026-11-28 10:00");
        row("next week", "2026-11-23 08:00");
        row("next month", "2026-12-01 08:00");
        row("in 3 hours", "2026-11-21 17:20");
        row("3h", "2026-11-21 17:20");
        row("1h 30m", "2026-11-21 15:50");
        row("an hour", "2026-11-21 15:20");
        row("2d", "2026-11-23 14:20");
        row("in two weeks", "2026-12-05 14:20");
        row("in 2 days at 9", "2026-11-23 09:00");
        row("1 month", "2026-12-21 14:20");
        row("15:30", "2026-11-21 15:30");
        row("9am", "2026-11-22 09:00");
        row("noon", "2026-11-22 12:00");
        row("2026-12-24", "2026-12-24 08:00");
        row("2026-12-24 18:30", "2026-12-24 18:30");
        row("24.12. 18:30", "2026-12-24 18:30");
        row("24.12.2027", "2027-12-24 08:00");
        row("24 dec", "2026-12-24 08:00");
        row("Dec 24th 9am", "2026-12-24 09:00");
        row("3 Dezember", "2026-12-03 08:00");
        row("1 march", "2027-03-01 08:00");
        row("1 march 2028", "2028-03-01 08:00");

        row("", "");
        row("soon", "");
        row("3", "");
        row("yesterday", "");
        row("2020-01-01", "");
        row("today 9am", "");
        row("31 feb", "");
        row("25:00", "");
        row("13pm", "");
        row("tomorrow tuesday", "");
        row("tomorrow in 2 days", "");
        row("3pm 4pm", "");
        row("99999999999d", "");
    }

    void textMeansAMoment()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto moment = parseSnoozeText(text, at("2026-11-21 14:20"), QLocale(QLocale::German));
        QCOMPARE(moment ? moment->toString(QStringLiteral("yyyy-MM-dd hh:mm")) : QString(),
                 expected);
    }

    void aTextSaysADayOrATime()
    {
        const QDateTime now = at("2026-11-21 14:20");
        const auto spoken = [&](const char *text) {
            return parseSpokenTime(QString::fromLatin1(text), now);
        };
        QCOMPARE(spoken("today"), (SpokenTime{.day = {2026, 11, 21}, .namesDay = true}));
        QCOMPARE(spoken("friday"), (SpokenTime{.day = {2026, 11, 27}, .namesDay = true}));
        QCOMPARE(spoken("2020-01-01"), (SpokenTime{.day = {2020, 1, 1}, .namesDay = true}));
        QCOMPARE(spoken("friday 3pm"),
                 (SpokenTime{
                     .day = {2026, 11, 27}, .moment = at("2026-11-27 15:00"), .namesDay = true}));
        QCOMPARE(spoken("15:30"),
                 (SpokenTime{.day = {2026, 11, 21}, .moment = at("2026-11-21 15:30")}));
        QCOMPARE(spoken("in 2 weeks"),
                 (SpokenTime{.day = {2026, 12, 5}, .namesDay = true, .isSpan = true}));
        QCOMPARE(spoken("in 2 hours"), (SpokenTime{.day = {2026, 11, 21},
                                                   .moment = at("2026-11-21 16:20"),
                                                   .namesDay = true,
                                                   .isSpan = true}));
        QVERIFY(!spoken("soon") && !spoken("") && !spoken("tomorrow in 2 days"));
    }

    void nextMeansTheNextCalendarWeek()
    {
        const QDateTime monday = at("2026-11-23 09:00");
        QCOMPARE(parseSnoozeText(QStringLiteral("tuesday"), monday), at("2026-11-24 08:00"));
        QCOMPARE(parseSnoozeText(QStringLiteral("next tuesday"), monday), at("2026-12-01 08:00"));
        QCOMPARE(parseSnoozeText(QStringLiteral("next weekend"), monday), at("2026-12-05 10:00"));
    }

    void daysKeepTheWallClockOverDaylightSaving()
    {
        // Clocks in Berlin went forward on 29 March 2026.
        const QDateTime before = at("2026-03-28 10:00");
        QCOMPARE(parseSnoozeText(QStringLiteral("1d"), before), at("2026-03-29 10:00"));
        QCOMPARE(parseSnoozeText(QStringLiteral("24h"), before), at("2026-03-29 11:00"));
        // 02:30 does not exist on that day.
        QCOMPARE(parseSnoozeText(QStringLiteral("tomorrow 2:30"), before)->time(), QTime(3, 30));
    }

    void presetsFollowTheClock()
    {
        using Kind = SnoozePreset::Kind;
        const auto kinds = [](const QDateTime &now) {
            QList<Kind> result;
            for (const SnoozePreset &preset : snoozePresets(now))
                result.append(preset.kind);
            return result;
        };
        QCOMPARE(kinds(at("2026-11-23 09:00")),
                 (QList<Kind>{Kind::LaterToday, Kind::Afternoon, Kind::Evening, Kind::Tomorrow,
                              Kind::Weekend, Kind::NextWeek, Kind::UntilReply}));
        QCOMPARE(kinds(at("2026-11-23 22:00")),
                 (QList<Kind>{Kind::Tomorrow, Kind::Weekend, Kind::NextWeek, Kind::UntilReply}));
        const QList<SnoozePreset> saturday = snoozePresets(at("2026-11-21 14:20"));
        QCOMPARE(saturday.at(0).until, at("2026-11-21 17:20"));
        QCOMPARE(saturday.at(3).until, at("2026-11-28 10:00"));
        QCOMPARE(saturday.at(4).until, at("2026-11-23 08:00"));
    }
};

QTEST_APPLESS_MAIN(SnoozeTextTest)
#include "snoozetexttest.moc"
