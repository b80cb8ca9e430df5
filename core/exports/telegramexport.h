// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/exports/exportreader.h"

namespace casement
{

/// Telegram Desktop's machine-readable JSON: one chat, or all of them ("chats", then "list"). The
/// name and the id of a chat stand before its messages, as Telegram writes them.
/// https://core.telegram.org/import-export
[[nodiscard]] Result<std::unique_ptr<ExportReader>>
openTelegramExport(std::unique_ptr<ExportSource> source, const QString &main,
                   const ExportOptions &options);

} // namespace casement
