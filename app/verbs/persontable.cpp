// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/persontable.h"

#include "app/verbs/all.h"

using namespace Qt::StringLiterals;

namespace casement
{

QList<VerbSpec> personRecordVerbs()
{
    const QString change =
        u"One change: id (xN, or null when nothing had to change), verb, count, skipped."_s;
    const QString factFields =
        u"A fact a line: id (fN), person, kind (words, date, relationship), text, day, other, "
        u"other_name, message, quote, quote_start, quote_end (in UTF-16 code units of the "
        u"message's text), said_at, author, created_at, edited_at, confirmed_at, review_at, "
        u"review_months, due."_s;
    const QList<OptionSpec> factOptions{
        {u"kind"_s, u"words|date|relationship"_s,
         u"what it is (default: words; date with --day, relationship with --other)"_s},
        {u"day"_s, u"DAY"_s, u"the day that matters to them: 03-14, or 1987-03-14"_s},
        {u"other"_s, u"PERSON"_s, u"to whom the relationship is"_s},
        {u"message"_s, u"MESSAGE"_s, u"the message (m34) in which they said it"_s},
        {u"quote"_s, u"TEXT"_s, u"the passage of that message"_s},
        {u"review"_s, u"MONTHS|never"_s,
         u"after how many months to ask whether it is still true (default: 12)"_s}};
    const QList<OptionSpec> wordOptions{
        {u"list"_s, u"NAME"_s, u"the list (default: facts)"_s},
        {u"language"_s, u"CODE"_s, u"of the words (default: en)"_s}};
    return {
        {.name = u"person list"_s,
         .arguments = u"[TEXT]"_s,
         .summary = u"list the people you talk with, or those whose name or address has a text"_s,
         .json = u"A person a line, by name: id (pN), name, address (one of theirs), "
                 u"last_message_at."_s,
         .options = {{u"limit"_s, u"N"_s, u"at most this many (default: all)"_s}},
         .most = 1,
         .run = verb::personList},
        {.name = u"person timeline"_s,
         .arguments = u"PERSON"_s,
         .summary = u"show everything that somebody and you said to each other, on every channel"_s,
         .description = u"Of what you said in company only what was addressed to them is in it."_s,
         .json =
             u"In the order of time: message and note as in show, and before each change of the "
             u"conversation a heading (conversation, channel, text: its subject, at)."_s,
         .options = {{u"limit"_s, u"N"_s, u"only the newest (default: all)"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::personTimeline},
        {.name = u"person export"_s,
         .arguments = u"[PERSON…] --to FILE"_s,
         .summary = u"save people, or everybody, as a vCard file for an address book"_s,
         .description =
             u"Names, pronouns, languages and addresses. Nothing of what is written down about "
             u"them is in it. “casement import FILE.vcf” reads such files."_s,
         .json = u"people (how many), and file, or vcards with --to -."_s,
         .options = {{u"to"_s, u"FILE"_s, u"a new file, or - for standard output"_s}},
         .most = 1000,
         .run = verb::personExport},
        {.name = u"person letter"_s,
         .arguments = u"PERSON --to FOLDER"_s,
         .summary = u"write “what we hold about you”: all of it, for the person to read"_s,
         .description =
             u"A page in their language where there are words for it (en, de, fr, es, pl), every "
             u"row as JSON, and the originals and attachments as files. What other people said, "
             u"and "
             u"who they are, is left out."_s,
         .json = u"person, folder, files (how many)."_s,
         .options = {{u"to"_s, u"FOLDER"_s, u"a new folder"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::personLetter},
        {.name = u"person show"_s,
         .arguments = u"PERSON"_s,
         .summary = u"show who somebody is, and how and when they like to be written to"_s,
         .json =
             u"One person: id, uid, name, pronouns, language, zone, quiet_hours, "
             u"preferred_address, preferred_message, how_we_met, addresses (channel, address)."_s,
         .fewest = 1,
         .most = 1,
         .run = verb::personShow},
        {.name = u"person set"_s,
         .arguments = u"PERSON"_s,
         .summary = u"say how and when somebody likes to be written to"_s,
         .description = u"“none” takes a value away. Each option is a change of its own."_s,
         .json = u"A change a line."_s,
         .options = {{u"zone"_s, u"ZONE"_s, u"where they are, for example Europe/Berlin"_s},
                     {u"language"_s, u"CODE"_s, u"what they speak, for example de"_s},
                     {u"quiet-hours"_s, u"HH:MM-HH:MM"_s,
                      u"when they do not want to be written to, in their time"_s},
                     {u"preferred-channel"_s, u"ADDRESS|CHANNEL"_s,
                      u"which of their addresses they like best"_s},
                     {u"message"_s, u"MESSAGE"_s, u"the message (m34) in which they said so"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::personSet},
        {.name = u"fact add"_s,
         .arguments = u"PERSON TEXT"_s,
         .summary = u"write down something that a person told us, in their words"_s,
         .description =
             u"They may read it one day. Words that sound like a rumour, a diagnosis or a census "
             u"are named on standard error, and never refused. Whoever does not want notes kept "
             u"about them gets none."_s,
         .json = change,
         .options = factOptions,
         .fewest = 2,
         .most = 2,
         .run = verb::factAdd},
        {.name = u"fact edit"_s,
         .arguments = u"FACT [TEXT]"_s,
         .summary = u"change a fact (f3); what it said before stays in the history"_s,
         .json = change,
         .options = factOptions,
         .fewest = 1,
         .most = 2,
         .run = verb::factEdit},
        {.name = u"fact remove"_s,
         .arguments = u"FACT"_s,
         .summary = u"remove a fact"_s,
         .json = change,
         .fewest = 1,
         .most = 1,
         .run = verb::factRemove},
        {.name = u"fact confirm"_s,
         .arguments = u"FACT"_s,
         .summary = u"say that a fact is still true; it is asked about again later"_s,
         .json = change,
         .fewest = 1,
         .most = 1,
         .run = verb::factConfirm},
        {.name = u"fact list"_s,
         .arguments = u"PERSON"_s,
         .summary = u"show what a person told us"_s,
         .json = factFields,
         .fewest = 1,
         .most = 1,
         .run = verb::factList},
        {.name = u"words list"_s,
         .summary = u"show the words that are looked at twice before they become a fact"_s,
         .json = u"A word a line: word, reason, state (program, added, removed)."_s,
         .options = wordOptions,
         .run = verb::wordsList},
        {.name = u"words add"_s,
         .arguments = u"WORD"_s,
         .summary = u"add a word or phrase to a list; * at its end stands for any ending"_s,
         .json = change,
         .options = wordOptions +
                    QList<OptionSpec>{{u"reason"_s, u"TEXT"_s,
                                       u"why: rumour, diagnosis, demographic or your own word"_s}},
         .fewest = 1,
         .most = 1,
         .makesWorkspace = true,
         .run = verb::wordsAdd},
        {.name = u"words remove"_s,
         .arguments = u"WORD"_s,
         .summary = u"take a word out of a list"_s,
         .json = change,
         .options = wordOptions,
         .fewest = 1,
         .most = 1,
         .makesWorkspace = true,
         .run = verb::wordsRemove},
        {.name = u"consent"_s,
         .arguments = u"PERSON [KIND yes|no|unknown]"_s,
         .summary = u"show what a person agreed to, or write down what they said"_s,
         .description =
             u"Kinds: answer, contact-first, invite, quote-by-name, quote-anonymously, "
             u"keep-notes. Entries are only ever added: the newest of a kind is what holds, and of "
             u"people who are joined the strictest. “casement undo” takes back one that was made "
             u"by mistake.\n\n"
             "A basis is needed: --basis says how we know, --message names the message in which "
             "they said it. What they do not want is refused by “reply”, “new”, “note”, “fact” and "
             "“session create”, with the reason."_s,
         .json = u"Without KIND a consent a line, the oldest first: id, person, kind, answer (yes, "
                 u"no, unknown), basis, message, said_at, author, at, current. With KIND one "
                 u"change."_s,
         .options = {{u"basis"_s, u"TEXT"_s, u"how we know, in words"_s},
                     {u"message"_s, u"MESSAGE"_s, u"the message (m34) in which they said it"_s}},
         .fewest = 1,
         .most = 3,
         .run = verb::consent},
    };
}

} // namespace casement
