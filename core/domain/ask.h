// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/telling.h"
#include "core/domain/timestamp.h"
#include "core/domain/uid.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

namespace casement
{

/// Stored as its number: never renumber.
enum class AskKind { Wish = 0, Problem = 1, Question = 2, Offer = 3, Thanks = 4, Worry = 5 };

/// Stored as its number: never renumber. From Done on it is an end.
enum class AskState {
    Heard = 0,
    Understood = 1,
    Considering = 2,
    Promised = 3,
    Done = 4,
    Declined = 5,
    NotOurs = 6,
    Duplicate = 7,
};

/// Where an ask stands in the ledger: its state, except that an end of which somebody has not heard
/// is Untold. Stored as its number: never renumber.
enum class AskPlace {
    Heard = 0,
    Understood = 1,
    Considering = 2,
    Promised = 3,
    Done = 4,
    Declined = 5,
    NotOurs = 6,
    Duplicate = 7,
    Untold = 8,
};

/// "wish", "not-ours", …: the names of the command line.
[[nodiscard]] QString toString(AskKind kind);
[[nodiscard]] QString toString(AskState state);
[[nodiscard]] QString toString(AskPlace place);
[[nodiscard]] std::optional<AskKind> askKindFromString(const QString &text);
[[nodiscard]] std::optional<AskState> askStateFromString(const QString &text);
[[nodiscard]] std::optional<AskPlace> askPlaceFromString(const QString &text);

/// Every place, in the order of the ledger: what somebody waits to hear, what waits for us, and
/// then what is settled.
[[nodiscard]] QList<AskPlace> askPlaces();

/// Done, declined, not ours or a duplicate: those who asked are to be told.
[[nodiscard]] constexpr bool isEnd(AskState state)
{
    return state >= AskState::Done;
}
/// "No" is said with a reason.
[[nodiscard]] constexpr bool needsReason(AskState state)
{
    return state == AskState::Declined || state == AskState::NotOurs;
}

/// Words of a message, by where they stand in its text.
struct AskQuote {
    MessageId message;
    QString text;
    qsizetype start = 0; ///< in UTF-16 code units of the message's text …
    qsizetype end = 0;   ///< … up to here; the same as start: where they stand is not known

    bool operator==(const AskQuote &) const = default;
};

/// One person who asks, in their own words.
struct AskVoice {
    AskVoiceId id;
    AskId
        ask; ///< to which they were added; another one than it is shown in when that is a duplicate
    PersonId person; ///< as whom they are shown
    QString personName;
    QString language = {}; ///< of the person, else of the message; BCP 47, may be empty
    ConversationId conversation;
    QString channel;
    AskQuote quote; ///< without text once they took their words back
    bool isTakenBack = false;
    Timestamp heardAt;
    VoiceTelling telling = VoiceTelling::Untold;
    std::optional<Timestamp> toldAt = {}; ///< when it was sent, or skipped
    QString toldBy = {};
    QString reason = {}; ///< why they were skipped, or what the outbox says
    OutboxId outbox = {};
    bool isOfEarlierEnd = false; ///< told, but of an end that the ask has been reopened from since

    bool operator==(const AskVoice &) const = default;
};

/// A line of the ledger.
struct AskSummary {
    AskId id;
    QString restated;
    AskKind kind = AskKind::Wish;
    AskState state = AskState::Heard;
    AskPlace place = AskPlace::Heard;
    QString reason = {};
    Timestamp heardAt; ///< when the first of those who ask said it
    Timestamp stateAt;
    qint64 voices = 0; ///< with those of its duplicates
    qint64 untold = 0; ///< of them, who was neither told nor skipped
    AskId duplicateOf = {};
    StaffId owner = {};
    QStringList people = {}; ///< names of the first who said it

    bool operator==(const AskSummary &) const = default;
};

/// What stands in one place of the ledger.
struct AskSection {
    AskPlace place = AskPlace::Heard;
    qint64 count = 0;
    QList<AskSummary> lines; ///< the first of them

    bool operator==(const AskSection &) const = default;
};

/// Something that people asked of us.
struct Ask {
    AskId id;
    Uid uid;
    QString restated; ///< in their words, as somebody here understood them
    AskKind kind = AskKind::Wish;
    AskState state = AskState::Heard;
    AskPlace place = AskPlace::Heard;
    StaffId stateBy;
    QString stateByName = {};
    Timestamp stateAt;
    QString reason = {};
    AskId duplicateOf = {};
    /// The ask whose end its voices hear: itself, or to where duplicates lead in the end.
    AskId root = {};
    StaffId owner = {};
    QString ownerName = {};
    Timestamp createdAt;
    Timestamp heardAt;
    QList<AskVoice> voices = {};       ///< with those of its duplicates, the oldest first
    QList<AskSummary> duplicates = {}; ///< that lead here

    [[nodiscard]] qsizetype settled() const;
    /// At an end, and everybody has heard of it or was skipped for a reason.
    [[nodiscard]] bool isClosed() const;

    bool operator==(const Ask &) const = default;
};

/// A quote in a message, for the mark beside it.
struct AskMark {
    AskId ask;
    AskVoiceId voice;
    AskState state = AskState::Heard;
    QString restated;
    QString quote;
    qsizetype start = 0;
    qsizetype end = 0;

    bool operator==(const AskMark &) const = default;
};

struct AskStep {
    AskState state = AskState::Heard;
    QString reason = {};
    AskId duplicateOf = {};
    QList<AskId> leadsTo = {}; ///< the asks to which duplicateOf leads, itself first
};

/// Whether \a ask may go to \a step: from everywhere to everywhere, but declined and not ours need
/// a reason, and a duplicate another ask that does not lead back.
[[nodiscard]] Result<void> checkAskStep(const Ask &ask, const AskStep &step);
/// Whether \a voice of \a ask may be sent what became of it: at an end, unless something is on its
/// way, waits in the outbox, or told them of this very end.
[[nodiscard]] Result<void> checkTelling(const Ask &ask, const AskVoice &voice);
/// Whether \a voice of \a ask may be passed over.
[[nodiscard]] Result<void> checkSkipping(const Ask &ask, const AskVoice &voice,
                                         const QString &reason);

/// A first draft of what somebody is told: their \a quote, and what became of it, in \a language
/// where there is a text (en, de, fr, es, pl), else in English. Empty where \a state is no end.
[[nodiscard]] QString askAnswer(AskState state, const QString &quote, const QString &reason,
                                const QString &language);

} // namespace casement
