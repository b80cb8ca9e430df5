// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

namespace casement
{

/// The bytes of a mail with LF line ends. CRLF, and any number of CRs before an LF, become LF; a CR
/// alone is a line end only where the whole mail has no LF. Also drops an mbox "From " line before
/// the first header field. Shares \a raw where nothing has to change.
[[nodiscard]] QByteArray withUnixLineEnds(const QByteArray &raw);

[[nodiscard]] bool isAscii(QByteArrayView bytes);

/// Decodes \a bytes as \a charset. A label that is unknown, or that the bytes contradict, is not
/// believed: they are UTF-8 where they are valid UTF-8, else windows-1252. ISO 8859-1 and US-ASCII
/// are read as windows-1252 (the WHATWG Encoding Standard's rule: their upper half is what senders
/// mean).
[[nodiscard]] QString decodeCharset(QByteArrayView bytes, QByteArrayView charset);

/// Header bytes that are not ASCII, in defiance of RFC 5322: UTF-8 if valid, else windows-1252.
[[nodiscard]] QString decodeUnlabelled(QByteArrayView bytes);

/// LF line ends and no NUL.
[[nodiscard]] QString cleanText(QString text);

/// Joins the lines of `format=flowed` text (RFC 3676); \a deleteSpace is its DelSp parameter.
[[nodiscard]] QString unflowed(const QString &text, bool deleteSpace);

/// One line for subjects and names: white space runs become one blank, control characters vanish,
/// bounded to
/// \a maxLength. Direction marks stay: whoever draws it isolates them.
[[nodiscard]] QString singleLine(QStringView text, qsizetype maxLength);

} // namespace casement
