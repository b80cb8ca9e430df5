// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/http/httptrust.h"

#include <QCryptographicHash>
#include <QDateTime>

namespace casement
{

namespace
{

QString fingerprint(const QSslCertificate &certificate)
{
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
}

} // namespace

HttpTrust HttpTrust::fromJson(const QJsonObject &settings)
{
    HttpTrust trust;
    trust.caPem = settings[u"caPem"].toString();
    const QJsonObject pins = settings[u"pinnedCertificates"].toObject();
    for (auto pin = pins.begin(); pin != pins.end(); ++pin)
        trust.pinnedCertificates.insert(pin.key(), pin.value().toString().toLower());
    return trust;
}

void HttpTrust::writeTo(QJsonObject &settings) const
{
    QJsonObject pins;
    for (auto pin = pinnedCertificates.begin(); pin != pinnedCertificates.end(); ++pin)
        pins.insert(pin.key(), pin.value());
    settings.insert(QStringLiteral("caPem"), caPem);
    settings.insert(QStringLiteral("pinnedCertificates"), pins);
}

QString HttpTrust::problem() const
{
    if (!caPem.isEmpty() && QSslCertificate::fromData(caPem.toUtf8(), QSsl::Pem).isEmpty())
        return QStringLiteral(
            "The file with the certificate authority holds no certificate in PEM form.");
    for (const QString &pin : pinnedCertificates) {
        if (pin.size() != 64 || QByteArray::fromHex(pin.toLatin1()).size() != 32)
            return QStringLiteral("A pinned certificate is not named by its SHA-256 fingerprint "
                                  "(64 hexadecimal digits).");
    }
    return {};
}

QString httpPinKey(const QUrl &url)
{
    const bool isPlain = url.scheme() == u"http" || url.scheme() == u"ws";
    return url.host().toLower() + u':' + QString::number(url.port(isPlain ? 80 : 443));
}

QSslConfiguration httpTls(const HttpTrust &trust, const QUrl &url)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (trust.pinnedCertificates.contains(httpPinKey(url)))
        tls.setCaCertificates({});
    else if (!trust.caPem.isEmpty())
        tls.addCaCertificates(QSslCertificate::fromData(trust.caPem.toUtf8(), QSsl::Pem));
    return tls;
}

QString httpCertificateProblem(const HttpTrust &trust, const QUrl &url,
                               const QSslCertificate &certificate, const QList<QSslError> &errors)
{
    if (certificate.isNull())
        return QStringLiteral("it sent no certificate");
    const QString pin = trust.pinnedCertificates.value(httpPinKey(url));
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

QString httpCertificateSentence(const QUrl &url, const QString &problem,
                                const QSslCertificate &certificate)
{
    return QStringLiteral("The certificate of %1 was refused: %2. SHA-256 %3")
        .arg(httpPinKey(url), problem, fingerprint(certificate));
}

} // namespace casement
