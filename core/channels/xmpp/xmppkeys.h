// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace casement
{

/// An id that is longer than this is not kept as it is, or not at all.
inline constexpr qsizetype kXmppMaxId = 512;

/// What a message is known by. The blanks keep such a key apart from every Message-ID of mail, and
/// our address within this account. Ids that are too long to be kept become a digest, which cannot
/// be answered to.
[[nodiscard]] QByteArray xmppChatKey(const QString &ourBare, const QString &author,
                                     const QString &id);
[[nodiscard]] QByteArray xmppRoomKey(const QString &ourBare, const QString &room,
                                     const QString &stanzaId);

/// What \a key names on the wire; empty `id`: nothing of this account.
struct XmppReference {
    QString id;
    QString author; ///< for messages outside of rooms
    QString room;
};
[[nodiscard]] XmppReference xmppReference(const QByteArray &key, const QString &ourBare);

/// Where a message of ours goes.
struct XmppTarget {
    enum class Kind { None, Chat, Room, Private };
    Kind kind = Kind::None;
    QString jid; ///< bare for Chat and Room, with the nick for Private

    bool operator==(const XmppTarget &) const = default;
};
/// To a room only when the message is for more than one person and the room is among those it is
/// written to; whoever has the conversation's nick in a room counts as their own address.
[[nodiscard]] XmppTarget xmppTarget(const OutgoingMessage &message, const QStringList &rooms);

} // namespace casement
