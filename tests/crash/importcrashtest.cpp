// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"
#include "tests/support/mailcorpus.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QThread>
#include <QtTest>

using namespace Qt::StringLiterals;

/// The power button, pressed again and again while a mailbox is imported.
class ImportCrashTest final : public QObject
{
    Q_OBJECT

    static constexpr int wantedKills = 62;
    static constexpr int mails = 1300;
    static constexpr quint64 seed = 20260302;

private Q_SLOTS:
    void everyMessageIsThereOnce()
    {
        QList<QByteArray> sources;
        QByteArray box;
        casement::testing::MailCorpus corpus(mails, seed);
        while (const auto mail = corpus.next()) {
            sources += mail->raw;
            box += casement::testing::MailCorpus::toMbox(*mail);
        }
        std::ranges::sort(sources);
        QCOMPARE(sources.size(), mails);

        // More than one batch, so that a resumed import begins in the middle.
        // How long it takes here undisturbed: random moments shall fall everywhere in it.
        QElapsedTimer clock;
        clock.start();
        const Cli calm;
        QCOMPARE(calm.run({u"import"_s, calm.write(u"box.mbox"_s, box)}).code, 0);
        m_duration = int(clock.elapsed());

        QRandomGenerator random(seed);
        int kills = 0;
        int killsWithProgress = 0;
        int rounds = 0;
        for (; kills < wantedKills; ++rounds) {
            const Cli cli;
            const QString path = cli.write(u"box.mbox"_s, box);
            qint64 kept = 0;
            while (kept < mails) {
                const Attempt attempt = importAndKill(cli, path, random);
                if (attempt.finished)
                    break;
                ++kills;
                if (attempt.acknowledged == 0)
                    continue;
                ++killsWithProgress;
                // What the progress counted was on disk before it was said.
                const qint64 now = cli.json({u"stats"_s}).object()[u"messages"].toInteger();
                QVERIFY2(now >= kept + attempt.acknowledged,
                         qPrintable(u"%1 after %2 with %3 acknowledged"_s.arg(now).arg(kept).arg(
                             attempt.acknowledged)));
                kept = now;
            }
            QCOMPARE(cli.run({u"import"_s, path}).code, 0);
            const Run verified = cli.json({u"verify"_s});
            QVERIFY2(verified.code == 0, verified.output.constData());
            QCOMPARE(exported(cli), sources);
        }
        qInfo("%d kills in %d rounds, %d of them after messages were acknowledged: %d mails, each "
              "there once",
              kills, rounds, killsWithProgress, mails);
        QVERIFY(killsWithProgress > 0);
    }

private:
    struct Attempt {
        bool finished = false;
        qint64 acknowledged = 0;
    };

    /// Kills either at a random moment, or soon after the progress told of a random number of
    /// bytes.
    Attempt importAndKill(const Cli &cli, const QString &path, QRandomGenerator &random) const
    {
        QProcess process;
        process.start(
            QStringLiteral(CASEMENT_BINARY),
            {u"--workspace"_s, cli.workspace(), u"--json"_s, u"import"_s, u"--progress"_s, path});
        const bool byTime = random.bounded(3) != 0;
        const int delay = random.bounded(10, qMax(100, m_duration / 2));
        const auto pause = std::chrono::microseconds(random.bounded(30000));
        const double share = random.generateDouble();
        QElapsedTimer clock;
        clock.start();
        Attempt attempt;
        QByteArray buffer;
        while (process.state() != QProcess::NotRunning) {
            const int left = byTime ? qMax(0, delay - int(clock.elapsed())) : 30000;
            process.waitForReadyRead(left);
            buffer += process.readAllStandardOutput();
            bool reached = false;
            for (const QJsonObject &line :
                 Run{.code = 0, .output = wholeLines(buffer), .errors = {}}.objects()) {
                attempt.acknowledged = qMax(attempt.acknowledged, line[u"added"].toInteger());
                reached |=
                    line[u"added"].toInteger() > 0 &&
                    line[u"bytes_done"].toDouble() >= share * line[u"bytes_total"].toDouble();
            }
            if (byTime ? clock.elapsed() >= delay : reached) {
                if (!byTime)
                    QThread::sleep(pause);
                process.kill();
                break;
            }
        }
        process.waitForFinished();
        attempt.finished = process.exitStatus() == QProcess::NormalExit;
        if (attempt.finished && process.exitCode() != 0)
            qFatal("the import failed: %s", process.readAllStandardError().constData());
        return attempt;
    }

    int m_duration = 0; ///< ms

    static QByteArray wholeLines(const QByteArray &bytes)
    {
        return bytes.left(bytes.lastIndexOf('\n') + 1);
    }

    static QList<QByteArray> exported(const Cli &cli)
    {
        QList<QByteArray> raws;
        for (const QJsonObject &line :
             cli.json({u"export"_s, u"-"_s, u"--format"_s, u"jsonl"_s}).objects())
            raws += QByteArray::fromBase64(line[u"raw_base64"].toString().toLatin1());
        std::ranges::sort(raws);
        return raws;
    }
};

QTEST_GUILESS_MAIN(ImportCrashTest)
#include "importcrashtest.moc"
