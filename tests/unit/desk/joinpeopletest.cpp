// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/changelog.h"
#include "core/storage/joinstore.h"
#include "core/storage/likenessstore.h"
#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

/// One person on several channels: suggested with reasons, joined by staff, taken apart again.
class JoinPeopleTest final : public QObject
{
    Q_OBJECT

    static void verify(TestDesk &desk)
    {
        const QStringList problems = value(desk.desk->maintenance.verify());
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    }

    /// Somebody writes to us on a channel; who they are then.
    static PersonId write(TestDesk &desk, const QString &kind, const QString &address,
                          const QString &name, const QString &words = u"hello"_s,
                          const AuthorProfile &profile = {})
    {
        Account account;
        account.uid = Uid::derive({"test", kind.toUtf8()});
        account.channel = kind;
        account.name = kind;
        account.address = u"us@%1.example"_s.arg(kind);
        account = value(desk.desk->accounts.save(account));
        static int made = 0;
        const QByteArray id = QByteArray::number(++made) + "@test";
        IncomingMessage message = desk.mail(address, {}, words, id);
        message.author = {.kind = kind, .address = address, .name = name};
        message.authorProfile = profile;
        message.rawFormat = kind == u"email" ? RawFormat::Rfc5322 : RawFormat::Json;
        desk.receive(account, {message});
        return value(desk.store->read([&](ReadContext &context) {
            return PersonId{context.db.number(
                "SELECT person_id FROM identity WHERE kind = ? AND address = ?", 0, kind, address)};
        }));
    }

