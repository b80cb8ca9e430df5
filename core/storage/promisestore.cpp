// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/promisestore.h"

#include "core/domain/outbox.h"
#include "core/storage/joinstore.h"
#include "core/storage/passagestore.h"
#include "core/storage/sqlite.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <limits>

namespace casement
{

namespace
{

constexpr qint64 noDue = 0;
constexpr qint64 endOfTime = std::numeric_limits<qint64>::max();

// Of a place: ours or theirs, open, due after (?2, ?3) and before ?4.
constexpr const char *openPromisesSql = R"(
    SELECT * FROM promise_shown WHERE is_ours = ?1 AND standing = 0 AND (due_at, id) > (?2, ?3) AND due_at < ?4
    ORDER BY due_at, id LIMIT ?5)";
constexpr const char *openPromisesCountSql = R"(
    SELECT count(*) FROM promise WHERE deleted_at = 0 AND is_ours = ?1 AND standing = 0 AND due_at > ?2 AND due_at < ?3)";
constexpr const char *settledPromisesSql = R"(
    SELECT * FROM promise_shown WHERE standing IN (1, 2, 3) AND (state_at, id) < (?1, ?2)
    ORDER BY state_at DESC, id DESC LIMIT ?3)";
constexpr const char *settledPromisesCountSql =
    "SELECT count(*) FROM promise WHERE deleted_at = 0 AND standing IN (1, 2, 3)";
constexpr const char *promisesOfPersonSql = R"(
    SELECT s.* FROM person_member pm CROSS JOIN promise p ON p.person_id = pm.member_id AND p.deleted_at = 0
         CROSS JOIN promise_shown s ON s.id = p.id WHERE pm.root_id = ?)";
constexpr const char *promisesOfConversationSql =
    "SELECT * FROM promise_shown WHERE conversation_id = ?";
constexpr const char *openPlacesSql =
    "SELECT conversation_id, due_at FROM promise WHERE deleted_at = 0 AND is_ours = 1 AND standing "
    "= 0 AND conversation_id > 0";
constexpr const char *promisesOfAskSql = R"(
    SELECT s.* FROM promise p CROSS JOIN promise_shown s ON s.id = p.id WHERE p.ask_id = ? AND p.ask_id > 0)";
constexpr const char *promiseSql = "SELECT * FROM promise_shown WHERE id = ?";
constexpr const char *promiseMarksSql = R"(
    SELECT p.conversation_id, min(CASE WHEN p.due_at > 0 THEN p.due_at ELSE 9223372036854775807 END)
    FROM json_each(?) j CROSS JOIN promise p ON p.conversation_id = j.value
    WHERE p.deleted_at = 0 AND p.standing = 0 AND p.is_ours = 1 GROUP BY j.key)";

std::optional<PromiseDue> dueFromRow(const Statement &row, int column)
{
    if (row.integer(column) == 0)
        return std::nullopt;
    return PromiseDue{.at = row.time(column),
                      .zone = row.text(column + 1).toUtf8(),
                      .hasTime = row.boolean(column + 2)};
}

Promise promiseFromRow(const Statement &row)
{
    Promise promise{.id = row.id<PromiseId>(0),
                    .uid = row.uid(1),
                    .person = row.id<PersonId>(2),
                    .personName = row.text(3),
                    .isOurs = row.boolean(4),
                    .words = row.text(5),
                    .owner = row.id<StaffId>(6),
                    .ownerName = row.text(7),
                    .source = row.id<MessageId>(8),
                    .conversation = row.id<ConversationId>(9),
                    .quote = row.text(10),
                    .quoteStart = row.integer(11),
                    .quoteEnd = row.integer(12),
                    .ask = row.id<AskId>(13),
                    .due = dueFromRow(row, 14),
                    .state = static_cast<PromiseState>(row.integer(17)),
                    .stateBy = row.text(18),
                    .stateAt = row.time(19),
                    .reason = row.text(20),
                    .createdAt = row.time(24)};
    const qint64 sending = row.integer(23);
    if (promise.state == PromiseState::Kept) {
        promise.keptBy = row.id<MessageId>(21);
        promise.keptIn = row.id<ConversationId>(22);
    } else if (promise.state == PromiseState::Open && sending >= 0 &&
               sending != int(OutboxState::Cancelled)) {
        promise.isBeingKept = true;
    }
    return promise;
}

