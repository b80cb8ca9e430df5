-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The ground. Times are integer milliseconds UTC. `uid` names a row across desks; `id` only in this file. Tables and columns
-- that say "local" are never synced. Columns that win together in a merge are a register (core/storage/registers.cpp).
-- Memberships are add-wins: present if and only if add_hlc > rem_hlc. No UNIQUE but uid and identity keys.

CREATE TABLE meta ( -- local
    key TEXT PRIMARY KEY NOT NULL,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID
-- @@
CREATE TABLE staff (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    is_me INTEGER NOT NULL DEFAULT 0, -- local
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    from_name TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}',
    paused INTEGER NOT NULL DEFAULT 0, -- local
    is_sample INTEGER NOT NULL DEFAULT 0, -- local
    created_at INTEGER NOT NULL,
    removed_at INTEGER NOT NULL DEFAULT 0, -- the login is gone, the conversations stay
    last_success_at INTEGER NOT NULL DEFAULT 0 -- local
) STRICT
-- @@
CREATE TABLE account_cursor ( -- local: how far each stream of an account was read; moves with the rows that it covers
    account_id INTEGER NOT NULL REFERENCES account(id),
    stream TEXT NOT NULL,
    cursor BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, stream)
) STRICT, WITHOUT ROWID
-- @@
CREATE TABLE blob ( -- raw messages and files; small ones here, large ones in the folder blobs/, named by their SHA-256
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    codec INTEGER NOT NULL DEFAULT 0, -- 0 as it is, 1 zlib with a 4-byte big-endian length before it
    data BLOB -- NULL: in the folder
) STRICT
-- @@
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    pronouns TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    zone TEXT NOT NULL DEFAULT '',
    how_we_met TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    last_message_at INTEGER NOT NULL DEFAULT 0, -- derived
    merged_into INTEGER NOT NULL DEFAULT 0,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX person_by_name ON person (name COLLATE NOCASE, id) WHERE deleted_at = 0 AND merged_into = 0
-- @@
CREATE TABLE identity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    address TEXT NOT NULL, -- normalised
    name TEXT NOT NULL DEFAULT '', -- as they write it
    person_id INTEGER NOT NULL REFERENCES person(id),
    source TEXT NOT NULL DEFAULT '',
    first_seen_at INTEGER NOT NULL,
    UNIQUE (kind, address)
) STRICT
-- @@
CREATE INDEX identity_by_person ON identity (person_id)
-- @@
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account(id),
    person_id INTEGER NOT NULL DEFAULT 0, -- whom it is with; derived
    subject TEXT NOT NULL DEFAULT '',
    snippet TEXT NOT NULL DEFAULT '', -- derived
    state INTEGER NOT NULL DEFAULT 0, -- ConversationState
    state_by INTEGER NOT NULL DEFAULT 0,
    state_at INTEGER NOT NULL DEFAULT 0,
    assignee_id INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    muted INTEGER NOT NULL DEFAULT 0,
    snoozed_until INTEGER NOT NULL DEFAULT 0, -- 9223372036854775807: until they reply
    snooze_zone TEXT NOT NULL DEFAULT '',
    snooze_keep INTEGER NOT NULL DEFAULT 0, -- 1: a reply does not wake it
    snooze_reason TEXT NOT NULL DEFAULT '',
    woke_because TEXT NOT NULL DEFAULT '',
    last_message_at INTEGER NOT NULL DEFAULT 0, -- order
    last_person_message_at INTEGER NOT NULL DEFAULT 0,
    last_reply_at INTEGER NOT NULL DEFAULT 0, -- derived: our newest words to them
    waiting_since INTEGER NOT NULL DEFAULT 9223372036854775807, -- first unanswered message of theirs; the maximum: nobody waits
    last_activity_at INTEGER NOT NULL DEFAULT 0, -- audit
    message_count INTEGER NOT NULL DEFAULT 0, -- derived
    attachment_count INTEGER NOT NULL DEFAULT 0, -- derived
    last_direction INTEGER NOT NULL DEFAULT 0, -- derived
    read_until INTEGER NOT NULL DEFAULT 0, -- local: the newest message of theirs that this desk has opened
    merged_into INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
