// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/testdesk.h"

#include <QDir>
#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

class ImporterTest final : public QObject
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

    static QByteArray mail(int number, const QByteArray &body = "Hello")
    {
        return "From: Ann <ann@example.net>\nTo: team@example.org\nSubject: Mail " +
               QByteArray::number(number) + "\nMessage-ID: <" + QByteArray::number(number) +
               "@ann>\nDate: Thu, 05 Mar 2026 09:00:0" + QByteArray::number(number % 10) +
               " +0000\n\n" + body + "\n";
    }

    static QByteArray mbox(int count)
    {
        QByteArray all;
        for (int i = 0; i < count; ++i)
            all += "From ann@example.net Thu Mar  5 09:00:00 2026\n" + mail(i) + "\n";
        return all;
    }

private Q_SLOTS:
    void anMboxTwiceAddsNothingTheSecondTime()
    {
        TestDesk desk;
        const QString path = write(desk, u"a.mbox"_s, mbox(25));
        const ImportProgress first = value(desk.desk->importer.start({path}));
        QCOMPARE(first.added, 25);
        QVERIFY(first.isFinished);
        QCOMPARE(first.bytesDone, first.bytesTotal);
        const ImportProgress second = value(desk.desk->importer.start({path}));
        QCOMPARE(second.added, 0);
        QCOMPARE(second.duplicates, 25);
        QVERIFY(value(desk.desk->maintenance.verify()).isEmpty());
    }

    void formsAreToldApartByWhatIsInThem()
    {
        TestDesk desk;
        write(desk, u"mix/one.mbox"_s, mbox(3));
        write(desk, u"mix/two.eml"_s, mail(100));
        write(desk, u"mix/dir/cur/1.host:2,RS"_s, mail(101));
        write(desk, u"mix/dir/new/2.host"_s, mail(102));
        write(desk, u"mix/notes.txt"_s, "no mail");
        const ImportProgress done =
            value(desk.desk->importer.start({desk.folder.path() + u"/mix"_s}));
        QCOMPARE(done.added, 6);
        QVERIFY(done.problems.isEmpty());
        QCOMPARE(desk.list(View::Done).size(),
                 1); // seen and answered long ago, say the Maildir's flags
    }

    void quotedFromLinesAreRestoredAndBodiesWithFromStayWhole()
    {
        TestDesk desk;
        const QByteArray tricky =
            "From ann@example.net Thu Mar  5 09:00:00 2026\n" +
            mail(1, ">From my window\n>>From quoted\nFrom here on it goes up") + "\n" + mbox(2);
        const ImportProgress done =
            value(desk.desk->importer.start({write(desk, u"t.mbox"_s, tricky)}));
        QCOMPARE(done.added, 3);
        const auto hits =
            value(desk.desk->conversations.search(parseSearch(u"\"goes up\""_s), {}, 10)).hits;
        QCOMPARE(hits.size(), 1);
        const TimelineItem item = value(desk.desk->conversations.message(hits.first().message));
        QVERIFY(item.text.startsWith(u"From my window\n>From quoted\nFrom here on it goes up"));
    }

    void whatCannotBeReadIsNamedAndTheRestIsThere()
    {
        TestDesk desk;
        const QString good = write(desk, u"a.mbox"_s, mbox(2));
        const ImportProgress done = value(desk.desk->importer.start({u"/nowhere/x.mbox"_s, good}));
        QCOMPARE(done.added, 2);
        QCOMPARE(done.problems.size(), 1);
    }

    void ourOwnMailIsOursAndItsConversationWaits()
    {
        TestDesk desk;
        QByteArray ours = mail(5);
        ours.replace("From: Ann <ann@example.net>\nTo: team@example.org",
                     "From: team@example.org\nTo: Ann <ann@example.net>");
        const QString path = write(desk, u"sent.eml"_s, ours);
        value(desk.desk->importer.start({path}, {.ourAddresses = {u"Team@Example.org"_s}}));
        QCOMPARE(desk.list(View::Waiting).size(), 1);
        QCOMPARE(desk.list(View::Waiting).first().personName, u"Ann"_s);
        QCOMPARE(desk.list(View::Inbox).size(), 0);
    }

    void historyGoesToDone()
    {
        TestDesk desk;
        value(desk.desk->importer.start({write(desk, u"a.mbox"_s, mbox(4))}, {.asHistory = true}));
        QCOMPARE(desk.list(View::Done).size(), 4);
        QCOMPARE(desk.list(View::Unread).size(), 0);
    }

    void theOriginalIsKeptByteForByte()
    {
        TestDesk desk;
        const QByteArray raw = mail(7, QByteArray("Gr\xfc\xdf\x65 with a wrong charset"));
        value(desk.desk->importer.start({write(desk, u"a.eml"_s, raw)}));
        const auto item =
            value(desk.desk->conversations.timeline(desk.list(View::Inbox).first().id, {}, 5))
                .items.first();
        QCOMPARE(value(desk.desk->conversations.original(item.message)), raw);
    }
};

QTEST_GUILESS_MAIN(ImporterTest)
#include "importertest.moc"
