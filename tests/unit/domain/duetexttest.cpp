// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/duetext.h"

#include <QTest>
#include <QTimeZone>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

const QTimeZone dueZone("Europe/Berlin");

/// Saturday, 21 November 2026, 14:20.
QDateTime saturday()
{
    return {QDate(2026, 11, 21), QTime(14, 20), dueZone};
}

/// "2026-11-27" for a day, "2026-11-27 15:00" for a time.
QString said(const std::optional<PromiseDue> &due)
{
    if (!due)
        return {};
    return due->local().toString(due->hasTime ? u"yyyy-MM-dd hh:mm"_s : u"yyyy-MM-dd"_s);
}

} // namespace

/// By when people say that something is due.
class DueTextTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textMeansADay_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: not understood
        QString language = u"en"_s;
        const auto row = [&language](const char *text, const char *expected) {
            QTest::newRow(qPrintable(language + u": " + QString::fromUtf8(text)))
                << language << QString::fromUtf8(text) << QString::fromLatin1(expected);
        };
        row("by friday", "2026-11-27");
        row("Friday", "2026-11-27");
        row("before Friday.", "2026-11-27");
        row("by fri 5pm", "2026-11-27 17:00");
        row("no later than 3 December", "2026-12-03");
        row("until 2026-12-24", "2026-12-24");
        row("2026-01-15", "2026-01-15"); // what was promised long ago
        row("by the end of the week", "2026-11-22");
        row("eod", "2026-11-21");
        row("today", "2026-11-21");
        row("tomorrow", "2026-11-22");
        row("tomorrow at 9", "2026-11-22 09:00");
        row("next week", "2026-11-27");
        row("by the end of next week", "2026-11-27");
        row("by the end of the month", "2026-11-30");
        row("next month", "2026-12-31");
        row("in two weeks", "2026-12-05");
        row("within 3 days", "2026-11-24");
        row("in a fortnight", "2026-12-05");
        row("in 2 hours", "2026-11-21 16:20");
        row("the weekend", "2026-11-22");
        row("soon", "");
        row("", "");
        row("some day", "");
        row("31 february", "");
        language = u"de"_s;
        row("bis Freitag", "2026-11-27");
        row("bis nächsten Dienstag", "2026-11-24");
        row("spätestens am 3. Dezember", "2026-12-03");
        row("Ende der Woche", "2026-11-22");
        row("bis Ende nächster Woche", "2026-11-27");
        row("bis Monatsende", "2026-11-30");
        row("in zwei Wochen", "2026-12-05");
        row("innerhalb von drei Tagen", "2026-11-24");
        row("morgen", "2026-11-22");
        row("übermorgen um 15 Uhr", "2026-11-23 15:00");
        row("Dienstag um 15 Uhr", "2026-11-24 15:00");
        row("24.12.", "2026-12-24");
        row("im März vielleicht", "");
        language = u"fr"_s;
        row("d’ici vendredi", "2026-11-27");
        row("avant la fin de la semaine", "2026-11-22");
        row("la semaine prochaine", "2026-11-27");
        row("dans deux semaines", "2026-12-05");
        row("d'ici la fin du mois", "2026-11-30");
        row("mardi à 15h30", "2026-11-24 15:30");
        row("après-demain", "2026-11-23");
        row("le 1er décembre", "2026-12-01");
        row("bientôt", "");
        language = u"es"_s;
        row("para el viernes", "2026-11-27");
        row("antes del miércoles", "2026-11-25");
        row("esta semana", "2026-11-22");
        row("la semana que viene", "2026-11-27");
        row("a finales de mes", "2026-11-30");
        row("dentro de dos semanas", "2026-12-05");
        row("pasado mañana", "2026-11-23");
        row("mañana a las 10", "2026-11-22 10:00");
        row("el 3 de diciembre", "2026-12-03");
        language = u"pl"_s;
        row("do piątku", "2026-11-27");
        row("w środę", "2026-11-25");
        row("do końca tygodnia", "2026-11-22");
        row("w przyszłym tygodniu", "2026-11-27");
        row("do końca miesiąca", "2026-11-30");
        row("za dwa tygodnie", "2026-12-05");
        row("za tydzień", "2026-11-28");
        row("jutro o 15", "2026-11-22 15:00");
        row("najpóźniej 3 grudnia", "2026-12-03");
        language = u"fi"_s; // has no words of its own
        row("by friday", "2026-11-27");
        row("perjantaina", "");
    }

    void textMeansADay()
    {
        QFETCH(QString, language);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(said(parseDueText(text, language, saturday())), expected);
    }

    void aWeekEndsOnFridayWhileItLasts()
    {
        const QDateTime tuesday(QDate(2026, 11, 24), QTime(9, 0), dueZone);
        QCOMPARE(said(parseDueText(u"end of the week"_s, u"en"_s, tuesday)), u"2026-11-27"_s);
        QCOMPARE(said(parseDueText(u"next week"_s, u"en"_s, tuesday)), u"2026-12-04"_s);
        QCOMPARE(said(parseDueText(u"diese Woche"_s, u"de"_s, tuesday)), u"2026-11-27"_s);
    }

    void aDayKeepsItsEndOverDaylightSaving()
    {
        const QDateTime before(QDate(2026, 10, 24), QTime(10, 0), dueZone);
        const auto due = parseDueText(u"tomorrow"_s, u"en"_s, before);
        QVERIFY(due);
        QCOMPARE(due->day(), QDate(2026, 10, 25));
        QCOMPARE(due->at, dueOn(QDate(2026, 10, 25), dueZone).at);
        QCOMPARE(due->zone, "Europe/Berlin");
    }

    void aSentenceNamesItsDay_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *language, const char *sentence, const char *words,
                            const char *expected) {
            QTest::newRow(sentence) << QString::fromLatin1(language) << QString::fromUtf8(sentence)
                                    << QString::fromUtf8(words) << QString::fromLatin1(expected);
        };
        row("en", "I'll send you the list by Friday, promised.", "by Friday", "2026-11-27");
        row("en", "We will mend it in two weeks or so", "in two weeks", "2026-12-05");
        row("en", "Tomorrow we will call you", "Tomorrow", "2026-11-22");
        row("en", "I will call you on Tuesday at 3pm.", "on Tuesday at 3pm", "2026-11-24 15:00");
        row("en", "I will do it, it takes two weeks", "", "");
        row("en", "Good evening! I'll see", "", ""); // a time is no day
        row("en", "We sat there and will come back", "", "");
        row("en", "We may call, and I will march on", "", "");
        row("de", "Ich schicke Ihnen die Liste bis Ende der Woche.", "bis Ende der Woche",
            "2026-11-22");
        row("de", "Wir melden uns am Dienstag bei dir", "am Dienstag", "2026-11-24");
        row("fr", "Je vous envoie mon livre d’ici vendredi !", "d’ici vendredi", "2026-11-27");
        row("es", "Te lo mando antes del viernes", "antes del viernes", "2026-11-27");
        row("pl", "Wyślę listę do piątku.", "do piątku", "2026-11-27");
    }

    void aSentenceNamesItsDay()
    {
        QFETCH(QString, language);
        QFETCH(QString, sentence);
        QFETCH(QString, words);
        QFETCH(QString, expected);
        const auto found = findDue(sentence, language, saturday());
        QCOMPARE(found ? sentence.sliced(found->start, found->length) : QString(), words);
        QCOMPARE(found ? said(found->due) : QString(), expected);
    }

    void hostileTextTakesNoTime()
    {
        QString text;
        for (int i = 0; i < 20'000; ++i)
            text += u"by the end of the "_s;
        QVERIFY(!findDue(text, u"en"_s, saturday()));
        QVERIFY(!parseDueText(text, u"de"_s, saturday()));
    }
};

QTEST_GUILESS_MAIN(DueTextTest)
#include "duetexttest.moc"
