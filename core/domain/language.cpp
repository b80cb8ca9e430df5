// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/language.h"

#include <QRegularExpression>
#include <QStringList>

namespace casement
{

QString languageTag(const QString &text)
{
    constexpr qsizetype longest = 35; // RFC 5646, section 4.4.1
    static const QRegularExpression form(QStringLiteral("\\A[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\\z"));
    const QString tag = text.trimmed();
    if (tag.size() > longest || !form.match(tag).hasMatch())
        return {};
    // RFC 5646, section 2.1.1: regions in capitals, scripts with a capital, unless a singleton
    // stands before them.
    QStringList subtags = tag.toLower().split(u'-');
    for (qsizetype i = 1; i < subtags.size() && subtags[i].size() > 1; ++i) {
        if (subtags[i].size() == 2)
            subtags[i] = subtags[i].toUpper();
        else if (subtags[i].size() == 4)
            subtags[i][0] = subtags[i][0].toUpper();
    }
    return subtags.join(u'-');
}

} // namespace casement
