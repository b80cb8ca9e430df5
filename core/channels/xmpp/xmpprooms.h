// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/xmpp/xmppmapping.h"
#include "core/channels/xmpp/xmppsession.h"

#include <QObject>

namespace casement
{

/// The rooms (XEP-0045) of an account on one session: asks each what it is, goes in, and keeps who
/// is there. The presence that a room needs for going in is all that is ever told to it.
class XmppRooms final : public QObject
{
    Q_OBJECT
public:
    using Use = std::function<void(const Result<void> &)>;

    /// \a rooms: what is known of them; only this class writes there.
    XmppRooms(XmppSession *session, const XmppSettings &settings, QHash<QString, XmppRoom> *rooms,
              XmppMemory *memory, QObject *parent = nullptr);

    /// Goes into all rooms of the settings; settled() tells when each has answered, or has not.
    void enterAll();
    /// Goes into \a room unless we are in it, then calls \a use.
    void enter(const QString &room, const Use &use);
    /// Whether \a stanza was of one of the rooms.
    bool takePresence(const QDomElement &stanza);
    /// A message of a room with a subject ends its telling of the past.
    void takeMessage(const QDomElement &stanza);
    [[nodiscard]] bool isIn(const QString &room) const;
    [[nodiscard]] bool isSettled() const { return m_waiting == 0; }
    /// Which room could not be entered or was left, in one sentence; empty when all is well.
    [[nodiscard]] QString problem() const;

    /// How long a room may take to let us in. Tests shorten it.
    std::chrono::milliseconds answerTimeout = std::chrono::seconds(30);

Q_SIGNALS:
    void settled();
    /// We are in a room, are not in one any more, or another nick had to be taken.
    void changed();

private:
    struct Entry {
        QString wantedNick;
        int attempts = 0;
        bool isEntering = false;
        bool isDescribed = false; ///< it has told what it is; one that is not there yet cannot
        QList<Use> uses = {};
        QTimer *timer = nullptr;
    };

    void discover(const QString &room);
    void sendPresence(const QString &room);
    void entered(const QString &room);
    void finishEntering(const QString &room);
    void notEntered(const QString &room, const Error &error);
    void selfPresence(XmppRoom &room, const QString &nick, bool isLeaving,
                      const QDomElement &stanza);

    XmppSession *m_session;
    XmppSettings m_settings;
    QHash<QString, XmppRoom> *m_rooms;
    XmppMemory *m_memory;
    QHash<QString, Entry> m_entries;
    QHash<QString, QString> m_problems;
    int m_waiting = 0; ///< rooms of enterAll() that have not answered
};

} // namespace casement
