// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/promise/promiseview.h"
#include "core/desk/pipeline.h"
#include "tests/ui/uifixture.h"
#include "ui/composer/composerpane.h"
#include "ui/composer/markdowneditor.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/timeline.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/mainwindow.h"
#include "ui/person/personpanelview.h"
#include "ui/person/rowbutton.h"
#include "ui/promise/duefield.h"
#include "ui/promise/promisedialog.h"
#include "ui/promise/promiseline.h"
#include "ui/promise/promiselistview.h"
#include "ui/style/appearance.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QCryptographicHash>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTest>
#include <QTimeZone>
#include <QToolButton>

using namespace casement;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Promises from the first word to the one that keeps them, by the keyboard alone.
class PromiseViewTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    MessageId m_message;
    ConversationId m_conversation;

    Promises &promises() { return m_workspace->desk->promises; }
    ConversationView &view() { return *m_window->findChild<ConversationView *>(); }
    PromiseView &page() { return *m_window->findChild<PromiseView *>(); }
    PromiseListView &ledger() { return *m_window->findChild<PromiseListView *>(); }
    ComposerPane &composer() { return view().composer(); }
    PromiseLine &line() { return *m_window->findChild<PromiseLine *>(); }

    void fill()
    {
        Account account;
        account.uid = Uid::derive({"imap", "mail.example.org", "team@example.org"});
        account.channel = u"email"_s;
        account.name = u"Team"_s;
        account.address = u"team@example.org"_s;
        account.settings = {{u"imap"_s, QJsonObject{{u"host"_s, u"mail.example.org"_s}}}};
        account = obtained(m_workspace->desk->accounts.save(account));
        IncomingMessage message;
        const QString text = u"Could we have a seed shelf? I will bring wood on 2099-05-03."_s;
        message.remoteKey = "1";
        message.raw = "Message-ID: <1@example.net>\n\n" + text.toUtf8();
        message.author = {u"email"_s, u"ann@example.net"_s, u"Ann"_s};
        message.recipients = {{RecipientRole::To, {u"email"_s, u"team@example.org"_s, {}}}};
        message.receivedAt = systemNow() - 2h;
        message.sentAt = message.receivedAt;
        message.subject = u"Shelf"_s;
        message.text = text;
        message.messageId = "1@example.net";
        message.contentHash =
            QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).first(16);
        const QList<PreparedMessage> prepared{prepareMessage(message, systemNow())};
        obtained(m_workspace->store->write(
            [=](WriteContext &context) { return ingest(context, account, prepared, {}).added; }));
        m_message = obtained(m_workspace->store->read([](ReadContext &context) {
            return MessageId{context.db.number("SELECT id FROM message", 0)};
        }));
        m_conversation = obtained(m_workspace->store->read([](ReadContext &context) {
            return ConversationId{context.db.number("SELECT conversation_id FROM message", 0)};
        }));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget(), 30000);
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    void type(const QString &text)
    {
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget(), 30000);
        QTest::keyClicks(QApplication::focusWidget(), text);
    }
    /// Presses Tab until \a target has the keyboard.
    bool tabTo(const QWidget *target)
    {
        for (int i = 0; i < 80; ++i) {
            if (QApplication::focusWidget() == target)
                return true;
            key(Qt::Key_Tab);
        }
        return false;
    }
    void open()
    {
        m_window->openConversation(m_conversation);
        QTRY_COMPARE_WITH_TIMEOUT(view().shown(), m_conversation, 30000);
        QTRY_VERIFY_WITH_TIMEOUT(view().timeline().lastMessage().has_value(), 30000);
        view().timeline().setFocus();
    }
    void goToPromises()
    {
        m_window->findChild<ConversationListView *>()->setFocus();
        key(Qt::Key_G);
        key(Qt::Key_T);
        QTRY_VERIFY_WITH_TIMEOUT(ledger().isVisible(), 30000);
    }
    /// Goes to the first promise of the list and into its page.
    void openFirst()
    {
        goToPromises();
        QTRY_VERIFY_WITH_TIMEOUT(ledger().list()->model()->rowCount() > 1, 30000);
        ledger().list()->setFocus();
        key(Qt::Key_J);
        QTRY_VERIFY_WITH_TIMEOUT(page().isVisible() && page().promise().isValid(), 30000);
        key(Qt::Key_O);
        QTRY_VERIFY_WITH_TIMEOUT(page().isAncestorOf(QApplication::focusWidget()), 30000);
    }
    void startReply()
    {
        key(Qt::Key_R);
        const MarkdownEditor &editor = composer().reply().editor();
        QTRY_VERIFY_WITH_TIMEOUT(editor.hasFocus() && !editor.isReadOnly(), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(!composer().reply().recipients().isEmpty(), 30000);
    }
    QList<Promise> all() { return obtained(promises().list({}, 100)); }
    Promise owed(const QString &words, std::optional<PromiseDue> due = {})
    {
        return obtained(promises().record({.words = words, .source = m_message, .due = due}))
            .promise;
    }
    static std::optional<PromiseDue> in(int days)
    {
        return dueOn(QDate::currentDate().addDays(days), QTimeZone::systemTimeZone());
    }
    template <typename Widget>
    static Widget *called(const QWidget &parent, const QString &name)
    {
        for (Widget *each : parent.findChildren<Widget *>()) {
            if (each->isVisible() && (each->accessibleName() == name || textOf(each) == name))
                return each;
        }
        return nullptr;
    }
    static QString textOf(const QPushButton *button) { return button->text(); }
    static QString textOf(const QLineEdit *) { return {}; }
    static QString textOf(const QComboBox *) { return {}; }
    static QString textOf(const RowButton *button) { return button->accessibleName(); }

private Q_SLOTS:
    void initTestCase()
    {
        installAppearance(*qApp);
        installTranslations(*qApp);
    }

    void init()
    {
        m_workspace = std::make_unique<Workspace>();
        fill();
        m_window = std::make_unique<MainWindow>(*m_workspace->desk, *m_workspace->setup);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30000));
    }

    void cleanup()
    {
        m_window.reset();
        m_workspace.reset();
    }

    void whatTheyPromiseIsWrittenDownByTheKeyboard()
    {
        open();
        key(Qt::Key_P, Qt::ShiftModifier);
        auto *sheet = openedDialog<PromiseDialog>(*m_window);
        QVERIFY(sheet);
        // The sentence and its day are read from what they wrote.
        auto *words = called<QLineEdit>(*sheet, u"What is promised"_s);
        QVERIFY(words);
        QTRY_COMPARE_WITH_TIMEOUT(words->text(), u"I will bring wood on 2099-05-03."_s, 30000);
        QCOMPARE(sheet->findChild<DueField *>()->due()->day(), QDate(2099, 5, 3));
        auto *whose = called<QComboBox>(*sheet, u"Whose promise"_s);
        QCOMPARE(whose->currentText(), u"Ann promises it to us"_s);
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), words, 30000);
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<PromiseDialog *>(), 30000);
        QCOMPARE(all().size(), 1);
        const Promise promise = all().first();
        QVERIFY(!promise.isOurs);
        QCOMPARE(promise.quote, u"I will bring wood on 2099-05-03."_s);
        QCOMPARE(promise.personName, u"Ann"_s);
        // It can be taken back, and the person's page has it.
        auto *panel = m_window->findChild<PersonPanelView *>();
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(panel->findChildren<RowButton *>(),
                                                     [](const RowButton *row) {
                                                         return row->accessibleName().contains(
                                                             u"I will bring wood");
                                                     }),
                                 30000);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30000));
        view().timeline().setFocus();
        key(Qt::Key_Z);
        QTRY_VERIFY_WITH_TIMEOUT(all().isEmpty(), 30000);
    }

    void aDayIsTypedInWordsAndShownAsItIsUnderstood()
    {
        open();
        key(Qt::Key_P, Qt::ShiftModifier);
        auto *sheet = openedDialog<PromiseDialog>(*m_window);
        QVERIFY(sheet);
        auto *words = called<QLineEdit>(*sheet, u"What is promised"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!words->text().isEmpty(), 30000);
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), words, 30000);
        words->selectAll();
        type(u"A shelf"_s);
        auto *due = sheet->findChild<DueField *>();
        QVERIFY(tabTo(due->field()));
        due->field()->selectAll();
        type(u"when it rains"_s);
        QVERIFY(!due->isUnderstood());
        key(Qt::Key_Return);
        QVERIFY(sheet->isVisible()); // it says so instead of forgetting the day
        QVERIFY(all().isEmpty());
        due->field()->selectAll();
        type(u"tomorrow"_s);
        QCOMPARE(due->due()->day(), QDate::currentDate().addDays(1));
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<PromiseDialog *>(), 30000);
        QCOMPARE(all().first().words, u"A shelf"_s);
        QCOMPARE(all().first().due, in(1));
    }

    void theViewIsWorkedByTheKeyboard()
    {
        const Promise late = owed(u"A seed shelf"_s, in(-3));
        owed(u"A ladder"_s, in(30));
        openFirst();
        QCOMPARE(page().promise(), late.id);
        QVERIFY(ledger()
                    .list()
                    ->model()
                    ->index(1, 0)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .endsWith(u"3 days late"));
        // Another day, and why.
        QVERIFY(tabTo(called<QPushButton>(page(), u"Renegotiate…"_s)));
        key(Qt::Key_Return);
        auto *due = page().findChild<DueField *>();
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), due->field(), 30000);
        type(u"tomorrow"_s);
        QVERIFY(tabTo(called<QLineEdit>(page(), u"Why"_s)));
        type(u"the wood is late"_s);
        key(Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(obtained(promises().get(late.id)).terms.size(), 1, 30000);
        const Promise now = obtained(promises().get(late.id));
        QCOMPARE(now.due, in(1));
        QCOMPARE(now.terms.first().reason, u"the wood is late"_s);
        // Kept.
        QTRY_VERIFY_WITH_TIMEOUT(!due->isVisible(), 30000);
        auto *keep = called<QPushButton>(page(), u"Kept"_s);
        QVERIFY(keep && tabTo(keep));
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(obtained(promises().get(late.id)).state == PromiseState::Kept,
                                 30000);
        // The keyboard stands on what can be done now.
        QTRY_VERIFY_WITH_TIMEOUT(called<QPushButton>(page(), u"Open it again"_s), 30000);
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(),
                                  called<QPushButton>(page(), u"Open it again"_s), 30000);
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(obtained(promises().get(late.id)).state == PromiseState::Open,
                                 30000);
        // Not kept needs a reason.
        QTRY_VERIFY_WITH_TIMEOUT(called<QPushButton>(page(), u"Not kept…"_s), 30000);
        QVERIFY(tabTo(called<QPushButton>(page(), u"Not kept…"_s)));
        key(Qt::Key_Return);
        auto *why = called<QLineEdit>(page(), u"Why"_s);
        QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), why, 30000);
        key(Qt::Key_Return);
        QVERIFY(why->isVisible());
        type(u"no wood"_s);
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(obtained(promises().get(late.id)).state == PromiseState::Broken,
                                 30000);
    }

    void anEmptyViewSaysWhy()
    {
        goToPromises();
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(ledger().findChildren<QLabel *>(),
                                                     [](const QLabel *label) {
                                                         return label->text() ==
                                                                u"Nothing is promised";
                                                     }),
                                 30000);
    }

    void aReplyOffersToRecordWhatItPromises()
    {
        open();
        startReply();
        type(u"Thank you. I'll build the shelf tomorrow."_s);
        auto *record = line().findChild<QPushButton *>(u"recordPromise"_s);
        QTRY_VERIFY_WITH_TIMEOUT(record->isVisible(), 30000);
        QVERIFY(record->accessibleName().contains(u"I'll build the shelf tomorrow."));
        QVERIFY(record->accessibleName().endsWith(u"by tomorrow"));
        QVERIFY(all().isEmpty());
        key(Qt::Key_P, Qt::ControlModifier);
        QVERIFY(record->isChecked());
        key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(all().size(), 1, 30000);
        const Promise promise = all().first();
        QVERIFY(promise.isOurs && promise.source.isValid());
        QCOMPARE(promise.quote, u"I'll build the shelf tomorrow."_s);
        QCOMPARE(promise.due, in(1));
        // The list says so, too.
        auto *list = m_window->findChild<ConversationListModel *>();
        QTRY_VERIFY_WITH_TIMEOUT(list->owed(m_conversation).has_value(), 30000);
        // Taken back, it was not promised.
        const auto items = obtained(m_workspace->desk->outbox.items());
        QCOMPARE(items.size(), 1);
        composer().undoSend(items.first().id);
        QTRY_VERIFY_WITH_TIMEOUT(all().isEmpty(), 30000);
    }

    void aHintThatWasDismissedStaysAway()
    {
        open();
        startReply();
        type(u"We will see."_s);
        auto *record = line().findChild<QPushButton *>(u"recordPromise"_s);
        QTRY_VERIFY_WITH_TIMEOUT(record->isVisible(), 30000);
        QVERIFY(tabTo(line().findChild<QToolButton *>(u"dismissPromise"_s)));
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!record->isVisible(), 30000);
        composer().reply().editor().setFocus();
        type(u" And I will write."_s);
        QVERIFY(!QTest::qWaitFor([&] { return record->isVisible(); }, 1000));
        key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(obtained(m_workspace->desk->outbox.items()).size(), 1, 30000);
        QVERIFY(all().isEmpty());
    }

    void aReplyKeepsAPromise()
    {
        const Promise promise = owed(u"A seed shelf"_s, in(-2));
        open();
        startReply();
        type(u"Here it is."_s);
        QTRY_VERIFY_WITH_TIMEOUT(line().findChild<QCheckBox *>(), 30000);
        auto *keeps = line().findChild<QCheckBox *>();
        QVERIFY(keeps->accessibleName().startsWith(u"This keeps: A seed shelf"));
        QVERIFY(!keeps->isChecked()); // nobody is made to say so
        QVERIFY(tabTo(keeps));
        key(Qt::Key_Space);
        QVERIFY(keeps->isChecked());
        composer().reply().editor().setFocus();
        key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(obtained(promises().get(promise.id)).isBeingKept, 30000);
        const auto items = obtained(m_workspace->desk->outbox.items());
        composer().undoSend(items.first().id);
        QTRY_VERIFY_WITH_TIMEOUT(!obtained(promises().get(promise.id)).isBeingKept, 30000);
        QVERIFY(obtained(promises().get(promise.id)).state == PromiseState::Open);
    }
};

QTEST_MAIN(PromiseViewTest)
#include "promiseviewtest.moc"
