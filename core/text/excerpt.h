// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <utility>

namespace casement
{

struct Excerpt {
    QString text; ///< one line, at most the asked length, with … where it was cut
    QList<std::pair<int, int>> marks; ///< (start, length) of the words that were looked for
};

/// The passage of \a text around the first place where one of \a words begins a word; case and
/// diacritics do not count. Where none does, its start. Looks at the first 200,000 characters.
[[nodiscard]] Excerpt makeExcerpt(const QString &text, const QStringList &words, int length);

} // namespace casement
