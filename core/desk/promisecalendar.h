// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/promises.h"

namespace casement
{

/// An iCalendar file (RFC 5545) with a VTODO for each of \a promises that has a day. Of the words
/// only what was promised stands in it.
[[nodiscard]] QByteArray promiseCalendar(const QList<Promise> &promises,
                                         const Promises::Summaries &summaries, Timestamp now);

} // namespace casement
