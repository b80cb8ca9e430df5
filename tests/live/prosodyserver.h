// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/xmpp/xmppsession.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QXmppMessage.h>

namespace casement
{

/// A real Prosody for the domain chat.test on loopback ports, in a temporary folder, with a
/// certificate made for this run, rooms at rooms.chat.test and a place for files. It ends with the
/// test, also when that crashes.
class ProsodyServer
{
public:
    ~ProsodyServer();

    /// Why it cannot run here, in a sentence for QSKIP; empty when it can.
    [[nodiscard]] static QString missing();
    /// Returns what went wrong, or an empty string.
    [[nodiscard]] QString start();
    [[nodiscard]] QString launch();
    void kill(); ///< SIGKILL
    [[nodiscard]] QString addUser(const QString &name, const QString &password);
    [[nodiscard]] QString caPem() const;
    [[nodiscard]] QByteArray log() const;

    quint16 c2s = 0; ///< STARTTLS
    quint16 c2sTls = 0;
    quint16 http = 0;

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString configure();

    QTemporaryDir m_folder;
    QProcess m_prosody;
};

/// A member of the community with a plain client.
class XmppMember final : public QObject
{
public:
    XmppMember(const XmppSettings &settings, const QString &password);

    /// Returns the id of what was said.
    QString say(const QString &to, const QString &text,
                QXmppMessage::Type type = QXmppMessage::Chat);
    void say(QXmppMessage message) { session.send(std::move(message)); }
    void enter(const QString &room, const QString &nick);
    [[nodiscard]] bool isOnline() const { return session.isReady(); }
    /// The messages with that text.
    [[nodiscard]] QList<QXmppMessage> heard(const QString &text) const;

    XmppSession session;
    QList<QXmppMessage> messages;
    QStringList rooms; ///< where it is
};

} // namespace casement
