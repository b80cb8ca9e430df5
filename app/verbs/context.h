// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/verbs/verb.h"
#include "app/verbs/verbio.h"
#include "core/desk/desk.h"

#include <QEventLoop>
#include <QFutureWatcher>
#include <QJsonObject>
#include <QObject>

namespace casement
{

class AccountSetup;
class Liveness;

/// What every verb works with, whoever called it.
struct VerbServices {
    Desk &desk;
    AccountSetup &accountSetup;
    Liveness &liveness;
};

/// Writes \a bytes as a whole or not at all, readable by us alone.
[[nodiscard]] Result<void> writeFile(const QString &path, const QByteArray &bytes);

/// How a verb was called.
struct VerbRequest {
    VerbCall call;
    QString workingFolder; ///< of the caller: relative paths start there
    bool json = false;
    bool outputIsTerminal = false;
    bool errorIsTerminal = false;
};

/// What a verb sees while it runs, on a thread of its own: the desk, the caller's streams, and
/// waiting. A verb is a plain sequence of waits; signals of objects on the main thread are
/// delivered to it (through this object) while it waits.
class VerbContext final : public QObject
{
    Q_OBJECT
public:
    VerbContext(const VerbServices &services, const VerbRequest &request, VerbIo &io);

    [[nodiscard]] Desk &desk() const { return m_services.desk; }
    [[nodiscard]] AccountSetup &accountSetup() const { return m_services.accountSetup; }
    [[nodiscard]] Liveness &liveness() const { return m_services.liveness; }
    /// Accounts and outbox are running already: a window is open, or a `watch`.
    [[nodiscard]] bool isLive() const;
    [[nodiscard]] const VerbCall &call() const { return m_request.call; }
    [[nodiscard]] const QStringList &words() const { return m_request.call.words; }
    [[nodiscard]] bool isJson() const { return m_request.json; }
    [[nodiscard]] bool showsProgress() const { return m_request.errorIsTerminal; }
    [[nodiscard]] bool isCancelled() const { return m_io.isCancelled(); }

    /// The caller's path, absolute.
    [[nodiscard]] QString path(const QString &path) const;
    /// The whole number from 1 on that \a option gives, or \a fallback without it; Invalid for
    /// anything else.
    [[nodiscard]] Result<int> number(const QString &option, int fallback) const;
    /// The content of a file of the caller, or of standard input for "-".
    [[nodiscard]] Result<QByteArray> read(const QString &path, qsizetype limit);
    /// The same as UTF-8 text; Invalid when it is not.
    [[nodiscard]] Result<QString> readText(const QString &path);

    /// One result: an object on a line with --json, else \a text.
    void put(const QJsonObject &object, const QString &text);
    void putText(const QString &text);
    void putJson(const QJsonObject &object);
    void putBytes(const QByteArray &bytes);
    /// A sentence for people on standard error.
    void say(const QString &sentence);
    /// A line on a terminal that the next one overwrites; nothing when standard error is not a
    /// terminal.
    void sayProgress(const QString &text);
    /// Tells \a error and gives the exit code for it.
    [[nodiscard]] int fail(const Error &error);
    [[nodiscard]] int fail(ExitCode code, const Error &error);

    /// Waits for \a future; Cancelled when the caller has gone away or given up before it was
    /// finished.
    template <typename T>
    [[nodiscard]] Result<T> await(QFuture<Result<T>> future);
    /// Runs \a function, which gives a QFuture<Result<T>>, on the main thread and waits for what it
    /// gives.
    template <typename Function>
    [[nodiscard]] auto awaitOnMain(Function function);
    /// Runs \a function on the main thread and gives what it returns.
    template <typename Function>
    [[nodiscard]] auto onMain(Function function);
    /// Waits until \a condition holds, which is looked at after every signal delivered to this
    /// object and when \a timeout is over. False: timed out or cancelled.
    [[nodiscard]] bool waitUntil(const std::function<bool()> &condition,
                                 std::optional<std::chrono::milliseconds> timeout = {});
    /// To be called from slots that change what a condition looks at.
    void wake() { Q_EMIT woken(); }

Q_SIGNALS:
    void woken();
    void cancelled();

private:
    void clearProgress();

    VerbServices m_services;
    VerbRequest m_request;
    VerbIo &m_io;
    bool m_progressShown = false;
};

/// Runs the verb of \a request on the calling thread, which must have no event loop running, and
/// gives its exit code.
[[nodiscard]] int runVerb(const VerbServices &services, const VerbRequest &request, VerbIo &io);

/// \a error as one object, as every verb prints it with --json.
[[nodiscard]] QJsonObject errorObject(const Error &error);
/// What happened, what was kept and what to do, for people.
[[nodiscard]] QString sentenceFor(const Error &error);

template <typename T>
Result<T> VerbContext::await(QFuture<Result<T>> future)
{
    if (!future.isFinished() && !isCancelled()) {
        QEventLoop loop;
        QFutureWatcher<Result<T>> watcher;
        connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
        connect(this, &VerbContext::cancelled, &loop, &QEventLoop::quit);
        watcher.setFuture(future);
        loop.exec();
    }
    if (future.isFinished() && future.resultCount() > 0)
        return future.result();
    return casement::fail(ErrorKind::Cancelled,
                          QStringLiteral("Stopped; what was done until then is kept."));
}

template <typename Function>
auto VerbContext::awaitOnMain(Function function)
{
    return await(QtFuture::makeReadyVoidFuture().then(&desk(), std::move(function)).unwrap());
}

template <typename Function>
auto VerbContext::onMain(Function function)
{
    using T = std::invoke_result_t<Function>;
    if constexpr (std::is_void_v<T>) {
        std::ignore =
            await(QtFuture::makeReadyVoidFuture().then(&desk(), [function]() -> Result<void> {
                function();
                return {};
            }));
    } else {
        return await(QtFuture::makeReadyVoidFuture().then(
                         &desk(), [function]() -> Result<T> { return function(); }))
            .value_or(T());
    }
}

} // namespace casement
