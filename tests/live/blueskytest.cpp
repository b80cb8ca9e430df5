// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyrecord.h"
#include "core/channels/bluesky/blueskytext.h"
#include "tests/live/atprotoserver.h"
#include "tests/unit/bluesky/blueskydesk.h"

#include <QJsonArray>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

constexpr int kPatience = 60'000; // ms

} // namespace

/// The team, ann and ben on real servers of the AT protocol.
class BlueskyTest final : public QObject
{
    Q_OBJECT
private:
    AtprotoServer m_server;
    std::chrono::milliseconds m_ahead{0}; ///< of the desks' clock

    std::unique_ptr<BlueskyDesk> desk(const QString &name)
    {
        BlueskySettings settings = blueskySettingsFor(m_server.url(), m_server.did(name));
        settings.account = m_server.handle(name);
        return std::make_unique<BlueskyDesk>(
            settings, [this] { return systemNow() + m_ahead; }, m_server.appPassword(name));
    }
    static QString send(BlueskyDesk &from, const OutgoingMessage &message)
    {
        auto sent = from.connector.send(message);
        if (!QTest::qWaitFor([&] { return sent.isFinished(); }, kPatience))
            return u"no end"_s;
        return sent.result() ? QString() : sent.result().error().detail;
    }
    /// How often the team has said so on the server.
    int countOf(const QString &text)
    {
        int count = 0;
        for (const QJsonValue record : m_server.postsOf(u"team"_s))
            count += record[u"value"][u"text"].toString() == text ? 1 : 0;
        return count;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = AtprotoServer::missing(); !why.isEmpty())
            QSKIP(qPrintable(why));
        const QString problem = m_server.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    void signIn()
    {
        BlueskySettings settings;
        settings.account = u'@' + m_server.handle(u"team"_s);
        settings.server = m_server.url();
        auto login = probeBluesky(settings, m_server.appPassword(u"team"_s), this);
        QTRY_VERIFY_WITH_TIMEOUT(login.isFinished(), kPatience);
        QVERIFY2(login.result().has_value(),
                 qPrintable(login.result() ? QString() : login.result().error().detail));
        QCOMPARE(login.result()->settings.did, m_server.did(u"team"_s));
        // Found by the directory.
        settings = login.result()->settings;
        settings.server.clear();
        settings.pds.clear();
        settings.directory = m_server.directory();
        login = probeBluesky(settings, m_server.appPassword(u"team"_s), this);
        QTRY_VERIFY_WITH_TIMEOUT(login.isFinished(), kPatience);
        QVERIFY2(login.result().has_value(),
                 qPrintable(login.result() ? QString() : login.result().error().detail));
        QCOMPARE(login.result()->settings.pds, m_server.url());
        QCOMPARE(login.result()->settings.account, u"hivesteam.test"_s);
        login = probeBluesky(settings, u"wrong-wrong-wrong"_s, this);
        QTRY_VERIFY_WITH_TIMEOUT(login.isFinished(), kPatience);
        QCOMPARE(int(login.result().error().kind), int(ErrorKind::AuthRequired));
    }

