// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/workstation.h"

#include "app/accountsetup.h"
#include "app/channels/channel.h"
#include "app/secrets/filesecrets.h"
#include "app/secrets/keychainsecrets.h"
#include "core/storage/store.h"

namespace casement
{

namespace
{

constexpr std::chrono::hours longestNap(1);

std::unique_ptr<Secrets> makeSecrets(const QString &secretsFile)
{
    if (secretsFile.isEmpty())
        return std::make_unique<KeychainSecrets>();
    return std::make_unique<FileSecrets>(secretsFile);
}

} // namespace

Result<std::unique_ptr<Workstation>> Workstation::open(const QString &folder,
                                                       const QString &secretsFile,
                                                       std::unique_ptr<WorkspaceLock> lock)
{
    Result<std::unique_ptr<Store>> store = Store::open({.folder = folder});
    if (!store)
        return std::unexpected(store.error());
    std::unique_ptr<Workstation> workstation(
        new Workstation(std::move(lock), std::move(*store), secretsFile));
    if (const auto listening = workstation->m_server->listen(workspaceSocketPath(folder));
        !listening)
        return std::unexpected(listening.error());
    return workstation;
}

Workstation::Workstation(std::unique_ptr<WorkspaceLock> lock, std::unique_ptr<Store> store,
                         const QString &secretsFile)
    : m_lock(std::move(lock))
    , m_store(std::move(store))
    , m_secrets(makeSecrets(secretsFile))
    , m_desk(std::make_unique<Desk>(
          *m_store, [this](const Account &account) { return makeConnector(account); }))
    , m_liveness(std::make_unique<Liveness>(*m_desk))
    , m_accountSetup(std::make_unique<WorkstationAccountSetup>(*m_desk, *m_secrets, *m_liveness))
    , m_server(std::make_unique<VerbServer>([this] { return services(); }, secretsFile))
{
    m_dueTimer.setSingleShot(true);
    connect(&m_dueTimer, &QTimer::timeout, this, &Workstation::doWhatIsDue);
    // A new snooze may end before the one that the timer waits for.
    connect(m_desk.get(), &Desk::changed, this, [this](const StoreChange &change) {
        if (!change.conversations.isEmpty() || change.everything)
            m_dueTimer.start(std::chrono::seconds(1));
    });
    doWhatIsDue();
}

Workstation::~Workstation() = default;

VerbServices Workstation::services()
{
    return {.desk = *m_desk, .accountSetup = *m_accountSetup, .liveness = *m_liveness};
}

std::unique_ptr<Connector> Workstation::makeConnector(const Account &account)
{
    if (account.settings.isEmpty()) // imported files and the sample have no server
        return nullptr;
    const Channel *const channel = channelNamed(account.channel);
    return channel ? channel->makeConnector(account, m_secrets.get()) : nullptr;
}

void Workstation::doWhatIsDue()
{
    m_desk->triage.wakeSnoozed()
        .then(this, [this](const Result<qsizetype> &) { return m_desk->triage.nextWake(); })
        .unwrap()
        .then(this,
              [this](const Result<std::optional<Timestamp>> &wake) {
                  comeBack(wake);
                  return m_desk->conversations.purgeRemoved();
              })
        .unwrap()
        .then(this, [this](const Result<std::optional<Timestamp>> &purge) { comeBack(purge); });
}

void Workstation::comeBack(const Result<std::optional<Timestamp>> &next)
{
    if (!next || !*next)
        return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(**next - systemNow());
    const auto nap =
        std::clamp<std::chrono::milliseconds>(left, std::chrono::seconds(1), longestNap);
    if (!m_dueTimer.isActive() || nap < m_dueTimer.remainingTimeAsDuration())
        m_dueTimer.start(nap);
}

} // namespace casement
