// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/random.h"
#include "tests/unit/desk/scriptedwire.h"

#include <QDeadlineTimer>
#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// A text that is too long for its channel goes out in parts, one after the other.
class ChainTest final : public QObject
{
    Q_OBJECT

    struct Fixture : WiredDesk {
        Fixture()
        {
            wire.capabilities = {.canSend = true,
                                 .hasThreading = true,
                                 .lengthUnit = Capabilities::LengthUnit::Characters,
                                 .maxLength = 20};
        }
        Outbox &outbox() { return desk.desk->outbox; }
        /// Three parts of one text.
        Draft longReply() const
        {
            return reply(u"The first of them.\n\nThe second.\n\nThe third."_s);
        }
        QStringList partsOf(const Draft &draft) { return outbox().split(account, draft); }
        OutboxItem send(const Draft &draft, std::chrono::milliseconds undo = 0ms)
        {
            return value(outbox().send(draft, undo, {}, partsOf(draft)));
        }
        QList<OutboxItem> items() { return value(outbox().items(true)); }
        QList<int> states()
        {
            QList<int> all;
            for (const OutboxItem &item : items())
                all.append(int(item.state));
            return all;
        }
        QStringList texts()
        {
            QStringList all;
            for (const OutgoingMessage &message : std::as_const(wire.sent))
                all.append(message.markdown);
            return all;
        }
        /// Something else goes out: whatever could have gone before it has.
        void letOthersPass()
        {
            outbox().stop();
            outbox().start();
            const OutboxItem other = send(reply(u"Meanwhile."_s));
            QTRY_VERIFY(item(other.id).state == OutboxState::Accepted);
        }
        void verify() { QCOMPARE(value(desk.desk->maintenance.verify()), QStringList()); }
    };
    static constexpr int held = int(OutboxState::Held);
    static constexpr int queued = int(OutboxState::Queued);
    static constexpr int sending = int(OutboxState::Sending);
    static constexpr int accepted = int(OutboxState::Accepted);
    static constexpr int failed = int(OutboxState::Failed);
    static constexpr int unknown = int(OutboxState::Unknown);
    static constexpr int needsYou = int(OutboxState::NeedsYou);
    static constexpr int cancelled = int(OutboxState::Cancelled);

private Q_SLOTS:
    void eachPartAnswersTheOneBefore()
    {
        Fixture f;
        Draft draft = f.longReply();
        draft.attachments = {
            {.name = u"a.txt"_s, .mediaType = u"text/plain"_s, .size = 3, .data = "abc"}};
        QCOMPARE(f.partsOf(draft),
                 QStringList({u"The first of them."_s, u"The second."_s, u"The third."_s}));
        f.outbox().start();
        const OutboxItem first = f.send(draft);
        QCOMPARE(first.part, 1);
        QCOMPARE(first.parts, 3);
        QCOMPARE(first.chain, first.id);
        QTRY_COMPARE(f.states(), QList<int>({accepted, accepted, accepted}));
        QCOMPARE(f.texts(), f.partsOf(draft));
        const QList<OutgoingMessage> &sent = f.wire.sent;
        QCOMPARE(sent[0].inReplyTo, QByteArrayList{"1@ann"});
        QCOMPARE(sent[0].inReplyToRemote, QByteArray());
        QCOMPARE(sent[1].inReplyTo, QByteArrayList{sent[0].messageId});
        QCOMPARE(sent[1].inReplyToRemote, "at " + sent[0].messageId.first(8));
        QCOMPARE(sent[2].references,
                 QByteArrayList({"1@ann", sent[0].messageId, sent[1].messageId}));
        QCOMPARE(sent[2].inReplyToRemote, "at " + sent[1].messageId.first(8));
        QCOMPARE(sent[0].attachments.size(), 1);
        QVERIFY(sent[1].attachments.isEmpty() && sent[2].attachments.isEmpty());
        for (const OutboxItem &item : f.items()) {
            QCOMPARE(item.chain, first.id);
            QCOMPARE(item.parts, 3);
        }
        QCOMPARE(value(f.desk.desk->conversations.timeline(f.conversation, {}, 10)).items.size(),
                 4);
        // Words of ours that are answered alone are found where they are as well.
        const auto mine = f.desk.desk->conversations.timeline(f.conversation, {}, 10).result();
        Draft more = f.reply(u"And."_s);
        more.replyTo = mine->items.last().message;
        f.send(more);
        QTRY_COMPARE(sent.size(), 4);
        QCOMPARE(sent[3].inReplyToRemote, "at " + sent[2].messageId.first(8));
        f.verify();
    }

