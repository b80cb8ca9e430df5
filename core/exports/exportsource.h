// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QIODevice>
#include <QString>
#include <QStringList>
#include <memory>

namespace casement
{

/// What an export lies in: a file, a folder, a .zip or a .tar.gz. Archives are hostile: nothing is
/// ever unpacked under a name of theirs, links are not followed, and what is read of them is
/// bounded in number, size and ratio. Folders are read without leaving them.
class ExportSource
{
public:
    static constexpr qsizetype maxEntries = 300'000;
    /// Of one file in an archive, unpacked: larger exports are to be unpacked first.
    static constexpr qint64 maxUnpacked = qint64(8) * 1024 * 1024 * 1024;
    /// What an archive may unpack to besides, for each of its bytes. Deflate reaches 1032; words
    /// and JSON stay below 60.
    static constexpr qint64 maxRatio = 200;
    static constexpr qint64 maxFile = 25 * 1024 * 1024; ///< larger files are only named

    /// Refuses with one sentence what is no archive that can be read, or one that misbehaves.
    [[nodiscard]] static Result<std::unique_ptr<ExportSource>> open(const QString &path);
    virtual ~ExportSource() = default;

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] qint64 bytes() const { return m_bytes; } ///< of the file or all that was listed
    /// The files in it, sorted, with "/" between folders; for a file of its own one empty name.
    [[nodiscard]] const QStringList &names() const { return m_names; }
    [[nodiscard]] bool has(const QString &name) const;
    /// The file \a name, to be read once from its beginning. A trouble that shows only while it is
    /// read stands in trouble().
    [[nodiscard]] virtual Result<std::unique_ptr<QIODevice>> device(const QString &name) = 0;
    /// The unpacked size of a file beside \a name, or -1 when there is none.
    [[nodiscard]] virtual qint64 sizeBeside(const QString &name, const QString &relative) const = 0;
    /// The bytes of a file that lies beside \a name, as the export itself refers to it; empty when
    /// there is none, when it lies outside, or when it is larger than maxFile.
    [[nodiscard]] virtual QByteArray beside(const QString &name, const QString &relative) = 0;
    /// Why reading ended before the end, as the end of a sentence; empty when it did not.
    [[nodiscard]] QString trouble() const { return *m_trouble; }

protected:
    explicit ExportSource(const QString &path);

    QString m_path;
    qint64 m_bytes = 0;
    QStringList m_names;
    std::shared_ptr<QString> m_trouble;
};

} // namespace casement
