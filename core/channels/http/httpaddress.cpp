// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/http/httpaddress.h"

#include "core/channels/host.h"

namespace casement
{

namespace
{

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == u"http" ? 80 : 443);
}

} // namespace

QUrl httpOriginOf(const QString &typed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty())
        return {};
    QUrl url(text.contains(u"://") ? text : QStringLiteral("https://") + text, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != u"https" && url.scheme() != u"http") ||
        !isHostName(url.host()) || !url.userInfo().isEmpty())
        return {};
    url.setPath({});
    url.setQuery(QString());
    url.setFragment({});
    return url;
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && portOf(a) == portOf(b);
}

bool isSafeTransport(const QUrl &url)
{
    return url.scheme() == u"https" || (url.scheme() == u"http" && isThisComputer(url.host()));
}

QString httpPath(QStringView before, const QString &id, QStringView after)
{
    return before + QString::fromLatin1(QUrl::toPercentEncoding(id)) + after;
}

} // namespace casement
