// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/http/httpfile.h"
#include "tests/support/finishes.h"
#include "tests/support/scriptedhttp.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Reply = ScriptedHttp::Reply;
using Request = ScriptedHttp::Request;

namespace
{

ScriptedHttp::Reply image(const QByteArray &bytes)
{
    Reply reply = ScriptedHttp::body(bytes);
    reply.contentType = "image/png";
    return reply;
}

QString nameOf(const ScriptedHttp &server)
{
    return u"127.0.0.1:%1"_s.arg(server.port());
}

/// An account's server, somebody else's, and a file that is announced as a picture.
struct Scene {
    ScriptedHttp own;
    ScriptedHttp other;
    QObject connector;
    HttpFileTerms terms;
    FileRequest request;
    std::function<Result<void>(const QByteArray &)> check;
    QPointer<FileJob> job;

    Scene()
    {
        terms.ownServer = QUrl(own.url());
        terms.deadline = 20s;
        request.attachment = {.name = u"bee.png"_s, .mediaType = u"image/png"_s};
        request.hosts = {nameOf(own), nameOf(other)};
        request.maxBytes = 100'000;
        own.script = [](const Request &) { return image("bytes of a bee"); };
        other.script = own.script;
    }
    QFuture<Result<FileAnswer>> begin(const QUrl &url)
    {
        job = new FileJob(&connector);
        auto future = job->future();
        fetchHttpFile(job, url, request, terms, check);
        return future;
    }
    Result<FileAnswer> get(const QUrl &url)
    {
        const auto future = begin(url);
        if (!finishes(future))
            qFatal("the file does not come to an end");
        return future.result();
    }
    Result<FileAnswer> get() { return get(QUrl(own.url() + u"/media/bee.png")); }
    void answers(const Reply &reply)
    {
        own.script = [reply](const Request &) { return reply; };
    }
};

} // namespace

