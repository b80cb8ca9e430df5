// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"

namespace casement
{

/// What the list pane shows.
struct ViewTarget {
    enum class Kind { Conversations, Drafts, Outbox, NeedsYou, People, Sessions, Asks, Promises };
    Kind kind = Kind::Conversations;
    ViewQuery query = {}; ///< for Conversations, and what counts the others
    QString title = {};
    QString iconName = {};

    /// Shows something else than conversations and what is written, and has no count.
    [[nodiscard]] bool isOfCommunity() const
    {
        return kind == Kind::People || kind == Kind::Sessions || kind == Kind::Asks ||
               kind == Kind::Promises;
    }

    bool operator==(const ViewTarget &other) const
    {
        return kind == other.kind && query == other.query;
    }
};

/// The query of a view that takes no parameter.
[[nodiscard]] inline ViewQuery queryOf(View view)
{
    ViewQuery query;
    query.view = view;
    return query;
}

} // namespace casement
