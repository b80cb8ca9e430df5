// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/outbox.h"

#include "core/desk/accounts.h"
#include "core/mail/mailmapping.h"
#include "core/storage/consentstore.h"
#include "core/storage/draftstore.h"
#include "core/storage/outboxstore.h"
#include "core/storage/replystore.h"
#include "core/storage/store.h"
#include "core/text/splitting.h"

#include <QLoggingCategory>
#include <QPointer>
#include <QTimer>

namespace casement
{

Q_LOGGING_CATEGORY(lcOutbox, "casement.outbox", QtInfoMsg)

namespace
{

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds firstRetry = 5s;
constexpr std::chrono::milliseconds longestRetry = 15min;
constexpr std::chrono::milliseconds longestUndoTime = 60s;
/// A later look than this is set again when it comes: timers count in 32 bits.
constexpr std::chrono::milliseconds longestTimer = 1h;

std::chrono::milliseconds backOff(int attempts)
{
    return std::min<std::chrono::milliseconds>(firstRetry * (1 << std::min(attempts, 10)),
                                               longestRetry);
}

/// What is frozen of \a draft, as far as a channel needs it to tell what becomes of the words.
OutgoingMessage outgoing(const Account &account, const Draft &draft)
{
    OutgoingMessage message;
    message.account = account;
    message.from = senderOf(account);
    message.recipients = draft.recipients;
    message.subject = draft.subject;
    message.markdown = draft.markdown;
    message.language = draft.language;
    message.visibility = draft.visibility.value_or(Visibility::Direct);
    message.attachments = draft.attachments;
    if (draft.kind == Draft::Kind::Reply)
        message.inReplyTo = {"answered"};
    return message;
}

/// Later parts answer the one before them, and files go with the first.
void becomeNextPart(OutgoingMessage &message)
{
    message.inReplyTo = {"part before"};
    message.attachments.clear();
}

bool isUnknown(const Error &error)
{
    return error.detail.startsWith(u"unknown:");
}

} // namespace

Outbox::Outbox(Store &store, Accounts &accounts)
    : m_store(store)
    , m_accounts(accounts)
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &Outbox::work);
    connect(&m_store, &Store::changed, this, [this](const StoreChange &change) {
        if (m_running && !change.outbox.isEmpty())
            work();
    });
}

Outbox::~Outbox() = default;

QFuture<Result<std::optional<Draft>>> Outbox::draft(ConversationId id, Draft::Kind kind)
{
    // Behind the saves that are still waiting: a draft is never read back older than it was typed.
    return m_store.write([=](WriteContext &context) {
        ReadContext read{.db = context.db, .blobs = context.blobs, .now = context.now};
        return draftOf(read, id, kind);
    });
}

QFuture<Result<std::optional<Draft>>> Outbox::draft(DraftId id)
{
    return m_store.write([=](WriteContext &context) {
        ReadContext read{.db = context.db, .blobs = context.blobs, .now = context.now};
        return draftById(read, id);
    });
}

QFuture<Result<QList<Draft>>> Outbox::drafts()
{
    return m_store.read([](ReadContext &context) { return allDrafts(context); });
}

QFuture<Result<Draft>> Outbox::saveDraft(const Draft &draft)
{
    return m_store.write([draft](WriteContext &context) {
        if (draft.markdown.trimmed().isEmpty() && draft.attachments.isEmpty() &&
            draft.kind != Draft::Kind::NewMessage) {
            if (draft.id.isValid())
                removeDraft(context, draft.id);
            Draft empty = draft;
            empty.id = {};
            return empty;
        }
        return casement::saveDraft(context, draft);
    });
}

QFuture<Result<void>> Outbox::discardDraft(DraftId id)
{
    return m_store.write([id](WriteContext &context) { removeDraft(context, id); });
}

QFuture<Result<ReplyPlan>> Outbox::replyPlan(ConversationId id)
{
    return m_store.read([id](ReadContext &context) { return casement::replyPlan(context.db, id); });
}

