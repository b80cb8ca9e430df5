// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/email/emailsettings.h"
#include "core/channels/email/imapbodytap.h"
#include "core/domain/error.h"

#include <QObject>
#include <QPointer>
#include <QSslError>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>
#include <memory>

namespace casement
{

/// What an account trusts beside the system's authorities.
struct Trust {
    QString caPem;     ///< see EmailSettings::caPem
    QString pinSha256; ///< not empty: exactly this certificate, whatever else may be wrong with it
};

[[nodiscard]] Trust trustFor(const EmailSettings &settings, const ServerAddress &server);

/// One verified connection to a mail server, offered on a loopback port of our own to KIMAP or
/// KSMTP, which speak plain text to it.
///
/// It is here because neither library can verify against an authority that only one account trusts:
/// both connect with the process-wide defaults, hand a rejected certificate to the program without
/// its chain, and a second connection made for looking at the chain proves nothing about theirs.
/// Here the socket that was verified is the one that is used. TLS or STARTTLS is finished before
/// the loopback port exists; what a server sent unencrypted is thrown away (the STARTTLS injections
/// of CVE-2011-0411 and CVE-2021-33515). One client is taken, later ones are turned away, and the
/// port stays ours until the tunnel ends, so that no other program can get the client's words.
class MailTunnel final : public QObject
{
    Q_OBJECT
public:
    enum class Protocol { Imap, Smtp };

    /// What the wire says of a message that was handed to an SMTP server; the answer to "can it
    /// have been accepted?".
    struct SmtpEvidence {
        bool isDataInvited = false; ///< 354 was received
        bool isDotSent = false;     ///< the end of the data was written
        QByteArray lastReply;       ///< the server's last complete reply, without line ends
    };

    MailTunnel(Protocol protocol, const ServerAddress &server, const Trust &trust,
               QObject *parent = nullptr);
    ~MailTunnel() override;

    void open();
    /// Ends at once; nothing is emitted any more.
    void close();

    [[nodiscard]] const SmtpEvidence &smtpEvidence() const { return m_evidence; }
    [[nodiscard]] ImapBodyTap &bodies() { return m_tap; }

Q_SIGNALS:
    /// The server is verified and has greeted; a client may connect to 127.0.0.1:\a port.
    void ready(quint16 port);
    /// The connection could not be made, or has ended. Emitted once.
    void failed(const casement::Error &error);

private:
    enum class Step { Connecting, Greeting, Ehlo, StartTls, Handshake, Open, Closed };

    void connected();
    void encrypted();
    void sslErrors(const QList<QSslError> &errors);
    void fromServer();
    void fromClient();
    void accept();
    void readDialogue();
    void dialogueLine(const QByteArray &line);
    void beginListening();
    void fail(ErrorKind kind, const QString &detail);
    void socketFailed(QAbstractSocket::SocketError error);
    void watchSmtpReplies(QByteArrayView bytes);
    [[nodiscard]] QString certificateProblem(const QList<QSslError> &errors) const;

    Protocol m_protocol;
    ServerAddress m_server;
    Trust m_trust;
    Step m_step = Step::Connecting;
    QSslSocket m_socket;
    QTcpServer m_listener;
    QPointer<QTcpSocket> m_client;
    QTimer m_timer;
    QByteArray m_replay; // the greeting, which the client has not seen
    bool m_offersStartTls = false;
    ImapBodyTap m_tap;
    SmtpEvidence m_evidence;
    QByteArray m_replyLine;
    QByteArray m_reply;
    QByteArray m_sentTail; // the last bytes that went to the server after 354
};

} // namespace casement
