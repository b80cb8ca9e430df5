// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/uifixture.h"
#include "ui/accounts/accountdialog.h"
#include "ui/accounts/accountsdialog.h"
#include "ui/actions/actiontable.h"
#include "ui/actions/shortcutsheet.h"
#include "ui/composer/composerpane.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/timeline.h"
#include "ui/firstrun/firstrunpage.h"
#include "ui/firstrun/samplebanner.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/listpane.h"
#include "ui/list/rowdelegate.h"
#include "ui/mainwindow.h"
#include "ui/person/personpanelview.h"
#include "ui/search/searchview.h"
#include "ui/settings/preferences.h"
#include "ui/style/appearance.h"
#include "ui/style/toast.h"
#include "ui/triage/pickerpopup.h"
#include "ui/views/viewlist.h"

#include <QApplication>
#include <QCheckBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace casement;

/// The window as a person uses it: real widgets, by the keyboard, over the sample community.

namespace
{

/// The field of a dialog with this accessible name that is shown.
QLineEdit *fieldOf(const QWidget *dialog, const char *name)
{
    for (QLineEdit *field : dialog->findChildren<QLineEdit *>()) {
        if (field->accessibleName() == QLatin1String(name) && field->isVisible())
            return field;
    }
    qFatal("there is no field %s", name);
}

QPushButton *buttonOf(const QWidget *dialog, const char *text)
{
    for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
        if (button->text() == QLatin1String(text))
            return button;
    }
    qFatal("there is no button %s", text);
}

bool isSaid(const QWidget *dialog, const char *part)
{
    for (const QLabel *label : dialog->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains(QLatin1String(part)))
            return true;
    }
    return false;
}

} // namespace

class WindowTest final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;

    [[nodiscard]] ListPane &pane() { return *m_window->findChild<ListPane *>(); }
    [[nodiscard]] ConversationListView &list() { return pane().list(); }
    [[nodiscard]] ConversationListModel &model() { return pane().model(); }
    [[nodiscard]] Toast &toast() { return *m_window->findChild<Toast *>(); }
    [[nodiscard]] ConversationSummary stored(ConversationId id)
    {
        return obtained(m_workspace->desk->conversations.summary(id));
    }

    /// To the widget that has the keyboard, as the window system would.
    void press(const char *keys)
    {
        const QKeySequence sequence(QString::fromLatin1(keys));
        for (int i = 0; i < sequence.count(); ++i) {
            QWidget *focus = QApplication::focusWidget();
            QVERIFY(focus);
            QTest::keyClick(focus, sequence[static_cast<uint>(i)].key(),
                            sequence[static_cast<uint>(i)].keyboardModifiers());
        }
    }
    void type(const QString &text) { QTest::keyClicks(QApplication::focusWidget(), text); }

    /// The window over the sample, the keyboard on the first row of the inbox.
    void openSample()
    {
        m_workspace->addSample();
        m_window = std::make_unique<MainWindow>(*m_workspace->desk, *m_workspace->setup);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTRY_VERIFY(model().rowCount() > 5);
        QTRY_VERIFY(list().isVisible());
        list().setFocus();
        list().setCurrentIndex(model().index(0));
    }

