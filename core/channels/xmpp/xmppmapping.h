// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/confidence.h"
#include "core/channels/xmpp/xmppjid.h"
#include "core/channels/xmpp/xmppkeys.h"
#include "core/channels/xmpp/xmppmemory.h"
#include "core/domain/message.h"

#include <QDomElement>
#include <QHash>
#include <functional>
#include <optional>

namespace casement
{

/// What is said of an occupant of a room (XEP-0045).
inline constexpr QLatin1StringView xmppMucUser("http://jabber.org/protocol/muc#user");

struct XmppOccupant {
    QString realJid; ///< bare; only where the room tells it
    QString occupantId;
};

/// What is known of a room (XEP-0045) that we are in or want to be in.
struct XmppRoom {
    QString jid;  ///< bare
    QString name; ///< as the room calls itself; hostile
    QString nick; ///< ours in it, as the room has it; empty: not in it
    Visibility visibility = Visibility::Followers;
    bool hasArchive = false;     ///< XEP-0313
    bool hasStanzaIds = false;   ///< XEP-0359: it takes away ids that others made in its name
    bool hasOccupantIds = false; ///< XEP-0421
    /// What comes now was said before we came in: between our own presence and the subject.
    bool isInHistory = false;
    QString ownOccupantId;
    QHash<QString, XmppOccupant> occupants; ///< by nick
};

/// How a message stanza came to us, decided by the stream and not by the stanza.
struct XmppOrigin {
    enum class Way { Live, Carbon, Archive };
    Way way = Way::Live;
    QString archiveId; ///< its id in the archive that it comes from
    std::optional<Timestamp> archivedAt;
};

/// What mapping has to know beside the stanza.
struct XmppContext {
    QString ourBare;
    QString ourName;
    bool hasStanzaIds = false; ///< our server takes away ids that others made in its name
    Timestamp now;
    QHash<QString, XmppRoom> rooms; ///< by bare JID
    /// The name that we have for a bare JID, empty where there is none.
    std::function<QString(const QString &)> nameOf;
    /// What our server must not repeat in its own words.
    const Confidence *confidence = nullptr;
};

/// What a message stanza means; nothing at all for typing notices, markers and the like.
struct XmppMapped {
    std::optional<IncomingMessage> message = std::nullopt;
    std::optional<IncomingRemoval> removal = std::nullopt;
    QString room = {};     ///< bare JID of the room in which it was said to all
    QString stanzaId = {}; ///< its id in the archive of the room, else of our account
};

/// A message stanza that has been taken out of its wrapping, mapped.
///
/// A room is one conversation, "room:" and its address; a private message in it belongs to "pm:"
/// and the occupant's address, everything else to "chat:" and the partner's bare JID. sentAt is
/// never set: XMPP messages claim no time. Who said it is what server or room say of the sender;
/// ids count only within what their maker may speak for.
[[nodiscard]] XmppMapped mapXmppMessage(const QDomElement &stanza, const XmppOrigin &origin,
                                        const XmppContext &context, XmppMemory &memory);

/// What became of a message of ours that went to \a target (of the message with that id, by our own
/// memory): an error that came back, or a receipt (XEP-0184), which is never asked for. Nothing
/// when
/// \a stanza is neither, or comes from someone who cannot know.
[[nodiscard]] std::optional<IncomingMessage>
xmppReport(const QDomElement &stanza, const XmppContext &context,
           const std::function<QString(const QByteArray &messageId)> &target);

/// The copy inside a carbon (XEP-0280). Only our own account may send them (CVE-2017-5589), and
/// what is inside has to be to or from us. Null: \a stanza is none, or is a forged one.
[[nodiscard]] QDomElement xmppCarbon(const QDomElement &stanza, const QString &ourBare);

/// A result of an archive (XEP-0313), unpacked.
struct XmppArchived {
    QString queryId;
    QString id;
    std::optional<Timestamp> at;
    QDomDocument message; ///< its root is the message that was archived
};
/// Nothing when \a stanza is none, or does not come from \a archive (a bare JID; our own may be
/// left out by the server).
[[nodiscard]] std::optional<XmppArchived> xmppArchived(const QDomElement &stanza,
                                                       const QString &archive, bool isOwn);

/// Whether \a stanza is a result of any archive, whoever sent it: it is never a message by itself.
[[nodiscard]] bool isXmppArchiveResult(const QDomElement &stanza);

/// The time of a stamp (XEP-0082), nothing for what is no time.
[[nodiscard]] std::optional<Timestamp> xmppTime(const QString &stamp);
/// Whether \a text has \a nick as a word of its own, in any case.
[[nodiscard]] bool mentionsXmppNick(const QString &text, const QString &nick);
/// \a body without the characters (counted as Unicode code points, XEP-0426) that \a stanza marks
/// as a fallback for answers (XEP-0461, XEP-0428).
[[nodiscard]] QString withoutXmppFallback(const QString &body, const QDomElement &stanza);

} // namespace casement
