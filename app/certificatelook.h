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

/// Looks at the certificate of a mail server, without logging in: TLS, or the dialogue up to
/// STARTTLS (RFC 3207, RFC 9051 section 6.2.1). Deletes itself.
class CertificateLook final : public QObject
{
    Q_OBJECT
public:
    enum class Protocol { Imap, Smtp };

    /// None: the certificate is verified (or pinned). Offline, Timeout or Protocol: it could not be
    /// seen.
    [[nodiscard]] static QFuture<Result<std::optional<CertificateProblem>>>
    look(Protocol protocol, const ServerAddress &server, const EmailSettings &settings,
         QObject *parent);

private:
    CertificateLook(Protocol protocol, const ServerAddress &server, const EmailSettings &settings,
                    QObject *parent);
    void begin();
    void readDialogue();
    void judge(const QList<QSslError> &errors);
    void finish(const Result<std::optional<CertificateProblem>> &result);

    Protocol m_protocol;
    ServerAddress m_server;
    QString m_pin;
    QSslSocket m_socket;
    QTimer m_timer;
    QByteArray m_dialogue;
    bool m_hasGreeted = false;
    bool m_hasAsked = false;
    bool m_isFinished = false;
    QPromise<Result<std::optional<CertificateProblem>>> m_promise;
};

} // namespace casement
