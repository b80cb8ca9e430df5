// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/pipeline.h"
#include "tests/ui/mailworkspace.h"
#include "tests/ui/uifixture.h"
#include "ui/composer/composerpane.h"
#include "ui/composer/markdowneditor.h"
#include "ui/composer/newmessagedialog.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/timeline.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/listpane.h"
#include "ui/mainwindow.h"
#include "ui/person/consentdialog.h"
#include "ui/person/detailsdialog.h"
#include "ui/person/personpanelview.h"
#include "ui/person/personpicker.h"
#include "ui/style/appearance.h"
#include "ui/style/toast.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPointer>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

#define AWAIT(what) QTRY_VERIFY_WITH_TIMEOUT(what, 30000)

/// What somebody does not want is refused wherever it is begun, with the reason, and what they say
/// now can be written down there; and what they like is proposed. By the keyboard alone.
class ConsentOfferTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<MailWorkspace> m_workspace;
    std::unique_ptr<ScriptedAccountSetup> m_setup;
    std::unique_ptr<MainWindow> m_window;
    ConversationId m_conversation;
    PersonId m_ann;

    Desk &desk() { return *m_workspace->desk; }
    ConversationView &view() { return *m_window->findChild<ConversationView *>(); }
    void refuse(ConsentKind kind)
    {
        obtained(desk().consents.record(m_ann, kind, ConsentAnswer::No, u"said so"_s, {}));
    }
    ConsentAnswer answerTo(ConsentKind kind)
    {
        const ConsentState state = currentConsent(obtained(desk().consents.entries(m_ann)), kind);
        return state ? state->answer : ConsentAnswer::Unknown;
    }
    static void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    static void type(const QString &text)
    {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClicks(QApplication::focusWidget(), text);
    }
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
    /// The offer that \a over opens says \a words; a yes is written down in it.
    void takeOffer(QWidget &over, const QString &words)
    {
        const QPointer<ConsentDialog> offer = openedDialog<ConsentDialog>(over);
        QVERIFY(offer);
        const auto *why = offer->findChild<QLabel *>(u"why"_s);
        QVERIFY(why && why->isVisible());
        QVERIFY2(why->text().contains(words), qPrintable(why->text()));
        AWAIT(QApplication::focusWidget() && offer->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(tabTo(u"How we know"_s));
        type(u"asked again, on the phone"_s);
        key(Qt::Key_Return);
        AWAIT(!offer);
    }
    void activate(QWidget &window, QWidget &field)
    {
        AWAIT((window.activateWindow(), field.setFocus(), QApplication::focusWidget() == &field));
    }

private Q_SLOTS:
    void initTestCase()
    {
        installAppearance(*qApp);
        installTranslations(*qApp);
    }
    void init()
    {
        m_workspace = std::make_unique<MailWorkspace>();
        m_conversation = m_workspace->receive({{.text = u"Could you open on Thursday?"_s}});
        m_ann = obtained(desk().people.find(u"Ann"_s, 1)).first().id;
        m_setup = std::make_unique<ScriptedAccountSetup>(desk());
        m_window = std::make_unique<MainWindow>(desk(), *m_setup);
        m_window->resize(1280, 800);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30000));
        ListPane &pane = *m_window->findChild<ListPane *>();
        AWAIT(pane.model().rowCount() == 1);
        pane.list().setFocus();
        pane.list().setCurrentIndex(pane.model().index(0));
        AWAIT(view().shown() == m_conversation);
        AWAIT(m_window->findChild<PersonPanelView *>()->person() == m_ann);
    }
    void cleanup()
    {
        m_window.reset();
        m_setup.reset();
        m_workspace.reset();
    }

    void anAnswerIsRefusedExplainedAndSentAfterAYes()
    {
        refuse(ConsentKind::Answer);
        key(Qt::Key_R);
        MarkdownEditor &editor = view().composer().reply().editor();
        AWAIT(editor.hasFocus() && !editor.isReadOnly());
        type(u"Yes, from seven."_s);
        key(Qt::Key_Return, Qt::ControlModifier);
        takeOffer(*m_window, u"be answered"_s);
        QVERIFY(obtained(desk().outbox.items(true)).isEmpty());
        QVERIFY(answerTo(ConsentKind::Answer) == ConsentAnswer::Yes);
        // What was written down can be taken back, too.
        AWAIT(!m_window->findChild<Toast *>()->text().isEmpty());
        QCOMPARE(editor.toPlainText(), u"Yes, from seven."_s);
        activate(*m_window, editor);
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT(obtained(desk().outbox.items(true)).size() == 1);
    }

    void aNoteIsRefusedAndExplained()
    {
        refuse(ConsentKind::KeepNotes);
        key(Qt::Key_N);
        MarkdownEditor &editor = view().composer().note().editor();
        AWAIT(editor.hasFocus() && !editor.isReadOnly());
        type(u"Has the key"_s);
        key(Qt::Key_Return, Qt::ControlModifier);
        takeOffer(*m_window, u"notes kept"_s);
        QVERIFY(answerTo(ConsentKind::KeepNotes) == ConsentAnswer::Yes);
        activate(*m_window, editor);
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT(obtained(desk().conversations.timeline(m_conversation, {}, 10)).items.size() == 2);
    }

    void aFirstLetterIsRefusedAndExplained()
    {
        refuse(ConsentKind::ContactFirst);
        key(Qt::Key_N, Qt::ControlModifier);
        const QPointer<NewMessageDialog> dialog = openedDialog<NewMessageDialog>(*m_window);
        QVERIFY(dialog);
        AWAIT(QApplication::focusWidget() && dialog->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(tabTo(u"To"_s));
        type(u"Ann"_s);
        auto *found = dialog->findChild<PersonPicker *>()->findChild<QListView *>();
        if (!found)
            found = dialog->findChild<QListView *>();
        QVERIFY(found);
        AWAIT(found->isVisible() && found->model()->rowCount() == 1);
        key(Qt::Key_Return);
        MarkdownEditor &editor = dialog->composer().editor();
        activate(*dialog, editor);
        type(u"We have a room."_s);
        AWAIT((key(Qt::Key_Return, Qt::ControlModifier),
               QTest::qWaitFor([&] { return dialog->findChild<ConsentDialog *>(); }, 2000)));
        takeOffer(*dialog, u"contacted first"_s);
        QVERIFY(answerTo(ConsentKind::ContactFirst) == ConsentAnswer::Yes);
        activate(*dialog, editor);
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT(obtained(desk().outbox.items(true)).size() == 1);
    }

    void theChannelThatTheyPreferIsProposedFirst()
    {
        Account chat;
        chat.channel = u"xmpp"_s;
        chat.name = u"Chat"_s;
        chat.address = u"team@jabber.example"_s;
        chat.settings = {{u"host"_s, u"jabber.example"_s}};
        chat.uid = Uid::derive({"xmpp", "team@jabber.example"});
        chat = obtained(desk().accounts.save(chat));
        IncomingMessage hello;
        hello.remoteKey = "x1";
        hello.raw = "hello";
        hello.author = {.kind = u"xmpp"_s, .address = u"ann@jabber.example"_s, .name = u"Ann"_s};
        hello.recipients = {{RecipientRole::To, {u"xmpp"_s, chat.address, {}}}};
        hello.receivedAt = systemNow();
        hello.text = u"Write to me here"_s;
        const QList<PreparedMessage> prepared{prepareMessage(hello, systemNow())};
        obtained(m_workspace->store->write(
            [=](WriteContext &context) { return ingest(context, chat, prepared, {}); }));
        const PersonId jid = obtained(desk().people.find(u"ann@jabber.example"_s, 1)).first().id;
        obtained(desk().people.join(m_ann, jid, {}));

        // They say so in the message that is selected, which is kept with it.
        activate(*m_window, view().timeline());
        key(Qt::Key_X);
        AWAIT(view().selectedMessage().isValid());
        const MessageId said = view().selectedMessage();
        QAction *details = nullptr;
        for (QAction *each : m_window->findChildren<QAction *>()) {
            if (each->text().contains(u"How and when"))
                details = each;
        }
        QVERIFY(details);
        auto &panelView = *m_window->findChild<PersonPanelView *>();
        AWAIT(std::ranges::any_of(panelView.findChildren<QLabel *>(), [](const QLabel *label) {
            return label->text().contains(u"ann@jabber.example");
        }));
        const QPointer<DetailsDialog> how = [&] {
            details->trigger();
            return openedDialog<DetailsDialog>(*m_window);
        }();
        QVERIFY(how);
        AWAIT(QApplication::focusWidget() && how->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(tabTo(u"The channel that they prefer"_s));
        auto *channels = qobject_cast<QComboBox *>(QApplication::focusWidget());
        QVERIFY(channels);
        for (int i = 0; i < 5 && !channels->currentText().contains(u"jabber.example"); ++i)
            key(Qt::Key_Down);
        key(Qt::Key_Return);
        AWAIT(!how);
        const PersonPanel panel = obtained(desk().people.panel(m_ann));
        const auto preferred = std::ranges::find(panel.identities, panel.preferred, &Identity::id);
        QVERIFY(preferred != panel.identities.end());
        QCOMPARE(preferred->address.address, u"ann@jabber.example"_s);
        QCOMPARE(panel.preferredProof, said);

        desk().accounts.stop();
        desk().accounts.start(FetchMode::Watch);
        AWAIT(std::ranges::count(desk().accounts.statuses(), LinkState::Online,
                                 &AccountStatus::state) == 2);
        NewMessageDialog dialog(desk());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog, 30000));
        AWAIT(std::ranges::any_of(dialog.findChildren<QComboBox *>(),
                                  [](const QComboBox *from) { return from->count() == 2; }));
        auto *picker = dialog.findChild<PersonPicker *>();
        activate(dialog, *picker);
        Q_EMIT picker->picked(m_ann, u"Ann"_s, u"ann@example.org"_s);
        AWAIT(dialog.composer().audience().contains(u"Ann"));
        AWAIT(std::ranges::any_of(dialog.findChildren<QComboBox *>(), [](const QComboBox *from) {
            return from->currentText().contains(u"jabber.example") ||
                   from->currentText().contains(u"Chat");
        }));
    }

    void quietHoursAreSaidBesideSend()
    {
        const QTime now = QDateTime::currentDateTimeUtc().time();
        const int minute = now.hour() * 60 + now.minute();
        obtained(desk().people.setZone(m_ann, "UTC"));
        obtained(desk().people.setQuietHours(
            m_ann, {.from = (minute + 1'440 - 60) % 1'440, .until = (minute + 60) % 1'440}));
        view().clear();
        view().showConversation(m_conversation);
        AWAIT(view().shown() == m_conversation);
        view().setFocus();
        key(Qt::Key_R);
        const auto *hint = view().findChild<QLabel *>(u"quietHours"_s);
        QVERIFY(hint);
        AWAIT(hint->isVisible() && hint->text().contains(u"Ann"));
        // It hinders nobody.
        MarkdownEditor &editor = view().composer().reply().editor();
        AWAIT(editor.hasFocus() && !editor.isReadOnly());
        type(u"Yes."_s);
        key(Qt::Key_Return, Qt::ControlModifier);
        AWAIT(obtained(desk().outbox.items(true)).size() == 1);
    }
};

QTEST_MAIN(ConsentOfferTest)
#include "consentoffertest.moc"
