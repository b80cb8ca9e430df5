// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace casement
{

/// A real Dovecot and a real OpenSMTPD on loopback ports, in a temporary folder, with a certificate
/// authority made for this run. Users ann, ben and team at example.org, each with the password
/// "<name>pw". Both end with the test, also when it crashes.
class MailServers
{
public:
    enum class Certificate { Good, OtherHost, Expired };

    MailServers();
    ~MailServers();

    /// Why the servers cannot run here, in a sentence for QSKIP; empty when they can.
    [[nodiscard]] static QString missing();
    /// Returns what went wrong, or an empty string.
    [[nodiscard]] QString start();

    [[nodiscard]] QString startDovecot();
    void killDovecot(); ///< SIGKILL to all of it
    [[nodiscard]] QString startSmtpd();
    void killSmtpd();
    /// Restarts Dovecot with another certificate.
    [[nodiscard]] QString present(Certificate certificate);

    [[nodiscard]] QString caPem() const;
    [[nodiscard]] QString otherCaPem() const; ///< has signed nothing here
    [[nodiscard]] QString certificateSha256() const;

    /// Over LMTP, as the outside world does it; empty when the server took it.
    [[nodiscard]] QString deliver(const QString &user, const QByteArray &mail) const;
    /// Puts files into a Maildir behind the server's back.
    void plant(const QString &user, const QString &folder, const QByteArrayList &mails) const;
    /// The mails that lie in a folder.
    [[nodiscard]] QByteArrayList mails(const QString &user, const QString &folder) const;
    /// What another client of \a user does: a command of doveadm and its arguments, for example
    /// {"flags", "add"} and {"\\Seen", "mailbox", "INBOX", "uid", "2"}. Empty when it was done.
    [[nodiscard]] QString act(const QString &user, const QStringList &command,
                              const QStringList &arguments, QByteArray *output = nullptr) const;
    /// Makes the server give the folder a new UIDVALIDITY. Dovecot has to be down.
    void loseUids(const QString &user) const;

    /// Of the user team; for start(). Without colons, as Dovecot's list of users has it.
    QByteArray teamPassword = "teampw";

    quint16 imaps = 0;
    quint16 imap = 0; ///< STARTTLS
    quint16 lmtp = 0;
    quint16 smtps = 0;
    quint16 submission = 0; ///< STARTTLS required
    quint16 relayPlain = 0; ///< no TLS, no login

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString folderPath(const QString &user, const QString &folder) const;
    [[nodiscard]] QString makeCertificates();
    [[nodiscard]] QString startAll(); ///< on ports that are free
    [[nodiscard]] QString makeCertificate(const QString &name, const QString &subject,
                                          const QStringList &validity);
    [[nodiscard]] QString writeConfiguration();
    void launch(QProcess &process, const QString &program, const QStringList &arguments,
                const QString &log);

    QTemporaryDir m_folder;
    QProcess m_dovecot;
    QProcess m_smtpd;
    QString m_certificate = QStringLiteral("good");
};

} // namespace casement
