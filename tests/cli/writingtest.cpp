// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QtTest>

using namespace Qt::StringLiterals;

/// What is written on the command line, and does not fit into one message.
class WritingTest final : public QObject
{
    Q_OBJECT

    /// Three paragraphs of 200 characters.
    static QByteArray longText()
    {
        return QByteArray("one ").repeated(50) + "\n\n" + QByteArray("two ").repeated(50) + "\n\n" +
               QByteArray("six ").repeated(50) + "\n";
    }

    static void addAccount(const Cli &cli)
    {
        const Run added = cli.json({u"--secrets-file"_s, cli.path(u"secrets.json"_s), u"account"_s,
                                    u"add"_s, u"bluesky"_s, u"--handle"_s, u"team.test"_s,
                                    u"--password-stdin"_s, u"--no-check"_s},
                                   "secret\n");
        QVERIFY2(added.code == 0, added.errors.constData());
    }

    static QStringList states(const Cli &cli)
    {
        QStringList all;
        for (const QJsonObject &item : cli.json({u"outbox"_s, u"--all"_s}).objects())
            all += item[u"state"].toString();
        return all;
    }

private Q_SLOTS:
    void aLongMessageGoesOutInParts()
    {
        const Cli cli;
        addAccount(cli);
        const QStringList write{u"new"_s,         u"ben.test"_s, u"--account"_s,      u"a1"_s,
                                u"--text-file"_s, u"-"_s,        u"--undo-seconds"_s, u"60"_s};
        // Not by itself.
        const Run refused = cli.json(write, longText());
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.errors.contains("--split"), refused.errors.constData());
        QVERIFY(states(cli).isEmpty());

        const Run split = cli.json(write + QStringList{u"--split"_s}, longText());
        QVERIFY2(split.code == 0, split.errors.constData());
        const QList<QJsonObject> parts = split.objects(u"outbox_item"_s);
        QCOMPARE(parts.size(), 3);
        for (qsizetype i = 0; i < parts.size(); ++i) {
            QCOMPARE(parts[i][u"chain"], parts[0][u"id"]);
            QCOMPARE(parts[i][u"part"].toInteger(), i + 1);
            QCOMPARE(parts[i][u"parts"].toInt(), 3);
            QCOMPARE(parts[i][u"conversation"], parts[0][u"conversation"]);
            QCOMPARE(parts[i][u"state"].toString(), u"held"_s);
        }
        QVERIFY(parts[1][u"text"].toString().startsWith(u"two two"));
        QVERIFY(cli.run({u"outbox"_s}).output.contains("part 2 of 3"));

        // Taken back, all of it.
        QCOMPARE(cli.json({u"outbox"_s, u"cancel"_s, parts[0][u"id"].toString()}).code, 0);
        QCOMPARE(states(cli), QStringList({u"cancelled"_s, u"cancelled"_s, u"cancelled"_s}));
        const auto drafts = cli.json({u"list"_s, u"--view"_s, u"drafts"_s}).objects();
        QCOMPARE(drafts.size(), 1);
        QCOMPARE(drafts.first()[u"text"].toString(), QString::fromUtf8(longText()));
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void aLongAnswerGoesOutInParts()
    {
        const Cli cli;
        addAccount(cli);
        const Run begun = cli.json({u"new"_s, u"ben.test"_s, u"--account"_s, u"a1"_s,
                                    u"--text-file"_s, u"-"_s, u"--split"_s},
                                   "Short.\n");
        QVERIFY2(begun.code == 0, begun.errors.constData());
        QCOMPARE(begun.objects().size(), 1);
        QVERIFY(begun.object()[u"chain"].isNull());
        const QStringList answer{u"reply"_s, begun.object()[u"conversation"].toString(),
                                 u"--text-file"_s, u"-"_s};
        QCOMPARE(cli.json(answer, longText()).code, 1);
        const Run split = cli.json(answer + QStringList{u"--split"_s}, longText());
        QVERIFY2(split.code == 0, split.errors.constData());
        QCOMPARE(split.objects().size(), 3);
        const Run endless =
            cli.json(answer + QStringList{u"--split"_s}, QByteArray("word ").repeated(5000));
        QCOMPARE(endless.code, 1);
        QVERIFY2(endless.errors.contains("25"), endless.errors.constData());
        QCOMPARE(states(cli), QStringList({u"queued"_s, u"queued"_s, u"queued"_s, u"queued"_s}));
        QCOMPARE(cli.json({u"verify"_s}).code, 0);
    }

