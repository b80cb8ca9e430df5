// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppmapping.h"
#include "core/domain/messageid.h"

#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

const QString kUs = u"team@chat.test"_s;
const QString kRoom = u"casement@rooms.chat.test"_s;

QDomElement element(const QByteArray &xml)
{
    static QDomDocument document; // elements live as long as it
    if (!document.setContent(xml, QDomDocument::ParseOption::UseNamespaceProcessing))
        qFatal("the test is not well-formed: %s", xml.constData());
    return document.documentElement();
}

QByteArray chat(const QByteArray &attributes, const QByteArray &content)
{
    return "<message xmlns='jabber:client' type='chat' " + attributes + ">" + content +
           "</message>";
}

QByteArray inRoom(const QByteArray &nick, const QByteArray &attributes, const QByteArray &content,
                  const QByteArray &stanzaId = {})
{
    return "<message xmlns='jabber:client' type='groupchat' to='team@chat.test/x' "
           "from='casement@rooms.chat.test" +
           (nick.isEmpty() ? QByteArray() : "/" + nick) + "' " + attributes + ">" + content +
           (stanzaId.isEmpty() ? QByteArray()
                               : "<stanza-id xmlns='urn:xmpp:sid:0' by='casement@rooms.chat.test' "
                                 "id='" +
                                     stanzaId + "'/>") +
           "</message>";
}

const QByteArray kFromAnn = "from='ann@chat.test/phone' to='team@chat.test' id='a1'";

} // namespace

class XmppMappingTest final : public QObject
{
    Q_OBJECT

    XmppMapped map(const QByteArray &xml, const XmppOrigin &origin = {})
    {
        return mapXmppMessage(element(xml), origin, m_context, m_memory);
    }
    IncomingMessage message(const QByteArray &xml, const XmppOrigin &origin = {})
    {
        return map(xml, origin).message.value_or(IncomingMessage());
    }
    bool isNothing(const QByteArray &xml, const XmppOrigin &origin = {})
    {
        const XmppMapped mapped = map(xml, origin);
        return !mapped.message && !mapped.removal;
    }
    XmppContext m_context;
    XmppMemory m_memory;

private Q_SLOTS:
    void init()
    {
        m_memory = {};
        m_context = {.ourBare = kUs,
                     .ourName = u"Team"_s,
                     .hasStanzaIds = true,
                     .now = fromMilliseconds(1'790'000'000'000),
                     .rooms = {},
                     .nameOf = [](const QString &jid) {
                         return jid == u"ann@chat.test" ? u"Ann A."_s : QString();
                     }};
        m_context.rooms.insert(kRoom, {.jid = kRoom,
                                       .name = u"The room"_s,
                                       .nick = u"team"_s,
                                       .visibility = Visibility::Public,
                                       .hasArchive = true,
                                       .hasStanzaIds = true});
    }

    void aFileBesideTheWords()
    {
        const QByteArray link = "https://upload.chat.test/a1/bee.png";
        const IncomingMessage m =
            message(chat(kFromAnn, "<body>" + link + "</body><x xmlns='jabber:x:oob'><url>" + link +
                                       "</url></x>"));
        QCOMPARE(m.text, QString::fromUtf8(link));
        QCOMPARE(m.attachments.size(), 1);
        QCOMPARE(m.attachments.first().name, u"bee.png"_s);
        QCOMPARE(m.attachments.first().part, QString::fromUtf8(link));
        // A link in the words is only a link.
        QVERIFY(message(chat(kFromAnn, "<body>" + link + "</body>")).attachments.isEmpty());
    }

    void itsLanguage()
    {
        const QByteArray ofAll = kFromAnn + " xml:lang='en'";
        QCOMPARE(message(chat(ofAll, "<body>hello</body>")).language, u"en"_s);
        QCOMPARE(message(chat(ofAll, "<body xml:lang='de'>hallo</body>")).language, u"de"_s);
        QVERIFY(message(chat(kFromAnn, "<body>?</body>")).language.isEmpty());
        QVERIFY(message(chat(kFromAnn + " xml:lang='no language'", "<body>?</body>"))
                    .language.isEmpty());
    }

