-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What people and we do together, over several sessions: who was invited, answered, came and heard what came of it, as facts
-- with a time; the agenda; the typed lines of the notebook; what was made. Whether somebody was invited or told is what became
-- of the outbox item that says it, as it is for asks.

-- What became of each item: its state, of a text in parts that of the first part which is not out.
CREATE VIEW outbox_outcome AS
    SELECT o.uid AS uid, o.id AS id, o.reason AS reason, o.conversation_id AS conversation_id,
           coalesce((SELECT p.state FROM outbox p WHERE p.chain_id = o.chain_id AND p.chain_id > 0
                     AND p.state NOT IN (3, 4) ORDER BY p.part LIMIT 1), o.state) AS sending
    FROM outbox o
-- @@
DROP VIEW ask_voice_told
-- @@
-- -1: nothing was sent; 3: it was, and the item is on another desk.
CREATE VIEW ask_voice_told AS
    SELECT v.id AS id, v.ask_id AS ask_id, v.told AS told, o.id AS outbox_id,
           CASE WHEN v.told <> 1 THEN -1 WHEN o.id IS NULL THEN 3 ELSE o.sending END AS sending
    FROM ask_voice v LEFT JOIN outbox_outcome o ON o.uid = v.told_outbox AND v.told_outbox <> x''
-- @@
ALTER TABLE session ADD COLUMN ends_at INTEGER NOT NULL DEFAULT 0
-- @@
-- The zone of intent, as an IANA id; empty: that of whoever looks.
ALTER TABLE session ADD COLUMN zone TEXT NOT NULL DEFAULT ''
-- @@
ALTER TABLE session ADD COLUMN collaboration_id INTEGER NOT NULL DEFAULT 0
-- @@
-- The session that this one repeats.
ALTER TABLE session ADD COLUMN follows_session_id INTEGER NOT NULL DEFAULT 0
-- @@
CREATE INDEX session_by_collaboration ON session (collaboration_id) WHERE collaboration_id > 0
-- @@
CREATE TABLE collaboration (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    purpose TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE TABLE session_item ( -- the agenda
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    session_id INTEGER NOT NULL REFERENCES session(id),
    title TEXT NOT NULL DEFAULT '',
    minutes INTEGER NOT NULL DEFAULT 0, -- 0: as long as it takes
    lead TEXT NOT NULL DEFAULT '', -- a name as somebody wrote it
    state INTEGER NOT NULL DEFAULT 0, -- AgendaState
    position INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX session_item_by_session ON session_item (session_id, position, id)
-- @@
CREATE TABLE session_line ( -- what the notebook's typed lines say; derived from it, and each keeps its uid while it is edited
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    session_id INTEGER NOT NULL REFERENCES session(id),
    kind INTEGER NOT NULL, -- NotebookLine::Kind
    author TEXT NOT NULL DEFAULT '', -- as it is written; of a decision who decided it
    author_person_id INTEGER NOT NULL DEFAULT 0,
    author_staff_id INTEGER NOT NULL DEFAULT 0,
    text TEXT NOT NULL DEFAULT '',
    message_id INTEGER NOT NULL DEFAULT 0, -- to which its first link leads
    ask_id INTEGER NOT NULL DEFAULT 0,
    number INTEGER NOT NULL DEFAULT 0, -- of the notebook's lines, from 0
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0 -- it was taken out of the notebook
) STRICT
-- @@
CREATE INDEX session_line_by_session ON session_line (session_id, number, id)
-- @@
CREATE INDEX session_line_by_person ON session_line (author_person_id, session_id) WHERE author_person_id > 0
-- @@
CREATE INDEX session_line_by_message ON session_line (message_id) WHERE message_id > 0
-- @@
CREATE TABLE session_outcome ( -- something that was made
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    session_id INTEGER NOT NULL REFERENCES session(id),
    body TEXT NOT NULL DEFAULT '',
    line_id INTEGER NOT NULL DEFAULT 0, -- the decision or idea that it comes from
    url TEXT NOT NULL DEFAULT '', -- where it can be seen; text, never fetched
    created_at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX session_outcome_by_session ON session_outcome (session_id, id)
-- @@
CREATE TABLE session_ask ( -- asks that inspired it, or that it decides
    session_id INTEGER NOT NULL REFERENCES session(id),
    ask_id INTEGER NOT NULL REFERENCES ask(id),
    add_hlc INTEGER NOT NULL DEFAULT 0,
    rem_hlc INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (session_id, ask_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX session_ask_by_ask ON session_ask (ask_id, session_id)
-- @@
-- TellingWay; the four after it: when, by whom, in which words it was said otherwise, and the uid of the outbox item.
ALTER TABLE session_person ADD COLUMN invited INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE session_person ADD COLUMN invited_at INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE session_person ADD COLUMN invited_by INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE session_person ADD COLUMN invited_reason TEXT NOT NULL DEFAULT ''
-- @@
ALTER TABLE session_person ADD COLUMN invite_outbox BLOB NOT NULL DEFAULT x''
-- @@
-- SessionAnswer, when it was given or written down, and the message that says so.
ALTER TABLE session_person ADD COLUMN answer INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE session_person ADD COLUMN answered_at INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE session_person ADD COLUMN answer_message_id INTEGER NOT NULL DEFAULT 0
-- @@
-- Attendance.
ALTER TABLE session_person ADD COLUMN came INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE session_person ADD COLUMN came_at INTEGER NOT NULL DEFAULT 0
-- @@
-- TellingWay; the four after it as above.
ALTER TABLE session_person ADD COLUMN report INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE session_person ADD COLUMN report_at INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE session_person ADD COLUMN report_by INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE session_person ADD COLUMN report_reason TEXT NOT NULL DEFAULT ''
-- @@
ALTER TABLE session_person ADD COLUMN report_outbox BLOB NOT NULL DEFAULT x''
-- @@
ALTER TABLE session_person ADD COLUMN thanks TEXT NOT NULL DEFAULT ''
-- @@
ALTER TABLE session_person ADD COLUMN thanked_at INTEGER NOT NULL DEFAULT 0
-- @@
CREATE INDEX session_person_by_invite ON session_person (invite_outbox) WHERE invite_outbox <> x''
-- @@
CREATE INDEX session_person_by_report ON session_person (report_outbox) WHERE report_outbox <> x''
-- @@
-- What one number said becomes facts of their own. status and told are read no more: they are as if nobody had written them.
UPDATE session_person SET
    invited = CASE WHEN status > 0 OR (SELECT s.state FROM session s WHERE s.id = session_id) > 0 THEN 3 ELSE 0 END,
    answer = CASE status WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 0 END,
    came = CASE status WHEN 3 THEN 1 ELSE 0 END,
    report = CASE told WHEN 1 THEN 3 ELSE 0 END,
    status = 0, told = 0
-- @@
CREATE VIEW session_words AS -- what session_search has of each session
    SELECT s.id AS id, search_text(s.title || ' ' || s.purpose || ' ' || s.outcome || ' ' || coalesce((
               SELECT group_concat(l.text, ' ') FROM session_line l WHERE l.session_id = s.id AND l.deleted_at = 0), '') || ' ' || coalesce((
               SELECT group_concat(o.body, ' ') FROM session_outcome o WHERE o.session_id = s.id AND o.deleted_at = 0), '')) AS words
    FROM session s WHERE s.deleted_at = 0
-- @@
CREATE VIRTUAL TABLE session_search USING fts5(words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2")
-- @@
INSERT INTO session_search (rowid, words) SELECT id, words FROM session_words
