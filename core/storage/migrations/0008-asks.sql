-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What people ask of us, and whether they have heard what became of it. Whether somebody was told is what became of the outbox
-- item that tells them: the view below says it, and nothing else does.

CREATE TABLE ask (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    restated TEXT NOT NULL DEFAULT '', -- in their words, as somebody here understood them
    kind INTEGER NOT NULL DEFAULT 0, -- AskKind
    state INTEGER NOT NULL DEFAULT 0, -- AskState
    state_by INTEGER NOT NULL DEFAULT 0,
    state_at INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    duplicate_of INTEGER NOT NULL DEFAULT 0,
    owner_id INTEGER NOT NULL DEFAULT 0,
    author_id INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0,
    root_id INTEGER NOT NULL DEFAULT 0, -- the ask whose end its voices hear; 0: itself; derived
    place INTEGER NOT NULL DEFAULT 0, -- AskPlace; derived
    heard_at INTEGER NOT NULL DEFAULT 0, -- when its first voice spoke; derived
    voices INTEGER NOT NULL DEFAULT 0, -- with those of its duplicates; derived
    untold INTEGER NOT NULL DEFAULT 0 -- of them, who was neither told nor skipped; derived
) STRICT
-- @@
CREATE INDEX ask_ledger ON ask (place, heard_at, id) WHERE deleted_at = 0
-- @@
CREATE INDEX ask_by_root ON ask (root_id) WHERE root_id > 0
-- @@
CREATE INDEX ask_by_duplicate_of ON ask (duplicate_of) WHERE duplicate_of > 0
-- @@
CREATE TABLE ask_voice ( -- one person who asks; somebody may be there twice
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    ask_id INTEGER NOT NULL REFERENCES ask(id),
    person_id INTEGER NOT NULL REFERENCES person(id),
    message_id INTEGER NOT NULL REFERENCES message(id),
    quote TEXT NOT NULL DEFAULT '', -- never in the history: it goes when they take it back
    quote_start INTEGER NOT NULL DEFAULT 0, -- in UTF-16 code units of the message's text
    quote_end INTEGER NOT NULL DEFAULT 0,
    heard_at INTEGER NOT NULL,
    told INTEGER NOT NULL DEFAULT 0, -- 0 nothing was said, 1 told_outbox tells them, 2 skipped
    told_at INTEGER NOT NULL DEFAULT 0,
    told_by INTEGER NOT NULL DEFAULT 0,
    told_reason TEXT NOT NULL DEFAULT '',
    told_outbox BLOB NOT NULL DEFAULT x'', -- the uid of the item, of several parts of the first
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX ask_voice_by_ask ON ask_voice (ask_id, heard_at, id)
-- @@
CREATE INDEX ask_voice_by_person ON ask_voice (person_id, ask_id) WHERE deleted_at = 0
-- @@
CREATE INDEX ask_voice_by_message ON ask_voice (message_id)
-- @@
CREATE INDEX ask_voice_by_outbox ON ask_voice (told_outbox) WHERE told_outbox <> x''
-- @@
-- What became of telling each voice: the state of its outbox item, of a text in parts that of the first part which is not out.
-- -1: nothing was sent; 3: it was, and the item is on another desk.
CREATE VIEW ask_voice_told AS
    SELECT v.id AS id, v.ask_id AS ask_id, v.told AS told, o.id AS outbox_id,
           CASE WHEN v.told <> 1 THEN -1
                WHEN o.id IS NULL THEN 3
                ELSE coalesce((SELECT p.state FROM outbox p WHERE p.chain_id = o.chain_id AND p.chain_id > 0
                               AND p.state NOT IN (3, 4) ORDER BY p.part LIMIT 1), o.state)
           END AS sending
    FROM ask_voice v LEFT JOIN outbox o ON o.uid = v.told_outbox AND v.told_outbox <> x''
-- @@
CREATE VIEW ask_group AS -- for which asks each one decides, itself among them
    SELECT id AS root_id, id AS member_id FROM ask UNION ALL SELECT root_id, id FROM ask WHERE root_id > 0 AND deleted_at = 0
-- @@
CREATE VIEW ask_line AS -- what the ledger shows of each
    SELECT id, restated, kind, state, place, reason, heard_at, state_at, voices, untold, duplicate_of, owner_id
    FROM ask WHERE deleted_at = 0
-- @@
CREATE VIEW ask_voice_shown AS -- with whom, where, and the end that it hears
    SELECT v.id AS id, v.ask_id AS ask_id, r.root_id AS person_id, p.name AS person_name,
           coalesce(nullif(p.language, ''), json_extract(b.headers, '$.language'), '') AS language,
           m.conversation_id AS conversation_id, c.channel AS channel, v.message_id AS message_id,
           CASE WHEN m.deleted_at > 0 THEN '' ELSE v.quote END AS quote, v.quote_start AS quote_start, v.quote_end AS quote_end,
           m.deleted_at > 0 AS is_taken_back, v.heard_at AS heard_at, v.told AS told, t.sending AS sending, v.told_at AS told_at,
           coalesce(s.name, '') AS told_by, v.told_reason AS told_reason, coalesce(t.outbox_id, 0) AS outbox_id,
           coalesce(o.reason, '') AS outbox_reason, e.state_at AS end_at
    FROM ask_voice v JOIN ask a ON a.id = v.ask_id
         JOIN ask e ON e.id = CASE WHEN a.root_id > 0 THEN a.root_id ELSE a.id END
         JOIN ask_voice_told t ON t.id = v.id JOIN person_root r ON r.id = v.person_id JOIN person p ON p.id = r.root_id
         JOIN message m ON m.id = v.message_id JOIN message_body b ON b.message_id = m.id JOIN account c ON c.id = m.account_id
         LEFT JOIN staff s ON s.id = v.told_by LEFT JOIN outbox o ON o.id = t.outbox_id
    WHERE v.deleted_at = 0 AND a.deleted_at = 0
-- @@
CREATE VIEW ask_words AS -- what ask_search has of each ask
    SELECT a.id AS id, search_text(a.restated || ' ' || coalesce((
               SELECT group_concat(v.quote, ' ') FROM ask_voice v JOIN message m ON m.id = v.message_id
               WHERE v.ask_id = a.id AND v.deleted_at = 0 AND m.deleted_at = 0), '')) AS words
    FROM ask a WHERE a.deleted_at = 0
-- @@
CREATE VIRTUAL TABLE ask_search USING fts5(words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2")
