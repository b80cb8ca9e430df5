// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/instance/workspacelock.h"

#include "app/platform.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

namespace casement
{

WorkspaceLock::WorkspaceLock(const QString &folder) : m_folder(folder), m_file(folder + u"/lock")
{
    // Never stale by age: a window may be open for months. A process that is gone is noticed by its
    // number.
    m_file.setStaleLockTime(std::chrono::milliseconds(0));
}

Result<void> WorkspaceLock::tryTake()
{
    if (m_file.tryLock(std::chrono::milliseconds(0)))
        return {};
    switch (m_file.error()) {
    case QLockFile::LockFailedError:
        return fail(ErrorKind::Busy,
                    QStringLiteral("Another Casement has the workspace %1 open.").arg(m_folder));
    case QLockFile::PermissionError:
        return fail(
            ErrorKind::Storage,
            QStringLiteral("The workspace folder %1 cannot be written, so nothing was opened or "
                           "changed; make it writable for your user, or name another one with "
                           "--workspace.")
                .arg(m_folder));
    case QLockFile::NoError:
    case QLockFile::UnknownError:
        break;
    }
    return fail(
        ErrorKind::Storage,
        QStringLiteral("The workspace folder %1 could not be locked, so nothing was opened or "
                       "changed; is its disk full or read-only?")
            .arg(m_folder));
}

QString WorkspaceLock::holder() const
{
    qint64 process = 0;
    QString host;
    QString application;
    if (!m_file.getLockInfo(&process, &host, &application))
        return {};
    return QStringLiteral("process %1").arg(process);
}

QString workspaceSocketPath(const QString &folder)
{
    const QString canonical = QFileInfo(folder).canonicalFilePath();
    const QString inside = canonical + u"/socket";
    // QLocalServer binds a temporary name beside it first, which is longer.
    constexpr qsizetype roomForTemporaryName = 12;
    if (QFile::encodeName(inside).size() + roomForTemporaryName <= platform::longestSocketPath())
        return inside;
    QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (runtime.isEmpty())
        runtime = QDir::tempPath();
    const QByteArray name =
        QCryptographicHash::hash(canonical.toUtf8(), QCryptographicHash::Sha256).toHex().first(24);
    return runtime + u"/casement-" + QString::fromLatin1(name);
}

} // namespace casement
