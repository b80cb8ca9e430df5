// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/htmlsanitizer.h"
#include "tests/ui/mailworkspace.h"
#include "ui/conversation/attachmentactions.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/messagebody.h"
#include "ui/conversation/messagecard.h"
#include "ui/conversation/messageloader.h"
#include "ui/conversation/messagetext.h"
#include "ui/conversation/safedocument.h"
#include "ui/conversation/timeline.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QNetworkAccessManager>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTextBlock>
#include <QToolButton>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

TimelinePage longPage(int count)
{
    TimelinePage page;
    for (int i = 0; i < count; ++i) {
        TimelineItem item;
        item.message = MessageId{i + 1};
        item.person = PersonId{1};
        item.authorName = i % 3 == 0 ? u"ann"_s : u"ben"_s;
        item.direction = i % 3 == 0 ? Direction::Outgoing : Direction::Incoming;
        item.text = u"Message %1.\n"_s.arg(i) +
                    u"It has a few words in it, and some have more.\n"_s.repeated(i % 7);
        item.at = fromMilliseconds(1'770'000'000'000 + i * 60'000);
        page.items.append(item);
    }
    return page;
}

} // namespace

class ConversationTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tenThousandMessagesAreAFewWidgets()
    {
        CodeHighlighter code;
        Timeline timeline(code);
        timeline.resize(640, 700);
        timeline.show();
        timeline.open(longPage(10'000), {});
        QCOMPARE(timeline.count(), 10'000);
        const auto documents = [&] { return timeline.findChildren<MessageBody *>().size(); };
        QVERIFY(documents() > 0);
        QVERIFY2(documents() < 80, qPrintable(QString::number(documents())));
        QVERIFY(timeline.cardOf(MessageId{10'000}));
        QVERIFY(!timeline.cardOf(MessageId{1}));

        // All the way up and down, by key.
        QTest::keyClick(&timeline, Qt::Key_Home);
        QTRY_VERIFY(timeline.cardOf(MessageId{1}));
        for (int i = 0; i < 200; ++i)
            QTest::keyClick(&timeline, Qt::Key_PageDown);
        QVERIFY2(documents() < 80, qPrintable(QString::number(documents())));
        QTest::keyClick(&timeline, Qt::Key_End);
        QVERIFY(timeline.cardOf(MessageId{10'000}));
        const MessageCard *last = timeline.cardOf(MessageId{10'000});
        QVERIFY(last->geometry().bottom() <= timeline.viewport()->height());
    }

    void whatIsReadStaysWhereItIs()
    {
        CodeHighlighter code;
        Timeline timeline(code);
        timeline.resize(640, 700);
        timeline.show();
        TimelinePage all = longPage(400);
        TimelinePage newest;
        newest.items = all.items.mid(200);
        newest.older = PageKey{.at = 1, .id = 1};
        timeline.open(newest, {});
        QVERIFY(timeline.reveal(MessageId{300}));
        const auto placeOf = [&](qint64 id) { return timeline.cardOf(MessageId{id})->y(); };
        const int before = placeOf(300);

        TimelinePage older;
        older.items = all.items.first(200);
        timeline.prepend(older);
        QCOMPARE(timeline.count(), 400);
        QCOMPARE(placeOf(300), before);

        // HTML that arrives for a message above the view makes it higher.
        TimelinePage refreshed = newest;
        TimelineItem note;
        note.kind = TimelineItem::Kind::Note;
        note.note = NoteId{7};
        note.text = u"noted"_s;
        note.at = refreshed.items.last().at + std::chrono::minutes(1);
        refreshed.items.append(note);
        timeline.update(refreshed);
        QCOMPARE(timeline.count(), 401);
        QCOMPARE(placeOf(300), before);
    }

    void messagesAreShownFromTheirBeginning()
    {
        CodeHighlighter code;
        Timeline timeline(code);
        timeline.resize(640, 700);
        timeline.show();
        for (const int count : {9, 8, 7}) { // cards of another height take the place of the first
            timeline.open(longPage(count), {});
            QCoreApplication::processEvents();
            const auto bodies = timeline.findChildren<MessageBody *>();
            QVERIFY(!bodies.isEmpty());
            for (const MessageBody *body : bodies) {
                QCOMPARE(body->verticalScrollBar()->value(), 0);
                QCOMPARE(body->verticalScrollBar()->maximum(), 0);
                QVERIFY(!body->horizontalScrollBar()->isVisible());
            }
        }
    }

    void codeIsColouredInTextAndInHtml()
    {
        CodeHighlighter code;
        const auto coloursOf = [](const SafeDocument &document) {
            QHash<QString, QColor> colours;
            for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
                for (auto it = block.begin(); !it.atEnd(); ++it)
                    colours.insert(it.fragment().text().trimmed(),
                                   it.fragment().charFormat().foreground().color());
            }
            return colours;
        };
        SafeDocument plain;
        std::ignore = fillWithText(plain, u"Look:\n\n```cpp\nreturn 42; // why\n```\n"_s, {}, code);
        SafeDocument html;
        const QString safe =
            sanitizeHtml(
                u"<p>Look:</p><pre><code class=\"language-cpp\">bool ok;\nreturn 42; // why"
                u"</code></pre><pre>return 42; // why</pre>"_s)
                .html;
        fillWithHtml(html, safe, {}, {}, code);
        QVERIFY2(html.toPlainText().contains(u"bool ok;\nreturn 42; // why"),
                 qPrintable(html.toPlainText()));
        for (const SafeDocument *document : {&plain, &html}) {
            const QHash<QString, QColor> colours = coloursOf(*document);
            QVERIFY2(colours.contains(u"// why"_s), qPrintable(colours.keys().join(u'|')));
            QVERIFY(colours.value(u"// why"_s) != colours.value(u"return"_s));
            QVERIFY(colours.value(u"42"_s) != colours.value(u"// why"_s));
        }
        // Without a language it stays as it is.
        QVERIFY(coloursOf(html).contains(u"return 42; // why"_s));
    }

    void hostileHtmlLoadsNothing()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QSignalSpy connections(&server, &QTcpServer::newConnection);
        QTemporaryDir folder;
        const QString secret = folder.filePath(u"secret.png"_s);
        QImage picture(40, 40, QImage::Format_RGB32);
        picture.fill(Qt::red);
        QVERIFY(picture.save(secret));
        const QString host = u"http://127.0.0.1:%1"_s.arg(server.serverPort());
        const QString html =
            u"<html><head><link rel=stylesheet href=%1/a.css><style>@import url(%1/b.css); "
            u"body{background:url(%1/c.png)}"
            "</style></head><body background=%1/d.png><p>Words to see</p><img src=%1/e.png><img "
            "src='file://%2'>"
            "<img src=//127.0.0.1/f.png><iframe src=%1/g></iframe><object data=%1/h></object>"
            "<video poster=%1/i><source src=%1/j></video><script>fetch('%1/k')</script></body></html>"_s
                .arg(host, secret);
        MailWorkspace workspace;
        const ConversationId id = workspace.receive({{.text = u"Words to see"_s, .html = html}});
        ConversationView view(*workspace.desk);
        view.resize(700, 600);
        view.show();
        view.showConversation(id);
        QTRY_COMPARE(view.timeline().count(), 1);
        const MessageId message = workspace.messages(id).first();
        QTRY_VERIFY(view.timeline().cardOf(message));
        // The sanitised HTML has come: what was blocked is offered.
        QTRY_VERIFY(!view.timeline().cardOf(message)->findChildren<QPushButton *>().isEmpty());
        QVERIFY(view.timeline().cardOf(message)->body()->toPlainText().contains(u"Words to see"_s));
        QVERIFY(view.grab().width() > 0);
        QCOMPARE(connections.size(), 0);
        QVERIFY(view.findChildren<QNetworkAccessManager *>().isEmpty());
        QVERIFY(qApp->findChildren<QNetworkAccessManager *>().isEmpty());
    }

    void theDocumentOpensNoFile_data()
    {
        QTest::addColumn<QString>("prefix");
        QTest::newRow("file address") << u"file://"_s;
        QTest::newRow("path") << QString();
    }
    void theDocumentOpensNoFile()
    {
        QFETCH(QString, prefix);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"secret.png"_s);
        QImage picture(40, 40, QImage::Format_RGB32);
        picture.fill(Qt::red);
        QVERIFY(picture.save(path));
        MessageBody body;
        body.safeDocument().setHtml(u"<p>a<img src=\"%1%2\">b</p>"_s.arg(prefix, path));
        body.resize(300, 100);
        QVERIFY(body.heightForWidth(300) < 40);
        const QImage seen = body.grab().toImage();
        for (int y = 0; y < seen.height(); ++y) {
            for (int x = 0; x < seen.width(); ++x)
                QVERIFY(seen.pixelColor(x, y) != QColor(Qt::red));
        }
        QCOMPARE(body.safeDocument().missingImages().size(), 1);
    }

    void imagesAfterAClickComeFromPublicHostsOnly_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("public") << u"https://img.example.org/a.png"_s << true;
        QTest::newRow("not encrypted") << u"http://img.example.org/a.png"_s << false;
        QTest::newRow("this machine") << u"https://127.0.0.1/a.png"_s << false;
        QTest::newRow("this machine, v6") << u"https://[::1]/a.png"_s << false;
        QTest::newRow("v4 in v6") << u"https://[::ffff:127.0.0.1]/a.png"_s << false;
        QTest::newRow("this network") << u"https://192.168.1.1/a.png"_s << false;
        QTest::newRow("link local") << u"https://169.254.169.254/latest"_s << false;
        QTest::newRow("router") << u"https://router/a.png"_s << false;
        QTest::newRow("local name") << u"https://printer.local/a.png"_s << false;
        QTest::newRow("with a login") << u"https://a:b@img.example.org/a.png"_s << false;
        QTest::newRow("file") << u"file:///etc/passwd"_s << false;
    }
    void imagesAfterAClickComeFromPublicHostsOnly()
    {
        QFETCH(QString, url);
        QTEST(isPublicImageUrl(QUrl(url)), "allowed");
    }

    void quotesAreFoldedUntilOneWantsThem()
    {
        MailWorkspace workspace;
        const QString text =
            u"Thursday is fine.\n\nOn 3 March 2026, Team wrote:\n> When?\n> Where?\n> With whom?\n> And why?\n> Tell us.\n"_s;
        const ConversationId id = workspace.receive({{.text = text, .html = {}}});
        ConversationView view(*workspace.desk);
        view.resize(700, 600);
        view.show();
        view.showConversation(id);
        QTRY_COMPARE(view.timeline().count(), 1);
        MessageBody *body = view.timeline().cardOf(workspace.messages(id).first())->body();
        QVERIFY(body->toPlainText().contains(u"Thursday"_s));
        QVERIFY(!body->toPlainText().contains(u"And why?"_s));
        // By keyboard: Tab to the one link, Enter.
        body->setFocus();
        QTest::keyClick(body, Qt::Key_Tab);
        QTest::keyClick(body, Qt::Key_Return);
        QTRY_VERIFY(body->toPlainText().contains(u"And why?"_s));
    }

    void findGoesThroughTheConversation()
    {
        MailWorkspace workspace;
        const ConversationId id =
            workspace.receive({{.text = u"An apple a day"_s, .html = {}},
                               {.text = u"Pears"_s, .html = {}},
                               {.text = u"APPLE pie, apple juice"_s, .html = {}}});
        ConversationView view(*workspace.desk);
        view.resize(700, 600);
        view.show();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        view.showConversation(id);
        QTRY_COMPARE(view.timeline().count(), 3);
        view.find();
        auto *field = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(field);
        QTest::keyClicks(field, u"apple"_s);
        QCOMPARE(view.timeline().findState().hits, 3);
        QCOMPARE(view.timeline().findState().current, 3);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(view.timeline().findState().current, 2);
        QVERIFY(view.timeline().currentItem()->text.contains(u"pie"_s));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(view.timeline().currentItem()->text.contains(u"a day"_s));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!field->isVisible());
    }

    void aSessionComesFromTheSelectedMessages()
    {
        MailWorkspace workspace;
        const ConversationId id =
            workspace.receive({{.subject = u"Lending shelf"_s, .text = u"one"_s, .html = {}},
                               {.text = u"two"_s, .html = {}},
                               {.text = u"three"_s, .html = {}}});
        ConversationView view(*workspace.desk);
        view.resize(700, 600);
        view.show();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        view.showConversation(id);
        QTRY_COMPARE(view.timeline().count(), 3);
        view.timeline().setFocus();
        QTest::keyClick(&view.timeline(), Qt::Key_Up, Qt::ShiftModifier);
        const QList<MessageId> chosen = view.timeline().selectedMessages();
        QCOMPARE(chosen, workspace.messages(id).mid(1));
        QSignalSpy opened(&view, &ConversationView::sessionActivated);
        view.startSession();
        QTRY_COMPARE(opened.size(), 1);
        const auto session =
            waited(workspace.desk->sessions.get(opened.first().first().value<SessionId>()));
        QVERIFY(session.has_value());
        QCOMPARE(session->sources.size(), 2);
        QCOMPARE(session->participants.size(), 1);
    }

    void openingMarksAsRead()
    {
        MailWorkspace workspace;
        const ConversationId id = workspace.receive({{.text = u"news"_s, .html = {}}});
        QVERIFY(waited(workspace.desk->conversations.summary(id))->unread);
        ConversationView view(*workspace.desk);
        view.show();
        view.showConversation(id);
        QTRY_VERIFY(!waited(workspace.desk->conversations.summary(id))->unread);
    }

    void aFileElsewhereIsFetchedAfterItsHostWasShown()
    {
        MailWorkspace workspace;
        QList<FileRequest> asked;
        *workspace.files = [&asked](const FileRequest &request) {
            asked += request;
            const QString host = request.hosts.contains(u"media.example"_s) ? u"cdn.example:8443"_s
                                                                            : u"media.example"_s;
            const FileAnswer answer = request.hosts.contains(host)
                                          ? FileAnswer{.bytes = "a bee", .host = {}}
                                          : FileAnswer{.bytes = {}, .host = host};
            return QtFuture::makeReadyValueFuture(Result<FileAnswer>(answer));
        };
        const ConversationId id = workspace.receive(
            {{.text = u"Look"_s,
              .attachments = {{.name = u"bee"_s, .mediaType = u"image/png"_s, .part = u"/m"_s}},
              .rawFormat = RawFormat::Json}});
        ConversationView view(*workspace.desk);
        view.resize(700, 600);
        view.show();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        view.showConversation(id);
        QTRY_COMPARE(view.timeline().count(), 1);
        const MessageId message = workspace.messages(id).first();
        QTRY_VERIFY(view.timeline().cardOf(message));
        QSignalSpy words(&view, &ConversationView::statusMessage);

        // By keyboard alone: to the file, Space; what it is and where, Return; into a file.
        auto *chip = view.timeline().cardOf(message)->findChild<QToolButton *>(u"attachment-0"_s);
        QVERIFY(chip);
        QCOMPARE(chip->accessibleName(), u"Attachment bee"_s); // nobody has told a size
        QVERIFY(chip->focusPolicy() & Qt::TabFocus);
        chip->setFocus();
        QTest::keyClick(chip, Qt::Key_Space);
        QTRY_VERIFY(view.findChild<QMessageBox *>());
        auto *box = view.findChild<QMessageBox *>();
        QVERIFY2(box->text().contains(u"bee.png"), qPrintable(box->text()));
        QVERIFY2(box->informativeText().contains(u"media.example"),
                 qPrintable(box->informativeText()));
        QCOMPARE(asked.size(), 1); // where it is, and nothing else
        QVERIFY(asked.first().hosts.isEmpty());
        QVERIFY(QTest::qWaitForWindowActive(box));
        QTest::keyClick(box, Qt::Key_Return);
        QTRY_VERIFY(view.findChild<QFileDialog *>());
        auto *dialog = view.findChild<QFileDialog *>();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"mine.png"_s);
        dialog->selectFile(path);
        dialog->setResult(QDialog::Accepted);
        Q_EMIT dialog->fileSelected(path);
        dialog->close();

        // It leads on to another host: that one is asked for, and the safe answer is the usual one.
        const auto question = [&view]() -> QMessageBox * {
            for (auto *each : view.findChildren<QMessageBox *>()) {
                if (each->text().contains(u"cdn.example:8443"))
                    return each;
            }
            return nullptr;
        };
        QTRY_VERIFY(question());
        QVERIFY(!QFile::exists(path));
        const auto buttons = question()->buttons();
        const auto fetch = std::ranges::find_if(buttons, [](const QAbstractButton *each) {
            return each->text().contains(u"cdn.example:8443");
        });
        QVERIFY(fetch != buttons.end());
        QVERIFY(question()->defaultButton() != *fetch);
        QTest::keyClick(*fetch, Qt::Key_Space);
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "a bee"_ba);
        QVERIFY(!(file.permissions() & QFile::ExeOwner));
        QTRY_VERIFY(!words.isEmpty() && words.last().first().toString().contains(path));
        QCOMPARE(asked.size(), 3);
        QCOMPARE(asked.last().hosts, (QStringList{u"media.example"_s, u"cdn.example:8443"_s}));

        // The second time it is here, and nobody is asked.
        QTRY_COMPARE(view.timeline().cardOf(message)->item().attachments.first().size, 5);
        *workspace.files = [](const FileRequest &) {
            return QtFuture::makeReadyValueFuture(
                Result<FileAnswer>(fail(ErrorKind::Offline, u"There is no network."_s)));
        };
        QTRY_VERIFY(view.findChildren<QMessageBox *>().isEmpty());
        QTest::keyClick(
            view.timeline().cardOf(message)->findChild<QToolButton *>(u"attachment-0"_s),
            Qt::Key_Space);
        QTRY_VERIFY(view.findChild<QMessageBox *>());
        QVERIFY(!view.findChild<QMessageBox *>()->informativeText().contains(u"media.example"));
    }

    void aFileThatCannotBeFetchedIsSaidSo()
    {
        MailWorkspace workspace;
        *workspace.files = [](const FileRequest &) {
            return QtFuture::makeReadyValueFuture(
                Result<FileAnswer>(fail(ErrorKind::Invalid, u"Telegram gives no such files."_s)));
        };
        const ConversationId id =
            workspace.receive({{.text = u"Look"_s,
                                .attachments = {{.name = u"bee.png"_s, .part = u"/m"_s}},
                                .rawFormat = RawFormat::Json}});
        ConversationView view(*workspace.desk);
        view.resize(700, 600);
        view.show();
        view.showConversation(id);
        QTRY_COMPARE(view.timeline().count(), 1);
        const MessageId message = workspace.messages(id).first();
        QTRY_VERIFY(view.timeline().cardOf(message));
        QSignalSpy words(&view, &ConversationView::statusMessage);
        QTest::keyClick(
            view.timeline().cardOf(message)->findChild<QToolButton *>(u"attachment-0"_s),
            Qt::Key_Space);
        QTRY_VERIFY(!words.isEmpty());
        QCOMPARE(words.last().first().toString(), u"Telegram gives no such files."_s);
        QVERIFY(!view.findChild<QMessageBox *>());
    }

    void fileNames_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("safe");
        QTest::addColumn<bool>("risky");
        QTest::newRow("plain") << u"plan.pdf"_s << u"plan.pdf"_s << false;
        QTest::newRow("folders") << u"../../etc/passwd"_s << u"_.._etc_passwd"_s << false;
        QTest::newRow("hidden") << u".bashrc"_s << u"bashrc"_s << false;
        QTest::newRow("device") << u"con.txt"_s << u"_con.txt"_s << false;
        QTest::newRow("turned around") << u"invoice\u202efdp.exe"_s << u"invoicefdp.exe"_s << true;
        QTest::newRow("trailing dot") << u"run.sh. "_s << u"run.sh"_s << true;
        QTest::newRow("macro") << u"budget.xlsm"_s << u"budget.xlsm"_s << true;
        QTest::newRow("option") << u"-rf"_s << u"rf"_s << false;
    }
    void fileNames()
    {
        QFETCH(QString, given);
        QTEST(safeFileName(given), "safe");
        QTEST(mayRunCode(safeFileName(given)), "risky");
    }
};

QTEST_MAIN(ConversationTest)
#include "conversationtest.moc"
