// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/irc/ircdesk.h"
#include "tests/unit/irc/scriptedirc.h"

#include <QTest>

using namespace casement;
using namespace std::chrono_literals;

namespace
{

constexpr int kPatience = 20'000;

} // namespace

/// What goes out over IRC, and what is known of it afterwards.
class IrcSendTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsOnceAndWaitsForTheEcho();
    void sendsToALegacyServer();
    void refusalsAreFailures();
    void anAnswerToOnePersonNeverGoesToTheChannel();
    void sendsWithoutBeingStarted();
    void aCutAtEveryByteIsNeverCalledUnsentWhenItArrived_data();
    void aCutAtEveryByteIsNeverCalledUnsentWhenItArrived();
    void looksUpWhatBecameOfIt_data();
    void looksUpWhatBecameOfIt();
    void probes();
};

void IrcSendTest::sendsOnceAndWaitsForTheEcho()
{
    ScriptedIrc server;
    server.caps = kModern;
    server.echoes = true;
    IrcDesk desk(server.settings());
    HistoryScript history{.server = server};
    server.onLine = [&](const IrcMessage &line) { return history.answer(line); };
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    const OutgoingMessage message =
        desk.message(QStringLiteral("ann@test"), QStringLiteral("hello\r\nQUIT :gone\n") +
                                                     QStringLiteral("wörd ").repeated(300));
    const Rendition shown = desk.connector.render(message);
    auto sent = desk.connector.send(message);
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY2(sent.result().has_value(), "sent");
    QVERIFY(!sent.result()->remoteId.isEmpty());
    QCOMPARE(server.count("QUIT"), 0);
    const int lines = server.count("PRIVMSG");
    QVERIFY(lines > 4);
    QStringList said;
    for (const IrcMessage &line : std::as_const(server.heard)) {
        if (line.command == "PRIVMSG")
            said += QString::fromUtf8(line.param(1));
    }
    QCOMPARE(said, shown.texts);
    for (const IrcMessage &line : std::as_const(server.heard)) {
        if (line.command == "PRIVMSG")
            QCOMPARE(ircOutboxPart(line)->messageId, message.messageId);
    }
    rest(200ms);
    QCOMPARE(desk.messages.size(), 0); // the echoes are what the store has already
}

void IrcSendTest::sendsToALegacyServer()
{
    ScriptedIrc server;
    IrcDesk desk(server.settings());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    auto sent =
        desk.connector.send(desk.message(QStringLiteral("ann@test"), QStringLiteral(":hi")));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().has_value());
    QCOMPARE(server.count("PRIVMSG"), 1);
    QCOMPARE(sent.result()->raw, QByteArray("PRIVMSG ann ::hi\r\n"));
}

void IrcSendTest::refusalsAreFailures()
{
    ScriptedIrc server;
    server.onLine = [&](const IrcMessage &line) {
        if (line.command == "PRIVMSG")
            server.line(":s 401 team ann :No such nick");
        return line.command == "PRIVMSG";
    };
    IrcDesk desk(server.settings());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    auto sent = desk.connector.send(desk.message(QStringLiteral("ann@test"), QStringLiteral("hi")));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().error().kind == ErrorKind::NotFound);
    QVERIFY(sent.result().error().detail.contains(QStringLiteral("No such nick")));
    auto elsewhere =
        desk.connector.send(desk.message(QStringLiteral("ann@other"), QStringLiteral("hi")));
    QTRY_VERIFY_WITH_TIMEOUT(elsewhere.isFinished(), kPatience);
    QVERIFY(elsewhere.result().error().kind == ErrorKind::Invalid);
}

void IrcSendTest::anAnswerToOnePersonNeverGoesToTheChannel()
{
    ScriptedIrc server;
    server.onLine = [&](const IrcMessage &line) {
        if (line.command != "WHOIS")
            return false;
        if (line.param(0) == "ben")
            server.line(":s 330 team ben ben :is logged in as");
        else
            server.line(":s 330 team eve somebody :is logged in as");
        server.line(":s 318 team " + line.param(0) + " :End of WHOIS");
        return true;
    };
    IrcDesk desk(server.settings());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    OutgoingMessage message = desk.message(QStringLiteral("$a:ben@test"), QStringLiteral("hi"));
    message.conversationKey = QStringLiteral("channel:#c");
    auto sent = desk.connector.send(message);
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().has_value());
    QCOMPARE(server.heard.last().command == "PING"
                 ? server.heard.at(server.heard.size() - 2).param(0)
                 : server.heard.last().param(0),
             QByteArray("ben"));
    // Whoever has the nick is not the one with the account.
    auto refused =
        desk.connector.send(desk.message(QStringLiteral("$a:eve@test"), QStringLiteral("secret")));
    QTRY_VERIFY_WITH_TIMEOUT(refused.isFinished(), kPatience);
    QVERIFY(refused.result().error().kind == ErrorKind::NotFound);
    QCOMPARE(server.count("PRIVMSG"), 1);
}

void IrcSendTest::sendsWithoutBeingStarted()
{
    ScriptedIrc server;
    IrcSettings settings = server.settings();
    settings.channels = {QStringLiteral("#c")};
    IrcDesk desk(settings);
    auto sent = desk.connector.send(desk.message(QStringLiteral("#c@test"), QStringLiteral("hi")));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().has_value());
    QCOMPARE(server.count("JOIN"), 1); // a channel has to be entered first
    QTRY_COMPARE_WITH_TIMEOUT(server.count("QUIT"), 1, kPatience);
}

