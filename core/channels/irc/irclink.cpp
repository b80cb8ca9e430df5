// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/irclink.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <chrono>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kConnectTimeout = 30s;
constexpr qint64 kReadBuffer = 256 * 1024;
constexpr qint64 kSliceMs = 8;
constexpr qint64 kReadAtOnce = 16 * 1024;
/// A server that sends this much without ending a line is no IRC server.
constexpr qint64 kEndlessLine = 1024 * 1024;

QString fingerprint(const QSslCertificate &certificate)
{
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
}

QSslKey privateKey(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        if (const QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey); !key.isNull())
            return key;
    }
    return {};
}

} // namespace

IrcLink::IrcLink(const IrcSettings &settings, const QByteArray &clientKeyPem, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!settings.caPem.isEmpty())
        tls.addCaCertificates(QSslCertificate::fromData(settings.caPem.toUtf8(), QSsl::Pem));
    if (!settings.clientCertificatePem.isEmpty() && !clientKeyPem.isEmpty()) {
        tls.setLocalCertificateChain(
            QSslCertificate::fromData(settings.clientCertificatePem.toUtf8(), QSsl::Pem));
        tls.setPrivateKey(privateKey(clientKeyPem));
    }
    m_socket.setSslConfiguration(tls);
    m_socket.setReadBufferSize(kReadBuffer);
    m_timer.setSingleShot(true);
    m_nextSlice.setSingleShot(true);

    connect(&m_socket, &QSslSocket::connected, this, &IrcLink::connected);
    connect(&m_socket, &QSslSocket::encrypted, this, &IrcLink::encrypted);
    connect(&m_socket, &QSslSocket::sslErrors, this, &IrcLink::sslErrors);
    connect(&m_socket, &QSslSocket::readyRead, this, &IrcLink::read);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &IrcLink::socketFailed);
    connect(&m_socket, &QSslSocket::disconnected, this, &IrcLink::ended);
    connect(&m_nextSlice, &QTimer::timeout, this, &IrcLink::read);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        fail(ErrorKind::Timeout, QStringLiteral("%1 did not answer within %2 seconds.")
                                     .arg(m_settings.host)
                                     .arg(kConnectTimeout.count()));
    });
}

IrcLink::~IrcLink()
{
    close();
}

void IrcLink::open()
{
    if (const QString problem = m_settings.problem(); !problem.isEmpty())
        return fail(ErrorKind::Invalid, problem);
    m_timer.start(kConnectTimeout);
    if (m_settings.isPlain)
        m_socket.connectToHost(m_settings.host, m_settings.port);
    else
        m_socket.connectToHostEncrypted(m_settings.host, m_settings.port);
}

void IrcLink::close()
{
    if (m_isClosed)
        return;
    m_isClosed = true;
    m_timer.stop();
    m_nextSlice.stop();
    m_socket.disconnect(this);
    m_socket.abort();
}

void IrcLink::closeAfter(const QByteArray &farewell)
{
    if (m_isClosed || !m_isOpen)
        return close();
    m_isClosed = true;
    m_timer.stop();
    m_nextSlice.stop();
    m_socket.disconnect(this);
    m_socket.write(farewell);
    m_socket.flush();
    m_socket.disconnectFromHost();
}

void IrcLink::write(const QByteArray &bytes)
{
    if (!m_isClosed && m_isOpen)
        m_socket.write(bytes);
}

void IrcLink::setPaused(bool paused)
{
    if (std::exchange(m_isPaused, paused) && !paused)
        m_nextSlice.start(0ms);
}

void IrcLink::fail(ErrorKind kind, const QString &detail)
{
    if (m_isClosed)
        return;
    close();
    Q_EMIT failed(Error{.kind = kind, .detail = detail});
}

void IrcLink::connected()
{
    if (!m_settings.isPlain)
        return;
    if (!m_socket.peerAddress().isLoopback())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("%1 is not this computer; choose TLS.").arg(m_settings.host));
    m_timer.stop();
    m_isOpen = true;
    Q_EMIT opened();
}

