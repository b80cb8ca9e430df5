// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/heldrecord.h"

#include <QByteArray>
#include <QString>

namespace casement
{

/// \a record as a page that the person can read, in their language where there are words for it
/// (en, de, fr, es, pl), else in English: one HTML document without anything active or remote, in
/// which everything that somebody wrote is only text. What has no words of its own is counted, and
/// stands in the JSON.
[[nodiscard]] QByteArray letterPage(const HeldRecord &record);

/// The whole of \a record as JSON: `about`, `made_at`, `files`, and under `tables` each row.
[[nodiscard]] QByteArray letterJson(const HeldRecord &record);

/// Makes \a folder, readable by us alone, with the page and the JSON in it; the files go to its
/// folder "files". Invalid when it is there already.
[[nodiscard]] Result<void> beginLetter(const QString &folder, const HeldRecord &record);
/// Writes \a bytes as a whole or not at all, readable by us alone.
[[nodiscard]] Result<void> writeLetterFile(const QString &path, const QByteArray &bytes);

} // namespace casement
