// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/promisecalendar.h"

#include <KCalendarCore/ICalFormat>
#include <KCalendarCore/MemoryCalendar>
#include <KCalendarCore/Todo>
#include <QTimeZone>

namespace casement
{

namespace
{

QDateTime inUtc(Timestamp at)
{
    return QDateTime::fromMSecsSinceEpoch(toMilliseconds(at), QTimeZone::UTC);
}

KCalendarCore::Todo::Ptr todoOf(const Promise &promise, const Promises::Summaries &summaries,
                                Timestamp now)
{
    KCalendarCore::Todo::Ptr todo(new KCalendarCore::Todo);
    todo->setUid(promise.uid.toString());
    todo->setCreated(inUtc(promise.createdAt));
    todo->setLastModified(inUtc(now));
    const QString &summary = promise.isOurs ? summaries.ours : summaries.theirs;
    todo->setSummary(summary.arg(promise.personName.simplified(), promise.words.simplified()));
    todo->setAllDay(!promise.due->hasTime);
    // A day is a day wherever the file is opened; a time is one of its zone.
    todo->setDtDue(promise.due->hasTime ? promise.due->local() : promise.due->day().startOfDay(),
                   true);
    switch (promise.state) {
    case PromiseState::Open:
        todo->setStatus(KCalendarCore::Incidence::StatusNeedsAction);
        break;
    case PromiseState::Kept:
        todo->setCompleted(inUtc(promise.stateAt));
        break;
    case PromiseState::Broken:
    case PromiseState::Released:
        todo->setStatus(KCalendarCore::Incidence::StatusCanceled);
        break;
    }
    return todo;
}

} // namespace

QByteArray promiseCalendar(const QList<Promise> &promises, const Promises::Summaries &summaries,
                           Timestamp now)
{
    const KCalendarCore::MemoryCalendar::Ptr calendar(
        new KCalendarCore::MemoryCalendar(QTimeZone::utc()));
    calendar->setProductId(QStringLiteral("-//Casement//Promises//EN"));
    for (const Promise &promise : promises) {
        if (promise.due)
            calendar->addTodo(todoOf(promise, summaries, now));
    }
    KCalendarCore::ICalFormat format;
    return format.toString(calendar).toUtf8();
}

} // namespace casement
