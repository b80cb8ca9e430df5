// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/messageid.h"
#include "tests/live/emailfixture.h"
#include "tests/support/waited.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace casement;

namespace
{

constexpr int kPatience = 30'000;

OutgoingMessage reply(const QString &to = QStringLiteral("ben@example.org"))
{
    OutgoingMessage m;
    m.uid = Uid::create(systemNow());
    m.from = {QStringLiteral("email"), QStringLiteral("team@example.org"),
              QStringLiteral("The Team")};
    m.recipients = {{RecipientRole::To, {QStringLiteral("email"), to, QStringLiteral("Ben")}}};
    m.subject = QStringLiteral("Re: Grüße");
    m.markdown = QStringLiteral("Hello **Ben**\n.\n..dots\n");
    m.messageId = makeMessageId(m.uid, "key", QStringLiteral("example.org"));
    m.inReplyTo = {"parent@example.net"};
    m.references = {"root@example.net", "parent@example.net"};
    m.queuedAt = systemNow();
    return m;
}

/// A server that says what a test tells it to, one answer for each line that comes, and closes when
/// it has no more.
class ScriptedServer final : public QTcpServer
{
public:
    explicit ScriptedServer(const QByteArrayList &answers) : m_answers(answers)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            auto left = std::make_shared<QByteArrayList>(m_answers);
            socket->write(left->takeFirst());
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, left] {
                while (socket->canReadLine()) {
                    const QByteArray line = socket->readLine();
                    heard += line;
                    if (m_isInData && line != ".\r\n")
                        continue;
                    m_isInData = false;
                    if (left->isEmpty())
                        return socket->disconnectFromHost();
                    const QByteArray answer = left->takeFirst();
                    m_isInData = answer.startsWith("354");
                    socket->write(answer);
                }
            });
        });
    }

    QByteArray heard;

private:
    QByteArrayList m_answers;
    bool m_isInData = false;
};

EmailSettings scripted(const MailServers &servers, const ScriptedServer &server)
{
    EmailSettings settings = settingsFor(servers);
    settings.smtp = {QStringLiteral("127.0.0.1"), server.serverPort(), TransportSecurity::Plain};
    settings.smtpUser.clear();
    return settings;
}

} // namespace

class EmailSendTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_servers.reset(); }
    void arrivesOnceWithItsThread_data();
    void arrivesOnceWithItsThread();
    void unknownRecipientIsInvalid();
    void wrongPassword();
    void wrongAuthority();
    void whatTheWireSaysDecides_data();
    void whatTheWireSaysDecides();
    void starttlsIsNeverSkipped_data();
    void starttlsIsNeverSkipped();
    void deadImapServerIsOnlyAWarning();
    void lookUpAfterTheServersDeath();

private:
    std::unique_ptr<MailServers> m_servers;
};

