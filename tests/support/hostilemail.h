// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace casement::testing
{

/// A mail that no well-meaning program would write.
struct HostileMail {
    QByteArray raw; ///< as it would lie in an .eml file; any bytes, any line ends, may be empty
    QString
        oddity; ///< the names of what is wrong with it, joined by '+': "date-year-0+charset-utf7"
};

/// The address that forged mails claim to come from: make it the account's own where a test wants
/// to know whether the program believes them.
inline constexpr char hostileOwnAddress[] = "team@casement.invalid";

/// Every URL that must not be opened has this host; .invalid never resolves (RFC 6761).
inline constexpr char hostileTrackerHost[] = "tracker.invalid";

/// The names of all oddities. The first hostileOddities().size() mails of every seed have one each,
/// in this order; the mails after them combine two to four, so that every further one is new.
[[nodiscard]] QStringList hostileOddities();

/// Mail number \a index (from 0) of \a seed, always the same. All mails of one seed are distinct.
/// Most have a few KiB; a few of the first, and one in 150 later, have 1 to 7 MiB.
[[nodiscard]] HostileMail hostileMailAt(int index, quint64 seed = 1);

/// hostileMailAt(index).raw.
[[nodiscard]] QByteArray hostileMail(int index);

/// The first \a count mails of \a seed. 2,000 of them take about 150 MiB: where that is too much,
/// ask for one at a time.
[[nodiscard]] QList<HostileMail> hostileMails(int count, quint64 seed = 1);

} // namespace casement::testing
