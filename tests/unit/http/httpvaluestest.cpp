// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/confidence.h"
#include "core/channels/http/httpaddress.h"
#include "core/channels/http/httpbody.h"
#include "core/channels/http/httpretry.h"
#include "core/channels/http/httptrust.h"

#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What the HTTP client decides without a network.
class HttpValuesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void waits_data()
    {
        QTest::addColumn<QByteArray>("retryAfter");
        QTest::addColumn<QByteArray>("reset");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<bool>("isCapped");
        QTest::newRow("seconds") << "30"_ba << ""_ba << 30 << false;
        QTest::newRow("date") << "Mon, 21 Sep 2026 12:00:00 GMT"_ba << ""_ba << 201 << false;
        QTest::newRow("date long gone")
            << "Mon, 21 Sep 2020 12:00:00 GMT"_ba << ""_ba << 60 << false;
        QTest::newRow("reset") << ""_ba << "2026-09-21T11:56:40.000Z"_ba << 1 << false;
        QTest::newRow("reset in seconds") << ""_ba << "90"_ba << 90 << false;
        QTest::newRow("reset since 1970") << ""_ba << "1789991829"_ba << 30 << false;
        QTest::newRow("reset in the year 5000") << ""_ba << "95617584000"_ba << 900 << true;
        QTest::newRow("Retry-After comes first") << "30"_ba << "90"_ba << 30 << false;
        QTest::newRow("zero") << "0"_ba << ""_ba << 1 << false;
        QTest::newRow("negative") << "-5"_ba << ""_ba << 60 << false;
        QTest::newRow("a year") << "31536000"_ba << ""_ba << 900 << true;
        QTest::newRow("infinite") << "inf"_ba << ""_ba << 900 << true;
        QTest::newRow("1e300") << "1e300"_ba << ""_ba << 900 << true;
        QTest::newRow("nan") << "nan"_ba << ""_ba << 60 << false;
        QTest::newRow("words") << "soon"_ba << ""_ba << 60 << false;
        QTest::newRow("a megabyte") << QByteArray(1'000'000, '9') << ""_ba << 900 << true;
        QTest::newRow("nothing") << ""_ba << ""_ba << 60 << false;
    }
    void waits()
    {
        QFETCH(QByteArray, retryAfter);
        QFETCH(QByteArray, reset);
        QFETCH(int, seconds);
        QFETCH(bool, isCapped);
        const Timestamp now =
            fromDateTime(QDateTime::fromString(u"2026-09-21T11:56:39Z"_s, Qt::ISODate));
        const HttpWait wait = httpWait(retryAfter, reset, now);
        QCOMPARE(int(wait.wait.count()), seconds);
        QCOMPARE(wait.isCapped, isCapped);
        const Error error = withWait({ErrorKind::RateLimited, u"Wait."_s}, wait);
        QCOMPARE(error.retryAfter, wait.wait);
        QCOMPARE(error.detail.contains(u"15 minutes"), isCapped);
    }

    void resetComesUnderTwoNames()
    {
        QHttpHeaders headers;
        headers.append("ratelimit-reset", "40");
        QCOMPARE(httpWait(headers, systemNow()).wait, 40s);
        headers.append("X-RateLimit-Reset", "50");
        QCOMPARE(httpWait(headers, systemNow()).wait, 50s);
        headers.append("retry-after", "60");
        QCOMPARE(httpWait(headers, systemNow()).wait, 60s);
    }

    void refusals()
    {
        const auto kind = [](int status) { return int(httpRefusal(status, {}, u"h"_s).kind); };
        QCOMPARE(kind(401), int(ErrorKind::AuthRequired));
        QCOMPARE(kind(403), int(ErrorKind::Forbidden));
        QCOMPARE(kind(404), int(ErrorKind::NotFound));
        QCOMPARE(kind(410), int(ErrorKind::NotFound));
        QCOMPARE(kind(422), int(ErrorKind::Invalid));
        QCOMPARE(kind(429), int(ErrorKind::RateLimited));
        QCOMPARE(kind(302), int(ErrorKind::Invalid));
        QCOMPARE(kind(503), int(ErrorKind::Offline));
        QCOMPARE(kind(0), int(ErrorKind::Protocol));
        QVERIFY(httpRefusal(403, u"suspended"_s, u"h.example"_s).detail.contains(u"“suspended”"));
    }

    void aSecretThatIsRepeatedIsNotPassedOn()
    {
        QCOMPARE(withoutSecret(u"token A-b/C and a-B/c are wrong"_s, u"a-b/c"_s),
                 u"token … and … are wrong"_s);
        QCOMPARE(withoutSecret(u"nothing to hide"_s, {}), u"nothing to hide"_s);
        // In the forms in which it went over the wire.
        const QString secret = u"q+&\"ü/x"_s;
        const QString plain = QString::fromLatin1(
            QByteArray('\0' + QByteArray("team") + '\0' + secret.toUtf8()).toBase64());
        QCOMPARE(withoutSecret(u"AUTH PLAIN "_s + plain + u" is wrong"_s, secret),
                 u"AUTH PLAIN … is wrong"_s);
        QCOMPARE(
            withoutSecret(u"?p="_s + QString::fromLatin1(QUrl::toPercentEncoding(secret)), secret),
            u"?p=…"_s);
        QCOMPARE(withoutSecret(u"LOGIN \"team\" \"q+&\\\"ü/x\""_s, secret),
                 u"LOGIN \"team\" \"…\""_s);
        QCOMPARE(withoutSecret(u"c2hhMjU2OmFiY2RlZg== is no login"_s, secret),
                 u"c2hhMjU2OmFiY2RlZg== is no login"_s);

        Confidence confidence;
        QCOMPARE(confidence.without(u"nothing yet"_s), u"nothing yet"_s);
        confidence.add({});
        confidence.add(u"one"_s);
        confidence.add(u"two"_s);
        QCOMPARE(confidence.without(u"one, two, three"_s), u"…, …, three"_s);
        QCOMPARE(confidence.without("a one"_ba), "a …"_ba);
        QCOMPARE(confidence.without(Error{ErrorKind::Timeout, u"two"_s}).detail, u"…"_s);
        QCOMPARE(int(confidence.without(Error{ErrorKind::Timeout, {}}).kind),
                 int(ErrorKind::Timeout));
    }

    void delaysGrowToFiveMinutes()
    {
        QCOMPARE(retryDelay(0), 1s);
        QCOMPARE(retryDelay(3), 8s);
        QCOMPARE(retryDelay(1'000'000), 5min);
        for (int i = 0; i < 100; ++i)
            QVERIFY(jittered(10s) >= 5s && jittered(10s) <= 10s);
    }

    void dates()
    {
        QCOMPARE(httpDate("Sun, 06 Nov 1994 08:49:37 GMT"), fromMilliseconds(784'111'777'000));
        for (const QByteArray &odd :
             {""_ba, "Sunday, 06-Nov-94 08:49:37 GMT"_ba, "0"_ba, QByteArray(100'000, 'x')})
            QVERIFY(!httpDate(odd));
    }

    void servers_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("origin");
        QTest::newRow("host") << u" social.example "_s << u"https://social.example"_s;
        QTest::newRow("port") << u"social.example:8443"_s << u"https://social.example:8443"_s;
        QTest::newRow("path") << u"https://social.example/a?b#c"_s << u"https://social.example"_s;
        QTest::newRow("plain") << u"http://127.0.0.1:80/x"_s << u"http://127.0.0.1:80"_s;
        for (const char *odd :
             {"", "my server", "file:///etc/passwd", "https://u:p@h.example", "javascript:alert(1)",
              "https://", "https://-h.example", "ftp://h.example", "https://h_h.example"})
            QTest::newRow(odd) << QString::fromLatin1(odd) << QString();
    }
    void servers()
    {
        QFETCH(QString, typed);
        QFETCH(QString, origin);
        QCOMPARE(httpOriginOf(typed).toString(), origin);
    }

    void origins()
    {
        const QUrl ours(u"https://h.example"_s);
        QVERIFY(isSameOrigin(ours, QUrl(u"https://h.example:443/x?y"_s)));
        QVERIFY(!isSameOrigin(ours, QUrl(u"http://h.example"_s)));
        QVERIFY(!isSameOrigin(ours, QUrl(u"https://h.example:444"_s)));
        QVERIFY(!isSameOrigin(ours, QUrl(u"https://h.example.evil.example"_s)));
        QVERIFY(isSafeTransport(ours));
        QVERIFY(isSafeTransport(QUrl(u"http://localhost:1"_s)));
        QVERIFY(isSafeTransport(QUrl(u"http://[::1]:1"_s)));
        QVERIFY(!isSafeTransport(QUrl(u"http://h.example"_s)));
        QVERIFY(!isSafeTransport(QUrl(u"http://127.0.0.1.evil.example"_s)));
        QVERIFY(!isSafeTransport(QUrl(u"file:///etc/passwd"_s)));
        QVERIFY(!isSafeTransport(QUrl(u"ftp://localhost"_s)));
    }

    void anIdStaysInItsPathSegment()
    {
        QCOMPARE(httpPath(u"/api/v1/statuses/", u"../../oauth?x#y"_s, u"/context"),
                 u"/api/v1/statuses/..%2F..%2Foauth%3Fx%23y/context"_s);
    }

    void aFileNameCannotLeaveItsHeader()
    {
        const HttpBody body = httpMultipart({{.name = u"chat_id"_s, .bytes = "7"},
                                             {.name = u"document"_s,
                                              .fileName = u"a\"\r\nX: y\r\n\r\nb.png"_s,
                                              .mediaType = u"image/png\r\nY: z"_s,
                                              .bytes = "--casement-\r\nPNG"}});
        const QByteArray boundary = body.contentType.sliced(body.contentType.indexOf('=') + 1);
        QVERIFY(body.contentType.startsWith("multipart/form-data; boundary=casement-"));
        QCOMPARE(body.bytes.count(QByteArray("--" + boundary)), 3);
        QVERIFY(body.bytes.endsWith(QByteArray("\r\n--" + boundary + "--\r\n")));
        QVERIFY(body.bytes.contains("filename=\"a%22%0D%0AX: y%0D%0A%0D%0Ab.png\"\r\n"
                                    "Content-Type: image/pngY: z\r\n\r\n--casement-\r\nPNG\r\n"));
        QVERIFY(body.bytes.contains("name=\"chat_id\"\r\n\r\n7\r\n"));
        QVERIFY(httpMultipart({}).contentType != body.contentType);
    }

    void forms()
    {
        QUrlQuery form;
        form.addQueryItem(u"a"_s, u"1+1 ü"_s);
        form.addQueryItem(u"b"_s, u"x"_s);
        QCOMPARE(httpForm(form).bytes, "a=1%2B1%20%C3%BC&b=x"_ba);
    }

    void aBodyIsReadOnce()
    {
        HttpOnceBody body(QByteArray(100'000, 'x'), nullptr);
        QVERIFY(body.isSequential() && !body.hasLeft());
        QCOMPARE(body.read(60'000).size(), 60'000);
        QVERIFY(!body.hasLeft());
        QCOMPARE(body.bytesAvailable(), 40'000);
        QCOMPARE(body.read(60'000).size(), 40'000);
        QVERIFY(body.hasLeft());
        QVERIFY(!body.reset());
    }

    void trust()
    {
        HttpTrust trust;
        trust.pinnedCertificates = {{u"h.example:443"_s, QString(64, u'a')}};
        QJsonObject json;
        trust.writeTo(json);
        QCOMPARE(HttpTrust::fromJson(json), trust);
        QCOMPARE(trust.problem(), QString());
        QCOMPARE(httpPinKey(QUrl(u"wss://H.example/x"_s)), u"h.example:443"_s);
        QCOMPARE(httpPinKey(QUrl(u"ws://h.example"_s)), u"h.example:80"_s);
        QVERIFY(httpTls(trust, QUrl(u"https://h.example"_s)).caCertificates().isEmpty());
        trust.pinnedCertificates[u"h.example:443"_s] = u"xyz"_s;
        QVERIFY(trust.problem().contains(u"SHA-256"));
        trust = {.caPem = u"no certificate"_s, .pinnedCertificates = {}};
        QVERIFY(trust.problem().contains(u"PEM"));
        QCOMPARE(httpTls({}, QUrl(u"https://h.example"_s)).peerVerifyMode(),
                 QSslSocket::VerifyPeer);
    }
};

QTEST_GUILESS_MAIN(HttpValuesTest)
#include "httpvaluestest.moc"
