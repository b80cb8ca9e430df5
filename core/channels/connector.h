// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/error.h"
#include "core/domain/message.h"
#include "core/domain/remotefile.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QStringList>
#include <chrono>

namespace casement
{

/// What a channel can do. The composer and the inbox obey it; nobody asks "is it email?".
struct Capabilities {
    enum class Formatting { Plain, Markdown, Html };
    enum class LengthUnit { Unlimited, Characters, Utf16, Graphemes, Bytes };
    /// What a subject is here. A content warning stands before the words and hides them until a
    /// reader opens them.
    enum class Subject { None, Subject, ContentWarning };
    /// How far back the server tells what was said before this program was there.
    enum class History { None, Some, All };

    bool canSend = false;
    bool canWriteFirst = false; ///< may start a conversation
    Subject subject = Subject::None;
    bool hasLanguage = false; ///< a message says in which language it is
    bool hasCarbonCopy = false;
    bool hasVisibility = false;  ///< otherwise everything is direct
    bool isAlwaysPublic = false; ///< nothing can be said to fewer than everybody
    bool hasThreading = false;
    bool hasPush = false;     ///< new messages arrive without polling, where the server can
    bool hasEdits = false;    ///< what they change later is followed
    bool hasRemovals = false; ///< likewise what they take back
    bool hasReceipts = false; ///< tells when a message of ours has arrived
    History history = History::None;
    /// How long after their last message an answer is accepted; 0: for ever.
    std::chrono::hours replyWindow{0};
    bool canAttach = false;
    qint64 maxAttachmentBytes = 0; ///< 0: the server decides
    Formatting formatting = Formatting::Plain;
    LengthUnit lengthUnit = LengthUnit::Unlimited;
    qint64 maxLength = 0;
    bool isLimitAssumed = false; ///< its server has not said yet: it may take more
    bool splitsLongText = false; ///< what is longer goes out as several messages by itself

    [[nodiscard]] bool hasLimit() const
    {
        return lengthUnit != LengthUnit::Unlimited && maxLength > 0;
    }

    bool operator==(const Capabilities &) const = default;
};

/// How long \a text is in \a unit.
[[nodiscard]] qint64 lengthIn(Capabilities::LengthUnit unit, const QString &text);

/// What a message becomes on its channel.
struct Rendition {
    /// The words exactly as they go out, in the messages that the channel makes of them: one,
    /// unless Capabilities::splitsLongText. Of an HTML message the plain text beside it.
    QStringList texts;
    QString html;      ///< Capabilities::Formatting::Html: the content of its body element
    QString heading;   ///< the subject or content warning that stands before the words
    qint64 length = 0; ///< as its server counts, in Capabilities::lengthUnit
    /// What only the server knows (a handle) is put before the words when they go out.
    bool isGreeted = false;
    QString language = {}; ///< BCP 47, as it is marked; empty: not at all

    bool operator==(const Rendition &) const = default;
};

/// How an account stands with its server.
enum class LinkState {
    Stopped,
    Connecting,
    Fetching,   ///< connected, history is still coming in
    Online,     ///< caught up and listening
    Waiting,    ///< will try again by itself; the detail says why
    NeedsPerson ///< waits for a person: wrong password, unverified certificate; the detail says
                ///< what to do
};

enum class FetchMode {
    Once,  ///< catch up, then emit caughtUp() and disconnect
    Watch, ///< catch up, emit caughtUp(), stay connected
};

/// One account on one channel. Lives on the main thread, is asynchronous throughout, and knows no
/// database: it hands batches to whoever listens and is told when they are durable.
class Connector : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual Capabilities capabilities() const = 0;

    /// Connects and fetches from \a cursors on. Reconnects by itself, with back-off, until stop().
    /// At most two batches are under way before committed() is called for the older one.
    virtual void start(const Cursors &cursors, FetchMode mode) = 0;
    virtual void stop() = 0;
    /// Looks for news now (F5); does nothing while a fetch is under way.
    virtual void refresh() = 0;
    /// The batch with this number and its cursor are on disk.
    virtual void committed(quint64 batch) = 0;

    /// What send() makes of \a message, without a connection; pure but for what the server has
    /// said so far. Of inReplyTo it only counts whether there is something.
    [[nodiscard]] virtual Rendition render(const OutgoingMessage &message) const;

    /// Hands \a message to the server. The future is finished exactly once. An error with kind
    /// Offline, Timeout or RateLimited before the server can have accepted it means that it
    /// provably did not go out; where that cannot be told the error's kind is Protocol with
    /// `detail` starting with "unknown:" and lookUp() decides.
    virtual QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) = 0;
    /// After a crash or a lost answer: did it go out?
    virtual QFuture<Result<SendState>> lookUp(const OutgoingMessage &message) = 0;
    /// SendReceipt::remoteId of a message that lookUp() has found; empty where it is not known.
    [[nodiscard]] virtual QByteArray remoteIdOf(const OutgoingMessage &message) const;

    /// Gets a file that a message of this account only names. Asks only hosts that
    /// FileRequest::hosts has, and answers with the first one that it does not have; just the
    /// account's own servers may be asked without, where the file is. Works whether the account is
    /// started or not; cancelling the future ends it, and a connector that goes cancels it.
    virtual QFuture<Result<FileAnswer>> fetchFile(const FileRequest &request);

protected:
    /// Emits stateChanged() unless nothing changes.
    void setState(LinkState state, const QString &detail = {});
    [[nodiscard]] LinkState state() const { return m_state; }
    [[nodiscard]] const QString &stateDetail() const { return m_stateDetail; }

Q_SIGNALS:
    void received(const casement::IncomingBatch &batch);
    /// \a detail is one sentence in English for people, empty when all is well.
    void stateChanged(casement::LinkState state, const QString &detail);
    /// A count for the progress display; \a total is -1 while unknown.
    void progressed(qint64 done, qint64 total, const QString &what);
    /// All that the server had is handed out: after start(), and again after every later look.
    void caughtUp();

private:
    LinkState m_state = LinkState::Stopped;
    QString m_stateDetail;
};

} // namespace casement
