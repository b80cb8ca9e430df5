// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/session.h"

#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;
using Kind = NotebookLine::Kind;

namespace
{

Session sessionIn(SessionState state)
{
    Session session;
    session.state = state;
    return session;
}

Participant participant(const QString &name, Attendance attendance, bool isTold = false)
{
    Participant result;
    result.name = name;
    result.invitation.telling = VoiceTelling::Told;
    result.attendance = attendance;
    result.report.telling = isTold ? VoiceTelling::Told : VoiceTelling::Untold;
    return result;
}

} // namespace

class SessionTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void notebookLines_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("author");
        QTest::addColumn<QString>("text");

        QTest::newRow("idea") << u"idea: a lending shelf"_s << u"idea"_s << QString()
                              << u"a lending shelf"_s;
        QTest::newRow("author") << u"idea @Ada Lovelace: a shelf"_s << u"idea"_s
                                << u"Ada Lovelace"_s << u"a shelf"_s;
        QTest::newRow("dash") << u"- decision: we try it"_s << u"decision"_s << QString()
                              << u"we try it"_s;
        QTest::newRow("indented star")
            << u"  * quote @Ben: \"at last\""_s << u"quote"_s << u"Ben"_s << u"\"at last\""_s;
        QTest::newRow("capital") << u"Question: who pays?"_s << u"question"_s << QString()
                                 << u"who pays?"_s;
        QTest::newRow("space before colon")
            << u"sketch @Chen : door"_s << u"sketch"_s << u"Chen"_s << u"door"_s;
        QTest::newRow("colon in the text")
            << u"idea: at 10:30"_s << u"idea"_s << QString() << u"at 10:30"_s;
        QTest::newRow("nothing said yet") << u"idea:"_s << u"idea"_s << QString() << QString();
        QTest::newRow("prose") << u"An idea of ours: walls"_s << u"text"_s << QString()
                               << u"An idea of ours: walls"_s;
        QTest::newRow("no colon") << u"idea"_s << u"text"_s << QString() << u"idea"_s;
        QTest::newRow("'text:' is not a type")
            << u"text: x"_s << u"text"_s << QString() << u"text: x"_s;
        QTest::newRow("dash without a space")
            << u"-idea: x"_s << u"text"_s << QString() << u"-idea: x"_s;
    }
    void notebookLines()
    {
        QFETCH(QString, line);
        const QList lines = parseNotebook(line);
        QCOMPARE(lines.size(), 1);
        QTEST(toString(lines.first().kind), "kind");
        QTEST(lines.first().author, "author");
        QTEST(lines.first().text, "text");
    }

    void notebookKeepsLineNumbersAndLeavesCodeAlone()
    {
        const QList lines =
            parseNotebook(u"# Evening\n\n```yaml\nidea: not ours\n```\nidea: ours\n");
        QCOMPARE(lines.size(), 7);
        QVERIFY(lines.at(3).kind == Kind::Text);
        QVERIFY(lines.at(5).kind == Kind::Idea);
        QCOMPARE(lines.at(5).text, u"ours"_s);
        QCOMPARE(lines.at(5).number, 5);
        QVERIFY(parseNotebook({}).isEmpty());
    }

    void stepsGoOneByOneAndBackByAny_data()
    {
        QTest::addColumn<SessionState>("from");
        QTest::addColumn<SessionState>("to");
        QTest::addColumn<bool>("allowed");
        using enum SessionState;
        QTest::newRow("skips one") << Idea << Held << false;
        QTest::newRow("never closed before reported back") << WrittenUp << Closed << false;
        QTest::newRow("back one") << Held << Invited << true;
        QTest::newRow("back all the way") << Closed << Idea << true;
        QTest::newRow("stays") << Held << Held << true;
        QTest::newRow("last") << ReportedBack << Closed << true;
    }
    void stepsGoOneByOneAndBackByAny()
    {
        QFETCH(SessionState, from);
        QFETCH(SessionState, to);
        const auto answer = checkSessionStep(sessionIn(from), to);
        QTEST(answer.has_value(), "allowed");
        if (!answer)
            QVERIFY(answer.error().detail.endsWith(u'.'));
    }

    void eachStepNeedsWhatItSays()
    {
        Session session = sessionIn(SessionState::Idea);
        const auto lack = [&](SessionState to) { return lacksFor(session, to).lack; };
        Participant ann = participant(u"ann"_s, Attendance::Unknown);
        ann.invitation.telling = VoiceTelling::OnItsWay; // not before their server has it
        session.participants = {ann};
        QVERIFY(lack(SessionState::Invited) == SessionLack::NobodyInvited);
        session.participants[0].invitation.telling = VoiceTelling::Failed;
        QVERIFY(lack(SessionState::Invited) == SessionLack::NobodyInvited);
        session.participants[0].invitation.telling = VoiceTelling::Told;
        QVERIFY(lack(SessionState::Invited) == SessionLack::Nothing);

        session.state = SessionState::Invited;
        QVERIFY(lack(SessionState::Held) == SessionLack::NobodyKnown);
        session.participants[0].attendance = Attendance::Absent;
        QVERIFY(lack(SessionState::Held) == SessionLack::Nothing);

        session.state = SessionState::Held;
        session.notebook = u" \n"_s;
        QVERIFY(lack(SessionState::WrittenUp) == SessionLack::NotWritten);
        session.outcomes = {{.id = {}, .uid = {}, .text = u"a shelf"_s, .line = {}, .url = {}}};
        QVERIFY(lack(SessionState::WrittenUp) == SessionLack::Nothing);
        session.outcomes.clear();
        session.notebook = u"idea: x"_s;
        QVERIFY(lack(SessionState::WrittenUp) == SessionLack::Nothing);
    }

    void whoWasInvitedOrCameIsToldBeforeItCloses_data()
    {
        QTest::addColumn<SessionState>("from");
        QTest::newRow("reported back") << SessionState::WrittenUp;
        QTest::newRow("closed") << SessionState::ReportedBack;
    }
    void whoWasInvitedOrCameIsToldBeforeItCloses()
    {
        QFETCH(SessionState, from);
        Session session = sessionIn(from);
        const SessionState to = *nextStep(from);
        Participant listed; // whom nobody asked
        listed.name = u"dora"_s;
        Participant guest = participant(u"eve"_s, Attendance::Came); // came without an invitation
        guest.invitation = {};
        session.participants = {participant(u"ann"_s, Attendance::Came, true),
                                participant(u"ben"_s, Attendance::Came),
                                participant(u"cleo"_s, Attendance::Absent), listed, guest};
        session.participants[2].answer = SessionAnswer::No;
        QCOMPARE(session.toTell(), 4);
        QCOMPARE(session.settled(), 1);
        QCOMPARE(lacksFor(session, to).names, (QStringList{u"ben"_s, u"cleo"_s, u"eve"_s}));
        const auto refused = checkSessionStep(session, to);
        QVERIFY(!refused);
        QVERIFY(refused.error().detail.contains(u"ben"_s));
        QVERIFY(!refused.error().detail.contains(u"ann"_s));
        QVERIFY(!refused.error().detail.contains(u"dora"_s));

        session.participants[1].report.telling = VoiceTelling::OnItsWay;
        session.participants[2].report.telling = VoiceTelling::Skipped;
        session.participants[4].report.telling = VoiceTelling::Told;
        QVERIFY(!checkSessionStep(session, to));
        session.participants[1].report.telling = VoiceTelling::Failed;
        QVERIFY(!checkSessionStep(session, to));
        session.participants[1].report.telling = VoiceTelling::Told;
        QVERIFY(checkSessionStep(session, to));
        QCOMPARE(session.settled(), 4);
    }

    void whatIsKnownLastIsWhereSomebodyStands()
    {
        Participant ann;
        QVERIFY(ann.status() == ParticipantStatus::Listed);
        ann.invitation.telling = VoiceTelling::Told;
        QVERIFY(ann.status() == ParticipantStatus::Invited);
        ann.answer = SessionAnswer::Maybe;
        QVERIFY(ann.status() == ParticipantStatus::Maybe);
        ann.answer = SessionAnswer::No;
        ann.attendance = Attendance::Absent;
        QVERIFY(ann.status() == ParticipantStatus::Declined);
        ann.answer = SessionAnswer::Yes;
        QVERIFY(ann.status() == ParticipantStatus::Absent);
        ann.attendance = Attendance::Came;
        QVERIFY(ann.status() == ParticipantStatus::Came);
    }

    void theInvitationSaysThePlanInTheirLanguage()
    {
        Session session;
        session.title = u"Lending %1 shelf"_s;
        session.purpose = u"Books for the square"_s;
        session.ask = u"an evening"_s;
        session.give = u"soup"_s;
        session.place = u"the café"_s;
        session.zone = "Europe/Berlin";
        session.startsAt =
            fromDateTime(QDateTime::fromString(u"2026-12-03T18:00:00Z"_s, Qt::ISODate));
        session.endsAt = *session.startsAt + std::chrono::hours(2);
        session.notebook = u"idea @ann: secret"_s;
        const QString english = sessionInvitation(session, u"en-GB"_s);
        QVERIFY(english.contains(u"“Lending %1 shelf”"_s));
        for (const QString &part :
             {u"Books for the square"_s, u"Where: the café"_s, u"What we ask: an evening"_s,
              u"What you get: soup"_s, u"(Europe/Berlin)"_s})
            QVERIFY2(english.contains(part), qPrintable(english));
        QVERIFY2(english.contains(u"7:00"_s), qPrintable(english)); // 18:00 UTC is 19:00 in Berlin
        QVERIFY(!english.contains(u"secret"_s));
        QVERIFY(sessionInvitation(session, u"de"_s).contains(u"19:00 – 21:00"_s));
        QVERIFY(sessionInvitation(session, u"fr-CH"_s).contains(u"Où"_s));
        QVERIFY(sessionInvitation(session, u"es"_s).contains(u"¿Quieres venir?"_s));
        QVERIFY(sessionInvitation(session, u"pl"_s).contains(u"Zapraszamy"_s));
        QCOMPARE(sessionInvitation(session, u"tlh"_s), sessionInvitation(session, {}));
    }

    void theReportThanksThemWithTheirOwnWords()
    {
        Session session;
        session.title = u"Shelf"_s;
        session.outcome = u"It stands by the door."_s;
        session.outcomes = {{.id = {},
                             .uid = {},
                             .text = u"The plan"_s,
                             .line = {},
                             .url = u"https://a.example"_s}};
        const auto line = [](PersonId author, Kind kind, const QString &text) {
            return SessionLine{.id = {},
                               .uid = {},
                               .kind = kind,
                               .author = {},
                               .authorPerson = author,
                               .authorStaff = {},
                               .text = text,
                               .message = {},
                               .ask = {}};
        };
        session.lines = {line(PersonId{1}, Kind::Idea, u"on wheels"_s),
                         line(PersonId{2}, Kind::Idea, u"in the cellar"_s),
                         line({}, Kind::Question, u"who pays?"_s)};
        Participant ann = participant(u"ann"_s, Attendance::Came);
        ann.person = PersonId{1};
        const QString told = sessionReport(session, ann, {});
        QVERIFY(told.startsWith(u"Thank you for being part of “Shelf”."_s));
        QVERIFY(told.contains(
            u"What came of it: It stands by the door.\n- The plan (https://a.example)"_s));
        QVERIFY(told.contains(u"> on wheels\n"_s));
        QVERIFY(!told.contains(u"cellar"_s));
        Participant cleo = participant(u"cleo"_s, Attendance::Unknown);
        cleo.person = PersonId{3};
        QVERIFY(
            sessionReport(session, cleo, u"de"_s).startsWith(u"Sie waren zu „Shelf“ eingeladen"_s));
    }

    void namesRoundTrip()
    {
        for (int i = 0; i < 4; ++i) {
            const auto stage = static_cast<SessionStage>(i);
            const auto answered = static_cast<SessionAnswer>(i);
            QVERIFY(sessionStageFromString(toString(stage)) == stage);
            QVERIFY(sessionAnswerFromString(toString(answered)) == answered);
        }
        for (int i = 0; i < 7; ++i) {
            const auto status = static_cast<ParticipantStatus>(i);
            QVERIFY(participantStatusFromString(toString(status)) == status);
        }
        for (int i = 0; i < 3; ++i)
            QVERIFY(agendaStateFromString(toString(static_cast<AgendaState>(i))) ==
                    static_cast<AgendaState>(i));
        for (int i = 0; i < 6; ++i)
            QVERIFY(sessionStateFromString(toString(static_cast<SessionState>(i))) ==
                    static_cast<SessionState>(i));
        QCOMPARE(toString(SessionState::ReportedBack), u"reported-back"_s);
        QVERIFY(!sessionStateFromString(u"merged"_s));
    }
};

QTEST_APPLESS_MAIN(SessionTest)
#include "sessiontest.moc"
