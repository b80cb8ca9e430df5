// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/error.h"

#include <QFuture>
#include <QObject>
#include <QStringList>
#include <atomic>
#include <memory>

namespace casement
{

class Store;

struct ImportOptions {
    QStringList ourAddresses; ///< mail from these is ours, besides the addresses of the accounts
    bool asHistory = false;   ///< everything goes to Done
    bool isSample = false;
};

/// How far an import has come.
struct ImportProgress {
    QString path; ///< the file being read
    qint64 bytesDone = 0;
    qint64 bytesTotal = 0;
    qint64 messages = 0; ///< read so far
    qint64 added = 0;
    qint64 duplicates = 0;
    qint64 quarantined = 0; ///< kept, but shown as raw text because they could not be parsed
    QStringList
        problems; ///< files or passages that could not be read: one sentence each, at most 100
    bool isPaused = false;
    bool isFinished = false;
};

/// Reads mbox, EML and Maildir (told apart by what is in them) into the store through the same
/// pipeline as every channel. Parses on a thread of its own while the store writes. What is
/// acknowledged in the progress is on disk; an import that was killed goes on where it stopped when
/// it is started again on the same file.
class Importer final : public QObject
{
    Q_OBJECT
public:
    explicit Importer(Store &store);
    ~Importer() override;

    /// Starts importing \a paths (files and folders). The future gives the final progress. Only one
    /// import runs at a time.
    QFuture<Result<ImportProgress>> start(const QStringList &paths,
                                          const ImportOptions &options = {});
    void pause();
    void resume();
    /// Stops after the batch under way; what was imported stays.
    void cancel();
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    void progressed(const casement::ImportProgress &progress);

private:
    struct Job;
    Store &m_store;
    std::shared_ptr<Job> m_job;
};

} // namespace casement

Q_DECLARE_METATYPE(casement::ImportProgress)
