// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/verbs/verb.h"

#include <QList>

namespace casement
{

/// The verbs of what is promised.
[[nodiscard]] QList<VerbSpec> promiseVerbs();

} // namespace casement
