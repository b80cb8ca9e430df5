// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/asks.h"

#include "core/desk/textlimit.h"
#include "core/domain/conversation.h"
#include "core/storage/accountstore.h"
#include "core/storage/askstore.h"
#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/outboxstore.h"
#include "core/storage/passagestore.h"
#include "core/storage/replystore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/store.h"
#include "core/text/quotes.h"

namespace casement
{

namespace
{

using namespace std::chrono_literals;

constexpr qsizetype longestQuote = 10'000;
constexpr qsizetype longestRestated = 2'000;
constexpr qsizetype longestReason = 2'000;
constexpr std::chrono::milliseconds longestHold = 60s;

std::unexpected<Error> noSuchAsk()
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("This ask is not in the workspace; nothing was changed."));
}

std::unexpected<Error> noSuchVoice()
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("Nobody asks for this there (any more); nothing was changed."));
}

/// What somebody said, as far as an ask needs it.
struct Said {
    MessageAuthor author;
    TimelineItem item;
};

Result<Said> saidIn(Db &db, MessageId id)
{
    const auto author = authorOf(db, id);
    const auto item = timelineMessage(db, id);
    if (!author || !item)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("This message is not in the workspace; nothing was changed."));
    if (author->direction != Direction::Incoming)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("We said this ourselves: an ask is what somebody asks of us. "
                                   "Nothing was changed."));
    if (item->removedAt)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("They took these words back; nothing was changed."));
    return Said{*author, *item};
}

/// The words as they stand in the message: what was given can be as the window shows it.
Result<AskQuote> checkedQuote(const Said &said, const AskQuote &given)
{
    AskQuote quote = given;
    const QString &text = said.item.text;
    if (given.start < 0 || given.end < given.start || given.end > text.size())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("The message is shorter than that; nothing was changed."));
    if (given.end > given.start)
        quote.text = text.sliced(given.start, given.end - given.start);
    if (quote.text.trimmed().isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Select the words that say it first; nothing was changed."));
    if (quote.text.size() > longestQuote)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("A quote has at most %1 characters; nothing was changed.")
                        .arg(longestQuote));
    if (given.end == given.start && !said.item.hasHtml)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("The message does not say that; nothing was changed."));
    return quote;
}

/// All conversations in which it was said show the change in their history.
void touchAll(ChangeRecorder &recorder, Db &db, AskId id)
{
    for (const ConversationId each : conversationsOfAsk(db, id))
        recorder.touch(each);
}

void addVoiceTo(ChangeRecorder &recorder, WriteContext &context, AskId id, const Said &said,
                const AskQuote &quote)
{
    const AskVoiceId voice = addHiddenVoice(context, id, said.author.person, quote, said.item.at);
    recorder.set(Register::AskVoiceDeleted, voice.value, {0});
}

Result<QString> checkedText(const QString &text, qsizetype longest, const QString &whenEmpty)
{
    const QString clean = text.trimmed();
    if (clean.isEmpty() && !whenEmpty.isEmpty())
        return fail(ErrorKind::Invalid, whenEmpty);
    if (const auto fits = checkLength(clean, longest); !fits)
        return std::unexpected(fits.error());
    return clean;
}

/// Channels on which many talk in one place: there an answer stands where it was asked, and it goes
/// to whoever is there. Elsewhere it goes to the person alone.
bool isOfRooms(const QString &channel)
{
    return channel == u"irc" || channel == u"xmpp" || channel == u"telegram";
}

/// What decides for \a voice.
Result<Ask> decidingAsk(Db &db, const AskVoice &voice)
{
    if (auto ask = askById(db, rootOfAsk(db, voice.ask)))
        return *ask;
    return noSuchAsk();
}

Draft draftTo(const AskVoice &voice, const ReplyPlan &plan, ConversationId conversation,
              const QString &text)
{
    return {.conversation = conversation,
            .account = plan.account,
            .subject = plan.subject,
            .isSubjectRemoved = plan.subject.isEmpty(),
            .markdown = text,
            .language = plan.language,
            .recipients = isOfRooms(plan.channel) || plan.onlyAuthor.isEmpty() ? plan.recipients
                                                                               : plan.onlyAuthor,
            .replyTo = voice.quote.message};
}

/// How an answer to what was said in \a voice goes out; its impediment in the words of an ask, of
/// which there is no draft yet.
Result<ReplyPlan> planFor(Db &db, const AskVoice &voice, ConversationId conversation)
{
    Result<ReplyPlan> plan = replyPlan(db, conversation, voice.quote.message);
    if (!plan || (plan->impediment.isEmpty() && plan->account.isValid()))
        return plan;
    plan->impediment =
        plan->channel == u"hand"
            ? QStringLiteral("They did not say this on a channel: tell them where they are, and "
                             "skip them here with a word about it.")
            : QStringLiteral("No account here can write to where they said this. Add it, tell them "
                             "otherwise, or skip them with a reason.");
    return plan;
}

} // namespace

Asks::Asks(Store &store) : m_store(store)
{
}

