// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/importer.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QTimer;
class QToolButton;

namespace casement
{

class Desk;

/// The foot of the window: what just happened, how an import comes on (with pause and stop), how
/// the accounts stand.
class StatusLine final : public QWidget
{
    Q_OBJECT
public:
    explicit StatusLine(Desk &desk, QWidget *parent = nullptr);

    void tell(const QString &text);

Q_SIGNALS:
    void accountsRequested();
    void importRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showImport(const ImportProgress &progress);
    void updateAccounts();

    Desk &m_desk;
    QLabel *m_message;
    QTimer *m_forget;
    QWidget *m_import;
    QToolButton *m_importText;
    QProgressBar *m_bar;
    QToolButton *m_pause;
    QToolButton *m_stop;
    QToolButton *m_accounts;
    bool m_paused = false;
};

} // namespace casement
