// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/emailconnector.h"
#include "core/channels/email/imapbodytap.h"
#include "core/channels/email/imapfoldersync.h"
#include "core/channels/email/imaplink.h"
#include "core/channels/email/smtpsender.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace casement;

namespace
{

/// Says its greeting, then answers each line by what a test wrote for its command; closes on what
/// it does not know.
class ScriptedImap final : public QTcpServer
{
public:
    ScriptedImap(const QByteArray &greeting, const QHash<QByteArray, QByteArray> &answers)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, greeting, answers] {
            QTcpSocket *socket = nextPendingConnection();
            socket->write(greeting);
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, answers] {
                while (socket->canReadLine()) {
                    const QByteArray line = socket->readLine().trimmed();
                    heard += line + '\n';
                    const QByteArray tag = line.left(line.indexOf(' '));
                    const QByteArray command =
                        line.mid(tag.size() + 1).split(' ').first().toUpper();
                    if (!answers.contains(command))
                        return socket->disconnectFromHost();
                    socket->write(QByteArray(answers.value(command)).replace("TAG", tag));
                }
            });
        });
    }

    EmailSettings settings(TransportSecurity security) const
    {
        EmailSettings s;
        s.imap = {QStringLiteral("127.0.0.1"), serverPort(), security};
        s.imapUser = QStringLiteral("ann");
        return s;
    }

    QByteArray heard;
};

} // namespace

class ImapConnectionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void logins_data();
    void logins();
    void aPasswordThatIsRepeatedIsNotPassedOn_data();
    void aPasswordThatIsRepeatedIsNotPassedOn();
    void anSmtpServerThatRepeatsIt_data();
    void anSmtpServerThatRepeatsIt();
    void starttlsIsNeverSkipped_data();
    void starttlsIsNeverSkipped();
    void plainOnlyToThisComputer();
    void tapTakesBodiesOut_data();
    void tapTakesBodiesOut();
    void tapLeavesOtherLiteralsAlone();
    void tapHasLimits();
    void cursorsRoundTrip();
    void settingsRoundTrip();
    void settingsProblems_data();
    void settingsProblems();
    void delaysGrowToFiveMinutes();
    void smtpRefusals_data();
    void smtpRefusals();
};

void ImapConnectionTest::logins_data()
{
    QTest::addColumn<QByteArray>("capabilities");
    QTest::addColumn<QByteArray>("loginAnswer");
    QTest::addColumn<int>("kind"); // -1: it works
    const QByteArray usual = "IMAP4rev1 AUTH=PLAIN IDLE";

    QTest::newRow("fine") << usual << QByteArray("TAG OK welcome\r\n") << -1;
    QTest::newRow("wrong password") << usual << QByteArray("TAG NO [AUTHENTICATIONFAILED] no\r\n")
                                    << int(ErrorKind::AuthRequired);
    QTest::newRow("overloaded") << usual << QByteArray("TAG NO [UNAVAILABLE] later\r\n")
                                << int(ErrorKind::Timeout);
    QTest::newRow("login disabled, nothing else")
        << QByteArray("IMAP4rev1 LOGINDISABLED") << QByteArray("TAG OK hi\r\n")
        << int(ErrorKind::Forbidden);
}

void ImapConnectionTest::logins()
{
    QFETCH(QByteArray, capabilities);
    QFETCH(QByteArray, loginAnswer);
    QFETCH(int, kind);
    ScriptedImap server(
        "* OK hi\r\n",
        {{"CAPABILITY", "* CAPABILITY " + capabilities + "\r\nTAG OK done\r\n"},
         {"LOGIN", loginAnswer},
         {"LIST", "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\Noselect) \"/\" x\r\n"
                  "* LIST (\\Sent) \"/\" Gesendet\r\nTAG OK done\r\n"}});
    ImapLink link(server.settings(TransportSecurity::Plain), nullptr);
    QSignalSpy ready(&link, &ImapLink::ready);
    QSignalSpy failed(&link, &ImapLink::failed);
    link.open(QStringLiteral("se\"cret\\"));
    QTRY_COMPARE(ready.size() + failed.size(), 1);
    if (kind >= 0) {
        QCOMPARE(failed.size(), 1);
        QCOMPARE(int(failed.first().first().value<Error>().kind), kind);
        QVERIFY(!failed.first().first().value<Error>().detail.contains(QStringLiteral("se\"cret")));
        QVERIFY(kind != int(ErrorKind::Forbidden) || !server.heard.contains("LOGIN"));
        return;
    }
    QVERIFY2(server.heard.contains("LOGIN \"ann\" \"se\\\"cret\\\\\""), server.heard.constData());
    QCOMPARE(link.folders(), (QStringList{QStringLiteral("INBOX"), QStringLiteral("Gesendet")}));
    QCOMPARE(link.sentFolder(), QStringLiteral("Gesendet"));
    QVERIFY(link.can(QLatin1StringView("IDLE")));
}

