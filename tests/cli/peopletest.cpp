// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QJsonArray>
#include <QtTest>

using namespace Qt::StringLiterals;

/// What is known of people, what they agreed to, and how they like to be written to.
class PeopleVerbsTest final : public QObject
{
    Q_OBJECT

    static QList<QJsonObject> facts(const Cli &cli)
    {
        return cli.json({u"fact"_s, u"list"_s, u"ann@example.org"_s}).objects();
    }
    static QString messageOfAnn(const Cli &cli)
    {
        for (const QJsonObject &row : cli.json({u"list"_s, u"--view"_s, u"all"_s}).objects()) {
            for (const QJsonObject &message :
                 cli.json({u"show"_s, row[u"id"].toString()}).objects(u"message"_s)) {
                if (message[u"author_address"].toString() == u"ann@example.org")
                    return message[u"id"].toString();
            }
        }
        return {};
    }

private Q_SLOTS:
    void factsAreWrittenEditedConfirmedAndRemoved()
    {
        const Cli cli;
        cli.fill();
        const QString said = messageOfAnn(cli);
        Run run = cli.json({u"fact"_s, u"add"_s, u"ann@example.org"_s, u"knows the lighthouse"_s,
                            u"--message"_s, said, u"--quote"_s, u"lighthouse meeting"_s});
        QCOMPARE(run.code, 0);
        QCOMPARE(run.object()[u"type"].toString(), u"change"_s);
        QJsonObject fact = facts(cli).value(0);
        QCOMPARE(fact[u"type"].toString(), u"fact"_s);
        QCOMPARE(fact[u"kind"].toString(), u"words"_s);
        QCOMPARE(fact[u"text"].toString(), u"knows the lighthouse"_s);
        QCOMPARE(fact[u"message"].toString(), said);
        QCOMPARE(fact[u"quote"].toString(), u"lighthouse meeting"_s);
        QVERIFY(fact[u"quote_end"].toInt() > fact[u"quote_start"].toInt());
        QCOMPARE(fact[u"review_months"].toInt(), 12);
        QVERIFY(!fact[u"due"].toBool());
        const QString id = fact[u"id"].toString();
        QVERIFY(id.startsWith(u'f'));

        run = cli.json({u"fact"_s, u"edit"_s, id, u"opened the lighthouse"_s, u"--day"_s,
                        u"1987-03-14"_s, u"--review"_s, u"never"_s});
        QCOMPARE(run.code, 0);
        fact = facts(cli).value(0);
        QCOMPARE(fact[u"kind"].toString(), u"date"_s);
        QCOMPARE(fact[u"day"].toString(), u"1987-03-14"_s);
        QCOMPARE(fact[u"text"].toString(), u"opened the lighthouse"_s);
        QCOMPARE(fact[u"quote"].toString(), u"lighthouse meeting"_s);
        QVERIFY(fact[u"review_at"].isNull());
        QVERIFY(cli.json({u"undo"_s, run.object()[u"id"].toString()}).code == 0);
        QCOMPARE(facts(cli).value(0)[u"kind"].toString(), u"words"_s);

        QCOMPARE(cli.json({u"fact"_s, u"confirm"_s, id}).code, 0);
        QVERIFY(!facts(cli).value(0)[u"confirmed_at"].isNull());
        QCOMPARE(cli.json({u"fact"_s, u"add"_s, u"ann@example.org"_s, u"introduced us"_s,
                           u"--other"_s, u"ben@example.net"_s})
                     .code,
                 0);
        QCOMPARE(facts(cli).value(1)[u"kind"].toString(), u"relationship"_s);
        QVERIFY(!facts(cli).value(1)[u"other_name"].toString().isEmpty());
        QCOMPARE(cli.json({u"fact"_s, u"remove"_s, id}).code, 0);
        QCOMPARE(facts(cli).size(), 1);
        QCOMPARE(cli.json({u"fact"_s, u"remove"_s, id}).code, 3);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void whatIsMistypedChangesNothing_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        const QString ann = u"ann@example.org"_s;
        QTest::newRow("no such day")
            << QStringList{u"fact"_s, u"add"_s, ann, u"x"_s, u"--day"_s, u"02-30"_s} << 2;
        QTest::newRow("no such kind")
            << QStringList{u"fact"_s, u"add"_s, ann, u"x"_s, u"--kind"_s, u"score"_s} << 2;
        QTest::newRow("a passage of nothing")
            << QStringList{u"fact"_s, u"add"_s, ann, u"x"_s, u"--quote"_s, u"x"_s} << 2;
        QTest::newRow("a review of no months")
            << QStringList{u"fact"_s, u"add"_s, ann, u"x"_s, u"--review"_s, u"0"_s} << 2;
        QTest::newRow("an empty fact") << QStringList{u"fact"_s, u"add"_s, ann, u" "_s} << 1;
        QTest::newRow("nobody") << QStringList{u"fact"_s, u"list"_s, u"nobody"_s} << 3;
        QTest::newRow("no such consent")
            << QStringList{u"consent"_s, ann, u"everything"_s, u"yes"_s} << 2;
        QTest::newRow("no answer") << QStringList{u"consent"_s, ann, u"invite"_s} << 2;
        QTest::newRow("no basis") << QStringList{u"consent"_s, ann, u"invite"_s, u"yes"_s} << 1;
        QTest::newRow("no such zone")
            << QStringList{u"person"_s, u"set"_s, ann, u"--zone"_s, u"Moon/Base"_s} << 1;
        QTest::newRow("no such hours")
            << QStringList{u"person"_s, u"set"_s, ann, u"--quiet-hours"_s, u"evenings"_s} << 2;
        QTest::newRow("nothing to set") << QStringList{u"person"_s, u"set"_s, ann} << 2;
        QTest::newRow("not an address of theirs")
            << QStringList{u"person"_s, u"set"_s, ann, u"--preferred-channel"_s, u"xmpp"_s} << 1;
        QTest::newRow("a word that is not there")
            << QStringList{u"words"_s, u"remove"_s, u"zzz"_s} << 3;
    }
    void whatIsMistypedChangesNothing()
    {
        QFETCH(const QStringList, arguments);
        const Cli cli;
        cli.fill();
        const Run run = cli.json(arguments);
        QTEST(run.code, "code");
        QVERIFY(!run.errors.isEmpty());
        QCOMPARE(facts(cli).size(), 0);
        QCOMPARE(cli.json({u"consent"_s, u"ann@example.org"_s}).objects().size(), 0);
    }

