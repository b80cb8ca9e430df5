// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QFuture>

namespace casement
{

class Store;

/// The sample community: invented people and conversations that a newcomer can try everything on.
/// It goes through the same pipeline as real messages, in accounts of its own, and leaves nothing
/// behind when it is removed.
class SampleWorkspace
{
public:
    explicit SampleWorkspace(Store &store);

    QFuture<Result<void>> add();
    QFuture<Result<void>> remove();
    /// Whether the sample is in this workspace.
    QFuture<Result<bool>> isPresent();

private:
    Store &m_store;
};

} // namespace casement
