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

Participant participant(const QString &name, ParticipantStatus status, bool isTold = false)
{
    Participant result;
    result.name = name;
    result.status = status;
    result.toldOutcome = isTold;
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

    void steps_data()
    {
        QTest::addColumn<SessionState>("from");
        QTest::addColumn<SessionState>("to");
        QTest::addColumn<bool>("allowed");
        using enum SessionState;
        QTest::newRow("next") << Idea << Invited << true;
        QTest::newRow("skips one") << Idea << Held << false;
        QTest::newRow("never closed before reported back") << WrittenUp << Closed << false;
        QTest::newRow("back one") << Held << Invited << true;
        QTest::newRow("back all the way") << Closed << Idea << true;
        QTest::newRow("stays") << Held << Held << true;
        QTest::newRow("last") << ReportedBack << Closed << true;
    }
    void steps()
    {
        QFETCH(SessionState, from);
        QFETCH(SessionState, to);
        const auto answer = checkSessionStep(sessionIn(from), to);
        QTEST(answer.has_value(), "allowed");
        if (!answer)
            QVERIFY(answer.error().detail.endsWith(u'.'));
    }

    void whoCameIsToldBeforeItCloses()
    {
        Session session = sessionIn(SessionState::ReportedBack);
        session.participants = {participant(u"ann"_s, ParticipantStatus::Came, true),
                                participant(u"ben"_s, ParticipantStatus::Came),
                                participant(u"cleo"_s, ParticipantStatus::Declined)};
        const auto refused = checkSessionStep(session, SessionState::Closed);
        QVERIFY(!refused);
        QVERIFY(refused.error().detail.contains(u"ben"_s));
        QVERIFY(!refused.error().detail.contains(u"ann"_s));
        QVERIFY(!refused.error().detail.contains(u"cleo"_s));

        session.participants[1].toldOutcome = true;
        QVERIFY(checkSessionStep(session, SessionState::Closed));
    }

    void namesRoundTrip()
    {
        for (int i = 0; i < 4; ++i) {
            const auto stage = static_cast<SessionStage>(i);
            const auto status = static_cast<ParticipantStatus>(i);
            QVERIFY(sessionStageFromString(toString(stage)) == stage);
            QVERIFY(participantStatusFromString(toString(status)) == status);
        }
        for (int i = 0; i < 6; ++i)
            QVERIFY(sessionStateFromString(toString(static_cast<SessionState>(i))) ==
                    static_cast<SessionState>(i));
        QCOMPARE(toString(SessionState::ReportedBack), u"reported-back"_s);
        QVERIFY(!sessionStateFromString(u"merged"_s));
    }
};

QTEST_APPLESS_MAIN(SessionTest)
#include "sessiontest.moc"
