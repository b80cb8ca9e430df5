// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accountsetup.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace casement
{

class AccountForm;
class CertificatePage;
class ServerForm;
class SignInPage;

/// Adds an account on any channel. Asks for the address first; the rest is found, allowed in a
/// browser, or entered by hand. What is typed chooses the channel until somebody picks one. Or
/// changes one: another password, another server.
class AccountDialog final : public QDialog
{
    Q_OBJECT
public:
    AccountDialog(AccountSetup &setup, QWidget *parent);

    /// Shows \a account instead of asking for one. It stays the same account, whatever its server
    /// is now; a login of somebody else is refused.
    void change(const Account &account);

    void done(int result) override;

Q_SIGNALS:
    void added(const casement::Account &account); ///< or changed

private:
    void chooseChannel(int row);
    void addressEdited(const QString &address);
    [[nodiscard]] AccountForm *form() const;
    void go();
    void discover();
    void tryNext();
    void tryManual();
    void probe(const QJsonObject &settings);
    void probed(const ProbeOutcome &outcome);
    void signIn();
    void signedIn(const Result<BrowserLogin> &login);
    void add();
    void trust();
    void backToForm(const QString &error);
    void showServers(const QString &error);
    void showPage(QWidget *page);
    void setBusy(const QString &what); ///< empty: not busy
    void tell(const QString &error);
    [[nodiscard]] QHash<QString, QString> secrets() const;
    [[nodiscard]] Account account() const;

    AccountSetup &m_setup;
    QListWidget *m_channels;
    QStackedWidget *m_pages;
    QStackedWidget *m_forms;
    ServerForm *m_servers;
    CertificatePage *m_certificate;
    SignInPage *m_signIn;
    QLabel *m_title;
    QLabel *m_what;
    QLabel *m_error;
    QLabel *m_busyText;
    QProgressBar *m_busy;
    QPushButton *m_go;
    QPushButton *m_manual;
    QList<AccountCandidate> m_candidates;
    QJsonObject m_settings;
    QHash<QString, QString> m_browserSecrets; ///< from the sign-in
    ProbeOutcome m_lastOutcome;
    std::optional<Account> m_changed; ///< as it is before
    bool m_isPicked = false;          ///< somebody chose the channel
    int m_generation = 0;             ///< answers to what was cancelled are dropped
};

} // namespace casement
