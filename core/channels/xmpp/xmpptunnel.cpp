// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmpptunnel.h"

#include "core/text/plaintext.h"

#include <QCryptographicHash>
#include <QSslConfiguration>
#include <QUrl>
#include <chrono>

using namespace Qt::StringLiterals;

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kConnectTimeout = 30s; ///< for each of the servers that a domain names
constexpr quint16 kPort = 5222;
constexpr quint16 kDirectPort = 5223;
constexpr size_t kMaxTargets = 8;
constexpr qsizetype kMaxDialogue = 64 * 1024;
constexpr qint64 kReadBuffer = 256 * 1024;
/// What is passed on before the window gets its turn.
constexpr qint64 kSlice = 32 * 1024;
constexpr qint64 kMaxBuffered = 1024 * 1024;

QString fingerprint(const QSslCertificate &certificate)
{
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
}

} // namespace

XmppTunnel::XmppTunnel(const XmppSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_gate(settings.host.isEmpty() ? settings.domain() : settings.host)
{
    m_timer.setSingleShot(true);
    m_nextSlice.setSingleShot(true);
    connect(&m_listener, &QTcpServer::newConnection, this, &XmppTunnel::accept);
    connect(&m_nextSlice, &QTimer::timeout, this, &XmppTunnel::fromServer);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        failTarget({.kind = ErrorKind::Timeout,
                    .detail = u"%1 did not answer within %2 seconds."_s.arg(m_target.host)
                                  .arg(kConnectTimeout.count())});
    });
}

XmppTunnel::~XmppTunnel()
{
    close();
}

void XmppTunnel::open()
{
    if (m_step != Step::Idle)
        return;
    if (const QString problem = m_settings.problem(); !problem.isEmpty())
        return fail({.kind = ErrorKind::Invalid, .detail = problem});
    if (m_settings.host.isEmpty() && m_settings.security != XmppSecurity::Plain)
        return lookUp();
    const bool isDirect =
        m_settings.security == XmppSecurity::Tls ||
        (m_settings.security == XmppSecurity::Automatic && m_settings.port == kDirectPort);
    const quint16 usual = isDirect ? kDirectPort : kPort;
    m_targets.push_back({.host = m_settings.host,
                         .port = m_settings.port > 0 ? m_settings.port : usual,
                         .isDirect = isDirect});
    connectNext();
}

void XmppTunnel::lookUp()
{
    m_step = Step::Looking;
    m_target.host = m_settings.domain();
    m_timer.start(kConnectTimeout);
    const QString domain = QString::fromLatin1(QUrl::toAce(m_settings.domain()));
    const auto ask = [&](const QString &service) {
        auto lookup = std::make_unique<QDnsLookup>(QDnsLookup::SRV,
                                                   QString(u"_" + service + u"._tcp." + domain));
        connect(lookup.get(), &QDnsLookup::finished, this, &XmppTunnel::lookedUp);
        return lookup;
    };
    m_directRecords = ask(u"xmpps-client"_s);
    m_records = ask(u"xmpp-client"_s);
    m_directRecords->lookup();
    m_records->lookup();
}

void XmppTunnel::lookedUp()
{
    if (m_step != Step::Looking || !m_records->isFinished() || !m_directRecords->isFinished())
        return;
    const auto add = [this](const QDnsLookup &lookup, bool isDirect) {
        const auto records = lookup.serviceRecords();
        for (const QDnsServiceRecord &record : records) {
            // A target of "." says that there is no such service (RFC 2782).
            if (!record.target().isEmpty() && record.target() != u"." &&
                m_targets.size() < kMaxTargets)
                m_targets.push_back({record.target(), record.port(), isDirect});
        }
    };
    if (m_settings.security != XmppSecurity::StartTls)
        add(*m_directRecords, true);
    if (m_settings.security != XmppSecurity::Tls)
        add(*m_records, false);
    if (m_targets.empty()) {
        if (m_settings.security != XmppSecurity::StartTls)
            m_targets.push_back({m_settings.domain(), kDirectPort, true});
        if (m_settings.security != XmppSecurity::Tls)
            m_targets.push_back({m_settings.domain(), kPort, false});
    }
    connectNext();
}

