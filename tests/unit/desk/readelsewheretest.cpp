// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/testdesk.h"

#include <QSignalSpy>
#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What becomes of ann's and ben's mails when somebody of the team reads them in another client.
class ReadElsewhereTest final : public QObject
{
    Q_OBJECT

    static IncomingMessage at(IncomingMessage mail, qint64 place)
    {
        mail.place = place;
        return mail;
    }
    static IncomingBatch inbox(const QList<IncomingMessage> &messages,
                               const QList<qint64> &seen = {})
    {
        IncomingBatch batch;
        batch.stream = u"INBOX"_s;
        batch.cursor = "here";
        batch.messages = messages;
        batch.seen = seen;
        return batch;
    }
    static qint64 placesIn(TestDesk &desk)
    {
        return value(desk.store->read([](ReadContext &context) {
            return context.db.number("SELECT count(*) FROM unread_place", -1);
        }));
    }
    static qint64 changesIn(TestDesk &desk)
    {
        return value(desk.desk->maintenance.stats()).value(u"changes").toInteger();
    }
    static void verify(TestDesk &desk)
    {
        QCOMPARE(value(desk.desk->maintenance.verify()).join(u" "_s), QString());
    }
    static QStringList unread(TestDesk &desk)
    {
        QStringList names;
        for (const ConversationSummary &row : desk.list(View::Unread))
            names += row.personName;
        names.sort();
        return names;
    }

private Q_SLOTS:
    void itIsReadHereAndNothingElse()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(
            account,
            inbox({at(desk.mail(u"ann@example.net"_s, u"Beans"_s, u"one"_s, "1@ann"), 11),
                   at(desk.mail(u"ben@example.net"_s, u"Roof"_s, u"two"_s, "1@ben"), 12)}));
        QCOMPARE(unread(desk), (QStringList{u"ann"_s, u"ben"_s}));
        QCOMPARE(placesIn(desk), 2);
        const auto before = desk.list(View::Inbox);
        const qint64 changes = changesIn(desk);
        verify(desk);

        QSignalSpy changed(desk.store.get(), &Store::changed);
        desk.clock.advance(1h);
        desk.receive(account, inbox({}, {11, 999}));
        QCOMPARE(unread(desk), QStringList{u"ben"_s});
        QTRY_COMPARE(changed.size(), 1); // so that lists and counts look again
        QCOMPARE(changed.first().first().value<StoreChange>().conversations.size(), 1);
        QVERIFY(changed.first().first().value<StoreChange>().newMessages.isEmpty());
        // Nobody has dealt with it: it waits as it did.
        auto after = desk.list(View::Inbox);
        QCOMPARE(after.size(), 2);
        for (qsizetype i = 0; i < after.size(); ++i) {
            QVERIFY(after[i].state == before[i].state);
            QCOMPARE(after[i].waitingSince, before[i].waitingSince);
        }
        QCOMPARE(changesIn(desk), changes);
        QCOMPARE(placesIn(desk), 1);
        verify(desk);

