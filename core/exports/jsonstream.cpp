// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/jsonstream.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace casement
{

namespace
{

constexpr qsizetype chunk = 64 * 1024;
constexpr qsizetype maxKey = 10'000;
constexpr qsizetype keptOfPassedOver = 500;

bool isSpace(int c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

} // namespace

JsonStream::JsonStream(QIODevice &device) : m_device(device)
{
    if (fill() && m_buffer.startsWith("\xef\xbb\xbf"))
        m_at = 3;
}

bool JsonStream::fill()
{
    m_taken += m_buffer.size();
    m_at = 0;
    m_buffer = m_device.read(chunk);
    return !m_buffer.isEmpty();
}

int JsonStream::peek()
{
    if (m_at >= m_buffer.size() && !fill())
        return -1;
    return static_cast<unsigned char>(m_buffer.at(m_at));
}

int JsonStream::peekAfterSpace()
{
    int c = peek();
    while (isSpace(c)) {
        ++m_at;
        c = peek();
    }
    return c;
}

void JsonStream::fail(const QString &error)
{
    if (m_error.isEmpty())
        m_error = error;
}

bool JsonStream::enter(char bracket)
{
    if (!m_error.isEmpty() || peekAfterSpace() != bracket)
        return false;
    if (m_levels.size() >= size_t(maxDepth)) {
        fail(QStringLiteral("is nested too deeply"));
        return false;
    }
    ++m_at;
    m_levels.push_back({.isObject = bracket == '{'});
    return true;
}

std::optional<QString> JsonStream::nextKey()
{
    if (!m_error.isEmpty() || m_levels.empty() || !m_levels.back().isObject)
        return std::nullopt;
    int c = peekAfterSpace();
    if (c == '}') {
        ++m_at;
        m_levels.pop_back();
        return std::nullopt;
    }
    if (!std::exchange(m_levels.back().isFirst, false)) {
        if (c == ',') {
            ++m_at;
            c = peekAfterSpace();
        } else {
            c = c < 0 ? c : 0;
        }
    }
    if (c != '"') {
        fail(c < 0 ? QStringLiteral("ends in the middle")
                   : QStringLiteral("is no valid JSON at byte %1").arg(position()));
        return std::nullopt;
    }
    if (!scan(maxKey))
        return std::nullopt;
    const QJsonValue key =
        m_isWhole ? QJsonDocument::fromJson('[' + m_raw + ']').array().first() : QJsonValue();
    if (peekAfterSpace() != ':') {
        fail(peek() < 0 ? QStringLiteral("ends in the middle")
                        : QStringLiteral("is no valid JSON at byte %1").arg(position()));
        return std::nullopt;
    }
    ++m_at;
    return key.toString();
}

bool JsonStream::nextElement()
{
    if (!m_error.isEmpty() || m_levels.empty() || m_levels.back().isObject)
        return false;
    const int c = peekAfterSpace();
    if (c == ']') {
        ++m_at;
        m_levels.pop_back();
        return false;
    }
    if (std::exchange(m_levels.back().isFirst, false))
        return c >= 0 || (fail(QStringLiteral("ends in the middle")), false);
    if (c != ',') {
        fail(c < 0 ? QStringLiteral("ends in the middle")
                   : QStringLiteral("is no valid JSON at byte %1").arg(position()));
        return false;
    }
    ++m_at;
    return true;
}

bool JsonStream::scan(qsizetype limit)
{
    m_raw.clear();
    m_isWhole = true;
    m_isTooDeep = false;
    int depth = 0;
    bool inString = false;
    bool isEscaped = false;
    const qint64 began = (peekAfterSpace(), position());
    for (;;) {
        if (m_at >= m_buffer.size() && !fill()) {
            // A number at the very end is whole; nothing else is.
            const bool isScalar = depth == 0 && !inString && !m_raw.isEmpty() && m_levels.empty();
            if (!isScalar)
                fail(QStringLiteral("ends in the middle"));
            return isScalar;
        }
        // What the buffer has of the value, kept in one piece.
        const qsizetype from = m_at;
        bool isOver = false;
        for (; m_at < m_buffer.size() && !isOver; ++m_at) {
            const char c = m_buffer.at(m_at);
            if (inString) {
                if (isEscaped)
                    isEscaped = false;
                else if (c == '\\')
                    isEscaped = true;
                else if (c == '"') {
                    inString = false;
                    isOver = depth == 0;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                m_isTooDeep |= ++depth > maxDepth;
            } else if (c == '}' || c == ']') {
                if (depth == 0)
                    break; // of the object or array around it
                isOver = --depth == 0;
            } else if (depth == 0 && (c == ',' || c == ':' || isSpace(c))) {
                break; // behind a number or a name
            }
        }
        const qsizetype room = limit - m_raw.size();
        const qsizetype size = m_at - from;
        m_raw.append(m_buffer.constData() + from, std::min(room, size));
        m_isWhole &= size <= room;
        if (isOver || (m_at < m_buffer.size())) {
            if (position() == began) {
                fail(QStringLiteral("is no valid JSON at byte %1").arg(position()));
                return false;
            }
            return true;
        }
    }
}

std::optional<QJsonValue> JsonStream::value()
{
    m_problem.clear();
    if (!m_error.isEmpty() || !scan(maxValue)) {
        m_problem = m_error;
        return std::nullopt;
    }
    if (!m_isWhole)
        m_problem = QStringLiteral("is larger than 4 MiB");
    else if (m_isTooDeep)
        m_problem = QStringLiteral("is nested too deeply");
    if (m_problem.isEmpty()) {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson('[' + m_raw + ']', &error);
        if (error.error == QJsonParseError::NoError && document.array().size() == 1)
            return document.array().first();
        m_problem = QStringLiteral("is no valid JSON");
    }
    m_raw.truncate(keptOfPassedOver);
    return std::nullopt;
}

void JsonStream::skip()
{
    if (m_error.isEmpty())
        std::ignore = scan(keptOfPassedOver);
}

} // namespace casement
