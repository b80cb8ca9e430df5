// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/program.h"
#include "tests/cli/cli.h"
#include "tests/live/ircservers.h"
#include "tests/live/prosodyserver.h"
#include "tests/live/snaclogin.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

/// Channels as a person has them: the real program against real servers, from adding the account to
/// the answer that a member hears.
class ProgramTest final : public QObject
{
    Q_OBJECT

    static constexpr int patience = 60'000;

    template <typename What>
    static void waitFor(What what)
    {
        QTRY_VERIFY_WITH_TIMEOUT(what(), patience);
    }

private Q_SLOTS:
    void irc()
    {
        if (const QString missing = IrcServers::missing(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        IrcServers servers;
        const QString problem = servers.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        IrcMember registrar(servers.ergo, "team");
        waitFor([&] { return registrar.isIn(); });
        registrar.say("PRIVMSG NickServ :REGISTER team-secret-canary");
        waitFor([&] {
            return std::ranges::any_of(registrar.lines, [](const IrcMessage &line) {
                return line.command == "900" || line.raw.contains("ccount created");
            });
        });
        registrar.say("QUIT");

        Cli cli;
        const QString secrets = cli.path(u"secrets.json"_s);
        QStringList add{u"--secrets-file"_s,
                        secrets,
                        u"account"_s,
                        u"add"_s,
                        u"irc"_s,
                        u"--server"_s,
                        u"localhost:%1"_s.arg(servers.ergoTls),
                        u"--network"_s,
                        u"ergo.test"_s,
                        u"--nick"_s,
                        u"team"_s,
                        u"--user"_s,
                        u"team"_s,
                        u"--channel"_s,
                        u"#casement"_s,
                        u"--password-stdin"_s};
        // Nobody vouches for the certificate: it is shown, and nothing is added.
        Run run = cli.json(add, "team-secret-canary\n");
        QVERIFY(run.code != 0);
        QVERIFY2(run.errors.contains("SHA-256"), run.errors.constData());
        QVERIFY(cli.json({u"account"_s, u"list"_s}).objects().isEmpty());
        add += {u"--ca"_s, cli.write(u"ca.pem"_s, servers.caPem().toUtf8())};
        // A wrong password neither.
        run = cli.json(add, "not-the-password\n");
        QVERIFY(run.code != 0);
        QVERIFY(cli.json({u"account"_s, u"list"_s}).objects().isEmpty());
        run = cli.json(add, "team-secret-canary\n");
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        QCOMPARE(run.object()[u"channel"].toString(), u"irc"_s);
        QCOMPARE(run.object()[u"address"].toString(), u"$a:team@ergo.test"_s);

        IrcMember ann(servers.ergo, "ann");
        waitFor([&] { return ann.isIn(); });
        ann.say("CAP REQ :message-tags");
        ann.say("JOIN #casement");
        auto process = cli.start({u"--secrets-file"_s, secrets, u"--json"_s, u"watch"_s});
        QVERIFY(process);
        QElapsedTimer clock;
        clock.start();
        ann.say("PRIVMSG team :are your hives shaded?");
        QString private_;
        waitFor([&] { return !(private_ = conversationWith(cli, u"shaded"_s)).isEmpty(); });
        qInfo("a private message was in the inbox after at most %lld ms", clock.elapsed());
        run = cli.json({u"reply"_s, private_, u"--text-file"_s, u"-"_s}, "Yes, all of them.");
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        waitFor([&] { return ann.heard("team", "ann").contains("Yes, all of them."); });

        // Said in the room, answered in the room; and what was said to us alone never there.
        ann.say("PRIVMSG #casement :nice weather");
        ann.say("PRIVMSG #casement :team: when is the next meeting?");
        QString room;
        waitFor([&] { return !(room = conversationWith(cli, u"next meeting"_s)).isEmpty(); });
        QVERIFY(room != private_);
        waitFor([&] { return textsOf(cli, room).contains(u"nice weather"_s); });
        run = cli.json({u"reply"_s, room, u"--text-file"_s, u"-"_s}, "On Thursday.");
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        waitFor([&] {
            const auto heard = ann.heard("team", "#casement");
            return std::ranges::any_of(
                heard, [](const QByteArray &line) { return line.contains("On Thursday."); });
        });
        run = cli.json({u"reply"_s, private_, u"--text-file"_s, u"-"_s, u"--visibility"_s,
                        u"public"_s, u"--wider"_s},
                       "For all to hear");
        QVERIFY(run.code != 0);

        // The question and its answer become a conversation of their own, through the program that
        // runs; it is answered in the channel, once, and what answers it comes to it.
        const auto split = [&](const QStringList &words) {
            QStringList ids{u"split"_s, u"--subject"_s, u"Meeting"_s};
            for (const QJsonObject &each : messagesOf(cli, room)) {
                if (std::ranges::any_of(words, [&](const QString &word) {
                        return each[u"text"].toString().contains(word);
                    }))
                    ids += each[u"id"].toString();
            }
            return cli.json(ids);
        };
        run = split({u"next meeting"_s, u"On Thursday"_s});
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        const QString meeting = run.object()[u"conversation"].toString();
        QCOMPARE(textsOf(cli, meeting),
                 QStringList({u"team: when is the next meeting?"_s, u"On Thursday."_s}));
        run = cli.json({u"reply"_s, meeting, u"--text-file"_s, u"-"_s}, "At seven, that is.");
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        const auto isAnswer = [](const IrcMessage &line) {
            return line.command == "PRIVMSG" && line.param(0) == "#casement" &&
                   line.param(1).contains("At seven, that is.");
        };
        waitFor([&] { return std::ranges::any_of(ann.lines, isAnswer); });
        const IrcMessage heard = *std::ranges::find_if(ann.lines, isAnswer);
        ann.say("@+draft/reply=" + heard.tags.value("msgid") + " PRIVMSG #casement :I will come");
        ann.say("PRIVMSG #casement :team: more tea?");
        waitFor([&] {
            return textsOf(cli, meeting).contains(u"I will come"_s) &&
                   textsOf(cli, room).contains(u"team: more tea?"_s);
        });
        QCOMPARE(textsOf(cli, meeting),
                 QStringList({u"team: when is the next meeting?"_s, u"On Thursday."_s,
                              u"At seven, that is."_s, u"I will come"_s}));
        QCOMPARE(textsOf(cli, room), QStringList({u"nice weather"_s, u"team: more tea?"_s}));

        // The program is killed, people go on talking, and it is all there afterwards, once.
        process->kill();
        QVERIFY(process->waitForFinished(patience));
        ann.say("PRIVMSG team :while you were away");
        ann.say("PRIVMSG #casement :team: and this as well");
        process = cli.start({u"--secrets-file"_s, secrets, u"--json"_s, u"watch"_s});
        QVERIFY(process);
        waitFor([&] {
            return textsOf(cli, private_).contains(u"while you were away"_s) &&
                   textsOf(cli, room).join(u' ').contains(u"and this as well"_s);
        });
        QCOMPARE(textsOf(cli, private_),
                 QStringList({u"are your hives shaded?"_s, u"Yes, all of them."_s,
                              u"while you were away"_s}));
        QCOMPARE(ann.heard("team", "ann").count("Yes, all of them."), 1);
        QCOMPARE(std::ranges::count_if(ann.lines, isAnswer), 1);
        // What was read again stands where it was.
        QCOMPARE(textsOf(cli, meeting).size(), 4);
        process->terminate();
        QVERIFY(process->waitForFinished(patience));
        run = cli.json({u"verify"_s});
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        // The password is in its file, and nowhere else.
        QProcess grep;
        grep.start(u"grep"_s, {u"-rl"_s, u"team-secret-canary"_s, cli.folder()});
        QVERIFY(grep.waitForFinished(patience));
        QCOMPARE(QString::fromUtf8(grep.readAllStandardOutput()).trimmed(), secrets);
    }

    void fediverse()
    {
        if (const QString missing = SnacServer::missing(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        SnacServer server;
        const QString problem = server.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        // Two desks: the team's, and ann's, who has the same program.
        Cli team;
        Cli ann;
        for (const auto &[cli, user] : {std::pair(&team, u"team"_s), std::pair(&ann, u"ann"_s)}) {
            signIn(*cli, server, user);
            if (QTest::currentTestFailed())
                return;
        }
        const auto secrets = [](const Cli &cli) {
            return QStringList{u"--secrets-file"_s, cli.path(u"secrets.json"_s)};
        };
        const auto fetch = [&](const Cli &cli) {
            const Run run = cli.json(secrets(cli) + QStringList{u"fetch"_s});
            QVERIFY2(run.code == 0, qPrintable(why(run)));
        };
        const auto address = [](const Cli &cli) {
            return cli.json({u"account"_s, u"list"_s}).object()[u"address"].toString();
        };
        QVERIFY(address(team).startsWith(u"team@127.0.0.1"_s));
        fetch(team);
        // Ann asks with what a plain client would send.
        const QString token = tokenOf(ann);
        QVERIFY(!token.isEmpty());
        post(server, token, u"@team are your hives shaded?"_s, u"public"_s);
        post(server, token, u"@team a secret of mine"_s, u"direct"_s);
        QString asked;
        QString secret;
        waitFor([&] {
            fetch(team);
            asked = conversationWith(team, u"shaded"_s);
            secret = conversationWith(team, u"secret"_s);
            return !asked.isEmpty() && !secret.isEmpty();
        });
        QVERIFY(asked != secret);
        Run run = team.json({u"reply"_s, secret, u"--text-file"_s, u"-"_s, u"--visibility"_s,
                             u"public"_s, u"--wider"_s},
                            "We shall tell everybody");
        QVERIFY(run.code != 0);
        run = team.json({u"reply"_s, asked, u"--text-file"_s, u"-"_s}, "Yes, all of them.");
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        run = team.json({u"reply"_s, secret, u"--text-file"_s, u"-"_s}, "It stays between us.");
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        run = team.json(secrets(team) + QStringList{u"send"_s});
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        QString answered;
        QString quiet;
        waitFor([&] {
            fetch(ann);
            answered = conversationWith(ann, u"all of them"_s);
            quiet = conversationWith(ann, u"between us"_s);
            return !answered.isEmpty() && !quiet.isEmpty();
        });
        const auto visibilityOf = [](const Cli &cli, const QString &conversation) {
            return cli.json({u"show"_s, conversation})
                .objects(u"message"_s)
                .last()[u"visibility"]
                .toString();
        };
        QCOMPARE(visibilityOf(ann, answered), u"public"_s);
        QCOMPARE(visibilityOf(ann, quiet), u"direct"_s);
        // Fetched again, nothing is there twice.
        fetch(team);
        QCOMPARE(textsOf(team, asked).size(), 2);
        QCOMPARE(textsOf(team, secret).size(), 2);
        run = team.json({u"verify"_s});
        QVERIFY2(run.code == 0, qPrintable(why(run)));
    }

    void xmpp()
    {
        if (const QString missing = ProsodyServer::missing(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        ProsodyServer server;
        QString problem = server.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        for (const QString &user : {u"team"_s, u"ann"_s}) {
            problem = server.addUser(user, user + u"-secret-canary"_s);
            QVERIFY2(problem.isEmpty(), qPrintable(problem));
        }
        Cli cli;
        const QString secrets = cli.path(u"secrets.json"_s);
        QStringList add{u"--secrets-file"_s,
                        secrets,
                        u"account"_s,
                        u"add"_s,
                        u"xmpp"_s,
                        u"--address"_s,
                        u"team@chat.test"_s,
                        u"--server"_s,
                        u"127.0.0.1"_s,
                        u"--port"_s,
                        QString::number(server.c2s),
                        u"--security"_s,
                        u"starttls"_s,
                        u"--password-stdin"_s};
        // Nobody vouches for the certificate, which stands behind STARTTLS: it is shown.
        Run run = cli.json(add, "team-secret-canary\n");
        QVERIFY(run.code != 0);
        QVERIFY2(run.errors.contains("SHA-256"), run.errors.constData());
        add += {u"--ca"_s, cli.write(u"ca.pem"_s, server.caPem().toUtf8())};
        run = cli.json(add, "not-the-password\n");
        QVERIFY(run.code != 0);
        QVERIFY(cli.json({u"account"_s, u"list"_s}).objects().isEmpty());
        run = cli.json(add, "team-secret-canary\n");
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        QCOMPARE(run.object()[u"address"].toString(), u"team@chat.test"_s);

        XmppSettings settings;
        settings.address = u"ann@chat.test"_s;
        settings.host = u"127.0.0.1"_s;
        settings.port = server.c2s;
        settings.security = XmppSecurity::StartTls;
        settings.caPem = server.caPem();
        XmppMember ann(settings, u"ann-secret-canary"_s);
        waitFor([&] { return ann.isOnline(); });
        auto process = cli.start({u"--secrets-file"_s, secrets, u"--json"_s, u"watch"_s});
        QVERIFY(process);
        QElapsedTimer clock;
        clock.start();
        ann.say(u"team@chat.test"_s, u"are your hives shaded?"_s);
        QString asked;
        waitFor([&] { return !(asked = conversationWith(cli, u"shaded"_s)).isEmpty(); });
        qInfo("a message was in the inbox after at most %lld ms", clock.elapsed());
        run = cli.json({u"reply"_s, asked, u"--text-file"_s, u"-"_s}, "Yes, all of them.");
        QVERIFY2(run.code == 0, qPrintable(why(run)));
        waitFor([&] { return ann.heard(u"Yes, all of them."_s).size() == 1; });
        process->kill();
        QVERIFY(process->waitForFinished(patience));
        ann.say(u"team@chat.test"_s, u"while you were away"_s);
        process = cli.start({u"--secrets-file"_s, secrets, u"--json"_s, u"watch"_s});
        QVERIFY(process);
        waitFor([&] { return textsOf(cli, asked).contains(u"while you were away"_s); });
        QCOMPARE(textsOf(cli, asked),
                 QStringList({u"are your hives shaded?"_s, u"Yes, all of them."_s,
                              u"while you were away"_s}));
        QCOMPARE(ann.heard(u"Yes, all of them."_s).size(), 1);
        process->terminate();
        QVERIFY(process->waitForFinished(patience));
        run = cli.json({u"verify"_s});
        QVERIFY2(run.code == 0, qPrintable(why(run)));
    }

private:
    QNetworkAccessManager m_browser;

    void wait(QNetworkReply *reply)
    {
        QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), patience);
        reply->deleteLater();
    }

    /// Adds the account as a person does, with this test as the browser.
    void signIn(const Cli &cli, const SnacServer &server, const QString &user)
    {
        QProcess adding;
        adding.setProgram(QStringLiteral(CASEMENT_BINARY));
        adding.setArguments({u"--workspace"_s, cli.workspace(), u"--secrets-file"_s,
                             cli.path(u"secrets.json"_s), u"account"_s, u"add"_s, u"fediverse"_s,
                             u"--server"_s, server.url(), u"--poll-seconds"_s, u"5"_s,
                             u"--sign-in"_s});
        adding.start();
        QByteArray said;
        QUrl url;
        waitFor([&] {
            said += adding.readAllStandardError();
            for (const QByteArray &line : said.split('\n')) {
                if (line.startsWith("http"))
                    url = QUrl(QString::fromUtf8(line.trimmed()));
            }
            return url.isValid() || adding.state() == QProcess::NotRunning;
        });
        QVERIFY2(url.isValid(), said.constData());
        allowAtSnac(m_browser, server, user, url);
        waitFor([&] { return adding.state() == QProcess::NotRunning; });
        said += adding.readAllStandardError();
        QVERIFY2(adding.exitCode() == 0, said.constData());
    }

    static QString tokenOf(const Cli &cli)
    {
        QFile file(cli.path(u"secrets.json"_s));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QJsonObject accounts = QJsonDocument::fromJson(file.readAll()).object();
        for (const QJsonValue &account : accounts) {
            for (const QString &name : account.toObject().keys()) {
                if (name == u"fediverse-token")
                    return account[name].toString();
            }
        }
        return {};
    }

    void post(const SnacServer &server, const QString &token, const QString &text,
              const QString &visibility)
    {
        QNetworkRequest request(QUrl(QString(server.url() + u"/api/v1/statuses")));
        request.setRawHeader("Authorization", "Bearer " + token.toUtf8());
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        wait(m_browser.post(
            request, QJsonDocument(QJsonObject{{u"status"_s, text}, {u"visibility"_s, visibility}})
                         .toJson()));
    }
};

QTEST_GUILESS_MAIN(ProgramTest)
#include "programtest.moc"
