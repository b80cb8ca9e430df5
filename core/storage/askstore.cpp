// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/askstore.h"

#include "core/domain/outbox.h"
#include "core/storage/joinstore.h"
#include "core/storage/outboxstore.h"
#include "core/storage/sqlite.h"
#include "core/text/plaintext.h"

#include <QCborValue>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <limits>

namespace casement
{

namespace
{

constexpr int namesInLine = 3;
constexpr qsizetype mostWords = 24;
constexpr qsizetype longestPath = 1000; // of duplicates; a longer one can only be a circle

/// The columns of Register::AskState and Register::AskVoiceTold, by position.
enum AskStateColumn { AskStateNow, AskStateBy, AskStateAt, AskReason, AskDuplicateOf };
enum AskToldColumn { Told, ToldAt, ToldBy, ToldReason, ToldOutbox };

constexpr const char *ledgerSql = R"(
    SELECT * FROM ask_line WHERE place = ?1 AND (heard_at, id) > (?2, ?3) ORDER BY heard_at, id LIMIT ?4)";
constexpr const char *countSql = "SELECT count(*) FROM ask WHERE deleted_at = 0 AND place = ?";
constexpr const char *ofPersonSql = R"(
    SELECT DISTINCT ask_id FROM ask_voice
    WHERE person_id IN (SELECT member_id FROM person_member WHERE root_id = ?) AND deleted_at = 0)";
constexpr const char *lineSql = "SELECT * FROM ask_line WHERE id = ?";
constexpr const char *withWordsSql =
    "SELECT rowid FROM ask_search WHERE ask_search MATCH ? ORDER BY rowid";
constexpr const char *similarSql =
    "SELECT rowid FROM ask_search WHERE ask_search MATCH ? ORDER BY rank LIMIT 200";
constexpr const char *namesSql = R"(
    SELECT p.name FROM ask_voice v JOIN person_root r ON r.id = v.person_id JOIN person p ON p.id = r.root_id
    WHERE v.ask_id = ? AND v.deleted_at = 0 ORDER BY v.heard_at, v.id LIMIT 20)";
constexpr const char *marksSql = R"(
    SELECT a.id, v.id, e.state, a.restated, v.quote, v.quote_start, v.quote_end
    FROM ask_voice v CROSS JOIN ask a ON a.id = v.ask_id
         CROSS JOIN ask e ON e.id = CASE WHEN a.root_id > 0 THEN a.root_id ELSE a.id END
    WHERE v.message_id = ? AND v.deleted_at = 0 AND a.deleted_at = 0 ORDER BY v.quote_start, v.id)";

AskVoice voiceFromRow(const Statement &row)
{
    AskVoice voice{.id = row.id<AskVoiceId>(0),
                   .ask = row.id<AskId>(1),
                   .person = row.id<PersonId>(2),
                   .personName = row.text(3),
                   .language = row.text(4),
                   .conversation = row.id<ConversationId>(5),
                   .channel = row.text(6),
                   .quote = {.message = row.id<MessageId>(7),
                             .text = row.text(8),
                             .start = row.integer(9),
                             .end = row.integer(10)},
                   .isTakenBack = row.boolean(11),
                   .heardAt = row.time(12),
                   .telling = tellingOf(static_cast<TellingWay>(row.integer(13)), row.integer(14))};
    if (voice.telling == VoiceTelling::Untold)
        return voice;
    voice.toldAt = row.time(15);
    voice.toldBy = row.text(16);
    voice.reason = voice.telling == VoiceTelling::Skipped ? row.text(17) : row.text(19);
    voice.outbox = row.id<OutboxId>(18);
    voice.isOfEarlierEnd = voice.telling == VoiceTelling::Told && row.time(15) < row.time(20);
    return voice;
}

AskSummary lineFromRow(const Statement &row)
{
    return {.id = row.id<AskId>(0),
            .restated = row.text(1),
            .kind = static_cast<AskKind>(row.integer(2)),
            .state = static_cast<AskState>(row.integer(3)),
            .place = static_cast<AskPlace>(row.integer(4)),
            .reason = row.text(5),
            .heardAt = row.time(6),
            .stateAt = row.time(7),
            .voices = row.integer(8),
            .untold = row.integer(9),
            .duplicateOf = row.id<AskId>(10),
            .owner = row.id<StaffId>(11)};
}

