// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QtTest>

using namespace Qt::StringLiterals;

/// The verbs, as scripts see them.
class CliTest final : public QObject
{
    Q_OBJECT

private:
    static QString conversation(const Cli &cli, const QString &subject)
    {
        for (const QJsonObject &row : cli.json({u"list"_s, u"--view"_s, u"all"_s}).objects()) {
            if (row[u"subject"].toString().endsWith(subject))
                return row[u"id"].toString();
        }
        return {};
    }
    static QStringList ids(const Run &run)
    {
        QStringList all;
        for (const QJsonObject &row : run.objects())
            all += row[u"id"].toString();
        return all;
    }

private Q_SLOTS:
    void importingTwiceAddsNothing()
    {
        const Cli cli;
        const QString box = cli.write(u"box.mbox"_s, mailbox());
        const Run first = cli.json({u"import"_s, box});
        QCOMPARE(first.code, 0);
        QCOMPARE(first.object()[u"type"].toString(), u"imported"_s);
        QCOMPARE(first.object()[u"added"].toInt(), 3);
        const Run second = cli.json({u"import"_s, box});
        QCOMPARE(second.code, 0);
        QCOMPARE(second.object()[u"added"].toInt(), 0);
        // The same mails in another file, and twice: read again, and known.
        const Run third =
            cli.json({u"import"_s, cli.write(u"twice.mbox"_s, mailbox() + mailbox())});
        QCOMPARE(third.code, 0);
        QCOMPARE(third.object()[u"added"].toInt(), 0);
        QCOMPARE(cli.json({u"list"_s, u"--view"_s, u"all"_s}).objects().size(), 2);
    }

    void relativePathsStartAtTheCaller()
    {
        const Cli cli;
        cli.write(u"box.mbox"_s, mailbox());
        QCOMPARE(cli.json({u"import"_s, u"box.mbox"_s}).object()[u"added"].toInt(), 3);
    }

    void listHasStableNames()
    {
        const Cli cli;
        cli.fill();
        const Run run = cli.json({u"list"_s});
        QCOMPARE(run.code, 0);
        QCOMPARE(run.objects().size(), 2);
        const QJsonObject row = run.object();
        QCOMPARE(row.keys(), (QStringList{u"account"_s,
                                          u"account_name"_s,
                                          u"assignee"_s,
                                          u"channel"_s,
                                          u"has_attachments"_s,
                                          u"has_draft"_s,
                                          u"id"_s,
                                          u"last_direction"_s,
                                          u"last_message_at"_s,
                                          u"last_person_message_at"_s,
                                          u"merged_into"_s,
                                          u"message_count"_s,
                                          u"muted"_s,
                                          u"person"_s,
                                          u"person_name"_s,
                                          u"snippet"_s,
                                          u"snooze_reason"_s,
                                          u"snoozed_until"_s,
                                          u"split_from"_s,
                                          u"starred"_s,
                                          u"state"_s,
                                          u"subject"_s,
                                          u"tags"_s,
                                          u"type"_s,
                                          u"uid"_s,
                                          u"unread"_s,
                                          u"waiting_since"_s,
                                          u"woke_because"_s}));
        QCOMPARE(row[u"type"].toString(), u"conversation"_s);
        QCOMPARE(row[u"person_name"].toString(), u"Ann Example"_s);
        QCOMPARE(row[u"last_message_at"].toString(), u"2026-03-02T12:00:00.000Z"_s);
        QCOMPARE(row[u"waiting_since"].toString(), u"2026-03-02T10:00:00.000Z"_s);
        QCOMPARE(row[u"message_count"].toInt(), 2);
        QCOMPARE(row[u"last_direction"].toString(), u"incoming"_s);
    }

