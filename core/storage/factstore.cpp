// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/factstore.h"

#include "core/storage/changelog.h"
#include "core/storage/sqlite.h"
#include "core/storage/takenwords.h"
#include "core/text/quotes.h"

#include <QCborValue>

namespace casement
{

namespace
{

constexpr const char *factsOfSql = R"(
    SELECT f.id, f.person_id, f.kind, f.body, f.day_month, f.day_of_month, f.day_year, coalesce(o.id, 0), coalesce(o.name, ''),
           f.source_message_id, coalesce(m.conversation_id, 0), coalesce(m.at, 0),
           CASE WHEN coalesce(m.deleted_at, 0) > 0 THEN '' ELSE f.quote END, f.quote_start, f.quote_end,
           coalesce(s.name, ''), f.created_at, f.edited_at, f.confirmed_at, f.review_at, f.review_months
    FROM person_member pm JOIN fact f ON f.person_id = pm.member_id
         LEFT JOIN person_root r ON r.id = f.other_person_id
         LEFT JOIN person o ON o.id = r.root_id AND o.deleted_at = 0
         LEFT JOIN message m ON m.id = f.source_message_id LEFT JOIN staff s ON s.id = f.author_id
    WHERE pm.root_id = ? AND f.deleted_at = 0 ORDER BY f.id)";
constexpr const char *factSql = R"(
    SELECT f.id, f.person_id, f.kind, f.body, f.day_month, f.day_of_month, f.day_year, coalesce(o.id, 0), coalesce(o.name, ''),
           f.source_message_id, coalesce(m.conversation_id, 0), coalesce(m.at, 0),
           CASE WHEN coalesce(m.deleted_at, 0) > 0 THEN '' ELSE f.quote END, f.quote_start, f.quote_end,
           coalesce(s.name, ''), f.created_at, f.edited_at, f.confirmed_at, f.review_at, f.review_months
    FROM fact f LEFT JOIN person_root r ON r.id = f.other_person_id
         LEFT JOIN person o ON o.id = r.root_id AND o.deleted_at = 0
         LEFT JOIN message m ON m.id = f.source_message_id LEFT JOIN staff s ON s.id = f.author_id
    WHERE f.id = ? AND f.deleted_at = 0)";
constexpr const char *fromMessageSql =
    "SELECT id, body FROM fact WHERE source_message_id = ? AND source_message_id > 0";

Fact factFromRow(const Statement &row)
{
    return {.id = row.id<FactId>(0),
            .person = row.id<PersonId>(1),
            .kind = static_cast<FactKind>(row.integer(2)),
            .text = row.text(3),
            .day = {.month = int(row.integer(4)),
                    .day = int(row.integer(5)),
                    .year = int(row.integer(6))},
            .other = row.id<PersonId>(7),
            .otherName = row.text(8),
            .source = row.id<MessageId>(9),
            .sourceConversation = row.id<ConversationId>(10),
            .saidAt = row.timeOrNone(11),
            .quote = row.text(12),
            .quoteStart = qsizetype(row.integer(13)),
            .quoteEnd = qsizetype(row.integer(14)),
            .author = row.text(15),
            .createdAt = row.time(16),
            .editedAt = row.timeOrNone(17),
            .confirmedAt = row.timeOrNone(18),
            .reviewAt = row.timeOrNone(19),
            .reviewMonths = int(row.integer(20))};
}

/// What \a draft means for its kind: a day only of a date, somebody only of a relationship.
FactDay dayOf(const FactDraft &draft)
{
    return draft.kind == FactKind::Date ? draft.day : FactDay{};
}
PersonId otherOf(const FactDraft &draft)
{
    return draft.kind == FactKind::Relationship ? draft.other : PersonId{};
}

} // namespace

QList<Fact> factsOf(Db &db, PersonId root)
{
    Statement rows = db.prepare(factsOfSql);
    rows.bind(root);
    QList<Fact> facts;
    while (rows.next())
        facts.append(factFromRow(rows));
    return facts;
}