void addNames(Db &db, QList<AskSummary> &lines)
{
    Statement rows = db.prepare(namesSql);
    for (AskSummary &line : lines) {
        rows.reset();
        rows.bind(line.id);
        while (line.people.size() < namesInLine && rows.next()) {
            if (!line.people.contains(rows.text(0)))
                line.people.append(rows.text(0));
        }
    }
}

QString inQuotes(QString word)
{
    return u'"' + word.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

/// The words of \a text as the index has them.
QStringList wordsOf(const QString &text)
{
    QStringList words;
    QString word;
    const QString separated = segmentCjk(text) + u' ';
    for (const QChar c : separated) {
        if (c.isLetterOrNumber() || c.isMark() || c.isSurrogate()) {
            word += c;
        } else if (!word.isEmpty()) {
            if (!words.contains(word))
                words.append(word);
            word.clear();
        }
    }
    return words;
}

qsizetype placeInLedger(AskPlace place)
{
    return askPlaces().indexOf(place);
}

bool isBefore(const AskSummary &left, const AskSummary &right)
{
    return std::tuple(placeInLedger(left.place), left.heardAt, left.id) <
           std::tuple(placeInLedger(right.place), right.heardAt, right.id);
}

bool isUnsettled(const AskSummary &line)
{
    return !isEnd(line.state) || line.place == AskPlace::Untold;
}

QList<AskId> idsOf(Statement &rows)
{
    QList<AskId> ids;
    while (rows.next())
        ids.append(rows.id<AskId>(0));
    return ids;
}

std::optional<AskSummary> askLine(Db &db, AskId id)
{
    Statement row = db.prepare(lineSql);
    row.bind(id);
    return row.next() ? std::optional(lineFromRow(row)) : std::nullopt;
}

/// To which ask \a id leads directly: invalid when it is no duplicate, or of something that nobody
/// sees.
AskId nextOf(Db &db, AskId id)
{
    return AskId{db.number("SELECT t.id FROM ask a JOIN ask t ON t.id = a.duplicate_of WHERE a.id "
                           "= ? AND a.state = 7 AND a.deleted_at = 0 AND t.deleted_at = 0",
                           0, id)};
}

/// Two desks can make two asks duplicates of each other; then the one with the smallest uid
/// decides.
AskId computedRoot(Db &db, AskId id)
{
    QList<AskId> path;
    for (AskId at = id; path.size() < longestPath;) {
        if (const qsizetype circle = path.indexOf(at); circle >= 0) {
            const QList<AskId> members = path.sliced(circle);
            const auto uidOf = [&db](AskId each) {
                Statement row = db.prepare("SELECT uid FROM ask WHERE id = ?");
                row.bind(each);
                return row.next() ? row.uid(0) : Uid();
            };
            return *std::ranges::min_element(members, {}, uidOf);
        }
        path.append(at);
        const AskId next = nextOf(db, at);
        if (!next.isValid())
            return at;
        at = next;
    }
    return id;
}

void refreshWords(Db &db, AskId id)
{
    db.run("DELETE FROM ask_search WHERE rowid = ?", id);
    db.run("INSERT INTO ask_search (rowid, words) SELECT id, words FROM ask_words WHERE id = ?",
           id);
}

void announce(WriteContext &context, AskId id)
{
    context.changed.asks.insert(id);
    Statement rows = context.db.prepare(
        "SELECT DISTINCT r.root_id FROM ask_voice v JOIN person_root r ON r.id = v.person_id WHERE "
        "v.ask_id = ?");
    rows.bind(id);
    while (rows.next())
        context.changed.people.insert(rows.id<PersonId>(0));
}

bool hasOtherVoice(Db &db, AskId id, AskVoiceId voice)
{
    return db.number(
               "SELECT 1 FROM ask_voice WHERE ask_id = ? AND id <> ? AND deleted_at = 0 LIMIT "
               "1",
               0, id, voice) != 0;
}

/// Whether one that is seen is a duplicate of \a id.
bool hasDuplicate(Db &db, AskId id)
{
    return db.number("SELECT 1 FROM ask WHERE duplicate_of = ? AND duplicate_of > 0 AND state = 7 "
                     "AND deleted_at = 0 LIMIT 1",
                     0, id) != 0;
}

/// Counts, time and place of \a id from its voices and from those of the asks it decides for.
void refreshCounts(Db &db, AskId id)
{
    db.run(R"(
        UPDATE ask SET (voices, untold, heard_at) = (
            SELECT count(*), coalesce(sum(NOT (t.told = 2 OR t.told = 1 AND t.sending IN (3, 4))), 0), coalesce(min(v.heard_at), created_at)
            FROM ask_voice v JOIN ask_voice_told t ON t.id = v.id
            WHERE v.deleted_at = 0 AND v.ask_id IN (SELECT member_id FROM ask_group WHERE root_id = ?1))
        WHERE id = ?1)",
           id);
    db.run("UPDATE ask SET place = CASE WHEN state >= 4 AND root_id = 0 AND untold > 0 THEN 8 ELSE "
           "state END WHERE id = ?",
           id);
}

} // namespace

