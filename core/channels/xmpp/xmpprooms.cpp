// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmpprooms.h"

#include "core/text/plaintext.h"

#include <QXmppDiscoveryIq.h>
#include <QXmppPresence.h>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr auto kMuc = "http://jabber.org/protocol/muc"_L1;
constexpr qsizetype kMaxOccupants = 20'000;
constexpr int kMaxNicks = 4;
constexpr int kPastWithoutArchive = 50;

QDomElement mucUser(const QDomElement &stanza)
{
    for (QDomElement each = stanza.firstChildElement(u"x"_s); !each.isNull();
         each = each.nextSiblingElement(u"x"_s)) {
        if (each.namespaceURI() == xmppMucUser)
            return each;
    }
    return {};
}

QSet<int> statusCodes(const QDomElement &x)
{
    QSet<int> codes;
    for (QDomElement each = x.firstChildElement(u"status"_s); !each.isNull();
         each = each.nextSiblingElement(u"status"_s))
        codes.insert(each.attribute(u"code"_s).toInt());
    return codes;
}

QString occupantIdIn(const QDomElement &stanza)
{
    const QDomElement id = stanza.firstChildElement(u"occupant-id"_s);
    return id.namespaceURI() == "urn:xmpp:occupant-id:0"_L1 ? id.attribute(u"id"_s).left(512)
                                                            : QString();
}

} // namespace

