# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources person/personpanelview.cpp person/personpanelview.h person/personpicker.cpp person/personpicker.h
    person/rowbutton.cpp person/rowbutton.h)
