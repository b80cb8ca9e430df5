// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/feed/feedparser.h"
#include "core/channels/feed/feedcleaner.h"
#include "core/channels/feed/feeddiscovery.h"
#include "core/channels/feed/feedfetch.h"
#include "core/channels/feed/feedmapping.h"

#include <QElapsedTimer>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

const QUrl kUrl(u"https://blog.example/feed"_s);

QByteArray rss(const QByteArray &items, const QByteArray &channel = {})
{
    return "<?xml version=\"1.0\"?><rss version=\"2.0\" "
           "xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" "
           "xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" "
           "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
           "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Bees &amp; "
           "hives</title><link>https://blog.example/</link>" +
           channel + items + "</channel></rss>";
}

Result<FeedDocument> parse(const QByteArray &xml, const QByteArray &type = "application/xml")
{
    return parseFeed(xml, type, kUrl);
}

} // namespace

/// From bytes to items to messages.
class FeedParserTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void enclosures()
    {
        const auto feed = parse(rss(
            "<item><guid>1</guid><title>Episode</title>"
            "<enclosure url=\"http://media.example/e/1.mp3\" length=\"1234\" type=\"audio/mpeg\"/>"
            "</item><item><guid>2</guid><title>Other</title>"
            "<enclosure url=\"/pictures/bee.png\" length=\"-1\" type=\"\"/></item>"
            "<item><guid>3</guid><title>Hostile</title>"
            "<enclosure url=\"file:///etc/passwd\" length=\"1\" type=\"audio/mpeg\"/></item>"
            "<item><guid>4</guid><title>Hostile</title>"
            "<enclosure url=\"https://a:b@media.example/x\" length=\"1\" type=\"a/b\"/></item>"));
        QVERIFY2(feed, qPrintable(feed ? QString() : feed.error().detail));
        QCOMPARE(feed->items.size(), 4);
        const FeedContext context{.account = u"blog.example/feed"_s,
                                  .host = u"blog.example"_s,
                                  .now = fromMilliseconds(1'790'000'000'000)};
        const auto files = [&](qsizetype item) {
            return mapFeedItem(feed->items.at(item), context).attachments;
        };
        // Without encryption nothing is fetched, so it is asked for with it.
        QCOMPARE(files(0), (QList<Attachment>{{.name = u"1.mp3"_s,
                                               .mediaType = u"audio/mpeg"_s,
                                               .size = 1234,
                                               .part = u"https://media.example/e/1.mp3"_s}}));
        QCOMPARE(files(1).size(), 1);
        QCOMPARE(files(1).first().mediaType, u"image/png"_s);
        QCOMPARE(files(1).first().part, u"https://blog.example/pictures/bee.png"_s);
        QVERIFY(files(2).isEmpty() && files(3).isEmpty());
    }

    void anRssItem()
    {
        const auto feed = parse(
            rss("<item><title>Shade &amp;amp; "
                "&lt;b&gt;sun&lt;/b&gt;</title><link>/2026/shade#top</link>"
                "<guid isPermaLink=\"false\">tag:1</guid><dc:creator>Ann</dc:creator>"
                "<pubDate>Mon, 21 Sep 2026 12:00:00 GMT</pubDate><description>short</description>"
                "<content:encoded><![CDATA[<p>long</p>]]></content:encoded>"
                "<wfw:commentRss>https://blog.example/2026/shade/feed</wfw:commentRss>"
                "<slash:comments>3</slash:comments></item>",
                "<ttl>90</ttl><skipHours><hour>1</hour><hour>24</hour></skipHours>"));
        QVERIFY2(feed, qPrintable(feed ? QString() : feed.error().detail));
        QCOMPARE(feed->title, u"Bees & hives"_s);
        QCOMPARE(feed->ttl, 90min);
        QCOMPARE(feed->skipHours, (QSet<int>{1, 0}));
        QCOMPARE(feed->items.size(), 1);
        const FeedItem &item = feed->items.first();
        QCOMPARE(item.id, u"tag:1"_s);
        QVERIFY(item.title.startsWith(u"Shade &"));
        QCOMPARE(item.link, QUrl(u"https://blog.example/2026/shade#top"_s));
        QCOMPARE(item.author, u"Ann"_s);
        QCOMPARE(item.html, u"<p>long</p>"_s);
        QCOMPARE(item.published, fromMilliseconds(1'789'992'000'000));
        QCOMPARE(item.commentsFeed, QUrl(u"https://blog.example/2026/shade/feed"_s));
        QCOMPARE(item.commentsCount, 3);
        QVERIFY(item.raw.startsWith("<item") && item.raw.endsWith("</item>"));

        const FeedContext context{.account = u"blog.example/feed"_s,
                                  .host = u"blog.example"_s,
                                  .now = fromMilliseconds(1'790'000'000'000)};
        const IncomingMessage m = mapFeedItem(item, context);
        QCOMPARE(m.link, u"https://blog.example/2026/shade#top"_s);
        QCOMPARE(m.conversationKey, u"article://blog.example/2026/shade"_s);
        QCOMPARE(m.author.address, u"ann@blog.example"_s);
        QCOMPARE(m.text, u"long"_s);
        QCOMPARE(m.visibility, Visibility::Public);
        QVERIFY(!m.isContext && m.inReplyTo.isEmpty());
        QVERIFY(m.messageId.startsWith("feed item "));
        // Another account's item is another message, and the same for every desk.
        FeedContext other = context;
        other.account = u"blog.example/other"_s;
        QVERIFY(mapFeedItem(item, other).messageId != m.messageId);
        QCOMPARE(mapFeedItem(item, other).remoteKey, m.remoteKey);
        // A comment of that article joins it.
        FeedItem comment = item;
        comment.link = QUrl(u"https://blog.example/2026/shade#comment-5"_s);
        QCOMPARE(mapFeedItem(comment, context).conversationKey, m.conversationKey);
    }

    void anAtomEntry()
    {
        const auto feed = parse(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title><entry><id>urn:1</id>"
            "<title type=\"html\">a &lt;i&gt;b&lt;/i&gt;</title><link rel=\"alternate\" "
            "href=\"https://blog.example/a\"/><author><name>Ben\u202e</name></author>"
            "<updated>2026-09-21T12:00:00Z</updated><published>2026-09-20T12:00:00Z</published>"
            "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</p></div>"
            "</content></entry></feed>");
        QVERIFY2(feed, qPrintable(feed ? QString() : feed.error().detail));
        const FeedItem &item = feed->items.first();
        QCOMPARE(item.id, u"urn:1"_s);
        QCOMPARE(item.title, u"a b"_s);
        QCOMPARE(item.author, u"Ben"_s);
        QVERIFY(item.html.contains(u"<p>x</p>") || item.html.contains(u"x"));
        QVERIFY(*item.updated - *item.published == std::chrono::days(1));
    }

    void ids_data()
    {
        QTest::addColumn<QByteArray>("items");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("link without guid") << "<item><link>https://a.example/1</link></item>"_ba
                                           << QStringList{u"https://a.example/1"_s};
        QTest::newRow("twice the same")
            << "<item><guid>1</guid></item><item><guid>1</guid><title>again</title></item>"_ba
            << QStringList{u"1"_s};
        QTest::newRow("one guid for all")
            << "<item><guid>1</guid><link>https://a.example/1</link></item><item><guid>1</guid>"
               "<link>https://a.example/2</link></item>"_ba
            << QStringList{u"1\nhttps://a.example/1"_s, u"1\nhttps://a.example/2"_s};
    }
    void ids()
    {
        QFETCH(QByteArray, items);
        QFETCH(QStringList, ids);
        const auto feed = parse(rss(items));
        QVERIFY2(feed, qPrintable(feed ? QString() : feed.error().detail));
        QStringList found;
        for (const FeedItem &item : feed->items)
            found += item.id;
        QCOMPARE(found, ids);
        // Words alone are known by their hash, the same each time.
        const QByteArray words = rss("<item><title>a</title></item><item><title>b</title></item>");
        QCOMPARE(parse(words)->items.size(), 2);
        QCOMPARE(parse(words)->items.first().id, parse(words)->items.first().id);
        QVERIFY(parse(words)->items.first().id != parse(words)->items.last().id);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << ""_ba;
        QTest::newRow("words") << "hello"_ba;
        QTest::newRow("a page") << "<!DOCTYPE html><html><head><meta charset=utf-8></html>"_ba;
        QTest::newRow("other XML") << "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"_ba;
        QTest::newRow("truncated") << rss("<item><title>a</title>").chopped(30);
        QTest::newRow("billion laughs")
            << "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">]>"
               "<rss version=\"2.0\"><channel><title>&lol2;</title></channel></rss>"_ba;
        QTest::newRow("file entity")
            << "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss "
               "version=\"2.0\"><channel><title>&x;</title></channel></rss>"_ba;
        QTest::newRow("depth bomb")
            << QByteArray("<rss><channel>" + QByteArray("<a>").repeated(200'000));
        QTest::newRow("element bomb")
            << rss("<item>" + QByteArray("<a/>").repeated(500'000) + "</item>");
        QTest::newRow("binary") << QByteArray(100'000, '\0');
        QTest::newRow("unknown entity name") << rss("<item><title>&evil;</title></item>");
    }
    void refused()
    {
        QFETCH(QByteArray, bytes);
        const auto feed = parse(bytes);
        QVERIFY(!feed);
        QCOMPARE(int(feed.error().kind), int(ErrorKind::Protocol));
        QVERIFY2(feed.error().detail.endsWith(u'.'), qPrintable(feed.error().detail));
    }

    void accepted_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QString>("title");
        const QByteArray item = "<item><title>\xfc</title></item>";
        const QByteArray plain = rss("<item><title>x</title></item>");
        QTest::newRow("charset of the header")
            << rss(item) << "text/xml; charset=ISO-8859-1"_ba << u"ü"_s;
        QTest::newRow("charset of the declaration")
            << rss(item).replace("1.0\"?>", "1.0\" encoding=\"ISO-8859-1\"?>") << "text/xml"_ba
            << u"ü"_s;
        QTest::newRow("mark before the header")
            << QByteArray("\xef\xbb\xbf" + plain) << "text/xml; charset=ISO-8859-1"_ba << u"x"_s;
        QTest::newRow("unknown charset") << plain << "text/xml; charset=\"klingon\""_ba << u"x"_s;
        QTest::newRow("names of HTML")
            << rss("<item><title>a&nbsp;b &ouml;</title></item>") << ""_ba << u"a b ö"_s;
        QTest::newRow("old document type")
            << QByteArray("<!DOCTYPE rss PUBLIC \"-//Netscape//DTD RSS 0.91//EN\" "
                          "\"http://my.netscape.com/publish/formats/rss-0.91.dtd\">" +
                          rss("<item><title>x</title></item>").sliced(21))
            << ""_ba << u"x"_s;
        QTest::newRow("processing instructions")
            << rss("<?php evil ?><!-- x --><item><title>x</title></item>") << ""_ba << u"x"_s;
    }
    void accepted()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, type);
        QFETCH(QString, title);
        const auto feed = parse(bytes, type);
        QVERIFY2(feed, qPrintable(feed ? QString() : feed.error().detail));
        QCOMPARE(feed->items.first().title, title);
    }

    void oddItems()
    {
        const auto feed = parse(rss(
            "<item><link>javascript:alert(1)</link><guid "
            "isPermaLink='false'>1</guid><pubDate>yesterday</pubDate>"
            "<slash:comments>-7</slash:comments><wfw:commentRss>file:///etc</wfw:commentRss></item>"
            "<item><guid>2</guid><pubDate>Mon, 21 Sep 9999999 12:00:00 GMT</pubDate></item>"
            "<item/>",
            "<ttl>-5</ttl><ttl>x</ttl><skipHours><hour>99</hour><hour>x</hour></skipHours>"));
        QVERIFY2(feed, qPrintable(feed ? QString() : feed.error().detail));
        QCOMPARE(feed->items.size(), 3);
        QVERIFY(feed->items[0].link.isEmpty() && feed->items[0].commentsFeed.isEmpty());
        QVERIFY(!feed->items[0].published);
        QVERIFY(feed->skipHours.isEmpty());
        QCOMPARE(feed->ttl, 0min);
        QByteArray all = "<skipHours>";
        for (int i = 0; i < 24; ++i)
            all += "<hour>" + QByteArray::number(i) + "</hour>";
        QVERIFY(parse(rss({}, all + "</skipHours><ttl>999999999</ttl>"))->skipHours.isEmpty());
    }

    void aMillionItems()
    {
        QByteArray items;
        for (int i = 0; i < 90'000; ++i)
            items += "<item><guid>" + QByteArray::number(i) + "</guid></item>";
        QElapsedTimer timer;
        timer.start();
        const auto feed = parse(rss(items));
        QVERIFY2(feed, qPrintable(feed ? QString() : feed.error().detail));
        QCOMPARE(feed->items.size(), kMaxFeedItems);
        QCOMPARE(feed->items.first().id, u"0"_s);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        // Beyond what any feed has it is refused, not counted.
        QVERIFY(!parse(rss(QByteArray("<item/>").repeated(1'000'000))));
    }

    void discovery_data()
    {
        QTest::addColumn<QByteArray>("html");
        QTest::addColumn<QStringList>("urls");
        const QByteArray rssType = " type='application/rss+xml' ";
        QTest::newRow("one") << QByteArray("<link rel=alternate" + rssType +
                                           "href='/feed' title='A&amp;B'>")
                             << QStringList{u"https://blog.example/feed"_s};
        QTest::newRow("twice the same")
            << QByteArray("<link rel=alternate" + rssType + "href=feed><link rel='Alternate x'" +
                          rssType + "href='/feed'>")
            << QStringList{u"https://blog.example/feed"_s};
        QTest::newRow("base") << QByteArray(
                                     "<base href='https://b.example/x/'><link rel=alternate" +
                                     rssType + "href=feed>")
                              << QStringList{u"https://b.example/x/feed"_s};
        QTest::newRow("other types")
            << "<link rel=alternate type='text/html' href=/de><link rel=stylesheet "
               "type='application/rss+xml' href=/x>"_ba
            << QStringList();
        QTest::newRow("javascript")
            << QByteArray("<link rel=alternate" + rssType + "href='javascript:alert(1)'>")
            << QStringList();
        QTest::newRow("into our network")
            << QByteArray("<link rel=alternate" + rssType +
                          "href='http://127.0.0.1/x'><link rel=alternate" + rssType +
                          "href='https://192.168.0.1/x'>")
            << QStringList();
        QTest::newRow("in the body")
            << QByteArray("<body><link rel=alternate" + rssType + "href='/feed'>") << QStringList();
        QTest::newRow("plain becomes https")
            << QByteArray("<link rel=alternate" + rssType + "href='http://c.example/f'>")
            << QStringList{u"https://c.example/f"_s};
        QTest::newRow("in a comment")
            << QByteArray("<!-- <link rel=alternate" + rssType + "href='/feed'> -->")
            << QStringList();
    }
    void discovery()
    {
        QFETCH(QByteArray, html);
        QFETCH(QStringList, urls);
        QStringList found;
        for (const DiscoveredFeed &feed :
             feedsIn(html, "text/html", QUrl(u"https://blog.example/"_s)))
            found += feed.url.toString();
        QCOMPARE(found, urls);
        const QByteArray many =
            QByteArray("<link rel=alternate type=application/atom+xml href=/%>").repeated(1000);
        QByteArray different;
        for (int i = 0; i < 1000; ++i)
            different += "<link rel=alternate type=application/atom+xml href=/" +
                         QByteArray::number(i) + ">";
        QCOMPARE(feedsIn(different, {}, kUrl).size(), 20);
        QVERIFY(feedsIn(many, {}, kUrl).size() <= 1);
    }

    void whereRedirectsMayLead()
    {
        const QUrl web(u"https://blog.example/x"_s);
        const QUrl here(u"http://127.0.0.1:8080/x"_s);
        QVERIFY(mayFeedRedirect(web, QUrl(u"https://other.example/"_s)));
        QVERIFY(!mayFeedRedirect(web, QUrl(u"http://other.example/"_s)));
        QVERIFY(!mayFeedRedirect(web, QUrl(u"http://127.0.0.1/"_s)));
        QVERIFY(!mayFeedRedirect(web, QUrl(u"https://10.0.0.1/"_s)));
        QVERIFY(!mayFeedRedirect(web, QUrl(u"https://[::1]/"_s)));
        QVERIFY(!mayFeedRedirect(web, QUrl(u"https://[::ffff:192.168.0.1]/"_s)));
        QVERIFY(!mayFeedRedirect(web, QUrl(u"https://0.0.0.0/"_s)));
        QVERIFY(mayFeedRedirect(web, QUrl(u"https://192.0.9.1/"_s)));
        QVERIFY(!mayFeedRedirect(web, QUrl(u"https://169.254.169.254/"_s)));
        QVERIFY(!mayFeedRedirect(web, QUrl(u"file:///etc/passwd"_s)));
        QVERIFY(mayFeedRedirect(here, QUrl(u"http://127.0.0.1:9/"_s)));
    }

    void settings()
    {
        FeedSettings s;
        s.url = u"blog.example/feed?a=b"_s;
        s.kind = FeedSettings::Kind::Comments;
        QCOMPARE(s.problem(), QString());
        QCOMPARE(FeedSettings::fromJson(s.toJson()), s);
        QCOMPARE(s.feedUrl(), QUrl(u"https://blog.example/feed?a=b"_s));
        QCOMPARE(feedAddress(s), u"blog.example/feed?a=b"_s);
        QCOMPARE(feedUrlOf(u"feed://blog.example/x"_s), QUrl(u"https://blog.example/x"_s));
        QCOMPARE(feedUrlOf(u"http://blog.example:80/x"_s), QUrl(u"https://blog.example/x"_s));
        QCOMPARE(feedUrlOf(u"http://localhost:80/x"_s), QUrl(u"http://localhost:80/x"_s));
        for (const QString &odd :
             {QString(), u"my blog"_s, u"file:///x"_s, u"https://u:p@h.example"_s,
              u"javascript:x"_s, QString(u"https://h.example/" + QString(9000, u'x'))}) {
            s.url = odd;
            QVERIFY2(!s.problem().isEmpty(), qPrintable(odd));
        }
    }
};

QTEST_GUILESS_MAIN(FeedParserTest)
#include "feedparsertest.moc"