void XmppTunnel::connectNext()
{
    m_target = m_targets.front();
    m_targets.pop_front();
    m_step = Step::Connecting;
    m_dialogue.clear();
    m_dialogueDepth = 0;
    m_dialogueBytes = 0;
    m_offersStartTls = false;
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket->deleteLater();
    }
    m_socket = new QSslSocket(this);
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    tls.setAllowedNextProtocols({QByteArrayLiteral("xmpp-client")});
    if (!m_settings.caPem.isEmpty())
        tls.addCaCertificates(QSslCertificate::fromData(m_settings.caPem.toUtf8(), QSsl::Pem));
    m_socket->setSslConfiguration(tls);
    m_socket->setReadBufferSize(kReadBuffer);
    connect(m_socket, &QSslSocket::connected, this, &XmppTunnel::connected);
    connect(m_socket, &QSslSocket::encrypted, this, &XmppTunnel::encrypted);
    connect(m_socket, &QSslSocket::sslErrors, this, &XmppTunnel::sslErrors);
    connect(m_socket, &QSslSocket::errorOccurred, this, &XmppTunnel::socketFailed);
    connect(m_socket, &QSslSocket::readyRead, this, [this] {
        if (m_step == Step::Open)
            fromServer();
        else
            readDialogue();
    });
    connect(m_socket, &QSslSocket::bytesWritten, this, &XmppTunnel::fromClient);
    connect(m_socket, &QSslSocket::encryptedBytesWritten, this, &XmppTunnel::fromClient);
    connect(m_socket, &QSslSocket::disconnected, this, [this] {
        ended({.kind = ErrorKind::Offline,
               .detail = u"%1 closed the connection."_s.arg(m_target.host)});
    });
    m_timer.start(kConnectTimeout);
    if (m_target.isDirect)
        m_socket->connectToHostEncrypted(m_target.host, m_target.port, m_settings.domain());
    else
        m_socket->connectToHost(m_target.host, m_target.port);
}

void XmppTunnel::close()
{
    if (m_step == Step::Closed)
        return;
    m_step = Step::Closed;
    m_timer.stop();
    m_nextSlice.stop();
    m_listener.close();
    for (QDnsLookup *lookup : {m_directRecords.get(), m_records.get()}) {
        if (lookup)
            lookup->disconnect(this);
    }
    if (m_socket) {
        m_socket->disconnect(this);
        // What the client has said is let out, its farewell above all.
        if (m_socket->state() == QAbstractSocket::ConnectedState) {
            if (m_client && m_client->bytesAvailable() > 0)
                m_socket->write(m_client->read(kSlice));
            m_socket->flush();
        }
        m_socket->abort();
    }
    if (m_client) {
        m_client->disconnect(this);
        m_client->disconnectFromHost();
    }
}

void XmppTunnel::setPaused(bool paused)
{
    if (std::exchange(m_isPaused, paused) && !paused)
        m_nextSlice.start(0ms);
}

void XmppTunnel::fail(const Error &error)
{
    if (m_step == Step::Closed)
        return;
    close();
    Q_EMIT failed(error);
}

void XmppTunnel::failTarget(const Error &error)
{
    if (m_step == Step::Closed)
        return;
    // A certificate that was refused says more than that another port is closed.
    if (m_end.kind != ErrorKind::Certificate || m_end.detail.isEmpty())
        m_end = error;
    if (m_step == Step::Open || m_targets.empty())
        return fail(m_end);
    connectNext();
}

void XmppTunnel::connected()
{
    if (m_target.isDirect) {
        m_step = Step::Handshake;
        return;
    }
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (m_settings.security == XmppSecurity::Plain) {
        if (!m_socket->peerAddress().isLoopback())
            return fail({.kind = ErrorKind::Invalid,
                         .detail = u"%1 is not this computer; choose TLS."_s.arg(m_target.host)});
        return beginListening();
    }
    m_step = Step::Features;
    m_socket->write("<?xml version='1.0'?><stream:stream to='" + m_settings.domain().toUtf8() +
                    "' version='1.0' xmlns='jabber:client' "
                    "xmlns:stream='http://etherx.jabber.org/streams'>");
}

