// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/atprotoserver.h"
#include "tests/live/program.h"
#include "tests/unit/telegram/scriptedbotapi.h"

#include <QElapsedTimer>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

/// Telegram, feeds and Bluesky as a person has them: the real program, from adding the account to
/// the answer that a member hears.
class WebProgramTest final : public QObject
{
    Q_OBJECT

    static constexpr int patience = 60'000;

    template <typename What>
    static void waitFor(What what)
    {
        QTRY_VERIFY_WITH_TIMEOUT(what(), patience);
    }

    /// Adds an account whose secret is \a secret; the JSON of it.
    static QJsonObject add(Program &program, const QStringList &arguments, const QString &secret)
    {
        const Run added =
            program.run(QStringList{u"account"_s, u"add"_s} + arguments, secret.toUtf8() + '\n');
        if (added.code != 0)
            qWarning("%s", qPrintable(why(added)));
        return added.code == 0 ? added.object() : QJsonObject();
    }

    /// The conversation in which \a part is said, as soon as it is there.
    static QString awaitConversation(const Program &program, const QString &part)
    {
        QString found;
        waitFor([&] { return !(found = conversationWith(program.cli, part)).isEmpty(); });
        return found;
    }

    static void verify(Program &program)
    {
        const Run run = program.run({u"verify"_s});
        QVERIFY2(run.code == 0, qPrintable(why(run)));
    }

private Q_SLOTS:
    void telegram()
    {
        const auto ann = [] { return ScriptedBotApi::user(77, u"Ann"_s); };
        const auto privately = [] { return ScriptedBotApi::privateChat(77, u"Ann"_s); };
        const auto group = [] { return ScriptedBotApi::group(-1009, u"Beekeepers"_s); };
        ScriptedBotApi server;
        Program program;
        const QStringList account{u"telegram"_s, u"--server"_s, server.url(),
                                  u"--password-stdin"_s};
        QVERIFY(add(program, account, u"4242:not-the-token-not-the-token-x"_s).isEmpty());
        QVERIFY(program.run({u"account"_s, u"list"_s}).objects().isEmpty());
        const QJsonObject added = add(program, account, ScriptedBotApi::kToken);
        QCOMPARE(added[u"address"].toString(), u"4242"_s);
        QCOMPARE(program.watch(), QString());
        waitFor([&] { return server.polls() > 0; });

        QElapsedTimer clock;
        clock.start();
        const qint64 asked = server.say(privately(), ann(), u"Are your hives shaded?"_s);
        const qint64 wondered = server.say(group(), ann(), u"@bees_bot when do we meet?"_s);
        const QString private_ = awaitConversation(program, u"shaded"_s);
        qInfo("a message was in the inbox after at most %lld ms", clock.elapsed());
        const QString room = awaitConversation(program, u"when do we meet"_s);
        QVERIFY(private_ != room);
        QVERIFY(!program.reply(private_, u"Yes, all of them."_s).isEmpty());
        QVERIFY(!program.reply(room, u"On Thursday."_s).isEmpty());
        // What was said to us alone is never answered in the group.
        QVERIFY(program
                    .reply(private_, u"For all to hear"_s,
                           {u"--visibility"_s, u"public"_s, u"--wider"_s})
                    .isEmpty());
        waitFor([&] { return server.ours.size() == 2; });
        for (const auto &[chat, text, replyTo] :
             {std::tuple(qint64(77), u"Yes, all of them."_s, asked),
              std::tuple(qint64(-1009), u"On Thursday."_s, wondered)}) {
            const auto said = std::ranges::find_if(server.ours, [&](const QJsonObject &message) {
                return message[u"chat_id"].toInteger() == chat;
            });
            QVERIFY(said != server.ours.end());
            QCOMPARE((*said)[u"text"].toString(), text);
            QCOMPARE((*said)[u"reply_parameters"][u"message_id"].toInteger(), replyTo);
        }

        waitFor([&] {
            const auto outbox = program.outbox();
            return std::ranges::all_of(outbox, [](const QJsonObject &item) {
                return item[u"state"].toString() == u"accepted";
            });
        });

        // Killed, and nothing comes twice or is missing afterwards.
        program.kill();
        server.say(privately(), ann(), u"while you were away"_s);
        QCOMPARE(program.watch(), QString());
        waitFor([&] { return textsOf(program.cli, private_).contains(u"while you were away"_s); });
        QCOMPARE(textsOf(program.cli, private_),
                 QStringList({u"Are your hives shaded?"_s, u"Yes, all of them."_s,
                              u"while you were away"_s}));
        QCOMPARE(server.ours.size(), 2);
        program.end();
        verify(program);
    }

