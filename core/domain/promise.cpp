// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/promise.h"

#include <QTimeZone>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::days soonDays{7};

} // namespace

QString toString(PromiseState state)
{
    switch (state) {
    case PromiseState::Open:
        return u"open"_s;
    case PromiseState::Kept:
        return u"kept"_s;
    case PromiseState::Broken:
        return u"broken"_s;
    case PromiseState::Released:
        return u"released"_s;
    }
    return {};
}

QString toString(PromisePlace place)
{
    switch (place) {
    case PromisePlace::Late:
        return u"late"_s;
    case PromisePlace::Soon:
        return u"soon"_s;
    case PromisePlace::Later:
        return u"later"_s;
    case PromisePlace::NoDay:
        return u"no-day"_s;
    case PromisePlace::Theirs:
        return u"theirs"_s;
    case PromisePlace::Settled:
        return u"settled"_s;
    }
    return {};
}

QList<PromisePlace> promisePlaces()
{
    return {PromisePlace::Late,  PromisePlace::Soon,   PromisePlace::Later,
            PromisePlace::NoDay, PromisePlace::Theirs, PromisePlace::Settled};
}

QDateTime PromiseDue::local() const
{
    const QTimeZone named(zone);
    return QDateTime::fromMSecsSinceEpoch(toMilliseconds(at),
                                          named.isValid() ? named : QTimeZone::systemTimeZone());
}

PromiseDue dueOn(QDate day, const QTimeZone &zone)
{
    return {.at = fromDateTime(day.endOfDay(zone)), .zone = zone.id(), .hasTime = false};
}

PromiseDue dueAt(const QDateTime &at)
{
    return {.at = fromDateTime(at), .zone = at.timeZone().id(), .hasTime = true};
}

bool Promise::isLate(Timestamp now) const
{
    return state == PromiseState::Open && due && due->at < now;
}

PromisePlace Promise::place(Timestamp now) const
{
    if (state != PromiseState::Open)
        return PromisePlace::Settled;
    if (!isOurs)
        return PromisePlace::Theirs;
    if (!due)
        return PromisePlace::NoDay;
    if (isLate(now))
        return PromisePlace::Late;
    return due->at < soonUntil(now) ? PromisePlace::Soon : PromisePlace::Later;
}

Timestamp soonUntil(Timestamp now)
{
    return now + soonDays;
}

Result<void> checkPromiseStep(const Promise &promise, PromiseState state, const QString &reason)
{
    if (promise.state == state)
        return fail(
            ErrorKind::Invalid,
            state == PromiseState::Open
                ? u"This promise is open already. Nothing was changed."_s
                : u"This promise is settled that way already: “%1”. Nothing was changed."_s.arg(
                      toString(state)));
    if (state == PromiseState::Open)
        return {};
    if (promise.state != PromiseState::Open)
        return fail(ErrorKind::Invalid,
                    u"This promise is settled already (“%1”); reopen it first. Nothing was "
                    "changed."_s.arg(toString(promise.state)));
    if (state != PromiseState::Kept && reason.trimmed().isEmpty())
        return fail(ErrorKind::Invalid,
                    u"A promise that is not kept has a reason: say why. Nothing was changed."_s);
    return {};
}

Result<void> checkRenegotiation(const Promise &promise, const QString &words,
                                const std::optional<PromiseDue> &due)
{
    if (promise.state != PromiseState::Open)
        return fail(ErrorKind::Invalid,
                    u"This promise is settled (“%1”); reopen it first. Nothing was changed."_s.arg(
                        toString(promise.state)));
    if (words.trimmed() == promise.words && due == promise.due)
        return fail(ErrorKind::Invalid,
                    u"It is promised like that already. Nothing was changed."_s);
    return {};
}

} // namespace casement
