// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/mail/mailmapping.h"

#include <QCryptographicHash>
#include <QTest>
#include <QThread>
#include <atomic>

using namespace casement;

namespace
{

const MailContext kContext{.fallbackTime = fromMilliseconds(1'700'000'000'000)};

IncomingMessage map(const QByteArray &mail)
{
    return mapMail(mail, kContext);
}

const QByteArray kHead = "From: Ann <ann@example.org>\nTo: team@example.org\nSubject: Hi\n"
                         "Date: Tue, 14 Nov 2023 10:00:00 +0100\nMessage-ID: <1@example.org>\n";

const QByteArray kTypical =
    kHead +
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=outer\n\npreamble\n--outer\n"
    "Content-Type: multipart/alternative; boundary=\"in ner\"\n\n--in ner\nContent-Type: "
    "text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n\n--in ner\nContent-Type: "
    "text/html; charset=utf-8\n\n"
    "<p>Gr\xc3\xbc\xc3\x9f"
    "e</p>\n--in ner--\n\n--outer\nContent-Type: image/png; name=\"a.png\"\n"
    "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; "
    "filename=\"../x/a.png\"\n\nQUJD\nREU=\n--outer\n"
    "Content-Type: message/rfc822\n\nSubject: inner/words\nFrom: "
    "x@y\n\nhello\n--outer--\nepilogue\n";

} // namespace

class MailMappingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainMail();
    void alternativesAndAttachments();
    void textParts_data();
    void textParts();
    void lineEndsMakeNoDifference();
    void remoteKeyIsTheHeaderBlock();
    void contentHashTellsBodiesApart();
    void missingFields();
    void dates_data();
    void dates();
    void automatic_data();
    void automatic();
    void deliveryReport();
    void hostile_data();
    void hostile();
    void tenThousandParts();
    void nestedThousandDeepIsQuarantined();
    void garbageIsQuarantined();
    void headerOnly();
    void severalThreads();
    void throughput();
};

void MailMappingTest::plainMail()
{
    const IncomingMessage m = mapMail(
        kHead + "Cc: \"B, Ben\" <BEN@Example.org>\nReply-To: list@example.org\n"
                "In-Reply-To: <0@example.org>\nReferences: <a@x> <0@example.org>\n\nHello\n",
        {.fallbackTime = kContext.fallbackTime,
         .internalDate = fromMilliseconds(5),
         .direction = Direction::Outgoing,
         .seen = true,
         .answered = true});
    QCOMPARE(m.author, (Address{QStringLiteral("email"), QStringLiteral("ann@example.org"),
                                QStringLiteral("Ann")}));
    QCOMPARE(m.recipients.size(), 3);
    QCOMPARE(m.recipients[1].role, RecipientRole::Cc);
    QCOMPARE(m.recipients[1].address.address, QStringLiteral("ben@example.org"));
    QCOMPARE(m.recipients[1].address.name, QStringLiteral("B, Ben"));
    QCOMPARE(m.recipients[2].role, RecipientRole::ReplyTo);
    QCOMPARE(m.subject, QStringLiteral("Hi"));
    QCOMPARE(m.text, QStringLiteral("Hello\n"));
    QVERIFY(m.html.isEmpty());
    QCOMPARE(m.messageId, QByteArray("1@example.org"));
    QCOMPARE(m.inReplyTo, QByteArrayList{"0@example.org"});
    QCOMPARE(m.references, (QByteArrayList{"a@x", "0@example.org"}));
    QCOMPARE(m.direction, Direction::Outgoing);
    QVERIFY(m.isSeen && m.isAnswered && !m.isAutomatic);
    QCOMPARE(toMilliseconds(m.receivedAt), 5);
    QCOMPARE(toMilliseconds(*m.sentAt), 1'699'952'400'000);
    QVERIFY(m.quarantineReason.isEmpty());
}

