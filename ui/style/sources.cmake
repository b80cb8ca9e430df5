# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources style/metrics.h style/colors.cpp style/colors.h style/icons.cpp style/icons.h
    style/appearance.cpp style/appearance.h style/casementstyle.cpp style/casementstyle.h style/elidedlabel.cpp style/elidedlabel.h
    style/emptystate.cpp style/emptystate.h style/toast.cpp style/toast.h style/displaytext.cpp style/displaytext.h
    style/plainlabel.cpp style/plainlabel.h
    style/savefile.cpp style/savefile.h)
