// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionlistview.h"

#include "core/desk/desk.h"
#include "ui/conversation/words.h"
#include "ui/list/rowdelegate.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"

#include <QBoxLayout>
#include <QListView>
#include <QStackedWidget>
#include <QStandardItemModel>

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
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_model = new QStandardItemModel(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_pages->addWidget(m_list);
    setFocusProxy(m_list);
    const auto choose = [this](const QModelIndex &index) {
        if (const SessionId id{index.data(sessionRole).toLongLong()}; id.isValid()) {
            m_selected = id;
            Q_EMIT sessionActivated(id);
        }
    };
    connect(m_list, &QListView::clicked, this, choose);
    connect(m_list, &QListView::activated, this, choose);
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.everything || !change.sessions.isEmpty())
            load();
    });
    load();
}

void SessionListView::load()
{
    m_desk.sessions.list().then(this, [this](const Result<QList<SessionRef>> &sessions) {
        if (!sessions) {
            Q_EMIT statusMessage(Words::error(sessions.error()));
            return;
        }
        m_model->clear();
        for (const SessionRef &session : *sessions) {
            auto *item = new QStandardItem(displayLine(session.title));
            item->setData(session.title.isEmpty() ? tr("Session without a title")
                                                  : displayLine(session.title),
                          TitleRole);
            item->setData(Words::sessionState(
                              sessionStateFromString(session.state).value_or(SessionState::Idea)),
                          SubtitleRole);
            if (session.startsAt)
                item->setData(Words::shortTime(*session.startsAt), TrailingRole);
            item->setData(u"session"_s, RowIconRole);
            item->setData(session.id.value, sessionRole);
            m_model->appendRow(item);
        }
        m_pages->setCurrentIndex(sessions->isEmpty() ? 0 : 1);
        select(m_selected);
    });
}

void SessionListView::select(SessionId id)
{
    m_selected = id;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->index(row, 0).data(sessionRole).toLongLong() == id.value)
            m_list->setCurrentIndex(m_model->index(row, 0));
    }
}

} // namespace casement
