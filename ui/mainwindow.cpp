// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/mainwindow.h"

#include "core/desk/desk.h"
#include "ui/accounts/accountdialog.h"
#include "ui/accounts/accountsdialog.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/palette.h"
#include "ui/actions/shortcutsheet.h"
#include "ui/ask/askview.h"
#include "ui/composer/composerpane.h"
#include "ui/composer/newmessagedialog.h"
#include "ui/conversation/conversationview.h"
#include "ui/firstrun/firstrunpage.h"
#include "ui/firstrun/samplebanner.h"
#include "ui/imports/importdialog.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/listpane.h"
#include "ui/person/personpanelview.h"
#include "ui/record/recorddialog.h"
#include "ui/search/searchview.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settingsdialog.h"
#include "ui/status/statusline.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"
#include "ui/style/toast.h"
#include "ui/triage/triagecontroller.h"
#include "ui/views/viewlist.h"
#include "ui/views/viewlistmodel.h"
#include "ui/wordlists/wordlistdialog.h"

#include <QApplication>
#include <QCloseEvent>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace casement
{

namespace
{

constexpr int viewsWidth = 208;
constexpr int listWidth = 360;
constexpr int personWidth = 260;
constexpr std::chrono::milliseconds hurry{90};
constexpr std::chrono::milliseconds untilPerson{60};

} // namespace

MainWindow::MainWindow(Desk &desk, AccountSetup &setup, QWidget *parent)
    : QMainWindow(parent)
    , m_desk(desk)
    , m_setup(setup)
    , m_preferences(new Preferences(this))
    , m_actions(new ActionRegistry(this, *m_preferences))
{
    setWindowTitle(tr("Casement"));
    setAcceptDrops(true);
    resize(1280, 800);
    buildPanes();
    m_toast = new Toast(this);
    m_followPause = new QTimer(this);
    m_followPause->setSingleShot(true);
    connect(m_followPause, &QTimer::timeout, this, [this] { showConversation(m_followed); });
    m_personPause = new QTimer(this);
    m_personPause->setSingleShot(true);
    connect(m_personPause, &QTimer::timeout, this, [this] { showPersonOf(m_shown); });
    m_triage = new TriageController(
        desk, m_list->model(), *m_toast,
        [this] {
            const QList<ConversationId> ids = m_list->targets();
            if (!ids.isEmpty() || !m_shown.isValid() ||
                m_reading->currentWidget() != m_conversation)
                return ids;
            return QList{m_shown}; // found by a search, or opened from a person
        },
        this);
    m_palette = new Palette(desk, *m_actions, this);
    buildMenus();
    connectActions();
    connectPanes();
    connect(m_preferences, &Preferences::changed, this, &MainWindow::applyPreferences);
    connect(&m_conversation->composer(), &ComposerPane::previewToggled, m_preferences,
            &Preferences::setShowsPreview);
    applyPreferences();
    restoreLayout();
    updateFirstRun();
    showTarget(m_views->target());
    m_list->list().setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildPanes()
{
    m_stack = new QStackedWidget(this);
    m_firstRun = new FirstRunPage(m_stack);
    m_work = new QWidget(m_stack);
    m_banner = new SampleBanner(m_work);
    m_banner->hide();
    m_splitter = new QSplitter(Qt::Horizontal, m_work);
    m_splitter->setAccessibleName(tr("Panes"));
    m_views = new ViewList(m_desk, m_splitter);
    m_list = new ListPane(m_desk, *m_actions, *m_preferences, m_splitter);
    m_reading = new QStackedWidget(m_splitter);
    m_conversation = new ConversationView(m_desk, m_reading);
    m_reading->addWidget(m_conversation);
    m_person = new PersonPanelView(m_desk, m_splitter);
    for (QWidget *pane : std::initializer_list<QWidget *>{m_views, m_list, m_reading, m_person})
        m_splitter->addWidget(pane);
    m_views->setMinimumWidth(160);
    m_list->setMinimumWidth(240);
    m_person->setMinimumWidth(220);
    m_splitter->setStretchFactor(2, 1);
    for (int pane : {0, 1, 3})
        m_splitter->setCollapsible(pane, true);
    m_splitter->setCollapsible(2, false);
    m_status = new StatusLine(m_desk, m_work);

    buildRecords();

    auto *layout = new QVBoxLayout(m_work);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_status);
    m_stack->addWidget(m_firstRun);
    m_stack->addWidget(m_work);
    setCentralWidget(m_stack);
    m_stack->setCurrentWidget(m_work);

    m_actions->addKeyArea(m_views);
    for (QWidget *area : m_list->keyAreas())
        m_actions->addKeyArea(area);
    m_actions->addKeyArea(m_conversation);
    m_actions->addKeyArea(m_person);
}

void MainWindow::buildMenus()
{
    const auto menu = [this](const QString &title, std::initializer_list<const char *> ids) {
        QMenu *result = menuBar()->addMenu(title);
        for (const char *id : ids) {
            if (QByteArrayView(id).isEmpty())
                result->addSeparator();
            else
                result->addAction(m_actions->action(id));
        }
        return result;
    };
    menu(tr("&Workspace"), {"new", "record", "", "add-account", "accounts", "import", "sync", "",
                            "promise-calendar", "", "word-list", "settings", "", "quit"});
    menu(tr("&Go"), {"palette",
                     "search",
                     "",
                     "go-inbox",
                     "go-mine",
                     "go-unassigned",
                     "go-waiting",
                     "go-snoozed",
                     "go-done",
                     "go-all",
                     "",
                     "go-drafts",
                     "go-outbox",
                     "",
                     "go-people",
                     "go-asks",
                     "go-promises",
                     "go-sessions",
                     "",
                     "next",
                     "previous",
                     "open",
                     "back-to-list"});
    menu(tr("&Conversation"),
         {"reply",       "note",      "ask",           "promise",  "session", "",
          "done",        "done-next", "done-previous", "reopen",   "snooze",  "",
          "assign-me",   "assign",    "tag",           "star",     "mute",    "spam",
          "acknowledge", "",          "find",          "original", "",        "select",
          "select-all",  "undo"});
    menu(tr("&Person"), {"person-timeline", "", "write-fact", "consent", "person-details", "",
                         "review-suggestion", "same-person", "not-same-person", "ask-person-later",
                         "", "split-person", "", "letter", "save-card"});
    menu(tr("&View"), {"toggle-views", "toggle-person", "", "order-waiting", "audit"});
    menu(tr("&Help"), {"keys", "configure-keys"});
}

void MainWindow::connectActions()
{
    const auto go = [this](const char *id, View view) {
        m_actions->on(id, this, [this, view] { m_views->go(view); });
    };
    go("go-inbox", View::Inbox);
    go("go-mine", View::Mine);
    go("go-unassigned", View::Unassigned);
    go("go-waiting", View::Waiting);
    go("go-snoozed", View::Snoozed);
    go("go-done", View::Done);
    go("go-all", View::All);
    go("go-drafts", View::Drafts);
    go("go-outbox", View::Outbox);
    m_actions->on("go-people", this, [this] { m_views->go(ViewTarget::Kind::People); });
    m_actions->on("go-asks", this, [this] { m_views->go(ViewTarget::Kind::Asks); });
    m_actions->on("go-promises", this, [this] { m_views->go(ViewTarget::Kind::Promises); });
    m_actions->on("go-sessions", this, [this] { m_views->go(ViewTarget::Kind::Sessions); });
    m_actions->on("search", this, [this] { m_list->startSearch(); });
    m_actions->on("palette", m_palette, [this] { m_palette->open(); });

    m_actions->on("next", this, [this] { m_list->step(1); });
    m_actions->on("previous", this, [this] { m_list->step(-1); });
    m_actions->on("open", this, [this] { readConversation(); });
    m_actions->on("back-to-list", this,
                  [this] { m_list->currentList()->setFocus(Qt::ShortcutFocusReason); });
    m_actions->on("back", this, &MainWindow::goBack);
    m_actions->on("next-pane", this, [this] { cyclePane(1); });
    m_actions->on("previous-pane", this, [this] { cyclePane(-1); });
    m_actions->on("select", this, [this] {
        if (m_conversation->isAncestorOf(QApplication::focusWidget()))
            m_conversation->toggleSelection();
        else
            m_list->list().togglePicked();
    });
    m_actions->on("select-all", m_list, &ListPane::selectAll);

    m_actions->on("done", m_triage, &TriageController::done);
    m_actions->on("done-next", this, [this] { doneThenStep(1); });
    m_actions->on("done-previous", this, [this] { doneThenStep(-1); });
    m_actions->on("reopen", m_triage, &TriageController::reopen);
    m_actions->on("spam", m_triage, &TriageController::spam);
    m_actions->on("star", m_triage, &TriageController::toggleStar);
    m_actions->on("mute", m_triage, &TriageController::toggleMute);
    m_actions->on("acknowledge", m_triage, &TriageController::acknowledge);
    m_actions->on("assign-me", m_triage, &TriageController::assignToMe);
    m_actions->on("undo", m_triage, &TriageController::undo);
    const auto beside = [this] { // where a small window opens: at the head of what is read
        return m_reading->mapToGlobal(QPoint(metrics::page, metrics::page));
    };
    m_actions->on("snooze", this, [this, beside] { m_triage->chooseSnooze(beside()); });
    m_actions->on("tag", this, [this, beside] { m_triage->chooseTag(beside()); });
    m_actions->on("assign", this, [this, beside] { m_triage->chooseAssignee(beside()); });

    const auto inConversation = [this](const char *id, void (ConversationView::*act)()) {
        m_actions->on(id, this, [this, act] {
            arrive();
            (m_conversation->*act)();
        });
    };
    inConversation("reply", &ConversationView::reply);
    inConversation("note", &ConversationView::addNote);
    inConversation("find", &ConversationView::find);
    inConversation("original", &ConversationView::showOriginal);
    inConversation("ask", &ConversationView::makeAsk);
    inConversation("promise", &ConversationView::makePromise);
    inConversation("session", &ConversationView::startSession);
    inConversation("split-off", &ConversationView::splitOff);
    inConversation("put-back", &ConversationView::putBack);
    const auto ofPerson = [this](const char *id, auto act) {
        m_actions->on(id, this, [this, act] {
            m_person->show();
            act(*m_person);
        });
    };
    ofPerson("person-timeline", [](PersonPanelView &panel) { panel.showTimeline(); });
    ofPerson("letter", [](PersonPanelView &panel) { panel.writeLetter(); });
    ofPerson("save-card", [](PersonPanelView &panel) { panel.saveCard(); });
    ofPerson("review-suggestion", [](PersonPanelView &panel) { panel.reviewSuggestion(); });
    ofPerson("write-fact", [](PersonPanelView &panel) { panel.writeFact(); });
    ofPerson("consent", [this](PersonPanelView &panel) {
        panel.recordConsent(m_conversation->selectedMessage());
    });
    ofPerson("person-details", [this](PersonPanelView &panel) {
        panel.editDetails(m_conversation->selectedMessage());
    });
    ofPerson("same-person", [](PersonPanelView &panel) { panel.joinByHand(); });
    ofPerson("split-person", [](PersonPanelView &panel) { panel.split(); });
    ofPerson("not-same-person",
             [](PersonPanelView &panel) { panel.judgeSuggestion(PersonVerdict::NotTheSame); });
    ofPerson("ask-person-later",
             [](PersonPanelView &panel) { panel.judgeSuggestion(PersonVerdict::Later); });
    m_actions->on("new", this, &MainWindow::newMessage);

    m_actions->on("add-account", this, &MainWindow::addAccount);
    m_actions->on("accounts", this, &MainWindow::showAccounts);
    m_actions->on("import", this, [this] { openImport(); });
    m_actions->on("record", this, &MainWindow::recordByHand);
    m_actions->on("sync", this, [this] {
        m_desk.accounts.refresh();
        m_status->tell(tr("Looking for news…"));
    });
    m_actions->on("promise-calendar", this, &MainWindow::savePromiseCalendar);
    m_actions->on("word-list", this, &MainWindow::showWordList);
    m_actions->on("settings", this, [this] {
        auto *dialog = new SettingsDialog(*m_preferences, this);
        connect(dialog, &SettingsDialog::wordListRequested, this, &MainWindow::showWordList);
        connect(dialog, &SettingsDialog::shortcutsRequested, this,
                [this] { m_actions->configure(this); });
        dialog->open();
    });
    m_actions->on("quit", this, [this] { close(); });
    m_actions->on("toggle-views", this, [this] { togglePane(m_views); });
    m_actions->on("toggle-person", this, [this] { togglePane(m_person); });
    m_actions->action("order-waiting")->setCheckable(true);
    connect(m_actions->action("order-waiting"), &QAction::toggled, m_list,
            &ListPane::setLongestWaitingFirst);
    m_actions->action("audit")->setCheckable(true);
    connect(m_actions->action("audit"), &QAction::toggled, m_conversation,
            &ConversationView::setAuditShown);
    m_actions->on("keys", this, [this] {
        (new ShortcutSheet(*m_actions, m_preferences->singleLetters(), this))->open();
    });
    m_actions->on("configure-keys", this, [this] { m_actions->configure(this); });
}

void MainWindow::connectPanes()
{
    connect(m_views, &ViewList::targetChanged, this, &MainWindow::showTarget);
    connect(m_list, &ListPane::conversationActivated, this, [this](ConversationId id) {
        // A list of conversations that comes in late says nothing beside another one.
        if (id.isValid() && !recordPageOf(m_list->target().kind))
            follow(id);
    });
    connect(m_list, &ListPane::conversationOpened, this, [this](ConversationId id) {
        showConversation(id);
        readConversation();
    });
    connect(m_list, &ListPane::messageActivated, this, &MainWindow::showMessage);
    connect(m_list, &ListPane::messageOpened, this,
            [this](ConversationId conversation, MessageId message) {
                showMessage(conversation, message);
                readConversation();
            });
    connect(m_list, &ListPane::personActivated, this, [this](PersonId id) {
        showPerson(id);
        showTimeline(id);
    });
    connect(m_list, &ListPane::statusMessage, m_status, &StatusLine::tell);
    connect(m_list, &ListPane::draftActivated, this,
            [this](DraftId draft, ConversationId conversation) {
                if (conversation.isValid()) {
                    showConversation(conversation);
                    readConversation();
                    return;
                }
                newMessage()->openDraft(draft);
            });
    connect(m_list, &ListPane::emptyActivated, this, [this] {
        switch (m_list->target().query.view) {
        case View::Inbox:
            m_views->go(View::All);
            break;
        case View::Mine:
            m_views->go(View::Unassigned);
            break;
        default:
            openImport();
            break;
        }
    });

    connect(m_conversation, &ConversationView::personActivated, this, &MainWindow::showPerson);
    connect(m_conversation, &ConversationView::conversationActivated, this,
            &MainWindow::openConversation);
    connect(m_conversation, &ConversationView::undoable, m_triage, &TriageController::offerUndo);
    connect(m_conversation, &ConversationView::statusMessage, m_status, &StatusLine::tell);
    connect(m_conversation, &ConversationView::factProposed, this,
            [this](PersonId person, const QString &text, MessageId source) {
                m_personPause->stop();
                m_person->show();
                m_person->proposeFact(person, text, source);
            });
    connect(m_person, &PersonPanelView::personActivated, this, &MainWindow::showPerson);
    connect(m_person, &PersonPanelView::conversationActivated, this, &MainWindow::openConversation);
    connect(m_person, &PersonPanelView::messageActivated, this, &MainWindow::showMessage);
    connect(m_person, &PersonPanelView::statusMessage, m_status, &StatusLine::tell);
    connect(m_person, &PersonPanelView::undoable, m_triage, &TriageController::offerUndo);
    connectRecords();

    connect(m_triage, &TriageController::statusMessage, m_status, &StatusLine::tell);
    connect(m_triage, &TriageController::given, this, [this] { m_list->list().clearPicked(); });
    connect(m_palette, &Palette::personChosen, this, &MainWindow::showPerson);
    connect(m_palette, &Palette::conversationChosen, this, &MainWindow::openConversation);
    connect(m_palette, &Palette::tagChosen, m_views, &ViewList::goToTag);
    connect(m_palette, &Palette::searchChosen, m_list, &ListPane::startSearch);
    connect(m_status, &StatusLine::accountsRequested, this, &MainWindow::showAccounts);
    connect(m_status, &StatusLine::importRequested, this, [this] { openImport(); });

    connect(m_firstRun, &FirstRunPage::addAccountChosen, this, &MainWindow::addAccount);
    connect(m_firstRun, &FirstRunPage::importChosen, this, [this] { openImport(); });
    connect(m_firstRun, &FirstRunPage::sampleChosen, this, &MainWindow::addSample);
    connect(m_banner, &SampleBanner::removeChosen, this, &MainWindow::removeSample);
    connect(&m_desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.accounts || change.everything)
            updateFirstRun();
    });
    connect(&m_desk.outbox, &Outbox::finished, this,
            [this](OutboxId, OutboxState state, const QString &reason) {
                if (state == OutboxState::Accepted)
                    m_status->tell(tr("Sent."));
                else
                    m_toast->show(tr("A message needs you: %1").arg(displayLine(reason)), {},
                                  std::chrono::seconds(10));
            });
}

