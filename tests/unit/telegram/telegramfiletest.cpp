// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/filejob.h"
#include "tests/support/finishes.h"
#include "tests/unit/telegram/telegramdesk.h"

#include <QJsonDocument>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

/// The secret part of the token.
const QString kCanary = ScriptedBotApi::kToken.section(u':', 1);
const QString kMethods = u"/bot"_s + ScriptedBotApi::kToken + u'/';
const QString kFiles = u"/file/bot"_s + ScriptedBotApi::kToken + u'/';

ScriptedHttp::Reply result(const QJsonObject &value)
{
    return ScriptedHttp::json(QJsonObject{{u"ok"_s, true}, {u"result"_s, value}});
}

/// A document that somebody sent to the bot.
struct Scene {
    ScriptedBotApi server;
    TelegramDesk desk{server.url()};
    QString filePath = u"documents/file_1.pdf"_s;
    std::optional<ScriptedHttp::Reply> getFile;
    ScriptedHttp::Reply file = ScriptedHttp::body("%PDF of bees");
    Attachment document{.name = u"bees.pdf"_s,
                        .mediaType = u"application/pdf"_s,
                        .size = 12,
                        .part = u"/message/document"_s};
    QStringList hosts{u"127.0.0.1:%1"_s.arg(server.port())};

    Scene()
    {
        server.script =
            [this](const ScriptedHttp::Request &request) -> std::optional<ScriptedHttp::Reply> {
            if (request.path == kMethods + u"getFile")
                return getFile ? *getFile
                               : result({{u"file_id"_s, u"abc"_s}, {u"file_path"_s, filePath}});
            if (request.path.startsWith(u"/file/"))
                return file;
            return std::nullopt;
        };
        desk.connector.setDeadline(10s);
    }
    Result<FileAnswer> fetch(
        const QByteArray &raw = R"({"update_id": 1, "message": {"document": {"file_id": "abc"}}})")
    {
        const auto future = desk.connector.fetchFile(
            {.raw = raw, .attachment = document, .hosts = hosts, .maxBytes = 50'000});
        if (!finishes(future))
            qFatal("the file does not come to an end");
        return future.result();
    }
};

} // namespace

/// The files of chats.
class TelegramFileTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDocument()
    {
        Scene scene;
        const QStringList agreed = std::exchange(scene.hosts, {});
        const auto whom = scene.fetch();
        QVERIFY(whom);
        QCOMPARE(whom->host, agreed.first());
        QVERIFY(whom->isOwnServer);
        QCOMPARE(scene.server.connections(), 0);
        scene.hosts = agreed;
        const auto file = scene.fetch();
        QVERIFY2(file, qPrintable(file ? QString() : file.error().detail));
        QCOMPARE(file->bytes, "%PDF of bees"_ba);
        QCOMPARE(scene.server.requests.last().path, kFiles + scene.filePath);
        const auto asked = std::ranges::find(scene.server.requests, kMethods + u"getFile",
                                             &ScriptedHttp::Request::path);
        QVERIFY(asked != scene.server.requests.end());
        QCOMPARE(QJsonDocument::fromJson(asked->body)[u"file_id"].toString(), u"abc"_s);
    }

    void whatIsTooLargeIsSaidBeforehand()
    {
        Scene scene;
        scene.document.size = 30 * 1024 * 1024;
        const auto file = scene.fetch();
        QVERIFY(!file);
        QVERIFY2(file.error().detail.contains(u"20 MB"), qPrintable(file.error().detail));
        QCOMPARE(scene.server.connections(), 0);
    }

