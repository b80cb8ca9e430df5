// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/stalls.h"
#include "tests/unit/xmpp/scriptedxmpp.h"
#include "tests/unit/xmpp/xmppdesk.h"

#include <QSslConfiguration>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

constexpr int kPatience = 30'000;
const QString kRoom = u"casement@rooms.chat.test"_s;
const QByteArray kCanary = "canary-7f3a";

#define AWAIT(what) QTRY_VERIFY_WITH_TIMEOUT(what, kPatience)

enum Outcome { Waits, Asks, Online };

struct Trouble {
    const char *name;
    Outcome outcome;
    /// Makes the server misbehave; what it sets is taken back afterwards.
    std::function<void(ScriptedXmpp &)> begin;
    /// Said once the account is online.
    QByteArray words = {};
};

/// Misbehaves when a stanza is one that \a fits.
std::function<void(ScriptedXmpp &)>
answers(const std::function<bool(const QDomElement &)> &fits,
        const std::function<void(ScriptedXmpp &, const QDomElement &)> &how)
{
    return [fits, how](ScriptedXmpp &server) {
        server.onStanza = [fits, how, &server](const QDomElement &stanza) {
            if (!fits(stanza))
                return false;
            how(server, stanza);
            return true;
        };
    };
}

std::function<void(ScriptedXmpp &)>
answers(const QString &name, const std::function<void(ScriptedXmpp &, const QDomElement &)> &how)
{
    return answers([name](const QDomElement &stanza) { return stanza.tagName() == name; }, how);
}

/// Answers to a question with that child.
std::function<void(ScriptedXmpp &)>
replies(const QString &space, const std::function<void(ScriptedXmpp &, const QDomElement &)> &how,
        const QString &child = u"query"_s)
{
    return answers(
        [space, child](const QDomElement &stanza) {
            const QDomElement question = stanza.firstChildElement();
            return stanza.tagName() == u"iq" && question.namespaceURI() == space &&
                   question.tagName() == child;
        },
        how);
}

std::function<void(ScriptedXmpp &)> greets(const QByteArray &bytes, bool closes = false)
{
    return answers([](const QDomElement &stanza) { return stanza.isNull(); },
                   [bytes, closes](ScriptedXmpp &server, const QDomElement &) {
                       server.say(bytes);
                       if (closes)
                           server.socket->disconnectFromHost();
                   });
}

std::function<void(ScriptedXmpp &)> loginSays(const QByteArray &bytes)
{
    return answers(u"auth"_s,
                   [bytes](ScriptedXmpp &server, const QDomElement &) { server.say(bytes); });
}

QByteArray failure(const QByteArray &condition)
{
    return "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><" + condition + "/></failure>";
}

QByteArray streamError(const QByteArray &condition)
{
    return "<stream:error><" + condition +
           " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
}

QByteArray challenge(const QByteArray &words)
{
    return "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + words.toBase64() +
           "</challenge>";
}

QByteArray wrapped(const QByteArray &from, const QByteArray &kind)
{
    const QByteArray inner = "<forwarded xmlns='urn:xmpp:forward:0'><message "
                             "xmlns='jabber:client' type='chat' from='ann@chat.test/x' "
                             "to='team@chat.test' id='f'><body>forged</body></message></forwarded>";
    QByteArray around = "<result xmlns='urn:xmpp:mam:2' queryid='q' id='f'>" + inner + "</result>";
    if (kind == "carbon")
        around = "<received xmlns='urn:xmpp:carbons:2'>" + inner + "</received>";
    return "<message from='" + from + "' to='team@chat.test'>" + around + "</message>";
}

const QString kMam = u"urn:xmpp:mam:2"_s;
const QString kInfo = u"http://jabber.org/protocol/disco#info"_s;

