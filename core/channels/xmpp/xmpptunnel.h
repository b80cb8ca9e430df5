// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/xmpp/xmppgate.h"
#include "core/channels/xmpp/xmppsettings.h"

#include <QDnsLookup>
#include <QObject>
#include <QPointer>
#include <QSslCertificate>
#include <QSslError>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>
#include <deque>
#include <memory>

namespace casement
{

/// One verified connection to an XMPP server, offered on a loopback port of our own to QXmpp, which
/// speaks plain text to it, as MailTunnel does it for mail and for the same reason: an account's
/// own authority and its pinned certificate are checked on the very connection that is used. TLS or
/// STARTTLS is finished before the loopback port exists. What the server says passes an XmppGate.
///
/// Where to connect is what the settings say, else the domain's SRV records (RFC 6120, section 3.2,
/// and XEP-0368), else the domain itself; the certificate has to be for the domain in every case.
class XmppTunnel final : public QObject
{
    Q_OBJECT
public:
    XmppTunnel(const XmppSettings &settings, QObject *parent = nullptr);
    ~XmppTunnel() override;

    void open();
    /// Ends at once; nothing is emitted any more.
    void close();
    /// While paused nothing is read, and TCP makes the server wait.
    void setPaused(bool paused);
    [[nodiscard]] bool isEncrypted() const { return m_isEncrypted; }
    [[nodiscard]] int cutStanzas() const { return m_gate.cutStanzas(); }

Q_SIGNALS:
    /// The server is verified; a client may connect to 127.0.0.1:\a port.
    void ready(quint16 port);
    /// The connection could not be made, or has ended. Emitted once.
    void failed(const casement::Error &error);
    /// The certificate of one of the servers was refused; another one may still be right. \a why
    /// is the end of a sentence.
    void certificateRefused(const QString &host, quint16 port, const QSslCertificate &certificate,
                            const QString &why);

private:
    enum class Step { Idle, Looking, Connecting, Features, Proceed, Handshake, Open, Closed };
    struct Target {
        QString host;
        quint16 port = 0;
        bool isDirect = false;
    };

    void lookUp();
    void lookedUp();
    void connectNext();
    void connected();
    void encrypted();
    void sslErrors(const QList<QSslError> &errors);
    void socketFailed(QAbstractSocket::SocketError error);
    void readDialogue();
    [[nodiscard]] bool dialogueElement(QStringView name, QStringView space);
    void startHandshake();
    void beginListening();
    void accept();
    void fromServer();
    void fromClient();
    void ended(const Error &error);
    void failTarget(const Error &error);
    void fail(const Error &error);
    [[nodiscard]] QString certificateProblem(const QList<QSslError> &errors) const;
    void refuseCertificate(const QString &problem);

    XmppSettings m_settings;
    XmppGate m_gate;
    Step m_step = Step::Idle;
    std::deque<Target> m_targets;
    Target m_target;
    std::unique_ptr<QDnsLookup> m_directRecords;
    std::unique_ptr<QDnsLookup> m_records;
    QPointer<QSslSocket> m_socket;
    QXmlStreamReader m_dialogue; ///< before STARTTLS
    int m_dialogueDepth = 0;
    qsizetype m_dialogueBytes = 0;
    bool m_offersStartTls = false;
    QTcpServer m_listener;
    QPointer<QTcpSocket> m_client;
    bool m_hadClient = false;
    QTimer m_timer;
    QTimer m_nextSlice;
    bool m_isEncrypted = false;
    bool m_isPaused = false;
    bool m_hasEnded = false; ///< the server closed; what it said before is still being passed on
    Error m_end;
};

} // namespace casement
