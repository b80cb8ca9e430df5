// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/instance/handover.h"

#include <QString>
#include <expected>

namespace casement
{

enum class NotHandedOver {
    Nobody, ///< there is no such process, or it takes no more: nothing was done, and it may be
            ///< asked again
    Moved,  ///< it had begun, and ends now: what never ends by itself goes on elsewhere
};

/// Hands \a request to the process that listens at \a path and lends it this process' standard
/// streams until it is done. Gives the exit code, or why there is none. Blocks; needs no event
/// loop.
[[nodiscard]] std::expected<int, NotHandedOver> handOver(const QString &path,
                                                         const Handover &request);

} // namespace casement
