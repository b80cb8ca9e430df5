// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/secrets.h"

#include <QObject>

namespace casement
{

/// Secrets in the desktop's keychain: Secret Service, KWallet, or what the system has. Never falls
/// back to anything that is not a keychain. One entry an account, a JSON object of names, so that
/// removing an account leaves none behind. Main thread.
class KeychainSecrets final : public QObject, public Secrets
{
    Q_OBJECT
public:
    using QObject::QObject;

    QFuture<Result<QString>> read(const Uid &account, const QString &name) override;
    QFuture<Result<void>> write(const Uid &account, const QString &name,
                                const QString &secret) override;
    QFuture<Result<void>> remove(const Uid &account) override;

private:
    QFuture<Result<QByteArray>> readEntry(const Uid &account);
    QFuture<Result<void>> writeEntry(const Uid &account, const QByteArray &entry);
};

} // namespace casement
