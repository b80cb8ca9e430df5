// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/secrets.h"
#include "core/desk/accountsetup.h"

#include <QObject>

namespace casement
{

class Desk;
class Liveness;

/// Finding, trying, adding and removing accounts of the channels that this program has. Main
/// thread, but for what only reads or computes (channels, channelsFor, validate, withPinned), which
/// any thread may call.
class WorkstationAccountSetup final : public QObject, public AccountSetup
{
    Q_OBJECT
public:
    WorkstationAccountSetup(Desk &desk, Secrets &secrets, const Liveness &liveness);

    QList<ChannelInfo> channels() const override;
    Capabilities capabilities(const QString &channel) override;
    QStringList channelsFor(const QString &typed) const override;
    QFuture<Result<QList<AccountCandidate>>> discover(const QString &channel,
                                                      const QString &address) override;
    Result<void> validate(const QString &channel, const QJsonObject &settings) override;
    QFuture<ProbeOutcome> probe(const Account &account,
                                const QHash<QString, QString> &secrets) override;
    QJsonObject withPinned(const QString &channel, const QJsonObject &settings,
                           const CertificateProblem &certificate) override;
    std::unique_ptr<BrowserSignIn> signIn(const QString &channel,
                                          const QJsonObject &settings) override;
    QFuture<Result<Account>> add(const Account &account,
                                 const QHash<QString, QString> &secrets) override;
    QFuture<Result<void>> remove(const Account &account) override;

private:
    QFuture<QHash<QString, QString>> withKept(const Uid &account, QStringList names,
                                              QHash<QString, QString> secrets);
    QFuture<Result<void>> writeSecrets(const Uid &account, QHash<QString, QString> secrets);

    Desk &m_desk;
    Secrets &m_secrets;
    const Liveness &m_liveness;
};

} // namespace casement
