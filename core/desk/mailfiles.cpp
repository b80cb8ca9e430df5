// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/mailfiles.h"

#include "core/exports/contactcards.h"
#include "core/exports/exportreader.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

namespace casement
{

namespace
{

constexpr qint64 chunk = 1024 * 1024;

bool beginsLikeMbox(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(5) == "From ";
}

bool isMaildir(const QDir &folder)
{
    return folder.exists(QStringLiteral("cur")) && folder.exists(QStringLiteral("new"));
}

MailFile describe(const QFileInfo &info)
{
    MailFile file{.path = info.absoluteFilePath(), .size = info.size()};
    if (beginsLikeMbox(file.path) && !info.fileName().contains(u":2,"))
        file.format = MailFile::Format::Mbox;
    else if (isContactFile(file.path))
        file.format = MailFile::Format::Cards;
    // Maildir: the letters behind ":2," are the flags (https://cr.yp.to/proto/maildir.html).
    const QString flags = info.fileName().section(QStringLiteral(":2,"), 1);
    file.isSeen = flags.contains(u'S');
    file.isAnswered = flags.contains(u'R');
    return file;
}

bool mayBeExport(const QFileInfo &info)
{
    static const QStringList ends{QStringLiteral("txt"), QStringLiteral("json"),
                                  QStringLiteral("zip"), QStringLiteral("gz"),
                                  QStringLiteral("tgz")};
    return ends.contains(info.suffix().toLower());
}

/// Whether a folder is an unpacked export as a whole.
bool isExportFolder(const QString &path)
{
    if (!QFile::exists(path + u"/users.json") && !QFile::exists(path + u"/outbox.json"))
        return false;
    const auto found = findExport(path);
    return found && *found;
}

qint64 sizeOfFolder(const QString &path)
{
    qint64 size = 0;
    QDirIterator each(path, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (each.hasNext())
        size += each.nextFileInfo().size();
    return size;
}

/// Whether \a line (behind a line feed) is the "From " line of the next message: an address or "-",
/// then a date with a clock time. Bodies with an unquoted "From here on" are so left whole.
bool isFromLine(QByteArrayView line)
{
    if (!line.startsWith("From ") || line.size() > 500)
        return false;
    const qsizetype colon = line.indexOf(':');
    return colon > 5 && line.size() > colon + 2 &&
           std::isdigit(static_cast<unsigned char>(line.at(colon - 1))) &&
           std::isdigit(static_cast<unsigned char>(line.at(colon + 1)));
}

/// Takes one ">" from every ">From " at a line's start.
QByteArray unquoted(QByteArrayView message)
{
    QByteArray result;
    result.reserve(message.size());
    qsizetype at = 0;
    for (;;) {
        const qsizetype found = message.indexOf("\n>", at);
        if (found < 0)
            break;
        qsizetype quotes = found + 1;
        while (quotes < message.size() && message.at(quotes) == '>')
            ++quotes;
        const bool isQuoted = message.sliced(quotes).startsWith("From ");
        result.append(message.sliced(at, found + 1 - at));
        at = found + (isQuoted ? 2 : 1);
        if (!isQuoted) {
            result.append(message.sliced(at, quotes - at));
            at = quotes;
        }
    }
    result.append(message.sliced(at));
    return result;
}

} // namespace

QList<MailFile> findMailFiles(const QStringList &paths, QStringList &problems)
{
    QList<MailFile> files;
    const auto problem = [&](const QString &text) {
        if (problems.size() < ImportFileReport::maxProblems)
            problems.append(text);
    };
    for (const QString &path : paths) {
        const QFileInfo info(path);
        if (!info.exists()) {
            problem(QStringLiteral("%1 does not exist; the rest was imported.").arg(path));
        } else if (info.isFile()) {
            if (!info.isReadable())
                problem(QStringLiteral("%1 cannot be read; check its permissions.").arg(path));
            else if (MailFile file = describe(info); file.format == MailFile::Format::Eml) {
                const auto found = findExport(file.path);
                if (!found) {
                    problem(found.error().detail);
                    continue;
                }
                if (*found)
                    file.format = MailFile::Format::Export;
                files.append(file);
            } else {
                files.append(file);
            }
        } else if (isExportFolder(path)) {
            files.append({.path = info.absoluteFilePath(),
                          .format = MailFile::Format::Export,
                          .size = sizeOfFolder(path)});
        } else {
            QDirIterator each(path, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
            QList<MailFile> inside;
            while (each.hasNext()) {
                const QFileInfo file = each.nextFileInfo();
                const QString folder = file.dir().dirName();
                const bool inMaildir = (folder == u"cur" || folder == u"new") &&
                                       isMaildir(QDir(file.dir().filePath(QStringLiteral(".."))));
                const bool isMail = file.suffix().compare(u"eml", Qt::CaseInsensitive) == 0 ||
                                    beginsLikeMbox(file.absoluteFilePath()) ||
                                    file.suffix().compare(u"vcf", Qt::CaseInsensitive) == 0;
                if (inMaildir || isMail) {
                    inside.append(describe(file));
                } else if (mayBeExport(file)) {
                    // What is no export after all is any of the other files of a folder.
                    const auto found = findExport(file.absoluteFilePath());
                    if (found && *found)
                        inside.append({.path = file.absoluteFilePath(),
                                       .format = MailFile::Format::Export,
                                       .size = file.size()});
                }
            }
            if (inside.isEmpty())
                problem(
                    QStringLiteral("%1 has nothing in it that can be imported: no Maildir, "
                                   "mbox, .eml or .vcf files, and no chat export that is known.")
                        .arg(path));
            std::ranges::sort(inside, {}, &MailFile::path);
            files.append(inside);
        }
    }
    return files;
}

MboxReader::MboxReader(const QString &path) : m_file(path)
{
}

Result<void> MboxReader::open(qint64 position)
{
    if (!m_file.open(QIODevice::ReadOnly) || !m_file.seek(position))
        return fail(
            ErrorKind::Storage,
            QStringLiteral("%1 cannot be read: %2").arg(m_file.fileName(), m_file.errorString()));
    m_position = position;
    return {};
}

bool MboxReader::fill()
{
    if (m_start > chunk) {
        m_buffer.remove(0, m_start);
        m_start = 0;
    }
    const QByteArray more = m_file.read(chunk);
    m_buffer.append(more);
    return !more.isEmpty();
}

/// The position of the "From " line after \a from, or -1.
qsizetype MboxReader::findEnd(qsizetype from) const
{
    for (qsizetype at = m_buffer.indexOf("\nFrom ", from); at >= 0;
         at = m_buffer.indexOf("\nFrom ", at + 1)) {
        const qsizetype end = m_buffer.indexOf('\n', at + 1);
        if (end < 0)
            return -1;
        if (isFromLine(QByteArrayView(m_buffer).sliced(at + 1, end - at - 1)))
            return at + 1;
    }
    return -1;
}

Result<std::optional<QByteArray>> MboxReader::next()
{
    qsizetype searched = m_start;
    bool isSkipping = false;
    for (;;) {
        const qsizetype end = findEnd(searched);
        const bool isLast = end < 0 && m_file.atEnd();
        if (end >= 0 || isLast) {
            const qsizetype stop = end >= 0 ? end : m_buffer.size();
            QByteArrayView message = QByteArrayView(m_buffer).sliced(m_start, stop - m_start);
            m_position += message.size();
            m_start = stop;
            if (isSkipping || message.size() > maxMessage) {
                ++m_tooLarge;
                isSkipping = false;
                searched = m_start;
                if (isLast)
                    return std::optional<QByteArray>();
                continue;
            }
            if (message.startsWith("From ")) {
                const qsizetype line = message.indexOf('\n');
                message = line < 0 ? QByteArrayView() : message.sliced(line + 1);
            }
            if (message.trimmed().isEmpty()) {
                if (isLast)
                    return std::optional<QByteArray>();
                searched = m_start;
                continue;
            }
            // The empty line before the next "From " belongs to the mbox, not to the mail.
            if (message.endsWith("\r\n\r\n"))
                message.chop(2);
            else if (message.endsWith("\n\n"))
                message.chop(1);
            return std::optional(unquoted(message));
        }
        if (m_buffer.size() - m_start > maxMessage) {
            // Keep only what a "From " line might begin in.
            isSkipping = true;
            const qsizetype kept = 1024;
            m_position += m_buffer.size() - m_start - kept;
            m_start = m_buffer.size() - kept;
        }
        const qsizetype before = m_buffer.size() - m_start;
        if (!fill() && m_file.error() != QFileDevice::NoError)
            return fail(ErrorKind::Storage,
                        QStringLiteral("%1 cannot be read further: %2. What was read is imported.")
                            .arg(m_file.fileName(), m_file.errorString()));
        // The line feed of a "\nFrom " may be the last byte that was there before.
        searched = m_start + std::max<qsizetype>(0, before - 600);
    }
}

QByteArray fileFingerprint(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QCryptographicHash::hash(file.read(64 * 1024), QCryptographicHash::Sha256);
}

} // namespace casement
