// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/uifixture.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/listpane.h"
#include "ui/mainwindow.h"
#include "ui/person/joindialog.h"
#include "ui/person/personpanelview.h"
#include "ui/person/personpicker.h"
#include "ui/person/splitdialog.h"
#include "ui/style/appearance.h"
#include "ui/style/toast.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>
#include <array>

using namespace casement;
using namespace Qt::StringLiterals;

#define AWAIT(what) QTRY_VERIFY_WITH_TIMEOUT(what, 30000)
#define AWAIT_EQUAL(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, 30000)

/// One person on several channels, by the keyboard alone.
class PersonJoinTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;

    PersonId personWith(const QString &address)
    {
        return obtained(m_workspace->desk->people.find(address, 1)).value(0).id;
    }
    PersonPanel panelOf(PersonId id) { return obtained(m_workspace->desk->people.panel(id)); }
    PersonPanelView &panel() { return *m_window->findChild<PersonPanelView *>(); }
    QString toast() { return m_window->findChild<Toast *>()->text(); }

    /// The visible, enabled button of \a parent that says \a text.
    static QPushButton *button(QWidget *parent, const QString &text)
    {
        for (QPushButton *each : parent->findChildren<QPushButton *>()) {
            if (each->text() == text && each->isVisible() && each->isEnabled())
                return each;
        }
        return nullptr;
    }
    /// Presses Tab until the button \a text in \a parent has the keyboard; what is in it may be
    /// filled anew meanwhile.
    static bool tabTo(QWidget *window, QWidget *parent, const QString &text)
    {
        return QTest::qWaitFor(
            [&] {
                const QWidget *target = button(parent, text);
                if (target && QApplication::focusWidget() == target)
                    return true;
                QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window,
                                Qt::Key_Tab);
                return false;
            },
            30000);
    }
    bool isShown(const QString &text)
    {
        const auto labels = panel().findChildren<QLabel *>();
        return std::ranges::any_of(labels,
                                   [&](const QLabel *label) { return label->text() == text; });
    }
    void show(PersonId id, const QString &address)
    {
        Q_EMIT panel().personActivated(id);
        AWAIT(panel().person() == id && isShown(address));
    }
    void showXylem()
    {
        show(personWith(u"xylem@chat.example"_s), u"xylem@chat.example"_s);
        AWAIT(panel().findChild<QWidget *>(u"suggestion"_s));
    }
    /// After a dialog the window has the keyboard again.
    void activate()
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30000));
        if (!QApplication::focusWidget())
            panel().setFocus();
        AWAIT(QApplication::focusWidget());
    }
    void undo()
    {
        activate();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier);
    }
    void press(const QString &text)
    {
        activate();
        AWAIT(button(&panel(), text));
        button(&panel(), text)->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    }

