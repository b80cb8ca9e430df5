// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppconnector.h"
#include "core/channels/xmpp/xmppfiles.h"
#include "tests/support/finishes.h"
#include "tests/support/memorysecrets.h"
#include "tests/support/scriptedhttp.h"

#include <QTest>
#include <QXmppMessage.h>
#include <QXmppOutOfBandUrl.h>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

QList<Attachment> filesOf(const QStringList &addresses)
{
    QXmppMessage message;
    QList<QXmppOutOfBandUrl> links;
    for (const QString &address : addresses) {
        QXmppOutOfBandUrl link;
        link.setUrl(address);
        links += link;
    }
    message.setOutOfBandUrls(links);
    return xmppFiles(message);
}

Result<FileAnswer> fetch(const QString &address, const QStringList &hosts)
{
    XmppSettings settings;
    settings.address = u"team@localhost"_s;
    Account account;
    account.uid = Uid::derive({"xmpp", "team@localhost"});
    account.channel = u"xmpp"_s;
    account.address = settings.address;
    account.settings = settings.toJson();
    MemorySecrets secrets{{{u"xmpp-password"_s, u"CANARY"_s}}};
    XmppConnector connector(account, &secrets);
    const auto future = connector.fetchFile(
        {.raw = "<message/>",
         .attachment = {.name = u"bee.png"_s, .mediaType = u"image/png"_s, .part = address},
         .hosts = hosts,
         .maxBytes = 50'000});
    if (!finishes(future))
        qFatal("the file does not come to an end");
    return future.result();
}

} // namespace

/// Files beside the words (XEP-0066).
class XmppFileTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsPointedToIsAFile()
    {
        const auto files = filesOf({u"https://upload.chat.test/a1/bee%20hive.png"_s,
                                    u"aesgcm://upload.chat.test/a2/film.mp4#00ff"_s,
                                    u"https://upload.chat.test/"_s, u"xmpp:ann@chat.test"_s,
                                    u"file:///etc/passwd"_s, u"https:///bee.png"_s,
                                    u"https://x.test/"_s + QString(5000, u'a'), QString()});
        QCOMPARE(files.size(), 3);
        QCOMPARE(files[0].name, u"bee hive.png"_s);
        QCOMPARE(files[0].mediaType, u"image/png"_s);
        QCOMPARE(files[0].part, u"https://upload.chat.test/a1/bee%20hive.png"_s);
        QCOMPARE(files[1].name, u"film.mp4"_s);
        QCOMPARE(files[2].name, u"file"_s);
        QCOMPARE(filesOf(QStringList(1000, u"https://x.test/a.png"_s)).size(), 20);
    }

    void itComesFromWhereItIs()
    {
        ScriptedHttp server;
        server.script = [](const ScriptedHttp::Request &) { return ScriptedHttp::body("a bee"); };
        const QString address = server.url() + u"/a1/bee.png";
        const auto whom = fetch(address, {});
        QVERIFY(whom);
        QCOMPARE(whom->host, u"127.0.0.1:%1"_s.arg(server.port()));
        QVERIFY(!whom->isOwnServer);
        QCOMPARE(server.connections(), 0);
        const auto file = fetch(address, {whom->host});
        QVERIFY2(file, qPrintable(file ? QString() : file.error().detail));
        QCOMPARE(file->bytes, "a bee"_ba);
        QVERIFY(!server.requests.first().headers.contains("authorization"));
    }

    void whatIsEncryptedIsSaidSo()
    {
        const auto file =
            fetch(u"aesgcm://upload.chat.test/a2/film.mp4#00ff"_s, {u"upload.chat.test"_s});
        QVERIFY(!file);
        QVERIFY2(file.error().detail.contains(u"encrypted"), qPrintable(file.error().detail));
    }

    void hostileAddresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::newRow("file") << u"file:///etc/passwd"_s;
        QTest::newRow("not encrypted") << u"http://upload.chat.test/a.png"_s;
        QTest::newRow("a login") << u"https://a:b@upload.chat.test/a.png"_s;
        QTest::newRow("none") << QString();
    }
    void hostileAddresses()
    {
        QFETCH(QString, address);
        QVERIFY(!fetch(address, {u"upload.chat.test"_s}));
    }
};

QTEST_GUILESS_MAIN(XmppFileTest)
#include "xmppfiletest.moc"
