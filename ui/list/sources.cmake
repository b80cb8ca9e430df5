# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources list/conversationlistmodel.cpp list/conversationlistmodel.h list/viewmembership.cpp list/viewmembership.h
    list/conversationdelegate.cpp list/conversationdelegate.h list/conversationlistview.cpp list/conversationlistview.h
    list/listpane.cpp list/listpane.h list/peoplelist.cpp list/peoplelist.h list/outboxlist.cpp list/outboxlist.h
    list/draftlist.cpp list/draftlist.h list/groupedrowdelegate.cpp list/groupedrowdelegate.h list/rowdelegate.cpp list/rowdelegate.h)
