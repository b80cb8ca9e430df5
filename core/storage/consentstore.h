// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/consent.h"
#include "core/domain/error.h"
#include "core/domain/message.h"
#include "core/storage/store.h"

#include <QList>

namespace casement
{

/// Everything that those who are shown as \a root answered, the oldest first.
[[nodiscard]] QList<ConsentEntry> consentsOf(Db &db, PersonId root);
/// A new entry that nobody sees yet, later than any before it of that person and kind; the change
/// that shows it is what undo takes back.
[[nodiscard]] ConsentId addHiddenConsent(WriteContext &context, PersonId person, ConsentKind kind,
                                         ConsentAnswer answer, const QString &basis,
                                         MessageId proof);
/// Whose entry \a id is; invalid when there is none.
[[nodiscard]] PersonId personOfConsent(Db &db, ConsentId id);

/// Whether \a kind may be done with whom \a person is shown as.
[[nodiscard]] ConsentCheck consentCheck(Db &db, ConsentKind kind, PersonId person);
/// The same as a result: Forbidden with the reason when it may not.
[[nodiscard]] Result<void> mayDo(Db &db, ConsentKind kind, PersonId person);
/// Whether a message to all of \a recipients may be sent; whom nobody here knows may be written to.
[[nodiscard]] Result<void> mayReach(Db &db, ConsentKind kind, const QList<Recipient> &recipients);
/// The same for what was allowed when it was written, and waits to go out: only a no stops it.
[[nodiscard]] Result<void> mayStillReach(Db &db, ConsentKind kind,
                                         const QList<Recipient> &recipients);

/// Before the words of \a message are purged: where the basis of a consent is words of it, it goes;
/// the answer stays.
void purgeConsentsFrom(WriteContext &context, MessageId message);

/// The queries behind a check, for a test of their plans.
[[nodiscard]] QList<const char *> consentLookups();

} // namespace casement