void ImapConnectionTest::aPasswordThatIsRepeatedIsNotPassedOn_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("refused") << QByteArray("LOGIN") << QByteArray("TAG NO hunter2 is wrong\r\n");
    QTest::newRow("not now") << QByteArray("LOGIN")
                             << QByteArray("TAG NO [UNAVAILABLE] hunter2, later\r\n");
    QTest::newRow("afterwards") << QByteArray("LIST")
                                << QByteArray("TAG NO hunter2 may not look\r\n");
    QTest::newRow("as it was sent")
        << QByteArray("LIST") << QByteArray("TAG BAD LOGIN AGFubgBodW50ZXIy\r\n");
}

void ImapConnectionTest::aPasswordThatIsRepeatedIsNotPassedOn()
{
    QFETCH(QByteArray, command);
    QFETCH(QByteArray, answer);
    QHash<QByteArray, QByteArray> answers{
        {"CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nTAG OK done\r\n"},
        {"LOGIN", "TAG OK welcome\r\n"}};
    answers.insert(command, answer);
    ScriptedImap server("* OK hi\r\n", answers);
    ImapLink link(server.settings(TransportSecurity::Plain), nullptr);
    QSignalSpy failed(&link, &ImapLink::failed);
    link.open(QStringLiteral("hunter2"));
    QTRY_COMPARE(failed.size(), 1);
    const QString said = failed.first().first().value<Error>().detail;
    QVERIFY2(!said.contains(u"hunter2") && !said.contains(u"AGFubgBodW50ZXIy"), qPrintable(said));
    QVERIFY2(said.contains(u'…'), qPrintable(said)); // the rest of the words is told
}

void ImapConnectionTest::anSmtpServerThatRepeatsIt_data()
{
    QTest::addColumn<QByteArray>("login");
    QTest::addColumn<QByteArray>("mail");
    QTest::addColumn<QByteArray>("end");
    const QByteArray fine = "235 welcome\r\n";
    QTest::newRow("refused") << QByteArray("535 5.7.8 hunter2 is wrong\r\n") << QByteArray()
                             << QByteArray();
    QTest::newRow("refused as it was sent")
        << QByteArray("535 AGFubgBodW50ZXIy is wrong\r\n") << QByteArray() << QByteArray();
    QTest::newRow("the sender") << fine << QByteArray("550 hunter2 may not send\r\n")
                                << QByteArray();
    QTest::newRow("taken") << fine << QByteArray("250 ok\r\n")
                           << QByteArray("250 queued for hunter2\r\n");
}

