// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/sqlite.h"
#include "tests/support/testdesk.h"

#include <QDir>
#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

/// Exports through the door that mail takes, and out again.
class ExportImportTest final : public QObject
{
    Q_OBJECT

    static QString write(const TestDesk &desk, const QString &name, const QByteArray &bytes)
    {
        const QString path = desk.folder.path() + u'/' + name;
        QDir().mkpath(path.section(u'/', 0, -2));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
        return path;
    }

    static QByteArray chat(int from, int to)
    {
        QByteArray text;
        for (int i = from; i < to; ++i) {
            const QByteArray number = QByteArray::number(i);
            text += QByteArray::number(1 + i / 1000) + "/03/24, " +
                    QByteArray::number(10 + i / 60 % 10).rightJustified(2, '0') + ":" +
                    QByteArray::number(i % 60).rightJustified(2, '0') + " - " +
                    (i % 3 ? "Ann" : "Me") + ": words number " + number + "\n";
        }
        return "31/01/24, 09:00 - Ann: first of all\n" + text;
    }

    /// Every row of every table, except what an import leaves behind on purpose.
    static QStringList dump(TestDesk &desk)
    {
        return value(desk.store->read([](ReadContext &context) {
            QStringList rows;
            QStringList tables;
            {
                Statement names = context.db.prepare(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE "
                    "'%VIRTUAL%' AND name NOT IN ('sqlite_sequence', 'import_run') AND name NOT "
                    "LIKE 'message_search%' AND name NOT LIKE 'title_search%' ORDER BY name");
                while (names.next())
                    tables.append(names.text(0));
            }
            for (const QString &table : std::as_const(tables)) {
                Statement all = context.db.prepare(("SELECT * FROM " + table.toLatin1()));
                while (all.next()) {
                    QStringList cells{table};
                    for (int i = 0; i < all.columnCount(); ++i)
                        cells += all.text(i);
                    // The clock of the store itself moves with every write.
                    if (table != u"meta" || cells.value(1) != u"hlc")
                        rows += cells.join(u'|');
                }
            }
            return rows;
        }));
    }

    static QString verified(TestDesk &desk)
    {
        return value(desk.desk->maintenance.verify()).join(u' ');
    }

private Q_SLOTS:
    void aChatIsHistoryWithPeopleAndTwiceAddsNothing()
    {
        TestDesk desk;
        const QString path = write(desk, u"WhatsApp Chat with Ann.txt"_s, chat(0, 50));
        const ImportProgress first =
            value(desk.desk->importer.start({path}, {.ourAddresses = {u"Me"_s}}));
        QCOMPARE(first.problems, QStringList());
        QCOMPARE(first.added, 51);
        QCOMPARE(first.files.size(), 1);
        QCOMPARE(first.files.first().format, u"whatsapp"_s);
        QCOMPARE(first.files.first().people, 2);
        QCOMPARE(first.files.first().conversations, 1);
        QVERIFY(first.files.first().hasOurs);
        QVERIFY(first.files.first().dates->isCertain);
        const auto done = desk.list(View::Done);
        QCOMPARE(done.size(), 1);
        QCOMPARE(done.first().personName, u"Ann"_s);
        QCOMPARE(done.first().channel, u"whatsapp"_s);
        QCOMPARE(done.first().messageCount, 51);
        QCOMPARE(desk.list(View::Unread).size(), 0);
        QCOMPARE(desk.list(View::Waiting).size(), 0);
        QCOMPARE(verified(desk), QString());
        const ImportProgress second =
            value(desk.desk->importer.start({path}, {.ourAddresses = {u"Me"_s}}));
        QCOMPARE(second.added, 0);
        QCOMPARE(second.duplicates, 51);
        // A later export of the same chat has more at its end.
        const QString later = write(desk, u"later/WhatsApp Chat with Ann.txt"_s, chat(0, 60));
        const ImportProgress third =
            value(desk.desk->importer.start({later}, {.ourAddresses = {u"Me"_s}}));
        QCOMPARE(third.added, 10);
        QCOMPARE(desk.list(View::Done).size(), 1);
        QCOMPARE(desk.list(View::Done).first().messageCount, 61);
    }

