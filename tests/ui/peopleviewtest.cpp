// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/uifixture.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/persontimelineview.h"
#include "ui/conversation/timeline.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/listpane.h"
#include "ui/mainwindow.h"
#include "ui/person/personpanelview.h"
#include "ui/style/appearance.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

#define AWAIT(what) QTRY_VERIFY_WITH_TIMEOUT(what, 30000)

/// The people, and everything that was said with each, by the keyboard alone.
class PeopleViewTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;

    ListPane &pane() { return *m_window->findChild<ListPane *>(); }
    PersonTimelineView &view() { return *m_window->findChild<PersonTimelineView *>(); }
    PersonPanelView &panel() { return *m_window->findChild<PersonPanelView *>(); }
    ConversationView &conversation() { return *m_window->findChild<ConversationView *>(); }
    static void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    void goToPeople()
    {
        key(Qt::Key_G);
        key(Qt::Key_P);
        AWAIT(pane().target().kind == ViewTarget::Kind::People);
        AWAIT(qobject_cast<QAbstractItemView *>(pane().currentList()) &&
              qobject_cast<QAbstractItemView *>(pane().currentList())->model()->rowCount() > 20);
        pane().currentList()->setFocus();
    }

private Q_SLOTS:
    void initTestCase()
    {
        installAppearance(*qApp);
        installTranslations(*qApp);
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
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
        AWAIT(pane().model().rowCount() > 5);
        pane().list().setFocus();
        pane().list().setCurrentIndex(pane().model().index(0));
        AWAIT(panel().person().isValid());
        const QString name = obtained(m_workspace->desk->people.panel(panel().person())).name;
        AWAIT(std::ranges::any_of(panel().findChildren<QLabel *>(),
                                  [&](const QLabel *label) { return label->text() == name; }));
    }
    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    void whoIsChosenIsShownWithEverythingThatWasSaid()
    {
        goToPeople();
        key(Qt::Key_J);
        key(Qt::Key_J);
        AWAIT(view().isVisible() && view().timeline().count() > 1);
        AWAIT(panel().person() == view().person());
        const PersonId first = view().person();
        QVERIFY(view().timeline().itemAt(0).kind == TimelineItem::Kind::Heading);
        key(Qt::Key_J);
        AWAIT(view().person() != first && view().timeline().count() > 1);
        // The whole of it is what the store has, in the same order.
        const TimelinePage page = obtained(m_workspace->desk->conversations.personTimeline(
            view().person(), std::nullopt, int(view().timeline().count())));
        AWAIT(view().timeline().itemAt(view().timeline().count() - 1) == page.items.last());
    }

    void aHeadingAndAMessageOpenTheirConversation()
    {
        goToPeople();
        key(Qt::Key_J);
        AWAIT(view().isVisible() && view().timeline().count() > 1);
        key(Qt::Key_O);
        AWAIT(view().timeline().hasFocus() || view().isAncestorOf(QApplication::focusWidget()));
        const TimelineItem last = view().timeline().itemAt(view().timeline().count() - 1);
        key(Qt::Key_Return);
        AWAIT(conversation().isVisible());
        const ConversationId of =
            obtained(m_workspace->desk->conversations.conversationOf(last.message));
        AWAIT(conversation().shown() == of);
        QVERIFY(conversation().isAncestorOf(QApplication::focusWidget()));

        // And back: T shows it again, the way up leads to the heading.
        AWAIT(panel().person().isValid());
        key(Qt::Key_T);
        AWAIT(view().isVisible() && view().timeline().count() > 1);
        for (qsizetype i = 0; i < view().timeline().count(); ++i) {
            const auto current = view().timeline().currentItem();
            if (current && current->kind == TimelineItem::Kind::Heading)
                break;
            key(Qt::Key_Up, Qt::ControlModifier);
        }
        const auto heading = view().timeline().currentItem();
        QVERIFY(heading && heading->kind == TimelineItem::Kind::Heading);
        key(Qt::Key_Return);
        AWAIT(conversation().isVisible() && conversation().shown() == heading->passage);
    }

    void newWordsComeInWhileItIsShown()
    {
        const PersonSummary bogdan =
            obtained(m_workspace->desk->people.find(u"bogdan@"_s, 1)).value(0);
        QVERIFY(bogdan.id.isValid());
        goToPeople();
        for (int i = 0; i < 60 && view().person() != bogdan.id; ++i) {
            const PersonId before = view().person();
            key(Qt::Key_J);
            AWAIT(view().person() != before);
        }
        // What was shown before stays until it is read.
        const TimelineItem last = obtained(m_workspace->desk->conversations.personTimeline(
                                               bogdan.id, std::nullopt, 60))
                                      .items.last();
        AWAIT(view().isVisible() && view().timeline().count() > 1 &&
              view().timeline().itemAt(view().timeline().count() - 1) == last);
        const ConversationId of =
            obtained(m_workspace->desk->conversations.conversationOf(last.message));
        obtained(m_workspace->desk->triage.addNote(of, u"a note of today"_s));
        AWAIT(view().timeline().itemAt(view().timeline().count() - 1).text == u"a note of today");
    }

    void aPersonIsSavedAsAContactCard()
    {
        const QString path = m_workspace->folder.filePath(u"someone.vcf"_s);
        QAction *save = nullptr;
        for (QAction *each : m_window->findChildren<QAction *>()) {
            if (each->text().contains(u"contact card"))
                save = each;
        }
        QVERIFY(save);
        save->trigger();
        auto *dialog = openedDialog<QFileDialog>(*m_window);
        QVERIFY(dialog);
        auto *name = dialog->findChild<QLineEdit *>();
        QVERIFY(name && name->text().endsWith(u".vcf"));
        dialog->setDirectory(m_workspace->folder.path());
        name->setFocus();
        name->selectAll();
        QTest::keyClicks(name, u"someone.vcf"_s);
        QMetaObject::invokeMethod(dialog, "accept"); // Enter may belong to a list of completions
        AWAIT(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray card = file.readAll();
        QVERIFY(card.contains("BEGIN:VCARD"));
        const PersonPanel shown = obtained(m_workspace->desk->people.panel(panel().person()));
        QVERIFY2(card.contains(shown.name.toUtf8()), card.constData());
        QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void whatIsHeldAboutThemIsWrittenToAFolder()
    {
        const QString folder = m_workspace->folder.filePath(u"letter"_s);
        QAction *letter = nullptr;
        for (QAction *each : m_window->findChildren<QAction *>()) {
            if (each->text().contains(u"What we hold"))
                letter = each;
        }
        QVERIFY(letter);
        letter->trigger();
        auto *dialog = openedDialog<QFileDialog>(*m_window);
        QVERIFY(dialog);
        auto *name = dialog->findChild<QLineEdit *>();
        QVERIFY(name);
        dialog->setDirectory(m_workspace->folder.path());
        name->setFocus();
        name->selectAll();
        QTest::keyClicks(name, u"letter"_s);
        QMetaObject::invokeMethod(dialog, "accept");
        AWAIT(QFile::exists(folder + u"/letter.html"_s) &&
              QFile::exists(folder + u"/letter.json"_s));
    }
};

QTEST_MAIN(PeopleViewTest)
#include "peopleviewtest.moc"
