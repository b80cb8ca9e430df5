// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/fediverse/fediversedesk.h"
#include "tests/unit/fediverse/scriptedinstance.h"

#include <QJsonDocument>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>
#include <QWebSocketServer>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// How the team hears of what ann and ben say.
class FediverseConnectorTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMentionBringsItsThread()
    {
        ScriptedInstance server;
        const QString root = server.say(u"ben"_s, u"<p>My bees are hot</p>"_s, false);
        const QString middle = server.say(u"cleo"_s, u"<p>Shade them</p>"_s, false, root);
        const QString asks =
            server.say(u"ann"_s, u"<p>@team are yours shaded?</p>"_s, true, middle);
        server.say(u"ben"_s, u"<p>Good question</p>"_s, false, asks);
        FediverseDesk desk(fediverseSettingsFor(server.url()));
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY(desk.isCaughtUp);
        QCOMPARE(desk.messages.size(), 4);
        QSet<QString> conversations;
        for (const IncomingMessage &message : std::as_const(desk.messages)) {
            conversations.insert(message.conversationKey);
            QCOMPARE(message.isContext, !message.text.contains(u"are yours shaded"));
        }
        QCOMPARE(conversations, QSet<QString>{root});
        QCOMPARE(desk.state, LinkState::Stopped);
        QCOMPARE(desk.connector.capabilities().maxLength, 500);

        // And nothing comes twice.
        FediverseDesk later(fediverseSettingsFor(server.url()));
        later.connector.start(desk.cursors, FetchMode::Once);
        QTRY_VERIFY(later.isCaughtUp);
        QCOMPARE(later.messages.size(), 0);
    }

    void afterAnOutageNothingIsMissing_data()
    {
        QTest::addColumn<QString>("software");
        QTest::addColumn<bool>("knowsMinId");
        QTest::newRow("Mastodon") << u"mastodon"_s << true;
        QTest::newRow("says Mastodon, ignores min_id") << u"mastodon"_s << false;
        QTest::newRow("snac") << u"snac"_s << false;
    }
    void afterAnOutageNothingIsMissing()
    {
        QFETCH(QString, software);
        QFETCH(bool, knowsMinId);
        ScriptedInstance server(software);
        server.knowsMinId = knowsMinId;
        for (int i = 0; i < 3; ++i)
            server.say(u"ann"_s, u"<p>before %1</p>"_s.arg(i));
        FediverseDesk first(fediverseSettingsFor(server.url()));
        first.connector.start({}, FetchMode::Once);
        QTRY_VERIFY(first.isCaughtUp);
        QCOMPARE(first.messages.size(), 3);
        for (int i = 0; i < 230; ++i)
            server.say(u"ann"_s, u"<p>away %1</p>"_s.arg(i));
        FediverseDesk second(fediverseSettingsFor(server.url()));
        second.connector.start(first.cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(second.isCaughtUp, 20000);
        QCOMPARE(second.messages.size(), 230);
        QCOMPARE(second.messages.first().text, u"away 0"_s);
        QCOMPARE(second.messages.last().text, u"away 229"_s);
        QVERIFY(second.largestBatch <= 60);
    }

    void stoppedInTheMiddleItGoesOnFromTheLastBatch()
    {
        ScriptedInstance server;
        server.say(u"ann"_s, u"<p>before</p>"_s);
        FediverseDesk first(fediverseSettingsFor(server.url()));
        first.connector.start({}, FetchMode::Once);
        QTRY_VERIFY(first.isCaughtUp);
        for (int i = 0; i < 300; ++i)
            server.say(u"ann"_s, u"<p>away %1</p>"_s.arg(i));
        FediverseDesk second(fediverseSettingsFor(server.url()));
        second.commits = false; // never more than two batches under way
        second.connector.start(first.cursors, FetchMode::Once);
        QTRY_VERIFY(second.messages.size() >= 80);
        QVERIFY(!second.isCaughtUp);
        second.connector.stop();
        FediverseDesk third(fediverseSettingsFor(server.url()));
        third.connector.start(second.cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(third.isCaughtUp, 20000);
        QCOMPARE(second.messages.size() + third.messages.size(), 300);
    }

    void editsAndDeletionsOfOpenThreads()
    {
        ScriptedInstance server;
        const QString asks = server.say(u"ann"_s, u"<p>@team fore?</p>"_s);
        const QString other = server.say(u"ben"_s, u"<p>I wonder, too</p>"_s, false, asks);
        FediverseDesk first(fediverseSettingsFor(server.url()));
        first.connector.start({}, FetchMode::Once);
        QTRY_VERIFY(first.isCaughtUp);
        server.edit(asks, u"<p>@team four?</p>"_s);
        server.remove(other);
        FediverseDesk second(fediverseSettingsFor(server.url()));
        second.connector.start(first.cursors, FetchMode::Once);
        QTRY_VERIFY(second.isCaughtUp);
        QCOMPARE(second.texts(), QStringList{u"@team four?"_s});
        QVERIFY(second.messages.first().isContext); // asks for nothing new
        QCOMPARE(second.messages.first().messageId, first.find(u"fore"_s)->messageId);
        if (first.find(u"wonder"_s)) {
            QCOMPARE(second.removals.size(), 1);
            QCOMPARE(second.removals.first().messageId, first.find(u"wonder"_s)->messageId);
        }
        server.remove(asks);
        FediverseDesk third(fediverseSettingsFor(server.url()));
        third.connector.start(second.cursors, FetchMode::Once);
        QTRY_VERIFY(third.isCaughtUp);
        QCOMPARE(third.removals.size(), 1);
        QCOMPARE(third.removals.first().messageId, first.find(u"fore"_s)->messageId);
    }

    void pushArrivesWithinTwoSeconds()
    {
        ScriptedInstance server;
        QWebSocketServer streams(u"streams"_s, QWebSocketServer::NonSecureMode);
        streams.setSupportedSubprotocols({u"good-token"_s});
        QVERIFY(streams.listen(QHostAddress::LocalHost));
        server.streaming = u"ws://127.0.0.1:%1"_s.arg(streams.serverPort());
        QList<QWebSocket *> clients;
        QUrl asked;
        connect(&streams, &QWebSocketServer::newConnection, this, [&] {
            clients += streams.nextPendingConnection();
            asked = clients.last()->requestUrl();
        });
        FediverseSettings settings = fediverseSettingsFor(server.url());
        settings.pollSeconds = 600;
        FediverseDesk desk(settings);
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE(clients.size(), 1);
        QVERIFY(!asked.toString().contains(u"good-token"_s));
        QVERIFY(desk.connector.capabilities().hasPush);
        QTRY_COMPARE(desk.state, LinkState::Online);
        const QString id = server.say(u"ann"_s, u"<p>@team now!</p>"_s);
        clients.last()->sendTextMessage(u"{\"event\":\"notification\",\"payload\":\"{}\"}"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.texts(), QStringList{u"@team now!"_s}, 2000);
        // An edit, told by the stream.
        server.edit(id, u"<p>@team now?</p>"_s);
        clients.last()->sendTextMessage(
            u"{\"event\":\"status.update\",\"payload\":\"{\\\"id\\\":\\\"%1\\\"}\"}"_s.arg(id));
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 2, 2000);
        server.remove(id);
        clients.last()->sendTextMessage(u"{\"event\":\"delete\",\"payload\":\"%1\"}"_s.arg(id));
        QTRY_COMPARE_WITH_TIMEOUT(desk.removals.size(), 1, 2000);
        // What was said while the stream was cut is there when it is back.
        clients.last()->abort();
        server.say(u"ann"_s, u"<p>@team in the gap</p>"_s);
        QTRY_COMPARE_WITH_TIMEOUT(clients.size(), 2, 5000);
        QTRY_VERIFY_WITH_TIMEOUT(desk.find(u"gap"_s) != nullptr, 2000);
        for (const QString &odd : {u"{"_s, u"[]"_s, QString(5000, u'[')})
            clients.last()->sendTextMessage(odd);
        server.say(u"ann"_s, u"<p>@team still there?</p>"_s);
        clients.last()->sendTextMessage(u"{\"event\":\"notification\",\"payload\":7}"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desk.find(u"still"_s) != nullptr, 2000);
        desk.connector.stop();
    }

    void withoutAStreamThePollFindsIt()
    {
        ScriptedInstance server(u"snac"_s);
        server.knowsMinId = false;
        FediverseDesk desk(fediverseSettingsFor(server.url()));
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE(desk.state, LinkState::Online);
        server.say(u"ann"_s, u"<p>@team hello</p>"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 1, 8000);
        server.say(u"ann"_s, u"<p>@team again</p>"_s);
        desk.connector.refresh(); // F5
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 2, 2000);
    }

    void anOldThreadIsHistory()
    {
        ScriptedInstance server;
        const QString root =
            server.say(u"ben"_s, u"<p>@team years ago</p>"_s, false, {},
                       {{u"created_at"_s, u"2019-01-01T00:00:00.000Z"_s},
                        {u"mentions"_s, QJsonArray{ScriptedInstance::account(u"team"_s)}}});
        server.say(u"ann"_s, u"<p>@team today</p>"_s, true, root);
        FediverseDesk desk(fediverseSettingsFor(server.url()));
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY(desk.isCaughtUp);
        QVERIFY(desk.find(u"years"_s)->isContext);
        QVERIFY(!desk.find(u"today"_s)->isContext);
    }

    void anotherOnesLoginIsRefused()
    {
        ScriptedInstance server;
        FediverseSettings settings = fediverseSettingsFor(server.url());
        settings.account = u"@help@social.example"_s;
        FediverseDesk desk(settings);
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE(desk.state, LinkState::NeedsPerson);
        QVERIFY(desk.detail.contains(u"team@social.example"_s));
    }
};

QTEST_GUILESS_MAIN(FediverseConnectorTest)
#include "fediverseconnectortest.moc"
