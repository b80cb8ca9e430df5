// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QWidget;

namespace casement
{

/// Turning the wheel over \a field scrolls the page that it is on; nothing is chosen by it.
void leaveWheelToPage(QWidget *field);

} // namespace casement
