// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QString>
#include <QUrl>

namespace casement
{

/// Whose certificates an account accepts beside what the system trusts. In Account::settings:
/// `caPem`, the certificates of a private authority in PEM form, and `pinnedCertificates`, an
/// object of {"host:port": SHA-256 in hex of the one certificate that is accepted there}.
struct HttpTrust {
    QString caPem;
    QHash<QString, QString> pinnedCertificates;

    bool operator==(const HttpTrust &) const = default;

    [[nodiscard]] static HttpTrust fromJson(const QJsonObject &settings);
    void writeTo(QJsonObject &settings) const;
    /// What is wrong, in one sentence for people; empty when all is well.
    [[nodiscard]] QString problem() const;
};

/// How the server of \a url is named in HttpTrust::pinnedCertificates.
[[nodiscard]] QString httpPinKey(const QUrl &url);

/// The account's own authority beside the system's; with a pin no authority at all counts, so that
/// every certificate is put to httpCertificateProblem().
[[nodiscard]] QSslConfiguration httpTls(const HttpTrust &trust, const QUrl &url);

/// Why \a certificate is not accepted for \a url, as the end of a sentence; empty when it is.
[[nodiscard]] QString httpCertificateProblem(const HttpTrust &trust, const QUrl &url,
                                             const QSslCertificate &certificate,
                                             const QList<QSslError> &errors);
/// The whole sentence, with the fingerprint that a person can compare.
[[nodiscard]] QString httpCertificateSentence(const QUrl &url, const QString &problem,
                                              const QSslCertificate &certificate);

} // namespace casement
