// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/autoconfig.h"

#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace casement;

namespace
{

const QString kAnn = QStringLiteral("ann@example.org");

const QByteArray kGood = R"(<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="example.org"><domain>example.org</domain>
<incomingServer type="pop3"><hostname>pop.example.org</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>plain.example.org</hostname><port>143</port><socketType>plain</socketType></incomingServer>
<incomingServer type="imap"><hostname>mail.%EMAILDOMAIN%</hostname><port>143</port><socketType>STARTTLS</socketType>
<username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>
<incomingServer type="imap"><hostname>oauth.example.org</hostname><port>993</port><socketType>SSL</socketType>
<authentication>OAuth2</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.example.org</hostname><port>465</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username></outgoingServer></emailProvider></clientConfig>)";

/// Answers every HTTP request alike.
class WebServer final : public QTcpServer
{
public:
    explicit WebServer(const QByteArray &answer)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, answer] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, answer] {
                requests += socket->readAll();
                if (!requests.endsWith("\r\n\r\n"))
                    return;
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
    }
    QString url(const QString &path) const
    {
        return QStringLiteral("http://127.0.0.1:%1/%2").arg(serverPort()).arg(path);
    }
    QByteArray requests;
};

QByteArray page(const QByteArray &body)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

class AutoconfigTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatIsSafe();
    void refusesHostileFiles_data();
    void refusesHostileFiles();
    void serviceRecords();
    void asksTheSourcesInTurn();
    void fallsBackToAGuess_data();
    void fallsBackToAGuess();
};

void AutoconfigTest::readsWhatIsSafe()
{
    const QList<EmailSettings> found = parseAutoconfig(kGood, kAnn);
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().imap,
             (ServerAddress{QStringLiteral("mail.example.org"), 143, TransportSecurity::StartTls}));
    QCOMPARE(found.first().imapUser, QStringLiteral("ann"));
    QCOMPARE(found.first().smtp,
             (ServerAddress{QStringLiteral("smtp.example.org"), 465, TransportSecurity::Tls}));
    QCOMPARE(found.first().smtpUser, kAnn);
}

