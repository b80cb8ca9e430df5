// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accountsetup.h"

#include <QWidget>
#include <memory>

class QLabel;
class QLineEdit;
class QPushButton;

namespace casement
{

/// Waits while a person allows Casement in their browser, here or on another computer.
class SignInPage final : public QWidget
{
    Q_OBJECT
public:
    explicit SignInPage(QWidget *parent = nullptr);
    ~SignInPage() override;

    /// \a server as people know it.
    void begin(std::unique_ptr<BrowserSignIn> signIn, const QString &server);
    void end();

Q_SIGNALS:
    void finished(const casement::Result<casement::BrowserLogin> &login);

private:
    void start(bool pasted);

    std::unique_ptr<BrowserSignIn> m_signIn;
    QUrl m_url;
    QString m_server;
    bool m_isPasted = false;
    QLabel *m_text;
    QLineEdit *m_link;
    QPushButton *m_open;
    QPushButton *m_copy;
    QPushButton *m_other;
    QWidget *m_codeRow;
    QLineEdit *m_code;
};

} // namespace casement
