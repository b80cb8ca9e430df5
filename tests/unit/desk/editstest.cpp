// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/versionstore.h"
#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What people change and take back, on a channel that lets them.
class EditsTest final : public QObject
{
    Q_OBJECT

    static Account room(TestDesk &desk)
    {
        Account account;
        account.uid = Uid::derive({"fediverse", "social.example.org", "team"});
        account.channel = u"fediverse"_s;
        account.name = u"Team"_s;
        account.address = u"team@social.example.org"_s;
        account.settings = {{u"server"_s, u"https://social.example.org"_s}};
        return value(desk.desk->accounts.save(account));
    }

    static IncomingMessage post(const TestDesk &desk, const QString &text, const QByteArray &id,
                                const QString &author = u"ada@far.example"_s)
    {
        IncomingMessage message;
        message.remoteKey = id;
        message.raw = "{\"id\":\"" + id + "\",\"text\":\"" + text.toUtf8() + "\"}";
        message.rawFormat = RawFormat::Json;
        message.author = {
            .kind = u"fediverse"_s, .address = author, .name = author.section(u'@', 0, 0)};
        message.sentAt = desk.clock.now();
        message.receivedAt = desk.clock.now();
        message.text = text;
        message.messageId = id;
        message.conversationKey = u"thread"_s;
        message.contentHash =
            QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).first(16);
        return message;
    }

    static IncomingMessage edited(IncomingMessage message, const QString &text, Timestamp at)
    {
        message.text = text;
        message.raw = "{\"text\":\"" + text.toUtf8() + "\"}";
        message.editedAt = at;
        message.contentHash =
            QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).first(16);
        return message;
    }

    static QList<TimelineItem> timeline(TestDesk &desk, ConversationId id)
    {
        return value(desk.desk->conversations.timeline(id, {}, 100)).items;
    }

    static qsizetype hits(TestDesk &desk, const QString &words)
    {
        return value(desk.desk->conversations.search(parseSearch(words), {}, 50)).hits.size();
    }

    static void verify(TestDesk &desk)
    {
        const QStringList problems = value(desk.desk->maintenance.verify());
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    }

