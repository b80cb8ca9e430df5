// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "core/domain/timestamp.h"

#include <QString>
#include <optional>

namespace casement
{

/// How something was said to one person. Stored as its number: never renumber.
enum class TellingWay {
    None = 0,
    Outbox = 1,    ///< an outbox item says it, and what became of it is what became of this
    Skipped = 2,   ///< it is not said, for a reason
    Otherwise = 3, ///< it was said without us sending anything: on the telephone, at the door
};

/// What became of telling one person. Where something was sent, this is what became of the outbox
/// item, which is the only truth about it.
enum class VoiceTelling {
    Untold,   ///< nothing was sent, or it was taken back
    OnItsWay, ///< held, queued or being sent
    Told,     ///< their server has it
    NeedsYou, ///< it stopped in the outbox for somebody to look at
    Failed,
    Unknown, ///< the answer was lost: somebody has to check
    Skipped, ///< for a reason
};

/// "untold", "on-its-way", …: the names of the command line.
[[nodiscard]] QString toString(VoiceTelling telling);

/// What became of it; \a sending is the state of the outbox item where there is one (OutboxState).
[[nodiscard]] VoiceTelling tellingOf(TellingWay way, qint64 sending);

[[nodiscard]] constexpr bool isSettled(VoiceTelling telling)
{
    return telling == VoiceTelling::Told || telling == VoiceTelling::Skipped;
}

/// Something that is said to one person, and what became of it.
struct Telling {
    VoiceTelling telling = VoiceTelling::Untold;
    std::optional<Timestamp> at = {}; ///< when it was sent, said or skipped
    QString by = {};
    QString reason = {};  ///< why they were skipped, how it was said, or what the outbox says
    OutboxId outbox = {}; ///< invalid where nothing was sent from here

    bool operator==(const Telling &) const = default;
};

} // namespace casement
