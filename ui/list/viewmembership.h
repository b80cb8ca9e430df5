// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"

namespace casement
{

/// Whether the row belongs to the view: the same answer as the store's SQL (a test compares them
/// over all views), known here as well so that a list can be right before the store has answered. A
/// person's list knows only whom a conversation is with.
[[nodiscard]] bool viewContains(const ViewQuery &query, const ConversationSummary &row, StaffId me);

/// Whether \a a stands above \a b in that list.
[[nodiscard]] bool standsAbove(const ViewQuery &query, const ConversationSummary &a,
                               const ConversationSummary &b);

} // namespace casement