    void wordsToLookAtTwiceAreNamedAndNeverRefused()
    {
        const Cli cli;
        cli.fill();
        const auto add = [&](const QString &text) {
            return cli.json({u"fact"_s, u"add"_s, u"ann@example.org"_s, text});
        };
        Run run = add(u"is apparently bipolar"_s);
        QCOMPARE(run.code, 0);
        QVERIFY2(run.errors.contains("apparently") && run.errors.contains("diagnosis"),
                 run.errors.constData());
        QVERIFY(add(u"likes prawns"_s).errors.isEmpty());
        QCOMPARE(cli.json({u"words"_s, u"add"_s, u"Prawn*"_s, u"--reason"_s, u"our joke"_s}).code,
                 0);
        QVERIFY(add(u"likes prawns"_s).errors.contains("our joke"));
        QCOMPARE(cli.json({u"words"_s, u"remove"_s, u"bipolar"_s}).code, 0);
        QHash<QString, QString> states;
        for (const QJsonObject &word : cli.json({u"words"_s, u"list"_s}).objects())
            states.insert(word[u"word"].toString(), word[u"state"].toString());
        QCOMPARE(states.value(u"prawn*"_s), u"added"_s);
        QCOMPARE(states.value(u"bipolar"_s), u"removed"_s);
        QCOMPARE(states.value(u"apparently"_s), u"program"_s);
        QVERIFY(!cli.json({u"words"_s, u"list"_s, u"--language"_s, u"de"_s}).objects().isEmpty());
    }

