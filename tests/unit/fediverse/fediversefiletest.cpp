// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/finishes.h"
#include "tests/unit/fediverse/fediversedesk.h"
#include "tests/unit/fediverse/scriptedinstance.h"

#include <QJsonDocument>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

/// A status with one picture, as our server tells of it.
struct Scene {
    ScriptedInstance server;
    ScriptedHttp other;
    FediverseDesk desk{fediverseSettingsFor(server.url())};
    QJsonObject media{{u"id"_s, u"7"_s}, {u"type"_s, u"image"_s}};
    Attachment picture{
        .name = u"bee.png"_s, .mediaType = u"image/png"_s, .part = u"/media_attachments/0"_s};
    QStringList hosts{nameOf(server), nameOf(other)};

    Scene()
    {
        const auto serve = [](const ScriptedHttp::Request &request) {
            auto reply = ScriptedHttp::body("bee of " + request.path.toUtf8());
            reply.contentType = "image/png";
            return request.path.startsWith(u"/media") ? std::optional(reply) : std::nullopt;
        };
        server.script = serve;
        other.script = serve;
        desk.connector.setDeadline(10s);
    }
    static QString nameOf(const ScriptedHttp &server)
    {
        return u"127.0.0.1:%1"_s.arg(server.port());
    }
    Result<FileAnswer> fetch()
    {
        const QByteArray raw =
            QJsonDocument(
                QJsonObject{{u"id"_s, u"1"_s}, {u"media_attachments"_s, QJsonArray{media}}})
                .toJson();
        const auto future = desk.connector.fetchFile(
            {.raw = raw, .attachment = picture, .hosts = hosts, .maxBytes = 50'000});
        if (!finishes(future))
            qFatal("the file does not come to an end");
        return future.result();
    }
    /// What anybody could have learned of the login.
    bool hasTold() const
    {
        for (const ScriptedHttp *each : {static_cast<const ScriptedHttp *>(&server), &other}) {
            for (const ScriptedHttp::Request &request : each->requests) {
                if (request.headers.contains("authorization") ||
                    request.query.toString().contains(u"good-token"))
                    return true;
            }
        }
        return false;
    }
};

} // namespace

/// The files of posts.
class FediverseFileTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPictureOfOurServer()
    {
        Scene scene;
        scene.media.insert(u"url"_s, QString(scene.server.url() + u"/media/1.png"));
        scene.media.insert(u"remote_url"_s, QString(scene.other.url() + u"/media/far.png"));
        scene.hosts.clear();
        const auto whom = scene.fetch();
        QVERIFY(whom);
        QCOMPARE(whom->host, Scene::nameOf(scene.server));
        QVERIFY(whom->isOwnServer);
        QCOMPARE(scene.server.connections(), 0);
        scene.hosts = {whom->host};
        const auto file = scene.fetch();
        QVERIFY2(file, qPrintable(file ? QString() : file.error().detail));
        QCOMPARE(file->bytes, "bee of /media/1.png"_ba);
        QCOMPARE(scene.other.connections(), 0);
        QVERIFY(!scene.hasTold());
    }

    void anotherHostLearnsNothing()
    {
        Scene scene;
        scene.media.insert(u"url"_s, QString(scene.other.url() + u"/media/2.png"));
        const auto file = scene.fetch();
        QVERIFY(file);
        QCOMPARE(file->bytes, "bee of /media/2.png"_ba);
        QCOMPARE(scene.server.connections(), 0);
        QVERIFY(!scene.hasTold());
    }

    void whatOurServerDoesNotKeepComesFromWhereItWas()
    {
        Scene scene;
        scene.media.insert(u"url"_s, QJsonValue::Null);
        scene.media.insert(u"remote_url"_s, QString(scene.other.url() + u"/media/3.png"));
        scene.hosts.clear();
        const auto file = scene.fetch();
        QVERIFY(file);
        QCOMPARE(file->host, Scene::nameOf(scene.other));
        QVERIFY(!file->isOwnServer);
    }

    void anAddressWithoutAHostIsOfOurServer()
    {
        Scene scene;
        scene.media.insert(u"url"_s, u"/media/4.png"_s);
        const auto file = scene.fetch();
        QVERIFY(file);
        QCOMPARE(file->bytes, "bee of /media/4.png"_ba);
    }

