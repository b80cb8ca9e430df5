// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/listpane.h"

#include "core/desk/desk.h"
#include "ui/actions/actionregistry.h"
#include "ui/ask/asklistview.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/draftlist.h"
#include "ui/list/outboxlist.h"
#include "ui/list/peoplelist.h"
#include "ui/list/rowdelegate.h"
#include "ui/promise/promiselistview.h"
#include "ui/search/searchview.h"
#include "ui/session/sessionlistview.h"
#include "ui/style/emptystate.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace casement
{

namespace
{

QListView *simpleList(QAbstractItemModel *model, const QString &name, QWidget *parent)
{
    auto *view = new QListView(parent);
    view->setModel(model);
    view->setItemDelegate(new RowDelegate(view));
    view->setUniformItemSizes(true);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setFrameShape(QFrame::NoFrame);
    view->setMouseTracking(true);
    view->setAccessibleName(name);
    return view;
}

bool hasWaitingOrder(const ViewTarget &target)
{
    return target.kind == ViewTarget::Kind::Conversations &&
           (target.query.view == View::Inbox || target.query.view == View::Mine ||
            target.query.view == View::Unassigned);
}

} // namespace

ListPane::ListPane(Desk &desk, const ActionRegistry &actions, const Preferences &preferences,
                   QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_search(new QLineEdit(this))
    , m_title(new QLabel(this))
    , m_order(new QToolButton(this))
    , m_pill(new QPushButton(this))
    , m_stack(new QStackedWidget(this))
    , m_model(new ConversationListModel(desk, this))
    , m_list(new ConversationListView(*m_model, preferences, this))
    , m_empty(new EmptyState(this))
    , m_results(new SearchView(desk, this))
    , m_people(new PeopleModel(desk, this))
    , m_peopleView(simpleList(m_people, tr("People"), this))
    , m_drafts(new DraftModel(desk, this))
    , m_draftView(simpleList(m_drafts, tr("Drafts"), this))
    , m_outbox(new OutboxList(desk, this))
    , m_pickedBar(new QWidget(this))
    , m_pickedText(new QLabel(this))
    , m_pickAll(new QPushButton(this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_search->setPlaceholderText(tr("Search everything"));
    m_search->setAccessibleName(tr("Search everything"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search"), ColorRole::MutedText),
                        QLineEdit::LeadingPosition);
    QFont titleFont = m_title->font();
    titleFont.setPointSizeF(titleFont.pointSizeF() * 1.15);
    titleFont.setWeight(QFont::DemiBold);
    m_title->setFont(titleFont);
    m_title->setTextFormat(Qt::PlainText);
    m_order->setDefaultAction(actions.action("order-waiting"));
    m_order->setAutoRaise(true);
    m_order->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_order->setAccessibleName(tr("Longest waiting first"));
    m_pill->setAutoDefault(false);
    m_pill->setDefault(true); // in the accent colour
    m_pill->hide();
    connect(m_pill, &QPushButton::clicked, this, [this] {
        m_model->flush();
        m_list->scrollToTop();
    });

    auto *pickedLayout = new QHBoxLayout(m_pickedBar);
    pickedLayout->setContentsMargins(metrics::wide, metrics::half, metrics::step, metrics::half);
    pickedLayout->addWidget(m_pickedText, 1);
    auto *unpick = new QPushButton(tr("None"), m_pickedBar);
    unpick->setAccessibleName(tr("Select none"));
    for (QPushButton *button : {m_pickAll, unpick}) {
        button->setAutoDefault(false);
        pickedLayout->addWidget(button);
    }
    m_pickedBar->hide();
    connect(unpick, &QPushButton::clicked, m_list, &ConversationListView::clearPicked);
    connect(m_pickAll, &QPushButton::clicked, this, &ListPane::selectAll);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::wide, 0, metrics::step, metrics::half);
    head->addWidget(m_title);
    head->addStretch();
    head->addWidget(m_pill);
    head->addWidget(m_order);
    auto *searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(metrics::step + 2, metrics::step, metrics::step + 2,
                                  metrics::half);
    searchRow->addWidget(m_search);
    for (QWidget *page : std::initializer_list<QWidget *>{m_list, m_empty, m_results, m_peopleView,
                                                          m_draftView, m_outbox})
        m_stack->addWidget(page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::half);
    layout->addLayout(searchRow);
    layout->addLayout(head);
    layout->addWidget(m_pickedBar);
    layout->addWidget(m_stack, 1);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (!text.trimmed().isEmpty())
            m_results->search(text);
        updateState();
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (isSearching()) {
            m_results->view()->setFocus(Qt::OtherFocusReason);
            m_results->step(m_results->view()->currentIndex().isValid() ? 0 : 1);
        }
    });
    connect(m_model, &ConversationListModel::loaded, this, [this] {
        updateState();
        if (!m_list->currentIndex().isValid() && m_model->rowCount() > 0)
            m_list->selectionModel()->clearCurrentIndex();
    });
    connect(m_model, &ConversationListModel::failed, this, [this](const Error &error) {
        m_empty->show(QStringLiteral("warning"), tr("This list could not be read"), error.detail,
                      tr("Try again"));
        if (m_model->rowCount() == 0)
            m_stack->setCurrentWidget(m_empty);
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, signal, this, &ListPane::updateState);
    connect(m_model, &ConversationListModel::pendingChanged, this, &ListPane::updatePill);
    connect(m_empty, &EmptyState::activated, this, [this] { Q_EMIT emptyActivated(); });
    connect(m_list, &ConversationListView::holdingChanged, m_model,
            &ConversationListModel::setHolding);
    connect(m_list, &ConversationListView::pickedChanged, this, &ListPane::updatePicked);
    connect(m_list, &ConversationListView::currentConversationChanged, this,
            [this](ConversationId id) {
                if (id.isValid())
                    m_model->setSticky(id);
                Q_EMIT conversationActivated(id);
            });
    connect(m_list, &ConversationListView::conversationOpened, this, &ListPane::conversationOpened);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this, &actions](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const char *id : {"reply", "note"})
            menu->addAction(actions.action(id));
        menu->addSeparator();
        menu->addActions(actions.actions(ActionGroup::Triage));
        menu->popup(m_list->viewport()->mapToGlobal(at));
    });
    connect(m_results, &SearchView::messageActivated, this, &ListPane::messageActivated);
    connect(m_results, &SearchView::messageOpened, this, &ListPane::messageOpened);
    const auto choosePerson = [this] {
        if (const PersonId id = m_people->idAt(m_peopleView->currentIndex().row()); id.isValid())
            Q_EMIT personActivated(id);
    };
    connect(m_peopleView->selectionModel(), &QItemSelectionModel::currentChanged, this,
            choosePerson);
    const auto chooseDraft = [this] {
        if (const Draft *draft = m_drafts->at(m_draftView->currentIndex().row()))
            Q_EMIT draftActivated(draft->id, draft->conversation);
    };
    connect(m_draftView, &QAbstractItemView::activated, this, chooseDraft);
    connect(m_draftView, &QAbstractItemView::clicked, this, chooseDraft);
    connect(m_outbox, &OutboxList::conversationActivated, this, &ListPane::conversationActivated);
    connect(m_outbox, &OutboxList::statusMessage, this, &ListPane::statusMessage);
    connect(m_people, &PeopleModel::loaded, this, &ListPane::updateState);
    connect(m_drafts, &DraftModel::loaded, this, &ListPane::updateState);
}

