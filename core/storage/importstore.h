// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/importrun.h"
#include "core/domain/uid.h"
#include "core/storage/store.h"

#include <QList>

namespace casement
{

/// The import of \a paths that was not finished, which goes on, or a new one.
[[nodiscard]] ImportId beginImport(WriteContext &context, const QStringList &paths);
void finishImport(WriteContext &context, ImportId id);

// What a batch of it brings; each may be said more than once.
void recordImportedMessage(Db &db, ImportId id, MessageId message);
/// Before anything of \a conversation is changed, unless it \a isNew.
void recordImportedConversation(Db &db, ImportId id, ConversationId conversation, bool isNew);
void recordImportedPerson(Db &db, ImportId id, PersonId person);

/// Newest first.
[[nodiscard]] QList<ImportRun> importRuns(Db &db);

/// Takes out what import \a id brought, except conversations that somebody has worked on since,
/// which stay whole with their people. Conversations that were there before are as they were.
/// Accounts of \a accounts with nothing in them any more go too. NotFound when there is no such
/// import, or nothing of it is here.
[[nodiscard]] Result<ImportUndone> undoImport(WriteContext &context, ImportId id,
                                              const QList<Uid> &accounts);

} // namespace casement
