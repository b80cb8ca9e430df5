// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppsender.h"

#include <QXmlStreamWriter>
#include <QXmppMessage.h>
#include <QXmppPingIq.h>

using namespace Qt::StringLiterals;

namespace casement
{

QByteArray xmppWireId(const OutgoingMessage &message)
{
    return message.messageId.isEmpty() ? message.uid.toString().toLatin1() : message.messageId;
}

XmppSender::XmppSender(XmppSession *session, XmppMemory *memory, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_memory(memory)
{
}

void XmppSender::send(const OutgoingMessage &message, const XmppTarget &target,
                      const QStringList &links, const Promise &promise)
{
    const QByteArray id = xmppWireId(message);
    const auto refuse = [&promise](ErrorKind kind, const QString &why) {
        promise->addResult(fail(kind, why));
        promise->finish();
    };
    QString text = message.markdown.trimmed();
    for (const QString &link : links)
        text += (text.isEmpty() ? u""_s : u"\n"_s) + link;
    if (text.isEmpty())
        return refuse(ErrorKind::Invalid, u"The message is empty; nothing was sent."_s);
    if (text.toUtf8().size() > kXmppMaxText)
        return refuse(ErrorKind::Invalid,
                      u"The message is longer than %1 bytes; nothing was sent. Shorten it."_s.arg(
                          kXmppMaxText));
    if (m_underWay.contains(id))
        return refuse(ErrorKind::Invalid, u"This message is being sent already."_s);

    QXmppMessage stanza(QString(), target.jid, text);
    stanza.setId(QString::fromUtf8(id));
    stanza.setOriginId(QString::fromUtf8(id));
    stanza.setType(target.kind == XmppTarget::Kind::Room ? QXmppMessage::GroupChat
                                                         : QXmppMessage::Chat);
    stanza.setLang(message.language); // of what is in it (RFC 6121, section 5.2.3)
    // Alone it is shown as the file itself by most programs (XEP-0066).
    if (links.size() == 1 && text == links.first())
        stanza.setOutOfBandUrl(links.first());
    if (target.kind == XmppTarget::Kind::Private) // so that no other program of ours mistakes it
        stanza.setExtensions({xmppElement(u"x"_s, u"http://jabber.org/protocol/muc#user"_s)});
    if (!message.inReplyTo.isEmpty()) {
        const XmppReference reference =
            xmppReference(message.inReplyTo.last(), m_session->ourBare());
        const bool isInRoom = target.kind == XmppTarget::Kind::Room;
        if (!reference.id.isEmpty() && isInRoom == !reference.room.isEmpty() &&
            (!isInRoom || reference.room == target.jid)) {
            QString to = reference.author;
            if (isInRoom) {
                const auto *known = m_memory->byStanzaId(reference.room, reference.id);
                to = known ? known->from : QString();
            }
            stanza.setReply(QXmpp::Reply{to, reference.id});
        }
    }
    Item item{.target = target, .promise = promise};
    QXmlStreamWriter writer(&item.raw);
    stanza.toXml(&writer);
    m_underWay.insert(id, item);
    QTimer::singleShot(verdictTimeout, this, [this, id, promise] {
        if (m_underWay.contains(id) && m_underWay[id].promise == promise)
            settle(id, fail(ErrorKind::Protocol,
                            u"unknown: The server did not say what became of the message."_s));
    });
    m_session->send(
        std::move(stanza), [this, id, guard = QPointer(this)](const Result<bool> &written) {
            if (!guard)
                return;
            if (!written)
                return settle(id, std::unexpected(written.error()));
            if (!m_underWay.contains(id) || m_underWay[id].target.kind == XmppTarget::Kind::Room)
                return; // the echo decides
            if (*written)
                acknowledged(id);
            else
                ping(id);
        });
}

void XmppSender::acknowledged(const QByteArray &id)
{
    const auto item = m_underWay.constFind(id);
    if (item == m_underWay.cend())
        return;
    settle(id,
           SendReceipt{
               .remoteId = id, .serverAnswer = u"acknowledged"_s, .raw = item->raw, .warning = {}});
}

void XmppSender::ping(const QByteArray &id)
{
    QXmppPingIq ping;
    ping.setTo(XmppJid::parse(m_session->ourBare()).value_or(XmppJid{}).domain);
    m_session->request(std::move(ping),
                       [this, id, guard = QPointer(this)](const Result<QDomElement> &answer) {
                           // A server that knows no ping answers as well, after the message.
                           if (guard && (answer || answer.error().kind != ErrorKind::Timeout))
                               acknowledged(id);
                       });
}

bool XmppSender::takeError(const QDomElement &stanza)
{
    if (stanza.attribute(u"type"_s) != "error"_L1)
        return false;
    const QByteArray id = stanza.attribute(u"id"_s).toUtf8();
    const auto item = m_underWay.constFind(id);
    if (item == m_underWay.cend())
        return false;
    const auto from = XmppJid::parse(stanza.attribute(u"from"_s));
    const auto to = XmppJid::parse(item->target.jid);
    const auto us = XmppJid::parse(m_session->ourBare());
    if (!from || !to || !us ||
        (from->bare() != to->bare() && from->full() != us->domain && from->full() != us->bare()))
        return false;
    QXmppMessage refusal;
    refusal.parse(stanza);
    settle(id, std::unexpected(m_session->stanzaError(refusal.error(), item->target.jid)));
    return true;
}

void XmppSender::takeEcho(const QString &room, const QByteArray &messageId, const QString &stanzaId)
{
    const auto item = m_underWay.constFind(messageId);
    if (item == m_underWay.cend() || item->target.kind != XmppTarget::Kind::Room ||
        item->target.jid != room)
        return;
    settle(messageId, SendReceipt{.remoteId = stanzaId.isEmpty() ? messageId : stanzaId.toUtf8(),
                                  .serverAnswer = u"shown in the room"_s,
                                  .raw = item->raw,
                                  .warning = {}});
}

void XmppSender::settle(const QByteArray &id, const Result<SendReceipt> &result)
{
    const auto item = m_underWay.find(id);
    if (item == m_underWay.end())
        return;
    const Promise promise = item->promise;
    m_underWay.erase(item);
    promise->addResult(result);
    promise->finish();
}

void XmppSender::connectionLost(const Error &error)
{
    const QByteArrayList ids = m_underWay.keys();
    for (const QByteArray &id : ids)
        settle(id, fail(ErrorKind::Protocol, QString(u"unknown: " + error.detail)));
}

} // namespace casement
