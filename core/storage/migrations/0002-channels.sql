-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Channels on which people change and take back what they said, and on which others speak to others. A comment behind an added
-- column would become part of the table's text in SQLite, and swallow its end.

-- said by others to others; asks nothing of us
ALTER TABLE message ADD COLUMN is_context INTEGER NOT NULL DEFAULT 0
-- @@
-- when its author wrote the words that it has now; 0: never changed
ALTER TABLE message ADD COLUMN edited_at INTEGER NOT NULL DEFAULT 0
-- @@
-- when the text of a removed message (deleted_at) was erased
ALTER TABLE message ADD COLUMN purged_at INTEGER NOT NULL DEFAULT 0
-- @@
-- where it can be read, and answered, in a browser
ALTER TABLE message ADD COLUMN link TEXT NOT NULL DEFAULT ''
-- @@
CREATE INDEX message_to_purge ON message (deleted_at) WHERE deleted_at > 0 AND purged_at = 0
-- @@
-- Which messages have an original, to know whether another one needs it; mail is never purged.
CREATE INDEX message_by_blob ON message (raw_blob_id) WHERE raw_format <> 0
-- @@
CREATE INDEX attachment_by_blob ON attachment (blob_id) WHERE blob_id IS NOT NULL
-- @@
CREATE TABLE message_version ( -- the words that were there before an edit, and for a day those that were taken back
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    message_id INTEGER NOT NULL REFERENCES message(id),
    at INTEGER NOT NULL, -- when they were written
    subject TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    html TEXT NOT NULL DEFAULT '',
    content_hash BLOB NOT NULL,
    raw_blob_id INTEGER REFERENCES blob(id),
    raw_format INTEGER NOT NULL DEFAULT 0
) STRICT
-- @@
CREATE INDEX message_version_list ON message_version (message_id, at, id)
-- @@
CREATE INDEX message_version_by_blob ON message_version (raw_blob_id) WHERE raw_blob_id IS NOT NULL
-- @@
CREATE TABLE early_removal ( -- local: taken back before it came in, as when history is read backwards
    account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    message_key INTEGER NOT NULL,
    kind TEXT NOT NULL DEFAULT '', -- who took it back; empty: the server vouches for it
    address TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    PRIMARY KEY (account_id, message_key, kind, address)
) STRICT, WITHOUT ROWID
