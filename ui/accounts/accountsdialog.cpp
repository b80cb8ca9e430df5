// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/accounts/accountsdialog.h"

#include "core/desk/desk.h"
#include "ui/accounts/accountdialog.h"
#include "ui/list/rowdelegate.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/views/viewlistmodel.h"

#include <QListView>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace casement
{

namespace
{

QString statusLine(const AccountStatus &status)
{
    QStringList parts;
    if (status.state == LinkState::Fetching && status.toFetch > 0)
        parts.append(
            AccountsDialog::tr("%1 of %2 fetched")
                .arg(QLocale().toString(status.fetched), QLocale().toString(status.toFetch)));
    if (!status.detail.isEmpty())
        parts.append(displayLine(status.detail));
    if (status.lastSuccess)
        parts.append(AccountsDialog::tr("last caught up %1").arg(fullTime(*status.lastSuccess)));
    return parts.isEmpty() ? displayLine(status.account.address)
                           : parts.join(QStringLiteral(" · "));
}

} // namespace

AccountsDialog::AccountsDialog(Desk &desk, AccountSetup &setup, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_setup(setup)
    , m_model(new QStandardItemModel(0, 1, this))
    , m_view(new QListView(this))
    , m_pages(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_change(new QPushButton(tr("Change…"), this))
    , m_pause(new QPushButton(this))
    , m_remove(new QPushButton(tr("Remove…"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Accounts"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new RowDelegate(m_view));
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setAccessibleName(windowTitle());
    m_view->setFrameShape(QFrame::NoFrame);
    auto *add = new QPushButton(tr("Add account…"), this);
    auto *close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false); // Return in the list changes an account
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {add, m_change, m_pause, m_remove}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    buttons->addWidget(close);
    for (QPushButton *button : {add, m_change, m_remove, close})
        button->setAccessibleName(button->text());
    m_empty->show(
        QStringLiteral("mail"), tr("No account yet"),
        tr("An account brings the conversations of one channel in, and your answers out."),
        tr("Add account…"));
    connect(m_empty, &EmptyState::activated, this, &AccountsDialog::addRequested);
    m_pages->addWidget(m_view);
    m_pages->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_pages, 1);
    layout->addLayout(buttons);
    resize(640, 380);

    connect(add, &QPushButton::clicked, this, &AccountsDialog::addRequested);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_change, &QPushButton::clicked, this, &AccountsDialog::change);
    // Later, or the same Return would press the default button of what it opens.
    connect(m_view, &QListView::activated, this, &AccountsDialog::change, Qt::QueuedConnection);
    connect(m_remove, &QPushButton::clicked, this, &AccountsDialog::askRemove);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (const Account *account = current()) {
            m_desk.accounts.setPaused(account->id, !account->paused)
                .then(this, [this](const Result<void> &done) {
                    if (!done)
                        Q_EMIT statusMessage(displayLine(done.error().detail));
                    load();
                });
        }
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &AccountsDialog::updateButtons);
    connect(&desk.accounts, &Accounts::statusChanged, this, &AccountsDialog::fill);
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.accounts || change.everything)
            load();
    });
    load();
}

void AccountsDialog::load()
{
    m_desk.accounts.list().then(this, [this](const Result<QList<Account>> &accounts) {
        if (accounts)
            m_accounts = *accounts;
        fill();
    });
}

void AccountsDialog::fill()
{
    const int current = std::max(0, m_view->currentIndex().row());
    QHash<AccountId, AccountStatus> statuses;
    for (const AccountStatus &status : m_desk.accounts.statuses())
        statuses.insert(status.account.id, status);
    m_model->setRowCount(static_cast<int>(m_accounts.size()));
    m_pages->setCurrentIndex(m_accounts.isEmpty() ? 1 : 0);
    for (int row = 0; row < m_accounts.size(); ++row) {
        const Account &account = m_accounts.at(row);
        AccountStatus status = statuses.value(account.id);
        status.account = account;
        const AccountStateText state = accountStateText(status);
        const QModelIndex index = m_model->index(row, 0);
        const QString name = displayLine(account.name.isEmpty() ? account.address : account.name);
        m_model->setData(index, name, TitleRole);
        m_model->setData(index, statusLine(status), SubtitleRole);
        m_model->setData(index, state.text, TrailingRole);
        m_model->setData(index, channelIconName(account.channel), RowIconRole);
        m_model->setData(index, state.needsPerson, ProminentRole);
        m_model->setData(
            index, QStringList{name, state.text, statusLine(status)}.join(QStringLiteral(", ")),
            Qt::AccessibleTextRole);
    }
    if (m_model->rowCount() > 0)
        m_view->setCurrentIndex(m_model->index(std::min(current, m_model->rowCount() - 1), 0));
    updateButtons();
}

void AccountsDialog::updateButtons()
{
    const Account *account = current();
    m_remove->setEnabled(account);
    const bool hasServer =
        account && account->channel != u"import" && account->channel != u"sample";
    m_change->setEnabled(hasServer);
    m_pause->setEnabled(hasServer);
    m_pause->setText(account && account->paused ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(m_pause->text());
}

void AccountsDialog::change()
{
    const Account *account = current();
    if (!account || !m_change->isEnabled())
        return;
    auto *dialog = new AccountDialog(m_setup, this);
    dialog->change(*account);
    connect(dialog, &AccountDialog::added, this, [this](const Account &changed) {
        Q_EMIT statusMessage(tr("%1 was changed.").arg(displayLine(changed.name)));
        load();
    });
    dialog->open();
}

/// The one question that is asked: the password is gone afterwards, and no undo brings it back.
void AccountsDialog::askRemove()
{
    const Account *account = current();
    if (!account)
        return;
    auto *box = new QMessageBox(QMessageBox::Question, tr("Remove account"),
                                tr("Remove the account %1?").arg(displayLine(account->name)),
                                QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        tr("Its login and password are forgotten. Its conversations stay in the workspace."));
    QPushButton *remove = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    connect(remove, &QPushButton::clicked, this, [this, account = *account] {
        m_setup.remove(account).then(this, [this](const Result<void> &removed) {
            if (!removed)
                Q_EMIT statusMessage(tr("The account could not be removed: %1")
                                         .arg(displayLine(removed.error().detail)));
            load();
        });
    });
    box->open();
}

const Account *AccountsDialog::current() const
{
    const int row = m_view->currentIndex().row();
    return row >= 0 && row < m_accounts.size() ? &m_accounts.at(row) : nullptr;
}

} // namespace casement
