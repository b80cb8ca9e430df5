// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/storage/changelog.h"

#include <QSet>
#include <QStringList>

namespace casement
{

// What is left of words that somebody took back, in what was written down about them.

/// Everything that \a message said, now and in earlier versions, each on one line.
[[nodiscard]] QStringList everythingSaid(Db &db, MessageId message);
/// Whether one of \a texts says just \a words.
[[nodiscard]] bool repeats(const QStringList &texts, const QString &words);

/// A text among the columns of a register, of some rows.
struct ScrubbedText {
    Register reg;
    qsizetype column = 0; ///< by position
    QSet<qint64> rows = {};
};

/// Takes \a texts out of what the history has to undo.
/// \param verbs the changes that can have them; those of undo are looked through as well
void scrubHistory(Db &db, const QStringList &verbs, const QList<ScrubbedText> &texts);

} // namespace casement
