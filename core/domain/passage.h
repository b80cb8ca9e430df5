// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/id.h"
#include "core/domain/timestamp.h"

#include <QString>

namespace casement
{

/// More messages than this are not split off at once.
inline constexpr qsizetype longestPassage = 10'000;
/// Of a proposed subject, in UTF-16 code units.
inline constexpr qsizetype longestProposedSubject = 60;

/// What splitting messages off would make.
struct PassageProposal {
    ConversationId conversation; ///< that all of them are in
    qsizetype messages = 0;
    QString subject; ///< the first words of the first one that was said to us; hostile
};

/// A conversation that was split off from another one, as that one shows it.
struct Passage {
    ConversationId conversation;
    QString subject; ///< may be empty
    qsizetype messages = 0;
    Timestamp from; ///< of its first message
    Timestamp until;

    bool operator==(const Passage &) const = default;
};

/// A passage that was split off or put back.
struct MovedPassage {
    AppliedChange change;
    ConversationId conversation; ///< that its messages are in now
};

} // namespace casement
