// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"

namespace casement
{
class Desk;
class Store;
} // namespace casement

namespace casement::bench
{

/// Puts somebody into the workspace with whom 5,000 messages were exchanged on six channels: six
/// addresses, joined as one person. What is there already stays as it is.
[[nodiscard]] PersonId fillPerson(Store &store, Desk &desk);

} // namespace casement::bench
