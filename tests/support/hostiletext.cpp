// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostileparts.h"

// Oddities of plain text: character sets, transfer encodings, line ends, sizes, and of the mail as
// bytes.

namespace casement::testing
{

namespace
{

struct CharsetCase {
    const char *name;
    const char *charset; ///< as declared
    const char *text;    ///< the bytes in the body
};

constexpr CharsetCase charsets[] = {
    {"charset-unknown", "x-unknown", "caf\xc3\xa9 \xe9\xff"},
    {"charset-unknown-8bit", "unknown-8bit", "caf\xe9 \x80\x9f"},
    {"charset-empty", "\"\"", "caf\xc3\xa9"},
    {"charset-path", "\"../../../etc/passwd\"", "caf\xc3\xa9"},
    {"charset-markup", "\"<script>\"", "caf\xc3\xa9"},
    {"charset-quoted-broken", "\"utf-8", "caf\xc3\xa9"},
    {"charset-twice", "utf-8; charset=iso-8859-1", "caf\xc3\xa9"},
    {"charset-utf8-is-latin1", "utf-8",
     "Gr\xfc\xdf"
     "e aus K\xf6ln"},
    {"charset-ascii-8bit", "us-ascii", "caf\xc3\xa9 caf\xe9 \x80"},
    {"charset-latin1-is-utf8", "iso-8859-1",
     "Gr\xc3\xbc\xc3\x9f"
     "e"},
    {"charset-iso2022jp-truncated", "iso-2022-jp", "\x1b$B$3$s$K$A$O$"},
    {"charset-iso2022jp-unterminated", "iso-2022-jp", "\x1b$B$3$s\r\n$K$A\r\nnow ascii?"},
    {"charset-iso2022jp-bad-escape", "iso-2022-jp", "\x1b$Z\x1b(Q\x1b\x1b\x1b$B!!\x1b"},
    {"charset-iso2022kr-junk", "iso-2022-kr", "\x1b$)C\x0e!!\x7e\x0f\x0e"},
    {"charset-utf7", "utf-7", "+ADw-script+AD4-alert(1)+ADw-/script+AD4- +AGE +2D0- +///- +"},
    {"charset-utf7-unterminated", "unicode-1-1-utf-7", "+ZeVnLIqe"},
    {"charset-hz-gb2312", "hz-gb-2312", "~{<:Ky2;~} ~{VN~ ~~ ~\n ~{"},
    {"charset-gb18030-junk", "gb18030", "\x81\x30\x81\x30 \xff\xff \x84\x31\xa4\x37 \x81 \x90\x30"},
    {"charset-gbk-truncated", "gbk", "\xd6\xd0\xce\xc4\xd6"},
    {"charset-big5-junk", "big5", "\xa4\xa4\xa4\xe5 \xff\x40 \xa4"},
    {"charset-shift-jis-truncated", "shift_jis", "\x82\xb1\x82\xf1\x82 \xa0\xfd\xff \x5c\x7e\x82"},
    {"charset-euc-kr-junk", "euc-kr", "\xbe\xc8\xb3 \xc9\xa1 \xff\xff\xbe"},
    {"charset-euc-jp-three-bytes", "euc-jp", "\x8f\xb0\xa1 \x8f\xb0 \x8e"},
    {"charset-koi8-r", "koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4"},
    {"charset-windows-1252-holes", "windows-1252", "\x81\x8d\x8f\x90\x9d \x80\x93\x94"},
    {"charset-windows-1255-bidi", "iso-8859-8-i", "\xf9\xec\xe5\xed 123 abc"},
    {"charset-cp437", "cp437", "\x82\x84\x94 \xb0\xb1\xb2"},
    {"charset-ebcdic", "ebcdic-cp-us", "\xc8\x85\x93\x93\x96"},
    {"charset-bocu", "bocu-1", "\xfb\xee\x28\xd0\xd1"},
    {"charset-scsu", "scsu", "\x0e\xff\xff\x0f\x12\x41"},
    {"charset-binary", "binary", "\x01\x02\x03\xff"},
    {"charset-utf8-double-bom", "utf-8", "\xef\xbb\xbf\xef\xbb\xbftext"},
    {"charset-utf8-double-encoded", "utf-8", "caf\xc3\x83\xc2\xa9"},
    {"utf8-truncated", "utf-8", "ends in the middle \xf0\x9f\x98"},
    {"utf8-lone-surrogates", "utf-8",
     "\xed\xa0\xbd apart \xed\xb8\x80 pair \xed\xa0\xbd\xed\xb8\x80"},
    {"utf8-overlong", "utf-8",
     "\xc0\xae\xc0\xae\xc0\xaf \xe0\x80\xbcscript\xe0\x80\xbe \xf8\x80\x80\x80\xaf"},
    {"utf8-noncharacters", "utf-8",
     "\xef\xbf\xbe\xef\xbf\xbf\xef\xb7\x90\xf4\x8f\xbf\xbf\xf4\x90\x80\x80\xf7\xbf\xbf\xbf"},
    {"utf8-private-and-tags", "utf-8",
     "\xee\x80\x80\xf3\xa0\x80\x81\xf3\xa0\x81\x81\xf3\xa0\x81\xbf"},
    {"text-rtl", "utf-8",
     "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d, \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 (abc) 123!"},
    {"text-rtl-override", "utf-8",
     "pay \xe2\x80\xae"
     "001 \xe2\x80\xad"
     "to \xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9\xe2\x80\xab"},
    {"text-controls", "utf-8",
     "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x1b[2J\x1b]0;title\x07\x7f\xc2\x80\xc2\x9b"},
    {"text-line-separators", "utf-8",
     "a\xe2\x80\xa8"
     "b\xe2\x80\xa9"
     "c\xc2\x85"
     "d\x0b"
     "e\x0c"
     "f"},
    {"text-emoji-zwj", "utf-8",
     "\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x9d\xa4\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x92\x8b\xe2\x80\x8d"
     "\xf0\x9f\x91\xa9\xf0\x9f\x87\xa9\xf0\x9f\x87\xa9\xf0\x9f\x87\xa9"},
    {"text-mbox-from-lines", "utf-8",
     "First\r\nFrom here on\r\n\r\nFrom ada@example.org Mon Mar  2 10:00:00 2026\r\nSubject: not a "
     "mail\r\n\r\n>From x\r\n>>From y\r\nFrom \r\nFrom"},
    {"text-dot-lines", "utf-8", ".\r\n..\r\n.\r\n\r\nQUIT\r\n.\r\nA1 LOGOUT\r\n)\r\n"},
    {"text-markup", "utf-8",
     "<img src=http://tracker.invalid/plain> <script>alert(1)</script> </body></html> &amp;"},
    {"text-dangerous-links", "utf-8",
     "javascript:alert(1) http://tracker.invalid/plain file:///etc/passwd "
     "http://user:secret@tracker.invalid:99999/ smb://tracker.invalid/share "
     "mailto:x?attach=/etc/passwd tel:*#06#"},
    {"text-format-strings", "utf-8",
     "%s%s%s%n %1 %2 %L1 {0} ${HOME} $(id) `id` '; DROP TABLE message; --"},
    {"text-answer-of-answers", "utf-8",
     "> > > > > > > > >>>>>> >> > >\r\n>\r\n> x\r\n-----Original Message-----\r\nFrom: a\r\nOn , "
     "wrote:"},
    {"text-signature-first", "utf-8", "-- \r\nall is signature\r\n-- \r\n-- \r\n"},
};

struct EncodingCase {
    const char *name;
    const char *encoding; ///< Content-Transfer-Encoding as declared
    const char *text;
};

constexpr EncodingCase encodings[] = {
    {"base64-garbage", "base64",
     "SGVs!!bG8g**d29y\xff\xfe"
     "bGQ=\r\n----\r\n~~~~"},
    {"base64-never-ending", "base64",
     "SGVsbG8gd29ybGQsIHRoaXMgbmV2ZXIgZW5kcyBhbmQgdGhlbiBzdG9wcyBpbiB0aGUgbWlkZGx"},
    {"base64-padding-in-middle", "base64", "SGVsbG8=SGVsbG8=\r\n====\r\nSGVsbG8=="},
    {"base64-plain-text", "base64", "This was never encoded at all."},
    {"base64-one-character", "base64", "S"},
    {"base64-url-alphabet", "base64", "8J-YgPCfmIDwn5iA_-__"},
    {"base64-empty", "base64", ""},
    {"quoted-broken", "quoted-printable", "caf=C3=A =ZZ = == =\r\n=\r\n=3\r\nD =3d=3D=4"},
    {"quoted-soft-break-at-end", "quoted-printable", "ends with a soft break="},
    {"quoted-trailing-blanks", "quoted-printable", "blank   \t \r\n=20\r\n= \r\nnext=  \r\nline"},
    {"quoted-nul", "quoted-printable", "nul=00byte=00=00=0D=0A.=0D=0A"},
    {"quoted-plain-equals", "quoted-printable", "a=b&c=d&e==f http://tracker.invalid/?x=1&y=AA"},
    {"encoding-7bit-with-8bit", "7bit", "caf\xc3\xa9 \xff"},
    {"encoding-unknown", "x-rot13", "Uryyb"},
    {"encoding-empty", " ", "nothing declared"},
    {"encoding-comment", "(really) base64 (sure)", "SGVsbG8="},
    {"encoding-two", "base64, quoted-printable", "SGVsbG8=3D"},
    {"encoding-uuencode", "x-uuencode", "begin 644 ../../etc/passwd\r\n#0V%T\r\n`\r\nend"},
    {"encoding-binary", "binary", "\x01\x02\r\r\n\n\xff"},
    {"uuencode-in-text", "7bit", "See:\r\nbegin 644 C:\\x.exe\r\n#0V%T\r\n`\r\nend\r\nand on"},
    {"uuencode-truncated", "7bit", "begin 644 cat.txt\r\nM0V%T\r\n"},
    {"uuencode-false-begin", "7bit", "begin 999 the story\r\nbegin\r\nend\r\nbegin 644"},
    {"yenc-in-text", "8bit",
     "=ybegin line=128 size=99999999999 name=../x\r\n\x8e\x8f\r\n=yend size=1"},
    {"binhex-in-text", "7bit", "(This file must be converted with BinHex 4.0)\r\n:$f*TEQKPH#!!:"},
};

void addBody(QList<Oddity> &oddities, const char *name,
             std::function<void(MailDraft &, Random &)> apply, bool isHeavy = false)
{
    oddities.append(
        {.name = name, .place = OddityPlace::Body, .apply = std::move(apply), .isHeavy = isHeavy});
}

void addBytes(QList<Oddity> &oddities, const char *name,
              std::function<void(QByteArray &, Random &)> apply,
              OddityPlace place = OddityPlace::Bytes)
{
    oddities.append({.name = name, .place = place, .apply = {}, .applyToBytes = std::move(apply)});
}

void addSizes(QList<Oddity> &oddities)
{
    addBody(
        oddities, "text-5mib",
        [](MailDraft &draft, Random &) {
            draft.setContent(
                "text/plain; charset=utf-8",
                draft.number() + "\r\n" +
                    times(5 * 1024 * 16,
                          "Sixty-two plain letters and a line end, many thousand times.\r\n\r\n"),
                "8bit");
        },
        true);
    addBody(
        oddities, "text-5mib-one-line",
        [](MailDraft &draft, Random &) {
            draft.setContent("text/plain; charset=utf-8",
                             draft.number() + times(5 << 20, "w") + "\r\n", "8bit");
        },
        true);
    addBody(
        oddities, "text-5mib-base64",
        [](MailDraft &draft, Random &) {
            draft.setContent("text/plain; charset=utf-8",
                             base64Lines(draft.number() + times(5 << 18, "\xf0\x9f\x98\x80")),
                             "base64");
        },
        true);
    addBody(
        oddities, "text-1m-empty-lines",
        [](MailDraft &draft, Random &) {
            draft.setContent("text/plain", draft.number() + times(1000000, "\r\n"));
        },
        true);
    addBody(
        oddities, "text-1m-quote-marks",
        [](MailDraft &draft, Random &) {
            draft.setContent("text/plain", draft.number() + "\r\n" + times(1000000, ">") + "\r\n");
        },
        true);
    addBody(oddities, "text-100k-quote-lines", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain", draft.number() + times(100000, "\r\n> > it"));
    });
    addBody(oddities, "text-100k-links", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain", draft.number() + times(30000, " http://tracker.invalid/a"));
    });
    addBody(oddities, "text-zalgo", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain; charset=utf-8",
                         draft.number() + times(20, "Z" + times(2000, "\xcc\xb6\xcd\x8b\xcc\x81")),
                         "8bit");
    });
    addBody(oddities, "text-emoji-chain-5000", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain; charset=utf-8",
                         draft.number() + times(5000, "\xf0\x9f\x91\xa9\xe2\x80\x8d"), "8bit");
    });
    addBody(oddities, "text-quoted-one-line", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain; charset=utf-8", draft.number() + times(30000, "=C3=A4"),
                         "quoted-printable");
    });
    addBody(oddities, "text-nul", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain; charset=utf-8",
                         draft.number() + QByteArray(1000, '\0') + "after\r\n", "8bit");
    });
    addBody(oddities, "text-junk-bytes", [](MailDraft &draft, Random &random) {
        draft.setContent("text/plain; charset=utf-8", draft.number() + junk(random, 4000), "8bit");
    });
    addBody(oddities, "charset-name-10k", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain; charset=" + times(10240, "x"), draft.number());
    });
    addBody(oddities, "charset-utf16-no-bom", [](MailDraft &draft, Random &) {
        QByteArray wide;
        for (const char letter : QByteArray("Hello in UTF-16 " + draft.number()))
            wide += QByteArray(1, letter) + QByteArray(1, '\0');
        draft.setContent("text/plain; charset=utf-16", base64Lines(wide), "base64");
    });
    addBody(oddities, "charset-utf16-odd-length", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain; charset=utf-16",
                         base64Lines(QByteArray("\xff\xfe"
                                                "a\0\x3d\xd8"
                                                "b",
                                                7) +
                                     draft.number()),
                         "base64");
    });
    addBody(oddities, "charset-utf16-raw", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain; charset=utf-16le",
                         QByteArray("H\0i\0\r\0\n\0", 8) + draft.number(), "8bit");
    });
    addBody(oddities, "charset-utf32", [](MailDraft &draft, Random &) {
        draft.setContent("text/plain; charset=utf-32",
                         base64Lines(QByteArray("\0\0\0H\0\x11\0\0\xff", 9) + draft.number()),
                         "base64");
    });
    addBody(oddities, "body-missing",
            [](MailDraft &draft, Random &) { draft.setContent("text/plain", {}); });
    addBody(oddities, "content-type-missing", [](MailDraft &draft, Random &) {
        draft.setContent({}, "No content type in " + draft.number() + "\r\n");
    });
}