        // Ann writes again: unread as ever.
        desk.receive(account, inbox({at(desk.mail(u"ann@example.net"_s, u"Re: Beans"_s, u"hello?"_s,
                                                  "2@ann", "1@ann"),
                                        13)}));
        QCOMPARE(unread(desk), (QStringList{u"ann"_s, u"ben"_s}));
        verify(desk);
    }

    void anUnreadOneBeforeItKeepsTheConversationUnread_data()
    {
        QTest::addColumn<int>("minutes");
        QTest::newRow("one after the other") << 1;
        QTest::newRow("in the same millisecond") << 0;
    }

    void anUnreadOneBeforeItKeepsTheConversationUnread()
    {
        QFETCH(int, minutes);
        TestDesk desk;
        const Account account = desk.mailAccount();
        QList<IncomingMessage> mails;
        for (int i = 1; i <= 3; ++i) {
            mails += at(desk.mail(u"ann@example.net"_s, u"Beans"_s, QString::number(i),
                                  QByteArray::number(i) + "@ann", i > 1 ? "1@ann" : ""),
                        i);
            desk.clock.advance(std::chrono::minutes(minutes));
        }
        desk.receive(account, inbox(mails));
        QCOMPARE(desk.list(View::Unread).first().messageCount, 3);
        desk.receive(account, inbox({}, {3}));
        desk.receive(account, inbox({}, {1}));
        QCOMPARE(unread(desk), QStringList{u"ann"_s}); // the second one
        if (minutes > 0)
            QCOMPARE(desk.list(View::Unread).first().readUntil, mails[0].receivedAt);
        QCOMPARE(placesIn(desk), 1);
        verify(desk);
        // The third one's copy is filed and gone: that it was read stays known.
        IncomingBatch gone = inbox({});
        gone.vanished = {{.first = 3, .last = 3}};
        desk.receive(account, gone);
        desk.receive(account, inbox({}, {2}));
        QCOMPARE(unread(desk), QStringList());
        QCOMPARE(placesIn(desk), 0);
        verify(desk);
    }

    void whatVanishesStaysHere()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account,
                     inbox({at(desk.mail(u"ann@example.net"_s, u"A"_s, u"1"_s, "1@ann"), 1),
                            at(desk.mail(u"ben@example.net"_s, u"B"_s, u"2"_s, "1@ben"), 2),
                            at(desk.mail(u"cleo@example.net"_s, u"C"_s, u"3"_s, "1@cleo"), 9)}));
        IncomingBatch gone = inbox({});
        gone.vanished = {{.first = 1, .last = 5}};
        desk.receive(account, gone);
        QCOMPARE(placesIn(desk), 1);
        QCOMPARE(unread(desk), (QStringList{u"ann"_s, u"ben"_s, u"cleo"_s}));
        desk.receive(account, inbox({}, {1, 9}));
        QCOMPARE(unread(desk), (QStringList{u"ann"_s, u"ben"_s}));
        verify(desk);
    }

    void oneMailInTwoFoldersIsReadInEither()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        const auto ann = desk.mail(u"ann@example.net"_s, u"A"_s, u"1"_s, "1@ann");
        const auto ben = desk.mail(u"ben@example.net"_s, u"B"_s, u"2"_s, "1@ben");
        desk.receive(account, inbox({at(ann, 1), at(ben, 2)}));
        IncomingBatch archive = inbox({at(ann, 7)});
        archive.stream = u"Archive"_s;
        QCOMPARE(desk.receive(account, archive).duplicates, 1);
        QCOMPARE(placesIn(desk), 3);
        IncomingBatch seen = inbox({}, {7});
        seen.stream = u"Archive"_s;
        desk.receive(account, seen);
        QCOMPARE(unread(desk), QStringList{u"ben"_s});
        QCOMPARE(placesIn(desk), 1);
        verify(desk);
        // And one that is already read where it is found a second time.
        IncomingBatch filed = inbox({at(ben, 8)});
        filed.stream = u"Archive"_s;
        filed.messages.first().isSeen = true;
        desk.receive(account, filed);
        QCOMPARE(unread(desk), QStringList());
        QCOMPARE(placesIn(desk), 0);
        verify(desk);
    }

    void withoutPlacesACopyTellsNothing()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        auto mail = desk.mail(u"ann@example.net"_s, u"A"_s, u"1"_s, "1@ann");
        desk.receive(account, inbox({mail}));
        QCOMPARE(placesIn(desk), 0);
        mail.isSeen = true;
        desk.receive(account, inbox({mail}));
        QCOMPARE(unread(desk), QStringList{u"ann"_s});
    }

    void newUidsForgetTheOldOnes()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        const auto ann = desk.mail(u"ann@example.net"_s, u"A"_s, u"1"_s, "1@ann");
        const auto ben = desk.mail(u"ben@example.net"_s, u"B"_s, u"2"_s, "1@ben");
        desk.receive(account, inbox({at(ann, 1), at(ben, 2)}));
        IncomingBatch other = inbox({at(ben, 3)});
        other.stream = u"Archive"_s;
        desk.receive(account, other);
        // UID 1 is ben's now.
        IncomingBatch anew = inbox({at(ben, 1)}, {2});
        anew.forgetsPlaces = true;
        desk.receive(account, anew);
        QCOMPARE(unread(desk), (QStringList{u"ann"_s, u"ben"_s}));
        QCOMPARE(placesIn(desk), 2); // INBOX 1, Archive 3
        desk.receive(account, inbox({}, {1}));
        QCOMPARE(unread(desk), QStringList{u"ann"_s});
        verify(desk);
    }

    void onlyWhatIsUnreadHereHasAPlace()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        auto seen = at(desk.mail(u"ann@example.net"_s, u"A"_s, u"1"_s, "1@ann"), 1);
        seen.isSeen = true;
        auto robot = at(desk.mail(u"robot@example.net"_s, u"R"_s, u"2"_s, "1@robot"), 2);
        robot.isAutomatic = true;
        auto ours = at(desk.mail(u"team@example.org"_s, u"O"_s, u"3"_s, "1@team"), 3);
        ours.direction = Direction::Outgoing;
        desk.receive(account, inbox({seen, robot, ours}));
        QCOMPARE(placesIn(desk), 0);

        const auto ben = at(desk.mail(u"ben@example.net"_s, u"B"_s, u"4"_s, "1@ben"), 4);
        desk.receive(account, inbox({ben}));
        QCOMPARE(placesIn(desk), 1);
        value(desk.desk->triage.markRead(desk.list(View::Unread).first().id)); // opened here
        QCOMPARE(placesIn(desk), 0);
        verify(desk);

        const auto cleo = at(desk.mail(u"cleo@example.net"_s, u"C"_s, u"5"_s, "1@cleo"), 5);
        desk.receive(account, inbox({cleo}));
        value(desk.desk->outbox.send(
            {.conversation = desk.list(View::Unread).first().id, .markdown = u"Yes!"_s}, 0ms));
        QCOMPARE(placesIn(desk), 0); // who answers has read
        verify(desk);
    }

    void anAccountThatGoesTakesItsPlacesAlong()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account,
                     inbox({at(desk.mail(u"ann@example.net"_s, u"A"_s, u"1"_s, "1@ann"), 1)}));
        QCOMPARE(placesIn(desk), 1);
        value(desk.desk->accounts.remove(account.id));
        QCOMPARE(placesIn(desk), 0);
        QCOMPARE(unread(desk), QStringList{u"ann"_s});
        verify(desk);
    }

    void verifySeesWhatShouldNotBe()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account,
                     inbox({at(desk.mail(u"ann@example.net"_s, u"A"_s, u"1"_s, "1@ann"), 1)}));
        value(desk.store->write([](WriteContext &context) {
            context.db.run("UPDATE conversation SET read_until = last_person_message_at");
            context.db.run("DELETE FROM account_cursor");
        }));
        QCOMPARE(value(desk.desk->maintenance.verify()).size(), 2);
    }
};

QTEST_GUILESS_MAIN(ReadElsewhereTest)
#include "readelsewheretest.moc"
