# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources ask/askdialog.cpp ask/askdialog.h ask/asklistview.cpp ask/asklistview.h ask/askview.cpp ask/askview.h
    ask/askwords.cpp ask/askwords.h ask/voicerow.cpp ask/voicerow.h)
