// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyrecord.h"
#include "core/channels/bluesky/blueskysync.h"
#include "tests/unit/bluesky/blueskydesk.h"
#include "tests/unit/bluesky/scriptedpds.h"

#include <QJsonDocument>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

constexpr int kPatience = 30'000; // ms

/// A clock that runs with the server's.
Clock clockOf(const ScriptedPds &server)
{
    return [&server] { return fromDateTime(server.now.addSecs(5)); };
}

BlueskySettings settingsFor(const ScriptedPds &server)
{
    return blueskySettingsFor(server.url(), ScriptedPds::did(u"team"_s));
}

} // namespace

/// What is said to the team comes in once, with what stands around it.
class BlueskyConnectorTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMentionAndItsThread()
    {
        ScriptedPds server;
        const QString root = server.say(u"ben"_s, u"My hives are warm"_s, {});
        const QString first = server.say(u"ann"_s, u"Mine too"_s, {}, root);
        server.say(u"ben"_s, u"And how are @team's?"_s, u"mention"_s, first);
        server.say(u"ann"_s, u"They like us"_s, u"like"_s);
        BlueskyDesk desk(settingsFor(server), clockOf(server));
        QVERIFY(!desk.connector.capabilities().hasPush);
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        QCOMPARE(desk.messages.size(), 3);
        QVERIFY(desk.isCaughtUp);
        QVERIFY(!desk.find(u"how are"_s)->isContext);
        QVERIFY(desk.find(u"hives"_s)->isContext);
        QVERIFY(desk.find(u"Mine"_s)->isContext);
        for (const IncomingMessage &message : std::as_const(desk.messages))
            QCOMPARE(message.conversationKey, root);
        QVERIFY(desk.detail.isEmpty());

        // The thread goes on: to us, and between others.
        const QString more = server.say(u"ann"_s, u"Well, @team?"_s, u"mention"_s, first);
        QTRY_VERIFY_WITH_TIMEOUT(desk.find(u"Well"_s) != nullptr, kPatience);
        QCOMPARE(desk.find(u"Well"_s)->conversationKey, root);
        server.say(u"ben"_s, u"Patience"_s, {}, more);
        server.now = server.now.addSecs(120);
        desk.connector.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(desk.find(u"Patience"_s) != nullptr, kPatience);
        QVERIFY(desk.find(u"Patience"_s)->isContext);
        QVERIFY(!desk.hasTwice());
        // Nothing is marked as read on the server.
        for (const ScriptedPds::Request &request : std::as_const(server.requests))
            QVERIFY2(!request.path.contains(u"updateSeen"_s), qPrintable(request.path));
    }

    void aQuoteAndAnAnswerToOurs()
    {
        ScriptedPds server;
        const QByteArray id = makeMessageId(Uid::create(systemNow()), "key", u"did:x"_s);
        const QString ours = server.say(u"team"_s, u"We meet on Friday"_s, {}, {},
                                        {{QString(kBlueskyMessageId), QString::fromLatin1(id)}});
        BlueskyDesk desk(settingsFor(server), clockOf(server));
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        QVERIFY(desk.messages.isEmpty());
        server.say(u"ann"_s, u"May I come?"_s, u"reply"_s, ours);
        QTRY_VERIFY_WITH_TIMEOUT(desk.find(u"May I"_s) != nullptr, kPatience);
        const IncomingMessage asked = *desk.find(u"May I"_s);
        QVERIFY(!asked.isContext);
        // The message of the outbox is what it answers, on every desk, without anything remembered.
        QVERIFY(asked.inReplyTo.contains(id));
        QCOMPARE(desk.find(u"Friday"_s)->messageId, id);
        QCOMPARE(desk.find(u"Friday"_s)->direction, Direction::Outgoing);

        const QJsonObject quoted{{u"$type"_s, u"app.bsky.embed.record"_s},
                                 {u"record"_s, QJsonObject{{u"uri"_s, ours}}}};
        const QJsonObject shown{
            {u"$type"_s, u"app.bsky.embed.record#view"_s},
            {u"record"_s,
             QJsonObject{{u"$type"_s, u"app.bsky.embed.record#viewRecord"_s},
                         {u"author"_s, QJsonObject{{u"handle"_s, u"team.test"_s}}},
                         {u"value"_s, QJsonObject{{u"text"_s, u"We meet on Friday"_s}}}}}};
        server.say(u"ben"_s, u"Look at this"_s, u"quote"_s, {}, {{u"embed"_s, quoted}},
                   {{u"embed"_s, shown}});
        QTRY_VERIFY_WITH_TIMEOUT(desk.find(u"Look at"_s) != nullptr, kPatience);
        QCOMPARE(desk.find(u"Look at"_s)->text,
                 u"Look at this\n\n> @team.test wrote:\n> We meet on Friday"_s);
        QVERIFY(!desk.find(u"Look at"_s)->isContext);
        // Ben answers ann below words of ours: we are told of it, and it is not for us.
        const QString annsUri = blueskyUriOf(asked.messageId, desk.account.address);
        server.say(u"ben"_s, u"Of course, ann"_s, u"reply"_s, annsUri);
        QTRY_VERIFY_WITH_TIMEOUT(desk.find(u"Of course"_s) != nullptr, kPatience);
        QVERIFY(desk.find(u"Of course"_s)->isContext);
        QVERIFY(!desk.hasTwice());
    }

    void threeDaysAway()
    {
        ScriptedPds server;
        server.pageSize = 20;
        server.say(u"ann"_s, u"@team before"_s, u"mention"_s);
        Cursors cursors;
        {
            BlueskyDesk desk(settingsFor(server), clockOf(server));
            desk.connector.start({}, FetchMode::Once);
            QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
            QCOMPARE(desk.messages.size(), 1);
            QCOMPARE(desk.state, LinkState::Stopped);
            cursors = desk.cursors;
        }
        for (int i = 0; i < 300; ++i) {
            server.now = server.now.addSecs(800); // about three days in all
            server.say(i % 2 ? u"ann"_s : u"ben"_s, u"@team words %1."_s.arg(i), u"mention"_s);
            server.say(u"ann"_s, u"like"_s, u"like"_s);
        }
        BlueskyDesk desk(settingsFor(server), clockOf(server));
        desk.connector.start(cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
        QCOMPARE(desk.messages.size(), 300);
        QVERIFY(!desk.hasTwice());
        for (int i = 0; i < 300; ++i)
            QCOMPARE(desk.messages.at(i).text, u"@team words %1."_s.arg(i));
        QVERIFY(desk.largestBatch <= 80);
        QVERIFY(desk.mostUnderWay <= 2);
        // Once more, and nothing is new.
        BlueskyDesk again(settingsFor(server), clockOf(server));
        again.connector.start(desk.cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(again.isCaughtUp, kPatience);
        QVERIFY(again.messages.isEmpty());
    }

    void moreThanFitsIntoMemory()
    {
        ScriptedPds server;
        server.say(u"ann"_s, u"@team before"_s, u"mention"_s);
        BlueskyDesk desk(settingsFor(server), clockOf(server));
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        for (int i = 0; i < 2300; ++i)
            server.say(u"ann"_s, u"@team %1."_s.arg(i), u"mention"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 2301, 4 * kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        QVERIFY(!desk.hasTwice());
        // In the order of time over both rounds.
        for (qsizetype i = 1; i < desk.messages.size(); ++i)
            QCOMPARE(desk.messages.at(i).text, u"@team %1."_s.arg(i - 1));
    }

    void theFirstFetchIsBounded()
    {
        ScriptedPds server;
        for (int i = 0; i < 50; ++i)
            server.say(u"ann"_s, u"@team old %1."_s.arg(i), u"mention"_s);
        server.now = server.now.addDays(40);
        for (int i = 0; i < 50; ++i)
            server.say(u"ann"_s, u"@team new %1."_s.arg(i), u"mention"_s);
        BlueskySettings settings = settingsFor(server);
        BlueskyDesk days(settings, clockOf(server));
        days.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(days.isCaughtUp, kPatience);
        QCOMPARE(days.messages.size(), 50);
        settings.backfillMentions = 10;
        BlueskyDesk count(settings, clockOf(server));
        count.connector.start({}, FetchMode::Watch);
        QTRY_VERIFY_WITH_TIMEOUT(count.isCaughtUp, kPatience);
        QCOMPARE(count.messages.size(), 10);
        QCOMPARE(count.messages.first().text, u"@team new 40."_s);
        settings.backfillMentions = 0;
        BlueskyDesk none(settings, clockOf(server));
        none.connector.start({}, FetchMode::Watch);
        QTRY_VERIFY_WITH_TIMEOUT(none.isCaughtUp, kPatience);
        QVERIFY(none.messages.isEmpty());
        // The limit stays one, and what comes is not held back by it.
        server.say(u"ann"_s, u"@team newest"_s, u"mention"_s);
        QTRY_COMPARE_WITH_TIMEOUT(none.messages.size(), 1, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(count.messages.size(), 11, kPatience);
    }

    void aLateOneIsNotLost()
    {
        ScriptedPds server;
        server.say(u"ann"_s, u"@team first"_s, u"mention"_s);
        BlueskyDesk desk(settingsFor(server), clockOf(server));
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 1, kPatience);
        server.now = server.now.addSecs(7200);
        server.say(u"ann"_s, u"@team second"_s, u"mention"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 2, kPatience);
        // Written on a train an hour ago, and only now on the server: it is listed below the
        // second.
        server.say(u"ben"_s, u"@team from the train"_s, u"mention"_s, {},
                   {{u"createdAt"_s, server.now.addSecs(-3600).toString(Qt::ISODateWithMs)}});
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 3, kPatience);
        QVERIFY(!desk.hasTwice());
    }

    void whatTheyTakeBack()
    {
        ScriptedPds server;
        const QString gone = server.say(u"ann"_s, u"@team a slip"_s, u"mention"_s);
        const QString hidden = server.say(u"ben"_s, u"@team blocked later"_s, u"mention"_s);
        const QString root = server.say(u"ben"_s, u"@team a thread"_s, u"mention"_s);
        const QString below = server.say(u"ann"_s, u"@team below"_s, u"mention"_s, root);
        BlueskyDesk desk(settingsFor(server), clockOf(server));
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 4, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        server.remove(gone);
        server.remove(below);
        const_cast<ScriptedPds::Post *>(server.find(hidden))->isHidden = true;
        QTRY_VERIFY_WITH_TIMEOUT((server.now = server.now.addSecs(120), desk.connector.refresh(),
                                  desk.removals.size() >= 2),
                                 kPatience);
        for (int i = 0; i < 3; ++i) { // and in the rounds that follow nothing else goes
            const auto before = server.count("GET", u"/xrpc/app.bsky.feed.getPostThread");
            QTRY_VERIFY_WITH_TIMEOUT(
                (server.now = server.now.addSecs(120), desk.connector.refresh(),
                 server.count("GET", u"/xrpc/app.bsky.feed.getPostThread") > before),
                kPatience);
        }
        QCOMPARE(desk.removals.size(), 2);
        QSet<QByteArray> removed;
        for (const IncomingRemoval &removal : std::as_const(desk.removals)) {
            removed.insert(removal.messageId);
            QVERIFY(!removal.by);
        }
        QCOMPARE(removed, (QSet{blueskyKey(desk.account.address, gone),
                                blueskyKey(desk.account.address, below)}));
        QCOMPARE(desk.state, LinkState::Online);
    }

    void aHandleThatChanges()
    {
        ScriptedPds server;
        BlueskySettings settings = settingsFor(server);
        server.say(u"ann"_s, u"@team one"_s, u"mention"_s);
        BlueskyDesk desk(settings, clockOf(server));
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
        server.handle = u"bees.test"_s;
        server.expire(true);
        server.say(u"ann"_s, u"@bees two"_s, u"mention"_s);
        BlueskyDesk again(settings, clockOf(server));
        again.connector.start(desk.cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(again.isCaughtUp, kPatience);
        QCOMPARE(again.messages.size(), 1);
        QCOMPARE(again.account.address, ScriptedPds::did(u"team"_s));
    }

    void theServerIsFoundFromTheHandle()
    {
        ScriptedPds server;
        BlueskySettings settings;
        settings.account = u"@team.test"_s;
        settings.directory = server.url();
        auto login = probeBluesky(settings, u"good-app-password"_s, this, QUrl(server.url()));
        QTRY_VERIFY_WITH_TIMEOUT(login.isFinished(), kPatience);
        QVERIFY2(login.result().has_value(),
                 qPrintable(login.result() ? QString() : login.result().error().detail));
        const BlueskySettings found = login.result()->settings;
        QCOMPARE(found.did, ScriptedPds::did(u"team"_s));
        QCOMPARE(found.account, u"team.test"_s);
        QCOMPARE(found.pds, server.url());
        QVERIFY(found.server.isEmpty());
        QCOMPARE(login.result()->name, u"The Team"_s);
        QCOMPARE(server.count("POST", u"/xrpc/com.atproto.server.deleteSession"), 1);
        QVERIFY(!QJsonDocument(found.toJson()).toJson().contains("good-app-password"));
        // With these settings, and while the directory is away.
        BlueskySettings later = found;
        later.directory = u"http://127.0.0.1:1"_s;
        BlueskyDesk desk(later, clockOf(server));
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
    }

    void aSignInThatFails_data()
    {
        QTest::addColumn<QString>("account");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("endpoint");
        QTest::addColumn<int>("kind");
        QTest::newRow("wrong password")
            << u"team.test"_s << u"wrong"_s << QString() << int(ErrorKind::AuthRequired);
        QTest::newRow("no password")
            << u"team.test"_s << QString() << QString() << int(ErrorKind::Invalid);
        QTest::newRow("no handle")
            << u"team"_s << u"good-app-password"_s << QString() << int(ErrorKind::Invalid);
        QTest::newRow("a handle that is another's")
            << u"bank.test"_s << u"good-app-password"_s << QString() << int(ErrorKind::Invalid);
        QTest::newRow("plain server") << u"team.test"_s << u"good-app-password"_s
                                      << u"http://pds.example"_s << int(ErrorKind::Invalid);
        QTest::newRow("no server") << u"team.test"_s << u"good-app-password"_s
                                   << u"nowhere at all"_s << int(ErrorKind::Invalid);
    }
    void aSignInThatFails()
    {
        QFETCH(QString, account);
        QFETCH(QString, password);
        QFETCH(QString, endpoint);
        ScriptedPds server;
        server.pdsEndpoint = endpoint;
        BlueskySettings settings;
        settings.account = account;
        settings.directory = server.url();
        auto login = probeBluesky(settings, password, this, QUrl(server.url()));
        QTRY_VERIFY_WITH_TIMEOUT(login.isFinished(), kPatience);
        QVERIFY(!login.result());
        QTEST(int(login.result().error().kind), "kind");
        QVERIFY(login.result().error().detail.endsWith(u'.'));
        QVERIFY(password.isEmpty() || !login.result().error().detail.contains(password));
        const bool isAsked = server.count("POST", u"/xrpc/com.atproto.server.createSession") > 0;
        QCOMPARE(isAsked, password == u"wrong");
    }

    void aServerInTheSettingsIsTakenOnTrust()
    {
        ScriptedPds server;
        BlueskySettings settings;
        settings.account = u"team.test"_s;
        settings.server = server.url();
        auto login = probeBluesky(settings, u"good-app-password"_s, this);
        QTRY_VERIFY_WITH_TIMEOUT(login.isFinished(), kPatience);
        QVERIFY(login.result().has_value());
        QCOMPARE(login.result()->settings.did, ScriptedPds::did(u"team"_s));
        for (const ScriptedPds::Request &request : std::as_const(server.requests))
            QVERIFY2(request.path.startsWith(u"/xrpc/"), qPrintable(request.path));
    }

    void nobodyListens()
    {
        ScriptedPds server;
        for (int i = 0; i < 300; ++i)
            server.say(u"ann"_s, u"@team %1."_s.arg(i), u"mention"_s);
        BlueskySettings settings = settingsFor(server);
        settings.backfillMentions = 1000;
        BlueskyDesk desk(settings, clockOf(server));
        desk.commits = false;
        desk.connector.start({}, FetchMode::Once);
        QTRY_COMPARE_WITH_TIMEOUT(desk.underWay, 2, kPatience);
        for (int i = 0; i < 20; ++i)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
        QCOMPARE(desk.underWay, 2);
        desk.commits = true;
        for (quint64 number = 1; number <= 2; ++number) {
            --desk.underWay;
            desk.connector.committed(number);
        }
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
        QCOMPARE(desk.messages.size(), 300);
    }
};

QTEST_GUILESS_MAIN(BlueskyConnectorTest)
#include "blueskyconnectortest.moc"
