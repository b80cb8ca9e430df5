// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHash>
#include <QString>
#include <optional>

namespace casement
{

using IrcTags = QHash<QByteArray, QByteArray>;

/// One line of the IRC protocol: RFC 1459 section 2.3.1 with the message tags of IRCv3. Everything
/// in it is the other side's and hostile.
struct IrcMessage {
    IrcTags tags;          ///< values unescaped
    QByteArray source;     ///< without the colon: "nick!user@host" or a server name; may be empty
    QByteArray command;    ///< upper-cased
    QByteArrayList params; ///< at most 15
    QByteArray raw;        ///< as it came, without the line end

    [[nodiscard]] QByteArray nick() const; ///< of the source: up to "!" or "@"
    /// Empty where the line has fewer.
    [[nodiscard]] QByteArray param(qsizetype index) const { return params.value(index); }
    [[nodiscard]] QByteArray last() const { return params.value(params.size() - 1); }
};

/// Empty for lines without a command.
[[nodiscard]] std::optional<IrcMessage> parseIrcLine(QByteArrayView line);

/// A line to be sent, with its CRLF. The last parameter may have spaces, be empty, or start with a
/// colon. Invalid when anything has CR, LF or NUL in it, a parameter in the middle could be taken
/// for two or for the last one, or the line is longer than servers accept: nothing that is
/// written here can become a second command.
[[nodiscard]] Result<QByteArray>
ircLine(const QByteArray &command, const QByteArrayList &params = {}, const IrcTags &tags = {});

/// UTF-8 where it is valid UTF-8, else Latin-1.
[[nodiscard]] QString decodeIrc(QByteArrayView bytes);

/// Words of a server for a sentence of ours: one line, without control characters, bounded.
[[nodiscard]] QString ircWords(QByteArrayView bytes);

/// Cuts a stream of bytes into lines; a line ends with LF, and a CR before it is dropped. Keeps at
/// most one unfinished line of kMaxLine bytes: longer ones are skipped, and counted.
class IrcLineReader
{
public:
    /// 8191 bytes of tags, 512 of the rest, and room for servers that do not count well.
    static constexpr qsizetype kMaxLine = 16 * 1024;

    void feed(QByteArrayView bytes);
    [[nodiscard]] std::optional<QByteArray> next();
    /// Bytes that came since the last line end.
    [[nodiscard]] qint64 unfinished() const { return m_skipped + (m_buffer.size() - m_position); }
    [[nodiscard]] qint64 oversized() const { return m_oversized; }
    void clear();

private:
    QByteArray m_buffer;
    qsizetype m_position = 0; ///< what is before it has been read
    qsizetype m_searched = 0; ///< no LF between the position and here
    qint64 m_skipped = 0;     ///< of the line that is being skipped
    bool m_isSkipping = false;
    qint64 m_oversized = 0;
};

} // namespace casement