void IrcSendTest::aCutAtEveryByteIsNeverCalledUnsentWhenItArrived_data()
{
    QTest::addColumn<QByteArray>("caps");
    QTest::newRow("legacy") << QByteArray();
    QTest::newRow("modern") << QByteArray("message-tags echo-message labeled-response batch");
}

void IrcSendTest::aCutAtEveryByteIsNeverCalledUnsentWhenItArrived()
{
    QFETCH(QByteArray, caps);
    int delivered = 0;
    int unknown = 0;
    int unsent = 0;
    for (int offset = 0; offset < 200; ++offset) {
        ScriptedIrc server;
        server.caps = caps;
        server.echoes = !caps.isEmpty();
        IrcDesk desk(server.settings());
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        server.cutAfter(offset);
        if (offset == 0)
            server.abort();
        const auto message = desk.message(QStringLiteral("ann@test"), QStringLiteral("hello"));
        auto sent = desk.connector.send(message);
        QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
        const int arrived = server.count("PRIVMSG");
        QVERIFY(arrived <= 1);
        if (sent.result()) {
            QCOMPARE(arrived, 1);
            ++delivered;
            continue;
        }
        const bool isUnknown = sent.result().error().detail.startsWith(u"unknown:");
        ++(isUnknown ? unknown : unsent);
        // Only what provably did not arrive may be called so: it will be sent again by itself.
        QVERIFY2(isUnknown || arrived == 0, qPrintable(sent.result().error().detail));
        if (!isUnknown)
            QVERIFY(sent.result().error().kind == ErrorKind::Offline);
        auto state = desk.connector.lookUp(message);
        if (isUnknown)
            desk.connector.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(state.isFinished(), kPatience);
        QVERIFY(!isUnknown || !state.result() || *state.result() == SendState::Unknown);
    }
    qInfo("%d delivered, %d unknown, %d provably not sent", delivered, unknown, unsent);
    QVERIFY(delivered > 0);
    QVERIFY(unknown > 0);
}

void IrcSendTest::looksUpWhatBecameOfIt_data()
{
    QTest::addColumn<QByteArrayList>("found"); ///< "id part parts"
    QTest::addColumn<bool>("hasSettled");
    QTest::addColumn<int>("state"); ///< -1: not known yet
    QTest::newRow("all of it") << QByteArrayList{"ID,1,2", "ID,2,2"} << true
                               << int(SendState::Sent);
    QTest::newRow("a part") << QByteArrayList{"ID,1,2"} << true << int(SendState::Unknown);
    QTest::newRow("nothing of ours") << QByteArrayList{} << true << int(SendState::Unknown);
    QTest::newRow("others of ours")
        << QByteArrayList{"other,1,1"} << true << int(SendState::NotSent);
    QTest::newRow("too early") << QByteArrayList{"other,1,1"} << false << -1;
}

void IrcSendTest::looksUpWhatBecameOfIt()
{
    QFETCH(QByteArrayList, found);
    QFETCH(bool, hasSettled);
    QFETCH(int, state);
    ScriptedIrc server;
    server.caps = kModern;
    IrcDesk desk(server.settings());
    if (hasSettled)
        desk.connector.settleTime = std::chrono::milliseconds(0);
    const auto message = desk.message(QStringLiteral("ann@test"), QStringLiteral("hello"));
    bool isFirst = true;
    server.onLine = [&](const IrcMessage &line) {
        if (line.command != "CHATHISTORY")
            return false;
        server.line("@label=" + line.tags.value("label") + " BATCH +h chathistory ann");
        int i = 0;
        for (QByteArray tag : isFirst ? found : QByteArrayList()) {
            tag.replace("ID", message.messageId);
            server.line("@batch=h;msgid=" + QByteArray::number(++i) +
                        ";time=2026-09-21T10:00:00.000Z;+casement.example/id=" + tag +
                        " :team!u@h PRIVMSG ann :hello");
            // Someone else who uses our id is not us.
            server.line("@batch=h;msgid=x" + QByteArray::number(i) + ";+casement.example/id=" +
                        message.messageId + ",1,1 :ann!u@h PRIVMSG team :hello");
        }
        isFirst = false;
        server.line("BATCH -h");
        return true;
    };
    auto result = desk.connector.lookUp(message);
    QTRY_VERIFY_WITH_TIMEOUT(result.isFinished(), kPatience);
    if (state < 0) {
        QVERIFY(!result.result());
        QVERIFY(result.result().error().kind == ErrorKind::Timeout);
    } else {
        QVERIFY2(result.result().has_value(), "has an answer");
        QCOMPARE(int(*result.result()), state);
    }
    QCOMPARE(server.count("PRIVMSG"), 0);
}

void IrcSendTest::probes()
{
    ScriptedIrc server;
    auto good = probeIrc(server.settings(), {}, this);
    QTRY_VERIFY_WITH_TIMEOUT(good.isFinished(), kPatience);
    QVERIFY(good.result().has_value());
    IrcSettings settings = server.settings();
    settings.login = IrcLogin::Plain;
    settings.user = QStringLiteral("team");
    auto bad = probeIrc(settings, {}, this);
    QTRY_VERIFY_WITH_TIMEOUT(bad.isFinished(), kPatience);
    QVERIFY(bad.result().error().kind == ErrorKind::AuthRequired);
}

QTEST_GUILESS_MAIN(IrcSendTest)
#include "ircsendtest.moc"