void ListPane::showTarget(const ViewTarget &target)
{
    const ListOrder order = m_target.query.order;
    m_target = target;
    if (hasWaitingOrder(target))
        m_target.query.order = order;
    m_title->setText(target.title);
    m_order->setVisible(hasWaitingOrder(target));
    m_list->clearPicked();
    {
        const QSignalBlocker blocker(m_search);
        m_search->clear();
    }
    switch (target.kind) {
    case ViewTarget::Kind::Conversations:
        m_model->setQuery(m_target.query);
        break;
    case ViewTarget::Kind::Drafts:
        m_drafts->look();
        break;
    case ViewTarget::Kind::Outbox:
    case ViewTarget::Kind::NeedsYou:
        m_outbox->showItems(target.kind == ViewTarget::Kind::NeedsYou);
        break;
    case ViewTarget::Kind::People:
        m_people->look({});
        break;
    case ViewTarget::Kind::Sessions:
    case ViewTarget::Kind::Asks:
    case ViewTarget::Kind::Promises:
        break;
    }
    updateState();
}

void ListPane::setLongestWaitingFirst(bool on)
{
    m_target.query.order = on ? ListOrder::LongestWaiting : ListOrder::LastMessage;
    if (hasWaitingOrder(m_target))
        m_model->setQuery(m_target.query);
}

