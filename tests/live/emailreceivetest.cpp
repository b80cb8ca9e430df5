// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/emailfixture.h"

#include <QElapsedTimer>
#include <QTest>

using namespace casement;

class EmailReceiveTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void logsIn_data();
    void logsIn();
    void refusesBadCertificates_data();
    void refusesBadCertificates();
    void acceptsOnlyThePinnedCertificate();
    void wrongPasswordIsNotTriedAgain();
    void unreachableHostIsTriedAgain();
    void historyComesNewestFirst();
    void goesOnWhereItStopped();
    void atMostTwoBatchesAreUnderWay();
    void newMailArrivesAtOnce();
    void newUidValidityLosesNothing();
    void survivesTheServersDeath();
    void hostileMailsArriveAsTheyAre();

private:
    std::unique_ptr<MailServers> m_servers;
};

namespace
{

constexpr int kPatience = 30'000;

QByteArray mail(int number, const QByteArray &body = "words")
{
    return "From: Ann <ann@example.net>\r\nTo: team@example.org\r\nSubject: mail " +
           QByteArray::number(number) +
           "\r\nDate: Tue, 14 Nov 2023 10:00:00 +0000\r\n"
           "Message-ID: <" +
           QByteArray::number(number) + "@example.net>\r\n\r\n" + body + "\r\n";
}

QByteArrayList mails(int first, int count)
{
    QByteArrayList result;
    for (int i = 0; i < count; ++i)
        result += mail(first + i);
    return result;
}

} // namespace

void EmailReceiveTest::initTestCase()
{
    if (const QString why = MailServers::missing(); !why.isEmpty())
        QSKIP(qPrintable(why));
}

void EmailReceiveTest::init()
{
    m_servers = std::make_unique<MailServers>();
    const QString problem = m_servers->start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void EmailReceiveTest::logsIn_data()
{
    QTest::addColumn<bool>("startTls");
    QTest::addColumn<int>("mechanism");
    QTest::newRow("tls") << false << 0;
    QTest::newRow("starttls") << true << 0;
    QTest::newRow("tls, auth plain") << false << 1;
}

void EmailReceiveTest::logsIn()
{
    QFETCH(bool, startTls);
    QFETCH(int, mechanism);
    QCOMPARE(m_servers->deliver(QStringLiteral("team"), mail(1)), QString());
    EmailSettings settings = settingsFor(*m_servers);
    if (startTls)
        settings.imap = {QStringLiteral("localhost"), m_servers->imap, TransportSecurity::StartTls};
    settings.authMechanism = static_cast<AuthMechanism>(mechanism);
    Desk desk(settings);
    desk.connector.start({}, FetchMode::Once);
    QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
    QCOMPARE(desk.messages.size(), 1);
    QCOMPARE(desk.messages.first().subject, QStringLiteral("mail 1"));
    QVERIFY(desk.messages.first().raw.contains("\r\n\r\nwords\r\n"));
    QVERIFY(!desk.messages.first().isSeen);
    QCOMPARE(desk.state, LinkState::Stopped);
}

void EmailReceiveTest::refusesBadCertificates_data()
{
    QTest::addColumn<int>("certificate");
    QTest::addColumn<bool>("otherCa");
    QTest::addColumn<bool>("startTls");
    QTest::addColumn<QString>("reason");
    const int good = int(MailServers::Certificate::Good);
    QTest::newRow("unknown authority") << good << true << false << QStringLiteral("authority");
    QTest::newRow("unknown authority, starttls")
        << good << true << true << QStringLiteral("authority");
    QTest::newRow("other host") << int(MailServers::Certificate::OtherHost) << false << false
                                << QStringLiteral("elsewhere.example");
    QTest::newRow("other host, starttls") << int(MailServers::Certificate::OtherHost) << false
                                          << true << QStringLiteral("elsewhere.example");
    QTest::newRow("expired") << int(MailServers::Certificate::Expired) << false << false
                             << QStringLiteral("2020-02-01");
}

void EmailReceiveTest::refusesBadCertificates()
{
    QFETCH(int, certificate);
    QFETCH(bool, otherCa);
    QFETCH(bool, startTls);
    QFETCH(QString, reason);
    QCOMPARE(m_servers->present(static_cast<MailServers::Certificate>(certificate)), QString());
    EmailSettings settings = settingsFor(*m_servers);
    settings.caPem = otherCa ? m_servers->otherCaPem() : m_servers->caPem();
    if (startTls)
        settings.imap = {QStringLiteral("localhost"), m_servers->imap, TransportSecurity::StartTls};
    Desk desk(settings);
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
    QVERIFY2(desk.detail.contains(reason), qPrintable(desk.detail));
    QVERIFY2(desk.detail.contains(QStringLiteral("localhost")), qPrintable(desk.detail));
    QVERIFY2(desk.detail.contains(m_servers->certificateSha256()), qPrintable(desk.detail));
    QVERIFY(desk.messages.isEmpty());
}

void EmailReceiveTest::acceptsOnlyThePinnedCertificate()
{
    EmailSettings settings = settingsFor(*m_servers);
    settings.caPem.clear();
    settings.pinnedCertificates.insert(pinKey(settings.imap), m_servers->certificateSha256());
    {
        Desk desk(settings);
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
    }
    settings.caPem = m_servers->caPem(); // even an authority's word does not replace the pin
    settings.pinnedCertificates.insert(pinKey(settings.imap), QString(64, u'a'));
    Desk desk(settings);
    desk.connector.start({}, FetchMode::Once);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
    QVERIFY(!desk.isCaughtUp);
}

void EmailReceiveTest::wrongPasswordIsNotTriedAgain()
{
    Desk desk(settingsFor(*m_servers));
    desk.secrets.passwords.insert(QStringLiteral("imap-password"), QStringLiteral("wrong"));
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
    QVERIFY2(desk.detail.contains(QStringLiteral("password")), qPrintable(desk.detail));
    QVERIFY(!desk.detail.contains(QStringLiteral("wrong")));
    desk.connector.refresh();
    QCOMPARE(desk.state, LinkState::NeedsPerson);
    desk.secrets.passwords.insert(QStringLiteral("imap-password"), QStringLiteral("a\r\nb LOGOUT"));
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
}

void EmailReceiveTest::unreachableHostIsTriedAgain()
{
    m_servers->killDovecot();
    Desk desk(settingsFor(*m_servers));
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Waiting, kPatience);
    QVERIFY(!desk.detail.isEmpty());
    QCOMPARE(m_servers->startDovecot(), QString());
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
}

