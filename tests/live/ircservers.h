// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/irc/ircparser.h"

#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>

namespace casement
{

/// A real Ergo and a real ngIRCd on loopback ports, in a temporary folder, with a certificate made
/// for this run. Both end with the test, also when it crashes.
class IrcServers
{
public:
    ~IrcServers();

    /// Why the servers cannot run here, in a sentence for QSKIP; empty when they can.
    [[nodiscard]] static QString missing();
    /// Returns what went wrong, or an empty string.
    [[nodiscard]] QString start();
    [[nodiscard]] QString startErgo();
    void killErgo(); ///< SIGKILL; its history is in memory and goes with it
    [[nodiscard]] QString caPem() const;
    [[nodiscard]] QString keyPem() const; ///< of the certificate that is caPem()

    quint16 ergo = 0;
    quint16 ergoTls = 0;
    quint16 ngircd = 0; ///< wants the password "roompw"

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString configure();

    QTemporaryDir m_folder;
    QProcess m_ergo;
    QProcess m_ngircd;
};

/// A member of the community with a plain client.
class IrcMember final : public QObject
{
public:
    IrcMember(quint16 port, const QByteArray &name, const QByteArray &password = {});

    void say(const QByteArray &line) { m_socket.write(line + "\r\n"); }
    [[nodiscard]] bool isIn() const { return m_isIn; }
    /// The texts of PRIVMSG from \a nick to \a target.
    [[nodiscard]] QByteArrayList heard(const QByteArray &nick, const QByteArray &target) const;

    QList<IrcMessage> lines;

private:
    QTcpSocket m_socket;
    IrcLineReader m_reader;
    bool m_isIn = false;
};

} // namespace casement
