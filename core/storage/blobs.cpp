// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/blobs.h"

#include "core/storage/sqlite.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace casement
{

namespace
{

constexpr int stored = 0;
constexpr int zlib = 1;
/// Below this size compressing gains nothing.
constexpr qsizetype compressFrom = 400;

} // namespace

Blobs::Blobs(const QString &folder) : m_folder(folder)
{
}

Blobs::Packed Blobs::pack(const QByteArray &bytes)
{
    Packed packed{.sha256 = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256),
                  .size = bytes.size(),
                  .codec = stored,
                  .data = bytes};
    if (bytes.size() >= compressFrom) {
        // Level 1: half the size of plain mail at a tenth of the default's time.
        QByteArray compressed = qCompress(bytes, 1);
        if (compressed.size() < bytes.size() * 9 / 10) {
            packed.codec = zlib;
            packed.data = std::move(compressed);
        }
    }
    return packed;
}

QString Blobs::path(const QByteArray &sha256) const
{
    const QString hex = QString::fromLatin1(sha256.toHex());
    return m_folder + u'/' + hex.first(2) + u'/' + hex.sliced(2);
}

qint64 Blobs::put(Db &db, const Packed &packed)
{
    if (const qint64 id = db.number("SELECT id FROM blob WHERE sha256 = ?", 0, packed.sha256))
        return id;
    if (packed.data.size() <= inlineLimit) {
        db.run("INSERT INTO blob (sha256, size, codec, data) VALUES (?, ?, ?, ?)", packed.sha256,
               packed.size, packed.codec, packed.data);
        return db.lastInsertId();
    }
    const QString name = path(packed.sha256);
    QDir().mkpath(name.section(u'/', 0, -2));
    QSaveFile file(name); // writes beside it, syncs, renames
    if (!file.open(QIODevice::WriteOnly) || file.write(packed.data) != packed.data.size() ||
        !file.commit()) {
        db.setError(
            {.kind =
                 file.error() == QFileDevice::ResourceError ? ErrorKind::Full : ErrorKind::Storage,
             .detail = QStringLiteral("A file could not be saved in the workspace (%1). What was "
                                      "saved before is kept; "
                                      "make room or check the folder's permissions, and try again.")
                           .arg(file.errorString())});
        return 0;
    }
    db.run("INSERT INTO blob (sha256, size, codec, data) VALUES (?, ?, ?, NULL)", packed.sha256,
           packed.size, packed.codec);
    return db.lastInsertId();
}

Result<QByteArray> Blobs::get(Db &db, qint64 id) const
{
    Statement row = db.prepare("SELECT sha256, size, codec, data FROM blob WHERE id = ?");
    row.bind(id);
    if (!row.next())
        return fail(ErrorKind::NotFound, QStringLiteral("The file is not in the workspace."));
    QByteArray data;
    if (row.isNull(3)) {
        QFile file(path(row.blob(0)));
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Storage,
                        QStringLiteral("A file of the workspace cannot be read: %1")
                            .arg(file.errorString()));
        data = file.readAll();
    } else {
        data = row.blob(3);
    }
    if (row.integer(2) == zlib)
        data = qUncompress(data);
    if (data.size() != row.integer(1))
        return fail(
            ErrorKind::Storage,
            QStringLiteral("A file of the workspace is damaged; restore it from a backup."));
    return data;
}

void Blobs::remove(Db &db, qint64 id)
{
    Statement row = db.prepare("SELECT sha256, data IS NULL FROM blob WHERE id = ?");
    row.bind(id);
    if (row.next() && row.boolean(1))
        QFile::remove(path(row.blob(0)));
    db.run("DELETE FROM blob WHERE id = ?", id);
}

Result<void> Blobs::verify(Db &db, qint64 id) const
{
    const auto bytes = get(db, id);
    if (!bytes)
        return std::unexpected(bytes.error());
    Statement row = db.prepare("SELECT sha256 FROM blob WHERE id = ?");
    row.bind(id);
    if (!row.next() || row.blob(0) != QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256))
        return fail(ErrorKind::Storage, QStringLiteral("its bytes are not what they were"));
    return {};
}

} // namespace casement