QString IrcLink::certificateProblem(const QList<QSslError> &errors) const
{
    const QSslCertificate leaf = m_socket.peerCertificate();
    if (leaf.isNull())
        return QStringLiteral("it sent no certificate");
    if (!m_settings.pinnedCertificate.isEmpty())
        return fingerprint(leaf) == m_settings.pinnedCertificate
                   ? QString()
                   : QStringLiteral("it is not the certificate that was accepted for this account");
    for (const QSslError &error : errors) {
        switch (error.error()) {
        case QSslError::NoError:
            break;
        case QSslError::HostNameMismatch:
            return QStringLiteral("it belongs to another host (%1)")
                .arg(ircWords(leaf.subjectInfo(QSslCertificate::CommonName).join(u", ").toUtf8()));
        case QSslError::CertificateExpired:
            return QStringLiteral("it expired on %1")
                .arg(leaf.expiryDate().date().toString(Qt::ISODate));
        case QSslError::SelfSignedCertificate:
            return QStringLiteral("it vouches for itself");
        case QSslError::SelfSignedCertificateInChain:
        case QSslError::UnableToGetLocalIssuerCertificate:
        case QSslError::UnableToGetIssuerCertificate:
        case QSslError::UnableToVerifyFirstCertificate:
        case QSslError::CertificateUntrusted:
            return QStringLiteral("no authority that is trusted here vouches for it");
        default:
            return ircWords(error.errorString().toUtf8());
        }
    }
    return {};
}

void IrcLink::refuseCertificate(const QString &problem)
{
    fail(ErrorKind::Certificate,
         QStringLiteral("The certificate of %1 was refused: %2. SHA-256 %3")
             .arg(m_settings.host, problem, fingerprint(m_socket.peerCertificate())));
}

void IrcLink::sslErrors(const QList<QSslError> &errors)
{
    if (const QString problem = certificateProblem(errors); !problem.isEmpty())
        return refuseCertificate(problem);
    m_socket.ignoreSslErrors(errors); // the pinned certificate
}

void IrcLink::encrypted()
{
    // Once more: with a pin it has to be that one even if an authority vouches for another.
    if (const QString problem = certificateProblem({}); !problem.isEmpty())
        return refuseCertificate(problem);
    m_timer.stop();
    m_isOpen = true;
    Q_EMIT opened();
}

void IrcLink::socketFailed(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError)
        return ended();
    QString detail = QStringLiteral("The connection to %1 failed: %2.")
                         .arg(m_settings.host, ircWords(m_socket.errorString().toUtf8()));
    if (error == QAbstractSocket::HostNotFoundError)
        detail = QStringLiteral("%1 cannot be found; check the name and the network.")
                     .arg(m_settings.host);
    else if (error == QAbstractSocket::ConnectionRefusedError)
        detail = QStringLiteral("%1 does not take connections on port %2.")
                     .arg(m_settings.host)
                     .arg(m_settings.port);
    else if (error == QAbstractSocket::SslHandshakeFailedError)
        detail = QStringLiteral("No encrypted connection to %1 could be made: %2.")
                     .arg(m_settings.host, ircWords(m_socket.errorString().toUtf8()));
    if (m_isOpen) {
        m_end = {.kind = ErrorKind::Offline, .detail = detail};
        return ended();
    }
    fail(ErrorKind::Offline, detail);
}

void IrcLink::ended()
{
    if (m_isClosed || std::exchange(m_hasEnded, true))
        return;
    if (m_end.detail.isEmpty())
        m_end = {.kind = ErrorKind::Offline,
                 .detail = QStringLiteral("%1 closed the connection.").arg(m_settings.host)};
    read();
}

void IrcLink::read()
{
    QElapsedTimer clock;
    clock.start();
    while (!m_isClosed && !m_isPaused) {
        if (const auto line = m_lines.next()) {
            if (auto message = parseIrcLine(*line))
                Q_EMIT received(*message);
        } else if (m_isOpen && m_socket.bytesAvailable() > 0) {
            m_lines.feed(m_socket.read(kReadAtOnce));
        } else {
            if (m_hasEnded)
                return fail(m_end.kind, m_end.detail);
            return;
        }
        if (m_lines.unfinished() > kEndlessLine)
            return fail(
                ErrorKind::Protocol,
                QStringLiteral("%1 sent a line without an end; it may not be an IRC server.")
                    .arg(m_settings.host));
        if (clock.elapsed() >= kSliceMs) {
            m_nextSlice.start(0ms);
            return;
        }
    }
}

} // namespace casement