void ImapConnectionTest::anSmtpServerThatRepeatsIt()
{
    QFETCH(QByteArray, login);
    QFETCH(QByteArray, mail);
    QFETCH(QByteArray, end);
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket *socket = server.nextPendingConnection();
        socket->write("220 hi\r\n");
        auto isData = std::make_shared<bool>(false);
        connect(socket, &QTcpSocket::readyRead, socket, [=] {
            while (socket->canReadLine()) {
                const QByteArray line = socket->readLine();
                const QByteArray command = line.left(4).toUpper();
                if (*isData) {
                    if (line == ".\r\n") {
                        *isData = false;
                        socket->write(end);
                    }
                } else if (command == "EHLO") {
                    socket->write("250-hi\r\n250 AUTH PLAIN\r\n");
                } else if (command == "AUTH") {
                    socket->write(login);
                } else if (command == "DATA") {
                    *isData = true;
                    socket->write("354 go on\r\n");
                } else {
                    socket->write(command == "QUIT" ? QByteArray("221 bye\r\n") : mail);
                }
            }
        });
    });
    EmailSettings settings;
    settings.smtp = {QStringLiteral("127.0.0.1"), server.serverPort(), TransportSecurity::Plain};
    settings.smtpUser = QStringLiteral("ann");
    SmtpSender sender(settings, nullptr);
    QSignalSpy done(&sender, &SmtpSender::done);
    sender.send({.from = QStringLiteral("ann@example.org"),
                 .recipients = {QStringLiteral("ben@example.org")},
                 .bytes = "Subject: x\r\n\r\ny\r\n"},
                QStringLiteral("hunter2"));
    QTRY_COMPARE(done.size(), 1);
    const auto answer = done.first().first().value<Result<QString>>();
    QCOMPARE(answer.has_value(), !end.isEmpty());
    const QString said = answer ? *answer : answer.error().detail;
    QVERIFY2(!said.contains(u"hunter2") && !said.contains(u"AGFubgBodW50ZXIy"), qPrintable(said));
    QVERIFY2(said.contains(u'…'), qPrintable(said));
}

void ImapConnectionTest::starttlsIsNeverSkipped_data()
{
    QTest::addColumn<QByteArray>("greeting");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("refused") << QByteArray("* OK hi\r\n") << QByteArray("TAG NO no\r\n");
    QTest::newRow("unknown") << QByteArray("* OK hi\r\n") << QByteArray("TAG BAD what?\r\n");
    QTest::newRow("preauth") << QByteArray("* PREAUTH welcome\r\n") << QByteArray("TAG OK go\r\n");
    QTest::newRow("words slipped in")
        << QByteArray("* OK hi\r\n")
        << QByteArray("TAG OK go\r\n* CAPABILITY IMAP4rev1\r\nA000001 OK done\r\n");
    QTest::newRow("no handshake") << QByteArray("* OK hi\r\n") << QByteArray("TAG OK go\r\n");
    QTest::newRow("another protocol")
        << QByteArray("220 smtp.example.org\r\n") << QByteArray("TAG OK go\r\n");
    QTest::newRow("bye") << QByteArray("* BYE full\r\n") << QByteArray("TAG OK go\r\n");
}

void ImapConnectionTest::starttlsIsNeverSkipped()
{
    QFETCH(QByteArray, greeting);
    QFETCH(QByteArray, answer);
    ScriptedImap server(greeting, {{"STARTTLS", answer},
                                   {"CAPABILITY", "* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"},
                                   {"LOGIN", "TAG OK welcome\r\n"}});
    ImapLink link(server.settings(TransportSecurity::StartTls), nullptr);
    QSignalSpy ready(&link, &ImapLink::ready);
    QSignalSpy failed(&link, &ImapLink::failed);
    link.open(QStringLiteral("secret"));
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(ready.size(), 0);
    QVERIFY(!server.heard.contains("LOGIN") && !server.heard.contains("secret"));
}

void ImapConnectionTest::plainOnlyToThisComputer()
{
    EmailSettings settings;
    settings.imap = {QStringLiteral("mail.example.org"), 143, TransportSecurity::Plain};
    settings.imapUser = QStringLiteral("ann");
    ImapLink link(settings, nullptr);
    QSignalSpy failed(&link, &ImapLink::failed);
    link.open(QStringLiteral("secret"));
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed.first().first().value<Error>().kind == ErrorKind::Invalid);
}

void ImapConnectionTest::tapTakesBodiesOut_data()
{
    QTest::addColumn<int>("chunk");
    for (const int chunk : {1, 2, 3, 7, 1000})
        QTest::addRow("%d bytes at a time", chunk) << chunk;
}

