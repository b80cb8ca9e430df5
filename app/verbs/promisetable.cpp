// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/promisetable.h"

#include "app/verbs/all.h"

using namespace Qt::StringLiterals;

namespace casement
{

QList<VerbSpec> promiseVerbs()
{
    const QString change =
        u"One change: id (xN, or null when nothing had to change), verb, count, skipped."_s;
    const QString fields =
        u"id (rN), uid, person, person_name, is_ours, words, owner, message, conversation, quote, "
        u"ask, due (null, or at, day, zone, has_time), state (open, kept, broken, released), "
        u"is_late, is_being_kept (the message that keeps it is not out yet), state_by, state_at, "
        u"reason, kept_by, created_at, terms (what it was before, the oldest first: words, due, "
        u"reason, by, at; only of a single one)."_s;
    const OptionSpec due{u"due"_s, u"TEXT"_s,
                         u"by when: 2026-12-24, “friday”, “in two weeks”, “end of the month”, "
                         u"“tomorrow 3pm”; also in German, French, Spanish and Polish, where that "
                         u"is the language of the system"_s};
    const auto settling = [&](const QString &verb, const QString &summary,
                              int (*run)(VerbContext &)) {
        return VerbSpec{.name = u"promise "_s + verb,
                        .arguments = u"PROMISE --reason TEXT"_s,
                        .summary = summary,
                        .json = change,
                        .options = {{u"reason"_s, u"TEXT"_s, u"why"_s}},
                        .fewest = 1,
                        .most = 1,
                        .run = run};
    };
    return {
        {.name = u"promise list"_s,
         .summary = u"list who owes whom what by when"_s,
         .description =
             u"First what is late, then what is due within a week, later and without a day, then "
             u"what they owe us, then what is settled."_s,
         .json = u"A promise a line: "_s + fields,
         .options = {{u"ours"_s, {}, u"only what we owe"_s},
                     {u"theirs"_s, {}, u"only what is owed to us"_s},
                     {u"open"_s, {}, u"only what is open"_s},
                     {u"late"_s, {}, u"only what is open and past its day"_s},
                     {u"settled"_s, {}, u"only what was kept, broken or released"_s},
                     {u"person"_s, u"PERSON"_s, u"only of this person"_s},
                     {u"conversation"_s, u"CONVERSATION"_s, u"only of this conversation"_s}},
         .run = verb::promiseList},
        {.name = u"promise show"_s,
         .arguments = u"PROMISE"_s,
         .summary = u"show a promise (r3) with what it was before"_s,
         .json = u"One promise: "_s + fields,
         .fewest = 1,
         .most = 1,
         .run = verb::promiseShow},
        {.name = u"promise new"_s,
         .arguments = u"PERSON|MESSAGE WORDS"_s,
         .summary = u"write down what we promised somebody, or they us"_s,
         .description = u"Of a message (m34) it is promised to whoever wrote it, or to whom we "
                        u"wrote it."_s,
         .json = u"One promise: "_s + fields,
         .options = {due,
                     {u"theirs"_s, {}, u"they promised it to us"_s},
                     {u"quote"_s, u"TEXT"_s, u"the words of the message that say it"_s},
                     {u"ask"_s, u"ASK"_s, u"the ask (k3) that it is about"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::promiseNew},
        {.name = u"promise edit"_s,
         .arguments = u"PROMISE WORDS"_s,
         .summary = u"say in better words what was promised"_s,
         .json = change,
         .fewest = 2,
         .most = 2,
         .run = verb::promiseEdit},
        {.name = u"promise keep"_s,
         .arguments = u"PROMISE"_s,
         .summary = u"say that it was kept"_s,
         .json = change,
         .options = {{u"message"_s, u"MESSAGE"_s, u"the message (m34) with which it was kept"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::promiseKeep},
        {.name = u"promise renegotiate"_s,
         .arguments = u"PROMISE --due TEXT"_s,
         .summary = u"promise something else, or by another day"_s,
         .description =
             u"What it was before is kept, with the reason. “none” takes the day away."_s,
         .json = change,
         .options = {due,
                     {u"words"_s, u"TEXT"_s, u"what is promised now"_s},
                     {u"reason"_s, u"TEXT"_s, u"why it is another one now"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::promiseRenegotiate},
        settling(u"break"_s, u"say that it was not kept, and why"_s, verb::promiseBreak),
        settling(u"release"_s, u"say that it is owed no more, and why"_s, verb::promiseRelease),
        {.name = u"promise reopen"_s,
         .arguments = u"PROMISE"_s,
         .summary = u"owe again what was settled"_s,
         .json = change,
         .fewest = 1,
         .most = 1,
         .run = verb::promiseReopen},
        {.name = u"promise remove"_s,
         .arguments = u"PROMISE"_s,
         .summary = u"take out what was no promise"_s,
         .json = change,
         .fewest = 1,
         .most = 1,
         .run = verb::promiseRemove},
        {.name = u"promise calendar"_s,
         .summary = u"write the promises that have a day as a calendar file (iCalendar)"_s,
         .description =
             u"A to-do each, which calendar programs import; importing a later file again updates "
             u"them. Without --out it goes to standard output."_s,
         .json = u"With --out one calendar: promises, path."_s,
         .options = {{u"out"_s, u"FILE"_s, u"the file"_s}},
         .run = verb::promiseCalendar},
    };
}

} // namespace casement
