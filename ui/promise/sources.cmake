# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND ui_sources promise/duefield.cpp promise/duefield.h promise/promisedialog.cpp promise/promisedialog.h
    promise/promiseline.cpp promise/promiseline.h promise/promiselistview.cpp promise/promiselistview.h
    promise/promiseview.cpp promise/promiseview.h promise/promisewords.cpp promise/promisewords.h)