    void pathsLeadNowhereElse_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("of the disk") << u"/var/lib/telegram/file_1.pdf"_s;
        QTest::newRow("up") << u"documents/../../bot1:x/getMe"_s;
        QTest::newRow("here") << u"./file_1.pdf"_s;
        QTest::newRow("another server") << u"https://media.example/file_1.pdf"_s;
        QTest::newRow("none") << QString();
        QTest::newRow("endless") << QString(5000, u'a');
    }
    void pathsLeadNowhereElse()
    {
        QFETCH(QString, path);
        Scene scene;
        scene.filePath = path;
        const auto file = scene.fetch();
        QVERIFY(!file);
        QVERIFY2(!file.error().detail.contains(kCanary), qPrintable(file.error().detail));
        for (const ScriptedHttp::Request &request : std::as_const(scene.server.requests))
            QVERIFY(!request.path.startsWith(u"/file/"));
    }

    void oddLettersStayInThePath()
    {
        Scene scene;
        scene.filePath = u"documents/a?b#c%2e.pdf"_s;
        QVERIFY(scene.fetch());
        QCOMPARE(scene.server.requests.last().path, kFiles + scene.filePath);
        QVERIFY(scene.server.requests.last().query.isEmpty());
    }

    void whatGoesWrong_data()
    {
        QTest::addColumn<ScriptedHttp::Reply>("reply");
        QTest::addColumn<bool>("isFile");
        const QString echo = u"no such path: /file/bot"_s + ScriptedBotApi::kToken;
        const QJsonObject refusal{
            {u"ok"_s, false}, {u"error_code"_s, 400}, {u"description"_s, echo}};
        for (const bool isFile : {false, true}) {
            const auto row = [isFile](const char *name) -> QTestData & {
                return QTest::addRow("%s, %s", isFile ? "file" : "getFile", name);
            };
            row("not there") << ScriptedHttp::json(refusal, 404) << isFile;
            row("bad request") << ScriptedHttp::json(refusal, 400) << isFile;
            row("not allowed") << ScriptedHttp::json(refusal, 403) << isFile;
            row("broken") << ScriptedHttp::body(echo.toUtf8(), 502) << isFile;
            row("too often") << ScriptedHttp::json(refusal, 429) << isFile;
            row("elsewhere") << ScriptedHttp::body("", 302,
                                                   {"Location: http://127.0.0.1:9/bot" +
                                                    ScriptedBotApi::kToken.toUtf8()})
                             << isFile;
            row("cut") << ScriptedHttp::cut(100) << isFile;
            row("endless") << ScriptedHttp::endless() << isFile;
        }
        QTest::newRow("file, too large") << ScriptedHttp::body(QByteArray(60'000, 'x')) << true;
        QTest::newRow("file, empty") << ScriptedHttp::body("") << true;
        QTest::newRow("getFile, a web page") << ScriptedHttp::body("<html>") << false;
    }
    void whatGoesWrong()
    {
        QFETCH(ScriptedHttp::Reply, reply);
        QFETCH(bool, isFile);
        Scene scene;
        if (isFile)
            scene.file = reply;
        else
            scene.getFile = reply;
        const auto file = scene.fetch();
        QVERIFY(!file);
        QVERIFY(!file.error().detail.isEmpty());
        QVERIFY2(!file.error().detail.contains(kCanary, Qt::CaseInsensitive),
                 qPrintable(file.error().detail));
        for (const QString &detail : std::as_const(scene.desk.details))
            QVERIFY(!detail.contains(kCanary));
    }

    void hostileMessages_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << "hello"_ba;
        QTest::newRow("no document") << R"({"message": {}})"_ba;
        QTest::newRow("a number") << R"({"message": {"document": {"file_id": 7}}})"_ba;
        QTest::newRow("a list") << R"([{"file_id": "abc"}])"_ba;
    }
    void hostileMessages()
    {
        QFETCH(QByteArray, raw);
        Scene scene;
        QVERIFY(!scene.fetch(raw));
        QCOMPARE(scene.server.connections(), 0);
    }

    void cancellingEndsIt()
    {
        Scene scene;
        scene.file = ScriptedHttp::silent();
        auto future = scene.desk.connector.fetchFile(
            {.raw = R"({"message": {"document": {"file_id": "abc"}}})",
             .attachment = scene.document,
             .hosts = scene.hosts,
             .maxBytes = 1000});
        QTRY_VERIFY(!scene.server.requests.isEmpty() &&
                    scene.server.requests.last().path.startsWith(u"/file/"));
        future.cancel();
        QTRY_VERIFY(scene.desk.connector.findChildren<FileJob *>().isEmpty());
        QVERIFY(future.isFinished());
    }
};

QTEST_GUILESS_MAIN(TelegramFileTest)
#include "telegramfiletest.moc"