void MailMappingTest::alternativesAndAttachments()
{
    const IncomingMessage m = map(kTypical);
    QCOMPARE(m.text, QStringLiteral("Grüße\n"));
    QCOMPARE(m.html, QStringLiteral("<p>Grüße</p>"));
    QCOMPARE(m.attachments.size(), 2);
    QCOMPARE(m.attachments[0].name, QStringLiteral("a.png"));
    QCOMPARE(m.attachments[0].mediaType, QStringLiteral("image/png"));
    QCOMPARE(m.attachments[0].size, 5);
    QCOMPARE(m.attachments[0].part, QStringLiteral("2"));
    QVERIFY(!m.attachments[0].isInline);
    QCOMPARE(m.attachments[1].mediaType, QStringLiteral("message/rfc822"));
    QCOMPARE(m.attachments[1].name, QStringLiteral("inner_words.eml"));
    QCOMPARE(extractPart(kTypical, QStringLiteral("2")), QByteArray("ABCDE"));
    QCOMPARE(extractPart(kTypical, QStringLiteral("1.1")), QByteArray("Grüße\n"));
    QCOMPARE(extractPart(kTypical, QStringLiteral("3")),
             QByteArray("Subject: inner/words\nFrom: x@y\n\nhello"));
    QCOMPARE(extractPart(kTypical, QStringLiteral("4")), std::nullopt);
    QCOMPARE(extractPart(kTypical, QStringLiteral("1")), std::nullopt);
}

void MailMappingTest::textParts_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("attachments");

    QTest::newRow("mailing list footer")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n--b\n"
                      "Content-Type: text/plain\n\n_____\nlist\n--b--\n")
        << QStringLiteral("words\n_____\nlist") << 0;
    QTest::newRow("named text is a file")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n--b\n"
                      "Content-Type: text/plain; name=a.patch\nContent-Disposition: inline\n\n"
                      "+x\n--b--\n")
        << QStringLiteral("words") << 1;
    QTest::newRow("attached text")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n--b\n"
                      "Content-Disposition: attachment\n\n+x\n--b--\n")
        << QStringLiteral("words") << 1;
    QTest::newRow("boundary never appears")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\nwords\n")
        << QStringLiteral("words\n") << 0;
    QTest::newRow("multipart without boundary")
        << QByteArray("Content-Type: multipart/mixed\n\nwords\n") << QString() << 1;
    QTest::newRow("never closed")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nwords")
        << QStringLiteral("words") << 0;
    QTest::newRow("inner never closed")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
                      "multipart/alternative; boundary=c\n\n--c\n\n"
                      "words\n--b\nContent-Type: image/png\n\nxx\n--b--\n")
        << QStringLiteral("words") << 1;
    QTest::newRow("boundary that begins like another")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
                      "multipart/alternative; boundary=bb\n\n--bb\n\n"
                      "words\n--bb--\n--b--\n")
        << QStringLiteral("words") << 0;
    QTest::newRow("header ends in delimiter")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n"
                      "--b\n\nwords\n--b--\n")
        << QStringLiteral("words") << 1;
    QTest::newRow("empty parts")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\nwords\n--b--\n")
        << QStringLiteral("words") << 0;
    QTest::newRow("looks uuencoded")
        << QByteArray("\nsee:\nbegin 644 a.txt\n#86)C\n`\nend\n")
        << QStringLiteral("see:\nbegin 644 a.txt\n#86)C\n`\nend\n") << 0;
    QTest::newRow("nuls") << QByteArray("\na\0b\n", 5) << QStringLiteral("ab\n") << 0;
    QTest::newRow("base64 text") << QByteArray("Content-Transfer-Encoding: BASE64\nContent-Type: "
                                               "text/plain; charset=utf-16le\n\naABpAA==\n")
                                 << QStringLiteral("hi") << 0;
    QTest::newRow("flowed") << QByteArray("Content-Type: text/plain; format=flowed\n\none \ntwo\n")
                            << QStringLiteral("one two\n") << 0;
    QTest::newRow("a picture as mail")
        << QByteArray("Content-Type: image/png\n\nxx\n") << QString() << 1;
    QTest::newRow("nonsense type") << QByteArray("Content-Type: \"\"/\n\nxx\n") << QString() << 1;
}

