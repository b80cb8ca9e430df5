# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources session/notebookeditor.cpp session/notebookeditor.h session/sessionlistview.cpp session/sessionlistview.h
    session/sessionview.cpp session/sessionview.h)