void EmailSendTest::initTestCase()
{
    if (const QString why = MailServers::missing(); !why.isEmpty())
        QSKIP(qPrintable(why));
    m_servers = std::make_unique<MailServers>();
    const QString problem = m_servers->start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void EmailSendTest::arrivesOnceWithItsThread_data()
{
    QTest::addColumn<bool>("startTls");
    QTest::addColumn<int>("mechanism");
    QTest::newRow("tls") << false << 0;
    QTest::newRow("starttls") << true << 0;
    QTest::newRow("tls, auth login") << false << 2;
}

void EmailSendTest::arrivesOnceWithItsThread()
{
    QFETCH(bool, startTls);
    QFETCH(int, mechanism);
    EmailSettings settings = settingsFor(*m_servers);
    if (startTls)
        settings.smtp = {QStringLiteral("localhost"), m_servers->submission,
                         TransportSecurity::StartTls};
    settings.authMechanism = static_cast<AuthMechanism>(mechanism);
    Desk desk(settings);
    const qsizetype benHad =
        m_servers->mails(QStringLiteral("ben"), QStringLiteral("INBOX")).size();
    const qsizetype sentHad =
        m_servers->mails(QStringLiteral("team"), QStringLiteral("Sent")).size();
    const OutgoingMessage m = reply();
    const Result<SendReceipt> receipt = waited(desk.connector.send(m));
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().detail));
    QVERIFY(receipt->serverAnswer.startsWith(u"250"));
    QVERIFY2(receipt->warning.isEmpty(), qPrintable(receipt->warning));

    QTRY_COMPARE_WITH_TIMEOUT(
        m_servers->mails(QStringLiteral("ben"), QStringLiteral("INBOX")).size(), benHad + 1,
        kPatience);
    IncomingMessage arrived;
    for (const QByteArray &one : m_servers->mails(QStringLiteral("ben"), QStringLiteral("INBOX"))) {
        const IncomingMessage candidate = mapMail(one, {.fallbackTime = systemNow()});
        if (candidate.messageId == m.messageId)
            arrived = candidate;
    }
    QCOMPARE(arrived.messageId, m.messageId);
    QCOMPARE(arrived.inReplyTo, m.inReplyTo);
    QCOMPARE(arrived.references, m.references);
    QCOMPARE(arrived.text, m.markdown);
    QVERIFY(arrived.html.contains(QStringLiteral("<strong>Ben</strong>")));
    QCOMPARE(arrived.subject, m.subject);

    const QByteArrayList sent = m_servers->mails(QStringLiteral("team"), QStringLiteral("Sent"));
    QCOMPARE(sent.size(), sentHad + 1);
    QVERIFY(std::ranges::any_of(sent, [&](const QByteArray &one) {
        return mapMail(one, {.fallbackTime = systemNow()}).messageId == m.messageId;
    }));
    QCOMPARE(*waited(desk.connector.lookUp(m)), SendState::Sent);
    QCOMPARE(*waited(desk.connector.lookUp(reply())), SendState::Unknown);
}

void EmailSendTest::unknownRecipientIsInvalid()
{
    Desk desk(settingsFor(*m_servers));
    const OutgoingMessage m = reply(QStringLiteral("nobody@example.org"));
    const Result<SendReceipt> receipt = waited(desk.connector.send(m));
    QVERIFY(!receipt);
    QVERIFY(receipt.error().kind == ErrorKind::Invalid);
    QVERIFY2(receipt.error().detail.contains(QStringLiteral("550")),
             qPrintable(receipt.error().detail));
    QCOMPARE(*waited(desk.connector.lookUp(m)), SendState::NotSent);
}

void EmailSendTest::wrongPassword()
{
    Desk desk(settingsFor(*m_servers));
    desk.secrets.passwords.insert(QStringLiteral("smtp-password"), QStringLiteral("wrong"));
    const Result<SendReceipt> receipt = waited(desk.connector.send(reply()));
    QVERIFY(!receipt);
    QVERIFY(receipt.error().kind == ErrorKind::AuthRequired);
}

void EmailSendTest::wrongAuthority()
{
    EmailSettings settings = settingsFor(*m_servers);
    settings.caPem = m_servers->otherCaPem();
    for (const ServerAddress &server :
         {settings.smtp, ServerAddress{QStringLiteral("localhost"), m_servers->submission,
                                       TransportSecurity::StartTls}}) {
        settings.smtp = server;
        Desk desk(settings);
        const Result<SendReceipt> receipt = waited(desk.connector.send(reply()));
        QVERIFY(!receipt);
        QVERIFY(receipt.error().kind == ErrorKind::Certificate);
    }
}

void EmailSendTest::whatTheWireSaysDecides_data()
{
    QTest::addColumn<QByteArrayList>("answers");
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("isUnknown");
    const QByteArrayList upToData{"220 hi\r\n", "250-hi\r\n250 SIZE 1000000\r\n", "250 ok\r\n",
                                  "250 ok\r\n"};

    QTest::newRow("ends before DATA") << upToData << int(ErrorKind::Offline) << false;
    QTest::newRow("too busy to greet")
        << QByteArrayList{"421 busy\r\n"} << int(ErrorKind::Offline) << false;
    QTest::newRow("grey-listed") << QByteArrayList{"220 hi\r\n", "250 hi\r\n", "250 ok\r\n",
                                                   "450 later\r\n"}
                                 << int(ErrorKind::Timeout) << false;
    QTest::newRow("sender refused") << QByteArrayList{"220 hi\r\n", "250 hi\r\n", "554 no\r\n"}
                                    << int(ErrorKind::Forbidden) << false;
    QTest::newRow("DATA refused") << upToData + QByteArrayList{"554 no\r\n"}
                                  << int(ErrorKind::Forbidden) << false;
    QTest::newRow("refused after the dot")
        << upToData + QByteArrayList{"354 go\r\n", "550 spam\r\n"} << int(ErrorKind::Invalid)
        << false;
    QTest::newRow("full after the dot") << upToData + QByteArrayList{"354 go\r\n", "452 full\r\n"}
                                        << int(ErrorKind::Timeout) << false;
    QTest::newRow("silent after the dot")
        << upToData + QByteArrayList{"354 go\r\n"} << int(ErrorKind::Protocol) << true;
}

