// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppmapping.h"

#include "core/channels/xmpp/xmppfiles.h"
#include "core/channels/xmpp/xmppgate.h"
#include "core/domain/language.h"
#include "core/domain/messageid.h"
#include "core/text/characters.h"
#include "core/text/plaintext.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QTextStream>
#include <QXmppMessage.h>
#include <QXmppOutOfBandUrl.h>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr auto kKind = "xmpp"_L1;
constexpr auto kReply = "urn:xmpp:reply:0"_L1;
constexpr auto kFallback = "urn:xmpp:fallback:0"_L1;
constexpr auto kRetract = "urn:xmpp:message-retract:1"_L1;
constexpr auto kRetractOld = "urn:xmpp:message-retract:0"_L1;
constexpr auto kModerate = "urn:xmpp:message-moderate:1"_L1;
constexpr auto kModerateOld = "urn:xmpp:message-moderate:0"_L1;
constexpr auto kFasten = "urn:xmpp:fasten:0"_L1;
constexpr auto kForward = "urn:xmpp:forward:0"_L1;
constexpr auto kDelay = "urn:xmpp:delay"_L1;
constexpr auto kArchive = "urn:xmpp:mam:2"_L1;
constexpr auto kXml = "http://www.w3.org/XML/1998/namespace"_L1;
constexpr auto kCarbons = "urn:xmpp:carbons:2"_L1;

constexpr qsizetype kMaxText = 256 * 1024;    ///< characters
constexpr qint64 kEarliest = 915'148'800'000; // 1999: there was no Jabber before
constexpr qint64 kLatest = 253'402'300'799'999;

QDomElement child(const QDomElement &parent, QLatin1StringView name, QLatin1StringView space)
{
    for (QDomElement each = parent.firstChildElement(); !each.isNull();
         each = each.nextSiblingElement()) {
        if (each.tagName() == name && each.namespaceURI() == space)
            return each;
    }
    return {};
}

QByteArray sha256(const QByteArrayList &parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part : parts) {
        hash.addData(QByteArray(QByteArray::number(part.size()) + ':'));
        hash.addData(part);
    }
    return hash.result();
}

/// The id that \a by gave to \a stanza, where it is known to let nobody else do so.
QString stanzaIdBy(const QXmppMessage &message, const QString &by)
{
    const auto ids = message.stanzaIds();
    for (const QXmppStanzaId &each : ids) {
        if (xmppBare(each.by) == by && !each.id.isEmpty() && each.id.size() <= kXmppMaxId)
            return each.id;
    }
    return {};
}

/// How a message is encrypted that we cannot read; empty when it is not.
QString encryption(const QDomElement &stanza, const QXmppMessage &message)
{
    for (QDomElement each = stanza.firstChildElement(); !each.isNull();
         each = each.nextSiblingElement()) {
        const QString space = each.namespaceURI();
        if (each.tagName() == "encrypted"_L1 && (space == "eu.siacs.conversations.axolotl"_L1 ||
                                                 space.startsWith("urn:xmpp:omemo:"_L1)))
            return child(each, "payload"_L1, QLatin1StringView(space.toLatin1())).isNull()
                       ? QString()
                       : u"OMEMO"_s;
        if (space == "urn:xmpp:openpgp:0"_L1 || space == "jabber:x:encrypted"_L1)
            return u"OpenPGP"_s;
        if (each.tagName() == "encryption"_L1 && space == "urn:xmpp:eme:0"_L1) {
            const QString name = displayName(each.attribute(u"name"_s));
            if (name != "OMEMO"_L1)
                return name.isEmpty() ? u"a way that is not known here"_s : name;
        }
    }
    return message.body().startsWith("?OTR"_L1) ? u"OTR"_s : QString();
}

/// The message that a stanza takes back, by the id that it gives.
struct Retraction {
    QString id;
    bool isModerated = false;
    bool isTombstone = false; ///< the archive says so of the message that stood here
};

