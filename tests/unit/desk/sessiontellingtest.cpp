// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/desk/sessionfixture.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

/// Everybody is invited one by one, and hears what came of it.
class SessionTellingTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nobodyIsInvitedBeforeTheirServerHasIt()
    {
        Evening f;
        const SessionLetter letter = value(f.sessions().draftInvitation(f.id, f.ann));
        QVERIFY(letter.text.contains(u"“The shelf”"_s) &&
                letter.text.contains(u"Where: the café"_s));
        QCOMPARE(letter.recipients.size(), 1);
        QCOMPARE(letter.recipients.first().address.address, u"ann@example.net"_s);
        value(f.sessions().invite(f.id, f.ann, letter.text, 10s, letter.basis));
        QVERIFY(f.of(f.ann).invitation.telling == VoiceTelling::OnItsWay);
        QVERIFY(!f.of(f.ann).isInvited());
        QVERIFY(f.refusal(f.sessions().setState(f.id, SessionState::Invited))
                    .contains(u"Nobody has been invited"_s));
        // Not twice.
        QVERIFY(!f.refusal(f.sessions().draftInvitation(f.id, f.ann)).isEmpty());
        QVERIFY(!f.refusal(f.sessions().removeParticipant(f.id, f.ann)).isEmpty());
        f.desk.clock.advance(20s);
        f.desk.desk->outbox.start();
        QTRY_VERIFY(f.of(f.ann).isInvited());
        QCOMPARE(f.wire.sent.size(), 1);
        QVERIFY(f.wire.sent.first().inReplyTo.first().endsWith("@ann"));
        value(f.sessions().setState(f.id, SessionState::Invited));
        QVERIFY(f.of(f.ben).status() == ParticipantStatus::Listed);
        QCOMPARE(f.wrong(), QString());
    }

    void whatBecomesOfTheMessageIsWhatBecameOfIt_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("telling");
        QTest::newRow("refused") << int(ErrorKind::Forbidden) << u"550 no such user"_s
                                 << u"failed"_s;
        QTest::newRow("answer lost")
            << int(ErrorKind::Timeout) << u"unknown: lost"_s << u"unknown"_s;
        QTest::newRow("offline") << int(ErrorKind::Offline) << u"no network"_s << u"on-its-way"_s;
    }
    void whatBecomesOfTheMessageIsWhatBecameOfIt()
    {
        QFETCH(int, kind);
        QFETCH(QString, detail);
        QFETCH(QString, telling);
        Evening f;
        f.hold();
        f.wire.answer = [&](const OutgoingMessage &) -> Result<SendReceipt> {
            return fail(static_cast<ErrorKind>(kind), detail);
        };
        f.desk.desk->outbox.start();
        value(f.sessions().report(f.id, f.ann, u"It stands."_s, 0ms));
        QTRY_VERIFY(!f.wire.sent.isEmpty());
        QTRY_COMPARE(toString(f.of(f.ann).report.telling), telling);
        f.write(u"idea: x"_s);
        value(f.sessions().setState(f.id, SessionState::WrittenUp));
        value(f.sessions().skipReport(f.id, f.ben, u"no address"_s));
        QVERIFY(
            f.refusal(f.sessions().setState(f.id, SessionState::ReportedBack)).contains(u"ann"_s));
        QCOMPARE(f.wrong(), QString());
    }

    void itCannotCloseBeforeEverybodyHasHeard()
    {
        Evening f;
        f.hold();
        f.desk.desk->outbox.start();
        f.write(u"idea @ann: on wheels\nidea @ben: of oak"_s);
        value(f.sessions().saveOutcome(
            f.id, {.id = {}, .uid = {}, .text = u"the shelf"_s, .line = {}, .url = {}}));
        value(f.sessions().thank(f.id, f.ann, u"The wheels were yours."_s));
        QVERIFY(f.refusal(f.sessions().setState(f.id, SessionState::Closed))
                    .contains(u"one step at a time"_s));
        value(f.sessions().setState(f.id, SessionState::WrittenUp));
        for (int i = 0; i < 2; ++i) {
            const QString why = f.refusal(f.sessions().setState(f.id, SessionState::ReportedBack));
            QVERIFY2(why.contains(u"ben"_s) && why.contains(u"ann"_s) == (i == 0), qPrintable(why));
            if (i == 0) {
                const SessionLetter letter = value(f.sessions().draftReport(f.id, f.ann));
                QVERIFY(letter.text.contains(u"> on wheels"_s) &&
                        letter.text.contains(u"- the shelf"_s));
                QVERIFY(letter.text.contains(u"The wheels were yours."_s));
                QVERIFY(!letter.text.contains(u"oak"_s));
                value(f.sessions().report(f.id, f.ann, letter.text, 0ms, letter.basis));
                QTRY_VERIFY(f.of(f.ann).report.telling == VoiceTelling::Told);
            }
        }
        QVERIFY(!f.refusal(f.sessions().skipReport(f.id, f.ben, u" "_s)).isEmpty());
        value(f.sessions().skipReport(f.id, f.ben, u"moved away"_s));
        const ChangeId skipped = f.lastChange();
        value(f.sessions().setState(f.id, SessionState::ReportedBack));
        value(f.sessions().setState(f.id, SessionState::Closed));
        const ChangeId closed = f.lastChange();
        // Nothing that it was closed on is taken from under it.
        QCOMPARE(f.undo(skipped).skipped, 1);
        QVERIFY(isSettled(f.of(f.ben).report.telling));
        QVERIFY(!f.refusal(f.sessions().setAttendance(f.id, f.ben, Attendance::Came)).isEmpty());
        QVERIFY(!f.refusal(f.sessions().invitedOtherwise(f.id, f.ben, {})).isEmpty());
        // Opened again, nothing is lost.
        const Session before = f.get();
        value(f.sessions().setState(f.id, SessionState::Held));
        const ChangeId reopened = f.lastChange();
        Session after = f.get();
        after.state = before.state;
        QVERIFY(after == before);
        f.undo(reopened);
        QVERIFY(f.get().state == SessionState::Closed);
        f.undo(closed);
        QVERIFY(f.get().state == SessionState::ReportedBack);
        QCOMPARE(f.wrong(), QString());
    }

    void anUndoIntoClosedWaitsForWhoCameSince()
    {
        Evening f;
        f.hold();
        f.write(u"x"_s);
        value(f.sessions().reportedOtherwise(f.id, f.ann, u"by telephone"_s));
        value(f.sessions().reportedOtherwise(f.id, f.ben, u"by telephone"_s));
        for (const auto state :
             {SessionState::WrittenUp, SessionState::ReportedBack, SessionState::Closed})
            value(f.sessions().setState(f.id, state));
        value(f.sessions().setState(f.id, SessionState::Held));
        const ChangeId reopened = f.lastChange();
        f.hear(u"dora@example.net"_s, u"I was there, too"_s);
        const PersonId dora = f.person(u"dora@example.net"_s);
        value(f.sessions().addParticipant(f.id, dora));
        value(f.sessions().setAttendance(f.id, dora, Attendance::Came));
        QCOMPARE(f.undo(reopened).skipped, 1);
        QVERIFY(f.get().state == SessionState::Held);
        QCOMPARE(f.wrong(), QString());
    }

    void theirAnswerIsOfferedAndNeverDecided()
    {
        Evening f;
        f.desk.desk->outbox.start();
        value(f.sessions().invite(f.id, f.ann, u"Come!"_s, 0ms));
        QTRY_VERIFY(f.of(f.ann).isInvited());
        QVERIFY(!f.of(f.ann).offered);
        f.desk.clock.advance(1min);
        const MessageId said = f.hear(u"ann@example.net"_s, u"Gladly, if I may bring tea"_s,
                                      f.wire.sent.first().messageId);
        QVERIFY(f.of(f.ann).offered.has_value());
        QCOMPARE(f.of(f.ann).offered->message, said);
        QCOMPARE(f.of(f.ann).offered->snippet, u"Gladly, if I may bring tea"_s);
        QVERIFY(f.of(f.ann).answer == SessionAnswer::None);
        value(f.sessions().setAnswer(f.id, f.ann, SessionAnswer::Maybe, said));
        QVERIFY(!f.of(f.ann).offered);
        QCOMPARE(f.of(f.ann).answerMessage, said);
        f.hear(u"ann@example.net"_s, u"Yes, I come"_s, f.wire.sent.first().messageId);
        QVERIFY(f.of(f.ann).offered.has_value()); // maybe is not the last word
        value(
            f.sessions().setAnswer(f.id, f.ann, SessionAnswer::Yes, f.of(f.ann).offered->message));
        QVERIFY(!f.of(f.ann).offered);
        QVERIFY(f.of(f.ann).status() == ParticipantStatus::Accepted);
        f.undo(f.lastChange());
        QVERIFY(f.of(f.ann).answer == SessionAnswer::Maybe);
        QCOMPARE(f.wrong(), QString());
    }

    void undoTakesBackWhatIsNotOut()
    {
        Evening f;
        const OutboxItem item = value(f.sessions().invite(f.id, f.ann, u"Come!"_s, 10s));
        f.undo(f.lastChange());
        QVERIFY(f.of(f.ann).invitation.telling == VoiceTelling::Untold);
        QVERIFY(value(f.desk.desk->outbox.items(false)).isEmpty());
        Q_UNUSED(item)
        f.desk.desk->outbox.start();
        value(f.sessions().invite(f.id, f.ann, u"Come!"_s, 0ms));
        const ChangeId sent = f.lastChange();
        QTRY_VERIFY(f.of(f.ann).isInvited());
        QCOMPARE(f.undo(sent).skipped, 1);
        QVERIFY(f.of(f.ann).isInvited());
        QCOMPARE(f.wire.sent.size(), 1);
        QCOMPARE(f.wrong(), QString());
    }

    void whoDoesNotWantToBeInvitedIsNot()
    {
        Evening f;
        value(f.desk.desk->consents.record(f.ann, ConsentKind::Invite, ConsentAnswer::No,
                                           u"asked us not to"_s, {}));
        const auto draft = f.sessions().draftInvitation(f.id, f.ann).result();
        QVERIFY(!draft && draft.error().kind == ErrorKind::Forbidden);
        const auto sent = f.sessions().invite(f.id, f.ann, u"Come!"_s, 0ms).result();
        QVERIFY(!sent && sent.error().kind == ErrorKind::Forbidden);
        QVERIFY(!f.refusal(f.sessions().invitedOtherwise(f.id, f.ann, {})).isEmpty());
        QVERIFY(value(f.desk.desk->outbox.items(true)).isEmpty());
    }

    void newWordsOfTheirsStopIt()
    {
        Evening f;
        const SessionLetter letter = value(f.sessions().draftInvitation(f.id, f.ann));
        const QByteArray id = value(f.desk.store->read([&](ReadContext &context) {
            Statement row = context.db.prepare("SELECT json_extract(headers, '$.message_id') FROM "
                                               "message_body WHERE message_id = ?");
            row.bind(f.annsWords);
            return row.next() ? row.text(0).toUtf8() : QByteArray();
        }));
        f.hear(u"ann@example.net"_s, u"Forget it"_s, id);
        QVERIFY(
            !f.refusal(f.sessions().invite(f.id, f.ann, letter.text, 0ms, letter.basis)).isEmpty());
        QVERIFY(f.of(f.ann).invitation.telling == VoiceTelling::Untold);
    }

    void itGoesWhereTheyPreferToBeWrittenTo()
    {
        Evening f;
        const IdentityId second = [&] {
            f.hear(u"ann@work.example"_s, u"From work"_s);
            value(f.desk.desk->people.join(f.ann, f.person(u"ann@work.example"_s), {}));
            for (const Identity &each : value(f.desk.desk->people.panel(f.ann)).identities) {
                if (each.address.address == u"ann@work.example")
                    return each.id;
            }
            return IdentityId();
        }();
        QVERIFY(second.isValid());
        value(f.desk.desk->people.setPreferred(f.ann, second, {}));
        const SessionLetter letter = value(f.sessions().draftInvitation(f.id, f.ann));
        QCOMPARE(letter.recipients.first().address.address, u"ann@work.example"_s);
        QCOMPARE(f.wrong(), QString());
    }

    void nothingInternalIsInALetter()
    {
        Evening f;
        const QString canary = u"canary-7421"_s;
        value(f.desk.desk->consents.record(f.ann, ConsentKind::Invite, ConsentAnswer::Yes, canary,
                                           {}));
        value(f.desk.desk->facts.add(f.ann, {.text = canary + u"-fact"_s}));
        value(f.desk.desk->people.setHowWeMet(f.ann, canary));
        value(f.sessions().setAgreed(f.id, f.ann, canary + u" by name"_s));
        value(f.desk.desk->triage.addNote(
            value(f.desk.desk->conversations.conversationOf(f.annsWords)), canary));
        f.write(u"question @Me: "_s + canary + u"\nidea @ben: "_s + canary);
        f.desk.desk->outbox.start();
        const SessionLetter invitation = value(f.sessions().draftInvitation(f.id, f.ann));
        value(f.sessions().invite(f.id, f.ann, invitation.text, 0ms, invitation.basis));
        QTRY_VERIFY(f.of(f.ann).isInvited());
        value(f.sessions().setState(f.id, SessionState::Invited));
        value(f.sessions().setAttendance(f.id, f.ann, Attendance::Came));
        value(f.sessions().setState(f.id, SessionState::Held));
        const SessionLetter report = value(f.sessions().draftReport(f.id, f.ann));
        value(f.sessions().report(f.id, f.ann, report.text, 0ms, report.basis));
        QTRY_COMPARE(f.wire.sent.size(), 2);
        for (const OutgoingMessage &message : std::as_const(f.wire.sent)) {
            QVERIFY(message.markdown.contains(u"The shelf"_s));
            QVERIFY2(!message.markdown.contains(canary), qPrintable(message.markdown));
            QVERIFY(!message.subject.contains(canary));
        }
    }
};

QTEST_GUILESS_MAIN(SessionTellingTest)
#include "sessiontellingtest.moc"
