# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources actions/actionregistry.cpp actions/actionregistry.h actions/actiontable.cpp actions/actiontable.h
    actions/palette.cpp actions/palette.h actions/shortcutsheet.cpp actions/shortcutsheet.h)
