// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/exports/exportreader.h"

#include <QByteArray>

namespace casement
{

/// Whether a text with this beginning is an exported WhatsApp chat.
[[nodiscard]] bool beginsLikeWhatsApp(const QByteArray &start);

/// "Export chat" of WhatsApp: a text of lines, as Android or iOS write it in the phone's language,
/// and perhaps media beside it. Nothing in it has an id. A message is known again by chat, minute,
/// author, words, and which of equal ones within that minute it is; media by that they are media,
/// so that an export without them and one with them agree.
///
/// All of the text is read once before the first row, to decide on the dates and on whom the chat
/// is with. https://faq.whatsapp.com/1180414079177245
[[nodiscard]] Result<std::unique_ptr<ExportReader>>
openWhatsAppExport(std::unique_ptr<ExportSource> source, const QString &main,
                   const ExportOptions &options);

} // namespace casement
