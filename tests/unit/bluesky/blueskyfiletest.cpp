// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyblob.h"
#include "core/channels/bluesky/blueskymapping.h"
#include "tests/support/finishes.h"
#include "tests/unit/bluesky/blueskydesk.h"
#include "tests/unit/bluesky/scriptedpds.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

/// What a server calls \a bytes.
QString cidOf(const QByteArray &bytes)
{
    const QByteArray all = QByteArray("\x01\x55\x12\x20", 4) +
                           QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
    QString text = u"b"_s;
    for (qsizetype bit = 0; bit < all.size() * 8; bit += 5) {
        int five = 0;
        for (qsizetype i = bit; i < bit + 5; ++i) {
            const int byte = i / 8 < all.size() ? static_cast<unsigned char>(all.at(i / 8)) : 0;
            five = five << 1 | ((byte >> (7 - i % 8)) & 1);
        }
        text += QChar(u"abcdefghijklmnopqrstuvwxyz234567"[five]);
    }
    return text;
}

QJsonObject blob(const QByteArray &bytes, const QString &type)
{
    return {{u"$type"_s, u"blob"_s},
            {u"ref"_s, QJsonObject{{u"$link"_s, cidOf(bytes)}}},
            {u"mimeType"_s, type},
            {u"size"_s, bytes.size()}};
}

/// A post with two pictures as the application view tells of it.
QJsonObject post(const QString &did, const QList<QByteArray> &pictures)
{
    QJsonArray views;
    QJsonArray files;
    for (const QByteArray &bytes : pictures) {
        views.append(
            QJsonObject{{u"fullsize"_s, u"https://cdn.example/full"_s}, {u"alt"_s, u"A bee"_s}});
        files.append(
            QJsonObject{{u"image"_s, blob(bytes, u"image/png"_s)}, {u"alt"_s, u"A bee"_s}});
    }
    return {
        {u"uri"_s, QString(u"at://" + did + u"/app.bsky.feed.post/3kaaaaaaaaa2a")},
        {u"cid"_s, u"bafyreiaaaa"_s},
        {u"author"_s, QJsonObject{{u"did"_s, did}, {u"handle"_s, u"ann.test"_s}}},
        {u"indexedAt"_s, u"2026-11-20T12:00:00.000Z"_s},
        {u"record"_s, QJsonObject{{u"$type"_s, u"app.bsky.feed.post"_s},
                                  {u"text"_s, u"Look"_s},
                                  {u"createdAt"_s, u"2026-11-20T12:00:00.000Z"_s},
                                  {u"embed"_s, QJsonObject{{u"$type"_s, u"app.bsky.embed.images"_s},
                                                           {u"images"_s, files}}}}},
        {u"embed"_s,
         QJsonObject{{u"$type"_s, u"app.bsky.embed.images#view"_s}, {u"images"_s, views}}}};
}

const QString kBlobPath = u"/xrpc/com.atproto.sync.getBlob"_s;
const QString kAnn = ScriptedPds::did(u"anna"_s);

QString nameOf(const ScriptedHttp &server)
{
    return u"127.0.0.1:%1"_s.arg(server.port());
}

/// Our server, which has the directory too, and the server of ann.
struct Scene {
    ScriptedPds pds;
    ScriptedHttp hers;
    QHash<QString, QByteArray> blobs; ///< by CID, on both
    QString endpoint = hers.url();
    std::unique_ptr<BlueskyDesk> desk;
    QStringList hosts{nameOf(pds), nameOf(hers)};

    Scene()
    {
        const auto serve =
            [this](const ScriptedHttp::Request &request) -> std::optional<ScriptedHttp::Reply> {
            if (request.path == u'/' + kAnn)
                return ScriptedHttp::json(
                    QJsonObject{{u"id"_s, kAnn},
                                {u"service"_s,
                                 QJsonArray{QJsonObject{{u"id"_s, u"#atproto_pds"_s},
                                                        {u"type"_s, u"AtprotoPersonalDataServer"_s},
                                                        {u"serviceEndpoint"_s, endpoint}}}}});
            if (request.path != kBlobPath)
                return std::nullopt;
            const QString cid = request.query.queryItemValue(u"cid"_s);
            if (!blobs.contains(cid))
                return ScriptedHttp::json(QJsonObject{{u"error"_s, u"BlobNotFound"_s}}, 400);
            ScriptedHttp::Reply reply = ScriptedHttp::body(blobs.value(cid));
            reply.contentType = "image/png";
            return reply;
        };
        pds.script = serve;
        hers.script = serve;
        BlueskySettings settings = blueskySettingsFor(pds.url(), ScriptedPds::did(u"team"_s));
        settings.directory = pds.url();
        desk = std::make_unique<BlueskyDesk>(settings);
        desk->connector.setDeadline(10s);
    }
    Result<FileAnswer> fetch(const QJsonObject &view, const QString &part)
    {
        const auto future = desk->connector.fetchFile(
            {.raw = QJsonDocument(view).toJson(),
             .attachment = {.name = u"image-1.png"_s, .mediaType = u"image/png"_s, .part = part},
             .hosts = hosts,
             .maxBytes = 50'000});
        if (!finishes(future))
            qFatal("the file does not come to an end");
        return future.result();
    }
    bool hasShownLogin() const
    {
        for (const ScriptedHttp *each : {static_cast<const ScriptedHttp *>(&pds), &hers}) {
            for (const ScriptedHttp::Request &request : each->requests) {
                if (request.headers.contains("authorization"))
                    return true;
            }
        }
        return false;
    }
};

} // namespace

/// The files of posts.
class BlueskyFileTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void blobsAreNamedByTheirHash()
    {
        // As the network names them: a picture of https://atproto.com's own examples, and nothing.
        QCOMPARE(blueskyBlobHash(u"bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"_s)
                     .toHex(),
                 QCryptographicHash::hash("", QCryptographicHash::Sha256).toHex());
        QCOMPARE(blueskyBlobHash(cidOf("a bee")),
                 QCryptographicHash::hash("a bee", QCryptographicHash::Sha256));
    }

