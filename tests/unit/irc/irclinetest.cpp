// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircnetwork.h"
#include "core/channels/irc/ircparser.h"
#include "core/channels/irc/ircsasl.h"
#include "core/channels/irc/ircsplit.h"

#include <QTest>
#include <QTextBoundaryFinder>

using namespace casement;

class IrcLineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parsesLines_data();
    void parsesLines();
    void unescapesTags_data();
    void unescapesTags();
    void refusesLinesWithoutACommand();
    void keepsAtMostFifteenParameters();
    void writesLines();
    void neverWritesASecondCommand_data();
    void neverWritesASecondCommand();
    void decodesLatin1WhereItIsNotUtf8();
    void readsLinesInAnyPieces();
    void skipsLinesThatAreTooLong();
    void foldsNames();
    void believesOnlySaneIsupport();
    void scramGivesTheVectorOfRfc7677();
    void scramRefusesAServerThatCannotProveItself();
    void scramRefusesWeakAndEndlessChallenges();
    void saslIsSentInChunks();
    void splitsOnGraphemes_data();
    void splitsOnGraphemes();
    void splitLosesNoWord();
};

void IrcLineTest::parsesLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArrayList>("params");
    const auto row = [](const char *name, const QByteArray &line, const QByteArray &source,
                        const QByteArray &command, const QByteArrayList &params) {
        QTest::newRow(name) << line << source << command << params;
    };
    row("plain", ":ann!a@h PRIVMSG #c :hello there", "ann!a@h", "PRIVMSG", {"#c", "hello there"});
    row("no source", "PING :x", "", "PING", {"x"});
    row("no colon", ":s 001 me hi", "s", "001", {"me", "hi"});
    row("empty trailing", "PRIVMSG #c :", "", "PRIVMSG", {"#c", ""});
    row("colon in trailing", "A b ::c :d", "", "A", {"b", ":c :d"});
    row("colon in middle", "A b:c d", "", "A", {"b:c", "d"});
    row("many spaces", ":s   A    b   c ", "s", "A", {"b", "c"});
    row("lower case", "privmsg a b", "", "PRIVMSG", {"a", "b"});
    row("tags", "@a=b;c=32;k;rt=ql7 :s A", "s", "A", {});
    row("tags only before source", "@time=1 PRIVMSG :@x y", "", "PRIVMSG", {"@x y"});
}

void IrcLineTest::parsesLines()
{
    QFETCH(QByteArray, line);
    const auto message = parseIrcLine(line);
    QVERIFY(message);
    QTEST(message->source, "source");
    QTEST(message->command, "command");
    QTEST(message->params, "params");
    QCOMPARE(message->raw, line);
    QCOMPARE(message->param(99), QByteArray());
}

void IrcLineTest::unescapesTags_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("all") << QByteArray(R"(\:\s\\\r\n)") << QByteArray("; \\\r\n");
    QTest::newRow("unknown") << QByteArray(R"(\b)") << QByteArray("b");
    QTest::newRow("at the end") << QByteArray(R"(x\)") << QByteArray("x");
    QTest::newRow("equals") << QByteArray("a=b=c") << QByteArray("a=b=c");
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void IrcLineTest::unescapesTags()
{
    QFETCH(QByteArray, wire);
    const auto message = parseIrcLine(QByteArray("@k=" + wire + ";other=1 A"));
    QVERIFY(message);
    QTEST(message->tags.value("k"), "value");
    QCOMPARE(message->tags.value("other"), QByteArray("1"));
}

void IrcLineTest::refusesLinesWithoutACommand()
{
    for (const char *line : {"", " ", ":", ":source", "@tags", "@tags ", "@a :b", "   ", ": "})
        QVERIFY2(!parseIrcLine(QByteArrayView(line)), line);
}

void IrcLineTest::keepsAtMostFifteenParameters()
{
    const auto message = parseIrcLine(QByteArray("A" + QByteArray(" x").repeated(5000)));
    QVERIFY(message);
    QCOMPARE(message->params.size(), 15);
    QVERIFY(message->params.last().size() > 9000);
}

