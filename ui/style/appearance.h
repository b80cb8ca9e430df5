// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QApplication;

namespace casement
{

enum class Theme { System, Light, Dark };

/// Sets our style, icon and palette once, before the first window.
void installAppearance(QApplication &application);
/// The interface in the user's language; English too, for its plural forms. Before the first
/// window.
void installTranslations(QApplication &application);
/// Changes between light, dark and what the desktop says.
void applyTheme(Theme theme);

} // namespace casement
