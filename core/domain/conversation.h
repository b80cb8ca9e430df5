// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ask.h"
#include "core/domain/id.h"
#include "core/domain/message.h"
#include "core/domain/timestamp.h"

#include <QList>
#include <QString>
#include <optional>

namespace casement
{

/// Stored as its number: never renumber.
enum class ConversationState {
    New = 0,     ///< came in, nobody has touched it
    Open = 1,    ///< needs us
    Waiting = 2, ///< waits for them
    Snoozed = 3,
    Done = 4,
    Spam = 5,
    Merged = 6, ///< lives on in another conversation
};

[[nodiscard]] QString toString(ConversationState state);

struct Tag {
    TagId id;
    Uid uid;
    QString name;
    QString colour; ///< "#rrggbb"

    bool operator==(const Tag &) const = default;
};

struct Staff {
    StaffId id;
    Uid uid;
    QString name;
    bool isMe = false;

    bool operator==(const Staff &) const = default;
};

/// How much of a conversation's newest message its list shows, in characters.
inline constexpr int snippetLength = 160;

/// A row of the conversation list, with everything that its delegate paints.
struct ConversationSummary {
    ConversationId id;
    Uid uid;
    AccountId account;
    QString channel;
    QString subject;    ///< may be empty (channels without subjects)
    QString snippet;    ///< of the last message, plain text
    PersonId person;    ///< the person whom it is with
    QString personName; ///< hostile text: show as plain text, after displayName()
    ConversationState state = ConversationState::New;
    StaffId assignee;
    bool starred = false;
    bool muted = false;
    bool unread = false; ///< new words of a person that this desk has not opened
    Timestamp readUntil; ///< the time of the newest message of theirs that this desk has opened
    bool hasDraft = false;
    bool hasAttachments = false;
    int messageCount = 0;
    Direction lastDirection = Direction::Incoming;
    Timestamp lastMessageAt;
    std::optional<Timestamp> lastPersonMessageAt;
    std::optional<Timestamp> waitingSince; ///< the first unanswered message of theirs
    std::optional<Timestamp> snoozedUntil;
    QString snoozeReason;
    QString wokeBecause; ///< why it came back from snooze; empty otherwise
    QList<TagId> tags;
    /// From which conversation it was split off, where that one is now; invalid when it was not.
    ConversationId splitFrom;
    QString splitFromSubject;  ///< may be empty, as `subject` may
    ConversationId mergedInto; ///< where it lives on while it is put back

    bool operator==(const ConversationSummary &) const = default;
};

/// The built-in views; `Account`, `TagView`, `PersonView` and `SearchView` take a parameter in
/// ViewQuery.
enum class View {
    Inbox, ///< needs us, all channels
    Mine,
    Unassigned,
    Waiting,
    Snoozed,
    Done,
    Spam,
    Starred,
    Unread,
    All, ///< everything but spam and merged, newest first
    Drafts,
    Outbox,
    NeedsYou, ///< outbox items that wait for a person
    AccountView,
    TagView,
    PersonView,
};

/// "inbox", "mine", "unassigned", …: the names of the command line and of saved settings.
[[nodiscard]] QString toString(View view);
[[nodiscard]] std::optional<View> viewFromString(const QString &name);

enum class ListOrder { LastMessage, LongestWaiting };

/// Which list is meant.
struct ViewQuery {
    View view = View::Inbox;
    ListOrder order =
        ListOrder::LastMessage; ///< LongestWaiting is for Inbox, Mine and Unassigned only
    AccountId account;
    TagId tag;
    PersonId person;

    bool operator==(const ViewQuery &) const = default;
};

/// The place in a list after which the next page starts: lists page by key, never by number.
struct PageKey {
    qint64 at = 0;
    qint64 id = 0;

    bool operator==(const PageKey &) const = default;
};

struct ConversationPage {
    QList<ConversationSummary> rows;
    std::optional<PageKey> next; ///< none: that was the last page
};

/// The count behind a view, of the same SQL as its list; counted up to a limit so that it stays
/// fast.
struct ViewCount {
    qint64 count = 0;
    bool isCapped = false; ///< "at least"
};

/// A line of the timeline: one message, internal note, audit line, or what stands for messages that
/// were split off.
struct TimelineItem {
    enum class Kind {
        Message,
        Note,
        Audit,
        Passage,
        Heading, ///< of a person's timeline: in which conversation the next lines were said
    };
    Kind kind = Kind::Message;

    // message
    MessageId message;
    Direction direction = Direction::Incoming;
    Visibility visibility = Visibility::Direct;
    PersonId person;
    IdentityId identity;
    QString authorName;
    QString authorAddress;
    QString subject;
    /// Plain text; for notes the Markdown; for audit lines one sentence; for a passage and a
    /// heading the subject of the conversation.
    QString text;
    bool hasHtml = false; ///< the sanitised HTML comes from Conversations::rendered()
    bool isAutomatic = false;
    bool isContext = false; ///< said by others to others, see IncomingMessage::isContext
    bool isQuarantined = false;
    QString quarantineReason;
    QList<Attachment> attachments; ///< without data
    QList<Recipient> recipients;
    QList<SessionId> sessions;          ///< that this message inspired
    QList<AskMark> asks;                ///< what of this message somebody asks
    OutboxId outbox;                    ///< of ours while it is on its way
    QString deliveryState;              ///< of ours: "accepted", "failed: …", empty for theirs
    std::optional<Timestamp> editedAt;  ///< the text is not what it was at first
    std::optional<Timestamp> removedAt; ///< taken back by its author: there is nothing to show
    QString link; ///< http or https: where it can be read, and answered, in a browser

    // note
    NoteId note;
    // note and audit
    StaffId staff;

    // heading: `passage` is the conversation
    QString channel;

    // passage: `at` is the time of its first message
    ConversationId passage;
    qsizetype passageMessages = 0;
    Timestamp until; ///< the time of its last message

    Timestamp at;

    bool operator==(const TimelineItem &) const = default;
};

/// What a message said before it was changed.
struct MessageVersion {
    Timestamp at; ///< when it was written
    QString subject;
    QString text;

    bool operator==(const MessageVersion &) const = default;
};

struct TimelinePage {
    QList<TimelineItem> items; ///< oldest first
    std::optional<PageKey>
        older; ///< where the page before this one ends; none: this is the beginning
};

/// How a conversation is snoozed. `until` absent: until they reply.
struct Snooze {
    std::optional<Timestamp> until;
    QByteArray zone;         ///< IANA id of the intent, so that the wall clock is kept over DST
    bool wakeOnReply = true; ///< false: the snooze is kept when they write
    QString reason;

    bool operator==(const Snooze &) const = default;
};

} // namespace casement
