// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QtTest>

using namespace Qt::StringLiterals;

/// The power button while an export is imported: all of it is there once in the end, as one import
/// that can be undone as a whole.
class ExportCrashTest final : public QObject
{
    Q_OBJECT

    static constexpr int wantedKills = 12;
    static constexpr int messages = 6000;
    static constexpr quint64 seed = 20260717;

private Q_SLOTS:
    void everyMessageIsThereOnceAndUndoFindsAllOfThem()
    {
        QByteArray text = "31/01/24, 09:00 - Ann: first\n";
        for (int i = 1; i < messages; ++i)
            text += "0" + QByteArray::number(1 + i / 1440) + "/02/24, " +
                    QByteArray::number(i / 60 % 24).rightJustified(2, '0') + ":" +
                    QByteArray::number(i % 60).rightJustified(2, '0') + " - " +
                    (i % 2 ? "Ann" : "Ben") + ": words " + QByteArray::number(i) + "\n";
        const QString name = u"WhatsApp Chat with Garden.txt"_s;
        QElapsedTimer clock;
        clock.start();
        const Cli calm;
        QCOMPARE(calm.run({u"import"_s, calm.write(name, text)}).code, 0);
        const int duration = int(clock.elapsed());

        QRandomGenerator random(seed);
        int kills = 0;
        int killsWithProgress = 0;
        while (kills < wantedKills) {
            const Cli cli;
            const QString path = cli.write(name, text);
            qint64 kept = 0;
            for (int attempt = 0; attempt < 4 && kills < wantedKills; ++attempt) {
                QProcess process;
                process.start(QStringLiteral(CASEMENT_BINARY),
                              {u"--workspace"_s, cli.workspace(), u"--json"_s, u"import"_s,
                               u"--progress"_s, path});
                const int delay = random.bounded(10, qMax(100, duration));
                QElapsedTimer since;
                since.start();
                while (process.state() != QProcess::NotRunning && since.elapsed() < delay)
                    process.waitForFinished(qMax(1, delay - int(since.elapsed())));
                if (process.state() == QProcess::NotRunning)
                    break; // it was faster
                process.kill();
                process.waitForFinished();
                ++kills;
                qint64 acknowledged = 0;
                const QByteArray output = process.readAllStandardOutput();
                for (const QJsonObject &line : Run{
                         .code = 0,
                         .output = output.left(output.lastIndexOf('\n') + 1),
                         .errors = {}}.objects())
                    acknowledged = qMax(acknowledged, line[u"added"].toInteger());
                if (acknowledged == 0)
                    continue;
                ++killsWithProgress;
                const qint64 now = cli.json({u"stats"_s}).object()[u"messages"].toInteger();
                QVERIFY2(now >= kept + acknowledged, qPrintable(QString::number(now)));
                kept = now;
            }
            QCOMPARE(cli.run({u"import"_s, path}).code, 0);
            QCOMPARE(cli.json({u"stats"_s}).object()[u"messages"].toInt(), messages);
            QCOMPARE(cli.json({u"list"_s, u"--view"_s, u"done"_s}).objects().size(), 1);
            const Run verified = cli.json({u"verify"_s});
            QVERIFY2(verified.code == 0, verified.output.constData());
            qint64 imported = 0;
            for (const QJsonObject &run : cli.json({u"import"_s, u"--list"_s}).objects()) {
                imported += run[u"messages"].toInteger();
                QVERIFY(!run[u"finished_at"].isNull());
            }
            QCOMPARE(imported, messages);
            // Newest first: each continues the one before it.
            for (const QJsonObject &run : cli.json({u"import"_s, u"--list"_s}).objects())
                QCOMPARE(cli.run({u"import"_s, u"--undo"_s, run[u"id"].toString()}).code, 0);
            const QJsonObject after = cli.json({u"stats"_s}).object();
            QCOMPARE(after[u"messages"].toInt(), 0);
            QCOMPARE(after[u"people"].toInt(), 0);
            QCOMPARE(cli.json({u"verify"_s}).code, 0);
        }
        qInfo("%d kills, %d of them after messages were acknowledged", kills, killsWithProgress);
        QVERIFY(killsWithProgress > 0);
    }
};

QTEST_GUILESS_MAIN(ExportCrashTest)
#include "exportcrashtest.moc"
