// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/ask/askwords.h"

#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"

namespace casement
{

QString AskWords::kind(AskKind kind)
{
    switch (kind) {
    case AskKind::Wish:
        return tr("Wish");
    case AskKind::Problem:
        return tr("Problem");
    case AskKind::Question:
        return tr("Question");
    case AskKind::Offer:
        return tr("Offer");
    case AskKind::Thanks:
        return tr("Thanks");
    case AskKind::Worry:
        return tr("Worry");
    }
    return {};
}

QString AskWords::state(AskState state)
{
    switch (state) {
    case AskState::Heard:
        return tr("Heard");
    case AskState::Understood:
        return tr("Understood");
    case AskState::Considering:
        return tr("Considering");
    case AskState::Promised:
        return tr("Promised");
    case AskState::Done:
        return tr("Done");
    case AskState::Declined:
        return tr("Declined");
    case AskState::NotOurs:
        return tr("Not ours");
    case AskState::Duplicate:
        return tr("Duplicate");
    }
    return {};
}

QString AskWords::place(AskPlace place)
{
    return place == AskPlace::Untold ? tr("Somebody has not heard yet")
                                     : state(static_cast<AskState>(place));
}

QString AskWords::standing(AskState state, qint64 settled, qint64 voices)
{
    if (!isEnd(state) || state == AskState::Duplicate)
        return AskWords::state(state);
    return tr("%1, told %2 of %3", "what became of an ask, and how many have heard")
        .arg(AskWords::state(state))
        .arg(settled)
        .arg(voices);
}

QString AskWords::telling(const AskVoice &voice)
{
    const QString when = voice.toldAt ? Words::shortTime(*voice.toldAt) : QString();
    const QString reason = displayLine(voice.reason);
    switch (voice.telling) {
    case VoiceTelling::Untold:
        return tr("not told yet");
    case VoiceTelling::OnItsWay:
        return tr("on its way to them");
    case VoiceTelling::Told:
        return voice.isOfEarlierEnd ? tr("told %1, of what was decided then").arg(when)
                                    : tr("told %1").arg(when);
    case VoiceTelling::NeedsYou:
        return reason.isEmpty() ? tr("stopped in the outbox: it needs you")
                                : tr("stopped in the outbox: %1").arg(reason);
    case VoiceTelling::Failed:
        return tr("failed: %1").arg(reason);
    case VoiceTelling::Unknown:
        return tr("perhaps told: check the outbox");
    case VoiceTelling::Skipped:
        return tr("skipped: %1").arg(reason);
    }
    return {};
}

ColorRole AskWords::tellingRole(VoiceTelling telling)
{
    switch (telling) {
    case VoiceTelling::NeedsYou:
    case VoiceTelling::Unknown:
        return ColorRole::Warning;
    case VoiceTelling::Failed:
        return ColorRole::Danger;
    default:
        return ColorRole::MutedText;
    }
}

} // namespace casement
