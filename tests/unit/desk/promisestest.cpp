// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/promisestore.h"
#include "tests/unit/desk/promisefixture.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What is promised, and what becomes of it.
class PromisesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPromiseSaysWhoOwesWhomWhatByWhen()
    {
        Pledges f;
        const Promise promise = f.toAnn(f.in(3));
        QCOMPARE(promise.personName, u"ann"_s);
        QCOMPARE(promise.words, u"a seed shelf in the porch"_s);
        QCOMPARE(promise.quote, u"a seed shelf"_s);
        QCOMPARE(promise.quoteStart, 21);
        QCOMPARE(promise.conversation, f.place(0));
        QCOMPARE(promise.due, f.in(3));
        QVERIFY(promise.isOurs && promise.state == PromiseState::Open);
        QVERIFY(promise.owner.isValid()); // whoever writes it down
        QCOMPARE(f.now(promise.id), promise);
        const QHash<ConversationId, bool> marked{{f.place(0), false}};
        QVERIFY(value(f.promises().openIn({f.place(0), f.place(1)})) == marked);
        f.desk.clock.advance(96h);
        QVERIFY(f.now(promise.id).isLate(f.desk.clock.now()));
        QCOMPARE(value(f.promises().openIn({f.place(0)})).value(f.place(0)), true);
        QCOMPARE(f.wrong(), QString());
    }

    void itIsMadeToSomebody()
    {
        Pledges f;
        const auto refused = [&](const PromiseDraft &draft) {
            return !f.promises().record(draft).result().has_value();
        };
        QVERIFY(refused({.words = u"x"_s})); // to nobody
        QVERIFY(refused({.person = PersonId{4711}, .words = u"x"_s}));
        QVERIFY(refused({.person = f.writer(0), .words = u"  "_s}));
        QVERIFY(refused({.words = u"x"_s, .source = MessageId{4711}}));
        QVERIFY(refused({.words = u"x"_s, .source = f.messages[0], .quote = u"a pony"_s}));
        QVERIFY(refused({.person = f.writer(0), .words = u"x"_s, .ask = AskId{4711}}));
        QVERIFY(refused({.person = f.writer(0), .words = u"x"_s.repeated(2001)}));
        QVERIFY(f.ids().isEmpty());
        // With a person alone, in a conversation, and about what they asked.
        const Promise plain = f.promise({.person = f.writer(1), .words = u"A ladder"_s});
        QVERIFY(!plain.conversation.isValid() && !plain.source.isValid());
        const Promise there = f.promise({.words = u"Beans"_s, .conversation = f.place(2)});
        QCOMPARE(there.person, f.writer(2));
        QCOMPARE(there.conversation, f.place(2));
        const Ask ask = f.ask();
        QCOMPARE(f.promise({.person = f.writer(0), .words = u"A shelf"_s, .ask = ask.id}).ask,
                 ask.id);
        QCOMPARE(f.wrong(), QString());
    }

    void whatWeWroteIsPromisedToWhomItWentTo()
    {
        Pledges f;
        f.answer(1, u"I will build the shelf by Friday."_s);
        const auto ours =
            value(f.desk.desk->conversations.timeline(f.place(1), {}, 9)).items.last();
        const Promise promise = f.promise({.words = u"Build the shelf"_s,
                                           .source = ours.message,
                                           .quote = u"I will build the shelf"_s});
        QCOMPARE(promise.personName, u"ben"_s);
        QCOMPARE(promise.source, ours.message);
        QCOMPARE(f.wrong(), QString());
    }

    void eachActCanBeUndone()
    {
        Pledges f;
        const Promise made = f.toAnn(f.in(3));
        const Ask ask = f.ask();
        const StaffId colleague = value(f.desk.store->write([](WriteContext &context) {
            context.db.run("INSERT INTO staff (uid, name) VALUES (?, 'Noor')",
                           Uid::create(context.now));
            return StaffId{context.db.lastInsertId()};
        }));
        const auto undone = [&](const AppliedChange &change, auto &&differs) {
            const Promise after = f.now(made.id);
            const bool isOther = differs(after) && change.id.isValid();
            f.undo(change.id);
            const bool isBack = f.now(made.id) == made;
            return isOther && isBack && f.wrong().isEmpty();
        };
        auto &promises = f.promises();
        QVERIFY(undone(value(promises.edit(made.id, u"A shelf"_s)),
                       [](const Promise &p) { return p.words == u"A shelf"; }));
        QVERIFY(undone(value(promises.setOwner(made.id, colleague)),
                       [](const Promise &p) { return p.ownerName == u"Noor"; }));
        QVERIFY(undone(value(promises.setOurs(made.id, false)),
                       [](const Promise &p) { return !p.isOurs; }));
        QVERIFY(undone(value(promises.setAsk(made.id, ask.id)),
                       [&](const Promise &p) { return p.ask == ask.id; }));
        QVERIFY(undone(value(promises.renegotiate(made.id, {}, f.in(9), u"the wood is late"_s)),
                       [&](const Promise &p) { return p.due == f.in(9) && p.terms.size() == 1; }));
        QVERIFY(undone(value(promises.keep(made.id, f.messages[1])), [&](const Promise &p) {
            return p.state == PromiseState::Kept && p.keptBy == f.messages[1];
        }));
        QVERIFY(undone(value(promises.breakIt(made.id, u"burnt"_s)), [](const Promise &p) {
            return p.state == PromiseState::Broken && p.reason == u"burnt";
        }));
        QVERIFY(undone(value(promises.release(made.id, u"she moved"_s)),
                       [](const Promise &p) { return p.state == PromiseState::Released; }));
        const AppliedChange removed = value(promises.remove(made.id));
        QVERIFY(!f.isThere(made.id) && f.ids().isEmpty());
        f.undo(removed.id);
        QCOMPARE(f.now(made.id), made);
        // Reopened, and that taken back.
        value(promises.keep(made.id));
        const AppliedChange reopened = value(promises.reopen(made.id));
        QVERIFY(f.now(made.id).state == PromiseState::Open);
        f.undo(reopened.id);
        QVERIFY(f.now(made.id).state == PromiseState::Kept);
        // The promise itself.
        const ChangeId first = value(promises.history(made.id)).last().id;
        f.undo(first);
        QVERIFY(!f.isThere(made.id));
        QCOMPARE(f.wrong(), QString());
    }

    void whatItWasIsKept()
    {
        Pledges f;
        const Promise made = f.toAnn();
        const auto before = f.in(3);
        value(f.promises().renegotiate(made.id, {}, before, {}));
        f.desk.clock.advance(1h);
        const AppliedChange second =
            value(f.promises().renegotiate(made.id, u"two shelves"_s, f.in(9), u"more wood"_s));
        f.desk.clock.advance(1h);
        const AppliedChange third =
            value(f.promises().renegotiate(made.id, {}, std::nullopt, u"no wood"_s));
        Promise now = f.now(made.id);
        QCOMPARE(now.words, u"two shelves"_s);
        QVERIFY(!now.due);
        QCOMPARE(now.terms.size(), 3);
        QVERIFY(!now.terms[0].due && now.terms[0].reason.isEmpty());
        QCOMPARE(now.terms[1].words, u"a seed shelf in the porch"_s);
        QCOMPARE(now.terms[1].due, before);
        QCOMPARE(now.terms[1].reason, u"more wood"_s);
        QCOMPARE(now.terms[2].due, f.in(9));
        // What was overtaken since is left alone, and what it was stays known.
        QVERIFY(f.undo(second.id).skipped > 0);
        QCOMPARE(f.now(made.id).terms.size(), 3);
        f.undo(third.id);
        QCOMPARE(f.now(made.id).terms.size(), 2);
        QVERIFY(!f.promises().renegotiate(made.id, {}, f.in(9), {}).result().has_value());
        value(f.promises().keep(made.id));
        QVERIFY(!f.promises().renegotiate(made.id, {}, f.in(4), {}).result().has_value());
        QCOMPARE(f.wrong(), QString());
    }

    void theListStandsInItsOrder()
    {
        Pledges f;
        const Promise noDay = f.promise({.person = f.writer(0), .words = u"some time"_s});
        const Promise later = f.toAnn(f.in(30));
        const Promise soon = f.toAnn(f.in(2));
        const Promise late = f.toAnn(f.in(-2));
        const Promise later2 = f.toAnn(f.in(60));
        const Promise theirs =
            f.promise({.person = f.writer(1), .isOurs = false, .words = u"wood"_s});
        const Promise theirsLate = f.promise(
            {.person = f.writer(1), .isOurs = false, .words = u"nails"_s, .due = f.in(-1)});
        const Promise kept = f.toAnn(f.in(-9));
        value(f.promises().keep(kept.id));
        f.desk.clock.advance(1min);
        const Promise broken = f.toAnn(f.in(1));
        value(f.promises().breakIt(broken.id, u"no wood"_s));
        const QList<PromiseId> all{late.id,       soon.id,   later.id,  later2.id, noDay.id,
                                   theirsLate.id, theirs.id, broken.id, kept.id};
        QCOMPARE(f.ids(), all);
        QCOMPARE(f.ids({.isOurs = false}), QList({theirsLate.id, theirs.id}));
        QCOMPARE(f.ids({.isOurs = true, .isOpen = true}),
                 QList({late.id, soon.id, later.id, later2.id, noDay.id}));
        QCOMPARE(f.ids({.isLate = true}), QList({late.id, theirsLate.id}));
        QCOMPARE(f.ids({.isOurs = true, .isLate = true}), QList({late.id}));
        QCOMPARE(f.ids({.isOpen = false}), QList({broken.id, kept.id}));
        QCOMPARE(f.ids({.isOpen = false, .person = f.writer(0)}), QList({broken.id, kept.id}));
        QCOMPARE(f.ids({.person = f.writer(1)}), QList({theirsLate.id, theirs.id}));
        QCOMPARE(f.ids({.isOpen = true, .conversation = f.place(0)}),
                 QList({late.id, soon.id, later.id, later2.id}));
        for (const PromiseQuery &query :
             {PromiseQuery{}, PromiseQuery{.person = f.writer(0)}, PromiseQuery{.isOpen = true},
              PromiseQuery{.isOurs = false}}) {
            QList<PromiseId> paged;
            std::optional<Promise> after;
            for (;;) {
                const auto page = value(f.promises().list(query, 1, after));
                if (page.isEmpty())
                    break;
                paged.append(page.first().id);
                after = page.first();
            }
            QCOMPARE(paged, f.ids(query));
        }
        QList<PromiseId> sections;
        QList<PromisePlace> places;
        for (const PromiseSection &section : value(f.promises().sections(100))) {
            QCOMPARE(section.count, qint64(section.lines.size()));
            places.append(section.place);
            for (const Promise &line : section.lines)
                sections.append(line.id);
        }
        QCOMPARE(sections, all);
        QVERIFY(places == promisePlaces());
        QCOMPARE(value(f.promises().sections(1))[2].lines.size(), 1);
        QCOMPARE(value(f.promises().sections(1))[2].count, 2);
    }

    void aMessageKeepsItWhenItIsOut()
    {
        Pledges f;
        const Promise made = f.toAnn(f.in(3));
        const Promise other = f.toAnn(f.in(4));
        const OutboxItem item = f.answer(0, u"Here is your shelf."_s);
        value(f.promises().keepWith({made.id, other.id}, item.id));
        Promise now = f.now(made.id);
        QVERIFY(now.state == PromiseState::Open && now.isBeingKept);
        QVERIFY(!now.keptBy.isValid());
        QCOMPARE(f.ids({.isOpen = true}).size(), 2);
        QCOMPARE(f.wrong(), QString());
        // Taken back: it is open, and nothing keeps it any more.
        value(f.desk.desk->outbox.cancel(item.id));
        now = f.now(made.id);
        QVERIFY(now.state == PromiseState::Open && !now.isBeingKept);
        QVERIFY(!f.promises().keepWith({made.id}, item.id).result().has_value());
        QCOMPARE(f.wrong(), QString());
        // Sent again, and out.
        const OutboxItem again = f.answer(0, u"Here is your shelf!"_s);
        value(f.promises().keepWith({made.id, other.id}, again.id));
        f.desk.clock.advance(61s);
        f.desk.desk->outbox.start();
        QTRY_VERIFY(f.now(made.id).state == PromiseState::Kept);
        now = f.now(made.id);
        QCOMPARE(now.keptIn, f.place(0));
        QVERIFY(now.keptBy.isValid() && !now.isBeingKept);
        QVERIFY(f.now(other.id).state == PromiseState::Kept);
        QVERIFY(!f.promises().keepWith({made.id}, again.id).result().has_value());
        QCOMPARE(f.wrong(), QString());
    }

    void whatWasTakenBackWasNotPromised()
    {
        Pledges f;
        const OutboxItem item = f.answer(1, u"Sure. I will build it by Friday."_s);
        const Promise made =
            value(f.promises().recordSaid(item.id, {.words = u"Build it"_s,
                                                    .quote = u"I will build it by Friday."_s,
                                                    .due = f.in(4)}))
                .promise;
        QCOMPARE(made.personName, u"ben"_s);
        QCOMPARE(made.quote, u"I will build it by Friday."_s);
        QCOMPARE(f.ids(), QList({made.id}));
        value(f.desk.desk->outbox.cancel(item.id));
        QVERIFY(!f.isThere(made.id) && f.ids().isEmpty());
        QVERIFY(value(f.promises().openIn({f.place(1)})).isEmpty());
        QVERIFY(!f.promises().recordSaid(item.id, {.words = u"x"_s}).result().has_value());
        QCOMPARE(f.wrong(), QString());
        // What goes out in other words is promised all the same.
        const OutboxItem again = f.answer(1, u"It will be there."_s);
        const Promise said =
            value(f.promises().recordSaid(again.id,
                                          {.words = u"Build it"_s, .quote = u"I will build it."_s}))
                .promise;
        QCOMPARE(said.quote, QString());
        f.desk.clock.advance(61s);
        f.desk.desk->outbox.start();
        QTRY_VERIFY(value(f.desk.desk->outbox.items(true)).last().state == OutboxState::Accepted);
        QVERIFY(f.isThere(said.id));
        QCOMPARE(f.wrong(), QString());
    }

    void whoDidWhatIsKnown()
    {
        Pledges f;
        const Promise plain = f.promise({.person = f.writer(1), .words = u"A ladder"_s});
        value(f.promises().renegotiate(plain.id, {}, f.in(3), u"asked again"_s));
        const AppliedChange kept = value(f.promises().keep(plain.id));
        f.undo(kept.id);
        QStringList verbs;
        for (const HistoryEntry &entry : value(f.promises().history(plain.id)))
            verbs.append(entry.verb + (entry.isUndone ? u" (undone)"_s : QString()));
        QCOMPARE(verbs, QStringList({u"undo"_s, u"promise-keep (undone)"_s,
                                     u"promise-renegotiate"_s, u"promise"_s}));
        // That of a conversation stands in its history, too.
        const Promise made = f.toAnn();
        QCOMPARE(value(f.desk.desk->conversations.history(made.conversation, 1)).first().verb,
                 u"promise"_s);
    }

    void anIndexAnswersEachLookUp()
    {
        TestDesk desk;
        for (const char *sql : promiseLookups()) {
            const auto plan = value(desk.store->read([sql](ReadContext &context) {
                QStringList lines;
                Statement rows =
                    context.db.prepare(QByteArray(QByteArray("EXPLAIN QUERY PLAN ") + sql));
                while (rows.next())
                    lines.append(rows.text(3));
                return lines.join(u'\n');
            }));
            // The list of what is settled is walked from its newest end.
            const bool isWalked = plan.contains(u"SCAN p USING INDEX promise_settled") ||
                                  plan.contains(u"SCAN promise USING COVERING INDEX");
            QVERIFY2((plan.contains(u"SEARCH") && !plan.contains(u"SCAN")) || isWalked,
                     qPrintable(plan + u'\n' + QString::fromLatin1(sql)));
            QVERIFY2(!plan.contains(u"TEMP B-TREE"),
                     qPrintable(plan + u'\n' + QString::fromLatin1(sql)));
        }
    }
};

QTEST_GUILESS_MAIN(PromisesTest)
#include "promisestest.moc"
