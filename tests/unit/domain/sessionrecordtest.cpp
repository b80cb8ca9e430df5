// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/sessionrecord.h"

#include <QRegularExpression>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;
using Kind = NotebookLine::Kind;

namespace
{

Participant came(qint64 id, const QString &name)
{
    Participant participant;
    participant.person = PersonId{id};
    participant.name = name;
    participant.attendance = Attendance::Came;
    return participant;
}

SessionLine said(Kind kind, const QString &author, qint64 person, const QString &text,
                 qint64 id = 0)
{
    return {.id = SessionLineId{id},
            .uid = {},
            .kind = kind,
            .author = author,
            .authorPerson = PersonId{person},
            .authorStaff = {},
            .text = text,
            .message = {},
            .ask = {}};
}

Session evening()
{
    Session session;
    session.title = u"A shelf"_s;
    session.collaboration = CollaborationId{1};
    session.collaborationTitle = u"The square"_s;
    session.purpose = u"Books for everybody"_s;
    session.place = u"the café"_s;
    session.zone = "Europe/Berlin";
    session.startsAt = fromMilliseconds(1'764'784'800'000); // 2025-12-03 18:00 UTC
    session.endsAt = *session.startsAt + std::chrono::hours(2);
    session.hostName = u"Mara"_s;
    session.stage = SessionStage::Decide;
    session.participants = {came(1, u"Ann Archer"_s), came(2, u"Ben Baker"_s), came(3, u"Chen"_s)};
    session.items = {{.id = {}, .uid = {}, .title = u"Where"_s, .minutes = 20, .lead = u"Ben"_s},
                     {.id = {}, .uid = {}, .title = u"Who"_s, .lead = u"Ann Archer"_s}};
    session.lines = {said(Kind::Idea, u"Ann"_s, 1, u"on wheels"_s, 7),
                     said(Kind::Idea, u"Ben"_s, 2, u"in the cellar"_s),
                     said(Kind::Quote, u"Chen"_s, 3, u"never again"_s),
                     said(Kind::Decision, u"Ann, Ben, Mara"_s, 1, u"by the door"_s)};
    session.outcome = u"It stands."_s;
    session.outcomes = {{.id = {},
                         .uid = {},
                         .text = u"The shelf"_s,
                         .line = SessionLineId{7},
                         .url = u"https://shelf.example/p"_s}};
    return session;
}

// Ann may be named, Ben quoted without his name, Chen neither.
SessionRecord told()
{
    return makeRecord(evening(), {PersonId{1}}, {PersonId{1}, PersonId{2}});
}

} // namespace

class SessionRecordTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyWhoAgreedIsNamed()
    {
        const SessionRecord record = told();
        QCOMPARE(record.named, QStringList{u"Ann Archer"_s});
        QCOMPARE(record.unnamed, 2);
        QCOMPARE(record.lines.size(), 3);
        for (const QString &page : {recordMarkdown(record), recordHtml(record)}) {
            for (const QString &secret : {u"Ben"_s, u"Chen"_s, u"never again"_s})
                QVERIFY2(!page.contains(secret), qPrintable(page));
            QVERIFY(page.contains(u"Only people who agreed to be quoted by name are named"_s));
        }
    }

    void theMarkdownIsThis()
    {
        QCOMPARE(recordMarkdown(told()), uR"(# A shelf

Books for everybody

- Collaboration: The square
- Stage: Decide
- When: 3 December 2025, 19:00 – 21:00 (Europe/Berlin)
- Where: the café
- Host: Mara
- Who came: Ann Archer, 2 more participants

## Agenda

1. Where (20 min, a participant)
2. Who (Ann Archer)

## Ideas

- on wheels — Ann
- in the cellar — a participant

## Decisions

- by the door — Ann, a participant, Mara

## What came of it

It stands.

- The shelf <https://shelf.example/p> — from: on wheels

---

Only people who agreed to be quoted by name are named; everybody else is a participant.
)"_s);
    }

    void hostileWordsAreWords_data()
    {
        QTest::addColumn<QString>("words");
        QTest::newRow("script") << u"<script>alert(1)</script>"_s;
        QTest::newRow("image") << u"![x](https://evil.example/p.png)"_s;
        QTest::newRow("html image") << u"<img src=https://evil.example/p.png onerror=x>"_s;
        QTest::newRow("link") << u"[x](javascript:alert(1))"_s;
        QTest::newRow("bare link") << u"https://evil.example and www.evil.example"_s;
        QTest::newRow("heading") << u"# not a heading"_s;
        QTest::newRow("list") << u"1. not a list"_s;
        QTest::newRow("dash") << u"- not a list"_s;
        QTest::newRow("attribute") << u"\" onmouseover=\"x"_s;
        QTest::newRow("reversed") << u"\u202Eegap siht\u202C\u2066x"_s;
        QTest::newRow("entity") << u"&lt;b&gt;"_s;
    }
    void hostileWordsAreWords()
    {
        QFETCH(QString, words);
        Session session = evening();
        session.title = words;
        session.purpose = words;
        session.place = words;
        session.outcome = words;
        session.participants[0].name = words;
        session.items[0].title = words;
        session.lines[0].text = words;
        session.lines[0].author = words;
        session.outcomes[0].text = words;
        session.outcomes[0].url = words;
        const SessionRecord record = makeRecord(session, {PersonId{1}}, {PersonId{1}});
        const QString html = recordHtml(record);
        static const QRegularExpression tag(u"<(/?[a-z0-9]+)[^>]*>"_s,
                                            QRegularExpression::CaseInsensitiveOption);
        const QStringList ours{u"html"_s, u"head"_s, u"meta"_s, u"title"_s, u"style"_s, u"body"_s,
                               u"h1"_s,   u"h2"_s,   u"p"_s,    u"table"_s, u"tr"_s,    u"td"_s,
                               u"ol"_s,   u"ul"_s,   u"li"_s,   u"span"_s,  u"bdi"_s,   u"br"_s};
        for (auto it = tag.globalMatch(html); it.hasNext();) {
            const QRegularExpressionMatch match = it.next();
            QString name = match.captured(1).toLower();
            if (name.startsWith(u'/'))
                name.removeFirst();
            QVERIFY2(ours.contains(name), qPrintable(match.captured()));
            QVERIFY2(!match.captured().contains(u"onmouseover"_s), qPrintable(match.captured()));
        }
        for (const QString &page : {html, recordMarkdown(record)})
            QVERIFY(!page.contains(QChar(0x202E)) && !page.contains(QChar(0x2066)));
        const QString markdown = recordMarkdown(record);
        static const QRegularExpression live(
            u"(^|[^\\\\])(<[a-z/]|!?\\[[^\\]]*\\]\\(|https?://|www\\.)"_s,
            QRegularExpression::CaseInsensitiveOption);
        QVERIFY2(!live.match(markdown).hasMatch(), qPrintable(markdown));
        QVERIFY(!markdown.contains(u"\n- - "_s) && !markdown.contains(u"\n1. not"_s));
    }

    void nothingIsLoadedFromElsewhere()
    {
        const QString html = recordHtml(told());
        QVERIFY(html.contains(u"default-src 'none'"_s));
        for (const QString &loads : {u"src="_s, u"url("_s, u"<link"_s, u"@import"_s})
            QVERIFY2(!html.contains(loads), qPrintable(loads));
        QVERIFY(html.contains(u"<a href=\"https://shelf.example/p\" rel=\"noreferrer\">"_s));
    }

    void wordsFromRightToLeftStandForThemselves()
    {
        Session session = evening();
        session.title = u"رفّ الكتب"_s;
        session.lines[0].text = u"على عجلات"_s;
        session.lines[0].author = u"أمل"_s;
        const QString html = recordHtml(makeRecord(session, {PersonId{1}}, {PersonId{1}}));
        QVERIFY(html.contains(u"<h1 dir=\"auto\">رفّ الكتب</h1>"_s));
        QVERIFY(html.contains(
            u"<li dir=\"auto\">على عجلات <span class=\"who\">— <bdi>أمل</bdi></span></li>"_s));
    }
};

QTEST_APPLESS_MAIN(SessionRecordTest)
#include "sessionrecordtest.moc"
