// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/imapbodytap.h"

#include "core/mail/mimetree.h"

#include <algorithm>
#include <utility>

namespace casement
{

namespace
{

constexpr QByteArrayView kPlaceholder = "X-Casement-Body";

/// The size of the literal that \a line announces at its end ("… {123}\r\n"), or -1.
qsizetype literalAt(QByteArrayView line)
{
    QByteArrayView text = line;
    while (text.endsWith('\n') || text.endsWith('\r'))
        text.chop(1);
    if (!text.endsWith('}'))
        return -1;
    const qsizetype brace = text.lastIndexOf('{');
    if (brace < 0 || text.size() - brace > 20)
        return -1;
    bool ok = false;
    const qlonglong size = text.sliced(brace + 1, text.size() - brace - 2).toLongLong(&ok);
    return ok && size >= 0 ? static_cast<qsizetype>(size) : -1;
}

/// Whether the literal at the end of \a response is a body section of a FETCH (RFC 3501,
/// section 7.4.2).
bool isBodySection(QByteArrayView response)
{
    if (!response.startsWith("* ") ||
        response.first(std::min<qsizetype>(response.size(), 40)).indexOf(" FETCH ") < 0)
        return false;
    const QByteArrayView before = response.first(response.lastIndexOf('{')).trimmed();
    return before.endsWith(']') && before.lastIndexOf("BODY[") > before.lastIndexOf('"');
}

QByteArray internalDateIn(const QByteArray &response)
{
    constexpr QByteArrayView key = "INTERNALDATE \"";
    const qsizetype at = response.indexOf(key);
    if (at < 0)
        return {};
    const qsizetype begin = at + key.size();
    const qsizetype end = response.indexOf('"', begin);
    return end < 0 ? QByteArray() : response.sliced(begin, std::min<qsizetype>(end - begin, 60));
}

} // namespace

std::optional<QByteArray> ImapBodyTap::feed(QByteArrayView in)
{
    QByteArray out;
    while (!in.isEmpty()) {
        if (m_literalLeft > 0) {
            const QByteArrayView piece = in.first(std::min(in.size(), m_literalLeft));
            in = in.sliced(piece.size());
            m_literalLeft -= piece.size();
            (m_isCapturing ? m_capture : out).append(piece);
            if (m_literalLeft > 0)
                continue;
        }
        if (m_isCapturing) {
            m_isCapturing = false;
            const quint64 id = m_next++;
            const QByteArray head =
                kPlaceholder.toByteArray() + ": " + QByteArray::number(id) + "\r\n\r\n";
            out += '{' + QByteArray::number(head.size()) + "}\r\n" + head;
            m_bodies.insert(id, {std::exchange(m_capture, {}), {}});
            m_captured += id;
            continue;
        }
        const qsizetype lineEnd = in.indexOf('\n');
        const qsizetype length = lineEnd < 0 ? in.size() : lineEnd + 1;
        m_line += in.first(length);
        in = in.sliced(length);
        if (m_line.size() + m_response.size() > kMaxLine)
            return std::nullopt;
        if (lineEnd < 0)
            break;
        m_response += m_line;
        const qsizetype literal = literalAt(m_line);
        if (literal < 0) {
            out += m_line;
            if (!m_captured.isEmpty()) {
                const QByteArray date = internalDateIn(m_response);
                for (const quint64 id : std::as_const(m_captured))
                    m_bodies[id].internalDate = date;
                m_captured.clear();
            }
            m_response.clear();
        } else if (isBodySection(m_response)) {
            if (literal > kMaxBody)
                return std::nullopt;
            out += m_line.first(m_line.lastIndexOf('{'));
            m_capture.reserve(literal);
            m_literalLeft = literal;
            m_isCapturing = true;
            m_line.clear();
        } else {
            if (literal > kMaxBody)
                return std::nullopt;
            out += m_line;
            m_literalLeft = literal;
        }
        m_line.clear();
    }
    return out;
}

std::optional<ImapBodyTap::Body> ImapBodyTap::take(QByteArrayView placeholderHead)
{
    bool ok = false;
    const quint64 id = HeaderFields(placeholderHead).value(kPlaceholder).toULongLong(&ok);
    const auto found = ok ? m_bodies.find(id) : m_bodies.end();
    if (found == m_bodies.end())
        return std::nullopt;
    Body body = std::move(found.value());
    m_bodies.erase(found);
    return body;
}

} // namespace casement
