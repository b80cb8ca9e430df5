// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/versionstore.h"
#include "tests/support/waited.h"
#include "tests/unit/desk/scriptedwire.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;
using enum ConsentKind;
using enum ConsentAnswer;

/// Every path that needs a consent asks for it, and says why it does not go on.
class ConsentsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<WiredDesk> m_wired;
    PersonId m_ann;

    Desk &desk() { return *m_wired->desk.desk; }
    AppliedChange say(PersonId person, ConsentKind kind, ConsentAnswer answer)
    {
        return value(desk().consents.record(person, kind, answer, u"said so at the stand"_s, {}));
    }
    bool isAllowed(ConsentKind kind, PersonId person)
    {
        return value(desk().consents.check(kind, QList{person})).first().isAllowed;
    }
    template <typename T>
    static void refused(const Result<T> &answer, const QString &words)
    {
        QVERIFY(!answer.has_value());
        QVERIFY2(answer.error().kind == ErrorKind::Forbidden, qPrintable(answer.error().detail));
        QVERIFY2(answer.error().detail.contains(words), qPrintable(answer.error().detail));
    }
    Draft first(const QString &address)
    {
        return {.kind = Draft::Kind::NewMessage,
                .account = m_wired->account.id,
                .markdown = u"Hello"_s,
                .recipients = {{.role = RecipientRole::To,
                                .address = {.kind = u"email"_s, .address = address, .name = {}}}}};
    }
    void verify() { QCOMPARE(value(desk().maintenance.verify()).join(u'\n'), QString()); }

