// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversenetwork.h"

#include <QNetworkReply>
#include <QSslCertificate>
#include <QTimer>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kSilence = 30s;
constexpr char kReason[] = "casementReason";
constexpr char kCertificate[] = "casementCertificate";

void cut(QNetworkReply *reply, const QString &reason)
{
    if (reply->isFinished())
        return;
    if (reply->property(kReason).isNull())
        reply->setProperty(kReason, reason);
    reply->abort();
}

QString fingerprint(const QSslCertificate &certificate)
{
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
}

} // namespace

QSslConfiguration fediverseTls(const FediverseSettings &settings, const QUrl &url)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (settings.pinnedCertificates.contains(fediversePinKey(url)))
        tls.setCaCertificates({});
    else if (!settings.caPem.isEmpty())
        tls.addCaCertificates(QSslCertificate::fromData(settings.caPem.toUtf8(), QSsl::Pem));
    return tls;
}

QString fediverseCertificateProblem(const FediverseSettings &settings, const QUrl &url,
                                    const QSslCertificate &certificate,
                                    const QList<QSslError> &errors)
{
    if (certificate.isNull())
        return QStringLiteral("it sent no certificate");
    const QString pin = settings.pinnedCertificates.value(fediversePinKey(url));
    if (!pin.isEmpty())
        return fingerprint(certificate) == pin
                   ? QString()
                   : QStringLiteral("it is not the certificate that was accepted for this account");
    for (const QSslError &error : errors) {
        switch (error.error()) {
        case QSslError::NoError:
            break;
        case QSslError::HostNameMismatch:
            return QStringLiteral("it belongs to another host");
        case QSslError::CertificateExpired:
            return QStringLiteral("it expired on %1")
                .arg(certificate.expiryDate().date().toString(Qt::ISODate));
        case QSslError::SelfSignedCertificate:
            return QStringLiteral("it vouches for itself");
        default:
            return QStringLiteral("no authority that is trusted here vouches for it");
        }
    }
    return {};
}

QString fediverseCertificateSentence(const QUrl &url, const QString &problem,
                                     const QSslCertificate &certificate)
{
    return QStringLiteral("The certificate of %1 was refused: %2. SHA-256 %3")
        .arg(fediversePinKey(url), problem, fingerprint(certificate));
}

FediverseNetwork::FediverseNetwork(const FediverseSettings &settings, QObject *parent)
    : QNetworkAccessManager(parent)
    , m_settings(settings)
    , m_tls(fediverseTls(settings, settings.baseUrl()))
{
    connect(this, &QNetworkAccessManager::sslErrors, this,
            [this](QNetworkReply *reply, const QList<QSslError> &errors) {
                const QSslCertificate leaf = reply->sslConfiguration().peerCertificate();
                const QString problem =
                    fediverseCertificateProblem(m_settings, reply->url(), leaf, errors);
                if (problem.isEmpty())
                    return reply->ignoreSslErrors(errors);
                reply->setProperty(kReason,
                                   fediverseCertificateSentence(reply->url(), problem, leaf));
                reply->setProperty(kCertificate, true);
            });
}

QNetworkReply *FediverseNetwork::createRequest(Operation operation, const QNetworkRequest &given,
                                               QIODevice *body)
{
    QNetworkRequest request(given);
    request.setSslConfiguration(m_tls);
    // What is sent once must not be sent again to wherever the server points.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         operation == GetOperation ? QNetworkRequest::SameOriginRedirectPolicy
                                                   : QNetworkRequest::ManualRedirectPolicy);
    request.setMaximumRedirectsAllowed(3);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    // HTTP/2 would hide how much of a request has left.
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    // Unpacked by the library a small reply can become an endless one.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("User-Agent", "Casement");
    request.setTransferTimeout(kSilence);

    QNetworkReply *reply = QNetworkAccessManager::createRequest(operation, request, body);
    const QUrl base = m_settings.baseUrl();
    const auto isOurs = [base](const QUrl &url) {
        return url.scheme() == base.scheme() && url.host() == base.host() &&
               url.port() == base.port();
    };
    if (!isOurs(request.url())) {
        QMetaObject::invokeMethod(
            reply,
            [reply] {
                cut(reply, QStringLiteral("The request would have gone to another server than the "
                                          "account's, so it was not made."));
            },
            Qt::QueuedConnection);
    }
    connect(reply, &QNetworkReply::readyRead, reply, [reply] {
        if (reply->bytesAvailable() > kMaxReplyBytes)
            cut(reply, QStringLiteral("%1 sent more than %2 MB in one answer.")
                           .arg(reply->url().host())
                           .arg(kMaxReplyBytes / 1024 / 1024));
    });
    QTimer::singleShot(m_deadline, reply, [reply] {
        cut(reply,
            QStringLiteral("%1 did not finish its answer in time.").arg(reply->url().host()));
    });
    return reply;
}

QString FediverseNetwork::reasonOf(const QNetworkReply *reply)
{
    return reply->property(kReason).toString();
}

bool FediverseNetwork::isCertificateTrouble(const QNetworkReply *reply)
{
    return reply->property(kCertificate).toBool() ||
           reply->error() == QNetworkReply::SslHandshakeFailedError;
}

} // namespace casement