std::optional<Fact> factById(Db &db, FactId id)
{
    Statement row = db.prepare(factSql);
    row.bind(id);
    return row.next() ? std::optional(factFromRow(row)) : std::nullopt;
}

std::pair<qsizetype, qsizetype> passageIn(Db &db, MessageId message, const QString &quote)
{
    if (!message.isValid() || quote.trimmed().isEmpty())
        return {};
    Statement row = db.prepare("SELECT text FROM message_body WHERE message_id = ?");
    row.bind(message);
    return row.next() ? findPassage(row.text(0), quote).value_or(std::pair<qsizetype, qsizetype>())
                      : std::pair<qsizetype, qsizetype>();
}

FactId addHiddenFact(WriteContext &context, PersonId person, const FactDraft &draft)
{
    const FactDay day = dayOf(draft);
    const auto [start, end] = passageIn(context.db, draft.source, draft.quote);
    context.db.run(
        "INSERT INTO fact (uid, person_id, kind, body, day_month, day_of_month, day_year, "
        "other_person_id, source_message_id, quote, quote_start, quote_end, review_at, "
        "review_months, author_id, created_at, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?, ?)",
        Uid::create(context.now), person, draft.kind, draft.text.trimmed(), day.month, day.day,
        day.year, otherOf(draft), draft.source, draft.quote, start, end,
        reviewAfter(context.now, draft.reviewMonths).value_or(Timestamp{}), draft.reviewMonths,
        context.actor, context.now, context.now);
    return FactId{context.db.lastInsertId()};
}

void writeFact(ChangeRecorder &recorder, WriteContext &context, const Fact &before,
               const FactDraft &draft)
{
    const qint64 id = before.id.value;
    if (draft.text.trimmed() != before.text)
        recorder.set(Register::FactBody, id, {draft.text.trimmed(), toMilliseconds(context.now)});
    const FactDay day = dayOf(draft);
    recorder.set(Register::FactAbout, id,
                 {int(draft.kind), day.month, day.day, day.year, otherOf(draft).value});
    if (draft.source != before.source || draft.quote != before.quote) {
        const auto [start, end] = passageIn(context.db, draft.source, draft.quote);
        recorder.set(Register::FactSource, id, {draft.source.value, draft.quote, start, end});
    }
    if (draft.reviewMonths != before.reviewMonths) {
        const auto at = reviewAfter(context.now, draft.reviewMonths).value_or(Timestamp{});
        recorder.set(Register::FactReview, id,
                     {toMilliseconds(at), draft.reviewMonths,
                      toMilliseconds(before.confirmedAt.value_or(Timestamp{}))});
    }
}

void purgeFactsFrom(WriteContext &context, MessageId message)
{
    Db &db = context.db;
    struct Row {
        qint64 id;
        bool isRepeated;
    };
    QList<Row> facts;
    {
        QStringList words;
        Statement rows = db.prepare(fromMessageSql);
        rows.bind(message);
        while (rows.next()) {
            if (words.isEmpty())
                words = everythingSaid(db, message);
            facts.append({rows.integer(0), repeats(words, rows.text(1))});
        }
    }
    QSet<qint64> inHistory;
    for (const Row &fact : std::as_const(facts)) {
        db.run("UPDATE fact SET quote = '', quote_start = 0, quote_end = 0 WHERE id = ?", fact.id);
        // The time differs from that of any removal by staff, so that no undo shows an empty fact.
        if (fact.isRepeated)
            db.run("UPDATE fact SET body = '', deleted_at = ? WHERE id = ?", context.now, fact.id);
        inHistory.insert(fact.id);
        context.changed.people.insert(
            PersonId{db.number("SELECT person_id FROM fact WHERE id = ?", 0, fact.id)});
    }
    if (!inHistory.isEmpty())
        scrubHistory(db, {QStringLiteral("fact"), QStringLiteral("edit-fact")},
                     {{.reg = Register::FactBody, .column = 0, .rows = inHistory},
                      {.reg = Register::FactSource, .column = 1, .rows = inHistory}});
}

QList<const char *> factLookups()
{
    return {factsOfSql, factSql, fromMessageSql};
}

} // namespace casement
