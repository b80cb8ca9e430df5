// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "ui/views/viewtarget.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace casement
{

class ActionRegistry;
class AskListView;
class ConversationListModel;
class ConversationListView;
class Desk;
class DraftModel;
class EmptyState;
class OutboxList;
class PeopleModel;
class Preferences;
class PromiseListView;
class SearchView;
class SessionListView;

/// The second pane: the search field, and below it the list of the view that is looked at.
class ListPane final : public QWidget
{
    Q_OBJECT
public:
    ListPane(Desk &desk, const ActionRegistry &actions, const Preferences &preferences,
             QWidget *parent = nullptr);

    void showTarget(const ViewTarget &target);
    [[nodiscard]] const ViewTarget &target() const { return m_target; }
    void setLongestWaitingFirst(bool on);

    /// Puts the keyboard into the search field, with \a text in it.
    void startSearch(const QString &text = {});
    /// Whether there was a search to leave.
    bool leaveSearch();
    [[nodiscard]] bool isSearching() const;

    [[nodiscard]] ConversationListModel &model() const { return *m_model; }
    [[nodiscard]] ConversationListView &list() const { return *m_list; }
    [[nodiscard]] QLineEdit &searchField() const { return *m_search; }
    [[nodiscard]] SearchView &searchView() const { return *m_results; }
    /// The list that is seen, to give it the keyboard.
    [[nodiscard]] QWidget *currentList() const;
    /// All lists of this pane: single letters are shortcuts in them.
    [[nodiscard]] QList<QWidget *> keyAreas() const;
    void setSessionList(SessionListView *sessions);
    void setAskList(AskListView *asks);
    void setPromiseList(PromiseListView *promises);

    void step(int steps);
    /// The conversations that a command is about.
    [[nodiscard]] QList<ConversationId> targets() const;
    void selectAll();

Q_SIGNALS:
    /// The cursor stands on it.
    void conversationActivated(casement::ConversationId id);
    /// It is to be read: the keyboard goes there.
    void conversationOpened(casement::ConversationId id);
    /// The same for a message that a search found.
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    void messageOpened(casement::ConversationId conversation, casement::MessageId message);
    void personActivated(casement::PersonId id);
    void draftActivated(casement::DraftId id, casement::ConversationId conversation);
    void statusMessage(const QString &text);
    /// The one action of an empty view.
    void emptyActivated();

private:
    void updateState();
    void updatePill();
    void updatePicked();
    void explainEmpty();

    Desk &m_desk;
    ViewTarget m_target;
    QLineEdit *m_search;
    QLabel *m_title;
    QToolButton *m_order;
    QPushButton *m_pill;
    QStackedWidget *m_stack;
    ConversationListModel *m_model;
    ConversationListView *m_list;
    EmptyState *m_empty;
    SearchView *m_results;
    PeopleModel *m_people;
    QListView *m_peopleView;
    DraftModel *m_drafts;
    QListView *m_draftView;
    OutboxList *m_outbox;
    SessionListView *m_sessions = nullptr;
    AskListView *m_asks = nullptr;
    PromiseListView *m_promises = nullptr;
    QWidget *m_pickedBar;
    QLabel *m_pickedText;
    QPushButton *m_pickAll;
};

} // namespace casement