void ListPane::startSearch(const QString &text)
{
    if (!text.isEmpty())
        m_search->setText(text);
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool ListPane::leaveSearch()
{
    if (!isSearching() && !m_search->hasFocus())
        return false;
    m_search->clear();
    if (QWidget *list = currentList())
        list->setFocus(Qt::OtherFocusReason);
    return true;
}

bool ListPane::isSearching() const
{
    return !m_search->text().trimmed().isEmpty();
}

QWidget *ListPane::currentList() const
{
    QWidget *page = m_stack->currentWidget();
    if (page == m_results)
        return m_results->view();
    if (page == m_outbox)
        return m_outbox->view();
    return page == m_empty ? static_cast<QWidget *>(m_list) : page;
}

QList<QWidget *> ListPane::keyAreas() const
{
    return {m_stack};
}

void ListPane::setSessionList(SessionListView *sessions)
{
    m_sessions = sessions;
    m_stack->addWidget(sessions);
}

void ListPane::setAskList(AskListView *asks)
{
    m_asks = asks;
    m_stack->addWidget(asks);
}

void ListPane::setPromiseList(PromiseListView *promises)
{
    m_promises = promises;
    m_stack->addWidget(promises);
}

void ListPane::step(int steps)
{
    QWidget *page = m_stack->currentWidget();
    if (page == m_list || page == m_empty) {
        m_list->step(steps);
    } else if (page == m_results) {
        m_results->step(steps);
    } else if (page == m_asks) {
        m_asks->step(steps);
    } else if (page == m_promises) {
        m_promises->step(steps);
    } else if (page == m_sessions) {
        m_sessions->step(steps);
    } else if (auto *view = qobject_cast<QListView *>(currentList()); view && view->model()) {
        const int rows = view->model()->rowCount();
        if (rows > 0)
            view->setCurrentIndex(view->model()->index(
                std::clamp(view->currentIndex().row() + steps, 0, rows - 1), 0));
    }
}

QList<ConversationId> ListPane::targets() const
{
    return m_stack->currentWidget() == m_list ? m_list->targets() : QList<ConversationId>();
}

void ListPane::selectAll()
{
    if (m_stack->currentWidget() != m_list)
        return;
    m_desk.conversations.all(m_model->query())
        .then(this, [this, query = m_model->query()](const Result<QList<ConversationId>> &ids) {
            if (ids && m_model->query() == query)
                m_list->setPicked(*ids);
        });
}

void ListPane::updateState()
{
    QWidget *page = m_list;
    if (isSearching()) {
        page = m_results;
    } else {
        switch (m_target.kind) {
        case ViewTarget::Kind::Conversations:
            page = m_model->rowCount() > 0 || m_model->isLoading() ? static_cast<QWidget *>(m_list)
                                                                   : m_empty;
            break;
        case ViewTarget::Kind::Drafts:
            page = m_drafts->rowCount() > 0 ? static_cast<QWidget *>(m_draftView) : m_empty;
            break;
        case ViewTarget::Kind::Outbox:
        case ViewTarget::Kind::NeedsYou:
            page = m_outbox;
            break;
        case ViewTarget::Kind::People:
            page = m_people->rowCount() > 0 ? static_cast<QWidget *>(m_peopleView) : m_empty;
            break;
        case ViewTarget::Kind::Sessions:
            page = m_sessions ? static_cast<QWidget *>(m_sessions) : m_empty;
            break;
        case ViewTarget::Kind::Asks:
            page = m_asks ? static_cast<QWidget *>(m_asks) : m_empty;
            break;
        case ViewTarget::Kind::Promises:
            page = m_promises ? static_cast<QWidget *>(m_promises) : m_empty;
            break;
        }
    }
    if (page == m_empty)
        explainEmpty();
    const bool hadFocus = m_stack->currentWidget() != page &&
                          m_stack->currentWidget()->isAncestorOf(QApplication::focusWidget());
    m_stack->setCurrentWidget(page);
    if (hadFocus && currentList())
        currentList()->setFocus(Qt::OtherFocusReason);
    updatePill();
}

void ListPane::updatePill()
{
    const qsizetype count = m_model->pendingCount();
    m_pill->setVisible(count > 0 && m_stack->currentWidget() == m_list);
    m_pill->setText(tr("%n new", nullptr, static_cast<int>(count)));
    m_pill->setAccessibleName(tr("%n new conversation(s), show", nullptr, static_cast<int>(count)));
}

void ListPane::updatePicked()
{
    const auto count = static_cast<int>(m_list->picked().size());
    m_pickedBar->setVisible(count > 0);
    if (count == 0)
        return;
    m_pickedText->setText(tr("%n selected", nullptr, count));
    m_pickAll->hide();
    m_desk.conversations.count(m_model->query())
        .then(this, [this, count](const Result<ViewCount> &all) {
            if (!all || all->count <= count)
                return;
            const QString number =
                QLocale().toString(all->count) + (all->isCapped ? QStringLiteral("+") : QString());
            m_pickAll->setText(tr("Select all %1").arg(number));
            m_pickAll->setAccessibleName(tr("Select all %1 matching").arg(number));
            m_pickAll->show();
        });
}

void ListPane::explainEmpty()
{
    if (m_target.kind == ViewTarget::Kind::Drafts) {
        m_empty->show(QStringLiteral("draft"), tr("No drafts"),
                      tr("What you begin to write is kept here until you send it."));
        return;
    }
    if (m_target.kind == ViewTarget::Kind::People) {
        m_empty->show(QStringLiteral("people"), tr("Nobody yet"),
                      tr("Everyone who writes to you comes to stand here."));
        return;
    }
    switch (m_target.query.view) {
    case View::Inbox:
        m_empty->show(QStringLiteral("inbox"), tr("Everyone has been heard"),
                      tr("Nobody waits for an answer. New words come in here by themselves."),
                      tr("See all conversations"));
        break;
    case View::Mine:
        m_empty->show(QStringLiteral("person"), tr("Nothing is assigned to you"),
                      tr("Take a conversation with I, or have one assigned to you."),
                      tr("See the unassigned"));
        break;
    case View::Unassigned:
        m_empty->show(QStringLiteral("person-off"), tr("Everything has somebody"),
                      tr("Every open conversation is assigned."));
        break;
    case View::Waiting:
        m_empty->show(QStringLiteral("waiting"), tr("Waiting for nobody"),
                      tr("Conversations that you have answered wait here for the other side."));
        break;
    case View::Snoozed:
        m_empty->show(QStringLiteral("snooze"), tr("Nothing is asleep"),
                      tr("Press H on a conversation to see it again later."));
        break;
    case View::Starred:
        m_empty->show(QStringLiteral("star"), tr("No stars"),
                      tr("Press S on a conversation that you want to find again."));
        break;
    case View::Unread:
        m_empty->show(QStringLiteral("unread"), tr("All read"),
                      tr("You have opened everything that came in."));
        break;
    case View::TagView:
        m_empty->show(QStringLiteral("tag"), tr("No conversation has this tag"),
                      tr("Press L on a conversation to tag it."));
        break;
    case View::Spam:
        m_empty->show(QStringLiteral("spam"), tr("No spam"),
                      tr("What you mark with ! goes here and stays out of sight."));
        break;
    default:
        m_empty->show(QStringLiteral("all"), tr("Nothing here yet"),
                      tr("Add an account or import files, and conversations come in."),
                      tr("Import files…"));
        break;
    }
}

} // namespace casement
