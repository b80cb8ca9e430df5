// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/versionstore.h"
#include "tests/unit/desk/promisefixture.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What becomes of promises when people are joined, conversations are split, words are taken back
/// and what is not ours is removed.
class PromiseTracesTest final : public QObject
{
    Q_OBJECT

    static Account social(Pledges &f)
    {
        Account account;
        account.uid = Uid::derive({"fediverse", "social.example.org", "team"});
        account.channel = u"fediverse"_s;
        account.name = u"Team"_s;
        account.address = u"team@social.example.org"_s;
        account.settings = {{u"server"_s, u"https://social.example.org"_s}};
        return value(f.desk.desk->accounts.save(account));
    }

    static MessageId post(Pledges &f, const Account &account, const QString &text,
                          const QByteArray &id)
    {
        IncomingMessage post = f.desk.mail(u"ada@far.example"_s, {}, text, id);
        post.author.kind = u"fediverse"_s;
        post.rawFormat = RawFormat::Json;
        f.desk.receive(account, {post});
        return value(f.desk.store->read([](ReadContext &context) {
            return MessageId{
                context.db.number("SELECT id FROM message ORDER BY id DESC LIMIT 1", 0)};
        }));
    }

    static void takeBack(Pledges &f, const Account &account, const QByteArray &id)
    {
        f.desk.receive(account,
                       IncomingBatch{.removals = {{.messageId = id, .at = f.desk.clock.now()}}});
    }

    static void purge(Pledges &f)
    {
        f.desk.clock.advance(25h);
        value(f.desk.store->write([](WriteContext &context) {
            return purgeRemovedMessages(context, context.now - removalGrace);
        }));
    }

    /// In how many places of the workspace \a word stands that belong to promises.
    static qint64 traces(Pledges &f, const QString &word)
    {
        return value(f.desk.store->read([word](ReadContext &context) {
            return context.db.number(
                "SELECT (SELECT count(*) FROM promise WHERE instr(words, ?1) OR instr(quote, ?1)) "
                "+ (SELECT count(*) FROM promise_term WHERE instr(words, ?1)) + (SELECT count(*) "
                "FROM change WHERE instr(writes, CAST(?1 AS BLOB)) OR instr(detail, ?1))",
                -1, word);
        }));
    }

private Q_SLOTS:
    void joinedPeopleOweTogether()
    {
        Pledges f;
        const Promise toAnn = f.toAnn(f.in(2));
        const Promise toBen =
            f.promise({.words = u"a ladder"_s, .source = f.messages[1], .due = f.in(1)});
        const PersonId ann = f.writer(0);
        const PersonId ben = f.writer(1);
        const AppliedChange joined = value(f.desk.desk->people.join(ann, ben, {}));
        QCOMPARE(f.now(toBen.id).person, ann);
        QCOMPARE(f.now(toBen.id).personName, u"ann"_s);
        for (const PersonId each : {ann, ben})
            QCOMPARE(f.ids({.person = each}), QList({toBen.id, toAnn.id}));
        f.undo(joined.id);
        QCOMPARE(f.now(toBen.id).person, ben);
        QCOMPARE(f.ids({.person = ann}), QList({toAnn.id}));
        QCOMPARE(f.wrong(), QString());
    }

    void aPassageTakesItsPromisesAlong()
    {
        Pledges f;
        const Promise said = f.toAnn(f.in(2));
        const MessageId more =
            f.hear(u"ann@example.net"_s, u"And something else"_s, f.idOf(f.messages[0]));
        const Promise of = f.promise({.words = u"Call her"_s, .conversation = f.place(0)});
        const MovedPassage moved =
            value(f.desk.desk->passages.splitOff({f.messages[0]}, u"Shelf only"_s));
        QCOMPARE(f.now(said.id).conversation, moved.conversation);
        QVERIFY(f.now(of.id).conversation != moved.conversation);
        QCOMPARE(f.wrong(), QString());
        // One that is made there goes back with it, and comes out with it again.
        const Promise there =
            f.promise({.words = u"Paint it"_s, .conversation = moved.conversation});
        const MovedPassage back = value(f.desk.desk->passages.putBack(moved.conversation));
        QCOMPARE(f.now(there.id).conversation, f.now(of.id).conversation);
        QCOMPARE(f.now(said.id).conversation, f.now(of.id).conversation);
        QCOMPARE(value(f.promises().openIn({f.now(of.id).conversation})).size(), 1);
        QCOMPARE(f.wrong(), QString());
        f.undo(back.change.id);
        QCOMPARE(f.now(there.id).conversation, moved.conversation);
        QCOMPARE(f.now(said.id).conversation, moved.conversation);
        QVERIFY(more.isValid());
        QCOMPARE(f.wrong(), QString());
    }