void AutoconfigTest::refusesHostileFiles_data()
{
    QTest::addColumn<QByteArray>("xml");
    const auto withHost = [](const QByteArray &host) {
        return QByteArray(kGood).replace("mail.%EMAILDOMAIN%", host);
    };

    QTest::newRow("empty") << QByteArray();
    QTest::newRow("html") << QByteArray("<!DOCTYPE html><html><body>Not found</body></html>");
    QTest::newRow("document type") << QByteArray(kGood).replace(
        "<clientConfig v", "<!DOCTYPE x [<!ENTITY a \"b\">]><clientConfig v");
    QTest::newRow("external entity")
        << QByteArray("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>") +
               withHost("&e;").sliced(21);
    QTest::newRow("undefined entity") << withHost("&e;");
    QTest::newRow("another root") << QByteArray(kGood).replace("clientConfig", "other");
    QTest::newRow("cut off") << kGood.first(kGood.size() - 10);
    QTest::newRow("too large") << QByteArray(kGood + QByteArray(kMaxAutoconfigBytes, ' '));
    QTest::newRow("deep") << QByteArray("<clientConfig>" + QByteArray("<a>").repeated(10'000));
    QTest::newRow("line break in host") << withHost("mail.example.org&#10;x");
    QTest::newRow("host with path") << withHost("mail.example.org/x");
    QTest::newRow("long host") << withHost(QByteArray(1000, 'a'));
    QTest::newRow("plain only") << QByteArray(kGood).replace("STARTTLS", "plain");
    QTest::newRow("port 0") << QByteArray(kGood).replace(">143<", ">0<");
    QTest::newRow("port too large") << QByteArray(kGood).replace(">143<", ">70000<");
    QTest::newRow("only oauth") << QByteArray(kGood).replace("password-cleartext", "OAuth2");
}

void AutoconfigTest::refusesHostileFiles()
{
    QFETCH(QByteArray, xml);
    QCOMPARE(parseAutoconfig(xml, kAnn).size(), 0);
}

void AutoconfigTest::serviceRecords()
{
    const QString imaps = QStringLiteral("_imaps._tcp");
    const QString imap = QStringLiteral("_imap._tcp");
    const QString submission = QStringLiteral("_submission._tcp");
    QList<EmailProposal> found =
        proposalsFromServices({{imaps, QStringLiteral("b.example.org"), 993, 20, 0},
                               {imaps, QStringLiteral("a.example.org."), 993, 10, 0},
                               {imap, QStringLiteral("c.example.org"), 143, 1, 0},
                               {submission, QStringLiteral("smtp.example.org"), 587, 1, 0}},
                              kAnn);
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().settings.imap,
             (ServerAddress{QStringLiteral("a.example.org"), 993, TransportSecurity::Tls}));
    QCOMPARE(found.first().settings.smtp,
             (ServerAddress{QStringLiteral("smtp.example.org"), 587, TransportSecurity::StartTls}));
    QVERIFY(!found.first().needsConfirmation);
    found = proposalsFromServices({{imaps, QStringLiteral("."), 0, 0, 0},
                                   {imap, QStringLiteral("mail.evil.example"), 143, 1, 0}},
                                  kAnn);
    QCOMPARE(found.size(), 1);
    QVERIFY(found.first().needsConfirmation);
    QVERIFY(found.first().settings.imap.security == TransportSecurity::StartTls);
    QVERIFY(
        proposalsFromServices({{submission, QStringLiteral("smtp.example.org"), 587, 1, 0}}, kAnn)
            .isEmpty());
    QVERIFY(proposalsFromServices({{imaps, QStringLiteral("notexample.org"), 993, 1, 0}}, kAnn)
                .first()
                .needsConfirmation);
}

void AutoconfigTest::asksTheSourcesInTurn()
{
    WebServer none("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    WebServer good(page(kGood));
    QNetworkAccessManager network;
    Autoconfig autoconfig(
        &network, {.urls = {none.url(QStringLiteral("%1?a=%2")), good.url(QStringLiteral("x"))},
                   .useDns = false});
    QSignalSpy spy(&autoconfig, &Autoconfig::finished);
    autoconfig.discover(QStringLiteral("ann+x@example.org"));
    QTRY_COMPARE(spy.size(), 1);
    const auto proposals = spy.first().first().value<QList<EmailProposal>>();
    QCOMPARE(proposals.size(), 2);
    QCOMPARE(proposals[0].source, EmailProposal::Source::Autoconfig);
    QCOMPARE(proposals[0].settings.imapUser, QStringLiteral("ann+x"));
    QCOMPARE(proposals[1].source, EmailProposal::Source::Guess);
    QCOMPARE(proposals[1].settings.imap.host, QStringLiteral("imap.example.org"));
    QVERIFY2(none.requests.startsWith("GET /example.org?a=ann%2Bx%40example.org "),
             none.requests.constData());
    QVERIFY(!none.requests.contains("Cookie"));
}

void AutoconfigTest::fallsBackToAGuess_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("address");
    QTest::addColumn<int>("proposals");
    QTest::newRow("huge") << page(kGood + QByteArray(10 << 20, ' ')) << kAnn << 1;
    QTest::newRow("not http") << QByteArray("220 hello\r\n") << kAnn << 1;
    QTest::newRow("other status") << QByteArray(page(kGood)).replace("200 OK", "203 No") << kAnn
                                  << 1;
    QTest::newRow("no address") << page(kGood) << QStringLiteral("ann") << 0;
    QTest::newRow("line break") << page(kGood) << QStringLiteral("ann@exam\r\nple.org") << 0;
}

void AutoconfigTest::fallsBackToAGuess()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, address);
    QFETCH(int, proposals);
    WebServer server(answer);
    QNetworkAccessManager network;
    Autoconfig autoconfig(&network, {.urls = {server.url(QStringLiteral("x"))}, .useDns = false});
    QSignalSpy spy(&autoconfig, &Autoconfig::finished);
    autoconfig.discover(address);
    QTRY_COMPARE(spy.size(), 1);
    QCOMPARE(spy.first().first().value<QList<EmailProposal>>().size(), proposals);
}

QTEST_GUILESS_MAIN(AutoconfigTest)
#include "autoconfigtest.moc"
