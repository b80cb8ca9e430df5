// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/versionstore.h"
#include "tests/unit/desk/sessionfixture.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

/// What is planned, written and made together.
class SessionsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theWordsThatInspiredItBringTheirAuthors()
    {
        Evening f;
        QCOMPARE(f.get().sources.size(), 2);
        QCOMPARE(f.get().participants.size(), 2);
        QVERIFY(f.of(f.ann).status() == ParticipantStatus::Listed);
        QCOMPARE(f.wrong(), QString());
    }

    void linesOfTheNotebookHaveNamesThatStay()
    {
        Evening f;
        f.write(u"Hello\nidea @ann: on wheels\nquestion: who pays?"_s);
        const QList<SessionLine> before = f.get().lines;
        QCOMPARE(before.size(), 2);
        QVERIFY(before.first().id.isValid());
        QCOMPARE(before.first().authorPerson, f.ann);
        QCOMPARE(before.first().number, 1);
        f.write(
            u"decision @ann, ben: by the door\nquestion: who pays for it?\nidea @ann: on wheels"_s);
        const QList<SessionLine> after = f.get().lines;
        QCOMPARE(after.size(), 3);
        QCOMPARE(after[1].uid, before[1].uid);
        QCOMPARE(after[2].uid, before[0].uid);
        const ChangeId edit = f.lastChange();
        f.write(u"question: who pays for it?"_s);
        QCOMPARE(f.get().lines.size(), 1);
        // Undone, each is who it was.
        f.undo(f.lastChange());
        QCOMPARE(f.get().lines, after);
        f.undo(edit);
        QCOMPARE(f.get().lines, before);
        QCOMPARE(f.wrong(), QString());
        // And the person shows what they contributed.
        const auto with = value(f.sessions().ofPerson(f.ann));
        QCOMPARE(with.size(), 1);
        QCOMPARE(with.first().lines.size(), 1);
        QCOMPARE(with.first().lines.first().text, u"on wheels"_s);
        QVERIFY(value(f.sessions().ofPerson(f.ben)).first().lines.isEmpty());
    }

    void whoIsAddedLaterIsTheAuthorOfWhatIsThereAlready()
    {
        Evening f;
        f.write(u"idea @Dora: a lamp"_s);
        QVERIFY(!f.get().lines.first().authorPerson.isValid());
        f.hear(u"dora@example.net"_s, u"hello"_s);
        const PersonId dora = f.person(u"dora@example.net"_s);
        value(f.sessions().addParticipant(f.id, dora));
        QCOMPARE(f.get().lines.first().authorPerson, dora);
        // Joined with ann, it is ann's.
        value(f.desk.desk->people.join(f.ann, dora, {}));
        QCOMPARE(f.get().lines.first().authorPerson, f.ann);
        QCOMPARE(value(f.sessions().ofPerson(dora)).first().lines.size(), 1);
        QCOMPARE(f.get().participants.size(), 2);
        QCOMPARE(f.wrong(), QString());
    }

    void theAgendaKeepsItsOrder()
    {
        Evening f;
        for (const QString &title : {u"one"_s, u"two"_s, u"three"_s})
            value(f.sessions().saveItem(
                f.id, {.id = {}, .uid = {}, .title = title, .minutes = 10, .lead = u"ann"_s}));
        const auto titles = [&] {
            QStringList all;
            for (const SessionItem &item : f.get().items)
                all.append(item.title);
            return all.join(u' ');
        };
        const QList<SessionItem> items = f.get().items;
        value(f.sessions().moveItem(items[2].id, 0));
        QCOMPARE(titles(), u"three one two"_s);
        f.undo(f.lastChange());
        QCOMPARE(titles(), u"one two three"_s);
        SessionItem two = items[1];
        two.title = u"deux"_s;
        two.state = AgendaState::Done;
        value(f.sessions().saveItem(f.id, two));
        QVERIFY(f.get().items[1].state == AgendaState::Done);
        value(f.sessions().removeItem(items[0].id));
        QCOMPARE(titles(), u"deux three"_s);
        f.undo(f.lastChange());
        QCOMPARE(titles(), u"one deux three"_s);
        QVERIFY(!f.refusal(f.sessions().saveItem(
                               f.id, {.id = {}, .uid = {}, .title = u" "_s, .lead = {}}))
                     .isEmpty());
        QVERIFY(!f.refusal(f.sessions().moveItem(SessionItemId{99}, 0)).isEmpty());
    }

    void outcomesComeFromALine()
    {
        Evening f;
        f.write(u"decision @ann: by the door"_s);
        const SessionLineId line = f.get().lines.first().id;
        value(f.sessions().saveOutcome(f.id, {.id = {},
                                              .uid = {},
                                              .text = u"the shelf"_s,
                                              .line = line,
                                              .url = u"https://shelf.example"_s}));
        QCOMPARE(f.get().outcomes.size(), 1);
        QCOMPARE(f.get().outcomes.first().line, line);
        f.undo(f.lastChange());
        QVERIFY(f.get().outcomes.isEmpty());
        QVERIFY(
            !f
                 .refusal(f.sessions().saveOutcome(
                     f.id,
                     {.id = {}, .uid = {}, .text = u"x"_s, .line = SessionLineId{99}, .url = {}}))
                 .isEmpty());
        QCOMPARE(f.wrong(), QString());
    }

    void severalSessionsAreOneCollaboration()
    {
        Evening f;
        value(f.sessions().setCollaboration(f.id, u"The square"_s));
        QCOMPARE(f.get().collaborationTitle, u"The square"_s);
        const Session other = value(f.sessions().create({}));
        value(f.sessions().setCollaboration(other.id, u" the SQUARE "_s));
        QCOMPARE(value(f.sessions().get(other.id)).collaboration, f.get().collaboration);
        Collaboration square = value(f.sessions().collaborations()).first();
        square.title = u"Our square"_s;
        value(f.sessions().editCollaboration(square));
        QCOMPARE(f.get().collaborationTitle, u"Our square"_s);
        f.undo(f.lastChange());
        QCOMPARE(f.get().collaborationTitle, u"The square"_s);
        value(f.sessions().setCollaboration(f.id, {}));
        QVERIFY(!f.get().collaboration.isValid());
        QCOMPARE(f.wrong(), QString());
    }

    void theNextOfASeriesBringsThePlan()
    {
        Evening f;
        Session session = f.get();
        session.startsAt = f.desk.clock.now() + 24h;
        session.endsAt = f.desk.clock.now() + 26h;
        session.notebook = u"idea: x"_s;
        value(f.sessions().save(session));
        value(f.sessions().saveItem(
            f.id,
            {.id = {}, .uid = {}, .title = u"one"_s, .lead = {}, .state = AgendaState::Done}));
        f.hold();
        value(f.desk.desk->consents.record(f.ben, ConsentKind::Invite, ConsentAnswer::No,
                                           u"said so"_s, {}));
        const Session next = value(f.sessions().repeat(f.id, *session.startsAt + 24h * 7));
        QCOMPARE(next.title, u"The shelf"_s);
        QCOMPARE(next.follows, f.id);
        QCOMPARE(next.place, u"the café"_s);
        QCOMPARE(*next.endsAt - *next.startsAt, std::chrono::milliseconds(2h));
        QCOMPARE(next.items.size(), 1);
        QVERIFY(next.items.first().state == AgendaState::Planned);
        QCOMPARE(next.participants.size(), 1); // ben does not want to be invited
        QVERIFY(next.participants.first().status() == ParticipantStatus::Listed);
        QVERIFY(next.notebook.isEmpty() && next.state == SessionState::Idea);
        f.undo(f.lastChange());
        QVERIFY(!f.refusal(f.sessions().get(next.id)).isEmpty());
        QCOMPARE(f.wrong(), QString());
    }

    void whatWasTakenBackLeavesTheNotebook()
    {
        Evening f;
        const QString words = u"Could we build a shelf together?"_s;
        const Uid uid = value(f.desk.store->read([&](ReadContext &context) {
            Statement row = context.db.prepare("SELECT uid FROM message WHERE id = ?");
            row.bind(f.annsWords);
            return row.next() ? row.uid(0) : Uid();
        }));
        const QString link =
            linkMarkdown({.kind = NotebookLink::Kind::Message, .uid = uid}, u"build a shelf"_s);
        f.write(u"quote @ann: “"_s + words + u"”\nidea @ann: "_s + link +
                u"\nidea @ben: build\nown words"_s);
        QCOMPARE(f.get().lines[1].message, f.annsWords);
        const auto before = f.get().lines;
        f.write(f.get().notebook + u"\nmore"_s);
        f.desk.receive(f.account, IncomingBatch{.removals = {{.messageId = idOf(f, f.annsWords),
                                                              .at = f.desk.clock.now(),
                                                              .by = {}}}});
        f.desk.clock.advance(25h);
        value(f.desk.store->write([&](WriteContext &context) {
            std::ignore = purgeRemovedMessages(context, context.now - removalGrace);
        }));
        QCOMPARE(f.get().notebook, u"quote @ann:\nidea @ann:\nidea @ben: build\nown words\nmore"_s);
        QCOMPARE(f.get().lines[0].uid, before[0].uid);
        QVERIFY(f.get().lines[0].text.isEmpty());
        QCOMPARE(f.get().lines[2].text, u"build"_s);
        QVERIFY(!value(f.desk.store->read([&](ReadContext &context) {
            Statement rows = context.db.prepare("SELECT writes FROM change");
            while (rows.next()) {
                if (rows.blob(0).contains("build a shelf"))
                    return true;
            }
            return false;
        })));
        QVERIFY(value(f.desk.desk->conversations.search(parseSearch(u"session:\"build a shelf\""_s),
                                                        {}, 10))
                    .hits.isEmpty());
        QCOMPARE(f.wrong(), QString());
    }

    void messagesAreFoundByTheSessionThatTheyInspired()
    {
        Evening f;
        f.hear(u"cleo@example.net"_s, u"Wood is wood"_s);
        f.write(u"idea: a lectern"_s);
        const auto found = [&](const QString &query) {
            return value(f.desk.desk->conversations.search(parseSearch(query), {}, 10)).hits.size();
        };
        QCOMPARE(found(u"session:shelf"_s), 2);
        QCOMPARE(found(u"session:lectern wood"_s), 1);
        QCOMPARE(found(u"session:bicycle"_s), 0);
        value(f.sessions().remove(f.id));
        QCOMPARE(found(u"session:shelf"_s), 0);
        f.undo(f.lastChange());
        QCOMPARE(found(u"session:shelf"_s), 2);
    }

    void asksThatItDecidesAreLinked()
    {
        Evening f;
        const Ask ask = value(f.desk.desk->asks.create(
            value(f.desk.desk->asks.locate(f.annsWords, u"a shelf"_s, true)), AskKind::Wish, {}));
        value(f.sessions().setAsk(f.id, ask.id, true));
        QCOMPARE(f.get().asks.size(), 1);
        QCOMPARE(f.get().asks.first().restated, u"a shelf"_s);
        f.undo(f.lastChange());
        QVERIFY(f.get().asks.isEmpty());
        QVERIFY(!f.refusal(f.sessions().setAsk(f.id, AskId{99}, true)).isEmpty());
    }

    void theHistorySaysWhoDidWhat()
    {
        Evening f;
        f.hold();
        value(f.sessions().saveItem(f.id, {.id = {}, .uid = {}, .title = u"one"_s, .lead = {}}));
        const Session other = value(f.sessions().create({}));
        value(f.sessions().setCollaboration(other.id, u"Else"_s));
        QStringList verbs;
        for (const HistoryEntry &entry : value(f.sessions().history(f.id)))
            verbs.append(entry.verb);
        QCOMPARE(verbs,
                 (QStringList{u"session-agenda"_s, u"session-state"_s, u"participant-attendance"_s,
                              u"session-state"_s, u"invite-participant"_s, u"invite-participant"_s,
                              u"edit-session"_s, u"session"_s}));
    }

private:
    static QByteArray idOf(Evening &f, MessageId message)
    {
        return value(f.desk.store->read([message](ReadContext &context) {
            Statement row = context.db.prepare("SELECT json_extract(headers, '$.message_id') FROM "
                                               "message_body WHERE message_id = ?");
            row.bind(message);
            return row.next() ? row.text(0).toUtf8() : QByteArray();
        }));
    }
};

QTEST_GUILESS_MAIN(SessionsTest)
#include "sessionstest.moc"
