// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/timestamp.h"
#include "core/domain/uid.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

namespace casement
{

/// Who said it. Decided by the authenticated channel (for mail: the folder, or our own signed
/// Message-ID), never by what the message says of itself.
enum class Direction { Incoming = 0, Outgoing = 1 };

/// How wide a message is heard, ordered: an answer is never wider than what it answers without one
/// explicit yes.
enum class Visibility { Direct = 0, Followers = 1, Unlisted = 2, Public = 3 };

enum class RecipientRole { To = 0, Cc = 1, Bcc = 2, ReplyTo = 3 };

/// An address on a channel as a message carries it, before the store knows whose it is.
struct Address {
    QString kind;    ///< "email", "fediverse", "xmpp", …
    QString address; ///< normalised: see normalizedAddress()
    QString name;    ///< as the other side wrote it; hostile, may be empty

    bool operator==(const Address &) const = default;
};

struct Recipient {
    RecipientRole role = RecipientRole::To;
    Address address;

    bool operator==(const Recipient &) const = default;
};

/// A file that came with a message. For MIME the bytes stay in the raw message and `part` finds
/// them again. Other channels mostly name files without bringing them: those come when somebody
/// wants to see them (Connector::fetchFile()).
struct Attachment {
    QString name;      ///< as the other side wrote it, without any folder; hostile
    QString mediaType; ///< "image/png"
    qint64 size = 0;   ///< bytes, decoded; 0 also where a channel does not tell
    QString contentId; ///< for cid: references, without angle brackets
    /// Where in the raw message: for MIME for example "1.2", for JSON the pointer to what describes
    /// the file (RFC 6901); else the file's address. Empty when `data` has it.
    QString part;
    bool isInline = false;
    QByteArray data;

    bool operator==(const Attachment &) const = default;
};

/// What a channel tells of an author beside address and name. Hostile, and bounded by who fills it.
struct AuthorProfile {
    QString handle;            ///< where the address is a number or a DID: "ada", "ada.example"
    QStringList verifiedLinks; ///< pages that their server found to link back (rel="me")
    QString text;              ///< what they say of themselves, plain text
    /// This is all of it: what an earlier message told beside this is not so any more.
    bool isWhole = false;

    bool operator==(const AuthorProfile &) const = default;
};

enum class RawFormat { Rfc5322 = 0, Json = 1, Text = 2 };

/// What the other side says of a message of ours: a bounce or delivery report (RFC 3464).
struct DeliveryReport {
    enum class Action { Delivered, Delayed, Failed };
    Action action = Action::Failed;
    QByteArray originalMessageId; ///< without angle brackets
    QString recipient;
    QString reason; ///< status code and the server's words

    bool operator==(const DeliveryReport &) const = default;
};

/// One message as a connector or an importer hands it to the pipeline: mapped, but not yet known to
/// the store.
struct IncomingMessage {
    QByteArray remoteKey; ///< the same for every desk; for mail SHA-256 of the raw header block
    QByteArray raw;       ///< the bytes as they came; kept whatever happens
    RawFormat rawFormat = RawFormat::Rfc5322;
    Direction direction = Direction::Incoming;
    Visibility visibility = Visibility::Direct;

    Address author;
    AuthorProfile authorProfile;
    QList<Recipient> recipients;
    std::optional<Timestamp> sentAt; ///< what the message claims
    Timestamp
        receivedAt; ///< what the server says, else the claim, else now: orders the conversation
    /// For channels whose times are too coarse to tell: the messageId of one that their server
    /// numbers before this one. This one is placed after it, whatever receivedAt says.
    QByteArray laterThan = {};
    QString subject;
    QString text; ///< plain text, LF line ends, no NUL; derived from HTML when there is only HTML
    QString html; ///< as it came, decoded to Unicode, NOT sanitised; empty when there is none
    QString language = {}; ///< BCP 47, where the server or the message says it: see languageTag()
    QList<Attachment> attachments;

    QByteArray messageId;      ///< RFC 5322 Message-ID without angle brackets; empty when missing
    QByteArrayList inReplyTo;  ///< without angle brackets
    QByteArrayList references; ///< oldest first, without angle brackets
    QString conversationKey;   ///< the channel's own id of the conversation, where it has one
    /// conversationKey names a place, where ids do not tell in which place they are from: it
    /// belongs there, whatever it says that it answers.
    bool staysInPlace = false;
    QString link; ///< where it can be read, and answered, in a browser; http or https, else dropped
    QByteArray contentHash; ///< 16 bytes over author, subject and decoded body: same Message-ID and
                            ///< same content is a duplicate, other content is another message