    void listOrdersLimitsAndPages()
    {
        const Cli cli;
        cli.fill();
        const QString ann = conversation(cli, u"Where do we meet?"_s);
        const QString ben = conversation(cli, u"A lantern"_s);
        QCOMPARE(ids(cli.json({u"list"_s})), (QStringList{ann, ben}));
        QCOMPARE(ids(cli.json({u"list"_s, u"--limit"_s, u"1"_s})), QStringList{ann});
        QCOMPARE(ids(cli.json({u"list"_s, u"--order"_s, u"waiting"_s})), (QStringList{ann, ben}));
        QCOMPARE(ids(cli.json({u"list"_s, u"--view"_s, u"done"_s})), QStringList());
    }

    void showGivesTheTimelineTheHtmlAndTheSource()
    {
        const Cli cli;
        cli.fill();
        const Run whole = cli.json({u"show"_s, conversation(cli, u"Where do we meet?"_s)});
        QCOMPARE(whole.code, 0);
        const auto messages = whole.objects(u"message"_s);
        QCOMPARE(messages.size(), 2);
        QVERIFY(messages[0][u"text"].toString().startsWith(
            u"Where is the lighthouse meeting?\nFrom here"));
        QCOMPARE(messages[0][u"author_address"].toString(), u"ann@example.org"_s);
        QCOMPARE(messages[0][u"direction"].toString(), u"incoming"_s);

        const QString lantern = cli.json({u"show"_s, conversation(cli, u"A lantern"_s)})
                                    .objects(u"message"_s)
                                    .value(0)[u"id"]
                                    .toString();
        const Run html = cli.json({u"show"_s, lantern, u"--html"_s});
        QCOMPARE(html.code, 0);
        QVERIFY(html.object()[u"html"].toString().contains(u"<b>lantern</b>"));
        QVERIFY(!html.output.contains("<script"));
        QVERIFY(!html.object()[u"html"].toString().contains(u"tracker.example"));
        QCOMPARE(html.object()[u"blocked_remote"].toArray().size(), 1);

        const Run raw = cli.run({u"show"_s, lantern, u"--raw"_s});
        QCOMPARE(raw.code, 0);
        QVERIFY(raw.output.startsWith("From: Ben <ben@example.net>\n"));
        QVERIFY(raw.output.contains("<script>alert(1)</script>"));
    }

    void whatPeopleReadCannotDriveTheTerminal()
    {
        const Cli cli;
        cli.fill();
        const QString id = conversation(cli, u"Where do we meet?"_s);
        const Run text = cli.run({u"show"_s, id});
        QCOMPARE(text.code, 0);
        QVERIFY(text.output.contains("Red"));
        QVERIFY(!text.output.contains('\x1b'));
        QVERIFY(!text.output.contains("\xe2\x80\xae"));
        const Run json = cli.json({u"show"_s, id});
        QVERIFY(!json.output.contains("\xe2\x80\xae"));
        QVERIFY(json.objects(u"message"_s).value(1)[u"text"].toString().contains(QChar(0x202e)));
    }

    void searchFindsNewestFirst()
    {
        const Cli cli;
        cli.fill();
        const Run run = cli.json({u"search"_s, u"lantern"_s});
        QCOMPARE(run.code, 0);
        QCOMPARE(run.objects().size(), 1);
        QCOMPARE(run.object()[u"author_name"].toString(), u"Ben"_s);
        QVERIFY(!run.object()[u"marks"].toArray().isEmpty());
        QCOMPARE(cli.json({u"search"_s, u"found OR nothing-like-this"_s}).code, 0);
        QCOMPARE(cli.json({u"search"_s, u"zebra"_s}).objects().size(), 0);
    }

    void theReadmeShowsWhatChannelsCan()
    {
        const Run run = Cli().run({u"capabilities"_s, u"--markdown"_s});
        QCOMPARE(run.code, 0);
        QFile readme(QStringLiteral(CASEMENT_SOURCE_DIR "/README.md"));
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QByteArray text = readme.readAll();
        for (const QByteArray &line : run.output.trimmed().split('\n'))
            QVERIFY2(text.contains(line), line.constData());
    }

