# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources composer/blanks.cpp composer/blanks.h composer/composer.cpp composer/composer.h composer/composerpane.cpp composer/composerpane.h
    composer/draftkeeper.cpp composer/draftkeeper.h composer/languagebutton.cpp composer/languagebutton.h composer/lengthmeter.cpp composer/lengthmeter.h composer/markdowneditor.cpp composer/markdowneditor.h
    composer/markdownhighlighter.cpp composer/markdownhighlighter.h composer/newmessagedialog.cpp composer/newmessagedialog.h composer/notecomposer.cpp composer/notecomposer.h
    composer/outgoingpreview.cpp composer/outgoingpreview.h composer/replycomposer.cpp composer/replycomposer.h composer/undobar.cpp composer/undobar.h)
list(APPEND ui_links KF6::SonnetCore Qt6::Concurrent)
