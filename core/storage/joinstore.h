// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/person.h"
#include "core/storage/store.h"

#include <QList>

namespace casement
{

class ChangeRecorder;

// Joining moves no row: identities, facts, sessions and messages go on to point at the person whom
// they are about, and person.merged_into says with whom that one is shown. A split is then exact
// for what was there before and for what came in since, another desk's late rows find their way,
// and a table that is added later cannot be left behind. The price: what is read about a person
// asks for everybody behind them (the views person_root and person_member).

/// As whom \a person is shown: somebody else while they are joined, else themselves.
[[nodiscard]] PersonId shownPerson(Db &db, PersonId person);
/// Everybody who is shown as \a root, \a root first.
[[nodiscard]] QList<PersonId> membersOf(Db &db, PersonId root);

/// Brings what is derived up to date after merged_into of \a person was written: with whom each is
/// shown, the lists of conversations, the index of titles. People who were joined with each other
/// in a circle (two desks, each the other way round) are shown as the one with the smallest uid.
void refreshJoined(WriteContext &context, PersonId person);
/// After the name of \a person was written: the index of titles.
void refreshTitles(WriteContext &context, PersonId person);
/// Enters the conversations of everybody behind \a person again in their lists.
void refreshJoinedConversations(Db &db, PersonId person);
/// Before people (temp.gone_person) are removed: whoever was joined with them stands alone again.
void separateGone(WriteContext &context);

/// Joins \a other with \a survivor, both shown, and takes over the fields that \a choice names.
/// Without effect on verdicts.
void joinPeople(ChangeRecorder &recorder, WriteContext &context, PersonId survivor, PersonId other,
                const JoinChoice &choice);
/// Takes \a merged apart from whom they were joined with, and gives that one back the fields that
/// the join wrote over and nobody has written since.
void splitPerson(ChangeRecorder &recorder, WriteContext &context, PersonId merged);
/// The joins behind \a person that can be taken apart, the newest first.
[[nodiscard]] QList<PersonJoin> joinsOf(Db &db, PersonId person);

} // namespace casement