void MainWindow::applyPreferences()
{
    applyTheme(m_preferences->theme());
    m_conversation->setUndoTime(m_preferences->undoTime());
    m_ask->setUndoTime(m_preferences->undoTime());
    m_session->setUndoTime(m_preferences->undoTime());
    m_conversation->composer().setPreviewShown(m_preferences->showsPreview());
}

NewMessageDialog *MainWindow::newMessage()
{
    auto *dialog = new NewMessageDialog(m_desk, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setUndoTime(m_preferences->undoTime());
    dialog->composer().setPreviewShown(m_preferences->showsPreview());
    connect(&dialog->composer(), &Composer::previewToggled, m_preferences,
            &Preferences::setShowsPreview);
    connect(&dialog->composer(), &NewMessageComposer::undoable, m_triage,
            &TriageController::offerUndo);
    dialog->show();
    return dialog;
}

void MainWindow::restoreLayout()
{
    if (const QByteArray geometry = m_preferences->layout(QStringLiteral("window"));
        !geometry.isEmpty())
        restoreGeometry(geometry);
    if (!m_splitter->restoreState(m_preferences->layout(QStringLiteral("panes"))))
        m_splitter->setSizes(
            {viewsWidth, listWidth, width() - viewsWidth - listWidth - personWidth, personWidth});
}

void MainWindow::openConversation(ConversationId id)
{
    showConversation(id);
    m_list->list().makeCurrent(id);
}

void MainWindow::showTarget(const ViewTarget &target)
{
    m_list->showTarget(target);
    if (QWidget *page = pageOf(target.kind))
        m_reading->setCurrentWidget(page);
}

/// Shows what the list stands on. While j is held down only the list moves: the conversation where
/// it comes to rest is opened.
void MainWindow::follow(ConversationId id)
{
    const bool isHurrying = m_sinceFollowed.isValid() && !m_sinceFollowed.hasExpired(hurry.count());
    m_sinceFollowed.start();
    m_followed = id;
    if (isHurrying)
        m_followPause->start(hurry);
    else
        showConversation(id);
}

/// What is done now is done to the conversation that the list stands on.
void MainWindow::arrive()
{
    if (m_followPause->isActive())
        showConversation(m_followed);
}

void MainWindow::showConversation(ConversationId id)
{
    m_followPause->stop();
    m_reading->setCurrentWidget(m_conversation);
    if (m_shown == id)
        return;
    m_shown = id;
    m_conversation->showConversation(id);
    m_personPause->start(untilPerson);
}

void MainWindow::showMessage(ConversationId conversation, MessageId message)
{
    m_followPause->stop();
    m_reading->setCurrentWidget(m_conversation);
    m_shown = conversation;
    m_conversation->showMessage(conversation, message);
    m_personPause->start(untilPerson);
}

void MainWindow::showPersonOf(ConversationId id)
{
    m_desk.conversations.summary(id).then(
        this, [this, id](const Result<ConversationSummary> &summary) {
            if (summary && id == m_shown && summary->person.isValid())
                m_person->showPerson(summary->person);
        });
}

void MainWindow::showPerson(PersonId id)
{
    if (!id.isValid())
        return;
    m_personPause->stop();
    m_person->show();
    m_person->showPerson(id);
}

void MainWindow::readConversation()
{
    arrive();
    if (m_shown.isValid() || m_reading->currentWidget() != m_conversation)
        m_reading->currentWidget()->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::goBack()
{
    if (!m_list->list().picked().isEmpty()) {
        m_list->list().clearPicked();
        return;
    }
    if (m_list->isSearching() || m_list->searchField().hasFocus()) {
        m_list->leaveSearch();
        return;
    }
    // A session, an ask or a promise that was opened from elsewhere.
    const bool isElsewhere = m_reading->currentWidget() != m_conversation &&
                             m_reading->currentWidget() != recordPageOf(m_list->target().kind);
    if (isElsewhere && m_shown.isValid())
        m_reading->setCurrentWidget(m_conversation);
    m_list->currentList()->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::doneThenStep(int steps)
{
    // Done takes the row away, and the row below takes its place: only upwards needs a step.
    const QList<ConversationId> ids = m_list->targets();
    if (steps < 0 && ids.size() == 1) {
        const int row = m_list->model().rowOf(ids.first());
        m_triage->done();
        if (row > 0)
            m_list->list().makeCurrent(m_list->model().idAt(row - 1));
        return;
    }
    m_triage->done();
}

void MainWindow::addAccount()
{
    auto *dialog = new AccountDialog(m_setup, this);
    connect(dialog, &AccountDialog::added, this, [this](const Account &account) {
        m_status->tell(
            tr("%1 was added; its conversations come in now.").arg(displayLine(account.name)));
        updateFirstRun();
    });
    dialog->open();
}

void MainWindow::recordByHand()
{
    m_desk.conversations.summary(m_conversation->shown())
        .then(this, [this](const Result<ConversationSummary> &open) {
            auto *dialog = new RecordDialog(m_desk, open.value_or(ConversationSummary()), this);
            connect(dialog, &RecordDialog::recorded, this, [this](ConversationId conversation) {
                m_status->tell(tr("What was said is recorded."));
                openConversation(conversation);
            });
            dialog->open();
        });
}

void MainWindow::showWordList()
{
    auto *dialog = new WordListDialog(m_desk, this);
    connect(dialog, &WordListDialog::changed, m_triage, &TriageController::offerUndo);
    dialog->open();
}

void MainWindow::showAccounts()
{
    auto *dialog = new AccountsDialog(m_desk, m_setup, this);
    connect(dialog, &AccountsDialog::addRequested, this, &MainWindow::addAccount);
    connect(dialog, &AccountsDialog::statusMessage, m_status, &StatusLine::tell);
    dialog->open();
}

void MainWindow::openImport(const QStringList &paths)
{
    auto *dialog = new ImportDialog(m_desk.importer, paths, this);
    connect(dialog, &ImportDialog::imported, this, [this](const ImportProgress &progress) {
        QStringList parts;
        if (progress.cards > 0)
            parts.append(tr("%n new people.", nullptr, static_cast<int>(progress.newPeople)));
        if (progress.messages > 0 || progress.cards == 0)
            parts.append(tr("%n message(s) imported.", nullptr, static_cast<int>(progress.added)));
        m_toast->show(parts.join(u' '), tr("Undo"), std::chrono::seconds(10),
                      [this, id = progress.import] { undoImport(id); });
    });
    dialog->open();
}

void MainWindow::undoImport(ImportId id)
{
    m_desk.importer.undo(id).then(this, [this](const Result<ImportUndone> &undone) {
        m_status->tell(undone ? undoneText(*undone)
                              : tr("The import could not be undone, nothing was changed: %1")
                                    .arg(displayLine(undone.error().detail)));
    });
}

void MainWindow::addSample()
{
    m_firstRun->setBusy(true);
    m_desk.sample.add().then(this, [this](const Result<void> &added) {
        m_firstRun->setBusy(false);
        m_firstRun->tell(added
                             ? QString()
                             : tr("The sample could not be put in, and nothing was kept of it. %1")
                                   .arg(displayLine(added.error().detail)));
        updateFirstRun();
    });
}

void MainWindow::removeSample()
{
    m_banner->setBusy(true);
    m_desk.sample.remove().then(this, [this](const Result<void> &removed) {
        m_banner->setBusy(false);
        if (!removed)
            m_status->tell(
                tr("The sample could not be removed: %1").arg(displayLine(removed.error().detail)));
        m_conversation->clear();
        m_shown = {};
        updateFirstRun();
    });
}

void MainWindow::updateFirstRun()
{
    m_desk.sample.isPresent().then(this, [this](const Result<bool> &present) {
        m_sampleIsPresent = present.value_or(false);
        m_banner->setVisible(m_sampleIsPresent);
    });
    m_desk.accounts.list().then(this, [this](const Result<QList<Account>> &accounts) {
        if (!accounts)
            return;
        QWidget *page = accounts->isEmpty() ? static_cast<QWidget *>(m_firstRun) : m_work;
        if (m_stack->currentWidget() == page)
            return;
        m_stack->setCurrentWidget(page);
        if (page == m_work)
            m_list->list().setFocus();
    });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_preferences->setLayout(QStringLiteral("window"), saveGeometry());
    m_preferences->setLayout(QStringLiteral("panes"), m_splitter->saveState());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localFiles(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QStringList paths = localFiles(event->mimeData());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    openImport(paths);
}

} // namespace casement
