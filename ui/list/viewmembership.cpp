// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/viewmembership.h"

#include <tuple>

namespace casement
{

bool viewContains(const ViewQuery &query, const ConversationSummary &row, StaffId me)
{
    using enum ConversationState;
    const bool needsUs = row.state == New || row.state == Open;
    const bool isVisible = row.state != Spam && row.state != Merged;
    switch (query.view) {
    case View::Inbox:
        return needsUs;
    case View::Mine:
        return needsUs && me.isValid() && row.assignee == me;
    case View::Unassigned:
        return needsUs && !row.assignee.isValid();
    case View::Waiting:
        return row.state == Waiting;
    case View::Snoozed:
        return row.state == Snoozed;
    case View::Done:
        return row.state == Done;
    case View::Spam:
        return row.state == Spam;
    case View::Starred:
        return row.starred && isVisible;
    case View::Unread:
        return row.unread && isVisible;
    case View::All:
        return isVisible;
    case View::Drafts:
        return row.hasDraft && isVisible;
    case View::AccountView:
        return row.account == query.account && isVisible;
    case View::TagView:
        return row.tags.contains(query.tag);
    case View::PersonView:
        return row.person == query.person;
    case View::Outbox:
    case View::NeedsYou:
        return false; // lists of outbox items
    }
    return false;
}

bool standsAbove(const ViewQuery &query, const ConversationSummary &a, const ConversationSummary &b)
{
    if (query.order == ListOrder::LongestWaiting) {
        const auto key = [](const ConversationSummary &row) {
            return std::tuple(!row.waitingSince, row.waitingSince.value_or(Timestamp()), row.id);
        };
        return key(a) < key(b);
    }
    if (query.view == View::Snoozed) { // what comes back first; what waits for a reply last
        const auto key = [](const ConversationSummary &row) {
            return std::tuple(!row.snoozedUntil, row.snoozedUntil.value_or(Timestamp()), row.id);
        };
        return key(a) < key(b);
    }
    return std::tuple(a.lastMessageAt, a.id) > std::tuple(b.lastMessageAt, b.id);
}

} // namespace casement
