// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionview.h"
#include "tests/ui/mailworkspace.h"
#include "ui/person/factdialog.h"
#include "ui/person/lettersheet.h"
#include "ui/person/personpanelview.h"
#include "ui/session/agendalist.h"
#include "ui/session/notebookeditor.h"
#include "ui/session/participantrow.h"
#include "ui/session/sessionlistview.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QWheelEvent>

using namespace casement;
using namespace Qt::StringLiterals;

class SessionViewTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_workspace = std::make_unique<MailWorkspace>();
        m_conversation = m_workspace->receive(
            {{.subject = u"Lending shelf"_s, .text = u"We could lend books"_s, .html = {}}});
        const auto session =
            waited(m_workspace->desk->sessions.create(m_workspace->messages(m_conversation)));
        QVERIFY(session.has_value());
        m_session = *session;
        m_view = std::make_unique<SessionView>(*m_workspace->desk);
        m_view->resize(900, 800);
        m_view->show();
        m_view->showSession(m_session.id);
        QTRY_VERIFY(m_view->session() == m_session.id);
    }
    void cleanup()
    {
        m_view.reset();
        m_workspace.reset();
    }

    void theNotebookIsKeptWhileOneTypes()
    {
        QTest::keyClicks(&m_view->notebook(), u"a shelf by the door"_s);
        QTest::keyClick(&m_view->notebook(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(m_view->notebook().toPlainText(), u"idea: a shelf by the door"_s);
        QTRY_COMPARE(stored().notebook, u"idea: a shelf by the door"_s);
    }

    void keysTypeALine_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<int>("key");
        QTest::addColumn<QString>("after");
        QTest::newRow("idea") << u"x"_s << int(Qt::Key_1) << u"idea: x"_s;
        QTest::newRow("decision, in a list") << u"- x"_s << int(Qt::Key_2) << u"- decision: x"_s;
        QTest::newRow("another kind keeps the author")
            << u"idea @Ann: x"_s << int(Qt::Key_3) << u"question @Ann: x"_s;
        QTest::newRow("the same takes it away") << u"quote: x"_s << int(Qt::Key_4) << u"x"_s;
        QTest::newRow("sketch") << u""_s << int(Qt::Key_5) << u"sketch: "_s;
    }
    void keysTypeALine()
    {
        QFETCH(QString, before);
        QFETCH(int, key);
        NotebookEditor &notebook = m_view->notebook();
        notebook.setPlainText(before);
        QTest::keyClick(&notebook, static_cast<Qt::Key>(key), Qt::ControlModifier);
        QTEST(notebook.toPlainText(), "after");
    }

    void aRefusedStepSaysWhy()
    {
        auto *refusal = m_view->findChild<QLabel *>(u"refusal"_s);
        step(u"Held"_s);
        QTRY_VERIFY(refusal->isVisible());
        QVERIFY2(refusal->text().contains(u"Invited"_s), qPrintable(refusal->text()));
        QVERIFY(stored().state == SessionState::Idea);
        step(u"Invited"_s);
        QVERIFY2(refusal->text().contains(u"Nobody has been invited"_s),
                 qPrintable(refusal->text()));
        QVERIFY(stored().state == SessionState::Idea);
        QVERIFY(
            waited(sessions().invitedOtherwise(m_session.id, ann(), u"at the door"_s)).has_value());
        QTRY_VERIFY(m_view->findChild<QLabel *>(u"next"_s)->text().contains(u"Ready"_s));
        step(u"Invited"_s);
        QTRY_VERIFY(stored().state == SessionState::Invited);
        QVERIFY(!refusal->isVisible());
    }

    void fromThePlanToTheEndByTheKeyboard()
    {
        m_workspace->desk->outbox.start();
        // The plan.
        type(u"When it starts"_s, u"in 3 days"_s);
        type(u"Place"_s, u"the kitchen"_s);
        QTRY_COMPARE(stored().place, u"the kitchen"_s);
        QTRY_VERIFY(stored().startsAt.has_value());
        auto *agenda = m_view->findChild<AgendaList *>();
        for (const QString &point : {u"Where"_s, u"Who"_s}) {
            type(u"A point of the agenda"_s, point);
            QTest::keyClick(agenda->title(), Qt::Key_Return);
        }
        QTRY_COMPARE(agenda->list()->count(), 2);
        agenda->list()->setFocus();
        agenda->list()->setCurrentRow(1);
        QTest::keyClick(agenda->list(), Qt::Key_Up, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(stored().items.first().title, u"Who"_s);
        QTRY_VERIFY(agenda->list()->currentItem());
        QTest::keyClick(agenda->list(), Qt::Key_Space);
        QTRY_VERIFY(std::ranges::any_of(stored().items, [](const SessionItem &item) {
            return item.state == AgendaState::Done;
        }));

        // The invitation.
        QVERIFY(press(u"Invite Ann Archer"_s));
        QTRY_VERIFY(row()->sheet()->isOpen());
        QVERIFY(row()->sheet()->editor()->toPlainText().contains(u"Lending shelf"_s));
        QTest::keyClick(row()->sheet()->editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->delivered->size(), 1, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(stored().participants.first().isInvited(), 30'000);
        QTRY_VERIFY((step(u"Invited"_s), stored().state == SessionState::Invited));

        // The answer, and who came.
        choose(u"What Ann Archer answered"_s, 1);
        QTRY_VERIFY(stored().participants.first().answer == SessionAnswer::Yes);
        choose(u"Whether Ann Archer came"_s, 1);
        QTRY_VERIFY(stored().participants.first().attendance == Attendance::Came);
        QTRY_VERIFY((step(u"Held"_s), stored().state == SessionState::Held));

        // What was said, and what came of it.
        m_view->notebook().setFocus();
        QTest::keyClicks(&m_view->notebook(), u"idea @Ann: on wheels"_s);
        QTRY_COMPARE(stored().lines.size(), 1);
        QCOMPARE(stored().lines.first().authorPerson, ann());
        QTRY_VERIFY(press(u"Something was made of: on wheels"_s));
        type(u"Something that was made"_s, u"The shelf"_s);
        QTest::keyClick(field(u"Something that was made"_s), Qt::Key_Return);
        QTRY_COMPARE(stored().outcomes.size(), 1);
        QCOMPARE(stored().outcomes.first().line, stored().lines.first().id);
        QTRY_VERIFY((step(u"Written up"_s), stored().state == SessionState::WrittenUp));

        // Not before she has heard.
        auto *refusal = m_view->findChild<QLabel *>(u"refusal"_s);
        QTRY_VERIFY((step(u"Reported back"_s), refusal->text().contains(u"Ann Archer"_s)));
        step(u"Closed"_s);
        QVERIFY(stored().state == SessionState::WrittenUp);
        type(u"What we thank Ann Archer for"_s, u"The wheels were yours."_s);
        QTest::keyClick(field(u"What we thank Ann Archer for"_s), Qt::Key_Return);
        QTRY_COMPARE(stored().participants.first().thanks, u"The wheels were yours."_s);
        QVERIFY(press(u"Tell Ann Archer what came of it"_s));
        QTRY_VERIFY(row()->sheet()->isOpen());
        const QString text = row()->sheet()->editor()->toPlainText();
        QVERIFY2(text.contains(u"> on wheels"_s) && text.contains(u"The wheels were yours."_s),
                 qPrintable(text));
        QTest::keyClick(row()->sheet()->editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->delivered->size(), 2, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(stored().settled() == 1, 30'000);
        QTRY_VERIFY((step(u"Reported back"_s), stored().state == SessionState::ReportedBack));
        QTRY_VERIFY((step(u"Closed"_s), stored().state == SessionState::Closed));
        QTRY_VERIFY(m_view->findChild<QLabel *>(u"next"_s)->text().startsWith(u"Closed"_s));
    }

    void whoIsNotToldIsSkippedForAReason()
    {
        QVERIFY(waited(sessions().invitedOtherwise(m_session.id, ann(), {})).has_value());
        QVERIFY(waited(sessions().setState(m_session.id, SessionState::Invited)).has_value());
        QVERIFY(
            waited(sessions().setAttendance(m_session.id, ann(), Attendance::Absent)).has_value());
        QVERIFY(waited(sessions().setState(m_session.id, SessionState::Held)).has_value());
        QSignalSpy undoable(m_view.get(), &SessionView::undoable);
        QTRY_VERIFY(press(u"Do not tell Ann Archer what came of it"_s));
        QTest::keyClick(field(u"Why Ann Archer is not told"_s), Qt::Key_Return);
        QTRY_VERIFY(!row()->findChildren<QLabel *>().isEmpty());
        QVERIFY(stored().participants.first().report.telling == VoiceTelling::Untold);
        type(u"Why Ann Archer is not told"_s, u"moved away"_s);
        QTest::keyClick(field(u"Why Ann Archer is not told"_s), Qt::Key_Return);
        QTRY_COMPARE(stored().participants.first().report.reason, u"moved away"_s);
        QTRY_COMPARE(undoable.size(), 1);
    }

    void theWheelChoosesNothing()
    {
        QVERIFY(waited(sessions().invitedOtherwise(m_session.id, ann(), {})).has_value());
        QComboBox *box = nullptr;
        for (QComboBox *each : m_view->findChildren<QComboBox *>()) {
            if (each->accessibleName() == u"What Ann Archer answered")
                box = each;
        }
        QVERIFY(box);
        QWheelEvent wheel(QPointF(5, 5), box->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, -120),
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(box, &wheel);
        QCOMPARE(box->currentIndex(), 0);
        QVERIFY(stored().participants.first().answer == SessionAnswer::None);
    }

    void severalSessionsAreOneCollaboration()
    {
        QComboBox *box = nullptr;
        for (QComboBox *each : m_view->findChildren<QComboBox *>()) {
            if (each->accessibleName() == u"Collaboration")
                box = each;
        }
        QVERIFY(box);
        box->lineEdit()->setFocus();
        box->lineEdit()->selectAll();
        QTest::keyClicks(box->lineEdit(), u"The square"_s);
        QTest::keyClick(box->lineEdit(), Qt::Key_Return);
        QTRY_COMPARE(stored().collaborationTitle, u"The square"_s);
        QSignalSpy next(m_view.get(), &SessionView::sessionActivated);
        for (QToolButton *button : m_view->findChildren<QToolButton *>()) {
            if (button->text() == u"Next of the series")
                QTest::keyClick(button, Qt::Key_Space);
        }
        QTRY_COMPARE(next.size(), 1);
        SessionListView list(*m_workspace->desk);
        list.resize(320, 500);
        list.show();
        auto *view = list.findChild<QListView *>();
        QTRY_COMPARE(view->model()->rowCount(), 3); // the collaboration, and its two sessions
        QCOMPARE(view->model()->index(0, 0).data().toString(), u"The square"_s);
    }

    void theRecordIsAFile_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("pdf") << u"record.pdf"_s << QByteArray("%PDF-");
        QTest::newRow("html") << u"record.html"_s << QByteArray("<!DOCTYPE html>");
        QTest::newRow("markdown") << u"record.md"_s << QByteArray("# Lending shelf");
    }
    void theRecordIsAFile()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, begins);
        const QString path = m_workspace->folder.filePath(name);
        QSignalSpy told(m_view.get(), &SessionView::statusMessage);
        m_view->writeRecordTo(path);
        QTRY_COMPARE(told.size(), 1);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(bytes.startsWith(begins), bytes.first(40).constData());
        QVERIFY(bytes.contains("Only people who agreed") || name.endsWith(u".pdf"));
    }

    void factsAreWrittenAndTakenBackOnThePanel()
    {
        PersonPanelView panel(*m_workspace->desk);
        panel.resize(320, 800);
        panel.show();
        panel.showPerson(stored().participants.first().person);
        panel.writeFact(); // before it is known who that is, too
        FactDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = panel.findChild<FactDialog *>()));
        auto *field = dialog->findChild<QPlainTextEdit *>();
        QTest::keyClicks(field, u"bakes on Fridays"_s);
        QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
        const PersonId ann = panel.person();
        QTRY_COMPARE(waited(m_workspace->desk->people.panel(ann))->facts.size(), 1);
        QCOMPARE(waited(m_workspace->desk->people.panel(ann))->facts.first().text,
                 u"bakes on Fridays"_s);
        const auto remove = [&]() -> QToolButton * {
            for (QToolButton *button : panel.findChildren<QToolButton *>()) {
                if (button->accessibleName() == u"Remove: bakes on Fridays")
                    return button;
            }
            return nullptr;
        };
        QTRY_VERIFY(remove());
        QTest::keyClick(remove(), Qt::Key_Space);
        QTRY_VERIFY(waited(m_workspace->desk->people.panel(ann))->facts.isEmpty());
    }

private:
    Sessions &sessions() { return m_workspace->desk->sessions; }
    PersonId ann() { return m_session.participants.first().person; }
    ParticipantRow *row() { return m_view->people().value(0); }
    Session stored() { return *waited(m_workspace->desk->sessions.get(m_session.id)); }
    void step(const QString &name)
    {
        for (QToolButton *button : m_view->findChildren<QToolButton *>()) {
            if (button->text() == name)
                QTest::keyClick(button, Qt::Key_Space);
        }
    }
    /// Presses the button that is called so; false when there is none to be seen.
    bool press(const QString &name)
    {
        for (QAbstractButton *button : m_view->findChildren<QAbstractButton *>()) {
            if (button->accessibleName() == name && button->isVisible()) {
                button->setFocus();
                QTest::keyClick(button, Qt::Key_Space);
                return true;
            }
        }
        return false;
    }
    QLineEdit *field(const QString &name)
    {
        for (QLineEdit *each : m_view->findChildren<QLineEdit *>()) {
            if (each->accessibleName() == name && each->isVisible())
                return each;
        }
        return nullptr;
    }
    void type(const QString &name, const QString &text)
    {
        QLineEdit *edit = field(name);
        QVERIFY2(edit, qPrintable(name));
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    void choose(const QString &name, int index)
    {
        for (QComboBox *box : m_view->findChildren<QComboBox *>()) {
            if (box->accessibleName() != name)
                continue;
            box->setFocus();
            while (box->currentIndex() < index)
                QTest::keyClick(box, Qt::Key_Down);
        }
    }

    std::unique_ptr<MailWorkspace> m_workspace;
    std::unique_ptr<SessionView> m_view;
    ConversationId m_conversation;
    Session m_session;
};

QTEST_MAIN(SessionViewTest)
#include "sessionviewtest.moc"
