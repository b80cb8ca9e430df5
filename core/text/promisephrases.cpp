// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/promisephrases.h"

#include "core/text/quotes.h"

namespace casement
{

namespace
{

/// Whether a sentence ends behind the character at \a at: "p.m.", "3. Mai" and "3.5" go on.
bool endsSentence(QStringView text, qsizetype at)
{
    const QChar c = text.at(at);
    if (c == u'\n')
        return at + 1 >= text.size() || text.at(at + 1) == u'\n' || text.at(at + 1) == u'-' ||
               text.at(at + 1) == u'*';
    if (c == u'!' || c == u'?' || c == u'…' || c == u'。')
        return true;
    if (c != u'.' || (at + 1 < text.size() && !text.at(at + 1).isSpace()))
        return false;
    qsizetype next = at + 1;
    while (next < text.size() && text.at(next).isSpace())
        ++next;
    const bool isAbbreviation = at >= 2 && text.at(at - 2) == u'.';
    const bool isDay = at >= 1 && text.at(at - 1).isDigit();
    return next >= text.size() ||
           (!isDay && (!isAbbreviation || text.at(next).isUpper()) && !text.at(next).isLower());
}

/// Where the sentence around \a at begins and ends in \a text, without white space around it.
std::pair<qsizetype, qsizetype> sentenceAround(QStringView text, qsizetype at)
{
    qsizetype start = at;
    while (start > 0 && !endsSentence(text, start - 1))
        --start;
    qsizetype end = at;
    while (end < text.size() && !endsSentence(text, end))
        ++end;
    end = std::min(end + 1, text.size());
    const auto isOutside = [&](qsizetype i) {
        return text.at(i).isSpace() || text.at(i) == u'-' || text.at(i) == u'*';
    };
    while (start < end && isOutside(start))
        ++start;
    while (end > start && text.at(end - 1).isSpace())
        --end;
    return {start, end};
}

} // namespace

QList<PromisePhrase> promisePhrases(const WordMatcher &matcher, QStringView text,
                                    const QString &language, const QDateTime &now)
{
    QList<PromisePhrase> found;
    for (const TextSegment &segment : segmentText(text)) {
        if (segment.kind != TextSegment::Kind::Text)
            continue;
        const QStringView part = text.sliced(segment.start, segment.length);
        qsizetype seen = 0; // up to there its sentences have been looked at
        for (const WordMatch &match : matcher.find(part)) {
            if (match.start < seen)
                continue;
            const auto [start, end] = sentenceAround(part, match.start);
            seen = std::max(end, match.start + 1);
            const qsizetype place = segment.start + start;
            const QString sentence = part.sliced(start, end - start).toString().simplified();
            if (sentence.endsWith(u'?')) // "will we …?" is asked, not promised
                continue;
            const auto due = findDue(sentence, language, now);
            found.append({.sentence = sentence,
                          .start = place,
                          .length = end - start,
                          .phrase = match.word,
                          .due = due ? std::optional(due->due) : std::nullopt});
        }
    }
    return found;
}

} // namespace casement
