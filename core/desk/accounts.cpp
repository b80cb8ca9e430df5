// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/accounts.h"

#include "core/desk/pipeline.h"
#include "core/storage/accountstore.h"
#include "core/storage/store.h"

#include <QLoggingCategory>
#include <QtConcurrentRun>
#include <deque>

namespace casement
{

Q_LOGGING_CATEGORY(lcAccounts, "casement.accounts", QtInfoMsg)

namespace
{

constexpr std::chrono::minutes successGrain(1);

}

struct Accounts::Running {
    std::unique_ptr<Connector> connector;
    AccountStatus status;
    FetchMode mode = FetchMode::Watch;
    bool isStarted = false;
    bool hasCaughtUp = false;      ///< and what it brought until then may not be stored yet
    Timestamp successStoredAt;     ///< status.lastSuccess, as the store knows it
    std::function<void()> succeed; ///< all that the server had is stored
    struct Pending {
        IncomingBatch batch;
        std::optional<QList<PreparedMessage>> prepared = {};
    };
    /// Batches under way, oldest first. Each is stored after the one before it is on disk,
    /// whichever is prepared first: a cursor must not be there without what an earlier batch
    /// brought, and what was read elsewhere not before the message itself.
    std::deque<std::shared_ptr<Pending>> pending;
    bool isStoring = false;
};

Accounts::Accounts(Store &store, ConnectorFactory factory, Clock clock)
    : m_store(store)
    , m_factory(std::move(factory))
    , m_clock(std::move(clock))
{
}

Accounts::~Accounts() = default;

QFuture<Result<QList<Account>>> Accounts::list()
{
    return m_store.read([](ReadContext &context) { return allAccounts(context.db); });
}

QFuture<Result<Account>> Accounts::save(const Account &account)
{
    return m_store.write([account](WriteContext &context) { return saveAccount(context, account); })
        .then(this, [this](const Result<Account> &saved) {
            if (saved)
                renew(*saved);
            return saved;
        });
}

/// A connector keeps the settings that it was made with.
void Accounts::renew(const Account &account)
{
    const auto it = m_running.find(account.id.value);
    if (it == m_running.end())
        return;
    const bool wasStarted = it->second->isStarted || it->second->status.account.paused;
    const FetchMode mode = it->second->mode;
    m_running.erase(it);
    finishedOne(account.id);
    if (account.paused)
        running(account);
    else if (wasStarted)
        start(mode, account.id);
    Q_EMIT statusChanged(account.id);
}

QFuture<Result<void>> Accounts::remove(AccountId id)
{
    m_running.erase(id.value);
    finishedOne(id);
    return m_store.write([id](WriteContext &context) { markAccountRemoved(context, id); });
}

QFuture<Result<void>> Accounts::setPaused(AccountId id, bool paused)
{
    if (paused) {
        if (const auto it = m_running.find(id.value); it != m_running.end()) {
            it->second->connector->stop();
            it->second->isStarted = false;
            it->second->status.account.paused = true;
            it->second->status.state = LinkState::Stopped;
            it->second->status.detail.clear();
            finishedOne(id);
            Q_EMIT statusChanged(id);
        }
    }
    auto done = m_store.write(
        [id, paused](WriteContext &context) { setAccountPaused(context, id, paused); });
    if (!paused)
        return done.then(this, [this, id](const Result<void> &result) {
            if (result)
                start(FetchMode::Watch, id);
            return result;
        });
    return done;
}

void Accounts::start(FetchMode mode, AccountId only)
{
    struct Start {
        Account account;
        Cursors cursors;
        std::optional<Timestamp> lastSuccess;
    };
    m_store
        .read([](ReadContext &context) {
            QList<Start> starts;
            for (const Account &account : allAccounts(context.db))
                starts.append({account, accountCursors(context.db, account.id),
                               accountSuccess(context.db, account.id)});
            return starts;
        })
        .then(this, [this, mode, only](const Result<QList<Start>> &starts) {
            if (!starts) {
                Q_EMIT allCaughtUp();
                return;
            }
            for (const Start &each : *starts) {
                if (only.isValid() && each.account.id != only)
                    continue;
                // One that is paused stands in the list of accounts, and can still send.
                Running *const known = running(each.account);
                if (!known)
                    continue;
                known->status.lastSuccess = each.lastSuccess;
                if (only.isValid() || !each.account.paused)
                    startOne(each.account, mode, each.cursors);
            }
            if (m_catchingUp.isEmpty())
                Q_EMIT allCaughtUp();
        });
}

Accounts::Running *Accounts::running(const Account &account)
{
    if (const auto it = m_running.find(account.id.value); it != m_running.end())
        return it->second.get();
    auto connector = m_factory(account);
    if (!connector)
        return nullptr;
    auto &running = *m_running.emplace(account.id.value, std::make_unique<Running>()).first->second;
    running.status.account = account;
    running.status.capabilities = connector->capabilities();
    running.connector = std::move(connector);
    const AccountId id = account.id;
    const auto find = [this, id] {
        const auto it = m_running.find(id.value);
        return it == m_running.end() ? nullptr : it->second.get();
    };
    Connector *wire = running.connector.get();
    connect(wire, &Connector::received, this,
            [this, id](const IncomingBatch &batch) { take(id, batch); });
    connect(wire, &Connector::stateChanged, this,
            [this, id, find](LinkState state, const QString &detail) {
                Running *each = find();
                if (!each)
                    return;
                each->status.state = state;
                each->status.detail = detail;
                // Some of what a channel can do is only known once its server has said so.
                each->status.capabilities = each->connector->capabilities();
                if (!detail.isEmpty())
                    qCInfo(lcAccounts) << "account" << id.value << "state" << int(state);
                // Once: what cannot go on by itself is finished, and says why.
                if (each->mode == FetchMode::Once &&
                    (state == LinkState::NeedsPerson || state == LinkState::Waiting))
                    finishedOne(id);
                Q_EMIT statusChanged(id);
            });
    connect(wire, &Connector::progressed, this,
            [this, id, find](qint64 done, qint64 total, const QString &) {
                if (Running *each = find()) {
                    each->status.fetched = done;
                    each->status.toFetch = total;
                    Q_EMIT statusChanged(id);
                }
            });
    connect(wire, &Connector::caughtUp, this, [this, id, find] {
        Running *each = find();
        if (!each)
            return;
        each->hasCaughtUp = true;
        if (each->pending.empty())
            each->succeed();
    });
    running.succeed = [this, id, &running] {
        running.hasCaughtUp = false;
        running.status.lastSuccess = m_clock();
        // Those who poll say so every few seconds, and only the next start needs it from the disk.
        if (*running.status.lastSuccess - running.successStoredAt >= successGrain) {
            running.successStoredAt = *running.status.lastSuccess;
            m_store.write([id](WriteContext &context) { setAccountSuccess(context, id); });
        }
        finishedOne(id);
        Q_EMIT statusChanged(id);
    };
    return &running;
}

void Accounts::startOne(const Account &account, FetchMode mode, const Cursors &cursors)
{
    Running *each = running(account);
    if (!each || each->isStarted)
        return;
    each->mode = mode;
    each->isStarted = true;
    each->hasCaughtUp = false;
    each->status.account = account;
    m_catchingUp.insert(account.id);
    each->connector->start(cursors, mode);
}

void Accounts::take(AccountId id, const IncomingBatch &batch)
{
    const auto it = m_running.find(id.value);
    if (it == m_running.end())
        return;
    const auto pending = std::make_shared<Running::Pending>(batch);
    it->second->pending.push_back(pending);
    // Hashing, compressing and cleaning on a thread of the pool, storing on the writer, the answer
    // here.
    QtConcurrent::run([batch, now = m_clock()] {
        QList<PreparedMessage> prepared;
        for (const IncomingMessage &message : batch.messages)
            prepared.append(prepareMessage(message, now));
        return prepared;
    }).then(this, [this, id, pending](const QList<PreparedMessage> &prepared) {
        pending->prepared = prepared;
        storeNext(id);
    });
}

void Accounts::storeNext(AccountId id)
{
    const auto it = m_running.find(id.value);
    if (it == m_running.end() || it->second->isStoring || it->second->pending.empty() ||
        !it->second->pending.front()->prepared)
        return;
    it->second->isStoring = true;
    const std::shared_ptr<const Running::Pending> first = it->second->pending.front();
    m_store
        .write([account = it->second->status.account, first](WriteContext &context) {
            return ingestBatch(context, account, first->batch, *first->prepared);
        })
        .then(this, [this, id, first](const Result<IngestCounts> &stored) {
            const auto found = m_running.find(id.value);
            if (found == m_running.end() || found->second->pending.empty() ||
                found->second->pending.front() != first)
                return; // the account was removed meanwhile
            Running &each = *found->second;
            each.isStoring = false;
            each.pending.pop_front();
            if (!stored) {
                // Not on disk: stop here, so that the cursor cannot run ahead of the messages.
                each.pending.clear();
                each.connector->stop();
                each.isStarted = false;
                each.status.state = LinkState::NeedsPerson;
                each.status.detail = stored.error().detail;
                Q_EMIT statusChanged(id);
                finishedOne(id);
                return;
            }
            storeNext(id);
            each.connector->committed(first->batch.number);
            if (each.hasCaughtUp && each.pending.empty())
                each.succeed();
        });
}

void Accounts::finishedOne(AccountId id)
{
    if (m_catchingUp.remove(id) && m_catchingUp.isEmpty())
        Q_EMIT allCaughtUp();
}

void Accounts::stop()
{
    for (auto &[id, each] : m_running) {
        each->connector->stop();
        each->isStarted = false;
    }
}

void Accounts::refresh()
{
    for (auto &[id, each] : m_running) {
        if (each->isStarted)
            each->connector->refresh();
    }
}

Connector *Accounts::connector(AccountId id) const
{
    const auto it = m_running.find(id.value);
    return it == m_running.end() ? nullptr : it->second->connector.get();
}

Connector *Accounts::connectorForSending(const Account &account)
{
    Running *each = running(account);
    return each ? each->connector.get() : nullptr;
}

QList<AccountStatus> Accounts::statuses() const
{
    QList<AccountStatus> all;
    for (const auto &[id, each] : m_running)
        all.append(each->status);
    std::ranges::sort(all, {}, [](const AccountStatus &status) { return status.account.id; });
    return all;
}

} // namespace casement
