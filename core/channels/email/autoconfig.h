// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/email/emailsettings.h"

#include <QList>
#include <QObject>
#include <QPointer>
#include <QStringList>

class QNetworkAccessManager;
class QNetworkReply;

namespace casement
{

/// Settings that an address might work with, and who says so.
struct EmailProposal {
    enum class Source {
        Autoconfig, ///< a file that the domain's owner serves over HTTPS
        Dns,        ///< SRV records (RFC 6186, RFC 8314); anybody on the way can forge them
        Guess,      ///< the usual names; nobody said so
    };
    EmailSettings settings;
    Source source = Source::Guess;
    QString origin; ///< the URL or the domain, for people
    /// A server lies outside of the address's own domain and no authenticated source vouches for
    /// that: a person has to say yes before a password goes there (RFC 6186, section 6).
    bool needsConfirmation = false;
};

/// Reads a Thunderbird-style autoconfig file. Only IMAP and SMTP with TLS or STARTTLS and a
/// password are taken; a file with a document type, an undefined entity, or more than
/// kMaxAutoconfigBytes is not read at all. Empty when nothing in it can be used.
[[nodiscard]] QList<EmailSettings> parseAutoconfig(const QByteArray &xml, const QString &address);

inline constexpr qsizetype kMaxAutoconfigBytes = 64 * 1024;

/// Looks for the settings of an address: autoconfig files over HTTPS, then SRV records, then a
/// guess.
class Autoconfig final : public QObject
{
    Q_OBJECT
public:
    struct Sources {
        /// With %1 for the domain and %2 for the percent-encoded address.
        QStringList urls{
            QStringLiteral("https://autoconfig.%1/mail/config-v1.1.xml?emailaddress=%2"),
            QStringLiteral("https://%1/.well-known/autoconfig/mail/config-v1.1.xml")};
        bool useDns = true;
    };

    Autoconfig(QNetworkAccessManager *network, const Sources &sources, QObject *parent = nullptr);

    /// Emits finished() once; a new call replaces one under way.
    void discover(const QString &address);

Q_SIGNALS:
    /// The best first, at least the guess; empty for what is no address.
    void finished(const QList<casement::EmailProposal> &proposals);

private:
    void fetchNext();
    void read(QNetworkReply *reply, const QString &url);
    void askDns();
    void guess();

    QNetworkAccessManager *m_network;
    Sources m_sources;
    QString m_address;
    QString m_domain;
    QStringList m_urls;
    QList<EmailProposal> m_proposals;
    QPointer<QObject> m_run; ///< context of the search under way
};

/// One SRV record.
struct MailService {
    QString name; ///< "_imaps._tcp", …
    QString target;
    quint16 port = 0;
    quint16 priority = 0;
    quint16 weight = 0;
};

/// What SRV records of \a address's domain amount to; empty when no IMAP service is among them.
[[nodiscard]] QList<EmailProposal> proposalsFromServices(const QList<MailService> &services,
                                                         const QString &address);

/// The usual names; a suggestion to start typing from.
[[nodiscard]] EmailProposal guessFor(const QString &address);

} // namespace casement
