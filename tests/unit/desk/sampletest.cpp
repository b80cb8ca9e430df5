// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

class SampleTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSampleIsAWholeCommunity()
    {
        TestDesk desk;
        value(desk.desk->sample.add());
        QVERIFY(value(desk.desk->sample.isPresent()));
        const QJsonObject stats = value(desk.desk->maintenance.stats());
        QVERIFY(stats.value(u"people").toInt() >= 40);
        QVERIFY(stats.value(u"conversations").toInt() >= 250);
        QVERIFY(stats.value(u"messages").toInt() >= 900);
        QVERIFY(desk.list(View::Inbox).size() >= 20);
        QCOMPARE(desk.list(View::Snoozed).size(), 6);
        const auto sessions = value(desk.desk->sessions.list());
        QCOMPARE(sessions.size(), 3);
        const auto book =
            std::ranges::find(sessions, SessionState::ReportedBack, &SessionSummary::state);
        QVERIFY(book != sessions.end());
        QVERIFY(!book->collaborationTitle.isEmpty());
        QCOMPARE(book->settled, book->toTell);
        const Session whole = value(desk.desk->sessions.get(book->id));
        QCOMPARE(whole.items.size(), 4);
        QCOMPARE(whole.lines.size(), 10);
        QVERIFY(whole.outcomes.first().line.isValid());
        QVERIFY(whole.lines.first().authorPerson.isValid());
        QCOMPARE(value(desk.desk->maintenance.verify()).join(u" "_s), QString());
        // Somebody on several channels is one person.
        const auto people = value(desk.desk->people.find(u"Maren"_s, 10));
        QCOMPARE(people.size(), 1);
        const PersonPanel panel = value(desk.desk->people.panel(people.first().id));
        QVERIFY(panel.identities.size() >= 2);
        QCOMPARE(panel.facts.size(), 3);
        QVERIFY(panel.facts.first().sourceConversation.isValid());
        // An address is one that somebody could write to or call; who only came by has none.
        int spoken = 0;
        for (const auto &person : value(desk.desk->people.find({}, 200))) {
            for (const Identity &identity : value(desk.desk->people.panel(person.id)).identities) {
                const Address &address = identity.address;
                spoken += address.kind == u"hand" ? 1 : 0;
                QVERIFY2(!address.address.startsWith(u"sample-"), qPrintable(address.address));
                if (address.kind == u"phone")
                    QVERIFY2(address.address.startsWith(u'+'), qPrintable(address.address));
            }
        }
        QVERIFY(spoken > 0 && spoken < 40);
        // And somebody is suggested, with a reason that can be looked up.
        const auto suggested = value(desk.desk->people.suggestions(50));
        QStringList names;
        for (const SuggestedPair &pair : suggested)
            names.append(pair.other.name + u": " + toString(pair.other.evidence.first().reason));
        names.sort();
        QCOMPARE(names, (QStringList{u"Juniper Vale: said-address"_s, u"xylem: same-handle"_s}));
        const auto signature = std::ranges::find_if(suggested, [](const SuggestedPair &pair) {
            return pair.other.evidence.first().message.isValid();
        });
        QVERIFY(signature != suggested.end());
        QVERIFY(signature->other.evidence.first().conversation.isValid());
        QVERIFY(signature->other.evidence.first().place == MatchPlace::Signature);
    }

    void itLeavesNothingBehindAndRealMailStays()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account,
                     {desk.mail(u"ann@example.net"_s, u"Real"_s, u"I am real"_s, "1@ann")});
        const Tag own = value(desk.desk->triage.ensureTag(u"my own tag"_s));
        value(desk.desk->sample.add());
        value(desk.desk->triage.setState({desk.list(View::Inbox).first().id},
                                         ConversationState::Done));
        value(desk.desk->sample.remove());
        const QJsonObject stats = value(desk.desk->maintenance.stats());
        QCOMPARE(stats.value(u"messages").toInt(), 1);
        QCOMPARE(stats.value(u"conversations").toInt(), 1);
        QCOMPARE(stats.value(u"people").toInt(), 1);
        QCOMPARE(stats.value(u"sessions").toInt(), 0);
        QCOMPARE(stats.value(u"blobs").toInt(), 1);
        QCOMPARE(value(desk.desk->triage.tags()), QList<Tag>{own});
        QVERIFY(!value(desk.desk->sample.isPresent()));
        QCOMPARE(value(desk.desk->maintenance.verify()).join(u" "_s), QString());
        QVERIFY(
            value(desk.desk->conversations.search(parseSearch(u"seed*"_s), {}, 10)).hits.isEmpty());
        for (const char *sql :
             {"SELECT count(*) FROM session_line", "SELECT count(*) FROM collaboration",
              "SELECT count(*) FROM session_item", "SELECT count(*) FROM session_outcome",
              "SELECT count(*) FROM session_search WHERE session_search MATCH 'the'"})
            QCOMPARE(value(desk.store->read(
                         [sql](ReadContext &context) { return context.db.number(sql, -1); })),
                     0);
        // And it can come again.
        value(desk.desk->sample.add());
        QCOMPARE(value(desk.desk->maintenance.verify()).join(u" "_s), QString());
    }
};

QTEST_GUILESS_MAIN(SampleTest)
#include "sampletest.moc"
