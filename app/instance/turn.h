// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/instance/handover.h"
#include "app/instance/workspacelock.h"

#include <chrono>
#include <memory>
#include <variant>

namespace casement
{

/// Either this process has the workspace now, or the one that has it did what was asked, with this
/// exit code.
using Turn = std::variant<std::unique_ptr<WorkspaceLock>, int>;

/// Takes the workspace in \a folder, or hands \a request to the process that has it. A process that
/// can do neither (it is just starting or ending, or cannot raise a window) is waited for, for \a
/// patience, with a sentence on standard error; then Busy.
[[nodiscard]] Result<Turn> takeTurn(const QString &folder, const Handover &request,
                                    std::chrono::milliseconds patience = std::chrono::seconds(10));

} // namespace casement
