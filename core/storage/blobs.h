// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QString>

namespace casement
{

class Db;

/// Raw messages and files, each kept once, named by SHA-256. Up to `inlineLimit` bytes they are
/// rows (a file and an fsync each would make bulk import hundreds of times slower); larger ones are
/// files in the workspace's folder blobs/.
class Blobs
{
public:
    static constexpr qsizetype inlineLimit = 256 * 1024;

    explicit Blobs(const QString &folder);

    /// What is written for some bytes; made off the writer thread, where hashing and compressing
    /// belong.
    struct Packed {
        QByteArray sha256;
        qint64 size = 0;
        int codec = 0;
        QByteArray data;
    };
    [[nodiscard]] static Packed pack(const QByteArray &bytes);

    /// Stores \a packed unless it is there, and returns its row. A file is synced to disk before
    /// the row exists. Errors stick to \a db.
    [[nodiscard]] qint64 put(Db &db, const Packed &packed);
    [[nodiscard]] qint64 put(Db &db, const QByteArray &bytes) { return put(db, pack(bytes)); }
    /// NotFound when the row is missing, Storage when its bytes are missing or are not what they
    /// were.
    [[nodiscard]] Result<QByteArray> get(Db &db, qint64 id) const;
    /// Removes the row and its file; the caller knows that nothing refers to it.
    void remove(Db &db, qint64 id);
    /// Hashes again what row \a id has; an error says what is wrong with it.
    [[nodiscard]] Result<void> verify(Db &db, qint64 id) const;

private:
    [[nodiscard]] QString path(const QByteArray &sha256) const;
    QString m_folder;
};

} // namespace casement
