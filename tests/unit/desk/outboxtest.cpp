// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/messageid.h"
#include "tests/unit/desk/scriptedwire.h"

#include <QScopeGuard>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class OutboxTest final : public QObject
{
    Q_OBJECT

    using Fixture = WiredDesk;

private Q_SLOTS:
    void aReplyGoesOutOnceWithItsThread()
    {
        Fixture f;
        f.desk.desk->outbox.start();
        const OutboxItem item = value(f.desk.desk->outbox.send(f.reply(u"Yes, **many**."_s), 0ms));
        QTRY_VERIFY(f.item(item.id).state == OutboxState::Accepted);
        QCOMPARE(f.wire.sent.size(), 1);
        const OutgoingMessage &sent = f.wire.sent.first();
        QCOMPARE(sent.inReplyTo, QByteArrayList{"1@ann"});
        QCOMPARE(sent.references, QByteArrayList{"1@ann"});
        QCOMPARE(sent.subject, u"Re: Beans"_s);
        QCOMPARE(sent.recipients.size(), 1);
        QCOMPARE(sent.recipients.first().address.address, u"ann@example.net"_s);
        QVERIFY(isOurMessageId(sent.messageId, f.desk.store->messageIdKey()));
        const ConversationSummary summary =
            value(f.desk.desk->conversations.summary(f.conversation));
        QVERIFY(summary.state == ConversationState::Waiting);
        QVERIFY(!summary.waitingSince);
        const auto items = value(f.desk.desk->conversations.timeline(f.conversation, {}, 10)).items;
        QCOMPARE(items.size(), 2);
        QCOMPARE(items.last().direction, Direction::Outgoing);
        // The copy that the Sent folder brings back is the same message.
        IncomingMessage copy = f.desk.mail(u"team@example.org"_s, u"Re: Beans"_s, u"Yes, many."_s,
                                           sent.messageId, "1@ann");
        copy.direction = Direction::Outgoing;
        QCOMPARE(f.desk.receive(f.account, {copy}).duplicates, 1);
    }

    void anAnswerIsNeverWiderThanWhatItAnswersWithoutAYes()
    {
        const auto wide = [](Visibility answered, std::optional<Visibility> wanted, bool mayWiden) {
            return answerVisibility(answered, wanted, mayWiden);
        };
        QVERIFY(wide(Visibility::Followers, {}, false) == Visibility::Followers);
        QVERIFY(wide(Visibility::Public, Visibility::Direct, false) == Visibility::Direct);
        QVERIFY(wide(Visibility::Followers, Visibility::Public, true) == Visibility::Public);
        QVERIFY(!wide(Visibility::Followers, Visibility::Public, false));
        // What was said to us alone: not even with a yes.
        QVERIFY(!wide(Visibility::Direct, Visibility::Followers, true));

        Fixture f;
        f.desk.desk->outbox.start();
        Draft draft = f.reply(u"Here is your secret."_s);
        draft.visibility = Visibility::Public;
        draft.mayWiden = true;
        const Result<OutboxItem> item = f.desk.desk->outbox.send(draft, 0ms).result();
        QVERIFY(!item);
        QVERIFY(item.error().kind == ErrorKind::Forbidden);
        QVERIFY(f.wire.sent.isEmpty());
    }

    void anAnswerIsInTheLanguageOfWhatItAnswers()
    {
        Fixture f;
        f.desk.desk->outbox.start();
        const auto send = [&f](const Draft &draft) {
            const OutboxItem item = value(f.desk.desk->outbox.send(draft, 0ms));
            if (!QTest::qWaitFor([&] { return f.item(item.id).state == OutboxState::Accepted; }))
                return u"nothing went out"_s;
            return f.wire.sent.last().language;
        };
        QCOMPARE(send(f.reply(u"Nobody said"_s)), QString());
        IncomingMessage asked =
            f.desk.mail(u"ann@example.net"_s, u"Re: Beans"_s, u"Et alors ?"_s, "2@ann", "1@ann");
        asked.language = u"fr"_s;
        f.desk.receive(f.account, {asked});
        QCOMPARE(value(f.desk.desk->outbox.replyPlan(f.conversation)).language, u"fr"_s);
        QCOMPARE(send(f.reply(u"Oui"_s)), u"fr"_s);
        Draft draft = f.reply(u"Ja"_s);
        draft.language = u"de"_s;
        draft = value(f.desk.desk->outbox.saveDraft(draft));
        QCOMPARE(value(f.desk.desk->outbox.draft(f.conversation, Draft::Kind::Reply))->language,
                 u"de"_s);
        QCOMPARE(send(draft), u"de"_s);
        QCOMPARE(f.wire.sent.size(), 3);
        // What the other side says is hostile.
        asked = f.desk.mail(u"ann@example.net"_s, u"Re: Beans"_s, u"?"_s, "3@ann", "1@ann");
        asked.language = u"fr\n"_s.repeated(1000);
        f.desk.receive(f.account, {asked});
        QVERIFY(value(f.desk.desk->outbox.replyPlan(f.conversation)).language.isEmpty());
    }

    /// Where the channel counts whole seconds, or our clock runs ahead of its server's.
    void whatTheServerNumbersAfterOurWordsStandsAfterThem()
    {
        Fixture f;
        f.desk.desk->outbox.start();
        const OutboxItem item = value(f.desk.desk->outbox.send(f.reply(u"Yes"_s), 0ms));
        QTRY_VERIFY(f.item(item.id).state == OutboxState::Accepted);
        const auto say = [&f](const QByteArray &id, const QByteArray &after) {
            IncomingMessage message = f.desk.mail(u"ann@example.net"_s, u"Re: Beans"_s,
                                                  QString::fromLatin1(id), id, "1@ann");
            message.receivedAt = f.desk.clock.now() - 700ms;
            message.laterThan = after;
            f.desk.receive(f.account, {message});
        };
        const auto words = [&f] {
            QStringList said;
            for (const auto &each :
                 value(f.desk.desk->conversations.timeline(f.conversation, {}, 10)).items)
                said += each.text;
            return said;
        };
        say("earlier@ann", {});
        QCOMPARE(words().indexOf(u"earlier@ann"_s), 1);
        auto summary = value(f.desk.desk->conversations.summary(f.conversation));
        QVERIFY(!summary.waitingSince); // answered already

        say("later@ann", f.wire.sent.first().messageId);
        say("last@ann", "later@ann");
        say("unknown@ann", "nobody@ann");
        QCOMPARE(words(), QStringList({u"Do you have beans?"_s, u"earlier@ann"_s, u"unknown@ann"_s,
                                       u"Yes"_s, u"later@ann"_s, u"last@ann"_s}));
        summary = value(f.desk.desk->conversations.summary(f.conversation));
        QVERIFY(summary.waitingSince);
        QVERIFY(*summary.waitingSince > item.createdAt);
        QVERIFY(value(f.desk.desk->maintenance.verify()).isEmpty());
    }

    void aHeadingThatWasTakenOutStaysOut()
    {
        Fixture f;
        f.desk.desk->outbox.start();
        Draft draft = f.reply(u"Without it"_s);
        draft.isSubjectRemoved = true;
        draft = value(f.desk.desk->outbox.saveDraft(draft));
        draft = *value(f.desk.desk->outbox.draft(f.conversation, Draft::Kind::Reply));
        QVERIFY(draft.isSubjectRemoved);
        const OutboxItem held = value(f.desk.desk->outbox.send(draft, 10s));
        draft = value(f.desk.desk->outbox.cancel(held.id));
        QVERIFY(draft.isSubjectRemoved);
        const OutboxItem item = value(f.desk.desk->outbox.send(draft, 0ms));
        QTRY_VERIFY(f.item(item.id).state == OutboxState::Accepted);
        QCOMPARE(f.wire.sent.first().subject, QString());
    }

    void undoGivesTheIdenticalDraftBack()
    {
        Fixture f;
        Draft draft = f.reply(u"Half a th"_s);
        draft.cursor = 4;
        draft.attachments = {
            {.name = u"a.txt"_s, .mediaType = u"text/plain"_s, .size = 3, .data = "abc"}};
        draft = value(f.desk.desk->outbox.saveDraft(draft));
        const auto before = value(f.desk.desk->conversations.summary(f.conversation));
        const auto listed = f.desk.list(View::Inbox);
        f.desk.desk->outbox.start();
        const OutboxItem item = value(f.desk.desk->outbox.send(draft, 10s));
        QVERIFY(item.state == OutboxState::Held);
        QVERIFY(!value(f.desk.desk->outbox.draft(f.conversation, Draft::Kind::Reply)));
        const Draft restored = value(f.desk.desk->outbox.cancel(item.id));
        QCOMPARE(restored.markdown, draft.markdown);
        QCOMPARE(restored.cursor, draft.cursor);
        QCOMPARE(restored.attachments, draft.attachments);
        QCOMPARE(value(f.desk.desk->outbox.draft(f.conversation, Draft::Kind::Reply))->markdown,
                 draft.markdown);
        QCOMPARE(value(f.desk.desk->conversations.timeline(f.conversation, {}, 10)).items.size(),
                 1);
        const auto after = value(f.desk.desk->conversations.summary(f.conversation));
        QVERIFY(after.state == before.state);
        QCOMPARE(after.waitingSince, before.waitingSince);
        QCOMPARE(after.snippet, before.snippet);
        QCOMPARE(after.lastMessageAt, before.lastMessageAt);
        QVERIFY(f.wire.sent.isEmpty());
        QVERIFY(value(f.desk.desk->maintenance.verify()).isEmpty());
    }

    void newWordsStopAQueuedReply()
    {
        Fixture f;
        const OutboxItem item = value(f.desk.desk->outbox.send(f.reply(u"Yes"_s), 10s));
        f.desk.clock.advance(5s);
        f.desk.receive(f.account, {f.desk.mail(u"ann@example.net"_s, u"Re: Beans"_s,
                                               u"Never mind!"_s, "2@ann", "1@ann")});
        f.desk.clock.advance(10s);
        f.desk.desk->outbox.start();
        QTRY_VERIFY(f.item(item.id).state == OutboxState::NeedsYou);
        QVERIFY(f.wire.sent.isEmpty());
        // As it is, after a person has read them.
        value(f.desk.desk->outbox.retry(item.id));
        QTRY_VERIFY(f.item(item.id).state == OutboxState::Accepted);
        QCOMPARE(f.wire.sent.size(), 1);
    }

    void whatIsTakenBackAtTheLastMomentIsThatAndNothingElse_data()
    {
        QTest::addColumn<bool>("haveWritten");
        QTest::addColumn<bool>("isHeld");
        QTest::newRow("taken back") << false << false;
        QTest::newRow("taken back, and they have written") << true << false;
        QTest::newRow("held longer") << false << true;
    }

    /// Between the look at what is due and the moment that it goes out.
    void whatIsTakenBackAtTheLastMomentIsThatAndNothingElse()
    {
        QFETCH(bool, haveWritten);
        QFETCH(bool, isHeld);
        Fixture f;
        Outbox &outbox = f.desk.desk->outbox;
        const OutboxItem item = value(outbox.send(f.reply(u"Yes"_s), 10s));
        if (haveWritten)
            f.desk.receive(f.account, {f.desk.mail(u"ann@example.net"_s, u"Re: Beans"_s,
                                                   u"Never mind!"_s, "2@ann", "1@ann")});
        QSignalSpy finished(&outbox, &Outbox::finished);
        // The writer is busy while it becomes due, and somebody clicks.
        QSemaphore gate;
        const auto open = qScopeGuard([&gate] { gate.release(); });
        const auto busy = f.desk.store->write([&gate](WriteContext &) { gate.acquire(); });
        const auto held = isHeld ? outbox.hold(item.id, 30s) : QFuture<Result<void>>();
        const auto back = isHeld ? QFuture<Result<Draft>>() : outbox.cancel(item.id);
        f.desk.clock.advance(10s);
        outbox.start();
        QTRY_COMPARE(f.wire.made, 1); // it was found due
        gate.release();
        if (isHeld)
            value(held);
        else
            QCOMPARE(value(back).markdown, u"Yes"_s);

        // What comes behind it is not held up, and is all that is told of.
        const OutboxItem next = value(outbox.send(f.reply(u"No"_s), 0ms));
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(finished.first().first().value<OutboxId>(), next.id);
        QVERIFY(f.item(item.id).state == (isHeld ? OutboxState::Held : OutboxState::Cancelled));
        QCOMPARE(f.wire.sent.size(), 1);
        QCOMPARE(f.wire.sent.first().markdown, u"No"_s);
    }

    void whatWasBeingSentIsLookedUpBeforeAnythingElse_data()
    {
        QTest::addColumn<int>("found");
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("sends");
        QTest::newRow("it went out") << int(SendState::Sent) << int(OutboxState::Accepted) << 1;
        QTest::newRow("it did not") << int(SendState::NotSent) << int(OutboxState::Accepted) << 2;
        QTest::newRow("nobody knows") << int(SendState::Unknown) << int(OutboxState::Unknown) << 1;
    }

    void whatWasBeingSentIsLookedUpBeforeAnythingElse()
    {
        QFETCH(int, found);
        QFETCH(int, state);
        QFETCH(int, sends);
        Fixture f;
        f.wire.found = static_cast<SendState>(found);
        const auto good = f.wire.answer;
        bool isCut = true;
        f.wire.answer = [&](const OutgoingMessage &message) -> Result<SendReceipt> {
            if (std::exchange(isCut, false))
                return fail(ErrorKind::Protocol,
                            u"unknown: the connection ended after the last dot"_s);
            return good(message);
        };
        f.desk.desk->outbox.start();
        const OutboxItem item = value(f.desk.desk->outbox.send(f.reply(u"Yes"_s), 0ms));
        QTRY_COMPARE(int(f.item(item.id).state), state);
        QCOMPARE(f.wire.lookUps, 1);
        QCOMPARE(f.wire.sent.size(), sends);
        if (sends == 2)
            QCOMPARE(f.wire.sent.at(0).messageId, f.wire.sent.at(1).messageId);
    }

    void anAccountIsChangedWhileAMessageGoesOut()
    {
        Fixture f;
        f.desk.desk->accounts.start(FetchMode::Watch);
        QTRY_COMPARE(f.wire.started, QStringList{u"old.example.org"_s});
        f.wire.isSilent = true;
        f.wire.found = SendState::Sent;
        f.desk.desk->outbox.start();
        const OutboxItem item = value(f.desk.desk->outbox.send(f.reply(u"Yes"_s), 0ms));
        QTRY_COMPARE(f.wire.sent.size(), 1);
        // Its connector is gone, and with it the answer: the next one is asked, and sends nothing.
        Account changed = f.account;
        changed.settings[u"host"] = u"new.example.org"_s;
        QCOMPARE(value(f.desk.desk->accounts.save(changed)).id, f.account.id);
        QTRY_VERIFY(f.item(item.id).state == OutboxState::Accepted);
        QCOMPARE(f.wire.lookUps, 1);
        QCOMPARE(f.wire.sent.size(), 1);
        QTRY_COMPARE(f.wire.started, (QStringList{u"old.example.org"_s, u"new.example.org"_s}));
    }

    void aPausedAccountIsKnown()
    {
        Fixture f;
        value(f.desk.desk->accounts.setPaused(f.account.id, true));
        f.desk.desk->accounts.start(FetchMode::Watch);
        QTRY_COMPARE(f.desk.desk->accounts.statuses().size(), 1);
        const AccountStatus status = f.desk.desk->accounts.statuses().first();
        QVERIFY(status.account.paused);
        QVERIFY(status.capabilities.canSend);
        QVERIFY(status.state == LinkState::Stopped);
        QVERIFY(f.wire.started.isEmpty());
        // New settings do not wake it.
        Account changed = status.account;
        changed.settings[u"host"] = u"new.example.org"_s;
        value(f.desk.desk->accounts.save(changed));
        value(f.desk.desk->accounts.setPaused(f.account.id, false));
        QTRY_COMPARE(f.wire.started, QStringList{u"new.example.org"_s});
    }

    void errorsWaitOrFailByTheirKind_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("state");
        QTest::newRow("offline waits") << int(ErrorKind::Offline) << int(OutboxState::Queued);
        QTest::newRow("password waits") << int(ErrorKind::AuthRequired) << int(OutboxState::Queued);
        QTest::newRow("unknown recipient fails")
            << int(ErrorKind::Invalid) << int(OutboxState::Failed);
        QTest::newRow("refused fails") << int(ErrorKind::Forbidden) << int(OutboxState::Failed);
    }

    void errorsWaitOrFailByTheirKind()
    {
        QFETCH(int, kind);
        QFETCH(int, state);
        Fixture f;
        f.wire.answer = [&](const OutgoingMessage &) -> Result<SendReceipt> {
            return fail(static_cast<ErrorKind>(kind), u"because"_s);
        };
        f.desk.desk->outbox.start();
        const OutboxItem item = value(f.desk.desk->outbox.send(f.reply(u"Yes"_s), 0ms));
        QTRY_COMPARE(f.item(item.id).reason, u"because"_s);
        QCOMPARE(int(f.item(item.id).state), state);
        QCOMPARE(f.wire.sent.size(), 1);
        // Nothing is lost: it can be taken back as a draft.
        QCOMPARE(value(f.desk.desk->outbox.cancel(item.id)).markdown, u"Yes"_s);
    }

    /// The timer runs by the clock by which items are due, whatever else has to wait.
    void whatIsHeldGoesOutWhileAnotherAccountIsBusy()
    {
        Fixture f;
        const Account other = f.desk.mailAccount(u"shop@example.org"_s);
        f.desk.receive(other, {f.desk.mail(u"ben@example.net"_s, u"Peas"_s, u"Peas?"_s, "1@ben")});
        const ConversationId peas = f.desk.list(View::Inbox).first().id;
        QVERIFY(peas != f.conversation);
        f.desk.clock.advance(1min);
        QPromise<Result<SendReceipt>> slow;
        slow.start();
        f.wire.pending = [&](const OutgoingMessage &message) {
            return message.account.uid == f.account.uid ? slow.future()
                                                        : QFuture<Result<SendReceipt>>();
        };
        Outbox &outbox = f.desk.desk->outbox;
        outbox.start();
        value(outbox.send(f.reply(u"On its way"_s), 0ms));
        QTRY_COMPARE(f.wire.sent.size(), 1);
        value(outbox.send(f.reply(u"Waits for that one"_s), 0ms));
        const OutboxItem held =
            value(outbox.send({.conversation = peas, .markdown = u"Yes"_s}, 200ms));
        f.desk.clock.advance(200ms);
        QTRY_VERIFY(f.item(held.id).state == OutboxState::Accepted);
        QCOMPARE(f.wire.sent.size(), 2);
        slow.addResult(SendReceipt{.serverAnswer = u"250 ok"_s});
        slow.finish();
        QTRY_COMPARE(f.wire.sent.size(), 3);
    }

    void aNoteNeverGetsIntoTheOutbox()
    {
        Fixture f;
        const auto sent = f.desk.desk->outbox
                              .send({.conversation = f.conversation,
                                     .kind = Draft::Kind::Note,
                                     .markdown = u"psst"_s},
                                    0ms)
                              .result();
        QVERIFY(!sent.has_value());
        QVERIFY(value(f.desk.desk->outbox.items(true)).isEmpty());
    }

    void aNewMessageStartsAConversationAndUndoLeavesNone()
    {
        Fixture f;
        const Draft draft{
            .kind = Draft::Kind::NewMessage,
            .subject = u"Invitation"_s,
            .markdown = u"Come!"_s,
            .recipients = {{RecipientRole::To, {u"email"_s, u"ben@example.net"_s, u"Ben"_s}}}};
        const OutboxItem item = value(f.desk.desk->outbox.send(draft, 10s));
        QCOMPARE(f.desk.list(View::Waiting).size(), 1);
        QCOMPARE(f.desk.list(View::Waiting).first().personName, u"Ben"_s);
        value(f.desk.desk->outbox.cancel(item.id));
        QCOMPARE(f.desk.list(View::Waiting).size(), 0);
        QVERIFY(value(f.desk.desk->maintenance.verify()).isEmpty());
    }

    void aBounceFailsTheSendItIsAbout()
    {
        Fixture f;
        f.desk.desk->outbox.start();
        const OutboxItem item = value(f.desk.desk->outbox.send(f.reply(u"Yes"_s), 0ms));
        QTRY_VERIFY(f.item(item.id).state == OutboxState::Accepted);
        auto bounce = f.desk.mail(u"mailer-daemon@example.net"_s, u"Undelivered"_s,
                                  u"No such user"_s, "9@mx");
        bounce.isAutomatic = true;
        bounce.deliveryReport = DeliveryReport{.action = DeliveryReport::Action::Failed,
                                               .originalMessageId = f.wire.sent.first().messageId,
                                               .recipient = u"ann@example.net"_s,
                                               .reason = u"5.1.1 no such user"_s};
        f.desk.clock.advance(1min);
        f.desk.receive(f.account, {bounce});
        QVERIFY(f.item(item.id).state == OutboxState::Failed);
        QVERIFY(f.item(item.id).reason.contains(u"5.1.1"));
        QVERIFY(value(f.desk.desk->conversations.summary(f.conversation)).state ==
                ConversationState::Waiting);
        QCOMPARE(f.desk.list(View::All).size(), 1);
    }
};

QTEST_GUILESS_MAIN(OutboxTest)
#include "outboxtest.moc"
