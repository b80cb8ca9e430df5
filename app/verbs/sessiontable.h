// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/verbs/verb.h"

namespace casement
{

/// The verbs about collaboration sessions.
[[nodiscard]] QList<VerbSpec> sessionVerbs();

} // namespace casement
