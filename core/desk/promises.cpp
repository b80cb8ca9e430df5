// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/promises.h"

#include "core/desk/promisecalendar.h"
#include "core/desk/textlimit.h"
#include "core/desk/wordlists.h"
#include "core/domain/conversation.h"
#include "core/storage/askstore.h"
#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/factstore.h"
#include "core/storage/promisestore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/store.h"

#include <limits>

namespace casement
{

namespace
{

constexpr qsizetype longestPromise = 2'000;
constexpr qsizetype longestPromiseQuote = 10'000;
constexpr qsizetype longestWhy = 2'000;

std::unexpected<Error> noSuchPromise()
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("This promise is not in the workspace; nothing was changed."));
}

/// Of what is written down all that can be told from it; Invalid where something is missing.
Result<PromiseDraft> completed(Db &db, PromiseDraft draft)
{
    draft.words = draft.words.simplified();
    draft.quote = draft.quote.trimmed();
    if (draft.words.isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Say what is promised; nothing was recorded."));
    if (const auto fits = checkLength(draft.words, longestPromise); !fits)
        return std::unexpected(fits.error());
    if (const auto fits = checkLength(draft.quote, longestPromiseQuote); !fits)
        return std::unexpected(fits.error());
    if (draft.source.isValid()) {
        const auto author = authorOf(db, draft.source);
        const auto item = timelineMessage(db, draft.source);
        if (!author || !item)
            return fail(
                ErrorKind::NotFound,
                QStringLiteral("This message is not in the workspace; nothing was recorded."));
        if (item->removedAt)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("They took these words back; nothing was recorded."));
        const auto place = passageIn(db, draft.source, draft.quote);
        if (!draft.quote.isEmpty() && place.first == place.second && !item->hasHtml)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The message does not say that; nothing was recorded."));
        draft.conversation = {};
        if (!draft.person.isValid() && author->direction == Direction::Incoming)
            draft.person = author->person;
        if (!draft.person.isValid())
            draft.person = partnerIn(db, author->conversation);
    } else if (draft.conversation.isValid() && !draft.person.isValid()) {
        draft.person = partnerIn(db, draft.conversation);
    }
    if (!isSomebody(db, draft.person))
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Say whom it is promised to; nothing was recorded."));
    if (draft.conversation.isValid() && !conversationSummary(db, draft.conversation))
        return fail(
            ErrorKind::NotFound,
            QStringLiteral("This conversation is not in the workspace; nothing was recorded."));
    if (draft.ask.isValid() && !askById(db, draft.ask))
        return fail(ErrorKind::NotFound,
                    QStringLiteral("This ask is not in the workspace; nothing was recorded."));
    return draft;
}

/// The end of a change of \a id: its conversation and its history know of it.
AppliedChange finished(ChangeRecorder &recorder, WriteContext &context, const Promise &promise)
{
    if (promise.conversation.isValid())
        recorder.touch(promise.conversation);
    const AppliedChange change = recorder.finish();
    nameChange(context, promise.id, change.id);
    return change;
}

Result<RecordedPromise> recorded(WriteContext &context, const PromiseDraft &asGiven)
{
    const auto draft = completed(context.db, asGiven);
    if (!draft)
        return std::unexpected(draft.error());
    // The words are not repeated here: those of the person may be taken back.
    ChangeRecorder recorder(context, QStringLiteral("promise"),
                            draft->isOurs ? QStringLiteral("ours") : QStringLiteral("theirs"));
    const PromiseId id =
        addHiddenPromise(context, *draft, passageIn(context.db, draft->source, draft->quote));
    recorder.set(Register::PromiseDeleted, id.value, {0});
    const auto promise = promiseById(context.db, id);
    if (!promise)
        return noSuchPromise();
    const AppliedChange change = finished(recorder, context, *promise);
    return RecordedPromise{*promise, change};
}

/// A change that writes one register of a promise.
Result<AppliedChange> written(WriteContext &context, PromiseId id, const QString &verb,
                              Register reg, const QCborArray &values)
{
    const auto promise = promiseById(context.db, id);
    if (!promise)
        return noSuchPromise();
    ChangeRecorder recorder(context, verb);
    recorder.set(reg, id.value, values);
    return finished(recorder, context, *promise);
}

PromiseFilter filterOf(const PromiseQuery &query)
{
    return {.isOurs = query.isOurs,
            .isOpen = query.isOpen,
            .isLate = query.isLate,
            .person = query.person,
            .conversation = query.conversation,
            .ask = query.ask};
}

} // namespace

