// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/xmpp/scriptedxmpp.h"
#include "tests/unit/xmpp/xmppdesk.h"

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

constexpr int kPatience = 30'000;
const QString kRoom = u"casement@rooms.chat.test"_s;

#define AWAIT(what) QTRY_VERIFY_WITH_TIMEOUT(what, kPatience)

/// Does as the outbox does until the item is settled.
struct Outbox {
    XmppDesk &desk;
    ScriptedXmpp &server;
    int unknown = 0;
    int broken = 0;

    void settle(const OutgoingMessage &message, qint64 cutAfter)
    {
        server.cutAfter(cutAfter);
        bool asks = false;
        for (int attempt = 0; attempt < 50; ++attempt) {
            if (asks) {
                auto state = desk.connector.lookUp(message);
                AWAIT(state.isFinished());
                if (state.result() && *state.result() != SendState::NotSent) {
                    unknown += *state.result() == SendState::Unknown ? 1 : 0;
                    return;
                }
                asks = !state.result();
            } else {
                auto sent = desk.connector.send(message);
                AWAIT(sent.isFinished());
                if (sent.result())
                    return;
                ++broken;
                asks = sent.result().error().detail.startsWith("unknown:"_L1);
            }
            online();
            if (QTest::currentTestFailed())
                return;
        }
        QFAIL("it was never settled");
    }
    void online()
    {
        const auto isOnline = [this] {
            if (desk.state == LinkState::Waiting)
                desk.connector.refresh();
            return desk.state == LinkState::Online;
        };
        AWAIT(isOnline());
    }
};

} // namespace

class XmppSendTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cutAtEveryByte_data()
    {
        QTest::addColumn<bool>("isRoom");
        QTest::addColumn<bool>("hasManagement");
        QTest::newRow("to a person") << false << true;
        QTest::newRow("to a person, without acknowledgements") << false << false;
        QTest::newRow("to a room") << true << true;
    }
    void cutAtEveryByte()
    {
        QFETCH(const bool, isRoom);
        QFETCH(const bool, hasManagement);
        ScriptedXmpp server;
        server.hasManagement = hasManagement;
        XmppSettings settings = server.settings();
        settings.backfillDays = 0;
        if (isRoom)
            settings.rooms = {kRoom};
        XmppDesk desk(settings);
        desk.connector.settleTime = 0ms;
        desk.connector.start({}, FetchMode::Watch);
        Outbox outbox{desk, server};
        outbox.online();
        // As long as one is on the wire, and what asks for its acknowledgement.
        const qsizetype before = server.bytes.size();
        const auto write = [&](const QString &text) {
            return isRoom ? desk.message(kRoom, text, Visibility::Public)
                          : desk.message(u"ann@chat.test"_s, text);
        };
        outbox.settle(write(u"item 0000"_s), -1);
        const qsizetype length = server.bytes.size() - before;
        QVERIFY2(length > 150 && length < 1500, qPrintable(QString::number(length)));
        QVERIFY(!server.bytes.contains("urn:xmpp:receipts"));
        QVERIFY(!server.bytes.contains("urn:xmpp:chat-markers"));
        QVERIFY(!server.bytes.contains("http://jabber.org/protocol/chatstates"));
        for (qsizetype offset = 1; offset <= length + 1; ++offset) {
            server.archive.clear();
            outbox.online();
            const QString text = u"item %1"_s.arg(qlonglong(offset), 4, 10, QChar(u'0'));
            outbox.settle(write(text), offset);
            if (QTest::currentTestFailed())
                return;
            QVERIFY2(server.received.count(text.toUtf8()) == 1,
                     qPrintable(u"%1 came %2 times"_s.arg(text).arg(
                         server.received.count(text.toUtf8()))));
        }
        qInfo("%d connections broke, %d items stayed unknown", outbox.broken, outbox.unknown);
        QVERIFY(outbox.broken >= length - 20);
        QCOMPARE(outbox.unknown, 0);
    }

    void aPasswordThatIsRepeatedIsNotPassedOn_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("the end of the stream")
            << QByteArray("<stream:error><policy-violation "
                          "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text "
                          "xmlns='urn:ietf:params:xml:ns:xmpp-streams'>teampw is too weak</text>"
                          "</stream:error>");
        QTest::newRow("a refusal")
            << QByteArray("<message type='error' from='ann@chat.test' to='team@chat.test' "
                          "id='ID'><error type='auth'><forbidden "
                          "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text "
                          "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>teampw may not</text>"
                          "</error></message>");
        QTest::newRow("a notice") << QByteArray(
            "<message from='chat.test' to='team@chat.test' id='n1'><body>Change "
            "teampw soon</body></message>");
    }

    void aPasswordThatIsRepeatedIsNotPassedOn()
    {
        QFETCH(const QByteArray, words);
        ScriptedXmpp server;
        XmppDesk desk(server.settings());
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        server.hasManagement = false;
        server.onStanza = [&](const QDomElement &stanza) {
            if (stanza.tagName() != u"message")
                return stanza.tagName() == u"r"; // no acknowledgement comes before it
            server.say(QByteArray(words).replace("ID", stanza.attribute(u"id"_s).toUtf8()));
            return true;
        };
        auto sent = desk.connector.send(desk.message(u"ann@chat.test"_s, u"x"_s));
        QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished() || desk.state == LinkState::Waiting ||
                                     !desk.messages.isEmpty(),
                                 kPatience);
        QString said = desk.detail;
        if (!desk.messages.isEmpty())
            said += desk.messages.first().text + QString::fromUtf8(desk.messages.first().raw);
        else if (sent.isFinished() && !sent.result())
            said += sent.result().error().detail;
        QVERIFY2(!said.contains(u"teampw"), qPrintable(said));
        QVERIFY2(said.contains(u'…'), qPrintable(said)); // the rest of the words is told
        desk.connector.stop();
    }

    void theLanguageStandsOnTheWire()
    {
        ScriptedXmpp server;
        XmppDesk desk(server.settings());
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        OutgoingMessage message = desk.message(u"ann@chat.test"_s, u"Ja"_s);
        message.language = u"de"_s;
        for (const OutgoingMessage &each : {message, desk.message(u"ann@chat.test"_s, u"…"_s)}) {
            auto sent = desk.connector.send(each);
            AWAIT(sent.isFinished());
            QVERIFY(sent.result().has_value());
            const QByteArray said = server.bytes.sliced(server.bytes.lastIndexOf("<message"));
            const QByteArray language = desk.connector.render(each).language.toLatin1();
            const QByteArray mark = " xml:lang=\"" + language + '"';
            QCOMPARE(said.contains("xml:lang"), !language.isEmpty());
            QVERIFY2(said.contains(mark) || language.isEmpty(), said.constData());
        }
    }

    void withoutAnArchiveNobodyCanTell()
    {
        ScriptedXmpp server;
        server.hasArchive = false;
        XmppDesk desk(server.settings());
        desk.connector.settleTime = 0ms;
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        QVERIFY(desk.detail.contains(u"no archive"_s));
        Outbox outbox{desk, server};
        outbox.settle(desk.message(u"ann@chat.test"_s, u"lost?"_s), 40);
        QCOMPARE(outbox.unknown, 1);
        QVERIFY(server.received.isEmpty()); // never again by itself
    }

    void anArchiveThatForgetsProvesNothing()
    {
        ScriptedXmpp server;
        server.onStanza = [&server](const QDomElement &stanza) {
            if (stanza.firstChildElement().tagName() != u"prefs")
                return false;
            server.result(stanza, "<prefs xmlns='urn:xmpp:mam:2' default='never'/>");
            return true;
        };
        XmppDesk desk(server.settings());
        desk.connector.settleTime = 0ms;
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        Outbox outbox{desk, server};
        outbox.settle(desk.message(u"ann@chat.test"_s, u"lost?"_s), 40);
        QCOMPARE(outbox.unknown, 1);
    }

    void whatMayBeUnderWayIsNotGivenUp()
    {
        ScriptedXmpp server;
        XmppDesk desk(server.settings());
        desk.connector.settleTime = 10min;
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        const OutgoingMessage message = desk.message(u"ann@chat.test"_s, u"slow"_s);
        server.cutAfter(40);
        auto sent = desk.connector.send(message);
        AWAIT(sent.isFinished());
        QVERIFY(sent.result().error().detail.startsWith("unknown:"_L1));
        Outbox{desk, server}.online();
        auto state = desk.connector.lookUp(message);
        AWAIT(state.isFinished());
        QVERIFY(!state.result().has_value());
        QVERIFY(state.result().error().kind == ErrorKind::Timeout);
    }

    void refusals()
    {
        ScriptedXmpp server;
        XmppDesk desk(server.settings());
        desk.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
        server.hasManagement = false;
        server.onStanza = [&server](const QDomElement &stanza) {
            if (stanza.tagName() != u"message")
                return stanza.tagName() == u"r"; // no acknowledgement comes before the refusal
            server.say("<message type='error' from='ann@chat.test' to='team@chat.test' id='" +
                       stanza.attribute(u"id"_s).toUtf8() +
                       "'><error type='auth'><forbidden "
                       "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
            return true;
        };
        auto sent = desk.connector.send(desk.message(u"ann@chat.test"_s, u"x"_s));
        AWAIT(sent.isFinished());
        QVERIFY(sent.result().error().kind == ErrorKind::Forbidden);
        auto empty = desk.connector.send(desk.message(u"ann@chat.test"_s, u"  "_s));
        AWAIT(empty.isFinished());
        QVERIFY(empty.result().error().kind == ErrorKind::Invalid);
        auto large =
            desk.connector.send(desk.message(u"ann@chat.test"_s, u"ü"_s.repeated(kXmppMaxText)));
        AWAIT(large.isFinished());
        QVERIFY(large.result().error().kind == ErrorKind::Invalid);
        auto nobody = desk.connector.send(desk.message(u"no address"_s, u"x"_s));
        AWAIT(nobody.isFinished());
        QVERIFY(nobody.result().error().kind == ErrorKind::Invalid);
    }

    void anAccountThatIsNotStartedSends()
    {
        ScriptedXmpp server;
        XmppDesk desk(server.settings());
        auto sent = desk.connector.send(desk.message(u"ann@chat.test"_s, u"hello"_s));
        AWAIT(sent.isFinished());
        QVERIFY(sent.result().has_value());
        QCOMPARE(server.received, QByteArrayList{"hello"});
        // It was not shown to anybody as present.
        QVERIFY(!server.bytes.contains("<presence/>"));
        QVERIFY(!server.bytes.contains("<presence></presence>"));
        AWAIT(!server.socket || server.socket->state() != QAbstractSocket::ConnectedState);
        QVERIFY(desk.messages.isEmpty());
    }
};

QTEST_GUILESS_MAIN(XmppSendTest)
#include "xmppsendtest.moc"
