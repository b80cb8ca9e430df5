// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskymapping.h"
#include "core/channels/bluesky/blueskyrecord.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

const QString kTeam = u"did:plc:teamteamteamteamteamteam"_s;
const QString kAnn = u"did:plc:annaannaannaannaannaanna"_s;
const QString kBen = u"did:plc:benbenbenbenbenbenbenben"_s;
const QByteArray kOurId = "01990000-0000-7000-8000-000000000001.0123456789abcdef@localhost";

QString uriOf(const QString &did, const QString &key)
{
    return u"at://" + did + u"/app.bsky.feed.post/" + key;
}

QJsonObject ref(const QString &uri)
{
    return {{u"uri"_s, uri}, {u"cid"_s, QString(u"cid-of-" + uri.section(u'/', -1))}};
}

QJsonObject reply(const QString &parent, const QString &root)
{
    return {{u"parent"_s, ref(parent)}, {u"root"_s, ref(root)}};
}

QJsonObject view(const QString &did, const QString &key, const QJsonObject &record,
                 const QJsonObject &more = {})
{
    QJsonObject post{
        {u"uri"_s, uriOf(did, key)},
        {u"cid"_s, QString(u"cid-of-" + key)},
        {u"author"_s, QJsonObject{{u"did"_s, did},
                                  {u"handle"_s, did == kAnn ? u"ann.test"_s : u"ben.test"_s},
                                  {u"displayName"_s, did == kAnn ? u"Ann"_s : u""_s}}},
        {u"record"_s, record},
        {u"indexedAt"_s, u"2026-01-01T12:00:01.000Z"_s}};
    for (auto it = more.begin(); it != more.end(); ++it)
        post.insert(it.key(), it.value());
    return post;
}

QJsonObject text(const QString &words, const QJsonObject &more = {})
{
    QJsonObject record{{u"$type"_s, u"app.bsky.feed.post"_s},
                       {u"text"_s, words},
                       {u"createdAt"_s, u"2026-01-01T12:00:00.000Z"_s}};
    for (auto it = more.begin(); it != more.end(); ++it)
        record.insert(it.key(), it.value());
    return record;
}

QJsonObject mention(const QString &did, int start, int end)
{
    return {
        {u"index"_s, QJsonObject{{u"byteStart"_s, start}, {u"byteEnd"_s, end}}},
        {u"features"_s, QJsonArray{QJsonObject{{u"$type"_s, u"app.bsky.richtext.facet#mention"_s},
                                               {u"did"_s, did}}}}};
}

BlueskyContext context()
{
    return {.did = kTeam, .now = fromMilliseconds(1'790'000'000'000), .sent = {}};
}

BlueskyPost map(const QJsonObject &json)
{
    return mapBlueskyPost(json, context()).value_or(BlueskyPost{});
}

} // namespace

