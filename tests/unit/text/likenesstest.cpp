// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/likeness.h"

#include <QElapsedTimer>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

/// By what somebody may be known again: pure rules, on hostile text.
class LikenessTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void handles_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("key");
        QTest::newRow("mail") << u"email"_s << u"ada.berg+list@example.org"_s << u"adaberg"_s;
        QTest::newRow("fediverse")
            << u"fediverse"_s << u"ada_berg@social.example"_s << u"adaberg"_s;
        QTest::newRow("xmpp") << u"xmpp"_s << u"ada@chat.example"_s << u"ada"_s;
        QTest::newRow("irc nick") << u"irc"_s << u"xylem@libera"_s << u"xylem"_s;
        QTest::newRow("irc account") << u"irc"_s << u"$a:xylem@libera"_s << u"xylem"_s;
        QTest::newRow("two letters") << u"irc"_s << u"ab@libera"_s << QString();
        QTest::newRow("a number is none") << u"telegram"_s << u"7000000102"_s << QString();
        QTest::newRow("a DID is none") << u"bluesky"_s << u"did:web:ada.example"_s << QString();
        QTest::newRow("spoken") << u"hand"_s << u"018f-aa"_s << QString();
        QTest::newRow("Cyrillic is not Latin") << u"irc"_s << u"\u0430da@libera"_s << u"\u0430da"_s;
        QTest::newRow("direction controls are no letters")
            << u"irc"_s << u"\u202exylem\u202c@libera"_s << u"xylem"_s;
        QTest::newRow("too long") << u"email"_s << QString(10'000, u'a') + u"@x.example"
                                  << QString();
    }
    void handles()
    {
        QFETCH(QString, kind);
        QFETCH(QString, address);
        QTEST(handleKey(Address{kind, address, {}}), "key");
    }

    void aHostIsCalledByItsFirstLabel()
    {
        QCOMPARE(handleKey(u"ada.bsky.social"), u"ada"_s);
        QCOMPARE(handleKey(u"Xylem"), u"xylem"_s);
    }

    void shortOnesAndRolesAreCommon()
    {
        for (const QString &key : {u"ada"_s, u"anna"_s, u"support"_s, u"postmaster"_s})
            QVERIFY2(isCommonHandle(key), qPrintable(key));
        for (const QString &key : {u"xylem"_s, u"adaberg"_s})
            QVERIFY2(!isCommonHandle(key), qPrintable(key));
    }

    void names_data()
    {
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("right");
        QTest::addColumn<bool>("similar");
        QTest::addColumn<bool>("different");
        QTest::newRow("order and comma") << u"Ada Berg"_s << u"BERG, Ada"_s << true << false;
        QTest::newRow("marks") << u"Zofia Kędzierska"_s << u"zofia kedzierska"_s << true << false;
        QTest::newRow("a part") << u"Maria do Nascimento Silva"_s << u"Maria Silva"_s << true
                                << false;
        QTest::newRow("another surname") << u"Ada Berg"_s << u"Ada Wolf"_s << false << true;
        QTest::newRow("a first name is no name") << u"Ada"_s << u"Ada"_s << false << false;
        QTest::newRow("a first name beside a whole one")
            << u"Ada"_s << u"Ada Berg"_s << false << false;
        QTest::newRow("Han in one word") << u"陈若汐"_s << u"陈若汐"_s << true << false;
        QTest::newRow("flowers") << u"Juniper Vale 🌻"_s << u"Juniper Vale"_s << true << false;
        QTest::newRow("a flower is no surname")
            << u"Juniper 🌻"_s << u"Juniper 🌻"_s << false << false;
        QTest::newRow("homoglyphs") << u"Ada Berg"_s << u"\u0410da Berg"_s << false << true;
        QTest::newRow("nothing") << QString() << QString() << false << false;
        QTest::newRow("only controls") << u"\u202e\u202e"_s << u"\u202e"_s << false << false;
        QTest::newRow("reversed display")
            << u"Ada \u202eBerg"_s << u"Ada Berg"_s << true << false; // controls are no letters
        QTest::newRow("endless") << QString(10'000, u'x') << QString(10'000, u'x') << false
                                 << false;
    }
    void names()
    {
        QFETCH(QString, left);
        QFETCH(QString, right);
        QTEST(areSimilarNames(left, right), "similar");
        QTEST(areSimilarNames(right, left), "similar");
        QTEST(areDifferentNames(left, right), "different");
    }

    void pointers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("found");
        QTest::newRow("mail") << u"write to <Ada@Example.org>."_s
                              << QStringList{u"ada@example.org"_s};
        QTest::newRow("fediverse")
            << u"(@ada@social.example)"_s << QStringList{u"ada@social.example"_s};
        QTest::newRow("profile") << u"https://social.example/@ada"_s
                                 << QStringList{u"ada@social.example"_s};
        QTest::newRow("profile of elsewhere")
            << u"https://social.example/@ada@home.example"_s << QStringList{u"ada@home.example"_s};
        QTest::newRow("users") << u"https://social.example/users/ada"_s
                               << QStringList{u"ada@social.example"_s};
        QTest::newRow("bluesky") << u"https://bsky.app/profile/Ada.example"_s
                                 << QStringList{u"ada.example"_s};
        QTest::newRow("bluesky handle") << u"I am @ada.example!"_s << QStringList{u"ada.example"_s};
        QTest::newRow("telegram") << u"t.me/Ada_B"_s << QStringList{u"t.me/ada_b"_s};
        QTest::newRow("page") << u"https://www.ada.example/about/"_s
                              << QStringList{u"ada.example/about"_s};
        QTest::newRow("schemes") << u"mailto:a@b.example xmpp:c@d.example"_s
                                 << QStringList{u"a@b.example"_s, u"c@d.example"_s};
        QTest::newRow("no host") << u"a@b @ada @ @@ a@b@c.example @.example"_s << QStringList{};
        QTest::newRow("javascript") << u"javascript://ada@x.example/%0aalert"_s << QStringList{};
        QTest::newRow("control inside") << u"ada@exa\u202emple.org"_s << QStringList{};
        QTest::newRow("each once") << u"a@b.example A@B.example"_s << QStringList{u"a@b.example"_s};
    }
    void pointers()
    {
        QFETCH(QString, text);
        QTEST(pointersIn(text), "found");
    }

    void hostileTextIsBounded()
    {
        QString many;
        for (int i = 0; i < 100'000; ++i)
            many += u"a%1@b.example "_s.arg(i);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(pointersIn(many).size(), 20);
        QVERIFY(pointersIn(QString(1'000'000, u'@')).isEmpty());
        QVERIFY(
            traitsOf({u"email"_s, u"x@y.example"_s, {}}, {}, QString(1'000'000, u'@')).isEmpty());
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    }

    void wordsSignaturesAndProfilesAreToldApart()
    {
        const Address author{u"email"_s, u"ada@example.org"_s, u"Ada"_s};
        const auto traits = traitsOf(
            author, {.handle = {}, .verifiedLinks = {}, .text = u"also @ada@social.example"_s},
            u"Ask ben@example.org about it.\n> mail zed@example.org\n-- \nAda\nada@chat.example "
            "ada@example.org"_s);
        const QList<IdentityTrait> expected{
            {TraitKind::Pointer, u"ada@social.example"_s, TraitPlace::Profile},
            {TraitKind::Pointer, u"ben@example.org"_s, TraitPlace::Words},
            {TraitKind::Pointer, u"ada@chat.example"_s, TraitPlace::Signature}};
        QCOMPARE(traits, expected); // neither what is quoted nor the author's own address
    }

    void aPageThatLinksBackIsVerified()
    {
        const auto traits =
            traitsOf({u"fediverse"_s, u"ada@social.example"_s, {}},
                     {.handle = {},
                      .verifiedLinks = {u"https://ada.example/"_s, u"https://other.example/@ada"_s},
                      .text = {}},
                     {});
        const QList<IdentityTrait> expected{
            {TraitKind::Page, u"ada.example"_s, TraitPlace::VerifiedLink},
            {TraitKind::Pointer, u"ada@other.example"_s, TraitPlace::VerifiedLink}};
        QCOMPARE(traits, expected);
    }

    void aBlueskyHandleIsAPageOfTheirs()
    {
        const auto traits =
            traitsOf({u"bluesky"_s, u"did:plc:x"_s, {}},
                     {.handle = u"ada.example"_s, .verifiedLinks = {}, .text = {}}, {});
        const QList<IdentityTrait> expected{
            {TraitKind::Handle, u"ada"_s, TraitPlace::Address},
            {TraitKind::Page, u"ada.example"_s, TraitPlace::Address}};
        QCOMPARE(traits, expected);
    }
};

QTEST_GUILESS_MAIN(LikenessTest)
#include "likenesstest.moc"
