// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/message.h"

#include <QByteArray>
#include <QStringList>
#include <functional>

namespace casement
{

/// Makes the HTML of a mail from its Markdown; the result is the content of a body element.
using MarkdownRenderer = std::function<QString(const QString &markdown)>;

/// The bytes of \a message (RFC 5322, MIME, CRLF, 7-bit), the same for every attempt: the Date is
/// queuedAt in UTC, the boundaries follow from the uid. Text and HTML as multipart/alternative
/// (only text without \a renderer), attachments around it. Bcc is not written. Invalid when an
/// address cannot be written or there is no Message-ID.
[[nodiscard]] Result<QByteArray> composeMail(const OutgoingMessage &message,
                                             const MarkdownRenderer &renderer);

/// An address as SMTP and header fields carry it: the domain in its ASCII form. Invalid, with a
/// sentence, when it is no address or its local part is not ASCII.
[[nodiscard]] Result<QString> wireAddress(const QString &address);

/// Whom the server shall deliver to: To, Cc and Bcc, each once, as wire addresses.
[[nodiscard]] Result<QStringList> envelopeRecipients(const OutgoingMessage &message);

} // namespace casement
