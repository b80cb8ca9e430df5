// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediversesettings.h"

#include <QNetworkAccessManager>
#include <QSslConfiguration>
#include <QSslError>

namespace casement
{

/// The one way to a fediverse server over HTTP, with everything that must hold for each request,
/// also those that a library makes: only the account's own server, verified TLS, redirects within
/// the same origin, no cookies, nothing endless.
class FediverseNetwork final : public QNetworkAccessManager
{
    Q_OBJECT
public:
    static constexpr qint64 kMaxReplyBytes = 16 * 1024 * 1024;

    explicit FediverseNetwork(const FediverseSettings &settings, QObject *parent = nullptr);

    /// How long a request may take in all; for tests.
    void setDeadline(std::chrono::milliseconds deadline) { m_deadline = deadline; }

    /// Why a request that was cut off was cut off, in one sentence; empty when it was not us.
    [[nodiscard]] static QString reasonOf(const QNetworkReply *reply);
    [[nodiscard]] static bool isCertificateTrouble(const QNetworkReply *reply);

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *body) override;

private:
    FediverseSettings m_settings;
    QSslConfiguration m_tls;
    std::chrono::milliseconds m_deadline{std::chrono::seconds(90)};
};

/// The account's own authority beside the system's; with a pin no authority at all counts, so that
/// every certificate is put to fediverseCertificateProblem().
[[nodiscard]] QSslConfiguration fediverseTls(const FediverseSettings &settings, const QUrl &url);

/// Why \a certificate is not accepted for \a url, as the end of a sentence; empty when it is.
[[nodiscard]] QString fediverseCertificateProblem(const FediverseSettings &settings,
                                                  const QUrl &url,
                                                  const QSslCertificate &certificate,
                                                  const QList<QSslError> &errors);
/// The whole sentence, with the fingerprint that a person can compare.
[[nodiscard]] QString fediverseCertificateSentence(const QUrl &url, const QString &problem,
                                                   const QSslCertificate &certificate);

} // namespace casement
