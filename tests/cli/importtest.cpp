// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QJsonArray>
#include <QtTest>

using namespace Qt::StringLiterals;

/// Exports of chat programs on the command line: dry run, rows, undo.
class ImportTest final : public QObject
{
    Q_OBJECT

    static QByteArray chat()
    {
        return "31/01/24, 10:00 - Messages and calls are end-to-end encrypted.\n"
               "31/01/24, 10:01 - Ann: Hello\nand more\n"
               "31/01/24, 10:02 - Me: Hi\n"
               "31/02/24, 10:03 - Ann: no such day\n";
    }
    static QString chatFile(const Cli &cli)
    {
        return cli.write(u"WhatsApp Chat with Ann.txt"_s, chat());
    }

private Q_SLOTS:
    void aDryRunSaysWhatWouldBeAndWritesNothing()
    {
        const Cli cli;
        cli.fill();
        const QJsonObject before = cli.json({u"stats"_s}).object();
        const Run run =
            cli.json({u"import"_s, u"--dry-run"_s, u"--ours"_s, u"me"_s, chatFile(cli)});
        QCOMPARE(run.code, 6);
        const QJsonObject plan = run.object();
        QCOMPARE(plan[u"type"].toString(), u"import_plan"_s);
        QCOMPARE(plan[u"added"].toInt(), 2);
        QCOMPARE(plan[u"unreadable"].toInt(), 1);
        QCOMPARE(plan[u"skipped"].toInt(), 1);
        QVERIFY(plan[u"import"].isNull());
        const QJsonObject file = plan[u"files"].toArray().first().toObject();
        QCOMPARE(file[u"format"].toString(), u"whatsapp"_s);
        QCOMPARE(file[u"date_order"].toString(), u"dmy"_s);
        QCOMPARE(file[u"date_order_certain"].toBool(), true);
        QCOMPARE(file[u"people"].toInt(), 2);
        QCOMPARE(file[u"new_people"].toInt(), 2);
        QCOMPARE(file[u"conversations"].toInt(), 1);
        QCOMPARE(file[u"has_ours"].toBool(), true);
        const QJsonObject problem = file[u"problem_rows"].toArray().first().toObject();
        QCOMPARE(problem[u"row"].toInt(), 5);
        QVERIFY(problem[u"reason"].toString().contains(u"31 2 24"));
        QCOMPARE(cli.json({u"stats"_s}).object(), before);
        QCOMPARE(cli.json({u"import"_s, u"--list"_s}).objects().size(), 1); // what fill() imported
        const Run plain = cli.run({u"import"_s, u"--dry-run"_s, chatFile(cli)});
        QVERIFY(plain.output.contains("Nothing was written"));
        QVERIFY(plain.output.contains("--ours"));
    }

    void everyRowWhenAsked()
    {
        const Cli cli;
        const Run run = cli.json({u"import"_s, u"--rows"_s, chatFile(cli)});
        QCOMPARE(run.code, 6);
        QStringList outcomes;
        for (const QJsonObject &row : run.objects(u"import_row"_s))
            outcomes += u"%1 %2"_s.arg(row[u"row"].toInt()).arg(row[u"outcome"].toString());
        QCOMPARE(outcomes,
                 (QStringList{u"1 skipped"_s, u"2 added"_s, u"4 added"_s, u"5 unreadable"_s}));
        const Run again = cli.json({u"import"_s, u"--rows"_s, chatFile(cli)});
        QCOMPARE(again.objects(u"imported"_s).first()[u"added"].toInt(), 0);
        QCOMPARE(again.objects(u"import_row"_s).value(1)[u"outcome"].toString(), u"known"_s);
    }

