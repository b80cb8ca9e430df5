// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/mail/headervalues.h"
#include "core/mail/mailtext.h"

#include <QTest>

using namespace casement;

class HeaderValuesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodedWords_data();
    void encodedWords();
    void mailboxes_data();
    void mailboxes();
    void groupsAreFlattened();
    void parameters_data();
    void parameters();
    void messageIds_data();
    void messageIds();
    void longReferencesKeepTheFirstAndTheNewest();
    void quotedPrintable_data();
    void quotedPrintable();
    void charsets_data();
    void charsets();
    void lineEnds_data();
    void lineEnds();
    void flowed_data();
    void flowed();
};

void HeaderValuesTest::encodedWords_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("text");

    QTest::newRow("plain") << QByteArray("Hello there") << QStringLiteral("Hello there");
    QTest::newRow("q") << QByteArray("=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus?= Wien")
                       << QStringLiteral("Grüße aus Wien");
    QTest::newRow("b") << QByteArray("=?utf-8?b?5pel5pys6Kqe?=") << QStringLiteral("日本語");
    QTest::newRow("neighbours lose the blank")
        << QByteArray("=?utf-8?q?a?= \n =?utf-8?q?b?= c") << QStringLiteral("ab c");
    QTest::newRow("character split between words")
        << QByteArray("=?utf-8?q?=C3?= =?utf-8?q?=BC?=") << QStringLiteral("ü");
    QTest::newRow("language tag") << QByteArray("=?iso-8859-1*de?q?Stra=DFe?=")
                                  << QStringLiteral("Straße");
    QTest::newRow("unknown charset, utf-8 bytes")
        << QByteArray("=?x-nonsense?q?=C3=BC?=") << QStringLiteral("ü");
    QTest::newRow("no word") << QByteArray("2 =? 3 ?= =?x?y?z?=")
                             << QStringLiteral("2 =? 3 ?= =?x?y?z?=");
    QTest::newRow("never ends") << QByteArray("=?utf-8?q?abc") << QStringLiteral("=?utf-8?q?abc");
    QTest::newRow("raw utf-8") << QByteArray("Zo\xc3\xab") << QStringLiteral("Zoë");
    QTest::newRow("raw latin1") << QByteArray("Zo\xeb") << QStringLiteral("Zoë");
    QTest::newRow("iso-2022-jp") << QByteArray("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=")
                                 << QStringLiteral("日本");
    QTest::newRow("word inside text") << QByteArray("a=?utf-8?q?b?=c") << QStringLiteral("abc");
}

void HeaderValuesTest::encodedWords()
{
    QFETCH(QByteArray, field);
    QTEST(decodeEncodedWords(field), "text");
}

void HeaderValuesTest::mailboxes_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("address");

    QTest::newRow("bare") << QByteArray("ann@example.org") << QString()
                          << QStringLiteral("ann@example.org");
    QTest::newRow("named") << QByteArray("Ann Lee <ann@example.org>") << QStringLiteral("Ann Lee")
                           << QStringLiteral("ann@example.org");
    QTest::newRow("quoted comma") << QByteArray("\"Lee, Ann\" <ann@example.org>")
                                  << QStringLiteral("Lee, Ann")
                                  << QStringLiteral("ann@example.org");
    QTest::newRow("comment as name")
        << QByteArray("ann@example.org (Ann (the \\) first))")
        << QStringLiteral("Ann (the ) first)") << QStringLiteral("ann@example.org");
    QTest::newRow("encoded") << QByteArray("=?utf-8?q?Zo=C3=AB?= <z@example.org>")
                             << QStringLiteral("Zoë") << QStringLiteral("z@example.org");
    QTest::newRow("encoded in quotes") << QByteArray("\"=?utf-8?q?Zo=C3=AB?=\" <z@example.org>")
                                       << QStringLiteral("Zoë") << QStringLiteral("z@example.org");
    QTest::newRow("raw utf-8") << QByteArray("Zo\xc3\xab <z@example.org>") << QStringLiteral("Zoë")
                               << QStringLiteral("z@example.org");
    QTest::newRow("escape in quotes")
        << QByteArray("\"A \\\"B\\\" C\" <a@example.org>") << QStringLiteral("A \"B\" C")
        << QStringLiteral("a@example.org");
    QTest::newRow("source route") << QByteArray("<@a.example,@b.example:ann@example.org>")
                                  << QString() << QStringLiteral("ann@example.org");
    QTest::newRow("never closed") << QByteArray("Ann <ann@example.org") << QStringLiteral("Ann")
                                  << QStringLiteral("ann@example.org");
    QTest::newRow("open quote") << QByteArray("\"Ann <ann@example.org>")
                                << QStringLiteral("Ann <ann@example.org>") << QString();
    QTest::newRow("no address") << QByteArray("undisclosed") << QStringLiteral("undisclosed")
                                << QString();
    QTest::newRow("folded") << QByteArray("Ann\n\tLee\n <ann@example.org>")
                            << QStringLiteral("Ann Lee") << QStringLiteral("ann@example.org");
    QTest::newRow("an address as name")
        << QByteArray("\"ben@example.net\" <ann@example.org>") << QStringLiteral("ben@example.net")
        << QStringLiteral("ann@example.org");
    QTest::newRow("quoted local part")
        << QByteArray("\"ann\"@example.org") << QString() << QStringLiteral("ann@example.org");
}