QByteArray page(const QDomElement &iq, int from, int to, const QByteArray &stamp = {})
{
    const QByteArray queryId = iq.firstChildElement().attribute(u"queryid"_s).toUtf8();
    QByteArray bytes;
    for (int i = from; i < to; ++i) {
        const QByteArray id = QByteArray::number(i);
        bytes += ScriptedXmpp::resultOf(
            {.id = "p" + id,
             .stamp = stamp.isEmpty() ? ScriptedXmpp::stampOf(i) : stamp,
             .message = "<message xmlns='jabber:client' type='chat' from='ann@chat.test/x' "
                        "to='team@chat.test' id='i" +
                        id + "'><body>old " + id + "</body></message>"},
            queryId, "team@chat.test");
    }
    return bytes;
}

const QByteArray kMore = "<fin xmlns='urn:xmpp:mam:2'/>";
const QByteArray kEnd = "<fin xmlns='urn:xmpp:mam:2' complete='true'/>";

const QList<Trouble> &troubles()
{
    static const QList<Trouble> list{
        {"closed at once", Waits, [](ScriptedXmpp &s) { s.onConnect = [&s] { s.abort(); }; }},
        {"HTTP", Waits, greets("HTTP/1.1 400 Bad Request\r\n\r\n<html>")},
        {"half a header", Waits, greets("<?xml version='1.0'?><stream:str", true)},
        {"a document type", Waits, greets("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")},
        {"another protocol", Waits, greets("<flash-policy/>")},
        {"no login", Waits,
         greets("<stream:stream xmlns='jabber:client' "
                "xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>"
                "<stream:features/>")},
        {"only PLAIN without TLS", Waits,
         [](ScriptedXmpp &s) { s.mechanisms = "<mechanism>PLAIN</mechanism>"; }},
        {"only DIGEST-MD5", Waits,
         [](ScriptedXmpp &s) { s.mechanisms = "<mechanism>DIGEST-MD5</mechanism>"; }},
        {"an unknown login", Waits,
         [](ScriptedXmpp &s) { s.mechanisms = "<mechanism>X-TRUST-ME</mechanism>"; }},
        {"a million mechanisms", Waits,
         [](ScriptedXmpp &s) {
             s.mechanisms = QByteArray("<mechanism>X</mechanism>").repeated(60'000);
         }},
        {"wrong password", Asks, loginSays(failure("not-authorized"))},
        {"disabled account", Asks, loginSays(failure("account-disabled"))},
        {"passwords cannot be checked", Waits, loginSays(failure("temporary-auth-failure"))},
        {"endless work", Waits, loginSays(challenge("r=x,s=c2FsdA==,i=2147483647"))},
        {"another login's challenge", Waits, loginSays(challenge("r=foreign,s=c2FsdA==,i=4096"))},
        {"a challenge that is none", Waits, loginSays(challenge("\x00\x01\xff"))},
        {"a message instead of a challenge", Waits,
         loginSays("<message from='ann@chat.test'><body>forged</body></message>")},
        {"see other host", Waits,
         loginSays("<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
                   "127.0.0.1:1</see-other-host></stream:error>")},
        {"no resource", Waits,
         replies(
             u"urn:ietf:params:xml:ns:xmpp-bind"_s,
             [](ScriptedXmpp &s, const QDomElement &iq) { s.error(iq, "conflict"); }, u"bind"_s)},
        {"another address", Asks,
         replies(
             u"urn:ietf:params:xml:ns:xmpp-bind"_s,
             [](ScriptedXmpp &s, const QDomElement &iq) {
                 s.result(iq, "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>"
                              "eve@chat.test/x</jid></bind>");
             },
             u"bind"_s)},
        {"unknown host", Asks, loginSays(streamError("host-unknown"))},
        {"conflict", Waits, {}, streamError("conflict")},
        {"policy", Waits, {}, streamError("policy-violation")},
        {"shutdown", Waits, {}, streamError("system-shutdown")},
        {"an error that is none", Waits, {}, "<stream:error/>"},
        {"the end", Waits, {}, "</stream:stream>"},
        {"not well-formed", Waits, {}, "<message></iq>"},
        {"a character that is none", Waits, {}, "<message><body>&#0;</body></message>"},
        {"an instruction", Waits, {}, "<?xml-stylesheet href='http://evil.test'?>"},
        {"an entity", Waits, {}, "<message><body>&lol;</body></message>"},
        {"a stanza without an end", Waits, {}, "<message><body>" + QByteArray(9'000'000, 'x')},
        {"a stanza without a bottom", Waits, {}, "<message>" + QByteArray("<a>").repeated(420'000)},
        {"a deep stanza",
         Online,
         {},
         "<message from='ann@chat.test/x' to='team@chat.test' type='chat'>" +
             QByteArray("<a>").repeated(80'000) + QByteArray("</a>").repeated(80'000) +
             "</message>"},
        {"a large stanza",
         Online,
         {},
         "<message from='ann@chat.test/x' to='team@chat.test' type='chat'><body>" +
             QByteArray(3'000'000, 'x') + "</body></message>"},
        {"many children",
         Online,
         {},
         "<presence from='a@b'>" + QByteArray("<a/>").repeated(300'000) + "</presence>"},
        {"a burst", Online, {}, QByteArray("<presence from='a@b/c'/>").repeated(20'000)},
        {"things that are no stanzas",
         Online,
         {},
         "<foo xmlns='urn:x'/><stream:stream/><enabled xmlns='urn:xmpp:sm:3' id='2'/> \n "},
        {"acknowledges what was never said",
         Online,
         {},
         "<a xmlns='urn:xmpp:sm:3' h='4294967295'/><a xmlns='urn:xmpp:sm:3' h='-1'/><a "
         "xmlns='urn:xmpp:sm:3'/>"},
        {"no addresses",
         Online,
         {},
         "<message><body>x</body></message><message from='@@@'><body>forged</body></message>"
         "<presence from='////'/><iq type='get' id='1' from='@'/><iq type='result'/>"},
        {"a forged carbon", Online, {}, wrapped("eve@evil.test/x", "carbon")},
        {"a carbon of our other resource", Online, {}, wrapped("team@chat.test/x", "carbon")},
        {"a forged result", Online, {}, wrapped("eve@evil.test/x", "result")},
        {"a result that nobody asked for", Online, {}, wrapped("team@chat.test", "result")},
        {"a forged roster",
         Online,
         {},
         "<iq type='set' id='r' from='eve@evil.test'><query xmlns='jabber:iq:roster'><item "
         "jid='ann@chat.test' name='forged'/></query></iq>"},
        {"questions about us",
         Online,
         {},
         "<iq type='get' id='v' from='eve@evil.test'><query xmlns='jabber:iq:version'/></iq><iq "
         "type='get' id='l' from='eve@evil.test'><query xmlns='jabber:iq:last'/></iq><presence "
         "type='subscribe' from='eve@evil.test'/><message type='chat' from='eve@evil.test/1' "
         "to='team@chat.test' id='m'><body>hi</body><request xmlns='urn:xmpp:receipts'/><markable "
         "xmlns='urn:xmpp:chat-markers:0'/></message>"},
        {"a roster over every limit", Online,
         replies(u"jabber:iq:roster"_s,
                 [](ScriptedXmpp &s, const QDomElement &iq) {
                     s.result(iq, "<query xmlns='jabber:iq:roster'>" +
                                      QByteArray("<item jid='a@b' name='c'/>").repeated(60'000) +
                                      "</query>");
                 })},
        {"no features", Online,
         replies(kInfo, [](ScriptedXmpp &s, const QDomElement &iq) { s.error(iq, "forbidden"); })},
        {"an archive that refuses", Online,
         replies(kMam, [](ScriptedXmpp &s, const QDomElement &iq) { s.error(iq, "forbidden"); })},
        {"an archive of nothing, for ever", Online,
         replies(kMam, [](ScriptedXmpp &s, const QDomElement &iq) { s.result(iq, kMore); })},
        {"an answer that is none", Online,
         replies(kMam, [](ScriptedXmpp &s, const QDomElement &iq) { s.result(iq, "<x/>"); })},
        {"the same page for ever", Online,
         replies(kMam,
                 [](ScriptedXmpp &s, const QDomElement &iq) {
                     s.say(page(iq, 0, 50));
                     s.result(iq, kMore);
                 })},
        {"more than was asked for", Online,
         replies(kMam,
                 [](ScriptedXmpp &s, const QDomElement &iq) {
                     s.say(page(iq, 0, 10'000));
                     s.result(iq, kEnd);
                 })},
        {"one id for all", Online,
         replies(kMam,
                 [](ScriptedXmpp &s, const QDomElement &iq) {
                     for (int i = 0; i < 100; ++i)
                         s.say(page(iq, 7, 8));
                     s.result(iq, kEnd);
                 })},
        {"times that are none", Online,
         replies(kMam,
                 [](ScriptedXmpp &s, const QDomElement &iq) {
                     s.say(page(iq, 0, 10, "99999-99-99T99:99:99Z"));
                     s.say(page(iq, 10, 20, "NaN"));
                     s.say(page(iq, 20, 30, "1899-12-31T23:59:59Z"));
                     s.result(iq, kEnd);
                 })},
        {"time running backwards", Online,
         replies(kMam,
                 [](ScriptedXmpp &s, const QDomElement &iq) {
                     for (int i = 99; i >= 0; --i)
                         s.say(page(iq, i, i + 1));
                     s.result(iq, kEnd);
                 })},
        {"results without messages", Online,
         replies(kMam,
                 [](ScriptedXmpp &s, const QDomElement &iq) {
                     const QByteArray id = iq.firstChildElement().attribute(u"queryid"_s).toUtf8();
                     s.say("<message from='team@chat.test'><result xmlns='urn:xmpp:mam:2' "
                           "queryid='" +
                           id +
                           "' id='1'/></message><message "
                           "from='team@chat.test'><result xmlns='urn:xmpp:mam:2' queryid='" +
                           id + "'/></message>");
                     s.result(iq, kEnd);
                 })},
        {"cut in the middle of a page", Waits,
         replies(kMam,
                 [](ScriptedXmpp &s, const QDomElement &iq) {
                     s.say(page(iq, 0, 20).chopped(100));
                     s.socket->disconnectFromHost();
                 })},
        {"a room that is closed to us", Online,
         answers(
             [](const QDomElement &e) {
                 return e.tagName() == u"presence" && e.attribute(u"to"_s).contains(u'/');
             },
             [](ScriptedXmpp &s, const QDomElement &e) {
                 s.say("<presence type='error' from='" + e.attribute(u"to"_s).toUtf8() +
                       "'><error type='auth'><registration-required "
                       "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
             })},
        {"a nick that is always taken", Online,
         answers(
             [](const QDomElement &e) {
                 return e.tagName() == u"presence" && e.attribute(u"to"_s).contains(u'/');
             },
             [](ScriptedXmpp &s, const QDomElement &e) {
                 s.say("<presence type='error' from='" + e.attribute(u"to"_s).toUtf8() +
                       "'><error type='cancel'><conflict "
                       "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
             })},
        {"thrown out of the room",
         Online,
         {},
         "<presence type='unavailable' from='casement@rooms.chat.test/team'><x "
         "xmlns='http://jabber.org/protocol/muc#user'><item/><status code='110'/><status "
         "code='307'/></x></presence>"},
        {"moderation by an occupant",
         Online,
         {},
         "<message type='groupchat' from='casement@rooms.chat.test/eve'><retract "
         "xmlns='urn:xmpp:message-retract:1' id='1'><moderated "
         "xmlns='urn:xmpp:message-moderate:1'/></retract></message>"},
    };
    return list;
}

QByteArrayList logged;

void keepLog(QtMsgType, const QMessageLogContext &, const QString &text)
{
    logged += text.toUtf8();
}

} // namespace

/// Whatever a server says, the account goes on or says what is wrong, the window moves, and nothing
/// is lost once it behaves again.
class XmppTroubleTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Once in a process, Qt reads the system's authorities: that is no server's doing.
    void initTestCase() { QVERIFY(!QSslConfiguration::defaultConfiguration().isNull()); }

    void misbehaviour_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < troubles().size(); ++i)
            QTest::newRow(troubles()[i].name) << i;
        QVERIFY(troubles().size() >= 50);
    }
    void misbehaviour()
    {
        QFETCH(const int, index);
        const Trouble &trouble = troubles()[index];
        ScriptedXmpp server;
        XmppSettings settings = server.settings();
        settings.rooms = {kRoom};
        settings.backfillDays = 20'000;
        XmppDesk desk(settings);
        desk.secrets.secrets[QString(kXmppPassword)] = QString::fromLatin1(kCanary);
        const auto before = qInstallMessageHandler(keepLog);
        logged.clear();
        Stalls stalls;
        if (trouble.begin)
            trouble.begin(server);
        desk.connector.start({}, FetchMode::Watch);
        if (!trouble.words.isEmpty()) {
            AWAIT(desk.state == LinkState::Online);
            server.say(trouble.words);
        }
        const LinkState expected = trouble.outcome == Waits  ? LinkState::Waiting
                                   : trouble.outcome == Asks ? LinkState::NeedsPerson
                                                             : LinkState::Online;
        AWAIT(desk.state == expected);
        if (trouble.outcome != Online)
            QVERIFY(desk.detail.endsWith(u'.') || desk.detail.contains(u": "_s));

        // It behaves again.
        server.onConnect = {};
        server.onStanza = {};
        server.mechanisms = "<mechanism>SCRAM-SHA-1</mechanism>";
        if (trouble.outcome == Asks)
            desk.connector.start(desk.cursors, FetchMode::Watch);
        const auto isOnline = [&desk] {
            if (desk.state == LinkState::Waiting)
                desk.connector.refresh();
            return desk.state == LinkState::Online;
        };
        AWAIT(isOnline());
        server.deliver("ann@chat.test/x", "after", "<body>after</body>");
        AWAIT(desk.find(u"after"_s) != nullptr);
        // A roster that was not let in only costs the names.
        const bool hasNames = QLatin1StringView(trouble.name) != "a roster over every limit"_L1;
        QCOMPARE(desk.find(u"after"_s)->author.name, hasNames ? u"Ann A."_s : QString());
        QVERIFY(!desk.find(u"forged"_s));
        QVERIFY(desk.removals.isEmpty());
        qInstallMessageHandler(before);
        if (stalls.longestWork > 60)
            qInfo("the main thread stood still for %lld ms", stalls.longestWork);
        // The scripted server works on this thread as well, and makes megabytes.
        QVERIFY2(stalls.longestWork < 300, qPrintable(QString::number(stalls.longestWork)));
        // Nothing told who or how we are, or that something was read.
        for (const char *word : {"urn:xmpp:receipts'", "<displayed", "<version", "<os>",
                                 "seconds=", "type=\"subscribed\"", "<received"})
            QVERIFY2(!server.bytes.contains(word), word);
        for (const QByteArray &line : std::as_const(logged))
            QVERIFY(!line.contains(kCanary));
        for (const QString &detail : std::as_const(desk.details))
            QVERIFY(!detail.contains(QString::fromLatin1(kCanary)));
        QVERIFY(!server.bytes.contains(kCanary));
        QVERIFY(!server.bytes.contains(kCanary.toBase64().left(10)));
    }

    void anOutageLeavesNoGapAndNoDuplicate()
    {
        ScriptedXmpp server;
        XmppSettings settings = server.settings();
        settings.backfillDays = 20'000;
        XmppDesk first(settings);
        first.connector.start({}, FetchMode::Once);
        AWAIT(first.isCaughtUp);
        for (int i = 0; i < 901; ++i)
            server.deliver("ann@chat.test/x", "n" + QByteArray::number(i),
                           "<body>news " + QByteArray::number(i) + "</body>");
        XmppDesk second(settings);
        second.connector.start(first.cursors, FetchMode::Watch);
        AWAIT(second.state == LinkState::Online);
        QCOMPARE(second.messages.size(), 901);
        QCOMPARE(second.duplicates, 0);
        // Live now, and the next start continues behind it.
        server.deliver("ann@chat.test/x", "live", "<body>live</body>");
        AWAIT(second.find(u"live"_s) != nullptr);
        AWAIT(second.cursors.value(u"account"_s).contains("s902"));
        second.connector.stop();
        server.deliver("ann@chat.test/x", "later", "<body>later</body>");
        XmppDesk third(settings);
        third.connector.start(second.cursors, FetchMode::Once);
        AWAIT(third.isCaughtUp);
        QCOMPARE(third.texts(), QStringList{u"later"_s});
        // The archive has thrown away what the cursor names: the time is still good.
        server.archive.removeIf(
            [](const auto &each) { return each.id.size() < 4 || each.id <= "s902"; });
        server.deliver("ann@chat.test/x", "last", "<body>last</body>");
        XmppDesk fourth(settings);
        fourth.keys = third.keys;
        fourth.connector.start(second.cursors, FetchMode::Once);
        AWAIT(fourth.isCaughtUp);
        QVERIFY(fourth.find(u"last"_s));
        // Someone new gets the newest first, and all of it.
        XmppDesk fresh(settings);
        fresh.connector.start({}, FetchMode::Once);
        AWAIT(fresh.isCaughtUp);
        QCOMPARE(fresh.messages.size(), server.archive.size());
    }

    void backfillIsBounded()
    {
        ScriptedXmpp server;
        for (int i = 0; i < 1500; ++i)
            server.deliver("ann@chat.test/x", "n" + QByteArray::number(i),
                           "<body>old " + QByteArray::number(i) + "</body>");
        XmppSettings settings = server.settings();
        settings.backfillDays = 20'000;
        settings.backfillMessages = 500;
        XmppDesk desk(settings);
        desk.connector.start({}, FetchMode::Once);
        AWAIT(desk.isCaughtUp);
        QVERIFY(desk.messages.size() >= 500 && desk.messages.size() <= 700);
        QVERIFY(desk.find(u"old 1499"_s));
        QVERIFY(!desk.find(u"old 0"_s));
    }

    void aStoreThatIsBehindMakesTheServerWait()
    {
        ScriptedXmpp server;
        XmppDesk desk(server.settings());
        desk.connector.start({}, FetchMode::Watch);
        AWAIT(desk.state == LinkState::Online);
        desk.commits = false;
        const int before = desk.batches;
        for (int i = 0; i < 6000; ++i)
            server.deliver("ann@chat.test/x", "n" + QByteArray::number(i),
                           "<body>" + QByteArray(1000, 'x') + QByteArray::number(i) + "</body>");
        rest(1500ms);
        QVERIFY(desk.batches - before <= 2);
        QVERIFY(server.socket->bytesToWrite() > 0); // it has not been let in
        desk.commits = true;
        for (int i = 1; i <= desk.batches; ++i)
            desk.connector.committed(static_cast<quint64>(i));
        AWAIT(desk.messages.size() == 6000);
    }
};

QTEST_GUILESS_MAIN(XmppTroubleTest)
#include "xmpptroubletest.moc"
