// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/channelaccount.h"
#include "app/verbs/persontable.h"
#include "app/verbs/promisetable.h"
#include "app/verbs/sessiontable.h"
#include "app/verbs/verb.h"

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

const QString changeFields =
    u"One change: id (xN, or null when nothing had to change), verb, count, skipped."_s;
const QString itemFields =
    u"One outbox_item: id, uid, conversation, account, state (held, queued, sending, accepted, "
    u"delivered, failed, "
    "unknown, needs-you, cancelled), reason, attempts, created_at, not_before, subject, text, "
    "language (empty: what the account is set to), recipients; "
    "where a long text was split, for each of its parts, chain (the first item), part (from 1) and parts."_s;
const QString askFields =
    u"One ask: id, uid, restated, kind, state, place, state_by, state_at, reason, duplicate_of, "
    u"owner, created_at, heard_at, told (how many were told or skipped), is_closed, duplicates, "
    "and voices: id, ask, person, person_name, message, conversation, channel, quote, "
    "quote_start, quote_end, is_taken_back, heard_at, told (untold, on-its-way, told, needs-you, "
    "failed, unknown, skipped), told_at, told_by, reason, outbox, is_of_earlier_end."_s;
const QString languageHelp =
    u"mark it as in this language, where the channel carries that, for example de"_s;
const QString splitHelp =
    u"where the text is too long for one message of the channel, send it as several, each "
    u"answering "
    "the one before it; while no window is open a fediverse server is taken to have room for 500 "
    "characters"_s;