std::optional<Retraction> retractionIn(const QDomElement &stanza)
{
    if (const QDomElement retract = child(stanza, "retract"_L1, kRetract); !retract.isNull())
        return Retraction{.id = retract.attribute(u"id"_s),
                          .isModerated = !child(retract, "moderated"_L1, kModerate).isNull()};
    if (const QDomElement apply = child(stanza, "apply-to"_L1, kFasten); !apply.isNull()) {
        const QDomElement moderated = child(apply, "moderated"_L1, kModerateOld);
        if (!child(moderated, "retract"_L1, kRetractOld).isNull())
            return Retraction{.id = apply.attribute(u"id"_s), .isModerated = true};
        if (!child(apply, "retract"_L1, kRetractOld).isNull())
            return Retraction{.id = apply.attribute(u"id"_s)};
    }
    for (const QLatin1StringView space : {kRetract, kRetractOld}) {
        if (!child(stanza, "retracted"_L1, space).isNull())
            return Retraction{.isTombstone = true};
    }
    return std::nullopt;
}

QString bodyWithLinks(const QXmppMessage &message, const QString &body)
{
    QString text = body;
    const auto links = message.outOfBandUrls();
    for (qsizetype i = 0; i < std::min<qsizetype>(links.size(), 20); ++i) {
        const QString url = links[i].url().left(4096);
        if (!url.isEmpty() && !text.contains(url))
            text += (text.isEmpty() ? u""_s : u"\n"_s) + url;
    }
    return text;
}

QByteArray rawOf(const QDomElement &stanza)
{
    QByteArray raw;
    QTextStream stream(&raw);
    stanza.save(stream, -1);
    stream.flush();
    return raw;
}

/// The two sides of a stanza, taken apart once.
struct Sides {
    XmppJid from;
    XmppJid to;
    bool isOurs = false;
};

class Mapper
{
public:
    Mapper(const QDomElement &stanza, const XmppOrigin &origin, const XmppContext &context,
           XmppMemory &memory)
        : m_stanza(stanza)
        , m_origin(origin)
        , m_context(context)
        , m_memory(memory)
    {
    }

    XmppMapped map()
    {
        XmppMapped mapped = mapStanza();
        mapped.room = m_room;
        mapped.stanzaId = m_stanzaId;
        return mapped;
    }

private:
    XmppMapped mapStanza()
    {
        const auto from = m_stanza.attribute(u"from"_s).isEmpty()
                              ? XmppJid::parse(m_context.ourBare)
                              : XmppJid::parse(m_stanza.attribute(u"from"_s));
        const auto to = m_stanza.attribute(u"to"_s).isEmpty()
                            ? XmppJid::parse(m_context.ourBare)
                            : XmppJid::parse(m_stanza.attribute(u"to"_s));
        if (!from || !to)
            return {};
        m_sides = {.from = *from, .to = *to, .isOurs = from->bare() == m_context.ourBare};
        m_message.parse(m_stanza);
        m_id = m_message.id().isEmpty() ? m_message.originId() : m_message.id();
        if (m_message.type() == QXmppMessage::Error)
            return {};
        m_at = time();
        if (m_message.type() == QXmppMessage::GroupChat)
            return inRoom();
        return direct();
    }

    [[nodiscard]] Timestamp time() const
    {
        if (m_origin.archivedAt)
            return std::min(*m_origin.archivedAt, m_context.now);
        const QString sender = m_sides.from.bare();
        const XmppJid us = XmppJid::parse(m_context.ourBare).value_or(XmppJid{});
        for (QDomElement each = m_stanza.firstChildElement(); !each.isNull();
             each = each.nextSiblingElement()) {
            if (each.tagName() != "delay"_L1 || each.namespaceURI() != kDelay)
                continue;
            // Late by our server's word, or by the room's while it tells its past; else it is the
            // sender's.
            const QString by = xmppBare(each.attribute(u"from"_s));
            const auto room = m_context.rooms.constFind(sender);
            const bool isRoomHistory = m_message.type() == QXmppMessage::GroupChat &&
                                       room != m_context.rooms.cend() && room->isInHistory;
            if (isRoomHistory || (m_message.type() != QXmppMessage::GroupChat &&
                                  (by == us.domain || by == us.bare()))) {
                if (const auto at = xmppTime(each.attribute(u"stamp"_s)))
                    return std::min(*at, m_context.now);
            }
        }
        return m_context.now;
    }

    [[nodiscard]] Address addressOf(const QString &jid, const QString &fallbackName) const
    {
        QString name = m_context.nameOf ? m_context.nameOf(jid) : QString();
        if (name.isEmpty())
            name = fallbackName;
        return {.kind = kKind, .address = jid, .name = displayName(name)};
    }