    void triageCanBeTakenBack()
    {
        const Cli cli;
        cli.fill();
        const QString ann = conversation(cli, u"Where do we meet?"_s);
        const QString ben = conversation(cli, u"A lantern"_s);

        const Run tagged = cli.json({u"tag"_s, ann, ben, u"+meeting"_s});
        QCOMPARE(tagged.code, 0);
        QCOMPARE(tagged.object()[u"count"].toInt(), 2);
        QCOMPARE(ids(cli.json({u"list"_s, u"--tag"_s, u"Meeting"_s})), (QStringList{ann, ben}));
        QCOMPARE(cli.json({u"tag"_s, ben, u"-meeting"_s}).code, 0);
        QCOMPARE(ids(cli.json({u"list"_s, u"--tag"_s, u"meeting"_s})), QStringList{ann});

        const Run done = cli.json({u"done"_s, ann, ben});
        QCOMPARE(done.code, 0);
        QCOMPARE(cli.json({u"list"_s}).objects().size(), 0);
        const Run undone = cli.json({u"undo"_s, done.object()[u"id"].toString()});
        QCOMPARE(undone.code, 0);
        QCOMPARE(undone.object()[u"count"].toInt(), 2);
        QCOMPARE(ids(cli.json({u"list"_s})), (QStringList{ann, ben}));

        QCOMPARE(cli.json({u"snooze"_s, ann, u"--until"_s, u"2999-01-01T08:00"_s, u"--reason"_s,
                           u"next age"_s})
                     .code,
                 0);
        const QJsonObject snoozed = cli.json({u"list"_s, u"--view"_s, u"snoozed"_s}).object();
        QCOMPARE(snoozed[u"snoozed_until"].toString(),
                 u"2999-01-01T07:00:00.000Z"_s); // the tests live in Berlin
        QCOMPARE(snoozed[u"snooze_reason"].toString(), u"next age"_s);
        QCOMPARE(cli.json({u"reopen"_s, ann}).code, 0);
        QCOMPARE(cli.json({u"assign"_s, ann, u"--to"_s, u"Zoe"_s}).code, 0);
        QCOMPARE(cli.json({u"show"_s, ann}).object()[u"assignee"].toString(), u"Zoe"_s);
        QCOMPARE(cli.json({u"spam"_s, ben}).code, 0);
        QCOMPARE(ids(cli.json({u"list"_s, u"--view"_s, u"spam"_s})), QStringList{ben});
    }

