// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyrecord.h"
#include "tests/unit/bluesky/blueskydesk.h"
#include "tests/unit/bluesky/scriptedpds.h"

#include <QJsonDocument>
#include <QTest>
#include <memory>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

constexpr int kPatience = 30'000; // ms
const QString kPut = u"/xrpc/com.atproto.repo.putRecord"_s;

} // namespace

/// The team answers ann: once, in its place, and only in public.
class BlueskySendTest final : public QObject
{
    Q_OBJECT
private:
    struct Scene {
        ScriptedPds server;
        QString asked;
        std::unique_ptr<BlueskyDesk> desk;

        explicit Scene(const QString &language = {})
        {
            server.now = QDateTime::currentDateTimeUtc();
            const QString root = server.say(u"ben"_s, u"Hives"_s, {});
            asked = server.say(u"ann"_s, u"@team are yours shaded?"_s, u"mention"_s, root);
            BlueskySettings settings =
                blueskySettingsFor(server.url(), ScriptedPds::did(u"team"_s));
            settings.language = language;
            desk = std::make_unique<BlueskyDesk>(settings);
            desk->connector.start({}, FetchMode::Once);
        }
        OutgoingMessage answer(const QString &text) const
        {
            return desk->answer(*desk->find(u"shaded"_s), text);
        }
        QJsonObject ourRecord() const
        {
            return server.ours().isEmpty() ? QJsonObject() : server.ours().last().record;
        }
    };
    enum class End { Sent, Unknown, Failed };

