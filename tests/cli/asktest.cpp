// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QJsonArray>
#include <QtTest>

using namespace Qt::StringLiterals;

/// What people ask of us, on the command line.
class AskTest final : public QObject
{
    Q_OBJECT

    /// The id of the first message that has these words.
    static QString messageSaying(const Cli &cli, const QString &words)
    {
        return cli.json({u"search"_s, words}).object()[u"message"].toString();
    }

    static void addMail(const Cli &cli)
    {
        const Run added = cli.json({u"--secrets-file"_s, cli.path(u"secrets.json"_s), u"account"_s,
                                    u"add"_s, u"email"_s, u"--address"_s, u"team@example.org"_s,
                                    u"--imap-host"_s, u"localhost"_s, u"--smtp-host"_s,
                                    u"localhost"_s, u"--password-stdin"_s, u"--no-check"_s},
                                   "secret\n");
        QVERIFY2(added.code == 0, added.errors.constData());
    }

    static QString write(const Cli &cli, const QString &name, const QByteArray &from,
                         const QByteArray &text)
    {
        return cli.write(name, "From " + from + " Mon Mar  2 10:00:00 2026\nFrom: " + from +
                                   "\nTo: team@example.org\nSubject: Shelf\nMessage-ID: <" + from +
                                   ">\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n\n" + text + "\n\n");
    }

