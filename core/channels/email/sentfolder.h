// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/email/emailsettings.h"
#include "core/channels/email/imaplink.h"
#include "core/domain/error.h"

#include <QObject>
#include <QStringList>

namespace casement
{

/// Looks for a mail of ours on the IMAP server, and files the copy of what was sent. Used once; has
/// a connection of its own, so that a fetch under way does not make a send wait.
class SentFolder final : public QObject
{
    Q_OBJECT
public:
    SentFolder(const EmailSettings &settings, QObject *parent);

    /// Puts \a mail into the Sent folder, marked as read, unless a mail with \a messageId is there
    /// already.
    void keepCopy(const QByteArray &messageId, const QByteArray &mail, const QString &password);
    /// Looks for \a messageId in the Sent folder, INBOX and \a folders.
    void find(const QByteArray &messageId, const QStringList &folders, const QString &password);

Q_SIGNALS:
    /// Exactly once. \a found: it is (now) on the server.
    void done(const casement::Result<bool> &found);

private:
    void searchNext();
    void append();
    void finish(const Result<bool> &found);

    EmailSettings m_settings;
    ImapLink *m_link;
    QByteArray m_messageId;
    QByteArray m_mail; ///< empty: only look
    QStringList m_folders;
    bool m_isDone = false;
};

} // namespace casement
