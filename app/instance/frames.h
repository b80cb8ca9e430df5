// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QtTypes>
#include <optional>

namespace casement
{

/// What two processes of one workspace say to each other. On the wire: the payload's length in four
/// bytes, big-endian, one byte of type, the payload.
struct Frame {
    enum class Type : quint8 {
        // from the second process
        Request = 'R', ///< JSON: see VerbRequest
        Input = 'I',   ///< a piece of standard input; an empty one is its end
        // from the first process
        Accepted = 'A',  ///< the request is being worked on: never send it again
        Busy = 'B',      ///< the process is about to end: ask again, or take the workspace over
        WantInput = 'W', ///< eight bytes, big-endian: the most that is of use
        Output = 'O',
        ErrorOutput = 'X',
        Exit = 'Q', ///< one byte: the exit code
    };
    Type type = Type::Request;
    QByteArray payload;

    bool operator==(const Frame &) const = default;
};

constexpr qsizetype maxFramePayload = 1024 * 1024;

[[nodiscard]] QByteArray encodeFrame(Frame::Type type, const QByteArray &payload = {});

/// Cuts a stream of bytes into frames. A frame that is too long or of an unknown type breaks the
/// stream for good: whoever reads it closes the connection.
class FrameReader final
{
public:
    void feed(const QByteArray &bytes);
    /// The next whole frame; none: more bytes are needed, or the stream is broken.
    [[nodiscard]] std::optional<Frame> next();
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    QByteArray m_bytes;
    qsizetype m_read = 0;
    bool m_broken = false;
};

} // namespace casement