void IrcLineTest::writesLines()
{
    QCOMPARE(ircLine("PRIVMSG", {"#c", "a"}).value(), QByteArray("PRIVMSG #c :a\r\n"));
    QCOMPARE(ircLine("JOIN", {"#c"}).value(), QByteArray("JOIN #c\r\n"));
    QCOMPARE(ircLine("A", {"b", "c d"}, {{"label", "x;y \\"}}).value(),
             QByteArray("@label=x\\:y\\s\\\\ A b :c d\r\n"));
}

void IrcLineTest::neverWritesASecondCommand_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArrayList>("params");
    QTest::addColumn<QByteArray>("tag");
    const QByteArray good("ok");
    for (const QByteArray &evil :
         {QByteArray("a\rb"), QByteArray("a\nQUIT"), QByteArray("a\r\nQUIT"), QByteArray("a\0b", 3),
          QByteArray("\n"), QByteArray("\r")}) {
        const QByteArray name = evil.toHex();
        QTest::addRow("last %s", name.constData())
            << QByteArray("PRIVMSG") << QByteArrayList{"#c", evil} << good;
        QTest::addRow("middle %s", name.constData())
            << QByteArray("PRIVMSG") << QByteArrayList{evil, "x"} << good;
        QTest::addRow("command %s", name.constData()) << evil << QByteArrayList{"x"} << good;
        QTest::addRow("tag %s", name.constData()) << QByteArray("A") << QByteArrayList{"x"} << evil;
    }
    QTest::newRow("two in one") << QByteArray("PRIVMSG") << QByteArrayList{"#a #b", "x"} << good;
    QTest::newRow("colon") << QByteArray("PRIVMSG") << QByteArrayList{":a", "x"} << good;
    QTest::newRow("empty middle") << QByteArray("PRIVMSG") << QByteArrayList{"", "x"} << good;
    QTest::newRow("no command") << QByteArray() << QByteArrayList{"x"} << good;
    QTest::newRow("too long") << QByteArray("A") << QByteArrayList{QByteArray(600, 'x')} << good;
    QTest::newRow("long tag") << QByteArray("A") << QByteArrayList{"x"} << QByteArray(5000, 'x');
}

void IrcLineTest::neverWritesASecondCommand()
{
    QFETCH(QByteArray, command);
    QFETCH(QByteArrayList, params);
    QFETCH(QByteArray, tag);
    const auto line = ircLine(command, params, {{"label", tag}});
    QVERIFY(!line);
    QVERIFY(line.error().kind == ErrorKind::Invalid);
}

void IrcLineTest::decodesLatin1WhereItIsNotUtf8()
{
    QCOMPARE(decodeIrc("Gr\xc3\xbc\xc3\x9f"), QStringLiteral("Grüß"));
    QCOMPARE(decodeIrc("Gr\xfc\xdf"), QStringLiteral("Grüß"));
    QCOMPARE(decodeIrc("\xed\xa0\x80").size(), 3); // half a surrogate pair is no UTF-8
}

void IrcLineTest::readsLinesInAnyPieces()
{
    const QByteArray bytes = "one\r\ntwo\n\r\nthree\r\r\nrest";
    for (qsizetype size = 1; size <= bytes.size(); ++size) {
        IrcLineReader reader;
        QByteArrayList lines;
        for (qsizetype i = 0; i < bytes.size(); i += size) {
            reader.feed(bytes.mid(i, size));
            while (const auto line = reader.next())
                lines += *line;
        }
        QCOMPARE(lines, (QByteArrayList{"one", "two", "", "three"}));
        QCOMPARE(reader.unfinished(), 4);
    }
}

