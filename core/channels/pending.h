// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QFuture>
#include <QPromise>
#include <memory>

namespace casement
{

/// A result that is still to come, and the future of it. Copies are the same one; finish() is
/// called once.
template <typename T>
struct Pending {
    std::shared_ptr<QPromise<Result<T>>> promise = std::make_shared<QPromise<Result<T>>>();

    Pending() { promise->start(); }
    [[nodiscard]] QFuture<Result<T>> future() const { return promise->future(); }
    void finish(const Result<T> &result) const
    {
        promise->addResult(result);
        promise->finish();
    }
};

} // namespace casement
