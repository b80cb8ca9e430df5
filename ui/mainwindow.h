// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "ui/views/viewtarget.h"

#include <QElapsedTimer>
#include <QMainWindow>

class QSplitter;
class QStackedWidget;
class QTimer;

namespace casement
{

class AccountSetup;
class ActionRegistry;
class AskListView;
class AskView;
class ConversationView;
class Desk;
class FirstRunPage;
class ListPane;
class NewMessageDialog;
class Palette;
class PersonPanelView;
class PersonTimelineView;
class Preferences;
class PromiseListView;
class PromiseView;
class SampleBanner;
class SessionListView;
class SessionView;
class StatusLine;
class Toast;
class TriageController;
class ViewList;

/// Places the panels beside each other and passes on what one says to another; what they do is
/// their own.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(Desk &desk, AccountSetup &setup, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openConversation(ConversationId id);
    /// Turns to one of the lists beside the conversations.
    void goTo(ViewTarget::Kind kind);
    /// Everything that was said with a person.
    void showTimeline(PersonId id);
    void showSession(SessionId id);
    void showAsk(AskId id);
    void showPromise(PromiseId id);
    void openImport(const QStringList &paths = {});

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildPanes();
    void buildRecords();
    void buildMenus();
    void connectActions();
    void connectPanes();
    void connectRecords();
    void applyPreferences();
    NewMessageDialog *newMessage();
    void restoreLayout();

    void showTarget(const ViewTarget &target);
    void showConversation(ConversationId id);
    void showMessage(ConversationId conversation, MessageId message);
    void follow(ConversationId id);
    void arrive();
    void showPersonOf(ConversationId id);
    void showPerson(PersonId id);
    /// The page on which what stands in a list of \a kind is read; null where it is none of its
    /// own.
    [[nodiscard]] QWidget *recordPageOf(ViewTarget::Kind kind) const;
    /// The page that going to \a kind shows; null: what is shown stays.
    [[nodiscard]] QWidget *pageOf(ViewTarget::Kind kind) const;
    void readConversation();
    void goBack();
    void cyclePane(int direction);
    void togglePane(QWidget *pane);
    void doneThenStep(int steps);

    void addAccount();
    void recordByHand();
    void showAccounts();
    void showWordList();
    void savePromiseCalendar();
    void addSample();
    void removeSample();
    void undoImport(ImportId id);
    void updateFirstRun();

    Desk &m_desk;
    AccountSetup &m_setup;
    Preferences *m_preferences;
    ActionRegistry *m_actions;
    QStackedWidget *m_stack = nullptr; ///< first run, or the panes
    FirstRunPage *m_firstRun = nullptr;
    QWidget *m_work = nullptr;
    SampleBanner *m_banner = nullptr;
    QSplitter *m_splitter = nullptr;
    ViewList *m_views = nullptr;
    ListPane *m_list = nullptr;
    QStackedWidget *m_reading = nullptr; ///< a conversation, a person, a session, an ask
    ConversationView *m_conversation = nullptr;
    SessionView *m_session = nullptr;
    SessionListView *m_sessions = nullptr;
    AskView *m_ask = nullptr;
    AskListView *m_asks = nullptr;
    PersonTimelineView *m_timeline = nullptr;
    PromiseView *m_promise = nullptr;
    PromiseListView *m_promises = nullptr;
    PersonPanelView *m_person = nullptr;
    StatusLine *m_status = nullptr;
    Toast *m_toast = nullptr;
    TriageController *m_triage = nullptr;
    Palette *m_palette = nullptr;
    QSet<QWidget *> m_aside; ///< panes that the window has no room for
    ConversationId m_shown;
    ConversationId m_followed; ///< where the list stands
    QElapsedTimer m_sinceFollowed;
    QTimer *m_followPause = nullptr; ///< while j is held down
    QTimer *m_personPause = nullptr; ///< the conversation is painted first
    bool m_sampleIsPresent = false;
};

} // namespace casement