/// What orders promises of one place.
qint64 orderOf(const Promise &promise)
{
    if (promise.state != PromiseState::Open)
        return -toMilliseconds(promise.stateAt);
    return promise.due ? toMilliseconds(promise.due->at) : endOfTime;
}

/// The days of a place, as bounds that are themselves outside.
std::pair<qint64, qint64> boundsOf(PromisePlace place, Timestamp now)
{
    const qint64 at = toMilliseconds(now);
    const qint64 soon = toMilliseconds(soonUntil(now));
    switch (place) {
    case PromisePlace::Late:
        return {0, at};
    case PromisePlace::Soon:
        return {at - 1, soon};
    case PromisePlace::Later:
        return {soon - 1, endOfTime};
    case PromisePlace::NoDay:
        return {-1, 1};
    case PromisePlace::Theirs:
    case PromisePlace::Settled:
        break;
    }
    return {0, endOfTime};
}

/// Up to \a limit open promises that are due between \a bounds, behind \a after.
void addOpen(Db &db, QList<Promise> &lines, bool isOurs, std::pair<qint64, qint64> bounds,
             qsizetype limit, const Promise *after)
{
    if (lines.size() >= limit)
        return;
    Statement rows = db.prepare(openPromisesSql);
    const qint64 due = after && after->due ? toMilliseconds(after->due->at) : 0;
    rows.bind(isOurs, after ? due : bounds.first, after ? after->id.value : endOfTime,
              bounds.second, limit - lines.size());
    while (rows.next())
        lines.append(promiseFromRow(rows));
}

/// Appends up to \a limit lines of \a place that stand behind \a after.
void addLinesOf(Db &db, QList<Promise> &lines, PromisePlace place, Timestamp now, qsizetype limit,
                const Promise *after)
{
    if (place == PromisePlace::Settled) {
        Statement rows = db.prepare(settledPromisesSql);
        rows.bind(after ? toMilliseconds(after->stateAt) : endOfTime,
                  after ? after->id.value : endOfTime, limit - lines.size());
        while (rows.next())
            lines.append(promiseFromRow(rows));
        return;
    }
    if (place != PromisePlace::Theirs) {
        addOpen(db, lines, true, boundsOf(place, now), limit, after);
        return;
    }
    const bool isInDays = !after || after->due.has_value();
    if (isInDays)
        addOpen(db, lines, false, boundsOf(place, now), limit, after);
    addOpen(db, lines, false, boundsOf(PromisePlace::NoDay, now), limit,
            isInDays ? nullptr : after);
}

qint64 countOf(Db &db, PromisePlace place, Timestamp now)
{
    if (place == PromisePlace::Settled)
        return db.number(settledPromisesCountSql, 0);
    if (place == PromisePlace::Theirs)
        return db.number(openPromisesCountSql, 0, false, -1, endOfTime);
    const auto [from, until] = boundsOf(place, now);
    return db.number(openPromisesCountSql, 0, true, from, until);
}

bool passes(const PromiseFilter &filter, const Promise &promise, Timestamp now)
{
    return (!filter.isOurs || *filter.isOurs == promise.isOurs) &&
           (!filter.isOpen || *filter.isOpen == (promise.state == PromiseState::Open)) &&
           (!filter.isLate || promise.isLate(now)) &&
           (!filter.conversation.isValid() || filter.conversation == promise.conversation) &&
           (!filter.ask.isValid() || filter.ask == promise.ask);
}

bool mayHold(const PromiseFilter &filter, PromisePlace place)
{
    const bool isSettled = place == PromisePlace::Settled;
    if (filter.isOpen && *filter.isOpen == isSettled)
        return false;
    if (filter.isLate && place != PromisePlace::Late && place != PromisePlace::Theirs)
        return false;
    return !filter.isOurs || isSettled || *filter.isOurs == (place != PromisePlace::Theirs);
}

