// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/uifixture.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/viewmembership.h"
#include "ui/settings/preferences.h"
#include "ui/views/viewlistmodel.h"

#include <QAbstractItemModelTester>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace casement;

namespace
{

QList<ConversationId> ids(const ConversationListModel &model)
{
    QList<ConversationId> result;
    for (int row = 0; row < model.rowCount(); ++row)
        result.append(model.idAt(row));
    return result;
}

ViewQuery queryFor(View view, ListOrder order = ListOrder::LastMessage)
{
    ViewQuery query;
    query.view = view;
    query.order = order;
    return query;
}

void fill(ConversationListModel &model, const ViewQuery &query)
{
    QSignalSpy loaded(&model, &ConversationListModel::loaded);
    model.setQuery(query);
    QTRY_COMPARE(loaded.count(), 1);
    // The model tester fetches too.
    while (!model.isComplete()) {
        model.fetchMore({});
        QTRY_VERIFY(!model.isLoading());
    }
}

} // namespace

class ListModelTest final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Workspace> m_workspace;

    QList<ConversationId> stored(const ViewQuery &query)
    {
        return obtained(m_workspace->desk->conversations.all(query));
    }

private Q_SLOTS:
    void init()
    {
        m_workspace = std::make_unique<Workspace>();
        m_workspace->addSample();
    }

    /// The rule that the list applies before the store has answered is the store's own rule.
    void membershipIsThatOfTheStore()
    {
        Desk &desk = *m_workspace->desk;
        const QList<ConversationId> everything =
            stored(queryFor(View::All)) + stored(queryFor(View::Spam));
        const QList<ConversationSummary> rows = obtained(desk.conversations.summaries(everything));
        QVERIFY(rows.size() > 200);
        StaffId me;
        for (const Staff &staff : obtained(desk.triage.staff())) {
            if (staff.isMe)
                me = staff.id;
        }
        QList<ViewQuery> queries;
        for (const View view :
             {View::Inbox, View::Mine, View::Unassigned, View::Waiting, View::Snoozed, View::Done,
              View::Spam, View::Starred, View::Unread, View::All})
            queries.append(queryFor(view));
        for (const Tag &tag : obtained(desk.triage.tags())) {
            queries.append(queryFor(View::TagView));
            queries.last().tag = tag.id;
        }
        for (const Account &account : obtained(desk.accounts.list())) {
            queries.append(queryFor(View::AccountView));
            queries.last().account = account.id;
        }
        for (const ViewQuery &query : std::as_const(queries)) {
            QSet<ConversationId> expected;
            for (const ConversationSummary &row : rows) {
                if (viewContains(query, row, me))
                    expected.insert(row.id);
            }
            const QList<ConversationId> actual = stored(query);
            QCOMPARE(QSet<ConversationId>(actual.begin(), actual.end()), expected);
        }
    }

    void listIsSortedAsTheStoreSorts_data()
    {
        QTest::addColumn<int>("view");
        QTest::addColumn<int>("order");
        for (const View view : {View::Inbox, View::Waiting, View::Snoozed, View::Done, View::All})
            QTest::addRow("%s", qPrintable(toString(view)))
                << static_cast<int>(view) << static_cast<int>(ListOrder::LastMessage);
        QTest::newRow("inbox by waiting")
            << static_cast<int>(View::Inbox) << static_cast<int>(ListOrder::LongestWaiting);
    }

    void listIsSortedAsTheStoreSorts()
    {
        QFETCH(int, view);
        QFETCH(int, order);
        const ViewQuery query = queryFor(static_cast<View>(view), static_cast<ListOrder>(order));
        ConversationListModel model(*m_workspace->desk);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model, query);
        QCOMPARE(ids(model), stored(query));
        for (int row = 1; row < model.rowCount(); ++row)
            QVERIFY(standsAbove(query, model.at(row - 1), model.at(row)));
    }

    void changesComeInWhereTheyBelong()
    {
        Desk &desk = *m_workspace->desk;
        const ViewQuery inbox = queryFor(View::Inbox);
        ConversationListModel model(desk);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model, inbox);
        QVERIFY(model.rowCount() > 5);
        const ConversationId third = model.idAt(2);
        const auto change = waited(desk.triage.setState({third}, ConversationState::Done));
        QVERIFY(change);
        QTRY_COMPARE(model.rowOf(third), -1);
        QVERIFY(waited(desk.triage.undo(change->id)));
        QTRY_COMPARE(model.rowOf(third), 2);
        QVERIFY(waited(desk.triage.setStarred({third}, true)));
        QTRY_VERIFY(model.at(2).starred);
        QCOMPARE(ids(model), stored(inbox));
    }

    void newsWaitsWhileThePersonIsOnTheList()
    {
        Desk &desk = *m_workspace->desk;
        ConversationListModel model(desk);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model, queryFor(View::Inbox));
        const QList<ConversationId> before = ids(model);
        const QList<ConversationId> done = stored(queryFor(View::Done));
        QVERIFY(done.size() >= 2);
        model.setHolding(true);
        QVERIFY(waited(desk.triage.setState(done.first(2), ConversationState::Open)));
        QTRY_COMPARE(model.pendingCount(), 2);
        QCOMPARE(ids(model), before);
        // What the person does with their own hand is not held back.
        model.applyOwn({before.first()},
                       [](ConversationSummary &row) { row.state = ConversationState::Done; });
        QCOMPARE(ids(model), before.sliced(1));
        QVERIFY(waited(desk.triage.setState({before.first()}, ConversationState::Done)));
        model.setHolding(false);
        QTRY_COMPARE(model.pendingCount(), 0);
        QTRY_COMPARE(ids(model), stored(queryFor(View::Inbox)));
    }

    void whatIsOpenStaysInUnread()
    {
        Desk &desk = *m_workspace->desk;
        ConversationListModel model(desk);
        fill(model, queryFor(View::Unread));
        QVERIFY(model.rowCount() >= 2);
        const ConversationId open = model.idAt(0);
        const ConversationId next = model.idAt(1);
        model.setSticky(open);
        QVERIFY(waited(desk.triage.markRead(open)));
        QTRY_VERIFY(!model.at(0).unread);
        QCOMPARE(model.idAt(0), open);
        model.setSticky(next);
        QCOMPARE(model.idAt(0), next);
    }

    void removingTheSampleEmptiesTheList()
    {
        Desk &desk = *m_workspace->desk;
        ConversationListModel model(desk);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model, queryFor(View::All));
        QVERIFY(model.rowCount() > 200);
        QVERIFY(waited(desk.sample.remove()));
        QTRY_COMPARE(model.rowCount(), 0);
    }

    /// However many come in at once above what is seen, it stays where it is.
    void whatIsSeenStaysWhenRowsComeInAbove()
    {
        Desk &desk = *m_workspace->desk;
        const ViewQuery query = queryFor(View::All);
        const QList<ConversationId> newest = stored(query).first(60);
        std::ignore = obtained(desk.triage.setState(newest, ConversationState::Spam));
        ConversationListModel model(desk);
        fill(model, query);
        const Preferences preferences;
        ConversationListView view(model, preferences);
        view.resize(320, 500);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.verticalScrollBar()->setValue(1007); // no whole row
        const QPoint inside(100, 40);
        const int row = view.indexAt(inside).row();
        const ConversationId seen = model.idAt(row);
        const int place = view.visualRect(model.index(row)).top();
        QVERIFY(seen.isValid());

        std::ignore = obtained(desk.triage.setState(newest, ConversationState::Open));
        QTRY_COMPARE(model.rowOf(seen), row + 60);
        QTRY_COMPARE(model.idAt(view.indexAt(inside).row()), seen);
        QCOMPARE(view.visualRect(model.index(row + 60)).top(), place);
        QCOMPARE(ids(model), stored(query));
    }

    void countsAreThoseOfTheLists()
    {
        Desk &desk = *m_workspace->desk;
        ViewListModel model(desk);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy counted(&model, &ViewListModel::countsChanged);
        QTRY_VERIFY(counted.count() > 0);
        int seen = 0;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row);
            if (index.data(ViewListModel::HeaderRole).toBool() ||
                model.at(row).kind != ViewTarget::Kind::Conversations)
                continue;
            const View view = model.at(row).query.view;
            if (view == View::Done || view == View::All || view == View::Spam)
                continue;
            const qsizetype expected = stored(model.at(row).query).size();
            QCOMPARE(index.data(ViewListModel::CountRole).toString(),
                     expected > 0 ? QLocale().toString(expected) : QString());
            ++seen;
        }
        QVERIFY(seen > 8);
    }
};

QTEST_MAIN(ListModelTest)
#include "listmodeltest.moc"
