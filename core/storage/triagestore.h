// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/storage/store.h"

#include <QList>
#include <QString>

namespace casement
{

[[nodiscard]] QList<Tag> allTags(Db &db);
/// The tag with this name (without regard to case), made with a colour of the palette if there is
/// none.
[[nodiscard]] Tag ensureTag(WriteContext &context, const QString &name);
[[nodiscard]] QList<Staff> allStaff(Db &db);
[[nodiscard]] Staff ensureStaff(WriteContext &context, const QString &name);
/// Names the person at this desk.
void renameMe(WriteContext &context, const QString &name);

/// A new note that nobody sees yet: the change that shows it (Register::NoteDeleted) is what undo
/// takes back.
[[nodiscard]] NoteId addHiddenNote(WriteContext &context, ConversationId id, StaffId author,
                                   const QString &body, Timestamp at);
/// Invalid when there is no such note.
[[nodiscard]] ConversationId conversationOfNote(Db &db, NoteId id);

/// Snoozed conversations whose time has come, earliest first.
[[nodiscard]] QList<ConversationId> conversationsToWake(Db &db, Timestamp now);
[[nodiscard]] std::optional<Timestamp> nextSnoozeEnd(Db &db);
/// Marks the words of theirs as opened on this desk; says whether something changed.
[[nodiscard]] bool markConversationRead(WriteContext &context, ConversationId id);
/// The same for their words up to and including \a until; never makes anything unread again.
[[nodiscard]] bool markConversationRead(WriteContext &context, ConversationId id, Timestamp until);

} // namespace casement