private Q_SLOTS:
    void anEditTakesThePlaceOfWhatWasSaid()
    {
        TestDesk desk;
        const Account account = room(desk);
        const auto first = post(desk, u"the rooof leaks"_s, "1");
        desk.receive(account, {first});
        const ConversationId id = desk.list(View::Inbox).first().id;
        const Timestamp saidAt = desk.clock.now();
        value(desk.desk->triage.markRead(id));
        QVERIFY(!desk.list(View::Inbox).first().unread);

        desk.clock.advance(5min);
        const Timestamp editedAt = desk.clock.now();
        QCOMPARE(desk.receive(account, {edited(first, u"the roof leaks"_s, editedAt)}).edited, 1);

        const auto items = timeline(desk, id);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().text, u"the roof leaks"_s);
        QCOMPARE(items.first().at, saidAt);
        QVERIFY(items.first().editedAt == editedAt);
        const auto row = desk.list(View::Inbox).first();
        QCOMPARE(row.snippet, u"the roof leaks"_s);
        QCOMPARE(row.messageCount, 1);
        QVERIFY(!row.unread); // news of them, not new words
        const auto versions = value(desk.desk->conversations.versions(items.first().message));
        QCOMPARE(versions.size(), 1);
        QCOMPARE(versions.first().text, u"the rooof leaks"_s);
        QCOMPARE(versions.first().at, saidAt);
        QCOMPARE(hits(desk, u"roof"_s), 1);
        QCOMPARE(hits(desk, u"rooof"_s), 0);
        verify(desk);
        // The same again is nothing new.
        const auto again = desk.receive(account, {edited(first, u"the roof leaks"_s, editedAt)});
        QCOMPARE(again.edited + again.added, 0);
        QCOMPARE(desk.receive(account, {first}).added, 0);
        QCOMPARE(timeline(desk, id).first().text, u"the roof leaks"_s);
    }

    void anEditThatComesBeforeWhatItChanges()
    {
        TestDesk desk;
        const Account account = room(desk);
        const auto first = post(desk, u"one"_s, "1");
        const auto second = edited(first, u"two"_s, desk.clock.now() + 1min);
        const auto third = edited(first, u"three"_s, desk.clock.now() + 2min);
        desk.clock.advance(3min);
        QCOMPARE(desk.receive(account, {third}).added, 1);
        QCOMPARE(desk.receive(account, {first, second}).edited, 2);
        const auto items = timeline(desk, desk.list(View::Inbox).first().id);
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().text, u"three"_s);
        QStringList said;
        for (const auto &version : value(desk.desk->conversations.versions(items.first().message)))
            said << version.text;
        QCOMPARE(said, QStringList({u"one"_s, u"two"_s}));
        verify(desk);
    }

    void editAndOriginalInOneBatch()
    {
        TestDesk desk;
        const Account account = room(desk);
        const auto first = post(desk, u"one"_s, "1");
        const auto counts =
            desk.receive(account, {first, edited(first, u"two"_s, desk.clock.now() + 1min)});
        QCOMPARE(counts.added, 1);
        QCOMPARE(counts.edited, 1);
        QCOMPARE(desk.list(View::Inbox).first().snippet, u"two"_s);
        verify(desk);
    }

    void nobodyEditsTheWordsOfOthers()
    {
        TestDesk desk;
        const Account account = room(desk);
        const auto ada = post(desk, u"mine"_s, "1");
        desk.receive(account, {ada});
        auto mallory = edited(ada, u"forged"_s, desk.clock.now() + 1min);
        mallory.author.address = u"mallory@far.example"_s;
        desk.receive(account, {mallory});
        const auto items = timeline(desk, desk.list(View::Inbox).first().id);
        QCOMPARE(items.size(), 2); // it is there, as hers
        QCOMPARE(items.first().text, u"mine"_s);
        QVERIFY(!items.first().editedAt);
    }

    void whatIsTakenBackIsGoneFromSightAtOnceAndForGoodAfterADay()
    {
        TestDesk desk;
        const Account account = room(desk);
        auto message = post(desk, u"a secret of mine"_s, "1");
        message.subject = u"Confession"_s;
        message.attachments = {{.name = u"photo.png"_s,
                                .mediaType = u"image/png"_s,
                                .size = 4,
                                .contentId = {},
                                .part = {},
                                .isInline = false,
                                .data = "\x89PNG"}};
        desk.receive(account, {message, post(desk, u"and another"_s, "2")});
        const ConversationId id = desk.list(View::Inbox).first().id;
        const MessageId first = timeline(desk, id).first().message;
        desk.receive(account, {edited(message, u"a secret of ours"_s, desk.clock.now() + 1s)});
        QCOMPARE(hits(desk, u"secret"_s), 1);

        desk.clock.advance(1min);
        const Timestamp removedAt = desk.clock.now();
        IncomingBatch batch;
        batch.removals = {{.messageId = "1", .at = removedAt, .by = {}}};
        desk.receive(account, batch);
        auto items = timeline(desk, id);
        QCOMPARE(items.size(), 2);
        QVERIFY(items.first().removedAt == removedAt);
        QVERIFY(items.first().text.isEmpty() && items.first().attachments.isEmpty());
        QCOMPARE(hits(desk, u"secret"_s), 0);
        QVERIFY(!desk.desk->conversations.original(first).result());
        QVERIFY(!desk.desk->conversations.attachment(first, 0).result());
        QVERIFY(!desk.desk->conversations.versions(first).result());
        verify(desk);

        // A day of grace: a server that loses its mind can be repaired.
        QVERIFY(value(desk.desk->conversations.purgeRemoved()) == removedAt + 24h);
        const auto words = [&] {
            return value(desk.store->read([first](ReadContext &context) {
                return context.db.number(
                    "SELECT coalesce(sum(length(text)), 0) FROM message_version WHERE message_id = "
                    "?",
                    -1, first);
            }));
        };
        QVERIFY(words() > 0);
        desk.clock.advance(24h + 1s);
        QVERIFY(!value(desk.desk->conversations.purgeRemoved()));
        QCOMPARE(words(), 0);
        const auto left = value(desk.store->read([first](ReadContext &context) {
            return context.db.number("SELECT count(*) FROM message_version", -1) +
                   context.db.number("SELECT count(*) FROM attachment", -1) +
                   context.db.number("SELECT count(*) FROM message WHERE id = ? AND raw_blob_id IS "
                                     "NOT NULL",
                                     -1, first);
        }));
        QCOMPARE(left, 0);
        // Only the original of the other message is left.
        QCOMPARE(value(desk.store->read([](ReadContext &context) {
                     return context.db.number("SELECT count(*) FROM blob", -1);
                 })),
                 1);
        QVERIFY(desk.list(View::Inbox).first().subject.isEmpty());
        verify(desk);
        // Neither the message nor an edit of it comes back.
        desk.receive(account, {message});
        desk.receive(account, {edited(message, u"a secret of yours"_s, desk.clock.now())});
        QCOMPARE(timeline(desk, id).size(), 2);
        QCOMPARE(hits(desk, u"secret"_s), 0);
    }

    void nobodyWaitsForAnAnswerToWhatTheyTookBack()
    {
        TestDesk desk;
        const Account account = room(desk);
        desk.receive(account, {post(desk, u"hello?"_s, "1")});
        QVERIFY(desk.list(View::Inbox).first().waitingSince);
        IncomingBatch batch;
        batch.removals = {{.messageId = "1", .at = desk.clock.now(), .by = {}}};
        desk.receive(account, batch);
        QVERIFY(!desk.list(View::Inbox).first().waitingSince);
        QVERIFY(desk.list(View::Inbox).first().snippet.isEmpty());
        verify(desk);
    }

    void onlyTheAuthorTakesBackWhereAnybodyCanSaySo()
    {
        TestDesk desk;
        const Account account = room(desk);
        const auto ada = post(desk, u"mine"_s, "1");
        desk.receive(account, {ada});
        const ConversationId id = desk.list(View::Inbox).first().id;
        IncomingBatch forged;
        forged.removals = {{.messageId = "1",
                            .at = desk.clock.now(),
                            .by = Address{u"fediverse"_s, u"mallory@far.example"_s, {}}}};
        desk.receive(account, forged);
        QCOMPARE(timeline(desk, id).first().text, u"mine"_s);
        IncomingBatch real;
        real.removals = {{.messageId = "1", .at = desk.clock.now(), .by = ada.author}};
        desk.receive(account, real);
        QVERIFY(timeline(desk, id).first().removedAt);
    }

    void takenBackBeforeItCameIn()
    {
        TestDesk desk;
        const Account account = room(desk);
        const auto ada = post(desk, u"mine"_s, "1");
        const auto ben = post(desk, u"his"_s, "2", u"ben@far.example"_s);
        IncomingBatch batch;
        batch.removals = {{.messageId = "1", .at = desk.clock.now(), .by = ada.author},
                          {.messageId = "2", .at = desk.clock.now(), .by = ada.author}};
        desk.receive(account, batch);
        desk.receive(account, {ada, ben});
        const auto items = timeline(desk, desk.list(View::Inbox).first().id);
        QCOMPARE(items.size(), 2);
        QVERIFY(items.first().removedAt);
        QVERIFY(items.first().text.isEmpty());
        QCOMPARE(items.last().text, u"his"_s); // not hers to take back
        QCOMPARE(hits(desk, u"mine"_s), 0);
        verify(desk);
    }

    void contextAsksNothingOfUs()
    {
        TestDesk desk;
        const Account account = room(desk);
        auto talk = post(desk, u"did you see the game"_s, "1", u"ben@far.example"_s);
        talk.isContext = true;
        desk.receive(account, {talk});
        QVERIFY(desk.list(View::Inbox).isEmpty());
        desk.clock.advance(1min);
        desk.receive(account, {post(desk, u"team, are you there?"_s, "2")});
        desk.clock.advance(1min);
        auto more = post(desk, u"what a game"_s, "3", u"ben@far.example"_s);
        more.isContext = true;
        desk.receive(account, {more});
        const auto row = desk.list(View::Inbox).first();
        QCOMPARE(row.personName, u"ada"_s);
        QCOMPARE(row.snippet, u"team, are you there?"_s);
        const auto items = timeline(desk, row.id);
        QCOMPARE(items.size(), 3);
        QVERIFY(items.first().isContext && items.last().isContext && !items.at(1).isContext);
        // An answer goes to who spoke to us.
        const ReplyPlan plan = value(desk.desk->outbox.replyPlan(row.id));
        QCOMPARE(plan.replyTo, items.at(1).message);
        verify(desk);
    }

    void onlyWebAddressesAreLinks()
    {
        TestDesk desk;
        const Account account = room(desk);
        auto good = post(desk, u"one"_s, "1");
        good.link = u"https://blog.example/1"_s;
        auto bad = post(desk, u"two"_s, "2");
        bad.link = u"javascript:alert(1)"_s;
        desk.receive(account, {good, bad});
        const auto items = timeline(desk, desk.list(View::Inbox).first().id);
        QCOMPARE(items.first().link, u"https://blog.example/1"_s);
        QVERIFY(items.last().link.isEmpty());
    }
};

QTEST_GUILESS_MAIN(EditsTest)
#include "editstest.moc"
