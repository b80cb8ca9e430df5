// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/pipeline.h"
#include "tests/ui/uifixture.h"
#include "ui/conversation/conversationheader.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/passagedialog.h"
#include "ui/conversation/timeline.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/listpane.h"
#include "ui/mainwindow.h"
#include "ui/person/rowbutton.h"
#include "ui/style/appearance.h"
#include "ui/style/toast.h"

#include <QAction>
#include <QApplication>
#include <QCryptographicHash>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace casement;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Part of what is said in a room becomes a conversation of its own, by the keyboard alone.
class PassageViewTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    ConversationId m_room;

    ConversationView &view() { return *m_window->findChild<ConversationView *>(); }
    QString toast() { return m_window->findChild<Toast *>()->text(); }

    /// ann asks in a room in which others talk.
    void fillRoom()
    {
        Account account;
        account.uid = Uid::derive({"irc", "irc.example", "team"});
        account.channel = u"irc"_s;
        account.name = u"Example"_s;
        account.address = u"team@irc.example"_s;
        account.settings = {{u"host"_s, u"irc.example"_s}};
        account = obtained(m_workspace->desk->accounts.save(account));
        QList<PreparedMessage> messages;
        const Timestamp start = systemNow() - 2h;
        const auto say = [&](const QString &nick, const QString &text) {
            IncomingMessage message;
            const QByteArray id = QByteArray::number(messages.size() + 1);
            message.remoteKey = id;
            message.rawFormat = RawFormat::Text;
            message.visibility = Visibility::Public;
            message.author = {u"irc"_s, nick + u"@irc.example"_s, nick};
            message.recipients = {
                {RecipientRole::To, {u"irc"_s, u"#casement@irc.example"_s, u"#casement"_s}}};
            message.receivedAt = start + std::chrono::minutes(5 * messages.size());
            message.sentAt = message.receivedAt;
            message.subject = u"#casement"_s;
            message.text = text;
            message.conversationKey = u"channel:#casement"_s;
            message.isContext = !text.contains(u"team");
            message.messageId = id + "@irc.example";
            message.contentHash =
                QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).first(16);
            messages.append(prepareMessage(message, systemNow()));
        };
        say(u"bob"_s, u"morning team"_s);
        say(u"ann"_s, u"team: the build is broken"_s);
        say(u"carl"_s, u"lovely weather"_s);
        say(u"ann"_s, u"team: it says so in the log"_s);
        say(u"bob"_s, u"who comes to lunch?"_s);
        obtained(m_workspace->store->write(
            [=](WriteContext &context) { return ingest(context, account, messages, {}).added; }));
    }
    void activate()
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30000));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    /// The texts that the timeline shows; a passage's line in brackets.
    QStringList shown()
    {
        QStringList texts;
        for (qsizetype i = 0; i < view().timeline().count(); ++i) {
            const TimelineItem item = view().timeline().itemAt(i);
            texts.append(item.kind == TimelineItem::Kind::Passage ? u'[' + item.text + u']'
                                                                  : item.text);
        }
        return texts;
    }
    QToolButton *headerButton(const QString &text)
    {
        for (QToolButton *each :
             view().findChild<ConversationHeader *>()->findChildren<QToolButton *>()) {
            if (each->isVisible() && each->text().contains(text))
                return each;
        }
        return nullptr;
    }
    /// Presses Shift+Tab until \a target has the keyboard: what stands above comes soon that way.
    bool tabTo(const QWidget *target)
    {
        for (int i = 0; i < 60; ++i) {
            if (QApplication::focusWidget() == target)
                return true;
            key(Qt::Key_Backtab, Qt::ShiftModifier);
        }
        return false;
    }
    /// The line that stands for what was split off.
    RowButton *line()
    {
        for (RowButton *each : view().timeline().findChildren<RowButton *>()) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    PassageDialog *sheet() { return openedDialog<PassageDialog>(*m_window); }
    /// Selects ann's two messages: up from the last one.
    void selectAnn()
    {
        view().timeline().setFocus();
        key(Qt::Key_Up, Qt::ControlModifier);
        key(Qt::Key_X);
        key(Qt::Key_Up, Qt::ControlModifier);
        key(Qt::Key_Up, Qt::ControlModifier);
        key(Qt::Key_X);
        QTRY_COMPARE(view().timeline().selectedMessages().size(), 2);
    }
    void splitAnn(const QString &subject = {})
    {
        selectAnn();
        key(Qt::Key_X, Qt::ShiftModifier);
        PassageDialog *dialog = sheet();
        QVERIFY(dialog);
        auto *field = dialog->findChild<QLineEdit *>();
        QCOMPARE(field->text(), u"team: the build is broken"_s);
        QTRY_VERIFY(field->hasFocus());
        if (!subject.isEmpty())
            QTest::keyClicks(field, subject); // the proposed one is selected
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(view().shown().isValid() && view().shown() != m_room);
        activate();
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
        fillRoom();
        m_window = std::make_unique<MainWindow>(*m_workspace->desk, *m_workspace->setup);
        m_window->resize(1280, 800);
        m_window->show();
        activate();
        ListPane &pane = *m_window->findChild<ListPane *>();
        QTRY_COMPARE(pane.model().rowCount(), 1);
        m_room = pane.model().idAt(0);
        pane.list().setFocus();
        pane.list().setCurrentIndex(pane.model().index(0));
        QTRY_COMPARE(view().shown(), m_room);
        QTRY_COMPARE(view().timeline().count(), 5);
    }
    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    void selectedMessagesBecomeAConversation()
    {
        splitAnn(u"Broken build"_s);
        const ConversationId passage = view().shown();
        QTRY_COMPARE(shown(), (QStringList{u"team: the build is broken"_s,
                                           u"team: it says so in the log"_s}));
        QTRY_COMPARE(toast(), u"This is a conversation of its own now."_s);
        QVERIFY(headerButton(u"Split off from #casement"_s));
        ListPane &pane = *m_window->findChild<ListPane *>();
        QTRY_COMPARE(pane.model().rowCount(), 2);

        // To the room and back, by the links.
        view().timeline().setFocus();
        QToolButton *from = headerButton(u"Split off from"_s);
        QVERIFY(tabTo(from));
        key(Qt::Key_Space);
        QTRY_COMPARE(view().shown(), m_room);
        QTRY_COMPARE(shown(), (QStringList{u"morning team"_s, u"[Broken build]"_s,
                                           u"lovely weather"_s, u"who comes to lunch?"_s}));
        QTRY_VERIFY(line());
        const QString words = line()->accessibleName();
        QVERIFY2(words.contains(u"2 messages") && words.contains(u"are in “Broken build”"),
                 qPrintable(words));
        view().timeline().setFocus();
        key(Qt::Key_Up, Qt::ControlModifier);
        key(Qt::Key_Up, Qt::ControlModifier);
        key(Qt::Key_Return);
        QTRY_COMPARE(view().shown(), passage);

        // Ctrl+Z takes it back, and the room has its words again.
        key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(toast(), u"Undone."_s);
        QTRY_COMPARE(pane.model().rowCount(), 1);
        QTRY_COMPARE(view().shown(), m_room);
        QVERIFY(!headerButton(u"Split off from"_s));
        QTRY_COMPARE(view().timeline().count(), 5);
    }

    void theLineOpensByMouseAndTab()
    {
        splitAnn();
        const ConversationId passage = view().shown();
        for (const bool byMouse : {true, false}) {
            QTRY_VERIFY(headerButton(u"Split off from"_s));
            headerButton(u"Split off from"_s)->click();
            QTRY_COMPARE(view().shown(), m_room);
            QTRY_VERIFY(line() && line()->height() > 10);
            if (byMouse) {
                QTest::mouseClick(line(), Qt::LeftButton);
            } else {
                view().timeline().setFocus();
                for (int i = 0; i < 60 && !line()->hasFocus(); ++i)
                    key(Qt::Key_Tab);
                QVERIFY(line()->hasFocus());
                key(Qt::Key_Space);
            }
            QTRY_VERIFY2(view().shown() == passage, byMouse ? "by mouse" : "by keyboard");
        }
    }

    void putBackBringsEverything()
    {
        splitAnn();
        const ConversationId passage = view().shown();
        obtained(m_workspace->desk->triage.addNote(passage, u"ask carl"_s));
        QTRY_COMPARE(view().timeline().count(), 3);
        view().timeline().setFocus();
        QVERIFY(tabTo(headerButton(u"Put back"_s)));
        key(Qt::Key_Space);
        QTRY_COMPARE(view().shown(), m_room);
        QTRY_COMPARE(view().timeline().count(), 6);
        QTRY_COMPARE(toast(), u"Put back, with everything that was said in it."_s);
        view().timeline().setFocus();
        key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(view().timeline().count(), 4); // three messages and the line
    }

    void whatCannotBeDoneIsSaid()
    {
        selectAnn();
        key(Qt::Key_X, Qt::ShiftModifier);
        PassageDialog *dialog = sheet();
        QVERIFY(dialog);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<PassageDialog *>());
        QCOMPARE(view().shown(), m_room);
        QCOMPARE(view().timeline().count(), 5);
        activate();
        view().timeline().setFocus();
        key(Qt::Key_A, Qt::ControlModifier);
        QTRY_COMPARE(view().timeline().selectedMessages().size(), 5);
        key(Qt::Key_X, Qt::ShiftModifier);
        QTRY_VERIFY(toast().startsWith(u"These are all messages of the conversation"));
        QVERIFY(!m_window->findChild<PassageDialog *>());
        // What was never split off cannot be put back, which is said too.
        m_window->findChild<QAction *>(u"put-back"_s)->trigger();
        QTRY_VERIFY(toast().startsWith(u"This conversation was not split off"));
    }
};

QTEST_MAIN(PassageViewTest)
#include "passageviewtest.moc"
