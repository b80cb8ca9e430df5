// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace casement
{

/// A real snac on a loopback port, without TLS, in a temporary folder, with users team, ann and
/// ben. Ends with the test, also when it crashes.
class SnacServer
{
public:
    SnacServer();
    ~SnacServer();

    /// Why it cannot run here, in a sentence for QSKIP; empty when it can.
    [[nodiscard]] static QString missing();
    /// Returns what went wrong, or an empty string.
    [[nodiscard]] QString start();
    [[nodiscard]] QString launch();
    void kill(); ///< SIGKILL

    [[nodiscard]] QString url() const;
    /// Whether a message with \a text stands in the timeline of \a user, in its files. Under load
    /// snac now and then accepts a post and never puts it there.
    [[nodiscard]] bool hasDelivered(const QString &user, const QByteArray &text) const;
    [[nodiscard]] QString password(const QString &user) const { return m_passwords.value(user); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QHash<QString, QString> m_passwords;
    quint16 m_port = 0;
};

} // namespace casement
