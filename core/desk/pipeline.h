// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/message.h"
#include "core/storage/ingeststore.h"
#include "core/storage/store.h"

#include <QList>
#include <QSet>

namespace casement
{

struct IngestOptions {
    bool isHistory = false; ///< everything goes to Done
    /// Lower-cased addresses that are ours; a file's mail from one of them is outgoing. For
    /// channels the connector decides.
    QSet<QString> ourAddresses;
    bool isImport =
        false; ///< from a file: direction is read from the author, since no server vouches for it
    QString stream = {}; ///< in which the places of the messages are
};

struct IngestCounts {
    qint64 added = 0;
    qint64 duplicates = 0;
    qint64 quarantined = 0;
    qint64 edited = 0; ///< new words for messages that were here
};

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
