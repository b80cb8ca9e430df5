// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/heldrecord.h"
#include "core/storage/store.h"

#include <optional>

namespace casement
{

/// Every row that speaks of whom \a person is shown as, with what others said left out; none when
/// nobody is. In a write, though it leaves the workspace as it is: it needs tables of its own for
/// the time.
[[nodiscard]] std::optional<HeldRecord> heldRecord(WriteContext &context, PersonId person);

/// What stands in the place of words of somebody else.
inline constexpr auto notTheirs = "[…]";

} // namespace casement