    void otherNamesAreNone_data()
    {
        QTest::addColumn<QString>("cid");
        const QString good = cidOf("a bee");
        QTest::newRow("empty") << QString();
        QTest::newRow("of a record")
            << u"bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"_s;
        QTest::newRow("version 0") << u"QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR"_s;
        QTest::newRow("base58") << u'z' + good.sliced(1);
        QTest::newRow("upper case") << u'b' + good.sliced(1).toUpper();
        QTest::newRow("too short") << good.chopped(1);
        QTest::newRow("too long") << QString(good + u'a');
        QTest::newRow("a bit too many") << QString(good.chopped(1) + u'7');
        QTest::newRow("another letter") << QString(good.chopped(1) + u'1');
    }
    void otherNamesAreNone()
    {
        QFETCH(QString, cid);
        QVERIFY(blueskyBlobHash(cid).isEmpty());
    }

    void everyAttachmentOfAPostLeadsToItsBlob()
    {
        QJsonObject view = post(kAnn, {"first", "second"});
        const auto mapped = [](const QJsonObject &json) {
            const BlueskyContext context{.did = ScriptedPds::did(u"team"_s), .now = systemNow()};
            return mapBlueskyPost(json, context)->message.attachments;
        };
        const auto cids = [&](const QJsonObject &json) {
            QStringList list;
            for (const Attachment &each : mapped(json)) {
                const auto found = blueskyBlobOf(json, each.part);
                list += found ? found->cid : found.error().detail;
            }
            return list;
        };
        QCOMPARE(cids(view), (QStringList{cidOf("first"), cidOf("second")}));
        // A notification has only the record.
        view.remove(u"embed"_s);
        QCOMPARE(cids(view), (QStringList{cidOf("first"), cidOf("second")}));
        // A film, beside a quote.
        QJsonObject record = view[u"record"].toObject();
        record.insert(
            u"embed"_s,
            QJsonObject{{u"$type"_s, u"app.bsky.embed.recordWithMedia"_s},
                        {u"media"_s, QJsonObject{{u"$type"_s, u"app.bsky.embed.video"_s},
                                                 {u"video"_s, blob("film", u"video/mp4"_s)}}}});
        view.insert(u"record"_s, record);
        view.insert(
            u"embed"_s,
            QJsonObject{{u"$type"_s, u"app.bsky.embed.recordWithMedia#view"_s},
                        {u"media"_s, QJsonObject{{u"$type"_s, u"app.bsky.embed.video#view"_s},
                                                 {u"playlist"_s, u"https://cdn.example/p"_s}}}});
        QCOMPARE(cids(view), QStringList{cidOf("film")});
        // And what leads nowhere.
        QVERIFY(!blueskyBlobOf(view, u"/embed"_s));
        QVERIFY(!blueskyBlobOf(view, u"/record"_s));
        view.insert(u"uri"_s, u"at://nobody/app.bsky.feed.post/1"_s);
        QVERIFY(!blueskyBlobOf(view, u"/embed/media"_s));
    }

    void ourOwnFileIsOnOurServer()
    {
        Scene scene;
        scene.blobs.insert(cidOf("a bee"), "a bee");
        const QJsonObject view = post(ScriptedPds::did(u"team"_s), {"a bee"});
        scene.hosts.clear();
        const auto whom = scene.fetch(view, u"/embed/images/0"_s);
        QVERIFY(whom);
        QCOMPARE(whom->host, nameOf(scene.pds));
        QVERIFY(whom->isOwnServer);
        QCOMPARE(scene.pds.connections(), 0);
        scene.hosts = {whom->host};
        const auto file = scene.fetch(view, u"/embed/images/0"_s);
        QVERIFY2(file, qPrintable(file ? QString() : file.error().detail));
        QCOMPARE(file->bytes, "a bee"_ba);
        const auto request = scene.pds.requests.value(0);
        QCOMPARE(request.path, kBlobPath);
        QCOMPARE(request.query.queryItemValue(u"did"_s, QUrl::FullyDecoded),
                 ScriptedPds::did(u"team"_s));
        QVERIFY(!scene.hasShownLogin());
    }

