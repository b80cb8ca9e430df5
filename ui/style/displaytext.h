// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/timestamp.h"

#include <QString>
#include <QStringView>

namespace casement
{

/// Inbound text as one line that cannot disturb what stands around it: without control characters,
/// line ends and bidirectional controls. To be shown as plain text all the same.
[[nodiscard]] QString displayLine(QStringView text);
/// \a text with U+FFFD for what no font draws: private and unassigned characters, single
/// surrogates; controls other than line ends and tabs are left out. Looking for a font for them
/// would read every font there is, which takes seconds.
[[nodiscard]] QString drawableText(const QString &text);
/// displayLine() for a name, with a word in place of an empty one.
[[nodiscard]] QString personLabel(QStringView name);
/// One or two letters for a person's circle.
[[nodiscard]] QString initials(QStringView name);

/// "now", "5 min", "3 h", "2 d", "6 w": how long something has lasted.
[[nodiscard]] QString durationText(std::chrono::milliseconds duration);
/// Hours and minutes, as the user's language writes them.
[[nodiscard]] QString clockTime(const QTime &time);
/// A moment for a list: the time today, the weekday this week, else the date.
[[nodiscard]] QString listTime(Timestamp at, Timestamp now);
/// The full date and time, for tooltips and screen readers.
[[nodiscard]] QString fullTime(Timestamp at);

/// \a text for a menu or a palette row, where & would make a mnemonic.
[[nodiscard]] QString escapedMnemonic(QString text);

} // namespace casement