XmppRooms::XmppRooms(XmppSession *session, const XmppSettings &settings,
                     QHash<QString, XmppRoom> *rooms, XmppMemory *memory, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_settings(settings)
    , m_rooms(rooms)
    , m_memory(memory)
{
    for (XmppRoom &room : *m_rooms) {
        room.nick.clear();
        room.occupants.clear();
        room.isInHistory = false;
    }
}

bool XmppRooms::isIn(const QString &room) const
{
    return !m_rooms->value(room).nick.isEmpty();
}

QString XmppRooms::problem() const
{
    return m_problems.isEmpty() ? QString() : m_problems.constBegin().value();
}

void XmppRooms::enterAll()
{
    m_waiting = 0;
    QStringList rooms;
    for (const QString &each : std::as_const(m_settings.rooms)) {
        if (const QString room = xmppBare(each); !room.isEmpty() && !rooms.contains(room))
            rooms += room;
    }
    m_waiting = static_cast<int>(rooms.size());
    for (const QString &room : std::as_const(rooms)) {
        enter(room, [this](const Result<void> &) {
            if (--m_waiting == 0)
                Q_EMIT settled();
        });
    }
    if (rooms.isEmpty())
        Q_EMIT settled();
}

void XmppRooms::enter(const QString &room, const Use &use)
{
    if (isIn(room))
        return use({});
    Entry &entry = m_entries[room];
    entry.uses += use;
    if (std::exchange(entry.isEntering, true))
        return;
    entry.wantedNick = m_settings.roomNick();
    entry.attempts = 0;
    if (!entry.timer) {
        entry.timer = new QTimer(this);
        entry.timer->setSingleShot(true);
        connect(entry.timer, &QTimer::timeout, this, [this, room] {
            notEntered(room, {.kind = ErrorKind::Timeout,
                              .detail = u"%1 did not let us in in time."_s.arg(room)});
        });
    }
    entry.timer->start(answerTimeout);
    discover(room);
}

void XmppRooms::discover(const QString &room)
{
    QXmppDiscoveryIq question;
    question.setType(QXmppIq::Get);
    question.setQueryType(QXmppDiscoveryIq::InfoQuery);
    question.setTo(room);
    m_session->request(std::move(question), [this, room, guard = QPointer(this)](
                                                const Result<QDomElement> &answer) {
        if (!guard || !m_entries.value(room).isEntering)
            return;
        XmppRoom &known = (*m_rooms)[room];
        known.jid = room;
        m_entries[room].isDescribed = answer.has_value();
        if (answer) {
            QXmppDiscoveryIq info;
            info.parse(*answer);
            const QStringList features = info.features();
            known.hasArchive = features.contains(u"urn:xmpp:mam:2"_s);
            known.hasStanzaIds = features.contains(u"urn:xmpp:sid:0"_s) || known.hasArchive;
            known.hasOccupantIds = features.contains(u"urn:xmpp:occupant-id:0"_s);
            known.visibility = features.contains(u"muc_membersonly"_s) ||
                                       features.contains(u"muc_passwordprotected"_s)
                                   ? Visibility::Followers
                               : features.contains(u"muc_hidden"_s) ? Visibility::Unlisted
                                                                    : Visibility::Public;
            if (!info.identities().isEmpty())
                known.name = displayName(info.identities().first().name());
        }
        if (isIn(room))
            finishEntering(room);
        else
            sendPresence(room);
    });
}

void XmppRooms::sendPresence(const QString &room)
{
    QXmppPresence presence(QXmppPresence::Available);
    presence.setTo(QString(room + u'/' + m_entries[room].wantedNick));
    QXmppElement x = xmppElement(u"x"_s, kMuc);
    QXmppElement history;
    history.setTagName(u"history"_s);
    history.setAttribute(
        u"maxstanzas"_s,
        QString::number(m_rooms->value(room).hasArchive ? 0 : kPastWithoutArchive));
    x.appendChild(history);
    presence.setExtensions({x});
    m_session->send(std::move(presence));
}

bool XmppRooms::takePresence(const QDomElement &stanza)
{
    const auto from = XmppJid::parse(stanza.attribute(u"from"_s));
    if (!from || !m_entries.contains(from->bare()))
        return false;
    const QString jid = from->bare();
    XmppRoom &room = (*m_rooms)[jid];
    room.jid = jid;
    const QString type = stanza.attribute(u"type"_s);
    if (type == "error"_L1) {
        Entry &entry = m_entries[jid];
        if (!entry.isEntering)
            return true;
        QXmppPresence presence;
        presence.parse(stanza);
        if (presence.error().condition() == QXmppStanza::Error::Conflict &&
            ++entry.attempts < kMaxNicks) {
            entry.wantedNick += u'_';
            sendPresence(jid);
            return true;
        }
        notEntered(jid, m_session->stanzaError(presence.error(), jid));
        return true;
    }
    const QDomElement x = mucUser(stanza);
    if (from->resource.isEmpty() || (!type.isEmpty() && type != "unavailable"_L1))
        return true;
    const bool isLeaving = type == "unavailable"_L1;
    const QString nick = from->resource;
    const bool isSelf =
        statusCodes(x).contains(110) || (!room.nick.isEmpty() && nick == room.nick && isLeaving);
    const QDomElement item = x.firstChildElement(u"item"_s);
    if (isSelf)
        selfPresence(room, nick, isLeaving, stanza);
    if (isLeaving) {
        const XmppOccupant gone = room.occupants.take(nick);
        // Without another proof of who it was, the next with that nick is someone else.
        if (gone.occupantId.isEmpty() && gone.realJid.isEmpty())
            m_memory->forgetAuthor(jid, QString(u"nick " + nick));
    } else if (room.occupants.size() < kMaxOccupants) {
        room.occupants.insert(
            nick, {.realJid = xmppBare(item.attribute(u"jid"_s)),
                   .occupantId = room.hasOccupantIds ? occupantIdIn(stanza) : QString()});
    }
    return true;
}

void XmppRooms::selfPresence(XmppRoom &room, const QString &nick, bool isLeaving,
                             const QDomElement &stanza)
{
    const QDomElement x = mucUser(stanza);
    const QSet<int> codes = statusCodes(x);
    if (!isLeaving) {
        room.nick = nick;
        if (room.hasOccupantIds)
            room.ownOccupantId = occupantIdIn(stanza);
        return entered(room.jid);
    }
    const QDomElement item = x.firstChildElement(u"item"_s);
    if (codes.contains(303)) {
        const auto renamed = XmppJid::parse(QString(room.jid + u'/' + item.attribute(u"nick"_s)));
        room.nick = renamed ? renamed->resource : nick;
        return;
    }
    room.nick.clear();
    room.isInHistory = false;
    const QString reason = displayName(item.firstChildElement(u"reason"_s).text());
    const QString why = codes.contains(301)   ? u"we were banned from it"_s
                        : codes.contains(307) ? u"we were removed from it"_s
                        : codes.contains(321) || codes.contains(322)
                            ? u"it is only for its members now"_s
                        : codes.contains(332) ? u"its server is going down"_s
                                              : u"it was closed or has lost us"_s;
    m_problems.insert(room.jid,
                      u"Nothing comes in from %1 at the moment because %2%3."_s.arg(
                          room.jid, why, reason.isEmpty() ? QString() : QString(u": " + reason)));
    Q_EMIT changed();
}

void XmppRooms::takeMessage(const QDomElement &stanza)
{
    // The subject comes last when a room tells its past (XEP-0045, section 7.2.15).
    if (stanza.attribute(u"type"_s) != "groupchat"_L1 ||
        stanza.firstChildElement(u"subject"_s).isNull() ||
        !stanza.firstChildElement(u"body"_s).isNull())
        return;
    const auto room = m_rooms->find(xmppBare(stanza.attribute(u"from"_s)));
    if (room != m_rooms->end())
        room->isInHistory = false;
}

void XmppRooms::entered(const QString &room)
{
    const Entry &entry = m_entries[room];
    if (!entry.isEntering)
        return;
    // A room that our coming in has made.
    if (!entry.isDescribed)
        discover(room);
    else
        finishEntering(room);
}

void XmppRooms::finishEntering(const QString &room)
{
    Entry &entry = m_entries[room];
    if (!std::exchange(entry.isEntering, false))
        return;
    entry.timer->stop();
    // A room with an archive is asked to tell nothing of its past.
    (*m_rooms)[room].isInHistory = !m_rooms->value(room).hasArchive;
    m_problems.remove(room);
    const QString nick = m_rooms->value(room).nick;
    if (nick != m_settings.roomNick())
        m_problems.insert(room, u"The nick %1 is taken in %2; we are %3 there."_s.arg(
                                    m_settings.roomNick(), room, displayName(nick)));
    const QList<Use> uses = std::exchange(entry.uses, {});
    Q_EMIT changed();
    for (const Use &use : uses)
        use({});
}

void XmppRooms::notEntered(const QString &room, const Error &error)
{
    Entry &entry = m_entries[room];
    if (!std::exchange(entry.isEntering, false))
        return;
    entry.timer->stop();
    m_problems.insert(room, u"%1 could not be entered: %2"_s.arg(room, error.detail));
    const QList<Use> uses = std::exchange(entry.uses, {});
    Q_EMIT changed();
    for (const Use &use : uses)
        use(std::unexpected(error));
}

} // namespace casement
