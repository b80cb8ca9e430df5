# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources person/consentdialog.cpp person/consentdialog.h person/consentoffer.cpp person/consentoffer.h person/consentwords.cpp person/consentwords.h
    person/detailsdialog.cpp person/detailsdialog.h person/factdialog.cpp person/factdialog.h person/factrow.cpp
    person/factrow.h person/factwords.cpp person/factwords.h person/joindialog.cpp person/joindialog.h
    person/lettersheet.cpp person/lettersheet.h person/likenesswords.cpp person/likenesswords.h person/personpanelview.cpp person/personpanelview.h
    person/personrecords.cpp person/personpicker.cpp person/personpicker.h person/rowbutton.cpp person/rowbutton.h person/splitdialog.cpp
    person/splitdialog.h)
