// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/person.h"
#include "core/storage/store.h"

#include <QList>
#include <optional>

namespace casement
{

/// Of whom \a person is shown as; none when nobody is.
[[nodiscard]] std::optional<PersonPanel> personPanel(Db &db, PersonId person, Timestamp now);
/// By name; \a text matches the start of a word of the name or any part of an address.
[[nodiscard]] QList<PersonSummary> findPeople(Db &db, const QString &text, int limit);
/// Whether somebody is here, also joined with another.
[[nodiscard]] bool hasPerson(Db &db, PersonId id);
/// Whose \a address is, also when they are joined with another; invalid when nobody's.
[[nodiscard]] PersonId personWith(Db &db, const Address &address);
/// When it is all right to write to whom \a person is shown as; empty for nobody.
[[nodiscard]] WritingTime writingTime(Db &db, PersonId person);

/// Queries of personPanel(), for a test of their plans.
[[nodiscard]] QList<const char *> panelLookups();

} // namespace casement
