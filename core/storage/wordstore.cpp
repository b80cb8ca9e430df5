// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/wordstore.h"

#include "core/domain/uid.h"
#include "core/storage/sqlite.h"

namespace casement
{

QList<TeamWord> teamWords(Db &db, const QString &list, const QString &language)
{
    Statement rows = db.prepare("SELECT word, reason, state FROM list_word WHERE list = ? AND "
                                "language = ? AND state <> 0 ORDER BY word");
    rows.bind(list, language);
    QList<TeamWord> words;
    while (rows.next())
        words.append({.word = {.word = rows.text(0), .reason = rows.text(1)},
                      .state = static_cast<ListWordState>(rows.integer(2))});
    return words;
}

qint64 ensureListWord(WriteContext &context, const QString &list, const QString &language,
                      const QString &word)
{
    Db &db = context.db;
    const Uid uid = Uid::derive({"list-word", list.toUtf8(), language.toUtf8(), word.toUtf8()});
    db.run("INSERT OR IGNORE INTO list_word (uid, list, language, word) VALUES (?, ?, ?, ?)", uid,
           list, language, word);
    return db.number("SELECT id FROM list_word WHERE uid = ?", 0, uid);
}

} // namespace casement
