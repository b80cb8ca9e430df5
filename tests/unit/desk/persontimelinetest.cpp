// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/persontimeline.h"
#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

class PersonTimelineTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestDesk> m_desk;
    Account m_mail;
    int m_id = 0;

    PersonId personAt(const QString &address)
    {
        const auto people = value(m_desk->desk->people.find(address, 2));
        return people.isEmpty() ? PersonId() : people.first().id;
    }

    IncomingMessage said(const QString &from, const QString &subject, const QString &text,
                         const QString &inReplyTo = {})
    {
        m_desk->clock.advance(std::chrono::minutes(1));
        return m_desk->mail(from, subject, text, "m" + QByteArray::number(++m_id),
                            inReplyTo.toLatin1());
    }

    /// We to \a to; \a inReplyTo is the number of a message before.
    IncomingMessage answered(const QStringList &to, const QString &subject, const QString &text,
                             int inReplyTo)
    {
        IncomingMessage message =
            said(u"team@example.org"_s, subject, text, u"m%1"_s.arg(inReplyTo));
        message.direction = Direction::Outgoing;
        message.recipients.clear();
        for (const QString &address : to)
            message.recipients.append({RecipientRole::To, {u"email"_s, address, {}}});
        return message;
    }

    /// "[Subject]" of a heading, "(note)" of a note, else the words.
    static QStringList linesOf(const TimelinePage &page)
    {
        QStringList lines;
        for (const TimelineItem &item : page.items) {
            switch (item.kind) {
            case TimelineItem::Kind::Heading:
                lines += u'[' + item.text + u']';
                break;
            case TimelineItem::Kind::Note:
                lines += u'(' + item.text + u')';
                break;
            default:
                lines += item.removedAt ? u"removed"_s : item.text;
            }
        }
        return lines;
    }

    QStringList wholeOf(PersonId person, int limit)
    {
        QStringList lines;
        std::optional<PageKey> before;
        do {
            const TimelinePage page =
                value(m_desk->desk->conversations.personTimeline(person, before, limit));
            lines = linesOf(page) + lines;
            before = page.older;
        } while (before);
        return lines;
    }

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<TestDesk>();
        m_mail = m_desk->mailAccount();
        m_id = 0;
    }

    void everythingStandsInTheOrderOfTimeUnderItsConversation()
    {
        m_desk->receive(m_mail, {said(u"ada@example.org"_s, u"Seeds"_s, u"beans?"_s)});
        m_desk->receive(m_mail, {said(u"ada@example.org"_s, u"Roof"_s, u"it leaks"_s)});
        m_desk->receive(m_mail,
                        {answered({u"ada@example.org"_s}, u"Re: Seeds"_s, u"yes, beans"_s, 1)});
        m_desk->receive(m_mail, {said(u"ada@example.org"_s, u"Re: Seeds"_s, u"lovely"_s, u"m3"_s)});
        m_desk->receive(m_mail, {said(u"ben@example.org"_s, u"Bench"_s, u"not hers"_s)});
        const QStringList expected{u"[Seeds]"_s, u"beans?"_s,     u"[Roof]"_s, u"it leaks"_s,
                                   u"[Seeds]"_s, u"yes, beans"_s, u"lovely"_s};
        const PersonId ada = personAt(u"ada@example.org"_s);
        for (const int limit : {1, 2, 3, 4, 5, 50})
            QCOMPARE(wholeOf(ada, limit), expected);
    }

    void whoIsJoinedHasOneTimeline()
    {
        m_desk->receive(m_mail, {said(u"ada@example.org"_s, u"Seeds"_s, u"at work"_s)});
        m_desk->receive(m_mail, {said(u"ada@home.example"_s, u"Roof"_s, u"at home"_s)});
        m_desk->receive(m_mail,
                        {answered({u"ada@home.example"_s}, u"Re: Roof"_s, u"we come"_s, 2)});
        const PersonId work = personAt(u"ada@example.org"_s);
        const PersonId home = personAt(u"ada@home.example"_s);
        value(m_desk->desk->people.join(work, home, {}));
        const QStringList both{u"[Seeds]"_s, u"at work"_s, u"[Roof]"_s, u"at home"_s, u"we come"_s};
        for (const int limit : {1, 2, 50}) {
            QCOMPARE(wholeOf(work, limit), both);
            QCOMPARE(wholeOf(home, limit), both);
        }
        value(m_desk->desk->people.split(home, false));
        QCOMPARE(wholeOf(work, 50), both.first(2));
        QCOMPARE(wholeOf(home, 50), both.sliced(2));
    }

    void ofWhatWeSaidInCompanyOnlyWhatWasAddressedToThem()
    {
        m_desk->receive(m_mail, {said(u"ada@example.org"_s, u"Fair"_s, u"who comes?"_s)});
        m_desk->receive(m_mail, {said(u"ben@example.org"_s, u"Re: Fair"_s, u"I do"_s, u"m1"_s)});
        m_desk->receive(m_mail,
                        {answered({u"ben@example.org"_s}, u"Re: Fair"_s, u"good, Ben"_s, 2)});
        m_desk->receive(m_mail, {answered({u"ada@example.org"_s, u"ben@example.org"_s},
                                          u"Re: Fair"_s, u"both of you then"_s, 2)});
        QCOMPARE(wholeOf(personAt(u"ada@example.org"_s), 50),
                 (QStringList{u"[Fair]"_s, u"who comes?"_s, u"both of you then"_s}));
        QCOMPARE(wholeOf(personAt(u"ben@example.org"_s), 50),
                 (QStringList{u"[Fair]"_s, u"I do"_s, u"good, Ben"_s, u"both of you then"_s}));
    }

    void whatTheySaidToOthersIsNotInIt()
    {
        IncomingMessage overheard = said(u"ada@example.org"_s, u"Chat"_s, u"to a friend"_s);
        overheard.isContext = true;
        m_desk->receive(m_mail, {overheard});
        m_desk->receive(m_mail, {said(u"ada@example.org"_s, u"Chat"_s, u"to you"_s)});
        QCOMPARE(wholeOf(personAt(u"ada@example.org"_s), 50),
                 (QStringList{u"[Chat]"_s, u"to you"_s}));
    }

    void notesOfTheirConversationsStandInIt()
    {
        m_desk->receive(m_mail, {said(u"ada@example.org"_s, u"Seeds"_s, u"beans?"_s)});
        const PersonId ada = personAt(u"ada@example.org"_s);
        const ConversationId seeds =
            value(m_desk->desk->people.panel(ada)).conversations.first().id;
        value(m_desk->desk->triage.addNote(seeds, u"ask the garden"_s));
        value(m_desk->desk->triage.addNote(seeds, u"they have some"_s)); // of the same millisecond
        m_desk->receive(m_mail, {said(u"ada@example.org"_s, u"Re: Seeds"_s, u"well?"_s, u"m1"_s)});
        const QStringList expected{u"[Seeds]"_s, u"beans?"_s, u"(ask the garden)"_s,
                                   u"(they have some)"_s, u"well?"_s};
        for (const int limit : {1, 2, 3, 50})
            QCOMPARE(wholeOf(ada, limit), expected);
    }

    void aLongPastIsReadPageByPage()
    {
        QStringList expected;
        for (int i = 0; i < 240; ++i) {
            const QString subject = u"Week %1"_s.arg(i / 8);
            if (i % 8 == 0)
                expected += u'[' + subject + u']';
            const QString text = u"line %1"_s.arg(i);
            expected += text;
            const QString first = u"m%1"_s.arg(i / 8 * 8 + 1);
            if (i % 3 == 1 && i % 8 != 0)
                m_desk->receive(m_mail, {answered({u"ada@example.org"_s}, u"Re: "_s + subject, text,
                                                  i / 8 * 8 + 1)});
            else
                m_desk->receive(m_mail, {said(u"ada@example.org"_s, subject, text,
                                              i % 8 == 0 ? QString() : first)});
        }
        const PersonId ada = personAt(u"ada@example.org"_s);
        for (const int limit : {7, 60, 500})
            QCOMPARE(wholeOf(ada, limit), expected);
    }

    void nobodyHasAnEmptyTimeline() { QVERIFY(wholeOf(PersonId{99}, 50).isEmpty()); }
};

QTEST_GUILESS_MAIN(PersonTimelineTest)
#include "persontimelinetest.moc"
