// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostileparts.h"

// Oddities of HTML: everything that would load, run, cover, lie or take too long.

namespace casement::testing
{

namespace
{

struct HtmlCase {
    const char *name;
    const char *html; ///< "@" stands for a URL at the tracker
};

constexpr HtmlCase pages[] = {
    // Everything that loads something when it is shown.
    {"remote-img", "<img src=\"@\" width=1 height=1>"},
    {"remote-img-unquoted", "<IMG/SRC=@>"},
    {"remote-img-no-scheme", "<img src=\"//tracker.invalid/noscheme\">"},
    {"remote-img-backslashes", "<img src=\"\\\\tracker.invalid\\share\">"},
    {"remote-img-entities", "<img src=\"&#104;&#x74;tp&colon;//tracker.invalid/entity\">"},
    {"remote-img-newline-in-scheme", "<img src=\"ht\ntp://tracker.invalid/newline\">"},
    {"remote-img-ftp", "<img src=\"ftp://tracker.invalid/x\"><img src=\"file:///etc/passwd\">"},
    {"remote-srcset", "<img srcset=\"@ 1x, @ 2x\" sizes=100vw>"},
    {"remote-picture", "<picture><source srcset=\"@\" media=all><img></picture>"},
    {"remote-image-input", "<input type=image src=\"@\">"},
    {"remote-image-tag", "<image src=\"@\">"},
    {"remote-lowsrc-dynsrc", "<img lowsrc=\"@\" dynsrc=\"@\" longdesc=\"@\">"},
    {"remote-body-background", "<body background=\"@\">text"},
    {"remote-table-background",
     "<table background=\"@\"><tr background=\"@\"><td background=\"@\">cell</table>"},
    {"remote-style-background", "<p style=\"background:url(@)\">text"},
    {"remote-style-background-quoted", "<p style='background-image:url(\"@\")'>text"},
    {"remote-style-escaped", "<p style=\"background:\\75\\72\\6c(@)\">text"},
    {"remote-style-comment", "<p style=\"background:u/**/rl(@);back/**/ground:url(@)\">text"},
    {"remote-style-image-set", "<p style=\"background:image-set('@' 1x)\">text"},
    {"remote-style-content", "<style>p::before{content:url(@)}</style><p>text"},
    {"remote-style-cursor", "<p style=\"cursor:url(@),auto\">text"},
    {"remote-style-list", "<ul style=\"list-style-image:url(@)\"><li>item</ul>"},
    {"remote-style-border-mask",
     "<p style=\"border-image:url(@);mask:url(@);filter:url(@);shape-outside:url(@)\">text"},
    {"remote-style-import", "<style>@import url(http://tracker.invalid/import);@import "
                            "'http://tracker.invalid/import2'</style>"},
    {"remote-style-font", "<style>@font-face{font-family:x;src:url(http://tracker.invalid/"
                          "font)}p{font-family:x}</style><p>text"},
    {"remote-style-variable", "<p style=\"--u:url(@);background:var(--u)\">text"},
    {"remote-style-selector-leak",
     "<style>input[value^=a]{background:url(@)}</style><input value=abc>"},
    {"remote-link-stylesheet", "<link rel=stylesheet href=\"@\"><p>text"},
    {"remote-link-others", "<link rel=prefetch href=\"@\"><link rel=preconnect href=\"@\"><link "
                           "rel=dns-prefetch href=\"@\"><link rel=icon href=\"@\"><link "
                           "rel=preload as=image href=\"@\"><link rel=manifest href=\"@\">"},
    {"remote-link-unclosed", "<link rel=stylesheet href=\"@\" <p>all the rest must be seen</p>"},
    {"remote-video-poster",
     "<video poster=\"@\" autoplay><source src=\"@\"><track src=\"@\" default></video>"},
    {"remote-audio", "<audio src=\"@\" autoplay></audio><bgsound src=\"@\">"},
    {"remote-iframe", "<iframe src=\"@\"></iframe><frameset><frame src=\"@\"></frameset>"},
    {"remote-iframe-srcdoc", "<iframe srcdoc=\"&lt;img src='@'&gt;\"></iframe>"},
    {"remote-object", "<object data=\"@\"></object><embed src=\"@\"><applet code=\"@\"></applet>"},
    {"remote-meta-refresh", "<meta http-equiv=refresh content=\"0;url=@\"><p>text"},
    {"remote-base",
     "<base href=\"http://tracker.invalid/\"><img src=relative.png><a href=page>here</a>"},
    {"remote-svg", "<svg><image xlink:href=\"@\"/><use href=\"@#x\"/><feImage href=\"@\"/></svg>"},
    {"remote-svg-style", "<svg><style>*{fill:url(@)}</style><rect fill=\"url(@)\"/></svg>"},
    {"remote-math", "<math href=\"@\"><mi xlink:href=\"@\">x</mi></math>"},
    {"remote-html-manifest", "<html manifest=\"@\"><body>text"},
    {"remote-link-ping", "<a href=\"https://example.org\" ping=\"@\">here</a>"},
    {"remote-script", "<script src=\"@\"></script><script>fetch('@')</script>"},
    {"remote-module-preload",
     "<link rel=modulepreload href=\"@\"><script type=importmap>{}</script>"},
    {"remote-portal", "<portal src=\"@\"></portal><fencedframe src=\"@\"></fencedframe>"},
    {"remote-conditional-comment",
     "<!--[if gte mso 9]><img src=\"@\"><![endif]--><![if !mso]><img src=\"@\"><![endif]>"},
    {"remote-vml",
     "<v:fill xmlns:v=\"urn:schemas-microsoft-com:vml\" src=\"@\"/><v:image src=\"@\"/>"},
    {"remote-form-auto", "<form action=\"@\"><input autofocus onfocus=this.form.submit()><button "
                         "formaction=\"@\">go</button></form>"},
    {"remote-noscript", "<noscript><img src=\"@\"></noscript>"},
    {"remote-template", "<template><img src=\"@\"></template><div><template "
                        "shadowrootmode=open><img src=\"@\"></template></div>"},
    // What would run.
    {"script-inline",
     "<script>alert(1)</script><p>text</p><scr<script>ipt>alert(1)</scr</script>ipt>"},
    {"script-handlers",
     "<p onclick=alert(1) onmouseover=\"alert(1)\" OnLoad=alert(1)>text</p><body "
     "onload=alert(1)><details open ontoggle=alert(1)>"},
    {"script-links",
     "<a href=\"javascript:alert(1)\">1</a><a href=\" java\tscript:alert(1)\">2</a><a "
     "href=\"&#1;javascript&colon;alert(1)\">3</a><a href=JaVaScRiPt:alert(1)>4</a><a "
     "href=vbscript:x>5</a>"},
    {"script-data-link", "<a href=\"data:text/html,<script>alert(1)</script>\">1</a><a "
                         "href=\"data:image/svg+xml;base64,PHN2Zz4=\">2</a><img "
                         "src=\"data:image/svg+xml,<svg onload=alert(1)>\">"},
    {"script-file-links",
     "<a href=\"file:///etc/passwd\">1</a><a href=\"smb://tracker.invalid/x\">2</a><a "
     "href=\"ms-msdt:/id\">3</a><a href=\"casement:run\">4</a><a href=\"qrc:/x\">5</a>"},
    {"script-svg",
     "<svg onload=alert(1)><script>alert(1)</script><foreignObject><body "
     "onload=alert(1)></foreignObject><a xlink:href=javascript:alert(1)><text>x</text></a></svg>"},
    {"script-mutation-math", "<math><mtext><table><mglyph><style><!--</style><img "
                             "title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">"},
    {"script-mutation-svg", "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">"},
    {"script-mutation-noscript", "<noscript><p title=\"</noscript><img src=1 onerror=alert(1)>\">"},
    {"script-mutation-comment",
     "<!--><img src=1 onerror=alert(1)>--><!--!><x><!----!><img src=1 onerror=alert(1)>"},
    {"script-mutation-cdata",
     "<![CDATA[<img src=1 onerror=alert(1)>]]><svg><![CDATA[</svg><img src=1 onerror=alert(1)>]]>"},
    {"script-mutation-textarea",
     "<textarea></textarea><img src=1 onerror=alert(1)></textarea><title></title><img src=1 "
     "onerror=alert(1)></title>"},
    {"script-mutation-form",
     "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"},
    {"script-css-expression",
     "<p style=\"width:expression(alert(1));behavior:url(@);-moz-binding:url(@)\">text"},
    {"script-plaintext", "<p>before</p><plaintext><img src=\"@\"></plaintext></body>"},
    {"script-xmp-listing",
     "<xmp><img src=\"@\"></xmp><listing><b></listing><noembed><img src=\"@\"></noembed>"},
    {"script-utf7", "<meta charset=utf-7><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-"},
    {"script-meta-charset-lies",
     "<meta charset=iso-2022-jp><meta http-equiv=content-type "
     "content=\"text/html;charset=utf-16\"><p>\x1b$B<script>\x1b(Bx</p>"},
    {"script-nul-in-tag", "<scr\x01ipt>alert(1)</scr\x01ipt><img sr\x0c"
                          "c=\"@\"><a\x0bhref=javascript:x>y</a>"},
    {"script-attribute-break", "<p title=\"&quot;><img src=x onerror=alert(1)>\">x</p><p "
                               "title='`\"><script>'>y</p><p =\"@\" \"x\" '>z"},
    // What lies.
    {"lie-link-text", "<a href=\"@\">https://bank.example/login</a>"},
    {"lie-link-userinfo", "<a href=\"https://bank.example@tracker.invalid/\">bank</a><a "
                          "href=\"https://bank.example%40tracker.invalid\">bank</a>"},
    {"lie-link-homograph", "<a href=\"http://p\xd0\xb0ypal.invalid/\">paypal</a><a "
                           "href=\"http://xn--80ak6aa92e.invalid/\">apple</a>"},
    {"lie-link-title",
     "<a href=\"@\" title=\"https://bank.example\">https:&#47;&#47;bank.example</a>"},
    {"lie-link-image-only", "<a href=\"@\"><img src=cid:none alt=\"https://bank.example\"></a>"},
    {"lie-link-rtl", "<a href=\"@\">\xe2\x80\xae"
                     "elpmaxe.knab//:sptth</a>"},
    {"lie-link-nested", "<a href=\"https://bank.example\">one <a href=\"@\">two</a></a>"},
    {"lie-hidden-text",
     "<p style=\"display:none\">hidden 1</p><p style=\"visibility:hidden;font-size:0\">hidden "
     "2</p><p style=\"color:#fff;background:#fff\">hidden 3</p><p hidden>hidden 4</p><p "
     "style=\"position:absolute;left:-9999px\">hidden 5</p>"},
    {"lie-overlay", "<div style=\"position:fixed;inset:0;z-index:2147483647;background:#fff\">You "
                    "have been logged out</div>"},
    {"lie-preheader", "<div style=\"max-height:0;overflow:hidden;mso-hide:all\">Preview "
                      "&#8203;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;</div><p>text"},
    {"lie-form",
     "<form action=\"@\" method=post>Password: <input type=password "
     "name=p><select><option>x</select><textarea>t</textarea><button>Go</button></form>"},
    {"lie-dialog",
     "<dialog open>Session over</dialog><marquee behavior=alternate>x</marquee><blink>y</blink>"},
    {"lie-our-quote-class",
     "<div class=\"casement-quote gmail_quote\" id=\"note\" name=\"internal\">our note?</div>"},
    // What is broken.
    {"broken-unclosed", "<p><b><i><u><table><tr><td><div><a href=\"@\"><ul><li><h1>open"},
    {"broken-misnested",
     "<b><i></b></i><p><table><p></td></tr><li></table></p></b></div></div></span>"},
    {"broken-unclosed-comment", "before<!-- never closed <p>lost?</p>"},
    {"broken-unclosed-tag", "before<img src=\"@"},
    {"broken-unclosed-style", "before<style>p{color:red <p>lost?</p>"},
    {"broken-unclosed-title", "<title>never closed <p>lost?</p>"},
    {"broken-two-bodies", "<html><body>one</body></html><html><body>two</body></html>trailing"},
    {"broken-not-html", "Just text\r\nin lines & with < and > signs << >> && &amp &lt &#0; "
                        "&#x110000; &#xd800; &nosuch;"},
    {"broken-empty", ""},
    {"broken-only-head", "<html><head><title>t</title></head></html>"},
    {"broken-doctype", "<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><p>&x;</p>"},
    {"broken-processing-instruction",
     "<?xml version=\"1.0\"?><?php echo 1 ?><o:p>&nbsp;</o:p><p>text"},
    {"broken-huge-numbers",
     "<table width=99999999999 cellpadding=-5 border=1e9><tr><td colspan=2147483647 "
     "rowspan=65535>x</table><ol start=-2147483649><li value=9e99>y</ol><font "
     "size=+99999>z</font><img width=1000000000 height=1000000000>"},
    {"broken-huge-style-numbers",
     "<p style=\"font-size:1e9px;line-height:-1e30;margin:-99999em;width:calc(1e99 * "
     "1%);padding:NaN\">text"},
    {"broken-colours", "<font color=\"#zzzzzzzz\"><font color=\"chucknorris\"><p "
                       "style=\"color:rgb(999,-1,1e9);color:var(--x)\">x"},
    {"broken-bidi", "<p dir=rtl><bdo dir=rtl>abc</bdo><bdi>x</p><p dir=sideways>\xe2\x80\xae"
                    "x"},
};

QByteArray filledIn(const HtmlCase &one)
{
    QByteArray html(one.html);
    html.replace("@import", "\1import")
        .replace("@font-face", "\1font-face")
        .replace("example@tracker", "example\1tracker");
    html.replace("@", trackerUrl(one.name));
    return html.replace('\1', '@');
}

struct Bomb {
    const char *name;
    int count;
    const char *before; ///< repeated
    const char *middle;
    const char *after; ///< repeated as often
    bool isHeavy = false;
};

constexpr Bomb bombs[] = {
    {"bomb-tables-200", 200, "<table border=1 width=100%><tr><td>", "core", "</td></tr></table>"},
    {"bomb-tables-2000-open", 2000, "<table><tr><td>", "core", ""},
    {"bomb-div-100k", 100000, "<div>", "core", "</div>", true},
    {"bomb-span-100k-open", 100000, "<span>", "core", "", true},
    {"bomb-formatting-10k-open", 10000, "<b><i><font color=red>", "core", ""},
    {"bomb-blockquote-1000", 1000, "<blockquote>", "core", "</blockquote>"},
    {"bomb-list-1000", 1000, "<ul><li>", "core", "</li></ul>"},
    {"bomb-anchors-10k-open", 10000, "<a href=\"http://tracker.invalid/a\">x", "core", ""},
    {"bomb-adoption-agency", 3000, "<a><b><p></a>", "core", "</b>"},
    {"bomb-svg-1000", 1000, "<svg><g>", "core", "</g></svg>"},
    {"bomb-entities-1m", 1000000, "&lt;", "core", "", true},
    {"bomb-long-entities", 100000, "&CounterClockwiseContourIntegral;", "core", ""},
    {"bomb-bad-entities", 200000, "&x", "core", "", true},
    {"bomb-line-breaks-200k", 200000, "<br>", "core", "", true},
    {"bomb-paragraphs-50k", 50000, "<p>a", "core", ""},
    {"bomb-images-10k", 10000, "<img src=\"http://tracker.invalid/many\">", "core", ""},
    {"bomb-links-30k", 30000, "<a href=\"http://tracker.invalid/many\">x</a> ", "core", ""},
    {"bomb-cells-50k", 50000, "<td>x", "core", ""},
    {"bomb-rows-30k", 30000, "<tr><td>x</td></tr>", "core", ""},
    {"bomb-styles-20k", 20000, "<style>p{color:red}</style>", "core", ""},
    {"bomb-comments-50k", 50000, "<!-- x -->", "core", ""},
    {"bomb-open-angles-500k", 500000, "<", "core", ""},
    {"bomb-end-tags-100k", 100000, "</p>", "core", ""},
};

void addHtml(QList<Oddity> &oddities, const char *name,
             std::function<void(MailDraft &, Random &)> apply, bool isHeavy = false)
{
    oddities.append(
        {.name = name, .place = OddityPlace::Body, .apply = std::move(apply), .isHeavy = isHeavy});
}

} // namespace

void addHtmlOddities(QList<Oddity> &oddities)
{
    for (const HtmlCase &one : pages) {
        const QByteArray name = QByteArray("html-") + one.name;
        addHtml(oddities, name.constData(),
                [one](MailDraft &draft, Random &) { draft.setHtml(filledIn(one)); });
    }
    for (const Bomb &one : bombs) {
        addHtml(
            oddities, one.name,
            [one](MailDraft &draft, Random &) {
                draft.setHtml(times(one.count, one.before) + one.middle +
                              times(one.count, one.after));
            },
            one.isHeavy);
    }
    addHtml(oddities, "bomb-one-row-of-10000-cells", [](MailDraft &draft, Random &) {
        draft.setHtml("<table><tr>" + times(10000, "<td>x</td>") + "</tr></table>");
    });
    addHtml(
        oddities, "bomb-attribute-2mib",
        [](MailDraft &draft, Random &) {
            draft.setHtml("<p title=\"" + times(2 << 20, "t") + "\">text</p>");
        },
        true);
    addHtml(oddities, "bomb-attributes-50k", [](MailDraft &draft, Random &) {
        QByteArray html = "<p";
        for (int i = 0; i < 50000; ++i)
            html += " a" + QByteArray::number(i) + "=1";
        draft.setHtml(html + ">text</p>");
    });
    addHtml(oddities, "bomb-link-100k", [](MailDraft &draft, Random &) {
        draft.setHtml("<a href=\"" + trackerUrl(times(100000, "l")) + "\">here</a>");
    });
    addHtml(
        oddities, "bomb-style-2mib",
        [](MailDraft &draft, Random &) {
            draft.setHtml("<style>" + times(80000, "p.a > b ~ c{color:red}\r\n") +
                          "</style><p>text</p>");
        },
        true);
    addHtml(
        oddities, "bomb-data-image-2mib",
        [](MailDraft &draft, Random &random) {
            draft.setHtml("<img src=\"data:image/png;base64," + junk(random, 3 << 19).toBase64() +
                          "\">");
        },
        true);
    addHtml(
        oddities, "bomb-5mib-text",
        [](MailDraft &draft, Random &) {
            draft.setHtml("<p>" + times(5 << 16, "word and word and "));
        },
        true);
    addHtml(
        oddities, "bomb-5mib-one-word",
        [](MailDraft &draft, Random &) { draft.setHtml("<p>" + times(5 << 20, "w")); }, true);
    addHtml(oddities, "bomb-in-alternative", [](MailDraft &draft, Random &) {
        draft.setContent("multipart/alternative; boundary=\"x\"",
                         "--x\r\n\r\nshort and plain\r\n--x\r\nContent-Type: text/html\r\n\r\n" +
                             times(20000, "<div><table><tr><td>") + "\r\n--x--\r\n");
    });
    addHtml(oddities, "html-nul-bytes", [](MailDraft &draft, Random &) {
        const QByteArray nul(1, '\0');
        draft.setHtml("<scr" + nul + "ipt>x</scr" + nul + "ipt><img src=\"ht" + nul +
                      "tp://tracker.invalid/nul\">" + nul);
    });
    addHtml(oddities, "html-invalid-utf8", [](MailDraft &draft, Random &random) {
        draft.setHtml("<p title=\"\xc3\">" + junk(random, 2000) + "</p>");
    });
    addHtml(oddities, "html-utf16", [](MailDraft &draft, Random &) {
        QByteArray wide("\xff\xfe", 2);
        for (const char letter : QByteArray("<p>wide <img src=" + trackerUrl("utf16") + "></p>"))
            wide += QByteArray(1, letter) + QByteArray(1, '\0');
        draft.setContent("text/html; charset=utf-16", base64Lines(wide), "base64");
    });
}

} // namespace casement::testing
