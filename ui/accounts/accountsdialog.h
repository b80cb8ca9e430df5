// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accountsetup.h"

#include <QDialog>

class QListView;
class QPushButton;
class QStackedWidget;
class QStandardItemModel;

namespace casement
{

class Desk;
class EmptyState;

/// The accounts of the workspace: how each stands, when it was last caught up, and what can be done
/// about it.
class AccountsDialog final : public QDialog
{
    Q_OBJECT
public:
    AccountsDialog(Desk &desk, AccountSetup &setup, QWidget *parent);

Q_SIGNALS:
    void addRequested();
    void statusMessage(const QString &text);

private:
    void load();
    void fill();
    void updateButtons();
    void change();
    void askRemove();
    [[nodiscard]] const Account *current() const;

    Desk &m_desk;
    AccountSetup &m_setup;
    QStandardItemModel *m_model;
    QListView *m_view;
    QStackedWidget *m_pages; ///< the list, or why it is empty
    EmptyState *m_empty;
    QPushButton *m_change;
    QPushButton *m_pause;
    QPushButton *m_remove;
    QList<Account> m_accounts;
};

} // namespace casement
