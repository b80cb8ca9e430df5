// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/outbox.h"
#include "core/storage/store.h"

#include <QJsonObject>
#include <QList>
#include <optional>

namespace casement
{

class Statement;

[[nodiscard]] std::optional<Draft> draftById(ReadContext &context, DraftId id);
[[nodiscard]] std::optional<Draft> draftOf(ReadContext &context, ConversationId id,
                                           Draft::Kind kind);
[[nodiscard]] QList<Draft> allDrafts(ReadContext &context);

/// Inserts or replaces; gives the draft its id. Its files are replaced too.
[[nodiscard]] Draft saveDraft(WriteContext &context, Draft draft);
void removeDraft(WriteContext &context, DraftId id);

/// What was written and to whom; neither id, conversation, kind nor files.
[[nodiscard]] QJsonObject toJson(const Draft &draft);
[[nodiscard]] Draft draftFromJson(const QJsonObject &json);

/// Files of a draft or an outbox item. \a rows has name, media type and blob.
[[nodiscard]] QList<Attachment> storedFiles(Db &db, const Blobs &blobs, Statement &rows);

} // namespace casement