void EmailReceiveTest::historyComesNewestFirst()
{
    m_servers->plant(QStringLiteral("team"), QStringLiteral("INBOX"), mails(1, 1000));
    m_servers->plant(QStringLiteral("team"), QStringLiteral("Sent"), mails(2001, 50));
    m_servers->plant(QStringLiteral("team"), QStringLiteral("Archive"), mails(3001, 5));
    Desk desk(settingsFor(*m_servers));
    QElapsedTimer timer;
    timer.start();
    desk.connector.start({}, FetchMode::Once);
    QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
    qInfo("1,050 mails in %lld ms", static_cast<long long>(timer.elapsed()));
    QCOMPARE(desk.messages.size(), 1050);
    QCOMPARE(desk.keys().size(), 1050);
    const QList<IncomingMessage> inbox = desk.byStream.value(QStringLiteral("INBOX"));
    QCOMPARE(inbox.size(), 1000);
    QCOMPARE(inbox.first().subject, QStringLiteral("mail 1000"));
    QCOMPARE(inbox.last().subject, QStringLiteral("mail 1"));
    QVERIFY(inbox.first().isSeen);
    QCOMPARE(inbox.first().direction, Direction::Incoming);
    QCOMPARE(desk.byStream.value(QStringLiteral("Sent")).first().direction, Direction::Outgoing);
    QVERIFY(desk.largestBatch <= 200);

    Desk again(settingsFor(*m_servers)); // nothing comes twice
    again.connector.start(desk.cursors, FetchMode::Once);
    QTRY_VERIFY_WITH_TIMEOUT(again.isCaughtUp, kPatience);
    QCOMPARE(again.messages.size(), 0);

    EmailSettings few = settingsFor(*m_servers);
    few.backfillMessages = 7;
    few.folders = {QStringLiteral("Archive"), QStringLiteral("INBOX"), QStringLiteral("gone")};
    Desk bounded(few);
    bounded.connector.start({}, FetchMode::Once);
    QTRY_VERIFY_WITH_TIMEOUT(bounded.isCaughtUp, kPatience);
    QCOMPARE(bounded.messages.size(), 12);
}

void EmailReceiveTest::goesOnWhereItStopped()
{
    m_servers->plant(QStringLiteral("team"), QStringLiteral("INBOX"), mails(1, 700));
    Cursors cursors;
    QSet<QByteArray> keys;
    int rounds = 0;
    for (bool done = false; !done && rounds < 10; ++rounds) {
        Desk desk(settingsFor(*m_servers));
        QObject::connect(
            &desk.connector, &Connector::received, &desk, [&] { desk.connector.stop(); },
            Qt::SingleShotConnection);
        desk.connector.start(cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp || desk.state == LinkState::Stopped, kPatience);
        done = desk.isCaughtUp;
        for (const IncomingMessage &m : std::as_const(desk.messages)) {
            QVERIFY(!keys.contains(m.remoteKey));
            keys.insert(m.remoteKey);
        }
        cursors.insert(desk.cursors);
    }
    QCOMPARE(keys.size(), 700);
    QVERIFY(rounds > 3);
}