    [[nodiscard]] Address ourAddress() const
    {
        return {.kind = kKind, .address = m_context.ourBare, .name = m_context.ourName};
    }

    /// Text, subject and whether it can be read. False: there is nothing to read in it.
    bool fill(IncomingMessage &message)
    {
        message.raw = rawOf(m_stanza);
        message.rawFormat = RawFormat::Text;
        message.receivedAt = m_at;
        QString body = withoutXmppFallback(m_message.body(), m_stanza);
        if (QXmppMessage::isSlashMeCommand(body) && !message.author.name.isEmpty())
            body = u"* " + message.author.name + u' ' + QXmppMessage::slashMeCommandText(body);
        message.text = cleaned(bodyWithLinks(m_message, body)).left(kMaxText);
        if (isByOurServer() && m_context.confidence) {
            message.raw = m_context.confidence->without(message.raw);
            message.text = m_context.confidence->without(message.text);
        }
        message.language = language();
        message.attachments = xmppFiles(m_message);
        if (const QString how = encryption(m_stanza, m_message); !how.isEmpty()) {
            message.quarantineReason =
                u"This message is encrypted with %1, which cannot be read here; ask for it to be "
                "sent without encryption."_s.arg(how);
        } else if (!child(m_stanza, "cut"_L1, QLatin1StringView(kXmppCutNamespace)).isNull()) {
            message.quarantineReason =
                u"This message was too large or too nested to be let in; ask for it to be sent "
                "again in a simpler form."_s;
        } else if (message.text.trimmed().isEmpty()) {
            return false;
        }
        return true;
    }

    [[nodiscard]] bool isByOurServer() const
    {
        const XmppJid us = XmppJid::parse(m_context.ourBare).value_or(XmppJid{});
        return m_sides.from.local.isEmpty() && m_sides.from.domain == us.domain;
    }

    /// Of the body, or of the stanza that it is in (RFC 6121, section 5.2.3).
    [[nodiscard]] QString language() const
    {
        const auto said = [](const QDomElement &element) {
            return languageTag(element.attributeNS(kXml, u"lang"_s).left(kXmppMaxId));
        };
        const QString ofBody = said(m_stanza.firstChildElement(u"body"_s));
        return ofBody.isEmpty() ? said(m_stanza) : ofBody;
    }

    void seal(IncomingMessage &message, const QString &by, const QString &stanzaId) const
    {
        message.contentHash = sha256({message.author.address.toUtf8(), message.subject.toUtf8(),
                                      message.text.toUtf8(), message.quarantineReason.toUtf8()})
                                  .first(16);
        const QByteArray account = m_context.ourBare.toUtf8();
        if (!stanzaId.isEmpty())
            message.remoteKey = sha256({"stanza-id", account, by.toUtf8(), stanzaId.toUtf8()});
        else if (!m_id.isEmpty())
            message.remoteKey =
                sha256({"id", account, message.conversationKey.toUtf8(),
                        message.author.address.toUtf8(), m_id.toUtf8(), message.contentHash});
        else
            message.remoteKey =
                sha256({"seen", account, message.conversationKey.toUtf8(),
                        QByteArray::number(toMilliseconds(m_at)), message.contentHash});
    }

    /// Our own id where it is a message of the outbox, else one that only its author can make.
    [[nodiscard]] QByteArray directKey(const QString &author, const QString &id, bool isOurs) const
    {
        if (isOurs && looksLikeOurMessageId(id.toUtf8()))
            return id.toUtf8();
        return xmppChatKey(m_context.ourBare, author, id);
    }