    void aMessage()
    {
        const IncomingMessage m = message(
            chat(kFromAnn, "<body>hello\r\nyou</body><thread>t</thread><request "
                           "xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
                           "<stanza-id xmlns='urn:xmpp:sid:0' by='team@chat.test' id='s1'/>"));
        QCOMPARE(m.text, u"hello\nyou"_s);
        QCOMPARE(m.author, (Address{u"xmpp"_s, u"ann@chat.test"_s, u"Ann A."_s}));
        QCOMPARE(m.conversationKey, u"chat:ann@chat.test"_s);
        QCOMPARE(m.direction, Direction::Incoming);
        QCOMPARE(m.visibility, Visibility::Direct);
        QCOMPARE(m.receivedAt, m_context.now);
        QVERIFY(!m.sentAt && !m.editedAt && !m.isContext);
        QVERIFY(m.raw.contains("hello"));
        QCOMPARE(m.messageId, xmppChatKey(kUs, u"ann@chat.test"_s, u"a1"_s));
        // The same from the archive.
        const IncomingMessage again = message(chat(kFromAnn, "<body>hello\r\nyou</body>"),
                                              {.way = XmppOrigin::Way::Archive,
                                               .archiveId = u"s1"_s,
                                               .archivedAt = fromMilliseconds(1'780'000'000'000)});
        QCOMPARE(again.remoteKey, m.remoteKey);
        QCOMPARE(again.messageId, m.messageId);
        QCOMPARE(again.contentHash, m.contentHash);
        QCOMPARE(toMilliseconds(again.receivedAt), 1'780'000'000'000);
    }

    void idsOfOthersArchivesCountForNothing()
    {
        const QByteArray spoofed =
            "<body>x</body><stanza-id xmlns='urn:xmpp:sid:0' by='ann@chat.test' id='s1'/>";
        QVERIFY(map(chat(kFromAnn, spoofed)).stanzaId.isEmpty());
        m_context.hasStanzaIds = false; // our server lets everything through
        QVERIFY(map(chat(kFromAnn, "<body>x</body><stanza-id xmlns='urn:xmpp:sid:0' "
                                   "by='team@chat.test' id='s1'/>"))
                    .stanzaId.isEmpty());
    }

