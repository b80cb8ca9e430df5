// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/consentwords.h"

#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"

#include <QLocale>

namespace casement
{

QString ConsentWords::kind(ConsentKind kind)
{
    switch (kind) {
    case ConsentKind::Answer:
        return tr("Answering them");
    case ConsentKind::ContactFirst:
        return tr("Writing to them first");
    case ConsentKind::Invite:
        return tr("Inviting them");
    case ConsentKind::QuoteByName:
        return tr("Quoting them by name");
    case ConsentKind::QuoteAnonymously:
        return tr("Quoting them without a name");
    case ConsentKind::KeepNotes:
        return tr("Keeping notes about them");
    }
    return {};
}

QString ConsentWords::answer(ConsentAnswer answer)
{
    switch (answer) {
    case ConsentAnswer::Unknown:
        return tr("Not known");
    case ConsentAnswer::Yes:
        return tr("Yes");
    case ConsentAnswer::No:
        return tr("No");
    }
    return {};
}

QString ConsentWords::refusal(const ConsentCheck &check)
{
    const QString name = Words::name(check.name);
    if (check.reason == ConsentReason::SaidNo && check.entry) {
        const QString day =
            Words::shortTime(check.entry->saidAt.value_or(check.entry->at), systemNow());
        switch (check.kind) {
        case ConsentKind::Answer:
            return tr("%1 said (%2) that they do not want to be answered.").arg(name, day);
        case ConsentKind::ContactFirst:
            return tr("%1 said (%2) that they do not want to be contacted first.").arg(name, day);
        case ConsentKind::Invite:
            return tr("%1 said (%2) that they do not want to be invited.").arg(name, day);
        case ConsentKind::QuoteByName:
            return tr("%1 said (%2) that they do not want to be quoted by name.").arg(name, day);
        case ConsentKind::QuoteAnonymously:
            return tr("%1 said (%2) that they do not want to be quoted.").arg(name, day);
        case ConsentKind::KeepNotes:
            return tr("%1 said (%2) that they do not want notes kept about them.").arg(name, day);
        }
    }
    switch (check.kind) {
    case ConsentKind::ContactFirst:
        return tr("%1 has not written to us, and has not said that we may write first.").arg(name);
    case ConsentKind::Invite:
        return tr("%1 has not written to us or taken part, and has not said that we may invite "
                  "them.")
            .arg(name);
    default:
        return tr("%1 has not agreed to that.").arg(name);
    }
}

QString ConsentWords::state(const ConsentState &state)
{
    return state ? answer(state->answer) : tr("Nobody asked");
}

QString ConsentWords::source(const ConsentEntry &entry)
{
    const QString day = QLocale().toString(toLocalDateTime(entry.saidAt.value_or(entry.at)).date(),
                                           QLocale::ShortFormat);
    const QString basis = displayLine(entry.basis);
    const QString who =
        entry.author.isEmpty()
            ? day
            : tr("%1, by %2", "date, and who wrote it down").arg(day, displayLine(entry.author));
    return basis.isEmpty() ? who : tr("%1: %2", "date, and how we know").arg(who, basis);
}

} // namespace casement