    static QList<PersonSuggestion> suggested(TestDesk &desk, PersonId person)
    {
        return value(desk.desk->people.panel(person)).suggestions;
    }
    /// A profile of which everything is told.
    static AuthorProfile whole(const QString &handle = {}, const QStringList &links = {},
                               const QString &text = {})
    {
        AuthorProfile profile;
        profile.handle = handle;
        profile.verifiedLinks = links;
        profile.text = text;
        profile.isWhole = true;
        return profile;
    }
    /// How many things two people have in common.
    static qsizetype compared(TestDesk &desk, PersonId one, PersonId other)
    {
        return value(desk.store->read([one, other](ReadContext &context) {
                   return casement::compared(context.db, one, other);
               }))
            .evidence.size();
    }
    static QStringList reasons(const PersonSuggestion &suggestion)
    {
        QStringList names;
        for (const MatchEvidence &evidence : suggestion.evidence)
            names.append(toString(evidence.reason));
        return names;
    }

private Q_SLOTS:
    void reasonsAreToldApart_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("otherAddress");
        QTest::addColumn<QString>("otherName");
        QTest::addColumn<QStringList>("expected");
        const QString ada = u"Ada Berg"_s;
        QTest::newRow("a signature")
            << ada << u"hi\n-- \nada@chat.example"_s << u"xmpp"_s << u"ada@chat.example"_s
            << QString() << QStringList{u"said-address"_s, u"same-handle"_s};
        QTest::newRow("words alone are no reason: they may speak of somebody else")
            << ada << u"ask ben@chat.example"_s << u"xmpp"_s << u"ben@chat.example"_s << QString()
            << QStringList{};
        QTest::newRow("words and a name")
            << ada << u"also @aberg@social.example"_s << u"fediverse"_s << u"aberg@social.example"_s
            << u"Berg, Ada"_s << QStringList{u"said-address"_s, u"similar-name"_s};
        QTest::newRow("a name alone is nothing")
            << ada << u"hi"_s << u"fediverse"_s << u"other@social.example"_s << ada
            << QStringList{};
        QTest::newRow("a short handle is nothing")
            << u"ada"_s << u"hi"_s << u"irc"_s << u"ada@libera"_s << u"ada"_s << QStringList{};
        QTest::newRow("a short handle and a name")
            << ada << u"hi"_s << u"irc"_s << u"ada@libera"_s << ada
            << QStringList{u"same-handle"_s, u"similar-name"_s};
        QTest::newRow("another's short handle in Cyrillic")
            << ada << u"hi"_s << u"irc"_s << u"\u0430da@libera"_s << ada << QStringList{};
        QTest::newRow("a shared office in the signature")
            << ada << u"hi\n-- \ninfo@office.example"_s << u"email"_s << u"info@office.example"_s
            << u"Office"_s << QStringList{};
    }
    void reasonsAreToldApart()
    {
        QFETCH(QString, name);
        QFETCH(QString, words);
        QFETCH(QString, kind);
        QFETCH(QString, otherAddress);
        QFETCH(QString, otherName);
        QFETCH(QStringList, expected);
        TestDesk desk;
        const PersonId ada = write(desk, u"email"_s, u"ada@example.org"_s, name, words);
        const PersonId other = write(desk, kind, otherAddress, otherName);
        QVERIFY(ada != other); // never joined by itself
        const auto found = suggested(desk, ada);
        QCOMPARE(found.size(), expected.isEmpty() ? 0 : 1);
        if (expected.isEmpty())
            return;
        QCOMPARE(found.first().person, other);
        QCOMPARE(reasons(found.first()), expected);
        // And the other way round.
        QCOMPARE(suggested(desk, other).size(), 1);
        QCOMPARE(suggested(desk, other).first().person, ada);
        const auto all = value(desk.desk->people.suggestions(100));
        QCOMPARE(all.size(), 1);
    }

    void aTellingHandleAsksAndAnotherNameForbids()
    {
        TestDesk desk;
        const PersonId nick = write(desk, u"irc"_s, u"xylem@libera"_s, u"xylem"_s);
        const PersonId jid = write(desk, u"xmpp"_s, u"xylem@chat.example"_s, u"xylem"_s);
        QCOMPARE(suggested(desk, nick).size(), 1);
        QCOMPARE(suggested(desk, nick).first().person, jid);
        write(desk, u"email"_s, u"marek@a.example"_s, u"Marek Havel"_s);
        const PersonId wolf = write(desk, u"email"_s, u"marek@b.example"_s, u"Marek Wolf"_s);
        QVERIFY(suggested(desk, wolf).isEmpty());
    }

    void whatManyHaveInCommonSaysNothing()
    {
        TestDesk desk;
        PersonId last;
        for (int i = 0; i < 20; ++i)
            last = write(desk, u"email"_s, u"xylem@host%1.example"_s.arg(i), {});
        QVERIFY(suggested(desk, last).isEmpty());
    }

    void aVerifiedPageIsTheBestReason()
    {
        TestDesk desk;
        const PersonId post =
            write(desk, u"bluesky"_s, u"did:plc:lucia"_s, u"Lucía"_s, u"hola"_s,
                  {.handle = u"lucia.example"_s, .verifiedLinks = {}, .text = {}});
        const PersonId toot =
            write(desk, u"fediverse"_s, u"huerta@social.example"_s, u"LF"_s, u"hola"_s,
                  {.handle = {}, .verifiedLinks = {u"https://lucia.example"_s}, .text = {}});
        const auto found = suggested(desk, toot);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().person, post);
        QCOMPARE(reasons(found.first()), QStringList{u"verified-link"_s});
        QCOMPARE(found.first().evidence.first().value, u"lucia.example"_s);
    }

    void anUnverifiedProfileIsEvidenceToo()
    {
        TestDesk desk;
        const PersonId mail = write(desk, u"email"_s, u"lucia@example.org"_s, u"LF"_s);
        const PersonId toot =
            write(desk, u"fediverse"_s, u"huerta@social.example"_s, u"Huerta"_s, u"hola"_s,
                  {.handle = {}, .verifiedLinks = {}, .text = u"mail: lucia@example.org"_s});
        const auto found = suggested(desk, mail);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().person, toot);
        QVERIFY(found.first().evidence.first().isTheirs);
        QVERIFY(found.first().evidence.first().place == MatchPlace::Profile);
    }

    void whatAProfileSaysNoMoreIsNoReasonAnyMore_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QStringList>("links");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("handle");
        const QString did = u"did:plc:abcdefghijklmnopqrstuvwx"_s;
        QTest::newRow("a verified page")
            << u"fediverse"_s << u"lu@social.example"_s << QStringList{u"https://lucia.example"_s}
            << QString() << QString();
        QTest::newRow("words") << u"fediverse"_s << u"lu@social.example"_s << QStringList()
                               << u"see https://lucia.example"_s << QString();
        QTest::newRow("a handle") << u"bluesky"_s << did << QStringList() << QString()
                                  << u"lucia.example"_s;
    }

    void whatAProfileSaysNoMoreIsNoReasonAnyMore()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, address);
        QFETCH(const QStringList, links);
        QFETCH(const QString, text);
        QFETCH(const QString, handle);
        TestDesk desk;
        // Who has the page, or the handle that is its name.
        const PersonId owner = write(desk, u"bluesky"_s, u"did:plc:owneraaaaaaaaaaaaaaaaaaa"_s,
                                     u"Lucia"_s, u"hi"_s, whole(u"lucia.example"_s));
        const AuthorProfile full = whole(handle, links, text);
        const PersonId person = write(desk, kind, address, u"Lu"_s, u"hello"_s, full);
        const auto traits = [&desk, person] {
            return value(desk.store->read([person](ReadContext &context) {
                return context.db.number("SELECT count(*) FROM identity_trait t JOIN identity i ON "
                                         "i.id = t.identity_id WHERE i.person_id = ? AND "
                                         "t.value LIKE '%lucia%'",
                                         0, person);
            }));
        };
        QVERIFY(traits() > 0);
        QVERIFY(compared(desk, person, owner) > 0);
        // A message that tells nothing of a profile takes nothing away.
        write(desk, kind, address, u"Lu"_s);
        QVERIFY(traits() > 0);
        // One that tells an empty one does.
        QCOMPARE(write(desk, kind, address, u"Lu"_s, u"again"_s, whole()), person);
        QCOMPARE(traits(), 0);
        QCOMPARE(compared(desk, person, owner), 0);
        // What they said in a message, and what their address is, stays.
        write(desk, kind, address, u"Lu"_s, u"I am at https://lucia.example"_s, whole());
        QCOMPARE(traits(), 1);
        if (kind == u"fediverse")
            QVERIFY(value(desk.store->read([person](ReadContext &context) {
                        return context.db.number(
                            "SELECT count(*) FROM identity_trait t JOIN identity i ON i.id = "
                            "t.identity_id WHERE i.person_id = ? AND t.kind = 1",
                            0, person);
                    })) <= 1);
        verify(desk);
    }

    void ourOwnAccountsAreNobody()
    {
        TestDesk desk;
        const PersonId ada = write(desk, u"email"_s, u"ada@example.org"_s, u"Ada Berg"_s,
                                   u"hi\n-- \nus@xmpp.example"_s);
        write(desk, u"xmpp"_s, u"us@xmpp.example"_s, u"Ada Berg"_s);
        QVERIFY(suggested(desk, ada).isEmpty());
    }

    void whatIsTakenBackIsNoReasonAnyMore()
    {
        TestDesk desk;
        const PersonId ada =
            write(desk, u"xmpp"_s, u"ada@chat.example"_s, u"Ada"_s, u"hi\n-- \nada@example.org"_s);
        write(desk, u"email"_s, u"ada@example.org"_s, {});
        QCOMPARE(suggested(desk, ada).size(), 1);
        value(desk.store->write([](WriteContext &context) {
            removeTraitsOf(context.db,
                           MessageId{context.db.number("SELECT min(id) FROM message", 0)});
        }));
        QVERIFY(suggested(desk, ada).isEmpty());
    }

    void hostileNamesAndAddressesOnlyMeanThemselves()
    {
        TestDesk desk;
        QString words = u"hi\n-- \n"_s;
        for (int i = 0; i < 500; ++i)
            words += u"victim%1@example.org\n"_s.arg(i);
        write(desk, u"email"_s, u"mallory@example.org"_s, QString(10'000, u'x'), words);
        const PersonId spoof = write(desk, u"email"_s, u"spoof@example.org"_s,
                                     u"\u202egreB adA\u202c"_s, u"\u202eelpmaxe@ada\u202c"_s);
        const PersonId ada = write(desk, u"email"_s, u"ada@example.org"_s, u"Ada Berg"_s);
        QVERIFY(suggested(desk, ada).isEmpty());
        QVERIFY(suggested(desk, spoof).isEmpty());
        const auto traits = value(desk.store->read([](ReadContext &context) {
            return context.db.number("SELECT count(*) FROM identity_trait", 0);
        }));
        QVERIFY2(traits <= 60 + 2, qPrintable(QString::number(traits)));
        verify(desk);
    }

    void notTheSameHoldsAlsoThroughAThird()
    {
        TestDesk desk;
        const PersonId nick = write(desk, u"irc"_s, u"xylem@libera"_s, u"xylem"_s);
        const PersonId jid = write(desk, u"xmpp"_s, u"xylem@chat.example"_s, u"xylem"_s);
        const PersonId third = write(desk, u"email"_s, u"third@example.org"_s, u"Third"_s);
        // Said in the one order, it holds in the other.
        const AppliedChange said =
            value(desk.desk->people.judge(jid, nick, PersonVerdict::NotTheSame));
        QVERIFY(suggested(desk, nick).isEmpty());
        QVERIFY(suggested(desk, jid).isEmpty());
        value(desk.desk->people.join(third, nick, {}));
        QVERIFY(suggested(desk, third).isEmpty());
        QVERIFY(suggested(desk, jid).isEmpty());
        QVERIFY(value(desk.desk->people.suggestions(10)).isEmpty());
        desk.clock.advance(std::chrono::days(10'000));
        QVERIFY(suggested(desk, jid).isEmpty());
        verify(desk);
        value(desk.desk->triage.undo(said.id));
        QCOMPARE(suggested(desk, jid).size(), 1);
        QCOMPARE(suggested(desk, jid).first().person, third);
    }

    void laterComesBack()
    {
        TestDesk desk;
        const PersonId nick = write(desk, u"irc"_s, u"xylem@libera"_s, u"xylem"_s);
        const PersonId jid = write(desk, u"xmpp"_s, u"xylem@chat.example"_s, u"xylem"_s);
        value(desk.desk->people.judge(nick, jid, PersonVerdict::Later));
        QVERIFY(suggested(desk, jid).isEmpty());
        desk.clock.advance(laterTime + std::chrono::hours(1));
        QCOMPARE(suggested(desk, jid).size(), 1);
    }

    void joinedPeopleAreOneEverywhere()
    {
        TestDesk desk;
        const PersonId mail = write(desk, u"email"_s, u"ada@example.org"_s, u"Ada Berg"_s);
        const PersonId chat = write(desk, u"xmpp"_s, u"lovelace@chat.example"_s, u"Countess"_s);
        value(desk.desk->facts.add(chat, {.text = u"likes engines"_s}));
        value(desk.desk->people.setPronouns(chat, u"she/her"_s));
        const PersonPanel before = value(desk.desk->people.panel(chat));
        const Comparison both = value(desk.desk->people.compare(mail, chat));
        const AppliedChange change =
            value(desk.desk->people.join(mail, chat, suggestedChoice(both.person, both.other)));
        for (const PersonId each : {mail, chat}) {
            const PersonPanel panel = value(desk.desk->people.panel(each));
            QCOMPARE(panel.id, mail);
            QCOMPARE(panel.name, u"Ada Berg"_s);
            QCOMPARE(panel.pronouns, u"she/her"_s); // the survivor lacked them
            QCOMPARE(panel.identities.size(), 2);
            QCOMPARE(panel.facts.size(), 1);
            QCOMPARE(panel.conversations.size(), 2);
            QVERIFY(panel.canBeSplit);
        }
        QCOMPARE(value(desk.desk->people.find({}, 10)).size(), 1);
        // Found under what they were called before, shown as who they are now.
        const auto found = value(desk.desk->people.find(u"lovelace"_s, 10));
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().name, u"Ada Berg"_s);
        for (const ConversationSummary &row : desk.list(View::Inbox))
            QCOMPARE(row.personName, u"Ada Berg"_s);
        verify(desk);
        value(desk.desk->triage.undo(change.id));
        PersonPanel after = value(desk.desk->people.panel(chat));
        QVERIFY(after == before);
        QCOMPARE(value(desk.desk->people.panel(mail)).pronouns, QString());
        verify(desk);
    }

    void aSplitGivesBackAlsoWhatCameSince()
    {
        TestDesk desk;
        const PersonId mail = write(desk, u"email"_s, u"ada@example.org"_s, u"Ada Berg"_s);
        const PersonId chat = write(desk, u"xmpp"_s, u"lovelace@chat.example"_s, u"Countess"_s);
        value(desk.desk->people.join(mail, chat, {.name = true}));
        QCOMPARE(value(desk.desk->people.panel(mail)).name, u"Countess"_s);
        write(desk, u"xmpp"_s, u"lovelace@chat.example"_s, u"Countess"_s, u"again"_s);
        QCOMPARE(value(desk.desk->people.panel(mail)).conversations.size(), 3);
        const auto joins = value(desk.desk->people.joins(chat));
        QCOMPARE(joins.size(), 1);
        QCOMPARE(joins.first().person, chat);
        QCOMPARE(joins.first().conversations, 2);
        QCOMPARE(joins.first().nameBefore, std::optional(u"Ada Berg"_s));
        const AppliedChange split = value(desk.desk->people.split(chat, true));
        QCOMPARE(value(desk.desk->people.panel(mail)).conversations.size(), 1);
        QCOMPARE(value(desk.desk->people.panel(mail)).name, u"Ada Berg"_s);
        QCOMPARE(value(desk.desk->people.panel(chat)).conversations.size(), 2);
        QVERIFY(value(desk.desk->people.compare(mail, chat)).verdict == PersonVerdict::NotTheSame);
        verify(desk);
        value(desk.desk->triage.undo(split.id));
        QCOMPARE(value(desk.desk->people.panel(chat)).id, mail);
        QVERIFY(!desk.desk->people.split(mail, false).result().has_value()); // nothing to take off
        verify(desk);
    }

    void whatAnEditorWroteSinceStays()
    {
        TestDesk desk;
        const PersonId a = write(desk, u"email"_s, u"a@example.org"_s, u"Anna"_s);
        const PersonId b = write(desk, u"email"_s, u"b@example.org"_s, u"Berta"_s);
        const PersonId c = write(desk, u"email"_s, u"c@example.org"_s, u"Clara"_s);
        value(desk.desk->people.join(a, b, {.name = true}));
        value(desk.desk->people.join(a, c, {.name = true}));
        // The first join is taken apart first: the second one must not give Berta's name back.
        value(desk.desk->people.split(b, false));
        QCOMPARE(value(desk.desk->people.panel(a)).name, u"Clara"_s);
        value(desk.desk->people.split(c, false));
        QCOMPARE(value(desk.desk->people.panel(a)).name, u"Anna"_s);
        value(desk.desk->people.join(a, b, {.name = true}));
        value(desk.desk->people.rename(b, u"Anna-Berta"_s)); // who is shown is renamed
        value(desk.desk->people.split(b, false));
        QCOMPARE(value(desk.desk->people.panel(a)).name, u"Anna-Berta"_s);
        QCOMPARE(value(desk.desk->people.panel(b)).name, u"Berta"_s);
    }

    void inASessionTheStricterConsentHolds()
    {
        TestDesk desk;
        const PersonId a = write(desk, u"email"_s, u"a@example.org"_s, u"Anna"_s);
        const PersonId b = write(desk, u"email"_s, u"b@example.org"_s, u"Berta"_s);
        const Session session = value(desk.desk->sessions.create({}));
        value(desk.desk->sessions.addParticipant(session.id, a));
        value(desk.desk->sessions.addParticipant(session.id, b));
        Sessions &sessions = desk.desk->sessions;
        value(sessions.setAgreed(session.id, a, u"by name"_s));
        value(sessions.invitedOtherwise(session.id, b, u"at the stand"_s));
        value(sessions.setState(session.id, SessionState::Invited));
        value(sessions.setAttendance(session.id, a, Attendance::Came));
        value(sessions.setState(session.id, SessionState::Held));
        value(sessions.reportedOtherwise(session.id, a, u"by telephone"_s));
        const AppliedChange join = value(desk.desk->people.join(a, b, {}));
        auto people = value(desk.desk->sessions.get(session.id)).participants;
        QCOMPARE(people.size(), 1);
        QCOMPARE(people.first().person, a);
        QCOMPARE(people.first().consent, QString()); // the other one was not asked
        QVERIFY(people.first().isInvited());
        QVERIFY(people.first().report.telling == VoiceTelling::Untold); // nor was she told
        QVERIFY(people.first().status() == ParticipantStatus::Came);
        value(desk.desk->triage.undo(join.id));
        people = value(desk.desk->sessions.get(session.id)).participants;
        QCOMPARE(people.size(), 2);
        QCOMPARE(people.first().consent, u"by name"_s);
        // Whoever is joined stands in a session once, and is taken out whole.
        value(desk.desk->people.join(a, b, {}));
        value(desk.desk->sessions.addParticipant(session.id, b));
        QCOMPARE(value(desk.desk->sessions.get(session.id)).participants.size(), 1);
        // What is written down of the one is of both.
        value(sessions.setAnswer(session.id, b, SessionAnswer::Yes));
        value(sessions.skipReport(session.id, b, u"asked not to hear more"_s));
        people = value(sessions.get(session.id)).participants;
        QVERIFY(people.first().answer == SessionAnswer::Yes);
        QVERIFY(isSettled(people.first().report.telling));
        verify(desk);
        value(desk.desk->sessions.removeParticipant(session.id, a));
        QVERIFY(value(desk.desk->sessions.get(session.id)).participants.isEmpty());
    }

    void oneCannotBeJoinedWithThemselves()
    {
        TestDesk desk;
        const PersonId a = write(desk, u"email"_s, u"a@example.org"_s, u"Anna"_s);
        const PersonId b = write(desk, u"email"_s, u"b@example.org"_s, u"Berta"_s);
        value(desk.desk->people.join(a, b, {}));
        for (const auto &[one, other] :
             {std::pair(a, a), std::pair(a, b), std::pair(b, a), std::pair(a, PersonId{99})})
            QVERIFY(!desk.desk->people.join(one, other, {}).result().has_value());
        verify(desk);
    }

    void desksThatJoinedTheOtherWayRoundShowOnePerson()
    {
        TestDesk desk;
        const PersonId a = write(desk, u"email"_s, u"a@example.org"_s, u"Anna"_s);
        const PersonId b = write(desk, u"email"_s, u"b@example.org"_s, u"Berta"_s);
        value(desk.store->write([&](WriteContext &context) {
            for (const auto &[one, other] : {std::pair(a, b), std::pair(b, a)}) {
                context.db.run("UPDATE person SET merged_into = ? WHERE id = ?", other, one);
                refreshJoined(context, one);
            }
        }));
        const PersonPanel panel = value(desk.desk->people.panel(a));
        QCOMPARE(panel.identities.size(), 2);
        QCOMPARE(value(desk.desk->people.panel(b)).id, panel.id);
        verify(desk);
    }

    void theSampleCanGoAlsoWhenSomebodyRealWasJoinedWithIt()
    {
        TestDesk desk;
        const PersonId real = write(desk, u"email"_s, u"maren@real.example"_s, u"Maren"_s);
        value(desk.desk->sample.add());
        const auto sample = value(desk.desk->people.find(u"Maren Oldenburg"_s, 1));
        value(desk.desk->people.join(sample.first().id, real, {}));
        value(desk.desk->sample.remove());
        const PersonPanel panel = value(desk.desk->people.panel(real));
        QCOMPARE(panel.id, real);
        QCOMPARE(panel.identities.size(), 1);
        QCOMPARE(panel.conversations.size(), 1);
        verify(desk);
    }

    void eachColumnThatPointsAtAPersonIsKnown()
    {
        // How each is read while people are joined. A new one belongs here once what reads it asks
        // for everybody behind a person (person_member) or for whom they are shown (person_root).
        const QStringList known{
            u"ask_voice.person_id"_s,           // person_root, and of a person person_member
            u"consent.person_id"_s,             // the strictest of person_member
            u"conversation.person_id"_s,        // summary, title: person_root
            u"conversation_person.person_id"_s, // derived: is_joined
            u"fact.other_person_id"_s,          // panel: person_root
            u"fact.person_id"_s,                // panel: person_member
            u"identity.person_id"_s,            // panel, timeline, search of people
            u"import_person.person_id"_s,       // the undo of an import keeps who is joined
            u"person.merged_into"_s,            // the truth
            u"person.shown_in"_s,               // derived from it
            u"person_join.merged_id"_s,         // what a split reads
            u"person_join.survivor_id"_s,
            u"person_verdict.first_id"_s, // everybody behind the one and the other
            u"person_verdict.second_id"_s,
            u"promise.person_id"_s,             // person_root, and of a person person_member
            u"session_line.author_person_id"_s, // lines: person_root, of a person sessionsWith()
            u"session_person.person_id"_s,      // participants: person_root, person_member
        };
        TestDesk desk;
        const auto columns = value(desk.store->read([](ReadContext &context) {
            QStringList found;
            Statement keys = context.db.prepare(
                "SELECT m.name || '.' || f.\"from\" FROM sqlite_schema m, "
                "pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.\"table\" = "
                "'person' "
                "UNION SELECT m.name || '.' || c.name FROM sqlite_schema m, "
                "pragma_table_info(m.name) c WHERE m.type = 'table' AND (c.name LIKE '%person_id' "
                "OR "
                "(m.name = 'person' AND c.name IN ('merged_into', 'shown_in'))) ORDER BY 1");
            while (keys.next())
                found.append(keys.text(0));
            return found;
        }));
        QCOMPARE(columns, known);
    }

    void anIndexAnswersEachLookUp()
    {
        TestDesk desk;
        for (const char *sql : likenessLookups()) {
            const auto plan = value(desk.store->read([sql](ReadContext &context) {
                QStringList lines;
                Statement rows =
                    context.db.prepare(QByteArray(QByteArray("EXPLAIN QUERY PLAN ") + sql));
                while (rows.next())
                    lines.append(rows.text(3));
                return lines.join(u'\n');
            }));
            QVERIFY2(plan.contains(u"SEARCH") && !plan.contains(u"SCAN") &&
                         !plan.contains(u"TEMP B-TREE"),
                     qPrintable(plan + u'\n' + QString::fromLatin1(sql)));
        }
    }
};

QTEST_GUILESS_MAIN(JoinPeopleTest)
#include "joinpeopletest.moc"
