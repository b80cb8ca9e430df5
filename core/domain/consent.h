// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "core/domain/timestamp.h"

#include <QList>
#include <QString>
#include <array>
#include <optional>

namespace casement
{

/// What somebody can agree to. Stored as its number: never renumber.
enum class ConsentKind {
    Answer = 0,
    ContactFirst = 1,
    Invite = 2,
    QuoteByName = 3,
    QuoteAnonymously = 4,
    KeepNotes = 5,
};
inline constexpr std::array consentKinds{ConsentKind::Answer,           ConsentKind::ContactFirst,
                                         ConsentKind::Invite,           ConsentKind::QuoteByName,
                                         ConsentKind::QuoteAnonymously, ConsentKind::KeepNotes};

/// Stored as its number: never renumber.
enum class ConsentAnswer {
    Unknown = 0, ///< asked and not answered, or what was said before does not hold any more
    Yes = 1,
    No = 2,
};

/// "answer", "contact-first", …; "yes", "no", "unknown": the names of the command line.
[[nodiscard]] QString toString(ConsentKind kind);
[[nodiscard]] QString toString(ConsentAnswer answer);
[[nodiscard]] std::optional<ConsentKind> consentKindFromString(const QString &text);
[[nodiscard]] std::optional<ConsentAnswer> consentAnswerFromString(const QString &text);

inline constexpr qsizetype longestConsentBasis = 2'000;

/// What somebody answered once. Entries are only ever added; the newest of a kind is what holds.
struct ConsentEntry {
    ConsentId id;
    PersonId person; ///< who said it, before people were joined
    ConsentKind kind = ConsentKind::Answer;
    ConsentAnswer answer = ConsentAnswer::Unknown;
    QString basis;   ///< how we know, in words
    MessageId proof; ///< in which they said it; may be invalid
    ConversationId proofConversation;
    std::optional<Timestamp> saidAt; ///< when that message was written
    QString author;                  ///< the colleague who wrote it down; may be empty
    Timestamp at;                    ///< when it was written down

    bool operator==(const ConsentEntry &) const = default;
};

/// What holds for one kind: none when nobody was asked.
using ConsentState = std::optional<ConsentEntry>;

/// What holds of \a entries of one person, or of several who are joined: the newest of each one,
/// and of these the strictest (no before unknown before yes; who was never asked does not count).
/// Entries are in the order in which they were made.
[[nodiscard]] ConsentState currentConsent(const QList<ConsentEntry> &entries, ConsentKind kind);

/// What is known of a person beside what they agreed to.
struct ConsentContext {
    bool hasWritten = false; ///< to us, on any channel
    bool tookPart = false;   ///< came to a session
    bool isStranger = false; ///< nothing was ever said between us
};

enum class ConsentReason {
    SaidYes,
    SaidNo,
    NeverSaidNo, ///< what needs no asking: answering, and notes
    WroteBefore,
    TookPart,
    Stranger, ///< a first letter to somebody of whom nothing is here
    NotAsked, ///< it needs a yes, and there is none
};

/// Whether something may be done with somebody, and why.
struct ConsentCheck {
    ConsentKind kind = ConsentKind::Answer;
    bool isAllowed = false;
    ConsentReason reason = ConsentReason::NotAsked;
    ConsentState entry; ///< what they said, where that decided
    PersonId person;
    QString name; ///< as they write it; hostile

    bool operator==(const ConsentCheck &) const = default;
};

/// The rules: answering and notes unless they said no; writing first to who wrote before, or said
/// yes; inviting who wrote before, took part, or said yes; quoting only who said yes. A no is
/// always a no.
[[nodiscard]] ConsentCheck checkConsent(ConsentKind kind, const ConsentState &state,
                                        const ConsentContext &context);

/// Why \a check refuses, as one English sentence for Error::detail.
[[nodiscard]] QString refusalOf(const ConsentCheck &check);

} // namespace casement
