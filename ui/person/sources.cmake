# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources person/joindialog.cpp person/joindialog.h person/likenesswords.cpp person/likenesswords.h
    person/personpanelview.cpp person/personpanelview.h person/personpicker.cpp person/personpicker.h
    person/rowbutton.cpp person/rowbutton.h person/splitdialog.cpp person/splitdialog.h)