-- The lists' indexes end with what their own conditions read, so that a page is read from the index alone.
CREATE INDEX conversation_inbox ON conversation (last_message_at, id, state) WHERE state <= 1
-- @@
CREATE INDEX conversation_inbox_waiting ON conversation (waiting_since, id, state) WHERE state <= 1
-- @@
CREATE INDEX conversation_assignee ON conversation (assignee_id, last_message_at, id, state) WHERE state <= 1
-- @@
CREATE INDEX conversation_assignee_waiting ON conversation (assignee_id, waiting_since, id, state) WHERE state <= 1
-- @@
CREATE INDEX conversation_state ON conversation (state, last_message_at, id) WHERE state >= 2
-- @@
CREATE INDEX conversation_snoozed ON conversation (snoozed_until, id, state) WHERE state = 3
-- @@
CREATE INDEX conversation_account ON conversation (account_id, last_message_at, id, state) WHERE state <= 4
-- @@
CREATE INDEX conversation_all ON conversation (last_message_at, id, state) WHERE state <= 4
-- @@
CREATE INDEX conversation_starred ON conversation (last_message_at, id, starred, state) WHERE starred = 1 AND state <= 4
-- @@
CREATE INDEX conversation_unread ON conversation (last_message_at, id, last_person_message_at, read_until, state) WHERE last_person_message_at > read_until AND state <= 4
-- @@
CREATE TABLE conversation_person ( -- derived: who takes part
    conversation_id INTEGER NOT NULL REFERENCES conversation(id),
    person_id INTEGER NOT NULL REFERENCES person(id),
    last_message_at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, person_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX conversation_person_list ON conversation_person (person_id, last_message_at, conversation_id)
-- @@
CREATE TABLE tag (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    colour TEXT NOT NULL DEFAULT '',
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE TABLE conversation_tag (
    conversation_id INTEGER NOT NULL REFERENCES conversation(id),
    tag_id INTEGER NOT NULL REFERENCES tag(id),
    add_hlc INTEGER NOT NULL DEFAULT 0,
    rem_hlc INTEGER NOT NULL DEFAULT 0,
    last_message_at INTEGER NOT NULL DEFAULT 0, -- derived
    PRIMARY KEY (conversation_id, tag_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX conversation_tag_list ON conversation_tag (tag_id, last_message_at, conversation_id, add_hlc, rem_hlc) WHERE add_hlc > rem_hlc
-- @@
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    conversation_id INTEGER NOT NULL REFERENCES conversation(id),
    account_id INTEGER NOT NULL REFERENCES account(id),
    identity_id INTEGER NOT NULL REFERENCES identity(id), -- the author
    direction INTEGER NOT NULL,
    visibility INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL, -- orders the conversation
    sent_at INTEGER NOT NULL DEFAULT 0, -- what it claims; 0: nothing
    search_key INTEGER NOT NULL UNIQUE, -- rowid of the full-text index: runs with time
    subject TEXT NOT NULL DEFAULT '',
    is_automatic INTEGER NOT NULL DEFAULT 0,
    has_html INTEGER NOT NULL DEFAULT 0,
    attachment_count INTEGER NOT NULL DEFAULT 0,
    quarantine_reason TEXT NOT NULL DEFAULT '',
    message_key INTEGER NOT NULL DEFAULT 0, -- 64 bits of the hash of its Message-ID; 0: none
    content_hash BLOB NOT NULL,
    raw_blob_id INTEGER REFERENCES blob(id),
    raw_format INTEGER NOT NULL DEFAULT 0,
    outbox_id INTEGER NOT NULL DEFAULT 0, -- local: of ours, the item that sent it
    read_elsewhere INTEGER NOT NULL DEFAULT 0, -- local: 1 when its server said so; counts until read_until has passed it
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX message_timeline ON message (conversation_id, at, id)
-- @@
CREATE INDEX message_by_identity ON message (identity_id, at, id)
-- @@
CREATE INDEX message_by_key ON message (message_key) WHERE message_key <> 0
-- @@
CREATE TABLE unread_place ( -- local: where messages that are unread on this desk lie on their server
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    stream TEXT NOT NULL,
    place INTEGER NOT NULL,
    message_id INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE, -- the same one may lie in several places
    PRIMARY KEY (account_id, stream, place)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX unread_place_by_message ON unread_place (message_id)
-- @@
CREATE TABLE message_body (
    message_id INTEGER PRIMARY KEY NOT NULL REFERENCES message(id),
    text TEXT NOT NULL,
    html TEXT NOT NULL DEFAULT '', -- only where the raw message cannot give it again
    author_name TEXT NOT NULL DEFAULT '', -- as this message wrote it
    recipients TEXT NOT NULL DEFAULT '[]', -- JSON
    headers TEXT NOT NULL DEFAULT '{}' -- JSON: message_id, in_reply_to, references, conversation_key
) STRICT
-- @@
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id INTEGER NOT NULL REFERENCES message(id),
    name TEXT NOT NULL DEFAULT '',
    media_type TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0,
    content_id TEXT NOT NULL DEFAULT '',
    part TEXT NOT NULL DEFAULT '', -- where in the raw message
    is_inline INTEGER NOT NULL DEFAULT 0,
    blob_id INTEGER REFERENCES blob(id) -- where it is not in the raw message
) STRICT
-- @@
CREATE INDEX attachment_by_message ON attachment (message_id, id)
-- @@
CREATE TABLE thread_key ( -- every id that a message has or refers to, also of messages never seen; derived
    key INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL REFERENCES conversation(id),
    PRIMARY KEY (key, conversation_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE VIEW message_search_content AS
    SELECT m.search_key AS search_key, search_text(m.subject) AS subject,
           search_text(b.author_name || ' ' || i.address) AS sender,
           search_text(recipients_text(b.recipients)) AS recipients, search_text(b.text) AS body
    FROM message m JOIN message_body b ON b.message_id = m.id JOIN identity i ON i.id = m.identity_id
-- @@
CREATE VIRTUAL TABLE message_search USING fts5(
    subject, sender, recipients, body,
    content = 'message_search_content', content_rowid = 'search_key',
    tokenize = "unicode61 remove_diacritics 2"
)
-- @@
CREATE VIRTUAL TABLE title_search USING fts5( -- substrings of subjects and names; rowid is the conversation
    title, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram remove_diacritics 1'
)
-- @@
CREATE TABLE note ( -- internal: no path leads from here to any channel
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    conversation_id INTEGER NOT NULL REFERENCES conversation(id),
    author_id INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    edited_at INTEGER NOT NULL DEFAULT 0,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX note_timeline ON note (conversation_id, created_at, id)
-- @@
CREATE TABLE draft ( -- local
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER REFERENCES conversation(id), -- NULL: a new conversation
    kind INTEGER NOT NULL,
    content TEXT NOT NULL, -- JSON
    updated_at INTEGER NOT NULL
) STRICT
-- @@
CREATE UNIQUE INDEX draft_by_conversation ON draft (conversation_id, kind) WHERE conversation_id IS NOT NULL
-- @@
CREATE TABLE draft_file ( -- local: attachments of drafts and of outbox items
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    draft_id INTEGER NOT NULL DEFAULT 0,
    outbox_id INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    blob_id INTEGER NOT NULL REFERENCES blob(id)
) STRICT
-- @@
CREATE INDEX draft_file_by_draft ON draft_file (draft_id) WHERE draft_id > 0
-- @@
CREATE INDEX draft_file_by_outbox ON draft_file (outbox_id) WHERE outbox_id > 0
-- @@
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE, -- the idempotency key
    conversation_id INTEGER NOT NULL DEFAULT 0, -- 0: the message starts one
    account_id INTEGER NOT NULL REFERENCES account(id),
    message_id INTEGER NOT NULL DEFAULT 0, -- the message in the timeline, once it is accepted
    state INTEGER NOT NULL, -- OutboxState
    reason TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    content TEXT NOT NULL, -- JSON: what is frozen, and the draft that it came from
    basis_at INTEGER NOT NULL DEFAULT 0, -- newest message that the writer had seen
    created_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    finished_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX outbox_open ON outbox (not_before, id) WHERE state <= 2 OR state >= 5
-- @@
CREATE INDEX outbox_by_conversation ON outbox (conversation_id, id)
-- @@
CREATE TABLE outbox_journal ( -- local: what was about to be done, written before it was
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    outbox_id INTEGER NOT NULL REFERENCES outbox(id),
    phase TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL
) STRICT
-- @@
CREATE INDEX outbox_journal_by_outbox ON outbox_journal (outbox_id, id)
-- @@
CREATE TABLE fact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES person(id),
    body TEXT NOT NULL,
    source_message_id INTEGER NOT NULL DEFAULT 0,
    review_at INTEGER NOT NULL DEFAULT 0,
    author_id INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX fact_by_person ON fact (person_id, id)
-- @@
CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    purpose TEXT NOT NULL DEFAULT '',
    ask TEXT NOT NULL DEFAULT '',
    give TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    starts_at INTEGER NOT NULL DEFAULT 0,
    host_id INTEGER NOT NULL DEFAULT 0,
    stage INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL DEFAULT 0,
    notebook TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE TABLE session_person (
    session_id INTEGER NOT NULL REFERENCES session(id),
    person_id INTEGER NOT NULL REFERENCES person(id),
    status INTEGER NOT NULL DEFAULT 0,
    consent TEXT NOT NULL DEFAULT '',
    told INTEGER NOT NULL DEFAULT 0,
    add_hlc INTEGER NOT NULL DEFAULT 0,
    rem_hlc INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (session_id, person_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX session_by_person ON session_person (person_id, session_id)
-- @@
CREATE TABLE session_message (
    session_id INTEGER NOT NULL REFERENCES session(id),
    message_id INTEGER NOT NULL REFERENCES message(id),
    add_hlc INTEGER NOT NULL DEFAULT 0,
    rem_hlc INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (session_id, message_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX session_by_message ON session_message (message_id, session_id)
-- @@
CREATE TABLE saved_reply (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    query TEXT NOT NULL DEFAULT '',
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE TABLE change ( -- who did what when: the history, and what undo reads
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    hlc INTEGER NOT NULL,
    actor_id INTEGER NOT NULL DEFAULT 0,
    verb TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    writes BLOB NOT NULL, -- CBOR: a list of [register, row, second row, before, after]
    undo_of INTEGER NOT NULL DEFAULT 0,
    undone_by INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE TABLE change_conversation (
    conversation_id INTEGER NOT NULL REFERENCES conversation(id),
    change_id INTEGER NOT NULL REFERENCES change(id),
    PRIMARY KEY (conversation_id, change_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE TABLE sync_clock ( -- local: the clock of every register that was written after its row was inserted
    register INTEGER NOT NULL,
    row_uid BLOB NOT NULL,
    hlc INTEGER NOT NULL,
    author INTEGER NOT NULL,
    dirty INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (register, row_uid)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX sync_clock_dirty ON sync_clock (register, row_uid) WHERE dirty = 1
-- @@
CREATE TABLE erased ( -- what must not come back: salted hashes of erased remote keys
    hash BLOB PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID
-- @@
CREATE TABLE import_file ( -- local: how far each file was read, so that an import that was killed goes on
    path TEXT PRIMARY KEY NOT NULL,
    size INTEGER NOT NULL,
    fingerprint BLOB NOT NULL, -- SHA-256 of its first 64 KiB
    position INTEGER NOT NULL,
    messages INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID
