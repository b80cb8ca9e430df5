// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/askstore.h"
#include "core/storage/versionstore.h"
#include "tests/unit/desk/scriptedwire.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

/// What ann, ben and chen say of the shelf, each in a mail of their own, on a desk that can answer.
struct Shelf {
    Wire wire;
    TestDesk desk{[this](const Account &of) -> std::unique_ptr<Connector> {
        return of.settings.isEmpty() ? nullptr : std::make_unique<ScriptedConnector>(wire, of);
    }};
    Account account = desk.mailAccount();
    QList<MessageId> messages;

    Shelf()
    {
        hear(u"ann@example.net"_s, u"Hello! Could we have a seed shelf, please? Yours, ann"_s);
        hear(u"ben@example.net"_s, u"Somebody should build a shelf for seeds."_s);
        hear(u"chen@example.net"_s, u"I'd love a seed shelf.\nI can bring beans."_s);
    }

    Asks &asks() { return desk.desk->asks; }

    MessageId hear(const QString &from, const QString &text, const QByteArray &answers = {})
    {
        static int made = 0;
        const QByteArray id = QByteArray::number(++made) + "@" + from.section(u'@', 0, 0).toUtf8();
        desk.receive(account, {desk.mail(from, u"Shelf"_s, text, id, answers)});
        desk.clock.advance(1min);
        messages.append(value(desk.store->read([](ReadContext &context) {
            return MessageId{
                context.db.number("SELECT id FROM message ORDER BY id DESC LIMIT 1", 0)};
        })));
        return messages.last();
    }

    /// Its Message-ID.
    QByteArray idOf(MessageId message)
    {
        return value(desk.store->read([message](ReadContext &context) {
            Statement row = context.db.prepare("SELECT json_extract(headers, '$.message_id') FROM "
                                               "message_body WHERE message_id = ?");
            row.bind(message);
            return row.next() ? row.text(0).toUtf8() : QByteArray();
        }));
    }

    AskQuote quote(MessageId message, const QString &words)
    {
        return value(asks().locate(message, words, true));
    }

    Ask ask()
    {
        return value(asks().create(quote(messages[0], u"a seed shelf"_s), AskKind::Wish, {}));
    }

    /// All three ask for it.
    Ask askOfThree()
    {
        const Ask made = ask();
        value(asks().addVoice(made.id, quote(messages[1], u"a shelf for seeds"_s)));
        value(asks().addVoice(made.id, quote(messages[2], u"a seed shelf"_s)));
        return value(asks().get(made.id));
    }

    Ask get(AskId id) { return value(asks().get(id)); }
    void end(AskId id, AskState state = AskState::Done, const QString &reason = {})
    {
        value(asks().setState(id, {.state = state, .reason = reason}));
        desk.clock.advance(1s);
    }
    VoiceTelling telling(AskId id, qsizetype voice = 0) { return get(id).voices.at(voice).telling; }

    ChangeId lastChange()
    {
        return value(desk.store->read([](ReadContext &context) {
            return ChangeId{context.db.number("SELECT max(id) FROM change", 0)};
        }));
    }
    AppliedChange undo(ChangeId change) { return value(desk.desk->triage.undo(change)); }

    QList<AskSummary> list(const AskQuery &query = {}) { return value(asks().list(query, 100)); }

    QString wrong() { return value(desk.desk->maintenance.verify()).join(u' '); }
};

} // namespace

