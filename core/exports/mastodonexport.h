// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/exports/exportreader.h"

namespace casement
{

/// The archive that Mastodon gives of one's own account: the posts in outbox.json (an ActivityPub
/// OrderedCollection), who we are in actor.json. All of them are ours; boosts are no words of ours.
/// https://docs.joinmastodon.org/user/moving/#export
[[nodiscard]] Result<std::unique_ptr<ExportReader>>
openMastodonExport(std::unique_ptr<ExportSource> source, const QString &main,
                   const ExportOptions &options);

} // namespace casement
