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

/// Ann has asked something.
struct Scene {
    Bot server;
    TelegramDesk desk{server.url()};

    explicit Scene(const QJsonObject &chat = Bot::privateChat(7, u"Ann"_s))
    {
        server.say(chat, Bot::user(7, u"Ann"_s), u"are yours shaded?"_s);
        desk.connector.start({}, FetchMode::Once);
    }
    OutgoingMessage answer(const QString &text) const
    {
        return desk.answer(desk.messages.first(), text);
    }
    Result<SendReceipt> send(const OutgoingMessage &message)
    {
        auto sent = desk.connector.send(message);
        if (!finishes(sent))
            return fail(ErrorKind::Cancelled, u"never finished"_s);
        return sent.result();
    }
};

enum class End { Sent, Unknown, Failed };

/// What the outbox does with one message until it rests.
End deliver(TelegramConnector &connector, const OutgoingMessage &message,
            const std::function<void()> &afterFirstTry)
{
    for (int attempt = 0; attempt < 4; ++attempt) {
        auto sent = connector.send(message);
        if (!finishes(sent))
            return End::Failed;
        if (attempt == 0)
            afterFirstTry();
        const Result<SendReceipt> receipt = sent.result();
        if (receipt)
            return End::Sent;
        auto found = connector.lookUp(message);
        if (!finishes(found) || !found.result())
            return End::Failed;
        if (receipt.error().detail.startsWith(u"unknown:"))
            return *found.result() == SendState::Unknown ? End::Unknown : End::Failed;
        if (*found.result() != SendState::NotSent)
            return End::Failed;
        if (receipt.error().kind != ErrorKind::Offline &&
            receipt.error().kind != ErrorKind::Timeout)
            return End::Failed;
    }
    return End::Failed;
}

} // namespace

