// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/finishes.h"
#include "tests/support/stalls.h"
#include "tests/unit/telegram/telegramdesk.h"

#include <QLoggingCategory>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Bot = ScriptedBotApi;
using Reply = Bot::Reply;
using Request = Bot::Request;

namespace
{

constexpr int kPatience = 30'000;

Reply list(const QByteArray &updates)
{
    return Bot::body("{\"ok\":true,\"result\":[" + updates + "]}");
}

/// An update with a message of ann; \a more goes into the message.
QByteArray update(qint64 id, const QByteArray &more = {})
{
    return "{\"update_id\":" + QByteArray::number(id) +
           ",\"message\":{\"message_id\":" + QByteArray::number(id) +
           ",\"date\":1789990000,\"text\":\"x\",\"chat\":{\"id\":7,\"type\":\"private\"},\"from\":{"
           "\"id\":7,\"first_name\":\"Ann\"}" +
           more + "}}";
}

QByteArray theLog;
void keepLog(QtMsgType, const QMessageLogContext &, const QString &text)
{
    theLog += text.toUtf8() + '\n';
}

} // namespace

/// Whatever the server says, the account goes on or says what is wrong, and the window moves.
class TelegramTroubleTest final : public QObject
{
    Q_OBJECT
private:
    enum Outcome { Waits, Asks, CatchesUp };

private Q_SLOTS:
    void misbehaviour_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<Reply>("reply");
        QTest::addColumn<int>("outcome");
        const QString me = u"getMe"_s;
        const QString updates = u"getUpdates"_s;
        const auto row = [](const char *name, const QString &method, const Reply &reply,
                            int outcome) { QTest::newRow(name) << method << reply << outcome; };
        row("not HTTP", me, Bot::raw("* OK IMAP ready\r\n"), Waits);
        row("closed at once", me, Bot::cut(0), Waits);
        row("half the headers", me, Bot::cut(40), Waits);
        row("half the body", me, Bot::cut(300), Waits);
        row("silent", me, Bot::silent(), Waits);
        row("endless", me, Bot::endless(), Waits);
        row("a page", me, Bot::body("<!DOCTYPE html><html>"), Waits);
        row("empty", me, Bot::body(""), Waits);
        row("a list", me, Bot::body("[]"), Waits);
        row("truncated JSON", me, Bot::body("{\"ok\":tr"), Waits);
        row("depth bomb", me, Bot::body(QByteArray(500'000, '[')), Waits);
        row("ok without result", me, Bot::body("{\"ok\":true}"), Waits);
        row("a person's token", me,
            Bot::body("{\"ok\":true,\"result\":{\"id\":7,\"is_bot\":false}}"), Waits);
        row("id NaN", me, Bot::body("{\"ok\":true,\"result\":{\"id\":NaN,\"is_bot\":true}}"),
            Waits);
        row("id huge", me, Bot::body("{\"ok\":true,\"result\":{\"id\":1e999,\"is_bot\":true}}"),
            Waits);
        row("500", me, Bot::body("", 500), Waits);
        row("502 page", me, Bot::body("<html>Bad gateway", 502), Waits);
        row("503 retry", me, Bot::body("", 503, {"Retry-After: 1e9"}), Waits);
        row("401", me, Bot::body("{\"ok\":false,\"error_code\":401}", 401), Asks);
        row("401 page", me, Bot::body("<html>", 401), Asks);
        row("404", me, Bot::body("{\"ok\":false,\"error_code\":404}", 404), Asks);
        row("403", me, Bot::body("{\"ok\":false,\"error_code\":403}", 403), Asks);
        row("redirect elsewhere", me, Bot::body("", 302, {"Location: https://evil.example/"}),
            Asks);
        row("redirect within", me, Bot::body("", 307, {"Location: /bot/x"}), Asks);
        row("401 in mid-stream", updates, Bot::body("{\"ok\":false,\"error_code\":401}", 401),
            Asks);
        row("429", updates,
            Bot::body("{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":7}}", 429),
            Waits);
        row("429 for a year", updates,
            Bot::body("{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":31536000}}",
                      429),
            Waits);
        row("429 negative", updates,
            Bot::body("{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":-1}}", 429),
            Waits);
        row("429 of a proxy", updates, Bot::body("slow down", 429, {"Retry-After: never"}), Waits);
        row("409", updates, Bot::body("{\"ok\":false,\"error_code\":409}", 409), Asks);
        row("an object", updates, Bot::body("{\"ok\":true,\"result\":{}}"), Waits);
        row("null", updates, Bot::body("{\"ok\":true,\"result\":null}"), Waits);
        row("endless list", updates, Bot::endless(), Waits);
        row("17 MB", updates, list(QByteArray(17 * 1024 * 1024, ' ')), Waits);
        row("odd things", updates,
            list("null,1,\"x\",[],{},{\"update_id\":{}},{\"update_id\":1e300},{\"update_id\":-5}"),
            CatchesUp);
        row("the same page for ever", updates, list(update(5)), CatchesUp);
        row("the same id a thousand times", updates,
            list(QByteArray(update(5) + ',').repeated(1000).chopped(1)), CatchesUp);
        row("ids backwards", updates, list(update(7) + ',' + update(6) + ',' + update(5)),
            CatchesUp);
        row("unknown kinds", updates,
            list("{\"update_id\":5,\"poll\":{}},{\"update_id\":6,\"message_reaction\":[]}"),
            CatchesUp);
        row("message a word", updates, list("{\"update_id\":5,\"message\":\"x\"}"), CatchesUp);
        row("times run backwards", updates,
            list(update(5, ",\"date\":4000000000") + ',' + update(6, ",\"date\":-1")), CatchesUp);
        row("answers itself", updates, list(update(5, ",\"reply_to_message\":{\"message_id\":5}")),
            CatchesUp);
        row("answers what is not there", updates,
            list(update(5, ",\"reply_to_message\":{\"message_id\":404}")), CatchesUp);
        row("nested answers", updates,
            list(update(5, QByteArray(",\"reply_to_message\":{\"message_id\":1").repeated(400) +
                               QByteArray("}").repeated(400))),
            CatchesUp);
        row("group moves to itself", updates, list(update(5, ",\"migrate_to_chat_id\":7")),
            CatchesUp);
        row("group moves to a word", updates, list(update(5, ",\"migrate_to_chat_id\":\"x\"")),
            CatchesUp);
        row("a large text", updates,
            list(update(5, ",\"caption\":\"" + QByteArray(8 * 1024 * 1024, 'a') + "\"")),
            CatchesUp);
        row("wrong length", updates,
            Bot::raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"ok\":true}"), Waits);
    }
    void misbehaviour()
    {
        QFETCH(QString, method);
        QFETCH(Reply, reply);
        QFETCH(int, outcome);
        Bot server;
        server.script = [&](const Request &request) -> std::optional<Reply> {
            return request.path.endsWith(u'/' + method) ? std::optional(reply) : std::nullopt;
        };
        TelegramDesk desk(server.url());
        desk.connector.setDeadline(3s);
        Stalls stalls;
        desk.connector.start({}, FetchMode::Watch);
        switch (outcome) {
        case Waits:
            QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Waiting, kPatience);
            break;
        case Asks:
            QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
            break;
        default:
            QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
        }
        if (outcome != CatchesUp) {
            QVERIFY(!desk.detail.isEmpty());
            QVERIFY2(desk.detail.count(u'\n') == 0 && desk.detail.size() < 400,
                     qPrintable(desk.detail));
            QVERIFY2(desk.detail.endsWith(u'.'), qPrintable(desk.detail));
        }
        QVERIFY(!desk.details.join(u' ').contains(u"CANARY"));
        QSet<QByteArray> keys;
        for (const IncomingMessage &message : std::as_const(desk.messages))
            keys.insert(message.remoteKey);
        QCOMPARE(keys.size(), desk.messages.size());
        // A server that repeats itself is not asked without a pause.
        QVERIFY(server.requests.size() < 30);
        // The machine is shared and the server runs in this thread too; alone it is below 100 ms.
        if (stalls.longestWork > 60)
            qInfo("the main thread stood still for %lld ms", stalls.longestWork);
        QVERIFY2(stalls.longest < 1500, qPrintable(QString::number(stalls.longest)));
        desk.connector.stop();
        QCOMPARE(desk.state, LinkState::Stopped);
    }

    void aMillionUpdates()
    {
        Bot server;
        QByteArray many;
        for (int i = 1; i <= 1'000'000; ++i)
            many += "{\"update_id\":" + QByteArray::number(i) + "},";
        many.chop(1);
        server.script = [&](const Request &request) -> std::optional<Reply> {
            if (request.path.endsWith(u"/getUpdates"))
                return request.body.contains("\"offset\"") ? list({}) : list(many);
            return std::nullopt;
        };
        TelegramDesk desk(server.url());
        desk.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp || desk.state == LinkState::Waiting, kPatience);
        for (const QByteArray &cursor : std::as_const(desk.cursors))
            QVERIFY(cursor.size() < 20'000);
    }

    void itRecoversByItself()
    {
        Bot server;
        int refusals = 2;
        server.script = [&](const Request &request) -> std::optional<Reply> {
            if (request.path.endsWith(u"/getUpdates") && refusals-- > 0)
                return Bot::body("<html>maintenance", 503);
            return std::nullopt;
        };
        server.say(Bot::privateChat(7, u"Ann"_s), Bot::user(7, u"Ann"_s), u"hello"_s);
        TelegramDesk desk(server.url());
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 1, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        QVERIFY(desk.detail.isEmpty());
    }

    void noTokenNoRequest_data()
    {
        QTest::addColumn<QString>("token");
        QTest::newRow("none") << QString();
        QTest::newRow("empty") << u" "_s;
        QTest::newRow("a path") << u"4242:/../../abcdefghijklmnopqrstuvw"_s;
        QTest::newRow("a line") << u"4242:abcdefghijklmnopqrstuvwxyz\r\nX: y"_s;
    }
    void noTokenNoRequest()
    {
        QFETCH(QString, token);
        Bot server;
        TelegramDesk desk(server.url());
        token.isEmpty() ? desk.secrets.values.clear()
                        : void(desk.secrets.values.insert(kTelegramToken, token));
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
        QCOMPARE(server.connections(), 0);
    }

    void cursorsOutOfTheirMind_data()
    {
        QTest::addColumn<QByteArray>("cursor");
        QTest::newRow("empty") << ""_ba;
        QTest::newRow("not JSON") << "x"_ba;
        QTest::newRow("a list") << "[1]"_ba;
        QTest::newRow("odd") << "{\"next\":\"x\",\"recent\":[null,{}],\"groups\":{\"x\":\"y\"}}"_ba;
        QTest::newRow("negative") << "{\"next\":-5}"_ba;
    }
    void cursorsOutOfTheirMind()
    {
        QFETCH(QByteArray, cursor);
        Bot server;
        server.say(Bot::privateChat(7, u"Ann"_s), Bot::user(7, u"Ann"_s), u"hello"_s);
        TelegramDesk desk(server.url());
        desk.connector.start({{u"updates"_s, cursor}, {u"sent"_s, cursor}}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(desk.isCaughtUp, kPatience);
        QCOMPARE(desk.texts(), QStringList{u"hello"_s});
    }

    void theTokenIsInNoLog()
    {
        theLog.clear();
        QLoggingCategory::setFilterRules(u"*=true"_s);
        const QtMessageHandler before = qInstallMessageHandler(keepLog);
        {
            for (const Reply &reply :
                 {Bot::cut(0), Bot::cut(60), Bot::body("<html>", 500), Bot::body("{}", 401),
                  Bot::body("", 302, {"Location: /x"}), Bot::raw("nonsense\r\n\r\n"),
                  Bot::body("{\"ok\":false,\"description\":\"" + Bot::kToken.toLatin1() + "\"}",
                            400)}) {
                Bot server;
                server.script = [&](const Request &) { return std::optional(reply); };
                TelegramDesk desk(server.url());
                desk.connector.setDeadline(3s);
                desk.connector.start({}, FetchMode::Watch);
                QTRY_VERIFY_WITH_TIMEOUT(desk.state == LinkState::Waiting ||
                                             desk.state == LinkState::NeedsPerson,
                                         kPatience);
                QVERIFY(!desk.details.join(u' ').contains(u"CANARY", Qt::CaseInsensitive));
                IncomingMessage ann;
                ann.author = {u"telegram"_s, u"7"_s, {}};
                auto sent = desk.connector.send(desk.answer(ann, u"hello"_s));
                QVERIFY(finishes(sent));
                QVERIFY(!sent.result().error().detail.contains(u"CANARY", Qt::CaseInsensitive));
            }
        }
        qDebug("the log is kept");
        qInstallMessageHandler(before);
        QLoggingCategory::setFilterRules({});
        QVERIFY(theLog.contains("the log is kept"));
        QVERIFY2(!theLog.contains("CANARY"), "the token is in the log");
    }
};

QTEST_GUILESS_MAIN(TelegramTroubleTest)
#include "telegramtroubletest.moc"
