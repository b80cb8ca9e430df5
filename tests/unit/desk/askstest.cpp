// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/askstore.h"
#include "core/storage/versionstore.h"
#include "tests/unit/desk/askfixture.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

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
