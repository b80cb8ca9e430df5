// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QFile>
#include <QList>
#include <QString>
#include <optional>

namespace casement
{

/// A file that messages, or people, can be read from, and how.
struct MailFile {
    enum class Format { Mbox, Eml, Export, Cards };
    QString path;
    Format format = Format::Eml;
    qint64 size = 0;
    bool isSeen = false;     ///< Maildir flag S, or in cur/ of nothing else
    bool isAnswered = false; ///< Maildir flag R
};

/// The files behind \a paths, told apart by what is in them: an mbox begins with "From ", a folder
/// with cur/ and new/ is a Maildir, an export is what findExport() takes for one, contact cards are
/// what isContactFile() takes for them, other folders are searched. A file that was named and is
/// none of these is a mail. What cannot be read is named in
/// \a problems.
[[nodiscard]] QList<MailFile> findMailFiles(const QStringList &paths, QStringList &problems);

/// Reads an mbox (mboxo, mboxrd: ">From " is unquoted) from any position that it gave, in constant
/// memory.
class MboxReader
{
public:
    /// Larger mails are passed over and named: no mail server takes them.
    static constexpr qint64 maxMessage = 128 * 1024 * 1024;

    explicit MboxReader(const QString &path);
    [[nodiscard]] Result<void> open(qint64 position);

    /// The next message without its "From " line, or none at the end. An error ends the file.
    [[nodiscard]] Result<std::optional<QByteArray>> next();
    /// Where the message after the last one begins.
    [[nodiscard]] qint64 position() const { return m_position; }
    /// How many messages were passed over because of their size.
    [[nodiscard]] int tooLarge() const { return m_tooLarge; }

private:
    [[nodiscard]] qsizetype findEnd(qsizetype from) const;
    bool fill();

    QFile m_file;
    QByteArray m_buffer;
    qsizetype m_start = 0; ///< of the next message in the buffer
    qint64 m_position = 0;
    int m_tooLarge = 0;
};

/// SHA-256 of the first 64 KiB: tells whether a file is the one that was read before.
[[nodiscard]] QByteArray fileFingerprint(const QString &path);

} // namespace casement