void EmailSendTest::whatTheWireSaysDecides()
{
    QFETCH(QByteArrayList, answers);
    QFETCH(int, kind);
    QFETCH(bool, isUnknown);
    ScriptedServer server(answers);
    Desk desk(scripted(*m_servers, server));
    const OutgoingMessage m = reply();
    const Result<SendReceipt> receipt = waited(desk.connector.send(m));
    QVERIFY(!receipt);
    QVERIFY2(int(receipt.error().kind) == kind, qPrintable(receipt.error().detail));
    QVERIFY2(receipt.error().detail.startsWith(u"unknown:") == isUnknown,
             qPrintable(receipt.error().detail));
    QCOMPARE(*waited(desk.connector.lookUp(m)),
             isUnknown ? SendState::Unknown : SendState::NotSent);
}

void EmailSendTest::starttlsIsNeverSkipped_data()
{
    QTest::addColumn<QByteArrayList>("answers");
    QTest::newRow("not offered") << QByteArrayList{"220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n"};
    QTest::newRow("refused") << QByteArrayList{"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n",
                                               "454 not now\r\n"};
    QTest::newRow("words slipped in") << QByteArrayList{"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n",
                                                        "220 go\r\n250 AUTH PLAIN\r\n"};
    QTest::newRow("no handshake") << QByteArrayList{"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n",
                                                    "220 go\r\n"};
}

void EmailSendTest::starttlsIsNeverSkipped()
{
    QFETCH(QByteArrayList, answers);
    ScriptedServer server(answers);
    EmailSettings settings = scripted(*m_servers, server);
    settings.smtp.security = TransportSecurity::StartTls;
    settings.smtpUser = QStringLiteral("team");
    Desk desk(settings);
    const Result<SendReceipt> receipt = waited(desk.connector.send(reply()));
    QVERIFY(!receipt);
    QVERIFY(!server.heard.contains("AUTH") && !server.heard.contains("MAIL"));
    QVERIFY(!server.heard.contains(QByteArray("teampw").toBase64()));
}

void EmailSendTest::deadImapServerIsOnlyAWarning()
{
    ScriptedServer server({"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n",
                           "250 2.0.0 taken\r\n"});
    m_servers->killDovecot();
    Desk desk(scripted(*m_servers, server));
    const Result<SendReceipt> receipt = waited(desk.connector.send(reply()));
    QCOMPARE(m_servers->startDovecot(), QString());
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().detail));
    QCOMPARE(receipt->serverAnswer, QStringLiteral("250 2.0.0 taken"));
    QVERIFY(receipt->warning.contains(QStringLiteral("Sent folder")));
    QVERIFY(server.heard.contains("RCPT TO:<ben@example.org>"));
    QVERIFY(server.heard.contains(QByteArray(receipt->raw).replace("\r\n.", "\r\n..")));
}

void EmailSendTest::lookUpAfterTheServersDeath()
{
    Desk desk(settingsFor(*m_servers));
    m_servers->killSmtpd();
    const OutgoingMessage m = reply();
    const Result<SendReceipt> refused = waited(desk.connector.send(m));
    QVERIFY(!refused);
    QVERIFY(refused.error().kind == ErrorKind::Offline);
    QCOMPARE(*waited(desk.connector.lookUp(m)), SendState::NotSent);
    QCOMPARE(m_servers->startSmtpd(), QString());
    const Result<SendReceipt> receipt = waited(desk.connector.send(m)); // the same message again
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().detail));
    Desk another(settingsFor(*m_servers)); // as after a crash
    QCOMPARE(*waited(another.connector.lookUp(m)), SendState::Sent);
}

QTEST_GUILESS_MAIN(EmailSendTest)
#include "emailsendtest.moc"
