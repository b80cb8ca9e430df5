// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/domain/message.h"
#include "core/domain/timestamp.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <chrono>
#include <optional>

namespace casement
{

/// What was said longer ago than this asks nothing any more where it was dealt with elsewhere.
inline constexpr std::chrono::days staysOpenFor{30};

/// The part of a conversation that arriving messages change, and the rules by which they do: pure,
/// so that the rules read and test as one page. Times are milliseconds UTC, 0 is "never happened".
struct ConversationFlow {
    ConversationState state = ConversationState::New;
    Timestamp stateAt;
    bool isMuted = false;
    bool keepsSnooze = false; ///< a reply does not wake it
    QString wokeBecause;
    Timestamp lastMessageAt;
    Timestamp lastPersonMessageAt;
    Timestamp lastReplyAt;
    std::optional<Timestamp> waitingSince;
    Timestamp readUntil;
    bool isNew = true; ///< no message yet

    bool operator==(const ConversationFlow &) const = default;
};

/// What the rules look at in a message.
struct FlowMessage {
    Direction direction = Direction::Incoming;
    bool isAutomatic = false;
    bool isContext = false; ///< said by others to others, see IncomingMessage::isContext
    bool isSeen = false;
    bool isAnswered = false;
    bool isHistory = false; ///< imported as history: never asks for anything
    Timestamp at;
    Timestamp now;
};

struct FlowResult {
    bool reopened = false;
    /// A reply of ours that is older than words of theirs arrived late: the caller must set
    /// waitingSince to the first message of theirs after lastReplyAt, which only the store knows.
    bool needsWaitingSince = false;
};

/// Applies one message to \a flow. Messages may arrive in any order.
///
/// A person's message reopens waiting, done and snoozed (unless the snooze says keep), never spam
/// or muted; it starts the waiting if nobody waits yet. Ours ends the waiting and sets waiting.
/// Automatic ones do neither. Context only moves the time of the newest message: a conversation
/// that has nothing else is done, and is still new to the first words for us. What was seen on the
/// server and is older than 30 days starts as done.
[[nodiscard]] FlowResult applyMessage(ConversationFlow &flow, const FlowMessage &message);

/// Keys under which a message is found by its answers: 64 bits of SHA-256 each; never 0.
[[nodiscard]] qint64 messageKey(QByteArrayView messageId);
/// The same for a channel's own conversation id, which counts only within one account.
[[nodiscard]] qint64 conversationKey(const Uid &account, const QString &key);
/// The keys of what a message answers, nearest first: In-Reply-To, then References newest first.
/// Ids that look like ours but were not signed with \a idKey are passed over: somebody's attempt to
/// get into a conversation.
[[nodiscard]] QList<qint64> answeredKeys(const QByteArrayList &inReplyTo,
                                         const QByteArrayList &references, const QByteArray &idKey);

} // namespace casement