QList<const char *> askLookups()
{
    return {ledgerSql, countSql, ofPersonSql, marksSql};
}

QList<AskSummary> askLines(Db &db, const AskFilter &filter, int limit,
                           const std::optional<AskSummary> &after)
{
    QList<AskSummary> lines;
    const QStringList words = wordsOf(filter.text).mid(0, mostWords);
    if (!filter.person.isValid() && words.isEmpty()) {
        for (const AskPlace place : askPlaces()) {
            if (filter.place && *filter.place != place)
                continue;
            if (filter.isOpen && place >= AskPlace::Done && place != AskPlace::Untold)
                continue;
            const bool goesOn = after && after->place == place;
            if (after && !filter.place && placeInLedger(place) < placeInLedger(after->place))
                continue;
            Statement rows = db.prepare(ledgerSql);
            rows.bind(place, goesOn ? toMilliseconds(after->heardAt) : -1,
                      goesOn ? after->id.value : 0, limit - lines.size());
            while (rows.next())
                lines.append(lineFromRow(rows));
            if (lines.size() >= limit)
                break;
        }
        addNames(db, lines);
        return lines;
    }
    std::optional<QList<AskId>> ids;
    if (filter.person.isValid()) {
        Statement rows = db.prepare(ofPersonSql);
        rows.bind(shownPerson(db, filter.person));
        ids = idsOf(rows);
    }
    if (!words.isEmpty()) {
        QStringList terms;
        for (const QString &word : words)
            terms.append(inQuotes(word));
        Statement rows = db.prepare(withWordsSql);
        rows.bind(QString(terms.join(u' ') + u'*'));
        QList<AskId> found = idsOf(rows);
        if (ids)
            found.removeIf([&](AskId id) { return !ids->contains(id); });
        ids = found;
    }
    for (const AskId id : std::as_const(*ids)) {
        const auto line = askLine(db, id);
        if (line && (!filter.place || line->place == *filter.place) &&
            (!filter.isOpen || isUnsettled(*line)) && (!after || isBefore(*after, *line)))
            lines.append(*line);
    }
    std::ranges::sort(lines, isBefore);
    if (lines.size() > limit)
        lines.resize(limit);
    addNames(db, lines);
    return lines;
}

QList<AskSection> askLedger(Db &db, const AskFilter &filter, int most)
{
    QList<AskSection> sections;
    if (filter.person.isValid() || !wordsOf(filter.text).isEmpty()) {
        for (const AskSummary &line : askLines(db, filter, std::numeric_limits<int>::max())) {
            if (sections.isEmpty() || sections.last().place != line.place)
                sections.append({.place = line.place});
            AskSection &section = sections.last();
            if (++section.count <= most)
                section.lines.append(line);
        }
        return sections;
    }
    for (const AskPlace place : askPlaces()) {
        if (filter.isOpen && place >= AskPlace::Done && place != AskPlace::Untold)
            continue;
        const qint64 count = db.number(countSql, 0, place);
        if (count > 0)
            sections.append(
                {.place = place, .count = count, .lines = askLines(db, {.place = place}, most)});
    }
    return sections;
}

