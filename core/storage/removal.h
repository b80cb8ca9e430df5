// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/storage/store.h"

namespace casement
{

/// Takes messages, conversations, people and sessions out of the workspace as if they had never
/// been there, with all that hangs on them: index entries, bodies, files, notes, drafts, history.
/// Whoever needs that fills the tables temp.gone_message, gone_conversation, gone_person and
/// gone_session (id INTEGER PRIMARY KEY) with what is to go, after beginRemoval() and before
/// removeGone(), in one write.
void beginRemoval(Db &db);
/// A conversation in gone_conversation must have no message outside of gone_message. Accounts and
/// tags stay. Blobs that nothing refers to any more go too.
void removeGone(WriteContext &context);

} // namespace casement
