// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppgate.h"
#include "core/channels/xmpp/xmppjid.h"
#include "core/channels/xmpp/xmppsettings.h"
#include "core/channels/xmpp/xmppupload.h"

#include <QDomDocument>
#include <QRegularExpression>
#include <QTest>
#include <ctime>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

const QByteArray kOpen =
    "<?xml version='1.0'?><s:stream xmlns='jabber:client' "
    "xmlns:s='http://etherx.jabber.org/streams' id='1' from='x' version='1.0'>";

struct Passed {
    QByteArray out;
    std::optional<Error> error = std::nullopt;
};

Passed pass(XmppGate &gate, const QByteArray &bytes, qsizetype piece)
{
    Passed passed;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        const auto taken = gate.feed(
            QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)), passed.out);
        if (!taken) {
            passed.error = taken.error();
            break;
        }
    }
    return passed;
}

} // namespace

class XmppGateTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stanzasComeOutAsciiAndWhole()
    {
        const QByteArray stanza =
            "<message from='ann@x/1' xml:lang='de'><body>grüße 👩 &lt;&amp;&#10;x</body>"
            "<a:b xmlns:a='urn:a' c='ü&quot;'><a:d/><e xmlns='urn:e'/></a:b></message>"
            "<s:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
            "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></s:features>";
        for (const qsizetype piece : {1, 3, 7, 4096}) {
            XmppGate gate(u"x"_s);
            const Passed passed = pass(gate, kOpen + stanza, piece);
            QVERIFY(!passed.error);
            QVERIFY(std::ranges::all_of(passed.out, [](char c) { return c > 0; }));
            QDomDocument document;
            QVERIFY(document.setContent(passed.out + "</stream:stream>",
                                        QDomDocument::ParseOption::UseNamespaceProcessing));
            const QDomElement message = document.documentElement().firstChildElement();
            QCOMPARE(message.namespaceURI(), u"jabber:client"_s);
            QCOMPARE(message.firstChildElement(u"body"_s).text(), u"grüße 👩 <&\nx"_s);
            const QDomElement other = message.firstChildElement(u"b"_s);
            QCOMPARE(other.namespaceURI(), u"urn:a"_s);
            QCOMPARE(other.attribute(u"c"_s), u"ü\""_s);
            QCOMPARE(other.firstChildElement(u"d"_s).namespaceURI(), u"urn:a"_s);
            QCOMPARE(other.firstChildElement(u"e"_s).namespaceURI(), u"urn:e"_s);
            const QDomElement features = message.nextSiblingElement();
            QCOMPARE(features.namespaceURI(), u"http://etherx.jabber.org/streams"_s);
            QVERIFY(features.firstChildElement(u"starttls"_s).isNull());
            QVERIFY(!features.firstChildElement(u"bind"_s).isNull());
        }
    }

    void whatIsTooMuchComesWithoutItsContent_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("deep") << QByteArray("<a>").repeated(60'000) +
                                     QByteArray("</a>").repeated(60'000);
        QTest::newRow("just too deep")
            << QByteArray("<a>").repeated(64) + QByteArray("</a>").repeated(64);
        QTest::newRow("large") << "<body>" + QByteArray(2'000'000, 'x') + "</body>";
        QTest::newRow("many") << QByteArray("<a/>").repeated(500'000);
        QTest::newRow("large attribute") << "<a b='" + QByteArray(2'000'000, 'x') + "'/>";
        QTest::newRow("grows when escaped")
            << "<body>" + QByteArray("ü").repeated(400'000) + "</body>";
        QTest::newRow("a name that is not ASCII") << QByteArray("<ü/>");
    }
    void whatIsTooMuchComesWithoutItsContent()
    {
        QFETCH(const QByteArray, content);
        XmppGate gate(u"x"_s);
        const Passed passed =
            pass(gate, kOpen + "<message from='a@x' id='7'>" + content + "</message><iq id='8'/>",
                 32 * 1024);
        QVERIFY2(!passed.error, passed.error ? qPrintable(passed.error->detail) : "");
        QCOMPARE(gate.cutStanzas(), 1);
        QVERIFY(passed.out.size() < 2000);
        QVERIFY(passed.out.contains("id=\"7\"><cut xmlns=\"urn:casement:cut\"/></message><iq"));
    }

    void noSliceTakesLong()
    {
        XmppGate gate(u"x"_s);
        QByteArray out;
        QVERIFY(gate.feed(QByteArray(kOpen + "<message>"), out));
        const QByteArray slice = QByteArray("<a>").repeated(11'000);
        // Of the processor, because other tests run beside this one.
        std::clock_t longest = 0;
        for (int i = 0; i < 30; ++i) {
            const std::clock_t start = std::clock();
            QVERIFY(gate.feed(slice, out));
            longest = std::max(longest, std::clock() - start);
        }
        const auto ms = longest * 1000 / CLOCKS_PER_SEC;
        QVERIFY2(ms < 100, qPrintable(QString::number(ms)));
    }

    void whatBreaksTheStream_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *name, const QByteArray &bytes, ErrorKind kind) {
            QTest::newRow(name) << bytes << static_cast<int>(kind);
        };
        const auto error = [](const QByteArray &condition) {
            return kOpen + "<s:error><" + condition +
                   " xmlns='urn:ietf:params:xml:ns:xmpp-streams'>evil.test</" + condition +
                   "></s:error>";
        };
        const auto failure = [](const QByteArray &condition) {
            return kOpen + "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><" + condition +
                   "/></failure>";
        };
        const auto challenge = [](const QByteArray &words) {
            return kOpen + "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" +
                   words.toBase64() + "</challenge>";
        };
        row("HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", ErrorKind::Protocol);
        row("HTML", "<!DOCTYPE html><html></html>", ErrorKind::Protocol);
        row("another root", "<stream xmlns='urn:x'>", ErrorKind::Protocol);
        row("a document type",
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>" + kOpen.sliced(21),
            ErrorKind::Protocol);
        row("an instruction", kOpen + "<?php x?>", ErrorKind::Protocol);
        row("an entity", kOpen + "<message>&lol;</message>", ErrorKind::Protocol);
        row("not well-formed", kOpen + "<message></iq>", ErrorKind::Protocol);
        row("NUL", kOpen + "<message>&#0;</message>", ErrorKind::Protocol);
        row("broken UTF-8 in a name", kOpen + "<\xff\xfe/>", ErrorKind::Protocol);
        row("twice the same attribute", kOpen + "<message a='1' a='2'/>", ErrorKind::Protocol);
        row("without a bottom", kOpen + "<message>" + QByteArray("<a>").repeated(420'000),
            ErrorKind::Protocol);
        row("without an end", kOpen + "<message><body>" + QByteArray(9'000'000, 'x'),
            ErrorKind::Protocol);
        row("a tag without an end", kOpen + "<message a='" + QByteArray(9'000'000, 'x'),
            ErrorKind::Protocol);
        row("the end", kOpen + "</s:stream>", ErrorKind::Offline);
        row("elsewhere", error("see-other-host"), ErrorKind::Protocol);
        row("conflict", error("conflict"), ErrorKind::Offline);
        row("shutdown", error("system-shutdown"), ErrorKind::Offline);
        row("policy", error("policy-violation"), ErrorKind::RateLimited);
        row("unknown host", error("host-unknown"), ErrorKind::Invalid);
        row("not authorized any more", error("not-authorized"), ErrorKind::AuthRequired);
        row("an error of no kind", kOpen + "<s:error/>", ErrorKind::Offline);
        row("wrong password", failure("not-authorized"), ErrorKind::AuthRequired);
        row("password store down", failure("temporary-auth-failure"), ErrorKind::Offline);
        row("disabled", failure("account-disabled"), ErrorKind::Forbidden);
        row("a failure of no kind", kOpen + "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
            ErrorKind::AuthRequired);
        row("endless work", challenge("r=x,s=eA==,i=2147483647"), ErrorKind::Protocol);
        row("negative work", challenge("r=x,s=eA==,i=-1"), ErrorKind::Protocol);
        row("huge work", challenge("r=x,s=eA==,i=99999999999999999999"), ErrorKind::Protocol);
    }
    void whatBreaksTheStream()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, kind);
        XmppGate gate(u"chat.test"_s);
        const Passed passed = pass(gate, bytes, 32 * 1024);
        QVERIFY(passed.error);
        QCOMPARE(static_cast<int>(passed.error->kind), kind);
        QVERIFY(passed.error->detail.contains(u"chat.test"_s));
        QVERIFY(!passed.out.contains("evil.test"));
    }

    void wordsThatLeadElsewhereAreLeftOut()
    {
        XmppGate gate(u"x"_s);
        const Passed passed = pass(
            gate,
            kOpen + "<enabled xmlns='urn:xmpp:sm:3' id='1' resume='true' location='evil.test'/>"
                    "<s:stream/><foo xmlns='urn:x'>y</foo><iq id='z'/>",
            1);
        QVERIFY(!passed.error);
        QVERIFY(passed.out.contains("<enabled xmlns=\"urn:xmpp:sm:3\" id=\"1\"></enabled>"));
        QVERIFY(!passed.out.contains("evil"));
        QCOMPARE(passed.out.count("<stream:stream"), 1);
        QVERIFY(!passed.out.contains("foo"));
        QVERIFY(passed.out.contains("<iq id=\"z\">"));
    }

    void aLoginBeginsANewStream()
    {
        XmppGate gate(u"x"_s);
        QByteArray out;
        QVERIFY(gate.feed(QByteArray(kOpen + "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"),
                          out));
        QVERIFY(gate.feed(QByteArray(kOpen + "<s:features/>"), out));
        QCOMPARE(out.count("<stream:stream "), 2);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("full");
        QTest::newRow("plain") << u"ann@example.org"_s << u"ann@example.org"_s;
        QTest::newRow("case") << u"Ann@Example.ORG/Phone"_s << u"ann@example.org/Phone"_s;
        QTest::newRow("letters") << u"ÄNN@BÜCHER.example"_s << u"änn@bücher.example"_s;
        QTest::newRow("a dot at the end") << u"ann@example.org."_s << u"ann@example.org"_s;
        QTest::newRow("a service") << u"example.org"_s << u"example.org"_s;
        QTest::newRow("@ and / in a resource") << u"a@b/c@d/e"_s << u"a@b/c@d/e"_s;
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("no local part") << u"@example.org"_s << QString();
        QTest::newRow("no domain") << u"ann@"_s << QString();
        QTest::newRow("no resource") << u"ann@example.org/"_s << QString();
        QTest::newRow("blank") << u"an n@example.org"_s << QString();
        QTest::newRow("two @") << u"a@b@c"_s << QString();
        QTest::newRow("line end") << u"ann@example.org/x\ny"_s << QString();
        QTest::newRow("turned around") << u"ann@example.org/x\u202ey"_s << QString();
        QTest::newRow("long") << QString(u"a"_s.repeated(1100) + u"@b") << QString();
    }
    void addresses()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, full);
        const auto jid = XmppJid::parse(text);
        QCOMPARE(jid ? jid->full() : QString(), full);
        if (jid)
            QCOMPARE(normalizedAddress(u"xmpp"_s, text).remove(QRegularExpression(u"\\.$"_s)),
                     jid->bare());
    }

    void settings()
    {
        XmppSettings settings;
        settings.address = u"team@example.org"_s;
        settings.rooms = {u"a@rooms.example.org"_s};
        settings.security = XmppSecurity::StartTls;
        settings.port = 5000;
        QCOMPARE(settings.problem(), QString());
        QCOMPARE(XmppSettings::fromJson(settings.toJson()), settings);
        QCOMPARE(settings.roomNick(), u"team"_s);
        const auto wrong = [&](auto change) {
            XmppSettings other = settings;
            change(other);
            return !other.problem().isEmpty();
        };
        QVERIFY(wrong([](XmppSettings &s) { s.address = u"example.org"_s; }));
        QVERIFY(wrong([](XmppSettings &s) { s.address = u"a@b/c"_s; }));
        QVERIFY(wrong([](XmppSettings &s) { s.security = XmppSecurity::Plain; }));
        QVERIFY(wrong([](XmppSettings &s) { s.host = u"a b"_s; }));
        QVERIFY(wrong([](XmppSettings &s) { s.rooms += u"nowhere"_s; }));
        QVERIFY(wrong([](XmppSettings &s) { s.caPem = u"none"_s; }));
        QVERIFY(wrong([](XmppSettings &s) { s.pinnedCertificate = u"12"_s; }));
        QVERIFY(wrong([](XmppSettings &s) { s.backfillDays = -1; }));
    }

    void filesGoOverHttpsOnly()
    {
        QVERIFY(isSafeUploadUrl(QUrl(u"https://files.example.org/x"_s)));
        QVERIFY(isSafeUploadUrl(QUrl(u"http://127.0.0.1:8080/x"_s)));
        for (const QString &url :
             {u"http://files.example.org/x"_s, u"ftp://127.0.0.1/x"_s, u"file:///etc/passwd"_s,
              u"https:///x"_s, u""_s, u"javascript:x"_s, u"http://127.0.0.1.example.org/"_s,
              u"https://a:b@example.org/"_s})
            QVERIFY2(!isSafeUploadUrl(QUrl(url)), qPrintable(url));
    }
};

QTEST_GUILESS_MAIN(XmppGateTest)
#include "xmppgatetest.moc"
