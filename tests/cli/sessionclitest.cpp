// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QFile>
#include <QJsonArray>
#include <QtTest>

using namespace Qt::StringLiterals;

/// A session from its plan to its record, on the command line.
class SessionCliTest final : public QObject
{
    Q_OBJECT

    static QString messageSaying(const Cli &cli, const QString &words)
    {
        return cli.json({u"search"_s, words}).object()[u"message"].toString();
    }

    static void fill(const Cli &cli)
    {
        for (const auto &[name, from, text] :
             {std::tuple(u"ann.mbox"_s, "ann@example.net", "Could we build a shelf?"),
              std::tuple(u"ben.mbox"_s, "ben@example.net", "I have good wood.")}) {
            const QByteArray address(from);
            const QString file = cli.write(
                name, "From " + address + " Mon Mar  2 10:00:00 2026\nFrom: " + address.left(3) +
                          " <" + address +
                          ">\nTo: team@example.org\nSubject: Shelf\nMessage-ID: <" + address +
                          ">\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n\n" + text + "\n\n");
            QCOMPARE(cli.run({u"import"_s, file}).code, 0);
        }
    }

    static QJsonObject show(const Cli &cli)
    {
        return cli.json({u"session"_s, u"show"_s, u"s1"_s}).object();
    }

private Q_SLOTS:
    void fromThePlanToTheRecord()
    {
        const Cli cli;
        fill(cli);
        const QString ann = u"ann@example.net"_s;
        const QString ben = u"ben@example.net"_s;
        const auto ok = [&cli](const QStringList &arguments, const QByteArray &input = {}) {
            const Run run = cli.json(QStringList{u"session"_s} + arguments, input);
            return run.code == 0 ? QByteArray() : run.errors + run.output;
        };
        const auto refused = [&cli](const QStringList &arguments) {
            return cli.json(QStringList{u"session"_s} + arguments).code;
        };
        QCOMPARE(ok({u"new"_s, u"--message"_s, messageSaying(cli, u"could"_s), u"--message"_s,
                     messageSaying(cli, u"wood"_s), u"--title"_s, u"The shelf"_s}),
                 QByteArray());
        QCOMPARE(ok({u"set"_s, u"s1"_s, u"--when"_s, u"2026-12-03T19:00"_s, u"--until"_s,
                     u"2026-12-03T21:00"_s, u"--zone"_s, u"Europe/Berlin"_s, u"--place"_s,
                     u"the kitchen"_s, u"--collaboration"_s, u"The square"_s, u"--stage"_s,
                     u"decide"_s}),
                 QByteArray());
        QCOMPARE(show(cli)[u"starts_at"].toString(), u"2026-12-03T18:00:00.000Z"_s);
        QCOMPARE(show(cli)[u"collaboration"].toString(), u"The square"_s);
        QCOMPARE(refused({u"set"_s, u"s1"_s, u"--stage"_s, u"later"_s}), 2);
        QCOMPARE(refused({u"set"_s, u"s1"_s, u"--when"_s, u"someday"_s}), 2);
        QCOMPARE(refused({u"set"_s, u"s1"_s, u"--until"_s, u"2026-12-03T18:00"_s}), 1);

        QCOMPARE(ok({u"agenda"_s, u"s1"_s, u"Where"_s, u"--minutes"_s, u"20"_s}), QByteArray());
        QCOMPARE(ok({u"agenda"_s, u"s1"_s, u"Who"_s, u"--lead"_s, u"ben"_s}), QByteArray());
        QCOMPARE(ok({u"agenda"_s, u"s1"_s, u"--item"_s, u"g2"_s, u"--place"_s, u"1"_s}),
                 QByteArray());
        QCOMPARE(show(cli)[u"agenda"][0][u"title"].toString(), u"Who"_s);

        // Nothing leads past a step.
        QCOMPARE(refused({u"state"_s, u"s1"_s, u"held"_s}), 1);
        QCOMPARE(refused({u"state"_s, u"s1"_s, u"invited"_s}), 1);
        QCOMPARE(refused({u"state"_s, u"s1"_s, u"over"_s}), 2);
        QVERIFY(show(cli)[u"next"][u"lacks"].toString().contains(u"Nobody has been invited"));
        const Run drafted = cli.json({u"session"_s, u"draft"_s, u"s1"_s, ann});
        const QJsonObject draft = drafted.object();
        QVERIFY2(draft[u"text"].toString().contains(u"Where: the kitchen"),
                 drafted.errors.isEmpty() ? drafted.output.constData()
                                          : drafted.errors.constData());
        QVERIFY(!draft[u"impediment"].toString().isEmpty()); // no account can write
        QCOMPARE(refused({u"invite"_s, u"s1"_s, ann}), 2);
        QCOMPARE(ok({u"invite"_s, u"s1"_s, ann, u"--otherwise"_s, u"by telephone"_s}),
                 QByteArray());
        QCOMPARE(ok({u"answer"_s, u"s1"_s, ann, u"yes"_s, u"--message"_s,
                     messageSaying(cli, u"could"_s)}),
                 QByteArray());
        QCOMPARE(refused({u"answer"_s, u"s1"_s, ann, u"perhaps"_s}), 2);
        QCOMPARE(ok({u"state"_s, u"s1"_s, u"invited"_s}), QByteArray());
        QCOMPARE(ok({u"came"_s, u"s1"_s, ann, u"yes"_s}), QByteArray());
        QCOMPARE(ok({u"came"_s, u"s1"_s, ben, u"yes"_s}), QByteArray());
        QCOMPARE(ok({u"state"_s, u"s1"_s, u"held"_s}), QByteArray());
        QCOMPARE(ok({u"set"_s, u"s1"_s, u"--notebook-file"_s, u"-"_s},
                    "idea @ann: on wheels\ndecision @ann, ben: by the door\nidea @ben: of oak\n"),
                 QByteArray());
        QCOMPARE(show(cli)[u"lines"].toArray().size(), 3);
        const QString line = show(cli)[u"lines"][0][u"id"].toString();
        QCOMPARE(show(cli)[u"lines"][0][u"person"], show(cli)[u"participants"][0][u"person"]);
        QCOMPARE(ok({u"outcome"_s, u"s1"_s, u"The shelf"_s, u"--line"_s, line, u"--url"_s,
                     u"https://shelf.example"_s}),
                 QByteArray());
        QCOMPARE(ok({u"state"_s, u"s1"_s, u"written-up"_s}), QByteArray());

        // Never closed before everybody has heard.
        QCOMPARE(refused({u"state"_s, u"s1"_s, u"closed"_s}), 1);
        QCOMPARE(refused({u"state"_s, u"s1"_s, u"reported-back"_s}), 1);
        const Run report = cli.json({u"session"_s, u"draft"_s, u"s1"_s, ann, u"--report"_s});
        QVERIFY(report.object()[u"text"].toString().contains(u"> on wheels"));
        QCOMPARE(ok({u"report"_s, u"s1"_s, ann, u"--otherwise"_s, u"at the door"_s}), QByteArray());
        QCOMPARE(refused({u"skip"_s, u"s1"_s, ben}), 1);
        QCOMPARE(refused({u"state"_s, u"s1"_s, u"reported-back"_s}), 1);
        QCOMPARE(ok({u"skip"_s, u"s1"_s, ben, u"--reason"_s, u"moved away"_s}), QByteArray());
        QCOMPARE(ok({u"state"_s, u"s1"_s, u"reported-back"_s}), QByteArray());
        QCOMPARE(ok({u"state"_s, u"s1"_s, u"closed"_s}), QByteArray());
        const QJsonObject listed = cli.json({u"session"_s, u"list"_s}).object();
        QCOMPARE(listed[u"told"].toInt(), 2);
        QCOMPARE(listed[u"state"].toString(), u"closed"_s);
        QCOMPARE(cli.json({u"search"_s, u"session:wheels"_s}).objects().size(), 2);

        // Nobody said yes to being quoted: no line of theirs, and no name.
        const QString file = cli.path(u"record.md"_s);
        QCOMPARE(ok({u"record"_s, u"s1"_s, u"--out"_s, file}), QByteArray());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(written.readAll());
        QVERIFY2(text.contains(u"by the door") && text.contains(u"2 participants"),
                 qPrintable(text));
        QVERIFY2(!text.contains(u"wheels") && !text.contains(u"ann"), qPrintable(text));
        QCOMPARE(refused({u"record"_s, u"s1"_s, u"--out"_s, file}), 4); // not overwritten
        QCOMPARE(
            cli.json({u"consent"_s, ann, u"quote-by-name"_s, u"yes"_s, u"--basis"_s, u"said so"_s})
                .code,
            0);
        const Run html = cli.run(
            {u"session"_s, u"record"_s, u"s1"_s, u"--format"_s, u"html"_s, u"--out"_s, u"-"_s});
        QVERIFY(html.output.contains("on wheels <span class=\"who\">"));
        QVERIFY(!html.output.contains("oak"));
        const QJsonObject next = cli.json({u"session"_s, u"next"_s, u"s1"_s}).object();
        QCOMPARE(next[u"follows"].toString(), u"s1"_s);
        QCOMPARE(next[u"agenda"].toArray().size(), 2);
        QCOMPARE(cli.json({u"verify"_s}).object()[u"problems"].toInt(), 0);
    }
};

QTEST_GUILESS_MAIN(SessionCliTest)
#include "sessionclitest.moc"