    void feed()
    {
        const std::unique_ptr<Peer> blog = makeFeedPeer();
        QCOMPARE(blog->start(), QString());
        Program program;
        blog->say(u"Winter is coming to the hives."_s);
        const QString problem = program.add(*blog);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QCOMPARE(program.watch(), QString());
        const QString first = awaitConversation(program, u"Winter is coming"_s);
        QCOMPARE(messagesOf(program.cli, first).size(), 1);
        // It is answered in the browser, and there is no other way.
        QVERIFY(program.reply(first, u"Is it?"_s).isEmpty());
        // The next look, which a person may ask for, brings what is new and nothing twice.
        blog->say(u"Spring has come to the hives."_s);
        const Run fetched = program.run({u"fetch"_s});
        QVERIFY2(fetched.code == 0, qPrintable(why(fetched)));
        const QString second = awaitConversation(program, u"Spring has come"_s);
        QVERIFY(second != first);
        program.kill();
        QCOMPARE(program.watch(), QString());
        QVERIFY(program.run({u"fetch"_s}).code == 0);
        QCOMPARE(program.run({u"list"_s, u"--view"_s, u"all"_s}).objects().size(), 2);
        QCOMPARE(messagesOf(program.cli, first).size(), 1);
        program.end();
        verify(program);
    }

    void bluesky()
    {
        if (const QString missing = AtprotoServer::missing(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        AtprotoServer server;
        const QString problem = server.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        Program program;
        const QStringList account{u"bluesky"_s,  u"--handle"_s, server.handle(u"team"_s),
                                  u"--server"_s, server.url(),  u"--password-stdin"_s};
        QVERIFY(add(program, account, u"not-the-password"_s).isEmpty());
        QVERIFY(program.run({u"account"_s, u"list"_s}).objects().isEmpty());
        const QJsonObject added = add(program, account, server.appPassword(u"team"_s));
        QCOMPARE(added[u"address"].toString(), server.did(u"team"_s));
        QCOMPARE(program.watch(), QString());

        QElapsedTimer clock;
        clock.start();
        const QJsonObject root = server.post(u"ben"_s, u"My hives are warm"_s);
        const QJsonObject question =
            server.post(u"ann"_s, u"@hivesteam.test and yours?"_s, inThread(root, root), u"team"_s);
        const QString conversation = awaitConversation(program, u"and yours"_s);
        qInfo("a post was in the inbox after at most %lld ms", clock.elapsed());
        QVERIFY(!program.reply(conversation, u"Ours as well."_s).isEmpty());
        QVERIFY(
            program.reply(conversation, u"Quietly"_s, {u"--visibility"_s, u"direct"_s}).isEmpty());

        // Ann is told of it, once, as an answer to hers in ben's thread.
        QList<QJsonObject> heard;
        waitFor([&] {
            heard = repliesTo(server, u"ann"_s);
            const auto outbox = program.outbox();
            return !heard.isEmpty() && std::ranges::all_of(outbox, [](const QJsonObject &item) {
                return item[u"state"].toString() == u"accepted";
            });
        });
        QCOMPARE(heard.size(), 1);
        const QJsonValue reply = heard.first()[u"record"][u"reply"];
        QCOMPARE(heard.first()[u"record"][u"text"].toString(), u"Ours as well."_s);
        QCOMPARE(reply[u"parent"][u"uri"].toString(), question[u"uri"].toString());
        QCOMPARE(reply[u"root"][u"uri"].toString(), root[u"uri"].toString());

        program.kill();
        server.post(u"ann"_s, u"@hivesteam.test good night"_s, inThread(root, question), u"team"_s);
        QCOMPARE(program.watch(), QString());
        waitFor([&] {
            return textsOf(program.cli, conversation).join(u' ').contains(u"good night"_s);
        });
        const QStringList texts = textsOf(program.cli, conversation);
        for (const QString &part :
             {u"My hives are warm"_s, u"and yours?"_s, u"Ours as well."_s, u"good night"_s})
            QCOMPARE(texts.filter(part).size(), 1);
        QCOMPARE(repliesTo(server, u"ann"_s).size(), 1);
        program.end();
        verify(program);
    }

private:
    static QJsonObject inThread(const QJsonObject &root, const QJsonObject &parent)
    {
        return {{u"reply"_s, QJsonObject{{u"root"_s, root}, {u"parent"_s, parent}}}};
    }

    /// The answers that the network has told \a who of.
    static QList<QJsonObject> repliesTo(AtprotoServer &server, const QString &who)
    {
        const QJsonObject answer =
            server.command({{u"command"_s, u"call"_s},
                            {u"as"_s, who},
                            {u"method"_s, u"app.bsky.notification.listNotifications"_s},
                            {u"parameters"_s, QJsonObject{{u"limit"_s, 50}}}});
        QList<QJsonObject> replies;
        for (const QJsonValue each : answer[u"ok"][u"notifications"].toArray()) {
            if (each[u"reason"].toString() == u"reply")
                replies += each.toObject();
        }
        return replies;
    }
};

QTEST_GUILESS_MAIN(WebProgramTest)
#include "webprogramtest.moc"
