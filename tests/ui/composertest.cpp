// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/mailworkspace.h"
#include "ui/composer/blanks.h"
#include "ui/composer/composerpane.h"
#include "ui/composer/markdowneditor.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/timeline.h"

#include <QDesktopServices>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace casement;
using namespace Qt::StringLiterals;

/// Takes the place of the browser.
class Opener final : public QObject
{
    Q_OBJECT
public:
    explicit Opener(QUrl &opened) : m_opened(opened)
    {
        for (const QString &scheme : {u"http"_s, u"https"_s})
            QDesktopServices::setUrlHandler(scheme, this, "open");
    }
    ~Opener() override
    {
        for (const QString &scheme : {u"http"_s, u"https"_s})
            QDesktopServices::unsetUrlHandler(scheme);
    }

public Q_SLOTS:
    void open(const QUrl &url) { m_opened = url; }

private:
    QUrl &m_opened;
};

class ComposerTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_workspace = std::make_unique<MailWorkspace>();
        m_conversation = m_workspace->receive({{.text = u"Could you open the room on Thursday?"_s,
                                                .html = {},
                                                .alsoTo = {u"ben@example.org"_s}}});
        m_view = std::make_unique<ConversationView>(*m_workspace->desk);
        m_view->resize(700, 700);
        m_view->show();
        m_view->showConversation(m_conversation);
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        QTRY_COMPARE(m_view->timeline().count(), 1);
        QTRY_VERIFY(m_view->composer().reply().recipients().size() == 2);
        QTRY_VERIFY(!editor().isReadOnly()); // until it is known whether there is a draft
    }
    void cleanup()
    {
        m_view.reset();
        m_workspace.reset();
    }

    void aDraftIsKeptWhileOneTypes()
    {
        m_view->reply();
        type(u"Yes, from seven."_s);
        QTRY_VERIFY(storedDraft(Draft::Kind::Reply).has_value());
        QTRY_COMPARE(storedDraft(Draft::Kind::Reply)->markdown, u"Yes, from seven."_s);

        // Somewhere else, and back: the text and the place in it are there.
        QTest::keyClick(&editor(), Qt::Key_Left);
        QTest::keyClick(&editor(), Qt::Key_Left);
        type(u"!"_s);
        const ConversationId other =
            m_workspace->receive({{.subject = u"Other"_s, .text = u"Hi"_s, .html = {}}});
        m_view->showConversation(other);
        QTRY_VERIFY(editor().toPlainText().isEmpty());
        m_view->showConversation(m_conversation);
        QTRY_COMPARE(editor().toPlainText(), u"Yes, from seve!n."_s);
        QCOMPARE(editor().textCursor().position(), 15);
    }

    void whatWasSaidInPublicMayBeAnsweredMoreNarrowly()
    {
        m_workspace->capabilities->hasVisibility = true;
        m_workspace->capabilities->subject = Capabilities::Subject::ContentWarning;
        m_workspace->restartAccounts();
        const ConversationId posted = m_workspace->receive({{.subject = u"food"_s,
                                                             .text = u"Beans for everyone?"_s,
                                                             .html = {},
                                                             .visibility = Visibility::Followers}});
        m_view->showConversation(posted);
        ReplyComposer &reply = m_view->composer().reply();
        QTRY_VERIFY(reply.audience().contains(u"followers"_s));
        m_view->reply();
        auto *warning = reply.findChild<QLineEdit *>();
        QCOMPARE(warning->accessibleName(), u"Content warning"_s);
        QCOMPARE(warning->text(), u"food"_s); // as is the custom, and without "Re:"
        const auto choose = [this](const QString &text) {
            for (QAction *action :
                 m_view->findChild<QToolButton *>(u"audience"_s)->menu()->actions()) {
                if (action->text().startsWith(text))
                    return action->trigger();
            }
            QFAIL(qPrintable(text));
        };
        // Wider only with a yes.
        choose(u"Public"_s);
        auto *question = m_view->findChild<QMessageBox *>();
        QVERIFY(question);
        QTest::keyClick(question, Qt::Key_Escape);
        QTRY_VERIFY(!m_view->findChild<QMessageBox *>());
        QVERIFY(reply.audience().contains(u"followers"_s));
        choose(u"Direct"_s);
        QVERIFY(!m_view->findChild<QMessageBox *>());
        QVERIFY(reply.audience().contains(u"only"_s));
        type(u"For you alone."_s);
        reply.setUndoTime(std::chrono::milliseconds(0));
        m_workspace->desk->outbox.start();
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->delivered->size(), 1, 30000);
        QVERIFY(m_workspace->delivered->first().visibility == Visibility::Direct);
    }

    void aWarningThatIsInheritedCanBeTakenOut()
    {
        m_workspace->capabilities->subject = Capabilities::Subject::ContentWarning;
        m_workspace->restartAccounts();
        const ConversationId posted =
            m_workspace->receive({{.subject = u"food"_s, .text = u"Beans?"_s, .html = {}}});
        m_view->showConversation(posted);
        ReplyComposer &reply = m_view->composer().reply();
        auto *warning = reply.findChild<QLineEdit *>();
        QTRY_COMPARE(warning->text(), u"food"_s);
        QTRY_VERIFY(!editor().isReadOnly());
        m_view->reply();
        type(u"Yes."_s);
        reply.setPreviewShown(true);
        QVERIFY(reply.preview().content().heading.contains(u"food"_s));
        warning->setFocus();
        warning->selectAll();
        QTest::keyClick(warning, Qt::Key_Delete);
        QTRY_VERIFY(reply.preview().content().heading.isEmpty());

        // Elsewhere and back it is still out; then it goes out like that.
        m_view->showConversation(m_conversation);
        QTRY_COMPARE(warning->text(), u"Hello"_s);
        m_view->showConversation(posted);
        QTRY_COMPARE(editor().toPlainText(), u"Yes."_s);
        QVERIFY2(warning->text().isEmpty(), qPrintable(warning->text()));
        reply.setUndoTime(std::chrono::milliseconds(0));
        m_workspace->desk->outbox.start();
        editor().setFocus();
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(m_workspace->delivered->size(), 1);
        QVERIFY2(m_workspace->delivered->first().subject.isEmpty(),
                 qPrintable(m_workspace->delivered->first().subject));
        // For the next answer it is what it was.
        QTRY_COMPARE(warning->text(), u"food"_s);
    }

    void theLanguageIsThatOfWhatIsAnsweredUnlessOneChooses()
    {
        auto *language = m_view->findChild<QToolButton *>(u"language"_s);
        QVERIFY(!language->isVisible()); // this channel does not carry it
        m_workspace->capabilities->hasLanguage = true;
        m_workspace->restartAccounts();
        const ConversationId asked = m_workspace->receive(
            {{.subject = u"Salut"_s, .text = u"Et vous ?"_s, .html = {}, .language = u"fr"_s}});
        m_view->showConversation(asked);
        QTRY_COMPARE(language->text(), u"fr"_s);
        QTRY_VERIFY(!editor().isReadOnly());
        m_view->reply();
        QVERIFY(language->isVisible());
        m_view->addNote();
        QVERIFY(!language->isVisible());
        m_view->reply();
        QVERIFY(language->isVisible());
        QCOMPARE(language->accessibleName(), u"Language: French (fr)"_s);
        ReplyComposer &reply = m_view->composer().reply();
        type(u"Well!"_s);
        reply.setPreviewShown(true);
        QVERIFY(reply.preview().content().remark.contains(u"French (fr)"));
        const auto choose = [language](const QString &text) {
            for (QAction *action : language->menu()->actions()) {
                if (action->text() == text)
                    return action->trigger();
            }
            QFAIL(qPrintable(text));
        };
        choose(u"English (en)"_s);
        QCOMPARE(language->text(), u"en"_s);
        QTRY_VERIFY(reply.preview().content().remark.contains(u"English (en)"));
        // Kept in the draft.
        m_view->showConversation(m_conversation);
        QTRY_COMPARE(language->text(), u"Language"_s);
        m_view->showConversation(asked);
        QTRY_COMPARE(editor().toPlainText(), u"Well!"_s);
        QCOMPARE(language->text(), u"en"_s);

        // One that is not in the list is typed; what is none is not taken.
        const auto typeLanguage = [this, &choose](const QString &code) {
            choose(u"Another language…"_s);
            auto *question = m_view->findChild<QInputDialog *>();
            QVERIFY(question);
            question->setTextValue(code);
            question->accept();
            QTRY_VERIFY(!m_view->findChild<QInputDialog *>());
        };
        typeLanguage(u"german"_s);
        QVERIFY2(reply.problem().contains(u"german"), qPrintable(reply.problem()));
        QCOMPARE(language->text(), u"en"_s);
        typeLanguage(u"GSW-ch"_s);
        QCOMPARE(language->text(), u"gsw-CH"_s);
        reply.setUndoTime(std::chrono::milliseconds(0));
        m_workspace->desk->outbox.start();
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(m_workspace->delivered->size(), 1);
        QCOMPARE(m_workspace->delivered->first().language, u"gsw-CH"_s);
        QTRY_COMPARE(language->text(), u"fr"_s);
    }

    void whereNothingCanBeSentThePageIsOffered()
    {
        auto *replyButton = m_view->findChild<QPushButton *>(u"openReply"_s);
        auto *open = m_view->findChild<QPushButton *>(u"openLink"_s);
        auto *said = m_view->findChild<QLabel *>(u"closed"_s);
        QVERIFY(replyButton->isVisible() && !open->isVisible() && !said->isVisible());
        m_workspace->capabilities->canSend = false;
        m_workspace->restartAccounts();
        m_view->showConversation(
            m_workspace->receive({{.text = u"A comment"_s,
                                   .html = {},
                                   .link = u"https://blog.example.org/post#comment-1"_s}}));
        QTRY_VERIFY(open->isVisible());
        QVERIFY(!replyButton->isVisible() && said->isVisible());
        QCOMPARE(open->text(), u"Open blog.example.org in the browser"_s);
        QUrl opened;
        const Opener opener(opened);
        open->click();
        QCOMPARE(opened, QUrl(u"https://blog.example.org/post#comment-1"_s));
        opened.clear();
        m_view->reply(); // the key does the same
        QCOMPARE(opened.host(), u"blog.example.org"_s);
        QVERIFY(m_view->composer().isFolded());
        QVERIFY(editor().toPlainText().isEmpty());

        // Notes are as ever, and the way from them to a reply is not there.
        m_view->addNote();
        QVERIFY(m_view->composer().note().editor().isVisible());
        for (const QToolButton *tab : m_view->composer().findChildren<QToolButton *>())
            QVERIFY(tab->text() != u"Reply"_s || !tab->isVisible());

        // Without a page it is said.
        m_view->showConversation(
            m_workspace->receive({{.text = u"Another"_s, .html = {}, .link = {}}}));
        QTRY_VERIFY(said->isVisible() && !open->isVisible());
        QSignalSpy status(m_view.get(), &ConversationView::statusMessage);
        opened.clear();
        m_view->reply();
        QVERIFY(opened.isEmpty() && m_view->composer().isFolded());
        QCOMPARE(status.size(), 1);
        QCOMPARE(status.first().first().toString(), said->text());

        // What was written before it was so can be read, and does not go out.
        m_workspace->capabilities->canSend = true;
        m_workspace->restartAccounts();
        QTRY_VERIFY(replyButton->isVisible() && !said->isVisible());
        QTRY_VERIFY(!editor().isReadOnly());
        m_view->reply();
        type(u"Well."_s);
        m_workspace->capabilities->canSend = false;
        m_workspace->restartAccounts();
        QTRY_VERIFY(!m_view->composer().canReply());
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(m_view->composer().reply().problem().contains(u"draft"));
        QVERIFY(heldItems().isEmpty());
    }

    void whatIsTooLongIsOfferedAsSeveralMessages()
    {
        haveLimit(30);
        m_view->reply();
        ReplyComposer &reply = m_view->composer().reply();
        auto *send = reply.findChild<QPushButton *>(u"send"_s);
        auto *offer = reply.findChild<QPushButton *>(u"splitOffer"_s);
        auto *counter = reply.findChild<QLabel *>(u"length"_s);
        type(u"The first of them is this one. "_s);
        QCOMPARE(counter->text(), u"0 left"_s); // the blank at the end does not go out
        QVERIFY(!offer->isVisible());
        type(u"Here comes the second one."_s);
        QCOMPARE(counter->text(), u"27 too many"_s);
        QTRY_VERIFY(offer->isVisible());
        QCOMPARE(offer->text(), u"Send as 2 messages"_s);

        // Not by itself.
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY2(reply.problem().contains(u"as 2 messages"), qPrintable(reply.problem()));
        QVERIFY(heldItems().isEmpty());
        QVERIFY(!reply.isPreviewShown());
        QTest::keyClick(&editor(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), offer);
        QTest::keyClick(offer, Qt::Key_Space);
        QCOMPARE(send->text(), u"Send 2 messages"_s);
        QVERIFY(reply.isPreviewShown());
        const QList<OutgoingPreview::Message> shown = reply.preview().content().messages;
        QCOMPARE(shown.size(), 2);
        QCOMPARE(shown.first().caption, u"1 of 2 · 30 of 30 characters"_s);
        QCOMPARE(reply.preview().findChildren<QLabel *>(u"outgoingText"_s).last()->text(),
                 u"Here comes the second one."_s);

        // All of it comes back, with what was chosen.
        const QString text = editor().toPlainText();
        QSignalSpy sent(m_view.get(), &ConversationView::sent);
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(sent.size(), 1);
        QCOMPARE(heldItems().size(), 2);
        QTRY_VERIFY(editor().toPlainText().isEmpty());
        m_view->composer().undoSend(sent.first().first().value<OutboxId>());
        QTRY_COMPARE(editor().toPlainText(), text);
        QVERIFY(heldItems().isEmpty());
        QTRY_COMPARE(send->text(), u"Send 2 messages"_s);

        // What was shown is what goes out.
        reply.setUndoTime(std::chrono::milliseconds(0));
        m_workspace->desk->outbox.start();
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(m_workspace->delivered->size(), 2);
        for (qsizetype i = 0; i < shown.size(); ++i)
            QCOMPARE(m_workspace->delivered->at(i).markdown, shown.at(i).text);
        QCOMPARE(m_workspace->delivered->last().inReplyTo,
                 QByteArrayList{m_workspace->delivered->first().messageId});
    }

    void whatIsTooLongForAnyNumberOfMessagesIsSaid()
    {
        haveLimit(10);
        m_view->reply();
        editor().setPlainText(u"far too much "_s.repeated(100));
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        ReplyComposer &reply = m_view->composer().reply();
        QVERIFY(reply.problem().contains(u"too long"));
        QVERIFY(!reply.findChild<QPushButton *>(u"splitOffer"_s)->isVisible());
        QVERIFY(m_workspace->delivered->isEmpty());
        editor().setPlainText(u"This fits."_s);
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(heldItems().size(), 1);
    }

    void thePreviewIsWhatGoesOut_data()
    {
        QTest::addColumn<bool>("isRich");
        QTest::newRow("html") << true;
        QTest::newRow("plain") << false;
    }

    void thePreviewIsWhatGoesOut()
    {
        QFETCH(bool, isRich);
        if (!isRich)
            haveLimit(500);
        m_view->reply();
        ReplyComposer &reply = m_view->composer().reply();
        type(u"Yes, *all*."_s);
        QVERIFY(!reply.preview().isVisible());
        QSignalSpy toggled(&m_view->composer(), &ComposerPane::previewToggled);
        QTest::keyClick(&editor(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(reply.preview().isVisible());
        QCOMPARE(toggled.size(), 1);
        QVERIFY(toggled.first().first().toBool());
        QCOMPARE(QApplication::focusWidget(), &editor()); // one goes on writing
        OutgoingPreview::Content content = reply.preview().content();
        QVERIFY2(content.title.contains(reply.audience()), qPrintable(content.title));
        QCOMPARE(content.messages.size(), 1);
        QCOMPARE(content.messages.first().text, u"Yes, *all*."_s);
        QCOMPARE(content.messages.first().html.contains(u"<em>all</em>"), isRich);
        QCOMPARE(content.heading.contains(u"Hello"), isRich);
        type(u" Now."_s);
        QTRY_COMPARE(reply.preview().content().messages.first().text, u"Yes, *all*. Now."_s);

        // It stays for what is written next, notes too, until it is not wanted any more.
        m_view->showConversation(
            m_workspace->receive({{.subject = u"Other"_s, .text = u"Hi"_s, .html = {}}}));
        QTRY_VERIFY(editor().toPlainText().isEmpty() && !editor().isReadOnly());
        m_view->reply();
        QVERIFY(reply.preview().isVisible());
        m_view->addNote();
        QVERIFY(m_view->composer().note().preview().isVisible());
        QTest::keyClicks(&m_view->composer().note().editor(), u"*hush*"_s);
        QTRY_VERIFY(m_view->composer().note().preview().content().messages.first().html.contains(
            u"<em>hush</em>"));
        QTest::keyClick(&m_view->composer().note().editor(), Qt::Key_P,
                        Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(toggled.size(), 2);
        m_view->reply();
        QVERIFY(!reply.preview().isVisible());
    }

    void whatWasSaidToUsAloneIsNotAnsweredInPublic()
    {
        m_workspace->capabilities->hasVisibility = true;
        m_workspace->restartAccounts();
        m_view->showConversation(m_workspace->receive({{.text = u"psst"_s, .html = {}}}));
        QTRY_VERIFY(m_view->composer().reply().audience().contains(u"only"_s));
        int wider = 0;
        QTRY_VERIFY(m_view->findChild<QToolButton *>(u"audience"_s)->menu()->actions().size() > 3);
        for (const QAction *action :
             m_view->findChild<QToolButton *>(u"audience"_s)->menu()->actions()) {
            if (action->text().startsWith(u"Public") || action->text().startsWith(u"Our followers"))
                wider += action->isEnabled() ? 1 : 0;
        }
        QCOMPARE(wider, 0);
    }

    void sendAndUndoGiveTheIdenticalDraftBack()
    {
        m_view->reply();
        m_view->composer().reply().quote(u"open the room"_s, u"Ann wrote:"_s, {});
        type(u"Gladly."_s);
        QTest::keyClick(&editor(), Qt::Key_Home);
        const QString text = editor().toPlainText();
        const int cursor = editor().textCursor().position();
        QVERIFY(text.contains(u"> open the room"_s));

        QSignalSpy sent(m_view.get(), &ConversationView::sent);
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(sent.size(), 1);
        QTRY_VERIFY(editor().toPlainText().isEmpty());
        QCOMPARE(heldItems().size(), 1);
        QCOMPARE(heldItems().first().markdown, text);
        QVERIFY(!storedDraft(Draft::Kind::Reply));

        auto *undo = m_view->findChild<QPushButton *>(u"undoSend"_s);
        QVERIFY(undo && undo->isVisible());
        undo->setFocus();
        QTest::keyClick(undo, Qt::Key_Space);
        QTRY_COMPARE(editor().toPlainText(), text);
        QCOMPARE(editor().textCursor().position(), cursor);
        QVERIFY(heldItems().isEmpty());
        QVERIFY(m_workspace->delivered->isEmpty());
        QVERIFY(storedDraft(Draft::Kind::Reply).has_value());
    }

    void whatWasTypedSinceIsThereWhenTheFirstIsTakenBack()
    {
        m_view->reply();
        type(u"One."_s);
        QSignalSpy sent(m_view.get(), &ConversationView::sent);
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(sent.size(), 1);
        QTRY_VERIFY(editor().toPlainText().isEmpty() && !editor().isReadOnly());
        m_view->reply();
        type(u"Two"_s);
        QTRY_VERIFY(storedDraft(Draft::Kind::Reply).has_value());
        type(u" and more."_s); // not in the store yet
        m_view->composer().undoSend(sent.first().first().value<OutboxId>());
        const QString all = u"One.\n\nTwo and more."_s;
        QTRY_COMPARE(editor().toPlainText(), all);
        QVERIFY(!editor().isReadOnly());
        QVERIFY(heldItems().isEmpty());
        QTRY_COMPARE(storedDraft(Draft::Kind::Reply)->markdown, all);
        // One goes on.
        editor().moveCursor(QTextCursor::End);
        type(u" Yes"_s);
        QTRY_COMPARE(storedDraft(Draft::Kind::Reply)->markdown, all + u" Yes"_s);
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(sent.size(), 2);
        QCOMPARE(heldItems().size(), 1);
        QCOMPARE(heldItems().first().markdown, all + u" Yes"_s);
    }

    void whatStandsBesideSendIsWhatGoesOut()
    {
        ReplyComposer &reply = m_view->composer().reply();
        QVERIFY(reply.audience().contains(u"Ann Archer"_s));
        m_view->reply();
        auto *audience = m_view->findChild<QToolButton *>(u"audience"_s);
        QVERIFY(audience);
        audience->menu()->actions().first()->trigger(); // only to the author
        QVERIFY(reply.audience().contains(u"only"_s));
        type(u"Just us two."_s);
        m_view->setUndoTime(std::chrono::milliseconds(0));
        m_workspace->desk->outbox.start();
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->delivered->size(), 1, 30000);
        const OutgoingMessage out = m_workspace->delivered->first();
        QCOMPARE(out.recipients.size(), 1);
        QCOMPARE(out.recipients.first().address.address, u"ann@example.org"_s);
        QCOMPARE(out.markdown, u"Just us two."_s);
        m_workspace->desk->outbox.stop();
    }

    void aNoteNeverReachesTheOutbox()
    {
        m_workspace->desk->outbox.start();
        m_view->addNote();
        QPlainTextEdit &note = m_view->composer().note().editor();
        QTRY_VERIFY(!note.isReadOnly()); // until it is known whether there is a draft
        QTest::keyClicks(&note, u"She prefers mornings."_s);
        QTest::keyClick(&note, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(m_view->timeline().count(), 2);
        QVERIFY(m_view->timeline().itemAt(1).kind == TimelineItem::Kind::Note);
        QCOMPARE(m_view->timeline().itemAt(1).text, u"She prefers mornings."_s);
        QVERIFY(waited(m_workspace->desk->outbox.items(true))->isEmpty());
        QVERIFY(m_workspace->delivered->isEmpty());
        QTRY_VERIFY(!storedDraft(Draft::Kind::Note));
        m_workspace->desk->outbox.stop();
    }

    void blanksStopSendingWithASentence_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named");
        QTest::newRow("blank") << u"See you [[when?]]"_s << u"[[when?]]"_s;
        QTest::newRow("unknown variable")
            << u"Dear {{person.shoe_size}}"_s << u"{{person.shoe_size}}"_s;
        QTest::newRow("nothing") << u"  "_s << u"empty"_s;
    }
    void blanksStopSendingWithASentence()
    {
        QFETCH(QString, text);
        QFETCH(QString, named);
        m_view->reply();
        type(text);
        QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY2(m_view->composer().reply().problem().contains(named),
                 qPrintable(m_view->composer().reply().problem()));
        QVERIFY(waited(m_workspace->desk->outbox.items(true))->isEmpty());
        QCOMPARE(editor().toPlainText(), text);
    }

    void knownVariablesAreFilledInWhereTheyCanBeSeen()
    {
        m_view->reply();
        type(u"Dear {{person.first_name || 'friend'}},"_s);
        QCOMPARE(editor().toPlainText(), u"Dear Ann,"_s);
    }

    void theirBracketsInAQuoteDoNotStopUs()
    {
        QVERIFY(!firstOpenBlank(u"> as in [[their wiki]] and {{so}}\n\nThanks!"_s));
        QCOMPARE(firstOpenBlank(u"> a\nb [[c]]"_s)->start, 6);
    }

    void keysForBoldAndItalic()
    {
        m_view->reply();
        type(u"now"_s);
        editor().selectAll();
        QTest::keyClick(&editor(), Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(editor().toPlainText(), u"**now**"_s);
        QTest::keyClick(&editor(), Qt::Key_I, Qt::ControlModifier);
        QCOMPARE(editor().toPlainText(), u"***now***"_s);
    }

private:
    MarkdownEditor &editor() { return m_view->composer().reply().editor(); }
    /// A channel of plain text with room for \a most characters.
    void haveLimit(qint64 most)
    {
        m_workspace->capabilities->subject = Capabilities::Subject::None;
        m_workspace->capabilities->formatting = Capabilities::Formatting::Plain;
        m_workspace->capabilities->lengthUnit = Capabilities::LengthUnit::Graphemes;
        m_workspace->capabilities->maxLength = most;
        m_workspace->restartAccounts();
        QTRY_VERIFY(
            m_view->findChild<QLabel *>(u"length"_s)->text().startsWith(QString::number(most)));
    }
    void type(const QString &text) { QTest::keyClicks(&editor(), text); }
    std::optional<Draft> storedDraft(Draft::Kind kind)
    {
        return *waited(m_workspace->desk->outbox.draft(m_conversation, kind));
    }
    QList<OutboxItem> heldItems()
    {
        QList<OutboxItem> held;
        const auto items = waited(m_workspace->desk->outbox.items());
        for (const OutboxItem &item : *items) {
            if (item.state == OutboxState::Held)
                held.append(item);
        }
        return held;
    }

    std::unique_ptr<MailWorkspace> m_workspace;
    std::unique_ptr<ConversationView> m_view;
    ConversationId m_conversation;
};

QTEST_MAIN(ComposerTest)
#include "composertest.moc"
