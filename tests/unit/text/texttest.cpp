// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/htmlsanitizer.h"
#include "core/text/htmltotext.h"
#include "core/text/markdown.h"
#include "core/text/plaintext.h"
#include "core/text/quotes.h"

#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

class TextTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void htmlBecomesText_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("text");
        QTest::newRow("paragraphs")
            << u"<html><head><title>t</title></head><body><p>one</p>\n<p>two</p></body></html>"_s
            << u"one\n\ntwo"_s;
        QTest::newRow("divs") << u"<div>one</div><div>two<br>three</div>"_s << u"one\ntwo\nthree"_s;
        QTest::newRow("empty line") << u"one<br><br>two"_s << u"one\n\ntwo"_s;
        QTest::newRow("list") << u"a<ul><li>one<li>two</ul>b"_s << u"a\n\n- one\n- two\n\nb"_s;
        QTest::newRow("cells")
            << u"<table><tr><td>a</td> <td>b</td></tr><tr><td>c</td></tr></table>"_s
            << u"a\tb\nc"_s;
        QTest::newRow("inline") << u"a<b>b</b> <i>c</i>\n d"_s << u"ab c d"_s;
        QTest::newRow("entities")
            << u"&lt;a&gt; &amp;amp; &uuml;&#8364;&#x1F600;&#150; &nosuch; AT&T &copy"_s
            << u"<a> &amp; \u00fc\u20ac\U0001F600\u2013 &nosuch; AT&T \u00a9"_s;
        QTest::newRow("scripts") << u"a<script>if (a<b) x()</script><style>p{}</style>b"_s
                                 << u"ab"_s;
        QTest::newRow("hidden")
            << u"a<div style='display:none'>h<div>i</div></div>b<span hidden>h</span>c"_s
            << u"abc"_s;
        QTest::newRow("hidden void") << u"<img style='display:none'>a"_s << u"a"_s;
        QTest::newRow("hidden unclosed")
            << u"<div><span style='display:none'>h</div>shown"_s << u"shown"_s;
        QTest::newRow("hidden paragraph") << u"<p style='display:none'>h<p>shown"_s << u"shown"_s;
        QTest::newRow("zero font")
            << u"<td style='font-size:0px'>h<div style='font-size:13px'>shown</div></td>"_s
            << u"shown"_s;
        QTest::newRow("comment") << u"a<!-- > -- b --><!--[if mso]>c<![endif]-->d"_s << u"ad"_s;
        QTest::newRow("pre") << u"<pre>a\n  b\n\nc</pre>d"_s << u"a\n  b\n\nc\n\nd"_s;
        QTest::newRow("quote")
            << u"new<blockquote>old<br>older<blockquote>oldest</blockquote></blockquote>end"_s
            << u"new\n\n> old\n> older\n>\n>> oldest\n\nend"_s;
        QTest::newRow("not a tag") << u"1 < 2 and 3<4 <3"_s << u"1 < 2 and 3<4 <3"_s;
        QTest::newRow("quoted greater") << u"<a title='a > b' href=\"x>y\">t</a>"_s << u"t"_s;
        QTest::newRow("unclosed link") << u"<link href=x>shown"_s << u"shown"_s;
        QTest::newRow("noise") << u"a\0b\u202ec&#0;&#x202e;&shy;"_s << u"abc\ufffd\u00ad"_s;
        QTest::newRow("nbsp") << u"&nbsp;a&nbsp;&nbsp;b&nbsp;"_s << u"a b"_s;
        QTest::newRow("template")
            << u"<template>x</template><noscript>y</noscript><svg><text>z</text></svg>a"_s
            << u"a"_s;
    }

    void htmlBecomesText()
    {
        QFETCH(const QString, html);
        QFETCH(const QString, text);
        QCOMPARE(htmlToText(html), text);
    }

    void markdown_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::addColumn<QString>("html");
        QTest::newRow("words")
            << u"*a* **b** ~~c~~ `d`"_s
            << u"<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"_s;
        QTest::newRow("lines") << u"a\nb\n\nc"_s << u"<p>a<br />b</p><p>c</p>"_s;
        QTest::newRow("fence") << u"```c++ x\na<b\n```"_s
                               << u"<pre><code class=\"language-c++\">a&lt;b\n</code></pre>"_s;
        QTest::newRow("fence break-out")
            << u"```x\"onload=y\na\n```"_s << u"<pre><code>a\n</code></pre>"_s;
        QTest::newRow("html is text")
            << u"<script>alert(1)</script>"_s << u"<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"_s;
        QTest::newRow("javascript") << u"[a](javascript:alert(1))"_s << u"<p>a</p>"_s;
        QTest::newRow("image") << u"![cat](https://evil.example/x.png) after"_s
                               << u"<p>[cat] after</p>"_s;
        QTest::newRow("bare link")
            << u"see https://example.org/x"_s
            << u"<p>see <a href=\"https://example.org/x\" title=\"https://example.org/x\">https://example.org/x</a></p>"_s;
        QTest::newRow("tasks") << u"- [x] a\n- [ ] b"_s
                               << u"<ul><li>\u2611 a</li><li>\u2610 b</li></ul>"_s;
        QTest::newRow("table")
            << u"|a|b|\n|-|-|\n|c|d|"_s
            << u"<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>"_s;
        QTest::newRow("quote") << u"> a"_s << u"<blockquote><p>a</p></blockquote>"_s;
    }

    void markdown()
    {
        QFETCH(const QString, markdown);
        QFETCH(const QString, html);
        QCOMPARE(markdownToHtml(markdown), html);
        QCOMPARE(sanitizeHtml(html, {.splitQuotes = false}).html, html);
    }

    void markdownSurvivesDepth()
    {
        QVERIFY(markdownToHtml(QString(u"> "_s.repeated(20000) + u"x"_s)).contains(u'x'));
        QVERIFY(markdownToHtml(u"[a]("_s.repeated(20000)).contains(u'a'));
        QVERIFY(markdownToHtml(u"*a **b "_s.repeated(20000)).contains(u'a'));
    }

    void segments()
    {
        const QString text = u"Hello\n\nsome words\nOn 3 May 2026, Ada "
                             u"<ada@example.org>\nwrote:\n> one\n> two\n>> deep\n"
                             "answer\n```cpp\nint a;\n```\nend\n-- \nBen\n"_s;
        const QList<TextSegment> segments = segmentText(text);
        using Kind = TextSegment::Kind;
        const QList<std::tuple<Kind, QString, int>> expected{
            {Kind::Text, u"Hello\n\nsome words"_s, 0},
            {Kind::Attribution, u"On 3 May 2026, Ada <ada@example.org>\nwrote:"_s, 0},
            {Kind::Quote, u"one\ntwo"_s, 1},
            {Kind::Quote, u"deep"_s, 2},
            {Kind::Text, u"answer"_s, 0},
            {Kind::CodeBlock, u"int a;"_s, 0},
            {Kind::Text, u"end"_s, 0},
            {Kind::Signature, u"Ben"_s, 0}};
        QCOMPARE(segments.size(), expected.size());
        qsizetype position = 0;
        for (qsizetype i = 0; i < segments.size(); ++i) {
            QCOMPARE(segments[i].kind, std::get<0>(expected[i]));
            QCOMPARE(segments[i].text, std::get<1>(expected[i]));
            QCOMPARE(segments[i].depth, std::get<2>(expected[i]));
            QCOMPARE(segments[i].start, position);
            position += segments[i].length;
        }
        QCOMPARE(position, text.size());
        QCOMPARE(segments[5].language, u"cpp"_s);
    }

    void attributions_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("is");
        QTest::newRow("en")
            << u"On Tue, 3 May 2026 at 10:00, Ada Lovelace <ada@example.org> wrote:"_s << true;
        QTest::newRow("de") << u"Am 03.05.2026 um 10:00 schrieb Ada Lovelace:"_s << true;
        QTest::newRow("fr") << u"Le 3 mai 2026 \u00e0 10:00, Ada Lovelace a \u00e9crit :"_s << true;
        QTest::newRow("pl") << u"W dniu 3.05.2026 o 10:00, Ada Lovelace pisze:"_s << true;
        QTest::newRow("pl2")
            << u"wt., 3 maj 2026 o 10:00 Ada Lovelace <ada@example.org> napisa\u0142(a):"_s << true;
        QTest::newRow("es")
            << u"El mar, 3 may 2026 a las 10:00, Ada (<ada@example.org>) escribi\u00f3:"_s << true;
        QTest::newRow("nl")
            << u"Op di 3 mei 2026 om 10:00 schreef Ada Lovelace <ada@example.org>:"_s << true;
        QTest::newRow("it")
            << u"Il giorno mar 3 mag 2026 alle ore 10:00 Ada <ada@example.org> ha scritto:"_s
            << true;
        QTest::newRow("short") << u"Ada Lovelace wrote:"_s << true;
        QTest::newRow("sentence") << u"On Monday I wrote the report."_s << false;
        QTest::newRow("colon") << u"Here is what we need:"_s << false;
        QTest::newRow("empty") << QString() << false;
    }

    void attributions()
    {
        QFETCH(const QString, line);
        QFETCH(const bool, is);
        QCOMPARE(isAttributionLine(line), is);
    }

    void outlookHeadersStartAQuote()
    {
        for (
            const QString &header :
            {u"-----Original Message-----\nFrom: Ada\n"_s,
             u"From: Ada <ada@example.org>\nSent: Tuesday, 3 May 2026\nTo: Ben\nSubject: Re: x\n"_s,
             u"Von: Ada\nGesendet: Dienstag\nAn: Ben\nBetreff: x\n"_s}) {
            const QList<TextSegment> segments =
                segmentText(QString(u"new\n"_s + header + u"\nold words"_s));
            QCOMPARE(segments.size(), 2);
            QCOMPARE(segments[1].kind, TextSegment::Kind::Quote);
            QVERIFY(segments[1].text.endsWith(u"old words"));
        }
        QCOMPARE(segmentText(u"From: here on we walk\nall of us").size(), 1);
    }

    void longInputIsSegmentedInLinearTime()
    {
        QCOMPARE(segmentText(u"> a\n"_s.repeated(200000)).size(), 1);
        QCOMPARE(segmentText(u"word\n"_s.repeated(200000)).size(), 1);
        QCOMPARE(segmentText(u">"_s.repeated(200000)).size(), 1);
        QVERIFY(!segmentText(u"```\n"_s.repeated(50001)).isEmpty());
    }

    void replies()
    {
        QCOMPARE(replyQuote(u"one\n\n> old\r\n-- \nBen", u"On 3 May Ada wrote:"),
                 u"On 3 May Ada wrote:\n> one\n>\n>> old\n"_s);
        QCOMPARE(replyQuote(u"", u""), QString());
    }

    void snippets()
    {
        QCOMPARE(makeSnippet(u"Hello Ben,\n\n> old\nthe  new\u202e words\n-- \nAda", 100),
                 u"Hello Ben, the new words"_s);
        QCOMPARE(makeSnippet(u"> only\n> this", 100), u"only this"_s);
        QCOMPARE(makeSnippet(u"abcdefgh", 5), u"abcd\u2026"_s);
        const QString family = u"ab\U0001F468\u200d\U0001F469\u200d\U0001F467cd"_s;
        QCOMPARE(makeSnippet(family, 5), u"ab\u2026"_s);
        QCOMPARE(makeSnippet(u"", 10), QString());
        QVERIFY(makeSnippet(u"word "_s.repeated(100000), 50).size() <= 50);
    }

    void plainText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("html");
        QTest::newRow("escape") << u"a <b> & \"c\""_s << u"a &lt;b&gt; &amp; \"c\""_s;
        QTest::newRow("lines") << u"a\r\n  b  c\n"_s << u"a<br />\u00a0 b \u00a0c<br />"_s;
        QTest::newRow("link")
            << u"(see https://example.org/a_(b)?c=1&d=2)."_s
            << u"(see <a href=\"https://example.org/a_(b)?c=1&amp;d=2\" title=\"https://example.org/a_(b)?c=1&amp;d=2\">https://example.org/a_(b)?c=1&amp;d=2</a>)."_s;
        QTest::newRow("user name")
            << u"https://bank.example@evil.example/"_s
            << u"<a href=\"https://evil.example/\" title=\"https://evil.example/\">https://bank.example@evil.example/</a>"_s;
        QTest::newRow("javascript") << u"javascript:alert(1) http:// xhttps://a.example"_s
                                    << u"javascript:alert(1) http:// xhttps://a.example"_s;
        QTest::newRow("lookalike")
            << u"https://b\u0430nk.example"_s
            << u"<a href=\"https://xn--bnk-6cd.example\" "
               u"title=\"https://xn--bnk-6cd.example\">https://b\u0430nk.example</a>"
               "<span class=\"link-warning\"> [really: xn--bnk-6cd.example]</span>"_s;
        QTest::newRow("bidi") << u"a\u202eb"_s << u"ab"_s;
    }

    void plainText()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, html);
        QCOMPARE(plainTextToHtml(text), html);
    }

    void names_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << u"Ada Lovelace"_s << u"Ada Lovelace"_s;
        QTest::newRow("spaces") << u"  Ada \n\t Lovelace\u00a0 "_s << u"Ada Lovelace"_s;
        QTest::newRow("bidi") << u"Ada \u202Eecalevol\u202c\u2066\u200f\u061c"_s
                              << u"Ada ecalevol"_s;
        QTest::newRow("control") << u"A\0d\x07"
                                    "a\x7f\u0085"_s
                                 << u"Ada"_s;
        QTest::newRow("markup") << u"<img src=http://evil.example/>"_s
                                << u"<img src=http://evil.example/>"_s;
        QTest::newRow("emoji") << u"\U0001F468\u200d\U0001F469 Ada\u200d"_s
                               << u"\U0001F468\u200d\U0001F469 Ada"_s;
        QTest::newRow("invisible") << u"\u200b\u2060\ufeff"_s << QString();
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("long") << u"x"_s.repeated(100000) << u"x"_s.repeated(80);
        QTest::newRow("surrogate") << u"a"_s + QChar(0xd83d) + u"b"_s << u"ab"_s;
    }

    void names()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, shown);
        QCOMPARE(displayName(name), shown);
    }

    void marksAreBounded()
    {
        QVERIFY(displayName(QString(u"a"_s + u"\u0301"_s.repeated(100000))).size() <= 640);
    }

    void unspacedScripts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("segmented");
        QTest::newRow("latin") << u"Zażółć gęślą"_s << u"Zażółć gęślą"_s;
        QTest::newRow("han") << u"a\u4f60\u597d b"_s << u"a\u4f60 \u597d b"_s;
        QTest::newRow("kana") << u"\u3053\u3093"_s << u"\u3053 \u3093"_s;
        QTest::newRow("thai") << u"\u0e01\u0e34\u0e19"_s << u"\u0e01\u0e34 \u0e19"_s;
        QTest::newRow("surrogates") << u"\U00020000\U00020001"_s << u"\U00020000 \U00020001"_s;
        QTest::newRow("hangul has spaces") << u"\uc548\ub155"_s << u"\uc548\ub155"_s;
        QTest::newRow("emoji") << u"\U0001F600\U0001F600"_s << u"\U0001F600\U0001F600"_s;
        QTest::newRow("punctuation") << u"\u4f60\u3002\u597d"_s << u"\u4f60\u3002\u597d"_s;
    }

    void unspacedScripts()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, segmented);
        QCOMPARE(segmentCjk(text), segmented);
    }

    void passagesAreFoundWhateverTheWhiteSpace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("passage");
        QTest::addColumn<QString>("found");
        QTest::newRow("as it is") << u"I bake bread."_s << u"bake bread"_s << u"bake bread"_s;
        QTest::newRow("wrapped") << u"I bake\n  bread."_s << u"bake bread"_s << u"bake\n  bread"_s;
        QTest::newRow("selected over lines")
            << u"I bake bread."_s << u"bake\u2029bread. "_s << u"bake bread."_s;
        QTest::newRow("elsewhere") << u"I bake bread."_s << u"cake"_s << QString();
        QTest::newRow("nothing") << u"I bake bread."_s << u" \n"_s << QString();
        QTest::newRow("at the ends") << u"  I bake  "_s << u"I bake"_s << u"I bake"_s;
    }
    void passagesAreFoundWhateverTheWhiteSpace()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, passage);
        const auto place = findPassage(text, passage);
        QTEST(place ? text.sliced(place->first, place->second - place->first) : QString(), "found");
    }

    void ofSeveralPlacesTheNextOneIsFound()
    {
        using Place = std::pair<qsizetype, qsizetype>;
        const QString text = u"Could we\nhave beans?\n\nbeans, and beans"_s;
        QCOMPARE(findPassage(text, u"we have"), Place(6, 13));
        QCOMPARE(findPassage(text, u"  have   beans? "), Place(9, 20));
        QCOMPARE(findPassage(text, u"beans"), Place(14, 19));
        QCOMPARE(findPassage(text, u"beans", 30), Place(33, 38));
        QCOMPARE(findPassage(text, u"beans", 22), Place(22, 27));
        QVERIFY(!findPassage(text, u"peas"));
        QVERIFY(!findPassage(text, u"wehave"));
        QVERIFY(!findPassage(text, u" \n "));
        QVERIFY(!findPassage(QString(), u"a"));
        // In UTF-16 code units, as a text cursor counts.
        QCOMPARE(findPassage(u"🌱🌱 grows"_s, u"grows"), Place(5, 10));
    }

    void hostileTextDoesNotHoldTheSearchUp()
    {
        // Without a bound this compares 18,000,000,000 times.
        const QString same(2'000'000, u'a');
        QVERIFY(!findPassage(same, QString(same.first(9'000) + u'b')));
    }
};

QTEST_APPLESS_MAIN(TextTest)
#include "texttest.moc"
