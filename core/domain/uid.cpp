// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/uid.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QUuid>
#include <QtEndian>
#include <algorithm>

namespace casement
{

namespace
{

void setVersion(std::array<quint8, 16> &bytes, quint8 version)
{
    bytes[6] = static_cast<quint8>((bytes[6] & 0x0f) | (version << 4));
    bytes[8] = static_cast<quint8>((bytes[8] & 0x3f) | 0x80);
}

void addPart(QCryptographicHash &hash, QByteArrayView part)
{
    const quint32 length = qToBigEndian(static_cast<quint32>(part.size()));
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(&length), sizeof length));
    hash.addData(part);
}

} // namespace

Uid Uid::fromBytes(QByteArrayView bytes)
{
    Uid uid;
    if (bytes.size() == 16)
        std::ranges::copy(bytes, uid.m_bytes.begin());
    return uid;
}

Uid Uid::fromString(QStringView text)
{
    const QByteArray hex = text.toLatin1().replace('-', QByteArray());
    return hex.size() == 32 ? fromBytes(QByteArray::fromHex(hex)) : Uid();
}

Uid Uid::create(Timestamp now)
{
    Uid uid;
    const auto ms = static_cast<quint64>(toMilliseconds(now));
    for (int i = 0; i < 6; ++i)
        uid.m_bytes[i] = static_cast<quint8>(ms >> (40 - 8 * i));
    for (int i = 6; i < 16; i += 2) {
        const quint32 random = QRandomGenerator::system()->generate();
        uid.m_bytes[i] = static_cast<quint8>(random);
        uid.m_bytes[i + 1] = static_cast<quint8>(random >> 8);
    }
    setVersion(uid.m_bytes, 7);
    return uid;
}

Uid Uid::derive(const Uid &account, QByteArrayView kind, QByteArrayView remoteKey, Timestamp at)
{
    using namespace std::chrono;
    const year_month_day date(floor<days>(at));
    const int months = (int(date.year()) - 1970) * 12 + int(unsigned(date.month())) - 1;
    const int month = std::clamp(months, 0, 0xffff);

    QCryptographicHash hash(QCryptographicHash::Sha256);
    addPart(hash, account.toBytes());
    addPart(hash, kind);
    addPart(hash, remoteKey);
    const QByteArray digest = hash.result();

    Uid uid;
    uid.m_bytes[0] = static_cast<quint8>(month >> 8);
    uid.m_bytes[1] = static_cast<quint8>(month);
    std::copy_n(digest.begin(), 14, uid.m_bytes.begin() + 2);
    setVersion(uid.m_bytes, 8);
    return uid;
}

Uid Uid::derive(std::initializer_list<QByteArrayView> parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (QByteArrayView part : parts)
        addPart(hash, part);
    Uid uid = fromBytes(hash.result().first(16));
    setVersion(uid.m_bytes, 8);
    return uid;
}

bool Uid::isNull() const
{
    return std::ranges::all_of(m_bytes, [](quint8 byte) { return byte == 0; });
}

QByteArray Uid::toBytes() const
{
    return QByteArray(reinterpret_cast<const char *>(m_bytes.data()), qsizetype(m_bytes.size()));
}

QString Uid::toString() const
{
    return QUuid::fromRfc4122(toBytes()).toString(QUuid::WithoutBraces);
}

} // namespace casement
