// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/domain/fact.h"

#include <QFuture>

namespace casement
{

class Store;

/// What people told us. No path leads from here to any channel. Whoever does not want notes kept
/// about them gets no more of them: Forbidden, with the reason; what is there already is shown and
/// can be removed.
class Facts
{
public:
    explicit Facts(Store &store);

    QFuture<Result<Fact>> get(FactId id);
    /// Invalid as checkFact() says; NotFound when the source or the other person is not here.
    QFuture<Result<AppliedChange>> add(PersonId id, const FactDraft &draft);
    /// What it said before stays in the history.
    QFuture<Result<AppliedChange>> edit(FactId id, const FactDraft &draft);
    /// It is still true: asked about again when its usual time has passed.
    QFuture<Result<AppliedChange>> confirm(FactId id);
    QFuture<Result<AppliedChange>> remove(FactId id);

private:
    Store &m_store;
};

} // namespace casement
