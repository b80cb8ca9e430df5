// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/changelog.h"
#include "core/storage/versionstore.h"
#include "tests/support/testdesk.h"
#include "tests/support/waited.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

/// What people told us: written down, edited, asked about again, taken back.
class FactsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestDesk> m_desk;
    Account m_account;
    PersonId m_ann;
    PersonId m_ben;
    MessageId m_said;

    PersonId personOf(const QString &address)
    {
        return value(m_desk->desk->people.find(address, 1)).value(0).id;
    }
    QList<Fact> facts(PersonId person) { return value(m_desk->desk->people.panel(person)).facts; }
    void add(const FactDraft &draft) { value(m_desk->desk->facts.add(m_ann, draft)); }
    void undo(const AppliedChange &change) { value(m_desk->desk->triage.undo(change.id)); }
    void verify() { QCOMPARE(value(m_desk->desk->maintenance.verify()).join(u'\n'), QString()); }
    /// Of every row of the change log that has these bytes.
    qint64 inHistory(const QString &words)
    {
        return value(m_desk->store->read([words](ReadContext &context) {
            return context.db.number(
                "SELECT count(*) FROM change WHERE instr(writes, CAST(? AS BLOB)) > 0", 0, words);
        }));
    }
    void takeBack(const QByteArray &id)
    {
        m_desk->receive(m_account,
                        IncomingBatch{.messages = {},
                                      .removals = {{.messageId = id,
                                                    .at = m_desk->clock.now(),
                                                    .by = Address{.kind = u"email"_s,
                                                                  .address = u"ann@example.net"_s,
                                                                  .name = {}}}}});
    }

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<TestDesk>();
        m_account = m_desk->mailAccount();
        m_desk->receive(m_account,
                        {m_desk->mail(u"ann@example.net"_s, u"Bread"_s,
                                      u"Hello, I bake\nbread on Fridays. Bye"_s, "1@ann"),
                         m_desk->mail(u"ben@example.net"_s, u"Boats"_s, u"I row"_s, "1@ben")});
        m_ann = personOf(u"ann@example.net"_s);
        m_ben = personOf(u"ben@example.net"_s);
        m_said = value(m_desk->store->read([this](ReadContext &context) {
            return MessageId{context.db.number("SELECT m.id FROM message m JOIN identity i ON i.id "
                                               "= m.identity_id WHERE i.person_id = ?",
                                               0, m_ann)};
        }));
    }

    void aFactHasItsPassageAndAReviewDate()
    {
        add({.text = u" bakes on Fridays "_s,
             .source = m_said,
             .quote = u"I bake bread on Fridays"_s});
        QCOMPARE(facts(m_ann).size(), 1);
        const Fact fact = facts(m_ann).first();
        QCOMPARE(fact.text, u"bakes on Fridays"_s);
        QCOMPARE(fact.source, m_said);
        QCOMPARE(fact.quote, u"I bake bread on Fridays"_s);
        QCOMPARE(u"Hello, I bake\nbread on Fridays. Bye"_s.sliced(fact.quoteStart,
                                                                  fact.quoteEnd - fact.quoteStart),
                 u"I bake\nbread on Fridays"_s);
        QCOMPARE(fact.reviewAt, reviewAfter(m_desk->clock.now(), usualReviewMonths));
        QVERIFY(!fact.isDue(m_desk->clock.now()));
        QVERIFY(fact.isDue(*fact.reviewAt));
        QVERIFY(fact.saidAt.has_value());
        verify();
    }

    void daysAndRelationshipsSayWhat()
    {
        add({.kind = FactKind::Date, .text = u"the shop opened"_s, .day = {2, 29, 0}});
        add({.kind = FactKind::Relationship,
             .text = u"sister of"_s,
             .day = {1, 1, 0}, // of no meaning here, and not kept
             .other = m_ben,
             .reviewMonths = 0});
        const QList<Fact> both = facts(m_ann);
        QCOMPARE(both.size(), 2);
        QVERIFY(both.at(0).day == (FactDay{2, 29, 0}));
        QVERIFY(both.at(1).kind == FactKind::Relationship);
        QCOMPARE(both.at(1).other, m_ben);
        QVERIFY(both.at(1).day == FactDay{});
        QVERIFY(!both.at(1).reviewAt);
        const PersonPanel ben = value(m_desk->desk->people.panel(m_ben));
        QCOMPARE(both.at(1).otherName, ben.name);
        // With whom somebody is shown, while they are joined.
        value(m_desk->desk->people.join(m_ann, m_ben, {}));
        QCOMPARE(facts(m_ann).at(1).other, m_ann);
        verify();
    }

    void whatCannotBeIsRefused_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("kind");
        for (const char *what : {"empty", "no day", "nobody", "herself"})
            QTest::newRow(what) << QString::fromLatin1(what) << int(ErrorKind::Invalid);
        for (const char *what : {"no such message", "no such other"})
            QTest::newRow(what) << QString::fromLatin1(what) << int(ErrorKind::NotFound);
    }
    void whatCannotBeIsRefused()
    {
        QFETCH(const QString, what);
        FactDraft draft{.text = u"x"_s};
        if (what == u"empty")
            draft.text = u" "_s;
        else if (what == u"no day")
            draft.kind = FactKind::Date;
        else if (what == u"nobody" || what == u"herself" || what == u"no such other")
            draft.kind = FactKind::Relationship;
        if (what == u"herself")
            draft.other = m_ann;
        if (what == u"no such other")
            draft.other = PersonId{9'999};
        if (what == u"no such message")
            draft.source = MessageId{9'999};
        const auto refused = waited(m_desk->desk->facts.add(m_ann, draft));
        QVERIFY(!refused.has_value());
        QTEST(int(refused.error().kind), "kind");
        QVERIFY(facts(m_ann).isEmpty());
    }

    void anEditKeepsWhatItSaidInTheHistory()
    {
        add({.text = u"bakes bread"_s});
        const FactId id = facts(m_ann).first().id;
        const AppliedChange edit =
            value(m_desk->desk->facts.edit(id, {.kind = FactKind::Date,
                                                .text = u"opened the bakery"_s,
                                                .day = {5, 3, 1999},
                                                .reviewMonths = soonReviewMonths}));
        const Fact edited = facts(m_ann).first();
        QCOMPARE(edited.text, u"opened the bakery"_s);
        QVERIFY(edited.day == (FactDay{5, 3, 1999}));
        QCOMPARE(edited.reviewMonths, soonReviewMonths);
        QVERIFY(edited.editedAt.has_value());
        QVERIFY(inHistory(u"bakes bread"_s) > 0);
        undo(edit);
        const Fact back = facts(m_ann).first();
        QCOMPARE(back.text, u"bakes bread"_s);
        QVERIFY(back.kind == FactKind::Words);
        QCOMPARE(back.reviewMonths, usualReviewMonths);
        verify();
    }

    void stillTrueMovesTheReviewOn()
    {
        add({.text = u"bakes bread"_s, .reviewMonths = soonReviewMonths});
        const Fact before = facts(m_ann).first();
        m_desk->clock.advance(std::chrono::hours(24 * 100));
        QVERIFY(before.isDue(m_desk->clock.now()));
        const AppliedChange yes = value(m_desk->desk->facts.confirm(before.id));
        const Fact after = facts(m_ann).first();
        QVERIFY(!after.isDue(m_desk->clock.now()));
        QCOMPARE(after.reviewAt, reviewAfter(m_desk->clock.now(), soonReviewMonths));
        QCOMPARE(after.confirmedAt, m_desk->clock.now());
        undo(yes);
        QVERIFY(facts(m_ann).first().isDue(m_desk->clock.now()));
    }

    void aRemovedFactComesBackByUndo()
    {
        add({.text = u"bakes bread"_s});
        const AppliedChange gone = value(m_desk->desk->facts.remove(facts(m_ann).first().id));
        QVERIFY(facts(m_ann).isEmpty());
        undo(gone);
        QCOMPARE(facts(m_ann).size(), 1);
    }

    void whatTheyTakeBackIsQuotedNoMore()
    {
        // One fact says just what they wrote, one was edited from it, one is of our own words.
        add({.text = u"I bake bread on Fridays"_s,
             .source = m_said,
             .quote = u"I bake bread on Fridays"_s});
        add({.text = u"bread on Fridays"_s, .source = m_said, .quote = u"bread on Fridays"_s});
        add({.text = u"has a stall"_s, .source = m_said, .quote = u"bake"_s});
        QList<Fact> all = facts(m_ann);
        value(m_desk->desk->facts.edit(
            all.at(1).id,
            {.text = u"sells at the market"_s, .source = m_said, .quote = u"bread on Fridays"_s}));
        const AppliedChange removed = value(m_desk->desk->facts.remove(all.at(0).id));
        takeBack("1@ann");
        for (const Fact &fact : facts(m_ann))
            QCOMPARE(fact.quote, QString()); // out of sight at once
        m_desk->clock.advance(removalGrace + std::chrono::hours(1));
        value(m_desk->desk->conversations.purgeRemoved());
        all = facts(m_ann);
        QCOMPARE(all.size(), 2);
        QCOMPARE(all.at(0).text, u"sells at the market"_s);
        QCOMPARE(all.at(1).text, u"has a stall"_s);
        QCOMPARE(inHistory(u"Fridays"_s), 0);
        undo(removed); // it has no words any more
        QCOMPARE(facts(m_ann).size(), 2);
        const qint64 words = value(m_desk->store->read([](ReadContext &context) {
            return context.db.number("SELECT count(*) FROM fact WHERE body LIKE '%Fridays%' OR "
                                     "quote <> ''",
                                     0);
        }));
        QCOMPARE(words, 0);
        verify();
    }

    void theSampleTakesItsRowsAlong()
    {
        value(m_desk->desk->sample.add());
        const PersonId maren = value(m_desk->desk->people.find(u"Maren"_s, 1)).first().id;
        value(m_desk->desk->facts.add(
            m_ann, {.kind = FactKind::Relationship, .text = u"knows"_s, .other = maren}));
        value(m_desk->desk->facts.add(
            maren, {.kind = FactKind::Relationship, .text = u"knows"_s, .other = m_ann}));
        const PersonPanel panel = value(m_desk->desk->people.panel(maren));
        const MessageId proof = panel.facts.first().source;
        QVERIFY(proof.isValid());
        value(m_desk->desk->consents.record(maren, ConsentKind::Invite, ConsentAnswer::Yes,
                                            u"said so"_s, proof));
        value(m_desk->desk->consents.record(m_ann, ConsentKind::Invite, ConsentAnswer::Yes,
                                            u"said so"_s, proof));
        value(m_desk->desk->people.setPreferred(
            m_ann, value(m_desk->desk->people.panel(m_ann)).identities.first().id, proof));
        value(m_desk->desk->sample.remove());
        QCOMPARE(facts(m_ann).size(), 0);
        const PersonPanel ann = value(m_desk->desk->people.panel(m_ann));
        QCOMPARE(ann.consents.size(), 1);
        QVERIFY(!ann.consents.first().proof.isValid());
        QVERIFY(!ann.preferredProof.isValid());
        const qint64 left = value(m_desk->store->read([](ReadContext &context) {
            return context.db.number("SELECT (SELECT count(*) FROM fact) + (SELECT count(*) FROM "
                                     "consent) - 1",
                                     0);
        }));
        QCOMPARE(left, 0);
        verify();
    }

    void wordsOfTheTeamAreRowsThatDesksAgreeOn()
    {
        WordLists &lists = m_desk->desk->wordLists;
        const QString list = QString::fromLatin1(factWordList);
        QCOMPARE(WordLists::languages(list),
                 (QStringList{u"de"_s, u"en"_s, u"es"_s, u"fr"_s, u"pl"_s}));
        QCOMPARE(WordLists::languageFor(list, {u""_s, u"ja"_s, u"pt-BR"_s, u"de-AT"_s}), u"de"_s);
        QCOMPARE(WordLists::languageFor(list, {u"ja"_s}), u"en"_s);
        const auto finds = [&](const QString &text) {
            return !value(lists.matcher(list, u"en"_s)).find(text).isEmpty();
        };
        QVERIFY(finds(u"He is bipolar"_s));
        QVERIFY(!finds(u"a prepper"_s));
        const AppliedChange added =
            value(lists.add(list, u"en"_s, u"Prepper*"_s, u"demographic"_s));
        QVERIFY(finds(u"two preppers"_s));
        value(lists.remove(list, u"en"_s, u"BIPOLAR"_s));
        QVERIFY(!finds(u"He is bipolar"_s));
        QVERIFY(!waited(lists.remove(list, u"en"_s, u"bipolar"_s)).has_value());
        QVERIFY(!waited(lists.add(list, u"en"_s, u" * "_s, {})).has_value());
        value(lists.add(list, u"en"_s, u"bipolar"_s, {}));
        QVERIFY(finds(u"He is bipolar"_s));
        undo(added);
        QVERIFY(!finds(u"two preppers"_s));
        const auto uids = [](TestDesk &desk) {
            return value(desk.store->read([](ReadContext &context) {
                QStringList all;
                Statement rows = context.db.prepare("SELECT uid FROM list_word ORDER BY word");
                while (rows.next())
                    all.append(rows.uid(0).toString());
                return all;
            }));
        };
        TestDesk other;
        value(other.desk->wordLists.add(list, u"en"_s, u"prepper*"_s, u"demographic"_s));
        QCOMPARE(uids(other).first(), uids(*m_desk).last());
        verify();
    }

    void howAndWhenToWriteIsKept()
    {
        People &people = m_desk->desk->people;
        value(people.setZone(m_ann, "Asia/Tokyo"));
        value(people.setLanguage(m_ann, u"pt-br"_s));
        value(people.setQuietHours(m_ann, {18 * 60, 9 * 60}));
        const IdentityId mail = value(people.panel(m_ann)).identities.first().id;
        value(people.setPreferred(m_ann, mail, m_said));
        PersonPanel panel = value(people.panel(m_ann));
        QCOMPARE(panel.zone, "Asia/Tokyo");
        QCOMPARE(panel.language, u"pt-BR"_s);
        QVERIFY(panel.quiet == (QuietHours{18 * 60, 9 * 60}));
        QCOMPARE(panel.preferred, mail);
        QCOMPARE(panel.preferredProof, m_said);
        QVERIFY(panel.preferredConversation.isValid());
        QVERIFY(!waited(people.setZone(m_ann, "Nowhere/Town")).has_value());
        QVERIFY(!waited(people.setLanguage(m_ann, u"no language"_s)).has_value());
        QVERIFY(!waited(people.setQuietHours(m_ann, {0, 24 * 60})).has_value());
        const IdentityId bens = value(people.panel(m_ben)).identities.first().id;
        QVERIFY(!waited(people.setPreferred(m_ann, bens, {})).has_value());
        // Of people who are joined what is shown is theirs, and where they said nothing the
        // others'; a split brings each one's own back.
        value(people.join(m_ben, m_ann, {}));
        panel = value(people.panel(m_ben));
        QVERIFY(panel.quiet == (QuietHours{18 * 60, 9 * 60}));
        QCOMPARE(panel.preferred, mail);
        QCOMPARE(value(people.writingTime(m_ann)).zone, "Asia/Tokyo");
        value(people.setPreferred(m_ben, bens, {}));
        QCOMPARE(value(people.panel(m_ben)).preferred, bens);
        value(people.split(m_ann, false));
        QCOMPARE(value(people.panel(m_ben)).preferred, bens);
        QCOMPARE(value(people.panel(m_ann)).preferred, mail);
        value(people.setPreferred(m_ann, {}, {}));
        QVERIFY(!value(people.panel(m_ann)).preferred.isValid());
        verify();
    }
};

QTEST_GUILESS_MAIN(FactsTest)
#include "factstest.moc"