std::optional<Ask> askById(Db &db, AskId id)
{
    Ask ask;
    {
        Statement row = db.prepare(R"(
            SELECT a.id, a.uid, a.restated, a.kind, a.state, a.place, a.state_by, coalesce(s.name, ''), a.state_at, a.reason,
                   a.duplicate_of, CASE WHEN a.root_id > 0 THEN a.root_id ELSE a.id END, a.owner_id, coalesce(w.name, ''),
                   a.created_at, a.heard_at
            FROM ask a LEFT JOIN staff s ON s.id = a.state_by LEFT JOIN staff w ON w.id = a.owner_id
            WHERE a.id = ? AND a.deleted_at = 0)");
        row.bind(id);
        if (!row.next())
            return std::nullopt;
        ask = {.id = row.id<AskId>(0),
               .uid = row.uid(1),
               .restated = row.text(2),
               .kind = static_cast<AskKind>(row.integer(3)),
               .state = static_cast<AskState>(row.integer(4)),
               .place = static_cast<AskPlace>(row.integer(5)),
               .stateBy = row.id<StaffId>(6),
               .stateByName = row.text(7),
               .stateAt = row.time(8),
               .reason = row.text(9),
               .duplicateOf = row.id<AskId>(10),
               .root = row.id<AskId>(11),
               .owner = row.id<StaffId>(12),
               .ownerName = row.text(13),
               .createdAt = row.time(14),
               .heardAt = row.time(15)};
    }
    {
        Statement rows = db.prepare("SELECT * FROM ask_voice_shown WHERE ask_id IN (SELECT "
                                    "member_id FROM ask_group WHERE root_id = ?) ORDER BY "
                                    "heard_at, id");
        rows.bind(id);
        while (rows.next())
            ask.voices.append(voiceFromRow(rows));
    }
    Statement rows = db.prepare("SELECT * FROM ask_line WHERE duplicate_of = ? AND duplicate_of > "
                                "0 AND state = 7 ORDER BY id");
    rows.bind(id);
    while (rows.next())
        ask.duplicates.append(lineFromRow(rows));
    addNames(db, ask.duplicates);
    return ask;
}

std::optional<AskVoice> askVoiceById(Db &db, AskVoiceId id)
{
    Statement row = db.prepare("SELECT * FROM ask_voice_shown WHERE id = ?");
    row.bind(id);
    return row.next() ? std::optional(voiceFromRow(row)) : std::nullopt;
}

AskId askOfVoice(Db &db, AskVoiceId id)
{
    return AskId{db.number("SELECT ask_id FROM ask_voice WHERE id = ?", 0, id)};
}

AskId rootOfAsk(Db &db, AskId id)
{
    return AskId{db.number("SELECT CASE WHEN root_id > 0 THEN root_id ELSE id END FROM ask WHERE "
                           "id = ?",
                           id.value, id)};
}

QList<AskId> whereAskLeads(Db &db, AskId id)
{
    QList<AskId> path;
    for (AskId at = id; at.isValid() && !path.contains(at) && path.size() < longestPath;
         at = nextOf(db, at))
        path.append(at);
    return path;
}

QList<AskSummary> similarAsks(Db &db, const QString &text, int limit)
{
    // Short words are in every sentence.
    constexpr qsizetype shortest = 4;
    QStringList terms;
    for (const QString &word : wordsOf(text)) {
        const bool isCjk = word.front().unicode() >= 0x2E80;
        if ((isCjk || word.size() >= shortest) && terms.size() < mostWords)
            terms.append(inQuotes(word));
    }
    QList<AskSummary> lines;
    if (terms.isEmpty())
        return lines;
    QList<AskId> found;
    {
        Statement rows = db.prepare(similarSql);
        rows.bind(terms.join(QStringLiteral(" OR ")));
        found = idsOf(rows);
    }
    for (const AskId id : std::as_const(found)) {
        if (lines.size() >= limit)
            break;
        if (const auto line = askLine(db, id); line && isUnsettled(*line))
            lines.append(*line);
    }
    addNames(db, lines);
    return lines;
}