    XmppMapped direct()
    {
        const XmppJid &partner = m_sides.isOurs ? m_sides.to : m_sides.from;
        // Neither to nor from us: no server delivers that.
        if (!m_sides.isOurs && m_sides.to.bare() != m_context.ourBare)
            return {};
        const auto room = m_context.rooms.constFind(partner.bare());
        const bool isPrivate =
            !partner.resource.isEmpty() &&
            (room != m_context.rooms.cend() || !child(m_stanza, "x"_L1, xmppMucUser).isNull());
        if (room != m_context.rooms.cend() && !isPrivate)
            return {}; // the room itself: invitations, changes of its configuration
        const QString author = m_sides.isOurs ? m_context.ourBare
                               : isPrivate    ? partner.full()
                                              : partner.bare();
        IncomingMessage message;
        message.direction = m_sides.isOurs ? Direction::Outgoing : Direction::Incoming;
        message.visibility = Visibility::Direct;
        message.conversationKey =
            isPrivate ? QString(u"pm:" + partner.full()) : QString(u"chat:" + partner.bare());
        const Address them =
            isPrivate ? occupantAddress(room, partner) : addressOf(partner.bare(), QString());
        message.author = m_sides.isOurs ? ourAddress() : them;
        message.recipients = {{RecipientRole::To, m_sides.isOurs ? them : ourAddress()}};
        message.isAutomatic = m_message.type() == QXmppMessage::Headline;
        message.subject = displayName(m_message.subject());

        const QString stanzaId = !m_origin.archiveId.isEmpty() ? m_origin.archiveId
                                 : m_context.hasStanzaIds ? stanzaIdBy(m_message, m_context.ourBare)
                                                          : QString();
        m_stanzaId = stanzaId;
        if (const auto retraction = retractionIn(m_stanza)) {
            const QString id = retraction->isTombstone ? m_id : retraction->id;
            if (id.isEmpty() || retraction->isModerated ||
                (retraction->isTombstone && m_origin.way != XmppOrigin::Way::Archive))
                return {};
            return {.removal = IncomingRemoval{.messageId = directKey(author, id, m_sides.isOurs),
                                               .at = m_at,
                                               .by = message.author}};
        }
        if (!fill(message))
            return {};
        if (!m_id.isEmpty())
            message.messageId = directKey(author, m_id, m_sides.isOurs);
        else if (!stanzaId.isEmpty())
            message.messageId = xmppChatKey(m_context.ourBare, author, u"stanza " + stanzaId);
        // Who has a nick can change; without another proof it is a message of its own.
        if (const QString replaced = m_message.replaceId(); !replaced.isEmpty() && !isPrivate) {
            message.messageId = directKey(author, replaced, m_sides.isOurs);
            message.editedAt = m_at;
        }
        if (const auto reply = m_message.reply(); reply && !reply->id.isEmpty()) {
            const QString them2 = isPrivate ? partner.full() : partner.bare();
            if (looksLikeOurMessageId(reply->id.toUtf8()))
                message.inReplyTo = {reply->id.toUtf8()};
            else if (xmppBare(reply->to) == m_context.ourBare)
                message.inReplyTo = {xmppChatKey(m_context.ourBare, m_context.ourBare, reply->id)};
            else
                message.inReplyTo = {xmppChatKey(m_context.ourBare, them2, reply->id),
                                     xmppChatKey(m_context.ourBare, m_context.ourBare, reply->id)};
        }
        seal(message, m_context.ourBare, stanzaId);
        return {.message = std::move(message)};
    }

    [[nodiscard]] Address occupantAddress(QHash<QString, XmppRoom>::const_iterator room,
                                          const XmppJid &occupant) const
    {
        const QString real = room == m_context.rooms.cend()
                                 ? QString()
                                 : room->occupants.value(occupant.resource).realJid;
        return real.isEmpty() ? addressOf(occupant.full(), occupant.resource)
                              : addressOf(real, occupant.resource);
    }

