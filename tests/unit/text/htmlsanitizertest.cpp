// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/htmlsanitizer.h"
#include "core/text/htmltotext.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

/// Checks sanitised HTML by other means than the sanitiser's: an XML parser and lists of its own.
/// Returns what is wrong.
QString violation(const QString &html, bool remoteImages = false, bool colors = false)
{
    static const QSet<QString> elements{
        u"body"_s,  u"div"_s,  u"p"_s,          u"h1"_s,     u"h2"_s,   u"h3"_s,  u"h4"_s,
        u"h5"_s,    u"h6"_s,   u"blockquote"_s, u"pre"_s,    u"ul"_s,   u"ol"_s,  u"li"_s,
        u"table"_s, u"tr"_s,   u"td"_s,         u"th"_s,     u"hr"_s,   u"a"_s,   u"b"_s,
        u"i"_s,     u"u"_s,    u"s"_s,          u"strong"_s, u"em"_s,   u"del"_s, u"ins"_s,
        u"sub"_s,   u"sup"_s,  u"small"_s,      u"big"_s,    u"code"_s, u"kbd"_s, u"samp"_s,
        u"var"_s,   u"cite"_s, u"q"_s,          u"span"_s,   u"br"_s,   u"img"_s};
    static const QHash<QString, QString> attributes{
        {u"align"_s, u"left|right|center|justify"_s},
        {u"colspan"_s, u"[0-9]{1,2}"_s},
        {u"rowspan"_s, u"[0-9]{1,2}"_s},
        {u"border"_s, u"1"_s},
        {u"width"_s, u"[0-9]{1,4}"_s},
        {u"height"_s, u"[0-9]{1,4}"_s},
        {u"alt"_s, u"[^\\x00-\\x1f]*"_s},
        {u"title"_s, u"(https?://|mailto:|xmpp:|tel:)[\\x21-\\x7e]*"_s},
        {u"href"_s, u"(https?://|mailto:|xmpp:|tel:)[\\x21-\\x7e]*"_s},
        {u"src"_s,
         u"cid:[\\x21-\\x7e]+|data:image/(png|jpeg|jpg|gif|webp);base64,[A-Za-z0-9+/=]+"_s},
        {u"class"_s, u"link-warning|language-[A-Za-z0-9+#._-]{1,32}"_s},
        {u"style"_s,
         u"(?:(?:font-weight:(?:bold|normal)|font-style:(?:italic|normal)|text-decoration:[a-z -]+)(?:;|$))+"_s}};
    QXmlStreamReader xml(u"<body>"_s + html + u"</body>"_s);
    int depth = 0;
    int tables = 0;
    while (!xml.atEnd()) {
        switch (xml.readNext()) {
        case QXmlStreamReader::StartElement:
            if (!elements.contains(xml.name().toString())) {
                return u"element "_s + xml.name();
            }
            ++depth;
            tables += xml.name() == u"table" ? 1 : 0;
            for (const QXmlStreamAttribute &attribute : xml.attributes()) {
                const QString name = attribute.name().toString();
                const QString value = attribute.value().toString();
                QString pattern = attributes.value(name, u"(?!)"_s);
                if (name == u"src" && remoteImages) {
                    pattern += u"|https://[\\x21-\\x7e]+"_s;
                } else if (name == u"style" && colors) {
                    pattern = u"[a-z-]+:[a-z0-9#(), -]+(;[a-z-]+:[a-z0-9#(), -]+)*"_s;
                }
                if (!QRegularExpression(QRegularExpression::anchoredPattern(pattern))
                         .match(value)
                         .hasMatch()) {
                    return name + u'=' + value;
                }
                if (value.contains(u"url("_s) && name == u"style") {
                    return u"url in style"_s;
                }
            }
            break;
        case QXmlStreamReader::EndElement:
            --depth;
            tables -= xml.name() == u"table" ? 1 : 0;
            break;
        case QXmlStreamReader::Characters:
            for (const QChar c : xml.text()) {
                const char16_t u = c.unicode();
                if ((u < 0x20 && u != u'\n' && u != u'\t') || (u >= 0x202a && u <= 0x202e) ||
                    (u >= 0x2066 && u <= 0x2069)) {
                    return u"character %1"_s.arg(u, 4, 16);
                }
            }
            break;
        case QXmlStreamReader::Comment:
        case QXmlStreamReader::ProcessingInstruction:
        case QXmlStreamReader::DTD:
        case QXmlStreamReader::EntityReference:
            return u"markup that is not ours"_s;
        default:
            break;
        }
        if (depth > 98 || tables > 6) {
            return u"too deep"_s;
        }
    }
    return xml.hasError() ? xml.errorString() + u" at %1"_s.arg(xml.characterOffset()) : QString();
}

