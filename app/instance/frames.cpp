// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/instance/frames.h"

#include <QtEndian>

namespace casement
{

namespace
{

constexpr qsizetype headerSize = 5;

bool isKnown(quint8 type)
{
    switch (Frame::Type(type)) {
    case Frame::Type::Request:
    case Frame::Type::Input:
    case Frame::Type::Accepted:
    case Frame::Type::Busy:
    case Frame::Type::WantInput:
    case Frame::Type::Output:
    case Frame::Type::ErrorOutput:
    case Frame::Type::Exit:
        return true;
    }
    return false;
}

} // namespace

QByteArray encodeFrame(Frame::Type type, const QByteArray &payload)
{
    Q_ASSERT(payload.size() <= maxFramePayload);
    QByteArray frame(headerSize, Qt::Uninitialized);
    qToBigEndian(quint32(payload.size()), frame.data());
    frame[4] = char(type);
    return frame + payload;
}

void FrameReader::feed(const QByteArray &bytes)
{
    if (m_broken)
        return;
    m_bytes.remove(0, m_read);
    m_read = 0;
    m_bytes += bytes;
}

std::optional<Frame> FrameReader::next()
{
    if (m_broken || m_bytes.size() - m_read < headerSize)
        return std::nullopt;
    const char *const start = m_bytes.constData() + m_read;
    const qsizetype length = qFromBigEndian<quint32>(start);
    const auto type = quint8(start[4]);
    if (length > maxFramePayload || !isKnown(type)) {
        m_broken = true;
        m_bytes.clear();
        m_read = 0;
        return std::nullopt;
    }
    if (m_bytes.size() - m_read < headerSize + length)
        return std::nullopt;
    Frame frame{.type = Frame::Type(type), .payload = m_bytes.mid(m_read + headerSize, length)};
    m_read += headerSize + length;
    return frame;
}

} // namespace casement
