// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/tarstream.h"

#include "core/exports/exportsource.h"

#include <KCompressionDevice>
#include <QFileInfo>
#include <numeric>

namespace casement
{

namespace
{

constexpr qint64 block = 512;
constexpr qint64 readSize = 64 * block;
constexpr qint64 archiveFreeOfRatio = 64 * 1024 * 1024;
/// Of the archive as a whole: what is passed over takes time as well.
constexpr qint64 maxPassedOver = qint64(64) * 1024 * 1024 * 1024;

/// A number field of a header: octal digits, with blanks and NULs around. -1 when it is none: the
/// binary form of sizes over 8 GiB is more than we take anyway.
qint64 octal(QByteArrayView field)
{
    qint64 number = 0;
    bool hasDigits = false;
    for (const char c : field) {
        if (c >= '0' && c <= '7') {
            number = number * 8 + (c - '0');
            hasDigits = true;
        } else if (c != ' ' && c != '\0') {
            return -1;
        } else if (hasDigits) {
            break;
        }
    }
    return hasDigits ? number : -1;
}

bool isHeader(QByteArrayView header)
{
    const qint64 claimed = octal(header.sliced(148, 8));
    qint64 sum = 8 * ' '; // its own field counts as blanks
    for (qsizetype i = 0; i < header.size(); ++i) {
        if (i < 148 || i >= 156)
            sum += static_cast<unsigned char>(header.at(i));
    }
    return sum == claimed;
}

QString nameIn(QByteArrayView header)
{
    const auto field = [&](qsizetype at, qsizetype size) {
        const QByteArrayView bytes = header.sliced(at, size);
        const qsizetype end = bytes.indexOf('\0');
        return QString::fromUtf8(end < 0 ? bytes : bytes.first(end));
    };
    const QString prefix = header.sliced(257, 5) == "ustar" ? field(345, 155) : QString();
    const QString name = field(0, 100);
    return prefix.isEmpty() ? name : prefix + u'/' + name;
}

} // namespace

Result<QHash<QString, std::shared_ptr<QTemporaryFile>>> unpackTar(const QString &path,
                                                                  const QStringList &wanted)
{
    const auto refused = [&](const QString &why) {
        return fail(ErrorKind::Invalid,
                    QStringLiteral("%1 %2; nothing of it was imported.").arg(path, why));
    };
    QHash<QString, std::shared_ptr<QTemporaryFile>> files;
    KCompressionDevice archive(path, KCompressionDevice::GZip);
    if (!archive.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage,
                    QStringLiteral("%1 cannot be read: %2").arg(path, archive.errorString()));
    const qint64 limit = std::min(maxPassedOver, QFileInfo(path).size() * ExportSource::maxRatio +
                                                     archiveFreeOfRatio);
    qint64 taken = 0;
    // A read of a compressed device may give less than was asked for.
    const auto read = [&](qint64 size) {
        QByteArray bytes;
        while (bytes.size() < size) {
            const QByteArray more = archive.read(size - bytes.size());
            if (more.isEmpty())
                break;
            bytes += more;
        }
        taken += bytes.size();
        return bytes;
    };
    const QString cutOff = QStringLiteral("is a damaged or incomplete .tar.gz");
    for (qsizetype entries = 0;; ++entries) {
        const QByteArray header = read(block);
        if (header.isEmpty() && entries > 0 && archive.error() == QFileDevice::NoError)
            break; // some programs leave out the empty blocks at the end
        if (header.size() < block)
            return refused(cutOff);
        if (header.count('\0') == block)
            break;
        if (entries >= ExportSource::maxEntries)
            return refused(QStringLiteral("has more than 300,000 entries"));
        const qint64 size = octal(QByteArrayView(header).sliced(124, 12));
        if (!isHeader(header) || size < 0)
            return refused(cutOff);
        const char type = header.at(156);
        const bool isFile = type == '0' || type == '\0' || type == '7';
        const QString name = nameIn(header);
        const QString plain = name.section(u'/', -1);
        const bool isWanted =
            isFile && wanted.contains(plain) && !files.contains(plain) && name.count(u'/') <= 2;
        std::shared_ptr<QTemporaryFile> file;
        if (isWanted) {
            if (size > ExportSource::maxUnpacked)
                return refused(QStringLiteral("says that %1 is larger than 8 GiB").arg(plain));
            file = std::make_shared<QTemporaryFile>();
            if (!file->open())
                return fail(ErrorKind::Storage,
                            QStringLiteral("%1 cannot be unpacked: %2. Nothing of it was imported.")
                                .arg(path, file->errorString()));
        }
        qint64 left = size;
        const qint64 padding = (block - size % block) % block;
        while (left > 0) {
            if (taken > limit)
                return refused(
                    QStringLiteral("unpacks to more than an archive of its size may hold"));
            const QByteArray bytes = read(std::min(left, readSize));
            if (bytes.isEmpty())
                return refused(cutOff);
            left -= bytes.size();
            if (file && file->write(bytes) != bytes.size())
                return fail(ErrorKind::Full,
                            QStringLiteral("%1 cannot be unpacked: %2. Nothing of it was imported; "
                                           "make room and try again.")
                                .arg(path, file->errorString()));
        }
        if (read(padding).size() < padding)
            return refused(cutOff);
        if (file) {
            file->close();
            files.insert(plain, file);
        }
        if (files.size() == wanted.size())
            break; // the media behind them need not be unpacked
    }
    return files;
}

} // namespace casement
