// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/uifixture.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/listpane.h"
#include "ui/mainwindow.h"
#include "ui/person/consentdialog.h"
#include "ui/person/detailsdialog.h"
#include "ui/person/factdialog.h"
#include "ui/person/personpanelview.h"
#include "ui/person/personpicker.h"
#include "ui/style/appearance.h"
#include "ui/wordlists/wordlistdialog.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace casement;
using namespace Qt::StringLiterals;

#define AWAIT(what) QTRY_VERIFY_WITH_TIMEOUT(what, 30000)
#define AWAIT_EQUAL(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, 30000)

/// What people told us and what they agreed to, by the keyboard alone.
class FactViewTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    PersonId m_maren;

    Desk &desk() { return *m_workspace->desk; }
    PersonPanel panelOf(PersonId id) { return obtained(desk().people.panel(id)); }
    PersonPanelView &panel() { return *m_window->findChild<PersonPanelView *>(); }
    static QString shownText(const QWidget &window, const QString &name)
    {
        const auto *label = window.findChild<QLabel *>(name);
        return label && label->isVisible() ? label->text() : QString();
    }
    static bool isShown(const QWidget &parent, const QString &text)
    {
        const auto labels = parent.findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        });
    }
    template <typename Button>
    static Button *button(const QWidget &parent, const QString &spoken)
    {
        for (Button *each : parent.findChildren<Button *>()) {
            if (each->accessibleName().startsWith(spoken) && each->isVisible())
                return each;
        }
        return nullptr;
    }
    static QPushButton *titled(const QWidget &parent, const QString &text)
    {
        for (QPushButton *each : parent.findChildren<QPushButton *>()) {
            if (each->text().remove(u'&') == text && each->isVisible())
                return each;
        }
        return nullptr;
    }
    static void type(const QString &text)
    {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClicks(QApplication::focusWidget(), text);
    }
    static void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    /// Presses Tab until the field with this name has the keyboard.
    static bool tabTo(const QString &spoken)
    {
        return QTest::qWaitFor(
            [&] {
                QWidget *focused = QApplication::focusWidget();
                if (focused && focused->accessibleName() == spoken)
                    return true;
                if (focused)
                    QTest::keyClick(focused, Qt::Key_Tab);
                return false;
            },
            30000);
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
    void run(const QString &action)
    {
        activate();
        QAction *found = nullptr;
        for (QAction *each : m_window->findChildren<QAction *>()) {
            if (each->text().remove(u'&') == action)
                found = each;
        }
        QVERIFY2(found, qPrintable(action));
        found->trigger();
    }
    void show(PersonId id, const QString &shown)
    {
        Q_EMIT panel().personActivated(id);
        AWAIT(panel().person() == id && isShown(panel(), shown));
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
        m_window = std::make_unique<MainWindow>(desk(), *m_workspace->setup);
        m_window->resize(1280, 800);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30000));
        ListPane &pane = *m_window->findChild<ListPane *>();
        AWAIT(pane.model().rowCount() > 5);
        pane.list().setFocus();
        pane.list().setCurrentIndex(pane.model().index(0));
        AWAIT(panel().person().isValid());
        m_maren = obtained(desk().people.find(u"Maren"_s, 1)).first().id;
        show(m_maren, u"Garten-AG"_s);
    }
    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    void aFactIsWrittenAsTheyWillReadIt()
    {
        const qsizetype before = panelOf(m_maren).facts.size();
        run(u"Write down what they told us…"_s);
        auto *dialog = openedDialog<FactDialog>(*m_window);
        QVERIFY(dialog);
        AWAIT(qobject_cast<QPlainTextEdit *>(QApplication::focusWidget()));
        QVERIFY(isShown(*dialog, u"may read this one day"_s));
        type(u"bakes on Fridays"_s);
        AWAIT(shownText(*dialog, u"letter"_s).contains(u"“bakes on Fridays”"_s));
        // Nothing that is shown moves the words out of the field.
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT_EQUAL(panelOf(m_maren).facts.size(), before + 1);
        AWAIT(isShown(panel(), u"bakes on Fridays"_s));
        const Fact fact = panelOf(m_maren).facts.last();
        QCOMPARE(fact.reviewMonths, usualReviewMonths);
        activate();
        key(Qt::Key_Z, Qt::ControlModifier);
        AWAIT_EQUAL(panelOf(m_maren).facts.size(), before);
    }

    void wordsToLookAtTwiceAreSaidAndSavedAllTheSame()
    {
        run(u"Write down what they told us…"_s);
        auto *dialog = openedDialog<FactDialog>(*m_window);
        QVERIFY(dialog);
        AWAIT(qobject_cast<QPlainTextEdit *>(QApplication::focusWidget()));
        // Maren writes German: the German words are looked for.
        type(u"ist angeblich ausgebrannt"_s);
        AWAIT(shownText(*dialog, u"hints"_s).contains(u"angeblich"_s));
        QVERIFY(shownText(*dialog, u"hints"_s).contains(u"diagnosis"_s));
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT_EQUAL(panelOf(m_maren).facts.last().text, u"ist angeblich ausgebrannt"_s);
    }

    void aDayAndARelationship()
    {
        run(u"Write down what they told us…"_s);
        auto *dialog = openedDialog<FactDialog>(*m_window);
        QVERIFY(dialog);
        AWAIT(QApplication::focusWidget());
        QVERIFY(tabTo(u"Kind"_s));
        key(Qt::Key_Down);
        QVERIFY(tabTo(u"Day"_s));
        key(Qt::Key_A, Qt::ControlModifier);
        type(u"14"_s);
        QVERIFY(tabTo(u"Month"_s));
        type(u"Mar"_s);
        QVERIFY(tabTo(u"What it is to them"_s));
        type(u"the garden began"_s);
        AWAIT(shownText(*dialog, u"letter"_s).contains(u"14 March"_s));
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT_EQUAL(panelOf(m_maren).facts.last().text, u"the garden began"_s);
        QVERIFY(panelOf(m_maren).facts.last().day == (FactDay{3, 14, 0}));
        AWAIT(isShown(panel(), u"14 March"_s));

        run(u"Write down what they told us…"_s);
        dialog = openedDialog<FactDialog>(*m_window);
        QVERIFY(dialog);
        AWAIT(QApplication::focusWidget());
        QVERIFY(tabTo(u"Kind"_s));
        key(Qt::Key_Down);
        key(Qt::Key_Down);
        QVERIFY(tabTo(u"Whom they know"_s));
        type(u"bram@stadsbib"_s);
        const auto isListed = [&] {
            const auto lists = dialog->findChildren<QListView *>();
            return std::ranges::any_of(lists, [](const QListView *list) {
                return list->isVisible() && list->model()->rowCount() > 0;
            });
        };
        AWAIT(isListed());
        key(Qt::Key_Return);
        QVERIFY(tabTo(u"What they are to each other"_s));
        type(u"lent her a room"_s);
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT_EQUAL(panelOf(m_maren).facts.last().text, u"lent her a room"_s);
        QVERIFY(panelOf(m_maren).facts.last().other.isValid());
    }

    void whatIsPastItsDateIsAskedAboutAndAnswered()
    {
        const FactId id = panelOf(m_maren).facts.first().id;
        obtained(m_workspace->store->write([id](WriteContext &context) {
            context.db.run("UPDATE fact SET review_at = 1 WHERE id = ?", id);
            context.changed.everything = true;
        }));
        AWAIT(isShown(panel(), u"Still true?"_s));
        AWAIT(button<QPushButton>(panel(), u"Yes, it is still true"_s));
        button<QPushButton>(panel(), u"Yes, it is still true"_s)->setFocus();
        key(Qt::Key_Space);
        AWAIT(!isShown(panel(), u"Still true?"_s));
        QVERIFY(panelOf(m_maren).facts.first().confirmedAt.has_value());
        activate();
        key(Qt::Key_Z, Qt::ControlModifier);
        AWAIT(isShown(panel(), u"Still true?"_s));
        const qsizetype before = panelOf(m_maren).facts.size();
        AWAIT(button<QPushButton>(panel(), u"No, it is true no longer"_s));
        button<QPushButton>(panel(), u"No, it is true no longer"_s)->setFocus();
        key(Qt::Key_Space);
        AWAIT_EQUAL(panelOf(m_maren).facts.size(), before - 1);
    }

    void aFactIsChanged()
    {
        const Fact before = panelOf(m_maren).facts.first();
        AWAIT(button<QToolButton>(panel(), u"Change: "_s + before.text.left(10)));
        button<QToolButton>(panel(), u"Change: "_s + before.text.left(10))->setFocus();
        key(Qt::Key_Space);
        auto *dialog = openedDialog<FactDialog>(*m_window);
        QVERIFY(dialog);
        AWAIT(qobject_cast<QPlainTextEdit *>(QApplication::focusWidget()));
        type(u", said again"_s);
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT_EQUAL(panelOf(m_maren).facts.first().text, before.text + u", said again"_s);
        QCOMPARE(panelOf(m_maren).facts.first().source, before.source);
        QCOMPARE(panelOf(m_maren).facts.first().quote, before.quote);
    }

    void aConsentIsWrittenDownAndKeptTo()
    {
        run(u"What they agreed to…"_s);
        auto *dialog = openedDialog<ConsentDialog>(*m_window);
        QVERIFY(dialog);
        AWAIT_EQUAL(QApplication::focusWidget()->accessibleName(), u"What for"_s);
        key(Qt::Key_End); // keeping notes
        QVERIFY(tabTo(u"Their answer"_s));
        key(Qt::Key_Down); // no
        // Without a basis nothing is kept.
        key(Qt::Key_Return);
        AWAIT(shownText(*dialog, u"problem"_s).contains(u"how we know"_s));
        QVERIFY(tabTo(u"How we know"_s));
        type(u"said so at the seed swap"_s);
        key(Qt::Key_Return);
        AWAIT_EQUAL(panelOf(m_maren).consents.size(), 1);
        QVERIFY(panelOf(m_maren).consents.first().kind == ConsentKind::KeepNotes);
        QVERIFY(panelOf(m_maren).consents.first().answer == ConsentAnswer::No);
        AWAIT(isShown(panel(), u"said so at the seed swap"_s));

        // A fact is refused now, with the reason, and what they say today can be written down.
        const qsizetype before = panelOf(m_maren).facts.size();
        run(u"Write down what they told us…"_s);
        auto *fact = openedDialog<FactDialog>(*m_window);
        QVERIFY(fact);
        AWAIT(qobject_cast<QPlainTextEdit *>(QApplication::focusWidget()));
        type(u"bakes"_s);
        key(Qt::Key_Return, Qt::ControlModifier);
        const QPointer<ConsentDialog> offer = openedDialog<ConsentDialog>(*fact);
        QVERIFY(offer);
        QVERIFY2(shownText(*offer, u"why"_s).contains(u"do not want notes kept"_s),
                 qPrintable(shownText(*offer, u"why"_s)));
        QCOMPARE(panelOf(m_maren).facts.size(), before);
        AWAIT(QApplication::focusWidget() && offer->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(tabTo(u"How we know"_s));
        type(u"asked again, on the phone"_s);
        key(Qt::Key_Return); // yes, for keeping notes
        AWAIT_EQUAL(panelOf(m_maren).consents.size(), 2);
        AWAIT(!offer);
        AWAIT((fact->activateWindow(), fact->findChild<QPlainTextEdit *>()->setFocus(),
               QApplication::focusWidget()));
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT_EQUAL(panelOf(m_maren).facts.size(), before + 1);
    }

    void howAndWhenIsSetAndShown()
    {
        run(u"How and when to write to them…"_s);
        auto *dialog = openedDialog<DetailsDialog>(*m_window);
        QVERIFY(dialog);
        AWAIT(QApplication::focusWidget());
        QVERIFY(tabTo(u"The channel that they prefer"_s));
        key(Qt::Key_Down);
        QVERIFY(tabTo(u"Time zone"_s));
        key(Qt::Key_A, Qt::ControlModifier);
        type(u"Nowhere/Town"_s);
        key(Qt::Key_Return);
        AWAIT(shownText(*dialog, u"problem"_s).contains(u"no such time zone"_s));
        QVERIFY(tabTo(u"Time zone"_s));
        key(Qt::Key_A, Qt::ControlModifier);
        type(u"Asia/Tokyo"_s);
        dialog->findChild<QCompleter *>()->popup()->hide();
        key(Qt::Key_Return);
        AWAIT_EQUAL(panelOf(m_maren).zone, QByteArray("Asia/Tokyo"));
        AWAIT(panelOf(m_maren).preferred.isValid());
        AWAIT(isShown(panel(), u"what they prefer"_s));
        obtained(desk().people.setQuietHours(m_maren, {18 * 60, 9 * 60}));
        AWAIT(isShown(panel(), u"refers "_s) || isShown(panel(), u"they prefer "_s));
    }

    void theTeamsWordsAreEdited()
    {
        run(u"Words to look at twice…"_s);
        auto *dialog = openedDialog<WordListDialog>(*m_window);
        QVERIFY(dialog);
        auto *list = dialog->findChild<QListWidget *>();
        AWAIT(list->count() > 20);
        QVERIFY(tabTo(u"Word to add"_s));
        type(u"Prawn*"_s);
        key(Qt::Key_Return);
        const auto has = [&](const QString &text) {
            return !list->findItems(text, Qt::MatchContains).isEmpty();
        };
        AWAIT(has(u"prawn* · rumour · added by the team"_s));
        QVERIFY(tabTo(u"Find a word"_s));
        type(u"prawn"_s);
        AWAIT_EQUAL(list->count(), 1);
        QVERIFY(tabTo(u"Words"_s));
        key(Qt::Key_Space);
        AWAIT(titled(*dialog, u"Take out"_s)->isEnabled());
        titled(*dialog, u"Take out"_s)->setFocus();
        key(Qt::Key_Space);
        AWAIT_EQUAL(list->count(), 0);
    }
};

QTEST_MAIN(FactViewTest)
#include "facttest.moc"
