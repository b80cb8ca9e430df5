// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHashFunctions>
#include <QMetaType>
#include <compare>

namespace casement
{

/// A row of the local store. Ids of different things never mix; 0 is "none". Local to one workspace
/// file: what leaves the file is named by its Uid.
template <typename Tag>
struct Id {
    qint64 value = 0;

    [[nodiscard]] constexpr bool isValid() const noexcept { return value > 0; }
    constexpr auto operator<=>(const Id &) const noexcept = default;
};

template <typename Tag>
size_t qHash(Id<Tag> id, size_t seed = 0) noexcept
{
    return ::qHash(id.value, seed);
}

using AccountId = Id<struct AccountTag>;
using IdentityId = Id<struct IdentityTag>;
using PersonId = Id<struct PersonTag>;
using ConversationId = Id<struct ConversationTag>;
using MessageId = Id<struct MessageTag>;
using NoteId = Id<struct NoteTag>;
using TagId = Id<struct TagTag>;
using DraftId = Id<struct DraftTag>;
using OutboxId = Id<struct OutboxTag>;
using StaffId = Id<struct StaffTag>;
using FactId = Id<struct FactTag>;
using ConsentId = Id<struct ConsentTag>;
using SessionId = Id<struct SessionTag>;
using SessionLineId = Id<struct SessionLineTag>;
using AskId = Id<struct AskTag>;
using AskVoiceId = Id<struct AskVoiceTag>;
using PromiseId = Id<struct PromiseTag>;
using ChangeId = Id<struct ChangeTag>;
using ImportId = Id<struct ImportTag>;

} // namespace casement

template <typename Tag>
struct std::hash<casement::Id<Tag>> {
    size_t operator()(casement::Id<Tag> id) const noexcept { return std::hash<qint64>{}(id.value); }
};