    void historyIsDoneAndOursIsOurs()
    {
        const Cli cli;
        const Run run = cli.json({u"import"_s, u"--ours"_s, u"ME"_s, chatFile(cli)});
        QCOMPARE(run.code, 6);
        const QList<QJsonObject> done = cli.json({u"list"_s, u"--view"_s, u"done"_s}).objects();
        QCOMPARE(done.size(), 1);
        QCOMPARE(done.first()[u"person_name"].toString(), u"Ann"_s);
        QCOMPARE(done.first()[u"channel"].toString(), u"whatsapp"_s);
        QCOMPARE(done.first()[u"last_direction"].toString(), u"outgoing"_s);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void anImportIsUndoneAsAWhole()
    {
        const Cli cli;
        cli.fill();
        const QJsonObject before = cli.json({u"stats"_s}).object();
        const Run run = cli.json({u"import"_s, chatFile(cli)});
        const QString id = run.object()[u"import"].toString();
        QCOMPARE(id, u"i2"_s);
        const QList<QJsonObject> list = cli.json({u"import"_s, u"--list"_s}).objects();
        QCOMPARE(list.size(), 2);
        QCOMPARE(list.first()[u"messages"].toInt(), 2);
        const Run undone = cli.json({u"import"_s, u"--undo"_s, id});
        QCOMPARE(undone.code, 0);
        QCOMPARE(undone.object()[u"messages"].toInt(), 2);
        QJsonObject after = cli.json({u"stats"_s}).object();
        for (const QString &key : {u"messages"_s, u"conversations"_s, u"people"_s, u"identities"_s,
                                   u"accounts"_s, u"blobs"_s})
            QCOMPARE(after[key], before[key]);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
        QVERIFY(!cli.json({u"import"_s, u"--list"_s}).object()[u"undone_at"].isNull());
    }

    void whatWasWorkedOnStaysAndIsNamed()
    {
        const Cli cli;
        QCOMPARE(cli.json({u"import"_s, chatFile(cli)}).code, 6);
        QCOMPARE(cli.run({u"tag"_s, u"c1"_s, u"+seeds"_s}).code, 0);
        const Run undone = cli.run({u"import"_s, u"--undo"_s, u"i1"_s});
        QCOMPARE(undone.code, 6);
        QVERIFY(undone.errors.contains("c1"));
        QCOMPARE(cli.json({u"stats"_s}).object()[u"messages"].toInt(), 2);
    }

    void theOrderOfDatesCanBeStated()
    {
        const Cli cli;
        const QString path =
            cli.write(u"WhatsApp Chat with Ben.txt"_s, "1/2/24, 10:00 - Ben: Hello\n");
        const Run guessed = cli.run({u"import"_s, u"--dry-run"_s, path});
        QVERIFY2(guessed.output.contains("--date-order"), guessed.output.constData());
        const Run stated = cli.json({u"import"_s, u"--date-order"_s, u"mdy"_s, path});
        QCOMPARE(stated.code, 0);
        const QJsonObject message = cli.json({u"show"_s, u"c1"_s}).objects(u"message"_s).first();
        QVERIFY(message[u"at"].toString().startsWith(u"2024-01-02"));
    }

    void mistypedLinesDoNothing_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing") << QStringList{} << 2;
        QTest::newRow("list and a path") << QStringList{u"--list"_s, u"x"_s} << 2;
        QTest::newRow("list and undo") << QStringList{u"--list"_s, u"--undo"_s, u"i1"_s} << 2;
        QTest::newRow("no such order") << QStringList{u"--date-order"_s, u"dym"_s, u"x.txt"_s} << 2;
        QTest::newRow("no number") << QStringList{u"--undo"_s, u"first"_s} << 2;
        QTest::newRow("no such import") << QStringList{u"--undo"_s, u"i99"_s} << 3;
    }

    void mistypedLinesDoNothing()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        const Cli cli;
        cli.fill();
        cli.write(u"x.txt"_s, chat());
        const Run run = cli.run(QStringList{u"import"_s} + arguments);
        QVERIFY2(run.code == code, run.errors.constData());
        QCOMPARE(cli.json({u"stats"_s}).object()[u"messages"].toInt(), 3);
    }

    void whatIsNoExportIsSaidAndNotImported()
    {
        const Cli cli;
        for (const auto &[name, content] : std::initializer_list<std::pair<QString, QByteArray>>{
                 {u"x.json"_s, "{\"a\": 1}"}, {u"x.zip"_s, "PK\3\4 but no zip"}}) {
            const Run run = cli.run({u"import"_s, cli.write(name, content)});
            QCOMPARE(run.code, 1);
            QVERIFY2(run.errors.contains(name.toUtf8()), run.errors.constData());
            QCOMPARE(cli.json({u"stats"_s}).object()[u"messages"].toInt(), 0);
        }
    }
};

QTEST_GUILESS_MAIN(ImportTest)
#include "importtest.moc"
