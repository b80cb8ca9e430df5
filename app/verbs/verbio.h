// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QObject>
#include <atomic>

namespace casement
{

/// Where a verb's words go and where its input comes from: this process' own standard streams, or
/// those of the process that handed the verb over. Lives on the main thread; the verb's thread
/// calls the three virtual functions.
class VerbIo : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void writeOutput(const QByteArray &bytes) = 0;
    virtual void writeError(const QByteArray &bytes) = 0;
    /// Standard input to its end. Invalid when it is longer than \a limit bytes.
    [[nodiscard]] virtual Result<QByteArray> readInput(qsizetype limit) = 0;

    /// Nobody waits for the verb any more, or somebody has pressed Ctrl+C. May be called from any
    /// thread.
    void cancel()
    {
        if (!m_cancelled.exchange(true))
            Q_EMIT cancelled();
    }
    [[nodiscard]] bool isCancelled() const { return m_cancelled; }

Q_SIGNALS:
    void cancelled();

private:
    std::atomic_bool m_cancelled = false;
};

/// The streams of this process.
class ProcessIo final : public VerbIo
{
    Q_OBJECT
public:
    using VerbIo::VerbIo;
    void writeOutput(const QByteArray &bytes) override;
    void writeError(const QByteArray &bytes) override;
    [[nodiscard]] Result<QByteArray> readInput(qsizetype limit) override;
};

} // namespace casement
