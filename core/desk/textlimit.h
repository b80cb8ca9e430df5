// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QString>

namespace casement
{

/// Invalid when \a text is longer than \a longest UTF-16 code units.
[[nodiscard]] inline Result<void> checkLength(const QString &text, qsizetype longest)
{
    if (text.size() <= longest)
        return {};
    return fail(
        ErrorKind::Invalid,
        QStringLiteral("That is longer than %1 characters; nothing was changed.").arg(longest));
}

} // namespace casement