    XmppMapped inRoom()
    {
        const auto found = m_context.rooms.constFind(m_sides.from.bare());
        if (found == m_context.rooms.cend())
            return {}; // of a room that we are not in
        const XmppRoom &room = *found;
        const bool isArchive = m_origin.way == XmppOrigin::Way::Archive;
        if (m_origin.way == XmppOrigin::Way::Carbon)
            return {}; // rooms tell all of their occupants themselves
        const QString nick = m_sides.from.resource;
        const bool isByRoom = nick.isEmpty();

        QString occupantId;
        if (room.hasOccupantIds)
            occupantId = child(m_stanza, "occupant-id"_L1, "urn:xmpp:occupant-id:0"_L1)
                             .attribute(u"id"_s)
                             .left(kXmppMaxId);
        // In an archive only the room itself can have added it (XEP-0313, section 5.1.2).
        const bool isPast = isArchive || room.isInHistory;
        const QString real = isArchive ? xmppBare(child(m_stanza, "x"_L1, xmppMucUser)
                                                      .firstChildElement(u"item"_s)
                                                      .attribute(u"jid"_s))
                             : isPast  ? QString()
                                       : room.occupants.value(nick).realJid;
        bool isOurs = false;
        if (isByRoom)
            isOurs = false;
        else if (!isPast)
            isOurs = !room.nick.isEmpty() && nick == room.nick;
        else if (!occupantId.isEmpty() && !room.ownOccupantId.isEmpty())
            isOurs = occupantId == room.ownOccupantId;
        else if (!real.isEmpty())
            isOurs = real == m_context.ourBare;
        else // a nick alone proves nothing of the past; nobody else knows our ids beforehand
            isOurs = nick == room.nick && looksLikeOurMessageId(m_id.toUtf8());
        // Who may change what they said: by what the room vouches for.
        const QString author = !occupantId.isEmpty() ? QString(u"occupant " + occupantId)
                               : !real.isEmpty()     ? QString(u"jid " + real)
                                                     : QString(u"nick " + nick);

        IncomingMessage message;
        message.direction = isOurs ? Direction::Outgoing : Direction::Incoming;
        message.visibility = room.visibility;
        message.conversationKey = u"room:" + room.jid;
        message.subject = displayName(room.name.isEmpty() ? room.jid : room.name);
        message.author = isOurs            ? ourAddress()
                         : isByRoom        ? addressOf(room.jid, message.subject)
                         : !real.isEmpty() ? addressOf(real, nick)
                                           : addressOf(m_sides.from.full(), nick);
        if (!isOurs && !isByRoom)
            message.author.name = displayName(nick);
        message.recipients = {
            {RecipientRole::To, {.kind = kKind, .address = room.jid, .name = message.subject}}};
        message.isAutomatic = isByRoom;

        const QString stanzaId = !m_origin.archiveId.isEmpty() ? m_origin.archiveId
                                 : room.hasStanzaIds           ? stanzaIdBy(m_message, room.jid)
                                                               : QString();
        m_room = room.jid;
        m_stanzaId = stanzaId;
        if (const auto retraction = retractionIn(m_stanza))
            return removalInRoom(room, *retraction, message.author, author, stanzaId, isByRoom);
        const bool hasWords = fill(message);
        if (!hasWords)
            return {};

        if (isOurs && looksLikeOurMessageId(m_id.toUtf8()))
            message.messageId = m_id.toUtf8();
        else if (!stanzaId.isEmpty())
            message.messageId = xmppRoomKey(m_context.ourBare, room.jid, stanzaId);
        else if (!m_id.isEmpty())
            message.messageId = xmppChatKey(m_context.ourBare, m_sides.from.full(), m_id);
        if (const QString replaced = m_message.replaceId(); !replaced.isEmpty()) {
            // The last one that this very occupant said under that id; else it stands for itself.
            if (const auto *known = m_memory.byId(room.jid, author, replaced)) {
                message.messageId = known->messageId;
                message.editedAt = m_at;
            }
        }
        bool answersUs = false;
        if (const auto reply = m_message.reply(); reply && !reply->id.isEmpty()) {
            if (const auto *known = m_memory.byStanzaId(room.jid, reply->id)) {
                message.inReplyTo = {known->messageId};
                answersUs = known->isOurs;
            } else {
                message.inReplyTo = {xmppRoomKey(m_context.ourBare, room.jid, reply->id)};
                const auto to = XmppJid::parse(reply->to);
                answersUs = to && to->bare() == room.jid && !room.nick.isEmpty() &&
                            to->resource == room.nick;
            }
        }
        message.isContext =
            !isOurs && (isByRoom || !(answersUs || mentionsXmppNick(message.text, room.nick)));
        const XmppMemory::Known known{.messageId = message.messageId,
                                      .author = author,
                                      .from = m_sides.from.full(),
                                      .isOurs = isOurs};
        // A correction is found by the id of what it corrects (XEP-0308, section 3).
        m_memory.remember(room.jid, stanzaId, author, message.editedAt ? QString() : m_id, known);
        seal(message, room.jid, stanzaId);
        return {.message = std::move(message)};
    }