    void languageAndHeadingAsTheChannelHasThem()
    {
        const Cli cli;
        addAccount(cli);
        const QStringList write{u"new"_s, u"ben.test"_s,    u"--account"_s,
                                u"a1"_s,  u"--text-file"_s, u"-"_s};
        const Run begun = cli.json(write + QStringList{u"--language"_s, u"DE-at"_s}, "Servus\n");
        QVERIFY2(begun.code == 0, begun.errors.constData());
        QCOMPARE(begun.object()[u"language"].toString(), u"de-AT"_s);
        QCOMPARE(cli.json(write + QStringList{u"--language"_s, u"German"_s}, "x\n").code, 2);

        // In the language of what it answers, unless another one is named.
        const QStringList answer{u"reply"_s, begun.object()[u"conversation"].toString(),
                                 u"--text-file"_s, u"-"_s};
        QCOMPARE(cli.json(answer, "Baba\n").object()[u"language"].toString(), u"de-AT"_s);
        QCOMPARE(cli.json(answer + QStringList{u"--language"_s, u"en"_s}, "Bye\n")
                     .object()[u"language"]
                     .toString(),
                 u"en"_s);
        // Bluesky has no headings.
        const Run refused = cli.json(answer + QStringList{u"--heading"_s, u""_s}, "x\n");
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.errors.contains("--heading"), refused.errors.constData());
        QCOMPARE(states(cli).size(), 3);
    }

    void aWarningIsTakenOutWithAnEmptyHeading()
    {
        const Cli cli;
        const Run added =
            cli.json({u"--secrets-file"_s, cli.path(u"secrets.json"_s), u"account"_s, u"add"_s,
                      u"fediverse"_s, u"--server"_s, u"@team@social.example"_s,
                      u"--password-stdin"_s, u"--no-check"_s},
                     "token\n");
        QVERIFY2(added.code == 0, added.errors.constData());
        const Run begun = cli.json({u"new"_s, u"ben@social.example"_s, u"--account"_s, u"a1"_s,
                                    u"--subject"_s, u"food"_s, u"--text-file"_s, u"-"_s},
                                   "Beans?\n");
        QVERIFY2(begun.code == 0, begun.errors.constData());
        const QStringList answer{u"reply"_s, begun.object()[u"conversation"].toString(),
                                 u"--text-file"_s, u"-"_s};
        const auto subjectOf = [&](const QStringList &more) {
            return cli.json(answer + more, "More\n").object()[u"subject"].toString(u"none"_s);
        };
        QCOMPARE(subjectOf({}), u"Re: food"_s);
        QCOMPARE(subjectOf({u"--heading"_s, u"plants"_s}), u"plants"_s);
        QCOMPARE(subjectOf({u"--heading"_s, u""_s}), QString());
    }

    void nobodyIsWrittenToWhoCannotBe()
    {
        const Cli cli;
        addAccount(cli);
        const auto write = [&cli](const QString &to, const QStringList &more) {
            return cli.run(QStringList{u"new"_s, to, u"--text-file"_s, u"-"_s} + more, "Hi\n").code;
        };
        QCOMPARE(write(u"ben.test"_s, {}), 2);
        QCOMPARE(write(u"ben test"_s, {u"--account"_s, u"a1"_s}), 1);
        QCOMPARE(write(u"ben.test"_s, {u"--account"_s, u"a9"_s}), 3);
        QCOMPARE(write(u"ben.test"_s, {u"--account"_s, u"a1"_s, u"--visibility"_s, u"wide"_s}), 2);
        QVERIFY(states(cli).isEmpty());
    }
};

QTEST_GUILESS_MAIN(WritingTest)
#include "writingtest.moc"