void IrcLineTest::skipsLinesThatAreTooLong()
{
    IrcLineReader reader;
    QByteArrayList lines;
    const QByteArray bytes = "a\n" + QByteArray(100'000, 'x') + "\nb\n";
    for (qsizetype i = 0; i < bytes.size(); i += 1000) {
        reader.feed(bytes.mid(i, 1000));
        while (const auto line = reader.next())
            lines += *line;
    }
    QCOMPARE(lines, (QByteArrayList{"a", "b"}));
    QCOMPARE(reader.oversized(), 1);
    for (int i = 0; i < 100; ++i) {
        reader.feed(QByteArray(10'000, 'y'));
        QVERIFY(!reader.next());
    }
    QCOMPARE(reader.unfinished(), 1'000'000);
}

void IrcLineTest::foldsNames()
{
    QCOMPARE(foldIrc("Ann[]\\^", IrcCaseMapping::Rfc1459), QByteArray("ann{}|~"));
    QCOMPARE(foldIrc("Ann[]\\^", IrcCaseMapping::Rfc1459Strict), QByteArray("ann{}|^"));
    QCOMPARE(foldIrc("Ann[]\\^", IrcCaseMapping::Ascii), QByteArray("ann[]\\^"));
    QCOMPARE(foldIrc("ÀÉ", IrcCaseMapping::Rfc1459), QByteArray("ÀÉ"));
}

void IrcLineTest::believesOnlySaneIsupport()
{
    IrcNetwork network;
    const auto tell = [&](const QByteArray &tokens) {
        network.take(*parseIrcLine(QByteArray(":s 005 me " + tokens + " :are supported")));
    };
    tell(
        "CASEMAPPING=ascii CHANTYPES=# STATUSMSG=@+ CHATHISTORY=50 MSGREFTYPES=timestamp NICKLEN=9 "
        "CLIENTTAGDENY=*,-draft/reply");
    QCOMPARE(network.caseMapping, IrcCaseMapping::Ascii);
    QCOMPARE(network.historyLimit, 50);
    QVERIFY(!network.hasMessageIdReferences);
    QVERIFY(!network.passesClientTag("casement.example/id"));
    QVERIFY(network.passesClientTag("draft/reply"));
    QCOMPARE(network.withoutStatus("@#ops"), QByteArray("#ops"));
    QCOMPARE(network.withoutStatus("@nick"), QByteArray("@nick"));
    tell("CHANTYPES=abc# NICKLEN=-5 CHATHISTORY=99999999999999 CASEMAPPING");
    QCOMPARE(network.channelTypes, QByteArray("#"));
    QCOMPARE(network.nickLength, 0);
    QCOMPARE(network.historyLimit, 0);
    network.take(*parseIrcLine("005"));
}

void IrcLineTest::scramGivesTheVectorOfRfc7677()
{
    ScramSha256 scram(QStringLiteral("user"), QStringLiteral("pencil"), "rOprNGfwEbeRWgbNEkqO");
    QCOMPARE(scram.clientFirst(), QByteArray("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"));
    const auto answer = scram.clientFinal("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                          "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    QVERIFY(answer);
    QCOMPARE(*answer, QByteArray("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                 "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
    QVERIFY(scram.finish("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
}

void IrcLineTest::scramRefusesAServerThatCannotProveItself()
{
    ScramSha256 scram(QStringLiteral("us=e,r"), QStringLiteral("pencil"), "abc");
    QCOMPARE(scram.clientFirst(), QByteArray("n,,n=us=3De=2Cr,r=abc"));
    QVERIFY(!scram.finish("v="));
    QVERIFY(scram.clientFinal("r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
    for (const char *last : {"", "v=", "v=AAAA", "e=other-error", "x",
                             "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="}) {
        const auto result = scram.finish(last);
        QVERIFY2(!result, last);
        QVERIFY(result.error().kind == ErrorKind::AuthRequired);
    }
}

void IrcLineTest::scramRefusesWeakAndEndlessChallenges()
{
    for (const char *first : {"", "r=abc,s=QQ==,i=4096", "r=xyz1,s=QQ==,i=4096", "r=abcd,s=,i=4096",
                              "r=abcd,s=%%,i=4096", "r=abcd,s=QQ==,i=1", "r=abcd,s=QQ==,i=99999999",
                              "r=abcd,s=QQ==,i=x", "r=abcd,s=QQ==", "m=x,r=abcd,s=QQ==,i=4096"}) {
        ScramSha256 scram(QStringLiteral("u"), QStringLiteral("p"), "abc");
        QVERIFY2(!scram.clientFinal(first), first);
    }
}

void IrcLineTest::saslIsSentInChunks()
{
    QCOMPARE(saslChunks({}), QByteArrayList{"+"});
    QCOMPARE(saslChunks("abc"), QByteArrayList{"YWJj"});
    QCOMPARE(saslChunks(QByteArray(300, 'x')).size(), 2);
    QCOMPARE(saslChunks(QByteArray(300, 'x')).last(), QByteArray("+"));
    QCOMPARE(saslChunks(QByteArray(310, 'x')).last().size(), 16);
    QCOMPARE(saslPlain(QStringLiteral("u"), QStringLiteral("p")), QByteArray("u\0u\0p", 5));
}

void IrcLineTest::splitsOnGraphemes_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("ascii") << QStringLiteral("word ").repeated(200);
    QTest::newRow("one word") << QStringLiteral("x").repeated(1000);
    QTest::newRow("umlauts") << QStringLiteral("äöü").repeated(300);
    QTest::newRow("families") << QStringLiteral("👨‍👩‍👧‍👦").repeated(60);
    QTest::newRow("flags") << QStringLiteral("🇩🇪🇵🇱").repeated(60);
    QTest::newRow("skin tones") << QStringLiteral("👍🏽").repeated(100);
    QTest::newRow("combining") << QStringLiteral("e\u0301\u0323").repeated(200);
    QTest::newRow("han") << QStringLiteral("窗戶打開").repeated(100);
    QTest::newRow("hangul") << QStringLiteral("각").repeated(100);
    QTest::newRow("devanagari") << QStringLiteral("क्षि").repeated(100);
    QTest::newRow("mixed") << QStringLiteral("ok 👨‍👩‍👧 é ").repeated(50);
}

void IrcLineTest::splitsOnGraphemes()
{
    QFETCH(QString, text);
    for (const qsizetype limit : {40, 64, 100, 333, 420}) {
        const QByteArrayList lines = splitForIrc(text, limit);
        QString joined;
        for (const QByteArray &line : lines) {
            QVERIFY(line.size() <= limit);
            QVERIFY(!line.isEmpty());
            const QString part = QString::fromUtf8(line);
            QVERIFY(!part.contains(QChar::ReplacementCharacter));
            joined += part;
        }
        QString wanted = text;
        QCOMPARE(joined.remove(u' '), wanted.remove(u' '));
        // Every boundary is one of the whole text: nothing was cut inside a grapheme.
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, wanted);
        qsizetype at = 0;
        for (const QByteArray &line : lines) {
            at += QString::fromUtf8(line).remove(u' ').size();
            finder.setPosition(at);
            QVERIFY(at == wanted.size() || finder.isAtBoundary());
        }
    }
}

void IrcLineTest::splitLosesNoWord()
{
    const QString evil = QStringLiteral("one\r\ntwo\n\n three\rQUIT :x") + QChar(0x2028) +
                         QStringLiteral("la") + QChar(0) + QStringLiteral("st") + QChar(1) +
                         QChar(2) + QStringLiteral(" bold");
    QCOMPARE(splitForIrc(evil, 100),
             (QByteArrayList{"one", "two", "three", "QUIT :x", "last bold"}));
    QCOMPARE(splitForIrc(QStringLiteral("\n\r\n  \t\n"), 100), QByteArrayList());
    QCOMPARE(splitForIrc(QStringLiteral("a b"), 1), QByteArrayList{"a b"}); // at least 16 bytes
    QCOMPARE(splitForIrc(QStringLiteral("wonderful weather today"), 16),
             (QByteArrayList{"wonderful", "weather today"}));
    // One grapheme that is longer than a line: still whole code points, and all of them.
    const QString zalgo = u'z' + QString(300, QChar(0x0301));
    const QByteArrayList lines = splitForIrc(zalgo, 50);
    QCOMPARE(QString::fromUtf8(lines.join()), zalgo);
    for (const QByteArray &line : lines)
        QVERIFY(line.size() <= 50);
    // Half a surrogate pair is no text.
    QCOMPARE(splitForIrc(QString(QChar(0xd83d)), 50), QByteArrayList{"?"});
    QCOMPARE(ircTextBytes(20, "#c"), 510 - 1 - 20 - 9 - 2 - 2);
}

QTEST_GUILESS_MAIN(IrcLineTest)
#include "irclinetest.moc"
