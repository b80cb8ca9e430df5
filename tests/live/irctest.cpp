// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/ircservers.h"
#include "tests/live/relay.h"
#include "tests/unit/irc/ircdesk.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QSslCertificate>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;

/// IRC accounts on real servers: Ergo, which has everything, and ngIRCd, which has nothing.
class IrcTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void messagesArriveAtOnce();
    void repliesArriveOnce();
    void certificatesAreVerified();
    void aWrongPasswordWaitsForAPerson();
    void aCertificateIsALogin();
    void anOutageLeavesNoGapAndNoDuplicate();
    void cutsLoseNothingAndSendNothingTwice();
    void aRestartedServerIsFoundAgain();
    void theLegacyServer();

private:
    IrcSettings ergo(bool isPlain = false) const
    {
        IrcSettings settings;
        settings.host = QStringLiteral("localhost");
        settings.port = isPlain ? m_servers.ergo : m_servers.ergoTls;
        settings.isPlain = isPlain;
        settings.network = QStringLiteral("ergo.test");
        settings.nick = QStringLiteral("team");
        settings.user = QStringLiteral("team");
        settings.caPem = m_servers.caPem();
        settings.channels = {QStringLiteral("#casement")};
        return settings;
    }
    IrcServers m_servers;
};

namespace
{
constexpr int kPatience = 30'000;

void waitFor(const std::function<bool()> &what)
{
    QTRY_VERIFY_WITH_TIMEOUT(what(), kPatience);
}
} // namespace

void IrcTest::initTestCase()
{
    if (const QString why = IrcServers::missing(); !why.isEmpty())
        QSKIP(qPrintable(why));
    const QString problem = m_servers.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    for (const QByteArray &name : {QByteArray("team"), QByteArray("ben")}) {
        IrcMember member(m_servers.ergo, name);
        waitFor([&] { return member.isIn(); });
        member.say("PRIVMSG NickServ :REGISTER " + name + "pw");
        waitFor([&] {
            return std::ranges::any_of(member.lines, [](const IrcMessage &line) {
                return line.command == "900" || line.raw.contains("ccount created");
            });
        });
        member.say("QUIT");
    }
}

void IrcTest::messagesArriveAtOnce()
{
    IrcDesk desk(ergo());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QCOMPARE(desk.detail, QString());
    desk.messages.clear();
    IrcMember ann(m_servers.ergo, "ann");
    waitFor([&] { return ann.isIn(); });
    ann.say("JOIN #casement");
    QElapsedTimer clock;
    clock.start();
    ann.say("PRIVMSG team :hello");
    ann.say("PRIVMSG #casement :nice weather");
    ann.say("PRIVMSG #casement :team: a \x02"
            "question\x02");
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 3, kPatience);
    QVERIFY(clock.elapsed() < 2000);
    QCOMPARE(desk.messages.at(0).author.address, QStringLiteral("ann@ergo.test"));
    QVERIFY(desk.messages.at(1).isContext);
    QVERIFY(!desk.messages.at(2).isContext);
    QCOMPARE(desk.messages.at(2).text, QStringLiteral("team: a question"));
    // Someone who has logged in is known by the account.
    IrcMember ben(m_servers.ergo, "ben", "ben:benpw");
    waitFor([&] { return ben.isIn(); });
    ben.say("PRIVMSG team :it is me");
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 4, kPatience);
    QCOMPARE(desk.messages.at(3).author.address, QStringLiteral("$a:ben@ergo.test"));
}

void IrcTest::repliesArriveOnce()
{
    IrcDesk desk(ergo());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    desk.messages.clear();
    IrcMember ann(m_servers.ergo, "ann2");
    IrcMember ben(m_servers.ergo, "ben", "ben:benpw");
    waitFor([&] { return ann.isIn() && ben.isIn(); });
    auto sent =
        desk.connector.send(desk.message(QStringLiteral("ann2@ergo.test"), QStringLiteral("hi")));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY2(sent.result().has_value(), "sent");
    QVERIFY(!sent.result()->remoteId.isEmpty());
    const QString text = QStringLiteral("👩‍👩‍👧 wörter ").repeated(60);
    sent = desk.connector.send(desk.message(QStringLiteral("$a:ben@ergo.test"), text));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY2(sent.result().has_value(), "sent to an account");
    waitFor([&] { return ann.heard("team", "ann2").size() == 1; });
    waitFor([&] {
        return QString::fromUtf8(ben.heard("team", "ben").join(' ')).remove(u' ') ==
               QString(text).remove(u' ');
    });
    rest(300ms);
    QCOMPARE(ann.heard("team", "ann2"), QByteArrayList{"hi"});
    QCOMPARE(desk.messages.size(), 0); // the echo is what the outbox has
    // And neither is the history of it.
    IrcDesk later(ergo());
    later.outbox = desk.outbox;
    later.connector.start({}, FetchMode::Once);
    waitFor([&] { return later.isCaughtUp; });
    for (const IncomingMessage &message : std::as_const(later.messages))
        QVERIFY(message.text != u"hi");
}

