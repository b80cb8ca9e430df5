// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/duetext.h"
#include "core/text/wordlist.h"

#include <QList>
#include <QString>

namespace casement
{

/// A sentence in which somebody promises something.
struct PromisePhrase {
    QString sentence;    ///< on one line
    qsizetype start = 0; ///< of the sentence in the text, in UTF-16 code units
    qsizetype length = 0;
    QString phrase;                     ///< of the list
    std::optional<PromiseDue> due = {}; ///< that it names

    bool operator==(const PromisePhrase &) const = default;
};

/// The sentences of \a text that have a phrase of \a matcher, each once; what is quoted, code and
/// signatures do not count. \a language and \a now: as of parseDueText().
[[nodiscard]] QList<PromisePhrase> promisePhrases(const WordMatcher &matcher, QStringView text,
                                                  const QString &language, const QDateTime &now);

} // namespace casement