QFuture<Result<AskQuote>> Asks::locate(MessageId message, const QString &words, bool isExact,
                                       qsizetype around)
{
    return m_store.read([=](ReadContext &context) -> Result<AskQuote> {
        const auto said = saidIn(context.db, message);
        if (!said)
            return std::unexpected(said.error());
        AskQuote quote{.message = message, .text = words.trimmed()};
        if (const auto place = findPassage(said->item.text, words, around)) {
            quote.start = place->first;
            quote.end = place->second;
        } else if (isExact) {
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The message does not say that; nothing was changed."));
        }
        return checkedQuote(*said, quote);
    });
}

QFuture<Result<Ask>> Asks::create(const AskQuote &quote, AskKind kind, const QString &restated)
{
    return m_store.write([=](WriteContext &context) -> Result<Ask> {
        const auto said = saidIn(context.db, quote.message);
        if (!said)
            return std::unexpected(said.error());
        const auto words = checkedQuote(*said, quote);
        if (!words)
            return std::unexpected(words.error());
        const auto text = checkedText(
            restated.trimmed().isEmpty() ? makeSnippet(words->text, longestRestated / 4) : restated,
            longestRestated, QStringLiteral("Say what they ask for; nothing was changed."));
        if (!text)
            return std::unexpected(text.error());
        // The words are not repeated here: those of the person may be taken back.
        ChangeRecorder recorder(context, QStringLiteral("ask"), toString(kind));
        const AskId id = addHiddenAsk(context, *text, kind);
        recorder.set(Register::AskDeleted, id.value, {0});
        addVoiceTo(recorder, context, id, *said, *words);
        touchAll(recorder, context.db, id);
        std::ignore = recorder.finish();
        if (auto ask = askById(context.db, id))
            return *ask;
        return noSuchAsk();
    });
}

QFuture<Result<AppliedChange>> Asks::addVoice(AskId id, const AskQuote &quote)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (!askById(context.db, id))
            return noSuchAsk();
        const auto said = saidIn(context.db, quote.message);
        if (!said)
            return std::unexpected(said.error());
        const auto words = checkedQuote(*said, quote);
        if (!words)
            return std::unexpected(words.error());
        ChangeRecorder recorder(context, QStringLiteral("ask-voice"));
        addVoiceTo(recorder, context, id, *said, *words);
        recorder.touch(said->author.conversation);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Asks::restate(AskId id, const QString &words)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (!askById(context.db, id))
            return noSuchAsk();
        const auto text = checkedText(
            words, longestRestated, QStringLiteral("Say what they ask for; nothing was changed."));
        if (!text)
            return std::unexpected(text.error());
        ChangeRecorder recorder(context, QStringLiteral("ask-restate"));
        recorder.set(Register::AskRestated, id.value, {*text});
        touchAll(recorder, context.db, id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Asks::setKind(AskId id, AskKind kind)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (!askById(context.db, id))
            return noSuchAsk();
        ChangeRecorder recorder(context, QStringLiteral("ask-kind"), toString(kind));
        recorder.set(Register::AskKind, id.value, {int(kind)});
        touchAll(recorder, context.db, id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Asks::setOwner(AskId id, StaffId staff)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (!askById(context.db, id))
            return noSuchAsk();
        ChangeRecorder recorder(context, QStringLiteral("ask-owner"));
        recorder.set(Register::AskOwner, id.value, {staff.value});
        touchAll(recorder, context.db, id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Asks::setState(AskId id, const AskStep &step)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        Db &db = context.db;
        const auto ask = askById(db, id);
        if (!ask)
            return noSuchAsk();
        AskStep checked = step;
        const auto reason = checkedText(step.reason, longestReason, {});
        if (!reason)
            return std::unexpected(reason.error());
        checked.reason = *reason;
        if (checked.state != AskState::Duplicate)
            checked.duplicateOf = {};
        else if (checked.duplicateOf.isValid() && !askById(db, checked.duplicateOf))
            return noSuchAsk();
        checked.leadsTo = whereAskLeads(db, checked.duplicateOf);
        if (const auto allowed = checkAskStep(*ask, checked); !allowed)
            return std::unexpected(allowed.error());
        ChangeRecorder recorder(context, QStringLiteral("ask-state"), toString(checked.state));
        // Whoever was told of it has been told of this end, also after its reason was put better.
        const bool isSame = ask->state == checked.state && ask->duplicateOf == checked.duplicateOf;
        recorder.set(Register::AskState, id.value,
                     {int(checked.state), isSame ? ask->stateBy.value : context.actor.value,
                      toMilliseconds(isSame ? ask->stateAt : context.now), checked.reason,
                      checked.duplicateOf.value});
        touchAll(recorder, db, id);
        return recorder.finish();
    });
}

QFuture<Result<QList<AskSummary>>> Asks::list(const AskQuery &query, int limit,
                                              const std::optional<AskSummary> &after)
{
    return m_store.read([=](ReadContext &context) {
        return askLines(context.db,
                        {.place = query.place,
                         .person = query.person,
                         .text = query.text,
                         .isOpen = query.isOpen},
                        limit, after);
    });
}

