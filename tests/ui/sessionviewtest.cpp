// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionview.h"
#include "tests/ui/mailworkspace.h"
#include "ui/person/factdialog.h"
#include "ui/person/personpanelview.h"
#include "ui/session/notebookeditor.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

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
        QVERIFY(refusal->isVisible());
        QVERIFY2(refusal->text().contains(u"invited"_s), qPrintable(refusal->text()));
        QVERIFY(stored().state == SessionState::Idea);
        step(u"Invited"_s);
        QTRY_VERIFY(stored().state == SessionState::Invited);
        QVERIFY(!refusal->isVisible());
    }

    void whoCameIsToldBeforeItIsClosed()
    {
        for (int i = 1; i <= static_cast<int>(SessionState::ReportedBack); ++i)
            QVERIFY(waited(m_workspace->desk->sessions.setState(m_session.id,
                                                                static_cast<SessionState>(i)))
                        .has_value());
        Participant ann = stored().participants.first();
        ann.status = ParticipantStatus::Came;
        QVERIFY(waited(m_workspace->desk->sessions.setParticipant(m_session.id, ann)).has_value());
        auto *refusal = m_view->findChild<QLabel *>(u"refusal"_s);
        QTRY_VERIFY((step(u"Closed"_s), refusal->text().contains(u"Ann Archer"_s)));
        QVERIFY(stored().state == SessionState::ReportedBack);
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
    Session stored() { return *waited(m_workspace->desk->sessions.get(m_session.id)); }
    void step(const QString &name)
    {
        for (QToolButton *button : m_view->findChildren<QToolButton *>()) {
            if (button->text() == name)
                QTest::mouseClick(button, Qt::LeftButton);
        }
    }

    std::unique_ptr<MailWorkspace> m_workspace;
    std::unique_ptr<SessionView> m_view;
    ConversationId m_conversation;
    Session m_session;
};

QTEST_MAIN(SessionViewTest)
#include "sessionviewtest.moc"