QString rep(const char *text, int count)
{
    return QString::fromUtf8(text).repeated(count);
}

/// Cut for a failure's message.
QByteArray shown(const QString &text)
{
    return text.left(1500).toUtf8();
}

void checkSafe(const QString &input, const SanitizeOptions &options = {})
{
    const SanitizedHtml once = sanitizeHtml(input, options);
    for (const QString &part : {once.html, once.quotedHtml}) {
        const QString wrong = violation(part, options.allowRemoteImages, options.keepColors);
        const QByteArray where = wrong.toUtf8() + " in " + shown(part) + " from " + shown(input);
        QVERIFY2(wrong.isEmpty(), where.constData());
        const SanitizedHtml twice = sanitizeHtml(part, options);
        const QByteArray what = "not a fixpoint:\n" + shown(input) + "\n1: " + shown(part) +
                                "\n2: " + shown(twice.html);
        QVERIFY2(twice.html == part, what.constData());
    }
}

/// Hostile fragments; each row of the corpus must be harmless and says what text must or must not
/// be left.
struct Vector {
    const char *name;
    QString html;
    const char *expected = nullptr; ///< the whole output, where it is worth pinning
};

QList<Vector> corpus()
{
    QList<Vector> rows;
    const auto add = [&rows](const char *name, const QString &html,
                             const char *expected = nullptr) {
        rows.append({name, html, expected});
    };
    const auto raw = [&add](const char *name, const char *html, const char *expected = nullptr) {
        add(name, QString::fromUtf8(html), expected);
    };
    // Scripts and handlers.
    raw("script", "a<script>alert(1)</script>b", "ab");
    raw("script-upper", "a<SCRIPT SRC=//evil.example/x.js></SCRIPT>b", "ab");
    raw("script-slash", "a<script/src=//evil.example>x</script>b", "ab");
    raw("script-double-open", "<<SCRIPT>alert(1);//<</SCRIPT>", "&lt;");
    raw("script-unclosed", "<p>x</p><script>alert(1)", "<p>x</p>");
    raw("script-in-attribute", "<img \"\"\"><script>alert(1)</script>\">", "\"&gt;");
    raw("script-comment-escape", "<script><!--<script></script>--></script>x");
    raw("onerror", "<img src=x onerror=alert(1)>", "");
    raw("onclick", "<p onclick=alert(1) onmouseover='x'>t</p>", "<p>t</p>");
    raw("onload-body", "<body onload=alert(1)>t", "t");
    raw("on-slash", "<img/src=x/onerror=alert(1)>", "");
    raw("on-newline", "<img src=x\nonerror\n=\nalert(1)>", "");
    add("on-nul", u"<img src=x on\0error=alert(1)>"_s, "");
    raw("autofocus", "<input autofocus onfocus=alert(1)>", "");
    raw("details", "<details open ontoggle=alert(1)><summary>s</summary>b</details>");
    raw("marquee", "<marquee onstart=alert(1)>m</marquee>", "m");
    raw("video-onerror", "<video><source onerror=alert(1)>f</video>t", "t");
    raw("select", "<select autofocus><option>a</option></select>t", "t");
    raw("keygen", "<keygen autofocus onfocus=alert(1)>t", "t");
    raw("isindex", "<isindex type=image src=http://evil.example/ onerror=alert(1)>t");
    // Links.
    raw("javascript", "<a href=javascript:alert(1)>t</a>", "t");
    raw("javascript-case", "<a href='JaVaScRiPt:alert(1)'>t</a>", "t");
    raw("javascript-tab", "<a href='java\tscript:alert(1)'>t</a>", "t");
    raw("javascript-newline", "<a href='java&#10;script:alert(1)'>t</a>", "t");
    raw("javascript-entity", "<a href='&#x6A;avascript&colon;alert(1)'>t</a>", "t");
    raw("javascript-entity-long", "<a href='&#0000106avascript:alert(1)'>t</a>", "t");
    raw("javascript-control", "<a href='&#1;javascript:alert(1)'>t</a>", "t");
    raw("javascript-space", "<a href='  javascript:alert(1)'>t</a>", "t");
    raw("javascript-slashes", "<a href='javascript://example.org/%0aalert(1)'>t</a>", "t");
    raw("vbscript", "<a href='vbscript:msgbox(1)'>t</a>", "t");
    raw("data-link", "<a href='data:text/html,<script>alert(1)</script>'>t</a>", "t");
    raw("file-link", "<a href='file:///etc/passwd'>t</a>", "t");
    raw("smb-link", "<a href='\\\\evil.example\\share'>t</a>", "t");
    raw("relative-link", "<a href='/path'>t</a>", "t");
    raw("scheme-relative", "<a href='//evil.example/'>t</a>", "t");
    raw("no-host", "<a href='http:///x'>t</a>", "t");
    raw("view-source", "<a href='view-source:http://evil.example'>t</a>", "t");
    raw("blob", "<a href='blob:https://evil.example/1'>t</a>", "t");
    raw("ms-protocol", "<a href='search-ms:query=x'>t</a>", "t");
    raw("plain-link", "<a href='https://example.org/a?b=1&amp;c=2' target=_blank onclick=x>t</a>",
        "<a href=\"https://example.org/a?b=1&amp;c=2\" "
        "title=\"https://example.org/a?b=1&amp;c=2\">t</a>");
    raw("mailto", "<a href='mailto:ada@example.org'>ada</a>",
        "<a href=\"mailto:ada@example.org\" title=\"mailto:ada@example.org\">ada</a>");
    raw("quote-in-link", "<a href='https://example.org/\"><script>alert(1)</script>'>t</a>");
    raw("credentials", "<a href='https://bank.example@evil.example/'>t</a>",
        "<a href=\"https://evil.example/\" title=\"https://evil.example/\">t</a>");
    raw("nested-links", "<a href=https://a.example/>x<table><tr><td><a "
                        "href=https://b.example/>y</a></td></tr></table></a>");
    raw("xlink", "<svg><a xlink:href='javascript:alert(1)'><text>t</text></a></svg>u", "u");
    raw("area", "<map><area href='javascript:alert(1)'></map>t", "t");
    raw("base", "<base href='http://evil.example/'><a href='x'>t</a>", "t");
    raw("form-action",
        "<form action=http://evil.example/><input name=q><button "
        "formaction=javascript:alert(1)>go</button></form>",
        "go");
    // Remote loads.
    raw("img-http", "<img src=http://evil.example/x.png>", "");
    raw("img-alt", "<img src=http://evil.example/x.png alt='a &lt;b&gt; cat'>",
        "[a &lt;b&gt; cat]");
    raw("img-scheme-relative", "<img src=//evil.example/x.png>", "");
    raw("img-file", "<img src=file:///etc/passwd>", "");
    raw("img-unc", "<img src='\\\\evil.example\\x.png'>", "");
    raw("img-relative", "<img src=x.png>", "");
    raw("img-javascript", "<img src=javascript:alert(1)>", "");
    raw("img-qrc", "<img src=':/icon.png'><img src='qrc:/icon.png'>", "");
    raw("img-svg-data", "<img src='data:image/svg+xml;base64,PHN2Zz4='>", "");
    raw("img-html-data", "<img src='data:text/html;base64,PHN2Zz4='>", "");
    raw("img-data-not-base64", "<img src='data:image/png,%3Cscript'>", "");
    raw("img-data-quote", "<img src='data:image/png;base64,AA\"onerror=x'>", "");
    raw("img-data", "<img src='data:image/png;base64,iVBORw0K' width=10 height=20 alt=x>",
        "<img src=\"data:image/png;base64,iVBORw0K\" alt=\"x\" width=\"10\" height=\"20\" />");
    raw("img-cid", "<img src='CID:part1@example.org'>", "<img src=\"cid:part1@example.org\" />");
    raw("img-cid-quote", "<img src='cid:a\"b'>", "");
    raw("img-huge", "<img src=cid:a width=999999999 height=-5>",
        "<img src=\"cid:a\" width=\"2000\" />");
    raw("image-element", "<image src=http://evil.example/x>", "");
    raw("srcset", "<img src=cid:a srcset='http://evil.example/x 2x'>", "<img src=\"cid:a\" />");
    raw("picture",
        "<picture><source srcset=http://evil.example/x><img src=http://evil.example/y></picture>t",
        "t");
    raw("lowsrc", "<img lowsrc=http://evil.example/x dynsrc=http://evil.example/y>", "");
    raw("background",
        "<table background=http://evil.example/x><tr><td "
        "background=http://evil.example/y>a</td><td>b</td></tr></table>",
        "<table><tr><td>a</td><td>b</td></tr></table>");
    raw("body-background", "<body background=http://evil.example/x>t", "t");
    raw("style-url", "<p style='background:url(http://evil.example/x)'>t</p>", "<p>t</p>");
    raw("style-url-escaped", "<p style='background:u\\72l(http://evil.example/x)'>t</p>",
        "<p>t</p>");
    raw("style-url-comment",
        "<p style='background:ur/**/l(http://evil.example/x);font-weight:bold'>t</p>",
        "<p style=\"font-weight:bold\">t</p>");
    raw("style-expression", "<p style='width:expression(alert(1))'>t</p>", "<p>t</p>");
    raw("style-behavior", "<p style='behavior:url(x.htc);-moz-binding:url(x.xml)'>t</p>",
        "<p>t</p>");
    raw("style-position", "<div style='position:fixed;top:0;left:0;width:100%;z-index:9'>t</div>",
        "t");
    raw("style-break-out", "<p style='font-weight:bold\"onclick=x'>t</p>",
        "<p style=\"font-weight:bold\">t</p>");
    raw("style-list-image",
        "<ul style='list-style-image:url(http://evil.example/x)'><li>t</li></ul>",
        "<ul><li>t</li></ul>");
    raw("style-element", "<style>@import 'http://evil.example/x.css';</style>t", "t");
    raw("style-element-body", "<p>a<style>b{background:url(http://evil.example/)}</style>c</p>",
        "<p>ac</p>");
    raw("style-close-tricks", "<style><img src='</style><img src=x onerror=alert(1)//'>t");
    raw("link-stylesheet", "<link rel=stylesheet href=http://evil.example/x.css>t", "t");
    raw("link-unclosed", "<p>a</p><link rel=stylesheet href=x <p>b</p>c", "<p>a</p>b<br />c");
    raw("link-unclosed-tag", "<link href='x'>after", "after");
    raw("meta-refresh", "<meta http-equiv=refresh content='0;url=http://evil.example/'>t", "t");
    raw("iframe", "<iframe src=http://evil.example/>x</iframe>t", "t");
    raw("iframe-srcdoc", "<iframe srcdoc='<script>alert(1)</script>'></iframe>t", "t");
    raw("object", "<object data=http://evil.example/x><p>f</p></object>t", "t");
    raw("embed", "<embed src=http://evil.example/x>t", "t");
    raw("applet", "<applet code=x>f</applet>t", "t");
    raw("frameset", "<frameset><frame src=http://evil.example/></frameset>");
    raw("video-poster", "<video poster=http://evil.example/x src=http://evil.example/y></video>t",
        "t");
    raw("audio", "<audio src=http://evil.example/x autoplay>f</audio>t", "t");
    raw("input-image", "<input type=image src=http://evil.example/x>t", "t");
    raw("bgsound", "<bgsound src=http://evil.example/x>t", "t");
    raw("track", "<video><track src=http://evil.example/x></video>t", "t");
    raw("manifest", "<html manifest=http://evil.example/x>t", "t");
    raw("ping", "<a href=https://example.org/ ping=http://evil.example/>t</a>",
        "<a href=\"https://example.org/\" title=\"https://example.org/\">t</a>");
    raw("cite-attribute", "<blockquote cite=http://evil.example/>t</blockquote>",
        "<blockquote>t</blockquote>");
    raw("vml", "<v:imagedata src='http://evil.example/x'/><o:p>t</o:p>", "t");
    // Foreign content and mutation.
    raw("svg-script", "<svg><script>alert(1)</script></svg>t", "t");
    raw("svg-onload", "<svg/onload=alert(1)>t");
    raw("svg-style", "<svg><style><img src=x onerror=alert(1)></style></svg>t");
    raw("svg-foreign", "<svg><foreignObject><p onclick=x>a</p></foreignObject></svg>t", "t");
    raw("svg-image", "<svg><image href=http://evil.example/x /></svg>t", "t");
    raw("svg-use", "<svg><use href='data:image/svg+xml,x#y'/></svg>t", "t");
    raw("svg-title", "<svg><title><style><img src=x onerror=alert(1)></style></title></svg>");
    raw("math-href", "<math href='javascript:alert(1)'>x</math>t", "t");
    raw("math-style", "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img "
                      "src=1 onerror=alert(1)&gt;'>");
    raw("math-annotation",
        "<math><annotation-xml encoding='text/html'><img src=x "
        "onerror=alert(1)></annotation-xml></math>t",
        "t");
    raw("form-math",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>");
    raw("noscript", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>t");
    raw("noscript-img", "<noscript><img src=http://evil.example/x></noscript>t", "t");
    raw("noembed", "<noembed><img title='</noembed><img src onerror=alert(1)>'></noembed>t");
    raw("template", "<template><script>alert(1)</script></template>t", "t");
    raw("xmp", "<xmp><img src=x onerror=alert(1)></xmp>",
        "<pre>&lt;img src=x onerror=alert(1)&gt;</pre>");
    raw("plaintext", "a<plaintext><script>alert(1)</script>",
        "a<pre>&lt;script&gt;alert(1)&lt;/script&gt;</pre>");
    raw("textarea", "<textarea></p><img src=x onerror=alert(1)></textarea>t", "t");
    raw("title", "<title><img src=x onerror=alert(1)></title>t", "t");
    raw("table-form", "<table><form><tr><td>a</td><td>b</td></form></table>");
    raw("table-foster", "<table>x<tr><td>a</td>y<td>b</td></tr></table>",
        "xy<table><tr><td>a</td><td>b</td></tr></table>");
    raw("table-select", "<table><select><tr><td>a</td></tr></select></table>");
    raw("misnested", "<b><i>x</b>y</i>z", "<b><i>x</i></b><i>y</i>z");
    raw("misnested-block", "<a href=https://a.example/><div>x</a>y</div>");
    raw("misnested-p", "<p><b>x<p>y</b>z");
    raw("nested-heading", "<h1>a<h2>b</h1>c");
    raw("p-in-object-scope", "<p><marquee><div>x</div></marquee>y</p>");
    raw("p-table", "<p>a<table><tr><td>b</td><td>c</td></tr></table>d</p>");
    raw("li-alone", "<li>a<li>b");
    raw("list-nested", "<ul><li>a<ul><li>b</ul><li>c</ul>",
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>");
    raw("caption", "<table><caption>t</caption><tr><td>a<td>b</table>");
    raw("colgroup", "<table><colgroup><col width=5><tr><td>a<td>b</table>",
        "<table><tr><td>a</td><td>b</td></tr></table>");
    raw("spans", "<table><tr><td colspan=99999 rowspan=99999>a<td>b</table>",
        "<table><tr><td colspan=\"30\" rowspan=\"30\">a</td><td>b</td></tr></table>");
    raw("pre-newline", "<pre>\n\na\n  b</pre>", "<pre>\n\na\n  b</pre>");
    raw("pre-formatting-newline", "<pre><b>\na</b></pre>");
    raw("pre-in-pre", "<pre>a<div><pre>b</pre></div></pre>");
    raw("nobr-nest", "<nobr>a<nobr>b</nobr></nobr>", "ab");
    raw("b-nest", "<b>a<b>b<b>c</b></b></b>", "<b>abc</b>");
    raw("empty-elements", "a<b></b><i> </i><div></div><p><span></span></p>b", "a <br />b");
    raw("divs", "<div><div>a</div><div>b</div></div>", "a<div>b</div>");
    // Comments, CDATA, declarations.
    raw("comment", "a<!-- <script>alert(1)</script> -->b", "ab");
    raw("comment-bang", "a<!--><img src=x onerror=alert(1)>-->b", "a--&gt;b");
    raw("comment-unclosed", "a<!-- b", "a");
    raw("comment-dash", "a<!-- --!><b>b</b>", "a<b>b</b>");
    raw("conditional", "a<!--[if mso]><p>word</p><![endif]-->b<![if !mso]>c<![endif]>", "abc");
    raw("cdata", "a<![CDATA[<script>alert(1)</script>]]>b");
    raw("cdata-svg", "<svg><![CDATA[</svg><img src=x onerror=alert(1)>]]></svg>t");
    raw("instruction", "a<?php echo 1 ?>b", "ab");
    raw("doctype", "<!DOCTYPE html [<!ENTITY x 'y'>]>a");
    raw("xml",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>a</body></html>",
        "a");
    // Characters.
    add("nul", u"a\0b<scr\0ipt>x</script>"_s);
    add("bidi", u"a\u202egnp.exe\u202c \u2066x\u2069"_s, "agnp.exe x");
    raw("bidi-entity", "a&#x202e;b&#8294;c", "abc");
    raw("controls", "a&#1;b&#127;c\x1b[31m", "abc\357\277\275[31m");
    add("surrogate", u"a"_s + QChar(0xd800) + u"b"_s);
    raw("noncharacter", "a&#xfffe;&#xffff;b");
    raw("entities", "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; &nbsp;&quot;",
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; \302\240\"");
    raw("entity-no-semicolon", "&ltscript&gtalert(1)", "&lt;script&gt;alert(1)");
    raw("cr", "<pre>a&#13;b\r\nc</pre>");
    raw("overlong", "\xc0\xbcscript>alert(1)", nullptr);
    raw("utf7", "+ADw-script+AD4-alert(1)", "+ADw-script+AD4-alert(1)");
    // Hidden text.
    raw("display-none", "a<div style='DISPLAY : none !important'>h</div>b", "ab");
    raw("visibility",
        "a<span style='visibility:hidden'>h<b style='visibility:visible'>v</b></span>b",
        "a<b>v</b>b");
    raw("font-size-0", "<div style='font-size:0'>h<span style='font-size:13px'>v</span></div>",
        "v");
    raw("opacity", "a<p style='opacity:0.0'>h</p>b", "ab");
    raw("mso-hide", "a<span style='mso-hide:all'>h</span>b", "ab");
    raw("max-height", "<div style='max-height:0;overflow:hidden'>h</div>b", "b");
    raw("hidden-attribute", "<p hidden>h</p>b", "b");
    // Forged marks of ours.
    raw("forged-warning", "<span class=link-warning> [really: bank.example]</span>t", "t");
    raw("class", "<p class=x id=y>t</p>", "<p>t</p>");
    raw("code-language", "<pre><code class='hljs language-c++'>x</code></pre>",
        "<pre><code class=\"language-c++\">x</code></pre>");
    raw("code-language-bad", "<pre><code class='language-x\"onclick=y'>x</code></pre>",
        "<pre><code>x</code></pre>");
    raw("checkbox", "<ul><li><input type=checkbox checked disabled> a</li></ul>",
        "<ul><li>\342\230\221 a</li></ul>");
    raw("colors", "<font color=red>a</font><p style='color:#fff;background:#fff'>b</p>",
        "a<p>b</p>");
    raw("align", "<center>a</center><p align=RIGHT>b</p>",
        "<div align=\"center\">a</div><p align=\"right\">b</p>");
    // Size.
    add("attributes", u"<p "_s + rep("a=1 ", 100000) + u">t</p>"_s, "t");
    add(
        "attribute-names",
        [] {
            QString html = u"<p "_s;
            for (int i = 0; i < 100000; ++i) {
                html += u"a%1=1 "_s.arg(i);
            }
            return QString(html + u">t</p>"_s);
        }(),
        "t");
    add("attribute-huge", u"<p title='"_s + rep("x", 2000000) + u"'>t</p>"_s, "<p>t</p>");
    add("href-huge", u"<a href='https://a.example/"_s + rep("x", 200000) + u"'>t</a>"_s, "t");
    add("tables-200",
        rep("<table><tr><td>a</td><td>", 200) + u"x"_s + rep("</td></tr></table>", 200));
    for (const char *const tag :
         {"div", "b",      "table",    "font", "span",   "blockquote", "ul",    "li",     "p",
          "a",   "i",      "td",       "nobr", "button", "svg",        "math",  "select", "form",
          "h1",  "object", "template", "x-y",  "ruby",   "dl",         "option"}) {
        add(tag, rep(QByteArray("<" + QByteArray(tag) + ">").constData(), 100000) + u"x"_s);
    }
    add("fonts", [] {
        QString html;
        for (int i = 0; i < 20000; ++i) {
            html += u"<p><font color=c%1>x"_s.arg(i);
        }
        return html;
    }());
    add("fonts-text", rep("<font color=a><p>", 50000) + u"x"_s);
    add("adoption", rep("<a><div></a>", 20000) + u"x"_s);
    add("adoption-b", rep("<b><div></b>", 20000) + u"x"_s);
    for (const char *const piece :
         {"<span><div></span>", "<p><button>", "<li><blockquote>", "<a><b><i><p></a>", "<svg><td>",
          "<dd><section>", "<p><object>", "<b><table></b>", "<u><li></u>", "<select><p>"}) {
        add(piece, rep(piece, 40000) + u"x"_s);
    }
    add("foreign-cells", u"<svg>"_s + rep("<td>", 100000) + rep("</x>", 100000) + u"x"_s);
    add("less-than", rep("<", 1000000));
    add("less-than-slash", rep("</", 500000));
    add("less-than-bang", rep("<!", 500000));
    add("ampersand", rep("&", 500000));
    add("comments", rep("<!-- --!>", 100000) + u"x"_s, "x");
    add("comments-open", rep("<!--", 250000));
    add("quotes", rep("<a href=\"", 100000));
    add("end-tags", rep("</div></b></p>", 50000) + u"x"_s);
    add("rows", u"<table>"_s + rep("<tr><td>a<td>b", 50000) + u"</table>"_s);
    add("styles", rep("<style>", 100000) + u"x"_s);
    return rows;
}

} // namespace

class HtmlSanitizerTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void endlessRowsAreNoTables()
    {
        const auto row = [](int cells) -> QString {
            return u"<table><tr>"_s + u"<td>cell</td>"_s.repeated(cells) + u"</tr></table>"_s;
        };
        QVERIFY(sanitizeHtml(row(40)).html.contains(u"<table"));
        const QString wide = sanitizeHtml(row(10'000)).html;
        QVERIFY(!wide.contains(u"<table"));
        QCOMPARE(wide.count(u"cell"), 10'000);
        QCOMPARE(sanitizeHtml(wide).html, wide);
    }

    void hostile_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("expected");
        for (const Vector &row : corpus()) {
            QTest::newRow(row.name)
                << row.html << (row.expected ? QString::fromUtf8(row.expected) : QString());
        }
    }

    void hostile()
    {
        QFETCH(const QString, html);
        QFETCH(const QString, expected);
        checkSafe(html);
        checkSafe(html, {.allowRemoteImages = true, .keepColors = true});
        if (!expected.isNull()) {
            QCOMPARE(sanitizeHtml(html).html, expected);
        }
        const QString text = htmlToText(html);
        QVERIFY(!text.contains(QChar(0)) && !text.contains(QChar(0x202e)));
    }

    void fiveMebibytes_data()
    {
        QTest::addColumn<QString>("piece");
        for (const char *piece :
             {"<p>some words <b>bold</b> and <a href='https://example.org/'>a link</a></p>\n",
              "<div>", "<b>", "<table><tr><td>", "x", "<p>", "</p>", "<br>", "<font color=a>x<p>",
              "&amp;", "<i><p>"}) {
            QTest::newRow(piece) << QString::fromLatin1(piece);
        }
    }

    void fiveMebibytes()
    {
        QFETCH(const QString, piece);
        const QString html = piece.repeated(5 * 1024 * 1024 / piece.size());
        const SanitizedHtml result = sanitizeHtml(html);
        QVERIFY(result.html.size() <= SanitizeOptions().maxInput);
        const QString wrong = violation(result.html);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        QVERIFY(htmlToText(html).size() <= html.size());
    }

    void mutations()
    {
        QStringList fragments;
        for (const Vector &row : corpus()) {
            if (row.html.size() < 400) {
                fragments += row.html;
            }
        }
        QRandomGenerator random(20260305);
        const auto pick = [&random](qsizetype size) {
            return static_cast<qsizetype>(random.bounded(static_cast<quint32>(size)));
        };
        for (int round = 0; round < 3000; ++round) {
            QString html;
            for (int parts = random.bounded(1, 6); parts > 0; --parts) {
                html += fragments.at(pick(fragments.size()));
            }
            for (int edits = random.bounded(0, 12); edits > 0; --edits) {
                const qsizetype at = pick(html.size() + 1);
                switch (random.bounded(5)) {
                case 0:
                    html.remove(at, random.bounded(1, 8));
                    break;
                case 1:
                    html.insert(at, u"<>\"'/=!-&;# \n\0pabi"_s.at(pick(18)));
                    break;
                case 2:
                    html.insert(at, fragments.at(pick(fragments.size())));
                    break;
                case 3:
                    html.insert(at, html.mid(pick(html.size() + 1), random.bounded(1, 30)));
                    break;
                default:
                    html.truncate(at);
                }
            }
            checkSafe(html);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
    }

    void remoteIsReported()
    {
        const SanitizedHtml result =
            sanitizeHtml(u"<style>@import 'https://a.example/1.css';</style><img "
                         u"src='https://b.example/open.gif' width=1 height=1>"
                         "<img src=https://c.example/cat.jpg><td background='//d.example/x'><p "
                         "style=\"background:url('http://e.example/y')\">t</p>"
                         "<a href=https://f.example/>t</a>");
        QCOMPARE(result.blockedRemote,
                 QStringList({u"https://a.example/1.css"_s, u"https://b.example/open.gif"_s,
                              u"https://c.example/cat.jpg"_s, u"http://e.example/y"_s}));
        QCOMPARE(result.trackingPixels, 1);
    }

    void remoteImagesAfterAClick()
    {
        const QString html =
            u"<img src=https://a.example/x.png alt=x><img src=http://b.example/y.png>"_s;
        QCOMPARE(sanitizeHtml(html, {.allowRemoteImages = true}).html,
                 u"<img src=\"https://a.example/x.png\" alt=\"x\" />"_s);
    }

    void colorsWhenAskedFor()
    {
        QCOMPARE(sanitizeHtml(u"<font color=RED>a</font><span style='color:rgb(1, "
                              u"2,3);background:url(x)'>b</span>",
                              {.keepColors = true})
                     .html,
                 u"<span style=\"color:red\">a</span><span style=\"color:rgb(1,2,3)\">b</span>"_s);
    }

    void misleadingLinks_data()
    {
        QTest::addColumn<QString>("href");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("really");
        QTest::newRow("other host")
            << u"https://evil.example/"_s << u"https://bank.example/login"_s << u"evil.example"_s;
        QTest::newRow("bare host")
            << u"https://evil.example/"_s << u"bank.example"_s << u"evil.example"_s;
        QTest::newRow("www in a sentence")
            << u"https://evil.example/"_s << u"go to www.bank.example now"_s << u"evil.example"_s;
        QTest::newRow("user name") << u"https://evil.example/"_s
                                   << u"https://evil.example@bank.example/"_s << u"evil.example"_s;
        QTest::newRow("suffix") << u"https://bank.example.evil.test/"_s << u"bank.example"_s
                                << u"bank.example.evil.test"_s;
        QTest::newRow("glued") << u"https://notbank.example/"_s << u"bank.example"_s
                               << u"notbank.example"_s;
        QTest::newRow("invisible")
            << u"https://evil.example/"_s << u"bank\u200b.example"_s << u"evil.example"_s;
        QTest::newRow("split by tags")
            << u"https://evil.example/"_s << u"<b>bank</b><i>.example</i>"_s << u"evil.example"_s;
        QTest::newRow("address") << u"mailto:eve@evil.example"_s << u"ada@bank.example"_s
                                 << u"evil.example"_s;
        QTest::newRow("mixed script")
            << u"https://b\u0430nk.example/"_s << u"click"_s << u"xn--bnk-6cd.example"_s;
        QTest::newRow("same") << u"https://bank.example/x"_s << u"https://bank.example/"_s
                              << QString();
        QTest::newRow("www") << u"https://www.bank.example/x"_s << u"bank.example"_s << QString();
        QTest::newRow("subdomain")
            << u"https://login.bank.example/x"_s << u"bank.example"_s << QString();
        QTest::newRow("words") << u"https://bank.example/x"_s << u"read more. Now"_s << QString();
        QTest::newRow("file") << u"https://bank.example/x.pdf"_s << u"report.pdf"_s << QString();
        QTest::newRow("umlaut") << u"https://m\u00fcller.example/"_s << u"m\u00fcller.example"_s
                                << QString();
    }

    void misleadingLinks()
    {
        QFETCH(const QString, href);
        QFETCH(const QString, text);
        QFETCH(const QString, really);
        const QString html = u"<a href='"_s + href + u"'>"_s + text + u"</a>"_s;
        checkSafe(html);
        const SanitizedHtml result = sanitizeHtml(html);
        const QString warning =
            u"<span class=\"link-warning\"> [really: "_s + really + u"]</span>"_s;
        QVERIFY2(result.html.contains(u"</a>"), qPrintable(result.html));
        QVERIFY2(really.isEmpty() ? !result.html.contains(u"link-warning")
                                  : result.html.endsWith(warning),
                 qPrintable(result.html));
        QCOMPARE(result.warnings.size(), really.isEmpty() ? 0 : 1);
    }

    void quotesAreSplit_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("fresh");
        QTest::addColumn<QString>("quoted");
        QTest::newRow("cite") << u"<p>new</p><blockquote type=cite>old</blockquote>"_s
                              << u"<p>new</p>"_s << u"<blockquote>old</blockquote>"_s;
        QTest::newRow("gmail") << u"<div>new</div><div class=\"gmail_quote\"><div "
                                  u"class=gmail_attr>On 1 May Ada wrote:</div>"
                                  "<blockquote class=gmail_quote>old</blockquote></div>"_s
                               << u"new"_s << u"On 1 May Ada wrote:<blockquote>old</blockquote>"_s;
        QTest::newRow("thunderbird")
            << u"<div class='moz-cite-prefix'>On 1 May Ada wrote:</div><blockquote type=cite>old</blockquote><p>new</p>"_s
            << u"On 1 May Ada wrote:<blockquote>old</blockquote><p>new</p>"_s << QString();
        QTest::newRow("outlook")
            << u"<div>new</div><hr><div id=divRplyFwdMsg>From: Ada</div><div>old</div>"_s
            << u"new<hr />"_s << u"From: Ada<div>old</div>"_s;
        QTest::newRow("only a quote") << u"<blockquote type=cite>old</blockquote>"_s
                                      << u"<blockquote>old</blockquote>"_s << QString();
        QTest::newRow("between")
            << u"<blockquote type=cite>q1</blockquote><p>a1</p><blockquote type=cite>q2</blockquote>"_s
            << u"<blockquote>q1</blockquote><p>a1</p>"_s << u"<blockquote>q2</blockquote>"_s;
        QTest::newRow("attribution")
            << u"<p>new</p><p>Am 1. Mai schrieb Ada:</p><blockquote type=cite>old</blockquote>"_s
            << u"<p>new</p>"_s << u"<p>Am 1. Mai schrieb Ada:</p><blockquote>old</blockquote>"_s;
    }

    void quotesAreSplit()
    {
        QFETCH(const QString, html);
        QFETCH(const QString, fresh);
        QFETCH(const QString, quoted);
        checkSafe(html);
        const SanitizedHtml result = sanitizeHtml(html);
        QCOMPARE(result.html, fresh);
        QCOMPARE(result.quotedHtml, quoted);
        QVERIFY(sanitizeHtml(html, {.splitQuotes = false}).quotedHtml.isEmpty());
    }

    void tooMuchIsTruncatedAndSaysSo()
    {
        const SanitizedHtml result =
            sanitizeHtml(u"<p>word</p>"_s.repeated(100000), {.maxInput = 200000});
        QVERIFY(result.wasTruncated);
        QVERIFY(result.html.size() <= 200000 && result.html.size() > 50000);
        QVERIFY(!sanitizeHtml(u"<p>word</p>").wasTruncated);
        QCOMPARE(sanitizeHtml(u"<p>word</p>", {.maxInput = 1000}).html, u"<p>word</p>"_s);
    }
};

QTEST_APPLESS_MAIN(HtmlSanitizerTest)
#include "htmlsanitizertest.moc"
