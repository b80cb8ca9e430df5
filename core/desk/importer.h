// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/importreport.h"
#include "core/domain/error.h"
#include "core/domain/importrun.h"

#include <QFuture>
#include <QObject>
#include <QStringList>
#include <memory>

namespace casement
{

class Store;

/// Reads mbox, EML, Maildir, contact cards and the exports of chat programs (told apart by what is
/// in them) into the store through the same pipeline as every channel. Parses on a thread of its
/// own while the store writes. What is acknowledged in the progress is on disk; an import that was
/// killed goes on when it is started again with the same paths: where it stopped for an mbox, over
/// what is known already for the others. Each import can be undone as a whole.
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

    /// Whether there are contact cards or an export of a chat program among \a paths, which are
    /// worth a dry run first: they are short, and dates and names can be read in more than one way.
    QFuture<Result<bool>> haveExports(const QStringList &paths);
    /// Newest first.
    QFuture<Result<QList<ImportRun>>> runs();
    /// Takes out what import \a id brought, except what somebody has worked on since. Busy while an
    /// import runs.
    QFuture<Result<ImportUndone>> undo(ImportId id);

Q_SIGNALS:
    void progressed(const casement::ImportProgress &progress);

private:
    struct Job;
    [[nodiscard]] Result<ImportProgress> run(Job &job, const QStringList &paths,
                                             const ImportOptions &options);

    Store &m_store;
    std::shared_ptr<Job> m_job;
};

} // namespace casement