void addByteAbuse(QList<Oddity> &oddities)
{
    addBytes(oddities, "line-ends-cr",
             [](QByteArray &raw, Random &) { raw.replace("\r\n", "\r"); });
    addBytes(oddities, "line-ends-lf",
             [](QByteArray &raw, Random &) { raw.replace("\r\n", "\n"); });
    addBytes(oddities, "line-ends-crcrlf",
             [](QByteArray &raw, Random &) { raw.replace("\r\n", "\r\r\n"); });
    addBytes(oddities, "line-ends-lfcr",
             [](QByteArray &raw, Random &) { raw.replace("\r\n", "\n\r"); });
    addBytes(oddities, "line-ends-mixed", [](QByteArray &raw, Random &random) {
        const char *const ends[] = {"\r\n", "\n", "\r", "\n\n", "\r\r\n"};
        QByteArray mixed;
        mixed.reserve(raw.size());
        for (qsizetype from = 0; from < raw.size();) {
            const qsizetype end = raw.indexOf("\r\n", from);
            mixed += raw.mid(from, end < 0 ? -1 : end - from);
            if (end < 0)
                break;
            mixed += random.pick(ends);
            from = end + 2;
        }
        raw = mixed;
    });
    addBytes(oddities, "no-separator", [](QByteArray &raw, Random &) {
        const qsizetype at = raw.indexOf("\r\n\r\n");
        raw.remove(at, 2);
    });
    addBytes(oddities, "headers-only",
             [](QByteArray &raw, Random &) { raw.truncate(raw.indexOf("\r\n\r\n") + 2); });
    addBytes(oddities, "cut-in-headers", [](QByteArray &raw, Random &random) {
        // After the line with the mail's number, so that no two are the same.
        const qsizetype first = raw.indexOf("\r\n", raw.indexOf("number-")) + 2;
        const qsizetype last = qMax(first + 1, raw.indexOf("\r\n\r\n"));
        raw.truncate(first + random.below(static_cast<int>(last - first)));
    });
    addBytes(oddities, "cut-in-body", [](QByteArray &raw, Random &random) {
        const qsizetype at = raw.indexOf("\r\n\r\n") + 4;
        raw.truncate(at + random.below(static_cast<int>(qMax(qsizetype(1), raw.size() - at))));
    });
    addBytes(oddities, "blank-line-first", [](QByteArray &raw, Random &) { raw.prepend("\r\n"); });
    addBytes(oddities, "bom-first", [](QByteArray &raw, Random &) { raw.prepend("\xef\xbb\xbf"); });
    addBytes(oddities, "bits-flipped", [](QByteArray &raw, Random &random) {
        for (int i = 0; i < 40; ++i) {
            char &byte = raw.data()[random.below(static_cast<int>(raw.size()))];
            byte = static_cast<char>(byte ^ (1 << random.below(8)));
        }
    });
    addBytes(oddities, "nuls-sprinkled", [](QByteArray &raw, Random &random) {
        for (int i = 0; i < 40; ++i)
            raw.insert(random.below(static_cast<int>(raw.size())), '\0');
    });
    addBytes(oddities, "no-final-line-end", [](QByteArray &raw, Random &) {
        while (raw.endsWith('\n') || raw.endsWith('\r'))
            raw.chop(1);
    });
    addBytes(oddities, "trailing-nuls", [](QByteArray &raw, Random &) { raw.append(4096, '\0'); });
    addBytes(oddities, "empty", [](QByteArray &raw, Random &) { raw.clear(); }, OddityPlace::Whole);
    addBytes(
        oddities, "one-line-end", [](QByteArray &raw, Random &) { raw = "\r\n"; },
        OddityPlace::Whole);
    addBytes(
        oddities, "only-blanks", [](QByteArray &raw, Random &) { raw = " \t \r\n \r\n\r\n"; },
        OddityPlace::Whole);
    addBytes(
        oddities, "only-nuls", [](QByteArray &raw, Random &) { raw = QByteArray(1000, '\0'); },
        OddityPlace::Whole);
    addBytes(
        oddities, "only-junk", [](QByteArray &raw, Random &random) { raw = junk(random, 20000); },
        OddityPlace::Whole);
    addBytes(
        oddities, "only-prose",
        [](QByteArray &raw, Random &) {
            raw = "Dear all,\r\nthis file has no header at all.\r\n\r\nYours\r\n";
        },
        OddityPlace::Whole);
    addBytes(
        oddities, "only-from-line",
        [](QByteArray &raw, Random &) { raw = "From ada@example.org Mon Mar  2 10:00:00 2026\n"; },
        OddityPlace::Whole);
    addBytes(
        oddities, "html-page",
        [](QByteArray &raw, Random &) {
            raw = "<!DOCTYPE html>\n<html><head><title>404</title></head><body>Saved by "
                  "mistake</body></html>\n";
        },
        OddityPlace::Whole);
    addBytes(
        oddities, "sqlite-file",
        [](QByteArray &raw, Random &random) {
            raw = QByteArray("SQLite format 3\0", 16) + junk(random, 4080);
        },
        OddityPlace::Whole);
}

} // namespace

void addTextOddities(QList<Oddity> &oddities)
{
    for (const CharsetCase &one : charsets) {
        addBody(oddities, one.name, [one](MailDraft &draft, Random &) {
            draft.setContent(QByteArray("text/plain; charset=") + one.charset,
                             draft.number() + "\r\n" + one.text + "\r\n", "8bit");
        });
    }
    for (const EncodingCase &one : encodings) {
        addBody(oddities, one.name, [one](MailDraft &draft, Random &) {
            draft.setContent("text/plain; charset=utf-8", QByteArray(one.text) + "\r\n",
                             one.encoding);
        });
    }
    addSizes(oddities);
    addByteAbuse(oddities);
}

} // namespace casement::testing
