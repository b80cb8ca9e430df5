// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <optional>

namespace casement
{

/// Takes the bodies out of a server's FETCH responses before KIMAP sees them, and leaves a small
/// header in their place by which they are found again. KIMAP would parse every body with KMime as
/// it arrives: it loses the bytes as they came and the INTERNALDATE, and hostile mail makes that
/// parse recurse without bound.
class ImapBodyTap
{
public:
    /// Longest body and longest line that are taken; a server that sends more breaks the protocol.
    static constexpr qsizetype kMaxBody = 64 * 1024 * 1024;
    static constexpr qsizetype kMaxLine = 16 * 1024 * 1024;

    struct Body {
        QByteArray bytes;
        QByteArray internalDate; ///< "17-Jul-1996 02:44:25 -0700", empty when the response had none
    };

    /// Takes what the server sent, returns what KIMAP shall read. nullopt: the limits are broken.
    [[nodiscard]] std::optional<QByteArray> feed(QByteArrayView fromServer);

    /// The body that a placeholder stands for; \a placeholderHead is what KIMAP made of it. Each
    /// can be taken once.
    [[nodiscard]] std::optional<Body> take(QByteArrayView placeholderHead);

    /// Forgets bodies that nobody took.
    void clear() { m_bodies.clear(); }

private:
    QByteArray m_line;     // the line under way, without what is in literals
    QByteArray m_response; // all lines of the response under way
    QByteArray m_capture;
    qsizetype m_literalLeft = 0; // bytes of the literal that are still to come
    bool m_isCapturing = false;
    QList<quint64> m_captured; // of this response
    QHash<quint64, Body> m_bodies;
    quint64 m_next = 1;
};

} // namespace casement
