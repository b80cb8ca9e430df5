// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/pending.h"
#include "core/domain/remotefile.h"

#include <QFutureWatcher>
#include <QJsonValue>
#include <QObject>

namespace casement
{

/// One Connector::fetchFile() under way: the context of its requests, which end with it. It deletes
/// itself once it is finished, or when whoever waits has cancelled the future; a future whose job
/// is gone before it was finished is a cancelled one.
class FileJob final : public QObject
{
    Q_OBJECT
public:
    explicit FileJob(QObject *parent);

    [[nodiscard]] QFuture<Result<FileAnswer>> future() const { return m_pending.future(); }
    void finish(const Result<FileAnswer> &answer);
    /// As progress value and range of the future, in bytes. \a total is -1 while it is unknown; the
    /// range is 0 then.
    void setProgress(qint64 done, qint64 total);

private:
    Pending<FileAnswer> m_pending;
    QFutureWatcher<Result<FileAnswer>> m_watcher;
    int m_range = 0;
    bool m_isFinished = false;
};

/// The value of \a json that \a pointer names (RFC 6901); undefined where there is none.
[[nodiscard]] QJsonValue jsonAt(const QJsonValue &json, const QString &pointer);
/// The JSON of a message as it came; undefined when it is none, or too long to be read at once.
[[nodiscard]] QJsonValue jsonOf(const QByteArray &raw);

} // namespace casement
