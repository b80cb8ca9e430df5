-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Facts of several kinds with the passage that they come from, what people agreed to, when and where they like to be written to,
-- and the team's own words in the lists that the program brings.

-- FactKind
ALTER TABLE fact ADD COLUMN kind INTEGER NOT NULL DEFAULT 0
-- @@
-- of a day that matters to them: 1 to 12, 1 to 31, and 0 for a year that they did not say
ALTER TABLE fact ADD COLUMN day_month INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE fact ADD COLUMN day_of_month INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE fact ADD COLUMN day_year INTEGER NOT NULL DEFAULT 0
-- @@
-- of a relationship: to whom; 0: none
ALTER TABLE fact ADD COLUMN other_person_id INTEGER NOT NULL DEFAULT 0
-- @@
CREATE INDEX fact_by_other ON fact (other_person_id) WHERE other_person_id > 0
-- @@
-- the passage of the source message, and where it stands in its text in UTF-16 code units; empty once they took the message back
ALTER TABLE fact ADD COLUMN quote TEXT NOT NULL DEFAULT ''
-- @@
ALTER TABLE fact ADD COLUMN quote_start INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE fact ADD COLUMN quote_end INTEGER NOT NULL DEFAULT 0
-- @@
CREATE INDEX fact_by_source ON fact (source_message_id) WHERE source_message_id > 0
-- @@
ALTER TABLE fact ADD COLUMN edited_at INTEGER NOT NULL DEFAULT 0
-- @@
-- when somebody last found it still true, and for how many months that is believed (0: for ever)
ALTER TABLE fact ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE fact ADD COLUMN review_months INTEGER NOT NULL DEFAULT 12
-- @@
UPDATE fact SET review_months = 0 WHERE review_at = 0
-- @@
-- the identity by which they like to be written to, and the message in which they said so; 0: never said
ALTER TABLE person ADD COLUMN preferred_identity_id INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE person ADD COLUMN preferred_message_id INTEGER NOT NULL DEFAULT 0
-- @@
-- minutes of the day where they are; equal: never said
ALTER TABLE person ADD COLUMN quiet_from INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE person ADD COLUMN quiet_until INTEGER NOT NULL DEFAULT 0
-- @@
CREATE TABLE consent ( -- what people agreed to; only ever added to: the newest of a kind (at, then uid) is what holds
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES person(id),
    kind INTEGER NOT NULL, -- ConsentKind
    answer INTEGER NOT NULL, -- ConsentAnswer
    basis TEXT NOT NULL DEFAULT '', -- how we know, in words
    proof_message_id INTEGER NOT NULL DEFAULT 0, -- the message in which they said it; 0: none
    author_id INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL DEFAULT 0 -- it was made by mistake
) STRICT
-- @@
CREATE INDEX consent_by_person ON consent (person_id, at, uid)
-- @@
CREATE INDEX consent_by_proof ON consent (proof_message_id) WHERE proof_message_id > 0
-- @@
CREATE TABLE list_word ( -- what the team added to the program's word lists, or took out; the uid is made from list, language and word
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    list TEXT NOT NULL,
    language TEXT NOT NULL,
    word TEXT NOT NULL, -- folded; a trailing * stands for any ending
    state INTEGER NOT NULL DEFAULT 0, -- ListWordState; 0: as the program has it
    reason TEXT NOT NULL DEFAULT '' -- of an added one
) STRICT
-- @@
CREATE INDEX list_word_by_list ON list_word (list, language, word)
