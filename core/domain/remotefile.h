// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace casement
{

/// A file that a message names without having it, and what may be done to get it.
struct FileRequest {
    QByteArray raw;        ///< the message's bytes as they came
    Attachment attachment; ///< which of its files
    /// Whom a person has agreed to ask, each as FileAnswer::host names it. Without any, nothing is
    /// fetched: the answer says who would have to be asked.
    QStringList hosts;
    qint64 maxBytes = 0; ///< what is longer is an error
};

/// The file, or whom to ask for it.
struct FileAnswer {
    QByteArray bytes;
    /// Not empty: `bytes` are not here, because this host would have to be asked and nobody has
    /// agreed to that yet. In ASCII (IDNA), with the port where it is not the usual one:
    /// "media.example", "media.example:8443".
    QString host;
    bool isOwnServer = false; ///< `host` is the server that the account is on

    bool operator==(const FileAnswer &) const = default;
};

} // namespace casement
