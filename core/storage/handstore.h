// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/message.h"
#include "core/storage/store.h"

namespace casement
{

/// Under which what \a person (invalid: somebody new with that \a name) says by hand is known.
/// NotFound when there is no such person.
[[nodiscard]] Result<Address> handIdentity(WriteContext &context, PersonId person,
                                           const QString &name);
/// Lets words of \a account join \a conversation, of whatever channel; returns the key to say it
/// with.
[[nodiscard]] QString joinByHand(WriteContext &context, const Account &account,
                                 ConversationId conversation);
[[nodiscard]] MessageId newestHandMessage(Db &db, AccountId account);

} // namespace casement
