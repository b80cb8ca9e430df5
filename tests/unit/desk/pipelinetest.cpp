// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/messageid.h"
#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// How messages become conversations, told with ann and ben who write to the team.
class PipelineTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAnswerJoinsItsConversation()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        QCOMPARE(desk.receive(account, {desk.mail(u"ann@example.net"_s, u"Beans"_s,
                                                  u"Do you have beans?"_s, "1@ann")})
                     .added,
                 1);
        desk.clock.advance(1min);
        desk.receive(account, {desk.mail(u"ben@example.net"_s, u"Re: Beans"_s, u"I want some too"_s,
                                         "2@ben", "1@ann")});
        const auto rows = desk.list(View::Inbox);
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().messageCount, 2);
        QCOMPARE(rows.first().personName, u"ann"_s);
        QCOMPARE(rows.first().snippet, u"I want some too"_s);
        QVERIFY(rows.first().unread);
        QCOMPARE(rows.first().waitingSince, desk.clock.now() - 1min);
    }

    void twoAnswersToAMailNeverSeenAreOneConversation()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(
            account,
            {desk.mail(u"ann@example.net"_s, u"Re: Roof"_s, u"one"_s, "1@ann", "0@unseen"),
             desk.mail(u"ben@example.net"_s, u"Re: Roof"_s, u"two"_s, "2@ben", "0@unseen")});
        QCOMPARE(desk.list(View::Inbox).size(), 1);
        // And the unseen one joins them when it arrives after all.
        desk.receive(account, {desk.mail(u"cleo@example.net"_s, u"Roof"_s, u"zero"_s, "0@unseen")});
        QCOMPARE(desk.list(View::Inbox).size(), 1);
    }

    void sameMessageTwiceIsOne()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        const auto mail = desk.mail(u"ann@example.net"_s, u"Beans"_s, u"text"_s, "1@ann");
        desk.receive(account, {mail});
        QCOMPARE(desk.receive(account, {mail}).duplicates, 1);
        // Another copy by another way: other Received lines, the same words.
        auto copy = mail;
        copy.remoteKey = "other header block";
        QCOMPARE(desk.receive(account, {copy, copy}).duplicates, 2);
        QCOMPARE(desk.list(View::Inbox).first().messageCount, 1);
    }

    void sameMessageIdWithOtherWordsIsAnother()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        auto first = desk.mail(u"ann@example.net"_s, u"Beans"_s, u"one"_s, "1@ann");
        auto second = desk.mail(u"ann@example.net"_s, u"Beans"_s, u"two"_s, "1@ann");
        second.remoteKey = first.remoteKey; // even with the very same header block
        QCOMPARE(desk.receive(account, {first, second}).added, 2);
        QCOMPARE(desk.receive(account, {second, first}).duplicates, 2);
    }

    void nobodyGetsIntoAConversationByAForgedIdOfOurs()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account, {desk.mail(u"ann@example.net"_s, u"Beans"_s, u"hi"_s, "1@ann")});
        const ConversationId conversation = desk.list(View::Inbox).first().id;
        const OutboxItem sent = value(
            desk.desk->outbox.send({.conversation = conversation, .markdown = u"Yes!"_s}, 0ms));
        const QByteArray ours =
            makeMessageId(sent.uid, desk.store->messageIdKey(), u"example.org"_s);
        desk.clock.advance(1min);
        desk.receive(account,
                     {desk.mail(u"ann@example.net"_s, u"Re: Beans"_s, u"thanks"_s, "2@ann", ours)});
        QCOMPARE(desk.list(View::Inbox).size(), 1);
        QByteArray forged = ours;
        forged[forged.indexOf('@') - 1] = forged.at(forged.indexOf('@') - 1) == '0' ? '1' : '0';
        desk.receive(account, {desk.mail(u"eve@example.net"_s, u"Re: Beans"_s, u"let me in"_s,
                                         "3@eve", forged)});
        QCOMPARE(desk.list(View::Inbox).size(), 2);
    }

    void wordsOfTheirsReopen_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("reopens");
        QTest::newRow("waiting") << int(ConversationState::Waiting) << true;
        QTest::newRow("done") << int(ConversationState::Done) << true;
        QTest::newRow("spam stays") << int(ConversationState::Spam) << false;
    }

    void wordsOfTheirsReopen()
    {
        QFETCH(int, state);
        QFETCH(bool, reopens);
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account, {desk.mail(u"ann@example.net"_s, u"Beans"_s, u"hi"_s, "1@ann")});
        const ConversationId id = desk.list(View::Inbox).first().id;
        value(desk.desk->triage.setState({id}, static_cast<ConversationState>(state)));
        QCOMPARE(desk.list(View::Inbox).size(), 0);
        QVERIFY(!value(desk.desk->conversations.summary(id)).waitingSince ||
                state == int(ConversationState::Waiting));
        desk.clock.advance(1h);
        desk.receive(account, {desk.mail(u"ann@example.net"_s, u"Re: Beans"_s, u"still there?"_s,
                                         "2@ann", "1@ann")});
        QCOMPARE(desk.list(View::Inbox).size(), reopens ? 1 : 0);
    }

    void anAutoReplyNeitherReopensNorWaits()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account, {desk.mail(u"ann@example.net"_s, u"Beans"_s, u"hi"_s, "1@ann")});
        const ConversationId id = desk.list(View::Inbox).first().id;
        value(desk.desk->triage.setState({id}, ConversationState::Done));
        desk.clock.advance(1h);
        auto away =
            desk.mail(u"ann@example.net"_s, u"Out of office"_s, u"I am away"_s, "2@ann", "1@ann");
        away.isAutomatic = true;
        desk.receive(account, {away});
        QCOMPARE(desk.list(View::Inbox).size(), 0);
        QVERIFY(!value(desk.desk->conversations.summary(id)).waitingSince);
        QCOMPARE(value(desk.desk->conversations.summary(id)).messageCount, 2);
    }

    void newestFirstGivesTheSameConversationAsOldestFirst()
    {
        TestDesk forward;
        TestDesk backward;
        QList<IncomingMessage> mails;
        for (int i = 0; i < 6; ++i) {
            auto mail =
                forward.mail(u"ann@example.net"_s, u"Long talk"_s, u"words %1"_s.arg(i),
                             QByteArray::number(i) + "@ann",
                             i ? QByteArray(QByteArray::number(i - 1) + "@ann") : QByteArray());
            if (i == 2) {
                mail.direction = Direction::Outgoing;
                mail.author.address = u"team@example.org"_s;
            }
            mail.receivedAt = forward.clock.now() - 10min + std::chrono::minutes(i);
            mails.append(mail);
        }
        const Account first = forward.mailAccount();
        const Account second = backward.mailAccount();
        for (const auto &mail : mails)
            forward.receive(first, {mail});
        for (auto it = mails.crbegin(); it != mails.crend(); ++it)
            backward.receive(second, {*it});
        const auto a = forward.list(View::Inbox);
        const auto b = backward.list(View::Inbox);
        QCOMPARE(a.size(), 1);
        QCOMPARE(b.size(), 1);
        QCOMPARE(b.first().waitingSince, a.first().waitingSince);
        QCOMPARE(a.first().waitingSince, mails.at(3).receivedAt);
        QCOMPARE(b.first().lastMessageAt, a.first().lastMessageAt);
        QCOMPARE(b.first().snippet, a.first().snippet);
        QCOMPARE(b.first().messageCount, 6);
    }

    void aClockThatRunsAheadDoesNotPinAMessageToTheTop()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        auto mail = desk.mail(u"ann@example.net"_s, u"From the future"_s, u"hi"_s, "1@ann");
        mail.receivedAt = desk.clock.now() + std::chrono::years(50);
        desk.receive(account, {mail});
        QVERIFY(desk.list(View::Inbox).first().lastMessageAt <= desk.clock.now() + 10min);
    }
};

QTEST_GUILESS_MAIN(PipelineTest)
#include "pipelinetest.moc"
