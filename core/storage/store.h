// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/domain/timestamp.h"
#include "core/storage/blobs.h"
#include "core/storage/sqlite.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QString>
#include <atomic>
#include <functional>
#include <memory>
#include <type_traits>

namespace casement
{

/// What a write gets: the connection inside an open transaction, the one clock tick of that
/// transaction, and the place to say what changed.
struct WriteContext {
    Db &db;
    Blobs &blobs;
    Timestamp now;
    qint64 hlc =
        0; ///< hybrid logical clock: milliseconds << 16 | counter; larger than any before it
    StaffId actor; ///< the person at this desk
    StoreChange &changed;
};

/// What a read gets.
struct ReadContext {
    Db &db;
    const Blobs &blobs;
    Timestamp now;
};

/// Stops reads that nobody waits for any more.
using CancelFlag = std::shared_ptr<std::atomic_bool>;

struct StoreOptions {
    QString folder;          ///< the workspace's folder; made when missing
    Clock clock = systemNow; ///< called on the store's threads
    int readers = 2;
};

/// The open workspace: one writer thread with the one connection that writes and checkpoints, and
/// reader threads. Work is given to them as functions; calling read() and write() is safe from any
/// thread.
///
/// A write is durable when its future is finished. Writes that wait together share one transaction,
/// each in a savepoint of its own: one that fails is rolled back alone.
class Store final : public QObject
{
    Q_OBJECT
public:
    /// Opens or makes the workspace. Does not check for other processes: the program's lock does.
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(const StoreOptions &options);
    ~Store() override;

    /// Runs `work(ReadContext &)` on a reader thread. It returns T or Result<T>.
    template <typename Work>
    auto read(Work &&work, const CancelFlag &cancel = {});
    /// Runs `work(WriteContext &)` on the writer thread inside a transaction. It returns T or
    /// Result<T>; an error rolls it back.
    template <typename Work>
    auto write(Work &&work);

    [[nodiscard]] QString folder() const { return m_folder; }
    /// The key of this workspace for signing our own Message-IDs: 32 random bytes.
    [[nodiscard]] QByteArray messageIdKey() const { return m_messageIdKey; }
    /// The person at this desk.
    [[nodiscard]] StaffId me() const { return m_me; }
    [[nodiscard]] Timestamp now() const { return m_clock(); }

Q_SIGNALS:
    /// After a commit that changed something, from the writer thread: connect queued (the default
    /// for receivers elsewhere).
    void changed(const casement::StoreChange &change);

private:
    class Worker;
    using ReadWork = std::function<void(ReadContext &)>;
    /// Called inside the savepoint; says whether it may stay. `settle` is called when its fate is
    /// known.
    struct WriteWork {
        std::function<std::optional<Error>(WriteContext &)> work;
        std::function<void(const std::optional<Error> &)> settle;
    };

    template <typename Work, typename Context>
    struct Returned {
        using Raw = std::invoke_result_t<Work, Context &>;
        template <typename T>
        struct Unwrap {
            using Type = T;
        };
        template <typename T>
        struct Unwrap<Result<T>> {
            using Type = T;
        };
        using Value = typename Unwrap<Raw>::Type;
    };

    Store() = default;
    Result<void> prepare(const StoreOptions &options);
    void enqueueRead(ReadWork work, const CancelFlag &cancel);
    void enqueueWrite(WriteWork work);

    QString m_folder;
    Clock m_clock;
    QByteArray m_messageIdKey;
    StaffId m_me;
    std::unique_ptr<Blobs> m_blobs;
    std::unique_ptr<Worker> m_worker;
};

template <typename Work>
auto Store::read(Work &&work, const CancelFlag &cancel)
{
    using T = typename Returned<Work, ReadContext>::Value;
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QFuture<Result<T>> future = promise->future();
    enqueueRead(
        [promise, run = std::forward<Work>(work)](ReadContext &context) mutable {
            const auto finish = [&](Result<T> result) {
                if (context.db.error())
                    result = std::unexpected(*context.db.error());
                promise->addResult(std::move(result));
                promise->finish();
            };
            if constexpr (std::is_void_v<std::invoke_result_t<Work, ReadContext &>>) {
                run(context);
                finish({});
            } else {
                finish(Result<T>(run(context)));
            }
        },
        cancel);
    return future;
}

template <typename Work>
auto Store::write(Work &&work)
{
    using T = typename Returned<Work, WriteContext>::Value;
    auto promise = std::make_shared<QPromise<Result<T>>>();
    auto result = std::make_shared<Result<T>>(
        fail(ErrorKind::Cancelled, QStringLiteral("Not done: the workspace was closed.")));
    promise->start();
    QFuture<Result<T>> future = promise->future();
    enqueueWrite({.work = [run = std::forward<Work>(work),
                           result](WriteContext &context) mutable -> std::optional<Error> {
                      if constexpr (std::is_void_v<std::invoke_result_t<Work, WriteContext &>>) {
                          run(context);
                          *result = {};
                      } else {
                          *result = run(context);
                      }
                      return result->has_value() ? std::nullopt : std::optional(result->error());
                  },
                  .settle =
                      [promise, result](const std::optional<Error> &error) {
                          if (error)
                              *result = std::unexpected(*error);
                          promise->addResult(std::move(*result));
                          promise->finish();
                      }});
    return future;
}

} // namespace casement
