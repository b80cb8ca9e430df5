// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <array>
#include <optional>

namespace casement
{

/// The beginning of a message in a WhatsApp export, in any language: date and time as they stand
/// there, and where the rest begins.
///
///     31/12/2023, 23:59 - Ann: words             Android
///     [31.12.23, 11:59:07 PM] Ann: words         iOS
struct WhatsAppHeader {
    std::array<int, 3> date{};   ///< the three numbers in their order
    std::array<int, 3> digits{}; ///< how many digits each is written with
    char16_t separator = u'/';   ///< behind the first number
    int hour = 0;                ///< 0 to 23
    int minute = 0;
    int second = 0;
    bool hasHalf = false;     ///< AM or PM, in whatever language
    bool isBracketed = false; ///< the iOS form
    qsizetype end = 0;        ///< where author and words begin

    bool operator==(const WhatsAppHeader &) const = default;
};

/// None when \a line does not begin a message: then it continues the one before it.
[[nodiscard]] std::optional<WhatsAppHeader> whatsAppHeader(QStringView line);

/// Characters without a shape that WhatsApp puts around names, times and its own words: marks and
/// controls of direction, joiners, the byte order mark.
[[nodiscard]] bool isInvisibleMark(QChar c);
[[nodiscard]] QString withoutMarks(QStringView text);

} // namespace casement
