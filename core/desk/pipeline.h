// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/message.h"
#include "core/storage/ingeststore.h"
#include "core/storage/store.h"

#include <QList>
#include <QSet>
#include <expected>

namespace casement
{

struct IngestOptions {
    bool isHistory = false; ///< everything goes to Done
    /// Lower-cased addresses that are ours; a file's mail from one of them is outgoing. For
    /// channels the connector decides.
    QSet<QString> ourAddresses;
    bool isImport =
        false; ///< from a file: direction is read from the author, since no server vouches for it
    QString stream = {};  ///< in which the places of the messages are
    ImportId import = {}; ///< remembers what it brings, so that it can be taken out again
};

/// What became of a message that came with the number of its row.
struct IngestOutcome {
    qint64 row = 0;
    MessageId message; ///< the new one, or the one that was here
    bool isNew = false;
};

struct IngestCounts {
    qint64 added = 0;
    qint64 duplicates = 0;
    qint64 quarantined = 0;
    qint64 edited = 0; ///< new words for messages that were here
    QList<IngestOutcome> outcomes = {};
};

/// The uid for a message that is new, or the message that is here already; writes nothing.
[[nodiscard]] std::expected<Uid, MessageId> lookForMessage(Db &db, const Account &account,
                                                           const IncomingMessage &message);

/// The part of the pipeline that needs no store: hashes and packs the raw bytes, bounds and cleans
/// the texts. Safe on any thread.
[[nodiscard]] PreparedMessage prepareMessage(IncomingMessage message, Timestamp now);

/// The one way in for messages of every channel, inside a write: dedupe → person → thread → state →
/// index. \a messages are taken in the order of their time.
[[nodiscard]] IngestCounts ingest(WriteContext &context, const Account &account,
                                  QList<PreparedMessage> messages, const IngestOptions &options);
/// All that a connector says at once: its messages, which have become \a prepared, what was read
/// elsewhere, what is gone, and the cursor.
[[nodiscard]] IngestCounts ingestBatch(WriteContext &context, const Account &account,
                                       const IncomingBatch &batch,
                                       const QList<PreparedMessage> &prepared);

} // namespace casement
