-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who owes whom what by when. Whether a promise that a message keeps is kept is what became of the outbox item of that message, as
-- whether one that a message makes was made; standing says both, and is brought up to date where the item's state is written.

CREATE TABLE promise (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES person(id), -- to whom we owe it, or who owes it to us
    is_ours INTEGER NOT NULL DEFAULT 1,
    words TEXT NOT NULL DEFAULT '',
    owner_id INTEGER NOT NULL DEFAULT 0, -- who of us keeps it, or sees that it is kept
    author_id INTEGER NOT NULL DEFAULT 0,
    source_message_id INTEGER NOT NULL DEFAULT 0, -- in which it was said; 0: in none
    source_outbox BLOB NOT NULL DEFAULT x'', -- the uid of the item that says it, where it goes out from here
    quote TEXT NOT NULL DEFAULT '', -- never in the history: it goes when they take it back
    quote_start INTEGER NOT NULL DEFAULT 0, -- in UTF-16 code units of the message's text
    quote_end INTEGER NOT NULL DEFAULT 0,
    about_conversation_id INTEGER NOT NULL DEFAULT 0, -- where it was made, when no message says it
    ask_id INTEGER NOT NULL DEFAULT 0, -- the ask that it is about
    due_at INTEGER NOT NULL DEFAULT 0, -- from then on it is late, of a day its last millisecond; 0: no day was named
    due_zone TEXT NOT NULL DEFAULT '', -- IANA, in which the day was meant
    due_has_time INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL DEFAULT 0, -- PromiseState
    state_by INTEGER NOT NULL DEFAULT 0,
    state_at INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    kept_message_id INTEGER NOT NULL DEFAULT 0, -- the message with which it was kept
    kept_outbox BLOB NOT NULL DEFAULT x'', -- the uid of its item, where it goes out from here
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0,
    conversation_id INTEGER NOT NULL DEFAULT 0, -- of the source, else where it was made; derived
    standing INTEGER NOT NULL DEFAULT 0 -- PromiseState as it holds, or 4: what says it was taken back; derived
) STRICT
-- @@
CREATE INDEX promise_by_due ON promise (is_ours, standing, due_at, id) WHERE deleted_at = 0
-- @@
CREATE INDEX promise_settled ON promise (state_at, id) WHERE deleted_at = 0 AND standing IN (1, 2, 3)
-- @@
CREATE INDEX promise_by_person ON promise (person_id, id) WHERE deleted_at = 0
-- @@
CREATE INDEX promise_by_conversation ON promise (conversation_id, standing) WHERE deleted_at = 0
-- @@
CREATE INDEX promise_by_source ON promise (source_message_id) WHERE source_message_id > 0
-- @@
CREATE INDEX promise_by_source_outbox ON promise (source_outbox) WHERE source_outbox <> x''
-- @@
CREATE INDEX promise_by_kept_outbox ON promise (kept_outbox) WHERE kept_outbox <> x''
-- @@
CREATE INDEX promise_by_about ON promise (about_conversation_id) WHERE about_conversation_id > 0
-- @@
CREATE INDEX promise_by_ask ON promise (ask_id) WHERE ask_id > 0
-- @@
CREATE TABLE promise_term ( -- what a promise was before it was renegotiated
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    promise_id INTEGER NOT NULL REFERENCES promise(id),
    words TEXT NOT NULL DEFAULT '',
    due_at INTEGER NOT NULL DEFAULT 0,
    due_zone TEXT NOT NULL DEFAULT '',
    due_has_time INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '', -- why it is another one now
    author_id INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX promise_term_by_promise ON promise_term (promise_id, at, id)
-- @@
CREATE TABLE promise_change ( -- local: which changes are of a promise; those of one without a conversation are found nowhere else
    promise_id INTEGER NOT NULL REFERENCES promise(id),
    change_id INTEGER NOT NULL REFERENCES change(id),
    PRIMARY KEY (promise_id, change_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX promise_change_by_change ON promise_change (change_id)
-- @@
-- What became of the item that keeps each promise: its state, of a text in parts that of the first part which is not out. -1: none
-- does; 3: it is on another desk.
CREATE VIEW promise_keeping AS
    SELECT p.id AS id, CASE WHEN p.state <> 1 OR p.kept_outbox = x'' THEN -1
                            WHEN o.id IS NULL THEN 3
                            ELSE coalesce((SELECT n.state FROM outbox n WHERE n.chain_id = o.chain_id AND n.chain_id > 0
                                           AND n.state NOT IN (3, 4) ORDER BY n.part LIMIT 1), o.state)
                       END AS sending
    FROM promise p LEFT JOIN outbox o ON o.uid = p.kept_outbox AND p.kept_outbox <> x''
-- @@
CREATE VIEW promise_standing AS
    SELECT p.id AS id,
           CASE WHEN p.source_outbox <> x'' AND (SELECT state FROM outbox o WHERE o.uid = p.source_outbox) = 8 THEN 4
                WHEN p.state = 1 AND k.sending NOT IN (-1, 3, 4) THEN 0
                ELSE p.state END AS standing
    FROM promise p JOIN promise_keeping k ON k.id = p.id
-- @@
CREATE VIEW promise_shown AS -- with whom, where, and how it stands
    SELECT p.id AS id, p.uid AS uid, r.root_id AS person_id, n.name AS person_name, p.is_ours AS is_ours, p.words AS words,
           p.owner_id AS owner_id, coalesce(w.name, '') AS owner_name, coalesce(m.id, 0) AS message_id,
           p.conversation_id AS conversation_id, CASE WHEN coalesce(m.deleted_at, 0) > 0 THEN '' ELSE p.quote END AS quote,
           p.quote_start AS quote_start, p.quote_end AS quote_end, coalesce(a.id, 0) AS ask_id, p.due_at AS due_at,
           p.due_zone AS due_zone, p.due_has_time AS due_has_time, p.standing AS standing, coalesce(s.name, '') AS state_by,
           p.state_at AS state_at, p.reason AS reason, coalesce(k.id, 0) AS kept_message_id,
           coalesce(k.conversation_id, 0) AS kept_conversation_id, (SELECT g.sending FROM promise_keeping g WHERE g.id = p.id) AS sending, p.created_at AS created_at
    FROM promise p JOIN person_root r ON r.id = p.person_id JOIN person n ON n.id = r.root_id
         LEFT JOIN message m ON m.id = p.source_message_id LEFT JOIN message k ON k.id = p.kept_message_id
         LEFT JOIN ask a ON a.id = p.ask_id AND a.deleted_at = 0
         LEFT JOIN staff w ON w.id = p.owner_id LEFT JOIN staff s ON s.id = p.state_by
    WHERE p.deleted_at = 0 AND p.standing < 4
