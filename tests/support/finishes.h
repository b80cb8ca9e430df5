// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QEventLoop>
#include <QFutureWatcher>
#include <QTimer>
#include <chrono>

namespace casement
{

/// Waits until \a future is finished, for at most \a patience, and says whether it is. Unlike
/// QTRY_VERIFY it takes no naps: a dialogue of many steps with a server in the same thread, a
/// thousand times over, takes seconds and not minutes.
template <typename T>
[[nodiscard]] bool finishes(const QFuture<T> &future,
                            std::chrono::milliseconds patience = std::chrono::seconds(60))
{
    if (!future.isFinished()) {
        QFutureWatcher<T> watcher;
        QEventLoop loop;
        QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
        QTimer::singleShot(patience, &loop, &QEventLoop::quit);
        watcher.setFuture(future);
        loop.exec();
    }
    return future.isFinished();
}

} // namespace casement
