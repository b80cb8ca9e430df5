// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/storage/store.h"

#include <QJsonObject>
#include <QStringList>

namespace casement
{

/// Counts of everything, for `stats`.
[[nodiscard]] QJsonObject workspaceStats(Db &db);
/// What is wrong with the workspace: file, indexes, full-text index, blobs, invariants; empty when
/// all is well. Reads everything.
[[nodiscard]] QStringList verifyWorkspace(ReadContext &context);
/// Compares the full-text index with what it indexes; needs the writer.
[[nodiscard]] QStringList verifySearchIndex(WriteContext &context);
[[nodiscard]] QList<MessageId> messageIdsAfter(Db &db, MessageId after, int limit);

/// Where to go on in a file that was not read to its end; 0 when it was, or is another file now.
[[nodiscard]] qint64 importPosition(Db &db, const QString &path, qint64 size,
                                    const QByteArray &fingerprint);
void saveImportPosition(WriteContext &context, const QString &path, qint64 size,
                        const QByteArray &fingerprint, qint64 position, qint64 messages);

} // namespace casement
