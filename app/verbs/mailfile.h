// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/timestamp.h"

#include <QByteArray>
#include <QString>

namespace casement
{

/// Whether \a raw can stand in a mailbox file: it begins with a header field (RFC 5322
/// section 2.2).
[[nodiscard]] bool isMail(const QByteArray &raw);

/// \a raw as an entry of an "mboxrd" file: after a "From " line, with one more ">" before each line
/// that is "From " after any number of ">", so that reading it gives exactly the same bytes, and an
/// empty line at the end.
[[nodiscard]] QByteArray mboxEntry(const QString &author, Timestamp at, const QByteArray &raw);

} // namespace casement
