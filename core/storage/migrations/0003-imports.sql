-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What each import brought, so that it can be taken out again as a whole. All of it is local: another desk that imports the
-- same files has an import of its own.

CREATE TABLE import_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    paths TEXT NOT NULL, -- JSON: what was asked for; an import that is not finished goes on when the same is asked again
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL DEFAULT 0, -- 0: under way, stopped or killed
    undone_at INTEGER NOT NULL DEFAULT 0,
    last_change_id INTEGER NOT NULL DEFAULT 0 -- the newest change before it: later ones are work on what it brought
) STRICT
-- @@
CREATE TABLE import_message (
    message_id INTEGER PRIMARY KEY NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    import_id INTEGER NOT NULL REFERENCES import_run(id)
) STRICT
-- @@
CREATE INDEX import_message_by_import ON import_message (import_id, message_id)
-- @@
CREATE TABLE import_conversation (
    import_id INTEGER NOT NULL REFERENCES import_run(id),
    conversation_id INTEGER NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    before TEXT NOT NULL DEFAULT '', -- JSON: its row before the import; empty: the import brought it
    PRIMARY KEY (import_id, conversation_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX import_conversation_by_conversation ON import_conversation (conversation_id, import_id)
-- @@
CREATE TABLE import_person ( -- people whom nobody knew before
    import_id INTEGER NOT NULL REFERENCES import_run(id),
    person_id INTEGER NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    PRIMARY KEY (import_id, person_id)
) STRICT, WITHOUT ROWID
-- @@
CREATE INDEX import_person_by_person ON import_person (person_id, import_id)
