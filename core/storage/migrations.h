// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

namespace casement
{

class Db;

/// Brings the open workspace to the newest schema: each numbered migration in a transaction of its
/// own, which also sets `user_version`. A newer file is refused and not touched (NewerSchema).
[[nodiscard]] Result<void> migrate(Db &db);

/// The schema that this program writes.
[[nodiscard]] int newestSchema();

} // namespace casement
