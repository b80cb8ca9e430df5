// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyapi.h"
#include "core/channels/bluesky/blueskyidentity.h"
#include "core/channels/bluesky/blueskyrecord.h"
#include "core/channels/bluesky/blueskysettings.h"
#include "core/channels/bluesky/blueskytext.h"
#include "core/channels/bluesky/blueskythreads.h"
#include "core/domain/messageid.h"

#include <QJsonDocument>
#include <QSet>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

const QString kTeam = u"did:plc:teamteamteamteamteamteam"_s;
const QString kAnn = u"did:plc:annaannaannaannaannaanna"_s;

QJsonObject didDocument(const QString &endpoint, const QString &handle = u"team.test"_s)
{
    return {{u"id"_s, kTeam},
            {u"alsoKnownAs"_s, QJsonArray{QString(u"at://" + handle)}},
            {u"service"_s, QJsonArray{QJsonObject{{u"id"_s, u"#atproto_pds"_s},
                                                  {u"type"_s, u"AtprotoPersonalDataServer"_s},
                                                  {u"serviceEndpoint"_s, endpoint}}}}};
}

} // namespace

/// What the connector is built of, without any server.
class BlueskyValuesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void settingsAreKept()
    {
        BlueskySettings settings;
        settings.account = u"team.test"_s;
        settings.did = kTeam;
        settings.server = u"https://pds.example"_s;
        settings.pds = u"https://old.example"_s;
        settings.directory = u"https://plc.example"_s;
        settings.language = u"pt-BR"_s;
        settings.pollSeconds = 7;
        settings.backfillDays = 3;
        settings.backfillMentions = 9;
        settings.trust.pinnedCertificates.insert(u"pds.example:443"_s, QString(64, u'a'));
        QVERIFY2(settings.problem().isEmpty(), qPrintable(settings.problem()));
        QCOMPARE(BlueskySettings::fromJson(settings.toJson()), settings);
        QCOMPARE(BlueskySettings::fromJson({}), BlueskySettings{});
        QCOMPARE(blueskyOwnAddress(settings), (Address{u"bluesky"_s, kTeam, u"team.test"_s}));
        QCOMPARE(BlueskySettings{}.directoryUrl(), QUrl(u"https://plc.directory"_s));
    }

    void settingsThatCannotBe_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<bool>("isFine");
        const auto row = [](const char *name, const QString &key, const QJsonValue &value,
                            bool isFine = false) { QTest::newRow(name) << key << value << isFine; };
        row("handle", u"account"_s, u"team.bsky.social"_s, true);
        row("handle with at", u"account"_s, u"@Team.bsky.social "_s, true);
        row("DID", u"account"_s, kTeam, true);
        row("nothing", u"account"_s, u""_s);
        row("one word", u"account"_s, u"team"_s);
        row("mail address", u"account"_s, u"team@example.org"_s);
        row("another did", u"did"_s, u"did:key:zzz"_s);
        row("plain", u"server"_s, u"http://pds.example"_s);
        row("plain here", u"server"_s, u"http://127.0.0.1:2583"_s, true);
        row("no server", u"server"_s, u"pds example"_s);
        row("user in it", u"server"_s, u"https://ann@pds.example"_s);
        row("directory plain", u"directory"_s, u"http://plc.example"_s);
        row("language", u"language"_s, u"de_DE.UTF-8"_s);
        row("too often", u"pollSeconds"_s, 0);
        row("never", u"pollSeconds"_s, 1e6);
        row("negative", u"backfillDays"_s, -1);
        row("no pem", u"caPem"_s, u"hello"_s);
        row("no pin", u"pinnedCertificates"_s, QJsonObject{{u"a:1"_s, u"abc"_s}});
    }
    void settingsThatCannotBe()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QFETCH(bool, isFine);
        QJsonObject json{{u"account"_s, u"team.test"_s}};
        json[key] = value;
        const QString problem = BlueskySettings::fromJson(json).problem();
        QCOMPARE(problem.isEmpty(), isFine);
        QVERIFY2(isFine || problem.endsWith(u'.'), qPrintable(problem));
    }

    void handles_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("handle");
        QTest::newRow("plain") << u"ann.test"_s << u"ann.test"_s;
        QTest::newRow("at") << u"@Ann.Test"_s << u"ann.test"_s;
        QTest::newRow("page") << u"https://bsky.app/profile/ann.test/post/3k"_s << u"ann.test"_s;
        QTest::newRow("dash") << u"a-b.c-d.example"_s << u"a-b.c-d.example"_s;
        QTest::newRow("no dot") << u"ann"_s << QString();
        QTest::newRow("starts with dash") << u"-ann.test"_s << QString();
        QTest::newRow("ends with dot") << u"ann.test."_s << QString();
        QTest::newRow("number at the end") << u"127.0.0.1"_s << QString();
        QTest::newRow("path") << u"ann.test/x"_s << QString();
        QTest::newRow("line feed") << u"ann.test\nx"_s << QString();
        QTest::newRow("long") << QString(u"a."_s.repeated(130) + u"test") << QString();
        QTest::newRow("umlaut") << u"änn.test"_s << QString();
    }
    void handles()
    {
        QFETCH(QString, typed);
        QTEST(blueskyHandleOf(typed), "handle");
    }

    void uris_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isPost");
        const QString base = u"at://"_s + kAnn;
        QTest::newRow("post") << base + u"/app.bsky.feed.post/3kabc" << true;
        QTest::newRow("web") << u"at://did:web:ann.test/app.bsky.feed.post/3kabc"_s << true;
        QTest::newRow("like") << base + u"/app.bsky.feed.like/3kabc" << false;
        QTest::newRow("handle") << u"at://ann.test/app.bsky.feed.post/3kabc"_s << false;
        QTest::newRow("no key") << base + u"/app.bsky.feed.post/" << false;
        QTest::newRow("dots") << base + u"/app.bsky.feed.post/.." << false;
        QTest::newRow("fragment") << base + u"/app.bsky.feed.post/3k#x" << false;
        QTest::newRow("deeper") << base + u"/app.bsky.feed.post/3k/x" << false;
        QTest::newRow("blank") << base + u"/app.bsky.feed.post/3k x" << false;
        QTest::newRow("https") << u"https://bsky.app/profile/x/post/3k"_s << false;
        QTest::newRow("short plc") << u"at://did:plc:abc/app.bsky.feed.post/3k"_s << false;
        QTest::newRow("long") << QString(base + u"/app.bsky.feed.post/" + QString(2000, u'a'))
                              << false;
        QTest::newRow("empty") << QString() << false;
    }
    void uris()
    {
        QFETCH(QString, text);
        QFETCH(bool, isPost);
        QCOMPARE(blueskyPostUri(text), isPost ? text : QString());
    }

    void recordKeysAreTheSameForEveryAttempt()
    {
        const Timestamp at = fromMilliseconds(1'790'000'000'123);
        const Uid uid = Uid::create(at);
        const QString key = blueskyRecordKey(uid, at);
        QCOMPARE(key.size(), 13);
        QCOMPARE(blueskyRecordKey(uid, at + std::chrono::hours(3)), key);
        static const QRegularExpression form(u"\\A[234567abcdefghij][234567a-z]{12}\\z"_s);
        QVERIFY2(form.match(key).hasMatch(), qPrintable(key));
        // The moment is in it: keys run with time.
        QVERIFY(blueskyRecordKey(Uid::create(at + std::chrono::milliseconds(1)), at) > key);
        QSet<QString> keys;
        for (int i = 0; i < 2000; ++i)
            keys.insert(blueskyRecordKey(Uid::create(at), at));
        QVERIFY(keys.size() > 1980); // 2000 of 2^20 within one millisecond
        // Found again from the Message-ID alone.
        const QByteArray id = makeMessageId(uid, "key", kTeam);
        QCOMPARE(blueskyUriOfSent(id, kTeam),
                 QString(u"at://" + kTeam + u"/app.bsky.feed.post/" + key));
        QVERIFY(blueskyUriOfSent("abc@example.org", kTeam).isEmpty());
        // A uid without a moment.
        const Uid derived = Uid::derive({"x"});
        QVERIFY(blueskyRecordKey(derived, at) !=
                blueskyRecordKey(derived, at + std::chrono::hours(1)));
        QVERIFY(form.match(blueskyRecordKey({}, fromMilliseconds(-5))).hasMatch());
    }

    void messageKeys()
    {
        const QString uri = u"at://"_s + kAnn + u"/app.bsky.feed.post/3kabc";
        const QByteArray key = blueskyKey(kTeam, uri);
        QCOMPARE(blueskyUriOf(key, kTeam), uri);
        QVERIFY(blueskyUriOf(key, kAnn).isEmpty());
        QVERIFY(blueskyUriOf("a@b", kTeam).isEmpty());
        QVERIFY(key.contains(' '));
    }

    void times()
    {
        QCOMPARE(blueskyTime(u"2026-01-01T00:00:00.000Z"_s), fromMilliseconds(1767225600000));
        QCOMPARE(blueskyTime(u"2026-01-01T01:00:00+01:00"_s), fromMilliseconds(1767225600000));
        QCOMPARE(blueskyTime(u"2026-01-01T00:00:00"_s), fromMilliseconds(1767225600000));
        for (const QString &text : {u""_s, u"yesterday"_s, u"0000-01-01T00:00:00Z"_s,
                                    u"1969-12-31T23:59:59Z"_s, QString(100, u'2')})
            QVERIFY2(!blueskyTime(text), qPrintable(text));
        QVERIFY(!blueskyTime(5));
    }

    void facets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("facets");
        QTest::addColumn<QString>("plain");
        QTest::addColumn<QString>("html");
        const auto link = [](const QByteArray &start, const QByteArray &end,
                             const QByteArray &uri = "https://hives.example/x") {
            return QByteArray("{\"index\":{\"byteStart\":" + start + ",\"byteEnd\":" + end +
                              "},\"features\":[{\"$type\":\"app.bsky.richtext.facet#link\",\"uri\":"
                              "\"" +
                              uri + "\"}]}");
        };
        const auto row = [](const char *name, const QString &text, const QByteArray &facets,
                            const QString &plain, const QString &html) {
            QTest::newRow(name) << text << QByteArray("[" + facets + "]") << plain << html;
        };
        const QString words = u"see hives"_s;
        const QString bare = u"<p>see hives</p>"_s;
        row("none", words, "", words, bare);
        row("link", words, link("4", "9"), u"see hives (https://hives.example/x)"_s,
            u"<p>see <a href=\"https://hives.example/x\">hives</a></p>"_s);
        row("after an emoji", u"🐝 ä x"_s, link("8", "9", "https://x/"), u"🐝 ä x"_s,
            u"<p>🐝 ä <a href=\"https://x/\">x</a></p>"_s);
        row("within an emoji", u"🐝 x"_s, link("2", "6"), u"🐝 x"_s, u"<p>🐝 x</p>"_s);
        row("ends within", u"x 🐝"_s, link("0", "4"), u"x 🐝"_s, u"<p>x 🐝</p>"_s);
        row("behind the end", words, link("4", "10"), words, bare);
        row("negative", words, link("-1", "4"), words, bare);
        row("backwards", words, link("9", "4"), words, bare);
        row("empty", words, link("4", "4"), words, bare);
        row("huge", words, link("4", "1e300"), words, bare);
        row("fraction", words, link("4.5", "9"), words, bare);
        row("strings", words, link("\"4\"", "\"9\""), words, bare);
        row("overlapping", words, link("0", "6", "https://a/") + "," + link("4", "9"),
            u"see hi (https://a/)ves"_s, u"<p><a href=\"https://a/\">see hi</a>ves</p>"_s);
        row("out of order", words,
            link("4", "9", "https://hives") + "," + link("0", "3", "https://see"), u"see hives"_s,
            u"<p><a href=\"https://see\">see</a> <a href=\"https://hives\">hives</a></p>"_s);
        row("javascript", words, link("4", "9", "javascript:alert(1)"), words, bare);
        row("file", words, link("4", "9", "file:///etc/passwd"), words, bare);
        row("no list", words, "{\"index\":7},3,null,[]", words, bare);
        row("markup", u"<b>&\"x"_s, "", u"<b>&\"x"_s, u"<p>&lt;b&gt;&amp;\"x</p>"_s);
        row("lines", u"a\r\nb\n\nc"_s, "", u"a\nb\n\nc"_s, u"<p>a<br>b<br><br>c</p>"_s);
        row("bidi", u"a\u202eb"_s, "", u"ab"_s, u"<p>ab</p>"_s);
        row("nothing", QString(), "", QString(), QString());
    }
    void facets()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, facets);
        const QJsonDocument json = QJsonDocument::fromJson(facets);
        QVERIFY(json.isArray());
        const BlueskyWords words = readFacets(text, json.array());
        QTEST(words.text, "plain");
        QTEST(words.html, "html");
    }

    void aMillionFacets()
    {
        QJsonArray facets;
        for (int i = 0; i < 1'000'000; ++i)
            facets.append(
                QJsonObject{{u"index"_s, QJsonObject{{u"byteStart"_s, 0}, {u"byteEnd"_s, 1}}}});
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(readFacets(u"x"_s, facets).text, u"x"_s);
        QVERIFY(timer.elapsed() < 1000);
    }

    void whatBecomesAFacet_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected"); // the bytes, then the target
        const auto row = [](const QString &text, const QStringList &expected) {
            QTest::newRow(qPrintable(text)) << text << expected;
        };
        row(u"Hello"_s, {});
        row(u"see https://hives.example/x."_s,
            {u"https://hives.example/x"_s, u"https://hives.example/x"_s});
        row(u"(https://hives.example/a_(b))"_s,
            {u"https://hives.example/a_(b)"_s, u"https://hives.example/a_(b)"_s});
        row(u"🐝 @Ann.test, hello"_s, {u"@Ann.test"_s, u"ann.test"_s});
        row(u"mail ann@hives.example"_s, {});
        row(u"@ann is nobody"_s, {});
        row(u"ä https://a.example b @ben.test"_s,
            {u"https://a.example"_s, u"https://a.example"_s, u"@ben.test"_s, u"ben.test"_s});
        row(u"javascript:alert(1) ftp://x.example"_s, {});
        row(u"https://"_s, {});
        row(u"x/@ann.test"_s, {});
    }
    void whatBecomesAFacet()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        const QByteArray utf8 = text.toUtf8();
        QStringList found;
        for (const BlueskySpan &span : blueskySpans(text))
            found << QString::fromUtf8(utf8.sliced(span.byteStart, span.byteEnd - span.byteStart))
                  << span.target;
        QCOMPARE(found, expected);
        // What goes out as a facet is read as one.
        QJsonArray facets;
        for (const BlueskySpan &span : blueskySpans(text))
            facets.append(
                blueskyFacet(span, span.kind == BlueskySpan::Kind::Mention ? kAnn : span.target));
        const BlueskyWords words = readFacets(text, facets);
        QCOMPARE(words.mentioned.size(), text.contains(u".test"_s) && !expected.isEmpty() ? 1 : 0);
        QCOMPARE(words.html.count(u"<a "_s), expected.filter(u"https"_s).size() / 2);
    }

    void lengthsAreCountedAsTheServerDoes()
    {
        QCOMPARE(blueskyLength({}), 0);
        QCOMPARE(blueskyLength(u"abc"_s), 3);
        QCOMPARE(blueskyLength(u"e\u0301"_s), 1);
        QCOMPARE(blueskyLength(u"🇩🇪🇵🇱"_s), 2);
        QCOMPARE(blueskyLength(u"👍🏽"_s), 1);
        QCOMPARE(blueskyLength(u"\r\n"_s), 1);
        // One character of 25 bytes; 120 of them fit by number, and not by their bytes.
        const QString family = u"👩‍👩‍👧‍👦"_s;
        QCOMPARE(blueskyLength(u"a"_s.repeated(200) + family), 201);
        QCOMPARE(blueskyLength(family.repeated(120)), 300);
        QVERIFY(blueskyLength(family.repeated(121)) > kBlueskyMaxLength);
    }

    void whereAnAccountLives()
    {
        const auto home = homeFromDidDocument(didDocument(u"https://pds.example"_s), kTeam,
                                              u"team.test"_s, false);
        QVERIFY(home.has_value());
        QCOMPARE(home->pds, QUrl(u"https://pds.example"_s));
        QCOMPARE(home->handle, u"team.test"_s);
        // Its handle was changed; by the DID it is the same account.
        QVERIFY(homeFromDidDocument(didDocument(u"https://pds.example"_s, u"new.test"_s), kTeam, {},
                                    false)
                    .has_value());
        const auto problem = [](const QJsonObject &json, const QString &handle, bool isLocal) {
            const auto answer = homeFromDidDocument(json, kTeam, handle, isLocal);
            return answer ? QString() : answer.error().detail;
        };
        QVERIFY(problem(didDocument(u"https://pds.example"_s), u"bank.test"_s, false)
                    .contains(u"another name"_s));
        QVERIFY(!problem(didDocument(u"http://pds.example"_s), {}, false).isEmpty());
        QVERIFY(!problem(didDocument(u"http://127.0.0.1:5432"_s), {}, false).isEmpty());
        QVERIFY(!problem(didDocument(u"https://localhost"_s), {}, false).isEmpty());
        QVERIFY(problem(didDocument(u"http://127.0.0.1:5432"_s), {}, true).isEmpty());
        QVERIFY(!problem(didDocument(u"file:///etc/passwd"_s), {}, true).isEmpty());
        QVERIFY(!problem({}, {}, true).isEmpty());
        QVERIFY(!problem({{u"id"_s, kTeam}}, {}, true).isEmpty());
        QVERIFY(!problem({{u"id"_s, kAnn}}, {}, true).isEmpty());
    }

    void refusalsSayWhatToDo_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("kind");
        const auto row = [](int status, const char *name, ErrorKind kind) {
            QTest::addRow("%d %s", status, name)
                << status << QString::fromLatin1(name) << int(kind);
        };
        row(401, "", ErrorKind::AuthRequired);
        row(400, "ExpiredToken", ErrorKind::AuthRequired);
        row(400, "InvalidToken", ErrorKind::AuthRequired);
        row(401, "AuthFactorTokenRequired", ErrorKind::AuthRequired);
        row(401, "AccountTakedown", ErrorKind::Forbidden);
        row(400, "AccountDeactivated", ErrorKind::Forbidden);
        row(400, "RecordNotFound", ErrorKind::NotFound);
        row(400, "InvalidRequest", ErrorKind::Invalid);
        row(403, "", ErrorKind::Forbidden);
        row(429, "RateLimitExceeded", ErrorKind::RateLimited);
        row(502, "UpstreamFailure", ErrorKind::Offline);
    }
    void refusalsSayWhatToDo()
    {
        QFETCH(int, status);
        QFETCH(QString, name);
        const Error error = blueskyRefusal(status, name, u"Words"_s, u"pds.example"_s);
        QTEST(int(error.kind), "kind");
        QVERIFY(error.detail.contains(u"pds.example"_s));
        QVERIFY2(error.detail.endsWith(u'.'), qPrintable(error.detail));
    }

    void threadsAreBounded()
    {
        BlueskyThreads threads;
        const auto uri = [](int i) {
            return u"at://"_s + kAnn + u"/app.bsky.feed.post/p" + QString::number(i);
        };
        const Timestamp at = fromMilliseconds(1'790'000'000'000);
        for (int i = 0; i < 400; ++i)
            threads.note(uri(0), uri(i), i == 399 ? QByteArray("sent") : QByteArray(), at);
        QVERIFY(threads.isFull(uri(0)));
        QCOMPARE(threads.postsOf(uri(0)).size(), BlueskyThreads::kMaxPosts);
        QVERIFY(!threads.hasPost(uri(0)));
        QCOMPARE(threads.sentIdOf(uri(399)), "sent"_ba);
        BlueskyThreads again;
        again.restore(threads.toJson());
        QCOMPARE(again.toJson(), threads.toJson());
        for (int i = 1000; i < 1100; ++i)
            threads.note(uri(i), uri(i), {}, at + std::chrono::seconds(i));
        QCOMPARE(threads.toJson().size(), qsizetype(BlueskyThreads::kMaxThreads));
        QVERIFY(!threads.hasPost(uri(399)));
        const Timestamp later = at + std::chrono::hours(1);
        const QStringList due = threads.due(later, 2);
        QCOMPARE(due.size(), 2);
        threads.looked(due.first(), later);
        QVERIFY(!threads.due(later, 100).contains(due.first()));
        QVERIFY(threads.due(later + std::chrono::days(40), 100).isEmpty());
        threads.forget(uri(1099));
        QVERIFY(!threads.hasPost(uri(1099)));
        again.restore(QJsonArray{1, u"x"_s, QJsonObject{{u"root"_s, u"x"_s}, {u"posts"_s, 5}}});
        QVERIFY(again.toJson().isEmpty());
    }
};

QTEST_APPLESS_MAIN(BlueskyValuesTest)
#include "blueskyvaluestest.moc"
