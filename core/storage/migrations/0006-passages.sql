-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A passage of a conversation that became a conversation of its own. Each message and note of it says so itself, and the
-- conversation says from where it was split, and since when (both for good) and whether it was put back (merged_into); where
-- something stands (conversation_id) is derived from that.

-- from which conversation its first messages were taken; 0: it came in as one
ALTER TABLE conversation ADD COLUMN split_from INTEGER NOT NULL DEFAULT 0
-- @@
ALTER TABLE conversation ADD COLUMN split_at INTEGER NOT NULL DEFAULT 0
-- @@
CREATE INDEX conversation_by_split_from ON conversation (split_from) WHERE split_from > 0
-- @@
CREATE INDEX conversation_by_merged_into ON conversation (merged_into) WHERE merged_into > 0
-- @@
-- the conversation that was split off and that it belongs to, also while that one is put back; 0: none
ALTER TABLE message ADD COLUMN passage_id INTEGER NOT NULL DEFAULT 0
-- @@
CREATE INDEX message_by_passage ON message (passage_id) WHERE passage_id > 0
-- @@
ALTER TABLE note ADD COLUMN passage_id INTEGER NOT NULL DEFAULT 0
-- @@
CREATE INDEX note_by_passage ON note (passage_id) WHERE passage_id > 0
-- @@
-- An answer to words of ours names them as the server does.
CREATE INDEX outbox_by_remote_id ON outbox (remote_id) WHERE remote_id <> x''
