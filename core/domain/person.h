// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/domain/id.h"
#include "core/domain/timestamp.h"

#include <QList>
#include <QString>
#include <optional>

namespace casement
{

struct Identity {
    IdentityId id;
    PersonId person;
    Address address;
    QString source; ///< where it came from, for people: "wrote to hello@example.org"
    Timestamp firstSeenAt;

    bool operator==(const Identity &) const = default;
};

/// Something a person told us, in their words.
struct Fact {
    FactId id;
    QString text;
    MessageId source; ///< the message it comes from; invalid when told otherwise
    ConversationId sourceConversation;
    std::optional<Timestamp> saidAt; ///< when that message was written
    Timestamp createdAt;
    std::optional<Timestamp> reviewAt; ///< when to ask "still true?"

    bool operator==(const Fact &) const = default;
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
    QList<Identity> identities;
    QList<Fact> facts;
    QList<SessionRef> sessions;
    QList<ConversationSummary> conversations; ///< the newest, all channels
    bool hasMoreConversations = false;
    std::optional<Timestamp> firstMessageAt;
    QList<ConversationId> waiting; ///< conversations in which this person waits for us

    bool operator==(const PersonPanel &) const = default;
};

} // namespace casement