/// What posts of ann and ben become.
class BlueskyMappingTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMention()
    {
        const BlueskyPost post =
            map(view(kAnn, u"3ka"_s,
                     text(u"🐝 @team are yours shaded?"_s,
                          {{u"langs"_s, QJsonArray{u"PT-br"_s, u"en"_s}},
                           {u"facets"_s, QJsonArray{mention(kTeam, 5, 10)}}})));
        const IncomingMessage &message = post.message;
        QVERIFY(post.isForUs);
        QVERIFY(!post.isOurs);
        QVERIFY(!message.isContext);
        QCOMPARE(message.text, u"🐝 @team are yours shaded?"_s);
        QCOMPARE(message.authorProfile.handle, u"ann.test"_s);
        QCOMPARE(message.html, u"<p>🐝 @team are yours shaded?</p>"_s);
        QCOMPARE(message.author, (Address{u"bluesky"_s, kAnn, u"Ann"_s}));
        QCOMPARE(message.recipients.size(), 1);
        QCOMPARE(message.recipients.first().address.address, kTeam);
        QCOMPARE(message.direction, Direction::Incoming);
        QCOMPARE(message.visibility, Visibility::Public);
        QCOMPARE(message.remoteKey, uriOf(kAnn, u"3ka"_s).toUtf8());
        QCOMPARE(message.messageId, blueskyKey(kTeam, uriOf(kAnn, u"3ka"_s)));
        QCOMPARE(message.conversationKey, uriOf(kAnn, u"3ka"_s));
        QCOMPARE(message.link, QString(u"https://bsky.app/profile/" + kAnn + u"/post/3ka"));
        QCOMPARE(toIso(*message.sentAt), u"2026-01-01T12:00:00.000Z"_s);
        QCOMPARE(toIso(message.receivedAt), u"2026-01-01T12:00:01.000Z"_s);
        QVERIFY(message.subject.isEmpty());
        QCOMPARE(message.language, u"pt-BR"_s);
        QCOMPARE(message.rawFormat, RawFormat::Json);
        QVERIFY(message.inReplyTo.isEmpty());
        QVERIFY(!message.editedAt);
    }

    void anAnswerInAThread()
    {
        const QString root = uriOf(kBen, u"3kr"_s);
        const QString parent = uriOf(kTeam, u"3kp"_s);
        BlueskyContext known = context();
        known.sent.insert(parent, kOurId);
        const auto post = mapBlueskyPost(
            view(kAnn, u"3ka"_s, text(u"Yes"_s, {{u"reply"_s, reply(parent, root)}})), known);
        QVERIFY(post);
        QVERIFY(post->isForUs);
        QCOMPARE(post->root, root);
        QCOMPARE(post->parent, parent);
        QCOMPARE(post->message.conversationKey, root);
        QCOMPARE(post->message.inReplyTo, (QByteArrayList{blueskyKey(kTeam, parent), kOurId}));
        QCOMPARE(post->message.references, (QByteArrayList{blueskyKey(kTeam, root)}));
        // To others it is only what stands around.
        const BlueskyPost other =
            map(view(kAnn, u"3kb"_s, text(u"Yes"_s, {{u"reply"_s, reply(root, root)}})));
        QVERIFY(!other.isForUs);
        QVERIFY(other.message.isContext);
        QCOMPARE(other.message.recipients.first().address.address, kBen);
        QVERIFY(other.message.references.isEmpty());
    }

    void aPostOfOursIsTheOutboxItem()
    {
        const QJsonObject record =
            text(u"Yes"_s, {{QString(kBlueskyMessageId), QString::fromLatin1(kOurId)}});
        const BlueskyPost ours = map(view(kTeam, u"3kt"_s, record));
        QVERIFY(ours.isOurs);
        QCOMPARE(ours.message.direction, Direction::Outgoing);
        QCOMPARE(ours.message.messageId, kOurId);
        QVERIFY(!ours.message.isContext);
        // Nobody else can say so of theirs, and no other words are believed.
        QCOMPARE(map(view(kAnn, u"3kt"_s, record)).message.messageId,
                 blueskyKey(kTeam, uriOf(kAnn, u"3kt"_s)));
        QCOMPARE(map(view(kTeam, u"3kt"_s, text(u"x"_s, {{QString(kBlueskyMessageId), u"a@b"_s}})))
                     .message.messageId,
                 blueskyKey(kTeam, uriOf(kTeam, u"3kt"_s)));
    }

    void whoseRepositoryItIsInWroteIt()
    {
        QJsonObject json = view(kAnn, u"3ka"_s, text(u"I am the team"_s));
        json[u"author"] = QJsonObject{{u"did"_s, kTeam}, {u"displayName"_s, u"Team"_s}};
        const BlueskyPost post = map(json);
        QVERIFY(!post.isOurs);
        QCOMPARE(post.message.author, (Address{u"bluesky"_s, kAnn, {}}));
        QCOMPARE(post.message.authorProfile, AuthorProfile());
    }

    void theSameWhateverIsCounted()
    {
        const QJsonObject json = view(kAnn, u"3ka"_s, text(u"x"_s));
        QJsonObject later = json;
        later[u"likeCount"] = 5;
        later[u"labels"] = QJsonArray{QJsonObject{{u"val"_s, u"nudity"_s}}};
        later[u"author"] = QJsonObject{{u"did"_s, kAnn}, {u"handle"_s, u"moved.test"_s}};
        QCOMPARE(map(later).message.contentHash, map(json).message.contentHash);
        QCOMPARE(map(later).message.author.name, u"moved.test"_s);
        QCOMPARE(map(later).message.author.address, kAnn);
        QJsonObject other = json;
        other[u"cid"] = u"another"_s;
        QVERIFY(map(other).message.contentHash != map(json).message.contentHash);
        QCOMPARE(map(json).message.contentHash.size(), 16);
    }

    void labelsStandInFront()
    {
        const QJsonObject json = view(
            kAnn, u"3ka"_s,
            text(u"look"_s,
                 {{u"labels"_s,
                   QJsonObject{{u"values"_s, QJsonArray{QJsonObject{{u"val"_s, u"graphic-media"_s}},
                                                        QJsonObject{{u"val"_s, u"nudity"_s}}}}}}}),
            {{u"labels"_s,
              QJsonArray{QJsonObject{{u"val"_s, u"nudity"_s}},
                         QJsonObject{{u"val"_s, u"spam"_s}, {u"neg"_s, true}},
                         QJsonObject{{u"val"_s, u"!no-unauthenticated"_s}}, 7, QJsonValue::Null}}});
        const IncomingMessage message = map(json).message;
        QCOMPARE(message.text, u"CW: nudity, graphic-media\n\nlook"_s);
        QCOMPARE(message.html, u"<p>CW: nudity, graphic-media</p><p>look</p>"_s);
    }

    void imagesWithTheirWords()
    {
        const QJsonObject blob{{u"mimeType"_s, u"image/png"_s}, {u"size"_s, 1234}};
        const QJsonObject json =
            view(kAnn, u"3ka"_s,
                 text(u"two"_s,
                      {{u"embed"_s,
                        QJsonObject{{u"$type"_s, u"app.bsky.embed.images"_s},
                                    {u"images"_s,
                                     QJsonArray{QJsonObject{{u"image"_s, blob}, {u"alt"_s, u"a"_s}},
                                                QJsonObject{{u"alt"_s, u""_s}}}}}}}),
                 {{u"embed"_s,
                   QJsonObject{{u"$type"_s, u"app.bsky.embed.images#view"_s},
                               {u"images"_s,
                                QJsonArray{QJsonObject{{u"fullsize"_s, u"https://cdn.example/1"_s},
                                                       {u"alt"_s, u"A <hive>"_s}},
                                           QJsonObject{{u"alt"_s, u""_s}}}}}}});
        const IncomingMessage message = map(json).message;
        QCOMPARE(message.text, u"two\n\n[image: A <hive>]\n[image without a description]"_s);
        QVERIFY(message.html.contains(u"A &lt;hive&gt;"_s));
        QVERIFY(!message.html.contains(u"<img"_s));
        QCOMPARE(message.attachments.size(), 2);
        const Attachment &first = message.attachments.first();
        QCOMPARE(first.name, u"image-1.png"_s);
        QCOMPARE(first.mediaType, u"image/png"_s);
        QCOMPARE(first.size, 1234);
        QCOMPARE(first.part, u"/embed/images/0"_s);
        QVERIFY(first.data.isEmpty());
        QCOMPARE(
            QJsonDocument::fromJson(message.raw)[u"embed"][u"images"][0][u"fullsize"].toString(),
            u"https://cdn.example/1"_s);
        QCOMPARE(message.attachments.at(1).name, u"image-2.jpg"_s);
        // As a notification has it.
        QJsonObject bare = json;
        bare.remove(u"embed"_s);
        QCOMPARE(map(bare).message.attachments.first().part, u"/record/embed/images/0"_s);
        QCOMPARE(map(bare).message.contentHash, message.contentHash);
    }

    void linksAndVideos()
    {
        const auto external = [](const QString &uri) {
            return map(view(kAnn, u"3ka"_s, text(u"read"_s),
                            {{u"embed"_s,
                              QJsonObject{{u"$type"_s, u"app.bsky.embed.external#view"_s},
                                          {u"external"_s,
                                           QJsonObject{{u"uri"_s, uri},
                                                       {u"title"_s, u"Bees & <us>"_s},
                                                       {u"thumb"_s, u"https://t.example/x"_s}}}}}}))
                .message;
        };
        const IncomingMessage link = external(u"https://hives.example/x"_s);
        QCOMPARE(link.text, u"read\n\nBees & <us> – https://hives.example/x"_s);
        QCOMPARE(
            link.html,
            u"<p>read</p><p><a href=\"https://hives.example/x\">Bees &amp; &lt;us&gt;</a></p>"_s);
        QVERIFY(!external(u"javascript:alert(1)"_s).html.contains(u"<a "_s));

        const IncomingMessage video =
            map(view(kAnn, u"3ka"_s, text(u""_s),
                     {{u"embed"_s, QJsonObject{{u"$type"_s, u"app.bsky.embed.video#view"_s},
                                               {u"playlist"_s, u"https://v.example/x.m3u8"_s},
                                               {u"alt"_s, u"They dance"_s}}}}))
                .message;
        QCOMPARE(video.text, u"[video: They dance]"_s);
        QCOMPARE(video.attachments.first().mediaType, u"video/mp4"_s);
        QCOMPARE(video.attachments.first().part, u"/embed"_s);
        QCOMPARE(
            map(view(kAnn, u"3ka"_s, text(u"x"_s),
                     {{u"embed"_s, QJsonObject{{u"$type"_s, u"app.bsky.embed.hologram#view"_s}}}}))
                .message.text,
            u"x\n\n[Something that can only be seen in the browser]"_s);
    }

    void quotes()
    {
        const auto quoting = [](const QJsonObject &quoted) {
            return map(view(kAnn, u"3ka"_s, text(u"this"_s),
                            {{u"embed"_s, QJsonObject{{u"$type"_s, u"app.bsky.embed.record#view"_s},
                                                      {u"record"_s, quoted}}}}))
                .message;
        };
        QJsonObject quoted{
            {u"$type"_s, u"app.bsky.embed.record#viewRecord"_s},
            {u"uri"_s, uriOf(kBen, u"3kq"_s)},
            {u"author"_s, QJsonObject{{u"did"_s, kBen},
                                      {u"handle"_s, u"ben.test"_s},
                                      {u"displayName"_s, u"Ben <b>"_s}}},
            {u"value"_s, text(u"Hives\nare <warm>"_s)},
            {u"embeds"_s,
             QJsonArray{
                 QJsonObject{{u"$type"_s, u"app.bsky.embed.images#view"_s},
                             {u"images"_s, QJsonArray{QJsonObject{{u"alt"_s, u"a hive"_s}}}}},
                 QJsonObject{{u"$type"_s, u"app.bsky.embed.record#view"_s}}}}};
        const IncomingMessage message = quoting(quoted);
        QCOMPARE(message.text,
                 u"this\n\n> Ben <b> (@ben.test) wrote:\n> Hives\n> are <warm>\n> [image: a hive]\n"
                 "> [It quotes another post]"_s);
        QVERIFY2(message.html.contains(u"<blockquote><p>Ben &lt;b&gt; (@ben.test) wrote:</p>"
                                       "<p>Hives<br>are &lt;warm&gt;</p>"_s),
                 qPrintable(message.html));
        QVERIFY(message.attachments.isEmpty());
        for (const auto &[type, words] :
             {std::pair(u"viewNotFound"_s, u"[It quotes a post that is not there any more]"_s),
              std::pair(u"viewBlocked"_s, u"[It quotes a post that is blocked]"_s),
              std::pair(u"viewDetached"_s,
                        u"[It quoted a post whose author did not want to be quoted]"_s)}) {
            quoted[u"$type"] = QString(u"app.bsky.embed.record#" + type);
            QCOMPARE(quoting(quoted).text, QString(u"this\n\n" + words));
        }
        QCOMPARE(quoting({{u"$type"_s, u"app.bsky.feed.defs#generatorView"_s},
                          {u"displayName"_s, u"Bees"_s}})
                     .text,
                 u"this\n\n[It shows something of Bluesky: Bees]"_s);
        QCOMPARE(quoting({}).text, u"this\n\n[It shows something of Bluesky that is no post]"_s);
        // Not hydrated: only where it is.
        const QJsonObject raw =
            view(kAnn, u"3ka"_s,
                 text(u"this"_s,
                      {{u"embed"_s, QJsonObject{{u"$type"_s, u"app.bsky.embed.record"_s},
                                                {u"record"_s, ref(uriOf(kTeam, u"3kt"_s))}}}}));
        QVERIFY(map(raw).message.text.contains(
            QString(u"https://bsky.app/profile/" + kTeam + u"/post/3kt")));
        QVERIFY(map(raw).isForUs);
    }

    void aQuoteWithMedia()
    {
        const QJsonObject quoted{{u"$type"_s, u"app.bsky.embed.record#viewRecord"_s},
                                 {u"author"_s, QJsonObject{{u"handle"_s, u"ben.test"_s}}},
                                 {u"value"_s, text(u"warm"_s)}};
        const IncomingMessage message =
            map(view(kAnn, u"3ka"_s, text(u"both"_s),
                     {{u"embed"_s,
                       QJsonObject{{u"$type"_s, u"app.bsky.embed.recordWithMedia#view"_s},
                                   {u"record"_s, QJsonObject{{u"record"_s, quoted}}},
                                   {u"media"_s,
                                    QJsonObject{{u"$type"_s, u"app.bsky.embed.images#view"_s},
                                                {u"images"_s,
                                                 QJsonArray{QJsonObject{{u"alt"_s, u"x"_s}}}}}}}}}))
                .message;
        QCOMPARE(message.text, u"both\n\n[image: x]\n> @ben.test wrote:\n> warm"_s);
        QCOMPARE(message.attachments.first().part, u"/embed/media/images/0"_s);
    }

    void oddPosts_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("outcome"); // 0 nothing, 1 quarantined, 2 a message
        const auto row = [](const char *name, const QByteArray &json, int outcome) {
            QTest::newRow(name) << json << outcome;
        };
        const QByteArray uri = "\"uri\":\"" + uriOf(kAnn, u"3ka"_s).toUtf8() + "\"";
        row("empty", "{}", 0);
        row("uri a number", "{\"uri\":7}", 0);
        row("a like", "{\"uri\":\"at://" + kAnn.toUtf8() + "/app.bsky.feed.like/3ka\"}", 0);
        row("no record", "{" + uri + "}", 1);
        row("text a list", "{" + uri + ",\"record\":{\"text\":[]}}", 1);
        row("record a string", "{" + uri + ",\"record\":\"x\"}", 1);
        row("bare", "{" + uri + ",\"record\":{\"text\":\"x\"}}", 2);
        row("answers itself",
            "{" + uri + ",\"record\":{\"text\":\"x\",\"reply\":{\"parent\":{" + uri +
                "},\"root\":{" + uri + "}}}}",
            2);
        row("answers a like",
            "{" + uri + ",\"record\":{\"text\":\"x\",\"reply\":{\"parent\":{\"uri\":\"at://x\"}}}}",
            2);
        row("everything of another kind",
            "{" + uri +
                ",\"cid\":{},\"author\":[],\"indexedAt\":1e99,\"labels\":{},\"embed\":[],"
                "\"replyCount\":\"x\",\"record\":{\"text\":\"x\",\"facets\":7,\"embed\":3,"
                "\"labels\":[],\"createdAt\":{},\"reply\":\"x\"}}",
            2);
        row("embed of nothing", "{" + uri + ",\"embed\":{},\"record\":{\"text\":\"x\"}}", 2);
        row("images a number",
            "{" + uri +
                ",\"embed\":{\"$type\":\"app.bsky.embed.images#view\",\"images\":9},\"record\":"
                "{\"text\":\"x\"}}",
            2);
        row("far future",
            "{" + uri + ",\"indexedAt\":\"9999-01-01T00:00:00Z\",\"record\":{\"text\":\"x\"}}", 2);
        row("NUL and surrogates",
            "{" + uri + ",\"record\":{\"text\":\"a\\u0000b\\ud800c\\u202e\"}}", 2);
        row("deep",
            "{" + uri + ",\"record\":{\"text\":\"x\",\"embed\":" +
                QByteArray("{\"record\":").repeated(500) + "1" + QByteArray("}").repeated(500) +
                "}}",
            2);
        row("megabyte",
            "{" + uri + ",\"record\":{\"text\":\"" + QByteArray(1'000'000, 'a') + "\"}}", 2);
    }
    void oddPosts()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, outcome);
        const QJsonDocument document = QJsonDocument::fromJson(json);
        QVERIFY(document.isObject());
        const auto post = mapBlueskyPost(document.object(), context());
        QCOMPARE(post.has_value(), outcome != 0);
        if (!post)
            return;
        QCOMPARE(!post->message.quarantineReason.isEmpty(), outcome == 1);
        QVERIFY(post->message.receivedAt <= context().now);
        QVERIFY(post->message.text.size() <= 200'000);
        QVERIFY(!post->message.text.contains(QChar(0)) || outcome == 1);
        QVERIFY(!post->message.inReplyTo.contains(post->message.messageId));
        QCOMPARE(post->message.author.address, kAnn);
    }

    void notifications()
    {
        QJsonObject json = view(kAnn, u"3ka"_s, text(u"x"_s));
        const Timestamp now = context().now;
        json[u"reason"] = u"mention"_s;
        QVERIFY(blueskyNotification(json, now)->names);
        QCOMPARE(toIso(blueskyNotification(json, now)->at), u"2026-01-01T12:00:01.000Z"_s);
        json[u"reason"] = u"quote"_s;
        QVERIFY(blueskyNotification(json, now)->names);
        json[u"reason"] = u"reply"_s;
        QVERIFY(!blueskyNotification(json, now)->names);
        json[u"indexedAt"] = u"3000-01-01T00:00:00Z"_s;
        QCOMPARE(blueskyNotification(json, now)->at, now);
        for (const QString &reason : {u"like"_s, u"follow"_s, u"repost"_s, u""_s}) {
            json[u"reason"] = reason;
            QVERIFY(!blueskyNotification(json, now));
        }
    }

    void aThread()
    {
        const auto node = [](const QJsonObject &post, const QJsonArray &replies = {},
                             const QJsonObject &parent = {}) {
            QJsonObject json{{u"$type"_s, u"app.bsky.feed.defs#threadViewPost"_s},
                             {u"post"_s, post},
                             {u"replies"_s, replies}};
            if (!parent.isEmpty())
                json[u"parent"] = parent;
            return json;
        };
        const QString root = uriOf(kBen, u"3kr"_s);
        const QString ours = uriOf(kTeam, u"3kt"_s);
        const QJsonObject top = node(view(kBen, u"3kr"_s, text(u"root"_s)));
        const QJsonObject middle =
            node(view(kTeam, u"3kt"_s,
                      text(u"ours"_s, {{u"reply"_s, reply(root, root)},
                                       {QString(kBlueskyMessageId), QString::fromLatin1(kOurId)}})),
                 {}, top);
        const QJsonObject below = node(view(
            kBen, u"3kb"_s, text(u"deeper"_s, {{u"reply"_s, reply(uriOf(kAnn, u"3ka"_s), root)}})));
        const QJsonObject blocked{{u"$type"_s, u"app.bsky.feed.defs#blockedPost"_s},
                                  {u"uri"_s, uriOf(kBen, u"3kx"_s)},
                                  {u"blocked"_s, true}};
        const QJsonObject asked =
            node(view(kAnn, u"3ka"_s, text(u"asked"_s, {{u"reply"_s, reply(ours, root)}})),
                 {below, blocked, 7, QJsonValue::Null}, middle);
        const BlueskyThread thread = mapBlueskyThread(asked, context());
        QCOMPARE(thread.root, root);
        QStringList words;
        for (const BlueskyPost &post : thread.posts)
            words += post.message.text;
        QCOMPARE(words, (QStringList{u"root"_s, u"ours"_s, u"asked"_s, u"deeper"_s}));
        QCOMPARE(thread.posts.at(1).message.messageId, kOurId);
        QVERIFY(thread.posts.at(2).message.inReplyTo.contains(kOurId));
        QVERIFY(thread.posts.at(2).isForUs);
        QVERIFY(thread.posts.at(3).message.isContext);
        for (const BlueskyPost &post : thread.posts)
            QCOMPARE(post.message.conversationKey, root);

        // What is missing above is said below it.
        const auto orphan = [&](const QString &type) {
            return mapBlueskyThread(node(view(kAnn, u"3ka"_s,
                                              text(u"asked"_s, {{u"reply"_s, reply(ours, root)}})),
                                         {},
                                         {{u"$type"_s, QString(u"app.bsky.feed.defs#" + type)},
                                          {u"uri"_s, ours}}),
                                    context())
                .posts.first()
                .message.text;
        };
        QCOMPARE(orphan(u"notFoundPost"_s),
                 u"[It answers a post that is not there any more]\n\nasked"_s);
        QCOMPARE(orphan(u"blockedPost"_s), u"[It answers a post that is blocked]\n\nasked"_s);
        QVERIFY(mapBlueskyThread(blocked, context()).posts.isEmpty());
        QVERIFY(mapBlueskyThread({}, context()).posts.isEmpty());
    }

    void aHugeThread()
    {
        QJsonArray replies;
        const QString root = uriOf(kBen, u"3kr"_s);
        for (int i = 0; i < 5000; ++i)
            replies.append(
                QJsonObject{{u"post"_s, view(kAnn, u"r%1"_s.arg(i),
                                             text(u"x"_s, {{u"reply"_s, reply(root, root)}}))}});
        const QString ours = uriOf(kTeam, u"3kt"_s);
        replies.append(
            QJsonObject{{u"post"_s, view(kAnn, u"last"_s,
                                         text(u"for you"_s, {{u"reply"_s, reply(ours, root)}}))}});
        QJsonObject json{{u"post"_s, view(kBen, u"3kr"_s, text(u"root"_s))},
                         {u"replies"_s, replies}};
        for (int i = 0; i < 200; ++i)
            json = {{u"post"_s, view(kBen, u"below%1"_s.arg(i), text(u"x"_s))},
                    {u"parent"_s, json}};
        const BlueskyThread wide = mapBlueskyThread(json, context());
        QVERIFY(wide.posts.size() <= 61);
        const BlueskyThread flat = mapBlueskyThread(
            {{u"post"_s, view(kBen, u"3kr"_s, text(u"root"_s))}, {u"replies"_s, replies}},
            context());
        QVERIFY(flat.posts.size() <= 150);
        QVERIFY(
            std::ranges::any_of(flat.posts, [](const BlueskyPost &post) { return post.isForUs; }));
    }
};

QTEST_APPLESS_MAIN(BlueskyMappingTest)
#include "blueskymappingtest.moc"