QList<VerbSpec> makeVerbs()
{
    return {
        {.name = u"account add email"_s,
         .arguments = u"--address ADDRESS --name NAME"_s,
         .summary = u"add an email account"_s,
         .description =
             u"Logs in to the server first, and saves the account only when that works (--no-check "
             u"saves it without). "
             "With --discover the settings come from the provider's own settings file, from DNS "
             "(RFC 6186) or from "
             "the usual names; options given beside it win.\n\n"
             "The password is read from the first line of standard input or of a file that nobody "
             "else can read, and "
             "kept in the desktop's keychain (or the --secrets-file); it is never an argument.\n\n"
             "A server certificate that cannot be verified is refused and shown. --ca trusts a "
             "private certificate "
             "authority for this account; --pin accepts exactly the certificate with that SHA-256 fingerprint."_s,
         .json = u"One account: id, uid, channel, name, address, from_name, paused."_s,
         .options =
             {{u"address"_s, u"ADDRESS"_s, u"our own address"_s},
              {u"name"_s, u"NAME"_s, u"what staff call the account (default: the address)"_s},
              {u"from-name"_s, u"NAME"_s, u"the name that outgoing mail carries"_s},
              {u"discover"_s, {}, u"look the server settings up"_s},
              {u"imap-host"_s, u"HOST"_s, u"the IMAP server"_s},
              {u"imap-port"_s, u"PORT"_s, u"its port (default: 993, or 143 with starttls)"_s},
              {u"imap-security"_s, u"tls|starttls"_s,
               u"how the connection is encrypted (default: tls); plain only on this computer"_s},
              {u"imap-user"_s, u"USER"_s, u"the login (default: the address)"_s},
              {u"smtp-host"_s, u"HOST"_s,
               u"the SMTP server; without it the account only receives"_s},
              {u"smtp-port"_s, u"PORT"_s, u"its port (default: 465, or 587 with starttls)"_s},
              {u"smtp-security"_s, u"tls|starttls"_s,
               u"how the connection is encrypted (default: tls); plain only on this computer"_s},
              {u"smtp-user"_s, u"USER"_s,
               u"the login (default: the IMAP one; empty: the server wants none)"_s},
              {u"ca"_s, u"FILE"_s,
               u"trust the certificate authorities in this PEM file, for this account"_s},
              {u"pin"_s, u"HOST:PORT=SHA256"_s,
               u"accept exactly this certificate there; may be repeated; a fingerprint alone is "
               "for both servers"_s},
              {u"folder"_s, u"FOLDER"_s, u"a folder to read; may be repeated (default: INBOX)"_s},
              {u"sent-folder"_s, u"FOLDER"_s,
               u"where copies of sent mail are kept (default: the server's own)"_s},
              {u"backfill-days"_s, u"N"_s, u"how far back to fetch; 0: everything"_s},
              {u"password-stdin"_s, {}, u"read the password from standard input"_s},
              {u"secret-file"_s, u"FILE"_s, u"read the password from this file (mode 0600)"_s},
              {u"smtp-secret-file"_s, u"FILE"_s,
               u"the SMTP password, where it is another one (mode 0600)"_s},
              {u"no-check"_s, {}, u"save it without logging in first"_s}},
         .makesWorkspace = true,
         .run = verb::accountAddEmail},
        {.name = u"account list"_s,
         .summary = u"list the accounts"_s,
         .json = u"An account a line: id, uid, channel, name, address, from_name, paused."_s,
         .run = verb::accountList},
        {.name = u"account remove"_s,
         .arguments = u"ACCOUNT"_s,
         .summary = u"remove an account and its password; its conversations stay"_s,
         .json = u"The account that was removed."_s,
         .fewest = 1,
         .most = 1,
         .run = verb::accountRemove},
        {.name = u"account pause"_s,
         .arguments = u"ACCOUNT"_s,
         .summary = u"stop fetching from an account until it is resumed"_s,
         .json = u"The account."_s,
         .fewest = 1,
         .most = 1,
         .run = verb::accountPause},
        {.name = u"account resume"_s,
         .arguments = u"ACCOUNT"_s,
         .summary = u"fetch from a paused account again"_s,
         .json = u"The account."_s,
         .fewest = 1,
         .most = 1,
         .run = verb::accountResume},
        {.name = u"capabilities"_s,
         .summary = u"show what can be done on each channel"_s,
         .json = u"A channel a line: channel, name, can_send, can_write_first, reply_window_hours, "
                 u"max_length, length_unit, splits_long_text, formatting, subject, "
                 u"has_language, has_carbon_copy, has_visibility, is_always_public, has_threading, "
                 u"has_edits, "
                 u"has_removals, "
                 u"has_receipts, can_attach, history, has_push."_s,
         .options = {{u"markdown"_s, {}, u"as the table of the README"_s}},
         .makesWorkspace = true,
         .run = verb::capabilities},
        {.name = u"import"_s,
         .arguments = u"PATH…|--list|--undo IMPORT"_s,
         .summary = u"import mailboxes (mbox, EML, Maildir) and the exports of chat programs"_s,
         .description =
             u"What is already there is not added again. An import that was stopped or killed goes "
             u"on where it stopped when the same command is given again.\n\n"
             "Exports are told apart by what is in them: WhatsApp (.txt or .zip), Telegram Desktop "
             "(result.json), Slack (.zip), DiscordChatExporter (JSON), Mastodon (.zip, .tar.gz or "
             "outbox.json). They are history: everything goes to Done. Where dates can be read in "
             "several ways, the whole file decides, and it is said.\n\n"
             "Each import can be undone as a whole. Conversations that somebody has worked on "
             "since stay, and are named (exit code 6)."_s,
         .json =
             u"One imported: path, bytes_done, bytes_total, messages, added, duplicates, "
             u"quarantined, skipped, unreadable, import, dry_run, problems, files (path, format, "
             "date_order, date_order_certain, date_order_reason, zone, people, new_people, "
             "conversations, has_ours, added, duplicates, skipped, unreadable, problem_rows, "
             "trouble). With --dry-run its type is import_plan. "
             "With --progress before it many import_progress with the same fields; what they count "
             "is on disk. With --rows an import_row for each row: path, part, row, outcome (added, "
             "known, skipped, unreadable), message, reason, excerpt. --list: an import a line: id, "
             "paths, started_at, finished_at, undone_at, messages, conversations, people. --undo: "
             "one import_undone: id, messages, conversations, people, kept_messages, kept_conversations."_s,
         .options = {{u"dry-run"_s,
                      {},
                      u"read everything and say what would happen; write nothing"_s},
                     {u"me"_s, u"ADDRESS"_s, u"mail from this address is ours; may be repeated"_s},
                     {u"ours"_s, u"NAME"_s,
                      u"in exports, this name, number or address is us; may be repeated"_s},
                     {u"date-order"_s, u"dmy|mdy|ymd"_s,
                      u"how dates are written in exports that leave it open"_s},
                     {u"history"_s, {}, u"put everything into Done: nobody waits for an answer"_s},
                     {u"rows"_s, {}, u"say what became of every row"_s},
                     {u"progress"_s, {}, u"with --json, tell the progress too"_s},
                     {u"list"_s, {}, u"list the imports, newest first"_s},
                     {u"undo"_s, u"IMPORT"_s, u"take out again what an import (i1) brought"_s}},
         .fewest = 0,
         .most = -1,
         .makesWorkspace = true,
         .run = verb::import},
        {.name = u"fetch"_s,
         .summary = u"fetch new messages from all accounts once"_s,
         .json =
             u"An account_status a line: id, name, state, detail, fetched, to_fetch, last_success_at."_s,
         .options = {{u"account"_s, u"ACCOUNT"_s, u"only this one"_s}},
         .run = verb::fetch},
        {.name = u"watch"_s,
         .summary = u"stay connected and print what happens"_s,
         .description =
             u"Works the outbox too. Ends with Ctrl+C. Other verbs are handed to it meanwhile."_s,
         .json = u"First one watching; then message_received (conversation, message, channel, "
                 u"author_name, "
                 "author_address, subject, at), account_status, outbox_finished (id, state, "
                 "reason) and "
                 "everything_changed."_s,
         .endsByItself = false,
         .run = verb::watch},
        {.name = u"list"_s,
         .summary = u"list conversations"_s,
         .description = u"Views: inbox (default), mine, unassigned, waiting, snoozed, done, spam, "
                        u"starred, unread, all, "
                        "drafts."_s,
         .json =
             u"A conversation a line: id, uid, account, account_name, channel, subject, snippet, "
             u"person, "
             "person_name, state (new, open, waiting, snoozed, done, spam, merged), assignee, "
             "starred, muted, "
             "unread, has_draft, has_attachments, message_count, last_direction, last_message_at, "
             "last_person_message_at, waiting_since, snoozed_until, snooze_reason, woke_because, "
             "tags, split_from, merged_into. For drafts "
             "a draft: id, conversation, kind, subject, text, language, updated_at."_s,
         .options = {{u"view"_s, u"VIEW"_s, u"which view"_s},
                     {u"tag"_s, u"TAG"_s, u"conversations with this tag"_s},
                     {u"account"_s, u"ACCOUNT"_s, u"conversations of this account"_s},
                     {u"order"_s, u"waiting|last"_s,
                      u"longest waiting or last message first (default: last)"_s},
                     {u"limit"_s, u"N"_s, u"at most this many (default: all)"_s}},
         .run = verb::list},
        {.name = u"show"_s,
         .arguments = u"CONVERSATION|MESSAGE"_s,
         .summary = u"show a conversation (c12) or one message (m34)"_s,
         .json =
             u"For a conversation its line as in list, then its timeline: message (id, at, "
             u"text, direction, "
             "visibility, person, author_name, author_address, subject, recipients, "
             "attachments, has_html, "
             "is_automatic, is_quarantined, quarantine_reason, sessions, asks (ask, voice, state, "
             "quote), outbox, "
             "delivery_state), note (id, at, "
             "text, staff), audit (at, text, staff), passage (conversation, messages, at, "
             "until, text: what "
             "was split off there). With --html: html (message, html, "
             "quoted_html, "
             "blocked_remote, warnings). With --raw: raw (message, raw_base64)."_s,
         .options = {{u"html"_s, {}, u"the HTML that the window shows, after sanitising"_s},
                     {u"raw"_s, {}, u"a message's bytes as they came"_s},
                     {u"audit"_s, {}, u"with who did what when"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::show},
        {.name = u"attachment"_s,
         .arguments = u"MESSAGE INDEX --to FILE"_s,
         .summary = u"save a file that came with a message"_s,
         .description =
             u"Files are numbered from 1 on, in the order of “show”. On most channels a message "
             u"only names its files: such a file is fetched from the account's server, or from "
             u"another host if that is named with --from, and is in the workspace from then on. "
             u"Not more than 100 MB are fetched."_s,
         .json = u"An attachment: message, index, name, media_type (both as the message says, and "
                 u"not to be trusted), size, file. With --to - there is bytes_base64 instead of "
                 u"file."_s,
         .options = {{u"to"_s, u"FILE"_s,
                      u"the file that it goes into, which must not be there yet; - for standard "
                      u"output"_s},
                     {u"from"_s, u"HOST"_s,
                      u"a host that may be asked for it, beside the account's own; may be "
                      u"repeated"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::attachment},
        {.name = u"search"_s,
         .arguments = u"QUERY"_s,
         .summary = u"search everything, newest first"_s,
         .description = u"Words, \"phrases\", -not, prefix*, from: to: subject: channel: tag: is: "
                        u"has:attachment before: "
                        "after: during: ask: (quoted in an ask that has this word). A word that "
                        "begins with a dash stands after “--”, or "
                        "inside quotes with the "
                        "rest."_s,
         .json = u"A hit a line: message, conversation, subject, author_name, channel, direction, "
                 u"at, excerpt, marks "
                 "([start, length] in UTF-16 code units of the excerpt)."_s,
         .options = {{u"limit"_s, u"N"_s, u"at most this many (default: 50)"_s}},
         .fewest = 1,
         .most = -1,
         .run = verb::search},
        {.name = u"reply"_s,
         .arguments = u"CONVERSATION --text-file FILE"_s,
         .summary = u"answer a conversation"_s,
         .description =
             u"Puts the answer into the outbox; “casement send” or an open window sends it."_s,
         .json = itemFields,
         .options = {{u"text-file"_s, u"FILE"_s,
                      u"the text, in Markdown and UTF-8; - for standard input"_s},
                     {u"only-author"_s, {}, u"to the author alone, not to everyone on it"_s},
                     {u"visibility"_s, u"direct|followers|unlisted|public"_s,
                      u"who hears it, where the channel lets us choose (default: as what it "
                      "answers)"_s},
                     {u"heading"_s, u"TEXT"_s,
                      u"the subject, or the content warning where the channel has one; '' for "
                      "none (default: of what it answers)"_s},
                     {u"language"_s, u"CODE"_s,
                      languageHelp + u" (default: of what it answers, else of the account)"_s},
                     {u"wider"_s, {}, u"yes, more people may hear it than what it answers"_s},
                     {u"attach"_s, u"FILE"_s, u"attach a file; may be repeated"_s},
                     {u"split"_s, {}, splitHelp},
                     {u"undo-seconds"_s, u"N"_s, u"hold it back for so long (default: 0)"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::reply},
        {.name = u"new"_s,
         .arguments = u"ADDRESS… --account ACCOUNT --text-file FILE"_s,
         .summary = u"write to somebody first"_s,
         .description =
             u"Puts the message into the outbox; “casement send” or an open window sends it."_s,
         .json = itemFields,
         .options = {{u"account"_s, u"ACCOUNT"_s, u"the account that it goes out from"_s},
                     {u"text-file"_s, u"FILE"_s,
                      u"the text, in Markdown and UTF-8; - for standard input"_s},
                     {u"subject"_s, u"TEXT"_s,
                      u"the subject, or the content warning where the channel has one"_s},
                     {u"language"_s, u"CODE"_s, languageHelp + u" (default: of the account)"_s},
                     {u"visibility"_s, u"direct|followers|unlisted|public"_s,
                      u"who hears it, where the channel lets us choose (default: direct)"_s},
                     {u"attach"_s, u"FILE"_s, u"attach a file; may be repeated"_s},
                     {u"split"_s, {}, splitHelp},
                     {u"undo-seconds"_s, u"N"_s, u"hold it back for so long (default: 0)"_s}},
         .fewest = 1,
         .most = -1,
         .run = verb::writeFirst},
        {.name = u"tag"_s,
         .arguments = u"CONVERSATION… +TAG… -TAG…"_s,
         .summary = u"add and remove tags"_s,
         .json = u"A change for each tag."_s,
         .fewest = 2,
         .most = -1,
         .takesMinusWords = true,
         .run = verb::tag},
        {.name = u"record"_s,
         .arguments = u"--person NAME --text-file FILE"_s,
         .summary = u"write down a call, a talk at a stand, a letter"_s,
         .description =
             u"It becomes a message like any other. A name that several people have, or "
             u"an address, tells who it was; a name that nobody has makes a new person."_s,
         .json = u"One message: id, conversation."_s,
         .options = {{u"person"_s, u"NAME"_s, u"who it was: a name or an address"_s},
                     {u"when"_s, u"TIME"_s,
                      u"ISO 8601, local time or with Z or an offset (default: now)"_s},
                     {u"occasion"_s, u"TEXT"_s, u"for example “Phone call” (default: none)"_s},
                     {u"text-file"_s, u"FILE"_s,
                      u"what was said, as UTF-8; - for standard input"_s},
                     {u"conversation"_s, u"CONVERSATION"_s, u"put it into this one"_s},
                     {u"ours"_s, {}, u"we said it to them"_s},
                     {u"handled"_s, {}, u"it asks for nothing any more"_s}},
         .run = verb::record},
        {.name = u"note"_s,
         .arguments = u"CONVERSATION --text-file FILE"_s,
         .summary = u"add an internal note; it never leaves the workspace"_s,
         .json = changeFields,
         .options = {{u"text-file"_s, u"FILE"_s,
                      u"the text, in Markdown and UTF-8; - for standard input"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::note},
        {.name = u"done"_s,
         .arguments = u"CONVERSATION…"_s,
         .summary = u"close conversations"_s,
         .json = changeFields,
         .fewest = 1,
         .most = -1,
         .run = verb::done},
        {.name = u"reopen"_s,
         .arguments = u"CONVERSATION…"_s,
         .summary = u"open conversations again"_s,
         .json = changeFields,
         .fewest = 1,
         .most = -1,
         .run = verb::reopen},
        {.name = u"split"_s,
         .arguments = u"MESSAGE…|--back CONVERSATION"_s,
         .summary = u"make some messages of a conversation a conversation of their own"_s,
         .description =
             u"What answers them comes to it from now on; what is said in the room without such a "
             u"sign stays there. An answer from it goes where it would have gone before. --back "
             "puts it back, with everything that was said in it since."_s,
         .json = u"One change, with conversation: that the messages are in now."_s,
         .options = {{u"subject"_s, u"TEXT"_s,
                      u"what it is called (default: the first words that were said to us)"_s},
                     {u"back"_s, {}, u"put a conversation back where it was split off from"_s}},
         .fewest = 1,
         .most = -1,
         .run = verb::split},
        {.name = u"spam"_s,
         .arguments = u"CONVERSATION…"_s,
         .summary = u"put conversations into Spam"_s,
         .json = changeFields,
         .fewest = 1,
         .most = -1,
         .run = verb::spam},
        {.name = u"assign"_s,
         .arguments = u"CONVERSATION… --to NAME|--me|--nobody"_s,
         .summary = u"say who looks after conversations"_s,
         .json = changeFields,
         .options = {{u"to"_s, u"NAME"_s, u"a colleague"_s},
                     {u"me"_s, {}, u"the person at this desk"_s},
                     {u"nobody"_s, {}, u"take the assignment away"_s}},
         .fewest = 1,
         .most = -1,
         .run = verb::assign},
        {.name = u"snooze"_s,
         .arguments = u"CONVERSATION… --until TIME|--until-reply"_s,
         .summary = u"put conversations away until a time or an answer"_s,
         .json = changeFields,
         .options = {{u"until"_s, u"TIME"_s, u"ISO 8601, local time or with Z or an offset"_s},
                     {u"until-reply"_s, {}, u"until they write"_s},
                     {u"keep-on-reply"_s, {}, u"stay snoozed even when they write"_s},
                     {u"reason"_s, u"TEXT"_s, u"why, to be shown when it comes back"_s}},
         .fewest = 1,
         .most = -1,
         .run = verb::snooze},
        {.name = u"undo"_s,
         .arguments = u"CHANGE"_s,
         .summary = u"take a change (x5) back"_s,
         .description = u"What somebody else has changed since is left alone and counted."_s,
         .json = changeFields,
         .fewest = 1,
         .most = 1,
         .run = verb::undo},
        {.name = u"outbox"_s,
         .summary = u"show what waits to be sent or needs a look"_s,
         .json = u"An outbox_item a line."_s,
         .options = {{u"all"_s, {}, u"also what was sent or taken back"_s}},
         .run = verb::outboxList},
        {.name = u"outbox list"_s,
         .summary = u"the same"_s,
         .json = itemFields,
         .options = {{u"all"_s, {}, u"also what was sent or taken back"_s}},
         .run = verb::outboxList},
        {.name = u"outbox cancel"_s,
         .arguments = u"ITEM"_s,
         .summary = u"take a message back that has not gone out; it is a draft again"_s,
         .json = itemFields,
         .fewest = 1,
         .most = 1,
         .run = verb::outboxCancel},
        {.name = u"outbox retry"_s,
         .arguments = u"ITEM"_s,
         .summary = u"send a failed, unknown or stopped message as it is"_s,
         .json = itemFields,
         .fewest = 1,
         .most = 1,
         .run = verb::outboxRetry},
        {.name = u"outbox sent"_s,
         .arguments = u"ITEM"_s,
         .summary = u"say that an unknown message did go out"_s,
         .json = itemFields,
         .fewest = 1,
         .most = 1,
         .run = verb::outboxSent},
        {.name = u"send"_s,
         .summary = u"work the outbox until nothing is left that can go out now"_s,
         .description = u"Exit code 5: a server could not be reached, the messages stay queued; 6: "
                        u"some went out; 1: "
                        "none did and a person has to look."_s,
         .json =
             u"An outbox_item for each that was worked on, then one sent: accepted, troubled, still_queued."_s,
         .options = {{u"wait"_s, u"SECONDS"_s,
                      u"for so long, also wait for what is tried again later (default: 0)"_s}},
         .run = verb::send},
        {.name = u"sample add"_s,
         .summary = u"put the sample community into the workspace"_s,
         .json = u"One sample: present."_s,
         .makesWorkspace = true,
         .run = verb::sampleAdd},
        {.name = u"sample remove"_s,
         .summary = u"take it out again, all of it"_s,
         .json = u"One sample: present."_s,
         .run = verb::sampleRemove},
        {.name = u"ask list"_s,
         .summary = u"list what people ask of us"_s,
         .description =
             u"First what somebody has not heard the end of (untold), then what was heard, "
             u"understood, is considered or promised, then what is settled; in each, what was "
             "said first is first."_s,
         .json = u"An ask_line a line: id, restated, kind (wish, problem, question, offer, thanks, "
                 u"worry), state (heard, understood, considering, promised, done, declined, "
                 "not-ours, duplicate), place (the state, or untold), reason, heard_at, state_at, "
                 "voices, untold, duplicate_of, people (names of the first three)."_s,
         .options = {{u"state"_s, u"STATE"_s, u"only those in this state, or untold"_s},
                     {u"person"_s, u"PERSON"_s, u"only what this person asks"_s},
                     {u"text"_s, u"TEXT"_s, u"only with these words, in the ask or in a quote"_s},
                     {u"open"_s, {}, u"only what is not settled"_s}},
         .run = verb::askList},
        {.name = u"ask show"_s,
         .arguments = u"ASK"_s,
         .summary = u"show an ask (k3) with everybody who asks for it"_s,
         .json = askFields,
         .fewest = 1,
         .most = 1,
         .run = verb::askShow},
        {.name = u"ask new"_s,
         .arguments = u"MESSAGE --quote TEXT"_s,
         .summary = u"make an ask of words that somebody wrote"_s,
         .json = askFields,
         .options = {{u"quote"_s, u"TEXT"_s,
                      u"the words of the message that say it, as they stand there"_s},
                     {u"kind"_s, u"KIND"_s,
                      u"wish (default), problem, question, offer, thanks or worry"_s},
                     {u"restated"_s, u"TEXT"_s,
                      u"what they ask for, in their words (default: the quote)"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::askNew},
        {.name = u"ask add"_s,
         .arguments = u"ASK MESSAGE --quote TEXT"_s,
         .summary = u"somebody else asks for the same"_s,
         .json = changeFields,
         .options = {{u"quote"_s, u"TEXT"_s,
                      u"the words of the message that say it, as they stand there"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::askAdd},
        {.name = u"ask restate"_s,
         .arguments = u"ASK TEXT"_s,
         .summary = u"say what they ask for in better words"_s,
         .json = changeFields,
         .fewest = 2,
         .most = 2,
         .run = verb::askRestate},
        {.name = u"ask state"_s,
         .arguments = u"ASK STATE"_s,
         .summary = u"say what became of an ask"_s,
         .description =
             u"States: heard, understood, considering, promised; and the ends done, declined, "
             u"not-ours, duplicate. Declined and not-ours need a reason. At an end everybody who "
             "asked is to be told, or skipped with a reason: the ask stands as untold until "
             "then."_s,
         .json = changeFields,
         .options = {{u"reason"_s, u"TEXT"_s, u"why"_s},
                     {u"duplicate-of"_s, u"ASK"_s, u"the ask that decides for this one"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::askState},
        {.name = u"ask draft"_s,
         .arguments = u"ASK VOICE"_s,
         .summary = u"show a first draft of what one person (v7) would be told"_s,
         .json = u"One ask_draft: voice, channel, recipients, text, impediment (why nothing can be "
                 u"sent to them from here; empty where it can)."_s,
         .fewest = 2,
         .most = 2,
         .run = verb::askDraft},
        {.name = u"ask tell"_s,
         .arguments = u"ASK VOICE --text-file FILE"_s,
         .summary = u"tell one person (v7) what became of what they asked"_s,
         .description = u"It goes through the outbox to where they said it, to them alone, or "
                        u"into the room where they said it. They count as told when their "
                        "server has it. A text that is too long goes in parts."_s,
         .json = itemFields,
         .options = {{u"text-file"_s, u"FILE"_s, u"the text, in Markdown; - for standard input"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::askTell},
        {.name = u"ask skip"_s,
         .arguments = u"ASK VOICE --reason TEXT"_s,
         .summary = u"do not tell one person (v7), for a reason"_s,
         .json = changeFields,
         .options = {{u"reason"_s, u"TEXT"_s, u"why they are not told"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::askSkip},
        {.name = u"person suggestions"_s,
         .arguments = u"[PERSON]"_s,
         .summary = u"list who may be one person on several channels, and why"_s,
         .description =
             u"Reasons: verified-link (a page that both are verified to have), said-address (one "
             u"named the other's address, in a profile, a signature or in words), same-handle, "
             "similar-name. Nobody is ever joined by the program, and a name alone is no "
             "reason.\n\n"
             "A person is named as p1, or by a name or address that only one has."_s,
         .json = u"A suggestion a line: person, person_name, person_channel, person_address, "
                 u"other, other_name, other_channel, other_address, reasons (reason, value, place, "
                 "message, named_by)."_s,
         .most = 1,
         .run = verb::personSuggestions},
        {.name = u"person join"_s,
         .arguments = u"PERSON OTHER"_s,
         .summary = u"say that two are one person; the first one is kept"_s,
         .description =
             u"The first takes over what it lacks: --take and --keep decide otherwise. Nothing is "
             u"lost; “casement person split” brings both back."_s,
         .json = changeFields,
         .options =
             {{u"take"_s, u"FIELD"_s,
               u"name, pronouns, how-we-met, language or zone of the other; may be repeated"_s},
              {u"keep"_s, u"FIELD"_s, u"the same of the first; may be repeated"_s}},
         .fewest = 2,
         .most = 2,
         .run = verb::personJoin},
        {.name = u"person split"_s,
         .arguments = u"PERSON"_s,
         .summary = u"take somebody apart who was joined, exactly as they were"_s,
         .description = u"What came in since goes by the address that it came from."_s,
         .json = u"The change. With --list a join a line: person, person_name, survivor, "
                 u"survivor_name, joined_at, joined_by, addresses (channel, address), facts, "
                 "sessions, conversations, restores (of the survivor: name, pronouns, how_we_met, "
                 "language, zone)."_s,
         .options = {{u"list"_s, {}, u"show what could be taken apart, and change nothing"_s},
                     {u"not-same"_s, {}, u"and never suggest it again"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::personSplit},
        {.name = u"person not-same"_s,
         .arguments = u"PERSON OTHER"_s,
         .summary = u"say that two are not the same person, for ever"_s,
         .json = changeFields,
         .fewest = 2,
         .most = 2,
         .run = verb::personNotSame},
        {.name = u"person later"_s,
         .arguments = u"PERSON OTHER"_s,
         .summary = u"do not suggest two for two weeks"_s,
         .json = changeFields,
         .fewest = 2,
         .most = 2,
         .run = verb::personLater},
        {.name = u"export"_s,
         .arguments = u"PATH"_s,
         .summary = u"write every message to a file, a folder (eml) or standard output (-)"_s,
         .description = u"mbox (mboxrd) and eml hold the mails as they came; jsonl holds every "
                        u"message of every channel, "
                        "with its source in Base64. Nothing that exists is overwritten."_s,
         .json = u"One exported: messages, skipped."_s,
         .options = {{u"format"_s, u"mbox|jsonl|eml"_s,
                      u"the form (default: by the name's end)"_s}},
         .fewest = 1,
         .most = 1,
         .run = verb::exportMessages},
        {.name = u"verify"_s,
         .summary =
             u"check the file, the search index, the stored files and what must always hold"_s,
         .json = u"A problem (text) a line, then one verified: problems."_s,
         .run = verb::verify},
        {.name = u"stats"_s,
         .summary = u"how much is in the workspace"_s,
         .json = u"One stats, with a number for each kind of thing."_s,
         .run = verb::stats},
    };
}

} // namespace

const QList<VerbSpec> &verbs()
{
    static const QList<VerbSpec> table = [] {
        QList<VerbSpec> all = makeVerbs();
        qsizetype at = 1; // behind that of email
        for (const VerbSpec &spec : accountAddVerbs())
            all.insert(at++, spec);
        at = std::ranges::find(all, u"person later"_s, &VerbSpec::name) - all.begin() + 1;
        for (const VerbSpec &spec : personRecordVerbs())
            all.insert(at++, spec);
        at = std::ranges::find(all, u"ask skip"_s, &VerbSpec::name) - all.begin() + 1;
        for (const VerbSpec &spec : promiseVerbs())
            all.insert(at++, spec);
        for (const VerbSpec &spec : sessionVerbs())
            all.insert(at++, spec);
        return all;
    }();
    return table;
}

const QList<OptionSpec> &commonOptions()
{
    static const QList<OptionSpec> options = {
        {u"workspace"_s, u"DIR"_s,
         u"the workspace folder (default: workspace in the user's data folder)"_s},
        {u"secrets-file"_s, u"FILE"_s,
         u"keep passwords in this file (mode 0600) instead of the keychain"_s},
        {u"json"_s, {}, u"one JSON object a line"_s},
    };
    return options;
}

const QList<OptionSpec> &windowOptions()
{
    static const QList<OptionSpec> options = {
        {u"headless-screenshot"_s, u"FILE"_s,
         u"draw the window into a PNG file, without a display, and exit"_s},
        {u"size"_s, u"WxH"_s, u"the picture's size (default: 1280x800)"_s},
        {u"theme"_s, u"light|dark"_s, u"the picture's colours (default: light)"_s},
        {u"open"_s, u"ID|sample"_s,
         u"what is in the picture: a conversation (c12), a person (p3), a session (s1), an ask "
         u"(k1), "
         u"a promise (r1), or the sample community"_s},
    };
    return options;
}

} // namespace casement