    void nothingToRead_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::newRow("typing") << chat(
            kFromAnn, "<composing xmlns='http://jabber.org/protocol/chatstates'/>");
        QTest::newRow("receipt") << chat(kFromAnn, "<received xmlns='urn:xmpp:receipts' id='1'/>");
        QTest::newRow("marker") << chat(kFromAnn,
                                        "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>");
        QTest::newRow("blank") << chat(kFromAnn, "<body> \n </body>");
        QTest::newRow("error") << chat("type2='' from='ann@chat.test' to='team@chat.test'", "")
                                      .replace("type='chat'", "type='error'");
        QTest::newRow("of no address") << chat("from='@@' to='team@chat.test'", "<body>x</body>");
        QTest::newRow("neither to nor from us") << chat("from='a@b' to='c@d'", "<body>x</body>");
        QTest::newRow("of a room that we are not in")
            << inRoom("ann", "", "<body>x</body>").replace("casement@", "other@");
        QTest::newRow("a subject of a room") << inRoom("ann", "", "<subject>new</subject>");
        QTest::newRow("from the room to us")
            << chat("from='casement@rooms.chat.test' to='team@chat.test'", "<body>config</body>");
        QTest::newRow("OMEMO keys only") << chat(
            kFromAnn, "<encrypted xmlns='eu.siacs.conversations.axolotl'><header/></encrypted>");
        QTest::newRow("retracts nothing")
            << chat(kFromAnn, "<retract xmlns='urn:xmpp:message-retract:1'/>");
        QTest::newRow("claims moderation in a chat")
            << chat(kFromAnn, "<retract xmlns='urn:xmpp:message-retract:1' id='1'><moderated "
                              "xmlns='urn:xmpp:message-moderate:1'/></retract>");
        QTest::newRow("a live tombstone")
            << chat(kFromAnn, "<retracted xmlns='urn:xmpp:message-retract:1' id='x'/>");
    }
    void nothingToRead()
    {
        QFETCH(const QByteArray, xml);
        QVERIFY(isNothing(xml));
    }

    void encryptedOnesAreSaidToBe_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("how");
        QTest::newRow("OMEMO") << QByteArray("<body>I sent you an OMEMO message</body><encrypted "
                                             "xmlns='eu.siacs.conversations.axolotl'><header/"
                                             "><payload>x</payload></encrypted>")
                               << u"OMEMO"_s;
        QTest::newRow("OMEMO 2 without a body")
            << QByteArray(
                   "<encrypted xmlns='urn:xmpp:omemo:2'><header/><payload>x</payload></encrypted>")
            << u"OMEMO"_s;
        QTest::newRow("OpenPGP") << QByteArray("<body>x</body><x xmlns='jabber:x:encrypted'>x</x>")
                                 << u"OpenPGP"_s;
        QTest::newRow("OTR") << QByteArray("<body>?OTRv23?</body>") << u"OTR"_s;
        QTest::newRow("something new")
            << QByteArray("<body>x</body><encryption xmlns='urn:xmpp:eme:0' namespace='urn:new' "
                          "name='New'/>")
            << u"New"_s;
    }
    void encryptedOnesAreSaidToBe()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, how);
        const IncomingMessage m = message(chat(kFromAnn, content));
        QVERIFY2(m.quarantineReason.contains(how), qPrintable(m.quarantineReason));
        QVERIFY(!m.remoteKey.isEmpty());
    }

    void whatWasCutIsSaidToBe()
    {
        QVERIFY(
            !message(chat(kFromAnn, "<cut xmlns='urn:casement:cut'/>")).quarantineReason.isEmpty());
    }

    void correctionsAreOfTheirAuthorOnly()
    {
        const IncomingMessage first = message(chat(kFromAnn, "<body>at five</body>"));
        const QByteArray correction =
            "<body>at six</body><replace xmlns='urn:xmpp:message-correct:0' id='a1'/>";
        const IncomingMessage edit =
            message(chat("from='ann@chat.test/laptop' to='team@chat.test' id='a2'", correction));
        QCOMPARE(edit.messageId, first.messageId);
        QVERIFY(edit.editedAt);
        QVERIFY(edit.remoteKey != first.remoteKey && edit.contentHash != first.contentHash);
        const IncomingMessage ben =
            message(chat("from='ben@chat.test/x' to='team@chat.test' id='a2'", correction));
        QVERIFY(ben.messageId != first.messageId);
        // Nor do we, from another program, change hers.
        const IncomingMessage ours =
            message(chat("from='team@chat.test/x' to='ann@chat.test' id='a2'", correction));
        QVERIFY(ours.messageId != first.messageId);
    }

    void retractionsAreOfTheirAuthorOnly()
    {
        for (const QByteArray &content :
             {QByteArray(
                  "<body>fallback</body><retract xmlns='urn:xmpp:message-retract:1' id='a1'/>"),
              QByteArray("<apply-to xmlns='urn:xmpp:fasten:0' id='a1'><retract "
                         "xmlns='urn:xmpp:message-retract:0'/></apply-to>")}) {
            const XmppMapped mapped = map(chat(kFromAnn, content));
            QVERIFY(mapped.removal && !mapped.message);
            QCOMPARE(mapped.removal->messageId, xmppChatKey(kUs, u"ann@chat.test"_s, u"a1"_s));
            QCOMPARE(mapped.removal->by->address, u"ann@chat.test"_s);
        }
    }

    void carbonsAreOursOnly()
    {
        const auto carbon = [](const QByteArray &outer, const QByteArray &way,
                               const QByteArray &inner) {
            return "<message xmlns='jabber:client' " + outer + "><" + way +
                   " xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message "
                   "xmlns='jabber:client' type='chat' " +
                   inner + "><body>x</body></message></forwarded></" + way + "></message>";
        };
        const QByteArray toUs = "from='ann@chat.test/p' to='team@chat.test/y'";
        const QByteArray fromUs = "from='team@chat.test/y' to='ann@chat.test'";
        QVERIFY(
            !xmppCarbon(element(carbon("from='team@chat.test'", "received", toUs)), kUs).isNull());
        QVERIFY(
            !xmppCarbon(element(carbon("from='team@chat.test'", "sent", fromUs)), kUs).isNull());
        QVERIFY(
            xmppCarbon(element(carbon("from='eve@evil.test'", "received", toUs)), kUs).isNull());
        QVERIFY(xmppCarbon(element(carbon("from='team@chat.test/eve'", "received", toUs)), kUs)
                    .isNull());
        QVERIFY(xmppCarbon(element(carbon("", "received", toUs)), kUs).isNull());
        QVERIFY(xmppCarbon(element(carbon("from='team@chat.test'", "sent", toUs)), kUs).isNull());
        QVERIFY(
            xmppCarbon(element(carbon("from='team@chat.test'", "received", fromUs)), kUs).isNull());
        // What a stranger wraps is no message of Ann's.
        QVERIFY(isNothing(
            carbon("from='eve@evil.test' to='team@chat.test' type='chat'", "received", toUs)));
        const IncomingMessage ours =
            message(chat("from='team@chat.test/y' to='ann@chat.test' id='o1'", "<body>x</body>"));
        QCOMPARE(ours.direction, Direction::Outgoing);
        QCOMPARE(ours.author.address, kUs);
        QCOMPARE(ours.conversationKey, u"chat:ann@chat.test"_s);
    }

    void archivesSpeakForThemselvesOnly()
    {
        const auto result = [](const QByteArray &from) {
            return "<message xmlns='jabber:client'" +
                   (from.isEmpty() ? QByteArray() : " from='" + from + "'") +
                   "><result xmlns='urn:xmpp:mam:2' queryid='q' id='s9'><forwarded "
                   "xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' "
                   "stamp='2026-01-02T03:04:05Z'/><message xmlns='jabber:client'><body>x</body>"
                   "</message></forwarded></result></message>";
        };
        for (const QByteArray &from : {QByteArray(), QByteArray("team@chat.test")}) {
            const auto own = xmppArchived(element(result(from)), kUs, true);
            QVERIFY(own);
            QCOMPARE(own->id, u"s9"_s);
            QCOMPARE(own->queryId, u"q"_s);
            QVERIFY(own->at);
        }
        QVERIFY(!xmppArchived(element(result("eve@evil.test")), kUs, true));
        QVERIFY(!xmppArchived(element(result("team@chat.test/eve")), kUs, true));
        QVERIFY(!xmppArchived(element(result({})), kRoom, false));
        QVERIFY(!xmppArchived(element(result("casement@rooms.chat.test/eve")), kRoom, false));
        QVERIFY(xmppArchived(element(result("casement@rooms.chat.test")), kRoom, false));
        QVERIFY(isXmppArchiveResult(element(result("eve@evil.test"))));
    }

    void roomsAndWhomTheyAddress()
    {
        const IncomingMessage weather =
            message(inRoom("ann", "id='r1'", "<body>nice weather</body>", "m1"));
        QVERIFY(weather.isContext);
        QCOMPARE(weather.conversationKey, QString(u"room:" + kRoom));
        QCOMPARE(weather.subject, u"The room"_s);
        QCOMPARE(weather.author.address, QString(kRoom + u"/ann"));
        QCOMPARE(weather.author.name, u"ann"_s);
        QCOMPARE(weather.visibility, Visibility::Public);
        QCOMPARE(weather.messageId, xmppRoomKey(kUs, kRoom, u"m1"_s));
        QVERIFY(!message(inRoom("ann", "id='r2'", "<body>hey TEAM!</body>", "m2")).isContext);
        QVERIFY(message(inRoom("ann", "id='r3'", "<body>teamwork</body>", "m3")).isContext);
        QVERIFY(message(inRoom("", "id='r4'", "<body>team: closing</body>", "m4")).isContext);
        // Our own, by the nick that the room says is ours, and an answer to it.
        const IncomingMessage ours = message(inRoom("team", "id='r5'", "<body>hi</body>", "m5"));
        QCOMPARE(ours.direction, Direction::Outgoing);
        const IncomingMessage answer = message(inRoom(
            "ann", "id='r6'", "<reply xmlns='urn:xmpp:reply:0' id='m5'/><body>ok</body>", "m6"));
        QVERIFY(!answer.isContext);
        QCOMPARE(answer.inReplyTo, QByteArrayList{ours.messageId});
        // Who shows who they are is known by it.
        m_context.rooms[kRoom].occupants.insert(u"ann"_s, {.realJid = u"ann@chat.test"_s});
        QCOMPARE(message(inRoom("ann", "id='r7'", "<body>x</body>", "m7")).author.address,
                 u"ann@chat.test"_s);
    }

    void privateWordsInRoomsAreDirect()
    {
        const IncomingMessage m =
            message(chat("from='casement@rooms.chat.test/Ann' to='team@chat.test/x' id='p1'",
                         "<body>psst</body>"));
        QCOMPARE(m.visibility, Visibility::Direct);
        QCOMPARE(m.conversationKey, QString(u"pm:" + kRoom + u"/Ann"));
        QCOMPARE(m.author.address, QString(kRoom + u"/Ann"));
        QVERIFY(!m.isContext);
    }

    void theSameNickIsNotTheSamePerson()
    {
        const IncomingMessage first = message(inRoom("ann", "id='r1'", "<body>five</body>", "m1"));
        const QByteArray correction =
            "<body>six</body><replace xmlns='urn:xmpp:message-correct:0' id='r1'/>";
        const IncomingMessage edit = message(inRoom("ann", "id='r2'", correction, "m2"));
        QCOMPARE(edit.messageId, first.messageId);
        QVERIFY(edit.editedAt);
        QVERIFY(!message(inRoom("ben", "id='r3'", correction, "m3")).editedAt);
        m_memory.forgetAuthor(kRoom, u"nick ann"_s); // she left, and someone took the nick
        QVERIFY(!message(inRoom("ann", "id='r4'", correction, "m4")).editedAt);
        const QByteArray retract = "<retract xmlns='urn:xmpp:message-retract:1' id='m1'/>";
        QVERIFY(isNothing(inRoom("ben", "id='r5'", retract, "m5")));
        // With ids of occupants, the id decides, also over a change of the nick.
        m_context.rooms[kRoom].hasOccupantIds = true;
        const auto by = [](const QByteArray &id) {
            return "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='" + id + "'/>";
        };
        const IncomingMessage known =
            message(inRoom("cleo", "id='c1'", "<body>a</body>" + by("o1"), "n1"));
        const QByteArray second =
            "<body>b</body><replace xmlns='urn:xmpp:message-correct:0' id='c1'/>";
        QCOMPARE(message(inRoom("cleo2", "id='c2'", second + by("o1"), "n2")).messageId,
                 known.messageId);
        QVERIFY(!message(inRoom("cleo", "id='c3'", second + by("o2"), "n3")).editedAt);
        QVERIFY(isNothing(inRoom("cleo", "id='c4'",
                                 "<retract xmlns='urn:xmpp:message-retract:1' id='n1'/>" + by("o2"),
                                 "n4")));
        QVERIFY(
            map(inRoom("x", "id='c5'",
                       "<retract xmlns='urn:xmpp:message-retract:1' id='n1'/>" + by("o1"), "n5"))
                .removal);
    }

    void moderationIsTheRoomsAlone()
    {
        const QByteArray now = "<retract xmlns='urn:xmpp:message-retract:1' id='m1'><moderated "
                               "xmlns='urn:xmpp:message-moderate:1'/></retract>";
        const QByteArray old = "<apply-to xmlns='urn:xmpp:fasten:0' id='m1'><moderated "
                               "xmlns='urn:xmpp:message-moderate:0'><retract "
                               "xmlns='urn:xmpp:message-retract:0'/></moderated></apply-to>";
        for (const QByteArray &content : {now, old}) {
            QVERIFY(isNothing(inRoom("eve", "id='e'", content, "m8")));
            const XmppMapped mapped = map(inRoom("", "id='e'", content, "m9"));
            QVERIFY(mapped.removal);
            QCOMPARE(mapped.removal->messageId, xmppRoomKey(kUs, kRoom, u"m1"_s));
            QVERIFY(!mapped.removal->by);
        }
        const XmppMapped grave =
            map(inRoom("ann", "id='r'", "<retracted xmlns='urn:xmpp:message-retract:1'/>"),
                {.way = XmppOrigin::Way::Archive, .archiveId = u"m7"_s});
        QVERIFY(grave.removal);
        QCOMPARE(grave.removal->messageId, xmppRoomKey(kUs, kRoom, u"m7"_s));
    }

    void inThePastANickProvesNothing()
    {
        const XmppOrigin past{.way = XmppOrigin::Way::Archive, .archiveId = u"m1"_s};
        QCOMPARE(message(inRoom("team", "id='x'", "<body>a</body>"), past).direction,
                 Direction::Incoming);
        const QByteArray id = makeMessageId(Uid::create(systemNow()), "k", u"chat.test"_s);
        QCOMPARE(message(inRoom("team", "id='" + id + "'", "<body>a</body>"), past).direction,
                 Direction::Outgoing);
        QCOMPARE(message(inRoom("team", "id='" + id + "'", "<body>a</body>"), past).messageId, id);
        QCOMPARE(message(inRoom("eve", "id='" + id + "'", "<body>a</body>"), past).direction,
                 Direction::Incoming);
        m_context.rooms[kRoom].hasOccupantIds = true;
        m_context.rooms[kRoom].ownOccupantId = u"us"_s;
        QCOMPARE(
            message(inRoom("old", "id='y'",
                           "<body>a</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='us'/>"),
                    past)
                .direction,
            Direction::Outgoing);
        QCOMPARE(
            message(inRoom("team", "id='" + id + "'",
                           "<body>a</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='eve'/>"),
                    past)
                .direction,
            Direction::Incoming);
    }

    void reportsAreOfWhomItWentTo()
    {
        const QByteArray id = makeMessageId(Uid::create(systemNow()), "k", u"chat.test"_s);
        const auto to = [](const QByteArray &) { return u"ann@chat.test"_s; };
        const auto report = [&](const QByteArray &from, const QByteArray &type,
                                const QByteArray &content, const QByteArray &stanzaId) {
            return xmppReport(element("<message xmlns='jabber:client' " + type + " from='" + from +
                                      "' id='" + stanzaId + "'>" + content + "</message>"),
                              m_context, to);
        };
        const QByteArray gone = "<error type='cancel'><item-not-found "
                                "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
        const QByteArray receipt = "<received xmlns='urn:xmpp:receipts' id='" + id + "'/>";
        const auto failed = report("ann@chat.test", "type='error'", gone, id);
        QVERIFY(failed);
        QCOMPARE(failed->deliveryReport->action, DeliveryReport::Action::Failed);
        QCOMPARE(failed->deliveryReport->originalMessageId, id);
        QVERIFY(failed->isAutomatic);
        QVERIFY(report("chat.test", "type='error'", gone, id)); // our own server
        QCOMPARE(report("ann@chat.test/p", "", receipt, "z")->deliveryReport->action,
                 DeliveryReport::Action::Delivered);
        QVERIFY(!report("eve@evil.test", "type='error'", gone, id));
        QVERIFY(!report("eve@evil.test", "", receipt, "z"));
        QVERIFY(!report("ann@chat.test", "type='error'", gone, "guessed"));
    }

    void answersAndTheirFallback()
    {
        const auto reply = [](const QByteArray &body, const QByteArray &range) {
            return "<reply xmlns='urn:xmpp:reply:0' to='team@chat.test' id='o1'/><body>" + body +
                   "</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>" + range +
                   "</fallback>";
        };
        // Counted in code points: 👩 is one.
        const IncomingMessage m =
            message(chat(kFromAnn, reply("&gt; 👩\nyes", "<body start='0' end='4'/>")));
        QCOMPARE(m.text, u"yes"_s);
        QCOMPARE(m.inReplyTo, QByteArrayList{xmppChatKey(kUs, kUs, u"o1"_s)});
        for (const QByteArray &range :
             {QByteArray("<body start='3' end='1'/>"), QByteArray("<body start='-1' end='2'/>"),
              QByteArray("<body start='0' end='99999999999'/>"), QByteArray("<body/>"),
              QByteArray("<body start='x' end='y'/>"), QByteArray("<body start='0' end='4'/>")})
            QCOMPARE(message(chat(kFromAnn, reply("text", range))).text, u"text"_s);
        const QByteArray id = makeMessageId(Uid::create(systemNow()), "k", u"chat.test"_s);
        QCOMPARE(message(chat(kFromAnn,
                              "<reply xmlns='urn:xmpp:reply:0' id='" + id + "'/><body>x</body>"))
                     .inReplyTo,
                 QByteArrayList{id});
    }

    void keysLeadBack()
    {
        const QString odd = u"a b\n%20ü"_s;
        XmppReference reference = xmppReference(xmppChatKey(kUs, u"ann@chat.test"_s, odd), kUs);
        QCOMPARE(reference.id, odd);
        QCOMPARE(reference.author, u"ann@chat.test"_s);
        reference = xmppReference(xmppRoomKey(kUs, kRoom, odd), kUs);
        QCOMPARE(reference.id, odd);
        QCOMPARE(reference.room, kRoom);
        QVERIFY(xmppReference(xmppRoomKey(u"other@chat.test"_s, kRoom, odd), kUs).id.isEmpty());
        QVERIFY(xmppReference("<mail@example.org>", kUs).id.isEmpty());
        QVERIFY(xmppReference(xmppChatKey(kUs, kUs, u"x"_s.repeated(5000)), kUs).id.isEmpty());
        QVERIFY(xmppChatKey(kUs, u"a@b"_s, u"1"_s) != xmppRoomKey(kUs, u"a@b"_s, u"1"_s));
    }

    void directNeverGoesToARoom()
    {
        using Kind = XmppTarget::Kind;
        OutgoingMessage out;
        out.account.address = kUs;
        out.conversationKey = u"room:" + kRoom;
        out.recipients = {{RecipientRole::To, {u"xmpp"_s, kRoom, {}}}};
        out.visibility = Visibility::Public;
        QCOMPARE(xmppTarget(out, {kRoom}), (XmppTarget{Kind::Room, kRoom}));
        out.visibility = Visibility::Direct;
        QCOMPARE(xmppTarget(out, {kRoom}).kind, Kind::None);
        out.recipients = {{RecipientRole::To, {u"xmpp"_s, u"ann@chat.test"_s, {}}}};
        QCOMPARE(xmppTarget(out, {kRoom}), (XmppTarget{Kind::Chat, u"ann@chat.test"_s}));
        out.recipients = {{RecipientRole::To, {u"xmpp"_s, QString(kRoom + u"/Ann"), {}}}};
        QCOMPARE(xmppTarget(out, {kRoom}), (XmppTarget{Kind::Private, QString(kRoom + u"/Ann")}));
        out.visibility = Visibility::Public;
        QCOMPARE(xmppTarget(out, {kRoom}), (XmppTarget{Kind::Private, QString(kRoom + u"/Ann")}));
        out.conversationKey = u"pm:" + kRoom + u"/Ann";
        out.recipients = {{RecipientRole::To, {u"xmpp"_s, kRoom, {}}}};
        QCOMPARE(xmppTarget(out, {kRoom}), (XmppTarget{Kind::Private, QString(kRoom + u"/Ann")}));
    }

    void timesThatAreNone()
    {
        for (const QString &stamp :
             {u""_s, u"yesterday"_s, u"0000-00-00T00:00:00Z"_s, u"1970-01-01T00:00:00Z"_s,
              u"99999-01-01T00:00:00Z"_s, QString(u"2"_s.repeated(5000))})
            QVERIFY2(!xmppTime(stamp), qPrintable(stamp.left(50)));
        QVERIFY(xmppTime(u"2026-01-02T03:04:05.678Z"_s));
        // A time in the future is now.
        QCOMPARE(message(chat(kFromAnn, "<body>x</body>"),
                         {.way = XmppOrigin::Way::Archive,
                          .archiveId = u"f"_s,
                          .archivedAt = fromMilliseconds(9'000'000'000'000)})
                     .receivedAt,
                 m_context.now);
        // Only our server may say that a message is late.
        QCOMPARE(message(chat(kFromAnn, "<body>x</body><delay xmlns='urn:xmpp:delay' "
                                        "from='ann@chat.test' stamp='2026-01-02T03:04:05Z'/>"))
                     .receivedAt,
                 m_context.now);
        QVERIFY(message(chat(kFromAnn, "<body>x</body><delay xmlns='urn:xmpp:delay' "
                                       "from='chat.test' stamp='2026-01-02T03:04:05Z'/>"))
                    .receivedAt < m_context.now);
    }
};

QTEST_GUILESS_MAIN(XmppMappingTest)
#include "xmppmappingtest.moc"
