# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources settings/preferences.cpp settings/preferences.h settings/settingsdialog.cpp settings/settingsdialog.h)