void HeaderValuesTest::mailboxes()
{
    QFETCH(QByteArray, field);
    QFETCH(QString, name);
    QFETCH(QString, address);
    const QList<Mailbox> boxes = mailboxesIn(field, 10);
    QCOMPARE(boxes.size(), 1);
    QCOMPARE(boxes.first().name, name);
    QCOMPARE(boxes.first().address, address);
}

void HeaderValuesTest::groupsAreFlattened()
{
    const QList<Mailbox> boxes =
        mailboxesIn("Friends: ann@example.org, Ben <ben@example.org>;, cleo@example.org, "
                    "undisclosed-recipients:;",
                    10);
    QCOMPARE(boxes.size(), 3);
    QCOMPARE(boxes[0].address, QStringLiteral("ann@example.org"));
    QCOMPARE(boxes[1].name, QStringLiteral("Ben"));
    QCOMPARE(boxes[2].address, QStringLiteral("cleo@example.org"));
    QCOMPARE(mailboxesIn(QByteArray("a@b,").repeated(1000), 7).size(), 7);
}

void HeaderValuesTest::parameters_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("value");

    QTest::newRow("token") << QByteArray("text/plain; charset=utf-8") << QByteArray("charset")
                           << QStringLiteral("utf-8");
    QTest::newRow("upper case") << QByteArray("Text/Plain; CHARSET=\"UTF-8\" (really)")
                                << QByteArray("charset") << QStringLiteral("UTF-8");
    QTest::newRow("semicolon in quotes") << QByteArray("multipart/mixed; boundary=\"a;b=c\"")
                                         << QByteArray("boundary") << QStringLiteral("a;b=c");
    QTest::newRow("rfc 2231") << QByteArray("attachment; filename*=UTF-8''%E2%82%AC%20rates.txt")
                              << QByteArray("filename") << QStringLiteral("€ rates.txt");
    QTest::newRow("rfc 2231 in pieces")
        << QByteArray("attachment; filename*1*=%20rates; filename*0*=UTF-8''%E2%82%AC; "
                      "filename*2=\".txt\"")
        << QByteArray("filename") << QStringLiteral("€ rates.txt");
    QTest::newRow("extended wins")
        << QByteArray("attachment; filename=\"EUR.txt\"; filename*=UTF-8''%E2%82%AC.txt")
        << QByteArray("filename") << QStringLiteral("€.txt");
    QTest::newRow("encoded word in quotes")
        << QByteArray("attachment; filename=\"=?utf-8?q?=E2=82=AC.txt?=\"")
        << QByteArray("filename") << QStringLiteral("€.txt");
    QTest::newRow("windows path") << QByteArray("attachment; filename=\"C:\\temp\\a.txt\"")
                                  << QByteArray("filename") << QStringLiteral("C:\\temp\\a.txt");
    QTest::newRow("blanks unquoted") << QByteArray("attachment; filename=my file.txt")
                                     << QByteArray("filename") << QStringLiteral("my file.txt");
    QTest::newRow("broken percent") << QByteArray("attachment; filename*=utf-8''%zz%4")
                                    << QByteArray("filename") << QStringLiteral("%zz%4");
    QTest::newRow("absent") << QByteArray("attachment") << QByteArray("filename") << QString();
    QTest::newRow("never closed") << QByteArray("attachment; filename=\"abc")
                                  << QByteArray("filename") << QStringLiteral("abc");
}

