// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/message.h"
#include "core/domain/timestamp.h"

#include <QString>
#include <optional>

namespace casement
{

/// Stored as its number: never renumber.
enum class OutboxState {
    Held = 0, ///< undo is still possible
    Queued = 1,
    Sending = 2,  ///< written down before the first byte goes out
    Accepted = 3, ///< the server has it
    Delivered = 4,
    Failed = 5,   ///< for good; the reason says why
    Unknown = 6,  ///< the answer was lost: check, never resent by itself
    NeedsYou = 7, ///< something was said since the draft's basis
    Cancelled = 8,
};

[[nodiscard]] QString toString(OutboxState state);

struct OutboxItem {
    OutboxId id;
    Uid uid;
    ConversationId conversation;
    AccountId account;
    OutboxState state = OutboxState::Held;
    QString reason; ///< for Failed, Unknown, NeedsYou and for retries: one sentence
    int attempts = 0;
    Timestamp createdAt;
    Timestamp notBefore; ///< end of the undo time, of the back-off, or "send later"
    QString subject;
    QString markdown;
    QString language = {}; ///< BCP 47; empty: what the account is set to
    QList<Recipient> recipients;
    OutboxId chain; ///< the first of the parts of one text; invalid: it is whole
    int part = 0;   ///< which of them, from 1; it goes out when the one before it was accepted
    int parts = 0;

    bool operator==(const OutboxItem &) const = default;
};

/// What is being written. Bound to its conversation for ever; saved with every pause in typing.
struct Draft {
    enum class Kind { Reply = 0, Note = 1, NewMessage = 2 };
    DraftId id;
    ConversationId conversation; ///< invalid for a new conversation
    Kind kind = Kind::Reply;
    AccountId account;             ///< for NewMessage, or to answer from another account
    QString subject;               ///< of a reply empty: that of what is answered, unless …
    bool isSubjectRemoved = false; ///< … somebody took it out
    QString markdown;
    QString language = {};                     ///< BCP 47; empty: that of what is answered
    int cursor = 0;                            ///< position in UTF-16 code units
    QList<Recipient> recipients;               ///< empty: the default of the conversation
    QList<Attachment> attachments;             ///< with data
    MessageId replyTo;                         ///< invalid: the last message of theirs
    std::optional<Visibility> visibility = {}; ///< none: as wide as what is answered, or direct
    bool mayWiden = false; ///< somebody said yes to a visibility wider than what is answered
    bool isSplit = false;  ///< somebody said yes to several messages, should it be too long for one
    Timestamp basis;       ///< the newest message that the writer had seen
    Timestamp updatedAt;

    bool operator==(const Draft &) const = default;
};

/// How wide an answer to words heard as \a answered goes out when \a wanted was chosen (none: the
/// same). Never wider without \a mayWiden, and a direct message is never answered in public:
/// Forbidden.
[[nodiscard]] Result<Visibility> answerVisibility(Visibility answered,
                                                  std::optional<Visibility> wanted, bool mayWiden);

/// How a reply to a conversation would go out: what the composer shows before Send.
struct ReplyPlan {
    AccountId account;
    QString channel;
    Address from;
    QString subject;
    QString language = {};       ///< of what is answered; empty: nobody said it
    QList<Recipient> recipients; ///< to everyone on it, without ourselves
    QList<Recipient> onlyAuthor; ///< to the author alone
    Visibility visibility = Visibility::Direct;
    MessageId replyTo;
    QString link = {};  ///< where what is answered can be read, and answered, in a browser
    QString impediment; ///< not empty: why nothing can be sent from here, and what to do
};

} // namespace casement
