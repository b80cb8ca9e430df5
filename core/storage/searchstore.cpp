// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/searchstore.h"

#include "core/storage/conversationstore.h"
#include "core/storage/json.h"
#include "core/storage/sqlite.h"
#include "core/text/excerpt.h"
#include "core/text/plaintext.h"

#include <QSet>

namespace casement
{

namespace
{

constexpr int excerptLength = 180;
constexpr int minTrigram = 3;

/// CROSS JOIN keeps the order of the loops: newest rowids of the index first, filters after.
/// Sorting by a date instead would read every hit of a common word.
constexpr const char *matchSql = R"(
    SELECT m.id, m.conversation_id, m.search_key
    FROM message_search f CROSS JOIN message m ON m.search_key = f.rowid CROSS JOIN conversation c ON c.id = m.conversation_id
         CROSS JOIN account a ON a.id = c.account_id
    WHERE message_search MATCH ?1 AND f.rowid < ?2 AND f.rowid >= ?3 AND (?4 = 0 OR (1 << c.state) & ?4)
      AND (?5 = '' OR a.channel IN (SELECT value FROM json_each(?5)))
      AND (?6 = '' OR ?7 = (SELECT count(*) FROM conversation_tag ct JOIN tag t ON t.id = ct.tag_id
           WHERE ct.conversation_id = c.id AND ct.add_hlc > ct.rem_hlc AND lower(t.name) IN (SELECT value FROM json_each(?6))))
      AND (?8 < 0 OR (c.last_person_message_at > c.read_until) = ?8) AND (?9 < 0 OR c.starred = ?9)
      AND (?10 = 0 OR m.attachment_count > 0)
      AND (?11 = '' OR m.id IN (SELECT v.message_id FROM ask_search s CROSS JOIN ask_voice v ON v.ask_id = s.rowid
           WHERE ask_search MATCH ?11 AND v.deleted_at = 0))
      AND (?12 = '' OR m.id IN (SELECT sm.message_id FROM session_search s CROSS JOIN session_message sm ON sm.session_id = s.rowid
           WHERE session_search MATCH ?12 AND sm.add_hlc > sm.rem_hlc))
    ORDER BY f.rowid DESC LIMIT ?13)";
constexpr const char *filterSql = R"(
    SELECT m.id, m.conversation_id, m.search_key
    FROM message m CROSS JOIN conversation c ON c.id = m.conversation_id CROSS JOIN account a ON a.id = c.account_id
    WHERE (?1 = '' OR m.search_key NOT IN (SELECT rowid FROM message_search WHERE message_search MATCH ?1))
      AND m.search_key < ?2 AND m.search_key >= ?3 AND (?4 = 0 OR (1 << c.state) & ?4)
      AND (?5 = '' OR a.channel IN (SELECT value FROM json_each(?5)))
      AND (?6 = '' OR ?7 = (SELECT count(*) FROM conversation_tag ct JOIN tag t ON t.id = ct.tag_id
           WHERE ct.conversation_id = c.id AND ct.add_hlc > ct.rem_hlc AND lower(t.name) IN (SELECT value FROM json_each(?6))))
      AND (?8 < 0 OR (c.last_person_message_at > c.read_until) = ?8) AND (?9 < 0 OR c.starred = ?9)
      AND (?10 = 0 OR m.attachment_count > 0)
      AND (?11 = '' OR m.id IN (SELECT v.message_id FROM ask_search s CROSS JOIN ask_voice v ON v.ask_id = s.rowid
           WHERE ask_search MATCH ?11 AND v.deleted_at = 0))
      AND (?12 = '' OR m.id IN (SELECT sm.message_id FROM session_search s CROSS JOIN session_message sm ON sm.session_id = s.rowid
           WHERE session_search MATCH ?12 AND sm.add_hlc > sm.rem_hlc))
    ORDER BY m.search_key DESC LIMIT ?13)";

QString jsonList(const QStringList &texts)
{
    if (texts.isEmpty())
        return {};
    QJsonArray array;
    for (const QString &text : texts)
        array.append(text.toLower());
    return toText(array);
}

