// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/outboxstore.h"
#include "tests/support/room.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{

/// A room in which ann asks, others talk, and bob is answered.
struct Talk {
    TestDesk desk;
    Room room{desk};
    MessageId hello, broken, log, weather, thanks;
    ConversationId channel;

    Talk()
    {
        hello = room.say(u"bob"_s, u"hello team"_s, "1");
        broken = room.say(u"ann"_s, u"team: the build is broken since noon, what now?"_s, "2");
        weather = room.say(u"carl"_s, u"nice weather"_s, "3");
        log = room.say(u"ann"_s, u"team: here is the log"_s, "4", "2");
        thanks = room.say(u"carl"_s, u"and thanks"_s, "5");
        channel = conversationOf(hello);
    }

    ConversationId conversationOf(MessageId id)
    {
        return value(desk.desk->conversations.conversationOf(id));
    }
    ConversationSummary summary(ConversationId id)
    {
        return value(desk.desk->conversations.summary(id));
    }
    MovedPassage split(const QList<MessageId> &messages, const QString &subject = {})
    {
        return value(desk.desk->passages.splitOff(messages, subject));
    }
    QString refusal(const QList<MessageId> &messages)
    {
        auto done = desk.desk->passages.splitOff(messages, {});
        done.waitForFinished();
        return done.result() ? QString() : done.result().error().detail;
    }
    AppliedChange undo(const AppliedChange &change)
    {
        return value(desk.desk->triage.undo(change.id));
    }
    QStringList problems() { return value(desk.desk->maintenance.verify()); }
    QStringList texts(ConversationId id)
    {
        QStringList texts;
        for (const TimelineItem &item :
             value(desk.desk->conversations.timeline(id, {}, 100)).items) {
            if (item.kind == TimelineItem::Kind::Message)
                texts.append(item.text);
        }
        return texts;
    }
    /// Every row of what a passage moves, but for who changed it when.
    QStringList rows()
    {
        return value(desk.store->read([](ReadContext &context) {
            QStringList lines;
            for (const char *sql :
                 {"SELECT id, person_id, subject, snippet, state, assignee_id, last_message_at, "
                  "last_person_message_at, last_reply_at, waiting_since, message_count, "
                  "attachment_count, last_direction, read_until FROM conversation WHERE "
                  "merged_into = 0",
                  "SELECT id, conversation_id, passage_id, read_elsewhere FROM message",
                  "SELECT conversation_id, person_id, last_message_at, is_joined FROM "
                  "conversation_person",
                  "SELECT id, last_message_at FROM person", "SELECT * FROM thread_key",
                  "SELECT rowid FROM title_search",
                  "SELECT id, conversation_id, kind, content FROM draft",
                  "SELECT id, conversation_id, state FROM outbox"}) {
                Statement row = context.db.prepare(sql);
                while (row.next()) {
                    QStringList line{QString::fromLatin1(sql).section(u" FROM "_s, 1)};
                    for (int column = 0; column < row.columnCount(); ++column)
                        line.append(row.text(column));
                    lines.append(line.join(u'|'));
                }
            }
            lines.sort();
            return lines;
        }));
    }
    /// What we say goes out at once, as far as the store knows.
    OutboxItem answer(ConversationId id, const QString &words, MessageId replyTo = {})
    {
        desk.clock.advance(1min);
        Draft draft;
        draft.conversation = id;
        draft.markdown = words;
        draft.replyTo = replyTo;
        return value(desk.desk->outbox.send(draft, 10s));
    }
    void accept(const OutboxItem &item, const QByteArray &remoteId)
    {
        value(desk.store->write([=](WriteContext &context) {
            setAccepted(context, item.id, {.remoteId = remoteId}, {});
        }));
    }
};

} // namespace