    void aDryRunWritesNothingAndSaysTheSame()
    {
        TestDesk desk;
        const QString path = write(desk, u"WhatsApp Chat with Ann.txt"_s,
                                   chat(0, 2500) + "31/02/24, 10:00 - Ann: no such day\n");
        value(desk.desk->importer.start(
            {write(desk, u"old/WhatsApp Chat with Ann.txt"_s, chat(0, 20))}));
        const QStringList before = dump(desk);
        const ImportProgress dry = value(desk.desk->importer.start({path}, {.dryRun = true}));
        QCOMPARE(dump(desk), before);
        QVERIFY(dry.isDryRun && !dry.import.isValid());
        QCOMPARE(dry.added, 2480);
        QCOMPARE(dry.duplicates, 21);
        QCOMPARE(dry.unreadable, 1);
        QCOMPARE(dry.files.first().newPeople, 0);
        QCOMPARE(dry.files.first().problems.size(), 1);
        QCOMPARE(dry.files.first().problems.first().row, 2502);
        QCOMPARE(value(desk.desk->importer.runs()).size(), 1);
        const ImportProgress real = value(desk.desk->importer.start({path}));
        QCOMPARE(real.added, dry.added);
        QCOMPARE(real.duplicates, dry.duplicates);
        // And of the same files again, nothing would be new.
        QCOMPARE(value(desk.desk->importer.start({path}, {.dryRun = true})).added, 0);
    }

