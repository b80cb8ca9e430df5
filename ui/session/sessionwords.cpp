// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionwords.h"

#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"

#include <QLocale>
#include <QTimeZone>

namespace casement
{

namespace
{

/// What became of a letter that did not simply arrive; empty where it did, or nothing was sent.
QString troubleOf(const Telling &letter)
{
    const QString reason = displayLine(letter.reason);
    switch (letter.telling) {
    case VoiceTelling::NeedsYou:
        return reason.isEmpty() ? SessionWords::tr("stopped in the outbox: it needs you")
                                : SessionWords::tr("stopped in the outbox: %1").arg(reason);
    case VoiceTelling::Failed:
        return SessionWords::tr("failed: %1").arg(reason);
    case VoiceTelling::Unknown:
        return SessionWords::tr("perhaps sent: check the outbox");
    default:
        return {};
    }
}

} // namespace

QString SessionWords::lacks(const Session &session, SessionState to)
{
    const SessionLacks lacks = lacksFor(session, to);
    switch (lacks.lack) {
    case SessionLack::Nothing:
        return {};
    case SessionLack::SkipsAStep:
        return tr("One step at a time: after “%1” comes “%2”.")
            .arg(Words::sessionState(session.state),
                 Words::sessionState(nextStep(session.state).value_or(session.state)));
    case SessionLack::NobodyInvited:
        return tr("Nobody has been invited yet.");
    case SessionLack::NobodyKnown:
        return tr("Say who came.");
    case SessionLack::NotWritten:
        return tr("Write in the notebook, or what came of it.");
    case SessionLack::NotAllTold:
        break;
    }
    QStringList names;
    for (const QString &name : lacks.names)
        names.append(displayLine(name));
    return tr("To be told what came of it: %1.").arg(Words::list(names));
}

QString SessionWords::next(const Session &session)
{
    const auto to = nextStep(session.state);
    if (!to)
        return tr("Closed: everybody has heard what came of it.");
    const QString lack = lacks(session, *to);
    return lack.isEmpty() ? tr("Ready for the next step: %1.").arg(Words::sessionState(*to))
                          : tr("Next: %1. %2", "a step, and what it lacks")
                                .arg(Words::sessionState(*to), lack);
}

QString SessionWords::invitation(const Telling &letter)
{
    switch (letter.telling) {
    case VoiceTelling::Untold:
        return {};
    case VoiceTelling::OnItsWay:
        return tr("invitation on its way");
    case VoiceTelling::Told:
        if (!letter.outbox.isValid() && !letter.reason.isEmpty())
            return tr("invited: %1", "how").arg(displayLine(letter.reason));
        return letter.at ? tr("invited %1", "when").arg(Words::shortTime(*letter.at))
                         : tr("invited");
    default:
        return tr("invitation %1", "what became of it").arg(troubleOf(letter));
    }
}

QString SessionWords::report(const Telling &letter)
{
    switch (letter.telling) {
    case VoiceTelling::Untold:
        return {};
    case VoiceTelling::OnItsWay:
        return tr("report on its way");
    case VoiceTelling::Told:
        if (!letter.outbox.isValid() && !letter.reason.isEmpty())
            return tr("told: %1", "how").arg(displayLine(letter.reason));
        return letter.at ? tr("told %1", "when").arg(Words::shortTime(*letter.at)) : tr("told");
    case VoiceTelling::Skipped:
        return tr("not told: %1", "why").arg(displayLine(letter.reason));
    default:
        return tr("report %1", "what became of it").arg(troubleOf(letter));
    }
}

QString SessionWords::told(qint64 settled, qint64 toTell)
{
    return toTell > 0
               ? tr("told %1 of %2", "how many have heard, of how many").arg(settled).arg(toTell)
               : QString();
}

QString SessionWords::stage(SessionStage stage)
{
    switch (stage) {
    case SessionStage::Imagine:
        return tr("Imagine");
    case SessionStage::Decide:
        return tr("Decide");
    case SessionStage::Work:
        return tr("Work");
    case SessionStage::Create:
        return tr("Create");
    }
    return {};
}

QString SessionWords::answer(SessionAnswer answer)
{
    switch (answer) {
    case SessionAnswer::None:
        return tr("no answer yet");
    case SessionAnswer::Yes:
        return tr("yes");
    case SessionAnswer::No:
        return tr("no");
    case SessionAnswer::Maybe:
        return tr("maybe");
    }
    return {};
}

QString SessionWords::agendaState(AgendaState state)
{
    switch (state) {
    case AgendaState::Planned:
        return tr("planned");
    case AgendaState::Done:
        return tr("done");
    case AgendaState::Dropped:
        return tr("left out");
    }
    return {};
}

QString SessionWords::when(const Session &session)
{
    if (!session.startsAt)
        return {};
    const QTimeZone named(session.zone);
    const QTimeZone zone = named.isValid() ? named : QTimeZone::systemTimeZone();
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(toMilliseconds(*session.startsAt), zone);
    const QLocale locale;
    QString text = tr("%1, %2", "a day, a time")
                       .arg(locale.toString(at.date(), QLocale::LongFormat),
                            locale.toString(at.time(), QLocale::ShortFormat));
    if (session.endsAt) {
        const QDateTime end = QDateTime::fromMSecsSinceEpoch(toMilliseconds(*session.endsAt), zone);
        text = tr("%1 – %2", "from, to")
                   .arg(text, end.date() == at.date()
                                  ? locale.toString(end.time(), QLocale::ShortFormat)
                                  : locale.toString(end, QLocale::ShortFormat));
    }
    if (zone != QTimeZone::systemTimeZone())
        text = tr("%1 (%2)", "a time, its zone").arg(text, QString::fromUtf8(zone.id()));
    return text;
}

} // namespace casement
