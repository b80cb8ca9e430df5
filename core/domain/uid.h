// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/timestamp.h"

#include <QByteArray>
#include <QString>
#include <array>
#include <compare>

namespace casement
{

/// The name of a thing across desks: 16 bytes, RFC 9562. What staff make has a version 7 (random,
/// time-ordered); what comes in has a version 8 that every desk polling the same account derives
/// alike.
class Uid
{
public:
    constexpr Uid() = default;

    /// \a bytes must be 16 long; anything else gives a null uid.
    [[nodiscard]] static Uid fromBytes(QByteArrayView bytes);
    /// Accepts the canonical form with or without dashes; anything else gives a null uid.
    [[nodiscard]] static Uid fromString(QStringView text);
    /// A new version 7 uid for the moment \a now.
    [[nodiscard]] static Uid create(Timestamp now);
    /// Version 8: two bytes of months since 1970 of \a at (keeps inserts local in the index), then
    /// the start of SHA-256(\a account, \a kind, \a remoteKey), each part preceded by its length.
    [[nodiscard]] static Uid derive(const Uid &account, QByteArrayView kind,
                                    QByteArrayView remoteKey, Timestamp at);
    /// Version 8 without a time, for accounts: SHA-256 of the \a parts, each preceded by its
    /// length.
    [[nodiscard]] static Uid derive(std::initializer_list<QByteArrayView> parts);

    [[nodiscard]] bool isNull() const;
    [[nodiscard]] QByteArray toBytes() const;
    [[nodiscard]] QString toString() const;

    auto operator<=>(const Uid &) const = default;

private:
    std::array<quint8, 16> m_bytes{};
};

} // namespace casement
