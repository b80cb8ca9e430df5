// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/program.h"

#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

/// kill -9 of the real program after an answer was written and before the server's word for it has
/// come, on every channel at once: whatever the server has, it has once, and what nobody can tell
/// waits for a person instead of going out again.
///
/// CASEMENT_KILL_ROUNDS: how many rounds instead of 3. With more than 3, answers that do not arrive
/// are tried on IRC and XMPP too, which takes minutes a round: their server may still be at it.
class KilledSendTest final : public QObject
{
    Q_OBJECT

    static constexpr int patience = 120'000;

    struct Sent {
        Peer *peer = nullptr;
        QString text;
        QString item;
        bool isSwallowed = false; ///< the server never got it
    };

    std::vector<std::unique_ptr<Peer>> m_peers;
    Program m_program;
    QHash<Peer *, QString> m_conversations;
    QList<Sent> m_sent;
    int m_rounds = std::max(3, qEnvironmentVariableIntValue("CASEMENT_KILL_ROUNDS"));

    static bool isSettled(const QString &state)
    {
        return state != u"held" && state != u"queued" && state != u"sending";
    }

    void watch()
    {
        QCOMPARE(m_program.watch(), QString());
        const Run fetched = m_program.run({u"fetch"_s});
        QVERIFY2(fetched.code == 0, qPrintable(why(fetched)));
    }

    /// Answers ann on all channels, and kills the program when all of it is on its way.
    void sendAndKill(int round)
    {
        const bool swallows = round % 3 == 1;
        QList<Sent> now;
        for (const auto &[peer, conversation] : m_conversations.asKeyValueRange()) {
            Sent sent{.peer = peer, .text = u"answer-%1-%2"_s.arg(round).arg(peer->channel())};
            Relay::Hold hold = peer->holdOfSend();
            sent.isSwallowed = swallows && (peer->isQuickToMiss() || m_rounds > 3);
            hold.swallows = sent.isSwallowed;
            peer->sending().hold(hold);
            QString words = sent.text;
            if (peer->paddingOfSend() > 0)
                words += u"\n\n"_s + u"and so on\n"_s.repeated(peer->paddingOfSend() / 10);
            const QJsonObject item = m_program.reply(conversation, words);
            QVERIFY2(!item.isEmpty(), qPrintable(peer->channel()));
            sent.item = item[u"id"].toString();
            now += sent;
        }
        for (const Sent &each : std::as_const(now)) {
            const bool isUnderWay = QTest::qWaitFor(
                [&] {
                    return each.isSwallowed ? each.peer->isSwallowed(each.text)
                                            : each.peer->heard(each.text) > 0;
                },
                patience);
            const QJsonObject item = m_program.outbox().value(each.item);
            QVERIFY2(isUnderWay, qPrintable(QString(each.peer->channel() + u": "_s +
                                                    item[u"reason"].toString())));
        }
        for (const QJsonObject &item : m_program.outbox()) {
            const bool isOfNow = std::ranges::any_of(
                now, [&](const Sent &each) { return each.item == item[u"id"].toString(); });
            QVERIFY2(!isOfNow || item[u"state"].toString() == u"sending",
                     qPrintable(QString(item[u"text"].toString().left(40) + u": "_s +
                                        item[u"state"].toString())));
        }
        m_program.kill();
        m_sent += now;
        for (const auto &peer : m_peers)
            peer->sending().pass();
    }

    void judge()
    {
        QStringList lines;
        const auto outbox = m_program.outbox();
        for (const Sent &each : std::as_const(m_sent)) {
            const QString state = outbox.value(each.item)[u"state"].toString();
            const qsizetype times = each.peer->heard(each.text);
            const QString story = u"%1 is %2 and was heard %3 times%4"_s.arg(
                each.text, state, QString::number(times),
                each.isSwallowed ? u"; the first attempt never arrived"_s : QString());
            lines += story;
            // Once, or a person is asked and it has not gone out again by itself.
            if (state == u"unknown")
                QVERIFY2(times == (each.isSwallowed ? 0 : 1), qPrintable(story));
            else
                QVERIFY2((state == u"accepted" || state == u"delivered") && times == 1,
                         qPrintable(story));
        }
        qInfo("%s", qPrintable(lines.join(u'\n')));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStringList left;
        QString problem;
        m_peers = startPeers(u"secret"_s, left, problem);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        for (const QString &each : std::as_const(left))
            qInfo("without %s", qPrintable(each));
        std::erase_if(m_peers, [](const auto &peer) { return !peer->canAnswer(); });
        for (const auto &peer : m_peers) {
            const QString refused = m_program.add(*peer);
            QVERIFY2(refused.isEmpty(), qPrintable(refused));
        }
        watch();
        for (const auto &peer : m_peers)
            peer->say(u"question on %1"_s.arg(peer->channel()));
        for (const auto &peer : m_peers) {
            QString &conversation = m_conversations[peer.get()];
            QTRY_VERIFY_WITH_TIMEOUT(!(conversation = conversationWith(
                                           m_program.cli, u"question on %1"_s.arg(peer->channel())))
                                          .isEmpty(),
                                     patience);
        }
    }

    void nothingIsLostAndNothingGoesOutTwice()
    {
        for (int round = 0; round < m_rounds; ++round) {
            sendAndKill(round);
            if (QTest::currentTestFailed())
                return;
            watch();
            const auto allSettled = [this] {
                const auto outbox = m_program.outbox();
                return std::ranges::all_of(m_sent, [&](const Sent &each) {
                    return isSettled(outbox.value(each.item)[u"state"].toString());
                });
            };
            QTRY_VERIFY_WITH_TIMEOUT(allSettled(), m_rounds > 3 ? 6 * patience : patience);
            judge();
            if (QTest::currentTestFailed())
                return;
        }
        // And once more from the start: nothing is left that anybody would send again.
        m_program.kill();
        watch();
        judge();
        const Run verified = m_program.run({u"verify"_s});
        QVERIFY2(verified.code == 0, qPrintable(why(verified)));
    }

    void cleanupTestCase() { m_program.end(); }
};

QTEST_GUILESS_MAIN(KilledSendTest)
#include "killedsendtest.moc"
