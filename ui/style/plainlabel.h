// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>

namespace casement
{

/// A label that shows \a text as it stands, never as rich text, in as many lines as it takes.
[[nodiscard]] QLabel *plainLabel(const QString &text, QWidget *parent);

} // namespace casement