QList<Rendition> Outbox::render(const Account &account, const Draft &draft,
                                const QStringList &parts) const
{
    const Connector *const connector = m_accounts.connectorForSending(account);
    OutgoingMessage message = outgoing(account, draft);
    QList<Rendition> renditions;
    for (const QString &text : parts.size() > 1 ? parts : QStringList{draft.markdown}) {
        message.markdown = text;
        renditions.append(connector ? connector->render(message)
                                    : Rendition{.texts = {text}, .html = {}, .heading = {}});
        becomeNextPart(message);
    }
    return renditions;
}

QStringList Outbox::split(const Account &account, const Draft &draft) const
{
    const Connector *const connector = m_accounts.connectorForSending(account);
    const Capabilities can = connector ? connector->capabilities() : Capabilities{};
    OutgoingMessage message = outgoing(account, draft);
    if (!can.hasLimit() || can.splitsLongText || connector->render(message).length <= can.maxLength)
        return {draft.markdown};
    const OutgoingMessage first = message;
    becomeNextPart(message);
    return splitText(
        draft.markdown,
        [&](const QString &part, qsizetype index) {
            OutgoingMessage each = index == 0 ? first : message;
            each.markdown = part;
            return connector->render(each).length <= can.maxLength;
        },
        mostParts);
}

QFuture<Result<OutboxItem>> Outbox::send(const Draft &draft, std::chrono::milliseconds undoTime,
                                         std::optional<Timestamp> sendAt, const QStringList &parts)
{
    const auto hold = std::clamp(undoTime, 0ms, longestUndoTime);
    return m_store.write([draft, parts, hold, sendAt, key = m_store.messageIdKey()](
                             WriteContext &context) -> Result<OutboxItem> {
        const auto entries = enqueue(context, draft, parts, key,
                                     std::max(sendAt.value_or(context.now), context.now + hold));
        if (!entries)
            return std::unexpected(entries.error());
        return entries->first().item;
    });
}

QFuture<Result<void>> Outbox::hold(OutboxId id, std::chrono::milliseconds time)
{
    const auto longer = std::clamp(time, 0ms, longestUndoTime);
    return m_store.write([id, longer](WriteContext &context) -> Result<void> {
        ReadContext read{.db = context.db, .blobs = context.blobs, .now = context.now};
        const auto entry = outboxEntry(read, id);
        if (!entry || entry->item.state != OutboxState::Held)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("It is not held any more; nothing was changed."));
        setOutboxState(context, id, OutboxState::Held, {}, context.now + longer);
        return {};
    });
}

QFuture<Result<Draft>> Outbox::cancel(OutboxId id)
{
    return m_store.write([id](WriteContext &context) { return cancelOutboxItem(context, id); });
}

QFuture<Result<void>> Outbox::retry(OutboxId id)
{
    return m_store.write([id](WriteContext &context) -> Result<void> {
        ReadContext read{.db = context.db, .blobs = context.blobs, .now = context.now};
        const auto entry = outboxEntry(read, id);
        if (!entry)
            return fail(
                ErrorKind::NotFound,
                QStringLiteral("There is no such item in the outbox; nothing was changed."));
        const OutboxState state = entry->item.state;
        if (state != OutboxState::Failed && state != OutboxState::Unknown &&
            state != OutboxState::NeedsYou && state != OutboxState::Queued)
            return fail(
                ErrorKind::Invalid,
                QStringLiteral("It is not waiting for anyone: it is %1.").arg(toString(state)));
        if (const QString why = whyItWaits(context.db, id); !why.isEmpty())
            return fail(ErrorKind::Invalid, why + u" See to that one; nothing was changed.");
        acknowledgeNewWords(context, id);
        setOutboxState(context, id, OutboxState::Queued, {}, context.now);
        return {};
    });
}

QFuture<Result<void>> Outbox::markSent(OutboxId id)
{
    return m_store.write([id](WriteContext &context) {
        SendReceipt receipt;
        receipt.warning = QStringLiteral("a person found it sent");
        setAccepted(context, id, receipt, {});
    });
}

