// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QHash>
#include <QStringList>
#include <QTemporaryFile>
#include <memory>

namespace casement
{

/// Reads the .tar.gz \a path once from end to end and keeps the files \a wanted (names without
/// folders, in the outermost folder or in one folder of the archive) as temporary files that only
/// this user can read. POSIX.1-2017 pax(1), "ustar Interchange Format".
///
/// KTar is not used: it unpacks all of the archive to the disk before it can be asked what is in
/// it, and believes every size that a header claims. Bounded as ExportSource says; a damaged or
/// hostile archive is refused with one sentence.
[[nodiscard]] Result<QHash<QString, std::shared_ptr<QTemporaryFile>>>
unpackTar(const QString &path, const QStringList &wanted);

} // namespace casement
