// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/domain/outbox.h"

#include <QFuture>
#include <QObject>
#include <QSet>
#include <chrono>

class QTimer;

namespace casement
{

class Accounts;
class Store;
struct OutboxEntry;

/// Drafts, and the way of a reply from Send to the server. The queries and commands may be called
/// from any thread; the work itself runs on the main thread, where the connectors live.
class Outbox final : public QObject
{
    Q_OBJECT
public:
    Outbox(Store &store, Accounts &accounts);
    ~Outbox() override;

    // --- drafts
    QFuture<Result<std::optional<Draft>>> draft(ConversationId id, Draft::Kind kind);
    QFuture<Result<std::optional<Draft>>> draft(DraftId id);
    QFuture<Result<QList<Draft>>> drafts();
    /// Saves and returns it with its id; an empty draft is removed.
    QFuture<Result<Draft>> saveDraft(const Draft &draft);
    QFuture<Result<void>> discardDraft(DraftId id);

    // --- sending
    QFuture<Result<ReplyPlan>> replyPlan(ConversationId id);
    /// What \a draft becomes when it goes out from \a account as it is: the composer shows and
    /// counts this. With \a parts of split() a rendition for each. Needs no connection; main
    /// thread. Its recipients, subject, language and visibility are those of the draft, not of a
    /// plan.
    [[nodiscard]] QList<Rendition> render(const Account &account, const Draft &draft,
                                          const QStringList &parts = {}) const;
    /// The text of \a draft in parts that the channel takes, each answering the one before it; the
    /// whole where it fits or the channel splits by itself. Empty where it would be more than
    /// mostParts. They carry no numbers: where they go is a thread. Main thread.
    [[nodiscard]] QStringList split(const Account &account, const Draft &draft) const;
    static constexpr qsizetype mostParts = 25;

    /// Freezes \a draft (which is removed) and queues it; it goes out after \a undoTime, or at \a
    /// sendAt. With several \a parts of its text each goes out as an item of its own when the one
    /// before it was accepted; given is the first, by which all are held and taken back.
    QFuture<Result<OutboxItem>> send(const Draft &draft, std::chrono::milliseconds undoTime,
                                     std::optional<Timestamp> sendAt = std::nullopt,
                                     const QStringList &parts = {});
    /// Holds an item that is still held for another \a time from now (at most 60 s), so that undo
    /// can be thought about.
    QFuture<Result<void>> hold(OutboxId id, std::chrono::milliseconds time);
    /// Takes back what is held, queued, failed or needs a person, and the parts that come after it;
    /// its draft is back as it was.
    QFuture<Result<Draft>> cancel(OutboxId id);
    /// Send a failed, unknown or needs-you item as it is.
    QFuture<Result<void>> retry(OutboxId id);
    /// A person has checked: it did go out.
    QFuture<Result<void>> markSent(OutboxId id);
    QFuture<Result<QList<OutboxItem>>> items(bool withFinished = false);

    /// Starts working: first looks up what was being sent when the program ended, then sends what
    /// is due, for ever.
    void start();
    void stop();
    /// Whether nothing is left that could go out by itself now (held, queued, sending).
    QFuture<Result<bool>> isIdle();

Q_SIGNALS:
    /// An item came to rest in Accepted, Failed, Unknown or NeedsYou.
    void finished(casement::OutboxId id, casement::OutboxState state, const QString &reason);

private:
    void work();
    void process(const OutboxEntry &entry);
    void lookUp(Connector &connector, const OutboxEntry &entry);
    void lostConnector(const OutboxEntry &entry);
    void settle(const OutboxEntry &entry, const Result<SendReceipt> &answer);
    void accept(const OutboxEntry &entry, const SendReceipt &receipt);
    void rest(const OutboxEntry &entry, OutboxState state, const QString &reason,
              std::optional<std::chrono::milliseconds> retryAfter = std::nullopt);
    void letGo(const OutboxEntry &entry, OutboxState state, const QString &reason);

    Store &m_store;
    Accounts &m_accounts;
    QTimer *m_timer = nullptr;
    QSet<AccountId> m_sending; ///< one item of an account at a time keeps the order
    bool m_running = false;
    bool m_looking = false;
    bool m_lookAgain = false;
};

} // namespace casement
