-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What we said, for the timeline of a person: in a room it is little among much. And the addresses that an import of contact
-- cards gave to people who were here before.

CREATE INDEX message_ours ON message (conversation_id, at, id) WHERE direction = 1
-- @@
CREATE TABLE import_identity (
    identity_id INTEGER PRIMARY KEY NOT NULL REFERENCES identity(id) ON DELETE CASCADE,
    import_id INTEGER NOT NULL REFERENCES import_run(id)
) STRICT
-- @@
CREATE INDEX import_identity_by_import ON import_identity (import_id, identity_id)
