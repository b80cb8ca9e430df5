// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/emailconnector.h"
#include "core/desk/desk.h"
#include "core/mail/mailmapping.h"
#include "core/storage/store.h"
#include "tests/live/emailaccount.h"
#include "tests/support/waited.h"

#include <QElapsedTimer>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The whole program below the window against real servers: ann and ben write to the team, the team
/// answers.
class DeskLiveTest final : public QObject
{
    Q_OBJECT

    static constexpr int patience = 60'000;

    MailServers m_servers;
    QTemporaryDir m_folder;
    TestSecrets m_secrets;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Desk> m_desk;

    void open()
    {
        m_desk.reset();
        m_store.reset();
        auto store = Store::open({.folder = m_folder.path() + u"/workspace"_s});
        if (!store)
            qFatal("%s", qUtf8Printable(store.error().detail));
        m_store = std::move(*store);
        m_desk = std::make_unique<Desk>(
            *m_store, [this](const Account &account) -> std::unique_ptr<Connector> {
                return std::make_unique<EmailConnector>(account, &m_secrets);
            });
        m_desk->accounts.start(FetchMode::Watch);
        m_desk->outbox.start();
    }

    static QByteArray mail(const QByteArray &from, const QByteArray &id,
                           const QByteArray &inReplyTo = {})
    {
        return "From: " + from + " <" + from +
               "@example.org>\r\nTo: team@example.org\r\nSubject: Hello\r\nDate: " +
               QDateTime::currentDateTimeUtc().toString(Qt::RFC2822Date).toLatin1() +
               "\r\nMessage-ID: <" + id + ">\r\n" +
               (inReplyTo.isEmpty() ? QByteArray()
                                    : QByteArray("In-Reply-To: <" + inReplyTo + ">\r\n")) +
               "\r\nWords of " + id + "\r\n";
    }

    QList<ConversationSummary> list(View view)
    {
        return obtained(m_desk->conversations.page({.view = view}, {}, 100)).rows;
    }
    qint64 messages()
    {
        return obtained(m_desk->maintenance.stats()).value(u"messages").toInteger();
    }
    OutboxItem item(OutboxId id)
    {
        for (const OutboxItem &each : obtained(m_desk->outbox.items(true))) {
            if (each.id == id)
                return each;
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = MailServers::missing(); !why.isEmpty())
            QSKIP(qPrintable(why));
        const QString failed = m_servers.start();
        QVERIFY2(failed.isEmpty(), qPrintable(failed));
        open();
        obtained(m_desk->accounts.save(accountFor(settingsFor(m_servers))));
        m_desk->accounts.start(FetchMode::Watch);
        QTRY_VERIFY_WITH_TIMEOUT(!m_desk->accounts.statuses().isEmpty() &&
                                     m_desk->accounts.statuses().first().state == LinkState::Online,
                                 patience);
    }

    void aMailFromOutsideIsThereWithoutAsking()
    {
        for (int i = 0; i < 5; ++i) {
            QElapsedTimer timer;
            const QByteArray id = QByteArray::number(i) + "@ann";
            QCOMPARE(m_servers.deliver(u"team"_s, mail("ann", id)), QString());
            timer.start();
            QTRY_COMPARE_WITH_TIMEOUT(list(View::Inbox).size(), i + 1, patience);
            qInfo("in the list %lld ms after Dovecot had it",
                  static_cast<long long>(timer.elapsed()));
        }
    }

