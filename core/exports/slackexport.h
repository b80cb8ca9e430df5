// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/exports/exportreader.h"

namespace casement
{

/// A Slack workspace export: users.json, the lists of channels and direct conversations, and a
/// folder for each with a file for each day. \a main is users.json. A thread is a conversation of
/// its own, beside that of its channel. https://slack.com/help/articles/220556107
[[nodiscard]] Result<std::unique_ptr<ExportReader>>
openSlackExport(std::unique_ptr<ExportSource> source, const QString &main,
                const ExportOptions &options);

} // namespace casement
