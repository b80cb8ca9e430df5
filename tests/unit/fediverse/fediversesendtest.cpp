// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/finishes.h"
#include "tests/unit/fediverse/fediversedesk.h"
#include "tests/unit/fediverse/scriptedinstance.h"

#include <QJsonDocument>
#include <QTest>
#include <memory>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The team answers ann: once, in its place, and never wider than she spoke.
class FediverseSendTest final : public QObject
{
    Q_OBJECT
private:
    struct Scene {
        ScriptedInstance server;
        QString asked;
        std::unique_ptr<FediverseDesk> desk;

        explicit Scene(const QString &software = u"mastodon"_s, const QJsonObject &more = {})
            : server(software)
        {
            server.knowsMinId = software != u"snac";
            server.knowsKeys = software != u"snac";
            asked = server.say(u"ann"_s, u"<p>@team are yours shaded?</p>"_s, true, {}, more);
            desk = std::make_unique<FediverseDesk>(fediverseSettingsFor(server.url()));
            desk->connector.start({}, FetchMode::Once);
        }
        OutgoingMessage answer(const QString &text) const
        {
            return desk->answer(desk->messages.first(), text);
        }
    };
    enum class End { Sent, Unknown, Failed };

    /// What the outbox does with one message until it rests.
    static End deliver(FediverseConnector &connector, const OutgoingMessage &message,
                       const std::function<void()> &afterFirstTry)
    {
        for (int attempt = 0; attempt < 4; ++attempt) {
            auto sent = connector.send(message);
            if (!finishes(sent))
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
            if (!finishes(found))
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

private Q_SLOTS:
    void anAnswerGoesWhereItBelongs()
    {
        Scene scene(u"mastodon"_s,
                    {{u"visibility"_s, u"unlisted"_s}, {u"spoiler_text"_s, u"bees"_s}});
        QTRY_VERIFY(scene.desk->isCaughtUp);
        OutgoingMessage message = scene.answer(u"Yes, *all* of them"_s);
        message.language = u"gsw"_s;
        auto sent = scene.desk->connector.send(message);
        QTRY_VERIFY(sent.isFinished());
        QVERIFY2(sent.result().has_value(),
                 qPrintable(sent.result() ? QString() : sent.result().error().detail));
        QCOMPARE(scene.server.ours().size(), 1);
        const QJsonObject post = scene.server.ours().first();
        QCOMPARE(post[u"in_reply_to_id"].toString(), scene.asked);
        QCOMPARE(post[u"visibility"].toString(), u"unlisted"_s);
        QCOMPARE(post[u"spoiler_text"].toString(), u"bees"_s);
        QCOMPARE(post[u"content"].toString(), u"<p>@ann@far.example Yes, *all* of them</p>"_s);
        // The preview has shown exactly that.
        const Rendition shown = scene.desk->connector.render(message);
        const QJsonObject wire =
            QJsonDocument::fromJson(scene.server.requests.last().body).object();
        QCOMPARE(shown.texts, QStringList{wire[u"status"].toString()});
        QCOMPARE(shown.heading, wire[u"spoiler_text"].toString());
        QCOMPARE(wire[u"language"].toString(), u"gsw"_s);
        QCOMPARE(shown.language, wire[u"language"].toString());
        QCOMPARE(shown.length, u"@ann Yes, *all* of thembees"_s.size());
        QCOMPARE(QString::fromUtf8(sent.result()->remoteId), post[u"id"].toString());
        QCOMPARE(scene.server.requests.last().headers.value("idempotency-key"),
                 message.uid.toString().toLatin1());

        // Read again with its thread, it is the outbox's own message, also after a restart.
        scene.server.say(u"ann"_s, u"<p>@team thanks</p>"_s, true, post[u"id"].toString());
        FediverseDesk later(fediverseSettingsFor(scene.server.url()));
        later.connector.start(scene.desk->cursors, FetchMode::Once);
        QTRY_VERIFY(later.isCaughtUp);
        const IncomingMessage *thanks = later.find(u"thanks"_s);
        QVERIFY(thanks);
        QVERIFY(thanks->inReplyTo.contains(message.messageId));
        const IncomingMessage *ours = later.find(u"all"_s);
        QVERIFY(ours);
        QCOMPARE(ours->messageId, message.messageId);
        QCOMPARE(ours->direction, Direction::Outgoing);
        QCOMPARE(thanks->conversationKey, scene.asked);
    }

    void eachPartOfAThreadAnswersTheOneBefore_data()
    {
        QTest::addColumn<QString>("software");
        QTest::addColumn<bool>("isAnotherRun");
        for (const QString &software : {u"mastodon"_s, u"gotosocial"_s, u"snac"_s}) {
            QTest::addRow("%s, at once", qPrintable(software)) << software << false;
            QTest::addRow("%s, after a restart", qPrintable(software)) << software << true;
        }
    }

    void eachPartOfAThreadAnswersTheOneBefore()
    {
        QFETCH(QString, software);
        QFETCH(bool, isAnotherRun);
        Scene scene(software, {{u"visibility"_s, u"private"_s}});
        QTRY_VERIFY(scene.desk->isCaughtUp);
        const OutgoingMessage first = scene.answer(u"One."_s);
        auto sent = scene.desk->connector.send(first);
        QTRY_VERIFY(sent.isFinished());
        QVERIFY(sent.result().has_value());
        OutgoingMessage second = scene.answer(u"Two."_s);
        second.inReplyTo = {first.messageId};
        // A program that was started only to send knows what the outbox has kept.
        FediverseDesk other(fediverseSettingsFor(scene.server.url()));
        if (isAnotherRun)
            second.inReplyToRemote = sent.result()->remoteId;
        sent = (isAnotherRun ? other : *scene.desk).connector.send(second);
        QTRY_VERIFY(sent.isFinished());
        QVERIFY2(sent.result().has_value(),
                 qPrintable(sent.result() ? QString() : sent.result().error().detail));
        QCOMPARE(scene.server.ours().size(), 2);
        QCOMPARE(scene.server.ours().last()[u"in_reply_to_id"].toString(),
                 scene.server.ours().first()[u"id"].toString());
        QCOMPARE(scene.server.ours().last()[u"visibility"].toString(),
                 scene.server.ours().first()[u"visibility"].toString());
        QCOMPARE(scene.desk->connector.remoteIdOf(first),
                 scene.server.ours().first()[u"id"].toString().toUtf8());
    }

    void whatNobodyKnowsIsNotAnswered()
    {
        Scene scene;
        QTRY_VERIFY(scene.desk->isCaughtUp);
        OutgoingMessage second = scene.answer(u"Two."_s);
        second.inReplyTo = {scene.answer(u"One."_s).messageId};
        auto sent = scene.desk->connector.send(second);
        QTRY_VERIFY(sent.isFinished());
        QCOMPARE(int(sent.result().error().kind), int(ErrorKind::Invalid));
        QVERIFY(scene.server.ours().isEmpty());
    }

    void neverWiderThanWhatItAnswers()
    {
        Scene scene(u"mastodon"_s, {{u"visibility"_s, u"direct"_s}});
        QTRY_VERIFY(scene.desk->isCaughtUp);
        OutgoingMessage message = scene.answer(u"Yes"_s);
        QCOMPARE(message.visibility, Visibility::Direct);
        message.visibility = Visibility::Public;
        auto sent = scene.desk->connector.send(message);
        QTRY_VERIFY(sent.isFinished());
        QCOMPARE(int(sent.result().error().kind), int(ErrorKind::Forbidden));
        QVERIFY(scene.server.ours().isEmpty());
        message.visibility = Visibility::Direct;
        sent = scene.desk->connector.send(message);
        QTRY_VERIFY(sent.isFinished());
        QVERIFY(sent.result().has_value());
        QCOMPARE(scene.server.ours().first()[u"visibility"].toString(), u"direct"_s);
    }

    void whatIsGoneIsNotAnswered()
    {
        Scene scene;
        QTRY_VERIFY(scene.desk->isCaughtUp);
        scene.server.remove(scene.asked);
        auto sent = scene.desk->connector.send(scene.answer(u"Yes"_s));
        QTRY_VERIFY(sent.isFinished());
        QCOMPARE(int(sent.result().error().kind), int(ErrorKind::NotFound));
        QVERIFY(scene.server.ours().isEmpty());
    }

    void filesAndLanguage()
    {
        ScriptedInstance server;
        FediverseSettings settings = fediverseSettingsFor(server.url());
        settings.language = u"de"_s;
        FediverseDesk desk(settings); // not started: the command line sends like this
        IncomingMessage nobody;
        nobody.author = {u"fediverse"_s, u"ann@far.example"_s, {}};
        OutgoingMessage message = desk.answer(nobody, u"Guten Tag"_s);
        message.inReplyTo.clear();
        message.attachments = {
            {.name = u"a\"\r\nb.png"_s, .mediaType = u"image/png"_s, .data = "png"}};
        auto sent = desk.connector.send(message);
        QTRY_VERIFY(sent.isFinished());
        QVERIFY(sent.result().has_value());
        QCOMPARE(server.ours().first()[u"language"].toString(), u"de"_s);
        QCOMPARE(desk.connector.render(message).language, u"de"_s);
        QCOMPARE(server.ours().first()[u"media"].toArray().first().toString(), u"media-1"_s);

        // What the message says itself goes before what the account is set to.
        message = desk.answer(nobody, u"Good morning"_s);
        message.inReplyTo.clear();
        message.language = u"en"_s;
        sent = desk.connector.send(message);
        QTRY_VERIFY(sent.isFinished());
        QVERIFY(sent.result().has_value());
        QCOMPARE(server.ours().last()[u"language"].toString(), u"en"_s);
        QCOMPARE(desk.connector.render(message).language, u"en"_s);
    }

    void theConnectionIsCutAtEveryByteOfTheRequest_data()
    {
        QTest::addColumn<QString>("software");
        QTest::newRow("keys count") << u"mastodon"_s;
        QTest::newRow("keys are ignored") << u"snac"_s;
    }
    void theConnectionIsCutAtEveryByteOfTheRequest()
    {
        QFETCH(QString, software);
        Scene scene(software);
        QTRY_VERIFY(scene.desk->isCaughtUp);
        // How long a request is.
        auto first = scene.desk->connector.send(scene.answer(u"Probe"_s));
        QTRY_VERIFY(first.isFinished());
        QVERIFY(first.result().has_value());
        const qint64 size = scene.server.lastRequestSize;
        QVERIFY(size > 200);
        int unknown = 0;
        for (qint64 at = 1; at < size; ++at) {
            for (const QJsonObject &each : scene.server.ours())
                scene.server.remove(each[u"id"].toString());
            const qsizetype before = 0;
            const qsizetype posts = scene.server.count("POST", u"/api/v1/statuses");
            scene.server.cutRequestAfter = at;
            const End end = deliver(scene.desk->connector, scene.answer(u"Cut %1"_s.arg(at)),
                                    [&] { scene.server.cutRequestAfter = -1; });
            const qsizetype after = scene.server.ours().size();
            if (end == End::Unknown) {
                ++unknown;
                QCOMPARE(after, before);
            } else {
                QVERIFY2(end == End::Sent, qPrintable(u"cut at %1"_s.arg(at)));
                QCOMPARE(after, before + 1);
            }
            QVERIFY(scene.server.count("POST", u"/api/v1/statuses") <= posts + 1);
        }
        if (software == u"mastodon")
            QCOMPARE(unknown, 0);
    }

    void theAnswerIsCutAtEveryByte_data() { theConnectionIsCutAtEveryByteOfTheRequest_data(); }
    void theAnswerIsCutAtEveryByte()
    {
        QFETCH(QString, software);
        Scene scene(software);
        QTRY_VERIFY(scene.desk->isCaughtUp);
        auto first = scene.desk->connector.send(scene.answer(u"Probe"_s));
        QTRY_VERIFY(first.isFinished());
        const qint64 size = scene.server.lastAnswerSize;
        for (qint64 at = 0; at < size; at += at < 80 || at > size - 20 ? 1 : 7) {
            for (const QJsonObject &each : scene.server.ours())
                scene.server.remove(each[u"id"].toString());
            const qsizetype before = 0;
            scene.server.cutAnswerAfter = at;
            const End end = deliver(scene.desk->connector, scene.answer(u"Answer cut %1"_s.arg(at)),
                                    [&] { scene.server.cutAnswerAfter = -1; });
            QVERIFY2(end == End::Sent, qPrintable(u"cut at %1"_s.arg(at)));
            QCOMPARE(scene.server.ours().size(), before + 1);
        }
    }

    void killedBetweenWriteAndAnswer_data() { theConnectionIsCutAtEveryByteOfTheRequest_data(); }
    void killedBetweenWriteAndAnswer()
    {
        QFETCH(QString, software);
        Scene scene(software);
        QTRY_VERIFY(scene.desk->isCaughtUp);
        const OutgoingMessage message = scene.answer(u"Yes, they are"_s);
        bool isSilent = true;
        scene.server.script = [&](const ScriptedInstance::Request &request)
            -> std::optional<ScriptedInstance::Reply> {
            if (request.method != "POST" || !isSilent)
                return std::nullopt;
            scene.server.say(u"team"_s, u"<p>@ann Yes, they are</p>"_s, false, scene.asked);
            ScriptedInstance::Reply reply;
            reply.isSilent = true;
            return reply;
        };
        {
            FediverseDesk dying(fediverseSettingsFor(scene.server.url()));
            auto never = dying.connector.send(message);
            QTRY_COMPARE(scene.server.ours().size(), 1);
        }
        isSilent = false;
        FediverseDesk reborn(fediverseSettingsFor(scene.server.url()));
        auto found = reborn.connector.lookUp(message);
        QTRY_VERIFY(found.isFinished());
        QCOMPARE(found.result().value(), SendState::Sent);
        QCOMPARE(scene.server.ours().size(), 1);
        QVERIFY(std::ranges::any_of(reborn.cursors, [&](const QByteArray &cursor) {
            return cursor.contains(message.messageId);
        }));

        // One that never reached it, and one that says the same to somebody else.
        OutgoingMessage other = scene.answer(u"Yes, they are"_s);
        auto again = reborn.connector.lookUp(other);
        QTRY_VERIFY(again.isFinished());
        QCOMPARE(again.result().value(),
                 software == u"snac" ? SendState::Unknown : SendState::NotSent);
        other.queuedAt = systemNow() - 2h; // the server has forgotten its key
        again = reborn.connector.lookUp(other);
        QTRY_VERIFY(again.isFinished());
        QCOMPARE(again.result().value(), SendState::Unknown);
    }

    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isUnknown");
        QTest::newRow("401") << 401 << ""_ba << "{}"_ba << int(ErrorKind::AuthRequired) << false;
        QTest::newRow("403") << 403 << ""_ba << "{\"error\":\"suspended\"}"_ba
                             << int(ErrorKind::Forbidden) << false;
        QTest::newRow("422") << 422 << ""_ba << "{\"error\":\"too long\"}"_ba
                             << int(ErrorKind::Invalid) << false;
        QTest::newRow("429") << 429 << "Retry-After: 99999999"_ba << "{}"_ba
                             << int(ErrorKind::RateLimited) << false;
        QTest::newRow("500") << 500 << ""_ba << ""_ba << int(ErrorKind::Protocol) << true;
        QTest::newRow("502 page") << 502 << ""_ba << "<html>"_ba << int(ErrorKind::Protocol)
                                  << true;
        QTest::newRow("302") << 302 << "Location: https://evil.example/"_ba << ""_ba
                             << int(ErrorKind::Invalid) << false;
        QTest::newRow("307") << 307 << "Location: /elsewhere"_ba << ""_ba << int(ErrorKind::Invalid)
                             << false;
        QTest::newRow("200 page") << 200 << ""_ba << "<html>ok</html>"_ba
                                  << int(ErrorKind::Protocol) << true;
        QTest::newRow("200 without id")
            << 200 << ""_ba << "{}"_ba << int(ErrorKind::Protocol) << true;
        QTest::newRow("200 list") << 200 << ""_ba << "[]"_ba << int(ErrorKind::Protocol) << true;
        QTest::newRow("200 empty") << 200 << ""_ba << ""_ba << int(ErrorKind::Protocol) << true;
    }
    void refusals()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        QFETCH(bool, isUnknown);
        Scene scene;
        QTRY_VERIFY(scene.desk->isCaughtUp);
        scene.server.script = [&](const ScriptedInstance::Request &request)
            -> std::optional<ScriptedInstance::Reply> {
            if (request.method != "POST")
                return std::nullopt;
            ScriptedInstance::Reply reply;
            reply.status = status;
            reply.body = body;
            if (!header.isEmpty())
                reply.headers = {header};
            return reply;
        };
        auto sent = scene.desk->connector.send(scene.answer(u"Yes"_s));
        QTRY_VERIFY(sent.isFinished());
        QVERIFY(!sent.result());
        const Error error = sent.result().error();
        QCOMPARE(int(error.kind), kind);
        QCOMPARE(error.detail.startsWith(u"unknown:"), isUnknown);
        QVERIFY(!error.detail.contains(u"good-token"_s));
        QCOMPARE(scene.server.count("POST", u"/api/v1/statuses"), 1);
        if (status == 429) {
            QCOMPARE(error.retryAfter, 900s);
            QVERIFY(error.detail.contains(u"15 minutes"_s));
        }
    }

    void aServerThatIsNotThere()
    {
        Scene scene;
        QTRY_VERIFY(scene.desk->isCaughtUp);
        scene.server.close();
        const OutgoingMessage message = scene.answer(u"Yes"_s);
        auto sent = scene.desk->connector.send(message);
        QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), 40000);
        QVERIFY(!sent.result());
        QVERIFY(!sent.result().error().detail.startsWith(u"unknown:"));
        auto found = scene.desk->connector.lookUp(message);
        QTRY_VERIFY(found.isFinished());
        QCOMPARE(found.result().value(), SendState::NotSent);
    }
};

QTEST_GUILESS_MAIN(FediverseSendTest)
#include "fediversesendtest.moc"
