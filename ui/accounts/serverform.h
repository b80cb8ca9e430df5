// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonObject>
#include <QWidget>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace casement
{

class PemRow;

/// The settings of a mail account by hand: both servers, how they are protected, and a private
/// authority's certificate.
class ServerForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ServerForm(QWidget *parent = nullptr);

    /// Account::settings of an email account. What the form does not show is kept.
    void setSettings(const QJsonObject &settings);
    [[nodiscard]] QJsonObject settings() const;
    /// The password of the SMTP server where it is not the same; empty: the same.
    [[nodiscard]] QString smtpPassword() const;

private:
    struct Server {
        QLineEdit *host;
        QSpinBox *port;
        QComboBox *security;
        QLineEdit *user;
    };
    Server addServer(QFormLayout *form, const QString &title, int tlsPort, int startTlsPort);

    QJsonObject m_settings;
    Server m_imap{};
    Server m_smtp{};
    QLineEdit *m_smtpPassword;
    PemRow *m_authority;
};

} // namespace casement