void MailMappingTest::textParts()
{
    QFETCH(QByteArray, rest);
    QFETCH(QString, text);
    QFETCH(int, attachments);
    const IncomingMessage m = map(kHead + rest);
    QCOMPARE(m.text, text);
    QCOMPARE(m.attachments.size(), attachments);
    for (const Attachment &a : m.attachments)
        QCOMPARE(extractPart(kHead + rest, a.part)->size(), a.size);
}

void MailMappingTest::lineEndsMakeNoDifference()
{
    IncomingMessage lf = map(kTypical);
    for (const QByteArray &end : {QByteArray("\r\n"), QByteArray("\r")}) {
        QByteArray other = kTypical;
        other.replace("\n", end);
        const IncomingMessage m = map(other);
        QCOMPARE(m.remoteKey, lf.remoteKey);
        QCOMPARE(m.contentHash, lf.contentHash);
        QCOMPARE(m.text, lf.text);
        QCOMPARE(m.html, lf.html);
        QCOMPARE(m.attachments, lf.attachments);
        QCOMPARE(extractPart(other, QStringLiteral("2")), QByteArray("ABCDE"));
        QCOMPARE(m.raw, other);
    }
    const IncomingMessage mbox = map("From ann@example.org Tue Nov 14 10:00:00 2023\n" + kTypical);
    QCOMPARE(mbox.remoteKey, lf.remoteKey);
    QCOMPARE(mbox.contentHash, lf.contentHash);
    QCOMPARE(mbox.subject, lf.subject);
}

void MailMappingTest::remoteKeyIsTheHeaderBlock()
{
    QCOMPARE(map(kHead + "\nbody").remoteKey,
             QCryptographicHash::hash(kHead, QCryptographicHash::Sha256));
    QCOMPARE(mailRemoteKey(kHead + "\nother"), map(kHead + "\nbody").remoteKey);
    QCOMPARE(mailRemoteKey(kHead), map(kHead + "\nbody").remoteKey);
    QVERIFY(mailRemoteKey("\nbody") != mailRemoteKey("\nother"));
}

void MailMappingTest::contentHashTellsBodiesApart()
{
    const QByteArray hash = map(kHead + "\nbody\n").contentHash;
    QCOMPARE(hash.size(), 16);
    QCOMPARE(map("X-Relay: 1\n" + kHead + "\nbody  \n\n").contentHash, hash);
    QVERIFY(map(kHead + "\nother\n").contentHash != hash);
    QVERIFY(map(QByteArray(kHead).replace("Subject: Hi", "Subject: Ho") + "\nbody\n").contentHash !=
            hash);
    QVERIFY(map(QByteArray(kHead).replace("<ann@", "<ben@") + "\nbody\n").contentHash != hash);
    QVERIFY(map(kHead + "Content-Type: text/html\n\n<p>a</p>").contentHash !=
            map(kHead + "Content-Type: text/html\n\n<p>b</p>").contentHash);
}

void MailMappingTest::missingFields()
{
    const IncomingMessage m = map("X-Nothing: here\n\nwords\n");
    QVERIFY(m.quarantineReason.isEmpty());
    QVERIFY(m.author.address.isEmpty());
    QCOMPARE(m.author.kind, QStringLiteral("email"));
    QVERIFY(m.messageId.isEmpty());
    QCOMPARE(m.sentAt, std::nullopt);
    QCOMPARE(m.receivedAt, kContext.fallbackTime);
    QCOMPARE(m.text, QStringLiteral("words\n"));
    QCOMPARE(map("Sender: ben@example.org\n\nx").author.address, QStringLiteral("ben@example.org"));
    QCOMPARE(map("From: Only A Name\nReturn-Path: <ann@example.org>\n\nx").author.name,
             QStringLiteral("Only A Name"));
    QCOMPARE(map("Subject: a\n b\n\tc\n\nx").subject, QStringLiteral("a b c"));
}

