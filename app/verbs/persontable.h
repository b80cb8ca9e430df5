// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/verbs/verb.h"

namespace casement
{

/// The verbs about what is known of people, what they agreed to, and how they like to be written
/// to.
[[nodiscard]] QList<VerbSpec> personRecordVerbs();

} // namespace casement
