// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/message.h"

namespace casement
{

Address senderOf(const Account &account)
{
    return {.kind = account.channel,
            .address = account.address,
            .name = account.fromName.isEmpty() ? account.name : account.fromName};
}

QString normalizedAddress(const QString &kind, const QString &address)
{
    QString result = address.trimmed().normalized(QString::NormalizationForm_C);
    if (kind == u"telegram" || kind == u"bluesky")
        return result;
    if (kind == u"phone") {
        QString digits;
        for (const QChar c : std::as_const(result)) {
            if (c.isDigit() || (c == u'+' && digits.isEmpty()))
                digits += c;
        }
        return digits;
    }
    if (kind == u"fediverse" && result.startsWith(u'@'))
        result.remove(0, 1);
    if (kind == u"xmpp")
        result = result.section(u'/', 0, 0);
    return result.toLower();
}

QString addressFromTyped(const QString &kind, const QString &typed, const QString &own)
{
    constexpr qsizetype longest = 320;
    QString address = normalizedAddress(kind, typed);
    if (address.isEmpty() || address.size() > longest || address.contains(u' '))
        return {};
    const bool hasHost =
        kind == u"email" || kind == u"xmpp" || kind == u"fediverse" || kind == u"irc";
    if (!hasHost)
        return address;
    if (!address.contains(u'@') && (kind == u"fediverse" || kind == u"irc"))
        address += u'@' + own.section(u'@', -1);
    const qsizetype at = address.lastIndexOf(u'@');
    return at > 0 && at < address.size() - 1 ? address : QString();
}

} // namespace casement
