// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/email/emailsettings.h"
#include "core/desk/accountsetup.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QSslSocket>
#include <QTimer>

namespace casement
{

/// Looks at the certificate of a server, without logging in: TLS, or else the dialogue up to
/// STARTTLS (RFC 3207, RFC 9051 section 6.2.1). Deletes itself.
class CertificateLook final : public QObject
{
    Q_OBJECT
public:
    enum class Protocol { Imap, Smtp, Tls };

    /// What an account says of the certificate that is right.
    struct Trust {
        QString caPem = {}; ///< certificates of a private authority, beside the system's
        QString pin = {};   ///< SHA-256 of the only certificate that is right, in hex
    };

    /// None: the certificate is verified (or pinned). Offline, Timeout or Protocol: it could not be
    /// seen.
    [[nodiscard]] static QFuture<Result<std::optional<CertificateProblem>>>
    look(Protocol protocol, const ServerAddress &server, const Trust &trust, QObject *parent);

private:
    CertificateLook(Protocol protocol, const ServerAddress &server, const Trust &trust,
                    QObject *parent);
    void begin();
    void readDialogue();
    void refuse();
    void judge(const QList<QSslError> &errors);
    void finish(const Result<std::optional<CertificateProblem>> &result);

    Protocol m_protocol;
    ServerAddress m_server;
    Trust m_trust;
    QSslSocket m_socket;
    QTimer m_timer;
    QByteArray m_dialogue;
    bool m_hasGreeted = false;
    bool m_hasAsked = false;
    bool m_isFinished = false;
    QPromise<Result<std::optional<CertificateProblem>>> m_promise;
};

/// What a person needs to decide about \a certificate; \a reason: one sentence.
[[nodiscard]] CertificateProblem problemOf(const QSslCertificate &certificate, const QString &host,
                                           quint16 port, const QString &reason);
/// Where the certificate of a web address is.
[[nodiscard]] ServerAddress serverOf(const QUrl &url);
/// The outcome of a look: an error where there is one, or a certificate to show.
[[nodiscard]] ProbeOutcome outcomeOf(const Result<std::optional<CertificateProblem>> &look);

/// Looks at the certificate of \a server, and goes on with \a logIn when there is nothing to show.
template <typename LogIn>
QFuture<ProbeOutcome>
afterCertificate(CertificateLook::Protocol protocol, const ServerAddress &server,
                 const CertificateLook::Trust &trust, QObject *parent, LogIn &&logIn)
{
    return CertificateLook::look(protocol, server, trust, parent)
        .then(parent,
              [logIn = std::forward<LogIn>(logIn)](
                  const Result<std::optional<CertificateProblem>> &look) {
                  const ProbeOutcome outcome = outcomeOf(look);
                  return outcome.error ? QtFuture::makeReadyValueFuture(outcome) : logIn();
              })
        .unwrap();
}

} // namespace casement