    static void fill(const Cli &cli)
    {
        for (const auto &[name, from, text] :
             {std::tuple(u"ann.mbox"_s, "ann@example.net", "Could we have a seed shelf?"),
              std::tuple(u"ben.mbox"_s, "ben@example.net", "A shelf for seeds would be good.")})
            QCOMPARE(cli.run({u"import"_s, write(cli, name, from, text)}).code, 0);
    }

private Q_SLOTS:
    void fromTheFirstWordToTheLastOneTold()
    {
        const Cli cli;
        fill(cli);
        addMail(cli);
        const QString ann = messageSaying(cli, u"could"_s);
        const QString ben = messageSaying(cli, u"good"_s);
        const Run made = cli.json({u"ask"_s, u"new"_s, ann, u"--quote"_s, u"a seed  shelf"_s,
                                   u"--restated"_s, u"A shelf for seeds"_s});
        QVERIFY2(made.code == 0, made.errors.constData());
        const QString ask = made.object()[u"id"].toString();
        QCOMPARE(ask, u"k1"_s);
        QCOMPARE(made.object()[u"kind"].toString(), u"wish"_s);
        QCOMPARE(made.object()[u"voices"][0][u"quote"].toString(), u"a seed shelf"_s);
        QCOMPARE(
            cli.json({u"ask"_s, u"add"_s, ask, ben, u"--quote"_s, u"A shelf for seeds"_s}).code, 0);
        QCOMPARE(cli.json({u"ask"_s, u"restate"_s, ask, u"A seed library"_s}).code, 0);
        const QJsonObject line = cli.json({u"ask"_s, u"list"_s}).object();
        QCOMPARE(line[u"restated"].toString(), u"A seed library"_s);
        QCOMPARE(line[u"voices"].toInt(), 2);
        QCOMPARE(cli.json({u"search"_s, u"ask:library"_s}).objects().size(), 2);
        QCOMPARE(cli.json({u"show"_s, ann}).object()[u"asks"][0][u"ask"].toString(), ask);

        // No is said with a reason.
        QCOMPARE(cli.json({u"ask"_s, u"state"_s, ask, u"declined"_s}).code, 1);
        QCOMPARE(cli.json({u"ask"_s, u"state"_s, ask, u"maybe"_s}).code, 2);
        QCOMPARE(
            cli.json({u"ask"_s, u"tell"_s, ask, u"v1"_s, u"--text-file"_s, u"-"_s}, "x\n").code, 1);
        QCOMPARE(
            cli.json({u"ask"_s, u"state"_s, ask, u"declined"_s, u"--reason"_s, u"no room"_s}).code,
            0);
        QCOMPARE(cli.json({u"ask"_s, u"list"_s, u"--state"_s, u"untold"_s}).objects().size(), 1);
        QVERIFY(cli.run({u"ask"_s, u"list"_s}).output.contains("declined, told 0 of 2"));

        const QJsonObject draft = cli.json({u"ask"_s, u"draft"_s, ask, u"v1"_s}).object();
        QVERIFY(draft[u"text"].toString().startsWith(u"> a seed shelf\n"));
        QVERIFY(draft[u"text"].toString().contains(u"no room"));
        QCOMPARE(draft[u"recipients"].toArray(), QJsonArray{u"ann@example.net"_s});
        const Run told = cli.json({u"ask"_s, u"tell"_s, ask, u"v1"_s, u"--text-file"_s, u"-"_s},
                                  draft[u"text"].toString().toUtf8());
        QVERIFY2(told.code == 0, told.errors.constData());
        const QJsonObject item = told.object();
        QCOMPARE(item[u"state"].toString(), u"queued"_s);
        const auto voice = [&](int number) {
            return cli.json({u"ask"_s, u"show"_s, ask}).object()[u"voices"][number][u"told"];
        };
        QCOMPARE(voice(0).toString(), u"on-its-way"_s);
        QCOMPARE(cli.json({u"outbox"_s, u"cancel"_s, item[u"id"].toString()}).code, 0);
        QCOMPARE(voice(0).toString(), u"untold"_s);
        const Run again =
            cli.json({u"ask"_s, u"tell"_s, ask, u"v1"_s, u"--text-file"_s, u"-"_s}, "No, sorry.\n");
        QCOMPARE(again.code, 0);
        QCOMPARE(cli.json({u"outbox"_s, u"sent"_s, again.object()[u"id"].toString()}).code, 0);
        QCOMPARE(voice(0).toString(), u"told"_s);

        QCOMPARE(cli.json({u"ask"_s, u"skip"_s, ask, u"v2"_s}).code, 1);
        const Run skipped =
            cli.json({u"ask"_s, u"skip"_s, ask, u"v2"_s, u"--reason"_s, u"told at the door"_s});
        QCOMPARE(skipped.code, 0);
        QVERIFY(cli.json({u"ask"_s, u"show"_s, ask}).object()[u"is_closed"].toBool());
        QVERIFY(cli.json({u"ask"_s, u"list"_s, u"--open"_s}).objects().isEmpty());
        // And taken back.
        QCOMPARE(cli.json({u"undo"_s, skipped.object()[u"id"].toString()}).code, 0);
        QCOMPARE(voice(1).toString(), u"untold"_s);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void duplicatesAndWhoAsks()
    {
        const Cli cli;
        fill(cli);
        const QString ann = messageSaying(cli, u"could"_s);
        const QString ben = messageSaying(cli, u"good"_s);
        const auto add = [&](const QString &message, const QString &quote, const QString &kind) {
            return cli.json({u"ask"_s, u"new"_s, message, u"--quote"_s, quote, u"--kind"_s, kind})
                .object()[u"id"]
                .toString();
        };
        const QString first = add(ann, u"a seed shelf"_s, u"wish"_s);
        const QString second = add(ben, u"A shelf"_s, u"worry"_s);
        QCOMPARE(cli.json({u"ask"_s, u"state"_s, second, u"duplicate"_s}).code, 1);
        const QStringList duplicate{u"ask"_s, u"state"_s, second, u"duplicate"_s,
                                    u"--duplicate-of"_s};
        QCOMPARE(cli.json(duplicate + QStringList{second}).code, 1);
        QCOMPARE(cli.json(duplicate + QStringList{u"k9"_s}).code, 3);
        QCOMPARE(cli.json(duplicate + QStringList{first}).code, 0);
        const QJsonObject shown = cli.json({u"ask"_s, u"show"_s, first}).object();
        QCOMPARE(shown[u"duplicates"].toArray(), QJsonArray{second});
        QCOMPARE(shown[u"voices"].toArray().size(), 2);
        QCOMPARE(cli.json({u"ask"_s, u"list"_s, u"--person"_s, u"ben@example.net"_s})
                     .object()[u"id"]
                     .toString(),
                 second);
        QCOMPARE(cli.json({u"ask"_s, u"list"_s, u"--text"_s, u"seed"_s}).objects().size(), 1);
        QCOMPARE(cli.json({u"ask"_s, u"list"_s, u"--state"_s, u"ripe"_s}).code, 2);
        QVERIFY(cli.run({u"ask"_s, u"show"_s, second}).output.contains("duplicate of k1"));
    }

    void whatCannotBeIsSaid()
    {
        const Cli cli;
        fill(cli);
        const QString ann = messageSaying(cli, u"could"_s);
        QCOMPARE(cli.json({u"ask"_s, u"new"_s, ann, u"--quote"_s, u"a pony"_s}).code, 1);
        QCOMPARE(cli.json({u"ask"_s, u"new"_s, ann}).code, 1);
        QCOMPARE(cli.json({u"ask"_s, u"new"_s, u"m99"_s, u"--quote"_s, u"a"_s}).code, 3);
        QCOMPARE(
            cli.json({u"ask"_s, u"new"_s, ann, u"--quote"_s, u"seed"_s, u"--kind"_s, u"rant"_s})
                .code,
            2);
        QCOMPARE(cli.json({u"ask"_s, u"show"_s, u"k1"_s}).code, 3);
        QCOMPARE(cli.json({u"ask"_s, u"show"_s, u"x1"_s}).code, 1);
        QCOMPARE(cli.json({u"ask"_s, u"new"_s, ann, u"--quote"_s, u"seed"_s}).code, 0);
        QCOMPARE(cli.json({u"ask"_s, u"skip"_s, u"k1"_s, u"v7"_s, u"--reason"_s, u"x"_s}).code, 3);
        // Imported, and no account to answer from.
        QCOMPARE(cli.json({u"ask"_s, u"state"_s, u"k1"_s, u"done"_s}).code, 0);
        const Run told =
            cli.json({u"ask"_s, u"tell"_s, u"k1"_s, u"v1"_s, u"--text-file"_s, u"-"_s}, "x\n");
        QCOMPARE(told.code, 1);
        QVERIFY2(told.errors.contains("ask skip"), told.errors.constData());
    }
};

QTEST_GUILESS_MAIN(AskTest)
#include "asktest.moc"
