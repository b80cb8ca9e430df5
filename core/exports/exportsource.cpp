// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/exportsource.h"

#include "core/exports/tarstream.h"

#include <KZip>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qint64 freeOfRatio = 16 * 1024 * 1024; ///< so much may come from any few bytes

/// Ends what it reads at a limit, and says whether it came to less or more than was announced.
class BoundedDevice final : public QIODevice
{
public:
    BoundedDevice(std::unique_ptr<QIODevice> inner, qint64 announced, qint64 limit,
                  std::shared_ptr<QString> trouble)
        : m_inner(std::move(inner))
        , m_announced(announced)
        , m_limit(limit)
        , m_trouble(std::move(trouble))
    {
        setOpenMode(QIODevice::ReadOnly);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        if (m_isOver || size <= 0)
            return m_isOver ? -1 : 0;
        const qint64 read = m_inner->read(data, size);
        if (read > 0 && m_read + read <= m_limit) {
            m_read += read;
            return read;
        }
        m_isOver = true;
        if (read > 0)
            *m_trouble = QStringLiteral("unpacks to more than an archive of its size may hold");
        else if (read < 0 || m_read < m_announced)
            *m_trouble = QStringLiteral("is damaged or cut off");
        return -1;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    std::unique_ptr<QIODevice> m_inner;
    qint64 m_announced;
    qint64 m_limit;
    std::shared_ptr<QString> m_trouble;
    qint64 m_read = 0;
    bool m_isOver = false;
};

/// A file for KZip that gives up when listing it takes more steps than an honest archive needs:
/// KZip has no bound of its own, and keeps something for each header.
class MeteredFile final : public QFile
{
public:
    using QFile::QFile;
    void stopMetering() { m_steps = -1; }
    [[nodiscard]] bool isExhausted() const { return m_isExhausted; }
    bool seek(qint64 offset) override { return step() && QFile::seek(offset); }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        return step() ? QFile::readData(data, size) : -1;
    }

private:
    bool step()
    {
        if (m_steps < 0)
            return true;
        if (m_steps++ > ExportSource::maxEntries * 4 + QFile::size() / 4096)
            m_isExhausted = true;
        return !m_isExhausted;
    }
    qint64 m_steps = 0;
    bool m_isExhausted = false;
};

std::unexpected<Error> refused(const QString &path, const QString &why)
{
    return fail(ErrorKind::Invalid,
                QStringLiteral("%1 %2; nothing of it was imported.").arg(path, why));
}

const QString tooMany = QStringLiteral("has more than 300,000 entries");

/// A plain path below the folder that it is relative to; empty for any other.
QString cleanRelative(const QString &relative)
{
    QString name = relative;
    name.replace(u'\\', u'/');
    name = QDir::cleanPath(name);
    const bool leaves = name.startsWith(u'/') || name == u".." || name.startsWith(u"../") ||
                        name.contains(u':') || name.contains(QChar(0));
    return leaves || name == u"." || relative.isEmpty() ? QString() : name;
}

QString folderOf(const QString &name)
{
    const qsizetype slash = name.lastIndexOf(u'/');
    return slash < 0 ? QString() : name.first(slash + 1);
}

/// Files below a folder; a file of its own is one with a single name.
class FolderSource final : public ExportSource
{
public:
    FolderSource(const QString &path, const QString &folder, bool isFile)
        : ExportSource(path)
        , m_folder(QFileInfo(folder).canonicalFilePath())
        , m_isFile(isFile)
    {
    }

    [[nodiscard]] Result<void> list()
    {
        if (m_isFile) {
            m_names = {QString()};
            m_bytes = QFileInfo(m_path).size();
            return {};
        }
        // Two levels: no export has more, and a home folder given by mistake is soon listed.
        QDirIterator outer(m_folder,
                           QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks);
        while (outer.hasNext()) {
            const QFileInfo each = outer.nextFileInfo();
            add(each, QString());
            if (!each.isDir())
                continue;
            QDirIterator inner(each.filePath(), QDir::Files | QDir::NoSymLinks);
            while (inner.hasNext() && m_names.size() <= maxEntries)
                add(inner.nextFileInfo(), each.fileName() + u'/');
            if (m_names.size() > maxEntries)
                return refused(m_path, tooMany);
        }
        std::ranges::sort(m_names);
        return {};
    }