/// The team answers ann: once, in her chat, and nobody can tell more than the server told.
class TelegramSendTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAnswerGoesWhereItBelongs()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        const OutgoingMessage message = scene.answer(u"Yes, *all* of <them>"_s);
        const auto receipt = scene.send(message);
        QVERIFY2(receipt, qPrintable(receipt ? QString() : receipt.error().detail));
        QCOMPARE(scene.server.ours.size(), 1);
        const QJsonObject ours = scene.server.ours.first();
        QCOMPARE(ours[u"chat_id"].toInteger(), 7);
        QCOMPARE(ours[u"text"].toString(), u"Yes, *all* of <them>"_s);
        QCOMPARE(scene.desk.connector.render(message).texts, QStringList{ours[u"text"].toString()});
        QCOMPARE(ours[u"reply_parameters"][u"message_id"].toInteger(), 1);
        QCOMPARE(receipt->remoteId, "7/2"_ba);
        QVERIFY(!receipt->raw.isEmpty() && !receipt->raw.contains("CANARY"));
        auto found = scene.desk.connector.lookUp(message);
        QVERIFY(finishes(found));
        QCOMPARE(found.result().value(), SendState::Sent);

        // Her answer to it finds the outbox's own message, also after a restart.
        scene.server.say(
            Bot::privateChat(7, u"Ann"_s), Bot::user(7, u"Ann"_s), u"thanks"_s,
            {{u"reply_to_message"_s, QJsonObject{{u"message_id"_s, 2}, {u"from"_s, Bot::bot()}}}});
        TelegramDesk later(scene.server.url());
        later.connector.start(scene.desk.cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(later.isCaughtUp, kPatience);
        QVERIFY(later.find(u"thanks"_s)->inReplyTo.contains(message.messageId));
        found = later.connector.lookUp(message);
        QVERIFY(finishes(found));
        QCOMPARE(found.result().value(), SendState::Sent);
    }

    /// Times are whole seconds, numbers are not.
    void whatComesInTheSameSecondHasItsOrder()
    {
        Bot server;
        const QJsonObject ann = Bot::user(11, u"Ann"_s);
        const QJsonObject chat = Bot::privateChat(11, u"Ann"_s);
        const QJsonObject same{{u"date"_s, 1'790'000'000}};
        TelegramDesk desk(server.url());
        desk.connector.start({}, FetchMode::Watch);
        server.say(chat, ann, u"one"_s, same);
        server.say(chat, ann, u"two"_s, same);
        QTRY_VERIFY(desk.find(u"two"_s));
        QVERIFY(desk.find(u"one"_s)->laterThan.isEmpty());
        QCOMPARE(desk.find(u"two"_s)->laterThan, desk.find(u"one"_s)->messageId);
        const OutgoingMessage answer = desk.answer(*desk.find(u"two"_s), u"ours"_s);
        auto sent = desk.connector.send(answer);
        QTRY_VERIFY(sent.isFinished());
        QVERIFY(sent.result().has_value());
        server.say(chat, ann, u"three"_s, same);
        QTRY_VERIFY(desk.find(u"three"_s));
        QCOMPARE(desk.find(u"three"_s)->laterThan, answer.messageId);
        // In another chat numbers say nothing of this one.
        server.say(Bot::privateChat(12, u"Ben"_s), Bot::user(12, u"Ben"_s), u"four"_s, same);
        QTRY_VERIFY(desk.find(u"four"_s));
        QVERIFY(desk.find(u"four"_s)->laterThan.isEmpty());
        desk.connector.stop();

        // A later run knows what went out.
        server.say(chat, ann, u"five"_s, same);
        TelegramDesk later(server.url());
        later.connector.start(desk.cursors, FetchMode::Watch);
        QTRY_VERIFY(later.find(u"five"_s));
        QCOMPARE(later.find(u"five"_s)->laterThan, answer.messageId);
    }

    void eachPartOfAThreadAnswersTheOneBefore_data()
    {
        QTest::addColumn<bool>("isAnotherRun");
        QTest::newRow("at once") << false;
        QTest::newRow("after a restart") << true;
    }

    void eachPartOfAThreadAnswersTheOneBefore()
    {
        QFETCH(bool, isAnotherRun);
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        const OutgoingMessage first = scene.answer(u"One."_s);
        const auto receipt = scene.send(first);
        QVERIFY(receipt);
        QCOMPARE(scene.desk.connector.remoteIdOf(first), receipt->remoteId);
        OutgoingMessage second = scene.answer(u"Two."_s);
        second.inReplyTo = {first.messageId};
        // A program that was started only to send knows what the outbox has kept.
        TelegramDesk other(scene.server.url());
        if (isAnotherRun)
            second.inReplyToRemote = receipt->remoteId;
        auto sent = (isAnotherRun ? other : scene.desk).connector.send(second);
        QVERIFY(finishes(sent));
        QVERIFY(sent.result());
        QCOMPARE(scene.server.ours.last()[u"reply_parameters"][u"message_id"].toInteger(), 2);
    }

    void groupsAndTopics()
    {
        Bot server;
        server.say(Bot::group(-100200, u"Hive"_s), Bot::user(7, u"Ann"_s), u"/help"_s,
                   {{u"is_topic_message"_s, true},
                    {u"message_thread_id"_s, 77},
                    {u"entities"_s,
                     QJsonArray{QJsonObject{
                         {u"type"_s, u"bot_command"_s}, {u"offset"_s, 0}, {u"length"_s, 5}}}}});
        TelegramDesk desk(server.url());
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
        OutgoingMessage message = desk.answer(desk.messages.first(), u"Here"_s);
        auto sent = desk.connector.send(message);
        QVERIFY(finishes(sent) && sent.result());
        QCOMPARE(server.ours.last()[u"chat_id"].toInteger(), -100200);
        QCOMPARE(server.ours.last()[u"message_thread_id"].toInteger(), 77);
        // To her alone is never said in the group.
        message.recipients = {{RecipientRole::To, desk.messages.first().author}};
        sent = desk.connector.send(message);
        QVERIFY(finishes(sent) && sent.result());
        QCOMPARE(server.ours.last()[u"chat_id"].toInteger(), 7);
        QVERIFY(!server.ours.last().contains(u"reply_parameters"));
        message = desk.answer(desk.messages.first(), u"Here"_s);
        message.visibility = Visibility::Direct;
        sent = desk.connector.send(message);
        QVERIFY(finishes(sent));
        QCOMPARE(int(sent.result().error().kind), int(ErrorKind::Forbidden));
        QCOMPARE(server.ours.size(), 2);
    }

    void aGroupThatMovedWhileNobodyLooked()
    {
        Scene scene(Bot::group(-5, u"Hive"_s));
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        scene.server.movedGroups = {{-5, -100500}};
        const auto receipt = scene.send(scene.answer(u"hello"_s));
        QVERIFY(receipt);
        QCOMPARE(scene.server.ours.size(), 1);
        QCOMPARE(scene.server.ours.first()[u"chat_id"].toInteger(), -100500);
        QVERIFY(scene.send(scene.answer(u"again"_s)));
        QCOMPARE(scene.server.ours.size(), 2);
    }

    void whoCannotBeWrittenTo()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        scene.server.blockedBy = {7};
        auto receipt = scene.send(scene.answer(u"hello"_s));
        QCOMPARE(int(receipt.error().kind), int(ErrorKind::Forbidden));
        QVERIFY(receipt.error().detail.contains(u"blocked"));
        OutgoingMessage stranger = scene.answer(u"hello"_s);
        stranger.recipients = {{RecipientRole::To, {u"telegram"_s, u"12345"_s, {}}}};
        stranger.inReplyTo.clear();
        receipt = scene.send(stranger);
        QCOMPARE(int(receipt.error().kind), int(ErrorKind::Forbidden));
        QVERIFY(scene.server.ours.isEmpty());
    }

    void lengthIsCountedInUtf16()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        const QString bees = u"🐝"_s.repeated(2048);
        QVERIFY(scene.send(scene.answer(bees)));
        QCOMPARE(scene.server.ours.first()[u"text"].toString(), bees);
        const auto receipt = scene.send(scene.answer(bees + u'!'));
        QCOMPARE(int(receipt.error().kind), int(ErrorKind::Invalid));
        QCOMPARE(scene.server.ours.size(), 1);
    }

    void files()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        OutgoingMessage message = scene.answer(u"look"_s);
        const QByteArray data = "\0\r\n--x\r\n\xff"_ba.repeated(20'000);
        message.attachments = {
            {.name = u"a\"\r\nb.png"_s, .mediaType = u"image/png"_s, .data = data}};
        QVERIFY(scene.send(message));
        QCOMPARE(scene.server.ours.size(), 1); // with the text as its caption
        QCOMPARE(scene.server.ours.first()[u"caption"].toString(), u"look"_s);
        QCOMPARE(scene.server.ours.first()[u"reply_parameters"].toString(),
                 u"{\"allow_sending_without_reply\":true,\"message_id\":1}"_s);
        QCOMPARE(multipartFields(scene.server.requests.last()).value(u"document"_s), data);
        message.attachments += message.attachments.first();
        QVERIFY(scene.send(message));
        QCOMPARE(scene.server.ours.size(), 4);
        QCOMPARE(scene.server.ours.at(1)[u"method"].toString(), u"sendMessage"_s);
        message.attachments = {{.name = u"empty"_s, .data = {}}};
        QCOMPARE(int(scene.send(message).error().kind), int(ErrorKind::Invalid));
    }

    void whatIsHalfSentIsNotSentAgain_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("isCut");
        QTest::newRow("refused") << 400 << false;
        QTest::newRow("down") << 500 << false;
        QTest::newRow("lost") << 200 << true;
    }
    void whatIsHalfSentIsNotSentAgain()
    {
        QFETCH(int, status);
        QFETCH(bool, isCut);
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        scene.server.script = [=](const Bot::Request &request) -> std::optional<Bot::Reply> {
            if (!request.path.endsWith(u"/sendDocument"))
                return std::nullopt;
            return isCut ? Bot::cut(0) : Bot::body("{\"ok\":false}", status);
        };
        OutgoingMessage message = scene.answer(u"x"_s.repeated(2000));
        message.attachments = {{.name = u"b.png"_s, .mediaType = u"image/png"_s, .data = "png"}};
        const auto receipt = scene.send(message);
        QVERIFY(receipt);
        QVERIFY2(receipt->warning.contains(u"b.png"), qPrintable(receipt->warning));
        QVERIFY(!receipt->warning.contains(u"CANARY"));
        QCOMPARE(scene.server.ours.size(), 1);
    }

    void patienceBetweenParts()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        int refusals = 1;
        scene.server.script = [&](const Bot::Request &request) -> std::optional<Bot::Reply> {
            if (!request.path.endsWith(u"/sendDocument") || refusals-- <= 0)
                return std::nullopt;
            return Bot::body("{\"ok\":false,\"parameters\":{\"retry_after\":1}}", 429);
        };
        OutgoingMessage message = scene.answer(u"x"_s.repeated(2000));
        message.attachments = {{.name = u"b.png"_s, .data = "png"}};
        const auto receipt = scene.send(message);
        QVERIFY(receipt && receipt->warning.isEmpty());
        QCOMPARE(scene.server.ours.size(), 2);
    }

    void theConnectionIsCutAtEveryByteOfTheRequest_data()
    {
        QTest::addColumn<bool>("hasFile");
        QTest::newRow("text") << false;
        QTest::newRow("file") << true;
    }
    void theConnectionIsCutAtEveryByteOfTheRequest()
    {
        QFETCH(bool, hasFile);
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        scene.server.cutWhat = "POST /bot" + Bot::kToken.toLatin1() + "/send";
        const auto message = [&](const QString &text) {
            OutgoingMessage m = scene.answer(text);
            if (hasFile)
                m.attachments = {{.name = u"b.png"_s, .data = "png"}};
            return m;
        };
        QVERIFY(scene.send(message(u"Probe"_s)));
        const qint64 size = scene.server.lastRequestSize;
        QVERIFY(size > 200);
        int unknown = 0;
        for (qint64 at = 1; at < size; ++at) {
            scene.server.ours.clear();
            scene.server.cutRequestAfter = at;
            const End end = deliver(scene.desk.connector, message(u"Cut %1"_s.arg(at)),
                                    [&] { scene.server.cutRequestAfter = -1; });
            QVERIFY2(end != End::Failed, qPrintable(u"cut at %1"_s.arg(at)));
            unknown += end == End::Unknown ? 1 : 0;
            QCOMPARE(scene.server.ours.size(), end == End::Sent ? 1 : 0);
        }
        QVERIFY(unknown < size);
    }

    void theAnswerIsCutAtEveryByte()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        scene.server.cutWhat = "POST /bot" + Bot::kToken.toLatin1() + "/send";
        QVERIFY(scene.send(scene.answer(u"Probe"_s)));
        const qint64 size = scene.server.lastAnswerSize;
        for (qint64 at = 0; at < size; ++at) {
            scene.server.ours.clear();
            scene.server.cutAnswerAfter = at;
            const End end = deliver(scene.desk.connector, scene.answer(u"Cut %1"_s.arg(at)),
                                    [&] { scene.server.cutAnswerAfter = -1; });
            // It is there, and nothing but the answer would have said so.
            QVERIFY2(end == End::Unknown, qPrintable(u"cut at %1"_s.arg(at)));
            QCOMPARE(scene.server.ours.size(), 1);
        }
    }

    void killedBetweenWriteAndAnswer()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        const OutgoingMessage message = scene.answer(u"Yes"_s);
        scene.server.script = [](const Bot::Request &request) -> std::optional<Bot::Reply> {
            return request.path.endsWith(u"/sendMessage") ? std::optional(Bot::silent())
                                                          : std::nullopt;
        };
        {
            TelegramDesk dying(scene.server.url());
            auto never = dying.connector.send(message);
            QTRY_VERIFY_WITH_TIMEOUT(scene.server.requests.last().path.endsWith(u"/sendMessage"),
                                     kPatience);
        }
        TelegramDesk reborn(scene.server.url());
        auto found = reborn.connector.lookUp(message);
        QVERIFY(finishes(found));
        QCOMPARE(found.result().value(), SendState::Unknown);
    }

    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isUnknown");
        const auto row = [](const char *name, int status, const QByteArray &body, ErrorKind kind,
                            bool isUnknown) {
            QTest::newRow(name) << status << body << int(kind) << isUnknown;
        };
        row("400", 400, "{\"ok\":false,\"description\":\"chat not found\"}", ErrorKind::Invalid,
            false);
        row("401", 401, "{\"ok\":false}", ErrorKind::AuthRequired, false);
        row("403 page", 403, "<html>", ErrorKind::Forbidden, false);
        row("413", 413, "", ErrorKind::Invalid, false);
        row("429 for a year", 429,
            "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":31536000}}",
            ErrorKind::RateLimited, false);
        row("429 without more", 429, "", ErrorKind::RateLimited, false);
        row("302", 302, "", ErrorKind::Invalid, false);
        row("500", 500, "", ErrorKind::Protocol, true);
        row("502 page", 502, "<html>", ErrorKind::Protocol, true);
        row("200 page", 200, "<html>", ErrorKind::Protocol, true);
        row("200 empty", 200, "", ErrorKind::Protocol, true);
        row("200 list", 200, "[]", ErrorKind::Protocol, true);
        row("200 not ok, 500", 200, "{\"ok\":false,\"error_code\":500}", ErrorKind::Protocol, true);
        row("200 without result", 200, "{\"ok\":true}", ErrorKind::Protocol, true);
        row("200 without number", 200, "{\"ok\":true,\"result\":{}}", ErrorKind::Protocol, true);
        row("200 number nonsense", 200, "{\"ok\":true,\"result\":{\"message_id\":-1e300}}",
            ErrorKind::Protocol, true);
        row("moves in a circle", 400, "{\"ok\":false,\"parameters\":{\"migrate_to_chat_id\":-77}}",
            ErrorKind::Invalid, false);
    }
    void refusals()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        QFETCH(bool, isUnknown);
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        scene.server.script = [&](const Bot::Request &request) -> std::optional<Bot::Reply> {
            if (!request.path.endsWith(u"/sendMessage"))
                return std::nullopt;
            return Bot::body(body, status, {"Location: /elsewhere"});
        };
        const auto receipt = scene.send(scene.answer(u"Yes"_s));
        QVERIFY(!receipt);
        QCOMPARE(int(receipt.error().kind), kind);
        QCOMPARE(receipt.error().detail.startsWith(u"unknown:"), isUnknown);
        QVERIFY(!receipt.error().detail.contains(u"CANARY"));
        if (status == 429)
            QVERIFY(receipt.error().retryAfter && *receipt.error().retryAfter <= 15min);
    }

    void aServerThatIsNotThere()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk.isCaughtUp, kPatience);
        scene.server.close();
        const OutgoingMessage message = scene.answer(u"Yes"_s);
        const auto receipt = scene.send(message);
        QVERIFY(!receipt && !receipt.error().detail.startsWith(u"unknown:"));
        auto found = scene.desk.connector.lookUp(message);
        QVERIFY(finishes(found));
        QCOMPARE(found.result().value(), SendState::NotSent);
    }
};

QTEST_GUILESS_MAIN(TelegramSendTest)
#include "telegramsendtest.moc"
