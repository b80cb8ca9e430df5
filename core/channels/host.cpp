// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/host.h"

#include <QHostAddress>
#include <QUrl>
#include <algorithm>

namespace casement
{

bool isHostName(const QString &host)
{
    if (!QHostAddress(host).isNull())
        return true;
    const QByteArray ace = QUrl::toAce(host);
    return !ace.isEmpty() && ace.size() <= 253 && !ace.startsWith('.') && !ace.startsWith('-') &&
           std::ranges::all_of(ace, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '.';
           });
}

bool isThisComputer(const QString &host)
{
    return host.compare(u"localhost", Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}

} // namespace casement
