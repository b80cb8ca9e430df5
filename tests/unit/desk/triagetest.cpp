// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TriageTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyChangeIsUndone_data()
    {
        using Change = std::function<AppliedChange(TestDesk &, QList<ConversationId>)>;
        QTest::addColumn<Change>("change");
        QTest::newRow("done") << Change([](TestDesk &d, QList<ConversationId> ids) {
            return value(d.desk->triage.setState(ids, ConversationState::Done));
        });
        QTest::newRow("spam") << Change([](TestDesk &d, QList<ConversationId> ids) {
            return value(d.desk->triage.setState(ids, ConversationState::Spam));
        });
        QTest::newRow("snooze") << Change([](TestDesk &d, QList<ConversationId> ids) {
            return value(d.desk->triage.snooze(
                ids, {.until = d.clock.now() + 3h, .zone = "Europe/Berlin", .reason = u"later"_s}));
        });
        QTest::newRow("assign") << Change([](TestDesk &d, QList<ConversationId> ids) {
            return value(
                d.desk->triage.assign(ids, value(d.desk->triage.ensureStaff(u"Cleo"_s)).id));
        });
        QTest::newRow("tag") << Change([](TestDesk &d, QList<ConversationId> ids) {
            return value(
                d.desk->triage.addTag(ids, value(d.desk->triage.ensureTag(u"beans"_s)).id));
        });
        QTest::newRow("star") << Change([](TestDesk &d, QList<ConversationId> ids) {
            return value(d.desk->triage.setStarred(ids, true));
        });
        QTest::newRow("mute") << Change([](TestDesk &d, QList<ConversationId> ids) {
            return value(d.desk->triage.setMuted(ids, true));
        });
        QTest::newRow("acknowledge") << Change([](TestDesk &d, QList<ConversationId> ids) {
            return value(d.desk->triage.acknowledge(ids));
        });
        QTest::newRow("note") << Change([](TestDesk &d, QList<ConversationId> ids) {
            return value(d.desk->triage.addNote(ids.first(), u"psst"_s));
        });
    }

    void everyChangeIsUndone()
    {
        QFETCH(std::function<AppliedChange(TestDesk &, QList<ConversationId>)>, change);
        TestDesk desk;
        const QList<ConversationId> ids = threeConversations(desk);
        const auto before = value(desk.desk->conversations.summaries(ids));
        const auto timeline = value(desk.desk->conversations.timeline(ids.first(), {}, 50)).items;
        desk.clock.advance(1min);
        const AppliedChange applied = change(desk, ids);
        QVERIFY(applied.id.isValid());
        const bool isShown =
            value(desk.desk->conversations.summaries(ids)) != before ||
            value(desk.desk->conversations.timeline(ids.first(), {}, 50)).items != timeline;
        QVERIFY(isShown);
        const AppliedChange undone = value(desk.desk->triage.undo(applied.id));
        QCOMPARE(undone.skipped, 0);
        QCOMPARE(value(desk.desk->conversations.summaries(ids)), before);
        QCOMPARE(value(desk.desk->conversations.timeline(ids.first(), {}, 50)).items, timeline);
        // The undo can be undone, and a change only once.
        QVERIFY(value(desk.desk->triage.undo(undone.id)).id.isValid());
        QVERIFY(!desk.desk->triage.undo(applied.id).result().has_value());
    }

    void undoLeavesAloneWhatChangedSince()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        const QList<ConversationId> ids = threeConversations(desk);
        const AppliedChange done = value(desk.desk->triage.setState(ids, ConversationState::Done));
        QCOMPARE(done.count, 3);
        desk.clock.advance(1min);
        value(desk.desk->triage.setState({ids.first()}, ConversationState::Spam));
        const AppliedChange undone = value(desk.desk->triage.undo(done.id));
        QCOMPARE(undone.skipped, 1);
        QCOMPARE(desk.list(View::Inbox).size(), 2);
        QCOMPARE(desk.list(View::Spam).size(), 1);
    }

    void countsAreTheListsOwn()
    {
        TestDesk desk;
        const QList<ConversationId> ids = threeConversations(desk);
        value(desk.desk->triage.setState({ids.at(0)}, ConversationState::Done));
        value(desk.desk->triage.snooze({ids.at(1)}, {.until = desk.clock.now() + 1h}));
        value(desk.desk->triage.setStarred({ids.at(2)}, true));
        value(desk.desk->triage.assign({ids.at(2)}, desk.store->me()));
        for (const View view :
             {View::Inbox, View::Mine, View::Unassigned, View::Waiting, View::Snoozed, View::Done,
              View::Spam, View::Starred, View::Unread, View::All}) {
            const qsizetype listed = desk.list(view).size();
            QCOMPARE(value(desk.desk->conversations.count({.view = view})).count, listed);
            QCOMPARE(value(desk.desk->conversations.all({.view = view})).size(), listed);
        }
        QCOMPARE(desk.list(View::Mine).size(), 1);
        QCOMPARE(desk.list(View::Snoozed).size(), 1);
    }

    void snoozeWakesOnTimeAndSaysWhy()
    {
        TestDesk desk;
        const QList<ConversationId> ids = threeConversations(desk);
        value(desk.desk->triage.snooze({ids.first()}, {.until = desk.clock.now() + 1h}));
        QCOMPARE(value(desk.desk->triage.wakeSnoozed()), 0);
        QCOMPARE(value(desk.desk->triage.nextWake()), desk.clock.now() + 1h);
        desk.clock.advance(1h);
        QCOMPARE(value(desk.desk->triage.wakeSnoozed()), 1);
        QVERIFY(!value(desk.desk->conversations.summary(ids.first())).wokeBecause.isEmpty());
        QCOMPARE(desk.list(View::Inbox).size(), 3);
    }

    void pagesMeetWithoutGapOrRepeat()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        for (int i = 0; i < 25; ++i) {
            if (i % 3 == 0)
                desk.clock.advance(1s); // several share a millisecond
            desk.receive(account, {desk.mail(u"p%1@example.net"_s.arg(i), u"Subject %1"_s.arg(i),
                                             u"text"_s, QByteArray::number(i) + "@x")});
        }
        QList<ConversationId> seen;
        std::optional<PageKey> after;
        do {
            const ConversationPage page =
                value(desk.desk->conversations.page({.view = View::Inbox}, after, 7));
            for (const auto &row : page.rows)
                seen.append(row.id);
            after = page.next;
        } while (after);
        QCOMPARE(seen.size(), 25);
        QCOMPARE(QSet<ConversationId>(seen.begin(), seen.end()).size(), 25);
        QCOMPARE(seen, value(desk.desk->conversations.all({.view = View::Inbox})));
    }

    void historyTellsWhoDidWhat()
    {
        TestDesk desk;
        const QList<ConversationId> ids = threeConversations(desk);
        value(desk.desk->triage.addTag(ids, value(desk.desk->triage.ensureTag(u"beans"_s)).id));
        const AppliedChange done = value(desk.desk->triage.setState(ids, ConversationState::Done));
        value(desk.desk->triage.undo(done.id));
        const auto history = value(desk.desk->conversations.history(ids.first(), 10));
        QCOMPARE(history.size(), 3);
        QCOMPARE(history.at(0).verb, u"undo"_s);
        QCOMPARE(history.at(1).verb, u"done"_s);
        QVERIFY(history.at(1).isUndone);
        QCOMPARE(history.at(2).verb, u"tag"_s);
        QCOMPARE(history.at(2).detail, u"beans"_s);
    }

private:
    static QList<ConversationId> threeConversations(TestDesk &desk)
    {
        const Account account = desk.mailAccount();
        for (const QString &name : {u"ann"_s, u"ben"_s, u"cleo"_s}) {
            desk.receive(account, {desk.mail(name + u"@example.net", u"Hello from "_s + name,
                                             u"hi"_s, name.toUtf8() + "@x")});
            desk.clock.advance(1min);
        }
        return value(desk.desk->conversations.all({.view = View::Inbox}));
    }
};

QTEST_GUILESS_MAIN(TriageTest)
#include "triagetest.moc"
