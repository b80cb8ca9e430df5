// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/http/httpclient.h"
#include "tests/support/scriptedhttp.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QSslKey>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Reply = ScriptedHttp::Reply;
using Request = ScriptedHttp::Request;

namespace
{

constexpr int kPatience = 30'000;

/// One client of one server, and what became of its last request.
struct Scene {
    ScriptedHttp server;
    QObject context;
    std::unique_ptr<HttpClient> client;
    std::optional<Result<HttpAnswer>> outcome;
    int times = 0;

    explicit Scene(qint64 limit = 1024 * 1024)
    {
        client = std::make_unique<HttpClient>(
            HttpRules{.origins = {QUrl(server.url())}, .maxReplyBytes = limit, .deadline = 20s});
    }
    HttpCall call(const QString &path = u"/x"_s) const
    {
        return {.url = QUrl(server.url() + path)};
    }
    HttpDone keep()
    {
        outcome.reset();
        return [this](const Result<HttpAnswer> &answer) {
            outcome = answer;
            ++times;
        };
    }
    void get(const HttpCall &call) { client->get(call, &context, keep()); }
    void postOnce(const HttpCall &call, const QByteArray &body = "{\"a\":1}")
    {
        client->postOnce(call, {.contentType = "application/json", .bytes = body}, &context,
                         keep());
    }
    void answers(const Reply &reply)
    {
        server.script = [reply](const Request &) { return reply; };
    }
    QString detail() const { return outcome && !*outcome ? outcome->error().detail : QString(); }
    int kind() const { return outcome && !*outcome ? int(outcome->error().kind) : -1; }
};

} // namespace

