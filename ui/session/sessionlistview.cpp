// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionlistview.h"

#include "core/desk/desk.h"
#include "ui/conversation/words.h"
#include "ui/list/groupedrowdelegate.h"
#include "ui/session/sessionwords.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"

#include <QBoxLayout>
#include <QListView>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <array>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int sessionRole = Qt::UserRole + 1;

} // namespace

SessionListView::SessionListView(Desk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_pages = new QStackedWidget(this);
    layout->addWidget(m_pages);
    auto *empty = new EmptyState(m_pages);
    empty->show(u"session"_s, tr("No sessions yet"),
                tr("Select messages that inspire one and press Shift+S: what people said becomes "
                   "something you do together."));
    m_pages->addWidget(empty);
    m_list = new QListView(m_pages);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Sessions"));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_model = new QStandardItemModel(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new GroupedRowDelegate(m_list));
    m_pages->addWidget(m_list);
    setFocusProxy(m_list);
    connect(m_list, &QListView::clicked, this, &SessionListView::choose);
    connect(m_list, &QListView::activated, this, &SessionListView::choose);
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.everything || !change.sessions.isEmpty())
            load();
    });
    load();
}

void SessionListView::choose(const QModelIndex &index)
{
    if (const SessionId id{index.data(sessionRole).toLongLong()}; id.isValid()) {
        m_selected = id;
        Q_EMIT sessionActivated(id);
    }
}

void SessionListView::step(int steps)
{
    const QModelIndex current = m_list->currentIndex();
    const bool isOpen = current.isValid() && m_selected.isValid() &&
                        current.data(sessionRole).toLongLong() == m_selected.value;
    const QModelIndex index = steppedRow(*m_list, steps, isOpen);
    if (!index.isValid())
        return;
    m_list->setCurrentIndex(index);
    choose(index);
}

void SessionListView::load()
{
    m_desk.sessions.list().then(this, [this](const Result<QList<SessionSummary>> &sessions) {
        if (!sessions)
            Q_EMIT statusMessage(Words::error(sessions.error()));
        else
            fill(*sessions);
    });
}

void SessionListView::addHeading(const QString &text)
{
    auto *head = new QStandardItem(text);
    head->setData(true, HeadingRole);
    head->setFlags(Qt::ItemNeverHasChildren);
    m_model->appendRow(head);
}

void SessionListView::addSession(const SessionSummary &session)
{
    const QString title =
        session.title.isEmpty() ? tr("Session without a title") : displayLine(session.title);
    auto *item = new QStandardItem(title);
    item->setData(title, TitleRole);
    const QString state =
        tr("%1 · %2", "a stage, a state")
            .arg(SessionWords::stage(session.stage), Words::sessionState(session.state));
    item->setData(state, SubtitleRole);
    const bool isToTell = session.state >= SessionState::Held && session.settled < session.toTell;
    const QString told = isToTell ? SessionWords::told(session.settled, session.toTell) : QString();
    item->setData(told, StatusRole);
    item->setData(isToTell && session.state >= SessionState::WrittenUp, ProminentRole);
    if (session.startsAt)
        item->setData(Words::shortTime(*session.startsAt), TrailingRole);
    item->setData(u"session"_s, RowIconRole);
    item->setData(session.id.value, sessionRole);
    item->setData(tr("%1, %2 %3", "a session, its state, how many have heard")
                      .arg(title, state, told)
                      .trimmed(),
                  Qt::AccessibleTextRole);
    m_model->appendRow(item);
}

void SessionListView::fill(const QList<SessionSummary> &sessions)
{
    m_model->clear();
    // What belongs to one collaboration stands together, whatever its state.
    QList<CollaborationId> collaborations;
    for (const SessionSummary &session : sessions) {
        if (session.collaboration.isValid() && session.state != SessionState::Closed &&
            !collaborations.contains(session.collaboration))
            collaborations.append(session.collaboration);
    }
    for (const CollaborationId collaboration : std::as_const(collaborations)) {
        bool isFirst = true;
        for (const SessionSummary &session : sessions) {
            if (session.collaboration != collaboration)
                continue;
            if (std::exchange(isFirst, false))
                addHeading(displayLine(session.collaborationTitle));
            addSession(session);
        }
    }
    const std::array groups{
        std::pair(tr("Upcoming"), QList{SessionState::Idea, SessionState::Invited}),
        std::pair(tr("To write up"), QList{SessionState::Held}),
        std::pair(tr("To report back"), QList{SessionState::WrittenUp}),
        std::pair(tr("Reported back"), QList{SessionState::ReportedBack}),
        std::pair(tr("Closed"), QList{SessionState::Closed}),
    };
    for (const auto &[heading, states] : groups) {
        bool isFirst = true;
        for (const SessionSummary &session : sessions) {
            if (!states.contains(session.state) || collaborations.contains(session.collaboration))
                continue;
            if (std::exchange(isFirst, false))
                addHeading(heading);
            addSession(session);
        }
    }
    m_pages->setCurrentIndex(sessions.isEmpty() ? 0 : 1);
    select(m_selected);
}

void SessionListView::select(SessionId id)
{
    m_selected = id;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (id.isValid() && m_model->index(row, 0).data(sessionRole).toLongLong() == id.value)
            m_list->setCurrentIndex(m_model->index(row, 0));
    }
}

} // namespace casement
