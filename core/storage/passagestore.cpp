// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/passagestore.h"

#include "core/domain/conversation.h"
#include "core/domain/ingest.h"
#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/derivedstore.h"
#include "core/storage/sqlite.h"
#include "core/text/quotes.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace casement
{

namespace
{

/// The columns of Register::ConversationState, by position.
enum StateColumn { State, StateBy, StateAt, WaitingSince, WokeBecause };
/// And of Register::ConversationOrigin.
enum OriginColumn { SplitFrom, SplitAt, MergedInto };

// An outbox item in one of these states is not out yet, and may still be taken back.
constexpr const char *selectedSql = R"(
    SELECT count(*), count(DISTINCT m.conversation_id), coalesce(max(m.conversation_id), 0),
           sum(NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = m.outbox_id AND o.state IN (0, 1, 2, 5, 6, 7)))
    FROM message m WHERE m.id IN (SELECT value FROM json_each(?)))";
constexpr const char *firstWordsSql = R"(
    SELECT b.text FROM message m JOIN message_body b ON b.message_id = m.id
    WHERE m.id IN (SELECT value FROM json_each(?)) AND m.deleted_at = 0
    ORDER BY m.is_context = 1 AND m.direction = 0, m.at, m.id LIMIT 1)";
constexpr const char *outSql = R"(
    SELECT count(*) FROM message m WHERE m.conversation_id = ?
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = m.outbox_id AND o.state IN (0, 1, 2, 5, 6, 7)))";
/// What of a conversation nobody has answered: said after its last reply and after it was last
/// closed, and open before or answered by words that stand elsewhere now.
constexpr const char *openSql = R"(
    SELECT coalesce(min(m.at), 9223372036854775807) FROM message m JOIN conversation c ON c.id = m.conversation_id
    WHERE c.id = ?1 AND m.direction = 0 AND m.is_automatic = 0 AND m.is_context = 0 AND m.deleted_at = 0
      AND m.at > c.last_reply_at AND m.at > ?2 AND (m.at >= ?3 OR m.at <= ?4 AND m.at > ?5))";
constexpr const char *openSinceSql = R"(
    SELECT coalesce(min(at), 9223372036854775807) FROM message
    WHERE conversation_id = ? AND at >= ? AND at > ? AND direction = 0 AND is_automatic = 0 AND is_context = 0 AND deleted_at = 0)";

