// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/sessiontable.h"

#include "app/verbs/all.h"

using namespace Qt::StringLiterals;

namespace casement
{

QList<VerbSpec> sessionVerbs()
{
    const QString change =
        u"One change: id (xN, or null when nothing had to change), verb, count, skipped."_s;
    const QString session =
        u"One session: id, uid, title, collaboration, purpose, ask, give, place, starts_at, "
        u"ends_at, zone, host, stage, state, next (state, is_possible, lacks), follows, notebook, "
        u"outcome, created_at, told, to_tell, participants (person, name, status, invited, "
        u"answer, answer_message, offered_message, attendance, consent, report, thanks), agenda "
        u"(id, title, minutes, lead, state), lines (id, uid, kind, author, person, text, number), "
        u"outcomes (id, text, line, url), asks, sources."_s;
    const OptionSpec textFile{u"text-file"_s, u"FILE"_s,
                              u"the text, in Markdown; - for standard input"_s};
    const OptionSpec otherwise{
        u"otherwise"_s, u"HOW"_s,
        u"nothing is sent: it was said otherwise, for example by telephone"_s};
    return {
        {.name = u"session list"_s,
         .summary = u"list collaboration sessions"_s,
         .json = u"A session_line a line: id, title, state, stage, starts_at, collaboration, "
                 u"people, told, to_tell."_s,
         .run = verb::sessionList},
        {.name = u"session show"_s,
         .arguments = u"SESSION"_s,
         .summary = u"show a session (s3), and what it lacks for the next step"_s,
         .json = session,
         .fewest = 1,
         .most = 1,
         .run = verb::sessionShow},
        {.name = u"session new"_s,
         .arguments = u"[--message MESSAGE…]"_s,
         .summary = u"start a session from the messages that inspired it"_s,
         .description = u"Their authors stand in it, unless they do not want to be invited. Nobody "
                        u"is invited by this."_s,
         .json = session,
         .options = {{u"message"_s, u"MESSAGE"_s, u"a message (m34); may be repeated"_s},
                     {u"title"_s, u"TEXT"_s, u"its title (default: the subject)"_s},
                     {u"purpose"_s, u"TEXT"_s, u"what it is for"_s}},
         .run = verb::sessionCreate},
        {.name = u"session next"_s,
         .arguments = u"SESSION [--when TIME]"_s,
         .summary = u"start the next session of a series: same plan, people and agenda"_s,
         .json = session,
         .options = {{u"when"_s, u"TIME"_s, u"as for “session set”"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::sessionNext},
        {.name = u"session set"_s,
         .arguments = u"SESSION"_s,
         .summary = u"change the plan of a session, its notebook, and what came of it"_s,
         .description =
             u"A time is ISO 8601, or words such as “next tuesday 18:00”; none takes it away. The "
             u"typed lines of the notebook (idea, decision, question, quote, sketch) keep their "
             "ids while they are edited."_s,
         .json = change,
         .options = {{u"title"_s, u"TEXT"_s, u"its title"_s},
                     {u"purpose"_s, u"TEXT"_s, u"what it is for"_s},
                     {u"ask"_s, u"TEXT"_s, u"what we ask of people"_s},
                     {u"give"_s, u"TEXT"_s, u"what they get"_s},
                     {u"place"_s, u"TEXT"_s, u"where it is"_s},
                     {u"when"_s, u"TIME"_s, u"when it begins"_s},
                     {u"until"_s, u"TIME"_s, u"when it ends"_s},
                     {u"zone"_s, u"ZONE"_s, u"the time zone that is meant (Europe/Berlin)"_s},
                     {u"stage"_s, u"STAGE"_s, u"imagine, decide, work or create"_s},
                     {u"collaboration"_s, u"TITLE"_s,
                      u"to which it belongs; made where there is none; empty: to none"_s},
                     {u"notebook-file"_s, u"FILE"_s,
                      u"the notebook, in Markdown; - for standard input"_s},
                     {u"outcome"_s, u"TEXT"_s, u"what came of it"_s},
                     {u"link-ask"_s, u"ASK"_s,
                      u"an ask (k3) that inspired it or that it decides"_s},
                     {u"unlink-ask"_s, u"ASK"_s, u"take that link out"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::sessionSet},
        {.name = u"session state"_s,
         .arguments = u"SESSION STATE"_s,
         .summary = u"move a session one step on, or back"_s,
         .description =
             u"Steps: idea, invited (somebody is), held (who came is written down), written-up "
             u"(the "
             u"notebook or an outcome says something), reported-back (everybody who was invited or "
             "came was told or skipped with a reason), closed. Going back loses nothing."_s,
         .json = change,
         .fewest = 2,
         .most = 2,
         .run = verb::sessionState},
        {.name = u"session add"_s,
         .arguments = u"SESSION PERSON"_s,
         .summary = u"add somebody to a session, without inviting them yet"_s,
         .json = change,
         .options = {{u"remove"_s, {}, u"take them out again"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::sessionAdd},
        {.name = u"session draft"_s,
         .arguments = u"SESSION PERSON"_s,
         .summary = u"show a first draft of the invitation of one person"_s,
         .json = u"One session_draft: person, channel, recipients, text, impediment (why nothing "
                 u"can be sent to them from here; empty where it can)."_s,
         .options = {{u"report"_s, {}, u"of what they are told came of it"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::sessionDraft},
        {.name = u"session invite"_s,
         .arguments = u"SESSION PERSON --text-file FILE"_s,
         .summary = u"invite one person"_s,
         .description = u"It goes through the outbox, by the address that they prefer or where "
                        u"they spoke last. They count as invited when their server has it. It is "
                        u"refused where they do not want to be invited."_s,
         .json = u"The outbox_item, as “outbox list” prints it; with --otherwise the change."_s,
         .options = {textFile, otherwise},
         .fewest = 2,
         .most = 2,
         .run = verb::sessionInvite},
        {.name = u"session answer"_s,
         .arguments = u"SESSION PERSON yes|no|maybe|none"_s,
         .summary = u"write down what somebody answered"_s,
         .json = change,
         .options = {{u"message"_s, u"MESSAGE"_s, u"the message (m34) that says so"_s}},
         .fewest = 3,
         .most = 3,
         .run = verb::sessionAnswer},
        {.name = u"session came"_s,
         .arguments = u"SESSION PERSON yes|no|unknown"_s,
         .summary = u"write down whether somebody came"_s,
         .json = change,
         .fewest = 3,
         .most = 3,
         .run = verb::sessionCame},
        {.name = u"session thank"_s,
         .arguments = u"SESSION PERSON TEXT"_s,
         .summary = u"write down what somebody is thanked for; it stands in their report"_s,
         .json = change,
         .fewest = 3,
         .most = 3,
         .run = verb::sessionThank},
        {.name = u"session report"_s,
         .arguments = u"SESSION PERSON --text-file FILE"_s,
         .summary = u"tell one person what came of it"_s,
         .description = u"As “session invite”. “session draft --report” shows a first draft, with "
                        u"what they contributed."_s,
         .json = u"The outbox_item, as “outbox list” prints it; with --otherwise the change."_s,
         .options = {textFile, otherwise},
         .fewest = 2,
         .most = 2,
         .run = verb::sessionReport},
        {.name = u"session skip"_s,
         .arguments = u"SESSION PERSON --reason TEXT"_s,
         .summary = u"do not tell one person what came of it, for a reason"_s,
         .json = change,
         .options = {{u"reason"_s, u"TEXT"_s, u"why they are not told"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::sessionSkip},
        {.name = u"session outcome"_s,
         .arguments = u"SESSION TEXT"_s,
         .summary = u"write down something that was made"_s,
         .json = change,
         .options = {{u"line"_s, u"LINE"_s, u"the line (l5) of the notebook that it comes from"_s},
                     {u"url"_s, u"URL"_s, u"where it can be seen"_s},
                     {u"remove"_s, {}, u"TEXT is the id of an outcome (t2), which is taken out"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::sessionOutcome},
        {.name = u"session agenda"_s,
         .arguments = u"SESSION [TITLE]"_s,
         .summary = u"add a point to the agenda, or change one"_s,
         .json = change,
         .options = {{u"item"_s, u"ITEM"_s, u"the point (g4) to change"_s},
                     {u"minutes"_s, u"NUMBER"_s, u"how long it takes"_s},
                     {u"lead"_s, u"NAME"_s, u"who leads"_s},
                     {u"state"_s, u"planned|done|dropped"_s, u"what became of it"_s},
                     {u"place"_s, u"NUMBER"_s, u"move it there, from 1"_s},
                     {u"remove"_s, {}, u"take it out"_s}},
         .fewest = 1,
         .most = 2,
         .run = verb::sessionAgenda},
        {.name = u"session record"_s,
         .arguments = u"SESSION --out FILE"_s,
         .summary = u"write the record of a session to a file, or to standard output (-)"_s,
         .description =
             u"Only who agreed to be quoted by name is named; whoever did not agree to be "
             u"quoted at all has no line in it. HTML needs nothing but itself. Nothing "
             u"that exists is overwritten."_s,
         .json = u"One recorded: session, format, file."_s,
         .options = {{u"format"_s, u"md|html"_s, u"the form (default: by the name's end)"_s},
                     {u"out"_s, u"FILE"_s, u"where to"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::sessionRecord},
    };
}

} // namespace casement
