// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QLockFile>
#include <QString>

namespace casement
{

/// One process per workspace: SQLite's write-ahead log of the versions we run on does not survive
/// two that checkpoint.
class WorkspaceLock final
{
public:
    /// \a folder must exist.
    explicit WorkspaceLock(const QString &folder);

    /// Takes the lock; one that a killed process left behind is taken over. Busy: another process
    /// has it.
    [[nodiscard]] Result<void> tryTake();
    /// The process that has it, for people: "process 4711", or empty when it cannot be told.
    [[nodiscard]] QString holder() const;

private:
    QString m_folder;
    QLockFile m_file;
};

/// Where the process that has the workspace in \a folder listens: in the folder itself, or, where
/// that path is longer than the system allows for a socket, in the user's runtime folder under a
/// name made of the folder's path.
[[nodiscard]] QString workspaceSocketPath(const QString &folder);

} // namespace casement
