// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/snaclogin.h"
#include "tests/unit/fediverse/fediversedesk.h"

#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

/// The team, ann and ben on a real server of the fediverse.
class FediverseTest final : public QObject
{
    Q_OBJECT
private:
    SnacServer m_server;
    QHash<QString, FediverseLogin> m_logins;

    void signIn(const QString &user)
    {
        const auto login = signInAtSnac(m_server, user);
        QVERIFY2(login.has_value(), qPrintable(login ? QString() : login.error().detail));
        m_logins.insert(user, *login);
    }

    std::unique_ptr<FediverseDesk> desk(const QString &user)
    {
        const FediverseLogin login = m_logins.value(user);
        auto result = std::make_unique<FediverseDesk>(login.settings, login.settings.account);
        result->secrets.values.insert(u"fediverse-token"_s, login.token);
        return result;
    }

    /// A first message, to whom \a text names.
    static OutgoingMessage words(const FediverseDesk &from, const QString &text,
                                 Visibility visibility)
    {
        IncomingMessage nobody;
        OutgoingMessage message = from.answer(nobody, text);
        message.recipients.clear();
        message.inReplyTo.clear();
        message.visibility = visibility;
        return message;
    }

    static void send(FediverseDesk &from, const OutgoingMessage &message)
    {
        auto sent = from.connector.send(message);
        QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), 30000);
        QVERIFY2(sent.result().has_value(),
                 qPrintable(sent.result() ? QString() : sent.result().error().detail));
    }

    /// Looks again until \a part has arrived: the server delivers in its own time.
    static bool arrives(FediverseDesk &at, const QString &part)
    {
        for (int i = 0; i < 40 && !at.find(part); ++i) {
            at.connector.refresh();
            (void)QTest::qWaitFor([&] { return at.find(part) != nullptr; }, 1000);
        }
        return at.find(part) != nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = SnacServer::missing(); !why.isEmpty())
            QSKIP(qPrintable(why));
        const QString problem = m_server.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        for (const QString &user : {u"team"_s, u"ann"_s, u"ben"_s})
            signIn(user);
        QCOMPARE(m_logins.size(), 3);
        QCOMPARE(m_logins.value(u"team"_s).server.features.software,
                 FediverseFeatures::Software::Snac);
        QVERIFY(m_logins.value(u"team"_s).settings.account.startsWith(u"team@127.0.0.1"_s));
    }

    void askedAndAnswered()
    {
        auto team = desk(u"team"_s);
        auto ann = desk(u"ann"_s);
        team->connector.start({}, FetchMode::Watch);
        ann->connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(team->state, LinkState::Online, 10000);
        QTRY_COMPARE_WITH_TIMEOUT(ann->state, LinkState::Online, 10000);
        QVERIFY(!team->connector.capabilities().hasPush);

        OutgoingMessage question =
            words(*ann, u"@team are your hives shaded?"_s, Visibility::Public);
        question.subject = u"bees"_s;
        send(*ann, question);
        QVERIFY(arrives(*team, u"shaded"_s));
        const IncomingMessage asked = *team->find(u"shaded"_s);
        QVERIFY(!asked.isContext);
        QCOMPARE(asked.author.address, m_logins.value(u"ann"_s).settings.account);
        QCOMPARE(asked.subject, u"bees"_s);
        QCOMPARE(asked.visibility, Visibility::Public);

        const OutgoingMessage answer =
            team->answer(asked, u"Yes, all of them: https://hives.example/x"_s);
        send(*team, answer);
        QVERIFY(arrives(*ann, u"all of them"_s));
        const IncomingMessage answered = *ann->find(u"all of them"_s);
        QVERIFY(!answered.isContext);
        QVERIFY(!answered.inReplyTo.isEmpty());

        // On the server it is found again, as after a crash.
        auto again = desk(u"team"_s);
        auto found = again->connector.lookUp(answer);
        QTRY_VERIFY_WITH_TIMEOUT(found.isFinished(), 10000);
        QCOMPARE(found.result().value(), SendState::Sent);
        OutgoingMessage never = answer;
        never.uid = Uid::create(systemNow());
        never.markdown = u"Never said"_s;
        found = again->connector.lookUp(never);
        QTRY_VERIFY_WITH_TIMEOUT(found.isFinished(), 10000);
        QCOMPARE(found.result().value(), SendState::Unknown);

        // The thread goes on, in the same conversation.
        send(*ann, ann->answer(answered, u"Thank you!"_s));
        QVERIFY(arrives(*team, u"Thank you"_s));
        QCOMPARE(team->find(u"Thank you"_s)->conversationKey, asked.conversationKey);
    }

    void saidInPrivateStaysPrivate()
    {
        auto team = desk(u"team"_s);
        auto ann = desk(u"ann"_s);
        team->connector.start({}, FetchMode::Watch);
        send(*ann, words(*ann, u"@team a secret of mine"_s, Visibility::Direct));
        QVERIFY(arrives(*team, u"secret"_s));
        const IncomingMessage secret = *team->find(u"secret"_s);
        QCOMPARE(secret.visibility, Visibility::Direct);
        OutgoingMessage loud = team->answer(secret, u"We shall tell everybody"_s);
        loud.visibility = Visibility::Public;
        auto sent = team->connector.send(loud);
        QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), 10000);
        QCOMPARE(int(sent.result().error().kind), int(ErrorKind::Forbidden));
        const OutgoingMessage quiet = team->answer(secret, u"It stays between us"_s);
        send(*team, quiet);
        ann->connector.start({}, FetchMode::Watch);
        QVERIFY(arrives(*ann, u"between us"_s));
        QCOMPARE(ann->find(u"between us"_s)->visibility, Visibility::Direct);
        auto again = desk(u"team"_s);
        auto state = again->connector.lookUp(quiet);
        QTRY_VERIFY_WITH_TIMEOUT(state.isFinished(), 10000);
        QCOMPARE(state.result().value(), SendState::Sent);
        // Ben never hears of it.
        auto ben = desk(u"ben"_s);
        ben->connector.start({}, FetchMode::Once);
        QTRY_VERIFY_WITH_TIMEOUT(ben->isCaughtUp, 10000);
        QVERIFY(ben->messages.isEmpty());
    }

    void aServerThatIsKilledLosesNothing()
    {
        auto team = desk(u"team"_s);
        auto ann = desk(u"ann"_s);
        team->connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(team->state, LinkState::Online, 10000);
        m_server.kill();
        team->connector.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(team->state, LinkState::Waiting, 10000);
        QVERIFY(!team->detail.isEmpty());
        const OutgoingMessage words_ =
            words(*ann, u"@team after the storm"_s, Visibility::Unlisted);
        auto sent = ann->connector.send(words_);
        QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), 30000);
        QVERIFY(!sent.result());
        QVERIFY(!sent.result().error().detail.startsWith(u"unknown:"));
        const QString problem = m_server.launch();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        send(*ann, words_);
        QVERIFY(arrives(*team, u"storm"_s));
        QTRY_COMPARE_WITH_TIMEOUT(team->state, LinkState::Online, 10000);
        QSet<QByteArray> keys;
        for (const IncomingMessage &message : std::as_const(team->messages))
            keys.insert(message.remoteKey);
        QCOMPARE(keys.size(), team->messages.size());
    }
};

QTEST_GUILESS_MAIN(FediverseTest)
#include "fediversetest.moc"