/// What people ask of us, and that they hear what became of it.
class AsksTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAskIsMadeOfWordsThatWereSaid()
    {
        Shelf f;
        const Ask ask = f.ask();
        QCOMPARE(ask.restated, u"a seed shelf"_s);
        QVERIFY(ask.state == AskState::Heard && ask.place == AskPlace::Heard);
        QCOMPARE(ask.voices.size(), 1);
        const AskVoice &voice = ask.voices.first();
        QCOMPARE(voice.personName, u"ann"_s);
        QCOMPARE(voice.quote.text, u"a seed shelf"_s);
        QCOMPARE(voice.quote.start, 21);
        QCOMPARE(voice.quote.end, 33);
        QCOMPARE(voice.channel, u"email"_s);
        QVERIFY(voice.telling == VoiceTelling::Untold);
        // It stands beside the message.
        const auto item = value(f.desk.desk->conversations.message(f.messages[0]));
        QCOMPARE(item.asks.size(), 1);
        QCOMPARE(item.asks.first().ask, ask.id);
        QCOMPARE(item.asks.first().start, 21);
        QCOMPARE(f.wrong(), QString());
    }

    void whatNobodySaidIsNoAsk()
    {
        Shelf f;
        const auto refused = [&](const AskQuote &quote) {
            return !f.asks().create(quote, AskKind::Wish, u"x"_s).result().has_value();
        };
        QVERIFY(!f.asks().locate(f.messages[0], u"a pony"_s, true).result().has_value());
        QVERIFY(refused({.message = f.messages[0], .text = u"a pony"_s}));
        QVERIFY(refused({.message = f.messages[0], .start = 5, .end = 4000}));
        QVERIFY(refused({.message = f.messages[0], .start = 6, .end = 7})); // a space
        QVERIFY(refused({.message = MessageId{4711}, .text = u"a"_s}));
        // What we said ourselves is no ask of anybody.
        const auto summary = f.desk.list(View::Inbox).first();
        value(
            f.desk.desk->outbox.send({.conversation = summary.id, .markdown = u"A shelf?"_s}, 0ms));
        const auto ours =
            value(f.desk.desk->conversations.timeline(summary.id, {}, 9)).items.last();
        QVERIFY(ours.direction == Direction::Outgoing);
        QVERIFY(refused({.message = ours.message, .start = 0, .end = 5}));
        QVERIFY(f.list().isEmpty());
    }

    void whereAMailShowsHtmlTheQuoteMayHaveNoPlace()
    {
        Shelf f;
        IncomingMessage mail = f.desk.mail(u"dora@example.net"_s, u"Shelf"_s,
                                           u"See this in a browser."_s, "html@dora");
        mail.html = u"<p>A <b>shelf</b>!</p>"_s;
        f.desk.receive(f.account, {mail});
        const MessageId id{f.messages.last().value + 1};
        QVERIFY(!f.asks().locate(id, u"A shelf!"_s, true).result().has_value());
        const AskQuote quote = value(f.asks().locate(id, u"A shelf!"_s, false));
        QCOMPARE(quote.start, quote.end);
        const Ask ask = value(f.asks().create(quote, AskKind::Wish, {}));
        QCOMPARE(ask.voices.first().quote.text, u"A shelf!"_s);
    }

    void manyAskForOneThingAndSomebodyTwice()
    {
        Shelf f;
        const Ask ask = f.askOfThree();
        const MessageId again = f.hear(u"ann@example.net"_s, u"About the shelf: any news?"_s);
        value(f.asks().addVoice(ask.id, f.quote(again, u"the shelf: any news?"_s)));
        QCOMPARE(f.get(ask.id).voices.size(), 4);
        const auto lines = f.list();
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines.first().voices, 4);
        QCOMPARE(lines.first().people, QStringList({u"ann"_s, u"ben"_s, u"chen"_s}));
        QCOMPARE(f.wrong(), QString());
    }

    void theLedgerStandsInItsOrder()
    {
        Shelf f;
        const Ask shelf = f.ask();
        const Ask beans = value(
            f.asks().create(f.quote(f.messages[2], u"I can bring beans"_s), AskKind::Offer, {}));
        const Ask build = value(f.asks().create(f.quote(f.messages[1], u"build a shelf"_s),
                                                AskKind::Wish, u"Build a shelf"_s));
        const auto ids = [&](const AskQuery &query = {}) {
            QList<AskId> found;
            for (const AskSummary &line : f.list(query))
                found.append(line.id);
            return found;
        };
        // What was said first is first, whenever it was written down.
        QCOMPARE(ids(), QList({shelf.id, build.id, beans.id}));
        f.end(beans.id);
        f.end(shelf.id, AskState::Promised);
        QCOMPARE(ids(), QList({beans.id, build.id, shelf.id})); // untold, heard, promised
        value(f.asks().skip(beans.voices.first().id, u"said at the door"_s));
        QCOMPARE(ids(), QList({build.id, shelf.id, beans.id}));
        QCOMPARE(ids({.place = AskPlace::Done}), QList({beans.id}));
        QCOMPARE(ids({.isOpen = true}), QList({build.id, shelf.id}));
        QCOMPARE(ids({.person = beans.voices.first().person}), QList({beans.id}));
        QCOMPARE(ids({.text = u"build sh"_s}), QList({build.id}));
        QCOMPARE(ids({.text = u"BÜILD"_s}), QList({build.id}));
        QCOMPARE(ids({.text = u"\" OR ("_s}).size(), 0);
        QCOMPARE(ids({.person = beans.voices.first().person, .text = u"shelf"_s}).size(), 0);
        // A page at a time.
        QList<AskId> paged;
        std::optional<AskSummary> after;
        for (;;) {
            const auto page = value(f.asks().list({}, 1, after));
            if (page.isEmpty())
                break;
            paged.append(page.first().id);
            after = page.first();
        }
        QCOMPARE(paged, ids());
        QList<AskId> ledger;
        for (const AskSection &section : value(f.asks().ledger({}, 10))) {
            QCOMPARE(section.count, qint64(section.lines.size()));
            for (const AskSummary &line : section.lines)
                ledger.append(line.id);
        }
        QCOMPARE(ledger, ids());
        QCOMPARE(value(f.asks().ledger(u"shelf"_s, 0)).first().count, 1);
        QCOMPARE(f.wrong(), QString());
    }

    void similarAsksAreFoundByTheirWords()
    {
        Shelf f;
        const Ask shelf = f.ask();
        const Ask beans = value(
            f.asks().create(f.quote(f.messages[2], u"I can bring beans"_s), AskKind::Offer, {}));
        const auto similar =
            value(f.asks().similar(u"Is there going to be a shelf of seeds?"_s, 5));
        QCOMPARE(similar.size(), 1);
        QCOMPARE(similar.first().id, shelf.id);
        QVERIFY(value(f.asks().similar(u"to be or"_s, 5)).isEmpty());
        // What is settled is found no more.
        f.end(beans.id);
        QCOMPARE(value(f.asks().similar(u"beans"_s, 5)).size(), 1);
        value(f.asks().skip(beans.voices.first().id, u"said at the door"_s));
        QVERIFY(value(f.asks().similar(u"beans"_s, 5)).isEmpty());
    }

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

    void eachActIsUndone()
    {
        Shelf f;
        const Ask ask = f.ask();
        const ChangeId made = f.lastChange();
        const auto undone = [&](const QFuture<Result<AppliedChange>> &act) {
            const Ask before = f.get(ask.id);
            const AppliedChange change = value(act);
            const Ask after = f.get(ask.id);
            f.undo(change.id);
            return after != before && f.get(ask.id) == before && f.wrong().isEmpty();
        };
        QVERIFY(undone(f.asks().addVoice(ask.id, f.quote(f.messages[1], u"a shelf"_s))));
        QVERIFY(undone(f.asks().restate(ask.id, u"A shelf for seeds"_s)));
        QVERIFY(undone(f.asks().setKind(ask.id, AskKind::Problem)));
        QVERIFY(undone(f.asks().setOwner(ask.id, f.desk.store->me())));
        QVERIFY(undone(f.asks().setState(ask.id, {.state = AskState::Promised})));
        QVERIFY(undone(f.asks().setState(ask.id, {.state = AskState::NotOurs, .reason = u"x"_s})));
        const Ask other =
            value(f.asks().create(f.quote(f.messages[1], u"a shelf"_s), AskKind::Wish, {}));
        QVERIFY(undone(
            f.asks().setState(ask.id, {.state = AskState::Duplicate, .duplicateOf = other.id})));
        f.end(ask.id);
        QVERIFY(undone(f.asks().skip(ask.voices.first().id, u"at the door"_s)));

        // Telling is undone while it is not out: the message is taken back.
        value(f.asks().tell(ask.voices.first().id, u"Done"_s, 10s));
        const ChangeId told = f.lastChange();
        const auto history = value(f.asks().history(ask.id));
        QCOMPARE(history.first().verb, u"ask-tell"_s);
        f.undo(told);
        QVERIFY(f.telling(ask.id) == VoiceTelling::Untold);
        QVERIFY(value(f.desk.desk->outbox.items()).isEmpty());
        // What is out cannot be unsaid.
        f.desk.desk->outbox.start();
        value(f.asks().tell(ask.voices.first().id, u"Done"_s, 0ms));
        const ChangeId out = f.lastChange();
        QTRY_VERIFY(f.telling(ask.id) == VoiceTelling::Told);
        QCOMPARE(f.undo(out).skipped, 1);
        QVERIFY(f.telling(ask.id) == VoiceTelling::Told);
        // Nor is the ask of somebody who was told.
        QCOMPARE(f.undo(made).skipped, 2);
        QCOMPARE(f.get(ask.id).voices.size(), 1);
        // The other one goes.
        const ChangeId otherMade = value(f.asks().history(other.id)).last().id;
        f.undo(otherMade);
        QVERIFY(!f.asks().get(other.id).result().has_value());
        QCOMPARE(f.wrong(), QString());
    }

    void nothingIsOrphanedByAnUndo()
    {
        Shelf f;
        const Ask ask = f.ask();
        const ChangeId made = f.lastChange();
        value(f.asks().addVoice(ask.id, f.quote(f.messages[1], u"a shelf"_s)));
        f.undo(made); // ann's voice goes, ben's stays
        QCOMPARE(f.get(ask.id).voices.size(), 1);
        QCOMPARE(f.get(ask.id).voices.first().personName, u"ben"_s);
        QCOMPARE(f.wrong(), QString());

        // He is the last one who asks: not without the ask.
        QCOMPARE(f.undo(value(f.asks().history(ask.id)).at(1).id).skipped, 1);
        QCOMPARE(f.get(ask.id).voices.size(), 1);
        QCOMPARE(f.wrong(), QString());

        const Ask other =
            value(f.asks().create(f.quote(f.messages[2], u"a seed shelf"_s), AskKind::Wish, {}));
        const ChangeId otherMade = f.lastChange();
        const AppliedChange pointed = value(
            f.asks().setState(ask.id, {.state = AskState::Duplicate, .duplicateOf = other.id}));
        const AppliedChange back = value(f.asks().setState(ask.id, {.state = AskState::Heard}));
        value(f.asks().setState(other.id, {.state = AskState::Duplicate, .duplicateOf = ask.id}));
        QCOMPARE(f.undo(back.id).skipped, 1); // would lead round in a circle
        QCOMPARE(f.get(other.id).root, ask.id);
        QCOMPARE(f.wrong(), QString());
        value(f.asks().setState(other.id, {.state = AskState::Heard}));
        f.undo(otherMade);
        QVERIFY(!f.asks().get(other.id).result().has_value());
        QCOMPARE(f.undo(pointed.id).count, 0);
        QCOMPARE(f.wrong(), QString());
    }

    void joinedPeopleAskTogether()
    {
        Shelf f;
        const Ask ask = f.askOfThree();
        const PersonId ann = ask.voices[0].person;
        const PersonId ben = ask.voices[1].person;
        value(f.desk.desk->people.join(ann, ben, {}));
        const ChangeId joined = f.lastChange();
        const Ask now = f.get(ask.id);
        QCOMPARE(now.voices[1].person, ann);
        QCOMPARE(now.voices[1].personName, u"ann"_s);
        QCOMPARE(f.list({.person = ann}).size(), 1);
        QCOMPARE(f.list({.person = ben}).size(), 1);
        QCOMPARE(f.list().first().people, QStringList({u"ann"_s, u"chen"_s}));
        f.undo(joined);
        QCOMPARE(f.get(ask.id).voices[1].person, ben);
        QCOMPARE(f.wrong(), QString());
    }

    void aPassageTakesItsVoicesAlong()
    {
        Shelf f;
        f.desk.desk->outbox.start();
        const Ask ask = f.ask();
        const QByteArray id = f.idOf(f.messages[0]);
        f.hear(u"ann@example.net"_s, u"And now something else"_s, id);
        const MovedPassage moved =
            value(f.desk.desk->passages.splitOff({f.messages[0]}, u"Shelf only"_s));
        QCOMPARE(f.get(ask.id).voices.first().conversation, moved.conversation);
        f.end(ask.id);
        const auto item = value(f.asks().tell(ask.voices.first().id, u"Done."_s, 0ms));
        QCOMPARE(item.conversation, moved.conversation);
        QTRY_VERIFY(f.telling(ask.id) == VoiceTelling::Told);
        value(f.desk.desk->passages.putBack(moved.conversation));
        QVERIFY(f.telling(ask.id) == VoiceTelling::Told);
        QCOMPARE(f.wrong(), QString());
    }

    void wordsThatWereTakenBackAreQuotedNoMore()
    {
        Shelf f;
        Account social;
        social.uid = Uid::derive({"fediverse", "social.example.org", "team"});
        social.channel = u"fediverse"_s;
        social.name = u"Team"_s;
        social.address = u"team@social.example.org"_s;
        social.settings = {{u"server"_s, u"https://social.example.org"_s}};
        social = value(f.desk.desk->accounts.save(social));
        IncomingMessage post =
            f.desk.mail(u"ada@far.example"_s, {}, u"a marimba room, ok?"_s, "p1");
        post.author.kind = u"fediverse"_s;
        post.rawFormat = RawFormat::Json;
        f.desk.receive(social, {post});
        const MessageId message{f.messages.last().value + 1};
        const Ask ask = value(f.asks().create(f.quote(message, u"a marimba room"_s), AskKind::Wish,
                                              u"A room for music"_s));
        QCOMPARE(f.list({.text = u"marimba"_s}).size(), 1);
        f.desk.receive(social,
                       IncomingBatch{.removals = {{.messageId = "p1", .at = f.desk.clock.now()}}});
        Ask after = f.get(ask.id);
        QVERIFY(after.voices.first().isTakenBack);
        QCOMPARE(after.voices.first().quote.text, QString());
        QCOMPARE(after.restated, u"A room for music"_s);
        QVERIFY(f.list({.text = u"marimba"_s}).isEmpty());
        QCOMPARE(f.list({.text = u"music"_s}).size(), 1);
        f.desk.clock.advance(25h);
        value(f.desk.store->write([](WriteContext &context) {
            return purgeRemovedMessages(context, context.now - removalGrace);
        }));
        after = f.get(ask.id);
        QCOMPARE(after.restated, u"A room for music"_s);
        QCOMPARE(f.wrong(), QString());
        const auto left = value(f.desk.store->read([](ReadContext &context) {
            return context.db.number("SELECT count(*) FROM ask_voice WHERE quote <> ''", -1) +
                   context.db.number("SELECT count(*) FROM change WHERE instr(writes, 'marimba') > "
                                     "0 OR instr(detail, 'marimba') > 0",
                                     -1);
        }));
        QCOMPARE(left, 0);
        // They are still told what became of it.
        f.end(ask.id);
        QVERIFY(!value(f.asks().draftFor(ask.voices.first().id)).text.contains(u'>'));
    }

    void theSampleTakesItsAsksAlong()
    {
        Shelf f;
        const Ask real = f.ask();
        value(f.desk.desk->sample.add());
        const auto hit = value(f.desk.desk->conversations.search(parseSearch(u"seed*"_s), {}, 50));
        QVERIFY(!hit.hits.isEmpty());
        MessageId sampled;
        for (const SearchHit &each : hit.hits) {
            if (each.direction == Direction::Incoming && !f.messages.contains(each.message))
                sampled = each.message;
        }
        QVERIFY(sampled.isValid());
        const QString words = value(f.desk.desk->conversations.message(sampled)).text.left(20);
        const Ask gone = value(f.asks().create(f.quote(sampled, words), AskKind::Wish, {}));
        // A duplicate of what goes is heard again; a voice of the sample leaves what is real.
        const Ask other =
            value(f.asks().create(f.quote(f.messages[1], u"a shelf"_s), AskKind::Wish, {}));
        value(f.asks().setState(other.id, {.state = AskState::Duplicate, .duplicateOf = gone.id}));
        value(f.asks().addVoice(real.id, f.quote(sampled, words)));
        QCOMPARE(f.wrong(), QString());
        value(f.desk.desk->sample.remove());
        QVERIFY(!f.asks().get(gone.id).result().has_value());
        QVERIFY(f.get(other.id).state == AskState::Heard);
        QCOMPARE(f.get(real.id).voices.size(), 1);
        QCOMPARE(value(f.desk.desk->maintenance.stats()).value(u"asks").toInt(), 2);
        QCOMPARE(f.wrong(), QString());
    }

    void aSearchFindsWhatWasQuoted()
    {
        Shelf f;
        const Ask ask = f.askOfThree();
        value(f.asks().restate(ask.id, u"A lending library of seeds"_s));
        const auto hits = [&](const QString &text) {
            return value(f.desk.desk->conversations.search(parseSearch(text), {}, 50)).hits.size();
        };
        QCOMPARE(hits(u"ask:library"_s), 3);
        QCOMPARE(hits(u"ask:library beans"_s), 1);
        QCOMPARE(hits(u"ask:\"lending library\" from:ben"_s), 1);
        QCOMPARE(hits(u"ask:pony"_s), 0);
        QCOMPARE(hits(u"library"_s), 0);
    }

    void whatIsUnsettledIsKnownOfAConversation()
    {
        Shelf f;
        const Ask ask = f.askOfThree();
        const ConversationId of = ask.voices[0].conversation;
        QCOMPARE(value(f.asks().unsettledIn({of})), 1);
        f.end(ask.id);
        value(f.asks().skip(ask.voices[0].id, u"at the door"_s));
        QCOMPARE(value(f.asks().unsettledIn({of})), 0);
        QCOMPARE(value(f.asks().unsettledIn({of, ask.voices[1].conversation})), 1);
        QCOMPARE(value(f.asks().unsettledIn({})), 0);
    }

    void anIndexAnswersEachLookUp()
    {
        TestDesk desk;
        for (const char *sql : askLookups()) {
            const auto plan = value(desk.store->read([sql](ReadContext &context) {
                QStringList lines;
                Statement rows =
                    context.db.prepare(QByteArray(QByteArray("EXPLAIN QUERY PLAN ") + sql));
                while (rows.next())
                    lines.append(rows.text(3));
                return lines.join(u'\n');
            }));
            // A list of people is sorted where one of them may be behind several.
            const bool isSorted = plan.contains(u"TEMP B-TREE") &&
                                  !QByteArray(sql).contains("DISTINCT") &&
                                  !QByteArray(sql).contains("quote_start");
            QVERIFY2(plan.contains(u"SEARCH") && !plan.contains(u"SCAN") && !isSorted,
                     qPrintable(plan + u'\n' + QString::fromLatin1(sql)));
        }
    }
};

QTEST_GUILESS_MAIN(AsksTest)
#include "askstest.moc"