    void whatFitsIsNotSplit()
    {
        Fixture f;
        QCOMPARE(f.partsOf(f.reply(u"Short. It fits."_s)), QStringList{u"Short. It fits."_s});
        f.wire.capabilities.splitsLongText = true;
        QCOMPARE(f.partsOf(f.longReply()).size(), 1);
        f.wire.capabilities = {.canSend = true};
        QCOMPARE(f.partsOf(f.longReply()).size(), 1);
        f.wire.capabilities = {.lengthUnit = Capabilities::LengthUnit::Bytes, .maxLength = 20};
        QCOMPARE(f.partsOf(f.reply(u"word "_s.repeated(2000))), QStringList());
        f.outbox().start();
        const OutboxItem whole = value(f.outbox().send(f.reply(u"One."_s), 0ms, {}, {u"One."_s}));
        QCOMPARE(whole.part, 0);
        QVERIFY(!whole.chain.isValid());
    }

    void aPartThatDoesNotGoOutHoldsTheRest_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("says");
        QTest::newRow("refused") << int(ErrorKind::Invalid) << u"no"_s << failed
                                 << u"was not sent"_s;
        QTest::newRow("unknown") << int(ErrorKind::Protocol) << u"unknown: cut"_s << unknown
                                 << u"until it is known"_s;
    }

    void aPartThatDoesNotGoOutHoldsTheRest()
    {
        QFETCH(int, kind);
        QFETCH(QString, detail);
        QFETCH(int, state);
        QFETCH(QString, says);
        Fixture f;
        const auto good = f.wire.answer;
        bool isBroken = true;
        f.wire.answer = [&](const OutgoingMessage &message) -> Result<SendReceipt> {
            if (isBroken && message.markdown.contains(u"second"))
                return fail(static_cast<ErrorKind>(kind), detail);
            return good(message);
        };
        f.outbox().start();
        f.send(f.longReply());
        QTRY_COMPARE(f.states(), QList<int>({accepted, state, queued}));
        QVERIFY2(f.items().last().reason.contains(says), qPrintable(f.items().last().reason));
        QVERIFY(value(f.outbox().isIdle()));
        // Not even when somebody asks for it.
        QVERIFY(!f.outbox().retry(f.items().last().id).result());
        QVERIFY(f.items().last().reason.contains(says));
        f.desk.clock.advance(1h);
        f.letOthersPass();
        QCOMPARE(f.texts().filter(u"third"_s).size(), 0);
        // Once the second is there the third follows.
        isBroken = false;
        value(f.outbox().retry(f.items().at(1).id));
        QTRY_COMPARE(f.states(), QList<int>({accepted, accepted, accepted, accepted}));
        QCOMPARE(f.texts().filter(u"third"_s).size(), 1);
        QCOMPARE(f.items().at(2).reason, QString());
        f.verify();
    }

    void undoTakesAllBack()
    {
        Fixture f;
        Draft draft = f.longReply();
        draft.cursor = 7;
        draft.isSplit = true;
        draft = value(f.outbox().saveDraft(draft));
        const auto before = value(f.desk.desk->conversations.summary(f.conversation));
        f.outbox().start();
        const OutboxItem first = f.send(draft, 10s);
        QCOMPARE(f.states(), QList<int>({held, held, held}));
        const Draft restored = value(f.outbox().cancel(first.id));
        QCOMPARE(restored.markdown, draft.markdown);
        QCOMPARE(restored.cursor, 7);
        QVERIFY(restored.isSplit);
        QCOMPARE(f.states(), QList<int>({cancelled, cancelled, cancelled}));
        const auto after = value(f.desk.desk->conversations.summary(f.conversation));
        QCOMPARE(after.messageCount, before.messageCount);
        QCOMPARE(after.snippet, before.snippet);
        QCOMPARE(after.waitingSince, before.waitingSince);
        QVERIFY(after.state == before.state);
        f.desk.clock.advance(1min);
        f.letOthersPass();
        QCOMPARE(f.texts(), QStringList{u"Meanwhile."_s});
        f.verify();
    }

    void theRestOfAThreadIsADraftAgain()
    {
        Fixture f;
        f.wire.answer = [good =
                             f.wire.answer](const OutgoingMessage &message) -> Result<SendReceipt> {
            if (message.markdown.contains(u"second"))
                return fail(ErrorKind::Invalid, u"no"_s);
            return good(message);
        };
        f.outbox().start();
        f.send(f.longReply());
        QTRY_COMPARE(f.states(), QList<int>({accepted, failed, queued}));
        value(f.outbox().saveDraft(f.reply(u"Something else."_s)));
        const Draft rest = value(f.outbox().cancel(f.items().at(1).id));
        QCOMPARE(rest.markdown, u"The second.\n\nThe third.\n\nSomething else."_s);
        QCOMPARE(f.states(), QList<int>({accepted, cancelled, cancelled}));
        // It goes on where the first part is.
        f.wire.answer = Wire().answer;
        Draft again = rest;
        again.markdown = u"Second."_s;
        f.send(again);
        QTRY_COMPARE(f.texts().size(), 3);
        QCOMPARE(f.wire.sent.last().inReplyTo, QByteArrayList{f.wire.sent.first().messageId});
        f.verify();
    }

    void onePartTakenBackLeavesTheOthers()
    {
        Fixture f;
        f.send(f.longReply(), 10s);
        QCOMPARE(value(f.outbox().cancel(f.items().last().id)).markdown, u"The third."_s);
        const Draft all = value(f.outbox().cancel(f.items().first().id));
        QCOMPARE(all.markdown, u"The first of them.\n\nThe second.\n\nThe third."_s);
        QVERIFY(f.wire.sent.isEmpty());
        f.verify();
    }

    void newWordsStopWhatHasNotGoneOut()
    {
        Fixture f;
        f.wire.answer = [&f, good = f.wire.answer](const OutgoingMessage &message) {
            if (f.wire.sent.size() == 1) {
                f.desk.clock.advance(1s);
                f.desk.receive(f.account, {f.desk.mail(u"ann@example.net"_s, u"Re: Beans"_s,
                                                       u"Wait!"_s, "2@ann", "1@ann")});
            }
            return good(message);
        };
        f.outbox().start();
        f.send(f.longReply());
        QTRY_COMPARE(f.states(), QList<int>({accepted, needsYou, queued}));
        QVERIFY(f.items().last().reason.contains(u"needs you"));
        value(f.outbox().retry(f.items().at(1).id)); // read, and right all the same
        QTRY_COMPARE(f.states(), QList<int>({accepted, accepted, accepted}));
        QCOMPARE(f.texts().size(), 3);
        f.verify();
    }

    void aNewMessageMayBeSplitAndUndoLeavesNothing()
    {
        Fixture f;
        Draft draft = f.longReply();
        draft.conversation = {};
        draft.kind = Draft::Kind::NewMessage;
        draft.recipients = {{RecipientRole::To, {u"email"_s, u"ben@example.net"_s, u"Ben"_s}}};
        const OutboxItem first = f.send(draft, 10s);
        QCOMPARE(f.desk.list(View::Waiting).first().messageCount, 3);
        const Draft back = value(f.outbox().cancel(first.id));
        QCOMPARE(back.markdown, draft.markdown);
        QVERIFY(back.kind == Draft::Kind::NewMessage);
        QCOMPARE(f.desk.list(View::Waiting).size(), 0);
        f.verify();
        f.outbox().start();
        f.send(draft);
        QTRY_COMPARE(f.texts().size(), 3);
        QVERIFY(f.wire.sent.first().inReplyTo.isEmpty());
        QCOMPARE(f.wire.sent.last().inReplyTo, QByteArrayList{f.wire.sent.at(1).messageId});
        QTRY_COMPARE(f.states().count(accepted), 3);
        f.verify();
    }

    // The program ends at any moment, with any outcome on the wire: in order, none twice.
    void inOrderAndOnceThroughCrashes()
    {
        testing::Random random(20261122);
        for (int round = 0; round < 40; ++round) {
            Fixture f;
            QStringList arrived;
            f.wire.look = [&](const OutgoingMessage &message) -> Result<SendState> {
                return arrived.contains(message.markdown) ? SendState::Sent : SendState::NotSent;
            };
            f.wire.answer = [&](const OutgoingMessage &message) -> Result<SendReceipt> {
                const int fate = random.below(6);
                if (fate == 0)
                    return fail(ErrorKind::Offline, u"later"_s);
                if (fate == 1)
                    return fail(ErrorKind::Protocol, u"unknown: cut before it was there"_s);
                arrived.append(message.markdown);
                if (fate == 2)
                    return fail(ErrorKind::Protocol, u"unknown: cut behind it"_s);
                return SendReceipt{.remoteId = "at " + message.messageId.first(8)};
            };
            const Draft draft = f.longReply();
            const QStringList parts = f.partsOf(draft);
            f.send(draft);
            const QDeadlineTimer patience(30s);
            while (f.states().count(accepted) < 3 && !patience.hasExpired()) {
                f.outbox().stop();
                f.outbox().start();
                std::ignore = QTest::qWaitFor([] { return false; }, random.below(20));
                if (random.below(3) == 0)
                    f.desk.open(); // what was under way is lost, as when the program is killed
                f.desk.clock.advance(20min);
            }
            QCOMPARE(f.states(), QList<int>({accepted, accepted, accepted}));
            QCOMPARE(arrived, parts);
            f.verify();
        }
    }
};

QTEST_GUILESS_MAIN(ChainTest)
#include "chaintest.moc"