QFuture<Result<QList<OutboxItem>>> Outbox::items(bool withFinished)
{
    return m_store.read(
        [=](ReadContext &context) { return outboxItems(context.db, withFinished); });
}

QFuture<Result<bool>> Outbox::isIdle()
{
    return m_store.read(
        [](ReadContext &context) { return !nextDue(context.db, Timestamp()).has_value(); });
}

void Outbox::start()
{
    if (m_running)
        return;
    m_running = true;
    work();
}

void Outbox::stop()
{
    m_running = false;
    m_timer->stop();
}

void Outbox::work()
{
    if (!m_running)
        return;
    if (m_looking) {
        m_lookAgain = true;
        return;
    }
    m_looking = true;
    struct Work {
        QList<OutboxEntry> due;
        std::optional<std::chrono::milliseconds> untilNext;
    };
    m_store
        .read([busy = m_sending](ReadContext &context) {
            Work work;
            // From the moment for which `due` holds: what becomes due before this is handled is
            // neither among them nor forgotten.
            if (const auto next = nextDue(context.db, context.now))
                work.untilNext = *next - context.now;
            QSet<AccountId> taken = busy;
            for (const OutboxId id : dueItems(context.db, context.now)) {
                auto entry = outboxEntry(context, id);
                if (!entry || taken.contains(entry->item.account))
                    continue;
                taken.insert(entry->item.account);
                work.due.append(*entry);
            }
            return work;
        })
        .then(this, [this](const Result<Work> &work) {
            m_looking = false;
            if (!m_running)
                return;
            if (work) {
                for (const OutboxEntry &entry : work->due)
                    process(entry);
                if (work->untilNext)
                    m_timer->start(std::min(longestTimer, *work->untilNext));
            } else {
                m_timer->start(longestRetry);
            }
            if (std::exchange(m_lookAgain, false))
                this->work();
        });
}

void Outbox::process(const OutboxEntry &entry)
{
    const OutboxId id = entry.item.id;
    Connector *connector = m_accounts.connectorForSending(entry.message.account);
    if (!connector) {
        rest(entry, OutboxState::Failed,
             QStringLiteral("The account it was written for is not here any more."));
        return;
    }
    m_sending.insert(entry.item.account);
    if (entry.item.state == OutboxState::Sending) {
        // Left over from a crash or a cut: look before anything is sent again.
        lookUp(*connector, entry);
        return;
    }
    m_store
        .write([id, message = entry.message](WriteContext &context) -> OutboxState {
            // Taken back or held longer since it was looked at.
            if (!mayStart(context, id))
                return OutboxState::Queued;
            // They may have said no while it waited.
            const auto kind =
                message.inReplyTo.isEmpty() ? ConsentKind::ContactFirst : ConsentKind::Answer;
            if (const auto may = mayStillReach(context.db, kind, message.recipients); !may) {
                setOutboxState(context, id, OutboxState::NeedsYou, may.error().detail);
                return OutboxState::NeedsYou;
            }
            if (hasNewWords(context.db, id)) {
                setOutboxState(context, id, OutboxState::NeedsYou,
                               QStringLiteral("They have written since you wrote this."));
                return OutboxState::NeedsYou;
            }
            // On disk before the first byte goes out.
            setOutboxState(context, id, OutboxState::Sending, {}, context.now);
            return OutboxState::Sending;
        })
        .then(this, [this, entry](const Result<OutboxState> &state) {
            Connector *wire = m_accounts.connectorForSending(entry.message.account);
            if (!state || *state != OutboxState::Sending || !wire) {
                letGo(entry, state.value_or(OutboxState::Queued), {});
                return;
            }
            wire->send(entry.message)
                .then(this,
                      [this, entry](const Result<SendReceipt> &answer) { settle(entry, answer); })
                .onCanceled(this, [this, entry] { lostConnector(entry); });
        });
}

