// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/channelload.h"

#include <QTest>

using namespace casement;
using namespace std::chrono_literals;

/// The short form of `./dev bench channels`: it is a question of what arrives, not of how fast on
/// a machine that builds beside it.
class ChannelLoadTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostOnAllChannelsTogether()
    {
        const ChannelLoad load = loadChannels(30s, 20, QStringLiteral(CASEMENT_LIVE_WINDOW));
        QVERIFY2(load.problem.isEmpty(), qPrintable(load.problem));
        for (const QString &each : load.left)
            qInfo("without %s", qPrintable(each));
        QVERIFY(load.sent.size() >= 2); // Telegram and feeds run everywhere
        QCOMPARE(load.missing, QStringList());
        QCOMPARE(load.twice, QStringList());
        QCOMPARE(load.verified, QString());
        qInfo("said in %lld ms, all there %lld ms later; longest stall %lld ms, of the processor "
              "%lld ms",
              qlonglong(load.sending.count()), qlonglong(load.catchUp.count()),
              qlonglong(load.stall.count()), qlonglong(load.work.count()));
    }
};

QTEST_GUILESS_MAIN(ChannelLoadTest)
#include "channelloadtest.moc"
