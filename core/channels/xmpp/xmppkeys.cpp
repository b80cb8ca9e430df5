// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppkeys.h"

#include "core/channels/xmpp/xmppjid.h"
#include "core/domain/messageid.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

/// An id as part of a key: blanks and line ends would be separators.
QByteArray keyId(const QString &id)
{
    if (id.size() > kXmppMaxId)
        return "digest:" +
               QCryptographicHash::hash(id.toUtf8(), QCryptographicHash::Sha256).toHex();
    return "id:" + id.toUtf8().toPercentEncoding();
}

QString idOfKey(const QByteArray &part)
{
    return part.startsWith("id:")
               ? QString::fromUtf8(QByteArray::fromPercentEncoding(part.sliced(3)))
               : QString();
}

} // namespace

QByteArray xmppChatKey(const QString &ourBare, const QString &author, const QString &id)
{
    return "xmpp " + ourBare.toUtf8() + " chat " + author.toUtf8().toPercentEncoding("@") + ' ' +
           keyId(id);
}

QByteArray xmppRoomKey(const QString &ourBare, const QString &room, const QString &stanzaId)
{
    return "xmpp " + ourBare.toUtf8() + " room " + room.toUtf8().toPercentEncoding("@") + ' ' +
           keyId(stanzaId);
}

XmppReference xmppReference(const QByteArray &key, const QString &ourBare)
{
    if (looksLikeOurMessageId(key))
        return {.id = QString::fromUtf8(key), .author = ourBare};
    const QByteArrayList parts = key.split(' ');
    if (parts.size() != 5 || parts[0] != "xmpp" || parts[1] != ourBare.toUtf8())
        return {};
    const QString of = QString::fromUtf8(QByteArray::fromPercentEncoding(parts[3]));
    if (parts[2] == "room")
        return {.id = idOfKey(parts[4]), .room = of};
    return {.id = idOfKey(parts[4]), .author = of};
}

XmppTarget xmppTarget(const OutgoingMessage &message, const QStringList &rooms)
{
    using Kind = XmppTarget::Kind;
    const QString occupant = message.conversationKey.startsWith("pm:"_L1)
                                 ? message.conversationKey.sliced(3)
                                 : QString();
    if (!occupant.isEmpty()) {
        const auto jid = XmppJid::parse(occupant);
        return jid && !jid->resource.isEmpty() ? XmppTarget{Kind::Private, jid->full()}
                                               : XmppTarget{};
    }
    XmppTarget person;
    for (const Recipient &recipient : message.recipients) {
        const auto jid = XmppJid::parse(recipient.address.address);
        if (!jid || recipient.address.kind != "xmpp"_L1)
            continue;
        const bool isRoom = rooms.contains(jid->bare());
        if (isRoom && jid->resource.isEmpty()) {
            // An answer "to the author alone" has the room's conversation, too.
            if (message.visibility != Visibility::Direct)
                return {Kind::Room, jid->bare()};
        } else if (person.kind == Kind::None && jid->bare() != xmppBare(message.account.address)) {
            const bool isOccupant =
                !jid->resource.isEmpty() &&
                (isRoom || message.conversationKey == QString(u"room:" + jid->bare()));
            person = isOccupant ? XmppTarget{Kind::Private, jid->full()}
                                : XmppTarget{Kind::Chat, jid->bare()};
        }
    }
    return person;
}

} // namespace casement