/// The account was changed or removed while the item was with its connector.
void Outbox::lostConnector(const OutboxEntry &entry)
{
    rest(
        entry, OutboxState::Sending,
        QStringLiteral("The account was changed while this went out; whether it did is looked up."),
        0ms);
}

void Outbox::lookUp(Connector &connector, const OutboxEntry &entry)
{
    connector.lookUp(entry.message)
        .then(
            this,
            [this, entry, wire = QPointer(&connector)](const Result<SendState> &state) {
                if (!state) {
                    // The server cannot be asked now; the item stays as it is, and nothing is sent.
                    rest(entry, OutboxState::Sending,
                         QStringLiteral("It is not known yet whether it went out: ") +
                             state.error().detail,
                         backOff(entry.item.attempts));
                    return;
                }
                switch (*state) {
                case SendState::Sent:
                    accept(entry,
                           {.remoteId = wire ? wire->remoteIdOf(entry.message) : QByteArray(),
                            .serverAnswer = {},
                            .raw = {},
                            .warning = QStringLiteral("found on the server")});
                    break;
                case SendState::NotSent:
                    rest(entry, OutboxState::Queued, {}, 0ms);
                    break;
                case SendState::Unknown:
                    rest(
                        entry, OutboxState::Unknown,
                        QStringLiteral(
                            "The connection ended before the server answered, so it may or may not "
                            "have "
                            "gone out. Check with the "
                            "person or your Sent folder, then send it again or mark it as sent."));
                    break;
                }
            })
        .onCanceled(this, [this, entry] { lostConnector(entry); });
}

void Outbox::settle(const OutboxEntry &entry, const Result<SendReceipt> &answer)
{
    if (answer) {
        accept(entry, *answer);
        return;
    }
    const Error &error = answer.error();
    qCInfo(lcOutbox) << "item" << entry.item.id.value
                     << "was not accepted:" << toString(error.kind);
    if (isUnknown(error)) {
        // It stays Sending: the next look asks the server before anything else.
        rest(entry, OutboxState::Sending,
             QStringLiteral("The answer was lost; looking for it on the server."), 0ms);
        return;
    }
    switch (error.kind) {
    case ErrorKind::Offline:
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
    case ErrorKind::AuthRequired:
    case ErrorKind::Certificate:
    case ErrorKind::Cancelled:
        rest(entry, OutboxState::Queued, error.detail,
             std::max<std::chrono::milliseconds>(backOff(entry.item.attempts),
                                                 error.retryAfter.value_or(0s)));
        break;
    default:
        rest(entry, OutboxState::Failed, error.detail);
    }
}

void Outbox::accept(const OutboxEntry &entry, const SendReceipt &receipt)
{
    m_store
        .write([id = entry.item.id, receipt](WriteContext &context) {
            const QByteArray key =
                receipt.raw.isEmpty() ? QByteArray() : mailRemoteKey(receipt.raw);
            setAccepted(context, id, receipt, key);
        })
        .then(this, [this, entry](const Result<void> &stored) {
            letGo(entry, stored ? OutboxState::Accepted : OutboxState::Sending, {});
        });
}

void Outbox::rest(const OutboxEntry &entry, OutboxState state, const QString &reason,
                  std::optional<std::chrono::milliseconds> retryAfter)
{
    m_store
        .write([id = entry.item.id, state, reason, retryAfter](WriteContext &context) {
            const auto at = retryAfter ? std::optional(context.now + *retryAfter) : std::nullopt;
            setOutboxState(context, id, state, reason, at, retryAfter.has_value());
        })
        .then(this,
              [this, entry, state, reason](const Result<void> &) { letGo(entry, state, reason); });
}

/// Only when the store has it: an item that is looked at before would be found as it was.
void Outbox::letGo(const OutboxEntry &entry, OutboxState state, const QString &reason)
{
    m_sending.remove(entry.item.account);
    if (state != OutboxState::Queued && state != OutboxState::Sending)
        Q_EMIT finished(entry.item.id, state, reason);
    work();
}

} // namespace casement
