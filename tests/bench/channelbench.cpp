// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// casement-channelbench MINUTES: 20 messages a second on all channels together, with the window
// open. Exit: 0 nothing was lost and the window answered within 100 ms, 1 otherwise.

#include "tests/live/channelload.h"

#include <QCoreApplication>
#include <QDir>
#include <cstdio>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

constexpr int kPerSecond = 20;
constexpr std::chrono::milliseconds kGoal(100);

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const int minutes = app.arguments().value(1).toInt();
    if (minutes < 1) {
        std::fprintf(stderr, "usage: casement-channelbench MINUTES\n");
        return 1;
    }
    const ChannelLoad load = loadChannels(
        std::chrono::minutes(minutes), kPerSecond,
        QDir(QCoreApplication::applicationDirPath()).filePath(u"casement-livewindow"_s));
    if (!load.problem.isEmpty()) {
        std::fprintf(stderr, "casement-channelbench: %s\n", qPrintable(load.problem));
        return 1;
    }
    for (const QString &each : load.left)
        std::printf("without %s\n", qPrintable(each));
    int total = 0;
    for (const auto &[channel, count] : load.sent.asKeyValueRange()) {
        std::printf("%-12s %6d messages\n", qPrintable(channel), count);
        total += count;
    }
    std::printf("%d messages in %.1f s; the last was there %.1f s later\n", total,
                double(load.sending.count()) / 1000, double(load.catchUp.count()) / 1000);
    std::printf("%lld lost, %lld twice\n", qlonglong(load.missing.size()),
                qlonglong(load.twice.size()));
    if (!load.undelivered.isEmpty())
        std::printf("%lld that their own server took and never delivered\n",
                    qlonglong(load.undelivered.size()));
    for (const QString &each : (load.missing + load.twice).mid(0, 20))
        std::printf("  %s\n", qPrintable(each));
    if (!load.verified.isEmpty())
        std::printf("%s\n", qPrintable(load.verified));
    // On a machine that others use too, the wall's clock counts what they do.
    std::printf(
        "longest stall of the window %lld ms, of that on the processor at most %lld ms (%s)   "
        "goal %lld\n",
        qlonglong(load.stall.count()), qlonglong(load.work.count()), qUtf8Printable(load.workIn),
        qlonglong(kGoal.count()));
    const bool isMet = load.missing.isEmpty() && load.twice.isEmpty() && load.verified.isEmpty() &&
                       load.work < kGoal;
    return isMet ? 0 : 1;
}
