// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"
#include "tests/support/mailcorpus.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QtTest>
#include <sqlite3.h>

using namespace Qt::StringLiterals;

/// What is wrong with files, workspaces and passwords is said in one sentence, and costs nothing.
class TroubleTest final : public QObject
{
    Q_OBJECT

private:
    static QByteArray content(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// Runs \a sql on the closed workspace.
    static void change(const Cli &cli, const char *sql)
    {
        sqlite3 *db = nullptr;
        QCOMPARE(sqlite3_open(QFile::encodeName(cli.workspace() + u"/workspace.sqlite").constData(),
                              &db),
                 SQLITE_OK);
        QCOMPARE(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(db);
    }

    static void isRefused(const Cli &cli, const QString &kind, const QByteArray &words)
    {
        const Run plain = cli.run({u"list"_s});
        QCOMPARE(plain.code, 4);
        QCOMPARE(plain.output, QByteArray());
        QCOMPARE(plain.errors.count('\n'), 1);
        QVERIFY2(plain.errors.contains(words), plain.errors.constData());
        const Run json = cli.json({u"list"_s});
        QCOMPARE(json.code, 4);
        const Run error{.code = 0, .output = json.errors, .errors = {}};
        QCOMPARE(error.object()[u"error"][u"kind"].toString(), kind);
    }

    static QStringList accountArguments(const Cli &cli, const QStringList &more)
    {
        return QStringList{u"--secrets-file"_s,
                           cli.path(u"secrets.json"_s),
                           u"account"_s,
                           u"add"_s,
                           u"email"_s,
                           u"--address"_s,
                           u"team@example.org"_s,
                           u"--name"_s,
                           u"Team"_s,
                           u"--imap-host"_s,
                           u"localhost"_s,
                           u"--imap-port"_s,
                           u"1"_s,
                           u"--smtp-host"_s,
                           u"localhost"_s} +
               more;
    }

private Q_SLOTS:
    /// On a file system of 12 MB that is really full; needs a mount of its own, which containers
    /// may forbid.
    void aFullDiskLosesNothing()
    {
        const Cli cli;
        QByteArray mbox;
        casement::testing::MailCorpus corpus(2000, 7);
        while (const auto mail = corpus.next())
            mbox += casement::testing::MailCorpus::toMbox(*mail);
        const QString file = cli.write(u"2000.mbox"_s, mbox);
        const QString script = cli.write(u"full.sh"_s, R"(
            mount -t tmpfs -o size=12m tmpfs "$1" || exit 99
            "$2" --workspace "$1/ws" import "$3"; echo "import: $?"
            "$2" --workspace "$1/ws" list; echo "list: $?"
            mount -o remount,size=200m "$1"
            "$2" --workspace "$1/ws" verify; echo "verify: $?"
            "$2" --workspace "$1/ws" --json stats
            "$2" --workspace "$1/ws" import "$3"; echo "import: $?"
            "$2" --workspace "$1/ws" --json stats
            "$2" --workspace "$1/ws" verify; echo "verify: $?"
        )");
        const QString disk = cli.path(u"disk"_s);
        QVERIFY(QDir().mkpath(disk));
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"unshare"_s, {u"--map-root-user"_s, u"--mount"_s, u"sh"_s, script, disk,
                                     QStringLiteral(CASEMENT_BINARY), file});
        if (!process.waitForStarted())
            QSKIP("unshare(1) is not here");
        QVERIFY(process.waitForFinished(120000));
        const QByteArray output = process.readAll();
        if (process.exitCode() == 99 || output.contains("unshare failed"))
            QSKIP("no mount is allowed here");
        const QByteArrayList lines = output.trimmed().split('\n');
        QVERIFY2(lines.value(0).contains("The disk is full. What was saved before is kept"),
                 output.constData());
        QCOMPARE(lines.value(1), "import: 4");
        QVERIFY2(output.contains("list: 4\n") || output.contains("list: 0\n"), output.constData());
        QCOMPARE(output.count("verify: 0"), 2);
        QCOMPARE(output.count("import: 0"), 1);
        QVERIFY2(output.contains("\"messages\":2000"), output.constData());
    }

    void aNewerWorkspaceIsLeftAlone()
    {
        const Cli cli;
        cli.fill();
        change(cli, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA user_version = 9999");
        const QByteArray before = content(cli.workspace() + u"/workspace.sqlite");
        isRefused(cli, u"newer-schema"_s, "newer Casement");
        QCOMPARE(content(cli.workspace() + u"/workspace.sqlite"), before);
    }

    void aFileThatIsNoWorkspaceIsLeftAlone()
    {
        const Cli cli;
        QVERIFY(QDir().mkpath(cli.workspace()));
        const QByteArray noise = QByteArray(64 * 1024, 'x');
        cli.write(u"ws/workspace.sqlite"_s, noise);
        isRefused(cli, u"storage"_s, "workspace");
        QCOMPARE(content(cli.workspace() + u"/workspace.sqlite"), noise);
    }

    void aWorkspaceThatIsAFileIsRefused()
    {
        const Cli cli;
        cli.write(u"ws"_s, "not a folder");
        isRefused(cli, u"storage"_s, "is a file");
    }

    void aWorkspaceThatIsNotThereIsNotMadeByReading()
    {
        const Cli cli;
        isRefused(cli, u"storage"_s, "There is no workspace");
        QVERIFY(!QFile::exists(cli.workspace()));
    }

    void aBrokenMailboxSaysWhatWasKept()
    {
        const Cli cli;
        const Run folder = cli.run({u"import"_s, cli.folder() + u"/nowhere"});
        QCOMPARE(folder.code, 3);
        QVERIFY(QFile::exists(cli.workspace()));
        const Run noise = cli.json(
            {u"import"_s, cli.write(u"noise.bin"_s, QByteArray::fromHex("00ff10deadbeef0a0d00"))});
        QCOMPARE(noise.code, 0);
        QCOMPARE(noise.object()[u"quarantined"].toInt(), 1); // kept as it is, and shown as raw text
        const Run raw = cli.run({u"show"_s, u"m1"_s, u"--raw"_s});
        QCOMPARE(raw.output, QByteArray::fromHex("00ff10deadbeef0a0d00"));
        // The good file beside it is imported all the same.
        const Run both =
            cli.json({u"import"_s, cli.path(u"noise.bin"_s), cli.write(u"box.mbox"_s, mailbox())});
        QCOMPARE(both.code, 0);
        QCOMPARE(both.object()[u"added"].toInt(), 3);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void passwordsComeFromStandardInputOrAPrivateFile()
    {
        const Cli cli;
        const QByteArray password = "correct horse battery";
        const Run added = cli.json(accountArguments(cli, {u"--password-stdin"_s, u"--no-check"_s}),
                                   password + "\nsecond line\n");
        QVERIFY2(added.code == 0, added.errors.constData());
        QCOMPARE(added.object()[u"address"].toString(), u"team@example.org"_s);
        QVERIFY(content(cli.path(u"secrets.json"_s)).contains(password));
        QCOMPARE(QFile::permissions(cli.path(u"secrets.json"_s)) &
                     (QFileDevice::ReadGroup | QFileDevice::ReadOther),
                 QFileDevice::Permissions());

        // Nothing of it is in the workspace.
        QDirIterator files(cli.workspace(), QDir::Files | QDir::Hidden,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            QVERIFY2(!content(path).contains(password), qPrintable(path));
        }

        QCOMPARE(cli.json({u"account"_s, u"list"_s}).object()[u"name"].toString(), u"Team"_s);
        const Run removed = cli.json({u"--secrets-file"_s, cli.path(u"secrets.json"_s),
                                      u"account"_s, u"remove"_s, u"Team"_s});
        QVERIFY2(removed.code == 0, removed.errors.constData());
        QVERIFY(!content(cli.path(u"secrets.json"_s)).contains(password));
        QCOMPARE(cli.json({u"account"_s, u"list"_s}).objects().size(), 0);
    }

    void filesThatOthersCanReadAreNoPlaceForPasswords()
    {
        const Cli cli;
        const QString secret = cli.write(u"password"_s, "hunter2\n");
        QVERIFY(QFile::setPermissions(secret, QFileDevice::ReadOwner | QFileDevice::WriteOwner |
                                                  QFileDevice::ReadGroup));
        const Run open =
            cli.run(accountArguments(cli, {u"--secret-file"_s, secret, u"--no-check"_s}));
        QVERIFY(open.code != 0);
        QVERIFY2(open.errors.contains("chmod 600"), open.errors.constData());
        QVERIFY(!open.errors.contains("hunter2"));

        QVERIFY(QFile::setPermissions(secret, QFileDevice::ReadOwner | QFileDevice::WriteOwner));
        cli.write(u"secrets.json"_s, "{}");
        QVERIFY(QFile::setPermissions(cli.path(u"secrets.json"_s),
                                      QFileDevice::ReadOwner | QFileDevice::ReadOther));
        const Run store =
            cli.run(accountArguments(cli, {u"--secret-file"_s, secret, u"--no-check"_s}));
        QVERIFY(store.code != 0);
        QVERIFY2(store.errors.contains("chmod 600"), store.errors.constData());
        QCOMPARE(cli.json({u"account"_s, u"list"_s}).objects().size(), 0);
    }

    void anUnreachableServerAddsNothing()
    {
        const Cli cli;
        const Run run = cli.json(accountArguments(cli, {u"--password-stdin"_s}), "secret\n");
        QCOMPARE(run.code, 5);
        QVERIFY2(run.errors.contains("The account was not added"), run.errors.constData());
        QCOMPARE(cli.json({u"account"_s, u"list"_s}).objects().size(), 0);
    }

    void mistakenAccountsAreRefused_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::newRow("no password") << QStringList();
        QTest::newRow("two passwords")
            << QStringList{u"--password-stdin"_s, u"--secret-file"_s, u"x"_s};
        QTest::newRow("a port") << QStringList{u"--imap-port"_s, u"99999"_s, u"--password-stdin"_s};
        QTest::newRow("no encryption")
            << QStringList{u"--imap-host"_s, u"mail.example.org"_s, u"--imap-security"_s,
                           u"plain"_s, u"--password-stdin"_s};
        QTest::newRow("encryption of another kind")
            << QStringList{u"--smtp-security"_s, u"maybe"_s, u"--password-stdin"_s};
        QTest::newRow("a pin") << QStringList{u"--pin"_s, u"abc"_s, u"--password-stdin"_s};
    }

    void mistakenAccountsAreRefused()
    {
        QFETCH(QStringList, more);
        const Cli cli;
        const Run run =
            cli.run(accountArguments(cli, more + QStringList{u"--no-check"_s}), "secret\n");
        QCOMPARE(run.code, 2);
        QCOMPARE(run.errors.count('\n'), 1);
    }

    void aReplyWaitsInTheOutboxUntilItCanGo()
    {
        const Cli cli;
        const Run added = cli.json(accountArguments(cli, {u"--smtp-port"_s, u"1"_s,
                                                          u"--password-stdin"_s, u"--no-check"_s}),
                                   "secret\n");
        QVERIFY2(added.code == 0, added.errors.constData());
        cli.fill();
        const Run reply =
            cli.json({u"reply"_s, u"c1"_s, u"--text-file"_s, u"-"_s}, "At the **lighthouse**.\n");
        QVERIFY2(reply.code == 0, reply.errors.constData());
        const QJsonObject item = reply.object();
        QCOMPARE(item[u"type"].toString(), u"outbox_item"_s);
        QCOMPARE(item[u"subject"].toString(), u"Re: Where do we meet?"_s);
        QCOMPARE(item[u"text"].toString(), u"At the **lighthouse**.\n"_s);
        QCOMPARE(item[u"recipients"].toArray().at(0)[u"address"].toString(), u"ann@example.org"_s);

        const QStringList secrets{u"--secrets-file"_s, cli.path(u"secrets.json"_s)};
        const Run sent = cli.json(secrets + QStringList{u"send"_s});
        QCOMPARE(sent.code, 5);
        QVERIFY2(sent.errors.contains("stay in the outbox"), sent.errors.constData());
        QCOMPARE(cli.json({u"outbox"_s}).object()[u"state"].toString(), u"queued"_s);
        QCOMPARE(cli.json({u"outbox"_s, u"cancel"_s, item[u"id"].toString()}).code, 0);
        QCOMPARE(cli.json({u"outbox"_s}).objects().size(), 0);
        QCOMPARE(cli.json({u"list"_s, u"--view"_s, u"drafts"_s}).object()[u"text"].toString(),
                 u"At the **lighthouse**.\n"_s);
        QCOMPARE(cli.json({u"outbox"_s, u"cancel"_s, item[u"id"].toString()}).code, 1);
        QCOMPARE(cli.json({u"outbox"_s, u"retry"_s, u"o999"_s}).code, 3);
    }
};

QTEST_GUILESS_MAIN(TroubleTest)
#include "troubletest.moc"
