// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/confidence.h"
#include "core/channels/email/emailsettings.h"
#include "core/channels/email/mailtunnel.h"
#include "core/domain/error.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

namespace KSmtp
{
class Session;
}

namespace casement
{

/// Hands one mail to the SMTP server of an account (RFC 5321). Used once.
class SmtpSender final : public QObject
{
    Q_OBJECT
public:
    struct Mail {
        QString from; ///< wire addresses, see wireAddress()
        QStringList recipients;
        QByteArray bytes;
    };

    SmtpSender(const EmailSettings &settings, QObject *parent);
    ~SmtpSender() override;

    /// Emits done() exactly once: the server's answer, or an error as Connector::send() describes
    /// it.
    void send(const Mail &mail, const QString &password);

Q_SIGNALS:
    void done(const casement::Result<QString> &answer);

private:
    void begin(quint16 port);
    void logIn();
    void transmit();
    void conclude(const QString &trouble);
    void finish(const Result<QString> &answer);

    EmailSettings m_settings;
    Mail m_mail;
    QString m_password;
    Confidence m_confidence;
    MailTunnel *m_tunnel;
    KSmtp::Session *m_session = nullptr;
    QTimer m_timer;
    Error m_linkError;
    bool m_hasLinkError = false;
    bool m_isLoggingIn = false;
    bool m_isDone = false;
};

/// What an SMTP reply that refuses means (RFC 5321, section 4.2; RFC 3463). \a login: it was the
/// answer to AUTH.
[[nodiscard]] Error smtpRefusal(const QByteArray &reply, const QString &host, bool login);

} // namespace casement