void MailMappingTest::dates_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<qint64>("receivedAt");

    QTest::newRow("claim") << QByteArray("Date: Tue, 14 Nov 2023 09:00:00 GMT\n")
                           << qint64(1'699'952'400'000);
    QTest::newRow("two-digit year")
        << QByteArray("Date: Tue, 14 Nov 23 09:00:00 +0000 (UTC)\n") << qint64(1'699'952'400'000);
    QTest::newRow("nonsense") << QByteArray("Date: yesterday\n") << qint64(1'700'000'000'000);
    QTest::newRow("far future") << QByteArray("Date: Tue, 14 Nov 2099 09:00:00 GMT\n")
                                << qint64(1'700'000'000'000);
    QTest::newRow("far future, received")
        << QByteArray("Date: Tue, 14 Nov 2099 09:00:00 GMT\n"
                      "Received: from a by b; Tue, 14 Nov 2023 09:00:00 +0000\n")
        << qint64(1'699'952'400'000);
    QTest::newRow("month 13") << QByteArray("Date: Tue, 14 Xyz 2023 09:00:00 GMT\n")
                              << qint64(1'700'000'000'000);
    QTest::newRow("huge numbers") << QByteArray(
                                         "Date: Tue, 99999999999 Nov 99999999999 99:99:99 +9999\n")
                                  << qint64(1'700'000'000'000);
    QTest::newRow("before 1970") << QByteArray("Date: Mon, 01 Jan 1900 00:00:00 +0000\n")
                                 << qint64(1'700'000'000'000);
}

void MailMappingTest::dates()
{
    QFETCH(QByteArray, head);
    QFETCH(qint64, receivedAt);
    QCOMPARE(toMilliseconds(map(head + "\nx").receivedAt), receivedAt);
}

void MailMappingTest::automatic_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("automatic");

    QTest::newRow("person") << QByteArray() << false;
    QTest::newRow("auto-replied") << QByteArray("Auto-Submitted: auto-replied (vacation)\n")
                                  << true;
    QTest::newRow("auto no") << QByteArray("Auto-Submitted: no\n") << false;
    QTest::newRow("bulk") << QByteArray("Precedence: bulk\n") << true;
    QTest::newRow("bulk list") << QByteArray("Precedence: bulk\nList-Id: <l.example.org>\n")
                               << false;
    QTest::newRow("list") << QByteArray("Precedence: list\nList-Id: <l.example.org>\n") << false;
    QTest::newRow("list that suppresses answers")
        << QByteArray("List-Id: <l.example.org>\nX-Auto-Response-Suppress: All\n") << false;
    QTest::newRow("x-autoreply") << QByteArray("X-Autoreply: yes\n") << true;
    QTest::newRow("x-autoreply no") << QByteArray("X-Autoreply: no\n") << false;
    QTest::newRow("suppress all") << QByteArray("X-Auto-Response-Suppress: All\n") << true;
    QTest::newRow("exchange person") << QByteArray("X-Auto-Response-Suppress: DR, OOF\n") << false;
    QTest::newRow("null return path") << QByteArray("Return-Path: <>\n") << true;
    QTest::newRow("report")
        << QByteArray(
               "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n")
        << true;
}

void MailMappingTest::automatic()
{
    QFETCH(QByteArray, head);
    QFETCH(bool, automatic);
    QCOMPARE(map(kHead + head + "\nx").isAutomatic, automatic);
}