    void aReplyArrivesOnceInItsThread()
    {
        QCOMPARE(m_servers.deliver(u"team"_s, mail("ben", "1@ben")), QString());
        QTRY_COMPARE_WITH_TIMEOUT(list(View::Inbox).first().personName, u"ben"_s, patience);
        const ConversationId conversation = list(View::Inbox).first().id;
        const OutboxItem sent = obtained(
            m_desk->outbox.send({.conversation = conversation, .markdown = u"Hello *Ben*"_s}, 0ms));
        QTRY_VERIFY_WITH_TIMEOUT(item(sent.id).state == OutboxState::Accepted, patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_servers.mails(u"ben"_s, u"INBOX"_s).size(), 1, patience);
        const IncomingMessage arrived =
            mapMail(m_servers.mails(u"ben"_s, u"INBOX"_s).first(), {.fallbackTime = systemNow()});
        QCOMPARE(arrived.inReplyTo, QByteArrayList{"1@ben"});
        QCOMPARE(arrived.references, QByteArrayList{"1@ben"});
        QVERIFY(arrived.text.contains(u"Hello *Ben*"));
        QVERIFY(arrived.html.contains(u"<em>Ben</em>"));
        QTRY_COMPARE_WITH_TIMEOUT(m_servers.mails(u"team"_s, u"Sent"_s).size(), 1, patience);

        // Ben answers, and it is the same conversation; the Sent copy that comes back is no new
        // message.
        m_desk->accounts.refresh();
        QCOMPARE(m_servers.deliver(u"team"_s, mail("ben", "2@ben", arrived.messageId)), QString());
        QTRY_COMPARE_WITH_TIMEOUT(
            obtained(m_desk->conversations.summary(conversation)).messageCount, 3, patience);
        QVERIFY(obtained(m_desk->conversations.summary(conversation)).state ==
                ConversationState::Open);
        QCOMPARE(messages(), 8);
    }

    void dovecotGoneAndBack()
    {
        const qint64 before = messages();
        m_servers.killDovecot();
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->accounts.statuses().first().state == LinkState::Waiting,
                                 patience);
        QVERIFY(!m_desk->accounts.statuses().first().detail.isEmpty());
        m_servers.plant(u"team"_s, u"INBOX"_s, {mail("ann", "gap1@ann"), mail("ann", "gap2@ann")});
        QCOMPARE(m_servers.startDovecot(), QString());
        QTRY_COMPARE_WITH_TIMEOUT(messages(), before + 2, patience * 2);
    }

    void smtpGoneAndBack()
    {
        const qsizetype before = m_servers.mails(u"ben"_s, u"INBOX"_s).size();
        m_servers.killSmtpd();
        const ConversationId conversation = list(View::All).last().id;
        obtained(m_desk->triage.setState({conversation}, ConversationState::Open));
        const OutboxItem sent = obtained(m_desk->outbox.send(
            {.kind = Draft::Kind::NewMessage,
             .subject = u"Offline"_s,
             .markdown = u"written while the server is gone"_s,
             .recipients = {{RecipientRole::To, {u"email"_s, u"ben@example.org"_s, u"Ben"_s}}}},
            0ms));
        QTRY_VERIFY_WITH_TIMEOUT(!item(sent.id).reason.isEmpty() &&
                                     item(sent.id).state == OutboxState::Queued,
                                 patience);
        QCOMPARE(m_servers.startSmtpd(), QString());
        QTRY_VERIFY_WITH_TIMEOUT(item(sent.id).state == OutboxState::Accepted, patience * 2);
        QTRY_COMPARE_WITH_TIMEOUT(m_servers.mails(u"ben"_s, u"INBOX"_s).size(), before + 1,
                                  patience);
    }

    void startingAgainFetchesNothingTwice()
    {
        const qint64 before = messages();
        open();
        QTRY_VERIFY_WITH_TIMEOUT(!m_desk->accounts.statuses().isEmpty() &&
                                     m_desk->accounts.statuses().first().state == LinkState::Online,
                                 patience);
        QCOMPARE(m_servers.deliver(u"team"_s, mail("ann", "after@ann")), QString());
        QTRY_COMPARE_WITH_TIMEOUT(messages(), before + 1, patience);
        QCOMPARE(obtained(m_desk->maintenance.verify()), QStringList());
    }
};

QTEST_GUILESS_MAIN(DeskLiveTest)
#include "desklivetest.moc"
