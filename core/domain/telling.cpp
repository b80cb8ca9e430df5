// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/telling.h"

#include "core/domain/outbox.h"

namespace casement
{

using namespace Qt::StringLiterals;

QString toString(VoiceTelling telling)
{
    switch (telling) {
    case VoiceTelling::Untold:
        return u"untold"_s;
    case VoiceTelling::OnItsWay:
        return u"on-its-way"_s;
    case VoiceTelling::Told:
        return u"told"_s;
    case VoiceTelling::NeedsYou:
        return u"needs-you"_s;
    case VoiceTelling::Failed:
        return u"failed"_s;
    case VoiceTelling::Unknown:
        return u"unknown"_s;
    case VoiceTelling::Skipped:
        return u"skipped"_s;
    }
    return {};
}

VoiceTelling tellingOf(TellingWay way, qint64 sending)
{
    switch (way) {
    case TellingWay::None:
        return VoiceTelling::Untold;
    case TellingWay::Skipped:
        return VoiceTelling::Skipped;
    case TellingWay::Otherwise:
        return VoiceTelling::Told;
    case TellingWay::Outbox:
        break;
    }
    switch (static_cast<OutboxState>(sending)) {
    case OutboxState::Held:
    case OutboxState::Queued:
    case OutboxState::Sending:
        return VoiceTelling::OnItsWay;
    case OutboxState::Accepted:
    case OutboxState::Delivered:
        return VoiceTelling::Told;
    case OutboxState::Failed:
        return VoiceTelling::Failed;
    case OutboxState::Unknown:
        return VoiceTelling::Unknown;
    case OutboxState::NeedsYou:
        return VoiceTelling::NeedsYou;
    case OutboxState::Cancelled:
        break;
    }
    return VoiceTelling::Untold;
}

} // namespace casement
