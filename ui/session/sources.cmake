# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources session/agendalist.cpp session/agendalist.h session/linelist.cpp session/linelist.h
    session/notebookeditor.cpp session/notebookeditor.h session/outcomelist.cpp session/outcomelist.h
    session/participantrow.cpp session/participantrow.h session/recordfile.cpp session/recordfile.h
    session/sessionframe.cpp session/sessionframe.h session/sessionlistview.cpp session/sessionlistview.h
    session/sessionsteps.cpp session/sessionsteps.h session/sessionview.cpp session/sessionview.h
    session/sessionviewparts.cpp session/sessionwords.cpp session/sessionwords.h session/wheel.cpp session/wheel.h)
