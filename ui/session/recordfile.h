// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/sessionrecord.h"

namespace casement
{

/// Writes \a record to \a path, in the form that its end names: .md, .html or .pdf, else Markdown.
/// What stood there is replaced whole, or stays. Storage when that fails. Nothing is loaded for it.
[[nodiscard]] Result<void> writeRecord(const SessionRecord &record, const QString &path);

} // namespace casement
