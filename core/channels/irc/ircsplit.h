// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>
#include <QString>

namespace casement
{

/// \a text as the lines in which IRC can carry it, UTF-8, each at most \a maxBytes long (at least
/// 16). Every line of the text is one; longer ones are split at a space where there is one near the
/// end, else between graphemes; a single grapheme that is longer (a stack of accents) between code
/// points. Line ends, NUL and the other control characters, which would be formatting or CTCP, are
/// never in a line; empty lines are left out, as IRC has none.
[[nodiscard]] QByteArrayList splitForIrc(const QString &text, qsizetype maxBytes);

/// How many bytes of text fit into a PRIVMSG of \a target that the server passes on with a source
/// of \a sourceLength bytes ("nick!user@host").
[[nodiscard]] qsizetype ircTextBytes(qsizetype sourceLength, const QByteArray &target);

} // namespace casement