QFuture<Result<QList<AskSection>>> Asks::ledger(const QString &text, int most)
{
    return m_store.read(
        [=](ReadContext &context) { return askLedger(context.db, {.text = text}, most); });
}

QFuture<Result<Ask>> Asks::get(AskId id)
{
    return m_store.read([id](ReadContext &context) -> Result<Ask> {
        if (auto ask = askById(context.db, id))
            return *ask;
        return fail(ErrorKind::NotFound, QStringLiteral("This ask is not in the workspace."));
    });
}

QFuture<Result<QList<AskSummary>>> Asks::similar(const QString &text, int limit)
{
    return m_store.read([=](ReadContext &context) { return similarAsks(context.db, text, limit); });
}

QFuture<Result<qint64>> Asks::unsettledIn(const QList<ConversationId> &conversations)
{
    return m_store.read(
        [=](ReadContext &context) { return unsettledAsks(context.db, conversations); });
}

QFuture<Result<QList<HistoryEntry>>> Asks::history(AskId id, int limit)
{
    return m_store.read([=](ReadContext &context) { return askHistory(context.db, id, limit); });
}

QFuture<Result<AskAnswer>> Asks::draftFor(AskVoiceId id)
{
    return m_store.read([id](ReadContext &context) -> Result<AskAnswer> {
        Db &db = context.db;
        const auto voice = askVoiceById(db, id);
        if (!voice)
            return noSuchVoice();
        const auto ask = decidingAsk(db, *voice);
        if (!ask)
            return std::unexpected(ask.error());
        if (const auto allowed = checkTelling(*ask, *voice); !allowed)
            return std::unexpected(allowed.error());
        const ConversationId conversation = livingConversation(db, voice->conversation);
        const auto plan = planFor(db, *voice, conversation);
        if (!plan)
            return std::unexpected(plan.error());
        AskAnswer answer{.voice = *voice,
                         .text =
                             askAnswer(ask->state, voice->quote.text, ask->reason, voice->language),
                         .channel = plan->channel,
                         .recipients = {},
                         .visibility = plan->visibility,
                         .account = accountById(db, plan->account).value_or(Account{}),
                         .basis = {},
                         .impediment = plan->impediment,
                         .draft = {}};
        if (const auto summary = conversationSummary(db, conversation))
            answer.basis = summary->lastPersonMessageAt.value_or(Timestamp{});
        answer.draft = draftTo(*voice, *plan, conversation, answer.text);
        answer.draft.visibility = plan->visibility;
        answer.recipients = answer.draft.recipients;
        return answer;
    });
}

QFuture<Result<OutboxItem>> Asks::tell(AskVoiceId id, const QString &text,
                                       std::chrono::milliseconds undoTime, Timestamp basis,
                                       const QStringList &parts)
{
    const auto hold = std::clamp(undoTime, 0ms, longestHold);
    return m_store.write(
        [=, key = m_store.messageIdKey()](WriteContext &context) -> Result<OutboxItem> {
            Db &db = context.db;
            const auto voice = askVoiceById(db, id);
            if (!voice)
                return noSuchVoice();
            const auto ask = decidingAsk(db, *voice);
            if (!ask)
                return std::unexpected(ask.error());
            if (const auto allowed = checkTelling(*ask, *voice); !allowed)
                return std::unexpected(allowed.error());
            const ConversationId conversation = livingConversation(db, voice->conversation);
            const auto plan = planFor(db, *voice, conversation);
            if (!plan)
                return std::unexpected(plan.error());
            if (!plan->impediment.isEmpty())
                return fail(ErrorKind::Invalid, plan->impediment);
            Draft draft = draftTo(*voice, *plan, conversation, text);
            draft.basis = basis;
            const auto entries = enqueue(context, draft, parts, key, context.now + hold);
            if (!entries)
                return std::unexpected(entries.error());
            const OutboxItem &item = entries->first().item;
            ChangeRecorder recorder(context, QStringLiteral("ask-tell"));
            recorder.set(Register::AskVoiceTold, id.value,
                         {int(TellingWay::Outbox), toMilliseconds(context.now), context.actor.value,
                          QString(), entries->first().message.uid.toBytes()});
            recorder.touch(conversation);
            std::ignore = recorder.finish();
            return item;
        });
}

QFuture<Result<AppliedChange>> Asks::skip(AskVoiceId id, const QString &reason)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        Db &db = context.db;
        const auto voice = askVoiceById(db, id);
        if (!voice)
            return noSuchVoice();
        const auto ask = decidingAsk(db, *voice);
        if (!ask)
            return std::unexpected(ask.error());
        if (const auto allowed = checkSkipping(*ask, *voice, reason); !allowed)
            return std::unexpected(allowed.error());
        const auto why = checkedText(reason, longestReason, {});
        if (!why)
            return std::unexpected(why.error());
        ChangeRecorder recorder(context, QStringLiteral("ask-skip"));
        recorder.set(Register::AskVoiceTold, id.value,
                     {int(TellingWay::Skipped), toMilliseconds(context.now), context.actor.value,
                      *why, QByteArray()});
        recorder.touch(voice->conversation);
        return recorder.finish();
    });
}

} // namespace casement
