// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/storage/store.h"

namespace casement
{

// What a conversation's row says of its messages, computed from them as arriving messages would
// have left it (core/desk/pipeline.cpp). For what takes messages away, or moves them.

/// Counts, times, the line of the lists, and the places in the lists of tags and people.
void refreshDerived(Db &db, ConversationId id);

/// The line of the lists says what the newest message says, unless others said it to others or took
/// it back. Where nothing was said to us it is the first thing that was said at all.
void refreshSnippet(Db &db, ConversationId id);

/// Whom the conversation is with, who takes part, and what the index of titles has of it. After
/// refreshDerived().
void refreshParticipants(WriteContext &context, ConversationId id);

} // namespace casement
