-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- One person on several channels. Joining two people moves nothing: each row goes on to point at the person whom it was about,
-- person.merged_into says with whom somebody lives on, and what is derived from it here makes that quick to read.

-- with whom they are shown: merged_into, followed to its end; 0: they are shown themselves; derived
ALTER TABLE person ADD COLUMN shown_in INTEGER NOT NULL DEFAULT 0
-- @@
CREATE INDEX person_by_shown_in ON person (shown_in) WHERE shown_in <> 0
-- @@
DROP INDEX person_by_name
-- @@
CREATE INDEX person_list ON person (name COLLATE NOCASE, id) WHERE deleted_at = 0 AND shown_in = 0
-- @@
CREATE INDEX person_by_merged_into ON person (merged_into) WHERE merged_into <> 0
-- @@
-- 1: not they take part, but somebody who is joined with them; derived
ALTER TABLE conversation_person ADD COLUMN is_joined INTEGER NOT NULL DEFAULT 0
-- @@
CREATE VIEW person_root AS -- as whom each person is shown
    SELECT id, CASE WHEN shown_in <> 0 THEN shown_in ELSE id END AS root_id FROM person
-- @@
CREATE VIEW person_member AS -- who all is behind a person that is shown
    SELECT id AS root_id, id AS member_id FROM person UNION ALL SELECT shown_in, id FROM person WHERE shown_in <> 0
-- @@
CREATE VIEW conversation_title AS -- what title_search has of each conversation
    SELECT c.id AS id, c.subject || ' ' || coalesce(p.name, '') AS title
    FROM conversation c LEFT JOIN person_root r ON r.id = c.person_id LEFT JOIN person p ON p.id = r.root_id
-- @@
CREATE TABLE person_join ( -- what joining two people wrote over, so that a split writes it back
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    survivor_id INTEGER NOT NULL REFERENCES person(id),
    merged_id INTEGER NOT NULL REFERENCES person(id),
    replaced TEXT NOT NULL DEFAULT '{}', -- JSON: of the survivor's fields, {"name": [before, after]}
    author_id INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL
) STRICT
-- @@
CREATE INDEX person_join_by_merged ON person_join (merged_id, survivor_id, id)
-- @@
CREATE INDEX person_join_by_survivor ON person_join (survivor_id, id)
-- @@
CREATE TABLE person_verdict ( -- what staff said of two people who look alike; the uid is made from theirs, the same on each desk
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    first_id INTEGER NOT NULL REFERENCES person(id), -- the one with the smaller uid
    second_id INTEGER NOT NULL REFERENCES person(id),
    verdict INTEGER NOT NULL DEFAULT 0, -- PersonVerdict
    until INTEGER NOT NULL DEFAULT 0, -- of Later
    said_by INTEGER NOT NULL DEFAULT 0,
    said_at INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX person_verdict_by_first ON person_verdict (first_id, second_id)
-- @@
CREATE INDEX person_verdict_by_second ON person_verdict (second_id, first_id)
-- @@
CREATE TABLE identity_trait ( -- local; derived: by what somebody may be known again on another channel
    identity_id INTEGER NOT NULL REFERENCES identity(id) ON DELETE CASCADE,
    kind INTEGER NOT NULL, -- TraitKind
    value TEXT NOT NULL,
    place INTEGER NOT NULL DEFAULT 0, -- TraitPlace
    message_id INTEGER REFERENCES message(id) ON DELETE CASCADE, -- the one that says so
    PRIMARY KEY (kind, value, identity_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX identity_trait_by_identity ON identity_trait (identity_id, kind)
-- @@
CREATE INDEX identity_trait_by_message ON identity_trait (message_id) WHERE message_id IS NOT NULL
-- @@
INSERT INTO identity_trait (identity_id, kind, value)
    SELECT id, 1, handle_key(kind, address) FROM identity WHERE handle_key(kind, address) <> ''
