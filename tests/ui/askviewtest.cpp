// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/ask/askview.h"
#include "core/desk/pipeline.h"
#include "tests/ui/uifixture.h"
#include "ui/ask/askdialog.h"
#include "ui/ask/asklistview.h"
#include "ui/ask/voicerow.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/messagebody.h"
#include "ui/conversation/messagecard.h"
#include "ui/conversation/timeline.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/listpane.h"
#include "ui/mainwindow.h"
#include "ui/person/personpanelview.h"
#include "ui/person/rowbutton.h"
#include "ui/style/appearance.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QCryptographicHash>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace casement;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// An ask from the first word to the last one told, by the keyboard alone.
class AskViewTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    QList<MessageId> m_messages;
    QList<ConversationId> m_conversations;

    Asks &asks() { return m_workspace->desk->asks; }
    ConversationView &view() { return *m_window->findChild<ConversationView *>(); }
    AskView &page() { return *m_window->findChild<AskView *>(); }
    AskListView &ledger() { return *m_window->findChild<AskListView *>(); }

    void fill()
    {
        Account account;
        account.uid = Uid::derive({"imap", "mail.example.org", "team@example.org"});
        account.channel = u"email"_s;
        account.name = u"Team"_s;
        account.address = u"team@example.org"_s;
        account.settings = {{u"imap"_s, QJsonObject{{u"host"_s, u"mail.example.org"_s}}}};
        account = obtained(m_workspace->desk->accounts.save(account));
        QList<PreparedMessage> messages;
        const Timestamp start = systemNow() - 2h;
        const auto say = [&](const QString &who, const QString &text) {
            IncomingMessage message;
            message.remoteKey = who.toUtf8();
            message.raw = "Message-ID: <" + who.toUtf8() + "@example.net>\n\n" + text.toUtf8();
            message.author = {u"email"_s, who + u"@example.net"_s, who};
            message.recipients = {{RecipientRole::To, {u"email"_s, u"team@example.org"_s, {}}}};
            message.receivedAt = start + std::chrono::minutes(5 * messages.size());
            message.sentAt = message.receivedAt;
            message.subject = u"Shelf of "_s + who;
            message.text = text;
            message.messageId = who.toUtf8() + "@example.net";
            message.contentHash =
                QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).first(16);
            messages.append(prepareMessage(message, systemNow()));
        };
        say(u"ann"_s, u"Could we have a seed shelf?"_s);
        say(u"ben"_s, u"Somebody should build a shelf for seeds."_s);
        say(u"chen"_s, u"I'd love a seed shelf, too."_s);
        obtained(m_workspace->store->write(
            [=](WriteContext &context) { return ingest(context, account, messages, {}).added; }));
        const auto rows = obtained(m_workspace->store->read([](ReadContext &context) {
            QList<std::pair<MessageId, ConversationId>> found;
            Statement each =
                context.db.prepare("SELECT id, conversation_id FROM message ORDER BY at");
            while (each.next())
                found.append({each.id<MessageId>(0), each.id<ConversationId>(1)});
            return found;
        }));
        for (const auto &[message, conversation] : rows) {
            m_messages.append(message);
            m_conversations.append(conversation);
        }
    }
    /// The sheet is gone, and the window has the keyboard again.
    void activate()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<AskDialog *>(), 30000);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30000));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget(), 30000);
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    /// Opens what somebody said, with the keyboard in the conversation.
    void open(int conversation)
    {
        m_window->openConversation(m_conversations.at(conversation));
        QTRY_COMPARE_WITH_TIMEOUT(view().shown(), m_conversations.at(conversation), 30000);
        view().timeline().setFocus();
    }
    AskDialog *sheet() { return openedDialog<AskDialog>(*m_window); }
    QList<AskSummary> all() { return obtained(asks().list({}, 100)); }
    Ask only() { return obtained(asks().get(all().first().id)); }
    /// Presses Tab until \a target has the keyboard.
    bool tabTo(const QWidget *target, Qt::Key with = Qt::Key_Tab)
    {
        for (int i = 0; i < 80; ++i) {
            if (QApplication::focusWidget() == target)
                return true;
            key(with, with == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
        }
        return false;
    }
    void goToAsks()
    {
        m_window->findChild<ConversationListView *>()->setFocus();
        key(Qt::Key_G);
        key(Qt::Key_K);
        QTRY_VERIFY_WITH_TIMEOUT(ledger().isVisible(), 30000);
    }
    void choose(QComboBox *box, AskState state)
    {
        QVERIFY(tabTo(box));
        const int wanted = box->findData(int(state));
        while (box->currentIndex() != wanted)
            key(box->currentIndex() < wanted ? Qt::Key_Down : Qt::Key_Up);
    }
    QComboBox *stateBox()
    {
        for (QComboBox *box : page().findChildren<QComboBox *>()) {
            if (box->accessibleName() == u"What became of it")
                return box;
        }
        return nullptr;
    }
    QLineEdit *reasonLine()
    {
        for (QLineEdit *line : page().findChildren<QLineEdit *>()) {
            if (line->accessibleName() == u"Why")
                return line;
        }
        return nullptr;
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
        m_messages.clear();
        m_conversations.clear();
        fill();
        m_window = std::make_unique<MainWindow>(*m_workspace->desk, *m_workspace->setup);
        m_window->resize(1280, 800);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30000));
    }

    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    void fromTheFirstWordToTheLastOneTold()
    {
        // ann's words, as a selection.
        open(0);
        MessageBody *body = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((body = view().findChild<MessageBody *>()), 30000);
        body->setFocus();
        key(Qt::Key_Home, Qt::ControlModifier);
        for (int i = 0; i < 14; ++i)
            key(Qt::Key_Right);
        for (int i = 0; i < 12; ++i)
            key(Qt::Key_Right, Qt::ShiftModifier);
        if (body->selectedText().isEmpty()) { // where no cursor is shown, the mouse selects
            QTextCursor cursor = body->textCursor();
            cursor.setPosition(14);
            cursor.setPosition(26, QTextCursor::KeepAnchor);
            body->setTextCursor(cursor);
        }
        key(Qt::Key_A, Qt::ShiftModifier);
        AskDialog *dialog = sheet();
        QVERIFY(dialog);
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), dialog->findChild<QLineEdit *>(),
                                  30000);
        QCOMPARE(dialog->findChild<QPlainTextEdit *>()->toPlainText(), body->selectedText());
        QTest::keyClicks(QApplication::focusWidget(), u"A shelf for seeds"_s);
        key(Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(all().size(), 1, 30000);
        activate();
        QCOMPARE(only().restated, u"A shelf for seeds"_s);
        QCOMPARE(only().voices.first().personName, u"ann"_s);

        // It is marked beside the words, and said below them.
        const auto chip = [&]() -> QToolButton * {
            for (QToolButton *each : view().findChildren<QToolButton *>()) {
                if (each->accessibleName() == u"Ask, Heard: A shelf for seeds")
                    return each;
            }
            return nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(chip(), 30000);
        const QList<QRect> marked = view().findChild<MessageBody *>()->quoteRects();
        QCOMPARE(marked.size(), 1);
        QVERIFY(!marked.first().isNull());

        // ben and chen say so, too: added as voices of what is there.
        for (const int other : {1, 2}) {
            open(other);
            key(Qt::Key_A, Qt::ShiftModifier);
            dialog = sheet();
            QVERIFY(dialog);
            QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), dialog->findChild<QLineEdit *>(),
                                      30000);
            auto *similar = dialog->findChild<QListWidget *>();
            QTRY_COMPARE_WITH_TIMEOUT(similar->count(), 1, 30000);
            QVERIFY(tabTo(similar));
            key(Qt::Key_Space);
            QTRY_COMPARE(similar->selectedItems().size(), 1);
            key(Qt::Key_Return);
            QTRY_COMPARE_WITH_TIMEOUT(only().voices.size(), other + 1, 30000);
            activate();
        }

        // The ledger, and the page.
        goToAsks();
        QTRY_COMPARE_WITH_TIMEOUT(ledger().list()->model()->rowCount(), 2, 30000);
        ledger().list()->setFocus();
        key(Qt::Key_J);
        QTRY_COMPARE_WITH_TIMEOUT(page().voices().size(), 3, 30000);
        key(Qt::Key_O);
        QTRY_COMPARE(QApplication::focusWidget(), stateBox());

        // No needs a reason.
        choose(stateBox(), AskState::Declined);
        QVERIFY(only().state == AskState::Heard); // not before Enter
        key(Qt::Key_Return);
        QTRY_COMPARE(QApplication::focusWidget(), reasonLine());
        QTest::keyClicks(QApplication::focusWidget(), u"there is no room"_s);
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(only().state == AskState::Declined, 30000);

        // One after the other: ann and ben are told, chen is skipped.
        const auto row = [&](int index) { return page().voices().at(index); };
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), row(0)->editor(), 30000);
        QVERIFY(row(0)->editor()->toPlainText().startsWith(u"> a seed shelf"));
        QVERIFY(row(0)->editor()->toPlainText().contains(u"there is no room"));
        key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), row(1)->editor(), 30000);
        QTest::keyClicks(QApplication::focusWidget(), u"Sorry."_s);
        key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), row(2)->editor(), 30000);
        QVERIFY(tabTo(row(2)->reason()));
        key(Qt::Key_Return); // without a reason nobody is skipped
        const auto complains = [&] {
            for (QLabel *label : row(2)->findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(u"Say why"))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(complains(), 30000);
        QVERIFY(only().voices.last().telling == VoiceTelling::Untold);
        QTest::keyClicks(row(2)->reason(), u"told at the stand"_s);
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(only().voices.last().telling == VoiceTelling::Skipped, 30000);
        const auto items = obtained(m_workspace->desk->outbox.items());
        QCOMPARE(items.size(), 2);
        QCOMPARE(items.first().recipients.size(), 1);
        QVERIFY(items.last().markdown.contains(u"Sorry."));
        QVERIFY(only().voices.first().telling == VoiceTelling::OnItsWay);
        for (const OutboxItem &item : items)
            obtained(m_workspace->desk->outbox.markSent(item.id));
        QTRY_VERIFY_WITH_TIMEOUT(only().isClosed(), 30000);
        const auto says = [&](const QString &words) {
            for (QLabel *label : page().findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(words))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Declined, told 3 of 3"_s), 30000);
        // What was skipped last is undone by the key that undoes everything.
        ledger().list()->setFocus();
        key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!only().isClosed(), 30000);

        // And it stands with the person.
        Q_EMIT page().personActivated(only().voices.first().person);
        const auto row0 = [&]() -> RowButton * {
            for (RowButton *each :
                 m_window->findChild<PersonPanelView *>()->findChildren<RowButton *>()) {
                if (each->accessibleName().contains(u"A shelf for seeds"))
                    return each;
            }
            return nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(row0(), 30000);
    }

    void theLedgerIsSearchedAndSaysWhyItIsEmpty()
    {
        goToAsks();
        const auto says = [&](const QString &words) {
            for (QLabel *label : ledger().findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(words))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Shift+A"_s), 30000);
        obtained(asks().create({.message = m_messages[0], .start = 14, .end = 26}, AskKind::Wish,
                               u"A shelf"_s));
        obtained(asks().create({.message = m_messages[1], .start = 0, .end = 8}, AskKind::Worry,
                               u"Help"_s));
        QTRY_COMPARE_WITH_TIMEOUT(ledger().list()->model()->rowCount(), 3, 30000);
        ledger().searchField()->setFocus();
        QTest::keyClicks(ledger().searchField(), u"she"_s);
        QTRY_COMPARE_WITH_TIMEOUT(ledger().list()->model()->rowCount(), 2, 30000);
        QTest::keyClicks(ledger().searchField(), u"xyz"_s);
        QTRY_VERIFY_WITH_TIMEOUT(says(u"No ask has these words"_s), 30000);
    }

    void whatIsBeingWrittenOutlivesOthersNews()
    {
        const Ask ask = obtained(
            asks().create({.message = m_messages[0], .start = 14, .end = 26}, AskKind::Wish, {}));
        obtained(asks().addVoice(ask.id, {.message = m_messages[1], .start = 0, .end = 8}));
        obtained(asks().setState(ask.id, {.state = AskState::Done}));
        Q_EMIT ledger().askActivated(ask.id);
        QTRY_COMPARE_WITH_TIMEOUT(page().voices().size(), 2, 30000);
        QTRY_VERIFY_WITH_TIMEOUT(page().voices().first()->isWriting(), 30000);
        QPlainTextEdit *editor = page().voices().first()->editor();
        editor->setFocus();
        QTest::keyClicks(editor, u"Half a tho"_s);
        obtained(asks().skip(obtained(asks().get(ask.id)).voices[1].id, u"at the door"_s));
        obtained(asks().addVoice(ask.id, {.message = m_messages[2], .start = 0, .end = 8}));
        QTRY_COMPARE_WITH_TIMEOUT(page().voices().size(), 3, 30000);
        QVERIFY(editor->toPlainText().contains(u"Half a tho"));
        QCOMPARE(QApplication::focusWidget(), editor);
    }
};

QTEST_MAIN(AskViewTest)
#include "askviewtest.moc"