    XmppMapped removalInRoom(const XmppRoom &room, const Retraction &retraction, const Address &by,
                             const QString &author, const QString &stanzaId, bool isByRoom)
    {
        if (retraction.isTombstone) {
            // What the room's archive has left of a message vouches for itself.
            if (m_origin.way != XmppOrigin::Way::Archive || stanzaId.isEmpty())
                return {};
            return removal(room, stanzaId, std::nullopt);
        }
        if (retraction.id.isEmpty() || retraction.id.size() > kXmppMaxId)
            return {};
        if (retraction.isModerated)
            return isByRoom ? removal(room, retraction.id, std::nullopt) : XmppMapped{};
        const auto *known = m_memory.byStanzaId(room.jid, retraction.id);
        // A nick can be someone else's by now.
        const bool isVouchedFor = !author.startsWith("nick "_L1);
        if (isByRoom || (known ? known->author != author : !isVouchedFor))
            return {};
        return removal(room, retraction.id, by);
    }

    [[nodiscard]] XmppMapped removal(const XmppRoom &room, const QString &stanzaId,
                                     const std::optional<Address> &by) const
    {
        const auto *known = m_memory.byStanzaId(room.jid, stanzaId);
        return {.removal = IncomingRemoval{
                    .messageId = known ? known->messageId
                                       : xmppRoomKey(m_context.ourBare, room.jid, stanzaId),
                    .at = m_at,
                    .by = by}};
    }

    const QDomElement &m_stanza;
    const XmppOrigin &m_origin;
    const XmppContext &m_context;
    XmppMemory &m_memory;
    Sides m_sides;
    QXmppMessage m_message;
    QString m_id;
    Timestamp m_at;
    QString m_room;
    QString m_stanzaId;
};

} // namespace

// --- wrappings --------------------------------------------------------------------------------

XmppMapped mapXmppMessage(const QDomElement &stanza, const XmppOrigin &origin,
                          const XmppContext &context, XmppMemory &memory)
{
    if (stanza.tagName() != "message"_L1)
        return {};
    return Mapper(stanza, origin, context, memory).map();
}

std::optional<IncomingMessage> xmppReport(const QDomElement &stanza, const XmppContext &context,
                                          const std::function<QString(const QByteArray &)> &target)
{
    const bool isError = stanza.attribute(u"type"_s) == "error"_L1;
    const QDomElement receipt = child(stanza, "received"_L1, "urn:xmpp:receipts"_L1);
    if (!isError && receipt.isNull())
        return std::nullopt;
    const QByteArray id = (isError ? stanza.attribute(u"id"_s) : receipt.attribute(u"id"_s))
                              .left(kXmppMaxId)
                              .toUtf8();
    const auto from = XmppJid::parse(stanza.attribute(u"from"_s));
    const auto us = XmppJid::parse(context.ourBare);
    const auto sentTo = XmppJid::parse(target(id));
    if (!looksLikeOurMessageId(id) || !from || !us)
        return std::nullopt;
    // Others in a room have seen the id, too.
    const bool isOurServer = from->full() == us->domain || from->full() == us->bare();
    const bool isRecipient = sentTo && sentTo->bare() == from->bare() &&
                             (sentTo->resource.isEmpty() || sentTo->resource == from->resource);
    if (!isRecipient && !(isError && isOurServer))
        return std::nullopt;
    QXmppMessage message;
    message.parse(stanza);
    const QString words = displayName(message.error().text());
    const bool isPrivate = sentTo && !sentTo->resource.isEmpty();
    const QString who = isPrivate ? sentTo->full() : sentTo ? sentTo->bare() : from->bare();
    IncomingMessage report;
    report.raw = rawOf(stanza);
    report.rawFormat = RawFormat::Text;
    report.author = {.kind = kKind, .address = who, .name = {}};
    report.receivedAt = context.now;
    report.conversationKey = (isPrivate ? u"pm:"_s : u"chat:"_s) + who;
    report.isAutomatic = true;
    report.inReplyTo = {id};
    report.text = isError ? u"The message could not be delivered to %1%2."_s.arg(
                                who, words.isEmpty() ? QString() : QString(u": " + words))
                          : u"The message has arrived at %1."_s.arg(who);
    report.deliveryReport = DeliveryReport{.action = isError ? DeliveryReport::Action::Failed
                                                             : DeliveryReport::Action::Delivered,
                                           .originalMessageId = id,
                                           .recipient = who,
                                           .reason = words};
    report.remoteKey = sha256(
        {"report", context.ourBare.toUtf8(), id, isError ? "error" : "received", who.toUtf8()});
    report.contentHash = sha256({report.text.toUtf8(), id}).first(16);
    return report;
}

