// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/factwords.h"

#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"

#include <QLocale>

namespace casement
{

QString FactWords::kind(FactKind kind)
{
    switch (kind) {
    case FactKind::Words:
        return tr("Something they told us");
    case FactKind::Date:
        return tr("A day that matters to them");
    case FactKind::Relationship:
        return tr("Somebody they know");
    }
    return {};
}

QString FactWords::day(const FactDay &day)
{
    if (!day.isValid())
        return {};
    constexpr int leapYear = 2000;
    const QLocale locale;
    if (day.year > 0)
        return locale.toString(QDate(day.year, day.month, day.day),
                               tr("d MMMM yyyy", "a day, as in QDate::toString"));
    return locale.toString(QDate(leapYear, day.month, day.day),
                           tr("d MMMM", "a day without a year, as in QDate::toString"));
}

QString FactWords::about(const Fact &fact)
{
    switch (fact.kind) {
    case FactKind::Words:
        break;
    case FactKind::Date:
        return day(fact.day);
    case FactKind::Relationship:
        return fact.otherName.isEmpty() ? tr("with somebody who is not here any more")
                                        : Words::name(fact.otherName);
    }
    return {};
}

QString FactWords::inLetter(const Fact &fact)
{
    const QString words = fact.text.trimmed().isEmpty() ? tr("…") : displayLine(fact.text);
    const QDate said = toLocalDateTime(fact.saidAt.value_or(fact.createdAt)).date();
    const QString when = QLocale().toString(said, QLocale::LongFormat);
    QString sentence;
    switch (fact.kind) {
    case FactKind::Words:
        sentence = fact.source.isValid() ? tr("You told us on %1: “%2”").arg(when, words)
                                         : tr("We wrote down on %1: “%2”").arg(when, words);
        break;
    case FactKind::Date:
        sentence = tr("A day that matters to you: %1, “%2”")
                       .arg(fact.day.isValid() ? day(fact.day) : tr("…"), words);
        break;
    case FactKind::Relationship:
        sentence =
            tr("You and %1: “%2”")
                .arg(fact.otherName.isEmpty() ? tr("…") : Words::name(fact.otherName), words);
        break;
    }
    if (fact.kind != FactKind::Words)
        sentence += u'\n' + (fact.source.isValid() ? tr("You told us on %1.").arg(when)
                                                   : tr("We wrote this down on %1.").arg(when));
    if (!fact.quote.isEmpty() && fact.quote.simplified() != fact.text.simplified())
        sentence += u'\n' + tr("From your words: “%1”").arg(displayLine(fact.quote));
    return sentence;
}

QString FactWords::reason(const QString &reason)
{
    if (reason == u"rumour")
        return tr("it sounds like a rumour; what did they say themselves?");
    if (reason == u"diagnosis")
        return tr("it sounds like a diagnosis; theirs to tell, in their own words.");
    if (reason == u"demographic")
        return tr("it sorts people; what they care about says more.");
    return reason.isEmpty() ? tr("your team looks at it twice.") : displayLine(reason) + u'.';
}

} // namespace casement
