// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversemapping.h"
#include "core/channels/fediverse/fediverseapi.h"
#include "core/channels/fediverse/fediversefeatures.h"
#include "core/channels/fediverse/fediversestream.h"
#include "core/channels/fediverse/fediversethreads.h"
#include "core/domain/ingest.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

QJsonObject object(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("the test's own JSON is wrong: %s", qPrintable(error.errorString()));
    return document.object();
}

FediverseContext context()
{
    return {.domain = u"social.example"_s,
            .accountId = u"7"_s,
            .address = u"team@social.example"_s,
            .now = fromMilliseconds(1'790'000'000'000)};
}

const QByteArray kMention =
    "{"
    "\"id\": \"113\", \"created_at\": \"2026-03-04T05:06:07.890Z\", \"in_reply_to_id\": \"112\", "
    "\"in_reply_to_account_id\": \"7\","
    "\"sensitive\": true, \"spoiler_text\": \"heat, bees\", \"visibility\": \"unlisted\", "
    "\"language\": \"en\","
    "\"uri\": \"https://far.example/users/ann/statuses/113\", \"url\": "
    "\"https://far.example/@ann/113\", \"replies_count\": 2,"
    "\"edited_at\": null, \"content\": \"<p><span class=\\\"h-card\\\"><a "
    "href=\\\"https://social.example/@team\\\">@<span>team</span></a></span> are the hives "
    "<b>shaded</b>?</p>\","
    "\"account\": {\"id\": \"9\", \"username\": \"ann\", \"acct\": \"Ann@far.example\", "
    "\"display_name\": \"Ann \\u202e Bee\"},"
    "\"mentions\": [{\"id\": \"7\", \"username\": \"team\", \"acct\": \"team\"}, {\"id\": \"8\", "
    "\"username\": \"ben\", \"acct\": \"ben@near.example\"}],"
    "\"media_attachments\": [{\"id\": \"m1\", \"type\": \"image\", \"url\": "
    "\"https://files.far.example/a/hive.jpg\", \"description\": \"A hive <in> the sun\"},"
    "{\"id\": \"m2\", \"type\": \"video\", \"url\": \"https://files.far.example/a/b.mp4\", "
    "\"description\": null}],"
    "\"poll\": {\"id\": \"p\", \"expires_at\": \"2026-03-05T05:06:07.890Z\", \"expired\": false, "
    "\"multiple\": true, \"votes_count\": 3,"
    "\"options\": [{\"title\": \"Shade\", \"votes_count\": 3}, {\"title\": \"Sun\", "
    "\"votes_count\": null}]}"
    "}";

} // namespace

class FediverseMappingTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lengthsAreCountedAsTheServerDoes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("mastodon"); // with 23 for each web address
        QTest::newRow("words") << u"abc"_s << 3;
        QTest::newRow("a character of several") << u"👩‍👩‍👧‍👦e\u0301"_s << 2;
        QTest::newRow("a long address")
            << u"see https://example.org/"_s + QString(300, u'x') << 4 + 23;
        QTest::newRow("a short address") << u"http://a.de now"_s << 23 + 4;
        QTest::newRow("what ends a sentence is not of it")
            << u"(https://example.org/a), https://example.org."_s << 1 + 23 + 3 + 23 + 1;
        QTest::newRow("what is no address to every version")
            << u"https://localhost/abc xhttps://example.org"_s << 42;
        QTest::newRow("letters that end an address") << u"https://example.org/ä"_s << 23 + 1;
        QTest::newRow("a mention") << u"@ann@social.example hi"_s << 7;
        QTest::newRow("a mention of here") << u"@ann hi"_s << 7;
        QTest::newRow("a mail address") << u"ann@social.example"_s << 18;
    }

    void lengthsAreCountedAsTheServerDoes()
    {
        QFETCH(QString, text);
        QFETCH(int, mastodon);
        QCOMPARE(statusLength(text, {}, 23), mastodon);
        QCOMPARE(statusLength(text, u"bees"_s, 23), mastodon + 4);
        // Others count every character.
        QCOMPARE(statusLength(text, u"bees"_s, 0), text.toUcs4().size() + 4);
    }

    void whereElseTheyAreStandsInTheProfile()
    {
        QJsonObject json = object(kMention);
        QJsonObject account = json[u"account"].toObject();
        account[u"note"] = u"<p>married to <a href=\"https://far.example/@ben\">@ben</a></p>"_s;
        account[u"fields"] = QJsonArray{
            QJsonObject{{u"name"_s, u"Site"_s},
                        {u"value"_s, u"<a href=\"https://ann.example\" rel=\"me\"><span "
                                     "class=\"invisible\">https://</span>ann.example</a>"_s},
                        {u"verified_at"_s, u"2026-01-01T00:00:00Z"_s}},
            QJsonObject{{u"name"_s, u"Mail"_s},
                        {u"value"_s, u"ann@mail.example"_s},
                        {u"verified_at"_s, QJsonValue()}},
            QJsonObject{{u"name"_s, u"Claimed"_s},
                        {u"value"_s, u"<a href=\"https://famous.example\">me</a>"_s},
                        {u"verified_at"_s, QJsonValue()}},
            42};
        json[u"account"] = account;
        const AuthorProfile profile = mapStatus(json, context())->message.authorProfile;
        QCOMPARE(profile.verifiedLinks, QStringList{u"https://ann.example"_s});
        QCOMPARE(profile.text.split(u'\n', Qt::SkipEmptyParts),
                 (QStringList{u"ann@mail.example"_s, u"https://famous.example"_s}));
    }

    void aMention()
    {
        const auto status = mapStatus(object(kMention), context());
        QVERIFY(status);
        const IncomingMessage &m = status->message;
        QVERIFY(status->isForUs && !status->isOurs && !m.isContext);
        QCOMPARE(m.direction, Direction::Incoming);
        QCOMPARE(m.visibility, Visibility::Unlisted);
        QCOMPARE(m.author.address, u"ann@far.example"_s);
        QCOMPARE(m.author.name, u"Ann Bee"_s);
        QCOMPARE(m.recipients.size(), 2);
        QCOMPARE(m.recipients.first().address.address, u"team@social.example"_s);
        QCOMPARE(m.subject, u"heat, bees"_s);
        QCOMPARE(m.language, u"en"_s);
        QVERIFY2(m.text.startsWith(u"CW: heat, bees\n\n@team are the hives shaded?"_s),
                 qPrintable(m.text));
        QVERIFY(m.text.contains(
            u"Poll, several answers, until 2026-03-05 05:06 UTC:\n- Shade (3)\n- Sun"_s));
        QVERIFY(m.text.contains(u"[image: A hive <in> the sun]"_s));
        QVERIFY(m.text.contains(u"[video without a description]"_s));
        QVERIFY(m.html.contains(u"A hive &lt;in&gt; the sun"_s));
        QCOMPARE(m.attachments.size(), 2);
        QCOMPARE(m.attachments.first().name, u"hive.jpg"_s);
        QCOMPARE(m.attachments.first().mediaType, u"image/jpeg"_s);
        QCOMPARE(m.attachments.first().part, u"/media_attachments/0"_s);
        QVERIFY(m.attachments.first().data.isEmpty());
        QCOMPARE(m.rawFormat, RawFormat::Json);
        QCOMPARE(toIso(m.receivedAt), u"2026-03-04T05:06:07.890Z"_s);
        QCOMPARE(statusIdOf(m.messageId, u"team@social.example"_s), u"113"_s);
        QCOMPARE(statusIdOf(m.inReplyTo.first(), u"team@social.example"_s), u"112"_s);
        QVERIFY(statusIdOf(m.messageId, u"other@social.example"_s).isEmpty());
    }

    void anEditIsAnotherVersion()
    {
        QJsonObject json = object(kMention);
        const auto first = mapStatus(json, context());
        json[u"replies_count"_s] = 9;
        json[u"favourites_count"_s] = 1000;
        QCOMPARE(mapStatus(json, context())->version, first->version);
        json[u"content"_s] = u"<p>are they shaded now?</p>"_s;
        json[u"edited_at"_s] = u"2026-03-04T06:00:00.000Z"_s;
        const auto second = mapStatus(json, context());
        QVERIFY(second->version != first->version);
        QCOMPARE(second->message.messageId, first->message.messageId);
        QCOMPARE(second->message.remoteKey, first->message.remoteKey);
        QCOMPARE(second->message.sentAt, first->message.sentAt);
        QCOMPARE(second->message.receivedAt, first->message.receivedAt);
        QVERIFY(!first->message.editedAt);
        QCOMPARE(toIso(second->message.editedAt.value()), u"2026-03-04T06:00:00.000Z"_s);
    }

    void ourOwnIsTheOutboxMessage()
    {
        FediverseContext c = context();
        c.sent.insert(u"113"_s, "mine@social.example");
        QJsonObject json = object(kMention);
        QVERIFY(mapStatus(json, c)->message.messageId != "mine@social.example"); // ann's
        json[u"account"_s] = object("{\"id\": 7, \"username\": \"team\", \"acct\": \"team\"}");
        const auto ours = mapStatus(json, c);
        QVERIFY(ours->isOurs);
        QCOMPARE(ours->message.messageId, "mine@social.example");
        QCOMPARE(ours->message.direction, Direction::Outgoing);
        QJsonObject reply = object(kMention);
        reply[u"id"_s] = u"114"_s;
        reply[u"in_reply_to_id"_s] = 113;
        QVERIFY(mapStatus(reply, c)->message.inReplyTo.contains("mine@social.example"));
    }

    void othersAmongThemselvesAreContext()
    {
        QJsonObject json = object(kMention);
        json[u"mentions"_s] = QJsonArray();
        json[u"in_reply_to_account_id"_s] = u"8"_s;
        QVERIFY(mapStatus(json, context())->message.isContext);
        json[u"in_reply_to_account_id"_s] = u"7"_s; // answers us without naming us
        QVERIFY(!mapStatus(json, context())->message.isContext);
    }

    void ids_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("id");
        QTest::newRow("string") << "{\"id\":\"113\"}"_ba << u"113"_s;
        QTest::newRow("number") << "{\"id\":113}"_ba << u"113"_s;
        QTest::newRow("large number")
            << "{\"id\":113000000000000001}"_ba << u"113000000000000001"_s;
        QTest::newRow("ULID") << "{\"id\":\"01J8ZC5N7W9K4Q2X0M3V6B8D1F\"}"_ba
                              << u"01J8ZC5N7W9K4Q2X0M3V6B8D1F"_s;
        QTest::newRow("huge") << "{\"id\":1e300}"_ba << QString();
        QTest::newRow("fraction") << "{\"id\":1.5}"_ba << QString();
        QTest::newRow("negative") << "{\"id\":-4}"_ba << QString();
        QTest::newRow("null") << "{\"id\":null}"_ba << QString();
        QTest::newRow("missing") << "{}"_ba << QString();
        QTest::newRow("object") << "{\"id\":{\"a\":1}}"_ba << QString();
        QTest::newRow("line break") << "{\"id\":\"1\\r\\nX: y\"}"_ba << QString();
        QTest::newRow("parent folder") << "{\"id\":\"..\"}"_ba << QString();
        QTest::newRow("long") << QByteArray("{\"id\":\"" + QByteArray(5000, '1') + "\"}")
                              << QString();
    }
    void ids()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, id);
        QCOMPARE(fediverseId(object(json)[u"id"]), id);
        QCOMPARE(mapStatus(object(json), context()).has_value(), !id.isEmpty());
    }

    void oddStatuses_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("isQuarantined");
        QTest::newRow("no account") << "account"_ba << "null"_ba << true;
        QTest::newRow("account a list") << "account"_ba << "[1,2]"_ba << true;
        QTest::newRow("content a number") << "content"_ba << "12"_ba << true;
        QTest::newRow("content null") << "content"_ba << "null"_ba << false;
        QTest::newRow("poll a list") << "poll"_ba << "[[[]]]"_ba << false;
        QTest::newRow("votes huge")
            << "poll"_ba << "{\"options\":[{\"title\":\"x\",\"votes_count\":1e308}]}"_ba << false;
        QTest::newRow("media a word") << "media_attachments"_ba << "\"x\""_ba << false;
        QTest::newRow("media of words") << "media_attachments"_ba << "[\"x\",null,7]"_ba << false;
        QTest::newRow("mentions odd")
            << "mentions"_ba << "[null,{\"acct\":7},{\"acct\":\"\"}]"_ba << false;
        QTest::newRow("time no time") << "created_at"_ba << "\"yesterday\""_ba << false;
        QTest::newRow("time number") << "created_at"_ba << "1e300"_ba << false;
        QTest::newRow("time year 99999")
            << "created_at"_ba << "\"99999-01-01T00:00:00Z\""_ba << false;
        QTest::newRow("time before 1970")
            << "created_at"_ba << "\"1901-01-01T00:00:00Z\""_ba << false;
        QTest::newRow("edited before made")
            << "edited_at"_ba << "\"2001-01-01T00:00:00Z\""_ba << false;
        QTest::newRow("answers itself") << "in_reply_to_id"_ba << "\"113\""_ba << false;
        QTest::newRow("visibility new") << "visibility"_ba << "\"galactic\""_ba << false;
        QTest::newRow("spoiler object") << "spoiler_text"_ba << "{}"_ba << false;
    }
    void oddStatuses()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        QFETCH(bool, isQuarantined);
        QJsonObject json = object(kMention);
        json[QString::fromLatin1(key)] = object("{\"v\":" + value + "}")[u"v"];
        const auto status = mapStatus(json, context());
        QVERIFY(status);
        QCOMPARE(!status->message.quarantineReason.isEmpty(), isQuarantined);
        QVERIFY(status->message.receivedAt <= context().now);
        QVERIFY(toMilliseconds(status->message.receivedAt) > 0);
        if (key == "visibility")
            QCOMPARE(status->message.visibility, Visibility::Direct);
        if (key == "in_reply_to_id")
            QVERIFY(status->message.inReplyTo.isEmpty());
    }

    void visibilities()
    {
        for (const Visibility each :
             {Visibility::Direct, Visibility::Followers, Visibility::Unlisted, Visibility::Public})
            QCOMPARE(visibilityFrom(toWire(each), false), each);
        QCOMPARE(visibilityFrom(u"private"_s, true), Visibility::Direct); // snac
        QCOMPARE(visibilityFrom(u"local"_s, false), Visibility::Followers);
        QCOMPARE(visibilityFrom({}, false), Visibility::Direct);
    }

    void hostileSizesTakeNoTime()
    {
        QJsonObject json = object(kMention);
        json[u"content"_s] = QString(u"<div>"_s).repeated(400'000);
        QJsonArray many;
        for (int i = 0; i < 50'000; ++i)
            many.append(object(
                "{\"acct\":\"a@b.example\",\"title\":\"t\",\"url\":\"https://x.example/y\"}"));
        json[u"mentions"_s] = many;
        json[u"media_attachments"_s] = many;
        json[u"poll"_s] = QJsonObject{{u"options"_s, many}};
        QElapsedTimer timer;
        timer.start();
        const auto status = mapStatus(json, context());
        QVERIFY(timer.elapsed() < 5000);
        QVERIFY(status->message.attachments.size() <= 32);
        QVERIFY(status->message.recipients.size() <= 100);
    }

    void whoIsMentioned()
    {
        OutgoingMessage message;
        message.account.address = u"team@social.example"_s;
        message.from.address = u"team@social.example"_s;
        message.recipients = {{RecipientRole::To, {u"fediverse"_s, u"ann@far.example"_s, {}}},
                              {RecipientRole::Cc, {u"fediverse"_s, u"ben@near.example"_s, {}}},
                              {RecipientRole::Cc, {u"fediverse"_s, u"team@social.example"_s, {}}}};
        message.markdown = u"They are."_s;
        QCOMPARE(composeStatus(message), u"@ann@far.example @ben@near.example They are."_s);
        message.markdown = u"Ask @Ben@near.example, please"_s;
        QCOMPARE(composeStatus(message), u"@ann@far.example Ask @Ben@near.example, please"_s);
        message.markdown = u"not @ann@far.example.org"_s;
        QVERIFY(composeStatus(message).startsWith(u"@ann@far.example "_s));
        message.subject = u"Re: RE: heat"_s;
        QCOMPARE(contentWarningOf(message), u"heat"_s);
    }

    void ourTextIsFoundAgain()
    {
        OutgoingMessage message;
        message.recipients = {{RecipientRole::To, {u"fediverse"_s, u"ann@far.example"_s, {}}}};
        message.markdown =
            u"They *are* shaded: https://hives.example/a/long/way?x=1 #bees & more"_s;
        QJsonObject json{
            {u"in_reply_to_id"_s, u"113"_s},
            {u"created_at"_s, u"2026-03-04T05:06:07.890Z"_s},
            {u"content"_s,
             u"<p><span class='h-card'><a "
             u"href='https://far.example/@ann'>@<span>ann</span></a></span> They <em>are</em> "
             "shaded: <a href='https://hives.example/a/long/way?x=1'><span "
             "class='invisible'>https://</span>"
             "<span class='ellipsis'>hives.example/a/long</span><span "
             "class='invisible'>/way?x=1</span></a> "
             "<a href='x'>#<span>bees</span></a> &amp; more</p>"_s}};
        const Timestamp at =
            fromDateTime(QDateTime::fromString(u"2026-03-04T05:00:00Z"_s, Qt::ISODate));
        QVERIFY2(isSameStatus(json, message, u"113"_s, at),
                 qPrintable(essenceOf(composeStatus(message))));
        QVERIFY(!isSameStatus(json, message, u"114"_s, at));
        QVERIFY(!isSameStatus(json, message, u"113"_s, at + 1h));
        message.markdown += u" now"_s;
        QVERIFY(!isSameStatus(json, message, u"113"_s, at));
    }

    void features_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("nodeinfo");
        QTest::addColumn<int>("software");
        using S = FediverseFeatures::Software;
        QTest::newRow("Mastodon") << "{\"uri\":\"social.example\",\"version\":\"4.3.1\"}"_ba
                                  << u"mastodon"_s << int(S::Mastodon);
        QTest::newRow("Mastodon without nodeinfo")
            << "{\"uri\":\"social.example\",\"version\":\"4.3.1\"}"_ba << QString()
            << int(S::Mastodon);
        QTest::newRow("GoToSocial")
            << "{\"uri\":\"https://social.example\",\"version\":\"0.17.3+git-abc\",\"account_domain\":\"social.example\"}"_ba
            << u"gotosocial"_s << int(S::GoToSocial);
        QTest::newRow("Pleroma")
            << "{\"uri\":\"https://social.example\",\"version\":\"2.7.2 (compatible; Pleroma 2.6.0)\"}"_ba
            << QString() << int(S::Pleroma);
        QTest::newRow("Akkoma")
            << "{\"uri\":\"https://social.example\",\"version\":\"2.7.2 (compatible; Akkoma 3.10)\"}"_ba
            << u"akkoma"_s << int(S::Pleroma);
        QTest::newRow("snac")
            << "{\"uri\":\"https://social.example\",\"version\":\"2.75 (not true Mastodon; snac/2.75)\"}"_ba
            << u"snac"_s << int(S::Snac);
        QTest::newRow("passes for Mastodon")
            << "{\"uri\":\"social.example\",\"version\":\"4.3.1\"}"_ba << u"mitra"_s
            << int(S::Other);
        QTest::newRow("nothing") << "{}"_ba << QString() << int(S::Other);
    }
    void features()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, nodeinfo);
        QFETCH(int, software);
        const auto f = featuresFrom(object(json), nodeinfo, QUrl(u"https://social.example"_s));
        QCOMPARE(int(f.software), software);
        QCOMPARE(f.domain, u"social.example"_s);
        QCOMPARE(f.maxCharacters, 500);
    }

    void theTokenStreamsOnlyNearby()
    {
        const auto streaming = [](const QString &url) {
            return featuresFrom({{u"urls"_s, QJsonObject{{u"streaming_api"_s, url}}}}, {},
                                QUrl(u"https://social.example"_s))
                .streaming;
        };
        QCOMPARE(streaming(u"wss://social.example"_s),
                 QUrl(u"wss://social.example/api/v1/streaming"_s));
        QVERIFY(streaming(u"wss://streaming.social.example"_s).isValid());
        QVERIFY(!streaming(u"wss://evil.example"_s).isValid());
        QVERIFY(!streaming(u"wss://evilsocial.example"_s).isValid());
        QVERIFY(!streaming(u"ws://social.example"_s).isValid());
        QVERIFY(!streaming(u"wss://u:p@social.example"_s).isValid());
        QVERIFY(!streaming({}).isValid());
    }

    void streamEvents_data()
    {
        using Kind = FediverseEvent::Kind;
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("id");
        const auto row = [](const char *name, const char *text, Kind kind, const QString &id) {
            // Written with ' for ".
            QTest::newRow(name) << QByteArray(text).replace('\'', '"') << int(kind) << id;
        };
        row("notification", "{'stream':['user'],'event':'notification','payload':'{}'}",
            Kind::Notification, {});
        row("deletion", "{'event':'delete','payload':'113'}", Kind::StatusDeleted, u"113"_s);
        row("deletion by number", "{'event':'delete','payload':113}", Kind::StatusDeleted,
            u"113"_s);
        row("edit", "{'event':'status.update','payload':{'id':'113'}}", Kind::StatusChanged,
            u"113"_s);
        row("answer", "{'event':'update','payload':{'id':'114','in_reply_to_id':'113'}}",
            Kind::StatusChanged, u"113"_s);
        row("empty", "{}", Kind::None, {});
        row("list", "[]", Kind::None, {});
        row("nothing", "", Kind::None, {});
        row("words", "nonsense", Kind::None, {});
        row("deep", "[[[[[[[[[[[[[[[[[", Kind::None, {});
    }
    void streamEvents()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QFETCH(QString, id);
        const FediverseEvent event = streamEventFrom(text);
        QCOMPARE(int(event.kind), kind);
        QCOMPARE(event.statusId, id);
    }

    void threadsAreBoundedAndSurvive()
    {
        FediverseThreads threads;
        const Timestamp start = fromMilliseconds(1'790'000'000'000);
        for (int i = 0; i < 60; ++i) {
            for (int k = 0; k < 150; ++k)
                threads.note(QString::number(i), u"%1-%2"_s.arg(i).arg(k), "version",
                             start + 1s * i);
        }
        QVERIFY(threads.rootOf(u"0-140"_s).isEmpty());
        QCOMPARE(threads.rootOf(u"59-140"_s), u"59"_s);
        QVERIFY(threads.rootOf(u"59-1"_s).isEmpty());
        QCOMPARE(threads.statusesOf(u"59"_s).size(), FediverseThreads::kMaxStatuses);
        FediverseThreads again;
        again.restore(threads.toJson());
        QCOMPARE(again.toJson(), threads.toJson());
        QVERIFY(again.has(u"59-140"_s, "version"));
        QVERIFY(!again.has(u"59-140"_s, "other!!"));
        QCOMPARE(again.due(start + 2min, 3).size(), 3);
        QVERIFY(again.due(start + std::chrono::days(40), 3).isEmpty());
        again.restore(object("{\"v\":[null,7,{\"root\":{},\"known\":[\"x\"]},{\"root\":\"1\","
                             "\"known\":[1,2,3]}]}")[u"v"]
                          .toArray());
    }

    /// The rule for IncomingMessage::isContext.
    void contextAsksNothing()
    {
        ConversationFlow flow;
        const Timestamp at = fromMilliseconds(1'790'000'000'000);
        (void)applyMessage(flow, {.isContext = true, .at = at, .now = at});
        QCOMPARE(int(flow.state), int(ConversationState::Done));
        QVERIFY(!flow.waitingSince);
        (void)applyMessage(flow, {.at = at + 1s, .now = at + 1s});
        QCOMPARE(int(flow.state), int(ConversationState::New)); // the first words for us
        QCOMPARE(flow.waitingSince, at + 1s);
        flow.state = ConversationState::Done;
        flow.waitingSince.reset();
        flow.readUntil = at + 1s;
        const ConversationFlow before = flow;
        const FlowResult result =
            applyMessage(flow, {.isContext = true, .at = at + 2s, .now = at + 2s});
        QVERIFY(!result.reopened);
        QCOMPARE(int(flow.state), int(ConversationState::Done));
        QCOMPARE(flow.lastPersonMessageAt, before.lastPersonMessageAt);
        QCOMPARE(flow.lastMessageAt, at + 2s);
        QVERIFY(!flow.waitingSince);
    }

    void settings_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<bool>("allowsPlain");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("host") << u"social.example"_s << false << true;
        QTest::newRow("url") << u"https://social.example:8443/about"_s << false << true;
        QTest::newRow("plain") << u"http://social.example"_s << true << false;
        QTest::newRow("plain here, not allowed") << u"http://127.0.0.1:8001"_s << false << false;
        QTest::newRow("plain here") << u"http://127.0.0.1:8001"_s << true << true;
        QTest::newRow("plain, looks like here")
            << u"http://127.0.0.1.evil.example"_s << true << false;
        QTest::newRow("user in it") << u"https://a:b@social.example"_s << false << false;
        QTest::newRow("file") << u"file:///etc/passwd"_s << false << false;
        QTest::newRow("empty") << QString() << false << false;
        QTest::newRow("words") << u"my server"_s << false << false;
    }
    void settings()
    {
        QFETCH(QString, server);
        QFETCH(bool, allowsPlain);
        QFETCH(bool, isGood);
        FediverseSettings s;
        s.server = server;
        s.allowPlainHttp = allowsPlain;
        QCOMPARE(s.problem().isEmpty(), isGood);
        QCOMPARE(FediverseSettings::fromJson(s.toJson()), s);
    }

    void whatPeopleType()
    {
        QCOMPARE(fediverseHostOf(u" @Team@Social.example "_s), u"social.example"_s);
        QCOMPARE(fediverseHostOf(u"team@social.example:8443"_s), u"social.example:8443"_s);
        QCOMPARE(fediverseHostOf(u"social.example"_s), u"social.example"_s);
        QCOMPARE(fediverseHostOf(u"https://social.example/@team"_s), u"social.example"_s);
        for (const QString &odd :
             {u"team"_s, u"@team"_s, u"a@b@c.example"_s, u"javascript:alert(1)"_s, QString()})
            QCOMPARE(fediverseHostOf(odd), QString());
    }
};

QTEST_GUILESS_MAIN(FediverseMappingTest)
#include "fediversemappingtest.moc"