    void aPassageIsSplitOffAndPutBack()
    {
        const Cli cli;
        cli.fill();
        const QString ann = conversation(cli, u"Where do we meet?"_s);
        const QString ben = conversation(cli, u"A lantern"_s);
        const auto messagesOf = [&](const QString &id) {
            QStringList names;
            for (const QJsonObject &each : cli.json({u"show"_s, id}).objects(u"message"_s))
                names.append(each[u"id"].toString());
            return names;
        };
        const QStringList both = messagesOf(ann);
        QCOMPARE(both.size(), 2);

        const Run made = cli.json({u"split"_s, both.at(1), u"--subject"_s, u"The second"_s});
        QCOMPARE(made.code, 0);
        QCOMPARE(made.object().keys(), (QStringList{u"conversation"_s, u"count"_s, u"id"_s,
                                                    u"skipped"_s, u"type"_s, u"verb"_s}));
        QCOMPARE(made.object()[u"verb"].toString(), u"split-off"_s);
        const QString second = made.object()[u"conversation"].toString();
        const QJsonObject row = cli.json({u"show"_s, second}).object();
        QCOMPARE(row[u"subject"].toString(), u"The second"_s);
        QCOMPARE(row[u"split_from"].toString(), ann);
        QVERIFY(row[u"merged_into"].isNull());
        QCOMPARE(messagesOf(second), QStringList{both.at(1)});
        QCOMPARE(messagesOf(ann), QStringList{both.at(0)});
        const QJsonObject line = cli.json({u"show"_s, ann}).objects(u"passage"_s).value(0);
        QCOMPARE(line[u"conversation"].toString(), second);
        QCOMPARE(line[u"messages"].toInt(), 1);
        QVERIFY(cli.run({u"show"_s, ann}).output.contains("The second"));

        const Run back = cli.json({u"split"_s, u"--back"_s, second});
        QCOMPARE(back.code, 0);
        QCOMPARE(back.object()[u"conversation"].toString(), ann);
        QCOMPARE(messagesOf(ann), both);
        QCOMPARE(cli.json({u"show"_s, second}).object()[u"merged_into"].toString(), ann);
        QCOMPARE(cli.json({u"undo"_s, back.object()[u"id"].toString()}).code, 0);
        QCOMPARE(messagesOf(second), QStringList{both.at(1)});
        QCOMPARE(
            cli.json({u"undo"_s, made.object()[u"id"].toString()}).object()[u"skipped"].toInt(), 0);
        QCOMPARE(messagesOf(ann), both);

        const Run all = cli.run({u"split"_s, both.at(0), both.at(1)});
        QCOMPARE(all.code, 1);
        QVERIFY(all.errors.contains("all messages"));
        const Run mixed = cli.run({u"split"_s, both.at(0), messagesOf(ben).at(0)});
        QCOMPARE(mixed.code, 1);
        QVERIFY(mixed.errors.contains("several conversations"));
        QCOMPARE(cli.run({u"split"_s, u"--back"_s, ann}).code, 1);
        QCOMPARE(cli.run({u"split"_s, u"--back"_s, ann, ben}).code, 2);
        QCOMPARE(cli.run({u"split"_s, u"m999"_s}).code, 3);
        QCOMPARE(cli.run({u"split"_s, ann}).code, 1);
        QCOMPARE(cli.run({u"split"_s}).code, 2);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void notesComeFromStandardInputAndStayInside()
    {
        const Cli cli;
        cli.fill();
        const QString ann = conversation(cli, u"Where do we meet?"_s);
        QCOMPARE(cli.json({u"note"_s, ann, u"--text-file"_s, u"-"_s}, "Ask *Zoe* first.\n").code,
                 0);
        const Run shown = cli.json({u"show"_s, ann});
        QCOMPARE(shown.objects(u"note"_s).size(), 1);
        QCOMPARE(shown.objects(u"note"_s).value(0)[u"text"].toString(), u"Ask *Zoe* first."_s);
        QCOMPARE(cli.json({u"outbox"_s, u"--all"_s}).objects().size(), 0);
    }

    void sessionsBeginWithWords()
    {
        const Cli cli;
        cli.fill();
        const QString message = cli.json({u"show"_s, conversation(cli, u"A lantern"_s)})
                                    .objects(u"message"_s)
                                    .value(0)[u"id"]
                                    .toString();
        const Run made = cli.json(
            {u"session"_s, u"new"_s, u"--message"_s, message, u"--title"_s, u"Lantern evening"_s});
        QCOMPARE(made.code, 0);
        QCOMPARE(made.object()[u"title"].toString(), u"Lantern evening"_s);
        QCOMPARE(made.object()[u"participants"].toArray().size(), 1);
        QCOMPARE(cli.json({u"session"_s, u"list"_s}).object()[u"title"].toString(),
                 u"Lantern evening"_s);
        QCOMPARE(cli.json({u"session"_s, u"show"_s, made.object()[u"id"].toString()})
                     .object()[u"sources"]
                     .toArray()
                     .size(),
                 1);
    }

    void exportGivesBackWhatCameIn()
    {
        const Cli cli;
        cli.fill();
        const QString box = cli.path(u"out.mbox"_s);
        QCOMPARE(cli.run({u"export"_s, box}).code, 0);
        QCOMPARE(cli.run({u"export"_s, box}).code, 1); // never over a file that is there
        const Run all = cli.json({u"export"_s, u"-"_s, u"--format"_s, u"jsonl"_s});
        QCOMPARE(all.objects().size(), 3);

        const Cli other;
        QCOMPARE(other.json({u"import"_s, box}).object()[u"added"].toInt(), 3);
        const Run again = other.json({u"export"_s, u"-"_s, u"--format"_s, u"jsonl"_s});
        const auto sources = [](const Run &run) {
            QStringList list;
            for (const QJsonObject &object : run.objects())
                list += object[u"raw_base64"].toString();
            list.sort();
            return list;
        };
        QCOMPARE(sources(again), sources(all));
        QCOMPARE(cli.run({u"export"_s, cli.path(u"emls"_s), u"--format"_s, u"eml"_s}).code, 0);
        QCOMPARE(QDir(cli.path(u"emls"_s)).entryList({u"*.eml"_s}).size(), 3);
    }

    void attachmentsAreSaved()
    {
        const Cli cli;
        cli.write(u"box.mbox"_s,
                  "From ann@example.org Mon Mar  2 10:00:00 2026\n"
                  "From: Ann <ann@example.org>\nTo: hello@casement.example\n"
                  "Subject: The plan\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n"
                  "Message-ID: <plan@example.org>\nMIME-Version: 1.0\n"
                  "Content-Type: multipart/mixed; boundary=x\n\n"
                  "--x\nContent-Type: text/plain\n\nHere it is.\n"
                  "--x\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
                  "Content-Disposition: attachment; filename=\"../plan.pdf\"\n\nJVBERgAB\n"
                  "--x--\n\n");
        QCOMPARE(cli.run({u"import"_s, u"box.mbox"_s}).code, 0);
        const QString message = cli.json({u"show"_s, conversation(cli, u"The plan"_s)})
                                    .objects(u"message"_s)
                                    .value(0)[u"id"]
                                    .toString();
        QVERIFY(cli.run({u"show"_s, message}).output.contains("[1: plan.pdf, application/pdf"));
        const QStringList verb{u"attachment"_s, message, u"1"_s, u"--to"_s};
        const QByteArray pdf("%PDF\0\1", 6);
        const Run saved = cli.json(verb + QStringList{u"here.pdf"_s});
        QCOMPARE(saved.code, 0);
        QCOMPARE(saved.object()[u"type"].toString(), u"attachment"_s);
        QCOMPARE(saved.object()[u"message"].toString(), message);
        QCOMPARE(saved.object()[u"index"].toInt(), 1);
        QCOMPARE(saved.object()[u"name"].toString(), u"plan.pdf"_s);
        QCOMPARE(saved.object()[u"media_type"].toString(), u"application/pdf"_s);
        QCOMPARE(saved.object()[u"size"].toInt(), 6);
        QCOMPARE(saved.object()[u"file"].toString(), cli.path(u"here.pdf"_s));
        QFile file(cli.path(u"here.pdf"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), pdf);
        QCOMPARE(file.permissions() & QFile::ExeOwner, QFile::Permissions());

        QCOMPARE(cli.run(verb + QStringList{u"-"_s}).output, pdf);
        QCOMPARE(QByteArray::fromBase64(cli.json(verb + QStringList{u"-"_s})
                                            .object()[u"bytes_base64"]
                                            .toString()
                                            .toLatin1()),
                 pdf);
        QCOMPARE(cli.run(verb + QStringList{u"here.pdf"_s}).code, 1); // never over what is there
        QCOMPARE(cli.run({u"attachment"_s, message, u"2"_s, u"--to"_s, u"x"_s}).code, 3);
        QCOMPARE(cli.run({u"attachment"_s, u"m999"_s, u"1"_s, u"--to"_s, u"x"_s}).code, 3);
        QVERIFY(!QFile::exists(cli.path(u"x"_s)));
    }

    void aFileThatWasNotImportedIsSaidSo()
    {
        const Cli cli;
        QDir(cli.folder()).mkpath(u"export"_s);
        cli.write(u"export/result.json"_s,
                  R"({"name": "Bees", "type": "private_group", "id": 7, "messages": [
                      {"id": 1, "type": "message", "date": "2026-03-02T10:00:00",
                       "date_unixtime": "1772445600", "from": "Ann", "from_id": "user1",
                       "text": "Look", "file": "files/bees.pdf", "file_name": "bees.pdf",
                       "mime_type": "application/pdf"}]})");
        const Run imported = cli.run({u"import"_s, u"export/result.json"_s});
        QVERIFY2(imported.code == 0, imported.errors.constData());
        const QString id = cli.json({u"list"_s, u"--view"_s, u"all"_s}).object()[u"id"].toString();
        const QString message =
            cli.json({u"show"_s, id}).objects(u"message"_s).value(0)[u"id"].toString();
        const Run run = cli.run({u"attachment"_s, message, u"1"_s, u"--to"_s, u"bees.pdf"_s});
        QCOMPARE(run.code, 3);
        QVERIFY2(run.errors.contains("imported"), run.errors.constData());
        QVERIFY(!QFile::exists(cli.path(u"bees.pdf"_s)));
    }

    void verifyAndStats()
    {
        const Cli cli;
        cli.fill();
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
        QCOMPARE(cli.json({u"verify"_s}).object()[u"problems"].toInt(), 0);
        const Run stats = cli.json({u"stats"_s});
        QCOMPARE(stats.code, 0);
        QCOMPARE(stats.object()[u"messages"].toInt(), 3);
    }

    void theSampleGoesAsItCame()
    {
        const Cli cli;
        QCOMPARE(cli.json({u"sample"_s, u"add"_s}).code, 0);
        QVERIFY(cli.json({u"list"_s, u"--view"_s, u"all"_s}).objects().size() > 100);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
        QCOMPARE(cli.json({u"sample"_s, u"remove"_s}).code, 0);
        QCOMPARE(cli.json({u"list"_s, u"--view"_s, u"all"_s}).objects().size(), 0);
        QCOMPARE(cli.json({u"stats"_s}).object()[u"messages"].toInt(), 0);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void theManualKnowsEveryVerb()
    {
        const Cli cli;
        const Run help = cli.run({u"--help"_s});
        QCOMPARE(help.code, 0);
        const Run manual = cli.run({u"--man"_s});
        QCOMPARE(manual.code, 0);
        const QStringList names = {u"account add email"_s,
                                   u"account list"_s,
                                   u"account remove"_s,
                                   u"account pause"_s,
                                   u"account resume"_s,
                                   u"import"_s,
                                   u"fetch"_s,
                                   u"watch"_s,
                                   u"list"_s,
                                   u"show"_s,
                                   u"attachment"_s,
                                   u"search"_s,
                                   u"reply"_s,
                                   u"new"_s,
                                   u"tag"_s,
                                   u"note"_s,
                                   u"done"_s,
                                   u"reopen"_s,
                                   u"spam"_s,
                                   u"assign"_s,
                                   u"snooze"_s,
                                   u"undo"_s,
                                   u"outbox list"_s,
                                   u"outbox cancel"_s,
                                   u"outbox retry"_s,
                                   u"outbox sent"_s,
                                   u"send"_s,
                                   u"sample add"_s,
                                   u"sample remove"_s,
                                   u"session list"_s,
                                   u"session show"_s,
                                   u"session new"_s,
                                   u"export"_s,
                                   u"verify"_s,
                                   u"stats"_s};
        for (const QString &name : names) {
            QVERIFY2(help.output.contains(QByteArray("\n  " + name.toUtf8() + ' ')),
                     qPrintable(name));
            QVERIFY2(manual.output.contains(QByteArray("\n.SS " + name.toUtf8() + '\n')),
                     qPrintable(name));
            const Run own = cli.run(name.split(u' ') + QStringList{u"--help"_s});
            QCOMPARE(own.code, 0);
            QVERIFY2(own.output.contains("--json"), qPrintable(name));
        }
    }

    void mistypedLinesDoNothing_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("no such verb") << QStringList{u"frobnicate"_s} << 2 << QByteArray("no verb");
        QTest::newRow("half a verb")
            << QStringList{u"account"_s} << 2 << QByteArray("account add email");
        QTest::newRow("no such option")
            << QStringList{u"list"_s, u"--colour"_s} << 2 << QByteArray("colour");
        QTest::newRow("too few words") << QStringList{u"show"_s} << 2 << QByteArray("CONVERSATION");
        QTest::newRow("too many words")
            << QStringList{u"show"_s, u"c1"_s, u"c2"_s} << 2 << QByteArray("CONVERSATION");
        QTest::newRow("no such view")
            << QStringList{u"list"_s, u"--view"_s, u"moon"_s} << 2 << QByteArray("moon");
        QTest::newRow("no number")
            << QStringList{u"list"_s, u"--limit"_s, u"-3"_s} << 2 << QByteArray("--limit");
        QTest::newRow("two targets") << QStringList{u"assign"_s, u"c1"_s, u"--me"_s, u"--nobody"_s}
                                     << 2 << QByteArray("--me");
        QTest::newRow("a time that is over")
            << QStringList{u"snooze"_s, u"c1"_s, u"--until"_s, u"2001-01-01T00:00"_s} << 2
            << QByteArray("over");
        QTest::newRow("no time at all")
            << QStringList{u"snooze"_s, u"c1"_s, u"--until"_s, u"tomorrow"_s} << 2
            << QByteArray("2026-12-24");
        QTest::newRow("no such conversation")
            << QStringList{u"show"_s, u"c999"_s} << 3 << QByteArray("c999");
        QTest::newRow("no such message")
            << QStringList{u"show"_s, u"m999"_s} << 3 << QByteArray("m999");
        QTest::newRow("no such tag")
            << QStringList{u"list"_s, u"--tag"_s, u"moon"_s} << 3 << QByteArray("moon");
        QTest::newRow("no such file") << QStringList{u"import"_s, u"nowhere.mbox"_s} << 3
                                      << QByteArray("nothing was imported");
        QTest::newRow("no file to save into")
            << QStringList{u"attachment"_s, u"m1"_s, u"1"_s} << 2 << QByteArray("--to");
        QTest::newRow("no number of a file")
            << QStringList{u"attachment"_s, u"m1"_s, u"0"_s, u"--to"_s, u"x"_s} << 2
            << QByteArray("from 1 on");
        QTest::newRow("no such text")
            << QStringList{u"note"_s, u"c1"_s, u"--text-file"_s, u"nowhere"_s} << 3
            << QByteArray("nothing was done");
        QTest::newRow("an empty note") << QStringList{u"note"_s, u"c1"_s, u"--text-file"_s, u"-"_s}
                                       << 1 << QByteArray("empty");
        QTest::newRow("no account") << QStringList{u"fetch"_s} << 3 << QByteArray("account add");
        QTest::newRow("no such change") << QStringList{u"undo"_s, u"x999"_s} << 3 << QByteArray("");
    }

    void mistypedLinesDoNothing()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, words);
        const Cli cli;
        cli.fill();
        const Run plain = cli.run(arguments);
        QCOMPARE(plain.code, code);
        QCOMPARE(plain.output, QByteArray());
        QVERIFY2(plain.errors.contains(words), plain.errors.constData());
        QCOMPARE(plain.errors.count('\n'), 1);
        const Run json = cli.json(arguments);
        QCOMPARE(json.code, code);
        const QJsonObject error =
            Run{.code = 0, .output = json.errors, .errors = {}}.object()[u"error"].toObject();
        QVERIFY(!error[u"kind"].toString().isEmpty());
        QVERIFY(!error[u"message"].toString().isEmpty());
    }

    void textThatIsNotUtf8IsRefused()
    {
        const Cli cli;
        cli.fill();
        const Run run = cli.run({u"note"_s, u"c1"_s, u"--text-file"_s, u"-"_s}, "caf\xe9");
        QCOMPARE(run.code, 1);
        QVERIFY(run.errors.contains("UTF-8"));
        QCOMPARE(cli.json({u"show"_s, u"c1"_s}).objects(u"note"_s).size(), 0);
    }

    void peopleAreSuggestedJoinedAndSplit()
    {
        const Cli cli;
        QCOMPARE(cli.json({u"sample"_s, u"add"_s}).code, 0);
        const Run suggested = cli.json({u"person"_s, u"suggestions"_s});
        QCOMPARE(suggested.code, 0);
        QCOMPARE(suggested.objects().size(), 2);
        QJsonObject xylem;
        for (const QJsonObject &row : suggested.objects()) {
            if (row[u"other_name"].toString() == u"xylem")
                xylem = row;
        }
        QCOMPARE(xylem.keys(),
                 (QStringList{u"other"_s, u"other_address"_s, u"other_channel"_s, u"other_name"_s,
                              u"person"_s, u"person_address"_s, u"person_channel"_s,
                              u"person_name"_s, u"reasons"_s, u"type"_s}));
        const QJsonObject reason = xylem[u"reasons"].toArray().first().toObject();
        QCOMPARE(reason[u"reason"].toString(), u"same-handle"_s);
        QCOMPARE(reason[u"value"].toString(), u"xylem"_s);
        const QString nick = xylem[u"person"].toString();
        const QString jid = xylem[u"other"].toString();
        QCOMPARE(
            cli.json({u"person"_s, u"suggestions"_s, u"xylem@chat.example"_s}).objects().size(), 1);

        const Run joined = cli.json({u"person"_s, u"join"_s, nick, jid, u"--take"_s, u"name"_s});
        QCOMPARE(joined.code, 0);
        QCOMPARE(joined.object()[u"verb"].toString(), u"join"_s);
        QCOMPARE(cli.json({u"person"_s, u"suggestions"_s}).objects().size(), 1);
        const QJsonObject join = cli.json({u"person"_s, u"split"_s, u"--list"_s, nick}).object();
        QCOMPARE(join[u"type"].toString(), u"join"_s);
        QCOMPARE(join[u"person"].toString(), jid);
        QCOMPARE(join[u"survivor"].toString(), nick);
        QVERIFY(join[u"conversations"].toInt() > 0);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);

        const Run split = cli.json({u"person"_s, u"split"_s, nick, u"--not-same"_s});
        QCOMPARE(split.code, 0);
        QCOMPARE(cli.json({u"person"_s, u"suggestions"_s}).objects().size(), 1);
        QCOMPARE(cli.json({u"undo"_s, split.object()[u"id"].toString()}).code, 0);
        QCOMPARE(cli.json({u"undo"_s, joined.object()[u"id"].toString()}).code, 0);
        QCOMPARE(cli.json({u"person"_s, u"suggestions"_s}).objects().size(), 2);
        QCOMPARE(cli.json({u"person"_s, u"later"_s, nick, jid}).code, 0);
        QCOMPARE(cli.json({u"person"_s, u"not-same"_s, u"juniper@meadow.example"_s,
                           u"juniper@meadow-zine.example"_s})
                     .code,
                 0);
        QVERIFY(cli.json({u"person"_s, u"suggestions"_s}).objects().isEmpty());

        QCOMPARE(cli.run({u"person"_s, u"join"_s, nick, nick}).code, 1);
        QCOMPARE(cli.run({u"person"_s, u"join"_s, nick, u"nobody@nowhere.example"_s}).code, 3);
        QCOMPARE(cli.run({u"person"_s, u"join"_s, nick, jid, u"--take"_s, u"age"_s}).code, 2);
        QCOMPARE(cli.run({u"person"_s, u"split"_s, nick}).code, 1);
        QCOMPARE(cli.run({u"person"_s, u"split"_s, u"p999999"_s}).code, 3);
    }
};

QTEST_GUILESS_MAIN(CliTest)
#include "clitest.moc"
