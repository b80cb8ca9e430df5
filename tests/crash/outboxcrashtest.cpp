// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"
#include "tests/live/mailservers.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace Qt::StringLiterals;

/// kill -9 while replies go out to a real server: none is lost, none is there twice, and where SMTP
/// cannot tell, the item says so instead of guessing.
class OutboxCrashTest final : public QObject
{
    Q_OBJECT

    static constexpr int wantedKills = 42;
    static constexpr int questions = 30;
    static constexpr quint32 seed = 20260302;

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = casement::MailServers::missing(); !why.isEmpty())
            QSKIP(qPrintable(why));
        const QString problem = m_servers.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    void nothingIsLostAndNothingGoesOutTwice()
    {
        const Cli cli;
        addAccount(cli);
        for (int i = 0; i < questions; ++i)
            QCOMPARE(m_servers.deliver(u"team"_s, question(i)), QString());
        const Run fetched = cli.json(withSecrets(cli, {u"fetch"_s}));
        QVERIFY2(fetched.code == 0, fetched.errors.constData());
        const auto conversations = cli.json({u"list"_s}).objects();
        QCOMPARE(conversations.size(), questions);

        QRandomGenerator random(seed);
        int kills = 0;
        while (kills < wantedKills) {
            if (waiting(cli) == 0)
                answerAll(cli, conversations);
            QProcess process;
            process.start(QStringLiteral(CASEMENT_BINARY),
                          QStringList{u"--workspace"_s, cli.workspace()} +
                              withSecrets(cli, {u"send"_s}));
            if (!process.waitForFinished(random.bounded(60, 900))) {
                process.kill();
                process.waitForFinished();
                ++kills;
            }
        }
        // What was being sent when it was killed is looked for on the server with growing pauses.
        for (int round = 0; round < 8 && waiting(cli) > 0; ++round)
            std::ignore = cli.json(withSecrets(cli, {u"send"_s, u"--wait"_s, u"30"_s}));
        judge(cli, kills);
        const Run verified = cli.json({u"verify"_s});
        QVERIFY2(verified.code == 0, verified.output.constData());
    }

private:
    static QStringList withSecrets(const Cli &cli, const QStringList &verb)
    {
        return QStringList{u"--secrets-file"_s, cli.path(u"secrets.json"_s)} + verb;
    }

    static QByteArray question(int number)
    {
        const QByteArray n = QByteArray::number(number);
        return "From: Ann <ann@example.org>\r\nTo: team@example.org\r\nSubject: Question " + n +
               "\r\nMessage-ID: <question-" + n +
               "@example.org>\r\nDate: Mon, 02 Mar 2026 10:00:00 +0000\r\n\r\nQuestion " + n +
               "?\r\n";
    }

    void addAccount(const Cli &cli) const
    {
        const QString ca = cli.write(u"ca.pem"_s, m_servers.caPem().toUtf8());
        const Run added = cli.json(withSecrets(cli, {u"account"_s,
                                                     u"add"_s,
                                                     u"email"_s,
                                                     u"--address"_s,
                                                     u"team@example.org"_s,
                                                     u"--name"_s,
                                                     u"Team"_s,
                                                     u"--imap-host"_s,
                                                     u"localhost"_s,
                                                     u"--imap-port"_s,
                                                     QString::number(m_servers.imaps),
                                                     u"--imap-user"_s,
                                                     u"team"_s,
                                                     u"--smtp-host"_s,
                                                     u"localhost"_s,
                                                     u"--smtp-port"_s,
                                                     QString::number(m_servers.smtps),
                                                     u"--ca"_s,
                                                     ca,
                                                     u"--password-stdin"_s}),
                                   "teampw\n");
        QVERIFY2(added.code == 0, added.errors.constData());
    }

    /// One more answer to each, and no two alike.
    void answerAll(const Cli &cli, const QList<QJsonObject> &conversations)
    {
        for (const QJsonObject &row : conversations) {
            const Run reply =
                cli.json({u"reply"_s, row[u"id"].toString(), u"--text-file"_s, u"-"_s},
                         "Answer " + QByteArray::number(++m_answers) + ".\n");
            QVERIFY2(reply.code == 0, reply.errors.constData());
        }
    }

    /// How many items could still go out by themselves.
    static int waiting(const Cli &cli)
    {
        int count = 0;
        for (const QJsonObject &item : cli.json({u"outbox"_s}).objects()) {
            const QString state = item[u"state"].toString();
            count += state == u"queued" || state == u"sending" || state == u"held";
        }
        return count;
    }

    /// How often the text of \a item lies in ann's mailbox.
    [[nodiscard]] static qsizetype copies(const QByteArrayList &mails, const QJsonObject &item)
    {
        const QByteArray text = item[u"text"].toString().trimmed().toUtf8();
        return std::ranges::count_if(mails,
                                     [&](const QByteArray &mail) { return mail.contains(text); });
    }

    void judge(const Cli &cli, int kills)
    {
        const auto items = cli.json({u"outbox"_s, u"--all"_s}).objects();
        QCOMPARE(items.size(), m_answers);
        const auto isSent = [](const QJsonObject &item) {
            return item[u"state"].toString() == u"accepted" ||
                   item[u"state"].toString() == u"delivered";
        };
        // The server has accepted a mail before it has delivered it.
        const auto allDelivered = [&] {
            const QByteArrayList mails = m_servers.mails(u"ann"_s, u"INBOX"_s);
            return std::ranges::all_of(items, [&](const QJsonObject &item) {
                return !isSent(item) || copies(mails, item) > 0;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(allDelivered(), 30000);
        const QByteArrayList mails = m_servers.mails(u"ann"_s, u"INBOX"_s);
        int unknown = 0;
        for (const QJsonObject &item : items) {
            const qsizetype count = copies(mails, item);
            const QString story =
                u"%1 “%2” arrived %3 times"_s
                    .arg(item[u"state"].toString(), item[u"text"].toString().trimmed())
                    .arg(count);
            if (item[u"state"].toString() == u"unknown") {
                ++unknown;
                QVERIFY2(count <= 1, qPrintable(story));
            } else {
                QVERIFY2(isSent(item), qPrintable(story));
                QVERIFY2(count == 1, qPrintable(story));
            }
        }
        qInfo("%d kills, %lld replies: 0 lost, 0 twice, %d that only a person can tell", kills,
              qlonglong(items.size()), unknown);
    }

    casement::MailServers m_servers;
    int m_answers = 0;
};

QTEST_GUILESS_MAIN(OutboxCrashTest)
#include "outboxcrashtest.moc"