    /// What the outbox does with one message until it rests.
    static End deliver(BlueskyConnector &connector, const OutgoingMessage &message,
                       const std::function<void()> &afterFirstTry)
    {
        for (int attempt = 0; attempt < 4; ++attempt) {
            auto sent = connector.send(message);
            if (!QTest::qWaitFor([&] { return sent.isFinished(); }, kPatience))
                return End::Failed;
            if (attempt == 0)
                afterFirstTry();
            const Result<SendReceipt> receipt = sent.result();
            if (receipt)
                return End::Sent;
            if (!receipt.error().detail.startsWith(u"unknown:")) {
                if (receipt.error().kind == ErrorKind::Offline ||
                    receipt.error().kind == ErrorKind::Timeout ||
                    receipt.error().kind == ErrorKind::RateLimited)
                    continue; // provably not
                return End::Failed;
            }
            auto found = connector.lookUp(message);
            if (!QTest::qWaitFor([&] { return found.isFinished(); }, kPatience))
                return End::Failed;
            const Result<SendState> state = found.result();
            if (!state)
                return End::Failed;
            if (*state == SendState::Sent)
                return End::Sent;
            if (*state == SendState::Unknown)
                return End::Unknown;
        }
        return End::Failed;
    }
    static Result<SendReceipt> send(BlueskyConnector &connector, const OutgoingMessage &message)
    {
        auto sent = connector.send(message);
        if (!QTest::qWaitFor([&] { return sent.isFinished(); }, kPatience))
            return fail(ErrorKind::Timeout, u"the test waited in vain"_s);
        return sent.result();
    }

private Q_SLOTS:
    void thePreviewIsWhatGoesOut()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        OutgoingMessage message = scene.desk->words(u" Come, @ben.test! "_s);
        const auto to = [&message](const QString &address) {
            message.recipients.append(
                {RecipientRole::To, {.kind = u"bluesky"_s, .address = address, .name = {}}});
        };
        to(u"ben.test"_s);
        to(u"ann.test"_s);
        const Rendition shown = scene.desk->connector.render(message);
        QVERIFY(send(scene.desk->connector, message));
        QCOMPARE(shown.texts, QStringList{scene.ourRecord()[u"text"].toString()});
        QCOMPARE(shown.texts.first(), u"@ann.test Come, @ben.test!"_s);
        QCOMPARE(shown.length, 26);
        QVERIFY(!shown.isGreeted);
        // Only the server knows what somebody is called who is known by a DID.
        to(ScriptedPds::did(u"ann"_s));
        QVERIFY(scene.desk->connector.render(message).isGreeted);
        message.inReplyTo = {"whatever"};
        QCOMPARE(scene.desk->connector.render(message).texts, QStringList{u"Come, @ben.test!"_s});
    }

    void eachPartOfAThreadAnswersTheOneBefore()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        const OutgoingMessage first = scene.answer(u"One."_s);
        const auto sent = send(scene.desk->connector, first);
        QVERIFY(sent);
        QVERIFY(!scene.ourRecord().contains(u"langs"));
        OutgoingMessage second = scene.answer(u"Deux."_s);
        second.language = u"fr"_s;
        second.inReplyTo = {first.messageId};
        BlueskyDesk other(BlueskySettings::fromJson(scene.desk->account.settings));
        QVERIFY(send(other.connector, second));
        QCOMPARE(scene.ourRecord()[u"langs"].toArray(), QJsonArray{u"fr"_s});
        QCOMPARE(other.connector.render(second).language, u"fr"_s);
        const QJsonValue reply = scene.ourRecord()[u"reply"];
        QCOMPARE(reply[u"parent"][u"uri"].toString().toUtf8(), sent->remoteId);
        QVERIFY(reply[u"root"][u"uri"].toString() != reply[u"parent"][u"uri"].toString());
    }

    void anAnswerGoesWhereItBelongs()
    {
        Scene scene(u"de"_s);
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        const OutgoingMessage message =
            scene.answer(u"Ja 🐝, *alle*: https://hives.example/x. Frag @ben.test oder @no.one"_s);
        const auto sent = send(scene.desk->connector, message);
        QVERIFY2(sent.has_value(), qPrintable(sent ? QString() : sent.error().detail));
        QCOMPARE(scene.server.ours().size(), 1);
        const ScriptedPds::Post post = scene.server.ours().first();
        QCOMPARE(sent->remoteId, post.uri.toUtf8());
        QCOMPARE(post.uri.section(u'/', -1), blueskyRecordKey(message.uid, message.queuedAt));
        const QJsonObject record = post.record;
        QCOMPARE(record[u"text"].toString(), message.markdown);
        QCOMPARE(scene.desk->connector.render(message).texts, QStringList{message.markdown});
        QCOMPARE(record[u"langs"].toArray(), QJsonArray{u"de"_s});
        QCOMPARE(scene.desk->connector.render(message).language, u"de"_s);
        QCOMPARE(record[u"reply"][u"parent"][u"uri"].toString(), scene.asked);
        QCOMPARE(record[u"reply"][u"parent"][u"cid"].toString(),
                 scene.server.find(scene.asked)->cid);
        const QString root = record[u"reply"][u"root"][u"uri"].toString();
        QVERIFY(root != scene.asked && scene.server.find(root));
        QCOMPARE(record[u"reply"][u"root"][u"cid"].toString(), scene.server.find(root)->cid);
        QCOMPARE(record[kBlueskyMessageId].toString().toUtf8(), message.messageId);
        // Facets in bytes: the link, and ben, who exists; nobody else.
        const QByteArray utf8 = message.markdown.toUtf8();
        const QJsonArray facets = record[u"facets"].toArray();
        QCOMPARE(facets.size(), 2);
        const auto words = [&](int i) {
            const QJsonValue index = facets.at(i)[u"index"];
            return utf8.mid(index[u"byteStart"].toInt(),
                            index[u"byteEnd"].toInt() - index[u"byteStart"].toInt());
        };
        QCOMPARE(words(0), "https://hives.example/x"_ba);
        QCOMPARE(words(1), "@ben.test"_ba);
        QCOMPARE(facets.at(1)[u"features"][0][u"did"].toString(), ScriptedPds::did(u"ben"_s));

        // Read again with its thread, it is the outbox's own message, on another desk as well.
        scene.server.say(u"ann"_s, u"thanks"_s, u"reply"_s, post.uri);
        BlueskyDesk later(blueskySettingsFor(scene.server.url(), ScriptedPds::did(u"team"_s)));
        later.connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(later.isCaughtUp, kPatience);
        QVERIFY(later.find(u"thanks"_s)->inReplyTo.contains(message.messageId));
        QCOMPARE(later.find(u"alle"_s)->messageId, message.messageId);
        QCOMPARE(later.find(u"thanks"_s)->conversationKey, root);
    }

    void wordsBelowOurOwn()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        const OutgoingMessage first = scene.answer(u"Yes"_s);
        QVERIFY(send(scene.desk->connector, first).has_value());
        const QString uri = scene.server.ours().first().uri;
        OutgoingMessage second = scene.answer(u"And one more thing"_s);
        second.inReplyTo = {first.messageId};
        QVERIFY(send(scene.desk->connector, second).has_value());
        QCOMPARE(scene.server.ours().size(), 2);
        bool isBelow = false;
        for (const ScriptedPds::Post &post : scene.server.ours())
            isBelow = isBelow || post.record[u"reply"][u"parent"][u"uri"].toString() == uri;
        QVERIFY(isBelow);
    }

    void writingFirstNamesWhomItIsFor()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        OutgoingMessage message = scene.desk->words(u"Good morning"_s);
        message.recipients = {
            {RecipientRole::To, {u"bluesky"_s, ScriptedPds::did(u"ann"_s), u"Ann"_s}},
            {RecipientRole::To, {u"bluesky"_s, u"ben.test"_s, {}}}};
        QVERIFY(send(scene.desk->connector, message).has_value());
        QCOMPARE(scene.ourRecord()[u"text"].toString(), u"@ann.test @ben.test Good morning"_s);
        QCOMPARE(scene.ourRecord()[u"facets"].toArray().size(), 2);
        QVERIFY(!scene.ourRecord().contains(u"reply"_s));
        // Who is named already is not named again.
        message = scene.desk->words(u"Hello @ann.test!"_s);
        message.recipients = {{RecipientRole::To, {u"bluesky"_s, ScriptedPds::did(u"ann"_s), {}}}};
        QVERIFY(send(scene.desk->connector, message).has_value());
        bool isThere = false;
        for (const ScriptedPds::Post &post : scene.server.ours())
            isThere = isThere || post.record[u"text"].toString() == u"Hello @ann.test!";
        QVERIFY(isThere);
    }

    void images()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        OutgoingMessage message = scene.answer(u"Look"_s);
        message.attachments = {
            {.name = u"the hive.png"_s, .mediaType = u"image/png"_s, .data = "png"},
            {.name = u"b.jpg"_s, .mediaType = u"image/jpeg"_s, .data = "jpg"}};
        QVERIFY(send(scene.desk->connector, message).has_value());
        const QJsonValue embed = scene.ourRecord()[u"embed"];
        QCOMPARE(embed[u"$type"].toString(), u"app.bsky.embed.images"_s);
        QCOMPARE(embed[u"images"].toArray().size(), 2);
        QCOMPARE(embed[u"images"][0][u"alt"].toString(), u"the hive.png"_s);
        QCOMPARE(embed[u"images"][0][u"image"][u"mimeType"].toString(), u"image/png"_s);
    }

    void whatIsNotSent_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *what, ErrorKind kind) {
            QTest::newRow(what) << QString::fromLatin1(what) << int(kind);
        };
        row("direct", ErrorKind::Forbidden);
        row("followers", ErrorKind::Forbidden);
        row("empty", ErrorKind::Invalid);
        row("301 characters", ErrorKind::Invalid);
        row("3001 bytes", ErrorKind::Invalid);
        row("five images", ErrorKind::Invalid);
        row("a document", ErrorKind::Invalid);
        row("a large image", ErrorKind::Invalid);
        row("an answer to a mail", ErrorKind::Invalid);
        row("an answer to what is gone", ErrorKind::NotFound);
        row("a thread that is closed", ErrorKind::Forbidden);
        row("to nobody", ErrorKind::Invalid);
    }
    void whatIsNotSent()
    {
        QFETCH(QString, what);
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        OutgoingMessage message = scene.answer(u"Yes"_s);
        const Attachment image{.name = u"a.png"_s, .mediaType = u"image/png"_s, .data = "x"};
        if (what == u"direct")
            message.visibility = Visibility::Direct;
        else if (what == u"followers")
            message.visibility = Visibility::Followers;
        else if (what == u"empty")
            message.markdown = u" \n "_s;
        else if (what == u"301 characters")
            message.markdown = QString(301, u'a');
        else if (what == u"3001 bytes")
            message.markdown = u"👩‍👩‍👧‍👦"_s.repeated(121);
        else if (what == u"five images")
            message.attachments = QList<Attachment>(5, image);
        else if (what == u"a document")
            message.attachments = {
                {.name = u"a.pdf"_s, .mediaType = u"application/pdf"_s, .data = "x"}};
        else if (what == u"a large image")
            message.attachments = {{.name = u"a.png"_s,
                                    .mediaType = u"image/png"_s,
                                    .data = QByteArray(2'000'001, 'x')}};
        else if (what == u"an answer to a mail")
            message.inReplyTo = {"abc@example.org"};
        else if (what == u"an answer to what is gone")
            scene.server.remove(scene.asked);
        else if (what == u"a thread that is closed")
            const_cast<ScriptedPds::Post *>(scene.server.find(scene.asked))->more = {
                {u"viewer"_s, QJsonObject{{u"replyDisabled"_s, true}}}};
        else {
            message.inReplyTo.clear();
            message.recipients = {{RecipientRole::To, {u"bluesky"_s, u"no such one"_s, {}}}};
        }
        const auto sent = send(scene.desk->connector, message);
        QVERIFY(!sent);
        QTEST(int(sent.error().kind), "kind");
        QVERIFY(!sent.error().detail.startsWith(u"unknown:"));
        QVERIFY2(sent.error().detail.endsWith(u'.'), qPrintable(sent.error().detail));
        QVERIFY(scene.server.ours().isEmpty());
        QCOMPARE(scene.server.count("POST", kPut), 0);
        auto found = scene.desk->connector.lookUp(message);
        QTRY_VERIFY_WITH_TIMEOUT(found.isFinished(), kPatience);
        QCOMPARE(found.result().value(), SendState::NotSent);
    }

    void exactlyAsLongAsThereIsRoom()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        QVERIFY(send(scene.desk->connector, scene.answer(QString(300, u'ä'))).has_value());
        QCOMPARE(scene.desk->connector.capabilities().maxLength, 300);
    }

    void theConnectionIsCutAtEveryByteOfTheRequest()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        scene.server.cutWhat = "POST " + kPut.toLatin1();
        QVERIFY(send(scene.desk->connector, scene.answer(u"Probe"_s)).has_value());
        const qint64 size = scene.server.lastRequestSize;
        QVERIFY(size > 200);
        for (qint64 at = 1; at < size; ++at) {
            const qsizetype before = scene.server.ours().size();
            scene.server.cutRequestAfter = at;
            const End end = deliver(scene.desk->connector, scene.answer(u"Cut %1"_s.arg(at)),
                                    [&] { scene.server.cutRequestAfter = -1; });
            QVERIFY2(end == End::Sent, qPrintable(u"cut at %1"_s.arg(at)));
            QCOMPARE(scene.server.ours().size(), before + 1);
        }
    }

    void theAnswerIsCutAtEveryByte()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        scene.server.cutWhat = "POST " + kPut.toLatin1();
        QVERIFY(send(scene.desk->connector, scene.answer(u"Probe"_s)).has_value());
        const qint64 size = scene.server.lastAnswerSize;
        QVERIFY(size > 50);
        for (qint64 at = 0; at < size; ++at) {
            const qsizetype before = scene.server.ours().size();
            scene.server.cutAnswerAfter = at;
            const End end = deliver(scene.desk->connector, scene.answer(u"Answer cut %1"_s.arg(at)),
                                    [&] { scene.server.cutAnswerAfter = -1; });
            QVERIFY2(end == End::Sent, qPrintable(u"cut at %1"_s.arg(at)));
            QCOMPARE(scene.server.ours().size(), before + 1);
        }
    }

    void killedBetweenWriteAndAnswer()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        const OutgoingMessage message = scene.answer(u"Yes, they are"_s);
        const BlueskySettings settings =
            blueskySettingsFor(scene.server.url(), ScriptedPds::did(u"team"_s));
        bool isSilent = true;
        scene.server.script =
            [&](const ScriptedPds::Request &request) -> std::optional<ScriptedPds::Reply> {
            if (request.path != kPut || !isSilent)
                return std::nullopt;
            const QJsonObject record =
                QJsonDocument::fromJson(request.body).object()[u"record"].toObject();
            const QString key = QJsonDocument::fromJson(request.body)[u"rkey"].toString();
            scene.server.keep(ScriptedPds::uriOf(u"team"_s, key), record);
            return ScriptedPds::silent();
        };
        {
            BlueskyDesk dying(settings);
            auto never = dying.connector.send(message);
            QTRY_COMPARE_WITH_TIMEOUT(scene.server.ours().size(), 1, kPatience);
        }
        isSilent = false;
        BlueskyDesk reborn(settings);
        auto found = reborn.connector.lookUp(message);
        QTRY_VERIFY_WITH_TIMEOUT(found.isFinished(), kPatience);
        QCOMPARE(found.result().value(), SendState::Sent);
        // Should it be sent again nevertheless, it is found to be there.
        const auto again = send(reborn.connector, message);
        QVERIFY(again.has_value());
        QCOMPARE(scene.server.ours().size(), 1);
        // One that never reached it.
        const OutgoingMessage other = scene.answer(u"Yes, they are"_s);
        found = reborn.connector.lookUp(other);
        QTRY_VERIFY_WITH_TIMEOUT(found.isFinished(), kPatience);
        QCOMPARE(found.result().value(), SendState::NotSent);
        // What lies in its place is another message.
        scene.server.keep(
            ScriptedPds::uriOf(u"team"_s, blueskyRecordKey(other.uid, other.queuedAt)),
            {{u"text"_s, u"Yes, they are"_s}});
        const auto refused = send(reborn.connector, other);
        QVERIFY(!refused);
        QCOMPARE(int(refused.error().kind), int(ErrorKind::Invalid));
        QCOMPARE(scene.server.ours().size(), 2);
    }

    void aLookUpThatIsNotAnswered()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        for (const ScriptedPds::Reply &reply :
             {ScriptedPds::body("", 502), ScriptedPds::body("<html>"), ScriptedPds::body("{}"),
              ScriptedPds::body("{\"error\":\"InvalidRequest\"}", 400),
              ScriptedPds::body("", 404)}) {
            scene.server.script =
                [&](const ScriptedPds::Request &request) -> std::optional<ScriptedPds::Reply> {
                return request.path.endsWith(u"getRecord") ? std::optional(reply) : std::nullopt;
            };
            auto found = scene.desk->connector.lookUp(scene.answer(u"x"_s));
            QTRY_VERIFY_WITH_TIMEOUT(found.isFinished(), kPatience);
            QVERIFY(!found.result()); // asked again later; nothing is concluded from it
        }
    }

    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isUnknown");
        const auto row = [](const char *name, int status, const QByteArray &header,
                            const QByteArray &body, ErrorKind kind, bool isUnknown) {
            QTest::newRow(name) << status << header << body << int(kind) << isUnknown;
        };
        row("403", 403, {}, "{\"error\":\"Forbidden\"}", ErrorKind::Forbidden, false);
        row("takedown", 400, {}, "{\"error\":\"AccountTakedown\"}", ErrorKind::Forbidden, false);
        row("deactivated", 400, {}, "{\"error\":\"AccountDeactivated\"}", ErrorKind::Forbidden,
            false);
        row("invalid record", 400, {},
            "{\"error\":\"InvalidRequest\",\"message\":\"text too long\"}", ErrorKind::Invalid,
            false);
        row("429", 429, "RateLimit-Reset: 99999999999", "{\"error\":\"RateLimitExceeded\"}",
            ErrorKind::RateLimited, false);
        row("429 retry", 429, "Retry-After: 99999999", "{}", ErrorKind::RateLimited, false);
        row("500", 500, {}, "{\"error\":\"InternalServerError\"}", ErrorKind::Protocol, true);
        row("502 page", 502, {}, "<html>", ErrorKind::Protocol, true);
        row("302", 302, "Location: https://evil.example/", {}, ErrorKind::Invalid, false);
        row("307", 307, "Location: /elsewhere", {}, ErrorKind::Invalid, false);
        row("200 page", 200, {}, "<html>ok</html>", ErrorKind::Protocol, true);
        row("200 empty object", 200, {}, "{}", ErrorKind::Protocol, true);
        row("200 another uri", 200, {}, "{\"uri\":\"at://x/y/z\",\"cid\":\"c\"}",
            ErrorKind::Protocol, true);
        row("200 list", 200, {}, "[]", ErrorKind::Protocol, true);
        row("200 empty", 200, {}, "", ErrorKind::Protocol, true);
    }
    void refusals()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, body);
        QFETCH(bool, isUnknown);
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        scene.server.script =
            [&](const ScriptedPds::Request &request) -> std::optional<ScriptedPds::Reply> {
            if (request.path != kPut)
                return std::nullopt;
            return ScriptedPds::body(body, status,
                                     header.isEmpty() ? QByteArrayList() : QByteArrayList{header});
        };
        const auto sent = send(scene.desk->connector, scene.answer(u"Yes"_s));
        QVERIFY(!sent);
        QTEST(int(sent.error().kind), "kind");
        QCOMPARE(sent.error().detail.startsWith(u"unknown:"), isUnknown);
        QCOMPARE(scene.server.count("POST", kPut), 1);
        if (status == 429)
            QCOMPARE(sent.error().retryAfter, 900s);
    }

    void aLoginThatRunsOutOnTheWay()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        scene.server.script =
            [&](const ScriptedPds::Request &request) -> std::optional<ScriptedPds::Reply> {
            if (request.path == kPut && scene.server.renewals == 0)
                scene.server.expire();
            return std::nullopt;
        };
        QVERIFY(send(scene.desk->connector, scene.answer(u"Yes"_s)).has_value());
        QCOMPARE(scene.server.renewals, 1);
        QCOMPARE(scene.server.ours().size(), 1);
        QCOMPARE(scene.server.count("POST", kPut), 2);
    }

    void aServerThatIsNotThere()
    {
        Scene scene;
        QTRY_VERIFY_WITH_TIMEOUT(scene.desk->isCaughtUp, kPatience);
        scene.server.close();
        scene.server.script = [](const ScriptedPds::Request &) {
            return std::optional(ScriptedPds::cut(0));
        };
        const OutgoingMessage message = scene.answer(u"Yes"_s);
        const auto sent = send(scene.desk->connector, message);
        QVERIFY(!sent);
        QVERIFY(!sent.error().detail.startsWith(u"unknown:"));
        auto found = scene.desk->connector.lookUp(message);
        QTRY_VERIFY_WITH_TIMEOUT(found.isFinished(), kPatience);
        QCOMPARE(found.result().value(), SendState::NotSent);
    }
};

QTEST_GUILESS_MAIN(BlueskySendTest)
#include "blueskysendtest.moc"
