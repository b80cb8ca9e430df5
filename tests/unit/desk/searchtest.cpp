// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class SearchTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestDesk> m_desk;

private Q_SLOTS:
    void initTestCase()
    {
        m_desk = std::make_unique<TestDesk>();
        const Account account = m_desk->mailAccount();
        const auto add = [&](const QString &from, const QString &subject, const QString &text) {
            m_desk->clock.advance(std::chrono::hours(24));
            m_desk->receive(account,
                            {m_desk->mail(from, subject, text, subject.toUtf8().toHex() + "@x")});
        };
        add(u"ann@example.net"_s, u"Beans"_s, u"The runner beans climb the shed"_s);
        add(u"ben@example.net"_s, u"Żurek"_s, u"Zażółć gęślą jaźń, naïve café"_s);
        add(u"cleo@example.net"_s, u"Shed roof"_s, u"beans runner in the wrong order"_s);
        add(u"dai@example.net"_s, u"種子について"_s, u"豆の種子を送ってください"_s);
        add(u"hannah@example.net"_s, u"Gardening"_s, u"nothing \"special\" here"_s);
        auto spam = m_desk->mail(u"eve@example.net"_s, u"Beans for money"_s, u"buy"_s, "s@x");
        m_desk->receive(account, {spam});
        value(m_desk->desk->triage.setState({m_desk->list(View::Inbox).first().id},
                                            ConversationState::Spam));
        const auto rows = m_desk->list(View::Inbox);
        value(m_desk->desk->triage.addTag({rows.last().id},
                                          value(m_desk->desk->triage.ensureTag(u"Garden"_s)).id));
    }

    void finds_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("subjects");
        QTest::newRow("a word, newest first")
            << u"beans"_s << QStringList{u"Shed roof"_s, u"Beans"_s};
        QTest::newRow("words are all wanted") << u"beans climb"_s << QStringList{u"Beans"_s};
        QTest::newRow("a phrase has its order") << u"\"runner beans\""_s << QStringList{u"Beans"_s};
        QTest::newRow("not") << u"beans -climb"_s << QStringList{u"Shed roof"_s};
        QTest::newRow("only not") << u"-beans -special -cafe"_s << QStringList{u"種子について"_s};
        QTest::newRow("prefix") << u"clim*"_s << QStringList{u"Beans"_s};
        QTest::newRow("diacritics do not count") << u"cafe"_s << QStringList{u"Żurek"_s};
        QTest::newRow("nor do they in the query") << u"bèans climb"_s << QStringList{u"Beans"_s};
        QTest::newRow("two Chinese characters inside a sentence")
            << u"種子"_s << QStringList{u"種子について"_s};
        QTest::newRow("one Japanese character") << u"豆"_s << QStringList{u"種子について"_s};
        QTest::newRow("from") << u"from:ann"_s << QStringList{u"Beans"_s};
        QTest::newRow("subject") << u"subject:shed"_s << QStringList{u"Shed roof"_s};
        QTest::newRow("spam when asked for")
            << u"beans is:spam"_s << QStringList{u"Beans for money"_s};
        QTest::newRow("tag without case") << u"tag:garden"_s << QStringList{u"Beans"_s};
        QTest::newRow("channel") << u"channel:xmpp beans"_s << QStringList{};
        QTest::newRow("a part of a name") << u"annah"_s << QStringList{u"Gardening"_s};
        QTest::newRow("a part of a subject") << u"ardeni"_s << QStringList{u"Gardening"_s};
        QTest::newRow("quotes inside") << u"\"special\" here"_s << QStringList{u"Gardening"_s};
        QTest::newRow("only punctuation") << u"!!! --"_s
                                          << QStringList{u"Gardening"_s, u"種子について"_s,
                                                         u"Shed roof"_s, u"Żurek"_s, u"Beans"_s};
        QTest::newRow("FTS syntax is words")
            << u"beans AND OR NEAR( climb* ^ {x}"_s << QStringList{};
    }

    void finds()
    {
        QFETCH(QString, query);
        QFETCH(QStringList, subjects);
        QStringList found;
        for (const SearchHit &hit :
             value(m_desk->desk->conversations.search(parseSearch(query), {}, 20)).hits)
            found.append(hit.subject);
        QCOMPARE(found, subjects);
    }

    void datesAreLocalDays()
    {
        const QString day = toLocalDateTime(m_desk->clock.now()).date().toString(Qt::ISODate);
        QCOMPARE(value(m_desk->desk->conversations.search(parseSearch(u"during:"_s + day), {}, 20))
                     .hits.size(),
                 1);
        QCOMPARE(value(m_desk->desk->conversations.search(parseSearch(u"before:"_s + day), {}, 20))
                     .hits.size(),
                 4);
        QCOMPARE(value(m_desk->desk->conversations.search(parseSearch(u"after:"_s + day), {}, 20))
                     .hits.size(),
                 0);
        QCOMPARE(parseSearch(u"during:yesterday is:odd"_s).problems.size(), 2);
    }

    void excerptMarksTheWord()
    {
        const auto hits =
            value(m_desk->desk->conversations.search(parseSearch(u"CLIMB"_s), {}, 5)).hits;
        QCOMPARE(hits.size(), 1);
        QCOMPARE(hits.first().marks.size(), 1);
        const auto [start, length] = hits.first().marks.first();
        QCOMPARE(hits.first().excerpt.sliced(start, length), u"climb"_s);
    }

    void pagesMeet()
    {
        QStringList subjects;
        std::optional<PageKey> after;
        do {
            const SearchPage page =
                value(m_desk->desk->conversations.search(parseSearch(u"-buy"_s), after, 2));
            for (const SearchHit &hit : page.hits)
                subjects.append(hit.subject);
            after = page.next;
        } while (after);
        QCOMPARE(subjects.size(), 5);
        QCOMPARE(QSet<QString>(subjects.begin(), subjects.end()).size(), 5);
    }
};

QTEST_GUILESS_MAIN(SearchTest)
#include "searchtest.moc"
