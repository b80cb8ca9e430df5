// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/messageid.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QUrl>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype kUidLength = 36;
constexpr qsizetype kMacLength = 16;

QByteArray macOf(const Uid &uid, const QByteArray &key)
{
    return QMessageAuthenticationCode::hash(uid.toBytes(), key, QCryptographicHash::Sha256)
        .toHex()
        .first(kMacLength);
}

bool isLowerHex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

} // namespace

QByteArray makeMessageId(const Uid &uid, const QByteArray &key, const QString &domain)
{
    QByteArray host = QUrl::toAce(domain.trimmed());
    const bool isHostName =
        !host.isEmpty() && host.size() <= 255 && std::ranges::all_of(host, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   c == '-' || c == '.';
        });
    if (!isHostName)
        host = "localhost";
    return uid.toString().toLatin1() + '.' + macOf(uid, key) + '@' + host.toLower();
}

bool isOurMessageId(QByteArrayView id, const QByteArray &key)
{
    if (!looksLikeOurMessageId(id))
        return false;
    const Uid uid = Uid::fromString(QString::fromLatin1(id.first(kUidLength)));
    const QByteArray expected = macOf(uid, key);
    const QByteArrayView given = id.sliced(kUidLength + 1, kMacLength);
    int difference = 0;
    for (qsizetype i = 0; i < kMacLength; ++i)
        difference |= expected[i] ^ given[i];
    return difference == 0;
}

bool looksLikeOurMessageId(QByteArrayView id)
{
    if (id.size() < kUidLength + 1 + kMacLength + 2 || id[kUidLength] != '.' ||
        id[kUidLength + 1 + kMacLength] != '@')
        return false;
    for (qsizetype i = 0; i < kUidLength; ++i) {
        const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
        if (isDash ? id[i] != '-' : !isLowerHex(id[i]))
            return false;
    }
    return std::ranges::all_of(id.sliced(kUidLength + 1, kMacLength), isLowerHex);
}

} // namespace casement
