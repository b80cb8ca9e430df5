// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/promise.h"

#include <QDateTime>
#include <QString>
#include <QStringView>
#include <optional>

namespace casement
{

/// By when \a text says that something is due, seen from \a now and in its zone: what
/// parseSnoozeText() reads, and what people say of deadlines, in English and in \a language (de,
/// fr, es, pl; others are read as English): "by friday", "end of the week", "bis Ende des Monats",
/// "za dwa tygodnie". None when it is not understood.
///
/// A week ends on Friday, from Saturday on on Sunday; "next week" is that week's Friday, "next
/// month" its last day.
[[nodiscard]] std::optional<PromiseDue> parseDueText(const QString &text, const QString &language,
                                                     const QDateTime &now);

/// Words of a sentence that say by when, and what they mean.
struct DueWords {
    qsizetype start = 0; ///< in UTF-16 code units
    qsizetype length = 0;
    PromiseDue due;

    bool operator==(const DueWords &) const = default;
};

/// The first words of \a sentence that name a day: with a word before them that makes them a
/// deadline ("by", "in", "bis", …), or a day that is nothing else ("tomorrow", "Friday").
[[nodiscard]] std::optional<DueWords> findDue(QStringView sentence, const QString &language,
                                              const QDateTime &now);

} // namespace casement