    bool isAutomatic =
        false; ///< auto-reply, vacation, bounce, mailing-list notice: never reopens, never waits
    /// Said by others to others, in a thread or a room where we are: it is here so that the whole
    /// can be read. It asks nothing of us, is never unread, wakes nothing, and is not what a reply
    /// answers.
    bool isContext = false;
    /// When these words took the place of earlier ones with the same messageId by the same author:
    /// they become the message, and the earlier ones a version of it. Without it, the same
    /// messageId over other content is another message.
    std::optional<Timestamp> editedAt;
    std::optional<DeliveryReport> deliveryReport;
    bool isSeen = false;     ///< the server's flag at first sight
    bool isAnswered = false; ///< likewise
    /// Where it lies in its stream, by which IncomingBatch::seen and ::vanished speak of it: for
    /// IMAP the UID. 0: the server tells nothing of it later on.
    qint64 place = 0;
    QString quarantineReason; ///< not empty: could not be parsed; shown as raw text, does not stop
                              ///< the account
};

/// A message that was taken back where it was said. Its text stops being shown at once, and is gone
/// for good 24 hours later.
struct IncomingRemoval {
    QByteArray messageId; ///< as in IncomingMessage; unknown ones are passed over
    Timestamp at;
    /// Who took it back, where the channel lets anybody claim that: only the author's own word
    /// counts. Empty: the server vouches for it.
    std::optional<Address> by;

    bool operator==(const IncomingRemoval &) const = default;
};

/// Places from `first` to `last`, both included.
struct PlaceRange {
    qint64 first = 0;
    qint64 last = 0;

    bool operator==(const PlaceRange &) const = default;
};

/// Messages, what became of earlier ones, and the position that covers both: stored in one
/// transaction, in the order of the members.
struct IncomingBatch {
    quint64 number = 0;         ///< the connector's own, handed back in Connector::committed()
    QString stream;             ///< which cursor this moves: for IMAP the folder
    QByteArray cursor;          ///< opaque to everyone but the connector
    bool forgetsPlaces = false; ///< places of this stream that were told before mean nothing now
    QList<IncomingMessage> messages;
    /// Places whose messages have been read elsewhere: they stop being unread on this desk, and
    /// nothing else. That one is read no more is never told.
    QList<qint64> seen;
    QList<PlaceRange> vanished;      ///< gone from the server; what came in stays here
    QList<IncomingRemoval> removals; ///< what people took back, which does not stay
};

/// What goes out, frozen when Send was pressed.
struct OutgoingMessage {
    Uid uid;         ///< the idempotency key, the same over every retry
    Account account; ///< from which account
    Address from;
    QList<Recipient> recipients;
    QString subject;
    QString markdown; ///< what staff wrote
    /// BCP 47; empty: what the account is set to, where the channel says it at all
    QString language = {};
    QByteArray messageId; ///< for mail: stable, without angle brackets
    QByteArrayList inReplyTo;
    /// What SendReceipt::remoteId said of the message that this answers, where the outbox sent that
    /// one: for channels on which inReplyTo names only what came in.
    QByteArray inReplyToRemote;
    QByteArrayList references;
    QString conversationKey;
    Visibility visibility = Visibility::Direct;
    QList<Attachment> attachments; ///< with data
    Timestamp queuedAt;            ///< becomes the Date, so that every attempt has the same bytes
};

/// What the server said when it took the message.
struct SendReceipt {
    QByteArray remoteId;  ///< the server's id of it, when it tells one
    QString serverAnswer; ///< for example "250 2.0.0 1f2e3d Message accepted"
    QByteArray raw;       ///< the bytes as they went out; stored as the message's original
    QString warning;      ///< delivered, but something beside it failed (the Sent copy)

    bool operator==(const SendReceipt &) const = default;
};

/// The answer to "did it go out?" after a crash.
enum class SendState {
    NotSent, ///< provably not
    Sent,    ///< found
    Unknown, ///< the protocol cannot tell: never resent without a person's word
};

/// As whom messages from \a account go out.
[[nodiscard]] Address senderOf(const Account &account);

/// Normalises \a address for \a kind: e-mail and bare JIDs lower-cased, and so on. Two addresses
/// are the same identity exactly if kind and normalised address are equal.
[[nodiscard]] QString normalizedAddress(const QString &kind, const QString &address);

/// What somebody typed as an address of \a kind, complete and normalised; empty when it cannot be
/// one. What \a own, the address of the account that writes, tells is taken from there: the network
/// of a nick on IRC, the server of a name on the fediverse.
[[nodiscard]] QString addressFromTyped(const QString &kind, const QString &typed,
                                       const QString &own);

} // namespace casement

Q_DECLARE_METATYPE(casement::IncomingBatch)
