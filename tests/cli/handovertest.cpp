// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>
#include <QLockFile>
#include <QtEndian>
#include <QtTest>

using namespace Qt::StringLiterals;

/// Two processes and one workspace.
class HandoverTest final : public QObject
{
    Q_OBJECT

private:
    static QString socketPath(const Cli &cli)
    {
        return QFileInfo(cli.workspace()).canonicalFilePath() + u"/socket";
    }

    /// The window, drawn nowhere, with the workspace open.
    static std::unique_ptr<QProcess> openWindow(const Cli &cli)
    {
        auto window = std::make_unique<QProcess>();
        window->start(QStringLiteral(CASEMENT_BINARY), {u"--workspace"_s, cli.workspace()});
        return QTest::qWaitFor([&] { return QFile::exists(socketPath(cli)); }, 30000)
                   ? std::move(window)
                   : nullptr;
    }

    static void end(QProcess &process)
    {
        process.terminate();
        QVERIFY(process.waitForFinished(30000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    }

private Q_SLOTS:
    void aVerbSaysTheSameWhenHandedOver_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("input");
        const QByteArray none;
        QTest::newRow("list") << QStringList{u"list"_s} << none;
        QTest::newRow("list as text") << QStringList{u"list"_s, u"--view"_s, u"all"_s} << none;
        QTest::newRow("show") << QStringList{u"show"_s, u"c1"_s, u"--json"_s} << none;
        QTest::newRow("raw") << QStringList{u"show"_s, u"m1"_s, u"--raw"_s} << none;
        QTest::newRow("search") << QStringList{u"search"_s, u"lantern"_s, u"--json"_s} << none;
        QTest::newRow("not found") << QStringList{u"show"_s, u"c999"_s} << none;
        QTest::newRow("not found, json") << QStringList{u"--json"_s, u"show"_s, u"c999"_s} << none;
        QTest::newRow("mistyped in the verb")
            << QStringList{u"list"_s, u"--view"_s, u"moon"_s} << none;
        QTest::newRow("an empty note")
            << QStringList{u"note"_s, u"c1"_s, u"--text-file"_s, u"-"_s} << QByteArray(" \n");
        QTest::newRow("a relative path") << QStringList{u"import"_s, u"nowhere.mbox"_s} << none;
        QTest::newRow("export") << QStringList{u"export"_s, u"-"_s, u"--format"_s, u"mbox"_s}
                                << none;
        QTest::newRow("help") << QStringList{u"list"_s, u"--help"_s} << none;
    }

    void aVerbSaysTheSameWhenHandedOver()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, input);
        const Cli cli;
        cli.fill();
        const Run alone = cli.run(arguments, input);
        const auto watch = cli.start({u"watch"_s});
        QVERIFY(watch);
        const Run handedOver = cli.run(arguments, input);
        QCOMPARE(handedOver.code, alone.code);
        QCOMPARE(handedOver.output, alone.output);
        QCOMPARE(handedOver.errors, alone.errors);
        end(*watch);
    }

    void standardInputCrossesWhole()
    {
        const Cli cli;
        cli.fill();
        const auto watch = cli.start({u"watch"_s});
        QVERIFY(watch);
        QByteArray text;
        for (int i = 0; text.size() < 900 * 1024; ++i)
            text += "line " + QByteArray::number(i) + " äöü\n";
        const Run noted = cli.run({u"note"_s, u"c1"_s, u"--text-file"_s, u"-"_s}, text);
        QVERIFY2(noted.code == 0, noted.errors.constData());
        const Run shown = cli.json({u"show"_s, u"c1"_s});
        QCOMPARE(shown.objects(u"note"_s).value(0)[u"text"].toString().toUtf8(), text.trimmed());
        const Run tooLong = cli.run({u"note"_s, u"c1"_s, u"--text-file"_s, u"-"_s},
                                    QByteArray(5 * 1024 * 1024, 'x'));
        QCOMPARE(tooLong.code, 1);
        QVERIFY(tooLong.errors.contains("longer than 4 MiB"));
        end(*watch);
    }

    void aVerbIsHandedToTheWindowAndAWindowIsRaised()
    {
        const Cli cli;
        cli.fill();
        const Run alone = cli.json({u"search"_s, u"lantern"_s});
        const auto window = openWindow(cli);
        QVERIFY(window);
        QCOMPARE(cli.json({u"search"_s, u"lantern"_s}).output, alone.output);
        QCOMPARE(cli.json({u"done"_s, u"c1"_s}).code, 0);
        const Run second = cli.run({});
        QVERIFY2(second.code == 0, second.errors.constData());
        QCOMPARE(window->state(), QProcess::Running);
        end(*window);
        // What was handed over is in the workspace.
        QCOMPARE(cli.json({u"list"_s, u"--view"_s, u"done"_s}).objects().size(), 1);
    }

    void manyAtOnceAreAllServed()
    {
        const Cli cli;
        cli.fill();
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < 12; ++i) {
            processes.push_back(std::make_unique<QProcess>());
            processes.back()->start(
                QStringLiteral(CASEMENT_BINARY),
                {u"--workspace"_s, cli.workspace(), u"tag"_s, u"c1"_s, u"+t%1"_s.arg(i)});
        }
        for (const auto &process : processes) {
            QVERIFY(process->waitForFinished(60000));
            QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        }
        QCOMPARE(cli.json({u"show"_s, u"c1"_s}).object()[u"tags"].toArray().size(), 12);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void aKilledProcessLeavesNoLockBehind()
    {
        const Cli cli;
        cli.fill();
        const auto watch = cli.start({u"watch"_s});
        QVERIFY(watch);
        watch->kill();
        QVERIFY(watch->waitForFinished());
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(cli.json({u"list"_s}).objects().size(), 2);
        QVERIFY(clock.elapsed() < 8000);
    }

    void whoNeverAnswersIsNamedAfterTenSeconds()
    {
        const Cli cli;
        cli.fill();
        QLockFile lock(cli.workspace() + u"/lock");
        QVERIFY(lock.tryLock());
        const Run run = cli.json({u"list"_s});
        QCOMPARE(run.code, 4);
        QCOMPARE(run.output, QByteArray());
        QVERIFY2(run.errors.contains("\"busy\""), run.errors.constData());
        QVERIFY2(run.errors.contains(QByteArray(
                     "process " + QByteArray::number(QCoreApplication::applicationPid()))),
                 run.errors.constData());
    }

    void whatIsNoRequestHarmsNobody_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto frame = [](char type, const QByteArray &payload, qint64 length = -1) {
            QByteArray bytes(4, '\0');
            qToBigEndian(quint32(length < 0 ? payload.size() : length), bytes.data());
            return QByteArray(bytes + type + payload);
        };
        QTest::newRow("noise") << QByteArray("GET / HTTP/1.1\r\n\r\n");
        QTest::newRow("no such type") << frame('z', "{}");
        QTest::newRow("four gigabytes") << frame('R', "", 0xffffffff);
        QTest::newRow("no JSON") << frame('R', "\xff\xfe");
        QTest::newRow("another protocol") << frame('R', "{\"protocol\":99}");
        QTest::newRow("no arguments") << frame('R', "{\"protocol\":1,\"working_folder\":\"/\"}");
        QTest::newRow("wrong types")
            << frame('R', "{\"protocol\":1,\"arguments\":[1,{}],\"working_folder\":[]}");
        QTest::newRow("input first") << frame('I', "hello");
        QTest::newRow("two requests")
            << frame('R', "{\"protocol\":1,\"arguments\":[\"stats\"],\"working_folder\":\"/\"}") +
                   frame('R',
                         "{\"protocol\":1,\"arguments\":[\"stats\"],\"working_folder\":\"/\"}");
        QTest::newRow("half a frame") << frame('R', "{", 100);
    }

    void whatIsNoRequestHarmsNobody()
    {
        QFETCH(QByteArray, bytes);
        const Cli cli;
        cli.fill();
        const auto watch = cli.start({u"watch"_s});
        QVERIFY(watch);
        QLocalSocket socket;
        socket.connectToServer(socketPath(cli));
        QVERIFY(socket.waitForConnected());
        socket.write(bytes);
        // It is closed: at once, or when it has kept silent for too long.
        QTRY_COMPARE_WITH_TIMEOUT(socket.state(), QLocalSocket::UnconnectedState, 20000);
        QCOMPARE(cli.json({u"list"_s}).objects().size(), 2);
        QCOMPARE(watch->state(), QProcess::Running);
        end(*watch);
    }

    void onlyThisUserMayKnock()
    {
        const Cli cli;
        cli.fill();
        const auto watch = cli.start({u"watch"_s});
        QVERIFY(watch);
        const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                            QFileDevice::ExeGroup | QFileDevice::ReadOther |
                            QFileDevice::WriteOther | QFileDevice::ExeOther;
        for (const QString &path :
             QStringList{socketPath(cli), cli.workspace(), cli.workspace() + u"/workspace.sqlite"})
            QVERIFY2(!(QFileInfo(path).permissions() & others), qPrintable(path));
        end(*watch);
    }

    void aVerbWhoseCallerLeavesIsStopped()
    {
        const Cli cli;
        cli.fill();
        const auto watch = cli.start({u"watch"_s});
        QVERIFY(watch);
        const auto second = cli.start({u"watch"_s});
        QVERIFY(second);
        second->kill();
        QVERIFY(second->waitForFinished());
        QCOMPARE(cli.json({u"list"_s}).code, 0);
        end(*watch); // it would wait for ever for a verb that nobody stopped
    }

    void aWatchMovesOnWhenItsHostEnds()
    {
        const Cli cli;
        cli.fill();
        const auto host = cli.start({u"watch"_s});
        QVERIFY(host);
        const auto guest = cli.start({u"watch"_s});
        QVERIFY(guest);
        end(*host);
        // The guest has the workspace now: it answers verbs.
        QTRY_COMPARE_WITH_TIMEOUT(cli.json({u"list"_s}).code, 0, 20000);
        QCOMPARE(guest->state(), QProcess::Running);
        end(*guest);
    }
};

QTEST_GUILESS_MAIN(HandoverTest)
#include "handovertest.moc"
