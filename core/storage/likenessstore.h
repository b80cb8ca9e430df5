// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/person.h"
#include "core/storage/store.h"
#include "core/text/likeness.h"

#include <QList>

namespace casement
{

class ChangeRecorder;

/// Adds what \a message (invalid: none) tells of its author's identity; at most 60 an identity.
/// With \a isWholeProfile nothing stays of what a profile told before.
void addTraits(Db &db, IdentityId identity, MessageId message, const QList<IdentityTrait> &traits,
               bool isWholeProfile = false);
/// What \a message told is told no more: it was changed or taken back.
void removeTraitsOf(Db &db, MessageId message);

/// Who may be the same person as \a person, the most certain first; computed from indexes, nothing
/// is stored. Never by a name alone, never one of our own accounts, and never two of whom staff
/// said that they are not the same, whoever was joined with either since.
[[nodiscard]] QList<PersonSuggestion> suggestionsFor(Db &db, Timestamp now, PersonId person,
                                                     qsizetype limit);
/// The same over the whole workspace, each pair once.
[[nodiscard]] QList<SuggestedPair> allSuggestions(Db &db, Timestamp now, qsizetype limit);
/// What \a person and \a other have in common, also where it is not enough for a suggestion.
[[nodiscard]] PersonSuggestion compared(Db &db, PersonId person, PersonId other);

/// What staff said last of two people, or of any two who are shown as them.
[[nodiscard]] PersonVerdict verdictOf(Db &db, Timestamp now, PersonId one, PersonId other);
/// Writes \a verdict for everybody behind the one with everybody behind the other, so that it holds
/// whoever of them is split off, or joined with a third, later on.
void setVerdict(ChangeRecorder &recorder, WriteContext &context, PersonId one, PersonId other,
                PersonVerdict verdict, Timestamp until);

/// What is looked up for each suggestion, for the test that reads the plans.
[[nodiscard]] QList<const char *> likenessLookups();

} // namespace casement