void ImapConnectionTest::tapTakesBodiesOut()
{
    QFETCH(int, chunk);
    const QByteArray first = "Subject: a\r\n\r\n* 9 FETCH (BODY[] {3}\r\nabc)\r\n";
    const QByteArray wire =
        "* 5 FETCH (UID 7 INTERNALDATE \"14-Nov-2023 10:00:00 +0100\" BODY[] {" +
        QByteArray::number(first.size()) + "}\r\n" + first +
        " FLAGS (\\Seen))\r\n* 6 FETCH (BODY[HEADER] {0}\r\n UID 8 INTERNALDATE \" 1-Jan-2024 "
        "00:00:00 +0000\")\r\nA1 OK done\r\n";
    ImapBodyTap tap;
    QByteArray out;
    for (qsizetype pos = 0; pos < wire.size(); pos += chunk) {
        const auto passed =
            tap.feed(wire.sliced(pos, std::min<qsizetype>(chunk, wire.size() - pos)));
        QVERIFY(passed);
        out += *passed;
    }
    QVERIFY(!out.contains("Subject: a"));
    QVERIFY2(out.contains("BODY[] {22}\r\nX-Casement-Body: 1\r\n\r\n FLAGS (\\Seen))\r\n"),
             out.constData());
    QVERIFY(out.endsWith("A1 OK done\r\n"));
    const auto body = tap.take("X-Casement-Body: 1\n");
    QVERIFY(body);
    QCOMPARE(body->bytes, first);
    QCOMPARE(body->internalDate, QByteArray("14-Nov-2023 10:00:00 +0100"));
    QVERIFY(!tap.take("X-Casement-Body: 1\n"));
    QCOMPARE(tap.take("X-Casement-Body: 2\n")->bytes, QByteArray());
    QVERIFY(!tap.take("Subject: x\n"));
}

void ImapConnectionTest::tapLeavesOtherLiteralsAlone()
{
    const QByteArray wire = "* LIST () \"/\" {9}\r\nfolder\r\n1\r\n* OK [X] FETCH BODY[] text "
                            "{5}\r\nabcde\r\n* 1 FETCH (BODYSTRUCTURE (\"a]\" {2}\r\nxy))\r\n";
    ImapBodyTap tap;
    QCOMPARE(tap.feed(wire), wire);
}

void ImapConnectionTest::tapHasLimits()
{
    ImapBodyTap tap;
    QVERIFY(!tap.feed("* 1 FETCH (BODY[] {999999999999}\r\n"));
    ImapBodyTap other;
    bool isBroken = false;
    for (int i = 0; i < 20 && !isBroken; ++i)
        isBroken = !other.feed(QByteArray(1 << 20, 'x'));
    QVERIFY(isBroken);
}

