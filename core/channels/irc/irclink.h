// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/irc/ircparser.h"
#include "core/channels/irc/ircsettings.h"

#include <QObject>
#include <QSslError>
#include <QSslSocket>
#include <QTimer>

namespace casement
{

/// One verified connection to an IRC server, as lines. Reads in slices of a few milliseconds, so
/// that a million lines do not stop the window, and keeps no more than one unfinished line and the
/// socket's small buffer.
class IrcLink final : public QObject
{
    Q_OBJECT
public:
    /// \a clientKeyPem: the private key of IrcSettings::clientCertificatePem.
    IrcLink(const IrcSettings &settings, const QByteArray &clientKeyPem, QObject *parent = nullptr);
    ~IrcLink() override;

    void open();
    /// Ends at once; nothing is emitted any more.
    void close();
    /// Says \a farewell, and ends when it is out.
    void closeAfter(const QByteArray &farewell);
    void write(const QByteArray &bytes);
    /// While paused nothing is read, and TCP makes the server wait.
    void setPaused(bool paused);
    [[nodiscard]] bool isEncrypted() const { return m_socket.isEncrypted(); }

Q_SIGNALS:
    void opened();
    void received(const casement::IrcMessage &message);
    /// The connection could not be made, or has ended. Emitted once.
    void failed(const casement::Error &error);

private:
    void connected();
    void encrypted();
    void sslErrors(const QList<QSslError> &errors);
    void socketFailed(QAbstractSocket::SocketError error);
    void read();
    void ended();
    void fail(ErrorKind kind, const QString &detail);
    [[nodiscard]] QString certificateProblem(const QList<QSslError> &errors) const;
    void refuseCertificate(const QString &problem);

    IrcSettings m_settings;
    QSslSocket m_socket;
    QTimer m_timer;
    QTimer m_nextSlice;
    IrcLineReader m_lines;
    bool m_isOpen = false;
    bool m_isClosed = false;
    bool m_isPaused = false;
    bool m_hasEnded = false; ///< the server closed; what it said before is still being read
    Error m_end;
};

} // namespace casement