void EmailReceiveTest::atMostTwoBatchesAreUnderWay()
{
    m_servers->plant(QStringLiteral("team"), QStringLiteral("INBOX"), mails(1, 700));
    Desk desk(settingsFor(*m_servers));
    desk.commits = false;
    desk.connector.start({}, FetchMode::Once);
    QTRY_COMPARE_WITH_TIMEOUT(desk.batches.size(), 2, kPatience);
    desk.connector.committed(desk.batches.first());
    QTRY_COMPARE_WITH_TIMEOUT(desk.batches.size(), 3, kPatience);
    QVERIFY(!desk.isCaughtUp);
}

void EmailReceiveTest::newMailArrivesAtOnce()
{
    m_servers->plant(QStringLiteral("team"), QStringLiteral("INBOX"), mails(1, 20));
    Desk desk(settingsFor(*m_servers));
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    for (int i = 0; i < 5; ++i) {
        QElapsedTimer timer;
        QCOMPARE(m_servers->deliver(QStringLiteral("team"), mail(100 + i)), QString());
        timer.start();
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 21 + i, kPatience);
        qInfo("handed out %lld ms after delivery", static_cast<long long>(timer.elapsed()));
        QCOMPARE(desk.messages.last().subject, QStringLiteral("mail %1").arg(100 + i));
    }
    QCOMPARE(desk.keys().size(), desk.messages.size());
}

void EmailReceiveTest::newUidValidityLosesNothing()
{
    m_servers->plant(QStringLiteral("team"), QStringLiteral("INBOX"), mails(1, 30));
    Desk desk(settingsFor(*m_servers));
    desk.connector.start({}, FetchMode::Once);
    QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
    QCOMPARE(desk.messages.size(), 30);
    m_servers->killDovecot();
    m_servers->loseUids(QStringLiteral("team"));
    // A UIDVALIDITY of Dovecot is the second in which it was made.
    const qint64 second = QDateTime::currentSecsSinceEpoch();
    QTRY_VERIFY(QDateTime::currentSecsSinceEpoch() > second);
    QCOMPARE(m_servers->startDovecot(), QString());
    QCOMPARE(m_servers->deliver(QStringLiteral("team"), mail(31)), QString());
    Desk again(settingsFor(*m_servers));
    again.connector.start(desk.cursors, FetchMode::Once);
    QTRY_VERIFY_WITH_TIMEOUT(again.isCaughtUp, kPatience);
    QCOMPARE(again.messages.size(), 31); // the same keys again: the store knows them
    QSet<QByteArray> both = desk.keys();
    both.unite(again.keys());
    QCOMPARE(both.size(), 31);
}

void EmailReceiveTest::survivesTheServersDeath()
{
    m_servers->plant(QStringLiteral("team"), QStringLiteral("INBOX"), mails(1, 300));
    Desk desk(settingsFor(*m_servers));
    desk.connector.start({}, FetchMode::Watch);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.messages.isEmpty(), kPatience);
    m_servers->killDovecot(); // while history is coming in
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Waiting, kPatience);
    QCOMPARE(m_servers->startDovecot(), QString());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(m_servers->deliver(QStringLiteral("team"), mail(1000 + i)), QString());
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 303, kPatience);

    m_servers->killDovecot(); // while it waits in IDLE
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Waiting, kPatience);
    QCOMPARE(m_servers->startDovecot(), QString());
    QCOMPARE(m_servers->deliver(QStringLiteral("team"), mail(2000)), QString());
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 304, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QCOMPARE(m_servers->deliver(QStringLiteral("team"), mail(2001)), QString());
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 305, kPatience);
    QCOMPARE(desk.keys().size(), 305);
}

void EmailReceiveTest::hostileMailsArriveAsTheyAre()
{
    QByteArray nested = "Subject: nested\n";
    for (int i = 0; i < 3000; ++i)
        nested += "Content-Type: multipart/mixed; boundary=b" + QByteArray::number(i) + "\n\n--b" +
                  QByteArray::number(i) + '\n';
    const QByteArrayList hostile{
        nested, "Subject: uu\n\n" + QByteArray("begin 644 x\n#86)C\n`\nend\n").repeated(20'000),
        "Subject: literal {100}\nX-Casement-Body: 1\n\n* 1 FETCH (BODY[] {5}\nabcde)\n",
        "Subject: empty\n\n", "Subject: big\n\n" + QByteArray(12 << 20, 'x') + '\n'};
    m_servers->plant(QStringLiteral("team"), QStringLiteral("INBOX"), hostile);
    Desk desk(settingsFor(*m_servers));
    desk.connector.start({}, FetchMode::Once);
    QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
    QCOMPARE(desk.messages.size(), hostile.size());
    QSet<QByteArray> raws;
    for (const IncomingMessage &m : std::as_const(desk.messages))
        raws.insert(QByteArray(m.raw).replace("\r\n", "\n"));
    for (const QByteArray &one : hostile)
        QVERIFY2(raws.contains(one), one.left(40).constData());
}

QTEST_GUILESS_MAIN(EmailReceiveTest)
#include "emailreceivetest.moc"