/// A passage of a running talk becomes a conversation of its own.
class PassageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothSayWhatIsInThem()
    {
        Talk talk;
        value(talk.desk.desk->triage.acknowledge({talk.channel})); // bob is greeted
        talk.room.say(u"ann"_s, u"team: anybody?"_s, "6");
        const QStringList before = talk.rows();
        const MovedPassage made = talk.split({talk.broken, talk.log, talk.room.newest()});
        QCOMPARE(talk.problems(), QStringList());
        const ConversationSummary passage = talk.summary(made.conversation);
        const ConversationSummary rest = talk.summary(talk.channel);
        QCOMPARE(passage.subject, u"team: the build is broken since noon, what now?"_s);
        QCOMPARE(passage.personName, u"ann"_s);
        QCOMPARE(passage.messageCount, 3);
        QCOMPARE(passage.snippet, u"team: anybody?"_s);
        QVERIFY(passage.state == ConversationState::Open);
        QVERIFY(passage.waitingSince.has_value()); // the last one was not acknowledged
        QCOMPARE(*passage.waitingSince, passage.lastMessageAt);
        QCOMPARE(passage.account, rest.account);
        QVERIFY(passage.uid.toBytes().size() == 16 && (passage.uid.toBytes().at(6) & 0xf0) == 0x70);
        QCOMPARE(rest.subject, u"#casement"_s);
        QCOMPARE(rest.personName, u"bob"_s);
        QCOMPARE(rest.messageCount, 3);
        QCOMPARE(rest.snippet, u"hello team"_s);
        QVERIFY(!rest.waitingSince);
        QCOMPARE(talk.texts(made.conversation).first(),
                 u"team: the build is broken since noon, what now?"_s);
        QCOMPARE(talk.texts(talk.channel),
                 (QStringList{u"hello team"_s, u"nice weather"_s, u"and thanks"_s}));
        const auto history = value(talk.desk.desk->conversations.history(talk.channel, 10));
        QCOMPARE(history.first().verb, u"split-off"_s);
        QCOMPARE(value(talk.desk.desk->conversations.history(made.conversation, 10)).size(), 1);

        const AppliedChange undone = talk.undo(made.change);
        QCOMPARE(undone.skipped, 0);
        QCOMPARE(talk.rows(), before);
        QCOMPARE(talk.problems(), QStringList());
        // And the undo can be undone.
        const AppliedChange again = talk.undo(undone);
        QCOMPARE(again.skipped, 0);
        QCOMPARE(talk.texts(made.conversation).size(), 3);
        QVERIFY(talk.summary(made.conversation).state == ConversationState::Open);
        QCOMPARE(talk.problems(), QStringList());
        value(talk.desk.desk->passages.putBack(made.conversation));
        QCOMPARE(talk.texts(talk.channel).size(), 6);
        QCOMPARE(talk.problems(), QStringList());
    }

    void whoeverHasTheOpenQuestionWaits()
    {
        {
            Talk talk;
            const Timestamp asked = *talk.summary(talk.channel).waitingSince;
            const MovedPassage made = talk.split({talk.broken, talk.log}, u"Broken build"_s);
            QCOMPARE(talk.summary(made.conversation).subject, u"Broken build"_s);
            // bob said hello first, and nobody answered him either.
            QCOMPARE(*talk.summary(talk.channel).waitingSince, asked);
            QVERIFY(*talk.summary(made.conversation).waitingSince > asked);
        }
        {
            Talk talk;
            const MovedPassage made = talk.split({talk.hello, talk.broken, talk.log});
            QVERIFY(talk.summary(made.conversation).waitingSince.has_value());
            QVERIFY(!talk.summary(talk.channel).waitingSince);
            QVERIFY(talk.summary(talk.channel).state == ConversationState::Done);
            QVERIFY(talk.desk.list(View::Inbox).size() == 1);
        }
        {
            Talk talk; // only what asks nothing
            const MovedPassage made = talk.split({talk.weather, talk.thanks});
            QVERIFY(!talk.summary(made.conversation).waitingSince);
            QCOMPARE(talk.summary(made.conversation).snippet, u"nice weather"_s);
            QVERIFY(talk.summary(talk.channel).waitingSince.has_value());
            QCOMPARE(talk.problems(), QStringList());
        }
        {
            Talk talk; // closed is closed
            value(talk.desk.desk->triage.setState({talk.channel}, ConversationState::Done));
            const MovedPassage made = talk.split({talk.broken, talk.log});
            QVERIFY(!talk.summary(made.conversation).waitingSince);
            QVERIFY(talk.summary(made.conversation).state == ConversationState::Done);
        }
    }

    void anAnswerCountsWhereItStands()
    {
        Talk talk;
        talk.desk.clock.advance(1min);
        const MessageId answer = talk.room.take(talk.room.ours(u"hello bob"_s, "6"));
        QVERIFY(!talk.summary(talk.channel).waitingSince);
        const QStringList before = talk.rows();
        // ann's question was never answered: it only looked so while bob's answer stood behind it.
        const MovedPassage made = talk.split({talk.broken, talk.log});
        QVERIFY(talk.summary(made.conversation).waitingSince.has_value());
        QVERIFY(!talk.summary(talk.channel).waitingSince);
        QVERIFY(talk.summary(talk.channel).state == ConversationState::Waiting);
        value(talk.desk.desk->passages.putBack(made.conversation));
        QVERIFY(!talk.summary(talk.channel).waitingSince);
        QVERIFY(talk.summary(talk.channel).state == ConversationState::Waiting);
        // The other way round: with the answer gone, those who are left wait.
        const MovedPassage other = talk.split({talk.hello, answer});
        QVERIFY(!talk.summary(other.conversation).waitingSince);
        QVERIFY(talk.summary(other.conversation).state == ConversationState::Waiting);
        QVERIFY(talk.summary(talk.channel).waitingSince.has_value());
        QVERIFY(talk.summary(talk.channel).state == ConversationState::Open);
        talk.undo(other.change);
        QVERIFY(!talk.summary(talk.channel).waitingSince);
        QCOMPARE(talk.problems(), QStringList());
    }

    void whatAnswersItComesToIt()
    {
        Talk talk;
        const MovedPassage made = talk.split({talk.broken, talk.log, talk.weather});
        const MessageId reply = talk.room.say(u"bob"_s, u"I see it too"_s, "6", "2");
        const MessageId deeper = talk.room.say(u"ann"_s, u"team: so it is not me"_s, "7", "6");
        const MessageId elsewhere = talk.room.say(u"bob"_s, u"lunch, team?"_s, "8");
        const MessageId toTheRoom = talk.room.say(u"carl"_s, u"yes"_s, "9", "8");
        QCOMPARE(talk.conversationOf(reply), made.conversation);
        QCOMPARE(talk.conversationOf(deeper), made.conversation);
        QCOMPARE(talk.conversationOf(elsewhere), talk.channel);
        QCOMPARE(talk.conversationOf(toTheRoom), talk.channel);
        // An answer that came before what it answers, and a mail-like chain of references.
        IncomingMessage far = talk.room.line(u"bob"_s, u"see above"_s, "10");
        far.inReplyTo = {"unknown@irc.example"};
        far.references = {"1@irc.example", "2@irc.example", "never-seen@irc.example"};
        QCOMPARE(talk.conversationOf(talk.room.take(far)), made.conversation);
        QCOMPARE(talk.problems(), QStringList());
    }

    void nobodyGetsIntoItFromElsewhere()
    {
        Talk talk;
        const MovedPassage made = talk.split({talk.broken, talk.log});
        Room other(talk.desk, u"#other"_s);
        // Also where nothing was said before.
        const MessageId forged = other.say(u"eve"_s, u"team: me too"_s, "e1", "2");
        const ConversationId elsewhere = talk.conversationOf(forged);
        QVERIFY(elsewhere != made.conversation && elsewhere != talk.channel);
        const MessageId again = other.say(u"eve"_s, u"team: and me"_s, "e2", "1");
        QCOMPARE(talk.conversationOf(again), elsewhere);
        // Nor does an id that somebody claimed to answer draw a room elsewhere.
        other.say(u"eve"_s, u"team: early"_s, "e3", "later");
        Room third(talk.desk, u"#third"_s);
        const MessageId later = third.say(u"ann"_s, u"team: late"_s, "later");
        QVERIFY(talk.conversationOf(later) != elsewhere);
        QCOMPARE(talk.problems(), QStringList());
    }

    void whatIsFetchedAgainStandsWhereItIs()
    {
        Talk talk;
        QList<IncomingMessage> all;
        talk.desk.clock.advance(-4min);
        all.append(talk.room.line(u"bob"_s, u"hello team"_s, "1"));
        all.append(
            talk.room.line(u"ann"_s, u"team: the build is broken since noon, what now?"_s, "2"));
        all.append(talk.room.line(u"ann"_s, u"team: here is the log"_s, "4", "2"));
        talk.desk.clock.advance(4min);
        const MovedPassage made = talk.split({talk.broken, talk.log});
        const QStringList before = talk.rows();
        for (const bool isImport : {false, true}) {
            const IngestCounts counts =
                talk.desk.receive(talk.room.account, all, {.isImport = isImport});
            QCOMPARE(counts.added, 0);
            QCOMPARE(counts.duplicates, 3);
        }
        QCOMPARE(talk.rows(), before);
        // Older history without a sign belongs to the room.
        talk.desk.clock.advance(-30min);
        const MessageId older = talk.room.take(talk.room.line(u"ann"_s, u"morning"_s, "0"));
        QCOMPARE(talk.conversationOf(older), talk.channel);
        QCOMPARE(talk.conversationOf(talk.broken), made.conversation);
    }

    void editsAndRemovalsFindIt()
    {
        Talk talk;
        const MovedPassage made = talk.split({talk.broken, talk.log});
        IncomingMessage edit = talk.room.line(u"ann"_s, u"team: here is the right log"_s, "4", "2");
        edit.editedAt = talk.desk.clock.now();
        QCOMPARE(talk.desk.receive(talk.room.account, {edit}).edited, 1);
        QCOMPARE(talk.texts(made.conversation).last(), u"team: here is the right log"_s);
        QCOMPARE(talk.summary(made.conversation).snippet, u"team: here is the right log"_s);
        IncomingBatch batch;
        batch.removals = {{.messageId = "2@irc.example", .at = talk.desk.clock.now(), .by = {}}};
        talk.desk.receive(talk.room.account, batch);
        QCOMPARE(talk.texts(made.conversation).first(), QString());
        // Its name were the words that ann took back; the room's were not.
        QCOMPARE(talk.summary(made.conversation).subject, QString());
        QCOMPARE(talk.summary(talk.channel).subject, u"#casement"_s);
        QCOMPARE(talk.problems(), QStringList());
        talk.undo(made.change);
        QCOMPARE(talk.texts(talk.channel).size(), 5);
        QCOMPARE(talk.problems(), QStringList());
    }

    void aNameThatSomebodyGaveStays()
    {
        Talk talk;
        const MovedPassage made = talk.split({talk.broken, talk.log}, u"  Broken   build "_s);
        IncomingBatch batch;
        batch.removals = {{.messageId = "2@irc.example", .at = talk.desk.clock.now(), .by = {}}};
        talk.desk.receive(talk.room.account, batch);
        QCOMPARE(talk.summary(made.conversation).subject, u"Broken build"_s);
    }

    void anAnswerGoesToTheRoomAndStandsInThePassage()
    {
        Talk talk;
        const ReplyPlan inRoom = value(talk.desk.desk->outbox.replyPlan(talk.channel));
        const MovedPassage made = talk.split({talk.broken, talk.log});
        const ReplyPlan plan = value(talk.desk.desk->outbox.replyPlan(made.conversation));
        QCOMPARE(plan.recipients, inRoom.recipients); // both answer ann's last line
        QCOMPARE(plan.visibility, inRoom.visibility);
        QCOMPARE(plan.account, inRoom.account);
        const OutboxItem item = talk.answer(made.conversation, u"we are on it"_s);
        const auto entry = value(talk.desk.store->read(
            [id = item.id](ReadContext &context) { return *outboxEntry(context, id); }));
        QCOMPARE(entry.message.conversationKey, u"channel:#casement"_s);
        QCOMPARE(entry.message.inReplyTo, QByteArrayList{"4@irc.example"});
        QVERIFY(entry.message.visibility == Visibility::Public);
        QCOMPARE(talk.conversationOf(entry.inTimeline), made.conversation);
        QVERIFY(!talk.summary(made.conversation).waitingSince);
        QVERIFY(talk.summary(talk.channel).waitingSince.has_value()); // bob's hello
        talk.accept(item, "99@irc.example");
        // The echo is known, and who answers our line finds it by the server's name for it.
        IncomingMessage echo = talk.room.ours(u"we are on it"_s, "99");
        echo.messageId = entry.message.messageId;
        const IngestCounts counts = talk.desk.receive(talk.room.account, {echo});
        QCOMPARE(counts.added, 0);
        const MessageId thanks = talk.room.say(u"ann"_s, u"thank you"_s, "100", "99");
        QCOMPARE(talk.conversationOf(thanks), made.conversation);
        QCOMPARE(talk.problems(), QStringList());
        // All of it comes back together.
        const QString before = talk.texts(talk.channel).join(u'|');
        value(talk.desk.desk->passages.putBack(made.conversation));
        QCOMPARE(talk.texts(talk.channel).size(), 7);
        QVERIFY(talk.texts(talk.channel).join(u'|') != before);
        QVERIFY(talk.summary(made.conversation).state == ConversationState::Merged);
        QVERIFY(talk.desk.list(View::All).size() == 1);
        QCOMPARE(talk.conversationOf(talk.room.say(u"bob"_s, u"oh"_s, "101", "99")), talk.channel);
        QCOMPARE(talk.problems(), QStringList());
    }

    void whatIsStillInTheOutboxGoesAlong()
    {
        Talk talk;
        const OutboxItem item = talk.answer(talk.channel, u"on it"_s, talk.broken);
        const MessageId words = talk.room.newest();
        QVERIFY(!talk.refusal({words}).isEmpty()); // nothing but unsent words
        const MovedPassage made = talk.split({talk.broken, talk.log, words});
        QCOMPARE(value(talk.desk.desk->outbox.items(false)).first().conversation,
                 made.conversation);
        QVERIFY(!talk.summary(made.conversation).waitingSince);
        QCOMPARE(talk.problems(), QStringList());
        // Taken back, its draft is where the words were, and ann waits there again.
        const Draft draft = value(talk.desk.desk->outbox.cancel(item.id));
        QCOMPARE(draft.conversation, made.conversation);
        QCOMPARE(talk.texts(made.conversation).size(), 2);
        QVERIFY(talk.summary(made.conversation).waitingSince.has_value());
        QVERIFY(talk.summary(made.conversation).state == ConversationState::Open);
        QCOMPARE(talk.problems(), QStringList());
    }

    void aDraftGoesWithWhatItAnswers()
    {
        Talk talk;
        Draft draft;
        draft.conversation = talk.channel;
        draft.markdown = u"dear ann"_s; // to the newest of theirs, which is ann's log
        value(talk.desk.desk->outbox.saveDraft(draft));
        Draft note = draft;
        note.kind = Draft::Kind::Note;
        note.markdown = u"of the room"_s;
        value(talk.desk.desk->outbox.saveDraft(note));
        const QStringList before = talk.rows();
        const MovedPassage made = talk.split({talk.broken, talk.log});
        QVERIFY(!value(talk.desk.desk->outbox.draft(talk.channel, Draft::Kind::Reply)));
        QVERIFY(value(talk.desk.desk->outbox.draft(talk.channel, Draft::Kind::Note)));
        const auto moved =
            value(talk.desk.desk->outbox.draft(made.conversation, Draft::Kind::Reply));
        QVERIFY(moved.has_value());
        QCOMPARE(moved->markdown, u"dear ann"_s);
        QCOMPARE(moved->replyTo, talk.log);
        QCOMPARE(talk.problems(), QStringList());

        Draft toBob;
        toBob.conversation = talk.channel;
        toBob.markdown = u"dear bob"_s;
        value(talk.desk.desk->outbox.saveDraft(toBob));
        const MovedPassage back = value(talk.desk.desk->passages.putBack(made.conversation));
        QCOMPARE(back.conversation, talk.channel);
        const auto both = value(talk.desk.desk->outbox.draft(talk.channel, Draft::Kind::Reply));
        QCOMPARE(both->markdown, u"dear bob\n\ndear ann"_s);
        // A window that still shows the passage saves into what there is now.
        Draft late = *moved;
        late.id = {};
        late.markdown = u"more"_s;
        QCOMPARE(value(talk.desk.desk->outbox.saveDraft(late)).conversation, talk.channel);
        QCOMPARE(talk.problems(), QStringList());
    }

    void notesTagsAndReadMarks()
    {
        Talk talk;
        value(talk.desk.desk->triage.markRead(talk.channel));
        value(talk.desk.desk->triage.assign({talk.channel}, talk.desk.store->me()));
        const MovedPassage made = talk.split({talk.broken, talk.log});
        QVERIFY(!talk.summary(made.conversation).unread);
        QCOMPARE(talk.summary(made.conversation).assignee, talk.desk.store->me());
        const Tag tag = value(talk.desk.desk->triage.ensureTag(u"bug"_s));
        value(talk.desk.desk->triage.addTag({made.conversation}, tag.id));
        value(talk.desk.desk->triage.addNote(made.conversation, u"ask carl"_s));
        talk.room.say(u"ann"_s, u"team: still there?"_s, "6", "4");
        talk.room.say(u"bob"_s, u"team: lunch"_s, "7");
        value(talk.desk.desk->triage.markRead(talk.channel));
        QVERIFY(talk.summary(made.conversation).unread);
        QVERIFY(!talk.summary(talk.channel).unread);

        const MovedPassage back = value(talk.desk.desk->passages.putBack(made.conversation));
        QVERIFY(talk.summary(talk.channel).unread); // ann's question was never opened
        QVERIFY(
            value(talk.desk.desk->conversations.page({.view = View::TagView, .tag = tag.id}, {}, 9))
                .rows.isEmpty());
        const auto notes = [&](ConversationId id) {
            const auto page = value(talk.desk.desk->conversations.timeline(id, {}, 100));
            return std::ranges::count(page.items, TimelineItem::Kind::Note, &TimelineItem::kind);
        };
        QCOMPARE(notes(talk.channel), 1);
        QCOMPARE(talk.problems(), QStringList());
        // A list that is not up to date cannot bring it back by accident.
        QCOMPARE(
            value(talk.desk.desk->triage.setState({made.conversation}, ConversationState::Done))
                .count,
            0);
        QCOMPARE(value(talk.desk.desk->triage.addTag({made.conversation}, tag.id)).count, 0);
        talk.undo(back.change);
        QCOMPARE(notes(talk.channel), 0);
        QCOMPARE(notes(made.conversation), 1);
        QCOMPARE(talk.summary(made.conversation).tags, QList<TagId>{tag.id});
        QCOMPARE(talk.texts(made.conversation).size(), 3);
        QCOMPARE(talk.problems(), QStringList());
    }

    void aPassageOfAPassage()
    {
        Talk talk;
        const MovedPassage outer = talk.split({talk.broken, talk.log, talk.weather});
        const MovedPassage inner = talk.split({talk.log});
        QCOMPARE(talk.texts(outer.conversation).size(), 2);
        value(talk.desk.desk->passages.putBack(outer.conversation));
        QCOMPARE(talk.texts(talk.channel).size(), 4);
        QCOMPARE(talk.texts(inner.conversation).size(), 1);
        QCOMPARE(talk.conversationOf(talk.room.say(u"bob"_s, u"ah"_s, "6", "4")),
                 inner.conversation);
        const MovedPassage back = value(talk.desk.desk->passages.putBack(inner.conversation));
        QCOMPARE(back.conversation, talk.channel);
        QCOMPARE(talk.texts(talk.channel).size(), 6);
        QCOMPARE(talk.problems(), QStringList());
    }

    void mailIsSplitToo()
    {
        TestDesk desk;
        const Account account = desk.mailAccount();
        desk.receive(account, {desk.mail(u"ann@x.net"_s, u"Party"_s, u"who comes?"_s, "p1@x")});
        desk.clock.advance(1min);
        desk.receive(account, {desk.mail(u"bob@x.net"_s, u"Re: Party"_s, u"by the way, who pays?"_s,
                                         "p2@x", "p1@x")});
        desk.clock.advance(1min);
        desk.receive(account,
                     {desk.mail(u"carl@x.net"_s, u"Re: Party"_s, u"I come"_s, "p3@x", "p1@x")});
        const auto second = value(desk.store->read([](ReadContext &context) {
            return MessageId{
                context.db.number("SELECT id FROM message ORDER BY at LIMIT 1 OFFSET 1", 0)};
        }));
        const MovedPassage made = value(desk.desk->passages.splitOff({second}, {}));
        desk.clock.advance(1min);
        IncomingMessage toPassage =
            desk.mail(u"ann@x.net"_s, u"Re: Party"_s, u"I pay"_s, "p4@x", "p2@x");
        toPassage.references = {"p1@x", "p2@x"};
        IncomingMessage toRest =
            desk.mail(u"dora@x.net"_s, u"Re: Party"_s, u"me too"_s, "p5@x", "p3@x");
        toRest.references = {"p1@x", "p2@x", "p3@x"}; // went through the passage once
        desk.receive(account, {toPassage, toRest});
        desk.clock.advance(1min);
        // What refers to the passage from the rest leads nobody astray.
        desk.receive(account,
                     {desk.mail(u"bob@x.net"_s, u"Re: Party"_s, u"good"_s, "p6@x", "p2@x")});
        const auto page = value(desk.desk->conversations.timeline(made.conversation, {}, 10));
        QStringList texts;
        for (const TimelineItem &item : page.items)
            texts.append(item.text);
        QCOMPARE(texts, (QStringList{u"by the way, who pays?"_s, u"I pay"_s, u"good"_s}));
        QCOMPARE(value(desk.desk->maintenance.verify()), QStringList());
        const ReplyPlan plan = value(desk.desk->outbox.replyPlan(made.conversation));
        QCOMPARE(plan.recipients.first().address.address, u"bob@x.net"_s);
    }

    void anImportThatWasSplitStaysWhole()
    {
        Talk talk;
        const ImportId import = value(talk.desk.store->write([](WriteContext &context) {
            context.db.run("INSERT INTO import_run (paths, started_at, last_change_id) SELECT "
                           "'[\"x\"]', ?, coalesce(max(id), 0) FROM change",
                           context.now);
            return ImportId{context.db.lastInsertId()};
        }));
        talk.desk.clock.advance(1min);
        talk.desk.receive(talk.room.account, {talk.room.line(u"bob"_s, u"imported"_s, "i1")},
                          {.isImport = true, .import = import});
        const MovedPassage made = talk.split({talk.broken, talk.room.newest()});
        const ImportUndone undone = value(talk.desk.desk->importer.undo(import));
        QCOMPARE(undone.messages, 0);
        QCOMPARE(undone.kept, QList<ConversationId>{talk.channel});
        QCOMPARE(talk.texts(made.conversation).size(), 2);
        QCOMPARE(talk.problems(), QStringList());
        talk.undo(made.change);
        QCOMPARE(value(talk.desk.desk->importer.undo(import)).messages, 1);
        QCOMPARE(talk.texts(talk.channel).size(), 5);
        QCOMPARE(talk.problems(), QStringList());
    }

    void whatCannotBeDoneSaysWhy()
    {
        Talk talk;
        Room other(talk.desk, u"#other"_s);
        const MessageId elsewhere = other.say(u"eve"_s, u"team?"_s, "e1");
        QVERIFY(talk.refusal({}).contains(u"Select"));
        QVERIFY(talk.refusal({talk.broken, elsewhere}).contains(u"several conversations"));
        QVERIFY(talk.refusal({talk.hello, talk.broken, talk.log, talk.weather, talk.thanks})
                    .contains(u"all messages"));
        QVERIFY(talk.refusal({elsewhere}).contains(u"all messages"));
        QVERIFY(talk.refusal({MessageId{999}}).contains(u"not in this workspace"));
        QVERIFY(talk.refusal({MessageId{999}, talk.broken}).contains(u"not in this workspace"));
        auto back = talk.desk.desk->passages.putBack(talk.channel);
        back.waitForFinished();
        QVERIFY(!back.result());
        const MovedPassage made = talk.split({talk.broken});
        value(talk.desk.desk->passages.putBack(made.conversation));
        auto again = talk.desk.desk->passages.putBack(made.conversation);
        again.waitForFinished();
        QVERIFY(again.result().error().kind == ErrorKind::Invalid);
        QCOMPARE(talk.problems(), QStringList());
    }
};

QTEST_GUILESS_MAIN(PassageTest)
#include "passagetest.moc"
