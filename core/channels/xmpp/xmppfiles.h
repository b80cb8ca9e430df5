// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/filejob.h"
#include "core/domain/message.h"

#include <QList>

class QXmppMessage;

namespace casement
{

struct XmppSettings;

/// The files that \a message points to beside its words (XEP-0066), which is how files of an HTTP
/// upload (XEP-0363) are sent. Attachment::part is the address.
[[nodiscard]] QList<Attachment> xmppFiles(const QXmppMessage &message);

/// Fetches one of them. Anybody who has the address gets it, so no login is shown. What is
/// encrypted by its address (aesgcm:, XEP-0454) cannot be read here, which is said.
void fetchXmppFile(FileJob *job, const FileRequest &request, const XmppSettings &settings);

} // namespace casement
