// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/verbs/verb.h"

namespace casement
{

/// `account add CHANNEL` for every channel but email, whose servers want options of their own: made
/// from what the channels say of themselves, as the dialog is.
[[nodiscard]] QList<VerbSpec> accountAddVerbs();

} // namespace casement