QList<PromiseId> promiseIds(Statement &rows)
{
    QList<PromiseId> ids;
    while (rows.next())
        ids.append(rows.id<PromiseId>(0));
    return ids;
}

void announcePromise(WriteContext &context, PromiseId id)
{
    context.changed.promises.insert(id);
    Statement row =
        context.db.prepare("SELECT person_id, conversation_id FROM promise WHERE id = ?");
    row.bind(id);
    if (!row.next())
        return;
    context.changed.people.insert(shownPerson(context.db, row.id<PersonId>(0)));
    if (const auto conversation = row.id<ConversationId>(1); conversation.isValid())
        context.changed.conversations.insert(conversation);
}

} // namespace

QList<const char *> promiseLookups()
{
    return {openPromisesSql,         openPromisesCountSql, settledPromisesSql,
            settledPromisesCountSql, promisesOfPersonSql,  promisesOfConversationSql,
            promisesOfAskSql,        openPlacesSql};
}

QList<Promise> promiseLines(Db &db, const PromiseFilter &filter, Timestamp now, int limit,
                            const std::optional<Promise> &after)
{
    const auto places = promisePlaces();
    const auto rank = [&](const Promise &promise) {
        return std::tuple(places.indexOf(promise.place(now)), orderOf(promise),
                          promise.state == PromiseState::Open ? promise.id.value
                                                              : -promise.id.value);
    };
    QList<Promise> lines;
    if (filter.person.isValid() || filter.conversation.isValid() || filter.ask.isValid()) {
        Statement rows = db.prepare(filter.person.isValid()         ? promisesOfPersonSql
                                    : filter.conversation.isValid() ? promisesOfConversationSql
                                                                    : promisesOfAskSql);
        if (filter.person.isValid())
            rows.bind(shownPerson(db, filter.person));
        else if (filter.conversation.isValid())
            rows.bind(filter.conversation);
        else
            rows.bind(filter.ask);
        while (rows.next()) {
            const Promise promise = promiseFromRow(rows);
            if (passes(filter, promise, now) && (!after || rank(*after) < rank(promise)))
                lines.append(promise);
        }
        std::ranges::sort(lines, {}, rank);
        if (lines.size() > limit)
            lines.resize(limit);
        return lines;
    }
    for (const PromisePlace place : places) {
        if (!mayHold(filter, place) ||
            (after && places.indexOf(place) < places.indexOf(after->place(now))))
            continue;
        // What passes can be sparse among the settled and theirs: page by page.
        std::optional<Promise> last =
            after && after->place(now) == place ? after : std::optional<Promise>();
        while (lines.size() < limit) {
            QList<Promise> page;
            addLinesOf(db, page, place, now, limit, last ? &*last : nullptr);
            for (const Promise &promise : std::as_const(page)) {
                if (lines.size() < limit && passes(filter, promise, now))
                    lines.append(promise);
            }
            if (page.size() < limit)
                break;
            last = page.last();
        }
        if (lines.size() >= limit)
            break;
    }
    return lines;
}

QList<PromiseSection> promiseSections(Db &db, Timestamp now, int most)
{
    QList<PromiseSection> sections;
    for (const PromisePlace place : promisePlaces()) {
        PromiseSection section{.place = place, .count = countOf(db, place, now)};
        if (section.count == 0)
            continue;
        addLinesOf(db, section.lines, place, now, most, nullptr);
        sections.append(section);
    }
    return sections;
}

std::optional<Promise> promiseById(Db &db, PromiseId id)
{
    std::optional<Promise> promise;
    {
        Statement row = db.prepare(promiseSql);
        row.bind(id);
        if (!row.next())
            return std::nullopt;
        promise = promiseFromRow(row);
    }
    Statement rows = db.prepare("SELECT t.words, t.due_at, t.due_zone, t.due_has_time, t.reason, "
                                "coalesce(s.name, ''), t.at FROM promise_term t LEFT JOIN staff s "
                                "ON s.id = t.author_id WHERE t.promise_id = ? AND t.deleted_at = 0 "
                                "ORDER BY t.at, t.id");
    rows.bind(id);
    while (rows.next())
        promise->terms.append({.words = rows.text(0),
                               .due = dueFromRow(rows, 1),
                               .reason = rows.text(4),
                               .by = rows.text(5),
                               .at = rows.time(6)});
    return promise;
}