    void aRedirectElsewhereIsNotFollowedUnasked()
    {
        Scene scene;
        scene.media.insert(u"url"_s, QString(scene.server.url() + u"/media/5.png"));
        const QByteArray there = scene.other.url().toUtf8() + "/media/there.png";
        scene.server.script = [there](const ScriptedHttp::Request &) {
            return ScriptedHttp::body("", 307, {"Location: " + there});
        };
        scene.hosts = {Scene::nameOf(scene.server)};
        const auto whom = scene.fetch();
        QVERIFY(whom);
        QCOMPARE(whom->host, Scene::nameOf(scene.other));
        QCOMPARE(scene.other.connections(), 0);
        scene.hosts += whom->host;
        const auto file = scene.fetch();
        QVERIFY(file);
        QCOMPARE(file->bytes, "bee of /media/there.png"_ba);
        QVERIFY(!scene.hasTold());
    }

    void whatGoesWrong_data()
    {
        QTest::addColumn<ScriptedHttp::Reply>("reply");
        QTest::newRow("not there") << ScriptedHttp::body("{\"error\":\"Record not found\"}", 404);
        QTest::newRow("refused") << ScriptedHttp::body("{}", 401);
        auto page = ScriptedHttp::body("<html>");
        page.contentType = "text/html";
        QTest::newRow("a web page") << page;
        QTest::newRow("too large") << ScriptedHttp::body(QByteArray(60'000, 'x'));
        QTest::newRow("endless") << ScriptedHttp::endless();
        QTest::newRow("cut") << ScriptedHttp::cut(100);
        // A server that repeats what it was told.
        QTest::newRow("chatty") << ScriptedHttp::body("{\"error\":\"good-token is bad\"}", 500);
    }
    void whatGoesWrong()
    {
        QFETCH(ScriptedHttp::Reply, reply);
        Scene scene;
        scene.media.insert(u"url"_s, QString(scene.server.url() + u"/media/6.png"));
        scene.server.script = [reply](const ScriptedHttp::Request &) { return reply; };
        const auto file = scene.fetch();
        QVERIFY(!file);
        QVERIFY(file.error().detail.endsWith(u'.'));
        QVERIFY2(!file.error().detail.contains(u"good-token"), qPrintable(file.error().detail));
        QVERIFY(!file.error().detail.contains(u"6.png"));
        QVERIFY(!scene.hasTold());
    }

    void hostileAddresses_data()
    {
        QTest::addColumn<QJsonValue>("url");
        QTest::newRow("file") << QJsonValue(u"file:///etc/passwd"_s);
        QTest::newRow("not encrypted") << QJsonValue(u"http://media.example/a.png"_s);
        QTest::newRow("a login") << QJsonValue(u"https://a:b@media.example/a.png"_s);
        QTest::newRow("a number") << QJsonValue(7);
        QTest::newRow("an object") << QJsonValue(QJsonObject{{u"a"_s, u"b"_s}});
        QTest::newRow("none") << QJsonValue();
        QTest::newRow("endless") << QJsonValue(u"https://media.example/"_s +
                                               QString(100'000, u'a'));
    }
    void hostileAddresses()
    {
        QFETCH(QJsonValue, url);
        Scene scene;
        scene.media.insert(u"url"_s, url);
        scene.hosts += u"media.example"_s;
        QVERIFY(!scene.fetch());
        QCOMPARE(scene.server.connections() + scene.other.connections(), 0);
    }

    void anAccountThatIsGoneEndsIt()
    {
        ScriptedHttp silent;
        silent.script = [](const ScriptedHttp::Request &) { return ScriptedHttp::silent(); };
        QFuture<Result<FileAnswer>> future;
        {
            FediverseDesk desk(fediverseSettingsFor(silent.url()));
            future = desk.connector.fetchFile({.raw = R"({"m": {"url": "/a.png"}})",
                                               .attachment = {.part = u"/m"_s},
                                               .hosts = {Scene::nameOf(silent)},
                                               .maxBytes = 1000});
            QTRY_COMPARE(silent.requests.size(), 1);
        }
        QVERIFY(future.isFinished());
        QVERIFY(future.isCanceled());
    }
};

QTEST_GUILESS_MAIN(FediverseFileTest)
#include "fediversefiletest.moc"
