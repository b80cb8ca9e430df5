// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/storage/store.h"

#include <QList>
#include <QSet>
#include <optional>

namespace casement
{

/// Accounts whose login is here.
[[nodiscard]] QList<Account> allAccounts(Db &db);
[[nodiscard]] std::optional<Account> accountById(Db &db, AccountId id);
[[nodiscard]] std::optional<Account> accountByUid(Db &db, const Uid &uid);
/// Inserts or updates by uid; an account that was removed comes back with its conversations.
[[nodiscard]] Account saveAccount(WriteContext &context, Account account, bool isSample = false);
void markAccountRemoved(WriteContext &context, AccountId id);
void setAccountPaused(WriteContext &context, AccountId id, bool paused);
void setAccountSuccess(WriteContext &context, AccountId id);
[[nodiscard]] std::optional<Timestamp> accountSuccess(Db &db, AccountId id);
[[nodiscard]] Cursors accountCursors(Db &db, AccountId id);
void saveAccountCursor(WriteContext &context, AccountId id, const QString &stream,
                       const QByteArray &cursor);
/// Lower-cased addresses of all accounts.
[[nodiscard]] QSet<QString> ourAddresses(Db &db);
/// Removes the sample accounts with everything that came in through them, and the people whom only
/// they know.
void removeSample(WriteContext &context);
[[nodiscard]] bool hasSample(Db &db);

} // namespace casement
