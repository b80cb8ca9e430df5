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

bool isNearby(const QString &host)
{
    QHostAddress address(host);
    if (address.isNull()) {
        const QString name = host.endsWith(u'.') ? host.chopped(1) : host;
        static constexpr QLatin1StringView inside[] = {
            QLatin1StringView(".local"), QLatin1StringView(".localhost"),
            QLatin1StringView(".internal"), QLatin1StringView(".home.arpa")};
        return !name.contains(u'.') || std::ranges::any_of(inside, [&](QLatin1StringView end) {
            return name.endsWith(end, Qt::CaseInsensitive);
        });
    }
    bool isMapped = false;
    if (const quint32 v4 = address.toIPv4Address(&isMapped); isMapped)
        address = QHostAddress(v4);
    return address.isPrivateUse() || address.isLinkLocal() || address.isUniqueLocalUnicast() ||
           address.isLoopback() || address.isMulticast() ||
           address == QHostAddress(QHostAddress::AnyIPv4) ||
           address == QHostAddress(QHostAddress::AnyIPv6);
}

} // namespace casement