private Q_SLOTS:
    void init()
    {
        m_wired = std::make_unique<WiredDesk>();
        m_ann = value(desk().people.find(u"ann@example.net"_s, 1)).first().id;
    }

    void entriesAreOnlyEverAddedAndTakenBackByUndo()
    {
        say(m_ann, Invite, Yes);
        const AppliedChange no = say(m_ann, Invite, No); // in the same moment of this clock
        auto entries = value(desk().consents.entries(m_ann));
        QCOMPARE(entries.size(), 2);
        QVERIFY(entries.at(0).answer == Yes && entries.at(1).answer == No);
        QVERIFY(entries.at(0).at < entries.at(1).at);
        QVERIFY(!isAllowed(Invite, m_ann));
        value(desk().triage.undo(no.id));
        QVERIFY(isAllowed(Invite, m_ann));
        QCOMPARE(value(desk().consents.entries(m_ann)).size(), 1);
        say(m_ann, Invite, No);
        entries = value(desk().consents.entries(m_ann));
        const AppliedChange back = value(desk().consents.takeBack(entries.last().id));
        QVERIFY(isAllowed(Invite, m_ann));
        value(desk().triage.undo(back.id));
        QVERIFY(!isAllowed(Invite, m_ann));
        verify();
    }

    void anEntryNeedsABasis()
    {
        const auto record = [&](const QString &basis, MessageId proof) {
            return waited(desk().consents.record(m_ann, Invite, Yes, basis, proof));
        };
        QVERIFY(!record(u" "_s, {}).has_value());
        QVERIFY(!record(QString(longestConsentBasis + 1, u'x'), {}).has_value());
        QVERIFY(!record({}, MessageId{9'999}).has_value());
        const MessageId said = value(desk().conversations.timeline(m_wired->conversation, {}, 1))
                                   .items.first()
                                   .message;
        QVERIFY(record({}, said).has_value());
        const ConsentEntry entry = value(desk().consents.entries(m_ann)).first();
        QCOMPARE(entry.proof, said);
        QCOMPARE(entry.proofConversation, m_wired->conversation);
        QVERIFY(entry.saidAt.has_value());
    }

    void anAnswerIsSentUnlessTheySaidNo()
    {
        const AppliedChange no = say(m_ann, Answer, No);
        refused(waited(desk().outbox.send(m_wired->reply(u"Yes"_s), {})), u"to be answered"_s);
        QVERIFY(m_wired->wire.sent.isEmpty());
        value(desk().triage.undo(no.id));
        QVERIFY(waited(desk().outbox.send(m_wired->reply(u"Yes"_s), {})).has_value());
        verify();
    }

    void whoWroteBeforeMayBeWrittenToFirst()
    {
        QVERIFY(waited(desk().outbox.send(first(u"ann@example.net"_s), {})).has_value());
        say(m_ann, ContactFirst, No);
        refused(waited(desk().outbox.send(first(u"ann@example.net"_s), {})),
                u"to be contacted first"_s);
        // An answer is something else.
        QVERIFY(waited(desk().outbox.send(m_wired->reply(u"Yes"_s), {})).has_value());
    }

    void aNoStopsWhatWaitsToGoOut_data()
    {
        QTest::addColumn<bool>("isReply");
        QTest::newRow("an answer") << true;
        QTest::newRow("a first letter") << false;
    }
    void aNoStopsWhatWaitsToGoOut()
    {
        QFETCH(const bool, isReply);
        const Draft draft = isReply ? m_wired->reply(u"Yes"_s) : first(u"ann@example.net"_s);
        const OutboxItem held = value(desk().outbox.send(draft, std::chrono::seconds(10)));
        const AppliedChange no = say(m_ann, isReply ? Answer : ContactFirst, No);
        m_wired->desk.clock.advance(std::chrono::seconds(20));
        desk().outbox.start();
        QTRY_VERIFY(m_wired->item(held.id).state == OutboxState::NeedsYou);
        QVERIFY2(m_wired->item(held.id).reason.contains(u"do not want to be"),
                 qPrintable(m_wired->item(held.id).reason));
        // Nobody sends it all the same, as long as it holds.
        value(desk().outbox.retry(held.id));
        QTRY_VERIFY(m_wired->item(held.id).state == OutboxState::NeedsYou);
        QVERIFY(m_wired->wire.sent.isEmpty());
        value(desk().triage.undo(no.id));
        value(desk().outbox.retry(held.id));
        QTRY_VERIFY(m_wired->item(held.id).state == OutboxState::Accepted);
        QCOMPARE(m_wired->wire.sent.size(), 1);
        verify();
    }

    void whomNobodyKnowsIsWrittenToOnce()
    {
        const Draft letter = first(u"nobody@example.net"_s);
        const OutboxItem held = value(desk().outbox.send(letter, std::chrono::seconds(10)));
        // Taken back before it went out, it may be sent again.
        value(desk().outbox.cancel(held.id));
        QVERIFY(waited(desk().outbox.send(letter, {})).has_value());
        refused(waited(desk().outbox.send(letter, {})), u"has not said"_s);
        const PersonId person = value(desk().people.find(u"nobody@example.net"_s, 1)).first().id;
        say(person, ContactFirst, Yes);
        QVERIFY(waited(desk().outbox.send(letter, {})).has_value());
        verify();
    }

    void everybodyWhoWouldGetItIsAsked()
    {
        m_wired->desk.receive(m_wired->account,
                              {m_wired->desk.mail(u"ben@example.net"_s, u"B"_s, u"b"_s, "1@ben")});
        const PersonId ben = value(desk().people.find(u"ben@example.net"_s, 1)).first().id;
        say(ben, ContactFirst, No);
        Draft both = first(u"ann@example.net"_s);
        both.recipients += first(u"ben@example.net"_s).recipients;
        refused(waited(desk().outbox.send(both, {})), u"ben said on"_s);
    }

    void notesAndFactsAreKeptUnlessTheySaidNo()
    {
        value(desk().facts.add(m_ann, {.text = u"bakes"_s}));
        value(desk().triage.addNote(m_wired->conversation, u"friendly"_s));
        say(m_ann, KeepNotes, No);
        const QString words = u"to have notes kept about them"_s;
        refused(waited(desk().facts.add(m_ann, {.text = u"rows"_s})), words);
        refused(waited(desk().triage.addNote(m_wired->conversation, u"again"_s)), words);
        refused(waited(desk().people.setHowWeMet(m_ann, u"at the fair"_s)), words);
        const Fact fact = value(desk().people.panel(m_ann)).facts.first();
        refused(waited(desk().facts.edit(fact.id, {.text = u"rows"_s})), words);
        refused(waited(desk().facts.confirm(fact.id)), words);
        // What is there can be read and removed.
        QCOMPARE(value(desk().facts.get(fact.id)).text, u"bakes"_s);
        QVERIFY(waited(desk().facts.remove(fact.id)).has_value());
        const auto page = value(desk().conversations.timeline(m_wired->conversation, {}, 10));
        const auto note =
            std::ranges::find(page.items, TimelineItem::Kind::Note, &TimelineItem::kind);
        QVERIFY(note != page.items.end());
        refused(waited(desk().triage.editNote(note->note, u"other"_s)), words);
        QVERIFY(waited(desk().triage.removeNote(note->note)).has_value());
        QVERIFY(waited(desk().people.setHowWeMet(m_ann, {})).has_value());
        verify();
    }

    void whoDoesNotWantToBeInvitedIsNot()
    {
        const MessageId said = value(desk().conversations.timeline(m_wired->conversation, {}, 1))
                                   .items.first()
                                   .message;
        const Session wanted = value(desk().sessions.create({said}));
        QCOMPARE(wanted.participants.size(), 1);
        say(m_ann, Invite, No);
        // Their words may inspire one, without them.
        const Session without = value(desk().sessions.create({said}));
        QCOMPARE(without.participants.size(), 0);
        QCOMPARE(without.sources.size(), 1);
        refused(waited(desk().sessions.addParticipant(without.id, m_ann)), u"to be invited"_s);
        // Who is in one already can still be taken out.
        QVERIFY(waited(desk().sessions.removeParticipant(wanted.id, m_ann)).has_value());
        say(m_ann, Invite, Yes);
        QVERIFY(waited(desk().sessions.addParticipant(without.id, m_ann)).has_value());
        verify();
    }

    void whoTookPartMayBeInvitedAgain()
    {
        QVERIFY(waited(desk().outbox.send(first(u"cleo@example.net"_s), {})).has_value());
        const PersonId cleo = value(desk().people.find(u"cleo@example.net"_s, 1)).first().id;
        const Session session = value(desk().sessions.create({}));
        refused(waited(desk().sessions.addParticipant(session.id, cleo)), u"to be invited"_s);
        const AppliedChange yes = say(cleo, Invite, Yes);
        value(desk().sessions.addParticipant(session.id, cleo));
        value(desk().sessions.setAttendance(session.id, cleo, Attendance::Came));
        value(desk().triage.undo(yes.id));
        const auto check = value(desk().consents.check(Invite, QList{cleo})).first();
        QVERIFY(check.isAllowed && check.reason == ConsentReason::TookPart);
    }

    void whoWouldBeAskedIsFoundByAddress()
    {
        say(m_ann, ContactFirst, No);
        const auto checks = value(desk().consents.check(
            ContactFirst, QList<Address>{{u"email"_s, u"ann@example.net"_s, {}},
                                         {u"email"_s, u"nobody@example.net"_s, {}}}));
        QCOMPARE(checks.size(), 1);
        QCOMPARE(checks.first().person, m_ann);
        QCOMPARE(checks.first().name, u"ann"_s);
        QVERIFY(!checks.first().isAllowed);
    }

    void theBasisGoesWhenItRepeatsWhatTheyTookBack()
    {
        const MessageId said = value(desk().conversations.timeline(m_wired->conversation, {}, 1))
                                   .items.first()
                                   .message;
        value(desk().consents.record(m_ann, Invite, Yes, u"do you have beans?"_s, said));
        m_wired->desk.clock.advance(std::chrono::seconds(1)); // entries of a moment have no order
        value(desk().consents.record(m_ann, Answer, Yes, u"she likes to chat"_s, said));
        m_wired->desk.receive(
            m_wired->account,
            IncomingBatch{.messages = {},
                          .removals = {{.messageId = "1@ann", .at = m_wired->desk.clock.now()}}});
        m_wired->desk.clock.advance(removalGrace + std::chrono::hours(1));
        value(desk().conversations.purgeRemoved());
        const auto entries = value(desk().consents.entries(m_ann));
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries.at(0).basis, QString());
        QVERIFY(entries.at(0).answer == Yes);
        QCOMPARE(entries.at(1).basis, u"she likes to chat"_s);
        verify();
    }
};

QTEST_GUILESS_MAIN(ConsentsTest)
#include "consentstest.moc"
