// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/promisecalendar.h"
#include "tests/support/testdesk.h"

#include <KCalendarCore/ICalFormat>
#include <KCalendarCore/MemoryCalendar>
#include <QTest>
#include <QTimeZone>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

/// Promises in the calendar of somebody else's program.
class PromiseCalendarTest final : public QObject
{
    Q_OBJECT

    static KCalendarCore::MemoryCalendar::Ptr read(const QByteArray &file, const QTimeZone &zone)
    {
        KCalendarCore::MemoryCalendar::Ptr calendar(new KCalendarCore::MemoryCalendar(zone));
        KCalendarCore::ICalFormat format;
        if (!format.fromRawString(calendar, file))
            return {};
        return calendar;
    }

    static Promise promise(std::optional<PromiseDue> due, PromiseState state = PromiseState::Open)
    {
        static int made = 0;
        return {.uid = Uid::derive({"promise", QByteArray::number(++made)}),
                .personName = u"Ada; Łódź"_s,
                .words = u"the list, with notes\nand \\ all"_s,
                .quote = u"secret words of theirs"_s,
                .due = due,
                .state = state,
                .stateAt = fromMilliseconds(1'780'000'000'000),
                .reason = u"a secret reason"_s,
                .createdAt = fromMilliseconds(1'770'000'000'000)};
    }

private Q_SLOTS:
    void aTimeIsOneOfItsZone_data()
    {
        QTest::addColumn<QDateTime>("due");
        QTest::addColumn<QDateTime>("utc");
        const auto row = [](const char *name, const QByteArray &zone, QDate day, QTime time,
                            const char *utc) {
            QDateTime expected = QDateTime::fromString(QString::fromLatin1(utc), Qt::ISODate);
            QTest::newRow(name) << QDateTime(day, time, QTimeZone(zone)) << expected;
        };
        row("winter", "Europe/Berlin", {2026, 12, 24}, {18, 30}, "2026-12-24T17:30:00Z");
        row("summer", "Europe/Berlin", {2026, 7, 1}, {18, 30}, "2026-07-01T16:30:00Z");
        row("the day it changes", "Europe/Berlin", {2026, 10, 25}, {9, 0}, "2026-10-25T08:00:00Z");
        row("the other side", "America/New_York", {2026, 11, 1}, {9, 0}, "2026-11-01T14:00:00Z");
        row("a half hour", "Asia/Kolkata", {2026, 7, 1}, {9, 0}, "2026-07-01T03:30:00Z");
    }

    void aTimeIsOneOfItsZone()
    {
        QFETCH(QDateTime, due);
        QFETCH(QDateTime, utc);
        const Promise made = promise(dueAt(due));
        const QByteArray file = promiseCalendar({made}, {}, made.createdAt);
        const auto calendar = read(file, QTimeZone("Pacific/Auckland"));
        QVERIFY(calendar);
        QCOMPARE(calendar->todos().size(), 1);
        const auto todo = calendar->todos().first();
        QCOMPARE(todo->uid(), made.uid.toString());
        QVERIFY(!todo->allDay());
        QCOMPARE(todo->dtDue().toUTC(), utc);
        QCOMPARE(todo->dtDue().toTimeZone(due.timeZone()).time(), due.time());
    }

    void aDayIsThatDayEverywhere()
    {
        const Promise made = promise(dueOn(QDate(2026, 3, 29), QTimeZone("Pacific/Kiritimati")));
        const QByteArray file = promiseCalendar({made}, {}, made.createdAt);
        for (const char *zone : {"Pacific/Honolulu", "Europe/Berlin", "Pacific/Kiritimati"}) {
            const auto calendar = read(file, QTimeZone(zone));
            QVERIFY(calendar);
            const auto todo = calendar->todos().first();
            QVERIFY(todo->allDay());
            QCOMPARE(todo->dtDue().date(), QDate(2026, 3, 29));
        }
        QVERIFY(file.contains("DUE;VALUE=DATE:20260329"));
    }

    void itSaysHowItStandsAndNoMore()
    {
        const auto due = dueOn(QDate(2026, 5, 3), QTimeZone("Europe/Berlin"));
        Promise theirs = promise(due);
        theirs.isOurs = false;
        const QList<Promise> all{promise(due),
                                 promise(due, PromiseState::Kept),
                                 promise(due, PromiseState::Broken),
                                 promise(due, PromiseState::Released),
                                 theirs,
                                 promise({})};
        const QByteArray file = promiseCalendar(all, {}, all.first().createdAt);
        QVERIFY(!file.contains("secret"));
        const auto calendar = read(file, QTimeZone("Europe/Berlin"));
        QVERIFY(calendar);
        QCOMPARE(calendar->todos().size(), 5); // what has no day is not in it
        const auto todo = [&](qsizetype i) { return calendar->todo(all.at(i).uid.toString()); };
        QCOMPARE(todo(0)->summary(), u"To Ada; Łódź: the list, with notes and \\ all"_s);
        QCOMPARE(todo(4)->summary(), u"Ada; Łódź to us: the list, with notes and \\ all"_s);
        QVERIFY(todo(0)->status() == KCalendarCore::Incidence::StatusNeedsAction);
        QVERIFY(todo(1)->isCompleted());
        QVERIFY(todo(2)->status() == KCalendarCore::Incidence::StatusCanceled);
        QVERIFY(todo(3)->status() == KCalendarCore::Incidence::StatusCanceled);
        // A second import of a later file updates what is there.
        Promise kept = all.first();
        kept.state = PromiseState::Kept;
        KCalendarCore::ICalFormat format;
        QVERIFY(format.fromRawString(calendar, promiseCalendar({kept}, {}, kept.createdAt)));
        QCOMPARE(calendar->todos().size(), 5);
    }

    void theDeskWritesAllThatHaveADay()
    {
        TestDesk desk;
        value(desk.desk->sample.add());
        const auto maren = value(desk.desk->people.find(u"Maren Oldenburg"_s, 1)).first();
        const auto before =
            read(value(desk.desk->promises.calendar({})), QTimeZone::utc())->todos().size();
        const Promise made =
            value(desk.desk->promises.record(
                      {.person = maren.id,
                       .words = u"zwölf Bausätze"_s,
                       .due = dueOn(QDate(2026, 12, 24), QTimeZone("Europe/Berlin"))}))
                .promise;
        const auto calendar = read(value(desk.desk->promises.calendar({})), QTimeZone::utc());
        QVERIFY(calendar);
        QCOMPARE(calendar->todos().size(), before + 1);
        QCOMPARE(calendar->todo(made.uid.toString())->summary(),
                 u"To Maren Oldenburg: zwölf Bausätze"_s);
    }
};

QTEST_GUILESS_MAIN(PromiseCalendarTest)
#include "promisecalendartest.moc"