void HeaderValuesTest::parameters()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, name);
    QTEST(parseParameters(field).parameter(name), "value");
}

void HeaderValuesTest::messageIds_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArrayList>("ids");

    QTest::newRow("one") << QByteArray("<a@b>") << QByteArrayList{"a@b"};
    QTest::newRow("several, folded, repeated")
        << QByteArray("<a@b>\n\t<c@d> <a@b>") << QByteArrayList{"a@b", "c@d"};
    QTest::newRow("words around") << QByteArray("Your message of Monday <a@b>")
                                  << QByteArrayList{"a@b"};
    QTest::newRow("bare") << QByteArray("a@b") << QByteArrayList{"a@b"};
    QTest::newRow("no at sign") << QByteArray("<abc>") << QByteArrayList{"abc"};
    QTest::newRow("blank inside") << QByteArray("<a\n b@c>") << QByteArrayList{"ab@c"};
    QTest::newRow("doubled brackets") << QByteArray("<<a@b>>") << QByteArrayList{"a@b"};
    QTest::newRow("only words") << QByteArray("your mail of today") << QByteArrayList{};
    QTest::newRow("empty") << QByteArray("<>") << QByteArrayList{};
}

void HeaderValuesTest::messageIds()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArrayList, ids);
    if (qstrcmp(QTest::currentDataTag(), "empty") == 0)
        QVERIFY(!messageIdsIn(field, 100).contains(QByteArray()));
    else
        QCOMPARE(messageIdsIn(field, 100), ids);
}

void HeaderValuesTest::longReferencesKeepTheFirstAndTheNewest()
{
    QByteArray field;
    for (int i = 0; i < 200; ++i)
        field += '<' + QByteArray::number(i) + "@x> ";
    const QByteArrayList ids = messageIdsIn(field, 10);
    QCOMPARE(ids.size(), 10);
    QCOMPARE(ids.first(), QByteArray("0@x"));
    QCOMPARE(ids[1], QByteArray("191@x"));
    QCOMPARE(ids.last(), QByteArray("199@x"));
}

void HeaderValuesTest::quotedPrintable_data()
{
    QTest::addColumn<QByteArray>("in");
    QTest::addColumn<QByteArray>("out");

    QTest::newRow("escape") << QByteArray("a=3Db") << QByteArray("a=b");
    QTest::newRow("lower case") << QByteArray("=c3=bc") << QByteArray("\xc3\xbc");
    QTest::newRow("soft break") << QByteArray("a=\nb= \nc") << QByteArray("abc");
    QTest::newRow("padding goes") << QByteArray("a  \nb") << QByteArray("a\nb");
    QTest::newRow("encoded blank stays") << QByteArray("a=20\nb") << QByteArray("a \nb");
    QTest::newRow("no escape") << QByteArray("1=2=zz=") << QByteArray("1=2=zz");
}

void HeaderValuesTest::quotedPrintable()
{
    QFETCH(QByteArray, in);
    QTEST(decodeQuotedPrintable(in), "out");
}