    void undoLeavesTheWorkspaceAsItWas()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account, {desk.mail(u"ben@example.net"_s, u"Real"_s, u"words"_s, "1@ben")});
        const QStringList before = dump(desk);
        const QJsonObject stats = value(desk.desk->maintenance.stats());
        QByteArray mbox = "From x Thu Mar  5 09:00:00 2026\nFrom: Ann <ann@example.net>\nSubject: "
                          "One\nMessage-ID: <1@ann>\nDate: Thu, 05 Mar 2026 09:00:00 +0000\n\nHi\n";
        const ImportProgress done = value(
            desk.desk->importer.start({write(desk, u"WhatsApp Chat with Ann.txt"_s, chat(0, 1500)),
                                       write(desk, u"a.mbox"_s, mbox)}));
        QCOMPARE(done.added, 1502);
        QVERIFY(done.import.isValid());
        const auto runs = value(desk.desk->importer.runs());
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.first().messages, 1502);
        QCOMPARE(runs.first().conversations, 2);
        QVERIFY(runs.first().finishedAt.has_value());
        const ImportUndone undone = value(desk.desk->importer.undo(done.import));
        QCOMPARE(undone.messages, 1502);
        QCOMPARE(undone.conversations, 2);
        QCOMPARE(undone.people, 3);
        QVERIFY(undone.kept.isEmpty());
        QCOMPARE(verified(desk), QString());
        QCOMPARE(dump(desk), before);
        QJsonObject after = value(desk.desk->maintenance.stats());
        for (const QString &key : {u"messages"_s, u"conversations"_s, u"people"_s, u"identities"_s,
                                   u"accounts"_s, u"attachments"_s, u"blobs"_s, u"changes"_s})
            QCOMPARE(after.value(key), stats.value(key));
        QVERIFY(value(desk.desk->conversations.search(parseSearch(u"number"_s), {}, 10))
                    .hits.isEmpty());
        QVERIFY(value(desk.desk->importer.runs()).first().undoneAt.has_value());
        // It can come again, whole.
        QCOMPARE(value(desk.desk->importer.start({desk.folder.path() + u"/a.mbox"_s})).added, 1);
    }

    void whatSomebodyHasWorkedOnStaysWhole_data()
    {
        QTest::addColumn<QString>("work");
        for (const char *work : {"tag", "note", "assign", "reopen", "fact", "draft"})
            QTest::newRow(work) << QString::fromLatin1(work);
    }

    void whatSomebodyHasWorkedOnStaysWhole()
    {
        QFETCH(QString, work);
        TestDesk desk;
        const ImportProgress done = value(desk.desk->importer.start(
            {write(desk, u"WhatsApp Chat with Ann.txt"_s, chat(0, 5)),
             write(desk, u"WhatsApp Chat with Ben.txt"_s, "31/01/24, 09:00 - Ben: hello\n")}));
        QCOMPARE(done.added, 7);
        ConversationId ann;
        for (const ConversationSummary &row : desk.list(View::Done))
            ann = row.personName == u"Ann" || row.messageCount > 1 ? row.id : ann;
        QVERIFY(ann.isValid());
        if (work == u"tag") {
            const Tag tag = value(desk.desk->triage.ensureTag(u"seeds"_s));
            value(desk.desk->triage.addTag({ann}, tag.id));
        } else if (work == u"note") {
            value(desk.desk->triage.addNote(ann, u"call her"_s));
        } else if (work == u"assign") {
            value(desk.desk->triage.assign({ann}, desk.store->me()));
        } else if (work == u"reopen") {
            value(desk.desk->triage.setState({ann}, ConversationState::Open));
        } else if (work == u"fact") {
            const auto page = value(desk.desk->conversations.timeline(ann, {}, 1));
            value(desk.desk->facts.add(
                page.items.first().person,
                {.text = u"likes seeds"_s, .source = page.items.first().message}));
        } else {
            Draft draft;
            draft.conversation = ann;
            draft.markdown = u"Dear Ann"_s;
            value(desk.desk->outbox.saveDraft(draft));
        }
        const ImportUndone undone = value(desk.desk->importer.undo(done.import));
        QCOMPARE(undone.kept, QList<ConversationId>{ann});
        QCOMPARE(undone.keptMessages, 6);
        QCOMPARE(undone.messages, 1);
        QCOMPARE(undone.conversations, 1);
        QCOMPARE(verified(desk), QString());
        QCOMPARE(value(desk.desk->conversations.summary(ann)).messageCount, 6);
    }

    void aConversationThatWasThereBeforeIsAsItWas()
    {
        TestDesk desk;
        const ImportProgress first = value(
            desk.desk->importer.start({write(desk, u"WhatsApp Chat with Ann.txt"_s, chat(0, 20))}));
        const ConversationId ann = desk.list(View::Done).first().id;
        const Tag tag = value(desk.desk->triage.ensureTag(u"seeds"_s));
        value(desk.desk->triage.addTag({ann}, tag.id));
        const QStringList before = dump(desk);
        const ImportProgress second = value(desk.desk->importer.start(
            {write(desk, u"later/WhatsApp Chat with Ann.txt"_s,
                   chat(0, 40) + "07/03/24, 10:00 - Cid: I am new here\n")}));
        QCOMPARE(second.added, 21);
        const ImportUndone undone = value(desk.desk->importer.undo(second.import));
        QCOMPARE(undone.messages, 21);
        QCOMPARE(undone.conversations, 0);
        QCOMPARE(undone.people, 1);
        QCOMPARE(verified(desk), QString());
        QCOMPARE(dump(desk), before);
        // The first one has been worked on meanwhile.
        QCOMPARE(value(desk.desk->importer.undo(first.import)).kept.size(), 1);
    }

    void anImportThatALaterOneContinuesStaysUntilThatIsUndone()
    {
        TestDesk desk;
        const QStringList before = dump(desk);
        const ImportProgress first = value(
            desk.desk->importer.start({write(desk, u"WhatsApp Chat with Ann.txt"_s, chat(0, 20))}));
        const ImportProgress second = value(desk.desk->importer.start(
            {write(desk, u"later/WhatsApp Chat with Ann.txt"_s, chat(0, 40))}));
        QCOMPARE(value(desk.desk->importer.undo(first.import)).kept.size(), 1);
        QCOMPARE(value(desk.desk->importer.undo(second.import)).messages, 20);
        QCOMPARE(value(desk.desk->importer.undo(first.import)).messages, 21);
        QCOMPARE(verified(desk), QString());
        QCOMPARE(dump(desk), before);
    }

    void everyRowIsToldOnce()
    {
        TestDesk desk;
        const auto rows = std::make_shared<ImportRows>();
        const QString path = write(desk, u"WhatsApp Chat with Ann.txt"_s,
                                   chat(0, 3) + "31/02/24, 10:00 - Ann: no such day\n" +
                                       "01/03/24, 10:03 - Ann added Ben\n");
        value(desk.desk->importer.start({path}, {.rows = rows}));
        const QList<ImportRow> all = rows->take();
        QCOMPARE(all.size(), 6);
        for (int i = 0; i < 6; ++i) {
            QCOMPARE(all[i].row, i + 1);
            QCOMPARE(all[i].path, path);
            QCOMPARE(toString(all[i].outcome), i < 4    ? u"added"_s
                                               : i == 4 ? u"unreadable"_s
                                                        : u"skipped"_s);
            QCOMPARE(all[i].message.isValid(), i < 4);
        }
    }

    void exportsAreFoundInFoldersBesideMail()
    {
        TestDesk desk;
        write(desk, u"mix/WhatsApp Chat with Ann.txt"_s, chat(0, 3));
        write(desk, u"mix/notes.txt"_s, "1. eggs\n2. milk\n");
        write(desk, u"mix/other.json"_s, "{\"a\": 1}");
        write(desk, u"mix/two.eml"_s, "From: a@b.example\nMessage-ID: <9@b>\n\nHi\n");
        const ImportProgress done =
            value(desk.desk->importer.start({desk.folder.path() + u"/mix"_s}));
        QCOMPARE(done.problems, QStringList());
        QCOMPARE(done.added, 5);
        QCOMPARE(desk.list(View::Inbox).size(), 1); // the mail; history asks for nothing
        // Named itself, what is no export is said.
        const ImportProgress json =
            value(desk.desk->importer.start({desk.folder.path() + u"/mix/other.json"_s}));
        QCOMPARE(json.added, 0);
        QCOMPARE(json.problems.size(), 1);
    }

    void anUndoOfNothingIsRefused()
    {
        TestDesk desk;
        const auto none = desk.desk->importer.undo(ImportId{7}).result();
        QVERIFY(!none);
        QVERIFY(none.error().kind == ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(ExportImportTest)
#include "exportimporttest.moc"
