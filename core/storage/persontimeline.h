// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/storage/store.h"

#include <optional>

namespace casement
{

/// What \a person (everybody who is shown as them) and we said to each other, on every channel and
/// in the order of time, with the notes of their conversations: the newest \a limit older than
/// \a before, oldest first, under a heading wherever the conversation changes. What they said to
/// others, which came only as context, is not in it; of what we said in company only what was
/// addressed to them.
[[nodiscard]] TimelinePage personTimeline(Db &db, PersonId person, std::optional<PageKey> before,
                                          int limit);

/// What we sent to \a person: addressed to them, or said where nobody else takes part.
[[nodiscard]] QList<MessageId> messagesTo(Db &db, PersonId person);

/// Queries of personTimeline(), for a test of their plans.
[[nodiscard]] QList<const char *> personTimelineLookups();

} // namespace casement
