// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/storage/store.h"
#include "core/text/wordlist.h"

#include <QList>

namespace casement
{

/// A word that the team added to a list of the program, or took out of it.
struct TeamWord {
    ListWord word;
    ListWordState state = ListWordState::AsProgram;
};

/// What the team says of \a list in \a language ("en"), by word.
[[nodiscard]] QList<TeamWord> teamWords(Db &db, const QString &list, const QString &language);
/// The row of a word (see foldedWord()), made when there is none; its uid is the same on every
/// desk.
[[nodiscard]] qint64 ensureListWord(WriteContext &context, const QString &list,
                                    const QString &language, const QString &word);

} // namespace casement
