// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/wordlist.h"

#include <QFile>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

class WordListTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wordsAreFoundWhole_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("found");
        const auto row = [](const char *name, const QString &word, const QString &text,
                            const QStringList &found) {
            QTest::newRow(name) << word << text << found;
        };
        row("whole", u"gay"_s, u"He is gay, she said"_s, {u"gay"_s});
        row("not within a word", u"race"_s, u"the embrace of a trace"_s, {});
        row("case", u"ADHD"_s, u"has adhd"_s, {u"adhd"_s});
        row("diacritics in the text", u"depression"_s, u"dépression"_s, {u"dépression"_s});
        row("diacritics in the list", u"hindú"_s, u"hindu"_s, {u"hindu"_s});
        row("letters that are no letter with a mark", u"muzułm*"_s, u"Muzulmanka"_s,
            {u"Muzulmanka"_s});
        row("the Polish letter", u"religi*"_s, u"RELIGIĘ ma"_s, {u"RELIGIĘ"_s});
        row("sharp s", u"narziss*"_s, u"Narzißmus"_s, {u"Narzißmus"_s});
        row("composed otherwise", u"católic*"_s, u"cato\u0301lica"_s, {u"cato\u0301lica"_s});
        row("a stem", u"depress*"_s, u"Depressed, depression."_s,
            {u"Depressed"_s, u"depression"_s});
        row("a stem within a word", u"trauma*"_s, u"posttrauma"_s, {});
        row("a phrase", u"i heard"_s, u"Well, I  heard\nthat I  hear"_s, {u"I  heard"_s});
        row("a phrase with a hyphen", u"left wing"_s, u"left-wing"_s, {u"left-wing"_s});
        row("a phrase with an open end", u"mental ill*"_s, u"a mental illness"_s,
            {u"mental illness"_s});
        row("an apostrophe of a printer", u"on m'a dit"_s, u"On m’a dit que oui"_s,
            {u"On m’a dit"_s});
        row("a soft hyphen", u"religion"_s, u"reli\u00adgion"_s, {u"reli\u00adgion"_s});
        row("Chinese", u"抑郁"_s, u"她有抑郁症"_s, {u"抑郁"_s});
        row("Japanese", u"うつ病"_s, u"彼はうつ病です"_s, {u"うつ病"_s});
        row("Korean with an ending", u"우울증"_s, u"그는 우울증이 있다"_s, {u"우울증"_s});
        row("twice", u"rich"_s, u"rich and rich"_s, {u"rich"_s, u"rich"_s});
        row("an emoji beside it", u"rich"_s, u"🌻rich🌻 and rich"_s, {u"rich"_s});
        row("nothing", u"rich"_s, QString(), {});
    }
    void wordsAreFoundWhole()
    {
        QFETCH(const QString, word);
        QFETCH(const QString, text);
        const WordMatcher matcher({{.word = word, .reason = u"why"_s}});
        QStringList found;
        for (const WordMatch &match : matcher.find(text)) {
            found.append(text.sliced(match.start, match.length));
            QCOMPARE(match.reason, u"why"_s);
        }
        QTEST(found, "found");
    }

    void theLongerOneIsSaid()
    {
        const WordMatcher matcher({{u"heard"_s, {}}, {u"heard that"_s, {}}, {u"that he"_s, {}}});
        const auto found = matcher.find(u"we heard that he came");
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().word, u"heard that"_s);
    }

    void aListIsReadWithItsReasons()
    {
        const auto words = parseWordList(u"# a comment\n\n[rumour]\nI Heard\n \n[diagnosis]\r\n"
                                         "Dépress*\n*\na*\n");
        QCOMPARE(words, (QList<ListWord>{{u"i heard"_s, u"rumour"_s},
                                         {u"depress*"_s, u"diagnosis"_s},
                                         {u"a"_s, u"diagnosis"_s}}));
    }

    void theListsThatTheProgramBringsAreInOrder_data()
    {
        QTest::addColumn<QString>("language");
        for (const char *language : {"en", "de", "fr", "es", "pl"})
            QTest::newRow(language) << QString::fromLatin1(language);
    }
    void theListsThatTheProgramBringsAreInOrder()
    {
        QFETCH(const QString, language);
        QFile file(
            QStringLiteral(CASEMENT_SOURCE_DIR "/resources/words/facts-%1.txt").arg(language));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto words = parseWordList(QString::fromUtf8(file.readAll()));
        QHash<QString, int> reasons;
        QSet<QString> seen;
        for (const ListWord &word : words) {
            QVERIFY2(!seen.contains(word.word), qPrintable(word.word));
            seen.insert(word.word);
            ++reasons[word.reason];
            // Each entry is found by itself.
            const QString text = QString(word.word).remove(u'*');
            QVERIFY2(!WordMatcher({word}).find(text).isEmpty(), qPrintable(word.word));
        }
        for (const char *reason : {"rumour", "diagnosis", "demographic"})
            QVERIFY2(reasons.take(QString::fromLatin1(reason)) >= 12, reason);
        QVERIFY2(reasons.isEmpty(), qPrintable(QStringList(reasons.keys()).join(u' ')));
    }

    void itTakesTimeProportionalToTheText()
    {
        QList<ListWord> words;
        for (int i = 0; i < 500; ++i)
            words.append({.word = u"word%1*"_s.arg(i), .reason = {}});
        const WordMatcher matcher(words);
        const QString text = u"aa word1x "_s.repeated(1'000);
        QCOMPARE(matcher.find(text).size(), 1'000);
    }
};

QTEST_GUILESS_MAIN(WordListTest)
#include "wordlisttest.moc"
