// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace casement
{

/// \a text as a language tag (BCP 47) in its usual case: "de", "pt-BR", "zh-Hans"; empty when it
/// is none. What subtags mean is not looked up; private and grandfathered tags ("x-…", "i-…") are
/// no language that a reader could be told.
[[nodiscard]] QString languageTag(const QString &text);

} // namespace casement