private Q_SLOTS:
    void initTestCase()
    {
        installAppearance(*qApp);
        installTranslations(*qApp);
    }

    void init()
    {
        m_workspace = std::make_unique<Workspace>();
        m_workspace->addSample();
        m_window = std::make_unique<MainWindow>(*m_workspace->desk, *m_workspace->setup);
        m_window->resize(1280, 800);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30000));
        ListPane &pane = *m_window->findChild<ListPane *>();
        AWAIT(pane.model().rowCount() > 5);
        pane.list().setFocus();
        pane.list().setCurrentIndex(pane.model().index(0));
        // Its person comes a moment later, and would take the place of whom a test shows.
        QTRY_VERIFY_WITH_TIMEOUT(panel().person().isValid(), 20000);
    }
    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    void theAnswersStandTogetherInEveryWidth_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("usual") << 1280;
        QTest::newRow("narrow") << 900;
        QTest::newRow("wide") << 1900;
    }

    void theAnswersStandTogetherInEveryWidth()
    {
        QFETCH(const int, width);
        m_window->resize(width, 800);
        showXylem();
        // The panel is filled anew while the window settles.
        const auto stand = [&] {
            const QPushButton *same = button(&panel(), u"Same person…"_s);
            const QPushButton *other = button(&panel(), u"Not the same"_s);
            const QPushButton *later = button(&panel(), u"Later"_s);
            return same && other && later && later->y() == other->y() && same->y() < other->y() &&
                   later->height() == other->height() &&
                   std::ranges::all_of(
                       std::array{same, other, later},
                       [&](const auto *each) {
                           return each->width() >= each->minimumSizeHint().width() &&
                                  panel().rect().contains(
                                      QRect(each->mapTo(&panel(), QPoint()), each->size()));
                       });
        };
        QTRY_VERIFY_WITH_TIMEOUT(stand(), 20000);
    }

    void aSuggestionIsReviewedJoinedAndUndone()
    {
        const PersonId jid = personWith(u"xylem@chat.example"_s);
        const PersonId nick = personWith(u"xylem"_s);
        QVERIFY(jid != nick);
        showXylem();
        auto *row = panel().findChild<QWidget *>(u"suggestion"_s);
        const QString words = row->findChild<QLabel *>()->text();
        QVERIFY2(words.contains(u"both are called “xylem” on their channels"_s), qPrintable(words));
        panel().setFocus();
        QVERIFY(tabTo(m_window.get(), &panel(), u"Same person…"_s));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        auto *dialog = openedDialog<JoinDialog>(*m_window);
        QVERIFY(dialog);
        AWAIT(button(dialog, u"Join"_s));
        // Who is kept: the other one, with an arrow key.
        QRadioButton *kept = nullptr;
        AWAIT((kept = qobject_cast<QRadioButton *>(QApplication::focusWidget())));
        QVERIFY(kept->isChecked());
        QTest::keyClick(kept, Qt::Key_Right);
        QVERIFY(!kept->isChecked());
        QVERIFY(tabTo(dialog, dialog, u"Join"_s));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        AWAIT_EQUAL(panelOf(jid).id, nick);
        QCOMPARE(panelOf(nick).pronouns, u"they/them"_s);
        AWAIT_EQUAL(panel().person(), nick);
        QTRY_VERIFY2(toast().contains(u"one person now"_s), qPrintable(toast()));
        AWAIT(!panel().findChild<QWidget *>(u"suggestion"_s));
        undo();
        AWAIT_EQUAL(panelOf(jid).id, jid);
        AWAIT(panel().findChild<QWidget *>(u"suggestion"_s));
    }

    void aChoiceOfFieldsIsKept()
    {
        const PersonId juniper = personWith(u"juniper@meadow.example"_s);
        const PersonId mail = personWith(u"juniper@meadow-zine.example"_s);
        auto *dialog = new JoinDialog(*m_workspace->desk, mail, juniper, m_window.get());
        dialog->open();
        AWAIT(button(dialog, u"Join"_s));
        // The mail's one lacks pronouns, and takes over those of the other by itself.
        QStringList chosen;
        QRadioButton *otherName = nullptr;
        for (QRadioButton *each : dialog->findChildren<QRadioButton *>()) {
            if (each->isChecked())
                chosen.append(each->accessibleName());
            if (each->accessibleName() == u"Name: Juniper Vale 🌻")
                otherName = each;
        }
        QVERIFY2(chosen.contains(u"Pronouns: they/them"_s), qPrintable(chosen.join(u'|')));
        QVERIFY2(chosen.contains(u"Name: Juniper Vale"_s), qPrintable(chosen.join(u'|')));
        QVERIFY(otherName);
        otherName->setFocus();
        QTest::keyClick(otherName, Qt::Key_Space);
        QTest::keyClick(dialog, Qt::Key_Return);
        AWAIT_EQUAL(panelOf(juniper).id, mail);
        QCOMPARE(panelOf(mail).name, u"Juniper Vale 🌻"_s);
        QCOMPARE(panelOf(mail).pronouns, u"they/them"_s);
    }

    void notTheSameAndLaterAreSaidByActions_data()
    {
        QTest::addColumn<QString>("action");
        QTest::newRow("not the same") << u"Not the same person"_s;
        QTest::newRow("later") << u"Ask later whether it is the same person"_s;
    }
    void notTheSameAndLaterAreSaidByActions()
    {
        QFETCH(QString, action);
        showXylem();
        QAction *found = nullptr;
        for (QAction *each : m_window->findChildren<QAction *>()) {
            if (each->text().remove(u'&') == action)
                found = each;
        }
        QVERIFY(found);
        found->trigger();
        AWAIT(!panel().findChild<QWidget *>(u"suggestion"_s));
        QVERIFY(panelOf(panel().person()).suggestions.isEmpty());
        QTRY_VERIFY2(toast().contains(u"suggested"_s), qPrintable(toast()));
        undo();
        AWAIT(panel().findChild<QWidget *>(u"suggestion"_s));
    }

    void byHandSomebodyIsFoundAndSplitAgain()
    {
        const PersonId maren = personWith(u"maren@jabber.example"_s);
        const PersonId bram = personWith(u"bram@stadsbib.example"_s);
        const PersonPanel before = panelOf(bram);
        show(maren, u"maren@jabber.example"_s);
        AWAIT(button(&panel(), u"Same person as…"_s));
        QVERIFY(!button(&panel(), u"Split…"_s));
        press(u"Same person as…"_s);
        auto *dialog = openedDialog<JoinDialog>(*m_window);
        QVERIFY(dialog);
        auto *picker = dialog->findChild<PersonPicker *>();
        AWAIT_EQUAL(QApplication::focusWidget(), picker);
        QTest::keyClicks(picker, u"bram@stadsbib"_s);
        AWAIT(dialog->findChild<QListView *>() && dialog->findChild<QListView *>()->isVisible());
        QTest::keyClick(picker, Qt::Key_Return);
        AWAIT(button(dialog, u"Join"_s));
        QTest::keyClick(dialog, Qt::Key_Return);
        AWAIT_EQUAL(panelOf(bram).id, maren);
        press(u"Split…"_s);
        auto *split = openedDialog<SplitDialog>(*m_window);
        QVERIFY(split);
        AWAIT(button(split, u"Split"_s));
        QString said;
        for (const QLabel *label : split->findChildren<QLabel *>())
            said += label->text() + u'\n';
        QVERIFY2(said.contains(u"bram@stadsbib.example"_s), qPrintable(said));
        QTest::keyClick(split, Qt::Key_Return);
        AWAIT_EQUAL(panelOf(bram).id, bram);
        QVERIFY(panelOf(bram) == before);
    }
};

QTEST_MAIN(PersonJoinTest)
#include "personjointest.moc"
