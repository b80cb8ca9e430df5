// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/channels/certificatelook.h"

#include <QCryptographicHash>
#include <QSslCertificate>
#include <QSslConfiguration>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr std::chrono::seconds patience(20);
constexpr qsizetype longestDialogue = 16 * 1024;

} // namespace

QFuture<Result<std::optional<CertificateProblem>>>
CertificateLook::look(Protocol protocol, const ServerAddress &server, const Trust &trust,
                      QObject *parent)
{
    auto *const look = new CertificateLook(protocol, server, trust, parent);
    auto future = look->m_promise.future();
    look->begin();
    return future;
}

CertificateLook::CertificateLook(Protocol protocol, const ServerAddress &server, const Trust &trust,
                                 QObject *parent)
    : QObject(parent)
    , m_protocol(protocol)
    , m_server(server)
    , m_trust(trust)
{
    m_promise.start();
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.addCaCertificates(QSslCertificate::fromData(trust.caPem.toUtf8(), QSsl::Pem));
    m_socket.setSslConfiguration(tls);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        finish(fail(ErrorKind::Timeout,
                    u"%1:%2 did not answer in time; check host and port."_s.arg(m_server.host)
                        .arg(m_server.port)));
    });
    connect(&m_socket, &QSslSocket::sslErrors, this, &CertificateLook::judge);
    connect(&m_socket, &QSslSocket::encrypted, this, [this] { judge({}); });
    connect(&m_socket, &QSslSocket::readyRead, this, &CertificateLook::readDialogue);
    connect(&m_socket, &QSslSocket::errorOccurred, this, [this] {
        finish(fail(ErrorKind::Offline, u"%1:%2 could not be reached: %3."_s.arg(m_server.host)
                                            .arg(m_server.port)
                                            .arg(m_socket.errorString())));
    });
}

void CertificateLook::begin()
{
    m_timer.start(patience);
    if (m_server.security == TransportSecurity::Plain)
        finish(std::optional<CertificateProblem>());
    else if (m_server.security == TransportSecurity::Tls)
        m_socket.connectToHostEncrypted(m_server.host, m_server.port);
    else
        m_socket.connectToHost(m_server.host, m_server.port);
}

void CertificateLook::readDialogue()
{
    if (m_hasAsked && m_socket.mode() != QSslSocket::UnencryptedMode)
        return;
    m_dialogue += m_socket.readAll();
    if (m_dialogue.size() > longestDialogue) {
        finish(fail(ErrorKind::Protocol,
                    u"%1 does not speak as such a server does."_s.arg(m_server.host)));
        return;
    }
    if (!m_dialogue.endsWith('\n'))
        return;
    const QByteArray line = m_dialogue.trimmed().split('\n').last();
    m_dialogue.clear();
    const bool isImap = m_protocol == Protocol::Imap;
    if (!isImap && line.size() > 3 && line[3] == '-')
        return; // more lines of the same answer
    if (!m_hasGreeted) {
        m_hasGreeted = true;
        if (!isImap) {
            m_socket.write("EHLO [127.0.0.1]\r\n");
            return;
        }
    }
    if (!m_hasAsked) {
        m_hasAsked = true;
        m_socket.write(isImap ? "a STARTTLS\r\n" : "STARTTLS\r\n");
        return;
    }
    if (line.startsWith(isImap ? "a OK" : "220"))
        m_socket.startClientEncryption();
    else
        refuse();
}

void CertificateLook::refuse()
{
    finish(fail(
        ErrorKind::Protocol,
        u"%1:%2 offers no STARTTLS, and nothing is sent without encryption; choose TLS or another port."_s
            .arg(m_server.host)
            .arg(m_server.port)));
}

void CertificateLook::judge(const QList<QSslError> &errors)
{
    const QSslCertificate certificate = m_socket.peerCertificate();
    const QString sha256 =
        QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
    if (!m_trust.pin.isEmpty()) {
        if (sha256 == m_trust.pin)
            finish(std::optional<CertificateProblem>());
        else
            finish(std::optional(problemOf(certificate, m_server.host, m_server.port,
                                           u"It is not the one that this account has pinned."_s)));
    } else if (errors.isEmpty()) {
        finish(std::optional<CertificateProblem>());
    } else {
        finish(std::optional(problemOf(certificate, m_server.host, m_server.port,
                                       errors.first().errorString() + u'.')));
    }
}

void CertificateLook::finish(const Result<std::optional<CertificateProblem>> &result)
{
    if (std::exchange(m_isFinished, true))
        return;
    m_timer.stop();
    m_promise.addResult(result);
    m_promise.finish();
    // Not within a signal of the socket.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_socket.abort();
            deleteLater();
        },
        Qt::QueuedConnection);
}

CertificateProblem problemOf(const QSslCertificate &certificate, const QString &host, quint16 port,
                             const QString &reason)
{
    return {.host = host,
            .port = port,
            .subject = certificate.subjectDisplayName(),
            .issuer = certificate.issuerDisplayName(),
            .validFrom = certificate.effectiveDate(),
            .validUntil = certificate.expiryDate(),
            .sha256 = QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex()),
            .reason = reason};
}

ServerAddress serverOf(const QUrl &url)
{
    const bool isPlain = url.scheme() == u"http";
    return {.host = url.host(),
            .port = quint16(url.port(isPlain ? 80 : 443)),
            .security = isPlain ? TransportSecurity::Plain : TransportSecurity::Tls};
}

ProbeOutcome outcomeOf(const Result<std::optional<CertificateProblem>> &look)
{
    if (!look)
        return {.error = look.error()};
    if (!*look)
        return {};
    return {.error = Error{ErrorKind::Certificate, (*look)->reason}, .certificate = *look};
}

} // namespace casement
