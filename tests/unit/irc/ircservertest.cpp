// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/irc/ircdesk.h"
#include "tests/unit/irc/scriptedirc.h"

#include <QTest>
#include <QTimer>
#include <ctime>

using namespace casement;

using namespace std::chrono_literals;

namespace
{

constexpr int kPatience = 20'000;
const QByteArray kLong(100'000, 'x');

QByteArray many(int count, const QByteArray &line)
{
    return QByteArray(line + "\r\n").repeated(count);
}

/// The longest time that the main thread worked without looking at its events, in ms of its own
/// processor time: other programs on the machine do not count.
class StallMeter final : public QObject
{
public:
    StallMeter()
    {
        m_last = now();
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const qint64 at = now();
            longest = std::max(longest, at - m_last);
            m_last = at;
        });
        m_timer.start(1);
    }
    qint64 longest = 0;

private:
    static qint64 now()
    {
        timespec at{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
        return at.tv_sec * 1000 + at.tv_nsec / 1'000'000;
    }
    QTimer m_timer;
    qint64 m_last = 0;
};

} // namespace

class IrcServerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listensOnALegacyServer();
    void survivesWhatAServerSays_data();
    void survivesWhatAServerSays();
    void saysHonestlyWhyItIsNotIn_data();
    void saysHonestlyWhyItIsNotIn();
    void aMillionLinesDoNotStopTheWindow();
    void memoryIsBoundedWhenNothingIsStored();
    void takesAnotherNickAndTheOwnOneBack();
    void saysWhichChannelCouldNotBeJoined();
    void logsInWithPlain();
    void neverTriesARefusedPasswordAgain();
    void aPasswordThatIsRepeatedIsNotPassedOn_data();
    void aPasswordThatIsRepeatedIsNotPassedOn();
    void fetchesTheGapAndMovesTheCursor();
    void aPageThatRepeatsForEverEnds();
    void historyErrorsAreSaid();
};

void IrcServerTest::listensOnALegacyServer()
{
    ScriptedIrc server;
    IrcSettings settings = server.settings();
    settings.channels = {QStringLiteral("#c")};
    IrcDesk desk(settings);
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QVERIFY(desk.isCaughtUp);
    QCOMPARE(desk.detail, QString());
    server.line(":ann!a@h PRIVMSG team :hello");
    server.line(":ann!a@h PRIVMSG #c :nice weather");
    server.line(":ann!a@h PRIVMSG #c :team: a question");
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 3, kPatience);
    QCOMPARE(desk.messages.at(0).conversationKey, QStringLiteral("query:ann@test"));
    QVERIFY(desk.messages.at(1).isContext);
    QVERIFY(!desk.messages.at(2).isContext);
    desk.connector.stop();
    QCOMPARE(desk.state, LinkState::Stopped);
    QTRY_COMPARE_WITH_TIMEOUT(server.count("QUIT"), 1, kPatience);
}