    void somebodyElsesFileIsOnTheirServer()
    {
        Scene scene;
        scene.blobs.insert(cidOf("second"), "second");
        const QJsonObject view = post(kAnn, {"first", "second"});
        scene.hosts.clear();
        const auto whom = scene.fetch(view, u"/embed/images/1"_s);
        QVERIFY(whom);
        QCOMPARE(whom->host, nameOf(scene.hers));
        QVERIFY(!whom->isOwnServer);
        QCOMPARE(scene.hers.connections(), 0);
        scene.hosts = {whom->host};
        const auto file = scene.fetch(view, u"/embed/images/1"_s);
        QVERIFY2(file, qPrintable(file ? QString() : file.error().detail));
        QCOMPARE(file->bytes, "second"_ba);
        QCOMPARE(scene.pds.requests.size(), 1); // where she is, asked once
        QVERIFY(!scene.hasShownLogin());
    }

    void whatIsNotWhatThePostNamesIsNotTaken()
    {
        Scene scene;
        scene.blobs.insert(cidOf("a bee"), "a wasp");
        const auto file = scene.fetch(post(kAnn, {"a bee"}), u"/embed/images/0"_s);
        QVERIFY(!file);
        QVERIFY(file.error().kind == ErrorKind::Protocol);
        QVERIFY2(file.error().detail.contains(u"not the file"), qPrintable(file.error().detail));
    }

    void whatGoesWrong_data()
    {
        QTest::addColumn<ScriptedHttp::Reply>("reply");
        QTest::newRow("not there") << ScriptedHttp::json(QJsonObject{}, 404);
        QTest::newRow("refused") << ScriptedHttp::json(
            QJsonObject{{u"error"_s, u"RepoTakendown"_s}, {u"message"_s, u"gone"_s}}, 400);
        auto page = ScriptedHttp::body("<html>");
        page.contentType = "text/html";
        QTest::newRow("a web page") << page;
        QTest::newRow("too large") << ScriptedHttp::body(QByteArray(60'000, 'x'));
        QTest::newRow("endless") << ScriptedHttp::endless();
        QTest::newRow("cut") << ScriptedHttp::cut(100);
    }
    void whatGoesWrong()
    {
        QFETCH(ScriptedHttp::Reply, reply);
        Scene scene;
        scene.hers.script = [reply](const ScriptedHttp::Request &) { return reply; };
        const auto file = scene.fetch(post(kAnn, {"a bee"}), u"/embed/images/0"_s);
        QVERIFY(!file);
        QVERIFY(file.error().detail.endsWith(u'.'));
        QVERIFY(!scene.hasShownLogin());
    }

    void aRedirectLeadsToAnotherQuestion()
    {
        Scene scene;
        ScriptedHttp store;
        store.script = [](const ScriptedHttp::Request &) { return ScriptedHttp::body("a bee"); };
        scene.hers.script = [&store](const ScriptedHttp::Request &) {
            return ScriptedHttp::body("", 302, {"Location: " + store.url().toUtf8() + "/x"});
        };
        const QJsonObject view = post(kAnn, {"a bee"});
        const auto whom = scene.fetch(view, u"/embed/images/0"_s);
        QVERIFY(whom);
        QCOMPARE(whom->host, nameOf(store));
        QCOMPARE(store.connections(), 0);
        scene.hosts += whom->host;
        QCOMPARE(scene.fetch(view, u"/embed/images/0"_s)->bytes, "a bee"_ba);
    }

    void aServerThatNobodyCanUse_data()
    {
        QTest::addColumn<QString>("endpoint");
        QTest::newRow("not encrypted") << u"http://pds.example"_s;
        QTest::newRow("file") << u"file:///etc"_s;
        QTest::newRow("a login") << u"https://a:b@pds.example"_s;
        QTest::newRow("none") << QString();
    }
    void aServerThatNobodyCanUse()
    {
        QFETCH(QString, endpoint);
        Scene scene;
        scene.endpoint = endpoint;
        scene.hosts += u"pds.example"_s;
        const auto file = scene.fetch(post(kAnn, {"a bee"}), u"/embed/images/0"_s);
        QVERIFY(!file);
        QCOMPARE(scene.hers.connections(), 0);
    }

    void aHostThatIsAPersonIsAskedForFirst()
    {
        // A did:web has its document on a host of its own.
        Scene scene;
        scene.hosts.clear();
        const auto whom =
            scene.fetch(post(u"did:web:ann.example"_s, {"a bee"}), u"/embed/images/0"_s);
        QVERIFY(whom);
        QCOMPARE(whom->host, u"ann.example"_s);
        QVERIFY(!whom->isOwnServer);
        QCOMPARE(scene.pds.connections(), 0);
    }

    void aDirectoryThatIsAway()
    {
        Scene scene;
        scene.pds.close();
        const auto file = scene.fetch(post(kAnn, {"a bee"}), u"/embed/images/0"_s);
        QVERIFY(!file);
        QVERIFY(file.error().kind == ErrorKind::Offline);
    }
};

QTEST_GUILESS_MAIN(BlueskyFileTest)
#include "blueskyfiletest.moc"