QString quoted(QString text)
{
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

/// All of \a texts, each as it stands.
QString phrases(const QStringList &texts)
{
    QStringList all;
    for (const QString &text : texts)
        all.append(quoted(segmentCjk(text)));
    return all.join(u' ');
}

QString expression(const SearchQuery::Term &term)
{
    QString text = quoted(segmentCjk(term.text));
    if (term.isPrefix)
        text += u'*';
    switch (term.field) {
    case SearchQuery::Term::Field::From:
        return QStringLiteral("sender : ") + text;
    case SearchQuery::Term::Field::To:
        return QStringLiteral("recipients : ") + text;
    case SearchQuery::Term::Field::Subject:
        return QStringLiteral("subject : ") + text;
    case SearchQuery::Term::Field::Any:
        break;
    }
    return text;
}

SearchHit hitOf(Db &db, MessageId id, const QStringList &words)
{
    SearchHit hit{.message = id};
    Statement row = db.prepare(R"(
        SELECT m.conversation_id, m.subject, coalesce(nullif(b.author_name, ''), i.name, i.address), a.channel, b.text, m.at, m.direction
        FROM message m JOIN message_body b ON b.message_id = m.id JOIN identity i ON i.id = m.identity_id JOIN account a ON a.id = m.account_id
        WHERE m.id = ?)");
    row.bind(id);
    if (!row.next())
        return hit;
    hit.conversation = row.id<ConversationId>(0);
    hit.subject = row.text(1);
    hit.authorName = row.text(2);
    hit.channel = row.text(3);
    const Excerpt excerpt = makeExcerpt(row.text(4), words, excerptLength);
    hit.excerpt = excerpt.text;
    hit.marks = excerpt.marks;
    hit.at = row.time(5);
    hit.direction = static_cast<Direction>(row.integer(6));
    return hit;
}

/// Conversations whose title or person has the only word anywhere inside: what whole words do not
/// find.
void addSubstringHits(Db &db, const SearchQuery &query, SearchPage &page, int limit)
{
    if (query.terms.size() != 1 || query.terms.first().isNegated ||
        query.terms.first().field != SearchQuery::Term::Field::Any ||
        query.terms.first().text.size() < minTrigram || !query.states.isEmpty() ||
        !query.tags.isEmpty() || !query.channels.isEmpty() || query.from || query.until ||
        query.unread || query.starred || query.hasAttachment || !query.asks.isEmpty() ||
        !query.sessions.isEmpty())
        return;
    QSet<ConversationId> seen;
    for (const SearchHit &hit : std::as_const(page.hits))
        seen.insert(hit.conversation);
    QList<ConversationId> found;
    {
        // detail=none has no phrases: all trigrams must be there, and the title is looked at again.
        QStringList trigrams;
        const QString text = query.terms.first().text;
        for (qsizetype i = 0; i + minTrigram <= text.size(); ++i)
            trigrams.append(quoted(text.sliced(i, minTrigram)));
        Statement rows = db.prepare("SELECT rowid FROM title_search WHERE title_search MATCH ? "
                                    "ORDER BY rowid DESC LIMIT 200");
        rows.bind(trigrams.join(QStringLiteral(" AND ")));
        while (rows.next())
            found.append(rows.id<ConversationId>(0));
    }
    for (const ConversationId id : std::as_const(found)) {
        if (page.hits.size() >= limit)
            return;
        const auto summary = seen.contains(id) ? std::nullopt : conversationSummary(db, id);
        if (!summary || summary->state >= ConversationState::Spam)
            continue;
        const QString title = summary->subject + u' ' + summary->personName;
        if (!title.contains(query.terms.first().text, Qt::CaseInsensitive))
            continue;
        const MessageId newest{db.number(
            "SELECT id FROM message WHERE conversation_id = ? ORDER BY at DESC, id DESC LIMIT 1", 0,
            id)};
        if (newest.isValid())
            page.hits.append(hitOf(db, newest, {query.terms.first().text}));
    }
}

} // namespace

MatchExpression matchExpression(const SearchQuery &query)
{
    QStringList wanted;
    QStringList unwanted;
    for (const SearchQuery::Term &term : query.terms)
        (term.isNegated ? unwanted : wanted).append(expression(term));
    MatchExpression match{.wanted = wanted.join(QStringLiteral(" AND ")),
                          .unwanted = unwanted.join(QStringLiteral(" OR "))};
    if (!wanted.isEmpty() && !unwanted.isEmpty())
        match.wanted = QStringLiteral("(%1) NOT (%2)").arg(match.wanted, match.unwanted);
    return match;
}

SearchPage searchMessages(Db &db, const SearchQuery &query, std::optional<PageKey> after, int limit)
{
    const MatchExpression match = matchExpression(query);
    qint64 before =
        query.until ? std::max<qint64>(0, toMilliseconds(*query.until)) << searchKeyBits : never;
    if (after)
        before = std::min(before, after->id);
    const qint64 from =
        query.from ? std::max<qint64>(0, toMilliseconds(*query.from)) << searchKeyBits : 0;
    // Spam and merged conversations are found only when they are asked for.
    qint64 states = (1 << 5) - 1;
    if (!query.states.isEmpty()) {
        states = 0;
        for (const ConversationState state : query.states)
            states |= qint64(1) << int(state);
    }

    SearchPage page;
    QStringList words;
    for (const SearchQuery::Term &term : query.terms) {
        if (!term.isNegated)
            words.append(term.text);
    }
    QList<std::pair<MessageId, qint64>> found;
    {
        Statement rows = db.prepare(match.wanted.isEmpty() ? filterSql : matchSql);
        rows.bind(match.wanted.isEmpty() ? match.unwanted : match.wanted, before, from, states,
                  jsonList(query.channels), jsonList(query.tags), query.tags.size(),
                  query.unread ? int(*query.unread) : -1, query.starred ? int(*query.starred) : -1,
                  query.hasAttachment, phrases(query.asks), phrases(query.sessions), limit + 1);
        while (rows.next())
            found.append({rows.id<MessageId>(0), rows.integer(2)});
    }
    if (found.size() > limit) {
        found.removeLast();
        page.next = PageKey{.at = 0, .id = found.last().second};
    }
    for (const auto &[id, key] : std::as_const(found))
        page.hits.append(hitOf(db, id, words));
    if (!page.next && !db.error())
        addSubstringHits(db, query, page, limit);
    return page;
}

void addToSearch(Db &db, MessageId id)
{
    db.run("INSERT INTO message_search (rowid, subject, sender, recipients, body) "
           "SELECT search_key, subject, sender, recipients, body FROM message_search_content "
           "WHERE search_key = (SELECT search_key FROM message WHERE id = ?)",
           id);
}

void removeFromSearch(Db &db, MessageId id)
{
    db.run("INSERT INTO message_search (message_search, rowid, subject, sender, recipients, body) "
           "SELECT 'delete', search_key, subject, sender, recipients, body FROM "
           "message_search_content "
           "WHERE search_key = (SELECT search_key FROM message WHERE id = ?)",
           id);
}

} // namespace casement
