// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/verbs/context.h"

namespace casement
{

class Workstation;

/// Runs a verb of this process on a thread, with the event loop of the calling (main) thread, and
/// serves other processes until both are done. Gives the exit code.
[[nodiscard]] int runHeadless(Workstation &workstation, const VerbRequest &request);

/// Serves what other processes handed over to its end, and cancels what would not end by itself.
void finishServing(Workstation &workstation);

} // namespace casement