QList<AskMark> askMarks(Db &db, MessageId message)
{
    Statement rows = db.prepare(marksSql);
    rows.bind(message);
    QList<AskMark> marks;
    while (rows.next())
        marks.append({.ask = rows.id<AskId>(0),
                      .voice = rows.id<AskVoiceId>(1),
                      .state = static_cast<AskState>(rows.integer(2)),
                      .restated = rows.text(3),
                      .quote = rows.text(4),
                      .start = rows.integer(5),
                      .end = rows.integer(6)});
    return marks;
}

qint64 unsettledAsks(Db &db, const QList<ConversationId> &conversations)
{
    QJsonArray ids;
    for (const ConversationId id : conversations)
        ids.append(id.value);
    return db.number(R"(
        SELECT count(DISTINCT e.id)
        FROM json_each(?) j CROSS JOIN message m ON m.conversation_id = j.value CROSS JOIN ask_voice v ON v.message_id = m.id
             CROSS JOIN ask a ON a.id = v.ask_id CROSS JOIN ask e ON e.id = CASE WHEN a.root_id > 0 THEN a.root_id ELSE a.id END
             CROSS JOIN ask_voice_told t ON t.id = v.id
        WHERE v.deleted_at = 0 AND a.deleted_at = 0
          AND (e.state < 4 OR NOT (t.told = 2 OR t.told = 1 AND t.sending IN (3, 4))))",
                     0, QString::fromUtf8(QJsonDocument(ids).toJson(QJsonDocument::Compact)));
}

QList<ConversationId> conversationsOfAsk(Db &db, AskId id)
{
    Statement rows = db.prepare(
        "SELECT DISTINCT m.conversation_id FROM ask_voice v JOIN message m ON m.id = v.message_id "
        "WHERE v.ask_id IN (SELECT member_id FROM ask_group WHERE root_id = ?) AND v.deleted_at = "
        "0");
    rows.bind(id);
    QList<ConversationId> ids;
    while (rows.next())
        ids.append(rows.id<ConversationId>(0));
    return ids;
}

QList<HistoryEntry> askHistory(Db &db, AskId id, int limit)
{
    QSet<qint64> voices;
    {
        Statement rows = db.prepare("SELECT id FROM ask_voice WHERE ask_id = ?");
        rows.bind(id);
        while (rows.next())
            voices.insert(rows.integer(0));
    }
    Statement rows = db.prepare(R"(
        SELECT c.id, c.verb, c.detail, c.actor_id, coalesce(s.name, ''), c.at, c.undone_by, c.writes
        FROM change c LEFT JOIN staff s ON s.id = c.actor_id
        WHERE c.id IN (SELECT cc.change_id FROM ask_voice v CROSS JOIN message m ON m.id = v.message_id
                       CROSS JOIN change_conversation cc ON cc.conversation_id = m.conversation_id WHERE v.ask_id = ?)
          AND (c.verb GLOB 'ask*' OR c.verb = 'undo' AND c.detail GLOB 'ask*') ORDER BY c.id DESC)");
    rows.bind(id);
    QList<HistoryEntry> entries;
    while (entries.size() < limit && rows.next()) {
        const QCborArray writes = QCborValue::fromCbor(rows.blob(7)).toArray();
        const bool isOurs = std::ranges::any_of(writes, [&](const QCborValue &value) {
            const QCborArray write = value.toArray();
            const auto reg = static_cast<Register>(write.at(0).toInteger());
            const qint64 row = write.at(1).toInteger();
            const bool isVoice = reg == Register::AskVoiceDeleted || reg == Register::AskVoiceTold;
            return isOfAsk(reg) && (isVoice ? voices.contains(row) : row == id.value);
        });
        if (isOurs)
            entries.append(historyEntry(rows));
    }
    return entries;
}

