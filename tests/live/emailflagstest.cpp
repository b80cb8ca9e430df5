// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/emailconnector.h"
#include "core/desk/desk.h"
#include "core/storage/store.h"
#include "tests/live/emailaccount.h"
#include "tests/support/waited.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

/// Somebody of the team reads mails in another client, while this desk is away and while it
/// watches.
class EmailFlagsTest final : public QObject
{
    Q_OBJECT

    static constexpr int patience = 60'000;

    std::unique_ptr<MailServers> m_servers;
    std::unique_ptr<QTemporaryDir> m_folder;
    TestSecrets m_secrets;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Desk> m_desk;

    void deliver(const QByteArray &name, const QByteArray &inReplyTo = {})
    {
        ++m_count;
        QCOMPARE(
            m_servers->deliver(
                u"team"_s,
                "From: " + name + " <" + name +
                    "@example.net>\r\nTo: team@example.org\r\nSubject: Hello\r\nDate: " +
                    QDateTime::currentDateTimeUtc().toString(Qt::RFC2822Date).toLatin1() +
                    "\r\nMessage-ID: <" + QByteArray::number(m_count) + "@" + name + ">\r\n" +
                    (inReplyTo.isEmpty() ? QByteArray() : "In-Reply-To: <" + inReplyTo + ">\r\n") +
                    "\r\nWords " + QByteArray::number(m_count) + "\r\n"),
            QString());
    }
    void act(const QStringList &command, const QStringList &arguments)
    {
        const QString problem = m_servers->act(u"team"_s, command, arguments);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void setSeen(int uid, bool seen = true)
    {
        act({u"flags"_s, seen ? u"add"_s : u"remove"_s},
            {u"\\Seen"_s, u"mailbox"_s, u"INBOX"_s, u"uid"_s, QString::number(uid)});
    }
    /// How many mails the server has as read.
    qsizetype seenOnServer()
    {
        QByteArray output;
        const QString problem = m_servers->act(u"team"_s, {u"search"_s},
                                               {u"mailbox"_s, u"INBOX"_s, u"SEEN"_s}, &output);
        return problem.isEmpty() ? output.count('\n') : -1;
    }
    void goOnline()
    {
        m_desk->accounts.start(FetchMode::Watch);
        QTRY_VERIFY_WITH_TIMEOUT(!m_desk->accounts.statuses().isEmpty() &&
                                     m_desk->accounts.statuses().first().state == LinkState::Online,
                                 patience);
    }
    void goOffline() { m_desk->accounts.stop(); }

    QStringList unread()
    {
        QStringList names;
        for (const ConversationSummary &row :
             obtained(m_desk->conversations.page({.view = View::Unread}, {}, 100)).rows)
            names += row.personName;
        names.sort();
        return names;
    }
    qsizetype inInbox()
    {
        return obtained(m_desk->conversations.page({.view = View::Inbox}, {}, 100)).rows.size();
    }
    qint64 places()
    {
        return obtained(m_store->read([](ReadContext &context) {
            return context.db.number("SELECT count(*) FROM unread_place", -1);
        }));
    }

    int m_count = 0;

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = MailServers::missing(); !why.isEmpty())
            QSKIP(qPrintable(why));
    }

    void init()
    {
        m_servers = std::make_unique<MailServers>();
        const QString problem = m_servers->start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        m_folder = std::make_unique<QTemporaryDir>();
        auto store = Store::open({.folder = m_folder->path() + u"/workspace"_s});
        QVERIFY(store.has_value());
        m_store = std::move(*store);
        m_desk = std::make_unique<Desk>(
            *m_store, [this](const Account &account) -> std::unique_ptr<Connector> {
                return std::make_unique<EmailConnector>(account, &m_secrets);
            });
        EmailSettings settings = settingsFor(*m_servers);
        settings.pollSeconds = 3600; // what comes at once comes by IDLE
        obtained(m_desk->accounts.save(accountFor(settings)));
        m_count = 0;
        for (const char *name : {"ann", "ben", "cleo", "dora"})
            deliver(name);
        goOnline();
        QTRY_COMPARE_WITH_TIMEOUT(unread().size(), 4, patience);
        QCOMPARE(places(), 4);
        QCOMPARE(seenOnServer(), 0);
    }

    void cleanup()
    {
        if (m_desk)
            QCOMPARE(obtained(m_desk->maintenance.verify()), QStringList());
        m_desk.reset();
        m_store.reset();
        m_servers.reset();
    }

    void readWhileThisDeskIsAway()
    {
        goOffline();
        setSeen(2);
        deliver("eve");
        goOnline();
        QTRY_COMPARE_WITH_TIMEOUT(unread(), (QStringList{u"ann"_s, u"cleo"_s, u"dora"_s, u"eve"_s}),
                                  patience);
        QCOMPARE(inInbox(), 5); // nobody has dealt with it
        QCOMPARE(places(), 4);
        goOffline();
        setSeen(2, false);
        setSeen(3);
        goOnline();
        QTRY_COMPARE_WITH_TIMEOUT(unread(), (QStringList{u"ann"_s, u"dora"_s, u"eve"_s}), patience);
        QCOMPARE(seenOnServer(), 1);
    }

    void readWhileThisDeskWatches()
    {
        QElapsedTimer timer;
        setSeen(2);
        timer.start();
        QTRY_COMPARE_WITH_TIMEOUT(unread(), (QStringList{u"ann"_s, u"cleo"_s, u"dora"_s}),
                                  patience);
        qInfo("read here %lld ms after it was read elsewhere",
              static_cast<long long>(timer.elapsed()));
        setSeen(2, false);
        setSeen(4);
        QTRY_COMPARE_WITH_TIMEOUT(unread(), (QStringList{u"ann"_s, u"cleo"_s}), patience);
        // And what arrives still arrives.
        deliver("ben", "2@ben");
        QTRY_COMPARE_WITH_TIMEOUT(unread(), (QStringList{u"ann"_s, u"ben"_s, u"cleo"_s}), patience);
        act({u"flags"_s, u"add"_s}, {u"\\Seen"_s, u"mailbox"_s, u"INBOX"_s, u"all"_s});
        QTRY_COMPARE_WITH_TIMEOUT(unread(), QStringList(), patience);
        QCOMPARE(inInbox(), 4);
        QCOMPARE(places(), 0);
    }

    void readInAnotherOrder()
    {
        deliver("ann", "1@ann");
        QTRY_COMPARE_WITH_TIMEOUT(places(), 5, patience);
        setSeen(5);
        QTRY_COMPARE_WITH_TIMEOUT(places(), 4, patience);
        QVERIFY(unread().contains(u"ann"_s)); // the first one
        setSeen(1);
        QTRY_VERIFY_WITH_TIMEOUT(!unread().contains(u"ann"_s), patience);
    }

    void removedElsewhereStaysHere()
    {
        goOffline();
        act({u"expunge"_s}, {u"mailbox"_s, u"INBOX"_s, u"uid"_s, u"1"_s});
        goOnline();
        QTRY_COMPARE_WITH_TIMEOUT(places(), 3, patience);
        QCOMPARE(unread(), (QStringList{u"ann"_s, u"ben"_s, u"cleo"_s, u"dora"_s}));
        // While it watches, too; told with the next look.
        act({u"expunge"_s}, {u"mailbox"_s, u"INBOX"_s, u"uid"_s, u"2"_s});
        setSeen(3);
        QTRY_COMPARE_WITH_TIMEOUT(unread(), (QStringList{u"ann"_s, u"ben"_s, u"dora"_s}), patience);
        QTRY_COMPARE_WITH_TIMEOUT(places(), 1, patience);
        QCOMPARE(inInbox(), 4);
    }

    void openedHereLeavesTheServerAlone()
    {
        const auto rows =
            obtained(m_desk->conversations.page({.view = View::Unread}, {}, 100)).rows;
        for (const ConversationSummary &row : rows)
            obtained(m_desk->triage.markRead(row.id));
        QCOMPARE(places(), 0);
        m_desk->accounts.refresh();
        deliver("eve"); // and a whole round after it
        QTRY_COMPARE_WITH_TIMEOUT(unread(), QStringList{u"eve"_s}, patience);
        QCOMPARE(seenOnServer(), 0);
    }

    void newUidsAreFollowedAsTheOldOnesWere()
    {
        goOffline();
        m_servers->killDovecot();
        m_servers->loseUids(u"team"_s);
        // A UIDVALIDITY of Dovecot is the second in which it was made.
        const qint64 second = QDateTime::currentSecsSinceEpoch();
        QTRY_VERIFY(QDateTime::currentSecsSinceEpoch() > second);
        QCOMPARE(m_servers->startDovecot(), QString());
        deliver("eve");
        goOnline();
        QTRY_COMPARE_WITH_TIMEOUT(unread().size(), 5, patience);
        QTRY_COMPARE_WITH_TIMEOUT(places(), 5, patience);
        act({u"flags"_s, u"add"_s},
            {u"\\Seen"_s, u"mailbox"_s, u"INBOX"_s, u"from"_s, u"cleo@example.net"_s});
        QTRY_COMPARE_WITH_TIMEOUT(unread(), (QStringList{u"ann"_s, u"ben"_s, u"dora"_s, u"eve"_s}),
                                  patience);
    }
};

QTEST_GUILESS_MAIN(EmailFlagsTest)
#include "emailflagstest.moc"
