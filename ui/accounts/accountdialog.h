// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accountsetup.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace casement
{

class CertificatePage;
class ServerForm;

/// Adds an email account. Asks for address and password; the servers are found, or entered by hand.
class AccountDialog final : public QDialog
{
    Q_OBJECT
public:
    AccountDialog(AccountSetup &setup, QWidget *parent);

    void done(int result) override;

Q_SIGNALS:
    void added(const casement::Account &account);

private:
    void go();
    void discover();
    void tryNext();
    void tryManual();
    void probe(const QJsonObject &settings);
    void probed(const ProbeOutcome &outcome);
    void add();
    void trust();
    void showForm(const QString &error);
    void setBusy(const QString &what); ///< empty: not busy
    void tell(const QString &error);
    [[nodiscard]] QHash<QString, QString> secrets() const;
    [[nodiscard]] Account account() const;

    AccountSetup &m_setup;
    QStackedWidget *m_pages;
    QWidget *m_start;
    ServerForm *m_form;
    CertificatePage *m_certificate;
    QLineEdit *m_name;
    QLineEdit *m_address;
    QLineEdit *m_password;
    QLabel *m_error;
    QLabel *m_busyText;
    QProgressBar *m_busy;
    QPushButton *m_go;
    QPushButton *m_manual;
    QList<AccountCandidate> m_candidates;
    QJsonObject m_settings;
    ProbeOutcome m_lastOutcome;
    int m_generation = 0; // answers to what was cancelled are dropped
};

} // namespace casement
