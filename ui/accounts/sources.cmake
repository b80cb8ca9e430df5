# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources accounts/accountdialog.cpp accounts/accountdialog.h accounts/accountsdialog.cpp accounts/accountsdialog.h
    accounts/certificatepage.cpp accounts/certificatepage.h accounts/serverform.cpp accounts/serverform.h)
