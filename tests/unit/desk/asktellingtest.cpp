// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/desk/askfixture.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Everybody who asks hears what became of it, once, where they asked.
class AskTellingTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAskIsClosedOnlyWhenEverybodyHasHeard()
    {
        Shelf f;
        f.desk.desk->outbox.start();
        const Ask ask = f.askOfThree();
        QVERIFY(!f.asks().draftFor(ask.voices.first().id).result().has_value()); // no end yet
        f.end(ask.id, AskState::Declined, u"there is no room"_s);
        QVERIFY(f.list().first().place == AskPlace::Untold);

        const AskAnswer answer = value(f.asks().draftFor(ask.voices[0].id));
        QCOMPARE(answer.text,
                 u"> a seed shelf\n\nThank you for telling us this. We are not going to "
                 "do it, and this is why: there is no room\n"_s);
        QCOMPARE(answer.recipients.size(), 1);
        QCOMPARE(answer.recipients.first().address.address, u"ann@example.net"_s);
        value(f.asks().tell(ask.voices[0].id, answer.text, 0ms, answer.basis));
        QTRY_VERIFY(f.telling(ask.id, 0) == VoiceTelling::Told);
        QCOMPARE(f.wire.sent.size(), 1);
        QVERIFY(f.wire.sent.first().inReplyTo.first().endsWith("@ann"));
        QCOMPARE(f.get(ask.id).settled(), 1);
        QVERIFY(!f.get(ask.id).isClosed());
        QCOMPARE(f.list().first().untold, 2);
        // Not twice.
        QVERIFY(!f.asks().tell(ask.voices[0].id, u"again"_s, 0ms).result().has_value());
        QVERIFY(!f.asks().skip(ask.voices[0].id, u"why"_s).result().has_value());

        QVERIFY(!f.asks().skip(ask.voices[1].id, u" "_s).result().has_value());
        value(f.asks().skip(ask.voices[1].id, u"asked not to be written to"_s));
        value(f.asks().tell(ask.voices[2].id, u"No, sorry."_s, 0ms));
        QTRY_VERIFY(f.get(ask.id).isClosed());
        QVERIFY(f.list().first().place == AskPlace::Declined);
        QCOMPARE(f.wire.sent.size(), 2);
        QCOMPARE(f.wire.sent.last().recipients.first().address.address, u"chen@example.net"_s);
        QCOMPARE(f.wrong(), QString());

        // Somebody more says so: they have not heard.
        const MessageId late = f.hear(u"dora@example.net"_s, u"A seed shelf would be grand"_s);
        value(f.asks().addVoice(ask.id, f.quote(late, u"A seed shelf"_s)));
        QVERIFY(f.list().first().place == AskPlace::Untold);
        QVERIFY(f.telling(ask.id, 3) == VoiceTelling::Untold);
        QCOMPARE(f.wrong(), QString());
    }

    void theAnswerGoesToWhatTheyAskedIn()
    {
        Shelf f;
        f.desk.desk->outbox.start();
        const Ask ask = f.ask();
        // They have written about something else since, in the same thread.
        const auto first = value(f.desk.desk->conversations.message(f.messages[0]));
        const QByteArray id = f.idOf(f.messages[0]);
        f.hear(u"ann@example.net"_s, u"By the way, lovely weather"_s, id);
        f.end(ask.id);
        const AskVoiceId voice = ask.voices.first().id;
        value(f.asks().tell(voice, u"Done."_s, 0ms));
        QTRY_COMPARE(f.wire.sent.size(), 1);
        QCOMPARE(f.wire.sent.first().inReplyTo, QByteArrayList{id});
        QVERIFY(f.wire.sent.first().visibility == first.visibility);
        const auto summary = value(f.desk.desk->conversations.conversationOf(f.messages[0]));
        QCOMPARE(f.get(ask.id).voices.first().conversation, summary);
    }

    void newWordsOfTheirsStopIt()
    {
        Shelf f;
        const Ask ask = f.ask();
        f.end(ask.id);
        const AskAnswer answer = value(f.asks().draftFor(ask.voices.first().id));
        const QByteArray id = f.idOf(f.messages[0]);
        f.hear(u"ann@example.net"_s, u"Forget the shelf"_s, id);
        QVERIFY(!f.asks()
                     .tell(ask.voices.first().id, answer.text, 0ms, answer.basis)
                     .result()
                     .has_value());
        QVERIFY(f.telling(ask.id) == VoiceTelling::Untold);
        const AskAnswer again = value(f.asks().draftFor(ask.voices.first().id));
        value(f.asks().tell(ask.voices.first().id, again.text, 10s, again.basis));
        QVERIFY(f.telling(ask.id) == VoiceTelling::OnItsWay);
        // And once more while it is held: the outbox stops it, and the ask says so.
        f.hear(u"ann@example.net"_s, u"No, do not forget it"_s, id);
        f.desk.clock.advance(20s);
        f.desk.desk->outbox.start();
        QTRY_VERIFY(f.telling(ask.id) == VoiceTelling::NeedsYou);
        QVERIFY(f.wire.sent.isEmpty());
        QCOMPARE(f.list().first().untold, 1);
        value(f.desk.desk->outbox.retry(f.get(ask.id).voices.first().outbox));
        QTRY_VERIFY(f.telling(ask.id) == VoiceTelling::Told);
        QCOMPARE(f.wire.sent.size(), 1);
        QCOMPARE(f.wrong(), QString());
    }

    void whatBecomesOfTheMessageIsWhatBecameOfTelling_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("telling");
        QTest::newRow("refused") << int(ErrorKind::Forbidden) << u"550 no such user"_s
                                 << u"failed"_s;
        QTest::newRow("answer lost")
            << int(ErrorKind::Timeout) << u"unknown: lost"_s << u"unknown"_s;
        QTest::newRow("offline") << int(ErrorKind::Offline) << u"no network"_s << u"on-its-way"_s;
    }

    void whatBecomesOfTheMessageIsWhatBecameOfTelling()
    {
        QFETCH(int, kind);
        QFETCH(QString, detail);
        QFETCH(QString, telling);
        Shelf f;
        f.desk.desk->outbox.start();
        const Ask ask = f.ask();
        f.end(ask.id);
        f.wire.answer = [&](const OutgoingMessage &) -> Result<SendReceipt> {
            return fail(ErrorKind(kind), detail);
        };
        const AskVoiceId voice = ask.voices.first().id;
        value(f.asks().tell(voice, u"Done."_s, 0ms));
        QTRY_VERIFY(f.wire.sent.size() > 0);
        QTRY_COMPARE(toString(f.telling(ask.id)), telling);
        QVERIFY(!f.get(ask.id).isClosed());
        QVERIFY(f.list().first().place == AskPlace::Untold);
        QVERIFY(!f.asks().tell(voice, u"Once more"_s, 0ms).result().has_value());
        QCOMPARE(f.wrong(), QString());
        if (telling == u"unknown") {
            // A person has looked: it did go out.
            value(f.desk.desk->outbox.markSent(f.get(ask.id).voices.first().outbox));
            QVERIFY(f.get(ask.id).isClosed());
            QVERIFY(f.list().first().place == AskPlace::Done);
        } else if (telling == u"failed") {
            value(f.asks().skip(voice, u"the address is gone"_s));
            QVERIFY(f.get(ask.id).isClosed());
        } else {
            value(f.desk.desk->outbox.cancel(f.get(ask.id).voices.first().outbox));
            QVERIFY(f.telling(ask.id) == VoiceTelling::Untold);
            // Their words are a draft again, and telling begins anew.
            QVERIFY(f.asks().draftFor(voice).result().has_value());
        }
        QCOMPARE(f.wrong(), QString());
    }

    void aCrashWhileItIsSentTellsNobodyTwice()
    {
        Shelf f;
        const Ask ask = f.ask();
        f.end(ask.id);
        f.wire.isSilent = true;
        f.desk.desk->outbox.start();
        value(f.asks().tell(ask.voices.first().id, u"Done."_s, 0ms));
        QTRY_COMPARE(f.wire.sent.size(), 1);
        f.desk.open(); // the program is gone, and comes again
        QVERIFY(f.telling(ask.id) == VoiceTelling::OnItsWay);
        f.wire.isSilent = false;
        f.wire.found = SendState::Sent;
        f.desk.desk->outbox.start();
        QTRY_VERIFY(f.telling(ask.id) == VoiceTelling::Told);
        QCOMPARE(f.wire.sent.size(), 1);
        QVERIFY(f.get(ask.id).isClosed());
        QCOMPARE(f.wrong(), QString());
    }

    void aTextInPartsIsToldWithItsLastPart()
    {
        Shelf f;
        const Ask ask = f.ask();
        f.end(ask.id);
        f.wire.answer = [&f](const OutgoingMessage &message) -> Result<SendReceipt> {
            if (message.markdown == u"two" && f.wire.sent.size() < 3)
                return fail(ErrorKind::Forbidden, u"554 not that"_s);
            return SendReceipt{.remoteId = "x", .serverAnswer = {}, .raw = {}};
        };
        value(f.asks().tell(ask.voices.first().id, u"one\n\ntwo"_s, 0ms, {}, {u"one"_s, u"two"_s}));
        f.desk.desk->outbox.start();
        QTRY_VERIFY(f.telling(ask.id) == VoiceTelling::Failed);
        const auto items = value(f.desk.desk->outbox.items());
        QCOMPARE(items.size(), 1);
        value(f.desk.desk->outbox.retry(items.first().id));
        QTRY_VERIFY(f.telling(ask.id) == VoiceTelling::Told);
        QCOMPARE(f.wrong(), QString());
    }

    void whereNothingCanBeSentItIsSaidAndCanBeSkipped()
    {
        Shelf f;
        const MessageId spoken =
            value(f.desk.desk->byHand.record({.personName = u"Dora"_s,
                                              .at = f.desk.clock.now(),
                                              .occasion = u"at the stand"_s,
                                              .words = u"A shelf, she said"_s}));
        const Ask ask = value(f.asks().create(f.quote(spoken, u"A shelf"_s), AskKind::Wish, {}));
        f.end(ask.id);
        const AskAnswer answer = value(f.asks().draftFor(ask.voices.first().id));
        QVERIFY(!answer.impediment.isEmpty());
        QVERIFY(!f.asks().tell(ask.voices.first().id, u"Done"_s, 0ms).result().has_value());
        value(f.asks().skip(ask.voices.first().id, u"told her at the stand"_s));
        QVERIFY(f.get(ask.id).isClosed());
        // And of an account whose login is gone.
        const Ask mail = f.ask();
        f.end(mail.id);
        value(f.desk.desk->accounts.remove(f.account.id));
        QVERIFY(!value(f.asks().draftFor(mail.voices.first().id)).impediment.isEmpty());
    }

    void aDuplicateHearsWhatBecameOfTheOther()
    {
        Shelf f;
        f.desk.desk->outbox.start();
        const Ask shelf = f.ask();
        const Ask build =
            value(f.asks().create(f.quote(f.messages[1], u"build a shelf"_s), AskKind::Wish, {}));
        const Ask love =
            value(f.asks().create(f.quote(f.messages[2], u"a seed shelf"_s), AskKind::Wish, {}));
        const auto duplicate = [&](AskId id, AskId of) {
            return f.asks()
                .setState(id, {.state = AskState::Duplicate, .duplicateOf = of})
                .result();
        };
        QVERIFY(!duplicate(build.id, build.id));
        QVERIFY(!duplicate(build.id, AskId{4711}));
        QVERIFY(duplicate(love.id, build.id).has_value());
        QVERIFY(duplicate(build.id, shelf.id).has_value());
        QVERIFY(!duplicate(shelf.id, love.id)); // would lead round in a circle
        const Ask all = f.get(shelf.id);
        QCOMPARE(all.voices.size(), 3);
        QCOMPARE(all.duplicates.size(), 1);
        QCOMPARE(all.voices.last().ask, love.id); // and keeps its link back
        QCOMPARE(f.get(love.id).root, shelf.id);
        QCOMPARE(f.get(love.id).voices.size(), 1);
        // Nobody is told before the other one is decided.
        QVERIFY(!f.asks().draftFor(love.voices.first().id).result().has_value());
        f.end(shelf.id);
        QVERIFY(f.list().first().id == shelf.id);
        QCOMPARE(f.list().first().untold, 3);
        QVERIFY(value(f.asks().draftFor(love.voices.first().id)).text.contains(u"it is done now"));
        for (const AskVoice &voice : all.voices)
            value(f.asks().tell(voice.id, u"There it is."_s, 0ms));
        QTRY_VERIFY(f.get(shelf.id).isClosed());
        QVERIFY(f.list({.place = AskPlace::Untold}).isEmpty());
        QCOMPARE(f.list({.place = AskPlace::Duplicate}).size(), 2);
        QCOMPARE(f.wrong(), QString());
        // Not a duplicate after all: it stands for itself again, with what it was told.
        f.end(build.id, AskState::Considering);
        QCOMPARE(f.get(shelf.id).voices.size(), 1);
        QCOMPARE(f.get(build.id).voices.size(), 2);
        QVERIFY(f.telling(build.id) == VoiceTelling::Told);
        QCOMPARE(f.wrong(), QString());
    }

    void whoWasToldStaysToldWhenItIsOpenedAgain()
    {
        Shelf f;
        f.desk.desk->outbox.start();
        const Ask ask = f.ask();
        const AskVoiceId voice = ask.voices.first().id;
        f.end(ask.id, AskState::Declined, u"no room"_s);
        value(f.asks().tell(voice, u"No."_s, 0ms));
        QTRY_VERIFY(f.get(ask.id).isClosed());
        // A reason that is put better is no new end.
        f.end(ask.id, AskState::Declined, u"there is no room in the hall"_s);
        QVERIFY(!f.get(ask.id).voices.first().isOfEarlierEnd);
        f.end(ask.id, AskState::Considering);
        QVERIFY(f.telling(ask.id) == VoiceTelling::Told);
        f.end(ask.id, AskState::Done);
        QVERIFY(f.get(ask.id).isClosed());
        QVERIFY(f.get(ask.id).voices.first().isOfEarlierEnd);
        // They may be told of that, too.
        value(f.asks().tell(voice, u"After all: yes!"_s, 0ms));
        QTRY_VERIFY(f.telling(ask.id) == VoiceTelling::Told);
        QVERIFY(!f.get(ask.id).voices.first().isOfEarlierEnd);
        QCOMPARE(f.wire.sent.size(), 2);
        QCOMPARE(f.wrong(), QString());
    }
};

QTEST_GUILESS_MAIN(AskTellingTest)
#include "asktellingtest.moc"
