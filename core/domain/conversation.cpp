// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/conversation.h"

#include <array>
#include <utility>

namespace casement
{

namespace
{

constexpr std::array viewNames{
    std::pair{View::Inbox, "inbox"},
    std::pair{View::Mine, "mine"},
    std::pair{View::Unassigned, "unassigned"},
    std::pair{View::Waiting, "waiting"},
    std::pair{View::Snoozed, "snoozed"},
    std::pair{View::Done, "done"},
    std::pair{View::Spam, "spam"},
    std::pair{View::Starred, "starred"},
    std::pair{View::Unread, "unread"},
    std::pair{View::All, "all"},
    std::pair{View::Drafts, "drafts"},
    std::pair{View::Outbox, "outbox"},
    std::pair{View::NeedsYou, "needs-you"},
    std::pair{View::AccountView, "account"},
    std::pair{View::TagView, "tag"},
    std::pair{View::PersonView, "person"},
};

} // namespace

QString toString(ConversationState state)
{
    switch (state) {
    case ConversationState::New:
        return QStringLiteral("new");
    case ConversationState::Open:
        return QStringLiteral("open");
    case ConversationState::Waiting:
        return QStringLiteral("waiting");
    case ConversationState::Snoozed:
        return QStringLiteral("snoozed");
    case ConversationState::Done:
        return QStringLiteral("done");
    case ConversationState::Spam:
        return QStringLiteral("spam");
    case ConversationState::Merged:
        return QStringLiteral("merged");
    }
    return QStringLiteral("unknown");
}

QString toString(View view)
{
    const auto it = std::ranges::find(viewNames, view, &std::pair<View, const char *>::first);
    return it == viewNames.end() ? QString() : QString::fromLatin1(it->second);
}

std::optional<View> viewFromString(const QString &name)
{
    for (const auto &[view, text] : viewNames) {
        if (name == QLatin1StringView(text))
            return view;
    }
    return std::nullopt;
}

} // namespace casement
