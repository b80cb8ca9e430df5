// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/splitting.h"
#include "core/text/characters.h"
#include "tests/support/random.h"

#include <QElapsedTimer>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

/// A text that is too long for its channel, cut where a reader would cut it.
class SplittingTest final : public QObject
{
    Q_OBJECT

    static PartFits upTo(qsizetype most)
    {
        return [most](const QString &part, qsizetype) { return graphemeCount(part) <= most; };
    }
    static QString withoutSpace(QString text)
    {
        text.removeIf([](QChar c) { return c.isSpace(); });
        return text;
    }

private Q_SLOTS:
    void cutsWhereAReaderWould_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("most");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("nothing") << u" \n "_s << 10 << QStringList();
        QTest::newRow("it fits") << u"  It fits. "_s << 8 << QStringList{u"It fits."_s};
        QTest::newRow("paragraphs before sentences")
            << u"One. Two.\n\nThree. Four."_s << 16
            << QStringList{u"One. Two."_s, u"Three. Four."_s};
        QTest::newRow("a line of blanks ends a paragraph")
            << u"One. Two.\n \t\nThree. Four."_s << 17
            << QStringList{u"One. Two."_s, u"Three. Four."_s};
        QTest::newRow("lines before sentences")
            << u"One. Two.\nThree. Four."_s << 16 << QStringList{u"One. Two."_s, u"Three. Four."_s};
        QTest::newRow("sentences before words")
            << u"One two three. Four five six."_s << 20
            << QStringList{u"One two three."_s, u"Four five six."_s};
        QTest::newRow("words, and their marks stay with them")
            << u"one two, three four"_s << 8 << QStringList{u"one two,"_s, u"three"_s, u"four"_s};
        QTest::newRow("a short end is no reason")
            << u"Oh.\n\nThis goes on and on and on."_s << 20
            << QStringList{u"Oh.\n\nThis goes on"_s, u"and on and on."_s};
        QTest::newRow("letters where there is no blank")
            << u"abcdefghij"_s << 4 << QStringList{u"abcd"_s, u"efgh"_s, u"ij"_s};
        QTest::newRow("never within a character")
            << u"👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦"_s << 2
            << QStringList{u"👩‍👩‍👧‍👦👩‍👩‍👧‍👦"_s,
                           u"👩‍👩‍👧‍👦"_s};
        QTest::newRow("no blanks in the script")
            << u"これは長い文です。次の文です。"_s << 10
            << QStringList{u"これは長い文です。"_s, u"次の文です。"_s};
        QTest::newRow("a link stays whole")
            << u"Please read [the long page](https://example.org/a) now"_s << 40
            << QStringList{u"Please read"_s, u"[the long page](https://example.org/a)"_s, u"now"_s};
        QTest::newRow("an address with a dash stays whole")
            << u"see https://example.org/a-b-c-d-e-f"_s << 32
            << QStringList{u"see"_s, u"https://example.org/a-b-c-d-e-f"_s};
        QTest::newRow("a mention stays whole")
            << u"thanks to @ann@social.example-town.org for it"_s << 35
            << QStringList{u"thanks to"_s, u"@ann@social.example-town.org for it"_s};
        QTest::newRow("code stays whole")
            << u"run `git commit --amend` again"_s << 22
            << QStringList{u"run"_s, u"`git commit --amend`"_s, u"again"_s};
        QTest::newRow("a block of code stays whole")
            << u"Look here:\n\n```\na b c\n\nd e f\n```\nThat is it."_s << 28
            << QStringList{u"Look here:"_s, u"```\na b c\n\nd e f\n```"_s, u"That is it."_s};
        QTest::newRow("a longer one between its lines")
            << u"```\naaaa\nbbbb\ncccc\n```"_s << 14
            << QStringList{u"```\naaaa\nbbbb"_s, u"cccc\n```"_s};
        QTest::newRow("a longer address where it must")
            << u"https://example.org/abcdefghijkl"_s << 20
            << QStringList{u"https://example.org/"_s, u"abcdefghijkl"_s};
    }

    void cutsWhereAReaderWould()
    {
        QFETCH(QString, text);
        QFETCH(int, most);
        QFETCH(QStringList, parts);
        QCOMPARE(splitText(text, upTo(most), 25), parts);
    }

    void partsMayHaveRoomOfTheirOwn()
    {
        // The first one carries a greeting.
        const auto fits = [](const QString &part, qsizetype index) {
            return part.size() <= (index == 0 ? 5 : 10);
        };
        QCOMPARE(splitText(u"one two three four"_s, fits, 25),
                 QStringList({u"one"_s, u"two three"_s, u"four"_s}));
    }

    void whatCannotBeDoneIsNotDone()
    {
        QCOMPARE(splitText(u"one two three"_s, upTo(0), 25), QStringList());
        QCOMPARE(splitText(u"one two three"_s, upTo(5), 2), QStringList());
        QCOMPARE(splitText(u"one two three"_s, upTo(5), 3).size(), 3);
        QCOMPARE(splitText(QString(longestSplitText + 1, u'a'), upTo(500), 25), QStringList());
    }

    void nothingIsLostAndEveryPartFits()
    {
        testing::Random random(11);
        const QStringList pieces{u"word"_s,
                                 u" "_s,
                                 u". "_s,
                                 u"\n"_s,
                                 u"\n\n"_s,
                                 u"👩‍👩‍👧‍👦"_s,
                                 u"e\u0301"_s,
                                 u"漢字"_s,
                                 u"`code x`"_s,
                                 u"[a b](https://example.org/x)"_s,
                                 u"@ann@example.org"_s,
                                 u"```\n"_s,
                                 u"(("_s,
                                 u"https://a.example/b"_s,
                                 u"🇩🇪"_s,
                                 u"\t"_s,
                                 u"x\u0301\u0302"_s,
                                 u"*b*"_s};
        for (int round = 0; round < 400; ++round) {
            QString text;
            for (int i = random.below(120); i >= 0; --i)
                text += pieces.at(random.below(static_cast<int>(pieces.size())));
            const qsizetype most = random.between(1, 60);
            const QStringList parts = splitText(text, upTo(most), 100'000);
            QCOMPARE(withoutSpace(parts.join(QString())), withoutSpace(text));
            for (const QString &part : parts) {
                QVERIFY(graphemeCount(part) <= most);
                QVERIFY(!part.trimmed().isEmpty());
                QVERIFY(part.isValidUtf16());
            }
        }
    }

    void aLongTextDoesNotStopTheWindow_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("words") << u"lorem ipsum dolor. "_s.repeated(5'500);
        QTest::newRow("one word") << QString(100'000, u'a');
        QTest::newRow("ticks") << QString(100'000, u'`');
        QTest::newRow("brackets") << QString(100'000, u'[');
        QTest::newRow("fences") << u"```\n"_s.repeated(25'000);
        QTest::newRow("ats") << QString(100'000, u'@');
        QTest::newRow("accents") << u'a' + QString(100'000, QChar(0x301));
        QTest::newRow("line feeds between") << u"a\n"_s.repeated(50'000);
    }

    void aLongTextDoesNotStopTheWindow()
    {
        QFETCH(QString, text);
        QElapsedTimer timer;
        timer.start();
        const QStringList parts = splitText(text, upTo(4096), 25);
        const qint64 took = timer.elapsed();
        qInfo("%lld parts in %lld ms", qlonglong(parts.size()), qlonglong(took));
        QVERIFY2(took < 2000, qPrintable(QString::number(took)));
    }
};

QTEST_GUILESS_MAIN(SplittingTest)
#include "splittingtest.moc"