    void wordsThatWereTakenBackAreNotPromisedInThem()
    {
        Pledges f;
        const Account account = social(f);
        const MessageId message =
            post(f, account, u"I will bring my marimba. Can you find a room?"_s, "p1");
        const Promise theirs = f.promise({.isOurs = false,
                                          .words = u"I will bring my marimba."_s,
                                          .source = message,
                                          .quote = u"I will bring my marimba."_s});
        const Promise ours = f.promise(
            {.words = u"find a room"_s, .source = message, .quote = u"Can you find a room?"_s});
        const Promise free = f.promise(
            {.words = u"Make room for music"_s, .source = message, .quote = u"find a room"_s});
        value(f.promises().renegotiate(theirs.id, u"bring my marimba"_s, {}, {}));
        const AppliedChange edited = value(f.promises().edit(theirs.id, u"my marimba"_s));
        QVERIFY(traces(f, u"marimba"_s) > 0);
        takeBack(f, account, "p1");
        QCOMPARE(f.now(theirs.id).quote, QString()); // out of sight at once
        QCOMPARE(f.wrong(), QString());
        purge(f);
        // Theirs goes with its words, ours is owed all the same.
        QVERIFY(!f.isThere(theirs.id));
        QCOMPARE(f.now(ours.id).words, QString());
        QVERIFY(f.now(ours.id).state == PromiseState::Open);
        QCOMPARE(f.now(free.id).words, u"Make room for music"_s);
        QCOMPARE(f.now(free.id).quote, QString());
        QCOMPARE(traces(f, u"marimba"_s), 0);
        QCOMPARE(traces(f, u"find a room"_s), 0);
        f.undo(edited.id);
        QVERIFY(!f.isThere(theirs.id));
        QCOMPARE(traces(f, u"marimba"_s), 0);
        QCOMPARE(f.wrong(), QString());
    }

    void whatWeSaidOurselvesStays()
    {
        Pledges f;
        const OutboxItem item = f.answer(0, u"We will build it."_s);
        const Promise made =
            value(f.promises().recordSaid(
                      item.id, {.words = u"We will build it."_s, .quote = u"We will build it."_s}))
                .promise;
        f.desk.clock.advance(61s);
        f.desk.desk->outbox.start();
        QTRY_VERIFY(value(f.desk.desk->outbox.items(true)).last().state == OutboxState::Accepted);
        value(f.desk.store->write([id = made.source](WriteContext &context) {
            // As a server reports that we deleted it elsewhere.
            context.db.run("UPDATE message SET deleted_at = 1, subject = '' WHERE id = ?", id);
            context.db.run("UPDATE message_body SET text = '', html = '' WHERE message_id = ?", id);
            return purgeRemovedMessages(context, context.now);
        }));
        QCOMPARE(f.now(made.id).words, u"We will build it."_s);
        QCOMPARE(f.now(made.id).quote, QString());
    }

    void theSampleTakesItsPromisesAlong()
    {
        Pledges f;
        value(f.desk.desk->sample.add());
        const auto before = f.ids();
        const Promise real = f.toAnn(f.in(2));
        const Ask realAsk = f.ask();
        const auto maren = value(f.desk.desk->people.find(u"Maren Oldenburg"_s, 1)).first();
        const auto hit = value(f.desk.desk->conversations.search(parseSearch(u"seed*"_s), {}, 50));
        MessageId sampled;
        for (const SearchHit &each : hit.hits) {
            if (each.direction == Direction::Incoming && !f.messages.contains(each.message))
                sampled = each.message;
        }
        QVERIFY(sampled.isValid());
        const QString words = value(f.desk.desk->conversations.message(sampled)).text.left(20);
        const Ask goneAsk = value(f.asks().create(f.quote(sampled, words), AskKind::Wish, {}));
        value(f.promises().setAsk(real.id, goneAsk.id));
        const Promise toSample = f.promise({.person = maren.id, .words = u"kits"_s});
        value(f.promises().renegotiate(toSample.id, {}, f.in(3), u"x"_s));
        const Promise fromSample =
            f.promise({.person = f.writer(1), .words = u"seeds"_s, .source = sampled});
        const Promise keptBySample = f.toAnn(f.in(3));
        value(f.promises().keep(keptBySample.id, sampled));
        QCOMPARE(f.wrong(), QString());
        value(f.desk.desk->sample.remove());
        QVERIFY(!f.isThere(toSample.id) && !f.isThere(fromSample.id));
        for (const PromiseId each : before)
            QVERIFY(!f.isThere(each));
        QVERIFY(f.isThere(real.id));
        QVERIFY(!f.now(real.id).ask.isValid());
        QVERIFY(f.now(keptBySample.id).state == PromiseState::Kept);
        QVERIFY(!f.now(keptBySample.id).keptBy.isValid());
        QCOMPARE(value(f.desk.desk->maintenance.stats()).value(u"promises").toInt(), 2);
        const auto left = value(f.desk.store->read([](ReadContext &context) {
            return context.db.number("SELECT (SELECT count(*) FROM promise_term) + (SELECT "
                                     "count(*) FROM promise_change WHERE change_id NOT IN (SELECT "
                                     "id FROM change))",
                                     -1);
        }));
        QCOMPARE(left, 0);
        QVERIFY(realAsk.id.isValid());
        QCOMPARE(f.wrong(), QString());
    }
};

QTEST_GUILESS_MAIN(PromiseTracesTest)
#include "promisetracestest.moc"
