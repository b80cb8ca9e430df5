// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QFuture>
#include <QTest>

namespace casement
{

/// The value of a future that a test waits for; the test's event loop goes on meanwhile.
template <typename T>
T waited(const QFuture<T> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 60'000))
        qFatal("nothing came within 60 s");
    return future.result();
}

/// The same, and it must have succeeded.
template <typename T>
T obtained(const QFuture<Result<T>> &future)
{
    Result<T> result = waited(future);
    if (!result)
        qFatal("%s", qPrintable(result.error().detail));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace casement
