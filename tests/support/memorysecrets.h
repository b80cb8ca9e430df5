// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/secrets.h"

#include <QHash>

namespace casement
{

/// Secrets in memory, of one account.
class MemorySecrets final : public Secrets
{
public:
    MemorySecrets() = default;
    explicit MemorySecrets(const QHash<QString, QString> &given) : values(given) {}

    QFuture<Result<QString>> read(const Uid &, const QString &name) override
    {
        const auto found = values.constFind(name);
        return QtFuture::makeReadyValueFuture(
            found == values.cend()
                ? Result<QString>(fail(ErrorKind::NotFound, QStringLiteral("There is none.")))
                : Result<QString>(*found));
    }
    QFuture<Result<void>> write(const Uid &, const QString &name, const QString &secret) override
    {
        values.insert(name, secret);
        return QtFuture::makeReadyValueFuture(Result<void>());
    }
    QFuture<Result<void>> remove(const Uid &) override
    {
        values.clear();
        return QtFuture::makeReadyValueFuture(Result<void>());
    }

    QHash<QString, QString> values;
};

} // namespace casement
