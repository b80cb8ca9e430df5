// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/search.h"
#include "core/storage/store.h"

namespace casement
{

/// A message's search key is its time in milliseconds, shifted by so many bits for those of one
/// millisecond.
inline constexpr int searchKeyBits = 20;

/// The newest hits of \a query before \a after, newest first.
[[nodiscard]] SearchPage searchMessages(Db &db, const SearchQuery &query,
                                        std::optional<PageKey> after, int limit);

/// The FTS5 expression of the terms that must be there, and of those that must not; empty where
/// there are none.
struct MatchExpression {
    QString wanted;
    QString unwanted;
};
[[nodiscard]] MatchExpression matchExpression(const SearchQuery &query);

/// Puts a message into the full-text index as its rows have it now.
void addToSearch(Db &db, MessageId id);
/// Takes it out again: before its rows change, since the index must be told the very words that it
/// has.
void removeFromSearch(Db &db, MessageId id);

} // namespace casement