/// The one HTTP client of all channels.
class HttpClientTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(u"openssl"_s).isEmpty())
            return;
        QProcess openssl;
        openssl.setWorkingDirectory(m_folder.path());
        openssl.start(u"openssl"_s,
                      {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                       u"ec_paramgen_curve:P-256"_s, u"-nodes"_s, u"-keyout"_s, u"key.pem"_s,
                       u"-out"_s, u"cert.pem"_s, u"-days"_s, u"30"_s, u"-subj"_s,
                       u"/CN=localhost"_s, u"-addext"_s, u"subjectAltName=DNS:localhost"_s});
        QVERIFY(openssl.waitForFinished(kPatience) && openssl.exitCode() == 0);
        QFile certificate(m_folder.filePath(u"cert.pem"_s));
        QVERIFY(certificate.open(QFile::ReadOnly));
        m_pem = certificate.readAll();
        QFile key(m_folder.filePath(u"key.pem"_s));
        QVERIFY(key.open(QFile::ReadOnly));
        m_tls = QSslConfiguration::defaultConfiguration();
        m_tls.setLocalCertificate(QSslCertificate(m_pem));
        m_tls.setPrivateKey(QSslKey(key.readAll(), QSsl::Ec));
    }

    void whatIsAsked()
    {
        Scene scene;
        scene.answers(ScriptedHttp::body("{\"n\":7}", 200, {"X-Word: hello"}));
        scene.client->setBearerToken(u"secret"_s);
        HttpCall call = scene.call(u"/a/b?c=d"_s);
        call.headers.append("If-None-Match", "\"1\"");
        scene.get(call);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QVERIFY2(*scene.outcome, qPrintable(scene.detail()));
        QCOMPARE((*scene.outcome)->json[u"n"].toInt(), 7);
        QCOMPARE((*scene.outcome)->headers.value("x-word"), "hello"_ba);
        const Request request = scene.server.requests.first();
        QCOMPARE(request.path, u"/a/b"_s);
        QCOMPARE(request.query.queryItemValue(u"c"_s), u"d"_s);
        QCOMPARE(request.headers.value("authorization"), "Bearer secret"_ba);
        QCOMPARE(request.headers.value("if-none-match"), "\"1\""_ba);
        QCOMPARE(request.headers.value("accept-encoding"), "identity"_ba);
        QCOMPARE(request.headers.value("user-agent"), "Casement"_ba);
    }

    void noCookies()
    {
        Scene scene;
        scene.answers(ScriptedHttp::body("{}", 200, {"Set-Cookie: a=b; Path=/"}));
        for (int i = 0; i < 2; ++i) {
            scene.get(scene.call());
            QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        }
        QVERIFY(!scene.server.requests.last().headers.contains("cookie"));
    }

    void onlyWhereTheRulesAllow_data()
    {
        QTest::addColumn<QString>("url");
        QTest::newRow("another host") << u"http://127.0.0.2:%1/"_s;
        QTest::newRow("the same by another name") << u"http://localhost:%1/"_s;
        QTest::newRow("another port") << u"http://127.0.0.1:1/"_s;
        QTest::newRow("a file") << u"file:///etc/passwd"_s;
        QTest::newRow("data") << u"data:application/json,{}"_s;
        QTest::newRow("nothing") << QString();
    }
    void onlyWhereTheRulesAllow()
    {
        QFETCH(QString, url);
        Scene scene;
        scene.answers(ScriptedHttp::body("{}"));
        if (url.contains(u"%1"))
            url = url.arg(scene.server.port());
        for (const bool isPost : {false, true}) {
            isPost ? scene.postOnce({.url = QUrl(url)}) : scene.get({.url = QUrl(url)});
            QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
            QCOMPARE(scene.kind(), int(ErrorKind::Invalid));
            QVERIFY2(scene.detail().contains(u"not made"), qPrintable(scene.detail()));
        }
        QCOMPARE(scene.server.connections(), 0);
    }

    void nothingGoesUnencryptedToAnotherComputer()
    {
        Scene scene;
        scene.client->setRules({.origins = {QUrl(u"http://192.0.2.1"_s)}});
        scene.get({.url = QUrl(u"http://192.0.2.1/x"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QCOMPARE(scene.kind(), int(ErrorKind::Invalid));
        QVERIFY(scene.detail().contains(u"encrypted"));
    }

    void redirects_data()
    {
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<bool>("isFollowed");
        QTest::newRow("same origin") << "/there"_ba << true;
        QTest::newRow("a circle") << "/x"_ba << false;
        QTest::newRow("another host") << "http://127.0.0.2:1/there"_ba << false;
        QTest::newRow("another port") << "http://127.0.0.1:1/there"_ba << false;
        QTest::newRow("a file") << "file:///etc/passwd"_ba << false;
        QTest::newRow("nothing") << ""_ba << false;
    }
    void redirects()
    {
        QFETCH(QByteArray, location);
        QFETCH(bool, isFollowed);
        Scene scene;
        scene.server.script = [&](const Request &request) {
            return request.path == u"/there"
                       ? ScriptedHttp::body("{}")
                       : ScriptedHttp::body("", 302, {"Location: " + location});
        };
        scene.get(scene.call());
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QCOMPARE(scene.outcome->has_value(), isFollowed);
        // What is written is never sent on.
        const qsizetype before = scene.server.requests.size();
        scene.postOnce(scene.call());
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QCOMPARE(scene.kind(), int(ErrorKind::Invalid));
        QCOMPARE(scene.server.requests.size(), before + 1);
        // And a caller who wants to know is told.
        HttpCall call = scene.call();
        call.followsRedirects = false;
        call.isAnswer = [](int status) { return status < 400; };
        scene.get(call);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QVERIFY2(*scene.outcome, qPrintable(scene.detail()));
        QCOMPARE((*scene.outcome)->status, 302);
        QCOMPARE((*scene.outcome)->headers.value("location").toByteArray(), location);
    }

    void notModifiedHasNoBody()
    {
        Scene scene;
        scene.answers(ScriptedHttp::raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 5000\r\n"
                                        "ETag: \"2\"\r\n\r\n"));
        HttpCall call = scene.call();
        call.wants = HttpCall::Wants::Bytes;
        call.isAnswer = [](int status) { return status < 400; };
        scene.get(call);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QVERIFY2(*scene.outcome, qPrintable(scene.detail()));
        QCOMPARE((*scene.outcome)->status, 304);
        QCOMPARE((*scene.outcome)->headers.value("etag"), "\"2\""_ba);
    }

    void aRefusalCanBeAnAnswer()
    {
        Scene scene;
        HttpCall call = scene.call();
        call.isAnswer = [](int status) { return status < 500; };
        scene.answers(ScriptedHttp::body("{\"parameters\":{\"retry_after\":7}}", 429));
        scene.get(call);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QVERIFY(*scene.outcome);
        QCOMPARE((*scene.outcome)->json[u"parameters"][u"retry_after"].toInt(), 7);
        scene.answers(ScriptedHttp::body("<html>", 403));
        scene.postOnce(call);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QVERIFY(*scene.outcome);
        QCOMPARE((*scene.outcome)->status, 403);
        QVERIFY((*scene.outcome)->json.isNull());
    }

    void misbehaviour_data()
    {
        QTest::addColumn<Reply>("reply");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *name, const Reply &reply, ErrorKind kind) {
            QTest::newRow(name) << reply << int(kind);
        };
        row("not HTTP", ScriptedHttp::raw("* OK IMAP ready\r\n"), ErrorKind::Offline);
        row("closed at once", ScriptedHttp::cut(0), ErrorKind::Offline);
        row("half a status line", ScriptedHttp::cut(7), ErrorKind::Offline);
        row("half the headers", ScriptedHttp::cut(40), ErrorKind::Offline);
        row("half the body", ScriptedHttp::cut(300), ErrorKind::Offline);
        row("wrong length", ScriptedHttp::raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[]"),
            ErrorKind::Offline);
        row("negative length", ScriptedHttp::raw("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n[]"),
            ErrorKind::Offline);
        row("length too large for a number",
            ScriptedHttp::raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n[]"),
            ErrorKind::Offline);
        row("huge length announced",
            ScriptedHttp::raw("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n[]"),
            ErrorKind::Protocol);
        row("bad chunks",
            ScriptedHttp::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n"),
            ErrorKind::Protocol);
        row("chunks that never end",
            ScriptedHttp::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n"),
            ErrorKind::Offline);
        row("endless", ScriptedHttp::endless(), ErrorKind::Protocol);
        row("too large", ScriptedHttp::body(QByteArray(1024 * 1024 + 1, ' ')), ErrorKind::Protocol);
        row("a page", ScriptedHttp::body("<!DOCTYPE html><html>"), ErrorKind::Protocol);
        row("empty", ScriptedHttp::body(""), ErrorKind::Protocol);
        row("depth bomb", ScriptedHttp::body(QByteArray(500'000, '[')), ErrorKind::Protocol);
        row("NaN", ScriptedHttp::body("{\"a\":NaN}"), ErrorKind::Protocol);
        row("packed although not asked",
            ScriptedHttp::body(QByteArray::fromHex("1f8b08"), 200, {"Content-Encoding: gzip"}),
            ErrorKind::Protocol);
        row("500", ScriptedHttp::body("", 500), ErrorKind::Offline);
        row("429", ScriptedHttp::body("", 429, {"Retry-After: 1e99"}), ErrorKind::RateLimited);
        row("407", ScriptedHttp::body("", 407, {"Proxy-Authenticate: Basic realm=x"}),
            ErrorKind::Invalid);
        row("401 asks for a password",
            ScriptedHttp::body("", 401, {"WWW-Authenticate: Basic realm=x"}),
            ErrorKind::AuthRequired);
        row("no status", ScriptedHttp::raw("HTTP/1.1 \r\n\r\n"), ErrorKind::Offline);
    }
    void misbehaviour()
    {
        QFETCH(Reply, reply);
        QFETCH(int, kind);
        Scene scene;
        scene.answers(reply);
        scene.get(scene.call(u"/path-with-a-canary"_s));
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QVERIFY(!*scene.outcome);
        QCOMPARE(scene.kind(), kind);
        QVERIFY2(scene.detail().endsWith(u'.'), qPrintable(scene.detail()));
        QVERIFY(!scene.detail().contains(u"canary"));
        if (kind == int(ErrorKind::RateLimited))
            QCOMPARE(scene.outcome->error().retryAfter, 15min);
    }

    void silence()
    {
        Scene scene;
        scene.answers(ScriptedHttp::silent());
        HttpCall call = scene.call();
        call.silence = 500ms;
        scene.get(call);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QCOMPARE(scene.kind(), int(ErrorKind::Timeout));
        call.silence = 60s;
        call.deadline = 500ms;
        scene.get(call);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QCOMPARE(scene.kind(), int(ErrorKind::Protocol));
        QVERIFY(scene.detail().contains(u"in time"));
    }

    void itEndsWithWhoAsked()
    {
        Scene scene;
        scene.answers(ScriptedHttp::held());
        auto asker = std::make_unique<QObject>();
        scene.client->get(scene.call(), asker.get(), scene.keep());
        QTRY_COMPARE_WITH_TIMEOUT(scene.server.requests.size(), 1, kPatience);
        asker.reset();
        // The next one has its answer, the first has none.
        scene.answers(ScriptedHttp::body("{}"));
        scene.get(scene.call());
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QCOMPARE(scene.times, 1);
    }

    void largeJsonIsParsedElsewhere()
    {
        Scene scene(8 * 1024 * 1024);
        scene.answers(ScriptedHttp::body("[" + QByteArray("1,").repeated(500'000) + "1]"));
        scene.get(scene.call());
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QCOMPARE((*scene.outcome)->json.toArray().size(), 500'001);
    }

    void aConnectionOfItsOwn()
    {
        Scene scene;
        scene.answers(ScriptedHttp::body("{}"));
        for (int i = 0; i < 3; ++i) {
            scene.postOnce(scene.call());
            QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
            QVERIFY(*scene.outcome);
            QCOMPARE(scene.server.connections(), i + 1);
        }
        QCOMPARE(scene.server.requests.last().body, "{\"a\":1}"_ba);
        // Two at once do not get into each other's way.
        int done = 0;
        for (int i = 0; i < 2; ++i)
            scene.client->postOnce(
                scene.call(), {.contentType = "x/y", .bytes = "z"}, &scene.context,
                [&](const Result<HttpAnswer> &answer) { done += answer ? 1 : 0; });
        QTRY_COMPARE_WITH_TIMEOUT(done, 2, kPatience);
    }

    void theFateOfWhatWasPosted()
    {
        Scene scene;
        scene.server.cutWhat = "POST /x";
        const QByteArray body = "{\"a\":\"" + QByteArray(300'000, 'a') + "\"}";
        scene.server.cutRequestAfter = 1000;
        scene.postOnce(scene.call(), body);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        // It may be in the buffers between us and the server, and then nobody knows.
        QVERIFY(scene.kind() == int(ErrorKind::Offline) || scene.detail().startsWith(u"unknown:"));
        scene.server.cutRequestAfter = -1;
        QCOMPARE(scene.server.requests.size(), 0); // and it was not repeated
        scene.answers(ScriptedHttp::cut(0));
        scene.postOnce(scene.call(), body);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QVERIFY(scene.detail().startsWith(u"unknown:"));
        QCOMPARE(scene.server.requests.size(), 1);
        scene.answers(ScriptedHttp::body("{}", 500));
        scene.postOnce(scene.call(), body);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QVERIFY(scene.detail().startsWith(u"unknown:"));
        scene.server.close();
        scene.postOnce(scene.call(), body);
        QTRY_VERIFY_WITH_TIMEOUT(scene.outcome, kPatience);
        QCOMPARE(scene.kind(), int(ErrorKind::Offline));
        QVERIFY(!scene.detail().startsWith(u"unknown:"));
    }

    void certificates()
    {
        if (m_pem.isEmpty())
            QSKIP("openssl is not installed");
        ScriptedHttp server(m_tls);
        server.script = [](const Request &) { return ScriptedHttp::body("{}"); };
        const QString key = u"localhost:%1"_s.arg(server.port());
        const QString print =
            QString::fromLatin1(QSslCertificate(m_pem).digest(QCryptographicHash::Sha256).toHex());
        struct Case {
            const char *name;
            HttpTrust trust;
            bool isGood;
        };
        const Case cases[] = {
            {"nobody vouches for it", {}, false},
            {"its authority is ours", {.caPem = QString::fromLatin1(m_pem)}, true},
            {"it is pinned", {.pinnedCertificates = {{key, print}}}, true},
            {"another is pinned", {.pinnedCertificates = {{key, QString(64, u'0')}}}, false},
            {"another is pinned, whoever vouches",
             {.caPem = QString::fromLatin1(m_pem),
              .pinnedCertificates = {{key, QString(64, u'0')}}},
             false},
            {"it is pinned elsewhere", {.pinnedCertificates = {{u"localhost:1"_s, print}}}, false}};
        QObject context;
        for (const Case &each : cases) {
            for (const bool isPost : {false, true}) {
                HttpClient client({.origins = {QUrl(server.url())}, .trust = each.trust});
                std::optional<Result<HttpAnswer>> outcome;
                const auto keep = [&](const Result<HttpAnswer> &answer) { outcome = answer; };
                const qsizetype before = server.requests.size();
                const HttpCall call{.url = QUrl(server.url() + u"/x")};
                isPost ? client.postOnce(call, {.contentType = "x/y", .bytes = "z"}, &context, keep)
                       : client.get(call, &context, keep);
                QTRY_VERIFY_WITH_TIMEOUT(outcome, kPatience);
                QVERIFY2(outcome->has_value() == each.isGood, each.name);
                QCOMPARE(server.requests.size(), before + (each.isGood ? 1 : 0));
                if (each.isGood) {
                    QVERIFY(server.requests.last().isEncrypted);
                } else {
                    QCOMPARE(int(outcome->error().kind), int(ErrorKind::Certificate));
                    QVERIFY(outcome->error().detail.contains(print));
                    QVERIFY(outcome->error().detail.contains(key));
                }
            }
        }
        // By an address that the certificate does not name.
        HttpClient client({.origins = {QUrl(u"https://127.0.0.1:%1"_s.arg(server.port()))},
                           .trust = {.caPem = QString::fromLatin1(m_pem)}});
        std::optional<Result<HttpAnswer>> outcome;
        client.get({.url = QUrl(u"https://127.0.0.1:%1/x"_s.arg(server.port()))}, &context,
                   [&](const Result<HttpAnswer> &answer) { outcome = answer; });
        QTRY_VERIFY_WITH_TIMEOUT(outcome, kPatience);
        QVERIFY(!*outcome);
        QVERIFY2(outcome->error().detail.contains(u"another host"),
                 qPrintable(outcome->error().detail));
    }

private:
    QTemporaryDir m_folder;
    QByteArray m_pem;
    QSslConfiguration m_tls;
};

QTEST_GUILESS_MAIN(HttpClientTest)
#include "httpclienttest.moc"
