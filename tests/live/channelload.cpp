// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/channelload.h"

#include "tests/live/program.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int kPatience = 120'000; // ms

/// Of 20 messages, how many on which channel: chats are lively, blogs are not, and snac delivers in
/// its own time.
const QMap<QString, int> kShares{{u"email"_s, 4},    {u"irc"_s, 4},     {u"xmpp"_s, 4},
                                 {u"telegram"_s, 4}, {u"bluesky"_s, 2}, {u"fediverse"_s, 1},
                                 {u"feed"_s, 1}};

/// Who speaks when: as evenly as the shares allow.
QList<Peer *> turns(const std::vector<std::unique_ptr<Peer>> &peers)
{
    QList<std::pair<double, Peer *>> places;
    for (const auto &peer : peers) {
        const int share = kShares.value(peer->channel(), 1);
        for (int i = 0; i < share; ++i)
            places.append({(i + 0.5) / share, peer.get()});
    }
    std::ranges::stable_sort(places, {}, &std::pair<double, Peer *>::first);
    QList<Peer *> order;
    for (const auto &place : std::as_const(places))
        order += place.second;
    return order;
}

QString wordsOf(const QString &channel, int number)
{
    return u"load %1 %2"_s.arg(channel).arg(number, 6, 10, QChar(u'0'));
}

/// The window, in a process of its own.
class LiveWindow
{
public:
    QString start(const QString &path, const Program &program)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(path, {program.cli.workspace(), program.secretsFile()});
        return answer()[u"ready"].toBool() ? QString() : u"The window does not open."_s;
    }
    /// What it has counted since it was asked last.
    QJsonObject count()
    {
        m_process.write("\n");
        return answer();
    }
    void end()
    {
        m_process.closeWriteChannel();
        if (!QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; },
                             kPatience))
            m_process.kill();
    }

private:
    QJsonObject answer()
    {
        if (!QTest::qWaitFor([this] { return m_process.canReadLine(); }, kPatience))
            return {};
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }

    QProcess m_process;
};

/// How often each thing that was said is in the workspace.
QHash<QString, int> found(Program &program)
{
    static const QRegularExpression form(u"load [a-z]+ \\d{6}"_s);
    QHash<QString, int> counts;
    for (const QJsonObject &message :
         program.run({u"export"_s, u"--format"_s, u"jsonl"_s, u"-"_s}).objects()) {
        const auto match = form.match(message[u"text"].toString());
        if (match.hasMatch())
            ++counts[match.captured()];
    }
    return counts;
}

} // namespace

ChannelLoad loadChannels(std::chrono::seconds duration, int perSecond, const QString &windowProgram)
{
    ChannelLoad load;
    const auto peers = startPeers(u"secret"_s, load.left, load.problem);
    Program program;
    LiveWindow window;
    for (const auto &peer : peers) {
        // Whoever speaks here waits for servers now and then, and the program must not.
        for (const auto &relay : peer->relays())
            relay->stepAside();
        if (load.problem.isEmpty())
            load.problem = program.add(*peer);
    }
    if (load.problem.isEmpty())
        load.problem = window.start(windowProgram, program);
    if (load.problem.isEmpty()) {
        const Run fetched = program.run({u"fetch"_s}); // everybody is there
        load.problem = fetched.code == 0 ? QString() : why(fetched);
    }
    if (!load.problem.isEmpty())
        return load;

    const QList<Peer *> order = turns(peers);
    const qint64 total = duration.count() * perSecond;
    QStringList said;
    QHash<QString, Peer *> by;
    std::ignore = window.count();
    QElapsedTimer clock;
    clock.start();
    while (said.size() < total) {
        Peer *peer = order.at(said.size() % order.size());
        const QString words = wordsOf(peer->channel(), load.sent[peer->channel()]++);
        said += words;
        by.insert(words, peer);
        peer->say(words);
        // By the clock: who was held up catches up.
        const qint64 next = said.size() * 1000 / perSecond;
        (void)QTest::qWaitFor([&] { return clock.elapsed() >= next; }, 60'000);
    }
    load.sending = clock.durationElapsed() / 1ms * 1ms;
    const QJsonObject counted = window.count();
    load.stall = std::chrono::milliseconds(counted[u"longest_stall_ms"].toInteger());
    load.work = std::chrono::milliseconds(counted[u"longest_work_ms"].toInteger());
    load.workIn = counted[u"longest_work_in"].toString();

    QHash<QString, int> there;
    clock.restart();
    do {
        // Feeds are looked at every five minutes, unless somebody asks.
        std::ignore = program.run({u"fetch"_s});
        there = found(program);
        load.undelivered.clear();
        for (const QString &words : std::as_const(said)) {
            if (!there.contains(words) && !by.value(words)->hasDelivered(words))
                load.undelivered += words;
        }
    } while (there.size() + load.undelivered.size() < said.size() &&
             clock.elapsed() < kPatience + duration / 1ms);
    load.catchUp = clock.durationElapsed() / 1ms * 1ms;
    for (const QString &words : std::as_const(said)) {
        if (!there.contains(words) && !load.undelivered.contains(words))
            load.missing += words;
        else if (there.value(words) > 1)
            load.twice += words;
    }
    window.end();
    const Run verified = program.run({u"verify"_s});
    load.verified = verified.code == 0 ? QString() : why(verified);
    return load;
}

} // namespace casement