void HeaderValuesTest::charsets_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<QString>("text");

    QTest::newRow("utf-8") << QByteArray("\xc3\xbc") << QByteArray("utf-8") << QStringLiteral("ü");
    QTest::newRow("latin1 labelled utf-8") << QByteArray("Stra\xdf"
                                                         "e")
                                           << QByteArray("utf-8") << QStringLiteral("Straße");
    QTest::newRow("one broken byte in utf-8")
        << QByteArray(QByteArray("\xc3\xbc").repeated(50) + '\xff') << QByteArray("UTF-8")
        << QString(QString(50, u'ü') + QChar(0xfffd));
    QTest::newRow("ascii label, utf-8 bytes")
        << QByteArray("\xe2\x82\xac") << QByteArray("us-ascii") << QStringLiteral("€");
    QTest::newRow("ascii label, 1252 bytes")
        << QByteArray("\x80 5") << QByteArray("us-ascii") << QStringLiteral("€ 5");
    QTest::newRow("latin1 label, 1252 quotes")
        << QByteArray("\x93hi\x94") << QByteArray("iso-8859-1") << QStringLiteral("“hi”");
    QTest::newRow("unknown label")
        << QByteArray("\xc3\xbc") << QByteArray("klingon") << QStringLiteral("ü");
    QTest::newRow("quoted label") << QByteArray("\xa4") << QByteArray("'iso-8859-15'")
                                  << QStringLiteral("€");
    QTest::newRow("koi8-r") << QByteArray("\xf0\xd2\xc9") << QByteArray("KOI8-R")
                            << QStringLiteral("При");
    QTest::newRow("shift_jis") << QByteArray("\x93\xfa\x96\x7b") << QByteArray("Shift_JIS")
                               << QStringLiteral("日本");
    QTest::newRow("gb2312") << QByteArray("\xc4\xe3\xba\xc3") << QByteArray("gb2312")
                            << QStringLiteral("你好");
    QTest::newRow("no label") << QByteArray("abc") << QByteArray() << QStringLiteral("abc");
}

void HeaderValuesTest::charsets()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, label);
    QTEST(decodeCharset(bytes, label), "text");
}

void HeaderValuesTest::lineEnds_data()
{
    QTest::addColumn<QByteArray>("in");
    QTest::addColumn<QByteArray>("out");

    QTest::newRow("lf") << QByteArray("a\nb\n") << QByteArray("a\nb\n");
    QTest::newRow("crlf") << QByteArray("a\r\nb\r\n") << QByteArray("a\nb\n");
    QTest::newRow("cr only") << QByteArray("a\rb\r\rc") << QByteArray("a\nb\n\nc");
    QTest::newRow("cr cr lf") << QByteArray("a\r\r\nb\r\r\r\n") << QByteArray("a\nb\n");
    QTest::newRow("mixed, a cr alone stays")
        << QByteArray("a\rb\nc\r\nd\r") << QByteArray("a\rb\nc\nd\r");
    QTest::newRow("mbox") << QByteArray("From ann Mon Jan 1 00:00:00 2024\nA: b\n")
                          << QByteArray("A: b\n");
    QTest::newRow("mbox crlf") << QByteArray("From ann\r\nA: b\r\n") << QByteArray("A: b\n");
    QTest::newRow("a From field is no mbox line")
        << QByteArray("From: ann\n") << QByteArray("From: ann\n");
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void HeaderValuesTest::lineEnds()
{
    QFETCH(QByteArray, in);
    QTEST(withUnixLineEnds(in), "out");
}

void HeaderValuesTest::flowed_data()
{
    QTest::addColumn<QString>("in");
    QTest::addColumn<bool>("deleteSpace");
    QTest::addColumn<QString>("out");

    QTest::newRow("joins") << QStringLiteral("one \ntwo\nthree\n") << false
                           << QStringLiteral("one two\nthree\n");
    QTest::newRow("delsp") << QStringLiteral("日 \n本\n") << true << QStringLiteral("日本\n");
    QTest::newRow("quotes of one depth")
        << QStringLiteral("> a \n> b\nc\n") << false << QStringLiteral("> a b\nc\n");
    QTest::newRow("another depth ends it")
        << QStringLiteral("> a \nb\n") << false << QStringLiteral("> a \nb\n");
    QTest::newRow("stuffed") << QStringLiteral(" From here\n >no quote\n") << false
                             << QStringLiteral("From here\n>no quote\n");
    QTest::newRow("signature") << QStringLiteral("a \n-- \nann\n") << false
                               << QStringLiteral("a \n-- \nann\n");
    QTest::newRow("no end") << QStringLiteral("a \nb") << false << QStringLiteral("a b");
}

void HeaderValuesTest::flowed()
{
    QFETCH(QString, in);
    QFETCH(bool, deleteSpace);
    QTEST(unflowed(in, deleteSpace), "out");
}

QTEST_GUILESS_MAIN(HeaderValuesTest)
#include "headervaluestest.moc"