void MailMappingTest::deliveryReport()
{
    const QByteArray bounce =
        "From: MAILER-DAEMON@example.org\nContent-Type: multipart/report; "
        "report-type=delivery-status; boundary=\"r\"\n\n--r\n\n"
        "Sorry.\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
        "mx.example.org\n\nAction: delayed\n"
        "Final-Recipient: rfc822; ok@example.net\nStatus: 4.4.1\n\nFinal-Recipient: RFC822; "
        "Nobody@Example.net\nAction: FAILED\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n no such user\n\n--r\nContent-Type: "
        "message/rfc822\n\n"
        "Message-ID: <mine@example.org>\nSubject: x\n\nbody\n--r--\n";
    const IncomingMessage m = map(bounce);
    QVERIFY(m.isAutomatic);
    QVERIFY(m.deliveryReport);
    QCOMPARE(m.deliveryReport->action, DeliveryReport::Action::Failed);
    QCOMPARE(m.deliveryReport->recipient, QStringLiteral("nobody@example.net"));
    QCOMPARE(m.deliveryReport->originalMessageId, QByteArray("mine@example.org"));
    QCOMPARE(m.deliveryReport->reason, QStringLiteral("5.1.1 550 5.1.1 no such user"));
    QCOMPARE(m.text, QStringLiteral("Sorry."));
    QVERIFY(!map(kHead + "\nAction: failed\n").deliveryReport);
    const IncomingMessage exim =
        map("X-Failed-Recipients: Gone@example.net\nIn-Reply-To: <mine@x>\n\nx");
    QCOMPARE(exim.deliveryReport->recipient, QStringLiteral("gone@example.net"));
    QCOMPARE(exim.deliveryReport->originalMessageId, QByteArray("mine@x"));
}

