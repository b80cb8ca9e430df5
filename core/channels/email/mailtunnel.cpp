// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/mailtunnel.h"

#include "core/channels/host.h"
#include "core/mail/mailtext.h"

#include <QCryptographicHash>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTcpSocket>
#include <chrono>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kConnectTimeout = 30s;
constexpr qsizetype kMaxGreeting = 64 * 1024;
/// Unread bytes after which the faster side has to wait for the slower one.
constexpr qint64 kMaxBuffered = 4 * 1024 * 1024;

QString fingerprint(const QSslCertificate &certificate)
{
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
}

QString words(QByteArrayView line)
{
    return singleLine(decodeUnlabelled(line), 300);
}

} // namespace

Trust trustFor(const EmailSettings &settings, const ServerAddress &server)
{
    return {.caPem = settings.caPem,
            .pinSha256 = settings.pinnedCertificates.value(pinKey(server))};
}

MailTunnel::MailTunnel(Protocol protocol, const ServerAddress &server, const Trust &trust,
                       QObject *parent)
    : QObject(parent)
    , m_protocol(protocol)
    , m_server(server)
    , m_trust(trust)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!m_trust.caPem.isEmpty())
        tls.addCaCertificates(QSslCertificate::fromData(m_trust.caPem.toUtf8(), QSsl::Pem));
    m_socket.setSslConfiguration(tls);
    m_timer.setSingleShot(true);

    connect(&m_socket, &QSslSocket::connected, this, &MailTunnel::connected);
    connect(&m_socket, &QSslSocket::encrypted, this, &MailTunnel::encrypted);
    connect(&m_socket, &QSslSocket::sslErrors, this, &MailTunnel::sslErrors);
    connect(&m_socket, &QSslSocket::readyRead, this, &MailTunnel::fromServer);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &MailTunnel::socketFailed);
    connect(&m_socket, &QSslSocket::disconnected, this, [this] {
        fail(ErrorKind::Offline, QStringLiteral("%1 closed the connection.").arg(m_server.host));
    });
    connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &MailTunnel::fromClient);
    connect(&m_listener, &QTcpServer::newConnection, this, &MailTunnel::accept);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        fail(ErrorKind::Timeout, QStringLiteral("%1 did not answer within %2 seconds.")
                                     .arg(m_server.host)
                                     .arg(kConnectTimeout.count()));
    });
}

MailTunnel::~MailTunnel()
{
    close();
}

void MailTunnel::open()
{
    if (m_server.security == TransportSecurity::Plain && !isThisComputer(m_server.host))
        return fail(
            ErrorKind::Invalid,
            QStringLiteral("The connection to %1 must be encrypted; choose TLS or STARTTLS.")
                .arg(m_server.host));
    m_timer.start(kConnectTimeout);
    if (m_server.security == TransportSecurity::Tls)
        m_socket.connectToHostEncrypted(m_server.host, m_server.port);
    else
        m_socket.connectToHost(m_server.host, m_server.port);
}

void MailTunnel::close()
{
    if (m_step == Step::Closed)
        return;
    m_step = Step::Closed;
    m_timer.stop();
    m_listener.close();
    m_socket.disconnect(this);
    m_socket.abort();
    if (m_client) {
        m_client->disconnect(this);
        m_client->disconnectFromHost(); // lets the client read what came before the end
    }
}

void MailTunnel::fail(ErrorKind kind, const QString &detail)
{
    if (m_step == Step::Closed)
        return;
    if (m_step == Step::Open) // what the server still said belongs to the client
        fromServer();
    if (m_step == Step::Closed)
        return;
    close();
    Q_EMIT failed(Error{.kind = kind, .detail = detail});
}

void MailTunnel::connected()
{
    if (m_server.security == TransportSecurity::Plain && !m_socket.peerAddress().isLoopback())
        return fail(
            ErrorKind::Invalid,
            QStringLiteral("%1 is not this computer; choose TLS or STARTTLS.").arg(m_server.host));
    m_step = m_server.security == TransportSecurity::Tls ? Step::Handshake : Step::Greeting;
}

QString MailTunnel::certificateProblem(const QList<QSslError> &errors) const
{
    const QSslCertificate leaf = m_socket.peerCertificate();
    if (leaf.isNull())
        return QStringLiteral("it sent no certificate");
    if (!m_trust.pinSha256.isEmpty()) {
        return fingerprint(leaf) == m_trust.pinSha256
                   ? QString()
                   : QStringLiteral("it is not the certificate that was accepted for this account");
    }
    for (const QSslError &error : errors) {
        switch (error.error()) {
        case QSslError::NoError:
            break;
        case QSslError::HostNameMismatch:
            return QStringLiteral("it belongs to another host (%1)")
                .arg(words(leaf.subjectInfo(QSslCertificate::CommonName).join(u", ").toUtf8()));
        case QSslError::CertificateExpired:
            return QStringLiteral("it expired on %1")
                .arg(leaf.expiryDate().date().toString(Qt::ISODate));
        case QSslError::CertificateNotYetValid:
            return QStringLiteral("it is not valid before %1")
                .arg(leaf.effectiveDate().date().toString(Qt::ISODate));
        case QSslError::SelfSignedCertificate:
            return QStringLiteral("it vouches for itself");
        case QSslError::SelfSignedCertificateInChain:
        case QSslError::UnableToGetLocalIssuerCertificate:
        case QSslError::UnableToGetIssuerCertificate:
        case QSslError::UnableToVerifyFirstCertificate:
        case QSslError::CertificateUntrusted:
            return QStringLiteral("no authority that is trusted here vouches for it");
        default:
            return words(error.errorString().toUtf8());
        }
    }
    return {};
}

