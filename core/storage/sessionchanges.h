// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/session.h"
#include "core/storage/changelog.h"
#include "core/storage/store.h"

#include <QCborArray>

namespace casement
{

// What follows from a write to a session. Its typed lines and its index of words are derived from
// its registers, also where an undo writes them.

[[nodiscard]] bool isOfSession(Register reg);
/// After (\a reg, \a row, \a second) was written: what is derived, and who is told about it.
void refreshSession(WriteContext &context, Register reg, qint64 row, qint64 second);
/// After the state of an outbox item was written: the sessions to which it invites, or of which it
/// reports.
void announceSessionsOfItem(WriteContext &context, OutboxId item);
/// Whether an undo of \a writes may write \a before over \a after. What was sent is not unsaid: of
/// what is not out yet this takes the outbox item back. What a session needs for the state that it
/// has stays.
[[nodiscard]] bool mayTakeBackOfSession(WriteContext &context, const QCborArray &writes,
                                        Register reg, qint64 row, qint64 second,
                                        const QCborArray &before, const QCborArray &after);

/// Before the words of \a message are purged: lines of notebooks that say nothing but them, and
/// link to it or stand in a session that it inspired, lose them, also in the history.
void purgeLinesFrom(WriteContext &context, MessageId message);
/// Before messages, people and sessions (temp.gone_…) are removed: what hangs on them.
void removeGoneOfSessions(WriteContext &context);

} // namespace casement
