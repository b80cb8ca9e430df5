// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/finishes.h"
#include "tests/unit/telegram/telegramdesk.h"

#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

constexpr int kPatience = 30'000;
using Bot = ScriptedBotApi;

} // namespace

/// How the team hears what ann and ben say to the bot.
class TelegramConnectorTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theServerForgetsOnlyWhatIsOnDisk()
    {
        Bot server;
        const QJsonObject ann = Bot::user(7, u"Ann"_s);
        for (int i = 0; i < 5; ++i)
            server.say(Bot::privateChat(7, u"Ann"_s), ann, u"m%1"_s.arg(i));
        TelegramDesk desk(server.url());
        desk.commits = false;
        desk.connector.start({}, FetchMode::Once);
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 5, kPatience);
        // Not stored, so nothing is acknowledged and nothing more is asked for.
        QCOMPARE(server.updates.size(), 5);
        QCOMPARE(server.highestOffset, 0);
        desk.connector.stop();
        // Killed before the batch was on disk: all of it comes again.
        TelegramDesk again(server.url());
        again.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(again.isCaughtUp, kPatience);
        QCOMPARE(again.texts(), desk.texts());
        QVERIFY(server.updates.isEmpty());
        QCOMPARE(again.state, LinkState::Stopped);
        // Killed after that, and before the server was told: it is known by its update.
        server.nextUpdate = 1000;
        for (int i = 0; i < 5; ++i)
            server.say(Bot::privateChat(7, u"Ann"_s), ann, u"again"_s);
        server.say(Bot::privateChat(7, u"Ann"_s), ann, u"new"_s);
        TelegramDesk later(server.url());
        later.connector.start(again.cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(later.isCaughtUp, kPatience);
        QCOMPARE(later.texts(), QStringList{u"new"_s});
    }

    void aMessageArrivesWithinTwoSeconds()
    {
        Bot server;
        TelegramDesk desk(server.url());
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(server.polls(), 1, kPatience);
        QElapsedTimer timer;
        for (int i = 0; i < 3; ++i) {
            timer.start();
            server.say(Bot::privateChat(7, u"Ann"_s), Bot::user(7, u"Ann"_s), u"m%1"_s.arg(i));
            QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), i + 1, kPatience);
            QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        }
        // The held request does not outlive the stop.
        desk.connector.stop();
        QCOMPARE(desk.state, LinkState::Stopped);
    }

    void threeDaysOfHistory()
    {
        Bot server;
        for (int i = 0; i < 730; ++i)
            server.say(Bot::group(-100200, u"Hive"_s), Bot::user(7 + i % 3, u"A"_s),
                       u"m%1"_s.arg(i));
        TelegramDesk desk(server.url());
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
        QCOMPARE(desk.messages.size(), 730);
        for (int i = 0; i < 730; ++i)
            QCOMPARE(desk.messages.at(i).text, u"m%1"_s.arg(i));
        QCOMPARE(desk.batches.size(), 8);
    }

    void aQuietWeekRenumbersUpdates()
    {
        Bot server;
        const QJsonObject chat = Bot::privateChat(7, u"Ann"_s);
        server.nextUpdate = 900'000;
        server.say(chat, Bot::user(7, u"Ann"_s), u"before"_s);
        TelegramDesk desk(server.url());
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
        server.nextUpdate = 50;
        server.say(chat, Bot::user(7, u"Ann"_s), u"after"_s);
        TelegramDesk later(server.url());
        later.connector.start(desk.cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(later.isCaughtUp, kPatience);
        QCOMPARE(later.texts(), QStringList{u"after"_s});
        QVERIFY(server.updates.isEmpty());
    }

    void editsAndMigrations()
    {
        Bot server;
        const QJsonObject ann = Bot::user(7, u"Ann"_s);
        QJsonObject old = Bot::group(-5, u"Hive"_s);
        old[u"type"_s] = u"group"_s;
        const qint64 first = server.say(old, ann, u"fore"_s);
        server.update({{u"message_id"_s, first},
                       {u"date"_s, 1'789'990'000},
                       {u"edit_date"_s, 1'789'990'100},
                       {u"chat"_s, old},
                       {u"from"_s, ann},
                       {u"text"_s, u"four"_s}},
                      u"edited_message"_s);
        server.say(old, ann, {}, {{u"migrate_to_chat_id"_s, -100500}});
        server.say(Bot::group(-100500, u"Hive"_s), ann, u"moved"_s);
        TelegramDesk desk(server.url());
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
        QCOMPARE(desk.find(u"four"_s)->messageId, desk.find(u"fore"_s)->messageId);
        QVERIFY(desk.find(u"four"_s)->editedAt);
        QCOMPARE(desk.find(u"moved"_s)->conversationKey, u"chat:-5"_s);
        // Also after a restart, and an answer to the old group goes to where it is now.
        server.say(Bot::group(-100500, u"Hive"_s), ann, u"later"_s);
        TelegramDesk later(server.url());
        later.connector.start(desk.cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(later.isCaughtUp, kPatience);
        QCOMPARE(later.find(u"later"_s)->conversationKey, u"chat:-5"_s);
        TelegramDesk watching(server.url());
        watching.connector.start(later.cursors, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(watching.state, LinkState::Online, kPatience);
        auto sent = watching.connector.send(watching.answer(*desk.find(u"fore"_s), u"hello"_s));
        QVERIFY(finishes(sent));
        QVERIFY(sent.result().has_value());
        QCOMPARE(server.ours.first()[u"chat_id"].toInteger(), -100500);
    }

    void itGoesOnAfterAnOutage()
    {
        Bot server;
        const QJsonObject chat = Bot::privateChat(7, u"Ann"_s);
        TelegramDesk desk(server.url());
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(server.polls(), 1, kPatience);
        server.close();
        server.script = [](const Bot::Request &) { return std::optional(Bot::cut(0)); };
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Waiting, kPatience);
        QVERIFY(desk.detail.endsWith(u'.'));
        for (int i = 0; i < 250; ++i)
            server.say(chat, Bot::user(7, u"Ann"_s), u"m%1"_s.arg(i));
        server.script = {};
        QVERIFY(server.reopen());
        desk.connector.refresh(); // somebody presses F5
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 250, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        QSet<QByteArray> keys;
        for (const IncomingMessage &message : std::as_const(desk.messages))
            keys.insert(message.messageId);
        QCOMPARE(keys.size(), 250);
    }

    void conflicts_data()
    {
        QTest::addColumn<bool>("isWebhook");
        QTest::newRow("a webhook") << true;
        QTest::newRow("another program") << false;
    }
    void conflicts()
    {
        QFETCH(bool, isWebhook);
        Bot server;
        TelegramDesk desk(server.url());
        if (isWebhook)
            server.webhook = u"https://evil.example/CANARY-hook"_s;
        else
            server.script = [](const Bot::Request &request) -> std::optional<Bot::Reply> {
                if (!request.path.endsWith(u"/getUpdates"))
                    return std::nullopt;
                return Bot::json(QJsonObject{{u"ok"_s, false}, {u"error_code"_s, 409}}, 409);
            };
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
        QVERIFY(desk.detail.contains(isWebhook ? u"webhook" : u"Another program"));
        QVERIFY(!desk.detail.contains(u"CANARY"));
        // And when it is over, a person connects again.
        server.webhook.clear();
        server.script = {};
        desk.connector.start(desk.cursors, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    }

    void probes()
    {
        Bot server;
        TelegramSettings settings =
            TelegramSettings::fromJson(telegramAccountFor(server.url()).settings);
        QObject parent;
        auto found = probeTelegram(settings, Bot::kToken, &parent);
        QVERIFY(finishes(found));
        QCOMPARE(found.result().value(), (TelegramBot{u"4242"_s, u"bees_bot"_s, u"Bees"_s, false}));
        found = probeTelegram(settings, u"4242:wrong-abcdefghijklmnopqrstuvwxyz"_s, &parent);
        QVERIFY(finishes(found));
        QCOMPARE(int(found.result().error().kind), int(ErrorKind::AuthRequired));
        found = probeTelegram(settings, u"../../x"_s, &parent);
        QVERIFY(finishes(found));
        QCOMPARE(int(found.result().error().kind), int(ErrorKind::Invalid));
        server.webhook = u"https://other.example"_s;
        found = probeTelegram(settings, Bot::kToken, &parent);
        QVERIFY(finishes(found));
        QVERIFY(found.result().error().detail.contains(u"webhook"));
        QVERIFY(parent.children().isEmpty() ||
                QTest::qWaitFor([&] { return parent.children().isEmpty(); }));
    }

    void anotherBotsTokenIsRefused()
    {
        Bot server;
        TelegramDesk desk(server.url());
        Account account = desk.account;
        account.settings[u"botId"_s] = u"99"_s;
        TelegramConnector connector(account, &desk.secrets);
        LinkState state = LinkState::Stopped;
        QString detail;
        connect(&connector, &Connector::stateChanged, this,
                [&](LinkState to, const QString &why) { state = to, detail = why; });
        connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(state, LinkState::NeedsPerson, kPatience);
        QVERIFY(detail.contains(u"@bees_bot"));
    }

    void capabilities()
    {
        TelegramDesk desk(u"http://127.0.0.1:1"_s);
        const Capabilities c = desk.connector.capabilities();
        QVERIFY(c.canSend && !c.canWriteFirst && c.hasEdits && !c.hasRemovals && c.canAttach);
        QCOMPARE(int(c.lengthUnit), int(Capabilities::LengthUnit::Utf16));
        QCOMPARE(c.maxLength, 4096);
    }
};

QTEST_GUILESS_MAIN(TelegramConnectorTest)
#include "telegramconnectortest.moc"
