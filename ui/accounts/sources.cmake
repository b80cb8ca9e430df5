# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources accounts/accountdialog.cpp accounts/accountdialog.h accounts/accountform.cpp accounts/accountform.h
    accounts/accountsdialog.cpp accounts/accountsdialog.h accounts/certificatepage.cpp accounts/certificatepage.h accounts/pemrow.cpp
    accounts/pemrow.h accounts/serverform.cpp accounts/serverform.h accounts/signinpage.cpp accounts/signinpage.h)
