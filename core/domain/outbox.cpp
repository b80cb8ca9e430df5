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

Result<Visibility> answerVisibility(Visibility answered, std::optional<Visibility> wanted,
                                    bool mayWiden)
{
    const Visibility result = wanted.value_or(answered);
    if (result <= answered)
        return result;
    if (answered == Visibility::Direct)
        return fail(ErrorKind::Forbidden,
                    QStringLiteral("What was said to you alone is not answered where others hear "
                                   "it. The draft is kept."));
    if (!mayWiden)
        return fail(ErrorKind::Forbidden,
                    QStringLiteral("This would be heard by more people than what it answers; say "
                                   "yes to that first. The draft is kept."));
    return result;
}

} // namespace casement
