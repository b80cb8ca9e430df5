// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QDate>
#include <QFile>
#include <QJsonArray>
#include <QtTest>

using namespace Qt::StringLiterals;

/// Who owes whom what by when, on the command line.
class PromiseTest final : public QObject
{
    Q_OBJECT

    static QString messageSaying(const Cli &cli, const QString &words)
    {
        return cli.json({u"search"_s, words}).object()[u"message"].toString();
    }

    static void fill(const Cli &cli)
    {
        const QString file = cli.write(
            u"ann.mbox"_s,
            "From ann@example.net Mon Mar  2 10:00:00 2026\nFrom: Ann <ann@example.net>\nTo: "
            "team@example.org\nSubject: Shelf\nMessage-ID: <1@ann>\nDate: Mon, 02 Mar 2026 "
            "10:00:00 +0000\n\nCould we have a seed shelf? I will bring wood.\n\n");
        QCOMPARE(cli.run({u"import"_s, file}).code, 0);
    }

    static QJsonObject promise(const Cli &cli, const QString &id)
    {
        return cli.json({u"promise"_s, u"show"_s, id}).object();
    }

private Q_SLOTS:
    void aPromiseFromTheFirstWordToTheLast()
    {
        const Cli cli;
        fill(cli);
        const QString message = messageSaying(cli, u"shelf"_s);
        const Run made = cli.json({u"promise"_s, u"new"_s, message, u"A seed shelf"_s, u"--quote"_s,
                                   u"a seed  shelf"_s, u"--due"_s, u"2099-05-03"_s});
        QVERIFY2(made.code == 0, made.errors.constData());
        const QJsonObject ours = made.object();
        QCOMPARE(ours[u"type"].toString(), u"promise"_s);
        QCOMPARE(ours[u"id"].toString(), u"r1"_s);
        QCOMPARE(ours[u"person_name"].toString(), u"Ann"_s);
        QCOMPARE(ours[u"message"].toString(), message);
        QCOMPARE(ours[u"due"][u"day"].toString(), u"2099-05-03"_s);
        QVERIFY(!ours[u"due"][u"has_time"].toBool() && ours[u"is_ours"].toBool());
        QCOMPARE(ours[u"state"].toString(), u"open"_s);

        const QJsonObject theirs = cli.json({u"promise"_s, u"new"_s, u"ann@example.net"_s,
                                             u"Wood"_s, u"--theirs"_s, u"--due"_s, u"2020-01-01"_s})
                                       .object();
        QCOMPARE(theirs[u"id"].toString(), u"r2"_s);
        QVERIFY(theirs[u"is_late"].toBool());
        const auto listed = [&](const QStringList &options) {
            QStringList ids;
            for (const QJsonObject &line :
                 cli.json(QStringList{u"promise"_s, u"list"_s} + options).objects())
                ids.append(line[u"id"].toString());
            return ids;
        };
        QCOMPARE(listed({}), QStringList({u"r1"_s, u"r2"_s}));
        QCOMPARE(listed({u"--ours"_s}), QStringList({u"r1"_s}));
        QCOMPARE(listed({u"--theirs"_s}), QStringList({u"r2"_s}));
        QCOMPARE(listed({u"--late"_s}), QStringList({u"r2"_s}));
        QCOMPARE(listed({u"--person"_s, u"ann@example.net"_s}), QStringList({u"r1"_s, u"r2"_s}));
        QCOMPARE(listed({u"--conversation"_s, ours[u"conversation"].toString()}),
                 QStringList({u"r1"_s}));
        QVERIFY(
            cli.run({u"promise"_s, u"list"_s}).output.contains("2099-05-03        to Ann: A seed"));

        // Another day, for a reason that stays known.
        QCOMPARE(cli.json({u"promise"_s, u"renegotiate"_s, u"r1"_s}).code, 2);
        QCOMPARE(
            cli.json({u"promise"_s, u"renegotiate"_s, u"r1"_s, u"--due"_s, u"some day"_s}).code, 2);
        QCOMPARE(cli.json({u"promise"_s, u"renegotiate"_s, u"r1"_s, u"--due"_s,
                           u"2099-06-01 15:30"_s, u"--reason"_s, u"the wood is late"_s})
                     .code,
                 0);
        QJsonObject now = promise(cli, u"r1"_s);
        QVERIFY(now[u"due"][u"has_time"].toBool());
        QCOMPARE(now[u"terms"].toArray().size(), 1);
        QCOMPARE(now[u"terms"][0][u"reason"].toString(), u"the wood is late"_s);
        QCOMPARE(now[u"terms"][0][u"due"][u"day"].toString(), u"2099-05-03"_s);
        QCOMPARE(cli.json({u"promise"_s, u"edit"_s, u"r1"_s, u"A shelf for seeds"_s}).code, 0);

        // Not kept is said with a reason.
        QCOMPARE(cli.json({u"promise"_s, u"break"_s, u"r2"_s}).code, 1);
        QCOMPARE(cli.json({u"promise"_s, u"break"_s, u"r2"_s, u"--reason"_s, u"it rained"_s}).code,
                 0);
        QCOMPARE(promise(cli, u"r2"_s)[u"reason"].toString(), u"it rained"_s);
        QCOMPARE(cli.json({u"promise"_s, u"keep"_s, u"r2"_s}).code, 1);
        QCOMPARE(cli.json({u"promise"_s, u"reopen"_s, u"r2"_s}).code, 0);
        QCOMPARE(
            cli.json({u"promise"_s, u"release"_s, u"r2"_s, u"--reason"_s, u"we had some"_s}).code,
            0);
        const Run kept = cli.json({u"promise"_s, u"keep"_s, u"r1"_s, u"--message"_s, message});
        QCOMPARE(kept.code, 0);
        QCOMPARE(promise(cli, u"r1"_s)[u"kept_by"].toString(), message);
        QCOMPARE(listed({u"--settled"_s}).size(), 2);
        QVERIFY(listed({u"--open"_s}).isEmpty());
        QCOMPARE(cli.json({u"undo"_s, kept.object()[u"id"].toString()}).code, 0);
        QCOMPARE(listed({u"--open"_s}), QStringList({u"r1"_s}));
        QCOMPARE(cli.json({u"promise"_s, u"remove"_s, u"r2"_s}).code, 0);
        QCOMPARE(cli.json({u"promise"_s, u"show"_s, u"r2"_s}).code, 3);
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void whatIsNoPromiseIsSaid()
    {
        const Cli cli;
        fill(cli);
        QCOMPARE(cli.json({u"promise"_s, u"show"_s, u"r7"_s}).code, 3);
        QCOMPARE(cli.json({u"promise"_s, u"show"_s, u"k1"_s}).code, 1);
        QCOMPARE(cli.json({u"promise"_s, u"new"_s, u"nobody@example.net"_s, u"x"_s}).code, 3);
        QCOMPARE(cli.json({u"promise"_s, u"new"_s, messageSaying(cli, u"shelf"_s), u"x"_s,
                           u"--quote"_s, u"a pony"_s})
                     .code,
                 1);
        QCOMPARE(cli.json({u"promise"_s, u"new"_s, u"ann@example.net"_s, u"x"_s, u"--due"_s,
                           u"when it rains"_s})
                     .code,
                 2);
        QVERIFY(cli.json({u"promise"_s, u"list"_s}).objects().isEmpty());
    }

    void theCalendarIsAFile()
    {
        const Cli cli;
        fill(cli);
        QCOMPARE(cli.json({u"promise"_s, u"new"_s, u"ann@example.net"_s, u"A shelf"_s, u"--due"_s,
                           u"2099-05-03"_s})
                     .code,
                 0);
        const QByteArray printed = cli.run({u"promise"_s, u"calendar"_s}).output;
        QVERIFY(printed.startsWith("BEGIN:VCALENDAR"));
        QVERIFY(printed.contains("SUMMARY:To Ann: A shelf"));
        const Run written =
            cli.json({u"promise"_s, u"calendar"_s, u"--out"_s, cli.path(u"p.ics"_s)});
        QCOMPARE(written.code, 0);
        QCOMPARE(written.object()[u"promises"].toInt(), 1);
        QFile file(cli.path(u"p.ics"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count("BEGIN:VTODO"), 1);
        QVERIFY(cli.json({u"promise"_s, u"calendar"_s, u"--out"_s, u"/nowhere/p.ics"_s}).code != 0);
    }

    void thePhrasesAreTheTeams()
    {
        const Cli cli;
        QCOMPARE(cli.json({u"words"_s, u"add"_s, u"consider it sorted"_s, u"--list"_s,
                           u"promises"_s, u"--reason"_s, u"promise"_s})
                     .code,
                 0);
        const auto words = cli.json({u"words"_s, u"list"_s, u"--list"_s, u"promises"_s}).objects();
        QVERIFY(std::ranges::any_of(words, [](const QJsonObject &word) {
            return word[u"word"].toString() == u"consider it sorted" &&
                   word[u"state"].toString() == u"added";
        }));
    }
};

QTEST_GUILESS_MAIN(PromiseTest)
#include "promisetest.moc"