    [[nodiscard]] Result<std::unique_ptr<QIODevice>> device(const QString &name) override
    {
        m_trouble->clear();
        const QString path = m_isFile ? m_path : m_folder + u'/' + name;
        auto file = std::make_unique<QFile>(path);
        if (!file->open(QIODevice::ReadOnly))
            return fail(ErrorKind::Storage,
                        QStringLiteral("%1 cannot be read: %2").arg(path, file->errorString()));
        return file;
    }

    [[nodiscard]] qint64 sizeBeside(const QString &name, const QString &relative) const override
    {
        const QString path = pathBeside(name, relative);
        return path.isEmpty() ? -1 : QFileInfo(path).size();
    }

    [[nodiscard]] QByteArray beside(const QString &name, const QString &relative) override
    {
        const QString path = pathBeside(name, relative);
        QFile file(path);
        if (path.isEmpty() || file.size() > maxFile || !file.open(QIODevice::ReadOnly))
            return {};
        return file.read(maxFile);
    }

private:
    void add(const QFileInfo &info, const QString &folder)
    {
        if (!info.isFile())
            return;
        m_names.append(folder + info.fileName());
        m_bytes += info.size();
    }

    [[nodiscard]] QString pathBeside(const QString &name, const QString &relative) const
    {
        const QString plain = cleanRelative(relative);
        if (plain.isEmpty())
            return {};
        // Links are resolved first: one that leads out of the folder is not followed.
        const QFileInfo info(m_folder + u'/' + folderOf(name) + plain);
        const QString real = info.canonicalFilePath();
        return info.isFile() && real.startsWith(m_folder + u'/') ? real : QString();
    }

    QString m_folder;
    bool m_isFile;
};

/// A .zip that was listed.
struct OpenZip {
    explicit OpenZip(const QString &path) : file(path), zip(&file) {}

    [[nodiscard]] Result<void> list()
    {
        const QString path = file.fileName();
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Storage,
                        QStringLiteral("%1 cannot be read: %2").arg(path, file.errorString()));
        const bool isOpen = zip.open(QIODevice::ReadOnly);
        if (file.isExhausted())
            return refused(path, tooMany);
        if (!isOpen)
            return refused(path, QStringLiteral("is a damaged or incomplete .zip"));
        file.stopMetering();
        std::vector<std::pair<const KArchiveDirectory *, QString>> folders{{zip.directory(), {}}};
        while (!folders.empty()) {
            const auto [folder, prefix] = folders.back();
            folders.pop_back();
            const QStringList entries = folder->entries();
            for (const QString &each : entries) {
                const KArchiveEntry *entry = folder->entry(each);
                if (each == u".." || !entry || !entry->symLinkTarget().isEmpty())
                    return refused(path, QStringLiteral("has entries that lead out of it"));
                if (entry->isDirectory())
                    folders.emplace_back(static_cast<const KArchiveDirectory *>(entry),
                                         prefix + each + u'/');
                else if (entry->isFile())
                    files.insert(prefix + each, static_cast<const KZipFileEntry *>(entry));
                if (files.size() > ExportSource::maxEntries)
                    return refused(path, tooMany);
            }
        }
        return {};
    }

    MeteredFile file;
    KZip zip;
    QHash<QString, const KZipFileEntry *> files;
};

class ZipSource final : public ExportSource
{
public:
    explicit ZipSource(const QString &path) : ExportSource(path), m_words(path) {}

    [[nodiscard]] Result<void> list()
    {
        if (const auto done = m_words.list(); !done)
            return done;
        m_bytes = m_words.file.size();
        m_names = m_words.files.keys();
        std::ranges::sort(m_names);
        return {};
    }

    [[nodiscard]] Result<std::unique_ptr<QIODevice>> device(const QString &name) override
    {
        m_trouble->clear();
        return deviceOf(m_words, name, m_trouble);
    }

    [[nodiscard]] qint64 sizeBeside(const QString &name, const QString &relative) const override
    {
        const auto *file = m_words.files.value(pathBeside(name, relative));
        return file ? file->size() : -1;
    }