QDomElement xmppCarbon(const QDomElement &stanza, const QString &ourBare)
{
    if (stanza.attribute(u"from"_s) != ourBare &&
        XmppJid::parse(stanza.attribute(u"from"_s)) != XmppJid::parse(ourBare))
        return {};
    for (const QLatin1StringView way : {"received"_L1, "sent"_L1}) {
        const QDomElement message =
            child(child(child(stanza, way, kCarbons), "forwarded"_L1, kForward), "message"_L1,
                  "jabber:client"_L1);
        if (message.isNull())
            continue;
        const bool isSent = way == "sent"_L1;
        const QString us = xmppBare(message.attribute(isSent ? u"from"_s : u"to"_s));
        return us == ourBare ? message : QDomElement();
    }
    return {};
}

bool isXmppArchiveResult(const QDomElement &stanza)
{
    return !child(stanza, "result"_L1, kArchive).isNull();
}

std::optional<XmppArchived> xmppArchived(const QDomElement &stanza, const QString &archive,
                                         bool isOwn)
{
    const QDomElement result = child(stanza, "result"_L1, kArchive);
    if (result.isNull())
        return std::nullopt;
    const QString from = stanza.attribute(u"from"_s);
    const auto sender = XmppJid::parse(from);
    if (from.isEmpty() ? !isOwn : !sender || sender->full() != archive)
        return std::nullopt;
    const QDomElement forwarded = child(result, "forwarded"_L1, kForward);
    XmppArchived archived{.queryId = result.attribute(u"queryid"_s),
                          .id = result.attribute(u"id"_s),
                          .at =
                              xmppTime(child(forwarded, "delay"_L1, kDelay).attribute(u"stamp"_s)),
                          .message = {}};
    if (archived.id.isEmpty() || archived.id.size() > kXmppMaxId)
        return std::nullopt;
    // The stanza that it came in is gone by the time that the page is complete.
    if (const QDomElement message = child(forwarded, "message"_L1, "jabber:client"_L1);
        !message.isNull())
        archived.message.appendChild(archived.message.importNode(message, true));
    return archived;
}

// --- text -------------------------------------------------------------------------------------

std::optional<Timestamp> xmppTime(const QString &stamp)
{
    if (stamp.isEmpty() || stamp.size() > 40)
        return std::nullopt;
    const QDateTime at = QDateTime::fromString(stamp, Qt::ISODateWithMs);
    if (!at.isValid())
        return std::nullopt;
    const qint64 ms = at.toMSecsSinceEpoch();
    if (ms < kEarliest || ms > kLatest)
        return std::nullopt;
    return fromMilliseconds(ms);
}

bool mentionsXmppNick(const QString &text, const QString &nick)
{
    if (nick.isEmpty())
        return false;
    const auto isWord = [](QChar c) { return c.isLetterOrNumber() || c == u'_'; };
    for (qsizetype at = text.indexOf(nick, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(nick, at + 1, Qt::CaseInsensitive)) {
        const qsizetype end = at + nick.size();
        if ((at == 0 || !isWord(text[at - 1]) || !isWord(nick.front())) &&
            (end >= text.size() || !isWord(text[end]) || !isWord(nick.back())))
            return true;
    }
    return false;
}

QString withoutXmppFallback(const QString &body, const QDomElement &stanza)
{
    if (child(stanza, "reply"_L1, kReply).isNull())
        return body;
    for (QDomElement each = stanza.firstChildElement(); !each.isNull();
         each = each.nextSiblingElement()) {
        if (each.tagName() != "fallback"_L1 || each.namespaceURI() != kFallback ||
            each.attribute(u"for"_s) != kReply)
            continue;
        const QDomElement range = child(each, "body"_L1, kFallback);
        bool hasStart = false;
        bool hasEnd = false;
        const qint64 start = range.attribute(u"start"_s).toLongLong(&hasStart);
        const qint64 end = range.attribute(u"end"_s).toLongLong(&hasEnd);
        if (!hasStart || !hasEnd)
            continue; // all of it would be a fallback: then it is better than nothing
        QList<uint> points = body.toUcs4();
        if (start < 0 || end <= start || end > points.size())
            continue;
        points.remove(start, end - start);
        const QString rest = QString::fromUcs4(
            reinterpret_cast<const char32_t *>(points.constData()), points.size());
        return rest.trimmed().isEmpty() ? body : rest;
    }
    return body;
}

} // namespace casement
