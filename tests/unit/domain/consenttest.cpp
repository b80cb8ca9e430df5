// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/consent.h"
#include "core/domain/fact.h"
#include "core/domain/person.h"

#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;
using enum ConsentKind;
using enum ConsentAnswer;

class ConsentTest final : public QObject
{
    Q_OBJECT

    static ConsentEntry entry(qint64 person, ConsentKind kind, ConsentAnswer answer, qint64 at)
    {
        return {.id = {at},
                .person = {person},
                .kind = kind,
                .answer = answer,
                .basis = {},
                .saidAt = {},
                .author = {},
                .at = fromMilliseconds(at)};
    }

private Q_SLOTS:
    void theRules_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("answer"); // -1: never asked
        QTest::addColumn<bool>("hasWritten");
        QTest::addColumn<bool>("tookPart");
        QTest::addColumn<bool>("isStranger");
        QTest::addColumn<bool>("isAllowed");
        const auto row = [](ConsentKind kind, int answer, const char *known, bool isAllowed) {
            const QByteArray about(known);
            QTest::addRow("%s %d %s", qPrintable(toString(kind)), answer, known)
                << int(kind) << answer << about.contains("wrote") << about.contains("came")
                << about.contains("stranger") << isAllowed;
        };
        for (const ConsentKind kind : consentKinds) {
            row(kind, int(No), "wrote came", false);
            row(kind, int(No), "stranger", false);
            row(kind, int(Yes), "nothing", true);
        }
        for (const int open : {-1, int(Unknown)}) {
            row(Answer, open, "nothing", true);
            row(KeepNotes, open, "nothing", true);
            row(ContactFirst, open, "nothing", false);
            row(ContactFirst, open, "wrote", true);
            row(ContactFirst, open, "came", false);
            row(Invite, open, "nothing", false);
            row(Invite, open, "wrote", true);
            row(Invite, open, "came", true);
            row(Invite, open, "stranger", false);
            row(QuoteByName, open, "wrote came", false);
            row(QuoteAnonymously, open, "wrote came", false);
        }
        row(ContactFirst, -1, "stranger", true);
        row(ContactFirst, int(Unknown), "stranger", false);
    }
    void theRules()
    {
        QFETCH(const int, kind);
        QFETCH(const int, answer);
        QFETCH(const bool, hasWritten);
        QFETCH(const bool, tookPart);
        QFETCH(const bool, isStranger);
        const auto of = static_cast<ConsentKind>(kind);
        ConsentState state;
        if (answer >= 0)
            state = entry(1, of, static_cast<ConsentAnswer>(answer), 1);
        const ConsentCheck check = checkConsent(
            of, state, {.hasWritten = hasWritten, .tookPart = tookPart, .isStranger = isStranger});
        QTEST(check.isAllowed, "isAllowed");
        QCOMPARE(check.entry, state);
        if (!check.isAllowed)
            QVERIFY(!refusalOf(check).isEmpty());
    }

    void aRefusalSaysWhoSaidItAndWhen()
    {
        ConsentEntry no = entry(1, ContactFirst, No, 1'777'800'000'000);
        no.saidAt = fromMilliseconds(1'777'777'777'000); // 3 May 2026
        ConsentCheck check = checkConsent(ContactFirst, no, {.hasWritten = true});
        check.name = u"Ada"_s;
        QCOMPARE(refusalOf(check), u"Ada said on 3 May 2026 that they do not want to be contacted "
                                   "first; nothing was done."_s);
        check = checkConsent(QuoteByName, {}, {});
        QVERIFY2(refusalOf(check).contains(u"has not said that they want to be quoted by name"),
                 qPrintable(refusalOf(check)));
    }

    void theNewestHoldsAndTheStrictestOfThoseWhoAreJoined()
    {
        QList<ConsentEntry> entries{entry(1, Invite, No, 1), entry(1, Invite, Yes, 2),
                                    entry(1, Answer, No, 3)};
        QVERIFY(currentConsent(entries, Invite)->answer == Yes);
        QVERIFY(!currentConsent(entries, QuoteByName));
        entries.append(entry(2, Invite, Unknown, 4));
        QVERIFY(currentConsent(entries, Invite)->answer == Unknown);
        entries.append(entry(3, Invite, No, 5));
        QVERIFY(currentConsent(entries, Invite)->answer == No);
        QCOMPARE(currentConsent(entries, Invite)->person, PersonId{3});
        entries.append(entry(3, Invite, Yes, 6));
        QVERIFY(currentConsent(entries, Invite)->answer == Unknown);
        entries.append(entry(2, Invite, Yes, 7));
        QVERIFY(currentConsent(entries, Invite)->answer == Yes);
        QCOMPARE(currentConsent(entries, Invite)->id, ConsentId{7});
    }

    void namesAreReadAsTheyAreWritten()
    {
        for (const ConsentKind kind : consentKinds)
            QVERIFY(consentKindFromString(toString(kind)) == kind);
        for (const ConsentAnswer answer : {Unknown, Yes, No})
            QVERIFY(consentAnswerFromString(toString(answer)) == answer);
        for (const FactKind kind : {FactKind::Words, FactKind::Date, FactKind::Relationship})
            QVERIFY(factKindFromString(toString(kind)) == kind);
        QVERIFY(!consentKindFromString(u"maybe"_s));
        QVERIFY(!factKindFromString(u""_s));
    }

    void daysAreReadAsTheyAreWritten_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isDay");
        QTest::newRow("without a year") << u"03-14"_s << true;
        QTest::newRow("with a year") << u"1987-12-31"_s << true;
        QTest::newRow("a leap day without a year") << u"02-29"_s << true;
        QTest::newRow("a leap day in no leap year") << u"2023-02-29"_s << false;
        QTest::newRow("no such day") << u"04-31"_s << false;
        QTest::newRow("no such month") << u"13-01"_s << false;
        QTest::newRow("words") << u"14 March"_s << false;
    }
    void daysAreReadAsTheyAreWritten()
    {
        QFETCH(const QString, text);
        QFETCH(const bool, isDay);
        const auto day = factDayFromString(text);
        QCOMPARE(day.has_value(), isDay);
        if (day)
            QCOMPARE(toString(*day), text);
    }

    void whatCannotBeAFactIsRefused()
    {
        QVERIFY(checkFact({.text = u"bakes"_s}).has_value());
        QVERIFY(!checkFact({.text = u" \n"_s}).has_value());
        QVERIFY(!checkFact({.text = QString(longestFact + 1, u'x')}).has_value());
        QVERIFY(!checkFact({.kind = FactKind::Date, .text = u"birthday"_s}).has_value());
        QVERIFY(checkFact({.kind = FactKind::Date, .text = u"x"_s, .day = {2, 29, 0}}).has_value());
        QVERIFY(!checkFact({.kind = FactKind::Relationship, .text = u"sister of"_s}).has_value());
        QVERIFY(!checkFact({.text = u"x"_s, .reviewMonths = -1}).has_value());
    }

    void aReviewComesAfterMonthsOfTheCalendar()
    {
        const Timestamp now =
            fromDateTime(QDateTime(QDate(2026, 8, 31), QTime(12, 0), QTimeZone::UTC));
        QCOMPARE(toIso(*reviewAfter(now, 3)), u"2026-11-30T12:00:00.000Z"_s);
        QCOMPARE(toIso(*reviewAfter(now, 12)), u"2027-08-31T12:00:00.000Z"_s);
        QVERIFY(!reviewAfter(now, 0));
    }

    void quietHours_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("minute");
        QTest::addColumn<bool>("isQuiet");
        QTest::newRow("in the evening") << u"18:00-09:00"_s << 23 * 60 << true;
        QTest::newRow("in the morning") << u"18:00-09:00"_s << 8 * 60 + 59 << true;
        QTest::newRow("from then on") << u"18:00-09:00"_s << 9 * 60 << false;
        QTest::newRow("the first minute") << u"18:00-09:00"_s << 18 * 60 << true;
        QTest::newRow("on one day") << u"12:30-14:00"_s << 13 * 60 << true;
        QTest::newRow("outside of it") << u"12:30-14:00"_s << 15 * 60 << false;
        QTest::newRow("none") << u"00:00-00:00"_s << 0 << false;
    }
    void quietHours()
    {
        QFETCH(const QString, text);
        QFETCH(const int, minute);
        const auto hours = quietHoursFromString(text);
        QVERIFY(hours);
        QTEST(hours->contains(minute), "isQuiet");
        if (hours->isSet())
            QCOMPARE(toString(*hours), text);
        QVERIFY(!quietHoursFromString(u"25:00-09:00"_s));
        QVERIFY(!quietHoursFromString(u"evenings"_s));
    }

    void itIsQuietWhereTheyAre()
    {
        const Timestamp noon =
            fromDateTime(QDateTime(QDate(2026, 7, 1), QTime(12, 0), QTimeZone::UTC));
        WritingTime tokyo{.name = u"Aki"_s, .zone = "Asia/Tokyo", .quiet = {18 * 60, 9 * 60}};
        QCOMPARE(tokyo.quietNow(noon), 21 * 60);
        WritingTime berlin{.name = u"Ben"_s, .zone = "Europe/Berlin", .quiet = {18 * 60, 9 * 60}};
        QVERIFY(!berlin.quietNow(noon));
        tokyo.zone.clear();
        QVERIFY(!tokyo.quietNow(noon));
        tokyo.zone = "Nowhere/Town";
        QVERIFY(!tokyo.quietNow(noon));
    }
};

QTEST_GUILESS_MAIN(ConsentTest)
#include "consenttest.moc"
