// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "core/storage/store.h"

#include <QList>

namespace casement
{

/// What a table of the schema has to do with people. Every table is in the list (a test asks the
/// schema), so that a new one cannot be forgotten where a person is told what is held about them.
struct PersonTable {
    enum class Speaks {
        OfOne,   ///< a row of it is of one person
        OfMany,  ///< a row of it is shared: a conversation, a session, an ask
        Derived, ///< made from other rows, or bookkeeping of this desk: an index, a list, a place
        OfNobody,
    };
    const char *name;
    Speaks speaks;
    const char *rows = nullptr; ///< OfOne, OfMany: a condition on its rows; see chooseSubject()
};
[[nodiscard]] QList<PersonTable> personTables();

/// Fills temp.subject_person (everybody who is shown as \a person), subject_identity,
/// subject_message (what they wrote), subject_answer (what we sent to them) and
/// subject_conversation (what is with them), each with a column id. In one write, for
/// PersonTable::rows.
void chooseSubject(Db &db, PersonId person);

} // namespace casement
