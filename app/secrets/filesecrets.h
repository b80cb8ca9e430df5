// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/secrets.h"

#include <QJsonObject>

namespace casement
{

/// Secrets in a file that only this user can read, for tests and headless use: a JSON object of
/// accounts' uids, each an object of names. Main thread.
class FileSecrets final : public Secrets
{
public:
    explicit FileSecrets(const QString &path);

    /// Forbidden when others can read the file; Invalid when it is no JSON object. A missing file
    /// is empty.
    QFuture<Result<QString>> read(const Uid &account, const QString &name) override;
    QFuture<Result<void>> write(const Uid &account, const QString &name,
                                const QString &secret) override;
    QFuture<Result<void>> remove(const Uid &account) override;

private:
    [[nodiscard]] Result<QJsonObject> load() const;
    [[nodiscard]] Result<void> save(const QJsonObject &secrets) const;

    QString m_path;
};

} // namespace casement
