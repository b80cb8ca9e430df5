// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/fact.h"
#include "core/storage/store.h"

#include <QList>

namespace casement
{

class ChangeRecorder;

/// What is known of everybody who is shown as \a root, the oldest first.
[[nodiscard]] QList<Fact> factsOf(Db &db, PersonId root);
/// None when there is no such fact, or it was removed.
[[nodiscard]] std::optional<Fact> factById(Db &db, FactId id);
/// A new fact that nobody sees yet; the change that shows it is what undo takes back.
[[nodiscard]] FactId addHiddenFact(WriteContext &context, PersonId person, const FactDraft &draft);
/// Writes what \a draft says differently into a fact.
void writeFact(ChangeRecorder &recorder, WriteContext &context, const Fact &before,
               const FactDraft &draft);
/// Where a passage stands in the text of a message; both 0 where it does not literally.
[[nodiscard]] std::pair<qsizetype, qsizetype> passageIn(Db &db, MessageId message,
                                                        const QString &quote);
/// Before the words of \a message are purged: facts keep no passage of it, and those that say just
/// what it said are removed for good, also from the history.
void purgeFactsFrom(WriteContext &context, MessageId message);

/// The queries behind the panel, for a test of their plans.
[[nodiscard]] QList<const char *> factLookups();

} // namespace casement