void MailTunnel::sslErrors(const QList<QSslError> &errors)
{
    const QString problem = certificateProblem(errors);
    if (problem.isEmpty()) { // the pinned certificate
        m_socket.ignoreSslErrors(errors);
        return;
    }
    fail(ErrorKind::Certificate,
         QStringLiteral("The certificate of %1 was refused: %2. SHA-256 %3")
             .arg(pinKey(m_server), problem, fingerprint(m_socket.peerCertificate())));
}

void MailTunnel::encrypted()
{
    if (m_step == Step::Closed)
        return;
    // Checked here once more: with a pin a certificate has to be that one even if an authority
    // vouches for it.
    if (const QString problem = certificateProblem({}); !problem.isEmpty()) {
        return fail(ErrorKind::Certificate,
                    QStringLiteral("The certificate of %1 was refused: %2. SHA-256 %3")
                        .arg(pinKey(m_server), problem, fingerprint(m_socket.peerCertificate())));
    }
    if (m_server.security == TransportSecurity::Tls) {
        m_step = Step::Greeting;
        readDialogue();
    } else {
        beginListening();
    }
}

void MailTunnel::fromServer()
{
    if (m_step == Step::Open) {
        if (!m_client || m_client->bytesToWrite() > kMaxBuffered)
            return;
        while (m_socket.bytesAvailable() > 0) {
            const QByteArray bytes = m_socket.read(256 * 1024);
            if (m_protocol == Protocol::Smtp) {
                watchSmtpReplies(bytes);
                m_client->write(bytes);
                continue;
            }
            const auto passed = m_tap.feed(bytes);
            if (!passed)
                return fail(ErrorKind::Protocol,
                            QStringLiteral("%1 sent more than was asked for.").arg(m_server.host));
            m_client->write(*passed);
        }
        return;
    }
    if (m_step == Step::Greeting || m_step == Step::Ehlo || m_step == Step::StartTls)
        readDialogue();
}

void MailTunnel::readDialogue()
{
    while ((m_step == Step::Greeting || m_step == Step::Ehlo || m_step == Step::StartTls) &&
           m_socket.canReadLine()) {
        const QByteArray line = m_socket.readLine(kMaxGreeting);
        dialogueLine(line);
    }
    if (m_step != Step::Open && m_socket.bytesAvailable() > kMaxGreeting)
        fail(ErrorKind::Protocol,
             QStringLiteral("%1 does not speak the expected protocol.").arg(m_server.host));
}

void MailTunnel::dialogueLine(const QByteArray &line)
{
    const bool wantsStartTls = m_server.security == TransportSecurity::StartTls;
    const auto refuse = [&](const QString &why) {
        fail(ErrorKind::Protocol,
             QStringLiteral("%1 %2, so nothing was sent to it.").arg(m_server.host, why));
    };
    const auto startHandshake = [&] {
        if (m_socket.bytesAvailable() > 0)
            return refuse(QStringLiteral("mixed unencrypted words into the encryption"));
        m_step = Step::Handshake;
        m_socket.setPeerVerifyName(m_server.host);
        m_socket.startClientEncryption();
    };
    if (m_protocol == Protocol::Imap) {
        if (m_step == Step::Greeting) {
            if (!line.startsWith("* OK")) // PREAUTH before TLS would skip it; BYE means go away
                return line.startsWith("* BYE")
                           ? fail(ErrorKind::Offline,
                                  QStringLiteral("%1 said: %2")
                                      .arg(m_server.host, words(line.sliced(5))))
                           : refuse(QStringLiteral(
                                 "did not greet as a mail server that wants a login"));
            m_replay = "* OK ready\r\n";
            if (!wantsStartTls)
                return beginListening();
            m_step = Step::StartTls;
            m_socket.write("S1 STARTTLS\r\n");
        } else if (line.startsWith("S1 ")) {
            if (!line.startsWith("S1 OK"))
                return refuse(QStringLiteral("offers no STARTTLS"));
            startHandshake();
        }
        return;
    }
    const bool isLast = line.size() < 4 || line[3] != '-';
    if (m_step == Step::Greeting) {
        if (!line.startsWith("220"))
            return fail(ErrorKind::Offline,
                        QStringLiteral("%1 said: %2").arg(m_server.host, words(line)));
        if (!isLast)
            return;
        m_replay = "220 ready\r\n";
        if (!wantsStartTls)
            return beginListening();
        m_step = Step::Ehlo;
        m_socket.write("EHLO localhost\r\n");
    } else if (m_step == Step::Ehlo) {
        if (line.size() > 4 &&
            line.sliced(4).trimmed().compare("STARTTLS", Qt::CaseInsensitive) == 0)
            m_offersStartTls = true;
        if (!isLast)
            return;
        if (!m_offersStartTls)
            return refuse(QStringLiteral("offers no STARTTLS"));
        m_step = Step::StartTls;
        m_socket.write("STARTTLS\r\n");
    } else if (m_step == Step::StartTls && isLast) {
        if (!line.startsWith("220"))
            return refuse(QStringLiteral("refused STARTTLS"));
        startHandshake();
    }
}