void IrcServerTest::survivesWhatAServerSays_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("stays");
    const auto row = [](const char *name, const QByteArray &bytes, bool stays = true) {
        QTest::newRow(name) << bytes << stays;
    };
    QByteArray numerics;
    for (int i = 0; i < 1000; ++i)
        numerics += ":s " + QByteArray::number(i).rightJustified(3, '0') + "\r\n";
    numerics.replace(":s 465\r\n", "").replace(":s 464\r\n", "");
    QByteArray nested;
    for (int i = 0; i < 100; ++i)
        nested += "@batch=b" + QByteArray::number(i) + " BATCH +b" + QByteArray::number(i + 1) +
                  " chathistory #c\r\n";
    QByteArray open;
    for (int i = 0; i < 1000; ++i)
        open += "BATCH +x" + QByteArray::number(i) + " netsplit\r\n";
    QByteArray crowd;
    for (int i = 0; i < 30'000; ++i)
        crowd += "@account=a" + QByteArray::number(i) + " :n" + QByteArray::number(i) +
                 "!u@h JOIN #c\r\n";
    row("oversized line", kLong + "\r\n");
    row("oversized tags", "@a=" + kLong + " :x!y@z PRIVMSG team :hidden\r\n");
    row("endless line", kLong.repeated(30), false);
    row("invalid utf-8", ":\xff\xfe!a@h TOPIC #\xc3 :\xed\xa0\x80\r\n");
    row("nul bytes", QByteArray("\0\0:a\0!b PRIV\0MSG\r\n", 20));
    row("empty lines", many(10'000, ""));
    row("only carriage returns", QByteArray(5000, '\r') + "\r\n");
    row("only spaces", QByteArray(5000, ' ') + "\r\n");
    row("tags without end", "@a=b;c\r\n@\r\n@ \r\n@;;;; PING\r\n@=x A\r\n");
    row("bad escapes", "@a=\\;b=\\\\\\;c=\\x :s TOPIC #c\r\n");
    row("five thousand tags", "@" + QByteArray("a=b;").repeated(3000) + " TOPIC\r\n");
    row("only a source", ":\r\n: \r\n:s\r\n:s \r\n");
    row("numerics without parameters", numerics);
    row("privmsg without anything",
        "PRIVMSG\r\n:a!b@c PRIVMSG\r\n:a!b@c PRIVMSG team\r\nPRIVMSG team :x\r\n");
    row("nick without a name", ":team!u@h NICK\r\n:ann!u@h NICK\r\n");
    row("join and part without a name", ":team!u@h JOIN\r\n:team!u@h PART\r\n:a!b@c JOIN\r\n");
    row("kick without anyone", ":o!o@h KICK\r\n:o!o@h KICK #c\r\n");
    row("mode, topic, quit", "MODE\r\nTOPIC\r\nQUIT\r\n:x QUIT\r\nAWAY\r\nINVITE\r\nWALLOPS\r\n");
    row("batch without anything", "BATCH\r\nBATCH +\r\nBATCH -\r\nBATCH -none\r\nBATCH x\r\n");
    row("a batch in itself",
        "@batch=b BATCH +b chathistory #c\r\n@batch=b :a!b@c TOPIC #c\r\nBATCH -b\r\n");
    row("lines of a batch that is not", "@batch=none :a!b@c TOPIC #c\r\n");
    row("batches never closed", open, false);
    row("batches nested deeply", nested, false);
    row("history nobody asked for",
        "BATCH +h chathistory #c\r\n@batch=h :a!b@c TOPIC #c :x\r\nBATCH -h\r\nBATCH +t "
        "draft/chathistory-targets\r\n@batch=t CHATHISTORY TARGETS x y\r\nBATCH -t\r\n");
    row("cap without anything",
        "CAP\r\nCAP *\r\nCAP * LS\r\nCAP * ACK\r\nCAP * NAK\r\nCAP * X :y\r\n");
    row("cap taken back",
        "CAP * DEL :batch message-tags echo-message\r\nCAP * ACK :-sasl -x -\r\n");
    row("cap list without end", many(500, "CAP * LS * :a b c d"), false);
    row("login out of place",
        "AUTHENTICATE\r\nAUTHENTICATE +\r\nAUTHENTICATE " + QByteArray(400, 'A') +
            "\r\n:s 903 team :ok\r\n:s 904 team :no\r\n:s 433 * team :used\r\n");
    row("isupport nonsense",
        ":s 005\r\n:s 005 team CHANTYPES=abc CASEMAPPING=\xff NICKLEN=-1 CHATHISTORY=999999999999 "
        "STATUSMSG=" +
            QByteArray(1000, '@') + " PREFIX CLIENTTAGDENY=* MSGREFTYPES= :x\r\n");
    row("error without an end", "ERROR\r\nERROR :soon\r\n");
    row("pong, fail and others out of place",
        "PONG\r\nPONG x y z\r\nFAIL\r\nFAIL CHATHISTORY\r\nFAIL * X :y\r\nWARN\r\nNOTE\r\nACK\r\n");
    row("whois out of place", ":s 330 team x y :is\r\n:s 318 team x :End\r\n:s 330\r\n:s 318\r\n");
    row("ping without anything", "PING\r\nPING :\r\nPING :" + QByteArray(3000, 'x') + "\r\n");
    row("labels that are not ours", "@label=zzz :s 401 team x :no\r\n@label=zzz ACK\r\n");
    row("ctcp",
        ":a!b@c PRIVMSG team :\x01VERSION\x01\r\n:a!b@c PRIVMSG team :\x01PING 1\x01\r\n:a!b@c "
        "PRIVMSG team :\x01"
        "DCC SEND /etc/passwd 1 2 3\x01\r\n:a!b@c PRIVMSG team :\x01\r\n");
    row("thirty thousand people", crowd);
    row("a hundred thousand lines", many(100'000, ":s TOPIC #c :x"));
    row("lines that end with lf only", many(100, "X").replace("\r\n", "\n"));
    row("we are kicked", ":o!o@h KICK #c team :bye\r\n");
    row("our nick is changed", ":team!u@h NICK other\r\n:other!u@h NICK team\r\n");
    row("the host changes", ":s 396 team a.very.long.host :is now your host\r\n:s 396\r\n");
    row("tls in the clear", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", 12));
    row("half a line and the end", "PRIVM", true);
}

void IrcServerTest::survivesWhatAServerSays()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, stays);
    ScriptedIrc server;
    server.caps = "message-tags server-time batch account-tag cap-notify";
    IrcSettings settings = server.settings();
    settings.channels = {QStringLiteral("#c")};
    IrcDesk desk(settings);
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    StallMeter stall;
    const qsizetype privmsgs = server.count("PRIVMSG") + server.count("NOTICE");
    server.say(bytes);
    if (!bytes.endsWith('\n') && stays)
        server.say("\r\n");
    if (stays) {
        server.line("@time=2026-09-21T10:00:00.000Z :ann!a@h PRIVMSG team :still here");
        QTRY_VERIFY_WITH_TIMEOUT(desk.texts().contains(QStringLiteral("still here")), kPatience);
        QCOMPARE(desk.state, LinkState::Online);
        QCOMPARE(server.connections, 1);
    } else {
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Waiting, kPatience);
        QVERIFY(desk.detail.endsWith(u'.'));
    }
    QVERIFY2(stall.longest < 100, qPrintable(QString::number(stall.longest)));
    QCOMPARE(server.count("PRIVMSG") + server.count("NOTICE"), privmsgs); // nothing is answered
}

void IrcServerTest::saysHonestlyWhyItIsNotIn_data()
{
    QTest::addColumn<QByteArray>("command"); ///< the first line of ours that is answered
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<bool>("needsPerson");
    QTest::addColumn<bool>("hasLogin");
    const auto row = [](const char *name, const QByteArray &command, const QByteArray &answer,
                        bool closes, bool needsPerson, bool hasLogin = false) {
        QTest::newRow(name) << command << answer << closes << needsPerson << hasLogin;
    };
    const QByteArray sasl = ":s CAP * LS :sasl\r\n";
    row("closes at once", "CAP", "", true, false);
    row("is a web server", "CAP", "HTTP/1.1 400 Bad Request\r\n\r\n", true, false);
    row("says why it closes", "CAP", "ERROR :Closing link: (throttled)\r\n", true, false);
    row("never stops listing", "CAP", many(300, ":s CAP * LS * :a b c"), false, false);
    row("an endless line", "CAP", QByteArray(3'000'000, 'x'), false, false);
    row("a password is wanted", "USER", ":s 464 * :Password incorrect\r\n", false, true);
    row("we are banned", "USER", ":s 465 * :You are banned\r\n", false, true);
    row("the nick is refused", "NICK", ":s 432 * team :Erroneous nickname\r\n", false, true);
    row("no login is offered", "CAP", ":s CAP * LS :batch\r\n", false, true, true);
    row("no capabilities, no login", "CAP", ":s 421 * CAP :Unknown\r\n:s 001 team :hi\r\n", false,
        true, true);
    row("the login is denied", "CAP", sasl + ":s CAP * NAK :sasl\r\n", false, true, true);
    row("the login fails", "CAP", sasl + ":s CAP * ACK :sasl\r\n:s 904 * :SASL failed\r\n", false,
        true, true);
    row("the login is locked", "CAP", sasl + ":s CAP * ACK :sasl\r\n:s 902 * :locked\r\n", false,
        true, true);
    row("the login is aborted", "CAP", sasl + ":s CAP * ACK :sasl\r\n:s 906 * :aborted\r\n", false,
        true, true);
    row("an endless challenge", "CAP",
        sasl + ":s CAP * ACK :sasl\r\n" + many(100, "AUTHENTICATE " + QByteArray(400, 'A')), false,
        false, true);
    row("it asks for more than plain", "CAP",
        sasl + ":s CAP * ACK :sasl\r\nAUTHENTICATE +\r\nAUTHENTICATE +\r\n", false, false, true);
    row("it skips the login", "CAP", sasl + ":s CAP * ACK :sasl\r\n:s 001 team :hi\r\n", false,
        true, true);
    row("scram without proof", "CAP",
        ":s CAP * LS :sasl=SCRAM-SHA-256\r\n:s CAP * ACK :sasl\r\nAUTHENTICATE +\r\n:s 903 * "
        ":ok\r\n",
        false, true, true);
    row("scram with a bad challenge", "CAP",
        ":s CAP * LS :sasl=SCRAM-SHA-256\r\n:s CAP * ACK :sasl\r\nAUTHENTICATE +\r\nAUTHENTICATE "
        "cj14LHM9UVE9PSxpPTQwOTY=\r\n",
        false, false, true);
    row("another login than ours", "CAP", ":s CAP * LS :sasl=EXTERNAL\r\n:s CAP * ACK :sasl\r\n",
        false, true, true);
}

void IrcServerTest::saysHonestlyWhyItIsNotIn()
{
    QFETCH(QByteArray, command);
    QFETCH(QByteArray, answer);
    QFETCH(bool, closes);
    QFETCH(bool, needsPerson);
    QFETCH(bool, hasLogin);
    ScriptedIrc server;
    bool hasAnswered = false;
    server.onConnect = [&] { hasAnswered = false; };
    server.onLine = [&](const IrcMessage &line) {
        if (line.command != command || std::exchange(hasAnswered, true))
            return true;
        server.say(answer);
        if (closes)
            server.socket->disconnectFromHost();
        return true;
    };
    IrcSettings settings = server.settings();
    if (hasLogin) {
        settings.login = IrcLogin::Automatic;
        settings.user = QStringLiteral("team");
    }
    IrcDesk desk(settings);
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, needsPerson ? LinkState::NeedsPerson : LinkState::Waiting,
                              kPatience);
    QVERIFY2(desk.detail.endsWith(u'.') || desk.detail.contains(u':'), qPrintable(desk.detail));
    QVERIFY(!desk.detail.contains(QStringLiteral("teampw")));
    if (needsPerson) {
        rest(1500ms); // long enough for a first attempt to come back
        QCOMPARE(server.connections, 1);
    }
}

void IrcServerTest::aMillionLinesDoNotStopTheWindow()
{
    ScriptedIrc server;
    IrcDesk desk(server.settings());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    StallMeter stall;
    int left = 1'000;
    const QByteArray thousand = many(1000, ":s TOPIC #c :x");
    QTimer feeder;
    connect(&feeder, &QTimer::timeout, this, [&] {
        while (left > 0 && server.socket->bytesToWrite() < 200'000) {
            server.say(thousand);
            --left;
        }
    });
    feeder.start(1);
    QTRY_COMPARE_WITH_TIMEOUT(left, 0, 60'000);
    server.line(":ann!a@h PRIVMSG team :after it");
    QTRY_COMPARE_WITH_TIMEOUT(desk.texts(), QStringList{QStringLiteral("after it")}, kPatience);
    QVERIFY2(stall.longest < 100, qPrintable(QString::number(stall.longest)));
}

void IrcServerTest::memoryIsBoundedWhenNothingIsStored()
{
    ScriptedIrc server;
    IrcDesk desk(server.settings());
    desk.commits = false;
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QByteArray lines;
    for (int i = 0; i < 100'000; ++i)
        lines += ":ann!a@h PRIVMSG team :" + QByteArray::number(i) + QByteArray(300, 'x') + "\r\n";
    server.say(lines);
    QTRY_VERIFY_WITH_TIMEOUT(desk.batches == 2, kPatience);
    rest(500ms);
    QCOMPARE(desk.batches, 2);
    // What does not fit waits at the server.
    QVERIFY(server.socket->bytesToWrite() > 0);
    desk.commits = true;
    desk.connector.committed(1);
    desk.connector.committed(2);
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 100'000, 60'000);
}

void IrcServerTest::takesAnotherNickAndTheOwnOneBack()
{
    ScriptedIrc server;
    bool isFree = false;
    server.onLine = [&](const IrcMessage &line) {
        if (line.command == "NICK" && line.param(0) == "team") {
            if (isFree)
                server.line(":team_!u@h NICK team");
            else
                server.line(":s 433 * team :Nickname is already in use");
            return true;
        }
        if (line.command == "NICK") {
            server.nick = line.param(0);
            server.welcome();
        }
        return line.command == "USER";
    };
    IrcDesk desk(server.settings());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QVERIFY2(desk.detail.contains(QStringLiteral("team_")), qPrintable(desk.detail));
    isFree = true;
    server.line(":team!other@h QUIT :gone");
    QTRY_COMPARE_WITH_TIMEOUT(desk.detail, QString(), kPatience);
}

void IrcServerTest::saysWhichChannelCouldNotBeJoined()
{
    ScriptedIrc server;
    server.onLine = [&](const IrcMessage &line) {
        if (line.command == "JOIN")
            server.line(":s 473 team #closed :Cannot join channel (+i)");
        return line.command == "JOIN";
    };
    IrcSettings settings = server.settings();
    settings.channels = {QStringLiteral("#closed")};
    IrcDesk desk(settings);
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QVERIFY2(desk.detail.contains(QStringLiteral("#closed")), qPrintable(desk.detail));
}

void IrcServerTest::logsInWithPlain()
{
    ScriptedIrc server;
    server.caps = "sasl=PLAIN";
    QByteArray payload;
    server.onLine = [&](const IrcMessage &line) {
        if (line.command != "AUTHENTICATE")
            return false;
        if (line.param(0) == "PLAIN") {
            server.line("AUTHENTICATE +");
        } else {
            payload = QByteArray::fromBase64(line.param(0));
            server.line(":s 900 * team!u@h team :logged in");
            server.line(":s 903 * :ok");
        }
        return true;
    };
    IrcSettings settings = server.settings();
    settings.login = IrcLogin::Automatic;
    settings.user = QStringLiteral("team");
    IrcDesk desk(settings);
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QCOMPARE(payload, QByteArray("team\0team\0teampw", 16));
}

void IrcServerTest::neverTriesARefusedPasswordAgain()
{
    ScriptedIrc server;
    server.caps = "sasl";
    server.onLine = [&](const IrcMessage &line) {
        if (line.command == "AUTHENTICATE")
            server.line(":s 904 * :SASL authentication failed");
        return line.command == "AUTHENTICATE";
    };
    IrcSettings settings = server.settings();
    settings.login = IrcLogin::Plain;
    settings.user = QStringLiteral("team");
    IrcDesk desk(settings);
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
    desk.connector.refresh();
    auto sent = desk.connector.send(desk.message(QStringLiteral("ann@test"), QStringLiteral("x")));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().error().kind == ErrorKind::AuthRequired);
    rest(1500ms);
    QCOMPARE(server.connections, 1);
}

void IrcServerTest::aPasswordThatIsRepeatedIsNotPassedOn_data()
{
    QTest::addColumn<QByteArray>("whileLoggingIn");
    QTest::addColumn<QByteArray>("later");
    QTest::newRow("the end") << QByteArray("ERROR :Closing link: bad password teampw")
                             << QByteArray();
    QTest::newRow("a number") << QByteArray(":s 464 * :teampw is wrong") << QByteArray();
    QTest::newRow("not let in") << QByteArray(":s 465 * :go, teampw") << QByteArray();
    QTest::newRow("a notice") << QByteArray()
                              << QByteArray(":NickServ!s@services NOTICE team :teampw is weak");
    QTest::newRow("a refusal") << QByteArray()
                               << QByteArray(":s 404 team ann :teampw may not speak");
}

void IrcServerTest::aPasswordThatIsRepeatedIsNotPassedOn()
{
    QFETCH(QByteArray, whileLoggingIn);
    QFETCH(QByteArray, later);
    ScriptedIrc server;
    server.onLine = [&](const IrcMessage &line) {
        if (line.command == "USER" && !whileLoggingIn.isEmpty()) {
            server.line(whileLoggingIn);
            server.socket->disconnectFromHost();
            return true;
        }
        if (line.command == "PRIVMSG" && !later.isEmpty())
            server.line(later);
        return line.command == "PRIVMSG";
    };
    IrcSettings settings = server.settings();
    settings.login = IrcLogin::Pass;
    IrcDesk desk(settings);
    QString said;
    desk.connector.start({}, FetchMode::Watch);
    if (!whileLoggingIn.isEmpty()) {
        QTRY_VERIFY_WITH_TIMEOUT(
            desk.state == LinkState::NeedsPerson || desk.state == LinkState::Waiting, kPatience);
        said = desk.detail;
    } else {
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        auto sent =
            desk.connector.send(desk.message(QStringLiteral("ann@test"), QStringLiteral("x")));
        QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished() || !desk.messages.isEmpty(), kPatience);
        if (desk.messages.isEmpty())
            said = sent.result().error().detail;
        else
            said = desk.messages.first().text + QString::fromUtf8(desk.messages.first().raw);
    }
    QVERIFY(server.heard.first().command == "CAP" && server.count("PASS") == 1);
    QVERIFY2(!said.contains(QStringLiteral("teampw")), qPrintable(said));
    QVERIFY2(said.contains(u'…'), qPrintable(said)); // the rest of the words is told
}

