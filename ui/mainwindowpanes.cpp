// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Going round the panes of the window, and which of them have room.

#include "ui/list/listpane.h"
#include "ui/mainwindow.h"
#include "ui/person/personpanelview.h"
#include "ui/style/toast.h"
#include "ui/views/viewlist.h"

#include <QApplication>
#include <QResizeEvent>
#include <QStackedWidget>

namespace casement
{

namespace
{

constexpr int roomForPerson = 1060;
constexpr int roomForViews = 880;

} // namespace

void MainWindow::cyclePane(int direction)
{
    QList<QWidget *> panes;
    for (QWidget *pane :
         std::initializer_list<QWidget *>{m_toast, m_views, m_list, m_reading, m_person}) {
        if (pane->isVisible() && pane->width() > 0)
            panes.append(pane);
    }
    const auto current = std::find_if(panes.begin(), panes.end(), [](const QWidget *pane) {
        return pane->isAncestorOf(QApplication::focusWidget()) ||
               pane == QApplication::focusWidget();
    });
    const auto count = panes.size();
    const auto at =
        current == panes.end() ? 0 : (current - panes.begin() + direction + count) % count;
    QWidget *pane = panes.at(at);
    if (pane == m_list)
        m_list->currentList()->setFocus(Qt::ShortcutFocusReason);
    else if (pane == m_reading)
        m_reading->currentWidget()->setFocus(Qt::ShortcutFocusReason);
    else if (pane->focusPolicy() != Qt::NoFocus)
        pane->setFocus(Qt::ShortcutFocusReason);
    else if (QWidget *first = pane->nextInFocusChain())
        first->setFocus(Qt::ShortcutFocusReason);
}

/// In a narrow window the outer panes step aside, and come back with the room. Their keys show them
/// anyway.
void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    const auto crosses = [event](int limit) {
        return event->size().width() < limit &&
               (!event->oldSize().isValid() || event->oldSize().width() >= limit);
    };
    for (const auto &[pane, limit] :
         {std::pair<QWidget *, int>{m_person, roomForPerson}, {m_views, roomForViews}}) {
        if (crosses(limit) && !pane->isHidden()) {
            pane->hide();
            m_aside.insert(pane);
        } else if (event->size().width() >= limit && m_aside.remove(pane)) {
            pane->show();
        }
    }
}

void MainWindow::togglePane(QWidget *pane)
{
    m_aside.remove(pane);
    pane->setVisible(!pane->isVisible());
}

} // namespace casement