AskId addHiddenAsk(WriteContext &context, const QString &restated, AskKind kind)
{
    context.db.run("INSERT INTO ask (uid, restated, kind, state_by, state_at, author_id, "
                   "created_at, heard_at, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   Uid::create(context.now), restated, kind, context.actor, context.now,
                   context.actor, context.now, context.now, context.now);
    return AskId{context.db.lastInsertId()};
}

AskVoiceId addHiddenVoice(WriteContext &context, AskId ask, PersonId person, const AskQuote &quote,
                          Timestamp heardAt)
{
    context.db.run("INSERT INTO ask_voice (uid, ask_id, person_id, message_id, quote, quote_start, "
                   "quote_end, heard_at, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   Uid::create(context.now), ask, person, quote.message, quote.text, quote.start,
                   quote.end, heardAt, context.now);
    return AskVoiceId{context.db.lastInsertId()};
}

bool isOfAsk(Register reg)
{
    return reg >= Register::AskDeleted && reg <= Register::AskVoiceTold;
}

AskId askOf(Db &db, Register reg, qint64 row)
{
    return reg == Register::AskVoiceDeleted || reg == Register::AskVoiceTold
               ? askOfVoice(db, AskVoiceId{row})
               : AskId{row};
}

void refreshAsk(WriteContext &context, AskId id)
{
    Db &db = context.db;
    // All whom this can be about: what it was decided for, and by, and what it leads to now.
    QList<AskId> asks{id};
    const auto add = [&asks](AskId each) {
        if (each.isValid() && !asks.contains(each))
            asks.append(each);
    };
    const auto addGroup = [&](AskId root) {
        add(root);
        Statement rows =
            db.prepare("SELECT id FROM ask WHERE root_id = ? AND root_id > 0 ORDER BY id");
        rows.bind(root);
        while (rows.next())
            add(rows.id<AskId>(0));
    };
    addGroup(rootOfAsk(db, id));
    addGroup(id);
    for (qsizetype i = 0; i < asks.size(); ++i) { // what was, or is, a duplicate of one of them
        Statement rows =
            db.prepare("SELECT id FROM ask WHERE duplicate_of = ? AND duplicate_of > 0");
        rows.bind(asks.at(i));
        while (rows.next())
            add(rows.id<AskId>(0));
    }
    for (qsizetype i = 0, known = asks.size(); i < known; ++i) {
        const AskId each = asks.at(i);
        const AskId root = computedRoot(db, each);
        add(root);
        db.run("UPDATE ask SET root_id = ? WHERE id = ?", root == each ? AskId() : root, each);
    }
    for (const AskId each : std::as_const(asks)) {
        refreshCounts(db, each);
        announce(context, each);
    }
    refreshWords(db, id);
}

void refreshAskOfItem(WriteContext &context, OutboxId item)
{
    Statement rows = context.db.prepare(
        "SELECT v.ask_id FROM outbox o JOIN outbox f ON f.id = CASE WHEN o.chain_id > 0 THEN "
        "o.chain_id ELSE o.id END JOIN ask_voice v ON v.told_outbox = f.uid AND v.told_outbox <> "
        "x'' WHERE o.id = ?");
    rows.bind(item);
    for (const AskId id : idsOf(rows))
        refreshAsk(context, id);
}

void refreshAsksOfMessage(WriteContext &context, MessageId message)
{
    Statement rows =
        context.db.prepare("SELECT DISTINCT ask_id FROM ask_voice WHERE message_id = ?");
    rows.bind(message);
    for (const AskId id : idsOf(rows)) {
        refreshWords(context.db, id);
        announce(context, id);
    }
}

void purgeQuotes(WriteContext &context, MessageId message)
{
    context.db.run("UPDATE ask_voice SET quote = '', quote_start = 0, quote_end = 0 WHERE "
                   "message_id = ?",
                   message);
    refreshAsksOfMessage(context, message);
}

