# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources firstrun/firstrunpage.cpp firstrun/firstrunpage.h firstrun/samplebanner.cpp firstrun/samplebanner.h)