/// Reads up to the element that was waited for. Whatever is said before TLS proves nothing, and is
/// used for nothing else.
void XmppTunnel::readDialogue()
{
    if ((m_step != Step::Features && m_step != Step::Proceed) || !m_socket)
        return;
    const QByteArray bytes = m_socket->read(kMaxDialogue);
    m_dialogueBytes += bytes.size();
    m_dialogue.addData(bytes);
    const auto refuse = [this](const QString &why) {
        failTarget({.kind = ErrorKind::Protocol,
                    .detail = u"%1 %2, so nothing was sent to it."_s.arg(m_target.host, why)});
    };
    while (m_step == Step::Features || m_step == Step::Proceed) {
        const auto token = m_dialogue.readNext();
        if (token == QXmlStreamReader::Invalid) {
            if (m_dialogue.error() != QXmlStreamReader::PrematureEndOfDocumentError ||
                m_dialogueBytes > kMaxDialogue)
                return refuse(u"does not speak XMPP"_s);
            return;
        }
        if (token == QXmlStreamReader::DTD)
            return refuse(u"does not speak XMPP"_s);
        if (token == QXmlStreamReader::StartElement) {
            if (++m_dialogueDepth == 1 && m_dialogue.name() != u"stream")
                return refuse(u"does not speak XMPP"_s);
            if (m_dialogueDepth == 3 && m_dialogue.name() == u"starttls")
                m_offersStartTls = true;
        } else if (token == QXmlStreamReader::EndElement) {
            if (m_dialogueDepth-- != 2)
                continue;
            if (m_step == Step::Features && m_dialogue.name() == u"features") {
                if (!m_offersStartTls)
                    return refuse(u"offers no encryption (STARTTLS)"_s);
                m_step = Step::Proceed;
                m_socket->write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
            } else if (m_step == Step::Proceed && m_dialogue.name() == u"proceed") {
                return startHandshake();
            } else {
                return refuse(u"refused encryption (STARTTLS)"_s);
            }
        }
    }
}

void XmppTunnel::startHandshake()
{
    // Words that came before the encryption would count as said under it (CVE-2011-0411).
    if (m_socket->bytesAvailable() > 0)
        return failTarget({.kind = ErrorKind::Protocol,
                           .detail = u"%1 mixed unencrypted words into the encryption, so nothing "
                                     "was sent to it."_s.arg(m_target.host)});
    m_step = Step::Handshake;
    m_socket->setPeerVerifyName(m_settings.domain());
    m_socket->startClientEncryption();
}

QString XmppTunnel::certificateProblem(const QList<QSslError> &errors) const
{
    const QSslCertificate leaf = m_socket->peerCertificate();
    if (leaf.isNull())
        return u"it sent no certificate"_s;
    if (!m_settings.pinnedCertificate.isEmpty())
        return fingerprint(leaf) == m_settings.pinnedCertificate
                   ? QString()
                   : u"it is not the certificate that was accepted for this account"_s;
    for (const QSslError &error : errors) {
        switch (error.error()) {
        case QSslError::NoError:
            break;
        case QSslError::HostNameMismatch:
            return u"it is not for %1 but for another host (%2)"_s.arg(
                m_settings.domain(),
                displayName(leaf.subjectInfo(QSslCertificate::CommonName).join(u", ")));
        case QSslError::CertificateExpired:
            return u"it expired on %1"_s.arg(leaf.expiryDate().date().toString(Qt::ISODate));
        case QSslError::CertificateNotYetValid:
            return u"it is not valid before %1"_s.arg(
                leaf.effectiveDate().date().toString(Qt::ISODate));
        case QSslError::SelfSignedCertificate:
            return u"it vouches for itself"_s;
        case QSslError::SelfSignedCertificateInChain:
        case QSslError::UnableToGetLocalIssuerCertificate:
        case QSslError::UnableToGetIssuerCertificate:
        case QSslError::UnableToVerifyFirstCertificate:
        case QSslError::CertificateUntrusted:
            return u"no authority that is trusted here vouches for it"_s;
        default:
            return displayName(error.errorString());
        }
    }
    return {};
}

void XmppTunnel::refuseCertificate(const QString &problem)
{
    Q_EMIT certificateRefused(m_target.host, m_target.port, m_socket->peerCertificate(), problem);
    failTarget({.kind = ErrorKind::Certificate,
                .detail = u"The certificate of %1 was refused: %2. SHA-256 %3"_s.arg(
                    m_target.host, problem, fingerprint(m_socket->peerCertificate()))});
}