void ImapConnectionTest::cursorsRoundTrip()
{
    ImapFolderState state{.name = QStringLiteral("INBOX"),
                          .uidValidity = 1'700'000'000,
                          .highest = 4'294'967'295,
                          .lowest = 12,
                          .isBackfilled = true,
                          .backfilled = 99,
                          .modSeq = 9'223'372'036'854'775'807};
    ImapFolderState other;
    other.restore(state.toCursor());
    QCOMPARE(other.toCursor(), state.toCursor());
    QCOMPARE(other.highest, 4'294'967'295);
    QCOMPARE(other.modSeq, 9'223'372'036'854'775'807U); // 63 bits (RFC 7162)
    other.restore("not json at all");
    QCOMPARE(other.uidValidity, 0);
}

void ImapConnectionTest::settingsRoundTrip()
{
    EmailSettings s;
    s.imap = {QStringLiteral("imap.example.org"), 143, TransportSecurity::StartTls};
    s.imapUser = QStringLiteral("ann");
    s.smtp = {QStringLiteral("localhost"), 25, TransportSecurity::Plain};
    s.authMechanism = AuthMechanism::Login;
    s.pinnedCertificates = {{QStringLiteral("imap.example.org:143"), QString(64, u'a')}};
    s.folders = {QStringLiteral("INBOX"), QStringLiteral("Archiv/Ältere")};
    s.saveSentCopy = false;
    s.backfillDays = 0;
    QVERIFY(EmailSettings::fromJson(s.toJson()) == s);
    QVERIFY(EmailSettings::fromJson({}) == EmailSettings());
    QCOMPARE(s.problem(), QString());
}

void ImapConnectionTest::settingsProblems_data()
{
    QTest::addColumn<QString>("imapHost");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("caPem");
    QTest::addColumn<bool>("plain");
    QTest::addColumn<QString>("says");
    const QString host = QStringLiteral("imap.example.org");
    const QString ann = QStringLiteral("ann");

    QTest::newRow("fine") << host << 993 << ann << QString() << false << QString();
    QTest::newRow("no host") << QString() << 993 << ann << QString() << false
                             << QStringLiteral("needs an IMAP server");
    QTest::newRow("not a host") << QStringLiteral("a b/c") << 993 << ann << QString() << false
                                << QStringLiteral("not the name of a host");
    QTest::newRow("port") << host << 0 << ann << QString() << false << QStringLiteral("65535");
    QTest::newRow("user") << host << 993 << QString() << QString() << false
                          << QStringLiteral("user name");
    QTest::newRow("user injects") << host << 993 << QStringLiteral("a\r\nb") << QString() << false
                                  << QStringLiteral("line break");
    QTest::newRow("ca") << host << 993 << ann << QStringLiteral("not pem") << false
                        << QStringLiteral("PEM");
    QTest::newRow("plain") << host << 143 << ann << QString() << true
                           << QStringLiteral("must be encrypted");
    QTest::newRow("plain to here")
        << QStringLiteral("127.0.0.1") << 143 << ann << QString() << true << QString();
    QTest::newRow("plain to a name that begins like here")
        << QStringLiteral("localhost.example.org") << 143 << ann << QString() << true
        << QStringLiteral("must be encrypted");
}

void ImapConnectionTest::settingsProblems()
{
    QFETCH(QString, imapHost);
    QFETCH(int, port);
    QFETCH(QString, user);
    QFETCH(QString, caPem);
    QFETCH(bool, plain);
    QFETCH(QString, says);
    EmailSettings s;
    s.imap = {imapHost, static_cast<quint16>(port),
              plain ? TransportSecurity::Plain : TransportSecurity::Tls};
    s.imapUser = user;
    s.caPem = caPem;
    QCOMPARE(s.problem().isEmpty(), says.isEmpty());
    QVERIFY2(s.problem().contains(says), qPrintable(s.problem()));
}

void ImapConnectionTest::delaysGrowToFiveMinutes()
{
    using namespace std::chrono_literals;
    QVERIFY(reconnectDelay(0) == 1s);
    QVERIFY(reconnectDelay(3) == 8s);
    QVERIFY(reconnectDelay(9) == 5min);
    QVERIFY(reconnectDelay(1'000'000) == 5min);
}

void ImapConnectionTest::smtpRefusals_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<bool>("login");
    QTest::addColumn<int>("kind");
    QTest::newRow("unknown recipient")
        << QByteArray("550 5.1.1 nobody") << false << int(ErrorKind::Invalid);
    QTest::newRow("later") << QByteArray("451 4.7.1 later") << false << int(ErrorKind::Timeout);
    QTest::newRow("login") << QByteArray("535 no") << true << int(ErrorKind::AuthRequired);
    QTest::newRow("login needed") << QByteArray("530 5.7.0 log in") << false
                                  << int(ErrorKind::AuthRequired);
    QTest::newRow("login, overloaded")
        << QByteArray("454 later") << true << int(ErrorKind::Timeout);
    QTest::newRow("spam") << QByteArray("554 5.7.1 no") << false << int(ErrorKind::Forbidden);
    QTest::newRow("too large") << QByteArray("552 5.3.4 big") << false << int(ErrorKind::Forbidden);
}

void ImapConnectionTest::smtpRefusals()
{
    QFETCH(QByteArray, reply);
    QFETCH(bool, login);
    QFETCH(int, kind);
    const Error error = smtpRefusal(reply, QStringLiteral("smtp.example.org"), login);
    QCOMPARE(int(error.kind), kind);
    QVERIFY(error.detail.contains(QString::fromLatin1(reply)));
}

QTEST_GUILESS_MAIN(ImapConnectionTest)
#include "imapconnectiontest.moc"