void IrcServerTest::fetchesTheGapAndMovesTheCursor()
{
    ScriptedIrc server;
    server.caps = kModern;
    server.isupport = "CHATHISTORY=50 MSGREFTYPES=msgid,timestamp";
    HistoryScript history{.server = server, .count = 333};
    server.onLine = [&](const IrcMessage &line) { return history.answer(line); };
    IrcSettings settings = server.settings();
    settings.channels = {QStringLiteral("#c")};
    settings.backfillDays = 5000;
    IrcDesk desk(settings);
    desk.connector.start({}, FetchMode::Once);
    QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
    QCOMPARE(desk.messages.size(), 333);
    QCOMPARE(desk.duplicates, 0);
    QCOMPARE(desk.state, LinkState::Stopped);

    // An outage: the next one begins after what is there, also with another process.
    history.count = 1000;
    IrcDesk later(settings);
    later.connector.start(desk.cursors, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(later.state, LinkState::Online, kPatience);
    QCOMPARE(later.messages.size(), 667);
    QCOMPARE(later.texts().first(), QStringLiteral("333"));
    QCOMPARE(later.texts().last(), QStringLiteral("999"));
    server.line(HistoryScript::lineOf(1000, "none"));
    QTRY_COMPARE_WITH_TIMEOUT(later.messages.size(), 668, kPatience);
    const IrcPosition position =
        IrcPosition::fromBytes(later.cursors.value(QStringLiteral("channel:#c")));
    QCOMPARE(position.messageId, QByteArray("m1000"));
}

void IrcServerTest::aPageThatRepeatsForEverEnds()
{
    ScriptedIrc server;
    server.caps = kModern;
    server.isupport = "CHATHISTORY=50";
    HistoryScript history{.server = server, .count = 500, .repeats = true};
    server.onLine = [&](const IrcMessage &line) { return history.answer(line); };
    IrcSettings settings = server.settings();
    settings.channels = {QStringLiteral("#c")};
    IrcDesk desk(settings);
    const Cursors old{
        {QStringLiteral("channel:#c"), IrcPosition{.messageId = "m0",
                                                   .time = fromMilliseconds(1'780'000'000'000),
                                                   .isBackfilled = true}
                                           .toBytes()}};
    desk.connector.start(old, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QVERIFY2(desk.detail.contains(QStringLiteral("again and again")), qPrintable(desk.detail));
    QVERIFY(history.requests < 10);
    QCOMPARE(desk.messages.size(), 50);
}

void IrcServerTest::historyErrorsAreSaid()
{
    ScriptedIrc server;
    server.caps = kModern;
    HistoryScript history{.server = server,
                          .failure =
                              "FAIL CHATHISTORY MESSAGE_ERROR #c :Messages could not be read"};
    server.onLine = [&](const IrcMessage &line) { return history.answer(line); };
    IrcSettings settings = server.settings();
    settings.channels = {QStringLiteral("#c")};
    IrcDesk desk(settings);
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QVERIFY2(desk.detail.contains(QStringLiteral("could not be fetched")), qPrintable(desk.detail));
    // News is taken, but the position stays before the gap.
    server.line("@msgid=z;time=2026-09-21T10:00:00.000Z :ann!a@h PRIVMSG #c :live");
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 1, kPatience);
    QCOMPARE(IrcPosition::fromBytes(desk.cursors.value(QStringLiteral("channel:#c"))).messageId,
             QByteArray());
}

QTEST_GUILESS_MAIN(IrcServerTest)
#include "ircservertest.moc"