/// Files on the web that messages name.
class HttpFileTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nobodyIsAskedWithoutAnAgreement()
    {
        Scene scene;
        scene.request.hosts.clear();
        const auto own = scene.get();
        QVERIFY(own);
        QCOMPARE(own->host, nameOf(scene.own));
        QVERIFY(own->isOwnServer);
        QVERIFY(own->bytes.isEmpty());
        const auto other = scene.get(QUrl(scene.other.url() + u"/bee.png"));
        QVERIFY(other);
        QCOMPARE(other->host, nameOf(scene.other));
        QVERIFY(!other->isOwnServer);
        QCOMPARE(scene.own.connections() + scene.other.connections(), 0);
    }

    void aFileComesWithoutSayingWhoAsks()
    {
        Scene scene;
        const auto answer = scene.get(QUrl(scene.other.url() + u"/a/bee.png?size=large"));
        QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().detail));
        QCOMPARE(answer->bytes, "bytes of a bee"_ba);
        QVERIFY(answer->host.isEmpty());
        const Request request = scene.other.requests.value(0);
        QCOMPARE(request.path, u"/a/bee.png"_s);
        QCOMPARE(request.query.queryItemValue(u"size"_s), u"large"_s);
        for (const char *header : {"authorization", "cookie", "referer", "origin"})
            QVERIFY(!request.headers.contains(header));
        QCOMPARE(scene.own.connections(), 0);
        QTRY_VERIFY(!scene.job); // gone by itself
    }

    void progressIsInBytes()
    {
        Scene scene;
        scene.answers(image(QByteArray(90'000, 'x')));
        QFutureWatcher<Result<FileAnswer>> watcher;
        watcher.setFuture(scene.begin(QUrl(scene.own.url() + u"/bee.png")));
        QTRY_VERIFY(watcher.isFinished());
        QCOMPARE(watcher.progressMaximum(), 90'000);
        QCOMPARE(watcher.progressValue(), 90'000);
    }

    void aRedirectToAnotherHostIsAskedFor()
    {
        Scene scene;
        const QString there = scene.other.url() + u"/cdn/bee.png";
        scene.answers(ScriptedHttp::body("", 302, {"Location: " + there.toUtf8()}));
        scene.request.hosts = {nameOf(scene.own)};
        const auto asks = scene.get();
        QVERIFY(asks);
        QCOMPARE(asks->host, nameOf(scene.other));
        QVERIFY(!asks->isOwnServer);
        QCOMPARE(scene.other.connections(), 0);
        scene.request.hosts += nameOf(scene.other);
        const auto comes = scene.get();
        QVERIFY(comes);
        QCOMPARE(comes->bytes, "bytes of a bee"_ba);
    }

    void redirectsLeadNowhereElse_data()
    {
        QTest::addColumn<QByteArray>("location");
        QTest::newRow("file") << "file:///etc/passwd"_ba;
        QTest::newRow("data") << "data:text/plain,hello"_ba;
        QTest::newRow("not encrypted") << "http://media.example/bee.png"_ba;
        QTest::newRow("with a login") << "https://a:b@media.example/bee.png"_ba;
        QTest::newRow("ftp") << "ftp://media.example/bee.png"_ba;
        QTest::newRow("none") << ""_ba;
        QTest::newRow("round and round") << "/media/bee.png"_ba;
    }
    void redirectsLeadNowhereElse()
    {
        QFETCH(QByteArray, location);
        Scene scene;
        scene.request.hosts += u"media.example"_s;
        scene.answers(ScriptedHttp::body(
            "", 302,
            location.isEmpty() ? QByteArrayList() : QByteArrayList{"Location: " + location}));
        const auto answer = scene.get();
        QVERIFY(!answer);
        QVERIFY(!answer.error().detail.isEmpty());
        QVERIFY(scene.own.requests.size() <= 5);
    }

    void addressesThatAreNotAsked_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("own");
        QTest::addColumn<bool>("isAsked");
        const QString web = u"https://social.example"_s;
        const QString here = u"http://127.0.0.1:3000"_s;
        QTest::newRow("https") << u"https://media.example/a"_s << web << true;
        QTest::newRow("a port") << u"https://media.example:8443/a"_s << web << true;
        QTest::newRow("no own server") << u"https://media.example/a"_s << QString() << true;
        QTest::newRow("http") << u"http://media.example/a"_s << web << false;
        QTest::newRow("http from here") << u"http://media.example/a"_s << here << false;
        QTest::newRow("file") << u"file:///etc/passwd"_s << web << false;
        QTest::newRow("file with a host") << u"file://media.example/etc"_s << web << false;
        QTest::newRow("data") << u"data:image/png;base64,AAAA"_s << web << false;
        QTest::newRow("javascript") << u"javascript:alert(1)"_s << web << false;
        QTest::newRow("nothing") << QString() << web << false;
        QTest::newRow("no host") << u"https:///a"_s << web << false;
        QTest::newRow("a login") << u"https://a:b@media.example/a"_s << web << false;
        QTest::newRow("a user") << u"https://social.example@media.example/a"_s << web << false;
        QTest::newRow("this computer") << u"https://localhost/a"_s << web << false;
        QTest::newRow("plainly") << u"http://127.0.0.1:631/a"_s << web << false;
        QTest::newRow("without an own server") << u"https://127.0.0.1/a"_s << QString() << false;
        QTest::newRow("v6") << u"https://[::1]/a"_s << web << false;
        QTest::newRow("v4 in v6") << u"https://[::ffff:10.0.0.1]/a"_s << web << false;
        QTest::newRow("private") << u"https://192.168.1.1/a"_s << web << false;
        QTest::newRow("metadata") << u"https://169.254.169.254/latest"_s << web << false;
        QTest::newRow("as a number") << u"https://2130706433/a"_s << web << false;
        QTest::newRow("router") << u"https://router/a"_s << web << false;
        QTest::newRow("printer") << u"https://printer.local./a"_s << web << false;
        QTest::newRow("here from here") << u"http://127.0.0.1:3001/a"_s << here << true;
        QTest::newRow("at home from home")
            << u"https://media.local/a"_s << u"https://social.local"_s << true;
        QTest::newRow("plainly at home")
            << u"http://media.local/a"_s << u"https://social.local"_s << false;
    }
    void addressesThatAreNotAsked()
    {
        QFETCH(QString, url);
        QFETCH(QString, own);
        const QString problem = httpFileProblem(QUrl(url), QUrl(own));
        QVERIFY(!problem.contains(u"%1"));
        QTEST(problem.isEmpty(), "isAsked");
    }

    void hostsAreNamedInFull()
    {
        QCOMPARE(httpHostName(QUrl(u"https://Media.Example/a"_s)), u"media.example"_s);
        QCOMPARE(httpHostName(QUrl(u"https://media.example:443/a"_s)), u"media.example"_s);
        QCOMPARE(httpHostName(QUrl(u"https://media.example:8443/a"_s)), u"media.example:8443"_s);
        QCOMPARE(httpHostName(QUrl(u"https://\u0430pple.example/a"_s)),
                 u"xn--pple-43d.example"_s); // a Cyrillic letter
        QCOMPARE(httpHostName(QUrl(u"https://[2001:db8::1]:8443/a"_s)), u"[2001:db8::1]:8443"_s);
        QCOMPARE(httpHostName(QUrl(u"http://127.0.0.1:3000/a"_s)), u"127.0.0.1:3000"_s);
    }

    void whatIsNotTheFile_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<ErrorKind>("kind");
        const auto plain = [](const QByteArray &status, const QByteArray &headers,
                              const QByteArray &body) {
            return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) +
                   "\r\n" + headers + "\r\n" + body;
        };
        QTest::newRow("not there") << plain("404 X", "", "<html>no</html>") << ErrorKind::NotFound;
        QTest::newRow("gone") << plain("410 X", "", "") << ErrorKind::NotFound;
        QTest::newRow("for members") << plain("401 X", "", "") << ErrorKind::Forbidden;
        QTest::newRow("forbidden") << plain("403 X", "", "") << ErrorKind::Forbidden;
        QTest::newRow("too often")
            << plain("429 X", "Retry-After: 5\r\n", "") << ErrorKind::RateLimited;
        QTest::newRow("broken") << plain("503 X", "", "") << ErrorKind::Offline;
        QTest::newRow("a web page")
            << plain("200 X", "Content-Type: text/html; charset=utf-8\r\n", "<html>Sign in</html>")
            << ErrorKind::Protocol;
        QTest::newRow("a web page in capitals")
            << plain("200 X", "Content-Type: TEXT/HTML\r\n", "<html>") << ErrorKind::Protocol;
        QTest::newRow("nothing") << plain("200 X", "", "") << ErrorKind::Protocol;
        QTest::newRow("no content") << "HTTP/1.1 204 X\r\n\r\n"_ba << ErrorKind::Protocol;
        QTest::newRow("a part") << plain("206 X", "", "by") << ErrorKind::Protocol;
        QTest::newRow("packed") << plain("200 X", "Content-Encoding: gzip\r\n", "\x1f\x8b")
                                << ErrorKind::Protocol;
        QTest::newRow("announced too large")
            << "HTTP/1.1 200 X\r\nContent-Length: 99999999999\r\n\r\nx"_ba << ErrorKind::Protocol;
        QTest::newRow("too large")
            << plain("200 X", "", QByteArray(200'000, 'x')) << ErrorKind::Protocol;
        QTest::newRow("cut off") << "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nonly this"_ba
                                 << ErrorKind::Offline;
    }
    void whatIsNotTheFile()
    {
        QFETCH(QByteArray, raw);
        QFETCH(ErrorKind, kind);
        Scene scene;
        scene.answers(ScriptedHttp::raw(raw));
        const auto answer = scene.get();
        QVERIFY(!answer);
        QVERIFY2(answer.error().kind == kind, qPrintable(answer.error().detail));
        QVERIFY2(answer.error().detail.contains(u"127.0.0.1"), qPrintable(answer.error().detail));
        QVERIFY(!answer.error().detail.contains(u"bee.png")); // an address may hold a secret
    }

    void aWebPageThatWasAnnouncedIsOne()
    {
        Scene scene;
        scene.request.attachment.mediaType = u"text/html"_s;
        Reply page = ScriptedHttp::body("<html>");
        page.contentType = "text/html";
        scene.answers(page);
        QVERIFY(scene.get());
    }

    void anEndlessFileEnds()
    {
        Scene scene;
        scene.answers(ScriptedHttp::endless());
        const auto answer = scene.get();
        QVERIFY(!answer);
        QVERIFY(answer.error().kind == ErrorKind::Protocol);
    }

    void aSilentServerIsNotWaitedForForEver()
    {
        Scene scene;
        scene.terms.deadline = 200ms;
        scene.answers(ScriptedHttp::silent());
        QVERIFY(!scene.get());
    }

    void cancellingHangsUp()
    {
        Scene scene;
        scene.answers(ScriptedHttp::silent());
        auto future = scene.begin(QUrl(scene.own.url() + u"/bee.png"));
        QTRY_COMPARE(scene.own.requests.size(), 1);
        future.cancel();
        QTRY_VERIFY(!scene.job);
        QVERIFY(future.isFinished());
        QCOMPARE(future.resultCount(), 0);
        QVERIFY(scene.connector.children().isEmpty());
    }

    void aConnectorThatGoesCancels()
    {
        auto scene = std::make_unique<Scene>();
        scene->answers(ScriptedHttp::silent());
        const auto future = scene->begin(QUrl(scene->own.url() + u"/bee.png"));
        QTRY_COMPARE(scene->own.requests.size(), 1);
        delete scene->job.data();
        QVERIFY(future.isFinished());
        QVERIFY(future.isCanceled());
    }

    void whatIsCheckedIsKeptOnlyIfItIsRight()
    {
        Scene scene;
        scene.check = [](const QByteArray &bytes) -> Result<void> {
            if (bytes == "bytes of a bee")
                return {};
            return fail(ErrorKind::Protocol, u"not the bee"_s);
        };
        QVERIFY(scene.get());
        scene.answers(image("bytes of a wasp"));
        const auto answer = scene.get();
        QVERIFY(!answer);
        QCOMPARE(answer.error().detail, u"not the bee"_s);
    }

    void pointersFindTheirPlace_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QJsonValue>("found");
        const auto none = QJsonValue(QJsonValue::Undefined);
        QTest::newRow("member") << u"/a/b"_s << QJsonValue(1);
        QTest::newRow("element") << u"/list/1"_s << QJsonValue(u"two"_s);
        QTest::newRow("slash") << u"/x~1y"_s << QJsonValue(2);
        QTest::newRow("tilde") << u"/~01"_s << QJsonValue(3);
        QTest::newRow("empty name") << u"/"_s << QJsonValue(4);
        QTest::newRow("no such") << u"/a/c"_s << none;
        QTest::newRow("beyond") << u"/list/7"_s << none;
        QTest::newRow("before") << u"/list/-1"_s << none;
        QTest::newRow("no number") << u"/list/one"_s << none;
        QTest::newRow("into a number") << u"/a/b/c"_s << none;
        QTest::newRow("not a pointer") << u"1.2"_s << none;
    }
    void pointersFindTheirPlace()
    {
        QFETCH(QString, pointer);
        const QJsonValue json =
            jsonOf(R"({"a": {"b": 1}, "list": ["one", "two"], "x/y": 2, "~1": 3, "": 4})");
        QTEST(jsonAt(json, pointer), "found");
        QVERIFY(jsonAt(jsonOf("not JSON"), pointer).isUndefined());
    }
};

QTEST_GUILESS_MAIN(HttpFileTest)
#include "httpfiletest.moc"
