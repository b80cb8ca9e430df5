// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/timestamp.h"

#include <QString>
#include <optional>

namespace casement
{

/// What a fact is about. Stored as its number: never renumber.
enum class FactKind {
    Words = 0,
    Date = 1,         ///< a day that matters to them
    Relationship = 2, ///< to another person of the workspace: "sister of", "introduced us"
};

/// "words", "date", "relationship": the names of the command line.
[[nodiscard]] QString toString(FactKind kind);
[[nodiscard]] std::optional<FactKind> factKindFromString(const QString &text);

/// A day that comes back every year; 29 February may stand without a year.
struct FactDay {
    int month = 0; ///< 0: none
    int day = 0;
    int year = 0; ///< 0: they did not say it

    [[nodiscard]] bool isValid() const;
    bool operator==(const FactDay &) const = default;
};

/// "03-14", or "1987-03-14" where the year is known.
[[nodiscard]] QString toString(const FactDay &day);
/// Reads that form; none for anything else, and for days that there are not.
[[nodiscard]] std::optional<FactDay> factDayFromString(const QString &text);

/// For how long a fact is taken to be true before somebody asks again; 0 is for ever.
inline constexpr int usualReviewMonths = 12;
inline constexpr int soonReviewMonths = 3;
inline constexpr int longestReviewMonths = 120;

/// When a fact that was found true at \a now is asked about again; none: never.
[[nodiscard]] std::optional<Timestamp> reviewAfter(Timestamp now, int months);

inline constexpr qsizetype longestFact = 10'000;
inline constexpr qsizetype longestFactQuote = 10'000;

/// What somebody writes down of a person.
struct FactDraft {
    FactKind kind = FactKind::Words;
    QString text;
    FactDay day = {};      ///< of a Date
    PersonId other = {};   ///< of a Relationship
    MessageId source = {}; ///< the message it comes from; invalid when told otherwise
    QString quote = {};    ///< the passage of it, as it was read there
    int reviewMonths = usualReviewMonths;

    bool operator==(const FactDraft &) const = default;
};

/// Invalid with one sentence when \a draft cannot be kept as it is.
[[nodiscard]] Result<void> checkFact(const FactDraft &draft);

/// Something a person told us, in their words.
struct Fact {
    FactId id;
    PersonId person; ///< about whom it was written, before people were joined
    FactKind kind = FactKind::Words;
    QString text;
    FactDay day;
    PersonId other; ///< as whom they are shown; invalid when they are not here any more
    QString otherName;
    MessageId source; ///< the message it comes from; invalid when told otherwise
    ConversationId sourceConversation;
    std::optional<Timestamp> saidAt; ///< when that message was written
    QString quote;                   ///< the passage; empty when they took the message back
    qsizetype quoteStart = 0;        ///< in UTF-16 code units of the message's text …
    qsizetype quoteEnd = 0;          ///< … both 0 where the passage does not stand there literally
    QString author;                  ///< a colleague's name; may be empty
    Timestamp createdAt;
    std::optional<Timestamp> editedAt;
    std::optional<Timestamp> confirmedAt; ///< when somebody last found it still true
    std::optional<Timestamp> reviewAt;    ///< when to ask "still true?"
    int reviewMonths = usualReviewMonths;

    [[nodiscard]] bool isDue(Timestamp now) const { return reviewAt && *reviewAt <= now; }
    bool operator==(const Fact &) const = default;
};

} // namespace casement