void IrcTest::certificatesAreVerified()
{
    IrcSettings settings = ergo();
    settings.caPem.clear();
    IrcDesk stranger(settings);
    stranger.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(stranger.state, LinkState::NeedsPerson, kPatience);
    const QSslCertificate certificate =
        QSslCertificate::fromData(m_servers.caPem().toLatin1(), QSsl::Pem).first();
    settings.pinnedCertificate =
        QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
    QVERIFY(stranger.detail.contains(settings.pinnedCertificate));
    IrcDesk pinned(settings);
    pinned.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(pinned.state, LinkState::Online, kPatience);
    settings.caPem = m_servers.caPem();
    settings.pinnedCertificate = QStringLiteral("ab").repeated(32);
    IrcDesk other(settings);
    other.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(other.state, LinkState::NeedsPerson, kPatience);
}

void IrcTest::aWrongPasswordWaitsForAPerson()
{
    for (const IrcLogin login : {IrcLogin::Plain, IrcLogin::ScramSha256}) {
        IrcSettings settings = ergo();
        settings.login = login;
        IrcDesk desk(settings);
        desk.secrets.secrets[QStringLiteral("irc-password")] = QStringLiteral("wrong");
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
        QVERIFY(!desk.detail.contains(QStringLiteral("wrong")));
        IrcDesk right(settings);
        right.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(right.state, LinkState::Online, kPatience);
    }
}

void IrcTest::aCertificateIsALogin()
{
    const QSslCertificate certificate =
        QSslCertificate::fromData(m_servers.caPem().toLatin1(), QSsl::Pem).first();
    IrcSettings settings = ergo();
    settings.login = IrcLogin::External;
    settings.clientCertificatePem = m_servers.caPem();
    IrcDesk refused(settings);
    refused.secrets.secrets.insert(QStringLiteral("irc-client-key"), m_servers.keyPem());
    refused.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(refused.state, LinkState::NeedsPerson, kPatience);

    IrcMember team(m_servers.ergo, "team", "team:teampw");
    waitFor([&] { return team.isIn(); });
    team.say("PRIVMSG NickServ :CERT ADD " +
             certificate.digest(QCryptographicHash::Sha256).toHex());
    waitFor([&] {
        return std::ranges::any_of(team.lines, [](const IrcMessage &line) {
            return line.command == "NOTICE" && line.nick() == "NickServ";
        });
    });
    IrcDesk desk(settings);
    desk.secrets.secrets = {{QStringLiteral("irc-client-key"), m_servers.keyPem()}};
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QCOMPARE(desk.detail, QString());
}

