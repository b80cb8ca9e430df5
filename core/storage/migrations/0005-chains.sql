-- SPDX-FileCopyrightText: 2026 The Casement authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A text that is too long for its channel goes out as several items, each answering the one before it. Where items are synced
-- the chain is named by the uid of its first part, which comes with the same push.

-- the first part of the chain that the item is in; 0: it is whole
ALTER TABLE outbox ADD COLUMN chain_id INTEGER NOT NULL DEFAULT 0
-- @@
-- its place in the chain, from 1; it goes out only when the part before it was accepted
ALTER TABLE outbox ADD COLUMN part INTEGER NOT NULL DEFAULT 0
-- @@
-- what the server calls the message that the item became; empty: nobody has been told
ALTER TABLE outbox ADD COLUMN remote_id BLOB NOT NULL DEFAULT x''
-- @@
CREATE INDEX outbox_by_chain ON outbox (chain_id, part, state) WHERE chain_id > 0