    void askedAndAnswered()
    {
        auto team = desk(u"team"_s);
        auto ann = desk(u"ann"_s);
        team->connector.start({}, FetchMode::Watch);
        ann->connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(team->state, LinkState::Online, kPatience);
        const QJsonObject root = m_server.post(u"ben"_s, u"My hives are warm"_s);
        const QJsonObject question = m_server.post(
            u"ann"_s, u"🐝 and yours, @hivesteam.test?"_s,
            {{u"reply"_s, QJsonObject{{u"root"_s, root}, {u"parent"_s, root}}}}, u"team"_s);
        QVERIFY(!question[u"uri"].toString().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(team->find(u"and yours"_s) != nullptr, kPatience);
        const IncomingMessage asked = *team->find(u"and yours"_s);
        QVERIFY(!asked.isContext);
        QCOMPARE(asked.author.address, m_server.did(u"ann"_s));
        QCOMPARE(asked.conversationKey, root[u"uri"].toString());
        QVERIFY(team->find(u"warm"_s)->isContext);

        // Emoji and accents before a link: bytes, as the server counts them.
        const OutgoingMessage answer = team->answer(
            asked, u"👩‍👩‍👧‍👦 Ja, mit @ben.test: https://hives.example/ä"_s);
        QCOMPARE(send(*team, answer), QString());
        QTRY_VERIFY_WITH_TIMEOUT(ann->find(u"hives.example"_s) != nullptr, kPatience);
        const IncomingMessage answered = *ann->find(u"hives.example"_s);
        QVERIFY(!answered.isContext);
        QCOMPARE(answered.conversationKey, root[u"uri"].toString());
        QVERIFY(answered.html.contains(u"<a href=\"https://hives.example/"_s));
        QCOMPARE(countOf(answer.markdown), 1);

        // Found again after a crash, and a second attempt is no second post.
        auto again = desk(u"team"_s);
        auto found = again->connector.lookUp(answer);
        QTRY_VERIFY_WITH_TIMEOUT(found.isFinished(), kPatience);
        QCOMPARE(found.result().value(), SendState::Sent);
        QCOMPARE(send(*again, answer), QString());
        QCOMPARE(countOf(answer.markdown), 1);
        found = again->connector.lookUp(team->answer(asked, u"Never said"_s));
        QTRY_VERIFY_WITH_TIMEOUT(found.isFinished(), kPatience);
        QCOMPARE(found.result().value(), SendState::NotSent);

        // The thread goes on, and what went out is recognised in it.
        QCOMPARE(send(*ann, ann->answer(answered, u"Thank you!"_s)), QString());
        QTRY_VERIFY_WITH_TIMEOUT(team->find(u"Thank you"_s) != nullptr, kPatience);
        QVERIFY(team->find(u"Thank you"_s)->inReplyTo.contains(answer.messageId));
        QCOMPARE(team->find(u"Thank you"_s)->conversationKey, asked.conversationKey);
        if (const IncomingMessage *ours = team->find(u"hives.example"_s))
            QCOMPARE(ours->messageId, answer.messageId);
        QVERIFY(!team->hasTwice());
    }

    void whatTheServerCounts()
    {
        auto team = desk(u"team"_s);
        // Exactly 300 as we count them is taken, and 301 is refused here already.
        for (const QString &one :
             {u"a"_s, u"é"_s, u"e\u0301"_s, u"👍🏽"_s, u"🇩🇪"_s, u"각"_s, u"नि"_s, u"क्ष"_s}) {
            OutgoingMessage message = team->words(one.repeated(300));
            if (message.markdown.toUtf8().size() > kBlueskyMaxBytes)
                message.markdown = one.repeated(kBlueskyMaxBytes / one.toUtf8().size());
            const QString problem = send(*team, message);
            QVERIFY2(problem.isEmpty(), qPrintable(QString(one + u": " + problem)));
        }
        QVERIFY(!send(*team, team->words(QString(301, u'a'))).isEmpty());
    }

    void quotesAndImages()
    {
        auto team = desk(u"team"_s);
        team->connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(team->state, LinkState::Online, kPatience);
        OutgoingMessage words = team->words(u"We meet on Friday"_s);
        words.attachments = {{.name = u"hive.png"_s,
                              .mediaType = u"image/png"_s,
                              .data = QByteArray::fromBase64(
                                  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
                                  "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")}};
        auto sent = team->connector.send(words);
        QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
        QVERIFY2(sent.result().has_value(),
                 qPrintable(sent.result() ? QString() : sent.result().error().detail));
        const QString uri = QString::fromUtf8(sent.result()->remoteId);
        const QString cid = sent.result()->serverAnswer.section(u' ', -1);
        m_server.post(u"ben"_s, u"Come all"_s,
                      {{u"embed"_s, QJsonObject{{u"$type"_s, u"app.bsky.embed.record"_s},
                                                {u"record"_s,
                                                 QJsonObject{{u"uri"_s, uri}, {u"cid"_s, cid}}}}}});
        QTRY_VERIFY_WITH_TIMEOUT(team->find(u"Come all"_s) != nullptr, kPatience);
        const QString text = team->find(u"Come all"_s)->text;
        QVERIFY2(text.contains(u"> @hivesteam.test wrote:\n> We meet on Friday"_s),
                 qPrintable(text));
        QVERIFY2(text.contains(u"[image: hive.png]"_s), qPrintable(text));
        QVERIFY(!team->find(u"Come all"_s)->isContext);
    }

    void whatIsDeletedIsRemoved()
    {
        auto team = desk(u"team"_s);
        team->connector.start({}, FetchMode::Watch);
        const QJsonObject slip =
            m_server.post(u"ann"_s, u"@hivesteam.test a slip of mine"_s, {}, u"team"_s);
        QTRY_VERIFY_WITH_TIMEOUT(team->find(u"slip"_s) != nullptr, kPatience);
        const QByteArray id = team->find(u"slip"_s)->messageId;
        m_server.call(u"ann"_s, u"com.atproto.repo.deleteRecord"_s,
                      {{u"repo"_s, m_server.did(u"ann"_s)},
                       {u"collection"_s, u"app.bsky.feed.post"_s},
                       {u"rkey"_s, slip[u"uri"].toString().section(u'/', -1)}});
        m_server.command({{u"command"_s, u"settle"_s}});
        const auto isRemoved = [&] {
            return std::ranges::any_of(team->removals, [&](const IncomingRemoval &removal) {
                return removal.messageId == id;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT((m_ahead += 2min, team->connector.refresh(), isRemoved()),
                                 kPatience);
        QCOMPARE(team->removals.size(), 1);
    }

    void threeDaysWithoutGapOrDuplicate()
    {
        auto before = desk(u"team"_s);
        before->connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(before->isCaughtUp, kPatience);
        constexpr int kCount = 130; // more than a page
        const Timestamp start = systemNow() - 70h;
        for (int i = 0; i < kCount; ++i)
            QVERIFY(!m_server
                         .post(i % 2 ? u"ann"_s : u"ben"_s, u"@hivesteam.test history %1."_s.arg(i),
                               {{u"createdAt"_s, toIso(start + i * 30min)}}, u"team"_s)[u"uri"]
                         .toString()
                         .isEmpty());
        m_server.command({{u"command"_s, u"settle"_s}});
        auto after = desk(u"team"_s);
        after->connector.start(before->cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(after->isCaughtUp, kPatience);
        int found = 0;
        for (int i = 0; i < kCount; ++i)
            found += after->find(u"history %1."_s.arg(i)) ? 1 : 0;
        QCOMPARE(found, kCount);
        QVERIFY(!after->hasTwice());
        auto again = desk(u"team"_s);
        again->connector.start(after->cursors, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(again->isCaughtUp, kPatience);
        QVERIFY(again->messages.isEmpty());
    }

    void aServerThatRestartsLosesNothing()
    {
        auto team = desk(u"team"_s);
        team->connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(team->state, LinkState::Online, kPatience);
        const QJsonObject question =
            m_server.post(u"ann"_s, u"@hivesteam.test before the storm"_s, {}, u"team"_s);
        QTRY_VERIFY_WITH_TIMEOUT(team->find(u"before the storm"_s) != nullptr, kPatience);
        const OutgoingMessage answer =
            team->answer(*team->find(u"before the storm"_s), u"We are in the cellar"_s);
        QVERIFY(m_server.command({{u"command"_s, u"stop"_s}}).contains(u"ok"_s));
        team->connector.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(team->state, LinkState::Waiting, kPatience);
        QVERIFY(!team->detail.isEmpty());
        const QString problem = send(*team, answer);
        QVERIFY(!problem.isEmpty());
        QVERIFY2(!problem.startsWith(u"unknown:"), qPrintable(problem));
        QVERIFY(m_server.command({{u"command"_s, u"start"_s}}).contains(u"ok"_s));
        QCOMPARE(send(*team, answer), QString());
        QCOMPARE(countOf(answer.markdown), 1);
        m_server.post(u"ann"_s, u"@hivesteam.test after the storm"_s, {}, u"team"_s);
        QTRY_VERIFY_WITH_TIMEOUT(team->find(u"after the storm"_s) != nullptr, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(team->state, LinkState::Online, kPatience);
        QVERIFY(!team->hasTwice());
        Q_UNUSED(question)
    }

    void anAppPasswordThatIsWithdrawn()
    {
        auto team = desk(u"team"_s);
        team->connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(team->isCaughtUp, kPatience);
        QVERIFY(m_server.command({{u"command"_s, u"revoke"_s}, {u"as"_s, u"team"_s}})
                    .contains(u"ok"_s));
        auto again = desk(u"team"_s);
        again->connector.start(team->cursors, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(again->state, LinkState::NeedsPerson, kPatience);
        QVERIFY2(again->detail.contains(u"app password"_s), qPrintable(again->detail));
    }
};

QTEST_GUILESS_MAIN(BlueskyTest)
#include "blueskytest.moc"