void XmppTunnel::sslErrors(const QList<QSslError> &errors)
{
    if (const QString problem = certificateProblem(errors); !problem.isEmpty())
        return refuseCertificate(problem);
    m_socket->ignoreSslErrors(errors); // the pinned certificate
}

void XmppTunnel::encrypted()
{
    // Once more: with a pin it has to be that one even if an authority vouches for another.
    if (const QString problem = certificateProblem({}); !problem.isEmpty())
        return refuseCertificate(problem);
    m_isEncrypted = true;
    beginListening();
}

void XmppTunnel::beginListening()
{
    m_timer.stop();
    if (!m_listener.listen(QHostAddress::LocalHost, 0))
        return fail({.kind = ErrorKind::Offline,
                     .detail = u"No port of this computer could be opened: %1"_s.arg(
                         m_listener.errorString())});
    m_step = Step::Open;
    Q_EMIT ready(m_listener.serverPort());
}

void XmppTunnel::accept()
{
    while (QTcpSocket *client = m_listener.nextPendingConnection()) {
        // One client is taken; the port stays ours, so that no other program can get its words.
        if (m_hadClient || m_step != Step::Open) {
            client->abort();
            client->deleteLater();
            continue;
        }
        m_hadClient = true;
        m_client = client;
        client->setParent(this);
        client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(client, &QTcpSocket::readyRead, this, &XmppTunnel::fromClient);
        connect(client, &QTcpSocket::disconnected, this, [this] {
            fromClient();
            fail({.kind = ErrorKind::Offline,
                  .detail = u"The connection to %1 was ended."_s.arg(m_target.host)});
        });
        fromServer();
        fromClient();
    }
}

void XmppTunnel::fromServer()
{
    if (m_step != Step::Open || !m_client || !m_socket || m_isPaused || m_nextSlice.isActive())
        return;
    const QByteArray bytes = m_socket->isOpen() ? m_socket->read(kSlice) : QByteArray();
    if (bytes.isEmpty()) {
        if (m_hasEnded)
            fail(m_end);
        return;
    }
    QByteArray out;
    const auto taken = m_gate.feed(bytes, out);
    if (!out.isEmpty())
        m_client->write(out);
    if (!taken) {
        // The client reads what came before the end, in its own turn.
        m_client->flush();
        m_end = taken.error();
        m_hasEnded = true;
        m_socket->disconnect(this);
        m_socket->abort();
        return ended(m_end);
    }
    if (m_socket->bytesAvailable() > 0 || m_hasEnded)
        m_nextSlice.start(0ms);
}

void XmppTunnel::fromClient()
{
    if (m_step != Step::Open || !m_client || !m_socket)
        return;
    while (m_client->bytesAvailable() > 0 &&
           m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite() < kMaxBuffered)
        m_socket->write(m_client->read(kSlice));
}

void XmppTunnel::ended(const Error &error)
{
    if (m_step == Step::Closed)
        return;
    if (m_step != Step::Open)
        return failTarget(error);
    if (!m_hasEnded)
        m_end = error;
    m_hasEnded = true;
    if (!m_isPaused)
        m_nextSlice.start(0ms);
}

void XmppTunnel::socketFailed(QAbstractSocket::SocketError error)
{
    const QString host = m_target.host;
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return ended(
            {.kind = ErrorKind::Offline,
             .detail = u"%1 cannot be found; check the address and the network."_s.arg(host)});
    case QAbstractSocket::ConnectionRefusedError:
        return ended(
            {.kind = ErrorKind::Offline,
             .detail = u"%1 does not take connections on port %2."_s.arg(host).arg(m_target.port)});
    case QAbstractSocket::RemoteHostClosedError:
        return ended(
            {.kind = ErrorKind::Offline, .detail = u"%1 closed the connection."_s.arg(host)});
    case QAbstractSocket::SslHandshakeFailedError:
        return ended({.kind = ErrorKind::Offline,
                      .detail = u"No encrypted connection to %1 could be made: %2."_s.arg(
                          host, displayName(m_socket->errorString()))});
    default:
        return ended({.kind = ErrorKind::Offline,
                      .detail = u"The connection to %1 failed: %2."_s.arg(
                          host, displayName(m_socket->errorString()))});
    }
}

} // namespace casement