bool mayTakeBack(WriteContext &context, const QCborArray &writes, Register reg, qint64 row,
                 const QCborArray &before, const QCborArray &after)
{
    Db &db = context.db;
    const bool shows = before.at(0).toInteger() == 0;
    switch (reg) {
    case Register::AskDeleted:
        return shows || (!hasOtherVoice(db, AskId{row}, {}) && !hasDuplicate(db, AskId{row}));
    case Register::AskVoiceDeleted: {
        const AskVoiceId voice{row};
        const AskId ask = askOfVoice(db, voice);
        if (shows)
            return askLine(db, ask).has_value();
        const bool goesWhole = std::ranges::any_of(writes, [ask](const QCborValue &value) {
            const QCborArray write = value.toArray();
            return write.at(0).toInteger() == int(Register::AskDeleted) &&
                   write.at(1).toInteger() == ask.value;
        });
        return db.number("SELECT told FROM ask_voice WHERE id = ?", 0, row) ==
                   qint64(TellingWay::None) &&
               (hasOtherVoice(db, ask, voice) || (goesWhole && !hasDuplicate(db, ask)));
    }
    case Register::AskState: {
        if (before.at(AskStateNow).toInteger() != int(AskState::Duplicate))
            return true;
        const AskId target{before.at(AskDuplicateOf).toInteger()};
        return askLine(db, target).has_value() && !whereAskLeads(db, target).contains(AskId{row});
    }
    case Register::AskVoiceTold: {
        if (after.at(Told).toInteger() != qint64(TellingWay::Outbox))
            return true;
        const OutboxId item{db.number("SELECT id FROM outbox WHERE uid = ?", 0,
                                      Uid::fromBytes(after.at(ToldOutbox).toByteArray()))};
        const qint64 sending =
            db.number("SELECT sending FROM ask_voice_told WHERE id = ?", -1, row);
        if (sending == int(OutboxState::Cancelled))
            return true;
        // Of several parts, the first may be out while others are not.
        return item.isValid() && cancelOutboxItem(context, item).has_value();
    }
    default:
        return true;
    }
}

void removeGoneVoices(WriteContext &context)
{
    Db &db = context.db;
    QList<AskId> asks;
    {
        Statement rows =
            db.prepare("SELECT DISTINCT ask_id FROM ask_voice WHERE message_id IN (SELECT id FROM "
                       "gone_message) OR person_id IN (SELECT id FROM gone_person)");
        asks = idsOf(rows);
    }
    db.run("DELETE FROM ask_voice WHERE message_id IN (SELECT id FROM gone_message) OR person_id "
           "IN (SELECT id FROM gone_person)");
    QList<AskId> left;
    for (const AskId id : std::as_const(asks)) {
        // Nobody says it any more, or only a voice whose addition was taken back.
        if (db.number("SELECT 1 FROM ask_voice v JOIN ask a ON a.id = v.ask_id WHERE v.ask_id = ? "
                      "AND (v.deleted_at = 0 OR a.deleted_at > 0) LIMIT 1",
                      0, id)) {
            left.append(id);
            continue;
        }
        Statement rows =
            db.prepare("SELECT id FROM ask WHERE duplicate_of = ? AND duplicate_of > 0");
        rows.bind(id);
        left.append(idsOf(rows));
        db.run("UPDATE ask SET duplicate_of = 0, state = CASE state WHEN 7 THEN 0 ELSE state END "
               "WHERE duplicate_of = ?",
               id);
        db.run("DELETE FROM ask_voice WHERE ask_id = ?", id);
        db.run("DELETE FROM session_ask WHERE ask_id = ?", id);
        db.run("UPDATE session_line SET ask_id = 0 WHERE ask_id = ?", id);
        db.run("DELETE FROM ask_search WHERE rowid = ?", id);
        db.run("UPDATE ask SET root_id = 0 WHERE root_id = ?", id);
        db.run("DELETE FROM ask WHERE id = ?", id);
    }
    for (const AskId id : std::as_const(left)) {
        if (db.number("SELECT 1 FROM ask WHERE id = ?", 0, id))
            refreshAsk(context, id);
    }
}

} // namespace casement