QHash<ConversationId, bool> openPromisesIn(Db &db, const QList<ConversationId> &conversations,
                                           Timestamp now)
{
    QJsonArray ids;
    for (const ConversationId id : conversations)
        ids.append(id.value);
    Statement rows = db.prepare(promiseMarksSql);
    rows.bind(QString::fromUtf8(QJsonDocument(ids).toJson(QJsonDocument::Compact)));
    QHash<ConversationId, bool> found;
    while (rows.next())
        found.insert(rows.id<ConversationId>(0), rows.time(1) < now);
    return found;
}

QHash<ConversationId, bool> openPromises(Db &db, Timestamp now)
{
    Statement rows = db.prepare(openPlacesSql);
    QHash<ConversationId, bool> found;
    while (rows.next()) {
        const bool isLate = rows.integer(1) > 0 && rows.time(1) < now;
        bool &known = found[rows.id<ConversationId>(0)];
        known = known || isLate;
    }
    return found;
}

PersonId partnerIn(Db &db, ConversationId conversation)
{
    return PersonId{db.number("SELECT person_id FROM conversation WHERE id = ?", 0,
                              livingConversation(db, conversation))};
}

bool isSomebody(Db &db, PersonId person)
{
    return db.number("SELECT 1 FROM person WHERE id = ? AND deleted_at = 0", 0, person) != 0;
}

MessageId messageOfItem(Db &db, OutboxId item)
{
    return MessageId{db.number("SELECT message_id FROM outbox WHERE id = ?", 0, item)};
}

QList<HistoryEntry> promiseHistory(Db &db, PromiseId id, int limit)
{
    Statement rows = db.prepare(R"(
        SELECT c.id, c.verb, c.detail, c.actor_id, coalesce(s.name, ''), c.at, c.undone_by
        FROM change c LEFT JOIN staff s ON s.id = c.actor_id
        WHERE c.id IN (SELECT change_id FROM promise_change WHERE promise_id = ?1
                       UNION SELECT u.undone_by FROM promise_change p JOIN change u ON u.id = p.change_id
                       WHERE p.promise_id = ?1 AND u.undone_by > 0)
        ORDER BY c.id DESC LIMIT ?2)");
    rows.bind(id, limit);
    QList<HistoryEntry> entries;
    while (rows.next())
        entries.append(historyEntry(rows));
    return entries;
}

PromiseId addHiddenPromise(WriteContext &context, const PromiseDraft &draft,
                           std::pair<qsizetype, qsizetype> place)
{
    Db &db = context.db;
    db.run(R"(
        INSERT INTO promise (uid, person_id, is_ours, words, owner_id, author_id, source_message_id, source_outbox, quote, quote_start,
                             quote_end, about_conversation_id, ask_id, due_at, due_zone, due_has_time, state_by, state_at, created_at, deleted_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
                coalesce((SELECT o.uid FROM message m JOIN outbox o ON o.id = m.outbox_id WHERE m.id = ?7), x''), ?8, ?9, ?10, ?11, ?12,
                ?13, ?14, ?15, ?6, ?16, ?16, ?16))",
           Uid::create(context.now), draft.person, draft.isOurs, draft.words,
           draft.owner.isValid() ? draft.owner : context.actor, context.actor, draft.source,
           draft.quote, place.first, place.second, draft.conversation, draft.ask,
           draft.due ? toMilliseconds(draft.due->at) : noDue,
           draft.due ? QString::fromUtf8(draft.due->zone) : QString(),
           draft.due && draft.due->hasTime, context.now);
    return PromiseId{db.lastInsertId()};
}

qint64 addHiddenTerm(WriteContext &context, const Promise &promise, const QString &reason)
{
    context.db.run("INSERT INTO promise_term (uid, promise_id, words, due_at, due_zone, "
                   "due_has_time, reason, author_id, at, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, "
                   "?, ?, ?)",
                   Uid::create(context.now), promise.id, promise.words,
                   promise.due ? toMilliseconds(promise.due->at) : noDue,
                   promise.due ? QString::fromUtf8(promise.due->zone) : QString(),
                   promise.due && promise.due->hasTime, reason, context.actor, context.now,
                   context.now);
    return context.db.lastInsertId();
}