void IrcTest::anOutageLeavesNoGapAndNoDuplicate()
{
    IrcDesk before(ergo());
    before.connector.start({}, FetchMode::Once);
    waitFor([&] { return before.isCaughtUp; });
    IrcMember cleo(m_servers.ergo, "cleo");
    IrcMember dora(m_servers.ergo, "dora");
    waitFor([&] { return cleo.isIn() && dora.isIn(); });
    cleo.say("JOIN #casement");
    QSet<QString> wanted;
    for (int i = 0; i < 230; ++i) {
        cleo.say("PRIVMSG #casement :room " + QByteArray::number(i));
        wanted.insert(QStringLiteral("room %1").arg(i));
    }
    for (int i = 0; i < 60; ++i) {
        cleo.say("PRIVMSG team :cleo " + QByteArray::number(i));
        dora.say("PRIVMSG team :dora " + QByteArray::number(i));
        wanted.insert(QStringLiteral("cleo %1").arg(i));
        wanted.insert(QStringLiteral("dora %1").arg(i));
    }
    cleo.say("PING :done");
    dora.say("PING :done");
    for (IrcMember *member : {&cleo, &dora})
        waitFor([&] {
            return std::ranges::any_of(member->lines, [](const IrcMessage &line) {
                return line.command == "PONG" && line.last() == "done";
            });
        });
    IrcDesk after(ergo());
    after.keys = before.keys;
    after.connector.start(before.cursors, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(after.state, LinkState::Online, kPatience);
    QCOMPARE(after.detail, QString());
    QSet<QString> got;
    for (const IncomingMessage &message : std::as_const(after.messages)) {
        if (!wanted.contains(message.text))
            continue;
        QVERIFY2(!got.contains(message.text), qPrintable(message.text));
        got.insert(message.text);
    }
    QCOMPARE(got.size(), wanted.size());
}

void IrcTest::cutsLoseNothingAndSendNothingTwice()
{
    Relay proxy(m_servers.ergo);
    IrcSettings settings = ergo(true);
    settings.port = proxy.port();
    IrcMember eva(m_servers.ergo, "eva");
    waitFor([&] { return eva.isIn(); });
    IrcDesk desk(settings);
    desk.connector.settleTime = std::chrono::milliseconds(500);
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    // So that the history is known to keep what we say.
    auto first =
        desk.connector.send(desk.message(QStringLiteral("eva@ergo.test"), QStringLiteral("first")));
    QTRY_VERIFY_WITH_TIMEOUT(first.isFinished(), kPatience);
    QVERIFY2(first.result().has_value(), "first");
    int unknown = 0;
    int cuts = 0;
    for (int offset = 1; offset < 220; offset += 9) {
        const QString text = QStringLiteral("cut %1").arg(offset);
        const OutgoingMessage message = desk.message(QStringLiteral("eva@ergo.test"), text);
        bool isSettled = false;
        bool isKnown = true;
        bool asks = false;
        proxy.cutAfter(offset);
        for (int attempt = 0; attempt < 40 && !isSettled; ++attempt) {
            waitFor([&] {
                if (desk.state == LinkState::Waiting)
                    desk.connector.refresh();
                return desk.state == LinkState::Online;
            });
            if (!asks) {
                auto sent = desk.connector.send(message);
                QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
                isSettled = sent.result().has_value();
                cuts += isSettled ? 0 : 1;
                asks = !isSettled && sent.result().error().detail.startsWith(u"unknown:");
                continue;
            }
            auto state = desk.connector.lookUp(message);
            QTRY_VERIFY_WITH_TIMEOUT(state.isFinished(), kPatience);
            if (!state.result()) {
                rest(200ms);
                continue;
            }
            isSettled = *state.result() != SendState::NotSent;
            isKnown = *state.result() != SendState::Unknown;
            asks = false;
        }
        proxy.cutAfter(-1);
        QVERIFY(isSettled);
        unknown += isKnown ? 0 : 1;
        if (isKnown)
            waitFor([&] { return eva.heard("team", "eva").count(text.toUtf8()) == 1; });
        QVERIFY(eva.heard("team", "eva").count(text.toUtf8()) <= 1);
    }
    qInfo("%d cuts, %d of them unknown", cuts, unknown);
    QVERIFY(cuts > 5);
    QCOMPARE(unknown, 0);
}

void IrcTest::aRestartedServerIsFoundAgain()
{
    IrcDesk desk(ergo());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    m_servers.killErgo();
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Waiting, kPatience);
    QVERIFY(!desk.detail.isEmpty());
    auto sent =
        desk.connector.send(desk.message(QStringLiteral("ann@ergo.test"), QStringLiteral("x")));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().error().kind == ErrorKind::Offline);
    QCOMPARE(m_servers.startErgo(), QString());
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    desk.messages.clear();
    IrcMember finn(m_servers.ergo, "finn");
    waitFor([&] { return finn.isIn(); });
    finn.say("PRIVMSG team :are you back?");
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 1, kPatience);
}

void IrcTest::theLegacyServer()
{
    IrcSettings settings;
    settings.host = QStringLiteral("127.0.0.1");
    settings.port = m_servers.ngircd;
    settings.isPlain = true;
    settings.network = QStringLiteral("ng.test");
    settings.nick = QStringLiteral("team");
    settings.login = IrcLogin::Pass;
    settings.channels = {QStringLiteral("#casement")};
    IrcDesk wrong(settings);
    wrong.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(wrong.state, LinkState::NeedsPerson, kPatience);

    IrcMember squatter(m_servers.ngircd, "team", "roompw");
    waitFor([&] { return squatter.isIn(); });
    IrcDesk desk(settings);
    desk.secrets.secrets[QStringLiteral("irc-password")] = QStringLiteral("roompw");
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QVERIFY2(desk.detail.contains(QStringLiteral("team_")), qPrintable(desk.detail));
    squatter.say("JOIN #casement");
    waitFor([&] {
        return std::ranges::any_of(squatter.lines,
                                   [](const IrcMessage &line) { return line.command == "366"; });
    });
    squatter.say("QUIT :bye"); // in a channel of ours, so that we see it
    QTRY_COMPARE_WITH_TIMEOUT(desk.detail, QString(), kPatience);
    IrcMember ann(m_servers.ngircd, "ann", "roompw");
    waitFor([&] { return ann.isIn(); });
    ann.say("PRIVMSG team :hello");
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 1, kPatience);
    const QString text = QStringLiteral("grüße ").repeated(150);
    auto sent = desk.connector.send(desk.message(QStringLiteral("ann@ng.test"), text));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY2(sent.result().has_value(), "sent");
    waitFor([&] {
        return QString::fromUtf8(ann.heard("team", "ann").join(' ')).remove(u' ') ==
               QString(text).remove(u' ');
    });
    sent = desk.connector.send(desk.message(QStringLiteral("nobody@ng.test"), QStringLiteral("x")));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().error().kind == ErrorKind::NotFound);
}

QTEST_GUILESS_MAIN(IrcTest)
#include "irctest.moc"