Promises::Promises(Store &store) : m_store(store)
{
}

QFuture<Result<RecordedPromise>> Promises::record(const PromiseDraft &draft)
{
    return m_store.write([draft](WriteContext &context) { return recorded(context, draft); });
}

QFuture<Result<RecordedPromise>> Promises::recordSaid(OutboxId item, const PromiseDraft &draft)
{
    return m_store.write([item, draft](WriteContext &context) -> Result<RecordedPromise> {
        PromiseDraft said = draft;
        said.source = messageOfItem(context.db, item);
        if (!said.source.isValid())
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The message was taken back; nothing was recorded."));
        // What goes out may put it otherwise than what was typed.
        const auto place = passageIn(context.db, said.source, said.quote);
        if (place.first == place.second)
            said.quote.clear();
        return recorded(context, said);
    });
}

QFuture<Result<AppliedChange>> Promises::edit(PromiseId id, const QString &words)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const QString clean = words.simplified();
        if (clean.isEmpty())
            return fail(ErrorKind::Invalid,
                        QStringLiteral("Say what is promised; nothing was changed."));
        if (const auto fits = checkLength(clean, longestPromise); !fits)
            return std::unexpected(fits.error());
        return written(context, id, QStringLiteral("promise-edit"), Register::PromiseWords,
                       {clean});
    });
}

QFuture<Result<AppliedChange>> Promises::setOwner(PromiseId id, StaffId staff)
{
    return m_store.write([=](WriteContext &context) {
        return written(context, id, QStringLiteral("promise-owner"), Register::PromiseOwner,
                       {staff.value});
    });
}

QFuture<Result<AppliedChange>> Promises::setOurs(PromiseId id, bool isOurs)
{
    return m_store.write([=](WriteContext &context) {
        return written(context, id, QStringLiteral("promise-side"), Register::PromiseSide,
                       {isOurs ? 1 : 0});
    });
}

QFuture<Result<AppliedChange>> Promises::setAsk(PromiseId id, AskId ask)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (ask.isValid() && !askById(context.db, ask))
            return fail(ErrorKind::NotFound,
                        QStringLiteral("This ask is not in the workspace; nothing was changed."));
        return written(context, id, QStringLiteral("promise-ask"), Register::PromiseAsk,
                       {ask.value});
    });
}

QFuture<Result<AppliedChange>> Promises::renegotiate(PromiseId id, const QString &words,
                                                     const std::optional<PromiseDue> &due,
                                                     const QString &reason)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto promise = promiseById(context.db, id);
        if (!promise)
            return noSuchPromise();
        const QString said = words.simplified().isEmpty() ? promise->words : words.simplified();
        const QString why = reason.trimmed();
        if (const auto allowed = checkRenegotiation(*promise, said, due); !allowed)
            return std::unexpected(allowed.error());
        if (const auto fits = checkLength(said, longestPromise); !fits)
            return std::unexpected(fits.error());
        if (const auto fits = checkLength(why, longestWhy); !fits)
            return std::unexpected(fits.error());
        ChangeRecorder recorder(context, QStringLiteral("promise-renegotiate"));
        recorder.set(Register::PromiseTermDeleted, addHiddenTerm(context, *promise, why), {0});
        recorder.set(Register::PromiseWords, id.value, {said});
        recorder.set(Register::PromiseDue, id.value, dueValues(due));
        return finished(recorder, context, *promise);
    });
}

QFuture<Result<AppliedChange>> Promises::setState(PromiseId id, PromiseState state,
                                                  const QString &reason, MessageId kept,
                                                  const QString &verb)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto promise = promiseById(context.db, id);
        if (!promise)
            return noSuchPromise();
        const QString why = reason.trimmed();
        if (const auto allowed = checkPromiseStep(*promise, state, why); !allowed)
            return std::unexpected(allowed.error());
        if (const auto fits = checkLength(why, longestWhy); !fits)
            return std::unexpected(fits.error());
        if (kept.isValid() && !timelineMessage(context.db, kept))
            return fail(
                ErrorKind::NotFound,
                QStringLiteral("This message is not in the workspace; nothing was changed."));
        ChangeRecorder recorder(context, verb);
        recorder.set(Register::PromiseState, id.value, stateValues(context, state, why, kept));
        return finished(recorder, context, *promise);
    });
}

