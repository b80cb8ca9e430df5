// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/promise.h"

#include <QTest>
#include <QTimeZone>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What a promise may become, and when it is late.
class PromiseRulesTest final : public QObject
{
    Q_OBJECT

    static Timestamp at(const QString &utc)
    {
        QDateTime time = QDateTime::fromString(utc, u"yyyy-MM-dd hh:mm"_s);
        time.setTimeZone(QTimeZone::UTC);
        return fromDateTime(time);
    }

private Q_SLOTS:
    void whatIsOpenIsSettledForAReasonAndOpenedAgain()
    {
        using enum PromiseState;
        const auto allows = [](PromiseState from, PromiseState to, const QString &reason) {
            return checkPromiseStep({.words = u"x"_s, .state = from}, to, reason).has_value();
        };
        QVERIFY(allows(Open, Kept, {}));
        for (const PromiseState end : {Broken, Released}) {
            QVERIFY(!allows(Open, end, {}));
            QVERIFY(!allows(Open, end, u"  \n"_s));
            QVERIFY(allows(Open, end, u"the roof came down"_s));
        }
        for (const PromiseState end : {Kept, Broken, Released}) {
            QVERIFY(allows(end, Open, {}));
            for (const PromiseState other : {Kept, Broken, Released})
                QVERIFY(!allows(end, other, u"because"_s)); // reopened first
        }
        QVERIFY(!allows(Open, Open, {}));
    }

    void anotherPromiseIsAnotherOne()
    {
        const PromiseDue due = dueOn(QDate(2026, 5, 3), QTimeZone("Europe/Berlin"));
        const Promise promise{.words = u"a shelf"_s, .due = due};
        QVERIFY(!checkRenegotiation(promise, u" a shelf "_s, due));
        QVERIFY(checkRenegotiation(promise, u"two shelves"_s, due));
        QVERIFY(checkRenegotiation(promise, u"a shelf"_s, std::nullopt));
        QVERIFY(checkRenegotiation(promise, u"a shelf"_s,
                                   dueOn(QDate(2026, 5, 4), QTimeZone("Europe/Berlin"))));
        Promise settled = promise;
        settled.state = PromiseState::Kept;
        QVERIFY(!checkRenegotiation(settled, u"two shelves"_s, due));
    }

    void aDayLastsUntilItsEndWhereItWasMeant()
    {
        const QTimeZone kiritimati("Pacific/Kiritimati"); // fourteen hours ahead of UTC
        const Promise promise{.words = u"x"_s, .due = dueOn(QDate(2026, 5, 3), kiritimati)};
        QCOMPARE(promise.due->day(), QDate(2026, 5, 3));
        QVERIFY(!promise.isLate(at(u"2026-05-03 09:59"_s)));
        QVERIFY(promise.isLate(at(u"2026-05-03 10:00"_s)));
        // A day of 25 hours, and one of 23.
        const QTimeZone berlin("Europe/Berlin");
        QCOMPARE(dueOn(QDate(2026, 10, 25), berlin).at, at(u"2026-10-25 23:00"_s) - 1ms);
        QCOMPARE(dueOn(QDate(2026, 3, 29), berlin).at, at(u"2026-03-29 22:00"_s) - 1ms);
        const PromiseDue time = dueAt(QDateTime(QDate(2026, 7, 1), QTime(15, 0), berlin));
        QCOMPARE(time.at, at(u"2026-07-01 13:00"_s));
        QVERIFY(time.hasTime);
        QCOMPARE(time.local().time(), QTime(15, 0));
    }

    void whereItStandsFollowsFromTheTime()
    {
        const QTimeZone utc("UTC");
        const Timestamp now = at(u"2026-05-03 12:00"_s);
        const auto place = [&](std::optional<PromiseDue> due, bool isOurs = true,
                               PromiseState state = PromiseState::Open) {
            return Promise{.isOurs = isOurs, .words = u"x"_s, .due = due, .state = state}.place(
                now);
        };
        QVERIFY(place(dueOn(QDate(2026, 5, 2), utc)) == PromisePlace::Late);
        QVERIFY(place(dueOn(QDate(2026, 5, 3), utc)) == PromisePlace::Soon);
        QVERIFY(place(dueOn(QDate(2026, 5, 9), utc)) == PromisePlace::Soon);
        QVERIFY(place(dueOn(QDate(2026, 5, 10), utc)) == PromisePlace::Later);
        QVERIFY(place({}) == PromisePlace::NoDay);
        QVERIFY(place(dueOn(QDate(2026, 5, 2), utc), false) == PromisePlace::Theirs);
        QVERIFY(place(dueOn(QDate(2026, 5, 2), utc), true, PromiseState::Kept) ==
                PromisePlace::Settled);
        QVERIFY(!Promise{.words = u"x"_s}.isLate(now));
    }
};

QTEST_GUILESS_MAIN(PromiseRulesTest)
#include "promiserulestest.moc"