    void aNoIsKeptToAndExplained()
    {
        const Cli cli;
        cli.fill();
        const QString ann = u"ann@example.org"_s;
        const QString said = messageOfAnn(cli);
        Run run = cli.json({u"consent"_s, ann, u"keep-notes"_s, u"no"_s, u"--basis"_s,
                            u"said so on the phone"_s, u"--message"_s, said});
        QCOMPARE(run.code, 0);
        const QString no = run.object()[u"id"].toString();
        QJsonObject entry = cli.json({u"consent"_s, ann}).objects().value(0);
        QCOMPARE(entry[u"type"].toString(), u"consent"_s);
        QCOMPARE(entry[u"kind"].toString(), u"keep-notes"_s);
        QCOMPARE(entry[u"answer"].toString(), u"no"_s);
        QCOMPARE(entry[u"message"].toString(), said);
        QVERIFY(entry[u"current"].toBool());
        run = cli.json({u"fact"_s, u"add"_s, ann, u"bakes"_s});
        QVERIFY(run.code != 0);
        QVERIFY2(run.errors.contains("Ann Example said on") || run.output.contains("said on"),
                 run.errors.constData());
        const QString text = cli.write(u"note.txt"_s, "a note");
        QVERIFY(cli.json({u"note"_s, said, u"--text-file"_s, text}).code != 0);
        QCOMPARE(cli.json({u"undo"_s, no}).code, 0);
        QCOMPARE(cli.json({u"note"_s, said, u"--text-file"_s, text}).code, 0);
        QCOMPARE(cli.json({u"consent"_s, ann}).objects().size(), 0);
        // Their words start a session without them, and that is said.
        QCOMPARE(
            cli.json({u"consent"_s, ann, u"invite"_s, u"no"_s, u"--basis"_s, u"no time"_s}).code,
            0);
        run = cli.json({u"session"_s, u"new"_s, u"--message"_s, said});
        QCOMPARE(run.code, 0);
        QVERIFY2(run.errors.contains("do not want to be invited"), run.errors.constData());
        QCOMPARE(run.object()[u"participants"].toArray().size(), 0);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void howAndWhenToWriteIsKept()
    {
        const Cli cli;
        cli.fill();
        const QString ann = u"ann@example.org"_s;
        QCOMPARE(cli.json({u"person"_s, u"set"_s, ann, u"--zone"_s, u"Asia/Tokyo"_s,
                           u"--language"_s, u"pt-br"_s, u"--quiet-hours"_s, u"18:00-09:00"_s,
                           u"--preferred-channel"_s, u"email"_s, u"--message"_s, messageOfAnn(cli)})
                     .objects()
                     .size(),
                 4);
        QJsonObject person = cli.json({u"person"_s, u"show"_s, ann}).object();
        QCOMPARE(person[u"type"].toString(), u"person"_s);
        QCOMPARE(person[u"zone"].toString(), u"Asia/Tokyo"_s);
        QCOMPARE(person[u"language"].toString(), u"pt-BR"_s);
        QCOMPARE(person[u"quiet_hours"].toString(), u"18:00-09:00"_s);
        QCOMPARE(person[u"preferred_address"].toString(), ann);
        QVERIFY(!person[u"preferred_message"].toString().isEmpty());
        QCOMPARE(cli.json({u"person"_s, u"set"_s, ann, u"--zone"_s, u"none"_s, u"--quiet-hours"_s,
                           u"none"_s, u"--preferred-channel"_s, u"none"_s})
                     .code,
                 0);
        person = cli.json({u"person"_s, u"show"_s, ann}).object();
        QCOMPARE(person[u"zone"].toString(), QString());
        QCOMPARE(person[u"quiet_hours"].toString(), QString());
        QVERIFY(person[u"preferred_address"].isNull());
    }

    void peopleAreListedReadAndSaved()
    {
        const Cli cli;
        cli.fill();
        const auto people = cli.json({u"person"_s, u"list"_s}).objects(u"person"_s);
        QVERIFY(people.size() >= 2);
        QCOMPARE(cli.json({u"person"_s, u"list"_s, u"ann@"_s}).objects().size(), 1);
        QCOMPARE(cli.json({u"person"_s, u"list"_s, u"--limit"_s, u"0"_s}).code, 2);

        const auto said = cli.json({u"person"_s, u"timeline"_s, u"ann@example.org"_s}).objects();
        QCOMPARE(said.value(0)[u"type"].toString(), u"heading"_s);
        QVERIFY(said.value(0)[u"conversation"].toString().startsWith(u'c'));
        QStringList authors;
        for (const QJsonObject &each : said) {
            if (each[u"type"].toString() == u"message")
                authors += each[u"author_address"].toString();
        }
        QVERIFY(authors.size() >= 2);
        QCOMPARE(authors.count(u"ann@example.org"_s), authors.size());
        const auto newest =
            cli.json({u"person"_s, u"timeline"_s, u"ann@example.org"_s, u"--limit"_s, u"1"_s})
                .objects(u"message"_s);
        QCOMPARE(newest.size(), 1);
        QCOMPARE(newest.first()[u"id"], said.last()[u"id"]);
        QCOMPARE(cli.run({u"person"_s, u"timeline"_s, u"nobody@example.org"_s}).code, 3);

        const QString path = cli.path(u"people.vcf"_s);
        QJsonObject saved = cli.json({u"person"_s, u"export"_s, u"--to"_s, path}).object();
        QCOMPARE(saved[u"people"].toInt(), int(people.size()));
        QCOMPARE(cli.run({u"person"_s, u"export"_s, u"--to"_s, path}).code, 1); // it is there
        const Run one =
            cli.run({u"person"_s, u"export"_s, u"ann@example.org"_s, u"--to"_s, u"-"_s});
        QCOMPARE(one.code, 0);
        QCOMPARE(one.output.count("BEGIN:VCARD"), 1);
        QVERIFY(one.output.contains("ann@example.org"));

        const QString folder = cli.path(u"letter"_s);
        const Run letter =
            cli.json({u"person"_s, u"letter"_s, u"ann@example.org"_s, u"--to"_s, folder});
        QCOMPARE(letter.code, 0);
        QVERIFY(letter.object()[u"files"].toInt() >= 2);
        QVERIFY(QFile::exists(folder + u"/letter.html"_s));
        QCOMPARE(cli.run({u"person"_s, u"letter"_s, u"ann@example.org"_s, u"--to"_s, folder}).code,
                 1);
        QCOMPARE(cli.run({u"person"_s, u"letter"_s, u"ann@example.org"_s}).code, 2);

        // What was saved brings nobody new, and what else is in such a file does.
        const QJsonObject known = cli.json({u"import"_s, path}).object();
        QCOMPARE(known[u"cards"].toInt(), int(people.size()));
        QCOMPARE(known[u"new_people"].toInt(), 0);
        const QString other =
            cli.write(u"other.vcf"_s,
                      "BEGIN:VCARD\nVERSION:3.0\nFN:Cleo\nEMAIL:cleo@example.org\nEND:VCARD\n");
        const QJsonObject plan = cli.json({u"import"_s, u"--dry-run"_s, other}).object();
        QCOMPARE(plan[u"type"].toString(), u"import_plan"_s);
        QCOMPARE(plan[u"new_people"].toInt(), 1);
        QCOMPARE(cli.json({u"person"_s, u"list"_s, u"cleo"_s}).objects().size(), 0);
        const Run run = cli.json({u"import"_s, u"--rows"_s, other});
        QCOMPARE(run.code, 0);
        QVERIFY(!run.objects(u"import_row"_s).value(0)[u"person"].isNull());
        QCOMPARE(cli.json({u"person"_s, u"list"_s, u"cleo"_s}).objects().size(), 1);
        const QString import = run.objects(u"imported"_s).value(0)[u"import"].toString();
        QCOMPARE(cli.json({u"import"_s, u"--undo"_s, import}).object()[u"people"].toInt(), 1);
        QCOMPARE(cli.json({u"person"_s, u"list"_s, u"cleo"_s}).objects().size(), 0);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }
};

QTEST_GUILESS_MAIN(PeopleVerbsTest)
#include "peopletest.moc"
