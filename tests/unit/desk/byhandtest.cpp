// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What is said where no server listens.
class ByHandTest final : public QObject
{
    Q_OBJECT

    static void verify(TestDesk &desk)
    {
        const QStringList problems = value(desk.desk->maintenance.verify());
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    }

private Q_SLOTS:
    void somebodyNewWaitsLikeEverybody()
    {
        TestDesk desk;
        const Timestamp at = desk.clock.now() - 2h;
        value(desk.desk->byHand.record({.personName = u"Old Mr. Miller"_s,
                                        .at = at,
                                        .occasion = u"Phone call"_s,
                                        .words = u"Wants to lend us his ladder."_s}));
        const auto rows = desk.list(View::Inbox);
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().personName, u"Old Mr. Miller"_s);
        QCOMPARE(rows.first().subject, u"Phone call"_s);
        QCOMPARE(rows.first().channel, u"hand"_s);
        QVERIFY(rows.first().waitingSince == at);
        // Nothing leads from here to a channel; the sentence says what to do.
        const ReplyPlan plan = value(desk.desk->outbox.replyPlan(rows.first().id));
        QVERIFY(plan.impediment.contains(u"record it"_s));
        QCOMPARE(
            value(desk.desk->conversations.search(parseSearch(u"ladder"_s), {}, 10)).hits.size(),
            1);
        verify(desk);
        // We called back: nobody waits, and it is the same person.
        const PersonId miller = rows.first().person;
        value(desk.desk->byHand.record({.person = miller,
                                        .at = desk.clock.now(),
                                        .occasion = u"Phone call"_s,
                                        .words = u"Gladly, on Thursday."_s,
                                        .conversation = rows.first().id,
                                        .isOurs = true}));
        const auto after = value(desk.desk->conversations.summary(rows.first().id));
        QVERIFY(!after.waitingSince);
        QCOMPARE(after.messageCount, 2);
        QCOMPARE(after.person, miller);
        QCOMPARE(value(desk.desk->people.find(u"Miller"_s, 10)).size(), 1);
        verify(desk);
    }

    void wordsJoinAConversationOfAnotherChannel()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account,
                     {desk.mail(u"ann@example.net"_s, u"Beans"_s, u"Any beans?"_s, "1@ann")});
        const auto mail = desk.list(View::Inbox).first();
        desk.clock.advance(1h);
        value(desk.desk->byHand.record({.person = mail.person,
                                        .at = desk.clock.now(),
                                        .occasion = u"At a stand"_s,
                                        .words = u"Took two sacks herself."_s,
                                        .conversation = mail.id,
                                        .isHandled = true}));
        const auto items = value(desk.desk->conversations.timeline(mail.id, {}, 10)).items;
        QCOMPARE(items.size(), 2);
        QCOMPARE(items.last().text, u"Took two sacks herself."_s);
        QCOMPARE(items.last().person, mail.person);
        // The mail is still what a reply answers, and where it goes.
        const ReplyPlan plan = value(desk.desk->outbox.replyPlan(mail.id));
        QVERIFY(plan.impediment.isEmpty());
        QCOMPARE(plan.recipients.first().address.address, u"ann@example.net"_s);
        verify(desk);
    }

    void whatIsMissingIsSaid()
    {
        TestDesk desk;
        const auto kind = [&](const SpokenWords &spoken) {
            const Result<MessageId> done = desk.desk->byHand.record(spoken).result();
            return done ? ErrorKind::Offline : done.error().kind;
        };
        QVERIFY(kind({.personName = u"Ann"_s, .at = desk.clock.now(), .words = u" "_s}) ==
                ErrorKind::Invalid);
        QVERIFY(kind({.at = desk.clock.now(), .words = u"x"_s}) == ErrorKind::Invalid);
        QVERIFY(kind({.personName = u"Ann"_s, .at = desk.clock.now() + 1h, .words = u"x"_s}) ==
                ErrorKind::Invalid);
        QVERIFY(kind({.person = PersonId{77}, .at = desk.clock.now(), .words = u"x"_s}) ==
                ErrorKind::NotFound);
        QVERIFY(value(desk.desk->accounts.list()).isEmpty());
        QVERIFY(value(desk.desk->people.find({}, 10)).isEmpty());
    }
};

QTEST_GUILESS_MAIN(ByHandTest)
#include "byhandtest.moc"