    [[nodiscard]] QByteArray beside(const QString &name, const QString &relative) override
    {
        const QString path = pathBeside(name, relative);
        if (path.isEmpty() || sizeBeside(name, relative) > maxFile)
            return {};
        // Two files of one KZip cannot be read by turns.
        if (!m_media) {
            m_media = std::make_unique<OpenZip>(m_path);
            if (!m_media->list())
                m_media->files.clear();
        }
        const auto trouble = std::make_shared<QString>();
        const auto packed = deviceOf(*m_media, path, trouble);
        if (!packed)
            return {};
        // What cannot be unpacked is only named.
        QByteArray bytes = (*packed)->read(maxFile + 1);
        return bytes.size() == m_words.files.value(path)->size() ? bytes : QByteArray();
    }

private:
    [[nodiscard]] QString pathBeside(const QString &name, const QString &relative) const
    {
        const QString plain = cleanRelative(relative);
        const QString path = folderOf(name) + plain;
        return plain.isEmpty() || !m_words.files.contains(path) ? QString() : path;
    }

    [[nodiscard]] Result<std::unique_ptr<QIODevice>>
    deviceOf(const OpenZip &archive, const QString &name,
             const std::shared_ptr<QString> &trouble) const
    {
        const KZipFileEntry *file = archive.files.value(name);
        if (!file)
            return refused(m_path, QStringLiteral("has no %1").arg(name));
        const qint64 packedSize = std::clamp<qint64>(file->compressedSize(), 0, m_bytes);
        const qint64 limit = std::min(maxUnpacked, packedSize * maxRatio + freeOfRatio);
        if (file->size() > limit)
            return refused(m_path,
                           QStringLiteral("says that %1 unpacks to more than its %2 bytes can hold")
                               .arg(name)
                               .arg(packedSize));
        std::unique_ptr<QIODevice> packed(file->createDevice());
        if (!packed || !packed->isReadable())
            return refused(m_path,
                           QStringLiteral("has %1 packed in a way that cannot be read").arg(name));
        return std::make_unique<BoundedDevice>(std::move(packed), file->size(), limit, trouble);
    }

    OpenZip m_words;
    std::unique_ptr<OpenZip> m_media;
};

class TarSource final : public ExportSource
{
public:
    explicit TarSource(const QString &path) : ExportSource(path) {}

    [[nodiscard]] Result<void> list()
    {
        m_bytes = QFileInfo(m_path).size();
        const auto unpacked =
            unpackTar(m_path, {QStringLiteral("outbox.json"), QStringLiteral("actor.json")});
        if (!unpacked)
            return std::unexpected(unpacked.error());
        m_files = *unpacked;
        m_names = m_files.keys();
        std::ranges::sort(m_names);
        return {};
    }

    [[nodiscard]] Result<std::unique_ptr<QIODevice>> device(const QString &name) override
    {
        m_trouble->clear();
        const auto found = m_files.value(name);
        if (!found)
            return refused(m_path, QStringLiteral("has no %1").arg(name));
        auto file = std::make_unique<QFile>(found->fileName());
        if (!file->open(QIODevice::ReadOnly))
            return fail(ErrorKind::Storage,
                        QStringLiteral("%1 cannot be read: %2").arg(m_path, file->errorString()));
        return file;
    }
    // Media are in it, but only named: taking them would mean to unpack gigabytes for a few.
    [[nodiscard]] qint64 sizeBeside(const QString &, const QString &) const override { return -1; }
    [[nodiscard]] QByteArray beside(const QString &, const QString &) override { return {}; }

private:
    QHash<QString, std::shared_ptr<QTemporaryFile>> m_files;
};

template <typename Source>
Result<std::unique_ptr<ExportSource>> listed(std::unique_ptr<Source> source)
{
    if (const auto done = source->list(); !done)
        return std::unexpected(done.error());
    return source;
}

} // namespace

ExportSource::ExportSource(const QString &path)
    : m_path(path)
    , m_trouble(std::make_shared<QString>())
{
}

bool ExportSource::has(const QString &name) const
{
    return std::ranges::binary_search(m_names, name);
}

Result<std::unique_ptr<ExportSource>> ExportSource::open(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return listed(std::make_unique<FolderSource>(path, path, false));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage,
                    QStringLiteral("%1 cannot be read: %2").arg(path, file.errorString()));
    const QByteArray magic = file.read(4);
    if (magic.startsWith("PK\3\4") || magic.startsWith("PK\5\6"))
        return listed(std::make_unique<ZipSource>(path));
    if (magic.startsWith("\x1f\x8b"))
        return listed(std::make_unique<TarSource>(path));
    return listed(std::make_unique<FolderSource>(path, info.absolutePath(), true));
}

} // namespace casement
