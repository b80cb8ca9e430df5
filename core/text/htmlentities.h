// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>

namespace casement
{

inline constexpr qsizetype longestEntityName = 8;

/// The character that HTML 4 (section 24) or XML gives the name \a name, case-sensitive; 0 when
/// there is none.
[[nodiscard]] char16_t entityNamed(QStringView name);

} // namespace casement