QString idList(const QList<MessageId> &messages)
{
    QJsonArray array;
    for (const MessageId id : messages)
        array.append(id.value);
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QCborArray stateOf(Db &db, ConversationId id)
{
    return ChangeRecorder::current(db, Register::ConversationState, id.value);
}

ConversationState stateIn(const QCborArray &values)
{
    return static_cast<ConversationState>(values.at(State).toInteger());
}

bool asksForUs(ConversationState state)
{
    return state == ConversationState::New || state == ConversationState::Open;
}

qint64 columnOf(Db &db, const char *sql, ConversationId id)
{
    return db.number(sql, 0, id);
}

/// Where \a next leads from \a id in the end; \a id itself when it leads round in a circle.
ConversationId endOf(Db &db, const char *next, ConversationId id)
{
    QList<ConversationId> path;
    for (ConversationId at = id; !path.contains(at);) {
        path.append(at);
        at = ConversationId{columnOf(db, next, at)};
        if (!at.isValid())
            return path.last();
    }
    return id;
}

qint64 lastReplyAt(Db &db, ConversationId id)
{
    return columnOf(db, "SELECT last_reply_at FROM conversation WHERE id = ?", id);
}

/// When somebody here last said that nobody has to answer: of \a id, or of what it is from before
/// it was split off.
qint64 closedAt(Db &db, ConversationId id)
{
    qint64 at = 0;
    for (qint64 until = never; id.isValid();) {
        at = std::max(
            at, db.number("SELECT coalesce(max(c.at), 0) FROM change_conversation cc JOIN change c "
                          "ON c.id = cc.change_id WHERE cc.conversation_id = ? AND c.verb IN "
                          "('done', 'spam', 'acknowledge') AND c.undone_by = 0 AND c.at <= ?",
                          0, id, until));
        until = columnOf(db, "SELECT split_at FROM conversation WHERE id = ?", id);
        id = ConversationId{columnOf(db, "SELECT split_from FROM conversation WHERE id = ?", id)};
    }
    return at;
}

void setState(ChangeRecorder &recorder, WriteContext &context, ConversationId id,
              ConversationState state, qint64 waitingSince)
{
    QCborArray values = stateOf(context.db, id);
    if (stateIn(values) != state) {
        values[State] = int(state);
        values[StateBy] = context.actor.value;
        values[StateAt] = toMilliseconds(context.now);
        values[WokeBecause] = QString();
    }
    values[WaitingSince] = waitingSince;
    recorder.set(Register::ConversationState, id.value, values);
}

bool restore(ChangeRecorder &recorder, const KnownStates &states, ConversationId one,
             ConversationId other)
{
    if (!states.contains(one.value) || !states.contains(other.value))
        return false;
    for (auto each = states.begin(); each != states.end(); ++each)
        recorder.set(Register::ConversationState, each.key(), each.value());
    return true;
}

/// What an undo writes back says who waited then. They may have written since behind words that
/// asked already, or those words may stand elsewhere: \a waits is who waits now.
void keepWaiting(Db &db, KnownStates &known, ConversationId id, qint64 waits)
{
    const auto state = known.find(id.value);
    if (state == known.end() || stateIn(*state) == ConversationState::Merged ||
        stateIn(*state) == ConversationState::Done || stateIn(*state) == ConversationState::Spam)
        return;
    const qint64 waited = state->at(WaitingSince).toInteger();
    const bool stillStands =
        waited != never &&
        db.number("SELECT 1 FROM message WHERE conversation_id = ? AND at = ? AND direction = 0 "
                  "AND is_automatic = 0 AND is_context = 0 AND deleted_at = 0 LIMIT 1",
                  0, id, waited) != 0;
    if (stillStands || waited == waits)
        return;
    (*state)[WaitingSince] = waits;
    if (waits != never && stateIn(*state) == ConversationState::Waiting)
        (*state)[State] = int(ConversationState::Open);
}

/// Shows \a id, which is hidden, beside the conversation it is from.
void divide(ChangeRecorder &recorder, WriteContext &context, ConversationId id, KnownStates known)
{
    Db &db = context.db;
    const ConversationId rest = splitFrom(db, id);
    const QCborArray before = stateOf(db, rest);
    const qint64 lastReplyBefore = lastReplyAt(db, rest);
    QCborArray origin = ChangeRecorder::current(db, Register::ConversationOrigin, id.value);
    origin[MergedInto] = 0;
    recorder.set(Register::ConversationOrigin, id.value, origin);
    recorder.touch(rest);
    recorder.touch(id);

    const ConversationState was = stateIn(before);
    const qint64 waited = before.at(WaitingSince).toInteger();
    const bool isClosed = was == ConversationState::Done || was == ConversationState::Spam;
    const auto open = [&](ConversationId each) {
        return isClosed ? never
                        : db.number(openSql, never, each, closedAt(db, each), waited,
                                    lastReplyBefore, context.now - staysOpenFor);
    };
    const qint64 passageWaits = open(id);
    const qint64 restWaits = open(rest);
    keepWaiting(db, known, id, passageWaits);
    keepWaiting(db, known, rest, restWaits);
    if (restore(recorder, known, rest, id))
        return;
    ConversationState passage = was == ConversationState::New || was == ConversationState::Snoozed
                                    ? ConversationState::Open
                                    : was;
    if (passageWaits != never)
        passage = ConversationState::Open;
    else if (!isClosed && lastReplyAt(db, id) > 0 &&
             columnOf(db, "SELECT last_direction FROM conversation WHERE id = ?", id) == 1)
        passage = ConversationState::Waiting;
    setState(recorder, context, id, passage, passageWaits);

    ConversationState left = was;
    if (asksForUs(was) && waited != never && restWaits == never)
        left = lastReplyAt(db, rest) > columnOf(db,
                                                "SELECT last_person_message_at FROM conversation "
                                                "WHERE id = ?",
                                                rest)
                   ? ConversationState::Waiting
                   : ConversationState::Done;
    else if (was == ConversationState::Waiting && restWaits != never)
        left = ConversationState::Open;
    setState(recorder, context, rest, left, restWaits);
}

} // namespace

ConversationId livingConversation(Db &db, ConversationId id)
{
    return endOf(db, "SELECT merged_into FROM conversation WHERE id = ?", id);
}

ConversationId originOf(Db &db, ConversationId id)
{
    return endOf(db, "SELECT split_from FROM conversation WHERE id = ?", id);
}