void MailMappingTest::hostile_data()
{
    QTest::addColumn<QByteArray>("mail");

    QTest::newRow("only blanks") << QByteArray("\n\n\n");
    QTest::newRow("one field without end") << QByteArray("Subject: x");
    QTest::newRow("5 MiB body") << QByteArray(kHead + '\n' + QByteArray(5 << 20, 'x'));
    QTest::newRow("5 MiB subject") << QByteArray("Subject: " + QByteArray(5 << 20, 'x') + "\n\nb");
    QTest::newRow("5 MiB of open comments in To")
        << QByteArray("To: " + QByteArray(5 << 20, '(') + "\n\nb");
    QTest::newRow("5 MiB of open words")
        << QByteArray("Subject: " + QByteArray("=?").repeated(5 << 19) + "\n\nb");
    QTest::newRow("5 MiB of brackets in References")
        << QByteArray("References: " + QByteArray(5 << 20, '<') + "\n\nb");
    QTest::newRow("a million fields") << QByteArray(QByteArray("A:\n").repeated(1'000'000) + "\nb");
    QTest::newRow("begin lines") << QByteArray(
        kHead + '\n' + QByteArray("begin 644 x\n#86)C\n`\nend\n").repeated(100'000));
    QTest::newRow("yenc lines") << QByteArray(
        kHead + '\n' +
        QByteArray("=ybegin line=128 size=3 name=x\nabc\n=yend size=3\n").repeated(50'000));
    QTest::newRow("a million dashes")
        << QByteArray(kHead + "Content-Type: multipart/mixed; boundary=b\n\n" +
                      QByteArray("--\n").repeated(1'000'000));
    QTest::newRow("a million parts")
        << QByteArray(kHead + "Content-Type: multipart/mixed; boundary=b\n\n" +
                      QByteArray("--b\n").repeated(1'000'000));
    QTest::newRow("nested messages")
        << QByteArray(kHead + QByteArray("Content-Type: message/rfc822\n\n").repeated(100'000));
    QTest::newRow("parameters without end") << QByteArray(
        "Content-Type: text/plain" + QByteArray(";a=\"").repeated(1'000'000) + "\n\nb");
}

void MailMappingTest::hostile()
{
    QFETCH(QByteArray, mail);
    const IncomingMessage m = map(mail);
    QCOMPARE(m.raw, mail);
    QCOMPARE(m.remoteKey.size(), 32);
    QCOMPARE(m.contentHash.size(), 16);
    QVERIFY(m.attachments.size() <= kMaxListedAttachments);
    QVERIFY(m.subject.size() <= 2000);
    QVERIFY(!m.text.contains(QChar(u'\0')));
}

void MailMappingTest::tenThousandParts()
{
    QByteArray mail = kHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nfirst words\n";
    for (int i = 0; i < 10'000; ++i)
        mail += "--b\nContent-Type: application/pdf; name=a" + QByteArray::number(i) +
                ".pdf\nContent-Transfer-Encoding: base64\n\nQUJD\n";
    mail += "--b--\n";
    const IncomingMessage m = map(mail);
    QCOMPARE(m.text, QStringLiteral("first words"));
    QCOMPARE(m.attachments.size(), kMaxListedAttachments);
    QCOMPARE(m.attachments.last().name, QStringLiteral("a499.pdf"));
    QCOMPARE(extractPart(mail, m.attachments.last().part), QByteArray("ABC"));
}

void MailMappingTest::nestedThousandDeepIsQuarantined()
{
    const auto nested = [](int depth) {
        QByteArray mail = kHead;
        for (int i = 0; i < depth; ++i) {
            const QByteArray b = "b" + QByteArray::number(i);
            mail += "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + '\n';
        }
        return QByteArray(mail + "\nwords deep inside\n");
    };
    const IncomingMessage fine = map(nested(100));
    QVERIFY(fine.quarantineReason.isEmpty());
    QCOMPARE(fine.text, QStringLiteral("words deep inside\n"));
    const IncomingMessage deep = map(nested(1000));
    QVERIFY(deep.quarantineReason.contains(QStringLiteral("100")));
    QCOMPARE(deep.subject, QStringLiteral("Hi"));
    QVERIFY(deep.text.contains(QStringLiteral("words deep inside")));
    QVERIFY(deep.attachments.isEmpty());
}

void MailMappingTest::garbageIsQuarantined()
{
    const IncomingMessage m = map(QByteArray("\x89PNG\x00\x01 no header here", 22));
    QVERIFY(!m.quarantineReason.isEmpty());
    QVERIFY(m.text.contains(QStringLiteral("PNG")));
    QVERIFY(!m.text.contains(QChar(u'\0')));
}

void MailMappingTest::headerOnly()
{
    const IncomingMessage m = mapHeaderOnly(
        QByteArray(kTypical.first(kTypical.indexOf("\n\n") + 2)).replace("\n", "\r\n"), kContext,
        QStringLiteral("too large"));
    QCOMPARE(m.quarantineReason, QStringLiteral("too large"));
    QCOMPARE(m.subject, QStringLiteral("Hi"));
    QCOMPARE(m.remoteKey, map(kTypical).remoteKey);
}

void MailMappingTest::severalThreads()
{
    const IncomingMessage expected = map(kTypical);
    std::atomic<int> wrong = 0;
    std::vector<std::unique_ptr<QThread>> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back(QThread::create([&, t] {
            for (int i = 0; i < 300; ++i) {
                const QByteArray charset = "x-made-up-" + QByteArray::number(t * 1000 + i);
                const IncomingMessage m =
                    map("From: =?" + charset + "?q?Zo=C3=AB?= <z@example.org>\nSubject: x\n\nb");
                if (map(kTypical).contentHash != expected.contentHash ||
                    m.author.name != QStringLiteral("Zoë"))
                    ++wrong;
            }
        }));
        threads.back()->start();
    }
    for (auto &thread : threads)
        thread->wait();
    QCOMPARE(wrong.load(), 0);
}

void MailMappingTest::throughput()
{
    QByteArray relayed;
    for (int i = 0; i < 12; ++i)
        relayed += "Received: from mx" + QByteArray::number(i) +
                   ".example.org (mx.example.org [192.0.2.1])\n\tby b.example.net with "
                   "ESMTPS id 1234567\n\tfor <team@example.org>; Tue, 14 Nov 2023 10:00:00 "
                   "+0100\nX-Spam-Score: " +
                   QByteArray(60, 'x') + '\n';
    const QByteArray mail =
        relayed +
        QByteArray(kTypical)
            .replace("Gr=C3=BC=C3=9Fe\n",
                     QByteArray("A line of words =E2=80=94 as people write them, long enough.=\n\n")
                         .repeated(60))
            .replace("<p>",
                     QByteArray(
                         QByteArray(
                             "<p>Some words and a <a href=\"https://example.org\">link</a>.</p>\n")
                             .repeated(60) +
                         "<p>"));
    QBENCHMARK
    {
        QVERIFY(map(mail).quarantineReason.isEmpty());
    }
}

QTEST_GUILESS_MAIN(MailMappingTest)
#include "mailmappingtest.moc"
