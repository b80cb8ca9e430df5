// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/confidence.h"
#include "core/channels/email/emailsettings.h"
#include "core/channels/email/mailtunnel.h"
#include "core/domain/error.h"

#include <QObject>
#include <QStringList>

class KJob;

namespace KIMAP
{
class Session;
}

namespace casement
{

/// One logged-in IMAP connection. Used once: when it has failed, a new one is made.
class ImapLink final : public QObject
{
    Q_OBJECT
public:
    ImapLink(const EmailSettings &settings, QObject *parent);
    ~ImapLink() override;

    /// To be called before open(): the server shall tell which UIDs have vanished, where it can
    /// (QRESYNC, RFC 7162, section 3.2.3).
    void askForVanished() { m_wantsVanished = true; }
    void open(const QString &password);
    /// Ends at once; nothing is emitted any more.
    void close();

    [[nodiscard]] KIMAP::Session *session() const { return m_session; }
    [[nodiscard]] ImapBodyTap &bodies() { return m_tunnel->bodies(); }
    [[nodiscard]] bool can(QLatin1StringView capability) const;
    /// Whether mailboxes may have mod-sequences (CONDSTORE, RFC 7162, section 3.1; QRESYNC implies
    /// it).
    [[nodiscard]] bool hasModSequences() const;
    /// Whether askForVanished() was heard.
    [[nodiscard]] bool tellsVanished() const { return m_tellsVanished; }
    /// All folders that can be selected.
    [[nodiscard]] const QStringList &folders() const { return m_folders; }
    /// Where copies of what was sent belong; empty when there is no such folder.
    [[nodiscard]] const QString &sentFolder() const { return m_sentFolder; }

    /// What a job's failure means; the connection's own error is reported by failed().
    [[nodiscard]] Error jobError(const KJob *job) const;

Q_SIGNALS:
    void ready();
    void failed(const casement::Error &error); ///< once
private:
    void begin(quint16 port);
    void askCapabilities(bool loggedIn);
    void logIn();
    void enable();
    void listFolders();
    void fail(const Error &error);

    EmailSettings m_settings;
    QString m_password;
    Confidence m_confidence;
    MailTunnel *m_tunnel;
    KIMAP::Session *m_session = nullptr;
    QStringList m_capabilities;
    QStringList m_folders;
    QString m_sentFolder;
    bool m_wantsVanished = false;
    bool m_tellsVanished = false;
    bool m_isClosed = false;
};

} // namespace casement
