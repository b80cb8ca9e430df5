// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostilemail.h"
#include "tests/support/hostileparts.h"

// Oddities of header lines: dates, ids, threading, addresses, subjects, folding.

namespace casement::testing
{

namespace
{

constexpr char rightToLeftOverride[] = "\xe2\x80\xae";

struct HeaderCase {
    const char *name;
    const char *header;
    const char *value; ///< nullptr: the header is removed
};

// One header line replaced by another. The values are bytes as they lie in the file.
constexpr HeaderCase replaced[] = {
    {"no-date", "Date", nullptr},
    {"date-empty", "Date", " "},
    {"date-year-0", "Date", "Sat, 01 Jan 0000 00:00:00 +0000"},
    {"date-year-9999", "Date", "Fri, 31 Dec 9999 23:59:59 +0000"},
    {"date-year-292277026597", "Date", "Sun, 04 Dec 292277026597 15:30:08 +0000"},
    {"date-negative-year", "Date", "Mon, 02 Mar -2026 10:00:00 +0000"},
    {"date-two-digit-year", "Date", "Mon, 2 Mar 26 10:00 CET"},
    {"date-before-1970", "Date", "Wed, 31 Dec 1969 23:59:59 -0000"},
    {"date-negative-zone", "Date", "Mon, 02 Mar 2026 10:00:00 -2460"},
    {"date-huge-zone", "Date", "Mon, 02 Mar 2026 10:00:00 +9999"},
    {"date-zone-overflow", "Date", "Mon, 02 Mar 2026 10:00:00 +99999999999999999999"},
    {"date-30-february", "Date", "Mon, 30 Feb 2026 10:00:00 +0100"},
    {"date-hour-25", "Date", "Mon, 02 Mar 2026 25:61:61 +0100"},
    {"date-leap-second", "Date", "Fri, 30 Jun 2023 23:59:60 +0000"},
    {"date-other-language", "Date", "pon., 2 marca 2026 10:00:00 +0100"},
    {"date-iso", "Date", "2026-03-02T10:00:00Z"},
    {"date-garbage", "Date", "yesterday, after lunch"},
    {"date-far-digits", "Date", "Mon, 000000000000000000000000000002 Mar 2026 10:00:00 +0100"},
    {"date-no-zone", "Date", "Mon, 02 Mar 2026 10:00:00"},
    {"no-message-id", "Message-ID", nullptr},
    {"message-id-empty", "Message-ID", "<>"},
    {"message-id-blank", "Message-ID", " "},
    {"message-id-no-brackets", "Message-ID", "bare-id@example.org"},
    {"message-id-spaces", "Message-ID", "< spaced out @ example . org >"},
    {"message-id-8bit", "Message-ID", "<\xc3\xa4\xff\xfe@example.org>"},
    {"message-id-comment", "Message-ID", "(a (nested) comment) <commented@example.org> (more)"},
    {"message-id-only-open", "Message-ID", "<open@example.org"},
    {"message-id-markup", "Message-ID", "<\"><script>alert(1)</script>@example.org>"},
    {"message-id-percent", "Message-ID", "<%s%n%x%00@example.org>"},
    {"message-id-sql", "Message-ID", "<'; DROP TABLE message; --@example.org>"},
    {"message-id-shared", "Message-ID", "<everyone-has-this@example.org>"},
    {"in-reply-to-prose", "In-Reply-To", "Your message of \"Mon, 02 Mar 2026 10:00:00\""},
    {"in-reply-to-many", "In-Reply-To",
     "<a@example.org> <b@example.org>,<c@example.org>;d@example.org"},
    {"references-garbage", "References",
     "<<<>>> <a@b <c@d> > <\xff> < > ,,, \"<quoted@id>\" (<comment@id>)"},
    {"reply-loop-1", "In-Reply-To", "<loop-2@example.org>\r\nMessage-ID: <loop-1@example.org>"},
    {"reply-loop-2", "In-Reply-To", "<loop-3@example.org>\r\nMessage-ID: <loop-2@example.org>"},
    {"reply-loop-3", "In-Reply-To", "<loop-1@example.org>\r\nMessage-ID: <loop-3@example.org>"},
    {"from-missing", "From", nullptr},
    {"from-empty", "From", " "},
    {"from-angle-empty", "From", "<>"},
    {"from-no-at", "From", "postmaster"},
    {"from-only-name", "From", "\"Ada Lovelace\""},
    {"from-many-authors", "From", "a@example.org, B <b@example.org>, \"C, D\" <c@example.org>"},
    {"from-group", "From", "Friends: a@example.org, \"b\" <b@example.org>;"},
    {"from-lying-name", "From", "\"boss@bank.example\" <person@example.org>"},
    {"from-two-addresses-in-angle", "From", "Ada <a@example.org> <b@example.org>"},
    {"from-markup", "From", "\"<img src=http://tracker.invalid/from>\" <a@example.org>"},
    {"from-markup-address", "From",
     "<b>Ada</b> <\"<img src=http://tracker.invalid/addr>\"@example.org>"},
    {"from-rtl-override", "From", "\"Ada \xe2\x80\xaegpj.exe\" <a@example.org>"},
    {"from-bidi-isolates", "From",
     "\"\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8"
     "Ada\xe2\x80\xab\" <a@example.org>"},
    {"from-newline-encoded", "From", "=?utf-8?Q?Ada=0D=0ABcc:_all@example.org?= <a@example.org>"},
    {"from-encoded-address", "From", "=?utf-8?Q?Bank_=3Cboss=40bank.example=3E?= <a@example.org>"},
    {"from-comment-only", "From", "(only (a) comment)"},
    {"from-route", "From", "Ada <@one.example,@two.example:a@example.org>"},
    {"from-international", "From",
     "\xc3\x84"
     "da <\xc3\xa4"
     "da@b\xc3\xbc"
     "cher.example>"},
    {"from-homograph", "From", "Pay <pay@\xd1\x80\xd0\xb0y\xd1\x80\xd0\xb0l.example>"},
    {"from-ip-literal", "From", "<root@[IPv6:2001:db8::1]>"},
    {"from-unbalanced-quote", "From", "\"Ada <a@example.org>"},
    {"from-backslashes", "From", "\"\\\\\\\"\\A\\d\\a\\\" <a@example.org>"},
    {"from-invalid-utf8", "From", "\"Ad\xc3 \xe2\x82 \xf0\x9f\" <a@example.org>"},
    {"from-latin1", "From", "Ren\xe9 <rene@example.org>"},
    {"from-percent-hack", "From", "<a%example.org@relay.example>"},
    {"from-bang-path", "From", "uunet!example!ada"},
    {"to-undisclosed", "To", "undisclosed-recipients:;"},
    {"to-nested-groups", "To", "A: B: C: a@example.org;;;, D:;"},
    {"to-only-commas", "To", ",,,, , ,,;;;"},
    {"to-missing", "To", nullptr},
    {"to-self-many-times", "To",
     "<team@casement.invalid>, team@casement.invalid, TEAM@CASEMENT.INVALID"},
    {"reply-to-markup", "Reply-To",
     "\"<a href='javascript:alert(1)'>x</a>\" <javascript:alert(1)@example.org>"},
    {"reply-to-ours", "Reply-To", "team@casement.invalid"},
    {"sender-differs", "Sender", "\"The Bank\" <bank@bank.example>"},
    {"subject-missing", "Subject", nullptr},
    {"subject-empty", "Subject", " "},
    {"subject-markup", "Subject", "<img src=http://tracker.invalid/subject> <b>bold</b> &lt;i&gt;"},
    {"subject-rtl-override", "Subject",
     "Invoice \xe2\x80\xae"
     "fdp.exe"},
    {"subject-rtl-text", "Subject",
     "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d (hello) 123 \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7"},
    {"subject-latin1", "Subject",
     "Gr\xfc\xdf"
     "e aus K\xf6ln"},
    {"subject-invalid-utf8", "Subject",
     "half \xc3 three quarters \xe2\x82 most \xf0\x9f\x98 none \x80\x81"},
    {"subject-lone-surrogate", "Subject", "lone \xed\xa0\xbd and \xed\xb8\x80 apart"},
    {"subject-overlong-utf8", "Subject",
     "overlong \xc0\xaf \xe0\x80\xaf \xf0\x80\x80\xaf \xfc\x80\x80\x80\x80\xaf"},
    {"subject-noncharacters", "Subject",
     "\xef\xbf\xbe \xef\xbf\xbf \xf4\x8f\xbf\xbf \xf4\x90\x80\x80 \xef\xb7\x90"},
    {"subject-controls", "Subject",
     "bell \x07 escape \x1b[31mred\x1b[0m backspace \x08\x08\x08 delete \x7f vt \x0b"},
    {"subject-line-separators", "Subject",
     "one\xe2\x80\xa8two\xe2\x80\xa9three\xc2\x85"
     "four"},
    {"subject-invisible", "Subject",
     "\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d\xef\xbb\xbf\xe2\x81\xa0\xc2\xad"},
    {"subject-emoji-zwj", "Subject",
     "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\xe2\x80\x8d\xf0\x9f"
     "\x91\xa6 \xf0\x9f\x8f\xb3\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x8c\x88"},
    {"encoded-word-split-character", "Subject",
     "=?utf-8?B?4oI=?= =?utf-8?B?rCAxMA==?= =?utf-8?Q?=E2?= =?utf-8?Q?=82=AC?="},
    {"encoded-word-broken-base64", "Subject",
     "=?utf-8?B?w6T!!!!w7Y?= =?utf-8?B?====?= =?utf-8?B?A?="},
    {"encoded-word-broken-quoted", "Subject", "=?utf-8?Q?=C3=A?= =?utf-8?Q?=ZZ=?= =?utf-8?Q?=?="},
    {"encoded-word-newline-injection", "Subject",
     "=?utf-8?Q?Hello=0D=0ABcc:_everyone@example.org=0D=0A=0D=0ABody?="},
    {"encoded-word-nul", "Subject", "=?utf-8?Q?before=00after?= =?utf-8?B?AAAA?="},
    {"encoded-word-unknown-charset", "Subject",
     "=?x-unknown?Q?=C3=A4?= =?../../x?B?w6Q=?= =??Q?empty?="},
    {"encoded-word-unterminated", "Subject", "=?utf-8?Q?never ends =?utf-8?B?neither"},
    {"encoded-word-unknown-encoding", "Subject", "=?utf-8?X?=C3=A4?= =?utf-8?QQ?x?= =?utf-8??x?="},
    {"encoded-word-language", "Subject", "=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?= =?*?Q?x?="},
    {"encoded-word-empty", "Subject", "=?utf-8?Q?\?= =?utf-8?B?\?= =?=?= =?\?= ?="},
    {"encoded-word-spaces-inside", "Subject", "=?utf-8?Q?not really allowed?= =?utf-8?B?w6Q g==?="},
    {"encoded-word-utf7", "Subject",
     "=?utf-7?Q?+ADw-script+AD4-?= =?unicode-1-1-utf-7?Q?+ZeVnLIqe-?="},
    {"encoded-word-utf16", "Subject",
     "=?utf-16?B?/v8A5A==?= =?utf-16le?B?5AA=?= =?utf-16?B?AOQ=?= =?utf-16?B?AA==?="},
    {"encoded-word-iso2022", "Subject",
     "=?iso-2022-jp?B?GyRCRnxLXA==?= =?iso-2022-jp?B?OGwbKEI=?="},
    {"encoded-word-gb18030", "Subject", "=?gb18030?B?gTCBMP//gQ==?= =?gb2312?Q?=D6=D0=CE?="},
    {"encoded-word-markup", "Subject",
     "=?utf-8?B?PGltZyBzcmM9aHR0cDovL3RyYWNrZXIuaW52YWxpZC9ld29yZD4=?="},
    {"encoded-word-rtl-override", "From", "=?utf-8?Q?Ada_=E2=80=AEgpj.exe?= <a@example.org>"},
    {"content-language-junk", "Content-Language", "xx-\xff, , ,;q=9"},
    {"mime-version-9", "MIME-Version", "9.9 (not (yet) invented)"},
    {"mime-version-missing", "MIME-Version", nullptr},
    {"read-receipt-wanted", "Disposition-Notification-To", "<spy@tracker.invalid>"},
    {"return-receipt-wanted", "Return-Receipt-To",
     "spy@tracker.invalid\r\nX-Confirm-Reading-To: spy@tracker.invalid"},
    {"list-unsubscribe-script", "List-Unsubscribe",
     "<javascript:alert(1)>, <http://tracker.invalid/unsubscribe>, <file:///etc/passwd>"},
    {"list-id-markup", "List-Id", "\"<img src=http://tracker.invalid/list>\" <<>>.example.org"},
    {"auto-submitted-junk", "Auto-Submitted", "auto-replied; owner-email=\"\\\"\"; no"},
    {"face-header", "Face",
     "iVBORw0KGgoAAAANSUhEUgAA//////8AAA\r\nX-Face: `~!@#$%^&*()_+\\\"\r\nX-Image-URL: "
     "http://tracker.invalid/ximage"},
    {"bimi-header", "BIMI-Location", "v=BIMI1; l=http://tracker.invalid/bimi.svg"},
    {"archived-at-remote", "Archived-At", "<http://tracker.invalid/archived-at>"},
};

void addHeader(QList<Oddity> &oddities, const char *name,
               std::function<void(MailDraft &, Random &)> apply, bool isHeavy = false)
{
    oddities.append({.name = name,
                     .place = OddityPlace::Header,
                     .apply = std::move(apply),
                     .isHeavy = isHeavy});
}

QByteArray idList(int count, const QByteArray &salt)
{
    QByteArray ids;
    for (int i = 0; i < count; ++i)
        ids += (i ? "\r\n <ref-" : "<ref-") + salt + '-' + QByteArray::number(i) + "@example.org>";
    return ids;
}

QByteArray recipients(int count)
{
    QByteArray list;
    for (int i = 0; i < count; ++i) {
        const QByteArray number = QByteArray::number(i);
        list += (i ? ",\r\n \"Person " : "\"Person ") + number + "\" <p" + number + "@example.net>";
    }
    return list;
}

void addSizes(QList<Oddity> &oddities)
{
    addHeader(oddities, "message-id-10k", [](MailDraft &draft, Random &) {
        draft.set("Message-ID", "<" + times(10240, "i") + draft.number() + "@example.org>");
    });
    addHeader(
        oddities, "header-line-1mib",
        [](MailDraft &draft, Random &) { draft.add("X-Long", times(1 << 20, "x")); }, true);
    addHeader(
        oddities, "subject-1mib-folded",
        [](MailDraft &draft, Random &) {
            draft.set(
                "Subject",
                times(1 << 14, "words and words and words and words and words and words and\r\n "));
        },
        true);
    addHeader(oddities, "headers-10000", [](MailDraft &draft, Random &) {
        for (int i = 0; i < 10000; ++i)
            draft.add("X-H" + QByteArray::number(i), "value");
    });
    addHeader(oddities, "headers-10000-same", [](MailDraft &draft, Random &) {
        for (int i = 0; i < 10000; ++i)
            draft.add("Subject", "again");
    });
    addHeader(oddities, "received-1000", [](MailDraft &draft, Random &) {
        for (int i = 0; i < 1000; ++i)
            draft.add("Received",
                      "from a by b with ESMTP id " + QByteArray::number(i) + "; garbage");
    });
    addHeader(oddities, "recipients-5000",
              [](MailDraft &draft, Random &) { draft.set("To", recipients(5000)); });
    addHeader(oddities, "cc-5000-one-line", [](MailDraft &draft, Random &) {
        draft.set("Cc", recipients(5000).replace("\r\n", ""));
    });
    addHeader(oddities, "references-5000", [](MailDraft &draft, Random &) {
        draft.set("References", idList(5000, draft.number()));
    });
    addHeader(oddities, "references-5000-same", [](MailDraft &draft, Random &) {
        draft.set("References", times(5000, "<same@example.org>\r\n "));
    });
    addHeader(oddities, "subject-100k",
              [](MailDraft &draft, Random &) { draft.set("Subject", times(100000, "W")); });
    addHeader(oddities, "subject-re-1000", [](MailDraft &draft, Random &) {
        draft.set("Subject",
                  times(1000, "Re: ") + times(1000, "AW: Fwd: [list] ") + draft.number());
    });
    addHeader(oddities, "subject-zalgo", [](MailDraft &draft, Random &) {
        draft.set("Subject", "Z" + times(3000, "\xcc\x80\xcd\xa9\xcd\xab") + "algo");
    });
    addHeader(oddities, "subject-5000-encoded-words", [](MailDraft &draft, Random &) {
        draft.set("Subject", times(5000, "=?utf-8?Q?=C3=A4?=\r\n "));
    });
    addHeader(oddities, "name-10k", [](MailDraft &draft, Random &) {
        draft.set("From", "\"" + times(10240, "N") + "\" <a@example.org>");
    });
    addHeader(oddities, "address-10k", [](MailDraft &draft, Random &) {
        draft.set("From", "<" + times(10240, "a") + "@" + times(1000, "sub.") + "example.org>");
    });
    addHeader(oddities, "comments-5000-deep", [](MailDraft &draft, Random &) {
        draft.set("From", times(5000, "(") + times(5000, ")") + " a@example.org");
    });
    addHeader(oddities, "comments-never-closed", [](MailDraft &draft, Random &) {
        draft.set("To", times(5000, "(") + " team@casement.invalid");
    });
    addHeader(oddities, "date-comments-1000-deep", [](MailDraft &draft, Random &) {
        draft.set("Date",
                  "Mon, 02 Mar 2026 " + times(1000, "(") + times(1000, ")") + " 10:00:00 +0100");
    });
}

void addDoubles(QList<Oddity> &oddities)
{
    addHeader(oddities, "doubled-message-id", [](MailDraft &draft, Random &) {
        draft.add("Message-ID", "<second-" + draft.number() + "@example.org>");
    });
    addHeader(oddities, "doubled-from", [](MailDraft &draft, Random &) {
        draft.add("From", QByteArray("Forged <") + hostileOwnAddress + ">");
    });
    addHeader(oddities, "doubled-subject",
              [](MailDraft &draft, Random &) { draft.add("Subject", "the other one"); });
    addHeader(oddities, "doubled-date", [](MailDraft &draft, Random &) {
        draft.add("Date", "Thu, 01 Jan 1970 00:00:00 +0000");
    });
    addHeader(oddities, "doubled-content-type", [](MailDraft &draft, Random &) {
        draft.add("Content-Type", "text/html; charset=utf-16");
    });
    addHeader(oddities, "doubled-encoding",
              [](MailDraft &draft, Random &) { draft.add("Content-Transfer-Encoding", "base64"); });
    addHeader(oddities, "self-reference", [](MailDraft &draft, Random &) {
        const QByteArray own = "<hostile-" + draft.number() + "@example.org>";
        draft.set("In-Reply-To", own);
        draft.set("References", own + " " + own);
    });
    addHeader(oddities, "reply-to-future", [](MailDraft &draft, Random &) {
        draft.set("In-Reply-To",
                  "<hostile-" + QByteArray::number(draft.index + 1) + "@example.org>");
    });
    addHeader(oddities, "reply-to-neighbour-loop", [](MailDraft &draft, Random &) {
        draft.set("References",
                  "<hostile-" + QByteArray::number(draft.index ^ 1) + "@example.org>");
    });
    addHeader(oddities, "forged-own-address", [](MailDraft &draft, Random &) {
        draft.set("From", QByteArray("Team <") + hostileOwnAddress + ">");
    });
    addHeader(oddities, "forged-own-message-id", [](MailDraft &draft, Random &random) {
        draft.set("From", QByteArray("Team <") + hostileOwnAddress + ">");
        draft.set("Message-ID", "<" + junk(random, 16).toHex() + "." + junk(random, 8).toHex() +
                                    "@casement.invalid>");
        draft.set("Auto-Submitted", "no");
    });
}

void addLineAbuse(QList<Oddity> &oddities)
{
    addHeader(oddities, "nul-in-subject", [](MailDraft &draft, Random &) {
        draft.set("Subject", "before" + QByteArray(3, '\0') + "after");
    });
    addHeader(oddities, "nul-in-from", [](MailDraft &draft, Random &) {
        draft.set("From",
                  "\"Ada" + QByteArray(1, '\0') + "\" <a" + QByteArray(1, '\0') + "@example.org>");
    });
    addHeader(oddities, "nul-in-message-id", [](MailDraft &draft, Random &) {
        draft.set("Message-ID", "<nul" + QByteArray(1, '\0') + draft.number() + "@example.org>");
    });
    addHeader(oddities, "nul-in-header-name", [](MailDraft &draft, Random &) {
        draft.headers.append("X-" + QByteArray(4, '\0') + ": value");
    });
    addHeader(oddities, "fold-every-word", [](MailDraft &draft, Random &) {
        draft.set("Subject", times(500, "\r\n\tword") + "\r\n ");
    });
    addHeader(oddities, "fold-blank-continuation",
              [](MailDraft &draft, Random &) { draft.set("Subject", "one\r\n \r\n\t\r\n two"); });
    addHeader(oddities, "fold-first-line",
              [](MailDraft &draft, Random &) { draft.headers.prepend(" continues nothing"); });
    addHeader(oddities, "fold-inside-encoded-word", [](MailDraft &draft, Random &) {
        draft.set("Subject", "=?utf-8?Q?spl\r\n it?= =?utf\r\n -8?Q?x?=");
    });
    addHeader(oddities, "fold-inside-address", [](MailDraft &draft, Random &) {
        draft.set("From", "Ada\r\n <\r\n a\r\n @\r\n example.org\r\n >");
    });
    addHeader(oddities, "header-without-colon", [](MailDraft &draft, Random &) {
        draft.headers.insert(2, "This line is no header");
    });
    addHeader(oddities, "header-space-before-colon", [](MailDraft &draft, Random &) {
        draft.set("Subject", {});
        draft.headers.append("Subject : spaced");
    });
    addHeader(oddities, "header-colon-only",
              [](MailDraft &draft, Random &) { draft.headers.insert(1, ": nameless"); });
    addHeader(oddities, "header-name-1000",
              [](MailDraft &draft, Random &) { draft.add(times(1000, "X-Long"), "x"); });
    addHeader(oddities, "header-name-8bit",
              [](MailDraft &draft, Random &) { draft.add("Sub\xc3\xa4\xff", "x"); });
    addHeader(oddities, "header-case-mixed", [](MailDraft &draft, Random &) {
        draft.set("Subject", {});
        draft.headers.append("sUBJECT:no space, odd case");
    });
    addHeader(oddities, "header-trailing-cr",
              [](MailDraft &draft, Random &) { draft.headers.append("X-Cr: x\r\r"); });
    addHeader(oddities, "header-bare-lf", [](MailDraft &draft, Random &) {
        draft.set("Subject", "one\nBcc: hidden@example.org");
    });
    addHeader(oddities, "header-bare-cr", [](MailDraft &draft, Random &) {
        draft.set("Subject", "one\rBcc: hidden@example.org");
    });
    addHeader(oddities, "mbox-line-first", [](MailDraft &draft, Random &) {
        draft.headers.prepend("From person@example.org Mon Mar  2 10:00:00 2026");
    });
    addHeader(oddities, "mbox-line-quoted-first", [](MailDraft &draft, Random &) {
        draft.headers.prepend(">From person@example.org Mon Mar  2 10:00:00 2026");
    });
    addHeader(oddities, "name-rtl-and-markup", [](MailDraft &draft, Random &) {
        draft.set("From", QByteArray("\"") + rightToLeftOverride + "<img src=" +
                              trackerUrl("name" + draft.number()) + ">\" <a@example.org>");
        draft.set("Subject", QByteArray(rightToLeftOverride) +
                                 "<img src=" + trackerUrl("subject" + draft.number()) + ">");
    });
}

} // namespace

void addHeaderOddities(QList<Oddity> &oddities)
{
    for (const HeaderCase &one : replaced) {
        addHeader(oddities, one.name, [one](MailDraft &draft, Random &) {
            const QByteArray value(one.value);
            if (value.contains("\r\nMessage-ID:"))
                draft.set("Message-ID", {});
            draft.set(one.header, value);
        });
    }
    addSizes(oddities);
    addDoubles(oddities);
    addLineAbuse(oddities);
}

} // namespace casement::testing
