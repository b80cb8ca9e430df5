// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/search.h"

#include <QDate>

namespace casement
{

namespace
{

struct Word {
    QString field; ///< before the colon, lower-cased; empty when none
    QString text;
    bool isQuoted = false;
    bool isNegated = false;
};

QList<Word> split(const QString &text)
{
    QList<Word> words;
    qsizetype at = 0;
    const auto readQuoted = [&] {
        const qsizetype end = text.indexOf(u'"', at + 1);
        const QString inside = text.mid(at + 1, (end < 0 ? text.size() : end) - at - 1);
        at = end < 0 ? text.size() : end + 1;
        return inside;
    };
    while (at < text.size()) {
        if (text.at(at).isSpace()) {
            ++at;
            continue;
        }
        Word word;
        if (text.at(at) == u'-' && at + 1 < text.size() && !text.at(at + 1).isSpace()) {
            word.isNegated = true;
            ++at;
        }
        while (at < text.size() && !text.at(at).isSpace()) {
            const QChar c = text.at(at);
            if (c == u'"') {
                word.isQuoted = true;
                word.text += readQuoted();
            } else if (c == u':' && word.field.isEmpty() && !word.isQuoted &&
                       !word.text.isEmpty()) {
                word.field = word.text.toLower();
                word.text.clear();
                ++at;
            } else {
                word.text += c;
                ++at;
            }
        }
        words.append(word);
    }
    return words;
}

/// The first day of what \a text names, and the first day after it.
std::optional<std::pair<QDate, QDate>> daysNamed(const QString &text)
{
    const QStringList parts = text.split(u'-');
    const int year = parts.value(0).toInt();
    if (year < 1970 || year > 9999 || parts.size() > 3)
        return std::nullopt;
    const int month = parts.size() > 1 ? parts.at(1).toInt() : 1;
    const int day = parts.size() > 2 ? parts.at(2).toInt() : 1;
    const QDate first(year, month, day);
    if (!first.isValid())
        return std::nullopt;
    const QDate after = parts.size() == 1   ? first.addYears(1)
                        : parts.size() == 2 ? first.addMonths(1)
                                            : first.addDays(1);
    return std::pair(first, after);
}

Timestamp startOf(const QDate &date)
{
    return fromDateTime(date.startOfDay());
}

bool isSearchable(const QString &text)
{
    return std::ranges::any_of(text,
                               [](QChar c) { return c.isLetterOrNumber() || c.isSurrogate(); });
}

void addTerm(SearchQuery &query, const Word &word, SearchQuery::Term::Field field)
{
    SearchQuery::Term term{
        .text = word.text, .field = field, .isPhrase = word.isQuoted, .isNegated = word.isNegated};
    if (!word.isQuoted && term.text.endsWith(u'*')) {
        term.isPrefix = true;
        term.text.chop(1);
    }
    if (isSearchable(term.text))
        query.terms.append(term);
}

void addState(SearchQuery &query, const Word &word)
{
    const QString text = word.text.toLower();
    if (text == u"open" || text == u"inbox")
        query.states << ConversationState::New << ConversationState::Open;
    else if (text == u"waiting")
        query.states << ConversationState::Waiting;
    else if (text == u"snoozed")
        query.states << ConversationState::Snoozed;
    else if (text == u"done")
        query.states << ConversationState::Done;
    else if (text == u"spam")
        query.states << ConversationState::Spam;
    else if (text == u"unread")
        query.unread = !word.isNegated;
    else if (text == u"read")
        query.unread = word.isNegated;
    else if (text == u"starred")
        query.starred = !word.isNegated;
    else
        query.problems << QStringLiteral("“is:%1” is not known; there are open, waiting, snoozed, "
                                         "done, spam, unread, starred.")
                              .arg(word.text);
}

} // namespace

SearchQuery parseSearch(const QString &text)
{
    using Field = SearchQuery::Term::Field;
    SearchQuery query;
    for (Word &word : split(text.left(4000))) {
        if (word.field.isEmpty()) {
            addTerm(query, word, Field::Any);
        } else if (word.field == u"from") {
            addTerm(query, word, Field::From);
        } else if (word.field == u"to") {
            addTerm(query, word, Field::To);
        } else if (word.field == u"subject") {
            addTerm(query, word, Field::Subject);
        } else if (word.field == u"tag") {
            query.tags << word.text;
        } else if (word.field == u"channel") {
            query.channels << word.text.toLower();
        } else if (word.field == u"ask") {
            if (isSearchable(word.text))
                query.asks << word.text;
        } else if (word.field == u"session") {
            if (isSearchable(word.text))
                query.sessions << word.text;
        } else if (word.field == u"is" || word.field == u"in") {
            addState(query, word);
        } else if (word.field == u"has") {
            if (word.text.startsWith(u"attachment", Qt::CaseInsensitive))
                query.hasAttachment = true;
            else
                query.problems << QStringLiteral("“has:%1” is not known; there is has:attachment.")
                                      .arg(word.text);
        } else if (word.field == u"before" || word.field == u"after" || word.field == u"during") {
            const auto range = daysNamed(word.text);
            if (!range) {
                query.problems << QStringLiteral(
                                      "“%1:%2” is no date; write 2026, 2026-03 or 2026-03-31.")
                                      .arg(word.field, word.text);
                continue;
            }
            if (word.field != u"before")
                query.from = startOf(word.field == u"after" ? range->second : range->first);
            if (word.field != u"after")
                query.until = startOf(word.field == u"before" ? range->first : range->second);
        } else {
            // "http://…", "10:30": a colon is no field by itself.
            word.text = word.field + u' ' + word.text;
            word.isQuoted = true;
            addTerm(query, word, Field::Any);
        }
    }
    return query;
}

} // namespace casement
