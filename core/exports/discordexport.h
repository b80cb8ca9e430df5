// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/exports/exportreader.h"

namespace casement
{

/// The JSON of DiscordChatExporter: one channel, thread or direct conversation a file.
/// https://github.com/Tyrrrz/DiscordChatExporter
[[nodiscard]] Result<std::unique_ptr<ExportReader>>
openDiscordExport(std::unique_ptr<ExportSource> source, const QString &main,
                  const ExportOptions &options);

} // namespace casement
