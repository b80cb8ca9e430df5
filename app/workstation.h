// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/instance/verbserver.h"
#include "app/instance/workspacelock.h"
#include "app/liveness.h"
#include "core/channels/secrets.h"
#include "core/desk/desk.h"

#include <QObject>
#include <QTimer>
#include <memory>

namespace casement
{

class AccountSetup;
class Store;

/// The one place that names concrete things together: the store, the channels, the keychain, the
/// desk over them, and the door for other processes. Main thread.
class Workstation final : public QObject
{
    Q_OBJECT
public:
    /// Opens the workspace in \a folder, for which \a lock is held. An empty \a secretsFile means
    /// the keychain.
    [[nodiscard]] static Result<std::unique_ptr<Workstation>>
    open(const QString &folder, const QString &secretsFile, std::unique_ptr<WorkspaceLock> lock);
    ~Workstation() override;

    [[nodiscard]] Desk &desk() { return *m_desk; }
    [[nodiscard]] AccountSetup &accountSetup() { return *m_accountSetup; }
    [[nodiscard]] Liveness &liveness() { return *m_liveness; }
    [[nodiscard]] VerbServer &server() { return *m_server; }
    [[nodiscard]] VerbServices services();

private:
    Workstation(std::unique_ptr<WorkspaceLock> lock, std::unique_ptr<Store> store,
                const QString &secretsFile);
    [[nodiscard]] std::unique_ptr<Connector> makeConnector(const Account &account);
    /// Wakes what was snoozed until now, erases what was taken back a day ago, and comes back for
    /// the next one.
    void doWhatIsDue();
    void comeBack(const Result<std::optional<Timestamp>> &next);

    // In the order in which they need one another.
    std::unique_ptr<WorkspaceLock> m_lock;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Secrets> m_secrets;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<Liveness> m_liveness;
    std::unique_ptr<AccountSetup> m_accountSetup;
    std::unique_ptr<VerbServer> m_server;
    QTimer m_dueTimer;
};

} // namespace casement
