// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/outbox.h"
#include "core/storage/sqlite.h"

namespace casement
{

/// Where one person is written to, when it is we who begin.
struct LetterPlan {
    Draft draft; ///< without a text; its recipients, visibility and what it answers are set
    QString channel;
    Timestamp basis;    ///< the newest words of theirs there; see Draft::basis
    QString impediment; ///< not empty: why they cannot be written to from here, and what to do
};

/// Where whom \a person is shown as is written to: by the address that they prefer, in what they
/// said there last; else where they spoke last, to them alone rather than into a room; else by
/// mail. \a subject is that of a mail which answers nothing.
[[nodiscard]] LetterPlan letterPlan(Db &db, PersonId person, const QString &subject);

/// What became of the outbox item \a uid (OutboxState): of a text in parts that of the first part
/// which is not out. Accepted where the item is on another desk.
[[nodiscard]] qint64 sendingOf(Db &db, const Uid &uid);

} // namespace casement
