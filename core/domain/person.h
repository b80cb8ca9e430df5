// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/consent.h"
#include "core/domain/conversation.h"
#include "core/domain/fact.h"
#include "core/domain/id.h"
#include "core/domain/timestamp.h"
#include "core/domain/writingtime.h"

#include <QList>
#include <QString>
#include <optional>

namespace casement
{

struct Identity {
    IdentityId id;
    PersonId person; ///< whose it was before people were joined
    Address address;
    QString source; ///< where it came from, for people: "wrote to hello@example.org"
    Timestamp firstSeenAt;

    bool operator==(const Identity &) const = default;
};

/// Why two people may be one, the most certain first. A likeness of names is never a reason alone.
enum class MatchReason {
    VerifiedLink, ///< a page that both are vouched to have, or that their server found to link back
    SaidAddress,  ///< one of them named the other's address
    SameHandle,   ///< they are called the same on their channels: a hint
    SimilarName,
};

/// Where an address was named; what can be relied on most first.
enum class MatchPlace { Address, VerifiedLink, Profile, Signature, Words };

/// "verified-link", "said-address", …: the names of the command line.
[[nodiscard]] QString toString(MatchReason reason);
[[nodiscard]] QString toString(MatchPlace place);

struct MatchEvidence {
    MatchReason reason = MatchReason::SimilarName;
    QString value; ///< the page, address, handle or name that they have in common; hostile
    MatchPlace place = MatchPlace::Address;
    MessageId message; ///< that says so; invalid when none does
    ConversationId conversation;
    bool isTheirs = false; ///< it was the other one who named our person's address

    bool operator==(const MatchEvidence &) const = default;
};

/// Somebody who may be the same person as another.
struct PersonSuggestion {
    PersonId person;
    QString name;
    Address address; ///< of one identity, to tell namesakes apart
    QList<MatchEvidence> evidence;

    bool operator==(const PersonSuggestion &) const = default;
};

struct SuggestedPair {
    PersonSuggestion person; ///< without evidence
    PersonSuggestion other;
};

/// What staff said of two people. Stored as its number: never renumber.
enum class PersonVerdict {
    None = 0,
    NotTheSame = 1, ///< for ever
    Later = 2,      ///< do not ask for a while
};

/// Which fields the survivor of a join takes over from the other one.
struct JoinChoice {
    bool name = false;
    bool pronouns = false;
    bool howWeMet = false;
    bool language = false;
    bool zone = false;

    bool operator==(const JoinChoice &) const = default;
};

/// Somebody who was joined with another, and what taking them apart brings back.
struct PersonJoin {
    PersonId person;   ///< who becomes a person of their own again
    PersonId survivor; ///< with whom they were joined
    QString name;
    QString survivorName;
    Timestamp joinedAt;
    QString joinedBy; ///< a colleague's name; may be empty
    QList<Address> addresses;
    qint64 facts = 0;
    qint64 sessions = 0;
    qint64 conversations = 0;
    /// Of the survivor, what the join wrote over and a split writes back; none where it does not.
    std::optional<QString> nameBefore;
    std::optional<QString> pronounsBefore;
    std::optional<QString> howWeMetBefore;
    std::optional<QString> languageBefore;
    std::optional<QString> zoneBefore;
    qint64 record = 0; ///< orders joins by when they were made

    bool operator==(const PersonJoin &) const = default;
};

/// A row of the people list.
struct PersonSummary {
    PersonId id;
    QString name;
    QString address; ///< of one identity, to tell namesakes apart
    Timestamp lastMessageAt;
};

struct SessionRef {
    SessionId id;
    QString title;
    QString state;
    std::optional<Timestamp> startsAt;

    bool operator==(const SessionRef &) const = default;
};

/// Everything the person panel shows.
struct PersonPanel {
    PersonId id;
    Uid uid;
    QString name;
    QString pronouns;
    QString language; ///< BCP 47
    QByteArray zone;  ///< IANA id; empty when unknown
    QString howWeMet;
    IdentityId preferred;     ///< where they like to be written to; invalid: never said
    MessageId preferredProof; ///< in which they said so; may be invalid
    ConversationId preferredConversation;
    QuietHours quiet;
    QList<PersonId> members; ///< everybody who is shown as this person, first the person
    QList<Identity> identities;
    QList<PersonSuggestion> suggestions;
    bool canBeSplit = false; ///< see People::joins()
    QList<Fact> facts;
    QList<ConsentEntry> consents; ///< everything they answered, the oldest first
    QList<SessionRef> sessions;
    QList<ConversationSummary> conversations; ///< the newest, all channels
    bool hasMoreConversations = false;
    std::optional<Timestamp> firstMessageAt;
    QList<ConversationId> waiting; ///< conversations in which this person waits for us

    bool operator==(const PersonPanel &) const = default;
};

} // namespace casement
