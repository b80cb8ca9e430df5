# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources search/searchmodel.cpp search/searchmodel.h search/searchview.cpp search/searchview.h)
