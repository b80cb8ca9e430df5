// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/outbox.h"

namespace casement
{

QString toString(OutboxState state)
{
    switch (state) {
    case OutboxState::Held:
        return QStringLiteral("held");
    case OutboxState::Queued:
        return QStringLiteral("queued");
    case OutboxState::Sending:
        return QStringLiteral("sending");
    case OutboxState::Accepted:
        return QStringLiteral("accepted");
    case OutboxState::Delivered:
        return QStringLiteral("delivered");
    case OutboxState::Failed:
        return QStringLiteral("failed");
    case OutboxState::Unknown:
        return QStringLiteral("unknown");
    case OutboxState::NeedsYou:
        return QStringLiteral("needs-you");
    case OutboxState::Cancelled:
        return QStringLiteral("cancelled");
    }
    return QStringLiteral("invalid");
}

} // namespace casement
