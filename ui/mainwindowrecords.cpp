// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window shows besides conversations: people, sessions, asks and promises.

#include "core/desk/desk.h"
#include "ui/ask/asklistview.h"
#include "ui/ask/askview.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/persontimelineview.h"
#include "ui/list/listpane.h"
#include "ui/mainwindow.h"
#include "ui/person/personpanelview.h"
#include "ui/promise/promiselistview.h"
#include "ui/promise/promiseview.h"
#include "ui/session/sessionlistview.h"
#include "ui/session/sessionview.h"
#include "ui/status/statusline.h"
#include "ui/style/savefile.h"
#include "ui/triage/triagecontroller.h"
#include "ui/views/viewlist.h"

#include <QStackedWidget>
#include <QTimer>

namespace casement
{

void MainWindow::buildRecords()
{
    m_session = new SessionView(m_desk, m_reading);
    m_ask = new AskView(m_desk, m_reading);
    m_promise = new PromiseView(m_desk, m_reading);
    m_timeline = new PersonTimelineView(m_desk, m_reading);
    for (QWidget *page : std::initializer_list<QWidget *>{m_session, m_ask, m_promise, m_timeline})
        m_reading->addWidget(page);
    const auto tell = [this](const QString &text) { m_status->tell(text); };
    m_sessions = new SessionListView(m_desk, m_list);
    m_list->setSessionList(m_sessions);
    connect(m_sessions, &SessionListView::sessionActivated, this, &MainWindow::showSession);
    connect(m_sessions, &SessionListView::statusMessage, this, tell);
    m_asks = new AskListView(m_desk, m_list);
    m_list->setAskList(m_asks);
    connect(m_asks, &AskListView::askActivated, this, &MainWindow::showAsk);
    connect(m_asks, &AskListView::statusMessage, this, tell);
    m_promises = new PromiseListView(m_desk, m_list);
    m_list->setPromiseList(m_promises);
    connect(m_promises, &PromiseListView::promiseActivated, this, &MainWindow::showPromise);
    connect(m_promises, &PromiseListView::statusMessage, this, tell);
}

void MainWindow::connectRecords()
{
    connect(m_conversation, &ConversationView::sessionActivated, this, &MainWindow::showSession);
    connect(m_conversation, &ConversationView::askActivated, this, &MainWindow::showAsk);
    connect(m_person, &PersonPanelView::sessionActivated, this, &MainWindow::showSession);
    connect(m_person, &PersonPanelView::askActivated, this, &MainWindow::showAsk);
    connect(m_person, &PersonPanelView::promiseActivated, this, &MainWindow::showPromise);
    connect(m_ask, &AskView::personActivated, this, &MainWindow::showPerson);
    connect(m_ask, &AskView::messageActivated, this, &MainWindow::showMessage);
    connect(m_ask, &AskView::askActivated, this, &MainWindow::showAsk);
    connect(m_ask, &AskView::promiseActivated, this, &MainWindow::showPromise);
    connect(m_ask, &AskView::undoable, m_triage, &TriageController::offerUndo);
    connect(m_ask, &AskView::statusMessage, m_status, &StatusLine::tell);
    connect(m_promise, &PromiseView::personActivated, this, &MainWindow::showPerson);
    connect(m_promise, &PromiseView::conversationActivated, this, &MainWindow::openConversation);
    connect(m_promise, &PromiseView::messageActivated, this, &MainWindow::showMessage);
    connect(m_promise, &PromiseView::askActivated, this, &MainWindow::showAsk);
    connect(m_promise, &PromiseView::undoable, m_triage, &TriageController::offerUndo);
    connect(m_promise, &PromiseView::statusMessage, m_status, &StatusLine::tell);
    connect(m_person, &PersonPanelView::timelineActivated, this, [this](PersonId id) {
        showTimeline(id);
        m_timeline->setFocus(Qt::ShortcutFocusReason);
    });
    connect(m_timeline, &PersonTimelineView::conversationActivated, this,
            &MainWindow::openConversation);
    connect(m_timeline, &PersonTimelineView::messageActivated, this,
            [this](ConversationId conversation, MessageId message) {
                showMessage(conversation, message);
                m_conversation->setFocus(Qt::ShortcutFocusReason);
            });
    connect(m_timeline, &PersonTimelineView::sessionActivated, this, &MainWindow::showSession);
    connect(m_timeline, &PersonTimelineView::askActivated, this, &MainWindow::showAsk);
    connect(m_timeline, &PersonTimelineView::statusMessage, m_status, &StatusLine::tell);
    connect(m_session, &SessionView::personActivated, this, &MainWindow::showPerson);
    connect(m_session, &SessionView::conversationActivated, this, &MainWindow::openConversation);
    connect(m_session, &SessionView::messageActivated, this, &MainWindow::showMessage);
    connect(m_session, &SessionView::sessionActivated, this, &MainWindow::showSession);
    connect(m_session, &SessionView::statusMessage, m_status, &StatusLine::tell);
    connect(m_session, &SessionView::askActivated, this, &MainWindow::showAsk);
    connect(m_session, &SessionView::undoable, m_triage, &TriageController::offerUndo);
}

QWidget *MainWindow::recordPageOf(ViewTarget::Kind kind) const
{
    switch (kind) {
    case ViewTarget::Kind::Sessions:
        return m_session;
    case ViewTarget::Kind::Asks:
        return m_ask;
    case ViewTarget::Kind::Promises:
        return m_promise;
    case ViewTarget::Kind::People:
        return m_timeline;
    default:
        return nullptr;
    }
}

QWidget *MainWindow::pageOf(ViewTarget::Kind kind) const
{
    if (kind == ViewTarget::Kind::Sessions) // a conversation can be read beside them
        return nullptr;
    if (kind == ViewTarget::Kind::People && !m_timeline->person().isValid())
        return m_conversation; // until somebody is chosen
    QWidget *page = recordPageOf(kind);
    return page ? page : m_conversation;
}

void MainWindow::goTo(ViewTarget::Kind kind)
{
    m_views->go(kind);
}

void MainWindow::showTimeline(PersonId id)
{
    m_followPause->stop();
    m_timeline->showPerson(id);
    m_reading->setCurrentWidget(m_timeline);
}

void MainWindow::showSession(SessionId id)
{
    m_followPause->stop();
    m_session->showSession(id);
    m_sessions->select(id);
    m_reading->setCurrentWidget(m_session);
}

void MainWindow::showAsk(AskId id)
{
    m_followPause->stop();
    m_ask->showAsk(id);
    m_asks->select(id);
    m_reading->setCurrentWidget(m_ask);
}

void MainWindow::showPromise(PromiseId id)
{
    m_followPause->stop();
    m_promise->showPromise(id);
    m_promises->select(id);
    m_reading->setCurrentWidget(m_promise);
    m_desk.promises.get(id).then(this, [this](const Result<Promise> &promise) {
        if (promise && m_reading->currentWidget() == m_promise)
            m_person->showPerson(promise->person);
    });
}

void MainWindow::savePromiseCalendar()
{
    saveFile(
        this,
        {.title = tr("Save promises as a calendar file"),
         .kept = tr("The promises are in the workspace still.")},
        tr("promises.ics"),
        [this](const auto &give) {
            m_desk.promises
                .calendar({.ours = tr("To %1: %2", "a promise in a calendar: to whom, what"),
                           .theirs = tr("%1 to us: %2", "a promise in a calendar: by whom, what")})
                .then(this, give);
        },
        [this](const QString &text) { m_status->tell(text); });
}

} // namespace casement
