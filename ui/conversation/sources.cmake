# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources conversation/attachmentactions.cpp conversation/attachmentactions.h
    conversation/attachmentfetch.cpp conversation/attachmentfetch.h
    conversation/conversationheader.cpp conversation/conversationheader.h conversation/conversationrecords.cpp conversation/conversationview.cpp conversation/conversationview.h
    conversation/findbar.cpp conversation/findbar.h
    conversation/flowlayout.cpp conversation/flowlayout.h conversation/messagebody.cpp conversation/messagebody.h
    conversation/messagecard.cpp conversation/messagecard.h conversation/messagetext.cpp conversation/messagetext.h
    conversation/messageloader.cpp conversation/messageloader.h conversation/messagereader.cpp conversation/messagereader.h
    conversation/originaldialog.cpp conversation/originaldialog.h conversation/passagedialog.cpp conversation/passagedialog.h
    conversation/persontimelineview.cpp conversation/persontimelineview.h conversation/safedocument.cpp conversation/safedocument.h
    conversation/timeline.cpp conversation/timeline.h conversation/timelineinput.cpp
    conversation/tints.cpp conversation/tints.h conversation/versionsdialog.cpp conversation/versionsdialog.h conversation/words.cpp conversation/words.h)
list(APPEND ui_links Qt6::Network Qt6::Concurrent KF6::SyntaxHighlighting)