ConversationId splitFrom(Db &db, ConversationId id)
{
    const ConversationId from{columnOf(db, "SELECT split_from FROM conversation WHERE id = ?", id)};
    return from.isValid() ? livingConversation(db, from) : from;
}

QList<Passage> passagesOf(Db &db, ConversationId id)
{
    Statement rows = db.prepare(R"(
        WITH RECURSIVE part(id) AS (
            SELECT ?1 UNION
            SELECT c.id FROM part CROSS JOIN conversation c ON c.merged_into = part.id WHERE c.merged_into > 0)
        SELECT c.id, c.subject, c.message_count, (SELECT min(at) FROM message m WHERE m.conversation_id = c.id), c.last_message_at
        FROM part CROSS JOIN conversation c ON c.split_from = part.id
        WHERE c.split_from > 0 AND c.merged_into = 0 AND c.message_count > 0 ORDER BY 4, 1)");
    rows.bind(id);
    QList<Passage> passages;
    while (rows.next())
        passages.append({.conversation = rows.id<ConversationId>(0),
                         .subject = rows.text(1),
                         .messages = rows.integer(2),
                         .from = rows.time(3),
                         .until = rows.time(4)});
    return passages;
}

Result<PassageProposal> proposePassage(Db &db, const QList<MessageId> &messages)
{
    if (messages.isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Select the messages that belong together first."));
    if (messages.size() > longestPassage)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("More than %1 messages are not split off at once; nothing was "
                                   "changed.")
                        .arg(longestPassage));
    const QString list = idList(messages);
    PassageProposal proposal;
    qint64 conversations = 0;
    qint64 areOut = 0;
    {
        Statement row = db.prepare(selectedSql);
        row.bind(list);
        if (row.next()) {
            proposal.messages = row.integer(0);
            conversations = row.integer(1);
            proposal.conversation = row.id<ConversationId>(2);
            areOut = row.integer(3);
        }
    }
    if (proposal.messages < QSet<MessageId>(messages.begin(), messages.end()).size())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("One of these messages is not in this workspace any more; "
                                   "nothing was changed."));
    if (conversations > 1)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("These messages are of several conversations: a passage is "
                                   "split off one conversation at a time."));
    if (proposal.messages ==
        db.number("SELECT message_count FROM conversation WHERE id = ?", 0, proposal.conversation))
        return fail(ErrorKind::Invalid,
                    QStringLiteral("These are all messages of the conversation: it is a "
                                   "conversation of its own already."));
    if (areOut == 0 || areOut == db.number(outSql, 0, proposal.conversation))
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Only words that are still in the outbox would be on one side: "
                                   "split them off when they have gone out."));
    Statement words = db.prepare(firstWordsSql);
    words.bind(list);
    if (words.next())
        proposal.subject = makeSnippet(words.text(0), longestProposedSubject);
    return proposal;
}

ConversationId splitOff(ChangeRecorder &recorder, WriteContext &context,
                        const QList<MessageId> &messages, const PassageProposal &proposal,
                        const QString &subject)
{
    Db &db = context.db;
    // Hidden at first: it is the change that shows it, which is what undo takes back.
    db.run(R"(
        INSERT INTO conversation (uid, account_id, subject, state, state_by, state_at, assignee_id, split_from, split_at, merged_into)
        SELECT ?1, CASE WHEN c.account_id IN (SELECT m.account_id FROM message m WHERE m.id IN (SELECT value FROM json_each(?2)))
                        THEN c.account_id
                        ELSE (SELECT min(m.account_id) FROM message m WHERE m.id IN (SELECT value FROM json_each(?2))) END,
               ?3, ?4, ?5, ?6, c.assignee_id, c.id, ?6, c.id
        FROM conversation c WHERE c.id = ?7)",
           Uid::create(context.now), idList(messages), subject, ConversationState::Merged,
           context.actor, context.now, proposal.conversation);
    const ConversationId id{db.lastInsertId()};
    for (const MessageId message : messages)
        recorder.set(Register::MessagePassage, message.value, {id.value});
    divide(recorder, context, id, {});
    return id;
}

