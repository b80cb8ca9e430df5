// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/xmpp/xmppsettings.h"
#include "core/domain/timestamp.h"

#include <QDomDocument>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QXmlStreamReader>
#include <functional>

namespace casement
{

/// An XMPP server on loopback, without TLS, that does what a test says and is polite where it says
/// nothing: it lets everybody in, archives what it is told, and has one room.
class ScriptedXmpp final : public QObject
{
public:
    struct Archived {
        QByteArray id;
        QByteArray stamp;
        QByteArray message; ///< the stanza
        bool isRoom = false;
    };

    ScriptedXmpp()
    {
        if (!m_server.listen(QHostAddress::LocalHost, 0))
            qFatal("no loopback port is free");
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            socket = m_server.nextPendingConnection();
            ++connections;
            m_taken = 0;
            m_cutAfter = -1;
            m_handled = 0;
            isLoggedIn = false;
            restart();
            const auto mine = socket;
            connect(mine, &QTcpSocket::readyRead, this, [this, mine] {
                if (mine == socket)
                    read();
            });
            if (onConnect)
                onConnect();
        });
    }

    XmppSettings settings() const
    {
        XmppSettings s;
        s.address = QStringLiteral("team@chat.test");
        s.host = QStringLiteral("127.0.0.1");
        s.port = m_server.serverPort();
        s.security = XmppSecurity::Plain;
        return s;
    }

    void say(const QByteArray &words)
    {
        if (socket)
            socket->write(words);
    }
    void abort()
    {
        if (socket)
            socket->abort();
    }
    /// Takes \a count bytes more, and resets the connection.
    void cutAfter(qint64 count)
    {
        m_taken = 0;
        m_cutAfter = count;
    }
    /// A message as a member sends it, archived and delivered.
    void deliver(const QByteArray &from, const QByteArray &id, const QByteArray &content)
    {
        const QByteArray stanzaId = "s" + QByteArray::number(++m_ids);
        const QByteArray message = "<message xmlns='jabber:client' type='chat' from='" + from +
                                   "' to='team@chat.test' id='" + id + "'>" + content +
                                   "<stanza-id xmlns='urn:xmpp:sid:0' by='team@chat.test' id='" +
                                   stanzaId + "'/></message>";
        archive += {.id = stanzaId, .stamp = stampOf(m_ids), .message = message};
        say(message);
    }
    void result(const QDomElement &iq, const QByteArray &content = {})
    {
        const QByteArray to = iq.attribute(QStringLiteral("to")).toUtf8();
        say("<iq type='result' id='" + iq.attribute(QStringLiteral("id")).toUtf8() + "'" +
            (to.isEmpty() ? QByteArray() : " from='" + to + "'") + ">" + content + "</iq>");
    }
    void error(const QDomElement &iq, const QByteArray &condition)
    {
        say("<iq type='error' id='" + iq.attribute(QStringLiteral("id")).toUtf8() + "' from='" +
            iq.attribute(QStringLiteral("to")).toUtf8() + "'><error type='cancel'><" + condition +
            " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    }
    static QByteArray stampOf(int second)
    {
        return toIso(fromMilliseconds(1'780'000'000'000 + second * 1000LL)).toLatin1();
    }
    /// The page of the archive that \a iq asks for, and the end of it.
    void answerArchive(const QDomElement &iq)
    {
        const QDomElement query = iq.firstChildElement(QStringLiteral("query"));
        const QDomElement set = query.firstChildElement(QStringLiteral("set"));
        const auto text = [&set](const char *name) {
            return set.firstChildElement(QLatin1StringView(name)).text().toUtf8();
        };
        const bool isRoom = iq.attribute(QStringLiteral("to")).contains(u'@') &&
                            iq.attribute(QStringLiteral("to")) != u"team@chat.test";
        QList<Archived> all;
        for (const Archived &each : std::as_const(archive)) {
            if (each.isRoom == isRoom)
                all += each;
        }
        const auto at = [&all](const QByteArray &id) {
            for (qsizetype i = 0; i < all.size(); ++i) {
                if (all[i].id == id)
                    return i;
            }
            return qsizetype(-1);
        };
        const qsizetype max = std::max<qsizetype>(text("max").toInt(), 1);
        qsizetype first = 0;
        qsizetype end = all.size();
        if (!text("after").isEmpty()) {
            if (at(text("after")) < 0)
                return error(iq, "item-not-found");
            first = at(text("after")) + 1;
            end = std::min(end, first + max);
        } else if (!set.firstChildElement(QStringLiteral("before")).isNull()) {
            if (!text("before").isEmpty())
                end = std::max<qsizetype>(at(text("before")), 0);
            first = std::max<qsizetype>(0, end - max);
        } else {
            end = std::min(end, max);
        }
        const QByteArray queryId = query.attribute(QStringLiteral("queryid")).toUtf8();
        const QByteArray from =
            isRoom ? QByteArray("casement@rooms.chat.test") : QByteArray("team@chat.test");
        for (qsizetype i = first; i < end; ++i)
            say(resultOf(all[i], queryId, from));
        const bool isBack = !set.firstChildElement(QStringLiteral("before")).isNull();
        const bool isComplete = isBack ? first == 0 : end == all.size();
        result(iq, "<fin xmlns='urn:xmpp:mam:2'" +
                       QByteArray(isComplete ? " complete='true'" : "") +
                       "><set xmlns='http://jabber.org/protocol/rsm'/></fin>");
    }
    static QByteArray resultOf(const Archived &each, const QByteArray &queryId,
                               const QByteArray &from)
    {
        return "<message from='" + from + "'><result xmlns='urn:xmpp:mam:2' queryid='" + queryId +
               "' id='" + each.id +
               "'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='" +
               each.stamp + "'/>" + each.message + "</forwarded></result></message>";
    }
    void succeed()
    {
        say("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        isLoggedIn = true;
        m_restarts = true;
    }

    bool hasArchive = true;
    bool hasManagement = true;
    QByteArray mechanisms = "<mechanism>SCRAM-SHA-1</mechanism>";
    int connections = 0;
    bool isLoggedIn = false;
    QList<Archived> archive;
    QList<QByteArray> received; ///< bodies of messages, once each time that they came in
    QStringList heard;          ///< names of the elements that came in
    QByteArray bytes;           ///< everything that came in
    QPointer<QTcpSocket> socket;
    std::function<void()> onConnect;
    /// Returns true when it has dealt with the stanza; at the stream's beginning it is null.
    std::function<bool(const QDomElement &)> onStanza;

private:
    void restart()
    {
        m_reader.clear();
        m_depth = 0;
        m_restarts = false;
    }

    void read()
    {
        QByteArray more = socket->readAll();
        if (m_cutAfter >= 0) {
            more = more.first(std::min<qsizetype>(more.size(), m_cutAfter - m_taken));
            m_taken += more.size();
        }
        bytes += more;
        m_reader.addData(more);
        while (!m_reader.atEnd() ||
               m_reader.error() == QXmlStreamReader::PrematureEndOfDocumentError) {
            const auto token = m_reader.readNext();
            if (token == QXmlStreamReader::Invalid)
                break;
            take(token);
            if (m_restarts || !socket)
                break;
        }
        if (m_restarts)
            restart();
        if (socket && m_cutAfter >= 0 && m_taken >= m_cutAfter)
            socket->abort();
    }

    void take(QXmlStreamReader::TokenType token)
    {
        if (token == QXmlStreamReader::StartElement) {
            if (++m_depth == 1)
                return open();
            if (m_depth == 2)
                m_document = QDomDocument();
            QDomElement element = m_document.createElementNS(m_reader.namespaceUri().toString(),
                                                             m_reader.name().toString());
            for (const QXmlStreamAttribute &each : m_reader.attributes())
                element.setAttribute(each.name().toString(), each.value().toString());
            if (m_depth == 2)
                m_document.appendChild(element);
            else
                m_current.appendChild(element);
            m_current = element;
        } else if (token == QXmlStreamReader::Characters && m_depth > 1) {
            m_current.appendChild(m_document.createTextNode(m_reader.text().toString()));
        } else if (token == QXmlStreamReader::EndElement) {
            if (m_depth-- == 2)
                answer(m_document.documentElement());
            else if (m_depth > 0)
                m_current = m_current.parentNode().toElement();
        }
    }

    QByteArray features() const
    {
        if (!isLoggedIn)
            return "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + mechanisms +
                   "</mechanisms>";
        return QByteArray("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>") +
               (hasManagement ? "<sm xmlns='urn:xmpp:sm:3'/>" : "");
    }

    void open()
    {
        if (onStanza && onStanza({}))
            return;
        say("<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
            "xmlns:stream='http://etherx.jabber.org/streams' id='x' from='chat.test' "
            "version='1.0'><stream:features>" +
            features() + "</stream:features>");
    }

    void answer(const QDomElement &stanza)
    {
        const QString name = stanza.tagName();
        heard += name;
        if (name == u"message" || name == u"iq" || name == u"presence")
            ++m_handled;
        if (onStanza && onStanza(stanza))
            return;
        if (name == u"auth") {
            const QByteArray first = QByteArray::fromBase64(stanza.text().toLatin1());
            const QByteArray nonce = first.sliced(first.indexOf(",r=") + 3);
            say("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" +
                QByteArray("r=" + nonce + "srv,s=c2FsdA==,i=4096").toBase64() + "</challenge>");
        } else if (name == u"response") {
            succeed();
        } else if (name == u"enable") {
            m_handled = 0;
            say("<enabled xmlns='urn:xmpp:sm:3' id='r1' resume='true' location='evil.test:5222'/>");
        } else if (name == u"r") {
            say("<a xmlns='urn:xmpp:sm:3' h='" + QByteArray::number(m_handled) + "'/>");
        } else if (name == u"iq") {
            answerIq(stanza);
        } else if (name == u"presence") {
            answerPresence(stanza);
        } else if (name == u"message") {
            takeMessage(stanza);
        }
    }

    void answerIq(const QDomElement &iq)
    {
        const QDomElement child = iq.firstChildElement();
        const QString space = child.namespaceURI();
        const bool isRoom = iq.attribute(QStringLiteral("to")).contains(QStringLiteral("@rooms."));
        if (space.endsWith(u"xmpp-bind")) {
            result(iq, "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>team@chat.test/" +
                           child.firstChildElement(QStringLiteral("resource")).text().toUtf8() +
                           "</jid></bind>");
        } else if (space.endsWith(u"disco#info")) {
            result(iq, "<query xmlns='http://jabber.org/protocol/disco#info'><identity "
                       "category='conference' type='text' name='The room'/>" +
                           QByteArray(hasArchive ? "<feature var='urn:xmpp:mam:2'/><feature "
                                                   "var='urn:xmpp:sid:0'/>"
                                                 : "") +
                           (isRoom ? "<feature var='urn:xmpp:occupant-id:0'/>" : "") + "</query>");
        } else if (space == u"urn:xmpp:mam:2" && child.tagName() == u"query") {
            answerArchive(iq);
        } else if (child.tagName() == u"prefs") {
            result(iq, "<prefs xmlns='urn:xmpp:mam:2' default='always'><always/><never/></prefs>");
        } else if (space == u"jabber:iq:roster") {
            result(iq, "<query xmlns='jabber:iq:roster'><item jid='ann@chat.test' "
                       "name='Ann A.'/></query>");
        } else if (iq.attribute(QStringLiteral("type")) == u"get" ||
                   iq.attribute(QStringLiteral("type")) == u"set") {
            result(iq);
        }
    }

    void answerPresence(const QDomElement &presence)
    {
        const QByteArray to = presence.attribute(QStringLiteral("to")).toUtf8();
        if (!to.contains('/') || presence.attribute(QStringLiteral("type")) == u"unavailable")
            return;
        say("<presence from='" + to +
            "'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='member' "
            "role='participant'/><status code='110'/></x><occupant-id "
            "xmlns='urn:xmpp:occupant-id:0' id='us'/></presence><message type='groupchat' from='" +
            to.first(to.indexOf('/')) + "'><subject/></message>");
    }

    void takeMessage(const QDomElement &stanza)
    {
        const QByteArray body = stanza.firstChildElement(QStringLiteral("body")).text().toUtf8();
        received += body;
        const bool isRoom = stanza.attribute(QStringLiteral("type")) == u"groupchat";
        const QByteArray to = stanza.attribute(QStringLiteral("to")).toUtf8();
        const QByteArray stanzaId = "s" + QByteArray::number(++m_ids);
        const QByteArray message =
            "<message xmlns='jabber:client' type='" + QByteArray(isRoom ? "groupchat" : "chat") +
            "' from='" + (isRoom ? to + "/team" : QByteArray("team@chat.test/x")) + "' to='" + to +
            "' id='" + stanza.attribute(QStringLiteral("id")).toUtf8() + "'><body>" + body +
            "</body><stanza-id xmlns='urn:xmpp:sid:0' by='" + to + "' id='" + stanzaId +
            "'/><occupant-id xmlns='urn:xmpp:occupant-id:0' id='us'/></message>";
        archive += {.id = stanzaId, .stamp = stampOf(m_ids), .message = message, .isRoom = isRoom};
        if (isRoom)
            say(message);
    }

    QTcpServer m_server;
    QXmlStreamReader m_reader;
    QDomDocument m_document;
    QDomElement m_current;
    int m_depth = 0;
    bool m_restarts = false;
    quint32 m_handled = 0;
    qint64 m_taken = 0;
    qint64 m_cutAfter = -1;
    int m_ids = 0;
};

} // namespace casement