private Q_SLOTS:
    void initTestCase()
    {
        installAppearance(*qApp);
        installTranslations(*qApp);
    }

    void init()
    {
        Preferences().setSingleLetters(true);
        m_workspace = std::make_unique<Workspace>();
    }

    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    void newcomerBeginsWithTheSample()
    {
        m_window = std::make_unique<MainWindow>(*m_workspace->desk, *m_workspace->setup);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        auto *page = m_window->findChild<FirstRunPage *>();
        QTRY_VERIFY(page->isVisible());
        const QList<QPushButton *> choices = page->findChildren<QPushButton *>();
        QCOMPARE(choices.size(), 3);
        choices.last()->setFocus();
        press("Space");
        QTRY_VERIFY_WITH_TIMEOUT(!page->isVisible(), 20000);
        auto *banner = m_window->findChild<SampleBanner *>();
        QTRY_VERIFY(banner->isVisible());
        QTRY_VERIFY(model().rowCount() > 0);
        banner->findChild<QPushButton *>()->click();
        QTRY_VERIFY_WITH_TIMEOUT(page->isVisible(), 20000);
        QTRY_COMPARE(model().rowCount(), 0);
    }

    void lettersMoveAndTriage()
    {
        openSample();
        const ConversationId first = model().idAt(0);
        const ConversationId second = model().idAt(1);
        press("J");
        QCOMPARE(list().currentId(), second);
        press("K");
        QCOMPARE(list().currentId(), first);
        press("E");
        QCOMPARE(model().rowOf(first), -1); // at once, before the store has answered
        QTRY_VERIFY(stored(first).state == ConversationState::Done);
        QTRY_VERIFY(!toast().text().isEmpty());
        press("Z");
        QTRY_VERIFY(stored(first).state != ConversationState::Done);
        QTRY_COMPARE(model().rowOf(first), 0);
    }

    void undoHasNoEnd()
    {
        openSample();
        QList<ConversationId> ids;
        for (int row = 0; row < 4; ++row)
            ids.append(model().idAt(row));
        for (int i = 0; i < 4; ++i)
            press("E");
        // Without waiting: each undo waits for what it undoes.
        for (int i = 0; i < 4; ++i)
            press("Ctrl+Z");
        for (int row = 0; row < 4; ++row)
            QTRY_COMPARE(model().idAt(row), ids.at(row));
        for (const ConversationId id : ids)
            QVERIFY(stored(id).state != ConversationState::Done);
    }

    void aCommandIsForAllThatIsSelected()
    {
        openSample();
        const ConversationId first = model().idAt(0);
        const ConversationId third = model().idAt(2);
        const bool wasStarred = stored(first).starred && stored(third).starred;
        press("X");
        press("J");
        press("J");
        press("X");
        QCOMPARE(list().picked().size(), 2);
        press("S");
        QTRY_COMPARE(stored(first).starred, !wasStarred);
        QCOMPARE(stored(third).starred, !wasStarred);
        QVERIFY(list().picked().isEmpty());
    }

    void selectAllMatching()
    {
        openSample();
        const qsizetype all =
            obtained(m_workspace->desk->conversations.all(model().query())).size();
        press("Ctrl+Shift+A");
        QTRY_COMPARE(list().picked().size(), all);
        press("E");
        QTRY_COMPARE(model().rowCount(), 0);
        press("Ctrl+Z");
        QTRY_COMPARE(model().rowCount(), static_cast<int>(all));
    }

    void doneAndPreviousGoesUp()
    {
        openSample();
        const ConversationId first = model().idAt(0);
        const ConversationId second = model().idAt(1);
        press("J");
        press("[");
        QCOMPARE(model().rowOf(second), -1);
        QCOMPARE(list().currentId(), first);
    }

    void aTagIsFoundOrMade()
    {
        openSample();
        const ConversationId first = list().currentId();
        press("L");
        QTRY_VERIFY(m_window->findChild<PickerPopup *>());
        auto *popup = m_window->findChild<PickerPopup *>();
        QTRY_VERIFY(popup->isVisible());
        auto *field = popup->findChild<QLineEdit *>();
        QTest::keyClicks(field, QStringLiteral("picnic in june"));
        QTest::keyClick(field, Qt::Key_Return);
        const auto hasTag = [this, first] {
            const QList<Tag> tags = obtained(m_workspace->desk->triage.tags());
            const auto tag = std::find_if(tags.begin(), tags.end(),
                                          [](const Tag &t) { return t.name == u"picnic in june"; });
            return tag != tags.end() && stored(first).tags.contains(tag->id);
        };
        QTRY_VERIFY(hasTag());
    }

    void snoozeUnderstandsWhatIsTyped()
    {
        openSample();
        const ConversationId first = list().currentId();
        press("H");
        QTRY_VERIFY(m_window->findChild<PickerPopup *>());
        auto *popup = m_window->findChild<PickerPopup *>();
        auto *field = popup->findChild<QLineEdit *>();
        QTest::keyClicks(field, QStringLiteral("in 3 days at 9"));
        QCOMPARE(popup->findChild<QListWidget *>()->count(), 1);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(stored(first).state == ConversationState::Snoozed);
        const QDateTime until = toLocalDateTime(stored(first).snoozedUntil.value());
        QCOMPARE(until.time(), QTime(9, 0));
        QCOMPARE(until.date(), QDate::currentDate().addDays(3));
        QCOMPARE(model().rowOf(first), -1);
    }

    void viewsCanBeGoneToAtOnce()
    {
        m_workspace->addSample();
        m_window = std::make_unique<MainWindow>(*m_workspace->desk, *m_workspace->setup);
        auto *views = m_window->findChild<ViewList *>();
        views->go(View::Done); // before the store has told of tags and accounts
        QVERIFY(model().query().view == View::Done);
        QTRY_VERIFY_WITH_TIMEOUT(model().rowCount() > 0, 30'000); // it has told
        QVERIFY(views->target().query.view == View::Done);
        QCOMPARE(views->currentIndex().data().toString(), views->target().title);
    }

    void sequencesGoToViews()
    {
        openSample();
        press("G, D");
        QTRY_VERIFY(model().query().view == View::Done);
        press("G, A");
        QTRY_VERIFY(model().query().view == View::All);
        press("G, P");
        QTRY_VERIFY(pane().target().kind == ViewTarget::Kind::People);
        press("G, I");
        QTRY_VERIFY(model().query().view == View::Inbox);
    }

    void lettersAreTextInTextFields()
    {
        openSample();
        const int rows = model().rowCount();
        press("/");
        QTRY_VERIFY(pane().searchField().hasFocus());
        type(QStringLiteral("ejk"));
        QCOMPARE(pane().searchField().text(), QStringLiteral("ejk"));
        press("Esc");
        QTRY_VERIFY(list().hasFocus());
        QCOMPARE(pane().searchField().text(), QString());
        QCOMPARE(model().rowCount(), rows);
    }

    void lettersCanBeTurnedOff()
    {
        openSample();
        // The window has preferences of its own over the same configuration.
        m_window->findChild<Preferences *>()->setSingleLetters(false);
        const ConversationId first = list().currentId();
        press("J");
        press("E");
        QCOMPARE(list().currentId(), first);
        QVERIFY(model().rowOf(first) >= 0);
        press("Ctrl+Shift+F"); // the other layer stays
        QVERIFY(pane().searchField().hasFocus());
    }

    void searchFindsWhileTyping()
    {
        openSample();
        const QString word = stored(list().currentId()).personName.section(u' ', 0, 0);
        QVERIFY(word.size() > 1);
        press("Ctrl+Shift+F");
        type(word);
        QTRY_VERIFY(pane().searchView().isVisible());
        QTRY_VERIFY(pane().searchView().view()->model()->rowCount() > 0);
        press("Return");
        QTRY_VERIFY(pane().searchView().view()->hasFocus());
        press("Esc");
        QTRY_VERIFY(list().isVisible());
    }

    void searchFindsTheWordThatIsBeingTyped()
    {
        openSample();
        const auto whole = waited(m_workspace->desk->conversations.search(
            parseSearch(QStringLiteral("potatoes")), std::nullopt, 10));
        QVERIFY(whole && !whole->hits.isEmpty());
        press("/");
        type(QStringLiteral("potat"));
        QTRY_VERIFY(pane().searchView().view()->model()->rowCount() >= whole->hits.size());
    }

    void searchSaysWhatItDoesNotUnderstand()
    {
        openSample();
        press("/");
        type(QStringLiteral("before:someday"));
        QTRY_VERIFY(!pane().searchView().problemText().isEmpty());
    }

    void inAHurryTheAnswerIsToWhereTheListStands()
    {
        openSample();
        auto *view = m_window->findChild<ConversationView *>();
        for (int i = 0; i < 4; ++i)
            press("J");
        const ConversationId there = list().currentId();
        press("R"); // while the conversations on the way were not opened
        QCOMPARE(view->conversation(), there);
        QTRY_VERIFY(view->shown() == there);
        QTRY_VERIFY(view->composer().isAncestorOf(QApplication::focusWidget()));
    }

    void selectionInTheConversationIsOfMessages()
    {
        openSample();
        auto *view = m_window->findChild<ConversationView *>();
        const ConversationId first = list().currentId();
        QTRY_VERIFY(view->shown() == first);
        press("O");
        QTRY_VERIFY(view->isAncestorOf(QApplication::focusWidget()));
        press("X");
        QCOMPARE(view->timeline().selectedMessages().size(), 1);
        QVERIFY(list().picked().isEmpty());
        press("U");
        QTRY_VERIFY(list().hasFocus());
        press("X");
        QCOMPARE(list().picked(), QList{first});
    }

    void whoDidWhatCanBeShown()
    {
        openSample();
        auto *view = m_window->findChild<ConversationView *>();
        QTRY_VERIFY(view->shown() == list().currentId());
        const auto audits = [view] {
            int count = 0;
            for (qsizetype i = 0; i < view->timeline().count(); ++i)
                count += view->timeline().itemAt(i).kind == TimelineItem::Kind::Audit;
            return count;
        };
        press("S");
        QTRY_VERIFY(stored(list().currentId()).starred);
        QCOMPARE(audits(), 0);
        auto *shown = m_window->findChild<QAction *>(QStringLiteral("audit"));
        QVERIFY(shown);
        shown->trigger();
        QTRY_VERIFY(audits() > 0);
        shown->trigger();
        QTRY_COMPARE(audits(), 0);
    }

    void wordsBecomeAFactOfTheirPerson()
    {
        openSample();
        auto *view = m_window->findChild<ConversationView *>();
        QTRY_VERIFY(view->shown() == list().currentId());
        TimelineItem theirs;
        for (qsizetype i = 0; i < view->timeline().count(); ++i) {
            if (view->timeline().itemAt(i).direction == Direction::Incoming &&
                view->timeline().itemAt(i).message.isValid())
                theirs = view->timeline().itemAt(i);
        }
        QVERIFY(theirs.person.isValid());
        // With whom the conversation is shows last, and would take the place of whom it is about.
        auto *panel = m_window->findChild<PersonPanelView *>();
        QTRY_VERIFY_WITH_TIMEOUT(panel->person().isValid(), 30'000);
        Q_EMIT view->factProposed(theirs.person, QStringLiteral("grows beans on the roof"),
                                  theirs.message);
        QPlainTextEdit *field = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT(
            (field = qobject_cast<QPlainTextEdit *>(QApplication::focusWidget())), 30'000);
        QCOMPARE(field->toPlainText(), QStringLiteral("grows beans on the roof"));
        QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
        const auto kept = [this, theirs] {
            const PersonPanel stored = obtained(m_workspace->desk->people.panel(theirs.person));
            return std::ranges::any_of(stored.facts, [&](const Fact &fact) {
                return fact.text == u"grows beans on the roof" && fact.source == theirs.message;
            });
        };
        QTRY_VERIFY(kept());
    }

    void panesAreReachedWithF6()
    {
        openSample();
        QSet<QWidget *> reached;
        for (int i = 0; i < 6; ++i) {
            press("F6");
            reached.insert(QApplication::focusWidget());
        }
        QVERIFY(reached.contains(m_window->findChild<ViewList *>()));
        QVERIFY(reached.contains(&list()));
        QVERIFY(reached.size() >= 4);
        list().setFocus();
        press("Shift+F6");
        QCOMPARE(QApplication::focusWidget(), m_window->findChild<ViewList *>());
    }

    void sheetShowsEveryShortcut()
    {
        openSample();
        press("Ctrl+/");
        QTRY_VERIFY(m_window->findChild<ShortcutSheet *>());
        QStringList shown;
        for (const QLabel *label : m_window->findChild<ShortcutSheet *>()->findChildren<QLabel *>())
            shown.append(label->text());
        for (const ActionSpec &spec : actionTable()) {
            if (spec.shortcuts[0] != 0)
                QVERIFY2(shown.contains(actionText(spec)), spec.id);
        }
    }

    void accountIsFoundFromTheAddress()
    {
        ScriptedAccountSetup &setup = *m_workspace->setup;
        setup.candidates = {{.source = QStringLiteral("test"),
                             .settings = {{QStringLiteral("imap"),
                                           QJsonObject{{QStringLiteral("host"),
                                                        QStringLiteral("mail.example.org")}}}}}};
        setup.outcomes = {
            {.error = Error{.kind = ErrorKind::AuthRequired, .detail = QStringLiteral("no")},
             .certificate = std::nullopt}};
        QWidget parent;
        auto *dialog = new AccountDialog(setup, &parent);
        QPointer<AccountDialog> guard(dialog);
        dialog->show();
        fieldOf(dialog, "Email address")->setText(QStringLiteral("Team@Example.org"));
        fieldOf(dialog, "Password")->setText(QStringLiteral("wrong"));
        buttonOf(dialog, "Add account")->click();
        QTRY_VERIFY(isSaid(dialog, "did not accept"));
        // The second time the certificate is strange: nothing is trusted without the box.
        CertificateProblem problem;
        problem.host = QStringLiteral("mail.example.org");
        problem.port = 993;
        problem.sha256 = QStringLiteral("abcd");
        setup.outcomes.append({.error = Error{.kind = ErrorKind::Certificate,
                                              .detail = QStringLiteral("self-signed")},
                               .certificate = problem});
        fieldOf(dialog, "Password")->setText(QStringLiteral("right"));
        buttonOf(dialog, "Add account")->click();
        QTRY_VERIFY(buttonOf(dialog, "Trust this certificate")->isVisible());
        QVERIFY(!buttonOf(dialog, "Trust this certificate")->isEnabled());
        dialog->findChild<QCheckBox *>()->click();
        buttonOf(dialog, "Trust this certificate")->click();
        QTRY_VERIFY(!guard);
        const QList<Account> accounts = obtained(m_workspace->desk->accounts.list());
        QCOMPARE(accounts.size(), 1);
        QCOMPARE(accounts.first().address, QStringLiteral("team@example.org"));
        QCOMPARE(
            accounts.first().settings[u"pinnedCertificates"][u"mail.example.org:993"].toString(),
            QStringLiteral("abcd"));
        QVERIFY(!QJsonDocument(accounts.first().settings).toJson().contains("right"));
    }

    void whatIsTypedChoosesTheChannel()
    {
        ScriptedAccountSetup &setup = *m_workspace->setup;
        setup.candidates = {
            {.source = QStringLiteral("typed"),
             .settings = {{QStringLiteral("server"), QStringLiteral("social.example")}}}};
        QWidget parent;
        auto *dialog = new AccountDialog(setup, &parent);
        QPointer<AccountDialog> guard(dialog);
        dialog->show();
        for (const char key :
             QByteArray("@team@social.example")) // what is typed goes where the focus is
            QTest::keyClick(dialog->focusWidget(), key);
        QCOMPARE(fieldOf(dialog, "Your address")->text(), QStringLiteral("@team@social.example"));
        buttonOf(dialog, "Add account")->click();
        // Allowed in a browser on another computer.
        QTRY_VERIFY(buttonOf(dialog, "Use a browser elsewhere")->isVisible());
        QVERIFY(!buttonOf(dialog, "Add account")->isVisible());
        buttonOf(dialog, "Use a browser elsewhere")->click();
        QVERIFY(fieldOf(dialog, "Address to open in a browser")->text().contains(u"authorize"));
        fieldOf(dialog, "Code")->setText(QStringLiteral("sesame"));
        buttonOf(dialog, "Use this code")->click();
        QTRY_VERIFY(!guard);
        QCOMPARE(setup.lastSecrets.value(QStringLiteral("token")), QStringLiteral("sesame"));
        const QList<Account> accounts = obtained(m_workspace->desk->accounts.list());
        QCOMPARE(accounts.size(), 1);
        QCOMPARE(accounts.first().channel, QStringLiteral("fediverse"));
    }

    void whatIsMissingIsSaidBeforeAnythingIsSent()
    {
        ScriptedAccountSetup &setup = *m_workspace->setup;
        setup.candidates = {
            {.source = QStringLiteral("typed"),
             .settings = {{QStringLiteral("host"), QStringLiteral("irc.example.org")}}}};
        QWidget parent;
        auto *dialog = new AccountDialog(setup, &parent);
        QPointer<AccountDialog> guard(dialog);
        dialog->show();
        for (const char key :
             QByteArray("irc.example.org")) // what is typed goes where the focus is
            QTest::keyClick(dialog->focusWidget(), key);
        buttonOf(dialog, "Add account")->click();
        QVERIFY(isSaid(dialog, "Nick is missing"));
        QVERIFY(setup.probed.isEmpty());
        QTest::keyClicks(fieldOf(dialog, "Nick"), QStringLiteral("casement"));
        QTest::keyClicks(fieldOf(dialog, "Channels"), QStringLiteral("#one, #two"));
        buttonOf(dialog, "Add account")->click();
        QTRY_VERIFY(!guard);
        const QJsonObject settings = setup.probed.first().settings;
        QCOMPARE(settings[u"nick"].toString(), QStringLiteral("casement"));
        QCOMPARE(settings[u"channels"].toArray(),
                 QJsonArray({QStringLiteral("#one"), QStringLiteral("#two")}));
        QVERIFY(!settings.contains(u"backfillDays"));
    }

    void noPasswordGoesToAServerThatNobodyVouchesFor()
    {
        ScriptedAccountSetup &setup = *m_workspace->setup;
        setup.candidates = {{.source = QStringLiteral("the DNS records of example.org"),
                             .settings = {{QStringLiteral("imap"),
                                           QJsonObject{{QStringLiteral("host"),
                                                        QStringLiteral("mail.evil.example")}}}},
                             .needsConfirmation = true}};
        QWidget parent;
        auto *dialog = new AccountDialog(setup, &parent);
        dialog->show();
        fieldOf(dialog, "Email address")->setText(QStringLiteral("team@example.org"));
        fieldOf(dialog, "Password")->setText(QStringLiteral("secret"));
        buttonOf(dialog, "Add account")->click();
        QTRY_VERIFY(isSaid(dialog, "outside of your address"));
        QVERIFY(setup.probed.isEmpty());
        buttonOf(dialog, "Add account")->click(); // the yes
        QTRY_COMPARE(setup.probed.size(), 1);
    }

    void anAccountIsChangedAndStaysTheSame()
    {
        ScriptedAccountSetup &setup = *m_workspace->setup;
        const Account before = obtained(m_workspace->desk->accounts.save(
            {.uid = Uid::derive({"irc", "there", "casement"}),
             .channel = QStringLiteral("irc"),
             .name = QStringLiteral("casement on there"),
             .address = QStringLiteral("casement@there"),
             .settings = {{QStringLiteral("host"), QStringLiteral("irc.example.org")},
                          {QStringLiteral("nick"), QStringLiteral("casement")},
                          {QStringLiteral("channels"), QJsonArray{QStringLiteral("#one")}},
                          {QStringLiteral("backfillDays"), 7},
                          {QStringLiteral("network"), QStringLiteral("there")}}}));
        const auto open = [this, &before] {
            auto *accounts =
                new AccountsDialog(*m_workspace->desk, *m_workspace->setup, m_window.get());
            accounts->show();
            auto *rows = accounts->findChild<QListView *>();
            if (!QTest::qWaitFor([&] { return rows->model()->rowCount() == 1; }))
                qFatal("the account is not listed");
            QTest::keyClick(rows, Qt::Key_Return);
            AccountDialog *dialog = nullptr;
            if (!QTest::qWaitFor([&] { return (dialog = accounts->findChild<AccountDialog *>()); }))
                qFatal("Return changes nothing");
            return dialog;
        };
        // The login of somebody else is not taken for it.
        Account other = before;
        other.address = QStringLiteral("mallory@there");
        setup.outcomes = {{.account = other}};
        QPointer<AccountDialog> dialog = open();
        QCOMPARE(fieldOf(dialog, "Channels")->text(), QStringLiteral("#one"));
        fieldOf(dialog, "Channels")->setText(QStringLiteral("#one #two"));
        for (QToolButton *button : dialog->findChildren<QToolButton *>()) {
            if (button->isVisible() && button->text() == u"More settings")
                button->click();
        }
        fieldOf(dialog, "Days of history")->clear();
        buttonOf(dialog, "Save")->click();
        QTRY_VERIFY(isSaid(dialog, "login of mallory@there"));
        QCOMPARE(obtained(m_workspace->desk->accounts.list()).first(), before);
        // What is not shown is kept, what was emptied is gone.
        buttonOf(dialog, "Save")->click();
        QTRY_VERIFY(!dialog);
        const QList<Account> accounts = obtained(m_workspace->desk->accounts.list());
        QCOMPARE(accounts.size(), 1);
        Account expected = before;
        expected.settings.insert(QStringLiteral("channels"),
                                 QJsonArray({QStringLiteral("#one"), QStringLiteral("#two")}));
        expected.settings.remove(u"backfillDays");
        QCOMPARE(accounts.first(), expected);
        QCOMPARE(setup.probed.last().id, before.id);
    }

    void accountsAreListed()
    {
        openSample();
        const qsizetype known = obtained(m_workspace->desk->accounts.list()).size();
        QVERIFY(known > 0);
        AccountsDialog dialog(*m_workspace->desk, *m_workspace->setup, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        auto *rows = dialog.findChild<QListView *>();
        QTRY_COMPARE(rows->model()->rowCount(), known);
        QVERIFY(rows->isVisible());
        for (int row = 0; row < known; ++row)
            QVERIFY(!rows->model()->index(row, 0).data(TitleRole).toString().isEmpty());
    }

    void narrowWindowsMakeRoom()
    {
        openSample();
        auto *person = m_window->findChild<PersonPanelView *>();
        auto *views = m_window->findChild<ViewList *>();
        QVERIFY(person->isVisible() && views->isVisible());
        m_window->resize(900, 700);
        QTRY_VERIFY(!person->isVisible());
        QVERIFY(views->isVisible());
        press("F8"); // wanted all the same
        QVERIFY(person->isVisible());
        press("F8");
        // The room that it gave back counts once the window is laid out again.
        QTRY_VERIFY((m_window->resize(700, 700), !views->isVisible()));
        m_window->resize(1280, 800);
        QTRY_VERIFY(views->isVisible());
        QVERIFY(!person->isVisible()); // hidden by hand
    }

    void everyControlHasAName()
    {
        openSample();
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus ||
                widget->focusProxy() || qobject_cast<const QLabel *>(widget))
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            QVERIFY2(
                !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()) ||
                    !widget->windowTitle().isEmpty(),
                qPrintable(
                    QStringLiteral("%1 %2 in %3")
                        .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                             QLatin1String(widget->parentWidget()
                                               ? widget->parentWidget()->metaObject()->className()
                                               : ""))));
        }
    }
};

QTEST_MAIN(WindowTest)
#include "windowtest.moc"
