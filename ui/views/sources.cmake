# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources views/viewtarget.h views/viewlistmodel.cpp views/viewlistmodel.h views/viewlist.cpp views/viewlist.h)
