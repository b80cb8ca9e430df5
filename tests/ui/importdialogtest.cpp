// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/imports/importdialog.h"
#include "tests/ui/uifixture.h"

#include <QFile>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace casement;
using namespace Qt::StringLiterals;

class ImportDialogTest final : public QObject
{
    Q_OBJECT

    static QString write(const Workspace &workspace, const QString &name, const QByteArray &content)
    {
        QFile file(workspace.folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return file.fileName();
    }

    /// The visible button with these words; none: null.
    static QPushButton *button(const ImportDialog &dialog, const QString &text)
    {
        for (QPushButton *each : dialog.findChildren<QPushButton *>()) {
            if (each->text() == text && each->isVisible() && each->isEnabled())
                return each;
        }
        return nullptr;
    }

    static QString shown(const QTreeWidget &tree)
    {
        QStringList lines;
        for (QTreeWidgetItemIterator it(const_cast<QTreeWidget *>(&tree)); *it; ++it)
            lines += (*it)->text(0) + u": " + (*it)->text(1);
        return lines.join(u'\n');
    }

    static qint64 messages(Workspace &workspace)
    {
        return obtained(workspace.desk->maintenance.stats()).value(u"messages").toInteger();
    }

private Q_SLOTS:
    void anExportIsShownBeforeItIsImportedAndCanBeUndone()
    {
        Workspace workspace;
        const QString path = write(workspace, u"WhatsApp Chat with Ann.txt"_s,
                                   "31/01/24, 10:00 - Ann: Hello\n31/01/24, 10:01 - Me: Hi\n"
                                   "31/02/24, 10:02 - Ann: no <b>such</b> day\n");
        QPointer<ImportDialog> dialog(new ImportDialog(workspace.desk->importer, {path}, nullptr));
        QSignalSpy imported(dialog, &ImportDialog::imported);
        dialog->open();
        QVERIFY(button(*dialog, u"Import"_s));
        button(*dialog, u"Import"_s)->click();

        // First what it would be; nothing is written.
        QTRY_VERIFY_WITH_TIMEOUT(button(*dialog, u"Back"_s), 30000);
        const auto *tree = dialog->findChild<QTreeWidget *>();
        QVERIFY(tree->isVisible());
        const QString plan = shown(*tree);
        QVERIFY2(plan.contains(u"2 would be new"), qPrintable(plan));
        QVERIFY2(plan.contains(u"day, month, year"), qPrintable(plan));
        QVERIFY2(plan.contains(u"Row 3"), qPrintable(plan));
        QVERIFY2(plan.contains(u"Nobody in it is known to be you"), qPrintable(plan));
        QCOMPARE(messages(workspace), 0);
        QCOMPARE(imported.size(), 0);

        button(*dialog, u"Import"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(button(*dialog, u"Undo this import"_s), 30000);
        QCOMPARE(imported.size(), 1);
        QCOMPARE(messages(workspace), 2);
        QVERIFY(shown(*tree).contains(u"2 new"));

        button(*dialog, u"Undo this import"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            !button(*dialog, u"Undo this import"_s) && messages(workspace) == 0, 30000);
        button(*dialog, u"Close"_s)->click();
        QTRY_VERIFY(!dialog);
    }

    void mailIsImportedAtOnce()
    {
        Workspace workspace;
        const QString path =
            write(workspace, u"one.eml"_s, "From: ann@example.net\nMessage-ID: <1@a>\n\nHi\n");
        QPointer<ImportDialog> dialog(new ImportDialog(workspace.desk->importer, {path}, nullptr));
        QSignalSpy imported(dialog, &ImportDialog::imported);
        dialog->open();
        button(*dialog, u"Import"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, 30000);
        QCOMPARE(messages(workspace), 1);
        QVERIFY(button(*dialog, u"Close"_s));
        delete dialog;
    }

    void backLeadsToTheChoice()
    {
        Workspace workspace;
        const QString path =
            write(workspace, u"WhatsApp Chat with Ben.txt"_s, "1/2/24, 10:00 - Ben: Hello\n");
        QPointer<ImportDialog> dialog(new ImportDialog(workspace.desk->importer, {path}, nullptr));
        dialog->open();
        button(*dialog, u"Import"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(button(*dialog, u"Back"_s), 30000);
        QVERIFY(shown(*dialog->findChild<QTreeWidget *>()).contains(u"choose another order"));
        button(*dialog, u"Back"_s)->click();
        QVERIFY(button(*dialog, u"Choose files…"_s));
        QCOMPARE(messages(workspace), 0);
        delete dialog;
    }
};

QTEST_MAIN(ImportDialogTest)
#include "importdialogtest.moc"