QFuture<Result<AppliedChange>> Promises::keep(PromiseId id, MessageId message)
{
    return setState(id, PromiseState::Kept, {}, message, QStringLiteral("promise-keep"));
}

QFuture<Result<AppliedChange>> Promises::keepWith(const QList<PromiseId> &ids, OutboxId item)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const MessageId message = messageOfItem(context.db, item);
        if (!message.isValid())
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The message was taken back; the promise stays open."));
        ChangeRecorder recorder(context, QStringLiteral("promise-keep"));
        for (const PromiseId id : ids) {
            const auto promise = promiseById(context.db, id);
            if (!promise)
                return noSuchPromise();
            if (const auto allowed = checkPromiseStep(*promise, PromiseState::Kept, {}); !allowed)
                return std::unexpected(allowed.error());
            recorder.set(Register::PromiseState, id.value,
                         stateValues(context, PromiseState::Kept, {}, message));
            if (promise->conversation.isValid())
                recorder.touch(promise->conversation);
        }
        const AppliedChange change = recorder.finish();
        for (const PromiseId id : ids)
            nameChange(context, id, change.id);
        return change;
    });
}

QFuture<Result<AppliedChange>> Promises::breakIt(PromiseId id, const QString &reason)
{
    return setState(id, PromiseState::Broken, reason, {}, QStringLiteral("promise-break"));
}

QFuture<Result<AppliedChange>> Promises::release(PromiseId id, const QString &reason)
{
    return setState(id, PromiseState::Released, reason, {}, QStringLiteral("promise-release"));
}

QFuture<Result<AppliedChange>> Promises::reopen(PromiseId id)
{
    return setState(id, PromiseState::Open, {}, {}, QStringLiteral("promise-reopen"));
}

QFuture<Result<AppliedChange>> Promises::remove(PromiseId id)
{
    return m_store.write([=](WriteContext &context) {
        return written(context, id, QStringLiteral("promise-remove"), Register::PromiseDeleted,
                       {toMilliseconds(context.now)});
    });
}

QFuture<Result<QList<Promise>>> Promises::list(const PromiseQuery &query, int limit,
                                               const std::optional<Promise> &after)
{
    return m_store.read([=](ReadContext &context) {
        return promiseLines(context.db, filterOf(query), context.now, limit, after);
    });
}

QFuture<Result<QList<PromiseSection>>> Promises::sections(int most)
{
    return m_store.read(
        [most](ReadContext &context) { return promiseSections(context.db, context.now, most); });
}

QFuture<Result<Promise>> Promises::get(PromiseId id)
{
    return m_store.read([id](ReadContext &context) -> Result<Promise> {
        if (auto promise = promiseById(context.db, id))
            return *promise;
        return fail(ErrorKind::NotFound, QStringLiteral("This promise is not in the workspace."));
    });
}

QFuture<Result<QHash<ConversationId, bool>>>
Promises::openIn(const QList<ConversationId> &conversations)
{
    return m_store.read([conversations](ReadContext &context) {
        return openPromisesIn(context.db, conversations, context.now);
    });
}

QFuture<Result<QHash<ConversationId, bool>>> Promises::openEverywhere()
{
    return m_store.read([](ReadContext &context) { return openPromises(context.db, context.now); });
}

QFuture<Result<QList<HistoryEntry>>> Promises::history(PromiseId id, int limit)
{
    return m_store.read(
        [=](ReadContext &context) { return promiseHistory(context.db, id, limit); });
}

QFuture<Result<QList<PromisePhrase>>> Promises::phrases(const QString &text,
                                                        const QString &language)
{
    return m_store.read([=](ReadContext &context) {
        const QString list = QString::fromLatin1(promiseWordList);
        const QStringList known = language.isEmpty()
                                      ? WordLists::languages(list)
                                      : QStringList{WordLists::languageFor(list, {language})};
        QList<PromisePhrase> found;
        for (const QString &each : known) {
            found = promisePhrases(wordsInUse(context.db, list, each), text, each,
                                   toLocalDateTime(context.now));
            if (!found.isEmpty())
                break;
        }
        return found;
    });
}

QFuture<Result<QByteArray>> Promises::calendar(const Summaries &summaries)
{
    return m_store.read([summaries](ReadContext &context) {
        return promiseCalendar(
            promiseLines(context.db, {}, context.now, std::numeric_limits<int>::max()), summaries,
            context.now);
    });
}

} // namespace casement
