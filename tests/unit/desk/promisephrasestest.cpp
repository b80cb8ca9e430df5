// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/promises.h"
#include "core/desk/wordlists.h"
#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

/// That somebody promises something, by the words they say it with.
class PromisePhrasesTest final : public QObject
{
    Q_OBJECT

    TestDesk m_desk;

    QList<PromisePhrase> phrases(const QString &text, const QString &language)
    {
        return value(m_desk.desk->promises.phrases(text, language));
    }

private Q_SLOTS:
    void aPromiseIsHeardInItsLanguage_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence"); // empty: nothing is promised
        QTest::addColumn<bool>("hasDay");
        const auto row = [](const char *language, const char *text, const char *sentence,
                            bool hasDay = false) {
            QTest::newRow(text) << QString::fromLatin1(language) << QString::fromUtf8(text)
                                << QString::fromUtf8(sentence) << hasDay;
        };
        row("en", "Thanks! I'll send you the list by Friday. Bye",
            "I'll send you the list by Friday.", true);
        row("en", "I’LL DO IT", "I’LL DO IT");
        row("en", "Nice weather.\n\nWe will\nmend the roof at 3 p.m. tomorrow. Really",
            "We will mend the roof at 3 p.m. tomorrow.", true);
        row("en", "Let me find out", "Let me find out");
        row("en", "Will we see you there?", "");
        row("en", "I'll be there, will you?", ""); // it is asked
        row("en", "Thank you for the seeds, they have grown.", "");
        row("en", "> I'll send you the list\n\nThank you for that", "");
        row("en", "```\nI will crash\n```\nSee the log", "");
        row("en", "- water the beans\n- I will bring a ladder on 3. May\n- done",
            "I will bring a ladder on 3. May", true);
        row("de", "Danke. Ich melde mich bis Freitag bei Ihnen. Bis dann",
            "Ich melde mich bis Freitag bei Ihnen.", true);
        row("de", "WIR KÜMMERN UNS DARUM!", "WIR KÜMMERN UNS DARUM!");
        row("de", "Danke für die Samen, sie sind gekeimt.", "");
        row("fr", "Je vous envoie la liste d’ici vendredi.",
            "Je vous envoie la liste d’ici vendredi.", true);
        row("fr", "On s’en occupe demain !", "On s’en occupe demain !", true);
        row("fr", "Merci pour les graines, elles ont germé.", "");
        row("es", "Gracias. Te enviaremos la lista antes del viernes.",
            "Te enviaremos la lista antes del viernes.", true);
        row("es", "Gracias por las semillas, han brotado.", "");
        row("pl", "Dziękuję. Wyślemy listę do piątku.", "Wyślemy listę do piątku.", true);
        row("pl", "Dziękuję za nasiona, wzeszły.", "");
        row("", "Wir melden uns bis Freitag.", "Wir melden uns bis Freitag.", true);
        row("", "Wyślemy listę jutro", "Wyślemy listę jutro", true);
        row("", "Kiitos siemenistä", "");
        row("fi", "I will write to you", "I will write to you"); // no list: the English one
    }

    void aPromiseIsHeardInItsLanguage()
    {
        QFETCH(QString, language);
        QFETCH(QString, text);
        QFETCH(QString, sentence);
        QFETCH(bool, hasDay);
        const auto found = phrases(text, language);
        QCOMPARE(found.isEmpty() ? QString() : found.first().sentence, sentence);
        QCOMPARE(!found.isEmpty() && found.first().due.has_value(), hasDay);
        if (!found.isEmpty()) {
            const PromisePhrase &phrase = found.first();
            QCOMPARE(text.sliced(phrase.start, phrase.length).simplified(), sentence);
        }
    }

    void eachSentenceIsHeardOnce()
    {
        const auto found =
            phrases(u"I will come and I will bring cake. We'll see. And we will sing!"_s, u"en"_s);
        QCOMPARE(found.size(), 3);
        QCOMPARE(found[0].sentence, u"I will come and I will bring cake."_s);
        QCOMPARE(found[2].sentence, u"And we will sing!"_s);
    }

    void theListIsTheTeams()
    {
        QVERIFY(phrases(u"Consider it sorted."_s, u"en"_s).isEmpty());
        value(m_desk.desk->wordLists.add(u"promises"_s, u"en"_s, u"consider it sorted"_s, {}));
        QCOMPARE(phrases(u"Consider it sorted."_s, u"en"_s).size(), 1);
        QCOMPARE(phrases(u"We shall see."_s, u"en-GB"_s).size(), 1);
        value(m_desk.desk->wordLists.remove(u"promises"_s, u"en"_s, u"we shall"_s));
        QVERIFY(phrases(u"We shall see."_s, u"en-GB"_s).isEmpty());
        value(m_desk.desk->wordLists.add(u"promises"_s, u"en"_s, u"we shall"_s, {}));
        QCOMPARE(phrases(u"We shall see."_s, u"en-GB"_s).size(), 1);
    }

    void eachPhraseOfTheProgramIsFound()
    {
        const QString list = u"promises"_s;
        QCOMPARE(WordLists::languages(list),
                 QStringList({u"de"_s, u"en"_s, u"es"_s, u"fr"_s, u"pl"_s}));
        for (const QString &language : WordLists::languages(list)) {
            const auto words = value(m_desk.desk->wordLists.words(list, language));
            QVERIFY(words.size() > 30);
            for (const ListedWord &each : words) {
                const QString text = QString(each.word.word).replace(u'*', u"d"_s) + u" it."_s;
                QVERIFY2(!phrases(text, language).isEmpty(), qPrintable(text));
            }
        }
    }

    void hostileTextTakesNoTime()
    {
        QCOMPARE(phrases(u"i will "_s.repeated(20'000), u"en"_s).size(), 1);
        QCOMPARE(phrases(u"I will.\n\n"_s.repeated(2'000), u"en"_s).size(), 2'000);
    }
};

QTEST_GUILESS_MAIN(PromisePhrasesTest)
#include "promisephrasestest.moc"
