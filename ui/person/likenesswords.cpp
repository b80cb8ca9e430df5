// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/likenesswords.h"

#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"

namespace casement
{

namespace
{

constexpr qsizetype mostReasons = 3;
constexpr qsizetype longestValue = 80;

} // namespace

QString LikenessWords::reason(const MatchEvidence &evidence, const QString &person,
                              const QString &other)
{
    QString value = displayLine(evidence.value);
    if (value.size() > longestValue)
        value = value.left(longestValue) + u'…';
    const QString &who = evidence.isTheirs ? other : person;
    switch (evidence.reason) {
    case MatchReason::VerifiedLink:
        return tr("%1 is verified to belong to both", "a page").arg(value);
    case MatchReason::SaidAddress:
        switch (evidence.place) {
        case MatchPlace::Profile:
            return tr("%1 has %2 in the profile", "a person, an address").arg(who, value);
        case MatchPlace::Signature:
            return tr("%1 signs with %2", "a person, an address").arg(who, value);
        default:
            return tr("%1 once wrote “%2”", "a person, an address").arg(who, value);
        }
    case MatchReason::SameHandle:
        return tr("both are called “%1” on their channels").arg(value);
    case MatchReason::SimilarName:
        return tr("the names are alike");
    }
    return {};
}

QString LikenessWords::reasons(const QList<MatchEvidence> &evidence, const QString &person,
                               const QString &other)
{
    QStringList texts;
    for (const MatchEvidence &each : evidence.first(qMin(mostReasons, evidence.size()))) {
        const QString text = reason(each, person, other);
        if (!texts.contains(text))
            texts.append(text);
    }
    return Words::list(texts, mostReasons);
}

} // namespace casement
