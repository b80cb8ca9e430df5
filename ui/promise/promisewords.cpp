// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/promise/promisewords.h"

#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"

#include <QLocale>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

/// "today", "Friday", "3 May", "3 May 2027".
QString dayText(QDate day, QDate today)
{
    const qint64 days = today.daysTo(day);
    if (days == 0)
        return PromiseWords::tr("today");
    if (days == 1)
        return PromiseWords::tr("tomorrow");
    if (days == -1)
        return PromiseWords::tr("yesterday");
    const QLocale locale;
    if (days > 1 && days < 7)
        return locale.dayName(day.dayOfWeek());
    return locale.toString(day, day.year() == today.year() ? u"d MMM"_s : u"d MMM yyyy"_s);
}

QString lateText(const PromiseDue &due, Timestamp now)
{
    const qint64 days =
        due.day().daysTo(toLocalDateTime(now).toTimeZone(due.local().timeZone()).date());
    if (days > 0)
        return PromiseWords::tr("%n day(s) late", nullptr, static_cast<int>(days));
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(now - due.at).count();
    return hours > 0 ? PromiseWords::tr("%n hour(s) late", nullptr, static_cast<int>(hours))
                     : PromiseWords::tr("late");
}

} // namespace

QString PromiseWords::due(const std::optional<PromiseDue> &due, Timestamp now)
{
    if (!due)
        return tr("no day");
    const QDate today = toLocalDateTime(now).toTimeZone(due->local().timeZone()).date();
    const QString day = dayText(due->day(), today);
    if (!due->hasTime)
        return tr("by %1", "a day by which something is due").arg(day);
    return tr("by %1, %2", "a day and a time by which something is due")
        .arg(day, clockTime(due->local().time()));
}

QString PromiseWords::standing(const Promise &promise, Timestamp now)
{
    const QString reason = displayLine(promise.reason);
    switch (promise.state) {
    case PromiseState::Open:
        if (promise.isBeingKept)
            return tr("kept when the message is out");
        return promise.isLate(now) ? lateText(*promise.due, now) : due(promise.due, now);
    case PromiseState::Kept:
        return tr("kept %1").arg(Words::shortTime(promise.stateAt, now));
    case PromiseState::Broken:
        return tr("not kept: %1").arg(reason);
    case PromiseState::Released:
        return tr("owed no more: %1").arg(reason);
    }
    return {};
}

ColorRole PromiseWords::standingRole(const Promise &promise, Timestamp now)
{
    return promise.isLate(now) ? ColorRole::Danger : ColorRole::MutedText;
}

QString PromiseWords::words(const Promise &promise)
{
    return promise.words.isEmpty() ? tr("They took back the words in which it was said")
                                   : displayLine(promise.words);
}

QString PromiseWords::who(const Promise &promise)
{
    const QString name = personLabel(promise.personName);
    return promise.isOurs ? tr("We promised %1").arg(name) : tr("%1 promised us").arg(name);
}

QString PromiseWords::place(PromisePlace place)
{
    switch (place) {
    case PromisePlace::Late:
        return tr("Late");
    case PromisePlace::Soon:
        return tr("Within a week");
    case PromisePlace::Later:
        return tr("Later");
    case PromisePlace::NoDay:
        return tr("No day named");
    case PromisePlace::Theirs:
        return tr("Promised to us");
    case PromisePlace::Settled:
        return tr("Settled");
    }
    return {};
}

QString PromiseWords::term(const PromiseTerm &term)
{
    QStringList parts{Words::shortTime(term.at)};
    parts.append(
        tr("it was %1 until then", "a day by which something was due").arg(due(term.due, term.at)));
    if (!term.reason.isEmpty())
        parts.append(displayLine(term.reason));
    return parts.join(tr(" · ", "between facts about a promise"));
}

QString PromiseWords::history(const HistoryEntry &entry)
{
    const QString who =
        entry.staffName.isEmpty() ? tr("Somebody here") : displayLine(entry.staffName);
    if (entry.verb == u"promise")
        return tr("%1 wrote it down").arg(who);
    if (entry.verb == u"promise-edit")
        return tr("%1 put it in other words").arg(who);
    if (entry.verb == u"promise-renegotiate")
        return tr("%1 renegotiated it").arg(who);
    if (entry.verb == u"promise-keep")
        return tr("%1 kept it").arg(who);
    if (entry.verb == u"promise-break")
        return tr("%1 said that it was not kept").arg(who);
    if (entry.verb == u"promise-release")
        return tr("%1 said that it is owed no more").arg(who);
    if (entry.verb == u"promise-reopen")
        return tr("%1 opened it again").arg(who);
    if (entry.verb == u"promise-owner")
        return tr("%1 changed who looks after it").arg(who);
    if (entry.verb == u"undo")
        return tr("%1 took a change back").arg(who);
    return tr("%1 changed it").arg(who);
}

QString PromiseWords::iconName(const Promise &promise, Timestamp now)
{
    if (promise.isLate(now))
        return u"attention"_s;
    return promise.state == PromiseState::Kept ? u"done"_s : u"promise"_s;
}

} // namespace casement