void MailTunnel::beginListening()
{
    m_timer.stop();
    if (!m_listener.listen(QHostAddress::LocalHost, 0))
        return fail(
            ErrorKind::Offline,
            QStringLiteral("No loopback port could be opened: %1").arg(m_listener.errorString()));
    m_step = Step::Open;
    Q_EMIT ready(m_listener.serverPort());
}

void MailTunnel::accept()
{
    while (QTcpSocket *client = m_listener.nextPendingConnection()) {
        if (m_client || m_replay.isEmpty()) {
            client->abort();
            client->deleteLater();
            continue;
        }
        m_client = client;
        client->setParent(this);
        client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(client, &QTcpSocket::readyRead, this, &MailTunnel::fromClient);
        connect(client, &QTcpSocket::bytesWritten, this, &MailTunnel::fromServer);
        connect(client, &QTcpSocket::disconnected, this, [this] {
            fail(ErrorKind::Offline,
                 QStringLiteral("The connection to %1 was ended.").arg(m_server.host));
        });
        client->write(std::exchange(m_replay, {}));
        fromServer();
        if (client->bytesAvailable() > 0)
            fromClient();
    }
}

void MailTunnel::fromClient()
{
    if (m_step != Step::Open || !m_client)
        return;
    while (m_client->bytesAvailable() > 0 &&
           m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite() < kMaxBuffered) {
        const QByteArray bytes = m_client->read(256 * 1024);
        if (m_protocol == Protocol::Smtp && m_evidence.isDataInvited && !m_evidence.isDotSent) {
            m_sentTail += bytes;
            if (m_sentTail.contains("\r\n.\r\n")) {
                m_evidence.isDotSent = true;
                m_evidence.lastReply.clear(); // the next one is the verdict
            }
            m_sentTail = m_sentTail.last(std::min<qsizetype>(m_sentTail.size(), 4));
        }
        m_socket.write(bytes);
    }
}

void MailTunnel::watchSmtpReplies(QByteArrayView bytes)
{
    for (const char c : bytes) {
        if (c != '\n') {
            if (m_replyLine.size() < 4096)
                m_replyLine += c;
            continue;
        }
        const QByteArray line = m_replyLine.trimmed();
        m_replyLine.clear();
        m_reply += (m_reply.isEmpty() ? "" : " ") + line;
        if (line.size() > 3 && line[3] == '-') {
            if (m_reply.size() > kMaxGreeting)
                m_reply.clear();
            continue;
        }
        m_evidence.lastReply = std::exchange(m_reply, {});
        if (line.startsWith("354"))
            m_evidence.isDataInvited = true;
    }
}

void MailTunnel::socketFailed(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return fail(ErrorKind::Offline,
                    QStringLiteral("The host %1 is not known; check its name and the network.")
                        .arg(m_server.host));
    case QAbstractSocket::ConnectionRefusedError:
        return fail(ErrorKind::Offline, QStringLiteral("%1 takes no connection on port %2.")
                                            .arg(m_server.host)
                                            .arg(m_server.port));
    case QAbstractSocket::RemoteHostClosedError:
        return fail(ErrorKind::Offline,
                    QStringLiteral("%1 closed the connection.").arg(m_server.host));
    case QAbstractSocket::SocketTimeoutError:
        return fail(ErrorKind::Timeout,
                    QStringLiteral("%1 did not answer in time.").arg(m_server.host));
    case QAbstractSocket::SslHandshakeFailedError:
        return fail(ErrorKind::Protocol,
                    QStringLiteral("No encrypted connection to %1 could be agreed on: %2")
                        .arg(m_server.host, words(m_socket.errorString().toUtf8())));
    default:
        return fail(ErrorKind::Offline,
                    QStringLiteral("%1 cannot be reached: %2")
                        .arg(m_server.host, words(m_socket.errorString().toUtf8())));
    }
}

} // namespace casement