bool canTakeOutAgain(Db &db, ConversationId id, const QList<MessageId> &joining)
{
    const ConversationId from = splitFrom(db, id);
    const qint64 messages = db.number(R"(
        WITH RECURSIVE part(id) AS (
            SELECT ?1 UNION
            SELECT c.id FROM part CROSS JOIN conversation c ON c.merged_into = part.id WHERE c.merged_into > 0)
        SELECT count(*) FROM (
            SELECT m.id FROM part CROSS JOIN message m ON m.passage_id = part.id WHERE m.passage_id > 0
            UNION SELECT m.id FROM message m WHERE m.id IN (SELECT value FROM json_each(?2))))",
                                      0, id, idList(joining));
    return messages > 0 &&
           messages < columnOf(db, "SELECT message_count FROM conversation WHERE id = ?", from);
}

void takeOutAgain(ChangeRecorder &recorder, WriteContext &context, ConversationId id,
                  const KnownStates &before)
{
    divide(recorder, context, id, before);
}

void putBack(ChangeRecorder &recorder, WriteContext &context, ConversationId id,
             const KnownStates &before)
{
    Db &db = context.db;
    QCborArray origin = ChangeRecorder::current(db, Register::ConversationOrigin, id.value);
    const ConversationId target = splitFrom(db, id);
    const QCborArray state = stateOf(db, target);
    const ConversationState was = stateIn(state);
    const qint64 waited = state.at(WaitingSince).toInteger();
    // What was answered when both were one still is; but an answer that one of them got since says
    // nothing of who waits in the other one.
    qint64 answered = 0;
    for (const ConversationId each : {id, target})
        answered = std::max(
            answered, db.number("SELECT coalesce(max(at), 0) FROM message WHERE conversation_id = "
                                "? AND direction = 1 AND is_automatic = 0 AND at <= ?",
                                0, each, origin.at(SplitAt).toInteger()));
    const qint64 waits =
        was == ConversationState::Spam
            ? never
            : std::min(db.number(openSinceSql, never, target, waited, answered),
                       db.number(openSinceSql, never, id,
                                 stateOf(db, id).at(WaitingSince).toInteger(), answered));
    QList<qint64> tags;
    {
        Statement rows = db.prepare("SELECT tag_id FROM conversation_tag WHERE conversation_id = ? "
                                    "AND add_hlc > rem_hlc");
        rows.bind(id);
        while (rows.next())
            tags.append(rows.integer(0));
    }
    for (const qint64 tag : std::as_const(tags))
        recorder.setMember(Register::ConversationTag, id.value, tag, false);
    origin[MergedInto] = origin.at(SplitFrom);
    recorder.set(Register::ConversationOrigin, id.value, origin);
    recorder.touch(target);
    recorder.touch(id);
    KnownStates known = before;
    keepWaiting(db, known, target, waits);
    if (restore(recorder, known, target, id))
        return;
    setState(recorder, context, id, ConversationState::Merged, never);
    const bool keepsSnooze =
        columnOf(db, "SELECT snooze_keep FROM conversation WHERE id = ?", target) != 0;
    ConversationState now = was;
    if (waits != never && waited == never &&
        (was == ConversationState::Waiting || was == ConversationState::Done ||
         (was == ConversationState::Snoozed && !keepsSnooze)))
        now = ConversationState::Open;
    else if (waits == never && waited != never && asksForUs(was))
        now = ConversationState::Waiting; // by an answer that stands in it again
    setState(recorder, context, target, now, waits);
}

void reopenUnanswered(WriteContext &context, ConversationId id)
{
    Db &db = context.db;
    const ConversationState was = stateIn(stateOf(db, id));
    const qint64 waits =
        db.number(openSinceSql, never, id, 0, std::max(lastReplyAt(db, id), closedAt(db, id)));
    if (was != ConversationState::Waiting || waits == never)
        return;
    ChangeRecorder recorder(context, QStringLiteral("reopen"));
    setState(recorder, context, id, ConversationState::Open, waits);
    recorder.touch(id);
    std::ignore = recorder.finish();
}

void separateGonePassages(Db &db)
{
    db.run(R"(
        INSERT OR IGNORE INTO gone_conversation
        WITH RECURSIVE gone(id) AS (
            SELECT id FROM gone_conversation UNION
            SELECT c.id FROM gone CROSS JOIN conversation c ON c.split_from = gone.id WHERE c.split_from > 0 AND c.message_count = 0)
        SELECT id FROM gone)");
    db.run(
        "UPDATE conversation SET split_from = 0, split_at = 0 WHERE split_from > 0 AND split_from "
        "IN (SELECT id FROM gone_conversation) AND id NOT IN (SELECT id FROM gone_conversation)");
}

} // namespace casement
