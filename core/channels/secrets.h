// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/uid.h"

#include <QFuture>
#include <QString>

namespace casement
{

/// Where passwords and tokens are kept: the desktop's keychain, or a file with mode 0600 for tests
/// and headless use. Nothing of it is ever written into the workspace, a log, or an argument list.
class Secrets
{
public:
    Secrets() = default;
    virtual ~Secrets() = default;
    Secrets(const Secrets &) = delete;
    Secrets &operator=(const Secrets &) = delete;

    /// \a name tells several secrets of one account apart ("password", "smtp-password").
    /// NotFound when there is none.
    virtual QFuture<Result<QString>> read(const Uid &account, const QString &name) = 0;
    virtual QFuture<Result<void>> write(const Uid &account, const QString &name,
                                        const QString &secret) = 0;
    /// Removes all secrets of \a account; removing what is not there is no error.
    virtual QFuture<Result<void>> remove(const Uid &account) = 0;
};

} // namespace casement
