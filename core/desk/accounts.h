// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/domain/account.h"
#include "core/domain/change.h"
#include "core/domain/error.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QSet>
#include <functional>
#include <memory>
#include <unordered_map>

namespace casement
{

class Store;

/// How an account stands, for the list of accounts.
struct AccountStatus {
    Account account;
    Capabilities capabilities;
    LinkState state = LinkState::Stopped;
    QString detail;                       ///< one sentence; empty when all is well
    std::optional<Timestamp> lastSuccess; ///< when it was last caught up with its server
    qint64 fetched = 0;                   ///< of the fetch under way
    qint64 toFetch = -1;                  ///< -1: unknown
};

/// Makes the connector of an account, or none for accounts without a server. Given by the
/// composition root, the only place that knows concrete channels.
using ConnectorFactory = std::function<std::unique_ptr<Connector>(const Account &)>;

/// The accounts and their connectors: starts them, feeds what they receive to the pipeline, and
/// keeps their state. Main thread; list() may be called from any thread.
class Accounts final : public QObject
{
    Q_OBJECT
public:
    Accounts(Store &store, ConnectorFactory factory, Clock clock = systemNow);
    ~Accounts() override;

    QFuture<Result<QList<Account>>> list();
    /// Saves a new account, or one with new settings. A new one is not started; one that is running
    /// starts again with what was saved, also when only its secrets are others.
    QFuture<Result<Account>> save(const Account &account);
    /// Stops it and forgets its login; its conversations stay.
    QFuture<Result<void>> remove(AccountId id);
    QFuture<Result<void>> setPaused(AccountId id, bool paused);

    /// Starts all accounts that are not paused, or only \a only. Each fails alone.
    void start(FetchMode mode, AccountId only = {});
    void stop();
    /// Looks for news on all accounts now.
    void refresh();
    /// The running connector of \a id, or nullptr.
    [[nodiscard]] Connector *connector(AccountId id) const;
    /// A connector for sending, made if the account is not running; nullptr for accounts without a
    /// server.
    [[nodiscard]] Connector *connectorForSending(const Account &account);
    /// Of every account that was started, is paused, or has sent.
    [[nodiscard]] QList<AccountStatus> statuses() const;

Q_SIGNALS:
    void statusChanged(casement::AccountId id);
    /// FetchMode::Once: every account has caught up or failed.
    void allCaughtUp();

private:
    struct Running;
    Running *running(const Account &account);
    void renew(const Account &account);
    void startOne(const Account &account, FetchMode mode, const Cursors &cursors);
    void take(AccountId id, const IncomingBatch &batch);
    void storeNext(AccountId id);
    void finishedOne(AccountId id);

    Store &m_store;
    ConnectorFactory m_factory;
    Clock m_clock;
    std::unordered_map<qint64, std::unique_ptr<Running>> m_running;
    QSet<AccountId> m_catchingUp;
};

} // namespace casement
