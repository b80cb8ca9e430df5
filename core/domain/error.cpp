// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/error.h"

namespace casement
{

QString toString(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Offline:
        return QStringLiteral("offline");
    case ErrorKind::Timeout:
        return QStringLiteral("timeout");
    case ErrorKind::RateLimited:
        return QStringLiteral("rate-limited");
    case ErrorKind::AuthRequired:
        return QStringLiteral("auth-required");
    case ErrorKind::Forbidden:
        return QStringLiteral("forbidden");
    case ErrorKind::Certificate:
        return QStringLiteral("certificate");
    case ErrorKind::NotFound:
        return QStringLiteral("not-found");
    case ErrorKind::Protocol:
        return QStringLiteral("protocol");
    case ErrorKind::Invalid:
        return QStringLiteral("invalid");
    case ErrorKind::Storage:
        return QStringLiteral("storage");
    case ErrorKind::Full:
        return QStringLiteral("disk-full");
    case ErrorKind::Busy:
        return QStringLiteral("busy");
    case ErrorKind::NewerSchema:
        return QStringLiteral("newer-schema");
    case ErrorKind::Cancelled:
        return QStringLiteral("cancelled");
    }
    return QStringLiteral("unknown");
}

} // namespace casement