QCborArray dueValues(const std::optional<PromiseDue> &due)
{
    return due ? QCborArray{toMilliseconds(due->at), QString::fromUtf8(due->zone),
                            due->hasTime ? 1 : 0}
               : QCborArray{0, QString(), 0};
}

QCborArray stateValues(WriteContext &context, PromiseState state, const QString &reason,
                       MessageId kept)
{
    QByteArray item;
    Statement row = context.db.prepare(
        "SELECT o.uid FROM message m JOIN outbox o ON o.id = m.outbox_id WHERE m.id = ?");
    row.bind(kept);
    if (row.next())
        item = row.blob(0);
    return {int(state), context.actor.value, toMilliseconds(context.now), reason, kept.value, item};
}

void nameChange(WriteContext &context, PromiseId promise, ChangeId change)
{
    if (change.isValid())
        context.db.run("INSERT OR IGNORE INTO promise_change (promise_id, change_id) VALUES (?, ?)",
                       promise, change);
}

bool isOfPromise(Register reg)
{
    return reg >= Register::PromiseDeleted && reg <= Register::PromiseTermDeleted;
}

PromiseId promiseOf(Db &db, Register reg, qint64 row)
{
    return reg == Register::PromiseTermDeleted
               ? PromiseId{db.number("SELECT promise_id FROM promise_term WHERE id = ?", 0, row)}
               : PromiseId{row};
}

void refreshPromise(WriteContext &context, PromiseId id)
{
    Db &db = context.db;
    announcePromise(context, id); // where it was
    const ConversationId about{
        db.number("SELECT about_conversation_id FROM promise WHERE id = ?", 0, id)};
    db.run("UPDATE promise SET standing = (SELECT standing FROM promise_standing WHERE id = ?1), "
           "conversation_id = coalesce((SELECT m.conversation_id FROM message m WHERE m.id = "
           "promise.source_message_id), ?2) WHERE id = ?1",
           id, about.isValid() ? livingConversation(db, about) : about);
    announcePromise(context, id);
}

void refreshPromisesOfItem(WriteContext &context, OutboxId item)
{
    Statement rows = context.db.prepare(R"(
        SELECT p.id FROM outbox o JOIN outbox f ON f.id = CASE WHEN o.chain_id > 0 THEN o.chain_id ELSE o.id END
             JOIN promise p ON p.kept_outbox = f.uid AND p.kept_outbox <> x'' WHERE o.id = ?1
        UNION SELECT p.id FROM outbox o JOIN promise p ON p.source_outbox = o.uid AND p.source_outbox <> x'' WHERE o.id = ?1)");
    rows.bind(item);
    for (const PromiseId id : promiseIds(rows))
        refreshPromise(context, id);
}

void refreshPromisesOfMessage(WriteContext &context, MessageId message)
{
    Statement rows = context.db.prepare(
        "SELECT id FROM promise WHERE source_message_id = ? AND source_message_id > 0");
    rows.bind(message);
    for (const PromiseId id : promiseIds(rows))
        refreshPromise(context, id);
}

void refreshPromisesOfPlaces(WriteContext &context)
{
    Statement rows = context.db.prepare("SELECT id FROM promise WHERE about_conversation_id > 0 "
                                        "AND source_message_id = 0");
    for (const PromiseId id : promiseIds(rows))
        refreshPromise(context, id);
}

bool mayTakeBackTerm(Db &db, qint64 term, const QCborArray &before)
{
    if (before.at(0).toInteger() == 0)
        return true;
    return db.number("SELECT 1 FROM promise_term t JOIN promise_term l ON l.promise_id = "
                     "t.promise_id AND (l.at, l.id) > (t.at, t.id) AND l.deleted_at = 0 WHERE "
                     "t.id = ? LIMIT 1",
                     0, term) == 0;
}

} // namespace casement
